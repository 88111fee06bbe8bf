/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The edge as a whole: start, turn of the loop, other rules, end.
 */
#include "peers.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "../../dissectors/hash.h"
#include "../../rules/owner.h"
#include "../../rules/rate.h"
#include "../../rules/ruleset.h"
#include "peers_impl.h"
#include "say.h"
#include "tls.h"

uint64_t
peers_now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (uint64_t)ts.tv_sec * SEC + (uint64_t)ts.tv_nsec;
}

uint64_t
peers_draw(struct peers *ps, uint64_t n)
{
	return n == 0 ? 0 : hash_u64(ps->secret, ps->draws++) % n;
}

uint64_t
peers_jitter(struct peers *ps, uint64_t v, uint64_t range)
{
	return v - range + peers_draw(ps, 2 * range + 1);
}

const struct transport *
transport_find(unsigned transport)
{
	static const struct transport *const all[TRANSPORT_COUNT] = {
		[TRANSPORT_TCP] = &transport_tcp,
		[TRANSPORT_SCTP] = &transport_sctp,
		[TRANSPORT_TLS] = &transport_tls,
	};

	assert(transport < TRANSPORT_COUNT);
	return all[transport];
}

static bool
needs_tls(const struct conf *conf)
{
	size_t i;

	for (i = 0; i < conf->diameter.nlisten; i++)
		if (conf->diameter.listen[i].transport == TRANSPORT_TLS)
			return true;
	for (i = 0; i < conf->nlink; i++)
		if (conf->link[i].dials &&
		    conf->link[i].connect.transport == TRANSPORT_TLS)
			return true;
	return false;
}

static void
times_set(struct peers_times *t, const struct conf_diameter *d)
{
	*t = (struct peers_times){
		.watchdog = d->watchdog,
		.connect = 10 * SEC,
		.capabilities = 10 * SEC,
		.goodbye = 5 * SEC,
		.stalled = 30 * SEC,
		.redial = 30 * SEC,
		.redial_first = SEC,
	};
}

void
peers_set_times(struct peers *ps, const struct peers_times *t)
{
	ps->times = *t;
}

uint16_t
peers_port(const struct peers *ps, size_t i)
{
	const struct conf_diameter *d = &ps->conf->diameter;
	struct sockaddr_storage ss;
	uint8_t octets[EDGE_ADDRESS_MAX];
	socklen_t len = sizeof(ss);
	const struct listener *l;
	uint16_t port;

	memset(&ss, 0, sizeof(ss));
	for (l = ps->listeners; l != NULL; l = l->next)
		if (i < d->nlisten && l->end == &d->listen[i] &&
		    getsockname(l->fd, (struct sockaddr *)&ss, &len) == 0 &&
		    address_take(&ss, octets, &port) > 0)
			return port;
	return 0;
}

struct peers *
peers_new(struct engine *e, const struct ruleset *rs, struct event_base *base,
    uint64_t secret)
{
	const struct conf *conf = ruleset_conf(rs);
	struct peers *ps = calloc(1, sizeof(*ps));

	if (ps == NULL || (ps->buffer = malloc(CONN_READ)) == NULL ||
	    (ps->handshakes = rate_new(HANDSHAKE_SOURCES)) == NULL ||
	    (ps->owners = owners_new(conf)) == NULL) {
		say("no memory for connections");
		peers_free(ps);
		return NULL;
	}
	ps->engine = e;
	ps->conf = conf;
	ps->base = base;
	ps->secret = secret;
	ps->self.state = (uint32_t)time(NULL);
	self_set(&ps->self, &conf->diameter);
	times_set(&ps->times, &conf->diameter);
	if ((needs_tls(conf) &&
	    (ps->tls = tls_context(&conf->diameter)) == NULL) ||
	    !listeners_open(ps, conf) || !dials_open(ps, conf)) {
		peers_free(ps);
		return NULL;
	}
	listeners_settle(ps);
	dials_settle(ps);
	return ps;
}

/* Frees those that are marked; their end may mark others. */
static void
sweep(struct peers *ps)
{
	struct conn *c;

	while ((c = ps->dead) != NULL) {
		ps->dead = c->next_dead;
		peer_gone(c);
		if (c->dirty)
			c->swept = true;
		else
			conn_free(c);
	}
}

