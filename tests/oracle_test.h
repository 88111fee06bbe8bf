/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Items, sets and tests, held against plain values one by one.  Part of the
 * oracle (oracle.h).
 */
#ifndef TESTS_ORACLE_TEST_H
#define TESTS_ORACLE_TEST_H

#include <ctype.h>
#include <stdio.h>

#include "oracle_value.h"

/* ---- values against each other ---- */

static inline bool
oracle_equal(const struct oracle_value *a, const struct oracle_value *b)
{
	size_t len = cur_left(&a->text);

	switch (a->type) {
	case TYPE_DIGITS:
	case TYPE_PLMN:
		return a->digits.len == b->digits.len &&
		    strcmp(a->digits.text, b->digits.text) == 0;
	case TYPE_NAME:
		return oracle_same_name((const char *)a->text.p, len, b->text);
	case TYPE_TEXT:
		if (b->type == TYPE_NAME)
			return oracle_equal(b, a);
		return len == cur_left(&b->text) &&
		    memcmp(a->text.p, b->text.p, len) == 0;
	case TYPE_OCTETS:
	case TYPE_ADDRESS:
		return len == cur_left(&b->text) &&
		    memcmp(a->text.p, b->text.p, len) == 0;
	default:
		return a->number == b->number;
	}
}

static inline bool
oracle_under(struct cur name, struct cur other)
{
	size_t len = cur_left(&other);
	char suffix[70000];

	if (len == 0)
		return false;
	if (oracle_same_name((const char *)name.p, cur_left(&name), other))
		return true;
	suffix[0] = '.';
	memcpy(suffix + 1, other.p, len);
	return oracle_ends(name, suffix, len + 1);
}

static inline bool
oracle_begins(struct cur text, struct cur other)
{
	size_t len = cur_left(&other);

	return len > 0 && cur_left(&text) >= len &&
	    strncasecmp((const char *)text.p, (const char *)other.p,
	    len) == 0 &&
	    (cur_left(&text) == len || (text.p[len] != '.' &&
	    text.p[len] != '-' && !isalnum(text.p[len])));
}

/* ITEM_SAME, ITEM_UNDER, ITEM_BEGINS: with some value of the other subject, or
 * with all where that is less to the sender's liking. */
static inline bool
oracle_relates(const struct oracle_look *k, const struct conf_item *it,
    const struct oracle_value *v)
{
	struct oracle_values *l = malloc(sizeof(*l));
	bool one;
	size_t i, yes = 0, n;

	if (l == NULL)
		abort();
	oracle_values(l, k, it->index);
	for (i = 0; i < l->n; i++) {
		one = it->kind == ITEM_SAME ? oracle_equal(v, &l->v[i]) :
		    it->kind == ITEM_UNDER ?
		    oracle_under(v->text, l->v[i].text) :
		    oracle_begins(v->text, l->v[i].text);
		yes += one;
	}
	n = l->n;
	free(l);
	return k->o->every ? n > 0 && yes == n : yes > 0;
}

/* ---- tables, categories, forms ---- */

static inline void
oracle_key(const struct oracle_value *v, char *key, size_t size)
{
	size_t i, n = cur_left(&v->text);

	switch (v->type) {
	case TYPE_DIGITS:
	case TYPE_PLMN:
		(void)snprintf(key, size, "%s", v->digits.text);
		break;
	case TYPE_NAME:
	case TYPE_TEXT:
		for (i = 0; i < n && i + 1 < size; i++)
			key[i] = v->text.p[i] >= 'A' && v->text.p[i] <= 'Z' ?
			    (char)(v->text.p[i] | 0x20) : (char)v->text.p[i];
		key[i] = '\0';
		break;
	default:
		(void)snprintf(key, size, "%llu",
		    (unsigned long long)v->number);
		break;
	}
}

