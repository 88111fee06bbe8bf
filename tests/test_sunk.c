/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The sinkhole: its states and times, whom it refuses, what it counts.
 */
#include <check.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "../dissectors/op.h"
#include "../rules/state/sunk.h"
#include "random.h"

enum { MAX = 24, MANY = 30000 };

#define S	UINT64_C(1000000000)
#define START	(UINT64_C(1790000000) * S)

static const struct sunk_limits limits = { .max = MAX, .term = 60 * S,
	.longest = 500 * S, .probation = 30 * S };

static struct sunk_order
order(enum sunk_scope scope, uint64_t key, enum sunk_how how, uint64_t term)
{
	return (struct sunk_order){ .source = { .scope = (uint8_t)scope,
	    .key = key, .partner = 1 }, .name = (const uint8_t *)"name",
	    .len = 4, .how = (uint8_t)how, .term = term };
}

static uint32_t
add(struct sunks *t, const struct sunk_order *o, uint64_t now)
{
	struct sunk_events events;

	ck_assert(sunk_add(t, o, now, &events));
	return sunk_find(t, &o->source);
}

/* Twice as long each time, up to the longest; a clean time releases. */
START_TEST(doubles)
{
	static const uint64_t terms[] = { 60, 120, 240, 480, 500, 500 };
	struct sunk_order o = order(SUNK_HOST, 1, SUNK_BY_FINDING, 0);
	struct sunks *t = sunks_new(&limits, 1);
	struct sunk_events events;
	struct sunk_event event;
	uint64_t now = START;
	uint32_t place = add(t, &o, now);
	struct sunk_view v;
	size_t i;

	for (i = 0; i < sizeof(terms) / sizeof(terms[0]); i++) {
		sunk_view(t, place, &v);
		ck_assert_uint_eq(v.term, terms[i] * S);
		ck_assert_uint_eq(v.until, now + terms[i] * S);
		ck_assert_uint_eq(v.times, i + 1);
		ck_assert(!sunk_offence(t, &o.source, now, &events));
		now += terms[i] * S;
		ck_assert(!sunks_turn(t, now - 1, &event));
		ck_assert(sunks_turn(t, now, &event));
		ck_assert_uint_eq(event.change, SUNK_PROBED);
		ck_assert_uint_eq(event.at, now);
		now += 30 * S - 1;
		ck_assert(!sunks_turn(t, now, &event));
		ck_assert(sunk_offence(t, &o.source, now, &events));
		ck_assert_uint_eq(sunk_state(t, place), SUNK_DIVERTED);
	}
	now += 530 * S;
	ck_assert(sunks_turn(t, now, &event));
	ck_assert_uint_eq(event.at, now - 30 * S);
	ck_assert(sunks_turn(t, now, &event));
	ck_assert_uint_eq(event.change, SUNK_RELEASED);
	ck_assert_uint_eq(event.at, now);
	ck_assert(!sunks_turn(t, now, &event));
	ck_assert_uint_eq(sunks_count(t), 0);
	ck_assert_uint_eq(sunk_find(t, &o.source), SUNK_NONE);
	sunks_free(t);
}
END_TEST

/* An operator's term may be longer than doubling leads to, and stays so. */
START_TEST(longer_by_hand)
{
	struct sunk_order o = order(SUNK_HOST, 1, SUNK_BY_HAND, 900 * S);
	struct sunks *t = sunks_new(&limits, 1);
	uint32_t place = add(t, &o, START);
	struct sunk_events events;
	struct sunk_event event;
	struct sunk_view v;

	ck_assert(sunks_turn(t, START + 900 * S, &event));
	ck_assert(sunk_offence(t, &o.source, START + 901 * S, &events));
	sunk_view(t, place, &v);
	ck_assert_uint_eq(v.term, 900 * S);
	ck_assert_uint_eq(v.until, START + 1801 * S);
	sunks_free(t);
}
END_TEST

