/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the engine judges: the message, the node that it came from, the links.
 */
#include "../../rules/notice.h"
#include "engine_impl.h"

void
view_begin(struct engine *e, const struct way *w)
{
	struct sig_msg *m = &e->m;
	unsigned i;

	m->ts = e->now;
	m->frame = e->messages;
	m->idx = 0;
	m->cut = false;
	m->nlayers = w->nlayers;
	for (i = 0; i < w->nlayers; i++)
		m->layer[i] = w->layer[i];
	m->src = cur_make(w->src, w->address_len);
	m->dst = cur_make(w->dst, w->address_len);
	m->sport = w->sport;
	m->dport = w->dport;
	m->link_in = (uint16_t)(w->link + 1);
	m->link_out = 0;
}

void
view_make(struct engine *e, const struct way *w, const uint8_t *p, size_t n)
{
	view_begin(e, w);
	(void)sig_dissect(SIG_ENTRY_DIAMETER, cur_make(p, n), NULL, &e->m);
}

bool
view_ss7(struct engine *e, const struct way *w, const uint8_t *p, size_t n,
    struct reasm *r)
{
	view_begin(e, w);
	return sig_dissect(SIG_ENTRY_M3UA, cur_make(p, n), r, &e->m);
}

/* Nobody is answered, and nobody is steered anywhere. */
static void
police(struct verdict *v)
{
	if (!v->monitor && (v->action == ACTION_DROP ||
	    v->action == ACTION_SINK))
		return;
	v->action = ACTION_DROP;
	v->why = WHY_POLICED;
	v->monitor = false;
	v->rule = -1;
	v->label = NULL;
}

void
view_police(struct engine *e, struct event *event, struct verdict *v,
    bool stops)
{
	*event = (struct event){ .m = &e->m, .rules = e->rules,
	    .judge = e->judge, .v = v };
	if (e->judge == NULL) {
		*v = (struct verdict){ .action = ACTION_PASS, .rule = -1,
		    .would = -1, .cls = -1 };
		if (stops)
			police(v);
		return;
	}
	judge_message(e->judge, &e->m, e->now, v);
	if (stops)
		police(v);
	e->verdicts[v->action]++;
	if (e->events != NULL)
		events_message(e->events, event);
}

void
view_judge(struct engine *e, struct event *event, struct verdict *v)
{
	view_police(e, event, v, false);
}

void
view_undelivered(struct engine *e, const struct verdict *v)
{
	struct notice n = { .type = NOTICE_UNDELIVERED, .link = -1,
	    .now = e->now, .serial = v->serial };

	if (e->events != NULL && v->waits)
		events_notice(e->events, e->rules, &n);
	if (v->waits)
		judge_ended(e->judge, &e->m, JUDGE_UNSENT, e->now);
}
