/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Counting different ones in a window, against exact sets.
 */
#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../rules/state/distinct.h"
#include "random.h"

enum { VALUES = 4096, SECRETS = 60 };

static const unsigned sizes[] = { 64, 128, 256 };

/* When each value was seen last, and how many of them within the window. */
static uint64_t seen[VALUES];

static unsigned
exact(uint64_t tick)
{
	unsigned i, n = 0;

	for (i = 0; i < VALUES; i++)
		n += seen[i] != 0 && tick - seen[i] < DISTINCT_TICKS;
	return n;
}

START_TEST(exact_while_it_fits)
{
	uint32_t cell[DISTINCT_MAX];
	unsigned i, n, v, want, most, full = 0;
	struct distinct d;
	uint64_t tick;

	for (i = 0; i < 3; i++) {
		seed = 0x5eed + i;
		memset(&d, 0, sizeof(d));
		memset(seen, 0, sizeof(seen));
		tick = 1000;
		for (n = 0, most = 0; n < 60000; n++) {
			if (random_below(sizes[i] / 4) == 0)
				tick += random_below(100) ? random_below(3) :
				    random_below(40);
			v = random_below(sizes[i] * 2);
			if (seen[v] == 0 || tick - seen[v] >= DISTINCT_TICKS)
				if (exact(tick) == sizes[i])
					continue;
			seen[v] = tick;
			distinct_add(&d, cell, sizes[i], distinct_hash(7, v),
			    tick);
			want = exact(tick);
			most = want > most ? want : most;
			if (distinct_count(&d) != want)
				ck_abort_msg("%u cells, step %u: %u, not %u",
				    sizes[i], n, distinct_count(&d), want);
		}
		full += most == sizes[i];
		distinct_move(&d, cell, sizes[i], tick + DISTINCT_TICKS);
		ck_assert_uint_eq(distinct_count(&d), 0);
	}
	ck_assert_uint_eq(full, 3);
}
END_TEST

/* Relative error over many secrets: its mean and its root of mean squares. */
static void
errors(unsigned cells, unsigned n, double *mean, double *rms)
{
	uint32_t cell[DISTINCT_MAX];
	struct distinct d;
	unsigned s, i;
	double e;

	*mean = *rms = 0;
	for (s = 1; s <= SECRETS; s++) {
		memset(&d, 0, sizeof(d));
		for (i = 0; i < n; i++)	/* each one twice */
			distinct_add(&d, cell, cells, distinct_hash(s, i), 5);
		for (i = n; i-- > 0;)
			distinct_add(&d, cell, cells, distinct_hash(s, i), 6);
		e = (double)distinct_count(&d) / n - 1;
		*mean += e / SECRETS;
		*rms += e * e / SECRETS;
	}
	*rms = sqrt(*rms);
}

START_TEST(error_of_many)
{
	static const unsigned many[] = { 70, 150, 300, 1000, 5000, 40000 };
	double mean, rms, want;
	unsigned i, j;

	for (i = 0; i < 3; i++)
		for (j = 0; j < sizeof(many) / sizeof(many[0]); j++) {
			errors(sizes[i], many[j], &mean, &rms);
			if (getenv("VERBOSE") != NULL)
				printf("%3u cells %6u: mean %+.3f rms %.3f\n",
				    sizes[i], many[j], mean, rms);
			want = 1.2 / sqrt(sizes[i]);
			if (many[j] <= sizes[i])
				ck_assert(rms == 0);
			/* a fifth above for so few runs; no bias beyond 3
			 * standard errors of the mean */
			ck_assert(rms < 1.2 * want);
			ck_assert(fabs(mean) < 3 * want / sqrt(SECRETS));
			if (many[j] > 2 * sizes[i])
				ck_assert(rms > 0.3 * want);
		}
}
END_TEST

/* A steady stream: at any moment within the error of the exact number. */
START_TEST(window_slides)
{
	uint32_t cell[DISTINCT_MAX];
	unsigned n, v, want, far = 0, looked = 0;
	struct distinct d = { .n = 0 };
	uint64_t tick = 100;

	seed = 0x5eed;
	memset(seen, 0, sizeof(seen));
	for (n = 0; n < 100000; n++) {
		tick = 100 + n / 50;
		v = random_below(VALUES);
		seen[v] = tick;
		distinct_add(&d, cell, DISTINCT_MAX, distinct_hash(9, v), tick);
		if (n % 97 != 0 || n < 2000)
			continue;
		want = exact(tick);
		ck_assert_uint_gt(want, 600);
		looked++;
		far += fabs((double)distinct_count(&d) / want - 1) > 0.25;
	}
	ck_assert_uint_gt(looked, 1000);
	ck_assert_uint_lt(far, looked / 50);
}
END_TEST

