/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Storms: fixed and learned thresholds, each change once, clocks that are set.
 */
#include <check.h>
#include <math.h>

#include "../rules/state/storm.h"

#define S	UINT64_C(1000000000)
#define DAY	(UINT64_C(86400) * S)
/* midnight, UTC */
#define START	(UINT64_C(1700006400) * S)

enum { CHANGES = 64 };

static struct storm_change change[CHANGES];
static uint64_t when[CHANGES];
static unsigned nchange;

static const struct storm_setup fixed = { .enter = 300, .leave = 150,
	.enter_for = 3 * S, .leave_for = 30 * S };

/* So many messages a second, evenly, for so many seconds. */
static uint64_t
feed(struct storm *s, uint64_t from, unsigned rate, unsigned seconds)
{
	struct storm_change c;
	uint64_t t, end = from + seconds * S, step = rate > 0 ? S / rate : S;

	for (t = from; t < end; t += step)
		if (storm_count(s, rate > 0, t, &c) && nchange < CHANGES) {
			when[nchange] = t;
			change[nchange++] = c;
		}
	return end;
}

static void
is(unsigned i, enum storm_state from, enum storm_state to)
{
	ck_assert_uint_lt(i, nchange);
	ck_assert_int_eq(change[i].from, from);
	ck_assert_int_eq(change[i].to, to);
}

START_TEST(enter_and_leave)
{
	struct storm *s = storm_new(&fixed, START);
	uint64_t t = START, begun;

	nchange = 0;
	t = feed(s, t, 200, 60);
	ck_assert_uint_eq(nchange, 0);
	ck_assert(fabs(storm_rate(s) - 200) < 2);
	begun = t;
	t = feed(s, t, 1000, 20);
	ck_assert_uint_eq(nchange, 2);
	is(0, STORM_CALM, STORM_WATCH);
	is(1, STORM_WATCH, STORM_STORM);
	ck_assert(change[0].rate >= 300 && change[0].rate < 450);
	ck_assert_double_eq(change[0].threshold, 300);
	ck_assert_uint_eq(change[0].since, START);
	ck_assert_uint_le(when[0], begun + S / 2);
	ck_assert_uint_ge(when[1], begun + 3 * S);
	ck_assert_uint_le(when[1], begun + 4 * S);
	/* between the two thresholds it goes on */
	t = feed(s, t, 200, 100);
	ck_assert_uint_eq(nchange, 2);
	begun = t;
	t = feed(s, t, 100, 20);
	is(2, STORM_STORM, STORM_RECOVERY);
	ck_assert_double_eq(change[2].threshold, 150);
	ck_assert_double_lt(change[2].rate, 150);
	/* and the time begins anew, not the state */
	t = feed(s, t, 200, 5);
	t = feed(s, t, 100, 29);
	ck_assert_uint_eq(nchange, 3);
	t = feed(s, t, 400, 2);
	is(3, STORM_RECOVERY, STORM_STORM);
	begun = t;
	feed(s, t, 0, 60);
	ck_assert_uint_eq(nchange, 6);
	is(4, STORM_STORM, STORM_RECOVERY);
	is(5, STORM_RECOVERY, STORM_CALM);
	ck_assert_uint_ge(when[5], begun + 30 * S);
	ck_assert_uint_le(when[5], begun + 33 * S);
	storm_free(s);
	storm_free(NULL);
}
END_TEST

START_TEST(short_peak_is_watched)
{
	struct storm *s = storm_new(&fixed, START);
	uint64_t t = START;

	nchange = 0;
	t = feed(s, t, 100, 10);
	t = feed(s, t, 1000, 2);
	feed(s, t, 100, 10);
	ck_assert_uint_eq(nchange, 2);
	is(0, STORM_CALM, STORM_WATCH);
	is(1, STORM_WATCH, STORM_CALM);
	ck_assert_double_eq(change[1].threshold, 150);
	storm_free(s);
}
END_TEST

/* Nobody asks for an hour: it ends with the next ones who do. */
START_TEST(silence_ends_it)
{
	struct storm *s = storm_new(&fixed, START);
	struct storm_change c;
	uint64_t t = feed(s, START, 1000, 20);

	ck_assert_int_eq(storm_state(s), STORM_STORM);
	t += 3600 * S;
	ck_assert(storm_count(s, 0, t, &c));
	ck_assert_int_eq(c.to, STORM_RECOVERY);
	ck_assert(storm_count(s, 0, t + S, &c));
	ck_assert_int_eq(c.to, STORM_CALM);
	ck_assert(!storm_count(s, 0, t + 2 * S, &c));
	ck_assert(storm_since(s) > t && storm_since(s) <= t + S);
	storm_free(s);
}
END_TEST

