/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Is a scenario whole?  What a reader can say with a line it says itself; this
 * is what the run relies on.
 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "scenario.h"

enum { PRIORITIES = 16 };
#define IMSI_END	UINT64_C(1000000000000000)

struct checking {
	const struct scenario *s;
	char		*why;
	size_t		 size;
};

static bool __attribute__((format(printf, 2, 3)))
wrong(const struct checking *c, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(c->why, c->size, fmt, ap);
	va_end(ap);
	return false;
}

static bool
is_share(double x)
{
	return x >= 0 && x <= 1;
}

static bool
digits(const char *text, size_t least, size_t most, bool even)
{
	size_t n = strspn(text, "0123456789");

	return text[n] == '\0' && n >= least && n <= most &&
	    (!even || n % 2 == 0);
}

static bool
terminated(const char *text, size_t size)
{
	return memchr(text, '\0', size) != NULL;
}

static bool
behaviour_check(const struct checking *c, const char *of,
    const struct scenario_behaviour *b)
{
	if ((unsigned)b->kind >= LAB_BEHAVE_COUNT)
		return wrong(c, "%s: behaviour is none of the list", of);
	if (b->attempts == 0 || b->areas == 0 || b->reset_after == 0)
		return wrong(c, "%s: attempts, areas and reset-after are at "
		    "least 1", of);
	if (b->t_answer < LAB_MS || b->t_retry < LAB_MS ||
	    b->t_long < LAB_MS || b->search < LAB_MS ||
	    b->no_service < LAB_S || b->reset_time < LAB_MS ||
	    b->backoff_first < LAB_MS)
		return wrong(c, "%s: a timer is too short", of);
	if (!is_share(b->leave) || !is_share(b->restart))
		return wrong(c, "%s: a share lies between 0 and 1", of);
	if (b->restart_least > b->restart_most ||
	    b->backoff_first > b->backoff_most)
		return wrong(c, "%s: a range ends before it begins", of);
	return true;
}

static bool
population_check(const struct checking *c, unsigned i)
{
	const struct scenario *s = c->s;
	const struct scenario_population *p = &s->population[i], *q;
	unsigned j;

	if (p->cls < 0 || (unsigned)p->cls >= s->classes)
		return wrong(c, "population %s has no class", p->name);
	if (p->count == 0 || p->networks == 0 ||
	    p->networks > SCENARIO_NETWORKS)
		return wrong(c, "population %s needs devices and a network",
		    p->name);
	for (j = 0; j < p->networks; j++)
		if (p->network[j] < 0 ||
		    (unsigned)p->network[j] >= s->networks)
			return wrong(c, "population %s: a network is not there",
			    p->name);
	if ((unsigned)p->tech >= LAB_TECH_COUNT || !is_share(p->registered) ||
	    p->tac > 99999999)
		return wrong(c, "population %s: technology, TAC or share "
		    "registered", p->name);
	if (p->imsi + p->count > IMSI_END)
		return wrong(c, "population %s: an IMSI has 15 digits",
		    p->name);
	for (j = 0; j < i; j++) {
		q = &s->population[j];
		if (scenario_share_imsis(p, q))
			return wrong(c, "populations %s and %s share IMSIs",
			    q->name, p->name);
	}
	return behaviour_check(c, p->name, &p->behaviour);
}

static bool
network_check(const struct checking *c, const struct scenario_network *n)
{
	if (!terminated(n->plmn, sizeof(n->plmn)) ||
	    !digits(n->plmn, 5, 6, false))
		return wrong(c, "network %s: a PLMN has 5 or 6 digits",
		    n->name);
	if (!terminated(n->gt, sizeof(n->gt)) || !digits(n->gt, 4, 8, true))
		return wrong(c, "network %s: a title prefix has 4, 6 or 8 "
		    "digits", n->name);
	if (n->mmes == 0 || n->mmes > SCENARIO_NODES || n->vlrs == 0 ||
	    n->vlrs > SCENARIO_NODES || n->sgsns == 0 ||
	    n->sgsns > SCENARIO_NODES)
		return wrong(c, "network %s: 1 to %d nodes of a kind",
		    n->name, SCENARIO_NODES);
	if (n->timeout <= 2 * n->delay || n->map_timeout <= 2 * n->delay)
		return wrong(c, "network %s: a time-out is longer than the "
		    "way there and back", n->name);
	if (n->access < LAB_MS || n->repeat < LAB_MS ||
	    n->causes > SCENARIO_CAUSES || n->t3346_least > n->t3346_most)
		return wrong(c, "network %s: access, repeat, causes or T3346",
		    n->name);
	if (!is_share(n->doic) || !is_share(n->rogue))
		return wrong(c, "network %s: a share lies between 0 and 1",
		    n->name);
	return true;
}

/* Networks are told from each other, and from home, by their code. */
static bool
plmn_check(const struct checking *c, unsigned i)
{
	const struct scenario *s = c->s;
	const struct scenario_network *n = &s->network[i];
	unsigned j;

	if (scenario_same_plmn(n->plmn, s->home.plmn))
		return wrong(c, "network %s has the PLMN of home", n->name);
	for (j = 0; j < i; j++)
		if (scenario_same_plmn(n->plmn, s->network[j].plmn) ||
		    strcmp(n->gt, s->network[j].gt) == 0)
			return wrong(c, "networks %s and %s share a PLMN or a "
			    "title prefix", s->network[j].name, n->name);
	return true;
}

