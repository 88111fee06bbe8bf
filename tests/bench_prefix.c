/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Longest digit prefix: loading, memory, look-ups, beside a binary search over
 * the same entries and a read from memory, both in the same run.
 *
 * "hot" looks the same few numbers up again and again; "random" a million
 * numbers, so that a large table is met where no cache holds it.  Half of the
 * numbers begin with an entry, the others only with its first digits.
 */
#include <string.h>

#include "../rules/prefix.h"
#include "bench.h"

enum { NUMBERS = 1 << 20, HOT = 256, ROUNDS = 5, GROUPS = 500 };

struct entry {
	uint64_t	 w;
	uint8_t		 len;
	bool		 whole;
};

struct number {
	struct sig_digits d;
	unsigned	 len;
};

/* Where the floors look: first digit highest, so that order is order. */
struct line {
	uint64_t	 v[8];
};

static struct number *numbers, *looked;
static unsigned nlooked;
static struct prefix *table;
static uint64_t *sorted;
static size_t nsorted;
static struct line *memory;
static uint64_t seed = 1;

static uint64_t
random_next(void)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return seed * UINT64_C(0x2545f4914f6cdd1d) >> 11;
}

static uint64_t
digits_from(uint64_t w, unsigned from, unsigned to)
{
	for (; from < to; from++)
		w |= random_next() % 10 << 4 * from;
	return w;
}

static uint64_t
digits_cut(uint64_t w, unsigned len)
{
	return len >= 16 ? w : w & ((UINT64_C(1) << 4 * len) - 1);
}

static uint64_t
reversed(uint64_t w)
{
	uint64_t r = 0;
	unsigned i;

	for (i = 0; i < 16; i++, w >>= 4)
		r = r << 4 | (w & 0xf);
	return r;
}

/* The kinds of tables: prefixes of global titles under the numbers of some
 * partners; subscribers of a few networks; everything. */
static struct entry
gt_entry(size_t i)
{
	uint64_t was = seed;
	struct entry e = { 0, (uint8_t)(4 + random_next() % 6), false };

	seed = i % GROUPS + 1;
	e.w = digits_from(0, 0, 4);
	seed = was;
	e.w = digits_cut(digits_from(e.w, 4, 9), e.len);
	return e;
}

static struct entry
imsi_entry(size_t i)
{
	return (struct entry){ digits_from(0x100 | (i % 50) << 12, 5, 15), 15,
	    true };
}

static struct entry
mixed_entry(size_t i)
{
	unsigned len = 5 + (unsigned)(random_next() % 11);

	return (struct entry){ digits_from(0, 0, len), (uint8_t)len,
	    i % 4 == 0 };
}

/* Numbers for half of which an entry is there. */
static void
make_numbers(const struct entry *e, size_t n)
{
	unsigned i, keep;

	for (i = 0; i < NUMBERS; i++) {
		const struct entry *at = &e[random_next() % n];
		struct number *to = &numbers[i];

		keep = random_next() % 2 ? at->len : 3;
		to->len = at->whole ? at->len : 12 + at->len % 4;
		to->d.w[0] = digits_from(digits_cut(at->w, keep), keep,
		    to->len);
		to->d.w[1] = 0;
	}
}

static int
compare(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

static bool
load(const struct entry *e, size_t n)
{
	size_t i;

	table = prefix_new();
	if (table == NULL)
		return false;
	for (i = 0; i < n; i++)
		if (prefix_add(table, &(struct sig_digits){ { e[i].w } },
		    e[i].len, e[i].whole, (uint32_t)i) == PREFIX_NO_MEMORY)
			return false;
	return prefix_seal(table);
}

static void
run_find(void)
{
	unsigned i, sum = 0;

	for (i = 0; i < nlooked; i++)
		sum += prefix_find(table, &looked[i].d, looked[i].len);
	bench_keep(sum);
}

static void
run_search(void)
{
	unsigned i, sum = 0;
	size_t from, half;

	for (i = 0; i < nlooked; i++) {
		uint64_t v = reversed(looked[i].d.w[0]);

		for (from = 0, half = nsorted; half > 1; half -= half / 2)
			if (sorted[from + half / 2] <= v)
				from += half / 2;
		sum += (unsigned)from;
	}
	bench_keep(sum);
}

static void
run_read(void)
{
	uint64_t lines = prefix_octets(table) / sizeof(*memory), sum = 0;
	unsigned i;

	for (i = 0; i < nlooked; i++)
		sum += memory[((looked[i].d.w[0] * UINT64_C(0x9e3779b97f4a7c15))
		    >> 32) * lines >> 32].v[i % 8];
	bench_keep((unsigned)sum);
}

static void
measure(unsigned n, unsigned passes, double *find, double *search, double *read)
{
	double again;

	looked = numbers;
	nlooked = n;
	bench_pair(run_find, run_search, n, ROUNDS, passes, find, search);
	bench_pair(run_find, run_read, n, ROUNDS, passes, &again, read);
	if (again < *find)
		*find = again;
}

static bool
run(const char *name, struct entry (*make)(size_t), size_t n, struct entry *e)
{
	double start, took, hot[3], cold[3];
	size_t i;

	for (i = 0; i < n; i++)
		e[i] = make(i);
	start = bench_now();
	if (!load(e, n))
		return false;
	took = bench_now() - start;
	for (i = 0; i < n; i++)
		sorted[i] = reversed(e[i].w);
	qsort(sorted, n, sizeof(*sorted), compare);
	nsorted = n;
	make_numbers(e, n);
	measure(HOT, 400, &hot[0], &hot[1], &hot[2]);
	measure(NUMBERS, 1, &cold[0], &cold[1], &cold[2]);
	printf("%-20s %8zu %7.3f s %6.1f %7.1f %6.1f %5.1f %7.1f %6.1f %5.1f\n",
	    name, prefix_count(table), took / 1e9,
	    (double)prefix_octets(table) / (double)prefix_count(table),
	    hot[0], hot[1], hot[2], cold[0], cold[1], cold[2]);
	prefix_free(table);
	return true;
}

int
main(void)
{
	static const size_t sizes[] = { 1000, 100000, 1000000 };
	enum { MOST = 1000000 };
	struct entry *e = malloc(MOST * sizeof(*e));
	size_t i;
	bool fine = true;

	numbers = malloc(NUMBERS * sizeof(*numbers));
	sorted = malloc(MOST * sizeof(*sorted));
	memory = calloc(64 * MOST / sizeof(*memory), sizeof(*memory));
	if (e == NULL || numbers == NULL || sorted == NULL || memory == NULL)
		return 1;
	memset(memory, 1, 64 * MOST);
	printf("longest prefix: octets an entry; ns a look-up, binary search, "
	    "memory read\n%-20s %8s %9s %6s %21s %21s\n", "", "entries",
	    "load", "octets", "hot", "random");
	for (i = 0; i < 3 && fine; i++)
		fine = run("GT prefixes 4-9", gt_entry, sizes[i], e);
	for (i = 0; i < 3 && fine; i++)
		fine = run("IMSIs of 15", imsi_entry, sizes[i], e);
	for (i = 0; i < 3 && fine; i++)
		fine = run("lengths 5-15", mixed_entry, sizes[i], e);
	free(memory);
	free(sorted);
	free(numbers);
	free(e);
	return !fine;
}
