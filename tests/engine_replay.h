/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The engine beside another judge: what event_hook is shown is given to both,
 * and their verdicts are held against each other.  Included after the world.
 */
#ifndef TESTS_ENGINE_REPLAY_H
#define TESTS_ENGINE_REPLAY_H

#include "../rules/judge.h"
#include "random.h"

#define REPLAY_POLICY WORLD_NETS					\
    "table <critical> imsi { 001010000000009 }\n"			\
    "class critical priority 1 critical imsi <critical>\n"		\
    "class other priority 9\n"						\
    "include \"rules/roaming.conf\"\n"					\
    "memory { subscribers 1000 transactions 2000 sources 100 }\n"	\
    "check unasked enforce\ncheck scan enforce over 20 within 10s\n"

static struct ruleset *rules;
static struct judge *judge;

/* What the capture holds next. */
static uint8_t octets[MESSAGE_MAX];
static size_t len;
static unsigned from_link;
static unsigned compared, by_action[ACTION_COUNT], found, answered, notices;

static unsigned links_judged;	/* live, before anything else */

static inline uint64_t
live_serial(uint64_t serial)
{
	return serial == 0 ? 0 : serial + links_judged;
}

static void
count_notice(void *arg, const struct notice *n)
{
	(void)arg;
	(void)n;
	notices++;
}

/* What is policed, where anything may be, is dropped whatever the rules say. */
static inline void
same_verdict(const struct verdict *a, const struct verdict *b, bool policed)
{
	ck_assert_int_eq(a->direction, b->direction);
	ck_assert_int_eq(a->link, b->link);
	ck_assert_int_eq(a->from, b->from);
	ck_assert_int_eq(a->to, b->to);
	ck_assert_int_eq(a->would, b->would);
	ck_assert_uint_eq(a->found, b->found);
	ck_assert_uint_eq(a->enforced, b->enforced);
	ck_assert_uint_eq(a->serial, live_serial(b->serial));
	ck_assert_int_eq(a->waits, b->waits);
	ck_assert_int_eq(a->within, b->within);
	ck_assert_uint_eq(a->request, live_serial(b->request));
	ck_assert_uint_eq(a->answer_ns, b->answer_ns);
	ck_assert_int_eq(a->admission, b->admission);
	if (policed && a->why == WHY_POLICED) {
		ck_assert_int_eq(a->action, ACTION_DROP);
		return;
	}
	ck_assert_int_eq(a->action, b->action);
	ck_assert_int_eq(a->why, b->why);
	ck_assert_int_eq(a->cls, b->cls);
	ck_assert_int_eq(a->rule, b->rule);
	ck_assert_int_eq(a->error, b->error);
	ck_assert_int_eq(a->overload, b->overload);
	ck_assert_uint_eq(a->back_off, b->back_off);
}

/* The view that the test made of the event's octets, to the other judge. */
static inline void
replay_judge(const struct event *e, const struct sig_msg *m, bool policed)
{
	struct verdict v;

	judge_message(judge, m, now, &v);
	same_verdict(e->v, &v, policed);
	compared++;
	by_action[v.action]++;
	found += v.found != 0;
	answered += v.request != 0;
}

/* The engine and the other judge, of one policy. */
static inline void
replay_begin(const char *policy, void (*change)(struct conf *),
    void (*compare)(const struct event *))
{
	world_with(policy, change, false);
	rules = world_rules(policy, change);
	judge = judge_new(rules, 42);
	ck_assert(judge != NULL);
	judge_notices(judge, count_notice, NULL);
	event_hook = compare;
}

static inline void
replay_end(unsigned steps)
{
	ck_assert_uint_eq(notices, nnotices);
	/* it was about something */
	ck_assert_uint_gt(by_action[ACTION_PASS], steps / 10);
	ck_assert_uint_gt(by_action[ACTION_DROP] + by_action[ACTION_REJECT],
	    steps / 100);
	ck_assert_uint_gt(found, 100);
	ck_assert_uint_gt(notices, 0);
	event_hook = NULL;
	world_end();
	judge_free(judge);
	ruleset_free(rules);
}

#endif
