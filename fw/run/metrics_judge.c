/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Metrics of what judges: rules, storm control, memory.
 */
#include <stdlib.h>
#include <string.h>

#include "../../rules/context.h"
#include "../../rules/control.h"
#include "../../rules/judge.h"
#include "../../rules/state/sunk.h"
#include "engine.h"
#include "metrics_out.h"

enum { LABELS = 3, LABEL_MAX = 300 };

/* ---- rules ---- */

struct held {
	char		 label[LABEL_MAX];
	unsigned	 direction;
	uint64_t	 n;
};

static int
held_order(const void *a, const void *b)
{
	const struct held *x = a, *y = b;
	int n = (x->direction > y->direction) - (x->direction < y->direction);

	return n != 0 ? n : strcmp(x->label, y->label);
}

static void
held_set(const struct metrics_out *o, struct held *h, unsigned d, size_t i)
{
	const struct ruleset *rs = engine_rules(o->env->engine);
	const struct conf_rule *r = ruleset_rule(rs, d, i);

	h->direction = d;
	h->n = judge_matches(engine_judge(o->env->engine), d, i);
	if (r->label != NULL)
		(void)snprintf(h->label, sizeof(h->label), "%s", r->label);
	else
		(void)snprintf(h->label, sizeof(h->label), "%.250s:%u",
		    ruleset_conf(rs)->file[r->at.file].path,
		    (unsigned)r->at.line);
}

static void
rules(struct metrics_out *o)
{
	const struct ruleset *rs = engine_rules(o->env->engine);
	struct held *h = calloc(METRICS_RULES, sizeof(*h));
	size_t n = 0, i;
	struct metrics_label l[2] = { { "direction", NULL },
	    { "label", NULL } };
	uint64_t sum = 0;
	unsigned d;

	for (d = 0; h != NULL && d < DIRECTION_COUNT; d++)
		for (i = 0; i < ruleset_rules(rs, d) && n < METRICS_RULES; i++)
			held_set(o, &h[n++], d, i);
	if (n > 0)
		qsort(h, n, sizeof(*h), held_order);
	metrics_family(o, METRIC_RULES);
	for (i = 0; i < n; i++) {
		sum += h[i].n;
		if (i + 1 < n && held_order(&h[i], &h[i + 1]) == 0)
			continue;
		l[0].value = h[i].direction == DIRECTION_IN ? "in" : "out";
		l[1].value = h[i].label;
		metrics_count(o, sum, l, 2);
		sum = 0;
	}
	free(h);
}

/* ---- storm control ---- */

static void
storm(void *arg, const struct control_storm *s)
{
	struct metrics_out *o = arg;
	const struct ruleset *rs = engine_rules(o->env->engine);
	const struct metrics_label l[2] = {
		{ "storm", ruleset_conf(rs)->storm[s->storm].name },
		{ "partner", s->owner == OWNER_NOBODY ? NULL :
		    ruleset_owner_name(rs, s->owner) },
	};

	if (o->n++ >= METRICS_STORMS)
		return;
	if (o->now == METRIC_STORM)
		metrics_count(o, s->state, l, 2);
	else
		metrics_rate(o, s->rate, l, 2);
}

static void
admission(struct metrics_out *o, const struct control_group *g)
{
	static const char *const what[] = { "admitted", "refused", "early" };
	struct metrics_label l[LABELS] = { { "protect", g->name },
	    { "priority", NULL }, { "decision", NULL } };
	char priority[16];
	uint64_t n[3];
	unsigned i, k;

	for (i = 0; i < sizeof(g->class) / sizeof(g->class[0]); i++) {
		n[0] = g->class[i].admitted;
		n[1] = g->class[i].refused;
		n[2] = g->class[i].early;
		(void)snprintf(priority, sizeof(priority), "%u", i);
		l[1].value = priority;
		for (k = 0; k < 3 && n[0] + n[1] + n[2] > 0; k++) {
			l[2].value = what[k];
			metrics_count(o, n[k], l, LABELS);
		}
	}
}

