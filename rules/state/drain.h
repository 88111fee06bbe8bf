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
	DRAIN_PARTS = 16,	/* of a second */
	DRAIN_CLASSES = 16,
	DRAIN_HORIZON = 4096,	/* s: beyond, there are no slots */
	DRAIN_KINDS = 16,
	DRAIN_TIMES_MAX = 7,
	DRAIN_KEPT = 64,	/* s: past seconds that are remembered */
};

/*
 * When a device comes back after one kind of answer, from the refusal on:
 * after "first", and from there on
 *	step 0: at any time that it is told, up to "last" (0: the horizon)
 *	step > 0: every step, "times" returns in all, and then not before
 *	"rest" is over: that is another cycle.  Where two ways in steps are
 *	given each return is by either.
 * Where it can be told times of a grid only, it comes "first" and so many grids
 * later; what it "stops" for on its way is a return in between, at which it is
 * told the rest.  A return comes up to "jitter" later than this, which nobody can choose.
 * For cause #17 first and step are 10 s, times 4, which with the attempt that
 * was refused makes five, rest 12 min; for silence first and step are 25 s.
 */
struct drain_reach {
	uint8_t		 kind;	/* the caller's number, below DRAIN_KINDS */
	uint8_t		 times;	/* at most DRAIN_TIMES_MAX */
	bool		 stops;
	uint64_t	 first, step, rest, last, jitter;	/* ns */
	uint64_t	 grid;		/* ns, of step 0; 0: to the moment */
};

struct drain_slot {
	uint64_t	 when;	/* ns: told; it begins there */
	uint8_t		 kind;
	bool		 booked;
};

struct drain;

/* NULL: no memory (about 420 kB).  The secret seeds the jitter. */
struct drain	*drain_new(uint64_t secret, uint64_t now);
void		 drain_free(struct drain *);

/* Procedures per second from now on, and what of it is not for each class but
 * for others without an appointment, per second; bookings stay. */
void		 drain_rate(struct drain *, double rate,
		    const double others[DRAIN_CLASSES], uint64_t now);

/* Who asks for a slot. */
struct drain_ask {
	unsigned	 class;
	bool		 again;	/* refused before: gets one in a second with
				 * some to spare */
	bool		 slowly; /* the next return is by the last way */
	unsigned	 done;	/* returns of its present cycle of "times" */
	uint64_t	 now, before;	/* ns: later is of no use */
};

/*
 * The next free slot that the class can have and the n kinds of return reach,
 * the first kind where two are as good.  The kind is that of its next return,
 * see drain_way().  Where there is no slot, booked is false and "when" is the
 * next return of the first kind.  n is at least 1.
 */
struct drain_slot drain_book(struct drain *, const struct drain_ask *,
		    const struct drain_reach *, unsigned n);
/*
 * For one that has a slot in ns from now and comes in steps: the index of the
 * kind by which it shall return next, so that a return meets the slot, give or
 * take half of the shortest step.  n: none does; it has come already, or cannot
 * be there in this cycle.
 */
unsigned	 drain_way(const struct drain_reach *, unsigned n,
		    unsigned done, uint64_t ns);
/* Half of the shortest step: who comes in steps meets a slot no better.  0:
 * it does not. */
uint64_t	 drain_slack(const struct drain_reach *, unsigned n);
/* For one that has a slot and can be told the times of a grid: an earlier one
 * than "before", without a stop on the way, or none; the old one is not
 * released. */
struct drain_slot drain_better(struct drain *, const struct drain_ask *,
		    const struct drain_reach *, unsigned n);
/* n returns of that kind, one after the other, take so many ns. */
uint64_t	 drain_span(const struct drain_reach *, unsigned n);
/* The slot that was booked for "when" is free again: its device was admitted
 * before, or is gone. */
void		 drain_release(struct drain *, unsigned class, uint64_t when);
/* Its device came and was admitted.  A slot of which neither is said is lost
 * DRAIN_KEPT after its time. */
void		 drain_kept(struct drain *, uint64_t when);

/* Slots of a class and of those above it that are booked in the second of
 * "when", and those it could have. */
uint32_t	 drain_booked(const struct drain *, unsigned class,
		    uint64_t when);
uint32_t	 drain_slots(const struct drain *, unsigned class,
		    uint64_t when);
/* ns until the last second in which anything is booked; 0: nothing is. */
uint64_t	 drain_left(const struct drain *, uint64_t now);

struct drain_figures {
	uint64_t	 booked, kept, released, lost;
	uint64_t	 full;		/* asked for, and none was free */
};
const struct drain_figures *drain_figures(const struct drain *);

#endif
