/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Small scenarios for tests of the storm lab.
 */
#ifndef TESTS_LAB_HELP_H
#define TESTS_LAB_HELP_H

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../sim/lab/bound.h"
#include "../sim/lab/octets.h"
#include "../sim/lab/run.h"

/* One class, networks, one population in the first of them, one policy. */
static inline struct scenario *
lab_scenario(uint32_t devices, enum lab_tech tech, unsigned networks,
    enum lab_policy policy)
{
	struct scenario *s = scenario_new();
	struct scenario_population *p;
	unsigned i;

	ck_assert_ptr_nonnull(s);
	strcpy(scenario_add_class(s)->name, "meter");
	for (i = 0; i < networks; i++)
		snprintf(scenario_add_network(s)->name, SCENARIO_NAME, "v%u",
		    i + 1);
	p = scenario_add_population(s);
	strcpy(p->name, "meters");
	p->count = devices;
	p->tech = tech;
	behaviour_default(&p->behaviour, LAB_BEHAVE_STANDARD, tech);
	for (i = 0; i < networks; i++)
		p->network[i] = (int)i;
	p->networks = networks;
	(void)scenario_add_policy(s, policy);
	return s;
}

/* All lose their registration at 1 s and come within "over". */
static inline struct scenario_event *
lab_storm(struct scenario *s, uint64_t over)
{
	struct scenario_event *e = scenario_add_event(s, LAB_EVENT_REREGISTER);

	e->at = LAB_S;
	e->arrival.over = over;
	if (over == 0)
		e->arrival.kind = LAB_ARRIVE_STEP;
	return e;
}

static inline void
lab_checked(const struct scenario *s)
{
	char why[256] = "";
	bool ok = scenario_check(s, why, sizeof(why));

	ck_assert_msg(ok, "%s", why);
}

static inline void
lab_run(const struct scenario *s, const struct policy_ops *own,
    struct outcome *o)
{
	struct run_options options = { .breakwater = own };

	lab_checked(s);
	ck_assert(run_policy(s, 0, &options, o));
}

static inline int
lab_main(const char *name, TCase *t)
{
	Suite *suite = suite_create(name);
	SRunner *r = srunner_create(suite);
	int failed;

	tcase_set_timeout(t, 120);
	suite_add_tcase(suite, t);
	srunner_run_all(r, CK_NORMAL);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed != 0;
}

#endif
