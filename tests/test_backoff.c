/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Back-off memory against an array; what goes when it is full.
 */
#include <check.h>
#include <stdlib.h>

#include "../rules/state/backoff.h"

#define S	UINT64_C(1000000000)
#define START	(UINT64_C(1700000000) * S)
#define UNIT	(S / BACKOFF_UNITS)

enum { STEPS = 400000, KEYS = 3000, FULL = 100000 };

static uint64_t seed;

static uint64_t
random_next(void)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return seed * UINT64_C(0x2545f4914f6cdd1d) >> 11;
}

static unsigned
random_below(unsigned n)
{
	return (unsigned)(random_next() % n);
}

struct model {
	uint64_t	 when, span;	/* units; when 0: nothing */
	unsigned	 class;
};

/* Nothing is lost below the promise, and nothing stays beyond its time. */
START_TEST(backoff_against_array)
{
	static struct model model[KEYS + 1];
	struct backoffs *t = backoffs_new(KEYS, 0x5ec2e7);
	uint64_t now = START, units;
	struct backoff *b, gone;
	unsigned n, k, found = 0;
	bool want;

	seed = 0x5eed;
	for (n = 0; n < STEPS; n++) {
		now += random_below(3) * UNIT / 2;
		units = now / UNIT;
		k = 1 + random_below(KEYS);
		want = model[k].when != 0 &&
		    units <= model[k].when + model[k].span;
		b = backoff_find(t, k, now);
		if ((b != NULL) != want)
			ck_abort_msg("step %u: key %u", n, k);
		found += want;
		if (b != NULL)
			ck_assert(backoff_time(b->when, now) ==
			    model[k].when * UNIT &&
			    b->class == model[k].class && b->key == k);
		if (random_below(3) != 0)
			continue;
		model[k] = (struct model){ units + random_below(9000),
		    random_below(500), random_below(16) };
		b = backoff_get(t, k, model[k].class, now, &gone);
		ck_assert(b != NULL && gone.key == 0);
		b->state = BACKOFF_TOLD;
		b->class = model[k].class & 15;
		b->when = (uint32_t)model[k].when;
		b->span = (uint16_t)model[k].span;
	}
	ck_assert_uint_eq(backoffs_evicted(t), 0);
	ck_assert_uint_gt(found, STEPS / 10);
	ck_assert_uint_lt(found, STEPS / 10 * 9);
	backoffs_free(t);
	backoffs_free(NULL);
}
END_TEST

static struct backoff *
put(struct backoffs *t, uint64_t key, unsigned class, struct backoff *gone)
{
	struct backoff *b = backoff_get(t, key, class, START, gone);

	if (b == NULL)
		return NULL;
	b->state = BACKOFF_BOOKED;
	b->when = backoff_units(START + 100 * S);
	b->span = BACKOFF_UNITS;
	return b;
}

/* As many as promised without loss; then the lowest class makes room, and
 * nobody for a class that is lower still. */
START_TEST(backoff_full)
{
	struct backoffs *t = backoffs_new(FULL, 0x5ec2e7);
	struct backoff gone;
	uint64_t k, lost = 0, refused = 0;

	for (k = 1; k <= FULL; k++)
		ck_assert(put(t, k, k % 2 ? 5 : 9, &gone) != NULL &&
		    gone.key == 0);
	ck_assert_uint_eq(backoffs_count(t), FULL);
	ck_assert_uint_eq(backoffs_evicted(t), 0);
	ck_assert_uint_le(backoffs_octets(t) / FULL, 32);
	for (; k <= 4 * FULL; k++) {
		ck_assert_ptr_nonnull(put(t, k, 5, &gone));
		if (gone.key != 0 && gone.class == 9)
			lost++;
	}
	ck_assert_uint_gt(lost, FULL / 2 * 99 / 100);
	for (k = 1; k <= FULL / 10; k++)
		if (put(t, 10 * FULL + k, 9, &gone) == NULL)
			refused++;
	ck_assert_uint_gt(refused, FULL / 20);
	/* all that is over makes room at once */
	ck_assert_ptr_nonnull(backoff_get(t, 99 * FULL, 15, START + 102 * S,
	    &gone));
	ck_assert_uint_eq(gone.key, 0);
	backoffs_free(t);
}
END_TEST

START_TEST(backoff_clock)
{
	struct backoffs *t = backoffs_new(100, 1);
	struct backoff *b, gone;
	uint64_t late = START + (UINT64_C(1) << 32) * UNIT - 10 * S;

	ck_assert_ptr_null(backoff_find(t, 0, START));
	ck_assert_ptr_null(backoff_get(t, 0, 0, START, &gone));
	ck_assert_ptr_nonnull(put(t, 7, 3, &gone));
	ck_assert_ptr_nonnull(backoff_find(t, 7, START - 3600 * S));
	ck_assert_ptr_null(backoff_find(t, 7, START - 86400 * S));
	ck_assert_ptr_null(backoff_find(t, 7, START + 86400 * S));
	ck_assert_ptr_nonnull(backoff_find(t, 7, START + 101 * S));
	ck_assert_ptr_null(backoff_find(t, 7, START + 102 * S));
	b = backoff_get(t, 8, 3, START, &gone);
	b->state = BACKOFF_ADMITTED;
	b->span = 30 * BACKOFF_UNITS;
	ck_assert_ptr_nonnull(backoff_find(t, 8, START + 30 * S));
	ck_assert_ptr_null(backoff_find(t, 8, START - S));
	/* where units wrap */
	ck_assert_uint_eq(backoff_time(backoff_units(late + 20 * S), late),
	    (late + 20 * S) / UNIT * UNIT);
	ck_assert_uint_eq(backoff_time(backoff_units(late), late + 20 * S),
	    late / UNIT * UNIT);
	/* a unit never leaves its second */
	ck_assert_uint_eq(backoff_time(backoff_units(START + S - 1), START) /
	    S, START / S);
	ck_assert_uint_eq(backoff_time(backoff_units(START), START), START);
	ck_assert_ptr_null(backoffs_new(SIZE_MAX, 1));
	backoffs_free(t);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("backoff");
	TCase *t = tcase_create("all");
	SRunner *r = srunner_create(s);
	int failed;

	tcase_set_timeout(t, 60);
	tcase_add_test(t, backoff_against_array);
	tcase_add_test(t, backoff_full);
	tcase_add_test(t, backoff_clock);
	suite_add_tcase(s, t);
	srunner_run_all(r, CK_NORMAL);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed != 0;
}
