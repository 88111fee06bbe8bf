/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Capacity of a protected group.
 *
 * How the rate is found.  Additive increase and multiplicative decrease would
 * find a halved capacity as well, but with a fixed factor it knows no more of
 * the depth of the fall than that there was one: it cuts too much or several
 * times over, and its saw-tooth leaves a quarter of the capacity unused.  A
 * group in trouble tells more than that, for it is saturated: what it delivers
 * in that second is its capacity.  So
 *
 * - trouble is a twentieth of a second's outcomes late, busy, failed beyond
 *   what is usual, or silent; or more requests open than the rate explains with
 *   latencies that are allowed (J. D. C. Little, 1961), which shows a group
 *   that says nothing at all long before anything times out;
 * - the rate is then set to what was delivered, and to DRAIN of it until the
 *   queue that has built up is worked off.  Doing so twice changes nothing as
 *   long as the queue keeps the group busy.  Outcomes of requests that were
 *   sent before a cut tell of the time before it and are no trouble;
 * - before there is trouble the latency rises: a quarter of what is allowed
 *   over that of an unloaded group, and the rate goes down to what is delivered
 *   (as TCP Vegas and BBR do), so that probing ends in a short queue;
 * - the same is done when the group says that it is fully loaded, and not what
 *   it says always;
 * - without trouble the rate grows, up to where the last trouble was quickly,
 *   from there on slowly at first and twice as fast every two seconds (as TCP
 *   CUBIC does): a capacity that comes back is found in some 15 s;
 * - one that stays small would be overrun by some per cent in each of these.  So
 *   when trouble comes where it came the last time, the rate goes gently around
 *   there as soon as there is any queue: growing by g a second, it is sqrt(2 g L)
 *   too much when the queue is L long.
 *
 * A group whose answers fail or are late at any load would be throttled to
 * nothing by this; so failures that go on after a cut become usual, a latency
 * is late only beyond twice that of the unloaded group, and a rest is kept in
 * any case.
 */
#include "capacity_impl.h"

#include <math.h>
#include <stddef.h>

#define BURST		(20 * MS)		/* 2 % of a second */
#define HELD_MIN	16.0		/* open requests that say much */

enum { SAMPLE = 8 };			/* outcomes that show anything */

static const double BAD = 0.05;		/* share of outcomes: trouble */
static const double DRAIN = 0.7;	/* of what was delivered */
static const double SLOW = 0.005;	/* share of full in a second */
static const double BELOW = 0.04;	/* up to the last trouble */
static const double FAST = 0.08;
static const double SAME = 0.06;	/* of the last trouble: there again */
static const double GENTLE = 0.0008;	/* then, up to so much above it */
static const double ABOVE = 0.03;
static const double EASE = 0.9;		/* of the same, when it gets warm */
static const double LOADED = 0.95;	/* of full load: hot */
static const double LOADED_BY = 0.1;	/* that is from us */
static const double TOLD = 0.9;		/* a fall that is news */

/* Per cent that a level of congestion leaves. */
static const double level_leaves[CAPACITY_LEVELS + 1] = { 1, 0.75, 0.5, 0.25 };

static const char *const why_names[CAPACITY_WHYS] = { "full", "late", "busy",
	"failing", "silent", "loaded", "reported", "congested" };

static double
smaller(double a, double b)
{
	return a < b ? a : b;
}

static uint64_t
gone_since(uint64_t then, uint64_t now)
{
	return now > then ? now - then : 0;
}

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

/* ---- judging a second ---- */

static uint32_t
outcomes(const struct capacity_tick *t)
{
	return t->fine + t->late + t->busy + t->failed + t->silent;
}

static double
latency_max(const struct capacity *c)
{
	double l = (double)c->setup.latency;

	return l > 2 * c->least ? l : 2 * c->least;
}

/* Requests open beyond what latencies that are allowed explain. */
static bool
stalled(const struct capacity *c)
{
	double held = c->sending *
	    (latency_max(c) + (double)(S / 2)) / (double)S;

	return c->pending > HELD_MIN && c->pending > held;
}

/* The reason, or CAPACITY_FULL: no trouble. */
static enum capacity_why
trouble(const struct capacity *c)
{
	const struct capacity_tick *t = &c->sum;
	double n = outcomes(t), usual = c->usual * n;
	double failed = t->failed > usual ? t->failed - usual : 0;
	double bad = t->late + t->busy + t->silent + failed;

	if (stalled(c))
		return CAPACITY_IS_SILENT;
	if (n < SAMPLE || bad < 3 || bad < BAD * n)
		return CAPACITY_FULL;
	if (t->silent >= t->busy && t->silent >= t->late)
		return t->silent >= failed ? CAPACITY_IS_SILENT :
		    CAPACITY_FAILS;
	if (t->busy >= t->late)
		return t->busy >= failed ? CAPACITY_IS_BUSY : CAPACITY_FAILS;
	return t->late >= failed ? CAPACITY_IS_LATE : CAPACITY_FAILS;
}

/* Procedures per second that were answered well, though late; failures that
 * are usual are answers as well. */
static double
delivered(const struct capacity *c)
{
	const struct capacity_tick *t = &c->sum;
	double n = outcomes(t), done, begun = t->paid / 2.0, each = 1;

	done = t->fine + t->late + smaller(t->failed, c->usual * n);
	if (t->sent > begun && begun > 0)
		each = t->sent / begun;
	return done / each;
}

