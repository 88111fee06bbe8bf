/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Streams of Diameter messages (RFC 6733) out of TCP segments (RFC 9293).
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
 * searched for a plausible header; where a segment begins, one that is merely
 * possible will do.  A segment far outside the buffer is read
 * by itself but moves the stream only when the next one follows it: one
 * forged segment or RST must not make us lose step.
 */
#include <string.h>

#include "hash.h"
#include "wire_impl.h"

enum {
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

bool
stream_has_gap(const struct stream *s)
{
	return s->n > 1;
}

/* Set how many ranges there are; w->gaps follows. */
static void
ranges_set(struct wire *w, struct stream *s, unsigned n)
{
	if (n > 1 && !stream_has_gap(s)) {
		w->gaps++;
		s->gap_since = w->ts;
	} else if (n <= 1 && stream_has_gap(s)) {
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

/* Could a message begin at c, where a segment does? */
static enum look
edge_look(const struct wire *w, struct cur c)
{
	uint32_t len, max = message_max(w);

	if (look_diameter(c, &len))
		return len <= max ? LOOK_YES : LOOK_NO;
	if (!wire_port_is(w, PORT_DIAMETER) && !wire_port_is(w, PORT_DIAMETERS))
		return LOOK_NO;
	return look_diameter_first(c, max);
}

/* Move *c to the next plausible header; else to the last octets, where one
 * may begin. */
static bool
header_search(struct stream *s, struct cur *c, uint32_t max)
{
	const uint8_t *at;
	bool ok = true;

	while (ok && cur_left(c) >= DIAMETER_HEADER) {
		if (look_diameter_run(*c, max))
			return true;
		at = memchr(c->p + 1, 1, cur_left(c) - 1);
		s->skipped = true;
		s->edge = false;
		ok = cur_skip(c, at == NULL ? cur_left(c) :
		    (size_t)(at - c->p));
	}
	return false;
}

/* Octets of which nothing can be read: say so once until the next message. */
static void
lost_say(struct wire *w, struct stream *s)
{
	if (!s->said && wire_port_is(w, PORT_DIAMETER))
		wire_defect(w, SIG_DEFECT_DIAMETER_HEADER, SIG_PROTO_DIAMETER,
		    false, 0);
	s->said = true;
}

/* Octets that are no header, where a message should begin. */
static void
stream_junk(struct wire *w, struct stream *s, struct cur c,
    enum sig_defect d)
{
	bool tls = look_tls(c), secured = wire_port_is(w, PORT_DIAMETERS);

	s->state = tls ? STREAM_TLS : STREAM_LOST;
	if (!tls || !secured)
		wire_defect(w, d, SIG_PROTO_DIAMETER, false,
		    anomalies_take(s));
	s->skipped = s->said = true;
}

/* A whole message at sequence number seq. */
static void
message_read(struct wire *w, struct stream *s, uint32_t seq, struct cur unit)
{
	size_t len = cur_left(&unit);

	s->read[s->nread++ % WIRE_READ_MAX] = (struct read){ seq,
	    (uint32_t)len, (uint32_t)hash_octets(w->conf.secret, unit.p, len) };
	wire_unit(w, SIG_ENTRY_DIAMETER, unit, false, anomalies_take(s));
}

/* Find where a message begins, so that the stream is in step again. */
static bool
stream_find(struct wire *w, struct stream *s, struct cur *c)
{
	size_t left = cur_left(c);
	enum look look = s->edge ? edge_look(w, *c) : LOOK_NO;

	if (look == LOOK_MORE)
		return false;
	if (look == LOOK_NO && !header_search(s, c, message_max(w))) {
		if (cur_left(c) < left)
			lost_say(w, s);
		return false;
	}
	s->state = STREAM_SYNC;
	s->edge = s->said = false;
	return true;
}

/* Read all whole messages of c; returns how many octets are done with. */
static size_t
stream_read(struct wire *w, struct stream *s, struct cur c)
{
	size_t all = cur_left(&c);
	struct cur head, unit;
	uint32_t len, seq, max = message_max(w);
	uint8_t version;

	for (;;) {
		if (s->state == STREAM_TLS)
			return all;
		if (s->state == STREAM_LOST && !stream_find(w, s, &c))
			break;
		seq = s->r[0].from + (uint32_t)(all - cur_left(&c));
		head = c;
		if (!cur_u8(&head, &version) || !cur_be24(&head, &len))
			break;
		w->used = true;
		if (version != 1 || len < DIAMETER_HEADER || len % 4 != 0)
			stream_junk(w, s, c, SIG_DEFECT_DIAMETER_HEADER);
		else if (len > max)
			stream_junk(w, s, c, SIG_DEFECT_TOO_LONG);
		else if (cur_take(&c, len, &unit))
			message_read(w, s, seq, unit);
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
	else if (s->state == STREAM_LOST && s->edge && len > 0)
		lost_say(w, s);
}

/* Go on behind the first gap, at sequence number to. */
void
stream_gap_skip(struct wire *w, struct stream *s, uint32_t to)
{
	partial_emit(w, s);
	w->stats.tcp_lost++;
	s->start += to - s->r[0].from;
	if (stream_has_gap(s)) {
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
	s->skipped = s->edge = true;
	buffer_read(w, s);
}

void
stream_gaps_skip(struct wire *w, struct stream *s)
{
	while (stream_has_gap(s))
		stream_gap_skip(w, s, s->r[1].from);
}

/* Forget the stream but for its anomalies; it goes on at seq. */
void
stream_restart(struct wire *w, struct stream *s, uint32_t seq,
    enum stream_state state)
{
	if (s->state != STREAM_NEW) {
		stream_gaps_skip(w, s);
		partial_emit(w, s);
	}
	ranges_set(w, s, 1);
	s->r[0] = (struct range){ seq, seq };
	s->start = 0;
	s->has_far = s->skipped = s->overlap = s->said = false;
	s->edge = true;
	memset(s->read, 0, sizeof(s->read));
	s->state = (uint8_t)state;
}

/* Emit what a stream holds that will not go on. */
void
stream_finish(struct wire *w, struct stream *s)
{
	struct reasm_origin o = s->origin;
	struct wire_aside a;

	wire_at(w, &o, &a);
	stream_restart(w, s, 0, STREAM_NEW);
	wire_back(w, &a);
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
	    !stream_has_gap(s)) {
		done = stream_read(w, s, c);
		s->r[0].from += (uint32_t)done;
		s->r[0].to = s->r[0].from;
		s->start = 0;
		if (!cur_skip(&c, done) || cur_left(&c) == 0)
			return;
		seq += (uint32_t)done;
		len -= (uint32_t)done;
	}
	while (stream_has_gap(s) && (seq - s->r[0].from + len > cap ||
	    (s->n == WIRE_RANGES_MAX && (int32_t)(seq - s->r[0].to) > 0))) {
		stream_gap_skip(w, s, s->r[1].from);
		if ((int32_t)(seq - s->r[0].from) < 0)
			return;		/* the ranges were behind it */
	}
	if (seq - s->r[0].from + len > cap)
		stream_gap_skip(w, s, seq);
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

	if (wire_late(w, s->origin.ts) ||
	    (s->has_far && near < w->conf.stream_octets)) {
		stream_restart(w, s, seq, STREAM_LOST);
		w->stats.tcp_lost++;
		return true;
	}
	s->has_far = true;
	s->far = seq + (uint32_t)cur_left(&c);
	while (look_diameter(c, &len) && cur_take(&c, len, &unit))
		wire_unit(w, SIG_ENTRY_DIAMETER, unit, false,
		    ANOMALY(RESYNCHRONISED));
	return false;
}

/* A segment at seq while the stream is out of step: is it the place where a
 * message begins? */
static void
edge_try(const struct wire *w, struct stream *s, uint32_t seq, struct cur c)
{
	bool empty = s->r[0].from == s->r[0].to;

	if (s->state != STREAM_LOST || stream_has_gap(s) || seq != s->r[0].to ||
	    (!empty && (s->edge || edge_look(w, c) != LOOK_YES)))
		return;
	s->r[0].from = seq;
	s->start = 0;
	s->edge = true;
	s->skipped |= !empty;
}

/* Octets before what is to be read next: is there a message among them other
 * than the one that was read at its place? */
static void
again_read(struct wire *w, const struct stream *s, uint32_t seq, struct cur c)
{
	const struct read *r;
	struct cur rest, unit;
	uint32_t len;

	for (unsigned i = 0; i < WIRE_READ_MAX; i++) {
		r = &s->read[(s->nread + i) % WIRE_READ_MAX];
		rest = c;
		if (r->len != 0 && cur_skip(&rest, r->seq - seq) &&
		    look_diameter(rest, &len) && cur_take(&rest, len, &unit) &&
		    (len != r->len || r->hash !=
		    (uint32_t)hash_octets(w->conf.secret, unit.p, len)))
			wire_unit(w, SIG_ENTRY_DIAMETER, unit, false,
			    ANOMALY(OVERLAP));
	}
}

void
stream_add(struct wire *w, struct stream *s, const struct tcp_segment *t)
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
	edge_try(w, s, seq, c);
	while (cur_left(&c) > 0) {
		before = s->r[0].from - seq;
		if (before <= 16 * cap && before > 0) {
			again_read(w, s, seq, c);
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
