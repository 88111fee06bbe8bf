/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One connection: framing, waiting output, timer.
 */
#include "conn.h"

#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

#include "../../rules/conf.h"
#include "peers_impl.h"

enum {
	OUTPUT_FIRST = 4096,
	OUTPUT_KEPT = 4096,		/* room that an idle one keeps */
};

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
	if (!c->dead)
		c->transport->readable(c);
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
	c->why = why;
	counts->garbage += end == CONN_GARBAGE;
	counts->silent += end == CONN_SILENT;
	counts->stalled += end == CONN_STALLED;
	event_del(&c->read);
	event_del(&c->write);
	event_del(&c->timer);
	c->transport->reading(c, false);
	c->next_dead = c->peers->dead;
	c->peers->dead = c;
}

/* ---- input ---- */

static size_t
message_max(const struct conn *c)
{
	size_t max = c->peers->conf->diameter.message;

	return peer_unidentified(c) && max > CONN_CER_MAX ? CONN_CER_MAX : max;
}

static bool
garbage(struct conn *c)
{
	conn_fail(c, CONN_GARBAGE, "sends what is no message");
	return false;
}

static void
rest_clear(struct rest *r)
{
	free(r->p);
	r->p = NULL;
	r->len = r->need = 0;
}

/* Octets that a rest lacks come from p; returns how many. */
static size_t
rest_fill(uint8_t *to, uint32_t *len, uint32_t need, const uint8_t *p,
    size_t n)
{
	if (n > need - *len)
		n = need - *len;
	memcpy(to + *len, p, n);
	*len += (uint32_t)n;
	return n;
}

/* The header is whole: room for as much as it says. */
static bool
rest_begin(struct conn *c)
{
	struct rest *r = &c->rest;
	struct base_header h;

	if (!base_header(&h, r->head, message_max(c)))
		return garbage(c);
	r->p = malloc(h.length);
	if (r->p == NULL) {
		conn_fail(c, CONN_LOST, "no memory");
		return false;
	}
	memcpy(r->p, r->head, BASE_HEADER);
	r->need = h.length;
	return true;
}

/* Goes on with the message that was not whole; takes from *p. */
static bool
rest_feed(struct conn *c, uint8_t **p, size_t *n)
{
	struct rest *r = &c->rest;
	struct base_header h;
	size_t took;

	if (r->need == 0) {
		took = rest_fill(r->head, &r->len, BASE_HEADER, *p, *n);
		*p += took;
		*n -= took;
		if (r->len < BASE_HEADER)
			return r->head[0] == 1 || garbage(c);
		if (!rest_begin(c))
			return false;
	}
	took = rest_fill(r->p, &r->len, r->need, *p, *n);
	*p += took;
	*n -= took;
	if (r->len < r->need)
		return true;
	if (base_header(&h, r->p, r->need))
		peer_message(c, &h, r->p, r->need);
	rest_clear(r);
	return !c->dead;
}

bool
conn_feed(struct conn *c, uint8_t *p, size_t n)
{
	struct base_header h;

	while (n > 0 && c->rest.len > 0)
		if (!rest_feed(c, &p, &n))
			return false;
	for (; n >= BASE_HEADER; p += h.length, n -= h.length) {
		if (!base_header(&h, p, message_max(c)))
			return garbage(c);
		if (h.length > n)
			break;
		peer_message(c, &h, p, h.length);
		if (c->dead)
			return false;
	}
	return n == 0 || rest_feed(c, &p, &n);
}

bool
conn_feed_end(struct conn *c, uint8_t *p, size_t n, bool end)
{
	if (!conn_feed(c, p, n))
		return false;
	return !end || c->rest.len == 0 || garbage(c);
}

void
conn_hold(struct conn *c, enum conn_hold why, bool on)
{
	uint8_t held = on ? c->held | why : c->held & ~why;

	if (held == c->held || c->dead)
		return;
	if (on && why == HOLD_OUTPUT)
		c->held_at = peers_now();
	if ((held == 0) != (c->held == 0))
		c->transport->reading(c, held == 0);
	c->held = held;
	conn_timer(c);
}

/* ---- output ---- */

size_t
conn_waiting(const struct conn *c)
{
	return c->out.end - c->out.at + c->transport->waiting(c);
}

/* Room for n more octets behind what waits. */
static bool
output_room(struct output *o, size_t n)
{
	size_t size = o->size < OUTPUT_FIRST ? OUTPUT_FIRST : o->size;
	uint8_t *p;

	if (o->size - o->end >= n)
		return true;
	if (o->at > 0 && o->size - (o->end - o->at) >= n + o->size / 2) {
		memmove(o->p, o->p + o->at, o->end - o->at);
		o->end -= o->at;
		o->at = 0;
		return true;
	}
	while (size - o->end < n)
		size *= 2;
	p = realloc(o->p, size);
	if (p == NULL)
		return false;
	o->p = p;
	o->size = size;
	return true;
}

bool
conn_send(struct conn *c, const struct iovec *part, int n)
{
	size_t len = 0, waits = conn_waiting(c);
	size_t max = c->peers->conf->diameter.output;
	int i;

	for (i = 0; i < n; i++)
		len += part[i].iov_len;
	if (c->dead || len > max || waits > max - len ||
	    !output_room(&c->out, len))
		return false;
	for (i = 0; i < n; i++) {
		memcpy(c->out.p + c->out.end, part[i].iov_base,
		    part[i].iov_len);
		c->out.end += part[i].iov_len;
	}
	if (waits + len > max / 2 && c->writing)
		conn_hold(c, HOLD_OUTPUT, true);
	if (!c->dirty && !c->writing) {
		c->dirty = true;
		c->next_dirty = c->peers->dirty;
		c->peers->dirty = c;
	}
	return true;
}

void
conn_sent(struct conn *c, size_t n)
{
	struct output *o = &c->out;

	if (n > 0)
		c->progress = peers_now();
	o->at += n;
	if (o->at == o->end)
		o->at = o->end = 0;
	if (c->held & HOLD_OUTPUT &&
	    conn_waiting(c) < c->peers->conf->diameter.output / 4)
		conn_hold(c, HOLD_OUTPUT, false);
}

void
conn_blocked(struct conn *c, bool blocked)
{
	if (blocked == c->writing || c->dead)
		return;
	c->writing = blocked;
	if (!blocked) {
		event_del(&c->write);
		return;
	}
	c->progress = peers_now();
	if (c->bev == NULL)
		event_add(&c->write, NULL);
	if (conn_waiting(c) > c->peers->conf->diameter.output / 2)
		conn_hold(c, HOLD_OUTPUT, true);
	conn_timer(c);
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
