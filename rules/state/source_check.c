/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What one source does, measured by limits and by its own past.
 *
 * Different identities are counted in a window that slides (distinct.h), once
 * those that were bad and once those that enquiries asked about; requests by
 * two windows, of which the older one weighs less and less.  At the end of each
 * period of scan_ns the largest measures of it go into what is usual: a larger
 * one by an eighth of the difference, so that nobody grows quickly, a smaller
 * one by a sixty-fourth, so that a quiet night is not forgotten by day.  While
 * learning it is the median of the periods so far instead, those without a
 * message counted in; of more than six, what it reached in three.
 */
#include <string.h>

#include "source_impl.h"

enum {
	NEAR = 2,		/* neighbours */
	RISES = 8,
	FALLS = 64,
	BITS = 64,
	MANY = 40,		/* of the bits: more than sixty identities */
};

/* Messages of a capture may stand in another order by this much; further back,
 * the clock was set. */
#define BACK		UINT64_C(1000000000)

#define DAY		UINT64_C(86400000000000)

/* When that ends which is found now. */
static uint64_t
hold_end(const struct source_at *a, uint64_t now)
{
	uint64_t ns = a->s->limit.scan_ns;

	return now > UINT64_MAX - ns ? UINT64_MAX : now + ns;
}

static bool
held(const struct source_at *a, unsigned check)
{
	return a->e->until[check] > a->now;
}

unsigned
source_entry_holds(const struct source_entry *e, uint64_t now)
{
	unsigned i, bits = 0;

	if (e->found == 0)
		return 0;
	for (i = 0; i < CHECKS; i++)
		bits |= (unsigned)(e->until[i] > now) << i;
	return bits;
}

static void
find(struct source_at *a, unsigned check)
{
	struct source_entry *e = a->e;

	if (e->found == 0) {
		e->found_at = a->now;
		if (a->identity != 0)
			e->identity = a->identity;
	}
	e->found |= (uint8_t)(1u << check);
	e->spoilt |= (uint8_t)(1u << check);
	e->until[check] = hold_end(a, a->now);
}

/* To hold on takes only half of what it takes to begin. */
static void
measure(struct source_at *a, unsigned check, uint64_t value, uint64_t limit)
{
	if (value > limit || (held(a, check) && value > limit / 2))
		find(a, check);
}

/* ---- what is usual ---- */

/* Keeps the largest ones, in order. */
static void
slice_end(struct usual *u)
{
	uint32_t peak = u->peak > UINT32_MAX ? UINT32_MAX : (uint32_t)u->peak;
	uint32_t less;
	unsigned i;

	for (i = 0; i < SOURCE_SLICES; i++)
		if (peak > u->top[i]) {
			less = u->top[i];
			u->top[i] = peak;
			peak = less;
		}
	u->peak = 0;
}

uint64_t
source_slices(const struct sources *s)
{
	return (s->learn_to - s->learn_from) / s->limit.scan_ns + 1;
}

/* What was reached in half of the time slices of learning. */
static uint64_t
slices_median(const struct source_at *a, const struct usual *u)
{
	const struct sources *s = a->s;
	uint64_t n = u->epoch == s->learn_epoch ? source_slices(s) :
	    s->slices_before;
	struct usual all = *u;

	slice_end(&all);
	n = (n + 1) / 2;
	return all.top[(n < SOURCE_SLICES ? n : SOURCE_SLICES) - 1];
}

static void
learn_value(struct source_at *a, struct usual *u)
{
	u->value = slices_median(a, u) << SOURCE_USUAL_SHIFT;
}

uint64_t
source_usual_limit(const struct sources *s, const struct usual *u)
{
	uint64_t limit = u->value * SOURCE_TIMES >> SOURCE_USUAL_SHIFT;

	return s->bound > 0 && limit > s->bound ? s->bound : limit;
}

/* Above the limit and above what is usual, of which part counts for the
 * latter. */
