/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Admission: a crowd after a power failure, priorities, lending, memory.
 */
#include <check.h>

#include "admit_help.h"

enum { CROWD = 800000 };

START_TEST(crowd_told_any_time)
{
	struct crowd c = { .n = CROWD, .capacity = RATE, .seconds = 450,
	    .onset_ms = 8000, .any = 100 };
	struct admit_setup s = setup_make(RATE);
	unsigned i;

	crowd_run(&c, &s);
	no_second_above(&c, RATE * 102 / 100);
	for (i = 2; i < c.seconds && c.waiting_any[i] > 2 * RATE; i++)
		ck_assert_uint_ge(c.in[i], RATE * 95 / 100);
	ck_assert_uint_le(i, CROWD / RATE * 105 / 100);
	for (i = 0; i < CLASSES; i++)
		ck_assert_uint_eq(c.left[i], 0);
	ck_assert_uint_eq(c.late[CRITICAL], 0);
	ck_assert_uint_eq(c.often, 0);
	crowd_free(&c);
}
END_TEST

/* So many of a crowd that comes when it is told are refused a third time: at a
 * smaller rate chance is a greater part of a second.  Where the second refusal
 * was for a higher class, none of the lower one. */
START_TEST(refused_a_third_time)
{
	static const struct {
		uint32_t	 rate, often;
	} t[] = { { 1000, 0 }, { 500, 3 }, { 200, 25 } };
	struct crowd c = { .capacity = t[_i].rate, .n = 400 * t[_i].rate,
	    .seconds = 460, .onset_ms = 8000, .any = 100 };
	struct admit_setup s = setup_make(t[_i].rate);
	uint32_t i, below = 0;

	crowd_run(&c, &s);
	ck_assert_uint_le(c.often, t[_i].often);
	for (i = 0; i < c.n; i++)
		below += c.d[i].class == METER && c.d[i].refused > 2;
	ck_assert_uint_eq(below, 0);
	ck_assert_uint_eq(c.left_any, 0);
	crowd_free(&c);
}
END_TEST

/* Half of the networks set no timer: their devices come when they come. */
START_TEST(crowd_of_both)
{
	struct crowd c = { .n = CROWD, .capacity = RATE, .seconds = 900,
	    .onset_ms = 8000, .any = 50 };
	struct admit_setup s = setup_make(RATE);
	unsigned i, low = 0, able = 0;

	crowd_run(&c, &s);
	no_second_above(&c, RATE * 102 / 100);
	for (i = 2; i < c.seconds; i++)
		if (c.offered[i] >= 3 * RATE) {
			able++;
			low += c.in[i] < RATE * 95 / 100;
		}
	ck_assert_uint_gt(able, 90);
	ck_assert_uint_eq(low, 0);
	ck_assert_uint_eq(c.left[CRITICAL], 0);
	ck_assert_uint_eq(c.late[CRITICAL], 0);
	ck_assert_uint_eq(c.left[HANDSET], 0);
	ck_assert_uint_eq(c.left_any, 0);
	/* beside those who come when they come, three bunches may meet */
	ck_assert_uint_le(c.often, CROWD / 40000);
	crowd_free(&c);
}
END_TEST

START_TEST(crowd_capacity_halved)
{
	struct crowd c = { .n = CROWD, .capacity = RATE, .seconds = 280,
	    .onset_ms = 8000, .any = 100, .halved = 100, .whole = 200 };
	struct admit_setup s = setup_make(RATE);
	unsigned i;

	crowd_run(&c, &s);
	no_second_above(&c, RATE * 102 / 100);
	for (i = 105; i < 200; i++) {
		/* the home bears a little more than half */
		ck_assert_uint_le(c.in[i], RATE * 62 / 100);
		ck_assert_uint_ge(c.in[i], RATE * 42 / 100);
	}
	for (i = 230; i < 280; i++)
		ck_assert_uint_ge(c.in[i], RATE * 92 / 100);
	ck_assert_uint_eq(c.late[CRITICAL], 0);
	crowd_free(&c);
}
END_TEST

/* ---- priorities ---- */

/* Requests of a class at a pace, for some seconds from START on, random; the
 * flood of another at "times" the rate.  Returns how many of the former were
 * refused. */
