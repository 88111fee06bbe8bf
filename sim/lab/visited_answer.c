/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Answers at a visited node: they are read as octets, whoever made them.
 *
 * RFC 6733 6.2.1 (hop-by-hop identifiers), RFC 7683 5.2.1.4 (overload reports),
 * Q.774 3.3 (transaction identifiers).
 */
#include "world.h"

enum { REPORT_HOST = 0 };		/* OC-Report-Type, RFC 7683 7.6 */

/* The transaction that the answer's identifiers name; NOBODY: none waits. */
static uint32_t
txn_of(const struct world *w, const struct sig_msg *m)
{
	bool diameter = m->proto == SIG_PROTO_DIAMETER;
	uint32_t id, number;
	const struct txn *t;

	if (!diameter && m->dtid.len != 4)
		return NOBODY;
	id = diameter ? m->hbh : m->dtid.id;
	number = id >> TXN_GEN_BITS;
	if (number >= w->txns)
		return NOBODY;
	t = &w->txn[number];
	if (!(t->flags & TXN_BUSY) || txn_id(t, number) != id ||
	    diameter != (t->tech == LAB_TECH_S6A) ||
	    (diameter && m->e2e != (uint32_t)t->session))
		return NOBODY;
	return number;
}

/* A report counts when its number is newer than the last one's, and holds back
 * further requests when it is about the realm: those of a host are about requests
 * that name it, and the first of a procedure does not (RFC 7683 5.2.1.4).
 * Returns for how long it is valid, s; 0: there is none. */
static uint32_t
report_take(struct world *w, const struct txn *t, const struct sig_msg *m)
{
	const struct sig_value *number = sig_get(m, SIG_OC_SEQUENCE);
	const struct sig_value *reduction = sig_get(m, SIG_OC_REDUCTION);
	const struct sig_value *validity = sig_get(m, SIG_OC_VALIDITY);
	const struct sig_value *type = sig_get(m, SIG_OC_REPORT_TYPE);
	struct visited_node *v = &w->visited[t->network].mme[t->node];
	uint64_t s = validity == NULL ? 30 : validity->num;

	if (!(t->flags & TXN_DOIC) || number == NULL || reduction == NULL ||
	    number->num <= v->sequence)
		return 0;
	s = s > 86400 ? 86400 : s;
	v->sequence = number->num;
	if (type != NULL && type->num == REPORT_HOST)
		return (uint32_t)s;
	v->reduction = (uint8_t)(reduction->num > 100 ? 100 : reduction->num);
	v->until = w->now + s * LAB_S;
	return (uint32_t)s;
}

/* The next request of the procedure. */
static void
next(struct world *w, uint32_t number, enum lab_step step)
{
	struct txn *t = &w->txn[number];
	const struct scenario_network *n = &w->s->network[t->network];

	t->step = (uint8_t)step;
	t->gen++;
	t->tries = 0;
	txn_event(w, number, w->now + 2 * n->delay, TXN_SEND);
}

static void
succeeded(struct world *w, uint32_t number, const struct sig_msg *m)
{
	const struct txn *t = &w->txn[number];
	const struct scenario_network *n = &w->s->network[t->network];

	if (t->step == STEP_AUTHENTICATE && !(t->flags & TXN_REFRESH))
		next(w, number, STEP_UPDATE);
	else if (m->dialogue == SIG_DIALOGUE_CONTINUE)
		next(w, number, STEP_INSERT);
	else
		txn_outcome(w, number, 0, 0, w->now + n->delay + n->access);
}

/* reported: the report that came with it is valid for so long, s.  A node that
 * reacts with T3346 tells that to the device that was refused. */
static void
failed(struct world *w, uint32_t number, unsigned cause, uint32_t reported)
{
	struct txn *t = &w->txn[number];
	const struct scenario_network *n = &w->s->network[t->network];
	struct device *d = &w->device[t->device];
	uint32_t time_s = 0;

	if (t->flags & TXN_ROGUE) {
		t->gen++;
		if (t->tries < UINT8_MAX)
			t->tries++;
		txn_event(w, number, w->now + n->repeat + 2 * n->delay,
		    TXN_SEND);
		return;
	}
	if (reported > 0 && n->react == LAB_REACT_T3346) {
		cause = 22;
		time_s = nas_timer(reported * LAB_S);
	} else if (cause == 22 && n->t3346_most > 0)
		time_s = nas_timer(n->t3346_least + draw_below(device_draw(w,
		    d), n->t3346_most - n->t3346_least + 1));
	txn_outcome(w, number, cause, time_s, w->now + n->delay + n->access);
}

bool
visited_answer(struct world *w, const struct sig_msg *m,
    const struct octets_who *who)
{
	const struct scenario_network *n = &w->s->network[who->network];
	uint32_t number, reported;
	unsigned cause;

	if (!visited_way_up(w, who->network, who->way)) {
		w->sec->lost++;
		return false;
	}
	number = txn_of(w, m);
	if (number == NOBODY || w->now + n->delay > w->txn[number].deadline)
		return false;
	reported = report_take(w, &w->txn[number], m);
	cause = nas_cause(n, (enum lab_tech)w->txn[number].tech, m);
	if (cause == 0)
		succeeded(w, number, m);
	else
		failed(w, number, cause, reported);
	return true;
}
