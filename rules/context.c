/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A message beside those before it.
 *
 * Only what comes from partners is found fault with: home's own messages are
 * learned from (account.c), and its nodes trusted to be where they are.
 */
#include "../dissectors/diameter.h"
#include "../dissectors/hash.h"
#include "context_impl.h"
#include "state/number.h"

enum {
	CONTEXT_CAP = 64,		/* numbers of contexts: MAP below, ... */
	CONTEXT_COMMAND = 128,		/* ... and Diameter commands above */
	HOST_MAX = 256,			/* octets of a name that tell it */
};

/* ---- who and about whom ---- */

/* Its own IMSI; the one of the dialogue portion counts without one. */
static const struct sig_value *
imsi_of(const struct look *l)
{
	const struct sig_value *first = sig_get(l->m, SIG_IMSI), *v;

	for (v = first; v != NULL; v = sig_next(l->m, v))
		if (!from_dialogue(l, v))
			return v;
	return first;
}

static uint64_t
packed(const struct sig_msg *m, enum sig_field f)
{
	const struct sig_value *v = sig_get(m, f);

	return v == NULL ? 0 : number_pack(&v->digits, v->len);
}

/* Letters become small ones, and other octets others, but the same each; what
 * fills the last word does not count. */
static uint64_t
host_key(uint64_t secret, const struct sig_value *v)
{
	size_t i, n = v->len < HOST_MAX ? v->len : HOST_MAX;
	uint64_t text[HOST_MAX / sizeof(uint64_t)];

	if (n > 0) {
		text[(n - 1) / sizeof(*text)] = 0;
		memcpy(text, v->text, n);
	}
	for (i = 0; i * sizeof(*text) < n; i++)
		text[i] |= UINT64_C(0x2020202020202020);
	return hash_octets(secret, (const uint8_t *)text, n);
}

/* The node that sent it: by its host, or by its number or point code. */
uint64_t
context_source_key(uint64_t secret, const struct sig_msg *m)
{
	const struct sig_value *v;

	if (m->proto == SIG_PROTO_DIAMETER) {
		v = sig_get(m, SIG_ORIGIN_HOST);
		return v == NULL ? 0 : host_key(secret, v);
	}
	if (m->calling.present && m->calling.has_gt && m->calling.len > 0)
		return hash_u64(hash_u64(secret ^ m->calling.len,
		    m->calling.digits.w[0]), m->calling.digits.w[1]);
	return m->has_label ? hash_u64(~secret, m->opc) : 0;
}

struct node
context_source(const struct look *l, const struct context *c)
{
	const struct sig_msg *m = l->m;
	const struct sig_value *v;
	struct node n = { .key = c->source, .partner = l->from };

	if (m->proto == SIG_PROTO_DIAMETER) {
		v = sig_get(m, SIG_ORIGIN_HOST);
		n.name = v == NULL ? NULL : v->text;
		n.len = v == NULL ? 0 : v->len;
	} else if (m->calling.has_gt) {
		n.digits = &m->calling.digits;
		n.len = m->calling.len;
	}
	return n;
}

/* The first IMSI stands for the one that subject_of() will find: a guess that
 * is wrong costs only time. */
void
context_expect(const struct judge *j, const struct sig_msg *m,
    struct context *c)
{
	const struct sig_value *v = sig_get(m, SIG_IMSI);
	const struct memory *r = j->recall;

	*c = (struct context){ .source = context_source_key(j->secret,
	    m) };
	txn_expect(r->txns, m, &c->meeting);
	sources_expect(r->sources, c->source);
	if (v == NULL) {
		v = sig_get(m, SIG_MSISDN);
		if (v != NULL)
			alias_expect(r->aliases,
			    number_pack(&v->digits, v->len));
		return;
	}
	c->named = number_pack(&v->digits, v->len);
	subscribers_expect(r->subscribers, c->named);
	probe_expect(r->probes, c->named);
}

/* What was seen of the subscriber before, for messages that do not tell it; of
 * one that names nobody, what its dialogue is about counts. */
