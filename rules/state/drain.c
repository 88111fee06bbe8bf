/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The schedule is a ring of seconds.  A second counts, for each class, what is
 * booked by that class and those above it: one look tells whether a class has
 * room, for lower ones do not count for it.  Where a higher class books what
 * lower ones hold, some of those will not be admitted when they come; they
 * then book again.
 *
 * A device that may be told any time takes the first second with room.  Each
 * class has a mark of how far it has been found full from where it was asked,
 * so that a crowd does not look at the same full seconds again and again.
 *
 * Devices that return in steps reach only the next minute, and then nothing
 * for long.  So while there are many of them, those that may be told any time
 * leave the first seconds to them, as many as the crowd of the former can fill.
 *
 * Who can be told the times of a grid only comes at his own moment of a second,
 * and with a crowd that was refused in that moment.  So it is counted in
 * sixteenths of a second, too, what is booked by anybody, and such are spread
 * over these as well; the last slots of a second are left to those of them who
 * were refused at their appointment.
 *
 * Some of those who have an appointment never come.  Their share among the
 * latest is learned, and so many more are invited, up to a quarter: the slots
 * of a second are the devices that are invited for it.
 */
#include "drain_impl.h"

#include <stdlib.h>
#include <string.h>

#include "../../dissectors/hash.h"

#define GOLDEN	UINT32_C(0x9e3779b9)

enum {
	BUNCH = 64,			/* a part of the slots of a second, at once */
};

static const double LOST_MAX = 0.2;	/* share that is made up for */
static const double LOST_WEIGHT = 0.1;

/* It is still, or already, in the ring. */
static bool
known(const struct drain *d, uint64_t s)
{
	return ahead(d, s) || (s < d->now && d->now - s < DRAIN_KEPT);
}

/* ---- rates ---- */

static void
slots_set(struct drain *d)
{
	double n;
	unsigned i;

	for (i = 0; i < DRAIN_CLASSES; i++) {
		n = (d->rate - d->others[i]) / (1 - d->lost);
		n = n > 0 ? n < 1e9 ? n : 1e9 : 0;
		d->slots[i] = (uint32_t)n;
		d->part[i] = (uint32_t)((n - d->slots[i]) * 4294967296.0);
		d->mark[0][i] = d->mark[1][i] = (struct mark){ 0 };
	}
	memset(d->even, 0, sizeof(d->even));
}

/* The second has long passed. */
static void
second_end(struct drain *d, uint64_t s)
{
	struct second *e = second_at(d, s);
	uint32_t booked = e->upto[DRAIN_CLASSES - 1], kept = d->kept[s & DRAIN_MASK];
	double lost;

	if (booked > 0) {
		lost = kept < booked ? (double)(booked - kept) / booked : 0;
		d->figures.lost += kept < booked ? booked - kept : 0;
		d->lost += LOST_WEIGHT * (lost - d->lost);
		if (d->lost > LOST_MAX)
			d->lost = LOST_MAX;
	}
	*e = (struct second){ { 0 } };
	memset(d->part_of[s & DRAIN_MASK], 0, sizeof(d->part_of[0]));
	d->kept[s & DRAIN_MASK] = 0;
}

static void
forget(struct drain *d, uint64_t now)
{
	memset(d->second, 0, sizeof(d->second));
	memset(d->kept, 0, sizeof(d->kept));
	memset(d->mark, 0, sizeof(d->mark));
	memset(d->even, 0, sizeof(d->even));
	memset(d->part_of, 0, sizeof(d->part_of));
	d->steppers = 0;
	d->now = d->last = now;
}

/* Back by more than is remembered, or on by more than the ring: all is
 * forgotten.  Back by less: the second that is now is not booked any more. */
static void
bring(struct drain *d, uint64_t now)
{
	if (now == d->now || (now < d->now && d->now - now < DRAIN_KEPT))
		return;
	if (now < d->now || now - d->now >= DRAIN_HORIZON) {
		forget(d, now);
		return;
	}
	for (; d->now < now; d->now++) {
		second_end(d, d->now - DRAIN_KEPT);
		d->steppers -= d->steppers < d->rate ? d->steppers : d->rate;
	}
	slots_set(d);
}

void
drain_rate(struct drain *d, double rate, const double others[DRAIN_CLASSES],
    uint64_t now)
{
	bring(d, now / S);
	d->rate = rate;
	memcpy(d->others, others, sizeof(d->others));
	slots_set(d);
}

/* ---- booking ---- */

/* Who was refused before keeps away from seconds that are nearly full: they
 * have no room for chance, and he shall not be refused again. */
