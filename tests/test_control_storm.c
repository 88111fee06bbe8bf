/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Storms: how they begin and end, whose they are, and what rules make of them.
 */
#include "control_world.h"

#define PROTECT_100	"protect \"home\" { capacity 100/s }\n"

static const char storm_text[] = PROTECT_100 MEMORY
    "storm \"reg\" on { update-location } per partner enter 50/s for 3s "
    "leave 20/s for 5s\n"
    "screen in { drop during \"reg\" class meter label \"storm\"\n"
    "drop load > 90% class meter label loaded\npass label fine }\n";

START_TEST(a_storm_and_its_end)
{
	unsigned i;

	world(storm_text);
	ck_assert(asks(meter_of(1), ULR));
	for (i = 0; i < 3; i++) {
		(void)crowd(1000 * i, 80, ULR);
		ck_assert(asks(meter_of(2), AIR));
	}
	for (; i < 6; i++)
		(void)crowd(1000 * i, 80, ULR);
	ck_assert(!asks(meter_of(3), AIR));
	ck_assert_str_eq(r.said, "drop storm");
	/* of another partner: no storm */
	ck_assert(asks_from_blue(meter_of(4), AIR));
	ck_assert_uint_eq(notices_of(NOTICE_STORM), 2);
	ck_assert_uint_eq(notice_last(NOTICE_STORM)->to, STORM_STORM);
	ck_assert_double_ge(notice_last(NOTICE_STORM)->rate, 30);
	ck_assert_double_eq_tol(notice_last(NOTICE_STORM)->threshold, 50, .1);
	ck_assert_uint_eq(notice_last(NOTICE_STORM)->owner, OWNER_PARTNER);
	/* its end, in silence */
	for (i = 0; i < 4; i++) {
		pass_time(SECOND);
		ck_assert(!asks(meter_of(5), AIR));
	}
	for (i = 0; i < 5; i++) {
		pass_time(SECOND);
		(void)asks(imsi_of(6), AIR);
	}
	pass_time(SECOND);
	ck_assert(asks(meter_of(7), AIR));
	ck_assert_uint_eq(notice_last(NOTICE_STORM)->to, STORM_CALM);
	rules_close(&r);
}
END_TEST

/* In the name of a partner over another's link: his is the storm. */
START_TEST(a_storm_in_anothers_name)
{
	unsigned i;

	world(storm_text);
	for (i = 0; i < 600; i++) {
		rules_judge(&r, input_diameter(&in, &(struct diameter_input){
		    .imsi = imsi_of(i), .hbh = ++last, .src = LINK_BLUE,
		    .dst = LINK_HSS }), now);
		pass_time(SECOND / 100);
	}
	ck_assert_uint_eq(notice_last(NOTICE_STORM)->owner,
	    OWNER_PARTNER + 1);
	pass_time(SECOND);
	(void)asks(meter_of(1), AIR);
	ck_assert_str_eq(r.said, "pass fine");
	rules_close(&r);
}
END_TEST

/* Of all partners together, and of what goes to one group; each change is told
 * once, with the rate and the threshold that drove it. */
static const char all_storms[] = PROTECT_100 MEMORY
    "storm \"all\" on { update-location } per overall enter 60/s for 2s "
    "leave 30/s for 3s\n"
    "storm \"hss\" on { update-location } per protect \"home\" enter 70/s "
    "for 2s leave 30/s for 3s\n"
    "storm \"one\" on { update-location } per partner enter 60/s for 2s "
    "leave 30/s for 3s\n"
    "screen in { drop during \"hss\" class meter label hss\n"
    "drop during \"all\" class meter label all\npass label fine }\n";

/* Of red and of blue as many; none of them alone is a storm. */
static void
from_both(unsigned seconds, unsigned each)
{
	static unsigned device = 7000000;
	unsigned i;

	for (i = 0; i < seconds * each; i++) {
		(void)asks(imsi_of(device++), ULR);
		(void)asks_from_blue(imsi_of(device++), ULR);
		pass_time(SECOND / each);
	}
}

/* The changes of a storm, in their order; how many there are. */
static unsigned
changes_of(unsigned storm, const uint8_t *to, unsigned n, double enter,
    double leave)
{
	unsigned seen = 0;
	size_t i;

	for (i = 0; i < noticed.count; i++) {
		const struct notice *c = &noticed.n[i];

		if (c->type != NOTICE_STORM || c->what != storm)
			continue;
		if (seen < n) {
			ck_assert_uint_eq(c->to, to[seen]);
			if (c->to == STORM_WATCH || c->to == STORM_STORM) {
				ck_assert_double_eq_tol(c->threshold, enter, .1);
				ck_assert_double_ge(c->rate, enter);
			} else {
				ck_assert_double_eq_tol(c->threshold, leave, .1);
				ck_assert_double_lt(c->rate, leave);
			}
		}
		seen++;
	}
	return seen;
}

