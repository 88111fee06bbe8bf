/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The drain schedule against counts of its seconds, one by one.
 */
#include <check.h>
#include <string.h>

#include "../rules/state/drain.h"

#define S	UINT64_C(1000000000)
#define FIRST	UINT64_C(1700000000)
#define START	(FIRST * S)

enum { STEPS = 300000, HELD = 4096, ALL = 8192 };

static const double nobody[DRAIN_CLASSES];
static uint64_t seed;

static unsigned
random_below(unsigned n)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return (unsigned)((seed * UINT64_C(0x2545f4914f6cdd1d)) >> 33) % n;
}

static const struct drain_reach any = { .kind = 3, .first = 2 * S };
static const struct drain_reach soon = { .kind = 4, .first = S,
	.last = 20 * S };
static const struct drain_reach step = { .kind = 1, .times = 4,
	.first = 10 * S, .step = 10 * S, .rest = 720 * S, .jitter = S };
static const struct drain_reach silence = { .kind = 2, .times = 4,
	.first = 25 * S, .step = 25 * S, .rest = 720 * S };

static struct drain *
make(double rate)
{
	struct drain *d = drain_new(0x5ec2e7, START);

	drain_rate(d, rate, nobody, START);
	return d;
}

/* Can a device that was refused at now come then, as its kind says? */
static bool
reaches(const struct drain_reach *r, unsigned done, uint64_t now, uint64_t when)
{
	unsigned left = done < r->times ? r->times - done : 0, i;
	uint64_t t = now;

	if (r->step == 0)
		return when >= now + r->first &&
		    (r->last == 0 || when <= now + r->last);
	for (i = 0; i < left; i++) {
		t += i > 0 ? r->step : r->first;
		if (t == when)
			return true;
	}
	return false;
}

/* For one of class 9 who was refused before, or may be told a better one. */
static struct drain_ask
asks(bool again, uint64_t now, uint64_t before)
{
	return (struct drain_ask){ .class = 9, .again = again, .now = now,
	    .before = before };
}

static struct drain_slot
book(struct drain *d, unsigned class, const struct drain_reach *r, unsigned n,
    unsigned done, uint64_t now)
{
	struct drain_ask q = { .class = class, .done = done, .now = now,
	    .before = UINT64_MAX };

	return drain_book(d, &q, r, n);
}

struct booking {
	uint64_t	 when;
	unsigned	 class;
};

static struct booking held[HELD];
static unsigned nheld;
static uint32_t booked[ALL][DRAIN_CLASSES];

static uint32_t
at_or_above(uint64_t when, unsigned class)
{
	uint32_t n = 0;
	unsigned i;

	for (i = 0; i <= class; i++)
		n += booked[when / S - FIRST][i];
	return n;
}

static void
let_go(struct drain *d, unsigned i)
{
	booked[held[i].when / S - FIRST][held[i].class]--;
	drain_release(d, held[i].class, held[i].when);
	held[i] = held[--nheld];
}

/* No slot twice; nobody is sent away while one can be reached; everyone can
 * come when told. */
START_TEST(drain_against_counts)
{
	static const struct drain_reach *const kinds[] = { &any, &soon, &step,
	    &silence };
	struct drain *d = make(7);
	struct drain_slot slot;
	uint64_t now = START, s, end;
	unsigned n, class, done, full = 0;
	const struct drain_reach *r;

	seed = 0x5eed;
	nheld = 0;
	memset(booked, 0, sizeof(booked));
	for (n = 0; n < STEPS; n++) {
		now += random_below(S / 200);
		while (nheld > HELD / 2)
			let_go(d, random_below(nheld));
		if (nheld > 0 && random_below(8) == 0) {
			class = random_below(nheld);
			if (held[class].when > now)
				let_go(d, class);
			continue;
		}
		if (now / S - FIRST > 3000)
			break;
		class = random_below(DRAIN_CLASSES);
		r = kinds[random_below(4)];
		done = random_below(r->times + 1U);
		slot = book(d, class, r, 1, done, now);
		ck_assert_uint_eq(slot.kind, r->kind);
		if (!slot.booked) {
			full++;
			if (r != &soon)
				continue;
			for (s = (now + r->first) / S; s < (now + r->last) / S;
			    s++)
				ck_assert_uint_ge(at_or_above(s * S, class),
				    drain_slots(d, class, s * S));
			continue;
		}
		ck_assert_uint_lt(at_or_above(slot.when, class),
		    drain_slots(d, class, slot.when));
		ck_assert(reaches(r, done, now, slot.when));
		end = slot.when / S;
		booked[end - FIRST][class]++;
		ck_assert_uint_eq(drain_booked(d, class, slot.when),
		    at_or_above(slot.when, class));
		held[nheld++] = (struct booking){ slot.when, class };
	}
	ck_assert_uint_gt(full, 100);
	ck_assert_uint_gt(drain_figures(d)->released, 1000);
	drain_free(d);
}
END_TEST

