/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Words that stand for quantities: numbers, rates, times, shares, speeds; and
 * for one of a short list of names.
 */
#include <string.h>

#include "words.h"

enum { NUMBER_DIGITS_MAX = 20 };	/* 2^64 has as many */

/* How many decimal digits text begins with. */
static size_t
digits(const char *text)
{
	return strspn(text, "0123456789");
}

const char *
word_number_and(const char *text, uint64_t max, uint64_t *to)
{
	size_t i, n = digits(text);
	unsigned digit;

	*to = 0;
	if (n == 0 || n > NUMBER_DIGITS_MAX)
		return NULL;
	for (i = 0; i < n; i++) {
		digit = (unsigned)(text[i] - '0');
		if (digit > max || *to > (max - digit) / 10) {
			*to = 0;
			return NULL;
		}
		*to = *to * 10 + digit;
	}
	return text + n;
}

bool
word_number(const char *text, uint64_t max, uint64_t *to)
{
	text = word_number_and(text, max, to);
	if (text != NULL && *text == '\0')
		return true;
	*to = 0;
	return false;
}

/* A unit of time; an empty number before it is one. */
static bool
unit(const char *text, uint64_t *ns)
{
	static const struct {
		const char	*name;
		uint64_t	 ns;
	} units[] = {
		{ "ms", UINT64_C(1000000) },
		{ "s", UINT64_C(1000000000) },
		{ "m", UINT64_C(60000000000) },
		{ "h", UINT64_C(3600000000000) },
		{ "d", UINT64_C(86400000000000) },
	};
	uint64_t n = 1;
	size_t i;

	if (digits(text) > 0 &&
	    (text = word_number_and(text, UINT32_MAX, &n)) == NULL)
		return false;
	for (i = 0; i < sizeof(units) / sizeof(units[0]); i++)
		if (strcmp(text, units[i].name) == 0 && n > 0 &&
		    n <= INT64_MAX / units[i].ns) {
			*ns = n * units[i].ns;
			return true;
		}
	return false;
}

bool
word_rate(const char *text, uint32_t *count, uint64_t *ns)
{
	uint64_t n;

	*count = 0;
	*ns = 0;
	text = word_number_and(text, UINT32_MAX, &n);
	if (text == NULL || *text != '/' || n == 0 || !unit(text + 1, ns))
		return false;
	*count = (uint32_t)n;
	return true;
}

bool
word_time(const char *text, uint64_t *ns)
{
	*ns = 0;
	return digits(text) > 0 && unit(text, ns);
}

bool
word_share(const char *text, uint32_t *percent)
{
	uint64_t n;

	*percent = 0;
	text = word_number_and(text, 100, &n);
	if (text == NULL || strcmp(text, "%") != 0)
		return false;
	*percent = (uint32_t)n;
	return true;
}

bool
word_speed(const char *text, uint32_t *km_per_h)
{
	uint64_t n;

	*km_per_h = 0;
	text = word_number_and(text, UINT32_MAX, &n);
	if (text == NULL || strcmp(text, "km/h") != 0 || n == 0)
		return false;
	*km_per_h = (uint32_t)n;
	return true;
}

bool
word_distance(const char *text, uint32_t *km)
{
	uint64_t n;

	*km = 0;
	text = word_number_and(text, UINT32_MAX, &n);
	if (text == NULL || strcmp(text, "km") != 0)
		return false;
	*km = (uint32_t)n;
	return true;
}

bool
word_size(const char *text, uint64_t *octets)
{
	static const char units[] = "kMG";
	unsigned shift = 0;
	const char *name;
	uint64_t n;

	*octets = 0;
	text = word_number_and(text, UINT32_MAX, &n);
	if (text == NULL)
		return false;
	if (*text != '\0') {
		if ((name = strchr(units, *text)) == NULL || text[1] != '\0')
			return false;
		shift = 10 * (unsigned)(name - units + 1);
	}
	*octets = n << shift;
	return true;
}

/* The number of a word in a list of names, or -1. */
static int
find(const char *text, const char *(*name)(unsigned), unsigned n)
{
	unsigned i;

	for (i = 0; i < n; i++)
		if (name(i) != NULL && strcmp(name(i), text) == 0)
			return (int)i;
	return -1;
}

int
word_error(const char *text)
{
	return find(text, conf_error_name, REJECT_COUNT);
}

int
word_table_type(const char *text)
{
	return find(text, conf_table_type_name, TABLE_COUNT);
}

int
word_state(const char *text)
{
	return find(text, conf_state_name, STATE_COUNT);
}

int
word_roaming(const char *text)
{
	return find(text, conf_roaming_name, ROAMING_COUNT);
}

int
word_transport(const char *text)
{
	return find(text, conf_transport_name, TRANSPORT_COUNT);
}

int
word_only(const char *text)
{
	return find(text, conf_only_name, ONLY_COUNT);
}

int
word_check(const char *text)
{
	return find(text, check_name, CHECK_COUNT);
}

int
word_check_mode(const char *text)
{
	return find(text, check_mode_name, CHECK_MODES);
}
