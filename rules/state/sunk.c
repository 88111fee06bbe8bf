/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The sinkhole: how sources come into it and get out again (GSMA CLP.14 5.6).
 *
 * The table of states stands in sunk.h.  A change that time brings is made by
 * sunks_turn() alone and takes place at its own time, however late it is asked
 * for: so the state of a source can be read without a clock, and a replay is
 * the same whether it asks often or seldom.
 */
#include <stdlib.h>
#include <string.h>

#include "sunk_impl.h"

/* ---- time ---- */

static uint64_t
sum(uint64_t a, uint64_t b)
{
	return a > UINT64_MAX - b ? UINT64_MAX : a + b;
}

/* An end further away than the whole span: it is from before the clock was set
 * back, and the span begins now. */
static bool
too_far(const struct sunk_entry *e, uint64_t now)
{
	return e->span != SUNK_ALWAYS && e->end > now &&
	    e->end - now > e->span;
}

/* Nobody's is too far unless it began after now. */
static void
clock_look(struct sunks *t, uint64_t now)
{
	uint32_t place;
	struct sunk_entry *e;

	if (now >= t->newest)
		return;
	for (place = t->age.first; place != SUNK_NONE;
	    place = e->link[BY_AGE].next) {
		e = &t->entry[place];
		if (!too_far(e, now))
			continue;
		e->end = sum(now, e->span);
		sunk_table_end(t, place);
	}
	t->newest = now;
}

/* From then on, for that long. */
static void
phase_begin(struct sunks *t, uint32_t place, enum sunk_state state,
    uint64_t from, uint64_t span)
{
	struct sunk_entry *e = &t->entry[place];

	e->state = (uint8_t)state;
	e->span = span;
	e->end = span == SUNK_ALWAYS ? SUNK_ALWAYS : sum(from, span);
	if (from > t->newest)
		t->newest = from;
	sunk_table_end(t, place);
}

/* ---- what is told ---- */

static void
tell(const struct sunks *t, struct sunk_event *event, uint32_t place,
    enum sunk_change change, uint64_t at)
{
	event->at = at;
	event->change = (uint8_t)change;
	sunk_view(t, place, &event->view);
}

static void
tell_one_more(const struct sunks *t, struct sunk_events *events,
    uint32_t place, enum sunk_change change, uint64_t at)
{
	tell(t, &events->event[events->n++], place, change, at);
}

void
sunk_name_set(struct sunk_entry *e, const uint8_t *name, size_t len)
{
	e->cut = len > SUNK_NAME_MAX;
	e->len = e->cut ? SUNK_NAME_MAX : (uint8_t)len;
	if (e->len > 0)
		memcpy(e->name, name, e->len);
}

void
sunk_why_set(struct sunk_entry *e, const char *why)
{
	size_t n = why == NULL ? 0 : strnlen(why, SUNK_WHY_MAX);

	if (n > 0)
		memcpy(e->why, why, n);
	e->why[n] = '\0';
}

/* ---- orders ---- */

static bool
order_fine(const struct sunk_order *o)
{
	if (o->source.key == 0 || o->source.scope >= SUNK_SCOPES ||
	    o->how >= SUNK_HOWS)
		return false;
	return o->source.scope != SUNK_PARTNER ||
	    (o->whole && o->how != SUNK_BY_FINDING);
}

/* By hand as it is said, else at most the longest. */
static uint64_t
order_term(const struct sunks *t, const struct sunk_order *o)
{
	if (o->how == SUNK_BY_HAND)
		return o->term == 0 ? SUNK_ALWAYS : o->term;
	if (o->term == 0)
		return t->limits.term;
	return o->term < t->limits.longest ? o->term : t->limits.longest;
}

/* One goes, if there is no room for one more; false: none may. */
static bool
room_make(struct sunks *t, unsigned how, uint64_t now,
    struct sunk_events *events)
{
	uint32_t place = t->use[0].first;

	if (t->count < t->limits.max)
		return true;
	if (place == SUNK_NONE && how == SUNK_BY_HAND)
		place = t->use[1].first;
	t->lost++;
	if (place == SUNK_NONE)
		return false;
	tell_one_more(t, events, place, SUNK_EVICTED, now);
	sunk_table_take(t, place);
	return true;
}

