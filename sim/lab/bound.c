/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Bounds for the time until everybody is back.
 *
 * Ideal admission.  The same devices go through the same scenario, but stand
 * before home themselves: no octets, no queue, no time-out, no hostile sources.
 * It knows the capacity of each second, and each device's counter.  A bucket
 * fills with the capacity (a fiftieth of a second deep); a device that comes
 * while there is a token is registered as soon as messages can travel.  One
 * that finds none is refused in one of the ways that exist for it:
 *
 *	cause 17 at once, after which its own timers say when it is back;
 *	no answer, which delays the same by the time-outs;
 *	cause 15, where another network is there, which it then tries;
 *	T3346, where its node honours overload reports so, for any time that
 *	GPRS timer 2 can say.
 *
 * It is given the way that brings it back in the earliest second that is not
 * booked up to the capacity, and is booked there.  When all of them are, it is
 * the one that keeps it near for longest; when each would send it away for
 * long (its counter is used up), the one whose second is booked least.
 *
 * That is a schedule which can be carried out, by who knew all that; with what
 * devices do after a refusal being as it is, nobody has found a better one.
 *
 * The fluid bound takes the first attempts of that same run, second by second.
 */
#include "bound.h"

#include <stdlib.h>

#include "world.h"

#define BUCKET_S	0.02
#define BEYOND_S	7200		/* booked beyond the end */
enum {
	CAUSE_NETWORK_FAILURE = 17, CAUSE_NO_CELLS = 15, CAUSE_CONGESTION = 22,
	LONG_S = 120,			/* "away for long" */
	WAYS_MOST = 4, T3346_MOST_S = 31 * 60,
};

struct ideal {
	double		 tokens;
	uint64_t	 last;
	uint32_t	 seconds;
	float		*booked;
};

/* A way to refuse: the device is told a cause at some time, and is back then.*/
struct way {
	unsigned	 cause;
	uint32_t	 time_s;
	uint64_t	 told, back;
};

static double
rate(const struct world *w)
{
	return w->s->home.capacity * w->home.factor;
}

static bool
token(struct world *w, struct ideal *l)
{
	double depth = rate(w) * BUCKET_S < 1 ? 1 : rate(w) * BUCKET_S;

	l->tokens += (double)(w->now - l->last) / (double)LAB_S * rate(w);
	l->last = w->now;
	if (l->tokens > depth)
		l->tokens = depth;
	if (l->tokens < 1)
		return false;
	l->tokens--;
	return true;
}

/* How long a device waits after an abnormal case; as device_failed() does,
 * without what is left to chance. */
static uint64_t
wait_of(const struct world *w, const struct device *d)
{
	const struct scenario_behaviour *b = &w->behaviour[d->behaviour];
	unsigned shift = d->failures > 20 ? 20 : d->failures;
	uint64_t own = b->backoff_first << shift;

	if (b->kind == LAB_BEHAVE_AGGRESSIVE)
		return b->reset_time;
	if (d->attempts + 1 >= b->attempts)
		return b->t_long;
	if (b->kind == LAB_BEHAVE_IOT)
		return own < b->backoff_most ? own : b->backoff_most;
	return b->t_retry;
}

static float *
second_at(struct ideal *l, uint64_t ns)
{
	uint64_t s = ns / LAB_S;

	return &l->booked[s < l->seconds ? s : l->seconds - 1];
}

/* The shortest T3346 that ends in a second with room. */
static bool
parked(struct world *w, struct ideal *l, struct way *v)
{
	uint32_t s, step;

	for (s = 2; s <= T3346_MOST_S; s += step) {
		step = s < 62 ? 2 : s == 62 ? 58 : 60;
		v->time_s = s;
		v->back = v->told + s * LAB_S;
		if ((double)*second_at(l, v->back) < rate(w))
			return true;
	}
	return false;
}

static bool
may_park(const struct world *w, const struct device *d,
    const struct scenario_network *n)
{
	const struct scenario_population *p = population_of(w, d);
	uint64_t imsi = world_imsi(w, device_number(w, d));
	unsigned node;

	if (p->tech != LAB_TECH_S6A || n->react != LAB_REACT_T3346)
		return false;
	node = (unsigned)draw_below(draw_mix(imsi ^ w->seed), n->mmes);
	return (n->mmes - node - 0.5) / n->mmes < n->doic &&
	    w->behaviour[d->behaviour].kind != LAB_BEHAVE_AGGRESSIVE;
}

static bool
other_network(const struct world *w, const struct device *d)
{
	const struct scenario_population *p = population_of(w, d);
	unsigned i;

	for (i = 0; i < p->networks; i++)
		if (i != d->network && w->visited[p->network[i]].up &&
		    ((d->forbidden | d->excluded | d->barred) >>
		    p->network[i] & 1) == 0)
			return true;
	return false;
}

static unsigned
ways_of(struct world *w, struct ideal *l, const struct device *d,
    struct way v[WAYS_MOST])
{
	const struct scenario_behaviour *b = &w->behaviour[d->behaviour];
	const struct scenario_population *p = population_of(w, d);
	const struct scenario_network *n =
	    &w->s->network[p->network[d->network]];
	uint64_t way = 2 * (n->access + n->delay), silent;
	unsigned k = 0;

