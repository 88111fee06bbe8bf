/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Far ends: counters, errors by code, and when one is stalled.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../rules/state/far.h"
#include "random.h"
#include "suite.h"

enum { ENDS = 50, STEPS = 200000, DOMAIN_MAP = 1, DOMAIN_DIAMETER = 2 };

#define S	UINT64_C(1000000000)
#define START	(UINT64_C(1700000000) * S)

/* ---- stalled ---- */

static enum far_event
asked(struct fars *f, uint32_t key, uint64_t now)
{
	return far_asked(f, key, now);
}

static enum far_event
sent(struct fars *f, uint32_t key, uint64_t now)
{
	return far_sent(f, key, now);
}

static enum far_event
answered(struct fars *f, uint32_t key, uint64_t now)
{
	return far_answered(f, key, now, S, false);
}

static enum far_event
unanswered(struct fars *f, uint32_t key, uint64_t now)
{
	return far_unanswered(f, key, now);
}

static void
ask(struct fars *f, uint32_t key, uint64_t now, unsigned times)
{
	while (times-- > 0)
		ck_assert_int_eq(asked(f, key, now), FAR_NONE);
}

START_TEST(stall_begins_and_ends)
{
	struct fars *f = fars_new(8);

	ask(f, 1, START, 4);
	ask(f, 1, START + S, 1);
	ck_assert_int_eq(sent(f, 1, START + 31 * S - 1), FAR_NONE);
	ck_assert_uint_eq(fars_stalled(f), 0);
	ck_assert_int_eq(sent(f, 1, START + 31 * S), FAR_STALLED);
	ck_assert_uint_eq(fars_stalled(f), 1);
	ck_assert(far_find(f, 1)->stalled);
	/* told once */
	ck_assert_int_eq(sent(f, 1, START + 40 * S), FAR_NONE);
	ck_assert_int_eq(unanswered(f, 1, START + 40 * S), FAR_NONE);
	ask(f, 1, START + 100 * S, 3);
	ck_assert_int_eq(answered(f, 1, START + 101 * S), FAR_RECOVERED);
	ck_assert_int_eq(answered(f, 1, START + 101 * S), FAR_NONE);
	ck_assert_uint_eq(fars_stalled(f), 0);
	/* and again, by way of a time-out */
	ask(f, 1, START + 200 * S, 5);
	ck_assert_int_eq(sent(f, 1, START + 201 * S), FAR_NONE);
	ck_assert_int_eq(unanswered(f, 1, START + 230 * S), FAR_STALLED);
	ck_assert_uint_eq(far_find(f, 1)->stalls, 2);
	fars_free(f);
}
END_TEST

START_TEST(no_stall)
{
	struct fars *f = fars_new(8);
	unsigned i;

	/* four of ours wait: too few */
	ask(f, 1, START, 4);
	for (i = 0; i < 100; i++)
		ck_assert_int_eq(sent(f, 1, START + i * S), FAR_NONE);
	/* the fifth has not waited yet */
	ask(f, 1, START + 99 * S, 1);
	ck_assert_int_eq(sent(f, 1, START + 100 * S), FAR_NONE);
	/* it answers one of many, now and then */
	for (i = 0; i < 3000; i++) {
		ask(f, 2, START + i * S / 10, 1);
		ck_assert_int_eq(sent(f, 2, START + i * S / 10), FAR_NONE);
		if (i % 290 == 0)
			(void)answered(f, 2, START + i * S / 10);
	}
	/* silent altogether: it is not there, or not asked to be */
	for (i = 0; i < 100; i++)
		ask(f, 3, START + i * S, 1);
	ck_assert_int_eq(unanswered(f, 3, START + 100 * S), FAR_NONE);
	/* sent long ago */
	ck_assert_int_eq(sent(f, 4, START), FAR_NONE);
	ask(f, 4, START + S, 9);
	ck_assert_int_eq(unanswered(f, 4, START + 31 * S), FAR_NONE);
	ask(f, 6, 0, 5);		/* nor in the first minute of time */
	ck_assert_int_eq(unanswered(f, 6, 0), FAR_NONE);
	ck_assert_int_eq(unanswered(f, 6, 29 * S), FAR_NONE);
	ck_assert_int_eq(unanswered(f, 6, 30 * S), FAR_NONE);
	/* never asked */
	for (i = 0; i < 100; i++)
		ck_assert_int_eq(sent(f, 5, START + i * S), FAR_NONE);
	ck_assert_uint_eq(fars_stalled(f), 0);
	fars_free(f);
}
END_TEST

