/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Segments of SCCP messages that are held until all of them are there
 * (ITU-T Q.714 4.1.1.2): each as it came, to go on as it came.
 *
 * All memory is taken at the start.  Sets are found by a keyed hash of what
 * names them.  When room is short, whoever fills most of it loses the set of
 * his that has waited longest, so that nobody's segments push out those of
 * others who have fewer.
 */
#ifndef FW_RUN_SEGMENTS_H
#define FW_RUN_SEGMENTS_H

#include <stdbool.h>
#include <stdint.h>

#include "../../dissectors/cursor.h"

struct segments;

enum segments_limit {
	SEGMENTS_SETS = 1024,		/* messages under way */
	SEGMENTS_OF_ONE = 16,		/* Q.713 3.17 */
	SEGMENTS_MESSAGE = 4352,	/* octets of one: LUDT, its addresses
					 * and what is below it */
	SEGMENTS_OCTETS = 4 << 20,	/* of all */
};

/* ns until a set is given up: T(reass), Q.714 annex C. */
#define SEGMENTS_TIME	(UINT64_C(20) * 1000000000)

/* Whose they are; it belongs to the caller, who zeroes it at first. */
struct segments_owner {
	uint32_t	 sets, octets;	/* held now */
};

/* One segment. */
struct segment {
	uint64_t	 key;		/* keyed hash of what names its set */
	uint64_t	 same;		/* of what all of a set have in common */
	uint64_t	 data;		/* of what it carries */
	uint8_t		 remaining;	/* that come behind it, 0 to 15 */
	bool		 first;
	uint8_t		 hops;
	uint16_t	 mark;		/* of the caller */
	struct cur	 octets;
};

/* What is known of a set; private but for these. */
struct segments_set {
	struct segments_owner *owner;
	void		*from;		/* of the caller */
	uint64_t	 since;		/* time of the first that came ... */
	uint64_t	 ts, message;	/* ... and what the caller noted */
	uint8_t		 n;		/* that came */
	uint8_t		 hops;		/* the lowest of all */

	uint64_t	 key, same;
	uint32_t	 chain, older, newer;
	uint16_t	 there;		/* bit a remaining number */
	uint8_t		 first;		/* remaining number of it plus 1 */
	uint8_t		 remaining[SEGMENTS_OF_ONE];	/* as they came */
	uint16_t	 len[SEGMENTS_OF_ONE];
	uint16_t	 mark[SEGMENTS_OF_ONE];
	uint32_t	 block[SEGMENTS_OF_ONE];
	uint64_t	 data[SEGMENTS_OF_ONE];
};

enum segments_result {
	SEGMENTS_HELD,
	SEGMENTS_WHOLE,		/* it was the last one missing */
	SEGMENTS_AGAIN,		/* the same data was there; not kept */
	SEGMENTS_CONFLICT,	/* contradicts one that is there; not kept */
};

/* NULL: no memory. */
struct segments	*segments_new(void);
void		 segments_free(struct segments *);

/* The set that has to be given up before one of n octets of that owner's can be
 * added; NULL: there is room. */
struct segments_set *segments_full(struct segments *,
		    const struct segments_owner *, size_t n);
/*
 * Of an owner's, when there is room for it.  *set: that it belongs to, new with
 * its n 1 when it is the first that came; it stays until segments_end().
 */
enum segments_result segments_add(struct segments *, struct segments_owner *,
		    const struct segment *, uint64_t now,
		    struct segments_set **set);
/* The i-th that came; octets of it. */
size_t		 segments_came(const struct segments *,
		    const struct segments_set *, unsigned i,
		    uint8_t octets[SEGMENTS_MESSAGE]);
/* The i-th of a whole set in the order that the message has, and its mark. */
size_t		 segments_order(const struct segments *,
		    const struct segments_set *, unsigned i,
		    uint8_t octets[SEGMENTS_MESSAGE], uint16_t *mark);
void		 segments_end(struct segments *, struct segments_set *);

/* The one that waits longest when that is too long; NULL. */
struct segments_set *segments_overdue(struct segments *, uint64_t now);
/* One of that owner's, the oldest; NULL. */
struct segments_set *segments_oldest(struct segments *,
		    const struct segments_owner *);

#endif
