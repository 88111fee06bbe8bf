/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What an answer costs: a storm is answered with it.  Beside each the copying
 * of the request, which is the least that touching it costs.
 */
#define _POSIX_C_SOURCE 200809L
#include <string.h>

#include "../dissectors/sig.h"
#include "../fw/answer.h"
#include "bench_input.h"

enum { MESSAGES = 64, ROUNDS = 15, PASSES = 2000 };

static struct bench_input in[MESSAGES];
static struct sig_msg view[MESSAGES];
static struct answer said;
static uint8_t mem[ANSWER_MAX];
static size_t answered;

static void
run_copy(void)
{
	unsigned i, sum = 0;

	for (i = 0; i < MESSAGES; i++) {
		memcpy(mem, in[i].octets, in[i].len);
		sum += mem[in[i].len - 1];
	}
	bench_keep(sum);
}

static void
run_answer(void)
{
	struct wbuf w;
	unsigned i, sum = 0;

	for (i = 0; i < MESSAGES; i++) {
		w = wbuf_make(mem, sizeof(mem));
		if (answer_build(&view[i], &said, &w))
			sum += (unsigned)w.len;
	}
	answered = sum;
	bench_keep(sum);
}

static void
measure(const char *what)
{
	double copy, ns;

	bench_pair(run_copy, run_answer, MESSAGES, ROUNDS, PASSES, &copy, &ns);
	printf("  %-34s %6.1f ns an answer of %zu octets, a copy of the "
	    "request %.1f ns\n", what, ns, answered / MESSAGES, copy);
}

static bool
load(const char *path, enum sig_entry entry)
{
	unsigned i;

	if (!bench_load(path, in, MESSAGES))
		return false;
	memset(view, 0, sizeof(view));
	for (i = 0; i < MESSAGES; i++)
		(void)sig_dissect(entry, cur_make(in[i].octets, in[i].len),
		    NULL, &view[i]);
	return true;
}

int
main(int argc, char *argv[])
{
	static const struct answer_overload report = { .sequence = 1,
	    .reduction = 50, .validity = 60 };
	const char *host = "hss1.epc.mnc001.mcc001.3gppnetwork.org";

	if (argc != 3 || !load(argv[1], SIG_ENTRY_DIAMETER))
		return 1;
	said = (struct answer){ .kind = ANSWER_ERROR, .error = REJECT_BUSY,
	    .host = cur_make(host, strlen(host)),
	    .realm = cur_make(host + 5, strlen(host) - 5) };
	printf("answers to rejected messages (goal: 300 ns for Diameter)\n");
	measure("Diameter 3004");
	said.error = REJECT_AUTH_DATA;
	measure("Diameter 4181 of S6a");
	said.overload = &report;
	said.error = REJECT_UNABLE;
	measure("Diameter 5012, overload report");
	said.error = REJECT_MISSING;
	measure("Diameter 5005, looking for it");
	if (!load(argv[2], SIG_ENTRY_M3UA))
		return 1;
	said.error = REJECT_BUSY;
	measure("MAP system failure, M3UA and all");
	return 0;
}