static uint32_t
refused_beside(unsigned times, unsigned per_second, uint32_t rate)
{
	struct admit_setup s = setup_make(rate);
	struct crowd c = { .random = 77 };
	struct admit *a = admit_new(&s, START);
	uint64_t t, step = S / 20000, key = 0;
	uint32_t refused = 0;
	struct admit_request r;

	for (t = START; t < START + 10 * S; t += step) {
		if (crowd_random(&c) % 20000 < per_second) {
			r = update(crowd_key((uint32_t)++key), 5);
			refused += !admit_decide(a, &r, t).admitted;
		}
		if (times > 0 && crowd_random(&c) % 20000 <
		    (uint64_t)times * rate) {
			r = update(crowd_key((uint32_t)++key), 9);
			(void)admit_decide(a, &r, t);
		}
	}
	admit_free(a);
	return refused;
}

START_TEST(flood_moves_nothing)
{
	ck_assert_uint_eq(refused_beside(0, 1000, RATE), 0);
	ck_assert_uint_eq(refused_beside(1, 1000, RATE), 0);
	ck_assert_uint_eq(refused_beside(10, 1000, RATE), 0);
	ck_assert_uint_eq(refused_beside(100, 40, 100), 0);
	/* the class itself is too much: it is, and the flood adds nothing */
	ck_assert_uint_gt(refused_beside(0, 3000, RATE), 9000);
	ck_assert_uint_le(refused_beside(10, 3000, RATE),
	    refused_beside(0, 3000, RATE) + 10 * RATE * 2 / 100);
}
END_TEST

/* Both classes ask for more than there is, each in its own second too. */
static void
both_flood(struct admit *a, uint64_t from, bool high, bool low,
    uint32_t got[2])
{
	static uint32_t key = 1;
	struct admit_request r;
	uint64_t t;

	got[0] = got[1] = 0;
	for (t = from; t < from + S; t += S / 8000) {
		if (high) {
			r = request(crowd_key(key++), 5);
			got[0] += admit_decide(a, &r, t).admitted;
		}
		if (low) {
			r = request(crowd_key(key++), 9);
			got[1] += admit_decide(a, &r, t).admitted;
		}
	}
}

START_TEST(guarantee_is_lent)
{
	struct admit_setup s = setup_make(RATE);
	struct admit *a;
	uint32_t got[2];

	s.class[9].floor = 300;
	a = admit_new(&s, START);
	both_flood(a, START, true, false, got);
	ck_assert_uint_ge(got[0], RATE * 97 / 100);	/* all is lent */
	both_flood(a, START + S, true, true, got);
	ck_assert_uint_ge(got[1], 290);		/* and back at once */
	ck_assert_uint_le(got[1], 400);
	both_flood(a, START + 2 * S, true, true, got);
	ck_assert_uint_ge(got[1], 290);
	ck_assert_uint_le(got[1], 310);
	ck_assert_uint_ge(got[0], RATE - 340);
	both_flood(a, START + 3 * S, false, true, got);
	ck_assert_uint_ge(got[1], RATE * 95 / 100);
	admit_free(a);

	/* more than all is guaranteed: each gets less */
	s.class[5].reserve = 100;
	s.class[9] = (struct admit_class){ .there = true, .reserve = 100 };
	s.class[1].reserve = 0;
	a = admit_new(&s, START);
	both_flood(a, START, true, true, got);
	both_flood(a, START + S, true, true, got);
	ck_assert_uint_ge(got[1], RATE / 2 - 50);
	ck_assert_uint_ge(got[0], RATE / 2 - 50);
	admit_free(a);
}
END_TEST

