/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Numbers as keys against digits one by one; the table against an array.
 */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "../dissectors/sig.h"
#include "../rules/state/number.h"
#include "../rules/state/subscriber.h"

enum { STEPS = 100000, PEOPLE = 900 };

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

/* ---- numbers ---- */

static struct sig_digits
digits(const char *text)
{
	struct sig_digits d = { { 0, 0 } };
	unsigned i;

	for (i = 0; text[i] != '\0'; i++)
		d.w[i / 16] |= (uint64_t)(text[i] - '0') << i % 16 * 4;
	return d;
}

static uint64_t
pack(const char *text)
{
	struct sig_digits d = digits(text);

	return number_pack(&d, (unsigned)strlen(text));
}

START_TEST(number_there_and_back)
{
	char text[SIG_DIGITS_MAX + 1], back[NUMBER_MAX + 1];
	unsigned n, i, len;
	uint64_t key;

	seed = 0x5eed;
	for (n = 0; n < STEPS; n++) {
		len = random_below(SIG_DIGITS_MAX + 1);
		for (i = 0; i < len; i++)
			text[i] = (char)('0' + random_below(10));
		text[len] = '\0';
		key = pack(text);
		if (len < NUMBER_MIN || len > NUMBER_MAX) {
			ck_assert_uint_eq(key, 0);
			continue;
		}
		ck_assert(number_valid(key));
		ck_assert_uint_eq(number_text(key, back), len);
		ck_assert_str_eq(back, text);
	}
}
END_TEST

START_TEST(number_other_digits)
{
	char text[NUMBER_MAX + 1];
	unsigned len, at, digit;

	for (len = NUMBER_MIN; len <= NUMBER_MAX; len++)
		for (at = 0; at < len; at++)
			for (digit = 0; digit < 16; digit++) {
				memset(text, '9', len);
				text[len] = '\0';
				text[at] = (char)('0' + digit);
				ck_assert_int_eq(pack(text) != 0, digit < 10);
			}
}
END_TEST

START_TEST(number_limits)
{
	char text[NUMBER_MAX + 1] = "x";
	uint64_t most = pack("9999999999999999");

	ck_assert(pack("00101") != pack("001010"));
	ck_assert(pack("00101") != pack("000101"));
	ck_assert(pack("00000") != 0);
	ck_assert(pack("00000") != pack("000000"));
	ck_assert(number_valid(most));
	ck_assert(!number_valid(most + 1));
	ck_assert(number_valid(pack("99999")));
	ck_assert(!number_valid(pack("99999") + 1));
	ck_assert(!number_valid(0));
	ck_assert(!number_valid(pack("00000") - 1));
	ck_assert(!number_valid(UINT64_C(4) << 56 | 1234));
	ck_assert(!number_valid(UINT64_C(17) << 56 | 1234));
	ck_assert(!number_valid(UINT64_MAX));
	ck_assert_uint_eq(number_text(most + 1, text), 0);
	ck_assert_str_eq(text, "");
}
END_TEST

START_TEST(place_bits)
{
	struct place p = { .seen = 1 };
	unsigned country, flags;

	for (country = 0; country < 1200; country++)
		for (flags = 0; flags <= PLACE_FLAGS; flags++) {
			place_set(&p, 0xfffffffe, 65535, country, flags);
			ck_assert_uint_eq(p.seen, 0xfffffffe);
			ck_assert_uint_eq(p.network, 65535);
			ck_assert_uint_eq(p.country,
			    country <= PLACE_COUNTRY_MAX ? country : 0);
			ck_assert_uint_eq(p.flags, flags);
		}
	place_set(&p, 7, 8, 9, PLACE_THERE);
	place_flags(&p, PLACE_GONE);
	ck_assert_uint_eq(p.flags, PLACE_GONE);
	ck_assert_uint_eq(p.country, 9);
}
END_TEST

/* ---- the table ---- */

/* The ways in which numbers are given out. */
static uint64_t
key_row(uint64_t i)
{
	return UINT64_C(15) << 56 | (UINT64_C(1010000000000) + i);
}

static uint64_t
key_strided(uint64_t i)
{
	return UINT64_C(15) << 56 | (i * 1000000 % 999999999989);
}

static uint64_t
key_scattered(uint64_t i)
{
	return UINT64_C(15) << 56 | (i * 7919 % 10000000000);
}

static uint64_t
key_lengths(uint64_t i)
{
	return (i % 12 + 5) << 56 | i / 12;
}

static uint64_t (*const ways[])(uint64_t) = { key_row, key_strided,
	key_scattered, key_lengths };

enum { WAYS = sizeof(ways) / sizeof(ways[0]) };