static inline bool
oracle_blocked(const struct oracle_look *k, uint32_t table,
    const struct oracle_value *v)
{
	const struct oracle *o = k->o;
	char key[260];
	size_t i;

	oracle_key(v, key, sizeof(key));
	for (i = 0; i < o->nblock; i++)
		if (o->block[i].table == table && k->now < o->block[i].until &&
		    strcmp(o->block[i].key, key) == 0)
			return true;
	return false;
}

/* Numbers of a node stand for the PLMNs of their owner. */
static inline bool
oracle_plmn_of(const struct oracle_look *k, const struct conf_set *s,
    const struct oracle_value *v)
{
	unsigned owner = oracle_owner(k, v);
	const struct conf_network *w;
	size_t i, j;

	if (owner == OWNER_NOBODY)
		return false;
	w = oracle_network(k->c, owner);
	for (i = 0; i < s->n; i++)
		for (j = 0; j < w->plmn.n; j++)
			if (s->item[i].len == w->plmn.item[j].len &&
			    sig_digits_equal(&s->item[i].digits,
			    &w->plmn.item[j].digits))
				return true;
	return false;
}

static inline bool
oracle_in_table(const struct oracle_look *k, uint32_t table,
    const struct oracle_value *v)
{
	const struct conf_table *t = &k->c->table[table];
	size_t i;

	if (t->type == TABLE_PLMN && v->type != TYPE_PLMN)
		return oracle_plmn_of(k, &t->set, v);
	for (i = 0; i < t->set.n; i++)
		if (v->type == TYPE_NAME ?
		    oracle_fit_name(&t->set.item[i], t->set.item[i].wild,
		    v->text) >= 0 : oracle_fit_digits(&t->set.item[i],
		    t->set.item[i].prefix, &v->digits) >= 0)
			return true;
	return oracle_blocked(k, table, v);
}

static inline bool
oracle_in_category(const struct oracle_look *k, uint32_t category)
{
	const struct conf_category *g = &k->c->category[category];
	const struct sig_comp *p = oracle_comp(k);
	unsigned proto = k->m->proto;
	size_t i;

	if (p == NULL)
		return false;
	for (i = 0; i < g->op.n; i++)
		if (g->op.item[i].kind == ITEM_CATEGORY ?
		    oracle_in_category(k, g->op.item[i].index) :
		    p->op != SIG_OP_NONE && p->op == g->op.item[i].index)
			return true;
	if (!p->has_code)
		return false;
	for (i = 0; proto == SIG_PROTO_MAP && i < g->map_op.n; i++)
		if (g->map_op.item[i].kind == ITEM_PAIR &&
		    g->map_op.item[i].low == p->code && k->m->has_ac &&
		    g->map_op.item[i].high == k->m->ac)
			return true;
	return (proto == SIG_PROTO_MAP &&
	    oracle_in_ranges(&g->map_op, p->code)) ||
	    (proto == SIG_PROTO_CAP && oracle_in_ranges(&g->cap_op, p->code)) ||
	    (proto == SIG_PROTO_DIAMETER &&
	    oracle_in_ranges(&g->command, p->code));
}

static inline bool
oracle_realm_form(struct cur name)
{
	static const char form[] = "epc.mnc###.mcc###.3gppnetwork.org";
	size_t len = sizeof(form) - 1, n = cur_left(&name), i;
	const uint8_t *p = name.p + n - len;

	if (n < len || (n > len && p[-1] != '.'))
		return false;
	for (i = 0; i < len; i++)
		if (form[i] == '#' ? p[i] < '0' || p[i] > '9' :
		    strncasecmp((const char *)p + i, form + i, 1) != 0)
			return false;
	return true;
}

/* ---- one item ---- */

static inline bool
oracle_item_owner(const struct oracle_look *k, const struct conf_item *it,
    unsigned owner)
{
	switch (it->kind) {
	case ITEM_HOME:
		return owner == OWNER_HOME;
	case ITEM_ORIGIN:
		return owner != OWNER_NOBODY && owner == k->from;
	case ITEM_LINK:
		return oracle_leads_to(k->c, k->link, owner);
	case ITEM_UNKNOWN:
		return owner == OWNER_NOBODY;
	case ITEM_STATE:
		return owner != OWNER_NOBODY &&
		    oracle_network(k->c, owner)->state == it->index;
	default:
		return owner == it->index + 2;
	}
}

