/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Requests, on their way on (RFC 6733 6.1).
 *
 * Where a request would go is found first, for storm control asks by which
 * link; then it is judged, and then carried out.  What a rule drops or diverts
 * stays so whatever else is wrong with it: whoever sent it learns nothing.
 */
#include <strings.h>

#include "../../dissectors/diameter.h"
#include "../../dissectors/hash.h"
#include "engine_impl.h"

enum result { UNDELIVERED = 3002, BUSY = 3004, LOOP = 3005,
	APPLICATION = 3007, HEADER_BITS = 3008, AVP_LENGTH = 5014,
	LENGTH_MAX = 0xffffff };

/* A request that is being carried out. */
struct errand {
	struct engine	*e;
	struct way	*from;
	uint8_t		*p;
	size_t		 n;
	struct route_ask ask;
	struct way	*to;		/* or NULL: nobody is there */
	struct cur	 host;		/* of home, for us: hide_host() */
	bool		 for_us;	/* it names us as its destination */
	uint64_t	 device;
	uint32_t	 result;	/* RFC 6733: that is wrong with it */
	enum engine_end	 end;		/* then it ends so */
	struct verdict	 v;
	struct event	 event;
};

/* ---- what a relay looks at (RFC 6733 3, 6.1.3, 6.1.4, 7.1.3) ---- */

static bool
same_name(struct cur a, const struct sig_value *v)
{
	return v->len > 0 && v->len == cur_left(&a) &&
	    strncasecmp((const char *)a.p, (const char *)v->text, v->len) == 0;
}

static bool
has_been_here(const struct engine *e, const struct sig_msg *m)
{
	const struct sig_value *v;

	for (v = sig_get(m, SIG_ROUTE_RECORD); v != NULL; v = sig_next(m, v))
		if (same_name(e->host, v))
			return true;
	return false;
}

/* Do AVPs follow each other up to the end?  Otherwise nothing can be put behind
 * them. */
static bool
ends_well(const struct errand *x)
{
	struct cur c = cur_make(x->p + HEADER_LEN, x->n - HEADER_LEN);
	struct diameter_avp a;

	if (x->e->m.defect != SIG_DEFECT_AVP_LENGTH)
		return true;
	while (diameter_avp_next(&c, &a))
		;
	return cur_left(&c) == 0;
}

static void
wrong(struct errand *x, uint32_t result, enum engine_end end)
{
	if (x->result == 0) {
		x->result = result;
		x->end = end;
	}
}

static void
look(struct errand *x)
{
	const struct sig_msg *m = &x->e->m;

	if (m->flags & DIAMETER_ERROR || !(m->flags & DIAMETER_PROXIABLE))
		wrong(x, HEADER_BITS, END_INVALID);
	if (!ends_well(x) || x->n + x->from->record_len > LENGTH_MAX)
		wrong(x, AVP_LENGTH, END_INVALID);
	if (sig_has(m, SIG_ROUTE_RECORD) && has_been_here(x->e, m))
		wrong(x, LOOP, END_LOOP);
	/* for us ourselves, who serve no application */
	if ((x->for_us && x->e->hide == NULL) ||
	    (!sig_has(m, SIG_DEST_HOST) && !sig_has(m, SIG_DEST_REALM)))
		wrong(x, APPLICATION, END_INVALID);
}

/* ---- where to ---- */

static void
find(struct errand *x, int only)
{
	struct engine *e = x->e;
	const struct sig_value *host = sig_get(&e->m, SIG_DEST_HOST);
	int link;

	route_ask(e->routes, x->from, &e->m, &x->ask);
	x->ask.only = only;
	x->for_us = host != NULL && same_name(e->host, host);
	if (e->hide != NULL) {
		x->device = hide_device(e->hide, &e->m);
		if (x->for_us) {
			x->host = hide_host(e->hide, x->device);
			route_ask_host(e->routes, &x->ask, x->host);
		}
	}
	x->to = route_find(e->routes, &x->ask);
	link = x->to != NULL ? x->to->link : route_link(e->routes, &x->ask);
	e->m.link_out = (uint16_t)(link + 1);
}

/* ---- sending ---- */

