/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * When a process that died is started again: at once, then after 1 s, 2 s and
 * so on up to 30 s; from the beginning for one that lived for a minute.
 */
#ifndef FW_RUN_RESTART_H
#define FW_RUN_RESTART_H

#include <stdbool.h>
#include <stdint.h>

enum { RESTART_OFTEN = 3 };		/* deaths within a minute */

/* Zero it. */
struct restart {
	uint64_t	 wait;		/* before the next start, ns */
	bool		 again;		/* it was started again at once */
	uint64_t	 died[RESTART_OFTEN];	/* the latest, ... */
	uint64_t	 deaths;		/* ... of so many */
};

/* It lived from then to now; how long to wait, ns. */
uint64_t	 restart_wait(struct restart *, uint64_t then, uint64_t now);
/* It died RESTART_OFTEN times within the last minute. */
bool		 restart_often(const struct restart *, uint64_t now);

#endif
