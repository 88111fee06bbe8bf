/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The inside of the capacity of a group, for the files that make it up.
 */
#ifndef RULES_STATE_CAPACITY_IMPL_H
#define RULES_STATE_CAPACITY_IMPL_H

#include "capacity.h"

#define MS		UINT64_C(1000000)
#define S		UINT64_C(1000000000)
#define TICK		(CAPACITY_TICK_MS * MS)

enum { CAPACITY_SHARES = 256 };		/* of the burst */

/* To now: ticks that are over are judged. */
void		 capacity_bring(struct capacity *, uint64_t now);

static inline struct capacity_tick *
capacity_tick_now(struct capacity *c)
{
	return &c->recent[c->tick % CAPACITY_TICKS];
}

#endif
