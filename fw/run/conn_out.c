/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a connection has to send, until it can; and reading that is held back
 * meanwhile.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>

#include "../../rules/conf.h"
#include "conn.h"
#include "peers_impl.h"

enum {
	OUTPUT_FIRST = 4096,
	OUTPUT_OWN = 16 * 1024,		/* beyond the limit */
};

void
conn_hold(struct conn *c, enum conn_hold why, bool on)
{
	uint8_t held = on ? c->held | why : c->held & ~why;

	if (held == c->held || c->dead)
		return;
	if (on && why == HOLD_OUTPUT)
		c->held_at = peers_now();
	if ((held == 0) != (c->held == 0))
		conn_reading(c, held == 0);
	c->held = held;
	conn_timer(c);
}

size_t
conn_waiting(const struct conn *c)
{
	size_t below = c->transport->waiting == NULL ? 0 :
	    c->transport->waiting(c);

	return c->out.end - c->out.at + below;
}

void
conn_shut(struct conn *c)
{
	if (c->transport->shut != NULL)
		c->transport->shut(c);
	else
		(void)shutdown(c->fd, SHUT_WR);
}

bool
conn_unsent(struct conn *c)
{
	if (errno == EINTR)
		return true;
	if (errno == EAGAIN)
		conn_blocked(c, true);
	else
		conn_fail(c, CONN_LOST, "connection lost");
	return false;
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

static bool
append(struct conn *c, const struct iovec *part, int n, size_t max)
{
	size_t len = 0, waits = conn_waiting(c);
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

bool
conn_send(struct conn *c, const struct iovec *part, int n)
{
	return append(c, part, n, c->peers->conf->diameter.output);
}

bool
conn_send_own(struct conn *c, const struct iovec *part, int n)
{
	return append(c, part, n,
	    (size_t)c->peers->conf->diameter.output + OUTPUT_OWN);
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
