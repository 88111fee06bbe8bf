/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Metrics as text.
 *
 * Labels are names of the configuration, hosts of neighbours that were let in,
 * and words of ours: a bounded number of each, whatever is sent to us.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "../../rules/context.h"
#include "../../rules/control.h"
#include "../../rules/judge.h"
#include "../../rules/state/sunk.h"
#include "engine.h"
#include "events.h"
#include "metrics.h"
#include "operate_impl.h"
#include "peers.h"

enum { LABELS = 3, LABEL_MAX = 300 };

static const struct {
	const char	*name, *type, *help;
} metrics[METRIC_COUNT] = {
#define X(sym, n, t, h)	[METRIC_##sym] = { n, t, h },
	METRICS(X)
#undef X
};

struct label {
	const char	*name, *value;	/* value NULL: left out */
};

struct out {
	FILE		*f;
	const struct operate_env *env;
	enum metric	 now;		/* of which lines are written */
	bool		 begun;
	size_t		 n;		/* of what is limited */
};

static void
family(struct out *o, enum metric m)
{
	o->now = m;
	o->begun = false;
}

/* A family of which there is nothing has no head either. */
static void
head(struct out *o)
{
	if (o->begun)
		return;
	o->begun = true;
	fprintf(o->f, "# HELP breakwater_%s %s\n# TYPE breakwater_%s %s\n",
	    metrics[o->now].name, metrics[o->now].help, metrics[o->now].name,
	    metrics[o->now].type);
}

static void
value_text(FILE *f, const char *p)
{
	for (; *p != '\0'; p++)
		if (*p == '\\' || *p == '"')
			fprintf(f, "\\%c", *p);
		else if (*p == '\n')
			fputs("\\n", f);
		else
			putc(*p, f);
}

static void
labels_text(struct out *o, const struct label *l, size_t n)
{
	const char *before = "{";
	size_t i;

	head(o);
	fprintf(o->f, "breakwater_%s", metrics[o->now].name);
	for (i = 0; i < n; i++) {
		if (l[i].value == NULL)
			continue;
		fprintf(o->f, "%s%s=\"", before, l[i].name);
		value_text(o->f, l[i].value);
		putc('"', o->f);
		before = ",";
	}
	fputs(*before == ',' ? "} " : " ", o->f);
}

static void
count(struct out *o, uint64_t n, const struct label *l, size_t nl)
{
	labels_text(o, l, nl);
	fprintf(o->f, "%" PRIu64 "\n", n);
}

static void
rate(struct out *o, double v, const struct label *l, size_t nl)
{
	labels_text(o, l, nl);
	fprintf(o->f, "%.3f\n", v > 0 ? v : 0);
}

static void
single(struct out *o, enum metric m, uint64_t n)
{
	family(o, m);
	count(o, n, NULL, 0);
}

static void
named(struct out *o, const char *name, const char *value, uint64_t n)
{
	const struct label l = { name, value };

	count(o, n, &l, 1);
}

/* ---- messages and requests ---- */

static void
messages(struct out *o)
{
	const struct ruleset *rs = engine_rules(o->env->engine);
	struct label l[2] = { { "partner", NULL }, { "verdict", NULL } };
	unsigned i, a;
	uint64_t n;

	family(o, METRIC_MESSAGES);
	for (i = 0; o->env->events != NULL && i < ruleset_owners(rs) &&
	    i < METRICS_PARTNERS; i++)
		for (a = 0; a < ACTION_MATCH; a++) {
			n = events_verdicts(o->env->events, i, a);
			l[0].value = i == OWNER_NOBODY ? "" :
			    ruleset_owner_name(rs, i);
			l[1].value = conf_action_name(a);
			if (n > 0 || a == ACTION_PASS)
				count(o, n, l, 2);
		}
	family(o, METRIC_VERDICTS);
	for (a = 0; a < ACTION_MATCH; a++)
		named(o, "verdict", conf_action_name(a),
		    engine_verdicts(o->env->engine, a));
}

