/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The index of a rule list: dimensions, each a row of bits a value.
 *
 * A row may hold a rule too many, never one too few: the tests of the rules
 * that remain are tried all the same, but for those that a dimension decides
 * exactly, which move to the end of their rule.  Numbers that rules name are a
 * dimension too: the value is the longest of these prefixes that the message's
 * number begins with; so are names, by their suffixes.
 */
#include <stdlib.h>
#include <string.h>

#include "index_impl.h"

static const uint16_t literal_subjects[INDEX_LITERALS] = { SIG_IMSI,
	SIG_MSISDN, SIG_VLR, SIG_MSC, SIG_SGSN, SIG_SMSC, SUBJECT_CALLING_GT,
	SUBJECT_CALLED_GT, SIG_ORIGIN_HOST, SIG_ORIGIN_REALM, SIG_DEST_HOST,
	SIG_DEST_REALM };

bool
dim_new(struct dim *d, const struct index *x, size_t values)
{
	d->values = values;
	d->bits = calloc(values * x->words + 1, sizeof(*d->bits));
	d->summary = calloc(values * x->swords + 1, sizeof(*d->summary));
	return d->bits != NULL && d->summary != NULL;
}

void
dim_free(struct dim *d)
{
	free(d->bits);
	free(d->summary);
}

void
dim_allow(struct dim *d, const struct index *x, size_t value, size_t rule)
{
	d->bits[value * x->words + rule / 64] |= UINT64_C(1) << (rule % 64);
}

void
dim_summarize(struct dim *d, const struct index *x)
{
	size_t v, w;

	for (v = 0; v < d->values; v++)
		for (w = 0; w < x->words; w++)
			if (d->bits[v * x->words + w] != 0)
				d->summary[v * x->swords + w / 64] |=
				    UINT64_C(1) << (w % 64);
}

/* ---- what a test says of one value of a dimension ---- */

enum says { SAYS_MAYBE, SAYS_NO, SAYS_YES };

static enum says
says_bit(bool in, const struct test *t)
{
	return in != t->negated ? SAYS_YES : SAYS_NO;
}

static enum says
op_says(const struct test *t, size_t op)
{
	const struct set_ops *o = t->set.ops;
	bool codes;
	size_t i;

	if (t->subject != SUBJECT_OP || t->set.any || t->set.none)
		return SAYS_MAYBE;
	if (set_bit(o->op, (unsigned)op))
		return says_bit(true, t);
	codes = o->npair > 0 || o->ncommand > 0;
	for (i = 0; i < 4; i++)
		codes = codes || o->map[i] != 0 || o->cap[i] != 0;
	if (codes || op == SIG_OP_NONE)
		return codes || t->negated ? SAYS_MAYBE : SAYS_NO;
	return says_bit(false, t);
}

static enum says
kind_says(const struct test *t, size_t value)
{
	unsigned word;

	if (t->set.any || t->set.none)
		return SAYS_MAYBE;
	if (t->subject == SUBJECT_PROTO)
		word = (unsigned)value / SIG_KIND_COUNT;
	else if (t->subject == SUBJECT_KIND)
		word = (unsigned)value % SIG_KIND_COUNT;
	else
		return SAYS_MAYBE;
	/* 0 in either list is none: absent */
	return word == 0 ? SAYS_NO : says_bit(set_bit(t->set.words, word), t);
}

static enum says
from_says(const struct test *t, size_t owner)
{
	if (t->subject != SUBJECT_FROM || !set_of_owners_only(&t->set))
		return SAYS_MAYBE;
	return says_bit(set_bit(t->set.owners, (unsigned)owner), t);
}

