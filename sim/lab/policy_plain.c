/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Policies to compare with: no firewall; a plain limit on requests, whatever
 * they are; a limit on procedures by class; the same with a fixed back-off for
 * each device.
 *
 * The limits are token buckets of a tenth of a second.  Under "priority" a
 * class finds tokens only as long as the bucket is fuller than the share kept
 * for those above it, and updates that follow an authenticate pass.  What is
 * too much is told 3004 or systemFailure.
 */
#include <stdlib.h>
#include <string.h>

#include "octets.h"

#define DEPTH_S		0.1
#define MESSAGES	2		/* of a procedure: plain limit */
enum { CODE_AUTHENTICATE = 318, OP_SAI = 56 };

struct range {
	uint64_t	 imsi, count;
	int		 rank;		/* of its class, 0 the highest */
};

struct plain {
	const struct octets *octets;
	enum lab_policy	 kind;
	double		 rate, depth, tokens, reserve;
	uint64_t	 last, backoff;
	unsigned	 ranges, ranks;
	struct range	 range[SCENARIO_POPULATIONS];
	uint32_t	*until;		/* s, by place in all ranges; backoff */
	size_t		 entries;
	uint64_t	 early;
};

static const struct octets_error too_busy = { 3004, false };
static const struct octets_error system_failure = { 34, false };

static void
refill(struct plain *p, uint64_t now)
{
	if (now > p->last)
		p->tokens += (double)(now - p->last) / (double)LAB_S *
		    p->rate;
	if (p->tokens > p->depth)
		p->tokens = p->depth;
	p->last = now;
}

static bool
take(struct plain *p, uint64_t now, double kept)
{
	refill(p, now);
	if (p->tokens < 1 + kept)
		return false;
	p->tokens--;
	return true;
}

static enum policy_verdict
refuse(const struct plain *p, const struct policy_msg *pm, struct wbuf *w)
{
	return octets_refuse(p->octets, pm, too_busy, system_failure, w) ?
	    POLICY_ANSWER : POLICY_DISCARD;
}

static bool
opens(const struct sig_msg *m)
{
	return m->kind == SIG_KIND_REQUEST && m->ncomp > 0 &&
	    m->dialogue != SIG_DIALOGUE_CONTINUE;
}

/* Rank of the class of an IMSI and its place among all; false: a stranger's. */
static bool
rank_of(const struct plain *p, uint64_t imsi, unsigned *rank, size_t *place)
{
	size_t before = 0;
	unsigned i;

	for (i = 0; i < p->ranges; i++) {
		if (imsi >= p->range[i].imsi &&
		    imsi - p->range[i].imsi < p->range[i].count) {
			*rank = (unsigned)p->range[i].rank;
			*place = before + (size_t)(imsi - p->range[i].imsi);
			return true;
		}
		before += p->range[i].count;
	}
	return false;
}

static enum policy_verdict
none_request(void *arg, const struct policy_msg *pm, struct wbuf *w)
{
	(void)arg;
	(void)pm;
	(void)w;
	return POLICY_FORWARD;
}

static enum policy_verdict
rate_request(void *arg, const struct policy_msg *pm, struct wbuf *w)
{
	struct plain *p = arg;

	if (!opens(pm->view) || take(p, pm->now, 0))
		return POLICY_FORWARD;
	return refuse(p, pm, w);
}

/* Told to come back later, and here already. */
static bool
too_early(struct plain *p, size_t place, uint64_t now)
{
	if (p->until == NULL || now / LAB_S >= p->until[place])
		return false;
	p->early++;
	return true;
}

static enum policy_verdict
class_request(void *arg, const struct policy_msg *pm, struct wbuf *w)
{
	struct plain *p = arg;
	const struct sig_msg *m = pm->view;
	unsigned rank = p->ranks;
	size_t place = 0;
	bool known;

	if (!opens(m) || (m->comp[0].code != CODE_AUTHENTICATE &&
	    m->comp[0].code != OP_SAI))
		return POLICY_FORWARD;
	known = rank_of(p, octets_imsi(m), &rank, &place);
	if (known && too_early(p, place, pm->now))
		return refuse(p, pm, w);
	if (take(p, pm->now, rank == 0 ? 0 : (p->reserve + (1 - p->reserve) *
	    (rank - 1.0) / (p->ranks + 1.0)) * p->depth))
		return POLICY_FORWARD;
	if (known && p->until != NULL)
		p->until[place] = (uint32_t)((pm->now + p->backoff) / LAB_S);
	return refuse(p, pm, w);
}

static int
rank_count(const struct scenario *s, int cls)
{
	unsigned i;
	int n = 0;

	for (i = 0; i < s->classes; i++)
		n += s->cls[i].priority < s->cls[cls].priority;
	return n;
}

static void
plain_close(void *arg)
{
	struct plain *p = arg;

	free(p->until);
	free(p);
}

static void *
plain_open(const struct policy_env *env)
{
	const struct scenario *s = env->scenario;
	struct plain *p = calloc(1, sizeof(*p));
	unsigned i;

	if (p == NULL)
		return NULL;
	p->octets = env->octets;
	p->kind = env->conf->kind;
	p->rate = env->conf->limit > 0 ? env->conf->limit : s->home.capacity;
	if (p->kind == LAB_POLICY_RATE)
		p->rate *= MESSAGES;
	p->depth = p->tokens = p->rate * DEPTH_S < 2 ? 2 : p->rate * DEPTH_S;
	p->reserve = env->conf->reserve;
	p->backoff = env->conf->backoff;
	p->ranges = s->populations;
	p->ranks = s->classes;
	for (i = 0; i < s->populations; i++) {
		p->range[i] = (struct range){ s->population[i].imsi,
		    s->population[i].count,
		    rank_count(s, s->population[i].cls) };
		p->entries += s->population[i].count;
	}
	if (p->kind == LAB_POLICY_BACKOFF) {
		p->until = calloc(p->entries, sizeof(*p->until));
		if (p->until == NULL) {
			free(p);
			return NULL;
		}
	}
	return p;
}

static void
plain_figures(void *arg, struct policy_figures *f)
{
	const struct plain *p = arg;

	f->memory = sizeof(*p) + (p->until != NULL ?
	    p->entries * sizeof(*p->until) : 0);
	f->early = p->early;
}

static const struct policy_ops none_ops = {
	plain_open, none_request, NULL, NULL, plain_figures, plain_close,
};
static const struct policy_ops rate_ops = {
	plain_open, rate_request, NULL, NULL, plain_figures, plain_close,
};
static const struct policy_ops class_ops = {
	plain_open, class_request, NULL, NULL, plain_figures, plain_close,
};

const struct policy_ops *
policy_ops(enum lab_policy kind)
{
	switch (kind) {
	case LAB_POLICY_NONE:
		return &none_ops;
	case LAB_POLICY_RATE:
		return &rate_ops;
	case LAB_POLICY_PRIORITY:
	case LAB_POLICY_BACKOFF:
		return &class_ops;
	case LAB_POLICY_DOIC:
		return &policy_doic_ops;
	default:
		return NULL;
	}
}
