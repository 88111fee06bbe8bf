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

static void
forget_old(struct dense *d, uint64_t now, uint64_t window)
{
	unsigned i;

	for (i = 0; i < DENSE_BLOCKS; i++)
		if (d->time[i] != 0 && now > d->time[i] &&
		    now - d->time[i] >= window) {
			d->time[i] = d->score[i] = 0;
			memset(d->seen[i], 0, sizeof(d->seen[i]));
		}
}

/* One that is not in use, of the same base if there is one: what it has seen
 * does not count again. */
static unsigned
block_free(struct dense *d, uint64_t base)
{
	unsigned i, any = DENSE_BLOCKS;

	for (i = 0; i < DENSE_BLOCKS; i++) {
		if (d->score[i] > 0)
			continue;
		any = i;
		if (d->base[i] == base)
			return i;
	}
	if (any < DENSE_BLOCKS) {
		d->base[any] = base;
		memset(d->seen[any], 0, sizeof(d->seen[any]));
	}
	return any;
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

static uint32_t
score_of(const struct dense *d, uint64_t base)
{
	unsigned i = block_find(d, base);

	return i == DENSE_BLOCKS ? 0 : d->score[i];
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
	uint64_t *word = word_of(d, block, number), base = d->base[block];

	if (*word & bit_of(number))
		return 0;
	*word |= bit_of(number);
	d->time[block] = now;
	if (near > 0 && d->score[block] > 0 &&
	    !has_near(d, block, number, near))
		return 0;
	d->score[block]++;
	return d->score[block] + score_of(d, base + 1) +
	    (base > 0 ? score_of(d, base - 1) : 0);
}

uint32_t
dense_add(struct dense *d, uint64_t number, unsigned near, uint64_t now,
    uint64_t window)
{
	uint64_t base = number / DENSE_BLOCK;
	unsigned block, i;

	forget_old(d, now, window);
	block = block_find(d, base);
	if (block == DENSE_BLOCKS)
		block = block_free(d, base);
	if (block < DENSE_BLOCKS)
		return block_add(d, block, number, near, now);
	for (i = 0; i < DENSE_BLOCKS; i++)
		d->score[i]--;
	return 0;
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
