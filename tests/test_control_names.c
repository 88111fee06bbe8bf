/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Sources that are sunk, by whatever names nodes have: what is shown can be
 * released and read again.  And whose subscriber and whose offence it is.
 */
#include <stdlib.h>
#include <string.h>

#include "../rules/state/sunk.h"
#include "control_world.h"

/* An updateLocation that stands in second place. */
#define OTHER_IMSI	"001010123456789"
#define OTHER_UL	"30{04=00010121436587f9 81=91887205000021 "	\
    "04=91887205000021}"
#define SINK_OTHER	"screen in { sink subscriber for 10m imsi "	\
    OTHER_IMSI " label attack\npass label fine }\n"

static struct map_input
request_of(const char *gt, const char *imsi)
{
	return (struct map_input){ .imsi = imsi, .calling = gt,
	    .otid = ++last, .opc = 77, .src = LINK_RED, .dst = LINK_HSS };
}

static void
number_asks(const char *gt, const char *imsi)
{
	struct map_input i = request_of(gt, imsi);

	rules_judge(&r, input_map(&in, &i), now);
}

static struct control *
control(void)
{
	return judge_control(r.judge);
}

/* The list, the caller's to free. */
static char *
shown(void)
{
	char *text = NULL;
	size_t len = 0;
	FILE *f = open_memstream(&text, &len);

	ck_assert_ptr_nonnull(f);
	control_sunk_write(control(), f);
	ck_assert_int_eq(fclose(f), 0);
	return text;
}

/* A node of that number is sunk by a rule and listed by that name. */
static void
there_and_back(const char *gt, const char *name)
{
	char error[CONTROL_ERROR_MAX], *text, *source;

	world("screen in { sink source for 10m imsi 0010122* label attack\n"
	    "pass label fine }\n");
	number_asks(gt, "001012200000001");
	text = shown();
	ck_assert_int_eq(strncmp(text, name, strlen(name)), 0);
	source = strndup(text, strlen(name));
	ck_assert_ptr_nonnull(source);
	ck_assert_msg(control_release(control(), source, now, error), "%s",
	    error);
	number_asks(gt, imsi_of(1));
	ck_assert_uint_eq(r.v.why, WHY_RULE);
	ck_assert_msg(control_sunk_read(control(), text, strlen(text), now,
	    error), "%s", error);
	number_asks(gt, imsi_of(1));
	ck_assert_uint_eq(r.v.why, WHY_SUNK);
	free(text);
	free(source);
	rules_close(&r);
}

/* Half octets of a number are 0 to 14 (Q.713 3.4.2.3.1), and it may have none
 * at all: then the node is known by its point code. */
START_TEST(odd_numbers)
{
	there_and_back("99970000012", "gt \"99970000012\" partner \"red\"");
	there_and_back("9997*#abc12", "gt \"9997*#abc12\" partner \"red\"");
	there_and_back("", "pc \"77\" partner \"red\"");
}
END_TEST

/* One message about him and, in second place, about the other. */
static void
two_ask(const char *imsi)
{
	struct map_input i = request_of("99970000012", imsi);

	i.op2 = 2;
	i.argument2 = OTHER_UL;
	rules_judge(&r, input_map(&in, &i), now);
}

/* Not who stands before him in the same message, who may be anybody. */
START_TEST(the_subscriber_of_the_component)
{
	world(SINK_OTHER);
	two_ask(imsi_of(1));
	ck_assert_uint_eq(r.v.action, ACTION_SINK);
	ck_assert_uint_eq(r.v.why, WHY_RULE);
	number_asks("99970000012", imsi_of(1));
	ck_assert_uint_eq(r.v.action, ACTION_PASS);
	number_asks("99970000012", OTHER_IMSI);
	ck_assert_uint_eq(r.v.why, WHY_SUNK);
	rules_close(&r);
}
END_TEST