static void
group(struct metrics_out *o, const struct control_group *g)
{
	struct metrics_label l[2] = { { "protect", g->name },
	    { "outcome", NULL } };

	switch (o->now) {
	case METRIC_CAPACITY:
		metrics_rate(o, g->rate, l, 1);
		break;
	case METRIC_CAPACITY_FULL:
		metrics_rate(o, g->full, l, 1);
		break;
	case METRIC_GROUP_SENT:
		metrics_count(o, g->sent, l, 1);
		break;
	case METRIC_GROUP_FAILED:
		metrics_count(o, g->failed, l, 1);
		break;
	case METRIC_ADMISSION:
		admission(o, g);
		break;
	case METRIC_APPOINTMENTS:
		l[1].value = "kept";
		metrics_count(o, g->kept, l, 2);
		l[1].value = "lost";
		metrics_count(o, g->lost, l, 2);
		break;
	default:
		metrics_count(o, g->remembered, l, 1);
		break;
	}
}

static void
control(struct metrics_out *o)
{
	struct control *k = judge_control(engine_judge(o->env->engine));
	uint64_t now = engine_now(o->env->engine), lost;
	struct control_group g;
	enum metric m;
	size_t i;

	if (k == NULL)
		return;
	for (m = METRIC_STORM; m <= METRIC_STORM_RATE; m++) {
		metrics_family(o, m);
		o->n = 0;
		control_storms(k, now, storm, o);
	}
	for (m = METRIC_CAPACITY; m <= METRIC_BACKOFF; m++) {
		metrics_family(o, m);
		for (i = 0; i < control_groups(k); i++) {
			control_group(k, i, now, &g);
			group(o, &g);
		}
	}
	metrics_single(o, METRIC_SUNK, sunks_count(control_sunks(k)));
	metrics_single(o, METRIC_STEERED, control_steered(k, &lost));
}

/* ---- memory ---- */

static void
memory(struct metrics_out *o, const struct memory_stats *s)
{
	metrics_named(o, "of", "memory", s->octets);
	metrics_family(o, METRIC_ENTRIES);
	metrics_named(o, "of", "subscribers", s->subscribers);
	metrics_named(o, "of", "transactions", s->transactions);
	metrics_named(o, "of", "sources", s->sources);
	metrics_family(o, METRIC_ENTRIES_MAX);
	metrics_named(o, "of", "subscribers", s->subscribers_max);
	metrics_named(o, "of", "transactions", s->transactions_max);
	metrics_named(o, "of", "sources", s->sources_max);
	metrics_family(o, METRIC_EVICTED);
	metrics_named(o, "of", "subscribers", s->evicted);
	metrics_named(o, "of", "transactions", s->transactions_lost);
	metrics_named(o, "of", "sources", s->sources_lost);
}

static void
memories(struct metrics_out *o)
{
	struct judge *j = engine_judge(o->env->engine);
	struct memory *m = judge_memory(j);
	struct control *k = judge_control(j);
	struct memory_stats s;
	uint64_t steered;

	metrics_family(o, METRIC_BYTES);
	if (k != NULL)
		metrics_named(o, "of", "control", control_octets(k,
		    engine_now(o->env->engine)));
	if (m != NULL) {
		memory_stats(m, &s);
		memory(o, &s);
	} else {
		metrics_family(o, METRIC_EVICTED);
	}
	if (k == NULL)
		return;
	(void)control_steered(k, &steered);
	metrics_named(o, "of", "sunk", sunks_lost(control_sunks(k)));
	metrics_named(o, "of", "steered", steered);
}

void
metrics_judge(struct metrics_out *o)
{
	if (engine_judge(o->env->engine) == NULL)
		return;
	rules(o);
	control(o);
	memories(o);
}
