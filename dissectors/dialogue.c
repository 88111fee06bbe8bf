/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The dialogue portion of TCAP (ITU-T Q.773 3.2, 4.2.3) and the MAP dialogue
 * PDU in its user information (3GPP TS 29.002 17.4).
 */
#include "ber.h"
#include "dialogue.h"
#include "digits.h"
#include "map.h"
#include "param.h"

enum dialogue_tag {
	DIALOGUE_AARQ = BER_APP(0),	/* also AUDT */
	DIALOGUE_AARE = BER_APP(1),
	DIALOGUE_ABRT = BER_APP(4),
	MAP_OPEN = BER_CTX(0), MAP_ACCEPT = BER_CTX(1), MAP_CLOSE = BER_CTX(2),
	MAP_REFUSE = BER_CTX(3), MAP_U_ABORT = BER_CTX(4),
	MAP_P_ABORT = BER_CTX(5),
};

enum { NP_LAND_MOBILE = 6 };	/* E.212: the reference is an IMSI */

/*
 * Application context names: MAP is 0.4.0.0.1.0.AC.VERSION with AC up to 47,
 * CAP phase 1 and 2 the same with AC 50 to 52, CAP phase 3 and 4
 * 0.4.0.0.1.21 to 23.3.AC (TS 29.078 6.1.2); INAP is 0.4.0.1.1 (ETSI) or
 * 0.0.17.1218 (ITU-T).
 */
static void
context_read(struct cur oid, struct sig_msg *m)
{
	static const uint8_t etsi[] = { 4, 0, 0, 1 };
	static const uint8_t etsi_inap[] = { 4, 0, 1, 1 };
	static const uint8_t itu_inap[] = { 0, 17, 0x89, 0x42 };
	uint8_t module, ac, version;

	if (m->has_ac)
		sig_anomaly(m, SIG_ANOMALY_DUPLICATE_PARAMETER);
	m->has_ac = true;
	m->ac_oid = oid;
	module = cur_at(&oid, 4);
	ac = cur_at(&oid, 5);
	version = cur_at(&oid, 6);
	if (module == 0 && ac < 50 && cur_left(&oid) == 7 &&
	    cur_begins(&oid, etsi, sizeof(etsi))) {
		m->proto = SIG_PROTO_MAP;
		map_context(ac, version, m);
	} else if (cur_begins(&oid, etsi_inap, sizeof(etsi_inap)) ||
	    cur_begins(&oid, itu_inap, sizeof(itu_inap))) {
		m->proto = SIG_PROTO_INAP;
	} else if (!cur_begins(&oid, etsi, sizeof(etsi))) {
		sig_anomaly(m, SIG_ANOMALY_AC_UNKNOWN);
	} else if (module >= 20 && module <= 24 && ac == 3) {
		m->proto = SIG_PROTO_CAP;
	} else if (module == 0 && ac >= 50 && ac <= 52) {
		m->proto = SIG_PROTO_CAP;
	} else if (module == 0 && cur_left(&oid) >= 7) {
		m->proto = SIG_PROTO_MAP;
		map_context(ac, version, m);
		if (cur_left(&oid) > 7)
			sig_anomaly(m, SIG_ANOMALY_AC_EXTENDED);
	} else {
		sig_anomaly(m, SIG_ANOMALY_AC_UNKNOWN);
	}
}

/* MAP-OpenInfo: references; a destination reference in E.212 is the IMSI of
 * the subscriber that supplementary service operations do not name. */
static void
map_open(struct cur c, struct sig_msg *m)
{
	struct ber b;
	const struct sig_value *v;
	struct cur imsi;
	uint8_t octet;

	while (ber_next(&c, &b, m)) {
		if (b.tag == BER_CTX(0)) {
			imsi = ber_string(&b, m);
			digits_address(m, SIG_DESTINATION_REFERENCE, imsi);
			if (!sig_has(m, SIG_DESTINATION_REFERENCE))
				continue;
			v = &m->val[m->last[SIG_DESTINATION_REFERENCE]];
			if (v->np == NP_LAND_MOBILE && cur_u8(&imsi, &octet))
				digits_tbcd(m, SIG_IMSI, imsi, 3, 8);
		} else if (b.tag == BER_CTX(1)) {
			digits_address(m, SIG_ORIGINATION_REFERENCE,
			    ber_string(&b, m));
		}
	}
}

