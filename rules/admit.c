/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What "screen in" lets in: partners that it does not, operations of the first
 * category that it does.
 *
 * Only what follows for sure is told.  A test that cannot be decided here may
 * hold or not: a rule with one may let in, and does not keep out.
 *
 * TS 29.002 17.5 (operation codes), RFC 6733 11.2.1 (command codes).
 */
#include <string.h>

#include "../dissectors/diameter.h"
#include "../dissectors/map.h"
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

enum {
	REQUESTS_MAX = 1024,
	COMMANDS = 512,			/* of either kind that are looked for */
	COMMAND_3GPP = 8388608,		/* the first that a vendor may have */
};

/* An operation of the first category, in one of the forms that it has. */
struct request {
	uint8_t		 op;		/* enum sig_op */
	uint8_t		 proto;		/* enum sig_proto; NONE: not known */
	uint8_t		 dialogue;	/* enum sig_dialogue */
	bool		 has_code;
	uint32_t	 code;
	size_t		 category;
	size_t		 refused;	/* by this rule first */
};

struct watched {
	size_t		 n;
	struct request	 request[REQUESTS_MAX];
};

/* What a test is about. */
enum about {
	ABOUT_OPERATION,		/* what is asked, and how */
	ABOUT_SOURCE,			/* who asks */
	ABOUT_CONTENT,			/* what everybody can satisfy: whom it
					 * is for, and habits of addressing */
	ABOUT_OTHER,
};

static bool
is_operation(unsigned subject)
{
	return subject == SUBJECT_OP || subject == SUBJECT_MAP_OP ||
	    subject == SUBJECT_CAP_OP || subject == SUBJECT_COMMAND;
}

static enum about
test_about(unsigned subject)
{
	unsigned type = subject_type(subject);

	switch (subject) {
	case SUBJECT_FROM:
	case SUBJECT_VIA:
	case SUBJECT_SRC:
	case SUBJECT_OPC:
	case SUBJECT_CALLING_GT:
	case SIG_ORIGIN_HOST:
	case SIG_ORIGIN_REALM:
		return ABOUT_SOURCE;
	case SUBJECT_KIND:
	case SUBJECT_PROTO:
	case SUBJECT_DIALOGUE:
		return ABOUT_OPERATION;
	case SUBJECT_TO:
	case SUBJECT_DST:
	case SUBJECT_DPC:
	case SIG_DEST_HOST:
	case SIG_DEST_REALM:
		return ABOUT_CONTENT;
	default:
		break;
	}
	if (is_operation(subject))
		return ABOUT_OPERATION;
	return type == TYPE_DIGITS || type == TYPE_PLMN ||
	    (subject >= SUBJECT_CALLING_GT && subject <= SUBJECT_CALLED_ES) ?
	    ABOUT_CONTENT : ABOUT_OTHER;
}

/* May a message of that protocol carry the subject? */
static bool
carries(unsigned proto, unsigned subject)
{
	if (proto == SIG_PROTO_NONE)
		return true;
	switch (subject) {
	case SUBJECT_MAP_OP:
		return proto == SIG_PROTO_MAP;
	case SUBJECT_CAP_OP:
		return proto == SIG_PROTO_CAP;
	case SUBJECT_COMMAND:
	case SIG_ORIGIN_HOST:
	case SIG_ORIGIN_REALM:
	case SIG_DEST_HOST:
	case SIG_DEST_REALM:
		return proto == SIG_PROTO_DIAMETER;
	case SUBJECT_DIALOGUE:
	case SUBJECT_OPC:
	case SUBJECT_DPC:
		return proto != SIG_PROTO_DIAMETER;
	default:
		return proto != SIG_PROTO_DIAMETER ||
		    subject < SUBJECT_CALLING_GT || subject > SUBJECT_CALLED_ES;
	}
}

