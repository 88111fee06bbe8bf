/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The sockets of operators: opened, closed, and changed with the configuration.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include <event2/event.h>
#include <event2/listener.h>

#include "../../rules/conf.h"
#include "operate_client.h"
#include "operate_impl.h"

enum { BACKLOG = 16, MODE_CONTROL = 0660, MODE_STATUS = 0666 };

/* Where operators come in; path NULL: there is none. */
struct door {
	char		*path;
	struct evconnlistener *listener;
	struct clients	*clients;
	bool		 may_change;
	mode_t		 mode;
};

struct operate {
	struct event_base *base;
	struct operate_env env;
	uint64_t	 started;	/* ns since 1970 */
	struct clients	*clients;
	struct door	*control, *status;
	struct metrics	*metrics;
	struct conf_item *address;	/* of the metrics, copied */
	struct conf_end	 end;		/* n 0: none */
};

/* ---- doors ---- */

static void
on_accept(struct evconnlistener *l, evutil_socket_t fd, struct sockaddr *sa,
    int len, void *arg)
{
	struct door *d = arg;

	(void)l;
	(void)sa;
	(void)len;
	clients_add(d->clients, fd, d->may_change);
}

static int
fails(const char *path, int fd, const char *why)
{
	fprintf(stderr, "breakwater: %s: %s\n", path, why);
	if (fd != -1)
		close(fd);
	return -1;
}

/* What a run that was killed left behind goes; a socket at which somebody
 * listens stays, and so does what is none. */
static bool
clear_way(const char *path, const struct sockaddr_un *sa)
{
	struct stat st;
	bool dead;
	int fd;

	if (lstat(path, &st) == -1)
		return true;
	if (!S_ISSOCK(st.st_mode))
		return false;
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd == -1)
		return false;
	dead = connect(fd, (const struct sockaddr *)sa, sizeof(*sa)) == -1 &&
	    errno == ECONNREFUSED;
	close(fd);
	return dead && unlink(path) == 0;
}

/* -1 after a sentence. */
static int
listen_at(const char *path, mode_t mode)
{
	struct sockaddr_un sa = { .sun_family = AF_UNIX };
	mode_t old;
	int fd, n;

	if (strlen(path) >= sizeof(sa.sun_path))
		return fails(path, -1, "too long for the name of a socket");
	memcpy(sa.sun_path, path, strlen(path) + 1);
	if (!clear_way(path, &sa))
		return fails(path, -1, "there is something else already");
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd == -1)
		return fails(path, -1, strerror(errno));
	old = umask(~mode & 0777);
	n = bind(fd, (struct sockaddr *)&sa, sizeof(sa));
	umask(old);
	if (n == -1 || listen(fd, BACKLOG) == -1)
		return fails(path, fd, strerror(errno));
	return fd;
}

static void
door_close(struct door *d)
{
	if (d == NULL)
		return;
	if (d->listener != NULL) {
		evconnlistener_free(d->listener);
		(void)unlink(d->path);
	}
	free(d->path);
	free(d);
}

/* NULL after a sentence. */
static struct door *
door_open(struct operate *o, const char *path, bool may_change)
{
	struct door *d = calloc(1, sizeof(*d));
	int fd;

	if (d == NULL || (d->path = strdup(path)) == NULL) {
		fprintf(stderr, "breakwater: no memory\n");
		free(d);
		return NULL;
	}
	d->clients = o->clients;
	d->may_change = may_change;
	fd = listen_at(path, may_change ? MODE_CONTROL : MODE_STATUS);
	if (fd != -1 && (d->listener = evconnlistener_new(o->base, on_accept,
	    d, LEV_OPT_CLOSE_ON_FREE | LEV_OPT_CLOSE_ON_EXEC, 0, fd)) == NULL)
		(void)fails(path, fd, "no memory");
	if (d->listener != NULL)
		return d;
	door_close(d);
	return NULL;
}

/* What is at a path that stays the same, or a new one; false after a
 * sentence. */
static bool
door_plan(struct operate *o, struct door *old, const char *path,
    bool may_change, struct door **new)
{
	*new = old;
	if (path == NULL || (old != NULL && strcmp(old->path, path) == 0)) {
		*new = path == NULL ? NULL : old;
		return true;
	}
	*new = door_open(o, path, may_change);
	return *new != NULL;
}

/* ---- metrics ---- */

static bool
same_end(const struct operate *o, const struct conf_end *e)
{
	const struct conf_item *a = o->address;

	if (e->address.n == 0 || a == NULL)
		return e->address.n == 0 && a == NULL;
	return e->port == o->end.port && a->len == e->address.item[0].len &&
	    memcmp(a->address, e->address.item[0].address,
	    sizeof(a->address)) == 0;
}

/* *m stays NULL where none is wanted. */
static bool
metrics_plan(struct operate *o, const struct conf_end *e,
    struct conf_item **address, struct metrics **m)
{
	*m = o->metrics;
	*address = o->address;
	if (same_end(o, e))
		return true;
	*m = NULL;
	*address = NULL;
	if (e->address.n == 0)
		return true;
	*address = malloc(sizeof(**address));
	if (*address != NULL) {
		**address = e->address.item[0];
		*m = metrics_open(e, o->base, &o->env, o->started);
	}
	if (*m != NULL)
		return true;
	free(*address);
	return false;
}

/* ---- all of it ---- */

bool
operate_swap(struct operate *o, const struct conf *conf)
{
	const struct conf_run *run = &conf->run;
	struct conf_item *address;
	struct door *control, *status;
	struct metrics *metrics;

	if (run->control != NULL && run->status != NULL &&
	    strcmp(run->control, run->status) == 0) {
		fprintf(stderr, "breakwater: %s: \"control\" and \"status\" "
		    "are the same socket\n", run->control);
		return false;
	}
	if (!door_plan(o, o->control, run->control, true, &control))
		return false;
	if (!door_plan(o, o->status, run->status, false, &status)) {
		if (control != o->control)
			door_close(control);
		return false;
	}
	if (!metrics_plan(o, &run->metrics, &address, &metrics)) {
		if (control != o->control)
			door_close(control);
		if (status != o->status)
			door_close(status);
		return false;
	}
	if (control != o->control)
		door_close(o->control);
	if (status != o->status)
		door_close(o->status);
	if (metrics != o->metrics)
		metrics_close(o->metrics);
	if (address != o->address)
		free(o->address);
	o->control = control;
	o->status = status;
	o->metrics = metrics;
	o->address = address;
	o->end = run->metrics;
	return true;
}

struct operate *
operate_open(const struct conf *conf, struct event_base *base,
    const struct operate_env *env)
{
	struct operate *o = calloc(1, sizeof(*o));
	struct timespec t;

	clock_gettime(CLOCK_REALTIME, &t);
	if (o != NULL)
		o->started = (uint64_t)t.tv_sec * 1000000000 +
		    (uint64_t)t.tv_nsec;
	if (o == NULL ||
	    (o->clients = clients_new(base, env, o->started)) == NULL) {
		fprintf(stderr, "breakwater: no memory\n");
		free(o);
		return NULL;
	}
	/* libevent writes to who may have gone */
	(void)signal(SIGPIPE, SIG_IGN);
	o->base = base;
	o->env = *env;
	if (operate_swap(o, conf))
		return o;
	operate_close(o);
	return NULL;
}

void
operate_close(struct operate *o)
{
	if (o == NULL)
		return;
	clients_free(o->clients);
	door_close(o->control);
	door_close(o->status);
	metrics_close(o->metrics);
	free(o->address);
	free(o);
}
