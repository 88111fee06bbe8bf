/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * SIGTRAN adaptation layers: M3UA (RFC 4666), M2UA (RFC 3331), M2PA (RFC 4165).
 */
#include "mtp3.h"
#include "xua.h"
#include "xua_impl.h"

enum {
	M3UA_NETWORK_APPEARANCE = 0x0200,
	M3UA_PROTOCOL_DATA = 0x0210,
	XUA_ROUTING_CONTEXT = 0x0006,
	XUA_AFFECTED_PC = 0x0012,
	M3UA_CONGESTION = 0x0205,
	M2UA_PROTOCOL_DATA_1 = 0x0300,
	M2UA_PROTOCOL_DATA_2 = 0x0301,	/* TTC: length indicator first */
	ITU_PC_MAX = 0x3fff,
};

/* Message names by class and type: RFC 4666 3.1.2, RFC 3331 3.1.3. */
static const struct xua_name names[] = {
	{ 0, 0, "ERR" }, { 0, 1, "NTFY" }, { 1, 1, "DATA" },
	{ 2, 1, "DUNA" }, { 2, 2, "DAVA" }, { 2, 3, "DAUD" },
	{ 2, 4, "SCON" }, { 2, 5, "DUPU" }, { 2, 6, "DRST" },
	{ 3, 1, "ASPUP" }, { 3, 2, "ASPDN" }, { 3, 3, "BEAT" },
	{ 3, 4, "ASPUP_ACK" }, { 3, 5, "ASPDN_ACK" }, { 3, 6, "BEAT_ACK" },
	{ 4, 1, "ASPAC" }, { 4, 2, "ASPIA" }, { 4, 3, "ASPAC_ACK" },
	{ 4, 4, "ASPIA_ACK" },
	{ 6, 1, "Data" }, { 6, 2, "Establish Request" },
	{ 6, 3, "Establish Confirm" }, { 6, 4, "Release Request" },
	{ 6, 5, "Release Confirm" }, { 6, 6, "Release Indication" },
	{ 6, 7, "State Request" }, { 6, 8, "State Confirm" },
	{ 6, 9, "State Indication" }, { 6, 10, "Data Retrieval Request" },
	{ 6, 11, "Data Retrieval Confirm" },
	{ 6, 12, "Data Retrieval Indication" },
	{ 6, 13, "Data Retrieval Complete Indication" },
	{ 6, 14, "Congestion Indication" }, { 6, 15, "Data Acknowledge" },
	{ 7, 1, "CLDT" }, { 7, 2, "CLDR" },
	{ 8, 1, "CORE" }, { 8, 2, "COAK" }, { 8, 3, "COREF" },
	{ 8, 4, "RELRE" }, { 8, 5, "RELCO" }, { 8, 6, "RESCO" },
	{ 8, 7, "RESRE" }, { 8, 8, "CODT" }, { 8, 9, "CODA" },
	{ 8, 10, "COERR" }, { 8, 11, "COIT" },
	{ 9, 1, "REG_REQ" }, { 9, 2, "REG_RSP" }, { 9, 3, "DEREG_REQ" },
	{ 9, 4, "DEREG_RSP" },
	{ 11, 1, "User Data" }, { 11, 2, "Link Status" },
};

static const char *
name_find(uint8_t class, uint8_t type)
{
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (names[i].class == class && names[i].type == type)
			return names[i].name;
	return NULL;
}

/*
 * The common header: version 1, spare, class, type, length with the header.
 * The length counts; octets behind it are left over.
 */
