/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What an event costs that is written as JSON, as a sentence, or by nobody
 * asked for.
 */
#include <string.h>

#include <event2/event.h>

#include "../fw/event.h"
#include "../fw/run/events_impl.h"
#include "bench_input.h"

enum { MESSAGES = 64, ROUNDS = 11, PASSES = 300, NS = 1000000000 };

static struct bench_input in[MESSAGES];
static struct sig_msg m[MESSAGES];
static struct verdict v[MESSAGES];
static struct ruleset *rules;
static struct judge *judge;
static struct events *all, *none;

static const char text[] =
    "home { plmn 001-01 realm epc.mnc001.mcc001.3gppnetwork.org }\n"
    "partner \"red\" { plmn 999-70 realm epc.mnc070.mcc999.3gppnetwork.org }\n"
    "screen in { pass op { authenticate update-location } label \"attach\"\n"
    "pass label \"rest\" }\n";

static void
tell(struct events *to)
{
	struct event e = { .rules = rules, .judge = judge };
	unsigned i;

	for (i = 0; i < MESSAGES; i++) {
		e.m = &m[i];
		e.v = &v[i];
		events_message(to, &e);
	}
	events_turn(to, NS);
}

static void
run_all(void)
{
	tell(all);
}

static void
run_none(void)
{
	tell(none);
}

static void
run_words(void)
{
	struct event e = { .rules = rules, .judge = judge };
	char words[EVENTS_WORDS_MAX];
	unsigned i, sum = 0;

	for (i = 0; i < MESSAGES; i++) {
		e.m = &m[i];
		e.v = &v[i];
		sum += (unsigned)events_words(words, all, &e);
	}
	bench_keep(sum);
}

static struct events *
open_one(struct event_base *base, uint32_t only)
{
	struct conf_events to = { .to = EVENTS_FILE, .path = "/dev/null",
	    .only = only };
	struct conf conf = *ruleset_conf(rules);

	conf.run.events = &to;
	conf.run.nevents = 1;
	return events_open(&conf, base);
}

int
main(int argc, char *argv[])
{
	struct conf_errors errors = { NULL, 0, 0 };
	struct event_base *base = event_base_new();
	double json, nobody, words, again;
	struct conf *conf;
	unsigned i;

	if (argc != 2 || !bench_load(argv[1], in, MESSAGES))
		return 2;
	conf = conf_parse("bench.conf", text, strlen(text), &errors);
	rules = conf == NULL ? NULL : ruleset_build(conf, &errors);
	judge = rules == NULL ? NULL : judge_new(rules, 1);
	if (judge == NULL || base == NULL)
		return 1;
	for (i = 0; i < MESSAGES; i++) {
		(void)sig_dissect(SIG_ENTRY_DIAMETER, cur_make(in[i].octets,
		    in[i].len), NULL, &m[i]);
		judge_message(judge, &m[i], NS, &v[i]);
	}
	all = open_one(base, 0);
	none = open_one(base, 1U << ACTION_DROP);
	if (all == NULL || none == NULL)
		return 1;
	bench_pair(run_all, run_none, MESSAGES, ROUNDS, PASSES, &json,
	    &nobody);
	bench_pair(run_words, run_none, MESSAGES, ROUNDS, PASSES, &words,
	    &again);
	printf("events of S6a messages: %.0f ns as JSON in a file, %.0f ns as "
	    "a sentence, %.1f ns when nobody wants it\n", json, words, nobody);
	events_close(all);
	events_close(none);
	judge_free(judge);
	ruleset_free(rules);
	event_base_free(base);
	return 0;
}
