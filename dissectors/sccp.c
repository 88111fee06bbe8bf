/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * SCCP messages (ITU-T Q.713 4): the connectionless ones in full, with their
 * service messages and segments; the connection-oriented ones by name.
 */
#include <string.h>

#include "reasm.h"
#include "sccp.h"
#include "sccp_addr.h"
#include "tcap.h"

enum sccp_option { SCCP_SEGMENTATION = 0x10 };	/* Q.713 3.17 */

enum { HIGH_TAG = 0x5f };	/* application class, number in more octets */

static const char *const type_names[] = {
	[0x01] = "CR", [0x02] = "CC", [0x03] = "CREF", [0x04] = "RLSD",
	[0x05] = "RLC", [0x06] = "DT1", [0x07] = "DT2", [0x08] = "AK",
	[0x09] = "UDT", [0x0a] = "UDTS", [0x0b] = "ED", [0x0c] = "EA",
	[0x0d] = "RSR", [0x0e] = "RSC", [0x0f] = "ERR", [0x10] = "IT",
	[0x11] = "XUDT", [0x12] = "XUDTS", [0x13] = "LUDT", [0x14] = "LUDTS",
};

static const char *
type_name(uint8_t type)
{
	return type < sizeof(type_names) / sizeof(type_names[0]) ?
	    type_names[type] : NULL;
}

static bool
is_connectionless(uint8_t type)
{
	return type >= SCCP_XUDT ? type <= SCCP_LUDTS :
	    type == SCCP_UDT || type == SCCP_UDTS;
}

static bool
is_service(uint8_t type)
{
	return type == SCCP_UDTS || type == SCCP_XUDTS || type == SCCP_LUDTS;
}

/*
 * One pointer at *c, and the part that it points to: a length and contents.
 * A pointer counts from its own octet, one of two octets from its second.
 */
static bool
part_read(struct cur *c, size_t width, size_t length_width, struct cur *part,
    struct cur *from)
{
	struct cur at = *c;
	uint16_t pointer, len;
	uint8_t octet;

	*part = *from = (struct cur){ c->end, c->end };
	if (width == 2) {
		if (!cur_le16(c, &pointer) || !cur_skip(&at, 1))
			return false;
	} else {
		if (!cur_u8(c, &octet))
			return false;
		pointer = octet;
	}
	if (pointer == 0)
		return false;
	if (!cur_skip(&at, pointer))
		return false;
	*from = at;
	if (length_width == 0) {
		*part = at;
		return true;
	}
	if (length_width == 2) {
		if (!cur_le16(&at, &len))
			return false;
	} else {
		if (!cur_u8(&at, &octet))
			return false;
		len = octet;
	}
	if (cur_take(&at, len, part))
		return true;
	*part = at;		/* what there is of it */
	return false;
}

/*
 * The parts behind the fixed part.  Where they lie is the sender's choice, but
 * every known one puts them in order, without gaps and without overlaps.
 */
static bool
parts_find(struct cur *c, uint8_t type, struct sccp_parts *p, bool *in_order)
{
	size_t width = type >= SCCP_LUDT ? 2 : 1;
	struct cur called, calling, data, optional, peek;
	bool ok;

	*p = (struct sccp_parts){ .has_optional = false };
	optional = (struct cur){ NULL, NULL };
	ok = part_read(c, width, 1, &p->called, &called);
	ok = part_read(c, width, 1, &p->calling, &calling) && ok;
	ok = part_read(c, width, width, &p->data, &data) && ok;
	if (ok && type >= SCCP_XUDT) {
		peek = *c;
		if (cur_peek(&peek) == 0 && cur_at(&peek, width - 1) == 0) {
			ok = cur_skip(c, width);
		} else {
			p->has_optional = true;
			ok = part_read(c, width, 0, &p->optional, &optional);
		}
	}
	*in_order = called.p == c->p && calling.p == p->called.end &&
	    data.p == p->calling.end &&
	    (!p->has_optional || optional.p == p->data.end);
	return ok;
}

