/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Admission around the rules: who passes, who is told to come later, and what
 * strangers cannot do to others by it.
 */
#include "../rules/state/number.h"
#include "control_world.h"

/* ---- capacity ---- */

START_TEST(more_than_capacity_is_refused)
{
	unsigned n;

	world(PROTECT MEMORY PASS_ALL);
	n = crowd(1, 100, ULR);
	ck_assert_uint_ge(n, 10);
	ck_assert_uint_le(n, 16);
	n = crowd(1000, 100, ULR);
	ck_assert_uint_ge(n, 9);
	ck_assert_uint_le(n, 11);
	ck_assert(!passed());
	ck_assert_uint_eq(r.v.action, ACTION_REJECT);
	ck_assert_uint_eq(r.v.why, WHY_ADMISSION);
	ck_assert_uint_gt(r.v.back_off, 0);
	ck_assert_int_eq(r.v.rule, -1);
	ck_assert_uint_eq(r.v.rate, 10);
	/* by which its timers bring it to the first slot */
	ck_assert(r.v.error == REJECT_UNABLE || r.v.error == REJECT_SILENCE);
	rules_close(&r);
}
END_TEST

START_TEST(without_memory_capacity_is_as_configured)
{
	unsigned n;

	world(PROTECT PASS_ALL);
	(void)crowd(1, 100, ULR);
	n = crowd(1000, 100, ULR);
	ck_assert_uint_ge(n, 9);
	ck_assert_uint_le(n, 11);
	ck_assert_uint_eq(group_now().sent, 0);
	rules_close(&r);
}
END_TEST

/* Who was refused comes early, is answered from memory with the same time, as
 * long as he has steps left that meet it, and at that time is admitted however
 * many others there are. */
START_TEST(an_appointment)
{
	uint64_t when;
	unsigned i;

	world(PROTECT MEMORY PASS_ALL);
	fill();
	ck_assert(!asks(imsi_of(500), ULR));
	when = now + r.v.back_off;
	ck_assert_uint_ge(r.v.back_off, 5 * SECOND);
	for (i = 0; i < 2; i++) {
		(void)crowd(1000 + 100 * i, 100, ULR);
		ck_assert(!asks(imsi_of(500), ULR));
		ck_assert_uint_eq(r.v.admission, ADMIT_EARLY + 1);
		ck_assert_uint_le(now + r.v.back_off, when);
		ck_assert_uint_ge(now + r.v.back_off + SECOND / 32, when);
	}
	for (i = 0; now < when; i++) {
		(void)asks(imsi_of(5000 + i), ULR);
		pass_time(SECOND / 100);
	}
	ck_assert(asks(imsi_of(500), ULR));
	ck_assert_uint_eq(r.v.admission, ADMIT_KEPT + 1);
	rules_close(&r);
}
END_TEST

/* What an operator is shown of a device is what it was told, in the network
 * where it was. */
START_TEST(what_a_device_was_told)
{
	static const char imsi[] = "001012000000500";
	struct control_told told;
	struct sig_digits d;
	uint64_t number;

	world(PROTECT MEMORY PASS_ALL);
	ck_assert(sig_digits_read(&d, (const uint8_t *)imsi, strlen(imsi)));
	number = number_pack(&d, (unsigned)strlen(imsi));
	fill();
	ck_assert(!asks(imsi, ULR));
	ck_assert(control_told(judge_control(r.judge), 0, OWNER_PARTNER,
	    number, now, &told));
	ck_assert(told.booked);
	ck_assert_uint_eq(told.refused, 1);
	ck_assert_uint_ge(told.when + SECOND, now + r.v.back_off);
	ck_assert_uint_le(told.when, now + r.v.back_off + SECOND);
	ck_assert(!control_told(judge_control(r.judge), 0, OWNER_PARTNER + 1,
	    number, now, &told));
	rules_close(&r);
}
END_TEST

/* ---- what passes in any case ---- */

START_TEST(the_second_half_of_a_procedure)
{
	world(PROTECT MEMORY PASS_ALL);
	ck_assert(asks(imsi_of(1), AIR));
	pass_time(SECOND);
	ck_assert(asks(imsi_of(2), AIR));
	fill();
	ck_assert(asks(imsi_of(1), ULR));
	ck_assert_uint_eq(r.v.admission, ADMIT_CONTINUES + 1);
	ck_assert(!asks(imsi_of(3), ULR));
	pass_time(31 * SECOND);
	fill();
	ck_assert(!asks(imsi_of(2), ULR));
	/* who is registered comes before those who are not */
	pass_time(SECOND / 50);
	ck_assert(!asks(imsi_of(4), ULR));
	ck_assert(asks(imsi_of(1), AIR));
	rules_close(&r);
}
END_TEST

