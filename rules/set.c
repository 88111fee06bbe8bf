/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Building the set of a test from its items.
 */
#include <stdlib.h>
#include <string.h>

#include "domain.h"
#include "prefix.h"
#include "set.h"

struct builder {
	struct set	*s;
	const struct conf *conf;
	unsigned	 owners;
	enum subject_type type;
	bool		*met;		/* categories already in the set */
};

static void
bit_set(uint64_t *words, uint64_t bit)
{
	words[bit / 64] |= UINT64_C(1) << (bit % 64);
}

/* A longer array by one, its last element zero; false: no memory. */
static bool
grow(void *array, size_t *n, size_t size)
{
	char *p;

	memcpy(&p, array, sizeof(p));
	if ((*n & (*n + 1)) == 0) {	/* 0, 1, 3, 7 ... */
		p = realloc(p, (*n + 1) * 2 * size);
		if (p == NULL)
			return false;
		memcpy(array, &p, sizeof(p));
	}
	memset(p + *n * size, 0, size);
	(*n)++;
	return true;
}

static bool
add_rest(struct set *s, const struct conf_item *it)
{
	if (!grow(&s->rest, &s->nrest, sizeof(*s->rest)))
		return false;
	s->rest[s->nrest - 1] = it;
	return true;
}

static bool
add_range(struct set *s, const struct conf_item *it)
{
	if (!grow(&s->range, &s->nrange, sizeof(*s->range)))
		return false;
	s->range[s->nrange - 1] = (struct set_range){ it->low, it->high };
	return true;
}

static bool
add_owner(struct builder *b, const struct conf_item *it)
{
	unsigned i;

	if (b->s->owners == NULL)
		b->s->owners = calloc((b->owners + 63) / 64,
		    sizeof(*b->s->owners));
	if (b->s->owners == NULL)
		return false;
	switch (it->kind) {
	case ITEM_UNKNOWN:
		bit_set(b->s->owners, OWNER_NOBODY);
		break;
	case ITEM_HOME:
		bit_set(b->s->owners, OWNER_HOME);
		break;
	case ITEM_PARTNER:
		bit_set(b->s->owners, OWNER_PARTNER + it->index);
		break;
	default:
		if (b->conf->home.state == it->index)
			bit_set(b->s->owners, OWNER_HOME);
		for (i = OWNER_PARTNER; i < b->owners; i++)
			if (b->conf->partner[i - OWNER_PARTNER].state ==
			    it->index)
				bit_set(b->s->owners, i);
	}
	return true;
}

static bool
add_digits(struct set *s, const struct conf_item *it)
{
	if (s->digits == NULL && (s->digits = prefix_new()) == NULL)
		return false;
	return prefix_add(s->digits, &it->digits, it->len,
	    it->kind == ITEM_PLMN || !it->prefix, 0) != PREFIX_NO_MEMORY;
}

static bool
add_name(struct set *s, const struct conf_item *it)
{
	const char *text = it->text + (it->wild ? 2 : 0);

	if (s->names == NULL && (s->names = domain_new()) == NULL)
		return false;
	return domain_add(s->names, (const uint8_t *)text, strlen(text),
	    it->wild, 0) != DOMAIN_NO_MEMORY;
}

static void
add_codes(uint64_t words[4], const struct conf_set *codes)
{
	uint64_t code;
	size_t i;

	for (i = 0; i < codes->n; i++)
		for (code = codes->item[i].low; codes->item[i].kind ==
		    ITEM_NUMBER && code <= codes->item[i].high && code < 256;
		    code++)
			bit_set(words, code);
}

static bool
add_pairs(struct set_ops *ops, const struct conf_set *map_op)
{
	size_t i;

	for (i = 0; i < map_op->n; i++) {
		if (map_op->item[i].kind != ITEM_PAIR)
			continue;
		if (!grow(&ops->pair, &ops->npair, sizeof(*ops->pair)))
			return false;
		ops->pair[ops->npair - 1] = (struct set_range){
		    map_op->item[i].low, map_op->item[i].high };
	}
	return true;
}

static bool
add_commands(struct set_ops *ops, const struct conf_set *command)
{
	size_t i;

	for (i = 0; i < command->n; i++) {
		if (!grow(&ops->command, &ops->ncommand,
		    sizeof(*ops->command)))
			return false;
		ops->command[ops->ncommand - 1] = (struct set_range){
		    command->item[i].low, command->item[i].high };
	}
	return true;
}

