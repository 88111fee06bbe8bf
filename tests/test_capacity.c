/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Capacity of a group against homes that queue, discard, say that they are
 * busy, fail or fall silent; tokens in any second.
 */
#include <check.h>
#include <math.h>
#include <stdlib.h>

#include "../rules/state/capacity.h"

#define MS	UINT64_C(1000000)
#define S	UINT64_C(1000000000)
#define START	(UINT64_C(1700000000) * S)

enum { OPEN = 1 << 18, TIMEOUT_S = 10 };

/* What a home does with more than it can. */
enum manner { QUEUES, DISCARDS, IS_BUSY, FAILS };

struct open {
	uint64_t	 due, sent;
	enum capacity_outcome outcome;
};

struct home {
	enum manner	 manner;
	double		 rate;		/* per second, at present */
	uint64_t	 free;		/* ns: when it is */
	double		 dead;		/* share of requests without answer */
	struct open	*open;		/* ring, by due; timeouts apart */
	struct open	*silent;
	unsigned	 first, n, first_silent, nsilent;
};

static struct home
home_make(enum manner manner, double rate)
{
	return (struct home){ .manner = manner, .rate = rate,
	    .open = calloc(OPEN, sizeof(struct open)),
	    .silent = calloc(OPEN, sizeof(struct open)) };
}

static void
home_free(struct home *h)
{
	free(h->open);
	free(h->silent);
}

static void
silent(struct home *h, uint64_t now)
{
	h->silent[(h->first_silent + h->nsilent++) % OPEN] = (struct open){
	    now + TIMEOUT_S * S, now, CAPACITY_TIMEOUT };
}

/* One request: served in its turn, or else what the home does. */
static void
home_ask(struct home *h, uint64_t now)
{
	uint64_t takes, wait;
	enum capacity_outcome outcome = CAPACITY_FINE;

	if (h->rate <= 0) {
		silent(h, now);
		return;
	}
	takes = (uint64_t)((double)S / h->rate);
	if (h->free < now)
		h->free = now;
	wait = h->free - now;
	if (h->manner != QUEUES && wait > 50 * MS) {
		if (h->manner == DISCARDS) {
			silent(h, now);
			return;
		}
		outcome = h->manner == IS_BUSY ? CAPACITY_BUSY :
		    CAPACITY_FAILURE;
	} else {
		h->free += takes;
	}
	h->open[(h->first + h->n++) % OPEN] = (struct open){ now + wait +
	    20 * MS, now, outcome };
}

static void
answers(struct open *ring, unsigned *first, unsigned *n, struct capacity *c,
    uint64_t now)
{
	while (*n > 0 && ring[*first % OPEN].due <= now) {
		struct open *o = &ring[*first % OPEN];

		capacity_outcome(c, o->outcome, o->due - o->sent, o->due);
		++*first;
		--*n;
	}
}

/* A second of more load than the group has: every token is taken. */
static uint32_t
second(struct capacity *c, struct home *h, uint64_t from, unsigned offered)
{
	uint32_t taken = 0;
	uint64_t t;

	for (t = from; t < from + S; t += S / offered) {
		answers(h->open, &h->first, &h->n, c, t);
		answers(h->silent, &h->first_silent, &h->nsilent, c, t);
		if (!capacity_take(c, 256, t))
			continue;
		taken++;
		capacity_sent(c, t);
		home_ask(h, t);
	}
	return taken;
}

/* Falls to half after 20 s, is whole again after 60. */
static void
halved(enum manner manner)
{
	struct capacity_setup setup = { .rate = 1000, .latency = 500 * MS };
	struct home h = home_make(manner, 1020);
	struct capacity c;
	unsigned i, n, low = 0;

	capacity_init(&c, &setup, START);
	for (i = 0; i < 110; i++) {
		h.rate = i >= 20 && i < 60 ? 510 : 1020;
		n = second(&c, &h, START + i * S, 10000);
		if (n < 950 && i < 20)
			ck_abort_msg("manner %d: %u at %u s", manner, n, i);
		if (i >= 25 && i < 60 && n > 650)
			ck_abort_msg("manner %d: %u at %u s", manner, n, i);
		low += i >= 25 && i < 60 && n < 400;
		if (i == 59)
			ck_assert_int_ne(capacity_why(&c), CAPACITY_FULL);
		if (i > 100 && n < 950)
			ck_abort_msg("manner %d: %u at %u s", manner, n, i);
	}
	ck_assert_uint_le(low, 8);
	ck_assert_int_eq(capacity_why(&c), CAPACITY_FULL);
	home_free(&h);
}

