/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Sorted by their digits, entries stand behind the prefixes that hold them, so
 * that one pass with a stack finds what ends last.
 *
 * ISO 8601 (dates); the days of the calendar are counted in eras of 400 years.
 */
#include "ending.h"

#include <stdlib.h>
#include <string.h>

struct entry {
	uint64_t	 key;		/* the first digit highest */
	uint32_t	 until;
	uint8_t		 len;
	bool		 whole;
};

struct ending {
	struct entry	*entry;
	size_t		 n, room;
};

struct ending *
ending_new(void)
{
	return calloc(1, sizeof(struct ending));
}

void
ending_free(struct ending *e)
{
	if (e == NULL)
		return;
	free(e->entry);
	free(e);
}

static unsigned
digit_at(const struct sig_digits *d, unsigned i)
{
	return (unsigned)(d->w[i / 16] >> (4 * (i % 16)) & 15);
}

bool
ending_add(struct ending *e, const struct sig_digits *d, unsigned len,
    bool whole, uint32_t until)
{
	size_t room = e->room == 0 ? 64 : e->room * 2;
	struct entry *grown;
	unsigned i;

	if (e->n == e->room) {
		if (room > SIZE_MAX / sizeof(*grown) || (grown =
		    realloc(e->entry, room * sizeof(*grown))) == NULL)
			return false;
		e->entry = grown;
		e->room = room;
	}
	grown = &e->entry[e->n++];
	*grown = (struct entry){ .until = until, .len = (uint8_t)len,
	    .whole = whole };
	for (i = 0; i < len && i < PREFIX_DIGITS_MAX; i++)
		grown->key |= (uint64_t)digit_at(d, i) << (60 - 4 * i);
	return true;
}

/* What holds others comes first. */
static int
compare(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;

	if (x->key != y->key)
		return x->key < y->key ? -1 : 1;
	if (x->len != y->len)
		return x->len < y->len ? -1 : 1;
	return x->whole - y->whole;
}

static bool
holds(const struct entry *outer, const struct entry *inner)
{
	unsigned shift = 64 - 4U * outer->len;

	return outer->len <= inner->len && (outer->len == 0 ||
	    (outer->key ^ inner->key) >> shift == 0);
}

static uint32_t
later(uint32_t a, uint32_t b)
{
	if (a == ENDING_NEVER || b == ENDING_NEVER)
		return ENDING_NEVER;
	return a > b ? a : b;
}

static bool
give(struct prefix *p, const struct entry *e)
{
	struct sig_digits d = { { 0, 0 } };
	unsigned i;

	for (i = 0; i < e->len; i++)
		d.w[0] |= (e->key >> (60 - 4 * i) & 15) << (4 * i);
	return prefix_add(p, &d, e->len, e->whole, e->until) !=
	    PREFIX_NO_MEMORY;
}

bool
ending_give(struct ending *e, struct prefix *p)
{
	struct entry stack[PREFIX_DIGITS_MAX + 1], *at;
	size_t i, depth = 0;

	if (e->n > 0)
		qsort(e->entry, e->n, sizeof(*e->entry), compare);
	for (i = 0; i < e->n; i++) {
		at = &e->entry[i];
		if (i + 1 < e->n && compare(at, at + 1) == 0) {
			at[1].until = later(at[0].until, at[1].until);
			continue;	/* the same again: it is told there */
		}
		while (depth > 0 && !holds(&stack[depth - 1], at))
			depth--;
		if (depth > 0)
			at->until = later(at->until, stack[depth - 1].until);
		if (!give(p, at))
			return false;
		if (!at->whole)
			stack[depth++] = *at;
	}
	return true;
}

/* ---- dates ---- */

/* n digits as a number of at most max; NULL: they are none. */
static const char *
number(const char *text, unsigned n, unsigned max, unsigned *to)
{
	*to = 0;
	for (; n > 0; n--, text++) {
		if (*text < '0' || *text > '9')
			return NULL;
		*to = *to * 10 + (unsigned)(*text - '0');
	}
	return *to <= max ? text : NULL;
}

/* The same, and the octet behind it. */
static const char *
part(const char *text, unsigned n, unsigned max, char behind, unsigned *to)
{
	text = number(text, n, max, to);
	return text != NULL && *text == behind ? text + 1 : NULL;
}

static unsigned
days_of(unsigned year, unsigned month)
{
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

	if (month == 2)
		return leap ? 29 : 28;
	return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
}

/* Days since 1970-01-01; years begin in March here. */
static int64_t
days_since(unsigned year, unsigned month, unsigned day)
{
	int64_t y = (int64_t)year - (month <= 2), era = y / 400;
	int64_t of_era = y - era * 400;
	int64_t of_year = (153 * ((int64_t)month + (month > 2 ? -3 : 9)) + 2) /
	    5 + day - 1;

	return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 +
	    of_year - 719468;
}

bool
ending_date(const char *text, uint32_t *until)
{
	unsigned year, month, day, hour = 24, minute = 0, second = 0;
	int64_t s;

	*until = ENDING_NEVER;
	if ((text = part(text, 4, 9999, '-', &year)) == NULL ||
	    (text = part(text, 2, 12, '-', &month)) == NULL ||
	    (text = number(text, 2, 31, &day)) == NULL)
		return false;
	if (month == 0 || day == 0 || year == 0 || day > days_of(year, month))
		return false;
	if (*text != '\0' && (*text != 'T' ||
	    (text = part(text + 1, 2, 23, ':', &hour)) == NULL ||
	    (text = part(text, 2, 59, ':', &minute)) == NULL ||
	    (text = part(text, 2, 59, 'Z', &second)) == NULL ||
	    *text != '\0'))
		return false;
	s = days_since(year, month, day) * 86400 + hour * 3600 + minute * 60 +
	    second;
	if (s < 1)
		s = 1;			/* 0 would be never */
	if (s < UINT32_MAX)
		*until = (uint32_t)s;
	return true;
}
