/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The table of sources.  All memory is taken at the start, and touched when a
 * source comes; it has one entry and two rows of cells.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../../dissectors/hash.h"
#include "../../dissectors/prefetch.h"
#include "source_impl.h"

#define S	UINT64_C(1000000000)
#define PERIOD	(600 * S)
#define NS_MAX	(366 * 86400 * S)

enum { RATE_BITS = 31 };

static uint32_t *
row(const struct sources *s, uint32_t place, unsigned which)
{
	return &s->cell[((size_t)place * 2 + which) * s->cells];
}

static void
entry_name(struct source_entry *e, const struct node *node)
{
	node_name_set(&e->node, node);
	e->named = node->len > 0;
}

static void
entry_start(struct source_entry *e, const struct node *node, uint64_t now)
{
	memset(e, 0, sizeof(*e));
	entry_name(e, node);
	e->first = e->last = e->period = now;
}

/* The entry of a node. */
static void
at_get(struct source_at *a, struct sources *s, const struct node *node,
    uint64_t now, uint32_t *place)
{
	bool fresh;

	*place = nodes_get(s->nodes, node->key, &fresh);
	a->s = s;
	a->e = &s->entry[*place];
	a->bad = row(s, *place, 0);
	a->asked = row(s, *place, 1);
	if (fresh)
		entry_start(a->e, node, now);
	else if (!a->e->named)
		entry_name(a->e, node);
	source_check_time(a, now);
}

/* Counts what began to hold, and keeps those longer that were found out. */
static void
at_put(struct sources *s, uint32_t place, unsigned began)
{
	unsigned i;

	if (began == 0)
		return;
	for (i = 0; i < CHECKS; i++)
		s->begun[i] += began >> i & 1;
	nodes_mark(s->nodes, place);
}

/* What the request would answer: it happens to a copy. */
static unsigned
look(const struct sources *s, struct source_at *a, const struct node *node,
    bool enquiry, uint64_t now)
{
	uint32_t place = nodes_find(s->nodes, node->key);
	uint32_t cell[2][DISTINCT_MAX];
	struct source_entry e;

	a->s = s;
	a->e = &e;
	a->bad = cell[0];
	a->asked = cell[1];
	if (place == NODE_NONE) {
		entry_start(&e, node, now);
	} else {
		e = s->entry[place];
		memcpy(cell[1], row(s, place, 1), s->cells * sizeof(**cell));
	}
	source_check_time(a, now);
	return source_check_request(a, enquiry);
}

/* That many, hashed to so many places, leave so many of them taken (K.-Y.
 * Whang, "A linear-time probabilistic counting algorithm", 1990). */
static unsigned
slow_taken(double n)
{
	const double places = SOURCE_SLOW_WORDS * 64;

	return (unsigned)(places * (1 - exp(-n / places)));
}

static void
slow_set(struct sources *s, uint32_t limit)
{
	uint64_t n = 2 * (uint64_t)limit;

	while (n > SOURCE_SLOW_WORDS * 64 / 2) {
		n /= 2;
		s->slow_shift++;
	}
	s->slow_bits = slow_taken((double)n);
	s->slow_bits_new = slow_taken(0.75 * (double)n);
}

static void
limits_set(struct sources *s, const struct source_limits *l)
{
	struct source_limits *t = &s->limit;

	*t = *l;
	if (t->scan_ns == 0)
		t->scan_ns = PERIOD;
	if (t->scan_ns > NS_MAX)
		t->scan_ns = NS_MAX;
	if (t->flood_ns == 0)
		t->flood_ns = S;
	if (t->flood_ns > NS_MAX)
		t->flood_ns = NS_MAX;
	while (t->flood_ns >> s->rate_shift >> RATE_BITS != 0)
		s->rate_shift++;
	while (t->sequential >> s->dense_shift > DENSE_BLOCK / 2)
		s->dense_shift++;
	slow_set(s, t->scan);
	s->tick_ns = (t->scan_ns + DISTINCT_TICKS - 1) / DISTINCT_TICKS;
	s->cells = DISTINCT_MIN;
	while (s->cells < DISTINCT_MAX && s->cells <= t->scan)
		s->cells *= 2;
}

struct sources *
sources_new(size_t max, const struct source_limits *l, uint64_t secret)
{
	struct sources *s = calloc(1, sizeof(*s));

	if (s == NULL)
		return NULL;
	limits_set(s, l);
	s->max = max;
	s->secret = hash_u64(secret, HASH_C);
	s->nodes = nodes_new(max, secret);
	if (s->nodes != NULL) {
		s->entry = aligned_alloc(SOURCE_LINE,
		    max * sizeof(*s->entry));
		s->cell = aligned_alloc(SOURCE_LINE,
		    max * 2 * s->cells * sizeof(*s->cell));
	}
	if (s->entry == NULL || s->cell == NULL) {
		sources_free(s);
		return NULL;
	}
	return s;
}

void
sources_free(struct sources *s)
{
	if (s == NULL)
		return;
	nodes_free(s->nodes);
	free(s->entry);
	free(s->cell);
	free(s);
}

void
sources_expect(const struct sources *s, uint64_t key)
{
	nodes_expect(s->nodes, key);
}

void
sources_expect_more(const struct sources *s, uint64_t key)
{
	uint32_t place = nodes_expect_place(s->nodes, key);

	if (place == NODE_NONE)
		return;
	prefetch(&s->entry[place].last);
	prefetch(&s->entry[place].pace);
	prefetch(&s->entry[place].dense);
	prefetch(&s->entry[place].dense.seen);
}

