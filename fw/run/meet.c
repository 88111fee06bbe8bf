/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Capabilities exchange and election (RFC 6733 5.3, 5.6.4).
 */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "peers_impl.h"

/* How long one that was refused may take to read why. */
#define REFUSED_FOR	(2 * SEC)

static void
say_cea(struct conn *c, const struct base_message *m, uint32_t result)
{
	uint8_t mem[BASE_WRITE_MAX];
	struct wbuf w = wbuf_make(mem, sizeof(mem));
	struct base_self self = peer_self(c);

	base_cea(&w, &self, m, result);
	peer_write(c, &w);
}

/* It learns why, and the connection ends. */
static void
refuse(struct conn *c, const struct base_message *m, uint32_t result,
    const char *why)
{
	say_cea(c, m, result);
	c->why = why;
	c->last = true;
	c->state = PEER_LEAVING;
	c->deadline = peers_now() + REFUSED_FOR;
	conn_timer(c);
}

static void
refuse_stranger(struct conn *c, const struct base_message *m)
{
	c->peers->counts.strangers++;
	tell_stranger(c, m->host, m->realm);
	refuse(c, m, BASE_UNKNOWN_PEER, "not who it should be");
}

/* From here on it is known. */
static bool
identify(struct conn *c, int link, const struct base_message *m)
{
	char *host = strdup(m->host), *realm = strdup(m->realm);

	if (host == NULL || realm == NULL) {
		free(host);
		free(realm);
		conn_fail(c, CONN_LOST, "no memory");
		return false;
	}
	c->host = host;
	c->realm = realm;
	c->link = link;
	c->peers->counts.unidentified -= !c->dialled;
	c->peers->unknown -= c->unknown;
	c->unknown = false;
	return true;
}

/* Do both have the neighbour at their far end? */
static bool
is_same(const struct conn *o, const struct conn *c)
{
	if (o == c || o->dead)
		return false;
	if (o->host != NULL)
		return o->link == c->link && ident_same_name(o->host, c->host);
	return o->dialled && o->link == c->link && ident_dialled(c);
}

/* Octets compare as a DNS would have it, the longer one is greater. */
static bool
we_win(const struct conn *c)
{
	return strcasecmp(c->peers->self.host, c->host) > 0;
}

enum meeting { MEETING_FREE, MEETING_ELECT, MEETING_TAKEN };

/*
 * Makes room for c beside another connection to the same neighbour, if it can.
 * One that is open stays so as long as its watchdog has no doubts; that it is
 * asked now tells soon when its far side has forgotten it.
 */
static enum meeting
meet(struct conn *o, struct conn *c)
{
	switch (o->state) {
	case PEER_OPEN:
		if (o->watchdog.state == WATCHDOG_SUSPECT)
			break;
		if (o->watchdog.state == WATCHDOG_OKAY && !o->watchdog.pending)
			(void)peer_watch(o, WATCHDOG_TIME);
		return MEETING_TAKEN;
	case PEER_CONNECTING:
	case PEER_WAIT_CEA:
		if (!we_win(c))
			return MEETING_ELECT;
		break;
	case PEER_ELECT:
		return MEETING_TAKEN;
	}
	conn_fail(o, CONN_DONE, "replaced by another connection");
	return MEETING_FREE;
}

static enum meeting
meet_all(struct conn *c)
{
	enum meeting worst = MEETING_FREE, now;
	struct conn *o;

	for (o = c->peers->conns; o != NULL; o = o->next) {
		now = is_same(o, c) ? meet(o, c) : MEETING_FREE;
		if (now > worst)
			worst = now;
	}
	return worst;
}

static uint32_t
capable(const struct conn *c, const struct base_message *m, uint32_t result)
{
	if (result != BASE_SUCCESS)
		return result;
	if (!m->security && c->transport != &transport_tls)
		return BASE_NO_COMMON_SECURITY;
	return m->application ? BASE_SUCCESS : BASE_NO_COMMON_APPLICATION;
}

