/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Dialling: links that we connect to, again and again for as long as nobody is
 * open there (RFC 6733 2.1, 5.6.1).
 *
 * The first attempts follow soon, later ones every Tc; never exactly, so that
 * many who lost the same neighbour do not come back in one moment.
 */
#include <stdlib.h>
#include <string.h>

#include "peers_impl.h"
#include "say.h"

enum {
	BUSY_TIMES = 4,			/* Tc, where it is busy ... */
	UNWANTED_TIMES = 20,		/* ... or does not want us */
};

static void
schedule(struct dial *d, uint64_t ns)
{
	struct timeval tv;

	ns = peers_jitter(d->peers, ns, ns / 4);
	tv.tv_sec = (time_t)(ns / SEC);
	tv.tv_usec = (suseconds_t)(ns % SEC / 1000);
	event_add(&d->timer, &tv);
}

static uint64_t
back_off(const struct dial *d)
{
	const struct peers_times *t = &d->peers->times;
	uint64_t ns = t->redial_first;
	unsigned i;

	for (i = 0; i < d->tries && ns < t->redial; i++)
		ns *= 2;
	return ns < t->redial ? ns : t->redial;
}

/* Somebody is open who came by himself: then there is nothing to dial for. */
static bool
is_served(const struct dial *d)
{
	const struct conn *c;

	for (c = d->peers->conns; c != NULL; c = c->next)
		if (!c->dead && c->link == (int)d->link &&
		    c->state == PEER_OPEN && ident_dialled(c))
			return true;
	return false;
}

static void
begin(struct dial *d)
{
	struct peers *ps = d->peers;
	const struct conf_end *e = &ps->conf->link[d->link].connect;
	const struct transport *t = transport_find(e->transport);
	char why[CONN_WHY_MAX];
	struct conn *c;
	int fd = t->dial(e, why);

	if (fd == -1 || (c = conn_new(ps, t, fd, true)) == NULL) {
		d->tries++;
		schedule(d, back_off(d));
		return;
	}
	d->conn = c;
	c->dial = d;
	c->link = (int)d->link;
	c->deadline = peers_now() + ps->times.connect;
	event_add(&c->write, NULL);
	conn_timer(c);
}

static void
due(evutil_socket_t fd, short what, void *arg)
{
	struct dial *d = arg;

	(void)fd;
	(void)what;
	if (d->conn != NULL || d->peers->stopping)
		return;
	if (is_served(d))
		schedule(d, d->peers->times.redial);
	else
		begin(d);
}

void
dial_over(struct conn *c)
{
	struct dial *d = c->dial;
	uint64_t ns;

	if (d == NULL)
		return;
	d->conn = NULL;
	c->dial = NULL;
	if (d->peers->stopping)
		return;
	if (c->state == PEER_OPEN || c->state == PEER_LEAVING)
		d->tries = 0;
	ns = back_off(d);
	d->tries++;
	if (c->cause == BASE_BUSY + 1)
		ns = BUSY_TIMES * d->peers->times.redial;
	else if (c->cause == BASE_DO_NOT_WANT + 1)
		ns = UNWANTED_TIMES * d->peers->times.redial;
	schedule(d, ns);
}

void
dial_again(struct peers *ps, int link)
{
	struct dial *d;

	for (d = ps->dials; d != NULL; d = d->next)
		if (d->link == (unsigned)link && d->conn == NULL &&
		    !ps->stopping) {
			d->tries = 0;
			schedule(d, back_off(d));
		}
}

static bool
same_address(const struct conf_item *a, const struct conf_item *b)
{
	return a->len == b->len && memcmp(a->address, b->address, a->len) == 0;
}

static bool
same_connect(const struct conf_link *a, const struct conf_link *b)
{
	size_t i;

	if (strcmp(a->name, b->name) != 0 ||
	    a->connect.transport != b->connect.transport ||
	    a->connect.port != b->connect.port ||
	    a->connect.address.n != b->connect.address.n)
		return false;
	for (i = 0; i < a->connect.address.n; i++)
		if (!same_address(&a->connect.address.item[i],
		    &b->connect.address.item[i]))
			return false;
	return true;
}

static struct dial *
find(struct peers *ps, const struct conf_link *l)
{
	struct dial *d;

	for (d = ps->dials; d != NULL; d = d->next)
		if (!d->keep && !d->fresh &&
		    same_connect(&ps->conf->link[d->link], l))
			return d;
	return NULL;
}

static struct dial *
dial_new(struct peers *ps)
{
	struct dial *d = calloc(1, sizeof(*d));

	if (d == NULL) {
		say("no memory for links");
		return NULL;
	}
	d->peers = ps;
	d->fresh = true;
	evtimer_assign(&d->timer, ps->base, due, d);
	d->next = ps->dials;
	ps->dials = d;
	return d;
}

static void
dial_free(struct dial *d)
{
	event_del(&d->timer);
	if (d->conn != NULL)
		d->conn->dial = NULL;
	free(d);
}

/* Links keep their numbers until all is well. */
bool
dials_open(struct peers *ps, const struct conf *conf)
{
	struct dial *d;
	size_t i;

	for (d = ps->dials; d != NULL; d = d->next)
		d->keep = false;
	for (i = 0; i < conf->nlink; i++) {
		if (!conf->link[i].dials || conf->link[i].freediameter)
			continue;
		d = find(ps, &conf->link[i]);
		if (d == NULL && (d = dial_new(ps)) == NULL)
			return false;
		d->keep = true;
		d->later = (unsigned)i;
	}
	return true;
}

/* Frees those that are to go. */
static void
clear(struct peers *ps, bool (*goes)(const struct dial *))
{
	struct dial **at = &ps->dials, *d;

	while ((d = *at) != NULL) {
		if (!goes(d)) {
			at = &d->next;
			continue;
		}
		*at = d->next;
		dial_free(d);
	}
}

static bool
is_left(const struct dial *d)
{
	return !d->keep;
}

static bool
is_fresh(const struct dial *d)
{
	return d->fresh;
}

static bool
is_any(const struct dial *d)
{
	return d != NULL;
}

/* Those that are new begin with the next turn of the loop. */
void
dials_settle(struct peers *ps)
{
	struct timeval tv = { 0, 0 };
	struct dial *d;

	clear(ps, is_left);
	for (d = ps->dials; d != NULL; d = d->next) {
		d->link = d->later;
		if (d->fresh)
			event_add(&d->timer, &tv);
		d->fresh = false;
	}
}

void
dials_undo(struct peers *ps)
{
	clear(ps, is_fresh);
}

void
dials_close(struct peers *ps)
{
	clear(ps, is_any);
}