START_TEST(stall_and_time_back)
{
	struct fars *f = fars_new(8);

	ask(f, 1, START, 5);
	ck_assert_int_eq(sent(f, 1, START - 3600 * S), FAR_NONE);
	ck_assert_int_eq(sent(f, 1, START - 3571 * S), FAR_NONE);
	ck_assert_int_eq(sent(f, 1, START - 3570 * S), FAR_STALLED);
	ck_assert_int_eq(sent(f, 1, 0), FAR_NONE);
	ck_assert_int_eq(answered(f, 1, 0), FAR_RECOVERED);
	ck_assert_uint_eq(far_find(f, 1)->first, 0);
	/* what it sent by another clock is not of late */
	(void)sent(f, 3, START);
	ask(f, 3, START - 3600 * S, 5);
	ck_assert_int_eq(unanswered(f, 3, START - 3570 * S), FAR_NONE);
	/* a message from far ahead */
	ask(f, 2, START, 5);
	(void)sent(f, 2, START);
	ask(f, 2, UINT64_MAX, 1);
	ck_assert_int_eq(sent(f, 2, START + S), FAR_NONE);
	ck_assert_int_eq(sent(f, 2, START + 29 * S), FAR_NONE);
	ck_assert_int_eq(sent(f, 2, START + 30 * S), FAR_STALLED);
	fars_free(f);
}
END_TEST

/* One beyond the end is counted nowhere, and never told of. */
START_TEST(beyond_the_end)
{
	struct fars *f = fars_new(2);
	static const uint32_t beyond[] = { 2, 3, UINT32_MAX };
	unsigned i;

	for (i = 0; i < 3; i++) {
		ask(f, beyond[i], START, 5);
		ck_assert_int_eq(sent(f, beyond[i], START + 30 * S), FAR_NONE);
		ck_assert_int_eq(unanswered(f, beyond[i], START + 30 * S),
		    FAR_NONE);
		far_error(f, beyond[i], START, DOMAIN_MAP, 34);
		far_name(f, beyond[i], "nobody");
		ck_assert_ptr_null(far_find(f, beyond[i]));
	}
	ck_assert_uint_eq(fars_stalled(f), 0);
	ck_assert_ptr_null(far_find(f, 0));
	ck_assert_ptr_null(far_find(f, 1));
	fars_free(f);
}
END_TEST

/* ---- counters ---- */

static struct far want[ENDS];

static void
visit(void *arg, const struct far *far)
{
	const struct far *w = &want[far->node.key];
	unsigned *n = arg;

	++*n;
	ck_assert_uint_eq(far->asked, w->asked);
	ck_assert_uint_eq(far->answered, w->answered);
	ck_assert_uint_eq(far->unanswered, w->unanswered);
	ck_assert_uint_eq(far->late, w->late);
	ck_assert_uint_eq(far->sent, w->sent);
	ck_assert_uint_eq(far->errors, w->errors);
	ck_assert_uint_eq(far->answer_ns, w->answer_ns);
	ck_assert_uint_eq(far->answer_max, w->answer_max);
	ck_assert_uint_eq(far->first, w->first);
	ck_assert_uint_eq(far->last, w->last);
	ck_assert_uint_eq(far->node.key, *n - 1);	/* by number */
}

static void
step(struct fars *f, uint64_t now)
{
	unsigned what = random_below(5), key = random_below(ENDS);
	uint64_t ns = random_below(1000000);
	struct far *w = &want[key];
	bool late = ns > 900000;

	if (w->first == 0)
		w->first = now;
	w->last = now;
	if (what == 0) {
		w->asked++;
		(void)far_asked(f, key, now);
	} else if (what == 1) {
		w->answered++;
		w->late += late;
		w->answer_ns += ns;
		w->answer_max = ns > w->answer_max ? ns : w->answer_max;
		(void)far_answered(f, key, now, ns, late);
	} else if (what == 2) {
		w->unanswered++;
		(void)far_unanswered(f, key, now);
	} else if (what == 3) {
		w->sent++;
		(void)far_sent(f, key, now);
	} else {
		w->errors++;
		far_error(f, key, now, DOMAIN_MAP, random_below(40));
	}
}

START_TEST(counters)
{
	struct fars *f = fars_new(ENDS);
	unsigned n = 0;

	seed = 0x5eed;
	memset(want, 0, sizeof(want));
	for (n = 0; n < ENDS; n++)
		far_name(f, n, "hss.example.org");
	for (n = 0; n < STEPS; n++)
		step(f, START + n * S / 1000);
	n = 0;
	fars_walk(f, visit, &n);
	ck_assert_uint_eq(n, ENDS);
	fars_free(f);
}
END_TEST

