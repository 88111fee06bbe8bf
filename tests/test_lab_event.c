/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What happens in a scenario does what it says.
 */
#include "lab_seen.h"

START_TEST(outage_moves_to_the_next)
{
	struct scenario *s = calm_scenario(LAB_TECH_S6A, 2);
	struct outcome o;
	struct seen n;

	event(s, LAB_EVENT_OUTAGE, 5, 0)->network = 0;
	seen_run(s, &n, &o);
	ck_assert_uint_eq(o.back, DEVICES);
	ck_assert(o.recovered);
	ck_assert_uint_eq(n.network[0], 0);
	ck_assert_uint_eq(n.network[1], 2 * DEVICES);
	ck_assert_uint_eq(n.authenticates, DEVICES);
	ck_assert_uint_eq(n.updates, DEVICES);
	ck_assert_uint_eq(o.second[5].registered[0] < DEVICES, 1);
	ck_assert_uint_eq(o.second[o.seconds - 1].registered[0], DEVICES);
	ck_assert_double_eq_tol(o.messages_device, 4, 1e-9);
	/* done counts from the first attempt, uniform over ten seconds */
	ck_assert_uint_ge(o.done[LAB_Q50], 4 * LAB_S);
	ck_assert_uint_le(o.done[LAB_Q50], 6 * LAB_S);
	outcome_free(&o);
}
END_TEST

/* And back to the preferred network when that is there again. */
START_TEST(they_look_for_home)
{
	struct scenario *s = calm_scenario(LAB_TECH_S6A, 2);
	struct outcome o;
	struct seen n;

	s->calm = 0;
	s->population[0].behaviour.look_home = LAB_MIN;
	event(s, LAB_EVENT_OUTAGE, 5, 30)->network = 0;
	seen_run(s, &n, &o);
	ck_assert_uint_eq(n.network[0], 2 * DEVICES);
	ck_assert_uint_eq(n.network[1], 2 * DEVICES);
	ck_assert_uint_eq(o.second[o.seconds - 1].registered[0], DEVICES);
	outcome_free(&o);
}
END_TEST

START_TEST(blackout_is_silent)
{
	struct scenario *s = calm_scenario(LAB_TECH_MAP_CS, 1);
	struct scenario_event *e = event(s, LAB_EVENT_BLACKOUT, 5, 60);
	struct outcome o;
	struct seen n;
	uint32_t i, off = 0;

	e->share = 0.5;
	e->arrival.kind = LAB_ARRIVE_BETA;
	seen_run(s, &n, &o);
	for (i = 0; i < 60; i++)
		ck_assert_uint_eq(o.second[i].offered, 0);
	off = DEVICES - o.second[30].registered[0];
	ck_assert_uint_gt(off, DEVICES * 2 / 5);
	ck_assert_uint_lt(off, DEVICES * 3 / 5);
	ck_assert_uint_eq(o.concerned, off);
	ck_assert_uint_eq(o.back, off);
	ck_assert_uint_eq(o.succeeded, off);
	outcome_free(&o);
}
END_TEST

/* A reset (RSR, MAP reset) goes to each node and makes it update; devices know
 * nothing of it. */
START_TEST(reset_updates_only)
{
	struct scenario *s;
	struct outcome o;
	struct seen n;
	unsigned tech;

	for (tech = 0; tech < LAB_TECH_COUNT; tech++) {
		s = calm_scenario((enum lab_tech)tech, 2);
		s->network[0].mmes = s->network[0].vlrs =
		    s->network[0].sgsns = 3;
		event(s, LAB_EVENT_RESET, 5, 0)->network = 0;
		seen_run(s, &n, &o);
		ck_assert_uint_eq(n.resets, 3);
		ck_assert_uint_eq(n.defects, 0);
		ck_assert_uint_eq(n.authenticates, 0);
		ck_assert_uint_eq(o.offered, DEVICES);
		ck_assert_uint_eq(o.succeeded, DEVICES);
		ck_assert_uint_eq(o.concerned, 0);
		/* RSR has an answer; ULR, ULA; UL, two of insert, UL */
		ck_assert_uint_eq(o.messages, tech == LAB_TECH_S6A ?
		    6 + 2 * DEVICES : 3 + 4 * DEVICES);
		outcome_free(&o);
	}
}
END_TEST

