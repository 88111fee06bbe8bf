/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Messages in pieces and out of order: SCTP bundles, fragments and repeats,
 * IP fragments, TCP segments.
 *
 * RFC 9260 3.3.1 and 6.9, RFC 8260 2, RFC 791, RFC 8200 4.5, RFC 9293.
 */
#include "mkcap.h"

enum { PROTO_TCP = 6, PROTO_SCTP = 132 };

/* A Purge-UE-Request with its own ids, in the buffer of the level. */
static struct cur
request(struct lab *lab, enum lab_level level)
{
	const struct diameter_form *f = diameter_form_find(321);
	struct wbuf *w = lab_buffer(lab, level);
	uint32_t id = ++lab->transaction;
	struct diameter_head h = { 0xc0, f->code, f->app, id, id };

	diameter_request(w, f, &h, &build_ids_default, NULL);
	return wbuf_cur(w);
}

static void
packet(struct lab *lab, const struct path *p, const struct sctp_data *d,
    const struct cur *octets, size_t n)
{
	struct wbuf *w = lab_buffer(lab, LAB_IP);
	size_t at = sctp_open(w, &p->flow[0], p->tag[0]), i;

	for (i = 0; i < n; i++)
		sctp_data(w, &d[i], octets[i]);
	sctp_close(w, at);
	lab_frame(lab, &p->flow[0], PROTO_SCTP, NULL, wbuf_cur(w));
}

/* Bundles, other chunks between, a repeated packet. */
void
layer_sctp_chunks(struct lab *lab)
{
	struct sctp_data d[3] = { { .tsn = 1, .ppid = PPID_DIAMETER,
	    .flags = SCTP_WHOLE } };
	struct cur c[3];
	struct wbuf *w;
	struct path p;
	size_t at;

	path_make(&p, 4, 3868);
	d[1] = d[2] = d[0];
	d[1].tsn = 2;
	d[1].ssn = 1;
	d[2].tsn = 3;
	d[2].stream = 7;
	d[2].flags = SCTP_WHOLE | SCTP_UNORDERED;
	c[0] = request(lab, LAB_TCAP);
	c[1] = request(lab, LAB_SCCP);
	c[2] = request(lab, LAB_MTP3);
	packet(lab, &p, d, c, 3);
	packet(lab, &p, &d[1], &c[1], 2);
	c[0] = request(lab, LAB_TCAP);
	d[0].tsn = 4;
	d[0].ssn = 2;
	w = lab_buffer(lab, LAB_IP);
	at = sctp_open(w, &p.flow[0], p.tag[0]);
	sctp_chunk(w, 3, 0, cur_make("\0\0\0\1\0\0\xff\xff\0\0\0\0", 12));
	sctp_data(w, &d[0], c[0]);
	sctp_chunk(w, 4, 0, cur_make("\0\1\0\x08" "abcd", 8));
	sctp_close(w, at);
	lab_frame(lab, &p.flow[0], PROTO_SCTP, NULL, wbuf_cur(w));
}

/* One message as n DATA or I-DATA chunks, sent as the digits of order say. */
static void
fragments(struct lab *lab, const struct path *p, struct sctp_data d,
    size_t n, const char *order)
{
	struct cur all = request(lab, LAB_TCAP), rest, part;
	size_t size = cur_left(&all) / n + 1, i;
	uint32_t tsn = d.tsn;

	for (; *order != '\0'; order++) {
		i = (size_t)(*order - '0');
		rest = all;
		if (!cur_skip(&rest, i * size))
			continue;
		part = cur_take_most(&rest, size);
		d.tsn = tsn + (uint32_t)i;
		d.fsn = (uint32_t)i;
		d.flags = (uint8_t)((i == 0 ? SCTP_BEGIN : 0) |
		    (i + 1 == n ? SCTP_END : 0));
		packet(lab, p, &d, &part, 1);
	}
}

static void
fragment_sets(struct lab *lab, bool idata)
{
	struct sctp_data d = { .tsn = 100, .ppid = PPID_DIAMETER,
	    .idata = idata };
	struct path p;

	path_make(&p, 4, 3868);
	fragments(lab, &p, d, 3, "012");
	d.tsn += 3;
	d.ssn++;
	fragments(lab, &p, d, 3, "021");
	d.tsn += 3;
	d.ssn++;
	fragments(lab, &p, d, 4, "01123");
	d.tsn = 0xfffffffe;
	d.stream = 9;
	d.ssn = 0;
	fragments(lab, &p, d, 4, "0123");
}

