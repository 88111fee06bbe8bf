/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * TCP (RFC 9293) streams of Diameter messages (RFC 6733).
 *
 * Each direction has a buffer whose beginning is the first octet not read yet.
 * r[0] is the run of sequence numbers from there that is complete, the other
 * ranges are runs behind gaps; all octets lie at their place in the buffer.
 * The first octets to come win; others for the same place mark the message.
 * A segment in order that meets an empty buffer is read where it lies.
 *
 * A gap is given up when the buffer or the list of ranges is full, when it is
 * older than the timeout, or when the receiver acknowledges octets behind it.
 * Then, as at the start of a capture and behind broken octets, the stream is
 * searched for a plausible header.  A segment far outside the buffer is read
 * by itself but moves the stream only when the next one follows it: one
 * forged segment or RST must not make us lose step.
 */
#include <string.h>

#include "wire_impl.h"

enum tcp_flags {
	TCP_FIN = 0x01,
	TCP_SYN = 0x02,
	TCP_RST = 0x04,
	TCP_ACK = 0x10,
};

enum {
	TCP_HEADER = 20,
	DIAMETER_HEADER = 20,
};

#define ANOMALY(a)	(UINT64_C(1) << SIG_ANOMALY_##a)

static uint8_t *
stream_buf(const struct wire *w, const struct stream *s)
{
	return w->buf + (size_t)(s - w->stream) * w->conf.stream_octets;
}

/* Octets of the longest message that is put together. */
static uint32_t
message_max(const struct wire *w)
{
	uint32_t half = w->conf.stream_octets / 2;

	return half < WIRE_MESSAGE_MAX ? half : WIRE_MESSAGE_MAX;
}

static bool
has_gap(const struct stream *s)
{
	return s->n > 1;
}

/* Set how many ranges there are; w->gaps follows. */
static void
ranges_set(struct wire *w, struct stream *s, unsigned n)
{
	if (n > 1 && !has_gap(s)) {
		w->gaps++;
		s->gap_since = w->ts;
	} else if (n <= 1 && has_gap(s)) {
		w->gaps--;
	}
	s->n = (uint8_t)n;
}

static uint64_t
anomalies_take(struct stream *s)
{
	uint64_t a = 0;

	if (s->skipped)
		a |= ANOMALY(RESYNCHRONISED);
	if (s->overlap)
		a |= ANOMALY(OVERLAP);
	s->skipped = s->overlap = false;
	return a;
}

static bool
looks_tls(struct cur c)
{
	return cur_at(&c, 0) >= 0x14 && cur_at(&c, 0) <= 0x17 &&
	    cur_at(&c, 1) == 3 && cur_at(&c, 2) <= 4;
}

/* A plausible header at c, followed by another if that is in sight. */
static bool
header_plausible(struct cur c, uint32_t max)
{
	uint32_t len;
	uint8_t version;

	if (!wire_diameter_header(c, &len) || len > max)
		return false;
	if (!cur_skip(&c, len) || cur_left(&c) < 4)
		return true;
	return cur_u8(&c, &version) && cur_be24(&c, &len) && version == 1 &&
	    len >= DIAMETER_HEADER && len % 4 == 0;
}

/* Move *c to the next plausible header; else to the last octets, where one
 * may begin. */
static bool
header_search(struct stream *s, struct cur *c, uint32_t max)
{
	const uint8_t *at;
	bool ok = true;

	while (ok && cur_left(c) >= DIAMETER_HEADER) {
		if (header_plausible(*c, max))
			return true;
		at = memchr(c->p + 1, 1, cur_left(c) - 1);
		s->skipped = true;
		ok = cur_skip(c, at == NULL ? cur_left(c) :
		    (size_t)(at - c->p));
	}
	return false;
}

/* Octets that are no header, where a message should begin. */
static void
stream_junk(struct wire *w, struct stream *s, struct cur c,
    enum sig_defect d)
{
	bool tls = looks_tls(c);
	bool secured = w->m.sport == PORT_DIAMETERS ||
	    w->m.dport == PORT_DIAMETERS;

