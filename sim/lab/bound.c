/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Bounds for the time until everybody is back, both from runs with ideal
 * admission (ideal.c): the reachable one is when the devices were back; the
 * fluid one takes the first attempts of the first run, second by second, into a
 * queue that nobody leaves before a tap that runs at capacity.
 */
#include "bound.h"

#include "world.h"

#define ROUNDING	1e-6		/* of devices, in sums */

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
		if (done + flow + ROUNDING >= served)
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

/* Of one run: what is earlier than before counts. */
static void
bounds_take(const struct scenario *s, const struct outcome *o,
    struct bounds *b)
{
	unsigned i;

	for (i = 0; i < LAB_QUANTILES && o->first != LAB_NEVER; i++) {
		if (o->done[i] < b->reachable[i])
			b->reachable[i] = o->done[i];
		if (b->fluid[i] == LAB_NEVER)
			b->fluid[i] = fluid_until(o, s, lab_quantiles[i] *
			    o->concerned);
	}
}

/* No further run could say better: nothing is earlier than the fluid. */
static bool
is_tight(const struct bounds *b)
{
	unsigned i;

	for (i = 0; i < LAB_QUANTILES; i++)
		if (b->reachable[i] == LAB_NEVER ||
		    b->reachable[i] > b->fluid[i] + b->fluid[i] / 100 + LAB_S)
			return false;
	return true;
}

/* Some are back long after all others. */
static bool
has_tail(const struct bounds *b)
{
	return b->reachable[LAB_Q100] / 11 > b->reachable[LAB_Q99] / 10;
}

bool
bounds_find(const struct scenario *s, struct bounds *b)
{
	struct scenario_policy none = { .kind = LAB_POLICY_NONE };
	struct run_options options = { .clock = NULL };
	struct ideal *l = ideal_new(s);
	struct outcome o;
	unsigned i;
	bool fine = l != NULL;

	for (i = 0; i < LAB_QUANTILES; i++)
		b->fluid[i] = b->reachable[i] = LAB_NEVER;
	while (fine && (fine = world_run(s, &none, &options, l, &o))) {
		if (ideal_sound(l))
			bounds_take(s, &o, b);
		outcome_free(&o);
		if (is_tight(b) || !ideal_again(l, has_tail(b)))
			break;
	}
	ideal_free(l);
	/* A slot is a second, and may begin in the middle of one. */
	for (i = 0; i < LAB_QUANTILES; i++)
		if (b->reachable[i] < b->fluid[i])
			b->reachable[i] = b->fluid[i];
	return fine;
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
