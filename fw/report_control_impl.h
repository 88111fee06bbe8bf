/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Between the files of the report on storm control.
 */
#ifndef FW_REPORT_CONTROL_IMPL_H
#define FW_REPORT_CONTROL_IMPL_H

#include "../rules/control.h"
#include "../rules/judge.h"
#include "../rules/notice.h"
#include "../rules/state/capacity.h"
#include "../rules/state/storm.h"
#include "../rules/state/sunk.h"
#include "report_control.h"
#include "show.h"
#include "timeline.h"

enum report_control_limit {
	STORMS_MAX = 200,		/* told one by one */
	GONE_MAX = 200,			/* sources that were released */
	RATES_MAX = 400,		/* changes of capacity, of all groups */
	CONTROL_ROWS = 20,
};

/* What a bucket of the time line counts. */
enum control_series { SERIES_ADMITTED, SERIES_REFUSED, SERIES_EARLY,
	SERIES_COUNT };

struct storm_row {
	uint64_t	 begun, ended;	/* ns; ended 0: it goes on */
	double		 peak, threshold;
	uint32_t	 storm;
	uint16_t	 owner;
};

struct rate_row {
	uint64_t	 at;
	double		 rate;		/* of the group, from then on */
	uint32_t	 group;
};

struct report_control {
	const struct ruleset *rules;
	struct timeline	*timeline;
	uint64_t	 decided, steered, sunk, last;
	struct storm_row storm[STORMS_MAX];
	size_t		 nstorm, storms;	/* kept, in all */
	struct sunk_view gone[GONE_MAX];
	size_t		 ngone, went;
	struct rate_row	 rate[RATES_MAX];
	size_t		 nrate;
};

bool		 report_control_any(const struct report_control *,
		    struct judge *);
/* Their name; that of a partner for those of one. */
const char	*report_storm_owner(const struct report_control *,
		    const struct storm_row *);
/* Classes of that priority, "handset, meter", or its number. */
const char	*report_class_names(char *text, size_t size,
		    const struct ruleset *, unsigned priority);
/* The name of a source with what is not printable as "?". */
const char	*report_sunk_name(char text[SUNK_NAME_MAX + 1],
		    const struct sunk_view *);
/* Calls for each that is sunk, then for those that were. */
void		 report_sunk_each(const struct report_control *,
		    struct judge *, void (*row)(void *,
		    const struct sunk_view *, bool gone), void *);

#endif
