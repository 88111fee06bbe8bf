/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Values of scenarios, kind by kind.
 *
 * A value that is wrong is told and left out, and reading goes on behind it,
 * unless it begins a line and so is no value.
 */
#include <string.h>

#include "../../rules/words.h"
#include "scenario_read_impl.h"

enum {
	WHAT_MAX = 200,
	DECIMAL_DIGITS = 15,		/* that a double holds */
};

/* Told; true when reading can go on behind it. */
static bool
wrong(struct reader *r, const char *what)
{
	struct conf_at told = r->told;

	if (r->t.first || r->t.code == 0 || !(read_is_word(r) || r->t.quoted))
		return read_expected(r, what);
	r->told.line = 0;
	(void)read_expected(r, what);
	if (told.line == r->t.at.line && told.file == r->t.at.file)
		r->told = told;
	read_next(r);
	return true;
}

/* ---- numbers ---- */

const char *
decimal(const char *text, double *to)
{
	size_t digits = 0, i;
	double ten = 1;
	bool point = false;

	*to = 0;
	for (i = 0; (text[i] >= '0' && text[i] <= '9') ||
	    (text[i] == '.' && !point && i > 0); i++) {
		if (text[i] == '.') {
			point = true;
			continue;
		}
		if (++digits > DECIMAL_DIGITS)
			return NULL;
		*to = *to * 10 + (text[i] - '0');
		ten = point ? ten * 10 : ten;
	}
	*to /= ten;
	return digits == 0 || text[i - 1] == '.' ? NULL : text + i;
}

static void
put_number(void *to, size_t size, uint64_t n)
{
	uint8_t n8 = (uint8_t)n;
	uint16_t n16 = (uint16_t)n;
	uint32_t n32 = (uint32_t)n;

	memcpy(to, size == 1 ? (void *)&n8 : size == 2 ? (void *)&n16 :
	    size == 4 ? (void *)&n32 : (void *)&n, size);
}

static bool
read_number(struct reader *r, const struct key *k, void *to)
{
	char what[WHAT_MAX];
	uint64_t n;

	if (!read_is_word(r) || !word_number(r->t.text, (uint64_t)k->max, &n) ||
	    n < (uint64_t)k->min) {
		snprintf(what, sizeof(what), "a number from %.0f to %.0f",
		    k->min, k->max);
		return wrong(r, what);
	}
	put_number(to, k->size, n);
	read_next(r);
	return true;
}

static bool
read_imsi(struct reader *r, uint64_t *to)
{
	if (!read_is_word(r) || strlen(r->t.text) != 15 ||
	    !word_number(r->t.text, UINT64_C(999999999999999), to))
		return wrong(r, "an IMSI of 15 digits");
	read_next(r);
	return true;
}

bool
read_time(struct reader *r, uint64_t *to)
{
	uint64_t ns;

	if (read_is_word(r) && (word_time(r->t.text, &ns) ||
	    (read_is(r, "0") && (ns = 0) == 0))) {
		*to = ns;
		read_next(r);
		return true;
	}
	return wrong(r, "a time such as 500ms, 3s or 10m");
}

static bool
read_never(struct reader *r, uint64_t *to)
{
	if (!read_is(r, "never"))
		return !read_is_word(r) || word_time(r->t.text, to) ?
		    read_time(r, to) : wrong(r, "a time such as 500ms, 3s or "
		    "10m, or never");
	*to = 0;
	read_next(r);
	return true;
}

static bool
read_span(struct reader *r, uint64_t to[2], bool none)
{
	struct conf_at at = r->t.at;

	if (none && read_is(r, "none")) {
		to[0] = to[1] = 0;
		read_next(r);
		return true;
	}
	if (!read_is_word(r) || !word_time(r->t.text, &to[0]))
		return wrong(r, none ? "two times such as 15m to 30m, or none" :
		    "two times such as 15m to 30m");
	read_next(r);
	if (!read_is(r, "to"))
		return read_expected(r, "\"to\" and a second time");
	read_next(r);
	to[1] = UINT64_MAX;		/* stays if it is none */
	if (!read_time(r, &to[1]))
		return false;
	if (to[0] > to[1])
		read_error(r, at, "the first time is longer than the second");
	return true;
}

bool
read_share(struct reader *r, double *to)
{
	const char *end;
	double v;

	if (!read_is_word(r) || (end = decimal(r->t.text, &v)) == NULL ||
	    strcmp(end, "%") != 0 || v > 100)
		return wrong(r, "a share from 0% to 100%");
	*to = v / 100;
	read_next(r);
	return true;
}

bool
read_factor(struct reader *r, double *to, double max)
{
	char what[WHAT_MAX];
	const char *end;
	double v;

	if (!read_is_word(r) || (end = decimal(r->t.text, &v)) == NULL ||
	    *end != '\0' || v > max) {
		snprintf(what, sizeof(what), "a number from 0 to %.0f, such as "
		    "0.5", max);
		return wrong(r, what);
	}
	*to = v;
	read_next(r);
	return true;
}

