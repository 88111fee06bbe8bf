/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One dialogue more and one less, with many open: Begin, a Continue that is
 * looked for, End, each of another dialogue picked at random; beside reads of
 * words at random from as much memory, measured in the same run.
 */
#include "../rules/state/txn.h"
#include "bench.h"
#include "txn_msg.h"

enum { MOST = 1000000, STEPS = 1 << 17, ROUNDS = 9, NODES = 1000 };

#define START	(UINT64_C(1700000000) * 1000000000)

static struct sig_addr node[NODES + 1];
static uint32_t open_id[MOST];		/* its node: id % NODES */
static unsigned nopen, failed;
static struct txns *x;
static uint64_t *memory, words, now = START;
static uint64_t seed = 1;
static uint32_t latest;
static struct sig_msg m;

static unsigned
random_below(unsigned n)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return (unsigned)((seed * UINT64_C(0x2545f4914f6cdd1d)) >> 33) % n;
}

/* Only what differs: to write a whole message would cost more than to know
 * what it belongs to. */
static void
message(enum sig_dialogue type, uint32_t id)
{
	bool begin = type == SIG_DIALOGUE_BEGIN;

	m.dialogue = (uint8_t)type;
	m.calling = node[begin ? id % NODES : NODES];
	m.called = node[begin ? NODES : id % NODES];
	m.otid = (struct sig_tid){ begin ? 4 : 0, id };
	m.dtid = (struct sig_tid){ begin ? 0 : 4, id };
	m.ncomp = begin;
	now += 1000;
}

static void
pass(unsigned what)
{
	struct txn_meeting meeting;

	txn_find(x, &m, now, &meeting);
	failed += meeting.what != what;
	txn_commit(x, &m, now, &meeting);
}

static void
look(unsigned what)
{
	struct txn_meeting meeting;

	txn_find(x, &m, now, &meeting);
	failed += meeting.what != what;
}

static void
run_dialogues(void)
{
	unsigned i, n;

	for (i = 0; i < STEPS; i++) {
		n = random_below(nopen);
		message(SIG_DIALOGUE_END, open_id[n]);
		pass(TXN_ENDS);
		open_id[n] = ++latest;
		message(SIG_DIALOGUE_BEGIN, latest);
		pass(TXN_OPENS);
		message(SIG_DIALOGUE_CONTINUE, open_id[random_below(nopen)]);
		look(TXN_WITHIN);
	}
}

static void
run_look(void)
{
	unsigned i;

	for (i = 0; i < STEPS; i++) {
		message(SIG_DIALOGUE_CONTINUE, open_id[random_below(nopen)]);
		look(TXN_WITHIN);
	}
}

static void
run_read(void)
{
	uint64_t sum = 0;
	unsigned i;

	for (i = 0; i < STEPS; i++) {
		seed ^= seed << 13;
		seed ^= seed >> 7;
		/* each waits for the one before */
		seed = (seed ^ seed << 17) ^ memory[(seed >> 32) * words >> 32];
		sum += seed;
	}
	bench_keep((unsigned)sum);
}

static bool
run(unsigned size)
{
	double dialogue, found, read, again, start;
	unsigned i;

	x = txns_new(size, 0x5ec2e7);
	words = txns_octets(x) / sizeof(*memory);
	memory = malloc(words * sizeof(*memory));
	if (x == NULL || memory == NULL)
		return false;
	memset(memory, 1, words * sizeof(*memory));
	start = bench_now();
	for (nopen = 0; nopen < size; nopen++) {
		open_id[nopen] = ++latest;
		message(SIG_DIALOGUE_BEGIN, latest);
		pass(TXN_OPENS);
	}
	start = (bench_now() - start) / size;
	for (i = 0; i < 2; i++)		/* so that places get mixed */
		run_dialogues();
	bench_pair(run_dialogues, run_read, STEPS, ROUNDS, 1, &dialogue, &read);
	bench_pair(run_look, run_read, STEPS, ROUNDS, 1, &found, &again);
	printf("%8u open %6.1f octets each %7.1f ns to fill %7.1f a dialogue "
	    "%6.1f a look %6.1f a read\n", size,
	    (double)txns_octets(x) / size, start, dialogue, found,
	    again < read ? again : read);
	if (txns_count(x) != size || txns_lost(x) != 0 || failed != 0)
		printf("%u messages not as they should be\n", failed);
	txns_free(x);
	free(memory);
	return failed == 0;
}

int
main(void)
{
	unsigned i;
	bool fine;

	for (i = 0; i <= NODES; i++)
		txn_msg_address(&node[i], TXN_MSG_GT + i);
	sig_reset(&m);
	m.proto = SIG_PROTO_MAP;
	txn_msg_comp(&m, SIG_KIND_REQUEST, 1, SIG_OP_UPDATE_LOCATION);
	printf("transactions: Begin, a look and End of one dialogue\n");
	fine = run(1000) && run(100000) && run(MOST);
	return !fine;
}