/* Random people come and change, and are as an array has them. */
START_TEST(table_against_array)
{
	static struct subscriber all[PEOPLE];
	struct subscribers *t;
	struct subscriber *s;
	unsigned n, i, known = 0;

	seed = 0xacce55;
	t = subscribers_new(PEOPLE, 99);
	for (n = 0; n < STEPS; n++) {
		i = random_below(n < STEPS / 2 ? PEOPLE / 2 : PEOPLE);
		s = subscriber_find(t, key_row(i));
		ck_assert_ptr_eq(subscriber_look(t, key_row(i)), s);
		ck_assert_int_eq(s != NULL, all[i].key != 0);
		if (s != NULL)
			ck_assert(memcmp(s, &all[i], sizeof(*s)) == 0);
		if (random_below(4) != 0)
			continue;
		subscribers_expect(t, key_row(i));
		s = subscriber_get(t, key_row(i));
		known += all[i].key == 0;
		all[i].key = key_row(i);
		ck_assert(memcmp(s, &all[i], sizeof(*s)) == 0);
		s->imei = all[i].imei = random_next();
		place_set(&s->place[n % 2], n, n % 7, n % 1000, n % 4);
		all[i].place[n % 2] = s->place[n % 2];
		ck_assert_uint_eq(subscribers_count(t), known);
	}
	ck_assert_uint_eq(known, PEOPLE);
	ck_assert_uint_eq(subscribers_evicted(t), 0);
	subscribers_free(t);
}
END_TEST

/* n of them, marked; false when one is lost or not as it was marked. */
static bool
holds(size_t max, uint64_t secret, uint64_t (*key)(uint64_t), unsigned percent)
{
	struct subscribers *t = subscribers_new(max, secret);
	struct subscriber *s;
	size_t n, i;
	bool fine;

	ck_assert_ptr_nonnull(t);
	n = subscribers_places(t) * percent / 100;
	ck_assert_uint_ge(n, max);
	for (i = 0; i < n; i++)
		subscriber_get(t, key(i))->imei = i + 1;
	fine = subscribers_count(t) == n && subscribers_evicted(t) == 0;
	for (i = 0; i < n && fine; i++) {
		s = subscriber_find(t, key(i));
		fine = s != NULL && s->key == key(i) && s->imei == i + 1;
	}
	for (i = n; i < 2 * n && fine; i++)
		fine = subscriber_find(t, key(i)) == NULL;
	subscribers_free(t);
	return fine;
}

START_TEST(table_lossless)
{
	static const struct {
		size_t		 max;
		unsigned	 secrets;
	} sizes[] = { { 1, 50 }, { 10, 200 }, { 100, 200 }, { 1000, 100 },
	    { 10000, 20 }, { 100000, 2 } };
	unsigned i, way, n;

	seed = 0x10551e55;
	for (i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++)
		for (way = 0; way < WAYS; way++)
			for (n = 0; n < sizes[i].secrets; n++)
				if (!holds(sizes[i].max, random_next(),
				    ways[way], 85))
					ck_abort_msg("%zu, way %u, no. %u",
					    sizes[i].max, way, n);
	for (way = 0; way < WAYS; way++)
		ck_assert(holds(1000, way == 0 ? 0 : UINT64_MAX, ways[way],
		    85));
	ck_assert(holds(1000000, random_next(), key_scattered, 85));
}
END_TEST

struct list {
	uint64_t	 key[20000];
	size_t		 n;
};

static void
note(void *arg, const struct subscriber *s)
{
	struct list *l = arg;

	ck_assert_uint_lt(l->n, sizeof(l->key) / sizeof(l->key[0]));
	l->key[l->n++] = s->key;
}

