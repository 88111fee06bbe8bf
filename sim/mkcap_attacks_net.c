/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The networks of the attack set: every identity of build.h in every network.
 *
 * Numbers begin with the digits of their network, IMSIs with its MCC and MNC,
 * names of nodes end in its realm (3GPP TS 23.003 2.2, 19.2).
 */
#include <assert.h>
#include <ctype.h>

#include "mkcap_attacks.h"

enum {
	NUMBER_HEAD = 5,	/* digits that tell the network in build.h */
	SSN_MSC = 8, SSN_CAP = 146,
};

static const struct {
	char		 letter;
	const char	*digits, *plmn, *realm;
} nets[] = {
#define X(sym, letter, digits, plmn, realm, octet)			\
	[NET_##sym] = { letter, digits, plmn, realm },
	NETS(X)
#undef X
};

/* Which network an identity is of, when a case says nothing else. */
enum owner { OF_NOBODY, OF_VISITED, OF_HOME, OF_SUBSCRIBER };

static const uint8_t owners[BUILD_ID_COUNT] = {
	[BUILD_ID_IMSI] = OF_SUBSCRIBER, [BUILD_ID_MSISDN] = OF_SUBSCRIBER,
	[BUILD_ID_MSISDN2] = OF_SUBSCRIBER, [BUILD_ID_HLR_ID] = OF_SUBSCRIBER,
	[BUILD_ID_HLR_ID2] = OF_SUBSCRIBER,
	[BUILD_ID_MSC] = OF_VISITED, [BUILD_ID_VLR] = OF_VISITED,
	[BUILD_ID_SGSN] = OF_VISITED, [BUILD_ID_MME] = OF_VISITED,
	[BUILD_ID_ROAMING] = OF_VISITED, [BUILD_ID_PLMN] = OF_VISITED,
	[BUILD_ID_MME_NAME] = OF_VISITED, [BUILD_ID_MME_REALM] = OF_VISITED,
	[BUILD_ID_SGSN_NAME] = OF_VISITED,
	[BUILD_ID_SGSN_REALM] = OF_VISITED,
	[BUILD_ID_HLR] = OF_HOME, [BUILD_ID_SMSC] = OF_HOME,
	[BUILD_ID_GMLC] = OF_HOME, [BUILD_ID_GSMSCF] = OF_HOME,
	[BUILD_ID_GMSC] = OF_HOME, [BUILD_ID_GGSN] = OF_HOME,
	[BUILD_ID_OMC] = OF_HOME, [BUILD_ID_CSS] = OF_HOME,
	[BUILD_ID_EIR] = OF_HOME, [BUILD_ID_SMSC_NAME] = OF_HOME,
	[BUILD_ID_SMSC_REALM] = OF_HOME, [BUILD_ID_HSS_NAME] = OF_HOME,
	[BUILD_ID_HSS_REALM] = OF_HOME,
	/* turned round by those who send from the home side */
	[BUILD_ID_ORIGIN_HOST] = OF_VISITED,
	[BUILD_ID_ORIGIN_REALM] = OF_VISITED,
	[BUILD_ID_SESSION] = OF_VISITED,
	[BUILD_ID_DEST_HOST] = OF_HOME, [BUILD_ID_DEST_REALM] = OF_HOME,
	[BUILD_ID_HOME_PLMN] = OF_HOME,
};

enum net
net_of_letter(char letter)
{
	unsigned i;

	for (i = 0; i < NETS_COUNT; i++)
		if (nets[i].letter == letter)
			return (enum net)i;
	assert(0);
	return NET_NOBODY;
}

/* The text of build.h with what tells its network put right. */
static void
text_make(char *to, enum net net, enum build_id id)
{
	const char *from = build_ids_default.v[id];
	const char *mcc = strstr(from, ".3gppnetwork.org");
	size_t head = strlen(nets[net].plmn);

	switch (build_id_form(id)) {
	case FORM_ISDN:
		snprintf(to, NET_TEXT_MAX, "%s%s", nets[net].digits,
		    from + NUMBER_HEAD);
		return;
	case FORM_TBCD:
		if (id != BUILD_ID_IMSI && id != BUILD_ID_HLR_ID &&
		    id != BUILD_ID_HLR_ID2)
			break;
		if (strlen(from) < head)
			head = strlen(from);
		snprintf(to, NET_TEXT_MAX, "%s%s", nets[net].plmn, from + head);
		return;
	case FORM_PLMN:
		snprintf(to, NET_TEXT_MAX, "%s", nets[net].plmn);
		return;
	case FORM_TEXT:
		if (mcc == NULL)
			break;
		snprintf(to, NET_TEXT_MAX, "%.*s%s%s",
		    (int)(mcc - from) - (int)strlen("mnc001.mcc001"), from,
		    nets[net].realm, mcc);
		return;
	default:
		break;
	}
	snprintf(to, NET_TEXT_MAX, "%s", from);
}

void
nets_make(struct nets *n)
{
	unsigned net, id;

	for (net = 0; net < NETS_COUNT; net++)
		for (id = 0; id < BUILD_ID_COUNT; id++)
			text_make(n->text[net][id], (enum net)net,
			    (enum build_id)id);
	/* the hub's agent has its own name */
	snprintf(n->text[NET_HUB][BUILD_ID_ORIGIN_HOST], NET_TEXT_MAX,
	    "dra1.ipx.example.org");
	snprintf(n->text[NET_HUB][BUILD_ID_ORIGIN_REALM], NET_TEXT_MAX,
	    "ipx.example.org");
}

struct roles
roles_read(const char *letters)
{
	assert(strlen(letters) == 5);
	return (struct roles){ net_of_letter(letters[0]),
	    net_of_letter(letters[1]), net_of_letter(letters[2]),
	    net_of_letter(letters[3]), net_of_letter(letters[4]) };
}

/* "vlr:b" or "ohost=text", up to a space or the end. */
static const char *
change_read(struct build_ids *ids, const struct nets *n, const char *p,
    struct change_store *store)
{
	size_t name = strcspn(p, ":="), len;
	enum build_id id = build_id_find(p, name);

	assert(id != BUILD_ID_COUNT);
	if (p[name] == ':') {
		ids->v[id] = n->text[net_of_letter(p[name + 1])][id];
		return p + name + 2;
	}
	p += name + 1;
	len = strcspn(p, " ");
	assert(store->n < sizeof(store->text) / sizeof(store->text[0]) &&
	    len < NET_TEXT_MAX);
	memcpy(store->text[store->n], p, len);
	store->text[store->n][len] = '\0';
	ids->v[id] = store->text[store->n++];
	return p + len;
}

void
ids_make(struct build_ids *ids, const struct nets *n,
    const struct roles *roles, const char *change,
    struct change_store *store)
{
	const enum net of[] = { [OF_NOBODY] = NET_BETA,
	    [OF_VISITED] = roles->visited, [OF_HOME] = roles->home,
	    [OF_SUBSCRIBER] = roles->subscriber };
	unsigned id;

	store->n = 0;
	for (id = 0; id < BUILD_ID_COUNT; id++)
		ids->v[id] = n->text[of[owners[id]]][id];
	ids_change(ids, n, change, store);
}

void
ids_change(struct build_ids *ids, const struct nets *n, const char *change,
    struct change_store *store)
{
	while (change != NULL && *change != '\0') {
		if (*change == ' ')
			change++;
		else
			change = change_read(ids, n, change, store);
	}
}

const char *
net_number(const struct nets *n, enum net net, unsigned ssn)
{
	struct build_ids ids;
	unsigned id;

	for (id = 0; id < BUILD_ID_COUNT; id++)
		ids.v[id] = n->text[net][id];
	return lab_party(ssn, &ids).gt;
}

struct sccp_party
net_party(const struct nets *n, enum net net, unsigned ssn, bool initiator)
{
	struct sccp_party a = { .ssn = (uint8_t)ssn };

	a.gt = net_number(n, net, ssn == SSN_CAP && initiator ? SSN_MSC : ssn);
	return a;
}
