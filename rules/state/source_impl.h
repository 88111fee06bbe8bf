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
	SOURCE_SLICES = 3,	/* half of those that count for learning */
	SOURCE_SLOW = 16,	/* the long window, in scan_ns */
	SOURCE_SLOW_WORDS = 4,
};

/* The largest of the present period, and what is usual.  While learning: the
 * largest of the periods before. */
struct usual {
	uint64_t	 peak, value;
	uint32_t	 top[SOURCE_SLICES];
	bool		 learning;
	uint8_t		 epoch;		/* which time of learning they are of */
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
	uint64_t	 about;		/* hashes of identities in it */
	struct usual	 rate_usual;
	uint64_t	 identity;

	struct distinct	 asked_set;
	struct usual	 asked_usual;
	uint64_t	 enquiries;
	uint64_t	 first, found_at;

	struct distinct	 bad_set;
	uint64_t	 bad;
	struct node_name node;

	/* In the long window, which begins anew: requests, bad ones, and hashes
	 * of what these were about. */
	uint64_t	 slow;
	uint32_t	 slow_said, slow_bad;
	uint64_t	 slow_seen[SOURCE_SLOW_WORDS];

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
	unsigned	 slow_shift;	/* keeps a sample in slow_seen, ... */
	unsigned	 slow_bits;	/* ... of which so many scan, ... */
	unsigned	 slow_bits_new;	/* ... of one without a past these */
	uint64_t	 tick_ns;
	uint64_t	 secret;
	uint64_t	 begun[CHECKS];
	uint32_t	 bound;		/* of what is usual, 0: none */
	uint64_t	 learn_from, learn_to;	/* ns, 0: never */
	uint64_t	 slices_before;	/* of the time of learning before */
	uint8_t		 learn_epoch;
};

/* An entry, or a copy that may be spoilt by looking. */
struct source_at {
	const struct sources *s;
	struct source_entry *e;
	uint32_t	*bad, *asked;	/* cells */
	uint64_t	 now;
	uint64_t	 identity;	/* 0 for a guest */
	uint64_t	 about;		/* the same, and a guest's */
	unsigned	 learning;	/* bits of enum source_bit */
};

/* The bits of an entry that hold at now. */
unsigned	 source_entry_holds(const struct source_entry *, uint64_t now);
/* It is now, or as late as the entry has seen; a period may end. */
void		 source_check_time(struct source_at *, uint64_t now);
/* The bits that hold with this request. */
unsigned	 source_check_request(struct source_at *, bool enquiry);
/* Time slices of the time of learning, as long as it took so far. */
uint64_t	 source_slices(const struct sources *);
/* What it may ask about, as far as its past goes. */
uint64_t	 source_usual_limit(const struct sources *,
		    const struct usual *);
/* Its identity was unknown or refused. */
void		 source_check_bad(struct source_at *);

#endif
