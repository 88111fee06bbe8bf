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
#include <time.h>

#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/event.h>
#include <event2/http.h>
#include <event2/listener.h>

#include "../../rules/conf.h"
#include "operate_impl.h"

enum { CLIENTS = 16, SECONDS = 5, HEADERS = 4096, BODY = 1024 };

struct metrics {
	struct event_base *base;
	struct evhttp	*http;
	struct evconnlistener *listener;
	struct operate_env env;
	uint64_t	 started;	/* ns */
	unsigned	 clients;
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

/* One has gone, which is when its filter does. */
static void
on_gone(void *arg)
{
	struct metrics *m = arg;

	m->clients--;
	if (m->listener != NULL)
		(void)evconnlistener_enable(m->listener);
}

/* Each connection is seen through a filter that changes nothing, for it is told
 * when the connection ends. */
static struct bufferevent *
on_connection(struct event_base *base, void *arg)
{
	struct metrics *m = arg;
	struct bufferevent *socket, *seen;

	socket = bufferevent_socket_new(base, -1, BEV_OPT_CLOSE_ON_FREE);
	if (socket == NULL)
		return NULL;
	seen = bufferevent_filter_new(socket, NULL, NULL,
	    BEV_OPT_CLOSE_ON_FREE, on_gone, m);
	if (seen == NULL) {
		bufferevent_free(socket);
		return NULL;
	}
	if (++m->clients >= CLIENTS)
		(void)evconnlistener_disable(m->listener);
	return seen;
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
    const struct operate_env *env)
{
	struct metrics *m = calloc(1, sizeof(*m));
	char address[INET6_ADDRSTRLEN] = "?";
	struct timespec t;

	if (m == NULL || (m->http = evhttp_new(base)) == NULL) {
		fprintf(stderr, "breakwater: no memory for metrics\n");
		free(m);
		return NULL;
	}
	clock_gettime(CLOCK_REALTIME, &t);
	m->started = (uint64_t)t.tv_sec * 1000000000 + (uint64_t)t.tv_nsec;
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
	if (m == NULL)
		return;
	m->listener = NULL;
	evhttp_free(m->http);
	free(m);
}

uint16_t
metrics_port(const struct metrics *m)
{
	return m->port;
}
