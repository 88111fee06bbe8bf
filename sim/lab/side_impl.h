/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Of side.c and side_fork.c.
 */
#ifndef SIM_LAB_SIDE_IMPL_H
#define SIM_LAB_SIDE_IMPL_H

#include "side.h"

enum {
	SIDE_COLUMNS = 79,		/* of the line of progress */
	SIDE_SHOWN_NS = 100000000,	/* until it is written again */
};

/* As side_run(), at least two at a time; options.clock is there. */
bool		 side_fork(struct side *);

#endif
