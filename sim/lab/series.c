/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Counting: a row for each second, and what the whole run comes to.
 */
#include <stdlib.h>
#include <string.h>

#include "world.h"

#define OVERLOAD	1.02
enum { ROOM_FIRST = 1024, SETTLE_S = 2, DIGIT = 8 };

const double lab_quantiles[LAB_QUANTILES] = { 0.5, 0.95, 0.99, 1 };

static bool
next_second(struct world *w)
{
	struct outcome *o = w->out;
	struct outcome_second *more;
	uint32_t room;

	if (o->seconds == w->seconds_room) {
		room = w->seconds_room == 0 ? ROOM_FIRST :
		    2 * w->seconds_room;
		more = realloc(o->second, room * sizeof(*more));
		if (more == NULL) {
			w->failed = true;
			return false;
		}
		o->second = more;
		w->seconds_room = room;
	}
	w->sec = &o->second[o->seconds];
	memset(w->sec, 0, sizeof(*w->sec));
	w->sec_load = w->sec_used = w->sec_latency = 0;
	w->sec_latency_most = 0;
	w->sec_latencies = 0;
	return true;
}

bool
series_open(struct world *w)
{
	return next_second(w);
}

static void
totals_add(struct outcome *o, const struct outcome_second *s)
{
	o->offered += s->offered;
	o->continuation += s->continuation;
	o->hostile += s->hostile;
	o->admitted += s->admitted;
	o->refused += s->refused;
	o->discarded += s->discarded;
	o->lost += s->lost;
	o->throttled += s->throttled;
	o->answered += s->answered;
	o->late += s->late;
	o->busy += s->busy;
	o->dropped += s->dropped;
	o->succeeded += s->done;
}

static bool
under_pressure(const struct world *w, const struct outcome_second *s)
{
	return s->refused > 0 || s->queue > w->home.servers;
}

/* What home could do in this second, ns; less than one: it stands still. */
static double
whole_of(const struct world *w)
{
	return (double)LAB_S * w->home.servers * w->home.factor;
}

/* Load counts from the third second of a storm on, so that what detects it may
 * take a moment.  All that comes to a home that stands still is too much. */
static void
extremes_add(struct world *w, const struct outcome_second *s)
{
	struct outcome *o = w->out;

	if ((double)s->load > (whole_of(w) < 1 ? 0 : OVERLOAD))
		o->overload += LAB_S;
	if (o->first == LAB_NEVER ||
	    o->seconds < o->first / LAB_S + SETTLE_S)
		return;
	if ((double)s->load > o->load_most)
		o->load_most = (double)s->load;
	if (under_pressure(w, s) && (double)s->used < o->use_least)
		o->use_least = (double)s->used;
}

void
series_second(struct world *w)
{
	struct outcome_second *s = w->sec;
	double whole = whole_of(w);

	s->queue = w->home.count;
	s->backing_off = w->waiting;
	s->capacity = (float)(w->s->home.capacity * w->home.factor);
	if (whole < 1)		/* by what it does otherwise */
		whole = (double)LAB_S * w->home.servers;
	s->load = (float)(w->sec_load / whole);
	s->used = (float)(w->sec_used / whole);
	if (w->sec_latencies > 0)
		s->latency = (float)(w->sec_latency / w->sec_latencies /
		    (double)LAB_S);
	s->latency_most = (float)(w->sec_latency_most / (double)LAB_S);
	memcpy(s->registered, w->registered, sizeof(s->registered));
	totals_add(w->out, s);
	extremes_add(w, s);
	w->out->seconds++;
	next_second(w);
}

/* ---- the end ---- */

/* The value that i of n are not above, i < n: found bits by bits, from the top,
 * by how many share them. */
static uint32_t
value_at(const uint32_t *v, size_t n, size_t i)
{
	uint32_t count[1 << DIGIT], found = 0, digit;
	unsigned shift;
	size_t k;

	for (shift = 32; shift > 0; ) {
		shift -= DIGIT;
		memset(count, 0, sizeof(count));
		for (k = 0; k < n; k++)
			if (((uint64_t)(v[k] ^ found) >> shift >> DIGIT) == 0)
				count[v[k] >> shift & ((1 << DIGIT) - 1)]++;
		for (digit = 0; i >= count[digit]; digit++)
			i -= count[digit];
		found |= digit << shift;
	}
	return found;
}

