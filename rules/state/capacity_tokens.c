/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tokens of a protected group: how its rate is kept to.
 *
 * A generic cell rate algorithm (ITU-T I.371 annex A) with interval T and
 * tolerance D lets (1 s + D) / T pass in a second; with D = 20 ms - T those are
 * 102 %.  Where T is so long that D would be less than the burst that was asked
 * for, at least T, D is that.
 *
 * It is stricter than it need be with those who come in a bunch after a while
 * in which few came: home has room for them.  For these the tokens of the last
 * second are counted; what they take is owed as any other, so that no second
 * has more by it.
 *
 * A token is for both requests of a procedure, and the second comes when home
 * has answered the first and the device goes on: so the requests of a second
 * are not those of its tokens, and would be 103 or 104 % of them at times.
 * capacity_bears() holds both kinds of a sliding second against what the rate
 * was in it, so that a cut does not make what went before it too much.
 *
 * Where no second request comes home has done half of what was paid for, and
 * another one may begin for it.  That is for a home that has room: when the last
 * second was nearly full, procedures pay for all of themselves, so that those
 * who come next find the second half of what they left.
 */
#include "capacity_impl.h"

static const double MORE = 0.02;	/* of a second's tokens, beyond them */
/* Of what may be beyond a second: for all, and by share. */
static const double NEARLY = 0.33, NEARER = 0.2;
static const double BACK = 0.25;	/* of a second: halves that are kept ... */
static const double IDLE = 0.9;		/* ... and used up to that load */

bool
capacity_free(const struct capacity *c, unsigned share, uint64_t now)
{
	if (share > CAPACITY_SHARES)
		share = CAPACITY_SHARES;
	return c->next <= now ||
	    c->next - now <= c->tolerance * share / CAPACITY_SHARES;
}

static void
token_take(struct capacity *c, uint64_t now)
{
	unsigned halves = 2;

	window_turn(&c->window, now);
	window_turn(&c->halves, now);
	if (c->back > 0 && c->halves.sum < IDLE * 2 * c->force) {
		c->back--;
		halves = 1;
	}
	c->next = (c->next > now ? c->next : now) + c->interval * halves / 2;
	capacity_tick_now(c)->taken++;
	capacity_tick_now(c)->paid += halves;
	window_add(&c->window, halves);
	window_add(&c->halves, 1);
}

bool
capacity_take(struct capacity *c, unsigned share, uint64_t now)
{
	capacity_bring(c, now);
	if (!capacity_free(c, share, now))
		return false;
	token_take(c, now);
	return true;
}

void
capacity_passed(struct capacity *c, uint64_t now)
{
	capacity_bring(c, now);
	capacity_tick_now(c)->passed++;
	window_turn(&c->halves, now);
	window_add(&c->halves, 1);
}

void
capacity_give_back(struct capacity *c, uint32_t halves)
{
	double most = c->force * BACK + 2;

	if (most > UINT32_MAX)
		most = UINT32_MAX;
	c->back = halves < most - c->back ? c->back + halves : (uint32_t)most;
}

/* Ticks are too coarse to see that many second halves have just passed, so none
 * begins when the last second is nearly as full as it may be: by shares, as of
 * tokens. */
static bool
second_is_full(struct capacity *c, unsigned share, double leave, uint64_t now)
{
	window_turn(&c->halves, now);
	return c->halves.sum + 1.0 > 2 * (c->most - leave + (NEARLY +
	    NEARER * share / CAPACITY_SHARES) * (double)(c->tolerance +
	    c->interval) / (double)c->interval);
}

/* Of the oldest tick counts what is still within the second; of the current one
 * all, against the rate up to now. */
static bool
halves_fit(struct capacity *c, unsigned share, double leave, uint64_t now)
{
	const struct capacity_tick *t = capacity_tick_now(c);
	double gone = (double)(now % TICK) / TICK, halves;

	halves = c->work + t->taken + t->passed + 2 * t->may * (1 - gone) +
	    c->work_before * (1 - gone);
	return halves < 2 + 2 * (double)(c->tolerance * share /
	    CAPACITY_SHARES) / (double)c->interval &&
	    !second_is_full(c, share, leave, now);
}

/* With another one, no more than that is paid for in the last second. */
static bool
second_leaves(struct capacity *c, double procedures, uint64_t now)
{
	window_turn(&c->window, now);
	return c->window.sum + 2.0 <= 2 * procedures;
}

bool
capacity_bears(struct capacity *c, unsigned share, double leave, uint64_t now)
{
	capacity_bring(c, now);
	return capacity_free(c, share, now) &&
	    halves_fit(c, share, leave, now) &&
	    (leave <= 0 || second_leaves(c, c->most - leave, now));
}

bool
capacity_catch_up(struct capacity *c, unsigned share, uint64_t ns, double leave,
    uint64_t now)
{
	double more = 1 + MORE * share / CAPACITY_SHARES;
	bool bears = leave >= 0;

	capacity_bring(c, now);
	if (!second_leaves(c, c->force * more - (bears ? leave : 0), now) ||
	    (c->next > now && c->next - now > ns +
	    c->tolerance * share / CAPACITY_SHARES) ||
	    (bears && !halves_fit(c, share, leave, now)))
		return false;
	token_take(c, now);
	return true;
}
