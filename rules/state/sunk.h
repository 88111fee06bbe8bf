/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The sinkhole: sources found attacking, whose messages are diverted for a
 * time (GSMA CLP.14 5.6).
 *
 * A source is a host, a global title, a point code or a subscriber, and a whole
 * partner only where an order names it.  All but a partner are known together
 * with the partner over whose link they came, so that who forges another's name
 * has his own sunk and not the other's.
 *
 *	            term over             probation over, no offence
 *	DIVERTED ------------> PROBATION ----------------------------> released
 *	    ^                      |
 *	    +----------------------+  offence: for twice as long as before
 *
 * On probation messages are judged as usual.  Nothing changes but by the calls
 * below, and each change is told once, by a struct sunk_event.  Which times
 * come up is up to sunks_turn(): it costs next to nothing when none has, and
 * what it does depends on the times, not on how often it is called.
 *
 * Time is ns and may go back; then no term has longer to run than all of it.
 */
#ifndef RULES_STATE_SUNK_H
#define RULES_STATE_SUNK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#define SUNK_NONE	UINT32_MAX
#define SUNK_ALWAYS	UINT64_MAX	/* as an end: until removed */

enum sunk_limit {
	SUNK_MAX = 1 << 20,	/* sources of one table */
	SUNK_NAME_MAX = 255,	/* octets of a name: RFC 1035 2.3.4 */
	SUNK_WHY_MAX = 63,	/* octets of a reason */
	SUNK_OPS = 4,		/* operations that a summary names */
	SUNK_EVENTS = 2,	/* that one call can lead to */
	SUNK_ERROR_MAX = 200,	/* octets of a sentence */
};

enum sunk_scope { SUNK_HOST, SUNK_GT, SUNK_PC, SUNK_SUBSCRIBER, SUNK_PARTNER,
	SUNK_SCOPES };
enum sunk_how { SUNK_BY_RULE, SUNK_BY_FINDING, SUNK_BY_HAND, SUNK_HOWS };
enum sunk_state { SUNK_NOT, SUNK_DIVERTED, SUNK_PROBATION, SUNK_STATES };

enum sunk_change {
	SUNK_BEGUN,		/* diverted from now on */
	SUNK_AGAIN,		/* an offence on probation, or by hand */
	SUNK_PROBED,		/* term over: on probation */
	SUNK_RELEASED,		/* probation over */
	SUNK_REMOVED,		/* by hand */
	SUNK_EVICTED,		/* made room for another */
	SUNK_CHANGES
};

/* Whose messages: the key is a hash of its name with a secret, that of a
 * subscriber or a partner any number; 0 is nobody.  Names of hosts are the same
 * in capitals, so fold them before. */
struct sunk_source {
	uint64_t	 key;
	uint16_t	 partner;	/* number given by the caller */
	uint8_t		 scope;		/* enum sunk_scope */
};

/* Times are ns. */
struct sunk_limits {
	size_t		 max;		/* sources, 1 to SUNK_MAX */
	uint64_t	 term;		/* where an order names none */
	uint64_t	 longest;	/* term that doubling leads to */
	uint64_t	 probation;
};

struct sunk_order {
	struct sunk_source source;
	const uint8_t	*name;		/* as it came; cut to SUNK_NAME_MAX */
	size_t		 len;
	const char	*why;		/* label, finding, words; cut; or NULL */
	uint64_t	 term;		/* 0: that of the limits; by hand:
					 * SUNK_ALWAYS */
	uint8_t		 how;		/* enum sunk_how */
	bool		 whole;		/* it names the partner itself, without
					 * which none is sunk */
};

struct sunk_op {
	uint64_t	 count;
	uint8_t		 op;		/* enum sig_op */
};

/* One source as it is now. */
struct sunk_view {
	struct sunk_source source;
	uint8_t		 state;		/* enum sunk_state */
	uint8_t		 how;
	uint8_t		 len;
	bool		 cut;		/* the name was longer */
	uint8_t		 name[SUNK_NAME_MAX];
	char		 why[SUNK_WHY_MAX + 1];
	uint64_t	 since;		/* it was sunk first */
	uint64_t	 until;		/* of the term, or of the probation */
	uint64_t	 term;		/* the latest one */
	uint32_t	 times;		/* it was sunk, from 1 */
	uint32_t	 subscribers;	/* different ones, about (1.2 / 8) */
	uint64_t	 messages, octets;	/* that were diverted, ... */
	uint64_t	 first, last;	/* ... and when; 0: none was */
	uint8_t		 nop;
	struct sunk_op	 op[SUNK_OPS];	/* the most frequent first */
};

struct sunk_event {
	uint64_t	 at;
	uint8_t		 change;	/* enum sunk_change */
	struct sunk_view view;		/* after it; of one that went, before */
};

struct sunk_events {
	unsigned	 n;
	struct sunk_event event[SUNK_EVENTS];
};

struct sunks;

/* The secret keys the hash.  NULL: no memory, or a limit is out of range (no
 * time may be 0, and longest is no less than term). */
