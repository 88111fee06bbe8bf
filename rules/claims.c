/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which identities belong to two networks, and which lie within another's.
 *
 * Every identity becomes a string that others begin with when they lie within
 * it: digits as they are, names from their end, addresses bit by bit.  Sorted,
 * the same ones stand together and a prefix stands before what it holds, so
 * that one pass finds both.
 */
#include <stdlib.h>
#include <string.h>

#include "names.h"

enum claim_type { CLAIM_PLMN, CLAIM_IMSI, CLAIM_MSISDN, CLAIM_GT, CLAIM_MGT,
	CLAIM_REALM, CLAIM_HOST, CLAIM_PC, CLAIM_IP };

enum { KEY_ADDRESS_MAX = 1 + 16 * 8 + 1, KEY_PC_MAX = 21 };

struct claim {
	const struct conf_network *net;
	const struct conf_item *item;
	const char	*key;
	uint8_t		 type;		/* enum claim_type */
	bool		 prefix;	/* holds whatever begins with it */
	bool		 derived;	/* follows from another identity */
};

struct conflict {
	const struct claim *claim, *holder;
};

struct claims {
	const struct conf *conf;
	struct claim	*claim;
	size_t		 n, max;
	char		*keys, *end;	/* end: of those in use */
	struct conflict	*conflict;
	size_t		 nconflict;
};

/* ---- keys ---- */

static size_t
key_size(const struct conf_item *it)
{
	switch (it->kind) {
	case ITEM_DIGITS:
	case ITEM_PLMN:
		return SIG_DIGITS_MAX + 1;
	case ITEM_NAME:
		return strlen(it->text) + sizeof(".");
	case ITEM_ADDRESS:
		return KEY_ADDRESS_MAX;
	default:
		return KEY_PC_MAX;
	}
}

static size_t
key_of_name(char *key, const char *name, bool wild)
{
	size_t i, n = strlen(name);

	for (i = 0; i < n; i++)
		key[i] = name[n - 1 - i] >= 'A' && name[n - 1 - i] <= 'Z' ?
		    (char)(name[n - 1 - i] | 0x20) : name[n - 1 - i];
	if (wild)
		key[n++] = '.';
	return n;
}

static size_t
key_of_address(char *key, const struct conf_item *it)
{
	unsigned i;

	key[0] = it->len == 4 ? '4' : '6';
	for (i = 0; i < it->bits; i++)
		key[1 + i] = (char)('0' + (it->address[i / 8] >> (7 - i % 8) &
		    1));
	return 1U + it->bits;
}

static size_t
key_make(char *key, const struct conf_item *it, bool wild)
{
	switch (it->kind) {
	case ITEM_DIGITS:
	case ITEM_PLMN:
		return sig_digits_text(&it->digits, it->len, key);
	case ITEM_NAME:
		return key_of_name(key, it->text + (it->wild ? 2 : 0), wild);
	case ITEM_ADDRESS:
		return key_of_address(key, it);
	default:
		return (size_t)snprintf(key, KEY_PC_MAX, "%020llu",
		    (unsigned long long)it->low);
	}
}

/* ---- collecting ---- */

static void
add(struct claims *cs, const struct conf_network *net,
    const struct conf_item *it, enum claim_type type, bool prefix, bool derived)
{
	struct claim *c = &cs->claim[cs->n++];

	*c = (struct claim){ net, it, cs->end, (uint8_t)type, prefix, derived };
	cs->end += key_make(cs->end, it, prefix);
	*cs->end++ = '\0';
}

static void
add_set(struct claims *cs, const struct conf_network *net,
    const struct conf_set *set, enum claim_type type, bool derived)
{
	const struct conf_item *it;
	size_t i;

	for (i = 0; i < set->n; i++) {
		it = &set->item[i];
		add(cs, net, it, type, it->prefix || it->wild ||
		    (it->kind == ITEM_ADDRESS && it->bits < it->len * 8U),
		    derived);
	}
}

