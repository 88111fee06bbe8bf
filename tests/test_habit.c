/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Habits: what is learned, when it is enough, and what is unusual then.
 */
#include <check.h>
#include <stdint.h>

#include "../rules/state/habit.h"
#include "suite.h"

enum { ENOUGH = 100 };

static struct habits *h;

static void
setup(void)
{
	h = habits_new(3, ENOUGH);
}

static void
teardown(void)
{
	habits_free(h);
}

static void
learn(uint32_t number, unsigned context, unsigned times)
{
	while (times-- > 0)
		ck_assert(!habit_unusual(h, number, context, true, true));
}

static bool
unusual(uint32_t number, unsigned context)
{
	return habit_unusual(h, number, context, false, true);
}

START_TEST(learned_and_not)
{
	unsigned i;

	learn(0, 0, ENOUGH / 2);
	learn(0, HABIT_CONTEXTS - 1, ENOUGH / 2);
	ck_assert(!unusual(0, 0));
	ck_assert(!unusual(0, HABIT_CONTEXTS - 1));
	for (i = 1; i < HABIT_CONTEXTS - 1; i++) {
		ck_assert(unusual(0, i));
		ck_assert(unusual(0, i));	/* hearing it teaches nothing */
	}
	ck_assert(!unusual(0, 0));
	/* what is no context is not unusual either */
	ck_assert(!unusual(0, HABIT_CONTEXTS));
	ck_assert(!unusual(0, UINT32_MAX));
}
END_TEST

START_TEST(not_enough)
{
	learn(1, 7, ENOUGH - 2);
	ck_assert(!unusual(1, 8));		/* and is learned */
	learn(1, HABIT_CONTEXTS + 7, 1);	/* counts, and has no bit */
	ck_assert(unusual(1, 9));
	ck_assert(!unusual(1, 8));
	ck_assert(!unusual(1, 7));
	ck_assert(!unusual(0, 8));		/* to each its own */
	ck_assert(!unusual(2, 8));
	ck_assert(!unusual(3, 8));		/* nobody */
	ck_assert(!unusual(UINT32_MAX, 8));
	learn(3, 8, ENOUGH);
	ck_assert(!unusual(3, 9));
}
END_TEST

START_TEST(looking_changes_nothing)
{
	unsigned i;

	learn(2, 7, ENOUGH - 1);
	for (i = 0; i < ENOUGH; i++)
		ck_assert(!habit_unusual(h, 2, 8, true, false));
	ck_assert(!habit_unusual(h, 2, 9, false, false));
	learn(2, 7, 1);
	ck_assert(habit_unusual(h, 2, 8, false, false));
	ck_assert(unusual(2, 8));
}
END_TEST

/* A check that was to act from the start. */
START_TEST(no_time_to_learn)
{
	unsigned i;

	for (i = 0; i < ENOUGH; i++)
		ck_assert(!unusual(0, i % 2));
	ck_assert(!unusual(0, 1));
	ck_assert(unusual(0, 2));
}
END_TEST

/* What several others do is not unusual of one who begins. */
START_TEST(what_others_do)
{
	unsigned i;

	h = (habits_free(h), habits_new(HABIT_OTHERS + 1, ENOUGH));
	learn(0, 7, ENOUGH);
	for (i = 1; i <= HABIT_OTHERS; i++) {
		ck_assert(unusual(0, 8));
		learn(i, 8, ENOUGH);
	}
	ck_assert(!unusual(0, 8));
	ck_assert(unusual(0, 9));
	ck_assert(unusual(1, 7));
}
END_TEST

START_TEST(sizes)
{
	ck_assert_ptr_null(habits_new(0, 1));
	ck_assert_ptr_null(habits_new((size_t)HABIT_MAX + 1, 1));
	ck_assert_uint_ge(habits_octets(h), 3 * HABIT_CONTEXTS / 8);
	habits_free(NULL);
}
END_TEST

static void
add(TCase *t)
{
	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, learned_and_not);
	tcase_add_test(t, not_enough);
	tcase_add_test(t, looking_changes_nothing);
	tcase_add_test(t, no_time_to_learn);
	tcase_add_test(t, what_others_do);
	tcase_add_test(t, sizes);
}

int
main(void)
{
	return suite_main("habit", add);
}
