/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the engine costs around judging SS7: MAP Begins from a partner to home,
 * through a pair of links and by a point code of its own, under the shipped
 * rules with 500 partners and memory; beside dissecting and judging the same
 * messages alone in the same run, and beside relaying unjudged.
 */
#define _GNU_SOURCE
#include "bench_engine.h"

enum { MESSAGES = 20000, LINK_HOME = 0, LINK_PARTNER = 1 };

static struct bench_input in[MESSAGES];
static unsigned messages;
static bool transparent;		/* through a pair of links */

static bool
send_home(void *arg, const struct iovec *part, int n)
{
	(void)arg;
	sent_home += part[0].iov_len > 0 && n == 1;
	return true;
}

static const struct way_ops ops = { send_home, no_close, no_waiting, no_hold };

/* ---- the same messages, once through the engine and once past it ---- */

static void
run_engine(void)
{
	unsigned i;

	for (i = 0; i < messages; i++) {
		engine_message(engine, partner, given(&in[i]), in[i].len);
		if (i % TURN == 0)
			engine_turn(engine);
	}
	engine_time(engine, now += 1000000);
}

static void
view(unsigned i)
{
	m.nlayers = 0;
	m.ts = now;
	m.link_in = LINK_PARTNER + 1;
	m.link_out = LINK_HOME + 1;
	(void)sig_dissect(SIG_ENTRY_M3UA, cur_make(given(&in[i]), in[i].len), NULL,
	    &m);
}

static void
run_judge(void)
{
	struct verdict v;
	unsigned i, sum = 0;

	for (i = 0; i < messages; i++) {
		view(i);
		judge_message(judge, &m, now, &v);
		sum += v.action;
	}
	now += 1000000;
	bench_keep(sum);
}

static void
run_dissect(void)
{
	unsigned i, sum = 0;

	for (i = 0; i < messages; i++) {
		view(i);
		sum += m.nval;
	}
	bench_keep(sum);
}

/* ---- the world ---- */

static uint32_t
dpc(void)
{
	(void)sig_dissect(SIG_ENTRY_M3UA, cur_make(in[0].octets, in[0].len),
	    NULL, &m);
	return m.dpc;
}

static void
conf_begin(FILE *f)
{
	fprintf(f, "link \"home\" { pc 0-250-2 sigtran as \"home\" "
	    "instance 1%s }\n", transparent ? " pair \"alpha\"" : "");
	fprintf(f, "link \"alpha\" { pc 0-125-1 sigtran as \"alpha\" "
	    "instance 0 }\nss7 { sigtran \"cs7.cfg\" pc %u "
	    "route gt 882* to \"home\" }\n"
	    "home { plmn 001-01 gt 88210* link \"home\" }\n",
	    (unsigned)dpc());
}

static void
conf_partner(FILE *f, size_t i)
{
	if (i == 0)
		fputs(" link \"alpha\"", f);
}

static bool
engine_make(const char *policy, bool unjudged)
{
	struct engine_config c = { .rules = rules_make(policy,
	    conf_begin, conf_partner), .secret = 1, .unjudged = unjudged };
	struct way_end end = { .link = LINK_HOME, .host = "home",
	    .realm = "", .transport = "m3ua", .ss7 = true };

	if (c.rules == NULL || (engine = engine_new(&c, now)) == NULL ||
	    engine_up(engine, &end, &ops, NULL) == NULL)
		return false;
	end.link = LINK_PARTNER;
	end.host = "alpha";
	partner = engine_up(engine, &end, &ops, NULL);
	return partner != NULL;
}

static void
measure(const char *what, unsigned n, unsigned passes, void (*floor)(void))
{
	messages = n;
	measure_pair(what, n, passes, floor, run_engine, "message");
	printf(" (%.0f %% passed)\n", percent(sent_home, n, passes));
}

static bool
measure_all(const char *policy)
{
	struct ruleset *rules = rules_make(policy, conf_begin, conf_partner);

	if (rules == NULL || (judge = judge_new(rules, 1)) == NULL ||
	    !engine_make(policy, false))
		return false;
	printf("MAP through the engine %s, shipped rules, %u partners\n",
	    transparent ? "between two links" : "by global title", PARTNERS);
	measure("dissected and judged, in cache", HOT, PASSES_HOT, run_judge);
	measure("20,000 dialogues", MESSAGES, 1, run_judge);
	engine_free(engine);
	if (!engine_make(policy, true))
		return false;
	measure("unjudged, in cache", HOT, PASSES_HOT, run_dissect);
	measure("unjudged, 20,000 dialogues", MESSAGES, 1, run_dissect);
	engine_free(engine);
	judge_free(judge);
	ruleset_free(rules);
	return true;
}

int
main(int argc, char *argv[])
{
	if (argc != 3) {
		fprintf(stderr,
		    "usage: bench_transfer map.pcap roaming.conf\n");
		return 2;
	}
	if (!bench_load(argv[1], in, MESSAGES))
		return 1;
	transparent = true;
	if (!measure_all(argv[2]))
		return 1;
	transparent = false;
	return measure_all(argv[2]) ? 0 : 1;
}