/* The quantile of n values of which some may be NEVER_MS. */
static uint64_t
quantile(const uint32_t *ms, size_t n, double q)
{
	uint32_t v;
	size_t i;

	if (n == 0)
		return LAB_NEVER;
	i = (size_t)(q * (double)n + 0.999999);
	v = value_at(ms, n, i == 0 ? 0 : i - 1);
	return v == NEVER_MS ? LAB_NEVER : v * LAB_MS;
}

/* Of the devices of a class, or of all. */
static void
quantiles_of(const struct world *w, int cls, uint32_t *ms, bool delay,
    uint64_t to[LAB_QUANTILES])
{
	uint32_t first = (uint32_t)(w->out->first / LAB_MS), i, n = 0;
	const struct device *d;

	for (i = 0; i < w->devices; i++) {
		d = &w->device[i];
		if (!(d->flags & DEVICE_CONCERNED) || (cls != SCENARIO_ALL &&
		    population_of(w, d)->cls != cls))
			continue;
		ms[n++] = !(d->flags & DEVICE_BACK) ? NEVER_MS :
		    d->back_ms - (delay ? d->first_ms : first);
	}
	for (i = 0; i < LAB_QUANTILES; i++)
		to[i] = quantile(ms, n, lab_quantiles[i]);
}

static void
devices_add(struct world *w, uint64_t *messages, uint64_t *refusals)
{
	struct outcome *o = w->out;
	struct outcome_class *c;
	const struct device *d;
	uint32_t i, n;

	for (i = 0; i < w->devices; i++) {
		d = &w->device[i];
		c = &o->cls[population_of(w, d)->cls];
		c->devices++;
		c->dead += d->state == DEVICE_DEAD;
		o->dead += d->state == DEVICE_DEAD;
		if (!(d->flags & DEVICE_CONCERNED))
			continue;
		c->concerned++;
		c->back += (d->flags & DEVICE_BACK) != 0;
		*messages += d->messages;
		*refusals += d->refusals;
		c->refusals += d->refusals;
		if (d->refusals > o->refusals_most)
			o->refusals_most = d->refusals;
		n = sizeof(o->refused_times) / sizeof(o->refused_times[0]) - 1;
		o->refused_times[d->refusals < n ? d->refusals : n]++;
	}
}

static double
goodput(const struct world *w)
{
	const struct outcome *o = w->out;
	uint64_t until = o->done[LAB_Q100] == LAB_NEVER ? o->end :
	    o->first + o->done[LAB_Q100];
	double done = 0, capacity = 0;
	uint32_t i;

	if (o->first == LAB_NEVER)
		return 0;
	for (i = (uint32_t)(o->first / LAB_S); i < o->seconds &&
	    i * LAB_S < until; i++) {
		done += (double)o->second[i].good;
		capacity += (double)o->second[i].capacity;
	}
	return capacity > 0 ? done / capacity : 0;
}

void
series_close(struct world *w)
{
	struct outcome *o = w->out;
	uint64_t messages = 0, refusals = 0;
	uint32_t *ms;
	unsigned i;

	o->devices = w->devices;
	o->concerned = w->concerned;
	o->back = w->back;
	o->recovered = w->back == w->concerned && w->turns == 0;
	o->end = w->now;
	if (o->use_least > 1e8)
		o->use_least = 1;
	devices_add(w, &messages, &refusals);
	o->wasted = o->work - (w->useful < o->work ? w->useful : o->work);
	if (w->concerned > 0) {
		o->messages_device = (double)messages / w->concerned;
		o->refusals_device = (double)refusals / w->concerned;
	}
	ms = malloc((w->devices + (size_t)1) * sizeof(*ms));
	if (ms == NULL) {
		w->failed = true;
		return;
	}
	quantiles_of(w, SCENARIO_ALL, ms, false, o->done);
	/* bounds are not by class */
	for (i = 0; i < w->s->classes && w->ideal == NULL; i++) {
		quantiles_of(w, (int)i, ms, true, o->cls[i].delay);
		quantiles_of(w, (int)i, ms, false, o->cls[i].done);
	}
	free(ms);
	o->goodput = goodput(w);
}