/* What changes does so at its time, however late it is asked for. */
START_TEST(asked_seldom)
{
	struct sunks *often = sunks_new(&limits, 1);
	struct sunks *seldom = sunks_new(&limits, 2);
	struct sunk_event a[2 * MAX], b;
	struct sunk_order o;
	unsigned i, told = 0;

	seed = 0x5eed;
	for (i = 0; i < MAX; i++) {
		o = order(SUNK_GT, 1 + i, SUNK_BY_RULE,
		    (1 + random_below(300)) * S);
		(void)add(often, &o, START + i * S / 10);
		(void)add(seldom, &o, START + i * S / 10);
	}
	for (i = MAX / 10 + 1; i < 500; i++)
		while (sunks_turn(often, START + i * S, &a[told]))
			told++;
	ck_assert_uint_eq(told, 2 * MAX);
	for (i = 0; i < told; i++) {
		ck_assert(sunks_turn(seldom, START + 100000 * S, &b));
		ck_assert_uint_eq(a[i].at, b.at);
		ck_assert_uint_eq(a[i].change, b.change);
		ck_assert_uint_eq(a[i].view.source.key, b.view.source.key);
	}
	ck_assert(!sunks_turn(seldom, UINT64_MAX, &b));
	sunks_free(often);
	sunks_free(seldom);
}
END_TEST

START_TEST(clock_set_back)
{
	struct sunk_order o = order(SUNK_HOST, 1, SUNK_BY_RULE, 100 * S);
	struct sunk_order always = order(SUNK_HOST, 2, SUNK_BY_HAND, 0);
	struct sunks *t = sunks_new(&limits, 1);
	struct sunk_event event;
	struct sunk_view v;

	(void)add(t, &o, START);
	(void)add(t, &always, START);
	/* a day back, and it is not sunk for a day more */
	ck_assert(!sunks_turn(t, START - 86400 * S, &event));
	sunk_view(t, sunk_find(t, &o.source), &v);
	ck_assert_uint_eq(v.until, START - 86400 * S + 100 * S);
	ck_assert(sunks_turn(t, START - 86300 * S, &event));
	ck_assert_uint_eq(event.change, SUNK_PROBED);
	/* and the same for a probation */
	ck_assert(!sunks_turn(t, START - 90000 * S, &event));
	ck_assert(sunks_turn(t, START - 89970 * S, &event));
	ck_assert_uint_eq(event.change, SUNK_RELEASED);
	/* far ahead, and back */
	(void)add(t, &o, UINT64_MAX - 5);
	ck_assert(!sunks_turn(t, START, &event));
	ck_assert(sunks_turn(t, START + 100 * S, &event));
	sunk_view(t, sunk_find(t, &always.source), &v);
	ck_assert_uint_eq(v.until, SUNK_ALWAYS);
	ck_assert(sunks_turn(t, UINT64_MAX, &event));
	ck_assert(!sunks_turn(t, UINT64_MAX, &event));
	ck_assert_uint_eq(sunks_count(t), 1);
	sunks_free(t);
}
END_TEST

START_TEST(refuses)
{
	struct sunks *t = sunks_new(&limits, 1);
	struct sunk_order o = order(SUNK_PARTNER, 1, SUNK_BY_RULE, 0);
	struct sunk_events events;
	struct sunk_limits l = limits;

	/* a whole partner, unless it is asked for by its name */
	ck_assert(!sunk_add(t, &o, START, &events));
	o.whole = true;
	ck_assert(sunk_add(t, &o, START, &events));
	o.how = SUNK_BY_FINDING;
	ck_assert(!sunk_add(t, &o, START, &events));
	/* nobody, and what is no scope */
	o = order(SUNK_HOST, 0, SUNK_BY_HAND, 0);
	ck_assert(!sunk_add(t, &o, START, &events));
	ck_assert_uint_eq(sunk_find(t, &o.source), SUNK_NONE);
	o = order(SUNK_SCOPES, 1, SUNK_BY_HAND, 0);
	ck_assert(!sunk_add(t, &o, START, &events));
	ck_assert_uint_eq(sunk_find(t, &o.source), SUNK_NONE);
	o = order(SUNK_HOST, 1, SUNK_HOWS, 0);
	ck_assert(!sunk_add(t, &o, START, &events));
	ck_assert_uint_eq(sunks_count(t), 1);
	ck_assert_uint_eq(sunks_lost(t), 0);
	sunks_free(t);
	l.max = 0;
	ck_assert_ptr_null(sunks_new(&l, 1));
	l.max = (size_t)SUNK_MAX + 1;
	ck_assert_ptr_null(sunks_new(&l, 1));
	l = limits;
	l.longest = l.term - 1;
	ck_assert_ptr_null(sunks_new(&l, 1));
	l = limits;
	l.probation = 0;
	ck_assert_ptr_null(sunks_new(&l, 1));
	sunks_free(NULL);
}
END_TEST

