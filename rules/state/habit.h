/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Habits: which application contexts and commands somebody uses.
 *
 * One that was never used while learning is unusual afterwards.  Learning goes
 * on for whoever was heard of less than "enough" times, whatever the caller
 * says: who is quiet for the time given, or has none, is learned later.  Nor is
 * one unusual that HABIT_OTHERS of them have learned: the next may be new.  It
 * is told for that request alone: one odd message does not put a whole partner
 * under suspicion.  The caller numbers those whose habits are kept from 0; of
 * what has a number beyond them nothing is known.
 */
#ifndef RULES_STATE_HABIT_H
#define RULES_STATE_HABIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	HABIT_CONTEXTS = 256,	/* a context from here on is none */
	HABIT_ENOUGH = 1000,	/* what "enough" usually is */
	HABIT_MAX = 1 << 24,	/* whose habits are kept */
	HABIT_OTHERS = 3,
};

struct habits;

/* NULL: no memory, or max is 0 or above HABIT_MAX. */
struct habits	*habits_new(size_t max, uint32_t enough);
void		 habits_free(struct habits *);
/* He used this one, and nothing was wrong with it. */
void		 habit_learn(struct habits *, uint32_t number,
		    unsigned context, bool learning);
/* Is this one unusual?  count: learns it as well. */
bool		 habit_unusual(struct habits *, uint32_t number,
		    unsigned context, bool learning, bool count);
/* What from knows of its k-th becomes what to knows of its n-th, who had none
 * yet; numbers beyond the end are nobody's. */
void		 habit_keep(struct habits *to, uint32_t n,
		    const struct habits *from, uint32_t k);
size_t		 habits_octets(const struct habits *);

#endif
