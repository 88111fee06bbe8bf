/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is to happen when: a timing wheel of three levels over the virtual
 * clock, exact to the nanosecond.  Events at the same time happen in the order
 * in which they were added.
 *
 * Nothing is taken out again: who no longer cares for an event knows it by its
 * generation.  Sixteen octets an event, in blocks that are used again.
 */
#ifndef SIM_LAB_AGENDA_H
#define SIM_LAB_AGENDA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct agenda;

struct agenda_event {
	uint64_t	 due;		/* ns */
	uint32_t	 who;
	uint16_t	 gen;
	uint8_t		 kind, arg;
};

struct agenda	*agenda_new(void);	/* NULL: no memory */
void		 agenda_free(struct agenda *);
/* An event that is due in the past happens next.  Without memory it is lost,
 * and agenda_failed() says so from then on. */
void		 agenda_add(struct agenda *, const struct agenda_event *);
/* Takes out the next event; false: none is due before until. */
bool		 agenda_next(struct agenda *, uint64_t until,
		    struct agenda_event *) __attribute__((warn_unused_result));
/* For fetching ahead: a number that rises with each part of the clock that is
 * begun and holds something, and a look at each event known to be in the one
 * that follows after so many more. */
uint64_t	 agenda_batches(const struct agenda *);
void		 agenda_coming(const struct agenda *, unsigned after,
		    void (*look)(void *, const struct agenda_event *), void *);
bool		 agenda_failed(const struct agenda *);
size_t		 agenda_count(const struct agenda *);
size_t		 agenda_memory(const struct agenda *);

#endif