/* User information: EXTERNALs, the first single-ASN.1-type of MAP counts. */
static void
user_information(struct cur c, struct sig_msg *m)
{
	static const uint8_t map_dialogue[] = { 4, 0, 0, 1, 1, 1 };
	struct ber external, b, pdu;
	bool map;

	while (ber_next(&c, &external, m)) {
		map = false;
		while (ber_next(&external.v, &b, m)) {
			if (b.tag == BER_UNI(BER_OID))
				map = cur_begins(&b.v, map_dialogue,
				    sizeof(map_dialogue));
			if (b.tag != BER_CTX(0) || !map || !b.constructed)
				continue;
			if (ber_next(&b.v, &pdu, m) && pdu.tag == MAP_OPEN)
				map_open(pdu.v, m);
		}
	}
}

/* One ENUMERATED-like integer inside a constructed tag. */
static void
result_read(struct cur c, struct sig_msg *m)
{
	struct ber b;
	int64_t v;

	if (ber_next(&c, &b, m) && ber_int(&b, m, &v)) {
		m->has_ac_result = true;
		m->ac_result = (uint8_t)(v & 0xff);
	}
}

static void
pdu_read(const struct ber *pdu, struct sig_msg *m)
{
	struct cur c = pdu->v;
	struct ber b, oid;

	while (ber_next(&c, &b, m)) {
		if (b.tag == BER_CTX(30)) {
			user_information(b.v, m);
		} else if (pdu->tag == DIALOGUE_ABRT) {
			m->u_abort = true;
		} else if (b.tag == BER_CTX(1) && b.constructed) {
			if (ber_next(&b.v, &oid, m) &&
			    oid.tag == BER_UNI(BER_OID))
				context_read(oid.v, m);
			else
				sig_defect(m, SIG_DEFECT_TCAP_DIALOGUE);
		} else if (b.tag == BER_CTX(2) && pdu->tag == DIALOGUE_AARE) {
			result_read(b.v, m);
		}
	}
}

void
dialogue_read(struct cur c, struct sig_msg *m)
{
	static const uint8_t structured[] = { 0, 17, 0x86, 5, 1 };
	struct ber external, b, pdu;
	bool found = false;

	if (!ber_next(&c, &external, m) || !external.constructed) {
		sig_defect(m, SIG_DEFECT_TCAP_DIALOGUE);
		return;
	}
	if (external.tag != BER_UNI(BER_EXTERNAL) || cur_left(&c) > 0)
		sig_anomaly(m, SIG_ANOMALY_DIALOGUE_FORM);
	while (ber_next(&external.v, &b, m)) {
		if (b.tag == BER_UNI(BER_OID)) {
			if (!cur_begins(&b.v, structured, sizeof(structured)))
				sig_anomaly(m, SIG_ANOMALY_DIALOGUE_FORM);
		} else if (b.tag == BER_CTX(0) && b.constructed) {
			if (found)
				sig_anomaly(m, SIG_ANOMALY_DUPLICATE_PARAMETER);
			if (!ber_next(&b.v, &pdu, m))
				continue;
			found = true;
			if (pdu.tag != DIALOGUE_AARQ &&
			    pdu.tag != DIALOGUE_AARE &&
			    pdu.tag != DIALOGUE_ABRT)
				sig_anomaly(m, SIG_ANOMALY_DIALOGUE_FORM);
			pdu_read(&pdu, m);
		}
	}
	if (!found)
		sig_defect(m, SIG_DEFECT_TCAP_DIALOGUE);
}
