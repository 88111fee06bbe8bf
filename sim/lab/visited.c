/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Visited networks: requests of their nodes for devices, sent again where
 * nobody answers, and what answers make of them.
 *
 * When a device gives up (T3410 ran out) its node gives up too: it would find
 * out with the next message to the device.  Rogue nodes do not.
 *
 * 3GPP TS 29.272 5.2.1, 5.2.3; TS 29.002 8.1.2, 8.5.2; RFC 6733 3 (T flag),
 * RFC 7683 5.2 (reacting nodes).
 */
#include "world.h"

bool
visited_way_up(const struct world *w, unsigned network, unsigned way)
{
	return w->visited[network].down <= way;
}

unsigned
visited_nodes(const struct scenario_network *n, enum lab_tech tech)
{
	return tech == LAB_TECH_S6A ? n->mmes : tech == LAB_TECH_MAP_CS ?
	    n->vlrs : n->sgsns;
}

static uint64_t
imei_of(const struct scenario_population *p, uint64_t imsi)
{
	return p->tac * UINT64_C(1000000) + imsi % 1000000;
}

static void
txn_who(const struct world *w, const struct txn *t, uint32_t number,
    struct octets_who *who)
{
	uint32_t d = t->device;
	const struct scenario_population *p =
	    &w->s->population[w->device[d].population];

	who->imsi = world_imsi(w, d);
	who->imei = imei_of(p, who->imsi);
	who->session = t->session;
	who->id = txn_id(t, number);
	who->e2e = (uint32_t)t->session;
	who->network = t->network;
	who->node = t->node;
	who->tech = t->tech;
	who->way = t->way;
	who->doic = (t->flags & TXN_DOIC) != 0;
	who->again = t->tries > 0;
}

/* ---- towards home ---- */

static enum policy_verdict
judged(struct world *w, const struct policy_msg *pm, struct wbuf *answer,
    struct device *d)
{
	enum policy_verdict v;
	uint64_t at;

	w->out->messages++;
	w->out->octets += cur_left(&pm->octets);
	if (d != NULL && d->messages < UINT16_MAX)
		d->messages++;
	if (w->options->tap != NULL)
		w->options->tap(w->options->arg, pm, false);
	at = world_clock(w);
	v = w->policy->request(w->policy_arg, pm, answer);
	world_clocked(w, at);
	return v == POLICY_ANSWER && (!wbuf_ok(answer) || answer->len == 0) ?
	    POLICY_DISCARD : v;
}

/* The firewall's answer on its way back. */
static void
refused(struct world *w, const struct policy_msg *pm, struct cur answer,
    const struct octets_who *who, struct device *d)
{
	struct policy_msg back = *pm;

	w->sec->refused++;
	if (d != NULL) {
		if (d->refusals < UINT16_MAX)
			d->refusals++;
		if (d->messages < UINT16_MAX)
			d->messages++;
		w->out->cls[population_of(w, d)->cls].refused++;
	}
	w->out->messages++;
	w->out->octets += cur_left(&answer);
	octets_view(w->octets, answer, who, true, w->now, &w->answer_view);
	back.octets = answer;
	back.view = &w->answer_view;
	back.from_home = true;
	if (w->options->tap != NULL)
		w->options->tap(w->options->arg, &back, true);
	if (!visited_answer(w, &w->answer_view, who) && d != NULL)
		w->out->unreadable++;
}

bool
visited_request(struct world *w, struct cur octets,
    const struct octets_who *who, struct device *d, const struct job *job)
{
	struct wbuf answer = wbuf_make(w->mem[1], sizeof(w->mem[1]));
	struct policy_msg pm = { octets, &w->view, who->network, who->way,
	    false, w->now };

	octets_view(w->octets, octets, who, false, w->now, &w->view);
	if (job->more) {
		w->sec->continuation++;
	} else {
		w->sec->offered++;
		w->sec->hostile += job->hostile;
	}
	switch (judged(w, &pm, &answer, d)) {
	case POLICY_FORWARD:
		w->sec->admitted += !job->more;
		home_job(w, job);
		return true;
	case POLICY_ANSWER:
		refused(w, &pm, wbuf_cur(&answer), who, d);
		break;
	case POLICY_DISCARD:
		w->sec->discarded++;
		break;
	}
	return false;
}

bool
visited_reset(struct world *w, const struct octets_who *who)
{
	struct wbuf out = wbuf_make(w->mem[0], sizeof(w->mem[0]));
	struct wbuf answer = wbuf_make(w->mem[1], sizeof(w->mem[1]));
	struct policy_msg pm = { .view = &w->view, .network = who->network,
	    .way = who->way, .now = w->now };

	if (!visited_way_up(w, who->network, who->way)) {
		w->sec->lost++;
		return false;
	}
	if (who->tech != LAB_TECH_S6A)
		return true;
	octets_reset_done(w->octets, who, &out);
	pm.octets = wbuf_cur(&out);
	octets_view(w->octets, pm.octets, who, false, w->now, &w->view);
	(void)judged(w, &pm, &answer, NULL);	/* home has no use for it */
	return true;
}