START_TEST(order_within_class)
{
	struct admit_setup s = setup_make(RATE);
	struct admit *a = admit_new(&s, START);
	struct admit_request r;
	uint32_t key = 1, i, got[3] = { 0 };

	/* one that comes alone finds the mark of those below him */
	for (i = 0; i < 200; i++) {
		r = request(crowd_key(key++), 9);
		got[0] += admit_decide(a, &r, START).admitted;
	}
	for (i = 0; i < 200; i++) {
		r = request(crowd_key(key++), 9);
		r.registered = true;
		got[1] += admit_decide(a, &r, START).admitted;
	}
	for (i = 0; i < 200; i++) {
		r = request(0, 15);	/* not even a class of ours */
		r.emergency = true;
		got[2] += admit_decide(a, &r, START).admitted;
	}
	for (i = 0; i < 3; i++)
		ck_assert_uint_gt(got[i], 0);
	/* the bucket, and what nobody took before */
	ck_assert_uint_le(got[0] + got[1] + got[2], RATE * 6 / 100 + 1);
	admit_free(a);
}
END_TEST

/* ---- memory ---- */

/* Takes every token there is at t. */
static void
exhaust(struct admit *a, uint64_t t)
{
	struct admit_request r = request(0, 0);

	r.emergency = true;
	while (admit_decide(a, &r, t).admitted)
		;
}

START_TEST(told_early_and_kept)
{
	struct admit_setup s = setup_make(RATE);
	struct admit *a = admit_new(&s, START);
	struct admit_request r = request(crowd_key(7), 9);
	struct admit_answer first, again;
	struct admit_figures f;

	exhaust(a, START);
	first = admit_decide(a, &r, START);
	ck_assert(!first.admitted && first.booked);
	ck_assert_int_eq(first.why, ADMIT_FULL);
	ck_assert_int_eq(first.refused, 1);
	ck_assert_uint_ge(first.when, START + 5 * S);
	ck_assert_uint_lt(first.when, START + 7 * S);
	exhaust(a, START + S);
	again = admit_decide(a, &r, START + S);
	ck_assert_int_eq(again.why, ADMIT_EARLY);
	ck_assert_int_eq(again.refused, 1);
	ck_assert(again.when <= first.when &&
	    again.when + S / 60 > first.when);
	again = admit_decide(a, &r, first.when);
	ck_assert(again.admitted);
	ck_assert_int_eq(again.why, ADMIT_KEPT);
	ck_assert_int_eq(again.refused, 1);
	ck_assert_uint_eq(drain_figures(admit_drain(a))->kept, 1);
	admit_figures(a, first.when, &f);
	ck_assert_uint_eq(f.why[9][ADMIT_KEPT], 1);
	ck_assert_uint_eq(f.remembered, 1);
	admit_free(a);
}
END_TEST

/* The update that follows an admitted authenticate passes without a token, once,
 * for a while, and not for another device; what else comes needs one. */
START_TEST(continues_what_was_admitted)
{
	struct admit_setup s = setup_make(RATE);
	struct admit *a = admit_new(&s, START);
	struct admit_request r = request(crowd_key(7), 9);
	struct admit_request other = request(crowd_key(8), 9);
	uint64_t next;

	ck_assert(admit_decide(a, &r, START).admitted);
	exhaust(a, START + S);
	next = admit_capacity(a)->next;
	r.continues = other.continues = true;
	ck_assert_int_eq(admit_decide(a, &r, START + S).why, ADMIT_CONTINUES);
	ck_assert_uint_eq(admit_capacity(a)->next, next);
	ck_assert(!admit_decide(a, &r, START + S).admitted);
	ck_assert(!admit_decide(a, &other, START + S).admitted);
	admit_free(a);

	/* begun again: takes a token, which is for one update more */
	a = admit_new(&s, START);
	r.continues = false;
	ck_assert(admit_decide(a, &r, START).admitted);
	exhaust(a, START + S);
	ck_assert(!admit_decide(a, &r, START + S).admitted);
	r.continues = true;	/* and its update still passes */
	ck_assert_int_eq(admit_decide(a, &r, START + S).why, ADMIT_CONTINUES);
	r.continues = false;
	ck_assert_int_eq(admit_decide(a, &r, START + 2 * S).why, ADMIT_FREE);
	exhaust(a, START + 3 * S);
	r.continues = true;
	ck_assert_int_eq(admit_decide(a, &r, START + 3 * S).why,
	    ADMIT_CONTINUES);
	exhaust(a, START + 40 * S);
	ck_assert(!admit_decide(a, &r, START + 40 * S).admitted);
	admit_free(a);
}
END_TEST

