/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a protected group of nodes can bear now, in procedures, and a bucket of
 * tokens that keeps to it.
 *
 * The rate begins as configured and never exceeds it.  It falls to what the
 * group was seen to deliver when its answers come late, fail or stay away, and
 * climbs again while they are fine; capacity_find.c argues how.
 *
 * A token is a procedure, which is two requests.  In any second that begins at
 * whatever moment, no more tokens are taken than 102 % of the highest rate of
 * that second; or as many more than that rate as the setup has for a burst, where
 * that is more.  Of one whose second request does not come half is given back.
 */
#ifndef RULES_STATE_CAPACITY_H
#define RULES_STATE_CAPACITY_H

#include <stdbool.h>
#include <stdint.h>

#include "window.h"

enum capacity_limit {
	CAPACITY_TICKS = 10,		/* of the second that is judged */
	CAPACITY_TICK_MS = 100,
	CAPACITY_LATENCY_MS = 1000,	/* late, where nothing is configured */
	CAPACITY_LEAST = 5,		/* % of the configured, kept always */
	CAPACITY_LEVELS = 3,		/* of congestion, 0: none */
	CAPACITY_LOADED = 65535,	/* fully: RFC 8583 */
};

enum capacity_outcome {
	CAPACITY_FINE,		/* an answer; late by its latency alone */
	CAPACITY_BUSY,		/* 3004, resource limitation, UDTS cause 2, 6 */
	CAPACITY_FAILURE,	/* systemFailure, 5012 and such */
	CAPACITY_TIMEOUT,	/* none came */
	CAPACITY_OUTCOMES
};

/* Why the rate is below the configured one, the latest reason. */
enum capacity_why {
	CAPACITY_FULL,		/* it is not */
	CAPACITY_IS_LATE, CAPACITY_IS_BUSY, CAPACITY_FAILS, CAPACITY_IS_SILENT,
	CAPACITY_IS_LOADED, CAPACITY_REPORTED, CAPACITY_CONGESTED, CAPACITY_WHYS
};

struct capacity_setup {
	uint32_t	 rate;		/* procedures in ... */
	uint64_t	 rate_ns;	/* ... so long; 0: a second */
	uint64_t	 latency;	/* ns; 0: CAPACITY_LATENCY_MS */
	uint32_t	 burst;		/* tokens at least; 0: 1 */
};

/* Nothing in it is owned; its fields are capacity.c's. */
struct capacity_tick {
	uint32_t	 taken, sent;
	uint32_t	 paid;		/* halves, for what was taken */
	uint32_t	 passed;	/* second halves */
	double		 may;		/* procedures: what the rate is */
	uint32_t	 fine, late, busy, failed, silent;
	uint64_t	 latency;	/* ns, sum of fine and late */
	uint64_t	 load;		/* sum of what so many answers ... */
	uint32_t	 loads;		/* ... said of it */
};

struct capacity {
	struct capacity_setup setup;
	double		 full;		/* per second, configured */
	double		 rate;		/* per second: own finding */
	double		 force;		/* per second: in force */
	double		 target;	/* delivered at the last trouble */
	double		 speed;		/* of growing: share of full a second */
	double		 least;		/* ns: latency without load */
	double		 idle;		/* load that is said without load */
	double		 usual;		/* share of failures that is usual */
	double		 pending;	/* requests that wait for an answer */
	double		 sending;	/* requests in a second, of late */
	uint64_t	 interval;	/* ns of a token */
	uint64_t	 tolerance;	/* ns */
	uint64_t	 next;		/* ns: theoretical arrival time */
	uint64_t	 tick;		/* number of the current one */
	uint64_t	 cut;		/* ns: when the rate was last cut */
	uint64_t	 doubled;	/* ns: when speed was */
	uint64_t	 report_end, level_end;	/* ns */
	uint8_t		 report;	/* per cent less */
	uint8_t		 level;
	uint8_t		 why;		/* enum capacity_why */
	bool		 draining;	/* a queue behind the last trouble */
	bool		 settled;	/* the last two were at about the same */
	bool		 told;		/* cut, and capacity_tick() says so */
	double		 work;		/* halves beyond "may", when the current
					 * tick began: of all ... */
	double		 work_before;	/* ... and of the one before them */
	double		 most;		/* procedures of the last second, at
					 * the highest rate in it */
	uint32_t	 back;		/* halves given back and not used */
	struct window	 window;	/* halves paid for */
	struct window	 halves;	/* both kinds, as they go */
	struct capacity_tick sum;	/* of the last second */
	struct capacity_tick recent[CAPACITY_TICKS];
};

