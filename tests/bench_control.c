/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What storm control adds to judging a message, with five million devices in
 * back-off: requests of devices at random under the same rules, once with a
 * protected group and once without.
 */
#include <string.h>

#include "../dissectors/sig.h"
#include "../rules/judge.h"
#include "bench_input.h"

enum { DEVICES = 5000000, MESSAGES = 64, ASKED = 1 << 16, ROUNDS = 7 };

#define NS_A_SECOND	UINT64_C(1000000000)

static const char plain[] =
    "home { plmn 001-01 gt 88210* realm epc.mnc001.mcc001.3gppnetwork.org }\n"
    "partner \"red\" { plmn 999-70 gt 9997*\n"
    "	realm epc.mnc070.mcc999.3gppnetwork.org }\n"
    "class health priority 1 critical imsi 001019* reserve 10%\n"
    "class meter priority 9 imsi 001015*\n"
    "class handset priority 5\n"
    "screen in { pass label fine }\n";
static const char guarded[] =
    "protect \"home\" { capacity 2000/s devices 5000000 }\n"
    "storm \"reg\" on { update-location authenticate } per partner\n"
    "	enter 300/s for 3s leave 150/s for 30s\n";

static struct bench_input in[MESSAGES];
static struct sig_msg view[MESSAGES];
static struct ruleset *rules[2];
static struct judge *judge[2];
static uint64_t now = 1700000000 * NS_A_SECOND, seed = 1;
static unsigned refused;

static uint64_t
random_next(void)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return seed * UINT64_C(0x2545f4914f6cdd1d) >> 11;
}

/* The message is from that device: ten digits behind 001-01. */
static const struct sig_msg *
of_device(unsigned i, uint64_t device)
{
	struct sig_msg *m = &view[i % MESSAGES];
	struct sig_value *v = (struct sig_value *)(uintptr_t)
	    sig_get(m, SIG_IMSI);
	uint64_t digits = 0x10100;
	unsigned k;

	for (k = 5; k < 15; k++, device /= 10)
		digits |= device % 10 << (4 * k);
	v->digits.w[0] = digits;
	v->len = 15;
	return m;
}

static void
run(unsigned which)
{
	struct verdict v;
	unsigned i;

	for (i = 0; i < ASKED; i++) {
		judge_message(judge[which], of_device(i, random_next() %
		    DEVICES), now += 10000, &v);
		refused += v.action == ACTION_REJECT;
	}
	bench_keep(refused);
}

static void
run_plain(void)
{
	run(0);
}

static void
run_guarded(void)
{
	run(1);
}

static struct judge *
judge_of(const char *more, struct ruleset **rs)
{
	struct conf_errors e = { NULL, 0, 0 };
	char text[4096];
	int n = snprintf(text, sizeof(text), "%s%s", plain, more);
	struct conf *c = conf_parse("bench.conf", text, (size_t)n, &e);

	if (e.n > 0)
		fprintf(stderr, "%s\n", e.line[0]);
	*rs = c == NULL ? NULL : ruleset_build(c, &e);
	conf_errors_free(&e);
	return *rs == NULL ? NULL : judge_new(*rs, 7);
}

static bool
load(const char *path)
{
	unsigned i;

	if (!bench_load(path, in, MESSAGES))
		return false;
	memset(view, 0, sizeof(view));
	for (i = 0; i < MESSAGES; i++) {
		(void)sig_dissect(SIG_ENTRY_DIAMETER, cur_make(in[i].octets,
		    in[i].len), NULL, &view[i]);
		if (!sig_has(&view[i], SIG_IMSI) ||
		    view[i].kind != SIG_KIND_REQUEST)
			view[i] = view[0];
	}
	return sig_has(&view[0], SIG_IMSI);
}

int
main(int argc, char *argv[])
{
	double without, with;
	struct verdict v;
	unsigned i;

	if (argc != 2 || !load(argv[1]))
		return 1;
	judge[0] = judge_of("", &rules[0]);
	judge[1] = judge_of(guarded, &rules[1]);
	if (judge[0] == NULL || judge[1] == NULL)
		return 1;
	for (i = 0; i < DEVICES; i++)
		judge_message(judge[1], of_device(i, i), now += 1000, &v);
	refused = 0;
	bench_pair(run_plain, run_guarded, ASKED, ROUNDS, 1, &without, &with);
	printf("storm control, %u devices in back-off (goal: 200 ns)\n"
	    "  judging %6.1f ns without, %6.1f ns more with it (%.0f %% "
	    "refused)\n", DEVICES, without, with - without,
	    100.0 * refused / ASKED / ROUNDS);
	for (i = 0; i < 2; i++) {
		judge_free(judge[i]);
		ruleset_free(rules[i]);
	}
	return refused == 0;
}
