/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Timing two pieces of work against each other: in turn, so that a drifting
 * clock meets both; the median of the rounds counts.
 */
#ifndef TESTS_BENCH_H
#define TESTS_BENCH_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { BENCH_ROUNDS_MAX = 101 };

/* ns of work of our own: others on the machine do not count. */
static inline double
bench_now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

/* A value that the compiler must compute. */
static inline void
bench_keep(unsigned v)
{
	static volatile unsigned sink;

	sink = v;
	(void)sink;
}

static inline int
bench_compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static inline double
bench_median(double *v, unsigned n)
{
	qsort(v, n, sizeof(*v), bench_compare);
	return v[n / 2];
}

/* ns of one of the "items" that each call of a and b works off. */
static inline void
bench_pair(void (*a)(void), void (*b)(void), unsigned items, unsigned rounds,
    unsigned passes, double *ns_a, double *ns_b)
{
	double ta[BENCH_ROUNDS_MAX], tb[BENCH_ROUNDS_MAX], start, middle;
	unsigned r, p;

	for (r = 0; r < rounds; r++) {
		start = bench_now();
		for (p = 0; p < passes; p++)
			a();
		middle = bench_now();
		for (p = 0; p < passes; p++)
			b();
		tb[r] = (bench_now() - middle) / passes / items;
		ta[r] = (middle - start) / passes / items;
	}
	*ns_a = bench_median(ta, rounds);
	*ns_b = bench_median(tb, rounds);
}

#endif
