/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Numbers that lie close together: blocks with a bit for each number.
 */
#include <stdbool.h>
#include <string.h>

#include "dense.h"

enum { WORD = 64 };

/* The block in use that has that base; DENSE_BLOCKS: none. */
static unsigned
block_find(const struct dense *d, uint64_t base)
{
	unsigned i;

	for (i = 0; i < DENSE_BLOCKS; i++)
		if (d->base[i] == base && d->score[i] > 0)
			break;
	return i;
}

/* Nothing is that old for as long as the oldest was not. */
static void
forget_old(struct dense *d, uint64_t now, uint64_t window)
{
	uint64_t oldest = UINT64_MAX;
	unsigned i;

	for (i = 0; i < DENSE_BLOCKS; i++) {
		if (now > d->time[i] && now - d->time[i] >= window) {
			d->base[i] = d->time[i] = d->score[i] = 0;
			memset(d->seen[i], 0, sizeof(d->seen[i]));
		} else if (d->time[i] < oldest) {
			oldest = d->time[i];
		}
	}
	d->oldest = oldest;
}

/* What a number meets. */
struct met {
	unsigned	 block;		/* its own, DENSE_BLOCKS: none, ... */
	unsigned	 free;		/* ... one that is not in use, likewise */
	uint32_t	 beside;	/* scores on both sides */
};

/* One not in use may have the same base: what it has seen counts no more. */
static struct met
meet(const struct dense *d, uint64_t base)
{
	struct met m = { DENSE_BLOCKS, DENSE_BLOCKS, 0 };
	unsigned i;

	for (i = 0; i < DENSE_BLOCKS; i++) {
		if (d->base[i] == base) {
			if (d->score[i] > 0)
				m.block = i;
			m.free = i;
		} else if (d->score[i] == 0) {
			if (m.free == DENSE_BLOCKS || d->base[m.free] != base)
				m.free = i;
		} else if (d->base[i] + 1 == base || d->base[i] - 1 == base) {
			m.beside += d->score[i];
		}
	}
	return m;
}

static uint64_t
bit_of(uint64_t number)
{
	return UINT64_C(1) << number % WORD;
}

static uint64_t *
word_of(struct dense *d, unsigned block, uint64_t number)
{
	return &d->seen[block][number % DENSE_BLOCK / WORD];
}

/* Is there another of its block within so many? */
static bool
has_near(const struct dense *d, unsigned block, uint64_t number,
    unsigned near)
{
	unsigned at = (unsigned)(number % DENSE_BLOCK), i;
	unsigned first = at > near ? at - near : 0;

	for (i = first; i <= at + near && i < DENSE_BLOCK; i++)
		if (i != at && d->seen[block][i / WORD] >> i % WORD & 1)
			return true;
	return false;
}

/* A number of the block; 0 when it is nothing new. */
static uint32_t
block_add(struct dense *d, unsigned block, uint64_t number, unsigned near,
    uint64_t now)
{
	uint64_t *word = word_of(d, block, number);

	if (*word & bit_of(number))
		return 0;
	*word |= bit_of(number);
	d->time[block] = now;
	if (now < d->oldest)
		d->oldest = now;
	if (near > 0 && d->score[block] > 0 &&
	    !has_near(d, block, number, near))
		return 0;
	return ++d->score[block];
}

uint32_t
dense_add(struct dense *d, uint64_t number, unsigned near, uint64_t now,
    uint64_t window)
{
	uint64_t base = number / DENSE_BLOCK;
	struct met m;
	unsigned i;
	uint32_t n;

	if (now > d->oldest && now - d->oldest >= window)
		forget_old(d, now, window);
	m = meet(d, base);
	if (m.block == DENSE_BLOCKS && m.free == DENSE_BLOCKS) {
		for (i = 0; i < DENSE_BLOCKS; i++)
			d->score[i]--;
		return 0;
	}
	if (m.block == DENSE_BLOCKS && d->base[m.free] != base) {
		d->base[m.free] = base;
		memset(d->seen[m.free], 0, sizeof(d->seen[m.free]));
	}
	n = block_add(d, m.block < DENSE_BLOCKS ? m.block : m.free, number,
	    near, now);
	return n == 0 ? 0 : n + m.beside;
}

void
dense_remove(struct dense *d, uint64_t number)
{
	unsigned block = block_find(d, number / DENSE_BLOCK);
	uint64_t *word;

	if (block == DENSE_BLOCKS)
		return;
	word = word_of(d, block, number);
	if (*word & bit_of(number))
		d->score[block]--;
	*word &= ~bit_of(number);
}
