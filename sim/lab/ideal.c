/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Ideal admission, for the reachable bound.
 *
 * The same devices go through the same scenario, but stand before home
 * themselves: no octets, no queue, no time-out, no hostile sources.  Ideal
 * admission knows the capacity of every second of the run and every device's
 * counters, and gives each device that comes one slot of a second:
 *
 *	A device that comes when the running second has a slot free is admitted.
 *
 *	Otherwise the times at which it could be here again are worked out from
 *	its own timers: after n more failures, j of which were silence instead
 *	of a refusal (silence takes the time-outs of its node or of itself
 *	longer), for all n and j; by cause 15 where its counter would be used
 *	up and another network is there; and by T3346 where its node honours
 *	overload reports so, at any time that GPRS timer 2 can say.  It is given
 *	the earliest of these whose second has a slot free, and is refused in
 *	the ways that lead there.
 *
 *	At that time it is admitted.  Should it come at another time (its user
 *	restarted it, its network went down), it is given a new slot, and the
 *	old one is free again.
 *
 * Slots are given in the order in which devices come, the earliest possible
 * each.  That is a schedule that could be carried out by who knew all that, so
 * the optimum is not later than it; how much earlier is not known.
 */
#include <stdlib.h>

#include "pages.h"
#include "world.h"

#define BEYOND_S	14400		/* booked beyond the end */
enum {
	CAUSE_NO_CELLS = 15, CAUSE_NETWORK_FAILURE = 17, CAUSE_CONGESTION = 22,
	FAILURES_MOST = 200,		/* foreseen */
	T3346_MOST_S = 31 * 60,
};

/* What a device was given. */
struct plan {
	uint32_t	 slot;		/* second; 0: none */
	uint32_t	 next_ms;	/* when it comes next */
	uint16_t	 time_s[2];	/* T3346 of the next two, 0: none */
	uint8_t		 failures, silent;	/* still to come */
	bool		 hops;		/* goes elsewhere when exhausted */
};

struct ideal {
	uint32_t	 seconds;
	uint32_t	 full;		/* no slot is free before this second */
	float		*capacity, *booked;
	struct plan	*plan;
	size_t		 plans;		/* octets of them */
};

/* Counters of a device as they will be. */
struct foresight {
	uint64_t	 at;
	unsigned	 attempts, failures, others;
};

/* A candidate. */
struct choice {
	uint64_t	 at;
	unsigned	 failures, silent;
	uint32_t	 time_s[2];
	bool		 hops;
};

static bool
slot_free(const struct ideal *l, uint64_t at)
{
	uint64_t s = at / LAB_S;

	return s < l->seconds && l->booked[s] + 1 <= l->capacity[s];
}

static void
slot_take(struct ideal *l, uint32_t s)
{
	if (s >= l->seconds)
		return;
	l->booked[s]++;
	while (l->full < l->seconds &&
	    l->booked[l->full] + 1 > l->capacity[l->full])
		l->full++;
}

static void
slot_give(struct ideal *l, uint32_t s)
{
	if (s >= l->seconds)
		return;
	l->booked[s]--;
	if (s < l->full)
		l->full = s;
}

static unsigned
others_of(const struct world *w, const struct device *d)
{
	const struct scenario_population *p = population_of(w, d);
	uint32_t not = d->forbidden | d->excluded | d->barred;
	unsigned i, n = 0;

	for (i = 0; i < p->networks; i++)
		n += i != d->network && w->visited[p->network[i]].up &&
		    (not >> p->network[i] & 1) == 0;
	return n;
}

/* One more failure: how long it waits then.  As device_failed() does, but for
 * what users and chance do.  hop: cause 15 is what it was told. */
static uint64_t
foresee(const struct world *w, const struct device *d, struct foresight *f,
    bool hops, bool *hop)
{
	const struct scenario_behaviour *b = &w->behaviour[d->behaviour];
	uint64_t own;

	*hop = false;
	f->failures++;
	f->attempts++;
	if (b->kind == LAB_BEHAVE_AGGRESSIVE &&
	    f->failures % b->reset_after == 0) {
		f->failures = f->attempts = 0;
		return b->reset_time;
	}
	if (f->attempts >= b->attempts) {
		f->attempts = 0;
		if (!hops || f->others == 0)
			return b->t_long;
		f->others--;
		*hop = true;
		return b->search;
	}
	if (b->kind == LAB_BEHAVE_IOT) {
		own = device_backoff(w, d, f->failures > UINT8_MAX ?
		    UINT8_MAX : f->failures);
		if (own > b->t_retry) {
			f->attempts = 0;
			return own;
		}
	}
	return b->t_retry;
}

