/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Numbers and names that rules name, as dimensions of the index.
 *
 * All entries of the rules, prefixes and whole numbers, suffixes and whole
 * names, stand in one table in the order of their text, names read backwards;
 * what the longest entry of a value allows is every rule with that entry or
 * with one that it begins with.  Entries that begin with another are a stretch
 * behind it in that order.
 *
 * A row is as long as the list of rules.  Where that would be too much, numbers
 * are cut to fewer digits, which leaves a rule too many here and there.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "index_impl.h"

enum {
	LITERAL_RULES = 4,		/* fewer are not worth a look-up */
	LITERAL_ENTRIES = 1 << 17,	/* more belong into a table */
	LITERAL_WORDS = 8 << 20,	/* of all rows: 64 MiB */
	LITERAL_TEXT = DOMAIN_NAME_MAX + 2,
};

struct entry {
	char		 text[LITERAL_TEXT];
	bool		 whole;
	const struct conf_item *item;
};

/* Only such a test narrows: not negated, nothing but literals in its set. */
static bool
is_literal(const struct test *t, unsigned subject)
{
	const struct set *s = &t->set;

	return t->subject == subject && !t->negated &&
	    (s->digits != NULL || s->names != NULL) && !s->realm_form &&
	    s->owners == NULL && !s->origin && !s->link && s->nrest == 0 &&
	    t->written->compare == COMPARE_NONE;
}

static size_t
count(const struct rule_list *l, unsigned subject, size_t *rules)
{
	size_t n = 0, r, t;

	*rules = 0;
	for (r = 0; r < l->n; r++)
		for (t = 0; t < l->rule[r].ntest; t++)
			if (is_literal(&l->rule[r].test[t], subject)) {
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

/* A name backwards, in small letters; "*.x" ends in the dot. */
static void
entry_name(struct entry *e, const struct conf_item *it)
{
	const char *name = it->text + it->wild;
	size_t i, len = strlen(name);

	for (i = 0; i < len && i + 1 < sizeof(e->text); i++)
		e->text[i] = (char)tolower((unsigned char)name[len - 1 - i]);
	e->text[i] = '\0';
	e->whole = !it->wild;
}

static void
entry_make(struct entry *e, const struct conf_item *it, unsigned keep)
{
	size_t len;

	e->item = it;
	if (it->kind == ITEM_NAME) {
		entry_name(e, it);
		return;
	}
	len = sig_digits_text(&it->digits, it->len, e->text);
	e->whole = it->kind == ITEM_PLMN || !it->prefix;
	if (len > keep) {
		len = keep;
		e->whole = false;
	}
	e->text[len] = '\0';
}

static void
collect(struct entry *e, const struct rule_list *l, unsigned subject,
    unsigned keep)
{
	const struct conf_set *s;
	size_t n = 0, r, t, i;

	for (r = 0; r < l->n; r++)
		for (t = 0; t < l->rule[r].ntest; t++) {
			if (!is_literal(&l->rule[r].test[t], subject))
				continue;
			s = &l->rule[r].test[t].written->set;
			for (i = 0; i < s->n; i++)
				entry_make(&e[n++], &s->item[i], keep);
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

	entry_make(&key, it, d->keep);
	len = strlen(key.text);
	for (i = lower(e, d->n, &key); i < d->n &&
	    strncmp(e[i].text, key.text, len) == 0; i++) {
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
		if (named || !is_literal(&r->test[t], d->subject))
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
entry_add(struct literal *d, const struct entry *e, uint32_t value)
{
	struct sig_digits digits = e->item->digits;
	size_t len = strlen(e->text);

	if (e->item->kind == ITEM_NAME)
		return domain_add(d->names, (const uint8_t *)e->item->text +
		    2 * e->item->wild, len - e->item->wild, e->item->wild,
		    value) != DOMAIN_NO_MEMORY;
	if (len < 16)
		digits.w[0] &= (UINT64_C(1) << (4 * len)) - 1;
	return prefix_add(d->numbers, &digits, (unsigned)len, e->whole,
	    value) != PREFIX_NO_MEMORY;
}

static bool
fill(struct literal *d, const struct index *x, const struct entry *e,
    const struct rule_list *l)
{
	size_t i;

	d->numbers = prefix_new();
	d->names = domain_new();
	if (d->numbers == NULL || d->names == NULL ||
	    !dim_new(&d->dim, x, d->n + 2))
		return false;
	for (i = 0; i < d->n; i++)
		if (!entry_add(d, &e[i], (uint32_t)i))
			return false;
	if (!prefix_seal(d->numbers) || !domain_seal(d->names))
		return false;
	for (i = 0; i < l->n; i++)
		allow_rule(d, x, e, &l->rule[i], i);
	dim_summarize(&d->dim, x);
	return true;
}

/* The entries, with as many digits as there is room for; their number is 0
 * when there is none for names. */
static size_t
entries_fit(struct literal *d, const struct index *x, struct entry *e,
    size_t n, const struct rule_list *l)
{
	static const uint8_t keep[] = { PREFIX_DIGITS_MAX, 10, 8, 6, 5, 4, 3 };
	size_t i, k;

	for (i = 0; i < sizeof(keep); i++) {
		d->keep = keep[i];
		collect(e, l, d->subject, d->keep);
		k = sort(e, n);
		if (k <= LITERAL_WORDS / x->words)
			return k;
	}
	return 0;
}

bool
literal_new(struct literal *d, const struct index *x, uint16_t subject,
    const struct rule_list *l)
{
	size_t rules, n = count(l, subject, &rules);
	struct entry *e;
	bool fine = true;

	d->subject = subject;
	if (rules < LITERAL_RULES || n > LITERAL_ENTRIES)
		return true;
	e = calloc(n, sizeof(*e));
	if (e == NULL)
		return false;
	d->n = entries_fit(d, x, e, n, l);
	if (d->n > 0)
		fine = fill(d, x, e, l);
	free(e);
	return fine;
}

void
literal_free(struct literal *d)
{
	prefix_free(d->numbers);
	domain_free(d->names);
	dim_free(&d->dim);
}

enum literal_state
literal_value(const struct literal *d, const struct look *l, size_t *value)
{
	struct walk w;
	struct got g, more;
	uint32_t v;

	walk_start(&w, l, d->subject);
	*value = d->n + 1;
	if (!walk_next(&w, &g))
		return LITERAL_ABSENT;
	if (walk_next(&w, &more))
		return LITERAL_SEVERAL;
	if (g.type == TYPE_NAME)
		v = domain_find(d->names, g.text.p, cur_left(&g.text));
	else
		v = prefix_find(d->numbers, g.digits, g.len);
	*value = v == PREFIX_NOTHING ? d->n : v;
	return v == PREFIX_NOTHING ? LITERAL_NO_ENTRY : LITERAL_ENTRY;
}