	s->state = tls ? STREAM_TLS : STREAM_LOST;
	if (!tls || !secured)
		wire_defect(w, d, SIG_PROTO_DIAMETER, false,
		    anomalies_take(s));
	s->skipped = true;
}

/* Read all whole messages of c; returns how many octets are done with. */
static size_t
stream_read(struct wire *w, struct stream *s, struct cur c)
{
	size_t all = cur_left(&c);
	struct cur head, unit;
	uint32_t len, max = message_max(w);
	uint8_t version;

	for (;;) {
		if (s->state == STREAM_TLS)
			return all;
		if (s->state == STREAM_LOST) {
			if (!header_search(s, &c, max))
				break;
			s->state = STREAM_SYNC;
		}
		head = c;
		if (!cur_u8(&head, &version) || !cur_be24(&head, &len))
			break;
		w->used = true;
		if (version != 1 || len < DIAMETER_HEADER || len % 4 != 0)
			stream_junk(w, s, c, SIG_DEFECT_DIAMETER_HEADER);
		else if (len > max)
			stream_junk(w, s, c, SIG_DEFECT_TOO_LONG);
		else if (cur_take(&c, len, &unit))
			wire_unit(w, SIG_ENTRY_DIAMETER, unit, false,
			    anomalies_take(s));
		else
			break;
	}
	return all - cur_left(&c);
}

/* Take n octets from the beginning of the buffer. */
static void
buffer_drop(struct stream *s, size_t n)
{
	s->r[0].from += (uint32_t)n;
	s->start += (uint32_t)n;
	if (s->n == 1 && s->r[0].from == s->r[0].to)
		s->start = 0;
}

static void
buffer_read(struct wire *w, struct stream *s)
{
	uint32_t len = s->r[0].to - s->r[0].from;

	if (len > 0)
		buffer_drop(s, stream_read(w, s,
		    cur_make(stream_buf(w, s) + s->start, len)));
}

/* The beginning of a message whose end will not come: show what is there. */
static void
partial_emit(struct wire *w, struct stream *s)
{
	uint32_t len = s->r[0].to - s->r[0].from;

	if (s->state == STREAM_SYNC && len > 0)
		wire_unit(w, SIG_ENTRY_DIAMETER,
		    cur_make(stream_buf(w, s) + s->start, len), true,
		    anomalies_take(s));
}

/* Go on behind the first gap, at sequence number to. */
static void
gap_skip(struct wire *w, struct stream *s, uint32_t to)
{
	partial_emit(w, s);
	w->stats.tcp_lost++;
	s->start += to - s->r[0].from;
	if (has_gap(s)) {
		unsigned n = s->n - 1u;

		memmove(&s->r[0], &s->r[1], n * sizeof(s->r[0]));
		s->gap_since = w->ts;
		ranges_set(w, s, n);
	} else {
		s->r[0] = (struct range){ to, to };
		s->start = 0;
	}
	if (s->state != STREAM_TLS)
		s->state = STREAM_LOST;
	s->skipped = true;
	buffer_read(w, s);
}

static void
gaps_skip_all(struct wire *w, struct stream *s)
{
	while (has_gap(s))
		gap_skip(w, s, s->r[1].from);
}

/* Forget the stream but for its anomalies; it goes on at seq. */
static void
stream_restart(struct wire *w, struct stream *s, uint32_t seq,
    enum stream_state state)
{
	if (s->state != STREAM_NEW) {
		gaps_skip_all(w, s);
		partial_emit(w, s);
	}
	ranges_set(w, s, 1);
	s->r[0] = (struct range){ seq, seq };
	s->start = 0;
	s->has_far = s->skipped = s->overlap = false;
	s->state = (uint8_t)state;
}

/* Octets at seq that lie within the buffer: copy those that nobody has yet,
 * compare the others. */
