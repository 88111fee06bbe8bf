/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Random configurations as text: networks whose numbers overlap, links, hubs,
 * tables, categories and classes, and rules (random_rule.h).
 */
#ifndef TESTS_RANDOM_CONF_H
#define TESTS_RANDOM_CONF_H

#include "random_rule.h"

/* Some words of a pool, each given away once. */
struct random_pool {
	const char *const *word;
	size_t		 n;
	uint32_t	 used;
};

static inline void
random_take(struct random *r, struct random_text *t, const char *key,
    struct random_pool *p, unsigned chance)
{
	bool any = false;
	size_t i;

	for (i = 0; i < p->n; i++) {
		if ((p->used >> i & 1) != 0 || !random_chance(r, chance))
			continue;
		p->used |= UINT32_C(1) << i;
		random_say(t, "%s%s", any ? " " : "\t", any ? "" : key);
		random_say(t, "%s%s", any ? "" : " { ", p->word[i]);
		any = true;
	}
	if (any)
		random_say(t, " }\n");
}

struct random_pools {
	struct random_pool plmn, imsi, gt, msisdn, mgt, realm, host, ip, pc,
			 link;
};

#define RANDOM_POOL(a)	{ a, RANDOM_COUNT(a), 0 }

static inline void
random_network(struct random *r, struct random_text *t,
    struct random_pools *p)
{
	random_take(r, t, "plmn", &p->plmn, 35);
	if (random_chance(r, 60))
		random_take(r, t, "imsi", &p->imsi, 30);
	random_take(r, t, "gt", &p->gt, 30);
	if (random_chance(r, 50))
		random_take(r, t, "msisdn", &p->msisdn, 30);
	random_take(r, t, "mgt", &p->mgt, 30);
	random_take(r, t, "realm", &p->realm, 40);
	if (random_chance(r, 50))
		random_take(r, t, "host", &p->host, 30);
	random_take(r, t, "ip", &p->ip, 25);
	random_take(r, t, "pc", &p->pc, 25);
	if (random_chance(r, 70))
		random_take(r, t, "link", &p->link, 25);
}

static inline void
random_partner(struct random *r, struct random_text *t, size_t i,
    struct random_pools *p)
{
	static const char *const states[] = { "active", "suspended", "test" };
	size_t j;

	random_say(t, "partner \"%s\" {\n", world_partner[i]);
	random_network(r, t, p);
	if (random_chance(r, 50))
		random_say(t, "\tstate %s\n", RANDOM_OF(r, states));
	if (random_chance(r, 50))
		random_say(t, "\trate %s\n", RANDOM_OF(r, world_rate));
	if (random_chance(r, 20))
		random_say(t, "\tmonitor\n");
	for (j = 0; j < RANDOM_COUNT(world_partner); j++)
		if (j != i && random_chance(r, i == 4 ? 50 : 8))
			random_say(t, "\tcarries \"%s\"\n", world_partner[j]);
	random_say(t, "}\n");
}

static inline void
random_entries(struct random *r, struct random_text *t,
    const char *const *word, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (random_chance(r, 25))
			random_say(t, " %s", word[i]);
	random_say(t, " %s }", word[random_below(r, n)]);
}

#define RANDOM_ENTRIES(r, t, a)	random_entries(r, t, a, RANDOM_COUNT(a))

static inline void
random_tables(struct random *r, struct random_text *t)
{
	random_say(t, "table <t-imsi> imsi {");
	RANDOM_ENTRIES(r, t, world_imsi);
	random_say(t, "\ntable <t-msisdn> msisdn {");
	RANDOM_ENTRIES(r, t, world_msisdn);
	random_say(t, " timeout 3s\ntable <t-gt> gt {");
	RANDOM_ENTRIES(r, t, world_gt);
	random_say(t, "\ntable <t-imei> imei { 35938603* 359386030656800 }"
	    "\ntable <t-host> host {");
	RANDOM_ENTRIES(r, t, world_host);
	random_say(t, "\ntable <t-realm> realm {");
	RANDOM_ENTRIES(r, t, world_realm);
	random_say(t, "\ntable <t-plmn> plmn {");
	RANDOM_ENTRIES(r, t, world_plmn);
	random_say(t, "\n");
}

