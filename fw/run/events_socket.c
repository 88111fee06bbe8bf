/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Events to a unix socket on which a collector listens.
 *
 * As long as nobody does we try again, later and later.  A line of which the
 * collector may not have seen the end is sent again to the next one.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <event2/event.h>

#include "events_impl.h"

enum { FIRST_MS = 100, ATTEMPTS = 7 };	/* 100 ms to 6.4 s */

static void
again(struct sink *s)
{
	unsigned ms = (unsigned)FIRST_MS << s->attempt;
	struct timeval tv = { ms / 1000, ms % 1000 * 1000 };

	if (s->attempt + 1 < ATTEMPTS)
		s->attempt++;
	(void)evtimer_add(s->timer, &tv);
}

static void
part(struct sink *s, const char *why)
{
	if (s->readable != NULL)
		event_free(s->readable);
	if (s->writable != NULL)
		event_free(s->writable);
	s->readable = s->writable = NULL;
	if (s->fd != -1)
		close(s->fd);
	s->fd = -1;
	spool_back(&s->spool);
	sink_fails(s, why);
	again(s);
}

static void
socket_flush(struct sink *s)
{
	ssize_t n;

	if (s->fd == -1)
		return;
	while (spool_left(&s->spool) > 0) {
		n = send(s->fd, s->spool.p + s->spool.sent,
		    spool_left(&s->spool), MSG_NOSIGNAL | MSG_DONTWAIT);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) {
			(void)event_add(s->writable, NULL);
			return;
		}
		if (n < 0) {
			part(s, strerror(errno));
			return;
		}
		s->counts.written += spool_sent(&s->spool, (size_t)n);
	}
	sink_works(s);
}

static void
on_writable(evutil_socket_t fd, short what, void *arg)
{
	(void)fd;
	(void)what;
	socket_flush(arg);
}

/* A collector has nothing to say: that it goes is all we listen for. */
static void
on_readable(evutil_socket_t fd, short what, void *arg)
{
	char octets[256];
	ssize_t n = recv(fd, octets, sizeof(octets), MSG_DONTWAIT);

	(void)what;
	if (n == 0)
		part(arg, "the collector has closed the connection");
	else if (n < 0 && errno != EAGAIN && errno != EINTR)
		part(arg, strerror(errno));
}

static bool
events_new(struct sink *s)
{
	s->writable = event_new(s->base, s->fd, EV_WRITE, on_writable, s);
	s->readable = event_new(s->base, s->fd, EV_READ | EV_PERSIST,
	    on_readable, s);
	return s->writable != NULL && s->readable != NULL &&
	    event_add(s->readable, NULL) == 0;
}

static void
dial(struct sink *s)
{
	struct sockaddr_un sa = { .sun_family = AF_UNIX };

	memcpy(sa.sun_path, s->path, strlen(s->path) + 1);
	s->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (s->fd == -1 ||
	    connect(s->fd, (struct sockaddr *)&sa, sizeof(sa)) == -1) {
		part(s, strerror(errno));
		return;
	}
	if (!events_new(s)) {
		part(s, "no memory");
		return;
	}
	s->attempt = 0;
	sink_works(s);
	socket_flush(s);
}

static void
on_timer(evutil_socket_t fd, short what, void *arg)
{
	(void)fd;
	(void)what;
	dial(arg);
}

static bool
socket_open(struct sink *s)
{
	if (strlen(s->path) >= sizeof(((struct sockaddr_un *)0)->sun_path)) {
		fprintf(stderr, "breakwater: %s: too long for the name of a "
		    "socket\n", s->path);
		return false;
	}
	s->timer = evtimer_new(s->base, on_timer, s);
	if (s->timer == NULL) {
		fprintf(stderr, "breakwater: no memory\n");
		return false;
	}
	dial(s);
	return true;
}

static void
socket_close(struct sink *s)
{
	if (s->readable != NULL)
		event_free(s->readable);
	if (s->writable != NULL)
		event_free(s->writable);
	if (s->timer != NULL)
		event_free(s->timer);
	s->readable = s->writable = s->timer = NULL;
	if (s->fd != -1)
		close(s->fd);
	s->fd = -1;
}

/* Who listens there may be another one by now. */
static void
socket_reopen(struct sink *s)
{
	(void)s;
}

const struct sink_ops sink_socket = { socket_open, socket_close, sink_spool,
	socket_flush, socket_reopen };