/* Updates that all come at once take the place of what begins anew, but not of
 * who is guaranteed something or is in need. */
END_TEST

/* Critical devices that come all at once, for something had held them up, beside
 * a flood that goes on: none waits, and no second has too much. */
START_TEST(held_up_and_all_at_once)
{
	struct admit_setup s = setup_make(RATE);
	struct admit *a = admit_new(&s, START);
	struct crowd c = { .n = 0 };
	uint64_t t, held = START;
	struct admit_request r;
	uint32_t key = 1, i;

	c.admitted = calloc(40 * RATE, sizeof(*c.admitted));
	for (t = START; t < START + 10 * S; t += S / (20 * RATE)) {
		if (t / (150 * MS) % 4 == 3)
			continue;	/* nothing is read meanwhile */
		for (; held < t; held += S / 800) {
			r = update(crowd_key(key++), 1);
			ck_assert(admit_decide(a, &r, t).admitted);
			c.admitted[c.nadmitted++] = t;
		}
		for (i = 0; i < 2; i++) {
			r = update(crowd_key(key++), 9);
			if (admit_decide(a, &r, t).admitted)
				c.admitted[c.nadmitted++] = t;
		}
	}
	no_second_above(&c, RATE * 102 / 100);
	ck_assert_uint_ge(c.nadmitted, 10 * RATE * 70 / 100);
	free(c.admitted);
	admit_free(a);
}
END_TEST

/* A load, of which nothing is read for some ms now and then, so that what came
 * meanwhile comes at once.  Returns how many were refused. */
static uint32_t
refused_after_pauses(unsigned per_second, unsigned ms, struct crowd *c)
{
	struct admit_setup s = setup_make(RATE);
	struct admit *a = admit_new(&s, START);
	uint64_t t, held = START;
	uint32_t key = 1, refused = 0;
	struct admit_request r;

	c->admitted = calloc(12 * RATE, sizeof(*c->admitted));
	c->nadmitted = 0;
	for (t = START; t < START + 10 * S; t += MS) {
		if (t > START + 4 * S && (t - START) / MS % 1700 < ms)
			continue;
		for (; held < t; held += S / per_second) {
			r = update(crowd_key(key++), 9);
			if (admit_decide(a, &r, t).admitted)
				c->admitted[c->nadmitted++] = t;
			else
				refused++;
		}
	}
	no_second_above(c, RATE * 102 / 100);
	free(c->admitted);
	admit_free(a);
	return refused;
}

/* Ordinary devices, when this machine has stopped for a while: what fits in the
 * bucket and what nobody took is let in; the rest has a slot of its own rather
 * than that home gets more than it can do. */
START_TEST(pauses)
{
	struct crowd c = { .n = 0 };

	ck_assert_uint_eq(refused_after_pauses(RATE / 2, 80, &c), 0);
	ck_assert_uint_eq(refused_after_pauses(RATE / 4, 160, &c), 0);
	ck_assert_uint_gt(refused_after_pauses(RATE / 2, 800, &c), 0);
	ck_assert_uint_le(refused_after_pauses(RATE / 2, 800, &c),
	    4 * (RATE / 2 * 800 / 1000));
	(void)refused_after_pauses(RATE * 99 / 100, 300, &c);
}
END_TEST

/* However often devices that were admitted come again: no more than capacity,
 * and one update for each. */
START_TEST(repeats_are_no_way_around)
{
	struct admit_setup s = setup_make(RATE);
	struct admit *a = admit_new(&s, START);
	struct admit_request r;
	uint32_t i, tokens = 0, free = 0;
	struct admit_answer to;

	for (i = 0; i < 10 * 20 * RATE; i++) {	/* ten seconds */
		r = request(crowd_key(i % 500), 9);
		r.continues = i / 500 % 2 > 0;
		to = admit_decide(a, &r, START + i * (S / (20 * RATE)));
		tokens += to.admitted && to.why != ADMIT_CONTINUES;
		free += to.why == ADMIT_CONTINUES;
	}
	ck_assert_uint_le(tokens, 10 * RATE * 102 / 100);
	ck_assert_uint_le(free, tokens);
	admit_free(a);
}
END_TEST

