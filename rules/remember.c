/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The memories of one judge: made once, bounded by the configuration.
 */
#include <stdlib.h>
#include <string.h>

#include "context_impl.h"
#include "remember.h"

enum { MCC_DIGITS = 3, DECIMAL = 10 };

static unsigned
plmn_mcc(const struct conf_item *i)
{
	unsigned k, mcc = 0;

	for (k = 0; k < MCC_DIGITS; k++)
		mcc = mcc * DECIMAL +
		    (unsigned)(i->digits.w[0] >> (4 * k) & 0xf);
	return mcc;
}

/* The country of all networks of a partner, or 0. */
static unsigned
network_country(const struct geo *geo, const struct conf_network *n)
{
	unsigned country = 0, next;
	size_t i;

	for (i = 0; i < n->plmn.n; i++) {
		if (n->plmn.item[i].kind != ITEM_PLMN)
			return 0;
		next = geo_by_mcc(geo, plmn_mcc(&n->plmn.item[i]));
		if (next == 0 || (country != 0 && next != country))
			return 0;
		country = next;
	}
	return country;
}

static bool
countries_new(struct memory *m)
{
	const struct conf *conf = m->rs->conf;
	size_t i;

	m->country = calloc(m->owners, sizeof(*m->country));
	if (m->country == NULL)
		return false;
	for (i = 0; m->rs->geo != NULL && i < conf->npartner; i++)
		m->country[OWNER_PARTNER + i] = (uint16_t)network_country(
		    m->rs->geo, &conf->partner[i]);
	return true;
}

/* 0: nothing is measured. */
static uint32_t
limit(const struct conf_check *c)
{
	return c->mode == CHECK_OFF ? 0 : c->over;
}

static struct source_limits
limits(const struct conf *conf)
{
	const struct conf_check *c = conf->check;

	return (struct source_limits){
		.scan = limit(&c[CHECK_SCAN]),
		.scan_ns = c[CHECK_SCAN].within,
		.sequential = limit(&c[CHECK_SEQUENTIAL]),
		.flood = limit(&c[CHECK_FLOOD]),
		.flood_ns = c[CHECK_FLOOD].over_ns,
	};
}

static uint32_t
times(uint32_t limit, unsigned n)
{
	return limit > UINT32_MAX / n ? UINT32_MAX : limit * n;
}

/* How much a whole partner may send is a matter of its rate. */
static struct source_limits
partner_limits(const struct conf *conf)
{
	struct source_limits l = limits(conf);

	l.scan = times(l.scan, PARTNER_SCAN);
	l.sequential = times(l.sequential, PARTNER_SEQUENTIAL);
	l.flood = 0;
	return l;
}

bool
remember_sources(struct memory *m)
{
	struct source_limits l = limits(m->rs->conf);

	m->sources = sources_new(m->rs->conf->memory.sources, &l, m->secret);
	return m->sources != NULL;
}

bool
remember_partners(struct memory *m)
{
	struct source_limits l = partner_limits(m->rs->conf);

	m->partners = sources_new(m->rs->conf->npartner + OWNER_PARTNER, &l,
	    m->secret);
	return m->partners != NULL;
}

bool
remember_alike(const struct conf *x, const struct conf *y)
{
	struct source_limits a = limits(x), b = limits(y);

	return a.scan == b.scan && a.scan_ns == b.scan_ns &&
	    a.sequential == b.sequential && a.flood == b.flood &&
	    a.flood_ns == b.flood_ns;
}

static bool
tables_new(struct memory *m)
{
	const struct conf_memory *c = &m->rs->conf->memory;

	m->txns = txns_new(c->transactions, m->secret);
	m->subscribers = subscribers_new(c->subscribers, m->secret);
	m->aliases = aliases_new(c->subscribers, m->secret);
	m->probes = probes_new(MEMORY_PROBES, m->secret);
	return m->txns != NULL && m->subscribers != NULL &&
	    m->aliases != NULL && m->probes != NULL &&
	    remember_sources(m) && remember_partners(m);
}

