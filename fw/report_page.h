/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Pieces of the HTML page of a report.
 */
#ifndef FW_REPORT_PAGE_H
#define FW_REPORT_PAGE_H

#include "report_impl.h"

enum page_limit {
	PAGE_NAME = 48,			/* characters of a name of ours */
	PAGE_SOURCE = 64,		/* of one from the wire */
	PAGE_RULE = 400,		/* of the text of a rule */
	PAGE_NETWORKS = 40,		/* rows and columns of the matrix */
	PAGE_OPS = 16,
	PAGE_FINDINGS = 100,
	PAGE_RULES = 500,
	PAGE_NEVER = 200,
	PAGE_FILES = 20,
};

/* Verdicts in the order in which they are stacked and listed. */
extern const uint8_t page_verdicts[REPORT_VERDICTS];

/* The style sheet. */
extern const char page_style[];

/* Writes text so that it is text, also within an attribute. */
void	page_text(FILE *, const char *);
/* The same, cut to so many characters (PAGE_RULE at most), with UTF-8 or dots
 * in its place; a name of ours, cut to PAGE_NAME. */
void	page_cut(FILE *, size_t width, const void *text, size_t len, bool utf8);
void	page_name(FILE *, const char *);
/* A number; a cell with it, empty for none. */
void	page_count(FILE *, uint64_t);
void	page_count_cell(FILE *, uint64_t);
/* Cells that many tables end with: first, last, examples; and a newline. */
void	page_seen_cells(FILE *, const struct report *,
	    const struct report_seen *);

/* Messages over time by verdict; with refused, only what did not pass. */
void	page_timeline(FILE *, const struct report *, bool refused);
/* The same of one series, without axes. */
void	page_spark(FILE *, const struct report *, size_t series);
/* Shares of the verdicts as one bar. */
void	page_shares(FILE *, const uint64_t verdict[REPORT_VERDICTS]);
/* Networks by operations. */
void	page_matrix(FILE *, const struct report *);

void	page_operations(FILE *, const struct report *);
/* False: no memory. */
bool	page_rules(FILE *, const struct report *);
void	page_odds(FILE *, const struct report *, bool defects);
void	page_capture(FILE *, const struct wire_stats *);

#endif
