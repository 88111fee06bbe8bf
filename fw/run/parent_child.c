/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The children of the parent process: engine and edges, from their start to
 * what follows from their end.
 */
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../../rules/conf.h"
#include "../command.h"
#include "clock.h"
#include "engine_process.h"
#include "note.h"
#include "parent_impl.h"
#include "say.h"

#define ENGINE_SILENT	(30 * CLOCK_S)	/* then it hangs and is killed */
#define ENGINE_STOP	(15 * CLOCK_S)	/* to drain, to say goodbye, to save */
#define EDGE_STOP	(5 * CLOCK_S)

/* What an edge is, besides a child. */
static const struct {
	const char	*program, *word;	/* of the language */
	enum note_type	 note;
} edges[CHILDREN] = {
	[EDGE] = { "breakwater-freediameter", "freediameter", NOTE_EDGE },
	[SIGTRAN] = { "breakwater-sigtran", "sigtran", NOTE_SIGTRAN },
};

static void
edges_end(struct parent *p, uint64_t now)
{
	unsigned i;

	for (i = EDGES; i < CHILDREN; i++)
		child_end(&p->child[i], now, EDGE_STOP);
}

void
parent_stop(struct parent *p, int status, uint64_t now)
{
	unsigned i;

	if (!p->stopping)
		p->status = status;
	p->stopping = true;
	notify_send(&p->notify, "STOPPING=1");
	child_end(&p->child[ENGINE], now, ENGINE_STOP);
	/* the engine says goodbye through the edges, so they are the last */
	if (p->child[ENGINE].pid == 0)
		edges_end(p, now);
	p->child[ENGINE].due = 0;
	for (i = EDGES; i < CHILDREN; i++)
		p->child[i].due = 0;
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

void
parent_engine_start(struct parent *p, uint64_t now)
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

const char *
parent_edge_file(const struct conf *conf, unsigned i)
{
	return i == SIGTRAN ? conf->ss7.sigtran_path :
	    conf->diameter.freediameter_path;
}

bool
parent_edge_program(struct parent *p, unsigned i)
{
	return child_program(p->program, edges[i].program, edges[i].word);
}

void
parent_edge_start(struct parent *p, unsigned i, uint64_t now)
{
	const char *file = parent_edge_file(parent_conf(p), i);
	struct child *c = &p->child[i];
	int fd[2];

	c->due = now + CLOCK_S;
	if (!parent_edge_program(p, i))
		return;
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fd) != 0) {
		say("the %s cannot be started: %s", c->name, strerror(errno));
		return;
	}
	if (child_fork(c, now) == 0)
		child_edge(p->program, edges[i].program, file, fd[1],
		    &p->privilege);
	if (c->pid == 0)
		c->due = now + CLOCK_S;
	else if (!note_send(p->notes, edges[i].note, NULL, fd[0]))
		say("the engine does not take the %s: %s", c->name,
		    strerror(errno));
	close(fd[0]);
	close(fd[1]);
}

/* Not by an engine that is gone and whose end is not told yet. */
bool
parent_edge_wanted(const struct parent *p, unsigned i)
{
	return p->serving && p->notes >= 0 && !p->stopping &&
	    parent_edge_file(parent_conf(p), i) != NULL;
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
	if (!often || p->unjudged || !parent_conf(p)->run.failure_pass)
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
	edges_end(p, now);
	if (p->stopping) {
		if (!exited || WEXITSTATUS(status) != ENGINE_DONE)
			p->status = EXIT_PROBLEM;
	} else if (exited && WEXITSTATUS(status) == ENGINE_DONE) {
		parent_stop(p, EXIT_FINE, now);
	} else if (exited && WEXITSTATUS(status) == ENGINE_CANNOT &&
	    !p->served) {
		parent_stop(p, EXIT_PROBLEM, now);
	} else {
		engine_died(p, status, now);
	}
}

static void
edge_gone(struct parent *p, unsigned i, int status, uint64_t now)
{
	struct child *c = &p->child[i];
	bool asked = c->kill != 0, often;

	if (!asked && parent_edge_wanted(p, i)) {
		child_died(c, status, now, &often);
		return;
	}
	c->pid = 0;
	c->kill = 0;
	c->due = parent_edge_wanted(p, i) ? now : 0;
}

void
parent_reap(struct parent *p, uint64_t now)
{
	unsigned i;
	int status;
	pid_t pid;

	while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
		if (pid == p->child[ENGINE].pid)
			engine_gone(p, status, now);
		for (i = EDGES; i < CHILDREN; i++)
			if (pid == p->child[i].pid)
				edge_gone(p, i, status, now);
	}
}

void
parent_overdue(struct parent *p, uint64_t now)
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

void
parent_edge_anew(struct parent *p, unsigned i, uint64_t now)
{
	struct child *edge = &p->child[i];

	child_end(edge, now, EDGE_STOP);
	if (edge->pid == 0 && parent_edge_wanted(p, i))
		edge->due = now;
}