START_TEST(halved_and_whole)
{
	halved((enum manner)_i);
}
END_TEST

/* Half for ten minutes: it is not tried over and over what cannot be. */
START_TEST(halved_for_long)
{
	struct capacity_setup setup = { .rate = 1000, .latency = 500 * MS };
	struct home h = home_make(QUEUES, 510);
	unsigned i, n, more = 0, all = 0;
	struct capacity c;

	capacity_init(&c, &setup, START);
	for (i = 0; i < 600; i++) {
		n = second(&c, &h, START + i * S, 10000);
		if (i < 60)
			continue;
		more += n > 510 * 103 / 100;
		all += n;
	}
	ck_assert_uint_le(more, 540 * 2 / 100);
	ck_assert_uint_ge(all, 540 * 510 * 97 / 100);
	home_free(&h);
}
END_TEST

/* Nothing is heard any more: down to the least, long before a timeout. */
START_TEST(dead_home)
{
	struct capacity_setup setup = { .rate = 1000, .latency = 500 * MS };
	struct home h = home_make(QUEUES, 1020);
	struct capacity c;
	bool told = false;
	unsigned i;

	capacity_init(&c, &setup, START);
	for (i = 0; i < 10; i++)
		second(&c, &h, START + i * S, 5000);
	h.rate = 0;
	for (; i < 15; i++) {
		second(&c, &h, START + i * S, 5000);
		told |= capacity_tick(&c, START + (i + 1) * S - 1);
	}
	ck_assert(told);
	ck_assert_int_eq(capacity_why(&c), CAPACITY_IS_SILENT);
	ck_assert_double_le(capacity_rate(&c), 1000 * 0.06);
	h.rate = 1020;
	for (; i < 80; i++)
		second(&c, &h, START + i * S, 5000);
	ck_assert_double_ge(capacity_rate(&c), 950);
	home_free(&h);
}
END_TEST

/* A few per cent of failures are no overload, nor is a slow home. */
START_TEST(usual_is_no_trouble)
{
	struct capacity_setup setup = { .rate = 1000, .latency = 500 * MS };
	struct capacity c, slow;
	uint64_t t;
	unsigned i = 0;

	capacity_init(&c, &setup, START);
	capacity_init(&slow, &setup, START);
	for (t = START; t < START + 60 * S; t += 2 * MS, i++) {
		capacity_sent(&c, t);
		capacity_outcome(&c, i % 33 == 0 ? CAPACITY_FAILURE :
		    CAPACITY_FINE, 20 * MS, t);
		capacity_sent(&slow, t);
		capacity_outcome(&slow, CAPACITY_FINE, 600 * MS, t);
	}
	ck_assert_double_eq(capacity_rate(&c), 1000);
	ck_assert_double_eq(capacity_rate(&slow), 1000);
}
END_TEST

/* Load that comes and ends is no trouble for a home that answers. */
/* Twenty a second, a fifth of a second each in the mean and exponential: what
 * three or four answers took says nothing yet. */
START_TEST(few_and_slow)
{
	struct capacity_setup setup = { .rate = 20, .latency = S };
	struct open at[64];
	unsigned n = 0, i, taken = 0;
	struct capacity c;
	uint64_t t;

	srand48(7);
	capacity_init(&c, &setup, START);
	for (t = START; t < START + 600 * S; t += 5 * MS) {
		for (i = 0; i < n; i++)
			if (at[i].due <= t) {
				capacity_outcome(&c, CAPACITY_FINE,
				    at[i].due - at[i].sent, t);
				at[i--] = at[--n];
			}
		if (n == 64 || !capacity_take(&c, 256, t))
			continue;
		capacity_sent(&c, t);
		at[n++] = (struct open){ .sent = t, .due = t +
		    (uint64_t)(-log(1 - drand48()) * 200 * MS) };
		taken++;
	}
	ck_assert_uint_ge(taken, 600 * 20 * 95 / 100);
}
END_TEST

