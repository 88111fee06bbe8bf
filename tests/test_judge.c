/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Judging: which rule decides, what several values and components mean, and
 * classes; explaining; configurations that are none.
 */
#include "judge_case.h"

/* ---- which rule ---- */

START_TEST(first_match_wins)
{
	CASES(ul(),
	    { "pass op update-location label a drop label b", "pass a" },
	    { "drop label b pass label a", "drop b" },
	    { "pass op purge label a drop op update-location label b",
	    "drop b" },
	    { "reject (busy) label a", "reject a" },
	    { "sink label a", "sink a" },
	    { "steer away (4 in 10m) label a", "steer a" });
}
END_TEST

START_TEST(nothing_decides)
{
	CASES(ul(),
	    { "", "drop (default)" },
	    { "pass op purge", "drop (default)" },
	    { "match", "drop (default)" });
	ck_assert_int_eq(r.v.rule, -1);
}
END_TEST

START_TEST(match_classifies)
{
	static const char text[] =
	    "class meter priority 9 imsi 00102*\n"
	    "class slow priority 12 imsi 00103*\n"
	    "screen in { match op update-location set class slow label seen\n"
	    "drop class slow }\n";

	ck_assert_str_eq(judged(&r, text, ul()), "drop seen");
	ck_assert_int_eq(r.v.cls, 1);
	ck_assert_int_eq(r.v.rule, 1);
	CASES(ul(),
	    { "match label a match label b pass", "pass b" },
	    { "match label a pass label b", "pass b" },
	    { "match label a", "drop a" },
	    { "match op purge label a pass", "pass" });
}
END_TEST

START_TEST(direction_without_rules)
{
	ck_assert_str_eq(judged(&r, "screen out { drop }\n", ul()),
	    "pass (no rules)");
	ck_assert_int_eq(r.v.direction, DIRECTION_IN);
	ck_assert_int_eq(r.v.why, WHY_NO_RULES);
}
END_TEST

START_TEST(monitor_rule)
{
	static const char text[] = "screen in { pass op purge\n"
	    "drop monitor label a\nreject (busy) monitor\n"
	    "match monitor label c\npass label b }\n";

	ck_assert_str_eq(judged(&r, text, ul()), "pass b");
	ck_assert_int_eq(r.v.would, 1);
	ck_assert_int_eq(r.v.rule, 4);
	ck_assert(!r.v.monitor);
}
END_TEST

/* Which anomalies and which defect, not which are in the rule. */
START_TEST(reasons_name_what_was_found)
{
	char reason[CONF_REASON_MAX];
	struct sig_msg m = *ul();

	m.anomalies = UINT64_C(1) << SIG_ANOMALY_LONG_TID |
	    UINT64_C(1) << SIG_ANOMALY_HIGH_TAG;
	rules_open(&r, "screen in { drop malformed drop op purge "
	    "drop op update-location anomaly { long-tid padded-integer } }\n");
	rules_judge(&r, &m, SECOND);
	judge_reason(r.judge, &m, &r.v, reason);
	ck_assert_str_eq(reason, "op update-location anomaly long-tid");
	m.defect = SIG_DEFECT_ARGUMENT;
	rules_judge(&r, &m, SECOND);
	judge_reason(r.judge, &m, &r.v, reason);
	ck_assert_str_eq(reason, "defect argument");
	m.defect = SIG_DEFECT_NONE;
	m.anomalies = 0;
	rules_judge(&r, &m, SECOND);
	judge_reason(r.judge, &m, &r.v, reason);
	ck_assert_str_eq(reason, "no rule decides");
	rules_close(&r);
}
END_TEST

START_TEST(monitor_list)
{
	ck_assert_str_eq(judged(&r, "screen in monitor { drop label a }\n",
	    ul()), "drop a");
	ck_assert(r.v.monitor);
	ck_assert_int_eq(r.v.would, -1);
}
END_TEST

START_TEST(lists_of_one_direction_follow_each_other)
{
	ck_assert_str_eq(judged(&r, "screen in { pass op purge }\n"
	    "screen out { drop }\nscreen in { pass label b }\n", ul()),
	    "pass b");
	ck_assert_int_eq(r.v.rule, 1);
}
END_TEST

START_TEST(counts_what_matched)
{
	rules_open(&r, "screen in { match pass op purge drop monitor pass }\n");
	rules_judge(&r, ul(), SECOND);
	rules_judge(&r, ul(), SECOND);
	ck_assert_uint_eq(judge_matches(r.judge, DIRECTION_IN, 0), 2);
	ck_assert_uint_eq(judge_matches(r.judge, DIRECTION_IN, 1), 0);
	ck_assert_uint_eq(judge_matches(r.judge, DIRECTION_IN, 2), 2);
	ck_assert_uint_eq(judge_matches(r.judge, DIRECTION_IN, 3), 2);
	rules_close(&r);
}
END_TEST