	silent = p->tech == LAB_TECH_S6A ? n->timeout * (n->retries + 1) :
	    n->map_timeout;
	silent = silent + way < b->t_answer ? silent : b->t_answer - way;
	v[k].told = w->now + way;
	if (may_park(w, d, n) && parked(w, l, &v[k]))
		v[k++].cause = CAUSE_CONGESTION;
	v[k++] = (struct way){ CAUSE_NETWORK_FAILURE, 0, w->now + way,
	    w->now + way + wait_of(w, d) };
	v[k] = v[k - 1];
	v[k].told += silent;
	v[k++].back += silent;
	if (other_network(w, d))
		v[k++] = (struct way){ CAUSE_NO_CELLS, 0, w->now + way,
		    w->now + way + b->search };
	return k;
}

static const struct way *
choose(struct world *w, struct ideal *l, const struct way *v, unsigned n)
{
	const struct way *best = NULL, *least = &v[0], *near = NULL;
	unsigned i;

	for (i = 0; i < n; i++) {
		if ((double)*second_at(l, v[i].back) < rate(w) &&
		    (best == NULL || v[i].back < best->back))
			best = &v[i];
		if (*second_at(l, v[i].back) < *second_at(l, least->back))
			least = &v[i];
		if (v[i].back < w->now + LONG_S * LAB_S &&
		    (near == NULL || v[i].back > near->back))
			near = &v[i];
	}
	return best != NULL ? best : near != NULL ? near : least;
}

void
ideal_attach(struct world *w, struct device *d)
{
	const struct scenario_network *n = &w->s->network[
	    population_of(w, d)->network[d->network]];
	struct ideal *l = w->ideal;
	struct way ways[WAYS_MOST];
	const struct way *v;
	uint32_t number = txn_get(w);

	if (number == NOBODY)
		return;
	d->txn = number;
	w->txn[number].device = device_number(w, d);
	if (d->flags & DEVICE_REGISTERED)
		w->txn[number].flags |= TXN_REFRESH;
	w->sec->offered++;
	if (token(w, l)) {
		w->sec->admitted++;
		txn_outcome(w, number, 0, 0, w->now + 2 * n->access +
		    4 * n->delay);
		return;
	}
	w->sec->refused++;
	v = choose(w, l, ways, ways_of(w, l, d, ways));
	*second_at(l, v->back) += 1;
	txn_outcome(w, number, v->cause, v->time_s, v->told);
}

/* ---- from the run to the bounds ---- */

/* A queue of what has come, and a tap; the time at which so many of n are
 * served, from the second "from" on. */
static uint64_t
fluid_until(const struct outcome *o, const struct scenario *s, double served)
{
	uint64_t from = o->first;
	double backlog = 0, done = 0, flow, capacity;
	uint32_t i = (uint32_t)(from / LAB_S);

	for (;; i++) {
		capacity = i < o->seconds ? (double)o->second[i].capacity :
		    s->home.capacity;
		/* of the first second only what is left of it */
		if (i == from / LAB_S)
			capacity *= 1 - (double)(from % LAB_S) /
			    (double)LAB_S;
		backlog += i < o->seconds ? o->second[i].first : 0;
		flow = backlog < capacity ? backlog : capacity;
		if (done + flow >= served)
			break;
		if (i >= o->seconds && flow < 1e-9)
			return LAB_NEVER;
		done += flow;
		backlog -= flow;
	}
	capacity = capacity > 0 ? (served - done) / capacity : 0;
	if (i == from / LAB_S)
		return (uint64_t)(capacity * (double)(LAB_S - from % LAB_S));
	return i * LAB_S + (uint64_t)(capacity * (double)LAB_S) - from;
}

bool
bounds_find(const struct scenario *s, struct bounds *b)
{
	struct scenario_policy none = { .kind = LAB_POLICY_NONE };
	struct run_options options = { .clock = NULL };
	struct ideal l = { .seconds = (uint32_t)(s->length / LAB_S) +
	    BEYOND_S };
	struct outcome o;
	unsigned i;

	for (i = 0; i < LAB_QUANTILES; i++)
		b->fluid[i] = b->reachable[i] = LAB_NEVER;
	l.booked = calloc(l.seconds, sizeof(*l.booked));
	if (l.booked == NULL)
		return false;
	if (!world_run(s, &none, &options, &l, &o)) {
		free(l.booked);
		return false;
	}
	for (i = 0; i < LAB_QUANTILES && o.first != LAB_NEVER; i++) {
		b->reachable[i] = o.done[i];
		b->fluid[i] = fluid_until(&o, s, lab_quantiles[i] *
		    o.concerned);
	}
	outcome_free(&o);
	free(l.booked);
	return true;
}

void
bounds_put(const struct bounds *b, struct outcome *o)
{
	unsigned i;

	for (i = 0; i < LAB_QUANTILES; i++) {
		o->fluid[i] = b->fluid[i];
		o->reachable[i] = b->reachable[i];
	}
}
