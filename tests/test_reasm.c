/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * reasm.c: pieces in every order, overlaps, limits, age, wrap-around.
 */
#include <check.h>

#include "../dissectors/hash.h"
#include "../dissectors/reasm.h"
#include "guard.h"

#define SEC	UINT64_C(1000000000)

static struct reasm_conf conf;
static struct reasm *r;
static void *mem;
static uint8_t text[70000];

static void
setup(void)
{
	conf = (struct reasm_conf){ .octets = 128 * 1024, .sets = 4,
	    .timeout = 30 * SEC, .secret = 7 };
	mem = malloc(reasm_size(&conf));
	r = reasm_init(mem, &conf);
	for (size_t i = 0; i < sizeof(text); i++)
		text[i] = (uint8_t)(i * 7 + i / 251);
}

static void
teardown(void)
{
	free(mem);
}

/* Octets [from, to) of the text, positions counting octets from base. */
static enum reasm_result
add(int key, uint64_t now, uint32_t base, uint32_t from, uint32_t to,
    uint32_t end, struct cur *whole)
{
	const uint8_t *p = guard_put(text + from, to - from);
	struct reasm_piece piece = { .at = base + from, .span = to - from,
	    .first = from == 0, .last = to == end,
	    .octets = cur_make(p, to - from) };
	enum reasm_result result;

	result = reasm_add(r, &key, sizeof(key), now, &piece, whole);
	guard_free(p, to - from);
	return result;
}

static void
expect_text(struct cur whole, size_t len)
{
	ck_assert_uint_eq(cur_left(&whole), len);
	ck_assert_int_eq(memcmp(whole.p, text, len), 0);
}

START_TEST(every_order)
{
	static const uint32_t cut[] = { 0, 8, 300, 1000, 1240 };
	struct cur whole;

	for (int order = 0; order < 256; order++) {
		enum reasm_result last;
		int seen = 0;

		for (int k = 0; k < 4; k++) {
			int i = order >> 2 * k & 3;

			if (seen >> i & 1)
				break;
			seen |= 1 << i;
			last = add(order, 0, UINT32_MAX - 500, cut[i],
			    cut[i + 1], 1240, &whole);
			ck_assert_int_eq(last, seen == 15 ? REASM_WHOLE :
			    REASM_MORE);
		}
		if (seen == 15)
			expect_text(whole, 1240);
	}
	ck_assert_uint_eq(reasm_stats(r)->whole, 24);
	ck_assert_uint_le(reasm_stats(r)->waiting, 4);
}
END_TEST

START_TEST(overlap_equal)
{
	struct cur whole;

	ck_assert_int_eq(add(1, 0, 0, 0, 100, 600, &whole), REASM_MORE);
	ck_assert_int_eq(add(1, 0, 0, 0, 100, 600, &whole), REASM_AGAIN);
	ck_assert_int_eq(add(1, 0, 0, 200, 300, 600, &whole), REASM_MORE);
	ck_assert_int_eq(add(1, 0, 0, 400, 500, 600, &whole), REASM_MORE);
	/* fills two gaps, overlaps three pieces */
	ck_assert_int_eq(add(1, 0, 0, 50, 450, 600, &whole), REASM_MORE);
	ck_assert_int_eq(add(1, 0, 0, 50, 450, 600, &whole), REASM_AGAIN);
	ck_assert_int_eq(add(1, 0, 0, 490, 600, 600, &whole), REASM_WHOLE);
	expect_text(whole, 600);
}
END_TEST

