/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Bounds for the time until everybody is back, both from one run with ideal
 * admission (ideal.c): the reachable one is when its devices were back; the
 * fluid one takes the first attempts of that run, second by second, into a
 * queue that nobody leaves before a tap that runs at capacity.
 */
#include "bound.h"

#include "world.h"

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
	struct ideal *l = ideal_new(s);
	struct outcome o;
	unsigned i;

	for (i = 0; i < LAB_QUANTILES; i++)
		b->fluid[i] = b->reachable[i] = LAB_NEVER;
	if (l == NULL || !world_run(s, &none, &options, l, &o)) {
		ideal_free(l);
		return false;
	}
	ideal_free(l);
	for (i = 0; i < LAB_QUANTILES && o.first != LAB_NEVER; i++) {
		b->reachable[i] = o.done[i];
		b->fluid[i] = fluid_until(&o, s, lab_quantiles[i] *
		    o.concerned);
	}
	outcome_free(&o);
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