/* A missing imsi, msisdn or host follows from plmn, gt or realm. */
static void
add_network(struct claims *cs, const struct conf_network *net)
{
	size_t i;

	add_set(cs, net, &net->plmn, CLAIM_PLMN, false);
	add_set(cs, net, &net->gt, CLAIM_GT, false);
	add_set(cs, net, &net->mgt, CLAIM_MGT, false);
	add_set(cs, net, &net->realm, CLAIM_REALM, false);
	add_set(cs, net, &net->pc, CLAIM_PC, false);
	add_set(cs, net, &net->ip, CLAIM_IP, false);
	add_set(cs, net, net->msisdn.n > 0 ? &net->msisdn : &net->gt,
	    CLAIM_MSISDN, net->msisdn.n == 0);
	add_set(cs, net, &net->imsi, CLAIM_IMSI, false);
	for (i = 0; net->imsi.n == 0 && i < net->plmn.n; i++)
		add(cs, net, &net->plmn.item[i], CLAIM_IMSI, true, true);
	add_set(cs, net, &net->host, CLAIM_HOST, false);
	for (i = 0; net->host.n == 0 && i < net->realm.n; i++) {
		add(cs, net, &net->realm.item[i], CLAIM_HOST, false, true);
		add(cs, net, &net->realm.item[i], CLAIM_HOST, true, true);
	}
}

static void
measure(const struct conf_network *net, size_t *n, size_t *octets)
{
	const struct conf_set *const sets[] = { &net->plmn, &net->imsi,
	    &net->msisdn, &net->gt, &net->mgt, &net->realm, &net->host,
	    &net->pc, &net->ip };
	size_t i, k;

	for (i = 0; i < sizeof(sets) / sizeof(sets[0]); i++)
		for (k = 0; k < sets[i]->n; k++) {
			*n += 3;	/* itself, and what follows from it */
			*octets += 3 * key_size(&sets[i]->item[k]);
		}
}

static bool
collect(struct claims *cs, const struct conf *conf)
{
	size_t i, octets = 0;

	memset(cs, 0, sizeof(*cs));
	cs->conf = conf;
	measure(&conf->home, &cs->max, &octets);
	for (i = 0; i < conf->npartner; i++)
		measure(&conf->partner[i], &cs->max, &octets);
	cs->claim = calloc(cs->max + 1, sizeof(*cs->claim));
	cs->conflict = calloc(cs->max + 1, sizeof(*cs->conflict));
	cs->keys = cs->end = malloc(octets + 1);
	if (cs->claim == NULL || cs->conflict == NULL || cs->keys == NULL)
		return false;
	add_network(cs, &conf->home);
	for (i = 0; i < conf->npartner; i++)
		add_network(cs, &conf->partner[i]);
	return true;
}

static void
claims_free(struct claims *cs)
{
	free(cs->claim);
	free(cs->conflict);
	free(cs->keys);
}

/* ---- order ---- */

static int
compare_at(const struct conf_at *a, const struct conf_at *b)
{
	if (a->file != b->file)
		return a->file < b->file ? -1 : 1;
	if (a->line != b->line)
		return a->line < b->line ? -1 : 1;
	return (a->column > b->column) - (a->column < b->column);
}

/* Prefixes before the same as whole numbers; what was written first first. */
static int
compare_claims(const void *a, const void *b)
{
	const struct claim *x = a, *y = b;
	int order;

	if (x->type != y->type)
		return x->type < y->type ? -1 : 1;
	order = strcmp(x->key, y->key);
	if (order != 0)
		return order;
	if (x->prefix != y->prefix)
		return x->prefix ? -1 : 1;
	return compare_at(&x->item->at, &y->item->at);
}

static int
compare_conflicts(const void *a, const void *b)
{
	const struct conflict *x = a, *y = b;

	return compare_at(&x->claim->item->at, &y->claim->item->at);
}

static void
conflict(struct claims *cs, const struct claim *c, const struct claim *holder)
{
	cs->conflict[cs->nconflict++] = (struct conflict){ c, holder };
}

static void
sort(struct claims *cs)
{
	qsort(cs->claim, cs->n, sizeof(*cs->claim), compare_claims);
}

/* ---- findings ---- */

static bool
same_key(const struct claim *a, const struct claim *b)
{
	return a->type == b->type && a->prefix == b->prefix &&
	    strcmp(a->key, b->key) == 0;
}

static void
find_same(struct claims *cs)
{
	const struct claim *first = cs->claim;
	size_t i;

	for (i = 1; i < cs->n; i++) {
		if (!same_key(first, &cs->claim[i]))
			first = &cs->claim[i];
		else if (first->net != cs->claim[i].net &&
		    !(first->derived && cs->claim[i].derived))
			conflict(cs, &cs->claim[i], first);
	}
}

