/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The inside of admission, for the files that make it up.
 */
#ifndef RULES_STATE_ADMIT_IMPL_H
#define RULES_STATE_ADMIT_IMPL_H

#include "admit.h"
#include "backoff.h"
#include "lone.h"
#include "steps.h"

#define MS	UINT64_C(1000000)
#define S	UINT64_C(1000000000)

#define RIGHT	(200 * MS)		/* of a guarantee, at once */

/* How deep one may dip into the bucket, of 256. */
enum share {
	SHARE_EMERGENCY = 256,
	SHARE_GUARANTEED = 240,
	SHARE_TOP = 232,
	SHARE_BOTTOM = 24,
};

/* What is guaranteed to a class: the generic cell rate algorithm. */
struct right {
	double		 rate;		/* per second, 0: none */
	uint64_t	 interval;	/* ns */
	uint64_t	 next;		/* ns */
};

struct of_class {
	struct right	 right;
	uint32_t	 offered, free;	/* in this second */
	uint32_t	 taken, alone;	/* the same: tokens; procedures of a
					 * single request */
	double		 demand;	/* offered, per second */
	double		 begun, stayed;	/* per second: taken, alone */
	double		 leave;		/* tokens of a second, to those above */
	double		 worth;		/* of a token: what is used of it */
	double		 usual;		/* admitted without appointment */
	double		 calm;		/* may be asked for in a second, or
					 * it is crowded */
	uint16_t	 again, pressed, kept, registered, other; /* shares */
};

struct admit {
	struct capacity	 capacity;
	struct drain	*drain;
	struct backoffs	*backoffs;
	struct steps	 steps;
	struct lone	 lone;
	struct admit_setup setup;
	struct of_class	 of[ADMIT_CLASSES];
	double		 rate;		/* for which all is set */
	unsigned	 crowded;	/* first class that is, or none */
	uint64_t	 second;
	struct admit_figures figures;
};

/* Where a request stands. */
struct standing {
	const struct admit_request *r;
	struct backoff	*b;		/* or NULL */
	unsigned	 class;
	bool		 due, early;
	bool		 held;		/* had no capacity at its time, and its
					 * network asks again */
	bool		 within;	/* its procedure was admitted just now */
};

/* It was refused, and is to come. */
static inline bool
standing_waits(const struct standing *s)
{
	return s->b != NULL && (s->b->state == BACKOFF_TOLD ||
	    s->b->state == BACKOFF_BOOKED);
}

/* What the kind of answer that it was given makes of it. */
static inline const struct drain_reach *
standing_reach(const struct standing *s)
{
	const struct admit_request *r = s->r;
	unsigned i;

	for (i = 0; i < r->nreach; i++)
		if (r->reach[i].kind == s->b->kind)
			return &r->reach[i];
	return &r->reach[0];
}

/* It comes in steps, and was told so. */
static inline bool
standing_steps(const struct standing *s)
{
	const struct drain_reach *reach = standing_reach(s);

	return reach->kind == s->b->kind && steps_are(reach, 1);
}

/* Nothing is held against it for longer than it lasts, now: the rate may have
 * risen, the clock may have been set back. */
static inline void
right_bound(struct right *g, uint64_t now)
{
	if (g->next > now + RIGHT + g->interval)
		g->next = now + RIGHT + g->interval;
}

/* admit_second.c: to now. */
void		 admit_bring(struct admit *, uint64_t now);

/* admit_told.c: appointments. */
/* Is it the time of one that waits? */
bool		 told_due(const struct standing *, uint64_t now);
/* The entry of the key, new where need be; or NULL. */
struct backoff	*told_entry(struct admit *, const struct standing *,
		    uint64_t now);
/* What one had who is admitted or told anew, or whose place another got, ends:
 * his slot, or his part of the crowd. */
void		 told_end(struct admit *, const struct backoff *, bool kept,
		    uint64_t now);
/* It is refused. */
struct admit_answer told_refuse(struct admit *, struct standing *,
		    uint64_t now);

#endif
