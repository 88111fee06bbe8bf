/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What one source does: scans, runs of identities, floods.
 *
 * Each source is measured by limits of the configuration and by what is usual
 * for itself, so that a big one is not taken for an attack:
 *
 * SCAN		more than "scan" different identities that were unknown or
 *		refused within scan_ns, or twice as many (half more, of one that
 *		is new) in sixteen times as long when it hardly says anything
 *		else; or more than that by
 *		enquiries, and more than SOURCE_TIMES what this source usually
 *		asks about
 * SEQUENTIAL	more than "sequential" different identities close together, in
 *		any order, that home did not accept (dense.h)
 * FLOOD	more than "flood" requests within flood_ns, and more than
 *		SOURCE_TIMES what this source usually sends at its busiest
 *
 * What was found holds until the source kept below half of the limit for
 * scan_ns.  While it holds, nothing becomes usual.  A source without a past has
 * nothing that is usual for it; a patient one can grow, at less than twofold
 * each scan_ns.
 *
 * While learning, usual is what a source reached in half of the time slices of
 * scan_ns, in three of them at most: whoever is loud for a while is not taken
 * for a loud one.  Nor does a rate count for more than SOURCE_TIMES the
 * identities that it is about.  And what is usual has a bound, if the caller
 * knows one, that what others do tells.
 */
#ifndef RULES_STATE_SOURCE_H
#define RULES_STATE_SOURCE_H

#include "node.h"

enum source_bit {
	SOURCE_SCAN = 1,
	SOURCE_SEQUENTIAL = 2,
	SOURCE_FLOOD = 4,
	SOURCE_BITS = 3,	/* how many there are */
	SOURCE_NEW = 8,		/* not heard while learning, nor for a day */
	SOURCE_GUEST = 16,	/* the identity is one of its guests */
};

enum {
	SOURCE_TIMES = 8,
};

/* Zero for a number: that check is off.  Times are ns, at most a year; zero for
 * scan_ns is ten minutes, for flood_ns one second.  A "scan" up to 255 is met
 * exactly, a larger one with a standard error of 8 %; the window is 15/16 to
 * all of scan_ns. */
struct source_limits {
	uint32_t	 scan;
	uint64_t	 scan_ns;
	uint32_t	 sequential;
	uint32_t	 flood;
	uint64_t	 flood_ns;
};

/* What reports read of one source. */
struct source_seen {
	struct node_name node;
	uint64_t	 first, last;	/* ns: heard */
	uint64_t	 found_at;	/* ns: when found first, or 0 */
	uint64_t	 requests, enquiries, bad;
	/* One that was asked about as it was found, else one that was bad, else
	 * any; 0: none. */
	uint64_t	 identity;
	uint32_t	 asked_now;	/* different ones by enquiries, about */
	uint32_t	 bad_now;	/* likewise that were bad */
	uint32_t	 asked_usual;	/* each scan_ns */
	uint32_t	 rate_usual;	/* each flood_ns, at its busiest */
	uint8_t		 found;		/* source_bit: ever */
	uint8_t		 holds;		/* now */
};

struct sources;

/* max: sources at most, to NODE_MAX; NULL: no memory, or max is 0 or more. */
struct sources	*sources_new(size_t max, const struct source_limits *,
		    uint64_t secret);
void		 sources_free(struct sources *);
/* A request of this source will be counted soon: its memory is sent for, first
 * what tells where the rest is, a little later the rest. */
void		 sources_expect(const struct sources *, uint64_t key);
void		 sources_expect_more(const struct sources *, uint64_t key);
/*
 * A request.  identity: IMSI or MSISDN as a number whose neighbours differ by
 * one (0: none).  enquiry: it asks for data about a subscriber whom it may not
 * serve.  learning: bits of the checks that learn, for which what it does now
 * is usual: FLOOD and the last kind of SCAN are not found then; with
 * SOURCE_GUEST the identity is none that it could search for.  count:
 * false looks only, and changes nothing.  Returns the bits that hold with this
 * request, and SOURCE_NEW.
 */
unsigned	 source_request(struct sources *, const struct node *,
		    uint64_t identity, bool enquiry, unsigned learning,
		    uint64_t now, bool count);
/* What became of one: its subscriber is unknown at home, or it was refused for
 * what it is (not for want of capacity).  Returns the bits that hold now. */
unsigned	 source_bad(struct sources *, const struct node *,
		    uint64_t identity, uint64_t now);
/* Home took this one as its guest: nothing is being looked for. */
void		 source_accepted(struct sources *, uint64_t key,
		    uint64_t identity);
/* One that asks about no more than SOURCE_TIMES what is usual for it. */
bool		 source_asks_usual(const struct sources *, uint64_t key,
		    uint64_t now);
/* No source asks usually about more than SOURCE_TIMES a part of that; 0: it may
 * be any number.  Never less than the limit. */
void		 sources_bound(struct sources *, uint32_t);
/* The bits that hold, without a request; 0 for one that is not known. */
unsigned	 source_holds(const struct sources *, uint64_t key,
		    uint64_t now);
size_t		 sources_count(const struct sources *);
uint64_t	 sources_lost(const struct sources *);	/* given up when full */
size_t		 sources_octets(const struct sources *);
/* How often one of the bits began to hold. */
uint64_t	 sources_found(const struct sources *, enum source_bit);
/* All of them, those that were found out first, each kind from the one heard
 * last on. */
void		 sources_walk(const struct sources *, uint64_t now,
		    void (*visit)(void *, const struct source_seen *), void *);

#endif
