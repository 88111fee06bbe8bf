/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Subscribers: finding and updating one of ten million, beside the least that
 * memory takes and a plain table with linear probing, in the same run.
 *
 * Found, and the time of his place written; or "learned", which is all that
 * judging does when home accepts a registration: found or made, the place of
 * the other protocol looked at, his own written.
 *
 * "hot" are the same few subscribers again and again, "cold" any of all.  In
 * a row, the machine may begin a look-up before the last one has its answer;
 * waiting, it may not; expected, memory was sent for eight messages ahead.
 * Memory is one read and write of the same octets where the key says, in the
 * pages of the table itself; small, of as many octets in pages of 4 KiB.  What
 * waits takes no less than that, and is a multiple of it ("times").
 */
#include <string.h>
#include <sys/mman.h>

#include "../dissectors/hash.h"
#include "../rules/context_impl.h"
#include "../rules/state/number.h"
#include "bench.h"

enum { LOOKUPS = 1 << 20, HOT = 256, ROUNDS = 5, AHEAD = 8 };

static const uint64_t secret = UINT64_C(0x853c49e6748fea9b);

static struct subscribers *table;
static struct subscriber *first;	/* of the memory of the table */
static struct subscriber *small;	/* as much, in small pages */
static struct subscriber *octets;	/* the one of these that is read */
static struct subscriber *plain;
static size_t plain_mask;
static enum manner { IN_A_ROW, WAITING, EXPECTED } manner;
static struct memory judging;		/* the part of it that learns */
static bool learns;
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
run_learn(void)
{
	struct txn t = { .network = OWNER_PARTNER, .country = 1 };
	unsigned i;

	for (i = 0; i < nlooked; i++) {
		if (manner == EXPECTED)
			subscribers_expect(table,
			    looked[(i + AHEAD) % nlooked]);
		t.imsi = looked[i];
		t.proto = i % 2 ? SIG_PROTO_MAP : SIG_PROTO_DIAMETER;
		place_learn(&judging, &t, i * NS_A_SECOND);
	}
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
	return octets + ((hash_u64(secret, key) >> 32) *
	    subscribers_count(table) >> 32);
}

static void
run_octets(void)
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
run_memory(void)
{
	octets = first;
	run_octets();
}

static void
run_small(void)
{
	octets = small;
	run_octets();
}

static void
row(const char *name, uint64_t *keys, unsigned n, unsigned passes)
{
	static const char *const manners[] = { "in a row", "each waiting",
	    "expected" };
	double find, other, least, slow;
	unsigned m;

	looked = keys;
	nlooked = n;
	for (m = 0; m < 3; m++) {
		manner = (enum manner)m;
		if (learns && manner == WAITING)
			continue;	/* for nothing that it says */
		bench_pair(run_plain, run_small, n, ROUNDS, passes, &other,
		    &slow);
		bench_pair(learns ? run_learn : run_table, run_memory, n,
		    ROUNDS, passes, &find, &least);
		printf("  %-16s %-14s %8.1f %8.1f %8.1f %8.1f %8.2f\n", name,
		    manners[m], find, other, least, slow, find / least);
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

/* As many octets as the table's, each page of its own. */
static struct subscriber *
small_new(size_t octets_of)
{
	void *p = mmap(NULL, octets_of, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (p == MAP_FAILED)
		return NULL;
	(void)madvise(p, octets_of, MADV_NOHUGEPAGE);
	memset(p, 0, octets_of);
	return p;
}

/* Of this process, in huge pages: MiB. */
static unsigned long
huge(void)
{
	FILE *f = fopen("/proc/self/smaps_rollup", "r");
	unsigned long kib = 0;
	char line[256];

	while (f != NULL && fgets(line, sizeof(line), f) != NULL)
		if (strncmp(line, "AnonHugePages:", 14) == 0)
			kib = strtoul(line + 14, NULL, 10);
	if (f != NULL)
		fclose(f);
	return kib / 1024;
}

static bool
make(size_t n)
{
	for (plain_mask = 1; plain_mask < n + n / 4; plain_mask *= 2)
		;
	plain = calloc(plain_mask, sizeof(*plain));
	table = subscribers_new(n, secret);
	if (table == NULL || plain == NULL)
		return false;
	small = small_new(subscribers_octets(table));
	plain_mask--;
	return small != NULL;
}

static bool
run(size_t n)
{
	bool fine;
	unsigned i;

	if (!make(n))
		return false;
	fine = fill(n);
	for (i = 0; i < LOOKUPS; i++) {
		present[i] = imsi(random_next() % n);
		absent[i] = imsi(n + random_next() % n);
	}
	first = NULL;
	subscribers_walk(table, note_first, NULL);
	printf("  %.2f %% apart from their two cache lines; %lu MiB in huge "
	    "pages\n", 100.0 * (double)subscribers_apart(table) / (double)n,
	    huge());
	row("hot", present, HOT, 400);
	row("cold", present, LOOKUPS, 1);
	row("cold, not there", absent, LOOKUPS, 1);
	learns = true;
	judging.subscribers = table;
	row("hot, learned", present, HOT, 400);
	row("cold, learned", present, LOOKUPS, 1);
	learns = false;
	munmap(small, subscribers_octets(table));
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
	printf("subscribers: ns to find and update one (goal with ten million:"
	    " 60 hot, 150 cold)\n"
	    "  %-31s %8s %8s %8s %8s %8s\n", "", "table", "plain", "memory",
	    "small", "times");
	fine = run(1000000) && run(10000000);
	free(present);
	free(absent);
	return !fine;
}
