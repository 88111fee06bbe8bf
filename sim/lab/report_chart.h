/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Pictures of the lab's page: lines over virtual time.
 */
#ifndef SIM_LAB_REPORT_CHART_H
#define SIM_LAB_REPORT_CHART_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

enum chart_limit {
	CHART_LINES_MAX = 24,
	CHART_BUCKETS = 480,		/* points of a line, at most */
	CHART_MARKS = 160,
};

/* What stands for the values that share a point. */
enum chart_fold { CHART_MEAN, CHART_MAX, CHART_LAST };

enum chart_unit {
	CHART_RATE,			/* a second */
	CHART_SHARE,			/* 0 to 1 */
	CHART_COUNT,
	CHART_TIME,			/* seconds; on a logarithmic axis */
};

struct chart_line {
	const char	*name;
	unsigned	 style;		/* class "l" and this of report_style */
	bool		 area;		/* filled down to the axis */
	bool		 unlisted;	/* neither in the legend nor to read */
	enum chart_fold	 fold;
	/* One a second from the first on; NAN: there is none. */
	const float	*value;
	size_t		 n;
};

/* A moment worth a word; and a value that matters all along. */
struct chart_mark {
	double		 at;		/* seconds */
	const char	*text;
};

struct chart {
	const char	*title, *note;	/* or NULL */
	enum chart_unit	 unit;
	bool		 low, legend;
	bool		 small;		/* low, and one of several in a row */
	double		 seconds;	/* from 0 on */
	double		 top;		/* of the axis; 0: as it comes */
	double		 level;		/* a dashed line; 0: none */
	const char	*level_name;
	struct chart_line line[CHART_LINES_MAX];
	size_t		 n;
	const struct chart_mark *mark;
	size_t		 nmark;
};

/* A figure; titles, names and marks are escaped. */
void		 chart_html(FILE *, const struct chart *);
/* The greatest value that any of the lines shows. */
double		 chart_max(const struct chart *);
/* A value as people read it. */
const char	*chart_text(char buf[48], enum chart_unit, double);

/* What the page needs beside the style sheet of fw/. */
extern const char report_style[];

#endif