static inline bool
oracle_item_plmn(const struct oracle_look *k, const struct conf_item *it,
    const struct oracle_value *v)
{
	struct conf_item copy = *it;
	struct conf_set one = { &copy, 1 };

	if (v->type != TYPE_PLMN)
		return oracle_plmn_of(k, &one, v);
	return oracle_fit_digits(it, false, &v->digits) >= 0;
}

static inline bool
oracle_item(const struct oracle_look *k, const struct conf_item *it,
    const struct oracle_value *v)
{
	switch (it->kind) {
	case ITEM_ANY:
		return true;
	case ITEM_NONE:
		return false;
	case ITEM_HOME:
	case ITEM_ORIGIN:
	case ITEM_LINK:
	case ITEM_UNKNOWN:
	case ITEM_STATE:
	case ITEM_PARTNER:
		return oracle_item_owner(k, it, oracle_owner(k, v));
	case ITEM_TABLE:
		return oracle_in_table(k, it->index, v);
	case ITEM_DIGITS:
		return oracle_fit_digits(it, it->prefix, &v->digits) >= 0;
	case ITEM_PLMN:
		return oracle_item_plmn(k, it, v);
	case ITEM_NAME:
		return oracle_fit_name(it, it->wild, v->text) >= 0;
	case ITEM_TEXT:
		return cur_left(&v->text) == strlen(it->text) &&
		    memcmp(v->text.p, it->text, strlen(it->text)) == 0;
	case ITEM_ADDRESS:
		return oracle_in_block(it, v->text);
	case ITEM_NUMBER:
		return v->number >= it->low && v->number <= it->high;
	case ITEM_BIT:
		return (v->number >> it->low & 1) != 0;
	case ITEM_CATEGORY:
		return oracle_in_category(k, it->index);
	case ITEM_WORD:
	case ITEM_CLASS:
	case ITEM_VIA:
		return v->number == it->index;
	case ITEM_SAME:
	case ITEM_UNDER:
	case ITEM_BEGINS:
		return oracle_relates(k, it, v);
	case ITEM_REALM_FORM:
		return oracle_realm_form(v->text);
	default:
		return false;
	}
}

/* ---- a test ---- */

static inline bool
oracle_compare(unsigned compare, uint64_t a, uint64_t b)
{
	return compare == COMPARE_LT ? a < b : compare == COMPARE_LE ? a <= b :
	    compare == COMPARE_GT ? a > b : a >= b;
}

static inline bool
oracle_value_holds(const struct oracle_look *k, const struct conf_test *t,
    const struct oracle_value *v)
{
	bool in = false;
	size_t i;

	if (t->compare != COMPARE_NONE && t->subject == SUBJECT_CLASS)
		in = oracle_compare(t->compare,
		    k->c->class[v->number].priority,
		    k->c->class[t->number].priority);
	else if (t->compare != COMPARE_NONE)
		in = oracle_compare(t->compare, v->number, t->number);
	else
		for (i = 0; i < t->set.n; i++)
			in |= oracle_item(k, &t->set.item[i], v);
	return in != t->negated;
}

/* More than COUNT in NS: the first COUNT at once, then one each NS / COUNT;
 * what is over does not count (rate.h). */
static inline bool
oracle_rate_over(struct oracle *o, const char *key, const struct conf_rate *r,
    uint64_t now)
{
	uint64_t at = now * r->count;	/* exact: in parts of a ns */
	size_t i;

	for (i = 0; i < o->nrate; i++)
		if (strcmp(o->rate[i].key, key) == 0)
			break;
	if (i == ORACLE_RATES)
		abort();
	if (i == o->nrate) {
		o->nrate++;
		(void)snprintf(o->rate[i].key, sizeof(o->rate[i].key), "%s",
		    key);
		o->rate[i].tat = at;
	}
	if (o->rate[i].tat < at)
		o->rate[i].tat = at;
	if (o->rate[i].tat - at > r->ns * (r->count - 1))
		return true;
	o->rate[i].tat += r->ns;
	return false;
}

