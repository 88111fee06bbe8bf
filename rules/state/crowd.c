/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A ring of seconds.
 */
#include "crowd.h"

#include <string.h>

#define S	UINT64_C(1000000000)

enum { STEPS_BACK = 64 };	/* s, of the clock: nothing is forgotten */

static void
bring(struct crowd *c, uint64_t now)
{
	uint64_t s = now / S;

	if (s < c->now && c->now - s < STEPS_BACK)
		return;
	if (s < c->now || s - c->now >= CROWD_SECONDS) {
		memset(c->due, 0, sizeof(c->due));
		c->now = s;
	}
	for (; c->now < s; c->now++)
		memset(c->due[c->now % CROWD_SECONDS], 0,
		    sizeof(c->due[0]));
}

/* NULL: not in the ring. */
static uint32_t *
at(struct crowd *c, uint64_t when, uint64_t now)
{
	uint64_t s = when / S;

	bring(c, now);
	return s > c->now && s - c->now < CROWD_SECONDS ?
	    &c->due[s % CROWD_SECONDS][when % S * CROWD_PARTS / S] : NULL;
}

void
crowd_join(struct crowd *c, uint64_t when, uint64_t now)
{
	uint32_t *n = at(c, when, now);

	if (n != NULL)
		++*n;
}

void
crowd_leave(struct crowd *c, uint64_t when, uint64_t now)
{
	uint32_t *n = at(c, when, now);

	if (n != NULL && *n > 0)
		--*n;
}

uint32_t
crowd_at(struct crowd *c, uint64_t when, uint64_t now)
{
	const uint32_t *n = at(c, when, now);

	return n != NULL ? *n : 0;
}

struct crowd_wave
crowd_wave(struct crowd *c, uint64_t now)
{
	struct crowd_wave w = { 0, now / S };
	uint64_t s, before;
	unsigned i;

	bring(c, now);
	for (s = c->now; s < c->now + CROWD_WAVE; s++) {
		before = w.devices;
		for (i = 0; i < CROWD_PARTS; i++)
			w.devices += c->due[s % CROWD_SECONDS][i];
		if (w.devices > before)
			w.last = s;
	}
	return w;
}
