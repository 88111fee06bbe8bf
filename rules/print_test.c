/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tests as they are written: items, sets, comparisons.
 */
#include <arpa/inet.h>
#include <string.h>

#include "out.h"

enum { PC_FORM_MAX = 0x3fff };		/* ITU-T Q.704: 14 bits, 3-8-3 */

static const char *const compares[] = {
	[COMPARE_NONE] = "", [COMPARE_LT] = "<", [COMPARE_LE] = "<=",
	[COMPARE_GT] = ">", [COMPARE_GE] = ">=",
};

static void
put_address(struct out *o, const struct conf_item *it)
{
	char text[INET6_ADDRSTRLEN];

	if (inet_ntop(it->len == 4 ? AF_INET : AF_INET6, it->address, text,
	    sizeof(text)) == NULL)
		return;
	out_put(o, "%s", text);
	if (it->bits != it->len * 8)
		out_put(o, "/%u", it->bits);
}

static void
put_number(struct out *o, const struct conf_item *it, unsigned subject)
{
	unsigned long long low = it->low, high = it->high;

	if (subject_type(subject) == TYPE_PC && low <= PC_FORM_MAX)
		out_put(o, "%llu-%llu-%llu", low >> 11, low >> 3 & 0xff,
		    low & 7);
	else if (subject == SIG_RAT)
		out_put(o, "%s", it->text);
	else if (low == high)
		out_put(o, "%llu", low);
	else
		out_put(o, "%llu-%llu", low, high);
}

/* Names without a dot could be words of the language: those are quoted. */
static void
put_domain(struct out *o, const struct conf_item *it)
{
	if (strchr(it->text, '.') == NULL)
		out_quoted(o, it->text);
	else
		out_put(o, "%s", it->text);
}

static void
put_word(struct out *o, const struct conf_item *it, unsigned subject)
{
	const char *word = subject_type(subject) == TYPE_OP ?
	    sig_op_name((enum sig_op)it->index) :
	    subject_word(subject, it->index);

	out_put(o, "%s", word != NULL ? word : "?");
}

/* Items that have a name or value of their own; false: it is another. */
static bool
put_value(struct out *o, const struct conf_item *it, unsigned subject)
{
	switch (it->kind) {
	case ITEM_DIGITS:
	case ITEM_PLMN:
		out_put(o, "%s", it->text);
		return true;
	case ITEM_NAME:
		put_domain(o, it);
		return true;
	case ITEM_TEXT:
	case ITEM_VIA:
	case ITEM_STORM:
		out_quoted(o, it->text);
		return true;
	case ITEM_CATEGORY:
	case ITEM_CLASS:
		out_put(o, "%s", it->text);
		return true;
	case ITEM_ADDRESS:
		put_address(o, it);
		return true;
	case ITEM_NUMBER:
		put_number(o, it, subject);
		return true;
	case ITEM_WORD:
		put_word(o, it, subject);
		return true;
	default:
		return false;
	}
}

/* The same of conf, where the item stands for something else. */
static void
put_reference(struct out *o, const struct conf_item *it)
{
	switch (it->kind) {
	case ITEM_STATE:
		out_put(o, "%s", conf_state_name(it->index));
		break;
	case ITEM_PARTNER:
		out_put(o, "partner ");
		out_quoted(o, it->text);
		break;
	case ITEM_TABLE:
		out_put(o, "<%s>", it->text);
		break;
	case ITEM_BIT:
		out_put(o, "bit %llu", (unsigned long long)it->low);
		break;
	case ITEM_PAIR:
		out_put(o, "%llu/%llu", (unsigned long long)it->low,
		    (unsigned long long)it->high);
		break;
	case ITEM_SAME:
		out_put(o, "same %s", subject_name(it->index));
		break;
	case ITEM_UNDER:
		out_put(o, "under %s", subject_name(it->index));
		break;
	case ITEM_BEGINS:
		out_put(o, "begins %s", subject_name(it->index));
		break;
	default:
		break;
	}
}

static void
put_item(struct out *o, const struct conf_item *it, unsigned subject)
{
	static const char *const words[] = {
		[ITEM_ANY] = "any", [ITEM_NONE] = "none",
		[ITEM_HOME] = "home", [ITEM_ORIGIN] = "origin",
		[ITEM_LINK] = "link", [ITEM_UNKNOWN] = "unknown",
	};

	if (it->kind <= ITEM_UNKNOWN)
		out_put(o, "%s", words[it->kind]);
	else if (it->kind == ITEM_REALM_FORM)
		out_put(o, "3gpp");
	else if (!put_value(o, it, subject))
		put_reference(o, it);
}

void
out_items(struct out *o, const struct conf_set *set, unsigned subject)
{
	size_t i;

	for (i = 0; i < set->n; i++) {
		if (i > 0)
			out_put(o, " ");
		put_item(o, &set->item[i], subject);
	}
}

void
out_set(struct out *o, const struct conf_set *set, unsigned subject)
{
	if (set->n != 1)
		out_put(o, "{ ");
	out_items(o, set, subject);
	if (set->n != 1)
		out_put(o, " }");
}

static void
put_rate(struct out *o, const struct conf_rate *r)
{
	if (r->partner) {
		out_put(o, "rate > partner");
		return;
	}
	out_put(o, "rate > ");
	out_rate(o, r->count, r->ns);
	out_put(o, " per %s", r->per == SUBJECT_CALLING_GT ? "calling" :
	    r->per == SUBJECT_CALLED_GT ? "called" : subject_name(r->per));
	if (!r->block)
		return;
	out_put(o, " block in <%s>", r->table_name->text);
	if (r->block_ns > 0) {
		out_put(o, " for ");
		out_time(o, r->block_ns);
	}
}

void
out_test(struct out *o, const struct conf_test *t)
{
	const char *name = subject_name(t->subject);
	unsigned long long n = t->number;

	switch (subject_type(t->subject)) {
	case TYPE_FLAG:
		out_put(o, "%s", name);
		return;
	case TYPE_RATE:
		put_rate(o, &t->rate);
		return;
	case TYPE_MOVED:
		out_put(o, n > 0 ? "%s faster than %llukm/h" : "%s", name, n);
		return;
	case TYPE_LOAD:
		out_put(o, "%s %s %llu%%", name, compares[t->compare], n);
		return;
	default:
		break;
	}
	out_put(o, "%s ", name);
	if (t->negated)
		out_put(o, "! ");
	if (t->compare != COMPARE_NONE)
		out_put(o, "%s ", compares[t->compare]);
	if (t->compare != COMPARE_NONE &&
	    subject_type(t->subject) == TYPE_NUMBER)
		out_put(o, "%llu", n);
	else
		out_set(o, &t->set, t->subject);
}

void
conf_test_text(char *text, size_t size, const struct conf *conf,
    const struct conf_test *t)
{
	struct out o;

	(void)conf;
	out_text(&o, text, size);
	out_test(&o, t);
}

void
conf_tests_text(char *text, size_t size, const struct conf *conf,
    const struct conf_test *t, size_t n)
{
	struct out o;
	size_t i;

	(void)conf;
	out_text(&o, text, size);
	if (n == 0)
		out_put(&o, "all");
	for (i = 0; i < n; i++) {
		if (i > 0)
			out_put(&o, " ");
		out_test(&o, &t[i]);
	}
}