START_TEST(load_comes_and_goes)
{
	struct capacity_setup setup = { .rate = 1000, .latency = 500 * MS };
	struct home h = home_make(QUEUES, 1020);
	struct capacity c;
	unsigned i;

	capacity_init(&c, &setup, START);
	for (i = 0; i < 100; i++) {
		second(&c, &h, START + i * S, i % 7 < 3 ? 1 : i % 11 * 200 +
		    5);
		ck_assert(!capacity_tick(&c, START + (i + 1) * S - 1));
	}
	ck_assert_double_eq(capacity_rate(&c), 1000);
	home_free(&h);
}
END_TEST

/* Seconds of all the load there is for a home that does 800 a second and says how
 * much of that it does, and never less than "idle". */
static void
says_its_load(struct capacity *c, unsigned idle, unsigned from, unsigned to)
{
	unsigned i, n = 0, last = 0, load;
	uint64_t t;

	for (i = from; i < to; i++, last = n, n = 0)
		for (t = START + i * S; t < START + (i + 1) * S; t += S / 4000) {
			if (!capacity_take(c, 256, t))
				continue;
			n++;
			capacity_sent(c, t);
			capacity_outcome(c, CAPACITY_FINE, 20 * MS, t);
			load = last * CAPACITY_LOADED / 800;
			capacity_loaded(c, load > idle ? load : idle, t);
		}
}

/* It is honoured before anything is late; and one that says the same always is
 * not throttled for it. */
START_TEST(load_that_is_said)
{
	struct capacity_setup setup = { .rate = 1000, .latency = 500 * MS };
	struct capacity c;

	capacity_init(&c, &setup, START);
	says_its_load(&c, 10000, 0, 4);
	ck_assert_double_le(capacity_rate(&c), 900);
	ck_assert_int_eq(capacity_why(&c), CAPACITY_IS_LOADED);
	says_its_load(&c, 10000, 4, 40);
	ck_assert_double_le(capacity_rate(&c), 850);
	ck_assert_double_ge(capacity_rate(&c), 600);
	capacity_init(&c, &setup, START);
	says_its_load(&c, CAPACITY_LOADED, 0, 40);
	ck_assert_double_eq(capacity_rate(&c), 1000);
}
END_TEST

/* ---- tokens ---- */

static void
tokens(uint32_t rate, uint32_t burst)
{
	struct capacity_setup setup = { .rate = rate, .burst = burst };
	unsigned most = rate * 102 / 100 > rate + (burst ? burst : 1) ?
	    rate * 102 / 100 : rate + (burst ? burst : 1);
	uint64_t *at = calloc(rate * 20, sizeof(*at)), t;
	unsigned n = 0, i;
	struct capacity c;

	capacity_init(&c, &setup, START);
	for (t = START; t < START + 10 * S; t += S / rate / 7 + 1)
		/* now and then nobody for a while */
		if ((t / (130 * MS)) % 5 != 0 && capacity_take(&c, 256, t))
			at[n++] = t;
	for (i = 0; i + most < n; i++)
		if (at[i + most] - at[i] < S)
			ck_abort_msg("rate %u: more than %u", rate, most);
	ck_assert_uint_gt(n, rate * 10 * 3 / 4);
	free(at);
}

START_TEST(tokens_in_any_second)
{
	static const uint32_t rates[] = { 1, 7, 49, 50, 51, 99, 100, 500, 2000,
	    33333 };
	unsigned i;

	for (i = 0; i < sizeof(rates) / sizeof(rates[0]); i++) {
		tokens(rates[i], 0);
		tokens(rates[i], 8);
	}
}
END_TEST

