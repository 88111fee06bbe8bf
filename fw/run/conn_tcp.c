/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Connections over TCP.
 */
#include <errno.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "../../rules/conf.h"
#include "conn_tcp.h"
#include "peers_impl.h"

enum { BACKLOG = 256 };

int
tcp_listen(const struct conf_end *e, char why[CONN_WHY_MAX])
{
	struct sockaddr_storage ss;
	socklen_t len = address_make(&ss, e, 0);
	int fd, on = 1;

	fd = socket(ss.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC,
	    IPPROTO_TCP);
	if (fd != -1 &&
	    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)) == 0 &&
	    (ss.ss_family != AF_INET6 || setsockopt(fd, IPPROTO_IPV6,
	    IPV6_V6ONLY, &on, sizeof(on)) == 0) &&
	    bind(fd, (struct sockaddr *)&ss, len) == 0 &&
	    listen(fd, BACKLOG) == 0)
		return fd;
	snprintf(why, CONN_WHY_MAX, "%s", strerror(errno));
	if (fd != -1)
		close(fd);
	return -1;
}

int
tcp_dial(const struct conf_end *e, char why[CONN_WHY_MAX])
{
	struct sockaddr_storage ss;
	socklen_t len = address_make(&ss, e, 0);
	int fd;

	fd = socket(ss.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC,
	    IPPROTO_TCP);
	if (fd != -1 && (connect(fd, (struct sockaddr *)&ss, len) == 0 ||
	    errno == EINPROGRESS))
		return fd;
	snprintf(why, CONN_WHY_MAX, "%s", strerror(errno));
	if (fd != -1)
		close(fd);
	return -1;
}

void
tcp_no_delay(int fd)
{
	int on = 1;

	/* It works without, only slower. */
	(void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
}

static bool
start(struct conn *c)
{
	tcp_no_delay(c->fd);
	if (event_add(&c->read, NULL) != 0)
		return false;
	conn_started(c);
	return true;
}

/* One slice; what is there still wakes us again after the others. */
static bool
tcp_readable(struct conn *c)
{
	uint8_t *p = c->peers->buffer;
	ssize_t n = recv(c->fd, p, CONN_READ, 0);

	if (n > 0)
		return conn_feed(c, p, (size_t)n) && n == CONN_READ;
	conn_unread(c, n);
	return false;
}

static void
flush(struct conn *c)
{
	struct output *o = &c->out;
	ssize_t n;

	while (o->end > o->at) {
		n = send(c->fd, o->p + o->at, o->end - o->at, MSG_NOSIGNAL);
		if (n >= 0) {
			conn_sent(c, (size_t)n);
			continue;
		}
		if (!conn_unsent(c))
			return;
	}
	conn_blocked(c, false);
}

const struct transport transport_tcp = {
	.name = "tcp",
	.listen = tcp_listen,
	.dial = tcp_dial,
	.start = start,
	.readable = tcp_readable,
	.flush = flush,
};
