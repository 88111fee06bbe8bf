/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Steering against a list of every refusal.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "../rules/state/steer.h"
#include "random.h"

enum { DEVICES = 50, NETWORKS = 3, COUNTRIES = 2, STEPS = 400000,
	REFUSALS = 400 };

#define S	UINT64_C(1000000000)
#define START	(UINT64_C(1790000000) * S)

/* ---- devices ---- */

/* All refusals of the window, one by one. */
struct naive {
	bool		 begun;
	uint64_t	 start;		/* s */
	unsigned	 accepted;
	unsigned	 n;
	struct {
		unsigned	 network, country;
	} refusal[REFUSALS];
};

static const char *const names[STEER_ANSWERS] = {
	[STEER_AWAY] = "away", [STEER_NEVER] = "never",
	[STEER_ACCEPTED] = "accepted", [STEER_TIMES] = "times",
	[STEER_NETWORK] = "network", [STEER_COUNTRY] = "country",
};

static struct naive device[DEVICES];

static unsigned
refusals(const struct naive *d, unsigned network, unsigned country)
{
	unsigned i, n = 0;

	for (i = 0; i < d->n; i++)
		n += (network == 0 || d->refusal[i].network == network) &&
		    (country == 0 || d->refusal[i].country == country);
	return n;
}

static enum steer_answer
naive_ask(struct naive *d, unsigned network, unsigned country,
    const struct steer_limits *l, bool never, uint64_t now)
{
	uint64_t length = (l->ns + S - 1) / S, second = now / S;

	if (never || l->times == 0 || l->ns == 0)
		return STEER_NEVER;
	/* a window in the future begins now */
	if (d->begun && d->start > second)
		d->start = second;
	if (d->begun && second - d->start >= length) {
		d->begun = false;
		d->n = 0;
	}
	if (network != 0 && d->accepted == network)
		return STEER_ACCEPTED;
	if (d->n >= l->times)
		return STEER_TIMES;
	if (l->network != 0 && network != 0 &&
	    refusals(d, network, 0) >= l->network)
		return STEER_NETWORK;
	if (l->country != 0 && country != 0 &&
	    refusals(d, 0, country) >= l->country)
		return STEER_COUNTRY;
	if (!d->begun)
		d->start = second;
	d->begun = true;
	d->refusal[d->n].network = network;
	d->refusal[d->n++].country = country;
	return STEER_AWAY;
}

static uint64_t
later(uint64_t now)
{
	unsigned what = random_below(2000);

	if (what == 0)
		return now + random_below(1000) * S;
	if (what == 1)
		return now - random_below(1000) * S;
	if (what < 20)
		return now - random_below(2 * (unsigned)S);
	return now + random_below((unsigned)S / 10);
}

/* Three networks and two countries: as many as are remembered. */
START_TEST(against_refusals)
{
	static const struct steer_limits limits[] = {
		{ 4, 0, 0, 600 * S }, { 4, 4, 4, 60 * S },
		{ 12, 4, 8, 45 * S + 1 }, { 300, 5, 0, 30 * S },
		{ 390, 0, 110, 300 * S }, { 350, 256, 300, 400 * S },
		{ 1, 1, 1, 1 }, { 6, 2, 3, 20 * S },
	};
	struct steer_limits l = limits[_i];
	struct steers *t = steers_new(DEVICES, 7);
	unsigned i, id, network, country, seen[STEER_ANSWERS] = { 0 };
	enum steer_answer want, would, got;
	uint64_t now = START, key;
	struct naive before;
	bool never;

	seed = 0x5eed + (uint64_t)_i;
	memset(device, 0, sizeof(device));
	for (i = 0; i < STEPS / 8; i++) {
		now = later(now);
		id = random_below(random_below(3) ? 2 : DEVICES);
		key = 1010000000000 + id;
		network = random_below(NETWORKS + 1);
		country = random_below(COUNTRIES + 1);
		never = random_below(20) == 0;
		if (random_below(200) == 0) {
			/* known as not preferred, or left for a better one */
			steer_accepted(t, key, network, false, now);
			device[id].accepted = network;
			continue;
		}
		if (random_below(2000) == 0) {
			steer_forget(t, key);
			memset(&device[id], 0, sizeof(device[id]));
			continue;
		}
		before = device[id];
		would = steer_would(t, key, network, country, &l, never, now);
		got = steer_ask(t, key, network, country, &l, never, now);
		/* limits above what can be counted do not count */
		l.network = l.network > STEER_COUNT_MAX ? 0 : l.network;
		l.country = l.country > STEER_COUNT_MAX ? 0 : l.country;
		want = naive_ask(&device[id], network, country, &l, never,
		    now);
		l = limits[_i];
		if (got != want || would != want)
			ck_abort_msg("step %u: %s and %s, not %s, after %u", i,
			    names[would], names[got], names[want], before.n);
		seen[got]++;
	}
	ck_assert_uint_eq(steers_evicted(t), 0);
	ck_assert_uint_gt(seen[STEER_AWAY], 100);
	ck_assert_uint_gt(seen[STEER_NEVER], 100);
	ck_assert_uint_gt(seen[STEER_ACCEPTED], 100);
	ck_assert(seen[STEER_TIMES] > 100 || l.times > 100);
	ck_assert((seen[STEER_NETWORK] > 0) == (l.network > 0 &&
	    l.network <= STEER_COUNT_MAX && l.times > l.network));
	ck_assert((seen[STEER_COUNTRY] > 0) == (l.country > 0 &&
	    l.country <= STEER_COUNT_MAX && l.times > l.country));
	steers_free(t);
}
END_TEST

