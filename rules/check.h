/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Checks that need memory: what they are called in the configuration, in rules
 * ("finding NAME") and in events, and what "check NAME MODE ..." may say of
 * each.
 */
#ifndef RULES_CHECK_H
#define RULES_CHECK_H

/* The options of a check, a bit each. */
enum check_option {
	CHECK_TAKES_COVERAGE = 1,	/* coverage 90% */
	CHECK_TAKES_SPEED = 2,		/* speed 1000km/h */
	CHECK_TAKES_SLACK = 4,		/* slack 100km */
	CHECK_TAKES_WITHIN = 8,		/* within 10m */
	CHECK_TAKES_OVER = 16,		/* over 50 */
	CHECK_TAKES_RATE = 32,		/* over 100/s */
};

enum check_default {
	CHECK_COVERAGE = 90,		/* per cent */
	CHECK_SPEED = 1000,		/* km/h */
	CHECK_SLACK = 100,		/* km */
};

/* Without a statement a check learns for so long and then enforces:
 * X(symbol, name, learns s, options, within s, over (/s when a rate)). */
#define CHECKS(X)							\
X(UNASKED, "unasked", 600, CHECK_TAKES_COVERAGE, 0, 0)			\
X(PEER_CHANGED, "peer-changed", 600, 0, 0, 0)				\
X(SUBSCRIBER_CHANGED, "subscriber-changed", 600, 0, 0, 0)		\
X(PREVIOUS_PLACE, "previous-place", 3600, 0, 0, 0)			\
X(VELOCITY, "velocity", 3600, CHECK_TAKES_SPEED | CHECK_TAKES_SLACK,	\
    0, 0)								\
X(TWO_PLACES, "two-places", 3600, CHECK_TAKES_WITHIN, 600, 0)		\
X(PIVOT, "pivot", 3600, CHECK_TAKES_WITHIN, 600, 0)			\
X(NO_ROAMING, "no-roaming", 3600, 0, 0, 0)				\
X(SCAN, "scan", 3600, CHECK_TAKES_WITHIN | CHECK_TAKES_OVER, 600, 50)	\
X(SEQUENTIAL, "sequential", 3600, CHECK_TAKES_OVER, 0, 20)		\
X(FLOOD, "flood", 3600, CHECK_TAKES_RATE, 0, 100)			\
X(UNUSUAL_CONTEXT, "unusual-context", 3600, 0, 0, 0)			\
X(STALLED, "stalled", 3600, 0, 0, 0)

enum check {
#define X(sym, ...)	CHECK_##sym,
	CHECKS(X)
#undef X
	CHECK_COUNT
};

enum check_mode {
	CHECK_OFF,			/* finds nothing */
	CHECK_LEARN,			/* finds nothing yet */
	CHECK_TEST,			/* rules only say what they would do */
	CHECK_ENFORCE,			/* rules act on it */
	CHECK_MODES
};

/* The words; NULL outside the lists. */
const char	*check_name(unsigned check);
const char	*check_mode_name(unsigned mode);

#endif
