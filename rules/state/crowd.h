/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Those who were refused and got no slot: a count of them by the moment in
 * which each is to be here again.
 *
 * Who comes in steps is here some times more before that, but then he is away
 * for long; where a crowd is too large for one cycle of steps it is the
 * beginning of the next one that is planned.
 */
#ifndef RULES_STATE_CROWD_H
#define RULES_STATE_CROWD_H

#include <stdbool.h>
#include <stdint.h>

enum {
	CROWD_PARTS = 16,	/* of a second */
	CROWD_SECONDS = 2048,
	CROWD_WAVE = 360,	/* s: half of T3402; who comes by then is of
				 * the present cycle */
};

struct crowd {
	uint32_t	 due[CROWD_SECONDS][CROWD_PARTS];
	uint64_t	 now;		/* second */
};

/* Zero it first.  Times are in ns, those that are past or too far away do not
 * count. */
void		 crowd_join(struct crowd *, uint64_t when, uint64_t now);
void		 crowd_leave(struct crowd *, uint64_t when, uint64_t now);
/* How many come in the same sixteenth of a second. */
uint32_t	 crowd_at(struct crowd *, uint64_t when, uint64_t now);

/* Those who come within a wave from now, and the last second of them. */
struct crowd_wave {
	uint64_t	 devices, last;
};
struct crowd_wave crowd_wave(struct crowd *, uint64_t now);

#endif
