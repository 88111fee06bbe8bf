/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is remembered of a message after its verdict.
 *
 * A place is learned when home's answer to a registration goes out, and what
 * was refused teaches nothing but that it was tried.  In a capture home answers
 * also what the rules would have refused; such an answer is known, and nothing
 * comes of it.
 */
#include "context_impl.h"
#include "control.h"
#include "state/number.h"

/* ---- notices ---- */

void
memory_notice(struct memory *m, const struct notice *n)
{
	if (m->notice != NULL)
		m->notice(m->notice_arg, n);
}

/* ---- far ends: who is asked, and whether he answers ---- */

static void
far_change(struct memory *m, enum far_event e, bool link, unsigned number,
    uint64_t now)
{
	struct notice n = { .now = now, .link = -1 };

	if (link) {
		n.type = e == FAR_STALLED ? NOTICE_LINK_STALLED :
		    NOTICE_LINK_RECOVERED;
		n.link = (int16_t)number;
	} else {
		n.type = e == FAR_STALLED ? NOTICE_PARTNER_STALLED :
		    NOTICE_PARTNER_RECOVERED;
		n.owner = (uint16_t)number;
	}
	memory_notice(m, &n);
}

/* Hardly ever is there anything to tell. */
static inline void
far_tell(struct memory *m, enum far_event e, bool link, unsigned number,
    uint64_t now)
{
	if (e != FAR_NONE)
		far_change(m, e, link, number, now);
}

typedef enum far_event far_count(struct fars *, uint32_t, uint64_t);

/* The network, when it is known, and the link to it. */
static void
far_note(struct memory *m, far_count *count, unsigned owner, int link,
    uint64_t now)
{
	if (owner != OWNER_NOBODY)
		far_tell(m, count(m->networks, owner, now), false, owner, now);
	if (link >= 0)
		far_tell(m, count(m->links, (unsigned)link, now), true,
		    (unsigned)link, now);
}

/* The first that is heard of whoever was asked. */
static void
far_heard(struct memory *m, const struct txn *t, uint64_t now)
{
	uint64_t ns = elapsed(now, t->started);

	if (t->to != OWNER_NOBODY)
		far_tell(m, far_answered(m->networks, t->to, now, ns,
		    t->overdue), false, t->to, now);
	if (t->out >= 0)
		far_tell(m, far_answered(m->links, (unsigned)t->out, now,
		    ns, t->overdue), true, (unsigned)t->out, now);
}

static void
heard(struct look *l, const struct txn *t)
{
	struct memory *m = l->judge->recall;

	far_heard(m, t, l->now);
	if (t->direction == DIRECTION_IN && l->direction == DIRECTION_OUT &&
	    result_knows(l->m))
		context_habit(l, l->context, t);
	if (m->control != NULL && l->direction == DIRECTION_OUT)
		control_answered(l, t);
}

static void
far_failed(struct memory *m, const struct look *l, const struct txn *t)
{
	unsigned domain;
	uint32_t error = result_error(l->m, &domain);

	if (error == 0)
		return;
	if (t->to != OWNER_NOBODY)
		far_error(m->networks, t->to, l->now, domain, error);
	if (t->out >= 0)
		far_error(m->links, (unsigned)t->out, l->now, domain, error);
}

static void
unanswered(void *arg, struct txn *t)
{
	struct memory *m = arg;
	struct notice n = { .type = NOTICE_UNANSWERED, .serial = t->user,
	    .owner = t->to, .link = t->out, .now = m->now };

	far_note(m, far_unanswered, t->to, t->out, m->now);
	if (m->control != NULL)
		control_unanswered(m->control, t, m->now);
	memory_notice(m, &n);
}

/* ---- requests ---- */

static void
fill_in(const struct look *l, const struct context *c, struct txn *t,
    const struct verdict *v, bool passes)
{
	t->user = v->serial;
	t->source = c->source;
	t->imsi = c->imsi;
	t->imei = c->imei;
	t->named = c->named;
	t->identity = c->identity;
	t->from = l->from;
	t->to = l->to;
	t->network = c->network;
	t->country = c->country;
	t->link = l->link;
	t->out = (int16_t)look_link_out(l);
	t->cls = v->cls;
	t->direction = l->direction;
	t->refused = !passes;
	t->counted = c->counted;
}

