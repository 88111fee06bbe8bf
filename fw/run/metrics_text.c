/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Metrics of the engine and of where events go.
 *
 * Labels are names of the configuration, hosts of neighbours that were let in,
 * and words of ours: a bounded number of each, whatever is sent to us.
 */
#include <stdlib.h>
#include <string.h>

#include "../../rules/ruleset.h"
#include "engine.h"
#include "events.h"
#include "home.h"
#include "metrics_out.h"
#include "operate_impl.h"
#include "peers.h"

/* ---- messages and requests ---- */

static void
messages(struct metrics_out *o)
{
	const struct ruleset *rs = engine_rules(o->env->engine);
	struct metrics_label l[2] = { { "partner", NULL },
	    { "verdict", NULL } };
	unsigned i, a;
	uint64_t n;

	metrics_family(o, METRIC_MESSAGES);
	for (i = 0; o->env->events != NULL && i < ruleset_owners(rs) &&
	    i < METRICS_PARTNERS; i++)
		for (a = 0; a < ACTION_MATCH; a++) {
			n = events_verdicts(o->env->events, i, a);
			l[0].value = i == OWNER_NOBODY ? "" :
			    ruleset_owner_name(rs, i);
			l[1].value = conf_action_name(a);
			if (n > 0 || a == ACTION_PASS)
				metrics_count(o, n, l, 2);
		}
	metrics_family(o, METRIC_VERDICTS);
	for (a = 0; a < ACTION_MATCH; a++)
		metrics_named(o, "verdict", conf_action_name(a),
		    engine_verdicts(o->env->engine, a));
}

static void
requests(struct metrics_out *o)
{
	struct way_counts t;
	unsigned i;

	engine_totals(o->env->engine, &t);
	metrics_single(o, METRIC_REQUESTS, t.requests);
	metrics_single(o, METRIC_ANSWERS, t.answers);
	metrics_single(o, METRIC_UNASKED, t.unasked);
	metrics_family(o, METRIC_ENDED);
	for (i = 0; i < END_COUNT; i++)
		metrics_named(o, "end", engine_end_name(i), t.end[i]);
	metrics_single(o, METRIC_OPEN, engine_open(o->env->engine));
}

/* ---- neighbours ---- */

static int
way_order(const void *a, const void *b)
{
	const struct engine_way *x = a, *y = b;
	int n = (x->link > y->link) - (x->link < y->link);

	return n != 0 ? n : strcmp(x->host, y->host);
}

/* The same host over the same link is one, though it came and went. */
static void
way_merge(struct engine_way *to, const struct engine_way *w)
{
	to->up = to->up || w->up;
	to->open += w->open;
	to->waits += w->waits;
	to->waiting += w->waiting;
	to->counts.requests += w->counts.requests;
	to->counts.answers += w->counts.answers;
	to->counts.unanswered += w->counts.unanswered;
	to->counts.stopped += w->counts.stopped;
	to->held += w->held;
	to->news += w->news;
}

static size_t
ways_get(const struct metrics_out *o, struct engine_way *w)
{
	size_t n = 0, i, k;

	while (n < EDGE_WAYS_MAX && engine_way(o->env->engine, n, &w[n]))
		n++;
	if (n == 0)
		return 0;
	qsort(w, n, sizeof(*w), way_order);
	for (i = 0, k = 1; k < n; k++)
		if (way_order(&w[i], &w[k]) == 0)
			way_merge(&w[i], &w[k]);
		else
			w[++i] = w[k];
	return i + 1 < METRICS_WAYS ? i + 1 : METRICS_WAYS;
}

static uint64_t
way_value(enum metric m, const struct engine_way *w)
{
	switch (m) {
	case METRIC_WAY_UP:
		return w->up;
	case METRIC_WAY_REQUESTS:
		return w->counts.requests;
	case METRIC_WAY_ANSWERS:
		return w->counts.answers;
	case METRIC_WAY_OPEN:
		return w->open;
	case METRIC_WAY_WAITS:
		return w->waits;
	case METRIC_WAY_SILENT:
		return w->counts.unanswered;
	case METRIC_WAY_STOPPED:
		return w->counts.stopped;
	case METRIC_WAY_HELD:
		return w->held;
	case METRIC_WAY_NEWS:
		return w->news;
	default:
		return w->waiting;
	}
}

static bool
is_of_ss7(enum metric m)
{
	return m == METRIC_WAY_STOPPED || m == METRIC_WAY_HELD ||
	    m == METRIC_WAY_NEWS;
}

static void
ways(struct metrics_out *o)
{
	struct engine_way *w = calloc(EDGE_WAYS_MAX, sizeof(*w));
	const struct ruleset *rs = engine_rules(o->env->engine);
	size_t n = w == NULL ? 0 : ways_get(o, w), i;
	struct metrics_label l[2];
	enum metric m;

	for (m = METRIC_WAY_UP; m <= METRIC_WAY_OCTETS; m++) {
		metrics_family(o, m);
		for (i = 0; i < n; i++) {
			if (!w[i].ss7 && is_of_ss7(m))
				continue;
			l[0] = (struct metrics_label){ "link",
			    ruleset_link_name(rs, (int)w[i].link) };
			l[1] = (struct metrics_label){ "host", w[i].host };
			metrics_count(o, way_value(m, &w[i]), l, 2);
		}
	}
	free(w);
}

static void
connections(struct metrics_out *o)
{
	struct peers_counts n;

	if (o->env->peers == NULL)
		return;
	peers_counts(o->env->peers, &n);
	metrics_single(o, METRIC_ACCEPTED, n.accepted);
	metrics_family(o, METRIC_CLOSED);
	metrics_named(o, "why", "too-many", n.refused);
	metrics_named(o, "why", "stranger", n.strangers);
	metrics_named(o, "why", "no-cer", n.silent);
	metrics_named(o, "why", "no-message", n.garbage);
	metrics_named(o, "why", "not-reading", n.stalled);
	metrics_family(o, METRIC_CONNECTIONS);
	metrics_named(o, "state", "open", n.open);
	metrics_named(o, "state", "unidentified", n.unidentified);
}

static void
losses(struct metrics_out *o)
{
	const struct ruleset *rs = engine_rules(o->env->engine);
	enum channel_loss i;

	metrics_family(o, METRIC_EDGE_LOST);
	if (o->env->sigtran == NULL || !ruleset_conf(rs)->ss7.there)
		return;
	for (i = 0; i < CHANNEL_LOSS_COUNT; i++)
		metrics_named(o, "why", channel_loss_name(i),
		    home_lost(o->env->sigtran, i));
}

static void
events(struct metrics_out *o)
{
	struct events_counts c;
	struct events_sink s;
	size_t i;

	if (o->env->events == NULL)
		return;
	events_counts(o->env->events, &c);
	metrics_single(o, METRIC_EVENTS, c.written);
	metrics_single(o, METRIC_LOST, c.lost);
	metrics_family(o, METRIC_FAILING);
	for (i = 0; events_sink(o->env->events, i, &s); i++)
		metrics_named(o, "to", s.name, s.failing);
}

void
metrics_write(FILE *f, const struct operate_env *env, uint64_t started)
{
	struct metrics_out o = { .f = f, .env = env };

	metrics_family(&o, METRIC_START);
	metrics_rate(&o, (double)started / 1e9, NULL, 0);
	messages(&o);
	requests(&o);
	ways(&o);
	connections(&o);
	losses(&o);
	metrics_judge(&o);
	events(&o);
}
