/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Authentications that nothing follows: when, by class, and on clocks that jump.
 */
#include <check.h>
#include <string.h>

#include "../rules/state/lone.h"
#include "suite.h"

#define MS	UINT64_C(1000000)
#define S	UINT64_C(1000000000)
#define START	(UINT64_C(1700000000) * S)

static struct lone lone;
static uint32_t alone[LONE_CLASSES];

static void
begin(uint64_t now)
{
	memset(&lone, 0, sizeof(lone));
	memset(alone, 0, sizeof(alone));
	ck_assert_uint_eq(lone_turn(&lone, now, alone), 0);
}

/* After two seconds, and not before, each in its class. */
START_TEST(found_after_two_seconds)
{
	unsigned i;

	begin(START);
	for (i = 0; i < 5; i++)
		lone_begins(&lone, 9);
	lone_begins(&lone, 1);
	lone_turn(&lone, START + 600 * MS, alone);
	lone_begins(&lone, 9);
	ck_assert_uint_eq(lone_turn(&lone, START + 2 * S, alone), 0);
	ck_assert_uint_eq(lone_turn(&lone, START + 2125 * MS, alone), 6);
	ck_assert(alone[9] == 5 && alone[1] == 1);
	ck_assert_uint_eq(lone_turn(&lone, START + 2250 * MS, alone), 0);
	ck_assert_uint_eq(lone_turn(&lone, START + 3 * S, alone), 1);
	ck_assert(alone[9] == 6 && alone[1] == 1);
}
END_TEST

START_TEST(not_where_it_goes_on)
{
	begin(START + 90 * MS);
	lone_begins(&lone, 9);
	lone_begins(&lone, 9);
	lone_turn(&lone, START + 1900 * MS, alone);
	lone_ends(&lone, 9, START + 90 * MS);
	lone_ends(&lone, 8, START + 90 * MS);	/* nothing of that class */
	lone_ends(&lone, 9, START + 1000 * MS);	/* nor of that time */
	lone_ends(&lone, 9, START + 60 * S);	/* which is to come */
	ck_assert_uint_eq(lone_turn(&lone, START + 2200 * MS, alone), 1);
	lone_ends(&lone, 9, START + 90 * MS);	/* too late */
	lone_begins(&lone, 9);
	ck_assert_uint_eq(lone_turn(&lone, START + 4400 * MS, alone), 1);
}
END_TEST

/* Set back, what was open is not known any more; after a pause it is over. */
START_TEST(clock_and_pause)
{
	begin(START);
	lone_begins(&lone, 3);
	ck_assert_uint_eq(lone_turn(&lone, START - 3600 * S, alone), 0);
	lone_begins(&lone, 3);
	ck_assert_uint_eq(lone_turn(&lone, START - 3598 * S + 200 * MS,
	    alone), 1);
	lone_begins(&lone, 3);
	ck_assert_uint_eq(lone_turn(&lone, START, alone), 1);
	ck_assert_uint_eq(lone_turn(&lone, UINT64_MAX, alone), 0);
	lone_begins(&lone, 99);
	ck_assert_uint_eq(lone_turn(&lone, 0, alone), 0);
	ck_assert_uint_eq(alone[3], 2);
}
END_TEST

static void
add(TCase *t)
{
	tcase_add_test(t, found_after_two_seconds);
	tcase_add_test(t, not_where_it_goes_on);
	tcase_add_test(t, clock_and_pause);
}

int
main(void)
{
	return suite_main("lone", add);
}
