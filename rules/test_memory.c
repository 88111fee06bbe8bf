/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Predicates on what is remembered: findings, places, transactions, devices.
 *
 * Without memory all of it is absent.  What a check in mode "test" found makes
 * a test hold as well, and is noted: the rule then only says what it would have
 * done.
 */
#include "context_impl.h"
#include "member.h"
#include "test.h"

/* ---- findings ---- */

static bool
bits_hold(const struct test *t, uint32_t found)
{
	uint64_t in = t->set.any ? UINT64_MAX : t->set.words[0];

	if (t->negated)
		in = ~in;
	return t->all ? found != 0 && (found & ~in) == 0 : (found & in) != 0;
}

static bool
holds_finding(struct look *l, const struct test *t)
{
	const struct context *c = l->context;
	uint32_t all;

	if (t->set.none)
		return (c == NULL || c->enforced == 0) != t->negated;
	if (c == NULL || c->found == 0)
		return false;
	if (bits_hold(t, c->enforced))
		return true;
	all = c->enforced | c->tested;
	l->tested = l->tested || bits_hold(t, all);
	return bits_hold(t, all);
}

/* ---- places ---- */

/* May rules act on that check, or say at least that they would? */
static bool
checked(struct look *l, unsigned check)
{
	const struct memory *m = l->judge->recall;
	uint32_t bit = UINT32_C(1) << check;

	if (m->enforced & bit)
		return true;
	l->tested = l->tested || (m->tested & bit) != 0;
	return (m->tested & bit) != 0;
}

static bool
holds_moved(struct look *l, const struct test *t)
{
	const struct context *c = l->context;
	const struct memory *m = l->judge->recall;
	bool in;

	if (c == NULL || !c->serves || c->who == NULL)
		return t->set.none && !t->negated;
	if (t->set.none)
		return t->negated;
	if (t->number == 0)
		in = place_elsewhere(c);
	else
		in = place_speed(m, c, l->now) > t->number;
	return in != t->negated && checked(l, t->number == 0 ?
	    CHECK_PREVIOUS_PLACE : CHECK_VELOCITY);
}

/* ---- transactions ---- */

static const struct txn *
txn_of(const struct look *l)
{
	return l->context == NULL ? NULL : l->context->meeting.txn;
}

static bool
holds_within(struct look *l, const struct test *t)
{
	const struct txn *x = txn_of(l);

	if (x == NULL || x->op == SIG_OP_NONE)
		return t->set.none && !t->negated;
	if (t->set.none)
		return t->negated;
	return (t->set.any || set_bit(t->set.ops->op, x->op)) != t->negated;
}

static bool
holds_opener(struct look *l, const struct test *t)
{
	const struct txn *x = txn_of(l);
	const struct set *s = &t->set;
	bool in;

	if (x == NULL)
		return s->none && !t->negated;
	if (s->none)
		return t->negated;
	in = s->any || (s->owners != NULL && set_bit(s->owners, x->from)) ||
	    (s->origin && x->from != OWNER_NOBODY && x->from == l->from) ||
	    (s->link && link_leads_to(l->rs->owners, l->link, x->from));
	return in != t->negated;
}

/* ---- devices ---- */

static bool
listed(const struct look *l, const struct conf_set *tables,
    const struct got *g)
{
	size_t i;

	for (i = 0; i < tables->n; i++)
		if (member_table(l, tables->item[i].index, g))
			return true;
	return false;
}

/* Critical devices are on no list, unless their class says otherwise (GSMA
 * CLP.14 5.7.3). */
static bool
exempt(struct look *l)
{
	int cls = look_class(l);
	const struct conf_class *c;

	if (cls < 0)
		return false;
	c = &l->rs->conf->class[cls];
	return c->critical && !c->listed;
}

static bool
holds_device(struct look *l, const struct test *t)
{
	const struct conf *conf = l->rs->conf;
	struct walk w;
	struct got g = { .number = 0 };
	bool black = false, grey = false, any = false, in;
	bool recalls = l->recalls;

	l->recalls = true;
	walk_start(&w, l, SIG_IMEI);
	while (walk_next(&w, &g)) {
		any = true;
		black = black || listed(l, &conf->black, &g);
		grey = grey || listed(l, &conf->grey, &g);
	}
	l->recalls = recalls;		/* a class may ask for more */
	if (!any)
		return t->set.none && !t->negated;
	if ((black || grey) && exempt(l))
		black = grey = false;
	if (t->set.none)
		return (!black && !grey) != t->negated;
	in = t->set.any ? black || grey :
	    (black && set_bit(t->set.words, DEVICE_BLACK)) ||
	    (grey && set_bit(t->set.words, DEVICE_GREY));
	return in != t->negated;
}

bool
(*test_memory(const struct test *t))(struct look *, const struct test *)
{
	switch (t->subject) {
	case SUBJECT_FINDING:
		return holds_finding;
	case SUBJECT_MOVED:
		return holds_moved;
	case SUBJECT_WITHIN:
		return holds_within;
	case SUBJECT_OPENER:
		return holds_opener;
	case SUBJECT_DEVICE:
		return holds_device;
	default:
		return NULL;
	}
}
