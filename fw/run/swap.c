/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What can fail for what the world is like (files, sockets, certificates) comes
 * first; each that was swapped goes back when a later one fails, to what it had
 * a moment ago.  The engine is last: it frees the rules that the others
 * borrowed until then.
 */
#include "../../rules/ruleset.h"
#include "engine.h"
#include "events.h"
#include "home.h"
#include "operate.h"
#include "peers.h"
#include "say.h"
#include "swap.h"

static bool
events_step(const struct parts *p, const struct ruleset *rules)
{
	return events_swap(p->events, ruleset_conf(rules));
}

static bool
operate_step(const struct parts *p, const struct ruleset *rules)
{
	return operate_swap(p->operate, ruleset_conf(rules));
}

static bool
peers_step(const struct parts *p, const struct ruleset *rules)
{
	return peers_swap(p->peers, rules);
}

static bool
home_step(const struct parts *p, const struct ruleset *rules)
{
	home_swap(p->home, rules);
	home_swap(p->sigtran, rules);
	return true;
}

static const struct {
	const char	*name;
	bool		(*go)(const struct parts *, const struct ruleset *);
} steps[] = {
	{ "events", events_step },
	{ "what operators use", operate_step },
	{ "peers", peers_step },
	{ "the home side", home_step },
};

enum { STEPS = sizeof(steps) / sizeof(steps[0]) };

bool
swap(const struct parts *p, struct ruleset *rules)
{
	const struct ruleset *old = engine_rules(p->engine);
	unsigned i;

	for (i = 0; i < STEPS; i++)
		if (!steps[i].go(p, rules))
			break;
	if (i == STEPS) {
		if (engine_swap(p->engine, rules))
			return true;
		say("no memory for other rules");
	}
	while (i-- > 0)
		if (!steps[i].go(p, old))
			say("%s cannot go back to what was before; a restart "
			    "can", steps[i].name);
	ruleset_free(rules);
	return false;
}
