/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The edge that is freeDiameter: a process of its own, joined by a channel.
 *
 * The parent process starts it, and again when it ends; the engine has one end
 * of a stream socket for as long as it lives (channel.h).
 */
#ifndef FW_RUN_HOME_H
#define FW_RUN_HOME_H

#include <stdbool.h>
#include <stdint.h>

#include "edge.h"

struct event_base;
struct home;
struct ruleset;

/* The rule set stays the caller's and must last until home_swap() or
 * home_free().  NULL: no memory. */
struct home	*home_new(struct engine *, const struct ruleset *,
		    struct event_base *);
void		 home_free(struct home *);
/* Another process is at the other end of fd, which is taken. */
void		 home_attach(struct home *, int fd);
void		 home_swap(struct home *, const struct ruleset *);
void		 home_turn(struct home *);	/* what was given to send goes out */
void		 home_stop(struct home *);	/* says goodbye to all */

#endif
