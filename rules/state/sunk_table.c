/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where the sinkhole keeps its sources: an index by source, a heap by the end
 * of terms, and chains by age and by use through all of them.
 *
 * The index is a hash table of cache lines, each for seven sources, with 32
 * bits of the hash beside the place.  A source goes into its own line or, where
 * that is full, the next one with room; every line that it passes on the way
 * counts it, so that a search ends at the first line that nobody passed, which
 * with at most two sources a line is nearly always its own.
 */
#include <stdlib.h>
#include <string.h>

#include "sunk_impl.h"

struct sunk_bucket {
	uint32_t	 tag[SUNK_WAYS];
	uint32_t	 place[SUNK_WAYS];	/* SUNK_NONE: nobody */
	uint32_t	 passed;
	uint32_t	 spare;
};

enum { LINE = 64 };

_Static_assert(sizeof(struct sunk_bucket) == LINE, "a cache line");

/* ---- index ---- */

/* Folded twice: numbers that follow each other shall not be neighbours. */
static uint64_t
hash_of(const struct sunks *t, const struct sunk_source *s)
{
	return hash_u64(hash_u64(t->secret, s->key),
	    t->secret ^ (uint64_t)s->partner << 8 ^ s->scope);
}

static bool
same(const struct sunk_source *a, const struct sunk_source *b)
{
	return a->key == b->key && a->partner == b->partner &&
	    a->scope == b->scope;
}

static unsigned
way_of(const struct sunks *t, const struct sunk_bucket *b, uint32_t tag,
    const struct sunk_source *s)
{
	unsigned i;

	for (i = 0; i < SUNK_WAYS; i++)
		if (b->tag[i] == tag && b->place[i] != SUNK_NONE &&
		    same(&t->entry[b->place[i]].source, s))
			break;
	return i;
}

uint32_t
sunk_find(const struct sunks *t, const struct sunk_source *s)
{
	const struct sunk_bucket *b;
	uint64_t h, i;
	unsigned way;

	if (s->scope >= SUNK_SCOPES || t->of_scope[s->scope] == 0)
		return SUNK_NONE;
	h = hash_of(t, s);
	for (i = h; i - h <= t->mask; i++) {
		b = &t->bucket[i & t->mask];
		way = way_of(t, b, (uint32_t)(h >> 32), s);
		if (way < SUNK_WAYS)
			return b->place[way];
		if (b->passed == 0)
			break;
	}
	return SUNK_NONE;
}

static void
index_put(struct sunks *t, uint32_t place)
{
	uint64_t h = hash_of(t, &t->entry[place].source), i;
	struct sunk_bucket *b;
	unsigned way;

	for (i = h;; i++) {
		b = &t->bucket[i & t->mask];
		for (way = 0; way < SUNK_WAYS; way++)
			if (b->place[way] == SUNK_NONE) {
				b->place[way] = place;
				b->tag[way] = (uint32_t)(h >> 32);
				return;
			}
		b->passed++;
	}
}

static void
index_take(struct sunks *t, uint32_t place)
{
	uint64_t h = hash_of(t, &t->entry[place].source), i;
	struct sunk_bucket *b;
	unsigned way;

	for (i = h;; i++) {
		b = &t->bucket[i & t->mask];
		for (way = 0; way < SUNK_WAYS; way++)
			if (b->place[way] == place) {
				b->place[way] = SUNK_NONE;
				return;
			}
		b->passed--;
	}
}

/* ---- heap ---- */

static bool
sooner(const struct sunks *t, uint32_t a, uint32_t b)
{
	const struct sunk_entry *x = &t->entry[a], *y = &t->entry[b];

	return x->end < y->end || (x->end == y->end && x->serial < y->serial);
}

static void
heap_set(struct sunks *t, uint32_t i, uint32_t place)
{
	t->heap[i] = place;
	t->entry[place].heap = i;
}

/* Whoever stands at i goes where he belongs. */
static void
heap_up(struct sunks *t, uint32_t i)
{
	uint32_t place = t->heap[i], parent;

	for (; i > 0; i = parent) {
		parent = (i - 1) / 2;
		if (!sooner(t, place, t->heap[parent]))
			break;
		heap_set(t, i, t->heap[parent]);
	}
	heap_set(t, i, place);
}