/* After many there are few, and they are told exactly again. */
START_TEST(becomes_finer_again)
{
	uint32_t cell[DISTINCT_MAX];
	struct distinct d = { .n = 0 };
	uint64_t tick = 0;
	unsigned i, n, after = 0;

	for (i = 0; i < 100000; i++)
		distinct_add(&d, cell, 64, distinct_hash(3, i), tick);
	ck_assert_uint_gt(d.zeros, 8);
	/* forty values again and again, without a pause */
	while (tick < 40 * DISTINCT_TICKS) {
		tick++;
		for (i = 0; i < 40; i++)
			distinct_add(&d, cell, 64, distinct_hash(3, i), tick);
		after += distinct_count(&d) != 40;
	}
	ck_assert_uint_eq(distinct_count(&d), 40);
	ck_assert_uint_lt(after, 20 * DISTINCT_TICKS);
	/* and when some of them were left in the sample */
	for (i = 0; i < 400; i++)
		distinct_add(&d, cell, 64, distinct_hash(3, i), tick);
	ck_assert_uint_ge(d.zeros, 2);
	for (n = 0; n < 8 * DISTINCT_TICKS; n++) {
		tick++;
		for (i = 0; i < 40; i++)
			distinct_add(&d, cell, 64, distinct_hash(3, i), tick);
		ck_assert_uint_gt(d.n, 0);
	}
	ck_assert_uint_eq(distinct_count(&d), 40);
	/* and at once when there was a pause */
	for (i = 0; i < 100000; i++)
		distinct_add(&d, cell, 64, distinct_hash(3, i), tick);
	distinct_add(&d, cell, 64, distinct_hash(3, 1), tick + DISTINCT_TICKS);
	ck_assert_uint_eq(distinct_count(&d), 1);
}
END_TEST

START_TEST(ticks_at_the_edges)
{
	uint32_t cell[DISTINCT_MAX];
	struct distinct d = { .n = 0 };

	distinct_add(&d, cell, 64, distinct_hash(1, 1), 100);
	distinct_move(&d, cell, 64, 100 + DISTINCT_TICKS - 1);
	ck_assert_uint_eq(distinct_count(&d), 1);
	/* back: as if it stood still */
	distinct_add(&d, cell, 64, distinct_hash(1, 2), 50);
	ck_assert_uint_eq(distinct_count(&d), 2);
	distinct_move(&d, cell, 64, 100 + DISTINCT_TICKS);
	ck_assert_uint_eq(distinct_count(&d), 1);
	distinct_move(&d, cell, 64, UINT64_MAX);
	ck_assert_uint_eq(distinct_count(&d), 0);
	distinct_add(&d, cell, 64, 0, UINT64_MAX);	/* nothing but zeros */
	distinct_add(&d, cell, 64, UINT64_MAX, 0);
	ck_assert_uint_eq(distinct_count(&d), 2);
}
END_TEST

/* Whoever could choose hashes: it stays within its cells, and says many. */
START_TEST(chosen_hashes)
{
	uint32_t cell[DISTINCT_MIN + 1];
	struct distinct d = { .n = 0 };
	uint64_t i;

	cell[DISTINCT_MIN] = 0xdeadbeef;
	for (i = 0; i < 1000; i++)
		distinct_add(&d, cell, DISTINCT_MIN, i << 41, 1);
	ck_assert_uint_le(d.n, DISTINCT_MIN);
	ck_assert_uint_gt(distinct_count(&d), 1000);
	ck_assert_uint_eq(cell[DISTINCT_MIN], 0xdeadbeef);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("distinct");
	TCase *t = tcase_create("all");
	SRunner *r = srunner_create(s);
	int failed;

	tcase_set_timeout(t, 60);
	tcase_add_test(t, exact_while_it_fits);
	tcase_add_test(t, error_of_many);
	tcase_add_test(t, window_slides);
	tcase_add_test(t, becomes_finer_again);
	tcase_add_test(t, ticks_at_the_edges);
	tcase_add_test(t, chosen_hashes);
	suite_add_tcase(s, t);
	srunner_run_all(r, CK_NORMAL);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed != 0;
}
