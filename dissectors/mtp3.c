/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * MTP level 2 (ITU-T Q.703) and level 3 (Q.704, ANSI T1.111.4).
 */
#include "mtp3.h"
#include "sccp.h"

/* Service indicator values (Q.704 14.2.1). */
enum mtp3_si {
	MTP3_SNM = 0, MTP3_TEST = 1, MTP3_TEST_SPECIAL = 2, MTP3_SCCP = 3,
	MTP3_TUP = 4, MTP3_ISUP = 5, MTP3_BICC = 13,
};

enum {
	LABEL_ITU = 4,		/* octets of a routing label, Q.704 2.2 */
	LABEL_ANSI = 7,		/* T1.111.4 2.2 */
};

bool
mtp3_user(struct cur c, struct reasm *r, struct sig_msg *m)
{
	switch (m->si) {
	case MTP3_SCCP:
		return sccp_dissect(c, r, m);
	case MTP3_ISUP:
		m->proto = SIG_PROTO_ISUP;
		sig_add_layer(m, SIG_LAYER_ISUP);
		break;
	case MTP3_BICC:
		m->proto = SIG_PROTO_BICC;
		sig_add_layer(m, SIG_LAYER_BICC);
		break;
	case MTP3_SNM:
	case MTP3_TEST:
	case MTP3_TEST_SPECIAL:
		m->proto = SIG_PROTO_MTP3;
		m->type = m->si == MTP3_SNM ? "SNM" : "SLT";
		break;
	default:
		m->proto = SIG_PROTO_MTP3;
		break;
	}
	m->kind = SIG_KIND_NOTICE;
	if (cur_left(&c) == 0)
		sig_defect(m, SIG_DEFECT_EMPTY);
	return true;
}

static bool
label_itu(struct cur *c, struct sig_msg *m)
{
	uint32_t label;

	if (!cur_le32(c, &label))
		return false;
	m->dpc = label & 0x3fff;
	m->opc = label >> 14 & 0x3fff;
	m->sls = (uint8_t)(label >> 28);
	return true;
}

/* Member, cluster, network: least significant first. */
static bool
label_ansi(struct cur *c, struct sig_msg *m)
{
	uint8_t o[LABEL_ANSI];
	size_t i;

	for (i = 0; i < sizeof(o); i++)
		if (!cur_u8(c, &o[i]))
			return false;
	m->dpc = (uint32_t)o[2] << 16 | (uint32_t)o[1] << 8 | o[0];
	m->opc = (uint32_t)o[5] << 16 | (uint32_t)o[4] << 8 | o[3];
	m->sls = o[6];
	m->ansi = true;
	return true;
}

/* The octets do not tell which label they have; what follows it does. */
static bool
looks_ansi(struct cur c, uint8_t si)
{
	struct cur itu = c, ansi = c;

	if (si != MTP3_SCCP || !cur_skip(&itu, LABEL_ITU) ||
	    !cur_skip(&ansi, LABEL_ANSI))
		return false;
	return sccp_plausible(ansi) == 2 && sccp_plausible(itu) < 2;
}

bool
mtp3_dissect(struct cur c, struct reasm *r, struct sig_msg *m)
{
	uint8_t sio;

	m->proto = SIG_PROTO_MTP3;
	sig_add_layer(m, SIG_LAYER_MTP3);
	if (!cur_u8(&c, &sio)) {
		sig_defect(m, SIG_DEFECT_EMPTY);
		return true;
	}
	m->si = sio & 0xf;
	m->ni = sio >> 6;
	if (!(looks_ansi(c, m->si) ? label_ansi(&c, m) : label_itu(&c, m))) {
		sig_defect(m, SIG_DEFECT_MTP3);
		return true;
	}
	m->has_label = true;
	return mtp3_user(c, r, m);
}

bool
mtp2_dissect(struct cur c, struct reasm *r, struct sig_msg *m)
{
	uint8_t bsn, fsn, li;
	struct cur unit;

	m->proto = SIG_PROTO_MTP2;
	sig_add_layer(m, SIG_LAYER_MTP2);
	if (!cur_u8(&c, &bsn) || !cur_u8(&c, &fsn) || !cur_u8(&c, &li)) {
		sig_defect(m, SIG_DEFECT_MTP2);
		return true;
	}
	li &= 0x3f;
	if (li < 3)		/* fill-in or link status signal unit */
		return false;
	/* flags end a unit, not this length (Q.703 2.3.3); 63 is "or more",
	 * and two octets more are the check sum */
	unit = c;
	if (li < 0x3f && cur_left(&c) == li + 2u)
		unit = cur_take_most(&c, li);
	else if (cur_left(&c) < li)
		sig_defect(m, SIG_DEFECT_MTP2);
	else if (li < 0x3f && cur_left(&c) > li)
		sig_anomaly(m, SIG_ANOMALY_TRAILING_OCTETS);
	return mtp3_dissect(unit, r, m);
}
