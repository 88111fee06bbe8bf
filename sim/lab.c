/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * From messages to frames: what the parts of mkcap share.
 *
 * RFC 9260, RFC 4666; addresses of RFC 5737 and RFC 3849.
 */
#include <stdlib.h>

#include "mkcap.h"

enum {
	PROTO_TCP = 6,
	PROTO_SCTP = 132,
	ETHERTYPE_IP4 = 0x0800,
	ETHERTYPE_IP6 = 0x86dd,
	UDT_MAX = 254,		/* octets of data that fit whatever the GT */
	SEGMENT_MAX = 200,
};

/* 14 November 2026, 12:00 UTC */
#define LAB_START	(UINT64_C(1794657600) * 1000000000)

struct lab *
lab_open(const char *path, enum writer_format format, int link)
{
	struct lab *lab = calloc(1, sizeof(*lab));
	int i;

	if (lab == NULL)
		return NULL;
	for (i = 0; i < LAB_LEVELS; i++)
		lab->w[i] = wbuf_make(lab->mem[i], sizeof(lab->mem[i]));
	lab->link.link = link;
	lab->ts = LAB_START;
	lab->step = 20000000;
	if (path != NULL && !writer_open(&lab->file, path, format, link)) {
		free(lab);
		return NULL;
	}
	return lab;
}

bool
lab_close(struct lab *lab)
{
	bool ok = lab->file.f == NULL || writer_close(&lab->file);

	free(lab);
	return ok;
}

/* The buffer of a level, empty. */
struct wbuf *
lab_buffer(struct lab *lab, enum lab_level level)
{
	wbuf_reset(&lab->w[level]);
	return &lab->w[level];
}

void
path_make(struct path *p, unsigned int version, uint16_t port)
{
	static const uint8_t there4[] = { 198, 51, 100, 1 };
	static const uint8_t here4[] = { 192, 0, 2, 1 };
	static const uint8_t net6[] = { 0x20, 0x01, 0x0d, 0xb8 };
	struct ip_flow *f = &p->flow[0];

	memset(p, 0, sizeof(*p));
	f->version = (uint8_t)version;
	if (version == 6) {
		memcpy(f->src, net6, sizeof(net6));
		memcpy(f->dst, net6, sizeof(net6));
		f->src[15] = 1;
		f->dst[15] = 2;
	} else {
		memcpy(f->src, there4, sizeof(there4));
		memcpy(f->dst, here4, sizeof(here4));
	}
	f->sport = (uint16_t)(port + 10000);
	f->dport = port;
	p->flow[1] = *f;
	memcpy(p->flow[1].src, f->dst, sizeof(f->dst));
	memcpy(p->flow[1].dst, f->src, sizeof(f->src));
	p->flow[1].sport = f->dport;
	p->flow[1].dport = f->sport;
	p->tag[0] = version << 28 | 0x01110000U | port;
	p->tag[1] = version << 28 | 0x02220000U | port;
	p->tsn[0] = p->tsn[1] = 1000 * version;
	p->seq[0] = p->seq[1] = 5000;
	p->label = (struct mtp3_label){ .opc = 1001, .dpc = 2002, .si = 3,
	    .ni = 0, .sls = 5 };
}

void
lab_raw(struct lab *lab, struct cur octets)
{
	if (lab->file.f != NULL)
		writer_put(&lab->file, lab->ts, octets);
	if (lab->listen != NULL)
		lab->listen(lab->arg, lab->ts, octets);
	lab->frames++;
	lab->ts += lab->step;
}

void
lab_frame(struct lab *lab, const struct ip_flow *f, unsigned int proto,
    const struct ip_piece *piece, struct cur payload)
{
	struct wbuf *w = lab_buffer(lab, LAB_FRAME);

	link_build(w, &lab->link, f->version == 6 ? ETHERTYPE_IP6 :
	    ETHERTYPE_IP4);
	ip_build(w, f, proto, piece, payload);
	lab_raw(lab, wbuf_cur(w));
}

