/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One test implies another when they are about the same subject, every value
 * that satisfies the first satisfies the second, and a rule that wants all
 * values of a message in order is not concluded from one that is content with
 * any.
 */
#include <string.h>
#include <strings.h>

#include "cover.h"

enum { CATEGORY_DEPTH = 16 };

/* ---- operations ---- */

static bool
op_within(const struct conf *conf, const struct conf_set *set, unsigned op,
    unsigned depth)
{
	const struct conf_item *it;
	size_t i;

	for (i = 0; i < set->n; i++) {
		it = &set->item[i];
		if (it->kind == ITEM_WORD && it->index == op)
			return true;
		if (it->kind == ITEM_CATEGORY && depth > 0 && op_within(conf,
		    &conf->category[it->index].op, op, depth - 1))
			return true;
	}
	return false;
}

bool
cover_op(const struct conf *conf, const struct conf_set *set, unsigned op)
{
	return op_within(conf, set, op, CATEGORY_DEPTH);
}

/* Is the category inner, or does outer stand in it, at whatever depth? */
static bool
category_within(const struct conf *conf, uint32_t outer, uint32_t inner,
    unsigned depth)
{
	const struct conf_set *set = &conf->category[outer].op;
	size_t i;

	if (outer == inner)
		return true;
	for (i = 0; depth > 0 && i < set->n; i++)
		if (set->item[i].kind == ITEM_CATEGORY && category_within(conf,
		    set->item[i].index, inner, depth - 1))
			return true;
	return false;
}

/* ---- items: does outer hold for every value that inner holds for? ---- */

static bool
digits_begin(const struct conf_item *outer, const struct conf_item *inner)
{
	char a[SIG_DIGITS_MAX], b[SIG_DIGITS_MAX];
	size_t n = sig_digits_text(&outer->digits, outer->len, a);

	return n <= sig_digits_text(&inner->digits, inner->len, b) &&
	    memcmp(a, b, n) == 0;
}

static bool
covers_digits(const struct conf_item *outer, const struct conf_item *inner)
{
	if (inner->kind != ITEM_DIGITS || !digits_begin(outer, inner))
		return false;
	return outer->prefix || (!inner->prefix && outer->len == inner->len);
}

static bool
covers_name(const struct conf_item *outer, const struct conf_item *inner)
{
	size_t n = strlen(outer->text), m;

	if (inner->kind != ITEM_NAME)
		return false;
	if (strcasecmp(outer->text, inner->text) == 0)
		return true;
	m = strlen(inner->text);	/* "*.x" covers what ends in ".x" */
	return outer->wild && m >= n &&
	    strcasecmp(inner->text + m - (n - 1), outer->text + 1) == 0;
}

static bool
covers_address(const struct conf_item *outer, const struct conf_item *inner)
{
	unsigned i;

	if (inner->kind != ITEM_ADDRESS || outer->len != inner->len ||
	    outer->bits > inner->bits)
		return false;
	for (i = 0; i < outer->bits; i++)
		if ((outer->address[i / 8] ^ inner->address[i / 8]) &
		    0x80 >> (i % 8))
			return false;
	return true;
}

static bool
covers_state(const struct conf *conf, const struct conf_item *outer,
    const struct conf_item *inner)
{
	switch (inner->kind) {
	case ITEM_STATE:
		return outer->index == inner->index;
	case ITEM_HOME:
		return conf->home.state == outer->index;
	case ITEM_PARTNER:
		return conf->partner[inner->index].state == outer->index;
	default:
		return false;
	}
}

static bool
covers_category(const struct conf *conf, const struct conf_item *outer,
    const struct conf_item *inner)
{
	struct conf_set set = { NULL, 1 };
	struct conf_item copy = *outer;

	set.item = &copy;
	if (inner->kind == ITEM_WORD)
		return cover_op(conf, &set, inner->index);
	return inner->kind == ITEM_CATEGORY && category_within(conf,
	    outer->index, inner->index, CATEGORY_DEPTH);
}

