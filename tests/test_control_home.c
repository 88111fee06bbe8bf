/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What storm control learns from home's answers, and who is told by an overload
 * report.
 */
#include "../rules/state/capacity.h"
#include "control_world.h"

#define PROTECT_100	"protect \"home\" { capacity 100/s }\n"
#define OLR(seq, percent)						\
    "268=2001 621{622=1} 623{624=" seq			\
    " 626=0 627=" percent " 625=60}"

/* ---- what home answers ---- */

/* ULRs at 120/s for so many seconds, of which home answers one in "of" well
 * after "ns", and the rest with that result, or not at all. */
static void
load(unsigned seconds, unsigned of, uint64_t ns, const char *rest)
{
	static unsigned device = 1000000;
	unsigned i;

	home_answers = false;
	for (i = 0; i < seconds * 120; i++) {
		if (asks(imsi_of(device++), ULR)) {
			now += ns;
			if (i % of == 0)
				home_says(ULR, "268=2001");
			else if (rest != NULL)
				home_says(ULR, rest);
			now -= ns;
		}
		pass_time(SECOND / 120);
	}
	home_answers = true;
}

START_TEST(busy_answers_reduce_capacity)
{
	world(PROTECT_100 MEMORY PASS_ALL);
	load(5, 1, MS, NULL);
	ck_assert_double_ge(group_now().rate, 99);
	ck_assert_ptr_null(group_now().why);
	load(5, 2, MS, "268=3004");
	ck_assert_double_le(group_now().rate, 75);
	ck_assert_str_eq(group_now().why, "busy");
	ck_assert_uint_eq(notice_last(NOTICE_CAPACITY)->to, CAPACITY_IS_BUSY);
	load(30, 1, MS, NULL);
	ck_assert_double_ge(group_now().rate, 99);
	ck_assert_uint_eq(notice_last(NOTICE_CAPACITY)->to, CAPACITY_FULL);
	ck_assert_uint_gt(group_now().failed, 30);
	rules_close(&r);
}
END_TEST

/* Failures, too: unable to comply, and that authentication data are not there
 * but for a moment (TS 29.272 7.4.4.1); nobody's fault but the subscriber's is
 * no failure. */
START_TEST(failures_reduce_it)
{
	world(PROTECT_100 MEMORY PASS_ALL);
	load(5, 1, MS, NULL);
	load(5, 2, MS, "268=5012");
	ck_assert_double_le(group_now().rate, 75);
	ck_assert_str_eq(group_now().why, "failing");
	ck_assert_uint_eq(notice_last(NOTICE_CAPACITY)->to, CAPACITY_FAILS);
	rules_close(&r);
	world(PROTECT_100 MEMORY PASS_ALL);
	load(5, 1, MS, NULL);
	load(10, 2, MS, "297{266=10415 298=5001}");
	ck_assert_double_ge(group_now().lowest, 99);
	ck_assert_uint_eq(group_now().failed, 0);
	rules_close(&r);
}
END_TEST

/* Nor can home do what its network gives back: at once, not when a time-out
 * says so. */
static void
load_returned(void)
{
	struct map_input i = { .src = LINK_RED, .dst = LINK_HSS }, back;
	static uint32_t dialogue = 1;
	unsigned n;

	for (n = 0; n < 600; n++) {
		i.otid = dialogue++;
		rules_judge(&r, input_map(&in, &i), now);
		if (n % 2 != 0 && r.v.action == ACTION_PASS) {
			back = i;
			back.returned = true;
			back.src = i.dst;
			back.dst = i.src;
			rules_judge(&r, input_map(&in, &back), now + MS);
			ck_assert_uint_ne(r.v.request, 0);
		}
		pass_time(SECOND / 120);
	}
}

