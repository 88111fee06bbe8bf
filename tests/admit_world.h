/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A world for admission, and the plain counts that its decisions are held
 * against.
 */
#ifndef TESTS_ADMIT_WORLD_H
#define TESTS_ADMIT_WORLD_H

#include <check.h>
#include <math.h>
#include <stdlib.h>

#include "../rules/state/admit.h"
#include "../rules/state/backoff.h"

#define MS	UINT64_C(1000000)
#define S	UINT64_C(1000000000)
#define FIRST	UINT64_C(1700000000)
#define START	(FIRST * S)
#define UNIT	(S / BACKOFF_UNITS)
#define RIGHT	(200 * MS)		/* of a guarantee, at once */
#define NEAR	1000.0			/* ns: what is rounded */

enum {
	WORLDS = 200,
	SECONDS = 16,
	PLANNED = SECONDS * 1000,	/* lists of appointments, by ms */
	DEVICES = 1 << 17,
	TOKENS = 1 << 18,
	BOOKED_S = DRAIN_HORIZON + SECONDS,
	EARLY_MS = 100,
	LEAST_SHARE = 24,		/* of 256: anybody's of the bucket, ... */
	GUARANTEED_SHARE = 232,		/* ... and his who has a right */
};

/* What a device was told, and what became of it. */
struct device {
	uint64_t	 when;		/* told to come; 0: nothing holds */
	uint64_t	 until;		/* that counts */
	uint64_t	 admitted;	/* when; 0: not */
	uint32_t	 next;		/* in the list of its time */
	uint32_t	 token;		/* the number of his */
	uint8_t		 class, way, refused;
	bool		 booked, registered, out;
};

struct world {
	struct admit	*a;
	struct admit_setup setup;
	uint64_t	 now, seed;
	uint32_t	 rate;		/* configured */
	double		 force, before;	/* in force; until "changed" */
	uint64_t	 changed;
	unsigned	 per_ms;	/* who come without appointment, in 16ths */
	bool		 halves;	/* second halves pass, too; or none
					 * is to come */
	uint32_t	 ndevice;
	struct device	 d[DEVICES];
	uint32_t	 list[PLANNED];	/* 1 + device; UINT32_MAX ends it */
	uint64_t	 planned;	/* all before that have come */
	uint32_t	 booked[BOOKED_S][DRAIN_CLASSES];
	uint64_t	 token[TOKENS];		/* when each was taken */
	bool		 went[TOKENS];		/* was followed in time */
	double		 budget;		/* tokens of the rate ... */
	uint64_t	 upto;			/* ... to then */
	uint32_t	 ntoken, first;		/* in the last second */
	uint64_t	 pass[TOKENS];		/* second halves */
	uint32_t	 npass, first_pass;
	uint64_t	 tat;			/* ns: of an ideal bucket */
	uint64_t	 own[DRAIN_CLASSES];	/* the same, of a guarantee */
	uint64_t	 seen[ADMIT_WHYS], due, bumped, below, guaranteed;
};

static struct world w;

static const struct drain_reach any = { .kind = 1, .first = 2 * S,
	.jitter = S / 5 };
static const struct drain_reach soon = { .kind = 2, .first = S,
	.last = 8 * S, .jitter = S / 5 };
static const struct drain_reach steps[2] = {
	{ .kind = 3, .times = 4, .first = 3 * S, .step = 3 * S,
	  .rest = 720 * S, .jitter = S },
	{ .kind = 4, .times = 4, .first = 5 * S, .step = 5 * S,
	  .rest = 720 * S, .jitter = S },
};
static const struct drain_reach grid[2] = {
	{ .kind = 5, .first = 2 * S, .grid = 2 * S, .last = 12 * S,
	  .jitter = S / 4 },
	{ .kind = 5, .first = 12 * S, .grid = 2 * S, .stops = true,
	  .jitter = S / 4 },
};
static const struct {
	const struct drain_reach *reach;
	uint8_t		 n;
} ways[] = { { &any, 1 }, { &soon, 1 }, { steps, 2 }, { grid, 2 } };

enum { WAYS = sizeof(ways) / sizeof(ways[0]) };

static inline unsigned
below(unsigned n)
{
	w.seed ^= w.seed << 13;
	w.seed ^= w.seed >> 7;
	w.seed ^= w.seed << 17;
	return (unsigned)((w.seed * UINT64_C(0x2545f4914f6cdd1d)) >> 33) % n;
}

/* ---- the plain counts ---- */

static inline double
interval(void)
{
	return ceil((double)S / w.force);
}

/* ns that the bucket is deep. */
static inline double
depth(void)
{
	double burst = w.setup.capacity.burst * interval();
	double usual = 20.0 * MS - interval();

	return burst > usual ? burst : usual;
}

/* ns by which home is ahead of its rate, when all tokens are counted. */
static inline double
ahead_by(uint64_t tat)
{
	return tat > w.now ? (double)(tat - w.now) : 0;
}

