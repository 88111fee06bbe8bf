/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Ideal admission, for the reachable bounds.
 *
 * The same devices go through the same scenario, but stand before home
 * themselves: no octets, no queue, no time-out, no hostile sources.  Ideal
 * admission knows the capacity of every second of the run and every device's
 * counters, and gives each device that comes one slot of a second:
 *
 *	A device that comes when the running second has a slot free is admitted.
 *	So is one for which a later second has one in which its node still
 *	waits, or asks another peer again: what is not answered is asked again.
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
 *	is back the latest: what they took in the last run is not given to
 *	others.  There is a run for each length, longest first.
 *
 *	Seconds that stood empty in the last run while devices were still to
 *	come are given to the first who can be back by then, so that those who
 *	come after them find the slots that these would have taken.
 *
 * Each run is a schedule that could be carried out by who knew all that, so the
 * optimum is not later; how much earlier it is is not known.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "pages.h"
#include "world.h"

#define BEYOND_S	14400		/* booked beyond the end */
enum {
	CAUSE_NO_CELLS = 15, CAUSE_NETWORK_FAILURE = 17, CAUSE_CONGESTION = 22,
	FAILURES_MOST = 200,		/* foreseen */
	T3346_MOST_S = 31 * 60,
	LEVELS = 4,			/* of urgency */
};

/* What a device was given. */
struct plan {
	uint32_t	 slot;		/* second; 0: none */
	uint32_t	 next_ms;	/* when it comes next */
	uint16_t	 time_s[2];	/* T3346 of the next two, 0: none */
	uint8_t		 failures, silent;	/* still to come */
	uint8_t		 late;		/* peers that are asked in vain */
	bool		 hops;		/* goes elsewhere when exhausted */
};

struct ideal {
	uint32_t	 seconds;
	unsigned	 levels;	/* 0 is the most urgent */
	unsigned	 lengths;	/* of t_long */
	unsigned	 run;		/* from 0 */
	uint64_t	 t_long[LEVELS];
	/* no slot is free before this second */
	uint32_t	 full[LEVELS];
	/* by second: what home can do, what is left of it for a level by those
	 * above it, what its devices took */
	float		*capacity, *left[LEVELS], *booked[LEVELS];
	float		*empty;		/* of the last run; NULL: not yet */
	uint32_t	 empty_end;	/* nothing of it is empty behind */
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
	unsigned	 failures, silent, late;
	uint32_t	 time_s[2];
	bool		 hops;
};

/* How long it takes those who missed their chance. */
static uint64_t
urgency(const struct scenario_behaviour *b)
{
	return b->kind == LAB_BEHAVE_AGGRESSIVE ? b->reset_time : b->t_long;
}

static unsigned
level_of(const struct world *w, const struct device *d)
{
	const struct ideal *l = w->ideal;
	uint64_t t = urgency(&w->behaviour[d->behaviour]);
	unsigned i;

	for (i = 0; i + 1 < l->levels && t < l->t_long[i]; i++)
		;
	return i;
}

static bool
has_room(const struct ideal *l, unsigned level, uint64_t s)
{
	return l->booked[level][s] + 1 <= l->left[level][s];
}

static bool
slot_free(const struct ideal *l, unsigned level, uint64_t at)
{
	return at / LAB_S < l->seconds && has_room(l, level, at / LAB_S);
}

static void
full_pass(struct ideal *l, unsigned level)
{
	while (l->full[level] < l->seconds &&
	    !has_room(l, level, l->full[level]))
		l->full[level]++;
}

static void
slot_take(struct ideal *l, unsigned level, uint64_t s)
{
	if (s >= l->seconds)
		return;
	l->booked[level][s]++;
	full_pass(l, level);
}

