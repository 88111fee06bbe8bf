/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where an SS7 message goes: to the other link of a pair, or by the global
 * title of its called party (ITU-T Q.714 2.3, 2.4).
 *
 * Of several links of a route the signalling link selection takes one, so that
 * messages of one selection stay in sequence; those of a link that is down are
 * shared among the others, whose own stay where they are.
 */
#include <stdlib.h>

#include "../../dissectors/hash.h"
#include "../../dissectors/sccp.h"
#include "../../rules/gt_route.h"
#include "transfer.h"

enum { NATURE_UNKNOWN = 0, NATURE_INTERNATIONAL = 4, GTI_NATURE = 1,
	GTI_ALL = 4, HOPS_MAX = 15 };

struct transfer {
	const struct ruleset *rules;
	struct way	**open;		/* by link */
};

/* ---- building ---- */

struct transfer *
transfer_new(const struct ruleset *rules)
{
	struct transfer *t = calloc(1, sizeof(*t));

	if (t == NULL)
		return NULL;
	t->rules = rules;
	t->open = calloc(rules->conf->nlink + 1, sizeof(struct way *));
	if (t->open != NULL)
		return t;
	free(t);
	return NULL;
}

void
transfer_free(struct transfer *t)
{
	if (t == NULL)
		return;
	free(t->open);
	free(t);
}

void
transfer_add(struct transfer *t, struct way *w)
{
	struct way **p = &t->open[w->link];

	while (*p != NULL)
		p = &(*p)->beside;
	w->beside = NULL;
	*p = w;
}

void
transfer_remove(struct transfer *t, struct way *w)
{
	struct way **p;

	if (w->link == LINK_UNKNOWN)
		return;
	for (p = &t->open[w->link]; *p != NULL; p = &(*p)->beside)
		if (*p == w) {
			*p = w->beside;
			break;
		}
}

bool
transfer_paired(const struct transfer *t, int link)
{
	return link != LINK_UNKNOWN &&
	    t->rules->conf->link[link].pair != NULL;
}

static bool
has_pc(const struct conf_set *s, uint32_t pc)
{
	size_t i;

	for (i = 0; i < s->n; i++)
		if (pc >= s->item[i].low && pc <= s->item[i].high)
			return true;
	return false;
}

bool
transfer_is_ours(const struct transfer *t, uint32_t pc)
{
	return has_pc(&t->rules->conf->ss7.pc, pc);
}

/* ---- ways ---- */

static bool
was_tried(const struct heading *h, const struct way *w)
{
	unsigned i;

	for (i = 0; i < h->nnot; i++)
		if (h->not[i] == w)
			return true;
	return false;
}

/* Of the open ways of a link, by a lottery that each keeps its place in. */
static struct way *
way_of_link(const struct transfer *t, const struct heading *h, unsigned link)
{
	struct way *w, *best = NULL;
	uint64_t weight, most = 0;

	for (w = t->open[link]; w != NULL; w = w->beside) {
		if (w->closing || was_tried(h, w))
			continue;
		weight = hash_u64(w->host_hash, h->sls);
		if (best == NULL || weight > most) {
			best = w;
			most = weight;
		}
	}
	return best;
}

/* May what came over one link go on over that other one? */
static inline bool
may_take(const struct transfer *t, const struct way *from, unsigned link)
{
	return (int)link != from->link &&
	    link_is_home(t->rules->owners, (int)link) != from->home;
}

/* The way of one link, the k-th of those that there are (from 0). */
static struct way *
way_number(const struct transfer *t, const struct way *from,
    const struct heading *h, size_t k, size_t *there)
{
	const struct conf_set *to = &h->route->to;
	struct way *w;
	size_t i;

	for (i = 0, *there = 0; i < to->n; i++) {
		w = may_take(t, from, to->item[i].index) ?
		    way_of_link(t, h, to->item[i].index) : NULL;
		if (w != NULL && (*there)++ == k)
			return w;
	}
	return NULL;
}

static struct way *
way_of_route(const struct transfer *t, const struct way *from,
    const struct heading *h)
{
	const struct conf_set *to = &h->route->to;
	size_t i = to->n == 0 ? 0 : h->sls % to->n, there;
	struct way *w;

	if (to->n == 0)
		return NULL;
	w = may_take(t, from, to->item[i].index) ?
	    way_of_link(t, h, to->item[i].index) : NULL;
	if (w != NULL)
		return w;
	(void)way_number(t, from, h, SIZE_MAX, &there);
	return there == 0 ? NULL :
	    way_number(t, from, h, h->sls / to->n % there, &there);
}

/* The link that it would take if it were open. */
static int
link_of_route(const struct transfer *t, const struct way *from,
    const struct conf_route *r)
{
	size_t i;

	for (i = 0; i < r->to.n; i++)
		if (may_take(t, from, r->to.item[i].index))
			return (int)r->to.item[i].index;
	return LINK_UNKNOWN;
}

static bool
nowhere(struct heading *h, enum engine_end end, enum transfer_cause cause)
{
	h->end = end;
	h->cause = (uint8_t)cause;
	return false;
}

static void
take_link(const struct transfer *t, struct heading *h, int link)
{
	h->link = link;
	h->to = way_of_link(t, h, (unsigned)link);
	if (h->to == NULL)
		(void)nowhere(h, END_NO_WAY, TRANSFER_NO_MTP);
}

