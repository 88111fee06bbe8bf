/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The table of sources: looking, time, being full, extremes.
 */
#include "source_help.h"

/* ---- looking ---- */

/* A look says what the request will, and changes nothing. */
START_TEST(look_changes_nothing)
{
	unsigned i, would, is, found[2] = { 0 };
	uint64_t key, id, now = START;
	struct source_seen before, after;
	struct node n;
	bool enquires;

	for (i = 0; i < 60000; i++) {
		now += random_below(40) * MS;
		key = random_below(6);
		n = node(key);
		id = key == 0 ? IMSI + i : spread(random_below(900));
		enquires = random_below(4) == 0;
		before = seen_of(key, now);
		would = source_request(s, &n, id, enquires,
		    i < 20000 ? LEARNS : 0, now, false);
		after = seen_of(key, now);
		ck_assert_mem_eq(&before, &after, sizeof(before));
		is = source_request(s, &n, id, enquires,
		    i < 20000 ? LEARNS : 0, now, true);
		if (would != is)
			ck_abort_msg("step %u: %u, not %u", i, would, is);
		found[0] += is & SOURCE_SCAN;
		found[1] += (is & SOURCE_SEQUENTIAL) != 0;
		if (key == 2 && i % 16 == 0)
			(void)bad(key, id, now);
	}
	ck_assert_uint_gt(found[0], 1000);
	ck_assert_uint_lt(found[0], 30000);
	ck_assert_uint_gt(found[1], 100);
	n = node(99);
	(void)source_request(s, &n, IMSI, true, 0, now, false);
	ck_assert_uint_eq(sources_count(s), 6);
}
END_TEST

START_TEST(look_at_the_limit)
{
	struct node n = node(1);
	unsigned i;

	for (i = 0; i < SCAN; i++)
		ck_assert_uint_eq(enquiry(1, spread(i), false, START), 0);
	for (i = 0; i < SCAN; i++)	/* known */
		ck_assert_uint_eq(source_request(s, &n, spread(i),
		    true, 0, START + S, false) & FOUND, 0);
	for (; i < 2 * SCAN; i++)	/* any of these, but none has come */
		ck_assert_uint_eq(source_request(s, &n, spread(i),
		    true, 0, START + S, false) & FOUND, SOURCE_SCAN);
	ck_assert_uint_eq(enquiry(1, spread(0), false, START + S), 0);
}
END_TEST

/* ---- time ---- */

START_TEST(time_goes_back)
{
	unsigned i;

	/* a little: as if it stood still */
	for (i = 0; i < SCAN; i++)
		ck_assert_uint_eq(bad(1, spread(i), START - (i % 2) * S), 0);
	ck_assert_uint_eq(bad(1, spread(i), START - S), SOURCE_SCAN);
	ck_assert_uint_eq(source_holds(s, 1, START + WINDOW - 1),
	    SOURCE_SCAN);
	/* a day: what was found holds from then on, what was counted is not */
	ck_assert_uint_eq(request(1, 0, START - 86400 * S), SOURCE_SCAN);
	ck_assert_uint_eq(source_holds(s, 1, START - 86400 * S + WINDOW), 0);
	for (i = 0; i < SCAN; i++)
		ck_assert_uint_eq(bad(1, spread(i), START - 80000 * S), 0);
	ck_assert_uint_eq(bad(1, spread(i), START - 80000 * S), SOURCE_SCAN);
	/* one message from far ahead */
	for (i = 0; i < SCAN; i++)
		(void)bad(2, spread(i), START);
	(void)request(2, 0, UINT64_MAX);
	(void)bad(2, spread(0), UINT64_MAX);
	(void)request(2, 0, START + S);
	for (i = 0; i < SCAN; i++)
		ck_assert_uint_eq(bad(2, spread(i), START + S), 0);
	ck_assert_uint_eq(bad(2, spread(i), START + S), SOURCE_SCAN);
	ck_assert_uint_eq(bad(2, spread(i), 0), SOURCE_SCAN);
	/* near the end of time */
	for (i = 0; i < SCAN; i++)
		(void)bad(4, spread(i), UINT64_MAX - 9);
	ck_assert_uint_eq(bad(4, spread(i), UINT64_MAX - 9), SOURCE_SCAN);
	ck_assert_uint_eq(flow(3, FLOOD, 3, false, 0), 0);
	ck_assert_uint_eq(flow(3, 2 * FLOOD, 3, false, 0), SOURCE_FLOOD);
}
END_TEST

/* ---- the table ---- */