/* A critical device is not refused by any crowd. */
START_TEST(critical_devices)
{
	unsigned i;

	world(PROTECT MEMORY PASS_ALL);
	(void)crowd(1, 300, ULR);
	for (i = 0; i < 300; i++) {
		(void)asks(meter_of(i), ULR);
		(void)asks(imsi_of(1000 + i), ULR);
		if (i % 100 == 50) {
			ck_assert(asks(CRITICAL_IMSI, AIR));
			ck_assert(asks(CRITICAL_IMSI, ULR));
		}
		pass_time(SECOND / 100);
	}
	rules_close(&r);
}
END_TEST

START_TEST(classes_in_their_order)
{
	unsigned i, meters = 0, handsets = 0;

	world(PROTECT MEMORY PASS_ALL);
	for (i = 0; i < 1000; i++) {
		meters += asks(meter_of(i), ULR);
		handsets += asks(imsi_of(i), ULR);
		pass_time(SECOND / 100);
	}
	ck_assert_uint_ge(handsets, 90);
	ck_assert_uint_le(meters, 10);
	rules_close(&r);
}
END_TEST

static const struct sig_msg *
ss7(const struct map_input *i)
{
	struct map_input with = *i;

	with.src = with.src == 0 ? LINK_RED : with.src;
	with.dst = with.dst == 0 ? LINK_HSS : with.dst;
	return input_map(&in, &with);
}

/* A message of a dialogue between a VLR and home, with an invoke or none; both
 * have the same id for it. */
static void
within(struct tcap_head t, bool from_home, unsigned op, const char *imsi)
{
	struct build_ids ids = build_ids_default;
	struct sccp_party vlr = { .gt = "99970000012", .ssn = 7 };
	struct sccp_party hlr = { .gt = "88210000001", .ssn = 6 };
	struct sccp_head h = { .type = SCCP_UDT,
	    .calling = from_home ? hlr : vlr,
	    .called = from_home ? vlr : hlr };
	struct mtp3_label l = { .opc = from_home ? 2 : 1,
	    .dpc = from_home ? 1 : 2, .si = 3 };
	struct wbuf tcap = wbuf_make(in.tcap, sizeof(in.tcap));
	struct wbuf sccp = wbuf_make(in.sccp, sizeof(in.sccp));
	struct wbuf w = wbuf_make(in.octets, sizeof(in.octets));
	size_t at, part;

	if (imsi != NULL)
		ids.v[BUILD_ID_IMSI] = imsi;
	t.ids = &ids;
	at = tcap_open(&tcap, &t);
	if (op != 0) {
		part = tcap_components(&tcap);
		tcap_invoke(&tcap, 1, (int)op, map_form_find(op, 3)->argument,
		    &ids);
		ber_close(&tcap, part);
	}
	ber_close(&tcap, at);
	sccp_build(&sccp, &h, wbuf_cur(&tcap));
	mtp3_build(&w, &l, wbuf_cur(&sccp));
	input_read(&in, SIG_ENTRY_MTP3, &w, from_home ? LINK_HSS : LINK_RED,
	    from_home ? LINK_RED : LINK_HSS);
	rules_judge(&r, &in.m, now);
}

static bool
dialogue(enum tcap_type type, unsigned op, uint32_t id, const char *imsi)
{
	within((struct tcap_head){ .type = type, .dialogue =
	    type == TCAP_BEGIN ? TCAP_AARQ : TCAP_NO_DIALOGUE,
	    .ac = "0.4.0.0.1.0.1.3", .otid = id, .dtid = id }, false, op, imsi);
	return passed();
}

static void
home_continues(uint32_t id)
{
	within((struct tcap_head){ .type = TCAP_CONTINUE, .otid = id,
	    .dtid = id }, true, 0, NULL);
}

/* What goes on in a dialogue that was admitted. */
START_TEST(running_dialogues)
{
	world(PROTECT MEMORY PASS_ALL);
	rules_judge(&r, ss7(&(struct map_input){ .otid = 77 }), now);
	ck_assert(passed());
	(void)crowd(1, 100, ULR);
	home_continues(77);
	ck_assert(dialogue(TCAP_CONTINUE, 2, 77, NULL));
	ck_assert_uint_eq(r.v.admission, 0);
	rules_close(&r);
}
END_TEST

