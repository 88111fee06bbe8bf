/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Routes: the links of each owner in one array, the open ways of each link in a
 * list.
 */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "../../dissectors/hash.h"
#include "../../dissectors/sig.h"
#include "../../rules/ruleset_impl.h"
#include "engine_impl.h"
#include "route.h"

struct routes {
	const struct ruleset *rules;
	uint64_t	 secret;
	size_t		*begin;		/* of an owner in link, one more */
	uint16_t	*link;
	struct way	**open;		/* by link */
};

/* ---- building ---- */

static const struct conf_network *
network(const struct conf *c, unsigned owner)
{
	return owner == OWNER_HOME ? &c->home :
	    &c->partner[owner - OWNER_PARTNER];
}

static bool
listed(const uint16_t *link, size_t from, size_t n, unsigned l)
{
	for (; from < n; from++)
		if (link[from] == l)
			return true;
	return false;
}

/* The links of a network that are not there yet, but for those of SS7. */
static size_t
links_add(const struct routes *r, unsigned owner, size_t from, size_t n,
    const struct conf_network *net)
{
	const struct owners *o = r->rules->owners;
	unsigned l;
	size_t i;

	for (i = 0; i < net->link.n; i++) {
		l = net->link.item[i].index;
		if (r->rules->conf->link[l].as == NULL &&
		    link_is_home(o, (int)l) == (owner == OWNER_HOME) &&
		    !listed(r->link, from, n, l))
			r->link[n++] = (uint16_t)l;
	}
	return n;
}

static bool
carries(const struct conf_network *hub, unsigned owner)
{
	size_t i;

	for (i = 0; i < hub->carries.n; i++)
		if (OWNER_PARTNER + hub->carries.item[i].index == owner)
			return true;
	return false;
}

static size_t
owner_links(const struct routes *r, unsigned owner, size_t from)
{
	const struct conf *c = r->rules->conf;
	size_t n = links_add(r, owner, from, from, network(c, owner)), i;

	if (owner == OWNER_HOME)
		return n;
	for (i = 0; i < c->npartner; i++)
		if (carries(&c->partner[i], owner))
			n = links_add(r, owner, from, n, &c->partner[i]);
	return n;
}

/* Links that any owner may have, each counted with each. */
static size_t
links_max(const struct conf *c)
{
	size_t n = c->home.link.n, i;

	for (i = 0; i < c->npartner; i++)
		n += c->partner[i].link.n * (1 + c->partner[i].carries.n);
	return n;
}

struct routes *
routes_new(const struct ruleset *rules, uint64_t secret)
{
	struct routes *r = calloc(1, sizeof(*r));
	size_t owners = ruleset_owners(rules), i;

	if (r == NULL)
		return NULL;
	r->rules = rules;
	r->secret = secret;
	r->begin = calloc(owners + 1, sizeof(*r->begin));
	r->link = calloc(links_max(rules->conf) + 1, sizeof(*r->link));
	r->open = calloc(rules->conf->nlink + 1, sizeof(struct way *));
	if (r->begin == NULL || r->link == NULL || r->open == NULL) {
		routes_free(r);
		return NULL;
	}
	for (i = OWNER_HOME; i < owners; i++)
		r->begin[i + 1] = owner_links(r, (unsigned)i, r->begin[i]);
	return r;
}

void
routes_free(struct routes *r)
{
	if (r == NULL)
		return;
	free(r->begin);
	free(r->link);
	free(r->open);
	free(r);
}

/* ---- what is open ---- */

void
route_add(struct routes *r, struct way *w)
{
	struct way **p = &r->open[w->link];

	while (*p != NULL)
		p = &(*p)->beside;
	w->beside = NULL;
	*p = w;
}

void
route_remove(struct routes *r, struct way *w)
{
	struct way **p;

	if (w->link == LINK_UNKNOWN)
		return;
	for (p = &r->open[w->link]; *p != NULL; p = &(*p)->beside)
		if (*p == w) {
			*p = w->beside;
			break;
		}
}

/* ---- asking ---- */

uint64_t
route_host(const struct routes *r, const uint8_t *p, size_t len)
{
	uint8_t name[EDGE_NAME_MAX];
	size_t i;

	if (len > sizeof(name))
		len = sizeof(name);
	for (i = 0; i < len; i++)	/* letters alone matter */
		name[i] = p[i] | 0x20;
	return hash_octets(r->secret, name, len);
}

void
route_ask_host(const struct routes *r, struct route_ask *ask, struct cur host)
{
	ask->host = host;
	ask->host_hash = cur_left(&host) == 0 ? 0 :
	    route_host(r, host.p, cur_left(&host));
}

