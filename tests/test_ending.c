/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Entries of tables that end: dates, and what holds until when.
 */
#include "../rules/ending.h"
#include "table_file.h"

/* At that second, and still one nanosecond before the next. */
static bool
has_at(const struct table *t, const char *text, uint64_t s)
{
	struct sig_digits d = digits(text);
	unsigned n = (unsigned)strlen(text);
	bool first = table_has_digits(t, &d, n, s * 1000000000);

	ck_assert_int_eq(first, table_has_digits(t, &d, n,
	    s * 1000000000 + 999999999));
	return first;
}

/* 2026-12-31 is day 20818. */
enum { DAY = 86400, NEW_YEAR = 20819 * DAY };

START_TEST(ends)
{
	struct table *t;

	want.expires = true;
	inline_entry(SIG_IMEI, "35000009000001");
	t = load(TABLE_IMEI, "imei;list;until\n"
	    "350000010000017;black;2026-12-31\n"
	    "35000002000001;grey;2026-12-31T23:59:58Z\n"
	    "3500000300000199;black;\n"
	    "35000004;black\n"
	    "35000005000001;;2026-12-31\n"
	    "35000006000001\n"
	    "35000007000001;black;2106-02-08\n"
	    "35000008000001;black;1969-12-31\n"
	    "350000080000021;black;\"1970-01-01T00:00:02Z\"\n");
	ck_assert_ptr_nonnull(t);
	ck_assert_uint_eq(table_count(t), 10);
	ck_assert_uint_eq(table_file_count(t), 9);
	/* the check digit, a zero, the version: the same device */
	ck_assert(has_at(t, "350000010000017", NEW_YEAR - 1));
	ck_assert(has_at(t, "350000010000010", NEW_YEAR - 1));
	ck_assert(has_at(t, "35000001000001", NEW_YEAR - 1));
	ck_assert(has_at(t, "3500000100000178", NEW_YEAR - 1));
	ck_assert(!has_at(t, "350000010000017", NEW_YEAR));
	ck_assert(!has_at(t, "3500000100000178", NEW_YEAR));
	ck_assert(!has_at(t, "350000010000027", NEW_YEAR - 1));
	ck_assert(has_at(t, "350000020000018", NEW_YEAR - 3));
	ck_assert(!has_at(t, "350000020000018", NEW_YEAR - 2));
	ck_assert(has_at(t, "35000003000001", 4 * (uint64_t)NEW_YEAR));
	ck_assert(has_at(t, "350000041234567", 4 * (uint64_t)NEW_YEAR));
	ck_assert(has_at(t, "35000005000001", NEW_YEAR - 1));
	ck_assert(!has_at(t, "35000005000001", NEW_YEAR));
	ck_assert(has_at(t, "35000006000001", 4 * (uint64_t)NEW_YEAR));
	ck_assert(has_at(t, "35000007000001", 4 * (uint64_t)NEW_YEAR));
	ck_assert(has_at(t, "35000008000001", 0));
	ck_assert(!has_at(t, "35000008000001", 1));
	ck_assert(has_at(t, "35000008000002", 1));
	ck_assert(!has_at(t, "35000008000002", 2));
	ck_assert(has_at(t, "35000009000001", 4 * (uint64_t)NEW_YEAR));
	/* without a time nothing has ended */
	ck_assert(has(t, "35000001000001") && has(t, "35000008000001"));
	table_free(t);
	ck_assert_uint_eq(errors.n, 0);
}
END_TEST

