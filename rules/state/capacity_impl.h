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

#define CAPACITY_HELD	16.0		/* open requests that say much */

/* To now: ticks that are over are judged. */
void		 capacity_bring(struct capacity *, uint64_t now);

/* What the second that ended then says of the rate. */
void		 capacity_find(struct capacity *, uint64_t now);

static inline double
smaller(double a, double b)
{
	return a < b ? a : b;
}

static inline uint64_t
gone_since(uint64_t then, uint64_t now)
{
	return now > then ? now - then : 0;
}

/* ns beyond which an answer is late. */
static inline double
capacity_latency(const struct capacity *c)
{
	double l = (double)c->setup.latency;

	return l > 2 * c->least ? l : 2 * c->least;
}

static inline struct capacity_tick *
capacity_tick_now(struct capacity *c)
{
	return &c->recent[c->tick % CAPACITY_TICKS];
}

#endif
