/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What calls the engine process, besides its neighbours: time, signals, the
 * parent.
 */
#include <event2/event.h>
#include <signal.h>
#include <unistd.h>

#include "../../rules/ruleset.h"
#include "engine.h"
#include "events.h"
#include "home.h"
#include "note.h"
#include "process.h"
#include "say.h"

enum { TICK_MS = 10 };			/* time-outs are that exact */

/* The turn that follows does what time brings. */
static void
on_tick(int fd, short what, void *arg)
{
	(void)fd, (void)what, (void)arg;
}

static void
clock_look(struct process *p)
{
	int64_t jump = clock_check(&p->clock, clock_mono(), clock_real());

	if (jump == 0)
		return;
	say("the clock jumped %.1f s %s: time here runs a tenth %s until both "
	    "are even in %.0f s; a restart follows at once",
	    (double)(jump < 0 ? -jump : jump) / 1e9,
	    jump < 0 ? "back" : "forward",
	    p->clock.lose ? "slower" : "faster",
	    (double)clock_even(&p->clock) / 1e9);
}

static void
on_second(int fd, short what, void *arg)
{
	struct process *p = arg;

	(void)fd, (void)what;
	clock_look(p);
	(void)note_send(p->env->notes, NOTE_ALIVE, NULL, -1);
	saver_turn(&p->saver, process_rules(p), process_memory(p),
	    clock_mono());
	if (clock_mono() >= p->keep)
		process_keep(p);
	keeper_turn(&p->keeper, process_rules(p),
	    engine_judge(p->parts.engine), engine_now(p->parts.engine));
}

static void
on_note(int fd, short what, void *arg)
{
	struct process *p = arg;
	struct note n;
	int passed, got;

	(void)what;
	while ((got = note_receive(fd, &n, &passed)) > 0) {
		if (passed < 0)
			continue;
		if (p->phase != SERVING)
			close(passed);
		else if (n.type == NOTE_EDGE)
			home_attach(p->parts.home, passed);
		else if (n.type == NOTE_SIGTRAN)
			home_attach(p->parts.sigtran, passed);
		else
			close(passed);
	}
	if (got == 0)
		return;
	say("the parent process is gone; ending");
	(void)event_del(p->on[ON_NOTE]);
	process_stop(p);
}

static void
on_stop(int sig, short what, void *arg)
{
	struct process *p = arg;

	(void)sig, (void)what;
	p->status = ENGINE_DONE;
	process_stop(p);
}

static void
on_hup(int sig, short what, void *arg)
{
	(void)sig, (void)what;
	process_reload(arg, NULL, NULL);
}

static void
on_usr1(int sig, short what, void *arg)
{
	struct process *p = arg;

	(void)sig, (void)what;
	events_reopen(p->parts.events);
}

static const struct {
	int		 fd;		/* or signal; -1: none */
	short		 what;
	long		 ms;		/* 0: no time */
	event_callback_fn call;
} ons[ONS] = {
	[ON_TICK] = { -1, EV_PERSIST, TICK_MS, on_tick },
	[ON_SECOND] = { -1, EV_PERSIST, 1000, on_second },
	[ON_NOTE] = { -1, EV_READ | EV_PERSIST, 0, on_note },
	[ON_TERM] = { SIGTERM, EV_SIGNAL | EV_PERSIST, 0, on_stop },
	[ON_INT] = { SIGINT, EV_SIGNAL | EV_PERSIST, 0, on_stop },
	[ON_HUP] = { SIGHUP, EV_SIGNAL | EV_PERSIST, 0, on_hup },
	[ON_USR1] = { SIGUSR1, EV_SIGNAL | EV_PERSIST, 0, on_usr1 },
};

bool
process_listen(struct process *p)
{
	struct timeval tv;
	unsigned i;

	for (i = 0; i < ONS; i++) {
		tv.tv_sec = ons[i].ms / 1000;
		tv.tv_usec = ons[i].ms % 1000 * 1000;
		p->on[i] = event_new(p->base, i == ON_NOTE ? p->env->notes :
		    ons[i].fd, ons[i].what, ons[i].call, p);
		if (p->on[i] == NULL ||
		    event_add(p->on[i], ons[i].ms > 0 ? &tv : NULL) != 0) {
			say("no memory");
			return false;
		}
	}
	return true;
}

void
process_deafen(struct process *p)
{
	unsigned i;

	for (i = 0; i < ONS; i++)
		if (p->on[i] != NULL)
			event_free(p->on[i]);
}