bool
xua_header(struct cur *c, struct xua *x, struct sig_msg *m)
{
	struct cur header = *c;
	uint8_t version, spare;
	uint32_t len;

	if (!cur_u8(c, &version) || !cur_u8(c, &spare) ||
	    !cur_u8(c, &x->class) || !cur_u8(c, &x->type) ||
	    !cur_be32(c, &len) || version != 1 || len < 8) {
		sig_defect(m, SIG_DEFECT_XUA_HEADER);
		return false;
	}
	if (len > cur_left(&header)) {
		/* some senders leave the padding of the last one out */
		if (len - cur_left(&header) < 4 && !m->cut)
			sig_anomaly(m, SIG_ANOMALY_XUA_PADDING);
		else
			sig_defect(m, SIG_DEFECT_XUA_HEADER);
	} else {
		if (len < cur_left(&header))
			sig_anomaly(m, SIG_ANOMALY_TRAILING_OCTETS);
		c->end = header.p + len;
	}
	if (!(x->class == 1 && x->type == 1))
		m->type = name_find(x->class, x->type);
	return true;
}

bool
xua_param_odd(struct cur *c, struct xua_param *p, struct sig_msg *m)
{
	uint16_t len;

	*p = (struct xua_param){ .v = { c->end, c->end } };
	if (!cur_be16(c, &p->tag) || !cur_be16(c, &len) || len < 4) {
		sig_defect(m, SIG_DEFECT_XUA_PARAMETER);
		c->p = c->end;
		return false;
	}
	if (!cur_take(c, len - 4u, &p->v)) {
		sig_defect(m, SIG_DEFECT_XUA_PARAMETER);
		p->v = *c;
	} else {
		sig_anomaly(m, SIG_ANOMALY_XUA_PADDING);
	}
	c->p = c->end;
	return true;
}

/* A message about links and nodes: named, with what it is about. */
bool
xua_management(struct cur c, const struct xua *x, struct sig_msg *m)
{
	struct xua_param p;
	uint32_t v;

	m->kind = SIG_KIND_NOTICE;
	m->ncomp = 1;
	m->comp[0] = (struct sig_comp){ .kind = SIG_KIND_NOTICE,
		.has_code = true, .op = SIG_OP_LINK_MANAGEMENT,
		.code = (uint32_t)x->class << 8 | x->type, .name = m->type };
	if (m->type == NULL)
		sig_anomaly(m, SIG_ANOMALY_UNKNOWN_OPERATION);
	while (xua_param(&c, &p, m)) {
		if (p.tag == XUA_AFFECTED_PC && x->class == 2) {
			while (cur_be32(&p.v, &v))
				sig_add_uint(m, SIG_AFFECTED_PC, v & 0xffffff);
		} else if (p.tag == M3UA_CONGESTION && cur_be32(&p.v, &v)) {
			sig_add_uint(m, SIG_CONGESTION_LEVEL, v & 0xff);
		}
	}
	return true;
}

/* Protocol Data (RFC 4666 3.3.1): the routing label in twelve octets. */
static bool
protocol_data(struct cur c, struct reasm *r, struct sig_msg *m)
{
	uint32_t rest;	/* indicator, network, priority, link selection */

	if (!cur_be32(&c, &m->opc) || !cur_be32(&c, &m->dpc) ||
	    !cur_be32(&c, &rest)) {
		sig_defect(m, SIG_DEFECT_MTP3);
		return true;
	}
	m->si = (uint8_t)(rest >> 24);
	m->ni = rest >> 16 & 0xff;
	m->sls = rest & 0xff;
	m->has_label = true;
	m->ansi = m->opc > ITU_PC_MAX && m->dpc > ITU_PC_MAX;
	return mtp3_user(c, r, m);
}

/* The header of a DATA message whose length is right. */
static inline bool
usual_data(struct cur *c)
{
	struct cur behind = *c;
	uint32_t head, len;

	if (!cur_be32(&behind, &head) || !cur_be32(&behind, &len) ||
	    head != 0x01000101 || len != cur_left(c))
		return false;
	*c = behind;
	return true;
}

/*
 * The usual parameters of a DATA message: routing context and network
 * appearance of four octets, or none, then Protocol Data and its padding up to
 * the end.
 */
