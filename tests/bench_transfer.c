/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the engine costs around judging SS7: MAP Begins from a partner to home,
 * through a pair of links and by a point code of its own, under the shipped
 * rules with 500 partners and memory; beside dissecting and judging the same
 * messages alone in the same run, and beside relaying unjudged.
 */
#define _GNU_SOURCE
#include <limits.h>
#include <sys/uio.h>

#include "../fw/run/engine.h"
#include "../fw/run/events.h"
#include "../rules/judge.h"
#include "bench_input.h"

enum {
	MESSAGES = 20000, HOT = 32, ROUNDS = 11, PASSES_HOT = 500,
	PARTNERS = 500, TURN = 16, LINK_HOME = 0, LINK_PARTNER = 1,
	NS_A_SECOND = 1000000000,
};

static struct bench_input in[MESSAGES];
static uint8_t work[BENCH_OCTETS_MAX];	/* the edge's octets */
static unsigned messages;
static struct engine *engine;
static struct way *partner;
static struct judge *judge;
static struct sig_msg m;
static uint64_t now = NS_A_SECOND, sent;

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

static const struct way_ops ops = { send_home, no_close, no_waiting, no_hold };

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

	for (i = 0; i < messages; i++) {
		engine_message(engine, partner, given(i), in[i].len);
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
	(void)sig_dissect(SIG_ENTRY_M3UA, cur_make(given(i), in[i].len), NULL,
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

static struct ruleset *
rules_make(const char *policy, bool transparent)
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
	fprintf(f, "link \"home\" { pc 0-250-2 sigtran as \"home\" "
	    "instance 1%s }\n", transparent ? " pair \"alpha\"" : "");
	fprintf(f, "link \"alpha\" { pc 0-125-1 sigtran as \"alpha\" "
	    "instance 0 }\nss7 { sigtran \"cs7.cfg\" pc %u "
	    "route gt 882* to \"home\" }\n"
	    "home { plmn 001-01 gt 88210* link \"home\" }\n",
	    (unsigned)dpc());
	for (i = 0; i < PARTNERS; i++)
		fprintf(f, "partner \"p%zu\" { plmn %zu-%02zu gt %zu*%s }\n",
		    i, 999 - i / 30, (i + 70) % 100, i == 0 ? 9997 :
		    600000 + i, i == 0 ? " link \"alpha\"" : "");
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

static bool
engine_make(const char *policy, bool transparent, bool unjudged)
{
	struct engine_config c = { .rules = rules_make(policy, transparent),
	    .secret = 1, .unjudged = unjudged };
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
	double alone, whole;

	messages = n;
	floor();
	run_engine();
	sent = 0;
	bench_pair(floor, run_engine, n, ROUNDS, passes, &alone, &whole);
	printf("  %-36s %7.1f ns, engine adds %6.1f ns a message "
	    "(%.0f %% passed)\n", what, alone, whole - alone,
	    100.0 * (double)sent / ROUNDS / passes / n);
}

static bool
measure_all(const char *policy, bool transparent)
{
	struct ruleset *rules = rules_make(policy, transparent);

	if (rules == NULL || (judge = judge_new(rules, 1)) == NULL ||
	    !engine_make(policy, transparent, false))
		return false;
	printf("MAP through the engine %s, shipped rules, %u partners\n",
	    transparent ? "between two links" : "by global title", PARTNERS);
	measure("dissected and judged, in cache", HOT, PASSES_HOT, run_judge);
	measure("20,000 dialogues", MESSAGES, 1, run_judge);
	engine_free(engine);
	if (!engine_make(policy, transparent, true))
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
	return bench_load(argv[1], in, MESSAGES) &&
	    measure_all(argv[2], true) && measure_all(argv[2], false) ? 0 : 1;
}