START_TEST(drain_higher_takes_over)
{
	struct drain *d = make(5);
	unsigned i;

	for (i = 0; i < 5; i++)
		ck_assert_uint_eq(book(d, 9, &any, 1, 0,
		    START).when / S, FIRST + 2);
	ck_assert_uint_eq(book(d, 9, &any, 1, 0, START).when / S,
	    FIRST + 3);
	for (i = 0; i < 5; i++)
		ck_assert_uint_eq(book(d, 2, &any, 1, 0,
		    START).when / S, FIRST + 2);
	ck_assert_uint_eq(book(d, 2, &any, 1, 0, START).when / S,
	    FIRST + 3);
	ck_assert_uint_eq(drain_booked(d, 15, START + 2 * S), 10);
	ck_assert_uint_eq(drain_booked(d, 8, START + 2 * S), 5);
	drain_free(d);
}
END_TEST

/* The earlier return of two kinds, as few as lead there; those who may come any
 * time leave the near seconds to those who may not. */
START_TEST(drain_kinds)
{
	struct drain_reach both[2] = { step, silence };
	/* 20 s and 60 s could be by two quick ones more, but 25 s is nearer */
	static const unsigned at[] = { 10, 20, 25, 35, 45, 50, 60, 70, 75, 85,
	    100 };
	static const unsigned kind[] = { 1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 2 };
	struct drain *d = make(1);
	struct drain_slot slot;
	unsigned i;

	for (i = 0; i < sizeof(at) / sizeof(at[0]); i++) {
		slot = book(d, 9, both, 2, 0, START);
		ck_assert(slot.booked);
		ck_assert_uint_eq(slot.when, START + at[i] * S);
		ck_assert_uint_eq(slot.kind, kind[i]);
	}
	ck_assert(!book(d, 9, both, 2, 0, START).booked);
	/* twelve who come in steps: twelve seconds are left to them */
	slot = book(d, 9, &any, 1, 0, START);
	ck_assert_uint_eq(slot.when / S, FIRST + 2 + 12);
	/* with two returns behind it 20 s, and no more in this cycle */
	drain_free(d);
	d = make(1);
	ck_assert_uint_eq(book(d, 9, &step, 1, 2, START).when, START + 10 * S);
	ck_assert_uint_eq(book(d, 9, &step, 1, 2, START).when, START + 20 * S);
	ck_assert(!book(d, 9, &step, 1, 2, START).booked);
	ck_assert(!book(d, 9, &step, 1, 4, START).booked);
	drain_free(d);
}
END_TEST

/* Could so many returns, each by either way, meet it within half a step? */
static bool
can_meet(const struct drain_reach both[2], unsigned returns, uint64_t left)
{
	uint64_t t, slack = drain_slack(both, 2);
	unsigned i, j;

	for (i = 0; i <= returns; i++)
		for (j = 0; i + j <= returns; j++) {
			t = i * both[0].step + j * both[1].step;
			if (i + j > 0 && (t > left ? t - left : left - t) <
			    slack)
				return true;
		}
	return false;
}

/* However a device strays on the way to its slot, each of its returns is by a
 * kind that leads there, as long as any does. */
START_TEST(drain_ways)
{
	struct drain_reach both[2] = { step, silence };
	uint64_t left, slack = drain_slack(both, 2);
	unsigned n, done, way, found = 0;

	ck_assert_uint_eq(slack, 5 * S);
	ck_assert_uint_eq(drain_slack(&any, 1), 0);
	ck_assert_uint_eq(drain_way(&any, 1, 0, 10 * S), 1);
	seed = 0x5eed;
	for (n = 0; n < 20000; n++) {
		left = random_below(120000) * (S / 1000);
		for (done = 0; left > slack; done++) {
			way = drain_way(both, 2, done, left);
			ck_assert_uint_le(way, 2);
			if (way == 2)
				break;
			left -= left < both[way].step ? left :
			    both[way].step - random_below(S / 8);
		}
		if (left <= slack)
			found++;
		else
			ck_assert(!can_meet(both, 4 - done, left));
	}
	ck_assert_uint_gt(found, n / 2);
}
END_TEST

