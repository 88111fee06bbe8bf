/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How much later than told devices of a network come.
 */
#include <check.h>

#include "../rules/state/pace.h"

#define S	UINT64_C(1000000000)
#define START	(UINT64_C(1700000000) * S)

/* The network answers after 20 s, not 25; one in ten is something else. */
START_TEST(pace_is_learned)
{
	struct pace *p = pace_new(2);
	uint64_t now = START, key = 0x9e3779b97f4a7c15;
	unsigned i;

	for (i = 0; i < 2000; i++, now += S) {
		key = key * 6364136223846793005 + 1;
		pace_told(p, 1, 2, key | 1, 25 * S, true, now);
		pace_told(p, 0, 3, key >> 1 | 1, 25 * S, false, now);
		pace_came(p, key >> 1 | 1, now + 5 * S);	/* asked again */
		pace_came(p, key >> 1 | 1, now + 20 * S + i % 2 * S);
		pace_came(p, key | 1, now + (i % 10 == 0 ? 3 * S :
		    20 * S + i % 7 * (S / 50)));
	}
	ck_assert_int_gt(pace_late(p, 1, 2), -(int64_t)(5 * S));
	ck_assert_int_lt(pace_late(p, 1, 2), -(int64_t)(49 * S / 10));
	/* not the earliest, but the mean */
	ck_assert_int_gt(pace_late(p, 0, 3), -(int64_t)(46 * S / 10));
	ck_assert_int_lt(pace_late(p, 0, 3), -(int64_t)(44 * S / 10));
	ck_assert_int_eq(pace_late(p, 0, 2), 0);
	ck_assert_int_eq(pace_late(p, 1, 1), 0);
	/* who is not there any more, and nobody's networks and kinds */
	pace_told(p, 2, 2, 5, S, true, now);
	pace_told(p, 1, 16, 5, S, true, now);
	pace_told(p, 1, 1, 5, UINT64_MAX, true, now);
	pace_came(p, 5, now + S);
	ck_assert_int_eq(pace_late(p, 2, 2), 0);
	ck_assert_int_eq(pace_late(p, 1, 16), 0);
	/* the clock is set back: nothing is learned, nothing waits for ever */
	pace_told(p, 0, 1, 7, 10 * S, true, START);
	pace_came(p, 7, START - 86400 * S);
	pace_told(p, 0, 1, 9, 10 * S, true, START);
	pace_told(p, 0, 1, 11, 10 * S, true, START - 86400 * S);
	pace_came(p, 11, START - 86400 * S + 11 * S);
	ck_assert_int_eq(pace_late(p, 0, 1), (int64_t)S);
	pace_free(p);
	pace_free(NULL);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("pace");
	TCase *t = tcase_create("all");
	SRunner *r = srunner_create(s);
	int failed;

	tcase_add_test(t, pace_is_learned);
	suite_add_tcase(s, t);
	srunner_run_all(r, CK_NORMAL);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed != 0;
}