START_TEST(what_comes_back_reduces_it)
{
	world(PROTECT_100 "memory { answer 5m forget 10m }\n" PASS_ALL);
	load(5, 1, MS, NULL);
	ck_assert_double_ge(group_now().rate, 99);
	load_returned();
	ck_assert_double_le(group_now().rate, 75);
	ck_assert_uint_gt(group_now().failed, 30);
	rules_close(&r);
}
END_TEST

START_TEST(answers_that_stay_away_reduce_it)
{
	world(PROTECT_100 "memory { answer 2s }\n" PASS_ALL);
	load(5, 1, MS, NULL);
	load(5, 3, MS, NULL);
	ck_assert_double_le(group_now().rate, 75);
	ck_assert_uint_ge(notices_of(NOTICE_CAPACITY), 1);
	load(60, 1, MS, NULL);
	ck_assert_double_ge(group_now().rate, 99);
	rules_close(&r);
}
END_TEST

/* Where answers are never seen nothing follows from their not being there. */
START_TEST(answers_that_are_never_seen)
{
	world(PROTECT_100 "memory { answer 2s }\n" PASS_ALL);
	home_answers = false;
	(void)crowd(1, 300, ULR);
	(void)crowd(1000, 300, ULR);
	(void)crowd(2000, 300, ULR);
	(void)crowd(3000, 300, ULR);
	ck_assert_uint_ge(crowd(4000, 300, ULR), 95);
	rules_close(&r);
}
END_TEST

/* Each node counts its own reports; old ones say nothing. */
START_TEST(reports_of_home)
{
	world(PROTECT_100 MEMORY PASS_ALL);
	home_answers = false;
	ck_assert(asks(imsi_of(1), ULR));
	home_says(ULR, OLR("10", "40"));
	pass_time(2 * SECOND);
	ck_assert(asks(imsi_of(2), ULR));
	home_says(ULR, OLR("9", "0"));
	ck_assert_double_eq_tol(group_now().rate, 60, 1);
	ck_assert(asks(imsi_of(3), ULR));
	home_says_as("hss2." REALM_HOME, ULR, OLR("1", "70"));
	ck_assert_double_eq_tol(group_now().rate, 30, 1);
	ck_assert_str_eq(group_now().why, "reported");
	ck_assert(asks(imsi_of(4), ULR));
	home_says_as("hss2." REALM_HOME, ULR, OLR("2", "0"));
	ck_assert_double_eq_tol(group_now().rate, 60, 1);
	/* when it has ended, a node may begin anew */
	pass_time(61 * SECOND);
	ck_assert(asks(imsi_of(5), ULR));
	home_says(ULR, OLR("1", "20"));
	ck_assert_double_eq_tol(group_now().rate, 80, 1);
	rules_close(&r);
}
END_TEST

START_TEST(reports_that_are_forged)
{
	struct said s = { .host = "mme1." REALM_RED, .realm = REALM_RED,
	    .result = OLR("1", "100"), .success = true,
	    .src = LINK_RED, .dst = LINK_HSS };

	world(PROTECT_100 MEMORY PASS_ALL);
	home_answers = false;
	ck_assert(asks(imsi_of(1), ULR));
	/* a partner's answer to a partner's request, in home's name, too */
	s.hbh = last;
	answers(ULR, &s);
	s.host = "hss1." REALM_HOME;
	s.realm = REALM_HOME;
	answers(ULR, &s);
	ck_assert_double_ge(group_now().rate, 99);
	/* over home's link, but nobody has asked; and asked, but not home's */
	s.src = LINK_HSS;
	s.dst = LINK_RED;
	s.hbh = 4711;
	answers(ULR, &s);
	ck_assert_double_ge(group_now().rate, 99);
	s.host = "hss1." REALM_BLUE;
	s.realm = REALM_BLUE;
	s.hbh = last;
	answers(ULR, &s);
	ck_assert_double_ge(group_now().rate, 99);
	ck_assert_ptr_null(group_now().why);
	rules_close(&r);
}
END_TEST

