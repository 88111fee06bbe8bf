/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Sources that are sunk, and devices that are steered away.
 */
#include "../rules/state/sunk.h"
#include "control_world.h"

/* ---- sources ---- */

static const char sink_host[] =
    "screen in { sink source for 10m origin_host attacker." REALM_RED
    " label attack\n"
    "drop imsi 0010122* label bad\npass label fine }\n";

/* From a host of red, over its link or another. */
static bool
host_asks(const char *host, uint32_t link, const char *imsi)
{
	rules_judge(&r, input_diameter(&in, &(struct diameter_input){
	    .imsi = imsi, .host = host, .hbh = ++last, .src = link,
	    .dst = LINK_HSS }), now);
	return passed();
}

static void
is_sunk(bool sunk)
{
	ck_assert_uint_eq(r.v.why, sunk ? WHY_SUNK : WHY_RULE);
	ck_assert_int_eq(passed(), !sunk);
}

/* What it asks is sunk, or judged by the rules and passes. */
static void
host_goes(const char *host, uint32_t link, const char *imsi, bool sunk)
{
	host_asks(host, link, imsi);
	is_sunk(sunk);
}

static const char attacker[] = "attacker." REALM_RED;
static const char honest[] = "mme1." REALM_RED;

START_TEST(a_host_is_sunk_before_the_rules)
{
	world(sink_host);
	ck_assert(host_asks(honest, LINK_RED, NULL));
	ck_assert(!host_asks(attacker, LINK_RED, NULL));
	ck_assert_uint_eq(r.v.action, ACTION_SINK);
	ck_assert_uint_eq(r.v.why, WHY_RULE);
	ck_assert_uint_eq(notices_of(NOTICE_SUNK), 1);
	host_goes(attacker, LINK_RED, NULL, true);
	ck_assert_int_eq(r.v.rule, -1);
	host_goes("ATTACKER." REALM_RED, LINK_RED, NULL, true);
	/* neither its partner nor who took its name elsewhere */
	host_goes(honest, LINK_RED, NULL, false);
	ck_assert(!host_asks(attacker, LINK_BLUE, NULL));
	ck_assert_uint_eq(r.v.why, WHY_RULE);
	rules_close(&r);
}
END_TEST

/* Over a link that leads to nobody it names, red's host is not red's. */
START_TEST(forged_names_sink_who_forged)
{
	world(sink_host);
	ck_assert(!host_asks(attacker, LINK_BLUE, NULL));
	ck_assert(!host_asks(attacker, LINK_RED, NULL));
	ck_assert_uint_eq(r.v.why, WHY_RULE);
	rules_close(&r);
}
END_TEST

START_TEST(critical_devices_behind_a_sunk_host)
{
	world("screen in { sink source for 10m imsi 0010122* label attack\n"
	    "pass label fine }\n");
	ck_assert(!host_asks(honest, LINK_RED, "001012200000001"));
	host_goes(honest, LINK_RED, imsi_of(1), true);
	host_goes(honest, LINK_RED, CRITICAL_IMSI, false);
	rules_close(&r);
}
END_TEST

/* Not so where it is not proven whose they are: over blue's link in red's
 * name. */
START_TEST(critical_devices_of_an_unproven_origin)
{
	world("screen in { sink source for 10m imsi 0010122* label attack\n"
	    "pass label fine }\n");
	ck_assert(!host_asks(honest, LINK_BLUE, "001012200000001"));
	host_goes(honest, LINK_BLUE, CRITICAL_IMSI, true);
	host_goes(honest, LINK_RED, CRITICAL_IMSI, false);
	rules_close(&r);
}
END_TEST

START_TEST(terms_and_probation)
{
	world(sink_host);
	host_asks(attacker, LINK_RED, NULL);
	pass_time(599 * SECOND);
	host_goes(attacker, LINK_RED, NULL, true);
	pass_time(2 * SECOND);
	(void)asks(imsi_of(1), ULR);
	ck_assert_uint_eq(notices_of(NOTICE_SUNK), 2);
	/* on probation: what it does is judged, and the first offence counts
	 * twice */
	ck_assert(!host_asks(attacker, LINK_RED, NULL));
	ck_assert_uint_eq(r.v.why, WHY_RULE);
	ck_assert_uint_eq(notices_of(NOTICE_SUNK), 3);
	pass_time(1100 * SECOND);
	host_goes(attacker, LINK_RED, NULL, true);
	pass_time(101 * SECOND);
	(void)asks(imsi_of(1), ULR);
	pass_time(600 * SECOND);
	(void)asks(imsi_of(1), ULR);
	ck_assert_uint_eq(sunks_count(control_sunks(judge_control(r.judge))),
	    0);
	rules_close(&r);
}
END_TEST

