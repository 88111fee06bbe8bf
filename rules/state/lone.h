/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Authentications that no update-location follows.
 *
 * A procedure that is admitted pays for two requests.  What has begun is counted
 * in parts of a second, by class, and counted down when the second one comes;
 * what is left after LONE_AFTER_S was alone, and its half is given back.
 */
#ifndef RULES_STATE_LONE_H
#define RULES_STATE_LONE_H

#include <stdint.h>

enum lone_limit {
	LONE_CLASSES = 16,
	LONE_PARTS = 8,			/* of a second */
	LONE_AFTER_S = 2,
	LONE_RING = LONE_PARTS * LONE_AFTER_S + 1,
};

/* Zero it first. */
struct lone {
	uint32_t	 open[LONE_RING][LONE_CLASSES];
	uint64_t	 part;		/* number of the current one */
};

/*
 * Brings it to now, ns: adds to alone[] how many of each class were found to be
 * alone since the last call, and returns their sum.  What was open when
 * the clock was set back is forgotten.
 */
uint32_t	 lone_turn(struct lone *, uint64_t now,
		    uint32_t alone[LONE_CLASSES]);
/* One of that class begins at the time that it was brought to. */
void		 lone_begins(struct lone *, unsigned class);
/* The second request of one that began then, ns, comes; too late is no more
 * than that. */
void		 lone_ends(struct lone *, unsigned class, uint64_t began);

#endif
