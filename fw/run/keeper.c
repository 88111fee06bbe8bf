/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Writing what is kept, by a copy of the process where it is much.
 */
#define _GNU_SOURCE			/* close_range() */
#include "keeper.h"

#include <errno.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "kept.h"
#include "say.h"

enum { NICE = 10 };

/* False: it writes still.  What was wrong it has told itself. */
static bool
ended(struct keeper *k)
{
	if (k->writer != 0 && waitpid(k->writer, NULL, WNOHANG) == 0)
		return false;
	k->writer = 0;
	return true;
}

void
keeper_save(struct keeper *k, const struct ruleset *rules,
    struct judge *judge, uint64_t now)
{
	pid_t pid;

	if (!ended(k)) {
		k->again = true;
		return;
	}
	k->again = false;
	if (kept_count(rules, judge) <= KEEPER_AT_ONCE) {
		(void)kept_save(rules, judge, now);
		return;
	}
	pid = fork();
	if (pid == 0) {
		/* a connection that the engine closes shall be closed */
		(void)close_range(STDERR_FILENO + 1, ~0U, 0);
		(void)setpriority(PRIO_PROCESS, 0, NICE);
		_exit(kept_save(rules, judge, now) ? 0 : 1);
	}
	if (pid < 0)
		say("what was added while running is not saved: %s",
		    strerror(errno));
	else
		k->writer = pid;
}

void
keeper_turn(struct keeper *k, const struct ruleset *rules,
    struct judge *judge, uint64_t now)
{
	if (ended(k) && k->again)
		keeper_save(k, rules, judge, now);
}

void
keeper_end(struct keeper *k, const struct ruleset *rules,
    struct judge *judge, uint64_t now)
{
	const struct timespec ms = { .tv_nsec = 1000000 };
	unsigned i;

	for (i = 0; i < KEEPER_END_MS && !ended(k); i++)
		(void)nanosleep(&ms, NULL);
	if (k->writer == 0)
		(void)kept_save(rules, judge, now);
	else if (k->again)
		say("what was added last is not saved: another is still "
		    "written");
	kept_sync(rules);
}
