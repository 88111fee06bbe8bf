/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Lines of JSON with pseudonyms in place of numbers of subscribers ("events
 * ... pseudonyms").
 *
 * A number stands in more than its own member: in a Session-Id, a global title,
 * a reason.  So the whole line is gone through: wherever one of the numbers of
 * the message stands within a string, what stands for it in syslog does.
 * Numbers outside of strings are of other things, and to replace one of them
 * would be no JSON any more.
 */
#include <ctype.h>
#include <string.h>

#include "../../rules/notice.h"
#include "../../rules/state/sunk.h"
#include "../event.h"
#include "events_impl.h"

enum {
	NUMBERS_MAX = SIG_VALUES_MAX + 2,	/* with two addresses */
	LEAST = 5,			/* shorter ones are nobody's */
	NP_E212 = 6, NP_E214 = 7,	/* of an address: made of an IMSI */
};

struct number {
	size_t		 len;
	char		 digits[SIG_DIGITS_MAX];
	char		 alias[EVENTS_ALIAS_MAX];	/* "": not made yet */
};

struct numbers {
	size_t		 n;
	struct number	 number[NUMBERS_MAX];
};

/* ---- which they are ---- */

static void
add(struct numbers *all, const char *digits, size_t len)
{
	struct number *to = &all->number[all->n];

	if (len < LEAST || len > SIG_DIGITS_MAX || all->n == NUMBERS_MAX)
		return;
	to->len = len;
	memcpy(to->digits, digits, len);
	to->alias[0] = '\0';
	all->n++;
}

static void
add_digits(struct numbers *all, const struct sig_digits *d, size_t len)
{
	char text[SIG_DIGITS_MAX];

	add(all, text, sig_digits_text(d, (unsigned)len, text));
}

static void
add_address(struct numbers *all, const struct sig_addr *a)
{
	if (a->present && a->has_gt && (a->np == NP_E212 || a->np == NP_E214))
		add_digits(all, &a->digits, a->len);
}

/* The first number within a name, such as that of a network access. */
static void
add_name(struct numbers *all, const uint8_t *p, size_t len)
{
	size_t from = 0, to;

	for (; from < len; from = to + 1) {
		for (to = from; to < len && isdigit(p[to]); to++)
			;
		if (to - from < LEAST)
			continue;
		add(all, (const char *)p + from, to - from);
		return;
	}
}

static bool
is_of_subscriber(unsigned field)
{
	switch (field) {
	case SIG_IMSI:
	case SIG_MSISDN:
	case SIG_IMEI:
	case SIG_ADDITIONAL_MSISDN:
	case SIG_CALLING_NUMBER:
	case SIG_CALLED_NUMBER:
	case SIG_FORWARDED_TO:
	case SIG_ROAMING_NUMBER:
	case SIG_DESTINATION_REFERENCE:
	case SIG_USER_ID:
		return true;
	default:
		return false;
	}
}

static void
of_message(struct numbers *all, const struct sig_msg *m)
{
	const struct sig_value *v;
	unsigned i;

	all->n = 0;
	for (i = 0; i < m->nval; i++) {
		v = &m->val[i];
		if (v->field == SIG_USER_NAME && v->type == SIG_TYPE_TEXT)
			add_name(all, v->text, v->len);
		else if (v->type == SIG_TYPE_DIGITS &&
		    is_of_subscriber(v->field))
			add_digits(all, &v->digits, v->len);
	}
	add_address(all, &m->calling);
	add_address(all, &m->called);
}

/* ---- in their places ---- */

/* The longest one that p begins with, or NULL. */
static struct number *
number_at(struct numbers *all, const char *p, size_t len)
{
	struct number *k, *best = NULL;

	for (k = all->number; k < all->number + all->n; k++)
		if (k->len <= len && memcmp(p, k->digits, k->len) == 0 &&
		    (best == NULL || k->len > best->len))
			best = k;
	return best;
}

static void
put_alias(FILE *f, const struct events *ev, struct number *k)
{
	if (k->alias[0] == '\0')
		events_alias(ev, k->digits, k->len, k->alias);
	fputs(k->alias, f);
}

/* Octets of an escape from its backslash on (RFC 8259 7). */
static size_t
escape(const char *p, size_t len)
{
	size_t n = len > 1 && p[1] == 'u' ? 6 : 2;

	return n < len ? n : len;
}

static void
replace(struct events *ev, struct numbers *all)
{
	const char *p = ev->text, *end = p + ev->len;
	struct number *k;
	bool within = false;
	size_t n;

	rewind(ev->hidden_stream);
	for (; p < end; p += n) {
		n = within && *p == '\\' ? escape(p, (size_t)(end - p)) : 1;
		k = within && isdigit((unsigned char)*p) ?
		    number_at(all, p, (size_t)(end - p)) : NULL;
		within ^= *p == '"';
		if (k == NULL) {
			(void)fwrite(p, 1, n, ev->hidden_stream);
			continue;
		}
		put_alias(ev->hidden_stream, ev, k);
		n = k->len;
	}
	fflush(ev->hidden_stream);
}

void
events_hide(struct events *ev, const struct event *e)
{
	struct numbers all;

	of_message(&all, e->m);
	replace(ev, &all);
}

void
events_hide_notice(struct events *ev, const struct notice *n)
{
	struct numbers all = { .n = 0 };

	if (n->type == NOTICE_SUNK &&
	    n->sunk->view.source.scope == SUNK_SUBSCRIBER)
		add(&all, (const char *)n->sunk->view.name, n->sunk->view.len);
	replace(ev, &all);
}
