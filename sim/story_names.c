/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Who is who in the story: nodes and subscribers of every network, from the
 * leading digits and the realm that are told of it.
 *
 * 3GPP TS 23.003 2.2, 3.3, 19.2; TS 29.002 6.1.3 for E.214.
 */
#include "story_impl.h"

enum {
	NODE_DIGITS = 11,	/* of a node's number, at least */
	NUMBER_DIGITS = 12,	/* of a subscriber's */
	SUBSCRIBER_DIGITS = 6,	/* that tell one from the others */
	IMSI_DIGITS = 15,
};

uint64_t
story_random(struct story *s, uint64_t below)
{
	s->random ^= s->random << 13;
	s->random ^= s->random >> 7;
	s->random ^= s->random << 17;
	return below == 0 ? 0 : (s->random >> 11) % below;
}

bool
story_chance(struct story *s, unsigned percent)
{
	return story_random(s, 100) < percent;
}

bool
role_map(const struct story *s, unsigned role)
{
	return s->plan->net[role].name != NULL &&
	    s->plan->net[role].gt != NULL;
}

bool
role_diameter(const struct story *s, unsigned role)
{
	return s->plan->net[role].name != NULL &&
	    s->plan->net[role].realm != NULL;
}

bool
anybody_map(const struct story *s)
{
	unsigned role;

	for (role = STORY_NEAR; role <= STORY_BEHIND; role++)
		if (role_map(s, role))
			return role_map(s, STORY_HOME);
	return false;
}

bool
anybody_diameter(const struct story *s)
{
	unsigned role;

	for (role = STORY_NEAR; role <= STORY_BEHIND; role++)
		if (role_diameter(s, role))
			return role_diameter(s, STORY_HOME);
	return false;
}

bool
by_map(struct story *s, unsigned percent)
{
	bool map = story_chance(s, percent);

	if (!anybody_diameter(s))
		return true;
	return map && anybody_map(s);
}

bool
role_fits(const struct story *s, unsigned role, unsigned kind)
{
	if (kind == KIND_LTE)
		return role_diameter(s, role);
	return role_map(s, role) &&
	    (kind != KIND_LTE_CS || role_diameter(s, role));
}

unsigned
role_other(struct story *s, unsigned than, unsigned kind)
{
	static const uint8_t take[] = { STORY_NEAR, STORY_NEIGHBOUR, STORY_FAR,
	    STORY_FARTHER, STORY_BEHIND };
	size_t i, first = story_random(s, COUNT(take));
	unsigned role;

	for (i = 0; i < COUNT(take); i++) {
		role = take[(first + i) % COUNT(take)];
		if (role != than && role_fits(s, role, kind))
			return role;
	}
	return STORY_HOME;
}

/* head, noughts, and the last digits of tail, that many in all. */
static void
number_make(char *to, size_t size, const char *head, uint64_t tail,
    unsigned tail_digits, unsigned total)
{
	char text[24];
	size_t len = strlen(head);
	unsigned left;

	if (len > IMSI_DIGITS - 1)
		len = IMSI_DIGITS - 1;
	if (total < len + tail_digits)
		total = (unsigned)len + tail_digits;
	if (total > IMSI_DIGITS)
		total = IMSI_DIGITS;
	left = total - (unsigned)len;
	snprintf(text, sizeof(text), "%016llu", (unsigned long long)tail);
	snprintf(to, size, "%.*s%s", (int)len, head, text + 16 - left);
}

static const struct {
	uint8_t	 id, kind;
} nodes[] = {
	{ BUILD_ID_MSC, 1 }, { BUILD_ID_NEW_MSC, 1 }, { BUILD_ID_VLR, 2 },
	{ BUILD_ID_NEW_VLR, 2 }, { BUILD_ID_SGSN, 3 }, { BUILD_ID_MME, 4 },
	{ BUILD_ID_HLR, 5 }, { BUILD_ID_SMSC, 6 }, { BUILD_ID_GSMSCF, 7 },
	{ BUILD_ID_GMSC, 8 }, { BUILD_ID_GMLC, 9 },
};

/* Names of Diameter nodes: by their place in the realm. */
static bool
host_set(char *to, const struct story_net *net, enum build_id id,
    unsigned node)
{
	const char *realm = net->realm == NULL ? "example.org" : net->realm;

	switch (id) {
	case BUILD_ID_MME_NAME:
		if (net->mme != NULL && node < FOREIGN_NODE)
			snprintf(to, NAME_MAX_TEXT, "%s", net->mme);
		else
			snprintf(to, NAME_MAX_TEXT, "mme%u.%s", node, realm);
		return true;
	case BUILD_ID_HSS_NAME:
		if (net->hss != NULL)
			snprintf(to, NAME_MAX_TEXT, "%s", net->hss);
		else
			snprintf(to, NAME_MAX_TEXT, "hss%u.%s", node, realm);
		return true;
	case BUILD_ID_RELAY:
		snprintf(to, NAME_MAX_TEXT, "dra%u.%s", node, realm);
		return true;
	case BUILD_ID_MME_REALM:
	case BUILD_ID_HSS_REALM:
		snprintf(to, NAME_MAX_TEXT, "%s", realm);
		return true;
	default:
		return false;
	}
}

