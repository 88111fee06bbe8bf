/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is worked out of a message before and while it is judged.
 *
 * From: Diameter by Origin-Realm (RFC 6733 6.4), SS7 by the calling address
 * (Q.713 3.5; without a global title by point code).  Over which link: by the
 * network address and point code of the node that sent it.
 */
#include <string.h>

#include "../dissectors/diameter.h"
#include "../dissectors/hash.h"
#include "look.h"
#include "table.h"

/* ---- over which link ---- */

static int
find_link(struct judge *j, struct cur address, bool has_pc, uint32_t pc)
{
	size_t len = cur_left(&address);
	struct link_cache *c;
	uint64_t hash;

	if (j->rs->conf->nlink == 0 || (len == 0 && !has_pc))
		return LINK_UNKNOWN;
	if (len > LINK_ADDRESS)
		return link_find(j->rs->owners, address, has_pc, pc);
	pc = has_pc ? pc : 0;
	hash = hash_u64(hash_octets(j->secret, address.p, len),
	    (uint64_t)has_pc << 32 | pc);
	c = &j->links[hash >> 32 & (LINK_CACHE - 1)];
	if (c->full && c->len == len && c->has_pc == has_pc && c->pc == pc &&
	    (len == 0 || memcmp(c->address, address.p, len) == 0))
		return c->link;
	*c = (struct link_cache){ .len = (uint8_t)len, .full = true,
	    .has_pc = has_pc, .pc = pc,
	    .link = (int16_t)link_find(j->rs->owners, address, has_pc, pc) };
	if (len > 0)
		memcpy(c->address, address.p, len);
	return c->link;
}

/* A request that goes out says where to; Diameter answers, and what neighbours
 * tell each other, need not. */
static bool
names_receiver(const struct look *l)
{
	const struct sig_msg *m = l->m;

	if (l->to != OWNER_NOBODY)
		return true;
	if (m->proto == SIG_PROTO_DIAMETER)
		return !(m->flags & DIAMETER_REQUEST) ||
		    m->app == DIAMETER_APP_BASE ||
		    sig_has(m, SIG_DEST_REALM) || sig_has(m, SIG_DEST_HOST);
	return m->called.present && m->called.has_gt && m->called.len > 0;
}

int
look_link_out(const struct look *l)
{
	return l->m->link_out > 0 ? l->m->link_out - 1 :
	    find_link(l->judge, l->m->dst, l->m->has_label, l->m->dpc);
}

/* Towards home or away: told by the links, or else by the addresses. */
static void
look_link(struct look *l)
{
	const struct sig_msg *m = l->m;
	const struct owners *o = l->rs->owners;
	int out;

	l->link = (int16_t)(m->link_in > 0 ? m->link_in - 1 :
	    find_link(l->judge, m->src, m->has_label, m->opc));
	if (l->link != LINK_UNKNOWN) {
		l->direction = link_is_home(o, l->link) ? DIRECTION_OUT :
		    DIRECTION_IN;
		return;
	}
	out = look_link_out(l);
	if (out != LINK_UNKNOWN)
		l->direction = link_is_home(o, out) ? DIRECTION_IN :
		    DIRECTION_OUT;
	else if (owner_has_links(o, OWNER_HOME))
		l->direction = DIRECTION_IN;	/* home is behind its links */
	else
		l->direction = l->from == OWNER_HOME && l->to != OWNER_HOME &&
		    names_receiver(l) ? DIRECTION_OUT : DIRECTION_IN;
}

/* ---- from whom to whom ---- */

static unsigned
realm_owner(struct look *l, unsigned realm, unsigned host)
{
	const struct sig_value *v = sig_get(l->m, realm);
	unsigned owner;
	size_t i;

	if (v != NULL) {
		owner = owner_realm(l->rs->owners, v->text, v->len);
		i = (size_t)(v - l->m->val);	/* rules will ask again */
		l->owned[i / 64] |= UINT64_C(1) << (i % 64);
		l->owner[i] = (uint16_t)owner;
		while ((v = sig_next(l->m, v)) != NULL)
			if (owner_realm(l->rs->owners, v->text, v->len) !=
			    owner)
				return OWNER_NOBODY;
		return owner;
	}
	v = sig_get(l->m, host);
	return v == NULL ? OWNER_NOBODY :
	    owner_host(l->rs->owners, v->text, v->len);
}

