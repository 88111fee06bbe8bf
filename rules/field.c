/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Predicates of fields.  Most fields stand once in a message, and most sets
 * hold one kind of item: for these there are short ways, each with the outcome
 * of the general one, which it falls back to.
 */
#include <string.h>

#include "member.h"
#include "test.h"

/* The dialogue portion may name the subscriber whom the component does not. */
static bool
holds_dialogue(struct look *l, const struct test *t)
{
	return t->subject == SIG_IMSI &&
	    sig_has(l->m, SIG_DESTINATION_REFERENCE) && test_values(l, t);
}

/* Any number of values, any set. */
static bool
holds_field(struct look *l, const struct test *t)
{
	const struct sig_msg *m = l->m;
	const struct sig_value *v;
	struct got g;
	bool seen = false;

	if (!sig_has(m, t->subject))
		return holds_dialogue(l, t);
	memset(&g, 0, sizeof(g));
	for (v = &m->val[m->first[t->subject]]; v != NULL;
	    v = v->next != 0 ? &m->val[v->next] : NULL) {
		if (!look_belongs(l, v))
			continue;
		seen = true;
		got_from(l, &g, v);
		if (test_value(l, t, &g) != t->all)
			return !t->all;
	}
	return seen ? t->all : holds_dialogue(l, t);
}

/* Owners alone. */
static bool
holds_owned(struct look *l, const struct test *t)
{
	const struct sig_value *v = look_only(l, t->subject);

	if (v == NULL)
		return holds_field(l, t);
	return member_owner(l, &t->set, look_value_owner(l, v)) != t->negated;
}

/* One name or text held against another field. */
static bool
holds_related(struct look *l, const struct test *t)
{
	const struct conf_item *it = t->set.rest[0];
	const struct sig_value *v = look_only(l, t->subject);
	const struct sig_value *w = look_only(l, it->index);
	struct got g, other;

	if (v == NULL || w == NULL || v->type != SIG_TYPE_TEXT ||
	    w->type != SIG_TYPE_TEXT)
		return holds_field(l, t);
	g.type = l->rs->type[t->subject];
	g.text = cur_make(v->text, v->len);
	other.type = l->rs->type[it->index];
	other.text = cur_make(w->text, w->len);
	return member_relates(it, &g, &other) != t->negated;
}

/* "3gpp" alone. */
static bool
holds_realm_form(struct look *l, const struct test *t)
{
	const struct sig_value *v = look_only(l, t->subject);

	if (v == NULL || v->type != SIG_TYPE_TEXT)
		return holds_field(l, t);
	return member_realm_form(cur_make(v->text, v->len)) != t->negated;
}

/* One table alone. */
static bool
holds_table(struct look *l, const struct test *t)
{
	const struct sig_value *v = look_only(l, t->subject);
	struct got g;

	if (v == NULL)
		return holds_field(l, t);
	memset(&g, 0, sizeof(g));
	got_from(l, &g, v);
	return member_table(l, t->set.rest[0]->index, &g) != t->negated;
}

/* Does the set hold one item that is looked at by itself, or "3gpp", and
 * nothing more? */
static bool
is_alone(const struct test *t)
{
	const struct set *s = &t->set;

	return t->written->compare == COMPARE_NONE && !s->any && !s->none &&
	    !s->origin && !s->link && s->owners == NULL && s->digits == NULL &&
	    s->names == NULL && s->bits == 0 && s->nrange == 0 &&
	    s->nrest + s->realm_form == 1;
}

bool
(*field_predicate(const struct test *t))(struct look *, const struct test *)
{
	bool name = subject_type(t->subject) == TYPE_NAME;

	if (t->subject == SIG_IMEI)	/* memory may know it */
		return test_values;
	if (t->set.owners_alone && t->written->compare == COMPARE_NONE)
		return holds_owned;
	if (!is_alone(t))
		return holds_field;
	if (t->set.realm_form)
		return name ? holds_realm_form : holds_field;
	switch (t->set.rest[0]->kind) {
	case ITEM_TABLE:
		return holds_table;
	case ITEM_SAME:
	case ITEM_UNDER:
	case ITEM_BEGINS:
		return t->set.rest[0]->index < SIG_FIELD_COUNT &&
		    t->set.rest[0]->index != SIG_IMSI ? holds_related :
		    holds_field;
	default:
		return holds_field;
	}
}