static uint32_t
in_seconds(uint64_t now)
{
	uint64_t s = now / NS_A_SECOND;

	return s > UINT32_MAX ? UINT32_MAX : (uint32_t)s;
}

/* What was refused a moment ago weighs more than what was not. */
static void
probed(struct memory *m, struct probe *p, uint64_t now)
{
	uint64_t within = m->rs->conf->check[CHECK_PIVOT].within;
	const struct probe *before = probe_find(m->probes, p->imsi, p->proto);

	p->seen = in_seconds(now);
	if (before != NULL && elapsed(p->seen, before->seen) * NS_A_SECOND <=
	    within)
		p->spent = before->spent;
	if (p->refused || before == NULL || !before->refused ||
	    elapsed(p->seen, before->seen) * NS_A_SECOND > within * PIVOT_OWN)
		probe_add(m->probes, p);
}

/* One network was refused for what another did.  That it was is no probe. */
static void
pivoted(struct memory *m, const struct probe *p)
{
	const struct probe *first = probe_find(m->probes, p->imsi, !p->proto);

	if (first != NULL && first->network != p->network)
		probe_spend(m->probes, p->imsi, !p->proto);
}

/* Refused for what it is, not because its turn has not come. */
static void
refuse(struct look *l, const struct context *c)
{
	struct memory *m = l->judge->recall;
	struct probe p = { .imsi = c->imsi, .network = l->from,
	    .proto = (uint8_t)place_proto(l->m->proto) };
	unsigned found = 0;
	struct node n;

	if (l->direction != DIRECTION_IN || l->from < OWNER_PARTNER)
		return;
	if (c->source != 0 && c->identity != 0) {
		n = context_source(l, c);
		found = source_bad(m->sources, &n, c->identity, l->now);
		n = context_partner(l->from);
		(void)source_bad(m->partners, &n, c->identity, l->now);
	}
	if (c->found & UINT32_C(1) << CHECK_PIVOT) {
		pivoted(m, &p);
		return;
	}
	/* whoever tries everybody would lock out many: his counts less */
	p.refused = !(found & (SOURCE_SCAN | SOURCE_SEQUENTIAL));
	probed(m, &p, l->now);
}

/* Home tells the node that he left that the subscriber is elsewhere now. */
static void
cancelled(const struct look *l, const struct context *c)
{
	unsigned proto = place_proto(l->m->proto);

	if (l->direction == DIRECTION_OUT && c->who != NULL &&
	    look_op(l) == SIG_OP_CANCEL_LOCATION &&
	    !place_fresh(c->who, proto, l->now))
		place_leave(l->judge->recall, c->imsi, proto, l->to);
}

/* Home tells whoever serves a subscriber which number he has (TS 29.002 8.8.1,
 * TS 29.272 7.3.2). */
static void
number_learn(const struct look *l, const struct context *c)
{
	const struct sig_value *v;
	const struct txn *t = c->meeting.txn;
	uint64_t imsi = c->imsi;
	bool tells = false;
	unsigned i;

	if (l->direction != DIRECTION_OUT || !sig_has(l->m, SIG_MSISDN))
		return;
	v = sig_get(l->m, SIG_MSISDN);
	for (i = 0; i < l->m->ncomp; i++)
		tells |= l->m->comp[i].kind == SIG_KIND_REQUEST ?
		    l->m->comp[i].op == SIG_OP_INSERT_SUBSCRIBER_DATA :
		    txn_asked(&c->meeting, l->m, i) == SIG_OP_UPDATE_LOCATION;
	if (imsi == 0 && t != NULL)
		imsi = t->imsi;
	if (tells)
		alias_set(l->judge->recall->aliases,
		    number_pack(&v->digits, v->len), imsi);
}

/* ---- answers ---- */