static void
look_owners(struct look *l)
{
	const struct sig_msg *m = l->m;
	const struct owners *o = l->rs->owners;

	if (m->proto == SIG_PROTO_DIAMETER) {
		l->from = (uint16_t)realm_owner(l, SIG_ORIGIN_REALM,
		    SIG_ORIGIN_HOST);
		l->to = (uint16_t)realm_owner(l, SIG_DEST_REALM,
		    SIG_DEST_HOST);
	} else {
		l->from = (uint16_t)owner_party(o, &m->calling, m->has_label,
		    m->opc);
		l->to = (uint16_t)owner_party(o, &m->called, m->has_label,
		    m->dpc);
	}
}

void
look_start(struct look *l, struct judge *j, const struct sig_msg *m,
    uint64_t now)
{
	const struct sig_value *v;

	l->judge = j;
	l->rs = j->rs;
	l->m = m;
	/* captures are not quite in order */
	l->now = now < j->now && j->now - now < CLOCK_SLACK ? j->now : now;
	l->comp = 0;
	l->cls_known = false;
	l->asks = false;
	l->tested = false;
	l->recalls = false;
	l->watched = false;
	l->context = NULL;
	l->plan = -1;
	memset(l->owned, 0, sizeof(l->owned));
	if (l->rs->expected != NULL && (v = sig_get(m, SIG_IMSI)) != NULL)
		table_expect_digits(l->rs->expected, &v->digits, v->len);
	look_owners(l);
	look_link(l);
	/* link management and addresses without a number, which have no
	 * meaning beyond the link, name nobody: it is who the link leads to */
	if (l->from == OWNER_NOBODY && m->proto != SIG_PROTO_DIAMETER &&
	    !(m->calling.present && m->calling.has_gt && m->calling.len > 0))
		l->from = (uint16_t)owner_of_link(l->rs->owners, l->link);
}

/* What names no subscriber is about the one that its dialogue is about. */
static bool
class_of_txn(struct look *l)
{
	const struct txn *t = l->context == NULL ? NULL :
	    l->context->meeting.txn;

	if (t == NULL || sig_has(l->m, SIG_IMSI))
		return false;
	l->cls = t->cls;
	return true;
}

int
look_class(struct look *l)
{
	const struct ruleset *rs = l->rs;
	const struct class_tests *c;
	bool recalls = l->recalls;
	size_t i, k;

	if (l->cls_known)
		return l->cls;
	l->cls_known = true;		/* a class that tests class sees -1 */
	l->cls = -1;
	if (class_of_txn(l))
		return l->cls;
	l->recalls = true;
	for (i = 0; i < rs->conf->nclass; i++) {
		c = &rs->class[i];
		for (k = 0; k < c->ntest; k++)
			if (!c->test[k].holds(l, &c->test[k]))
				break;
		if (c->ntest > 0 && k == c->ntest)
			break;
	}
	l->recalls = recalls;
	l->cls = (int16_t)(i < rs->conf->nclass ? (int)i : rs->other_class);
	return l->cls;
}

/* ---- owners of values ---- */

static unsigned
got_owner(const struct look *l, const struct got *g)
{
	const struct owners *o = l->rs->owners;

	switch (g->type) {
	case TYPE_DIGITS:
		if (g->field == SUBJECT_CALLING_GT)
			return l->from;
		if (g->field == SUBJECT_CALLED_GT)
			return l->to;
		return owner_digits(o, g->field, g->digits, g->len);
	case TYPE_PLMN:
		return owner_plmn(o, g->digits, g->len);
	case TYPE_NAME:
		if (g->field == SIG_ORIGIN_REALM || g->field == SIG_DEST_REALM
		    || g->field == SIG_MME_REALM || g->field == SIG_SGSN_REALM
		    || g->field == SIG_SMSC_REALM ||
		    g->field == SIG_NODE_REALM)
			return owner_realm(o, g->text.p, cur_left(&g->text));
		return owner_host(o, g->text.p, cur_left(&g->text));
	case TYPE_ADDRESS:
		return owner_address(o, g->text);
	case TYPE_OWNER:
		return (unsigned)g->number;
	default:
		return OWNER_NOBODY;
	}
}

unsigned
look_owner(struct look *l, const struct got *g)
{
	size_t i;

	if (g->v == NULL)
		return got_owner(l, g);
	i = (size_t)(g->v - l->m->val);
	if (!(l->owned[i / 64] >> (i % 64) & 1)) {
		l->owned[i / 64] |= UINT64_C(1) << (i % 64);
		l->owner[i] = (uint16_t)got_owner(l, g);
	}
	return l->owner[i];
}
