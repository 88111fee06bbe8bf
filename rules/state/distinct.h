/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How many different ones there were within a window, in little memory.
 *
 * Exact up to as many as there are cells; beyond that adaptive sampling
 * (M. Wegman; P. Flajolet, "On adaptive sampling", Computing 34, 1990): only
 * those are kept whose hash ends with so many zeros, and each stands for as
 * many.  The standard error is then about 1.2 / sqrt(cells).  Each has the tick
 * of its latest occurrence, so the window slides by ticks and what is older
 * than DISTINCT_TICKS of them does not count.
 */
#ifndef RULES_STATE_DISTINCT_H
#define RULES_STATE_DISTINCT_H

#include <stdint.h>

#include "../../dissectors/hash.h"

enum {
	DISTINCT_TICKS = 16,
	DISTINCT_MIN = 64,	/* cells: a power of two */
	DISTINCT_MAX = 256,
};

/* Zeroed: nothing was seen.  The cells belong to the caller. */
struct distinct {
	uint64_t	 tick;
	uint64_t	 eased;		/* tick of the latest step of zeros */
	uint16_t	 n;		/* cells in use */
	uint8_t		 zeros;
};

/* Twice, for a single multiplication of numbers in a row is too even to be a
 * sample. */
static inline uint64_t
distinct_hash(uint64_t secret, uint64_t value)
{
	return hash_u64(hash_u64(secret, value), secret);
}

/* Counts one, by its distinct_hash().  A tick before the latest is that. */
void		 distinct_add(struct distinct *, uint32_t *cell,
		    unsigned cells, uint64_t hash, uint64_t tick);
/* Forgets what is older than the window at tick. */
void		 distinct_move(struct distinct *, uint32_t *cell,
		    unsigned cells, uint64_t tick);
uint32_t	 distinct_count(const struct distinct *);

#endif
