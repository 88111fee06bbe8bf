/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Metrics over HTTP: GET /metrics and nothing else, for a bounded number of
 * clients.
 */
#define _GNU_SOURCE	/* open_memstream() */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/event.h>
#include <event2/http.h>
#include <event2/listener.h>

#include "../../rules/conf.h"
#include "operate_impl.h"

enum { CLIENTS = 16, BACKLOG = 128, SECONDS = 5, HEADERS = 4096, BODY = 1024,
	TICK_MS = 50, TICKS_MAX = 400 };

/* One that evhttp has to do with, until it has not. */
struct client {
	struct bufferevent *bev;	/* NULL: free */
	unsigned	 ticks;
};

struct metrics {
	struct event_base *base;
	struct evhttp	*http;
	struct evconnlistener *listener;
	struct operate_env env;
	uint64_t	 started;	/* ns */
	struct event	*tick;
	struct client	 client[CLIENTS];
	uint16_t	 port;
};

static void
reply(struct evhttp_request *q, const char *text, size_t len)
{
	struct evbuffer *out = evbuffer_new();

	if (out == NULL || evbuffer_add(out, text, len) == -1) {
		evhttp_send_error(q, HTTP_INTERNAL, NULL);
	} else {
		evhttp_add_header(evhttp_request_get_output_headers(q),
		    "Content-Type", "text/plain; version=0.0.4; "
		    "charset=utf-8");
		evhttp_add_header(evhttp_request_get_output_headers(q),
		    "Connection", "close");
		evhttp_send_reply(q, HTTP_OK, NULL, out);
	}
	if (out != NULL)
		evbuffer_free(out);
}

static void
on_metrics(struct evhttp_request *q, void *arg)
{
	struct metrics *m = arg;
	char *text = NULL;
	size_t len = 0;
	FILE *f = open_memstream(&text, &len);

	if (f == NULL) {
		evhttp_send_error(q, HTTP_INTERNAL, NULL);
		return;
	}
	metrics_write(f, &m->env, m->started);
	if (fclose(f) == 0)
		reply(q, text, len);
	else
		evhttp_send_error(q, HTTP_INTERNAL, NULL);
	free(text);
}

static void
on_other(struct evhttp_request *q, void *arg)
{
	(void)arg;
	evhttp_add_header(evhttp_request_get_output_headers(q), "Connection",
	    "close");
	evhttp_send_error(q, HTTP_NOTFOUND, NULL);
}

/* ---- how many at a time ---- */

/* One that evhttp has freed has no callbacks any more: our own reference, the
 * last one, is what is left of it. */
static bool
is_over(struct bufferevent *bev)
{
	bufferevent_data_cb read, write;
	bufferevent_event_cb event;
	void *arg;

	bufferevent_getcb(bev, &read, &write, &event, &arg);
	return read == NULL && write == NULL && event == NULL;
}

/* Looks after all: who is over makes room, and who takes all too long is as
 * good as gone. */
static void
on_tick(evutil_socket_t fd, short what, void *arg)
{
	struct metrics *m = arg;
	struct client *k;
	unsigned left = 0;

	(void)fd;
	(void)what;
	for (k = m->client; k < m->client + CLIENTS; k++) {
		if (k->bev == NULL)
			continue;
		if (is_over(k->bev)) {
			(void)bufferevent_decref(k->bev);
			k->bev = NULL;
			continue;
		}
		left++;
		if (++k->ticks == TICKS_MAX)
			(void)shutdown(bufferevent_getfd(k->bev), SHUT_RDWR);
	}
	if (left < CLIENTS)
		(void)evconnlistener_enable(m->listener);
	if (left == 0)
		(void)event_del(m->tick);
}

static struct bufferevent *
on_connection(struct event_base *base, void *arg)
{
	const struct timeval tick = { 0, TICK_MS * 1000 };
	struct metrics *m = arg;
	struct client *k = m->client;
	struct bufferevent *bev;
	unsigned used = 0;

	bev = bufferevent_socket_new(base, -1, BEV_OPT_CLOSE_ON_FREE);
	if (bev == NULL)
		return NULL;
	bufferevent_setwatermark(bev, EV_READ, 0, (size_t)2 * HEADERS);
	while (k < m->client + CLIENTS && k->bev != NULL)
		k++;
	if (k < m->client + CLIENTS) {
		bufferevent_incref(bev);
		*k = (struct client){ .bev = bev };
	}
	for (k = m->client; k < m->client + CLIENTS; k++)
		used += k->bev != NULL;
	if (used == CLIENTS)
		(void)evconnlistener_disable(m->listener);
	(void)event_add(m->tick, &tick);
	return bev;
}

