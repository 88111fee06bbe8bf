/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * An edge that is a process of its own, joined by a channel: freeDiameter, or
 * libosmo-sigtran for SS7.
 *
 * The parent process starts it, and again when it ends; the engine has one end
 * of a stream socket for as long as it lives (channel.h).
 */
#ifndef FW_RUN_HOME_H
#define FW_RUN_HOME_H

#include <stdint.h>

#include "channel.h"

struct event_base;
struct home;
struct ruleset;

/* The rule set stays the caller's and must last until home_swap() or
 * home_free().  NULL: no memory. */
struct home	*home_new(struct engine *, const struct ruleset *,
		    struct event_base *, enum channel_protocol);
void		 home_free(struct home *);
/* Another process is at the other end of fd, which is taken. */
void		 home_attach(struct home *, int fd);
void		 home_swap(struct home *, const struct ruleset *);
void		 home_turn(struct home *);	/* what was given to send goes out */
void		 home_stop(struct home *);	/* says goodbye to all */
/* Messages that edges of SS7 have not passed on since the start. */
uint64_t	 home_lost(const struct home *, enum channel_loss);

#endif
