/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a service manager is told: sd_notify(3), without its library.
 */
#ifndef FW_RUN_NOTIFY_H
#define FW_RUN_NOTIFY_H

#include <stdbool.h>
#include <stdint.h>

enum { NOTIFY_MAX = 512 };

struct notify {
	int		 fd;		/* -1: nobody wants to know */
	uint64_t	 watchdog;	/* ns: it wants a sign that often, 0 */
};

/* By the environment (NOTIFY_SOCKET, WATCHDOG_USEC, WATCHDOG_PID), from which
 * they are taken, so that no child inherits them.  False after a sentence when
 * there is such a socket and it cannot be reached. */
bool	notify_open(struct notify *);
/* Assignments, a line each.  Never waits. */
void	notify_send(const struct notify *, const char *format, ...)
	    __attribute__((format(printf, 2, 3)));
void	notify_close(struct notify *);

#endif
