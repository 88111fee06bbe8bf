/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What judging adds to dissecting: under the shipped rules with 500 partners
 * and a table of a million IMSIs, in cache and out of it, without their memory
 * and with it, and under rule sets of growing length; beside dissecting alone
 * in the same run.
 */
#define _GNU_SOURCE
#include <inttypes.h>
#include <limits.h>
#include <string.h>

#include "../fw/capture.h"
#include "../rules/judge.h"
#include "../rules/ruleset_impl.h"
#include "bench.h"

enum {
	HOT = 64, HOT_PASSES = 1000,
	COLD = 100000,			/* messages, each met once a pass */
	ROUNDS = 11,
	PARTNERS = 500,
	IMSIS = 1000000,
	HEADERS = 14 + 20 + 12 + 16,	/* before the message in a frame */
	NS_A_SECOND = 1000000000,
};

struct message {
	const uint8_t	*p;
	size_t		 len;
	uint8_t		 src[4], dst[4];
};

static struct message msg[COLD];
static unsigned nmsg, first_count;	/* of them measured */
static enum sig_entry entry;
static struct sig_msg m;
static struct judge *judge;
static unsigned verdicts[ACTION_COUNT];

static bool
load(const char *path)
{
	char error[CAPTURE_ERROR_MAX] = "";
	struct capture *c = capture_open(path, error);
	struct wire_frame f;
	uint8_t *copy;

	for (nmsg = 0; c != NULL && nmsg < COLD &&
	    capture_next(c, &f, error) == 1;) {
		if (cur_left(&f.octets) <= HEADERS)
			continue;
		copy = malloc(cur_left(&f.octets));
		if (copy == NULL)
			abort();
		memcpy(copy, f.octets.p, cur_left(&f.octets));
		memcpy(msg[nmsg].src, copy + 26, 4);
		memcpy(msg[nmsg].dst, copy + 30, 4);
		msg[nmsg].p = copy + HEADERS;
		msg[nmsg++].len = cur_left(&f.octets) - HEADERS;
	}
	capture_close(c);
	if (nmsg < HOT)
		fprintf(stderr, "%s: %s\n", path, error);
	return nmsg >= HOT;
}

static void
dissect(unsigned i)
{
	m.nlayers = 0;
	m.src = cur_make(msg[i].src, 4);
	m.dst = cur_make(msg[i].dst, 4);
	(void)sig_dissect(entry, cur_make(msg[i].p, msg[i].len), NULL, &m);
}

static void
run_dissect(void)
{
	unsigned i, sum = 0;

	for (i = 0; i < first_count; i++) {
		dissect(i);
		sum += m.nval;
	}
	bench_keep(sum);
}

static void
run_judge(void)
{
	static uint64_t now = NS_A_SECOND;
	struct verdict v;
	unsigned i, sum = 0;

	for (i = 0; i < first_count; i++) {
		dissect(i);
		judge_message(judge, &m, now += 1000000, &v);
		sum += v.action;
		verdicts[v.action]++;
	}
	bench_keep(sum);
}

static struct ruleset *
rules_load(const char *path)
{
	struct conf_errors e;
	struct ruleset *rs;
	size_t i;

	memset(&e, 0, sizeof(e));
	rs = ruleset_load(path, &e);
	for (i = 0; i < e.n; i++)
		fprintf(stderr, "%s\n", e.line[i]);
	conf_errors_free(&e);
	return rs;
}

/* Home and 500 partners; the first is that of the captures. */
static void
write_world(FILE *f)
{
	unsigned i;

	fputs("home { plmn 001-01 gt 88210* host *.epc.mnc001.mcc001."
	    "3gppnetwork.org realm epc.mnc001.mcc001.3gppnetwork.org }\n", f);
	for (i = 0; i < PARTNERS; i++) {
		fprintf(f, "partner \"p%u\" { plmn %u-%02u gt { %u* %u* %u* } "
		    "realm epc.mnc%03u.mcc%03u.3gppnetwork.org }\n", i,
		    999 - i / 30, (i + 70) % 100, i == 0 ? 9997 : 60000 + i * 3,
		    60001 + i * 3, 700000 + i, (i + 70) % 100, 999 - i / 30);
	}
}

static bool
write_imsis(const char *path)
{
	FILE *f = fopen(path, "w");
	unsigned long i;

	for (i = 0; f != NULL && i < IMSIS; i++)
		fprintf(f, "%015lu\n", 1010000000000 + i * 7);
	return f != NULL && fclose(f) == 0;
}

