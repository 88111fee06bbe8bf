/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Partners under monitor, or being learned: what comes from them and goes to
 * them is judged, counted and remembered, and passes whatever comes of it;
 * nobody else gets by under their name.
 */
#include "control_world.h"

#define RULES_IN	"screen in { drop op reset label reset\n"	\
	"reject (not-allowed) op update-location label refused }\n"
#define RULES_OUT	"screen out { drop label kept }\n"

/* red is under monitor. */
static void
watching(const char *text)
{
	world("");
	rules_close(&r);
	rules_open(&r, world_with("monitor ", text));
	judge_notices(r.judge, note, NULL);
}

static const char *
reason_of(const struct sig_msg *m)
{
	static char reason[CONF_REASON_MAX];

	judge_reason(r.judge, m, &r.v, reason);
	return reason;
}

static const struct sig_msg *
request(uint32_t link, const char *realm)
{
	return input_diameter(&in, &(struct diameter_input){ .realm = realm,
	    .hbh = ++last, .src = link, .dst = LINK_HSS });
}

START_TEST(what_comes_from_it)
{
	const struct sig_msg *m;

	watching(RULES_IN);
	m = request(LINK_RED, REALM_RED);
	ck_assert_str_eq(rules_judge(&r, m, now), "reject refused");
	ck_assert(r.v.monitor);
	ck_assert_str_eq(reason_of(m), "op update-location (partner \"red\" is"
	    " under monitor)");
	ck_assert_uint_eq(judge_matches(r.judge, DIRECTION_IN, 1), 1);
	m = request(LINK_BLUE, REALM_BLUE);
	ck_assert_str_eq(rules_judge(&r, m, now), "reject refused");
	ck_assert(!r.v.monitor);
	ck_assert_str_eq(reason_of(m), "op update-location");
	rules_close(&r);
}
END_TEST

/* A realm that anybody can write is no way around the rules. */
START_TEST(its_name_over_another_link)
{
	watching(RULES_IN);
	rules_judge(&r, request(LINK_BLUE, REALM_RED), now);
	ck_assert_uint_eq(r.v.from, OWNER_PARTNER);
	ck_assert(!r.v.monitor);
	rules_judge(&r, request(0x0a0000ff, REALM_RED), now);
	ck_assert_uint_eq(r.v.from, OWNER_PARTNER);
	ck_assert(!r.v.monitor);
	rules_close(&r);
}
END_TEST

/* Home's, to the partner that the realm names. */
static void
home_asks(const char *realm, uint32_t link)
{
	rules_judge(&r, input_diameter(&in, &(struct diameter_input){
	    .code = 317, .host = "hss1." REALM_HOME, .realm = REALM_HOME,
	    .dest_realm = realm, .hbh = ++last, .src = LINK_HSS,
	    .dst = link }), now);
	ck_assert_uint_eq(r.v.direction, DIRECTION_OUT);
	ck_assert_str_eq(r.said, "drop kept");
}

START_TEST(what_goes_to_it)
{
	watching(PASS_ALL RULES_OUT);
	home_asks(REALM_RED, LINK_RED);
	ck_assert(r.v.monitor);
	home_asks(REALM_BLUE, LINK_BLUE);
	ck_assert(!r.v.monitor);
	rules_close(&r);
}
END_TEST

/* They name nobody: it is who asked, or else who is behind the link. */
START_TEST(answers_to_it)
{
	watching(PASS_ALL RULES_OUT);
	home_answers = false;
	ck_assert(asks(imsi_of(1), ULR));
	home_says(ULR, "268=2001");
	ck_assert_str_eq(ruleset_owner_name(r.rs, r.v.to), "red");
	ck_assert_str_eq(r.said, "drop kept");
	ck_assert(r.v.monitor);
	ck_assert_str_eq(reason_of(&in.m), "all (partner \"red\" is"
	    " under monitor)");
	answers(ULR, &(struct said){ .host = "hss1." REALM_HOME,
	    .realm = REALM_HOME, .result = "268=2001", .src = LINK_HSS,
	    .dst = LINK_BLUE, .hbh = last, .success = true });
	ck_assert(!r.v.monitor);
	rules_close(&r);
	watching(MEMORY PASS_ALL RULES_OUT);
	home_answers = false;
	ck_assert(asks(imsi_of(1), ULR));
	answers(ULR, &(struct said){ .host = "hss1." REALM_HOME,
	    .realm = REALM_HOME, .result = "268=2001", .src = LINK_HSS,
	    .dst = LINK_RED, .hbh = last, .success = true });
	ck_assert_uint_ne(r.v.request, 0);
	ck_assert(r.v.monitor);
	rules_close(&r);
}
END_TEST

