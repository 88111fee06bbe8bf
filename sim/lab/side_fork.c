/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Policies at the same time.
 *
 * A run knows nothing of the others, so each has a process, which sends its
 * progress and in the end its outcome through a pipe; the bounds have one as
 * well.  What comes of it is the same as one after the other.
 */
#define _GNU_SOURCE	/* pipe2() */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../../fw/show.h"
#include "../../rules/whole.h"
#include "side_impl.h"

enum {
	JOBS = SCENARIO_POLICIES + 1,
	BOUNDS = SCENARIO_POLICIES,	/* the job that finds them */
};

enum word { WORD_PROGRESS, WORD_OUTCOME, WORD_BOUNDS, WORD_FAILED };

struct job {
	pid_t		 pid;
	int		 fd;		/* -1: does not run */
	bool		 wanted, begun, over;
	struct run_progress at;
};

struct jobs {
	struct side	*x;
	struct job	 job[JOBS];
	struct bounds	 bounds;
	unsigned	 all, over, running;
};

/* ---- in the process of a run ---- */

struct teller {
	const struct run_options *options;
	uint64_t	 told;		/* ns of this computer */
	int		 fd;
};

static bool
send_word(int fd, enum word word, const void *p, size_t n)
{
	return whole_write(fd, &word, sizeof(word)) == 0 &&
	    whole_write(fd, p, n) == 0;
}

static bool
tell(void *arg, const struct run_progress *p)
{
	struct teller *t = arg;
	uint64_t now = t->options->clock();

	if (now - t->told < SIDE_SHOWN_NS)
		return true;
	t->told = now;
	return send_word(t->fd, WORD_PROGRESS, p, sizeof(*p));
}

static bool
policy_send(const struct side *x, unsigned policy, int fd)
{
	struct teller t = { &x->options, 0, fd };
	struct run_options o = x->options;
	struct outcome out;

	o.progress = tell;
	o.arg = &t;
	if (!run_policy(x->s, policy, &o, &out))
		return send_word(fd, WORD_FAILED, NULL, 0);
	return send_word(fd, WORD_OUTCOME, &out, sizeof(out)) &&
	    whole_write(fd, out.second, out.seconds * sizeof(*out.second)) == 0;
}

static bool
bounds_send(const struct side *x, int fd)
{
	struct bounds b;

	if (!bounds_find(x->s, &b))
		return send_word(fd, WORD_FAILED, NULL, 0);
	return send_word(fd, WORD_BOUNDS, &b, sizeof(b));
}

static void
work(const struct side *x, unsigned job, int fd, pid_t parent)
{
	bool fine;

	/* nobody waits for what it finds when its parent is gone */
	if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || getppid() != parent)
		_exit(1);
	fine = job == BOUNDS ? bounds_send(x, fd) : policy_send(x, job, fd);
	_exit(fine ? 0 : 1);
}

/* ---- in the one that waits ---- */

static const char *
name_of(const struct jobs *j, unsigned job)
{
	return job == BOUNDS ? "bounds" : j->x->s->policy[job].name;
}

static bool
failed(const struct jobs *j, unsigned job, const char *how, int number)
{
	if (j->x->progress)
		fputs("\r\033[K", stderr);
	fprintf(stderr, "breakwater sim: %s%s%s%s", job == BOUNDS ? "the " :
	    "policy \"", name_of(j, job), job == BOUNDS ? " " : "\" ", how);
	if (number > 0)
		fprintf(stderr, " %d (%s)", number, strsignal(number));
	fputc('\n', stderr);
	return false;
}

static bool
begin(struct jobs *j, unsigned job)
{
	struct job *to = &j->job[job];
	pid_t me = getpid();
	int fd[2];

	if (pipe2(fd, O_CLOEXEC) != 0)
		return failed(j, job, "could not be run: no pipe", 0);
	(void)fflush(stdout);
	to->pid = fork();
	if (to->pid == 0) {
		close(fd[0]);
		work(j->x, job, fd[1], me);
	}
	close(fd[1]);
	if (to->pid < 0) {
		close(fd[0]);
		return failed(j, job, "could not be run: no process", 0);
	}
	to->fd = fd[0];
	to->begun = true;
	j->running++;
	return true;
}

static bool
take(int fd, void *p, size_t n)
{
	size_t len;

	return whole_read(fd, p, n, &len) == 0 && len == n;
}

static bool
outcome_take(int fd, struct outcome *o)
{
	size_t n;

	if (!take(fd, o, sizeof(*o)))
		return false;
	n = o->seconds * sizeof(*o->second);
	o->second = malloc(n > 0 ? n : 1);
	if (o->second != NULL && take(fd, o->second, n))
		return true;
	outcome_free(o);
	return false;
}

