/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * When a device that is refused comes again, by what kind of device it is.
 */
#include "lab_script.h"

START_TEST(behaviours)
{
	struct scenario *s = scripted(LAB_TECH_S6A, 1, 1);
	struct outcome o;
	uint64_t gap, base = 60 * LAB_S;
	unsigned i;

	behaviour_default(&s->population[0].behaviour, LAB_BEHAVE_IOT,
	    LAB_TECH_S6A);
	scripted_run(s, &o);
	ck_assert_uint_ge(script.seen, 5);
	for (i = 1; i < script.seen && i < 6; i++, base *= 2) {
		gap = script.at[i] - script.at[i - 1];
		ck_assert_uint_ge(gap, base / 2);
		ck_assert_uint_le(gap, base + base / 2 + LAB_S);
	}
	outcome_free(&o);
	s = scripted(LAB_TECH_S6A, 1, 1);
	behaviour_default(&s->population[0].behaviour, LAB_BEHAVE_AGGRESSIVE,
	    LAB_TECH_S6A);
	cause_set(s, 22);		/* and T3346 does not hold it */
	scripted_run(s, &o);
	ck_assert_uint_eq(script.seen, SEEN);
	for (i = 1; i < SEEN; i++)
		comes(i, 5, 0);
	outcome_free(&o);
}
END_TEST

/* Times of the first attempts of an iot device. */
static void
iot_times(uint64_t seed, uint64_t imsi, uint64_t at[5])
{
	struct scenario *s = scripted(LAB_TECH_S6A, 1, 1);
	struct outcome o;

	behaviour_default(&s->population[0].behaviour, LAB_BEHAVE_IOT,
	    LAB_TECH_S6A);
	s->population[0].imsi = imsi;
	s->seed = seed;
	scripted_run(s, &o);
	ck_assert_uint_ge(script.seen, 5);
	memcpy(at, script.at, 5 * sizeof(*at));
	outcome_free(&o);
}

/* TS.34: the back-off goes by IMSI and number of failures, not by chance. */
START_TEST(iot_goes_by_imsi)
{
	const uint64_t imsi = UINT64_C(1010000000042);
	uint64_t a[5], b[5], c[5], x, y;
	unsigned i, differ = 0;

	iot_times(1, imsi, a);
	iot_times(2, imsi, b);
	iot_times(1, imsi + 1, c);
	for (i = 1; i < 5; i++) {
		x = a[i] - a[i - 1];
		y = b[i] - b[i - 1];
		ck_assert_uint_lt(x > y ? x - y : y - x, GAP_TOLERANCE);
		y = c[i] - c[i - 1];
		differ += (x > y ? x - y : y - x) > 3 * LAB_S;
	}
	ck_assert_uint_ge(differ, 3);
}
END_TEST

/* The counter is lost with the reset: it gets to the long timer only when a
 * reset takes more failures than that. */
START_TEST(aggressive_loses_its_counter)
{
	struct scenario *s = scripted(LAB_TECH_S6A, 1, 1);
	struct outcome o;
	unsigned i;

	behaviour_default(&s->population[0].behaviour, LAB_BEHAVE_AGGRESSIVE,
	    LAB_TECH_S6A);
	s->population[0].behaviour.reset_after = 3;
	scripted_run(s, &o);
	ck_assert_uint_eq(script.seen, SEEN);
	for (i = 1; i < SEEN; i++)
		comes(i, i % 3 == 0 ? 5 : 10, 0);
	outcome_free(&o);
	s = scripted(LAB_TECH_S6A, 1, 1);
	behaviour_default(&s->population[0].behaviour, LAB_BEHAVE_AGGRESSIVE,
	    LAB_TECH_S6A);
	s->population[0].behaviour.reset_after = 6;
	scripted_run(s, &o);
	for (i = 1; i < 12; i++)
		comes(i, i % 6 == 0 ? 5 : i % 6 == 5 ? 720 : 10, 0);
	outcome_free(&o);
	s = scripted(LAB_TECH_S6A, 1, 1);
	behaviour_default(&s->population[0].behaviour, LAB_BEHAVE_AGGRESSIVE,
	    LAB_TECH_S6A);
	s->population[0].behaviour.reset_after = 2;
	s->network[0].t3346_most = s->network[0].t3346_least;
	cause_set(s, 22);
	scripted_run(s, &o);
	for (i = 1; i < 8; i++)
		comes(i, i % 2 == 0 ? 5 : 900, 0);
	outcome_free(&o);
}
END_TEST

/* A user restarts the handset amid T3402: with the chance that is said, and
 * within the time. */
START_TEST(users_restart_handsets)
{
	struct scenario *s = scripted(LAB_TECH_S6A, 1, 1);
	struct outcome o;
	unsigned i, amid = 0, waits = 0;
	uint64_t gap;

	behaviour_default(&s->population[0].behaviour, LAB_BEHAVE_HANDSET,
	    LAB_TECH_S6A);
	s->population[0].behaviour.restart = 0.5;
	scripted_run(s, &o);
	for (i = 5; i < script.seen; i += 5) {
		gap = script.at[i] - script.at[i - 1];
		waits++;
		if (gap < 12 * LAB_MIN) {
			amid++;
			ck_assert_uint_ge(gap, LAB_MIN);
			ck_assert_uint_le(gap, 5 * LAB_MIN + LAB_S);
		}
	}
	ck_assert_uint_gt(waits, 8);
	ck_assert_uint_ge(amid, 2);
	ck_assert_uint_le(amid, waits - 2);
	outcome_free(&o);
}
END_TEST

/* Without a network left who can have one again by a power cycle: a modem is
 * reset, and of handsets those whose users do it, once each time. */
START_TEST(restarts_without_service)
{
	const uint8_t causes[] = { 13, 14, 15, 42, 11 };
	struct scenario *s;
	struct outcome o;
	unsigned i, k;

	for (i = 0; i < sizeof(causes); i++) {
		s = scripted(LAB_TECH_S6A, 1, 1);
		cause_set(s, causes[i]);
		behaviour_default(&s->population[0].behaviour,
		    LAB_BEHAVE_AGGRESSIVE, LAB_TECH_S6A);
		scripted_run(s, &o);
		ck_assert_uint_eq(script.seen, causes[i] == 11 ? 1 : SEEN);
		for (k = 1; k < script.seen; k++)
			comes(k, 15, 0);	/* looked for others before */
		outcome_free(&o);
		s = scripted(LAB_TECH_S6A, 1, 1);
		cause_set(s, causes[i]);
		behaviour_default(&s->population[0].behaviour,
		    LAB_BEHAVE_HANDSET, LAB_TECH_S6A);
		s->population[0].behaviour.restart = 1;
		scripted_run(s, &o);
		ck_assert_uint_ge(script.seen, causes[i] == 11 ? 1 : 20);
		for (k = 1; k < script.seen; k++)
			ck_assert_uint_le(script.at[k] - script.at[k - 1],
			    5 * LAB_MIN + 12 * LAB_S);
		outcome_free(&o);
	}
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("behaviours");

	tcase_add_test(t, behaviours);
	tcase_add_test(t, iot_goes_by_imsi);
	tcase_add_test(t, aggressive_loses_its_counter);
	tcase_add_test(t, users_restart_handsets);
	tcase_add_test(t, restarts_without_service);
	return lab_main("lab: behaviours", t);
}
