/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Membership: what is cheap first, then one look-up a kind of item.
 */
#include <stdio.h>
#include <string.h>

#include "../dissectors/text.h"
#include "domain.h"
#include "member.h"
#include "prefix.h"
#include "table.h"

static bool
is_digits(const struct got *g)
{
	return g->type == TYPE_DIGITS || g->type == TYPE_PLMN;
}

static bool
is_name(const struct got *g)
{
	return g->type == TYPE_NAME;
}

size_t
member_key(const struct got *g, uint8_t key[BLOCK_KEY_MAX])
{
	bool fold = is_name(g) || g->type == TYPE_TEXT;
	char text[SIG_DIGITS_MAX + 1];
	size_t len, i;

	if (is_digits(g)) {
		/* the rest is no part of it */
		len = g->field == SIG_IMEI && g->len > IMEI_DIGITS ?
		    (size_t)IMEI_DIGITS : g->len;
		len = sig_digits_text(g->digits, (unsigned)len, text);
	} else if (g->text.p != NULL && (is_name(g) || g->type == TYPE_TEXT ||
	    g->type == TYPE_OCTETS || g->type == TYPE_ADDRESS)) {
		len = cur_left(&g->text);
		len = len < BLOCK_KEY_MAX ? len : BLOCK_KEY_MAX;
		for (i = 0; i < len; i++)
			key[i] = fold && g->text.p[i] >= 'A' &&
			    g->text.p[i] <= 'Z' ? g->text.p[i] | 0x20 :
			    g->text.p[i];
		return len;
	} else {
		len = (size_t)snprintf(text, sizeof(text), "%llu",
		    (unsigned long long)g->number);
	}
	memcpy(key, text, len);
	return len;
}

/* ---- tables ---- */

bool
member_table(const struct look *l, uint32_t index, const struct got *g)
{
	const struct table *t = l->rs->table[index];
	const struct block *b = l->judge->block[index];
	uint8_t key[BLOCK_KEY_MAX];

	if (is_digits(g) && table_has_digits(t, g->digits, g->len, l->now))
		return true;
	if (is_name(g) && table_has_name(t, g->text.p, cur_left(&g->text)))
		return true;
	return b != NULL && !block_empty(b) &&
	    block_has(b, key, member_key(g, key), l->now);
}

/* Any of the PLMNs of the network that owns the number. */
static bool
plmn_of_owner(struct look *l, const struct test *t, const struct got *g,
    const struct conf_item *table)
{
	unsigned owner = look_owner(l, g);
	const struct conf_set *s;
	struct got plmn;
	size_t i;

	if (owner == OWNER_NOBODY)
		return false;
	s = owner == OWNER_HOME ? &l->rs->conf->home.plmn :
	    &l->rs->conf->partner[owner - OWNER_PARTNER].plmn;
	memset(&plmn, 0, sizeof(plmn));
	plmn.type = TYPE_PLMN;
	for (i = 0; i < s->n; i++) {
		plmn.digits = &s->item[i].digits;
		plmn.len = s->item[i].len;
		if (table != NULL ? member_table(l, table->index, &plmn) :
		    prefix_find(t->set.digits, plmn.digits, plmn.len) !=
		    PREFIX_NOTHING)
			return true;
	}
	return false;
}

/* ---- held against other values of the message ---- */

static bool
same(const struct got *a, const struct got *b)
{
	if (is_digits(a) && is_digits(b))
		return a->len == b->len &&
		    sig_digits_equal(a->digits, b->digits);
	if (is_digits(a) || is_digits(b) || a->text.p == NULL ||
	    b->text.p == NULL)
		return !is_digits(a) && !is_digits(b) && a->text.p == NULL &&
		    b->text.p == NULL && a->number == b->number;
	if (is_name(a) || is_name(b))
		return domain_same(a->text.p, cur_left(&a->text), b->text.p,
		    cur_left(&b->text));
	return cur_left(&a->text) == cur_left(&b->text) &&
	    memcmp(a->text.p, b->text.p, cur_left(&a->text)) == 0;
}

/* And ends there, as a name would: "a.example.org" begins with none of its own
 * beginnings. */
static bool
begins(const struct got *g, const struct got *with)
{
	size_t n = cur_left(&with->text);
	int next = cur_at(&g->text, n);

	return n > 0 && cur_left(&g->text) >= n &&
	    domain_same(g->text.p, n, with->text.p, n) &&
	    next != '.' && next != '-' && !(next >= '0' && next <= '9') &&
	    !((next | 0x20) >= 'a' && (next | 0x20) <= 'z');
}

bool
member_relates(const struct conf_item *it, const struct got *g,
    const struct got *other)
{
	switch (it->kind) {
	case ITEM_SAME:
		return same(g, other);
	case ITEM_BEGINS:
		return begins(g, other);
	default:
		return domain_under(g->text.p, cur_left(&g->text),
		    other->text.p, cur_left(&other->text));
	}
}

/*
 * To the values of the item's subject: to every one of them where that is the
 * strict side, in what a refusing rule negates and in what another one asks
 * for, so that one more value never helps the sender.
 */
