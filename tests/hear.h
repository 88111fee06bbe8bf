/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a server of ours, in the same process, says to a client of it.
 */
#ifndef TESTS_HEAR_H
#define TESTS_HEAR_H

#include <check.h>
#include <event2/event.h>
#include <stdbool.h>
#include <time.h>
#include <unistd.h>

enum { REPLY_MAX = 1 << 23, PATIENCE = 60 };	/* octets, seconds */

static struct event_base *base;
static char reply[REPLY_MAX];

static inline void
turn(void)
{
	ck_assert_int_ge(event_base_loop(base, EVLOOP_NONBLOCK), 0);
}

/* Until the end of what comes, which is put into "reply"; false: for long
 * nothing did. */
static inline bool
hear(int fd)
{
	time_t until = time(NULL) + PATIENCE;
	size_t n = 0;
	ssize_t got;

	do {
		turn();
		got = read(fd, reply + n, sizeof(reply) - 1 - n);
		if (got > 0) {
			n += (size_t)got;
			until = time(NULL) + PATIENCE;
		}
		if (got < 0)
			usleep(1000);
	} while (got != 0 && time(NULL) < until);
	reply[n] = '\0';
	close(fd);
	return got == 0;
}

#endif
