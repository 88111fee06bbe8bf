/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Scenarios: defaults, words, and whether one is whole.
 */
#include "scenario.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define IMSI_FIRST	UINT64_C(1010000000000)		/* 001 01 */
#define IMSI_SCAN	UINT64_C(1019000000000)
enum {
	TAC = 35938603, COUNT = 1000, PLMN_FIRST = 99901, GT_FIRST = 999700,
};

#define WORDS(type, name, list, count)					\
static const char *const name##_words[] = { list(X) };			\
const char *								\
name##_word(enum type v)						\
{									\
	return (unsigned)v < (unsigned)count ? name##_words[v] : NULL;	\
}
#define X(sym, word)	word,
WORDS(lab_tech, lab_tech, SCENARIO_TECHS, LAB_TECH_COUNT)
WORDS(lab_behave, lab_behave, SCENARIO_BEHAVIOURS, LAB_BEHAVE_COUNT)
WORDS(lab_arrive, lab_arrive, SCENARIO_ARRIVES, LAB_ARRIVE_COUNT)
WORDS(lab_service, lab_service, SCENARIO_SERVICES, LAB_SERVICE_COUNT)
WORDS(lab_full, lab_full, SCENARIO_FULLS, LAB_FULL_COUNT)
WORDS(lab_react, lab_react, SCENARIO_REACTIONS, LAB_REACT_COUNT)
WORDS(lab_event, lab_event, SCENARIO_HAPPENINGS, LAB_EVENT_COUNT)
WORDS(lab_policy, lab_policy, SCENARIO_POLICY_LIST, LAB_POLICY_COUNT)
WORDS(lab_metric, lab_metric, SCENARIO_METRICS, LAB_METRIC_COUNT)
#undef X

/* ---- defaults ---- */

void
behaviour_default(struct scenario_behaviour *b, enum lab_behave kind,
    enum lab_tech tech)
{
	bool cs = tech == LAB_TECH_MAP_CS;

	*b = (struct scenario_behaviour){
		.kind = kind,
		.attempts = cs ? 4 : 5,
		.t_answer = (cs ? 20 : 15) * LAB_S,
		.t_retry = (tech == LAB_TECH_S6A ? 10 : 15) * LAB_S,
		.t_long = cs ? LAB_HOUR : 12 * LAB_MIN,
		.search = 10 * LAB_S,
		.no_service = 2 * LAB_MIN,
		.bar = 30 * LAB_MIN,
		.areas = 1,
		.backoff_first = LAB_MIN,
		.backoff_most = LAB_HOUR,
		.reset_after = 1,
		.reset_time = 5 * LAB_S,
		.restart = 0.3,
		.restart_least = LAB_MIN,
		.restart_most = 5 * LAB_MIN,
	};
}

struct scenario *
scenario_new(void)
{
	struct scenario *s = calloc(1, sizeof(*s));

	if (s == NULL)
		return NULL;
	s->seed = 1;
	s->length = LAB_HOUR;
	s->calm = LAB_MIN;
	s->home = (struct scenario_home){
		.capacity = 2000, .servers = 8,
		.service = LAB_SERVICE_EXPONENTIAL, .authenticate = 0.5,
		.queue = 40000, .full = LAB_FULL_BUSY, .busy_cost = 0.02,
		.doic_validity = 30 * LAB_S, .plmn = "00101",
		.gt = "8821000001",
	};
	return s;
}

void
scenario_free(struct scenario *s)
{
	unsigned i;

	if (s == NULL)
		return;
	for (i = 0; i < s->events; i++)
		free(s->event[i].arrival.weight);
	free(s);
}

struct scenario_class *
scenario_add_class(struct scenario *s)
{
	struct scenario_class *c;

	if (s->classes == SCENARIO_CLASSES)
		return NULL;
	c = &s->cls[s->classes];
	memset(c, 0, sizeof(*c));
	c->priority = (uint8_t)s->classes++;
	return c;
}

struct scenario_population *
scenario_add_population(struct scenario *s)
{
	struct scenario_population *p, *last;

	if (s->populations == SCENARIO_POPULATIONS)
		return NULL;
	p = &s->population[s->populations];
	memset(p, 0, sizeof(*p));
	p->count = COUNT;
	p->imsi = IMSI_FIRST;
	if (s->populations > 0) {
		last = p - 1;
		p->imsi = last->imsi + last->count;
	}
	s->populations++;
	p->tac = TAC;
	p->registered = 1;
	behaviour_default(&p->behaviour, LAB_BEHAVE_STANDARD, p->tech);
	return p;
}

bool
scenario_same_plmn(const char *a, const char *b)
{
	return strncmp(a, b, 3) == 0 && strtoul(a + 3, NULL, 10) ==
	    strtoul(b + 3, NULL, 10);
}