static void
measure_usual(struct source_at *a, unsigned check, struct usual *u,
    uint64_t value, uint64_t part, uint64_t limit)
{
	uint64_t usual;

	bool learning = a->learning >> check & 1;

	if (u->learning && !learning)
		learn_value(a, u);	/* it is over */
	if (learning && u->epoch != a->s->learn_epoch) {
		memset(u->top, 0, sizeof(u->top));
		u->epoch = a->s->learn_epoch;
	}
	u->learning = learning;
	if (part > u->peak && (!learning ||
	    source_entry_holds(a->e, a->now) == 0))
		u->peak = part;
	if (learning) {
		learn_value(a, u);
		return;
	}
	usual = check == SCAN ? source_usual_limit(a->s, u) :
	    u->value * SOURCE_TIMES >> SOURCE_USUAL_SHIFT;
	measure(a, check, value, usual > limit ? usual : limit);
}

static void
usual_learn(struct usual *u, bool spoilt)
{
	uint64_t peak = u->peak << SOURCE_USUAL_SHIFT;

	if (u->learning) {
		slice_end(u);
		return;
	}
	if (!spoilt && peak > u->value)
		u->value += (peak - u->value) / RISES;
	else if (!spoilt && peak > 0)
		u->value -= (u->value - peak) / FALLS;
	u->peak = 0;
}

static void
period_end(struct source_at *a)
{
	struct source_entry *e = a->e;
	unsigned spoilt = e->spoilt | source_entry_holds(e, a->now);

	if (a->now - e->period < a->s->limit.scan_ns)
		return;
	usual_learn(&e->asked_usual, spoilt != 0);
	usual_learn(&e->rate_usual, spoilt != 0);
	e->period = a->now;
	e->spoilt = 0;
}

/* ---- time ---- */

static void
slow_start(struct source_entry *e, uint64_t now)
{
	e->slow = now;
	e->slow_said = e->slow_bad = 0;
	memset(e->slow_seen, 0, sizeof(e->slow_seen));
}

/* What was measured by another clock is worth nothing, and what was found holds
 * no longer than if it were found now. */
static void
clock_set(struct source_at *a, uint64_t now)
{
	uint64_t until = hold_end(a, now);
	struct source_entry *e = a->e;
	unsigned i;

	memset(&e->bad_set, 0, sizeof(e->bad_set));
	memset(&e->asked_set, 0, sizeof(e->asked_set));
	slow_start(e, now);
	memset(&e->pace, 0, sizeof(e->pace));
	memset(&e->dense, 0, sizeof(e->dense));
	e->asked_usual.peak = e->rate_usual.peak = 0;
	e->period = now;
	for (i = 0; i < CHECKS; i++)
		if (e->until[i] > until)
			e->until[i] = until;
	if (e->first > now)
		e->first = now;
}

void
source_check_time(struct source_at *a, uint64_t now)
{
	struct source_entry *e = a->e;

	if (now < e->last && e->last - now <= BACK)
		now = e->last;
	else if (now < e->last)
		clock_set(a, now);
	a->now = e->last = now;
	period_end(a);
}

/* ---- the checks ---- */

static uint64_t
tick(const struct source_at *a)
{
	return a->now / a->s->tick_ns;
}

static void
check_asked(struct source_at *a)
{
	struct distinct *d = &a->e->asked_set;

	distinct_add(d, a->asked, a->s->cells,
	    distinct_hash(a->s->secret, a->identity), tick(a));
	measure_usual(a, SCAN, &a->e->asked_usual, distinct_count(d),
	    distinct_count(d), a->s->limit.scan);
}

/* ---- in the long run ---- */

/* Who was found goes on where he was. */
static void
slow_time(struct source_at *a)
{
	struct source_entry *e = a->e;

	if (a->now - e->slow < SOURCE_SLOW * a->s->limit.scan_ns)
		return;
	if (!held(a, SCAN)) {
		slow_start(e, a->now);
		return;
	}
	e->slow = a->now;
	e->slow_said /= 2;
	e->slow_bad /= 2;
}

static unsigned
slow_count(const struct source_entry *e)
{
	unsigned i, n = 0;

	for (i = 0; i < SOURCE_SLOW_WORDS; i++)
		n += (unsigned)__builtin_popcountll(e->slow_seen[i]);
	return n;
}

static bool
is_new(const struct source_at *a)
{
	return !a->e->known && a->now - a->e->first < DAY;
}

/* Twice as many in sixteen times as long, or half more of one without a past,
 * and hardly anything else; of whoever is only known to be refused nothing is
 * known of the rest. */
