/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Who is open: freeDiameter's peers and the numbers that the channel has for
 * them.
 *
 * What counts is that a peer's state is open, as freeDiameter's own routing
 * has it: one that the watchdog suspects is not.  Its list is looked at some
 * twenty times a second and when something happens; a connection that breaks
 * and is back between two looks is told by the requests that it lost
 * (neighbour_gone).
 */
#include "edge_fd.h"

#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>

struct neighbour *
neighbour_of(struct edge *e, uint32_t number)
{
	struct neighbour *b = &e->neighbour[channel_place(number)];

	return b->up && b->number == number ? b : NULL;
}

struct neighbour *
neighbour_named(struct edge *e, const char *host, size_t len)
{
	struct neighbour *b;

	for (b = e->neighbour; b < e->neighbour + CHANNEL_NEIGHBOURS; b++)
		if (b->known && strncmp(b->host, host, len) == 0 &&
		    b->host[len] == '\0')
			return b;
	return NULL;
}

/* That of the host, or a place that nobody has. */
static struct neighbour *
place_for(struct edge *e, const char *host, size_t len)
{
	struct neighbour *b = neighbour_named(e, host, len);
	unsigned i;

	if (b != NULL || len >= EDGE_NAME_MAX)
		return b;
	for (i = 0; i < CHANNEL_NEIGHBOURS; i++) {
		b = &e->neighbour[i];
		if (b->known)
			continue;
		b->known = true;
		b->told = false;
		memcpy(b->host, host, len);
		b->host[len] = '\0';
		if (b->number == 0)
			b->number = i;
		return b;
	}
	return NULL;
}

static void
credit_put(struct edge *e, struct neighbour *b)
{
	uint8_t frame[CHANNEL_HEADER + 4];
	struct wbuf w = wbuf_make(frame, sizeof(frame));

	if (b->owed == 0)
		return;
	channel_credit_put(&w, b->number, b->owed);
	if (pipe_small(e, &w))
		b->owed = 0;
}

void
neighbour_credit(struct edge *e, uint32_t number, uint32_t credit)
{
	struct neighbour *b = neighbour_of(e, number);

	if (b == NULL)
		return;
	b->owed += credit;
	credit_put(e, b);
}

/* ---- up and down ---- */

/* A frame that has to be told: where there is no room for it the engine has
 * not read for long. */
static void
must_put(struct edge *e, const struct wbuf *w)
{
	if (!pipe_small(e, w))
		give_up("the engine does not read");
}

static void
down(struct edge *e, struct neighbour *b, enum channel_why why)
{
	uint8_t frame[CHANNEL_HEADER + 1];
	struct wbuf w = wbuf_make(frame, sizeof(frame));

	b->up = false;
	channel_down_put(&w, b->number, why);
	must_put(e, &w);
}

void
neighbour_gone(struct edge *e, uint32_t number, enum channel_why why)
{
	struct neighbour *b = neighbour_of(e, number);

	if (b != NULL)
		down(e, b, e->stopping ? CHANNEL_WHY_STOPPING : why);
}

static void
up(struct edge *e, struct neighbour *b, struct channel_up *u)
{
	uint8_t frame[CHANNEL_HEADER + CHANNEL_UP_MAX];
	struct wbuf w = wbuf_make(frame, sizeof(frame));

	b->up = true;
	b->told = false;
	b->number += CHANNEL_NEIGHBOURS;
	b->credit = b->owed = 0;
	memcpy(u->host, b->host, sizeof(u->host));
	channel_up_put(&w, b->number, u);
	must_put(e, &w);
}

static void
address_get(struct channel_up *u, const struct fd_endpoint *ep)
{
	if (ep->sa.sa_family == AF_INET) {
		u->address_len = 4;
		memcpy(u->src, &ep->sin.sin_addr, 4);
		u->sport = ntohs(ep->sin.sin_port);
	} else if (ep->sa.sa_family == AF_INET6) {
		u->address_len = 16;
		memcpy(u->src, &ep->sin6.sin6_addr, 16);
		u->sport = ntohs(ep->sin6.sin6_port);
	}
}

/* What freeDiameter knows of the far side; of ours it tells nothing.  The
 * address that the connection has is marked as from the lower layer. */
