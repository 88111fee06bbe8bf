/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * When STATE.kept (kept.h) is written: at each change by an operator, and every
 * so often.  What is little is written at once; of much that would hold the
 * engine up (0.7 us an entry), so a copy of the process writes it, one at a
 * time, and what changes meanwhile goes into the next.
 */
#ifndef FW_RUN_KEEPER_H
#define FW_RUN_KEEPER_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

struct judge;
struct ruleset;

enum keeper_limit {
	KEEPER_AT_ONCE = 10000,		/* entries */
	KEEPER_END_MS = 5000,		/* for a copy that writes, in the end */
};

/* Zero it. */
struct keeper {
	pid_t		 writer;	/* 0: nobody writes */
	bool		 again;		/* there were changes since it began */
};

/* judge: or NULL, which has nothing. */
void	keeper_save(struct keeper *, const struct ruleset *, struct judge *,
	    uint64_t now);
/* Each second. */
void	keeper_turn(struct keeper *, const struct ruleset *, struct judge *,
	    uint64_t now);
/* In the end: all of it is on the disk when it returns. */
void	keeper_end(struct keeper *, const struct ruleset *, struct judge *,
	    uint64_t now);

#endif
