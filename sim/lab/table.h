/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Outcomes as tables: on a terminal, as JSON, as CSV; and what became of the
 * expectations of a scenario.
 */
#ifndef SIM_LAB_TABLE_H
#define SIM_LAB_TABLE_H

#include <stdio.h>

#include "outcome.h"

enum table_unit { TABLE_TIME, TABLE_SHARE, TABLE_NUMBER };

enum { TABLE_TEXT = 48 };		/* holds a value as text */

/* The unit of a metric, and whether there is one for each class. */
enum table_unit	 table_unit(enum lab_metric);
bool		 table_by_class(enum lab_metric);
/* "12 min 3 s", "101 %", "never". */
const char	*table_value(char buf[TABLE_TEXT], enum lab_metric, double);

/* The same of an outcome; of a bound or another time, ns. */
const char	*table_metric(char buf[TABLE_TEXT], const struct outcome *,
		    enum lab_metric, int cls, double quantile);
const char	*table_bound(char buf[TABLE_TEXT], uint64_t ns);

/* Outcomes of one scenario, in the order of its policies. */
struct lab_result {
	const struct scenario *s;
	const struct outcome *outcome;	/* one for each policy ... */
	const bool	*ran;		/* ... that was run */
};

enum table_verdict { TABLE_MET, TABLE_UNMET, TABLE_UNTRIED };

/* Was it met?  The value that decided, and what it was held against; infinite
 * for never, NAN for none. */
enum table_verdict table_expectation(const struct lab_result *,
		    const struct scenario_expectation *, double *value,
		    double *against);
/* How many of them were not met. */
unsigned	 table_unmet(const struct lab_result *);

void		 table_text(FILE *, const struct lab_result *);
/* One line for each expectation that was tried, and whether it was met. */
void		 table_expectations(FILE *, const struct lab_result *);
void		 table_json(FILE *, const struct lab_result *);
/* A row for each policy and second, with names of columns on top. */
void		 table_csv(FILE *, const struct lab_result *);

/* Sweeps: a row for each value and policy. */
void		 table_sweep_head(FILE *, const char *parameter);
void		 table_sweep(FILE *, const char *value,
		    const struct lab_result *);

#endif