static bool
begin(struct sunks *t, const struct sunk_order *o, uint64_t now,
    struct sunk_events *events)
{
	struct sunk_entry *e;
	uint32_t place;

	if (!room_make(t, o->how, now, events))
		return false;
	place = sunk_table_put(t, &o->source, o->how, SUNK_ALWAYS);
	e = &t->entry[place];
	sunk_name_set(e, o->name, o->len);
	sunk_why_set(e, o->why);
	e->since = now;
	e->times = 1;
	e->term = order_term(t, o);
	phase_begin(t, place, SUNK_DIVERTED, now, e->term);
	tell_one_more(t, events, place, SUNK_BEGUN, now);
	return true;
}

/* It was on probation. */
static void
again(struct sunks *t, uint32_t place, uint64_t least, uint64_t now,
    struct sunk_events *events)
{
	struct sunk_entry *e = &t->entry[place];
	uint64_t longest = t->limits.longest, term = sum(e->term, e->term);

	if (longest < e->term)
		longest = e->term;	/* an operator's */
	if (term < least)
		term = least;
	e->term = term < longest ? term : longest;
	e->times += e->times < UINT32_MAX;
	phase_begin(t, place, SUNK_DIVERTED, now, e->term);
	tell_one_more(t, events, place, SUNK_AGAIN, now);
}

static void
by_hand(struct sunks *t, uint32_t place, const struct sunk_order *o,
    uint64_t now, struct sunk_events *events)
{
	struct sunk_entry *e = &t->entry[place];

	if (e->state == SUNK_PROBATION)
		e->times += e->times < UINT32_MAX;
	sunk_table_how(t, place, SUNK_BY_HAND);
	sunk_why_set(e, o->why);
	e->term = order_term(t, o);
	phase_begin(t, place, SUNK_DIVERTED, now, e->term);
	tell_one_more(t, events, place, SUNK_AGAIN, now);
}

/* It is diverted already. */
static void
prolong(struct sunks *t, uint32_t place, uint64_t term, uint64_t now)
{
	struct sunk_entry *e = &t->entry[place];

	if (e->span == SUNK_ALWAYS || sum(now, term) <= e->end)
		return;
	if (term > e->term)
		e->term = term;
	phase_begin(t, place, SUNK_DIVERTED, now, term);
}

bool
sunk_add(struct sunks *t, const struct sunk_order *o, uint64_t now,
    struct sunk_events *events)
{
	uint32_t place;

	events->n = 0;
	if (!order_fine(o))
		return false;
	clock_look(t, now);
	place = sunk_find(t, &o->source);
	if (place == SUNK_NONE)
		return begin(t, o, now, events);
	sunk_table_use(t, place);
	if (o->how == SUNK_BY_HAND)
		by_hand(t, place, o, now, events);
	else if (t->entry[place].state == SUNK_PROBATION)
		again(t, place, order_term(t, o), now, events);
	else
		prolong(t, place, order_term(t, o), now);
	return true;
}

bool
sunk_offence(struct sunks *t, const struct sunk_source *s, uint64_t now,
    struct sunk_events *events)
{
	uint32_t place = sunk_find(t, s);

	events->n = 0;
	clock_look(t, now);
	if (place == SUNK_NONE || t->entry[place].state != SUNK_PROBATION)
		return false;
	sunk_table_use(t, place);
	again(t, place, 0, now, events);
	return true;
}

bool
sunk_remove(struct sunks *t, const struct sunk_source *s, uint64_t now,
    struct sunk_events *events)
{
	uint32_t place = sunk_find(t, s);

	events->n = 0;
	if (place == SUNK_NONE)
		return false;
	tell_one_more(t, events, place, SUNK_REMOVED, now);
	sunk_table_take(t, place);
	return true;
}

bool
sunks_turn(struct sunks *t, uint64_t now, struct sunk_event *event)
{
	const struct sunk_entry *e;
	uint32_t place;
	uint64_t end;

	if (t->count == 0)
		return false;
	clock_look(t, now);
	place = t->heap[0];
	e = &t->entry[place];
	end = e->end;
	if (end > now || e->span == SUNK_ALWAYS)
		return false;
	if (e->state == SUNK_DIVERTED) {
		phase_begin(t, place, SUNK_PROBATION, end,
		    t->limits.probation);
		tell(t, event, place, SUNK_PROBED, end);
		return true;
	}
	tell(t, event, place, SUNK_RELEASED, end);
	sunk_table_take(t, place);
	return true;
}

