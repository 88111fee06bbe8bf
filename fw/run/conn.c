/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One connection: its begin, its timer, its end.
 */
#include "conn.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../../rules/conf.h"
#include "peers_impl.h"

enum { OUTPUT_KEPT = 4096 };		/* room that an idle one keeps */

/* How long one that does not read is not read from, before both would wait for
 * the other. */
#define HOLD_MAX	SEC

static void
timer_fired(evutil_socket_t fd, short what, void *arg)
{
	struct conn *c = arg;
	uint64_t now = peers_now();

	(void)fd;
	(void)what;
	c->timer_at = 0;
	if (c->dead)
		return;
	if (c->held & HOLD_OUTPUT && now - c->held_at >= HOLD_MAX)
		conn_hold(c, HOLD_OUTPUT, false);
	if (c->writing && now - c->progress >= c->peers->times.stalled) {
		conn_fail(c, CONN_STALLED, "does not read");
		return;
	}
	if (c->out.end == 0 && c->out.size > OUTPUT_KEPT) {
		free(c->out.p);
		c->out = (struct output){ .p = NULL };
	}
	peer_time(c, now);
	conn_timer(c);
}

static void
sooner(uint64_t *due, uint64_t at)
{
	if (at != 0 && at < *due)
		*due = at;
}

void
conn_timer(struct conn *c)
{
	uint64_t due = UINT64_MAX, now, ns;
	struct timeval tv;

	if (c->dead)
		return;
	sooner(&due, c->deadline);
	sooner(&due, c->watch_at);
	if (c->writing)
		sooner(&due, c->progress + c->peers->times.stalled);
	if (c->held & HOLD_OUTPUT)
		sooner(&due, c->held_at + HOLD_MAX);
	if (due == UINT64_MAX || (c->timer_at != 0 && c->timer_at <= due))
		return;
	now = peers_now();
	ns = due > now ? due - now : 0;
	tv.tv_sec = (time_t)(ns / SEC);
	tv.tv_usec = (suseconds_t)(ns % SEC / 1000 + 1);
	c->timer_at = due;
	event_add(&c->timer, &tv);
}

static void
readable(evutil_socket_t fd, short what, void *arg)
{
	struct conn *c = arg;

	(void)fd;
	(void)what;
	c->peers->now = peers_now();
	engine_wake(c->peers->engine);
	if (!c->dead)
		(void)c->transport->readable(c);
}

/* Connected, or there is room again. */
static void
writable(evutil_socket_t fd, short what, void *arg)
{
	struct conn *c = arg;
	socklen_t len = sizeof(int);
	int error = 0;

	(void)what;
	if (c->dead)
		return;
	if (c->state != PEER_CONNECTING) {
		c->transport->flush(c);
		peer_flushed(c);
		return;
	}
	event_del(&c->write);
	if (getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &len) != 0 ||
	    error != 0) {
		conn_fail(c, CONN_LOST, "cannot be connected to");
		return;
	}
	conn_addresses(c);
	if (!c->transport->start(c))
		conn_fail(c, CONN_LOST, "cannot be connected to");
}

struct conn *
conn_new(struct peers *ps, const struct transport *t, int fd, bool dialled)
{
	struct conn *c = calloc(1, sizeof(*c));

	if (c == NULL) {
		close(fd);
		return NULL;
	}
	c->peers = ps;
	c->transport = t;
	c->fd = fd;
	c->dialled = dialled;
	c->state = PEER_CONNECTING;
	c->link = -1;
	c->streams = 1;
	c->hop = (uint32_t)peers_draw(ps, UINT32_MAX);
	event_assign(&c->read, ps->base, fd, EV_READ | EV_PERSIST, readable,
	    c);
	event_assign(&c->write, ps->base, fd, EV_WRITE | EV_PERSIST, writable,
	    c);
	evtimer_assign(&c->timer, ps->base, timer_fired, c);
	c->next = ps->conns;
	c->prev = &ps->conns;
	if (c->next != NULL)
		c->next->prev = &c->next;
	ps->conns = c;
	ps->nconn++;
	ps->counts.unidentified += !dialled;
	return c;
}

