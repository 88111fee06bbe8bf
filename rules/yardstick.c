/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How much a partner may usually ask: told by the others.
 *
 * Whoever asked for everybody while it was learned what is usual would go on
 * doing so.  So a node is not believed to be usually louder than all nodes of
 * the second loudest partner together, times what a node may grow by, unless
 * that is little.  With few partners that ask at all nothing is known of any.
 */
#include "context_impl.h"

#define YARD_NS	(60 * NS_A_SECOND)

enum { PARTNERS_ENOUGH = 3 };

/* Of those that ask: how many, and how much the two loudest do. */
struct loudest {
	unsigned	 n;
	uint32_t	 first, second;
};

static void
louder(void *arg, const struct source_seen *seen)
{
	struct loudest *l = arg;

	if (seen->asked_usual == 0)
		return;
	l->n++;
	if (seen->asked_usual > l->first) {
		l->second = l->first;
		l->first = seen->asked_usual;
	} else if (seen->asked_usual > l->second) {
		l->second = seen->asked_usual;
	}
}

void
yardstick_update(struct memory *m, uint64_t now)
{
	uint64_t least = (uint64_t)SOURCE_TIMES *
	    m->rs->conf->check[CHECK_SCAN].over, bound;
	struct loudest l = { 0, 0, 0 };

	if (m->yarded && elapsed(m->gone, m->yard_at) < YARD_NS)
		return;
	m->yarded = true;
	m->yard_at = m->gone;
	sources_walk(m->partners, now, louder, &l);
	bound = (uint64_t)SOURCE_TIMES * l.second;
	bound = bound < least ? least : bound;
	bound = l.n < PARTNERS_ENOUGH || least == 0 || bound > UINT32_MAX ?
	    0 : bound;
	sources_bound(m->sources, (uint32_t)bound);
	sources_bound(m->partners, (uint32_t)bound);
}
