/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * From captured frames to messages: memory, counters, and the hand-over of
 * units to sig_dissect().
 *
 * Three separate memories for pieces, because each layer reads from what the
 * one below has just put together: IP, SCTP, SCCP.
 */
#include <string.h>

#include "hash.h"
#include "wire_impl.h"

_Static_assert((int)SIG_LAYERS_MAX <= (int)REASM_LAYERS,
    "an origin holds all layers");

const struct wire_conf wire_conf_default = {
	.reasm_octets = 16 * 1024 * 1024,
	.reasm_sets = 16384,
	.associations = 1024,
	.streams = 1024,
	.stream_octets = 128 * 1024,
	.timeout = UINT64_C(30000000000),
	.secret = UINT64_C(0x452821e638d01377),
};

struct layout {
	struct wire_conf conf;		/* within its bounds */
	struct reasm_conf quarter, half;
	size_t		 at_ip, at_sctp, at_sccp;
	size_t		 at_assoc, at_assoc_node, at_assoc_bucket;
	size_t		 at_stream, at_stream_node, at_stream_bucket;
	size_t		 at_buf, size;
};

static size_t
buckets_of(uint32_t n)
{
	size_t b = 16;

	while (b < n)
		b *= 2;
	return b;
}

/* Where the next n octets lie. */
static size_t
place(size_t *size, size_t n)
{
	size_t at = *size;

	*size = (at + n + 63) / 64 * 64;
	return at;
}

static uint32_t
within(uint32_t v, uint32_t low, uint32_t high)
{
	return v < low ? low : v > high ? high : v;
}

static struct layout
layout_of(const struct wire_conf *conf)
{
	struct layout l = { .conf = *conf };
	uint32_t assocs, streams;

	l.conf.associations = within(conf->associations, 1, 1 << 20);
	l.conf.streams = within(conf->streams, 1, 1 << 20);
	l.conf.stream_octets = within(conf->stream_octets, WIRE_STREAM_MIN,
	    1 << 24);
	l.conf.reasm_sets = within(conf->reasm_sets, 4, 1 << 24);
	assocs = l.conf.associations;
	streams = l.conf.streams;
	l.quarter = (struct reasm_conf){ .octets = conf->reasm_octets / 4,
	    .sets = l.conf.reasm_sets / 4, .timeout = conf->timeout,
	    .secret = conf->secret };
	l.half = l.quarter;
	l.half.octets = conf->reasm_octets / 2;
	l.half.sets = l.conf.reasm_sets / 2;

	(void)place(&l.size, sizeof(struct wire));
	l.at_ip = place(&l.size, reasm_size(&l.quarter));
	l.at_sctp = place(&l.size, reasm_size(&l.half));
	l.at_sccp = place(&l.size, reasm_size(&l.quarter));
	l.at_assoc = place(&l.size, assocs * sizeof(struct assoc));
	l.at_assoc_node = place(&l.size, assocs * sizeof(struct lru_node));
	l.at_assoc_bucket = place(&l.size,
	    buckets_of(assocs) * sizeof(uint32_t));
	l.at_stream = place(&l.size, streams * sizeof(struct stream));
	l.at_stream_node = place(&l.size, streams * sizeof(struct lru_node));
	l.at_stream_bucket = place(&l.size,
	    buckets_of(streams) * sizeof(uint32_t));
	l.at_buf = place(&l.size, (size_t)streams * l.conf.stream_octets);
	return l;
}

static void
lru_init(struct lru *t, uint32_t n, void *node, void *bucket)
{
	*t = (struct lru){ .node = node, .bucket = bucket, .n = n,
	    .mask = (uint32_t)buckets_of(n) - 1, .oldest = LRU_NIL,
	    .newest = LRU_NIL };
	memset(bucket, 0xff, buckets_of(n) * sizeof(uint32_t));
}

static void
lru_unlink(struct lru *t, uint32_t i)
{
	struct lru_node *k = &t->node[i];

	if (k->older != LRU_NIL)
		t->node[k->older].newer = k->newer;
	else
		t->oldest = k->newer;
	if (k->newer != LRU_NIL)
		t->node[k->newer].older = k->older;
	else
		t->newest = k->older;
}

static void
lru_link(struct lru *t, uint32_t i)
{
	t->node[i].older = t->newest;
	t->node[i].newer = LRU_NIL;
	if (t->newest != LRU_NIL)
		t->node[t->newest].newer = i;
	else
		t->oldest = i;
	t->newest = i;
}

