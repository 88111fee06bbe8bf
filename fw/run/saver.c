/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Snapshots by fork(): the kernel copies tables of pages, and pages only as
 * they change.  While it does the engine stands still, on a virtual machine for
 * 1 to 6 ms with 64 MB of memory (a million subscribers) and 45 ms with 1 GB;
 * then a page that changes while the child writes takes 3 to 6 us more, once.
 */
#define _GNU_SOURCE			/* close_range() */
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "../../rules/ruleset.h"
#include "../state.h"
#include "clock.h"
#include "kept.h"
#include "saver.h"
#include "say.h"

#define PAUSE_LONG	(CLOCK_S / 10)

enum { NICE = 10, END_MS = 3000 };

static bool
wanted(const struct saver *s, const struct ruleset *rules,
    const struct memory *m)
{
	return m != NULL && ruleset_conf(rules)->run.state != NULL && !s->off;
}

void
saver_load(struct saver *s, const struct ruleset *rules, struct memory *m)
{
	const char *path = ruleset_conf(rules)->run.state;

	if (!wanted(s, rules, m))
		return;
	if (access(path, F_OK) != 0 && errno == ENOENT)
		return;			/* the first start */
	if (!state_load(path, rules, m))
		say("it is not known where subscribers are; that is learned "
		    "anew");
	s->off = !state_may_save(path, m);
}

void
saver_swap(struct saver *s, const struct ruleset *rules, struct memory *m)
{
	s->off = false;
	s->next = 0;
	if (wanted(s, rules, m))
		s->off = !state_may_save(ruleset_conf(rules)->run.state, m);
}

/* Nothing of the engine's stays open here: a connection that it closes shall be
 * closed. */
static void
write_snapshot(const struct ruleset *rules, struct memory *m)
{
	(void)close_range(STDERR_FILENO + 1, ~0U, 0);
	(void)setpriority(PRIO_PROCESS, 0, NICE);
	kept_sync(rules);
	_exit(state_save(ruleset_conf(rules)->run.state, rules, m) ? 0 : 1);
}

static void
begin(struct saver *s, const struct ruleset *rules, struct memory *m)
{
	const uint64_t before = clock_mono();
	uint64_t pause;
	pid_t pid = fork();

	if (pid == 0)
		write_snapshot(rules, m);
	pause = clock_mono() - before;
	if (pause >= PAUSE_LONG && pause > s->pause) {
		say("the engine stood still for %llu ms to save state",
		    (unsigned long long)(pause / 1000000));
		s->pause = pause;
	}
	if (pid < 0)
		say("state is not saved: %s", strerror(errno));
	else
		s->writer = pid;
}

/* False: it writes still.  What was wrong it has told itself. */
static bool
ended(struct saver *s)
{
	int status;
	pid_t pid;

	if (s->writer == 0)
		return true;
	pid = waitpid(s->writer, &status, WNOHANG);
	if (pid == 0)
		return false;
	if (pid > 0 && WIFSIGNALED(status))
		say("state is not saved: its writer ended by signal %d",
		    WTERMSIG(status));
	s->writer = 0;
	return true;
}

void
saver_turn(struct saver *s, const struct ruleset *rules, struct memory *m,
    uint64_t now)
{
	const struct conf_run *run = &ruleset_conf(rules)->run;

	if (!wanted(s, rules, m)) {
		(void)ended(s);
		s->next = 0;
		return;
	}
	if (s->next == 0)
		s->next = now + run->state_every;
	if (!ended(s) || now < s->next)
		return;
	s->next = now + run->state_every;
	begin(s, rules, m);
}

void
saver_end(struct saver *s, const struct ruleset *rules, struct memory *m)
{
	const struct timespec ms = { .tv_nsec = 1000000 };
	unsigned i;

	/* the writer has the file locked */
	for (i = 0; i < END_MS && !ended(s); i++)
		(void)nanosleep(&ms, NULL);
	if (wanted(s, rules, m))
		(void)state_save(ruleset_conf(rules)->run.state, rules, m);
}
