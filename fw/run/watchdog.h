/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Is a neighbour still there?  The algorithm of RFC 3539 3.4.1, without its
 * clock: what happens goes in, what to do comes out.
 */
#ifndef FW_RUN_WATCHDOG_H
#define FW_RUN_WATCHDOG_H

#include <stdbool.h>
#include <stdint.h>

enum watchdog_state { WATCHDOG_INITIAL, WATCHDOG_OKAY, WATCHDOG_SUSPECT,
	WATCHDOG_DOWN, WATCHDOG_REOPEN, WATCHDOG_STATES };

enum watchdog_event { WATCHDOG_UP,	/* connected, CER and CEA exchanged */
	WATCHDOG_DWA, WATCHDOG_MESSAGE,	/* anything else from it */
	WATCHDOG_TIME, WATCHDOG_GONE, WATCHDOG_EVENTS };

enum watchdog_act {			/* bits */
	WATCHDOG_SET = 1,		/* wait Tw from now, with jitter */
	WATCHDOG_ASK = 2,		/* send a DWR */
	WATCHDOG_OPEN = 4,		/* requests may go there */
	WATCHDOG_FAIL_OVER = 8,		/* they go elsewhere */
	WATCHDOG_FAIL_BACK = 16,	/* they come back */
	WATCHDOG_CLOSE = 32,
	WATCHDOG_THROW = 64,		/* what came is not to be worked on */
};

struct watchdog {
	uint8_t		 state;		/* enum watchdog_state */
	bool		 pending;	/* a DWR has no answer yet */
	int8_t		 answers;	/* since it is there again */
};

/* A neighbour that failed before is one to watch for three answers. */
void		 watchdog_init(struct watchdog *, bool failed);
unsigned	 watchdog_event(struct watchdog *, enum watchdog_event);

#endif
