/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Judging without any cleverness, as the language is told: rule after rule,
 * test after test, item after item, on text.  What the fast evaluator of
 * rules/ does is held against it.
 *
 * It reads the configuration as parsed and shares no table, index or look-up
 * with rules/.
 */
#ifndef TESTS_ORACLE_H
#define TESTS_ORACLE_H

#include "oracle_test.h"

static inline void
oracle_init(struct oracle *o, const struct conf *c)
{
	o->c = c;
	o->now = 0;
	o->nrate = o->nblock = 0;
}

/* ---- the message as a whole ---- */

static inline bool
oracle_home_link(const struct conf *c, int link)
{
	return link >= 0 && oracle_has_link(&c->home, link);
}

/* The only owner that the link leads to, or nobody. */
static inline unsigned
oracle_sole_owner(const struct conf *c, int link)
{
	unsigned o, found = OWNER_NOBODY, n = 0;

	for (o = OWNER_HOME; link >= 0 && o < oracle_owners(c); o++)
		if (oracle_linked(c, o) && oracle_leads_to(c, link, o)) {
			found = o;
			n++;
		}
	return n == 1 ? found : (unsigned)OWNER_NOBODY;
}

/* By the realm, without one by the host; SS7 by the address. */
static inline unsigned
oracle_end(const struct oracle_look *k, enum sig_field realm,
    enum sig_field host, const struct sig_addr *party, uint32_t pc)
{
	const struct sig_value *v;
	bool by_realm = sig_get(k->m, realm) != NULL;
	unsigned o;

	if (k->m->proto == SIG_PROTO_DIAMETER) {
		v = sig_get(k->m, by_realm ? realm : host);
		if (v == NULL)
			return OWNER_NOBODY;
		o = oracle_owner_name(k->c, by_realm, cur_make(v->text,
		    v->len));
		for (v = sig_next(k->m, v); by_realm && v != NULL;
		    v = sig_next(k->m, v))
			if (oracle_owner_name(k->c, true, cur_make(v->text,
			    v->len)) != o)
				return OWNER_NOBODY;
		return o;
	}
	return oracle_owner_party(k->c, party, k->m->has_label, pc);
}

static inline unsigned
oracle_direction(const struct oracle_look *k)
{
	const struct sig_msg *m = k->m;
	int egress = oracle_link_find(k->c, m->dst, m->has_label, m->dpc);

	if (k->link >= 0)
		return oracle_home_link(k->c, k->link) ? DIRECTION_OUT :
		    DIRECTION_IN;
	if (egress >= 0)
		return oracle_home_link(k->c, egress) ? DIRECTION_IN :
		    DIRECTION_OUT;
	if (oracle_linked(k->c, OWNER_HOME) || k->from != OWNER_HOME ||
	    k->to == OWNER_HOME)
		return DIRECTION_IN;
	if (k->to != OWNER_NOBODY)
		return DIRECTION_OUT;
	if (m->proto == SIG_PROTO_DIAMETER)
		return (m->flags & 0x80) == 0 || m->app == 0 || sig_has(m, SIG_DEST_REALM) ||
		    sig_has(m, SIG_DEST_HOST) ? DIRECTION_OUT : DIRECTION_IN;
	return m->called.present && m->called.has_gt && m->called.len > 0 ?
	    DIRECTION_OUT : DIRECTION_IN;
}

/* What goes out and names nobody is for who is behind the link. */
static inline unsigned
oracle_receiver(const struct oracle_look *k)
{
	if (k->direction == DIRECTION_IN || k->to != OWNER_NOBODY)
		return k->to;
	return oracle_sole_owner(k->c, oracle_link_find(k->c, k->m->dst,
	    k->m->has_label, k->m->dpc));
}

/* Is it of or for a partner under monitor, over a way that leads there? */
static inline bool
oracle_watched(const struct oracle_look *k)
{
	bool in = k->direction == DIRECTION_IN;
	unsigned o = in ? k->from : oracle_receiver(k);

	return o >= OWNER_PARTNER &&
	    k->c->partner[o - OWNER_PARTNER].monitor &&
	    (!in || oracle_leads_to(k->c, k->link, o));
}

static inline void
oracle_start(struct oracle_look *k, struct oracle *o, const struct sig_msg *m,
    uint64_t now)
{
	memset(k, 0, sizeof(*k));
	k->o = o;
	k->c = o->c;
	k->m = m;
	k->now = now;
	k->cls = -1;
	k->link = oracle_link_find(k->c, m->src, m->has_label, m->opc);
	k->from = oracle_end(k, SIG_ORIGIN_REALM, SIG_ORIGIN_HOST, &m->calling,
	    m->opc);
	k->to = oracle_end(k, SIG_DEST_REALM, SIG_DEST_HOST, &m->called,
	    m->dpc);
	if (k->from == OWNER_NOBODY && m->proto != SIG_PROTO_DIAMETER &&
	    !(m->calling.present && m->calling.has_gt && m->calling.len > 0))
		k->from = oracle_sole_owner(k->c, k->link);
	k->direction = oracle_direction(k);
	k->watched = oracle_watched(k);
}

