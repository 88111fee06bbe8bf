/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What sources do while it is learned what is usual, and how little of that an
 * attacker can use; and those who take their time.
 */
#include "source_help.h"

/* Who is loud for a while in the hour of learning has not been loud. */
START_TEST(loud_while_learning)
{
	unsigned loud, w;

	for (loud = 0; loud < 6; loud++) {
		only(SCAN, 0, 0);
		for (w = 0; w < 6; w++)
			(void)ask_window(1, w, w < loud ? 900 : 10, true);
		/* a window slides: two are also in the third */
		ck_assert_uint_eq(ask_window(1, 8, 900, false),
		    loud < 2 ? SOURCE_SCAN : 0);
		if (loud >= 2)
			ck_assert_uint_ge(seen_of(1, START + 8 *
			    WINDOW).asked_usual, 700);
	}
}
END_TEST

/* Silence counts for what is usual, too. */
START_TEST(loud_at_the_end_of_learning)
{
	unsigned w;

	only(SCAN, 0, 0);
	for (w = 0; w < 6; w++)
		(void)ask_window(2, w, 5, true);
	(void)ask_window(1, 5, 900, true);
	ck_assert_uint_eq(ask_window(1, 7, 600, false), SOURCE_SCAN);
	ck_assert_uint_eq(ask_window(2, 7, 35, false), 0);
}
END_TEST

/* One that is learned days after the others has its own time; those of before
 * keep what they have. */
START_TEST(learned_later)
{
	unsigned w;

	only(SCAN, 0, 0);
	for (w = 0; w < 6; w++) {
		(void)ask_window(1, w, 60, true);
		if (w == 0)
			(void)ask_window(3, w, 900, true);
	}
	(void)ask_window(2, 500, 300, true);
	ck_assert_uint_eq(ask_window(2, 501, 300, false), 0);
	ck_assert_uint_eq(ask_window(1, 501, 300, false), 0);
	ck_assert_uint_eq(ask_window(3, 501, 300, false), SOURCE_SCAN);
}
END_TEST

/* Many requests about a few do not make a busy node; about many they do. */
START_TEST(a_busy_node)
{
	unsigned i;

	only(0, 0, FLOOD);
	for (i = 0; i < 3000; i++) {
		(void)enquiry(1, IMSI + i % 5, true, START + i * MS);
		(void)enquiry(2, spread(i), true, START + i * MS);
	}
	ck_assert_uint_le(seen_of(1, START).rate_usual, 8 * 5);
	ck_assert_uint_gt(seen_of(2, START).rate_usual, 900);
	for (i = 0; i < 500; i++) {
		ck_assert_uint_eq(request(2, spread(i), START + 700 * S + i *
		    MS), 0);
		(void)request(1, spread(i), START + 700 * S + i * MS);
	}
	ck_assert_uint_eq(source_holds(s, 1, START + 701 * S), SOURCE_FLOOD);
}
END_TEST

/* A guest's requests are busy, and no search. */
START_TEST(guests_are_no_search)
{
	struct node n = node(1);
	unsigned i;

	for (i = 0; i < 3000; i++)
		ck_assert_uint_eq(source_request(s, &n, IMSI + i, true, LEARNS |
		    SOURCE_GUEST, START + i * MS, true), 0);
	ck_assert_uint_gt(seen_of(1, START).rate_usual, 900);
	ck_assert_uint_eq(seen_of(1, START).asked_usual, 0);
}
END_TEST

/* However much is usual: not more than the bound, which is never below the
 * limit. */
START_TEST(bounded_by_others)
{
	unsigned w;

	only(SCAN, 0, 0);
	for (w = 0; w < 6; w++)
		(void)ask_window(1, w, 300, true);
	ck_assert_uint_eq(ask_window(1, 7, 900, false), 0);
	sources_bound(s, 600);
	ck_assert(source_asks_usual(s, 1, START + 9 * WINDOW));
	ck_assert_uint_eq(ask_window(1, 9, 400, false), 0);
	ck_assert_uint_eq(ask_window(1, 11, 900, false), SOURCE_SCAN);
	sources_bound(s, 1);
	ck_assert_uint_eq(ask_window(2, 14, SCAN, false), 0);
	ck_assert_uint_eq(ask_window(3, 14, 2 * SCAN, false), SOURCE_SCAN);
}
END_TEST

/* One in half a minute, each unknown: found within the long window, unless the
 * node mostly says what is right, or it is always the same few; sooner when the
 * node is new. */
START_TEST(slow_scan)
{
	unsigned i, n[5] = { 0, 0, 0, 0, 0 };
	uint64_t now = START + WINDOW;

	(void)ask_window(1, 0, 1, true);
	for (i = 0; i < 2000; i++, now += 30 * S) {
		(void)request(1, spread(i), now);
		n[0] += bad(1, spread(i), now) == 0;
		(void)request(2, spread(i), now);
		(void)request(2, spread(90000 + i), now);
		n[1] += bad(2, spread(i), now) == 0;
		(void)request(3, spread(i % 40), now);
		n[2] += bad(3, spread(i % 40), now) == 0;
		n[3] += bad(4, spread(i), now) == 0;
		(void)request(5, spread(i), now);
		n[4] += bad(5, spread(i), now) == 0;
	}
	ck_assert_uint_gt(n[0], 2 * SCAN - 25);
	ck_assert_uint_lt(n[0], 2 * SCAN + 25);
	ck_assert_uint_eq(source_holds(s, 1, now), SOURCE_SCAN);
	ck_assert_uint_gt(n[4], 3 * SCAN / 2 - 20);
	ck_assert_uint_lt(n[4], 3 * SCAN / 2 + 20);
	ck_assert_uint_eq(n[1], 2000);
	ck_assert_uint_eq(n[2], 2000);
	ck_assert_uint_eq(n[3], 2000);	/* nobody said how much else */
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("source learning");
	TCase *t = tcase_create("all");
	SRunner *r = srunner_create(suite);
	int failed;

	tcase_set_timeout(t, 60);
	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, loud_while_learning);
	tcase_add_test(t, loud_at_the_end_of_learning);
	tcase_add_test(t, learned_later);
	tcase_add_test(t, a_busy_node);
	tcase_add_test(t, guests_are_no_search);
	tcase_add_test(t, bounded_by_others);
	tcase_add_test(t, slow_scan);
	suite_add_tcase(suite, t);
	srunner_run_all(r, CK_NORMAL);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed != 0;
}