static void
requests(struct out *o)
{
	struct way_counts t;
	unsigned i;

	engine_totals(o->env->engine, &t);
	single(o, METRIC_REQUESTS, t.requests);
	single(o, METRIC_ANSWERS, t.answers);
	single(o, METRIC_UNASKED, t.unasked);
	family(o, METRIC_ENDED);
	for (i = 0; i < END_COUNT; i++)
		named(o, "end", engine_end_name(i), t.end[i]);
	single(o, METRIC_OPEN, engine_open(o->env->engine));
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
}

static size_t
ways_get(const struct out *o, struct engine_way *w)
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
	default:
		return w->waiting;
	}
}

static void
ways(struct out *o)
{
	struct engine_way *w = calloc(EDGE_WAYS_MAX, sizeof(*w));
	const struct ruleset *rs = engine_rules(o->env->engine);
	size_t n = w == NULL ? 0 : ways_get(o, w), i;
	struct label l[2];
	enum metric m;

	for (m = METRIC_WAY_UP; m <= METRIC_WAY_OCTETS; m++) {
		family(o, m);
		for (i = 0; i < n; i++) {
			l[0] = (struct label){ "link", ruleset_link_name(rs,
			    (int)w[i].link) };
			l[1] = (struct label){ "host", w[i].host };
			count(o, way_value(m, &w[i]), l, 2);
		}
	}
	free(w);
}

static void
connections(struct out *o)
{
	struct peers_counts n;

	if (o->env->peers == NULL)
		return;
	peers_counts(o->env->peers, &n);
	single(o, METRIC_ACCEPTED, n.accepted);
	family(o, METRIC_CLOSED);
	named(o, "why", "too-many", n.refused);
	named(o, "why", "stranger", n.strangers);
	named(o, "why", "no-cer", n.silent);
	named(o, "why", "no-message", n.garbage);
	named(o, "why", "not-reading", n.stalled);
	family(o, METRIC_CONNECTIONS);
	named(o, "state", "open", n.open);
	named(o, "state", "unidentified", n.unidentified);
}

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
held_set(const struct out *o, struct held *h, unsigned d, size_t i)
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
rules(struct out *o)
{
	const struct ruleset *rs = engine_rules(o->env->engine);
	struct held *h = calloc(METRICS_RULES, sizeof(*h));
	size_t n = 0, i;
	struct label l[2] = { { "direction", NULL }, { "label", NULL } };
	uint64_t sum = 0;
	unsigned d;

	for (d = 0; h != NULL && d < DIRECTION_COUNT; d++)
		for (i = 0; i < ruleset_rules(rs, d) && n < METRICS_RULES; i++)
			held_set(o, &h[n++], d, i);
	if (n > 0)
		qsort(h, n, sizeof(*h), held_order);
	family(o, METRIC_RULES);
	for (i = 0; i < n; i++) {
		sum += h[i].n;
		if (i + 1 < n && held_order(&h[i], &h[i + 1]) == 0)
			continue;
		l[0].value = h[i].direction == DIRECTION_IN ? "in" : "out";
		l[1].value = h[i].label;
		count(o, sum, l, 2);
		sum = 0;
	}
	free(h);
}

/* ---- storm control ---- */

static void
storm(void *arg, const struct control_storm *s)
{
	struct out *o = arg;
	const struct ruleset *rs = engine_rules(o->env->engine);
	const struct label l[2] = {
		{ "storm", ruleset_conf(rs)->storm[s->storm].name },
		{ "partner", s->owner == OWNER_NOBODY ? NULL :
		    ruleset_owner_name(rs, s->owner) },
	};

	if (o->n++ >= METRICS_STORMS)
		return;
	if (o->now == METRIC_STORM)
		count(o, s->state, l, 2);
	else
		rate(o, s->rate, l, 2);
}

