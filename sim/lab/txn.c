/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What nodes have under way: a pool, the place in it and a generation make the
 * hop-by-hop or TCAP identifier.
 *
 * Places are used again in the order in which they became free, so that an
 * answer that comes late does not meet an identifier that is in use again.
 * Those free stand in a ring, which tells early which of them comes next.
 */
#include <string.h>

#include "../../dissectors/prefetch.h"
#include "pages.h"
#include "world.h"

enum {
	ROOM_FIRST = 4096,
	AHEAD = 8,			/* of those free */
};

/* Room for more; there is one free place at most then. */
static bool
more(struct world *w)
{
	uint32_t room = w->txn_room == 0 ? ROOM_FIRST :
	    w->txn_room + w->txn_room / 2;
	uint32_t *ring;
	struct txn *t;

	if (room > TXN_MAX)
		room = TXN_MAX;
	if (room == w->txn_room)
		return false;
	t = pages_get(room * sizeof(*t));
	ring = pages_get(room * sizeof(*ring));
	if (t == NULL || ring == NULL) {
		pages_put(t, room * sizeof(*t));
		pages_put(ring, room * sizeof(*ring));
		return false;
	}
	if (w->txns > 0) {
		memcpy(t, w->txn, w->txns * sizeof(*t));
		ring[0] = w->txn_free[w->txn_head];
	}
	txns_close(w);
	w->txn = t;
	w->txn_free = ring;
	w->txn_head = 0;
	w->txn_room = room;
	return true;
}

/* The n-th of those free. */
static uint32_t *
free_at(const struct world *w, uint32_t n)
{
	uint32_t i = w->txn_head + n;

	return &w->txn_free[i < w->txn_room ? i : i - w->txn_room];
}

/* One that will be used soon: its memory is sent for. */
static void
expect(const struct world *w)
{
	const struct txn *t;

	if (w->txn_frees < AHEAD)
		return;
	t = &w->txn[*free_at(w, AHEAD - 1)];
	prefetch(t);
	prefetch((const uint8_t *)(t + 1) - 1);
}

/* Fresh places are used first as long as few have become free. */
uint32_t
txn_get(struct world *w)
{
	uint16_t gen = 0;
	uint32_t i;

	if (w->txn_frees > 1) {
		i = *free_at(w, 0);
		w->txn_head = w->txn_head + 1 < w->txn_room ?
		    w->txn_head + 1 : 0;
		w->txn_frees--;
		expect(w);
		gen = w->txn[i].gen;
	} else {
		if (w->txns == w->txn_room && !more(w)) {
			w->failed = true;
			return NOBODY;
		}
		i = w->txns++;
	}
	w->txn[i] = (struct txn){ .session = ++w->serial, .until = LAB_NEVER,
	    .gen = gen, .flags = TXN_BUSY };
	return i;
}

void
txn_put(struct world *w, uint32_t i)
{
	w->txn[i].flags = 0;
	w->txn[i].gen++;
	*free_at(w, w->txn_frees++) = i;
}

void
txns_close(struct world *w)
{
	pages_put(w->txn, w->txn_room * sizeof(*w->txn));
	pages_put(w->txn_free, w->txn_room * sizeof(*w->txn_free));
}

void
txn_patience(struct world *w, struct txn *t)
{
	world_add(w, t->until, EVENT_DEVICE, t->device,
	    w->device[t->device].gen, TIMER_ANSWER);
	t->until = LAB_NEVER;
}

void
txn_event(struct world *w, uint32_t i, uint64_t due, enum txn_timer what)
{
	struct txn *t = &w->txn[i];

	world_add(w, due, EVENT_TXN, i, t->gen, (uint8_t)what);
	if (due >= t->until)
		txn_patience(w, t);
}

void
txn_outcome(struct world *w, uint32_t i, unsigned cause, uint32_t time_s,
    uint64_t at)
{
	struct txn *t = &w->txn[i];

	t->gen++;
	t->cause = (uint8_t)cause;
	t->time_s = (uint16_t)time_s;
	txn_event(w, i, at, TXN_OUTCOME);
}
