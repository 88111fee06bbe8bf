/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The other name of a subscriber: found, replaced, and given up when full.
 */
#include <check.h>
#include <stdlib.h>

#include "../rules/state/alias.h"
#include "suite.h"

enum { MANY = 100000 };

static struct aliases *a;

static uint64_t
number(unsigned i)
{
	return UINT64_C(882105550000000) + i;
}

static uint64_t
imsi(unsigned i)
{
	return UINT64_C(1010000000000) + i * UINT64_C(7);
}

/* As many as were promised, but one in a thousand. */
START_TEST(finds_what_was_set)
{
	unsigned i, lost = 0;
	uint64_t is;

	for (i = 0; i < MANY; i++)
		alias_set(a, number(i), imsi(i));
	for (i = 0; i < MANY; i++) {
		alias_expect(a, number(i));
		is = alias_find(a, number(i));
		lost += is == 0;
		ck_assert(is == 0 || is == imsi(i));
	}
	ck_assert_uint_eq(lost, aliases_lost(a));
	ck_assert_uint_eq(aliases_count(a) + lost, MANY);
	ck_assert_uint_lt(lost, MANY / 1000);
	ck_assert_uint_eq(alias_find(a, number(MANY)), 0);
	ck_assert_uint_le(aliases_octets(a), MANY * 20 + 300);
}
END_TEST

START_TEST(the_latest_counts)
{
	alias_set(a, number(1), imsi(1));
	alias_set(a, number(2), imsi(2));
	alias_set(a, number(1), imsi(3));
	ck_assert_uint_eq(alias_find(a, number(1)), imsi(3));
	ck_assert_uint_eq(alias_find(a, number(2)), imsi(2));
	ck_assert_uint_eq(aliases_count(a), 2);
	alias_set(a, 0, imsi(1));
	alias_set(a, number(4), 0);
	ck_assert_uint_eq(alias_find(a, 0), 0);
	ck_assert_uint_eq(alias_find(a, number(4)), 0);
	ck_assert_uint_eq(aliases_count(a), 2);
}
END_TEST

/* Ten times as many: those told last are there more often than the first. */
START_TEST(gives_up_the_oldest)
{
	unsigned i, first = 0, last = 0;

	for (i = 0; i < 10 * MANY; i++)
		alias_set(a, number(i), imsi(i));
	for (i = 0; i < MANY / 2; i++) {
		first += alias_find(a, number(i)) != 0;
		last += alias_find(a, number(10 * MANY - 1 - i)) != 0;
	}
	ck_assert_uint_lt(first, MANY / 20);
	ck_assert_uint_gt(last, MANY / 2 * 8 / 10);
	ck_assert_uint_eq(aliases_count(a) + aliases_lost(a), 10 * MANY);
}
END_TEST

START_TEST(sizes)
{
	struct aliases *one = aliases_new(1, 1);

	ck_assert_ptr_null(aliases_new(SIZE_MAX, 1));
	alias_set(one, number(1), imsi(1));
	ck_assert_uint_eq(alias_find(one, number(1)), imsi(1));
	aliases_free(one);
	aliases_free(NULL);
}
END_TEST

static void
setup(void)
{
	a = aliases_new(MANY, 0x5ec2e7);
}

static void
teardown(void)
{
	aliases_free(a);
}

static void
add(TCase *t)
{
	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, finds_what_was_set);
	tcase_add_test(t, the_latest_counts);
	tcase_add_test(t, gives_up_the_oldest);
	tcase_add_test(t, sizes);
}

int
main(void)
{
	return suite_main("alias", add);
}
