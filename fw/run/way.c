/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Neighbours: who is there, and who was.
 */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "transfer.h"

enum { AVP_ROUTE_RECORD = 282, AVP_MUST = 0x40, AVP_HEAD = 8,
	ADDRESS_IP4 = 4 };

size_t
record_make(uint8_t record[ENGINE_RECORD_MAX], struct cur name)
{
	struct wbuf w = wbuf_make(record, ENGINE_RECORD_MAX);
	size_t len = cur_left(&name);

	wbuf_be32(&w, AVP_ROUTE_RECORD);
	wbuf_u8(&w, AVP_MUST);
	wbuf_be24(&w, (uint32_t)(AVP_HEAD + len));
	wbuf_put(&w, name);
	wbuf_fill(&w, 0, -len & 3);
	return wbuf_cur(&w).p == NULL ? 0 : w.len;
}

/* ---- places ---- */

static void
counts_add(struct way_counts *sum, const struct way_counts *c)
{
	unsigned i;

	sum->requests += c->requests;
	sum->answers += c->answers;
	sum->sent += c->sent;
	sum->sent_answers += c->sent_answers;
	sum->unasked += c->unasked;
	sum->late += c->late;
	sum->unanswered += c->unanswered;
	sum->stopped += c->stopped;
	for (i = 0; i < END_COUNT; i++)
		sum->end[i] += c->end[i];
}

/* Nothing refers to it. */
static bool
is_free(const struct way *w)
{
	return !w->up && w->open == 0 && w->waits == 0;
}

/* Who was there before, with his counts. */
static struct way *
way_again(struct engine *e, const struct way_end *end)
{
	struct way *w;
	size_t i;

	for (i = 0; i < e->nway; i++) {
		w = e->way[i];
		if (!w->up && w->link == (int)end->link &&
		    w->ss7 == end->ss7 &&
		    strcasecmp(w->host, end->host) == 0)
			return w;
	}
	return NULL;
}

/* That of who has been gone for longest. */
static struct way *
way_oldest(struct engine *e)
{
	struct way *w = NULL;
	size_t i;

	for (i = 0; i < e->nway; i++)
		if (is_free(e->way[i]) &&
		    (w == NULL || e->way[i]->since < w->since))
			w = e->way[i];
	if (w == NULL)
		return NULL;
	counts_add(&e->gone, &w->counts);
	memset(w, 0, sizeof(*w));
	return w;
}

static struct way *
way_place(struct engine *e, const struct way_end *end)
{
	struct way *w = way_again(e, end);

	if (w != NULL)
		return w;
	if (e->nway == EDGE_WAYS_MAX)
		return way_oldest(e);
	w = calloc(1, sizeof(*w));
	if (w != NULL)
		e->way[e->nway++] = w;
	return w;
}

/* ---- up and down ---- */

static void
layers_set(struct way *w)
{
	w->nlayers = 0;
	if (w->address_len == 0)
		return;
	w->layer[w->nlayers++] = w->address_len == ADDRESS_IP4 ?
	    SIG_LAYER_IP : SIG_LAYER_IP6;
	w->layer[w->nlayers++] = w->transport != NULL &&
	    strcmp(w->transport, "sctp") == 0 ? SIG_LAYER_SCTP :
	    SIG_LAYER_TCP;
}

static void
end_set(struct engine *e, struct way *w, const struct way_end *end)
{
	w->link = (int)end->link;
	w->home = link_is_home(e->rules->owners, w->link);
	snprintf(w->host, sizeof(w->host), "%s", end->host);
	snprintf(w->realm, sizeof(w->realm), "%s", end->realm);
	w->host_len = strlen(w->host);
	w->host_hash = route_host(e->routes, (const uint8_t *)w->host,
	    w->host_len);
	w->record_len = (uint16_t)record_make(w->record,
	    cur_make(w->host, w->host_len));
	w->address_len = end->address_len > EDGE_ADDRESS_MAX ?
	    EDGE_ADDRESS_MAX : end->address_len;
	memcpy(w->src, end->src, w->address_len);
	memcpy(w->dst, end->dst, w->address_len);
	w->sport = end->sport;
	w->dport = end->dport;
	w->transport = end->transport;
	w->ss7 = end->ss7;
	layers_set(w);
}

