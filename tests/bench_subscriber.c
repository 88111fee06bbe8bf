/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Subscribers: finding and updating one of ten million, beside the least that
 * memory takes and a plain table with linear probing, in the same run.
 *
 * "hot" are the same few subscribers again and again, "cold" any of all.  In
 * a row, the machine may begin a look-up before the last one has its answer;
 * waiting, it may not; expected, memory was sent for eight messages ahead.
 * Memory is one read and write of the same octets where the key says.
 */
#include <string.h>

#include "../dissectors/hash.h"
#include "../dissectors/sig.h"
#include "../rules/state/subscriber.h"
#include "bench.h"

enum { LOOKUPS = 1 << 20, HOT = 256, ROUNDS = 5, AHEAD = 8 };

static const uint64_t secret = UINT64_C(0x853c49e6748fea9b);

static struct subscribers *table;
static struct subscriber *first;	/* of the memory of the table */
static struct subscriber *plain;
static size_t plain_mask;
static enum manner { IN_A_ROW, WAITING, EXPECTED } manner;
static uint64_t *looked, *present, *absent;
static unsigned nlooked;
static uint64_t seed = 1;

static uint64_t
random_next(void)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return seed * UINT64_C(0x2545f4914f6cdd1d) >> 11;
}

/* IMSI number i of a home with two networks: one gave out its numbers in a
 * row, the other here and there. */
static uint64_t
imsi(uint64_t i)
{
	uint64_t v = i % 2 ? i / 2 : i / 2 * 7919 % 10000000000;
	struct sig_digits d = { { i % 2 ? 0x10100 : 0x20100 } };
	unsigned at;

	for (at = 15; at-- > 5; v /= 10)
		d.w[0] |= v % 10 << 4 * at;
	return number_pack(&d, 15);
}

/* The next look-up begins with what this one found, where it shall wait. */
static unsigned
update(struct subscriber *s, unsigned i)
{
	s->place[i % PLACE_PROTOS].seen = i;
	return manner == WAITING ? s->place[0].network : 0;	/* none: 0 */
}

static void
run_table(void)
{
	struct subscriber *s;
	unsigned i, next = 0;

	for (i = 0; i < nlooked; i++) {
		if (manner == EXPECTED)
			subscribers_expect(table,
			    looked[(i + AHEAD) % nlooked]);
		s = subscriber_find(table, looked[i + next]);
		if (s != NULL)
			next = update(s, i);
	}
	bench_keep(next);
}

static struct subscriber *
plain_start(uint64_t key)
{
	return &plain[hash_u64(secret, key) & plain_mask];
}

static struct subscriber *
plain_find(uint64_t key)
{
	struct subscriber *s = plain_start(key);

	while (s->key != key && s->key != 0)
		s = s == &plain[plain_mask] ? plain : s + 1;
	return s;
}

static void
run_plain(void)
{
	struct subscriber *s;
	unsigned i, next = 0;

	for (i = 0; i < nlooked; i++) {
		if (manner == EXPECTED)
			__builtin_prefetch(plain_start(
			    looked[(i + AHEAD) % nlooked]), 1);
		s = plain_find(looked[i + next]);
		if (s->key != 0)
			next = update(s, i);
	}
	bench_keep(next);
}

/* One place read and written that the key says: of the table itself, so that
 * the pages are the same. */
static struct subscriber *
memory_at(uint64_t key)
{
	return first + ((hash_u64(secret, key) >> 32) *
	    subscribers_count(table) >> 32);
}

static void
run_memory(void)
{
	unsigned i, next = 0;

	for (i = 0; i < nlooked; i++) {
		if (manner == EXPECTED)
			__builtin_prefetch(memory_at(
			    looked[(i + AHEAD) % nlooked]), 1);
		next = update(memory_at(looked[i + next]), i);
	}
	bench_keep(next);
}

static void
row(const char *name, uint64_t *keys, unsigned n, unsigned passes)
{
	static const char *const manners[] = { "in a row", "each waiting",
	    "expected" };
	double find, again, other, memory;
	unsigned m;

	looked = keys;
	nlooked = n;
	for (m = 0; m < 3; m++) {
		manner = (enum manner)m;
		bench_pair(run_table, run_plain, n, ROUNDS, passes, &find,
		    &other);
		bench_pair(run_table, run_memory, n, ROUNDS, passes, &again,
		    &memory);
		printf("  %-16s %-14s %8.1f %8.1f %8.1f\n", name, manners[m],
		    again < find ? again : find, other, memory);
	}
}

static void
note_first(void *arg, const struct subscriber *s)
{
	(void)arg;
	if (first == NULL)
		first = subscriber_find(table, s->key);
}

static bool
fill(size_t n)
{
	double start, took, plain_took;
	size_t i;

	start = bench_now();
	for (i = 0; i < n; i++)
		subscriber_get(table, imsi(i));
	took = bench_now() - start;
	start = bench_now();
	for (i = 0; i < n; i++)
		plain_find(imsi(i))->key = imsi(i);
	plain_took = bench_now() - start;
	printf("%zu subscribers: %.2f octets each, %.0f ns to put in "
	    "(plain table: %.2f, %.0f), lost %llu\n", subscribers_count(table),
	    (double)subscribers_octets(table) / (double)n, took / (double)n,
	    (double)((plain_mask + 1) * sizeof(*plain)) / (double)n,
	    plain_took / (double)n,
	    (unsigned long long)subscribers_evicted(table));
	return subscribers_count(table) == n;
}

static bool
run(size_t n)
{
	bool fine;
	unsigned i;

	for (plain_mask = 1; plain_mask < n + n / 4; plain_mask *= 2)
		;
	plain = calloc(plain_mask, sizeof(*plain));
	table = subscribers_new(n, secret);
	if (table == NULL || plain == NULL)
		return false;
	plain_mask--;
	fine = fill(n);
	for (i = 0; i < LOOKUPS; i++) {
		present[i] = imsi(random_next() % n);
		absent[i] = imsi(n + random_next() % n);
	}
	first = NULL;
	subscribers_walk(table, note_first, NULL);
	row("hot", present, HOT, 400);
	row("cold", present, LOOKUPS, 1);
	row("cold, not there", absent, LOOKUPS, 1);
	subscribers_free(table);
	free(plain);
	return fine;
}

int
main(void)
{
	bool fine;

	present = calloc(LOOKUPS + 1, sizeof(*present));
	absent = calloc(LOOKUPS + 1, sizeof(*absent));
	if (present == NULL || absent == NULL)
		return 1;
	printf("subscribers: ns to find and update one\n  %-31s %8s %8s %8s\n",
	    "", "table", "plain", "memory");
	fine = run(1000000) && run(10000000);
	free(present);
	free(absent);
	return !fine;
}