static bool
is_alone(const struct conf_test *t, unsigned kind)
{
	return t->set.n == 1 && t->set.item[0].kind == kind;
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

static bool
set_has_number(const struct conf_set *set, uint64_t number)
{
	const struct conf_item *it;
	size_t i;

	for (i = 0; i < set->n; i++) {
		it = &set->item[i];
		if (it->kind == ITEM_NUMBER && it->low <= number &&
		    it->high >= number)
			return true;
		if (it->kind == ITEM_BIT && number >> it->low & 1)
			return true;
	}
	return false;
}

static bool
number_holds(const struct conf_test *t, uint64_t number)
{
	switch (t->compare) {
	case COMPARE_LT:
		return number < t->number;
	case COMPARE_LE:
		return number <= t->number;
	case COMPARE_GT:
		return number > t->number;
	case COMPARE_GE:
		return number >= t->number;
	default:
		return set_has_number(&t->set, number);
	}
}

static bool
has_same(const struct conf_set *set)
{
	size_t i;

	for (i = 0; i < set->n; i++)
		if (set->item[i].kind == ITEM_SAME)
			return true;
	return false;
}

/* Does the test, which is about the operation, hold for the request? */
static enum answer
asks(const struct conf *conf, const struct conf_test *t,
    const struct request *q)
{
	bool in;

	if (t->subject != SUBJECT_OP && t->subject != SUBJECT_KIND &&
	    q->proto == SIG_PROTO_NONE)
		return MAYBE;
	switch (t->subject) {
	case SUBJECT_OP:
		in = cover_op(conf, &t->set, q->op);
		break;
	case SUBJECT_KIND:
		in = set_has_word(&t->set, SIG_KIND_REQUEST);
		break;
	case SUBJECT_PROTO:
		in = set_has_word(&t->set, q->proto);
		break;
	case SUBJECT_DIALOGUE:
		in = set_has_word(&t->set, q->dialogue);
		break;
	default:
		if (is_alone(t, ITEM_ANY))
			return YES;
		if (!q->has_code || has_same(&t->set))
			return MAYBE;
		in = number_holds(t, q->code);
		break;
	}
	return (in || is_alone(t, ITEM_ANY)) != t->negated ? YES : NO;
}

/* Is everything in the set a sender that is called by name or number? Home,
 * which does not call from outside, may be there too. */
static bool
names_senders(const struct conf_set *set)
{
	bool named = false;
	size_t i;

	for (i = 0; i < set->n; i++)
		switch (set->item[i].kind) {
		case ITEM_HOME:
			break;
		case ITEM_PARTNER:
		case ITEM_TABLE:
		case ITEM_DIGITS:
		case ITEM_NAME:
		case ITEM_NUMBER:
		case ITEM_VIA:
			named = true;
			break;
		case ITEM_ADDRESS:
			if (set->item[i].bits == 0)
				return false;
			named = true;
			break;
		default:
			return false;
		}
	return named;
}

/* Only in what home, or a partner that is called by name, has begun? */
static bool
names_opener(const struct conf_test *t)
{
	size_t i;

	for (i = 0; i < t->set.n; i++)
		if (t->set.item[i].kind != ITEM_HOME &&
		    t->set.item[i].kind != ITEM_PARTNER)
			return false;
	return t->subject == SUBJECT_OPENER && t->set.n > 0;
}

/* Somebody has thought of who may ask. */
static bool
is_deliberate(const struct conf_rule *r)
{
	const struct conf_test *t;
	size_t i;

	for (i = 0; i < r->ntest; i++) {
		t = &r->test[i];
		if (t->negated)
			continue;
		if (names_opener(t) || (test_about(t->subject) ==
		    ABOUT_SOURCE && names_senders(&t->set)))
			return true;
	}
	return false;
}

/* Does the rule let the request in?  When a test of something else stands in
 * it: only if the rule is about the operation itself. */
static bool
lets_in(const struct conf *conf, const struct conf_rule *r,
    const struct request *q)
{
	bool named = false, fine = true;
	const struct conf_test *t;
	enum answer holds;
	size_t i;

	for (i = 0; i < r->ntest; i++) {
		t = &r->test[i];
		holds = YES;
		if (!carries(q->proto, t->subject))
			holds = is_alone(t, ITEM_NONE) ? YES : NO;
		else if (test_about(t->subject) == ABOUT_OPERATION)
			holds = asks(conf, t, q);
		else if (test_about(t->subject) == ABOUT_OTHER)
			holds = MAYBE;
		if (holds == NO)
			return false;
		fine = fine && holds == YES;
		named = named || is_operation(t->subject);
	}
	return named || fine;
}

/* A refusal with the test leaves nobody but who is called by name. */
static bool
refuses_others(const struct conf_test *t)
{
	if (t->negated)
		return is_alone(t, ITEM_HOME) || names_senders(&t->set);
	return t->subject == SUBJECT_FROM && is_alone(t, ITEM_ANY);
}

/* Does the rule refuse the request for sure, whoever sends it? */
static bool
refuses(const struct conf *conf, const struct conf_rule *r,
    const struct request *q)
{
	const struct conf_test *t;
	size_t i;

	if (!rule_refuses(r) || r->monitor)
		return false;
	for (i = 0; i < r->ntest; i++) {
		t = &r->test[i];
		if (!carries(q->proto, t->subject)) {
			if (!is_alone(t, ITEM_NONE))
				return false;
			continue;
		}
		switch (test_about(t->subject)) {
		case ABOUT_OPERATION:
			if (asks(conf, t, q) != YES)
				return false;
			break;
		case ABOUT_SOURCE:
			if (!refuses_others(t))
				return false;
			break;
		default:
			return false;
		}
	}
	return true;
}

static void
warn_rule(const struct conf *conf, struct conf_errors *errors, size_t rule,
    const struct watched *w)
{
	const struct conf_rule *r = &conf->in.rule[rule];
	const struct request *q, *first = NULL;
	unsigned last = SIG_OP_NONE, n = 0;
	char more[32] = "";
	size_t i;

	if (rule_refuses(r) || !rule_decides(r) || is_deliberate(r))
		return;
	for (i = 0; i < w->n; i++) {
		q = &w->request[i];
		if (q->op == last || rule >= q->refused ||
		    !lets_in(conf, r, q))
			continue;
		if (n++ == 0)
			first = q;
		last = q->op;
	}
	if (first == NULL)
		return;
	if (n > 1)
		snprintf(more, sizeof(more), ", and %u more", n - 1);
	conf_error(errors, conf, r->at, "this rule lets in %s of category %s%s,"
	    " whoever sends it", sig_op_name((enum sig_op)first->op),
	    conf->category[first->category].name, more);
}

static void
watch(struct watched *w, const struct conf *conf, struct request q)
{
	q.refused = 0;
	while (q.refused < conf->in.n &&
	    !refuses(conf, &conf->in.rule[q.refused], &q))
		q.refused++;
	if (w->n < REQUESTS_MAX)
		w->request[w->n++] = q;
}

/* In a dialogue of its own, or within one that began with something else. */
static void
watch_tcap(struct watched *w, const struct conf *conf, struct request q,
    enum sig_proto proto)
{
	q.proto = (uint8_t)proto;
	q.dialogue = SIG_DIALOGUE_BEGIN;
	watch(w, conf, q);
	q.dialogue = SIG_DIALOGUE_CONTINUE;
	watch(w, conf, q);
}

/* The operation of a command may depend on its application (TS 29.273). */
static void
watch_command(struct watched *w, const struct conf *conf, struct request q,
    uint32_t code)
{
	const struct diameter_command *c = diameter_command_find(code);

	if (c == NULL || (c->op != q.op && (q.op != SIG_OP_NON_3GPP_ACCESS ||
	    (c->op != SIG_OP_AA && c->op != SIG_OP_IMS_REGISTRATION))))
		return;
	q.proto = SIG_PROTO_DIAMETER;
	q.has_code = true;
	q.code = code;
	watch(w, conf, q);
}

static void
watch_op(struct watched *w, const struct conf *conf, unsigned op,
    size_t category)
{
	struct request q = { .op = (uint8_t)op, .category = category };
	size_t before = w->n;
	uint32_t i;

	for (i = 0; i < COMMANDS; i++) {
		watch_command(w, conf, q, i);
		watch_command(w, conf, q, COMMAND_3GPP + i);
	}
	q.has_code = true;
	for (q.code = 0; q.code < MAP_OPS; q.code++)
		if (map_op_find(q.code) != NULL &&
		    map_op_find(q.code)->op == op)
			watch_tcap(w, conf, q, SIG_PROTO_MAP);
	q.has_code = false;
	if (op >= SIG_OP_INITIAL_DP && op <= SIG_OP_CAMEL_GPRS)
		watch_tcap(w, conf, q, SIG_PROTO_CAP);
	if (w->n == before)
		watch(w, conf, q);
}

/* Index of the first category of that kind that has the operation, or -1. */
static long
first_category(const struct conf *conf, unsigned op)
{
	size_t i;

	for (i = 0; i < conf->ncategory; i++)
		if (strncmp(conf->category[i].name, "cat1", 4) == 0 &&
		    cover_op(conf, &conf->category[i].op, op))
			return (long)i;
	return -1;
}

static void
warn_operations(const struct conf *conf, struct conf_errors *errors)
{
	struct watched w;
	long category;
	unsigned op;
	size_t i;

	w.n = 0;
	for (op = SIG_OP_NONE + 1; op < SIG_OP_COUNT; op++)
		if ((category = first_category(conf, op)) >= 0)
			watch_op(&w, conf, op, (size_t)category);
	for (i = 0; w.n > 0 && i < conf->in.n; i++)
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
