/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The whole view of S6a ULRs and ULAs beside a walk of the same octets that
 * checks every length, groups included, and keeps nothing: in order, with the
 * AVPs of the top level shuffled, and from more memory than caches hold.
 */
#define _POSIX_C_SOURCE 200809L
#include <string.h>

#include "../dissectors/diameter.h"
#include "bench_input.h"

enum { MESSAGES = 64, FAR = 100000, ROUNDS = 15, PASSES = 400, TOP = 64 };

static struct bench_input *in;
static unsigned used;
static struct sig_msg m;

static bool
is_group(uint32_t code)
{
	switch (code) {
	case 260: case 297: case 621: case 628: case 1034: case 1400:
	case 1401: case 1429: case 1430: case 1431: case 1435: case 1612:
		return true;
	default:
		return false;
	}
}

/* The next AVP; its padding may be cut off. */
static inline bool
next_avp(struct cur *c, uint32_t *code, struct cur *data)
{
	uint32_t word, vendor;
	size_t head = 8, len;
	struct cur padding;

	if (!cur_be32(c, code) || !cur_be32(c, &word))
		return false;
	if (word >> 31) {
		head = 12;
		if (!cur_be32(c, &vendor))
			return false;
	}
	len = word & 0xffffff;
	if (len < head || !cur_take(c, len - head, data))
		return false;
	padding = cur_take_most(c, (4 - (len & 3)) & 3);
	return cur_left(&padding) < 4;
}

static unsigned
walk(struct cur c, unsigned depth)
{
	unsigned n = 0;
	uint32_t code;
	struct cur data;

	while (next_avp(&c, &code, &data)) {
		n++;
		if (is_group(code) && depth < SIG_DEPTH_MAX)
			n += walk(data, depth + 1);
	}
	return n;
}

static unsigned
walk_message(const struct bench_input *b)
{
	struct cur c = cur_make(b->octets, b->len);

	return cur_skip(&c, DIAMETER_HEADER_LEN) ? walk(c, 0) : 0;
}

/* Session-Id stays first. */
static void
shuffle(struct bench_input *b, uint32_t seed)
{
	struct bench_input from = *b;
	struct cur c = cur_make(from.octets, from.len), avp[TOP], data, swap;
	unsigned n = 0, i, j;
	const uint8_t *start;
	uint32_t code;

	if (!cur_skip(&c, DIAMETER_HEADER_LEN))
		return;
	for (start = c.p; n < TOP && next_avp(&c, &code, &data); start = c.p)
		avp[n++] = (struct cur){ start, c.p };
	b->len = DIAMETER_HEADER_LEN;
	for (i = 0; i < n; i++) {
		seed = seed * 1103515245 + 12345;
		j = i == 0 ? 0 : i + (seed >> 16) % (n - i);
		swap = avp[i];
		avp[i] = avp[j];
		avp[j] = swap;
		memcpy(b->octets + b->len, avp[i].p, cur_left(&avp[i]));
		b->len += cur_left(&avp[i]);
	}
}

static void
run_walk(void)
{
	unsigned i, sum = 0;

	for (i = 0; i < used; i++)
		sum += walk_message(&in[i]);
	bench_keep(sum);
}

static void
run_view(void)
{
	unsigned i, sum = 0;

	for (i = 0; i < used; i++) {
		m.nlayers = 0;
		(void)sig_dissect(SIG_ENTRY_DIAMETER,
		    cur_make(in[i].octets, in[i].len), NULL, &m);
		sum += m.nval;
	}
	bench_keep(sum);
}

static void
measure(const char *what, unsigned n, unsigned passes)
{
	double floor, view;

	used = n;
	bench_pair(run_walk, run_view, n, ROUNDS, passes, &floor, &view);
	printf("  %-16s bounded-cursor deep walk %6.1f ns, whole view %6.1f "
	    "ns, %.2f times the walk (goal: 1.6)\n", what, floor, view,
	    view / floor);
}

/* What is measured; false unless the messages are read to their end. */
static bool
describe(void)
{
	unsigned i, avps = 0, values = 0;
	size_t octets = 0;

	for (i = 0; i < MESSAGES; i++) {
		avps += walk_message(&in[i]);
		octets += in[i].len;
		m.nlayers = 0;
		(void)sig_dissect(SIG_ENTRY_DIAMETER,
		    cur_make(in[i].octets, in[i].len), NULL, &m);
		values += m.nval;
		if (m.defect != SIG_DEFECT_NONE) {
			fprintf(stderr, "message %u: %s\n", i,
			    sig_defect_name(m.defect));
			return false;
		}
	}
	printf("S6a ULR/ULA, %zu octets, %u AVPs, %u values on average\n",
	    octets / MESSAGES, avps / MESSAGES, values / MESSAGES);
	return true;
}

int
main(int argc, char *argv[])
{
	unsigned i;

	in = calloc(FAR, sizeof(*in));
	if (in == NULL || argc != 2 || !bench_load(argv[1], in, FAR) ||
	    !describe()) {
		free(in);
		return 1;
	}
	measure("in order", MESSAGES, PASSES);
	measure("not in cache", FAR, 1);
	for (i = 0; i < MESSAGES; i++)
		shuffle(&in[i], i);
	measure("shuffled", MESSAGES, PASSES);
	free(in);
	return 0;
}