/* Nor do nodes that it does not reach. */
START_TEST(resets_get_lost)
{
	struct scenario *s = calm_scenario(LAB_TECH_S6A, 1);
	struct outcome o;
	struct seen n;

	event(s, LAB_EVENT_LINK, 1, 0)->ways = 1;
	event(s, LAB_EVENT_RESET, 5, 0);
	seen_run(s, &n, &o);
	ck_assert_uint_eq(n.resets, 4);
	ck_assert_uint_ge(o.lost, 2);
	/* two of four nodes */
	ck_assert_uint_gt(o.succeeded, DEVICES * 2 / 5);
	ck_assert_uint_lt(o.succeeded, DEVICES * 3 / 5);
	outcome_free(&o);
}
END_TEST

/* ---- a policy that lets no reset through ---- */

static void *
deaf_open(const struct policy_env *env)
{
	return (void *)(uintptr_t)env;
}

static enum policy_verdict
deaf_request(void *arg, const struct policy_msg *pm, struct wbuf *w)
{
	(void)arg;
	(void)w;
	return pm->view->ncomp > 0 && pm->view->comp[0].code == 322 ?
	    POLICY_DISCARD : POLICY_FORWARD;
}

static void
deaf_close(void *arg)
{
	(void)arg;
}

START_TEST(resets_are_judged)
{
	static const struct policy_ops deaf = { deaf_open, deaf_request,
	    deaf_request, NULL, NULL, deaf_close };
	struct scenario *s = calm_scenario(LAB_TECH_S6A, 1);
	struct outcome o;

	s->policy[0].kind = LAB_POLICY_BREAKWATER;
	event(s, LAB_EVENT_RESET, 5, 0);
	lab_run(s, &deaf, &o);
	ck_assert_uint_eq(o.discarded, 4);
	ck_assert_uint_eq(o.messages, 4);
	outcome_free(&o);
	lab_run(s, &policy_breakwater_ops, &o);
	ck_assert_uint_eq(o.succeeded, DEVICES);
	outcome_free(&o);
	scenario_free(s);
}
END_TEST

/* One way down: the request that is sent again takes the other one.  Both: none
 * arrives. */
START_TEST(links_fail)
{
	struct scenario *s;
	struct outcome o;
	struct seen n;
	unsigned ways;
	double again;

	for (ways = 1; ways <= 2; ways++) {
		s = calm_scenario(LAB_TECH_S6A, 1);
		event(s, LAB_EVENT_REREGISTER, 5, 0);
		event(s, LAB_EVENT_LINK, 1, 0)->ways = ways;
		seen_run(s, &n, &o);
		ck_assert_uint_eq(o.back, ways == 1 ? DEVICES : 0);
		ck_assert_uint_ge(o.lost, DEVICES);
		ck_assert_uint_ge(o.retransmitted, DEVICES);
		if (ways == 1)
			ck_assert_uint_ge(o.done[LAB_Q50], 9 * LAB_S);
		/* both requests of a procedure, or the first one, twice */
		ck_assert(outcome_metric(&o, LAB_METRIC_RETRANSMITTED,
		    SCENARIO_ALL, 1, &again));
		ck_assert_double_eq_tol(again, ways == 1 ? 1 / 3.0 : 0.5,
		    0.01);
		outcome_free(&o);
	}
}
END_TEST

/* Those that overlap: the end of one is not that of another.  A second of the
 * background tells which. */