/* Neither in a second nor in a moment of it do first bookings in steps fill
 * all; who was refused at his appointment finds more. */
START_TEST(drain_steps_leave_room)
{
	struct drain *d = make(1600);
	struct drain_ask q = { .class = 9, .now = START, .before = UINT64_MAX,
	    .done = 3 };
	unsigned first, again;

	for (first = 0; drain_book(d, &q, &step, 1).booked; first++)
		ck_assert_uint_lt(first, 1600);
	q.again = true;
	for (again = 0; drain_book(d, &q, &step, 1).booked; again++)
		ck_assert_uint_lt(again, 1600);
	/* all of them come in one sixteenth of the second */
	ck_assert_uint_ge(first, 1600 * 7 / 8 / DRAIN_PARTS);
	ck_assert_uint_le(first, 1600 * 7 / 8 / DRAIN_PARTS + 1);
	ck_assert_uint_ge(first + again, 1600 * 31 / 32 / DRAIN_PARTS);
	ck_assert_uint_le(first + again, 1600 * 31 / 32 / DRAIN_PARTS + 1);
	drain_free(d);
}
END_TEST

/* A rate that is no whole number; one that is nearly none; what is left for
 * others. */
START_TEST(drain_rates)
{
	double others[DRAIN_CLASSES] = { [9] = 3 };
	struct drain *d = make(0.25);
	uint64_t last = 0, when;
	unsigned i;

	for (i = 0; i < 100; i++)
		last = book(d, 3, &any, 1, 0, START).when;
	ck_assert_uint_ge(last, START + 395 * S);
	ck_assert_uint_le(last, START + 405 * S);
	drain_rate(d, 0, nobody, START);
	ck_assert(!book(d, 3, &any, 1, 0, START).booked);
	ck_assert_uint_eq(drain_figures(d)->full, 1);
	drain_free(d);

	d = drain_new(1, START);
	drain_rate(d, 10, others, START);
	for (i = 0; i < 7; i++)
		ck_assert_uint_eq(book(d, 9, &any, 1, 0,
		    START).when / S, FIRST + 2);
	when = book(d, 9, &any, 1, 0, START).when;
	ck_assert_uint_eq(when / S, FIRST + 3);
	ck_assert_uint_eq(drain_slots(d, 9, when), 7);
	ck_assert_uint_eq(drain_slots(d, 8, when), 10);
	drain_free(d);
}
END_TEST

/* Who does not come is lost, and is made up for; the clock is set. */
START_TEST(drain_lost_and_clock)
{
	struct drain *d = make(100);
	struct drain_slot slot;
	uint64_t now;
	unsigned i;

	seed = 0x5eed;
	for (now = START; now < START + 300 * S; now += S / 100) {
		slot = book(d, 9, &any, 1, 0, now);
		ck_assert(slot.booked);
		if (random_below(10) > 0)
			drain_kept(d, slot.when);
	}
	ck_assert_uint_gt(drain_figures(d)->lost, 100 * 20);
	ck_assert_uint_ge(drain_slots(d, 9, now), 105);
	ck_assert_uint_le(drain_slots(d, 9, now), 118);
	ck_assert_uint_gt(drain_left(d, now), 0);
	ck_assert_uint_eq(drain_left(d, now + 9999 * S), 0);
	/* a little back: nothing is booked in what has passed */
	slot = book(d, 9, &any, 1, 0, now - 10 * S);
	ck_assert(slot.booked && slot.when >= now - S);
	/* a day back, a year on */
	slot = book(d, 9, &any, 1, 0, START - 86400 * S);
	ck_assert(slot.booked && slot.when / S == FIRST - 86400 + 2);
	drain_release(d, 9, START);
	drain_kept(d, START);
	for (i = 0; i < 10; i++)
		slot = book(d, 9, &any, 1, 0, START + 365 *
		    UINT64_C(86400) * S);
	ck_assert_uint_eq(drain_booked(d, 9, slot.when), 10);
	drain_free(d);
}
END_TEST

/* Times of a grid: a crowd that is refused in one moment of each second, and
 * all the same comes evenly; nobody is told what is not in the grid. */
