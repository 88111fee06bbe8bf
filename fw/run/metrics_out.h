/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Writing metrics: families, labels, numbers.
 */
#ifndef FW_RUN_METRICS_OUT_H
#define FW_RUN_METRICS_OUT_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "metrics.h"
#include "operate.h"

struct metrics_label {
	const char	*name, *value;	/* value NULL: left out */
};

struct metrics_out {
	FILE		*f;
	const struct operate_env *env;
	enum metric	 now;		/* of which lines are written */
	bool		 begun;
	size_t		 n;		/* of what is limited */
};

/* What is written from now on.  A family of which there is nothing has no head
 * either. */
void	metrics_family(struct metrics_out *, enum metric);
void	metrics_count(struct metrics_out *, uint64_t,
	    const struct metrics_label *, size_t n);
void	metrics_rate(struct metrics_out *, double,
	    const struct metrics_label *, size_t n);
/* With one label; a family of one number without any. */
void	metrics_named(struct metrics_out *, const char *name,
	    const char *value, uint64_t);
void	metrics_single(struct metrics_out *, enum metric, uint64_t);

/* metrics_judge.c: rules, storm control, memory. */
void	metrics_judge(struct metrics_out *);

#endif