START_TEST(back_off_of_a_reject)
{
	judged(&r, "screen in { reject (busy, back-off 3s) }\n", ul());
	ck_assert_uint_eq(r.v.back_off, 3 * SECOND);
	judged(&r, "screen in { reject (busy) }\n", ul());
	ck_assert_uint_eq(r.v.back_off, 0);
}
END_TEST

/* ---- several values, and none ---- */

/* anyTimeInterrogation has one IMSI; a second invoke brings another. */
static const struct sig_msg *
two_imsis(void)
{
	struct sig_value *v;
	const struct sig_msg *m = input_map(&in, &(struct map_input){
	    .imsi = "001010000000001" });
	struct sig_value first = *sig_get(m, SIG_IMSI);

	v = sig_add(&in.m, SIG_IMSI);
	ck_assert_ptr_nonnull(v);
	v->digits = first.digits;
	v->digits.w[0] ^= 9;		/* 901010000000001: nobody's */
	v->len = first.len;
	return m;
}

START_TEST(any_value_refuses_all_values_pass)
{
	CASES(two_imsis(),
	    { "pass imsi home", "drop (default)" },
	    { "drop imsi home label a", "drop a" },
	    { "drop imsi 90101* label a", "drop a" },
	    { "drop imsi ! home label a", "drop a" },
	    { "pass imsi ! home", "drop (default)" },
	    { "pass imsi { home unknown } label a", "pass a" },
	    { "match imsi home label a pass", "pass" },
	    { "match imsi { 00101* 90101* } label a pass", "pass a" },
	    { "reject (busy) imsi unknown label a", "reject a" },
	    { "sink imsi unknown label a", "sink a" },
	    { "steer away (4 in 10m) imsi unknown label a", "steer a" });
	ck_assert_str_eq(judged(&r, "table <blocked> imsi { 90101* }\n"
	    "screen in { drop imsi <blocked> label a pass }\n", &in.m),
	    "drop a");
	ck_assert_str_eq(judged(&r, "table <good> imsi { 90101* }\n"
	    "screen in { pass imsi <good> label a }\n", &in.m),
	    "drop (default)");
}
END_TEST

/* updateLocation carries no MSISDN. */
START_TEST(absent_never_helps)
{
	CASES(ul(),
	    { "pass msisdn 88210*", "drop (default)" },
	    { "pass msisdn ! 88210*", "drop (default)" },
	    { "pass msisdn ! home", "drop (default)" },
	    { "pass msisdn any", "drop (default)" },
	    { "pass msisdn none label a", "pass a" },
	    { "pass imsi none", "drop (default)" },
	    { "pass imsi any label a", "pass a" },
	    { "drop msisdn ! home label a pass label b", "pass b" },
	    { "pass origin_host ! under origin_realm", "drop (default)" },
	    { "pass rat < 5", "drop (default)" },
	    { "pass rat > 5", "drop (default)" },
	    { "pass error ! 5", "drop (default)" },
	    { "pass command ! 5", "drop (default)" },
	    { "pass anomaly ! long-tid", "drop (default)" },
	    { "pass anomaly none label a", "pass a" },
	    { "pass defect none label a", "pass a" },
	    { "pass src ! 192.0.2.0/24", "drop (default)" });
}
END_TEST

START_TEST(absent_operation_and_protocol)
{
	struct sig_msg *m = &in.m;

	memset(m, 0, sizeof(*m));
	CASES(m,
	    { "pass op ! purge", "drop (default)" },
	    { "pass op none label a", "pass a" },
	    { "pass proto ! diameter", "drop (default)" },
	    { "pass proto none label a", "pass a" },
	    { "pass kind ! request", "drop (default)" },
	    { "pass kind none label a", "pass a" },
	    { "pass from unknown to unknown label a", "pass a" });
	/* an operation that has no neutral name is there all the same */
	m->proto = SIG_PROTO_MAP;
	m->ncomp = 1;
	m->comp[0] = (struct sig_comp){ .kind = SIG_KIND_REQUEST,
	    .has_code = true, .code = 99 };
	CASES(m,
	    { "drop op ! purge label a", "drop a" },
	    { "pass op any map-op 99 label a", "pass a" },
	    { "pass op none", "drop (default)" });
}
END_TEST