void		 capacity_init(struct capacity *, const struct capacity_setup *,
		    uint64_t now);

/* Brings the rate up to now; the functions below do it themselves.  True when
 * it was cut since the last call that asked. */
bool		 capacity_tick(struct capacity *, uint64_t now);

/*
 * One token, if there is one; share is the part of the burst that this one may
 * use, 0 to 256: those with less leave room for those with more (trunk
 * reservation).  capacity_free() asks without taking.
 */
bool		 capacity_take(struct capacity *, unsigned share, uint64_t now);
bool		 capacity_free(const struct capacity *, unsigned share,
		    uint64_t now);
/*
 * One token all the same, if the last second had less than it may have, 102 %,
 * or of what is above 100 % the share: for who is not to wait when many come at
 * once because something on the way, or this machine, had stopped.  What it
 * takes is missing to those who come after; it may be so many ns of tokens
 * beyond the burst.  So many tokens of the second are left, and second halves
 * leave room as well; or, below 0, whatever these do.
 */
bool		 capacity_catch_up(struct capacity *, unsigned share,
		    uint64_t ns, double leave, uint64_t now);

/*
 * A token is for two requests, and the second goes when its device sends it:
 * that it goes is told here.  capacity_bears(): is there a token, and would the
 * first of another procedure, together with both kinds of the last second, be no
 * more than the tokens of a second are, of which so much is burst and so many
 * are left?
 */
void		 capacity_passed(struct capacity *, uint64_t now);
bool		 capacity_bears(struct capacity *, unsigned share,
		    double leave, uint64_t now);
/* So many second halves that are paid for do not come: as many tokens, at most
 * those of a second, cost half from here on. */
void		 capacity_give_back(struct capacity *, uint32_t halves);

/* A request goes to the group: every one, of a new procedure or not. */
void		 capacity_sent(struct capacity *, uint64_t now);
/* The last one did not, after all; its token is used up. */
void		 capacity_unsent(struct capacity *, uint64_t now);
/* What came of one, each once; its latency in ns, for a timeout the time
 * waited. */
void		 capacity_outcome(struct capacity *, enum capacity_outcome,
		    uint64_t latency, uint64_t now);

/* An answer of the group says how loaded it is (Load, RFC 8583), at most
 * CAPACITY_LOADED.  The caller has seen to it that it is the home's own. */
void		 capacity_loaded(struct capacity *, unsigned load, uint64_t now);

/* Overload report of the group itself (OC-OLR, RFC 7683, loss): so many per
 * cent less for so long.  A validity of 0 ends it; percent above 100 is 100.
 * The caller has seen to it that it is the home's own, and newer. */
void		 capacity_report(struct capacity *, unsigned percent,
		    uint64_t validity, uint64_t now);
/* Congestion level 0 to CAPACITY_LEVELS (M3UA SCON, SCCP SSC), for so long. */
void		 capacity_level(struct capacity *, unsigned level,
		    uint64_t validity, uint64_t now);

/* Procedures per second in force. */
double		 capacity_rate(const struct capacity *);
double		 capacity_full(const struct capacity *);
/* Share of the configured rate, in 256ths, that it is loaded with: tokens
 * taken in the last second. */
unsigned	 capacity_load(const struct capacity *);
enum capacity_why capacity_why(const struct capacity *);
const char	*capacity_why_name(unsigned why);	/* or NULL */

#endif
