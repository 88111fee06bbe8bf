/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What transactions are, naively: arrays, linear search, and addresses and ids
 * compared as what they are.
 */
#ifndef TESTS_ORACLE_TXN_H
#define TESTS_ORACLE_TXN_H

#include <stdbool.h>

#include "../rules/state/txn.h"
#include "txn_msg.h"

enum { WIDE = 4000, EARLY = 256, ASKS = 32 };

#define S	UINT64_C(1000000000)

struct ask {
	bool		 by_opener;
	int		 id;
	unsigned	 op;
};

struct deal {
	uint64_t	 serial;
	const struct txn *txn;		/* where it is remembered */
	bool		 diameter;
	unsigned	 opener, called, responder;	/* nodes */
	uint32_t	 a, b;				/* ids */
	bool		 peer;		/* responder and b are known */
	uint32_t	 hbh;
	int		 session;	/* 0: none */
	unsigned	 op;
	bool		 answered, told, overdue, refused, spilled;
	uint64_t	 started, active, really;
	struct ask	 ask[ASKS];
	unsigned	 nask;
};

struct message {
	bool		 diameter, request, returned;
	enum sig_dialogue type;
	unsigned	 from, to;
	uint32_t	 otid, dtid, hbh;
	int		 session;
	unsigned	 op;
};

/* What of a deal, or of a message, can be looked for: one number each. */
struct claim {
	uint64_t	 what, serial;
};

struct expected {
	enum txn_what	 what;
	bool		 by_opener, peer_changed, reused, again, before,
			 returned;
	struct deal	*deal;		/* also the one reused */
};

static struct deal deals[WIDE];
static unsigned ndeals, most;
static struct claim claims[2 * WIDE];
static unsigned nclaims;
static struct claim early[EARLY];	/* serial: when */
static unsigned nearly;
static uint64_t serial, lost, now, really;
/* ---- the oracle's memory ---- */

static inline uint64_t
id_of(unsigned node, uint32_t id)
{
	return id == 0 ? 0 : UINT64_C(1) << 60 | (uint64_t)node << 32 | id;
}

static inline uint64_t
request_of(uint32_t hbh, int session)
{
	return UINT64_C(2) << 60 | (uint64_t)hbh << 32 | (unsigned)session;
}

static inline struct deal *
deal_of(uint64_t number)
{
	unsigned i;

	for (i = 0; i < ndeals; i++)
		if (deals[i].serial == number)
			return &deals[i];
	return NULL;
}

static inline struct deal *
owner(uint64_t what)
{
	unsigned i;

	for (i = 0; what != 0 && i < nclaims; i++)
		if (claims[i].what == what)
			return deal_of(claims[i].serial);
	return NULL;
}

static inline void
claim(uint64_t what, const struct deal *d)
{
	unsigned i;

	for (i = 0; i < nclaims; i++)
		if (claims[i].what == what)
			break;
	if (i == nclaims)
		nclaims++;
	claims[i] = (struct claim){ what, d->serial };
}

static inline void
deal_end(struct deal *d)
{
	unsigned i = 0;

	while (i < nclaims)
		if (claims[i].serial == d->serial)
			claims[i] = claims[--nclaims];
		else
			i++;
	*d = deals[--ndeals];
}

static inline struct deal *
deal_open(void)
{
	struct deal *d, *quiet = deals;

	if (ndeals == most) {
		for (d = deals; d < deals + ndeals; d++)
			if (d->active < quiet->active)
				quiet = d;
		deal_end(quiet);
		lost++;
	}
	d = &deals[ndeals++];
	*d = (struct deal){ .serial = ++serial, .started = now, .active = now,
		.really = really };
	return d;
}

/* Where a thing stands in the list of what came unasked, or would. */
static inline struct claim *
early_of(uint64_t what)
{
	unsigned i;

	for (i = 0; i < nearly && early[i].what != what; i++)
		;
	return &early[i];
}

static inline bool
was_early(uint64_t what)
{
	const struct claim *c = early_of(what);

	return c != early + nearly && (c->serial > now ? c->serial - now :
	    now - c->serial) <= S;
}

static inline void
come_early(uint64_t what)
{
	struct claim *c = early_of(what);

	nearly += c == early + nearly;
	*c = (struct claim){ what, now };
}

/* ---- what the oracle expects ---- */

static inline bool
is_of_opener(const struct deal *d, unsigned node, uint32_t id)
{
	return d->opener == node && d->a == id;
}

static inline bool
fits(const struct deal *d, const struct message *g, bool by_opener)
{
	if (!by_opener)
		return is_of_opener(d, g->to, g->dtid) && (!d->peer ||
		    (d->responder == g->from && d->b == g->otid));
	if (!is_of_opener(d, g->from, g->otid))
		return false;
	if (!d->peer)
		return d->answered;
	return d->b == g->dtid &&
	    (d->responder == g->to || d->called == g->to);
}

