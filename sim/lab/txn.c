/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What nodes have under way: a pool, the place in it and a generation make the
 * hop-by-hop or TCAP identifier.
 *
 * Places are used again in the order in which they became free, so that an
 * answer that comes late does not meet an identifier that is in use again.
 */
#include <string.h>

#include "../../dissectors/prefetch.h"
#include "pages.h"
#include "world.h"

static bool
more(struct world *w)
{
	uint32_t room = w->txn_room == 0 ? 4096 : w->txn_room + w->txn_room / 2;
	struct txn *t;

	if (room > TXN_MAX)
		room = TXN_MAX;
	if (room == w->txn_room)
		return false;
	t = pages_get(room * sizeof(*t));
	if (t == NULL)
		return false;
	if (w->txn != NULL)
		memcpy(t, w->txn, w->txns * sizeof(*t));
	pages_put(w->txn, w->txn_room * sizeof(*t));
	w->txn = t;
	w->txn_room = room;
	return true;
}

/* Fresh places are used first as long as few have become free. */
uint32_t
txn_get(struct world *w)
{
	uint32_t i = w->txn_free;
	uint16_t gen = 0;

	if (i != NOBODY && w->txn[i].next != NOBODY) {
		w->txn_free = w->txn[i].next;
		prefetch(&w->txn[w->txn_free]);
		gen = w->txn[i].gen;
	} else {
		if (w->txns == w->txn_room && !more(w)) {
			w->failed = true;
			return NOBODY;
		}
		i = w->txns++;
	}
	memset(&w->txn[i], 0, sizeof(w->txn[i]));
	w->txn[i].gen = gen;
	w->txn[i].flags = TXN_BUSY;
	w->txn[i].session = ++w->serial;
	return i;
}

void
txn_put(struct world *w, uint32_t i)
{
	w->txn[i].flags = 0;
	w->txn[i].gen++;
	w->txn[i].next = NOBODY;
	if (w->txn_free == NOBODY)
		w->txn_free = i;
	else
		w->txn[w->txn_last].next = i;
	w->txn_last = i;
}

void
txn_outcome(struct world *w, uint32_t i, unsigned cause, uint32_t time_s,
    uint64_t at)
{
	struct txn *t = &w->txn[i];

	t->gen++;
	t->cause = (uint8_t)cause;
	t->time_s = time_s;
	world_add(w, at, EVENT_TXN, i, t->gen, TXN_OUTCOME);
}
