/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How the rate of a protected group is found.
 *
 * Additive increase and multiplicative decrease would find a halved capacity as
 * well, but with a fixed factor it knows no more of the depth of the fall than
 * that there was one: it cuts too much or several times over, and its saw-tooth
 * leaves a quarter of the capacity unused.  A group in trouble tells more than
 * that, for it is saturated: what it delivers in that second is its capacity.  So
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

static uint32_t
outcomes(const struct capacity_tick *t)
{
	return t->fine + t->late + t->busy + t->failed + t->silent;
}

/* Requests open beyond what latencies that are allowed explain. */
static bool
stalled(const struct capacity *c)
{
	double held = c->sending *
	    (capacity_latency(c) + (double)(S / 2)) / (double)S;

	return c->pending > CAPACITY_HELD && c->pending > held;
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
	c->pending = smaller(c->pending, CAPACITY_HELD);
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
	    latency < (c->least > 0 ? c->least : 0) + capacity_latency(c) / 8);
}

void
capacity_find(struct capacity *c, uint64_t now)
{
	enum capacity_why why = trouble(c);
	double latency = latency_now(c), n = outcomes(&c->sum);
	bool warm = latency > c->least + capacity_latency(c) / 4;
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
	} else if (!loaded && latency < c->least + capacity_latency(c) / 16) {
		grow(c, latency < c->least + capacity_latency(c) / 64, now);
	}
}
