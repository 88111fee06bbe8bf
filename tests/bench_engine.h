/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What measuring the engine takes, whatever it relays: events that go nowhere,
 * neighbours that take all, a policy, the same messages through the engine and
 * past it.
 */
#ifndef TESTS_BENCH_ENGINE_H
#define TESTS_BENCH_ENGINE_H

#include <limits.h>
#include <stdlib.h>
#include <sys/uio.h>

#include "../fw/run/engine.h"
#include "../fw/run/events.h"
#include "../rules/judge.h"
#include "bench_input.h"

enum {
	HOT = 32, ROUNDS = 11, PASSES_HOT = 500, PARTNERS = 500,
	MESSAGE_MAX = 2 * BENCH_OCTETS_MAX, TURN = 16, NS_A_SECOND = 1000000000,
};

static struct engine *engine;
static struct judge *judge;
static struct way *partner;
static struct sig_msg m;
static uint8_t work[MESSAGE_MAX];	/* the edge's octets */
static uint64_t now = NS_A_SECOND;
static uint64_t sent, sent_home;	/* to the partner, and to home */

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

static inline uint8_t *
given(const struct bench_input *in)
{
	memcpy(work, in->octets, in->len);
	return work;
}

/* What begin() writes, then partners (each() writes what i has besides its
 * number), classes, the policy in a file, memory.  NULL: said why. */
static struct ruleset *
rules_make(const char *policy, void (*begin)(FILE *),
    void (*each)(FILE *, size_t i))
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
	begin(f);
	for (i = 0; i < PARTNERS; i++) {
		fprintf(f, "partner \"p%zu\" { plmn %zu-%02zu gt %zu*", i,
		    999 - i / 30, (i + 70) % 100, i == 0 ? 9997 : 600000 + i);
		each(f, i);
		fputs(" }\n", f);
	}
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

/* "floor" beside "whole"; says what the engine adds to each of "n". */
static void
measure_pair(const char *what, unsigned n, unsigned passes,
    void (*floor)(void), void (*whole)(void), const char *of)
{
	double alone, all;

	floor();
	whole();
	sent = sent_home = 0;
	bench_pair(floor, whole, n, ROUNDS, passes, &alone, &all);
	printf("  %-36s %7.1f ns, engine adds %6.1f ns a %s", what, alone,
	    all - alone, of);
}

/* Of those that were measured. */
static inline double
percent(uint64_t count, unsigned n, unsigned passes)
{
	return 100.0 * (double)count / ROUNDS / passes / n;
}

#endif
