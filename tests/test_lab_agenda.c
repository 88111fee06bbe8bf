/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The agenda against a list, and arrivals against their formulas.
 */
#include "../sim/lab/agenda.h"
#include "../sim/lab/draw.h"
#include "../sim/lab/world.h"
#include "lab_help.h"

enum { EVENTS = 20000, DRAWS = 1000000, BINS = 100 };

struct listed {
	uint64_t	 due;
	uint32_t	 serial;
};

static int
by_time(const void *a, const void *b)
{
	const struct listed *x = a, *y = b;

	if (x->due != y->due)
		return x->due < y->due ? -1 : 1;
	return (x->serial > y->serial) - (x->serial < y->serial);
}

/* Spans from nanoseconds to days, many of them equal. */
static uint64_t
some_time(uint64_t n)
{
	uint64_t u = draw_u64(7, n, 0);

	return (draw_u64(7, n, 1) >> (14 + u % 48)) >> 3 << (u % 3);
}

START_TEST(agenda_keeps_order)
{
	static struct listed list[EVENTS];
	struct agenda *a = agenda_new();
	struct agenda_event e = { 0, 0, 0, 0, 0 };
	uint32_t i;

	for (i = 0; i < EVENTS; i++) {
		list[i] = (struct listed){ some_time(i), i };
		e.due = list[i].due;
		e.who = i;
		agenda_add(a, &e);
	}
	qsort(list, EVENTS, sizeof(list[0]), by_time);
	for (i = 0; i < EVENTS; i++) {
		ck_assert(agenda_next(a, UINT64_MAX, &e));
		ck_assert_uint_eq(e.due, list[i].due);
		ck_assert_uint_eq(e.who, list[i].serial);
	}
	ck_assert(!agenda_next(a, UINT64_MAX, &e));
	ck_assert_uint_eq(agenda_count(a), 0);
	ck_assert(!agenda_failed(a));
	agenda_free(a);
}
END_TEST

/* Each event that is taken adds others: time never goes back, none is lost,
 * and blocks are used again. */
START_TEST(agenda_while_running)
{
	struct agenda *a = agenda_new();
	struct agenda_event e = { 5, 0, 0, 0, 0 };
	uint64_t now = 0, added = 1, taken = 0, back = 0, n;
	size_t memory = 0;

	agenda_add(a, &e);
	while (agenda_next(a, 100 * LAB_S, &e)) {
		back += e.due < now;
		now = e.due;
		taken++;
		if (taken == 100000)
			memory = agenda_memory(a);
		for (n = 0; n < 2 && added - taken < 5000; n++, added++) {
			e.due = now + draw_u64(9, added, 0) % (n == 0 ?
			    LAB_S / 50 : 1000 * LAB_MS);
			e.who = (uint32_t)added;
			agenda_add(a, &e);
		}
	}
	ck_assert_uint_eq(back, 0);
	ck_assert_uint_gt(taken, 1000000);
	ck_assert_uint_eq(agenda_count(a), added - taken);
	ck_assert_uint_le(agenda_memory(a), 2 * memory);
	agenda_free(a);
}
END_TEST

START_TEST(agenda_stops_at_until)
{
	struct agenda *a = agenda_new();
	struct agenda_event e = { 10 * LAB_S, 1, 0, 0, 0 };

	agenda_add(a, &e);
	ck_assert(!agenda_next(a, 10 * LAB_S, &e));
	ck_assert_uint_eq(agenda_count(a), 1);
	e = (struct agenda_event){ 3, 2, 0, 0, 0 };	/* in the past: next */
	agenda_add(a, &e);
	ck_assert(agenda_next(a, 10 * LAB_S, &e));
	ck_assert_uint_eq(e.who, 2);
	ck_assert(agenda_next(a, 10 * LAB_S + 1, &e));
	ck_assert_uint_eq(e.who, 1);
	agenda_free(a);
}
END_TEST

/* Density of arrivals times T in each hundredth of T. */
static void
histogram(const struct scenario_arrival *a, double density[BINS])
{
	unsigned i;
	uint64_t at;

	memset(density, 0, BINS * sizeof(density[0]));
	for (i = 0; i < DRAWS; i++) {
		at = arrival_at(a, draw_u64(3, i, 0));
		if (at >= a->over)
			ck_abort_msg("beyond its end");
		density[at * BINS / a->over] += (double)BINS / DRAWS;
	}
}

START_TEST(beta_has_its_peak)
{
	struct scenario_arrival a = { .kind = LAB_ARRIVE_BETA,
	    .over = 10 * LAB_S };
	double density[BINS], x;
	unsigned i, peak = 0;

	histogram(&a, density);
	for (i = 0; i < BINS; i++) {
		x = (i + 0.5) / BINS;
		/* 60 x^2 (1 - x)^3 */
		ck_assert_double_eq_tol(density[i], 60 * x * x * (1 - x) *
		    (1 - x) * (1 - x), 0.06);
		peak = density[i] > density[peak] ? i : peak;
	}
	ck_assert_uint_ge(peak, 36);
	ck_assert_uint_le(peak, 43);
	/* 2.0736 N / T at 0.4 T */
	ck_assert_double_eq_tol((density[38] + density[39] + density[40] +
	    density[41]) / 4, 2.0736, 0.02);
}
END_TEST

START_TEST(uniform_and_series)
{
	static float weight[4] = { 1, 0, 3, 4 };
	struct scenario_arrival a = { .over = 4 * LAB_S };
	double density[BINS];
	unsigned i;

	a.kind = LAB_ARRIVE_UNIFORM;
	histogram(&a, density);
	for (i = 0; i < BINS; i++)
		ck_assert_double_eq_tol(density[i], 1, 0.06);
	a.kind = LAB_ARRIVE_SERIES;
	a.steps = 4;
	a.weight = weight;
	histogram(&a, density);
	for (i = 0; i < BINS; i++)
		ck_assert_double_eq_tol(density[i], (double)weight[i / 25] / 2,
		    0.08);
	a.kind = LAB_ARRIVE_STEP;
	ck_assert_uint_eq(arrival_at(&a, 12345), 0);
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("agenda and arrivals");

	tcase_add_test(t, agenda_keeps_order);
	tcase_add_test(t, agenda_while_running);
	tcase_add_test(t, agenda_stops_at_until);
	tcase_add_test(t, beta_has_its_peak);
	tcase_add_test(t, uniform_and_series);
	return lab_main("lab: agenda", t);
}
