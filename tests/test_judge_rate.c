/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Judging: rates, what they block and for how long, and time.
 */
#include "../rules/block.h"
#include "judge_case.h"

static struct input in2;

/* ---- rates and time ---- */

static const char rate_text[] =
    "table <blocked> gt\n"
    "screen in { drop calling gt <blocked> label blocked\n"
    "drop op update-location rate > 2/s per calling block in <blocked> for 3s "
    "label often\npass label fine }\n";

static void
no_step(void *arg, const struct judge_step *s)
{
	(void)arg;
	(void)s;
}

START_TEST(rate_with_blocking)
{
	struct input *other = &in2;
	const struct sig_msg *m = ul(), *o = input_map(other,
	    &(struct map_input){ .calling = "99970000099" });
	uint64_t t = 100 * SECOND;
	struct verdict v;

	rules_open(&r, rate_text);
	ck_assert_str_eq(rules_judge(&r, m, t), "pass fine");
	ck_assert_str_eq(rules_judge(&r, m, t), "pass fine");
	judge_explain(r.judge, m, t, &v, no_step, NULL);
	ck_assert_str_eq(v.label, "often");
	ck_assert_uint_eq(block_count(judge_block(r.judge, 0), t), 0);
	ck_assert_str_eq(rules_judge(&r, m, t), "drop often");
	ck_assert_str_eq(rules_judge(&r, m, t), "drop blocked");
	ck_assert_str_eq(rules_judge(&r, o, t), "pass fine");
	ck_assert_uint_eq(block_count(judge_block(r.judge, 0), t), 1);
	ck_assert_str_eq(rules_judge(&r, m, t + 3 * SECOND - 1),
	    "drop blocked");
	ck_assert_str_eq(rules_judge(&r, m, t + 3 * SECOND), "pass fine");
	rules_close(&r);
}
END_TEST

START_TEST(blocking_as_long_as_the_table_says)
{
	static const char text[] = "table <b> gt timeout 2s\n"
	    "screen in { drop calling gt <b> label b drop rate > 1/s per "
	    "calling block in <b> label r pass label fine }\n";
	const struct sig_msg *m = ul();

	rules_open(&r, text);
	ck_assert_str_eq(rules_judge(&r, m, SECOND), "pass fine");
	ck_assert_str_eq(rules_judge(&r, m, SECOND), "drop r");
	ck_assert_str_eq(rules_judge(&r, m, 3 * SECOND - 1), "drop b");
	ck_assert_str_eq(rules_judge(&r, m, 3 * SECOND), "pass fine");
	rules_close(&r);
}
END_TEST

START_TEST(rate_regains)
{
	const struct sig_msg *m = ul();
	unsigned i, passed = 0;

	rules_open(&r, "screen in { drop rate > 10/s per calling label a "
	    "pass label b }\n");
	for (i = 0; i < 1000; i++)	/* 100 a second for ten of them */
		passed += strcmp(rules_judge(&r, m, SECOND + i * SECOND / 100),
		    "pass b") == 0;
	ck_assert_uint_ge(passed, 100);
	ck_assert_uint_le(passed, 10 + 100);
	rules_close(&r);
}
END_TEST

/* A little back stands still; far back is another capture. */
START_TEST(time_that_goes_back)
{
	struct verdict v;
	const struct sig_msg *m = ul();
	uint64_t t = 100 * SECOND;

	rules_open(&r, rate_text);
	rules_judge(&r, m, t);
	judge_explain(r.judge, m, t - SECOND / 2, &v, no_step, NULL);
	ck_assert_str_eq(v.label, "fine");
	rules_judge(&r, m, t - SECOND / 2);
	ck_assert_str_eq(rules_judge(&r, m, t - SECOND / 4), "drop often");
	ck_assert_str_eq(rules_judge(&r, m, t), "drop blocked");
	rules_judge(&r, m, t + 3 * SECOND - SECOND / 4);
	ck_assert_str_eq(rules_judge(&r, m, SECOND), "drop blocked");
	rules_close(&r);
}
END_TEST

/* Letters of either case are the same sender. */
START_TEST(rate_per_name)
{
	const struct sig_msg *a = input_diameter(&in,
	    &(struct diameter_input){ .host = "mme1." REALM_RED });
	const struct sig_msg *b = input_diameter(&in2,
	    &(struct diameter_input){ .host = "MME1." REALM_RED });

	rules_open(&r, "screen in { drop rate > 1/s per origin_host label a "
	    "pass label b }\n");
	ck_assert_str_eq(rules_judge(&r, a, SECOND), "pass b");
	ck_assert_str_eq(rules_judge(&r, b, SECOND), "drop a");
	rules_close(&r);
}
END_TEST

/* One of two subscribers over the rate is enough; both are counted. */
START_TEST(rate_of_several_values)
{
	const struct sig_msg *one = ul();
	struct sig_value *v;
	struct sig_value first;

	(void)input_map(&in2, &(struct map_input){ 0 });
	first = *sig_get(&in2.m, SIG_IMSI);
	v = sig_add(&in2.m, SIG_IMSI);
	ck_assert_ptr_nonnull(v);
	v->digits = first.digits;
	v->digits.w[0] ^= 9;
	v->len = first.len;
	rules_open(&r, "screen in { drop rate > 1/s per imsi label a "
	    "pass label b }\n");
	ck_assert_str_eq(rules_judge(&r, one, SECOND), "pass b");
	ck_assert_str_eq(rules_judge(&r, &in2.m, SECOND), "drop a");
	rules_close(&r);
}
END_TEST

