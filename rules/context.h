/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a message means beside those before it: the dialogue or request it
 * belongs to, where its subscriber was last, how its sender behaves.
 *
 * Two steps a message.  context_meet() looks and changes nothing that a later
 * message could see but counters of behaviour, so that rules can be tried;
 * context_account() learns from what the verdict let through.  Both stand
 * around the rules in judge.c.
 */
#ifndef RULES_CONTEXT_H
#define RULES_CONTEXT_H

#include "check.h"
#include "../dissectors/sig.h"
#include "state/subscriber.h"
#include "state/txn.h"

struct conf_errors;
struct judge;
struct look;
struct memory;
struct ruleset;
struct verdict;

struct context {
	struct txn_meeting meeting;
	struct subscriber *who;		/* home's subscriber that it names */
	/* Numbers by number_pack(), 0: none. */
	uint64_t	 imsi;		/* of home's */
	uint64_t	 imei;
	uint64_t	 named;		/* IMSI, whoever's */
	uint64_t	 identity;	/* the same, or an MSISDN */
	uint64_t	 source;	/* key of the node that sent it */
	uint16_t	 network;	/* where it says the subscriber is, ... */
	uint16_t	 country;	/* ... an owner, and a first MCC */
	uint32_t	 found;		/* 1 << enum check, whatever the mode */
	uint32_t	 enforced;	/* of these: rules may act on them ... */
	uint32_t	 tested;	/* ... or only say that they would */
	uint32_t	 asked, known;	/* what it was held against, and with how
					 * much knowledge */
	/* Its components together; only rules look at them one by one. */
	bool		 requests;	/* something */
	bool		 enquires;	/* who or where somebody is */
	bool		 registers;	/* the subscriber, or is about to */
	bool		 acts;		/* otherwise for him, as who serves him */
	bool		 uses;		/* and not only to let go of him */
	bool		 serves;	/* one of these two; he is home's */
	uint8_t		 counted;	/* enum context_counted, or'ed */
};

/* NULL when the configuration asks for no memory, or there is none to have
 * (*fine tells). */
struct memory	*memory_new(const struct ruleset *, uint64_t secret,
		    bool *fine);
void		 memory_free(struct memory *);

/* Before context_meet(), with other work between them: what the message will be
 * held against is sent for. */
void		 context_expect(const struct judge *, const struct sig_msg *,
		    struct context *);
void		 context_meet(struct look *, struct context *);
/* The same for explaining: counts nothing.  Nothing without memory. */
void		 context_ask(struct look *, struct context *);
/* The IMEI that is known of a device which the message does not name; its
 * digits, or 0. */
unsigned	 context_device(const struct look *, struct sig_digits *);
void		 context_account(struct look *, struct context *,
		    struct verdict *);
/* What judge_ended() says. */
void		 context_ended(struct memory *, const struct sig_msg *,
		    unsigned end, uint64_t now);
/* evidence.c: what a finding about places rests on, if there is one. */
void		 evidence_find(const struct look *, const struct context *,
		    struct verdict *);

/* The places that are kept from run to run, networks being owners; once they
 * were loaded the checks on places have learned, unless more time has gone by
 * from saved_at (ns) to the first message than they take for it. */
struct subscribers *memory_subscribers(struct memory *);
struct aliases	*memory_aliases(struct memory *);	/* by MSISDN */
void		 memory_loaded(struct memory *, uint64_t saved_at);

/* ---- for reports ---- */

struct far;
struct source_seen;

/* Whose number an error is, in the tables of far ends. */
enum memory_error {
	MEMORY_ERROR_MAP,
	MEMORY_ERROR_RESULT,		/* of Diameter */
	MEMORY_ERROR_3GPP,		/* Experimental-Result, ... */
	MEMORY_ERROR_VENDOR,		/* ... or that of another vendor */
};

struct memory_stats {
	uint64_t	 start, now;	/* ns: first message, latest */
	size_t		 octets;	/* of all memories together */
	size_t		 subscribers, subscribers_max;
	uint64_t	 evicted;	/* given up because full; likewise: */
	size_t		 numbers;	/* of subscribers: as many at most */
	uint64_t	 numbers_lost;
	size_t		 transactions, transactions_max;
	uint64_t	 transactions_lost;
	size_t		 sources, sources_max;
	uint64_t	 sources_lost, probes_lost;
};

/* Before that no share of answers says anything. */
enum { MEMORY_ANSWERS_ENOUGH = 20 };

/* How far one check has come. */
struct check_stats {
	uint8_t		 mode;		/* enum check_mode: now */
	uint64_t	 learned_ns;	/* so long, if it learns */
	uint64_t	 asked;		/* messages that it is about ... */
	uint64_t	 known;		/* ... of which it knew enough, ... */
	uint64_t	 found;		/* ... and those it spoke against */
};

void		 memory_stats(const struct memory *, struct memory_stats *);
void		 memory_check(const struct memory *, unsigned check,
		    struct check_stats *);
/* Far ends: partners, or links; sources of whom something was found. */
void		 memory_far(const struct memory *, bool links,
		    void (*visit)(void *, const struct far *), void *);
void		 memory_sources(const struct memory *,
		    void (*visit)(void *, const struct source_seen *), void *);

#endif
