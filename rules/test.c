/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Predicates.  A subject that a message carries more than once satisfies a
 * test of a rule that refuses with any of its values, every other with all of
 * them; one that it does not carry satisfies "none" alone.
 */
#include <string.h>

#include "../dissectors/diameter.h"
#include "../dissectors/hash.h"
#include "member.h"
#include "test.h"

/* ---- any subject ---- */

bool
test_value(struct look *l, const struct test *t, const struct got *g)
{
	if (t->written->compare != COMPARE_NONE)
		return number_compares(g->number, t->written->compare,
		    t->number) != t->negated;
	return member(l, t, g) != t->negated;
}

bool
test_values(struct look *l, const struct test *t)
{
	struct walk w;
	struct got g;
	bool seen = false;

	memset(&g, 0, sizeof(g));
	walk_start(&w, l, t->subject);
	while (walk_next(&w, &g)) {
		seen = true;
		if (test_value(l, t, &g) != t->all)
			return !t->all;
	}
	return seen && t->all;
}

static bool
holds_none(struct look *l, const struct test *t)
{
	struct walk w;
	struct got g;

	memset(&g, 0, sizeof(g));
	walk_start(&w, l, t->subject);
	return walk_next(&w, &g) == t->negated;
}

/* ---- what is known at once ---- */

/* AVP codes: every one of the message, so without the general way. */
static bool
holds_avp(struct look *l, const struct test *t)
{
	struct cur c = l->m->octets;
	const uint64_t *small = t->set.small;
	uint32_t code;
	bool in, seen = false;

	if (l->m->proto != SIG_PROTO_DIAMETER ||
	    !cur_skip(&c, DIAMETER_HEADER_LEN))
		return false;
	while (look_avp(&c, &code)) {
		seen = true;
		in = small != NULL && code < SET_SMALL && t->set.bits == 0 ?
		    set_bit(small, code) : t->set.any ||
		    set_has_number(&t->set, code);
		if ((in != t->negated) != t->all)
			return !t->all;
	}
	return seen && t->all;
}

static bool
holds_app(struct look *l, const struct test *t)
{
	return l->m->proto == SIG_PROTO_DIAMETER &&
	    set_has_number(&t->set, l->m->app) != t->negated;
}

static bool
holds_malformed(struct look *l, const struct test *t)
{
	(void)t;
	return l->m->defect != SIG_DEFECT_NONE;
}

static bool
holds_kind(struct look *l, const struct test *t)
{
	return look_kind(l) != SIG_KIND_NONE &&
	    set_bit(t->set.words, look_kind(l)) != t->negated;
}

static bool
holds_proto(struct look *l, const struct test *t)
{
	return l->m->proto != SIG_PROTO_NONE &&
	    set_bit(t->set.words, l->m->proto) != t->negated;
}

static bool
holds_anomaly(struct look *l, const struct test *t)
{
	uint64_t in = t->negated ? ~t->set.words[0] : t->set.words[0];

	return t->all ? l->m->anomalies != 0 && (l->m->anomalies & ~in) == 0 :
	    (l->m->anomalies & in) != 0;
}

/* Flags stand side by side: some of the set are there, or with "!" none. */
static bool
holds_flags(struct look *l, const struct test *t)
{
	unsigned flags;

	if (l->m->proto != SIG_PROTO_DIAMETER)
		return false;
	for (flags = l->m->flags; flags != 0; flags &= flags - 1)
		if (set_bit(t->set.words, flags & -flags))
			return !t->negated;
	return t->negated;
}

/* So do layers. */
static bool
holds_layer(struct look *l, const struct test *t)
{
	unsigned i;

	for (i = 0; i < l->m->nlayers; i++)
		if (set_bit(t->set.words, l->m->layer[i]))
			return !t->negated;
	return t->negated && l->m->nlayers > 0;
}

static bool
holds_op(struct look *l, const struct test *t)
{
	return look_has_op(l) && member_ops(l, t->set.ops) != t->negated;
}

static bool
holds_owner(struct look *l, const struct test *t)
{
	unsigned owner = t->subject == SUBJECT_FROM ? l->from : l->to;

	return (t->set.any || member_owner(l, &t->set, owner)) != t->negated;
}

/* ---- classes, storms, rates ---- */

static bool
holds_class(struct look *l, const struct test *t)
{
	int cls = look_class(l);
	const struct conf_class *c = l->rs->conf->class;
	size_t i;
	bool in = false;

	if (t->set.none)
		return (cls < 0) != t->negated;
	if (cls < 0)
		return false;
	if (t->written->compare != COMPARE_NONE)
		return number_compares(c[cls].priority, t->written->compare,
		    c[t->number].priority) != t->negated;
	for (i = 0; i < t->set.nrest; i++)
		in = in || t->set.rest[i]->index == (uint32_t)cls;
	return (in || t->set.any) != t->negated;
}

