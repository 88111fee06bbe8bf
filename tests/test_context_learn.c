/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is learned of the messages of a while, and what is not.
 */
#include "context_help.h"

/* ---- who asks ---- */

/* One of home's by one node of that partner. */
static const struct sig_msg *
asks_by(const char *calling, unsigned who)
{
	static char argument[80];

	snprintf(argument, sizeof(argument), "30{80=918812505500%02u%02u"
	    " 81=ff 82:smsc}", who / 100, who % 100);
	return input_map(&in, &(struct map_input){ .op = 45,
	    .argument = argument, .calling = calling });
}

#define LOUD WORLD "check scan learn 30m over 8 within 10m\n"		\
    "screen in { drop finding scan label scan pass label fine }\n"

/* Whoever asked for everybody while it was learned does not go on, if others
 * tell how much is usual. */
START_TEST(loud_from_the_first_minute)
{
	static const char *const world_of[] = { LOUD, LOUD
	    "partner yellow { plmn 999-60 gt 9996* }\n" };
	size_t k;
	unsigned i;

	for (k = 0; k < 2; k++) {
		world(world_of[k]);
		for (i = 0; i < 900; i++) {
			now += 2 * SECOND;
			(void)judge(asks_by(RED_VLR, i % 300 * 7));
			if (i % 100 < 2)
				(void)judge(asks_by(i % 2 == 0 ? BLUE_VLR :
				    "99960000012", i));
		}
		now += 2000 * SECOND;
		for (i = 0; i < 64; i++)
			ck_assert_str_eq(judge(asks_by(RED_VLR, 7 * i)),
			    "pass fine");
		for (; i < 300; i++)
			(void)judge(asks_by(RED_VLR, 7 * i));
		ck_assert_str_eq(r.said, k == 0 ? "pass fine" : "drop scan");
		rules_close(&r);
	}
}
END_TEST

/* ---- modes and habits ---- */

enum { MANY = 1000 };		/* HABIT_ENOUGH */

/* The same message n times, all at once; what is said of the last. */
static const char *
burst(const struct sig_msg *m, unsigned n, uint64_t at)
{
	while (n-- > 1)
		(void)rules_judge(&r, m, at);
	return rules_judge(&r, m, at);
}

/* What one check is to do is not what the others do. */
START_TEST(each_check_has_its_own_mode)
{
	static const char *const scan[] = { "off", "learn", "test", "enforce",
	    "learn 1s" };
	char text[400];
	size_t i;

	for (i = 0; i < sizeof(scan) / sizeof(scan[0]); i++) {
		snprintf(text, sizeof(text), "memory { }\ncheck scan %s\n"
		    "check flood enforce over 5/s\nscreen in {\n"
		    "drop finding flood label flood pass label fine }\n",
		    scan[i]);
		rules_open(&r, text);
		ck_assert_str_eq(burst(ul(), 5, START), "pass fine");
		ck_assert_str_eq(burst(ul(), 5, START), "drop flood");
		rules_close(&r);
	}
}
END_TEST

/* What is usual for one that learns floods is none. */
START_TEST(a_flood_that_is_learned)
{
	rules_open(&r, "memory { }\ncheck scan enforce\n"
	    "check flood learn 10s over 5/s\n"
	    "screen in { drop finding flood label flood pass label fine }\n");
	ck_assert_str_eq(burst(ul(), 20, START), "pass fine");
	ck_assert_str_eq(burst(ul(), 20, START + 20 * SECOND), "pass fine");
	ck_assert_str_eq(burst(ul(), 200, START + 40 * SECOND), "drop flood");
	rules_close(&r);
}
END_TEST

/* Without time to learn, what comes first is what is usual. */
START_TEST(habits_without_time_to_learn)
{
	unsigned i;

	rules_open(&r, "memory { }\ncheck unusual-context enforce\n"
	    "screen in { drop finding unusual-context label unusual\n"
	    "pass label fine }\n");
	for (i = 0; i < MANY; i++) {
		ck_assert_str_eq(rules_judge(&r, ul(), START), "pass fine");
		(void)rules_judge(&r, home_accepts(RED_VLR, 7, 2), START);
	}
	ck_assert_str_eq(rules_judge(&r, ulr(), START), "drop unusual");
	ck_assert_str_eq(rules_judge(&r, ul(), START), "pass fine");
	rules_close(&r);
}
END_TEST

static const struct map_input ready = { .op = 66, .version = 3 };

/* Many updates that home accepts; and something else, again and again. */
static void
tries(const char *answer)
{
	unsigned i;

	rules_open(&r, WORLD "check unusual-context learn 10s\n"
	    "screen in { drop finding unusual-context label unusual\n"
	    "pass label fine }\n");
	for (i = 0; i < MANY; i++) {
		(void)rules_judge(&r, ul(), START);
		(void)rules_judge(&r, home_accepts(RED_VLR, 7, 2), START);
	}
	for (i = 0; i < 20; i++) {
		(void)rules_judge(&r, input_map(&in, &ready), START + i *
		    SECOND / 10);
		if (answer != NULL)
			(void)rules_judge(&r, home_says(RED_VLR, 7, answer),
			    START + i * SECOND / 10);
	}
	(void)rules_judge(&r, ul(), START + 20 * SECOND);
	(void)rules_judge(&r, input_map(&in, &ready), START + 21 * SECOND);
}

/* What home does not answer, does not support or forbids is nobody's habit,
 * however often it is tried while habits are learned. */
START_TEST(habits_are_what_home_knows)
{
	static const char *const refused[] = { NULL, "a3{02=01 02=15}",
	    "a3{02=01 02=34}", "a4{02=01 81=00}" };
	size_t i;

	for (i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
		tries(refused[i]);
		ck_assert_str_eq(r.said, "drop unusual");
		rules_close(&r);
	}
	tries("a2{02=01}");
	ck_assert_str_eq(r.said, "pass fine");
	rules_close(&r);
	tries("a3{02=01 02=1b}");	/* absent: home knows what it is */
	ck_assert_str_eq(r.said, "pass fine");
	rules_close(&r);
}
END_TEST

/* ---- what was loaded ---- */

static unsigned
mode_after(uint64_t gone)
{
	struct check_stats c;
	struct memory *m;

	rules_open(&r, "memory { }\ncheck previous-place learn 1h\n"
	    "screen in { pass }\n");
	m = judge_memory(r.judge);
	memory_loaded(m, START);
	(void)rules_judge(&r, ul(), START + gone);
	memory_check(m, CHECK_PREVIOUS_PLACE, &c);
	rules_close(&r);
	return c.mode;
}

START_TEST(places_of_yesterday)
{
	ck_assert_uint_eq(mode_after(0), CHECK_ENFORCE);
	ck_assert_uint_eq(mode_after(3600 * SECOND), CHECK_ENFORCE);
	ck_assert_uint_eq(mode_after(3601 * SECOND), CHECK_LEARN);
	/* a capture of before: what comes later than it speaks is not asked */
	ck_assert_uint_eq(mode_after(-SECOND), CHECK_ENFORCE);
}
END_TEST

static void
add(TCase *tc)
{
	tcase_add_test(tc, loud_from_the_first_minute);
	tcase_add_test(tc, each_check_has_its_own_mode);
	tcase_add_test(tc, a_flood_that_is_learned);
	tcase_add_test(tc, habits_without_time_to_learn);
	tcase_add_test(tc, habits_are_what_home_knows);
	tcase_add_test(tc, places_of_yesterday);
}

int
main(void)
{
	return judge_main("context learning", add);
}
