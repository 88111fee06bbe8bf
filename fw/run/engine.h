/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The engine, live: every message between neighbours is dissected, judged by
 * the rules and carried out, and each request ends exactly once.
 *
 * What is judged is what a capture at the side that asked would show: requests
 * as they come, answers with the hop-by-hop identifier of who asked.  Of SS7 a
 * request is what is no answer, reject or abort, once all its segments are
 * there; dialogues go end to end, and nothing is awaited.
 *
 * It owns no socket: messages come by edges (edge.h), time by engine_time(), or
 * by the clock that it was given where an edge says that it wakes.
 */
#ifndef FW_RUN_ENGINE_H
#define FW_RUN_ENGINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "edge.h"

struct clock;
struct events;
struct judge;
struct ruleset;

/* What became of a request: each ends in exactly one of these. */
#define ENGINE_ENDS(X)							\
X(ANSWERED, "answered")			/* forwarded, and its answer too */ \
X(REFUSED, "refused")			/* a rule's reject or steering */ \
X(DROPPED, "dropped")			/* no answer, by a rule */	\
X(SUNK, "sunk")								\
X(ANSWER_DROPPED, "answer-dropped")	/* the answer, by a rule */	\
X(UNANSWERED, "unanswered")		/* in time: 3002 */		\
X(NO_WAY, "no-way")			/* nobody to give it to: 3002 */ \
X(LOOP, "loop")				/* 3005 */			\
X(TOO_MANY, "too-many")			/* open ones: 3004 */		\
X(DUPLICATE, "duplicate")		/* of one that is open still */	\
X(ASKER_GONE, "asker-gone")		/* answer, but for nobody */	\
X(ASKER_FULL, "asker-full")		/* who asked does not read */	\
X(INVALID, "invalid")			/* 3008, 3009, 5xxx by RFC 6733 */ \
/* and of SS7, where it may also have no way, or gone round */		\
X(PASSED, "passed")			/* what comes back is not awaited */ \
X(POLICED, "policed")			/* it never goes on */		\
X(INCOMPLETE, "incomplete")		/* segments are missing */

enum engine_end {
#define X(sym, name)	END_##sym,
	ENGINE_ENDS(X)
#undef X
	END_COUNT
};

const char	*engine_end_name(enum engine_end);	/* NULL: none such */

struct way_counts {
	uint64_t	 requests, answers;	/* from it */
	uint64_t	 sent, sent_answers;	/* to it */
	uint64_t	 unasked;		/* answers to nothing, ... */
	uint64_t	 late;			/* ... of them too late */
	uint64_t	 unanswered;		/* by it, in time */
	uint64_t	 stopped;		/* SS7: answers that went no further */
	uint64_t	 end[END_COUNT];	/* of requests from it */
};

/* One neighbour, for who shows it; open ones and those that were. */
struct engine_way {
	unsigned	 link;		/* (unsigned)-1: is no more */
	bool		 up, ss7;
	const char	*host, *realm, *transport, *why;
	uint64_t	 since;			/* ns since 1970 */
	uint32_t	 open;			/* requests from it, ... */
	uint32_t	 waits;			/* ... for its answer */
	uint32_t	 held;			/* SS7: messages from it of
						 * which segments are missing */
	uint64_t	 news;			/* SS7: events of its link */
	size_t		 waiting;		/* octets to it */
	struct way_counts counts;
};

struct engine_config {
	struct ruleset	*rules;		/* the engine's from here on */
	uint64_t	 secret;
	struct events	*events;	/* or NULL */
	bool		 unjudged;	/* relays everything */
	const struct clock *clock;	/* of engine_wake(), or NULL: then
					 * engine_time() alone tells the time */
};

/* now: ns since 1970.  NULL: no memory. */
struct engine	*engine_new(const struct engine_config *, uint64_t now);
void		 engine_free(struct engine *);
/* What follows happens at that time; never runs backwards by itself.  For
 * time-outs a step counts as two seconds at most: call it each second. */
void		 engine_time(struct engine *, uint64_t now);
/* After each turn of the loop: what is overdue ends. */
void		 engine_turn(struct engine *);
/*
 * Other rules, which are the engine's from here on.  False: no memory, and
 * everything stays as it was; then they are the caller's.  Ways whose link, by
 * its name, is no more are closed.
 */
bool		 engine_swap(struct engine *, struct ruleset *);
/* No more requests from anybody (3004), until those that are open have ended;
 * then every way is closed. */
void		 engine_stop(struct engine *);
bool		 engine_stopped(const struct engine *);	/* nothing is open */

/* ---- for operators ---- */

struct judge	*engine_judge(struct engine *);
const struct ruleset *engine_rules(const struct engine *);
uint64_t	 engine_now(const struct engine *);
size_t		 engine_open(const struct engine *);	/* requests */
/* The i-th neighbour from 0; false: no more. */
bool		 engine_way(const struct engine *, size_t i,
		    struct engine_way *);
/* Of all neighbours that were and are. */
void		 engine_totals(const struct engine *, struct way_counts *);
/* Requests and answers that were given each verdict (enum action). */
uint64_t	 engine_verdicts(const struct engine *, unsigned action);

#endif
