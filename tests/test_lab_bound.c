/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Bounds: what they are where that is known, and that nobody is back before
 * them in small scenarios drawn by lot.
 */
#include "../sim/lab/draw.h"
#include "../sim/lab/policy.h"
#include "lab_help.h"

START_TEST(bounds_by_what_devices_can)
{
	struct scenario *s = lab_scenario(20000, LAB_TECH_S6A, 1,
	    LAB_POLICY_NONE);
	struct bounds plain, doic;

	s->home.capacity = 40;		/* 500 s */
	lab_storm(s, 30 * LAB_S);
	lab_checked(s);
	ck_assert(bounds_find(s, &plain));
	s->network[0].doic = 1;
	ck_assert(bounds_find(s, &doic));
	scenario_free(s);
	ck_assert_double_eq_tol((double)plain.fluid[LAB_Q100] / (double)LAB_S,
	    500, 1);
	/* After five refusals at ten seconds it is gone for 12 minutes. */
	ck_assert_uint_gt(plain.reachable[LAB_Q100], 1500 * LAB_S);
	ck_assert_uint_lt(plain.reachable[LAB_Q100], 3000 * LAB_S);
	/* T3346 reaches every slot. */
	ck_assert_uint_lt(doic.reachable[LAB_Q100], 510 * LAB_S);
	ck_assert_uint_ge(doic.reachable[LAB_Q100], 495 * LAB_S);
}
END_TEST

/* So many more in the same network, who behave so. */
static struct scenario_behaviour *
others(struct scenario *s, uint32_t count, enum lab_behave kind)
{
	struct scenario_population *p = scenario_add_population(s);

	p->count = count;
	p->network[0] = 0;
	p->networks = 1;
	behaviour_default(&p->behaviour, kind, LAB_TECH_S6A);
	return &p->behaviour;
}

/* Half of them have a long timer of an hour: they go first, and the others, who
 * are back after 12 minutes, lose little. */
START_TEST(bounds_know_who_is_urgent)
{
	struct scenario *s = lab_scenario(5000, LAB_TECH_S6A, 1,
	    LAB_POLICY_NONE);
	struct bounds b;

	others(s, 5000, LAB_BEHAVE_STANDARD)->t_long = LAB_HOUR;
	s->length = 3 * LAB_HOUR;
	s->home.capacity = 60;		/* 167 s */
	lab_storm(s, 30 * LAB_S);
	lab_checked(s);
	ck_assert(bounds_find(s, &b));
	scenario_free(s);
	ck_assert_uint_ge(b.reachable[LAB_Q100], b.fluid[LAB_Q100]);
	/* Who is refused four times is gone after two minutes: 7,000 slots. */
	ck_assert_uint_gt(b.reachable[LAB_Q100], 720 * LAB_S);
	ck_assert_uint_lt(b.reachable[LAB_Q100], 1000 * LAB_S);
}
END_TEST

/* Who backs off for a minute and more is not made to wait by those who are here
 * again after ten seconds. */
START_TEST(bounds_know_who_backs_off)
{
	struct scenario *s = lab_scenario(3000, LAB_TECH_S6A, 1,
	    LAB_POLICY_NONE);
	struct bounds b;

	(void)others(s, 30, LAB_BEHAVE_IOT);
	s->home.capacity = 50;
	lab_storm(s, 10 * LAB_S)->arrival.kind = LAB_ARRIVE_BETA;
	lab_checked(s);
	ck_assert(bounds_find(s, &b));
	scenario_free(s);
	ck_assert_uint_le(b.reachable[LAB_Q100], b.fluid[LAB_Q100] + 2 * LAB_S);
}
END_TEST

/* Home has no slots for all within the four seconds in which they come: it
 * counts how long they can be held, by time-outs of their node (an authenticate
 * and an update, each by so many peers) and by their own patience. */
static void
held(uint64_t timeout, unsigned retries, uint64_t patience, bool all)
{
	struct scenario *s = lab_scenario(700, LAB_TECH_S6A, 1,
	    LAB_POLICY_NONE);
	struct bounds b;

	s->home.capacity = 100;
	s->population[0].behaviour.attempts = 1;
	s->population[0].behaviour.t_answer = patience;
	s->network[0].timeout = timeout;
	s->network[0].retries = retries;
	lab_storm(s, 4 * LAB_S);
	lab_checked(s);
	ck_assert(bounds_find(s, &b));
	scenario_free(s);
	if (all)
		ck_assert_uint_lt(b.reachable[LAB_Q100], 8 * LAB_S);
	else
		ck_assert_uint_gt(b.reachable[LAB_Q100], 700 * LAB_S);
}

