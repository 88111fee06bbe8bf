/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Back-off of starts.  Time is that of a clock that nobody sets.
 */
#include "restart.h"

#define S		UINT64_C(1000000000)
#define WAIT_FIRST	(1 * S)
#define WAIT_MAX	(30 * S)
#define LIVED		(60 * S)

uint64_t
restart_wait(struct restart *r, uint64_t then, uint64_t now)
{
	uint64_t wait;

	r->died[r->deaths++ % RESTART_OFTEN] = now;
	if (now > then && now - then >= LIVED) {
		r->wait = 0;
		r->again = false;
	}
	if (!r->again) {
		r->again = true;
		return 0;
	}
	wait = r->wait == 0 ? WAIT_FIRST : r->wait;
	r->wait = wait * 2 > WAIT_MAX ? WAIT_MAX : wait * 2;
	return wait;
}

bool
restart_often(const struct restart *r, uint64_t now)
{
	uint64_t oldest;

	if (r->deaths < RESTART_OFTEN)
		return false;
	oldest = r->died[r->deaths % RESTART_OFTEN];
	return now - oldest <= LIVED;
}
