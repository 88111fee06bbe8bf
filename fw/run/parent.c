/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The supervisor.
 *
 * It keeps the rules as they were read last, for the next engine: a file that
 * was changed since, and is not good or not finished, does no harm when an
 * engine dies.
 */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "../../rules/ruleset.h"
#include "../command.h"
#include "clock.h"
#include "parent.h"
#include "parent_impl.h"
#include "say.h"

#define TELL_EVERY	(60 * CLOCK_S)	/* that nothing is judged */

enum { TURN_MS = 1000 };

const struct conf *
parent_conf(const struct parent *p)
{
	return ruleset_conf(p->rules);
}

static void
signalled(struct parent *p, unsigned sig, uint64_t now)
{
	struct child *engine = &p->child[ENGINE];
	unsigned i;

	switch (sig) {
	case SIGTERM:
	case SIGINT:
		for (i = 0; p->stopping && i < CHILDREN; i++) {
			p->status = EXIT_PROBLEM;
			if (p->child[i].pid != 0)
				(void)kill(p->child[i].pid, SIGKILL);
		}
		parent_stop(p, EXIT_FINE, now);
		break;
	case SIGHUP:
		p->reload = !p->serving;
		/* FALLTHROUGH */
	case SIGUSR1:
		if (p->serving && engine->pid != 0)
			(void)kill(engine->pid, (int)sig);
		break;
	default:
		parent_reap(p, now);
		break;
	}
}

static void
signals_read(struct parent *p, uint64_t now)
{
	struct signalfd_siginfo s;

	while (read(p->signals, &s, sizeof(s)) == (ssize_t)sizeof(s))
		signalled(p, s.ssi_signo, now);
}

static void
turn(struct parent *p, uint64_t now)
{
	struct child *c = p->child;
	unsigned i;

	parent_overdue(p, now);
	if (c[ENGINE].pid == 0 && c[ENGINE].due != 0 && now >= c[ENGINE].due)
		parent_engine_start(p, now);
	for (i = EDGES; i < CHILDREN; i++)
		if (c[i].pid == 0 && c[i].due != 0 && now >= c[i].due)
			parent_edge_start(p, i, now);
	if (p->unjudged && (p->told == 0 || now - p->told >= TELL_EVERY)) {
		say("NOTHING IS JUDGED: the engine died %d times within a "
		    "minute, and \"on failure pass\" lets every message "
		    "through, until a reload or a restart", RESTART_OFTEN);
		p->told = now;
	}
	if (p->notify.watchdog != 0 &&
	    now - p->watched >= p->notify.watchdog / 3) {
		notify_send(&p->notify, "WATCHDOG=1");
		p->watched = now;
	}
}

/* Milliseconds until something is due. */
static int
patience(const struct parent *p, uint64_t now)
{
	uint64_t ms = TURN_MS, due;
	unsigned i;

	for (i = 0; i < CHILDREN; i++) {
		due = p->child[i].due;
		if (p->child[i].pid != 0 || due == 0)
			continue;
		due = due > now ? (due - now) / 1000000 + 1 : 0;
		if (due < ms)
			ms = due;
	}
	return (int)ms;
}

static bool
over(const struct parent *p)
{
	unsigned i;

	for (i = 0; i < CHILDREN; i++)
		if (p->child[i].pid != 0)
			return false;
	return p->stopping;
}

static void
serve(struct parent *p)
{
	struct pollfd f[2] = { { .fd = p->signals, .events = POLLIN } };
	uint64_t now = clock_mono();

	p->child[ENGINE].due = p->alive = p->watched = now;
	while (!over(p)) {
		turn(p, now);
		f[1] = (struct pollfd){ .fd = p->notes, .events = POLLIN };
		(void)poll(f, 2, patience(p, now));
		now = clock_mono();
		/* last words before the end that they lead to */
		parent_listen(p, now);
		signals_read(p, now);
	}
}

static bool
signals_open(struct parent *p)
{
	static const int used[] = { SIGTERM, SIGINT, SIGHUP, SIGUSR1,
	    SIGCHLD };
	sigset_t set;
	size_t i;

	sigemptyset(&set);
	for (i = 0; i < sizeof(used) / sizeof(used[0]); i++)
		sigaddset(&set, used[i]);
	(void)signal(SIGPIPE, SIG_IGN);
	if (sigprocmask(SIG_BLOCK, &set, NULL) == 0)
		p->signals = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	if (p->signals < 0)
		say("signals: %s", strerror(errno));
	return p->signals >= 0;
}

static bool
prepare(struct parent *p)
{
	const struct conf *conf = parent_conf(p);
	unsigned i;

	if (!privilege_find(&p->privilege, conf->run.user))
		return false;
	if (geteuid() == 0 && !p->privilege.drop)
		say("started by root without a \"user\" to become: every "
		    "process stays root, with hardly a capability");
	for (i = EDGES; i < CHILDREN; i++)
		if (parent_edge_file(conf, i) != NULL &&
		    !parent_edge_program(p, i))
			return false;
	(void)notify_open(&p->notify);	/* it is no reason not to start */
	return privilege_parent() && signals_open(p);
}

int
parent_run(const char *conf, struct ruleset *rules)
{
	struct parent *p = calloc(1, sizeof(*p));
	int status = EXIT_PROBLEM;

	if (p == NULL) {
		say("no memory");
		ruleset_free(rules);
		return status;
	}
	*p = (struct parent){ .conf = conf, .rules = rules, .signals = -1,
	    .notes = -1, .notify = { .fd = -1 },
	    .child = { [ENGINE] = { .name = "engine" },
	    [EDGE] = { .name = "freeDiameter edge" },
	    [SIGTRAN] = { .name = "SS7 edge" } } };
	if (prepare(p)) {
		serve(p);
		status = p->status;
	}
	if (p->signals >= 0)
		close(p->signals);
	notify_close(&p->notify);
	ruleset_free(p->rules);
	free(p);
	return status;
}
