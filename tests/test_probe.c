/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Probes against a list, and what a full table gives up.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../rules/state/probe.h"
#include "random.h"

enum { WAYS = 4, IMSIS = 3000, STEPS = 100000 };

#define IMSI	UINT64_C(1010000000000)		/* 001 01 ... */

static struct probe
probe(uint64_t imsi, uint8_t proto, uint32_t seen)
{
	return (struct probe){ imsi, seen, (uint16_t)(seen % 999), proto,
	    seen % 3 == 0, false };
}

static void
same(const struct probe *p, const struct probe *want)
{
	ck_assert_ptr_nonnull(p);
	ck_assert_uint_eq(p->imsi, want->imsi);
	ck_assert_uint_eq(p->seen, want->seen);
	ck_assert_uint_eq(p->network, want->network);
	ck_assert_uint_eq(p->proto, want->proto);
	ck_assert_uint_eq(p->refused, want->refused);
}

START_TEST(one_that_is_spent)
{
	struct probes *p = probes_new(PROBES_USUAL, 0x5ec2e7);
	struct probe a = probe(1, 0, 3), b = probe(1, 1, 3);

	probe_add(p, &a);
	probe_add(p, &b);
	probe_spend(p, 1, 1);
	probe_spend(p, 2, 1);
	probe_spend(p, 0, 0);
	ck_assert(!probe_find(p, 1, 0)->spent);
	ck_assert(probe_find(p, 1, 1)->spent);
	same(probe_find(p, 1, 1), &b);
	probe_add(p, &b);
	ck_assert(!probe_find(p, 1, 1)->spent);
	probes_free(p);
}
END_TEST

START_TEST(latest_on_each_protocol)
{
	struct probes *p = probes_new(PROBES_USUAL * 16, 0x5ec2e7);
	static struct probe want[IMSIS][2];
	const struct probe *got;
	unsigned n, i, proto, known = 0;

	seed = 0x5eed;
	for (n = 0; n < STEPS; n++) {
		i = random_below(IMSIS);
		proto = random_below(2);
		known += want[i][proto].imsi == 0;
		want[i][proto] = probe(IMSI + i, (uint8_t)proto, n);
		probe_add(p, &want[i][proto]);
		i = random_below(IMSIS);
		proto = random_below(2);
		got = probe_find(p, IMSI + i, proto);
		if (want[i][proto].imsi != 0)
			same(got, &want[i][proto]);
		else
			ck_assert_ptr_null(got);
		ck_assert_ptr_null(probe_find(p, IMSI + i, 2));
	}
	ck_assert_uint_eq(probes_lost(p), 0);
	ck_assert_uint_eq(probes_count(p), known);
	probes_free(p);
}
END_TEST

START_TEST(oldest_is_given_up)
{
	struct probes *p = probes_new(0, 1);
	struct probe a[WAYS + 1];
	unsigned i;

	for (i = 0; i <= WAYS; i++)
		a[i] = probe(IMSI + i, 1, 100 - i);	/* time goes back */
	for (i = 0; i < WAYS; i++)
		probe_add(p, &a[i]);
	probe_add(p, &a[0]);		/* not the oldest any more */
	ck_assert_uint_eq(probes_lost(p), 0);
	probe_add(p, &a[WAYS]);
	ck_assert_uint_eq(probes_lost(p), 1);
	ck_assert_uint_eq(probes_count(p), WAYS);
	for (i = 0; i <= WAYS; i++)
		if (i == 1)
			ck_assert_ptr_null(probe_find(p, IMSI + i, 1));
		else
			same(probe_find(p, IMSI + i, 1), &a[i]);
	/* a look does not make it younger */
	a[1].seen = 7;
	probe_add(p, &a[1]);
	ck_assert_ptr_null(probe_find(p, IMSI + 2, 1));
	same(probe_find(p, IMSI + 1, 1), &a[1]);
	probes_free(p);
}
END_TEST

START_TEST(nobody)
{
	struct probes *p = probes_new(16, 1);
	struct probe a = probe(0, 0, 5);

	ck_assert_ptr_null(probe_find(p, 0, 0));
	probe_add(p, &a);
	ck_assert_ptr_null(probe_find(p, 0, 0));
	ck_assert_uint_eq(probes_count(p), 0);
	a = probe(UINT64_MAX, UINT8_MAX, UINT32_MAX);
	probe_add(p, &a);
	same(probe_find(p, UINT64_MAX, UINT8_MAX), &a);
	ck_assert_ptr_null(probe_find(p, UINT64_MAX, UINT8_MAX + 256));
	ck_assert_uint_ge(probes_octets(p), 16 * sizeof(struct probe));
	probes_free(p);
	probes_free(NULL);
	ck_assert_ptr_null(probes_new(SIZE_MAX, 1));
}
END_TEST

/* Numbers in a row, numbers that differ in high digits only: they spread, so
 * a table that is an eighth full loses next to nothing. */
START_TEST(hostile_numbers)
{
	static const uint64_t step[] = { 1, 65536, UINT64_C(1) << 32,
	    UINT64_C(1000000000) };
	struct probes *p;
	struct probe a;
	unsigned i, n;

	for (i = 0; i < sizeof(step) / sizeof(step[0]); i++) {
		p = probes_new(PROBES_USUAL, 0x123456789abcdef + i);
		for (n = 0; n < PROBES_USUAL / 8; n++) {
			a = probe(IMSI + n * step[i], 0, n);
			probe_add(p, &a);
		}
		ck_assert_uint_lt(probes_lost(p), PROBES_USUAL / 8 / 100);
		probes_free(p);
	}
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("probe");
	TCase *t = tcase_create("all");
	SRunner *r = srunner_create(s);
	int failed;

	tcase_set_timeout(t, 60);
	tcase_add_test(t, one_that_is_spent);
	tcase_add_test(t, latest_on_each_protocol);
	tcase_add_test(t, oldest_is_given_up);
	tcase_add_test(t, nobody);
	tcase_add_test(t, hostile_numbers);
	suite_add_tcase(s, t);
	srunner_run_all(r, CK_NORMAL);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed != 0;
}