START_TEST(a_subscriber)
{
	world("screen in { sink subscriber for 10m imsi 0010122* op "
	    "authenticate label attack\npass label fine }\n");
	ck_assert(!asks("001012200000001", AIR));
	asks("001012200000001", ULR);
	is_sunk(true);
	asks("001012200000002", ULR);
	is_sunk(false);
	asks_from_blue("001012200000001", ULR);
	is_sunk(false);
	rules_close(&r);
}
END_TEST

/* A partner as a whole only where the rule says so, and not again because of
 * one host. */
START_TEST(a_whole_partner)
{
	world("screen in { sink partner for 10m imsi 0010122* label attack\n"
	    "drop imsi 0010123* label bad\npass label fine }\n");
	ck_assert(!host_asks(attacker, LINK_RED, "001012200000001"));
	host_goes(honest, LINK_RED, NULL, true);
	asks_from_blue(imsi_of(1), ULR);
	is_sunk(false);
	pass_time(601 * SECOND);
	ck_assert(!host_asks(attacker, LINK_RED, "001012300000001"));
	host_goes(honest, LINK_RED, NULL, false);
	rules_close(&r);
}
END_TEST

START_TEST(what_only_watches_sinks_nobody)
{
	world("screen in monitor { sink source for 10m label attack }\n");
	host_asks(attacker, LINK_RED, NULL);
	host_asks(attacker, LINK_RED, NULL);
	ck_assert_uint_eq(r.v.why, WHY_RULE);
	rules_close(&r);
	world("screen in { sink source for 10m monitor label attack\n"
	    "pass label fine }\n");
	ck_assert(host_asks(attacker, LINK_RED, NULL));
	ck_assert(host_asks(attacker, LINK_RED, NULL));
	ck_assert_int_eq(r.v.would, 0);
	ck_assert_uint_eq(notices_of(NOTICE_SUNK), 0);
	rules_close(&r);
}
END_TEST

static void
no_step(void *arg, const struct judge_step *s)
{
	(void)arg;
	(void)s;
}

START_TEST(explaining_sinks_nobody)
{
	struct verdict v;

	world(sink_host);
	judge_explain(r.judge, input_diameter(&in, &(struct diameter_input){
	    .host = attacker, .src = LINK_RED }), now, &v, no_step, NULL);
	ck_assert_uint_eq(v.action, ACTION_SINK);
	ck_assert_uint_eq(sunks_count(control_sunks(judge_control(r.judge))),
	    0);
	rules_close(&r);
}
END_TEST

/* The attacker still, until ten minutes are over. */
static void
is_sunk_for_its_time(void)
{
	host_goes(attacker, LINK_RED, NULL, true);
	noticed.count = 0;
	pass_time(601 * SECOND);
	(void)asks(imsi_of(1), ULR);
	ck_assert_uint_eq(notices_of(NOTICE_SUNK), 1);
}

START_TEST(what_is_sunk_outlives_a_configuration)
{
	static char text[1000];

	world(sink_host);
	host_asks(attacker, LINK_RED, NULL);
	(void)snprintf(text, sizeof(text), "partner \"green\" { gt 9996* }\n%s",
	    sink_host);
	swap("", text);
	is_sunk_for_its_time();
	rules_close(&r);
}
END_TEST