static inline void
expect_continue(const struct message *g, struct expected *e)
{
	struct deal *to = owner(id_of(g->to, g->dtid));
	struct deal *of = owner(id_of(g->from, g->otid));
	bool to_opener = to != NULL && !is_of_opener(to, g->to, g->dtid);
	bool of_opener = of != NULL && is_of_opener(of, g->from, g->otid);
	bool to_fits = to != NULL && fits(to, g, to_opener);
	bool of_fits = of != NULL && fits(of, g, of_opener);

	e->what = TXN_WITHIN;
	e->peer_changed = !to_fits && !of_fits;
	e->deal = to;
	e->by_opener = to_opener;
	if (!to_fits && (of_fits || (to == NULL && of != NULL && of->peer))) {
		e->deal = of;
		e->by_opener = of_opener;
	}
	if (e->deal == NULL)
		*e = (struct expected){ .what = TXN_UNASKED };
}

static inline void
expect_end(const struct message *g, struct expected *e)
{
	struct deal *d = owner(id_of(g->to, g->dtid));

	e->what = d == NULL ? TXN_UNASKED : TXN_ENDS;
	e->deal = d;
	if (d == NULL)
		return;
	e->by_opener = !is_of_opener(d, g->to, g->dtid);
	e->peer_changed = e->by_opener ? d->opener != g->from :
	    d->peer && d->responder != g->from;
}

static inline void
expect_request(const struct message *g, struct expected *e)
{
	struct deal *d = owner(request_of(g->hbh, g->session));

	if (d != NULL && d->session != g->session)
		d = NULL;
	e->what = TXN_OPENS;
	e->by_opener = true;
	e->again = d != NULL && d->op == g->op;
	e->reused = d != NULL && !e->again;
	e->deal = d;
	e->before = !e->again && (was_early(request_of(g->hbh, g->session)) ||
	    was_early(request_of(g->hbh, 0)));
}

static inline void
expect_answer(const struct message *g, struct expected *e)
{
	struct deal *d = owner(request_of(g->hbh, g->session));

	if (d == NULL && g->session != 0) {
		d = owner(request_of(g->hbh, 0));
		if (d != NULL && d->session != 0)
			d = NULL;
	}
	if (d != NULL && d->op != g->op)
		d = NULL;
	e->what = d == NULL ? TXN_UNASKED : TXN_ENDS;
	e->deal = d;
}

static inline void
expect_returned(const struct message *g, struct expected *e)
{
	struct deal *d = owner(id_of(g->to, g->otid));

	if (g->type != SIG_DIALOGUE_BEGIN || d == NULL || d->answered ||
	    !is_of_opener(d, g->to, g->otid))
		return;
	e->what = TXN_ENDS;
	e->returned = true;
	e->deal = d;
}

static inline struct expected
expect(const struct message *g)
{
	struct expected e = { .what = TXN_NONE };

	if (g->diameter && g->request) {
		expect_request(g, &e);
	} else if (g->diameter) {
		expect_answer(g, &e);
	} else if (g->returned) {
		expect_returned(g, &e);
	} else if (g->type == SIG_DIALOGUE_CONTINUE) {
		expect_continue(g, &e);
	} else if (g->type != SIG_DIALOGUE_BEGIN) {
		expect_end(g, &e);
	} else if (g->otid != 0) {
		e.what = TXN_OPENS;
		e.by_opener = true;
		e.deal = owner(id_of(g->from, g->otid));
		e.reused = e.deal != NULL;
		e.before = was_early(id_of(g->from, g->otid));
	}
	return e;
}

/* ---- who asked what ---- */

static inline struct ask *
ask_of(struct deal *d, int id, bool by_opener)
{
	unsigned i;

	for (i = 0; i < d->nask; i++)
		if (d->ask[i].id == id && d->ask[i].by_opener == by_opener)
			return &d->ask[i];
	return NULL;
}

static inline void
note(struct deal *d, const struct sig_msg *m, bool by_opener)
{
	const struct sig_comp *c;
	struct ask *a;

	for (c = m->comp; c < m->comp + m->ncomp; c++) {
		if (c->kind == SIG_KIND_REQUEST) {
			if (d->op == SIG_OP_NONE && by_opener)
				d->op = c->op;
			a = ask_of(d, c->invoke_id, by_opener);
			d->spilled |= a == NULL && d->nask >= TXN_INVOKES;
			if (a == NULL)
				a = &d->ask[d->nask++];
			*a = (struct ask){ by_opener, c->invoke_id, c->op };
		} else if (!c->not_last) {
			a = ask_of(d, c->invoke_id, !by_opener);
			if (a != NULL)
				*a = d->ask[--d->nask];
		}
	}
}

#endif