/* After a pause, or when the clock was set back, another time of learning
 * begins: a partner that is new is learned long after all others. */
static void
learning_goes(struct sources *s, uint64_t now)
{
	if (s->learn_from == 0 || now < s->learn_from ||
	    (now > s->learn_to && now - s->learn_to > s->limit.scan_ns)) {
		s->slices_before = source_slices(s);
		s->learn_epoch++;
		s->learn_from = s->learn_to = now;
	}
	if (now > s->learn_to)
		s->learn_to = now;
}

unsigned
source_request(struct sources *s, const struct node *node, uint64_t identity,
    bool enquiry, unsigned learning, uint64_t now, bool count)
{
	struct source_at a = { .learning = learning & ~(unsigned)SOURCE_GUEST,
	    .identity = learning & SOURCE_GUEST ? 0 : identity,
	    .about = identity };
	unsigned before, bits;
	uint32_t place;

	if (!count)
		return look(s, &a, node, enquiry, now);
	if (a.learning != 0)
		learning_goes(s, now);
	at_get(&a, s, node, now, &place);
	before = source_entry_holds(a.e, a.now);
	bits = source_check_request(&a, enquiry);
	at_put(s, place, bits & ~before & ~(unsigned)SOURCE_NEW);
	return bits;
}

unsigned
source_bad(struct sources *s, const struct node *node, uint64_t identity,
    uint64_t now)
{
	struct source_at a = { .identity = identity };
	unsigned before, bits;
	uint32_t place;

	at_get(&a, s, node, now, &place);
	before = source_entry_holds(a.e, a.now);
	a.e->bad++;
	if (a.e->found == 0 && identity != 0)
		a.e->identity = identity;
	if (s->limit.scan > 0 && identity != 0)
		source_check_bad(&a);
	bits = source_entry_holds(a.e, a.now);
	at_put(s, place, bits & ~before);
	return bits;
}

void
source_accepted(struct sources *s, uint64_t key, uint64_t identity)
{
	uint32_t place = nodes_find(s->nodes, key);

	if (place != NODE_NONE)
		dense_remove(&s->entry[place].dense,
		    identity >> s->dense_shift);
}

/* Different ones at now, and nothing is changed. */
static uint32_t
different(const struct sources *s, const struct distinct *set,
    const uint32_t *cells, uint64_t now)
{
	uint32_t cell[DISTINCT_MAX];
	struct distinct d = *set;

	memcpy(cell, cells, s->cells * sizeof(*cell));
	distinct_move(&d, cell, s->cells, now / s->tick_ns);
	return distinct_count(&d);
}

bool
source_asks_usual(const struct sources *s, uint64_t key, uint64_t now)
{
	uint32_t place = nodes_find(s->nodes, key);
	const struct source_entry *e;

	if (place == NODE_NONE)
		return false;
	e = &s->entry[place];
	return different(s, &e->asked_set, row(s, place, 1), now) <=
	    source_usual_limit(s, &e->asked_usual);
}

void
sources_bound(struct sources *s, uint32_t bound)
{
	s->bound = bound > 0 && bound < s->limit.scan ? s->limit.scan : bound;
}

unsigned
source_holds(const struct sources *s, uint64_t key, uint64_t now)
{
	uint32_t place = nodes_find(s->nodes, key);

	if (place == NODE_NONE)
		return 0;
	return source_entry_holds(&s->entry[place], now);
}

size_t
sources_count(const struct sources *s)
{
	return nodes_count(s->nodes);
}

uint64_t
sources_lost(const struct sources *s)
{
	return nodes_lost(s->nodes);
}

size_t
sources_octets(const struct sources *s)
{
	return sizeof(*s) + nodes_octets(s->nodes) + s->max *
	    (sizeof(*s->entry) + 2 * s->cells * sizeof(*s->cell));
}

uint64_t
sources_found(const struct sources *s, enum source_bit bit)
{
	unsigned i;

	for (i = 0; i < CHECKS; i++)
		if ((unsigned)bit == 1u << i)
			return s->begun[i];
	return 0;
}

static uint32_t
usual(const struct usual *u)
{
	return (uint32_t)(u->value >> SOURCE_USUAL_SHIFT);
}

static void
seen_of(struct source_seen *to, const struct sources *s, uint32_t place,
    uint64_t now)
{
	const struct source_entry *e = &s->entry[place];

	memset(to, 0, sizeof(*to));
	to->node = e->node;
	to->first = e->first;
	to->last = e->last;
	to->found_at = e->found_at;
	to->requests = e->requests;
	to->enquiries = e->enquiries;
	to->bad = e->bad;
	to->identity = e->identity;
	to->asked_now = different(s, &e->asked_set, row(s, place, 1), now);
	to->bad_now = different(s, &e->bad_set, row(s, place, 0), now);
	to->asked_usual = usual(&e->asked_usual);
	to->rate_usual = usual(&e->rate_usual);
	to->found = e->found;
	to->holds = (uint8_t)source_entry_holds(e, now);
}

void
sources_walk(const struct sources *s, uint64_t now,
    void (*visit)(void *, const struct source_seen *), void *arg)
{
	struct source_seen seen;
	uint32_t place = NODE_NONE;

	while ((place = nodes_next(s->nodes, place)) != NODE_NONE) {
		seen_of(&seen, s, place, now);
		visit(arg, &seen);
	}
}