/* A load of 2001 answers that say how loaded their node is, and an agent's. */
static void
load_told(unsigned seconds, const char *result)
{
	static unsigned device = 5000000;
	unsigned i;

	home_answers = false;
	for (i = 0; i < seconds * 120; i++) {
		if (asks(imsi_of(device++), ULR))
			home_says(ULR, result);
		pass_time(SECOND / 120);
	}
	home_answers = true;
}

/* Nobody but home says how loaded it is. */
START_TEST(load_that_is_forged)
{
	struct said s = { .host = "mme1." REALM_RED, .realm = REALM_RED,
	    .result = "268=2001 650{651=0 652=65535}", .success = true,
	    .src = LINK_RED, .dst = LINK_HSS };
	unsigned i;

	world(PROTECT_100 MEMORY PASS_ALL);
	load_told(5, "268=2001 650{651=0 652=30000}");
	home_answers = false;
	for (i = 0; i < 5 * 120; i++) {
		if (asks(imsi_of(6000000 + i), ULR)) {
			s.hbh = last;
			answers(ULR, &s);
			home_says(ULR, "268=2001 650{651=0 652=30000}");
		}
		pass_time(SECOND / 120);
	}
	ck_assert_double_ge(group_now().lowest, 99);
	rules_close(&r);
}
END_TEST

START_TEST(load_of_home)
{
	world(PROTECT_100 MEMORY PASS_ALL);
	load_told(5, "268=2001 650{651=0 652=30000}");
	ck_assert_double_ge(group_now().rate, 99);
	load_told(5, "268=2001 650{651=0 652=64000}");
	ck_assert_double_le(group_now().rate, 91);
	ck_assert_str_eq(group_now().why, "loaded");
	ck_assert_uint_eq(group_now().failed, 0);
	load_told(40, "268=2001 650{651=0 652=30000}");
	ck_assert_double_ge(group_now().rate, 99);
	load_told(5, "268=2001 650{651=0 652=30000} 650{651=1 652=65535}");
	ck_assert_double_le(group_now().rate, 91);
	rules_close(&r);
}
END_TEST

/* ---- congestion that SCCP tells ---- */

/* A subsystem's level, over a link. */
static void
congested(unsigned level, uint32_t from, uint32_t to)
{
	struct sccp_head h = { .type = SCCP_UDT, .calling = { .ssn = 1 },
	    .called = { .ssn = 1 } };
	struct mtp3_label l = { .opc = 2, .dpc = 1, .si = 3 };
	struct wbuf scmg = wbuf_make(in.tcap, sizeof(in.tcap));
	struct wbuf sccp = wbuf_make(in.sccp, sizeof(in.sccp));
	struct wbuf w = wbuf_make(in.octets, sizeof(in.octets));

	scmg_build(&scmg, 6, 6, 2, level);
	sccp_build(&sccp, &h, wbuf_cur(&scmg));
	mtp3_build(&w, &l, wbuf_cur(&sccp));
	input_read(&in, SIG_ENTRY_MTP3, &w, from, to);
	rules_judge(&r, &in.m, now);
}

START_TEST(levels_of_congestion)
{
	world(PROTECT_100 MEMORY PASS_ALL);
	(void)crowd(1, 10, ULR);
	congested(8, LINK_RED, LINK_HSS);
	ck_assert_double_ge(group_now().rate, 99);
	congested(8, LINK_HSS, LINK_RED);
	ck_assert_double_le(group_now().rate, 26);
	ck_assert_str_eq(group_now().why, "congested");
	congested(1, LINK_HSS, LINK_RED);
	ck_assert_double_eq_tol(group_now().rate, 75, 1);
	pass_time(11 * SECOND);
	(void)crowd(100, 10, ULR);
	ck_assert_double_ge(group_now().rate, 99);
	rules_close(&r);
}
END_TEST

/* ---- told by an overload report ---- */

#define DOIC	"621{622=1}"