static void
admission(struct out *o, const struct control_group *g)
{
	static const char *const what[] = { "admitted", "refused", "early" };
	struct label l[LABELS] = { { "protect", g->name },
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
			count(o, n[k], l, LABELS);
		}
	}
}

static void
group(struct out *o, const struct control_group *g)
{
	struct label l[2] = { { "protect", g->name }, { "outcome", NULL } };

	switch (o->now) {
	case METRIC_CAPACITY:
		rate(o, g->rate, l, 1);
		break;
	case METRIC_CAPACITY_FULL:
		rate(o, g->full, l, 1);
		break;
	case METRIC_GROUP_SENT:
		count(o, g->sent, l, 1);
		break;
	case METRIC_GROUP_FAILED:
		count(o, g->failed, l, 1);
		break;
	case METRIC_ADMISSION:
		admission(o, g);
		break;
	case METRIC_APPOINTMENTS:
		l[1].value = "kept";
		count(o, g->kept, l, 2);
		l[1].value = "lost";
		count(o, g->lost, l, 2);
		break;
	default:
		count(o, g->remembered, l, 1);
		break;
	}
}

static void
control(struct out *o)
{
	struct control *k = judge_control(engine_judge(o->env->engine));
	uint64_t now = engine_now(o->env->engine), evicted;
	struct control_group g;
	enum metric m;
	size_t i;

	if (k == NULL)
		return;
	for (m = METRIC_STORM; m <= METRIC_STORM_RATE; m++) {
		family(o, m);
		o->n = 0;
		control_storms(k, now, storm, o);
	}
	for (m = METRIC_CAPACITY; m <= METRIC_BACKOFF; m++) {
		family(o, m);
		for (i = 0; i < control_groups(k); i++) {
			control_group(k, i, now, &g);
			group(o, &g);
		}
	}
	single(o, METRIC_SUNK, sunks_count(control_sunks(k)));
	single(o, METRIC_STEERED, control_steered(k, &evicted));
}

/* ---- memory, events ---- */

static void
memory(struct out *o)
{
	struct judge *j = engine_judge(o->env->engine);
	struct memory *m = judge_memory(j);
	struct control *k = judge_control(j);
	struct memory_stats s;

	family(o, METRIC_BYTES);
	if (k != NULL)
		named(o, "of", "control", control_octets(k,
		    engine_now(o->env->engine)));
	if (m == NULL)
		return;
	memory_stats(m, &s);
	named(o, "of", "memory", s.octets);
	family(o, METRIC_ENTRIES);
	named(o, "of", "subscribers", s.subscribers);
	named(o, "of", "transactions", s.transactions);
	named(o, "of", "sources", s.sources);
	family(o, METRIC_ENTRIES_MAX);
	named(o, "of", "subscribers", s.subscribers_max);
	named(o, "of", "transactions", s.transactions_max);
	named(o, "of", "sources", s.sources_max);
	family(o, METRIC_EVICTED);
	named(o, "of", "subscribers", s.evicted);
	named(o, "of", "transactions", s.transactions_lost);
	named(o, "of", "sources", s.sources_lost);
}

static void
events(struct out *o)
{
	struct events_counts c;
	struct events_sink s;
	size_t i;

	if (o->env->events == NULL)
		return;
	events_counts(o->env->events, &c);
	single(o, METRIC_EVENTS, c.written);
	single(o, METRIC_LOST, c.lost);
	family(o, METRIC_FAILING);
	for (i = 0; events_sink(o->env->events, i, &s); i++)
		named(o, "to", s.name, s.failing);
}

void
metrics_write(FILE *f, const struct operate_env *env, uint64_t started)
{
	struct out o = { .f = f, .env = env };

	family(&o, METRIC_START);
	rate(&o, (double)started / 1e9, NULL, 0);
	messages(&o);
	requests(&o);
	ways(&o);
	connections(&o);
	if (engine_judge(env->engine) != NULL) {
		rules(&o);
		control(&o);
		memory(&o);
	}
	events(&o);
}