static void
way_add(struct engine *e, struct way *w)
{
	if (w->ss7)
		transfer_add(e->transfer, w);
	else
		route_add(e->routes, w);
}

struct way *
engine_up(struct engine *e, const struct way_end *end,
    const struct way_ops *ops, void *arg)
{
	struct way *w;

	if (end->link >= e->rules->conf->nlink ||
	    (end->ss7 && !transfer_begin(e)) ||
	    (w = way_place(e, end)) == NULL)
		return NULL;
	end_set(e, w, end);
	w->ops = ops;
	w->arg = arg;
	w->up = true;
	w->closing = false;
	w->ups++;
	w->why = NULL;
	w->since = e->now;
	way_add(e, w);
	if (w->ss7)
		transfer_tell(e, w, true);
	return w;
}

/* Requests that wait for it.  Their number is that at the start: one that is
 * sent again is none of them any more. */
static void
waiting_move(struct engine *e, struct way *w)
{
	struct ticket *t, *next;
	uint32_t left = w->waits;

	w->waits = 0;
	for (t = ticket_first(e->tickets); t != NULL && left > 0; t = next) {
		next = ticket_next(e->tickets, t);
		if (t->to != w)
			continue;
		left--;
		relay_move(e, t);
	}
}

void
engine_down(struct engine *e, struct way *w, const char *why)
{
	if (!w->up)
		return;
	w->up = false;
	w->why = why;
	w->since = e->now;
	if (w->ss7) {
		transfer_remove(e->transfer, w);
		transfer_down(e, w);
		transfer_tell(e, w, false);
		return;
	}
	route_remove(e->routes, w);
	waiting_move(e, w);
}

/* ---- all of them ---- */

static void
way_close(struct way *w)
{
	if (!w->up || w->closing)
		return;
	w->closing = true;
	w->ops->close(w->arg);
}

void
ways_close(struct engine *e)
{
	size_t i;

	for (i = 0; i < e->nway; i++)
		way_close(e->way[i]);
}

static int
link_named(const struct conf *c, const char *name)
{
	size_t i;

	for (i = 0; i < c->nlink; i++)
		if (strcmp(c->link[i].name, name) == 0)
			return (int)i;
	return LINK_UNKNOWN;
}

void
ways_follow(struct engine *e, const struct conf *old)
{
	struct ticket *t;
	struct way *w;
	size_t i;

	for (t = ticket_first(e->tickets); t != NULL;
	    t = ticket_next(e->tickets, t))
		if (t->only != LINK_UNKNOWN)
			t->only = (int16_t)link_named(e->rules->conf,
			    old->link[t->only].name);

	for (i = 0; i < e->nway; i++) {
		w = e->way[i];
		if (w->link != LINK_UNKNOWN)
			w->link = link_named(e->rules->conf,
			    old->link[w->link].name);
		w->home = link_is_home(e->rules->owners, w->link);
		if (w->up && w->link != LINK_UNKNOWN)
			way_add(e, w);
	}
	for (i = 0; i < e->nway; i++)
		if (e->way[i]->link == LINK_UNKNOWN)
			way_close(e->way[i]);
}

/* ---- for operators ---- */

bool
engine_way(const struct engine *e, size_t i, struct engine_way *shown)
{
	const struct way *w = i < e->nway ? e->way[i] : NULL;

	if (w == NULL)
		return false;
	*shown = (struct engine_way){ .link = (unsigned)w->link, .up = w->up,
	    .ss7 = w->ss7, .host = w->host, .realm = w->realm, .transport = w->transport,
	    .why = w->why, .since = w->since, .open = w->open,
	    .waits = w->waits, .held = w->held.sets, .news = w->events,
	    .counts = w->counts };
	if (w->up)
		shown->waiting = w->ops->waiting(w->arg);
	return true;
}

void
engine_totals(const struct engine *e, struct way_counts *sum)
{
	size_t i;

	*sum = e->gone;
	for (i = 0; i < e->nway; i++)
		counts_add(sum, &e->way[i]->counts);
}
