/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Fifty times the capacity of home for ten minutes, on a virtual clock.
 *
 * Devices that know no back-off: whatever they are told they are here again
 * after 1 to 7 s, so that there are always some who could come; who is in makes
 * room for another one.  An authentication that home has answered is followed
 * by an update-location a moment later.  Home works at one half of a procedure
 * after the other and takes as long as its capacity says.  Critical devices come
 * beside them, each once.
 */
#include <check.h>

#include "../rules/state/admit.h"

#define MS	UINT64_C(1000000)
#define S	UINT64_C(1000000000)
#define START	(UINT64_C(1700000000) * S)

enum {
	RATE = 500,
	TIMES = 50,
	PAUSE_S = 4,			/* between attempts, mean */
	CROWD = TIMES * RATE * PAUSE_S * 3 / 2,	/* they come unevenly */
	CRITICAL_RATE = 12,		/* per second */
	SECONDS = 600,
	LENGTH = SECONDS * 1000,	/* ms */
	AHEAD = 8192,			/* ms that something is planned ahead */
	HALVES = SECONDS * RATE * 3,
	CRITICAL = 1, METER = 9,
	NOBODY = UINT32_MAX,
};

/* Of one list of a ms; a device has one thing to do at a time. */
struct device {
	uint64_t	 key;
	uint32_t	 next;
	bool		 authenticated;
};

struct half {
	uint64_t	 at, answer;
	uint32_t	 device;	/* NOBODY: a critical one's */
};

static struct device device[CROWD];
static uint32_t list[AHEAD];
static struct half half[HALVES];
static uint32_t nhalf, answered;
static uint32_t tokens[SECONDS], sent[SECONDS], offered[SECONDS];
static uint64_t token[HALVES], ntoken, keys, critical, seed, home_free;
static struct admit *admit;

static const struct drain_reach reach = { .kind = 1, .times = 4,
	.first = 10 * S, .step = 10 * S, .rest = 720 * S, .jitter = S };

static uint64_t
below(uint64_t n)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return (seed * UINT64_C(0x2545f4914f6cdd1d) >> 11) % n;
}

static void
plan(uint32_t i, uint64_t ms)
{
	device[i].next = list[ms % AHEAD];
	list[ms % AHEAD] = i;
}

/* It waits for its turn; the answer comes 10 ms after the work. */
static void
home_asked(uint32_t i, uint64_t now)
{
	struct half *h = &half[nhalf++];

	ck_assert_uint_lt(nhalf, HALVES);
	home_free = (home_free > now ? home_free : now) + S / (2 * RATE);
	*h = (struct half){ now, home_free + 10 * MS, i };
	capacity_sent(admit_capacity(admit), now);
	sent[(now - START) / S]++;
}

static struct admit_answer
ask(uint64_t key, unsigned class, bool continues, uint64_t now)
{
	struct admit_request r = { .key = key, .priority = (uint8_t)class,
	    .continues = continues, .emergency = class == CRITICAL,
	    .reach = &reach, .nreach = 1 };
	struct admit_answer to = admit_decide(admit, &r, now);

	if (to.admitted && to.why != ADMIT_CONTINUES) {
		token[ntoken++] = now;
		tokens[(now - START) / S]++;
	}
	return to;
}

/* It comes for the first time or again, or its update-location does. */
static void
comes(uint32_t i, uint64_t ms, uint64_t now)
{
	struct device *d = &device[i];

	offered[(now - START) / S] += !d->authenticated;
	if (ask(d->key, METER, d->authenticated, now).admitted) {
		home_asked(i, now);
		return;
	}
	d->authenticated = false;
	plan(i, ms + 1000 + below(6000));
}

