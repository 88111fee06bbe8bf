/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What operators have the process do.
 */
#include <string.h>

#include "events.h"
#include "operate_impl.h"

static bool
has_events(struct call *c)
{
	return c->env->events != NULL ||
	    call_refuse(c, "the configuration has no events");
}

bool
act_alias(struct call *c)
{
	char alias[EVENTS_ALIAS_MAX];

	if (!has_events(c))
		return false;
	events_alias(c->env->events, c->argv[0], strlen(c->argv[0]), alias);
	fprintf(c->f, "%s\n", alias);
	return true;
}

bool
act_ring(struct call *c)
{
	char text[EVENTS_TEXT_MAX];

	if (!has_events(c))
		return false;
	if (!events_ring(c->env->events, text))
		return call_refuse(c, "%s", text);
	fprintf(c->f, "%s\n", text);
	return true;
}

bool
act_reopen(struct call *c)
{
	if (!has_events(c))
		return false;
	events_reopen(c->env->events);
	return true;
}

bool
act_reload(struct call *c)
{
	c->after = AFTER_RELOAD;
	return true;
}

bool
act_stop(struct call *c)
{
	c->after = AFTER_STOP;
	return true;
}