static bool
holds(const struct claim *outer, const struct claim *inner)
{
	return outer->prefix && outer->type == inner->type &&
	    strncmp(outer->key, inner->key, strlen(outer->key)) == 0;
}

/* The stack has the prefixes that hold the claim at hand, widest first. */
static void
find_within(struct claims *cs, const struct claim **stack)
{
	const struct claim *c, *outer;
	size_t i, depth = 0;

	for (i = 0; i < cs->n; i++) {
		c = &cs->claim[i];
		while (depth > 0 && !holds(stack[depth - 1], c))
			depth--;
		outer = depth > 0 ? stack[depth - 1] : NULL;
		if (outer != NULL && outer->net != c->net &&
		    !same_key(outer, c) && !(outer->derived && c->derived &&
		    c->type != CLAIM_IMSI))
			conflict(cs, c, outer);
		if (c->prefix)
			stack[depth++] = c;
	}
}

/* "prefix 447785", "realm example.org" */
static const char *
claim_text(char text[WHERE_MAX], const struct claim *c)
{
	const char *const words[] = {
		[CLAIM_PLMN] = "PLMN", [CLAIM_REALM] = "realm",
		[CLAIM_HOST] = "host", [CLAIM_PC] = "point code",
		[CLAIM_IP] = c->prefix ? "network" : "address",
	};
	const char *word = words[c->type == CLAIM_HOST && c->derived ?
	    CLAIM_REALM : c->type <= CLAIM_IP ? c->type : CLAIM_PC];

	if (c->item->kind == ITEM_DIGITS)
		snprintf(text, WHERE_MAX, "%s %.*s", c->item->prefix ?
		    "prefix" : "number", c->item->len, c->item->text);
	else
		snprintf(text, WHERE_MAX, "%s %.100s",
		    c->item->kind == ITEM_PLMN ? "PLMN" : word,
		    c->item->text);
	return text;
}

static const char *
net_text(char text[NAME_TEXT_MAX], const struct claims *cs,
    const struct conf_network *net)
{
	if (net == &cs->conf->home)
		return "home";
	snprintf(text, NAME_TEXT_MAX, "\"%.*s\"", CONF_NAME_MAX, net->name);
	return text;
}

/* "%s belongs to %s already (%s)" or "%s of %s lies within %s of %s (%s)" */
static void
report(const struct claims *cs, struct conf_errors *errors,
    const struct conflict *c, bool within)
{
	struct conf_at at = c->claim->item->at;
	char what[WHERE_MAX], wide[WHERE_MAX], where[WHERE_MAX];
	char net[NAME_TEXT_MAX], holder[NAME_TEXT_MAX];

	claim_text(what, c->claim);
	where_text(where, cs->conf, at, c->holder->item->at);
	if (!within)
		conf_error(errors, cs->conf, at, "%s belongs to %s already"
		    " (%s)", what, net_text(holder, cs, c->holder->net), where);
	else
		conf_error(errors, cs->conf, at, "%s of %s lies within %s of"
		    " %s (%s)", what, net_text(net, cs, c->claim->net),
		    claim_text(wide, c->holder),
		    net_text(holder, cs, c->holder->net), where);
}

static void
report_all(struct claims *cs, struct conf_errors *errors, bool within)
{
	size_t i;

	qsort(cs->conflict, cs->nconflict, sizeof(*cs->conflict),
	    compare_conflicts);
	for (i = 0; i < cs->nconflict; i++)
		if (i == 0 || cs->conflict[i].claim->item !=
		    cs->conflict[i - 1].claim->item)
			report(cs, errors, &cs->conflict[i], within);
}

void
claims_check(const struct conf *conf, struct conf_errors *errors)
{
	struct claims cs;

	if (collect(&cs, conf)) {
		sort(&cs);
		find_same(&cs);
		report_all(&cs, errors, false);
	}
	claims_free(&cs);
}

void
claims_warn(const struct conf *conf, struct conf_errors *errors)
{
	const struct claim **stack;
	struct claims cs;

	if (collect(&cs, conf)) {
		sort(&cs);
		stack = calloc(cs.n + 1, sizeof(*stack));
		if (stack != NULL)
			find_within(&cs, stack);
		free(stack);
		report_all(&cs, errors, true);
	}
	claims_free(&cs);
}