/* They have other numbers now; and one who is gone has nothing sunk. */
START_TEST(what_is_sunk_outlives_other_partners)
{
	static char text[sizeof(world_text) + 100];

	world(sink_host);
	host_asks(attacker, LINK_RED, NULL);
	host_asks(attacker, LINK_BLUE, NULL);
	pass_time(300 * SECOND);
	(void)snprintf(text, sizeof(text), "!partner \"amber\" { gt 9996* }\n"
	    "%s", world_with("", sink_host) + 1);
	swap_all(text);
	host_goes(attacker, LINK_RED, NULL, true);
	host_goes(attacker, LINK_BLUE, NULL, true);
	host_goes(honest, LINK_RED, NULL, false);
	noticed.count = 0;
	pass_time(301 * SECOND);
	(void)asks(imsi_of(1), ULR);
	ck_assert_uint_eq(notices_of(NOTICE_SUNK), 2);
	/* sunk again for twice as long: it is known how often it was */
	ck_assert(!host_asks(attacker, LINK_BLUE, NULL));
	noticed.count = 0;
	pass_time(601 * SECOND);
	(void)asks(imsi_of(1), ULR);
	ck_assert_uint_eq(notices_of(NOTICE_SUNK), 1);	/* red's is released */
	swap_all("!home { plmn 001-01 gt 88210* realm " REALM_HOME
	    " link hss }\n"
	    "link red { ip 10.0.0.1 }\nlink blue { ip 10.0.0.2 }\n"
	    "link hss { ip 10.0.0.3 }\n"
	    "screen in { sink source origin_host nobody\npass label fine }\n");
	ck_assert_uint_eq(sunks_count(control_sunks(judge_control(r.judge))),
	    0);
	rules_close(&r);
}
END_TEST

/* The table has room for more, or for fewer, from now on. */
START_TEST(what_is_sunk_outlives_its_table)
{
	static char text[1000];

	world(sink_host);
	host_asks(attacker, LINK_RED, NULL);
	(void)snprintf(text, sizeof(text), "sinkhole { sources 16 }\n%s",
	    sink_host);
	swap("", text);
	host_goes(attacker, LINK_RED, NULL, true);
	swap("", sink_host);
	is_sunk_for_its_time();
	rules_close(&r);
}
END_TEST

static bool
by_hand(bool (*order)(struct control *, const char *, uint64_t, char *),
    const char *source)
{
	char error[CONTROL_ERROR_MAX];

	return order(judge_control(r.judge), source, now, error);
}

/* An operator adds and releases between configurations; each finds what the
 * others did, and the times of the latest hold for what comes after it. */
START_TEST(edited_between_configurations)
{
	static const char source[] = "host \"mme1." REALM_RED
	    "\" partner \"red\"", for_a_time[] = "host \"mme1." REALM_RED
	    "\" partner \"red\" term 20m";
	struct control *c;

	world(sink_host);
	host_asks(attacker, LINK_RED, NULL);
	ck_assert(by_hand(control_sink, source));
	swap("", "screen in { sink source for 5s imsi 0010123* label other\n"
	    "pass label fine }\n");
	c = judge_control(r.judge);
	ck_assert_uint_eq(sunks_count(control_sunks(c)), 2);
	host_asks(attacker, LINK_RED, NULL);
	is_sunk(true);
	ck_assert(by_hand(control_release, source));
	ck_assert(!by_hand(control_release, source));
	host_asks(honest, LINK_RED, NULL);
	is_sunk(false);
	ck_assert(by_hand(control_sink, for_a_time));
	swap("", sink_host);
	pass_time(1150 * SECOND);
	host_asks(honest, LINK_RED, NULL);
	is_sunk(true);
	host_asks(attacker, LINK_BLUE, NULL);	/* the rule is back */
	ck_assert_uint_eq(r.v.action, ACTION_SINK);
	pass_time(60 * SECOND);
	host_asks(honest, LINK_RED, NULL);
	is_sunk(false);
	rules_close(&r);
}
END_TEST

/* ---- steering ---- */

static const char steer_text[] = MEMORY
    "storm \"reg\" on { update-location } per overall enter 50/s for 1s leave "
    "20/s for 2s\n"
    "screen in { steer away (3 in 10m) op update-location class > health "
    "label steered\npass label fine }\n";

START_TEST(steered_away_so_often)
{
	unsigned i;

	world(steer_text);
	for (i = 0; i < 3; i++) {
		ck_assert(!asks(imsi_of(1), ULR));
		ck_assert_uint_eq(r.v.action, ACTION_STEER);
		pass_time(SECOND);
	}
	ck_assert(asks(imsi_of(1), ULR));
	ck_assert(!asks(imsi_of(2), ULR));
	/* where it was accepted it is left in peace, window over or not */
	pass_time(601 * SECOND);
	ck_assert(asks(imsi_of(1), ULR));
	ck_assert(!asks(imsi_of(2), ULR));
	rules_close(&r);
}
END_TEST

/* A network with a proven problem: one class is led away from it, others and
 * those in other networks are not, nor critical ones. */