static inline double
guarantee(unsigned class)
{
	const struct admit_class *c = &w.setup.class[class];
	double reserve = w.force * c->reserve / 100;
	double floor = (double)c->floor * S / (double)(c->floor_ns > 0 ?
	    c->floor_ns : S);

	return reserve > floor ? reserve : floor;
}

/* Of what is guaranteed to all, this is what each gets. */
static inline double
guaranteed(unsigned class)
{
	double sum = 0;
	unsigned i;

	for (i = 0; i < DRAIN_CLASSES; i++)
		sum += guarantee(i);
	return sum > w.force ? guarantee(class) * w.force / sum :
	    guarantee(class);
}

static inline uint32_t
most_in_a_second(void)
{
	double rate = w.now < w.changed + S && w.before > w.force ? w.before :
	    w.force;
	double burst = ceil(rate + w.setup.capacity.burst), share = rate * 1.02;
	uint32_t most = (uint32_t)(burst > share ? burst : share);

	/* of those that nothing follows each costs half at least */
	return w.halves ? 2 * most : most;
}

/* What the rate so far was good for. */
static inline void
budget_bring(void)
{
	w.budget += w.force * (double)(w.now - w.upto) / S;
	w.upto = w.now;
}

/* Tokens, and half of one where nothing followed, were no more than that, a
 * second that is owed and what was free at once. */
static inline void
budget_kept(void)
{
	double spent = 0;
	uint32_t i;

	budget_bring();
	for (i = 0; i < w.ntoken; i++)
		spent += !w.halves || w.went[i] ? 1 : 0.5;
	if (spent > w.budget + w.rate + w.setup.capacity.burst + 2)
		ck_abort_msg("%f tokens, and home had %f", spent, w.budget);
}

/* More than is guaranteed is not held against it for long. */
static inline void
own_count(unsigned class, uint64_t each)
{
	uint64_t *own = &w.own[class], most = w.now + RIGHT + each;

	*own = (*own > w.now ? *own : w.now) + each;
	if (*own > most)
		*own = most;
}

static inline void
token_count(unsigned class)
{
	double mine = guaranteed(class);

	ck_assert_uint_lt(w.ntoken, TOKENS);
	w.token[w.ntoken++] = w.now;
	while (w.token[w.first] + S <= w.now)
		w.first++;
	if (w.ntoken - w.first > most_in_a_second())
		ck_abort_msg("%u tokens in a second, not %u, at %f/s, "
		    "%f before, burst %u, %f s after that", w.ntoken - w.first,
		    most_in_a_second(), w.force, w.before,
		    w.setup.capacity.burst, (double)(w.now - w.changed) / S);
	w.tat = (w.tat > w.now ? w.tat : w.now) + (uint64_t)interval();
	if (mine > 0)
		own_count(class, (uint64_t)((double)S / mine));
}

/* Both halves of procedures in the last second are about as many as it has, or
 * its tokens are but for what is left to those above. */
static inline bool
full_second(void)
{
	double rate = w.now < w.changed + S + 100 * MS && w.before < w.force ?
	    w.before : w.force;
	uint32_t first = w.first, tokens;

	/* seconds are counted in parts of it */
	while (first > 0 && w.token[first - 1] + S + S / 128 > w.now)
		first--;
	tokens = w.ntoken - first;
	while (w.first_pass < w.npass &&
	    w.pass[w.first_pass] + S + 100 * MS <= w.now)
		w.first_pass++;
	return tokens > 0.95 * rate - 2 ||
	    w.npass - w.first_pass + tokens > 1.9 * rate - 4;
}

static inline uint32_t
booked_upto(uint64_t when, unsigned class)
{
	uint32_t n = 0;
	unsigned i;

	for (i = 0; i <= class; i++)
		n += w.booked[when / S - FIRST][i];
	return n;
}

static inline void
book(struct device *d, uint64_t when)
{
	const struct drain *s = admit_drain(w.a);

	ck_assert_uint_ge(when, w.now - UNIT);
	ck_assert_uint_lt(when / S - FIRST, BOOKED_S);
	w.booked[when / S - FIRST][d->class]++;
	ck_assert_uint_le(booked_upto(when, d->class),
	    drain_slots(s, d->class, when));
	ck_assert_uint_eq(booked_upto(when, d->class),
	    drain_booked(s, d->class, when));
	d->booked = true;
}

/* It was told that time, with a slot or without. */
static inline void
note(struct device *d, const struct admit_answer *to)
{
	d->when = to->when / UNIT * UNIT;
	d->until = to->when + 5 * S + ways[d->way].reach->jitter;
	d->booked = false;
	if (to->booked)
		book(d, to->when);
}

static inline void
let_go(struct device *d)
{
	ck_assert_uint_gt(w.booked[d->when / S - FIRST][d->class], 0);
	w.booked[d->when / S - FIRST][d->class]--;
}

/* No class stands before it. */
static inline bool
foremost(unsigned class)
{
	unsigned i;

	for (i = 0; i < class && !w.setup.class[i].there; i++)
		;
	return i == class;
}

#endif