static void
check_slow(struct source_at *a)
{
	uint64_t hash = distinct_hash(~a->s->secret, a->identity);
	struct source_entry *e = a->e;

	slow_time(a);
	if (e->slow_bad < UINT32_MAX)
		e->slow_bad++;
	if ((hash & ((UINT64_C(1) << a->s->slow_shift) - 1)) == 0)
		e->slow_seen[hash >> 56 & (SOURCE_SLOW_WORDS - 1)] |=
		    UINT64_C(1) << (hash >> 58);
	if (e->slow_said > 0 && 2 * (uint64_t)e->slow_bad > e->slow_said &&
	    slow_count(e) > (is_new(a) ? a->s->slow_bits_new :
	    a->s->slow_bits))
		find(a, SCAN);
}

void
source_check_bad(struct source_at *a)
{
	struct distinct *d = &a->e->bad_set;

	distinct_add(d, a->bad, a->s->cells,
	    distinct_hash(a->s->secret, a->identity), tick(a));
	measure(a, SCAN, distinct_count(d), a->s->limit.scan);
	check_slow(a);
}

/* Several that lie side by side count as one that counts for them all, when the
 * limit is larger than a block.  Enquiries come about anybody, and a small home
 * network is dense: there only neighbours count. */
static void
check_sequential(struct source_at *a, bool enquiry)
{
	unsigned shift = a->s->dense_shift;
	uint32_t n = dense_add(&a->e->dense, a->identity >> shift,
	    enquiry ? NEAR : 0, a->now, a->s->limit.scan_ns);

	if (n > 0)
		measure(a, SEQUENTIAL, (uint64_t)n << shift,
		    a->s->limit.sequential);
}

/* How many within flood_ns, about: those of the window before count by the part
 * of it that is still within, less the one at its very end. */
static uint64_t
pace_now(const struct source_at *a)
{
	uint64_t ns = a->s->limit.flood_ns, left;
	const struct pace *r = &a->e->pace;
	unsigned shift = a->s->rate_shift;

	if (r->before == 0)
		return r->n;
	left = (ns - (a->now - r->start)) >> shift;
	if (left == 0)
		return r->n;
	return r->n + (left * r->before - 1) / (ns >> shift);
}

/* As much of a rate as the identities in it account for: few of them, over and
 * over, do not make a busy node. */
static uint64_t
accounted(const struct source_at *a, uint64_t n)
{
	unsigned different = (unsigned)__builtin_popcountll(a->e->about);

	return different >= MANY || n < (uint64_t)SOURCE_TIMES * different ?
	    n : (uint64_t)SOURCE_TIMES * different;
}

static void
check_flood(struct source_at *a)
{
	uint64_t ns = a->s->limit.flood_ns, n;
	struct pace *r = &a->e->pace;

	if (a->now - r->start >= ns) {
		r->before = a->now - r->start < 2 * ns ? r->n : 0;
		r->start = r->before > 0 ? r->start + ns : a->now;
		r->n = 0;
		a->e->about = 0;
	}
	if (r->n < UINT32_MAX)
		r->n++;
	/* who is not named is another each time */
	a->e->about |= UINT64_C(1) << (a->about == 0 ? r->n :
	    distinct_hash(a->s->secret, a->about)) % BITS;
	n = pace_now(a);
	measure_usual(a, FLOOD, &a->e->rate_usual, n, accounted(a, n),
	    a->s->limit.flood);
}

unsigned
source_check_request(struct source_at *a, bool enquiry)
{
	const struct source_limits *l = &a->s->limit;
	struct source_entry *e = a->e;

	e->known = e->known || a->learning != 0;
	e->requests++;
	e->enquiries += enquiry;
	if (e->identity == 0)
		e->identity = a->identity;
	if (a->identity != 0) {
		slow_time(a);
		if (e->slow_said < UINT32_MAX)
			e->slow_said++;
	}
	if (l->flood > 0)
		check_flood(a);
	if (l->sequential > 0 && a->identity != 0)
		check_sequential(a, enquiry);
	if (l->scan > 0 && a->identity != 0 && enquiry)
		check_asked(a);
	return source_entry_holds(e, a->now) |
	    (is_new(a) ? SOURCE_NEW : 0);
}