/* Home's answer to what a partner asked. */
static void
learn(const struct look *l, const struct context *c, unsigned comp)
{
	struct memory *m = l->judge->recall;
	const struct txn *t = c->meeting.txn;
	struct node n = { .key = t->source, .partner = t->from };
	unsigned op = txn_asked(&c->meeting, l->m, comp);

	if (result_unknown(l->m, comp) && t->source != 0 && t->identity != 0) {
		(void)source_bad(m->sources, &n, t->identity, l->now);
		n = context_partner(t->from);
		(void)source_bad(m->partners, &n, t->identity, l->now);
	}
	if (!result_accepts(l->m, comp))
		return;
	if (op == SIG_OP_UPDATE_LOCATION) {
		place_learn(m, t, l->now);
		if (t->counted & COUNTED_NODE)
			source_accepted(m->sources, t->source, t->identity);
		if (t->counted & COUNTED_PARTNER)
			source_accepted(m->partners, t->from, t->identity);
		if (m->control != NULL)
			control_accepted(m->control, t, l->now);
	} else if (op == SIG_OP_PURGE) {
		if (result_lets_go(l->m, t->ac_version))
			place_leave(m, t->imsi, place_proto(t->proto),
			    t->network);
	} else if (t->network != 0)
		place_refresh(m, t, l->now);
}

/* What a network says to home's question about a guest of its (TS 29.002
 * 17.7.1, SubscriberInfo). */
static void
device_learn(const struct look *l, const struct context *c)
{
	const struct txn *t = c->meeting.txn;

	if (t->direction == DIRECTION_OUT && l->direction == DIRECTION_IN &&
	    !t->refused)
		place_device(l->judge->recall, t->imsi, c->imei, l->from);
}

/* Whoever was told an IMSI may come with it over the other protocol. */
static void
enquired(const struct look *l, const struct context *c)
{
	struct memory *m = l->judge->recall;
	const struct txn *t = c->meeting.txn;
	const struct sig_value *v;
	struct probe p;

	if (!context_enquires(t->op))
		return;
	v = sig_get(l->m, SIG_IMSI);
	p = (struct probe){ .imsi = t->imsi != 0 || v == NULL ? t->imsi :
	    number_pack(&v->digits, v->len), .network = t->from,
	    .proto = (uint8_t)place_proto(t->proto) };
	probed(m, &p, l->now);
}

static bool
answers(const struct look *l, const struct context *c)
{
	unsigned i;

	if (c->meeting.txn == NULL || c->meeting.by_opener)
		return false;
	for (i = 0; i < l->m->ncomp; i++)
		if (l->m->comp[i].kind != SIG_KIND_REQUEST)
			return true;
	return c->meeting.what == TXN_ENDS;
}

static void
answered(struct look *l, struct context *c, struct verdict *v)
{
	struct memory *m = l->judge->recall;
	struct txn *t = c->meeting.txn;
	unsigned i;

	far_failed(m, l, t);
	v->request = t->user;
	v->request_frame = t->frame;
	v->answer_ns = elapsed(l->now, t->started);
	device_learn(l, c);
	if (t->direction != DIRECTION_IN || l->direction != DIRECTION_OUT ||
	    t->refused)
		return;
	for (i = 0; i < l->m->ncomp; i++)
		learn(l, c, i);
	enquired(l, c);
}

/* SCCP gives a request back: nobody has had it, and that he has not answered is
 * all that is learned of who was asked; once, be it said before. */
static void
came_back(const struct look *l, const struct txn *t, struct verdict *v)
{
	struct memory *m = l->judge->recall;

	v->request = t->user;
	v->request_frame = t->frame;
	v->answer_ns = elapsed(l->now, t->started);
	if (t->refused || t->overdue)
		return;
	far_note(m, far_unanswered, t->to, t->out, l->now);
	if (m->control != NULL && l->direction == DIRECTION_OUT)
		control_returned(l, t);
}

static bool
passes(const struct verdict *v)
{
	return v->monitor || v->action == ACTION_PASS;
}

static void
opened(struct look *l, struct context *c, struct verdict *v, bool goes)
{
	struct memory *m = l->judge->recall;
	struct txn *t = txn_commit(m->txns, l->m, l->now, &c->meeting);

	if (t == NULL || (c->meeting.again && !t->refused))
		return;
	fill_in(l, c, t, v, goes);
	if (!goes)
		return;
	v->waits = !t->answered;
	far_note(m, far_sent, l->from, l->link, l->now);
	far_note(m, far_asked, l->to, t->out, l->now);
	if (m->control != NULL && l->direction == DIRECTION_IN)
		control_sent(m->control, t->out, l->now);
	cancelled(l, c);
}