START_TEST(drain_grid_is_even)
{
	static const struct drain_reach grid[2] = {
		{ .kind = 5, .first = 2 * S, .grid = 2 * S, .last = 62 * S },
		{ .kind = 5, .first = 62 * S, .grid = 2 * S, .stops = true },
	};
	static uint32_t in[600], part[600][DRAIN_PARTS];
	struct drain *d = make(1600);
	struct drain_slot slot = { 0 }, last;
	uint64_t now, s;
	unsigned i, k, full = 0;
	struct drain_ask q;

	seed = 0x5eed;
	for (i = 0; i < 160000; i++) {	/* 16 s, eight of them in a moment */
		now = START + i / 10000 * S + random_below(S / (i / 10000 % 2 ?
		    1 : 4));
		slot = book(d, 9, grid, 2, 0, now);
		ck_assert(slot.booked && slot.kind == 5);
		ck_assert_uint_eq((slot.when - now) % (2 * S), 0);
		ck_assert_uint_ge(slot.when, now + 2 * S);
		s = slot.when / S - FIRST;
		ck_assert_uint_lt(s, 600);
		in[s]++;
		part[s][slot.when % S * DRAIN_PARTS / S]++;
	}
	last = slot;
	for (s = 0; s < 600; s++) {
		ck_assert_uint_le(in[s], 1600 - 1600 / 64);
		full += in[s] > 1500;
		for (k = 0; k < DRAIN_PARTS; k++)
			ck_assert_uint_le(part[s][k], 1600 / DRAIN_PARTS + 1);
	}
	ck_assert_uint_gt(full, 40);
	/* those who were refused before find what is spared, soon */
	q = asks(true, START + 16 * S, UINT64_MAX);
	slot = drain_book(d, &q, grid, 2);
	ck_assert_uint_le(slot.when, START + 30 * S);
	/* an earlier one, if one is free, and not by a stop */
	drain_release(d, 9, last.when);
	q = asks(false, last.when - 2 * S, last.when);
	ck_assert(!drain_better(d, &q, grid, 2).booked);
	q.before = last.when + 40 * S;
	slot = drain_better(d, &q, grid, 2);
	ck_assert(slot.booked);
	ck_assert_uint_eq(slot.when, last.when);
	q = asks(false, START, START + 300 * S);
	ck_assert(!drain_better(d, &q, &grid[1], 1).booked);
	drain_free(d);
}
END_TEST

/* Where all that a grid reaches is full nobody gets one; when one there is free
 * again the next gets it, by whichever way. */
START_TEST(drain_grid_is_full)
{
	static const struct drain_reach grid[3] = {
		{ .kind = 5, .first = 2 * S, .grid = 2 * S, .last = 62 * S },
		{ .kind = 5, .first = 60 * S, .grid = 60 * S,
		  .last = 1860 * S },
		{ .kind = 5, .first = 62 * S, .grid = 2 * S, .last = 1860 * S,
		  .stops = true },
	};
	struct drain *d = make(20);
	uint64_t now = START + S / 3, at;
	struct drain_slot slot;
	unsigned n, i;

	seed = 0x5eed;
	for (n = 0; book(d, 9, grid, 3, 0, now).booked; n++)
		ck_assert_uint_lt(n, 20 * 1860);
	ck_assert_uint_ge(n, 19 * 929);
	for (i = 0; i < 2000; i++) {
		at = now + 2 * S * (1 + random_below(929));
		drain_release(d, 9, at);
		slot = book(d, 9, grid, 3, 0, now + random_below(S / 2));
		ck_assert(slot.booked);
		ck_assert_uint_eq(slot.when / S, at / S);
		ck_assert(!book(d, 9, grid, 3, 0, now).booked);
	}
	drain_free(d);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("drain");
	TCase *t = tcase_create("all");
	SRunner *r = srunner_create(s);
	int failed;

	tcase_set_timeout(t, 60);
	tcase_add_test(t, drain_against_counts);
	tcase_add_test(t, drain_higher_takes_over);
	tcase_add_test(t, drain_kinds);
	tcase_add_test(t, drain_ways);
	tcase_add_test(t, drain_steps_leave_room);
	tcase_add_test(t, drain_rates);
	tcase_add_test(t, drain_lost_and_clock);
	tcase_add_test(t, drain_grid_is_even);
	tcase_add_test(t, drain_grid_is_full);
	suite_add_tcase(s, t);
	srunner_run_all(r, CK_NORMAL);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed != 0;
}
