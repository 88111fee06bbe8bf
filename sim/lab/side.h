/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Policies side by side: one after the other, or several at a time.
 */
#ifndef SIM_LAB_SIDE_H
#define SIM_LAB_SIDE_H

#include "bound.h"
#include "run.h"

struct side {
	const struct scenario *s;
	/* clock is there; progress is not called; with a tap, and one at a
	 * time, they run in this process */
	struct run_options options;
	const bool	*wanted;	/* by policy */
	unsigned	 at_once;	/* 0: as many as have a processor and memory */
	bool		 progress;	/* a line on standard error */

	/* what comes of it; outcomes of those that ran, with their bounds, are
	 * the caller's to free, also after a failure */
	struct outcome	*outcome;
	bool		*ran;
};

/* False after a sentence on standard error, and none of them runs any more. */
bool		 side_run(struct side *) __attribute__((warn_unused_result));

#endif
