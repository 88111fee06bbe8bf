/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a message means beside those before it: findings, from messages as they
 * stand in octets.
 */
#include "context_help.h"

static void
at_red(void)
{
	ck_assert_str_eq(judge(ul()), "pass fine");
	ck_assert_str_eq(judge(home_accepts(RED_VLR, 7, 2)),
	    "pass (no rules)");
}

/* ---- several components ---- */

/* A question about somebody, and behind it what only the network that serves
 * him may say. */
static const struct sig_msg *
behind_another(const char *vlr)
{
	return input_map(&in, &(struct map_input){ .op = 45,
	    .argument = "30{80:msisdn 81=ff 82:smsc}", .op2 = 67,
	    .argument2 = "a3{04:imsi 80:vlr}", .vlr = vlr, .calling = vlr });
}

START_TEST(each_component_is_of_a_place)
{
	world(WORLD "check previous-place enforce\n"
	    "screen in { drop finding previous-place label elsewhere\n"
	    "pass label fine }\n");
	ck_assert_str_eq(judge(behind_another(BLUE_VLR)), "pass fine");
	at_red();
	ck_assert_str_eq(judge(behind_another(BLUE_VLR)), "drop elsewhere");
	ck_assert_str_eq(judge(behind_another(RED_VLR)), "pass fine");
	rules_close(&r);
}
END_TEST

/* About the subscriber of a number, which the second component asks for. */
static const struct sig_msg *
asks_for(unsigned who)
{
	static char first[64], second[64];

	(void)snprintf(first, sizeof(first), "30{04=91881250550000%02u"
	    " 04:smsc 0a=00}", who);
	(void)snprintf(second, sizeof(second), "30{80=91881250550000%02u"
	    " 81=ff 82:smsc}", who);
	return input_map(&in, &(struct map_input){ .op = 47,
	    .argument = first, .op2 = 45, .argument2 = second });
}

START_TEST(each_component_may_be_an_enquiry)
{
	unsigned i;

	world(WORLD "check scan enforce over 8 within 10m\n"
	    "screen in { drop finding scan label scan pass label fine }\n");
	for (i = 0; i < 8; i++) {
		ck_assert_str_eq(judge(asks_for(i * 10)), "pass fine");
		ck_assert_str_eq(judge(asks_for(i * 10)), "pass fine");
	}
	ck_assert_str_eq(judge(asks_for(i * 10)), "drop scan");
	rules_close(&r);
}
END_TEST

static const char closed[] = "!home { plmn 001-01 gt 88210* }\n"
    "partner red { plmn 999-70 gt 9997* roaming none }\n"
    "memory { }\ncheck no-roaming enforce\ncheck scan enforce over 5\n"
    "screen in { drop finding no-roaming label closed\n"
    "drop finding scan label scan pass label fine }\n";

/* Behind a component of no interest a registration is one all the same. */
START_TEST(a_registration_behind_another)
{
	struct map_input i = { .op = 45, .version = 1 };

	rules_open(&r, closed);
	ck_assert_str_eq(rules_judge(&r, input_map(&in, &i), START),
	    "pass fine");
	i.op2 = 2;
	i.argument2 = map_form_find(2, 1)->argument;
	ck_assert_uint_eq(input_map(&in, &i)->ncomp, 2);
	ck_assert_str_eq(rules_judge(&r, &in.m, START), "drop closed");
	rules_close(&r);
}
END_TEST

/* Nor does a guest's IMSI in first place hide one of home's. */
START_TEST(a_second_imsi)
{
	struct map_input i = { .imsi = "999701234567890", .op2 = 2 };

	rules_open(&r, closed);
	ck_assert_str_eq(rules_judge(&r, input_map(&in, &i), START),
	    "pass fine");
	i.argument2 = "30{04=00010121436587f9 81=91887205000021 "
	    "04=91999707000021}";
	ck_assert_str_eq(rules_judge(&r, input_map(&in, &i), START),
	    "drop closed");
	rules_close(&r);
}
END_TEST