START_TEST(shares_leave_room)
{
	struct capacity_setup setup = { .rate = 2000 };
	struct capacity c;
	unsigned n[3] = { 0 };

	capacity_init(&c, &setup, START);
	while (capacity_take(&c, 64, START))
		n[0]++;
	while (capacity_take(&c, 128, START))
		n[1]++;
	ck_assert(!capacity_free(&c, 128, START));
	while (capacity_free(&c, 256, START)) {
		ck_assert(capacity_take(&c, 256, START));
		n[2]++;
	}
	ck_assert_uint_eq(n[0] + n[1] + n[2], 40);
	ck_assert(n[0] == 10 && n[1] == 10 && n[2] == 20);
}
END_TEST

/* ---- second halves ---- */

enum { HALVES_S = 40, HALVES_RATE = 500, HALVES_MAX = 4 * HALVES_S *
	HALVES_RATE };

/* All there is is taken, and what belongs to it passes up to some 300 ms later.
 * Counts in each second of a grid of 50 ms; how many were taken from the second
 * one on. */
static unsigned
halves(struct capacity *c, bool bears, uint32_t in[HALVES_S * 20])
{
	static uint64_t due[HALVES_MAX];	/* by the step of time */
	uint64_t t, random = 12345;
	unsigned taken = 0, at, slot, late;

	memset(due, 0, sizeof(due));
	memset(in, 0, HALVES_S * 20 * sizeof(*in));
	for (at = 0; at < HALVES_S * 2000; at++) {
		t = START + at * (S / 2000);
		slot = at / 100;
		for (; due[at] > 0; due[at]--, in[slot]++)
			capacity_passed(c, t);
		if ((bears && !capacity_bears(c, 64, 0, t)) ||
		    !capacity_take(c, 64, t))
			continue;
		random = random * UINT64_C(6364136223846793005) + 1;
		/* bursts: the node sends on what it held back */
		late = 20 + (unsigned)(random >> 33) % 580;
		if (at + late < HALVES_S * 2000)
			due[at + late]++;
		in[slot]++;
		taken += t >= START + 2 * S;
	}
	return taken;
}

static unsigned
most_in_a_second(const uint32_t in[HALVES_S * 20])
{
	unsigned i, k, sum, most = 0;

	for (i = 40; i + 20 <= HALVES_S * 20; i++) {
		for (k = sum = 0; k < 20; k++)
			sum += in[i + k];
		most = sum > most ? sum : most;
	}
	return most;
}

/* Both halves together: no more than 102 % in any second, and no less by it. */
START_TEST(halves_in_any_second)
{
	struct capacity_setup setup = { .rate = HALVES_RATE };
	static uint32_t in[HALVES_S * 20];
	struct capacity c;
	unsigned taken;

	capacity_init(&c, &setup, START);
	(void)halves(&c, false, in);
	ck_assert_uint_gt(most_in_a_second(in), 2 * HALVES_RATE * 1.02);
	capacity_init(&c, &setup, START);
	taken = halves(&c, true, in);
	ck_assert_uint_le(most_in_a_second(in), 2 * HALVES_RATE * 1.02);
	ck_assert_uint_ge(taken, (HALVES_S - 2) * HALVES_RATE * 99 / 100);
}
END_TEST

/* Too many at once, and for how long; the first request meets none. */
START_TEST(halves_at_once)
{
	struct capacity_setup setup = { .rate = HALVES_RATE };
	struct capacity c;
	unsigned i, n = 0;

	capacity_init(&c, &setup, START);
	ck_assert(capacity_bears(&c, 0, 0, START));
	for (i = 0; i < 2 * HALVES_RATE + 60; i++)
		capacity_passed(&c, START + 50 * MS);
	ck_assert(!capacity_bears(&c, 256, 0, START + 50 * MS));
	ck_assert(!capacity_bears(&c, 256, 0, START + 900 * MS));
	ck_assert(capacity_take(&c, 256, START + 900 * MS));
	ck_assert(capacity_bears(&c, 0, 0, START + 1150 * MS));
	/* less from now on: what went before was no more than it might */
	for (i = 0; i < 2 * HALVES_RATE; i++) {
		capacity_passed(&c, START + 2 * S + i * MS);
		capacity_tick(&c, START + 2 * S + i * MS);
	}
	capacity_report(&c, 50, 60 * S, START + 3 * S);
	for (i = 0; i < 1000; i++)
		n += capacity_bears(&c, 64, 0, START + 4 * S + i * MS) &&
		    capacity_take(&c, 64, START + 4 * S + i * MS);
	ck_assert_uint_ge(n, HALVES_RATE / 2 - 3);
	/* the clock is set back */
	for (i = 0; i < 4 * HALVES_RATE; i++)
		capacity_passed(&c, START + 5 * S);
	ck_assert(!capacity_bears(&c, 256, 0, START + 5 * S));
	ck_assert(capacity_bears(&c, 256, 0, START - 3600 * S));
}
END_TEST