static void
heap_down(struct sunks *t, uint32_t i)
{
	uint32_t place = t->heap[i], child;

	for (; (child = 2 * i + 1) < t->count; i = child) {
		if (child + 1 < t->count &&
		    sooner(t, t->heap[child + 1], t->heap[child]))
			child++;
		if (!sooner(t, t->heap[child], place))
			break;
		heap_set(t, i, t->heap[child]);
	}
	heap_set(t, i, place);
}

void
sunk_table_end(struct sunks *t, uint32_t place)
{
	heap_up(t, t->entry[place].heap);
	heap_down(t, t->entry[place].heap);
}

/* The count is still that with it. */
static void
heap_take(struct sunks *t, uint32_t place)
{
	uint32_t i = t->entry[place].heap, last = t->heap[t->count - 1];

	heap_set(t, i, last);
	t->count--;
	if (i < t->count)
		sunk_table_end(t, last);
}

/* ---- chains ---- */

static void
chain_put(struct sunks *t, struct sunk_chain *c, enum sunk_order_of order,
    uint32_t place)
{
	struct sunk_link *k = &t->entry[place].link[order];

	k->next = SUNK_NONE;
	k->before = c->last;
	if (c->last == SUNK_NONE)
		c->first = place;
	else
		t->entry[c->last].link[order].next = place;
	c->last = place;
}

static void
chain_take(struct sunks *t, struct sunk_chain *c, enum sunk_order_of order,
    uint32_t place)
{
	const struct sunk_link *k = &t->entry[place].link[order];

	if (k->before == SUNK_NONE)
		c->first = k->next;
	else
		t->entry[k->before].link[order].next = k->next;
	if (k->next == SUNK_NONE)
		c->last = k->before;
	else
		t->entry[k->next].link[order].before = k->before;
}

void
sunk_table_use(struct sunks *t, uint32_t place)
{
	struct sunk_chain *c = sunk_use(t, &t->entry[place]);

	if (c->last == place)
		return;
	chain_take(t, c, BY_USE, place);
	chain_put(t, c, BY_USE, place);
}

void
sunk_table_how(struct sunks *t, uint32_t place, unsigned how)
{
	struct sunk_entry *e = &t->entry[place];

	chain_take(t, sunk_use(t, e), BY_USE, place);
	e->how = (uint8_t)how;
	chain_put(t, sunk_use(t, e), BY_USE, place);
}

/* ---- all of it ---- */

bool
sunk_table_init(struct sunks *t)
{
	static const struct sunk_chain none = { SUNK_NONE, SUNK_NONE };
	size_t buckets = 1, max = t->limits.max, i;

	while (buckets * 2 < max)
		buckets *= 2;
	t->mask = buckets - 1;
	t->age = t->use[0] = t->use[1] = none;
	t->spare = SUNK_NONE;
	t->entry = calloc(max, sizeof(*t->entry));
	t->heap = calloc(max, sizeof(*t->heap));
	t->bucket = aligned_alloc(LINE, buckets * sizeof(*t->bucket));
	if (t->entry == NULL || t->heap == NULL || t->bucket == NULL)
		return false;
	memset(t->bucket, 0, buckets * sizeof(*t->bucket));
	for (i = 0; i < buckets; i++)
		memset(t->bucket[i].place, 0xff, sizeof(t->bucket[i].place));
	return true;
}

void
sunk_table_free(struct sunks *t)
{
	free(t->entry);
	free(t->heap);
	free(t->bucket);
}

uint32_t
sunk_table_put(struct sunks *t, const struct sunk_source *s, unsigned how,
    uint64_t end)
{
	uint32_t place = t->spare;
	struct sunk_entry *e;

	if (place == SUNK_NONE)
		place = t->used++;
	else
		t->spare = t->entry[place].link[BY_AGE].next;
	e = &t->entry[place];
	memset(e, 0, sizeof(*e));
	e->source = *s;
	e->how = (uint8_t)how;
	e->end = end;
	e->serial = t->serial++;
	index_put(t, place);
	chain_put(t, &t->age, BY_AGE, place);
	chain_put(t, sunk_use(t, e), BY_USE, place);
	t->of_scope[s->scope]++;
	t->heap[t->count] = place;
	heap_up(t, t->count++);
	return place;
}

void
sunk_table_take(struct sunks *t, uint32_t place)
{
	struct sunk_entry *e = &t->entry[place];

	index_take(t, place);
	heap_take(t, place);
	chain_take(t, &t->age, BY_AGE, place);
	chain_take(t, sunk_use(t, e), BY_USE, place);
	t->of_scope[e->source.scope]--;
	e->link[BY_AGE].next = t->spare;
	t->spare = place;
}
