/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Admission and the two requests of a procedure: the second one as a load, and
 * where it does not come.
 */
#include "admit_help.h"
#include "suite.h"

START_TEST(second_halves_count)
{
	struct admit_setup s = setup_make(RATE);
	struct admit *a = admit_new(&s, START);
	struct admit_request r;
	uint64_t t, key, n = 0;

	for (t = START; t < START + 11 * S / 5; t += S / RATE) {
		r = request(crowd_key((uint32_t)++n), 9);
		ck_assert(admit_decide(a, &r, t).admitted);
	}
	t = START + 4 * S;
	for (key = 1; key <= n; key++) {
		r = request(crowd_key((uint32_t)key), 9);
		r.continues = true;
		ck_assert_int_eq(admit_decide(a, &r, t).why, ADMIT_CONTINUES);
	}
	r = request(crowd_key((uint32_t)++n), 9);
	ck_assert(capacity_free(admit_capacity(a), 0, t));
	ck_assert(!admit_decide(a, &r, t).admitted);
	r = request(crowd_key((uint32_t)++n), 1);
	ck_assert_int_eq(admit_decide(a, &r, t).why, ADMIT_GUARANTEED);
	r = request(crowd_key((uint32_t)++n), 9);
	r.emergency = true;
	ck_assert(admit_decide(a, &r, t).admitted);
	r = request(crowd_key((uint32_t)++n), 9);
	ck_assert(admit_decide(a, &r, START + 5 * S + S / 2).admitted);
	admit_free(a);
}
END_TEST

/* Requests of a class at a pace and the flood of another at "times" the rate, for
 * a minute; each that is let in goes on after 100 ms.  Returns how many of the
 * former were refused, and how many of both were let in. */
static uint32_t
refused_beside_pairs(unsigned times, unsigned per_second, uint32_t rate,
    uint32_t *all)
{
	struct admit_setup s = setup_make(rate);
	struct crowd c = { .random = 77 };
	struct admit *a = admit_new(&s, START);
	uint64_t t, step = S / 20000;
	uint32_t key = 0, next = 0, n = 0, refused = 0;
	struct admit_request r;
	uint32_t *of = calloc(200 * rate, sizeof(*of));
	bool high;

	c.admitted = calloc(200 * rate, sizeof(*c.admitted));
	for (t = START; t < START + 60 * S; t += step) {
		for (; next < n && c.admitted[next] + 100 * MS <= t; next++) {
			r = update(crowd_key(of[next]), 9);
			(void)admit_decide(a, &r, t);
		}
		high = crowd_random(&c) % 20000 < per_second;
		if (!high && crowd_random(&c) % 20000 >=
		    (uint64_t)times * rate)
			continue;
		r = request(crowd_key(++key), high ? 5 : 9);
		if (admit_decide(a, &r, t).admitted) {
			of[n] = key;
			c.admitted[n++] = t;
		} else {
			refused += high;
		}
	}
	*all = n;
	free(of);
	free(c.admitted);
	admit_free(a);
	return refused;
}

/* What they go on with is a load as well, and leaves room for who comes by
 * chance; that costs little. */
START_TEST(flood_of_procedures)
{
	uint32_t all;

	ck_assert_uint_eq(refused_beside_pairs(0, 230, 400, &all), 0);
	ck_assert_uint_eq(refused_beside_pairs(20, 120, 400, &all), 0);
	ck_assert_uint_ge(all, 60 * 400 * 97 / 100);
	ck_assert_uint_le(refused_beside_pairs(20, 230, 400, &all), 10);
	ck_assert_uint_ge(all, 60 * 400 * 96 / 100);
	ck_assert_uint_eq(refused_beside_pairs(20, 1200, 2000, &all), 0);
	ck_assert_uint_ge(all, 60 * 2000 * 99 / 100);
}
END_TEST

/* ---- authentications alone ---- */

/* So many a second of them, from one second to another: how many are let in. */
static uint32_t
authenticate(struct admit *a, unsigned per_second, unsigned from, unsigned to)
{
	static uint32_t key;
	struct admit_request r;
	uint32_t got = 0;
	uint64_t t;

	for (t = START + from * S; t < START + to * S; t += S / per_second) {
		r = request(crowd_key(++key), 9);
		got += admit_decide(a, &r, t).admitted;
	}
	return got;
}

/* An authentication that no update-location follows is half a procedure, as is
 * seen 2 s later: home has room for more than its rate of them, and is not
 * filled to the brim by them. */
START_TEST(half_is_given_back)
{
	struct admit_setup s = setup_make(RATE);
	struct admit *a = admit_new(&s, START);
	uint32_t got;

	(void)authenticate(a, RATE * 7 / 5, 0, 10);
	got = authenticate(a, RATE * 7 / 5, 10, 20);
	ck_assert_uint_ge(got, 10 * RATE * 7 / 5);
	(void)authenticate(a, RATE * 3, 20, 25);
	got = authenticate(a, RATE * 3, 25, 40);
	ck_assert_uint_ge(got, 15 * RATE * 2 * 88 / 100);
	ck_assert_uint_le(got, 15 * RATE * 2 * 93 / 100);
	admit_free(a);
}
END_TEST

/* What was given back is used up, and little is kept for a crowd that comes. */
START_TEST(half_is_given_back_once)
{
	struct admit_setup s = setup_make(RATE);
	struct admit *a = admit_new(&s, START);

	ck_assert_uint_eq(authenticate(a, RATE / 2, 0, 20), 10 * RATE);
	/* of half the rate a quarter, and a quarter of a second of halves */
	ck_assert_uint_le(authenticate(a, RATE * 10, 20, 21),
	    RATE * (102 + 25 + 13) / 100);
	ck_assert_uint_le(authenticate(a, RATE * 10, 21, 22),
	    RATE * (102 + 25) / 100);
	admit_free(a);
}
END_TEST

/* Each goes on so long after it was let in. */
static void
followed(unsigned after_ms)
{
	struct admit_setup s = setup_make(RATE);
	struct admit *a = admit_new(&s, START);
	struct crowd c = { .n = 0 };
	uint64_t t, step = S / (2 * RATE);
	uint32_t key = 1, next = 0;
	struct admit_request r;
	uint32_t *of;

	c.admitted = calloc(40 * RATE, sizeof(*c.admitted));
	of = calloc(40 * RATE, sizeof(*of));
	for (t = START; t < START + 20 * S; t += step) {
		while (next < c.nadmitted && c.admitted[next] +
		    after_ms * MS <= t) {
			r = update(crowd_key(of[next++]), 9);
			ck_assert_int_eq(admit_decide(a, &r, t).why,
			    ADMIT_CONTINUES);
		}
		r = request(crowd_key(key), 9);
		of[c.nadmitted] = key++;
		if (admit_decide(a, &r, t).admitted)
			c.admitted[c.nadmitted++] = t;
	}
	no_second_above(&c, RATE * 102 / 100);
	ck_assert_uint_ge(c.nadmitted, 20 * RATE * 90 / 100);
	free(of);
	free(c.admitted);
	admit_free(a);
}

START_TEST(nothing_is_given_back_where_it_goes_on)
{
	followed(1);
	followed(300);
	followed(1900);
}
END_TEST

static void
add(TCase *t)
{
	tcase_add_test(t, flood_of_procedures);
	tcase_add_test(t, second_halves_count);
	tcase_add_test(t, half_is_given_back);
	tcase_add_test(t, half_is_given_back_once);
	tcase_add_test(t, nothing_is_given_back_where_it_goes_on);
}

int
main(void)
{
	return suite_main("admit_halves", add);
}
