/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Numbers in binary coded decimal, first digit in the low half of an octet:
 * TBCD-STRING and AddressString (3GPP TS 29.002 17.7.8), global titles (Q.713
 * 3.4.2.3), PLMN identities (TS 24.008 10.5.1.13), ISUP numbers (Q.763 3.9).
 */
#ifndef DISSECTORS_DIGITS_H
#define DISSECTORS_DIGITS_H

#include "sig.h"

/* Is any half octet above 9? */
static inline bool
digits_strange(uint64_t w)
{
	return ((w >> 3) & ((w >> 2) | (w >> 1)) &
	    UINT64_C(0x1111111111111111)) != 0;
}

/* More than eight octets, or half octets above 9. */
uint8_t	digits_unpack_slow(struct cur, struct sig_msg *, struct sig_digits *);

/* One to eight octets of digits with no half octet above 9 but a filler in the
 * last place, as nearly every number has; false when they are others. */
static inline bool
digits_usual(struct cur c, uint64_t *w, uint8_t *n)
{
	size_t len = cur_left(&c), last = 8 * len - 4;

	*n = (uint8_t)(2 * len);
	*w = cur_word(&c);
	if (*w >> last == 0xf) {
		*w ^= UINT64_C(0xf) << last;
		--*n;
	}
	return !digits_strange(*w);
}

/*
 * The digits of c; returns their number, at most SIG_DIGITS_MAX.  A filler
 * 1111 in the last half octet ends the number; one elsewhere ends it too and is
 * the anomaly "digits", as are * # a b c, which are kept.  More digits than fit
 * are the anomaly "digits-length".
 */
static inline uint8_t
digits_unpack(struct cur c, struct sig_msg *m, struct sig_digits *d)
{
	uint64_t w;
	uint8_t n;

	if (!CUR_FAST || cur_left(&c) - 1 > 7 || !digits_usual(c, &w, &n))
		return digits_unpack_slow(c, m, d);
	d->w[0] = w;
	d->w[1] = 0;
	return n;
}

/* The last of len digits is none; returns how many remain. */
static inline uint8_t
digits_drop_last(struct sig_digits *d, uint8_t len)
{
	if (len == 0)
		return 0;
	len--;
	d->w[len / 16] &= ~(UINT64_C(0xf) << (4 * (len % 16)));
	return len;
}

/* A value of type DIGITS from a TBCD-STRING of min to max octets; outside
 * that: "digits-length". */
static inline void
digits_tbcd(struct sig_msg *m, enum sig_field f, struct cur c, size_t min,
    size_t max)
{
	struct sig_value *v = sig_add(m, f);
	size_t len = cur_left(&c);

	if (v == NULL)
		return;
	if (len < min || len > max)
		sig_anomaly(m, SIG_ANOMALY_DIGITS_LENGTH);
	v->len = digits_unpack(c, m, &v->digits);
}

/* From an AddressString: nature and plan, then TBCD. */
static inline void
digits_address(struct sig_msg *m, enum sig_field f, struct cur c)
{
	struct sig_value *v = sig_add(m, f);
	uint8_t ton_npi;

	if (v == NULL)
		return;
	v->digits = (struct sig_digits){ { 0, 0 } };
	if (!cur_u8(&c, &ton_npi)) {
		sig_anomaly(m, SIG_ANOMALY_DIGITS_LENGTH);
		return;
	}
	v->nai = ton_npi >> 4 & 7;
	v->np = ton_npi & 0xf;
	v->len = digits_unpack(c, m, &v->digits);
}

/* From an ISUP called or calling party number (Q.763 3.9, 3.10). */
void	digits_isup(struct sig_msg *, enum sig_field, struct cur);
/* A PLMN identity from the first three octets of c. */
void	digits_plmn(struct sig_msg *, enum sig_field, struct cur);

#endif