static bool
covers_same(const struct cover *c, const struct conf_item *outer,
    const struct conf_item *inner)
{
	if (outer->kind != inner->kind)
		return false;
	switch (outer->kind) {
	case ITEM_HOME:
	case ITEM_ORIGIN:
	case ITEM_LINK:
	case ITEM_UNKNOWN:
	case ITEM_REALM_FORM:
		return true;
	case ITEM_PLMN:
		return outer->len == inner->len && digits_begin(outer, inner);
	case ITEM_TEXT:
		return strcmp(outer->text, inner->text) == 0;
	case ITEM_NUMBER:
		return outer->low <= inner->low && outer->high >= inner->high;
	case ITEM_BIT:
		return outer->low == inner->low;
	case ITEM_TABLE:
		return outer->index == inner->index &&
		    !c->changes[outer->index];
	case ITEM_PARTNER:
	case ITEM_WORD:
	case ITEM_CLASS:
	case ITEM_VIA:
	case ITEM_STORM:
	case ITEM_SAME:
	case ITEM_UNDER:
	case ITEM_BEGINS:
		return outer->index == inner->index;
	default:
		return false;
	}
}

static bool
covers_item(const struct cover *c, const struct conf_item *outer,
    const struct conf_item *inner)
{
	switch (outer->kind) {
	case ITEM_DIGITS:
		return covers_digits(outer, inner);
	case ITEM_NAME:
		return covers_name(outer, inner);
	case ITEM_ADDRESS:
		return covers_address(outer, inner);
	case ITEM_STATE:
		return covers_state(c->conf, outer, inner);
	case ITEM_CATEGORY:
		return covers_category(c->conf, outer, inner);
	default:
		return covers_same(c, outer, inner);
	}
}

static bool
covers_set(struct cover *c, const struct conf_set *outer,
    const struct conf_set *inner)
{
	size_t i, k;

	for (i = 0; i < inner->n; i++) {
		for (k = 0; k < outer->n && c->left > 0; k++) {
			c->left--;
			if (covers_item(c, &outer->item[k], &inner->item[i]))
				break;
		}
		if (k == outer->n || c->left == 0)
			return false;
	}
	return true;
}

/* ---- tests ---- */

/* No message carries it twice in one component. */
static bool
is_single(unsigned subject)
{
	switch (subject) {
	case SUBJECT_MALFORMED:
	case SUBJECT_PROTO:
	case SUBJECT_KIND:
	case SUBJECT_DIALOGUE:
	case SUBJECT_OP:
	case SUBJECT_APP:
	case SUBJECT_FROM:
	case SUBJECT_TO:
	case SUBJECT_VIA:
	case SUBJECT_WITHIN:
	case SUBJECT_OPENER:
	case SUBJECT_CALLING_GT:
	case SUBJECT_CALLED_GT:
	case SUBJECT_CALLING_SSN:
	case SUBJECT_CALLED_SSN:
	case SUBJECT_CLASS:
		return true;
	default:
		return false;
	}
}

/* The numbers that satisfy "> 5" and so on; false: none does. */
static bool
range(const struct conf_test *t, uint64_t *low, uint64_t *high)
{
	*low = 0;
	*high = UINT64_MAX;
	switch (t->compare) {
	case COMPARE_LT:
		*high = t->number - 1;
		return t->number > 0;
	case COMPARE_LE:
		*high = t->number;
		return true;
	case COMPARE_GT:
		*low = t->number + 1;
		return t->number < UINT64_MAX;
	default:
		*low = t->number;
		return true;
	}
}

