/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The thread has its own configuration and errors, and touches nothing else;
 * that it has ended is told by an eventfd.
 */
#include <errno.h>
#include <event2/event.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "../../rules/ruleset.h"
#include "reload.h"
#include "say.h"

struct reload {
	const char	*path;
	reload_done	*done;
	void		*arg;
	int		 fd;
	struct event	*event;
	pthread_t	 thread;
	bool		 busy;
	/* the thread's while it runs */
	struct ruleset	*rules;
	struct conf_errors errors;
};

static void *
reader(void *arg)
{
	struct reload *r = arg;
	const uint64_t one = 1;

	r->rules = ruleset_load(r->path, &r->errors);
	while (write(r->fd, &one, sizeof(one)) < 0 && errno == EINTR)
		;
	return NULL;
}

/* The thread has ended, or is about to: what it made is the caller's. */
static struct ruleset *
collect(struct reload *r)
{
	struct ruleset *rules;

	(void)pthread_join(r->thread, NULL);
	r->busy = false;
	rules = r->rules;
	r->rules = NULL;
	return rules;
}

static void
has_read(int fd, short what, void *arg)
{
	struct reload *r = arg;
	struct conf_errors errors;
	struct ruleset *rules;
	uint64_t n;

	(void)what;
	if (read(fd, &n, sizeof(n)) != (ssize_t)sizeof(n) || !r->busy)
		return;
	rules = collect(r);
	errors = r->errors;
	memset(&r->errors, 0, sizeof(r->errors));
	r->done(r->arg, rules, &errors);
	conf_errors_free(&errors);
}

struct reload *
reload_new(struct event_base *base, const char *path, reload_done *done,
    void *arg)
{
	struct reload *r = calloc(1, sizeof(*r));

	if (r != NULL) {
		*r = (struct reload){ .path = path, .done = done, .arg = arg };
		r->fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
		if (r->fd >= 0)
			r->event = event_new(base, r->fd, EV_READ | EV_PERSIST,
			    has_read, r);
		if (r->event != NULL && event_add(r->event, NULL) == 0)
			return r;
	}
	say("reloading is not possible: %s", strerror(errno));
	reload_free(r);
	return NULL;
}

void
reload_free(struct reload *r)
{
	if (r == NULL)
		return;
	if (r->busy)
		ruleset_free(collect(r));
	conf_errors_free(&r->errors);
	if (r->event != NULL)
		event_free(r->event);
	if (r->fd >= 0)
		close(r->fd);
	free(r);
}

bool
reload_start(struct reload *r)
{
	sigset_t all, before;
	int fail;

	if (r->busy)
		return false;
	/* signals are for the loop */
	sigfillset(&all);
	(void)pthread_sigmask(SIG_SETMASK, &all, &before);
	fail = pthread_create(&r->thread, NULL, reader, r);
	(void)pthread_sigmask(SIG_SETMASK, &before, NULL);
	if (fail != 0)
		say("the configuration cannot be read again: %s",
		    strerror(fail));
	r->busy = fail == 0;
	return r->busy;
}

bool
reload_busy(const struct reload *r)
{
	return r->busy;
}
