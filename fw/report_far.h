/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The errors that a far end answers with most, for reports.
 */
#ifndef FW_REPORT_FAR_H
#define FW_REPORT_FAR_H

#include <stddef.h>
#include <stdint.h>

struct far;

enum {
	REPORT_ERRORS = 3,		/* of one far end that have a name */
	REPORT_ERROR_MAX = 64,
};

struct report_error {
	uint64_t	 count;
	char		 text[REPORT_ERROR_MAX];	/* "MAP 1 unknown..." */
};

/* Those that came most often, worst first, and all others together, as "other
 * errors"; returns how many. */
size_t	report_errors(const struct far *,
	    struct report_error errors[REPORT_ERRORS + 1]);

#endif
