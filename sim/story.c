/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The course of the story: who is abroad, an hour in which they register and
 * nothing is wrong, and a day in which attacks of every class come between what
 * is honest.
 */
#include <stdlib.h>

#include "story_impl.h"

enum {
	GUESTS = 3000, PROCEDURES = 13000,
	SPREAD = 29,		/* between numbers of subscribers */
	CROWDS = 14,		/* of each sort */
	VISITOR_PERCENT = 14,
	ROUND_TRIES = 60,
	LOUD_TURNS = 6,		/* in the hour of learning */
};

/* Attacks of each class; one of a source is many messages. */
static const struct {
	uint8_t	 cls, times;
	void	(*act)(struct story *, unsigned);
} acts[] = {
	{ STORY_CLASS_PREVIOUS_PLACE, 90, attack_do },
	{ STORY_CLASS_PREVIOUS_SERVICE, 40, attack_do },
	{ STORY_CLASS_VELOCITY, 90, attack_do },
	{ STORY_CLASS_TWO_PLACES, 60, attack_do },
	{ STORY_CLASS_PIVOT, 60, attack_do },
	{ STORY_CLASS_NO_ROAMING, 50, attack_do },
	{ STORY_CLASS_UNASKED, 90, dialogue_do },
	{ STORY_CLASS_PEER_CHANGED, 60, dialogue_do },
	{ STORY_CLASS_SUBSCRIBER_CHANGED, 50, dialogue_do },
	{ STORY_CLASS_DATA_WITHIN, 60, dialogue_do },
	{ STORY_CLASS_CONTEXT, 50, dialogue_do },
	{ STORY_CLASS_SCAN, 8, source_do },
	{ STORY_CLASS_SEQUENTIAL, 8, source_do },
	{ STORY_CLASS_FLOOD, 4, source_do },
	{ STORY_CLASS_SLOW_SCAN, 5, hard_do },
	{ STORY_CLASS_LEARNED, 20, hard_do },
	{ STORY_CLASS_SAME_COUNTRY, 60, hard_do },
	{ STORY_CLASS_LONG_PIVOT, 40, hard_do },
	{ STORY_CLASS_PEER_CHANGED, 40, hard_do },
	{ STORY_CLASS_BORDER, 120, hard_do },
};

static const char *const role_names[] = {
#define X(sym, name)	[STORY_##sym] = name,
	STORY_ROLES(X)
#undef X
};

static const char *const class_names[] = {
#define X(sym, name)	[STORY_CLASS_##sym] = name,
	STORY_CLASSES(X)
	STORY_HARD_CLASSES(X)
#undef X
};

const char *
story_role_name(unsigned role)
{
	return role < STORY_ROLE_COUNT ? role_names[role] : NULL;
}

const char *
story_class_name(unsigned cls)
{
	return cls < STORY_CLASS_END ? class_names[cls] : NULL;
}

void
date_set(struct story *s, struct guest *g, uint64_t at)
{
	if (g->dated || s->dates == s->dates_max)
		return;
	s->date[s->dates++] = (struct date){ at,
	    (uint32_t)(g - s->guest) };
	g->dated = true;
	if (g->detached)
		g->free = at;
}

/* The earliest date up to then is kept; false: there is none. */
static bool
date_keep(struct story *s, uint64_t until)
{
	struct guest *g;
	size_t i, first = 0;

	for (i = 1; i < s->dates; i++)
		if (s->date[i].at < s->date[first].at)
			first = i;
	if (s->dates == 0 || s->date[first].at > until)
		return false;
	queue_run(s, s->date[first].at);
	g = &s->guest[s->date[first].guest];
	if (g->free > s->now) {		/* in the middle of something */
		s->date[first].at = g->free + SECOND;
		return true;
	}
	s->date[first] = s->date[--s->dates];
	g->dated = false;
	(void)guest_move(s, g, g->to, s->now);
	return true;
}