static void
octets_copy(struct wire *w, struct stream *s, uint32_t seq, struct cur c)
{
	uint8_t *base = stream_buf(w, s) + s->start;
	uint32_t at = seq - s->r[0].from, from, to;
	struct cur part;

	for (unsigned i = 0; i < s->n && cur_left(&c) > 0; i++) {
		from = s->r[i].from - s->r[0].from;
		to = s->r[i].to - s->r[0].from;
		if (at < from) {
			part = cur_take_most(&c, from - at);
			memcpy(base + at, part.p, cur_left(&part));
			at += (uint32_t)cur_left(&part);
		}
		if (at >= from && at < to && cur_left(&c) > 0) {
			part = cur_take_most(&c, to - at);
			if (memcmp(base + at, part.p, cur_left(&part)) != 0)
				s->overlap = true;
			at += (uint32_t)cur_left(&part);
		}
	}
	if (cur_left(&c) > 0)
		memcpy(base + at, c.p, cur_left(&c));
}

/* Add [seq, end) to the ranges, joined with those that it touches.  False
 * when it brought nothing new. */
static bool
range_add(struct wire *w, struct stream *s, uint32_t seq, uint32_t end)
{
	uint32_t base = s->r[0].from, from = seq - base, to = end - base;
	unsigned first = 0, next, n = s->n;

	while (first < n && s->r[first].to - base < from)
		first++;
	for (next = first; next < n && s->r[next].from - base <= to; next++)
		;
	if (next == first) {	/* touches none */
		memmove(&s->r[first + 1], &s->r[first],
		    (n - first) * sizeof(s->r[0]));
		s->r[first] = (struct range){ seq, end };
		ranges_set(w, s, n + 1);
		return true;
	}
	if (next == first + 1 && s->r[first].from - base <= from &&
	    s->r[first].to - base >= to)
		return false;
	if (s->r[first].from - base < from)
		seq = s->r[first].from;
	if (s->r[next - 1].to - base > to)
		end = s->r[next - 1].to;
	s->r[first] = (struct range){ seq, end };
	memmove(&s->r[first + 1], &s->r[next],
	    (n - next) * sizeof(s->r[0]));
	ranges_set(w, s, n - (next - first - 1));
	return true;
}

/* Move the octets of the buffer to its beginning. */
static void
buffer_compact(struct wire *w, struct stream *s)
{
	uint8_t *buf = stream_buf(w, s);

	memmove(buf, buf + s->start, s->r[s->n - 1].to - s->r[0].from);
	s->start = 0;
}

/* A piece of a segment, at most half a buffer, that does not lie before what
 * was read already and begins within the reach of the buffer. */
static void
slice_add(struct wire *w, struct stream *s, uint32_t seq, struct cur c)
{
	uint32_t cap = w->conf.stream_octets, len = (uint32_t)cur_left(&c);
	size_t done;

	if (seq == s->r[0].from && s->r[0].from == s->r[0].to &&
	    !has_gap(s)) {
		done = stream_read(w, s, c);
		s->r[0].from += (uint32_t)done;
		s->r[0].to = s->r[0].from;
		s->start = 0;
		if (!cur_skip(&c, done) || cur_left(&c) == 0)
			return;
		seq += (uint32_t)done;
		len -= (uint32_t)done;
	}
	while (has_gap(s) && (seq - s->r[0].from + len > cap ||
	    (s->n == WIRE_RANGES_MAX && (int32_t)(seq - s->r[0].to) > 0))) {
		gap_skip(w, s, s->r[1].from);
		if ((int32_t)(seq - s->r[0].from) < 0)
			return;		/* the ranges were behind it */
	}
	if (seq - s->r[0].from + len > cap)
		gap_skip(w, s, seq);
	if (s->start + (seq - s->r[0].from) + len > cap)
		buffer_compact(w, s);
	octets_copy(w, s, seq, c);
	if (!range_add(w, s, seq, seq + len))
		w->stats.retransmitted++;
	if (s->state == STREAM_SYNC)
		w->used = true;
	buffer_read(w, s);
}

