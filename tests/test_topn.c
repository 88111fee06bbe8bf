/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Heavy hitters and time lines, against plain counting.
 */
#include <check.h>
#include <stdio.h>
#include <string.h>

#include "../fw/timeline.h"
#include "../fw/topn.h"

static uint64_t seed;

static uint64_t
dice(uint64_t n)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return seed % n;
}

/* ---- heavy hitters ---- */

enum { KEYS = 3000, ADDED = 60000, SLOTS = 64 };

/* Small numbers often, large ones seldom. */
static size_t
skewed(void)
{
	return (size_t)dice(1 + dice(1 + dice(KEYS)));
}

static size_t
key_text(char text[32], size_t key)
{
	return (size_t)snprintf(text, 32, "host%zu.example.org", key);
}

static struct topn *
topn_filled(uint64_t secret, uint64_t truth[KEYS])
{
	struct topn *t = topn_new(SLOTS, secret);
	char text[32];
	bool fresh;
	size_t i, key;

	ck_assert_ptr_nonnull(t);
	memset(truth, 0, KEYS * sizeof(truth[0]));
	seed = 4711;
	for (i = 0; i < ADDED; i++) {
		key = skewed();
		truth[key]++;
		topn_add(t, text, key_text(text, key), &fresh);
	}
	return t;
}

START_TEST(topn_bounds)
{
	static uint64_t truth[KEYS];
	struct topn *t = topn_filled(1, truth);
	struct topn_entry e[SLOTS];
	bool listed[KEYS] = { false };
	size_t n = topn_list(t, e, SLOTS), i, key;
	char text[32];

	ck_assert_uint_eq(n, SLOTS);
	for (i = 0; i < n; i++) {
		memcpy(text, e[i].key, e[i].len);
		text[e[i].len] = '\0';
		ck_assert_int_eq(sscanf(text, "host%zu", &key), 1);
		ck_assert_uint_ge(e[i].count, truth[key]);
		ck_assert_uint_le(e[i].count - e[i].error, truth[key]);
		ck_assert(i == 0 || e[i].count <= e[i - 1].count);
		ck_assert(!listed[key]);
		listed[key] = true;
	}
	for (key = 0; key < KEYS; key++)
		ck_assert_msg(listed[key] || truth[key] <= ADDED / SLOTS,
		    "%zu came %llu times and is lost", key,
		    (unsigned long long)truth[key]);
	topn_free(t);
}
END_TEST

START_TEST(topn_secret)
{
	static uint64_t truth[KEYS];
	struct topn *a = topn_filled(1, truth);
	struct topn *b = topn_filled(UINT64_C(0x123456789abcdef), truth);
	struct topn_entry x[SLOTS], y[SLOTS];
	size_t n = topn_list(a, x, SLOTS), i;

	ck_assert_uint_eq(topn_list(b, y, SLOTS), n);
	for (i = 0; i < n; i++) {
		ck_assert_uint_eq(x[i].len, y[i].len);
		ck_assert_mem_eq(x[i].key, y[i].key, x[i].len);
		ck_assert_uint_eq(x[i].count, y[i].count);
		ck_assert_uint_eq(x[i].error, y[i].error);
		ck_assert_uint_eq(x[i].slot, y[i].slot);
	}
	topn_free(a);
	topn_free(b);
}
END_TEST

START_TEST(topn_edges)
{
	struct topn *t = topn_new(1, 7);
	struct topn_entry e[2];
	uint8_t key[TOPN_KEY_MAX + 5];
	bool fresh;

	ck_assert_uint_eq(topn_list(t, e, 2), 0);
	memset(key, 'x', sizeof(key));
	topn_add(t, key, sizeof(key), &fresh);
	ck_assert(fresh);
	key[TOPN_KEY_MAX] = 'y';	/* behind what matters */
	topn_add(t, key, sizeof(key), &fresh);
	ck_assert(!fresh);
	key[0] = 'y';
	topn_add(t, key, sizeof(key), &fresh);
	ck_assert(fresh);
	topn_add(t, key, 0, &fresh);	/* a key may be empty */
	ck_assert(fresh);
	ck_assert_uint_eq(topn_list(t, e, 0), 0);
	ck_assert_uint_eq(topn_list(t, e, 2), 1);
	ck_assert_uint_eq(e[0].len, 0);
	ck_assert_uint_eq(e[0].count, 4);
	ck_assert_uint_eq(e[0].error, 3);
	topn_free(t);
	topn_free(NULL);
}
END_TEST

/* It is the smallest of all that is taken over, with its count. */
START_TEST(topn_least)
{
	struct topn *t = topn_new(SLOTS, 3);
	struct topn_entry before[SLOTS], after[SLOTS];
	size_t i, k, n, slot, taken = 0;
	char text[32];
	bool fresh;

	seed = 31;
	for (i = 0; i < 5000; i++) {
		n = topn_list(t, before, SLOTS);
		slot = topn_add(t, text, key_text(text, skewed()), &fresh);
		ck_assert_uint_eq(topn_list(t, after, SLOTS), topn_count(t));
		for (k = 0; after[k].slot != slot; k++)
			;
		if (!fresh || n < SLOTS)
			continue;
		taken++;
		ck_assert_uint_eq(after[k].error, before[SLOTS - 1].count);
		ck_assert_uint_eq(after[k].count, after[k].error + 1);
	}
	ck_assert_uint_gt(taken, 1000);
	topn_free(t);
}
END_TEST

