/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is remembered goes to its file now and then, by a child of the engine:
 * it has the memory as it was when it was forked, so that the engine goes on
 * meanwhile.
 */
#ifndef FW_RUN_SAVER_H
#define FW_RUN_SAVER_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

struct memory;
struct ruleset;

/* Zero it. */
struct saver {
	pid_t		 writer;	/* 0: nobody writes */
	uint64_t	 next;		/* when the next one begins */
	uint64_t	 pause;		/* ns that it took, the longest told */
	bool		 off;		/* the file is no snapshot: told */
};

/* What an earlier process saved, if it did.  Whatever is wrong with it is told,
 * and then nothing is remembered yet.  m: or NULL. */
void	saver_load(struct saver *, const struct ruleset *, struct memory *m);
/* There are other rules, and perhaps another file. */
void	saver_swap(struct saver *, const struct ruleset *, struct memory *m);
/* Each second; now: of a clock that nobody sets. */
void	saver_turn(struct saver *, const struct ruleset *, struct memory *m,
	    uint64_t now);
/* In the end: whole when it returns. */
void	saver_end(struct saver *, const struct ruleset *, struct memory *m);

#endif