static inline void
random_links(struct random *r, struct random_text *t)
{
	size_t i;

	for (i = 0; i < RANDOM_COUNT(world_link); i++) {
		random_say(t, "link \"%s\" {", world_link[i]);
		if (random_chance(r, 70))
			random_say(t, " ip %s", RANDOM_OF(r, world_ip));
		if (random_chance(r, 30))
			random_say(t, " pc %s", RANDOM_OF(r, world_pc));
		random_say(t, " }\n");
	}
}

static inline void
random_categories(struct random *r, struct random_text *t)
{
	random_say(t, "category cat-a { op { %s %s } map-op { %u 9/15 } "
	    "command { 316 } }\n", RANDOM_OF(r, world_op),
	    RANDOM_OF(r, world_op), 2 + random_below(r, 60));
	random_say(t, "category cat-b { op { cat-a %s } map-op { 3 45-60 } "
	    "cap-op { 0-20 } }\n", RANDOM_OF(r, world_op));
}

static inline void
random_classes(struct random *r, struct random_text *t)
{
	size_t i, n;

	for (i = 0; i < RANDOM_COUNT(world_class); i++) {
		random_say(t, "class %s priority %u", world_class[i],
		    random_below(r, 16));
		n = i == 2 && random_chance(r, 50) ? 0 :
		    1 + random_below(r, 2);
		while (n-- > 0)
			random_test(r, t, true);
		random_say(t, "\n");
	}
}

static inline void
random_conf(struct random *r, struct random_conf *c, size_t nrule,
    enum random_bias bias)
{
	struct random_text t = { c->head, RANDOM_HEAD, 0 };
	struct random_pools p = { RANDOM_POOL(world_plmn),
		RANDOM_POOL(world_imsi), RANDOM_POOL(world_gt),
		RANDOM_POOL(world_msisdn), RANDOM_POOL(world_mgt),
		RANDOM_POOL(world_realm), RANDOM_POOL(world_host),
		RANDOM_POOL(world_ip), RANDOM_POOL(world_pc),
		RANDOM_POOL(world_link) };
	size_t i;

	memset(c->gone, 0, sizeof(c->gone));
	random_say(&t, "home {\n");
	random_network(r, &t, &p);
	random_say(&t, "}\n");
	for (i = 0; i < RANDOM_COUNT(world_partner); i++)
		random_partner(r, &t, i, &p);
	random_links(r, &t);
	random_tables(r, &t);
	random_categories(r, &t);
	random_classes(r, &t);
	random_say(&t, "storm \"reg\" on { authenticate } per overall enter "
	    "300/s for 3s leave 150/s for 30s\n");
	c->has_out = random_chance(r, 60);
	c->watch_in = random_chance(r, 10);
	c->watch_out = random_chance(r, 10);
	c->rates = bias == BIAS_RATE || random_chance(r, 50);
	c->blocks = c->rates && random_chance(r, 60);
	c->nrule = nrule;
	for (i = 0; i < nrule; i++)
		random_rule(r, c, i, bias);
}

/* All of it, to be freed. */
static inline char *
random_conf_text(const struct random_conf *c)
{
	size_t size = RANDOM_HEAD + c->nrule * RANDOM_RULE_TEXT + 100 +
	    2 * c->pad * RANDOM_PAD_TEXT, i;
	struct random_text t = { malloc(size), size, 0 };
	unsigned out;

	if (t.p == NULL)
		abort();
	random_say(&t, "%s", c->head);
	for (out = 0; out <= c->has_out; out++) {
		random_say(&t, "screen %s%s {\n", out ? "out" : "in",
		    (out ? c->watch_out : c->watch_in) ? " monitor" : "");
		for (i = 0; i < c->pad; i++)
			random_say(&t, "\tdrop imsi 7777%zu*\n", i);
		for (i = 0; i < c->nrule; i++)
			if (!c->gone[i] && c->out[i] == (out != 0))
				random_say(&t, "\t%s\n", c->rule[i]);
		random_say(&t, "}\n");
	}
	return t.p;
}

#endif
