/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Between the files of what operators see and do.
 */
#ifndef FW_RUN_OPERATE_IMPL_H
#define FW_RUN_OPERATE_IMPL_H

#include <stdio.h>

#include "operate.h"

enum operate_limit {
	OPERATE_LINE = 4096,		/* octets of a command */
	OPERATE_WORDS = 24,
	OPERATE_CLIENTS = 32,		/* at a time, of both sockets */
	OPERATE_SECONDS = 10,		/* a client that says or takes nothing
					 * is given up */
	CALL_ERROR_MAX = 512,
};

enum call_after { AFTER_NOTHING, AFTER_RELOAD, AFTER_STOP };

/* One command with its answer. */
struct call {
	const struct operate_env *env;
	FILE		*f;		/* text of the answer */
	uint64_t	 started;	/* ns since 1970 */
	bool		 json;
	bool		 may_change;	/* it came by the control socket */
	const char	*did;		/* what may change something, or NULL */
	bool		 changed;	/* entries, or what is sunk */
	uint8_t		 after;		/* enum call_after */
	int		 argc;
	char		*argv[OPERATE_WORDS + 1];
	char		 error[CALL_ERROR_MAX];	/* a sentence, when refused */
};

/* call.c: the commands that there are. */
void		 call_list(FILE *, bool may_change);
/* Takes the line apart and carries it out; false: refused, and error says
 * why. */
bool		 call_line(struct call *, char *line);
/* Always false. */
bool		 call_refuse(struct call *, const char *, ...)
		    __attribute__((format(printf, 2, 3)));
/* "for 10m" or "for ever" at the end of what was said, or nothing: *ns stays as
 * it is then; UINT64_MAX: for ever. */
bool		 call_term(struct call *, uint64_t *ns);

typedef bool call_run(struct call *);

/* show_*.c */
call_run	 show_totals, show_ends, show_peers, show_events, show_memory,
		 show_partners, show_rules, show_tables, show_storm,
		 show_backoff, show_sunk, show_steered, show_place;
/* act.c; act_process.c */
call_run	 act_block, act_release, act_sink, act_steer;
call_run	 act_alias, act_reload, act_stop, act_ring, act_reopen;

/* metrics.c */
struct metrics;
struct conf_end;
/* started: ns since 1970.  NULL after a sentence. */
struct metrics	*metrics_open(const struct conf_end *, struct event_base *,
		    const struct operate_env *, uint64_t started);
void		 metrics_close(struct metrics *);
uint16_t	 metrics_port(const struct metrics *);	/* it listens on */
/* metrics_text.c */
void		 metrics_write(FILE *, const struct operate_env *,
		    uint64_t started);

#endif
