/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One device in front of a policy that says no: when it comes again, and where.
 */
#ifndef TESTS_LAB_SCRIPT_H
#define TESTS_LAB_SCRIPT_H

#include "../sim/lab/world.h"
#include "lab_help.h"

enum { SEEN = 64 };
#define GAP_TOLERANCE	(LAB_S / 2)	/* the way there and back */

/* The policy: refuses authenticates in these networks. */
static struct script {
	const struct octets *octets;
	uint32_t	 networks;	/* bits */
	struct octets_error diameter, map;
	bool		 silent;
	unsigned	 seen;
	uint64_t	 at[SEEN];
	unsigned	 network[SEEN], way[SEEN];
	uint64_t	 imsi[SEEN];
	unsigned	 wrong;		/* views that were not as they should */
} script;

static inline void *
script_open(const struct policy_env *env)
{
	script.octets = env->octets;
	return &script;
}

static inline enum policy_verdict
script_request(void *arg, const struct policy_msg *pm, struct wbuf *w)
{
	struct script *p = arg;
	unsigned code = pm->view->ncomp > 0 ? pm->view->comp[0].code : 0;

	p->wrong += pm->view->defect != SIG_DEFECT_NONE || pm->from_home;
	if (code != 318 && code != 56)
		return POLICY_FORWARD;
	if (p->seen < SEEN) {
		p->at[p->seen] = pm->now;
		p->network[p->seen] = pm->network;
		p->way[p->seen] = pm->way;
		p->imsi[p->seen++] = octets_imsi(pm->view);
	}
	if ((p->networks >> pm->network & 1) == 0)
		return POLICY_FORWARD;
	if (p->silent)
		return POLICY_DISCARD;
	return octets_refuse(p->octets, pm, p->diameter, p->map, w) ?
	    POLICY_ANSWER : POLICY_DISCARD;
}

static inline void
script_close(void *arg)
{
	(void)arg;
}

static const struct policy_ops script_ops = {
	script_open, script_request, NULL, NULL, NULL, script_close,
};

static inline struct scenario *
scripted(enum lab_tech tech, unsigned networks, uint32_t refuses)
{
	struct scenario *s = lab_scenario(1, tech, networks,
	    LAB_POLICY_BREAKWATER);

	memset(&script, 0, sizeof(script));
	script.networks = refuses;
	script.diameter.code = 5012;
	script.map.code = 34;
	s->length = 2 * LAB_HOUR;
	s->calm = 0;
	lab_storm(s, 0);
	return s;
}

/* Every refusal becomes this cause. */
static inline void
cause_set(struct scenario *s, uint8_t cause)
{
	unsigned i;

	for (i = 0; i < s->networks; i++) {
		s->network[i].cause[0] = (struct scenario_cause){ 5012, false,
		    false, -1, cause };
		s->network[i].cause[1] = (struct scenario_cause){ 34, false,
		    true, -1, cause };
		s->network[i].causes = 2;
	}
}

static inline void
scripted_run(struct scenario *s, struct outcome *o)
{
	lab_run(s, &script_ops, o);
	ck_assert_uint_eq(script.wrong, 0);
	ck_assert_uint_eq(o->unreadable, 0);
	ck_assert_uint_ge(script.seen, 1);
	scenario_free(s);
}

/* The i-th comes so many seconds after the one before, in that network. */
static inline void
comes(unsigned i, uint64_t gap_s, unsigned network)
{
	uint64_t gap;

	ck_assert_uint_gt(script.seen, i);
	gap = script.at[i] - script.at[i - 1];
	ck_assert_msg(gap >= gap_s * LAB_S && gap <= gap_s * LAB_S +
	    GAP_TOLERANCE, "attempt %u after %.2f s, not %u", i,
	    (double)gap / (double)LAB_S, (unsigned)gap_s);
	ck_assert_uint_eq(script.network[i], network);
}

#endif