START_TEST(steered_for_security)
{
	unsigned i;

	world("table <at-risk> plmn { 999-70 }\n" MEMORY
	    "screen in { steer away (2 in 10m) op update-location "
	    "visited <at-risk> class { meter health } label risk\n"
	    "pass label fine }\n");
	for (i = 0; i < 2; i++) {
		ck_assert(!asks(meter_of(1), ULR));
		ck_assert_str_eq(r.said, "steer risk");
		ck_assert(asks(imsi_of(1 + i), ULR));
		ck_assert(asks_from_blue(meter_of(2 + i), ULR));
		ck_assert(asks(CRITICAL_IMSI, ULR));
	}
	ck_assert(asks(meter_of(1), ULR));
	/* who names another network beside it is not let off */
	ck_assert(!asks_from_node(meter_of(4), ULR, "99970000014"));
	ck_assert_str_eq(r.said, "steer risk");
	rules_close(&r);
}
END_TEST

/* The same on a finding: its network floods, and from then on devices of one
 * class are led away from it, on this finding and by the table that it was put
 * into; others are not, nor is who is told often enough. */
START_TEST(steered_on_a_finding)
{
	unsigned i, k;

	world("table <at-risk> plmn persist\n" MEMORY
	    "check flood enforce over 20/s\n"
	    "screen in { match finding flood rate > 1/s per visited block in "
	    "<at-risk> for 10m\n"
	    "steer away (2 in 2h) op update-location visited <at-risk> "
	    "class { meter health } label risk\n"
	    "pass label fine }\n");
	ck_assert(asks(meter_of(1), ULR));
	for (i = 0; i < 40; i++) {
		ck_assert(asks(imsi_of(100 + i), AIR));
		pass_time(20 * MS);
	}
	for (k = 0; k < 2; k++) {
		pass_time(200 * SECOND);	/* the flood is over */
		ck_assert(!asks(meter_of(2), ULR));
		ck_assert_str_eq(r.said, "steer risk");
		ck_assert(asks(imsi_of(1 + k), ULR));
		ck_assert(asks_from_blue(meter_of(4 + k), ULR));
		ck_assert(asks(CRITICAL_IMSI, ULR));
	}
	ck_assert(asks(meter_of(2), ULR));	/* none is better there */
	ck_assert(asks(meter_of(1), ULR));	/* who was accepted stays */
	ck_assert(!asks(meter_of(3), ULR));
	pass_time(1200 * SECOND);
	ck_assert(asks(meter_of(3), ULR));	/* over */
	rules_close(&r);
}
END_TEST

/* The rule asks for the finding itself. */
START_TEST(steered_while_found)
{
	unsigned i;

	world(MEMORY "check flood enforce over 20/s\n"
	    "screen in { steer away (2 in 30m) op update-location finding "
	    "flood class meter label risk\npass label fine }\n");
	ck_assert(asks(meter_of(1), ULR));
	for (i = 0; i < 40; i++) {
		ck_assert(asks(imsi_of(100 + i), AIR));
		pass_time(20 * MS);
	}
	ck_assert(!asks(meter_of(2), ULR));
	ck_assert(asks(imsi_of(1), ULR));
	ck_assert(asks_from_blue(meter_of(3), ULR));
	pass_time(1200 * SECOND);
	ck_assert(asks(meter_of(2), ULR));
	rules_close(&r);
}
END_TEST

/* Sent again because the answer was lost, it is the same refusal. */
START_TEST(steering_counts_no_repetitions)
{
	unsigned i;

	world(steer_text);
	for (i = 0; i < 10; i++) {
		last = 41;
		ck_assert(!asks(imsi_of(1), ULR));
	}
	last = 42;
	ck_assert(!asks(imsi_of(1), ULR));
	ck_assert(!asks(imsi_of(1), ULR));
	ck_assert(asks(imsi_of(1), ULR));
	rules_close(&r);
}
END_TEST

START_TEST(never_steered)
{
	struct verdict v;
	unsigned i;

	world(MEMORY "screen in { steer away (3 in 10m) op update-location "
	    "label steered\npass label fine }\n");
	ck_assert(asks(CRITICAL_IMSI, ULR));
	for (i = 0; i < 10; i++)
		judge_explain(r.judge, input_diameter(&in,
		    &(struct diameter_input){ .imsi = imsi_of(1), .hbh = 5,
		    .src = LINK_RED }), now, &v, no_step, NULL);
	ck_assert_uint_eq(v.action, ACTION_STEER);
	ck_assert(!asks(imsi_of(1), ULR));
	rules_close(&r);
}
END_TEST

