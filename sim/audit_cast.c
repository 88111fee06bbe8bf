/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The networks of a configuration in the roles of the attack set.  Of several
 * partners that could play a role the one is taken that tells the most: over a
 * link of its own, and with both SS7 and Diameter.
 */
#include <string.h>

#include "../rules/owner.h"
#include "audit_net.h"

struct part {
	enum net	 net;
	const char	*lacks;
	bool		 suspended, carried, linkless;
	bool		 again;		/* also one that plays another part */
};

static bool
taken(const struct cast *c, const struct part *p, unsigned owner)
{
	static const enum net others[] = { NET_ALPHA, NET_BETA, NET_GAMMA };
	size_t i;

	for (i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		if (others[i] != p->net && c->n->who[others[i]].lacks ==
		    NULL && c->n->who[others[i]].owner == owner)
			return true;
	return false;
}

/* How well the network suits the part; 0: not at all. */
static unsigned
suits(const struct cast *c, const struct part *p, unsigned owner)
{
	const struct conf_network *who = &c->conf->partner[owner -
	    OWNER_PARTNER];
	const struct net_gate *alpha = c->diameter ?
	    &c->n->diameter[NET_ALPHA] : &c->n->ss7[NET_ALPHA];
	struct net_gate gate;
	unsigned carrier, score;

	if ((who->state == STATE_SUSPENDED) != p->suspended ||
	    (p->linkless && owner_has_links(c->o, owner)) ||
	    (p->carried && gate_carrier(c->conf, owner, &carrier) == NULL) ||
	    (!p->again && taken(c, p, owner)))
		return 0;
	cast_network(c, p->net, who, owner);
	score = cast_worlds(c, p->net);
	if (score == 0)
		return 0;
	gate_find(&gate, c->conf, c->o, owner, p->carried, c->diameter);
	if (gate.lacks == NULL)
		score += 16;
	if (who->link.n > 0 || (p->linkless && who->host.n > 0))
		score += 4;
	/* who is not behind the same link can be told from alpha */
	if (p->net != NET_ALPHA && !taken(c, p, owner))
		score += 32;
	if (p->net == NET_BETA && !link_leads_to(c->o, alpha->link, owner))
		score += 8;
	return score;
}

static void
part_give(const struct cast *c, const struct part *p)
{
	enum { BEST = 2 + 16 + 4 + 8 + 32 };
	struct nets *n = c->n;
	unsigned owner, best = 0, at = 0, score;

	for (owner = OWNER_PARTNER; owner < owners_count(c->o) &&
	    best < BEST; owner++) {
		score = suits(c, p, owner);
		if (score > best) {
			best = score;
			at = owner;
		}
	}
	if (best == 0) {
		cast_lacking(c, p->net, p->lacks);
		return;
	}
	cast_network(c, p->net, &c->conf->partner[at - OWNER_PARTNER], at);
	gate_find(c->diameter ? &n->diameter[p->net] : &n->ss7[p->net],
	    c->conf, c->o, at, p->carried, c->diameter);
}

/* The hub is whoever carries the one that comes by a hub. */
static void
hub_make(const struct cast *c)
{
	struct nets *n = c->n;
	const struct conf_network *p = NULL;
	unsigned owner = 0, i;

	if (n->who[NET_GAMMA].lacks == NULL)
		p = gate_carrier(c->conf, n->who[NET_GAMMA].owner, &owner);
	if (p == NULL)
		cast_lacking(c, NET_HUB, "no hub");
	else
		cast_network(c, NET_HUB, p, owner);
	for (i = 0; i < NETS_COUNT; i++) {
		if (n->owned[NET_HUB][BUILD_ID_ORIGIN_HOST] && p != NULL)
			snprintf(n->text[i][BUILD_ID_RELAY], NET_TEXT_MAX,
			    "%s", n->text[NET_HUB][BUILD_ID_ORIGIN_HOST]);
		else if (owner_host(c->o, (const uint8_t *)n->text[i]
		    [BUILD_ID_RELAY], strlen(n->text[i][BUILD_ID_RELAY])) !=
		    OWNER_NOBODY)
			snprintf(n->text[i][BUILD_ID_RELAY], NET_TEXT_MAX,
			    "dra1.%.140s", n->stranger);
	}
}

void
nets_of_conf(struct nets *n, const struct conf *conf,
    const struct owners *owners, bool diameter)
{
	const struct cast c = { n, conf, owners, diameter };
	const struct part parts[] = {
		{ NET_ALPHA, diameter ? "no active partner with realm and "
		    "plmn" : "no active partner with gt and plmn or imsi",
		    false, false, false, true },
		{ NET_BETA, "no second active partner", false, false, false,
		    false },
		{ NET_GAMMA, "no partner that a hub carries", false, true,
		    false, true },
		{ NET_DELTA, "no suspended partner", true, false, false,
		    true },
		{ NET_OMEGA, "no partner without links", false, false, true,
		    true },
	};
	size_t i;

	memset(n, 0, sizeof(*n));
	n->owners = owners;
	n->out = conf->out.there;
	for (i = 0; i < NETS_COUNT; i++)
		n->who[i].lacks = "not there";
	cast_nobody(&c);
	cast_network(&c, NET_HOME, &conf->home, OWNER_HOME);
	if (cast_worlds(&c, NET_HOME) == 0)
		n->who[NET_HOME].lacks = diameter ? "home has no realm and "
		    "plmn" : "home has no gt and plmn or imsi";
	for (i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
		part_give(&c, &parts[i]);
	hub_make(&c);
	gate_find(diameter ? &n->diameter[NET_NOBODY] : &n->ss7[NET_NOBODY],
	    conf, owners, OWNER_NOBODY, false, diameter);
	gate_find(diameter ? &n->diameter[NET_HOME] : &n->ss7[NET_HOME],
	    conf, owners, OWNER_NOBODY, false, diameter);
}