static bool
covers_compared(const struct conf_test *outer, const struct conf_test *inner)
{
	uint64_t low, high, inner_low, inner_high;
	size_t i;

	if (outer->negated || inner->negated ||
	    outer->compare == COMPARE_NONE)
		return false;
	if (outer->subject == SUBJECT_CLASS)
		return outer->compare == inner->compare &&
		    outer->number == inner->number;
	if (!range(outer, &low, &high))
		return false;
	if (inner->compare != COMPARE_NONE) {
		return range(inner, &inner_low, &inner_high) &&
		    low <= inner_low && high >= inner_high;
	}
	for (i = 0; i < inner->set.n; i++)
		if (inner->set.item[i].kind != ITEM_NUMBER ||
		    inner->set.item[i].low < low ||
		    inner->set.item[i].high > high)
			return false;
	return inner->set.n > 0;
}

static bool
is_alone(const struct conf_test *t, unsigned kind)
{
	return t->set.n == 1 && t->set.item[0].kind == kind;
}

/* Does every value that satisfies inner satisfy outer? */
static bool
covers_values(struct cover *c, const struct conf_test *outer,
    const struct conf_test *inner)
{
	if (is_alone(outer, ITEM_ANY))
		return !inner->negated && !is_alone(inner, ITEM_NONE);
	if (is_alone(inner, ITEM_ANY))
		return false;
	if (outer->compare != COMPARE_NONE || inner->compare != COMPARE_NONE)
		return covers_compared(outer, inner);
	if (outer->negated != inner->negated)
		return false;
	return outer->negated ? covers_set(c, &inner->set, &outer->set) :
	    covers_set(c, &outer->set, &inner->set);
}

static bool
is_tested(const struct conf *conf, unsigned check)
{
	return conf->check[check].mode == CHECK_TEST ||
	    conf->check[check].then == CHECK_TEST;
}

/* May the test hold without that its rule decides, because a check that it is
 * about is in test? */
static bool
may_only_tell(const struct conf *conf, const struct conf_test *t)
{
	const struct conf_item *it;
	unsigned check;
	size_t i;

	if (t->subject == SUBJECT_MOVED)
		return is_tested(conf, t->number > 0 ? CHECK_VELOCITY :
		    CHECK_PREVIOUS_PLACE);
	if (t->subject != SUBJECT_FINDING)
		return false;
	for (check = 0; check < CHECK_COUNT; check++)
		for (i = 0; i < t->set.n; i++) {
			it = &t->set.item[i];
			if ((t->negated || it->kind != ITEM_WORD ||
			    it->index == check) && is_tested(conf, check))
				return true;
		}
	return false;
}

/* any: one value is enough, for the rule that the test belongs to. */
static bool
covers_test(struct cover *c, const struct conf_test *outer, bool outer_any,
    const struct conf_test *inner, bool inner_any)
{
	if (outer->subject != inner->subject ||
	    may_only_tell(c->conf, outer))
		return false;
	switch (subject_type(outer->subject)) {
	case TYPE_FLAG:
		return outer->negated == inner->negated;
	case TYPE_RATE:
		return false;
	case TYPE_MOVED:	/* with a speed it is another check's matter */
		return outer->number <= inner->number &&
		    (outer->number == 0) == (inner->number == 0) &&
		    !outer->negated && !inner->negated;
	case TYPE_LOAD:
		return covers_compared(outer, inner);
	case TYPE_CLASS:
		if (c->classes_change)
			return false;
		break;
	default:
		break;
	}
	if (is_alone(outer, ITEM_NONE) || is_alone(inner, ITEM_NONE))
		return is_alone(outer, ITEM_NONE) && is_alone(inner, ITEM_NONE);
	if (inner_any && !outer_any && !is_single(outer->subject) &&
	    !is_alone(outer, ITEM_ANY))
		return false;
	return covers_values(c, outer, inner);
}

bool
cover_rule(struct cover *c, const struct conf_rule *outer,
    const struct conf_rule *inner)
{
	size_t i, k;

	for (i = 0; i < outer->ntest; i++) {
		for (k = 0; k < inner->ntest; k++)
			if (covers_test(c, &outer->test[i],
			    rule_refuses(outer), &inner->test[k],
			    rule_refuses(inner)))
				break;
		if (k == inner->ntest)
			return false;
	}
	return true;
}
