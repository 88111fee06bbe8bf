/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A network of a configuration, as messages show it.
 *
 * Numbers begin with the longest prefixes that are configured, and are tried
 * against the configuration: somebody else may own a part of them.
 *
 * 3GPP TS 23.003 2.2, 19.2.
 */
#include <string.h>

#include "../rules/owner.h"
#include "audit_net.h"

enum {
	NP_E214 = 7,
	E214 = SIG_FIELD_COUNT,		/* a kind of number */
	HEAD_LONGEST = 12,		/* digits, with room behind them */
	ITEMS_TRIED = 64,		/* of one set */
};

/* ---- who owns what ---- */

static unsigned
digits_of(struct sig_digits *d, const char *text)
{
	unsigned i;

	memset(d, 0, sizeof(*d));
	for (i = 0; text[i] >= '0' && text[i] <= '9' && i < SIG_DIGITS_MAX; i++)
		d->w[i / 16] |= (uint64_t)(text[i] - '0') << (4 * (i % 16));
	return i;
}

static unsigned
number_owner(const struct cast *c, unsigned field, const char *text)
{
	struct sig_digits d;
	unsigned len = digits_of(&d, text);

	return owner_digits(c->o, field, &d, len);
}

static unsigned
e214_owner(const struct cast *c, const char *text)
{
	struct sig_addr a = { .present = true, .has_gt = true, .np = NP_E214 };

	a.len = (uint8_t)digits_of(&a.digits, text);
	return owner_party(c->o, &a, false, 0);
}

static unsigned
host_owner(const struct cast *c, const char *text)
{
	return owner_host(c->o, (const uint8_t *)text, strlen(text));
}

static unsigned
realm_owner(const struct cast *c, const char *text)
{
	return owner_realm(c->o, (const uint8_t *)text, strlen(text));
}

static unsigned
address_owner(const struct cast *c, const char *hex)
{
	uint8_t octets[16];
	struct wbuf w = wbuf_make(octets, sizeof(octets));

	build_hex(&w, hex, strlen(hex));
	return owner_address(c->o, wbuf_cur(&w));
}

/* Whose it is; whose it should be where identities of the kind have no
 * owner. */
static unsigned
text_owner(const struct cast *c, enum build_id id, const char *text,
    unsigned should)
{
	struct sig_digits d;

	switch (build_id_form(id)) {
	case FORM_ISDN:
		return number_owner(c, id == BUILD_ID_MSISDN || id ==
		    BUILD_ID_MSISDN2 ? SIG_MSISDN : SIG_MSC, text);
	case FORM_TBCD:
		return id == BUILD_ID_IMSI || id == BUILD_ID_HLR_ID || id ==
		    BUILD_ID_HLR_ID2 ? number_owner(c, SIG_IMSI, text) : should;
	case FORM_PLMN:
		return owner_plmn(c->o, &d, digits_of(&d, text));
	case FORM_GSN:
		return id == BUILD_ID_SGSN_IP ? address_owner(c, text) : should;
	case FORM_TEXT:
		if (id == BUILD_ID_SESSION || id == BUILD_ID_RELAY)
			return should;
		return strstr(build_ids_default.v[id], "1.epc.") == NULL ?
		    realm_owner(c, text) : host_owner(c, text);
	default:
		return should;
	}
}

/* ---- what numbers begin with ---- */

static bool
decimal(char *to, const struct conf_item *it)
{
	char text[SIG_DIGITS_MAX];
	size_t i, n = sig_digits_text(&it->digits, it->len, text);

	if (n == 0 || n >= NET_HEAD_MAX)
		return false;
	for (i = 0; i < n; i++)
		if (text[i] < '0' || text[i] > '9')
			return false;
	memcpy(to, text, n);
	to[n] = '\0';
	return true;
}

/* A kind of number. */
struct kind {
	unsigned	 field;		/* enum sig_field, or E214 */
	enum build_id	 sample;
};

static const struct kind of_node = { SIG_MSC, BUILD_ID_MSC };
static const struct kind of_phone = { SIG_MSISDN, BUILD_ID_MSISDN };
static const struct kind of_subscriber = { SIG_IMSI, BUILD_ID_IMSI };
static const struct kind of_hlr = { E214, BUILD_ID_HLR };

