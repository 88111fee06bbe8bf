/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Admission.
 *
 * The bucket of tokens holds 2 % of a second.  How deep one may dip into it is
 * his share: those of a lower class leave the rest to those above them (trunk
 * reservation, ITU-T E.412), so that a flood keeps the bucket at its own mark
 * and nobody above it meets less than the whole rate and a burst of the
 * difference.  From the top: emergency; who is within what is guaranteed to his
 * class; then the classes, each with those who were refused at their
 * appointment before, those who keep one, the registered, the others.  Classes
 * from which nobody has come of late get a narrow band, so that those who come
 * have a wide one.
 *
 * The guarantee of a class, the greater of its reserve and its floor, is a
 * bucket of its own that every admission of the class takes from, however it
 * was admitted.  It gives a right and holds nothing back, so all of it is lent
 * until the class comes.
 *
 * The drain schedule is told what classes above take without appointments, and
 * what is guaranteed to those below who want it, so that it promises what is
 * left.
 */
#include "admit.h"

#include <stdlib.h>

#include "backoff.h"

#define MS	UINT64_C(1000000)
#define S	UINT64_C(1000000000)
#define EARLY	(100 * MS)		/* timers are not exact */
#define RIGHT	(200 * MS)		/* of a guarantee, at once */
#define BUNCH	(40 * MS)		/* of tokens, beyond the bucket */

enum share {
	SHARE_EMERGENCY = 256,
	SHARE_GUARANTEED = 240,
	SHARE_TOP = 232,
	SHARE_BOTTOM = 24,
};

/* Of one that is admitted, in its tries. */
enum {
	CONTINUED = 1,			/* its token is used up */
	AGAIN = 2,			/* another was got: counts up ... */
	AGAIN_MAX = 3 * AGAIN,		/* ... to that */
};

enum {
	BUSY_WEIGHT = 12,		/* of a class that has come of late */
};

static const double FILL = 0.995;	/* of the rate: slots */
static const double CALM = 0.75;	/* of the rate: asked for, all pass */
static const double USUAL_S = 600;
static const double DEMAND_S = 4;

static const char *const why_names[ADMIT_WHYS] = { "continues", "free",
	"guaranteed", "appointment", "early", "full", "bumped" };

/* What is guaranteed to a class: the generic cell rate algorithm. */
struct right {
	double		 rate;		/* per second, 0: none */
	uint64_t	 interval;	/* ns */
	uint64_t	 next;		/* ns */
};

struct of_class {
	struct right	 right;
	uint32_t	 offered, free;	/* in this second */
	double		 demand;	/* offered, per second */
	double		 usual;		/* admitted without appointment */
	double		 calm;		/* may be asked for in a second, or
					 * it is crowded */
	uint16_t	 again, kept, registered, other;	/* shares */
};

struct admit {
	struct capacity	 capacity;
	struct drain	*drain;
	struct backoffs	*backoffs;
	struct admit_setup setup;
	struct of_class	 of[ADMIT_CLASSES];
	double		 rate;		/* for which all is set */
	unsigned	 crowded;	/* first class that is, or none */
	uint64_t	 second;
	struct admit_figures figures;
};

/* Where a request stands. */
struct standing {
	const struct admit_request *r;
	struct backoff	*b;		/* or NULL */
	unsigned	 class;
	bool		 due, early;
	bool		 within;	/* its procedure was admitted just now */
};

/* ---- once a second, and when the rate changes ---- */

static double
guarantee(const struct admit_class *c, double rate)
{
	double reserve = rate * c->reserve / 100, floor;

	floor = (double)c->floor * (double)S /
	    (double)(c->floor_ns > 0 ? c->floor_ns : S);
	return reserve > floor ? reserve : floor;
}

/* More than there is cannot be guaranteed: all get less. */
static void
rights_set(struct admit *a)
{
	double sum = 0, part;
	unsigned i;

	for (i = 0; i < ADMIT_CLASSES; i++)
		sum += guarantee(&a->setup.class[i], a->rate);
	part = sum > a->rate ? a->rate / sum : 1;
	for (i = 0; i < ADMIT_CLASSES; i++) {
		struct right *g = &a->of[i].right;

		g->rate = guarantee(&a->setup.class[i], a->rate) * part;
		g->interval = g->rate > 0 ? (uint64_t)((double)S / g->rate) : 0;
	}
}

