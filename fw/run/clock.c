/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Time that is slewed, never stepped.
 */
#include <time.h>

#include "clock.h"

enum { SLEW = 10 };			/* a tenth */

void
clock_start(struct clock *c, uint64_t mono, uint64_t real)
{
	*c = (struct clock){ .base = real, .mono = mono, .seen_mono = mono,
	    .seen_real = real };
}

uint64_t
clock_at(const struct clock *c, uint64_t mono)
{
	uint64_t gone = mono > c->mono ? mono - c->mono : 0;
	uint64_t part = gone / SLEW;

	if (part > c->left)
		part = c->left;
	return c->base + (c->lose ? gone - part : gone + part);
}

int64_t
clock_check(struct clock *c, uint64_t mono, uint64_t real)
{
	uint64_t now = clock_at(c, mono);
	int64_t jump = (int64_t)(real - c->seen_real) -
	    (int64_t)(mono - c->seen_mono);

	c->base = now;
	c->mono = mono;
	c->lose = real < now;
	c->left = c->lose ? now - real : real - now;
	c->seen_mono = mono;
	c->seen_real = real;
	return jump >= (int64_t)CLOCK_JUMP || jump <= -(int64_t)CLOCK_JUMP ?
	    jump : 0;
}

uint64_t
clock_even(const struct clock *c)
{
	return c->left > UINT64_MAX / SLEW ? UINT64_MAX : c->left * SLEW;
}

static uint64_t
read_clock(clockid_t which)
{
	struct timespec ts = { .tv_sec = 0 };

	(void)clock_gettime(which, &ts);
	return (uint64_t)ts.tv_sec * CLOCK_S + (uint64_t)ts.tv_nsec;
}

uint64_t
clock_mono(void)
{
	return read_clock(CLOCK_MONOTONIC);
}

uint64_t
clock_real(void)
{
	return read_clock(CLOCK_REALTIME);
}

uint64_t
clock_now(const struct clock *c)
{
	return clock_at(c, clock_mono());
}