/* Whose a number is that begins so. */
static unsigned
head_owner(const struct cast *c, const struct net_heads *h,
    const struct kind *k)
{
	char text[NET_TEXT_MAX];

	if (k->field == SIG_IMSI)
		net_imsi_make(text, h, k->sample);
	else
		net_number_make(text, h, k->sample);
	return k->field == E214 ? e214_owner(c, text) :
	    number_owner(c, k->field, text);
}

/* The prefix, or it and one digit more where another owns the plain one. */
static bool
prefix_try(const struct cast *c, struct net_heads *h, const struct kind *k,
    const struct conf_item *it, unsigned owner)
{
	size_t len;
	char digit;

	if (!decimal(h->text[0], it))
		return false;
	h->n = 1;
	h->whole = false;
	if (head_owner(c, h, k) == owner)
		return true;
	len = strlen(h->text[0]);
	h->text[0][len + 1] = '\0';
	for (digit = '0'; digit <= '9'; digit++) {
		h->text[0][len] = digit;
		if (head_owner(c, h, k) == owner)
			return true;
	}
	return false;
}

static bool
is_prefix(const struct conf_item *it)
{
	return it->kind == ITEM_PLMN || (it->kind == ITEM_DIGITS &&
	    it->prefix && it->len <= HEAD_LONGEST);
}

/* The longest prefix of the set that serves, or a few whole numbers. */
static bool
heads_find(const struct cast *c, struct net_heads *h, const struct kind *k,
    const struct conf_set *s, unsigned owner)
{
	size_t i, n = s->n < ITEMS_TRIED ? s->n : ITEMS_TRIED;
	unsigned len;

	for (len = HEAD_LONGEST; len > 0; len--)
		for (i = 0; i < n; i++)
			if (is_prefix(&s->item[i]) && s->item[i].len == len &&
			    prefix_try(c, h, k, &s->item[i], owner))
				return true;
	memset(h, 0, sizeof(*h));
	h->whole = true;
	for (i = 0; i < n && h->n < NET_HEADS_MAX; i++)
		if (s->item[i].kind == ITEM_DIGITS && !is_prefix(&s->item[i]) &&
		    decimal(h->text[h->n], &s->item[i]))
			h->n++;
	return h->n > 0 && head_owner(c, h, k) == owner;
}

/* ---- names ---- */

/* Behind a star any name will do. */
static void
realm_of(char *to, const struct conf_item *it)
{
	if (it->wild)
		snprintf(to, NET_TEXT_MAX, "epc.%s", it->text + 2);
	else
		snprintf(to, NET_TEXT_MAX, "%s", it->text);
}

/* The realm that a PLMN has where nothing else is known. */
static void
realm_of_plmn(char *to, const char *plmn)
{
	snprintf(to, NET_TEXT_MAX, "epc.mnc%s%s.mcc%.3s.3gppnetwork.org",
	    strlen(plmn) == 5 ? "0" : "", plmn + 3, plmn);
}

static bool
is_3gpp(const char *realm)
{
	return strncmp(realm, "epc.mnc", 7) == 0 &&
	    strstr(realm, ".3gppnetwork.org") != NULL;
}

static bool
ends_in(const char *host, const char *realm)
{
	size_t len = strlen(host), tail = strlen(realm);

	return len > tail && host[len - tail - 1] == '.' &&
	    strcasecmp(host + len - tail, realm) == 0;
}

/* A name of a node that the network owns, if possible one of its list that
 * stands in its realm. */
static void
host_find(const struct cast *c, char *to, const struct conf_network *p,
    const struct net_who *who)
{
	char name[NET_TEXT_MAX], label[NET_TEXT_MAX], best[NET_TEXT_MAX] = "";
	size_t i;

	if (host_owner(c, to) == who->owner)
		return;
	snprintf(label, sizeof(label), "%.*s", (int)strcspn(to, "."), to);
	for (i = 0; i < p->host.n && i < ITEMS_TRIED; i++) {
		if (p->host.item[i].wild)
			snprintf(name, sizeof(name), "%.16s.%.140s", label,
			    p->host.item[i].text + 2);
		else
			snprintf(name, sizeof(name), "%.150s",
			    p->host.item[i].text);
		if (host_owner(c, name) != who->owner)
			continue;
		if (best[0] == '\0' || (!ends_in(best, who->realm) &&
		    ends_in(name, who->realm)))
			memcpy(best, name, sizeof(best));
	}
	if (best[0] != '\0')
		memcpy(to, best, sizeof(best));
}

