/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What becomes of requests that went to a protected group: its answers, those
 * that stay away, and its reports of overload (RFC 7683).
 */
#include "control_impl.h"

enum { BUSY = 3004, UNABLE = 5012, NO_ROUTE = 3002, MAP_SYSTEM_FAILURE = 34,
	MAP_RESOURCE = 51, VALIDITY = 30, VALIDITY_MAX = 86400,
	SUBSYSTEM_CONGESTED = 2, NETWORK_CONGESTED = 6,
	DUNA = 0x201, DAVA = 0x202 };	/* RFC 4666 3.1.2 */

/* A level that is not repeated for so long is over (Q.714 5.2.8.3). */
#define LEVEL_HOLDS	(10 * NS_A_SECOND)

void
control_sent(struct control *c, int link, uint64_t now)
{
	struct group *g = guard_by_link(c, link);

	if (g == NULL && link < 0 && c->rs->conf->nprotect == 1)
		g = &c->group[0];
	if (g == NULL)
		return;
	g->sent++;
	if (g->heard)
		capacity_sent(admit_capacity(g->admit), now);
}

static enum capacity_outcome
outcome(const struct sig_msg *m)
{
	const struct sig_value *v = sig_get(m, SIG_RESULT);
	unsigned i;

	if (m->proto == SIG_PROTO_DIAMETER && v != NULL)
		return v->num == BUSY ? CAPACITY_BUSY : v->num == UNABLE ||
		    v->num == NO_ROUTE ? CAPACITY_FAILURE : CAPACITY_FINE;
	for (i = 0; i < m->ncomp; i++)
		if (m->comp[i].kind == SIG_KIND_ERROR && m->comp[i].has_error) {
			if (m->comp[i].error == MAP_RESOURCE)
				return CAPACITY_BUSY;
			if (m->comp[i].error == MAP_SYSTEM_FAILURE)
				return CAPACITY_FAILURE;
		}
	return m->ncomp == 0 && m->kind == SIG_KIND_ABORT ? CAPACITY_FAILURE :
	    CAPACITY_FINE;
}

/* What is known of that node; else the place of whose report ends first. */
static struct report *
reporter(struct group *g, uint64_t host)
{
	struct report *oldest = &g->report[0];
	unsigned i;

	for (i = 0; i < REPORTERS; i++) {
		if (g->report[i].host == host)
			return &g->report[i];
		if (g->report[i].end < oldest->end)
			oldest = &g->report[i];
	}
	*oldest = (struct report){ .host = host };
	return oldest;
}

static bool
in_force(const struct report *r, uint64_t now)
{
	return r->since <= now && now < r->end;
}

/* The group bears what the node that says it is worst off asks for. */
static void
reports_tell(struct group *g, uint64_t now)
{
	const struct report *worst = &g->report[0];
	unsigned i;

	for (i = 1; i < REPORTERS; i++)
		if (in_force(&g->report[i], now) && (!in_force(worst, now) ||
		    g->report[i].percent > worst->percent))
			worst = &g->report[i];
	capacity_report(admit_capacity(g->admit), worst->percent,
	    in_force(worst, now) ? worst->end - now : 0, now);
}

/* OC-OLR of home's own answer.  Of one node the newer one counts, while there
 * is an older one (RFC 7683 5.2.1.2); numbers of nodes are their own. */
static void
report(struct group *g, const struct look *l)
{
	const struct sig_value *sequence = sig_get(l->m, SIG_OC_SEQUENCE),
	    *percent = sig_get(l->m, SIG_OC_REDUCTION),
	    *validity = sig_get(l->m, SIG_OC_VALIDITY);
	uint64_t seconds = validity == NULL ? VALIDITY : validity->num;
	struct report *r;

	if (l->from != OWNER_HOME || sequence == NULL || percent == NULL)
		return;
	r = reporter(g, context_source_key(l->judge->secret, l->m) | 1);
	if (in_force(r, l->now) && sequence->num <= r->sequence)
		return;
	r->sequence = sequence->num;
	r->percent = (uint8_t)(percent->num > 100 ? 100 : percent->num);
	r->since = l->now;
	r->end = l->now + (seconds > VALIDITY_MAX ? VALIDITY_MAX :
	    seconds) * NS_A_SECOND;
	reports_tell(g, l->now);
}

/* Home's own answer says how loaded the node is that gave it, and maybe the
 * agent before it, too (RFC 8583): what is more is the bound. */
static void
load(struct group *g, const struct look *l)
{
	const struct sig_value *v = sig_get(l->m, SIG_LOAD_VALUE);
	uint64_t most = 0;

	if (l->from != OWNER_HOME || v == NULL)
		return;
	for (; v != NULL; v = sig_next(l->m, v))
		most = v->num > most ? v->num : most;
	capacity_loaded(admit_capacity(g->admit), (unsigned)(most <
	    CAPACITY_LOADED ? most : CAPACITY_LOADED), l->now);
}