/* Many sources of attackers do not drive out what an operator wrote. */
START_TEST(by_hand_stays)
{
	struct sunk_limits l = limits;
	struct sunk_events events;
	struct sunk_order o;
	struct sunks *t;
	unsigned i;

	l.max = 4;
	t = sunks_new(&l, 1);
	for (i = 1; i <= 3; i++) {
		o = order(SUNK_HOST, i, SUNK_BY_HAND, 0);
		(void)add(t, &o, START);
	}
	for (i = 10; i < 100; i++) {
		o = order(SUNK_HOST, i, SUNK_BY_RULE, 0);
		(void)add(t, &o, START);
	}
	ck_assert_uint_eq(sunks_lost(t), 89);
	o = order(SUNK_HOST, 4, SUNK_BY_HAND, 0);
	(void)add(t, &o, START);
	o = order(SUNK_HOST, 100, SUNK_BY_RULE, 0);
	ck_assert(!sunk_add(t, &o, START, &events));
	ck_assert_uint_eq(sunks_lost(t), 91);
	o = order(SUNK_HOST, 5, SUNK_BY_HAND, 0);
	ck_assert(sunk_add(t, &o, START, &events));
	ck_assert_uint_eq(events.n, 2);
	ck_assert_uint_eq(events.event[0].change, SUNK_EVICTED);
	ck_assert_uint_eq(events.event[0].view.source.key, 1);
	ck_assert_uint_eq(events.event[1].change, SUNK_BEGUN);
	sunks_free(t);
}
END_TEST

START_TEST(diverts)
{
	struct sunks *t = sunks_new(&limits, 1);
	struct sunk_order o;
	struct sunk_event event;
	uint32_t place;
	unsigned scope;

	for (scope = 0; scope < SUNK_SCOPES; scope++) {
		o = order((enum sunk_scope)scope, 1, SUNK_BY_RULE, 0);
		o.whole = true;
		place = add(t, &o, START);
		ck_assert(sunk_diverts(t, place, false, false));
		ck_assert(sunk_diverts(t, place, false, true));
		ck_assert(sunk_diverts(t, place, true, false));
		ck_assert_int_eq(sunk_diverts(t, place, true, true),
		    scope == SUNK_SUBSCRIBER);
	}
	ck_assert(!sunk_diverts(t, SUNK_NONE, false, false));
	while (sunks_turn(t, START + 60 * S, &event))
		ck_assert(!sunk_diverts(t, sunk_find(t, &event.view.source),
		    false, false));
	ck_assert_uint_eq(sunks_count(t), SUNK_SCOPES);
	sunks_free(t);
}
END_TEST

/* Names are copied and cut, and cut ones marked; what is counted. */
START_TEST(summary)
{
	struct sunks *t = sunks_new(&limits, 0x5ec2e75ec2e7);
	struct sunk_order o = order(SUNK_HOST, 1, SUNK_BY_RULE, 0);
	char name[300], why[100];
	struct sunk_view v;
	uint32_t place;

	memset(name, 'n', sizeof(name));
	memset(why, 'w', sizeof(why));
	why[sizeof(why) - 1] = '\0';
	o.name = (uint8_t *)name;
	o.len = sizeof(name);
	o.why = why;
	place = add(t, &o, START);
	memset(name, 'x', sizeof(name));
	sunk_view(t, place, &v);
	ck_assert(v.cut);
	ck_assert_uint_eq(v.len, SUNK_NAME_MAX);
	ck_assert_uint_eq(v.name[0], 'n');
	ck_assert_uint_eq(strlen(v.why), SUNK_WHY_MAX);
	ck_assert_uint_eq(v.first, 0);
	sunk_count(t, place, SIG_OP_AUTHENTICATE, 100, 7, START + 1);
	sunk_count(t, place, SIG_OP_COUNT, 50, 0, START + 2);
	sunk_view(t, place, &v);
	ck_assert_uint_eq(v.messages, 2);
	ck_assert_uint_eq(v.octets, 150);
	ck_assert_uint_eq(v.subscribers, 1);
	ck_assert_uint_eq(v.first, START + 1);
	ck_assert_uint_eq(v.last, START + 2);
	ck_assert_uint_eq(v.nop, 1);
	ck_assert_uint_eq(v.op[0].count, 1);
	sunks_free(t);
}
END_TEST

/* Of 10,000 subscribers twice each: within 4 standard errors of 15 %, and of
 * the mean. */
