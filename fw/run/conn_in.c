/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a connection reads, cut into messages (RFC 6733 3).
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "../../rules/conf.h"
#include "conn.h"
#include "peers_impl.h"

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

/* ---- sockets ---- */

void
conn_reading(struct conn *c, bool on)
{
	if (c->transport->reading != NULL)
		c->transport->reading(c, on);
	else if (on)
		event_add(&c->read, NULL);
	else
		event_del(&c->read);
}

void
conn_unread(struct conn *c, ssize_t n)
{
	if (n == 0)
		conn_fail(c, CONN_LOST, "closed by the neighbour");
	else if (errno != EAGAIN && errno != EINTR)
		conn_fail(c, CONN_LOST, "connection lost");
}
