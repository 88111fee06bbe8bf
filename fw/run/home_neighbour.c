/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Neighbours behind an edge that is a process: ways of the engine's.
 *
 * The edge tells who is open; the configuration tells which link that is: by
 * its Diameter identity among the hosts of the links that freeDiameter leads
 * to, or by its application server and instance of cs7.  Who is none of them
 * gets no way and no credit, so the edge refuses its requests.
 */
#include "home_impl.h"

#include <string.h>
#include <sys/uio.h>

#include "../../rules/conf.h"
#include "../../rules/domain.h"
#include "../../rules/ruleset.h"
#include "say.h"

/* ---- what the engine does with a way ---- */

/* Whether a message takes credit, by its octet 4: in SS7 each one does. */
static bool
is_request(const struct home *h, unsigned octet)
{
	return h->protocol == CHANNEL_M3UA || (octet & 0x80);
}

static bool
neighbour_send(void *arg, const struct iovec *iov, int n)
{
	struct neighbour *b = arg;
	struct home *h = b->home;
	size_t len = 0, at = 4;
	bool request = false;
	struct wbuf w;
	uint8_t *p;
	int i;

	for (i = 0; i < n; i++) {
		if (at >= len && at - len < iov[i].iov_len)
			request = is_request(h, ((const uint8_t *)
			    iov[i].iov_base)[at - len]);
		len += iov[i].iov_len;
	}
	if (!b->up || len < CHANNEL_MESSAGE_MIN || len > h->message ||
	    (request && b->credit < channel_cost(len)))
		return false;
	p = home_room(h, CHANNEL_HEADER + len + OUT_RESERVE);
	if (p == NULL)
		return false;
	w = wbuf_make(p, CHANNEL_HEADER + len);
	channel_head(&w, CHANNEL_MESSAGE, b->number, len);
	for (i = 0; i < n; i++)
		wbuf_octets(&w, iov[i].iov_base, iov[i].iov_len);
	h->out_len += w.len;
	if (request)
		b->credit -= channel_cost(len);
	return true;
}

/* freeDiameter 1.2.1 has no call that says goodbye to one neighbour, and SS7
 * no such goodbye: the edge refuses what it asks from now on. */
static void
neighbour_close(void *arg)
{
	struct neighbour *b = arg;
	struct way *way = b->way;

	b->way = NULL;
	b->hold = false;
	b->owed = 0;
	home_put(b->home, CHANNEL_CLOSE, b->number, 0);
	if (way != NULL)
		engine_down(b->home->engine, way, "closed");
}

/* All neighbours wait in the same place. */
static size_t
neighbour_waiting(const void *arg)
{
	const struct neighbour *b = arg;

	return b->home->out_len - b->home->out_from;
}

static void
give_back(struct neighbour *b, uint32_t credit)
{
	b->theirs += credit;
	home_put(b->home, CHANNEL_CREDIT_BACK, b->number, credit);
}

static void
owed_back(struct neighbour *b)
{
	if (b->hold || b->owed == 0)
		return;
	give_back(b, b->owed);
	b->owed = 0;
}

/* One that gets no credit back is soon refused by the edge. */
static void
neighbour_hold(void *arg, bool hold)
{
	struct neighbour *b = arg;

	b->hold = hold;
	owed_back(b);
}

static void
owes(struct neighbour *b, uint32_t cost)
{
	b->owed += cost;
	if (b->owing)
		return;
	b->owing = true;
	b->owing_next = b->home->owing;
	b->home->owing = b;
}

void
neighbours_credit(struct home *h)
{
	struct neighbour *b;

	while ((b = h->owing) != NULL) {
		h->owing = b->owing_next;
		b->owing = false;
		owed_back(b);
	}
}

static const struct way_ops ops = {
	.send = neighbour_send,
	.close = neighbour_close,
	.waiting = neighbour_waiting,
	.hold = neighbour_hold,
};

/* ---- neighbours and links ---- */

static bool
name_fits(const struct conf_item *it, const char *host)
{
	const uint8_t *name = (const uint8_t *)host, *text;

	if (it->kind != ITEM_NAME)
		return false;
	text = (const uint8_t *)it->text + (it->wild ? 2 : 0);
	return it->wild ?
	    !domain_same(name, strlen(host), text, strlen(it->text) - 2) &&
	    domain_under(name, strlen(host), text, strlen(it->text) - 2) :
	    domain_same(name, strlen(host), text, strlen(it->text));
}

static bool
leads_to(const struct conf_link *l, const struct channel_up *u)
{
	size_t i;

	if (channel_is_ss7(u))
		return l->as != NULL && l->instance == u->instance &&
		    strcmp(l->as, u->host) == 0;
	for (i = 0; l->freediameter && i < l->host.n; i++)
		if (name_fits(&l->host.item[i], u->host))
			return true;
	return false;
}

/* The number of the link that leads to the neighbour, or -1. */
static int
link_of(const struct conf *conf, const struct channel_up *u)
{
	size_t i;

	for (i = 0; i < conf->nlink; i++)
		if (leads_to(&conf->link[i], u))
			return (int)i;
	return -1;
}

