/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the engine tells its parent, which believes nothing of it but signs of
 * life, and hands on to a service manager what is of use there.
 */
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "../../rules/ruleset.h"
#include "../command.h"
#include "clock.h"
#include "note.h"
#include "parent_impl.h"
#include "say.h"

#define ENGINE_LAST	(5 * CLOCK_S)	/* after its last word */

static void
ready(struct parent *p, const char *text, uint64_t now)
{
	unsigned i;

	p->served = p->serving = true;
	p->alive = now;
	for (i = EDGES; i < CHILDREN; i++)
		p->child[i].due = parent_edge_wanted(p, i) &&
		    p->child[i].pid == 0 ? now : 0;
	notify_send(&p->notify, "READY=1\nSTATUS=%s", text);
	if (p->reload && !p->stopping)
		(void)kill(p->child[ENGINE].pid, SIGHUP);
	p->reload = false;
}

static bool
same(const char *a, const char *b)
{
	return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

/* The engine goes by other rules: the next one shall too. */
static void
reloaded(struct parent *p, uint64_t now)
{
	struct ruleset *old = p->rules, *rules = command_rules(p->conf);
	unsigned i;

	if (rules == NULL) {
		say("%s has changed again since it was reloaded: a new engine "
		    "would go by the old one", p->conf);
		return;
	}
	p->rules = rules;
	if (!same(parent_conf(p)->run.user, ruleset_conf(old)->run.user))
		say("another \"user\" takes a restart");
	for (i = EDGES; i < CHILDREN; i++)
		if (!same(parent_edge_file(parent_conf(p), i),
		    parent_edge_file(ruleset_conf(old), i)))
			parent_edge_anew(p, i, now);
	ruleset_free(old);
}

static void
heard(struct parent *p, const struct note *n, uint64_t now)
{
	switch (n->type) {
	case NOTE_READY:
		ready(p, n->text, now);
		break;
	case NOTE_ALIVE:
		p->alive = now;
		break;
	case NOTE_RELOADING:
		notify_send(&p->notify, "RELOADING=1\nMONOTONIC_USEC=%llu",
		    (unsigned long long)(now / 1000));
		break;
	case NOTE_RELOADED:
		reloaded(p, now);
		p->alive = clock_mono();
		notify_send(&p->notify, "READY=1\nSTATUS=%s", n->text);
		break;
	case NOTE_REFUSED:
		notify_send(&p->notify, "READY=1\nSTATUS=%s", n->text);
		break;
	case NOTE_STOPPING:
		notify_send(&p->notify, "STOPPING=1");
		break;
	default:
		break;
	}
}

void
parent_listen(struct parent *p, uint64_t now)
{
	struct note n;
	int fd, got;

	while (p->notes >= 0 && (got = note_receive(p->notes, &n, &fd)) != 0) {
		if (fd >= 0)
			close(fd);	/* nothing comes that way */
		if (got < 0) {
			/* it is about to end, and says by its status why */
			close(p->notes);
			p->notes = -1;
			p->child[ENGINE].kill = now + ENGINE_LAST;
			return;
		}
		heard(p, &n, now);
	}
}
