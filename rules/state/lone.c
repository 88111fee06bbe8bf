/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A ring of what has begun and not gone on.
 */
#include "lone.h"

#include <string.h>

#define S	UINT64_C(1000000000)
#define PART	(S / LONE_PARTS)

static uint32_t
oldest_end(struct lone *l, uint32_t alone[LONE_CLASSES])
{
	uint32_t *open = l->open[l->part % LONE_RING], sum = 0;
	unsigned i;

	for (i = 0; i < LONE_CLASSES; i++) {
		alone[i] += open[i];
		sum += open[i];
	}
	memset(open, 0, sizeof(l->open[0]));
	return sum;
}

uint32_t
lone_turn(struct lone *l, uint64_t now, uint32_t alone[LONE_CLASSES])
{
	uint64_t part = now / PART;
	uint32_t sum = 0;

	if (part < l->part) {
		memset(l, 0, sizeof(*l));
		l->part = part;
	} else if (part - l->part > LONE_RING) {
		l->part = part - LONE_RING;	/* all of it is over */
	}
	while (l->part < part) {
		l->part++;
		sum += oldest_end(l, alone);
	}
	return sum;
}

void
lone_begins(struct lone *l, unsigned class)
{
	l->open[l->part % LONE_RING][class % LONE_CLASSES]++;
}

void
lone_ends(struct lone *l, unsigned class, uint64_t began)
{
	uint64_t part = began / PART;
	uint32_t *open = &l->open[part % LONE_RING][class % LONE_CLASSES];

	if (part <= l->part && l->part - part < LONE_RING && *open > 0)
		--*open;
}