static bool
home_check(const struct checking *c, const struct scenario_home *h)
{
	if (!(h->capacity > 0) || h->capacity > 1e7 || h->servers == 0 ||
	    h->servers > 65536 || h->queue > 100000000)
		return wrong(c, "home needs a capacity and servers");
	if (!is_share(h->authenticate) || h->busy_cost < 0 ||
	    h->busy_cost > 1)
		return wrong(c, "home: a share lies between 0 and 1");
	if (!terminated(h->plmn, sizeof(h->plmn)) ||
	    !digits(h->plmn, 5, 6, false) ||
	    !terminated(h->gt, sizeof(h->gt)) ||
	    !digits(h->gt, 6, 16, true))
		return wrong(c, "home: PLMN of 5 or 6 digits, title of 6 to "
		    "16, an even number");
	return true;
}

static bool
place_ok(int place, unsigned n)
{
	return place == SCENARIO_ALL || (place >= 0 && (unsigned)place < n);
}

static bool
event_check(const struct checking *c, unsigned i)
{
	const struct scenario_event *e = &c->s->event[i];
	const char *word = lab_event_word(e->kind);

	if (word == NULL)
		return wrong(c, "event %u is none of the list", i + 1);
	if (!place_ok(e->network, c->s->networks) ||
	    !place_ok(e->population, c->s->populations))
		return wrong(c, "event %u (%s): network or population is not "
		    "there", i + 1, word);
	if (e->at >= c->s->length)
		return wrong(c, "event %u (%s) is after the end of the run, "
		    "see \"length\"", i + 1, word);
	if (e->until != 0 && e->until < e->at)
		return wrong(c, "event %u (%s) ends before it begins", i + 1,
		    word);
	if (e->kind == LAB_EVENT_BLACKOUT && e->until == 0)
		return wrong(c, "event %u (blackout) needs an end", i + 1);
	if (!is_share(e->share) || e->factor < 0 || e->ways < 1 ||
	    e->ways > 2 || !(e->rate > 0) || e->rate > 1e7 ||
	    (unsigned)e->tech >= LAB_TECH_COUNT)
		return wrong(c, "event %u (%s): share, factor, ways, rate or "
		    "technology", i + 1, word);
	if ((unsigned)e->arrival.kind >= LAB_ARRIVE_COUNT ||
	    e->arrival.steps > SCENARIO_ARRIVALS ||
	    (e->arrival.kind == LAB_ARRIVE_SERIES && (e->arrival.steps == 0 ||
	    e->arrival.weight == NULL)))
		return wrong(c, "event %u (%s): arrivals", i + 1, word);
	if (e->imsi >= IMSI_END)
		return wrong(c, "event %u (%s): an IMSI has 15 digits", i + 1,
		    word);
	return behaviour_check(c, word, &e->behaviour);
}

static bool
rest_check(const struct checking *c)
{
	const struct scenario *s = c->s;
	const struct scenario_expectation *e;
	unsigned i;

	for (i = 0; i < s->policies; i++)
		if ((unsigned)s->policy[i].kind >= LAB_POLICY_COUNT ||
		    s->policy[i].limit < 0 || !is_share(s->policy[i].reserve))
			return wrong(c, "policy %s: limit or reserve",
			    s->policy[i].name);
	for (i = 0; i < s->expectations; i++) {
		e = &s->expectation[i];
		if (e->policy < 0 || (unsigned)e->policy >= s->policies ||
		    !place_ok(e->cls, s->classes) ||
		    !place_ok(e->other, s->policies) ||
		    (unsigned)e->metric >= LAB_METRIC_COUNT ||
		    !is_share(e->quantile))
			return wrong(c, "expectation %u: policy, class or "
			    "quantile", i + 1);
	}
	return true;
}

bool
scenario_check(const struct scenario *s, char *why, size_t size)
{
	struct checking c = { s, why, size };
	unsigned i;

	if (s->populations == 0 || s->networks == 0 || s->classes == 0)
		return wrong(&c, "a scenario has classes, networks and "
		    "populations");
	if (s->length < LAB_S || s->length > SCENARIO_SECONDS * LAB_S)
		return wrong(&c, "a run lasts 1 second to 7 days");
	if (scenario_devices(s) > SCENARIO_DEVICES)
		return wrong(&c, "more than %d devices", SCENARIO_DEVICES);
	for (i = 0; i < s->classes; i++)
		if (s->cls[i].priority >= PRIORITIES)
			return wrong(&c, "class %s: priorities are 0 to 15",
			    s->cls[i].name);
	for (i = 0; i < s->networks; i++)
		if (!network_check(&c, &s->network[i]))
			return false;
	for (i = 0; i < s->populations; i++)
		if (!population_check(&c, i))
			return false;
	for (i = 0; i < s->events; i++)
		if (!event_check(&c, i))
			return false;
	if (!home_check(&c, &s->home))
		return false;
	for (i = 0; i < s->networks; i++)
		if (!plmn_check(&c, i))
			return false;
	return rest_check(&c);
}