START_TEST(malformed_and_defects)
{
	struct input *i = &in;

	(void)ul();
	i->m.defect = SIG_DEFECT_BER_LENGTH;
	CASES(&i->m,
	    { "drop malformed label a", "drop a" },
	    { "drop defect ber-length label a", "drop a" },
	    { "drop defect ! ber-length label a", "drop (default)" },
	    { "pass defect none", "drop (default)" });
	i->m.defect = SIG_DEFECT_NONE;
	CASES(&i->m, { "drop malformed label a pass label b", "pass b" });
}
END_TEST

/* ---- components ---- */

/* updateLocation and, behind it, anyTimeInterrogation of another IMSI. */
static const struct sig_msg *
two_components(void)
{
	return input_map(&in, &(struct map_input){ .op2 = 71,
	    .argument2 = "30{a0{80=00010299999999f9} a1{80=} 83:gsmscf}" });
}

START_TEST(worst_component_decides)
{
	CASES(two_components(),
	    { "pass op update-location drop op any-time-interrogation label a",
	    "drop a" },
	    { "drop op update-location label a pass label b", "drop a" },
	    { "pass label b", "pass b" },
	    { "reject (busy) op update-location label a "
	    "drop op any-time-interrogation label b", "drop b" },
	    { "drop op update-location label a reject (busy) label b",
	    "drop a" },
	    { "pass op update-location steer away (4 in 10m) label b",
	    "steer b" },
	    { "sink op update-location label a reject (busy) label b",
	    "sink a" },
	    { "pass op update-location", "drop (default)" });
	ck_assert_uint_eq(r.v.comp, 1);
}
END_TEST

START_TEST(values_belong_to_components)
{
	CASES(two_components(),
	    { "pass op update-location drop imsi 00102* label a", "drop a" },
	    { "drop op update-location imsi 00102* label a pass label b",
	    "pass b" },
	    { "drop op any-time-interrogation imsi 00101* label a "
	    "pass label b", "pass b" },
	    { "pass op update-location imsi 00101* label a "
	    "pass op any-time-interrogation imsi 00102*", "pass a" },
	    { "drop components > 1 label a", "drop a" },
	    { "drop vlr none label a pass label b", "drop a" });
	ck_assert_uint_eq(r.v.comp, 1);
}
END_TEST

/* ---- classes ---- */

static const char classes[] =
    "table <critical> imsi { 0010155* }\n"
    "class healthcare priority 1 imsi <critical>\n"
    "class roamer priority 5 vlr 9998*\n"
    "class meter priority 9\n";

static const char *
class_case(const char *rules, const char *imsi, const char *vlr)
{
	char text[1000];

	(void)snprintf(text, sizeof(text), "%sscreen in { %s }\n", classes,
	    rules);
	return judged(&r, text, input_map(&in, &(struct map_input){
	    .imsi = imsi, .vlr = vlr }));
}

START_TEST(class_of_a_device)
{
	ck_assert_str_eq(class_case("drop class healthcare label a",
	    "001015500000001", NULL), "drop a");
	ck_assert_int_eq(r.v.cls, 0);
	class_case("drop", "001010000000001", "99980000001");
	ck_assert_int_eq(r.v.cls, 1);
	class_case("drop", "001010000000001", NULL);
	ck_assert_int_eq(r.v.cls, 2);
	ck_assert_str_eq(class_case("drop class { healthcare meter } label a",
	    "001010000000001", NULL), "drop a");
	/* the first class that fits */
	class_case("drop", "001015500000001", "99980000001");
	ck_assert_int_eq(r.v.cls, 0);
}
END_TEST

START_TEST(class_compared_by_priority)
{
	ck_assert_str_eq(class_case("drop class > healthcare label a",
	    "001010000000001", NULL), "drop a");
	ck_assert_str_eq(class_case("drop class > healthcare label a",
	    "001015500000001", NULL), "drop (default)");
	ck_assert_str_eq(class_case("drop class >= healthcare label a",
	    "001015500000001", NULL), "drop a");
	ck_assert_str_eq(class_case("drop class < meter label a",
	    "001010000000001", NULL), "drop (default)");
	ck_assert_str_eq(class_case(
	    "match set class healthcare drop class < meter label a",
	    "001010000000001", NULL), "drop a");
}
END_TEST

START_TEST(no_class)
{
	static const char one[] = "class red priority 1 imsi 999*\n"
	    "screen in { drop class ! red label a drop class >= red label b "
	    "pass class none label c }\n";

	ck_assert_str_eq(judged(&r, one, ul()), "pass c");
	ck_assert_int_eq(r.v.cls, -1);
}
END_TEST

/* ---- explaining ---- */

struct steps {
	unsigned	 n, tests;
	struct judge_step last;
	char		 saw[64];
};

static void
count_step(void *arg, const struct judge_step *s)
{
	struct steps *t = arg;

	t->n++;
	if (s->test >= 0) {
		t->tests++;
		(void)snprintf(t->saw, sizeof(t->saw), "%s", s->saw);
	}
	t->last = *s;
}