/* Listed twice, and as a device of a listed model: the last end counts. */
START_TEST(ends_of_several)
{
	struct table *t;

	want.expires = true;
	t = load(TABLE_IMEI,
	    "35000001,,2020-01-01\n35000001000001,,2026-12-31\n"
	    "35000002,,2026-12-31\n35000002000001,,2020-01-01\n"
	    "35000003000001,,2026-12-31\n350000030000018,,2020-01-01\n"
	    "35000004000001,,2020-01-01\n350000040000016,,\n"
	    "3500000*,,2019-01-01\n");
	ck_assert_ptr_nonnull(t);
	ck_assert(has_at(t, "350000010000018", NEW_YEAR - 1));
	ck_assert(!has_at(t, "350000010000028", NEW_YEAR - 1));
	ck_assert(has_at(t, "350000020000018", NEW_YEAR - 1));
	ck_assert(has_at(t, "350000020000028", NEW_YEAR - 1));
	ck_assert(!has_at(t, "350000020000018", NEW_YEAR));
	ck_assert(has_at(t, "350000030000018", NEW_YEAR - 1));
	ck_assert(!has_at(t, "350000030000018", NEW_YEAR));
	ck_assert(has_at(t, "350000040000018", 4 * (uint64_t)NEW_YEAR));
	ck_assert(has_at(t, "350000050000018", 17898 * DAY - 1));
	ck_assert(!has_at(t, "350000050000018", 17898 * DAY));
	table_free(t);
}
END_TEST

START_TEST(dates)
{
	static const struct {
		const char	*text;
		uint32_t	 until;		/* 0: never */
	} good[] = {
		{ "1970-01-01", DAY }, { "1970-01-01T00:00:01Z", 1 },
		{ "1970-01-01T00:00:00Z", 1 }, { "0001-01-01", 1 },
		{ "2000-02-29", 951868800 }, { "2024-02-29", 1709251200 },
		{ "2024-12-31", 1735689600 },
		{ "2026-11-21T12:34:56Z", 1795264496 },
		{ "2038-01-19T03:14:08Z", 2147483648U },
		{ "2106-02-07T06:28:14Z", UINT32_MAX - 1 },
		{ "2106-02-07T06:28:15Z", 0 }, { "9999-12-31", 0 },
	};
	static const char *const bad[] = { "", "2026", "2026-12",
	    "2026-12-1", "2026-13-01", "2026-00-01", "2026-01-00",
	    "2026-01-32", "2026-04-31", "2026-02-29", "1900-02-29",
	    "0000-01-01", "26-01-01", "2026/01/01", "2026-01-01Z",
	    "2026-01-01T", "2026-01-01T00:00:00", "2026-01-01 00:00:00Z",
	    "2026-01-01T24:00:00Z", "2026-01-01T00:60:00Z",
	    "2026-01-01T00:00:60Z", "2026-01-01T00:00:00+01:00",
	    "2026-01-01T00:00:00Zx", "-026-01-01", "never", "31.12.2026" };
	uint32_t until;
	size_t i;

	for (i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		ck_assert_msg(ending_date(good[i].text, &until), "%s",
		    good[i].text);
		ck_assert_msg(until == good[i].until, "%s: %u", good[i].text,
		    until);
	}
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		ck_assert_msg(!ending_date(bad[i], &until) && until == 0, "%s",
		    bad[i]);
}
END_TEST

/* Every day of 140 years, one by one. */
START_TEST(days)
{
	static const unsigned of[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31,
	    30, 31 };
	unsigned year, month, day, last;
	uint32_t until, want_until = 0;
	char text[40];

	for (year = 1970; year < 2106; year++)
		for (month = 1; month <= 12; month++) {
			last = of[month - 1] + (month == 2 && year % 4 == 0 &&
			    year != 2100);
			for (day = 1; day <= last + 1; day++) {
				snprintf(text, sizeof(text), "%04u-%02u-%02u",
				    year, month, day);
				ck_assert_int_eq(ending_date(text, &until),
				    day <= last);
				want_until += day <= last ? DAY : 0;
				if (day <= last)
					ck_assert_uint_eq(until, want_until);
			}
		}
}
END_TEST

/* Against a list that is searched from end to end. */
enum { SOME = 40, WORLDS = 300, TRIES = 200 };

static uint32_t seed = 1;

static unsigned
below(unsigned n)
{
	seed = seed * 1664525 + 1013904223;
	return (seed >> 8) % n;
}

