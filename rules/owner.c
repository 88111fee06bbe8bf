/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Ownership: one prefix table a kind of number, one domain table for hosts and
 * one for realms, sorted arrays for the rest; all with the owner as value.
 *
 * ITU-T E.164, E.212, E.214; 3GPP TS 23.003 19.2 (realms).
 */
#include <stdlib.h>
#include <string.h>

#include "domain.h"
#include "owner.h"
#include "prefix.h"

enum { NP_E164 = 1, NP_E212 = 6, NP_E214 = 7 };

struct pc_owner {
	uint32_t	 low, high;
	uint16_t	 owner;
};

struct address_block {
	uint8_t		 address[16];
	uint8_t		 len, bits;
	uint16_t	 owner;
};

struct owners {
	const struct conf *conf;
	unsigned	 n;
	struct prefix	*imsi, *msisdn, *gt, *mgt, *plmn;
	struct domain	*realm, *host;
	struct pc_owner	*pc;
	size_t		 npc;
	struct address_block	*address;
	size_t		 naddress;
	uint64_t	*leads;		/* bit of link * n + owner */
	bool		*linked;	/* by owner: has links of its own */
	bool		*home;		/* by link: home's */
	uint16_t	*sole;		/* by link: who alone is behind it */
};

static const struct conf_network *
network(const struct conf *conf, unsigned owner)
{
	return owner == OWNER_HOME ? &conf->home :
	    &conf->partner[owner - OWNER_PARTNER];
}

static bool
add_digits(struct prefix *p, const struct conf_set *s, unsigned owner)
{
	size_t i;

	for (i = 0; i < s->n; i++)
		if (prefix_add(p, &s->item[i].digits, s->item[i].len,
		    s->item[i].kind == ITEM_PLMN || !s->item[i].prefix,
		    owner) == PREFIX_NO_MEMORY)
			return false;
	return true;
}

/* Without numbers of its own a network has those that begin with its PLMNs. */
static bool
add_imsi(struct owners *o, const struct conf_network *net, unsigned owner)
{
	const struct conf_set *s = &net->plmn;
	size_t i;

	if (net->imsi.n > 0)
		return add_digits(o->imsi, &net->imsi, owner);
	for (i = 0; i < s->n; i++)
		if (prefix_add(o->imsi, &s->item[i].digits, s->item[i].len,
		    false, owner) == PREFIX_NO_MEMORY)
			return false;
	return true;
}

static bool
add_names(struct domain *d, const struct conf_set *s, unsigned owner)
{
	size_t i;
	const char *text;

	for (i = 0; i < s->n; i++) {
		text = s->item[i].text + (s->item[i].wild ? 2 : 0);
		if (domain_add(d, (const uint8_t *)text, strlen(text),
		    s->item[i].wild, owner) == DOMAIN_NO_MEMORY)
			return false;
	}
	return true;
}

/* Without hosts a network has every host of its realms. */
static bool
add_hosts(struct owners *o, const struct conf_network *net, unsigned owner)
{
	size_t i;
	const char *text;

	if (net->host.n > 0)
		return add_names(o->host, &net->host, owner);
	for (i = 0; i < net->realm.n; i++) {
		text = net->realm.item[i].text +
		    (net->realm.item[i].wild ? 2 : 0);
		if (domain_add(o->host, (const uint8_t *)text, strlen(text),
		    true, owner) == DOMAIN_NO_MEMORY)
			return false;
	}
	return add_names(o->host, &net->realm, owner);
}

static bool
add_pcs(struct owners *o, const struct conf_set *s, unsigned owner)
{
	struct pc_owner *pc;
	size_t i;

	if (s->n == 0)
		return true;
	pc = realloc(o->pc, (o->npc + s->n) * sizeof(*pc));
	if (pc == NULL)
		return false;
	o->pc = pc;
	for (i = 0; i < s->n; i++)
		o->pc[o->npc++] = (struct pc_owner){
		    .low = (uint32_t)s->item[i].low,
		    .high = (uint32_t)s->item[i].high,
		    .owner = (uint16_t)owner };
	return true;
}

static bool
add_addresses(struct owners *o, const struct conf_set *s, unsigned owner)
{
	struct address_block *b;
	size_t i;

	if (s->n == 0)
		return true;
	b = realloc(o->address, (o->naddress + s->n) * sizeof(*b));
	if (b == NULL)
		return false;
	o->address = b;
	for (i = 0; i < s->n; i++) {
		b = &o->address[o->naddress++];
		memcpy(b->address, s->item[i].address, sizeof(b->address));
		b->len = s->item[i].len;
		b->bits = s->item[i].bits;
		b->owner = (uint16_t)owner;
	}
	return true;
}