/* It has ended, or is to: its pipe is empty, and nobody writes to it. */
static int
ended(struct jobs *j, struct job *job)
{
	int status = 0;

	close(job->fd);
	job->fd = -1;
	while (waitpid(job->pid, &status, 0) < 0 && errno == EINTR)
		;
	j->running--;
	return status;
}

/* Without having said what it found. */
static bool
died(struct jobs *j, unsigned job)
{
	int status = ended(j, &j->job[job]);

	if (WIFSIGNALED(status))
		return failed(j, job, "could not be run to the end: its process"
		    " ended by signal", WTERMSIG(status));
	return failed(j, job, "could not be run to the end", 0);
}

/* One word of one of them. */
static bool
hear(struct jobs *j, unsigned job)
{
	struct job *from = &j->job[job];
	struct outcome *o = &j->x->outcome[job];
	enum word word;
	bool fine;

	if (!take(from->fd, &word, sizeof(word)))
		return died(j, job);
	switch (word) {
	case WORD_PROGRESS:
		return take(from->fd, &from->at, sizeof(from->at)) ||
		    died(j, job);
	case WORD_OUTCOME:
		fine = outcome_take(from->fd, o);
		j->x->ran[job] = fine;
		break;
	case WORD_BOUNDS:
		fine = take(from->fd, &j->bounds, sizeof(j->bounds));
		break;
	default:
		(void)ended(j, from);
		return failed(j, job, job == BOUNDS ? "could not be found" :
		    "could not be run", 0);
	}
	if (!fine)
		return died(j, job);
	(void)ended(j, from);
	from->over = true;
	j->over++;
	return true;
}

/* ---- the line ---- */

/* As many as there is room for. */
static void
line(const struct jobs *j)
{
	char text[SIDE_COLUMNS + 1], one[2 * SHOW_MAX + SCENARIO_NAME];
	char now[SHOW_MAX], back[SHOW_MAX];
	size_t len, n;
	unsigned i;

	len = (size_t)snprintf(text, sizeof(text), "%u of %u done", j->over,
	    j->all);
	for (i = 0; i < JOBS; i++) {
		const struct job *job = &j->job[i];

		if (job->fd < 0)
			continue;
		if (i == BOUNDS || job->at.length == 0)
			n = (size_t)snprintf(one, sizeof(one), ", %s",
			    name_of(j, i));
		else
			n = (size_t)snprintf(one, sizeof(one), ", %s %s %s "
			    "back", name_of(j, i), show_clock(now, job->at.now,
			    0), show_share(back, job->at.back,
			    job->at.concerned));
		if (len + n > SIDE_COLUMNS)
			break;
		memcpy(text + len, one, n + 1);
		len += n;
	}
	fprintf(stderr, "\r\033[K%s", text);
}

/* ---- all of them ---- */

static bool
begin_more(struct jobs *j)
{
	unsigned i;

	for (i = 0; i < JOBS && j->running < j->x->at_once; i++)
		if (j->job[i].wanted && !j->job[i].begun && !begin(j, i))
			return false;
	return true;
}

static bool
hear_all(struct jobs *j)
{
	struct pollfd p[JOBS];
	unsigned i;

	for (i = 0; i < JOBS; i++)	/* those below 0 are left out */
		p[i] = (struct pollfd){ .fd = j->job[i].fd, .events = POLLIN };
	if (poll(p, JOBS, -1) < 0)
		return errno == EINTR;
	for (i = 0; i < JOBS; i++)
		if (p[i].revents != 0 && !hear(j, i))
			return false;
	return true;
}

static void
end_all(struct jobs *j)
{
	unsigned i;

	for (i = 0; i < JOBS; i++)
		if (j->job[i].fd >= 0) {
			(void)kill(j->job[i].pid, SIGKILL);
			(void)ended(j, &j->job[i]);
		}
}

bool
side_fork(struct side *x)
{
	struct jobs j = { .x = x };
	bool fine = true;
	unsigned i;

	for (i = 0; i < JOBS; i++) {
		j.job[i].fd = -1;
		j.job[i].wanted = i == BOUNDS ||
		    (i < x->s->policies && x->wanted[i]);
		j.all += j.job[i].wanted;
	}
	while (fine && j.over < j.all) {
		fine = begin_more(&j);
		if (fine && x->progress)
			line(&j);
		fine = fine && hear_all(&j);
	}
	end_all(&j);
	if (x->progress)
		fputs("\r\033[K", stderr);
	for (i = 0; fine && i < x->s->policies; i++)
		if (x->ran[i])
			bounds_put(&j.bounds, &x->outcome[i]);
	return fine;
}