static struct group *
group_of_txn(struct control *c, const struct txn *t)
{
	if (t->direction != DIRECTION_IN || t->refused)
		return NULL;
	if (t->out < 0 && c->group_rest < 0 && c->rs->conf->nprotect == 1)
		return &c->group[0];
	return guard_by_link(c, t->out);
}

void
control_answered(const struct look *l, const struct txn *t)
{
	struct group *g = group_of_txn(l->judge->control, t);
	enum capacity_outcome what = outcome(l->m);

	if (g == NULL)
		return;
	g->heard = true;
	if (!t->overdue) {
		g->failed += what != CAPACITY_FINE;
		capacity_outcome(admit_capacity(g->admit), what,
		    elapsed(l->now, t->started), l->now);
	}
	report(g, l);
	load(g, l);
}

/* That it comes back for congestion was counted when it was met. */
static bool
is_congested(const struct sig_msg *m)
{
	return m->has_cause && (m->cause == SUBSYSTEM_CONGESTED ||
	    m->cause == NETWORK_CONGESTED);
}

void
control_returned(const struct look *l, const struct txn *t)
{
	struct group *g = group_of_txn(l->judge->control, t);

	if (g == NULL || is_congested(l->m))
		return;
	g->failed++;
	if (g->heard)
		capacity_outcome(admit_capacity(g->admit), CAPACITY_FAILURE,
		    elapsed(l->now, t->started), l->now);
}

void
control_unanswered(struct control *c, const struct txn *t, uint64_t now)
{
	struct group *g = group_of_txn(c, t);

	if (g == NULL)
		return;
	g->failed++;
	if (g->heard)
		capacity_outcome(admit_capacity(g->admit), CAPACITY_TIMEOUT,
		    elapsed(now, t->started), now);
}

void
control_unsent(struct control *c, const struct txn *t, uint64_t now)
{
	struct group *g = group_of_txn(c, t);

	if (g == NULL)
		return;
	if (g->sent > 0)
		g->sent--;
	if (g->heard)
		capacity_unsent(admit_capacity(g->admit), now);
}

void
control_heard(struct control *c, const struct txn *t, uint64_t now)
{
	struct group *g = group_of_txn(c, t);

	if (g == NULL || t->overdue)
		return;
	g->heard = true;
	capacity_outcome(admit_capacity(g->admit), CAPACITY_FINE,
	    elapsed(now, t->started), now);
}

/* ---- congestion: Q.713 3.12, Q.714 5.2.8, RFC 4666 3.4.4 ---- */

/* Home's own nodes, and those that nobody is known to have. */
static bool
is_not_theirs(const struct look *l)
{
	const struct sig_value *pc = sig_get(l->m, SIG_AFFECTED_PC);
	const struct owners *o = l->rs->owners;
	int link;

	if (pc == NULL || pc->num > UINT32_MAX)
		return true;
	link = link_find(o, cur_make(NULL, 0), true, (uint32_t)pc->num);
	return owner_pc(o, (uint32_t)pc->num) < OWNER_PARTNER &&
	    (link == LINK_UNKNOWN || link_is_home(o, link));
}

/* A level that the network tells, or -1. */
static int
network_level(const struct look *l, const struct sig_value *level)
{
	const struct sig_msg *m = l->m;
	unsigned code = m->ncomp > 0 && m->comp[0].has_code ?
	    m->comp[0].code : 0;

	if (m->proto != SIG_PROTO_M3UA || !is_not_theirs(l))
		return -1;
	if (code == DUNA || code == DAVA)
		return code == DUNA ? CAPACITY_LEVELS : 0;
	return level == NULL ? -1 : level->num > CAPACITY_LEVELS ?
	    CAPACITY_LEVELS : (int)level->num;
}

/* Over home's own link: a request comes back, a subsystem says how congested it
 * is, 1 to 8, or the network says so of a node. */
void
outcome_congestion(const struct look *l)
{
	const struct sig_value *level = sig_get(l->m, SIG_CONGESTION_LEVEL);
	struct control *c = l->judge->control;
	struct group *g = guard_by_link(c, l->link);
	unsigned n;
	int network;

	if (g == NULL && c->rs->conf->nprotect == 1)
		g = &c->group[0];
	if (g == NULL)
		return;
	if (is_congested(l->m)) {
		g->failed++;
		capacity_outcome(admit_capacity(g->admit), CAPACITY_BUSY, 0,
		    l->now);
	} else if (l->m->proto == SIG_PROTO_SCMG && level != NULL) {
		n = (unsigned)(level->num > 8 ? 8 : level->num);
		capacity_level(admit_capacity(g->admit),
		    (n * CAPACITY_LEVELS + 7) / 8, LEVEL_HOLDS, l->now);
	} else if ((network = network_level(l, level)) >= 0) {
		capacity_level(admit_capacity(g->admit), (unsigned)network,
		    LEVEL_HOLDS, l->now);
	}
}
