/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Devices: their class and the lists that hold them, by what a message says
 * and by what an earlier one said (GSMA CLP.14 5.7.3).
 */
#include <stdlib.h>
#include <unistd.h>

#include "../rules/block.h"
#include "context_help.h"

#define DAY		(86400 * SECOND)
/* 1 January 2027, 00:00 UTC */
#define NEW_YEAR	(UINT64_C(1798761600) * SECOND)

/* The devices of these tests: a pump, a meter, and a stolen phone. */
#define PUMP		"350000010000010"
#define METER		"350000020000010"
#define STOLEN		"350000090000010"
#define CLASSES								\
    "table <pumps> imei { 35000001 }\n"					\
    "class pump priority 1 imsi { 001019* } critical\n"			\
    "class pump2 priority 2 imei <pumps> critical\n"			\
    "class meter priority 9 imei { 35000002 350000030000017 }\n"	\
    "class phone priority 5\n"
/* A rule a class, so that what is said is the class. */
#define BY_CLASS							\
    "screen in { pass class pump label pump pass class pump2 label pump2\n" \
    "pass class meter label meter pass label phone }\n"
#define SUBSCRIBER	"001010123456789"

/* ---- messages ---- */

/* A request of that command by a network; without an IMEI for NULL. */
static const struct sig_msg *
asks_by(const char *realm, unsigned code, const char *imsi, const char *imei)
{
	const struct diameter_form *f = diameter_form_find(code);
	struct build_ids ids = build_ids_default;
	struct wbuf w = wbuf_make(in.octets, sizeof(in.octets));
	struct diameter_head h = { .flags = 0xc0, .code = code, .app = f->app,
	    .hbh = 1, .e2e = 1 };
	struct diameter_form bare = *f;
	char avps[160], host[80];

	(void)snprintf(avps, sizeof(avps), "1:imsi%s",
	    imei == NULL ? "" : " 1401{1402:imei 1403\"01\"}");
	(void)snprintf(host, sizeof(host), "mme1.%s", realm);
	bare.request = avps;
	ids.v[BUILD_ID_IMSI] = imsi;
	if (imei != NULL)
		ids.v[BUILD_ID_IMEI] = imei;
	ids.v[BUILD_ID_ORIGIN_HOST] = host;
	ids.v[BUILD_ID_ORIGIN_REALM] = realm;
	diameter_request(&w, &bare, &h, &ids, NULL);
	input_read(&in, SIG_ENTRY_DIAMETER, &w, 0, 0);
	return &in.m;
}

static const struct sig_msg *
asks(unsigned code, const char *imsi, const char *imei)
{
	return asks_by(REALM_RED, code, imsi, imei);
}

/* Home's answer to it. */
static void
home_answers(unsigned code, const char *result)
{
	ck_assert_str_eq(judge(input_answer(&in,
	    &(struct diameter_answer_input){ .code = code,
	    .result = result })), "pass (no rules)");
}

enum { ULR = 316, AIR = 318, NOR = 323 };

/* He registers with that device, or one that is not told, and home takes it. */
static void
registers(const char *imsi, const char *imei)
{
	(void)judge(asks(ULR, imsi, imei));
	home_answers(ULR, "268=2001");
}

#define SAYS(code, imei, want)						\
	ck_assert_str_eq(judge(asks(code, SUBSCRIBER, imei)), want)
#define AIR_SAYS(want)		SAYS(AIR, NULL, want)
#define ULR_SAYS(imei, want)	SAYS(ULR, imei, want)

/* ---- classes ---- */

START_TEST(class_by_imsi)
{
	world(WORLD CLASSES BY_CLASS);
	ck_assert_str_eq(judge(asks(AIR, "001019123456789", NULL)),
	    "pass pump");
	AIR_SAYS("pass phone");
	rules_close(&r);
}
END_TEST