static void
realms_find(const struct cast *c, struct net_who *who,
    const struct conf_network *p)
{
	char text[NET_TEXT_MAX];
	const char *zero;
	size_t i;

	for (i = 0; i < p->realm.n && i < ITEMS_TRIED; i++) {
		realm_of(who->realm, &p->realm.item[i]);
		if (realm_owner(c, who->realm) == who->owner)
			break;
	}
	if (p->realm.n == 0 && who->plmn[0] != '\0')
		realm_of_plmn(who->realm, who->plmn);
	for (i++; i < p->realm.n && i < ITEMS_TRIED; i++) {
		realm_of(who->other_realm, &p->realm.item[i]);
		if (is_3gpp(who->other_realm) && realm_owner(c,
		    who->other_realm) == who->owner)
			break;
		who->other_realm[0] = '\0';
	}
	zero = is_3gpp(who->realm) ? strstr(who->realm, ".mnc0") : NULL;
	if (zero == NULL)
		return;
	snprintf(text, sizeof(text), "%.*s.mnc%s", (int)(zero - who->realm),
	    who->realm, zero + strlen(".mnc0"));
	if (realm_owner(c, text) == OWNER_NOBODY)
		memcpy(who->short_realm, text, sizeof(text));
}

/* ---- a network ---- */

static void
address_text(char *to, size_t size, const struct conf_item *it)
{
	unsigned i, octet;

	for (i = 0; i < it->len; i++) {
		octet = it->address[i];
		if (i + 1U == it->len && it->bits + 1U < 8U * it->len)
			octet |= 1;
		snprintf(to + 2 * (size_t)i, size - 2 * (size_t)i, "%02x",
		    octet);
	}
}

/* Nobody's, where the network has none of its own. */
static void
who_make(const struct cast *c, struct net_who *who,
    const struct conf_network *p, unsigned owner)
{
	const struct net_who *none = &c->n->who[NET_NOBODY];

	memset(who, 0, sizeof(*who));
	who->owner = owner;
	who->name = p->name;
	if (!heads_find(c, &who->gt, &of_node, &p->gt, owner))
		who->gt = none->gt;
	if (!heads_find(c, &who->msisdn, &of_phone, p->msisdn.n > 0 ?
	    &p->msisdn : &p->gt, owner))
		who->msisdn = p->gt.n > 0 ? who->gt : none->msisdn;
	if (!heads_find(c, &who->imsi, &of_subscriber, p->imsi.n > 0 ?
	    &p->imsi : &p->plmn, owner))
		who->imsi = none->imsi;
	if (!heads_find(c, &who->mgt, &of_hlr, &p->mgt, owner))
		memset(&who->mgt, 0, sizeof(who->mgt));
	if (p->plmn.n == 0 || !decimal(who->plmn, &p->plmn.item[0]))
		snprintf(who->plmn, sizeof(who->plmn), "%s", none->plmn);
	snprintf(who->realm, sizeof(who->realm), "%s", none->realm);
	realms_find(c, who, p);
	if (p->ip.n > 0)
		address_text(who->address, sizeof(who->address),
		    &p->ip.item[0]);
}

/* An address that no network owns: of nodes that are not told by theirs. */
static void
free_address(const struct cast *c, char *text)
{
	static const char *const blocks[] = { "c63364", "cb0071", "c00002",
	    "c61200" };
	unsigned block, i;

	for (block = 0; block < sizeof(blocks) / sizeof(blocks[0]); block++)
		for (i = 0x14; i < 0x40 && address_owner(c, text) !=
		    OWNER_NOBODY; i++)
			snprintf(text, NET_TEXT_MAX, "%s%02x", blocks[block],
			    i);
}

/* The identities, and which of them are its own. */
static void
texts_make(const struct cast *c, enum net net, const struct conf_network *p)
{
	struct nets *n = c->n;
	const struct net_who *who = &n->who[net];
	char *text;
	unsigned id;

	net_texts(n, net);
	for (id = 0; id < BUILD_ID_COUNT; id++) {
		text = n->text[net][id];
		if (p != NULL && build_id_form((enum build_id)id) ==
		    FORM_TEXT && id != BUILD_ID_SESSION && id !=
		    BUILD_ID_RELAY && strstr(build_ids_default.v[id],
		    "1.epc.") != NULL)
			host_find(c, text, p, who);
		if (id == BUILD_ID_SGSN_IP)
			free_address(c, text);
		n->owned[net][id] = text_owner(c, (enum build_id)id, text,
		    who->owner) == who->owner;
	}
}