static const uint8_t guest_roles[STORY_MIX] = { STORY_NEAR,
    STORY_NEIGHBOUR, STORY_FAR, STORY_FARTHER, STORY_BEHIND };

/* Which of a hundred goes where, and has what. */
static void
mix(struct story *s)
{
	static const uint8_t places[STORY_MIX] = { 45, 25, 12, 8, 10 };
	static const uint8_t kinds[STORY_MIX] = { 25, 20, 37, 18 };
	unsigned i, by;

	memcpy(s->places, places, sizeof(places));
	memcpy(s->kinds, kinds, sizeof(kinds));
	for (i = 1; s->plan->hard && i < STORY_MIX; i++) {
		by = (unsigned)story_random(s, s->places[0] / 4);
		s->places[0] -= by;
		s->places[i] += by;
		if (i > KIND_LTE)
			break;
		by = (unsigned)story_random(s, s->kinds[KIND_LTE_CS] / 4);
		s->kinds[KIND_LTE_CS] -= by;
		s->kinds[i] += by;
	}
}

static unsigned
share_of(const uint8_t *shares, uint64_t one)
{
	unsigned k;

	for (k = 0; one >= shares[k]; k++)
		one -= shares[k];
	return k;
}

/* Kinds and places by their shares, where there are such networks. */
static void
guest_make(struct story *s, struct guest *g, unsigned i)
{
	uint64_t kind = story_random(s, 100), place = story_random(s, 100);
	unsigned k;

	memset(g, 0, sizeof(*g));
	g->n = 1000 + SPREAD * i;
	g->kind = (uint8_t)share_of(s->kinds, kind);
	g->place = guest_roles[share_of(s->places, place)];
	g->node = (uint8_t)(1 + story_random(s, HONEST_NODES));
	if (role_fits(s, g->place, g->kind))
		return;
	/* another place, or else another kind */
	g->place = (uint8_t)role_other(s, STORY_HOME, g->kind);
	for (k = KIND_CS; g->place == STORY_HOME && k <= KIND_LTE; k++) {
		g->kind = (uint8_t)k;
		g->place = (uint8_t)role_other(s, STORY_HOME, k);
	}
}

static void
guests_make(struct story *s)
{
	uint64_t start = s->now;
	struct guest *g;
	unsigned i;

	for (i = 0; i < s->guests; i++) {
		g = &s->guest[i];
		guest_make(s, g, i);
		g->to = g->place;
		/* some have been there for long and say nothing for now */
		if (!story_chance(s, 92))
			continue;
		date_set(s, g, start + (20 + story_random(s, 3100)) *
		    SECOND + story_random(s, SECOND));
		g->free = s->date[s->dates - 1].at;
	}
}

static void
visitors_make(struct story *s)
{
	struct visitor *v;
	unsigned i, role;

	for (i = 0; i < s->visitors; i++) {
		v = &s->visitor[i];
		memset(v, 0, sizeof(*v));
		v->lte = story_chance(s, 40);
		role = role_other(s, STORY_HOME, v->lte ? KIND_LTE : KIND_CS);
		if (role == STORY_HOME) {
			v->lte = !v->lte;
			role = role_other(s, STORY_HOME, v->lte ? KIND_LTE :
			    KIND_CS);
		}
		v->n = 2000 + SPREAD * i;
		v->from = (uint8_t)role;
		v->node = (uint8_t)(1 + story_random(s, HONEST_NODES));
	}
}

/* Somebody does something honest. */
static void
somebody(struct story *s)
{
	struct guest *g;
	unsigned i;

	if (story_chance(s, VISITOR_PERCENT)) {
		visitor_do(s, &s->visitor[story_random(s, s->visitors)]);
		return;
	}
	for (i = 0; i < ROUND_TRIES; i++) {
		g = &s->guest[story_random(s, s->guests)];
		if (g->free <= s->now && !g->detached && !g->spoiled &&
		    honest_any(s, g, s->now) != 0)
			return;
	}
}

