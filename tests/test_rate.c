/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Rates per key against a leaking bucket, entries with an end against a list.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../rules/block.h"
#include "../rules/rate.h"
#include "random.h"

enum { KEYS = 64, STEPS = 400000, SIZE = 40, WAYS = 4,
	TICK = 20 };

_Static_assert(STEPS < 1 << TICK, "a step fits into a tick");

#define S	UINT64_C(1000000000)
#define START	(UINT64_C(1700000000) * S)

/* ---- rate.h ---- */

/* A bucket that leaks one message an interval and holds "count" of them. */
struct bucket {
	uint64_t	 level, last;
};

static bool
bucket_over(struct bucket *b, uint32_t count, uint64_t ns, uint64_t now)
{
	uint64_t gone = now - b->last, interval = ns / count;

	b->last = now;
	b->level = b->level > gone ? b->level - gone : 0;
	if (b->level + interval > count * interval)
		return true;
	b->level += interval;
	return false;
}

START_TEST(rate_against_bucket)
{
	static const struct {
		uint32_t	 count;
		uint64_t	 ns;
	} rates[] = { { 1, S }, { 3, S }, { 20, 60 * S }, { 400, S },
	    { 5, 10 * S }, { 1000, 3600 * S }, { 700000, S }, { 7, 1 } };
	struct bucket bucket[KEYS];
	uint64_t now, pace, key;
	unsigned i, k, n, over = 0;
	struct rate *r;
	bool want;

	seed = 0x5eed;
	for (i = 0; i < sizeof(rates) / sizeof(rates[0]); i++) {
		r = rate_new(KEYS * 64);
		memset(bucket, 0, sizeof(bucket));
		now = START;
		pace = rates[i].ns / rates[i].count / KEYS + 1;
		for (n = 0; n < STEPS / 8; n++) {
			now += (uint64_t)random_below(200) * pace / 100;
			k = random_below(random_below(4) ? KEYS / 8 : KEYS);
			key = k * UINT64_C(0x9e3779b97f4a7c15);
			want = bucket_over(&bucket[k], rates[i].count,
			    rates[i].ns, now);
			if (rate_would(r, key, rates[i].count, rates[i].ns,
			    now) != want || rate_over(r, key, rates[i].count,
			    rates[i].ns, now) != want)
				ck_abort_msg("rate %u step %u", i, n);
			over += want;
		}
		ck_assert_uint_eq(rate_lost(r), 0);
		rate_free(r);
	}
	ck_assert_uint_gt(over, STEPS / 10);
	ck_assert_uint_lt(over, STEPS / 10 * 9);
}
END_TEST

static unsigned
passes(struct rate *r, uint64_t key, uint32_t count, uint64_t ns, uint64_t now,
    unsigned times)
{
	unsigned n = 0;

	while (times-- > 0)
		n += !rate_over(r, key, count, ns, now);
	return n;
}

START_TEST(rate_burst_and_pace)
{
	struct rate *r = rate_new(0);

	ck_assert_uint_eq(passes(r, 0, 20, S, START, 100), 20);
	ck_assert(rate_would(r, 0, 20, S, START));
	ck_assert(!rate_would(r, 1, 20, S, START));
	ck_assert(rate_would(r, 1, 0, S, START));
	/* those that were refused have not counted */
	ck_assert_uint_eq(passes(r, 0, 20, S, START + S / 20 - 1, 9), 0);
	ck_assert_uint_eq(passes(r, 0, 20, S, START + S / 20, 9), 1);
	ck_assert_uint_eq(passes(r, 0, 20, S, START + S, 99), 19);
	ck_assert_uint_eq(passes(r, 0, 20, S, START + 9 * S, 99), 20);
	/* keys, 0 too, know nothing of each other */
	ck_assert_uint_eq(passes(r, 1, 3, S, START + 9 * S, 9), 3);
	ck_assert_uint_eq(passes(r, 2, 0, S, START + 9 * S, 9), 0);
	ck_assert_uint_eq(passes(r, 3, 700000, S, START + 9 * S, 800000),
	    700000);
	rate_free(r);
	rate_free(NULL);
}
END_TEST