/* From the top down, to each class its band. */
static void
shares_set(struct admit *a)
{
	unsigned weight[ADMIT_CLASSES], sum = 0, i;
	double top = SHARE_TOP, band;

	for (i = 0; i < ADMIT_CLASSES; i++) {
		weight[i] = a->setup.class[i].there;
		if (a->of[i].demand > a->rate / 500)
			weight[i] = BUSY_WEIGHT;
		sum += weight[i];
	}
	for (i = 0; i < ADMIT_CLASSES; i++) {
		struct of_class *c = &a->of[i];

		band = (SHARE_TOP - SHARE_BOTTOM) * (double)weight[i] /
		    (sum > 0 ? sum : 1);
		c->again = (uint16_t)top;
		c->kept = (uint16_t)(top - band / 4);
		c->registered = (uint16_t)(top - band * 5 / 8);
		c->other = (uint16_t)(top - band * 3 / 4);
		top -= band;
	}
}

static void
schedule_set(struct admit *a, uint64_t now)
{
	double others[ADMIT_CLASSES], above = 0, below = 0, want;
	unsigned i;

	for (i = 0; i < ADMIT_CLASSES; i++) {
		others[i] = above;
		above += a->of[i].usual;
	}
	for (i = ADMIT_CLASSES; i-- > 0;) {
		const struct of_class *c = &a->of[i];

		others[i] += below;
		if (others[i] > FILL * a->rate - c->right.rate)
			others[i] = FILL * a->rate - c->right.rate;
		want = c->demand < c->right.rate ? c->demand : c->right.rate;
		below += want;
	}
	drain_rate(a->drain, FILL * a->rate, others, now);
}

/* Up to which class all together ask for less than there is. */
static void
calm_set(struct admit *a)
{
	double left = CALM * a->rate;
	unsigned i;

	a->crowded = ADMIT_CLASSES;
	for (i = 0; i < ADMIT_CLASSES; i++) {
		a->of[i].calm = left;
		left -= a->of[i].demand;
		if (left < 0 && i < a->crowded)
			a->crowded = i;
	}
}

static void
offered(struct admit *a, unsigned class)
{
	struct of_class *c = &a->of[class];

	c->offered++;
	if (class < a->crowded && c->offered > c->calm)
		a->crowded = class;
}

static void
second_end(struct admit *a, double seconds)
{
	unsigned i;

	for (i = 0; i < ADMIT_CLASSES; i++) {
		struct of_class *c = &a->of[i];
		double usual = seconds / (USUAL_S + seconds);
		double demand = seconds / (DEMAND_S + seconds);

		c->usual += (c->free / seconds - c->usual) * usual;
		c->demand += (c->offered / seconds - c->demand) * demand;
		c->free = c->offered = 0;
	}
}

static void
bring(struct admit *a, uint64_t now)
{
	uint64_t second = now / S;
	double rate;

	rate = capacity_rate(&a->capacity);
	if (second == a->second && rate == a->rate)
		return;
	if (second != a->second) {
		second_end(a, second > a->second ?
		    (double)(second - a->second) : 1);
		a->second = second;
	}
	a->rate = rate;
	rights_set(a);
	shares_set(a);
	calm_set(a);
	schedule_set(a, now);
}

/* ---- guarantees ---- */

static bool
has_right(const struct right *g, uint64_t now)
{
	return g->rate > 0 && (g->next <= now || g->next - now <= RIGHT ||
	    g->next - now > RIGHT + 2 * g->interval);	/* clock set back */
}

static void
right_use(struct right *g, uint64_t now)
{
	if (g->rate <= 0)
		return;
	if (g->next < now || g->next - now > RIGHT + 2 * g->interval)
		g->next = now;
	g->next += g->interval;
	if (g->next - now > RIGHT + g->interval)
		g->next = now + RIGHT + g->interval;
}

