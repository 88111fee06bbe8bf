/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * TCP (RFC 9293): segments, and which stream they belong to.
 */
#include "wire_impl.h"

enum tcp_flags {
	TCP_FIN = 0x01,
	TCP_SYN = 0x02,
	TCP_RST = 0x04,
	TCP_ACK = 0x10,
};

enum { TCP_HEADER = 20 };

/* Whoever acknowledges octets behind a gap had them: we will not see them. */
static void
ack_read(struct wire *w, const struct tcp_segment *t)
{
	uint32_t i;
	struct stream *s;
	struct cur src = w->m.src;
	uint16_t sport = w->m.sport;

	if (w->gaps == 0 || (t->flags & TCP_ACK) == 0)
		return;
	i = lru_find(&w->streams, wire_flow(w, true));
	if (i == LRU_NIL)
		return;
	s = &w->stream[i];
	/* what it frees is a message of the other direction */
	w->m.src = w->m.dst;
	w->m.dst = src;
	w->m.sport = w->m.dport;
	w->m.dport = sport;
	while (stream_has_gap(s) && ((int32_t)(t->ack - s->r[0].to) > 0 ||
	    wire_late(w, s->gap_since)))
		stream_gap_skip(w, s, s->r[1].from);
	w->m.dport = w->m.sport;
	w->m.sport = sport;
	w->m.dst = w->m.src;
	w->m.src = src;
}

/* The stream of this direction; NULL when it is not to be followed. */
static struct stream *
stream_get(struct wire *w, const struct tcp_segment *t)
{
	bool fresh, evicted, begin = t->flags & TCP_SYN;
	uint64_t flow = wire_flow(w, false);
	uint32_t i = LRU_NIL, len;
	struct stream *s;

	if (!wire_port_is(w, PORT_DIAMETER) &&
	    !wire_port_is(w, PORT_DIAMETERS) &&
	    !look_diameter(t->data, &len)) {
		i = lru_find(&w->streams, flow);
		return i == LRU_NIL ? NULL : &w->stream[i];
	}
	if (!begin && cur_left(&t->data) == 0) {
		i = lru_find(&w->streams, flow);
		return i == LRU_NIL ? NULL : &w->stream[i];
	}
	s = &w->stream[lru_get(&w->streams, flow, &fresh, &evicted)];
	if (evicted)
		stream_finish(w, s);
	if (fresh) {
		*s = (struct stream){ .state = STREAM_NEW, .n = 1 };
		wire_note(w, &s->origin);
	}
	return s;
}

static void
segment_read(struct wire *w, const struct tcp_segment *t)
{
	struct stream *s = stream_get(w, t);
	uint32_t end = t->seq + (uint32_t)cur_left(&t->data);
	struct tcp_segment data = *t;

	if (s == NULL)
		return;
	if (stream_has_gap(s) && wire_late(w, s->gap_since))
		stream_gaps_skip(w, s);
	if (t->flags & TCP_SYN) {
		data.seq++;
		end++;
		if (s->state == STREAM_NEW || s->r[0].from != data.seq)
			stream_restart(w, s, data.seq, STREAM_SYNC);
	}
	if (cur_left(&data.data) > 0)
		stream_add(w, s, &data);
	/* the end, or the rest of this segment was not captured */
	if ((t->cut || (t->flags & (TCP_FIN | TCP_RST))) &&
	    s->state != STREAM_NEW && !stream_has_gap(s) && s->r[0].to == end)
		stream_restart(w, s, end, STREAM_NEW);
	s->origin.ts = w->ts;
	s->origin.frame = w->number;
	s->origin.idx = w->idx;
}

void
tcp_read(struct wire *w, struct cur c, bool cut)
{
	struct cur all = c;
	struct tcp_segment t = { .cut = cut };
	uint8_t offset = 0;

	wire_layer(w, SIG_LAYER_TCP);
	w->m.sport = w->m.dport = 0;
	if (!cur_be16(&c, &w->m.sport) || !cur_be16(&c, &w->m.dport) ||
	    !cur_be32(&c, &t.seq) || !cur_be32(&c, &t.ack) ||
	    !cur_u8(&c, &offset) || !cur_u8(&c, &t.flags) ||
	    offset >> 4 < TCP_HEADER / 4 ||
	    !cur_skip(&all, (size_t)(offset >> 4) * 4)) {
		w->bad = !cut;
		if (wire_port_known(w->m.sport) || wire_port_known(w->m.dport))
			wire_defect(w, SIG_DEFECT_TCP_HEADER, SIG_PROTO_NONE,
			    cut, 0);
		return;
	}
	t.data = all;
	segment_read(w, &t);
	ack_read(w, &t);
}

void
tcp_finish(struct wire *w)
{
	for (uint32_t i = 0; i < w->streams.used; i++)
		stream_finish(w, &w->stream[i]);
}

uint64_t
tcp_waiting(const struct wire *w)
{
	const struct stream *s;
	uint64_t n = 0;

	for (uint32_t i = 0; i < w->streams.used; i++) {
		s = &w->stream[i];
		n += s->state == STREAM_SYNC &&
		    (stream_has_gap(s) || s->r[0].from != s->r[0].to);
	}
	return n;
}