static enum says
sound_says(const struct test *t, size_t value)
{
	bool defect = value & 1, anomalies = value & 2, found = value & 4;

	switch (t->subject) {
	case SUBJECT_MALFORMED:
		return defect ? SAYS_YES : SAYS_NO;
	case SUBJECT_DEFECT:
		return t->set.none || defect ? SAYS_MAYBE : SAYS_NO;
	case SUBJECT_ANOMALY:
		return t->set.none || anomalies ? SAYS_MAYBE : SAYS_NO;
	case SUBJECT_FINDING:
		return t->set.none || found ? SAYS_MAYBE : SAYS_NO;
	default:
		return SAYS_MAYBE;
	}
}

static enum says (*const says[INDEX_FIXED])(const struct test *, size_t) = {
	[INDEX_OP] = op_says, [INDEX_KIND] = kind_says,
	[INDEX_FROM] = from_says, [INDEX_SOUND] = sound_says,
};

static bool
fixed_new(struct index *x, unsigned d, size_t values, const struct rule_list *l)
{
	const struct rule *r;
	bool possible;
	size_t n, v, t;

	if (!dim_new(&x->fixed[d], x, values))
		return false;
	for (n = 0; n < l->n; n++)
		for (r = &l->rule[n], v = 0; v < values; v++) {
			possible = true;
			for (t = 0; t < r->ntest && possible; t++)
				possible = says[d](&r->test[t], v) != SAYS_NO;
			if (possible)
				dim_allow(&x->fixed[d], x, v, n);
		}
	dim_summarize(&x->fixed[d], x);
	return true;
}

/* ---- tests that a dimension decides for every value ---- */

static bool
decided_by(unsigned d, size_t values, const struct test *t)
{
	size_t v;

	for (v = 0; v < values; v++)
		if (says[d](t, v) == SAYS_MAYBE)
			return false;
	return true;
}

static bool
decided(const struct index *x, const struct test *t)
{
	unsigned d;

	/* "op" without an operation is absent, whatever the set says */
	if (t->subject == SUBJECT_OP && t->negated)
		return false;
	for (d = 0; d < INDEX_FIXED; d++)
		if (decided_by(d, x->fixed[d].values, t))
			return true;
	return small_decides(x, t);
}

static void
move_decided(const struct index *x, struct rule *r)
{
	struct test t;
	size_t i, k;

	r->nopen = r->ntest;
	for (i = 0; i < r->nopen;) {
		if (!decided(x, &r->test[i])) {
			i++;
			continue;
		}
		t = r->test[i];
		for (k = i; k + 1 < r->ntest; k++)
			r->test[k] = r->test[k + 1];
		r->test[k] = t;
		r->nopen--;
	}
}

struct index *
index_new(const struct ruleset *rs, struct rule_list *l)
{
	struct index *x = calloc(1, sizeof(*x));
	size_t values[INDEX_FIXED] = { SIG_OP_COUNT,
	    (size_t)SIG_PROTO_COUNT * SIG_KIND_COUNT, rs->nowner, 8 };
	unsigned i;

	if (x == NULL)
		return NULL;
	x->words = (l->n + 63) / 64;
	x->swords = (x->words + 63) / 64;
	for (i = 0; i < INDEX_FIXED; i++)
		if (!fixed_new(x, i, values[i], l))
			goto fail;
	if (!small_new(x, l) || !presence_new(x, l))
		goto fail;
	for (i = 0; i < INDEX_LITERALS; i++) {
		if (!literal_new(&x->literal[x->nliteral], x,
		    literal_subjects[i], l))
			goto fail;
		x->nliteral += x->literal[x->nliteral].numbers != NULL;
	}
	index_key_asked(x);
	for (i = 0; i < l->n; i++)
		move_decided(x, &l->rule[i]);
	return x;
fail:
	index_free(x);
	return NULL;
}

void
index_free(struct index *x)
{
	unsigned i;
	size_t k;

	if (x == NULL)
		return;
	for (i = 0; i < INDEX_FIXED; i++)
		dim_free(&x->fixed[i]);
	for (k = 0; k < x->nsmall; k++)
		dim_free(&x->small[k].dim);
	for (k = 0; k < x->npresence; k++)
		dim_free(&x->presence[k].dim);
	free(x->presence);
	for (i = 0; i < INDEX_LITERALS; i++)
		literal_free(&x->literal[i]);
	free(x);
}

