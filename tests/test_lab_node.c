/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Nodes of a visited network that behave otherwise than usual.
 */
#include "lab_seen.h"

/* Rogue nodes repeat what was refused, each two seconds, device or not. */
START_TEST(rogue_nodes)
{
	uint64_t offered[2];
	struct scenario *s;
	struct outcome o;
	unsigned i;

	for (i = 0; i < 2; i++) {
		s = calm_scenario(LAB_TECH_S6A, 1);
		s->policy[0].kind = LAB_POLICY_PRIORITY;
		s->policy[0].limit = 1;
		s->network[0].rogue = i == 0 ? 0 : 0.5;
		lab_storm(s, 0);
		lab_run(s, NULL, &o);
		offered[i] = o.offered;
		ck_assert_uint_eq(o.unreadable, 0);
		outcome_free(&o);
		scenario_free(s);
	}
	/* 1,000 devices behind them, 300 times; without them five a cycle */
	ck_assert_uint_gt(offered[1], 100 * (uint64_t)DEVICES);
	ck_assert_uint_lt(offered[0], 8 * DEVICES);
}
END_TEST

/* Home reports its overload (RFC 7683), and nodes that announced support do
 * with it what they do. */
static void
reported(enum lab_react react, uint8_t cause, struct seen *n,
    struct outcome *o)
{
	struct scenario *s = calm_scenario(LAB_TECH_S6A, 2);

	s->home.capacity = 40;
	s->home.doic_queue = LAB_S;
	s->home.doic_validity = 2 * LAB_MIN;
	s->network[0].doic = 1;
	s->network[0].react = react;
	s->network[0].throttled = cause;
	lab_storm(s, 20 * LAB_S);
	seen_run(s, n, o);
}

START_TEST(nodes_react_to_reports)
{
	struct outcome o;
	struct seen n;

	reported(LAB_REACT_NONE, 22, &n, &o);
	ck_assert_uint_eq(n.announced, 0);
	ck_assert_uint_eq(n.reports, 0);
	ck_assert_uint_eq(o.throttled, 0);
	outcome_free(&o);
	reported(LAB_REACT_T3346, 22, &n, &o);
	ck_assert_uint_gt(n.announced, DEVICES);
	ck_assert_uint_gt(n.reports, 100);
	ck_assert_uint_gt(o.throttled, DEVICES / 2);
	/* parked where they are, within the time of a report */
	ck_assert_uint_eq(n.network[1], 0);
	ck_assert_uint_ge(o.back, DEVICES * 4 / 5);
	outcome_free(&o);
	reported(LAB_REACT_CAUSE, 15, &n, &o);
	ck_assert_uint_gt(o.throttled, 100);
	ck_assert_uint_gt(n.network[1], 100);
	outcome_free(&o);
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("nodes");

	tcase_add_test(t, rogue_nodes);
	tcase_add_test(t, nodes_react_to_reports);
	return lab_main("lab: nodes", t);
}