/* ---- messages ---- */

enum sunk_state
sunk_state(const struct sunks *t, uint32_t place)
{
	return place == SUNK_NONE ? SUNK_NOT :
	    (enum sunk_state)t->entry[place].state;
}

bool
sunk_diverts(const struct sunks *t, uint32_t place, bool critical, bool proven)
{
	if (sunk_state(t, place) != SUNK_DIVERTED)
		return false;
	return !critical || !proven ||
	    t->entry[place].source.scope == SUNK_SUBSCRIBER;
}

void
sunk_count(struct sunks *t, uint32_t place, unsigned op, size_t octets,
    uint64_t subscriber, uint64_t now)
{
	struct sunk_entry *e = &t->entry[place];

	sunk_table_use(t, place);
	if (e->messages++ == 0)
		e->first = now;
	e->last = now;
	e->octets += octets;
	if (op > SIG_OP_NONE && op < SIG_OP_COUNT)
		e->op[op]++;
	if (subscriber != 0)
		distinct_add(&e->subscribers, e->cell, SUNK_CELLS,
		    distinct_hash(t->secret, subscriber), 0);
}

/* ---- the whole ---- */

struct sunks *
sunks_new(const struct sunk_limits *limits, uint64_t secret)
{
	struct sunks *t;

	if (limits->max == 0 || limits->max > SUNK_MAX || limits->term == 0 ||
	    limits->longest < limits->term || limits->probation == 0)
		return NULL;
	t = calloc(1, sizeof(*t));
	if (t == NULL)
		return NULL;
	t->limits = *limits;
	t->secret = secret;
	if (sunk_table_init(t))
		return t;
	sunks_free(t);
	return NULL;
}

void
sunks_times(struct sunks *t, uint64_t term, uint64_t longest,
    uint64_t probation)
{
	if (term == 0 || longest < term || probation == 0)
		return;
	t->limits.term = term;
	t->limits.longest = longest;
	t->limits.probation = probation;
}

void
sunks_free(struct sunks *t)
{
	if (t == NULL)
		return;
	sunk_table_free(t);
	free(t);
}

uint32_t
sunks_next(const struct sunks *t, uint32_t place)
{
	return place == SUNK_NONE ? t->age.first :
	    t->entry[place].link[BY_AGE].next;
}

/* The most frequent first, of equal ones that which the list has first. */
static void
view_ops(const struct sunk_entry *e, struct sunk_view *v)
{
	unsigned op, i;

	for (op = SIG_OP_NONE + 1; op < SIG_OP_COUNT; op++) {
		for (i = v->nop; i > 0 && v->op[i - 1].count < e->op[op]; i--)
			if (i < SUNK_OPS)
				v->op[i] = v->op[i - 1];
		if (e->op[op] == 0 || i == SUNK_OPS)
			continue;
		v->op[i] = (struct sunk_op){ e->op[op], (uint8_t)op };
		v->nop = (uint8_t)(v->nop + (v->nop < SUNK_OPS));
	}
}

void
sunk_view(const struct sunks *t, uint32_t place, struct sunk_view *v)
{
	const struct sunk_entry *e = &t->entry[place];

	memset(v, 0, sizeof(*v));
	v->source = e->source;
	v->state = e->state;
	v->how = e->how;
	v->len = e->len;
	v->cut = e->cut;
	memcpy(v->name, e->name, e->len);
	memcpy(v->why, e->why, sizeof(v->why));
	v->since = e->since;
	v->until = e->end;
	v->term = e->term;
	v->times = e->times;
	v->subscribers = distinct_count(&e->subscribers);
	if (v->subscribers < e->before)
		v->subscribers = e->before;
	v->messages = e->messages;
	v->octets = e->octets;
	v->first = e->first;
	v->last = e->last;
	view_ops(e, v);
}

size_t
sunks_count(const struct sunks *t)
{
	return t->count;
}

uint64_t
sunks_lost(const struct sunks *t)
{
	return t->lost;
}

size_t
sunks_octets(const struct sunks *t)
{
	return sizeof(*t) + t->limits.max * (sizeof(*t->entry) +
	    sizeof(*t->heap)) + (t->mask + 1) * 64;
}