/* Who asks about many is found also when he asks in second place. */
START_TEST(enquiries_behind_another)
{
	struct map_input i = { .op = 57, .version = 2, .op2 = 22 };
	char imsi[20];
	unsigned k;

	rules_open(&r, closed);
	i.argument2 = map_form_find(22, 1)->argument;
	for (k = 0; k < 7; k++) {
		snprintf(imsi, sizeof(imsi), "0010101%08u", k * 7919);
		i.imsi = imsi;
		(void)rules_judge(&r, input_map(&in, &i), START);
	}
	ck_assert_uint_eq(in.m.ncomp, 2);
	ck_assert_str_eq(r.said, "drop scan");
	rules_close(&r);
}
END_TEST

/* ---- many nodes of one partner ---- */

/* Who wants to know where home's subscriber is, from one of its nodes. */
static const struct sig_msg *
asks_from(unsigned node, unsigned who)
{
	static char argument[80], calling[20];

	snprintf(argument, sizeof(argument), "30{80=918812505500%02u%02u"
	    " 81=ff 82:smsc}", who / 100, who % 100);
	snprintf(calling, sizeof(calling), "9997%07u", node);
	return input_map(&in, &(struct map_input){ .op = 45,
	    .argument = argument, .calling = calling });
}

#define TOGETHER WORLD "check scan learn 1m over 20 within 10m\n"	\
    "screen in { drop finding scan label scan pass label fine }\n"

START_TEST(a_scan_by_many_nodes)
{
	unsigned i;

	world(TOGETHER);
	for (i = 0; i < 4; i++)		/* usual of one that is known */
		ck_assert_str_eq(judge(asks_from(0, i)), "pass fine");
	now += 70 * SECOND;
	for (; i < 40; i++)
		ck_assert_str_eq(judge(asks_from(1 + i % 8, 7 * i)),
		    "pass fine");
	for (; i < 60; i++)
		(void)judge(asks_from(1 + i % 8, 7 * i));
	ck_assert_str_eq(r.said, "drop scan");
	ck_assert_str_eq(judge(asks_from(99, 7 * i)), "drop scan");
	/* those that are known go on as usual, and no more */
	ck_assert_str_eq(judge(asks_from(0, 8)), "pass fine");
	for (i = 0; i < 100; i++)
		(void)judge(asks_from(0, 9 * i + 1));
	ck_assert_str_eq(r.said, "drop scan");
	rules_close(&r);
}
END_TEST

/* ---- on one protocol, and then on the other ---- */

static const struct sig_msg *
airs(const char *host, const char *realm, const char *plmn)
{
	return input_diameter(&in, &(struct diameter_input){ .code = 318,
	    .host = host, .realm = realm, .plmn = plmn });
}

#define AIR_RED	 airs("mme1." REALM_RED, REALM_RED, "99970")
#define AIR_BLUE airs("mme1." REALM_BLUE, REALM_BLUE, "99980")
#define AIR_GREEN airs("mme1.green.example.org", "green.example.org", "99990")
#define PIVOT								\
    "screen in { drop op purge label refused\n"				\
    "drop finding pivot label pivot pass label fine }\n"

/* A message about the subscriber from the blue network that is refused. */
static const struct sig_msg *
probes(void)
{
	return input_map(&in, &(struct map_input){ .op = 67,
	    .calling = BLUE_VLR, .vlr = BLUE_VLR });
}

/* The network that was refused is always held to it; any other one once, for
 * the subscriber may be there. */
START_TEST(who_tried_before)
{
	unsigned i;

	world(WORLD "check pivot enforce\n" PIVOT);
	at_red();
	ck_assert_str_eq(judge(AIR_BLUE), "pass fine");
	for (i = 0; i < 3; i++) {
		ck_assert_str_eq(judge(probes()), "drop refused");
		ck_assert_str_eq(judge(AIR_BLUE), "drop pivot");
		ck_assert_str_eq(judge(AIR_RED), "pass fine");
		ck_assert_str_eq(judge(AIR_GREEN), i == 0 ? "drop pivot" :
		    "pass fine");
	}
	/* ten minutes for others, an hour for that one */
	now += 601 * SECOND;
	ck_assert_str_eq(judge(AIR_BLUE), "drop pivot");
	now += 3000 * SECOND;
	ck_assert_str_eq(judge(AIR_BLUE), "pass fine");
	rules_close(&r);
}
END_TEST