START_TEST(subscribers)
{
	enum { SECRETS = 16, TOUCHED = 10000 };
	struct sunk_order o = order(SUNK_HOST, 1, SUNK_BY_RULE, 0);
	struct sunk_view v;
	struct sunks *t;
	unsigned i, k, all = 0;
	uint32_t place;

	for (k = 0; k < SECRETS; k++) {
		t = sunks_new(&limits, 0x5ec2e75ec2e7 + k);
		place = add(t, &o, START);
		for (i = 0; i < 2 * TOUCHED; i++)
			sunk_count(t, place, SIG_OP_AUTHENTICATE, 100,
			    1010000000000 + i % TOUCHED, START);
		sunk_view(t, place, &v);
		ck_assert_uint_gt(v.subscribers, TOUCHED * 4 / 10);
		ck_assert_uint_lt(v.subscribers, TOUCHED * 16 / 10);
		all += v.subscribers;
		sunks_free(t);
	}
	ck_assert_uint_gt(all, SECRETS * (TOUCHED - TOUCHED * 15 / 100));
	ck_assert_uint_lt(all, SECRETS * (TOUCHED + TOUCHED * 15 / 100));
}
END_TEST

/* The index when lines are full: all are found, and nobody else. */
START_TEST(index_of_many)
{
	static bool there[2 * MANY];
	struct sunk_limits l = limits;
	struct sunk_order o;
	struct sunk_events events;
	unsigned step, id, count = 0, bad = 0;
	struct sunks *t;

	l.max = MANY;
	t = sunks_new(&l, 7);
	seed = 0x5eed;
	memset(there, 0, sizeof(there));
	for (step = 0; step < 4 * MANY; step++) {
		id = random_below(2 * MANY);
		o = order(SUNK_GT, 1 + id, SUNK_BY_RULE, 0);
		if (there[id]) {
			ck_assert(sunk_remove(t, &o.source, START, &events));
			there[id] = false;
			count--;
		} else if (count < MANY) {
			(void)add(t, &o, START);
			there[id] = true;
			count++;
		}
		id = random_below(2 * MANY);
		o.source.key = 1 + id;
		bad += (sunk_find(t, &o.source) != SUNK_NONE) != there[id];
	}
	ck_assert_uint_eq(bad, 0);
	ck_assert_uint_eq(sunks_count(t), count);
	ck_assert_uint_eq(sunks_lost(t), 0);
	ck_assert_uint_lt(sunks_octets(t), (size_t)MANY * 1600);
	sunks_free(t);
}
END_TEST

/* ---- speed, for those who look ---- */

static double
ns_each(const struct sunks *t, unsigned scope, unsigned calls)
{
	struct timespec a, b;
	uint32_t found = 0;
	unsigned i;

	clock_gettime(CLOCK_MONOTONIC, &a);
	for (i = 0; i < calls; i++)
		found |= sunk_find(t, &(struct sunk_source){
		    .scope = (uint8_t)scope, .partner = 1,
		    .key = UINT64_C(1000000007) * (i + 1) }) ^ SUNK_NONE;
	clock_gettime(CLOCK_MONOTONIC, &b);
	ck_assert_uint_eq(found, 0);
	return ((double)(b.tv_sec - a.tv_sec) * 1e9 +
	    (double)(b.tv_nsec - a.tv_nsec)) / calls;
}

START_TEST(speed)
{
	struct sunk_limits l = limits;
	struct sunk_order o;
	struct sunks *t;
	unsigned i;

	if (getenv("VERBOSE") == NULL)
		return;
	l.max = 4096;
	t = sunks_new(&l, 7);
	for (i = 0; i < l.max; i++) {
		o = order(SUNK_GT, 1 + i, SUNK_BY_RULE, 0);
		(void)add(t, &o, START);
	}
	printf("find: %.1f ns in none of the scope, %.1f ns in 4,096; "
	    "%zu octets a source\n", ns_each(t, SUNK_HOST, 20000000),
	    ns_each(t, SUNK_GT, 20000000), sunks_octets(t) / l.max);
	sunks_free(t);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("sunk");
	TCase *t = tcase_create("all");
	SRunner *r = srunner_create(s);
	int failed;

	tcase_set_timeout(t, 120);
	tcase_add_test(t, doubles);
	tcase_add_test(t, longer_by_hand);
	tcase_add_test(t, asked_seldom);
	tcase_add_test(t, clock_set_back);
	tcase_add_test(t, refuses);
	tcase_add_test(t, by_hand_stays);
	tcase_add_test(t, diverts);
	tcase_add_test(t, summary);
	tcase_add_test(t, subscribers);
	tcase_add_test(t, index_of_many);
	tcase_add_test(t, speed);
	suite_add_tcase(s, t);
	srunner_run_all(r, CK_NORMAL);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed != 0;
}
