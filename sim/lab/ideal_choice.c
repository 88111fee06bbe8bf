/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * When a device that misses its chance could be here again, and in which ways:
 * the choices of ideal admission.
 */
#include "ideal_impl.h"

enum {
	FAILURES_MOST = 200,		/* foreseen */
	T3346_MOST_S = 31 * 60,
	ANSWERS = 2,			/* of a procedure */
};

unsigned
ideal_level(const struct world *w, const struct device *d)
{
	return slots_level(&w->ideal->slots, &w->behaviour[d->behaviour]);
}

unsigned
ideal_others(const struct world *w, const struct device *d)
{
	const struct scenario_population *p = population_of(w, d);
	uint32_t not = d->forbidden | d->excluded | d->barred;
	unsigned i, n = 0;

	for (i = 0; i < p->networks; i++)
		n += i != d->network && w->visited[p->network[i]].up &&
		    (not >> p->network[i] & 1) == 0;
	return n;
}

uint64_t
ideal_foresee(const struct world *w, const struct device *d,
    struct foresight *f, bool hops, bool *hop)
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

uint64_t
ideal_way(const struct world *w, const struct device *d, uint64_t *silent)
{
	const struct scenario_population *p = population_of(w, d);
	const struct scenario_network *n =
	    &w->s->network[p->network[d->network]];
	uint64_t t_answer = w->behaviour[d->behaviour].t_answer;
	uint64_t way = 2 * (n->access + n->delay);
	unsigned flags;

	(void)visited_node(w, d, &flags);
	/* A rogue node tells the device nothing. */
	*silent = flags & TXN_ROGUE ? t_answer : p->tech == LAB_TECH_S6A ?
	    n->timeout * (n->retries + 1) : n->map_timeout;
	if (way > t_answer / 2)
		way = t_answer / 2;
	if (*silent + way >= t_answer)
		*silent = t_answer - way - LAB_MS;
	return way;
}

/* For how long a procedure can be held, s: an answer within each time-out of
 * its node, and the last one before the device has waited enough. */
static unsigned
held_most(const struct world *w, const struct device *d)
{
	const struct scenario_population *p = population_of(w, d);
	const struct scenario_network *n =
	    &w->s->network[p->network[d->network]];
	uint64_t room = w->behaviour[d->behaviour].t_answer;
	uint64_t way = 2 * n->access + 4 * n->delay;
	uint64_t most = ANSWERS * (p->tech == LAB_TECH_S6A ? n->timeout *
	    (n->retries + 1) : n->map_timeout);

	room = room > way ? room - way : 0;
	room = (room < most ? room : most) / LAB_S;
	return room < PLAN_HELD ? (unsigned)room : PLAN_HELD;
}

/* Takes the earliest of these times that has a slot: after n failures, j of
 * them silent, and held for some seconds then.  empty: only what stood empty
 * counts. */
struct search {
	unsigned	 level, held;
	uint64_t	 silent;
	bool		 hops, empty;
};

static void
slot_search(const struct world *w, const struct search *x, uint64_t from,
    unsigned n, struct choice *best)
{
	const struct slots *l = &w->ideal->slots;
	uint64_t full = l->full[x->level] * LAB_S, at;
	unsigned j, k;

	for (j = 0; j <= n; j++, from += x->silent) {
		k = full > from ? (unsigned)((full - from) / LAB_S) : 0;
		for (; k <= x->held; k++) {
			at = from + k * LAB_S;
			if (at >= best->at)
				break;
			if (slot_free(l, x->level, at) && (!x->empty ||
			    l->empty[at / LAB_S] >= 1)) {
				*best = (struct choice){ at, n, j, k,
				    { 0, 0 }, x->hops };
				break;
			}
		}
	}
}

void
choice_timers(const struct world *w, const struct device *d, bool hops,
    bool empty, struct choice *best)
{
	const struct slots *l = &w->ideal->slots;
	struct foresight f = { w->now, d->attempts, d->failures,
	    ideal_others(w, d) };
	struct search x = { .level = ideal_level(w, d), .held = hops ? 0 :
	    held_most(w, d), .hops = hops, .empty = empty };
	uint64_t way = ideal_way(w, d, &x.silent);
	uint32_t end = empty ? l->empty_end : l->seconds;
	unsigned n;
	bool hop;

	for (n = 0; n <= FAILURES_MOST && f.at < best->at &&
	    f.at / LAB_S < end; n++) {
		if (n > 0)
			f.at += way + ideal_foresee(w, d, &f, hops, &hop);
		if ((f.at + n * x.silent) / LAB_S + x.held >=
		    l->full[x.level])
			slot_search(w, &x, f.at, n, best);
	}
}

static bool
may_park(const struct world *w, const struct device *d,
    const struct scenario_network *n)
{
	unsigned flags;

	(void)visited_node(w, d, &flags);
	return flags & TXN_DOIC && n->react == LAB_REACT_T3346 &&
	    w->behaviour[d->behaviour].kind != LAB_BEHAVE_AGGRESSIVE;
}

/* GPRS timer 2 says up to a minute in steps of 2 s, then whole minutes: two of
 * them reach every other second. */
void
choice_t3346(const struct world *w, const struct device *d, struct choice *best)
{
	const struct scenario_network *n = &w->s->network[
	    population_of(w, d)->network[d->network]];
	uint64_t silent, way = ideal_way(w, d, &silent), at;
	unsigned level = ideal_level(w, d);
	uint32_t first, then;

	if (!may_park(w, d, n))
		return;
	for (then = 0; then <= T3346_MOST_S; then += 60) {
		at = w->now + 2 * way + (then + 60) * LAB_S;
		if (at / LAB_S < w->ideal->slots.full[level])
			continue;
		for (first = 0; first <= 60; first += 2) {
			if (first + then == 0)
				continue;
			at = w->now + way + (first + then) * LAB_S +
			    (first > 0 && then > 0 ? way : 0);
			if (at >= best->at)
				return;
			if (!slot_free(&w->ideal->slots, level, at))
				continue;
			*best = (struct choice){ at, first > 0 && then > 0 ?
			    2 : 1, 0, 0, { first, then }, false };
			return;
		}
	}
	/* The longest, and then again. */
	if (best->at == LAB_NEVER)
		*best = (struct choice){ w->now + way + T3346_MOST_S * LAB_S,
		    1, 0, 0, { T3346_MOST_S, 0 }, false };
}
