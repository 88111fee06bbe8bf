/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Numbers that lie close together: how many different ones out of one block of
 * DENSE_BLOCK a source has gone through.
 *
 * In which order, and with which steps, makes no difference.  A few blocks are
 * followed at a time, those of which most is heard (J. Misra and D. Gries,
 * "Finding repeated elements", 1982): a number of a block that has no place
 * takes one back from each that has, so that whoever speaks for many blocks is
 * found in none, and up to DENSE_BLOCKS - 1 others for each number hide
 * nothing.
 */
#ifndef RULES_STATE_DENSE_H
#define RULES_STATE_DENSE_H

#include <stdint.h>

enum {
	DENSE_BLOCKS = 4,
	DENSE_BLOCK = 256,	/* numbers of a block */
	DENSE_WORDS = DENSE_BLOCK / 64,
};

/* Zeroed: nothing was seen.  By block; bits are in lines of their own. */
struct dense {
	uint64_t	 oldest;		/* no block is older */
	uint64_t	 base[DENSE_BLOCKS];	/* number / DENSE_BLOCK */
	uint32_t	 score[DENSE_BLOCKS];	/* seen, less what was taken */
	uint64_t	 time[DENSE_BLOCKS];	/* ns: last new one */
	uint64_t	 seen[DENSE_BLOCKS][DENSE_WORDS];
};

/* One number; what is of its block, with those on both sides of it, or 0 when
 * there is nothing new.  near: only one counts that has another within so many
 * of it, 0: any of the block.  A block without a new one for window ns is
 * forgotten. */
uint32_t	 dense_add(struct dense *, uint64_t number, unsigned near,
		    uint64_t now, uint64_t window);
/* This one does not count. */
void		 dense_remove(struct dense *, uint64_t number);

#endif
