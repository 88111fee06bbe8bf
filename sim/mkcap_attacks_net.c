/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The networks of the attack set: every identity of build.h in every network.
 *
 * Numbers begin with the digits of their network, IMSIs with its MCC and MNC,
 * names of nodes end in its realm (3GPP TS 23.003 2.2, 19.2).
 */
#include <assert.h>
#include <ctype.h>

#include "../rules/owner.h"
#include "mkcap_attacks.h"

enum {
	NUMBER_HEAD = 5,	/* digits that tell the network in build.h */
	NUMBER_MAX = 15,	/* of E.164 and E.212 */
	NUMBER_TAIL = 3,	/* that tell one node from another */
	SSN_MSC = 8, SSN_CAP = 146,
};

static const char letters[] = {
#define X(sym, letter, ...)	[NET_##sym] = letter,
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

char
net_letter(enum net net)
{
	return letters[net];
}

enum net
net_of_letter(char letter)
{
	unsigned i;

	for (i = 0; i < NETS_COUNT; i++)
		if (letters[i] == letter)
			return (enum net)i;
	assert(0);
	return NET_NOBODY;
}

void
net_number_make(char *to, const struct net_heads *heads, enum build_id id)
{
	const char *from = build_ids_default.v[id];
	const char *head = heads->text[heads->whole ? id % heads->n : 0];
	size_t have = strlen(head), want = strlen(from), tail;

	if (heads->whole || have >= NUMBER_MAX) {
		snprintf(to, NET_TEXT_MAX, "%s", head);
		return;
	}
	if (want < have + NUMBER_TAIL)
		want = have + NUMBER_TAIL;
	if (want > NUMBER_MAX)
		want = NUMBER_MAX;
	from += NUMBER_HEAD;
	tail = strlen(from) < want - have ? strlen(from) : want - have;
	snprintf(to, NET_TEXT_MAX, "%s%.*s%s", head, (int)(want - have - tail),
	    "000000000000000", from + strlen(from) - tail);
}

void
net_imsi_make(char *to, const struct net_heads *heads, enum build_id id)
{
	const char *from = build_ids_default.v[id];
	const char *head = heads->text[heads->whole ? id % heads->n : 0];
	size_t have = strlen(head);

	snprintf(to, NET_TEXT_MAX, "%s%s", head, heads->whole ||
	    have >= strlen(from) ? "" : from + have);
}

/* "mme1.epc.mnc070.mcc999.3gppnetwork.org;1" with the realm of the network. */
static void
name_make(char *to, const char *realm, const char *from)
{
	static const char root[] = ".3gppnetwork.org";
	const char *at = strstr(from, "epc."), *end = strstr(from, root);

	if (at == NULL || end == NULL)
		snprintf(to, NET_TEXT_MAX, "%s", from);
	else
		snprintf(to, NET_TEXT_MAX, "%.*s%s%s", (int)(at - from), from,
		    realm, end + strlen(root));
}

/* The text of build.h with what tells its network put right. */
static void
text_make(char *to, const struct net_who *who, enum build_id id)
{
	const char *from = build_ids_default.v[id];

	switch (build_id_form(id)) {
	case FORM_ISDN:
		net_number_make(to, id == BUILD_ID_MSISDN || id ==
		    BUILD_ID_MSISDN2 || id == BUILD_ID_CALLING || id ==
		    BUILD_ID_CALLED || id == BUILD_ID_FORWARDED ?
		    &who->msisdn : &who->gt, id);
		return;
	case FORM_TBCD:
		if (id != BUILD_ID_IMSI && id != BUILD_ID_HLR_ID &&
		    id != BUILD_ID_HLR_ID2)
			break;
		net_imsi_make(to, &who->imsi, id);
		return;
	case FORM_PLMN:
		snprintf(to, NET_TEXT_MAX, "%s", who->plmn);
		return;
	case FORM_TEXT:
		name_make(to, who->realm, from);
		return;
	default:
		break;
	}
	snprintf(to, NET_TEXT_MAX, "%s", from);
}

void
net_texts(struct nets *n, enum net net)
{
	unsigned id;

	for (id = 0; id < BUILD_ID_COUNT; id++)
		text_make(n->text[net][id], &n->who[net], (enum build_id)id);
	net_number_make(n->e214[net], n->who[net].mgt.n > 0 ?
	    &n->who[net].mgt : &n->who[net].gt, BUILD_ID_HLR);
}

static void
head_set(struct net_heads *h, const char *digits)
{
	h->n = 1;
	snprintf(h->text[0], sizeof(h->text[0]), "%s", digits);
}

static void
gate_make(struct net_gate *g, uint8_t octet)
{
	static const uint8_t far[] = { 198, 51, 100 };
	static const uint8_t near[] = { 192, 0, 2, 1 };

	g->version = 4;
	memcpy(g->far, far, sizeof(far));
	g->far[3] = octet;
	memcpy(g->near, near, sizeof(near));
	g->back_version = g->version;
	memcpy(g->back_near, g->near, sizeof(g->near));
	memcpy(g->back_far, g->far, sizeof(g->far));
	g->opc = 1000U + octet;
	g->dpc = 2002;
}

/* Two texts that have no place among the identities of build.h. */
static void
who_finish(struct net_who *who, const char *other_realm, const char *address)
{
	const char *zero = strstr(who->realm, ".mnc0");

	if (zero != NULL)
		snprintf(who->short_realm, sizeof(who->short_realm),
		    "%.*s.mnc%s", (int)(zero - who->realm), who->realm,
		    zero + strlen(".mnc0"));
	snprintf(who->other_realm, sizeof(who->other_realm), "%s",
	    other_realm);
	snprintf(who->address, sizeof(who->address), "%s", address);
}

void
nets_make(struct nets *n)
{
	static const struct {
		const char	*name, *digits, *plmn, *realm;
		uint8_t		 octet;
	} fixed[] = {
#define X(sym, letter, digits, plmn, realm, octet)			\
		{ #sym, digits, plmn, "epc." realm ".3gppnetwork.org", octet },
		NETS(X)
#undef X
	};
	struct net_who *who;
	unsigned i;

	memset(n, 0, sizeof(*n));
	n->out = true;
	snprintf(n->stranger, sizeof(n->stranger), "example.org");
	for (i = 0; i < NETS_COUNT; i++) {
		who = &n->who[i];
		who->name = fixed[i].name;
		head_set(&who->gt, fixed[i].digits);
		head_set(&who->msisdn, fixed[i].digits);
		head_set(&who->mgt, fixed[i].digits);
		head_set(&who->imsi, fixed[i].plmn);
		snprintf(who->plmn, sizeof(who->plmn), "%s", fixed[i].plmn);
		snprintf(who->realm, sizeof(who->realm), "%s", fixed[i].realm);
		who_finish(who, i == NET_ALPHA ?
		    "epc.mnc071.mcc999.3gppnetwork.org" : "",
		    i == NET_BETA ? "cb007105" : "");
		gate_make(&n->ss7[i], fixed[i].octet);
		n->diameter[i] = n->ss7[i];
		net_texts(n, (enum net)i);
	}
	/* the hub's agent has its own name */
	snprintf(n->text[NET_HUB][BUILD_ID_ORIGIN_HOST], NET_TEXT_MAX,
	    "dra1.ipx.example.org");
	snprintf(n->text[NET_HUB][BUILD_ID_ORIGIN_REALM], NET_TEXT_MAX,
	    "ipx.example.org");
}

struct roles
roles_read(const char *five)
{
	assert(strlen(five) == 5);
	return (struct roles){ net_of_letter(five[0]), net_of_letter(five[1]),
	    net_of_letter(five[2]), net_of_letter(five[3]),
	    net_of_letter(five[4]) };
}

/* The host partly in capitals, as some write it; names are compared without
 * regard to case (RFC 1035 2.3.3). */
static void
capitals(char *to, const char *from)
{
	static const char *const words[] = { "mme", "epc", "hss", "3gpp" };
	char *at;
	size_t i, k;

	snprintf(to, NET_TEXT_MAX, "%s", from);
	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if ((at = strstr(to, words[i])) != NULL)
			for (k = 0; k < strlen(words[i]); k++)
				at[k] = (char)toupper((unsigned char)at[k]);
}

/* What "%" and two letters stand for in an identity; "" where it is not to be
 * had. */
static void
token(char *to, const struct nets *n, enum build_id id, const char *two)
{
	enum net net = net_of_letter(two[1]);
	const struct net_who *who = &n->who[net];

	switch (two[0]) {
	case 'i':
		snprintf(to, NET_TEXT_MAX, "%s", n->text[net][id]);
		return;
	case 'h':
		snprintf(to, NET_TEXT_MAX, "%s",
		    n->text[net][BUILD_ID_ORIGIN_HOST]);
		return;
	case 'c':
		capitals(to, n->text[net][id]);
		return;
	case 'p':
	case 'f':
		snprintf(to, NET_TEXT_MAX, "%.*s", two[0] == 'f' ? NUMBER_HEAD :
		    NUMBER_MAX, who->imsi.text[0]);
		return;
	case 'r':
		snprintf(to, NET_TEXT_MAX, "%s", who->realm);
		return;
	case 'o':
		snprintf(to, NET_TEXT_MAX, "%s", who->other_realm);
		return;
	case 's':
		snprintf(to, NET_TEXT_MAX, "%s", who->short_realm);
		return;
	case 'a':
		snprintf(to, NET_TEXT_MAX, "%s", who->address);
		return;
	default:
		assert(two[0] == 'n');
		snprintf(to, NET_TEXT_MAX, "%s", n->stranger);
	}
}

/* The text up to a space or the end; false when a part is not to be had. */
static bool
text_read(char *to, const struct nets *n, enum build_id id, const char *p)
{
	char part[NET_TEXT_MAX];
	size_t len = 0, add;

	for (; *p != '\0' && *p != ' '; p++) {
		if (*p == '%') {
			token(part, n, id, p + 1);
			if (part[0] == '\0')
				return false;
			p += 2;
		} else {
			part[0] = *p;
			part[1] = '\0';
		}
		add = strlen(part);
		if (len + add >= NET_TEXT_MAX)
			return false;
		memcpy(to + len, part, add + 1);
		len += add;
	}
	return true;
}

/* One word of a change. */
struct word {
	bool		 quiet;		/* not told */
	enum build_id	 id;
	bool		 of_net;	/* that of the network */
	enum net	 net;
	const char	*text;		/* behind "=" */
	const char	*name;		/* as written, up to "=" */
	size_t		 len;
};

/* The next one; NULL at the end, otherwise where to go on. */
static const char *
word_read(struct word *w, const char *p)
{
	size_t n;

	if (p == NULL)
		return NULL;
	p += strspn(p, " ");
	if (*p == '\0')
		return NULL;
	w->quiet = *p == '.';
	p += w->quiet;
	n = strcspn(p, ":=");
	w->id = build_id_find(p, n);
	assert(w->id != BUILD_ID_COUNT);
	w->of_net = p[n] == ':';
	w->net = w->of_net ? net_of_letter(p[n + 1]) : NETS_COUNT;
	w->text = p + n + 1;
	w->name = p;
	w->len = n + 1;
	return p + strcspn(p, " ");
}

static void
told_add(struct change_store *store, const struct word *w, const char *text)
{
	size_t at = strlen(store->told);

	if (!w->quiet)
		snprintf(store->told + at, sizeof(store->told) - at,
		    " %.*s%s", (int)w->len, w->name, text);
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
	store->told[0] = '\0';
	for (id = 0; id < BUILD_ID_COUNT; id++)
		ids->v[id] = n->text[of[owners[id]]][id];
	ids_change(ids, n, change, store);
}

void
ids_change(struct build_ids *ids, const struct nets *n, const char *change,
    struct change_store *store)
{
	char letter[2] = "";
	struct word w;

	store->told[0] = '\0';
	while ((change = word_read(&w, change)) != NULL) {
		if (w.of_net) {
			letter[0] = letters[w.net];
			ids->v[w.id] = n->text[w.net][w.id];
			told_add(store, &w, letter);
			continue;
		}
		assert(store->n < sizeof(store->text) / sizeof(store->text[0]));
		if (text_read(store->text[store->n], n, w.id, w.text))
			ids->v[w.id] = store->text[store->n];
		told_add(store, &w, ids->v[w.id]);
		store->n++;
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

/* ---- what a case needs ---- */

static const char *
id_lacks(enum build_id id)
{
	switch (build_id_form(id)) {
	case FORM_TBCD:
		return "no IMSIs of a network in it";
	case FORM_PLMN:
		return "no plmn of a network in it";
	case FORM_TEXT:
		return "no realm of a network in it";
	case FORM_GSN:
		return "no ip of a network in it";
	default:
		return "no gt of a network in it";
	}
}

static const char *
word_lacks(const struct nets *n, const struct word *w)
{
	char text[NET_TEXT_MAX];

	if (w->of_net)
		return n->who[w->net].lacks != NULL ? n->who[w->net].lacks :
		    n->owned[w->net][w->id] ? NULL : id_lacks(w->id);
	if (text_read(text, n, w->id, w->text))
		return NULL;
	return strstr(w->text, "%o") != NULL ? "no partner has two realms" :
	    strstr(w->text, "%s") != NULL ? "no realm with an MNC of two "
	    "digits" : strstr(w->text, "%a") != NULL ? "no ip of a network in "
	    "it" : "the names are too long for it";
}

/* Two letters for one and the same network. */
static bool
same_twice(const struct nets *n, const enum net list[], size_t count)
{
	size_t i, k;

	for (i = 0; i < count; i++)
		for (k = i + 1; k < count; k++)
			if (list[i] != list[k] && n->who[list[i]].owner != 0 &&
			    n->who[list[i]].owner == n->who[list[k]].owner)
				return true;
	return false;
}

const char *
nets_lack(const struct nets *n, const struct roles *r, const char *change)
{
	enum { LIST_MAX = 16 };
	enum net list[LIST_MAX] = { r->from, r->visited, r->home,
	    r->subscriber, r->via };
	size_t i, count = 5;
	const char *why;
	struct word w;

	if (n->owners == NULL)
		return NULL;
	for (i = 0; i < count; i++)
		if (n->who[list[i]].lacks != NULL)
			return n->who[list[i]].lacks;
	while ((change = word_read(&w, change)) != NULL) {
		if ((why = word_lacks(n, &w)) != NULL)
			return why;
		if (w.of_net && count < LIST_MAX)
			list[count++] = w.net;
	}
	return same_twice(n, list, count) ? "no further partner" : NULL;
}

const char *
net_pc_lacks(const struct nets *n, enum net net)
{
	const struct net_gate *g = &n->ss7[net];

	if (n->owners == NULL || n->who[net].owner ==
	    owner_pc(n->owners, g->opc) || (owner_pc(n->owners, g->opc) ==
	    OWNER_NOBODY && n->who[net].owner ==
	    owner_of_link(n->owners, g->link)))
		return NULL;
	return "no pc, nor a link of its own, tells a network";
}
