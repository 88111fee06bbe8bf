/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What operators see of storm control.
 */
#include <string.h>

#include "../../rules/control.h"
#include "../../rules/judge.h"
#include "../../rules/state/storm.h"
#include "../../rules/state/sunk.h"
#include "engine.h"
#include "show_impl.h"

static struct control *
control_of(struct call *c)
{
	struct judge *j = call_judge(c);
	struct control *k = j == NULL ? NULL : judge_control(j);

	if (j != NULL && k == NULL)
		(void)call_refuse(c, "the configuration has neither storms "
		    "nor protected groups nor rules that sink or steer");
	return k;
}

/* ---- storms and groups ---- */

struct storms {
	const struct ruleset *rs;
	struct grid	 g;
};

static void
storm_row(void *arg, const struct control_storm *s)
{
	struct storms *t = arg;

	if (s->owner != OWNER_NOBODY && s->state == STORM_CALM &&
	    s->rate <= 0)
		return;
	grid_begin(&t->g);
	grid_text(&t->g, ruleset_conf(t->rs)->storm[s->storm].name);
	grid_text(&t->g, s->owner == OWNER_NOBODY ? NULL :
	    ruleset_owner_name(t->rs, s->owner));
	grid_text(&t->g, storm_state_name(s->state));
	grid_time(&t->g, s->since);
	grid_rate(&t->g, s->rate);
	grid_rate(&t->g, s->enter);
	grid_rate(&t->g, s->leave);
	grid_end(&t->g);
}

static void
group_row(struct grid *g, const struct control_group *v)
{
	uint64_t in = 0, out = 0, early = 0;
	size_t i;

	for (i = 0; i < sizeof(v->class) / sizeof(v->class[0]); i++) {
		in += v->class[i].admitted;
		out += v->class[i].refused;
		early += v->class[i].early;
	}
	grid_begin(g);
	grid_text(g, v->name);
	grid_rate(g, v->rate);
	grid_rate(g, v->full);
	grid_text(g, v->why);
	grid_count(g, in);
	grid_count(g, out);
	grid_count(g, early);
	grid_more(g, "sent", v->sent);
	grid_more(g, "failed", v->failed);
	grid_end(g);
}

bool
show_storm(struct call *c)
{
	static const struct grid_column storms[] = {
		{ "storm", "storm", 20 }, { "of", "partner", 20 },
		{ "is", "state", 8 }, { "since", "since", 19 },
		{ "now/s", "rate", -7 }, { "enter/s", "enter", -7 },
		{ "leave/s", "leave", -7 },
	};
	static const struct grid_column groups[] = {
		{ "protected", "protect", 20 }, { "bears/s", "capacity", -8 },
		{ "full/s", "configured", -8 }, { "being", "why", 10 },
		{ "admitted", "admitted", -12 },
		{ "refused", "refused", -12 }, { "early", "early", -12 },
	};
	struct control *k = control_of(c);
	uint64_t now = engine_now(c->env->engine);
	struct storms t = { .rs = engine_rules(c->env->engine) };
	struct control_group v;
	struct grid g;
	size_t i;

	if (k == NULL)
		return false;
	SHOW_COLUMNS(&t.g, c, storms);
	control_storms(k, now, storm_row, &t);
	grid_close(&t.g, "no storm, and nothing that could become one");
	if (!c->json)
		putc('\n', c->f);
	SHOW_COLUMNS(&g, c, groups);
	for (i = 0; i < control_groups(k); i++) {
		control_group(k, i, now, &v);
		group_row(&g, &v);
	}
	grid_close(&g, "no group is protected");
	return true;
}

/* ---- who was told to come later ---- */

static void
told_row(struct grid *g, const char *group, const char *network,
    const struct control_told *t)
{
	grid_begin(g);
	grid_text(g, group);
	grid_text(g, network);
	grid_text(g, t->admitted ? "admitted" : t->booked ? "booked" : "told");
	grid_time(g, t->when);
	grid_time(g, t->until);
	grid_count(g, t->refused);
	grid_count(g, t->class);
	grid_end(g);
}

