/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The sinkhole: its states against a list that is walked for everything.
 */
#include <check.h>
#include <string.h>

#include "../rules/state/sunk.h"
#include "random.h"

enum { MAX = 24, SOURCES = 60, STEPS = 60000, SUBSCRIBERS = 40, OPS = 6 };

#define S	UINT64_C(1000000000)
#define START	(UINT64_C(1790000000) * S)

static const struct sunk_limits limits = { .max = MAX, .term = 60 * S,
	.longest = 500 * S, .probation = 30 * S };

/* Sources that differ in as little as may be. */
static struct sunk_source
source_of(unsigned id)
{
	return (struct sunk_source){ .scope = (uint8_t)(id % SUNK_SCOPES),
	    .partner = (uint16_t)(id / SUNK_SCOPES % 3),
	    .key = 1 + id / SUNK_SCOPES / 3 };
}

/* ---- the list ---- */

struct naive {
	unsigned	 id;
	int		 state, how;
	uint64_t	 end, span, term, since, times, used;
	uint64_t	 messages, octets, first, last;
	uint64_t	 op[OPS];
	bool		 touched[SUBSCRIBERS];
	char		 why[16];
};

static struct naive list[MAX];
static unsigned n;
static uint64_t uses, evicted, refused;

static struct naive *
naive_find(unsigned id)
{
	unsigned i;

	for (i = 0; i < n; i++)
		if (list[i].id == id)
			return &list[i];
	return NULL;
}

static void
naive_clock(uint64_t now)
{
	unsigned i;

	for (i = 0; i < n; i++)
		if (list[i].span != SUNK_ALWAYS && list[i].end > now &&
		    list[i].end - now > list[i].span)
			list[i].end = now + list[i].span;
}

static void
naive_phase(struct naive *e, int state, uint64_t from, uint64_t span)
{
	e->state = state;
	e->span = span;
	e->end = span == SUNK_ALWAYS ? SUNK_ALWAYS : from + span;
}

static void
naive_take(struct naive *e)
{
	memmove(e, e + 1, (size_t)(list + n - e - 1) * sizeof(*e));
	n--;
}

/* Who has to go, of those by hand or of the others. */
static struct naive *
naive_quietest(bool hand)
{
	struct naive *e, *found = NULL;

	for (e = list; e < list + n; e++)
		if ((e->how == SUNK_BY_HAND) == hand &&
		    (found == NULL || e->used < found->used))
			found = e;
	return found;
}

/* ---- both side by side ---- */

static void
view_is(const struct sunk_view *v, const struct naive *e, const char *what)
{
	struct sunk_source s = source_of(e->id);
	unsigned i, subscribers = 0, k;
	uint64_t last = UINT64_MAX;

	for (i = 0; i < SUBSCRIBERS; i++)
		subscribers += e->touched[i];
	if (v->source.key != s.key || v->source.scope != s.scope ||
	    v->source.partner != s.partner)
		ck_abort_msg("%s: another source", what);
	if (v->state != e->state || v->how != e->how || v->until != e->end ||
	    v->term != e->term || v->since != e->since ||
	    v->times != e->times || strcmp(v->why, e->why) != 0)
		ck_abort_msg("%s: %u: state %d, not %d; until %lu, not %lu",
		    what, e->id, v->state, e->state, (unsigned long)v->until,
		    (unsigned long)e->end);
	if (v->messages != e->messages || v->octets != e->octets ||
	    v->first != e->first || v->last != e->last ||
	    v->subscribers != subscribers)
		ck_abort_msg("%s: %u: %u subscribers, not %u", what, e->id,
		    v->subscribers, subscribers);
	for (i = 0, k = 0; i < OPS; i++)
		k += e->op[i] != 0;
	ck_assert_uint_eq(v->nop, k < SUNK_OPS ? k : SUNK_OPS);
	for (i = 0; i < v->nop; i++) {
		ck_assert_uint_eq(v->op[i].count, e->op[v->op[i].op - 1]);
		ck_assert_uint_le(v->op[i].count, last);
		last = v->op[i].count;
	}
	for (i = 0, k = 0; i < OPS; i++)
		k += v->nop > 0 && e->op[i] > last;
	ck_assert_uint_le(k, v->nop);
}

static void
event_is(const struct sunk_event *event, int change, uint64_t at,
    const struct naive *e)
{
	if (event->change != change || event->at != at)
		ck_abort_msg("%s at %lu, not %s at %lu",
		    sunk_change_name(event->change), (unsigned long)event->at,
		    sunk_change_name((unsigned)change), (unsigned long)at);
	view_is(&event->view, e, sunk_change_name((unsigned)change));
}