/* Nor does he get by behind another. */
START_TEST(a_sunk_subscriber_in_second_place)
{
	world(SINK_OTHER);
	number_asks("99970000012", OTHER_IMSI);
	two_ask(imsi_of(1));
	ck_assert_uint_eq(r.v.why, WHY_SUNK);
	rules_close(&r);
}
END_TEST

/* A critical device behind a sunk node keeps its way, but takes nobody with
 * it. */
START_TEST(a_critical_device_in_first_place)
{
	world("screen in { sink source for 10m imsi 0010122* label attack\n"
	    "pass label fine }\n");
	number_asks("99970000012", "001012200000001");
	number_asks("99970000012", CRITICAL_IMSI);
	ck_assert_uint_eq(r.v.action, ACTION_PASS);
	two_ask(CRITICAL_IMSI);
	ck_assert_uint_eq(r.v.why, WHY_SUNK);
	rules_close(&r);
}
END_TEST

/* By which kind of rule red was sunk in its flood. */
static unsigned
flood_is_sunk(const char *order)
{
	struct sunk_view v;
	char text[1000];
	unsigned i;

	(void)snprintf(text, sizeof(text), MEMORY "check flood enforce over "
	    "20/s\nscreen in { %s label attack\npass label fine }\n", order);
	world(text);
	for (i = 0; i < 60 && asks(imsi_of(100 + i), AIR); i++)
		pass_time(20 * MS);
	ck_assert_uint_eq(r.v.action, ACTION_SINK);
	sunk_view(control_sunks(control()), sunks_next(control_sunks(control()),
	    SUNK_NONE), &v);
	ck_assert_str_eq(v.why, "attack");
	rules_close(&r);
	return v.how;
}

START_TEST(by_a_rule_or_by_a_finding)
{
	ck_assert_uint_eq(flood_is_sunk("sink source finding flood"),
	    SUNK_BY_FINDING);
	ck_assert_uint_eq(flood_is_sunk("sink source rate > 20/s per from"),
	    SUNK_BY_RULE);
	ck_assert_uint_eq(flood_is_sunk("sink partner finding flood"),
	    SUNK_BY_RULE);
}
END_TEST

/* On probation any refusal is an offence, but not for want of room; with a
 * memory or without. */
static void
offends(const char *text)
{
	world(text);
	number_asks("99970000012", "001012200000001");
	pass_time(601 * SECOND);
	(void)asks(imsi_of(1), ULR);
	ck_assert_uint_eq(notices_of(NOTICE_SUNK), 2);
	number_asks("99970000012", "001012400000001");
	ck_assert_uint_eq(r.v.action, ACTION_REJECT);
	ck_assert_uint_eq(notices_of(NOTICE_SUNK), 2);
	number_asks("99970000012", "001012300000001");
	ck_assert_uint_eq(r.v.action, ACTION_DROP);
	ck_assert_uint_eq(notices_of(NOTICE_SUNK), 3);
	number_asks("99970000012", imsi_of(1));
	ck_assert_uint_eq(r.v.why, WHY_SUNK);
	rules_close(&r);
}

START_TEST(an_offence_of_another_kind)
{
#define RULES								\
    "screen in { sink source for 10m imsi 0010122* label attack\n"	\
    "drop imsi 0010123* label bad\nreject (busy) imsi 0010124*\n"	\
    "pass label fine }\n"
	offends(RULES);
	offends(MEMORY RULES);
#undef RULES
}
END_TEST

static void
add(TCase *tc)
{
	tcase_add_test(tc, odd_numbers);
	tcase_add_test(tc, the_subscriber_of_the_component);
	tcase_add_test(tc, a_sunk_subscriber_in_second_place);
	tcase_add_test(tc, a_critical_device_in_first_place);
	tcase_add_test(tc, by_a_rule_or_by_a_finding);
	tcase_add_test(tc, an_offence_of_another_kind);
}

int
main(void)
{
	return judge_main("control_names", add);
}