/* "2000/s", "14.1/ms", "12000000/h" */
static bool
rate(const char *text, double *to)
{
	const char *end = decimal(text, to);
	uint64_t ns = 0;
	uint32_t one;
	char unit[16];

	if (end == NULL || *end != '/' || strlen(end) > 8)
		return false;
	snprintf(unit, sizeof(unit), "1%s", end);
	if (!word_rate(unit, &one, &ns))
		return false;
	*to = *to * 1e9 / (double)ns;
	return true;
}

static bool
read_rate(struct reader *r, const struct key *k, double *to)
{
	double v;

	if (!read_is_word(r) || !rate(r->t.text, &v) || v < k->min ||
	    v > k->max)
		return wrong(r, "a rate such as 400/s or 20/m");
	*to = v;
	read_next(r);
	return true;
}

/* ---- words and texts ---- */

/* The place of the word in its list; -1: none. */
static int
word_place(const struct reader *r, const struct key *k)
{
	const char *word;
	int i;

	for (i = 0; (word = k->word((unsigned)i)) != NULL; i++)
		if (read_is(r, word))
			return i;
	return -1;
}

/* "a, b or c" */
static const char *
words_text(char what[WHAT_MAX], const struct key *k)
{
	unsigned i;
	size_t n = 0;

	what[0] = '\0';
	for (i = 0; k->word(i) != NULL && n < WHAT_MAX - 40; i++)
		n += (size_t)snprintf(what + n, WHAT_MAX - n, "%s%s", i == 0 ?
		    "" : k->word(i + 1) == NULL ? " or " : ", ", k->word(i));
	return what;
}

bool
read_word(struct reader *r, const struct key *k, int *to)
{
	char what[WHAT_MAX];

	*to = word_place(r, k);
	if (*to < 0)
		return wrong(r, words_text(what, k));
	read_next(r);
	return true;
}

static bool
read_text(struct reader *r, const struct key *k, char *to)
{
	if (!r->t.quoted)
		return wrong(r, "a text in quotes");
	if (strlen(r->t.text) >= k->size)
		read_error(r, r->t.at, "expected at most %u octets, not %zu",
		    k->size - 1U, strlen(r->t.text));
	else
		strcpy(to, r->t.text);
	read_next(r);
	return true;
}

static bool
digits_only(const char *text, char *to, size_t least, size_t most)
{
	size_t n = 0;

	for (; *text != '\0'; text++) {
		if (*text == '-' && n == 3 && most == 6)
			continue;		/* of a network code */
		if (*text < '0' || *text > '9' || n == most)
			return false;
		to[n++] = *text;
	}
	to[n] = '\0';
	return n >= least;
}

static bool
read_plmn(struct reader *r, char *to)
{
	char digits[8];

	if (!read_is_word(r) || !digits_only(r->t.text, digits, 5, 6))
		return wrong(r, "a network code such as 999-70");
	strcpy(to, digits);
	read_next(r);
	return true;
}

static bool
read_digits(struct reader *r, const struct key *k, char *to)
{
	char what[WHAT_MAX], digits[32];

	if (!read_is_word(r) || !digits_only(r->t.text, digits,
	    (size_t)k->min, (size_t)k->max) || strlen(digits) % 2 != 0) {
		snprintf(what, sizeof(what), "%.0f to %.0f digits, an even "
		    "number of them", k->min, k->max);
		return wrong(r, what);
	}
	strcpy(to, digits);
	read_next(r);
	return true;
}

static bool
read_yes(struct reader *r, bool *to)
{
	if (!read_is(r, "yes") && !read_is(r, "no"))
		return wrong(r, "yes or no");
	*to = read_is(r, "yes");
	read_next(r);
	return true;
}

bool
read_value(struct reader *r, const struct key *k, void *base)
{
	void *to = (char *)base + k->offset;
	int place;

	switch (k->kind) {
	case KEY_TIME:
		return read_time(r, to);
	case KEY_NEVER:
		return read_never(r, to);
	case KEY_SPAN:
	case KEY_SPAN_NONE:
		return read_span(r, to, k->kind == KEY_SPAN_NONE);
	case KEY_NUMBER:
		return read_number(r, k, to);
	case KEY_IMSI:
		return read_imsi(r, to);
	case KEY_SHARE:
		return read_share(r, to);
	case KEY_RATE:
		return read_rate(r, k, to);
	case KEY_FACTOR:
		return read_factor(r, to, k->max);
	case KEY_WORD:
		if (!read_word(r, k, &place))
			return false;
		if (place >= 0)
			put_number(to, k->size, (uint64_t)place);
		return true;
	case KEY_TEXT:
		return read_text(r, k, to);
	case KEY_PLMN:
		return read_plmn(r, to);
	case KEY_DIGITS:
		return read_digits(r, k, to);
	case KEY_YES:
		return read_yes(r, to);
	default:
		return read_things(r, k, base, to);
	}
}