static bool
parts_read(struct cur *c, uint8_t type, struct sccp_parts *p,
    struct sig_msg *m)
{
	bool in_order;

	if (!parts_find(c, type, p, &in_order)) {
		sig_defect(m, SIG_DEFECT_SCCP_POINTER);
		return false;
	}
	if (!in_order)
		sig_anomaly(m, SIG_ANOMALY_SCCP_ORDER);
	else if (!p->has_optional && p->data.end != c->end)
		sig_anomaly(m, SIG_ANOMALY_TRAILING_OCTETS);
	return true;
}

bool
sccp_parts(struct cur c, struct sccp_parts *p)
{
	uint8_t type;
	bool in_order;

	if (cur_u8(&c, &type) && is_connectionless(type) &&
	    cur_skip(&c, type >= SCCP_XUDT ? 2 : 1) &&
	    parts_find(&c, type, p, &in_order))
		return true;
	*p = (struct sccp_parts){ .has_optional = false };
	return false;
}

/* The segmentation parameter of the optional part, if it is there. */
static bool
segmentation_find(struct sccp_parts *p, struct cur *value, struct sig_msg *m)
{
	uint8_t name, len;
	struct cur part;
	bool found = false;

	while (p->has_optional && cur_u8(&p->optional, &name)) {
		if (name == 0) {
			if (cur_left(&p->optional) > 0)
				sig_anomaly(m, SIG_ANOMALY_TRAILING_OCTETS);
			return found;
		}
		if (!cur_u8(&p->optional, &len) ||
		    !cur_take(&p->optional, len, &part)) {
			sig_defect(m, SIG_DEFECT_SCCP_OPTION);
			return found;
		}
		if (name == SCCP_SEGMENTATION) {
			if (found || len != 4)
				sig_defect(m, SIG_DEFECT_SCCP_OPTION);
			*value = part;
			found = true;
		}
	}
	if (p->has_optional)	/* no end of optional parameters */
		sig_defect(m, SIG_DEFECT_SCCP_OPTION);
	return found;
}

/* The set a segment belongs to: network, calling address, local reference. */
static size_t
segment_key(uint8_t *key, size_t size, const struct sccp_parts *p,
    const struct cur *segmentation, const struct sig_msg *m)
{
	struct cur calling = p->calling, ref = *segmentation;
	size_t n = 0;
	uint8_t octet;

	memcpy(key, &m->opc, sizeof(m->opc));
	n += sizeof(m->opc);
	memcpy(key + n, &m->dpc, sizeof(m->dpc));
	n += sizeof(m->dpc);
	if (!cur_u8(&ref, &octet))
		return n;
	while (n < size && cur_u8(&ref, &octet))
		key[n++] = octet;
	while (n < size && cur_u8(&calling, &octet))
		key[n++] = octet;
	return n;
}

/* Q.714 4.1.1.2: put segments together.  False: not whole yet. */
static bool
segment_join(struct sccp_parts *p, struct cur segmentation, struct reasm *r,
    struct sig_msg *m)
{
	uint8_t head = cur_peek(&segmentation), key[64];
	struct reasm_piece piece = {
		.at = (uint32_t)(16 - (head & 0xf)), .span = 1,
		.first = (head & 0x80) != 0, .last = (head & 0xf) == 0,
		.octets = p->data,
	};
	size_t n;

	m->segmented = true;
	if (piece.first && piece.last)
		return true;
	if (r == NULL) {
		sig_defect(m, SIG_DEFECT_REASSEMBLY);
		return true;
	}
	n = segment_key(key, sizeof(key), p, &segmentation, m);
	switch (reasm_add(r, key, n, m->ts, &piece, &p->data)) {
	case REASM_WHOLE:
		return true;
	case REASM_MORE:
	case REASM_AGAIN:
		return false;
	case REASM_CONFLICT:
	case REASM_TOO_LONG:
		sig_defect(m, SIG_DEFECT_SCCP_SEGMENT);
		return true;
	}
	return true;
}