/* A dialogue that was opened empty says later whom it is about. */
static void
adopt(const struct context *c, struct txn *t)
{
	if (!c->meeting.by_opener || t->named != 0)
		return;
	if (c->named == 0 && (c->imsi == 0 || t->imsi != 0))
		return;
	t->named = c->named;
	t->imsi = c->imsi;
	t->imei = c->imei;
	t->identity = c->identity;
	t->counted |= c->counted;
	t->network = c->network;
	t->country = c->country;
}

/* Nobody gets his own request back from himself, nor answers it, be it in the
 * name of home, whose answers do not come in. */
static bool
is_own(const struct look *l, const struct context *c)
{
	const struct txn *t = c->meeting.txn;

	if (t == NULL || t->direction != l->direction)
		return false;
	return c->meeting.returned || (l->m->proto == SIG_PROTO_DIAMETER &&
	    !c->meeting.by_opener && l->direction == DIRECTION_IN &&
	    (l->from == t->from || l->from == OWNER_HOME));
}

/* What opens, and what goes on in what is open.  A forged end that was refused
 * ends nothing. */
static void
account_txn(struct look *l, struct context *c, struct verdict *v)
{
	struct memory *m = l->judge->recall;
	bool goes = passes(v);

	if (c->meeting.what == TXN_OPENS) {
		opened(l, c, v, goes);
		return;
	}
	if (c->meeting.txn != NULL)
		v->within = c->meeting.txn->op;
	if (!goes || is_own(l, c))
		return;
	if (c->meeting.returned) {
		came_back(l, c->meeting.txn, v);
	} else if (c->meeting.txn != NULL) {
		adopt(c, c->meeting.txn);
		if (!c->meeting.by_opener && !c->meeting.txn->answered &&
		    !c->meeting.txn->refused)
			heard(l, c->meeting.txn);
		if (answers(l, c))
			answered(l, c, v);
	}
	if (c->meeting.what != TXN_NONE)
		(void)txn_commit(m->txns, l->m, l->now, &c->meeting);
}

void
context_account(struct look *l, struct context *c, struct verdict *v)
{
	struct memory *m = l->judge->recall;

	m->now = l->now;
	v->serial = ++m->serial;
	v->found = c->found;
	v->enforced = c->enforced;
	evidence_find(l, c, v);
	if (!passes(v) && !control_turned_away(l, v) && c->requests)
		refuse(l, c);
	if (passes(v))
		number_learn(l, c);
	if (passes(v) && c->requests && l->direction == DIRECTION_IN &&
	    c->meeting.what != TXN_OPENS && c->found == 0)
		context_habit(l, c, NULL);
	account_txn(l, c, v);
	(void)txns_expire(m->txns, l->now, m->rs->conf->memory.answer,
	    m->rs->conf->memory.forget, unanswered, m);
}

/* ---- what a relay says of its own ---- */

static void
unsent(struct memory *m, const struct txn *t, uint64_t now)
{
	if (t->to != OWNER_NOBODY)
		far_unasked(m->networks, t->to, now);
	if (t->out >= 0)
		far_unasked(m->links, (unsigned)t->out, now);
	if (m->control != NULL && t->direction == DIRECTION_IN)
		control_unsent(m->control, t, now);
}

void
context_ended(struct memory *m, const struct sig_msg *request, unsigned end,
    uint64_t now)
{
	struct txn *t = txn_undo(m->txns, request, now);

	if (t == NULL || t->refused || t->answered)
		return;
	m->now = now;
	if (end == JUDGE_UNSENT) {
		unsent(m, t, now);
	} else if (end == JUDGE_UNANSWERED) {
		if (!t->overdue)
			unanswered(m, t);
	} else {
		far_heard(m, t, now);
		if (m->control != NULL)
			control_heard(m->control, t, now);
	}
}
