/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Who has no slot is refused so many times more until he is away for long.
 * Each of these may be by the long way instead of the short one, which puts
 * off all that follows by the difference.
 */
#include "steps.h"

#define S	UINT64_C(1000000000)

bool
steps_are(const struct drain_reach *r, unsigned n)
{
	return n > 0 && r[0].step > 0 && r[0].grid == 0;
}

/* The longest way. */
static const struct drain_reach *
slowest(const struct drain_reach *r, unsigned n)
{
	return n > 1 && r[1].step > r[0].step ? &r[1] : &r[0];
}

/* Could all who are to come in this wave have a slot of it? */
static bool
fits(struct steps *p, const struct drain *d, unsigned class,
    const struct drain_reach *slow, uint64_t now)
{
	struct steps_fits *f = &p->fits[class];
	struct crowd_wave w;
	uint64_t s, end, room = 0;
	uint32_t slots, booked;

	if (f->second == now / S)
		return f->is;
	w = crowd_wave(&p->crowd, now);
	end = w.last + drain_span(slow, slow->times) / S;
	for (s = now / S + 1; s <= end && room < w.devices; s++) {
		slots = drain_slots(d, class, s * S);
		booked = drain_booked(d, class, s * S);
		room += booked < slots ? slots - booked : 0;
	}
	*f = (struct steps_fits){ now / S, room >= w.devices };
	return f->is;
}

/* When the next cycle begins, if so many of the refusals before it, this one
 * among them, are by the long way. */
static uint64_t
begins(const struct drain_ask *q, const struct drain_reach *r,
    const struct drain_reach *slow, unsigned longer)
{
	unsigned left = q->done < r->times ? r->times - q->done : 0;

	return q->now + drain_span(r, left) + r->rest +
	    longer * (slow->step - r->step);
}

/* To the beginning that was meant, if it still can be; else to that with whom
 * the fewest begin. */
static struct drain_slot
lead(struct steps *p, const struct drain_ask *q, const struct drain_reach *r,
    const struct drain_reach *slow, uint64_t meant)
{
	unsigned most = slow == r || q->done > r->times ? 0 :
	    1U + r->times - q->done, i, best = 0;
	uint64_t slack = r->step / 2, least = UINT64_MAX, at, off;

	for (i = 0; i <= most; i++) {
		at = begins(q, r, slow, i);
		off = at > meant ? at - meant : meant - at;
		if (off > slack)
			off = slack + crowd_at(&p->crowd, at, q->now);
		if (off < least) {
			least = off;
			best = i;
		}
	}
	return (struct drain_slot){ begins(q, r, slow, best), best > 0 ||
	    q->slowly ? slow->kind : r->kind, false };
}

struct drain_slot
steps_book(struct steps *p, struct drain *d, const struct drain_ask *q,
    const struct drain_reach *r, unsigned n, uint64_t meant)
{
	const struct drain_reach *slow = slowest(r, n);
	struct drain_slot slot;

	if (r->rest == 0 || fits(p, d, q->class, slow, q->now)) {
		slot = drain_book(d, q, r, n);
		if (slot.booked || r->rest == 0)
			return slot;
	}
	return lead(p, q, r, slow, meant);
}