/* True: home has it. */
static bool
request(struct world *w, uint32_t number)
{
	const struct txn *t = &w->txn[number];
	struct device *d = &w->device[t->device];
	struct wbuf out = wbuf_make(w->mem[0], sizeof(w->mem[0]));
	struct octets_who who;
	struct job job;

	txn_who(w, t, number, &who);
	octets_request(w->octets, (enum lab_step)t->step, &who, &out);
	w->out->retransmitted += who.again;
	if (!visited_way_up(w, t->network, t->way)) {
		w->sec->lost++;
		return false;
	}
	job = (struct job){ .arrived = w->now, .session = t->session,
	    .imsi = who.imsi, .id = who.id, .node = t->node,
	    .network = t->network, .way = t->way, .tech = t->tech,
	    .step = t->step, .population = d->population,
	    .doic = who.doic, .known = true,
	    .more = t->step > (t->flags & TXN_UPDATE ? STEP_UPDATE :
	    STEP_AUTHENTICATE) };
	return visited_request(w, wbuf_cur(&out), &who, d, &job);
}

/* ---- attaching ---- */

/* When the device will have waited long enough, if it asks now. */
static uint64_t
waits_until(const struct world *w, const struct device *d)
{
	return w->now + w->behaviour[d->behaviour].t_answer;
}

/* A report of home's side that is in force: the device is told to wait.  With
 * T3346 it is told a time within that of the report, at random. */
static bool
throttled(struct world *w, struct device *d, uint32_t number)
{
	struct txn *t = &w->txn[number];
	const struct scenario_network *n = &w->s->network[t->network];
	const struct visited_node *v = &w->visited[t->network].mme[t->node];
	uint64_t at = w->now + 2 * n->access;
	uint32_t time_s = 0;
	unsigned cause = n->throttled;

	if (w->now >= v->until || draw_below(device_draw(w, d), 100) >=
	    v->reduction)
		return false;
	w->sec->throttled++;
	if (n->react == LAB_REACT_T3346) {
		cause = 22;
		time_s = nas_timer(draw_below(device_draw(w, d),
		    v->until - w->now));
	} else if (cause == 22 && n->t3346_most > 0) {
		time_s = nas_timer(n->t3346_least + draw_below(device_draw(w,
		    d), n->t3346_most - n->t3346_least + 1));
	}
	txn_outcome(w, number, cause, time_s, at);
	return true;
}

uint16_t
visited_node(const struct world *w, const struct device *d, unsigned *flags)
{
	const struct scenario_population *p = population_of(w, d);
	const struct scenario_network *n =
	    &w->s->network[p->network[d->network]];
	uint64_t imsi = world_imsi(w, device_number(w, d));
	unsigned nodes = visited_nodes(n, p->tech), node;

	node = (unsigned)draw_below(draw_mix(imsi ^ w->seed), nodes);
	*flags = 0;
	/* As many nodes as the shares say, the first ones rogue and the last
	 * ones with DOIC. */
	if ((node + 0.5) / nodes < n->rogue)
		*flags = TXN_ROGUE;
	else if (p->tech == LAB_TECH_S6A && n->react != LAB_REACT_NONE &&
	    (nodes - node - 0.5) / nodes < n->doic)
		*flags = TXN_DOIC;
	return (uint16_t)node;
}

/* The device meets again what its rogue node has under way for it. */
static bool
resumed(struct world *w, struct device *d, unsigned network)
{
	struct txn *t;

	if (d->txn == NOBODY)
		return false;
	t = &w->txn[d->txn];
	if (t->network == network && !(t->flags & (TXN_REFRESH | TXN_UPDATE))) {
		t->flags &= (uint8_t)~TXN_ORPHAN;
		t->until = waits_until(w, d);
		txn_patience(w, t);
		return true;
	}
	/* It is given up: its device would take its answer for another. */
	txn_put(w, d->txn);
	d->txn = NOBODY;
	return false;
}

