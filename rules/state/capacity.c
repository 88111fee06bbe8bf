/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Capacity of a protected group: what is seen of it, second by second, and the
 * rate in force.  capacity_find.c finds the rate, capacity_tokens.c keeps to it.
 */
#include "capacity_impl.h"

#include <math.h>
#include <stddef.h>

#define BURST		(20 * MS)		/* 2 % of a second */

/* Per cent that a level of congestion leaves. */
static const double level_leaves[CAPACITY_LEVELS + 1] = { 1, 0.75, 0.5, 0.25 };

static const char *const why_names[CAPACITY_WHYS] = { "full", "late", "busy",
	"failing", "silent", "loaded", "reported", "congested" };

/* ---- the rate in force ---- */

/*
 * Tokens that are owed stay as many, whatever time one takes now.  Where it is
 * longer, they take no longer than they would have, or than a bucket of them:
 * nobody is to wait seconds for what was no more than he might.
 */
static void
owe(struct capacity *c, uint64_t interval, uint64_t tolerance, uint64_t now)
{
	uint64_t owed = c->next > now ? c->next - now : 0, most;

	most = owed > tolerance + interval ? owed : tolerance + interval;
	if (c->interval > 0)
		owed = (uint64_t)((double)owed * (double)interval /
		    (double)c->interval);
	c->next = now + (owed < most ? owed : most);
	c->interval = interval;
	c->tolerance = tolerance;
}

/* What the group was told to be able to, and what it was found to be. */
static void
force(struct capacity *c, uint64_t now)
{
	uint64_t interval, tolerance;
	double rate = c->rate, t;

	if (c->report > 0 && now < c->report_end)
		rate = smaller(rate, c->full * (100 - c->report) / 100);
	if (c->level > 0 && now < c->level_end)
		rate = smaller(rate, c->full * level_leaves[c->level]);
	if (rate < c->full * CAPACITY_LEAST / 100)
		rate = c->full * CAPACITY_LEAST / 100;
	if (rate == c->force)
		return;
	c->force = rate;
	t = ceil((double)S / rate);
	interval = t < 1 ? 1 : (uint64_t)t;
	tolerance = c->setup.burst * interval;
	if (tolerance + interval < BURST)
		tolerance = BURST - interval;
	owe(c, interval, tolerance, now);
}

enum capacity_why
capacity_why(const struct capacity *c)
{
	if (c->force >= c->full)
		return CAPACITY_FULL;
	if (c->force >= c->rate)
		return (enum capacity_why)c->why;
	return c->level > 0 && c->force >= c->full * level_leaves[c->level] ?
	    CAPACITY_CONGESTED : CAPACITY_REPORTED;
}

/* ---- ticks ---- */

static void
add(struct capacity_tick *to, const struct capacity_tick *t)
{
	to->paid += t->paid;
	to->sent += t->sent;
	to->fine += t->fine;
	to->late += t->late;
	to->busy += t->busy;
	to->failed += t->failed;
	to->silent += t->silent;
	to->latency += t->latency;
}

/* Halves of procedures beyond those that the rate of that time stands for. */
static double
work(const struct capacity_tick *t)
{
	return t->taken + t->passed - 2 * t->may;
}

static struct capacity_tick
tick_new(const struct capacity *c)
{
	return (struct capacity_tick){ .may = c->force * TICK / S };
}

static void
most_set(struct capacity *c)
{
	double may = 0;
	unsigned i;

	for (i = 0; i < CAPACITY_TICKS; i++)
		if (c->recent[i].may > may)
			may = c->recent[i].may;
	c->most = CAPACITY_TICKS * may;
}

/* A second of nothing. */
static void
ticks_new(struct capacity *c)
{
	unsigned i;

	for (i = 0; i < CAPACITY_TICKS; i++)
		c->recent[i] = tick_new(c);
	most_set(c);
	c->work = CAPACITY_TICKS * work(&c->recent[0]);
	c->work_before = work(&c->recent[0]);
	c->sum = (struct capacity_tick){ 0 };
}

static void
tick_end(struct capacity *c)
{
	unsigned i;

	c->sum = (struct capacity_tick){ 0 };
	for (i = 0; i < CAPACITY_TICKS; i++)
		add(&c->sum, &c->recent[i]);
	c->tick++;
	/* load that ends leaves its last requests open, and some are never
	 * heard of */
	c->sending *= 0.9;
	if (c->sum.sent > c->sending)
		c->sending = c->sum.sent;
	c->pending *= 0.998;
	capacity_find(c, c->tick * TICK);
	c->work_before = work(capacity_tick_now(c));
	*capacity_tick_now(c) = tick_new(c);
	most_set(c);
	c->work = 0;
	for (i = 0; i < CAPACITY_TICKS; i++)
		c->work += work(&c->recent[i]);
}

