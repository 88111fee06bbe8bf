/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What each device was told: when to come, after which kind of answer, and how
 * often it was refused; or that it was admitted, a moment ago.
 *
 * 16 octets each in memory that is bounded and got once, 26 or so a device
 * with the places kept free.  An entry whose time is over is as good as none
 * and its place is taken by the next; while fewer than the promised ones are
 * in it nothing else is.  Beyond that, of those in whose places a newcomer can
 * be, the one of the lowest class goes that is over first.
 */
#ifndef RULES_STATE_BACKOFF_H
#define RULES_STATE_BACKOFF_H

#include <assert.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum backoff_limit {
	BACKOFF_UNITS = 64,		/* of a second: 15.6 ms each */
	BACKOFF_REFUSED_MAX = 7,
	BACKOFF_TRIES_MAX = 7,
	BACKOFF_SPAN_MAX = 32767,	/* units: 8 min */
	BACKOFF_AHEAD_MAX = 1 << 18,	/* units: 68 min */
};

enum backoff_state {
	BACKOFF_NONE,
	BACKOFF_TOLD,		/* a time, without a slot of the schedule */
	BACKOFF_BOOKED,		/* a time with a slot */
	BACKOFF_ADMITTED,
};

/* Times in units since 1970, rounded down, so that they stay in their second;
 * they wrap after 2.1 years, which backoff_time() sets right. */
struct backoff {
	uint64_t	 key;		/* 0: nobody */
	uint32_t	 when;		/* appointment, or admission */
	uint16_t	 span : 15;	/* units from when on that it counts */
	uint16_t	 held : 1;	/* had no capacity at its appointment; if
					 * its network asks again it is due */
	uint16_t	 state : 2;	/* enum backoff_state */
	uint16_t	 class : 4;
	uint16_t	 kind : 4;	/* of the answer that it was given */
	uint16_t	 refused : 3;	/* times, early returns left out */
	uint16_t	 tries : 3;	/* of its cycle of returns; admitted:
					 * what came since */
};

static_assert(sizeof(struct backoff) == 16, "four in a cache line");

struct backoffs;

/* NULL: no memory.  It counts as used page by page, as devices come. */
struct backoffs	*backoffs_new(size_t max, uint64_t secret);
void		 backoffs_free(struct backoffs *);

/* The key will be asked for soon: its memory is sent for. */
void		 backoffs_expect(const struct backoffs *, uint64_t key);
/* NULL: not there, or over.  Good until the next backoff_get(). */
struct backoff	*backoff_find(struct backoffs *, uint64_t key, uint64_t now);
/* The same, or a new one of that class and of state BACKOFF_NONE.  NULL for
 * the key 0, and where all who could make room are of higher classes.  When the
 * place of another was taken, gone is that one, otherwise its key is 0. */
struct backoff	*backoff_get(struct backoffs *, uint64_t key, unsigned class,
		    uint64_t now, struct backoff *gone);

uint32_t	 backoff_units(uint64_t ns);
/* ns of the unit nearest to now. */
uint64_t	 backoff_time(uint32_t units, uint64_t now);
/* Is what it says over? */
bool		 backoff_over(const struct backoff *, uint64_t now);

/* Places in use, over or not: those that are over count until they are
 * taken. */
size_t		 backoffs_count(const struct backoffs *);
uint64_t	 backoffs_evicted(const struct backoffs *);
size_t		 backoffs_octets(const struct backoffs *);

#endif
