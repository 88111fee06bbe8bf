/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Who is refused: what he is told, and what becomes of it.
 *
 * A device that comes in steps, by its own timers, is held when it is refused
 * at its appointment: it is not answered, and should its network ask another
 * peer for it, as it does of an answer that stays away, that is within its
 * right, and none of its steps is lost.
 */
#include "admit_impl.h"

#define EARLY	(100 * MS)		/* timers are not exact */

void
told_end(struct admit *a, const struct backoff *b, bool kept, uint64_t now)
{
	uint64_t when = backoff_time(b->when, now);

	if (b->state == BACKOFF_TOLD)
		crowd_leave(&a->steps.crowd, when, now);
	if (b->state != BACKOFF_BOOKED)
		return;
	if (kept)
		drain_kept(a->drain, when);
	else
		drain_release(a->drain, b->class, when);
}

struct backoff *
told_entry(struct admit *a, const struct standing *s, uint64_t now)
{
	struct backoff gone, *b;

	if (s->b != NULL)
		return s->b;
	b = backoff_get(a->backoffs, s->r->key, s->class, now, &gone);
	if (gone.key != 0)
		told_end(a, &gone, false, now);
	return b;
}

/* Returns of its cycle after one more. */
static unsigned
next_try(const struct standing *s)
{
	return s->b->tries >= standing_reach(s)->times ? 0 : s->b->tries + 1U;
}

/* s->b is told. */
static void
remember(struct admit *a, const struct standing *s,
    const struct drain_slot *slot, bool held, uint64_t now)
{
	struct backoff *b = s->b;
	uint64_t span;

	if (!slot->booked)
		crowd_join(&a->steps.crowd, slot->when, now);
	b->when = backoff_units(slot->when);
	b->state = slot->booked ? BACKOFF_BOOKED : BACKOFF_TOLD;
	b->kind = slot->kind & 15U;
	b->class = s->class & 15;
	b->held = held;
	span = (a->setup.grace + standing_reach(s)->jitter) /
	    (S / BACKOFF_UNITS);
	b->span = (span < BACKOFF_SPAN_MAX ? span : BACKOFF_SPAN_MAX) &
	    BACKOFF_SPAN_MAX;
}

/* It may be told the times of a grid, and has a slot that it need not wait for:
 * an earlier one became free. */
static void
advance(struct admit *a, const struct standing *s, uint64_t left, uint64_t now)
{
	struct drain_ask q = { s->class, s->b->refused > 1, false, 0, now,
	    now + left };
	struct drain_slot slot;

	slot = drain_better(a->drain, &q, s->r->reach, s->r->nreach);
	if (!slot.booked)
		return;
	told_end(a, s->b, false, now);
	remember(a, s, &slot, false, now);
}

/* A slot or a time for s->b, whose tries count this one. */
static void
appoint(struct admit *a, const struct standing *s, uint64_t now)
{
	const struct admit_request *r = s->r;
	struct backoff *b = s->b;
	bool steps = steps_are(r->reach, r->nreach);
	bool bumped = b->state == BACKOFF_BOOKED && s->due;
	bool held = b->tries > 0 && (bumped || b->held);
	bool slowly = bumped || (held && b->tries >= r->reach->times);
	struct drain_ask q = { s->class, steps ? held : b->refused > 0,
	    slowly, b->tries, now, UINT64_MAX };
	uint64_t meant = s->early ? backoff_time(b->when, now) : 0;
	struct drain_slot slot;

	told_end(a, b, s->due, now);
	slot = steps ? steps_book(&a->steps, a->drain, &q, r->reach, r->nreach,
	    meant) : drain_book(a->drain, &q, r->reach, r->nreach);
	remember(a, s, &slot, held, now);
}

static struct admit_answer
answer(const struct backoff *b, enum admit_why why, uint64_t now)
{
	return (struct admit_answer){ .booked = b->state == BACKOFF_BOOKED,
	    .why = (uint8_t)why, .kind = (uint8_t)b->kind,
	    .refused = (uint8_t)b->refused, .when = backoff_time(b->when,
	    now) };
}

/* An appointment; without memory of it, or while a procedure of the device
 * goes on, just a time. */
static struct admit_answer
refused(struct admit *a, struct standing *s, uint64_t now)
{
	const struct drain_reach *reach = s->r->reach;
	struct admit_answer to = { .kind = reach->kind, .refused = 1,
	    .when = now + reach->first, .why = ADMIT_FULL };
	enum admit_why why = ADMIT_FULL;

	if (s->within)
		return to;
	s->b = told_entry(a, s, now);
	if (s->b == NULL)
		return to;
	if (s->b->state == BACKOFF_BOOKED)
		why = ADMIT_BUMPED;
	s->b->tries = (s->b->state == BACKOFF_NONE ? 0 : next_try(s)) &
	    BACKOFF_TRIES_MAX;
	appoint(a, s, now);
	if (s->b->refused < BACKOFF_REFUSED_MAX)
		s->b->refused++;
	return answer(s->b, why, now);
}

/* Who comes in steps is led on to his time, or, when he has no slot or cannot
 * meet it any more, to another. */
static void
lead_on(struct admit *a, const struct standing *s, uint64_t left, uint64_t now)
{
	const struct admit_request *r = s->r;
	unsigned way = r->nreach;

	if (s->b->state == BACKOFF_BOOKED)
		way = drain_way(r->reach, r->nreach, s->b->tries, left);
	if (way < r->nreach)
		s->b->kind = r->reach[way].kind & 15U;
	else
		appoint(a, s, now);
}

/* Before its time: what it was told, once more. */
static struct admit_answer
early(struct admit *a, const struct standing *s, uint64_t now)
{
	struct backoff *b = s->b;
	uint64_t left = backoff_time(b->when, now) - now;
	uint64_t grid = standing_reach(s)->grid;
	struct admit_answer to;

	if (!s->r->again) {
		b->tries = next_try(s) & BACKOFF_TRIES_MAX;
		if (grid > 0 && left > grid)
			advance(a, s, left, now);
		else if (standing_steps(s))
			lead_on(a, s, left, now);
	}
	to = answer(b, ADMIT_EARLY, now);
	to.left = left;
	return to;
}

struct admit_answer
told_refuse(struct admit *a, struct standing *s, uint64_t now)
{
	return s->early ? early(a, s, now) : refused(a, s, now);
}

/* Who comes in steps meets his time within half of one. */
bool
told_due(const struct standing *s, uint64_t now)
{
	uint64_t when = backoff_time(s->b->when, now), slack = EARLY;

	if (s->b->state == BACKOFF_BOOKED && standing_steps(s) && !s->r->again)
		slack = drain_slack(s->r->reach, s->r->nreach);
	return now + slack >= when;
}
