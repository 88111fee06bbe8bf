/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The way between a network of a configuration and home: addresses and point
 * codes by which its links are known, or such that nobody has.
 *
 * What is chosen is tried against the configuration as a message would be
 * (rules/owner.h): a link may be hidden by another one before it.
 */
#include <string.h>

#include "../rules/owner.h"
#include "audit.h"

enum { PC_FIRST = 1010, PC_HOME = 2002, PC_LAST = 16383, PC_STEP = 7 };

/* What link and owner are asked about. */
struct gates {
	const struct conf *conf;
	const struct owners *o;
	bool		 diameter;
};

static const struct conf_network *
network(const struct conf *conf, unsigned owner)
{
	return owner == OWNER_HOME ? &conf->home :
	    &conf->partner[owner - OWNER_PARTNER];
}

static size_t
octets(unsigned version)
{
	return version == 6 ? 16 : 4;
}

static int
find(const struct gates *g, unsigned version, const uint8_t *address,
    uint32_t pc)
{
	return link_find(g->o, cur_make(address, octets(version)),
	    !g->diameter, pc);
}

/* A node within the block of the item. */
static void
node_of(uint8_t *to, const struct conf_item *it)
{
	memset(to, 0, 16);
	memcpy(to, it->address, it->len);
	if (it->bits + 1U < 8U * it->len)
		to[it->len - 1] |= 1;
}

/* An address that no link lists. */
static void
node_unlisted(const struct gates *g, uint8_t *to, unsigned version,
    unsigned from)
{
	static const uint8_t four[][3] = { { 198, 51, 100 }, { 203, 0, 113 },
	    { 192, 0, 2 }, { 198, 18, 0 } };
	static const uint8_t six[] = { 0x20, 0x01, 0x0d, 0xb8, 0xff };
	unsigned block, i;

	for (block = 0; block < sizeof(four) / sizeof(four[0]); block++)
		for (i = from; i < from + 50; i++) {
			memset(to, 0, 16);
			if (version == 6) {
				memcpy(to, six, sizeof(six));
				to[5] = (uint8_t)block;
			} else {
				memcpy(to, four[block], sizeof(four[block]));
			}
			to[octets(version) - 1] = (uint8_t)i;
			if (link_find(g->o, cur_make(to, octets(version)),
			    false, 0) == LINK_UNKNOWN)
				return;
		}
}

static uint32_t
pc_unlisted(const struct gates *g, uint32_t from)
{
	uint32_t pc;

	for (pc = from; pc < PC_LAST; pc += PC_STEP)
		if (owner_pc(g->o, pc) == OWNER_NOBODY && link_find(g->o,
		    cur_make("", 0), true, pc) == LINK_UNKNOWN)
			return pc;
	return from;
}

/* Of the link, or else of the network, or of nobody. */
static uint32_t
pc_of(const struct gates *g, const struct conf_link *l,
    const struct conf_network *who, uint32_t otherwise)
{
	if (l != NULL && l->pc.n > 0)
		return (uint32_t)l->pc.item[0].low;
	if (who->pc.n > 0)
		return (uint32_t)who->pc.item[0].low;
	return pc_unlisted(g, otherwise);
}

/* The far end of that link, if messages from there come over a link that leads
 * to the owner. */
static bool
far_try(const struct gates *g, struct net_gate *gate, unsigned owner,
    const struct conf_link *l)
{
	size_t i, n = l->ip.n > 0 ? l->ip.n : 1;

	for (i = 0; i < n; i++) {
		gate->version = 4;
		if (l->ip.n > 0) {
			gate->version = l->ip.item[i].len == 16 ? 6 : 4;
			node_of(gate->far, &l->ip.item[i]);
		} else {
			node_unlisted(g, gate->far, 4, 200);
		}
		gate->opc = pc_of(g, l, network(g->conf, owner), PC_FIRST);
		gate->link = find(g, gate->version, gate->far, gate->opc);
		if (gate->link != LINK_UNKNOWN &&
		    link_leads_to(g->o, gate->link, owner))
			return true;
	}
	return false;
}

static bool
links_try(const struct gates *g, struct net_gate *gate, unsigned owner,
    const struct conf_network *who)
{
	size_t i;

	for (i = 0; i < who->link.n; i++)
		if (far_try(g, gate, owner,
		    &g->conf->link[who->link.item[i].index]))
			return true;
	return false;
}