struct sunks	*sunks_new(const struct sunk_limits *, uint64_t secret);
void		 sunks_free(struct sunks *);
/* Other times from now on, as they may be; terms that run stay as they are. */
void		 sunks_times(struct sunks *, uint64_t term, uint64_t longest,
		    uint64_t probation);

/*
 * The place of a source, or SUNK_NONE: at once while the table has none of its
 * scope, else after one cache line.  Good until the next call that returns
 * events.
 */
uint32_t	 sunk_find(const struct sunks *, const struct sunk_source *);
enum sunk_state	 sunk_state(const struct sunks *, uint32_t place);
/*
 * Whether a message of a source is diverted.  A critical device behind it keeps
 * its way where the origin of the message is proven; not so one that is sunk
 * itself.
 */
bool		 sunk_diverts(const struct sunks *, uint32_t place,
		    bool critical, bool proven);
/* A message was diverted.  subscriber: a number of the caller's, 0: none. */
void		 sunk_count(struct sunks *, uint32_t place, unsigned op,
		    size_t octets, uint64_t subscriber, uint64_t now);

/*
 * Sinks a source.  One that is diverted already stays so for no less than the
 * order says; one on probation is sunk for at least twice its term, at most
 * for the longest.  By hand the order counts as it is, whatever was before.
 * A full table gives up the source least recently heard of that was not sunk by
 * hand, and of those sunk by hand one only for another such order.  False:
 * refused, for the source is nobody, the order does not name the partner that
 * it would sink, or there is no room.
 */
bool		 sunk_add(struct sunks *, const struct sunk_order *,
		    uint64_t now, struct sunk_events *);
/* A message of it was refused for what it is: true when that ended its
 * probation.  Nothing for one that is diverted or unknown. */
bool		 sunk_offence(struct sunks *, const struct sunk_source *,
		    uint64_t now, struct sunk_events *);
/* By hand; false: it is not there. */
bool		 sunk_remove(struct sunks *, const struct sunk_source *,
		    uint64_t now, struct sunk_events *);
/* The next change whose time has come, in the order of times, at that time;
 * false: none.  To be called until then, before the messages of that time. */
bool		 sunks_turn(struct sunks *, uint64_t now, struct sunk_event *);

/* All of them in the order in which they were sunk first: starts after
 * SUNK_NONE and ends with it. */
uint32_t	 sunks_next(const struct sunks *, uint32_t place);
void		 sunk_view(const struct sunks *, uint32_t place,
		    struct sunk_view *);
size_t		 sunks_count(const struct sunks *);
/* Given up, or not taken, for want of room since the start. */
uint64_t	 sunks_lost(const struct sunks *);
size_t		 sunks_octets(const struct sunks *);	/* memory */

/* Words of the lists above; NULL outside. */
const char	*sunk_scope_name(unsigned scope);
const char	*sunk_how_name(unsigned how);
const char	*sunk_state_name(unsigned state);
const char	*sunk_change_name(unsigned change);

/* ---- as text, sunk_text.c ---- */

/*
 * Who knows numbers by their names.  partner_name gives NULL, and the others
 * false, for what they do not know; key makes the key of a source (partner and
 * scope are set) from its name.
 */
struct sunk_names {
	void		*arg;
	const char	*(*partner_name)(void *, uint16_t partner);
	bool		 (*partner)(void *, const char *name, uint16_t *);
	bool		 (*key)(void *, struct sunk_source *,
			    const uint8_t *name, size_t len);
};

/*
 * A line a source, in their order, times as UTC:
 *
 *	host "mme1.example.org" partner "north" by rule why "scan" state
 *	    diverted since 2026-01-01T00:00:00Z until 2026-01-01T01:00:00Z term
 *	    1h times 1 messages 7 octets 910 subscribers 5 first ... last ...
 *	    op authenticate 4 op update-location 3
 *
 * (on one line).  In a name and a reason, \xHH stands for an octet that is not
 * printable.  Errors of the stream stay in it.  Returns how many cannot be read
 * again (the name was cut, the partner has none): those are comments.
 */
size_t		 sunks_write(const struct sunks *, FILE *,
		    const struct sunk_names *);
/* One of them; false when it is a comment. */
bool		 sunk_write(FILE *, const struct sunk_view *,
		    const struct sunk_names *);
/*
 * Adds what stands in a text of len octets to a table.  A line needs scope and
 * name and, but for a partner, whose; who adds one by hand says "until", "term"
 * (from now on) or neither (until removed) besides; # begins a comment.  An end
 * is taken as it stands.  False when anything is wrong: of each line that is, a
 * sentence with its number, from 1, and what was expected; then part of it was
 * added, so throw the table away.
 */
bool		 sunks_read(struct sunks *, const char *text, size_t len,
		    uint64_t now, const struct sunk_names *,
		    void (*error)(void *, unsigned line, const char *sentence),
		    void *arg)
		    __attribute__((warn_unused_result));

#endif
