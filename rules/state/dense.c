/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Numbers that lie close together: blocks with a bit for each number.
 */
#include <stdbool.h>
#include <string.h>

#include "dense.h"

enum { WORD = 64 };

static struct dense_block *
block_find(struct dense *d, uint64_t base)
{
	unsigned i;

	for (i = 0; i < DENSE_BLOCKS; i++)
		if (d->block[i].score > 0 && d->block[i].base == base)
			return &d->block[i];
	return NULL;
}

/* One that is not in use, of the same number if there is one: what it has seen
 * does not count again. */
static struct dense_block *
block_free(struct dense *d, uint64_t base)
{
	struct dense_block *b, *any = NULL;

	for (b = d->block; b < d->block + DENSE_BLOCKS; b++) {
		if (b->score > 0)
			continue;
		if (b->base == base)
			return b;
		any = b;
	}
	if (any != NULL) {
		memset(any, 0, sizeof(*any));
		any->base = base;
	}
	return any;
}

static void
forget_old(struct dense *d, uint64_t now, uint64_t window)
{
	struct dense_block *b;

	for (b = d->block; b < d->block + DENSE_BLOCKS; b++)
		if (now > b->time && now - b->time >= window)
			memset(b, 0, sizeof(*b));
}

/* The number's bit is set; was it before? */
static bool
bit_set(struct dense_block *b, uint64_t number)
{
	uint64_t bit = UINT64_C(1) << number % WORD;
	uint64_t *word = &b->seen[number % DENSE_BLOCK / WORD];
	bool before = (*word & bit) != 0;

	*word |= bit;
	return before;
}

static uint32_t
score_of(struct dense *d, uint64_t base)
{
	const struct dense_block *b = block_find(d, base);

	return b == NULL ? 0 : b->score;
}

/* Is there another of its block within so many? */
static bool
has_near(const struct dense_block *b, uint64_t number, unsigned near)
{
	unsigned at = (unsigned)(number % DENSE_BLOCK), i;
	unsigned first = at > near ? at - near : 0;

	for (i = first; i <= at + near && i < DENSE_BLOCK; i++)
		if (i != at && b->seen[i / WORD] >> i % WORD & 1)
			return true;
	return false;
}

uint32_t
dense_add(struct dense *d, uint64_t number, unsigned near, uint64_t now,
    uint64_t window)
{
	uint64_t base = number / DENSE_BLOCK;
	struct dense_block *b;
	unsigned i;

	forget_old(d, now, window);
	b = block_find(d, base);
	if (b == NULL)
		b = block_free(d, base);
	if (b == NULL) {
		for (i = 0; i < DENSE_BLOCKS; i++)
			d->block[i].score--;
		return 0;
	}
	if (bit_set(b, number))
		return 0;
	b->time = now;
	if (near > 0 && b->score > 0 && !has_near(b, number, near))
		return 0;
	b->score++;
	return b->score + score_of(d, base + 1) +
	    (base > 0 ? score_of(d, base - 1) : 0);
}

void
dense_remove(struct dense *d, uint64_t number)
{
	struct dense_block *b = block_find(d, number / DENSE_BLOCK);
	uint64_t bit = UINT64_C(1) << number % WORD;
	uint64_t *word;

	if (b == NULL)
		return;
	word = &b->seen[number % DENSE_BLOCK / WORD];
	if (*word & bit)
		b->score--;
	*word &= ~bit;
}
