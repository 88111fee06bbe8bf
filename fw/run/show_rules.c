/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What operators see of the configuration at work: networks, rules, tables.
 */
#include <string.h>

#include "../../rules/block.h"
#include "../../rules/judge.h"
#include "engine.h"
#include "events.h"
#include "show_impl.h"

enum { PLACE_TEXT_MAX = 300 };

/* ---- networks ---- */

static const char *
state_of(const struct ruleset *rs, unsigned owner)
{
	const struct conf_network *n;

	if (owner < OWNER_PARTNER)
		return NULL;
	n = &ruleset_conf(rs)->partner[owner - OWNER_PARTNER];
	return n->monitor ? "monitor" : conf_state_name(n->state);
}

bool
show_partners(struct call *c)
{
	static const struct grid_column columns[] = {
		{ "network", "partner", 28 }, { "is", "state", 9 },
		{ "pass", "pass", -11 }, { "steer", "steer", -9 },
		{ "reject", "reject", -9 }, { "sink", "sink", -9 },
		{ "drop", "drop", -9 },
	};
	const struct ruleset *rs = engine_rules(c->env->engine);
	struct grid g;
	unsigned i, a;

	if (c->env->events == NULL)
		return call_refuse(c, "nothing is counted by networks");
	SHOW_COLUMNS(&g, c, columns);
	for (i = 0; i < ruleset_owners(rs); i++) {
		grid_begin(&g);
		grid_text(&g, i == OWNER_NOBODY ? "nobody" :
		    ruleset_owner_name(rs, i));
		grid_text(&g, state_of(rs, i));
		for (a = 0; a < ACTION_MATCH; a++)
			grid_count(&g, events_verdicts(c->env->events, i, a));
		grid_end(&g);
	}
	return true;
}

/* ---- rules ---- */

static void
rule_row(struct grid *g, const struct call *c, unsigned d, size_t i)
{
	const struct ruleset *rs = engine_rules(c->env->engine);
	const struct conf_rule *r = ruleset_rule(rs, d, i);
	const char *path = ruleset_conf(rs)->file[r->at.file].path;
	const char *name = strrchr(path, '/');
	char place[PLACE_TEXT_MAX];

	(void)snprintf(place, sizeof(place), "%s:%u",
	    name == NULL ? path : name + 1, (unsigned)r->at.line);
	grid_begin(g);
	grid_text(g, d == DIRECTION_IN ? "in" : "out");
	grid_text(g, place);
	grid_count(g, judge_matches(engine_judge(c->env->engine), d, i));
	grid_text(g, conf_action_name(r->action));
	grid_text(g, r->label);
	grid_text(g, ruleset_rule_reason(rs, d, i));
	grid_end(g);
}

bool
show_rules(struct call *c)
{
	static const struct grid_column columns[] = {
		{ "way", "direction", 3 }, { "rule", "rule", 22 },
		{ "held", "matches", -11 }, { "does", "action", 6 },
		{ "label", "label", 18 }, { "when", "tests", 34 },
	};
	const struct ruleset *rs = engine_rules(c->env->engine);
	struct grid g;
	unsigned d;
	size_t i;

	if (call_judge(c) == NULL)
		return false;
	SHOW_COLUMNS(&g, c, columns);
	for (d = 0; d < DIRECTION_COUNT; d++)
		for (i = 0; i < ruleset_rules(rs, d); i++)
			rule_row(&g, c, d, i);
	grid_close(&g, "there are no rules: all passes");
	return true;
}

/* ---- tables ---- */

static void
entry_row(void *arg, const uint8_t *key, size_t len, uint64_t until)
{
	char text[BLOCK_KEY_MAX + 1];
	struct grid *g = arg;

	memcpy(text, key, len);
	text[len] = '\0';
	grid_begin(g);
	grid_text(g, text);
	if (until == UINT64_MAX)
		grid_text(g, g->json ? NULL : "for ever");
	else
		grid_time(g, until);
	grid_end(g);
}

static bool
one_table(struct call *c, struct judge *j, const char *name)
{
	static const struct grid_column columns[] = {
		{ "entry", "entry", 60 }, { "until", "until", 19 },
	};
	const struct conf *conf = ruleset_conf(engine_rules(c->env->engine));
	const struct block *b;
	struct grid g;
	size_t i;

	for (i = 0; i < conf->ntable; i++)
		if (strcmp(conf->table[i].name, name) == 0)
			break;
	if (i == conf->ntable)
		return call_refuse(c, "no table \"%.60s\"", name);
	SHOW_COLUMNS(&g, c, columns);
	b = judge_block(j, i);
	if (b != NULL)
		block_walk(b, engine_now(c->env->engine), entry_row, &g);
	grid_close(&g, "nothing was added to it");
	return true;
}

bool
show_tables(struct call *c)
{
	static const struct grid_column columns[] = {
		{ "table", "table", 30 }, { "type", "type", 7 },
		{ "written", "written", -12 }, { "added", "added", -10 },
		{ "given up", "lost", -10 },
	};
	const struct ruleset *rs = engine_rules(c->env->engine);
	const struct conf *conf = ruleset_conf(rs);
	struct judge *j = call_judge(c);
	const struct block *b;
	struct grid g;
	size_t i;

	if (j == NULL)
		return false;
	if (c->argc > 0)
		return one_table(c, j, c->argv[0]);
	SHOW_COLUMNS(&g, c, columns);
	for (i = 0; i < conf->ntable; i++) {
		b = judge_block(j, i);
		grid_begin(&g);
		grid_text(&g, conf->table[i].name);
		grid_text(&g, conf_table_type_name(conf->table[i].type));
		grid_count(&g, ruleset_table_count(rs, i));
		grid_count(&g, b == NULL ? 0 : block_count(b,
		    engine_now(c->env->engine)));
		grid_count(&g, b == NULL ? 0 : block_lost(b));
		grid_end(&g);
	}
	grid_close(&g, "there are no tables");
	return true;
}