/* As a device does: each network in turn until it gives up or is let in. */
START_TEST(four_times)
{
	static const struct steer_limits l = { 12, 4, 8, 600 * S };
	struct steers *t = steers_new(10, 1);
	unsigned i;

	for (i = 0; i < 4; i++)
		ck_assert_int_eq(steer_ask(t, 5, 11, 1, &l, false,
		    START + i * S), STEER_AWAY);
	/* it comes back: there is no other network */
	ck_assert_int_eq(steer_ask(t, 5, 11, 1, &l, false, START + 5 * S),
	    STEER_NETWORK);
	/* there is one, which is no better */
	for (i = 0; i < 4; i++)
		ck_assert_int_eq(steer_ask(t, 5, 12, 1, &l, false,
		    START + (6 + i) * S), STEER_AWAY);
	ck_assert_int_eq(steer_ask(t, 5, 13, 1, &l, false, START + 11 * S),
	    STEER_COUNTRY);
	/* across the border, four more, and that was all */
	for (i = 0; i < 4; i++)
		ck_assert_int_eq(steer_ask(t, 5, 21, 2, &l, false,
		    START + (12 + i) * S), STEER_AWAY);
	ck_assert_int_eq(steer_ask(t, 5, 22, 2, &l, false, START + 17 * S),
	    STEER_TIMES);
	/* accepted there, it stays in peace even in a new window */
	steer_accepted(t, 5, 22, false, START + 18 * S);
	ck_assert_int_eq(steer_ask(t, 5, 22, 2, &l, false, START + 3000 * S),
	    STEER_ACCEPTED);
	ck_assert_int_eq(steer_ask(t, 5, 11, 1, &l, false, START + 3001 * S),
	    STEER_AWAY);
	/* the preferred one takes it, and all begins anew */
	steer_accepted(t, 5, 1, true, START + 3002 * S);
	ck_assert_int_eq(steer_ask(t, 5, 22, 2, &l, false, START + 3003 * S),
	    STEER_AWAY);
	/* of somebody in a preferred network nothing is kept */
	steer_accepted(t, 6, 1, true, START);
	ck_assert_uint_eq(steers_count(t), 1);
	steer_accepted(t, 6, 11, false, START);
	ck_assert_uint_eq(steers_count(t), 2);
	ck_assert_int_eq(steer_ask(t, 6, 11, 1, &l, false, START),
	    STEER_ACCEPTED);
	steer_forget(t, 6);
	steer_forget(t, 6);
	steer_forget(t, 0);
	ck_assert_uint_eq(steers_count(t), 1);
	steers_free(t);
	steers_free(NULL);
}
END_TEST

/* As many as can be counted, and no more. */
START_TEST(count_max)
{
	static const struct steer_limits full = { 1000, 0, STEER_COUNT_MAX,
	    600 * S }, more = { 1000, 0, STEER_COUNT_MAX + 1, 600 * S };
	struct steers *t = steers_new(10, 1);
	unsigned i;

	for (i = 0; i < STEER_COUNT_MAX; i++)
		ck_assert_int_eq(steer_ask(t, 5, i, 1, &full, false, START),
		    STEER_AWAY);
	ck_assert_int_eq(steer_ask(t, 5, 9, 1, &full, false, START),
	    STEER_COUNTRY);
	for (; i < 1000; i++)
		ck_assert_int_eq(steer_ask(t, 5, i, 1, &more, false, START),
		    STEER_AWAY);
	ck_assert_int_eq(steer_ask(t, 5, 9, 1, &more, false, START),
	    STEER_TIMES);
	ck_assert_int_eq(steer_ask(t, 5, 9, 1, &(struct steer_limits){ 2000, 0,
	    STEER_COUNT_MAX, 600 * S }, false, START), STEER_COUNTRY);
	steers_free(t);
}
END_TEST

/* Emergency, critical class, storm; and who or what is not known. */
START_TEST(never_and_unknown)
{
	static const struct steer_limits l = { 3, 1, 1, 600 * S },
	    none = { 0, 1, 1, 600 * S }, at_once = { 3, 1, 1, 0 };
	struct steers *t = steers_new(10, 1);
	unsigned i;

	for (i = 0; i < 10; i++)
		ck_assert_int_eq(steer_ask(t, 5, 11, 1, &l, true, START),
		    STEER_NEVER);
	ck_assert_int_eq(steer_ask(t, 0, 11, 1, &l, false, START),
	    STEER_NEVER);
	ck_assert_int_eq(steer_ask(t, 5, 11, 1, &none, false, START),
	    STEER_NEVER);
	ck_assert_int_eq(steer_ask(t, 5, 11, 1, &at_once, false, START),
	    STEER_NEVER);
	steer_accepted(t, 0, 11, false, START);
	ck_assert_uint_eq(steers_count(t), 0);
	/* neither refused nor accepted for what is not known */
	steer_accepted(t, 5, 0, false, START);
	steer_accepted(t, 5, 1 << 16, false, START);
	for (i = 0; i < 3; i++)
		ck_assert_int_eq(steer_ask(t, 5, i == 1 ? 1 << 16 : 0, 0, &l,
		    false, START), STEER_AWAY);
	ck_assert_int_eq(steer_ask(t, 5, 0, 0, &l, false, START), STEER_TIMES);
	steers_free(t);
}
END_TEST