START_TEST(bounds_know_who_waits)
{
	held(LAB_S, 0, 15 * LAB_S, false);
	held(LAB_S, 1, 15 * LAB_S, true);
	held(4 * LAB_S, 0, 15 * LAB_S, true);
	held(4 * LAB_S, 0, 3 * LAB_S, false);
}
END_TEST

/* Whoever is not waited for can be put off: neither a fleet that attaches anew
 * all the time nor periodic updates make the others later. */
START_TEST(bounds_leave_others_out)
{
	struct scenario *s = lab_scenario(2000, LAB_TECH_S6A, 1,
	    LAB_POLICY_NONE);
	struct scenario_population *p = scenario_add_population(s);
	struct scenario_event *e;
	struct bounds b;

	p->count = 5000;
	p->network[0] = 0;
	p->networks = 1;
	p->periodic = LAB_MIN;
	s->home.capacity = 50;
	e = scenario_add_event(s, LAB_EVENT_FIRMWARE);
	e->population = 1;
	e->share = 0.5;
	e->behaviour.loop = LAB_MIN / 2;
	e = lab_storm(s, 100 * LAB_S);
	e->at = 2 * LAB_MIN;
	e->population = 0;
	lab_checked(s);
	ck_assert(bounds_find(s, &b));
	scenario_free(s);
	ck_assert_uint_ge(b.reachable[LAB_Q100], b.fluid[LAB_Q100]);
	ck_assert_uint_le(b.reachable[LAB_Q100], b.fluid[LAB_Q100] + 2 * LAB_S);
}
END_TEST

/* ---- by lot ---- */

enum { LOTS = 16 };

static uint64_t lot_seed, lot_n;

static unsigned
lot(unsigned n)
{
	return (unsigned)draw_below(draw_u64(lot_seed, 11, lot_n++), n);
}

static void
lot_network(struct scenario_network *n)
{
	n->mmes = n->vlrs = n->sgsns = 1 + lot(6);
	n->timeout = (1 + lot(8)) * LAB_S;
	n->retries = lot(3);
	n->map_timeout = (10 + lot(15)) * LAB_S;
	n->doic = lot(3) == 0 ? 0.5 * (1 + lot(2)) : 0;
	n->rogue = lot(4) == 0 ? 0.5 : 0;
}

static void
lot_population(struct scenario *s, struct scenario_population *p)
{
	unsigned first = lot(s->networks), i;

	p->count = 20 + lot(600);
	p->tech = (enum lab_tech)lot(LAB_TECH_COUNT);
	p->cls = (int)lot(s->classes);
	behaviour_default(&p->behaviour, (enum lab_behave)lot(
	    LAB_BEHAVE_COUNT), p->tech);
	p->behaviour.leave = lot(3) == 0 ? 0.3 : 0;
	p->behaviour.loop = lot(5) == 0 ? LAB_MIN : 0;
	p->periodic = lot(3) == 0 ? LAB_MIN : 0;
	p->networks = 1 + lot(s->networks);
	for (i = 0; i < p->networks; i++)
		p->network[i] = (int)((first + i) % s->networks);
}

static void
lot_events(struct scenario *s)
{
	static const enum lab_event kinds[] = { LAB_EVENT_REREGISTER,
	    LAB_EVENT_OUTAGE, LAB_EVENT_BLACKOUT };
	struct scenario_event *e = scenario_add_event(s, kinds[lot(3)]);

	e->at = 5 * LAB_S + lot(1000) * LAB_MS;
	if (e->kind == LAB_EVENT_OUTAGE)
		e->network = 0;
	if (e->kind != LAB_EVENT_REREGISTER)
		e->until = e->at + (1 + lot(100)) * LAB_S;
	e->arrival.kind = (enum lab_arrive)lot(LAB_ARRIVE_SERIES);
	e->arrival.over = (1 + lot(90)) * LAB_S;
	if (lot(3) == 0) {
		e = scenario_add_event(s, LAB_EVENT_CAPACITY);
		e->at = lot(200) * LAB_S;
		e->until = e->at + (1 + lot(300)) * LAB_S;
		e->factor = 0.25 * lot(6);
	}
	if (lot(4) == 0) {
		e = scenario_add_event(s, LAB_EVENT_LINK);
		e->at = lot(200) * LAB_S;
		e->until = e->at + (1 + lot(100)) * LAB_S;
		e->network = (int)lot(s->networks);
	}
}

