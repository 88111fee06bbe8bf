/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where a called global title leads.
 *
 * There is a table of the routes from any link, and one of each link that some
 * route is from.  A value of theirs is the index of the route and, in its low
 * bits, the rank of the entry: by that the better of two answers is known.
 */
#include <stdlib.h>

#include "gt_route.h"
#include "prefix.h"

enum {
	RANK_BITS = 5,
	RANK_WHOLE = PREFIX_DIGITS_MAX + 1,	/* else the length */
};

_Static_assert(RANK_WHOLE < 1 << RANK_BITS, "a rank fits");
_Static_assert(CONF_ROUTES_MAX < 1 << (31 - RANK_BITS), "a route fits");

struct gt_routes {
	const struct conf_route *route;
	struct prefix	*any;
	struct prefix	**from;		/* by link, or NULL: of no route */
	size_t		 nlink;
};

/* ---- building ---- */

static bool
add(struct prefix **table, const struct conf_item *gt, size_t route)
{
	uint32_t rank = gt->prefix ? gt->len : (uint32_t)RANK_WHOLE;

	if (*table == NULL && (*table = prefix_new()) == NULL)
		return false;
	return prefix_add(*table, &gt->digits, gt->len, !gt->prefix,
	    (uint32_t)route << RANK_BITS | rank) != PREFIX_NO_MEMORY;
}

static bool
add_route(struct gt_routes *g, const struct conf_route *r)
{
	size_t at = (size_t)(r - g->route), i, k;

	for (i = 0; i < r->gt.n; i++) {
		if (r->from.n == 0 && !add(&g->any, &r->gt.item[i], at))
			return false;
		for (k = 0; k < r->from.n; k++)
			if (!add(&g->from[r->from.item[k].index],
			    &r->gt.item[i], at))
				return false;
	}
	return true;
}

static bool
fill(struct gt_routes *g, const struct conf_ss7 *s)
{
	size_t i;

	for (i = 0; i < s->nroute; i++)
		if (!add_route(g, &s->route[i]))
			return false;
	for (i = 0; i < g->nlink; i++)
		if (g->from[i] != NULL && !prefix_seal(g->from[i]))
			return false;
	return prefix_seal(g->any);
}

struct gt_routes *
gt_routes_new(const struct conf_ss7 *s, size_t nlink)
{
	struct gt_routes *g = calloc(1, sizeof(*g));

	if (g == NULL)
		return NULL;
	g->route = s->route;
	g->nlink = nlink;
	g->any = prefix_new();
	g->from = calloc(nlink + 1, sizeof(struct prefix *));
	if (g->any != NULL && g->from != NULL && fill(g, s))
		return g;
	gt_routes_free(g);
	return NULL;
}

void
gt_routes_free(struct gt_routes *g)
{
	size_t i;

	if (g == NULL)
		return;
	for (i = 0; g->from != NULL && i < g->nlink; i++)
		prefix_free(g->from[i]);
	free(g->from);
	prefix_free(g->any);
	free(g);
}

/* ---- looking up ---- */

static unsigned
rank(uint32_t value)
{
	return value & ((1U << RANK_BITS) - 1);
}

const struct conf_route *
gt_route_find(const struct gt_routes *g, const struct sig_digits *d,
    unsigned len, int from_link)
{
	uint32_t any = prefix_find(g->any, d, len), own = PREFIX_NOTHING;

	if (from_link >= 0 && (size_t)from_link < g->nlink &&
	    g->from[from_link] != NULL)
		own = prefix_find(g->from[from_link], d, len);
	if (own == PREFIX_NOTHING || (any != PREFIX_NOTHING &&
	    rank(any) > rank(own)))
		own = any;
	return own == PREFIX_NOTHING ? NULL : &g->route[own >> RANK_BITS];
}