static uint64_t
device_of(const struct look *l)
{
	const struct context *c = l->context;
	const struct txn *t = c->meeting.txn;
	const struct subscriber *s = c->who;

	if (s == NULL && c->imsi == 0 && c->named == 0 && t != NULL) {
		if (t->imei != 0)
			return t->imei;
		s = subscriber_look(l->judge->recall->subscribers, t->imsi);
	}
	return s == NULL ? 0 : s->imei;
}

unsigned
context_device(const struct look *l, struct sig_digits *d)
{
	char text[NUMBER_MAX + 1];
	unsigned i, n = number_text(device_of(l), text);

	*d = (struct sig_digits){ { 0, 0 } };
	for (i = 0; i < n; i++)
		d->w[0] |= (uint64_t)(text[i] - '0') << (4 * i);
	return n;
}

/* Among those of several components one of home's, or NULL. */
static const struct sig_value *
imsi_of_home(struct look *l, const struct sig_value *v)
{
	struct got g;

	for (; v != NULL; v = sig_next(l->m, v)) {
		got_from(l, &g, v);
		if (look_owner(l, &g) == OWNER_HOME)
			break;
	}
	return v;
}

/* Short messages and USSD may name the subscriber by his number alone. */
static void
by_number(const struct look *l, struct context *c)
{
	struct memory *m = l->judge->recall;

	c->imsi = alias_find(m->aliases, c->identity);
	if (c->imsi != 0)
		subscribers_expect(m->subscribers, c->imsi);
}

static void
subject_of(struct look *l, struct context *c)
{
	const struct sig_value *v = imsi_of(l), *home;

	c->imei = packed(l->m, SIG_IMEI);
	if (v == NULL) {
		c->identity = packed(l->m, SIG_MSISDN);
		if (c->registers || c->acts)
			by_number(l, c);
		return;
	}
	if (v != sig_get(l->m, SIG_IMSI))
		c->named = number_pack(&v->digits, v->len);
	c->identity = c->named;
	home = imsi_of_home(l, v);
	if (home == NULL)
		return;
	c->imsi = home == v ? c->named : number_pack(&home->digits, home->len);
}

/* ---- what the operation is ---- */

/* Whoever serves a subscriber sends these to his home (TS 29.002 17.3.2, TS
 * 29.272 5.2, TS 29.078). */
static bool
op_serves(unsigned op)
{
	switch (op) {
	case SIG_OP_UPDATE_LOCATION:
	case SIG_OP_AUTHENTICATE:
	case SIG_OP_SEND_PARAMETERS:
	case SIG_OP_PURGE:
	case SIG_OP_NOTIFY:
	case SIG_OP_RESTORE_DATA:
	case SIG_OP_AUTHENTICATION_FAILURE_REPORT:
	case SIG_OP_NOTE_MM_EVENT:
	case SIG_OP_UPDATE_VCSG_LOCATION:
	case SIG_OP_REGISTER_SS:
	case SIG_OP_ERASE_SS:
	case SIG_OP_ACTIVATE_SS:
	case SIG_OP_DEACTIVATE_SS:
	case SIG_OP_INTERROGATE_SS:
	case SIG_OP_REGISTER_PASSWORD:
	case SIG_OP_PROCESS_USSD:
	case SIG_OP_PROCESS_USSD_DATA:
	case SIG_OP_BEGIN_SUBSCRIBER_ACTIVITY:
	case SIG_OP_SS_INVOCATION_NOTIFICATION:
	case SIG_OP_REGISTER_CC_ENTRY:
	case SIG_OP_ERASE_CC_ENTRY:
	case SIG_OP_MO_FORWARD_SM:
	case SIG_OP_READY_FOR_SM:
	case SIG_OP_NOTE_SUBSCRIBER_PRESENT:
	case SIG_OP_STATUS_REPORT:
	case SIG_OP_SUBSCRIBER_LOCATION_REPORT:
	case SIG_OP_IST_ALERT:
	case SIG_OP_INITIAL_DP:
	case SIG_OP_CAMEL_SMS:
	case SIG_OP_CAMEL_GPRS:
		return true;
	default:
		return false;
	}
}

