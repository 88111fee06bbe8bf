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
 * admit_second.c sets all that once a second.
 */
#include "admit_impl.h"

#include <stdlib.h>
#include <string.h>

#define BUNCH	(40 * MS)		/* of tokens, beyond the bucket */
#define BUNCH_AGAIN	(60 * MS)	/* refused at an appointment before */
#define BUNCH_CROWDED	(25 * MS)	/* in a crowded class */

enum { OPENED = 1 };			/* the kind of one that is admitted and
					 * has a second request to come */
/* Of one that is admitted, in its tries. */
enum {
	CONTINUED = 1,			/* its token is used up */
	AGAIN = 2,			/* another was got: counts up ... */
	AGAIN_MAX = 3 * AGAIN,		/* ... to that */
};

static const double ANYWAY = -1;	/* second halves or not */

static const char *const why_names[ADMIT_WHYS] = { "continues", "free",
	"guaranteed", "appointment", "early", "full", "bumped" };

/* ---- guarantees ---- */

static bool
has_right(const struct right *g, uint64_t now)
{
	return g->rate > 0 && g->next <= now + RIGHT;
}

static void
right_use(struct right *g, uint64_t now)
{
	if (g->rate <= 0)
		return;
	g->next = (g->next > now ? g->next : now) + g->interval;
	right_bound(g, now);
}

/* ---- what a device comes to ---- */

static void
offered(struct admit *a, unsigned class)
{
	struct of_class *c = &a->of[class];

	c->offered++;
	if (class < a->crowded && c->offered * c->worth > c->calm)
		a->crowded = class;
}

/* It comes in steps, and will be away for long if it is refused. */
static bool
is_last(const struct standing *s)
{
	return standing_steps(s) && s->b->tries + 1U >=
	    standing_reach(s)->times;
}

/* At his appointment, having been refused at one, and led by no step of his. */
static bool
is_again(const struct standing *s)
{
	return s->due && s->b->state == BACKOFF_BOOKED && s->b->refused > 1 &&
	    !standing_steps(s);
}

/* How much of a claim one has at his appointment: who was refused at it, or has
 * no other step, stands before the others, who is both before these. */
static unsigned
share_kept(const struct of_class *c, const struct standing *s)
{
	if (!standing_steps(s))
		return s->b->refused > 1 ? c->again : c->kept;
	if (s->b->held)
		return is_last(s) ? c->again : c->pressed;
	return is_last(s) ? c->pressed : c->kept;
}