/* A part behind its length of one octet. */
static inline bool
sized(struct cur *c, struct cur *part)
{
	uint8_t len;

	return cur_u8(c, &len) && cur_take(c, len, part);
}

/*
 * The usual unitdata message behind its type: class 0 or 1, three pointers,
 * then called, calling and data, one behind the other up to the end.
 */
static inline bool
usual_unitdata(struct cur c, struct sccp_parts *p, struct sig_msg *m)
{
	uint32_t head;
	size_t calling, data;	/* what the pointers must be */

	if (!cur_be32(&c, &head) || (head & 0x7eff0000) != 3 << 16 ||
	    !sized(&c, &p->called) || !sized(&c, &p->calling) ||
	    !sized(&c, &p->data) || cur_left(&c) != 0)
		return false;
	calling = 3 + cur_left(&p->called);
	data = calling + cur_left(&p->calling);
	if ((head >> 8 & 0xff) != calling || (head & 0xff) != data)
		return false;
	m->type = type_names[SCCP_UDT];
	m->sccp_class = head >> 24 & 0xf;
	m->sccp_return = head >> 31;
	return true;
}

static bool
connectionless(struct cur c, struct reasm *r, struct sig_msg *m)
{
	struct sccp_parts p;
	struct cur segmentation = { NULL, NULL };
	uint8_t octet;
	bool ok;

	if (!cur_u8(&c, &octet)) {
		sig_defect(m, SIG_DEFECT_SCCP_POINTER);
		return true;
	}
	if (is_service(m->sccp_type)) {
		m->has_cause = true;
		m->cause = octet;
	} else {
		m->sccp_class = octet & 0xf;
		m->sccp_return = (octet & 0xf0) == 0x80;
		if (m->sccp_class > 1 || (octet & 0x70))
			sig_anomaly(m, SIG_ANOMALY_SCCP_SPARE);
	}
	if (m->sccp_type >= SCCP_XUDT && !cur_u8(&c, &m->hops)) {
		sig_defect(m, SIG_DEFECT_SCCP_POINTER);
		return true;
	}
	ok = parts_read(&c, m->sccp_type, &p, m);
	sccp_address(p.called, &m->called, m);
	sccp_address(p.calling, &m->calling, m);
	if (!ok && !m->cut)
		return true;
	if (segmentation_find(&p, &segmentation, m) &&
	    m->defect == SIG_DEFECT_NONE &&
	    !segment_join(&p, segmentation, r, m))
		return false;
	sccp_user(p.data, m);
	if (is_service(m->sccp_type))
		m->kind = SIG_KIND_ERROR;
	return true;
}

int
sccp_plausible(struct cur c)
{
	struct cur part, from;
	uint8_t type;
	size_t width, i;

	if (!cur_u8(&c, &type) || type_name(type) == NULL)
		return 0;
	if (!is_connectionless(type))
		return 1;
	if (!cur_skip(&c, type >= SCCP_XUDT ? 2 : 1))
		return 0;
	width = type >= SCCP_LUDT ? 2 : 1;
	for (i = 0; i < 3; i++)
		if (!part_read(&c, width, i < 2 ? 1 : width, &part, &from))
			return 0;
	return 2;
}

/* Subsystem numbers of MAP (3GPP TS 23.003 8.2) and of CAP. */
bool
sccp_ssn_map(uint8_t ssn)
{
	return (ssn >= 5 && ssn <= 10) || ssn == 145 ||
	    (ssn >= 147 && ssn <= 150) || ssn == 248;
}

bool
sccp_ssn_cap(uint8_t ssn)
{
	return ssn == 146;
}

enum { PC_ITU_MAX = 0x3fff };

/* The point code that is meant: 14 bits, or the 24 of T1.112. */
static bool
affected_pc(struct cur *c, const struct sig_msg *m, uint32_t *pc)
{
	uint16_t low;
	uint8_t high = 0;

	if (!cur_le16(c, &low))
		return false;
	if (!m->ansi && !(m->has_label && (m->opc | m->dpc) > PC_ITU_MAX)) {
		*pc = low & PC_ITU_MAX;
		return true;
	}
	if (!cur_u8(c, &high))
		return false;
	*pc = low | (uint32_t)high << 16;
	return true;
}

