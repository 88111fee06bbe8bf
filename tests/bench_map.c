/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The whole view of a MAP Begin from M3UA up, beside a walk of the same octets
 * that checks every length and keeps nothing.
 */
#define _POSIX_C_SOURCE 200809L
#include <string.h>

#include "../dissectors/ber.h"
#include "bench_input.h"

enum { MESSAGES = 64, ROUNDS = 15, PASSES = 2000 };

static struct bench_input in[MESSAGES];
static struct sig_msg m;

/* Tag and length by tag and length, into every constructed element. */
static unsigned
walk_ber(struct cur c, unsigned depth)
{
	unsigned n = 0;
	uint8_t tag, octet;
	struct cur v;

	while (cur_u8(&c, &tag) && cur_u8(&c, &octet) && octet < 0x80 &&
	    cur_take(&c, octet, &v)) {
		n++;
		if (tag & 0x20 && depth < 16)
			n += walk_ber(v, depth + 1);
	}
	return n;
}

/* M3UA parameters, the label, the three SCCP parts, then BER. */
static unsigned
walk(struct cur c)
{
	uint16_t tag, length;
	uint8_t octet, i;
	struct cur v, part, at;
	unsigned n = 0;

	if (!cur_skip(&c, 8))
		return 0;
	while (cur_be16(&c, &tag) && cur_be16(&c, &length) && length >= 4 &&
	    cur_take(&c, length - 4u, &v)) {
		n++;
		if (tag != 0x210 || !cur_skip(&v, 14))
			continue;
		for (i = 0; i < 3; i++) {
			at = v;
			if (!cur_u8(&v, &octet) || !cur_skip(&at, octet) ||
			    !cur_u8(&at, &octet) ||
			    !cur_take(&at, octet, &part))
				return n;
			n++;
		}
		n += walk_ber(part, 0);
	}
	return n;
}

static void
run_walk(void)
{
	unsigned i, sum = 0;

	for (i = 0; i < MESSAGES; i++)
		sum += walk(cur_make(in[i].octets, in[i].len));
	bench_keep(sum);
}

static void
run_view(void)
{
	unsigned i, sum = 0;

	for (i = 0; i < MESSAGES; i++) {
		m.nlayers = 0;
		(void)sig_dissect(SIG_ENTRY_M3UA, cur_make(in[i].octets, in[i].len),
		    NULL, &m);
		sum += m.nval;
	}
	bench_keep(sum);
}

int
main(int argc, char *argv[])
{
	double floor, view;

	if (argc != 2 || !bench_load(argv[1], in, MESSAGES))
		return 1;
	memset(&m, 0, sizeof(m));
	(void)sig_dissect(SIG_ENTRY_M3UA, cur_make(in[0].octets, in[0].len),
	    NULL, &m);
	printf("MAP Begin, %zu octets from M3UA, %u values, defect %s\n",
	    in[0].len, m.nval, sig_defect_name(m.defect));
	bench_pair(run_walk, run_view, MESSAGES, ROUNDS, PASSES, &floor, &view);
	printf("  bounded-cursor walk %6.1f ns a message\n", floor);
	printf("  whole view          %6.1f ns a message, %.2f times the walk "
	    "(goal: 2)\n", view, view / floor);
	return 0;
}