static unsigned
share_of(const struct admit *a, const struct standing *s)
{
	const struct of_class *c = &a->of[s->class];

	if (s->r->emergency)
		return SHARE_EMERGENCY;
	if (s->within)
		return s->b->tries < AGAIN_MAX ? c->again : c->other;
	if (s->held || (s->due && s->b->state == BACKOFF_BOOKED))
		return share_kept(c, s);
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
takes(struct admit *a, const struct standing *s, uint64_t now)
{
	unsigned share = share_of(a, s);

	return (share >= SHARE_EMERGENCY || capacity_bears(&a->capacity, share,
	    a->of[s->class].leave, now)) &&
	    capacity_take(&a->capacity, share, now);
}

static uint64_t
bunch(const struct admit *a, const struct standing *s)
{
	if (is_again(s))
		return BUNCH_AGAIN;
	return s->class < a->crowded ? BUNCH : BUNCH_CROWDED;
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
	bool kept = standing_waits(s) && ((s->due && s->b->state ==
	    BACKOFF_BOOKED) || is_last(s));

	if (foremost(a, s))
		return capacity_catch_up(&a->capacity, SHARE_EMERGENCY, S,
		    ANYWAY, now);
	if (s->r->emergency)
		return capacity_catch_up(&a->capacity, SHARE_EMERGENCY, BUNCH,
		    ANYWAY, now);
	if (has_right(&a->of[s->class].right, now) && capacity_catch_up(
	    &a->capacity, SHARE_GUARANTEED, BUNCH, ANYWAY, now))
		return true;
	return s->class < a->crowded + kept && capacity_catch_up(&a->capacity,
	    share_of(a, s), bunch(a, s), a->of[s->class].leave, now);
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
	if (!takes(a, s, now)) {
		if (!(has && capacity_take(&a->capacity, SHARE_GUARANTEED,
		    now)) && !catches_up(a, s, now))
			return false;
		if (*why == ADMIT_FREE && (has || foremost(a, s)))
			*why = ADMIT_GUARANTEED;
	}
	right_use(g, now);
	if (!s->r->continues)
		lone_begins(&a->lone, s->class);
	a->of[s->class].taken++;
	a->of[s->class].free += *why != ADMIT_KEPT;
	return true;
}

static struct admit_answer
admitted(struct admit *a, const struct standing *s, enum admit_why why,
    uint64_t now)
{
	struct admit_answer to = { .admitted = true, .why = (uint8_t)why };
	struct backoff *b = told_entry(a, s, now);
	unsigned again = 0;

	if (b == NULL)
		return to;
	if (s->within)
		again = (b->tries & ~(unsigned)CONTINUED) + AGAIN;
	to.refused = (uint8_t)b->refused;
	told_end(a, b, s->due, now);
	*b = (struct backoff){
		.key = b->key, .when = backoff_units(now),
		.span = ADMIT_CONTINUES_S * BACKOFF_UNITS,
		.state = BACKOFF_ADMITTED, .class = s->class & 15,
		.kind = s->r->continues ? 0 : OPENED,
		.tries = (again < AGAIN_MAX ? again : AGAIN_MAX) &
		    BACKOFF_TRIES_MAX,
	};
	return to;
}

/* It is the other half of a procedure that was admitted a moment ago: its token
 * is for both, once.  More than that takes tokens, or one device could be the
 * excuse for any number of messages. */
static bool
continues(struct admit *a, const struct standing *s, uint64_t now)
{
	if (!s->within || !s->r->continues || s->b->tries & CONTINUED)
		return false;
	s->b->tries |= CONTINUED;
	if (s->b->kind == OPENED)
		lone_ends(&a->lone, s->b->class, backoff_time(s->b->when, now));
	capacity_passed(&a->capacity, now);
	return true;
}

struct admit_answer
admit_decide(struct admit *a, const struct admit_request *r, uint64_t now)
{
	struct standing s = { .r = r };
	struct admit_answer to;
	enum admit_why why;
	bool waits;

	s.class = r->priority < ADMIT_CLASSES ? r->priority :
	    ADMIT_CLASSES - 1;
	admit_bring(a, now);
	s.b = backoff_find(a->backoffs, r->key, now);
	s.within = s.b != NULL && s.b->state == BACKOFF_ADMITTED;
	if (continues(a, &s, now)) {
		to = (struct admit_answer){ .admitted = true,
		    .why = ADMIT_CONTINUES };
	} else {
		offered(a, s.class);
		waits = standing_waits(&s);
		s.due = waits && told_due(&s, now);
		s.early = waits && !s.due;
		s.held = waits && r->again && s.b->held;
		to = take(a, &s, now, &why) ? admitted(a, &s, why, now) :
		    told_refuse(a, &s, now);
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
	for (i = 0; i < ADMIT_CLASSES; i++) {
		a->setup.capacity.burst += 2 * setup->class[i].there;
		a->of[i].worth = 1;
	}
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
	admit_bring(a, now);
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
admit_keep(struct admit *to, struct admit *from)
{
	struct backoffs *backoffs = to->backoffs;
	struct drain *drain = to->drain;

	to->backoffs = from->backoffs;
	to->drain = from->drain;
	from->backoffs = backoffs;
	from->drain = drain;
	to->steps = from->steps;
	memcpy(to->of, from->of, sizeof(to->of));
	to->second = from->second;
	to->rate = 0;			/* all is set by it when it turns */
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
	admit_bring(a, now);
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