START_TEST(full_table)
{
	struct source_seen seen;
	unsigned i, n;

	for (i = 0; i <= SCAN; i++)
		(void)bad(1000, spread(i), START);
	for (i = 0; i < 64; i++)
		(void)request(i, 0, START + i);
	ck_assert_uint_eq(sources_lost(s), 1);
	ck_assert_uint_eq(source_holds(s, 1000, START + 99), SOURCE_SCAN);
	/* those that were found out, but not for more than half of it */
	for (n = 0; n < 100; n++)
		for (i = 0; i <= SCAN; i++)
			(void)bad(2000 + n, spread(i), START + 100 + n);
	ck_assert_uint_eq(sources_count(s), 64);
	ck_assert_uint_eq(seen_of(1000, START + 200).requests, 0);
	ck_assert_uint_eq(seen_of(2099, START + 200).holds, SOURCE_SCAN);
	ck_assert_uint_eq(seen_of(63, START + 200).requests, 1);
	/* a place that was another's begins with nothing */
	(void)request(5000, 0, START + 300);
	seen = seen_of(5000, START + 300);
	ck_assert_uint_eq(seen.requests, 1);
	ck_assert_uint_eq(seen.first, START + 300);
	ck_assert_uint_eq(seen.bad_now + seen.bad + seen.found, 0);
	ck_assert_mem_eq(seen.node.name, "882105000", seen.node.len);
	ck_assert_uint_eq(seen.node.partner, 5000 % 7);
	ck_assert_uint_gt(sources_octets(s), 64 * 600);
	ck_assert_uint_lt(sources_octets(s), 64 * 1200);
}
END_TEST

/* Keys and numbers that a stranger would like best; limits at their ends. */
START_TEST(extremes)
{
	static const struct source_limits most = { UINT32_MAX, UINT64_MAX,
	    UINT32_MAX, UINT32_MAX, UINT64_MAX }, off = { 0 },
	    least = { 1, 1000, 1, 1, 1000 };
	static const struct source_limits *const all[] = { &most, &off,
	    &least };
	uint64_t now = 0, id, key;
	unsigned i, n, bits, any = 0;

	for (i = 0; i < 3; i++) {
		sources_free(s);
		s = sources_new(32, all[i], 0);
		for (n = 0; n < 60000; n++) {
			now = n / 300 % 3 == 0 ? random_below(9) :
			    n / 300 % 3 == 1 ? UINT64_MAX - random_below(9) :
			    START + random_below(1000) * (n / 900 % 2 * S);
			id = n % 2 == 0 ? UINT64_MAX - n % 9 : n % 9;
			key = (uint64_t)random_below(50) << 58;
			bits = enquiry(key, id, random_below(2), now) |
			    bad(key, id, now);
			any |= i == 2 ? bits : 0;
			if (i < 2)
				ck_assert_uint_eq(bits, 0);
		}
		(void)seen_of(0, UINT64_MAX);
	}
	ck_assert_uint_eq(any, SOURCE_SCAN | SOURCE_SEQUENTIAL | SOURCE_FLOOD);
	ck_assert_ptr_null(sources_new(0, &usual, 1));
	ck_assert_ptr_null(sources_new(SIZE_MAX, &usual, 1));
	sources_free(NULL);
}
END_TEST

/* Up to as many as there are cells, a limit is exact. */
START_TEST(middle_limit)
{
	unsigned key, i;

	only(200, 0, 0);
	for (key = 0; key < 40; key++) {
		for (i = 0; bad(key, spread(i), START) == 0; i++)
			;
		ck_assert_uint_eq(i, 200);
	}
}
END_TEST

/* A larger limit is told from below and from above as well as sampling can. */
START_TEST(large_limit)
{
	unsigned key, i, early = 0, late = 0;

	only(2000, 0, 0);
	for (key = 0; key < 60; key++) {
		for (i = 0; i < 4000 && bad(key, spread(i), START) == 0; i++)
			;
		early += i < 1600;
		late += i > 2400;
	}
	ck_assert_uint_le(early, 3);
	ck_assert_uint_le(late, 3);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("source table");
	TCase *t = tcase_create("all");
	SRunner *r = srunner_create(suite);
	int failed;

	tcase_set_timeout(t, 60);
	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, look_changes_nothing);
	tcase_add_test(t, look_at_the_limit);
	tcase_add_test(t, time_goes_back);
	tcase_add_test(t, full_table);
	tcase_add_test(t, extremes);
	tcase_add_test(t, middle_limit);
	tcase_add_test(t, large_limit);
	suite_add_tcase(suite, t);
	srunner_run_all(r, CK_NORMAL);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed != 0;
}