START_TEST(events_overlap)
{
	struct scenario *s = calm_scenario(LAB_TECH_S6A, 2);
	struct scenario_event *e;
	struct outcome o;

	s->population[0].periodic = 10 * LAB_S;
	s->population[0].networks = 1;
	event(s, LAB_EVENT_CAPACITY, 60, 180)->factor = 0.5;
	event(s, LAB_EVENT_CAPACITY, 120, 150)->factor = 0.25;
	event(s, LAB_EVENT_LINK, 240, 300)->network = 0;
	e = event(s, LAB_EVENT_LINK, 270, 360);
	e->ways = 1;
	event(s, LAB_EVENT_OUTAGE, 420, 480)->network = 0;
	event(s, LAB_EVENT_OUTAGE, 450, 540)->network = 0;
	s->calm = 0;
	lab_run(s, NULL, &o);
	ck_assert_double_eq((double)o.second[100].capacity, 1000);
	ck_assert_double_eq((double)o.second[130].capacity, 500);
	ck_assert_double_eq((double)o.second[170].capacity, 1000);
	ck_assert_double_eq((double)o.second[190].capacity, 2000);
	ck_assert_uint_eq(o.second[285].offered, 0);
	ck_assert_uint_gt(o.second[330].offered, 0);
	ck_assert_uint_gt(o.second[330].lost, 0);
	ck_assert_uint_eq(o.second[400].lost, 0);
	ck_assert_uint_eq(o.second[520].registered[0], 0);
	ck_assert_uint_gt(o.second[599].registered[0], 0);
	outcome_free(&o);
	scenario_free(s);
}
END_TEST

/* Turns are kept: by who has no power when an order comes, and by who has yet to
 * follow one when home is reset. */
START_TEST(turns_are_kept)
{
	struct scenario *s = calm_scenario(LAB_TECH_S6A, 1);
	struct outcome o;
	struct seen n;
	uint32_t i;

	event(s, LAB_EVENT_BLACKOUT, 60, 300);
	event(s, LAB_EVENT_REREGISTER, 120, 0);
	event(s, LAB_EVENT_RESTART, 121, 0);
	lab_run(s, NULL, &o);
	for (i = 0; i < 300; i++)
		ck_assert_uint_eq(o.second[i].offered, 0);
	ck_assert_uint_eq(o.back, DEVICES);
	outcome_free(&o);
	scenario_free(s);
	s = calm_scenario(LAB_TECH_S6A, 1);
	event(s, LAB_EVENT_REREGISTER, 60, 0)->arrival.over = LAB_MIN;
	event(s, LAB_EVENT_RESET, 90, 0);
	seen_run(s, &n, &o);
	ck_assert(o.recovered);
	ck_assert_uint_eq(n.authenticates, DEVICES);
	ck_assert_uint_gt(n.updates, DEVICES + DEVICES / 3);
	ck_assert_uint_lt(n.updates, DEVICES + DEVICES * 2 / 3);
	outcome_free(&o);
}
END_TEST

/* A device whose patience ends before its node would ask the other peer asks
 * anew, and its node has given up with it. */
START_TEST(devices_lose_patience)
{
	struct scenario *s = calm_scenario(LAB_TECH_S6A, 1);
	struct outcome o;
	struct seen n;

	s->network[0].timeout = 4 * LAB_S;
	s->population[0].behaviour.t_answer = 3 * LAB_S;
	event(s, LAB_EVENT_REREGISTER, 5, 0);
	event(s, LAB_EVENT_LINK, 1, 0)->ways = 2;
	seen_run(s, &n, &o);
	ck_assert_uint_eq(o.back, 0);
	ck_assert_uint_eq(o.retransmitted, 0);
	ck_assert_uint_ge(o.lost, 2 * DEVICES);
	outcome_free(&o);
}
END_TEST

START_TEST(hostile_sources)
{
	struct scenario *s = calm_scenario(LAB_TECH_S6A, 1);
	struct scenario_event *e = event(s, LAB_EVENT_SCAN, 10, 20);
	struct outcome o;
	struct seen n;

	e->rate = 100;
	seen_run(s, &n, &o);
	ck_assert_uint_ge(o.hostile, 850);
	ck_assert_uint_le(o.hostile, 1150);
	ck_assert_uint_eq(n.unknown, o.hostile);
	ck_assert_uint_eq(o.wasted, o.work);
	ck_assert_uint_eq(o.late, 0);
	outcome_free(&o);
	s = calm_scenario(LAB_TECH_S6A, 1);
	event(s, LAB_EVENT_FLOOD, 10, 20)->rate = 100;
	seen_run(s, &n, &o);
	ck_assert_uint_ge(o.hostile, 850);
	ck_assert_uint_eq(n.unknown, 0);
	ck_assert_uint_eq(n.strange, 0);
	outcome_free(&o);
}
END_TEST

