/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Other rules for the engine process: read by a thread, swapped by the loop,
 * told to whoever asked and to the parent.
 */
#include <stdio.h>

#include "../../rules/ruleset.h"
#include "../command.h"
#include "engine.h"
#include "note.h"
#include "process.h"
#include "reload.h"
#include "say.h"

enum { TEXT_MAX = 4096 };		/* of sentences */

static void
tell(struct process *p, bool fine, const char *text)
{
	void (*told)(void *, bool, const char *) = p->told;

	p->told = NULL;
	if (told != NULL)
		told(p->told_arg, fine, text);
}

/* What runs goes on; text is for whoever asked. */
static void
unchanged(struct process *p, const char *text)
{
	say("%s is not taken; what runs goes on as before", p->env->conf);
	(void)note_send(p->env->notes, NOTE_REFUSED,
	    "A new configuration was not taken; the old one goes on.", -1);
	tell(p, false, text);
}

static void
refused(struct process *p, struct conf_errors *errors)
{
	char text[TEXT_MAX] = "";
	size_t i, len = 0;

	for (i = 0; i < errors->n && len < sizeof(text); i++)
		len += (size_t)snprintf(text + len, sizeof(text) - len,
		    "%s\n", errors->line[i]);
	command_errors("", errors);
	unchanged(p, text);
}

static void
swapped(struct process *p)
{
	char text[NOTE_TEXT_MAX], line[NOTE_TEXT_MAX + 1];

	saver_swap(&p->saver, process_rules(p), process_memory(p));
	snprintf(text, sizeof(text), "reloaded %s: %zu partners",
	    p->env->conf, ruleset_conf(process_rules(p))->npartner);
	say("%s", text);
	(void)note_send(p->env->notes, NOTE_RELOADED, text, -1);
	snprintf(line, sizeof(line), "%s\n", text);
	tell(p, true, line);
	if (!p->env->unjudged)
		return;
	say("judging begins again, with an engine that is started anew");
	p->status = ENGINE_AGAIN;
	process_stop(p);
}

void
process_reloaded(void *arg, struct ruleset *rules, struct conf_errors *errors)
{
	struct process *p = arg;

	engine_time(p->parts.engine, clock_now(&p->clock));
	if (rules == NULL) {
		refused(p, errors);
	} else if (!ruleset_conf(rules)->diameter.there &&
	    !ruleset_conf(rules)->ss7.there) {
		ruleset_free(rules);
		say("%s has no \"diameter\" and no \"ss7\"", p->env->conf);
		unchanged(p, "it has no \"diameter\" and no \"ss7\"\n");
	} else if (swap(&p->parts, rules)) {
		swapped(p);
	} else {
		unchanged(p, "the log of breakwater says why not\n");
	}
	if (p->again && p->phase == SERVING) {
		p->again = false;
		process_reload(p, NULL, NULL);
	}
}

void
process_reload(void *arg, void (*told)(void *, bool, const char *),
    void *told_arg)
{
	struct process *p = arg;
	bool busy = reload_busy(p->reload);

	if (p->phase != SERVING || busy) {
		if (told != NULL)
			told(told_arg, false, busy ? "a reload is under way\n" :
			    "breakwater is stopping\n");
		else
			p->again = busy;
		return;
	}
	p->told = told;
	p->told_arg = told_arg;
	(void)note_send(p->env->notes, NOTE_RELOADING, NULL, -1);
	if (!reload_start(p->reload)) {
		(void)note_send(p->env->notes, NOTE_REFUSED, NULL, -1);
		tell(p, false, "no thread to read it with\n");
	}
}
