/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The drain schedule: which slots of the coming time are given to whom.
 *
 * Time is cut into seconds, each with as many slots as procedures may pass in
 * it.  A device that is refused gets a slot in the first second that has one
 * free and that it can reach: what a device does after an error is up to its
 * timers (TS 24.301 10.2), and only some times are reachable.  A slot counts
 * as taken for its class and for those below; a higher class takes slots over
 * that only lower ones hold.  No slot is given twice to one class or higher.
 */
#ifndef RULES_STATE_DRAIN_H
#define RULES_STATE_DRAIN_H

#include <stdbool.h>
#include <stdint.h>

enum drain_limit {
	DRAIN_CLASSES = 16,
	DRAIN_HORIZON = 4096,	/* s: beyond, there are no slots */
	DRAIN_KINDS = 16,
	DRAIN_STEPS = 16,	/* returns of one device that are looked at */
};

/*
 * When a device comes back after one kind of answer, from the refusal on:
 * after "first", and from there on
 *	step 0: at any time that it is told, up to "last" (0: the horizon)
 *	step > 0: every step, "times" returns in all, then after "rest" and as
 *	many again; rest 0: never again.
 * A return comes up to "jitter" later than this, which nobody can choose.
 * For cause #17: first and step 10 s, times 4 after the first refusal, rest
 * 12 min; for silence 25 s, 25 s, 4, 12 min.
 */
struct drain_reach {
	uint8_t		 kind;	/* the caller's number, below DRAIN_KINDS */
	uint8_t		 times;
	uint64_t	 first, step, rest, last, jitter;	/* ns */
};

struct drain_slot {
	uint64_t	 when;	/* ns: told; it begins there */
	uint32_t	 second; /* of the schedule, or 0: no slot was free */
	uint8_t		 kind;
	bool		 booked;
};

struct drain;

/* NULL: no memory (about 300 kB).  The secret seeds the jitter. */
struct drain	*drain_new(uint64_t secret, uint64_t now);
void		 drain_free(struct drain *);

/* Procedures per second from now on; bookings stay.  "usual" is what each
 * class is expected to take of it without an appointment, "held" what is kept
 * for it from those above (its guarantee); both per second, DRAIN_CLASSES. */
void		 drain_rate(struct drain *, double rate, const double *usual,
		    const double *held, uint64_t now);

/*
 * The next free slot that the class can have and one of the n kinds of return
 * reaches, the earlier kind where two are as good.  Where there is none,
 * booked is false and "when" is the earliest return of the first kind: an
 * appointment without a slot.  n is at least 1.
 */
struct drain_slot drain_book(struct drain *, unsigned class,
		    const struct drain_reach *, unsigned n, uint64_t now);
/* The slot is free again: its device was admitted elsewhere, or is gone. */
void		 drain_release(struct drain *, unsigned class, uint32_t second);
/* Its device came and was admitted; without this it is lost when its time and
 * the grace are over. */
void		 drain_kept(struct drain *, unsigned class, uint32_t second);

/* Slots of a class and of those above it that are booked in the second of
 * "when", and that it has in all. */
uint32_t	 drain_booked(const struct drain *, unsigned class,
		    uint64_t when);
uint32_t	 drain_slots(const struct drain *, uint64_t when);
/* The last second in which anything is booked, ns; 0: none ahead. */
uint64_t	 drain_end(const struct drain *, uint64_t now);

struct drain_figures {
	uint64_t	 booked, kept, released, lost;
	uint64_t	 full;		/* asked for, and none was free */
};
void		 drain_figures(struct drain *, uint64_t grace, uint64_t now,
		    struct drain_figures *);

#endif
