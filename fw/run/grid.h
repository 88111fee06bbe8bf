/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Rows of columns for an operator: aligned text under a line of names, or one
 * JSON object a line.
 */
#ifndef FW_RUN_GRID_H
#define FW_RUN_GRID_H

#include "../json.h"

enum { GRID_ROWS = 10000 };		/* shown; then how many more */

struct grid_column {
	const char	*head;		/* of the column */
	const char	*name;		/* of the member */
	int		 width;		/* characters; < 0: on the right */
};

struct grid {
	FILE		*f;
	bool		 json;
	const struct grid_column *column;
	size_t		 n, at, rows;
	bool		 skip;		/* the row is beyond the limit */
	struct json	 j;
};

/* For each row begin, then as many cells as there are columns, then end. */
void	grid_open(struct grid *, FILE *, bool json,
	    const struct grid_column *, size_t n);
void	grid_begin(struct grid *);
/* NULL is "-" and no member.  Octets that are not printable become dots. */
void	grid_text(struct grid *, const char *);
void	grid_count(struct grid *, uint64_t);
void	grid_rate(struct grid *, double);	/* per second */
void	grid_time(struct grid *, uint64_t ns);	/* since 1970; 0: none */
void	grid_span(struct grid *, uint64_t ns);
/* A member of the object alone. */
void	grid_more(struct grid *, const char *name, uint64_t);
void	grid_end(struct grid *);
/* Says how many there were beyond the limit, or that there is none. */
void	grid_close(struct grid *, const char *none);

#endif