static struct scenario *
lot_scenario(uint64_t seed)
{
	unsigned networks, n;
	struct scenario *s;

	lot_seed = seed;
	lot_n = 0;
	networks = 1 + lot(3);
	s = lab_scenario(1, LAB_TECH_S6A, networks, LAB_POLICY_NONE);
	strcpy(scenario_add_class(s)->name, "rest");
	s->seed = seed;
	s->length = LAB_HOUR;
	for (n = 0; n < networks; n++)
		lot_network(&s->network[n]);
	for (n = lot(3); n > 0; n--)
		(void)scenario_add_population(s);
	for (n = 0; n < s->populations; n++) {
		lot_population(s, &s->population[n]);
		s->population[n].imsi = UINT64_C(1010000000000) + 1000 * n;
	}
	s->home.capacity = 5 + lot(40);
	s->home.servers = 1 + lot(4);
	s->home.service = LAB_SERVICE_CONSTANT;
	s->home.queue = 10 + lot(2000);
	s->home.full = (enum lab_full)lot(LAB_FULL_COUNT);
	s->home.doic_queue = lot(2) * 2 * LAB_S;
	for (n = 1; n < LAB_POLICY_COUNT; n++)
		(void)scenario_add_policy(s, (enum lab_policy)n);
	lot_events(s);
	return s;
}

/* Slots are as long as a second, and home has something under way when it
 * ends. */
static void
nobody_before(const struct bounds *b, const struct outcome *o, uint64_t seed)
{
	uint64_t slack, back;
	unsigned q;

	for (q = 0; q < LAB_QUANTILES; q++) {
		if (o->done[q] == LAB_NEVER)
			continue;
		slack = 2 * LAB_S + b->fluid[q] / 100;
		back = o->done[q] + slack;
		ck_assert_msg(b->reachable[q] >= b->fluid[q] &&
		    back >= b->fluid[q] && back >= b->reachable[q],
		    "seed %u: %s: %.0f %% back after %.1f s, fluid %.1f s, "
		    "reachable %.1f s", (unsigned)seed, o->policy,
		    100 * lab_quantiles[q], (double)o->done[q] / 1e9,
		    (double)b->fluid[q] / 1e9, (double)b->reachable[q] / 1e9);
	}
}

START_TEST(bounds_are_not_beaten)
{
	struct run_options options = { .breakwater = &policy_breakwater_ops };
	struct scenario *s;
	struct outcome o;
	struct bounds b;
	uint64_t seed;
	unsigned i, back = 0;

	for (seed = 1; seed <= LOTS; seed++) {
		s = lot_scenario(seed);
		lab_checked(s);
		ck_assert(bounds_find(s, &b));
		for (i = 0; i < s->policies; i++) {
			ck_assert(run_policy(s, i, &options, &o));
			nobody_before(&b, &o, seed);
			back += o.recovered;
			outcome_free(&o);
		}
		scenario_free(s);
	}
	ck_assert_uint_gt(back, LOTS);
}
END_TEST

/* The last of them stands at the end of a sum that is not quite whole. */
START_TEST(bounds_are_of_all)
{
	struct scenario *s = lab_scenario(140, LAB_TECH_S6A, 1,
	    LAB_POLICY_NONE);
	struct bounds b;

	s->home.capacity = 17;
	lab_storm(s, 0)->at = 66996 * LAB_MS;
	lab_checked(s);
	ck_assert(bounds_find(s, &b));
	scenario_free(s);
	ck_assert_double_eq_tol((double)b.fluid[LAB_Q100] / 1e9, 140 / 17.0,
	    0.01);
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("bounds");

	tcase_add_test(t, bounds_by_what_devices_can);
	tcase_add_test(t, bounds_know_who_is_urgent);
	tcase_add_test(t, bounds_know_who_backs_off);
	tcase_add_test(t, bounds_know_who_waits);
	tcase_add_test(t, bounds_leave_others_out);
	tcase_add_test(t, bounds_are_of_all);
	tcase_add_test(t, bounds_are_not_beaten);
	return lab_main("lab: bounds", t);
}