/* SCCP management (Q.713 5.3): affected subsystem and point code. */
static void
scmg(struct cur c, struct sig_msg *m)
{
	static const char *const names[] = {
		[1] = "SSA", [2] = "SSP", [3] = "SST", [4] = "SOR",
		[5] = "SOG", [6] = "SSC",
	};
	uint8_t type, ssn, octet;
	uint32_t pc;

	m->proto = SIG_PROTO_SCMG;
	m->kind = SIG_KIND_NOTICE;
	m->ncomp = 1;
	m->comp[0] = (struct sig_comp){ .kind = SIG_KIND_NOTICE,
		.op = SIG_OP_SUBSYSTEM_MANAGEMENT };
	sig_add_layer(m, SIG_LAYER_SCMG);
	if (!cur_u8(&c, &type) || type == 0 || type > 6) {
		sig_defect(m, SIG_DEFECT_SCCP_TYPE);
		return;
	}
	m->type = m->comp[0].name = names[type];
	m->comp[0].has_code = true;
	m->comp[0].code = type;
	if (!cur_u8(&c, &ssn) || !affected_pc(&c, m, &pc)) {
		sig_defect(m, SIG_DEFECT_SCCP_TYPE);
		return;
	}
	sig_add_uint(m, SIG_AFFECTED_SSN, ssn);
	sig_add_uint(m, SIG_AFFECTED_PC, pc);
	if (type == 6 && cur_skip(&c, 1) && cur_u8(&c, &octet))
		sig_add_uint(m, SIG_CONGESTION_LEVEL, octet & 0xf);
}

/* Users that are not TCAP: RANAP, RNSAP, PCAP, BSSAP and its kin. */
static bool
is_other_user(const struct sig_addr *a)
{
	return a->has_ssn && (a->ssn == 142 || a->ssn == 143 || a->ssn >= 249);
}

static bool
lacks_ssn(const struct sig_addr *a)
{
	return !a->has_ssn || a->ssn == 0;
}

void
sccp_user(struct cur c, struct sig_msg *m)
{
	uint8_t tag = cur_peek(&c);

	if (cur_left(&c) == 0) {
		sig_defect(m, SIG_DEFECT_EMPTY);
		return;
	}
	if ((m->called.has_ssn && m->called.ssn == 1) ||
	    (tag <= 6 && m->calling.has_ssn && m->calling.ssn == 1)) {
		scmg(c, m);
	} else if (tcap_tag_known(tag) || (tag & 0xdf) == HIGH_TAG) {
		/* TS 29.002 6.1.3.1: a subsystem number in each */
		if (lacks_ssn(&m->called) || lacks_ssn(&m->calling))
			sig_anomaly(m, SIG_ANOMALY_SSN_MISSING);
		tcap_dissect(c, m);
	} else if (!is_other_user(&m->called)) {
		sig_defect(m, SIG_DEFECT_TCAP_TAG);
	}
}

bool
sccp_dissect(struct cur c, struct reasm *r, struct sig_msg *m)
{
	struct sccp_parts p;

	m->proto = SIG_PROTO_SCCP;
	m->kind = SIG_KIND_NOTICE;
	m->sccp = c;
	sig_add_layer(m, SIG_LAYER_SCCP);
	if (!cur_u8(&c, &m->sccp_type)) {
		sig_defect(m, SIG_DEFECT_EMPTY);
		return true;
	}
	if (CUR_FAST && m->sccp_type == SCCP_UDT &&
	    usual_unitdata(c, &p, m)) {
		sccp_address(p.called, &m->called, m);
		sccp_address(p.calling, &m->calling, m);
		sccp_user(p.data, m);
		return true;
	}
	m->type = type_name(m->sccp_type);
	if (m->type == NULL) {
		sig_defect(m, SIG_DEFECT_SCCP_TYPE);
		return true;
	}
	if (is_connectionless(m->sccp_type))
		return connectionless(c, r, m);
	return true;
}