/* With our identifier, and the neighbour that it came from named behind. */
static bool
send_on(struct errand *x, struct way *to, uint32_t id)
{
	struct engine *e = x->e;
	struct cur octets = cur_make(x->p, x->n);
	const struct way *from = x->from;
	struct iovec part[2] = { octets_part(octets),
	    octets_part(cur_make(from->record, from->record_len)) };
	size_t n = x->n;

	octets_put32(x->p + HEADER_HBH, id);
	if (e->hide != NULL && from->home && !to->home) {
		hide_learn(e->hide, x->device, octets);
		octets = hide_out(e->hide, octets);
		part[1] = octets_part(cur_make(e->record, e->record_len));
	} else if (e->hide != NULL && x->for_us && to->home) {
		octets = hide_in(e->hide, octets, x->host);
	}
	if (octets.p != x->p) {
		n = cur_left(&octets);
		if (n < HEADER_LEN || n + part[1].iov_len > LENGTH_MAX)
			return false;
		part[0] = octets_part(octets);
	}
	octets_put24((uint8_t *)part[0].iov_base + HEADER_LENGTH,
	    (uint32_t)(n + part[1].iov_len));
	if (!to->ops->send(to->arg, part, 2))
		return false;
	to->counts.sent++;
	return true;
}

/* The first of the ways to it that takes it. */
static bool
send_any(struct errand *x, struct ticket *t)
{
	struct engine *e = x->e;
	uint32_t id = ticket_id(e->tickets, t);

	while (x->to != NULL) {
		if (send_on(x, x->to, id)) {
			t->to = x->to;
			x->to->waits++;
			return true;
		}
		if (x->ask.nnot == ROUTE_TRIES)
			return false;
		x->ask.not[x->ask.nnot++] = x->to;
		x->to = route_find(e->routes, &x->ask);
	}
	return false;
}

/* As it came, to be answered. */
static void
restore(struct errand *x, uint32_t hbh)
{
	octets_put32(x->p + HEADER_HBH, hbh);
	octets_put24(x->p + HEADER_LENGTH, (uint32_t)x->n);
}

static enum engine_end
refuse(struct errand *x, uint32_t result, const char *why, enum engine_end end)
{
	local_error(x->e, x->from, result, why);
	return end;
}

static uint32_t
command_of(const struct errand *x)
{
	return octets_be32(x->p + HEADER_FLAGS) & 0xffffff;
}

/* ---- sent twice (RFC 6733 3, 5.5.4) ---- */

/* Not forgeable by who has not seen the first one; 0: has no sender. */
static uint64_t
name_of(const struct errand *x)
{
	const struct sig_value *host = sig_get(&x->e->m, SIG_ORIGIN_HOST);
	uint64_t h = hash_u64(x->e->secret, (uint64_t)x->e->m.e2e << 32 |
	    command_of(x));

	return host == NULL ? 0 : hash_octets(hash_u64(h, x->ask.session),
	    host->text, host->len) | 1;
}

/* Over the same link, or another one of the same sender's. */
static bool
may_take_over(const struct errand *x, const struct ticket *t)
{
	const struct sig_value *host = sig_get(&x->e->m, SIG_ORIGIN_HOST);
	const struct owners *o = x->e->rules->owners;
	unsigned owner = owner_host(o, host->text, host->len);

	return t->from->link == x->from->link || (owner != OWNER_NOBODY &&
	    owner_has_links(o, owner) &&
	    link_leads_to(o, x->from->link, owner));
}

/* Memory hears how it ended, from the copy. */
static void
tell(struct engine *e, const struct ticket *t, enum judge_end how)
{
	if (!t->known || e->judge == NULL)
		return;
	view_make(e, t->from, t->copy, t->kept);
	judge_ended(e->judge, &e->m, how, e->now);
}

/* The answer goes to who asked last; what he asked before has ended. */
static bool
taken_over(struct errand *x, uint64_t name)
{
	struct ticket *t = name == 0 ? NULL :
	    ticket_named(x->e->tickets, name);
	uint32_t hbh = x->e->m.hbh;

	if (t == NULL || !may_take_over(x, t))
		return false;
	if (x->v.waits) {		/* of the two one was sent */
		tell(x->e, t, JUDGE_UNSENT);
		t->known = true;
	}
	t->from->open--;
	t->from->counts.end[END_DUPLICATE]++;
	t->from = x->from;
	t->from_up = x->from->ups;
	t->hbh = hbh;
	octets_put32(t->copy + HEADER_HBH, t->hbh);
	x->from->open++;
	return true;
}

/* ---- carrying out; END_COUNT: it is open ---- */

