/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Slots for those who can be told the times of a grid only, such as T3346
 * (GPRS timer 2, TS 24.008 10.5.7.4).
 */
#include "drain_impl.h"

#include <stddef.h>

enum {
	MORE = 256,			/* the same, more in a sixteenth */
};

/* May it have one at that time?  Of lower classes it is known only how many
 * they are in the second. */
static bool
fits(struct drain *d, const struct drain_ask *q, bool evenly, uint64_t t)
{
	const struct second *e = second_at(d, t / S);
	uint32_t slots = slots_in(d, q->class, t / S), below;

	if (!q->again)
		slots -= slots / DRAIN_SPARED;
	if (e->upto[q->class] >= slots)
		return false;
	below = e->upto[DRAIN_CLASSES - 1] - e->upto[q->class];
	return !evenly || *part_at(d, t) <= (slots + below) / DRAIN_PARTS +
	    (q->again ? slots / MORE : 0);
}

/* Where to look on: where the last one of that moment was found.  One way after
 * another keeps the mark, and minutes pass over what it covers. */
static uint64_t
look_from(struct drain *d, const struct drain_ask *q, bool evenly, uint64_t grid,
    uint64_t t, struct mark **mark)
{
	struct mark *m;

	*mark = NULL;
	if (grid % (2 * S) != 0)
		return t;
	m = &d->even[q->again][q->class][evenly ? t % S * DRAIN_PARTS / S :
	    DRAIN_PARTS][t / S % 2];
	if (t / S >= m->from && t / S <= m->next)
		t += ((m->next - t / S) * S + grid - 1) / grid * grid;
	else if (grid == 2 * S)
		m->from = t / S;
	if (grid == 2 * S)
		*mark = m;
	return t;
}

static bool
book_grid(struct drain *d, const struct drain_ask *q, bool evenly,
    const struct drain_reach *r, struct drain_slot *slot)
{
	uint64_t end = r->last > 0 ? q->now + r->last : UINT64_MAX, t;
	struct mark *m;

	if (q->before < end)
		end = q->before;
	t = look_from(d, q, evenly, r->grid, q->now + r->first, &m);
	while (t < end && ahead(d, t / S) && !fits(d, q, evenly, t))
		t += r->grid;
	if (m != NULL)
		m->next = t / S;
	if (t >= end || !ahead(d, t / S))
		return false;
	*slot = (struct drain_slot){ t, r->kind, true };
	return true;
}

/* Evenly, if there is one so. */
bool
drain_grids(struct drain *d, const struct drain_ask *ask,
    const struct drain_reach *r, unsigned n, bool stops, struct drain_slot *slot)
{
	struct drain_ask q = *ask;
	bool found = false;
	unsigned i, even;

	for (even = 0; even < 2 && !found; even++)
		for (i = 0; i < n; i++)
			if (r[i].grid > 0 && (stops || !r[i].stops) &&
			    book_grid(d, &q, even == 0, &r[i], slot)) {
				q.before = slot->when;
				found = true;
			}
	return found;
}
