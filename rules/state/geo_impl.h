/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Countries inside: what geo_read.c puts together and geo.c looks up.
 */
#ifndef RULES_STATE_GEO_IMPL_H
#define RULES_STATE_GEO_IMPL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "geo.h"

enum geo_limit {
	GEO_OCTETS_MAX = 1 << 20,	/* of the file */
	GEO_COUNTRIES_MAX = 300,
	GEO_CIRCLES_MAX = 8,		/* of one country */
	GEO_RADIUS_MAX = 20000,		/* km; half way round */
	GEO_CALLING_MAX = 15,		/* digits (E.164) */
	GEO_NODES_MAX = 20000,		/* of all calling codes */
	GEO_MCCS = 1000,
};

struct geo_circle {
	double		 latitude, longitude;	/* radians */
	double		 radius;		/* km */
};

struct geo_country {
	struct geo_circle circle[GEO_CIRCLES_MAX];
	uint8_t		 circles;
	uint16_t	 mcc;		/* the first one: its number */
	char		 name[3];
};

/* One digit of a calling code: where the next one leads, and whose the digits
 * up to here are.  Places in country[] are counted from 1, 0: none. */
struct geo_node {
	uint16_t	 next[10];
	uint16_t	 country;
};

/* In a cell of the table: neighbours, or the same. */
#define GEO_NEAR	UINT16_C(0x8000)

struct geo {
	struct geo_country country[GEO_COUNTRIES_MAX];
	size_t		 countries;
	uint16_t	 by_mcc[GEO_MCCS];	/* place, from 1 */
	struct geo_node	*node;			/* node[0] is the root */
	size_t		 nodes, room;
	uint16_t	*cell;			/* countries * countries */
};

static inline uint16_t *
geo_cell(const struct geo *g, size_t a, size_t b)
{
	return &g->cell[a * g->countries + b];
}

/* Countries, codes and neighbours of a file into a geo of zeroes; the cells
 * hold GEO_NEAR or 0.  What was allocated stays with it, also on failure. */
__attribute__((warn_unused_result))
bool		 geo_read(struct geo *, const char *path,
		    char error[GEO_ERROR_MAX]);

#endif
