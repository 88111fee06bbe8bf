/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Metrics over HTTP: GET /metrics and nothing else, for a bounded number of
 * clients.
 */
#define _GNU_SOURCE	/* open_memstream() */
#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/event.h>
#include <event2/http.h>
#include <event2/listener.h>

#include "../../rules/conf.h"
#include "operate_impl.h"

enum { CLIENTS = 16, SECONDS = 5, HEADERS = 4096, BODY = 1024,
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

static bool
listens(struct metrics *m, const struct conf_end *e, char *address)
{
	const struct conf_item *a = &e->address.item[0];
	struct evhttp_bound_socket *s;
	struct sockaddr_storage sa;
	socklen_t len = sizeof(sa);

	if (inet_ntop(a->len == 4 ? AF_INET : AF_INET6, a->address, address,
	    INET6_ADDRSTRLEN) == NULL)
		return false;
	s = evhttp_bind_socket_with_handle(m->http, address, e->port);
	if (s == NULL)
		return false;
	m->listener = evhttp_bound_socket_get_listener(s);
	if (getsockname(evhttp_bound_socket_get_fd(s),
	    (struct sockaddr *)&sa, &len) == 0)
		m->port = ntohs(sa.ss_family == AF_INET ?
		    ((struct sockaddr_in *)&sa)->sin_port :
		    ((struct sockaddr_in6 *)&sa)->sin6_port);
	return true;
}

struct metrics *
metrics_open(const struct conf_end *e, struct event_base *base,
    const struct operate_env *env, uint64_t started)
{
	struct metrics *m = calloc(1, sizeof(*m));
	char address[INET6_ADDRSTRLEN] = "?";

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
	    listens(m, e, address))
		return m;
	fprintf(stderr, "breakwater: metrics on %s port %u: %s\n", address,
	    (unsigned)e->port, strerror(errno));
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