static void
random_number(char *text, unsigned least, unsigned most)
{
	unsigned i, n = least + below(most - least + 1);

	for (i = 0; i < n; i++)
		text[i] = (char)('0' + below(3));
	text[n] = '\0';
}

START_TEST(ends_as_a_list_says)
{
	static char entry[SOME][20];
	unsigned until[SOME], n, i, k, w, held = 0;
	struct table *t;
	char number[20];
	uint64_t now;
	bool in, prefix;
	size_t len;
	FILE *f;

	want.expires = true;
	want.type = TABLE_MSISDN;
	for (w = 0; w < WORLDS; w++) {
		ck_assert_ptr_nonnull(f = fopen(path, "w"));
		n = 1 + below(SOME);
		for (i = 0; i < n; i++) {
			random_number(entry[i], 1, 6);
			if (below(3) > 0)
				strcat(entry[i], "*");
			until[i] = below(8);	/* 0: never */
			fprintf(f, "%s,x,", entry[i]);
			if (until[i] > 0)
				fprintf(f, "1970-01-01T00:00:%02uZ", until[i]);
			fprintf(f, "\n");
		}
		ck_assert_int_eq(fclose(f), 0);
		ck_assert_ptr_nonnull(t = table_load(&conf, &want, &errors));
		for (k = 0; k < TRIES; k++) {
			random_number(number, 1, 8);
			now = below(10);
			for (i = 0, in = false; i < n; i++) {
				len = strcspn(entry[i], "*");
				prefix = entry[i][len] == '*';
				in = in || ((until[i] == 0 || now < until[i]) &&
				    strncmp(entry[i], number, len) == 0 &&
				    (prefix || number[len] == '\0'));
			}
			ck_assert_msg(has_at(t, number, now) == in, "%s at %u",
			    number, (unsigned)now);
			held += in;
		}
		table_free(t);
	}
	ck_assert_uint_gt(held, WORLDS * TRIES / 5);
	ck_assert_uint_lt(held, WORLDS * TRIES - WORLDS * TRIES / 5);
}
END_TEST

START_TEST(bad_ends)
{
	static const char *const sentences[] = {
		":2:22: expected a date such as 2026-12-31 or "
		    "2026-12-31T23:59:59Z, not \"2026-02-30\"",
		":3:17: unexpected octet 0x1b",
		":4:25: expected a date such as 2026-12-31 or "
		    "2026-12-31T23:59:59Z, not \"soon\"",
		":5:1: expected an IMEI prefix such as 35000001*, not \"x\"",
		":6:17: expected a date of at most 300 octets",
		":8:17: expected a date such as 2026-12-31 or "
		    "2026-12-31T23:59:59Z, not \"\"",
		":9:17: expected a date such as 2026-12-31 or "
		    "2026-12-31T23:59:59Z, not \"012345678901234567890123456"
		    "7890123456789\"",
	};
	static char text[2000];

	snprintf(text, sizeof(text), "imei,list,until\n"
	    "35000001000001,black,2026-02-30\n"
	    "35000001000001,,\0332026-01-01\n"
	    "35000001000001 , black, soon,2026-01-01\n"
	    "x,,2026-01-01\n"
	    "35000001000001,,%0400d\n"
	    "35000001000001,,2026-01-01,what comes then\033\n"
	    "35000001000001,,\"\"\n"
	    "35000001000001,,01234567890123456789012345678901234567890123\n",
	    0);
	want.expires = true;
	refused(TABLE_IMEI, text, strlen(text), sentences, 7);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("ending");
	TCase *t = tcase_create("all");
	SRunner *r = srunner_create(s);
	int failed;

	tcase_set_timeout(t, 60);
	tcase_add_checked_fixture(t, set_up, tear_down);
	tcase_add_test(t, ends);
	tcase_add_test(t, ends_of_several);
	tcase_add_test(t, dates);
	tcase_add_test(t, days);
	tcase_add_test(t, ends_as_a_list_says);
	tcase_add_test(t, bad_ends);
	suite_add_tcase(s, t);
	srunner_run_all(r, CK_NORMAL);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed != 0;
}