/* An empty Begin is no way around: its first request is decided on. */
START_TEST(dialogues_that_are_opened_empty)
{
	unsigned i, n = 0;

	world(PROTECT MEMORY PASS_ALL);
	fill();
	for (i = 1; i <= 50; i++) {
		ck_assert(dialogue(TCAP_BEGIN, 0, 1000 + i, NULL));
		home_continues(1000 + i);
		n += dialogue(TCAP_CONTINUE, 2, 1000 + i, imsi_of(700 + i));
	}
	ck_assert_uint_le(n, 1);
	ck_assert_uint_eq(r.v.why, WHY_ADMISSION);
	rules_close(&r);
}
END_TEST

/* ---- who cannot be told apart ---- */

START_TEST(messages_without_a_subscriber)
{
	unsigned i, n = 0;

	world(PROTECT MEMORY PASS_ALL);
	for (i = 0; i < 100; i++) {
		rules_judge(&r, ss7(&(struct map_input){ .op = 45,
		    .argument = MSISDN_ONLY, .otid = 100 + i }), now);
		n += passed();
	}
	ck_assert_uint_ge(n, 1);
	ck_assert_uint_le(n, 8);
	ck_assert_uint_gt(r.v.back_off, 0);
	ck_assert_uint_eq(group_now().remembered, 0);
	rules_close(&r);
}
END_TEST

/* What rules refuse takes no token, no slot and no memory. */
START_TEST(what_rules_refuse_books_nothing)
{
	unsigned i;

	world(PROTECT MEMORY "screen in { drop from partner \"blue\" label no\n"
	    "pass label fine }\n");
	for (i = 0; i < 1000; i++) {
		ck_assert(!asks_from_blue(imsi_of(i), ULR));
		ck_assert_uint_eq(r.v.why, WHY_RULE);
	}
	ck_assert_uint_eq(group_now().remembered, 0);
	ck_assert(asks(imsi_of(1), ULR));
	ck_assert_uint_eq(r.v.admission, ADMIT_FREE + 1);
	rules_close(&r);
}
END_TEST

/* Whoever asks in another network for somebody neither takes the rest of his
 * procedure nor his appointment. */
START_TEST(nobody_takes_what_another_was_promised)
{
	uint64_t when;
	unsigned i;

	world(PROTECT MEMORY PASS_ALL);
	ck_assert(asks(imsi_of(1), AIR));
	(void)crowd(100, 100, AIR);
	for (i = 0; i < 20; i++)
		ck_assert(!asks_from_blue(imsi_of(1), ULR));
	ck_assert(asks(imsi_of(1), ULR));
	ck_assert(!asks(imsi_of(2), AIR));
	when = now + r.v.back_off;
	while (now < when) {
		(void)asks(imsi_of((unsigned)(now / MS % 10000000)), AIR);
		(void)asks_from_blue(imsi_of(2), AIR);
		pass_time(SECOND / 50);
	}
	ck_assert(asks(imsi_of(2), AIR));
	ck_assert_uint_eq(r.v.admission, ADMIT_KEPT + 1);
	rules_close(&r);
}
END_TEST

/* Sent again, a request is no new device: it has the appointment it had; and
 * what was admitted is let through again only while there is room. */
START_TEST(requests_sent_again)
{
	unsigned i, n = 0;

	world(PROTECT MEMORY PASS_ALL);
	ck_assert(asks(imsi_of(1), ULR));
	(void)crowd(100, 100, ULR);
	for (i = 0; i < 100; i++) {
		last = 0;
		n += asks(imsi_of(1), ULR);
	}
	ck_assert_uint_le(n, 8);	/* the bucket */
	rules_close(&r);
}
END_TEST

/* The class of several components is the lowest of theirs. */
START_TEST(several_components)
{
	unsigned i, n = 0;

	world(PROTECT MEMORY PASS_ALL);
	(void)crowd(1, 100, ULR);
	for (i = 0; i < 50; i++) {
		rules_judge(&r, ss7(&(struct map_input){ .argument =
		    "30{04=00119199999999f9 81:msc 04:vlr}", .op2 = 2,
		    .argument2 = "30{04:imsi 81:msc 04:vlr}",
		    .imsi = meter_of(i), .otid = 500 + i }), now);
		n += passed();
	}
	ck_assert_uint_eq(n, 0);
	rules_close(&r);
}
END_TEST

