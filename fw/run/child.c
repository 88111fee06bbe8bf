/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Starting and ending children.
 */
#define _GNU_SOURCE			/* close_range() */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "child.h"
#include "clock.h"
#include "privilege.h"
#include "say.h"

/* The channel's descriptor, and the same as the program takes it. */
#define CHANNEL_WORD	"3"

enum { CHANNEL = 3, NO_PROGRAM = 127 };

static void
signals_default(void)
{
	static const int used[] = { SIGTERM, SIGINT, SIGHUP, SIGUSR1, SIGCHLD,
	    SIGPIPE };
	sigset_t none;
	size_t i;

	for (i = 0; i < sizeof(used) / sizeof(used[0]); i++)
		(void)signal(used[i], SIG_DFL);
	sigemptyset(&none);
	(void)sigprocmask(SIG_SETMASK, &none, NULL);
}

pid_t
child_fork(struct child *c, uint64_t now)
{
	pid_t pid = fork();

	if (pid == 0) {
		signals_default();
		(void)setsid();
		return 0;
	}
	if (pid < 0)
		say("the %s cannot be started: %s", c->name, strerror(errno));
	c->pid = pid < 0 ? 0 : pid;
	c->since = now;
	c->due = c->kill = 0;
	return pid;
}

void
child_died(struct child *c, int status, uint64_t now, bool *often)
{
	char when[32] = "at once";
	uint64_t wait = restart_wait(&c->restart, c->since, now);

	if (wait > 0)
		snprintf(when, sizeof(when), "in %llu s",
		    (unsigned long long)(wait / CLOCK_S));
	if (WIFSIGNALED(status))
		say("the %s ended by signal %d; it is started again %s",
		    c->name, WTERMSIG(status), when);
	else
		say("the %s ended with status %d; it is started again %s",
		    c->name, WEXITSTATUS(status), when);
	c->pid = 0;
	c->kill = 0;
	c->due = now + wait;
	*often = restart_often(&c->restart, now);
}

void
child_end(struct child *c, uint64_t now, uint64_t ns)
{
	c->due = 0;
	if (c->pid == 0 || c->kill != 0)
		return;
	(void)kill(c->pid, SIGTERM);
	c->kill = now + ns;
}

/* Where this program is, without a slash behind it. */
static bool
folder(char path[CHILD_PATH_MAX])
{
	ssize_t n = readlink("/proc/self/exe", path, CHILD_PATH_MAX - 1);
	char *slash;

	path[n > 0 ? n : 0] = '\0';
	slash = strrchr(path, '/');
	if (slash == NULL)
		return false;
	*slash = '\0';
	return true;
}

bool
child_program(char path[CHILD_PATH_MAX], const char *program,
    const char *word)
{
	/* as it was built, and as it is installed */
	static const char *const places[] = { "/", "/../libexec/breakwater/" };
	char here[CHILD_PATH_MAX];
	size_t i;

	if (!folder(here)) {
		say("/proc/self/exe: %s", strerror(errno));
		return false;
	}
	for (i = 0; i < sizeof(places) / sizeof(places[0]); i++)
		if (snprintf(path, CHILD_PATH_MAX, "%s%s%s", here, places[i],
		    program) < CHILD_PATH_MAX && access(path, X_OK) == 0)
			return true;
	say("%s: %s; it is needed for \"%s\"", path, strerror(errno), word);
	return false;
}

void
child_edge(const char *path, const char *program, const char *file,
    int channel, const struct privilege *privilege)
{
	const pid_t parent = getppid();

	if (privilege_drop(privilege) &&
	    (channel == CHANNEL || dup2(channel, CHANNEL) >= 0)) {
		/* dup2() leaves it open, and so must the other case */
		if (channel == CHANNEL)
			(void)fcntl(channel, F_SETFD, 0);
		(void)close_range(CHANNEL + 1, ~0U, 0);
		/* it also ends with the parent */
		if (prctl(PR_SET_PDEATHSIG, SIGTERM) == 0 &&
		    getppid() == parent)
			(void)execl(path, program, CHANNEL_WORD, file,
			    (char *)NULL);
		say("%s: %s", path, strerror(errno));
	}
	_exit(NO_PROGRAM);
}