static void
end_get(struct channel_up *u, const struct peer_info *info)
{
	const char *realm = info->runtime.pir_realm;
	const char *dot = strchr(info->pi_diamid, '.');
	const struct fd_list *li;
	const struct fd_endpoint *ep;

	*u = (struct channel_up){ .transport = CHANNEL_TCP };
	if (info->runtime.pir_cert_list != NULL)
		u->transport = CHANNEL_TLS;
	else if (info->runtime.pir_proto == IPPROTO_SCTP)
		u->transport = CHANNEL_SCTP;
	if (realm == NULL || *realm == '\0')
		realm = dot != NULL && dot[1] != '\0' ? dot + 1 :
		    info->pi_diamid;
	memccpy(u->realm, realm, '\0', sizeof(u->realm) - 1);
	for (li = info->pi_endpoints.next; li != &info->pi_endpoints;
	    li = li->next) {
		ep = (const struct fd_endpoint *)(const void *)li;
		if (u->address_len == 0 || ep->flags & EP_FL_LL)
			address_get(u, ep);
	}
}

static enum channel_why
why_of(int state)
{
	switch (state) {
	case STATE_SUSPECT:
		return CHANNEL_WHY_SILENT;
	case STATE_CLOSING:
	case STATE_CLOSING_GRACE:
		return CHANNEL_WHY_GOODBYE;
	}
	return CHANNEL_WHY_LOST;
}

static void
look(struct edge *e, struct peer_hdr *peer)
{
	const struct peer_info *info = &peer->info;
	int state = fd_peer_get_state(peer);
	struct neighbour *b;
	struct channel_up u;

	if (state == STATE_OPEN)
		end_get(&u, info);
	pthread_mutex_lock(&e->lock);
	b = place_for(e, info->pi_diamid, info->pi_diamidlen);
	if (b != NULL) {
		b->seen = true;
		if (state == STATE_OPEN && !b->up && !e->stopping)
			up(e, b, &u);
		else if (state != STATE_OPEN && b->up)
			neighbour_gone(e, b->number, why_of(state));
		else if (b->up)
			credit_put(e, b);
	}
	pthread_mutex_unlock(&e->lock);
}

/* One that freeDiameter has no more leaves its place to others. */
static void
forget(struct edge *e, struct neighbour *b)
{
	if (b->up)
		neighbour_gone(e, b->number, CHANNEL_WHY_LOST);
	b->known = false;
}

void
neighbours_look(struct edge *e)
{
	static pthread_mutex_t one = PTHREAD_MUTEX_INITIALIZER;
	struct fd_list *li;
	unsigned i;

	if (pthread_mutex_trylock(&one) != 0)
		return;
	pthread_rwlock_rdlock(&fd_g_peers_rw);
	for (li = fd_g_peers.next; li != &fd_g_peers; li = li->next)
		look(e, (struct peer_hdr *)li);
	pthread_rwlock_unlock(&fd_g_peers_rw);
	pthread_mutex_lock(&e->lock);
	for (i = 0; i < CHANNEL_NEIGHBOURS; i++) {
		if (e->neighbour[i].known && !e->neighbour[i].seen)
			forget(e, &e->neighbour[i]);
		e->neighbour[i].seen = false;
	}
	pthread_mutex_unlock(&e->lock);
	pthread_mutex_unlock(&one);
}

bool
neighbour_open(const char *host, size_t len)
{
	char name[EDGE_NAME_MAX];
	struct peer_hdr *peer = NULL;

	if (len >= sizeof(name))
		return false;
	memcpy(name, host, len);
	name[len] = '\0';
	return fd_peer_getbyid(name, len, 0, &peer) == 0 && peer != NULL &&
	    fd_peer_get_state(peer) == STATE_OPEN;
}

bool
neighbour_failed(struct edge *e, const char *host, size_t len)
{
	struct neighbour *b;
	bool tell;

	pthread_mutex_lock(&e->lock);
	b = neighbour_named(e, host, len);
	tell = b == NULL || !b->told;
	if (b != NULL)
		b->told = true;
	pthread_mutex_unlock(&e->lock);
	return tell;
}
