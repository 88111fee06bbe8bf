/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How soon everybody could be back at all.
 *
 * The fluid bound: home is a tap that never stands still while devices that
 * have come once are not served; they come as the scenario says, and wait in a
 * perfect queue.  With all coming at once it is N x work / capacity.
 *
 * The reachable bound: the same devices, with their own timers, counters and
 * networks, before an ideal admission, see ideal.c for how exactly.  Several
 * schedules are carried out, and of each quantile the earliest counts, so that
 * the quantiles need not be those of one and the same.  Each is attained; that
 * nothing earlier could be is not proven.
 */
#ifndef SIM_LAB_BOUND_H
#define SIM_LAB_BOUND_H

#include "outcome.h"

struct bounds {
	uint64_t	 fluid[LAB_QUANTILES];
	uint64_t	 reachable[LAB_QUANTILES];
};

/* Times from the first attempt on, as outcome.done.  False: no memory. */
bool		 bounds_find(const struct scenario *, struct bounds *)
		    __attribute__((warn_unused_result));
/* Puts them into an outcome. */
void		 bounds_put(const struct bounds *, struct outcome *);

#endif