static bool
add_network(struct owners *o, const struct conf_network *net, unsigned owner)
{
	return add_imsi(o, net, owner) &&
	    add_digits(o->gt, &net->gt, owner) &&
	    add_digits(o->msisdn, net->msisdn.n > 0 ? &net->msisdn : &net->gt,
	    owner) &&
	    add_digits(o->mgt, &net->mgt, owner) &&
	    add_digits(o->plmn, &net->plmn, owner) &&
	    add_names(o->realm, &net->realm, owner) &&
	    add_hosts(o, net, owner) && add_pcs(o, &net->pc, owner) &&
	    add_addresses(o, &net->ip, owner);
}

static void
lead(struct owners *o, uint32_t link, unsigned owner)
{
	size_t bit = (size_t)link * o->n + owner;

	o->leads[bit / 64] |= UINT64_C(1) << (bit % 64);
	o->linked[owner] = true;
}

/* A network's links lead to it, a hub's also to those it carries. */
static void
add_links(struct owners *o, const struct conf_network *net, unsigned owner)
{
	size_t i, k;

	for (i = 0; i < net->link.n; i++) {
		lead(o, net->link.item[i].index, owner);
		if (owner == OWNER_HOME)
			o->home[net->link.item[i].index] = true;
		for (k = 0; k < net->carries.n; k++)
			lead(o, net->link.item[i].index,
			    OWNER_PARTNER + net->carries.item[k].index);
	}
}

static bool
seal(struct owners *o)
{
	return prefix_seal(o->imsi) && prefix_seal(o->msisdn) &&
	    prefix_seal(o->gt) && prefix_seal(o->mgt) &&
	    prefix_seal(o->plmn) && domain_seal(o->realm) &&
	    domain_seal(o->host);
}

static bool
tables_new(struct owners *o, size_t nlink)
{
	o->imsi = prefix_new();
	o->msisdn = prefix_new();
	o->gt = prefix_new();
	o->mgt = prefix_new();
	o->plmn = prefix_new();
	o->realm = domain_new();
	o->host = domain_new();
	o->leads = calloc(nlink * o->n / 64 + 1, sizeof(*o->leads));
	o->linked = calloc(o->n, sizeof(*o->linked));
	o->home = calloc(nlink + 1, sizeof(*o->home));
	o->sole = calloc(nlink + 1, sizeof(*o->sole));
	return o->imsi != NULL && o->msisdn != NULL && o->gt != NULL &&
	    o->mgt != NULL && o->plmn != NULL && o->realm != NULL &&
	    o->host != NULL && o->leads != NULL && o->linked != NULL &&
	    o->home != NULL && o->sole != NULL;
}

/* Nobody where several are. */
static void
soles_find(struct owners *o, size_t nlink)
{
	unsigned i, n;
	size_t link;

	for (link = 0; link < nlink; link++) {
		for (i = OWNER_HOME, n = 0; i < o->n && n < 2; i++)
			if (o->linked[i] && link_leads_to(o, (int)link, i)) {
				o->sole[link] = (uint16_t)i;
				n++;
			}
		if (n > 1)
			o->sole[link] = OWNER_NOBODY;
	}
}

struct owners *
owners_new(const struct conf *conf)
{
	struct owners *o = calloc(1, sizeof(*o));
	unsigned i;

	if (o == NULL)
		return NULL;
	o->conf = conf;
	o->n = OWNER_PARTNER + (unsigned)conf->npartner;
	if (!tables_new(o, conf->nlink))
		goto fail;
	for (i = OWNER_HOME; i < o->n; i++) {
		if (!add_network(o, network(conf, i), i))
			goto fail;
		add_links(o, network(conf, i), i);
	}
	if (!seal(o))
		goto fail;
	soles_find(o, conf->nlink);
	return o;
fail:
	owners_free(o);
	return NULL;
}

void
owners_free(struct owners *o)
{
	if (o == NULL)
		return;
	prefix_free(o->imsi);
	prefix_free(o->msisdn);
	prefix_free(o->gt);
	prefix_free(o->mgt);
	prefix_free(o->plmn);
	domain_free(o->realm);
	domain_free(o->host);
	free(o->pc);
	free(o->address);
	free(o->leads);
	free(o->linked);
	free(o->home);
	free(o->sole);
	free(o);
}

unsigned
owners_count(const struct owners *o)
{
	return o->n;
}

static unsigned
number_owner(const struct prefix *p, const struct sig_digits *d, unsigned len)
{
	uint32_t v = prefix_find(p, d, len);

	return v == PREFIX_NOTHING ? OWNER_NOBODY : v;
}

static unsigned
name_owner(const struct domain *d, const uint8_t *name, size_t len)
{
	uint32_t v = domain_find(d, name, len);

	return v == DOMAIN_NOTHING ? OWNER_NOBODY : v;
}

