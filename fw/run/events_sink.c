/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What all sinks of events share: telling when one begins to lose, and ends.
 */
#include <inttypes.h>
#include <stdio.h>

#include "events_impl.h"

void
sink_fails(struct sink *s, const char *why)
{
	if (s->failing)
		return;
	s->failing = true;
	s->lost_before = s->counts.lost;
	fprintf(stderr, "breakwater: events to %s: %s: %s\n",
	    s->path != NULL ? s->path : "syslog", why, s->spool.p != NULL ?
	    "they wait, and when there is no more room they are lost" :
	    "they are lost");
}

void
sink_works(struct sink *s)
{
	if (!s->failing)
		return;
	s->failing = false;
	fprintf(stderr, "breakwater: events to %s: written again; %" PRIu64
	    " were lost\n", s->path != NULL ? s->path : "syslog",
	    s->counts.lost - s->lost_before);
}

void
sink_spool(struct sink *s, const char *text, size_t len)
{
	if (spool_add(&s->spool, text, len))
		return;
	s->ops->flush(s);
	if (spool_add(&s->spool, text, len))
		return;
	sink_fails(s, "it takes them too slowly");
	s->counts.lost++;
}
