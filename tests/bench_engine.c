/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the engine costs around judging: an S6a request on to home and its
 * answer back, between two neighbours that take what they are sent, under the
 * shipped rules with 500 partners and memory; beside dissecting and judging the
 * same two messages alone in the same run, and beside relaying unjudged.
 */
#define _GNU_SOURCE
#include <limits.h>
#include <sys/uio.h>

#include "../fw/run/engine.h"
#include "../fw/run/events.h"
#include "../rules/judge.h"
#include "bench_input.h"

enum {
	PAIRS = 20000, HOT = 32, ROUNDS = 11, PASSES_HOT = 500,
	PARTNERS = 500, MESSAGE_MAX = 2 * BENCH_OCTETS_MAX,
	HBH = 12, TURN = 16,
	LINK_HSS = 0, LINK_DRA = 1,
	NS_A_SECOND = 1000000000,
};

static struct bench_input in[2 * PAIRS];	/* requests, each its answer */
static uint8_t ids[PAIRS][4];		/* that home was sent */
static uint8_t work[MESSAGE_MAX];	/* the edge's octets */
static unsigned pairs, at;
static struct engine *engine;
static struct way *home, *partner;
static struct judge *judge;
static struct sig_msg m;
static uint64_t now = NS_A_SECOND, sent, sent_home;

/* Events are not written here. */
void
events_message(struct events *e, const struct event *event)
{
	(void)e;
	(void)event;
}

void
events_notice(struct events *e, const struct ruleset *r,
    const struct notice *n)
{
	(void)e;
	(void)r;
	(void)n;
}

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

static void
no_close(void *arg)
{
	(void)arg;
}

static size_t
no_waiting(const void *arg)
{
	(void)arg;
	return 0;
}

static void
no_hold(void *arg, bool held)
{
	(void)arg;
	(void)held;
}

static const struct way_ops home_ops = { send_home, no_close, no_waiting,
    no_hold };
static const struct way_ops partner_ops = { send_partner, no_close,
    no_waiting, no_hold };

/* ---- the same messages, once through the engine and once past it ---- */

static uint8_t *
given(unsigned i)
{
	memcpy(work, in[i].octets, in[i].len);
	return work;
}

static void
run_engine(void)
{
	unsigned i;

	for (at = 0; at < pairs; at++) {
		engine_message(engine, partner, given(2 * at), in[2 * at].len);
		if (at % TURN == 0)
			engine_turn(engine);
	}
	engine_time(engine, now += 1000000);
	for (i = 0; i < pairs; i++) {
		memcpy(given(2 * i + 1) + HBH, ids[i], 4);
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
	(void)sig_dissect(SIG_ENTRY_DIAMETER, cur_make(given(i), in[i].len),
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
		sum += given(2 * i + 1)[HBH];
	bench_keep(sum);
}

/* ---- the world ---- */

static struct ruleset *
rules_make(const char *policy)
{
	struct conf_errors e;
	struct ruleset *rs = NULL;
	struct conf *c;
	char path[PATH_MAX];
	char *text = NULL;
	size_t len = 0, i;
	FILE *f = open_memstream(&text, &len);

	memset(&e, 0, sizeof(e));
	if (f == NULL || realpath(policy, path) == NULL)
		return NULL;
	fprintf(f, "diameter { host fw1.epc.mnc001.mcc001.3gppnetwork.org "
	    "realm epc.mnc001.mcc001.3gppnetwork.org requests %u }\n",
	    2 * PAIRS);
	fputs("link hss { ip 192.0.2.1 }\nlink dra { ip 198.51.100.1 }\n"
	    "home { plmn 001-01 gt 88210* host *.epc.mnc001.mcc001."
	    "3gppnetwork.org realm epc.mnc001.mcc001.3gppnetwork.org "
	    "link hss }\n", f);
	for (i = 0; i < PARTNERS; i++)
		fprintf(f, "partner \"p%zu\" { plmn %zu-%02zu gt %zu* realm "
		    "epc.mnc%03zu.mcc%03zu.3gppnetwork.org%s }\n", i,
		    999 - i / 30, (i + 70) % 100, i == 0 ? 9997 : 600000 + i,
		    (i + 70) % 100, 999 - i / 30, i == 0 ? " link dra" : "");
	fprintf(f, "table <critical> imsi { 001010000000000 }\n"
	    "class critical priority 1 imsi <critical>\n"
	    "class other priority 9\ninclude \"%s\"\n"
	    "memory { subscribers 1000000 transactions 100000 }\n", path);
	fclose(f);
	c = conf_parse("bench.conf", text, len, &e);
	if (c != NULL)
		rs = ruleset_build(c, &e);
	for (i = 0; i < e.n; i++)
		fprintf(stderr, "%s\n", e.line[i]);
	conf_errors_free(&e);
	free(text);
	return rs;
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
	struct engine_config c = { .rules = rules_make(policy), .secret = 1,
	    .unjudged = unjudged };

	if (c.rules == NULL || (engine = engine_new(&c, now)) == NULL)
		return false;
	ways_open();
	return home != NULL && partner != NULL;
}

static void
measure(const char *what, unsigned n, unsigned passes, void (*floor)(void))
{
	double alone, whole;

	pairs = n;
	floor();
	run_engine();
	sent = sent_home = 0;
	bench_pair(floor, run_engine, n, ROUNDS, passes, &alone, &whole);
	printf("  %-36s %7.1f ns, engine adds %6.1f ns a request and answer "
	    "(%.0f %% forwarded, %.0f %% answered)\n", what, alone,
	    whole - alone, 100.0 * (double)sent_home / ROUNDS / passes / n,
	    100.0 * (double)sent / ROUNDS / passes / n);
}

int
main(int argc, char *argv[])
{
	struct ruleset *rules;

	if (argc != 3) {
		fprintf(stderr, "usage: bench_engine s6a.pcap roaming.conf\n");
		return 2;
	}
	rules = rules_make(argv[2]);
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