static void
answers(uint64_t ms, uint64_t now)
{
	struct device *d;
	struct half *h;

	for (; answered < nhalf && half[answered].answer <= now; answered++) {
		h = &half[answered];
		capacity_outcome(admit_capacity(admit), CAPACITY_FINE,
		    h->answer - h->at, now);
		if (h->device == NOBODY)
			continue;
		d = &device[h->device];
		if (d->authenticated)
			d->key = ++keys;	/* in; another one */
		d->authenticated = !d->authenticated;
		plan(h->device, ms + (d->authenticated ? 100 + below(300) :
		    1000 + below(6000)));
	}
}

static void
critical_one(uint64_t now)
{
	uint64_t key = UINT64_C(1) << 60 | ++critical;
	struct admit_answer to = ask(key, CRITICAL, false, now);

	if (!to.admitted)
		ck_abort_msg("a critical device is refused at %f s",
		    (double)(now - START) / S);
	home_asked(NOBODY, now);
	to = ask(key, CRITICAL, true, now);
	ck_assert_int_eq(to.why, ADMIT_CONTINUES);
	home_asked(NOBODY, now);
}

static void
run(void)
{
	uint64_t ms, now;
	uint32_t i, next;

	for (i = 0; i < AHEAD; i++)
		list[i] = NOBODY;
	for (i = 0; i < CROWD; i++) {
		device[i].key = ++keys;
		plan(i, below(4000));
	}
	for (ms = 0; ms < LENGTH; ms++) {
		now = START + ms * MS;
		answers(ms, now);
		i = list[ms % AHEAD];
		list[ms % AHEAD] = NOBODY;
		for (; i != NOBODY; i = next) {
			next = device[i].next;
			now += MS / 64 * (now % MS < MS - MS / 32);
			comes(i, ms, now);
		}
		if (below(1000) < CRITICAL_RATE)
			critical_one(now);
	}
}

/* The most of any second that begins after the first two. */
static uint32_t
most(const uint64_t *at, uint64_t n, size_t step)
{
	const char *p = (const char *)at;
	uint64_t first = 0, i, t, from, max = 0;

	for (i = 0; i < n; i++) {
		t = *(const uint64_t *)(const void *)(p + i * step);
		do
			from = *(const uint64_t *)(const void *)(p +
			    first * step);
		while ((from + S <= t || from < START + 2 * S) &&
		    ++first <= i);
		max = i + 1 - first > max ? i + 1 - first : max;
	}
	return (uint32_t)max;
}

START_TEST(fifty_times_for_ten_minutes)
{
	struct admit_setup setup = { .capacity = { .rate = RATE,
	    .latency = 500 * MS }, .devices = 4 * CROWD, .secret = 0x5ec2e7 };
	unsigned i;

	seed = 0x5eed;
	setup.class[CRITICAL] = (struct admit_class){ .there = true,
	    .reserve = 5 };
	setup.class[METER].there = true;
	admit = admit_new(&setup, START);
	ck_assert_ptr_nonnull(admit);
	run();
	ck_assert_uint_le(most(token, ntoken, sizeof(token[0])),
	    RATE * 102 / 100);
	ck_assert_uint_le(most(&half[0].at, nhalf, sizeof(half[0])),
	    2 * RATE * 102 / 100);
	for (i = 2; i < SECONDS; i++) {
		ck_assert_uint_ge(offered[i], TIMES * RATE);
		if (tokens[i] < RATE * 95 / 100 || sent[i] < 2 * RATE * 95 / 100)
			ck_abort_msg("second %u: %u procedures begun, %u "
			    "requests", i, tokens[i], sent[i]);
	}
	ck_assert_uint_ge(critical, SECONDS * CRITICAL_RATE * 9 / 10);
	admit_free(admit);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("admit_flood");
	TCase *t = tcase_create("all");
	SRunner *r = srunner_create(s);
	int failed;

	tcase_set_timeout(t, 300);
	tcase_add_test(t, fifty_times_for_ten_minutes);
	suite_add_tcase(s, t);
	srunner_run_all(r, CK_NORMAL);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed != 0;
}
