/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Sets in hash chains and in a list by age; octets in chains of small blocks
 * from one pool, so that memory never fragments.
 */
#include <stdlib.h>
#include <string.h>

#include "segments.h"

enum { BLOCK = 252, BLOCKS = SEGMENTS_OCTETS / 256, BUCKETS = 1024 };

#define NIL	UINT32_MAX

struct block {
	uint32_t	 next;		/* of the same segment, or free */
	uint8_t		 d[BLOCK];
};

struct segments {
	uint32_t	 bucket[BUCKETS];
	uint32_t	 free_set, free_block, blocks_left;
	uint32_t	 oldest, newest;
	struct segments_set set[SEGMENTS_SETS];
	struct block	 block[BLOCKS];
};

_Static_assert((BUCKETS & (BUCKETS - 1)) == 0, "a mask finds the bucket");

struct segments *
segments_new(void)
{
	struct segments *s = calloc(1, sizeof(*s));
	uint32_t i;

	if (s == NULL)
		return NULL;
	memset(s->bucket, 0xff, sizeof(s->bucket));
	for (i = 0; i < SEGMENTS_SETS; i++)
		s->set[i].chain = i + 1 < SEGMENTS_SETS ? i + 1 : NIL;
	for (i = 0; i < BLOCKS; i++)
		s->block[i].next = i + 1 < BLOCKS ? i + 1 : NIL;
	s->blocks_left = BLOCKS;
	s->oldest = s->newest = NIL;
	return s;
}

void
segments_free(struct segments *s)
{
	free(s);
}

static inline uint32_t
number(const struct segments *s, const struct segments_set *set)
{
	return (uint32_t)(set - s->set);
}

static inline uint32_t *
bucket_of(struct segments *s, uint64_t key)
{
	return &s->bucket[key >> 32 & (BUCKETS - 1)];
}

static inline uint32_t
blocks_of(size_t n)
{
	return (uint32_t)((n + BLOCK - 1) / BLOCK);
}

/* ---- room ---- */

/* Of who has the most octets; who asks counts as if he had them already. */
static struct segments_set *
victim(struct segments *s, const struct segments_owner *asks, size_t n)
{
	struct segments_set *set, *worst = NULL;
	uint64_t most = 0, has;
	uint32_t i;

	for (i = s->oldest; i != NIL; i = set->newer) {
		set = &s->set[i];
		has = set->owner->octets + (set->owner == asks ? n : 0);
		if (worst == NULL || has > most) {
			worst = set;
			most = has;
		}
	}
	return worst;
}

struct segments_set *
segments_full(struct segments *s, const struct segments_owner *owner, size_t n)
{
	if (s->free_set != NIL && s->blocks_left >= blocks_of(n))
		return NULL;
	return victim(s, owner, n);
}

/* ---- octets ---- */

static uint32_t
octets_put(struct segments *s, struct cur c)
{
	uint32_t head = s->free_block, b = head, last = NIL;
	struct cur part;

	if (cur_left(&c) == 0)
		return NIL;
	while (cur_left(&c) > 0) {
		part = cur_take_most(&c, BLOCK);
		memcpy(s->block[b].d, part.p, cur_left(&part));
		s->blocks_left--;
		last = b;
		b = s->block[b].next;
	}
	s->block[last].next = NIL;
	s->free_block = b;
	return head;
}

static void
octets_free(struct segments *s, uint32_t b)
{
	uint32_t next;

	for (; b != NIL; b = next) {
		next = s->block[b].next;
		s->block[b].next = s->free_block;
		s->free_block = b;
		s->blocks_left++;
	}
}

size_t
segments_came(const struct segments *s, const struct segments_set *set,
    unsigned i, uint8_t octets[SEGMENTS_MESSAGE])
{
	size_t left = set->len[i], at = 0, n;
	uint32_t b = set->block[i];

	for (; left > 0; left -= n, b = s->block[b].next) {
		n = left < BLOCK ? left : BLOCK;
		memcpy(octets + at, s->block[b].d, n);
		at += n;
	}
	return at;
}

size_t
segments_order(const struct segments *s, const struct segments_set *set,
    unsigned i, uint8_t octets[SEGMENTS_MESSAGE], uint16_t *mark)
{
	unsigned k;

	for (k = 0; k + 1 < set->n; k++)
		if (set->remaining[k] == set->n - 1u - i)
			break;
	*mark = set->mark[k];
	return segments_came(s, set, k, octets);
}

