/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What operators see of the engine: totals, what became of requests,
 * neighbours, where events go.
 */
#include "../../rules/conf.h"
#include "../../rules/judge.h"
#include "../show.h"
#include "engine.h"
#include "events.h"
#include "home.h"
#include "peers.h"
#include "show_impl.h"

void
show_when(FILE *f, uint64_t ns)
{
	char a[SHOW_MAX], b[SHOW_MAX];

	fprintf(f, "%s %s UTC\n", show_date(a, ns), show_clock(b, ns, 0));
}

/* ---- totals ---- */

static const struct grid_column pairs[] = {
	{ "what", "what", 40 }, { "count", "count", -16 },
};

static void
pair(struct grid *g, const char *what, uint64_t n)
{
	grid_begin(g);
	grid_text(g, what);
	grid_count(g, n);
	grid_end(g);
}

static void
connections(struct grid *g, const struct peers *p)
{
	struct peers_counts n;

	if (p == NULL)
		return;
	peers_counts(p, &n);
	pair(g, "connections open", n.open);
	pair(g, "of these without a name yet", n.unidentified);
	pair(g, "connections accepted", n.accepted);
	pair(g, "refused, for there were too many", n.refused);
	pair(g, "closed: not who they should be", n.strangers);
	pair(g, "closed: no CER in time", n.silent);
	pair(g, "closed: octets that are no message", n.garbage);
	pair(g, "closed: did not read", n.stalled);
}

static void
ss7(struct grid *g, const struct operate_env *env, const struct way_counts *t)
{
	const struct engine *e = env->engine;
	enum channel_loss k;
	struct engine_way w;
	uint64_t held = 0, news = 0, lost = 0;
	size_t i;

	if (!ruleset_conf(engine_rules(e))->ss7.there)
		return;
	for (i = 0; engine_way(e, i, &w); i++) {
		held += w.held;
		news += w.news;
	}
	pair(g, "of SS7: answers that went no further", t->stopped);
	pair(g, "messages of which segments are missing", held);
	pair(g, "events of links", news);
	for (k = 0; env->sigtran != NULL && k < CHANNEL_LOSS_COUNT; k++)
		lost += home_lost(env->sigtran, k);
	pair(g, "messages that the edge did not pass on", lost);
}

bool
show_totals(struct call *c)
{
	const struct engine *e = c->env->engine;
	struct events_counts written;
	struct way_counts t;
	struct grid g;
	unsigned i;

	engine_totals(e, &t);
	SHOW_COLUMNS(&g, c, pairs);
	pair(&g, "seconds since the start", engine_now(e) > c->started ?
	    (engine_now(e) - c->started) / 1000000000 : 0);
	pair(&g, "requests open", engine_open(e));
	pair(&g, "requests", t.requests);
	pair(&g, "answers", t.answers);
	pair(&g, "requests sent on", t.sent);
	pair(&g, "answers sent", t.sent_answers);
	pair(&g, "answers to nothing", t.unasked);
	pair(&g, "requests unanswered in time", t.unanswered);
	ss7(&g, c->env, &t);
	for (i = 0; i < ACTION_MATCH; i++)
		pair(&g, conf_action_name(i), engine_verdicts(e, i));
	connections(&g, c->env->peers);
	if (c->env->events != NULL) {
		events_counts(c->env->events, &written);
		pair(&g, "events written", written.written);
		pair(&g, "events lost", written.lost);
	}
	return true;
}

bool
show_ends(struct call *c)
{
	struct way_counts t;
	struct grid g;
	unsigned i;

	engine_totals(c->env->engine, &t);
	SHOW_COLUMNS(&g, c, pairs);
	for (i = 0; i < END_COUNT; i++)
		pair(&g, engine_end_name(i), t.end[i]);
	pair(&g, "open", engine_open(c->env->engine));
	return true;
}

/* ---- neighbours ---- */

static const struct grid_column peer_columns[] = {
	{ "host", "host", 32 }, { "link", "link", 14 },
	{ "over", "transport", 4 }, { "is", "state", 4 },
	{ "for", "since_ms", -9 }, { "asked", "requests", -7 },
	{ "open", "open", -5 }, { "waits", "waits", -5 },
	{ "silent", "unanswered", -6 },
};

/* What has no column. */
static void
peer_more(struct grid *g, const struct engine_way *w)
{
	char name[40];
	unsigned i, k;

	grid_more(g, "answers", w->counts.answers);
	grid_more(g, "sent", w->counts.sent);
	grid_more(g, "sent_answers", w->counts.sent_answers);
	grid_more(g, "unasked", w->counts.unasked);
	grid_more(g, "stopped", w->counts.stopped);
	grid_more(g, "held", w->held);
	grid_more(g, "link_events", w->news);
	grid_more(g, "waiting_octets", w->waiting);
	for (i = 0; i < END_COUNT; i++) {
		(void)snprintf(name, sizeof(name), "end_%s",
		    engine_end_name(i));
		for (k = 0; name[k] != '\0'; k++)
			name[k] = name[k] == '-' ? '_' : name[k];
		grid_more(g, name, w->counts.end[i]);
	}
}

static void
peer_row(struct grid *g, const struct call *c, const struct engine_way *w)
{
	uint64_t now = engine_now(c->env->engine);

	grid_begin(g);
	grid_text(g, w->host);
	grid_text(g, ruleset_link_name(engine_rules(c->env->engine),
	    (int)w->link));
	grid_text(g, w->transport);
	grid_text(g, w->up ? "up" : "down");
	grid_span(g, now > w->since ? now - w->since : 0);
	grid_count(g, w->counts.requests);
	grid_count(g, w->open);
	grid_count(g, w->waits);
	grid_count(g, w->counts.unanswered);
	if (g->json && !g->skip && w->why != NULL)
		json_text(&g->j, "why", w->why);
	peer_more(g, w);
	grid_end(g);
	if (!g->json && !g->skip && !w->up && w->why != NULL)
		fprintf(c->f, "    %s\n", w->why);
}

bool
show_peers(struct call *c)
{
	struct engine_way w;
	struct grid g;
	size_t i;

	SHOW_COLUMNS(&g, c, peer_columns);
	for (i = 0; engine_way(c->env->engine, i, &w); i++)
		peer_row(&g, c, &w);
	grid_close(&g, "no neighbour has come yet");
	return true;
}

/* ---- events ---- */

bool
show_events(struct call *c)
{
	static const struct grid_column columns[] = {
		{ "to", "to", 48 }, { "now", "state", 8 },
		{ "waiting", "waiting", -9 }, { "written", "written", -13 },
		{ "lost", "lost", -11 },
	};
	struct events_sink s;
	struct grid g;
	size_t i;

	SHOW_COLUMNS(&g, c, columns);
	for (i = 0; c->env->events != NULL &&
	    events_sink(c->env->events, i, &s); i++) {
		grid_begin(&g);
		grid_text(&g, s.name);
		grid_text(&g, s.failing ? "failing" : "fine");
		grid_count(&g, s.waiting);
		grid_count(&g, s.counts.written);
		grid_count(&g, s.counts.lost);
		grid_end(&g);
	}
	grid_close(&g, "events go nowhere");
	return true;
}
