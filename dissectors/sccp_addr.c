/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * SCCP party addresses (ITU-T Q.713 3.4 and 3.5, ANSI T1.112.3).
 */
#include "digits.h"
#include "sccp_addr.h"

enum indicator {		/* address indicator, ITU */
	HAS_PC = 0x01, HAS_SSN = 0x02, ON_SSN = 0x40, NATIONAL = 0x80,
	ANSI_HAS_SSN = 0x01, ANSI_HAS_PC = 0x02,
	USUAL = HAS_SSN | 4 << 2,
};

enum encoding { ES_UNKNOWN = 0, ES_ODD = 1, ES_EVEN = 2 };

/*
 * The digits of a global title.  The odd/even mark says whether the last half
 * octet counts; there stands 0000 then, and from many senders 1111.
 */
static void
gt_digits(struct cur c, uint8_t es, struct sig_addr *a, struct sig_msg *m)
{
	size_t octets = cur_left(&c);
	uint8_t last = octets > 0 ? cur_at(&c, octets - 1) >> 4 : 0;

	a->len = digits_unpack(c, m, &a->digits);
	if (es == ES_ODD) {
		if (octets == 0 || (last != 0 && last != 0xf))
			sig_anomaly(m, SIG_ANOMALY_GT_PARITY);
		else if (a->len == 2 * octets)
			a->len = digits_drop_last(&a->digits, a->len);
	} else if (es == ES_EVEN) {
		if (octets > 0 && last == 0xf)
			sig_anomaly(m, SIG_ANOMALY_GT_PARITY);
	} else if (es != ES_UNKNOWN) {
		sig_anomaly(m, SIG_ANOMALY_SCCP_SPARE);
	}
}

static bool
plan_read(struct cur *c, struct sig_addr *a)
{
	uint8_t octet;

	if (!cur_u8(c, &octet))
		return false;
	a->np = octet >> 4;
	a->es = octet & 0xf;
	return true;
}

static bool
nature_read(struct cur *c, struct sig_addr *a, bool *odd)
{
	uint8_t octet;

	if (!cur_u8(c, &octet))
		return false;
	a->nai = octet & 0x7f;
	*odd = (octet & 0x80) != 0;
	return true;
}

/* Q.713 3.4.2.3.1 to 3.4.2.3.4, by global title indicator. */
static bool
gt_itu(struct cur *c, struct sig_addr *a, struct sig_msg *m)
{
	bool odd = false;

	switch (a->gti) {
	case 1:
		if (!nature_read(c, a, &odd))
			return false;
		gt_digits(*c, odd ? ES_ODD : ES_EVEN, a, m);
		return true;
	case 2:
		if (!cur_u8(c, &a->tt))
			return false;
		gt_digits(*c, ES_UNKNOWN, a, m);
		return true;
	case 3:
		if (!cur_u8(c, &a->tt) || !plan_read(c, a))
			return false;
		gt_digits(*c, a->es, a, m);
		return true;
	case 4:
		if (!cur_u8(c, &a->tt) || !plan_read(c, a) ||
		    !nature_read(c, a, &odd))
			return false;
		gt_digits(*c, a->es, a, m);
		return true;
	default:
		sig_anomaly(m, SIG_ANOMALY_SCCP_SPARE);
		return true;
	}
}

/* T1.112.3 3.4.2.3: 1 is type, plan and encoding; 2 is type alone. */
static bool
gt_ansi(struct cur *c, struct sig_addr *a, struct sig_msg *m)
{
	if (!cur_u8(c, &a->tt) || (a->gti == 1 && !plan_read(c, a)))
		return false;
	gt_digits(*c, a->gti == 1 ? a->es : ES_UNKNOWN, a, m);
	if (a->gti > 2)
		sig_anomaly(m, SIG_ANOMALY_SCCP_SPARE);
	return true;
}

static bool
ansi_read(struct cur *c, uint8_t ai, struct sig_addr *a)
{
	uint8_t member, cluster, network;

	a->has_ssn = (ai & ANSI_HAS_SSN) != 0;
	a->has_pc = (ai & ANSI_HAS_PC) != 0;
	if (a->has_ssn && !cur_u8(c, &a->ssn))
		return false;
	if (!a->has_pc)
		return true;
	if (!cur_u8(c, &member) || !cur_u8(c, &cluster) ||
	    !cur_u8(c, &network))
		return false;
	a->pc = (uint32_t)network << 16 | (uint32_t)cluster << 8 | member;
	return true;
}

static bool
itu_read(struct cur *c, uint8_t ai, struct sig_addr *a)
{
	uint16_t pc;

	a->has_pc = (ai & HAS_PC) != 0;
	a->has_ssn = (ai & HAS_SSN) != 0;
	if (a->has_pc) {
		if (!cur_le16(c, &pc))
			return false;
		a->pc = pc & 0x3fff;
	}
	return !a->has_ssn || cur_u8(c, &a->ssn);
}

/*
 * What TS 29.002 6.1.3.1 asks for: a subsystem number, a global title in the
 * fourth form, and routing on it; with up to eight octets of digits that agree
 * with the odd/even mark.  False and nothing done for another address.
 */
static inline bool
usual_address(struct cur c, struct sig_addr *a)
{
	const uint8_t *p = c.p;
	size_t octets = cur_left(&c) - 5, last = 8 * octets - 4;
	uint8_t es;
	uint64_t w;

	if (octets - 1 > 7 || p[0] != USUAL)
		return false;
	c.p += 5;
	w = cur_word(&c);
	es = p[3] & 0xf;
	if (es == ES_ODD && w >> last == 0xf)
		w ^= UINT64_C(0xf) << last;
	if ((es == ES_ODD ? w >> last != 0 : es != ES_EVEN) ||
	    digits_strange(w))
		return false;
	a->present = a->has_ssn = a->has_gt = true;
	a->gti = 4;
	a->ssn = p[1];
	a->tt = p[2];
	a->np = p[3] >> 4;
	a->es = es;
	a->nai = p[4] & 0x7f;
	a->len = (uint8_t)(2 * octets - (es == ES_ODD));
	a->digits.w[0] = w;
	return true;
}

void
sccp_address(struct cur c, struct sig_addr *a, struct sig_msg *m)
{
	uint8_t ai;
	bool ansi;

	if ((CUR_FAST && usual_address(c, a)) || !cur_u8(&c, &ai))
		return;
	a->present = true;
	a->on_ssn = (ai & ON_SSN) != 0;
	a->national = (ai & NATIONAL) != 0;
	a->gti = ai >> 2 & 0xf;
	a->has_gt = a->gti != 0;
	ansi = m->ansi && a->national;
	if (!(ansi ? ansi_read(&c, ai, a) : itu_read(&c, ai, a)) ||
	    (a->has_gt && !(ansi ? gt_ansi(&c, a, m) : gt_itu(&c, a, m))))
		sig_defect(m, SIG_DEFECT_SCCP_ADDRESS);
	else if (!a->has_gt && cur_left(&c) > 0)
		sig_anomaly(m, SIG_ANOMALY_TRAILING_OCTETS);
}