/* The next network code and title prefix that nobody has. */
static void
network_identify(const struct scenario *s, struct scenario_network *n)
{
	unsigned i, k = s->networks;

	do {
		snprintf(n->plmn, sizeof(n->plmn), "%u", PLMN_FIRST + k);
		snprintf(n->gt, sizeof(n->gt), "%u", GT_FIRST + k++);
		for (i = 0; i < s->networks; i++)
			if (scenario_same_plmn(n->plmn, s->network[i].plmn) ||
			    strcmp(n->gt, s->network[i].gt) == 0)
				break;
	} while (i < s->networks ||
	    scenario_same_plmn(n->plmn, s->home.plmn));
}

struct scenario_network *
scenario_add_network(struct scenario *s)
{
	struct scenario_network *n;

	if (s->networks == SCENARIO_NETWORKS)
		return NULL;
	n = &s->network[s->networks];
	*n = (struct scenario_network){
		.mmes = 4, .vlrs = 4, .sgsns = 4,
		.delay = 20 * LAB_MS, .access = 100 * LAB_MS,
		.timeout = 5 * LAB_S, .retries = 1,
		.map_timeout = 20 * LAB_S,
		.cause_busy = 17, .cause_timeout = 17, .cause_other = 42,
		.t3346_least = 15 * LAB_MIN, .t3346_most = 30 * LAB_MIN,
		.react = LAB_REACT_T3346, .throttled = 22,
		.repeat = 2 * LAB_S, .up = true,
	};
	network_identify(s, n);
	s->networks++;
	return n;
}

struct scenario_event *
scenario_add_event(struct scenario *s, enum lab_event kind)
{
	struct scenario_event *e;

	if (s->events == SCENARIO_EVENTS)
		return NULL;
	e = &s->event[s->events++];
	*e = (struct scenario_event){
		.kind = kind, .network = SCENARIO_ALL,
		.population = SCENARIO_ALL, .share = 1,
		.arrival = { .kind = LAB_ARRIVE_UNIFORM, .over = 10 * LAB_S },
		.factor = 0.5, .ways = 2, .rate = 1000, .imsi = IMSI_SCAN,
	};
	behaviour_default(&e->behaviour, LAB_BEHAVE_AGGRESSIVE, LAB_TECH_S6A);
	return e;
}

struct scenario_policy *
scenario_add_policy(struct scenario *s, enum lab_policy kind)
{
	struct scenario_policy *p;

	if (s->policies == SCENARIO_POLICIES)
		return NULL;
	p = &s->policy[s->policies++];
	memset(p, 0, sizeof(*p));
	p->kind = kind;
	snprintf(p->name, sizeof(p->name), "%s", lab_policy_word(kind));
	p->backoff = 5 * LAB_MIN;
	p->reserve = 0.1;
	return p;
}

struct scenario_expectation *
scenario_add_expectation(struct scenario *s)
{
	struct scenario_expectation *e;

	if (s->expectations == SCENARIO_EXPECTATIONS)
		return NULL;
	e = &s->expectation[s->expectations++];
	memset(e, 0, sizeof(*e));
	e->cls = e->other = SCENARIO_ALL;
	e->quantile = 0.99;
	return e;
}

uint64_t
scenario_devices(const struct scenario *s)
{
	uint64_t n = 0;
	unsigned i;

	for (i = 0; i < s->populations; i++)
		n += s->population[i].count;
	return n;
}

bool
scenario_doic(const struct scenario *s)
{
	unsigned i;

	for (i = 0; i < s->networks; i++)
		if (s->network[i].doic > 0 &&
		    s->network[i].react != LAB_REACT_NONE)
			return true;
	return false;
}

static uint32_t
scaled(uint32_t v, double factor)
{
	double x = v * factor;

	return x < 1 ? 1 : x > UINT32_MAX ? UINT32_MAX : (uint32_t)x;
}

bool
scenario_share_imsis(const struct scenario_population *p,
    const struct scenario_population *q)
{
	return p->imsi < q->imsi + q->count && q->imsi < p->imsi + p->count;
}

void
scenario_part(struct scenario *s)
{
	struct scenario_population *p = s->population;
	unsigned i, j;

	for (i = 0; i < s->populations; i++)
		for (j = 0; j < i; )
			if (scenario_share_imsis(&p[i], &p[j])) {
				p[i].imsi = p[j].imsi + p[j].count;
				j = 0;
			} else {
				j++;
			}
}

void
scenario_scale(struct scenario *s, double factor)
{
	unsigned i;

	for (i = 0; i < s->populations; i++)
		s->population[i].count = scaled(s->population[i].count,
		    factor);
	scenario_part(s);
	for (i = 0; i < s->events; i++)
		s->event[i].rate *= factor;
	for (i = 0; i < s->policies; i++) {
		s->policy[i].limit *= factor;
		s->policy[i].sink *= factor;
	}
	s->home.capacity *= factor;
	s->home.servers = scaled(s->home.servers, factor);
	s->home.queue = scaled(s->home.queue, factor);
}