static bool
relates(const struct look *l, const struct test *t,
    const struct conf_item *it, const struct got *g)
{
	const struct sig_msg *m = l->m;
	const struct sig_value *v;
	bool every = t->negated != t->all, seen = false;
	struct walk w;
	struct got other;

	memset(&other, 0, sizeof(other));
	if (it->index < SIG_FIELD_COUNT && m->ncomp <= 1 &&
	    it->index != SIG_IMSI) {	/* without the general way */
		for (v = sig_get(m, it->index); v != NULL; v = sig_next(m, v)) {
			seen = true;
			got_from(l, &other, v);
			if (member_relates(it, g, &other) != every)
				return !every;
		}
		return seen && every;
	}
	walk_start(&w, l, it->index);
	while (walk_next(&w, &other)) {
		seen = true;
		if (member_relates(it, g, &other) != every)
			return !every;
	}
	return seen && every;
}

static bool
three_digits(const uint8_t *p)
{
	return (unsigned)p[0] - '0' < 10U && (unsigned)p[1] - '0' < 10U &&
	    (unsigned)p[2] - '0' < 10U;
}

/* Four octets but for the case of letters; in "form" these are small, and alone
 * have bit 6. */
static inline bool
four_like(const uint8_t *p, const char *form)
{
	uint32_t f = text_le32((const uint8_t *)form);

	return ((text_le32(p) ^ f) & ~((f & 0x40404040) >> 1)) == 0;
}

/* epc.mncNNN.mccNNN.3gppnetwork.org, alone or behind a dot (TS 23.003 19.2);
 * N stands for a digit. */
bool
member_realm_form(struct cur name)
{
	enum { LEN = sizeof("epc.mncNNN.mccNNN.3gppnetwork.org") - 1,
	    MNC = 7, MCC = 14, REST = MCC + 3 };
	size_t len = cur_left(&name);
	const uint8_t *p;

	if (len < LEN || (len > LEN && name.p[len - LEN - 1] != '.'))
		return false;
	p = name.p + (len - LEN);
	return three_digits(p + MNC) && three_digits(p + MCC) &&
	    four_like(p, "epc.") && four_like(p + MNC - 4, ".mnc") &&
	    four_like(p + MCC - 4, ".mcc") &&
	    four_like(p + REST, ".3gp") && four_like(p + REST + 4, "pnet") &&
	    four_like(p + REST + 8, "work") && four_like(p + REST + 12, ".org");
}

static bool
in_rest(struct look *l, const struct test *t, const struct got *g)
{
	const struct conf_item *it;
	size_t i;

	for (i = 0; i < t->set.nrest; i++) {
		it = t->set.rest[i];
		switch (it->kind) {
		case ITEM_TABLE:
			if (t->subject == SUBJECT_VISITED &&
			    g->type == TYPE_DIGITS ?
			    plmn_of_owner(l, t, g, it) :
			    member_table(l, it->index, g))
				return true;
			break;
		case ITEM_TEXT:
			if (strlen(it->text) == cur_left(&g->text) &&
			    memcmp(it->text, g->text.p, cur_left(&g->text)) ==
			    0)
				return true;
			break;
		case ITEM_ADDRESS:
			if (address_within(it->address, it->len, it->bits,
			    g->text))
				return true;
			break;
		case ITEM_VIA:
		case ITEM_CLASS:
			if (g->number == it->index)
				return true;
			break;
		case ITEM_SAME:
		case ITEM_UNDER:
		case ITEM_BEGINS:
			if (relates(l, t, it, g))
				return true;
			break;
		default:	/* ITEM_STORM: none is on */
			break;
		}
	}
	return false;
}

/* ---- owners ---- */

static bool
by_owner(struct look *l, const struct set *s, const struct got *g)
{
	return member_owner(l, s, look_owner(l, g));
}

bool
member(struct look *l, const struct test *t, const struct got *g)
{
	const struct set *s = &t->set;

	if (s->any)
		return true;
	if (s->owners_alone)
		return by_owner(l, s, g);
	if (is_digits(g)) {
		if (s->digits != NULL && (t->subject == SUBJECT_VISITED &&
		    g->type == TYPE_DIGITS ? plmn_of_owner(l, t, g, NULL) :
		    prefix_find(s->digits, g->digits, g->len) !=
		    PREFIX_NOTHING))
			return true;
	} else if (is_name(g)) {
		if (s->names != NULL && domain_find(s->names, g->text.p,
		    cur_left(&g->text)) != DOMAIN_NOTHING)
			return true;
		if (s->realm_form && member_realm_form(g->text))
			return true;
	} else if (set_has_number(s, g->number) || (g->type == TYPE_ENUM &&
	    set_bit(s->words, g->number & 255))) {
		return true;
	}
	if (s->nrest > 0 && in_rest(l, t, g))
		return true;
	return (s->owners != NULL || s->origin || s->link) &&
	    by_owner(l, s, g);
}

bool
member_ops(const struct look *l, const struct set_ops *ops)
{
	const struct sig_comp *c = look_comp(l);
	size_t i;

	if (set_bit(ops->op, look_op(l)))
		return true;
	if (c == NULL || !c->has_code)
		return false;
	switch (l->m->proto) {
	case SIG_PROTO_MAP:
		if (c->code < 256 && set_bit(ops->map, c->code))
			return true;
		for (i = 0; i < ops->npair; i++)
			if (ops->pair[i].low == c->code &&
			    ops->pair[i].high == l->m->ac)
				return true;
		return false;
	case SIG_PROTO_CAP:
		return c->code < 256 && set_bit(ops->cap, c->code);
	case SIG_PROTO_DIAMETER:
		for (i = 0; i < ops->ncommand; i++)
			if (c->code >= ops->command[i].low &&
			    c->code <= ops->command[i].high)
				return true;
		return false;
	default:
		return false;
	}
}