void
conn_free(struct conn *c)
{
	event_del(&c->read);
	event_del(&c->write);
	event_del(&c->timer);
	if (c->transport->end != NULL)
		c->transport->end(c);
	if (c->fd != -1)
		close(c->fd);
	c->peers->nconn--;
	*c->prev = c->next;
	if (c->next != NULL)
		c->next->prev = c->prev;
	free(c->rest.p);
	free(c->out.p);
	free(c->host);
	free(c->realm);
	free(c);
}

void
conn_fail(struct conn *c, enum conn_end end, const char *why)
{
	struct peers_counts *counts = &c->peers->counts;

	if (c->dead)
		return;
	c->dead = true;
	c->end = (uint8_t)end;
	if (c->state != PEER_LEAVING || c->why == NULL)
		c->why = why;
	counts->garbage += end == CONN_GARBAGE;
	counts->silent += end == CONN_SILENT;
	counts->stalled += end == CONN_STALLED;
	event_del(&c->read);
	event_del(&c->write);
	event_del(&c->timer);
	conn_reading(c, false);
	c->next_dead = c->peers->dead;
	c->peers->dead = c;
}

bool
conn_certified(const struct conn *c, const char *host)
{
	return c->transport->certified != NULL &&
	    c->transport->certified(c, host);
}

/* ---- addresses ---- */

uint8_t
address_take(const struct sockaddr_storage *ss,
    uint8_t octets[EDGE_ADDRESS_MAX], uint16_t *port)
{
	struct sockaddr_in in;
	struct sockaddr_in6 in6;

	memset(octets, 0, EDGE_ADDRESS_MAX);
	*port = 0;
	if (ss->ss_family == AF_INET) {
		memcpy(&in, ss, sizeof(in));
		memcpy(octets, &in.sin_addr, 4);
		*port = ntohs(in.sin_port);
		return 4;
	}
	if (ss->ss_family != AF_INET6)
		return 0;
	memcpy(&in6, ss, sizeof(in6));
	if (IN6_IS_ADDR_V4MAPPED(&in6.sin6_addr)) {	/* SCTP has these */
		memcpy(octets, in6.sin6_addr.s6_addr + 12, 4);
		*port = ntohs(in6.sin6_port);
		return 4;
	}
	memcpy(octets, &in6.sin6_addr, 16);
	*port = ntohs(in6.sin6_port);
	return 16;
}

socklen_t
address_make(struct sockaddr_storage *ss, const struct conf_end *e, size_t i)
{
	const struct conf_item *it = &e->address.item[i];
	struct sockaddr_in in = { .sin_family = AF_INET,
	    .sin_port = htons(e->port) };
	struct sockaddr_in6 in6 = { .sin6_family = AF_INET6,
	    .sin6_port = htons(e->port) };

	memset(ss, 0, sizeof(*ss));
	if (it->len == 4) {
		memcpy(&in.sin_addr, it->address, 4);
		memcpy(ss, &in, sizeof(in));
		return sizeof(in);
	}
	memcpy(&in6.sin6_addr, it->address, 16);
	memcpy(ss, &in6, sizeof(in6));
	return sizeof(in6);
}

void
conn_addresses(struct conn *c)
{
	struct sockaddr_storage ss;
	socklen_t len = sizeof(ss);
	uint8_t n;

	memset(&ss, 0, sizeof(ss));
	if (getpeername(c->fd, (struct sockaddr *)&ss, &len) != 0)
		return;
	n = address_take(&ss, c->src, &c->sport);
	len = sizeof(ss);
	memset(&ss, 0, sizeof(ss));
	if (getsockname(c->fd, (struct sockaddr *)&ss, &len) == 0 &&
	    address_take(&ss, c->dst, &c->dport) == n)
		c->address_len = n;
}
