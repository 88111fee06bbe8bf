/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The watchdog of RFC 3539 3.4.1 as a table.
 *
 * Here the object is as old as its connection, so that DOWN is only where it
 * ends; that a neighbour was DOWN before is said when the next one begins.
 */
#include "watchdog.h"

enum { REOPEN_ANSWERS = 2 };		/* and one more */

struct step {
	uint8_t		 next, act;
};

#define STAY(state)	{ WATCHDOG_##state, 0 }

static const struct step steps[WATCHDOG_STATES][WATCHDOG_EVENTS] = {
	[WATCHDOG_INITIAL] = {
		[WATCHDOG_UP] = { WATCHDOG_OKAY, WATCHDOG_SET | WATCHDOG_OPEN },
		[WATCHDOG_DWA] = STAY(INITIAL),
		[WATCHDOG_MESSAGE] = STAY(INITIAL),
		[WATCHDOG_TIME] = STAY(INITIAL),
		[WATCHDOG_GONE] = { WATCHDOG_DOWN, WATCHDOG_CLOSE },
	},
	[WATCHDOG_OKAY] = {
		[WATCHDOG_UP] = STAY(OKAY),
		[WATCHDOG_DWA] = { WATCHDOG_OKAY, WATCHDOG_SET },
		[WATCHDOG_MESSAGE] = { WATCHDOG_OKAY, WATCHDOG_SET },
		[WATCHDOG_TIME] = { WATCHDOG_SUSPECT,	/* pending */
		    WATCHDOG_FAIL_OVER | WATCHDOG_SET },
		[WATCHDOG_GONE] = { WATCHDOG_DOWN,
		    WATCHDOG_CLOSE | WATCHDOG_FAIL_OVER },
	},
	[WATCHDOG_SUSPECT] = {
		[WATCHDOG_UP] = STAY(SUSPECT),
		[WATCHDOG_DWA] = { WATCHDOG_OKAY,
		    WATCHDOG_FAIL_BACK | WATCHDOG_SET },
		[WATCHDOG_MESSAGE] = { WATCHDOG_OKAY,
		    WATCHDOG_FAIL_BACK | WATCHDOG_SET },
		[WATCHDOG_TIME] = { WATCHDOG_DOWN, WATCHDOG_CLOSE },
		[WATCHDOG_GONE] = { WATCHDOG_DOWN, WATCHDOG_CLOSE },
	},
	[WATCHDOG_DOWN] = {
		[WATCHDOG_UP] = { WATCHDOG_REOPEN,
		    WATCHDOG_ASK | WATCHDOG_SET },
		[WATCHDOG_DWA] = { WATCHDOG_DOWN, WATCHDOG_THROW },
		[WATCHDOG_MESSAGE] = { WATCHDOG_DOWN, WATCHDOG_THROW },
		[WATCHDOG_TIME] = STAY(DOWN),
		[WATCHDOG_GONE] = STAY(DOWN),
	},
	[WATCHDOG_REOPEN] = {
		[WATCHDOG_UP] = STAY(REOPEN),
		[WATCHDOG_DWA] = STAY(REOPEN),	/* not the third */
		[WATCHDOG_MESSAGE] = { WATCHDOG_REOPEN, WATCHDOG_THROW },
		[WATCHDOG_TIME] = { WATCHDOG_REOPEN, WATCHDOG_SET }, /* first */
		[WATCHDOG_GONE] = { WATCHDOG_DOWN, WATCHDOG_CLOSE },
	},
};

void
watchdog_init(struct watchdog *w, bool failed)
{
	w->state = failed ? WATCHDOG_DOWN : WATCHDOG_INITIAL;
	w->pending = false;
	w->answers = 0;
}

/* The steps that depend on more than the state; true when it was one. */
static bool
counted(struct watchdog *w, enum watchdog_event e, struct step *s)
{
	if (e == WATCHDOG_TIME && !w->pending &&
	    (w->state == WATCHDOG_OKAY || w->state == WATCHDOG_REOPEN)) {
		*s = (struct step){ w->state, WATCHDOG_ASK | WATCHDOG_SET };
		return true;
	}
	if (w->state != WATCHDOG_REOPEN)
		return false;
	if (e == WATCHDOG_DWA && w->answers == REOPEN_ANSWERS) {
		*s = (struct step){ WATCHDOG_OKAY, WATCHDOG_OPEN };
		return true;
	}
	if (e == WATCHDOG_TIME && w->answers < 0) {
		*s = (struct step){ WATCHDOG_DOWN, WATCHDOG_CLOSE };
		return true;
	}
	return false;
}

unsigned
watchdog_event(struct watchdog *w, enum watchdog_event e)
{
	struct step s = steps[w->state][e];
	bool reopen = w->state == WATCHDOG_REOPEN;

	if (!counted(w, e, &s) && reopen) {
		if (e == WATCHDOG_DWA)
			w->answers++;
		else if (e == WATCHDOG_TIME)
			w->answers = -1;
	}
	if (e == WATCHDOG_DWA)
		w->pending = false;
	if (s.act & WATCHDOG_ASK)
		w->pending = true;
	w->state = s.next;
	return s.act;
}
