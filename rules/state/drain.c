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
 * were refused at their appointment.  For those who come in steps it is the same
 * moments, and more is left.
 *
 * Some of those who have an appointment never come.  Their share among the
 * latest is learned, and so many more are invited, up to a quarter: the slots
 * of a second are the devices that are invited for it.
 */
#include "drain_impl.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../../dissectors/hash.h"

#define GOLDEN	UINT32_C(0x9e3779b9)

enum {
	SPARED_FIRST = 8,		/* one slot of so many, in steps */
	SPARED_AGAIN = 32,
};

/* Each comes up to a fifth of a second late, so that by chance a second has so
 * many times the root of its slots more than were invited: 4.5 standard
 * deviations.  Home bears MORE of the slots. */
static const double CHANCE = 1.15, MORE = 0.02;

static const double LOST_MAX = 0.2;	/* share that is made up for */
static const double LOST_WEIGHT = 0.1;

/* It is still, or already, in the ring. */
static bool
known(const struct drain *d, uint64_t s)
{
	return ahead(d, s) || (s < d->now && d->now - s < DRAIN_KEPT);
}

/* ---- rates ---- */

/* Of n slots, those that who was refused before leaves to chance. */
static double
spared(double n)
{
	double chance = CHANCE * sqrt(n) - MORE * n;

	if (chance < n / DRAIN_SPARED)
		return n / DRAIN_SPARED;
	return chance < n / 2 ? chance : n / 2;
}

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
		d->spared[i] = (uint32_t)spared(n);
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
	return d->second[s & DRAIN_MASK].upto[class] < slots_in(d, class, s) -
	    (again ? d->spared[class] : 0);
}

/*
 * The same for one who comes in steps: neither the second nor its sixteenth is
 * filled.  What is left is for chance, for those who come without a slot, and
 * most of it for who was refused at his appointment: he may have few steps left.
 */
static bool
room_part(const struct drain *d, unsigned class, bool again, uint64_t t)
{
	uint32_t slots = slots_in(d, class, t / S);

	slots -= slots / (again ? SPARED_AGAIN : SPARED_FIRST);
	return d->second[t / S & DRAIN_MASK].upto[class] < slots &&
	    d->part_of[t / S & DRAIN_MASK][t % S * DRAIN_PARTS / S] <=
	    slots / DRAIN_PARTS;
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

uint64_t
drain_span(const struct drain_reach *r, unsigned n)
{
	return n > 0 ? r->first + (n - 1) * r->step : 0;
}

static unsigned
left_of(const struct drain_reach *r, unsigned done)
{
	return done < r->times ? r->times - done : 0;
}

/* The ways in steps, at most two; the number of them. */
static unsigned
stepping(const struct drain_reach *r, unsigned n,
    const struct drain_reach *by[2])
{
	unsigned found = 0, i;

	for (i = 0; i < n && found < 2; i++)
		if (r[i].step > 0 && r[i].grid == 0)
			by[found++] = &r[i];
	if (found == 1)
		by[1] = by[0];
	return found;
}

/* How many short steps, at most, go before or after long ones: what one more
 * long step reaches is reached so, for that takes fewer returns. */
static unsigned
short_most(const struct drain_reach *by[2], unsigned ways, unsigned left)
{
	unsigned i = 0;

	if (ways < 2 || by[1]->step <= by[0]->step)
		return left;
	while (i < left && drain_span(by[0], i + 1) + by[0]->step / 4 <
	    by[1]->first)
		i++;
	return i;
}

/* The first return of this cycle for which there is room: i by the first way,
 * and j by the other. */
static bool
book_steps(struct drain *d, const struct drain_ask *q,
    const struct drain_reach *by[2], unsigned ways, struct drain_slot *slot)
{
	unsigned left = left_of(by[0], q->done), i, j;
	unsigned most = short_most(by, ways, left);
	uint64_t t, best = q->before;

	for (j = ways > 1 && q->slowly; j <= (ways > 1 ? left : 0); j++)
		for (i = j > 0 ? 0 : 1; i + j <= left && i <= most; i++) {
			t = q->now + drain_span(by[0], i) +
			    drain_span(by[1], j);
			if (t >= best)
				break;
			if (ahead(d, t / S) && room_part(d, q->class,
			    q->again, t))
				best = t;
		}
	*slot = (struct drain_slot){ .when = best, .booked = best < q->before };
	return slot->booked;
}

unsigned
drain_way(const struct drain_reach *r, unsigned n, unsigned done, uint64_t ns)
{
	const struct drain_reach *by[2];
	unsigned ways = stepping(r, n, by), left, most, i, j, way = n;
	uint64_t t, off, best = UINT64_MAX, slack = drain_slack(r, n);

	if (ways == 0 || ns <= slack)
		return n;
	left = left_of(by[0], done);
	most = short_most(by, ways, left);
	for (j = 0; j <= (ways > 1 ? left : 0); j++)
		for (i = j > 0 ? 0 : 1; i + j <= left && i <= most; i++) {
			t = drain_span(by[0], i) + drain_span(by[1], j);
			off = t > ns ? t - ns : ns - t;
			if (off > slack || off >= best)
				continue;
			best = off;
			way = (unsigned)(by[j > 0] - r);
		}
	return way;
}

static uint64_t
shorter(const struct drain_reach *r)
{
	return r->first < r->step ? r->first : r->step;
}

uint64_t
drain_slack(const struct drain_reach *r, unsigned n)
{
	const struct drain_reach *by[2];
	uint64_t one, other;

	if (stepping(r, n, by) == 0)
		return 0;
	one = shorter(by[0]);
	other = shorter(by[1]);
	return (one < other ? one : other) / 2;
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

struct drain_slot
drain_book(struct drain *d, const struct drain_ask *ask,
    const struct drain_reach *r, unsigned n)
{
	struct drain_ask q = *ask;
	struct drain_slot slot = { 0 }, other;
	const struct drain_reach *by[2];
	unsigned i, ways = stepping(r, n, by);

	bring(d, q.now / S);
	if (drain_grids(d, &q, r, n, true, &slot))
		q.before = slot.when;
	for (i = 0; i < n; i++)
		if (r[i].grid == 0 && r[i].step == 0 && book_any(d, q.class,
		    q.again, &r[i], q.now, &other) && other.when < q.before) {
			slot = other;
			q.before = slot.when;
		}
	if (ways > 0 && book_steps(d, &q, by, ways, &other)) {
		slot = other;
		slot.kind = q.slowly ? by[1]->kind : r[drain_way(r, n, q.done,
		    slot.when - q.now)].kind;
	}
	if (r[0].step > 0)
		note_stepper(d, &r[0]);
	if (!slot.booked) {
		d->figures.full++;
		return (struct drain_slot){ q.now + r[0].first, r[0].kind,
		    false };
	}
	take(d, q.class, slot.when);
	return slot;
}

struct drain_slot
drain_better(struct drain *d, const struct drain_ask *q,
    const struct drain_reach *r, unsigned n)
{
	struct drain_slot slot = { 0 };

	bring(d, q->now / S);
	if (drain_grids(d, q, r, n, false, &slot))
		take(d, q->class, slot.when);
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
			mark_back(&d->even[k][i][DRAIN_PARTS][s % 2], s);
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
