/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Returns of single devices, averaged.
 *
 * Who comes much sooner or later than was to be expected is something else: its
 * user restarted it, or it has other timers; he is left out, so nothing that is
 * sent moves an estimate by more than half a timer.  Those who are before the
 * average count four times where they were told to the moment: an appointment
 * is to be no later than its device.  Who is here much too soon may have been
 * asked for again by his network, and is still waited for.
 */
#include "pace.h"

#include <stdlib.h>

#define S	UINT64_C(1000000000)
#define LONGEST	(120 * S)	/* waited for one that is watched */

enum { ENOUGH = 64 };

static const double SOONER = 1.6, LATER = 0.4;

struct watched {
	uint64_t	 key, at, ns;
	uint32_t	 network;
	uint8_t		 kind;
	bool		 exact;
};

struct estimate {
	float		 ns;
	uint32_t	 n;
};

struct pace {
	struct estimate	(*of)[PACE_KINDS];	/* by network */
	size_t		 networks;
	struct watched	 watched[PACE_WATCHED];
};

struct pace *
pace_new(size_t networks)
{
	struct pace *p = calloc(1, sizeof(*p));

	if (p == NULL)
		return NULL;
	p->networks = networks;
	p->of = calloc(networks + 1, sizeof(*p->of));
	if (p->of != NULL)
		return p;
	free(p);
	return NULL;
}

void
pace_free(struct pace *p)
{
	if (p == NULL)
		return;
	free(p->of);
	free(p);
}

static struct watched *
place_of(struct pace *p, uint64_t key)
{
	return &p->watched[(key >> 8) % PACE_WATCHED];
}

void
pace_told(struct pace *p, unsigned network, unsigned kind, uint64_t key,
    uint64_t ns, bool exact, uint64_t now)
{
	struct watched *w = place_of(p, key);

	if (network >= p->networks || kind >= PACE_KINDS || ns > LONGEST ||
	    (w->key != 0 && w->key != key && now >= w->at &&
	    now - w->at < 2 * LONGEST))
		return;
	*w = (struct watched){ key, now, ns, network, (uint8_t)kind, exact };
}

void
pace_came(struct pace *p, uint64_t key, uint64_t now)
{
	struct watched *w = place_of(p, key);
	uint64_t gone = now > w->at ? now - w->at : 0;
	struct estimate *e;
	double off, weight;

	if (w->key != key || gone < w->ns * 3 / 4)
		return;
	w->key = 0;
	if (gone > w->ns * 3 / 2)
		return;
	e = &p->of[w->network][w->kind];
	off = (double)gone - (double)w->ns - (double)e->ns;
	e->n += e->n < ENOUGH;
	weight = e->n == 1 ? 1 : (w->exact ? off < 0 ? SOONER : LATER : 1) /
	    e->n;
	e->ns += (float)(weight * off);
}

int64_t
pace_late(const struct pace *p, unsigned network, unsigned kind)
{
	return network < p->networks && kind < PACE_KINDS ?
	    (int64_t)p->of[network][kind].ns : 0;
}
