/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Numbers, times and names as people read them.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "show.h"

const char *
show_count(char buf[SHOW_MAX], uint64_t n)
{
	char digits[24];
	int len = snprintf(digits, sizeof(digits), "%" PRIu64, n);
	char *p = buf;
	int i;

	for (i = 0; i < len; i++) {
		if (i > 0 && (len - i) % 3 == 0)
			*p++ = ',';
		*p++ = digits[i];
	}
	*p = '\0';
	return buf;
}

const char *
show_compact(char buf[SHOW_MAX], uint64_t n)
{
	static const char units[] = "kMGTPE";
	uint64_t unit = 1000, tenths;
	int u = 0;

	if (n < 1000) {
		snprintf(buf, SHOW_MAX, "%" PRIu64, n);
		return buf;
	}
	while (n / unit >= 1000 && units[u + 1] != '\0') {
		unit *= 1000;
		u++;
	}
	tenths = n / (unit / 10);	/* cut: 999,999 is not a million */
	if (tenths < 100)
		snprintf(buf, SHOW_MAX, "%" PRIu64 ".%" PRIu64 "%c",
		    tenths / 10, tenths % 10, units[u]);
	else
		snprintf(buf, SHOW_MAX, "%" PRIu64 "%c", tenths / 10,
		    units[u]);
	return buf;
}

const char *
show_share(char buf[SHOW_MAX], uint64_t part, uint64_t whole)
{
	double share = whole > 0 ? 100.0 * (double)part / (double)whole : 0;

	if (part == 0 || whole == 0)
		return strcpy(buf, "0 %");
	if (part >= whole)
		return strcpy(buf, "100 %");
	if (share < 0.1)
		return strcpy(buf, "<0.1 %");
	if (share > 99.9)
		return strcpy(buf, ">99.9 %");
	snprintf(buf, SHOW_MAX, "%.1f %%", share);
	return buf;
}

static void
calendar(struct tm *tm, uint64_t ts)
{
	time_t t = (time_t)(ts / 1000000000);

	if (gmtime_r(&t, tm) == NULL)
		memset(tm, 0, sizeof(*tm));
}

const char *
show_date(char buf[SHOW_MAX], uint64_t ts)
{
	struct tm tm;

	calendar(&tm, ts);
	snprintf(buf, SHOW_MAX, "%04d-%02d-%02d", tm.tm_year + 1900,
	    tm.tm_mon + 1, tm.tm_mday);
	return buf;
}

const char *
show_clock(char buf[SHOW_MAX], uint64_t ts, unsigned decimals)
{
	struct tm tm;
	char part[16];

	calendar(&tm, ts);
	snprintf(part, sizeof(part), ".%09u", (unsigned)(ts % 1000000000));
	snprintf(buf, SHOW_MAX, "%02d:%02d:%02d%.*s", tm.tm_hour, tm.tm_min,
	    tm.tm_sec, decimals > 0 ? (int)decimals + 1 : 0, part);
	return buf;
}

const char *
show_span(char buf[SHOW_MAX], uint64_t ns)
{
	static const struct { const char *name; uint64_t ns; } units[] = {
		{ "d", UINT64_C(86400000000000) },
		{ "h", UINT64_C(3600000000000) },
		{ "min", UINT64_C(60000000000) }, { "s", 1000000000 },
		{ "ms", 1000000 }, { "us", 1000 }, { "ns", 1 },
	};
	const size_t last = sizeof(units) / sizeof(units[0]) - 1;
	uint64_t n, rest;
	size_t u = 0;

	while (u < last && ns < units[u].ns)
		u++;
	if (u < 3 && ns <= UINT64_MAX - units[u + 1].ns) {	/* rounded */
		ns += units[u + 1].ns / 2;
		while (u > 0 && ns >= units[u - 1].ns)
			u--;
	}
	n = ns / units[u].ns;
	rest = ns % units[u].ns;
	if (u < 3 && rest >= units[u + 1].ns)
		snprintf(buf, SHOW_MAX, "%" PRIu64 " %s %" PRIu64 " %s", n,
		    units[u].name, rest / units[u + 1].ns, units[u + 1].name);
	else if (u >= 3 && u < last && n < 100 && rest * 100 >= units[u].ns)
		snprintf(buf, SHOW_MAX, "%" PRIu64 ".%02u %s", n,
		    (unsigned)(rest * 100 / units[u].ns), units[u].name);
	else
		snprintf(buf, SHOW_MAX, "%" PRIu64 " %s", n, units[u].name);
	return buf;
}

/* Octets of the well-formed character at p (Unicode 3.9 table 3-7) that is
 * no control character; 0: there is none. */
static size_t
utf8_octets(const uint8_t *p, size_t len)
{
	size_t n = p[0] >= 0xf0 ? 4 : p[0] >= 0xe0 ? 3 : 2, i;

	if (p[0] < 0xc2 || p[0] > 0xf4 || n > len)
		return 0;
	for (i = 1; i < n; i++)
		if ((p[i] & 0xc0) != 0x80)
			return 0;
	if ((p[0] == 0xc2 && p[1] < 0xa0) || (p[0] == 0xe0 && p[1] < 0xa0) ||
	    (p[0] == 0xed && p[1] > 0x9f) || (p[0] == 0xf0 && p[1] < 0x90) ||
	    (p[0] == 0xf4 && p[1] > 0x8f))
		return 0;
	return n;
}

const char *
show_text(char *buf, size_t size, size_t width, const void *text, size_t len,
    bool utf8)
{
	const uint8_t *p = text;
	size_t used = 0, shown = 0, before = 0, n;

	while (len > 0) {
		n = utf8 && *p >= 0x80 ? utf8_octets(p, len) : 0;
		if (shown == width || used + (n > 0 ? n : 1) >= size) {
			/* no room: the last character becomes the mark */
			if (shown > 0) {
				buf[before] = '>';
				used = before + 1;
			}
			break;
		}
		before = used;
		if (n > 0)
			memcpy(buf + used, p, n);
		else
			buf[used] = *p >= 0x20 && *p < 0x7f ? (char)*p : '.';
		n = n > 0 ? n : 1;
		used += n;
		p += n;
		len -= n;
		shown++;
	}
	buf[used] = '\0';
	return buf;
}

size_t
show_width(const char *text)
{
	size_t n = 0;

	for (; *text != '\0'; text++)
		n += ((uint8_t)*text & 0xc0) != 0x80;
	return n;
}