/* ---- what it is told ---- */

START_TEST(reports_and_levels)
{
	struct capacity_setup setup = { .rate = 1000 };
	struct capacity c;

	capacity_init(&c, &setup, START);
	capacity_report(&c, 40, 30 * S, START);
	ck_assert_double_eq(capacity_rate(&c), 600);
	ck_assert_int_eq(capacity_why(&c), CAPACITY_REPORTED);
	capacity_level(&c, 2, 10 * S, START + S);
	ck_assert_double_eq(capacity_rate(&c), 500);
	ck_assert_int_eq(capacity_why(&c), CAPACITY_CONGESTED);
	capacity_tick(&c, START + 12 * S);
	ck_assert_double_eq(capacity_rate(&c), 600);
	/* the clock is set back: as long as there was to go */
	capacity_tick(&c, START - 3600 * S);
	ck_assert_double_eq(capacity_rate(&c), 600);
	capacity_tick(&c, START - 3600 * S + 19 * S);
	ck_assert_double_eq(capacity_rate(&c), 1000);
	capacity_report(&c, 4000, UINT64_MAX, START);
	ck_assert_double_eq(capacity_rate(&c), 50);
	capacity_report(&c, 100, 0, START);
	ck_assert_double_eq(capacity_rate(&c), 1000);
	capacity_level(&c, 99, S, START);
	ck_assert_double_eq(capacity_rate(&c), 250);
	ck_assert_str_eq(capacity_why_name(CAPACITY_FULL), "full");
	ck_assert_ptr_null(capacity_why_name(CAPACITY_WHYS));
}
END_TEST

START_TEST(clock_and_zero)
{
	struct capacity_setup setup = { .rate = 100 };
	struct capacity c;

	capacity_init(&c, &setup, START);
	while (capacity_take(&c, 256, START))
		;
	/* set back a day, nobody waits a day */
	(void)capacity_take(&c, 256, START - 86400 * S);
	ck_assert(capacity_take(&c, 256, START - 86399 * S));
	ck_assert(capacity_take(&c, 256, UINT64_MAX));
	(void)capacity_take(&c, 256, 0);
	ck_assert(capacity_take(&c, 256, S));
	setup.rate = 0;
	capacity_init(&c, &setup, 0);
	ck_assert(capacity_take(&c, 256, 0));
	ck_assert(!capacity_take(&c, 0, S));
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("capacity");
	TCase *t = tcase_create("all");
	SRunner *r = srunner_create(s);
	int failed;

	tcase_set_timeout(t, 60);
	tcase_add_loop_test(t, halved_and_whole, QUEUES, FAILS + 1);
	tcase_add_test(t, halved_for_long);
	tcase_add_test(t, dead_home);
	tcase_add_test(t, usual_is_no_trouble);
	tcase_add_test(t, few_and_slow);
	tcase_add_test(t, load_comes_and_goes);
	tcase_add_test(t, load_that_is_said);
	tcase_add_test(t, tokens_in_any_second);
	tcase_add_test(t, shares_leave_room);
	tcase_add_test(t, halves_in_any_second);
	tcase_add_test(t, halves_at_once);
	tcase_add_test(t, reports_and_levels);
	tcase_add_test(t, clock_and_zero);
	suite_add_tcase(s, t);
	srunner_run_all(r, CK_NORMAL);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed != 0;
}