/* It asks who or where somebody is, whom the sender need not serve. */
bool
context_enquires(unsigned op)
{
	switch (op) {
	case SIG_OP_SEND_ROUTING_INFO:
	case SIG_OP_SEND_ROUTING_INFO_SM:
	case SIG_OP_SEND_ROUTING_INFO_GPRS:
	case SIG_OP_SEND_ROUTING_INFO_LCS:
	case SIG_OP_SEND_IMSI:
	case SIG_OP_SEND_IDENTIFICATION:
	case SIG_OP_PROVIDE_SUBSCRIBER_INFO:
	case SIG_OP_PROVIDE_SUBSCRIBER_LOCATION:
	case SIG_OP_ANY_TIME_INTERROGATION:
	case SIG_OP_ANY_TIME_SUBSCRIPTION_INTERROGATION:
	case SIG_OP_CHECK_IMEI:
		return true;
	default:
		return false;
	}
}

static bool
op_registers(unsigned op)
{
	return op == SIG_OP_UPDATE_LOCATION || op == SIG_OP_AUTHENTICATE ||
	    op == SIG_OP_SEND_PARAMETERS;
}

/* What stands behind a harmless component counts like the first. */
static void
requests_of(const struct sig_msg *m, struct context *c)
{
	const struct sig_comp *p;
	bool registers;

	for (p = m->comp; p < m->comp + m->ncomp; p++) {
		if (p->kind != SIG_KIND_REQUEST)
			continue;
		registers = op_registers(p->op);
		c->requests = true;
		c->enquires |= context_enquires(p->op);
		c->registers |= registers;
		c->acts |= !registers && op_serves(p->op);
		c->uses |= !registers && op_serves(p->op) &&
		    p->op != SIG_OP_PURGE;
	}
}

static unsigned
number_of(const struct sig_msg *m, unsigned proto, unsigned ac)
{
	if (proto == SIG_PROTO_DIAMETER)
		return m->ncomp == 0 ? HABIT_CONTEXTS :
		    CONTEXT_COMMAND + m->comp[0].code % CONTEXT_COMMAND;
	return ac % CONTEXT_CAP + (proto == SIG_PROTO_CAP ? CONTEXT_CAP : 0);
}

static unsigned
context_number(const struct sig_msg *m)
{
	return number_of(m, m->proto, m->ac);
}

/* Is what a network does over that link usual because it does it now: for the
 * check learns, or that network is being learned?  It is not for who only says
 * to be of it. */
static bool
learns(const struct look *l, unsigned from, int link, unsigned check)
{
	return is_learning(l->judge->recall, check) ||
	    (from >= OWNER_PARTNER &&
	    l->rs->conf->partner[from - OWNER_PARTNER].learn &&
	    link_leads_to(l->rs->owners, link, from));
}

/* The first that home says to it shows that somebody there knows what to do
 * with it; what goes on in a dialogue was begun in one. */
void
context_habit(struct look *l, const struct context *c, const struct txn *asked)
{
	struct memory *m = l->judge->recall;
	unsigned from = asked != NULL ? asked->from : l->from;

	if (c->source == 0 || from < OWNER_PARTNER)
		return;
	habit_learn(m->habits, from, asked == NULL ? context_number(l->m) :
	    number_of(l->m, asked->proto, asked->ac), learns(l, from,
	    asked == NULL ? l->link : asked->link, CHECK_UNUSUAL_CONTEXT));
}

/* ---- the transaction ---- */

static uint32_t
bit(bool there, unsigned check)
{
	return there ? UINT32_C(1) << check : 0;
}

