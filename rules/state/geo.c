/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Countries: codes, neighbours, distances.
 *
 * The land of a country is covered by a few circles, so that the way from
 * circle to circle is never more than the way from land to land.  The distance
 * of each two countries is worked out once, when the file is read, and kept in
 * a square table, together with whether they are neighbours.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "../../dissectors/sig.h"
#include "geo_impl.h"

/* Mean radius (IUGG).  The earth's flattening moves a distance by half a
 * hundredth, which nobody's speed limit is as sharp as. */
static const double earth_km = 6371.0;

/* The haversine of the way between two middles, then the way itself. */
static double
way(const struct geo_circle *a, const struct geo_circle *b)
{
	double u = sin((a->latitude - b->latitude) / 2);
	double v = sin((a->longitude - b->longitude) / 2);
	double h = u * u + cos(a->latitude) * cos(b->latitude) * v * v;

	return 2 * earth_km * asin(sqrt(h < 1 ? h : 1));
}

static uint16_t
distance(const struct geo_country *a, const struct geo_country *b)
{
	double km, least = 2 * GEO_RADIUS_MAX;
	unsigned i, k;

	for (i = 0; i < a->circles; i++)
		for (k = 0; k < b->circles; k++) {
			km = way(&a->circle[i], &b->circle[k]) -
			    a->circle[i].radius - b->circle[k].radius;
			if (km < least)
				least = km;
		}
	return least > 0 ? (uint16_t)least : 0;
}

static void
measure(struct geo *g)
{
	size_t a, b;

	for (a = 0; a < g->countries; a++) {
		*geo_cell(g, a, a) = GEO_NEAR;
		for (b = 0; b < a; b++)
			if (*geo_cell(g, a, b) == 0)
				*geo_cell(g, a, b) = *geo_cell(g, b, a) =
				    distance(&g->country[a], &g->country[b]);
	}
}

struct geo *
geo_load(const char *path, char error[GEO_ERROR_MAX])
{
	struct geo *g = calloc(1, sizeof(*g));

	error[0] = '\0';
	if (g == NULL) {
		snprintf(error, GEO_ERROR_MAX, "no memory for countries");
		return NULL;
	}
	if (!geo_read(g, path, error)) {
		geo_free(g);
		return NULL;
	}
	measure(g);
	return g;
}

void
geo_free(struct geo *g)
{
	if (g == NULL)
		return;
	free(g->node);
	free(g->cell);
	free(g);
}

size_t
geo_count(const struct geo *g)
{
	return g->countries;
}

unsigned
geo_by_mcc(const struct geo *g, unsigned mcc)
{
	unsigned place = mcc < GEO_MCCS ? g->by_mcc[mcc] : 0;

	return place > 0 ? g->country[place - 1].mcc : 0;
}

unsigned
geo_by_number(const struct geo *g, const struct sig_digits *d, unsigned len)
{
	unsigned i, digit, place = 0;
	size_t at = 0;

	for (i = 0; i < len && i < SIG_DIGITS_MAX; i++) {
		digit = d->w[i / 16] >> 4 * (i % 16) & 15;
		if (digit > 9 || (at = g->node[at].next[digit]) == 0)
			break;
		if (g->node[at].country > 0)
			place = g->node[at].country;
	}
	return place > 0 ? g->country[place - 1].mcc : 0;
}

static const struct geo_country *
country_find(const struct geo *g, unsigned number)
{
	const struct geo_country *c;

	if (number >= GEO_MCCS || g->by_mcc[number] == 0)
		return NULL;
	c = &g->country[g->by_mcc[number] - 1];
	return c->mcc == number ? c : NULL;
}

const char *
geo_name(const struct geo *g, unsigned country)
{
	const struct geo_country *c = country_find(g, country);

	return c != NULL ? c->name : NULL;
}

/* The cell of two countries; one that has nothing to say when either is not
 * known. */
static uint16_t
between(const struct geo *g, unsigned a, unsigned b)
{
	const struct geo_country *c = country_find(g, a);
	const struct geo_country *d = country_find(g, b);

	if (c == NULL || d == NULL)
		return 0;
	return *geo_cell(g, (size_t)(c - g->country),
	    (size_t)(d - g->country));
}

bool
geo_near(const struct geo *g, unsigned a, unsigned b)
{
	return between(g, a, b) & GEO_NEAR;
}

unsigned
geo_km(const struct geo *g, unsigned a, unsigned b)
{
	uint16_t cell = between(g, a, b);

	return cell & GEO_NEAR ? 0 : cell;
}
