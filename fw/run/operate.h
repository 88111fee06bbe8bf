/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * For operators: a control socket, one that only shows, and metrics over HTTP.
 *
 * A line is a command, what comes back is text up to the end of the
 * connection; its first line says "fine" or what is wrong.  breakwater ctl
 * speaks it (ctl.c).
 */
#ifndef FW_RUN_OPERATE_H
#define FW_RUN_OPERATE_H

#include <stdbool.h>

struct conf;
struct engine;
struct event_base;
struct events;
struct home;
struct operate;
struct peers;

/* What is shown and changed, and who carries out what concerns the process. */
struct operate_env {
	struct engine	*engine;
	struct peers	*peers;		/* or NULL */
	struct events	*events;	/* or NULL */
	struct home	*sigtran;	/* or NULL: the edge of SS7 */
	/* Reads the configuration again; done is called when it is over, with
	 * what to tell, perhaps before this returns. */
	void		(*reload)(void *, void (*done)(void *, bool fine,
			    const char *text), void *);
	void		(*stop)(void *);
	/* Somebody has changed what is judged; or NULL. */
	void		(*changed)(void *);
	void		*arg;
};

/* The environment is copied.  NULL after one sentence on standard error about
 * what cannot be opened. */
struct operate	*operate_open(const struct conf *, struct event_base *,
		    const struct operate_env *);
void		 operate_close(struct operate *);
/* Other rules: sockets that are the same stay open.  False after a sentence,
 * and then all stays as it was. */
bool		 operate_swap(struct operate *, const struct conf *);

#endif