START_TEST(rate_time_goes_back)
{
	struct rate *r = rate_new(16);

	ck_assert_uint_eq(passes(r, 1, 2, S, START, 9), 2);
	ck_assert_uint_eq(passes(r, 2, 2, S, START + S / 2, 9), 2);
	/* a message from far ahead, and none is held up by it */
	ck_assert_uint_eq(passes(r, 3, 2, S, UINT64_MAX / 2, 9), 2);
	(void)passes(r, 4, 2, S, UINT64_MAX, 9);
	ck_assert_uint_eq(passes(r, 2, 2, S, START + S, 9), 1);
	ck_assert_uint_eq(passes(r, 3, 2, S, START + S, 9), 2);
	/* the clock was set a day back */
	ck_assert(!rate_would(r, 3, 2, S, START - 86400 * S));
	ck_assert_uint_eq(passes(r, 3, 2, S, START - 86400 * S, 9), 2);
	ck_assert_uint_eq(passes(r, 3, 2, S, START - 86399 * S, 9), 2);
	rate_free(r);
}
END_TEST

/* All of these keys belong to one set. */
START_TEST(rate_forgets_quietest)
{
	struct rate *r = rate_new(WAYS);
	uint64_t key;

	for (key = 1; key <= WAYS; key++)
		ck_assert_uint_eq(passes(r, key, 1, 60 * S, START + key, 1), 1);
	ck_assert(rate_over(r, 1, 1, 60 * S, START + 10));	/* not quiet */
	ck_assert_uint_eq(rate_lost(r), 0);
	ck_assert_uint_eq(passes(r, 9, 1, 60 * S, START + 11, 1), 1);
	ck_assert_uint_eq(rate_lost(r), 1);
	for (key = 1; key <= WAYS; key++)
		if (key != 2)
			ck_assert(rate_over(r, key, 1, 60 * S, START + 12));
	ck_assert(rate_over(r, 9, 1, 60 * S, START + 12));
	ck_assert(!rate_over(r, 2, 1, 60 * S, START + 12));
	ck_assert_uint_eq(rate_lost(r), 2);
	rate_free(r);
}
END_TEST

START_TEST(rate_idle_is_no_loss)
{
	struct rate *r = rate_new(WAYS);
	uint64_t key;

	/* the quietest still has to wait, the one seen last has not */
	for (key = 1; key <= WAYS; key++)
		ck_assert(!rate_over(r, key, 1, key == WAYS ? S : 60 * S,
		    START));
	ck_assert(!rate_over(r, 9, 1, S, START + 2 * S));
	ck_assert_uint_eq(rate_lost(r), 0);
	for (key = 1; key < WAYS; key++)
		ck_assert(rate_over(r, key, 1, 60 * S, START + 2 * S));
	rate_free(r);
}
END_TEST

/* ---- block.h ---- */

struct held {
	char		 key[16];
	uint64_t	 until;
};

static struct held held[SIZE];
static unsigned nheld;
static uint64_t given_up;

static struct held *
held_find(const char *key)
{
	unsigned i;

	for (i = 0; i < nheld; i++)
		if (strcmp(held[i].key, key) == 0)
			return &held[i];
	return NULL;
}

static void
held_end(uint64_t now)
{
	unsigned i = 0;

	while (i < nheld)
		if (held[i].until <= now)
			held[i] = held[--nheld];
		else
			i++;
}

static void
held_add(const char *key, uint64_t until)
{
	struct held *h = held_find(key), *o;

	if (h != NULL) {
		h->until = until > h->until ? until : h->until;
		return;
	}
	h = &held[nheld];
	if (nheld == SIZE) {
		h = held;
		for (o = held; o < held + SIZE; o++)
			if (o->until < h->until)
				h = o;
		given_up++;
	} else {
		nheld++;
	}
	snprintf(h->key, sizeof(h->key), "%s", key);
	h->until = until;
}

static bool
block(struct block *b, const char *key, uint64_t now, uint64_t until)
{
	return block_add(b, (const uint8_t *)key, strlen(key), now, until);
}

static bool
blocked(const struct block *b, const char *key, uint64_t now)
{
	return block_has(b, (const uint8_t *)key, strlen(key), now);
}

static void
visit(void *arg, const uint8_t *key, size_t len, uint64_t until)
{
	unsigned *n = arg;
	char text[16] = "";
	struct held *h;

	memcpy(text, key, len);
	h = held_find(text);
	if (h == NULL || h->until != until)
		ck_abort_msg("%s", text);
	++*n;
}