unsigned
cast_worlds(const struct cast *c, enum net net)
{
	const bool *has = c->n->owned[net];
	bool ss7 = has[BUILD_ID_MSC] && has[BUILD_ID_VLR] &&
	    has[BUILD_ID_HLR] && has[BUILD_ID_IMSI];
	bool diameter = has[BUILD_ID_ORIGIN_HOST] &&
	    has[BUILD_ID_ORIGIN_REALM] && has[BUILD_ID_HSS_NAME] &&
	    has[BUILD_ID_PLMN] && has[BUILD_ID_IMSI];

	if (c->diameter ? !diameter : !ss7)
		return 0;
	return ss7 && diameter ? 2 : 1;
}

/* ---- nobody ---- */

static void
head_number(struct net_heads *h, const char *format, unsigned i)
{
	memset(h, 0, sizeof(*h));
	h->n = 1;
	snprintf(h->text[0], sizeof(h->text[0]), format, i);
}

/* Numbers and names that no network of the configuration owns. */
static void
nobody_make(const struct cast *c)
{
	static const char *const numbers[] = { "999%02u", "8829%u", "979%02u",
	    "21%02u", "80%02u" };
	static const char *const plmns[] = { "999%02u", "001%02u", "998%02u" };
	struct net_who *who = &c->n->who[NET_NOBODY];
	unsigned i, k;
	bool found = false;

	memset(who, 0, sizeof(*who));
	who->name = "nobody";
	for (k = 0; k < 5 && !found; k++)
		for (i = 0; i < 10 && !found; i++) {
			head_number(&who->gt, numbers[k], i);
			found = head_owner(c, &who->gt, &of_node) == 0 &&
			    head_owner(c, &who->gt, &of_phone) == 0 &&
			    head_owner(c, &who->gt, &of_hlr) == 0;
		}
	who->msisdn = who->mgt = who->gt;
	if (!found)
		who->lacks = "every number belongs to somebody";
	for (k = 0, found = false; k < 3 && !found; k++)
		for (i = 0; i < 100 && !found; i++) {
			head_number(&who->imsi, plmns[k], i);
			snprintf(who->plmn, sizeof(who->plmn), "%.5s",
			    who->imsi.text[0]);
			realm_of_plmn(who->realm, who->plmn);
			texts_make(c, NET_NOBODY, NULL);
			found = c->n->owned[NET_NOBODY][BUILD_ID_IMSI] &&
			    c->n->owned[NET_NOBODY][BUILD_ID_PLMN] &&
			    c->n->owned[NET_NOBODY][BUILD_ID_HSS_NAME] &&
			    c->n->owned[NET_NOBODY][BUILD_ID_HSS_REALM];
		}
	if (!found)
		who->lacks = "every IMSI belongs to somebody";
}

/* A name under which no network has its own. */
static void
stranger_make(const struct cast *c)
{
	static const char *const names[] = { "example.org", "example.net",
	    "stranger.invalid" };
	char host[NET_TEXT_MAX];
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		snprintf(c->n->stranger, sizeof(c->n->stranger), "%s",
		    names[i]);
		snprintf(host, sizeof(host), "hss1.%s", names[i]);
		if (host_owner(c, host) == OWNER_NOBODY)
			return;
	}
}

void
cast_network(const struct cast *c, enum net net, const struct conf_network *p,
    unsigned owner)
{
	who_make(c, &c->n->who[net], p, owner);
	texts_make(c, net, p);
}

void
cast_nobody(const struct cast *c)
{
	nobody_make(c);
	stranger_make(c);
}

void
cast_lacking(const struct cast *c, enum net net, const char *why)
{
	c->n->who[net] = c->n->who[NET_NOBODY];
	c->n->who[net].lacks = why;
	texts_make(c, net, NULL);
}

void
net_of_conf(struct nets *n, enum net net, const struct conf *conf,
    const struct owners *owners, unsigned owner, bool *ss7, bool *diameter)
{
	struct cast c = { n, conf, owners, false };
	const struct conf_network *p = owner == OWNER_HOME ? &conf->home :
	    &conf->partner[owner - OWNER_PARTNER];

	cast_network(&c, net, p, owner);
	*ss7 = cast_worlds(&c, net) > 0;
	c.diameter = true;
	*diameter = cast_worlds(&c, net) > 0;
}
