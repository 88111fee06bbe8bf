/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Times as text and back, without the C library's, which knows zones.
 *
 * Days since 1970 from a date: years begin in March, so that the leap day is
 * the last one of its year; 400 years have 146,097 days.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "sunk_time.h"

#define SECOND	UINT64_C(1000000000)

enum {
	DAY = 86400,
	DAYS_400 = 146097,
	DAYS_BEFORE = 719468,	/* 1 March of the year 0 to 1 January 1970 */
	DATE_LEN = 19,		/* 2026-01-31T12:00:00 */
	FRACTION_MAX = 9,
};

static const struct {
	const char	*name;
	uint64_t	 ns;
} units[] = {
	{ "d", DAY * SECOND }, { "h", 3600 * SECOND }, { "m", 60 * SECOND },
	{ "s", SECOND }, { "ms", SECOND / 1000 }, { "us", SECOND / 1000000 },
	{ "ns", 1 },
};

static void
date_of(uint64_t days, unsigned *year, unsigned *month, unsigned *day)
{
	uint64_t z = days + DAYS_BEFORE, era = z / DAYS_400;
	unsigned d = (unsigned)(z % DAYS_400);
	unsigned y = (d - d / 1460 + d / 36524 - d / 146096) / 365;
	unsigned of_year = d - (365 * y + y / 4 - y / 100);
	unsigned m = (5 * of_year + 2) / 153;

	*day = of_year - (153 * m + 2) / 5 + 1;
	*month = m < 10 ? m + 3 : m - 9;
	*year = y + (unsigned)era * 400 + (*month <= 2);
}

static uint64_t
days_of(unsigned year, unsigned month, unsigned day)
{
	unsigned y = year - (month <= 2), of_era = y % 400;
	unsigned of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 +
	    day - 1;

	return (uint64_t)(y / 400) * DAYS_400 + of_era * 365 + of_era / 4 -
	    of_era / 100 + of_year - DAYS_BEFORE;
}

void
sunk_time_text(uint64_t ns, char text[SUNK_TIME_MAX])
{
	uint64_t s = ns / SECOND, fraction = ns % SECOND;
	unsigned year, month, day, of_day = (unsigned)(s % DAY);
	int n;

	date_of(s / DAY, &year, &month, &day);
	n = snprintf(text, SUNK_TIME_MAX, "%04u-%02u-%02uT%02u:%02u:%02u", year,
	    month, day, of_day / 3600, of_day / 60 % 60, of_day % 60);
	if (fraction != 0) {
		n += snprintf(text + n, SUNK_TIME_MAX - (size_t)n,
		    ".%09" PRIu64, fraction);
		while (text[n - 1] == '0')
			n--;
	}
	memcpy(text + n, "Z", 2);
}

void
sunk_term_text(uint64_t ns, char text[SUNK_TIME_MAX])
{
	size_t i = 0;

	while (ns % units[i].ns != 0)
		i++;
	snprintf(text, SUNK_TIME_MAX, "%" PRIu64 "%s", ns / units[i].ns,
	    units[i].name);
}

bool
sunk_number(const char *p, size_t len, uint64_t *to)
{
	uint64_t v = 0;
	unsigned digit;
	size_t i;

	*to = 0;
	for (i = 0; i < len; i++) {
		if (p[i] < '0' || p[i] > '9')
			return false;
		digit = (unsigned)(p[i] - '0');
		if (v > (UINT64_MAX - digit) / 10)
			return false;
		v = v * 10 + digit;
	}
	*to = v;
	return len > 0;
}

bool
sunk_term(const char *p, size_t len, uint64_t *ns)
{
	size_t n = 0, i;
	uint64_t v;

	*ns = 0;
	while (n < len && p[n] >= '0' && p[n] <= '9')
		n++;
	if (!sunk_number(p, n, &v) || v == 0)
		return false;
	for (i = 0; i < sizeof(units) / sizeof(units[0]); i++)
		if (strlen(units[i].name) == len - n &&
		    memcmp(units[i].name, p + n, len - n) == 0)
			break;
	if (i == sizeof(units) / sizeof(units[0]) ||
	    v > UINT64_MAX / units[i].ns)
		return false;
	*ns = v * units[i].ns;
	return true;
}

/* The two or four digits at p, no larger than max. */
static bool
field(const char *p, size_t len, unsigned least, unsigned max, unsigned *to)
{
	uint64_t v;

	if (!sunk_number(p, len, &v) || v < least || v > max)
		return false;
	*to = (unsigned)v;
	return true;
}

static unsigned
month_days(unsigned year, unsigned month)
{
	bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);

	if (month == 2)
		return leap ? 29 : 28;
	return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
}

static bool
date(const char *p, uint64_t *seconds)
{
	unsigned y, mo, d, h, mi, s;

	if (p[4] != '-' || p[7] != '-' || p[10] != 'T' || p[13] != ':' ||
	    p[16] != ':')
		return false;
	if (!field(p, 4, 1970, 9999, &y) || !field(p + 5, 2, 1, 12, &mo) ||
	    !field(p + 8, 2, 1, month_days(y, mo), &d) ||
	    !field(p + 11, 2, 0, 23, &h) || !field(p + 14, 2, 0, 59, &mi) ||
	    !field(p + 17, 2, 0, 59, &s))
		return false;
	*seconds = days_of(y, mo, d) * DAY + h * 3600 + mi * 60 + s;
	return true;
}

bool
sunk_time(const char *p, size_t len, uint64_t *ns)
{
	uint64_t seconds, fraction = 0;
	size_t i, n;

	*ns = 0;
	if (len < DATE_LEN + 1 || p[len - 1] != 'Z' || !date(p, &seconds))
		return false;
	n = len - DATE_LEN - 1;		/* of ".5" */
	if (n > 0 && (p[DATE_LEN] != '.' || n - 1 > FRACTION_MAX ||
	    !sunk_number(p + DATE_LEN + 1, n - 1, &fraction)))
		return false;
	for (i = n > 0 ? n - 1 : FRACTION_MAX; i < FRACTION_MAX; i++)
		fraction *= 10;
	if (seconds > (UINT64_MAX - fraction) / SECOND)
		return false;
	*ns = seconds * SECOND + fraction;
	return true;
}