/* What was let through so is remembered as what passed. */
START_TEST(its_requests_are_remembered)
{
	watching(MEMORY RULES_IN "screen out { pass label told }\n");
	rules_judge(&r, request(LINK_RED, REALM_RED), now);
	ck_assert_uint_eq(r.v.action, ACTION_REJECT);
	ck_assert(r.v.waits);
	home_says(ULR, "268=2001");
	ck_assert_str_eq(r.said, "pass told");
	ck_assert_uint_eq(r.v.request, 1);
	rules_close(&r);
}
END_TEST

START_TEST(nothing_is_held_against_it)
{
	const struct sig_msg *m;
	unsigned i;

	watching("table <t> gt\nscreen in { drop calling gt <t> label blocked"
	    " drop rate > 2/s per calling block in <t> for 1h label fast pass"
	    " label fine }\n");
	for (i = 0; i < 6; i++) {
		m = input_map(&in, &(struct map_input){ .src = LINK_RED,
		    .dst = LINK_HSS });
		rules_judge(&r, m, now);
		ck_assert_uint_eq(r.v.from, OWNER_PARTNER);
		ck_assert(r.v.monitor);
		ck_assert_str_ne(r.said, "drop blocked");
	}
	ck_assert_str_eq(r.said, "drop fast");
	rules_close(&r);
	watching("screen in { sink source for 10m label attack }\n");
	for (i = 0; i < 2; i++) {
		rules_judge(&r, request(LINK_RED, REALM_RED), now);
		ck_assert_uint_eq(r.v.why, WHY_RULE);
	}
	ck_assert_uint_eq(notices_of(NOTICE_SUNK), 0);
	rules_close(&r);
	watching(PROTECT MEMORY PASS_ALL);
	ck_assert_uint_eq(crowd(1, 100, ULR), 100);
	rules_close(&r);
}
END_TEST

/* Sunk before it came under monitor. */
START_TEST(what_is_sunk_already)
{
	static const char sinks[] =
	    "screen in { sink source for 10m label attack }\n";
	struct ruleset *old;

	world(sinks);
	rules_judge(&r, request(LINK_RED, REALM_RED), now);
	rules_judge(&r, request(LINK_RED, REALM_RED), now);
	ck_assert_uint_eq(r.v.why, WHY_SUNK);
	ck_assert(!r.v.monitor);
	rules_open(&more, world_with("monitor ", sinks));
	ck_assert(judge_swap(r.judge, more.rs));
	old = r.rs;
	r.rs = more.rs;
	more.rs = old;
	rules_judge(&r, request(LINK_RED, REALM_RED), now);
	ck_assert_uint_eq(r.v.why, WHY_SUNK);
	ck_assert(r.v.monitor);
	judge_free(more.judge);
	ruleset_free(more.rs);
	rules_close(&r);
}
END_TEST

/* ---- learn ---- */

#define FLOODS	MEMORY "check flood enforce over 5/s\n"		\
	"screen in { drop finding flood label flood\npass label fine }\n"

/* So many are asked for by one node over that link, twenty a second; how many
 * messages were found to be a flood. */
