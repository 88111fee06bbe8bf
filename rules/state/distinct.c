/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Different ones within a window that slides by ticks: adaptive sampling.
 *
 * A cell has 23 bits of the hash to tell one from another, the number of zeros
 * at its other end, and the tick, modulo DISTINCT_TICKS, at which it was seen
 * last.  Those older than the window are removed whenever the tick moves, so
 * the remainder is enough.
 */
#include "distinct.h"

enum {
	TICK_BITS = 4,
	ZERO_BITS = 5,
	ZERO_MAX = 20,		/* a million for each cell */
	TICK_MASK = (1 << TICK_BITS) - 1,
	ZERO_MASK = (1 << ZERO_BITS) - 1,
};

_Static_assert(DISTINCT_TICKS == 1 << TICK_BITS, "a tick fits");
_Static_assert(ZERO_MAX <= ZERO_MASK, "zeros fit");
_Static_assert(DISTINCT_MAX <= UINT32_MAX >> ZERO_MAX, "the sum fits");

static unsigned
zeros_of(uint64_t hash)
{
	unsigned n = 0;

	while (n < ZERO_MAX && (hash >> n & 1) == 0)
		n++;
	return n;
}

static unsigned
cell_zeros(uint32_t cell)
{
	return cell >> TICK_BITS & ZERO_MASK;
}

/* One more zero is asked for until there is room. */
static void
sample(struct distinct *d, uint32_t *cell, unsigned cells)
{
	unsigned i, n;

	while (d->n >= cells && d->zeros < ZERO_MAX) {
		d->zeros++;
		d->eased = d->tick;
		for (i = n = 0; i < d->n; i++)
			if (cell_zeros(cell[i]) >= d->zeros)
				cell[n++] = cell[i];
		d->n = (uint16_t)n;
	}
}

/*
 * After a busy time, one zero less in a window, so that the count becomes
 * finer again; for that window it is low by at most half.
 */
static void
ease(struct distinct *d, unsigned cells, uint64_t tick)
{
	if (d->n == 0) {
		d->zeros = 0;
	} else if (d->zeros > 0 && d->n < cells / 4 &&
	    tick - d->eased >= DISTINCT_TICKS) {
		d->zeros--;
		d->eased = tick;
	}
}

void
distinct_move(struct distinct *d, uint32_t *cell, unsigned cells,
    uint64_t tick)
{
	uint64_t by = tick > d->tick ? tick - d->tick : 0;
	unsigned i, n;

	if (by == 0)
		return;
	for (i = n = 0; i < d->n && by < DISTINCT_TICKS; i++)
		if (((d->tick - cell[i]) & TICK_MASK) + by < DISTINCT_TICKS)
			cell[n++] = cell[i];
	d->n = (uint16_t)n;
	d->tick = tick;
	ease(d, cells, tick);
}

void
distinct_add(struct distinct *d, uint32_t *cell, unsigned cells,
    uint64_t hash, uint64_t tick)
{
	unsigned zeros = zeros_of(hash), i;
	uint32_t c = (uint32_t)(hash >> 41 << (TICK_BITS + ZERO_BITS)) |
	    zeros << TICK_BITS;

	distinct_move(d, cell, cells, tick);
	if (zeros < d->zeros)
		return;
	for (i = 0; i < d->n; i++)
		if ((cell[i] & ~(uint32_t)TICK_MASK) == c)
			break;
	if (i < d->n) {
		cell[i] = c | (d->tick & TICK_MASK);
		return;
	}
	sample(d, cell, cells);
	if (zeros >= d->zeros && d->n < cells)
		cell[d->n++] = c | (d->tick & TICK_MASK);
}

uint32_t
distinct_count(const struct distinct *d)
{
	return (uint32_t)d->n << d->zeros;
}