START_TEST(storms_of_all_and_of_a_group)
{
	static const uint8_t all[] = { STORM_WATCH, STORM_STORM,
	    STORM_RECOVERY, STORM_CALM };
	unsigned i;

	world(all_storms);
	from_both(5, 33);
	ck_assert_uint_eq(changes_of(0, all, 4, 60, 30), 2);
	ck_assert_uint_eq(changes_of(1, all, 4, 70, 30), 0);
	ck_assert_uint_eq(changes_of(2, all, 4, 60, 30), 0);
	ck_assert(!asks(meter_of(1), AIR));
	ck_assert_str_eq(r.said, "drop all");
	from_both(5, 40);
	ck_assert_uint_eq(changes_of(0, all, 4, 60, 30), 2);
	ck_assert_uint_eq(changes_of(1, all, 4, 70, 30), 2);
	ck_assert(!asks(meter_of(1), AIR));
	ck_assert_str_eq(r.said, "drop hss");
	for (i = 0; i < 10; i++) {
		pass_time(SECOND);
		(void)asks(imsi_of(6), AIR);
	}
	ck_assert_uint_eq(changes_of(0, all, 4, 60, 30), 4);
	ck_assert_uint_eq(changes_of(1, all, 4, 70, 30), 4);
	ck_assert_uint_eq(changes_of(2, all, 4, 60, 30), 0);
	ck_assert(asks(meter_of(2), AIR));
	rules_close(&r);
}
END_TEST

/* What is usual is learned, and three times that is a storm. */
START_TEST(a_storm_by_its_own_baseline)
{
	unsigned i;

	world(PROTECT_100 MEMORY "storm \"own\" on { update-location } per overall "
	    "enter auto for 2s leave 25/s for 3s\n" PASS_ALL);
	now = START / (900 * SECOND) * 900 * SECOND;
	from_both(1800, 10);
	ck_assert_uint_eq(notices_of(NOTICE_STORM), 0);
	from_both(5, 25);		/* two and a half times */
	ck_assert_uint_eq(notices_of(NOTICE_STORM), 0);
	from_both(5, 35);
	ck_assert_uint_eq(notices_of(NOTICE_STORM), 2);
	ck_assert_uint_eq(notice_last(NOTICE_STORM)->to, STORM_STORM);
	ck_assert_double_eq_tol(notice_last(NOTICE_STORM)->usual, 20, 1);
	ck_assert_double_eq_tol(notice_last(NOTICE_STORM)->threshold, 60, 3);
	for (i = 0; i < 5; i++)
		pass_time(SECOND), (void)asks(imsi_of(6), AIR);
	ck_assert_uint_eq(notice_last(NOTICE_STORM)->to, STORM_CALM);
	rules_close(&r);
}
END_TEST

START_TEST(load_of_the_group)
{
	world(storm_text);
	home_answers = true;
	(void)crowd(1, 30, AIR);
	ck_assert(asks(meter_of(1), AIR));
	(void)crowd(1000, 110, AIR);
	ck_assert(!asks(meter_of(2), AIR));
	ck_assert_str_eq(r.said, "drop loaded");
	rules_close(&r);
}
END_TEST

/* Partners have other numbers now: those of all together go on. */
START_TEST(a_storm_outlives_other_partners)
{
	static char text[sizeof(world_text) + 100];

	world(all_storms);
	from_both(5, 50);
	ck_assert(!asks(meter_of(3), AIR));
	(void)snprintf(text, sizeof(text), "!partner \"amber\" { gt 9996* }\n"
	    "%s", world_with("", all_storms) + 1);
	swap_all(text);
	ck_assert(!asks(meter_of(3), AIR));
	ck_assert_str_eq(r.said, "drop hss");
	swap_all(world_with("", all_storms));	/* amber is gone */
	ck_assert(!asks(meter_of(3), AIR));
	rules_close(&r);
}
END_TEST

START_TEST(a_storm_outlives_a_configuration)
{
	unsigned i;

	world(storm_text);
	for (i = 0; i < 6; i++)
		(void)crowd(1000 * i, 80, ULR);
	ck_assert(!asks(meter_of(3), AIR));
	swap("", storm_text);
	ck_assert(!asks(meter_of(3), AIR));
	ck_assert_str_eq(r.said, "drop storm");
	noticed.count = 0;
	for (i = 0; i < 12; i++) {
		pass_time(SECOND);
		(void)asks(imsi_of(6), AIR);
	}
	ck_assert_uint_eq(notice_last(NOTICE_STORM)->to, STORM_CALM);
	rules_close(&r);
}
END_TEST

static void
add(TCase *tc)
{
	tcase_add_test(tc, a_storm_and_its_end);
	tcase_add_test(tc, a_storm_in_anothers_name);
	tcase_add_test(tc, storms_of_all_and_of_a_group);
	tcase_add_test(tc, a_storm_by_its_own_baseline);
	tcase_add_test(tc, load_of_the_group);
	tcase_add_test(tc, a_storm_outlives_a_configuration);
	tcase_add_test(tc, a_storm_outlives_other_partners);
}

int
main(void)
{
	return judge_main("control_storm", add);
}
