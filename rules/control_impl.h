/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The inside of storm control, for the files that make it up.
 */
#ifndef RULES_CONTROL_IMPL_H
#define RULES_CONTROL_IMPL_H

#include "control.h"
#include "context_impl.h"
#include "state/admit.h"
#include "state/pace.h"
#include "state/steer.h"
#include "state/storm.h"
#include "state/sunk.h"

enum control_limit {
	CONTROL_DEVICES = 1000000,	/* in back-off, of a group */
	CONTROL_STEERED = 1000000,
	CONTROL_PRIORITIES = 16,
	REACH_MAX = 4,			/* ways back that one answer may choose
					 * between */
	REACH_DOIC = 15,		/* kind: told by OC-OLR */
	REPORT_LEAST = 10,		/* per cent */
	REPORTERS = 8,			/* nodes of a group, told apart */
};

#define TICK_NS		NS_A_SECOND

/* What one of home's nodes said last of its load (RFC 7683 5.2.1.2). */
struct report {
	uint64_t	 host;		/* its name, hashed; 0: none */
	uint64_t	 sequence;
	uint64_t	 since, end;	/* ns */
	uint8_t		 percent;
};

/* What the group says of itself to those who understand it. */
struct told_report {
	uint64_t	 sequence;
	uint8_t		 percent;
};

struct group {
	const struct conf_protect *conf;
	struct admit	*admit;
	enum capacity_why why;		/* last told */
	bool		 told;		/* that it is reduced */
	struct report	 report[REPORTERS];
	struct told_report told_report;
	uint64_t	 second;	/* of which it is, and since which ... */
	uint32_t	 asked;		/* ... so many have asked */
	bool		 heard;		/* an answer; where none is ever seen,
					 * nothing follows from that */
	uint64_t	 sent, failed;
	double		 lowest;	/* per second, that was in force ... */
	enum capacity_why lowest_why;	/* ... and why */
};

/* How well devices of a partner keep what they were told by OC-OLR: those that
 * come before their time show that nobody tells them. */
struct faith {
	uint32_t	 told, early;
};

struct control {
	const struct ruleset *rs;
	uint64_t	 secret;
	uint64_t	 ticked;	/* ns */
	struct group	*group;		/* by protect */
	int16_t		*group_of;	/* by link, -1: none */
	int		 group_rest;	/* of what no link says, or -1 */
	struct storm	***storm;	/* by storm, then by scope */
	double		**peak;		/* of each, while it goes on */
	uint64_t	*name;		/* by owner: hashed, for numbers change
					 * with configurations */
	struct faith	*faith;		/* by owner */
	struct pace	*pace;		/* the same */
	uint64_t	 faded;		/* ns: when it was last halved */
	struct sunks	*sunks;
	struct steers	*steers;
	bool		 steers_away;	/* some rule does */
	void		(*notice)(void *, const struct notice *);
	void		*notice_arg;
};

void		 control_notice(struct control *, const struct notice *);
/* Sunk, put on probation, released: each is a notice. */
void		 sink_tell(struct control *, const struct sunk_event *);

/* alarm.c: storms. */
bool		 alarm_new(struct control *, uint64_t now);
void		 alarm_free(struct control *);
void		 alarm_keep(struct control *to, struct control *from,
		    bool same_partners);
void		 alarm_count(const struct look *);
void		 alarm_tick(struct control *, uint64_t now);
bool		 alarm_any(const struct look *);

/* guard.c: protected groups; outcome.c: what they answer. */
bool		 guard_new(struct control *);
void		 guard_free(struct control *);
void		 guard_keep(struct control *to, struct control *from);
void		 guard_tick(struct control *, uint64_t now);
/* Of a message that goes to home, NULL: none. */
struct group	*guard_group(const struct look *);
struct group	*guard_by_link(struct control *, int link);
void		 outcome_congestion(const struct look *);
void		 guard_expect(const struct look *);
void		 guard_decide(struct look *, struct verdict *);

/* reach.c: when the device comes back after which answer. */
unsigned	 reach_of(struct drain_reach [REACH_MAX], const struct look *,
		    int error);
/* When it is here after that kind of answer, by its timers alone, in ns. */
uint64_t	 reach_step(const struct look *, unsigned kind);
/* The same for one whose network sets T3346 by an overload report. */
unsigned	 reach_told(struct drain_reach [REACH_MAX]);
/* It is so much later, in ns, or sooner. */
void		 reach_late(struct drain_reach *, int64_t ns);
/* What such a network is told now, so that the device, which is late by so
 * much, comes in ns. */
uint64_t	 reach_tell(uint64_t ns, int64_t late);
/* Who has that long to go is here as planned, to be told the minutes. */
bool		 reach_planned(uint64_t ns);
/* The error that a kind of return stands for. */
unsigned	 reach_error(unsigned kind);

/* divert.c: the sinkhole. */
bool		 divert_meet(struct look *, struct verdict *);
/* Both of them about the component at hand, which decided: a rule sinks, or a
 * request is refused for what it is. */
void		 divert_decide(struct look *, const struct verdict *);
void		 divert_offence(struct look *);
void		 divert_tick(struct control *, uint64_t now);

#endif