/* What it was told in one network is not for another. */
static bool
one_device(struct call *c, struct control *k)
{
	static const struct grid_column columns[] = {
		{ "protected", "protect", 14 }, { "in", "partner", 14 },
		{ "is", "state", 8 },
		{ "from", "from", 19 }, { "until", "until", 19 },
		{ "refused", "refused", -7 }, { "priority", "priority", -8 },
	};
	const struct ruleset *rs = engine_rules(c->env->engine);
	uint64_t imsi, now = engine_now(c->env->engine);
	struct control_group v;
	struct control_told t;
	struct grid g;
	unsigned owner;
	size_t i;

	if (!show_imsi(c, c->argv[0], &imsi))
		return false;
	SHOW_COLUMNS(&g, c, columns);
	for (i = 0; i < control_groups(k); i++) {
		control_group(k, i, now, &v);
		for (owner = 0; owner < ruleset_owners(rs); owner++)
			if (control_told(k, i, owner, imsi, now, &t))
				told_row(&g, v.name, ruleset_owner_name(rs,
				    owner), &t);
	}
	grid_close(&g, "it was told nothing that still holds");
	return true;
}

bool
show_backoff(struct call *c)
{
	static const struct grid_column columns[] = {
		{ "protected", "protect", 30 },
		{ "remembered", "devices", -14 },
		{ "kept", "kept", -14 }, { "nobody came", "lost", -14 },
		{ "KiB", "octets", -10 },
	};
	struct control *k = control_of(c);
	struct control_group v;
	struct grid g;
	size_t i;

	if (k == NULL)
		return false;
	if (c->argc > 0)
		return one_device(c, k);
	SHOW_COLUMNS(&g, c, columns);
	for (i = 0; i < control_groups(k); i++) {
		control_group(k, i, engine_now(c->env->engine), &v);
		grid_begin(&g);
		grid_text(&g, v.name);
		grid_count(&g, v.remembered);
		grid_count(&g, v.kept);
		grid_count(&g, v.lost);
		grid_count(&g, c->json ? v.octets : v.octets >> 10);
		grid_end(&g);
	}
	grid_close(&g, "no group is protected");
	return true;
}

/* ---- sources and devices ---- */

static void
sunk_row(struct grid *g, const struct ruleset *rs, const struct sunk_view *v)
{
	char name[SUNK_NAME_MAX + 1];

	memcpy(name, v->name, v->len);
	name[v->len] = '\0';
	grid_begin(g);
	grid_text(g, sunk_scope_name(v->source.scope));
	grid_text(g, name);
	grid_text(g, ruleset_owner_name(rs, v->source.partner));
	grid_text(g, sunk_how_name(v->how));
	grid_text(g, sunk_state_name(v->state));
	if (v->until == SUNK_ALWAYS)
		grid_text(g, g->json ? NULL : "removed");
	else
		grid_time(g, v->until);
	grid_count(g, v->messages);
	grid_more(g, "octets", v->octets);
	grid_more(g, "subscribers", v->subscribers);
	grid_more(g, "times", v->times);
	if (g->json && !g->skip && v->why[0] != '\0')
		json_text(&g->j, "why", v->why);
	grid_end(g);
}

bool
show_sunk(struct call *c)
{
	static const struct grid_column columns[] = {
		{ "scope", "scope", 10 }, { "source", "name", 28 },
		{ "partner", "partner", 12 }, { "by", "by", 7 },
		{ "is", "state", 9 }, { "until", "until", 19 },
		{ "messages", "messages", -9 },
	};
	struct control *k = control_of(c);
	const struct sunks *s;
	struct sunk_view v;
	uint32_t place;
	struct grid g;

	if (k == NULL)
		return false;
	s = control_sunks(k);
	SHOW_COLUMNS(&g, c, columns);
	for (place = sunks_next(s, SUNK_NONE); place != SUNK_NONE;
	    place = sunks_next(s, place)) {
		sunk_view(s, place, &v);
		sunk_row(&g, engine_rules(c->env->engine), &v);
	}
	grid_close(&g, "no source is sunk");
	return true;
}

bool
show_steered(struct call *c)
{
	static const struct grid_column columns[] = {
		{ "what", "what", 40 }, { "count", "count", -16 },
	};
	struct control *k = control_of(c);
	uint64_t evicted;
	struct grid g;

	if (k == NULL)
		return false;
	SHOW_COLUMNS(&g, c, columns);
	grid_begin(&g);
	grid_text(&g, "devices remembered");
	grid_count(&g, control_steered(k, &evicted));
	grid_end(&g);
	grid_begin(&g);
	grid_text(&g, "given up for want of room");
	grid_count(&g, evicted);
	grid_end(&g);
	grid_begin(&g);
	grid_text(&g, "messages steered");
	grid_count(&g, engine_verdicts(c->env->engine, ACTION_STEER));
	grid_end(&g);
	return true;
}