uint32_t
lru_find(struct lru *t, uint64_t hash)
{
	uint32_t i = t->bucket[hash & t->mask];

	while (i != LRU_NIL && t->node[i].hash != hash)
		i = t->node[i].chain;
	if (i != LRU_NIL && i != t->newest) {
		lru_unlink(t, i);
		lru_link(t, i);
	}
	return i;
}

uint32_t
lru_get(struct lru *t, uint64_t hash, bool *fresh, bool *evicted)
{
	uint32_t i = lru_find(t, hash), *link;

	*fresh = i == LRU_NIL;
	*evicted = false;
	if (i != LRU_NIL)
		return i;
	if (t->used < t->n) {
		i = t->used++;
	} else {
		i = t->oldest;
		link = &t->bucket[t->node[i].hash & t->mask];
		while (*link != i)
			link = &t->node[*link].chain;
		*link = t->node[i].chain;
		lru_unlink(t, i);
		t->evicted++;
		*evicted = true;
	}
	link = &t->bucket[hash & t->mask];
	t->node[i].hash = hash;
	t->node[i].chain = *link;
	*link = i;
	lru_link(t, i);
	return i;
}

uint64_t
wire_flow(const struct wire *w, bool reverse)
{
	const struct cur *a = reverse ? &w->m.dst : &w->m.src;
	const struct cur *b = reverse ? &w->m.src : &w->m.dst;
	uint32_t ports = (uint32_t)w->m.sport << 16 | w->m.dport;
	uint64_t h;

	if (reverse)
		ports = ports << 16 | ports >> 16;
	h = hash_octets(w->conf.secret, a->p, cur_left(a));
	h = hash_octets(h, b->p, cur_left(b));
	return hash_u64(h, ports);
}

void
wire_layer(struct wire *w, enum sig_layer l)
{
	w->m.nlayers = w->nlayers;
	sig_add_layer(&w->m, l);
	w->nlayers = w->m.nlayers;
}

static void
unit_emit(struct wire *w, uint64_t anomalies)
{
	w->m.anomalies |= anomalies;
	w->stats.messages++;
	w->idx++;
	w->emit(w->arg, &w->m);
}

static void
unit_begin(struct wire *w, bool cut)
{
	w->used = true;
	w->m.ts = w->ts;
	w->m.frame = w->number;
	w->m.idx = w->idx;
	w->m.cut = cut;
	w->m.nlayers = w->nlayers;
}

void
wire_note(void *arg, struct reasm_origin *o)
{
	const struct wire *w = arg;
	size_t n = cur_left(&w->m.src);

	*o = (struct reasm_origin){ .frame = w->number, .ts = w->ts,
	    .idx = w->idx, .sport = w->m.sport, .dport = w->m.dport,
	    .addrlen = (uint8_t)n, .nlayers = w->nlayers };
	memcpy(o->layer, w->m.layer, w->nlayers);
	if (n == 0 || n != cur_left(&w->m.dst)) {
		o->addrlen = 0;
		return;
	}
	memcpy(o->addr, w->m.src.p, n);
	memcpy(o->addr + n, w->m.dst.p, n);
}

void
wire_at(struct wire *w, const struct reasm_origin *o, struct wire_aside *a)
{
	*a = (struct wire_aside){ .ts = w->ts, .number = w->number,
	    .idx = w->idx, .sport = w->m.sport, .dport = w->m.dport,
	    .nlayers = w->nlayers, .used = w->used, .src = w->m.src,
	    .dst = w->m.dst };
	memcpy(a->layer, w->m.layer, sizeof(a->layer));
	w->ts = o->ts;
	w->number = o->frame;
	w->idx = o->idx;
	w->m.sport = o->sport;
	w->m.dport = o->dport;
	w->m.src = cur_make(o->addr, o->addrlen);
	w->m.dst = cur_make(o->addr + o->addrlen, o->addrlen);
	w->nlayers = o->nlayers;
	memcpy(w->m.layer, o->layer, sizeof(w->m.layer));
}

void
wire_back(struct wire *w, const struct wire_aside *a)
{
	w->ts = a->ts;
	w->number = a->number;
	w->idx = a->idx;
	w->m.sport = a->sport;
	w->m.dport = a->dport;
	w->m.src = a->src;
	w->m.dst = a->dst;
	w->nlayers = a->nlayers;
	w->used = a->used;
	memcpy(w->m.layer, a->layer, sizeof(a->layer));
}