void
visited_attach(struct world *w, struct device *d, unsigned flags)
{
	const struct scenario_population *p = population_of(w, d);
	unsigned network = (unsigned)p->network[d->network];
	const struct scenario_network *n = &w->s->network[network];
	uint64_t access = n->access / 2;
	uint32_t number;
	unsigned kind;
	struct txn *t;

	if (w->ideal != NULL) {
		ideal_attach(w, d);
		return;
	}
	if (resumed(w, d, network))
		return;
	number = txn_get(w);
	if (number == NOBODY)
		return;
	d->txn = number;
	t = &w->txn[number];
	t->node = visited_node(w, d, &kind);
	t->flags |= (uint8_t)(flags | kind);
	t->device = device_number(w, d);
	t->network = (uint8_t)network;
	t->tech = (uint8_t)p->tech;
	t->step = STEP_AUTHENTICATE;
	if (flags & TXN_UPDATE)		/* and its device knows nothing of it */
		t->step = STEP_UPDATE;
	else
		t->until = waits_until(w, d);
	if (t->flags & TXN_DOIC && !(flags & TXN_UPDATE) &&
	    throttled(w, d, number))
		return;
	access += draw_below(device_draw(w, d), n->access + 1);
	txn_event(w, number, w->now + access + n->delay, TXN_SEND);
}

void
visited_abandon(struct world *w, struct device *d)
{
	if (d->txn == NOBODY)
		return;
	if (w->txn[d->txn].flags & TXN_ROGUE) {
		w->txn[d->txn].flags |= TXN_ORPHAN;
		w->txn[d->txn].until = LAB_NEVER;
		return;
	}
	txn_put(w, d->txn);
	d->txn = NOBODY;
}

/* ---- events of transactions ---- */

/* Will it be sent again, to the other peer, if nobody answers? */
static bool
is_repeated(const struct txn *t, const struct scenario_network *n)
{
	return t->flags & TXN_ROGUE || (t->tech == LAB_TECH_S6A &&
	    t->tries < n->retries);
}

static void
repeat(struct world *w, uint32_t number, uint64_t at)
{
	struct txn *t = &w->txn[number];

	if (t->tries < UINT8_MAX)
		t->tries++;
	t->way ^= 1;
	t->gen++;
	txn_event(w, number, at, TXN_SEND);
}

/* What has not come to home will not be answered: what is done then is known
 * at once. */
static void
send(struct world *w, uint32_t number)
{
	struct txn *t = &w->txn[number];
	const struct scenario_network *n = &w->s->network[t->network];
	uint64_t wait = t->tech == LAB_TECH_S6A ? n->timeout : n->map_timeout;
	uint16_t gen = t->gen;
	bool asked;

	t->deadline = w->now - n->delay + wait;
	asked = request(w, number);
	if (t->gen != gen)
		return;
	if (!asked && is_repeated(t, n))
		repeat(w, number, t->deadline + n->delay);
	else
		txn_event(w, number, t->deadline, TXN_TIMEOUT);
}

static void
timeout(struct world *w, uint32_t number)
{
	struct txn *t = &w->txn[number];
	const struct scenario_network *n = &w->s->network[t->network];

	if (is_repeated(t, n)) {
		repeat(w, number, w->now + n->delay);
		return;
	}
	txn_outcome(w, number, n->cause_timeout, n->cause_timeout == 22 &&
	    n->t3346_most > 0 ? nas_timer(n->t3346_least + draw_below(
	    device_draw(w, &w->device[t->device]), n->t3346_most -
	    n->t3346_least + 1)) : 0, w->now + n->access);
}

/* What it is of a procedure, by home's work. */
static float
part_of(const struct world *w, const struct txn *t)
{
	double authenticate = w->s->home.authenticate;

	return (float)(t->flags & TXN_REFRESH ? authenticate :
	    t->flags & TXN_UPDATE ? 1 - authenticate : 1);
}

static void
outcome(struct world *w, uint32_t number)
{
	struct txn t = w->txn[number];
	struct device *d = &w->device[t.device];

	txn_put(w, number);
	d->txn = NOBODY;
	if (t.cause == 0) {
		w->sec->done++;
		w->sec->good += part_of(w, &t);
		w->useful += t.work;
	}
	if (t.flags & TXN_ORPHAN)
		return;
	if (t.flags & TXN_UPDATE) {
		if (t.cause == 0)
			device_accept(w, d);
		else
			device_timer(w, d, w->now + 30 * LAB_S +
			    draw_below(device_draw(w, d), 60 * LAB_S),
			    TIMER_UPDATE);
	} else if (t.flags & TXN_REFRESH) {
		device_refreshed(w, d, t.cause, t.time_s);
	} else if (t.cause == 0) {
		device_accept(w, d);
	} else {
		device_reject(w, d, t.cause, t.time_s);
	}
}

void
visited_event(struct world *w, uint32_t number, enum txn_timer what)
{
	switch (what) {
	case TXN_SEND:
		send(w, number);
		break;
	case TXN_TIMEOUT:
		timeout(w, number);
		break;
	case TXN_OUTCOME:
		outcome(w, number);
		break;
	}
}