static enum engine_end
forward(struct errand *x)
{
	struct engine *e = x->e;
	const struct sig_msg *m = &e->m;
	uint64_t name = name_of(x);
	struct ticket *t;

	if (m->flags & DIAMETER_RETRANSMITTED && taken_over(x, name))
		return END_COUNT;
	if (e->stopping)
		return refuse(x, BUSY, "going out of service", END_TOO_MANY);
	if (x->to == NULL)
		return refuse(x, UNDELIVERED, route_why(e->routes, &x->ask),
		    END_NO_WAY);
	if (x->from->open >= e->requests ||
	    (t = ticket_open(e->tickets, x->p, x->n)) == NULL)
		return refuse(x, BUSY, "too many open requests",
		    END_TOO_MANY);
	t->from = x->from;
	t->from_up = x->from->ups;
	t->to = NULL;
	t->since = e->clock;
	t->device = x->device;
	t->hbh = m->hbh;
	t->e2e = m->e2e;
	t->code = command_of(x);
	t->only = (int16_t)x->ask.only;
	t->known = x->v.waits;
	t->moves = 0;
	ticket_name(e->tickets, t, name);
	if (!send_any(x, t)) {
		restore(x, t->hbh);
		ticket_close(e->tickets, t);
		return refuse(x, UNDELIVERED, "no neighbour takes it",
		    END_NO_WAY);
	}
	x->from->open++;
	return END_COUNT;
}

/* A copy to who looks into it, who owes no answer. */
static void
divert(struct errand *x, int link)
{
	struct route_ask ask = { .only = link, .from = x->from };
	struct way *to = route_find(x->e->routes, &ask);
	uint32_t hbh = x->e->m.hbh;

	if (to == NULL)
		return;
	x->for_us = false;
	(void)send_on(x, to, ticket_nobody());
	restore(x, hbh);
}

static enum engine_end
carry_out(struct errand *x)
{
	const struct conf_rule *rule = event_rule(&x->event);
	unsigned action = x->v.monitor ? ACTION_PASS : x->v.action;
	int link = rule == NULL || rule->to_link == NULL || x->v.monitor ?
	    LINK_UNKNOWN : (int)rule->to_link->index;

	if (action == ACTION_DROP ||
	    (action == ACTION_REJECT && x->v.error == REJECT_SILENCE))
		return END_DROPPED;
	if (action == ACTION_SINK) {
		if (link != LINK_UNKNOWN)
			divert(x, link);
		return END_SUNK;
	}
	if (x->result != 0)
		return refuse(x, x->result, NULL, x->end);
	if (action == ACTION_STEER && link != LINK_UNKNOWN) {
		x->ask.only = link;
		x->to = route_find(x->e->routes, &x->ask);
	} else if (action != ACTION_PASS) {
		return local_verdict(x->e, x->from, &x->event) ?
		    END_REFUSED : END_DROPPED;
	}
	return forward(x);
}

void
relay_request(struct engine *e, struct way *w, uint8_t *p, size_t n)
{
	struct errand x = { .e = e, .from = w, .p = p, .n = n };
	enum engine_end end;

	w->counts.requests++;
	view_make(e, w, p, n);
	if (w->link == LINK_UNKNOWN) {
		w->counts.end[refuse(&x, UNDELIVERED,
		    "no longer a neighbour", END_NO_WAY)]++;
		return;
	}
	find(&x, LINK_UNKNOWN);
	look(&x);
	view_judge(e, &x.event, &x.v);
	end = carry_out(&x);
	if (end == END_COUNT)
		return;
	w->counts.end[end]++;
	view_undelivered(e, &x.v);
}

/* ---- what is open ---- */

void
relay_end(struct engine *e, struct ticket *t, enum engine_end end)
{
	/* what was answered, memory knows */
	if (end == END_ANSWER_DROPPED)
		tell(e, t, JUDGE_STOPPED);
	else if (end != END_ANSWERED && end != END_ASKER_FULL)
		tell(e, t, JUDGE_UNANSWERED);
	t->from->counts.end[end]++;
	t->from->open--;
	if (t->to != NULL)
		t->to->waits--;
	ticket_close(e->tickets, t);
}

/* With the T flag, and without a second copy of the neighbour behind. */
static bool
send_again(struct engine *e, struct ticket *t)
{
	struct errand x = { .e = e, .from = t->from, .p = t->copy,
	    .n = t->len };
	bool sent;

	if (t->kept < t->len || t->moves == ENGINE_MOVES)
		return false;
	view_make(e, t->from, t->copy, t->len);
	find(&x, t->only);
	if (x.to == NULL)
		return false;
	t->moves++;
	t->copy[HEADER_FLAGS] |= DIAMETER_RETRANSMITTED;
	sent = send_any(&x, t);
	restore(&x, t->hbh);
	return sent;
}

void
relay_move(struct engine *e, struct ticket *t)
{
	t->to = NULL;
	if (!asker_there(t)) {
		relay_end(e, t, END_ASKER_GONE);
	} else if (!send_again(e, t)) {
		local_ticket(e, t, UNDELIVERED, "the neighbour is gone");
		relay_end(e, t, END_NO_WAY);
	}
}