void
lab_sctp(struct lab *lab, struct path *p, int way, uint32_t ppid,
    struct cur octets)
{
	struct wbuf *w = lab_buffer(lab, LAB_IP);
	struct sctp_data d = { .tsn = p->tsn[way]++, .ppid = ppid,
	    .stream = 1, .ssn = p->ssn[way]++, .flags = SCTP_WHOLE };
	size_t at;

	at = sctp_open(w, &p->flow[way], p->tag[way]);
	sctp_data(w, &d, octets);
	sctp_close(w, at);
	lab_frame(lab, &p->flow[way], PROTO_SCTP, NULL, wbuf_cur(w));
}

void
lab_tcp(struct lab *lab, struct path *p, int way, struct cur octets)
{
	struct wbuf *w = lab_buffer(lab, LAB_IP);
	struct tcp_segment s = { p->seq[way], p->seq[1 - way], 0x18 };

	p->seq[way] += (uint32_t)cur_left(&octets);
	tcp_build(w, &p->flow[way], &s, octets);
	lab_frame(lab, &p->flow[way], PROTO_TCP, NULL, wbuf_cur(w));
}

void
lab_sccp(struct lab *lab, struct path *p, int way, struct cur sccp)
{
	struct wbuf *w = lab_buffer(lab, LAB_XUA);
	struct xua_extra x = { .has_rc = true, .rc = 100 };
	struct mtp3_label l = p->label;

	if (way == 1) {
		l.opc = p->label.dpc;
		l.dpc = p->label.opc;
	}
	m3ua_build(w, &l, &x, sccp);
	lab_sctp(lab, p, way, PPID_M3UA, wbuf_cur(w));
}

void
lab_tcap(struct lab *lab, struct path *p, int way, struct sccp_head *h,
    struct cur tcap)
{
	struct wbuf *w;
	struct cur part;
	size_t left = cur_left(&tcap);

	h->segmented = left > UDT_MAX - 60;
	if (!h->segmented) {
		w = lab_buffer(lab, LAB_SCCP);
		h->type = SCCP_UDT;
		sccp_build(w, h, tcap);
		lab_sccp(lab, p, way, wbuf_cur(w));
		return;
	}
	h->type = SCCP_XUDT;
	h->cls |= 1;
	h->first = true;
	h->reference = ++lab->transaction & 0xffffff;
	for (; left > 0; left = cur_left(&tcap)) {
		part = cur_take_most(&tcap, SEGMENT_MAX);
		h->remaining = (uint8_t)((cur_left(&tcap) + SEGMENT_MAX - 1) /
		    SEGMENT_MAX);
		w = lab_buffer(lab, LAB_SCCP);
		sccp_build(w, h, part);
		lab_sccp(lab, p, way, wbuf_cur(w));
		h->first = false;
	}
}

struct sccp_party
lab_party(unsigned int ssn, const struct build_ids *ids)
{
	static const struct {
		uint8_t ssn, id;
	} of[] = {
		{ 6, BUILD_ID_HLR }, { 7, BUILD_ID_VLR }, { 8, BUILD_ID_MSC },
		{ 9, BUILD_ID_EIR }, { 145, BUILD_ID_GMLC },
		{ 146, BUILD_ID_GSMSCF }, { 147, BUILD_ID_GSMSCF },
		{ 149, BUILD_ID_SGSN }, { 150, BUILD_ID_GGSN },
		{ 248, BUILD_ID_CSS },
	};
	struct sccp_party a = { .ssn = (uint8_t)ssn };
	size_t i;

	for (i = 0; i < sizeof(of) / sizeof(of[0]); i++)
		if (of[i].ssn == ssn)
			a.gt = ids->v[of[i].id];
	return a;
}

struct sccp_head
lab_head(unsigned int from, unsigned int to, const struct build_ids *ids)
{
	return (struct sccp_head){ .type = SCCP_UDT, .cls = 0,
	    .calling = lab_party(from, ids), .called = lab_party(to, ids) };
}
