/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The slots of ideal admission: what home can do in each second of the run,
 * what of it belongs to those whose timers are longer, and what is taken.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "ideal_impl.h"

#define BEYOND_S	14400		/* booked beyond the end */

/* How long it takes those who missed their chance. */
static uint64_t
urgency(const struct scenario_behaviour *b)
{
	if (b->kind == LAB_BEHAVE_AGGRESSIVE)
		return b->reset_time;
	if (b->kind != LAB_BEHAVE_IOT)
		return b->t_long;
	/* before those whose first time-outs are shorter */
	return (b->backoff_most > b->t_long ? b->backoff_most : b->t_long) +
	    b->backoff_first;
}

unsigned
slots_level(const struct slots *l, const struct scenario_behaviour *b)
{
	uint64_t t = urgency(b);
	unsigned i;

	for (i = 0; i + 1 < l->levels && t < l->t_long[i]; i++)
		;
	return i;
}

static bool
has_room(const struct slots *l, unsigned level, uint64_t s)
{
	return l->booked[level][s] + 1 <= l->left[level][s];
}

bool
slot_free(const struct slots *l, unsigned level, uint64_t at)
{
	return at / LAB_S < l->seconds && has_room(l, level, at / LAB_S);
}

static void
full_pass(struct slots *l, unsigned level)
{
	while (l->full[level] < l->seconds &&
	    !has_room(l, level, l->full[level]))
		l->full[level]++;
}

void
slot_take(struct slots *l, unsigned level, uint64_t s)
{
	if (s >= l->seconds)
		return;
	l->booked[level][s]++;
	full_pass(l, level);
}

void
slot_give(struct slots *l, unsigned level, uint32_t s)
{
	if (s >= l->seconds)
		return;
	l->booked[level][s]--;
	if (s < l->full[level])
		l->full[level] = s;
}

/* Capacity of each second, by the scenario's events in their order. */
static void
capacity_fill(struct slots *l, const struct scenario *s)
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
lengths_find(struct slots *l, const struct scenario *s)
{
	unsigned i, k, at;
	uint64_t t;

	for (i = 0; i < s->populations; i++) {
		t = urgency(&s->population[i].behaviour);
		for (at = 0; at < l->levels && l->t_long[at] > t; at++)
			;
		if (at == LEVELS || (at < l->levels && l->t_long[at] == t))
			continue;
		l->levels += l->levels < LEVELS;
		for (k = l->levels - 1; k > at; k--)
			l->t_long[k] = l->t_long[k - 1];
		l->t_long[at] = t;
	}
}

/* A row of seconds, for whom; false: no memory. */
static bool
row_new(const struct slots *l, float **row)
{
	return (*row = calloc(l->seconds, sizeof(**row))) != NULL;
}

bool
slots_make(struct slots *l, const struct scenario *s)
{
	unsigned i;
	bool fine;

	l->seconds = (uint32_t)(s->length / LAB_S) + BEYOND_S;
	lengths_find(l, s);
	fine = row_new(l, &l->capacity);
	for (i = 0; i < l->levels; i++)
		fine = row_new(l, &l->left[i]) && row_new(l, &l->booked[i]) &&
		    fine;
	if (!fine)
		return false;
	capacity_fill(l, s);
	for (i = 0; i < l->levels; i++) {
		memcpy(l->left[i], l->capacity, l->seconds *
		    sizeof(*l->capacity));
		full_pass(l, i);
	}
	return true;
}

/* What stood empty up to the second after which home was never full again. */
static void
empty_find(struct slots *l)
{
	uint32_t s;
	float room;
	unsigned i;

	l->empty_end = 0;
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

/* A run for each level, which knows what those above it took; the last one is
 * of all, and one more knows what stood empty in it.  alike: and then the same
 * with one level. */
bool
slots_again(struct slots *l, bool alike)
{
	uint32_t s;
	float left;
	unsigned i;

	if (++l->run > l->levels) {
		if (l->levels == 1 || !alike)
			return false;
		l->levels = 1;
		l->run = 0;
	}
	free(l->empty);
	l->empty = NULL;
	if (l->run == l->levels) {
		if (!row_new(l, &l->empty))
			return false;
		empty_find(l);
	}
	for (s = 0; s < l->seconds; s++)
		for (left = l->capacity[s], i = 0; i < l->levels; i++) {
			l->left[i][s] = left;
			left -= l->booked[i][s];
		}
	for (i = 0; i < l->levels; i++) {
		memset(l->booked[i], 0, l->seconds * sizeof(*l->booked[i]));
		l->full[i] = 0;
		full_pass(l, i);
	}
	return true;
}

void
slots_free(struct slots *l)
{
	unsigned i;

	for (i = 0; i < LEVELS; i++) {
		free(l->left[i]);
		free(l->booked[i]);
	}
	free(l->capacity);
	free(l->empty);
}