/* Until a refusal reaches the device, and how much longer silence takes. */
static uint64_t
way_of(const struct world *w, const struct device *d, uint64_t *silent)
{
	const struct scenario_population *p = population_of(w, d);
	const struct scenario_network *n =
	    &w->s->network[p->network[d->network]];
	uint64_t t_answer = w->behaviour[d->behaviour].t_answer;
	uint64_t way = 2 * (n->access + n->delay);

	*silent = p->tech == LAB_TECH_S6A ? n->timeout * (n->retries + 1) :
	    n->map_timeout;
	if (way > t_answer / 2)
		way = t_answer / 2;
	if (*silent + way >= t_answer)
		*silent = t_answer - way - LAB_MS;
	return way;
}

/* The earliest time with a free slot after n failures, j of them silent. */
static void
by_timers(const struct world *w, const struct device *d, bool hops,
    struct choice *best)
{
	const struct ideal *l = w->ideal;
	struct foresight f = { w->now, d->attempts, d->failures,
	    others_of(w, d) };
	uint64_t silent, way = way_of(w, d, &silent), at;
	unsigned n, j;
	bool hop;

	for (n = 1; n <= FAILURES_MOST && f.at < best->at &&
	    f.at / LAB_S < l->seconds; n++) {
		f.at += way + foresee(w, d, &f, hops, &hop);
		if ((f.at + n * silent) / LAB_S < l->full)
			continue;
		for (j = 0; j <= n; j++) {
			at = f.at + j * silent;
			if (at >= best->at)
				break;
			if (slot_free(l, at))
				*best = (struct choice){ at, n, j, { 0, 0 },
				    hops };
		}
	}
}

static bool
may_park(const struct world *w, const struct device *d,
    const struct scenario_network *n)
{
	uint64_t imsi = world_imsi(w, device_number(w, d));
	unsigned node;

	if (population_of(w, d)->tech != LAB_TECH_S6A ||
	    n->react != LAB_REACT_T3346 ||
	    w->behaviour[d->behaviour].kind == LAB_BEHAVE_AGGRESSIVE)
		return false;
	node = (unsigned)draw_below(draw_mix(imsi ^ w->seed), n->mmes);
	return (n->mmes - node - 0.5) / n->mmes < n->doic;
}

/* GPRS timer 2 says up to a minute in steps of 2 s, then whole minutes: two of
 * them reach every other second. */
static void
by_t3346(const struct world *w, const struct device *d, struct choice *best)
{
	const struct scenario_network *n = &w->s->network[
	    population_of(w, d)->network[d->network]];
	uint64_t silent, way = way_of(w, d, &silent), at;
	uint32_t first, then;

	if (!may_park(w, d, n))
		return;
	for (then = 0; then <= T3346_MOST_S; then += 60) {
		at = w->now + 2 * way + (then + 60) * LAB_S;
		if (at / LAB_S < w->ideal->full)
			continue;
		for (first = 0; first <= 60; first += 2) {
			if (first + then == 0)
				continue;
			at = w->now + way + (first + then) * LAB_S +
			    (first > 0 && then > 0 ? way : 0);
			if (at >= best->at)
				return;
			if (!slot_free(w->ideal, at))
				continue;
			*best = (struct choice){ at, first > 0 && then > 0 ?
			    2 : 1, 0, { first, then }, false };
			return;
		}
	}
	/* The longest, and then again. */
	if (best->at == LAB_NEVER)
		*best = (struct choice){ w->now + way + T3346_MOST_S * LAB_S,
		    1, 0, { T3346_MOST_S, 0 }, false };
}

static void
admit(struct world *w, struct device *d, uint32_t number)
{
	const struct scenario_network *n = &w->s->network[
	    population_of(w, d)->network[d->network]];

	w->sec->admitted++;
	txn_outcome(w, number, 0, 0, w->now + 2 * n->access + 4 * n->delay);
}

