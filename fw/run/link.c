/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a link of SS7 tells, besides messages: it is counted, judged, and said as
 * often as somebody can read.
 */
#include <inttypes.h>

#include "../../rules/conf.h"
#include "../../rules/ruleset.h"
#include "say.h"
#include "transfer.h"

#define TELL_EVERY	UINT64_C(1000000000)	/* ns, of one link */

static const char *const names[WAY_EVENT_COUNT] = {
#define X(sym, name)	name,
	WAY_EVENTS(X)
#undef X
};

/* The message that it was. */
static const uint8_t ssnm[WAY_EVENT_COUNT] = {
	[WAY_EVENT_UNAVAILABLE] = TRANSFER_DUNA,
	[WAY_EVENT_AVAILABLE] = TRANSFER_DAVA,
	[WAY_EVENT_CONGESTED] = TRANSFER_SCON,
	[WAY_EVENT_RESTRICTED] = TRANSFER_DRST,
	[WAY_EVENT_USER_UNAVAILABLE] = TRANSFER_DUPU,
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
	if (ev->what >= WAY_EVENT_COUNT)
		return;
	if (ssnm[ev->what] != 0)
		transfer_news(e, w, (enum transfer_ssnm)ssnm[ev->what],
		    ev->mask, ev->pc, ev->level);
	else
		transfer_process(e, w, ev->what == WAY_EVENT_ASP_UP);
	if (w->events_told != 0 &&
	    e->now - w->events_told < TELL_EVERY)
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
