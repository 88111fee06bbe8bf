/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A crowd that comes in steps: counted, given slots while it fits its cycle, and
 * spread over the beginning of the next one when it does not.
 */
#include <check.h>
#include <stdlib.h>

#include "../rules/state/steps.h"

#define S	UINT64_C(1000000000)
#define START	(UINT64_C(1700000000) * S)

enum { RATE = 100, CROWD = 40000, FIRST_S = 760, LAST_S = 811 };

static const struct drain_reach ways[2] = {
	{ .kind = 1, .times = 4, .first = 10 * S, .step = 10 * S,
	    .rest = 720 * S },
	{ .kind = 2, .times = 4, .first = 20 * S, .step = 20 * S,
	    .rest = 720 * S },
};

static struct steps *steps;
static struct drain *drain;

static void
begin(void)
{
	static const double nobody[DRAIN_CLASSES];

	steps = calloc(1, sizeof(*steps));
	drain = drain_new(0x5ec2e7, START);
	ck_assert(steps != NULL && drain != NULL);
	drain_rate(drain, RATE, nobody, START);
}

static void
end(void)
{
	drain_free(drain);
	free(steps);
}

static struct drain_slot
ask(unsigned done, uint64_t meant, uint64_t now)
{
	struct drain_ask q = { .class = 9, .done = done, .now = now,
	    .before = UINT64_MAX };

	return steps_book(steps, drain, &q, ways, 2, meant);
}

START_TEST(crowd_is_counted)
{
	struct crowd_wave w;
	struct crowd *c;

	begin();
	c = &steps->crowd;
	crowd_join(c, START + 5 * S, START);
	crowd_join(c, START + 5 * S + S / 32, START);
	crowd_join(c, START + 5 * S + S / 2, START);
	crowd_join(c, START + (CROWD_WAVE + 5) * S, START);
	crowd_join(c, START - S, START);
	crowd_join(c, START + CROWD_SECONDS * S, START);
	ck_assert_uint_eq(crowd_at(c, START + 5 * S, START), 2);
	ck_assert_uint_eq(crowd_at(c, START + 6 * S, START), 0);
	w = crowd_wave(c, START);
	ck_assert_uint_eq(w.devices, 3);
	ck_assert_uint_eq(w.last, START / S + 5);
	crowd_leave(c, START + 5 * S, START);
	crowd_leave(c, START + 6 * S, START);
	ck_assert_uint_eq(crowd_wave(c, START).devices, 2);
	/* they did not come, and the next wave is near */
	w = crowd_wave(c, START + 6 * S);
	ck_assert_uint_eq(w.devices, 1);
	ck_assert_uint_eq(w.last, START / S + CROWD_WAVE + 5);
	/* a clock that is set back by little forgets nothing, by much all */
	ck_assert_uint_eq(crowd_wave(c, START + S).devices, 1);
	ck_assert_uint_eq(crowd_wave(c, START - 86400 * S).devices, 0);
	end();
}
END_TEST

/* While nobody else is known to come, each gets a slot that his steps reach. */
START_TEST(who_fits_has_a_slot)
{
	struct drain_slot slot;
	unsigned i;

	begin();
	for (i = 0; i < RATE; i++) {
		slot = ask(0, 0, START + i * (S / RATE));
		ck_assert(slot.booked);
		ck_assert_uint_le(slot.when, START + 82 * S);
	}
	ck_assert(!ask(4, 0, START).booked);	/* no step is left */
	end();
}
END_TEST

/* A crowd of 400 s of work that begins its cycle within 40 s gets no slots, and
 * is led to begin the next one in an even spread, not in the same 40 s. */
START_TEST(who_does_not_fit_is_spread)
{
	uint32_t at[1024] = { 0 }, most = 0, least = UINT32_MAX;
	struct drain_slot slot;
	uint64_t now;
	unsigned i, s;

	begin();
	for (i = 0; i < CROWD; i++)
		crowd_join(&steps->crowd, START + S + i * (40 * S / CROWD),
		    START);
	for (i = 0; i < CROWD; i++) {
		now = START + i * (10 * S / CROWD);
		slot = ask(0, 0, now);
		ck_assert(!slot.booked);
		ck_assert_uint_ge(slot.when, now + FIRST_S * S);
		ck_assert_uint_le(slot.when, now + LAST_S * S);
		ck_assert_uint_eq(slot.kind, slot.when > now + (FIRST_S + 5) *
		    S ? 2 : 1);
		crowd_join(&steps->crowd, slot.when, now);
		at[(slot.when - START) / S]++;
		/* and is led there with each of its steps */
		ck_assert_uint_eq(ask(0, slot.when, now).when, slot.when);
	}
	for (s = FIRST_S; s < FIRST_S + 60; s++) {
		most = at[s] > most ? at[s] : most;
		least = at[s] < least ? at[s] : least;
	}
	ck_assert_uint_le(most, CROWD / 60 * 11 / 10);
	ck_assert_uint_ge(least, CROWD / 60 * 9 / 10);
	end();
}
END_TEST

/* The more of its tries it has had, the less there is to choose. */
START_TEST(the_last_of_them)
{
	uint64_t meant = START + 770 * S;

	begin();
	crowd_join(&steps->crowd, START + 2 * S, START);
	ck_assert_uint_eq(ask(4, 0, START).when, START + 720 * S);
	ck_assert_uint_eq(ask(4, START + 730 * S, START).when,
	    START + 730 * S);
	ck_assert_uint_eq(ask(4, START + 730 * S, START).kind, 2);
	ck_assert_uint_eq(ask(4, START + 721 * S, START).kind, 1);
	/* what was meant is out of reach: something that is not */
	ck_assert_uint_le(ask(4, meant, START).when, START + 730 * S);
	end();
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("steps");
	TCase *t = tcase_create("all");
	SRunner *r = srunner_create(s);
	int failed;

	tcase_add_test(t, crowd_is_counted);
	tcase_add_test(t, who_fits_has_a_slot);
	tcase_add_test(t, who_does_not_fit_is_spread);
	tcase_add_test(t, the_last_of_them);
	suite_add_tcase(s, t);
	srunner_run_all(r, CK_NORMAL);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed != 0;
}
