/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Ideal admission, for the reachable bounds.
 *
 * The same devices go through the same scenario, but stand before home
 * themselves: no octets, no queue, no time-out, no hostile sources.  Ideal
 * admission knows the capacity of every second of the run and every device's
 * counters, and gives each device that comes one slot of a second:
 *
 *	Only those whose return is waited for take slots: whoever registers or
 *	updates besides can always be put off.
 *
 *	A device that comes when the running second has a slot free is admitted.
 *	So is one for which a later second has one while it still waits, and its
 *	node does for each answer: whoever holds its requests back until then,
 *	or queues them, admits it then.
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
 * Within a run slots are given in the order in which devices come, the earliest
 * possible each.  Each run knows those before it:
 *
 *	Slots belong to those first whose timers are longest, for who misses one
 *	is back the latest.  There is a run for each length, longest first, in
 *	which all whose timers are shorter are let in for nothing; what it took
 *	is not given to them in the next one.  The last of these is of all.
 *
 *	Seconds that stood empty in it while devices were still to come are
 *	given to the first who can be back by then, so that those who come after
 *	them find the slots that these would have taken.
 *
 *	Where some are back long after all others that was a bad order, and it
 *	is done again with all alike, whatever their timers.
 *
 * Those of all are schedules that could be carried out by who knew all that, so
 * the optimum is not later; how much earlier it is is not known.
 */
#include <stdlib.h>
#include <string.h>

#include "../../dissectors/prefetch.h"
#include "ideal_impl.h"
#include "pages.h"

enum { CAUSE_NO_CELLS = 15, CAUSE_NETWORK_FAILURE = 17, CAUSE_CONGESTION = 22 };

/* What a device was given. */
struct plan {
	uint32_t	 slot;		/* second; 0: none */
	uint32_t	 next_ms;	/* when it comes next */
	uint16_t	 time_s[2];	/* T3346 of the next two, 0: none */
	uint8_t		 failures, silent;	/* still to come */
	uint16_t	 held:15;	/* s, before it is admitted */
	uint16_t	 hops:1;	/* goes elsewhere when exhausted */
};

static void
admit(struct world *w, struct device *d, uint32_t number, unsigned held)
{
	const struct scenario_network *n = &w->s->network[
	    population_of(w, d)->network[d->network]];

	w->sec->admitted++;
	txn_outcome(w, number, 0, 0, w->now + held * LAB_S + 2 * n->access +
	    4 * n->delay);
}

/* The next refusal of its plan. */
static void
follow(struct world *w, struct device *d, struct plan *p, uint32_t number)
{
	struct foresight f = { w->now, d->attempts, d->failures,
	    ideal_others(w, d) };
	uint64_t silent, told = w->now + ideal_way(w, d, &silent), wait;
	unsigned cause = CAUSE_NETWORK_FAILURE, time_s = p->time_s[0];
	bool hop;

	if (time_s == 0)
		time_s = p->time_s[1];
	w->sec->refused++;
	if (d->refusals < UINT16_MAX)
		d->refusals++;
	wait = ideal_foresee(w, d, &f, p->hops, &hop);
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

/* A slot that stood empty; false: there is none that it can be back for. */
static bool
fill_empty(struct world *w, const struct device *d, struct choice *best)
{
	struct slots *l = &w->ideal->slots;

	if (l->empty == NULL || d->attempts > 0 || d->failures > 0 ||
	    l->empty[w->now / LAB_S] >= 1)
		return false;
	choice_timers(w, d, false, true, best);
	if (best->at == LAB_NEVER)
		return false;
	l->empty[best->at / LAB_S]--;
	return true;
}

static void
plan_make(struct world *w, struct device *d, struct plan *p,
    const struct choice *best)
{
	p->slot = best->at == LAB_NEVER ? 0 : (uint32_t)(best->at / LAB_S);
	p->failures = (uint8_t)best->failures;
	p->silent = (uint8_t)best->silent;
	p->held = best->held & PLAN_HELD;
	p->hops = best->hops;
	p->time_s[0] = (uint16_t)best->time_s[0];
	p->time_s[1] = (uint16_t)best->time_s[1];
	if (p->slot > 0)
		slot_take(&w->ideal->slots, ideal_level(w, d), p->slot);
}

/* By its plan, now that it is here. */
static void
go_on(struct world *w, struct device *d, struct plan *p, uint32_t number)
{
	if (p->failures > 0) {
		follow(w, d, p, number);
		return;
	}
	p->slot = 0;
	admit(w, d, number, p->held);
}

/* It comes when it was to come, give or take a second. */
static bool
as_planned(const struct world *w, const struct plan *p)
{
	uint64_t expected = p->next_ms * LAB_MS;

	return p->slot > 0 && w->now + LAB_S > expected &&
	    w->now < expected + LAB_S;
}

static void
plan_anew(struct world *w, struct device *d, struct plan *p)
{
	struct choice best = { .at = LAB_NEVER, .failures = 1 };

	if (p->slot > 0)
		slot_give(&w->ideal->slots, ideal_level(w, d), p->slot);
	if (!fill_empty(w, d, &best)) {
		best = (struct choice){ .at = LAB_NEVER, .failures = 1 };
		choice_timers(w, d, false, false, &best);
		choice_t3346(w, d, &best);
		if (ideal_others(w, d) > 0)
			choice_timers(w, d, true, false, &best);
	}
	plan_make(w, d, p, &best);
}

void
ideal_expect(const struct ideal *l, uint32_t device)
{
	prefetch(&l->plan[device]);
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
	if (d->flags & DEVICE_REGISTERED)
		w->txn[number].flags |= TXN_REFRESH;
	if ((d->flags & (DEVICE_CONCERNED | DEVICE_BACK)) !=
	    DEVICE_CONCERNED || ideal_level(w, d) > l->slots.run) {
		admit(w, d, number, 0);
		return;
	}
	if (!as_planned(w, p))
		plan_anew(w, d, p);
	go_on(w, d, p, number);
}

struct ideal *
ideal_new(const struct scenario *s)
{
	struct ideal *l = calloc(1, sizeof(*l));

	if (l == NULL)
		return NULL;
	l->plans = (scenario_devices(s) + 1) * sizeof(*l->plan);
	l->plan = pages_get(l->plans);
	if (!slots_make(&l->slots, s) || l->plan == NULL) {
		ideal_free(l);
		return NULL;
	}
	return l;
}

bool
ideal_again(struct ideal *l, bool alike)
{
	if (!slots_again(&l->slots, alike))
		return false;
	memset(l->plan, 0, l->plans);
	return true;
}

bool
ideal_sound(const struct ideal *l)
{
	return l->slots.run + 1 >= l->slots.levels;
}

void
ideal_free(struct ideal *l)
{
	if (l == NULL)
		return;
	slots_free(&l->slots);
	pages_put(l->plan, l->plans);
	free(l);
}
