/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Ownership, told naively: every network and every entry of it, one after the
 * other, on text.  Half of the oracle (oracle.h).
 */
#ifndef TESTS_ORACLE_OWNER_H
#define TESTS_ORACLE_OWNER_H

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "../rules/judge.h"

/* A number as text, terminated. */
struct oracle_number {
	char		 text[SIG_DIGITS_MAX + 1];
	size_t		 len;
};

static inline struct oracle_number
oracle_number(const struct sig_digits *d, size_t len)
{
	struct oracle_number n = { .len = 0 };

	n.len = sig_digits_text(d, len, n.text);
	return n;
}

static inline const struct conf_network *
oracle_network(const struct conf *c, unsigned owner)
{
	return owner == OWNER_HOME ? &c->home : &c->partner[owner - 2];
}

static inline unsigned
oracle_owners(const struct conf *c)
{
	return (unsigned)c->npartner + OWNER_PARTNER;
}

/* How well an entry fits: -1 not at all, a whole one best, then by length. */
static inline int
oracle_fit_digits(const struct conf_item *it, bool prefix,
    const struct oracle_number *n)
{
	struct oracle_number e = oracle_number(&it->digits, it->len);

	if (prefix)
		return strncmp(n->text, e.text, e.len) == 0 ? (int)e.len : -1;
	return strcmp(n->text, e.text) == 0 ? 1000 : -1;
}

static inline bool
oracle_same_name(const char *a, size_t alen, struct cur b)
{
	return alen == cur_left(&b) &&
	    strncasecmp(a, (const char *)b.p, alen) == 0;
}

/* Does the name end in the suffix, which begins with a dot? */
static inline bool
oracle_ends(struct cur name, const char *suffix, size_t len)
{
	size_t n = cur_left(&name);

	return n >= len && strncasecmp((const char *)name.p + n - len, suffix,
	    len) == 0;
}

/* Name of an item without its "*.". */
static inline const char *
oracle_bare(const struct conf_item *it)
{
	return it->wild && strncmp(it->text, "*.", 2) == 0 ? it->text + 2 :
	    it->text;
}

static inline int
oracle_fit_name(const struct conf_item *it, bool wild, struct cur name)
{
	const char *text = oracle_bare(it);
	char suffix[512];

	if (!wild)
		return oracle_same_name(text, strlen(text), name) ? 1000 : -1;
	(void)snprintf(suffix, sizeof(suffix), ".%s", text);
	return oracle_ends(name, suffix, strlen(suffix)) ?
	    (int)strlen(text) : -1;
}

enum oracle_key { ORACLE_IMSI, ORACLE_MSISDN, ORACLE_GT, ORACLE_MGT,
	ORACLE_PLMN };

/* The best fit of a number among the entries of one network. */
static inline int
oracle_network_digits(const struct conf_network *w, enum oracle_key key,
    const struct oracle_number *n)
{
	const struct conf_set *s;
	bool prefixes = false;
	int best = -1, fit;
	size_t i;

	s = key == ORACLE_IMSI ? &w->imsi : key == ORACLE_MSISDN ? &w->msisdn :
	    key == ORACLE_GT ? &w->gt : key == ORACLE_MGT ? &w->mgt : &w->plmn;
	if (key == ORACLE_IMSI && s->n == 0) {
		s = &w->plmn;
		prefixes = true;
	}
	if (key == ORACLE_MSISDN && s->n == 0)
		s = &w->gt;
	for (i = 0; i < s->n; i++) {
		fit = oracle_fit_digits(&s->item[i],
		    prefixes || s->item[i].prefix, n);
		best = fit > best ? fit : best;
	}
	return best;
}

static inline unsigned
oracle_owner_digits(const struct conf *c, enum oracle_key key,
    const struct oracle_number *n)
{
	unsigned o, owner = OWNER_NOBODY;
	int best = -1, fit;

	for (o = OWNER_HOME; o < oracle_owners(c); o++) {
		fit = oracle_network_digits(oracle_network(c, o), key, n);
		if (fit > best) {
			best = fit;
			owner = o;
		}
	}
	return owner;
}

static inline int
oracle_network_name(const struct conf_network *w, bool realm, struct cur name)
{
	const struct conf_set *s = realm ? &w->realm : &w->host;
	bool derived = !realm && w->host.n == 0;
	int best = -1, fit;
	size_t i;

	if (derived)
		s = &w->realm;
	for (i = 0; i < s->n; i++) {
		fit = oracle_fit_name(&s->item[i], s->item[i].wild, name);
		best = fit > best ? fit : best;
		if (!derived)
			continue;
		fit = oracle_fit_name(&s->item[i], true, name);
		best = fit > best ? fit : best;
	}
	return best;
}

static inline unsigned
oracle_owner_name(const struct conf *c, bool realm, struct cur name)
{
	unsigned o, owner = OWNER_NOBODY;
	int best = -1, fit;

	for (o = OWNER_HOME; o < oracle_owners(c); o++) {
		fit = oracle_network_name(oracle_network(c, o), realm, name);
		if (fit > best) {
			best = fit;
			owner = o;
		}
	}
	return owner;
}