/* The shipped rules in that world; the time of loading in *ms. */
static struct ruleset *
shipped(const char *dir, const char *rules, double *ms)
{
	char path[PATH_MAX], table[PATH_MAX], policy[PATH_MAX];
	struct ruleset *rs;
	FILE *f;

	snprintf(path, sizeof(path), "%s/shipped.conf", dir);
	snprintf(table, sizeof(table), "%s/critical.imsi", dir);
	f = fopen(path, "w");
	if (f == NULL || !write_imsis(table) ||
	    realpath(rules, policy) == NULL)
		return NULL;
	write_world(f);
	fprintf(f, "table <critical> imsi file \"critical.imsi\"\n"
	    "class critical priority 1 imsi <critical>\n"
	    "class other priority 9\ninclude \"%s\"\n", policy);
	if (fclose(f) != 0)
		return NULL;
	*ms = bench_now();
	rs = rules_load(path);
	*ms = (bench_now() - *ms) / 1e6;
	return rs;
}

/* n rules as an operator piles them up: by partner and operation, by ranges of
 * IMSIs, by single numbers and hosts; the last one decides for the captures. */
static struct ruleset *
piled(const char *dir, unsigned n)
{
	static const char *const op[] = { "send-imsi", "update-location",
	    "purge", "any-time-interrogation", "authenticate" };
	char path[PATH_MAX];
	FILE *f;
	unsigned i;

	snprintf(path, sizeof(path), "%s/piled.conf", dir);
	f = fopen(path, "w");
	if (f == NULL)
		return NULL;
	write_world(f);
	fputs("screen in {\n", f);
	for (i = 0; i + 1 < n; i++) {
		if (i % 4 == 0)
			fprintf(f, "drop op %s from partner \"p%u\" "
			    "visited ! origin\n", op[i % 5],
			    1 + i % (PARTNERS - 1));
		else if (i % 4 == 1)
			fprintf(f, "drop imsi 00101%07u* from ! link\n",
			    9000000 + i);
		else if (i % 4 == 2)
			fprintf(f, "drop calling gt 9997%06u op %s\n",
			    500000 + i, op[i % 5]);
		else
			fprintf(f, "drop origin_host h%u.example.org\n", i);
	}
	fputs("pass imsi home\n}\nscreen out { pass from home }\n", f);
	return fclose(f) == 0 ? rules_load(path) : NULL;
}

static void
measure(const char *what, unsigned count, unsigned passes)
{
	double alone, judged;
	unsigned i;

	first_count = count;
	run_judge();
	for (i = 0; i < ACTION_COUNT; i++)
		verdicts[i] = 0;
	bench_pair(run_dissect, run_judge, count, ROUNDS, passes, &alone,
	    &judged);
	printf("  %-28s dissecting %6.1f ns, judging adds %6.1f ns  "
	    "(%.0f %% pass)\n", what, alone, judged - alone,
	    100.0 * verdicts[ACTION_PASS] / ROUNDS / passes / count);
}

/* Without what the rules remember, then with it. */
static bool
measure_shipped(const char *dir, const char *rules, const char *what)
{
	double ms;
	struct ruleset *rs = shipped(dir, rules, &ms);
	unsigned i;

	if (rs == NULL)
		return false;
	printf("%s under the shipped rules, %u partners, %u IMSIs in a table "
	    "(loaded in %.0f ms)\n", what, PARTNERS, IMSIS, ms);
	for (i = 0; i < 2; i++) {
		rs->conf->memory.there = i > 0;
		judge = judge_new(rs, 1);
		if (judge == NULL)
			return false;
		measure(i == 0 ? "in cache, no memory" : "in cache, memory",
		    HOT, HOT_PASSES);
		measure(i == 0 ? "100,000 in turn, no memory" :
		    "100,000 in turn, memory", nmsg, 1);
		judge_free(judge);
	}
	ruleset_free(rs);
	return true;
}

static bool
measure_piled(const char *dir, const char *what)
{
	static const unsigned sizes[] = { 10, 100, 1000, 10000 };
	struct ruleset *rs;
	char label[64];
	size_t i;

	printf("%s under more and more rules\n", what);
	for (i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		rs = piled(dir, sizes[i]);
		if (rs == NULL || (judge = judge_new(rs, 1)) == NULL)
			return false;
		snprintf(label, sizeof(label), "%u rules", sizes[i]);
		measure(label, HOT, HOT_PASSES);
		judge_free(judge);
		ruleset_free(rs);
	}
	return true;
}

int
main(int argc, char *argv[])
{
	const char *what[] = { "S6a", "MAP" };
	int i;

	if (argc != 5) {
		fprintf(stderr, "usage: bench_judge s6a.pcap map.pcap "
		    "roaming.conf directory\n");
		return 2;
	}
	for (i = 0; i < 2; i++) {
		entry = i == 0 ? SIG_ENTRY_DIAMETER : SIG_ENTRY_M3UA;
		if (!load(argv[1 + i]) ||
		    !measure_shipped(argv[4], argv[3], what[i]) ||
		    !measure_piled(argv[4], what[i]))
			return 1;
	}
	return 0;
}
