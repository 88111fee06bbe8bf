/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Small numbers, and the presence of fields, as dimensions of the index: both
 * only where rules ask for them.
 */
#include <stdlib.h>

#include "index_impl.h"

static const uint16_t small_subjects[INDEX_SMALL] = { SUBJECT_DIALOGUE,
	SUBJECT_MAP_OP, SUBJECT_CAP_OP, SUBJECT_AC, SUBJECT_AC_VERSION,
	SUBJECT_COMPONENTS, SUBJECT_NI, SUBJECT_HOPS, SUBJECT_CAUSE,
	SUBJECT_CALLING_SSN, SUBJECT_CALLING_RI, SUBJECT_CALLING_GTI,
	SUBJECT_CALLING_TT, SUBJECT_CALLING_NP, SUBJECT_CALLED_SSN,
	SUBJECT_CALLED_RI, SUBJECT_CALLED_GTI, SUBJECT_CALLED_TT,
	SUBJECT_CALLED_NP, SUBJECT_CALLED_NAI };

/* Nothing but numbers, words, any and none in its set? */
static bool
is_plain(const struct test *t)
{
	return t->set.nrest == 0 && t->set.owners == NULL && !t->set.origin &&
	    !t->set.link;
}

static bool
in_set(const struct test *t, size_t value)
{
	if (t->set.any)
		return true;
	if (t->written->compare != COMPARE_NONE)
		return number_compares(value, t->written->compare, t->number);
	return set_has_number(&t->set, value) ||
	    (t->type == TYPE_ENUM && set_bit(t->set.words, (unsigned)value));
}

/* Can a rule with that test match when its subject has the value? */
static bool
possible(const struct test *t, size_t value)
{
	if (t->set.none)
		return (value == SMALL_ABSENT) != t->negated;
	if (value == SMALL_ABSENT)
		return false;
	return value == SMALL_BEYOND || !is_plain(t) ||
	    in_set(t, value) != t->negated;
}

static bool
rule_possible(const struct rule *r, unsigned subject, size_t value)
{
	size_t t;

	for (t = 0; t < r->ntest; t++)
		if (r->test[t].subject == subject &&
		    !possible(&r->test[t], value))
			return false;
	return true;
}

static bool
asked(const struct rule_list *l, unsigned subject)
{
	size_t n, t;

	for (n = 0; n < l->n; n++)
		for (t = 0; t < l->rule[n].ntest; t++)
			if (l->rule[n].test[t].subject == subject)
				return true;
	return false;
}

bool
small_new(struct index *x, const struct rule_list *l)
{
	struct small *s;
	size_t i, n, v;

	for (i = 0; i < INDEX_SMALL; i++) {
		if (!asked(l, small_subjects[i]))
			continue;
		s = &x->small[x->nsmall++];
		s->subject = small_subjects[i];
		if (!dim_new(&s->dim, x, SMALL_VALUES))
			return false;
		for (n = 0; n < l->n; n++)
			for (v = 0; v < SMALL_VALUES; v++)
				if (rule_possible(&l->rule[n], s->subject, v))
					dim_allow(&s->dim, x, v, n);
		dim_summarize(&s->dim, x);
	}
	return true;
}

bool
small_asked(const struct index *x, unsigned subject)
{
	size_t i;

	for (i = 0; i < x->nsmall; i++)
		if (x->small[i].subject == subject)
			return true;
	return false;
}

/* A value beyond the row's is left to the test, so only those subjects count
 * whose numbers are octets. */
bool
small_decides(const struct index *x, const struct test *t)
{
	switch (t->subject) {
	case SUBJECT_MAP_OP:
	case SUBJECT_CAP_OP:
	case SUBJECT_COMPONENTS:
		return false;
	default:
		break;
	}
	return small_asked(x, t->subject) && is_plain(t);
}

size_t
small_value(const struct small *s, const struct look *l)
{
	int64_t v = look_number(l, s->subject);

	if (v < 0)
		return SMALL_ABSENT;
	return v < SMALL_ABSENT ? (size_t)v : SMALL_BEYOND;
}

/* ---- fields ---- */

static void
presence_of(struct presence *p, unsigned subject)
{
	size_t i;

	if (subject == SUBJECT_VISITED) {
		for (i = 0; i < sizeof(visited_fields); i++)
			p->seen[visited_fields[i] / 64] |=
			    UINT64_C(1) << (visited_fields[i] % 64);
		return;
	}
	p->seen[subject / 64] |= UINT64_C(1) << (subject % 64);
	if (subject == SIG_IMSI)	/* which may stand in for it */
		p->seen[SIG_DESTINATION_REFERENCE / 64] |= UINT64_C(1) <<
		    (SIG_DESTINATION_REFERENCE % 64);
}

static bool
presence_add(struct index *x, const struct rule_list *l, unsigned subject)
{
	struct presence *p = &x->presence[x->npresence++];
	size_t n;

	presence_of(p, subject);
	if (!dim_new(&p->dim, x, 1))
		return false;
	for (n = 0; n < l->n; n++)
		if (rule_possible(&l->rule[n], subject, SMALL_ABSENT))
			dim_allow(&p->dim, x, 0, n);
	dim_summarize(&p->dim, x);
	return true;
}

bool
presence_new(struct index *x, const struct rule_list *l)
{
	unsigned i;

	x->presence = calloc(INDEX_FIELDS, sizeof(*x->presence));
	if (x->presence == NULL)
		return false;
	for (i = 0; i < SIG_FIELD_COUNT; i++)
		if (asked(l, i) && !presence_add(x, l, i))
			return false;
	return !asked(l, SUBJECT_VISITED) ||
	    presence_add(x, l, SUBJECT_VISITED);
}