static inline void
oracle_block_add(const struct oracle_look *k, const struct conf_rate *r,
    const struct oracle_value *v)
{
	struct oracle_block *b = &k->o->block[k->o->nblock];
	uint64_t ns = r->block_ns != 0 ? r->block_ns :
	    k->c->table[r->table].timeout;

	if (k->o->nblock == ORACLE_BLOCKS)
		abort();
	k->o->nblock++;
	b->table = r->table;
	b->until = ns == 0 ? UINT64_MAX : k->now + ns;
	oracle_key(v, b->key, sizeof(b->key));
}

static inline bool
oracle_rate_one(const struct oracle_look *k, const struct conf_rate *r,
    const char *rule, const struct oracle_value *v)
{
	char value[260], key[320];

	oracle_key(v, value, sizeof(value));
	(void)snprintf(key, sizeof(key), "%s %s", rule, value);
	if (!oracle_rate_over(k->o, key, r, k->now))
		return false;
	if (r->block && !k->o->watched)
		oracle_block_add(k, r, v);
	return true;
}

static inline bool
oracle_rate_partner(const struct oracle_look *k, const char *rule)
{
	struct oracle_value v = { .type = TYPE_OWNER, .number = k->from };
	struct conf_rate r = { .count = 0 };

	if (k->from < OWNER_PARTNER)
		return false;
	r.count = oracle_network(k->c, k->from)->rate;
	r.ns = oracle_network(k->c, k->from)->rate_ns;
	return r.count != 0 && oracle_rate_one(k, &r, rule, &v);
}

/* Every value is counted, and one over its rate is enough. */
static inline bool
oracle_rate(const struct oracle_look *k, const struct conf_test *t,
    const char *rule)
{
	struct oracle_values *l;
	bool over = false;
	size_t i;

	if (t->rate.partner)
		return oracle_rate_partner(k, rule);
	l = malloc(sizeof(*l));
	if (l == NULL)
		abort();
	oracle_values(l, k, t->rate.per);
	for (i = 0; i < l->n; i++)
		over |= oracle_rate_one(k, &t->rate, rule, &l->v[i]);
	free(l);
	return over;
}

static inline bool
oracle_is(const struct conf_test *t, enum item_kind kind)
{
	return t->set.n == 1 && t->set.item[0].kind == kind;
}

/* refuses: any value satisfies; otherwise all must. */
static inline bool
oracle_test(const struct oracle_look *k, const struct conf_test *t,
    bool refuses, const char *rule)
{
	struct oracle_values *l;
	size_t i, held = 0, n;

	if (t->subject == SUBJECT_MALFORMED)
		return k->m->defect != SIG_DEFECT_NONE;
	if (t->subject == SUBJECT_RATE)
		return oracle_rate(k, t, rule);
	if (t->subject == SUBJECT_DURING)	/* all is calm here */
		return oracle_is(t, ITEM_NONE) != t->negated;
	l = malloc(sizeof(*l));
	if (l == NULL)
		abort();
	oracle_values(l, k, t->subject);
	k->o->every = t->negated == refuses;
	for (i = 0; i < l->n; i++)
		held += oracle_value_holds(k, t, &l->v[i]);
	n = l->n;
	free(l);
	if (((t->subject == SUBJECT_FLAGS &&
	    k->m->proto == SIG_PROTO_DIAMETER) ||
	    (t->subject == SUBJECT_LAYER && n > 0)) &&
	    !oracle_is(t, ITEM_ANY) && !oracle_is(t, ITEM_NONE))
		return t->negated ? held == n : held > 0;
	if (n == 0)
		return !t->negated && oracle_is(t, ITEM_NONE);
	return refuses ? held > 0 : held == n;
}

#endif