static unsigned
flood(uint32_t link, const char *realm, unsigned from, unsigned n)
{
	unsigned i, found = 0;
	char imsi[16], host[100];

	(void)snprintf(host, sizeof(host), "mme1.%s", realm);
	for (i = from; i < from + n; i++) {
		(void)snprintf(imsi, sizeof(imsi), "0010155%08u", 7919 * i);
		rules_judge(&r, input_diameter(&in, &(struct diameter_input){
		    .realm = realm, .host = host, .imsi = imsi, .hbh = ++last, .code = AIR,
		    .src = link, .dst = LINK_HSS }), now);
		found += r.v.found >> CHECK_FLOOD & 1;
		now += SECOND / 20;
	}
	return found;
}

/* Other rules, with that of red. */
static void
other_rules(const char *red)
{
	struct ruleset *old = r.rs;

	rules_open(&more, world_with(red, FLOODS));
	ck_assert(judge_swap(r.judge, more.rs));
	r.rs = more.rs;
	judge_free(more.judge);
	ruleset_free(old);
}

/* What a partner that is learned does is usual for it then and later; for
 * nobody else, and not for who comes under its name. */
START_TEST(what_it_does_is_learned)
{
	world("");
	rules_close(&r);
	rules_open(&r, world_with("learn ", FLOODS));
	ck_assert_uint_eq(flood(LINK_RED, REALM_RED, 0, 100), 0);
	ck_assert(r.v.monitor);
	ck_assert_uint_gt(flood(LINK_BLUE, REALM_BLUE, 0, 100), 0);
	ck_assert(!r.v.monitor);
	other_rules("");
	pass_time(600 * SECOND);
	ck_assert_uint_eq(flood(LINK_RED, REALM_RED, 100, 100), 0);
	ck_assert(!r.v.monitor);
	rules_close(&r);
	/* under monitor the same is found, and so it is without */
	rules_open(&r, world_with("monitor ", FLOODS));
	ck_assert_uint_gt(flood(LINK_RED, REALM_RED, 0, 100), 0);
	other_rules("");
	pass_time(600 * SECOND);
	ck_assert_uint_gt(flood(LINK_RED, REALM_RED, 100, 100), 0);
	rules_close(&r);
	rules_open(&r, world_with("learn ", FLOODS));
	ck_assert_uint_gt(flood(LINK_BLUE, REALM_RED, 0, 100), 0);
	rules_close(&r);
}
END_TEST

START_TEST(it_says_that_it_learns)
{
	const struct sig_msg *m;

	world("");
	rules_close(&r);
	rules_open(&r, world_with("learn ", RULES_IN));
	m = request(LINK_RED, REALM_RED);
	ck_assert_str_eq(rules_judge(&r, m, now), "reject refused");
	ck_assert(r.v.monitor);
	ck_assert_str_eq(reason_of(m), "op update-location (partner \"red\" is"
	    " being learned)");
	rules_close(&r);
}
END_TEST

static void
no_step(void *arg, const struct judge_step *s)
{
	(void)arg;
	(void)s;
}

START_TEST(explaining_says_the_same)
{
	struct verdict v;

	watching(RULES_IN);
	judge_explain(r.judge, request(LINK_RED, REALM_RED), now, &v, no_step,
	    NULL);
	ck_assert(v.monitor);
	judge_explain(r.judge, request(LINK_BLUE, REALM_BLUE), now, &v,
	    no_step, NULL);
	ck_assert(!v.monitor);
	rules_close(&r);
}
END_TEST

static void
add(TCase *tc)
{
	tcase_add_test(tc, what_comes_from_it);
	tcase_add_test(tc, its_name_over_another_link);
	tcase_add_test(tc, what_goes_to_it);
	tcase_add_test(tc, answers_to_it);
	tcase_add_test(tc, its_requests_are_remembered);
	tcase_add_test(tc, nothing_is_held_against_it);
	tcase_add_test(tc, what_is_sunk_already);
	tcase_add_test(tc, what_it_does_is_learned);
	tcase_add_test(tc, it_says_that_it_learns);
	tcase_add_test(tc, explaining_says_the_same);
}

int
main(void)
{
	return judge_main("monitor", add);
}