/* ---- opening ---- */

static socklen_t
address_of(const struct conf_end *e, struct sockaddr_storage *sa)
{
	const struct conf_item *a = &e->address.item[0];
	struct sockaddr_in *in = (struct sockaddr_in *)sa;
	struct sockaddr_in6 *in6 = (struct sockaddr_in6 *)sa;

	memset(sa, 0, sizeof(*sa));
	if (a->len == 4) {
		in->sin_family = AF_INET;
		in->sin_port = htons(e->port);
		memcpy(&in->sin_addr, a->address, 4);
		return sizeof(*in);
	}
	in6->sin6_family = AF_INET6;
	in6->sin6_port = htons(e->port);
	memcpy(&in6->sin6_addr, a->address, 16);
	return sizeof(*in6);
}

static int
socket_at(const struct sockaddr_storage *sa, socklen_t len)
{
	int fd = socket(sa->ss_family, SOCK_STREAM | SOCK_NONBLOCK |
	    SOCK_CLOEXEC, 0), on = 1;

	if (fd == -1)
		return -1;
	(void)setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	if (sa->ss_family == AF_INET6)
		(void)setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &on,
		    sizeof(on));
	if (bind(fd, (const struct sockaddr *)sa, len) == 0 &&
	    listen(fd, BACKLOG) == 0)
		return fd;
	close(fd);
	return -1;
}

/* Opened here: by names evhttp would need more of the system than a confined
 * process has. */
static bool
listens(struct metrics *m, const struct conf_end *e)
{
	struct sockaddr_storage sa;
	socklen_t len = address_of(e, &sa);
	int fd = socket_at(&sa, len);
	struct evhttp_bound_socket *s;

	if (fd == -1)
		return false;
	s = evhttp_accept_socket_with_handle(m->http, fd);
	if (s == NULL) {
		close(fd);
		return false;
	}
	m->listener = evhttp_bound_socket_get_listener(s);
	len = sizeof(sa);
	if (getsockname(fd, (struct sockaddr *)&sa, &len) == 0)
		m->port = ntohs(sa.ss_family == AF_INET ?
		    ((struct sockaddr_in *)&sa)->sin_port :
		    ((struct sockaddr_in6 *)&sa)->sin6_port);
	return true;
}

static void
cannot(const struct conf_end *e)
{
	const struct conf_item *a = &e->address.item[0];
	char text[INET6_ADDRSTRLEN] = "?";
	int error = errno;

	(void)inet_ntop(a->len == 4 ? AF_INET : AF_INET6, a->address, text,
	    sizeof(text));
	fprintf(stderr, "breakwater: metrics on %s port %u: %s\n", text,
	    (unsigned)e->port, strerror(error));
}

struct metrics *
metrics_open(const struct conf_end *e, struct event_base *base,
    const struct operate_env *env, uint64_t started)
{
	struct metrics *m = calloc(1, sizeof(*m));

	if (m == NULL || (m->http = evhttp_new(base)) == NULL ||
	    (m->tick = event_new(base, -1, EV_PERSIST, on_tick, m)) == NULL) {
		fprintf(stderr, "breakwater: no memory for metrics\n");
		if (m != NULL && m->http != NULL)
			evhttp_free(m->http);
		free(m);
		return NULL;
	}
	m->started = started;
	m->base = base;
	m->env = *env;
	evhttp_set_allowed_methods(m->http, EVHTTP_REQ_GET | EVHTTP_REQ_HEAD);
	evhttp_set_max_headers_size(m->http, HEADERS);
	evhttp_set_max_body_size(m->http, BODY);
	evhttp_set_timeout(m->http, SECONDS);
	evhttp_set_bevcb(m->http, on_connection, m);
	evhttp_set_gencb(m->http, on_other, m);
	if (evhttp_set_cb(m->http, "/metrics", on_metrics, m) == 0 &&
	    listens(m, e))
		return m;
	cannot(e);
	metrics_close(m);
	return NULL;
}

void
metrics_close(struct metrics *m)
{
	size_t i;

	if (m == NULL)
		return;
	evhttp_free(m->http);
	event_free(m->tick);
	for (i = 0; i < CLIENTS; i++)
		if (m->client[i].bev != NULL)
			(void)bufferevent_decref(m->client[i].bev);
	free(m);
}

uint16_t
metrics_port(const struct metrics *m)
{
	return m->port;
}