START_TEST(block_against_list)
{
	struct block *b = block_new(SIZE, 0x5ec2e7);
	unsigned n, walked, seen = 0, what;
	uint64_t now, until, ticks = 1;
	struct held *h;
	char key[16];

	seed = 0x5eed;
	nheld = 0;
	given_up = 0;
	for (n = 0; n < STEPS; n++) {
		ticks += random_below(3);
		now = ticks << TICK;
		held_end(now);
		snprintf(key, sizeof(key), "99%u", random_below(3 * SIZE));
		what = random_below(16);
		/* no two end at the same time: which one is first is clear */
		until = (now + ((uint64_t)random_below(300) << TICK)) | n;
		h = held_find(key);
		if (what < 6 && until > now) {
			if (!block(b, key, now, until))
				ck_abort_msg("step %u: %s", n, key);
			held_add(key, until);
		} else if (what == 6) {
			if (!block_remove(b, (uint8_t *)key, strlen(key)) &&
			    h != NULL)
				ck_abort_msg("step %u: %s stays", n, key);
			if (h != NULL)
				*h = held[--nheld];
		}
		seen += held_find(key) != NULL;
		if (blocked(b, key, now) != (held_find(key) != NULL))
			ck_abort_msg("step %u: %s", n, key);
		if (n % 64 != 0)
			continue;
		walked = 0;
		block_walk(b, now, visit, &walked);
		if (walked != nheld || block_count(b, now) != nheld)
			ck_abort_msg("step %u: %u of %u", n, walked, nheld);
	}
	ck_assert_uint_eq(block_lost(b), given_up);
	ck_assert_uint_gt(given_up, 100);
	ck_assert_uint_gt(seen, STEPS / 20);
	block_free(b);
}
END_TEST

START_TEST(block_ends)
{
	struct block *b = block_new(2, 1);

	ck_assert(block_empty(b));
	ck_assert_uint_eq(block_count(b, 0), 0);
	ck_assert(block(b, "a", 100, 200));
	ck_assert(!block_empty(b));
	ck_assert(blocked(b, "a", 199) && !blocked(b, "a", 200));
	ck_assert(block(b, "a", 100, 150));	/* not an earlier end */
	ck_assert(blocked(b, "a", 199));
	ck_assert(block(b, "a", 100, UINT64_MAX));
	ck_assert(blocked(b, "a", UINT64_MAX - 1));
	ck_assert(block(b, "b", 100, 100));	/* over before it starts */
	ck_assert(!blocked(b, "b", 99));
	ck_assert_uint_eq(block_count(b, 100), 1);
	ck_assert(block(b, "b", 100, 300) && block(b, "c", 100, 200));
	ck_assert_uint_eq(block_lost(b), 1);
	ck_assert(blocked(b, "a", 100) && blocked(b, "c", 100) &&
	    !blocked(b, "b", 100));
	/* what has ended makes room, and is not lost */
	ck_assert(block(b, "d", 200, 900));
	ck_assert_uint_eq(block_lost(b), 1);
	ck_assert(blocked(b, "a", 200) && blocked(b, "d", 200));
	block_free(b);
	block_free(NULL);
}
END_TEST

START_TEST(block_keys)
{
	struct block *b = block_new(0, 1);
	uint8_t key[BLOCK_KEY_MAX + 1];

	memset(key, 'K', sizeof(key));
	ck_assert(!block_add(b, key, sizeof(key), 0, 9));
	ck_assert(!block_has(b, key, sizeof(key), 0));
	ck_assert(!block_remove(b, key, sizeof(key)));
	ck_assert(block_add(b, key, BLOCK_KEY_MAX, 0, 9));
	ck_assert(!block_has(b, key, BLOCK_KEY_MAX - 1, 0));
	memset(key, 'k', sizeof(key));
	ck_assert(block_has(b, key, BLOCK_KEY_MAX, 0));
	ck_assert(block_remove(b, key, BLOCK_KEY_MAX));
	ck_assert(!block_remove(b, key, BLOCK_KEY_MAX));
	ck_assert(block(b, "MME[@1.Example.ORG", 0, 9));
	ck_assert(blocked(b, "mme[@1.eXAMPLE.org", 0));
	ck_assert(!blocked(b, "mme{`1.example.org", 0));
	ck_assert(block(b, "", 0, 9));
	ck_assert(blocked(b, "", 0));
	block_free(b);
	ck_assert_ptr_null(block_new(SIZE_MAX, 1));
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("rate and block");
	TCase *t = tcase_create("all");
	SRunner *r = srunner_create(s);
	int failed;

	tcase_set_timeout(t, 60);
	tcase_add_test(t, rate_against_bucket);
	tcase_add_test(t, rate_burst_and_pace);
	tcase_add_test(t, rate_time_goes_back);
	tcase_add_test(t, rate_forgets_quietest);
	tcase_add_test(t, rate_idle_is_no_loss);
	tcase_add_test(t, block_against_list);
	tcase_add_test(t, block_ends);
	tcase_add_test(t, block_keys);
	suite_add_tcase(s, t);
	srunner_run_all(r, CK_NORMAL);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed != 0;
}
