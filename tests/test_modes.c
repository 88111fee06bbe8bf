/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How far checks have come: time that jumps, answers of which one direction is
 * lost, and answers that are forged.
 */
#include "../rules/context.h"
#include "../rules/notice.h"
#include "judge_case.h"

#define HOUR	(3600 * SECOND)
#define YEAR	(365 * 24 * HOUR)
#define START	(55 * YEAR)

static uint64_t now;
static unsigned notices[CHECK_MODES];

static void
told(void *arg, const struct notice *n)
{
	(void)arg;
	if (n->type == NOTICE_MODE && n->check == CHECK_UNASKED)
		notices[n->mode]++;
}

static void
open_rules(const char *text)
{
	now = START;
	memset(notices, 0, sizeof(notices));
	rules_open(&r, text);
	judge_notices(r.judge, told, NULL);
}

static unsigned
mode_of(unsigned check)
{
	struct check_stats c;

	memory_check(judge_memory(r.judge), check, &c);
	return c.mode;
}

/* ---- time ---- */

/* Learns for an hour; the first message has that time. */
static void
learns_after(uint64_t first)
{
	unsigned i;

	open_rules("memory { }\ncheck velocity learn 1h\nscreen in { pass }\n");
	(void)rules_judge(&r, ul(), first);
	for (i = 0; i <= 60; i++) {
		if (mode_of(CHECK_VELOCITY) != CHECK_LEARN)
			ck_abort_msg("minute %u", i);
		(void)rules_judge(&r, ul(), START + i * (HOUR / 60));
	}
	ck_assert_uint_eq(mode_of(CHECK_VELOCITY), CHECK_ENFORCE);
	rules_close(&r);
}

START_TEST(a_first_message_of_any_time)
{
	learns_after(START);
	learns_after(0);
	learns_after(1);
	learns_after(START + 80 * YEAR);
	learns_after(UINT64_MAX);
}
END_TEST

/* In between they count for nothing, nor does what is out of order. */
START_TEST(wild_times_in_between)
{
	unsigned i;

	open_rules("memory { }\ncheck velocity learn 1h\nscreen in { pass }\n");
	for (i = 0; i <= 60; i++) {
		ck_assert_uint_eq(mode_of(CHECK_VELOCITY), CHECK_LEARN);
		(void)rules_judge(&r, ul(), START + i * 60 * SECOND);
		(void)rules_judge(&r, ul(), START + i * 60 * SECOND - SECOND);
		(void)rules_judge(&r, ul(), START + 80 * YEAR);
		(void)rules_judge(&r, ul(), 0);
		(void)rules_judge(&r, ul(), START + i * 60 * SECOND);
	}
	ck_assert_uint_eq(mode_of(CHECK_VELOCITY), CHECK_ENFORCE);
	rules_close(&r);
}
END_TEST

/* What was loaded is as old as the clock says once it is right. */
START_TEST(loaded_and_a_wild_time)
{
	open_rules("memory { }\ncheck velocity learn 1h\nscreen in { pass }\n");
	memory_loaded(judge_memory(r.judge), START - YEAR);
	(void)rules_judge(&r, ul(), 0);
	ck_assert_uint_eq(mode_of(CHECK_VELOCITY), CHECK_ENFORCE);
	(void)rules_judge(&r, ul(), START);
	ck_assert_uint_eq(mode_of(CHECK_VELOCITY), CHECK_LEARN);
	rules_close(&r);
}
END_TEST

/* ---- coverage ---- */

#define UNASKED								\
    "!home { plmn 001-01 gt 88210* realm " REALM_HOME " }\n"		\
    "partner \"red\" { plmn 999-70 gt 9997* realm " REALM_RED " }\n"	\
    "memory { }\ncheck unasked learn 10m\nscreen in { pass }\n"

static const struct sig_msg *
answer(void)
{
	return input_answer(&in, &(struct diameter_answer_input){
	    .host = "hss1." REALM_RED, .realm = REALM_RED });
}

/* Home asks and red answers, n times a second each; the questions may be
 * lost, and somebody may forge answers. */
static void
talk(unsigned seconds, unsigned n, bool lost, unsigned forged)
{
	unsigned i;

	for (; seconds > 0; seconds--, now += SECOND) {
		for (i = 0; i < n; i++) {
			if (!lost)
				(void)rules_judge(&r, input_diameter(&in,
				    &(struct diameter_input){
				    .host = "mme1." REALM_HOME,
				    .realm = REALM_HOME,
				    .dest_realm = REALM_RED }), now);
			(void)rules_judge(&r, answer(), now + SECOND / 10);
		}
		for (i = 0; i < forged; i++)
			(void)rules_judge(&r, answer(), now + SECOND / 5);
	}
}

START_TEST(one_direction_is_lost)
{
	open_rules(UNASKED);
	talk(590, 3, false, 0);
	ck_assert_uint_eq(mode_of(CHECK_UNASKED), CHECK_LEARN);
	talk(3600, 3, false, 0);
	ck_assert_uint_eq(mode_of(CHECK_UNASKED), CHECK_ENFORCE);
	talk(30, 3, true, 0);
	ck_assert_uint_eq(mode_of(CHECK_UNASKED), CHECK_LEARN);
	ck_assert_uint_eq(notices[CHECK_LEARN], 1);
	talk(1800, 3, true, 0);
	ck_assert_uint_eq(mode_of(CHECK_UNASKED), CHECK_LEARN);
	/* it is back, and is learned once more */
	talk(590, 3, false, 0);
	ck_assert_uint_eq(mode_of(CHECK_UNASKED), CHECK_LEARN);
	talk(60, 3, false, 0);
	ck_assert_uint_eq(mode_of(CHECK_UNASKED), CHECK_ENFORCE);
	ck_assert_uint_eq(notices[CHECK_LEARN], 1);
	ck_assert_uint_eq(notices[CHECK_ENFORCE], 2);
	talk(30, 3, true, 0);
	ck_assert_uint_eq(mode_of(CHECK_UNASKED), CHECK_LEARN);
	rules_close(&r);
}
END_TEST

/* Whoever forges many cannot talk the check out of it; nor is a quiet hour one
 * that is lost. */
START_TEST(forged_answers)
{
	open_rules(UNASKED);
	talk(700, 4, false, 0);
	ck_assert_uint_eq(mode_of(CHECK_UNASKED), CHECK_ENFORCE);
	talk(600, 4, false, 40);
	talk(600, 4, false, 1);
	talk(600, 4, false, 0);
	talk(100, 3, false, 1);
	talk(600, 3, false, 0);
	talk(100, 2, false, 1);
	now += HOUR;
	talk(1, 1, false, 25);
	ck_assert_uint_eq(mode_of(CHECK_UNASKED), CHECK_ENFORCE);
	ck_assert_uint_eq(notices[CHECK_LEARN], 0);
	rules_close(&r);
}
END_TEST

static void
add(TCase *tc)
{
	tcase_set_timeout(tc, 60);
	tcase_add_test(tc, a_first_message_of_any_time);
	tcase_add_test(tc, wild_times_in_between);
	tcase_add_test(tc, loaded_and_a_wild_time);
	tcase_add_test(tc, one_direction_is_lost);
	tcase_add_test(tc, forged_answers);
}

int
main(void)
{
	return judge_main("modes", add);
}
