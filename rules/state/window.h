/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How many there were in the last second, counted in parts of it, so that any
 * second up to now has no more than that.
 */
#ifndef RULES_STATE_WINDOW_H
#define RULES_STATE_WINDOW_H

#include <stdint.h>

enum { WINDOW_PARTS = 256 };	/* of a second */

/* Zero it first. */
struct window {
	uint32_t	 count[WINDOW_PARTS + 1];	/* the oldest one counts
							 * whole */
	uint32_t	 sum;
	uint64_t	 part;		/* number of the current one */
};

/* Brings it to now; where the clock was set back nothing has been counted. */
void		 window_turn(struct window *, uint64_t now);
/* So many more, at the time that it was brought to. */
void		 window_add(struct window *, unsigned n);

#endif