static void
flush(struct peers *ps)
{
	struct conn *c, *next;

	c = ps->dirty;
	ps->dirty = NULL;
	for (; c != NULL; c = next) {
		next = c->next_dirty;
		c->dirty = false;
		if (c->swept) {
			conn_free(c);
		} else if (!c->dead && c->state != PEER_CONNECTING) {
			c->transport->flush(c);
			peer_flushed(c);
		}
	}
}

void
peers_turn(struct peers *ps)
{
	do {
		sweep(ps);
		flush(ps);
	} while (ps->dead != NULL || ps->dirty != NULL);
}

void
peers_free(struct peers *ps)
{
	struct conn *c;

	if (ps == NULL)
		return;
	ps->stopping = true;
	listeners_close(ps);
	dials_close(ps);
	for (c = ps->conns; c != NULL; c = c->next)
		conn_fail(c, CONN_DONE, "we end");
	peers_turn(ps);
	tls_context_free(ps->tls);
	owners_free(ps->owners);
	rate_free(ps->handshakes);
	free(ps->buffer);
	free(ps);
}

void
peers_stop(struct peers *ps)
{
	struct conn *c;

	ps->stopping = true;
	listeners_close(ps);
	for (c = ps->conns; c != NULL; c = c->next)
		peer_goodbye(c, BASE_REBOOTING);
}

bool
peers_stopped(const struct peers *ps)
{
	return ps->stopping && ps->conns == NULL;
}

/* ---- other rules ---- */

static int
link_by_name(const struct conf *conf, const char *name)
{
	size_t i;

	for (i = 0; i < conf->nlink; i++)
		if (strcmp(conf->link[i].name, name) == 0)
			return (int)i;
	return -1;
}

/* Is it still who it was let in as?  Its link may have another number. */
static void
judge_again(struct conn *c, const struct conf *before)
{
	const struct conf *conf = c->peers->conf;
	int link;

	if (c->link == -1 || c->dead)
		return;
	link = link_by_name(conf, before->link[c->link].name);
	c->link = link;
	if (link == -1 || (c->dialled && c->dial == NULL)) {
		peer_goodbye(c, BASE_DO_NOT_WANT);
		return;
	}
	if (c->host != NULL && ident_link(c, c->host, c->realm) != link)
		peer_goodbye(c, BASE_DO_NOT_WANT);
}

static bool
same_self(const struct conf_diameter *a, const struct conf_diameter *b)
{
	return a->host != NULL && b->host != NULL &&
	    strcmp(a->host, b->host) == 0 && strcmp(a->realm, b->realm) == 0;
}

bool
peers_swap(struct peers *ps, const struct ruleset *rs)
{
	const struct conf *conf = ruleset_conf(rs), *before = ps->conf;
	struct owners *owners = owners_new(conf);
	struct ssl_ctx_st *tls = NULL;
	struct conn *c;
	bool same = same_self(&conf->diameter, &before->diameter);

	if (owners == NULL) {
		say("no memory for connections");
		return false;
	}
	if ((needs_tls(conf) && (tls = tls_context(&conf->diameter)) == NULL) ||
	    !dials_open(ps, conf) || !listeners_open(ps, conf)) {
		dials_undo(ps);
		listeners_undo(ps);
		owners_free(owners);
		tls_context_free(tls);
		return false;
	}
	ps->conf = conf;
	listeners_settle(ps);
	dials_settle(ps);
	owners_free(ps->owners);
	tls_context_free(ps->tls);
	ps->owners = owners;
	ps->tls = tls;
	self_set(&ps->self, &conf->diameter);
	times_set(&ps->times, &conf->diameter);
	for (c = ps->conns; c != NULL; c = c->next) {
		judge_again(c, before);
		if (!same)
			peer_goodbye(c, BASE_REBOOTING);
	}
	return true;
}

void
peers_counts(const struct peers *ps, struct peers_counts *n)
{
	const struct conn *c;

	*n = ps->counts;
	for (c = ps->conns; c != NULL; c = c->next)
		n->open += !c->dead && c->state == PEER_OPEN;
}
