/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a link of SS7 tells, besides messages: it is counted, and said as often
 * as somebody can read.
 */
#include <inttypes.h>

#include "../../rules/conf.h"
#include "../../rules/ruleset.h"
#include "engine_impl.h"
#include "say.h"

#define TELL_EVERY	UINT64_C(1000000000)	/* ns, of one link */

static const char *const names[WAY_EVENT_COUNT] = {
#define X(sym, name)	name,
	WAY_EVENTS(X)
#undef X
};

static const char *
link_name(const struct engine *e, const struct way *w)
{
	const struct conf *conf = ruleset_conf(e->rules);

	return w->link >= 0 && (size_t)w->link < conf->nlink ?
	    conf->link[w->link].name : "of no name";
}

void
engine_link(struct engine *e, struct way *w, const struct way_event *ev)
{
	const char *link = link_name(e, w);

	w->events++;
	if (ev->what >= WAY_EVENT_COUNT || (w->events_told != 0 &&
	    e->now - w->events_told < TELL_EVERY))
		return;
	w->events_told = e->now;
	if (ev->what == WAY_EVENT_ASP_DOWN || ev->what == WAY_EVENT_ASP_UP)
		say("link %s: %s", link, names[ev->what]);
	else
		say("link %s: point code %u-%u-%u/%u %s, level %u; %" PRIu64
		    " events of it so far", link, ev->pc >> 11,
		    ev->pc >> 3 & 0xff, ev->pc & 7, ev->mask, names[ev->what],
		    ev->level, w->events);
}