START_TEST(other_units)
{
	struct storm_setup u = { .enter = 60, .enter_ns = 60 * S, .leave = 30,
	    .leave_ns = 60 * S };
	struct storm *s = storm_new(&u, START);
	uint64_t t;

	/* a burst of 20 is no rate of one a second */
	nchange = 0;
	t = feed(s, START, 0, 120);
	t = feed(s, t, 20, 1);
	t = feed(s, t, 0, 120);
	ck_assert_uint_eq(nchange, 0);
	ck_assert_double_eq(storm_enter(s, t), 1);
	t = feed(s, t, 2, 120);
	ck_assert_int_eq(storm_state(s), STORM_STORM);
	ck_assert_uint_eq(nchange, 1);	/* at once: no time was given */
	storm_free(s);
}
END_TEST

START_TEST(clock_goes_back)
{
	struct storm *s = storm_new(&fixed, START);
	uint64_t t = feed(s, START, 1000, 20);

	nchange = 0;
	ck_assert_int_eq(storm_state(s), STORM_STORM);
	t = feed(s, t - DAY, 1000, 20);
	ck_assert_uint_eq(nchange, 0);
	ck_assert_int_eq(storm_state(s), STORM_STORM);
	ck_assert_uint_le(storm_since(s), t);
	/* it has to be below for the whole time, of the new clock */
	t = feed(s, t, 0, 28);
	ck_assert_int_eq(storm_state(s), STORM_RECOVERY);
	t = feed(s, t - 10 * S, 0, 28);
	ck_assert_int_eq(storm_state(s), STORM_RECOVERY);
	feed(s, t, 0, 10);
	ck_assert_int_eq(storm_state(s), STORM_CALM);
	storm_free(s);
}
END_TEST

/* ---- learned ---- */

/* By the hour: a busy day, a quiet night; one message stands for a second. */
static unsigned
usual_at(uint64_t t)
{
	unsigned hour = (unsigned)(t / S / 3600 % 24);

	return hour >= 8 && hour < 20 ? 400 : 40;
}

static uint64_t
live(struct storm *s, uint64_t from, uint64_t ns)
{
	struct storm_change c;
	uint64_t t;

	for (t = from; t < from + ns; t += S / 8)
		if (storm_count(s, usual_at(t) / 8, t, &c) &&
		    nchange < CHANGES) {
			when[nchange] = t;
			change[nchange++] = c;
		}
	return t;
}

START_TEST(learns_the_day)
{
	struct storm_setup u = { .automatic = true, .enter_for = 3 * S,
	    .leave_for = 10 * S, .floor = 500 };
	struct storm *s = storm_new(&u, START);
	uint64_t t = live(s, START, 3 * DAY);
	double noon, night;

	noon = storm_usual(s, t + 12 * 3600 * S);
	night = storm_usual(s, t + 3 * 3600 * S);
	ck_assert(fabs(noon - 400) < 8 && fabs(night - 40) < 4);
	/* below the floor there is no storm: 500, not 3 * 40 */
	ck_assert_double_eq(storm_enter(s, t + 3 * 3600 * S), 500);
	ck_assert(fabs(storm_enter(s, t + 12 * 3600 * S) - 1200) < 24);
	ck_assert(fabs(storm_leave(s, t + 12 * 3600 * S) - 600) < 12);

	nchange = 0;
	t = live(s, t, 3 * 3600 * S);
	ck_assert_uint_eq(nchange, 0);
	t = feed(s, t, 2000, 900);
	ck_assert_int_eq(storm_state(s), STORM_STORM);
	t = feed(s, t, 2000, 900);
	t = live(s, t, DAY);
	ck_assert_int_eq(storm_state(s), STORM_CALM);
	/* the storm has taught nothing */
	ck_assert(fabs(storm_usual(s, START + 3 * 3600 * S) - 40) < 4);
	storm_free(s);
}
END_TEST

/* What one has learned another knows from its first minute on; it learns the
 * rest, and what it knows itself stays. */
