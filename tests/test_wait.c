/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Lines that wait for their answer, against a list of what must come out.
 */
#include <check.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../fw/run/wait.h"

enum { OUT_MAX = 1 << 26 };

#define SECOND	UINT64_C(1000000000)

static char out[OUT_MAX];
static size_t nout;

static void
take(void *arg, const char *text, size_t len)
{
	(void)arg;
	ck_assert_uint_le(nout + len, OUT_MAX);
	memcpy(out + nout, text, len);
	nout += len;
}

static void
is_out(const char *text)
{
	ck_assert_uint_eq(nout, strlen(text));
	ck_assert(memcmp(out, text, nout) == 0);
}

static void
line(struct wait *w, uint64_t number, bool waits, uint64_t now)
{
	char text[64];
	int n = snprintf(text, sizeof(text), "{\"n\":%" PRIu64 "}\n", number);

	wait_add(w, number, waits, now, text, (size_t)n);
}

static void
begin(void)
{
	nout = 0;
}

START_TEST(in_the_order_of_messages)
{
	struct wait *w = wait_new(take, NULL);

	begin();
	line(w, 1, false, 0);
	is_out("{\"n\":1}\n");
	line(w, 2, true, 0);
	line(w, 3, true, 0);
	line(w, 4, false, 0);
	ck_assert(wait_has(w, 3));
	ck_assert(!wait_has(w, 4));
	wait_answer(w, 3, "\"a\":1", 5);
	is_out("{\"n\":1}\n");
	wait_answer(w, 9, "\"a\":9", 5);
	wait_answer(w, 2, "\"a\":2", 5);
	is_out("{\"n\":1}\n{\"n\":2,\"a\":2}\n{\"n\":3,\"a\":1}\n{\"n\":4}\n");
	/* the second answer to it is nobody's */
	wait_answer(w, 2, "\"a\":2", 5);
	ck_assert_uint_eq(wait_count(w), 0);
	wait_free(w);
}
END_TEST

/* A notice takes the number of the line before it, and is not that line. */
START_TEST(what_has_no_number)
{
	struct wait *w = wait_new(take, NULL);

	begin();
	line(w, 7, true, 0);
	line(w, 0, false, 0);
	wait_answer(w, 7, "\"a\":1", 5);
	is_out("{\"n\":7,\"a\":1}\n{\"n\":0}\n");
	wait_free(w);
}
END_TEST

START_TEST(no_longer_than_told)
{
	struct wait *w = wait_new(take, NULL);

	begin();
	line(w, 1, true, 10 * SECOND);
	line(w, 2, true, 11 * SECOND);
	line(w, 3, false, 11 * SECOND);
	/* a clock that goes back lets nobody wait less */
	wait_turn(w, 2 * SECOND, 5 * SECOND, "\"a\":0", 5);
	wait_turn(w, 15 * SECOND - 1, 5 * SECOND, "\"a\":0", 5);
	is_out("");
	wait_turn(w, 15 * SECOND, 5 * SECOND, "\"a\":0", 5);
	is_out("{\"n\":1,\"a\":0}\n");
	wait_turn(w, 16 * SECOND, 5 * SECOND, "\"a\":0", 5);
	is_out("{\"n\":1,\"a\":0}\n{\"n\":2,\"a\":0}\n{\"n\":3}\n");
	wait_free(w);
}
END_TEST

/* Under other rules numbers may begin again. */
START_TEST(numbers_that_begin_again)
{
	struct wait *w = wait_new(take, NULL);

	begin();
	line(w, 7, true, 0);
	line(w, 1, true, 0);
	is_out("{\"n\":7}\n");
	wait_answer(w, 1, "\"a\":1", 5);
	is_out("{\"n\":7}\n{\"n\":1,\"a\":1}\n");
	wait_free(w);
}
END_TEST

START_TEST(bounded)
{
	struct wait *w = wait_new(take, NULL);
	uint64_t i;

	begin();
	for (i = 1; i <= WAIT_LINES + 3; i++)
		line(w, i, true, 0);
	ck_assert_uint_eq(wait_count(w), WAIT_LINES);
	is_out("{\"n\":1}\n{\"n\":2}\n{\"n\":3}\n");
	wait_flush(w);
	ck_assert_uint_eq(wait_count(w), 0);
	wait_free(w);
}
END_TEST

/* ---- by lot ---- */

static uint64_t seed;

static unsigned
lot(unsigned n)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return (unsigned)((seed * UINT64_C(0x2545f4914f6cdd1d)) >> 33) % n;
}

/* Lines as long as what may fill the memory; those that were pushed out come
 * without an answer, and all in order. */
START_TEST(as_a_list_would)
{
	static char text[1 << 20];
	static uint32_t length[1 << 12];
	struct wait *w = wait_new(take, NULL);
	uint64_t number = 0, seen = 0, answered = 0;
	size_t at, len;
	char more[600];

	seed = (uint64_t)_i + 1;
	begin();
	while (number < 2000) {
		number++;
		len = 40 + lot(_i % 2 ? 60000 : 900);
		length[number] = (uint32_t)len;
		memset(text, 'x', len);
		snprintf(text, 32, "{\"n\":%016" PRIu64 "x", number);
		text[22] = 'x';
		memcpy(text + len - 2, "}\n", 2);
		wait_add(w, number, lot(3) > 0, 0, text, len);
		memset(text, '#', len);
		while (lot(2) == 0) {
			memset(more, 'y', sizeof(more));
			wait_answer(w, 1 + lot((unsigned)number), more,
			    lot(WAIT_MORE));
		}
		if (nout > OUT_MAX / 2 || number == 2000) {
			if (number == 2000)
				wait_flush(w);
			for (at = 0; at < nout; at += len) {
				ck_assert(memcmp(out + at, "{\"n\":", 5) == 0);
				ck_assert_uint_eq(strtoull(out + at + 5, NULL,
				    10), ++seen);
				len = length[seen] - 1;
				ck_assert_int_eq(out[at + len - 2], 'x');
				if (out[at + len] != '\n') {
					ck_assert_int_eq(out[at + len - 1],
					    ',');
					answered++;
					for (; out[at + len] != '\n'; len++)
						ck_assert(strchr("y}",
						    out[at + len]) != NULL);
				}
				ck_assert_int_eq(out[at + len - 1], '}');
				len++;
			}
			nout = 0;
		}
	}
	ck_assert_uint_eq(seen, 2000);
	ck_assert_uint_gt(answered, 10);
	wait_free(w);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("wait");
	TCase *tc = tcase_create("lines");
	SRunner *sr;
	int failed;

	tcase_add_test(tc, in_the_order_of_messages);
	tcase_add_test(tc, what_has_no_number);
	tcase_add_test(tc, no_longer_than_told);
	tcase_add_test(tc, numbers_that_begin_again);
	tcase_add_test(tc, bounded);
	tcase_add_loop_test(tc, as_a_list_would, 0, 6);
	suite_add_tcase(s, tc);
	sr = srunner_create(s);
	srunner_run_all(sr, CK_ENV);
	failed = srunner_ntests_failed(sr);
	srunner_free(sr);
	return failed != 0;
}
