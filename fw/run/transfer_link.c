/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What SS7 tells of its links: up, down, congested.
 *
 * Congestion becomes the message that RFC 4666 3.4.4 has for it, and is judged
 * as one: rules see it as in a capture, and storm control hears of home's.
 */
#include "../../dissectors/wbuf.h"
#include "../../rules/notice.h"
#include "transfer.h"

enum { SCON = 0x01000204, AFFECTED_PC = 0x0012, CONGESTION = 0x0205,
	PARAMETER = 8, WHOLE = 8 + 2 * PARAMETER, LEVEL_MAX = 3,
	PC_MASK = 0xffffff };

void
transfer_tell(struct engine *e, const struct way *w, bool up)
{
	struct notice n = { .type = up ? NOTICE_LINK_UP : NOTICE_LINK_DOWN,
	    .link = (int16_t)w->link, .now = e->now };

	if (e->events != NULL && w->link != LINK_UNKNOWN)
		events_notice(e->events, e->rules, &n);
}

static void
parameter(struct wbuf *w, unsigned tag, uint32_t value)
{
	wbuf_be16(w, tag);
	wbuf_be16(w, PARAMETER);
	wbuf_be32(w, value);
}

void
engine_congestion(struct engine *e, struct way *way, unsigned pc,
    unsigned level)
{
	struct wbuf w = wbuf_make(e->answer, sizeof(e->answer));
	struct verdict v;
	struct event event;

	if (!way->up || !way->ss7)
		return;
	wbuf_be32(&w, SCON);
	wbuf_be32(&w, WHOLE);
	parameter(&w, AFFECTED_PC, pc & PC_MASK);
	parameter(&w, CONGESTION, level > LEVEL_MAX ? LEVEL_MAX : level);
	e->messages++;
	(void)view_ss7(e, way, w.p, w.len, NULL);
	view_police(e, &event, &v, true);
}