static inline bool
usual_payload(struct cur c, struct cur *data)
{
	uint32_t head, value, len;

	while (cur_be32(&c, &head) &&
	    (head == (XUA_ROUTING_CONTEXT << 16 | 8) ||
	    head == (M3UA_NETWORK_APPEARANCE << 16 | 8)))
		if (!cur_be32(&c, &value))
			return false;
	len = (head & 0xffff) - 4;
	return head >> 16 == M3UA_PROTOCOL_DATA &&
	    cur_left(&c) == ((len + 3) & ~UINT32_C(3)) &&
	    cur_take(&c, len, data);
}

bool
m3ua_dissect(struct cur c, struct reasm *r, struct sig_msg *m)
{
	struct cur data = { NULL, NULL }, odd;
	struct xua x = { 1, 1 };
	struct xua_param p;

	m->proto = SIG_PROTO_M3UA;
	sig_add_layer(m, SIG_LAYER_M3UA);
	if (CUR_FAST && usual_data(&c)) {
		if (usual_payload(c, &data))
			return protocol_data(data, r, m);
	} else {
		odd = c;
		if (!xua_header(&odd, &x, m))
			return true;
		c = odd;
	}
	if (x.class != 1)
		return xua_management(c, &x, m);
	while (xua_param(&c, &p, m)) {
		if (p.tag != M3UA_PROTOCOL_DATA)
			continue;
		if (data.p != NULL)
			sig_defect(m, SIG_DEFECT_XUA_DUPLICATE);
		else
			data = p.v;
	}
	if (data.p != NULL && x.type == 1)
		return protocol_data(data, r, m);
	sig_defect(m, SIG_DEFECT_XUA_NO_DATA);
	return true;
}

bool
m2ua_dissect(struct cur c, struct reasm *r, struct sig_msg *m)
{
	struct cur data = { NULL, NULL };
	struct xua x;
	struct xua_param p;

	m->proto = SIG_PROTO_M2UA;
	sig_add_layer(m, SIG_LAYER_M2UA);
	if (!xua_header(&c, &x, m))
		return true;
	if (x.class != 6 || x.type != 1)
		return xua_management(c, &x, m);
	while (xua_param(&c, &p, m)) {
		if (p.tag == M2UA_PROTOCOL_DATA_2 && !cur_skip(&p.v, 1))
			continue;
		if (p.tag != M2UA_PROTOCOL_DATA_1 &&
		    p.tag != M2UA_PROTOCOL_DATA_2)
			continue;
		if (data.p != NULL)
			sig_defect(m, SIG_DEFECT_XUA_DUPLICATE);
		else
			data = p.v;
	}
	if (data.p != NULL) {
		m->type = NULL;
		return mtp3_dissect(data, r, m);
	}
	sig_defect(m, SIG_DEFECT_XUA_NO_DATA);
	return true;
}

/* RFC 4165 2.2, 2.3: sequence numbers, then priority, service octet, label. */
bool
m2pa_dissect(struct cur c, struct reasm *r, struct sig_msg *m)
{
	struct xua x;
	uint32_t status;

	m->proto = SIG_PROTO_M2PA;
	sig_add_layer(m, SIG_LAYER_M2PA);
	if (!xua_header(&c, &x, m))
		return true;
	if (!cur_skip(&c, 8) || x.class != 11) {
		sig_defect(m, SIG_DEFECT_XUA_HEADER);
		return true;
	}
	if (x.type == 1) {
		if (!cur_skip(&c, 1))
			return false;	/* an acknowledgement alone */
		m->type = NULL;
		return mtp3_dissect(c, r, m);
	}
	m->kind = SIG_KIND_NOTICE;
	m->ncomp = 1;
	m->comp[0] = (struct sig_comp){ .kind = SIG_KIND_NOTICE,
		.op = SIG_OP_LINK_MANAGEMENT, .name = m->type };
	if (x.type != 2 || !cur_be32(&c, &status)) {
		sig_defect(m, SIG_DEFECT_XUA_HEADER);
		return true;
	}
	m->comp[0].has_code = true;
	m->comp[0].code = status;
	return true;
}