/* S6a tells it in the ULR alone, and the AIR of the next time has it. */
START_TEST(class_by_imei_once_seen)
{
	world(WORLD CLASSES BY_CLASS);
	AIR_SAYS("pass phone");
	ULR_SAYS(PUMP, "pass pump2");
	AIR_SAYS("pass phone");		/* home has not taken it yet */
	(void)judge(asks(ULR, SUBSCRIBER, PUMP));
	home_answers(ULR, "268=2001");
	AIR_SAYS("pass pump2");
	ck_assert_str_eq(judge(asks(AIR, "001010123456780", NULL)),
	    "pass phone");
	/* the SIM goes into another one; one that says nothing changes none */
	registers(SUBSCRIBER, METER);
	AIR_SAYS("pass meter");
	registers(SUBSCRIBER, NULL);
	AIR_SAYS("pass meter");
	/* what the message says counts before what is remembered */
	ULR_SAYS(PUMP, "pass pump2");
	AIR_SAYS("pass meter");
	/* a check digit that is not sent tells no device from another */
	ULR_SAYS("35000003000001", "pass meter");
	ULR_SAYS("350000030000020", "pass phone");
	rules_close(&r);
}
END_TEST

/* Whom home refused has shown no device. */
START_TEST(what_home_refuses_is_not_seen)
{
	world(WORLD CLASSES BY_CLASS);
	registers(SUBSCRIBER, METER);
	(void)judge(asks(ULR, SUBSCRIBER, PUMP));
	home_answers(ULR, "297{266=10415 298=5420}");
	AIR_SAYS("pass meter");
	rules_close(&r);
}
END_TEST

/* updateLocation with ADD-Info, and what comes after it by IMSI, by number, and
 * within a dialogue that named him. */
START_TEST(seen_over_map)
{
	static const struct map_input authenticate = { .op = 56,
		.argument = "30{80:imsi 02=01 83=00}" };
	static const struct map_input number = { .op = 7,
		.argument = "30{80:imsi 81:msisdn}", .calling = HOME_HLR,
		.called = RED_VLR };
	static const struct map_input sends = { .op = 46,
		.argument = "30{84:smsc 82:msisdn 04=0100}" };

	world(WORLD CLASSES "class add priority 3 imei { 35938603* }\n"
	    "screen in { pass class add label add pass label phone }\n");
	ck_assert_str_eq(judge(input_map(&in, &authenticate)), "pass phone");
	ck_assert_str_eq(judge(ul()), "pass add");
	ck_assert_str_eq(judge(home_accepts(RED_VLR, 7, 2)),
	    "pass (no rules)");
	ck_assert_str_eq(judge(input_map(&in, &authenticate)), "pass add");
	ck_assert_str_eq(judge(input_map(&in, &sends)), "pass phone");
	ck_assert_str_eq(judge(input_map(&in, &number)), "pass (no rules)");
	ck_assert_str_eq(judge(input_map(&in, &sends)), "pass add");
	/* over the other protocol it is the same subscriber */
	AIR_SAYS("pass add");
	rules_close(&r);
}
END_TEST

/* A phone is changed without registering: its network says so (TS 29.272
 * 5.2.5.1), and nobody else is believed. */
START_TEST(a_network_that_notifies)
{
	world(WORLD CLASSES BY_CLASS);
	registers(SUBSCRIBER, METER);
	(void)judge(asks(NOR, SUBSCRIBER, PUMP));
	home_answers(NOR, "268=2001");
	AIR_SAYS("pass pump2");
	(void)judge(asks_by(REALM_BLUE, NOR, SUBSCRIBER, STOLEN));
	home_answers(NOR, "268=2001");
	AIR_SAYS("pass pump2");
	rules_close(&r);
}
END_TEST

/* Home asks where a guest of a network is, which tells his device, too. */
static void
is_told(const char *by)
{
	(void)judge(input_map(&in, &(struct map_input){ .op = 70, .otid = 5,
	    .calling = HOME_HLR, .called = by }));
	ck_assert_uint_eq(r.v.direction, DIRECTION_OUT);
	(void)judge(input_end(&in, &(struct map_end){ .calling = by,
	    .calling_ssn = 7, .called = HOME_HLR, .called_ssn = 6,
	    .dtid = 5, .inwards = true,
	    .components = "a2{02=01 30{02=46 30{30{85:imei}}}}" }));
	ck_assert(sig_has(&in.m, SIG_IMEI));
}