/* A segment that the buffer does not reach.  True: the stream moved there. */
static bool
far_moves(struct wire *w, struct stream *s, uint32_t seq, struct cur c)
{
	uint32_t near = seq - s->far, len;
	struct cur unit;

	if (wire_late(w, s->seen) ||
	    (s->has_far && near < w->conf.stream_octets)) {
		stream_restart(w, s, seq, STREAM_LOST);
		w->stats.tcp_lost++;
		return true;
	}
	s->has_far = true;
	s->far = seq + (uint32_t)cur_left(&c);
	while (wire_diameter_header(c, &len) && cur_take(&c, len, &unit))
		wire_unit(w, SIG_ENTRY_DIAMETER, unit, false,
		    ANOMALY(RESYNCHRONISED));
	return false;
}

static void
data_add(struct wire *w, struct stream *s, const struct tcp_segment *t)
{
	struct cur c = t->data, part;
	uint32_t cap = w->conf.stream_octets, seq = t->seq, before;

	if (s->state == STREAM_NEW)
		stream_restart(w, s, seq, STREAM_LOST);
	if (cur_left(&c) == 1 && seq + 1 == s->r[0].to)
		return;			/* keep-alive: no data */
	before = s->r[0].from - seq;
	if (seq - s->r[0].from > cap && before > 16 * cap &&
	    !far_moves(w, s, seq, c))
		return;
	s->has_far = false;
	while (cur_left(&c) > 0) {
		before = s->r[0].from - seq;
		if (before <= 16 * cap && before > 0) {
			if (!cur_skip(&c, before)) {
				w->stats.retransmitted++;
				w->used = true;
				return;
			}
			seq += before;
			if (cur_left(&c) == 0) {
				w->stats.retransmitted++;
				w->used = true;
				return;
			}
		}
		part = cur_take_most(&c, cap / 2);
		slice_add(w, s, seq, part);
		seq += (uint32_t)cur_left(&part);
	}
}

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
	while (has_gap(s) && ((int32_t)(t->ack - s->r[0].to) > 0 ||
	    wire_late(w, s->gap_since)))
		gap_skip(w, s, s->r[1].from);
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
	uint16_t a = w->m.sport, b = w->m.dport;
	struct stream *s;

	if (a != PORT_DIAMETER && b != PORT_DIAMETER &&
	    a != PORT_DIAMETERS && b != PORT_DIAMETERS &&
	    !wire_diameter_header(t->data, &len)) {
		i = lru_find(&w->streams, flow);
		return i == LRU_NIL ? NULL : &w->stream[i];
	}
	if (!begin && cur_left(&t->data) == 0) {
		i = lru_find(&w->streams, flow);
		return i == LRU_NIL ? NULL : &w->stream[i];
	}
	s = &w->stream[lru_get(&w->streams, flow, &fresh, &evicted)];
	if (evicted)
		ranges_set(w, s, 1);
	if (fresh)
		*s = (struct stream){ .state = STREAM_NEW, .n = 1,
		    .seen = w->ts };
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
	if (has_gap(s) && wire_late(w, s->gap_since))
		gaps_skip_all(w, s);
	if (t->flags & TCP_SYN) {
		data.seq++;
		end++;
		if (s->state == STREAM_NEW || s->r[0].from != data.seq)
			stream_restart(w, s, data.seq, STREAM_SYNC);
	}
	if (cur_left(&data.data) > 0)
		data_add(w, s, &data);
	/* the end, or the rest of this segment was not captured */
	if ((t->cut || (t->flags & (TCP_FIN | TCP_RST))) &&
	    s->state != STREAM_NEW && !has_gap(s) && s->r[0].to == end)
		stream_restart(w, s, end, STREAM_NEW);
	s->seen = w->ts;
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

uint64_t
tcp_waiting(const struct wire *w)
{
	const struct stream *s;
	uint64_t n = 0;

	for (uint32_t i = 0; i < w->streams.used; i++) {
		s = &w->stream[i];
		n += s->state == STREAM_SYNC &&
		    (has_gap(s) || s->r[0].from != s->r[0].to);
	}
	return n;
}
