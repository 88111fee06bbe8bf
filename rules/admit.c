/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What "screen in" lets in: partners that it does not, operations of the first
 * category that it does.
 *
 * Only what follows for sure is told.  A test that cannot be decided here may
 * hold or not: a rule with one may let in, and does not keep out.
 */
#include <string.h>

#include "cover.h"
#include "names.h"
#include "warn.h"

enum answer { NO, MAYBE, YES };

/* ---- partners ---- */

/* Is the partner in the set? */
static enum answer
item_has(const struct conf *conf, const struct conf_item *it, size_t partner)
{
	switch (it->kind) {
	case ITEM_ANY:
	case ITEM_ORIGIN:
		return YES;
	case ITEM_HOME:
	case ITEM_UNKNOWN:
	case ITEM_NONE:
		return NO;
	case ITEM_PARTNER:
		return it->index == partner ? YES : NO;
	case ITEM_STATE:
		return conf->partner[partner].state == it->index ? YES : NO;
	default:
		return MAYBE;
	}
}

/* Does a test on "from" hold for it?  Other tests: maybe. */
static enum answer
test_holds(const struct conf *conf, const struct conf_test *t, size_t partner)
{
	enum answer all = NO, one;
	size_t i;

	if (t->subject != SUBJECT_FROM)
		return MAYBE;
	for (i = 0; i < t->set.n && all != YES; i++) {
		one = item_has(conf, &t->set.item[i], partner);
		if (one > all)
			all = one;
	}
	return t->negated ? (enum answer)(YES - all) : all;
}

static enum answer
rule_holds(const struct conf *conf, const struct conf_rule *r, size_t partner)
{
	enum answer all = YES, one;
	size_t i;

	for (i = 0; i < r->ntest && all != NO; i++) {
		one = test_holds(conf, &r->test[i], partner);
		if (one < all)
			all = one;
	}
	return all;
}

/* False when no rule that passes or steers could hold for its messages. */
static bool
may_enter(const struct conf *conf, size_t partner)
{
	const struct conf_rule *r;
	enum answer holds;
	size_t i;

	for (i = 0; i < conf->in.n; i++) {
		r = &conf->in.rule[i];
		if (r->action == ACTION_MATCH || r->monitor)
			continue;
		holds = rule_holds(conf, r, partner);
		if (holds != NO && !rule_refuses(r))
			return true;
		if (holds == YES)
			return false;
	}
	return false;
}

static void
warn_partners(const struct conf *conf, struct conf_errors *errors)
{
	const struct conf_network *n;
	size_t i;

	for (i = 0; i < conf->npartner; i++) {
		n = &conf->partner[i];
		if (n->state != STATE_SUSPENDED && network_has_identity(n) &&
		    !may_enter(conf, i))
			conf_error(errors, conf, n->at, "no rule of screen in"
			    " lets in what comes from partner \"%s\"", n->name);
	}
}

/* ---- operations ---- */

/* Narrows the test down who may have sent the message? */
static bool
is_source(unsigned subject)
{
	switch (subject) {
	case SUBJECT_FROM:
	case SUBJECT_VIA:
	case SUBJECT_SRC:
	case SUBJECT_OPC:
	case SUBJECT_CALLING_GT:
	case SUBJECT_CALLING_PC:
	case SUBJECT_CALLING_SSN:
	case SUBJECT_CALLING_TT:
	case SUBJECT_CALLING_NP:
	case SUBJECT_CALLING_NAI:
	case SIG_ORIGIN_HOST:
	case SIG_ORIGIN_REALM:
		return true;
	default:
		return false;
	}
}

static bool
set_has_word(const struct conf_set *set, unsigned word)
{
	size_t i;

	for (i = 0; i < set->n; i++)
		if (set->item[i].kind == ITEM_WORD &&
		    set->item[i].index == word)
			return true;
	return false;
}

/* Could the test hold for a request of that operation, as far as it is about
 * operation and kind; else: other. */
static bool
takes_op(const struct conf *conf, const struct conf_test *t, unsigned op,
    bool other)
{
	bool in;

	switch (t->subject) {
	case SUBJECT_OP:
		in = cover_op(conf, &t->set, op);
		break;
	case SUBJECT_KIND:
		in = set_has_word(&t->set, SIG_KIND_REQUEST);
		break;
	default:
		return other;
	}
	return (in || t->set.item[0].kind == ITEM_ANY) != t->negated;
}

