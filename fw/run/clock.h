/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Time of a running engine: nanoseconds since 1970 that never jump.
 *
 * It goes with the clock that nobody sets.  Where the clock of the day is
 * ahead, it runs a tenth faster until both are even; where that is behind, a
 * tenth slower.  So what is remembered ages as it should when somebody sets the
 * clock, and times in events are right again after ten times the difference.
 */
#ifndef FW_RUN_CLOCK_H
#define FW_RUN_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

#define CLOCK_S		UINT64_C(1000000000)
#define CLOCK_JUMP	(2 * CLOCK_S)	/* from here on it is told */

struct clock {
	uint64_t	 base, mono;	/* it was base at mono, and has ... */
	uint64_t	 left;		/* ... so much to gain from there on, */
	bool		 lose;		/* or to lose */
	uint64_t	 seen_mono, seen_real;	/* by clock_check() */
};

/* mono: of the clock that nobody sets; real: of the day. */
void		 clock_start(struct clock *, uint64_t mono, uint64_t real);
uint64_t	 clock_at(const struct clock *, uint64_t mono);
/* Each second: looks at both.  How far the clock of the day has jumped since
 * the last time; 0: not by CLOCK_JUMP. */
int64_t		 clock_check(struct clock *, uint64_t mono, uint64_t real);
/* How long until both are even. */
uint64_t	 clock_even(const struct clock *);

/* These read the clocks. */
uint64_t	 clock_now(const struct clock *);
uint64_t	 clock_mono(void);
uint64_t	 clock_real(void);

#endif
