/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the engine costs around judging: an S6a request on to home and its
 * answer back, between two neighbours that take what they are sent, under the
 * shipped rules with 500 partners and memory; beside dissecting and judging the
 * same two messages alone in the same run, and beside relaying unjudged.
 */
#define _GNU_SOURCE
#include "bench_engine.h"

enum { PAIRS = 20000, HBH = 12, LINK_HSS = 0, LINK_DRA = 1 };

static struct bench_input in[2 * PAIRS];	/* requests, each its answer */
static uint8_t ids[PAIRS][4];		/* that home was sent */
static unsigned pairs, at;
static struct way *home;

static bool
send_home(void *arg, const struct iovec *part, int n)
{
	(void)arg;
	(void)n;
	memcpy(ids[at], (const uint8_t *)part[0].iov_base + HBH, 4);
	sent_home++;
	return true;
}

static bool
send_partner(void *arg, const struct iovec *part, int n)
{
	(void)arg;
	sent += part[0].iov_len > 0 && n == 1;
	return true;
}

static const struct way_ops home_ops = { send_home, no_close, no_waiting,
    no_hold };
static const struct way_ops partner_ops = { send_partner, no_close,
    no_waiting, no_hold };

/* ---- the same messages, once through the engine and once past it ---- */

static void
run_engine(void)
{
	unsigned i;

	for (at = 0; at < pairs; at++) {
		engine_message(engine, partner, given(&in[2 * at]), in[2 * at].len);
		if (at % TURN == 0)
			engine_turn(engine);
	}
	engine_time(engine, now += 1000000);
	for (i = 0; i < pairs; i++) {
		memcpy(given(&in[2 * i + 1]) + HBH, ids[i], 4);
		engine_message(engine, home, work, in[2 * i + 1].len);
		if (i % TURN == 0)
			engine_turn(engine);
	}
}

static void
view(unsigned i, unsigned from, unsigned to)
{
	m.nlayers = 2;
	m.layer[0] = SIG_LAYER_IP;
	m.layer[1] = SIG_LAYER_TCP;
	m.ts = now;
	m.link_in = (uint16_t)(from + 1);
	m.link_out = (uint16_t)(to + 1);
	(void)sig_dissect(SIG_ENTRY_DIAMETER, cur_make(given(&in[i]), in[i].len),
	    NULL, &m);
}

static void
run_judge(void)
{
	struct verdict v;
	unsigned i, sum = 0;

	for (i = 0; i < pairs; i++) {
		view(2 * i, LINK_DRA, LINK_HSS);
		judge_message(judge, &m, now, &v);
		sum += v.action;
	}
	now += 1000000;
	for (i = 0; i < pairs; i++) {
		view(2 * i + 1, LINK_HSS, LINK_DRA);
		judge_message(judge, &m, now, &v);
		sum += v.action;
	}
	bench_keep(sum);
}

/* Unjudged, requests alone are read. */
static void
run_dissect(void)
{
	unsigned i, sum = 0;

	for (i = 0; i < pairs; i++) {
		view(2 * i, LINK_DRA, LINK_HSS);
		sum += m.nval;
	}
	for (i = 0; i < pairs; i++)
		sum += given(&in[2 * i + 1])[HBH];
	bench_keep(sum);
}

/* ---- the world ---- */

static void
conf_begin(FILE *f)
{
	fprintf(f, "diameter { host fw1.epc.mnc001.mcc001.3gppnetwork.org "
	    "realm epc.mnc001.mcc001.3gppnetwork.org requests %u }\n",
	    2 * PAIRS);
	fputs("link hss { ip 192.0.2.1 }\nlink dra { ip 198.51.100.1 }\n"
	    "home { plmn 001-01 gt 88210* host *.epc.mnc001.mcc001."
	    "3gppnetwork.org realm epc.mnc001.mcc001.3gppnetwork.org "
	    "link hss }\n", f);
}

static void
conf_partner(FILE *f, size_t i)
{
	fprintf(f, " realm epc.mnc%03zu.mcc%03zu.3gppnetwork.org%s",
	    (i + 70) % 100, 999 - i / 30, i == 0 ? " link dra" : "");
}

static void
ways_open(void)
{
	struct way_end end = { .link = LINK_HSS,
	    .host = "hss1.epc.mnc001.mcc001.3gppnetwork.org",
	    .realm = "epc.mnc001.mcc001.3gppnetwork.org",
	    .transport = "tcp" };

	home = engine_up(engine, &end, &home_ops, NULL);
	end.link = LINK_DRA;
	end.host = "dra.epc.mnc070.mcc999.3gppnetwork.org";
	end.realm = "epc.mnc070.mcc999.3gppnetwork.org";
	partner = engine_up(engine, &end, &partner_ops, NULL);
}

static bool
engine_make(const char *policy, bool unjudged)
{
	struct engine_config c = { .rules = rules_make(policy,
	    conf_begin, conf_partner), .secret = 1, .unjudged = unjudged };

	if (c.rules == NULL || (engine = engine_new(&c, now)) == NULL)
		return false;
	ways_open();
	return home != NULL && partner != NULL;
}

static void
measure(const char *what, unsigned n, unsigned passes, void (*floor)(void))
{
	pairs = n;
	measure_pair(what, n, passes, floor, run_engine, "request and answer");
	printf(" (%.0f %% forwarded, %.0f %% answered)\n",
	    percent(sent_home, n, passes), percent(sent, n, passes));
}

int
main(int argc, char *argv[])
{
	struct ruleset *rules;

	if (argc != 3) {
		fprintf(stderr, "usage: bench_engine s6a.pcap roaming.conf\n");
		return 2;
	}
	rules = rules_make(argv[2], conf_begin, conf_partner);
	if (rules == NULL || !bench_load(argv[1], in, 2 * PAIRS) ||
	    (judge = judge_new(rules, 1)) == NULL ||
	    !engine_make(argv[2], false))
		return 1;
	printf("S6a through the engine, shipped rules, %u partners\n",
	    PARTNERS);
	measure("dissected and judged, in cache", HOT, PASSES_HOT, run_judge);
	measure("20,000 open at once", PAIRS, 1, run_judge);
	engine_free(engine);
	if (!engine_make(argv[2], true))
		return 1;
	measure("unjudged, in cache", HOT, PASSES_HOT, run_dissect);
	measure("unjudged, 20,000 open at once", PAIRS, 1, run_dissect);
	engine_free(engine);
	judge_free(judge);
	ruleset_free(rules);
	return 0;
}
