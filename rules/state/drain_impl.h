/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The inside of the drain schedule, for the files that make it up.
 */
#ifndef RULES_STATE_DRAIN_IMPL_H
#define RULES_STATE_DRAIN_IMPL_H

#include "drain.h"

#define S	UINT64_C(1000000000)

enum {
	DRAIN_MASK = DRAIN_HORIZON - 1,
	DRAIN_SPARED = 64,	/* one slot of so many */
};

_Static_assert((DRAIN_HORIZON & DRAIN_MASK) == 0, "a power of two");

struct second {
	uint32_t	 upto[DRAIN_CLASSES];	/* this class and above */
};

/* Full from "from" to before "next". */
struct mark {
	uint64_t	 from, next;
};

struct drain {
	struct second	 second[DRAIN_HORIZON];
	uint16_t	 part_of[DRAIN_HORIZON][DRAIN_PARTS];	/* booked */
	uint32_t	 kept[DRAIN_HORIZON];
	struct mark	 mark[2][DRAIN_CLASSES];	/* [1]: again */
	/* the same, by moment and parity of the second, for grids of two; the
	 * last is of any moment */
	struct mark	 even[2][DRAIN_CLASSES][DRAIN_PARTS + 1][2];
	uint32_t	 slots[DRAIN_CLASSES];
	uint32_t	 part[DRAIN_CLASSES];	/* of one more, / 2^32 */
	uint32_t	 spared[DRAIN_CLASSES];	/* by who was refused before */
	double		 rate;
	double		 others[DRAIN_CLASSES];
	double		 lost;		/* share, of late */
	double		 steppers;	/* who came in steps and wait */
	uint64_t	 reach;		/* ns: how far they do */
	uint64_t	 now;		/* second */
	uint64_t	 last;		/* second that is booked */
	uint64_t	 random;
	struct drain_figures figures;
};

/* By all of the n ways that are grids; they stop on the way if "stops". */
bool		 drain_grids(struct drain *, const struct drain_ask *,
		    const struct drain_reach *, unsigned n, bool stops,
		    struct drain_slot *);

static inline struct second *
second_at(struct drain *d, uint64_t s)
{
	return &d->second[s & DRAIN_MASK];
}

/* Slots may be booked in it. */
static inline bool
ahead(const struct drain *d, uint64_t s)
{
	return s >= d->now && s - d->now < DRAIN_HORIZON - DRAIN_KEPT;
}

/* What is left over of a whole number of slots makes one more now and then. */
static inline uint32_t
slots_in(const struct drain *d, unsigned class, uint64_t s)
{
	uint32_t part = (uint32_t)s * d->part[class];

	return d->slots[class] + (part + d->part[class] < part);
}

static inline uint16_t *
part_at(struct drain *d, uint64_t t)
{
	return &d->part_of[t / S & DRAIN_MASK][t % S * DRAIN_PARTS / S];
}

#endif
