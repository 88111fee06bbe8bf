/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Honest crowds: what looks like a storm, a scan or a flight of fancy, and is a
 * plane, a node that starts anew, and a service centre with much to do.
 */
#include "story_impl.h"

enum {
	PLANE_SEATS = 40, PLANE_SPEED = 850,	/* km/h */
	NODE_GUESTS = 100,
	CAMPAIGN_NODE = 1,
};

/* Two places between which a plane still arrives in the story, and of some
 * such pairs the longest. */
static bool
route(struct story *s, unsigned *from, unsigned *to, uint64_t *arrival)
{
	static const uint8_t roles[] = { STORY_NEAR, STORY_NEIGHBOUR,
	    STORY_FAR, STORY_FARTHER };
	unsigned i, a, b;
	uint64_t km, at;

	*arrival = 0;
	for (i = 0; i < 16; i++) {
		a = roles[story_random(s, COUNT(roles))];
		b = roles[story_random(s, COUNT(roles))];
		km = s->plan->km[a][b];
		at = s->now + km * HOUR / PLANE_SPEED + 75 * MINUTE;
		if (km < DISTANT || at + HOUR > s->end || at < *arrival)
			continue;
		*from = a;
		*to = b;
		*arrival = at;
	}
	return *arrival != 0;
}

/* A plane full of guests takes as long as a plane does. */
void
crowd_fly(struct story *s)
{
	unsigned from = 0, to = 0, i;
	uint64_t arrival;
	struct guest *g;

	if (!route(s, &from, &to, &arrival))
		return;
	for (i = 0; i < PLANE_SEATS; i++) {
		g = victim(s, ON_MAP | ON_S6A, 1U << from);
		if (g == NULL)
			return;
		if (!role_fits(s, to, g->kind)) {
			g->free = s->now;
			continue;
		}
		if (story_chance(s, 50))
			(void)guest_purge(s, g, s->now +
			    story_random(s, 120) * SECOND);
		/* or is just switched off */
		g->detached = g->detached || story_chance(s, 50);
		g->to = (uint8_t)to;
		g->free = arrival + story_random(s, 240) * SECOND;
		date_set(s, g, g->free);
	}
}

/* One node of a network has lost its memory, and gets it back in a minute. */
void
crowd_restart(struct story *s)
{
	struct guest *g = victim(s, ON_MAP, ANYWHERE), *other;
	unsigned i, n = 0;
	uint64_t at;

	for (i = 0; g != NULL && i < s->guests && n < NODE_GUESTS; i++) {
		other = &s->guest[i];
		if (other->place != g->place || other->node != g->node ||
		    !on_map(other) || other->detached || other->spoiled ||
		    other->free > s->now)
			continue;
		at = s->now + story_random(s, 90) * SECOND;
		other->free = story_chance(s, 60) ?
		    honest_restore(s, other, at) : guest_again(s, other, at);
		n++;
	}
	if (g != NULL)
		g->free = s->now + 2 * MINUTE;
}

/* It asks for somebody every few seconds, from the first hour on. */
void
crowd_campaign(struct story *s)
{
	const struct guest *g = &s->guest[story_random(s, s->guests)];

	if (role_map(s, STORY_NEAR) && role_map(s, g->place))
		(void)honest_enquiry(s, g, STORY_NEAR, CAMPAIGN_NODE, s->now);
}
