/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What devices were told, under another configuration.
 */
#include "control_world.h"

START_TEST(appointments_outlive_a_configuration)
{
	uint64_t when;

	world(PROTECT MEMORY PASS_ALL);
	fill();
	ck_assert(!asks(imsi_of(500), ULR));
	when = now + r.v.back_off;
	swap("", PROTECT MEMORY "screen in { pass label other }\n");
	ck_assert(!asks(imsi_of(500), ULR));
	ck_assert_uint_eq(r.v.admission, ADMIT_EARLY + 1);
	now = when;
	(void)crowd(1000, 100, ULR);
	now = when;
	ck_assert(asks(imsi_of(500), ULR));
	ck_assert_str_eq(r.said, "pass other");
	swap("", "protect \"home\" { capacity 20/s devices 5000 }\n" MEMORY
	    PASS_ALL);
	ck_assert_uint_eq(group_now().remembered, 0);
	rules_close(&r);
}
END_TEST

/* The operator learns in the storm that home bears less, or more. */
START_TEST(appointments_outlive_another_capacity)
{
	static const char *const capacity[] = { "5/s", "20/s", "10/s" };
	static char text[200];
	uint64_t when, begin;
	unsigned i, n;

	world(PROTECT MEMORY PASS_ALL);
	fill();
	ck_assert(!asks(imsi_of(500), ULR));
	when = now + r.v.back_off;
	for (i = 0; i < 3; i++) {
		(void)snprintf(text, sizeof(text), "protect \"home\" { "
		    "capacity %s latency %ums }\n" MEMORY PASS_ALL,
		    capacity[i], 500 + i);
		swap("", text);
		fill();
		ck_assert(!asks(imsi_of(500), ULR));
		ck_assert_uint_eq(r.v.admission, ADMIT_EARLY + 1);
		ck_assert_uint_le(when, now + r.v.back_off + SECOND);
		ck_assert_uint_ge(when + SECOND, now + r.v.back_off);
	}
	now = when;
	ck_assert(asks(imsi_of(500), ULR));
	ck_assert_uint_eq(r.v.admission, ADMIT_KEPT + 1);
	swap("", "protect \"home\" { capacity 20/s }\n" MEMORY PASS_ALL);
	pass_time(SECOND);
	begin = now;
	for (n = 0; now < begin + 10 * SECOND; pass_time(SECOND / 100))
		n += asks(imsi_of(1000 + n), ULR);
	ck_assert_uint_ge(n, 190);
	ck_assert_uint_le(n, 210);
	rules_close(&r);
}
END_TEST

/* Also where a partner came between others: it is known by its name. */
START_TEST(appointments_outlive_new_partners)
{
	world(PROTECT MEMORY PASS_ALL);
	fill();
	ck_assert(!asks_from_blue(imsi_of(500), ULR));
	ck_assert_uint_eq(r.v.refused, 1);
	swap("}\npartner \"green\" { gt 9996* ", PROTECT MEMORY PASS_ALL);
	ck_assert(!asks_from_blue(imsi_of(500), ULR));
	ck_assert_uint_eq(r.v.admission, ADMIT_EARLY + 1);
	rules_close(&r);
}
END_TEST

static void
add(TCase *tc)
{
	tcase_add_test(tc, appointments_outlive_a_configuration);
	tcase_add_test(tc, appointments_outlive_another_capacity);
	tcase_add_test(tc, appointments_outlive_new_partners);
}

int
main(void)
{
	return judge_main("control_swap", add);
}
