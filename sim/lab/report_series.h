/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Pictures of what happened, second by second.
 */
#ifndef SIM_LAB_REPORT_SERIES_H
#define SIM_LAB_REPORT_SERIES_H

#include "table.h"

/* The class "l" and this of a policy: the same in all pictures. */
unsigned	 series_style(const struct lab_result *, unsigned policy);
/* Seconds of the longest run; and those after which little more is to be seen,
 * three times the reachable bound. */
double		 series_seconds(const struct lab_result *);
double		 series_near(const struct lab_result *);

/* Each a section; false: no memory. */
bool		 series_registered(FILE *, const struct lab_result *);
bool		 series_load(FILE *, const struct lab_result *);
bool		 series_waiting(FILE *, const struct lab_result *);

#endif