/* The clock was set back: times that were ahead are as far ahead as before. */
static void
set_back(struct capacity *c, uint64_t now)
{
	uint64_t was = c->tick * TICK, by = was - now;

	ticks_new(c);
	c->tick = now / TICK;
	c->next = c->next > by ? c->next - by : 0;
	c->cut = c->cut > by ? c->cut - by : 0;
	c->doubled = c->doubled > by ? c->doubled - by : 0;
	c->report_end = c->report_end > by ? c->report_end - by : 0;
	c->level_end = c->level_end > by ? c->level_end - by : 0;
}

void
capacity_bring(struct capacity *c, uint64_t now)
{
	uint64_t tick = now / TICK;
	unsigned i;

	if (tick == c->tick)
		return;
	if (tick < c->tick)
		set_back(c, now);
	for (i = 0; c->tick < tick && i < 2 * CAPACITY_TICKS; i++)
		tick_end(c);
	if (c->tick < tick) {	/* silence: nothing more to be seen */
		c->pending = 0;
		c->tick = tick;
	}
	force(c, now);
}

void
capacity_init(struct capacity *c, const struct capacity_setup *setup,
    uint64_t now)
{
	*c = (struct capacity){ .setup = *setup, .least = -1,
	    .idle = -1 };
	if (c->setup.latency == 0)
		c->setup.latency = CAPACITY_LATENCY_MS * MS;
	if (c->setup.burst == 0)
		c->setup.burst = 1;
	c->full = (double)setup->rate * (double)S /
	    (double)(setup->rate_ns > 0 ? setup->rate_ns : S);
	if (!(c->full > 0.001))
		c->full = 0.001;
	c->rate = c->target = c->full;
	c->tick = now / TICK;
	force(c, now);
	ticks_new(c);
}

bool
capacity_tick(struct capacity *c, uint64_t now)
{
	bool told;

	capacity_bring(c, now);
	told = c->told;
	c->told = false;
	return told;
}

/* ---- what is seen ---- */

void
capacity_sent(struct capacity *c, uint64_t now)
{
	capacity_bring(c, now);
	capacity_tick_now(c)->sent++;
	c->pending++;
}

void
capacity_unsent(struct capacity *c, uint64_t now)
{
	capacity_bring(c, now);
	if (capacity_tick_now(c)->sent > 0)
		capacity_tick_now(c)->sent--;
	c->pending = c->pending > 1 ? c->pending - 1 : 0;
}

void
capacity_outcome(struct capacity *c, enum capacity_outcome outcome,
    uint64_t latency, uint64_t now)
{
	struct capacity_tick *t;
	bool old;

	capacity_bring(c, now);
	t = capacity_tick_now(c);
	old = gone_since(latency, now) < c->cut;
	if (!old || c->pending > CAPACITY_HELD)
		c->pending = c->pending > 1 ? c->pending - 1 : 0;
	if (outcome == CAPACITY_FINE) {
		if ((double)latency > capacity_latency(c) && !old)
			t->late++;
		else
			t->fine++;
		t->latency += latency;
	} else if (old) {
		return;
	} else if (outcome == CAPACITY_BUSY) {
		t->busy++;
	} else if (outcome == CAPACITY_FAILURE) {
		t->failed++;
	} else {
		t->silent++;
	}
}

void
capacity_loaded(struct capacity *c, unsigned load, uint64_t now)
{
	struct capacity_tick *t;

	capacity_bring(c, now);
	t = capacity_tick_now(c);
	t->load += load < CAPACITY_LOADED ? load : CAPACITY_LOADED;
	t->loads++;
}

void
capacity_report(struct capacity *c, unsigned percent, uint64_t validity,
    uint64_t now)
{
	capacity_bring(c, now);
	c->report = (uint8_t)(percent < 100 ? percent : 100);
	c->report_end = validity < UINT64_MAX - now ? now + validity :
	    UINT64_MAX;
	force(c, now);
}

void
capacity_level(struct capacity *c, unsigned level, uint64_t validity,
    uint64_t now)
{
	capacity_bring(c, now);
	c->level = (uint8_t)(level < CAPACITY_LEVELS ? level :
	    CAPACITY_LEVELS);
	c->level_end = validity < UINT64_MAX - now ? now + validity :
	    UINT64_MAX;
	force(c, now);
}

double
capacity_rate(const struct capacity *c)
{
	return c->force;
}

double
capacity_full(const struct capacity *c)
{
	return c->full;
}

unsigned
capacity_load(const struct capacity *c)
{
	double load = c->sum.paid / 2.0 / c->full * CAPACITY_SHARES;

	return load < 65535 ? (unsigned)load : 65535;
}

const char *
capacity_why_name(unsigned why)
{
	return why < CAPACITY_WHYS ? why_names[why] : NULL;
}