/* The first class whose tests hold, or the one without tests. */
static inline int
oracle_class(const struct oracle_look *k)
{
	const struct conf_class *cls;
	int others = -1;
	size_t i, t;

	for (i = 0; i < k->c->nclass; i++) {
		cls = &k->c->class[i];
		if (cls->ntest == 0)
			others = (int)i;
		for (t = 0; t < cls->ntest; t++)
			if (!oracle_test(k, &cls->test[t], false, "class"))
				break;
		if (cls->ntest > 0 && t == cls->ntest)
			return (int)i;
	}
	return others;
}

/* ---- rules ---- */

static inline bool
oracle_refuses(const struct conf_rule *r)
{
	return r->action == ACTION_DROP || r->action == ACTION_REJECT ||
	    r->action == ACTION_SINK ||
	    (r->action == ACTION_STEER && r->steer_times > 0);
}

/* All tests; the rate counts only what every other test lets through. */
static inline bool
oracle_rule(const struct oracle_look *k, const struct conf_rule *r, size_t n)
{
	char rule[32];
	size_t t, pass;

	(void)snprintf(rule, sizeof(rule), "%u/%zu", k->direction, n);
	k->o->watched = r->monitor || k->watched ||
	    (k->direction == DIRECTION_IN ? k->c->in.monitor :
	    k->c->out.monitor);
	for (pass = 0; pass < 2; pass++)
		for (t = 0; t < r->ntest; t++)
			if ((r->test[t].subject == SUBJECT_RATE) ==
			    (pass == 1) &&
			    !oracle_test(k, &r->test[t], oracle_refuses(r),
			    rule))
				return false;
	return true;
}

/* What a rule that holds leaves behind; true when it decides. */
static inline bool
oracle_took(struct oracle_look *k, const struct conf_rule *r, size_t n,
    struct verdict *v)
{
	v->log |= r->log;
	if (r->monitor) {
		if (r->action != ACTION_MATCH && v->would < 0)
			v->would = (int32_t)n;
		return false;
	}
	if (r->label != NULL)
		v->label = r->label;
	if (r->has_class)
		k->cls = (int)r->cls;
	if (r->action == ACTION_MATCH)
		return false;
	v->action = r->action;
	v->why = WHY_RULE;
	v->rule = (int32_t)n;
	v->back_off = r->back_off ? r->back_off_ns : 0;
	return true;
}

static inline void
oracle_component(struct oracle_look *k, const struct conf_screen *s,
    struct verdict *v)
{
	size_t i;

	memset(v, 0, sizeof(*v));
	v->rule = v->would = -1;
	v->comp = (uint8_t)k->comp;
	v->action = s->there ? ACTION_DROP : ACTION_PASS;
	v->why = s->there ? WHY_DEFAULT : WHY_NO_RULES;
	v->monitor = s->there && (s->monitor || k->watched);
	k->cls = -1;
	k->cls = oracle_class(k);
	for (i = 0; i < s->n; i++)
		if (oracle_rule(k, &s->rule[i], i) &&
		    oracle_took(k, &s->rule[i], i, v))
			break;
	v->cls = (int16_t)k->cls;
	v->direction = (uint8_t)k->direction;
	v->link = (int16_t)k->link;
	v->from = (uint16_t)k->from;
	v->to = (uint16_t)oracle_receiver(k);
}

/* Every component; the worst verdict, the first of equals, with what any of
 * them was to be logged or watched for. */
static inline void
oracle_judge(struct oracle *o, const struct sig_msg *m, uint64_t now,
    struct verdict *worst)
{
	const struct conf_screen *s;
	struct oracle_look k;
	struct verdict v;
	int32_t would = -1;
	bool log = false;

	if (now > o->now)
		o->now = now;
	oracle_start(&k, o, m, o->now);
	s = k.direction == DIRECTION_IN ? &o->c->in : &o->c->out;
	for (k.comp = 0; k.comp == 0 || k.comp < m->ncomp; k.comp++) {
		oracle_component(&k, s, &v);
		would = would < 0 ? v.would : would;
		log |= v.log;
		if (k.comp == 0 || v.action > worst->action)
			*worst = v;
	}
	worst->would = would;
	worst->log = log;
}

#endif
