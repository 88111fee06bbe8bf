/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Admission in a storm: ns of a decision with five million devices in back-off,
 * beside one read of memory where the key says, in the same run.
 *
 * "early" devices come before their time and are answered from memory; "new"
 * ones have never been seen and get an appointment; "mixed" is nine of the
 * former for one of the latter; "grid" are new ones who can be told the times of
 * T3346 only, of which none is free.  In a stream, memory is sent for eight
 * requests ahead; alone, it is not.
 */
#include "../dissectors/hash.h"
#include "../rules/state/admit.h"
#include "bench.h"

enum { DEVICES = 5000000, FIRST = DEVICES + DEVICES / 8, ASKED = 1 << 18,
	AHEAD = 8, ROUNDS = 5 };

#define MS	UINT64_C(1000000)
#define S	UINT64_C(1000000000)
#define START	(UINT64_C(1700000000) * S)

struct line {
	uint64_t	 v[8];
};

static const struct drain_reach any = { .kind = 0, .first = 5 * S };
static const struct drain_reach step[2] = {
	{ .kind = 1, .times = 4, .first = 10 * S, .step = 10 * S,
	  .rest = 720 * S, .jitter = S },
	{ .kind = 2, .times = 4, .first = 25 * S, .step = 25 * S,
	  .rest = 720 * S, .jitter = S },
};

static const struct drain_reach grid[3] = {	/* T3346: rules/reach.c */
	{ .kind = 3, .first = 2 * S, .grid = 2 * S, .last = 62 * S,
	  .jitter = S },
	{ .kind = 3, .first = 60 * S, .grid = 60 * S, .last = 1860 * S,
	  .jitter = S },
	{ .kind = 3, .first = 62 * S, .grid = 2 * S, .last = 1860 * S,
	  .jitter = S, .stops = true },
};

static struct admit *admit;
static struct line *memory;
static uint64_t *keys, now, next_new, seed = 1;
static unsigned new_in;			/* one in so many is new; 0: none */
static bool stream, grids;

static uint64_t
random_next(void)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return seed * UINT64_C(0x2545f4914f6cdd1d) >> 11;
}

static uint64_t
imsi(uint64_t i)
{
	return UINT64_C(15) << 56 | (UINT64_C(1010000000000) + i);
}

static unsigned
decide(uint64_t key)
{
	bool told = key % 2;
	struct admit_request r = { .key = key, .priority = 9,
	    .reach = told ? &any : step, .nreach = told ? 1 : 2 };

	if (grids) {
		r.reach = grid;
		r.nreach = 3;
	}

	now += 10000;		/* 100,000 a second */
	return admit_decide(admit, &r, now).admitted;
}

/* Who asks: one of the known, or somebody new. */
static void
ask_whom(void)
{
	unsigned i;

	for (i = 0; i < ASKED + AHEAD; i++)
		keys[i] = imsi(new_in > 0 && i % new_in == 0 ? next_new++ :
		    random_next() % FIRST);
}

static void
run_decide(void)
{
	unsigned i, in = 0;

	for (i = 0; i < ASKED; i++) {
		if (stream)
			admit_expect(admit, keys[i + AHEAD]);
		in += decide(keys[i]);
	}
	bench_keep(in);
}

static void
run_memory(void)
{
	uint64_t lines = (uint64_t)DEVICES * 26 / sizeof(*memory), sum = 0;
	struct line *l;
	unsigned i;

	for (i = 0; i < ASKED; i++) {
		if (stream)
			__builtin_prefetch(&memory[(hash_u64(1,
			    keys[i + AHEAD]) >> 32) * lines >> 32]);
		l = &memory[(hash_u64(1, keys[i]) >> 32) * lines >> 32];
		sum += l->v[sum % 8];
	}
	bench_keep((unsigned)sum);
}

static double
row(const char *name, unsigned new_one_in)
{
	double ns[2][ROUNDS], floor[2][ROUNDS], start, stream_ns;
	unsigned m, i;

	new_in = new_one_in;
	for (m = 0; m < 2; m++) {
		stream = m == 0;
		for (i = 0; i < ROUNDS; i++) {
			ask_whom();
			start = bench_now();
			run_decide();
			ns[m][i] = (bench_now() - start) / ASKED;
			start = bench_now();
			run_memory();
			floor[m][i] = (bench_now() - start) / ASKED;
		}
	}
	stream_ns = bench_median(ns[0], ROUNDS);
	printf("  %-8s %8.1f %8.1f %12.1f %8.1f\n", name, stream_ns,
	    bench_median(floor[0], ROUNDS), bench_median(ns[1], ROUNDS),
	    bench_median(floor[1], ROUNDS));
	return stream_ns;
}

int
main(void)
{
	struct admit_setup setup = { .capacity = { .rate = 2000,
	    .latency = 500 * MS }, .devices = DEVICES + DEVICES / 2,
	    .secret = UINT64_C(0x853c49e6748fea9b) };
	struct admit_figures f;
	double start, took;
	uint64_t i;

	setup.class[1] = (struct admit_class){ .there = true, .reserve = 10 };
	setup.class[5].there = setup.class[9].there = true;
	now = START;
	admit = admit_new(&setup, now);
	memory = calloc((size_t)DEVICES * 26 / sizeof(*memory) + 1,
	    sizeof(*memory));
	keys = calloc(ASKED + AHEAD, sizeof(*keys));
	if (admit == NULL || memory == NULL || keys == NULL)
		return 1;
	for (i = 0; i < (uint64_t)DEVICES * 26 / sizeof(*memory); i++)
		memory[i].v[0] = i;	/* or all of it is one page of zeros */
	start = bench_now();
	for (i = 0; i < FIRST; i++)	/* some are in, or have been */
		(void)decide(imsi(i));
	took = (bench_now() - start) / FIRST;
	admit_figures(admit, now, &f);
	printf("storm decisions, ns each: %zu devices in back-off, "
	    "%.2f octets for each of %zu promised, %.0f ns to put one in, "
	    "lost %llu\n", f.remembered, (double)f.octets /
	    (double)setup.devices, setup.devices, took,
	    (unsigned long long)f.evicted);
	printf("  %-8s %17s %21s\n  %-8s %8s %8s %12s %8s\n", "", "in a stream",
	    "alone", "", "decision", "memory", "decision", "memory");
	next_new = FIRST;
	row("early", 0);
	row("mixed", 10);
	row("new", 1);
	grids = true;		/* and the schedule is full for longer */
	row("grid", 1);
	admit_free(admit);
	free(memory);
	free(keys);
	return 0;
}