static uint64_t
naive_term(const struct sunk_order *o)
{
	if (o->how == SUNK_BY_HAND)
		return o->term == 0 ? SUNK_ALWAYS : o->term;
	if (o->term == 0)
		return limits.term;
	return o->term < limits.longest ? o->term : limits.longest;
}

static void
naive_again(struct naive *e, uint64_t least, uint64_t now)
{
	uint64_t longest = limits.longest > e->term ? limits.longest :
	    e->term;

	e->term = e->term * 2 > least ? e->term * 2 : least;
	e->term = e->term < longest ? e->term : longest;
	e->times++;
	naive_phase(e, SUNK_DIVERTED, now, e->term);
}

/* One goes, if there is no room for one more; false: none may. */
static bool
naive_room(unsigned how, uint64_t now, const struct sunk_event *event,
    unsigned *told)
{
	struct naive *gone;

	if (n < MAX)
		return true;
	gone = naive_quietest(false);
	if (gone == NULL && how == SUNK_BY_HAND)
		gone = naive_quietest(true);
	if (gone == NULL) {
		refused++;
		return false;
	}
	event_is(&event[(*told)++], SUNK_EVICTED, now, gone);
	naive_take(gone);
	evicted++;
	return true;
}

static void
both_add(struct sunks *t, unsigned id, uint64_t now)
{
	struct sunk_order o = { .source = source_of(id),
	    .name = (const uint8_t *)"n", .len = 1,
	    .term = random_below(4) ? (uint64_t)random_below(200) * S : 0,
	    .how = (uint8_t)random_below(SUNK_HOWS),
	    .whole = random_below(2) == 0 };
	struct naive *e = naive_find(id);
	struct sunk_events events;
	unsigned told = 0;
	char why[16];
	bool fine;

	snprintf(why, sizeof(why), "why %u", random_below(1000));
	o.why = why;
	fine = sunk_add(t, &o, now, &events);
	if (o.source.scope == SUNK_PARTNER &&
	    (!o.whole || o.how == SUNK_BY_FINDING)) {
		ck_assert(!fine && events.n == 0);
		return;
	}
	naive_clock(now);
	if (e == NULL && !naive_room(o.how, now, events.event, &told)) {
		ck_assert(!fine && events.n == 0);
		return;
	}
	ck_assert(fine);
	if (e == NULL) {
		e = &list[n++];
		memset(e, 0, sizeof(*e));
		e->id = id;
		e->since = now;
		e->times = 1;
		e->how = o.how;
		strcpy(e->why, why);
		e->term = naive_term(&o);
		naive_phase(e, SUNK_DIVERTED, now, e->term);
		event_is(&events.event[told++], SUNK_BEGUN, now, e);
	} else if (o.how == SUNK_BY_HAND) {
		e->times += e->state == SUNK_PROBATION;
		e->how = o.how;
		strcpy(e->why, why);
		e->term = naive_term(&o);
		naive_phase(e, SUNK_DIVERTED, now, e->term);
		event_is(&events.event[told++], SUNK_AGAIN, now, e);
	} else if (e->state == SUNK_PROBATION) {
		naive_again(e, naive_term(&o), now);
		event_is(&events.event[told++], SUNK_AGAIN, now, e);
	} else if (e->span != SUNK_ALWAYS && now + naive_term(&o) > e->end) {
		if (naive_term(&o) > e->term)
			e->term = naive_term(&o);
		naive_phase(e, SUNK_DIVERTED, now, naive_term(&o));
	}
	e->used = ++uses;
	ck_assert_uint_eq(events.n, told);
}

static void
both_offence(struct sunks *t, unsigned id, uint64_t now)
{
	struct sunk_source s = source_of(id);
	struct naive *e = naive_find(id);
	struct sunk_events events;
	bool ended = sunk_offence(t, &s, now, &events);

	naive_clock(now);
	if (e == NULL || e->state != SUNK_PROBATION) {
		ck_assert(!ended && events.n == 0);
		return;
	}
	naive_again(e, 0, now);
	e->used = ++uses;
	ck_assert(ended && events.n == 1);
	event_is(&events.event[0], SUNK_AGAIN, now, e);
}

static void
both_remove(struct sunks *t, unsigned id, uint64_t now)
{
	struct sunk_source s = source_of(id);
	struct naive *e = naive_find(id);
	struct sunk_events events;

	ck_assert(sunk_remove(t, &s, now, &events) == (e != NULL));
	ck_assert_uint_eq(events.n, e != NULL);
	if (e == NULL)
		return;
	event_is(&events.event[0], SUNK_REMOVED, now, e);
	naive_take(e);
}