START_TEST(knows_what_it_is_told)
{
	struct storm_setup u = { .automatic = true, .enter_for = 3 * S,
	    .leave_for = 10 * S };
	struct storm *s = storm_new(&u, START), *next = storm_new(&u, START);
	float usual[STORM_QUARTERS], again[STORM_QUARTERS];
	uint64_t t = feed(s, START, 200, 2 * 900);
	unsigned i;

	ck_assert(!storm_learned(next, usual));
	(void)feed(s, t, 0, 2);
	ck_assert(storm_learned(s, usual));
	ck_assert(fabs(usual[0] - 200) < 4 && fabs(usual[1] - 200) < 4);
	for (i = 2; i < STORM_QUARTERS; i++)
		ck_assert(usual[i] < 0);
	usual[2] = 400;
	storm_teach(next, usual);
	ck_assert(fabs(storm_enter(next, START) - 600) < 12);
	nchange = 0;
	t = feed(next, START, 900, 10);
	ck_assert_int_eq(storm_state(next), STORM_STORM);
	ck_assert_uint_eq(nchange, 2);
	t = feed(next, t, 20, 890);
	(void)feed(next, t, 20, 902);
	/* the storm taught nothing, the quarter after it a fourth */
	ck_assert(storm_learned(next, again));
	ck_assert(fabs(again[0] - usual[0]) < .001);
	ck_assert(fabs(again[1] - (usual[1] * .75 + 20 * .25)) < 4);
	storm_teach(next, usual);
	ck_assert(storm_learned(next, usual));
	ck_assert_mem_eq(usual, again, sizeof(usual));
	storm_free(s);
	storm_free(next);
	s = storm_new(&fixed, START);
	storm_teach(s, usual);
	ck_assert(!storm_learned(s, usual));
	ck_assert_double_eq(storm_enter(s, START), 300);
	storm_free(s);
}
END_TEST

/* A network that has always had more than the floor: it is learned from the
 * start on, which is no storm, and what is three times that is one. */
START_TEST(learns_from_the_start)
{
	struct storm_setup u = { .automatic = true, .enter_for = 3 * S,
	    .leave_for = 10 * S };
	struct storm *s = storm_new(&u, START);
	uint64_t t = START;
	unsigned i;

	nchange = 0;
	t = feed(s, t, 200, 300);
	ck_assert_uint_eq(nchange, 0);
	ck_assert(fabs(storm_usual(s, t) - 200) < 8);
	t = feed(s, t, 500, 10);
	ck_assert_uint_eq(nchange, 0);
	t = feed(s, t, 800, 1800);	/* into the next quarter but one */
	ck_assert_uint_eq(nchange, 2);
	ck_assert_int_eq(storm_state(s), STORM_STORM);
	ck_assert(fabs(change[1].usual - 200) < 16);
	t = feed(s, t, 200, 1800);
	ck_assert_int_eq(storm_state(s), STORM_CALM);
	/* that one has taught nothing about any quarter */
	for (i = 0; i < STORM_QUARTERS; i++)
		ck_assert(fabs(storm_usual(s, t + i * 900 * S) - 200) < 8);
	storm_free(s);
	/* in a storm from the first second on there is nothing to compare with */
	s = storm_new(&u, START);
	nchange = 0;
	(void)feed(s, START, 5000, 50);
	ck_assert_uint_eq(nchange, 0);
	storm_free(s);
}
END_TEST

START_TEST(knows_nothing)
{
	struct storm_setup u = { .automatic = true };
	struct storm *s = storm_new(&u, START);

	ck_assert_double_eq(storm_usual(s, START), 0);
	ck_assert_double_eq(storm_enter(s, START), STORM_FLOOR);
	ck_assert_str_eq(storm_state_name(STORM_RECOVERY), "recovery");
	ck_assert_ptr_null(storm_state_name(STORM_STATES));
	storm_free(s);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("storm");
	TCase *t = tcase_create("all");
	SRunner *r = srunner_create(s);
	int failed;

	tcase_set_timeout(t, 60);
	tcase_add_test(t, enter_and_leave);
	tcase_add_test(t, short_peak_is_watched);
	tcase_add_test(t, silence_ends_it);
	tcase_add_test(t, other_units);
	tcase_add_test(t, clock_goes_back);
	tcase_add_test(t, learns_the_day);
	tcase_add_test(t, knows_what_it_is_told);
	tcase_add_test(t, learns_from_the_start);
	tcase_add_test(t, knows_nothing);
	suite_add_tcase(s, t);
	srunner_run_all(r, CK_NORMAL);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed != 0;
}