START_TEST(sum_does_not_wrap)
{
	struct fars *f = fars_new(2);

	(void)far_answered(f, 1, START, UINT64_MAX - 5, false);
	(void)far_answered(f, 1, START, 6, false);
	ck_assert_uint_eq(far_find(f, 1)->answer_ns, UINT64_MAX);
	ck_assert_uint_eq(far_find(f, 1)->answer_max, UINT64_MAX - 5);
	fars_free(f);
}
END_TEST

/* ---- errors by code ---- */

static uint64_t
counted(const struct fars *f, unsigned domain, uint32_t code)
{
	const struct far *far = far_find(f, 1);
	unsigned i;

	for (i = 0; i < FAR_CODES; i++)
		if (far->code[i].count > 0 && far->code[i].code == code &&
		    far->code[i].domain == domain)
			return far->code[i].count;
	return 0;
}

static uint64_t
codes_sum(const struct far *far)
{
	uint64_t sum = far->other;
	unsigned i;

	for (i = 0; i < FAR_CODES; i++)
		sum += far->code[i].count;
	return sum;
}

static void
err(struct fars *f, unsigned domain, uint32_t code, unsigned times)
{
	while (times-- > 0)
		far_error(f, 1, START, domain, code);
}

START_TEST(errors_by_code)
{
	struct fars *f = fars_new(2);
	unsigned i;

	err(f, DOMAIN_MAP, 1, 3);
	err(f, DOMAIN_DIAMETER, 5001, 2);
	err(f, DOMAIN_DIAMETER, 1, 1);		/* another's code */
	err(f, DOMAIN_MAP, 0, 2);
	ck_assert_uint_eq(counted(f, DOMAIN_MAP, 1), 3);
	ck_assert_uint_eq(counted(f, DOMAIN_DIAMETER, 1), 1);
	ck_assert_uint_eq(counted(f, DOMAIN_DIAMETER, 5001), 2);
	ck_assert_uint_eq(counted(f, DOMAIN_MAP, 0), 2);
	ck_assert_uint_eq(far_find(f, 1)->other, 0);
	/* codes seen once, many of them: they make room for each other and
	 * not for those */
	for (i = 0; i < 1000; i++)
		err(f, DOMAIN_DIAMETER, 100000 + i, 1);
	ck_assert_uint_eq(counted(f, DOMAIN_MAP, 1), 3);
	ck_assert_uint_eq(counted(f, DOMAIN_DIAMETER, 5001), 2);
	ck_assert_uint_eq(counted(f, DOMAIN_MAP, 0), 2);
	ck_assert_uint_gt(far_find(f, 1)->other, 990);
	ck_assert_uint_eq(codes_sum(far_find(f, 1)), 1008);
	/* full of those that came twice */
	for (i = 0; i < FAR_CODES; i++)
		err(f, DOMAIN_DIAMETER, 7000 + i, 2);
	err(f, DOMAIN_DIAMETER, 8000, 5);
	ck_assert_uint_eq(counted(f, DOMAIN_DIAMETER, 8000), 0);
	ck_assert_uint_eq(counted(f, DOMAIN_MAP, 1), 3);
	ck_assert_uint_eq(codes_sum(far_find(f, 1)), 1008 + 16 + 5);
	ck_assert_uint_eq(codes_sum(far_find(f, 1)), far_find(f, 1)->errors);
	fars_free(f);
}
END_TEST

START_TEST(names)
{
	struct fars *f = fars_new(4);

	ck_assert_ptr_null(far_find(f, 1));
	far_name(f, 1, "hss1.example.org");
	ck_assert_ptr_null(far_find(f, 1));	/* named, but not heard of */
	ck_assert_int_eq(asked(f, 1, START), FAR_NONE);
	ck_assert_uint_eq(far_find(f, 1)->node.len, 16);
	ck_assert_mem_eq(far_find(f, 1)->node.name, "hss1.example.org", 16);
	far_name(f, 2, NULL);
	ck_assert_int_eq(asked(f, 2, START), FAR_NONE);
	ck_assert_uint_eq(far_find(f, 2)->node.len, 0);
	ck_assert_uint_ge(fars_octets(f), 4 * sizeof(struct far));
	fars_free(f);
	fars_free(NULL);
	ck_assert_ptr_null(fars_new(0));
	ck_assert_ptr_null(fars_new(SIZE_MAX));
}
END_TEST

static void
add(TCase *t)
{
	tcase_add_test(t, stall_begins_and_ends);
	tcase_add_test(t, no_stall);
	tcase_add_test(t, stall_and_time_back);
	tcase_add_test(t, beyond_the_end);
	tcase_add_test(t, counters);
	tcase_add_test(t, sum_does_not_wrap);
	tcase_add_test(t, errors_by_code);
	tcase_add_test(t, names);
}

int
main(void)
{
	return suite_main("far", add);
}