START_TEST(topn_ties)
{
	static const char *const keys[] = { "b", "ab", "a", "c", "c" };
	static const char order[] = "c a ab b ";
	struct topn *t = topn_new(8, 3);
	struct topn_entry e[8];
	char text[32] = "";
	bool fresh;
	size_t i;

	for (i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		topn_add(t, keys[i], strlen(keys[i]), &fresh);
	ck_assert_uint_eq(topn_list(t, e, 8), 4);
	for (i = 0; i < 4; i++) {
		strncat(text, (const char *)e[i].key, e[i].len);
		strcat(text, " ");
	}
	ck_assert_str_eq(text, order);
	topn_free(t);
}
END_TEST

START_TEST(few_bounds)
{
	uint64_t truth[100] = { 0 }, sum = 0;
	struct few f = { { 0 }, { 0 } };
	size_t i, k;
	uint32_t id;

	seed = 12;
	for (i = 0; i < 20000; i++) {
		id = (uint32_t)dice(1 + dice(1 + dice(100)));
		truth[id]++;
		few_add(&f, id);
	}
	few_sort(&f);
	for (i = 0; i < FEW_SIZE; i++) {
		ck_assert_uint_ge(f.count[i], truth[f.id[i]]);
		ck_assert(i == 0 || f.count[i] <= f.count[i - 1]);
		sum += f.count[i];
	}
	ck_assert_uint_eq(sum, 20000);
	for (id = 0; id < 100; id++) {
		for (k = 0; k < FEW_SIZE && f.id[k] != id; k++)
			;
		ck_assert(k < FEW_SIZE || truth[id] <= 20000 / FEW_SIZE);
	}
}
END_TEST

/* ---- time ---- */

enum { TIMES = 4000 };

/* Around when, and how far apart, ns. */
static const struct {
	uint64_t	 around, span;
} spans[] = {
	{ 0, 1 },
	{ UINT64_C(1700000000000000000), 1000000 },
	{ UINT64_C(1700000000000000000), UINT64_C(1000000000) },
	{ UINT64_C(1699999999999999999), UINT64_C(86400000000000) },
	{ 0, UINT64_C(1700000000000000000) },
	{ 0, UINT64_MAX },
};

/* The last ones far away, so that everything must make room for them. */
static void
times(uint64_t *ts, size_t n, uint64_t around, uint64_t span)
{
	size_t i;

	seed = 99;
	for (i = 0; i < n; i++)
		ts[i] = around + dice(i < n / 2 ? span / 1000 + 1 : span);
	ts[n - 2] = around + span - 1;
	ts[n - 1] = around;
}

START_TEST(timeline_counts)
{
	static uint64_t ts[TIMES];
	struct timeline *t = timeline_new(3);
	uint64_t width, start, bucket, sum = 0, truth[TIMELINE_BUCKETS][3];
	size_t n, i, s;

	memset(truth, 0, sizeof(truth));
	times(ts, TIMES, spans[_i].around, spans[_i].span);
	ck_assert_uint_eq(timeline_buckets(t), 0);
	for (i = 0; i < TIMES; i++)
		timeline_add(t, i % 3, ts[i]);
	n = timeline_buckets(t);
	width = timeline_width(t);
	start = timeline_start(t);
	ck_assert(n > 0 && n <= TIMELINE_BUCKETS);
	ck_assert_uint_eq(start % width, 0);
	for (i = 0; i < TIMES; i++) {
		ck_assert_uint_ge(ts[i], start);
		bucket = (ts[i] - start) / width;
		ck_assert_uint_lt(bucket, n);
		truth[bucket][i % 3]++;
	}
	for (i = 0; i < n; i++)
		for (s = 0; s < 3; s++) {
			ck_assert_uint_eq(timeline_count(t, s, i),
			    truth[i][s]);
			sum += truth[i][s];
		}
	ck_assert_uint_eq(sum, TIMES);
	/* no wider than need be: half the width would not have done */
	if (spans[_i].span > UINT64_C(1000000000))
		ck_assert_uint_gt(spans[_i].span / (width / 2) + 1,
		    TIMELINE_BUCKETS - 2);
	timeline_free(t);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("topn");
	TCase *t = tcase_create("topn");
	SRunner *r = srunner_create(s);
	int failed;

	tcase_add_test(t, topn_bounds);
	tcase_add_test(t, topn_secret);
	tcase_add_test(t, topn_edges);
	tcase_add_test(t, topn_least);
	tcase_add_test(t, topn_ties);
	tcase_add_test(t, few_bounds);
	tcase_add_loop_test(t, timeline_counts, 0,
	    (int)(sizeof(spans) / sizeof(spans[0])));
	suite_add_tcase(s, t);
	srunner_run_all(r, CK_NORMAL);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed != 0;
}
