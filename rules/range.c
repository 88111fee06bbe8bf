/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Nested ranges, laid flat and searched.
 *
 * A range ends where another one starts inside it, and goes on behind that: so
 * n nested ranges become at most 2n + 1 pieces that lie one after the other.  A
 * search looks for the last piece that does not start behind the number.
 *
 * Level 0 has the start of every piece, the next level every eighth of those,
 * and so on.  The search begins on the level where what is left is eight wide
 * and goes down.  A step counts how many of eight keys, one cache line, are not
 * above the number: no branch that could be guessed wrongly.
 */
#include "range.h"

#include <stdlib.h>
#include <string.h>

#include "../dissectors/prefetch.h"

enum { LINE_OCTETS = 64, DEPTH_MAX = 64 };

static int
compare(const void *a, const void *b)
{
	const struct range *x = a, *y = b;

	if (x->start != y->start)
		return x->start < y->start ? -1 : 1;
	return (x->free < y->free) - (x->free > y->free);
}

/* The last number of the range. */
static uint64_t
range_end(const struct range *r)
{
	return r->start | ((UINT64_C(1) << r->free) - 1);
}

/* A piece with that value starts here. */
static void
piece_add(struct ranges *r, uint64_t start, uint32_t value)
{
	size_t n = r->n[0];

	if (n > 0 && r->key[0][n - 1] == start)
		n--;			/* the one before it was empty */
	if (n == 0 || r->value[n - 1] != value) {
		r->key[0][n] = start;
		r->value[n] = value;
		n++;
	}
	r->n[0] = n;
}

/* Leaves the ranges that end before "start"; returns how many remain. */
static size_t
leave(struct ranges *r, const struct range *const *open, size_t depth,
    uint64_t start, uint32_t outside)
{
	while (depth > 0 && range_end(open[depth - 1]) < start) {
		depth--;
		piece_add(r, range_end(open[depth]) + 1,
		    depth > 0 ? open[depth - 1]->value : outside);
	}
	return depth;
}

/* e is sorted: what contains comes before what is contained. */
static void
flatten(struct ranges *r, const struct range *e, size_t n, uint32_t outside)
{
	const struct range *open[DEPTH_MAX];
	size_t i, depth = 0;

	piece_add(r, 0, outside);
	for (i = 0; i < n; i++) {
		depth = leave(r, open, depth, e[i].start, outside);
		open[depth++] = &e[i];
		piece_add(r, e[i].start, e[i].value);
	}
	/* the last number of all has none behind it */
	for (; depth > 0 && range_end(open[depth - 1]) < UINT64_MAX; depth--)
		piece_add(r, range_end(open[depth - 1]) + 1,
		    depth > 1 ? open[depth - 2]->value : outside);
}

/* Whole lines, of which the last one is filled up, and one more. */
static uint64_t *
keys_new(size_t n)
{
	size_t octets = (n * sizeof(uint64_t) / LINE_OCTETS + 2) * LINE_OCTETS;
	uint64_t *key = aligned_alloc(LINE_OCTETS, octets);

	if (key != NULL)
		memset(key, 0xff, octets);
	return key;
}

static bool
levels_build(struct ranges *r)
{
	unsigned level;
	size_t i;

	for (level = 1; r->n[level - 1] > RANGE_WIDE; level++) {
		r->n[level] = (r->n[level - 1] - 1) / RANGE_WIDE + 1;
		r->key[level] = keys_new(r->n[level]);
		if (r->key[level] == NULL)
			return false;
		for (i = 0; i < r->n[level]; i++)
			r->key[level][i] = r->key[level - 1][i * RANGE_WIDE];
	}
	return true;
}

/* Gives back what pieces that fell together have not used; failing does no
 * harm. */
static void
trim(struct ranges *r, size_t most)
{
	uint64_t *key;
	uint32_t *value;

	if (r->n[0] == most || (key = keys_new(r->n[0])) == NULL)
		return;
	memcpy(key, r->key[0], r->n[0] * sizeof(*key));
	free(r->key[0]);
	r->key[0] = key;
	value = realloc(r->value, r->n[0] * sizeof(*value));
	if (value != NULL)
		r->value = value;
}

bool
ranges_build(struct ranges *r, struct range *e, size_t n, uint32_t outside)
{
	size_t most = 2 * n + 1;

	memset(r, 0, sizeof(*r));
	if (n > UINT32_MAX / 4)
		return false;
	r->key[0] = keys_new(most);
	r->value = calloc(most, sizeof(*r->value));
	if (r->key[0] == NULL || r->value == NULL)
		return false;
	if (n > 0)
		qsort(e, n, sizeof(*e), compare);
	flatten(r, e, n, outside);
	trim(r, most);
	return levels_build(r);
}

void
ranges_free(struct ranges *r)
{
	unsigned level;

	for (level = 0; level < RANGE_LEVELS; level++)
		free(r->key[level]);
	free(r->value);
	memset(r, 0, sizeof(*r));
}

size_t
ranges_octets(const struct ranges *r)
{
	size_t octets = r->n[0] * sizeof(*r->value);
	unsigned level;

	for (level = 0; level < RANGE_LEVELS && r->key[level] != NULL; level++)
		octets += (r->n[level] * sizeof(uint64_t) / LINE_OCTETS + 2) *
		    LINE_OCTETS;
	return octets;
}

/* How many of the keys from 1 to wide are not above v. */
static inline size_t
step(const uint64_t *key, unsigned wide, uint64_t v)
{
	size_t n = 0;
	unsigned i;

	for (i = 1; i <= wide; i++)
		n += key[i] <= v;
	return n;
}

/* What fills a line up is not above the greatest v. */
static inline size_t
at_most(size_t at, size_t n)
{
	return at < n ? at : n - 1;
}

size_t
ranges_find(const struct ranges *r, size_t from, size_t to, uint64_t v)
{
	unsigned level = 0;
	size_t at;

	for (; to - from > RANGE_WIDE; level++) {
		from /= RANGE_WIDE;
		to /= RANGE_WIDE;
	}
	at = from + step(&r->key[level][from], RANGE_WIDE, v);
	at = at_most(at, r->n[level]);
	while (level-- > 0) {
		at *= RANGE_WIDE;
		if (level == 0)
			prefetch(&r->value[at]);
		at += step(&r->key[level][at], RANGE_WIDE - 1, v);
		at = at_most(at, r->n[level]);
	}
	return at;
}
