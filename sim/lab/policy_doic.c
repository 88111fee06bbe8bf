/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A policy to compare with: overload reports only, nothing is refused.
 *
 * Each second the rate of requests that open a procedure is measured; what the
 * nodes hold back is added to it by the reduction they were told, and the new
 * reduction is what lies above the limit.  A report goes with the answers to
 * requests that announced support (RFC 7683 4.1), which are known by their
 * Session-Id for as long as nobody else has taken its place.  When nothing is
 * to be reduced any more, reports of 0 go out as long as older ones are valid.
 */
#include <stdlib.h>

#include "../../dissectors/hash.h"
#include "octets.h"

enum {
	SLOTS = 65536,
	VALIDITY_S = 60, REDUCTION_MOST = 99,
	CODE_AUTHENTICATE = 318,
};
#define AGED	0.5		/* of the last second's rate */

struct doic {
	double		 limit, rate, counted;
	uint64_t	 seed, second;
	uint64_t	 until;		/* s: reports are still valid */
	struct octets_report report;
	uint64_t	 announced[SLOTS];
};

static uint64_t
session_key(const struct doic *p, const struct sig_msg *m)
{
	const struct sig_value *s = sig_get(m, SIG_SESSION_ID);

	return s == NULL ? 0 : hash_octets(p->seed, s->text, s->len) | 1;
}

static enum policy_verdict
doic_request(void *arg, const struct policy_msg *pm, struct wbuf *w)
{
	struct doic *p = arg;
	const struct sig_msg *m = pm->view;
	uint64_t key;

	(void)w;
	if (m->kind == SIG_KIND_REQUEST && m->ncomp > 0 &&
	    m->proto == SIG_PROTO_DIAMETER &&
	    m->comp[0].code == CODE_AUTHENTICATE)
		p->counted++;
	if (sig_has(m, SIG_OC_FEATURES)) {
		key = session_key(p, m);
		p->announced[key >> 48] = key;
	}
	return POLICY_FORWARD;
}

static enum policy_verdict
doic_answer(void *arg, const struct policy_msg *pm, struct wbuf *w)
{
	struct doic *p = arg;
	const struct sig_msg *m = pm->view;
	uint64_t key;

	if (p->second >= p->until || m->proto != SIG_PROTO_DIAMETER)
		return POLICY_FORWARD;
	key = session_key(p, m);
	if (key == 0 || p->announced[key >> 48] != key)
		return POLICY_FORWARD;
	octets_overload(pm->octets, &p->report, w);
	return POLICY_ANSWER;
}

static void
doic_tick(void *arg, uint64_t now)
{
	struct doic *p = arg;
	double whole;
	uint32_t reduction = 0;

	if (now / LAB_S == p->second)
		return;
	p->second = now / LAB_S;
	whole = p->counted / (1 - p->report.reduction / 100.0);
	p->counted = 0;
	p->rate = AGED * p->rate + (1 - AGED) * whole;
	if (p->rate > p->limit)
		reduction = (uint32_t)(100 * (1 - p->limit / p->rate) + 1);
	if (reduction > REDUCTION_MOST)
		reduction = REDUCTION_MOST;
	p->report.reduction = reduction;
	if (reduction > 0)
		p->until = p->second + VALIDITY_S;
	p->report.validity = VALIDITY_S;
	p->report.sequence = p->second;
}

static void *
doic_open(const struct policy_env *env)
{
	struct doic *p = calloc(1, sizeof(*p));

	if (p == NULL)
		return NULL;
	p->limit = env->conf->limit > 0 ? env->conf->limit :
	    env->scenario->home.capacity;
	p->seed = env->seed;
	return p;
}

static void
doic_figures(void *arg, struct policy_figures *f)
{
	const struct doic *p = arg;

	f->memory = sizeof(*p);
}

const struct policy_ops policy_doic_ops = {
	doic_open, doic_request, doic_answer, doic_tick, doic_figures, free,
};