void
layer_sctp_fragments(struct lab *lab)
{
	fragment_sets(lab, false);
}

void
layer_sctp_idata(struct lab *lab)
{
	struct sctp_data d = { .tsn = 50, .ppid = PPID_DIAMETER,
	    .flags = SCTP_WHOLE, .idata = true };
	struct cur c = request(lab, LAB_TCAP);
	struct path p;

	path_make(&p, 4, 3868);
	packet(lab, &p, &d, &c, 1);
	fragment_sets(lab, true);
}

static void
ip_pieces(struct lab *lab, struct path *p, uint32_t id, const char *order)
{
	struct sctp_data d = { .tsn = id, .ppid = PPID_DIAMETER, .ssn = id,
	    .flags = SCTP_WHOLE };
	struct cur all, rest, part;
	struct ip_piece piece = { .id = id, .fragment = true };
	struct wbuf *w = lab_buffer(lab, LAB_IP);
	size_t size, at, i;

	at = sctp_open(w, &p->flow[0], p->tag[0]);
	sctp_data(w, &d, request(lab, LAB_TCAP));
	sctp_close(w, at);
	all = wbuf_cur(w);
	size = (cur_left(&all) / 3 + 8) / 8 * 8;
	for (; *order != '\0'; order++) {
		i = (size_t)(*order - '0');
		rest = all;
		if (!cur_skip(&rest, i * size))
			continue;
		part = cur_take_most(&rest, size);
		piece.offset = (uint16_t)(i * size);
		piece.more = cur_left(&rest) > 0;
		lab_frame(lab, &p->flow[0], PROTO_SCTP, &piece, part);
	}
}

void
layer_ip_fragments(struct lab *lab)
{
	unsigned int version;
	struct path p;

	for (version = 4; version <= 6; version += 2) {
		path_make(&p, version, 3868);
		ip_pieces(lab, &p, 1, "012");
		ip_pieces(lab, &p, 2, "210");
		ip_pieces(lab, &p, 3, "0112");
	}
}

/* Octets [from, to) of a stream that starts at the path's sequence number. */
static void
segment(struct lab *lab, const struct path *p, struct cur stream, size_t from,
    size_t to)
{
	struct tcp_segment s = { p->seq[0] + (uint32_t)from, p->seq[1], 0x18 };
	struct wbuf *w = lab_buffer(lab, LAB_IP);
	struct cur part;

	if (!cur_skip(&stream, from))
		return;
	part = cur_take_most(&stream, to - from);
	tcp_build(w, &p->flow[0], &s, part);
	lab_frame(lab, &p->flow[0], PROTO_TCP, NULL, wbuf_cur(w));
}

/* Four messages in one stream, cut at other places than where they end. */
void
layer_tcp(struct lab *lab)
{
	struct tcp_segment syn = { 0, 0, 2 };
	struct wbuf *w = lab_buffer(lab, LAB_SPARE);
	struct cur all;
	struct path p;
	size_t one;
	int i;

	for (i = 0; i < 8; i++)
		wbuf_put(w, request(lab, LAB_TCAP));
	all = wbuf_cur(w);
	one = cur_left(&all) / 8;
	path_make(&p, 4, 3868);
	syn.seq = p.seq[0] - 1;
	w = lab_buffer(lab, LAB_IP);
	tcp_build(w, &p.flow[0], &syn, cur_make("", 0));
	lab_frame(lab, &p.flow[0], PROTO_TCP, NULL, wbuf_cur(w));
	segment(lab, &p, all, 0, 10);			/* split */
	segment(lab, &p, all, 10, one);
	segment(lab, &p, all, one, 3 * one);		/* merged */
	segment(lab, &p, all, 3 * one, 3 * one + 100);
	segment(lab, &p, all, 3 * one + 100, 4 * one + 50); /* across */
	segment(lab, &p, all, 4 * one + 50, 5 * one);
	segment(lab, &p, all, 4 * one + 50, 5 * one);	/* repeated */
	segment(lab, &p, all, 6 * one, 7 * one);	/* out of order */
	segment(lab, &p, all, 5 * one, 6 * one);
	segment(lab, &p, all, 7 * one, 7 * one + 80);
	segment(lab, &p, all, 7 * one + 40, 8 * one);	/* overlapping */
}
