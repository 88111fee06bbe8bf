/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Time that is slewed, and when a process that died is started again.
 */
#include <check.h>
#include <stdlib.h>

#include "../fw/run/clock.h"
#include "../fw/run/restart.h"

#define S	CLOCK_S
#define MONO	(UINT64_C(5000) * S)
#define REAL	(UINT64_C(1700000000) * S)

/* A day of seconds: the clock of the day is off by that much from the tenth
 * second on.  Returns when both are even again, in seconds after it. */
static unsigned
slewed(int64_t off)
{
	struct clock c;
	uint64_t mono = MONO, real = REAL, before, now;
	unsigned i, even = 0;
	int64_t jump;

	clock_start(&c, mono, real);
	before = clock_at(&c, mono);
	ck_assert_uint_eq(before, REAL);
	for (i = 1; i < 86400; i++) {
		mono += S;
		real += S;
		if (i == 10)
			real += (uint64_t)off;
		now = clock_at(&c, mono);
		/* never backwards, never faster or slower than a tenth; and
		 * not by ck_assert() each, which takes its time */
		if (now - before < S - S / 10 || now - before > S + S / 10)
			ck_abort_msg("second %u took %lu ns", i,
			    (unsigned long)(now - before));
		before = now;
		jump = clock_check(&c, mono, real);
		if (jump != (i != 10 || llabs(off) < (int64_t)CLOCK_JUMP ? 0 :
		    off) || clock_at(&c, mono) != now)
			ck_abort_msg("second %u: jump of %ld ns", i,
			    (long)jump);
		if (i == 10)
			ck_assert_uint_eq(clock_even(&c),
			    (uint64_t)llabs(off) * 10);
		if (even == 0 && i > 10 && now == real)
			even = i - 10;
	}
	return even;
}

START_TEST(clock_slews)
{
	ck_assert_uint_eq(slewed(0), 1);
	ck_assert_uint_eq(slewed(1000), 1);
	ck_assert_uint_eq(slewed(-1000), 1);
	ck_assert_uint_eq(slewed((int64_t)S), 10);
	ck_assert_uint_eq(slewed(-(int64_t)S), 10);
	ck_assert_uint_eq(slewed(60 * (int64_t)S), 600);
	ck_assert_uint_eq(slewed(-3600 * (int64_t)S), 36000);
	/* a year takes more than a day */
	ck_assert_uint_eq(slewed(365 * 86400 * (int64_t)S), 0);
	ck_assert_uint_eq(slewed(-365 * 86400 * (int64_t)S), 0);
}
END_TEST

/* Between two looks it stops gaining when it is even. */
START_TEST(clock_stops_when_even)
{
	struct clock c;

	clock_start(&c, MONO, REAL);
	ck_assert_int_eq(clock_check(&c, MONO + S, REAL + S + 1000), 0);
	ck_assert_uint_eq(clock_at(&c, MONO + S + 5000), REAL + S + 5500);
	ck_assert_uint_eq(clock_at(&c, MONO + S + 10000), REAL + S + 11000);
	ck_assert_uint_eq(clock_at(&c, MONO + 9 * S), REAL + 9 * S + 1000);
	/* behind its origin: it stands */
	ck_assert_uint_eq(clock_at(&c, MONO), REAL + S);
}
END_TEST

/* The machine slept: the clock that nobody sets stood still. */
START_TEST(clock_of_a_machine_that_slept)
{
	struct clock c;

	clock_start(&c, MONO, REAL);
	ck_assert_int_eq(clock_check(&c, MONO + S, REAL + 8 * 3600 * S),
	    (int64_t)((8 * 3600 - 1) * S));
	ck_assert_uint_eq(clock_at(&c, MONO + 2 * S), REAL + 2 * S + S / 10);
}
END_TEST

START_TEST(clock_reads)
{
	struct clock c;
	uint64_t a, b;

	clock_start(&c, clock_mono(), clock_real());
	a = clock_now(&c);
	b = clock_now(&c);
	ck_assert_uint_ge(b, a);
	ck_assert_uint_lt(clock_real() - a + S, 60 * S);
}
END_TEST

START_TEST(restart_backs_off)
{
	static const unsigned wait[] = { 0, 1, 2, 4, 8, 16, 30, 30, 30 };
	struct restart r = { .wait = 0 };
	uint64_t now = MONO, then;
	unsigned i;

	for (i = 0; i < sizeof(wait) / sizeof(wait[0]); i++) {
		then = now;
		now += S;
		ck_assert_uint_eq(restart_wait(&r, then, now), wait[i] * S);
		now += wait[i] * S;
	}
	/* one second less than a minute is no life */
	ck_assert_uint_eq(restart_wait(&r, now, now + 59 * S), 30 * S);
	now += 100 * S;
	ck_assert_uint_eq(restart_wait(&r, now, now + 60 * S), 0);
	ck_assert_uint_eq(restart_wait(&r, now, now + 1), S);
	/* a clock that ran back is no life either */
	ck_assert_uint_eq(restart_wait(&r, now + 100 * S, now), 2 * S);
}
END_TEST

START_TEST(restart_counts_a_minute)
{
	struct restart r = { .wait = 0 };

	(void)restart_wait(&r, MONO, MONO + S);
	ck_assert(!restart_often(&r, MONO + S));
	(void)restart_wait(&r, MONO, MONO + 2 * S);
	ck_assert(!restart_often(&r, MONO + 2 * S));
	(void)restart_wait(&r, MONO, MONO + 61 * S);
	ck_assert(restart_often(&r, MONO + 61 * S));
	ck_assert(!restart_often(&r, MONO + 62 * S));
	/* the first is not one of the last three any more */
	(void)restart_wait(&r, MONO, MONO + 70 * S);
	ck_assert(!restart_often(&r, MONO + 70 * S));
	(void)restart_wait(&r, MONO, MONO + 80 * S);
	ck_assert(restart_often(&r, MONO + 80 * S));
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("clock");
	TCase *t = tcase_create("clock");
	SRunner *r;
	int failed;

	tcase_add_test(t, clock_slews);
	tcase_add_test(t, clock_stops_when_even);
	tcase_add_test(t, clock_of_a_machine_that_slept);
	tcase_add_test(t, clock_reads);
	tcase_add_test(t, restart_backs_off);
	tcase_add_test(t, restart_counts_a_minute);
	suite_add_tcase(s, t);
	r = srunner_create(s);
	srunner_run_all(r, CK_NORMAL);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