static bool
is_same(const struct segments_set *set, const struct segment *g)
{
	unsigned k;

	for (k = 0; k < set->n; k++)
		if (set->remaining[k] == g->remaining)
			return set->data[k] == g->data;
	return false;
}

/* ---- sets ---- */

static struct segments_set *
set_find(struct segments *s, const struct segments_owner *owner, uint64_t key)
{
	uint32_t i = *bucket_of(s, key);

	for (; i != NIL; i = s->set[i].chain)
		if (s->set[i].key == key && s->set[i].owner == owner)
			return &s->set[i];
	return NULL;
}

static struct segments_set *
set_new(struct segments *s, struct segments_owner *owner,
    const struct segment *g, uint64_t now)
{
	uint32_t i = s->free_set, *bucket = bucket_of(s, g->key);
	struct segments_set *set = &s->set[i];

	s->free_set = set->chain;
	*set = (struct segments_set){ .owner = owner, .since = now,
	    .key = g->key, .same = g->same, .hops = g->hops,
	    .chain = *bucket, .older = s->newest, .newer = NIL };
	*bucket = i;
	if (s->newest != NIL)
		s->set[s->newest].newer = i;
	else
		s->oldest = i;
	s->newest = i;
	owner->sets++;
	return set;
}

void
segments_end(struct segments *s, struct segments_set *set)
{
	uint32_t i = number(s, set), *link = bucket_of(s, set->key);
	unsigned k;

	for (k = 0; k < set->n; k++) {
		octets_free(s, set->block[k]);
		set->owner->octets -= set->len[k];
	}
	set->owner->sets--;
	while (*link != i)
		link = &s->set[*link].chain;
	*link = set->chain;
	if (set->older != NIL)
		s->set[set->older].newer = set->newer;
	else
		s->oldest = set->newer;
	if (set->newer != NIL)
		s->set[set->newer].older = set->older;
	else
		s->newest = set->older;
	set->chain = s->free_set;
	s->free_set = i;
}

/* How many behind it, which the first one alone settles. */
static bool
fits(const struct segments_set *set, const struct segment *g)
{
	uint16_t above;

	if (set->same != g->same)
		return false;
	if (set->first != 0)
		return !g->first && g->remaining < set->first - 1;
	above = (uint16_t)(set->there >> g->remaining);
	return !g->first || above == 0;
}

static bool
is_whole(const struct segments_set *set)
{
	return set->first != 0 &&
	    set->there == (UINT32_C(1) << set->first) - 1;
}

static void
set_put(struct segments *s, struct segments_set *set, const struct segment *g)
{
	unsigned k = set->n++;

	set->remaining[k] = g->remaining;
	set->len[k] = (uint16_t)cur_left(&g->octets);
	set->mark[k] = g->mark;
	set->data[k] = g->data;
	set->block[k] = octets_put(s, g->octets);
	set->owner->octets += set->len[k];
	set->there |= (uint16_t)(1u << g->remaining);
	if (g->first)
		set->first = (uint8_t)(g->remaining + 1);
	if (g->hops < set->hops)
		set->hops = g->hops;
}

enum segments_result
segments_add(struct segments *s, struct segments_owner *owner,
    const struct segment *g, uint64_t now, struct segments_set **to)
{
	struct segments_set *set = set_find(s, owner, g->key);

	if (set == NULL)
		set = set_new(s, owner, g, now);
	*to = set;
	if (set->there >> g->remaining & 1)
		return is_same(set, g) ? SEGMENTS_AGAIN :
		    SEGMENTS_CONFLICT;
	if (!fits(set, g))
		return SEGMENTS_CONFLICT;
	set_put(s, set, g);
	return is_whole(set) ? SEGMENTS_WHOLE : SEGMENTS_HELD;
}

/* ---- which there are ---- */

struct segments_set *
segments_overdue(struct segments *s, uint64_t now)
{
	struct segments_set *set = s->oldest == NIL ? NULL :
	    &s->set[s->oldest];

	if (set == NULL || now < set->since ||
	    now - set->since < SEGMENTS_TIME)
		return NULL;
	return set;
}

struct segments_set *
segments_oldest(struct segments *s, const struct segments_owner *owner)
{
	uint32_t i = owner->sets == 0 ? NIL : s->oldest;

	for (; i != NIL; i = s->set[i].newer)
		if (s->set[i].owner == owner)
			return &s->set[i];
	return NULL;
}
