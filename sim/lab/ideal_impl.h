/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the files of ideal admission share: the slots of seconds, and what a
 * device can be given of them.
 */
#ifndef SIM_LAB_IDEAL_IMPL_H
#define SIM_LAB_IDEAL_IMPL_H

#include "world.h"

enum ideal_limit {
	LEVELS = 4,			/* of urgency */
	PLAN_HELD = 0x7fff,		/* s */
};

/* What home can do, second by second, and who took it. */
struct slots {
	uint32_t	 seconds;
	unsigned	 levels;	/* 0 is the most urgent */
	unsigned	 run;		/* from 0: levels up to it take part */
	uint64_t	 t_long[LEVELS];	/* how long a miss takes them */
	/* no slot is free before this second */
	uint32_t	 full[LEVELS];
	/* by second: what home can do, what is left of it for a level by those
	 * above it, what its devices took */
	float		*capacity, *left[LEVELS], *booked[LEVELS];
	float		*empty;		/* of the last run; NULL: not yet */
	uint32_t	 empty_end;	/* nothing of it is empty behind */
};

struct plan;

struct ideal {
	struct slots	 slots;
	struct plan	*plan;		/* by device */
	size_t		 plans;		/* octets of them */
};

/* Counters of a device as they will be. */
struct foresight {
	uint64_t	 at;
	unsigned	 attempts, failures, others;
};

/* A candidate. */
struct choice {
	uint64_t	 at;
	unsigned	 failures, silent, held;
	uint32_t	 time_s[2];
	bool		 hops;
};

/* ---- ideal_slots.c ---- */
/* False: no memory; what there is of it is freed by slots_free(). */
bool		 slots_make(struct slots *, const struct scenario *);
void		 slots_free(struct slots *);
/* As ideal_again(). */
bool		 slots_again(struct slots *, bool alike);
/* Of whom behaves so. */
unsigned	 slots_level(const struct slots *,
		    const struct scenario_behaviour *);
bool		 slot_free(const struct slots *, unsigned level, uint64_t at);
void		 slot_take(struct slots *, unsigned level, uint64_t s);
void		 slot_give(struct slots *, unsigned level, uint32_t s);

/* ---- ideal_choice.c ---- */
unsigned	 ideal_level(const struct world *, const struct device *);
/* Networks that it could go to. */
unsigned	 ideal_others(const struct world *, const struct device *);
/* One more failure: how long it waits then.  As device_failed() does, but for
 * what users and chance do.  hop: cause 15 is what it was told. */
uint64_t	 ideal_foresee(const struct world *, const struct device *,
		    struct foresight *, bool hops, bool *hop);
/* Until a refusal reaches the device, and how much longer silence takes. */
uint64_t	 ideal_way(const struct world *, const struct device *,
		    uint64_t *silent);
/* Makes the best earlier if it can be: by the device's own timers (hops: going
 * elsewhere when exhausted; empty: only what stood empty counts), by T3346. */
void		 choice_timers(const struct world *, const struct device *,
		    bool hops, bool empty, struct choice *best);
void		 choice_t3346(const struct world *, const struct device *,
		    struct choice *best);

#endif