static int
compare(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

/* As many as are counted, each found, none twice. */
static void
is_sound(struct subscribers *t)
{
	static struct list l;
	size_t i;

	l.n = 0;
	subscribers_walk(t, note, &l);
	ck_assert_uint_eq(l.n, subscribers_count(t));
	ck_assert_uint_le(l.n, subscribers_places(t));
	qsort(l.key, l.n, sizeof(l.key[0]), compare);
	for (i = 0; i < l.n; i++) {
		ck_assert(i == 0 || l.key[i] != l.key[i - 1]);
		ck_assert_ptr_nonnull(subscriber_find(t, l.key[i]));
	}
}

/* A flood of strangers: the counts hold, the newest stay, and those who are
 * seen again and again are never lost. */
START_TEST(table_gives_up_oldest)
{
	enum { MAX = 8000, REGULARS = 800, FLOOD = 8 * MAX };
	struct subscribers *t = subscribers_new(MAX, 0xf100d);
	unsigned i, r, newest = 0, oldest = 0;
	struct subscriber *s;
	uint32_t now = 1700000000;

	for (i = 0; i < REGULARS; i++)
		subscriber_get(t, key_strided(i + 1))->place[i % 2].seen = now;
	for (i = 0; i < FLOOD; i++) {
		s = subscriber_get(t, key_scattered(i + 1));
		ck_assert_uint_eq(s->key, key_scattered(i + 1));
		ck_assert(s->imei == 0 && s->place[0].seen == 0 &&
		    s->place[1].seen == 0 && s->place[1].flags == 0);
		place_set(&s->place[i % 2], now + i, 1, 1, PLACE_THERE);
		s->imei = 5;
		ck_assert_uint_eq(subscribers_count(t) +
		    subscribers_evicted(t), REGULARS + i + 1);
		if (i % 1000 != 0)
			continue;
		for (r = 0; r < REGULARS; r++) {
			s = subscriber_find(t, key_strided(r + 1));
			ck_assert_ptr_nonnull(s);
			s->place[r % 2].seen = now + i;
		}
	}
	is_sound(t);
	for (i = 0; i < MAX / 2; i++) {
		newest += subscriber_find(t, key_scattered(FLOOD - i)) != NULL;
		oldest += subscriber_find(t, key_scattered(i + 1)) != NULL;
	}
	ck_assert_uint_ge(newest, MAX / 2 - 4);
	ck_assert_uint_eq(oldest, 0);
	ck_assert_uint_ge(subscribers_count(t),
	    subscribers_places(t) * 95 / 100);
	subscribers_free(t);
}
END_TEST

/* In the smallest table everybody shares both groups: then it is exactly the
 * one seen longest ago, in whichever protocol he was seen last. */
START_TEST(table_exactly_the_oldest)
{
	struct subscribers *t = subscribers_new(0, 3);
	unsigned n, i, places, first, round;
	struct subscriber *s;

	places = (unsigned)subscribers_places(t);
	ck_assert_uint_eq(places, 16);
	for (round = 0; round < 50; round++) {
		for (n = 0; n < places; n++) {
			/* seen in an order of their own */
			s = subscriber_get(t, key_row(round * 100 + n));
			i = (n * 7 + round) % places + 1 + round * 100;
			s->place[n % 2].seen = i;
			s->place[(n + 1) % 2].seen = i - 1;
		}
		for (n = 0; n < places; n++)
			ck_assert_ptr_nonnull(subscriber_find(t,
			    key_row(round * 100 + n)));
		ck_assert_uint_eq(subscribers_evicted(t), round * (places + 1));
		for (first = 0; (first * 7 + round) % places != 0; first++)
			;
		s = subscriber_get(t, key_row(round * 100 + 99));
		s->place[0].seen = round * 100 + 99;
		for (n = 0; n < places; n++)
			ck_assert_int_eq(subscriber_find(t,
			    key_row(round * 100 + n)) != NULL, n != first);
		ck_assert_uint_eq(subscribers_count(t), places);
		/* who is left makes room for the next sixteen */
		for (n = 0; n < places; n++)
			if ((s = subscriber_find(t, key_row(round * 100 +
			    n))) != NULL)
				s->place[0].seen = s->place[1].seen = 0;
		subscriber_find(t, key_row(round * 100 + 99))->place[0].seen =
		    0;
	}
	subscribers_free(t);
}
END_TEST

START_TEST(table_edges)
{
	struct subscribers *t = subscribers_new(10000000, 1);

	ck_assert_uint_eq(subscribers_max(t), 10000000);
	ck_assert_uint_le(subscribers_octets(t), 40 * 10000000);
	ck_assert_uint_ge(subscribers_places(t) * 85 / 100, 10000000);
	ck_assert_uint_ge(subscribers_octets(t), subscribers_places(t) * 32);
	ck_assert_ptr_null(subscriber_find(t, 0));
	ck_assert_ptr_null(subscriber_look(t, 0));
	ck_assert_ptr_null(subscriber_get(t, 0));
	ck_assert_uint_eq(subscribers_count(t), 0);
	subscribers_expect(t, 0);
	subscribers_free(t);
	subscribers_free(NULL);
	ck_assert_ptr_null(subscribers_new(SIZE_MAX, 1));
	ck_assert_ptr_null(subscribers_new(SIZE_MAX / 32, 1));
}
END_TEST

/* Who shares places with whom is a matter of the secret. */
START_TEST(table_secret)
{
	static struct list a, b;
	struct subscribers *t[2] = { subscribers_new(5000, 1),
	    subscribers_new(5000, 2) };
	unsigned i, same = 0;

	for (i = 0; i < 5000; i++) {
		subscriber_get(t[0], key_row(i));
		subscriber_get(t[1], key_row(i));
	}
	subscribers_walk(t[0], note, &a);
	subscribers_walk(t[1], note, &b);
	ck_assert_uint_eq(a.n, 5000);
	ck_assert_uint_eq(b.n, 5000);
	for (i = 0; i < 5000; i++)
		same += a.key[i] == b.key[i];
	ck_assert_uint_lt(same, 50);
	subscribers_free(t[0]);
	subscribers_free(t[1]);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("subscribers");
	TCase *t = tcase_create("all");
	SRunner *r = srunner_create(s);
	int failed;

	tcase_set_timeout(t, 60);
	tcase_add_test(t, number_there_and_back);
	tcase_add_test(t, number_other_digits);
	tcase_add_test(t, number_limits);
	tcase_add_test(t, place_bits);
	tcase_add_test(t, table_against_array);
	tcase_add_test(t, table_lossless);
	tcase_add_test(t, table_gives_up_oldest);
	tcase_add_test(t, table_exactly_the_oldest);
	tcase_add_test(t, table_edges);
	tcase_add_test(t, table_secret);
	suite_add_tcase(s, t);
	srunner_run_all(r, CK_NORMAL);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed != 0;
}