/* Another one is held to it for ten minutes, and no longer. */
START_TEST(who_else_tried_before)
{
	world(WORLD "check pivot enforce\n" PIVOT);
	at_red();
	ck_assert_str_eq(judge(probes()), "drop refused");
	now += 601 * SECOND;
	ck_assert_str_eq(judge(AIR_GREEN), "pass fine");
	ck_assert_str_eq(judge(probes()), "drop refused");
	now += 590 * SECOND;
	ck_assert_str_eq(judge(AIR_GREEN), "drop pivot");
	rules_close(&r);
}
END_TEST

/* Who tries everybody is held to it himself, and locks out nobody. */
START_TEST(who_tried_everybody)
{
	unsigned i;
	char imsi[20];

	world(WORLD "check pivot enforce\ncheck scan enforce over 5\n" PIVOT);
	at_red();
	for (i = 0; i < 10; i++) {
		snprintf(imsi, sizeof(imsi), "0010101%08u", i * 7919);
		ck_assert_str_eq(judge(input_map(&in, &(struct map_input){
		    .op = 67, .calling = BLUE_VLR, .vlr = BLUE_VLR,
		    .imsi = imsi })), "drop refused");
	}
	ck_assert_str_eq(judge(probes()), "drop refused");
	ck_assert_str_eq(judge(AIR_BLUE), "drop pivot");
	ck_assert_str_eq(judge(AIR_GREEN), "pass fine");
	rules_close(&r);
}
END_TEST

/* ---- by number ---- */

static const struct sig_msg *
sends(const char *vlr)
{
	return input_map(&in, &(struct map_input){ .op = 46, .vlr = vlr,
	    .argument = "30{84:smsc 82:msisdn 04=0100}", .calling = vlr });
}

/* Home tells a network which number its guest has; from then on a message that
 * names nothing else is one of his. */
START_TEST(a_message_by_number)
{
	static const struct map_input tells = { .op = 7,
		.argument = "30{80:imsi 81:msisdn}",
		.calling = "88210000001", .called = RED_VLR };
	struct memory_stats stats;

	world(WORLD "check previous-place enforce\n"
	    "screen in { drop finding previous-place label elsewhere\n"
	    "pass label fine }\n");
	at_red();
	ck_assert_str_eq(judge(sends(BLUE_VLR)), "pass fine");
	ck_assert_str_eq(judge(input_map(&in, &tells)), "pass (no rules)");
	ck_assert_str_eq(judge(sends(BLUE_VLR)), "drop elsewhere");
	ck_assert_str_eq(judge(sends(RED_VLR)), "pass fine");
	memory_stats(judge_memory(r.judge), &stats);
	ck_assert_uint_eq(stats.numbers, 1);
	ck_assert_uint_eq(stats.numbers_lost, 0);
	rules_close(&r);
}
END_TEST

/* What others tell of home's subscribers is not believed. */
START_TEST(a_number_told_by_others)
{
	static const struct map_input tells = { .op = 7,
		.argument = "30{80:imsi 81:msisdn}",
		.calling = RED_VLR, .called = "88210000001" };

	world(WORLD "check previous-place enforce\n"
	    "screen in { drop finding previous-place label elsewhere\n"
	    "pass label fine }\n");
	at_red();
	ck_assert_str_eq(judge(input_map(&in, &tells)), "pass fine");
	ck_assert_str_eq(judge(sends(BLUE_VLR)), "pass fine");
	rules_close(&r);
}
END_TEST

/* ---- one after the other ---- */

static const struct sig_msg *
registers(unsigned who)
{
	static char imsi[20];

	snprintf(imsi, sizeof(imsi), "00101%010u", who);
	return input_map(&in, &(struct map_input){ .op = 2, .imsi = imsi });
}

