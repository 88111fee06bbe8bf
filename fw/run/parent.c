/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The supervisor.
 *
 * It keeps the rules as they were read last, for the next engine: a file that
 * was changed since, and is not good or not finished, does no harm when an
 * engine dies.  It believes nothing that the engine says but signs of life.
 */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../../rules/ruleset.h"
#include "../command.h"
#include "child.h"
#include "clock.h"
#include "engine_process.h"
#include "note.h"
#include "notify.h"
#include "parent.h"
#include "privilege.h"
#include "say.h"

#define ENGINE_SILENT	(30 * CLOCK_S)	/* then it hangs and is killed */
#define ENGINE_STOP	(15 * CLOCK_S)	/* to drain, to say goodbye, to save */
#define EDGE_STOP	(5 * CLOCK_S)
#define TELL_EVERY	(60 * CLOCK_S)	/* that nothing is judged */

enum { ENGINE, EDGE, CHILDREN, TURN_MS = 1000 };

struct parent {
	const char	*conf;
	struct ruleset	*rules;
	struct privilege privilege;
	struct notify	 notify;
	struct child	 child[CHILDREN];
	char		 program[CHILD_PATH_MAX];	/* of the edge */
	int		 signals, notes;	/* -1 */
	bool		 served;	/* the first engine was ready */
	bool		 serving;	/* this one is */
	bool		 reload;	/* as soon as it is */
	bool		 unjudged;
	bool		 stopping;
	int		 status;	/* in the end */
	uint64_t	 alive, told, watched;	/* last time */
};

static const struct conf *
conf_of(const struct parent *p)
{
	return ruleset_conf(p->rules);
}

static void
stop(struct parent *p, int status, uint64_t now)
{
	if (!p->stopping)
		p->status = status;
	p->stopping = true;
	notify_send(&p->notify, "STOPPING=1");
	child_end(&p->child[ENGINE], now, ENGINE_STOP);
	/* the engine says goodbye through the edge, so that is the last */
	if (p->child[ENGINE].pid == 0)
		child_end(&p->child[EDGE], now, EDGE_STOP);
	p->child[ENGINE].due = p->child[EDGE].due = 0;
}

/* ---- starting ---- */

static void
engine_body(struct parent *p, int notes)
{
	const struct engine_env env = { .conf = p->conf, .rules = p->rules,
	    .notes = notes, .unjudged = p->unjudged,
	    .privilege = &p->privilege };

	close(p->signals);
	notify_close(&p->notify);
	exit(engine_process(&env));
}

static void
engine_start(struct parent *p, uint64_t now)
{
	int fd[2];

	p->child[ENGINE].due = now + CLOCK_S;	/* unless all goes well */
	if (!note_pair(fd)) {
		say("the engine cannot be started: %s", strerror(errno));
		return;
	}
	if (child_fork(&p->child[ENGINE], now) == 0) {
		close(fd[0]);
		engine_body(p, fd[1]);
	}
	close(fd[1]);
	if (p->child[ENGINE].pid == 0) {
		close(fd[0]);
		p->child[ENGINE].due = now + CLOCK_S;
		return;
	}
	p->notes = fd[0];
}

static void
edge_start(struct parent *p, uint64_t now)
{
	const char *file = conf_of(p)->diameter.freediameter_path;
	struct child *c = &p->child[EDGE];
	int fd[2];

	c->due = now + CLOCK_S;
	if (!child_program(p->program))
		return;
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fd) != 0) {
		say("the %s cannot be started: %s", c->name, strerror(errno));
		return;
	}
	if (child_fork(c, now) == 0)
		child_edge(p->program, file, fd[1], &p->privilege);
	if (c->pid == 0)
		c->due = now + CLOCK_S;
	else if (!note_send(p->notes, NOTE_EDGE, NULL, fd[0]))
		say("the engine does not take the %s: %s", c->name,
		    strerror(errno));
	close(fd[0]);
	close(fd[1]);
}

static bool
edge_wanted(const struct parent *p)
{
	return p->serving && !p->stopping &&
	    conf_of(p)->diameter.freediameter_path != NULL;
}

/* ---- ending ---- */

static void
engine_died(struct parent *p, int status, uint64_t now)
{
	bool often;

	if (WIFEXITED(status) && WEXITSTATUS(status) == ENGINE_AGAIN) {
		p->unjudged = false;
		p->child[ENGINE].restart = (struct restart){ .wait = 0 };
		p->child[ENGINE].due = now;
		return;
	}
	child_died(&p->child[ENGINE], status, now, &often);
	notify_send(&p->notify, "STATUS=The engine died and is started again.");
	if (!often || p->unjudged || !conf_of(p)->run.failure_pass)
		return;
	p->unjudged = true;
	p->told = 0;
}

static void
engine_gone(struct parent *p, int status, uint64_t now)
{
	const bool exited = WIFEXITED(status);

	if (p->notes >= 0)
		close(p->notes);
	p->notes = -1;
	p->serving = false;
	p->child[ENGINE].pid = 0;
	p->child[ENGINE].kill = 0;
	child_end(&p->child[EDGE], now, EDGE_STOP);
	if (p->stopping) {
		if (!exited || WEXITSTATUS(status) != ENGINE_DONE)
			p->status = EXIT_PROBLEM;
	} else if (exited && WEXITSTATUS(status) == ENGINE_DONE) {
		stop(p, EXIT_FINE, now);
	} else if (exited && WEXITSTATUS(status) == ENGINE_CANNOT &&
	    !p->served) {
		stop(p, EXIT_PROBLEM, now);
	} else {
		engine_died(p, status, now);
	}
}