/* Without a storm under way there is none: "during none" holds. */
static bool
holds_during(struct look *l, const struct test *t)
{
	bool all = t->set.any || t->set.none, in = false;
	size_t i, n = all ? l->rs->conf->nstorm : t->set.nrest;

	if (l->judge->control == NULL)
		return t->set.none != t->negated;
	for (i = 0; i < n && !in; i++)
		in = control_storm(l, all ? (unsigned)i :
		    t->set.rest[i]->index);
	return (in != t->set.none) != t->negated;
}

static bool
holds_load(struct look *l, const struct test *t)
{
	return control_guards(l->judge->control) &&
	    number_compares(control_load(l), t->written->compare, t->number) !=
	    t->negated;
}

/* Until when: as the rule says, or the table, or for ever. */
static void
block(struct look *l, const struct conf_rate *r, const struct got *g)
{
	uint8_t key[BLOCK_KEY_MAX];
	uint64_t ns = r->block_ns != 0 ? r->block_ns :
	    l->rs->conf->table[r->table].timeout;
	uint64_t until = ns == 0 || l->now > UINT64_MAX - ns ? UINT64_MAX :
	    l->now + ns;

	(void)block_add(l->judge->block[r->table], key, member_key(g, key),
	    l->now, until);
}

/* count and ns: those of the rule, or of the partner that sent it. */
static bool
rate_of(const struct look *l, const struct conf_rate *r, uint32_t *count,
    uint64_t *ns)
{
	const struct conf_network *n;

	*count = r->count;
	*ns = r->ns;
	if (!r->partner)
		return true;
	if (l->from < OWNER_PARTNER)
		return false;
	n = &l->rs->conf->partner[l->from - OWNER_PARTNER];
	*count = n->rate;
	*ns = n->rate_ns;
	return n->rate != 0;
}

/* Every value is counted; one over its rate is enough. */
static bool
holds_rate(struct look *l, const struct test *t)
{
	const struct conf_rate *r = &t->written->rate;
	uint8_t key[BLOCK_KEY_MAX];
	struct judge *j = l->judge;
	uint32_t count;
	uint64_t ns, hash;
	struct walk w;
	struct got g;
	bool over, any = false;

	if (!rate_of(l, r, &count, &ns))
		return false;
	memset(&g, 0, sizeof(g));
	walk_start(&w, l, r->per);
	while (walk_next(&w, &g)) {
		hash = hash_u64(hash_octets(j->secret, key,
		    member_key(&g, key)), t->key);
		over = l->asks ? rate_would(j->rate, hash, count, ns, l->now) :
		    rate_over(j->rate, hash, count, ns, l->now);
		any = any || over;
		if (over && r->block && !l->asks && !t->watched &&
		    !l->watched)
			block(l, r, &g);
	}
	return any != t->negated;
}

/* ---- which one, and at what cost ---- */

bool
(*test_predicate(const struct test *t))(struct look *, const struct test *)
{
	if (test_memory(t) != NULL)
		return test_memory(t);
	switch (t->type) {
	case TYPE_CLASS:
		return holds_class;
	case TYPE_RATE:
		return holds_rate;
	case TYPE_STORM:
		return holds_during;
	case TYPE_LOAD:
		return holds_load;
	case TYPE_FLAG:
		return holds_malformed;
	default:
		break;
	}
	if (t->set.none)
		return holds_none;
	switch (t->subject) {
	case SUBJECT_KIND:
		return t->set.any ? test_values : holds_kind;
	case SUBJECT_PROTO:
		return t->set.any ? test_values : holds_proto;
	case SUBJECT_ANOMALY:
		return t->set.any ? test_values : holds_anomaly;
	case SUBJECT_FLAGS:
		return t->set.any ? test_values : holds_flags;
	case SUBJECT_LAYER:
		return t->set.any ? test_values : holds_layer;
	case SUBJECT_OP:
		return t->set.any ? test_values : holds_op;
	case SUBJECT_AVP:
		return t->written->compare == COMPARE_NONE ? holds_avp :
		    test_values;
	case SUBJECT_APP:
		return t->written->compare == COMPARE_NONE && !t->set.any ?
		    holds_app : test_values;
	case SUBJECT_FROM:
	case SUBJECT_TO:
		return holds_owner;
	default:
		return t->subject < SIG_FIELD_COUNT ? field_predicate(t) :
		    test_values;
	}
}

unsigned
test_cost(const struct test *t)
{
	switch (t->type) {
	case TYPE_FLAG:
	case TYPE_ENUM:
	case TYPE_OP:
		return 0;
	case TYPE_NUMBER:
		return t->subject == SUBJECT_AVP ? 6 : 1;
	case TYPE_OWNER:
	case TYPE_PC:
	case TYPE_LINK:
		return 1;
	case TYPE_PLMN:
	case TYPE_DIGITS:
	case TYPE_ADDRESS:
	case TYPE_OCTETS:
		return t->set.nrest > 0 ? 4 : 2;
	case TYPE_NAME:
	case TYPE_TEXT:
		return t->set.nrest > 0 ? 5 : 3;
	case TYPE_RATE:			/* counts: after all others */
		return 9;
	default:
		return 7;
	}
}
