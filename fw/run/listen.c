/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Listening: who connects is let in as far as there is room.
 *
 * Room for those who have not said who they are is small and is told apart by
 * where they come from, so that strangers cannot use up that of neighbours.
 */
#define _GNU_SOURCE			/* accept4() */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../../dissectors/hash.h"
#include "../../rules/rate.h"
#include "peers_impl.h"
#include "say.h"

/* Without descriptors left the queue of the listener would wake us for ever. */
static const struct timeval pause_for = { 1, 0 };

/* Is there room for one more from there? */
static bool
has_room(const struct peers *ps, const struct conn *c)
{
	const struct peers_counts *n = &ps->counts;
	const struct conn *o;
	unsigned same = 0;

	if (ps->nconn > ps->conf->diameter.connections ||
	    n->unidentified > UNIDENTIFIED_MAX ||
	    ps->unknown > UNIDENTIFIED_UNKNOWN)
		return false;
	for (o = ps->conns; o != NULL; o = o->next)
		if (!o->dialled && o->host == NULL &&
		    o->address_len == c->address_len &&
		    memcmp(o->src, c->src, c->address_len) == 0)
			same++;
	return same <= UNIDENTIFIED_SOURCE;
}

/* A handshake of TLS costs us more than the far side: none with those that
 * would not be let in after it, and not too many with any one.  They come
 * again at HANDSHAKES in that time. */
#define HANDSHAKES_IN	(2 * SEC)

static bool
is_costly(struct peers *ps, const struct conn *c)
{
	uint64_t key = hash_octets(ps->secret, c->src, sizeof(c->src));

	return c->transport == &transport_tls && (c->unknown ||
	    rate_over(ps->handshakes, key, HANDSHAKES, HANDSHAKES_IN,
	    peers_now()));
}

static void
accepted(struct listener *l, int fd)
{
	struct peers *ps = l->peers;
	struct conn *c;

	if (ps->counts.unidentified > UNIDENTIFIED_MAX) {
		ps->counts.refused++;
		close(fd);
		return;
	}
	c = conn_new(ps, l->transport, fd, false);
	if (c == NULL)
		return;
	conn_addresses(c);
	c->unknown = !ident_address(ps, c->src, c->address_len);
	ps->unknown += c->unknown;
	if (ps->stopping || c->address_len == 0 || !has_room(ps, c) ||
	    is_costly(ps, c)) {
		ps->counts.refused++;
		conn_fail(c, CONN_DONE, "one connection too many");
		return;
	}
	ps->counts.accepted++;
	c->deadline = peers_now() + ps->times.capabilities;
	if (!c->transport->start(c))
		conn_fail(c, CONN_LOST, "no memory");
	conn_timer(c);
}

static void
acceptable(evutil_socket_t fd, short what, void *arg)
{
	struct listener *l = arg;
	int n, got;

	(void)what;
	for (n = 0; n < ACCEPTS_MAX; n++) {
		got = accept4(fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
		if (got != -1) {
			accepted(l, got);
		} else if (errno == EMFILE || errno == ENFILE ||
		    errno == ENOBUFS || errno == ENOMEM) {
			event_del(&l->accept);
			event_add(&l->pause, &pause_for);
			return;
		} else if (errno != EINTR && errno != ECONNABORTED) {
			return;
		}
	}
}

static void
paused(evutil_socket_t fd, short what, void *arg)
{
	struct listener *l = arg;

	(void)fd;
	(void)what;
	event_add(&l->accept, NULL);
}

static void
listener_free(struct listener *l)
{
	event_del(&l->accept);
	event_del(&l->pause);
	close(l->fd);
	free(l);
}

static bool
same_end(const struct conf_end *a, const struct conf_end *b)
{
	size_t i;

	if (a->transport != b->transport || a->port != b->port ||
	    a->address.n != b->address.n)
		return false;
	for (i = 0; i < a->address.n; i++)
		if (a->address.item[i].len != b->address.item[i].len ||
		    memcmp(a->address.item[i].address,
		    b->address.item[i].address, a->address.item[i].len) != 0)
			return false;
	return true;
}

/* One that listens there already is kept. */
static bool
find(struct peers *ps, const struct conf_end *e)
{
	struct listener *l;

	for (l = ps->listeners; l != NULL; l = l->next)
		if (!l->keep && same_end(l->end, e)) {
			l->later = e;
			l->keep = true;
			return true;
		}
	return false;
}

static bool
open_one(struct peers *ps, const struct conf_end *e)
{
	const struct transport *t = transport_find(e->transport);
	char why[CONN_WHY_MAX];
	struct listener *l;
	int fd = t->listen(e, why);

	if (fd == -1) {
		say("cannot listen on %s %s port %u: %s",
		    t->name, e->address.item[0].text, (unsigned)e->port, why);
		return false;
	}
	l = calloc(1, sizeof(*l));
	if (l == NULL) {
		close(fd);
		say("no memory");
		return false;
	}
	l->peers = ps;
	l->end = l->later = e;
	l->fresh = true;
	l->transport = t;
	l->fd = fd;
	l->keep = true;
	event_assign(&l->accept, ps->base, fd, EV_READ | EV_PERSIST,
	    acceptable, l);
	evtimer_assign(&l->pause, ps->base, paused, l);
	event_add(&l->accept, NULL);
	l->next = ps->listeners;
	ps->listeners = l;
	return true;
}

bool
listeners_open(struct peers *ps, const struct conf *conf)
{
	const struct conf_diameter *d = &conf->diameter;
	struct listener *l;
	size_t i;

	for (l = ps->listeners; l != NULL; l = l->next)
		l->keep = false;
	for (i = 0; i < d->nlisten; i++)
		if (!find(ps, &d->listen[i]) && !open_one(ps, &d->listen[i]))
			return false;
	return true;
}

/* Frees those that are to go. */
static void
clear(struct peers *ps, bool (*goes)(const struct listener *))
{
	struct listener **at = &ps->listeners, *l;

	while ((l = *at) != NULL) {
		if (!goes(l)) {
			at = &l->next;
			continue;
		}
		*at = l->next;
		listener_free(l);
	}
}

static bool
is_left(const struct listener *l)
{
	return !l->keep;
}

static bool
is_fresh(const struct listener *l)
{
	return l->fresh;
}

static bool
is_any(const struct listener *l)
{
	return l != NULL;
}

void
listeners_settle(struct peers *ps)
{
	struct listener *l;

	clear(ps, is_left);
	for (l = ps->listeners; l != NULL; l = l->next) {
		l->end = l->later;
		l->fresh = false;
	}
}

void
listeners_undo(struct peers *ps)
{
	clear(ps, is_fresh);
}

void
listeners_close(struct peers *ps)
{
	clear(ps, is_any);
}