/* What it promises is held without a loss, in as much memory as it says. */
START_TEST(room)
{
	enum { MANY = 200000 };
	static const struct steer_limits l = { 4, 4, 4, 600 * S };
	struct steers *t = steers_new(MANY, 3);
	unsigned i, wrong = 0;

	ck_assert_uint_le(steers_octets(t), (size_t)40 * MANY + 600);
	for (i = 0; i < MANY; i++)
		(void)steer_ask(t, 1010000000000 + i, 11, 1, &l, false, START);
	ck_assert_uint_eq(steers_count(t), MANY);
	ck_assert_uint_eq(steers_evicted(t), 0);
	for (i = 0; i < MANY; i++)
		wrong += steer_ask(t, 1010000000000 + i, 11, 1,
		    &(struct steer_limits){ 1, 0, 0, 600 * S }, false,
		    START) != STEER_TIMES;
	ck_assert_uint_eq(wrong, 0);
	steers_free(t);
	t = steers_new(1, 1);
	ck_assert_uint_le(steers_octets(t), 40 + 600);
	steers_free(t);
	ck_assert_ptr_null(steers_new(SIZE_MAX, 1));
}
END_TEST

/* All of these are in two groups of eight. */
START_TEST(who_goes)
{
	static const struct steer_limits l = { 1, 0, 0, 100 * S };
	struct steers *t = steers_new(1, 1);
	unsigned i;

	for (i = 1; i <= 16; i++)
		(void)steer_ask(t, i, 11, 1, &l, false, START + i * S);
	ck_assert_uint_eq(steers_count(t), 16);
	ck_assert_uint_eq(steers_evicted(t), 0);
	/* the oldest window */
	(void)steer_ask(t, 17, 11, 1, &l, false, START + 17 * S);
	ck_assert_uint_eq(steers_evicted(t), 1);
	for (i = 1; i <= 17; i++)
		ck_assert_int_eq(steer_would(t, i, 11, 1, &l, false,
		    START + 18 * S), i == 1 ? STEER_AWAY : STEER_TIMES);
	/* older ones have to stay: they were accepted somewhere */
	for (i = 2; i <= 8; i++)
		steer_accepted(t, i, 11, false, START + 20 * S);
	for (i = 20; i < 25; i++)
		(void)steer_ask(t, i, 11, 1, &l, false, START + 115 * S);
	ck_assert_uint_eq(steers_evicted(t), 1);
	ck_assert_uint_eq(steers_count(t), 16);
	for (i = 2; i <= 8; i++)
		ck_assert_int_eq(steer_would(t, i, 11, 1, &l, false,
		    START + 116 * S), STEER_ACCEPTED);
	steers_free(t);
}
END_TEST

/* ---- speed, for those who look ---- */

START_TEST(speed)
{
	enum { MANY = 1000000 };
	static const struct steer_limits l = { 4, 4, 4, 600 * S };
	struct timespec a, b;
	struct steers *t;
	unsigned i, round;

	if (getenv("VERBOSE") == NULL)
		return;
	t = steers_new(MANY, 3);
	for (round = 0; round < 2; round++) {
		clock_gettime(CLOCK_MONOTONIC, &a);
		for (i = 0; i < MANY; i++)
			(void)steer_ask(t, 1010000000000 + (uint64_t)i * 7919 %
			    MANY, 11, 1, &l, false, START);
		clock_gettime(CLOCK_MONOTONIC, &b);
		printf("steer_ask: %s, %.0f ns; %.1f octets a device\n",
		    round == 0 ? "new" : "known", ((double)(b.tv_sec -
		    a.tv_sec) * 1e9 + (double)(b.tv_nsec - a.tv_nsec)) / MANY,
		    (double)steers_octets(t) / MANY);
	}
	steers_free(t);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("steer");
	TCase *t = tcase_create("all");
	SRunner *r = srunner_create(s);
	int failed;

	tcase_set_timeout(t, 60);
	tcase_add_loop_test(t, against_refusals, 0, 8);
	tcase_add_test(t, four_times);
	tcase_add_test(t, never_and_unknown);
	tcase_add_test(t, count_max);
	tcase_add_test(t, room);
	tcase_add_test(t, who_goes);
	tcase_add_test(t, speed);
	suite_add_tcase(s, t);
	srunner_run_all(r, CK_NORMAL);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed != 0;
}
