/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * An engine, a transport and an edge that are nothing but what operators see
 * of them.
 */
#ifndef TESTS_ENGINE_FAKE_H
#define TESTS_ENGINE_FAKE_H

#include "../fw/run/engine.h"
#include "../fw/run/home.h"
#include "../fw/run/peers.h"
#include "control_world.h"

enum { FAKE_WAYS = 5000 };

struct engine {
	struct way_counts totals;
	uint64_t	 verdicts[ACTION_COUNT];
	size_t		 open, nway;
	struct engine_way way[FAKE_WAYS];
};

struct peers {
	struct peers_counts counts;
};

struct home {
	uint64_t	 lost[CHANNEL_LOSS_COUNT];
};

static struct engine fake_engine;
static struct peers fake_peers;
static struct home fake_edge;
static bool fake_unjudged;

static const char *const fake_ends[END_COUNT] = {
#define X(sym, name)	name,
	ENGINE_ENDS(X)
#undef X
};

const char *
engine_end_name(enum engine_end e)
{
	return (unsigned)e < END_COUNT ? fake_ends[e] : NULL;
}

struct judge *
engine_judge(struct engine *e)
{
	(void)e;
	return fake_unjudged ? NULL : r.judge;
}

const struct ruleset *
engine_rules(const struct engine *e)
{
	(void)e;
	return r.rs;
}

uint64_t
engine_now(const struct engine *e)
{
	(void)e;
	return now;
}

size_t
engine_open(const struct engine *e)
{
	return e->open;
}

bool
engine_way(const struct engine *e, size_t i, struct engine_way *w)
{
	if (i < e->nway)
		*w = e->way[i];
	return i < e->nway;
}

void
engine_totals(const struct engine *e, struct way_counts *c)
{
	*c = e->totals;
}

uint64_t
engine_verdicts(const struct engine *e, unsigned action)
{
	return e->verdicts[action];
}

void
peers_counts(const struct peers *p, struct peers_counts *c)
{
	*c = p->counts;
}

uint64_t
home_lost(const struct home *h, enum channel_loss loss)
{
	return h->lost[loss];
}

#endif