START_TEST(what_goes_out)
{
	unsigned i;

	world(PROTECT MEMORY PASS_ALL);
	for (i = 0; i < 200; i++) {
		rules_judge(&r, input_diameter(&in, &(struct diameter_input){
		    .code = 319, .host = "hss1." REALM_HOME,
		    .realm = REALM_HOME, .dest_realm = REALM_RED,
		    .hbh = ++last, .src = LINK_HSS, .dst = LINK_RED }), now);
		ck_assert(passed());
		ck_assert_uint_eq(r.v.admission, 0);
	}
	rules_close(&r);
}
END_TEST

/* Management between neighbours is nobody's procedure. */
START_TEST(watchdogs)
{
	unsigned i;

	world(PROTECT MEMORY PASS_ALL);
	(void)crowd(1, 100, ULR);
	for (i = 0; i < 100; i++)
		ck_assert(asks(NULL, 280));
	rules_close(&r);
}
END_TEST

/* ---- time ---- */

START_TEST(time_from_1970_on_and_back)
{
	uint64_t starts[] = { 0, 3 * SECOND, START, 5 * SECOND,
	    START + 86400 * SECOND, START };
	unsigned i, n;

	world(PROTECT MEMORY "storm s on { update-location } enter auto for 1s "
	    "leave 5/s for 2s\n"
	    PASS_ALL);
	for (i = 0; i < sizeof(starts) / sizeof(starts[0]); i++) {
		now = starts[i];
		(void)crowd(1000 * i, 100, ULR);
		n = crowd(1000 * i + 500, 100, ULR);
		ck_assert_uint_ge(n, 9);
		ck_assert_uint_le(n, 11);
	}
	rules_close(&r);
}
END_TEST

/* ---- priorities that partners mark ---- */

static unsigned
marked(const char *red, const char *imsi, const char *avps)
{
	unsigned i, n = 0;

	now = START;
	last = 0;
	rules_open(&r, world_with(red, PROTECT MEMORY PASS_ALL));
	for (i = 0; i < 1000; i++) {
		(void)asks(imsi_of(i), ULR);
		n += asks_with(imsi != NULL ? imsi : meter_of(i), ULR, avps);
		pass_time(SECOND / 100);
	}
	rules_close(&r);
	return n;
}

START_TEST(marks_of_partners)
{
	unsigned i, meters = 0;

	ck_assert_uint_le(marked("", NULL, "301=0"), 10);
	ck_assert_uint_ge(marked("trust drmp ", NULL, "301=0"), 80);
	ck_assert_uint_le(marked("trust drmp ", NULL, "301=12"), 10);
	/* it counts for no more than what is below critical devices */
	now = START;
	rules_open(&r, world_with("trust drmp ", PROTECT MEMORY PASS_ALL));
	for (i = 0; i < 1000; i++) {
		meters += asks_with(meter_of(i), ULR, "301=0");
		if (i % 25 == 0)
			ck_assert(asks_from_blue(CRITICAL_IMSI, AIR));
		pass_time(SECOND / 100);
	}
	ck_assert_uint_ge(meters, 50);
	rules_close(&r);
}
END_TEST

/* ---- rules that choose the answer ---- */

static const char answer_rules[] = PROTECT MEMORY
    "screen in {\n"
    "reject (no-route, back-off auto) class meter label \"search\"\n"
    "reject (silence, back-off auto) op update-location imsi 0010129* "
    "label \"wait\"\n"
    "reject (busy, back-off auto) label \"busy\"\n"
    "pass label fine }\n";

START_TEST(rules_choose_the_answer)
{
	world(answer_rules);
	/* while there is room they do not decide */
	ck_assert(asks(meter_of(1), ULR));
	ck_assert_str_eq(r.said, "pass fine");
	(void)crowd(1, 100, ULR);
	fill();
	ck_assert_str_eq(r.said, "reject busy");
	ck_assert_uint_eq(r.v.error, REJECT_BUSY);
	ck_assert_int_eq(r.v.rule, 2);
	ck_assert(!asks(meter_of(2), ULR));
	ck_assert_str_eq(r.said, "reject search");
	ck_assert_uint_eq(r.v.error, REJECT_NO_ROUTE);
	fill();
	ck_assert(!asks("001012900000001", ULR));
	ck_assert_str_eq(r.said, "reject wait");
	ck_assert_uint_eq(r.v.error, REJECT_SILENCE);
	ck_assert_uint_gt(r.v.back_off, 20 * SECOND);
	rules_close(&r);
}
END_TEST