/* ---- a message ---- */

static inline unsigned
state_of(uint64_t states, size_t i)
{
	return states >> LITERAL_BITS * i & ((1 << LITERAL_BITS) - 1);
}

/* row &= that of the value */
static void
narrow(const struct index *x, uint64_t *row, const struct dim *d, size_t value)
{
	const uint64_t *bits = d->bits + value * x->words;
	size_t i;

	for (i = 0; i < x->words; i++)
		row[i] &= bits[i];
}

void
index_narrow(const struct index *x, const struct look *l, uint64_t states,
    uint64_t *bits, uint64_t *summary)
{
	const struct sig_msg *m = l->m;
	const struct presence *p;
	unsigned state;
	size_t i;

	memcpy(bits, x->fixed[INDEX_OP].bits + look_op(l) * x->words,
	    x->words * sizeof(*bits));
	narrow(x, bits, &x->fixed[INDEX_KIND],
	    (size_t)m->proto * SIG_KIND_COUNT + look_kind(l));
	narrow(x, bits, &x->fixed[INDEX_FROM], l->from);
	narrow(x, bits, &x->fixed[INDEX_SOUND], look_sound(l));
	for (i = 0; i < x->nsmall; i++)
		narrow(x, bits, &x->small[i].dim, small_value(&x->small[i], l));
	for (i = 0; i < x->npresence; i++) {
		p = &x->presence[i];
		if (((m->seen[0] & p->seen[0]) | (m->seen[1] & p->seen[1])) ==
		    0)
			narrow(x, bits, &p->dim, 0);
	}
	for (i = 0; i < x->nliteral; i++) {
		state = state_of(states, i);
		if (state >= LITERAL_NO_ENTRY)
			narrow(x, bits, &x->literal[i].dim, x->literal[i].n +
			    (state == LITERAL_ABSENT));
	}
	memset(summary, 0, x->swords * sizeof(*summary));
	for (i = 0; i < x->words; i++)
		summary[i / 64] |= (uint64_t)(bits[i] != 0) << (i % 64);
}

void
index_start(struct index_walk *w, const struct index *x,
    struct index_memory *memory, const struct look *l)
{
	const struct dim *d;
	enum literal_state state;
	uint64_t states = 0;
	size_t i, value;

	w->index = x;
	w->n = 1;
	w->top = 0;
	w->words = w->rules = 0;
	for (i = 0; i < x->nliteral; i++) {
		state = literal_value(&x->literal[i], l, &value);
		states |= (uint64_t)state << LITERAL_BITS * i;
		if (state != LITERAL_ENTRY)
			continue;
		d = &x->literal[i].dim;
		w->bits[w->n] = d->bits + value * x->words;
		w->summary[w->n++] = d->summary + value * x->swords;
	}
	index_recall(x, memory, l, states, &w->bits[0], &w->summary[0]);
}

long
index_next(struct index_walk *w)
{
	const struct index *x = w->index;
	unsigned i, bit;

	while (w->rules == 0) {
		while (w->words == 0) {
			if (w->top == x->swords)
				return -1;
			w->words = w->summary[0][w->top];
			for (i = 1; i < w->n; i++)
				w->words &= w->summary[i][w->top];
			w->top++;
		}
		bit = (unsigned)__builtin_ctzll(w->words);
		w->words &= w->words - 1;
		w->word = (w->top - 1) * 64 + bit;
		w->rules = w->bits[0][w->word];
		for (i = 1; i < w->n; i++)
			w->rules &= w->bits[i][w->word];
	}
	bit = (unsigned)__builtin_ctzll(w->rules);
	w->rules &= w->rules - 1;
	return (long)(w->word * 64 + bit);
}
