/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Answers, on their way back (RFC 6733 6.2.2).
 */
#include "../../dissectors/diameter.h"
#include "engine_impl.h"

/* The request that it answers: asked of that way, with that command and that
 * end-to-end identifier; NULL. */
static struct ticket *
asked(struct engine *e, const struct way *w, const uint8_t *p)
{
	struct ticket *t = ticket_find(e->tickets,
	    octets_be32(p + HEADER_HBH));

	if (t == NULL || t->to != w || t->e2e != octets_be32(p + HEADER_E2E) ||
	    t->code != (octets_be32(p + HEADER_FLAGS) & 0xffffff))
		return NULL;
	return t;
}

/* Known to the rules as an answer that nobody asked for, and goes nowhere. */
static void
unasked(struct engine *e, struct way *w, const uint8_t *p, size_t n)
{
	struct verdict v;
	struct event event;

	w->counts.unasked++;
	if (ticket_late(e->tickets, octets_be32(p + HEADER_HBH), w))
		w->counts.late++;
	if (e->judge == NULL)
		return;
	view_make(e, w, p, n);
	view_judge(e, &event, &v);
}

static bool
passes(struct engine *e, const struct way *w, const struct ticket *t,
    const uint8_t *p, size_t n)
{
	struct verdict v;
	struct event event;

	if (e->judge == NULL)
		return true;
	view_make(e, w, p, n);
	e->m.link_out = (uint16_t)(t->from->link + 1);
	view_judge(e, &event, &v);
	return v.monitor || v.action == ACTION_PASS;
}

static enum engine_end
reply(struct engine *e, struct way *w, struct ticket *t, uint8_t *p, size_t n)
{
	struct cur octets = cur_make(p, n);
	struct iovec part;

	octets_put32(p + HEADER_HBH, t->hbh);
	if (!passes(e, w, t, p, n))
		return END_ANSWER_DROPPED;
	if (!asker_there(t))
		return END_ASKER_GONE;
	if (e->hide != NULL && w->home) {
		hide_learn(e->hide, t->device, octets);
		octets = hide_out(e->hide, octets);
		if (cur_left(&octets) == 0)
			return END_ANSWER_DROPPED;
	}
	part = octets_part(octets);
	if (!t->from->ops->send(t->from->arg, &part, 1))
		return END_ASKER_FULL;
	t->from->counts.sent_answers++;
	return END_ANSWERED;
}

void
reply_take(struct engine *e, struct way *w, uint8_t *p, size_t n)
{
	struct ticket *t = asked(e, w, p);

	w->counts.answers++;
	if (t == NULL)
		unasked(e, w, p, n);
	else
		relay_end(e, t, reply(e, w, t, p, n));
}
