/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Inside of the table of sources: source.c keeps it, source_check.c measures.
 */
#ifndef RULES_STATE_SOURCE_IMPL_H
#define RULES_STATE_SOURCE_IMPL_H

#include "dense.h"
#include "distinct.h"
#include "source.h"

/* In the order of the bits. */
enum source_check { SCAN, SEQUENTIAL, FLOOD, CHECKS };

_Static_assert((int)CHECKS == (int)SOURCE_BITS, "a place for each bit");

enum {
	SOURCE_USUAL_SHIFT = 6,	/* fractions: sixty-fourths */
	SOURCE_LINE = 64,
};

/* The largest of the present period, and what is usual. */
struct usual {
	uint64_t	 peak, value;
};

struct pace {
	uint64_t	 start;		/* of the window that runs */
	uint32_t	 n, before;	/* in it, and in the one before */
};

/* By lines of the cache: all requests, with a flow, enquiries, what was bad,
 * reports, identities that lie close together. */
struct source_entry {
	_Alignas(SOURCE_LINE) uint64_t last;
	uint64_t	 period;	/* when it began */
	uint64_t	 until[CHECKS];	/* holds before this time */
	uint64_t	 requests;
	uint8_t		 found;		/* ever */
	uint8_t		 spoilt;	/* held in this period */
	bool		 named;
	bool		 known;		/* heard while learning */

	struct pace	 pace;
	struct usual	 rate_usual;
	uint64_t	 identity;

	struct distinct	 asked_set;
	struct usual	 asked_usual;
	uint64_t	 enquiries;
	uint64_t	 first, found_at;

	struct distinct	 bad_set;
	uint64_t	 bad;
	struct node_name node;

	_Alignas(SOURCE_LINE) struct dense dense;
};

struct sources {
	struct source_limits limit;
	struct nodes	*nodes;
	struct source_entry *entry;
	uint32_t	*cell;		/* two rows of each entry */
	size_t		 max;
	unsigned	 cells;		/* of a row */
	unsigned	 rate_shift;	/* keeps products below 64 bits */
	unsigned	 dense_shift;	/* keeps limits within blocks */
	uint64_t	 tick_ns;
	uint64_t	 secret;
	uint64_t	 begun[CHECKS];
};

/* An entry, or a copy that may be spoilt by looking. */
struct source_at {
	const struct sources *s;
	struct source_entry *e;
	uint32_t	*bad, *asked;	/* cells */
	uint64_t	 now;
	uint64_t	 identity;
	unsigned	 learning;	/* bits of enum source_bit */
};

/* The bits of an entry that hold at now. */
unsigned	 source_entry_holds(const struct source_entry *, uint64_t now);
/* It is now, or as late as the entry has seen; a period may end. */
void		 source_check_time(struct source_at *, uint64_t now);
/* The bits that hold with this request. */
unsigned	 source_check_request(struct source_at *, bool enquiry);
/* Its identity was unknown or refused. */
void		 source_check_bad(struct source_at *);

#endif