void
neighbour_open(struct neighbour *b)
{
	struct home *h = b->home;
	int link = link_of(ruleset_conf(h->rules), &b->end);
	struct way_end end = {
		.link = (unsigned)link, .host = b->end.host,
		.realm = b->end.realm,
		.address_len = b->end.address_len,
		.sport = b->end.sport, .dport = b->end.dport,
		.transport = channel_transport_name(b->end.transport),
		.ss7 = channel_is_ss7(&b->end),
	};

	if (link == -1)
		return;
	memcpy(end.src, b->end.src, sizeof(end.src));
	memcpy(end.dst, b->end.dst, sizeof(end.dst));
	b->way = engine_up(h->engine, &end, &ops, b);
	if (b->way != NULL)
		give_back(b, CHANNEL_CREDIT);
}

/* ---- what the edge says: NULL, or what is wrong with it ---- */

/* The neighbour of a frame, or NULL. */
static struct neighbour *
neighbour_of(struct home *h, const struct channel_frame *f)
{
	struct neighbour *b = &h->neighbour[channel_place(f->neighbour)];

	return b->up && b->number == f->neighbour ? b : NULL;
}

static const char *
up_came(struct home *h, const struct channel_frame *f)
{
	struct neighbour *b = &h->neighbour[channel_place(f->neighbour)];

	if (b->up || !channel_up_get(f, &b->end) ||
	    channel_is_ss7(&b->end) != (h->protocol == CHANNEL_M3UA))
		return "told of a neighbour in a wrong way";
	b->up = true;
	b->number = f->neighbour;
	b->credit = CHANNEL_CREDIT;
	b->theirs = b->owed = 0;
	b->hold = false;
	neighbour_open(b);
	if (b->way == NULL && h->protocol == CHANNEL_M3UA)
		say("%s: no link is to application server %s of instance %u",
		    h->name, b->end.host, b->end.instance);
	else if (b->way == NULL)
		say("%s: %s is no host of a link that freeDiameter leads to",
		    h->name, b->end.host);
	return NULL;
}

static const char *
down_came(struct home *h, const struct channel_frame *f)
{
	struct neighbour *b = neighbour_of(h, f);
	const char *why = channel_why_get(f);
	struct way *way;

	if (b == NULL || why == NULL)
		return "closed a neighbour that was not open";
	way = b->way;
	b->up = false;
	b->way = NULL;
	b->owed = 0;
	if (way != NULL)
		engine_down(h->engine, way, why);
	return NULL;
}

static const char *
credit_came(struct home *h, const struct channel_frame *f)
{
	struct neighbour *b = neighbour_of(h, f);
	uint32_t credit;

	if (b == NULL || !channel_count_get(f, &credit) ||
	    credit > CHANNEL_CREDIT - b->credit)
		return "gave back credit that nothing took";
	b->credit += credit;
	return NULL;
}

/* What comes from a neighbour without a way was sent before it was closed; the
 * edge refuses it when it hears that. */
static const char *
message_came(struct home *h, const struct channel_frame *f)
{
	struct neighbour *b = neighbour_of(h, f);
	uint32_t cost = 0;

	if (b == NULL)
		return "a message of a neighbour that is not open";
	if (h->protocol == CHANNEL_M3UA || channel_is_request(f))
		cost = channel_cost(f->n);
	if (cost > b->theirs)
		return "more requests than there was credit for";
	b->theirs -= cost;
	if (b->way == NULL)
		return NULL;
	engine_message(h->engine, b->way, f->p, f->n);
	/* all of it may be gone now, and the place have another one */
	if (cost > 0 && neighbour_of(h, f) == b && b->way != NULL)
		owes(b, cost);
	return NULL;
}

static const char *
event_came(struct home *h, const struct channel_frame *f)
{
	struct neighbour *b = neighbour_of(h, f);
	struct way_event e;

	if (h->protocol != CHANNEL_M3UA || b == NULL ||
	    !channel_event_get(f, &e))
		return "an event of nobody, or of no known kind";
	if (b->way != NULL)
		engine_link(h->engine, b->way, &e);
	return NULL;
}

static const char *
losses_came(struct home *h, const struct channel_frame *f)
{
	uint32_t lost[CHANNEL_LOSS_COUNT];
	unsigned i;

	if (h->protocol != CHANNEL_M3UA || !channel_losses_get(f, lost))
		return "lost what it cannot lose";
	for (i = 0; i < CHANNEL_LOSS_COUNT; i++)
		h->lost[i] += lost[i];
	return NULL;
}

static const char *
hello_came(struct home *h, const struct channel_frame *f)
{
	struct channel_hello hello;

	if (h->greeted || !channel_hello_get(f, &hello))
		return "speaks another version";
	h->greeted = true;
	return NULL;
}

const char *
home_frame(struct home *h, const struct channel_frame *f)
{
	if (!h->greeted && f->kind != CHANNEL_HELLO)
		return "speaks without saying hello";
	switch (f->kind) {
	case CHANNEL_HELLO:
		return hello_came(h, f);
	case CHANNEL_UP:
		return up_came(h, f);
	case CHANNEL_DOWN:
		return down_came(h, f);
	case CHANNEL_MESSAGE:
		return message_came(h, f);
	case CHANNEL_CREDIT_BACK:
		return credit_came(h, f);
	case CHANNEL_EVENT:
		return event_came(h, f);
	case CHANNEL_LOSSES:
		return losses_came(h, f);
	case CHANNEL_ALIVE:
		return NULL;
	}
	return "said what only the engine says";
}
