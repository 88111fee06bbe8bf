/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Numbers that rules name, as a dimension of the index.
 *
 * All prefixes and whole numbers of the rules stand in one prefix table, in
 * the order of their digits; what a number's longest entry allows is every
 * rule with that entry or with one that it begins with.  Entries that begin
 * with another are a stretch behind it in that order.
 */
#include <stdlib.h>
#include <string.h>

#include "index_impl.h"

enum {
	LITERAL_RULES = 4,		/* fewer are not worth a look-up */
	LITERAL_WORDS = 4 << 20,	/* of all rows: 32 MiB */
};

struct entry {
	char		 text[SIG_DIGITS_MAX + 1];
	bool		 whole;
	const struct conf_item *item;
};

/* Only such a test narrows: not negated, nothing but numbers in its set. */
static bool
names_numbers(const struct test *t, unsigned subject)
{
	return t->subject == subject && !t->negated && t->set.digits != NULL &&
	    t->set.owners == NULL && !t->set.origin && !t->set.link &&
	    t->set.nrest == 0 && t->written->compare == COMPARE_NONE;
}

static size_t
count(const struct rule_list *l, unsigned subject, size_t *rules)
{
	size_t n = 0, r, t;

	*rules = 0;
	for (r = 0; r < l->n; r++)
		for (t = 0; t < l->rule[r].ntest; t++)
			if (names_numbers(&l->rule[r].test[t], subject)) {
				n += l->rule[r].test[t].written->set.n;
				(*rules)++;
			}
	return n;
}

static int
compare(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;
	int c = strcmp(x->text, y->text);

	return c != 0 ? c : (int)x->whole - (int)y->whole;
}

static void
collect(struct entry *e, const struct rule_list *l, unsigned subject)
{
	const struct conf_set *s;
	size_t n = 0, r, t, i;

	for (r = 0; r < l->n; r++)
		for (t = 0; t < l->rule[r].ntest; t++) {
			if (!names_numbers(&l->rule[r].test[t], subject))
				continue;
			s = &l->rule[r].test[t].written->set;
			for (i = 0; i < s->n; i++, n++) {
				e[n].item = &s->item[i];
				e[n].whole = !s->item[i].prefix;
				e[n].text[sig_digits_text(&s->item[i].digits,
				    s->item[i].len, e[n].text)] = '\0';
			}
		}
}

/* Sorts, drops what is there twice; returns how many remain. */
static size_t
sort(struct entry *e, size_t n)
{
	size_t i, k = 0;

	qsort(e, n, sizeof(*e), compare);
	for (i = 0; i < n; i++)
		if (k == 0 || compare(&e[k - 1], &e[i]) != 0)
			e[k++] = e[i];
	return k;
}

/* The first entry that is not before that one. */
static size_t
lower(const struct entry *e, size_t n, const struct entry *key)
{
	size_t low = 0, high = n, middle;

	while (low < high) {
		middle = (low + high) / 2;
		if (compare(&e[middle], key) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static void
allow_item(struct literal *d, const struct index *x, const struct entry *e,
    const struct conf_item *it, size_t rule)
{
	struct entry key;
	size_t i, len;

	len = sig_digits_text(&it->digits, it->len, key.text);
	key.text[len] = '\0';
	key.whole = !it->prefix;
	for (i = lower(e, d->n, &key); i < d->n &&
	    memcmp(e[i].text, key.text, len) == 0; i++) {
		dim_allow(&d->dim, x, i, rule);
		if (key.whole)
			break;
	}
}

/* Does the rule ask for the subject's absence? */
static bool
asks_none(const struct rule *r, unsigned subject)
{
	size_t t;

	for (t = 0; t < r->ntest; t++)
		if (r->test[t].subject == subject && r->test[t].set.none)
			return true;
	return false;
}

static void
allow_rule(struct literal *d, const struct index *x, const struct entry *e,
    const struct rule *r, size_t n)
{
	const struct conf_set *s;
	bool named = false, tested = false;
	size_t t, i;

	for (t = 0; t < r->ntest; t++) {
		tested = tested || r->test[t].subject == d->subject;
		if (named || !names_numbers(&r->test[t], d->subject))
			continue;
		named = true;		/* by one test; others are tried */
		s = &r->test[t].written->set;
		for (i = 0; i < s->n; i++)
			allow_item(d, x, e, &s->item[i], n);
	}
	for (i = 0; !named && i <= d->n; i++)
		dim_allow(&d->dim, x, i, n);
	if (!tested || asks_none(r, d->subject))
		dim_allow(&d->dim, x, d->n + 1, n);
}

static bool
fill(struct literal *d, const struct index *x, const struct entry *e,
    const struct rule_list *l)
{
	size_t i;

	d->entries = prefix_new();
	if (d->entries == NULL || !dim_new(&d->dim, x, d->n + 2))
		return false;
	for (i = 0; i < d->n; i++)
		if (prefix_add(d->entries, &e[i].item->digits, e[i].item->len,
		    e[i].whole, (uint32_t)i) == PREFIX_NO_MEMORY)
			return false;
	if (!prefix_seal(d->entries))
		return false;
	for (i = 0; i < l->n; i++)
		allow_rule(d, x, e, &l->rule[i], i);
	dim_summarize(&d->dim, x);
	return true;
}

bool
literal_new(struct literal *d, const struct index *x, uint16_t subject,
    const struct rule_list *l)
{
	size_t rules, n = count(l, subject, &rules);
	struct entry *e;
	bool fine;

	d->subject = subject;
	if (rules < LITERAL_RULES || n > LITERAL_WORDS / x->words)
		return true;
	e = calloc(n, sizeof(*e));
	if (e == NULL)
		return false;
	collect(e, l, subject);
	d->n = sort(e, n);
	fine = fill(d, x, e, l);
	free(e);
	return fine;
}

void
literal_free(struct literal *d)
{
	prefix_free(d->entries);
	dim_free(&d->dim);
}

bool
literal_value(const struct literal *d, const struct look *l, size_t *value)
{
	struct walk w;
	struct got g, more;
	uint32_t v;

	walk_start(&w, l, d->subject);
	if (!walk_next(&w, &g)) {
		*value = d->n + 1;
		return true;
	}
	if (walk_next(&w, &more))
		return false;
	v = prefix_find(d->entries, g.digits, g.len);
	*value = v == PREFIX_NOTHING ? d->n : v;
	return true;
}