/* Tests of what the message asks for whom, which everybody can satisfy. */
static bool
is_content(unsigned subject)
{
	unsigned type = subject_type(subject);

	return subject == SUBJECT_TO || ((type == TYPE_DIGITS ||
	    type == TYPE_PLMN) && !is_source(subject));
}

/* The rule lets the operation in from anywhere: it tests the operation itself,
 * or nothing that tells operations apart. */
static bool
lets_in(const struct conf *conf, const struct conf_rule *r, unsigned op)
{
	bool named = false, fine = true;
	size_t i;

	if (r->action != ACTION_PASS || r->monitor)
		return false;
	for (i = 0; i < r->ntest; i++) {
		if (is_source(r->test[i].subject) ||
		    !takes_op(conf, &r->test[i], op, true))
			return false;
		if (r->test[i].subject == SUBJECT_OP)
			named = true;
		else if (r->test[i].subject != SUBJECT_KIND &&
		    !is_content(r->test[i].subject))
			fine = false;
	}
	return named || fine;
}

/* Refuses the operation by its name, from all or from some. */
static bool
refuses_op(const struct conf *conf, const struct conf_rule *r, unsigned op)
{
	bool named = false;
	size_t i;

	if (!rule_refuses(r) || r->monitor)
		return false;
	for (i = 0; i < r->ntest; i++) {
		if (!takes_op(conf, &r->test[i], op,
		    is_source(r->test[i].subject)))
			return false;
		named = named || r->test[i].subject == SUBJECT_OP;
	}
	return named;
}

/* Operations of the first category. */
struct watched {
	uint16_t	 category[SIG_OP_COUNT]; /* index + 1; 0: none */
	size_t		 refused[SIG_OP_COUNT];	/* by this rule first */
};

static void
warn_rule(const struct conf *conf, struct conf_errors *errors, size_t rule,
    const struct watched *w)
{
	const struct conf_rule *r = &conf->in.rule[rule];
	unsigned op, found = 0, n = 0;
	char more[32] = "";

	for (op = SIG_OP_NONE + 1; op < SIG_OP_COUNT; op++)
		if (w->category[op] != 0 && rule < w->refused[op] &&
		    lets_in(conf, r, op) && n++ == 0)
			found = op;
	if (n == 0)
		return;
	if (n > 1)
		snprintf(more, sizeof(more), ", and %u more", n - 1);
	conf_error(errors, conf, r->at, "this rule lets in %s of category %s%s,"
	    " whoever sends it", sig_op_name((enum sig_op)found),
	    conf->category[w->category[found] - 1].name, more);
}

/* Once a rule refuses an operation, somebody has thought of it. */
static size_t
first_refusal(const struct conf *conf, unsigned op)
{
	size_t i = 0;

	while (i < conf->in.n && !refuses_op(conf, &conf->in.rule[i], op))
		i++;
	return i;
}

static void
watch_category(const struct conf *conf, struct watched *w, size_t category)
{
	unsigned op;

	for (op = SIG_OP_NONE + 1; op < SIG_OP_COUNT; op++)
		if (w->category[op] == 0 &&
		    cover_op(conf, &conf->category[category].op, op)) {
			w->category[op] = (uint16_t)(category + 1);
			w->refused[op] = first_refusal(conf, op);
		}
}

static void
warn_operations(const struct conf *conf, struct conf_errors *errors)
{
	struct watched w = { { 0 }, { 0 } };
	bool some = false;
	size_t i;

	for (i = 0; i < conf->ncategory; i++)
		if (strncmp(conf->category[i].name, "cat1", 4) == 0) {
			watch_category(conf, &w, i);
			some = true;
		}
	for (i = 0; some && i < conf->in.n; i++)
		warn_rule(conf, errors, i, &w);
}

void
admit_warn(const struct conf *conf, struct conf_errors *errors)
{
	if (conf->in.n == 0 || conf->in.monitor)
		return;
	warn_partners(conf, errors);
	warn_operations(conf, errors);
}