/* Of its realm, which all that are named must have; else of its host. */
static unsigned
owner_of(const struct owners *o, const struct sig_msg *m,
    const struct sig_value *host)
{
	const struct sig_value *v = sig_get(m, SIG_DEST_REALM);
	unsigned owner;

	if (v == NULL)
		return host == NULL ? OWNER_NOBODY :
		    owner_host(o, host->text, host->len);
	owner = owner_realm(o, v->text, v->len);
	while ((v = sig_next(m, v)) != NULL)
		if (owner_realm(o, v->text, v->len) != owner)
			return OWNER_NOBODY;
	return owner;
}

void
route_ask(const struct routes *r, const struct way *from,
    const struct sig_msg *m, struct route_ask *ask)
{
	const struct sig_value *host = sig_get(m, SIG_DEST_HOST),
	    *session = sig_get(m, SIG_SESSION_ID);

	ask->only = LINK_UNKNOWN;
	ask->from = from;
	ask->nnot = 0;
	ask->owner = owner_of(r->rules->owners, m, host);
	ask->session = session == NULL ? m->e2e :
	    hash_octets(r->secret, session->text, session->len);
	ask->host = cur_make(NULL, 0);
	ask->host_hash = 0;
	if (host != NULL)
		route_ask_host(r, ask, cur_make(host->text, host->len));
}

static inline bool
may(const struct route_ask *ask, const struct way *w)
{
	unsigned i;

	for (i = 0; i < ask->nnot; i++)
		if (ask->not[i] == w)
			return false;
	return !w->closing;
}

static inline bool
is_host(const struct way *w, const struct route_ask *ask)
{
	return w->host_hash == ask->host_hash &&
	    w->host_len == cur_left(&ask->host) &&
	    strncasecmp(w->host, (const char *)ask->host.p, w->host_len) == 0;
}

/* Of the open ways of a link that whose place in a lottery of its own is best:
 * when one goes the sessions of the others stay where they are. */
static struct way *
way_of_link(const struct routes *r, const struct route_ask *ask, unsigned link)
{
	struct way *w, *best = NULL;
	uint64_t weight, most = 0;

	for (w = r->open[link]; w != NULL; w = w->beside) {
		if (!may(ask, w))
			continue;
		if (best == NULL && w->beside == NULL)
			return w;	/* nearly always */
		weight = hash_u64(w->host_hash, ask->session);
		if (best == NULL || weight > most) {
			best = w;
			most = weight;
		}
	}
	return best;
}

/* The links, and whether it may go over them at all. */
static inline bool
links_of(const struct routes *r, const struct route_ask *ask, size_t *from,
    size_t *end)
{
	if (ask->owner == OWNER_NOBODY ||
	    ask->from->home == (ask->owner == OWNER_HOME))
		return false;
	*from = r->begin[ask->owner];
	*end = r->begin[ask->owner + 1];
	return true;
}

static struct way *
way_of_host(const struct routes *r, const struct route_ask *ask, size_t from,
    size_t end)
{
	struct way *w;

	for (; from < end; from++)
		for (w = r->open[r->link[from]]; w != NULL; w = w->beside)
			if (is_host(w, ask) && may(ask, w) &&
			    w->link != ask->from->link)
				return w;
	return NULL;
}

struct way *
route_find(const struct routes *r, const struct route_ask *ask)
{
	struct way *w = NULL;
	size_t from, end;

	if (ask->only != LINK_UNKNOWN)
		return ask->only == ask->from->link ? NULL :
		    way_of_link(r, ask, (unsigned)ask->only);
	if (!links_of(r, ask, &from, &end))
		return NULL;
	if (ask->host_hash != 0)
		w = way_of_host(r, ask, from, end);
	for (; w == NULL && from < end; from++)
		if (r->link[from] != ask->from->link)
			w = way_of_link(r, ask, r->link[from]);
	return w;
}

int
route_link(const struct routes *r, const struct route_ask *ask)
{
	size_t from, end;

	if (ask->only != LINK_UNKNOWN)
		return ask->only;
	if (!links_of(r, ask, &from, &end))
		return LINK_UNKNOWN;
	for (; from < end; from++)
		if (r->link[from] != ask->from->link)
			return r->link[from];
	return LINK_UNKNOWN;
}

const char *
route_why(const struct routes *r, const struct route_ask *ask)
{
	size_t from, end;

	if (ask->owner == OWNER_NOBODY)
		return "nobody is known by that realm";
	if (ask->only == LINK_UNKNOWN && !links_of(r, ask, &from, &end))
		return ask->from->home ? "home is no way to home" :
		    "no way between partners";
	return route_link(r, ask) == LINK_UNKNOWN ?
	    "no link leads there" : "no neighbour on its links is open";
}