static void
edge_gone(struct parent *p, int status, uint64_t now)
{
	struct child *c = &p->child[EDGE];
	bool asked = c->kill != 0, often;

	if (!asked && edge_wanted(p)) {
		child_died(c, status, now, &often);
		return;
	}
	c->pid = 0;
	c->kill = 0;
	c->due = edge_wanted(p) ? now : 0;
}

static void
reap(struct parent *p, uint64_t now)
{
	int status;
	pid_t pid;

	while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
		if (pid == p->child[ENGINE].pid)
			engine_gone(p, status, now);
		else if (pid == p->child[EDGE].pid)
			edge_gone(p, status, now);
	}
}

/* ---- what the engine says ---- */

static void
ready(struct parent *p, const char *text, uint64_t now)
{
	p->served = p->serving = true;
	p->alive = now;
	p->child[EDGE].due = edge_wanted(p) && p->child[EDGE].pid == 0 ? now : 0;
	notify_send(&p->notify, "READY=1\nSTATUS=%s", text);
	if (p->reload && !p->stopping)
		(void)kill(p->child[ENGINE].pid, SIGHUP);
	p->reload = false;
}

static bool
same(const char *a, const char *b)
{
	return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

/* The engine goes by other rules: the next one shall too. */
static void
reloaded(struct parent *p, uint64_t now)
{
	struct ruleset *old = p->rules, *rules = command_rules(p->conf);
	struct child *edge = &p->child[EDGE];

	if (rules == NULL) {
		say("%s has changed again since it was reloaded: a new engine "
		    "would go by the old one", p->conf);
		return;
	}
	p->rules = rules;
	if (!same(conf_of(p)->run.user, ruleset_conf(old)->run.user))
		say("another \"user\" takes a restart");
	if (!same(conf_of(p)->diameter.freediameter_path,
	    ruleset_conf(old)->diameter.freediameter_path)) {
		child_end(edge, now, EDGE_STOP);
		if (edge->pid == 0 && edge_wanted(p))
			edge->due = now;
	}
	ruleset_free(old);
}

static void
heard(struct parent *p, const struct note *n, uint64_t now)
{
	switch (n->type) {
	case NOTE_READY:
		ready(p, n->text, now);
		break;
	case NOTE_ALIVE:
		p->alive = now;
		break;
	case NOTE_RELOADING:
		notify_send(&p->notify, "RELOADING=1\nMONOTONIC_USEC=%llu",
		    (unsigned long long)(now / 1000));
		break;
	case NOTE_RELOADED:
		reloaded(p, now);
		p->alive = clock_mono();
		notify_send(&p->notify, "READY=1\nSTATUS=%s", n->text);
		break;
	case NOTE_REFUSED:
		notify_send(&p->notify, "READY=1\nSTATUS=%s", n->text);
		break;
	case NOTE_STOPPING:
		notify_send(&p->notify, "STOPPING=1");
		break;
	default:
		break;
	}
}

static void
listen_to(struct parent *p, uint64_t now)
{
	struct note n;
	int fd, got;

	while (p->notes >= 0 && (got = note_receive(p->notes, &n, &fd)) != 0) {
		if (fd >= 0)
			close(fd);	/* nothing comes that way */
		if (got < 0) {
			/* it is about to end, and says by its status why */
			close(p->notes);
			p->notes = -1;
			p->child[ENGINE].kill = now + EDGE_STOP;
			return;
		}
		heard(p, &n, now);
	}
}

/* ---- signals and time ---- */

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
		stop(p, EXIT_FINE, now);
		break;
	case SIGHUP:
		p->reload = !p->serving;
		/* FALLTHROUGH */
	case SIGUSR1:
		if (p->serving && engine->pid != 0)
			(void)kill(engine->pid, (int)sig);
		break;
	default:
		reap(p, now);
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
overdue(struct parent *p, uint64_t now)
{
	struct child *c;

	for (c = p->child; c < p->child + CHILDREN; c++)
		if (c->pid != 0 && c->kill != 0 && now >= c->kill) {
			say("the %s does not end and is killed", c->name);
			(void)kill(c->pid, SIGKILL);
			c->kill = now + EDGE_STOP;
		}
	c = &p->child[ENGINE];
	if (p->serving && c->pid != 0 && now > p->alive + ENGINE_SILENT &&
	    !p->stopping) {
		say("the engine has given no sign of life for %llu s and is "
		    "killed", (unsigned long long)(ENGINE_SILENT / CLOCK_S));
		(void)kill(c->pid, SIGKILL);
		p->alive = now;
	}
}

static void
turn(struct parent *p, uint64_t now)
{
	struct child *c = p->child;

	overdue(p, now);
	if (c[ENGINE].pid == 0 && c[ENGINE].due != 0 && now >= c[ENGINE].due)
		engine_start(p, now);
	if (c[EDGE].pid == 0 && c[EDGE].due != 0 && now >= c[EDGE].due)
		edge_start(p, now);
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
	return p->stopping && p->child[ENGINE].pid == 0 &&
	    p->child[EDGE].pid == 0;
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
		listen_to(p, now);
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
	const struct conf *conf = conf_of(p);

	if (!privilege_find(&p->privilege, conf->run.user))
		return false;
	if (geteuid() == 0 && !p->privilege.drop)
		say("started by root without a \"user\" to become: every "
		    "process stays root, with hardly a capability");
	if (conf->diameter.freediameter_path != NULL &&
	    !child_program(p->program))
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
	    .child = { { .name = "engine" }, { .name = "freeDiameter edge" } } };
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
