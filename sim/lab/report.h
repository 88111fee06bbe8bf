/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Outcomes as one HTML page that needs nothing but itself.
 */
#ifndef SIM_LAB_REPORT_H
#define SIM_LAB_REPORT_H

#include "table.h"

/* Errors of writing stay in the stream.  False: no memory. */
bool		 lab_report_html(FILE *, const struct lab_result *);

#endif