static bool
carries(const struct conf_network *who, unsigned owner)
{
	size_t i;

	for (i = 0; i < who->carries.n; i++)
		if (who->carries.item[i].index + OWNER_PARTNER == owner)
			return true;
	return false;
}

const struct conf_network *
gate_carrier(const struct conf *conf, unsigned owner, unsigned *carrier)
{
	const struct conf_network *p;
	size_t i;

	for (i = 0; i < conf->npartner; i++) {
		p = &conf->partner[i];
		if (p->state != STATE_SUSPENDED && p->link.n > 0 &&
		    carries(p, owner)) {
			*carrier = OWNER_PARTNER + (unsigned)i;
			return p;
		}
	}
	return NULL;
}

/* From anywhere. */
static void
far_free(const struct gates *g, struct net_gate *gate, unsigned owner)
{
	gate->version = 4;
	node_unlisted(g, gate->far, 4, 60 + owner % 100);
	gate->opc = owner >= OWNER_PARTNER ? pc_of(g, NULL,
	    network(g->conf, owner), PC_FIRST) : pc_unlisted(g, 1090);
	gate->link = find(g, 4, gate->far, gate->opc);
}

static void
far_find(const struct gates *g, struct net_gate *gate, unsigned owner,
    bool carried)
{
	const struct conf *conf = g->conf;
	size_t i;

	if (owner < OWNER_PARTNER || !owner_has_links(g->o, owner)) {
		far_free(g, gate, owner);
		return;
	}
	if (!carried && links_try(g, gate, owner, network(conf, owner)))
		return;
	for (i = 0; i < conf->npartner; i++)
		if (carries(&conf->partner[i], owner) && links_try(g, gate,
		    owner, &conf->partner[i]))
			return;
	far_free(g, gate, owner);
	gate->lacks = g->diameter ? "no address of a node tells a link of it" :
	    "no address or point code tells a link of it";
}

static bool
near_try(const struct gates *g, struct net_gate *gate)
{
	return link_is_home(g->o, find(g, gate->back_version, gate->back_near,
	    gate->dpc));
}

/* A node of home from which messages come over a link of home. */
static bool
near_link(const struct gates *g, struct net_gate *gate,
    const struct conf_link *l)
{
	size_t i;

	gate->dpc = pc_of(g, l, &g->conf->home, PC_HOME);
	for (i = 0; i < l->ip.n; i++) {
		gate->back_version = l->ip.item[i].len == 16 ? 6 : 4;
		node_of(gate->back_near, &l->ip.item[i]);
		if (near_try(g, gate))
			return true;
	}
	if (l->ip.n > 0)
		return false;
	gate->back_version = gate->version;
	node_unlisted(g, gate->back_near, gate->version, 1);
	return near_try(g, gate);
}

/* Our side.  A link is known by where messages come from, so home may write by
 * the one version of IP and be written to by the other. */
static void
near_find(const struct gates *g, struct net_gate *gate)
{
	const struct conf_network *home = &g->conf->home;
	bool found = false;
	size_t i;

	for (i = 0; i < home->link.n && !found; i++)
		found = near_link(g, gate,
		    &g->conf->link[home->link.item[i].index]);
	if (!found) {
		gate->back_version = gate->version;
		node_unlisted(g, gate->back_near, gate->version, 1);
		gate->dpc = pc_of(g, NULL, home, PC_HOME);
		if (owner_has_links(g->o, OWNER_HOME))
			gate->back_lacks = "no address or point code tells a "
			    "link of home";
	}
	if (gate->back_version == gate->version) {
		memcpy(gate->near, gate->back_near, sizeof(gate->near));
		memcpy(gate->back_far, gate->far, sizeof(gate->back_far));
	} else {
		node_unlisted(g, gate->near, gate->version, 1);
		node_unlisted(g, gate->back_far, gate->back_version, 60);
	}
}

void
gate_find(struct net_gate *gate, const struct conf *conf,
    const struct owners *o, unsigned owner, bool carried, bool diameter)
{
	const struct gates g = { conf, o, diameter };

	memset(gate, 0, sizeof(*gate));
	far_find(&g, gate, owner, carried);
	gate->bare = link_find(o, cur_make(gate->far, octets(gate->version)),
	    false, 0);
	near_find(&g, gate);
}