/* The next refusal of its plan. */
static void
follow(struct world *w, struct device *d, struct plan *p, uint32_t number)
{
	struct foresight f = { w->now, d->attempts, d->failures,
	    others_of(w, d) };
	uint64_t silent, told = w->now + way_of(w, d, &silent), wait;
	unsigned cause = CAUSE_NETWORK_FAILURE, time_s = p->time_s[0];
	bool hop;

	if (time_s == 0)
		time_s = p->time_s[1];
	w->sec->refused++;
	if (d->refusals < UINT16_MAX)
		d->refusals++;
	wait = foresee(w, d, &f, p->hops, &hop);
	if (time_s > 0) {
		wait = time_s * LAB_S;
		cause = CAUSE_CONGESTION;
		p->time_s[p->time_s[0] == 0] = 0;
	} else if (p->silent > 0) {
		p->silent--;
		told += silent;
	}
	if (hop)
		cause = CAUSE_NO_CELLS;
	p->failures--;
	p->next_ms = (uint32_t)((told + wait) / LAB_MS);
	txn_outcome(w, number, cause, time_s, told);
}

static void
plan_make(struct world *w, struct device *d, struct plan *p,
    uint32_t number)
{
	struct choice best = { .at = LAB_NEVER, .failures = 1 };

	by_t3346(w, d, &best);
	by_timers(w, d, false, &best);
	if (others_of(w, d) > 0)
		by_timers(w, d, true, &best);
	p->slot = best.at == LAB_NEVER ? 0 : (uint32_t)(best.at / LAB_S);
	p->failures = (uint8_t)best.failures;
	p->silent = (uint8_t)best.silent;
	p->hops = best.hops;
	p->time_s[0] = (uint16_t)best.time_s[0];
	p->time_s[1] = (uint16_t)best.time_s[1];
	if (p->slot > 0)
		slot_take(w->ideal, p->slot);
	follow(w, d, p, number);
}

/* It comes when it was to come, give or take a second. */
static bool
as_planned(const struct world *w, const struct plan *p)
{
	uint64_t expected = p->next_ms * LAB_MS;

	return p->slot > 0 && w->now + LAB_S > expected &&
	    w->now < expected + LAB_S;
}

void
ideal_attach(struct world *w, struct device *d)
{
	struct ideal *l = w->ideal;
	uint32_t i = device_number(w, d), number = txn_get(w);
	struct plan *p = &l->plan[i];

	if (number == NOBODY)
		return;
	d->txn = number;
	w->txn[number].device = i;
	w->sec->offered++;
	if (d->flags & DEVICE_REGISTERED) {	/* background takes its part */
		w->txn[number].flags |= TXN_REFRESH;
		slot_take(l, (uint32_t)(w->now / LAB_S));
		admit(w, d, number);
		return;
	}
	if (as_planned(w, p)) {
		if (p->failures > 0) {
			follow(w, d, p, number);
			return;
		}
		p->slot = 0;
		admit(w, d, number);
		return;
	}
	if (p->slot > 0)
		slot_give(l, p->slot);
	p->slot = 0;
	if (slot_free(l, w->now)) {
		slot_take(l, (uint32_t)(w->now / LAB_S));
		admit(w, d, number);
	} else {
		plan_make(w, d, p, number);
	}
}

/* Capacity of each second, by the scenario's events in their order. */
static void
capacity_fill(struct ideal *l, const struct scenario *s)
{
	const struct scenario_event *e;
	uint32_t i, from, to;
	unsigned n;

	for (i = 0; i < l->seconds; i++)
		l->capacity[i] = (float)s->home.capacity;
	for (n = 0; n < s->events; n++) {
		e = &s->event[n];
		if (e->kind != LAB_EVENT_CAPACITY)
			continue;
		from = (uint32_t)(e->at / LAB_S);
		to = e->until == 0 ? l->seconds : (uint32_t)(e->until / LAB_S);
		for (i = from; i < to && i < l->seconds; i++)
			l->capacity[i] = (float)(s->home.capacity *
			    e->factor);
	}
}

struct ideal *
ideal_new(const struct scenario *s)
{
	struct ideal *l = calloc(1, sizeof(*l));

	if (l == NULL)
		return NULL;
	l->seconds = (uint32_t)(s->length / LAB_S) + BEYOND_S;
	l->capacity = calloc(l->seconds, sizeof(*l->capacity));
	l->booked = calloc(l->seconds, sizeof(*l->booked));
	l->plans = (scenario_devices(s) + 1) * sizeof(*l->plan);
	l->plan = pages_get(l->plans);
	if (l->capacity == NULL || l->booked == NULL || l->plan == NULL) {
		ideal_free(l);
		return NULL;
	}
	capacity_fill(l, s);
	return l;
}

void
ideal_free(struct ideal *l)
{
	if (l == NULL)
		return;
	free(l->capacity);
	free(l->booked);
	pages_put(l->plan, l->plans);
	free(l);
}