/* Every partner does everything once, so that nothing honest is new later. */
static void
one_of_each(struct story *s)
{
	static const uint8_t roles[] = { STORY_NEAR, STORY_NEIGHBOUR,
	    STORY_FAR, STORY_FARTHER, STORY_BEHIND };
	struct guest *g;
	size_t i, k;
	unsigned tries;

	for (k = 0; k < COUNT(roles); k++) {
		visitor_each(s, roles[k]);
		for (i = 0; i < 2 * honest_count; i++)
			for (tries = 0; tries < ROUND_TRIES * 4; tries++) {
				g = &s->guest[story_random(s, s->guests)];
				if (g->place != roles[k] || !g->registered ||
				    g->detached || g->free > s->now ||
				    honest_do(s, g, i / 2, s->now) == 0)
					continue;
				queue_run(s, s->now + 300 * MS);
				break;
			}
	}
}

/* Up to then, so many procedures. */
static void
pass_time(struct story *s, uint64_t until, uint64_t procedures)
{
	uint64_t gap = (until - s->now) / (procedures + 1), next;

	while (s->now < until && !s->failed) {
		next = s->now + 1 + story_random(s, 2 * gap);
		if (next > until)
			next = until;
		while (date_keep(s, next))
			continue;
		queue_run(s, next);
		somebody(s);
		if (story_chance(s, 40))
			crowd_campaign(s);
	}
}

/* Attacks in any order: each class as often as it should be. */
static size_t
attacks_make(struct story *s, uint8_t *order)
{
	size_t i, k, n = 0;
	uint8_t swap;

	for (i = 0; i < COUNT(acts); i++)
		for (k = 0; k < acts[i].times; k++)
			if ((s->plan->hard || acts[i].act != hard_do) &&
			    story_lacks(s->plan, acts[i].cls) == NULL)
				order[n++] = (uint8_t)i;
	for (i = n; i > 1; i--) {
		k = story_random(s, i);
		swap = order[i - 1];
		order[i - 1] = order[k];
		order[k] = swap;
	}
	return n;
}

static void
tell(struct story *s, unsigned procedures)
{
	uint64_t start = s->now, from = start + STORY_LEARNING + 2 * MINUTE;
	uint64_t until = s->end - 10 * MINUTE, gap;
	uint8_t order[COUNT(acts) * UINT8_MAX];
	size_t i, n = attacks_make(s, order);

	mix(s);
	visitor_before(s);
	guests_make(s);
	visitors_make(s);
	for (i = 1; s->plan->hard && i < LOUD_TURNS; i++) {
		pass_time(s, start + i * 55 * MINUTE / LOUD_TURNS,
		    procedures / 15 / LOUD_TURNS);
		hard_learning(s, (unsigned)i);
	}
	pass_time(s, start + 55 * MINUTE, procedures / 15);
	one_of_each(s);
	pass_time(s, from, procedures / 100);
	gap = (until - from) / (n + 1);
	for (i = 0; i < n && !s->failed; i++) {
		if (i % (n / CROWDS + 1) == 0)
			crowd_fly(s);
		if (i % (n / CROWDS + 1) == 9)
			crowd_restart(s);
		pass_time(s, from + (i + 1) * gap, procedures / n);
		acts[order[i]].act(s, acts[order[i]].cls);
	}
	pass_time(s, s->end, procedures / 100);
	queue_run(s, UINT64_MAX);
}

