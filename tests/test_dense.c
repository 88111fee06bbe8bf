/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Numbers that lie close together, against sets of all that were seen.
 */
#include <check.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "../rules/state/dense.h"

#define WINDOW	UINT64_C(1000)

enum { NUMBERS = 3 * DENSE_BLOCK };

static struct dense d;
static uint64_t seed = 0x5eed;

static unsigned
below(unsigned n)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return (unsigned)(seed >> 33) % n;
}

/* Within as many blocks as are followed, each number counts once. */
START_TEST(counts_each_once)
{
	uint64_t first = UINT64_C(77) * DENSE_BLOCK, number;
	static bool there[NUMBERS];
	unsigned i, n, step;
	uint32_t said;

	for (step = 0; step < 20000; step++) {
		i = below(NUMBERS);
		number = first + i;
		if (below(3) == 0) {
			dense_remove(&d, number);
			there[i] = false;
			continue;
		}
		said = dense_add(&d, number, 0, 1, WINDOW);
		if (there[i]) {
			ck_assert_uint_eq(said, 0);
			continue;
		}
		there[i] = true;
		/* those of its block, and beside it */
		for (i = n = 0; i < NUMBERS; i++)
			if ((first + i) / DENSE_BLOCK + 1 >=
			    number / DENSE_BLOCK && (first + i) / DENSE_BLOCK
			    <= number / DENSE_BLOCK + 1)
				n += there[i];
		ck_assert_uint_eq(said, n);
	}
}
END_TEST

/* Whoever speaks for many blocks is dense in none. */
START_TEST(spread_over_many)
{
	unsigned i;

	for (i = 0; i < 100000; i++)
		ck_assert_uint_le(dense_add(&d, below(100 * DENSE_BLOCK), 0, 1,
		    WINDOW), 12);
}
END_TEST

START_TEST(quiet_blocks_are_forgotten)
{
	unsigned i;

	for (i = 0; i < 10; i++)
		ck_assert_uint_eq(dense_add(&d, 5 + i, 0, i * (WINDOW - 1),
		    WINDOW), i + 1);
	ck_assert_uint_eq(dense_add(&d, 5, 0, 10 * WINDOW, WINDOW), 1);
	/* a clock that goes back forgets nothing */
	ck_assert_uint_eq(dense_add(&d, 6, 0, 0, WINDOW), 2);
	dense_remove(&d, 7);
	dense_remove(&d, UINT64_MAX);
	ck_assert_uint_eq(dense_add(&d, UINT64_MAX, 0, 0, WINDOW), 1);
	ck_assert_uint_eq(dense_add(&d, 7, 0, 0, WINDOW), 3);
}
END_TEST

/* With "near" a few of a block are nothing, and a row of them is. */
START_TEST(only_neighbours)
{
	unsigned i;

	for (i = 0; i < 50; i++)
		ck_assert_uint_le(dense_add(&d, i * 5, 2, 1, WINDOW), 1);
	ck_assert_uint_eq(dense_add(&d, 2, 2, 1, WINDOW), 2);
	ck_assert_uint_eq(dense_add(&d, 4, 2, 1, WINDOW), 3);
	for (i = 0; i < DENSE_BLOCK; i++)
		ck_assert_uint_eq(dense_add(&d, 4 * DENSE_BLOCK + i, 2, 1,
		    WINDOW), i + 1);
	ck_assert_uint_eq(dense_add(&d, 9 * DENSE_BLOCK - 1, 2, 1, WINDOW), 1);
}
END_TEST

static void
setup(void)
{
	memset(&d, 0, sizeof(d));
}

int
main(void)
{
	Suite *s = suite_create("dense");
	TCase *t = tcase_create("all");
	SRunner *r = srunner_create(s);
	int failed;

	tcase_add_checked_fixture(t, setup, NULL);
	tcase_add_test(t, counts_each_once);
	tcase_add_test(t, spread_over_many);
	tcase_add_test(t, only_neighbours);
	tcase_add_test(t, quiet_blocks_are_forgotten);
	suite_add_tcase(s, t);
	srunner_run_all(r, CK_NORMAL);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed != 0;
}