/* A network has four nodes; this is the fifth. */
START_TEST(hostile_node)
{
	struct scenario *s = calm_scenario(LAB_TECH_S6A, 1);
	struct scenario_event *e = event(s, LAB_EVENT_FLOOD, 10, 20);
	struct outcome o;
	struct seen n;

	e->rate = 100;
	e->own_node = true;
	seen_run(s, &n, &o);
	ck_assert_uint_ge(o.hostile, 850);
	ck_assert_uint_eq(n.strange, o.hostile);
	outcome_free(&o);
}
END_TEST

START_TEST(firmware_loops)
{
	struct scenario *s = calm_scenario(LAB_TECH_S6A, 1);
	struct scenario_event *e = event(s, LAB_EVENT_FIRMWARE, 10, 0);
	struct outcome o;
	struct seen n;

	e->share = 0.1;
	e->behaviour.loop = LAB_MIN;
	seen_run(s, &n, &o);
	/* a tenth of them about once a minute for ten minutes */
	ck_assert_uint_gt(n.authenticates, DEVICES / 10 * 7);
	ck_assert_uint_lt(n.authenticates, DEVICES / 10 * 12);
	outcome_free(&o);
}
END_TEST

/* Once mended they do it no more; a second update holds until its own end. */
START_TEST(firmware_is_mended)
{
	struct scenario *s = calm_scenario(LAB_TECH_S6A, 1);
	struct scenario_event *e = event(s, LAB_EVENT_FIRMWARE, 10, 200);
	struct outcome o;
	struct seen n;
	uint32_t i, late = 0;

	e->behaviour.loop = LAB_MIN;
	e = event(s, LAB_EVENT_FIRMWARE, 150, 400);
	e->share = 0.5;
	e->behaviour.loop = LAB_MIN / 2;
	seen_run(s, &n, &o);
	/* 30 s and half as much is the longest until who has begun is done */
	for (i = 400 + 46; i < o.seconds; i++)
		late += o.second[i].offered;
	ck_assert_uint_eq(late, 0);
	for (late = 0, i = 300; i < 400; i++)
		late += o.second[i].offered;
	/* half of them about each 30 s */
	ck_assert_uint_gt(late, DEVICES / 2 * 28 / 10);
	ck_assert_uint_lt(late, DEVICES / 2 * 38 / 10);
	outcome_free(&o);
}
END_TEST

/* A node that restarts has lost its devices: they attach anew, within the time
 * that the scenario says, and those of other networks know nothing of it. */
START_TEST(restart_attaches_anew)
{
	struct scenario *s = calm_scenario(LAB_TECH_S6A, 2);
	struct scenario_population *p = scenario_add_population(s);
	struct scenario_event *e = event(s, LAB_EVENT_RESTART, 5, 0);
	struct outcome o;
	struct seen n;
	uint32_t i;

	p->count = DEVICES;
	p->network[0] = 1;
	p->networks = 1;
	e->network = 1;
	e->share = 0.25;
	e->arrival.over = 20 * LAB_S;
	seen_run(s, &n, &o);
	ck_assert_uint_eq(n.network[0], 0);
	ck_assert_uint_gt(o.concerned, DEVICES / 5);
	ck_assert_uint_lt(o.concerned, DEVICES * 3 / 10);
	ck_assert_uint_eq(o.back, o.concerned);
	ck_assert_uint_eq(n.authenticates, o.concerned);
	ck_assert_uint_eq(n.updates, o.concerned);
	for (i = 26; i < o.seconds; i++)
		ck_assert_uint_eq(o.second[i].offered, 0);
	outcome_free(&o);
}
END_TEST

/* Authentications alone and updates alone are parts of procedures: what is done
 * of them is not more than home can do. */