START_TEST(home_asks)
{
	world(WORLD CLASSES "class told priority 3 imei { 35938603* }\n"
	    "screen in { pass class told label told\n"
	    "pass class meter label meter pass label phone }\n");
	registers(SUBSCRIBER, METER);
	is_told(BLUE_VLR);		/* he is no guest of its */
	AIR_SAYS("pass meter");
	is_told(RED_VLR);
	AIR_SAYS("pass told");
	rules_close(&r);
}
END_TEST

/* Without memory there is what the message says. */
START_TEST(without_memory)
{
	rules_open(&r, CLASSES BY_CLASS);
	now = START;
	ULR_SAYS(METER, "pass meter");
	home_answers(ULR, "268=2001");
	AIR_SAYS("pass phone");
	rules_close(&r);
}
END_TEST

/* ---- lists ---- */

#define LISTS								\
    "table <black> imei { 35000009* " PUMP " } blacklist <black>\n"	\
    "table <grey> imei { 35000002 } greylist <grey>\n"
#define BY_LIST								\
    "screen in { drop device black label black\n"			\
    "pass device grey label grey pass device none label none\n"	\
    "pass label other }\n"

START_TEST(lists)
{
	world(WORLD LISTS BY_LIST);
	AIR_SAYS("pass none");
	ULR_SAYS(STOLEN, "drop black");
	AIR_SAYS("pass none");		/* it was refused */
	registers(SUBSCRIBER, METER);
	AIR_SAYS("pass grey");
	/* the check digit of the list, and the nought that is sent */
	ULR_SAYS("35000001000001", "drop black");
	ULR_SAYS("350000010000017", "drop black");
	ULR_SAYS("35000001000002", "pass none");
	rules_close(&r);
}
END_TEST

/* A device that was let in is black for what comes later when it is listed
 * later: here by who it becomes. */
START_TEST(lists_hold_what_is_remembered)
{
	world(WORLD LISTS "screen in { pass op update-location label entered\n"
	    "drop device black label black pass label fine }\n");
	registers(SUBSCRIBER, STOLEN);
	AIR_SAYS("drop black");
	registers(SUBSCRIBER, METER);
	AIR_SAYS("pass fine");
	rules_close(&r);
}
END_TEST

/* Those that an operator added while running, as they are written there. */
START_TEST(lists_that_grow)
{
	struct block *b;

	world(WORLD "table <black> imei persist blacklist <black>\n" BY_LIST);
	registers(SUBSCRIBER, STOLEN);
	b = judge_block(r.judge, 0);
	ck_assert(block_add(b, (const uint8_t *)STOLEN, 14, now,
	    now + 60 * SECOND));
	AIR_SAYS("drop black");
	ULR_SAYS("350000090000017", "drop black");
	ULR_SAYS(METER, "pass none");
	now += 60 * SECOND;
	AIR_SAYS("pass none");
	rules_close(&r);
}
END_TEST

/* Critical devices are on no list, by IMSI or by IMEI; others, and those of a
 * class that is listed as well, are. */
START_TEST(who_is_exempt)
{
	static const struct {
		const char	*classes, *pump, *meter;
	} cases[] = {
		{ "class pump priority 1 imei { 35000001* } critical\n",
		    "pass none", "pass grey" },
		{ "class pump priority 1 imei { 35000001* } critical listed\n",
		    "drop black", "pass grey" },
		{ "class pump priority 1 imei { 35000001* }\n",
		    "drop black", "pass grey" },
		{ "class any1 priority 1 imsi { " SUBSCRIBER " } critical\n",
		    "pass none", "pass none" },
		{ "class other priority 1 imsi { 001010* }\n"
		    "class pump priority 2 imei { 35000001* } critical\n",
		    "drop black", "pass grey" },
	};
	char text[2000];
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		(void)snprintf(text, sizeof(text), WORLD LISTS "%s" BY_LIST,
		    cases[i].classes);
		world(text);
		ck_assert_str_eq(judge(asks(ULR, SUBSCRIBER, PUMP)),
		    cases[i].pump);
		home_answers(ULR, "268=2001");
		ck_assert_str_eq(judge(asks(ULR, SUBSCRIBER, METER)),
		    cases[i].meter);
		home_answers(ULR, "268=2001");
		AIR_SAYS(cases[i].meter);	/* which carries none */
		rules_close(&r);
	}
}
END_TEST

