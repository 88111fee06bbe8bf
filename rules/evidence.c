/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a finding about places rests on: where the subscriber was when home
 * last heard of him, how long ago, and how far that is.
 */
#include "context_impl.h"

enum { SECONDS_AN_HOUR = 3600 };

static const uint32_t of_places = UINT32_C(1) << CHECK_PREVIOUS_PLACE |
    UINT32_C(1) << CHECK_VELOCITY | UINT32_C(1) << CHECK_TWO_PLACES |
    UINT32_C(1) << CHECK_PIVOT;

/* The latest place other than the one that the message names. */
static const struct place *
last_place(const struct context *c)
{
	const struct place *p, *last = NULL;
	unsigned i;

	for (i = 0; c->who != NULL && i < PLACE_PROTOS; i++) {
		p = &c->who->place[i];
		if (p->network != 0 && p->network != c->network &&
		    (last == NULL || p->seen > last->seen))
			last = p;
	}
	return last;
}

void
evidence_find(const struct look *l, const struct context *c,
    struct verdict *v)
{
	const struct memory *m = l->judge->recall;
	uint64_t s = l->now / NS_A_SECOND, took;
	const struct place *p;

	if (!(c->found & of_places) || (p = last_place(c)) == NULL)
		return;
	v->last_place = p->network;
	v->last_seen = p->seen;
	took = elapsed(s, p->seen);
	v->last_ago = (uint32_t)(took < UINT32_MAX ? took : UINT32_MAX);
	if (m->rs->geo == NULL || c->country == 0)
		return;
	v->last_km = geo_km(m->rs->geo, p->country, c->country);
	v->last_kmh = (uint32_t)((uint64_t)v->last_km * SECONDS_AN_HOUR /
	    (took > 0 ? took : 1));
}
