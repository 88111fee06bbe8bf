/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Reading the configuration again while the engine goes on: a thread of its own
 * reads and builds, the loop takes what comes of it.
 */
#ifndef FW_RUN_RELOAD_H
#define FW_RUN_RELOAD_H

#include <stdbool.h>

struct conf_errors;
struct event_base;
struct reload;
struct ruleset;

/* Called by the loop: the rules are whoever's it is from here on; NULL: the
 * sentences say why.  These go when it returns. */
typedef void reload_done(void *, struct ruleset *, struct conf_errors *);

/* path must last.  NULL after a sentence. */
struct reload	*reload_new(struct event_base *, const char *path,
		    reload_done *, void *arg);
/* Waits for the thread, if it reads. */
void		 reload_free(struct reload *);
/* False: it reads already, or no thread can be made (after a sentence). */
bool		 reload_start(struct reload *);
bool		 reload_busy(const struct reload *);

#endif