START_TEST(overlap_different)
{
	struct cur whole;

	ck_assert_int_eq(add(1, 0, 0, 0, 1000, 2000, &whole), REASM_MORE);
	text[999] ^= 1;
	ck_assert_int_eq(add(1, 0, 0, 500, 1100, 2000, &whole),
	    REASM_CONFLICT);
	text[999] ^= 1;
	ck_assert_uint_eq(reasm_stats(r)->waiting, 0);
	ck_assert_uint_eq(reasm_stats(r)->conflict, 1);
	/* two ends */
	ck_assert_int_eq(add(1, 0, 0, 100, 200, 200, &whole), REASM_MORE);
	ck_assert_int_eq(add(1, 0, 0, 200, 300, 999, &whole),
	    REASM_CONFLICT);
	ck_assert_int_eq(add(1, 0, 0, 200, 300, 999, &whole), REASM_MORE);
	ck_assert_int_eq(add(1, 0, 0, 100, 200, 200, &whole),
	    REASM_CONFLICT);
	/* a piece before the first */
	ck_assert_int_eq(add(1, 0, 50, 0, 20, 99, &whole), REASM_MORE);
	ck_assert_int_eq(add(1, 0, 0, 30, 40, 99, &whole), REASM_CONFLICT);
}
END_TEST

START_TEST(numbered)
{
	/* positions that count pieces, as TSNs do */
	struct reasm_piece p = { .at = UINT32_MAX, .span = 1, .first = true,
	    .octets = cur_make(text, 700) };
	struct cur whole;

	ck_assert_int_eq(reasm_add(r, "k", 1, 0, &p, &whole), REASM_MORE);
	p = (struct reasm_piece){ .at = 1, .span = 1, .last = true,
	    .octets = cur_make(text + 701, 299) };
	ck_assert_int_eq(reasm_add(r, "k", 1, 0, &p, &whole), REASM_MORE);
	ck_assert_int_eq(reasm_add(r, "k", 1, 0, &p, &whole), REASM_AGAIN);
	p = (struct reasm_piece){ .at = 0, .span = 1,
	    .octets = cur_make(text + 700, 1) };
	ck_assert_int_eq(reasm_add(r, "k", 1, 0, &p, &whole), REASM_WHOLE);
	expect_text(whole, 1000);
	/* the same number with fewer octets */
	ck_assert_int_eq(reasm_add(r, "k", 1, 0, &p, &whole), REASM_MORE);
	p.octets = cur_make(text, 5);
	ck_assert_int_eq(reasm_add(r, "k", 1, 0, &p, &whole),
	    REASM_CONFLICT);
}
END_TEST

START_TEST(too_long)
{
	struct cur whole;
	uint32_t at;

	ck_assert_int_eq(add(1, 0, 0, 0, 60000, 70000, &whole), REASM_MORE);
	ck_assert_int_eq(add(1, 0, 0, 60000, 65536, 65536, &whole),
	    REASM_WHOLE);
	expect_text(whole, 65536);
	ck_assert_int_eq(add(1, 0, 0, 0, 60000, 70000, &whole), REASM_MORE);
	ck_assert_int_eq(add(1, 0, 0, 60000, 65537, 65537, &whole),
	    REASM_TOO_LONG);
	/* too many pieces: every second octet */
	for (at = 0; at < 1024; at += 2)
		ck_assert_int_eq(add(2, 0, 0, at, at + 1, 9999, &whole),
		    REASM_MORE);
	ck_assert_int_eq(add(2, 0, 0, at, at + 1, 9999, &whole),
	    REASM_TOO_LONG);
	ck_assert_uint_eq(reasm_stats(r)->too_long, 2);
	ck_assert_uint_eq(reasm_stats(r)->waiting, 0);
}
END_TEST