/* Meters after a power cut are no search, as long as home takes them; nor is
 * what the guests that they are then do. */
START_TEST(meters_one_after_the_other)
{
	unsigned i;

	world(WORLD "check sequential enforce over 8\n"
	    "screen in { drop finding sequential label search\n"
	    "pass label fine }\n");
	for (i = 0; i < 100; i++) {
		ck_assert_str_eq(judge(registers(i)), "pass fine");
		ck_assert_str_eq(judge(home_accepts(RED_VLR, 7, 2)),
		    "pass (no rules)");
	}
	for (i = 0; i < 100; i++)
		ck_assert_str_eq(judge(registers(i)), "pass fine");
	for (; i < 108; i++)
		ck_assert_str_eq(judge(registers(i)), "pass fine");
	ck_assert_str_eq(judge(registers(i)), "drop search");
	ck_assert_str_eq(judge(registers(5)), "pass fine");
	rules_close(&r);
}
END_TEST

/* ---- modes ---- */

/* Whoever says "enforce" wants no learning first; and what one check does is
 * nothing to another. */
START_TEST(enforced_from_the_first_message)
{
	unsigned i;

	world(WORLD "check scan off\ncheck flood enforce over 10/s\n"
	    "screen in { drop finding flood label flood pass label fine }\n");
	for (i = 0; i < 10; i++) {
		now -= SECOND / 10;
		ck_assert_str_eq(judge(asks_for(10)), "pass fine");
	}
	now -= SECOND / 10;
	ck_assert_str_eq(judge(asks_for(10)), "drop flood");
	rules_close(&r);
}
END_TEST

/* A capture that begins in the middle of the day: nothing is blocked for want
 * of state, unless whoever runs it says so; and even then only what needs none
 * of the past to be wrong. */
START_TEST(want_of_state)
{
	static const char *const checks[] = { "", "check unasked enforce\n"
	    "check previous-place enforce check velocity enforce\n"
	    "check two-places enforce check pivot enforce\n"
	    "check scan enforce check sequential enforce check flood enforce\n"
	    "check unusual-context enforce check peer-changed enforce\n"
	    "check subscriber-changed enforce\n" };
	char text[2000];
	size_t i;

	for (i = 0; i < 2; i++) {
		(void)snprintf(text, sizeof(text), WORLD "%s"
		    "screen in { drop finding unasked label unasked\n"
		    "drop finding { previous-place velocity two-places pivot "
		    "scan sequential flood unusual-context peer-changed "
		    "subscriber-changed } label found pass label fine }\n",
		    checks[i]);
		world(text);
		ck_assert_str_eq(judge(answers("hss1." REALM_RED, REALM_RED,
		    0x40, "268=2001")), i == 0 ? "pass fine" : "drop unasked");
		ck_assert_str_eq(judge(behind_another(BLUE_VLR)), "pass fine");
		ck_assert_str_eq(judge(sends(BLUE_VLR)), "pass fine");
		ck_assert_str_eq(judge(AIR_GREEN), "pass fine");
		ck_assert_str_eq(judge(ul()), "pass fine");
		ck_assert_str_eq(judge(probes()), "pass fine");
		rules_close(&r);
	}
}
END_TEST

static void
add(TCase *tc)
{
	tcase_add_test(tc, each_component_is_of_a_place);
	tcase_add_test(tc, each_component_may_be_an_enquiry);
	tcase_add_test(tc, a_registration_behind_another);
	tcase_add_test(tc, a_second_imsi);
	tcase_add_test(tc, enquiries_behind_another);
	tcase_add_test(tc, a_scan_by_many_nodes);
	tcase_add_test(tc, who_tried_before);
	tcase_add_test(tc, who_else_tried_before);
	tcase_add_test(tc, who_tried_everybody);
	tcase_add_test(tc, a_message_by_number);
	tcase_add_test(tc, a_number_told_by_others);
	tcase_add_test(tc, meters_one_after_the_other);
	tcase_add_test(tc, enforced_from_the_first_message);
	tcase_add_test(tc, want_of_state);
}

int
main(void)
{
	return judge_main("context", add);
}
