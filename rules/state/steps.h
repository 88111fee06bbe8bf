/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Leading a crowd that comes in steps, by timers that nobody can set.
 *
 * After each refusal such a device is here again in a short step or a long
 * one, as it was refused, and after some of them not for many minutes (T3411,
 * T3402 of TS 24.301 10.2).  Between those it is worth most to home that no
 * second in which any of the crowd can be here stands empty, so:
 *
 *	As long as the crowd fits what is left of its cycle each device gets
 *	the first free slot that any of its steps reach, so that nobody is
 *	lost to the next cycle.
 *
 *	When it does not, there are no slots: whoever comes when there is
 *	capacity gets in, and there is always one.  To whom it goes matters
 *	little; that those who came first are away first, and begin the next
 *	cycle before the others, does.
 *
 *	Who has no slot is led to begin his next cycle in that second, of those
 *	he can choose between, in which the fewest do; so a crowd that came in
 *	a moment is spread over more and more seconds.
 */
#ifndef RULES_STATE_STEPS_H
#define RULES_STATE_STEPS_H

#include "crowd.h"
#include "drain.h"

struct steps {
	struct crowd	 crowd;
	struct steps_fits {
		uint64_t	 second;	/* when that was found */
		bool		 is;
	} fits[DRAIN_CLASSES];
};

/* Do devices that are brought back in these ways come in steps? */
bool		 steps_are(const struct drain_reach *, unsigned n);
/*
 * A slot, or else, booked being false, the beginning of the next cycle: at
 * "meant", where that can still be; 0: it was not led anywhere yet.  The kind is
 * that of the next return.  Nothing is counted in the crowd.
 */
struct drain_slot steps_book(struct steps *, struct drain *,
		    const struct drain_ask *, const struct drain_reach *,
		    unsigned n, uint64_t meant);

#endif