START_TEST(eviction)
{
	struct cur whole;

	for (int key = 0; key < 5; key++)
		ck_assert_int_eq(add(key, 0, 0, 0, 10, 20, &whole),
		    REASM_MORE);
	ck_assert_uint_eq(reasm_stats(r)->evicted, 1);
	ck_assert_uint_eq(reasm_stats(r)->waiting, 4);
	for (int key = 1; key < 5; key++)
		ck_assert_int_eq(add(key, 0, 0, 10, 20, 20, &whole),
		    REASM_WHOLE);
	/* memory: the oldest goes, the newest stays */
	ck_assert_int_eq(add(1, 0, 0, 0, 60000, 65000, &whole), REASM_MORE);
	ck_assert_int_eq(add(2, 0, 0, 0, 50000, 65000, &whole), REASM_MORE);
	ck_assert_int_eq(add(3, 0, 0, 0, 60000, 65000, &whole), REASM_MORE);
	ck_assert_uint_eq(reasm_stats(r)->evicted, 2);
	/* the oldest itself grows: the next one goes */
	ck_assert_int_eq(add(2, 0, 0, 50000, 64999, 65000, &whole),
	    REASM_MORE);
	ck_assert_int_eq(add(2, 0, 0, 64999, 65000, 65000, &whole),
	    REASM_WHOLE);
	expect_text(whole, 65000);
}
END_TEST

START_TEST(expiry)
{
	struct cur whole;

	ck_assert_int_eq(add(1, 100 * SEC, 0, 0, 10, 20, &whole), REASM_MORE);
	ck_assert_int_eq(add(2, 110 * SEC, 0, 0, 10, 20, &whole), REASM_MORE);
	/* a little back is nothing */
	ck_assert_int_eq(add(2, 90 * SEC, 0, 10, 20, 20, &whole),
	    REASM_WHOLE);
	/* late: the old half is gone */
	ck_assert_int_eq(add(1, 131 * SEC, 0, 10, 20, 20, &whole),
	    REASM_MORE);
	ck_assert_uint_eq(reasm_stats(r)->expired, 1);
	/* far back is as late as far ahead */
	ck_assert_int_eq(add(3, 1 * SEC, 0, 0, 10, 20, &whole), REASM_MORE);
	ck_assert_uint_eq(reasm_stats(r)->expired, 2);
	ck_assert_uint_eq(reasm_stats(r)->waiting, 1);
}
END_TEST

static uint64_t frame_now;

static void
note(void *arg, struct reasm_origin *o)
{
	*o = (struct reasm_origin){ .frame = *(uint64_t *)arg };
}

START_TEST(lost)
{
	struct reasm_piece p = { .at = 1, .span = 1, .first = true,
	    .octets = cur_make(text, 10) };
	struct reasm_origin o;
	struct cur whole;

	conf.note = note;
	conf.note_arg = &frame_now;
	r = reasm_init(mem, &conf);
	for (int key = 0; key < 6; key++) {
		frame_now = 100 + (uint64_t)key;
		p.quiet = key == 0;
		ck_assert_int_eq(reasm_add(r, &key, sizeof(key), 0, &p,
		    &whole), REASM_MORE);
	}
	/* the quiet one went first, and nothing is said of it */
	ck_assert_uint_eq(reasm_stats(r)->evicted, 2);
	ck_assert(reasm_lost(r, &o));
	ck_assert_uint_eq(o.frame, 101);
	ck_assert(!reasm_lost(r, &o));
	for (uint64_t i = 2; i < 6; i++) {
		ck_assert(reasm_give_up(r));
		ck_assert(reasm_lost(r, &o));
		ck_assert_uint_eq(o.frame, 100 + i);
	}
	ck_assert(!reasm_give_up(r));
	/* more than are kept are counted */
	for (int key = 0; key < 600; key++) {
		ck_assert_int_eq(reasm_add(r, &key, sizeof(key), 0, &p,
		    &whole), REASM_MORE);
		ck_assert(reasm_give_up(r));
	}
	ck_assert_uint_eq(reasm_stats(r)->untold, 600 - 512);
}
END_TEST