START_TEST(rate_of_the_partner)
{
	static const char text[] = "!home { gt 88210* }\n"
	    "partner a { gt 9997* rate 1/s }\npartner b { gt 9998* }\n"
	    "screen in { drop rate > partner label a pass label b }\n";
	const struct sig_msg *m = ul(), *other = input_map(&in2,
	    &(struct map_input){ .calling = "99980000001" });
	int i;

	rules_open(&r, text);
	ck_assert_str_eq(rules_judge(&r, m, SECOND), "pass b");
	ck_assert_str_eq(rules_judge(&r, m, SECOND), "drop a");
	for (i = 0; i < 5; i++)		/* has none */
		ck_assert_str_eq(rules_judge(&r, other, SECOND), "pass b");
	rules_close(&r);
}
END_TEST

/* Only what every other test lets through is counted, wherever it stands. */
START_TEST(rate_counts_last)
{
	const struct sig_msg *m = ul(), *other = input_map(&in2,
	    &(struct map_input){ .op = 67 });
	int i;

	rules_open(&r, "screen in { drop rate > 1/s per called op "
	    "update-location label a pass label b }\n");
	for (i = 0; i < 5; i++)
		ck_assert_str_eq(rules_judge(&r, other, SECOND), "pass b");
	ck_assert_str_eq(rules_judge(&r, m, SECOND), "pass b");
	ck_assert_str_eq(rules_judge(&r, m, SECOND), "drop a");
	rules_close(&r);
}
END_TEST

START_TEST(what_is_not_there)
{
	static const char text[] = "storm s on authenticate per overall "
	    "enter 9/s for 3s leave 5/s for 3s\n"
	    "screen in { drop during s label a drop during any label a\n"
	    "drop moved label a drop load > 1% label a\n"
	    "drop moved faster than 1km/h label a pass label b }\n";

	ck_assert_str_eq(judged(&r, text, ul()), "pass b");
}
END_TEST

/* A rule that is only watched counts and fills no table. */
START_TEST(watched_rates_block_nothing)
{
	const struct sig_msg *m = ul();
	unsigned i;

	rules_open(&r, "table <t> gt\nscreen in { drop calling gt <t> label "
	    "blocked drop rate > 2/s per calling block in <t> for 1h monitor "
	    "pass label fine }\n");
	for (i = 0; i < 5; i++)
		ck_assert_str_eq(rules_judge(&r, m, SECOND), "pass fine");
	ck_assert_int_eq(r.v.would, 1);
	rules_close(&r);
}
END_TEST

/* What persists survives a swap of rules, what does not goes. */
START_TEST(swapping_rules)
{
	static const char before[] = "table <k> gt persist\ntable <g> gt\n"
	    "screen in { drop op update-location rate > 1/h per calling "
	    "block in <k> drop op purge rate > 1/h per calling block in <g> "
	    "pass label old }\n";
	static const char after[] = "table <g> gt\ntable <k> gt persist\n"
	    "screen in { drop calling gt <k> label kept drop calling gt <g> "
	    "label gone drop op purge rate > 9/h per calling block in <g> "
	    "pass label new }\n";
	struct rules new;
	const struct sig_msg *m = ul();

	rules_open(&r, before);
	rules_open(&new, after);
	ck_assert_str_eq(rules_judge(&r, m, SECOND), "pass old");
	ck_assert_str_eq(rules_judge(&r, m, SECOND), "drop");
	ck_assert_uint_eq(judge_matches(r.judge, DIRECTION_IN, 0), 1);
	ck_assert(judge_swap(r.judge, new.rs));
	ruleset_free(r.rs);
	r.rs = new.rs;
	ck_assert_uint_eq(judge_matches(r.judge, DIRECTION_IN, 0), 0);
	ck_assert_str_eq(rules_judge(&r, m, 2 * SECOND), "drop kept");
	ck_assert(block_remove(judge_block(r.judge, 1),
	    (const uint8_t *)"99970000012", 11));
	ck_assert_str_eq(rules_judge(&r, m, 2 * SECOND), "pass new");
	judge_free(new.judge);
	rules_close(&r);
}
END_TEST

/* A configuration that is wrong leaves nothing behind, and the running rules
 * go on. */
START_TEST(bad_rules_change_nothing)
{
	struct conf_errors errors = { NULL, 0, 0 };

	rules_open(&r, "screen in { pass label a }\n");
	ck_assert_ptr_null(ruleset_load("tests/conf/no-such.conf", &errors));
	ck_assert_uint_eq(errors.n, 1);
	conf_errors_free(&errors);
	ck_assert_str_eq(rules_judge(&r, ul(), SECOND), "pass a");
	rules_close(&r);
}
END_TEST

static void
add(TCase *tc)
{
	tcase_add_test(tc, swapping_rules);
	tcase_add_test(tc, watched_rates_block_nothing);
	tcase_add_test(tc, bad_rules_change_nothing);
	tcase_add_test(tc, rate_with_blocking);
	tcase_add_test(tc, blocking_as_long_as_the_table_says);
	tcase_add_test(tc, rate_regains);
	tcase_add_test(tc, time_that_goes_back);
	tcase_add_test(tc, rate_per_name);
	tcase_add_test(tc, rate_of_several_values);
	tcase_add_test(tc, rate_of_the_partner);
	tcase_add_test(tc, rate_counts_last);
	tcase_add_test(tc, what_is_not_there);
}

int
main(void)
{
	return judge_main("judge rates", add);
}