/* Down to what was delivered, and to "part" of it until the queue is gone. */
static void
cut(struct capacity *c, enum capacity_why why, double part, uint64_t now)
{
	double was = c->draining ? c->target : c->rate;
	double rate = smaller(delivered(c), was), n = outcomes(&c->sum);

	if (rate < c->full * CAPACITY_LEAST / 100)
		rate = c->full * CAPACITY_LEAST / 100;
	c->told |= rate < TOLD * was;
	if (!c->draining)
		c->settled = rate > c->target * (1 - SAME) &&
		    rate < c->target * (1 + SAME);
	c->target = rate;
	c->rate = part * rate;
	c->speed = SLOW;
	c->why = (uint8_t)why;
	c->draining = true;
	c->cut = c->doubled = now;
	/* what is open is from before; what fails in spite of it is usual */
	c->pending = smaller(c->pending, HELD_MIN);
	if (n > 0)
		c->usual += 0.2 * (c->sum.failed / n - c->usual);
}

/* Latency of the last ticks, mean, or below 0: none.  Of a group that is asked
 * little, as many ticks count as say anything. */
static double
latency_now(const struct capacity *c)
{
	uint64_t sum = 0, n = 0;
	unsigned i;

	for (i = 1; i <= 3 || (i < CAPACITY_TICKS && n < 3 * SAMPLE); i++) {
		const struct capacity_tick *t = &c->recent[(c->tick +
		    CAPACITY_TICKS - i) % CAPACITY_TICKS];

		sum += t->latency;
		n += t->fine + t->late;
	}
	return n > 0 ? (double)sum / (double)n : -1;
}

/* How loaded it said that it was, of late; below 0: nothing. */
static double
load_now(const struct capacity *c)
{
	uint64_t sum = 0, n = 0;
	unsigned i;

	for (i = 1; i <= 3; i++) {
		const struct capacity_tick *t = &c->recent[(c->tick +
		    CAPACITY_TICKS - i) % CAPACITY_TICKS];

		sum += t->load;
		n += t->loads;
	}
	return n > 0 ? (double)sum / (double)n / CAPACITY_LOADED : -1;
}

/* Is it fully loaded, and by what it is asked?  What it says at any load is no
 * news; that is forgotten within hours. */
static bool
is_loaded(struct capacity *c, double load)
{
	if (load < 0)
		return false;
	if (c->idle < 0 || load < c->idle)
		c->idle = load;
	else
		c->idle += (load - c->idle) / 36000;
	return load >= LOADED && load >= c->idle + LOADED_BY;
}

/* The latency of an unloaded group: the least, which rises again slowly. */
static void
learn_latency(struct capacity *c, double latency)
{
	if (latency < 0)
		return;
	if (c->least < 0 || latency < c->least)
		c->least = latency;
	else
		c->least += (latency - c->least) / 1000;
}

static void
grow(struct capacity *c, bool quick, uint64_t now)
{
	double before = c->rate, speed = c->speed;

	if (c->rate < c->target) {
		speed = BELOW;
		c->doubled = now;
	} else if (c->settled && c->rate < c->target * (1 + ABOVE)) {
		speed = quick ? SLOW : GENTLE * c->target / c->full;
		c->doubled = now;
	} else if (gone_since(c->doubled, now) >= 2 * S) {
		c->speed = smaller(2 * c->speed, FAST);
		c->doubled = now;
	}
	c->rate += speed * c->full * TICK / S;
	if (before < c->target && c->rate > c->target)
		c->rate = c->target;
	if (c->rate > c->full)
		c->rate = c->full;
}

/* The queue is gone when answers are quick again; none for some seconds: it
 * must be. */
static bool
drained(const struct capacity *c, double latency, uint64_t now)
{
	uint64_t gone = gone_since(c->cut, now);

	if (gone < 3 * TICK)
		return false;
	return gone > 10 * S || (latency >= 0 &&
	    latency < (c->least > 0 ? c->least : 0) + latency_max(c) / 8);
}

static void
judge(struct capacity *c, uint64_t now)
{
	enum capacity_why why = trouble(c);
	double latency = latency_now(c), n = outcomes(&c->sum);
	bool warm = latency > c->least + latency_max(c) / 4;
	bool loaded = is_loaded(c, load_now(c));

	learn_latency(c, latency);
	if (why != CAPACITY_FULL) {
		if (gone_since(c->cut, now) >= 3 * TICK)
			cut(c, why, DRAIN, now);
		return;
	}
	if (n >= SAMPLE)
		c->usual += (c->sum.failed / n - c->usual) / 600;
	if (c->draining) {
		if (!drained(c, latency, now))
			return;
		c->draining = false;
		c->rate = 0.98 * c->target;
	} else if ((warm || loaded) && c->sum.paid > 1.6 * c->rate) {
		cut(c, warm ? CAPACITY_IS_LATE : CAPACITY_IS_LOADED, EASE,
		    now);
	} else if (!loaded && latency < c->least + latency_max(c) / 16) {
		grow(c, latency < c->least + latency_max(c) / 64, now);
	}
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

/* A second of nothing. */
static void
ticks_new(struct capacity *c)
{
	unsigned i;

	for (i = 0; i < CAPACITY_TICKS; i++)
		c->recent[i] = tick_new(c);
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
	judge(c, c->tick * TICK);
	c->work_before = work(capacity_tick_now(c));
	*capacity_tick_now(c) = tick_new(c);
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
	*c = (struct capacity){ .setup = *setup, .speed = FAST, .least = -1,
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
	if (!old || c->pending > HELD_MIN)
		c->pending = c->pending > 1 ? c->pending - 1 : 0;
	if (outcome == CAPACITY_FINE) {
		if ((double)latency > latency_max(c) && !old)
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