static bool
room(const struct drain *d, unsigned class, bool again, uint64_t s)
{
	uint32_t slots = slots_in(d, class, s);

	return d->second[s & DRAIN_MASK].upto[class] < slots -
	    (again ? slots / DRAIN_SPARED : 0);
}

/*
 * The same for one whose moment in the second cannot be chosen: of the slots
 * only those up to that moment are his.  A crowd that is refused in a moment
 * would else come back in a moment, each second to its end.
 */
static bool
room_then(const struct drain *d, unsigned class, bool again, uint64_t t)
{
	uint64_t s = t / S, slots = slots_in(d, class, s);

	return room(d, class, again, s) && d->second[s & DRAIN_MASK].upto[class] <=
	    slots * (t % S) / S + slots / BUNCH;
}

static void
count(struct second *e, unsigned class, uint32_t by)
{
	unsigned i;

	for (i = class; i < DRAIN_CLASSES; i++)
		e->upto[i] += by;
}

static void
take(struct drain *d, unsigned class, uint64_t t)
{
	uint16_t *part = part_at(d, t);

	count(second_at(d, t / S), class, 1);
	if (*part < UINT16_MAX)
		++*part;
	if (t / S > d->last)
		d->last = t / S;
	d->figures.booked++;
}

static uint64_t
random_next(struct drain *d)
{
	d->random = hash_fold(d->random ^ HASH_A, d->random + HASH_B);
	return d->random;
}

/*
 * A time of the second, not before "from".  The slots of a second are spread
 * evenly, in golden sections, whatever their number, and not at random: a crowd
 * that comes at random finds no token left now and too many then.  Each is put
 * off by up to one slot more, so that nobody comes at the same time for ever.
 */
static uint64_t
time_in(struct drain *d, unsigned class, uint64_t s, uint64_t from)
{
	uint64_t begin = s * S > from ? s * S : from;
	uint64_t end = (s + 1) * S, at, slot;
	uint32_t n = d->second[s & DRAIN_MASK].upto[class];

	if (begin >= end)
		return begin;
	slot = (end - begin) / (d->slots[class] + 1);
	at = begin + ((uint64_t)(n * GOLDEN) * (end - begin) >> 32);
	at += (random_next(d) >> 32) * slot >> 32;
	return at < end ? at : end - 1;
}

/* The first second with room from s on, before "end"; end: none. */
static uint64_t
search(struct drain *d, unsigned class, bool again, uint64_t s, uint64_t end)
{
	struct mark *m = &d->mark[again][class];
	bool on = s >= m->from && s <= m->next;
	uint64_t at = on ? m->next : s;

	if (d->slots[class] == 0 && d->part[class] == 0)
		return end;
	while (at < end && !room(d, class, again, at))
		at++;
	if (on)
		m->next = at;
	else
		*m = (struct mark){ s, at };
	return at < end ? at : end;
}

/* Seconds that are left to those who come in steps. */
static uint64_t
left_to_steppers(const struct drain *d)
{
	double t = d->rate > 0 ? d->steppers / d->rate : 0;
	uint64_t reach = d->reach / S;

	return t < (double)reach ? (uint64_t)t : reach;
}

static bool
book_any(struct drain *d, unsigned class, bool again,
    const struct drain_reach *r, uint64_t now, struct drain_slot *slot)
{
	uint64_t from = (now + r->first) / S, end, skip, s;

	if (from < d->now)
		from = d->now;
	end = d->now + DRAIN_HORIZON - DRAIN_KEPT;
	if (r->last > 0 && (now + r->last) / S < end)
		end = (now + r->last) / S;
	skip = from + left_to_steppers(d);
	s = skip < end ? search(d, class, again, skip, end) : end;
	if (s == end && skip > from && from < end)
		s = search(d, class, again, from, end);
	if (s >= end || !ahead(d, s))
		return false;
	*slot = (struct drain_slot){ time_in(d, class, s, now + r->first),
	    r->kind, true };
	return true;
}

/* From one return, or the refusal, to the next; false: there is none. */
static bool
next_return(const struct drain_reach *r, unsigned *left, bool begun,
    uint64_t *t)
{
	if (*left > 0) {
		*t += begun ? r->step : r->first;
		--*left;
		return true;
	}
	if (r->rest == 0)
		return false;
	*t += r->rest;
	*left = r->times;
	return true;
}

static unsigned
left_of(const struct drain_reach *r, unsigned done)
{
	return done < r->times ? r->times - done : 0;
}

/* The first return for which there is room, if it is before "best". */
static bool
book_step(struct drain *d, unsigned class, bool again,
    const struct drain_reach *r, unsigned done, uint64_t now, uint64_t best,
    struct drain_slot *slot)
{
	unsigned left = left_of(r, done), i;
	uint64_t t = now;

