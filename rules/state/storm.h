/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Is there a storm: the rate of one scope (a partner, a protected group, all)
 * against two thresholds, and a state that changes as they are passed.
 *
 * Entering and leaving have thresholds and times of their own.  A threshold is
 * fixed, or follows from what is usual at this time of day, which is learned.
 * Each change is returned once, with the rate and the threshold that drove it.
 */
#ifndef RULES_STATE_STORM_H
#define RULES_STATE_STORM_H

#include <stdbool.h>
#include <stdint.h>

enum storm_limit {
	STORM_TICKS = 8,		/* of the window */
	STORM_QUARTERS = 96,		/* of a day */
	STORM_FACTOR_ENTER = 300,	/* % of what is usual, "auto" */
	STORM_FACTOR_LEAVE = 150,
	STORM_FLOOR = 10,		/* per second: no "auto" below */
};

enum storm_state {
	STORM_CALM,
	STORM_WATCH,		/* above "enter", not yet for long enough */
	STORM_STORM,
	STORM_RECOVERY,		/* below "leave", not yet for long enough */
	STORM_STATES
};

/* Rates are "count in ns".  Zeros where something is automatic stand for the
 * values above. */
struct storm_setup {
	bool		 automatic;	/* enter, and leave where that is 0 */
	uint32_t	 enter, leave;
	uint64_t	 enter_ns, leave_ns;
	uint64_t	 enter_for, leave_for;	/* ns; 0: at once */
	uint32_t	 factor_enter, factor_leave;	/* %, automatic */
	double		 floor;		/* per second, automatic */
};

struct storm_change {
	enum storm_state from, to;
	double		 rate;		/* per second, that drove it */
	double		 threshold;	/* per second: "enter" or "leave" */
	double		 usual;		/* learned, 0: not yet or not asked */
	uint64_t	 since;		/* ns: when "from" had begun */
};

struct storm;

/* NULL: no memory.  A scope with fixed thresholds takes 200 octets or so, one
 * that learns 400 more.  The setup is copied. */
struct storm	*storm_new(const struct storm_setup *, uint64_t now);
void		 storm_free(struct storm *);

/*
 * Counts n messages at now, ns since 1970; n may be 0, and should be once a
 * second where nothing comes, so that a storm ends that ended in silence.
 * True when the state has changed, and how; it changes at most once a call,
 * and a further change comes with a later one.  The clock may go back: what
 * was counted and waited for is begun anew, the state and what was learned
 * stay.
 */
bool		 storm_count(struct storm *, uint32_t n, uint64_t now,
		    struct storm_change *);

enum storm_state storm_state(const struct storm *);
uint64_t	 storm_since(const struct storm *);	/* of the state */
/* Per second: over the window; what is usual now; the thresholds in force. */
double		 storm_rate(const struct storm *);
double		 storm_usual(const struct storm *, uint64_t now);
double		 storm_enter(const struct storm *, uint64_t now);
double		 storm_leave(const struct storm *, uint64_t now);
const char	*storm_state_name(unsigned state);	/* or NULL */

/* What was learned, from one run to the next: per second for each quarter of the
 * day (UTC), below 0: not known.  False: nothing is. */
bool		 storm_learned(const struct storm *,
		    float usual[STORM_QUARTERS]);
/* Quarters that are known already stay as they are. */
void		 storm_teach(struct storm *,
		    const float usual[STORM_QUARTERS]);

#endif
