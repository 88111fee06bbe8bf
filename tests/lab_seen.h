/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A small network in which something happens, and what is seen of it between
 * nodes and home.
 */
#ifndef TESTS_LAB_SEEN_H
#define TESTS_LAB_SEEN_H

#include "lab_help.h"

enum { DEVICES = 2000 };

static inline struct scenario *
calm_scenario(enum lab_tech tech, unsigned networks)
{
	struct scenario *s = lab_scenario(DEVICES, tech, networks,
	    LAB_POLICY_NONE);

	s->home.capacity = 2000;
	s->length = 10 * LAB_MIN;
	return s;
}

static inline struct scenario_event *
event(struct scenario *s, enum lab_event kind, uint64_t at, uint64_t until)
{
	struct scenario_event *e = scenario_add_event(s, kind);

	e->at = at * LAB_S;
	e->until = until * LAB_S;
	return e;
}

/* Requests of a network are seen by its point code or address. */
struct seen {
	unsigned	 network[SCENARIO_NETWORKS];
	unsigned	 updates, authenticates, unknown, strange;
	unsigned	 announced, reports, resets, defects;
};

static inline void
seen_take(void *arg, const struct policy_msg *pm, bool by_policy)
{
	struct seen *n = arg;
	const struct sig_msg *m = pm->view;
	const struct sig_value *v = sig_get(m, SIG_EXPERIMENTAL_RESULT);

	(void)by_policy;
	n->defects += m->defect != SIG_DEFECT_NONE;
	n->resets += pm->from_home && m->kind == SIG_KIND_REQUEST &&
	    (m->comp[0].code == 322 || m->comp[0].code == 37);
	n->unknown += v != NULL && v->num == 5001;
	n->announced += !pm->from_home && sig_has(m, SIG_OC_FEATURES);
	n->reports += pm->from_home && sig_has(m, SIG_OC_REDUCTION);
	if (pm->from_home || m->kind != SIG_KIND_REQUEST)
		return;
	n->network[pm->network]++;
	v = sig_get(m, SIG_ORIGIN_HOST);
	n->strange += v != NULL && memcmp(v->text, "mme0004.", 8) == 0;
	n->authenticates += m->comp[0].code == 318;
	n->updates += m->comp[0].code == 316;
}

static inline void
seen_run(struct scenario *s, struct seen *n, struct outcome *o)
{
	struct run_options options = { .tap = seen_take, .arg = n };

	memset(n, 0, sizeof(*n));
	lab_checked(s);
	ck_assert(run_policy(s, 0, &options, o));
	scenario_free(s);
}

#endif