	for (i = 0; i < DRAIN_STEPS; i++) {
		if (!next_return(r, &left, i > 0, &t) || t >= best ||
		    !ahead(d, t / S))
			return false;
		if (room_then(d, class, again, t)) {
			*slot = (struct drain_slot){ t, r->kind, true };
			return true;
		}
	}
	return false;
}

/* One more who comes in steps, and how far his quick ones reach. */
static void
note_stepper(struct drain *d, const struct drain_reach *r)
{
	uint64_t reach = r->step < 600 * S && r->times <= DRAIN_TIMES_MAX ?
	    r->step * r->times : 0;

	if (reach > d->reach || d->steppers < 1)
		d->reach = reach;
	d->steppers++;
}

static struct drain_slot
none(struct drain *d, const struct drain_reach *r, unsigned done,
    uint64_t now)
{
	unsigned left = left_of(r, done);
	uint64_t t = now;

	d->figures.full++;
	if (r->step == 0 || !next_return(r, &left, false, &t))
		t = now + r->first;
	return (struct drain_slot){ t, r->kind, false };
}

struct drain_slot
drain_book(struct drain *d, unsigned class, bool again,
    const struct drain_reach *r, unsigned n, unsigned done, uint64_t now)
{
	struct drain_ask q = { class, again, true, now, UINT64_MAX };
	struct drain_slot slot = { 0 }, other;
	unsigned i;

	bring(d, now / S);
	(void)drain_grids(d, &q, r, n, true, &slot);
	for (i = 0; i < n; i++) {
		uint64_t best = slot.booked ? slot.when : UINT64_MAX;

		if (r[i].grid > 0)
			continue;
		if (r[i].step > 0) {
			if (book_step(d, class, again, &r[i], done, now,
			    best, &other))
				slot = other;
		} else if (book_any(d, class, again, &r[i], now, &other) &&
		    other.when < best) {
			slot = other;
		}
	}
	if (r[0].step > 0)
		note_stepper(d, &r[0]);
	if (!slot.booked)
		return none(d, &r[0], done, now);
	take(d, class, slot.when);
	return slot;
}

struct drain_slot
drain_better(struct drain *d, unsigned class, bool again,
    const struct drain_reach *r, unsigned n, uint64_t now, uint64_t when)
{
	struct drain_ask q = { class, again, true, now, when };
	struct drain_slot slot = { 0 };

	bring(d, now / S);
	if (drain_grids(d, &q, r, n, false, &slot))
		take(d, class, slot.when);
	return slot;
}

/* There may be something again. */
static void
mark_back(struct mark *m, uint64_t s)
{
	if (s >= m->from && s < m->next)
		m->next = s;
}

void
drain_release(struct drain *d, unsigned class, uint64_t when)
{
	uint64_t s = when / S;
	struct second *e = second_at(d, s);
	uint16_t *part;
	unsigned i, k;

	/* after the clock was set it may be another second, with nobody */
	if (!known(d, s) || e->upto[class] == 0 ||
	    (class > 0 && e->upto[class] == e->upto[class - 1]))
		return;
	count(e, class, UINT32_MAX);
	d->figures.released++;
	part = part_at(d, when);
	if (*part > 0)
		--*part;
	for (k = 0; k < 2; k++)
		for (i = class; i < DRAIN_CLASSES; i++) {
			mark_back(&d->mark[k][i], s);
			mark_back(&d->even[k][i][when % S * DRAIN_PARTS / S]
			    [s % 2], s);
		}
}

void
drain_kept(struct drain *d, uint64_t when)
{
	if (!known(d, when / S))
		return;
	d->kept[when / S & DRAIN_MASK]++;
	d->figures.kept++;
}

/* ---- the rest ---- */

struct drain *
drain_new(uint64_t secret, uint64_t now)
{
	struct drain *d = calloc(1, sizeof(*d));

	if (d == NULL)
		return NULL;
	d->random = hash_u64(secret, HASH_D);
	d->now = d->last = now / S;
	return d;
}

void
drain_free(struct drain *d)
{
	free(d);
}

uint32_t
drain_booked(const struct drain *d, unsigned class, uint64_t when)
{
	if (!known(d, when / S))
		return 0;
	return d->second[when / S & DRAIN_MASK].upto[class];
}

uint32_t
drain_slots(const struct drain *d, unsigned class, uint64_t when)
{
	return slots_in(d, class, when / S);
}

uint64_t
drain_left(const struct drain *d, uint64_t now)
{
	return d->last >= now / S && d->last > d->now ?
	    (d->last + 1) * S - now : 0;
}

const struct drain_figures *
drain_figures(const struct drain *d)
{
	return &d->figures;
}