START_TEST(explaining_tells_every_step_and_changes_nothing)
{
	char reason[CONF_REASON_MAX];
	const struct sig_msg *m = ul();
	struct verdict v;
	struct steps s;
	int i;

	rules_open(&r, "screen in { pass op purge imsi home\n"
	    "drop rate > 2/s per calling label a\npass vlr 9997* label b }\n");
	for (i = 0; i < 5; i++) {
		memset(&s, 0, sizeof(s));
		judge_explain(r.judge, m, SECOND, &v, count_step, &s);
		ck_assert_str_eq(v.label, "b");
	}
	/* op; rule; rate; rule; vlr; rule */
	ck_assert_uint_eq(s.n, 6);
	ck_assert_uint_eq(s.tests, 3);
	ck_assert_int_eq(s.last.test, -1);
	ck_assert_uint_eq(s.last.rule, 2);
	ck_assert(s.last.holds);
	ck_assert_str_eq(s.saw, "99970000012 (red)");
	ck_assert_uint_eq(judge_matches(r.judge, DIRECTION_IN, 2), 0);
	ck_assert_str_eq(rules_judge(&r, m, SECOND), "pass b");
	judge_reason(r.judge, m, &r.v, reason);
	ck_assert_str_eq(reason, "vlr 9997*");
	ck_assert_str_eq(rules_judge(&r, m, SECOND), "pass b");
	judge_explain(r.judge, m, SECOND, &v, count_step, &s);
	ck_assert_str_eq(v.label, "a");
	ck_assert_str_eq(rules_judge(&r, m, SECOND), "drop a");
	rules_close(&r);
}
END_TEST

/* ---- configurations ---- */

START_TEST(bad_configuration)
{
	static const char text[] = "home { gt 88210* }\n"
	    "screen in { drop calling gt <nothing> }\n";
	struct conf_errors errors = { NULL, 0, 0 };

	ck_assert_ptr_null(conf_parse("bad.conf", text, strlen(text),
	    &errors));
	ck_assert_uint_eq(errors.n, 1);
	ck_assert_str_eq(errors.line[0],
	    "bad.conf:2:29: table <nothing> is not defined");
	conf_errors_free(&errors);
	memset(&errors, 0, sizeof(errors));
	ck_assert_ptr_null(ruleset_load("/nonexistent/x.conf", &errors));
	ck_assert_uint_eq(errors.n, 1);
	conf_errors_free(&errors);
}
END_TEST

START_TEST(missing_table_file)
{
	static const char text[] = "home { }\n"
	    "table <a> imsi file \"/nonexistent/a\"\n"
	    "table <b> imsi file \"/nonexistent/b\"\n";
	struct conf_errors errors = { NULL, 0, 0 };
	struct conf *c = conf_parse("bad.conf", text, strlen(text), &errors);

	ck_assert_ptr_nonnull(c);
	ck_assert_ptr_null(ruleset_build(c, &errors));
	ck_assert_uint_eq(errors.n, 2);
	ck_assert_ptr_nonnull(strstr(errors.line[0], "bad.conf:2:"));
	ck_assert_ptr_nonnull(strstr(errors.line[1], "bad.conf:3:"));
	conf_errors_free(&errors);
}
END_TEST

static void
add(TCase *tc)
{
	tcase_add_test(tc, first_match_wins);
	tcase_add_test(tc, nothing_decides);
	tcase_add_test(tc, match_classifies);
	tcase_add_test(tc, direction_without_rules);
	tcase_add_test(tc, monitor_rule);
	tcase_add_test(tc, reasons_name_what_was_found);
	tcase_add_test(tc, monitor_list);
	tcase_add_test(tc, lists_of_one_direction_follow_each_other);
	tcase_add_test(tc, counts_what_matched);
	tcase_add_test(tc, back_off_of_a_reject);
	tcase_add_test(tc, any_value_refuses_all_values_pass);
	tcase_add_test(tc, absent_never_helps);
	tcase_add_test(tc, absent_operation_and_protocol);
	tcase_add_test(tc, malformed_and_defects);
	tcase_add_test(tc, worst_component_decides);
	tcase_add_test(tc, values_belong_to_components);
	tcase_add_test(tc, class_of_a_device);
	tcase_add_test(tc, class_compared_by_priority);
	tcase_add_test(tc, no_class);
	tcase_add_test(tc, explaining_tells_every_step_and_changes_nothing);
	tcase_add_test(tc, bad_configuration);
	tcase_add_test(tc, missing_table_file);
}

int
main(void)
{
	return judge_main("judge", add);
}