bool
transfer_other(const struct transfer *t, const struct way *from,
    struct heading *h)
{
	if (h->ordered || h->nnot == TRANSFER_TRIES)
		return false;
	h->not[h->nnot++] = h->to;
	h->to = h->route != NULL ? way_of_route(t, from, h) :
	    way_of_link(t, h, (unsigned)h->link);
	if (h->to != NULL)
		h->link = h->to->link;
	return h->to != NULL;
}

uint32_t
transfer_opc(const struct transfer *t, const struct heading *h)
{
	const struct conf_set *own = &t->rules->conf->link[h->link].own;

	return own->n == 0 ? h->ours : (uint32_t)own->item[0].low;
}

uint32_t
transfer_dpc(const struct transfer *t, const struct heading *h)
{
	const struct conf_set *pc = &t->rules->conf->link[h->link].pc;

	if (h->route != NULL && h->route->has_pc)
		return h->route->pc;
	return pc->n == 0 ? 0 : (uint32_t)pc->item[0].low;
}

/* ---- by global title ---- */

/* Is it the whole of an international number? */
static bool
is_international(const struct sig_addr *a)
{
	return a->len > 0 && ((a->gti != GTI_NATURE && a->gti != GTI_ALL) ||
	    a->nai == NATURE_INTERNATIONAL || a->nai == NATURE_UNKNOWN);
}

static bool
title_find(const struct transfer *t, const struct way *from,
    const struct sig_msg *m, unsigned lowest, struct heading *h)
{
	unsigned most = t->rules->conf->ss7.hops;

	if (!is_international(&m->called))
		return nowhere(h, END_NO_WAY, TRANSFER_NO_NATURE);
	h->route = gt_route_find(t->rules->routes, &m->called.digits,
	    m->called.len, from->link);
	if (h->route == NULL)
		return nowhere(h, END_NO_WAY, TRANSFER_NO_TITLE);
	h->link = link_of_route(t, from, h->route);
	if (h->link == LINK_UNKNOWN)
		return nowhere(h, END_NO_WAY, TRANSFER_NO_TITLE);
	h->to = way_of_route(t, from, h);
	if (h->to != NULL)
		h->link = h->to->link;
	if (m->sccp_type < SCCP_XUDT)
		return true;
	if (lowest <= 1)
		return nowhere(h, END_LOOP, TRANSFER_HOPS);
	h->hops = (uint8_t)(most == 0 || most > HOPS_MAX ? HOPS_MAX : most);
	return true;
}

/* To a node that the called address names, behind us. */
static bool
node_find(const struct transfer *t, const struct way *from,
    const struct sig_msg *m, struct heading *h)
{
	const struct conf *c = t->rules->conf;
	size_t i;

	if (!m->called.has_pc || transfer_is_ours(t, m->called.pc))
		return nowhere(h, END_NO_WAY, TRANSFER_UNEQUIPPED);
	for (i = 0; i < c->nlink; i++)
		if (c->link[i].as != NULL && c->link[i].pc.n > 0 &&
		    c->link[i].pc.item[0].low == m->called.pc &&
		    may_take(t, from, (unsigned)i)) {
			take_link(t, h, (int)i);
			return h->to != NULL;
		}
	return nowhere(h, END_NO_WAY, TRANSFER_NO_MTP);
}

/* ---- where to ---- */

static void
heading_begin(const struct transfer *t, const struct sig_msg *m,
    struct heading *h)
{
	const struct conf_set *ours = &t->rules->conf->ss7.pc;

	*h = (struct heading){ .link = LINK_UNKNOWN, .sls = m->sls,
	    .ordered = (m->sccp_class & 1) != 0, .end = END_COUNT };
	h->ours = ours->n == 0 || transfer_is_ours(t, m->dpc) ? m->dpc :
	    (uint32_t)ours->item[0].low;
}

void
transfer_find(const struct transfer *t, const struct way *from,
    const struct sig_msg *m, unsigned lowest, struct heading *h)
{
	unsigned pair;
	bool fine;

	heading_begin(t, m, h);
	if (transfer_paired(t, from->link)) {
		pair = t->rules->conf->link[from->link].pair->index;
		if (may_take(t, from, pair))
			take_link(t, h, (int)pair);
		else
			(void)nowhere(h, END_NO_WAY, TRANSFER_NO_MTP);
		return;
	}
	h->relabel = true;
	if (!transfer_is_ours(t, m->dpc)) {
		(void)nowhere(h, END_NO_WAY, TRANSFER_SILENT);
		return;
	}
	fine = m->called.has_gt && !m->called.on_ssn ?
	    title_find(t, from, m, lowest, h) : node_find(t, from, m, h);
	if (fine && h->to == NULL)
		(void)nowhere(h, END_NO_WAY, TRANSFER_NO_MTP);
}

void
transfer_only(const struct transfer *t, const struct way *from,
    const struct sig_msg *m, int link, struct heading *h)
{
	const struct conf_ss7 *c = &t->rules->conf->ss7;

	heading_begin(t, m, h);
	h->relabel = !transfer_paired(t, from->link) && c->pc.n > 0 &&
	    t->rules->conf->link[link].pc.n > 0;
	if (link != from->link)
		take_link(t, h, link);
	else
		(void)nowhere(h, END_NO_WAY, TRANSFER_NO_MTP);
}