START_TEST(told_by_report)
{
	uint64_t sequence;

	world(PROTECT_100 MEMORY PASS_ALL);
	(void)crowd(1, 300, ULR);
	pass_time(MS);
	fill();
	ck_assert(!asks(imsi_of(5000), ULR));
	ck_assert(!r.v.overload);
	ck_assert_uint_eq(r.v.error, REJECT_UNABLE);
	ck_assert(!asks_with(imsi_of(5001), ULR, DOIC));
	ck_assert(r.v.overload);
	ck_assert_uint_eq(r.v.error, REJECT_BUSY);
	ck_assert_uint_ge(r.v.reduction, 50);
	ck_assert_uint_le(r.v.reduction, 75);
	ck_assert_uint_ge(r.v.validity, 1);
	sequence = r.v.sequence;
	(void)crowd(10000, 300, ULR);
	fill();
	ck_assert(!asks_with(imsi_of(5002), ULR, DOIC));
	ck_assert_uint_gt(r.v.sequence, sequence);
	/* without a vector it is loss (RFC 7683 7.2) */
	ck_assert(!asks_with(imsi_of(5004), ULR, "621{}"));
	ck_assert(r.v.overload);
	ck_assert_uint_eq(r.v.error, REJECT_BUSY);
	ck_assert_uint_ge(r.v.validity, 1);
	/* other algorithms than loss are not spoken */
	ck_assert(!asks_with(imsi_of(5003), ULR, "621{622=4}"));
	ck_assert(!r.v.overload);
	ck_assert_uint_eq(r.v.error, REJECT_UNABLE);
	ck_assert(!asks_with(imsi_of(5005), ULR, "621{622=0}"));
	ck_assert(!r.v.overload);
	ck_assert_uint_eq(r.v.error, REJECT_UNABLE);
	ck_assert(!asks_with(imsi_of(5006), ULR, "621{622=5}"));
	ck_assert(r.v.overload);
	/* who was told so, and now does not say that he understands it */
	ck_assert(!asks(imsi_of(5002), ULR));
	ck_assert_uint_eq(r.v.admission, ADMIT_EARLY + 1);
	ck_assert(!r.v.overload);
	rules_close(&r);
}
END_TEST

/* Devices that come before their time show that nobody told them; after a
 * while it is tried again. */
START_TEST(partners_that_tell_nobody)
{
	unsigned i;

	world(PROTECT_100 MEMORY PASS_ALL);
	(void)crowd(1, 300, ULR);
	fill();
	for (i = 0; i < 40; i++) {
		ck_assert(!asks_with(imsi_of(6000 + i), ULR, DOIC));
		if (!r.v.overload)
			break;
		(void)asks_with(imsi_of(6000 + i), ULR, DOIC);
	}
	ck_assert_uint_ge(i, 15);
	ck_assert_uint_lt(i, 30);
	pass_time(7200 * SECOND);
	(void)asks(imsi_of(1), AIR);
	pass_time(900 * SECOND);
	(void)crowd(20000, 300, ULR);
	fill();
	ck_assert(!asks_with(imsi_of(7000), ULR, DOIC));
	ck_assert(r.v.overload);
	rules_close(&r);
}
END_TEST

static void
add(TCase *tc)
{
	tcase_add_test(tc, busy_answers_reduce_capacity);
	tcase_add_test(tc, failures_reduce_it);
	tcase_add_test(tc, what_comes_back_reduces_it);
	tcase_add_test(tc, answers_that_stay_away_reduce_it);
	tcase_add_test(tc, answers_that_are_never_seen);
	tcase_add_test(tc, reports_of_home);
	tcase_add_test(tc, reports_that_are_forged);
	tcase_add_test(tc, load_of_home);
	tcase_add_test(tc, load_that_is_forged);
	tcase_add_test(tc, levels_of_congestion);
	tcase_add_test(tc, told_by_report);
	tcase_add_test(tc, partners_that_tell_nobody);
}

int
main(void)
{
	return judge_main("control_home", add);
}