void
names_set(struct names *n, const struct story *s, enum build_id id,
    unsigned role, unsigned node)
{
	const struct story_net *net = &s->plan->net[role];
	char *to = n->text[id];
	size_t i;

	n->ids.v[id] = to;
	if (host_set(to, net, id, node))
		return;
	if (id == BUILD_ID_PLMN) {
		snprintf(to, NAME_MAX_TEXT, "%s", net->plmn);
		return;
	}
	for (i = 0; i < COUNT(nodes); i++)
		if (nodes[i].id == id)
			number_make(to, NAME_MAX_TEXT,
			    net->gt == NULL ? "0" : net->gt,
			    nodes[i].kind * 100U + node, 3, NODE_DIGITS);
}

void
names_subscriber(struct names *n, const struct story *s, unsigned home,
    uint32_t number)
{
	const struct story_net *net = &s->plan->net[home];
	const char *imsi = net->imsi == NULL ? net->plmn : net->imsi;
	const char *msisdn = net->msisdn != NULL ? net->msisdn :
	    net->gt != NULL ? net->gt : "0";
	char *to = n->text[BUILD_ID_IMSI];

	number_make(to, NAME_MAX_TEXT, imsi, number, SUBSCRIBER_DIGITS,
	    IMSI_DIGITS);
	n->ids.v[BUILD_ID_IMSI] = to;
	if (net->mgt != NULL)
		snprintf(n->e214, sizeof(n->e214), "%.9s%s", net->mgt,
		    to + strlen(net->plmn));
	else
		n->e214[0] = '\0';
	to = n->text[BUILD_ID_MSISDN];
	number_make(to, NAME_MAX_TEXT, msisdn, number, SUBSCRIBER_DIGITS,
	    NUMBER_DIGITS);
	n->ids.v[BUILD_ID_MSISDN] = to;
	to = n->text[BUILD_ID_IMEI];
	number_make(to, NAME_MAX_TEXT, "35938603", number, SUBSCRIBER_DIGITS,
	    14);
	strcat(to, "0");
	n->ids.v[BUILD_ID_IMEI] = to;
	number_make(n->text[BUILD_ID_IMEISV], NAME_MAX_TEXT, "35938603",
	    number, SUBSCRIBER_DIGITS, 14);
	strcat(n->text[BUILD_ID_IMEISV], "01");
	n->ids.v[BUILD_ID_IMEISV] = n->text[BUILD_ID_IMEISV];
}

/* Eight digits of the gateway's address, or one of documentation. */
static void
address_set(struct names *n, const struct story_net *net)
{
	static const uint8_t nobody[] = { 198, 51, 100, 200 };
	const uint8_t *a = net->ip_version == 4 ? net->ip : nobody;

	snprintf(n->text[BUILD_ID_SGSN_IP], NAME_MAX_TEXT, "%02x%02x%02x%02x",
	    a[0], a[1], a[2], a[3]);
	n->ids.v[BUILD_ID_SGSN_IP] = n->text[BUILD_ID_SGSN_IP];
}

void
story_names_make(struct names *n, struct story *s, unsigned home, uint32_t number,
    unsigned visited, unsigned node)
{
	static const uint8_t of_visited[] = { BUILD_ID_MSC, BUILD_ID_VLR,
	    BUILD_ID_SGSN, BUILD_ID_MME, BUILD_ID_PLMN, BUILD_ID_MME_NAME,
	    BUILD_ID_MME_REALM };
	static const uint8_t of_home[] = { BUILD_ID_SMSC, BUILD_ID_GSMSCF,
	    BUILD_ID_GMSC, BUILD_ID_GMLC };
	static const uint8_t of_base[] = { BUILD_ID_HLR, BUILD_ID_HSS_NAME,
	    BUILD_ID_HSS_REALM };
	size_t i;

	n->ids = build_ids_default;
	for (i = 0; i < COUNT(of_visited); i++)
		names_set(n, s, (enum build_id)of_visited[i], visited, node);
	for (i = 0; i < COUNT(of_home); i++)
		names_set(n, s, (enum build_id)of_home[i], home, 1);
	/* a subscriber's data are always in the same base */
	for (i = 0; i < COUNT(of_base); i++)
		names_set(n, s, (enum build_id)of_base[i], home,
		    1 + number % 2);
	names_subscriber(n, s, home, number);
	address_set(n, &s->plan->net[visited]);
	number_make(n->text[BUILD_ID_ROAMING], NAME_MAX_TEXT,
	    s->plan->net[visited].gt == NULL ? "0" : s->plan->net[visited].gt,
	    900 + number % 100, 3, NUMBER_DIGITS);
	n->ids.v[BUILD_ID_ROAMING] = n->text[BUILD_ID_ROAMING];
}
