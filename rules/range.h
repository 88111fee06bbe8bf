/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Nested ranges of 64-bit numbers, laid flat and searched.  For prefix.c.
 */
#ifndef RULES_RANGE_H
#define RULES_RANGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	RANGE_WIDE = 8,			/* keys that one step compares */
	RANGE_LEVELS = 12,		/* enough for 2^32 ranges */
};

/* A range of 1 << free numbers that starts at a multiple of that. */
struct range {
	uint64_t	 start;
	uint32_t	 value;
	uint8_t		 free;		/* bits, 0 to 63 */
};

/* Piece i is from key[0][i] to the one before key[0][i + 1]. */
struct ranges {
	uint64_t	*key[RANGE_LEVELS];
	size_t		 n[RANGE_LEVELS];
	uint32_t	*value;
};

/*
 * Lays n ranges flat, which it puts in another order.  No two are the same;
 * two are apart, or one is within the other and counts there.  What is in none
 * has the value outside.  False: no memory; ranges_free() in either case.
 */
bool		 ranges_build(struct ranges *, struct range *, size_t n,
		    uint32_t outside);
void		 ranges_free(struct ranges *);
size_t		 ranges_octets(const struct ranges *);

/* The piece that v is in, which is one of from to to, both included; 0 and
 * ranges_last() always serve. */
size_t		 ranges_find(const struct ranges *, size_t from, size_t to,
		    uint64_t v);

static inline size_t
ranges_last(const struct ranges *r)
{
	return r->n[0] - 1;
}

#endif