static void
slot_give(struct ideal *l, unsigned level, uint32_t s)
{
	if (s >= l->seconds)
		return;
	l->booked[level][s]--;
	if (s < l->full[level])
		l->full[level] = s;
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

/* Peers that may be asked in vain before one answers in time. */
static unsigned
late_most(const struct world *w, const struct device *d)
{
	const struct scenario_population *p = population_of(w, d);
	const struct scenario_network *n =
	    &w->s->network[p->network[d->network]];
	uint64_t room = w->behaviour[d->behaviour].t_answer;
	uint64_t way = 2 * n->access + 4 * n->delay + LAB_S;

	if (p->tech != LAB_TECH_S6A || room <= way)
		return 0;
	room = (room - way) / n->timeout;
	return room < n->retries ? (unsigned)room : n->retries;
}

/* Takes the earliest of these times that has a slot: after n failures, j of
 * them silent, and k peers asked in vain then.  empty: only what stood empty
 * counts. */
struct search {
	unsigned	 level, late;
	uint64_t	 silent, timeout;
	bool		 hops, empty;
};

static void
slot_search(const struct world *w, const struct search *x, uint64_t from,
    unsigned n, struct choice *best)
{
	const struct ideal *l = w->ideal;
	unsigned j, k;
	uint64_t at;

	for (j = 0; j <= n && from + j * x->silent < best->at; j++)
		for (k = 0; k <= x->late; k++) {
			at = from + j * x->silent + k * x->timeout;
			if (at >= best->at)
				break;
			if (slot_free(l, x->level, at) && (!x->empty ||
			    l->empty[at / LAB_S] >= 1))
				*best = (struct choice){ at, n, j, k,
				    { 0, 0 }, x->hops };
		}
}

static void
by_timers(const struct world *w, const struct device *d, bool hops,
    bool empty, struct choice *best)
{
	const struct ideal *l = w->ideal;
	struct foresight f = { w->now, d->attempts, d->failures,
	    others_of(w, d) };
	struct search x = { .level = level_of(w, d), .late = hops ? 0 :
	    late_most(w, d), .timeout = w->s->network[population_of(w,
	    d)->network[d->network]].timeout, .hops = hops, .empty = empty };
	uint64_t way = way_of(w, d, &x.silent);
	uint32_t end = empty ? l->empty_end : l->seconds;
	unsigned n;
	bool hop;

	for (n = 0; n <= FAILURES_MOST && f.at < best->at &&
	    f.at / LAB_S < end; n++) {
		if (n > 0)
			f.at += way + foresee(w, d, &f, hops, &hop);
		if ((f.at + n * x.silent + x.late * x.timeout) / LAB_S >=
		    l->full[x.level])
			slot_search(w, &x, f.at, n, best);
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
	unsigned level = level_of(w, d);
	uint32_t first, then;

	if (!may_park(w, d, n))
		return;
	for (then = 0; then <= T3346_MOST_S; then += 60) {
		at = w->now + 2 * way + (then + 60) * LAB_S;
		if (at / LAB_S < w->ideal->full[level])
			continue;
		for (first = 0; first <= 60; first += 2) {
			if (first + then == 0)
				continue;
			at = w->now + way + (first + then) * LAB_S +
			    (first > 0 && then > 0 ? way : 0);
			if (at >= best->at)
				return;
			if (!slot_free(w->ideal, level, at))
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

static void
admit(struct world *w, struct device *d, uint32_t number, unsigned late)
{
	const struct scenario_network *n = &w->s->network[
	    population_of(w, d)->network[d->network]];

	w->sec->admitted++;
	txn_outcome(w, number, 0, 0, w->now + late * n->timeout +
	    2 * n->access + 4 * n->delay);
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

/* A slot that stood empty; false: there is none that it can be back for. */
static bool
fill_empty(struct world *w, const struct device *d, struct choice *best)
{
	struct ideal *l = w->ideal;

	if (l->empty == NULL || d->attempts > 0 || d->failures > 0 ||
	    l->empty[w->now / LAB_S] >= 1)
		return false;
	by_timers(w, d, false, true, best);
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
	p->late = (uint8_t)best->late;
	p->hops = best->hops;
	p->time_s[0] = (uint16_t)best->time_s[0];
	p->time_s[1] = (uint16_t)best->time_s[1];
	if (p->slot > 0)
		slot_take(w->ideal, level_of(w, d), p->slot);
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
	admit(w, d, number, p->late);
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
		slot_give(w->ideal, level_of(w, d), p->slot);
	if (!fill_empty(w, d, &best)) {
		best = (struct choice){ .at = LAB_NEVER, .failures = 1 };
		by_timers(w, d, false, false, &best);
		by_t3346(w, d, &best);
		if (others_of(w, d) > 0)
			by_timers(w, d, true, false, &best);
	}
	plan_make(w, d, p, &best);
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
		slot_take(l, level_of(w, d), w->now / LAB_S);
		admit(w, d, number, 0);
		return;
	}
	if (!as_planned(w, p))
		plan_anew(w, d, p);
	go_on(w, d, p, number);
}

/* Capacity of each second, by the scenario's events in their order. */
static void
capacity_fill(struct ideal *l, const struct scenario *s)
{
	const struct scenario_event *e;
	uint32_t i, from, to;
	double rest = 0;
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
	/* Whole slots: what is left of a second goes to the next. */
	for (i = 0; i < l->seconds; i++) {
		rest += (double)l->capacity[i];
		l->capacity[i] = (float)floor(rest + 1e-6);
		rest -= (double)l->capacity[i];
	}
}

static void
lengths_find(struct ideal *l, const struct scenario *s)
{
	unsigned i, k, at;
	uint64_t t;

	for (i = 0; i < s->populations; i++) {
		t = urgency(&s->population[i].behaviour);
		for (at = 0; at < l->lengths && l->t_long[at] > t; at++)
			;
		if (at == LEVELS || (at < l->lengths && l->t_long[at] == t))
			continue;
		l->lengths += l->lengths < LEVELS;
		for (k = l->lengths - 1; k > at; k--)
			l->t_long[k] = l->t_long[k - 1];
		l->t_long[at] = t;
	}
}

/* A row of seconds, for whom; false: no memory. */
static bool
row_new(const struct ideal *l, float **row)
{
	return (*row = calloc(l->seconds, sizeof(**row))) != NULL;
}

struct ideal *
ideal_new(const struct scenario *s)
{
	struct ideal *l = calloc(1, sizeof(*l));
	unsigned i;
	bool fine;

	if (l == NULL)
		return NULL;
	l->seconds = (uint32_t)(s->length / LAB_S) + BEYOND_S;
	lengths_find(l, s);
	l->levels = 1;
	fine = row_new(l, &l->capacity);
	for (i = 0; i < l->lengths; i++)
		fine = row_new(l, &l->left[i]) && row_new(l, &l->booked[i]) &&
		    fine;
	l->plans = (scenario_devices(s) + 1) * sizeof(*l->plan);
	l->plan = pages_get(l->plans);
	if (!fine || l->plan == NULL) {
		ideal_free(l);
		return NULL;
	}
	capacity_fill(l, s);
	for (i = 0; i < l->lengths; i++) {
		memcpy(l->left[i], l->capacity, l->seconds *
		    sizeof(*l->capacity));
		full_pass(l, i);
	}
	return l;
}

/* What stood empty up to the second after which home was never full again. */
static void
empty_find(struct ideal *l)
{
	uint32_t s;
	float room;
	unsigned i;

	for (s = l->seconds; s-- > 0; ) {
		room = l->capacity[s];
		for (i = 0; i < l->levels; i++)
			room -= l->booked[i][s];
		if (l->empty_end == 0 && room < 1 && l->capacity[s] >= 1 &&
		    s + 1 < l->seconds)
			l->empty_end = s;
		l->empty[s] = s < l->empty_end ? room : 0;
	}
}

/* The first run knows one level, then there is one for each of them; the last
 * one knows what stood empty. */
bool
ideal_again(struct ideal *l)
{
	unsigned last = l->lengths > 1 ? l->lengths + 1 : 1, i;
	uint32_t s;
	float left;

	if (l->run++ == last || (l->run == last && !row_new(l, &l->empty)))
		return false;
	if (l->run == last)
		empty_find(l);
	for (s = 0; s < l->seconds; s++)
		for (left = l->capacity[s], i = 0; i < l->lengths; i++) {
			l->left[i][s] = left;
			left -= l->run > 1 ? l->booked[i][s] : 0;
		}
	for (i = 0; i < l->lengths; i++) {
		memset(l->booked[i], 0, l->seconds * sizeof(*l->booked[i]));
		l->full[i] = 0;
		full_pass(l, i);
	}
	l->levels = l->lengths;
	memset(l->plan, 0, l->plans);
	return true;
}

bool
ideal_sound(const struct ideal *l)
{
	return l->run == 0 || l->run >= l->lengths;
}

void
ideal_free(struct ideal *l)
{
	unsigned i;

	if (l == NULL)
		return;
	for (i = 0; i < LEVELS; i++) {
		free(l->left[i]);
		free(l->booked[i]);
	}
	free(l->capacity);
	free(l->empty);
	pages_put(l->plan, l->plans);
	free(l);
}