static bool
add_op(struct builder *b, const struct conf_item *it)
{
	struct set_ops *ops = b->s->ops;
	const struct conf_category *c;
	bool fine = true;
	size_t i;

	if (it->kind == ITEM_WORD) {
		bit_set(ops->op, it->index);
		return true;
	}
	if (b->met[it->index])
		return true;
	b->met[it->index] = true;
	c = &b->conf->category[it->index];
	add_codes(ops->map, &c->map_op);
	add_codes(ops->cap, &c->cap_op);
	for (i = 0; i < c->op.n && fine; i++)
		fine = add_op(b, &c->op.item[i]);
	return fine && add_pairs(ops, &c->map_op) &&
	    add_commands(ops, &c->command);
}

static bool
add_item(struct builder *b, const struct conf_item *it)
{
	switch (it->kind) {
	case ITEM_ANY:
		b->s->any = true;
		return true;
	case ITEM_NONE:
		b->s->none = true;
		return true;
	case ITEM_ORIGIN:
		b->s->origin = true;
		return true;
	case ITEM_LINK:
		b->s->link = true;
		return true;
	case ITEM_REALM_FORM:
		b->s->realm_form = true;
		return true;
	case ITEM_HOME:
	case ITEM_UNKNOWN:
	case ITEM_STATE:
	case ITEM_PARTNER:
		return add_owner(b, it);
	case ITEM_DIGITS:
	case ITEM_PLMN:
		return add_digits(b->s, it);
	case ITEM_NAME:
		return add_name(b->s, it);
	case ITEM_NUMBER:
		return add_range(b->s, it);
	case ITEM_BIT:
		b->s->bits |= UINT64_C(1) << (it->low & 63);
		return true;
	case ITEM_WORD:
	case ITEM_CATEGORY:
		if (b->type == TYPE_OP)
			return add_op(b, it);
		bit_set(b->s->words, it->index & 255);
		return true;
	default:
		return add_rest(b->s, it);
	}
}

/* Many ranges: those numbers that are usual get a bit each. */
static bool
small_build(struct set *s)
{
	enum { MANY = 4 };
	uint64_t v;
	size_t i;

	if (s->nrange < MANY)
		return true;
	s->small = calloc(SET_SMALL / 64, sizeof(*s->small));
	if (s->small == NULL)
		return false;
	for (i = 0; i < s->nrange; i++)
		for (v = s->range[i].low; v <= s->range[i].high &&
		    v < SET_SMALL; v++)
			bit_set(s->small, v);
	return true;
}

static bool
items_add(struct builder *b, const struct conf_set *written)
{
	size_t i;

	b->met = calloc(b->conf->ncategory + 1, sizeof(*b->met));
	if (b->met == NULL)
		return false;
	for (i = 0; i < written->n; i++)
		if (!add_item(b, &written->item[i]))
			break;
	free(b->met);
	return i == written->n;
}

bool
set_build(struct set *s, const struct conf *conf, unsigned owners,
    const struct conf_set *written, enum subject_type type)
{
	struct builder b = { s, conf, owners, type, NULL };

	memset(s, 0, sizeof(*s));
	if (type == TYPE_OP && (s->ops = calloc(1, sizeof(*s->ops))) == NULL)
		return false;
	if (!items_add(&b, written))
		return false;
	s->owners_alone = (s->owners != NULL || s->origin || s->link) &&
	    !s->any && !s->none && !s->realm_form && s->digits == NULL &&
	    s->names == NULL && s->bits == 0 && s->nrange == 0 &&
	    s->nrest == 0;
	return small_build(s) &&
	    (s->digits == NULL || prefix_seal(s->digits)) &&
	    (s->names == NULL || domain_seal(s->names));
}

void
set_free(struct set *s)
{
	free(s->owners);
	prefix_free(s->digits);
	domain_free(s->names);
	free(s->range);
	free(s->small);
	free(s->rest);
	if (s->ops != NULL) {
		free(s->ops->pair);
		free(s->ops->command);
		free(s->ops);
	}
}

bool
set_has_number(const struct set *s, uint64_t v)
{
	size_t i;

	if (v & s->bits)
		return true;
	if (s->small != NULL && v < SET_SMALL)
		return set_bit(s->small, (unsigned)v);
	for (i = 0; i < s->nrange; i++)
		if (v >= s->range[i].low && v <= s->range[i].high)
			return true;
	return false;
}

bool
number_compares(uint64_t v, unsigned compare, uint64_t with)
{
	switch (compare) {
	case COMPARE_LT:
		return v < with;
	case COMPARE_LE:
		return v <= with;
	case COMPARE_GT:
		return v > with;
	default:
		return v >= with;
	}
}