/* Pieces 0 to 9 under two keys, merged at a cut, the last one added later. */
START_TEST(merge)
{
	struct cur whole;
	uint8_t marks;
	enum reasm_result result;

	for (int cut = 1; cut < 9; cut++)
		for (int order = 0; order < 4; order++) {
			for (int i = 0; i < 10; i++) {
				int at = order & 2 ? 9 - i : i;
				struct reasm_piece p = {
					.at = UINT32_MAX - 3 + (uint32_t)at,
					.span = 1, .first = at == 0,
					.last = at == 9,
					.tag = at == 0 ? 77 : 0,
					.marks = at == 1 ? 1 : at == 8 ? 2 : 0,
					.octets = cur_make(text + at * 300,
					    300) };

				if (at == cut)
					continue;
				result = reasm_add(r, at < cut ? "a" : "b", 1,
				    0, &p, &whole);
				ck_assert_int_eq(result, REASM_MORE);
			}
			reasm_merge(r, order & 1 ? "a" : "b",
			    order & 1 ? "b" : "a", 1);
			ck_assert_uint_eq(reasm_stats(r)->waiting, 1);
			struct reasm_piece p = {
				.at = UINT32_MAX - 3 + (uint32_t)cut,
				.span = 1, .marks = 4,
				.octets = cur_make(text + cut * 300, 300) };

			result = reasm_add(r, order & 1 ? "a" : "b", 1, 0, &p,
			    &whole);
			ck_assert_int_eq(result, REASM_WHOLE);
			expect_text(whole, 3000);
			ck_assert_uint_eq(reasm_tag(r, &marks), 77);
			ck_assert_uint_eq(marks, 4 | (cut != 1) |
			    (cut != 8) << 1);
		}
	ck_assert_uint_eq(reasm_stats(r)->waiting, 0);
}
END_TEST

/* Random pieces of random messages against a plain copy. */
START_TEST(oracle)
{
	struct cur whole;
	unsigned wholes = 0;

	srand(1);
	for (int round = 0; round < 300; round++) {
		static bool have[4096];
		uint32_t len = 8 + (uint32_t)rand() % 4000, got = 0;

		memset(have, 0, sizeof(have));
		for (int n = 0; n < 400; n++) {
			uint32_t from = rand() % 9 == 0 ? 0 :
			    (uint32_t)rand() % len;
			uint32_t to = from + 1 + (uint32_t)rand() % 600;
			bool fresh = false;
			enum reasm_result res;

			if (to > len)
				to = len;
			for (uint32_t i = from; i < to; i++) {
				fresh |= !have[i];
				got += !have[i];
				have[i] = true;
			}
			res = add(round, 0,
			    UINT32_MAX - 90, from, to, len, &whole);
			ck_assert_int_eq(res, got == len ? REASM_WHOLE :
			    fresh ? REASM_MORE : REASM_AGAIN);
			if (res == REASM_WHOLE) {
				expect_text(whole, len);
				wholes++;
				break;
			}
		}
	}
	ck_assert_uint_gt(wholes, 250);
}
END_TEST

START_TEST(hash_reads_within)
{
	uint64_t seen = 0;

	for (size_t len = 0; len < 200; len++) {
		const uint8_t *p = guard_put(text, len);
		uint64_t h = hash_octets(1, p, len);

		ck_assert(h != seen && h != hash_octets(2, p, len));
		ck_assert(h == hash_octets(1, text, len));
		for (size_t i = 0; i < len; i++) {
			text[i] ^= 0x40;
			ck_assert(hash_octets(1, text, len) != h);
			text[i] ^= 0x40;
		}
		guard_free(p, len);
		seen = h;
	}
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("reasm");
	TCase *t = tcase_create("reasm");
	SRunner *sr;
	int failures;

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, every_order);
	tcase_add_test(t, overlap_equal);
	tcase_add_test(t, overlap_different);
	tcase_add_test(t, numbered);
	tcase_add_test(t, too_long);
	tcase_add_test(t, eviction);
	tcase_add_test(t, expiry);
	tcase_add_test(t, lost);
	tcase_add_test(t, merge);
	tcase_add_test(t, oracle);
	tcase_add_test(t, hash_reads_within);
	suite_add_tcase(s, t);
	sr = srunner_create(s);
	srunner_run_all(sr, CK_NORMAL);
	failures = srunner_ntests_failed(sr);
	srunner_free(sr);
	return failures != 0;
}