void
wire_lost_emit(struct wire *w, struct reasm *r)
{
	struct reasm_origin o;
	struct wire_aside a;

	while (reasm_lost(r, &o)) {
		wire_at(w, &o, &a);
		wire_defect(w, SIG_DEFECT_REASSEMBLY, SIG_PROTO_NONE, false,
		    0);
		wire_back(w, &a);
	}
}

void
wire_unit(struct wire *w, enum sig_entry e, struct cur c, bool cut,
    uint64_t anomalies)
{
	unit_begin(w, cut);
	if (sig_dissect(e, c, w->sccp, &w->m))
		unit_emit(w, anomalies);
	wire_lost(w, w->sccp);
}

void
wire_defect(struct wire *w, enum sig_defect d, enum sig_proto proto, bool cut,
    uint64_t anomalies)
{
	unit_begin(w, cut);
	sig_reset(&w->m);
	w->m.base_layers = w->m.nlayers;
	w->m.proto = (uint8_t)proto;
	sig_defect(&w->m, d);
	unit_emit(w, anomalies);
}

size_t
wire_size(const struct wire_conf *conf)
{
	return layout_of(conf).size;
}

struct wire *
wire_init(void *mem, const struct wire_conf *conf)
{
	struct layout l = layout_of(conf);
	struct wire *w = mem;
	uint8_t *base = mem;

	memset(w, 0, sizeof(*w));
	w->conf = l.conf;
	l.quarter.note = l.half.note = wire_note;
	l.quarter.note_arg = l.half.note_arg = w;
	w->ip = reasm_init(base + l.at_ip, &l.quarter);
	w->sctp = reasm_init(base + l.at_sctp, &l.half);
	w->sccp = reasm_init(base + l.at_sccp, &l.quarter);
	w->assoc = (void *)(base + l.at_assoc);
	w->stream = (void *)(base + l.at_stream);
	w->buf = base + l.at_buf;
	lru_init(&w->assocs, l.conf.associations, base + l.at_assoc_node,
	    base + l.at_assoc_bucket);
	lru_init(&w->streams, l.conf.streams, base + l.at_stream_node,
	    base + l.at_stream_bucket);
	return w;
}

void
wire_frame(struct wire *w, const struct wire_frame *f, wire_emit *emit,
    void *arg)
{
	bool cut = f->len > cur_left(&f->octets);

	w->ts = f->ts;
	w->number = f->number;
	w->idx = 0;
	w->nlayers = 0;
	w->used = w->bad = false;
	w->emit = emit;
	w->arg = arg;
	w->m.src = cur_make(NULL, 0);
	w->m.dst = cur_make(NULL, 0);
	w->m.sport = w->m.dport = 0;
	w->stats.frames++;
	if (cut)
		w->stats.cut_off++;
	link_read(w, f->link, f->octets, cut);
	wire_lost(w, w->ip);
	if (w->bad)
		w->stats.bad++;
	else if (!w->used)
		w->stats.other++;
}

const struct wire_stats *
wire_stats(struct wire *w)
{
	const struct reasm *const r[] = { w->ip, w->sctp, w->sccp };
	struct wire_stats *s = &w->stats;

	s->evicted = w->past.evicted + w->assocs.evicted + w->streams.evicted;
	s->expired = w->past.expired;
	s->waiting = w->past.waiting + tcp_waiting(w);
	for (size_t i = 0; i < sizeof(r) / sizeof(r[0]); i++) {
		s->evicted += reasm_stats(r[i])->evicted;
		s->expired += reasm_stats(r[i])->expired;
		s->waiting += reasm_stats(r[i])->waiting;
	}
	return s;
}

void
wire_finish(struct wire *w, wire_emit *emit, void *arg)
{
	struct reasm *const r[] = { w->ip, w->sctp, w->sccp };
	struct wire_stats past = *wire_stats(w);
	struct wire_conf conf = w->conf;

	w->emit = emit;
	w->arg = arg;
	for (size_t i = 0; i < sizeof(r) / sizeof(r[0]); i++)
		while (reasm_give_up(r[i]))
			wire_lost(w, r[i]);
	tcp_finish(w);
	/* what became of units that this made whole counts too */
	past.messages = w->stats.messages;
	past.tcp_lost = w->stats.tcp_lost;
	past.retransmitted = w->stats.retransmitted;
	(void)wire_init(w, &conf);
	w->stats = w->past = past;
}