/* ---- what a device comes to ---- */

static bool
waiting(const struct backoff *b)
{
	return b != NULL && (b->state == BACKOFF_TOLD ||
	    b->state == BACKOFF_BOOKED);
}

static unsigned
share_of(const struct admit *a, const struct standing *s)
{
	const struct of_class *c = &a->of[s->class];

	if (s->r->emergency)
		return SHARE_EMERGENCY;
	if (s->within)
		return s->b->tries < AGAIN_MAX ? c->again : c->other;
	if (s->due && s->b->state == BACKOFF_BOOKED)
		return s->b->refused > 1 ? c->again : c->kept;
	return s->r->registered ? c->registered : c->other;
}

/* No class stands before its own, which something is guaranteed to. */
static bool
foremost(const struct admit *a, const struct standing *s)
{
	unsigned i = 0;

	while (i < s->class && !a->setup.class[i].there)
		i++;
	return i == s->class && a->of[i].right.rate > 0;
}

/* A token, when second halves leave room for it.  Who is guaranteed something,
 * or is foremost, does not depend on that. */
static bool
takes(struct admit *a, unsigned share, uint64_t now)
{
	return (share >= SHARE_EMERGENCY ||
	    capacity_bears(&a->capacity, share, now)) &&
	    capacity_take(&a->capacity, share, now);
}

/*
 * What nobody took in the last second is not for a flood, which would have it
 * before those who are above it.  But who comes in a bunch, by chance or
 * because something on the way or this machine had stopped, is no flood: who
 * has more right than others; all, while what they and those above them ask for
 * is less than there is; and who keeps an appointment while that is so above
 * him.
 */
static bool
catches_up(struct admit *a, const struct standing *s, uint64_t now)
{
	bool kept = s->due && s->b->state == BACKOFF_BOOKED;

	if (foremost(a, s))
		return capacity_catch_up(&a->capacity, SHARE_EMERGENCY, S,
		    false, now);
	if (s->r->emergency)
		return capacity_catch_up(&a->capacity, SHARE_EMERGENCY, BUNCH,
		    false, now);
	if (has_right(&a->of[s->class].right, now) && capacity_catch_up(
	    &a->capacity, SHARE_GUARANTEED, BUNCH, false, now))
		return true;
	return s->class < a->crowded + kept && capacity_catch_up(&a->capacity,
	    share_of(a, s), BUNCH, true, now);
}

/* A token, and how it was got. */
static bool
take(struct admit *a, const struct standing *s, uint64_t now,
    enum admit_why *why)
{
	struct right *g = &a->of[s->class].right;
	bool has = has_right(g, now);

	*why = s->due && s->b->state == BACKOFF_BOOKED ? ADMIT_KEPT :
	    ADMIT_FREE;
	if (!takes(a, share_of(a, s), now)) {
		if (!(has && capacity_take(&a->capacity, SHARE_GUARANTEED,
		    now)) && !catches_up(a, s, now))
			return false;
		if (*why == ADMIT_FREE && (has || foremost(a, s)))
			*why = ADMIT_GUARANTEED;
	}
	right_use(g, now);
	a->of[s->class].free += *why != ADMIT_KEPT;
	return true;
}

/* The slot of one who is admitted, or whose place another got. */
static void
slot_end(struct admit *a, const struct backoff *b, bool kept, uint64_t now)
{
	uint64_t when = backoff_time(b->when, now);

	if (b->state != BACKOFF_BOOKED)
		return;
	if (kept)
		drain_kept(a->drain, when);
	else
		drain_release(a->drain, b->class, when);
}

/* The entry of the key, new where need be; or NULL. */
static struct backoff *
entry(struct admit *a, const struct standing *s, uint64_t now)
{
	struct backoff gone, *b;

	if (s->b != NULL)
		return s->b;
	b = backoff_get(a->backoffs, s->r->key, s->class, now, &gone);
	if (gone.key != 0)
		slot_end(a, &gone, false, now);
	return b;
}