bool
story_tell(const struct story_plan *plan, story_emit *emit, void *arg)
{
	struct story s = { .plan = plan, .emit = emit, .arg = arg,
	    .now = plan->start, .end = plan->start + STORY_LENGTH,
	    .random = plan->seed * UINT64_C(0x9e3779b97f4a7c15) + 1,
	    .tid = 0x21000000, .hbh = 0x31000000 };

	if (story_lacks(plan, STORY_CLASS_HONEST) != NULL)
		return true;
	s.guests = plan->subscribers == 0 ? GUESTS : plan->subscribers;
	s.visitors = VISITORS;
	s.dates_max = s.guests;
	s.guest = calloc(s.guests, sizeof(*s.guest));
	s.visitor = calloc(s.visitors, sizeof(*s.visitor));
	s.date = calloc(s.dates_max, sizeof(*s.date));
	if (s.guest == NULL || s.visitor == NULL || s.date == NULL)
		s.failed = true;
	else
		tell(&s, plan->procedures == 0 ? PROCEDURES :
		    plan->procedures);
	queue_free(&s.queue);
	free(s.guest);
	free(s.visitor);
	free(s.date);
	return !s.failed;
}

/* How many networks that take guests are such. */
static unsigned
taking(const struct story_plan *plan, bool map)
{
	static const uint8_t roles[] = { STORY_NEAR, STORY_NEIGHBOUR,
	    STORY_FAR, STORY_FARTHER, STORY_BEHIND };
	const struct story_net *net;
	unsigned n = 0;
	size_t i;

	for (i = 0; i < COUNT(roles); i++) {
		net = &plan->net[roles[i]];
		n += net->name != NULL && (map ? net->gt : net->realm) != NULL;
	}
	return n;
}

static bool
any_distant(const struct story_plan *plan)
{
	unsigned a, b;

	for (a = 0; a < STORY_ROLE_COUNT; a++)
		for (b = 0; b < STORY_ROLE_COUNT; b++)
			if (plan->km[a][b] >= DISTANT &&
			    plan->net[a].name != NULL &&
			    plan->net[b].name != NULL)
				return true;
	return false;
}

const char *
story_lacks(const struct story_plan *plan, unsigned cls)
{
	const struct story_net *home = &plan->net[STORY_HOME];
	unsigned map = home->gt == NULL ? 0 : taking(plan, true);
	unsigned s6a = home->realm == NULL ? 0 : taking(plan, false);

	if (map == 0 && s6a == 0)
		return "no partner takes guests";
	switch (cls) {
	case STORY_CLASS_PREVIOUS_PLACE:
		return map < 2 && s6a < 2 ? "there is one partner alone" :
		    NULL;
	case STORY_CLASS_PREVIOUS_SERVICE:
		return map < 2 ? "fewer than two partners have SS7" : NULL;
	case STORY_CLASS_VELOCITY:
	case STORY_CLASS_TWO_PLACES:
		if (cls == STORY_CLASS_TWO_PLACES && (map == 0 || s6a == 0))
			return "no partners with both protocols";
		return any_distant(plan) ? NULL :
		    "no two partners are far from each other";
	case STORY_CLASS_PROBE:
	case STORY_CLASS_PIVOT:
		return map < 2 || s6a < 2 ?
		    "fewer than two partners have both protocols" : NULL;
	case STORY_CLASS_NO_ROAMING:
		return plan->net[STORY_CLOSED].name == NULL ?
		    "there is none where roaming is not allowed" : NULL;
	case STORY_CLASS_PEER_CHANGED:
		return map < 2 && s6a < 2 ? "there is one partner alone" :
		    NULL;
	case STORY_CLASS_SUBSCRIBER_CHANGED:
	case STORY_CLASS_DATA_WITHIN:
		return map == 0 ? "no partner has SS7" : NULL;
	case STORY_CLASS_SAME_COUNTRY:
		return plan->net[STORY_RIVAL].name == NULL ?
		    "there is no second one in a country" : NULL;
	case STORY_CLASS_CONTEXT:
		return home->gt == NULL || (plan->net[STORY_NEAR].gt == NULL &&
		    plan->net[STORY_NEIGHBOUR].gt == NULL) ?
		    "no partner with much SS7" : NULL;
	default:
		return NULL;
	}
}