/* All but what is guaranteed is taken by class 5; then so many of class 9 come
 * at once: those whom its guarantee lets in. */
static uint32_t
guaranteed_now(struct admit *a, unsigned n, uint64_t now)
{
	static uint32_t key = 1000000;
	struct admit_request r = request(0, 5);
	uint32_t got = 0;

	while (admit_decide(a, &r, now).admitted)
		;
	while (n-- > 0) {
		r = request(crowd_key(key++), 9);
		got += admit_decide(a, &r, now).why == ADMIT_GUARANTEED;
	}
	return got;
}

/* A rate that rises is no clock that was set back: what was had of a guarantee
 * when it was small counts when it is larger. */
START_TEST(guarantee_as_the_rate_rises)
{
	struct admit_setup s = setup_make(RATE);
	struct admit *a;
	uint64_t t = START + S / 4;

	s.class[9].reserve = 1;
	a = admit_new(&s, START);
	capacity_report(admit_capacity(a), 95, 100 * S, t);
	ck_assert_uint_eq(guaranteed_now(a, 20, t), 1);		/* of 1/s */
	t += S / 4;
	capacity_report(admit_capacity(a), 0, 0, t);
	ck_assert_uint_eq(guaranteed_now(a, 20, t), 0);		/* of 20/s */
	t += S / 4;
	ck_assert_uint_eq(guaranteed_now(a, 20, t), 5);
	admit_free(a);
}
END_TEST

START_TEST(guarantee_as_the_clock_goes_back)
{
	struct admit_setup s = setup_make(RATE);
	struct admit *a;
	uint64_t t = START + S / 2, back;

	s.class[9].reserve = 1;
	a = admit_new(&s, START);
	ck_assert_uint_eq(guaranteed_now(a, 20, t), 5);
	for (back = 2 * S; back < 1000 * S; back *= 7) {
		t -= back;
		ck_assert_uint_eq(guaranteed_now(a, 20, t), 0);
		t += S / 5;
		ck_assert_uint_ge(guaranteed_now(a, 20, t), 3);
	}
	admit_free(a);
}
END_TEST

START_TEST(clock_and_nobody)
{
	struct admit_setup s = setup_make(RATE);
	struct admit *a = admit_new(&s, START);
	struct admit_request r = request(0, 200);
	struct admit_answer to;

	exhaust(a, START);
	to = admit_decide(a, &r, START);
	ck_assert(!to.admitted && !to.booked);
	ck_assert_uint_eq(to.when, START + 5 * S);
	r.key = crowd_key(9);
	ck_assert(!admit_decide(a, &r, START).admitted);
	/* a day back, a year on: nobody waits for the old clock */
	exhaust(a, START - 86400 * S);
	ck_assert(admit_decide(a, &r, START - 86399 * S).admitted);
	exhaust(a, START - 86399 * S);
	ck_assert(admit_decide(a, &r, START + 365 * 86400 * S).admitted);
	admit_free(a);
	admit_free(NULL);
	s.devices = 0;
	ck_assert_ptr_null(admit_new(&s, START));
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("admit");
	TCase *t = tcase_create("all");
	SRunner *r = srunner_create(s);
	int failed;

	tcase_set_timeout(t, 120);
	tcase_add_test(t, crowd_told_any_time);
	tcase_add_loop_test(t, refused_a_third_time, 0, 3);
	tcase_add_test(t, crowd_of_both);
	tcase_add_test(t, crowd_capacity_halved);
	tcase_add_test(t, flood_moves_nothing);
	tcase_add_test(t, guarantee_is_lent);
	tcase_add_test(t, order_within_class);
	tcase_add_test(t, told_early_and_kept);
	tcase_add_test(t, continues_what_was_admitted);
	tcase_add_test(t, held_up_and_all_at_once);
	tcase_add_test(t, pauses);
	tcase_add_test(t, repeats_are_no_way_around);
	tcase_add_test(t, guarantee_as_the_rate_rises);
	tcase_add_test(t, guarantee_as_the_clock_goes_back);
	tcase_add_test(t, clock_and_nobody);
	suite_add_tcase(s, t);
	srunner_run_all(r, CK_NORMAL);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed != 0;
}