START_TEST(parts_of_procedures)
{
	struct scenario *s = calm_scenario(LAB_TECH_S6A, 1);
	struct outcome o;

	s->home.capacity = 100;
	s->home.authenticate = 0.25;
	s->population[0].periodic = 10 * LAB_S;		/* 200/s: the half */
	event(s, LAB_EVENT_REREGISTER, 60, 0)->share = 0.01;
	lab_run(s, NULL, &o);
	ck_assert(o.recovered);
	ck_assert_double_ge(o.goodput, 0.4);
	ck_assert_double_le(o.goodput, 0.7);
	outcome_free(&o);
	scenario_free(s);
	s = calm_scenario(LAB_TECH_S6A, 1);
	s->home.capacity = 100;
	event(s, LAB_EVENT_REREGISTER, 60, 0)->share = 0.01;
	event(s, LAB_EVENT_RESET, 62, 0);
	lab_run(s, NULL, &o);
	ck_assert_double_gt(o.goodput, 0);
	ck_assert_double_le(o.goodput, 1);
	outcome_free(&o);
	scenario_free(s);
}
END_TEST

/* Periodic updates are background, and cost one message each way. */
START_TEST(periodic_updates)
{
	struct scenario *s = calm_scenario(LAB_TECH_MAP_PS, 1);
	struct outcome o;

	s->population[0].periodic = LAB_MIN;
	lab_run(s, NULL, &o);
	ck_assert_uint_ge(o.offered, DEVICES * 10 * 9 / 10);
	ck_assert_uint_le(o.offered, DEVICES * 10 * 11 / 10);
	ck_assert_uint_eq(o.continuation, 0);
	ck_assert_uint_eq(o.concerned, 0);
	ck_assert_uint_le(o.wasted, o.work / 100);
	outcome_free(&o);
	scenario_free(s);
}
END_TEST

START_TEST(nonsense_is_refused)
{
	struct scenario *s = calm_scenario(LAB_TECH_S6A, 1);
	struct scenario_population *p;
	char why[256];

	ck_assert(scenario_check(s, why, sizeof(why)));
	p = scenario_add_population(s);
	p->networks = 1;
	ck_assert(scenario_check(s, why, sizeof(why)));
	p->imsi -= 1;
	ck_assert(!scenario_check(s, why, sizeof(why)));
	ck_assert_ptr_nonnull(strstr(why, "share IMSIs"));
	p->imsi += 1;
	p->network[0] = 1;
	ck_assert(!scenario_check(s, why, sizeof(why)));
	p->network[0] = 0;
	event(s, LAB_EVENT_BLACKOUT, 5, 0);
	ck_assert(!scenario_check(s, why, sizeof(why)));
	ck_assert_ptr_nonnull(strstr(why, "needs an end"));
	s->events = 0;
	strcpy(s->network[0].plmn, "9x901");
	ck_assert(!scenario_check(s, why, sizeof(why)));
	strcpy(s->network[0].plmn, "999001");
	ck_assert(scenario_check(s, why, sizeof(why)));
	scenario_scale(s, 10);
	ck_assert_uint_eq(scenario_devices(s), 10 * (DEVICES + 1000));
	ck_assert(scenario_check(s, why, sizeof(why)));
	scenario_free(s);
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("events");

	tcase_add_test(t, outage_moves_to_the_next);
	tcase_add_test(t, they_look_for_home);
	tcase_add_test(t, blackout_is_silent);
	tcase_add_test(t, reset_updates_only);
	tcase_add_test(t, resets_get_lost);
	tcase_add_test(t, resets_are_judged);
	tcase_add_test(t, links_fail);
	tcase_add_test(t, events_overlap);
	tcase_add_test(t, turns_are_kept);
	tcase_add_test(t, devices_lose_patience);
	tcase_add_test(t, hostile_sources);
	tcase_add_test(t, hostile_node);
	tcase_add_test(t, firmware_loops);
	tcase_add_test(t, firmware_is_mended);
	tcase_add_test(t, restart_attaches_anew);
	tcase_add_test(t, periodic_updates);
	tcase_add_test(t, parts_of_procedures);
	tcase_add_test(t, nonsense_is_refused);
	return lab_main("lab: events", t);
}