/* Is the sender a hub for that network? */
static bool
from_hub_of(const struct look *l, unsigned owner)
{
	const struct conf_set *carries;
	size_t i;

	if (l->from < OWNER_PARTNER)
		return false;
	carries = &l->rs->conf->partner[l->from - OWNER_PARTNER].carries;
	for (i = 0; i < carries->n; i++)
		if (OWNER_PARTNER + carries->item[i].index == owner)
			return true;
	return false;
}

/* Another network answers than the one that was asked.  Agents on the way, and
 * hubs, may say in their own name that they get no further (RFC 6733 7.2). */
static bool
wrong_network(const struct look *l, const struct txn *t)
{
	if (l->from == t->to || l->from == OWNER_NOBODY ||
	    t->to == OWNER_NOBODY)
		return false;
	return l->m->proto != SIG_PROTO_DIAMETER ||
	    !(l->m->flags & DIAMETER_ERROR) || !from_hub_of(l, t->to);
}

static uint32_t
txn_checks(struct look *l, struct context *c)
{
	const struct txn *t = c->meeting.txn;
	bool stranger;

	if (c->meeting.what == TXN_NONE || c->meeting.what == TXN_OPENS)
		return 0;
	/* asks for nothing, and nobody waits for it any more */
	if (c->meeting.ended_before && !c->requests)
		return 0;
	progress_note(c, CHECK_UNASKED, t != NULL);
	if (t == NULL)
		return bit(true, CHECK_UNASKED);
	stranger = c->meeting.peer_changed ||
	    (!c->meeting.by_opener && wrong_network(l, t)) ||
	    (c->meeting.by_opener && l->from != t->from);
	progress_note(c, CHECK_PEER_CHANGED, true);
	progress_note(c, CHECK_SUBSCRIBER_CHANGED, t->named != 0);
	return bit(stranger, CHECK_PEER_CHANGED) |
	    bit(c->named != 0 && t->named != 0 && c->named != t->named,
	    CHECK_SUBSCRIBER_CHANGED);
}

/* ---- behaviour ---- */

static bool
is_critical(struct look *l)
{
	int cls = look_class(l);

	return cls >= 0 && l->rs->conf->class[cls].critical;
}

/* Of what a node does, that which is usual for it because it does it now. */
static unsigned
usual_bits(const struct look *l)
{
	return (learns(l, l->from, l->link, CHECK_SCAN) ? SOURCE_SCAN : 0) |
	    (learns(l, l->from, l->link, CHECK_SEQUENTIAL) ?
	    SOURCE_SEQUENTIAL : 0) |
	    (learns(l, l->from, l->link, CHECK_FLOOD) ? SOURCE_FLOOD : 0);
}

struct node
context_partner(unsigned partner)
{
	static const uint8_t name[] = "all nodes";

	return (struct node){ .key = partner, .partner = (uint16_t)partner,
	    .name = name, .len = sizeof(name) - 1 };
}

/* What nodes of one partner do together, each of them too little to be found.
 * It is held against those that are new, and against enquiries of others that
 * are more than usual; and only these count. */
static unsigned
behaviour_together(const struct look *l, struct context *c, uint64_t identity,
    unsigned found)
{
	struct memory *m = l->judge->recall;
	struct node p = context_partner(l->from);
	unsigned all;

	c->counted |= COUNTED_PARTNER;
	all = source_request(m->partners, &p, identity, c->enquires,
	    usual_bits(l), l->now, !l->asks);
	all &= SOURCE_SCAN | SOURCE_SEQUENTIAL;
	if (all == 0 || found & SOURCE_NEW)
		return all;
	return source_asks_usual(m->sources, c->source, l->now) ? 0 : all;
}

/* It goes on with what was begun for a guest of the sender. */
static bool
within_a_guests(const struct look *l, const struct context *c)
{
	const struct txn *t = c->meeting.txn;
	const struct subscriber *s;

	if (t == NULL || t->imsi == 0 || c->identity != 0)
		return false;
	s = subscriber_find(l->judge->recall->subscribers, t->imsi);
	return s != NULL && place_serves(s, l->from);
}

