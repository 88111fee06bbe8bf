/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What SS7 tells of its links: up, down, and what is behind them.
 *
 * News of point codes become the message again that RFC 4666 3.4 has for them,
 * and are judged as one: rules see them as in a capture, and storm control
 * hears of home's.
 */
#include "../../dissectors/wbuf.h"
#include "../../rules/notice.h"
#include "transfer.h"

enum { SSNM = 0x01000200, AFFECTED_PC = 0x0012, CONGESTION = 0x0205,
	HEADER = 8, PARAMETER = 8, LEVEL_MAX = 3, PC_MASK = 0xffffff };

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
transfer_news(struct engine *e, struct way *way, enum transfer_ssnm type,
    unsigned mask, uint32_t pc, unsigned level)
{
	struct wbuf w = wbuf_make(e->answer, sizeof(e->answer));
	bool scon = type == TRANSFER_SCON;
	struct verdict v;
	struct event event;

	if (!way->up || !way->ss7)
		return;
	wbuf_be32(&w, SSNM | (uint32_t)type);
	wbuf_be32(&w, HEADER + PARAMETER * (scon ? 2 : 1));
	parameter(&w, AFFECTED_PC, (uint32_t)mask << 24 | (pc & PC_MASK));
	if (scon)
		parameter(&w, CONGESTION, level > LEVEL_MAX ? LEVEL_MAX :
		    level);
	e->messages++;
	(void)view_ss7(e, way, w.p, w.len, NULL);
	view_police(e, &event, &v, true);
}