static void
welcome(struct conn *c, const struct base_message *m)
{
	switch (meet_all(c)) {
	case MEETING_FREE:
		say_cea(c, m, BASE_SUCCESS);
		peer_open(c);
		break;
	case MEETING_ELECT:
		c->cer = m->header;
		c->state = PEER_ELECT;
		break;
	case MEETING_TAKEN:
		refuse(c, m, BASE_UNABLE, "is open already");
		break;
	}
}

void
peer_cer(struct conn *c, const struct base_header *h, uint8_t *p, size_t n)
{
	struct base_message m;
	uint32_t result = base_read(&m, cur_make(p, n));
	int link = -1;

	(void)h;
	if (*m.host != '\0' && *m.realm != '\0') {
		if (!ident_same_name(m.host, c->peers->self.host))
			link = ident_link(c, m.host, m.realm);
		if (link == -1) {
			refuse_stranger(c, &m);
			return;
		}
	}
	result = capable(c, &m, result);
	if (result != BASE_SUCCESS) {
		c->peers->counts.strangers++;
		refuse(c, &m, result, "not capable");
		return;
	}
	if (identify(c, link, &m))
		welcome(c, &m);
}

/* Our own connection is open: who waited for its outcome goes. */
static void
election_lost(struct conn *c)
{
	struct base_message m;
	struct conn *o;

	for (o = c->peers->conns; o != NULL; o = o->next)
		if (o->state == PEER_ELECT && is_same(o, c)) {
			memset(&m, 0, sizeof(m));
			m.header = o->cer;
			refuse(o, &m, BASE_ELECTION_LOST, "lost the election");
		}
}

static bool
is_open(const struct conn *c)
{
	const struct conn *o;

	for (o = c->peers->conns; o != NULL; o = o->next)
		if (o->state == PEER_OPEN && is_same(o, c))
			return true;
	return false;
}

/* Does some connection that c could be in an election with go on? */
static bool
is_contested(const struct conn *c)
{
	const struct conn *o;

	for (o = c->peers->conns; o != NULL; o = o->next)
		if (o->dialled && (o->state == PEER_CONNECTING ||
		    o->state == PEER_WAIT_CEA) && is_same(o, c))
			return true;
	return false;
}

/* Those go on that no connection of ours stands in the way of any more. */
static void
election_over(struct peers *ps)
{
	struct base_message m;
	struct conn *o;

	for (o = ps->conns; o != NULL; o = o->next) {
		if (o->dead || o->state != PEER_ELECT || is_contested(o))
			continue;
		memset(&m, 0, sizeof(m));
		m.header = o->cer;
		say_cea(o, &m, BASE_SUCCESS);
		peer_open(o);
	}
}

void
peer_cea(struct conn *c, const struct base_header *h, uint8_t *p, size_t n)
{
	struct base_message m;
	uint32_t result = base_read(&m, cur_make(p, n));
	int link;

	if (h->hop != c->asked || m.result / 1000 != 2) {
		conn_fail(c, CONN_LOST, "refuses us");
		return;
	}
	result = capable(c, &m, result);
	if (result != BASE_SUCCESS) {
		c->peers->counts.strangers++;
		conn_fail(c, CONN_STRANGER, "not capable");
		return;
	}
	link = ident_link(c, m.host, m.realm);
	if (link == -1 || ident_same_name(m.host, c->peers->self.host)) {
		c->peers->counts.strangers++;
		tell_stranger(c, m.host, m.realm);
		conn_fail(c, CONN_STRANGER, "not who it should be");
		return;
	}
	if (!identify(c, link, &m))
		return;
	if (is_open(c)) {
		conn_fail(c, CONN_DONE, "is open already");
		return;
	}
	election_lost(c);
	peer_open(c);
	election_over(c->peers);	/* it was another host than thought */
}

void
meet_gone(const struct conn *gone)
{
	if (gone->dialled)
		election_over(gone->peers);
}