unsigned
owner_digits(const struct owners *o, unsigned field,
    const struct sig_digits *d, unsigned len)
{
	switch (field) {
	case SIG_IMSI:
	case SIG_HLR_ID:
	case SIG_USER_ID:
		return number_owner(o->imsi, d, len);
	case SIG_MSISDN:
	case SIG_ADDITIONAL_MSISDN:
		return number_owner(o->msisdn, d, len);
	default:
		return number_owner(o->gt, d, len);
	}
}

unsigned
owner_plmn(const struct owners *o, const struct sig_digits *d, unsigned len)
{
	return number_owner(o->plmn, d, len);
}

unsigned
owner_host(const struct owners *o, const uint8_t *name, size_t len)
{
	return name_owner(o->host, name, len);
}

unsigned
owner_realm(const struct owners *o, const uint8_t *name, size_t len)
{
	return name_owner(o->realm, name, len);
}

unsigned
owner_pc(const struct owners *o, uint32_t pc)
{
	size_t i;

	for (i = 0; i < o->npc; i++)
		if (pc >= o->pc[i].low && pc <= o->pc[i].high)
			return o->pc[i].owner;
	return OWNER_NOBODY;
}

bool
address_within(const uint8_t *block, unsigned len, unsigned bits, struct cur c)
{
	unsigned whole = bits / 8, rest = bits % 8;
	const uint8_t *p = c.p;

	if (cur_left(&c) != len || memcmp(block, p, whole) != 0)
		return false;
	return rest == 0 || ((block[whole] ^ p[whole]) >> (8 - rest)) == 0;
}

unsigned
owner_address(const struct owners *o, struct cur c)
{
	const struct address_block *b, *best = NULL;
	size_t i;

	for (i = 0; i < o->naddress; i++) {
		b = &o->address[i];
		if ((best == NULL || b->bits > best->bits) &&
		    address_within(b->address, b->len, b->bits, c))
			best = b;
	}
	return best == NULL ? OWNER_NOBODY : best->owner;
}

unsigned
owner_party(const struct owners *o, const struct sig_addr *a, bool has_label,
    uint32_t pc)
{
	if (a->present && a->has_gt && a->len > 0) {
		if (a->np == NP_E212)
			return number_owner(o->imsi, &a->digits, a->len);
		if (a->np == NP_E214)
			return number_owner(o->mgt, &a->digits, a->len);
		return number_owner(o->gt, &a->digits, a->len);
	}
	if (a->present && a->has_pc)
		return owner_pc(o, a->pc);
	return has_label ? owner_pc(o, pc) : OWNER_NOBODY;
}

unsigned
owner_of_link(const struct owners *o, int link)
{
	return link == LINK_UNKNOWN ? OWNER_NOBODY : o->sole[link];
}

bool
owner_has_links(const struct owners *o, unsigned owner)
{
	return o->linked[owner];
}

bool
link_is_home(const struct owners *o, int link)
{
	return link != LINK_UNKNOWN && o->home[link];
}

bool
link_leads_to(const struct owners *o, int over, unsigned owner)
{
	size_t bit;

	if (owner == OWNER_NOBODY)
		return false;
	if (!o->linked[owner])
		return !link_is_home(o, over);
	if (over == LINK_UNKNOWN)
		return false;
	bit = (size_t)over * o->n + owner;
	return o->leads[bit / 64] >> (bit % 64) & 1;
}

static bool
set_has_address(const struct conf_set *s, struct cur c)
{
	size_t i;

	for (i = 0; i < s->n; i++)
		if (address_within(s->item[i].address, s->item[i].len,
		    s->item[i].bits, c))
			return true;
	return false;
}

static bool
set_has_pc(const struct conf_set *s, uint32_t pc)
{
	size_t i;

	for (i = 0; i < s->n; i++)
		if (pc >= s->item[i].low && pc <= s->item[i].high)
			return true;
	return false;
}

/* Does some link list the address? */
static bool
address_taken(const struct owners *o, struct cur address)
{
	size_t i;

	for (i = 0; i < o->conf->nlink; i++)
		if (set_has_address(&o->conf->link[i].ip, address))
			return true;
	return false;
}

int
link_find(const struct owners *o, struct cur address, bool has_pc, uint32_t pc)
{
	const struct conf_link *l;
	bool by_ip, by_pc, taken = address_taken(o, address);
	size_t i;

	for (i = 0; i < o->conf->nlink; i++) {
		l = &o->conf->link[i];
		by_ip = l->ip.n > 0 && cur_left(&address) > 0;
		by_pc = l->pc.n > 0 && has_pc;
		if (taken && !by_ip)	/* what the sender writes counts less */
			continue;
		if ((by_ip || by_pc) &&
		    (!by_ip || set_has_address(&l->ip, address)) &&
		    (!by_pc || set_has_pc(&l->pc, pc)))
			return (int)i;
	}
	return LINK_UNKNOWN;
}