static inline bool
oracle_in_block(const struct conf_item *it, struct cur a)
{
	unsigned i;

	if (cur_left(&a) != it->len)
		return false;
	for (i = 0; i < it->bits; i++)
		if (((it->address[i / 8] ^ a.p[i / 8]) >> (7 - i % 8) & 1) != 0)
			return false;
	return true;
}

static inline unsigned
oracle_owner_address(const struct conf *c, struct cur a)
{
	unsigned o, owner = OWNER_NOBODY;
	const struct conf_set *s;
	int best = -1;
	size_t i;

	for (o = OWNER_HOME; o < oracle_owners(c); o++) {
		s = &oracle_network(c, o)->ip;
		for (i = 0; i < s->n; i++)
			if (oracle_in_block(&s->item[i], a) &&
			    s->item[i].bits > best) {
				best = s->item[i].bits;
				owner = o;
			}
	}
	return owner;
}

static inline bool
oracle_in_ranges(const struct conf_set *s, uint64_t number)
{
	size_t i;

	for (i = 0; i < s->n; i++)
		if (s->item[i].kind == ITEM_NUMBER &&
		    number >= s->item[i].low && number <= s->item[i].high)
			return true;
	return false;
}

static inline unsigned
oracle_owner_pc(const struct conf *c, uint32_t pc)
{
	unsigned o;

	for (o = OWNER_HOME; o < oracle_owners(c); o++)
		if (oracle_in_ranges(&oracle_network(c, o)->pc, pc))
			return o;
	return OWNER_NOBODY;
}

/* E.212 numbers are IMSIs, E.214 ones mobile global titles (Q.713 3.4.2.3). */
static inline unsigned
oracle_owner_gt(const struct conf *c, const struct sig_addr *a)
{
	struct oracle_number n = oracle_number(&a->digits, a->len);

	return oracle_owner_digits(c, a->np == 6 ? ORACLE_IMSI : a->np == 7 ?
	    ORACLE_MGT : ORACLE_GT, &n);
}

static inline unsigned
oracle_owner_party(const struct conf *c, const struct sig_addr *a,
    bool has_label, uint32_t pc)
{
	if (a->present && a->has_gt && a->len > 0)
		return oracle_owner_gt(c, a);
	if (a->present && a->has_pc)
		return oracle_owner_pc(c, a->pc);
	return has_label ? oracle_owner_pc(c, pc) : (unsigned)OWNER_NOBODY;
}

/* ---- links ---- */

static inline bool
oracle_has_link(const struct conf_network *w, int link)
{
	size_t i;

	for (i = 0; i < w->link.n; i++)
		if ((int)w->link.item[i].index == link)
			return true;
	return false;
}

static inline bool
oracle_carries(const struct conf_network *hub, unsigned owner)
{
	size_t i;

	for (i = 0; i < hub->carries.n; i++)
		if (hub->carries.item[i].index + 2 == owner)
			return true;
	return false;
}

/* Does any link lead to it, its own or that of a hub? */
static inline bool
oracle_linked(const struct conf *c, unsigned owner)
{
	size_t i;

	if (oracle_network(c, owner)->link.n > 0)
		return true;
	for (i = 0; i < c->npartner; i++)
		if (c->partner[i].link.n > 0 &&
		    oracle_carries(&c->partner[i], owner))
			return true;
	return c->home.link.n > 0 && oracle_carries(&c->home, owner);
}

static inline bool
oracle_leads_to(const struct conf *c, int link, unsigned owner)
{
	const struct conf_network *hub;
	unsigned o;

	if (owner == OWNER_NOBODY)
		return false;
	if (!oracle_linked(c, owner))
		return link < 0 || !oracle_has_link(&c->home, link);
	for (o = OWNER_HOME; link >= 0 && o < oracle_owners(c); o++) {
		hub = oracle_network(c, o);
		if (oracle_has_link(hub, link) && (o == owner ||
		    oracle_carries(hub, owner)))
			return true;
	}
	return false;
}

/* Every key that the link has, and the message too, must fit; one at least. */
static inline bool
oracle_link_fits(const struct conf_link *l, struct cur address, bool has_pc,
    uint32_t pc)
{
	bool by_ip = l->ip.n > 0 && cur_left(&address) > 0, in = false;
	bool by_pc = l->pc.n > 0 && has_pc;
	size_t i;

	for (i = 0; i < l->ip.n; i++)
		in |= oracle_in_block(&l->ip.item[i], address);
	if (by_ip && !in)
		return false;
	if (by_pc && !oracle_in_ranges(&l->pc, pc))
		return false;
	return by_ip || by_pc;
}

static inline int
oracle_link_find(const struct conf *c, struct cur address, bool has_pc,
    uint32_t pc)
{
	bool known = false;
	size_t i, n;

	for (i = 0; i < c->nlink; i++)
		for (n = 0; n < c->link[i].ip.n; n++)
			known |= oracle_in_block(&c->link[i].ip.item[n],
			    address);
	for (i = 0; i < c->nlink; i++)
		if (oracle_link_fits(&c->link[i], address, has_pc, pc) &&
		    !(known && c->link[i].ip.n == 0))
			return (int)i;
	return -1;
}

#endif