static size_t
steered(void)
{
	uint64_t evicted;

	return control_steered(judge_control(r.judge), &evicted);
}

/* Where nobody is sent away, no device is remembered for it. */
START_TEST(nobody_to_be_steered)
{
	world(MEMORY "storm \"reg\" on { update-location } per overall enter "
	    "50/s for 1s leave 20/s for 2s\nscreen in { pass }\n");
	ck_assert(asks(imsi_of(1), ULR));
	ck_assert_uint_eq(steered(), 0);
	rules_close(&r);
	world(steer_text);
	while (!asks(imsi_of(1), ULR))
		;
	ck_assert_uint_eq(steered(), 1);
	rules_close(&r);
}
END_TEST

START_TEST(steering_rests_in_a_storm)
{
	unsigned i;

	world(steer_text);
	for (i = 0; i < 4; i++)
		(void)crowd(1000 * i, 80, ULR);
	ck_assert(asks(imsi_of(50000), ULR));
	for (i = 0; i < 6; i++) {
		pass_time(SECOND);
		(void)asks(imsi_of(1), AIR);
	}
	ck_assert(!asks(imsi_of(50001), ULR));
	rules_close(&r);
}
END_TEST

START_TEST(steering_outlives_a_configuration)
{
	world(steer_text);
	ck_assert(!asks(imsi_of(1), ULR));
	ck_assert(!asks(imsi_of(1), ULR));
	swap("", steer_text);
	ck_assert(!asks(imsi_of(1), ULR));
	ck_assert(asks(imsi_of(1), ULR));
	rules_close(&r);
}
END_TEST

static const char risk_text[] = "table <at-risk> plmn { %s }\n" MEMORY
    "screen in { steer away (%u in 10m) op update-location visited <at-risk> "
    "label risk\npass label fine }\n";

static const char *
at_risk(const char *networks, unsigned times)
{
	static char text[1000];

	(void)snprintf(text, sizeof(text), risk_text, networks, times);
	return text;
}

/* Networks come into the table and go from it with configurations; how often a
 * device was sent away is not forgotten over that. */
START_TEST(steered_by_a_table_that_changes)
{
	world(at_risk("999-70", 3));
	ck_assert(!asks(imsi_of(1), ULR));
	swap("", at_risk("999-80", 3));
	ck_assert(asks(imsi_of(2), ULR));
	swap("", at_risk("999-70 999-80", 3));
	ck_assert(!asks(imsi_of(1), ULR));
	ck_assert(asks(imsi_of(2), ULR));	/* it was accepted there */
	swap("", at_risk("999-70 999-80", 2));
	ck_assert(asks(imsi_of(1), ULR));	/* twice is enough now */
	ck_assert(!asks(imsi_of(3), ULR));
	ck_assert(!asks(imsi_of(3), ULR));
	ck_assert(asks(imsi_of(3), ULR));
	rules_close(&r);
}
END_TEST

static void
add(TCase *tc)
{
	tcase_add_test(tc, edited_between_configurations);
	tcase_add_test(tc, steered_by_a_table_that_changes);
	tcase_add_test(tc, a_host_is_sunk_before_the_rules);
	tcase_add_test(tc, forged_names_sink_who_forged);
	tcase_add_test(tc, critical_devices_behind_a_sunk_host);
	tcase_add_test(tc, critical_devices_of_an_unproven_origin);
	tcase_add_test(tc, terms_and_probation);
	tcase_add_test(tc, a_subscriber);
	tcase_add_test(tc, a_whole_partner);
	tcase_add_test(tc, what_only_watches_sinks_nobody);
	tcase_add_test(tc, explaining_sinks_nobody);
	tcase_add_test(tc, what_is_sunk_outlives_a_configuration);
	tcase_add_test(tc, what_is_sunk_outlives_other_partners);
	tcase_add_test(tc, what_is_sunk_outlives_its_table);
	tcase_add_test(tc, steered_away_so_often);
	tcase_add_test(tc, steered_for_security);
	tcase_add_test(tc, steered_on_a_finding);
	tcase_add_test(tc, steered_while_found);
	tcase_add_test(tc, steering_counts_no_repetitions);
	tcase_add_test(tc, never_steered);
	tcase_add_test(tc, nobody_to_be_steered);
	tcase_add_test(tc, steering_rests_in_a_storm);
	tcase_add_test(tc, steering_outlives_a_configuration);
}

int
main(void)
{
	return judge_main("control_sunk", add);
}