static struct admit_answer
admitted(struct admit *a, const struct standing *s, enum admit_why why,
    uint64_t now)
{
	struct admit_answer to = { .admitted = true, .why = (uint8_t)why };
	struct backoff *b = entry(a, s, now);
	unsigned again = 0;

	if (b == NULL)
		return to;
	if (s->within)
		again = (b->tries & ~(unsigned)CONTINUED) + AGAIN;
	to.refused = (uint8_t)b->refused;
	slot_end(a, b, s->due, now);
	*b = (struct backoff){
		.key = b->key, .when = backoff_units(now),
		.span = ADMIT_CONTINUES_S * BACKOFF_UNITS,
		.state = BACKOFF_ADMITTED, .class = s->class & 15,
		.tries = (again < AGAIN_MAX ? again : AGAIN_MAX) &
		    BACKOFF_TRIES_MAX,
	};
	return to;
}

/* It is the other half of a procedure that was admitted a moment ago: its token
 * is for both, once.  More than that takes tokens, or one device could be the
 * excuse for any number of messages. */
static bool
continues(const struct standing *s)
{
	if (!s->within || !s->r->continues || s->b->tries & CONTINUED)
		return false;
	s->b->tries |= CONTINUED;
	return true;
}

static const struct drain_reach *
reach_of(const struct admit_request *r, unsigned kind)
{
	unsigned i;

	for (i = 0; i < r->nreach; i++)
		if (r->reach[i].kind == kind)
			return &r->reach[i];
	return &r->reach[0];
}

/* Returns of its cycle after one more. */
static unsigned
next_try(const struct drain_reach *reach, unsigned tries)
{
	return tries >= reach->times ? 0 : tries + 1;
}

static void
remember(struct backoff *b, const struct drain_slot *slot,
    const struct drain_reach *reach, uint64_t grace)
{
	uint64_t span = (grace + reach->jitter) / (S / BACKOFF_UNITS);

	b->when = backoff_units(slot->when);
	b->span = (uint16_t)(span < BACKOFF_SPAN_MAX ? span :
	    BACKOFF_SPAN_MAX);
	b->state = slot->booked ? BACKOFF_BOOKED : BACKOFF_TOLD;
	b->kind = slot->kind & 15U;
}

/* It may be told the times of a grid, and has a slot that it need not wait for:
 * an earlier one became free. */
static void
advance(struct admit *a, const struct standing *s, uint64_t left, uint64_t now)
{
	const struct admit_request *r = s->r;
	struct drain_slot slot;
	struct backoff *b = s->b;

	slot = drain_better(a->drain, s->class, b->refused > 1, r->reach,
	    r->nreach, now, now + left);
	if (!slot.booked)
		return;
	slot_end(a, b, false, now);
	b->class = s->class & 15;
	remember(b, &slot, reach_of(r, slot.kind), a->setup.grace);
}

/* Before its time: what it was told, once more. */
static struct admit_answer
early(struct admit *a, struct standing *s, uint64_t now)
{
	const struct drain_reach *reach = reach_of(s->r, s->b->kind);
	struct backoff *b = s->b;
	uint64_t left = backoff_time(b->when, now) - now;

	b->tries = next_try(reach, b->tries) & BACKOFF_TRIES_MAX;
	if (reach->grid > 0 && left > reach->grid)
		advance(a, s, left, now);
	return (struct admit_answer){
		.booked = b->state == BACKOFF_BOOKED, .why = ADMIT_EARLY,
		.kind = (uint8_t)b->kind, .refused = (uint8_t)b->refused,
		.when = backoff_time(b->when, now), .left = left,
	};
}

/* An appointment; without memory of it, or while a procedure of the device
 * goes on, just a time. */
