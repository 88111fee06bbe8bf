/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Judging: one message against the rules of its direction.
 *
 * The first rule that decides wins; "match" rules classify and go on; a rule
 * under "monitor" is noted and goes on; without a decision a message is
 * dropped.  Under a list or for a partner that is under "monitor" it is judged
 * all the same, and passes.  Of the components of a TCAP message each is judged, and the worst
 * verdict is that of the message.  A direction without rules passes all.
 */
#ifndef RULES_JUDGE_H
#define RULES_JUDGE_H

#include "ruleset.h"

enum direction {
	DIRECTION_IN,			/* towards the home network */
	DIRECTION_OUT,
	DIRECTION_COUNT
};

enum verdict_why {
	WHY_RULE,			/* .rule decided */
	WHY_DEFAULT,			/* no rule did: drop */
	WHY_NO_RULES,			/* none for this direction: pass */
	WHY_ADMISSION,			/* passed, and home has no room now */
	WHY_SUNK,			/* its source is sunk */
	WHY_POLICED,			/* it never goes on, inline, whatever
					 * the rules say */
	WHY_COUNT
};

struct verdict {
	uint8_t		 action;	/* enum action, never MATCH */
	uint8_t		 why;		/* enum verdict_why */
	uint8_t		 direction;
	uint8_t		 comp;		/* component that decided */
	bool		 log;
	bool		 monitor;	/* the list or the partner is only
					 * watched: the message passed whatever
					 * action says */
	int16_t		 link;		/* ingress; -1 not known */
	int16_t		 cls;		/* class; -1 none */
	uint16_t	 from, to;	/* owners */
	int32_t		 rule;		/* number in its list, or -1 */
	int32_t		 would;		/* first rule under "monitor" that
					 * would have decided, or -1 */
	const char	*label;		/* of the rule, of a match, or NULL */
	uint64_t	 back_off;	/* ns, 0: none */
	uint8_t		 error;		/* of REJECT: enum reject_error */

	/* Of storm control; zero when it has nothing to say. */
	uint8_t		 admission;	/* enum admit_why + 1 */
	uint8_t		 group;		/* of ADMISSION: number of protect, ... */
	uint8_t		 refused;	/* ... how often, this time included, ... */
	uint32_t	 rate;		/* ... and what it bears, per second */
	bool		 overload;	/* who sent it is told by an overload
					 * report of the host: so many ... */
	uint8_t		 reduction;	/* ... per cent less, ... */
	uint32_t	 validity;	/* ... for so many seconds, after which
					 * the device may come */
	uint64_t	 sequence;

	/* Of memory; all zero when the configuration asks for none. */
	uint32_t	 found;		/* 1 << enum check, in any mode ... */
	uint32_t	 enforced;	/* ... and that rules could act on */
	uint64_t	 serial;	/* of the message, rising from 1 */
	bool		 waits;		/* a request whose answer will tell */
	uint8_t		 within;	/* operation that opened the dialogue or
					 * request it belongs to, enum sig_op */
	uint64_t	 request;	/* serial of what it answers, or 0; ... */
	uint64_t	 request_frame;	/* ... where that was, ... */
	uint64_t	 answer_ns;	/* ... and how long ago */
	/* Of a finding about places: the owner in whose network the subscriber
	 * was last, when (s since 1970), how long before this message, how far
	 * that is for certain, and so how fast. */
	uint16_t	 last_place;	/* OWNER_NOBODY: no such finding */
	uint32_t	 last_seen, last_ago, last_km, last_kmh;
};

struct judge;
struct control;

/* State for a rule set, which must outlive it.  The secret keys its hashes.
 * NULL: no memory. */
struct judge	*judge_new(const struct ruleset *, uint64_t secret);
void		 judge_free(struct judge *);

/*
 * Goes over to another rule set: the entries of tables that say persist, by
 * name and type, stay; rates and counters begin again.  False: no memory, and
 * then everything stays as it was.  The old rule set is no longer needed after.
 */
bool		 judge_swap(struct judge *, const struct ruleset *);

/* now: ns, of the capture or of a clock. */
void		 judge_message(struct judge *, const struct sig_msg *,
		    uint64_t now, struct verdict *);

/*
 * How a relay ended, by itself, a request that waits (verdict.waits).  Nothing
 * is held open for it any more; an answer that comes all the same is unasked.
 */
enum judge_end {
	JUDGE_UNSENT,			/* it went nowhere */
	JUDGE_UNANSWERED,		/* in time, or who was asked is gone */
	JUDGE_STOPPED,			/* its answer came, and was refused */
};
void		 judge_ended(struct judge *, const struct sig_msg *request,
		    enum judge_end, uint64_t now);

/* Why, by the words of the rules: "reason" of the event.  reason.c */
void		 judge_reason(const struct judge *, const struct sig_msg *,
		    const struct verdict *, char text[CONF_REASON_MAX]);
/* Messages that a rule matched. */
uint64_t	 judge_matches(const struct judge *, unsigned direction,
		    size_t rule);

/*
 * The same again with every step told, one rule after the other, until the one
 * that decides: for explaining.  Counts nothing and remembers nothing, so that
 * rates stand where they were.
 */
struct judge_step {
	unsigned	 direction, comp;
	size_t		 rule;
	int		 test;		/* of the rule; -1: the rule's outcome */
	bool		 holds;		/* the test, or all of them */
	bool		 decides;	/* the rule, when all of them hold */
	const char	*saw;		/* what the test was held against */
};
void		 judge_explain(struct judge *, const struct sig_msg *,
		    uint64_t now, struct verdict *,
		    void (*step)(void *, const struct judge_step *), void *);

/* Entries that rules have added to a table while running. */
struct block;
struct block	*judge_block(struct judge *, size_t table);

/* Storm control, or NULL: the configuration asks for none. */
struct control	*judge_control(struct judge *);

/* What is remembered, or NULL; and who is told what it notices. */
struct memory;
struct notice;
struct memory	*judge_memory(struct judge *);
void		 judge_notices(struct judge *,
		    void (*notice)(void *, const struct notice *), void *);

#endif
