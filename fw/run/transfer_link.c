/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What SS7 tells of its links: up, down, and what is behind them.
 *
 * News of point codes become the message again that RFC 4666 3.4 has for them,
 * and are judged as one: rules see them as in a capture, and storm control
 * hears of home's.  So does what a link or one process of it comes to: active
 * is ASPAC and inactive ASPIA, a process beside others ASPUP and ASPDN
 * (RFC 4666 3.5, 3.7).
 */
#include "../../dissectors/wbuf.h"
#include "../../rules/notice.h"
#include "transfer.h"

enum state { ASPUP = 0x01000301, ASPDN = 0x01000302, ASPAC = 0x01000401,
	ASPIA = 0x01000402 };
enum { SSNM = 0x01000200, AFFECTED_PC = 0x0012, CONGESTION = 0x0205,
	HEADER = 8, PARAMETER = 8, LEVEL_MAX = 3, PC_MASK = 0xffffff };

/* It goes nowhere, whatever the rules say; what they do otherwise is done. */
static void
judged(struct engine *e, struct way *way, const struct wbuf *w)
{
	struct verdict v;
	struct event event;

	e->messages++;
	(void)view_ss7(e, way, w->p, w->len, NULL);
	view_police(e, &event, &v, true);
}

static void
judge_state(struct engine *e, struct way *way, enum state state)
{
	struct wbuf w = wbuf_make(e->answer, sizeof(e->answer));

	wbuf_be32(&w, (uint32_t)state);
	wbuf_be32(&w, HEADER);
	judged(e, way, &w);
}

void
transfer_tell(struct engine *e, struct way *w, bool up)
{
	struct notice n = { .type = up ? NOTICE_LINK_UP : NOTICE_LINK_DOWN,
	    .link = (int16_t)w->link, .now = e->now };

	if (w->link == LINK_UNKNOWN)
		return;
	w->events++;
	if (e->events != NULL)
		events_notice(e->events, e->rules, &n);
	judge_state(e, w, up ? ASPAC : ASPIA);
}

void
transfer_process(struct engine *e, struct way *w, bool up)
{
	if (w->up && w->ss7)
		judge_state(e, w, up ? ASPUP : ASPDN);
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

	if (!way->up || !way->ss7)
		return;
	wbuf_be32(&w, SSNM | (uint32_t)type);
	wbuf_be32(&w, HEADER + PARAMETER * (scon ? 2 : 1));
	parameter(&w, AFFECTED_PC, (uint32_t)mask << 24 | (pc & PC_MASK));
	if (scon)
		parameter(&w, CONGESTION, level > LEVEL_MAX ? LEVEL_MAX :
		    level);
	judged(e, way, &w);
}