static struct admit_answer
refused(struct admit *a, const struct standing *s, uint64_t now)
{
	const struct drain_reach *reach = s->r->reach;
	struct admit_answer to = { .kind = reach->kind, .refused = 1,
	    .when = now + reach->first, .why = ADMIT_FULL };
	struct drain_slot slot;
	struct backoff *b;

	if (s->within)
		return to;
	b = entry(a, s, now);
	if (b == NULL)
		return to;
	if (b->state == BACKOFF_BOOKED) {
		to.why = ADMIT_BUMPED;
		slot_end(a, b, true, now);
	}
	b->tries = b->state == BACKOFF_NONE ? 0 : next_try(reach_of(s->r,
	    b->kind), b->tries) & BACKOFF_TRIES_MAX;
	slot = drain_book(a->drain, s->class, b->refused > 0, reach,
	    s->r->nreach, b->tries, now);
	b->class = s->class & 15;
	remember(b, &slot, reach_of(s->r, slot.kind), a->setup.grace);
	if (b->refused < BACKOFF_REFUSED_MAX)
		b->refused++;
	to.booked = slot.booked;
	to.kind = slot.kind;
	to.when = slot.when;
	to.refused = (uint8_t)b->refused;
	return to;
}

struct admit_answer
admit_decide(struct admit *a, const struct admit_request *r, uint64_t now)
{
	struct standing s = { .r = r };
	struct admit_answer to;
	enum admit_why why;

	s.class = r->priority < ADMIT_CLASSES ? r->priority :
	    ADMIT_CLASSES - 1;
	bring(a, now);
	s.b = backoff_find(a->backoffs, r->key, now);
	s.within = s.b != NULL && s.b->state == BACKOFF_ADMITTED;
	if (continues(&s)) {
		capacity_passed(&a->capacity, now);
		to = (struct admit_answer){ .admitted = true,
		    .why = ADMIT_CONTINUES };
	} else {
		offered(a, s.class);
		s.due = waiting(s.b) &&
		    now + EARLY >= backoff_time(s.b->when, now);
		s.early = waiting(s.b) && !s.due;
		if (take(a, &s, now, &why))
			to = admitted(a, &s, why, now);
		else
			to = s.early ? early(a, &s, now) : refused(a, &s, now);
	}
	a->figures.why[s.class][to.why]++;
	return to;
}

/* ---- the rest ---- */

struct admit *
admit_new(const struct admit_setup *setup, uint64_t now)
{
	struct admit *a = calloc(1, sizeof(*a));
	unsigned i;

	if (a == NULL)
		return NULL;
	a->setup = *setup;
	if (a->setup.grace == 0)
		a->setup.grace = ADMIT_GRACE_MS * MS;
	for (i = 0; i < ADMIT_CLASSES; i++)
		a->setup.capacity.burst += 2 * setup->class[i].there;
	a->setup.capacity.burst += 2;
	capacity_init(&a->capacity, &a->setup.capacity, now);
	a->drain = drain_new(setup->secret, now);
	a->backoffs = setup->devices > 0 ? backoffs_new(setup->devices,
	    setup->secret) : NULL;
	if (a->drain == NULL || a->backoffs == NULL) {
		admit_free(a);
		return NULL;
	}
	a->second = now / S;
	bring(a, now);
	return a;
}

void
admit_free(struct admit *a)
{
	if (a == NULL)
		return;
	drain_free(a->drain);
	backoffs_free(a->backoffs);
	free(a);
}

void
admit_expect(const struct admit *a, uint64_t key)
{
	backoffs_expect(a->backoffs, key);
}

bool
admit_told(const struct admit *a, uint64_t key, uint64_t now,
    struct backoff *to)
{
	const struct backoff *b = backoff_find(a->backoffs, key, now);

	if (b == NULL || b->state == BACKOFF_NONE)
		return false;
	*to = *b;
	return true;
}

struct capacity *
admit_capacity(struct admit *a)
{
	return &a->capacity;
}

const struct drain *
admit_drain(const struct admit *a)
{
	return a->drain;
}

void
admit_figures(struct admit *a, uint64_t now, struct admit_figures *f)
{
	bring(a, now);
	*f = a->figures;
	f->remembered = backoffs_count(a->backoffs);
	f->octets = sizeof(*a) + backoffs_octets(a->backoffs);
	f->evicted = backoffs_evicted(a->backoffs);
	f->lost = drain_figures(a->drain)->lost;
}

const char *
admit_why_name(unsigned why)
{
	return why < ADMIT_WHYS ? why_names[why] : NULL;
}