/* Refused by red over either protocol: when it can be here at the earliest. */
static uint64_t
comes_after(const char *imsi, bool map)
{
	fill();
	if (map)
		rules_judge(&r, input_map(&in, &(struct map_input){
		    .imsi = imsi, .otid = ++last, .src = LINK_RED,
		    .dst = LINK_HSS }), now);
	else
		(void)asks(imsi, ULR);
	ck_assert_uint_eq(r.v.why, WHY_ADMISSION);
	return r.v.back_off;
}

/* TS 29.272 annex A makes cause #15 of 3002, 3003, 5003 and 5420; MAP says
 * system failure or unexpected data in their place, which are #17: there it
 * comes again after T3311 and cannot be had later than by its fifth step. */
START_TEST(what_an_answer_makes_of_a_device)
{
	world("protect \"home\" { capacity 1000/s }\n" MEMORY "screen in {\n"
	    "reject (no-route, back-off auto) imsi 0010121*\n"
	    "reject (not-allowed, back-off auto) imsi 0010122*\n"
	    "reject (unable, back-off auto)\npass label fine }\n");
	ck_assert_uint_lt(comes_after("001012000000001", false), 15 * SECOND);
	ck_assert_uint_lt(comes_after("001012000000002", true), 20 * SECOND);
	ck_assert_uint_ge(comes_after("001012100000001", false), 30 * SECOND);
	ck_assert_uint_lt(comes_after("001012100000002", true), 20 * SECOND);
	ck_assert_uint_ge(comes_after("001012200000001", false), 30 * SECOND);
	ck_assert_uint_lt(comes_after("001012200000002", true), 20 * SECOND);
	rules_close(&r);
}
END_TEST

START_TEST(what_only_watches_refuses_nobody)
{
	world(PROTECT MEMORY "screen in monitor { pass label fine }\n");
	ck_assert_uint_eq(crowd(1, 100, ULR), 100);
	rules_close(&r);
	world(PROTECT MEMORY "screen in { reject (no-route, back-off "
	    "auto) monitor label a pass label fine }\n");
	fill();
	ck_assert_uint_eq(r.v.why, WHY_ADMISSION);
	ck_assert_uint_eq(r.v.error, REJECT_UNABLE);
	ck_assert_int_eq(r.v.would, 0);
	rules_close(&r);
}
END_TEST

/* ---- explaining, and another configuration ---- */

static void
no_step(void *arg, const struct judge_step *s)
{
	(void)arg;
	(void)s;
}

START_TEST(explaining_changes_nothing)
{
	struct verdict v;
	unsigned i;

	world(PROTECT MEMORY PASS_ALL);
	for (i = 0; i < 100; i++)
		judge_explain(r.judge, ulr(), now, &v, no_step, NULL);
	ck_assert_uint_eq(group_now().remembered, 0);
	ck_assert_uint_ge(crowd(1, 100, ULR), 10);
	rules_close(&r);
}
END_TEST

static void
add(TCase *tc)
{
	tcase_add_test(tc, more_than_capacity_is_refused);
	tcase_add_test(tc, without_memory_capacity_is_as_configured);
	tcase_add_test(tc, an_appointment);
	tcase_add_test(tc, what_a_device_was_told);
	tcase_add_test(tc, the_second_half_of_a_procedure);
	tcase_add_test(tc, critical_devices);
	tcase_add_test(tc, classes_in_their_order);
	tcase_add_test(tc, running_dialogues);
	tcase_add_test(tc, dialogues_that_are_opened_empty);
	tcase_add_test(tc, messages_without_a_subscriber);
	tcase_add_test(tc, what_rules_refuse_books_nothing);
	tcase_add_test(tc, nobody_takes_what_another_was_promised);
	tcase_add_test(tc, requests_sent_again);
	tcase_add_test(tc, several_components);
	tcase_add_test(tc, what_goes_out);
	tcase_add_test(tc, watchdogs);
	tcase_add_test(tc, time_from_1970_on_and_back);
	tcase_add_test(tc, marks_of_partners);
	tcase_add_test(tc, rules_choose_the_answer);
	tcase_add_test(tc, what_an_answer_makes_of_a_device);
	tcase_add_test(tc, what_only_watches_refuses_nobody);
	tcase_add_test(tc, explaining_changes_nothing);
}

int
main(void)
{
	return judge_main("control", add);
}