static void
both_turn(struct sunks *t, uint64_t now, unsigned seen[SUNK_CHANGES])
{
	struct sunk_event event;
	struct naive *e, *due;
	uint64_t at;

	naive_clock(now);
	for (;;) {
		due = NULL;
		for (e = list; e < list + n; e++)
			if (e->span != SUNK_ALWAYS && e->end <= now &&
			    (due == NULL || e->end < due->end))
				due = e;
		if (due == NULL)
			break;
		ck_assert(sunks_turn(t, now, &event));
		seen[event.change]++;
		at = due->end;
		if (due->state == SUNK_DIVERTED) {
			naive_phase(due, SUNK_PROBATION, at, limits.probation);
			event_is(&event, SUNK_PROBED, at, due);
		} else {
			event_is(&event, SUNK_RELEASED, at, due);
			naive_take(due);
		}
	}
	ck_assert(!sunks_turn(t, now, &event));
}

static void
both_count(struct sunks *t, unsigned id, uint64_t now)
{
	struct sunk_source s = source_of(id);
	struct naive *e = naive_find(id);
	unsigned op = random_below(OPS), who = random_below(SUBSCRIBERS + 1);
	uint32_t place = sunk_find(t, &s);
	size_t octets = random_below(1000);

	if (place == SUNK_NONE)
		return;
	sunk_count(t, place, op + 1, octets, who, now);
	if (e->messages++ == 0)
		e->first = now;
	e->last = now;
	e->octets += octets;
	e->op[op]++;
	if (who > 0)
		e->touched[who - 1] = true;
	e->used = ++uses;
}

static void
both_list(const struct sunks *t)
{
	uint32_t place = SUNK_NONE;
	struct sunk_view v;
	unsigned i;

	for (i = 0; i < n; i++) {
		place = sunks_next(t, place);
		ck_assert_uint_ne(place, SUNK_NONE);
		sunk_view(t, place, &v);
		view_is(&v, &list[i], "list");
	}
	ck_assert_uint_eq(sunks_next(t, place), SUNK_NONE);
	ck_assert_uint_eq(sunks_count(t), n);
	ck_assert_uint_eq(sunks_lost(t), evicted + refused);
}

/* Time goes on by a little, now and then by much, and sometimes back. */
static uint64_t
later(uint64_t now)
{
	unsigned what = random_below(1000);

	if (what == 0)
		return now + random_below(2000) * S;
	if (what == 1)
		return now - random_below(2000) * S;
	if (what < 20)
		return now - random_below(3 * (unsigned)S);
	return now + random_below((unsigned)S / 2);
}

START_TEST(against_list)
{
	struct sunks *t = sunks_new(&limits, 0x5ec2e7 + (uint64_t)_i);
	unsigned step, id, what, seen[SUNK_CHANGES] = { 0 }, state;
	uint64_t now = START;
	struct sunk_source s;
	struct naive *e;

	seed = 0x5eed + (uint64_t)_i;
	n = 0;
	uses = evicted = refused = 0;
	for (step = 0; step < STEPS; step++) {
		now = later(now);
		/* few sources for some time, then so many that it is full */
		id = random_below(step / 20000 % 2 ? SOURCES : MAX / 2);
		what = random_below(100);
		if (what < 20)
			both_add(t, id, now);
		else if (what < 35)
			both_offence(t, id, now);
		else if (what < 37)
			both_remove(t, id, now);
		else if (what < 70)
			both_turn(t, now, seen);
		else
			both_count(t, id, now);
		id = random_below(SOURCES);
		s = source_of(id);
		e = naive_find(id);
		state = sunk_state(t, sunk_find(t, &s));
		if (state != (e == NULL ? SUNK_NOT : (unsigned)e->state))
			ck_abort_msg("step %u: state %u", step, state);
		if (step % 16 == 0)
			both_list(t);
	}
	ck_assert_uint_gt(seen[SUNK_PROBED], 500);
	ck_assert_uint_gt(seen[SUNK_RELEASED], 300);
	ck_assert_uint_gt(evicted, 50);
	ck_assert_uint_gt(refused, 0);
	sunks_free(t);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("sunk at random");
	TCase *t = tcase_create("all");
	SRunner *r = srunner_create(s);
	int failed;

	tcase_set_timeout(t, 120);
	tcase_add_loop_test(t, against_list, 0, 3);
	suite_add_tcase(s, t);
	srunner_run_all(r, CK_NORMAL);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed != 0;
}