/* A class may ask for a list first and for the device then. */
START_TEST(a_class_by_both)
{
	world(WORLD LISTS
	    "class watched priority 3 device grey\n"
	    "class pump priority 1 device ! grey imei { 35000001* }\n"
	    "class seen priority 2 imei { 3500000* }\n"
	    "screen in { pass class watched label watched\n"
	    "pass class pump label pump pass class seen label seen\n"
	    "pass label phone }\n");
	registers(SUBSCRIBER, PUMP);
	AIR_SAYS("pass pump");
	registers(SUBSCRIBER, METER);
	AIR_SAYS("pass watched");
	registers(SUBSCRIBER, "350000030000010");
	AIR_SAYS("pass seen");
	rules_close(&r);
}
END_TEST

/* ---- a list with days ---- */

static void
list_write(char path[], const char *text)
{
	int fd = mkstemp(path);

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(write(fd, text, strlen(text)), (int)strlen(text));
	close(fd);
}

/* One file for both lists, as an equipment register gives it away. */
START_TEST(lists_that_end)
{
	char path[] = "/tmp/test_device.XXXXXX", text[1000];

	list_write(path, "IMEI;List;Until;Reported\n"
	    STOLEN ";Black;2026-12-31;2026-03-01\n"
	    PUMP ";grey;;2026-03-01\n"
	    METER ";white;;2026-03-01\n");
	(void)snprintf(text, sizeof(text), WORLD
	    "table <b> imei file \"%s\" only black expires blacklist <b>\n"
	    "table <g> imei file \"%s\" only grey expires greylist <g>\n"
	    BY_LIST, path, path);
	world(text);
	now = NEW_YEAR - SECOND;
	ULR_SAYS(STOLEN, "drop black");
	now = NEW_YEAR;
	ULR_SAYS(STOLEN, "pass none");
	home_answers(ULR, "268=2001");
	AIR_SAYS("pass none");
	now = NEW_YEAR - DAY;		/* the clock is set back */
	AIR_SAYS("drop black");
	now = NEW_YEAR + 3650 * DAY;
	ULR_SAYS(PUMP, "pass grey");
	ULR_SAYS(METER, "pass none");
	rules_close(&r);
	unlink(path);
}
END_TEST

/* ---- explaining ---- */

static char explained[400];

static void
hears(void *arg, const struct judge_step *s)
{
	(void)arg;
	if (s->rule == 0 && s->test == 0)
		(void)snprintf(explained, sizeof(explained), "%s", s->saw);
}

/* The list is held against what is remembered, and that is what is told. */
START_TEST(explaining_tells_the_device)
{
	struct verdict v;

	world(WORLD LISTS "screen in { drop device black pass }\n");
	judge_explain(r.judge, asks(AIR, SUBSCRIBER, NULL), now, &v, hears,
	    NULL);
	ck_assert_str_eq(explained, "absent");
	registers(SUBSCRIBER, METER);
	judge_explain(r.judge, asks(AIR, SUBSCRIBER, NULL), now, &v, hears,
	    NULL);
	ck_assert_str_eq(explained, METER);
	rules_close(&r);
}
END_TEST

static void
add(TCase *tc)
{
	tcase_add_test(tc, class_by_imsi);
	tcase_add_test(tc, class_by_imei_once_seen);
	tcase_add_test(tc, what_home_refuses_is_not_seen);
	tcase_add_test(tc, seen_over_map);
	tcase_add_test(tc, a_network_that_notifies);
	tcase_add_test(tc, home_asks);
	tcase_add_test(tc, without_memory);
	tcase_add_test(tc, lists);
	tcase_add_test(tc, lists_hold_what_is_remembered);
	tcase_add_test(tc, lists_that_grow);
	tcase_add_test(tc, who_is_exempt);
	tcase_add_test(tc, a_class_by_both);
	tcase_add_test(tc, lists_that_end);
	tcase_add_test(tc, explaining_tells_the_device);
}

int
main(void)
{
	return judge_main("devices", add);
}