static uint32_t
behaviour(struct look *l, struct context *c)
{
	struct memory *m = l->judge->recall;
	bool unusual, guest;
	struct node node;
	unsigned found;

	if (c->source == 0 || l->from < OWNER_PARTNER)
		return 0;
	node = context_source(l, c);
	/* what is done for its own guests is no search */
	guest = c->who != NULL && place_serves(c->who, l->from);
	c->counted = !guest && c->identity != 0 ? COUNTED_NODE : 0;
	found = source_request(m->sources, &node, c->identity, c->enquires,
	    usual_bits(l) | (guest ? SOURCE_GUEST : 0), l->now, !l->asks);
	unusual = habit_unusual(m->habits, l->from, context_number(l->m),
	    learns(l, l->from, l->link, CHECK_UNUSUAL_CONTEXT), false);
	if (!guest && c->identity != 0 && (c->enquires || found & SOURCE_NEW))
		found |= behaviour_together(l, c, c->identity, found);
	if (guest || (found != 0 && within_a_guests(l, c)))
		found &= ~(unsigned)(SOURCE_SCAN | SOURCE_SEQUENTIAL);
	if (found & SOURCE_FLOOD && is_critical(l))
		found &= ~(unsigned)SOURCE_FLOOD;
	progress_note(c, CHECK_SCAN, true);
	progress_note(c, CHECK_SEQUENTIAL, true);
	progress_note(c, CHECK_FLOOD, true);
	progress_note(c, CHECK_UNUSUAL_CONTEXT, true);
	return bit(found & SOURCE_SCAN, CHECK_SCAN) |
	    bit(found & SOURCE_SEQUENTIAL, CHECK_SEQUENTIAL) |
	    bit(found & SOURCE_FLOOD, CHECK_FLOOD) |
	    bit(unusual, CHECK_UNUSUAL_CONTEXT);
}

static bool
far_stalls(const struct fars *f, unsigned number)
{
	const struct far *far = fars_stalled(f) == 0 ? NULL :
	    far_find(f, number);

	return far != NULL && far->stalled;
}

/* Asks over a link, or of a network, that answers nothing that it is asked. */
static uint32_t
one_way(const struct look *l, struct context *c)
{
	const struct memory *m = l->judge->recall;

	progress_note(c, CHECK_STALLED, true);
	return bit((l->link >= 0 && far_stalls(m->links, (unsigned)l->link)) ||
	    (l->from >= OWNER_PARTNER && far_stalls(m->networks, l->from)),
	    CHECK_STALLED);
}

void
context_meet(struct look *l, struct context *c)
{
	struct memory *m = l->judge->recall;

	txn_expect_more(m->txns, &c->meeting);
	requests_of(l->m, c);
	if (l->direction == DIRECTION_IN && c->requests)
		sources_expect_more(m->sources, c->source);
	if (l->m->ncomp > 0)
		subject_of(l, c);
	txn_meet(m->txns, l->m, l->now, &c->meeting);
	if (l->m->ncomp == 0 && c->meeting.what == TXN_NONE)
		return;			/* management of links */
	if (l->m->ncomp == 0)
		subject_of(l, c);
	c->serves = c->imsi != 0 && (c->registers || c->acts);
	if (l->direction == DIRECTION_IN)
		c->found = txn_checks(l, c);
	/* as late as can be: its memory is under way */
	c->who = subscriber_find(m->subscribers, c->imsi);
	if (l->direction == DIRECTION_IN) {
		if (c->requests)
			c->found |= behaviour(l, c) | one_way(l, c);
		if (c->serves) {
			place_claim(l, c);
			c->found |= place_checks(l, c);
		}
	}
	if (!l->asks) {
		modes_update(m, l->now);
		progress_count(m, c, c->requests);
	}
	c->enforced = c->found & m->enforced;
	c->tested = c->found & m->tested;
}

void
context_ask(struct look *l, struct context *c)
{
	if (l->judge->recall == NULL)
		return;
	l->context = c;
	context_expect(l->judge, l->m, c);
	context_meet(l, c);
}