bool
remember_arrays(struct memory *m)
{
	const struct conf *conf = m->rs->conf;
	unsigned i;

	m->owners = conf->npartner + OWNER_PARTNER;
	m->habits = habits_new(m->owners, HABIT_ENOUGH);
	m->networks = fars_new(m->owners);
	m->links = fars_new(conf->nlink + 1);
	if (m->habits == NULL || m->networks == NULL || m->links == NULL ||
	    !countries_new(m))
		return false;
	for (i = 0; i < m->owners; i++)
		far_name(m->networks, i, ruleset_owner_name(m->rs, i));
	for (i = 0; i < conf->nlink; i++)
		far_name(m->links, i, ruleset_link_name(m->rs, (int)i));
	return true;
}

struct memory *
memory_new(const struct ruleset *rs, uint64_t secret, bool *fine)
{
	struct memory *m;

	*fine = true;
	if (!rs->conf->memory.there)
		return NULL;
	m = calloc(1, sizeof(*m));
	*fine = false;
	if (m == NULL)
		return NULL;
	m->rs = rs;
	m->secret = secret;
	if (tables_new(m) && remember_arrays(m)) {
		*fine = true;
		return m;
	}
	memory_free(m);
	return NULL;
}

void
memory_parts_free(struct memory *m)
{
	txns_free(m->txns);
	subscribers_free(m->subscribers);
	aliases_free(m->aliases);
	sources_free(m->sources);
	sources_free(m->partners);
	habits_free(m->habits);
	fars_free(m->networks);
	fars_free(m->links);
	probes_free(m->probes);
	free(m->country);
}

void
memory_free(struct memory *m)
{
	if (m == NULL)
		return;
	memory_parts_free(m);
	free(m);
}

struct subscribers *
memory_subscribers(struct memory *m)
{
	return m->subscribers;
}

struct aliases *
memory_aliases(struct memory *m)
{
	return m->aliases;
}

void
memory_loaded(struct memory *m, uint64_t saved_at)
{
	m->loaded = UINT32_C(1) << CHECK_PREVIOUS_PLACE |
	    UINT32_C(1) << CHECK_VELOCITY | UINT32_C(1) << CHECK_TWO_PLACES;
	m->learned |= m->loaded;
	m->saved_at = saved_at;
}

/* ---- for reports ---- */

void
memory_stats(const struct memory *m, struct memory_stats *s)
{
	const struct conf_memory *c = &m->rs->conf->memory;

	*s = (struct memory_stats){
		.start = m->start, .now = m->now,
		.octets = subscribers_octets(m->subscribers) +
		    aliases_octets(m->aliases) + txns_octets(m->txns) +
		    sources_octets(m->sources) + sources_octets(m->partners) +
		    habits_octets(m->habits) + fars_octets(m->networks) +
		    fars_octets(m->links) + probes_octets(m->probes),
		.subscribers = subscribers_count(m->subscribers),
		.subscribers_max = c->subscribers,
		.evicted = subscribers_evicted(m->subscribers),
		.numbers = aliases_count(m->aliases),
		.numbers_lost = aliases_lost(m->aliases),
		.transactions = txns_count(m->txns),
		.transactions_max = c->transactions,
		.transactions_lost = txns_lost(m->txns),
		.sources = sources_count(m->sources),
		.sources_max = c->sources,
		.sources_lost = sources_lost(m->sources),
		.probes_lost = probes_lost(m->probes),
	};
}

void
memory_check(const struct memory *m, unsigned check, struct check_stats *s)
{
	const struct conf_check *c = &m->rs->conf->check[check];
	struct progress p = has_learned(m, check) ? progress_get(m, check) :
	    progress_learning(m, check);

	*s = (struct check_stats){ .mode = c->mode, .asked = p.asked,
	    .known = p.known, .found = p.found,
	    .learned_ns = learned_ns(m, check) };
	if (c->mode == CHECK_LEARN && has_learned(m, check))
		s->mode = c->then;
}

void
memory_far(const struct memory *m, bool links,
    void (*visit)(void *, const struct far *), void *arg)
{
	fars_walk(links ? m->links : m->networks, visit, arg);
}

struct found_only {
	void		(*visit)(void *, const struct source_seen *);
	void		*arg;
};

static void
found_only(void *arg, const struct source_seen *s)
{
	const struct found_only *f = arg;

	if (s->found != 0)
		f->visit(f->arg, s);
}

void
memory_sources(const struct memory *m,
    void (*visit)(void *, const struct source_seen *), void *arg)
{
	struct found_only f = { visit, arg };

	sources_walk(m->partners, m->now, found_only, &f);
	sources_walk(m->sources, m->now, found_only, &f);
}
