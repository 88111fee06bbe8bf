/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The inside of the engine process: what its files share.
 */
#ifndef FW_RUN_PROCESS_H
#define FW_RUN_PROCESS_H

#include <stdbool.h>
#include <stdint.h>

#include "clock.h"
#include "engine_process.h"
#include "keeper.h"
#include "saver.h"
#include "swap.h"

struct conf_errors;
struct event;
struct event_base;
struct memory;
struct reload;

enum phase { SERVING, DRAINING, LEAVING, DONE };

/* Timers and signals, each with what it calls. */
enum { ON_TICK, ON_SECOND, ON_NOTE, ON_TERM, ON_INT, ON_HUP, ON_USR1, ONS };

struct process {
	const struct engine_env *env;
	struct event_base *base;
	struct event	*on[ONS];
	struct clock	 clock;
	struct parts	 parts;
	struct reload	*reload;
	struct saver	 saver;
	struct keeper	 keeper;
	uint64_t	 keep;		/* when to do so next; clock_mono() */
	enum phase	 phase;
	uint64_t	 until;		/* of the phase; clock_mono() */
	enum engine_status status;
	bool		 again;		/* a reload was asked for meanwhile */
	/* whom to tell how a reload went, or NULL */
	void		(*told)(void *, bool, const char *);
	void		*told_arg;
};

const struct ruleset *process_rules(const struct process *);
struct memory	*process_memory(const struct process *);	/* or NULL */

/* What was added while running goes to its file. */
void		 process_keep(struct process *);

/* ---- process_stop.c ---- */

/* New requests are refused, those that are open have their time; then all are
 * told goodbye, and then it is done.  Again: does nothing. */
void		 process_stop(struct process *);
void		 process_stop_turn(struct process *);

/* ---- process_reload.c ---- */

/* Reads the configuration again, and tells whoever asks (NULL: nobody) how it
 * went; its argument is a struct process. */
void		 process_reload(void *, void (*told)(void *, bool,
		    const char *), void *);
/* The thread has read; reload_done. */
void		 process_reloaded(void *, struct ruleset *,
		    struct conf_errors *);

/* ---- process_on.c ---- */

/* Timers, signals and notes call back from here on.  False after a sentence. */
bool		 process_listen(struct process *);
void		 process_deafen(struct process *);

#endif
