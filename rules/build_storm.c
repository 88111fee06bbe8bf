/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Protected groups of nodes, and storms.
 */
#include "build.h"

enum { DEVICES_MAX = 100000000 };

void
build_protect(struct parse *p, const struct token *name)
{
	p->protect = (struct conf_protect){ .name = name->text,
	    .at = name->at };
}

void
build_protect_capacity(struct parse *p, const struct token *t)
{
	build_rate(p, t, &p->protect.capacity, &p->protect.capacity_ns);
}

void
build_protect_devices(struct parse *p, const struct token *t)
{
	p->protect.devices = (uint32_t)build_number(p, t, 1, DEVICES_MAX);
}

void
build_protect_end(struct parse *p, const struct token *end)
{
	if (p->protect.capacity == 0)
		build_error(p, end->at, "expected a capacity such as 2000/s"
		    " in protect \"%s\"", p->protect.name);
	BUILD_APPEND(p, p->conf->protect, p->conf->nprotect, p->protect);
}

void
build_storm(struct parse *p, const struct token *name)
{
	p->storm = (struct conf_storm){ .name = name->text, .at = name->at };
	p->has_on = p->has_enter = p->has_leave = false;
}

void
build_storm_on(struct parse *p)
{
	build_values(p, SUBJECT_OP, &p->storm.op);
	p->has_on = true;
}

void
build_storm_per(struct parse *p, enum storm_scope scope,
    const struct token *protect)
{
	p->storm.scope = (uint8_t)scope;
	if (protect != NULL)
		p->storm.protect_name = build_item(p, ITEM_WORD, protect);
}

void
build_storm_enter(struct parse *p, const struct token *rate)
{
	if (rate == NULL)
		p->storm.auto_enter = true;
	else
		build_rate(p, rate, &p->storm.enter, &p->storm.enter_ns);
}

void
build_storm_enter_for(struct parse *p, const struct token *time)
{
	build_time(p, time, &p->storm.enter_for);
	p->has_enter = true;
}

void
build_storm_leave(struct parse *p, const struct token *rate)
{
	if (rate != NULL)
		build_rate(p, rate, &p->storm.leave, &p->storm.leave_ns);
	else
		p->storm.auto_leave = true;
}

void
build_storm_leave_for(struct parse *p, const struct token *time)
{
	build_time(p, time, &p->storm.leave_for);
	p->has_leave = true;
}

void
build_storm_end(struct parse *p, const struct token *name)
{
	if (!p->has_on || !p->has_enter || !p->has_leave)
		build_error(p, name->at, "expected \"%s\" in storm \"%s\"",
		    !p->has_on ? "on" : !p->has_enter ? "enter" : "leave",
		    name->text);
	else if (p->storm.auto_leave && !p->storm.auto_enter)
		build_error(p, name->at, "\"leave auto\" goes with \"enter "
		    "auto\" alone; expected a rate to leave storm \"%s\"",
		    name->text);
	BUILD_APPEND(p, p->conf->storm, p->conf->nstorm, p->storm);
}
