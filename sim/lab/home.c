/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Home: an HSS/HLR as a queue with several servers.
 *
 * It serves in the order of arrival and knows not who still waits: what was
 * given up is worked for all the same, and that is what makes it collapse.  A
 * busy answer costs it something too; that work is a debt which the next
 * services pay, a share of each.  The firewall stands right before it, so the
 * way between them takes no time.
 */
#include <math.h>
#include <stdlib.h>

#include "world.h"

enum {
	ERLANG_PHASES = 4,
	REDUCTION_LEAST = 10,
	DIAMETER_USER_UNKNOWN = 5001, DIAMETER_TOO_BUSY = 3004,
	MAP_UNKNOWN_SUBSCRIBER = 1, MAP_SYSTEM_FAILURE = 34,
};
#define DEBT_SHARE	4.0		/* of a service, at most */
#define STANDSTILL	1e-9

static bool
is_map(const struct job *j)
{
	return j->tech != LAB_TECH_S6A;
}

static double
mean_of(const struct home *h, const struct job *j)
{
	return h->mean[j->step][is_map(j)];
}

static double
unit(struct world *w)
{
	/* never 0, so that its logarithm exists */
	return 1 - draw_unit(draw_u64(w->seed ^ UINT64_C(0x686f6d65), 0,
	    w->home.draws++));
}

/* A service time of mean 1. */
static double
service(struct world *w)
{
	double x = 0, sigma;
	unsigned i;

	switch (w->s->home.service) {
	case LAB_SERVICE_CONSTANT:
		return 1;
	case LAB_SERVICE_ERLANG:
		for (i = 0; i < ERLANG_PHASES; i++)
			x -= log(unit(w));
		return x / ERLANG_PHASES;
	case LAB_SERVICE_LOGNORMAL:
		sigma = sqrt(log(2));
		x = sqrt(-2 * log(unit(w))) * cos(2 * acos(-1) * unit(w));
		return exp(sigma * x - sigma * sigma / 2);
	default:
		return -log(unit(w));
	}
}

static void
serve(struct world *w, uint32_t server, const struct job *j)
{
	struct home *h = &w->home;
	double ns = service(w) * mean_of(h, j);
	double debt = DEBT_SHARE * ns < h->debt ? DEBT_SHARE * ns : h->debt;

	h->debt -= debt;
	w->sec_used += ns + debt;
	h->serving[server] = *j;
	h->serving[server].work = ns;
	world_add(w, w->now + (uint64_t)((ns + debt) / h->factor),
	    EVENT_SERVER, server, 0, 0);
}

/* ---- answers ---- */

static void
job_who(const struct job *j, struct octets_who *who)
{
	*who = (struct octets_who){ .imsi = j->imsi, .session = j->session,
	    .id = j->id, .e2e = (uint32_t)j->session, .network = j->network,
	    .node = j->node, .tech = j->tech, .way = j->way, .doic = j->doic };
}

/* Through the policy; NULL: it stops there, otherwise what leaves for the
 * network. */
static const struct sig_msg *
passed(struct world *w, struct cur octets, const struct octets_who *who)
{
	struct wbuf other = wbuf_make(w->mem[1], sizeof(w->mem[1]));
	struct policy_msg pm = { octets, &w->view, who->network, who->way,
	    true, w->now };
	enum policy_verdict v = POLICY_FORWARD;
	uint64_t at;

	w->out->messages++;
	w->out->octets += cur_left(&octets);
	octets_view(w->octets, octets, who, true, w->now, &w->view);
	if (w->options->tap != NULL)
		w->options->tap(w->options->arg, &pm, false);
	at = world_clock(w);
	if (w->policy->answer != NULL)
		v = w->policy->answer(w->policy_arg, &pm, &other);
	world_clocked(w, at);
	if (v == POLICY_ANSWER && wbuf_ok(&other) && other.len > 0) {
		pm.octets = wbuf_cur(&other);
		octets_view(w->octets, pm.octets, who, true, w->now,
		    &w->answer_view);
		pm.view = &w->answer_view;
		if (w->options->tap != NULL)
			w->options->tap(w->options->arg, &pm, true);
	} else if (v != POLICY_FORWARD) {
		w->sec->discarded++;
		return NULL;
	}
	return pm.view;
}

bool
home_reset(struct world *w, const struct octets_who *who)
{
	struct wbuf out = wbuf_make(w->mem[0], sizeof(w->mem[0]));

	octets_reset(w->octets, who, &out);
	if (passed(w, wbuf_cur(&out), who) == NULL)
		return false;
	return visited_reset(w, who);
}

/* True: who asked still waits. */
static bool
deliver(struct world *w, struct cur octets, const struct octets_who *who)
{
	const struct sig_msg *m = passed(w, octets, who);

	return m != NULL && visited_answer(w, m, who);
}

static void
message_of(struct world *w, const struct job *j)
{
	uint32_t number = j->id >> TXN_GEN_BITS;
	struct device *d;

	if (j->hostile || number >= w->txns)
		return;
	d = &w->device[w->txn[number].device];
	if (d->messages < UINT16_MAX)
		d->messages++;
}

/* e.code 0: success. */
static bool
reply(struct world *w, const struct job *j, struct octets_error e)
{
	struct wbuf out = wbuf_make(w->mem[0], sizeof(w->mem[0]));
	struct wbuf more = wbuf_make(w->mem[2], sizeof(w->mem[2]));
	struct octets_who who;
	struct cur octets;
	enum lab_step step = (enum lab_step)j->step;

	job_who(j, &who);
	if (is_map(j) && step != STEP_AUTHENTICATE)
		step = step == STEP_UPDATE ? STEP_INSERT : STEP_UPDATE;
	if (e.code == 0)
		octets_result(w->octets, step, &who, &out);
	else
		octets_failure(w->octets, (enum lab_step)j->step, &who, e,
		    &out);
	octets = wbuf_cur(&out);
	if (j->doic && w->now < w->home.report_until) {
		octets_overload(octets, &w->home.report, &more);
		octets = wbuf_cur(&more);
	}
	message_of(w, j);
	return deliver(w, octets, &who);
}

static void
finished(struct world *w, const struct job *j)
{
	struct octets_error e = { 0, false };
	double latency = (double)(w->now - j->arrived);
	uint32_t number = j->id >> TXN_GEN_BITS;
	struct txn *t;

	if (!j->known) {
		e.code = is_map(j) ? MAP_UNKNOWN_SUBSCRIBER :
		    DIAMETER_USER_UNKNOWN;
		e.experimental = true;
	}
	w->sec_latency += latency;
	w->sec_latencies++;
	if (latency > w->sec_latency_most)
		w->sec_latency_most = latency;
	w->out->work += (uint64_t)j->work;
	if (j->population < SCENARIO_POPULATIONS)
		w->out->cls[w->s->population[j->population].cls].work +=
		    (uint64_t)j->work;
	if (reply(w, j, e)) {
		t = &w->txn[number];
		t->work += (uint64_t)j->work;
		w->sec->answered++;
	} else if (!j->hostile) {
		w->sec->late++;
	}
}

/* ---- the queue ---- */

static void
start_more(struct world *w)
{
	struct home *h = &w->home;
	const struct job *j;

	while (h->factor > STANDSTILL && h->busy < h->servers &&
	    h->count > 0) {
		j = &h->queue[h->head];
		h->head = (h->head + 1) % h->size;
		h->count--;
		h->waiting -= mean_of(h, j);
		serve(w, h->idle[h->busy++], j);
	}
}

static void
turned_away(struct world *w, const struct job *j)
{
	struct octets_error e = { is_map(j) ? MAP_SYSTEM_FAILURE :
	    DIAMETER_TOO_BUSY, false };

	if (w->s->home.full == LAB_FULL_SILENT) {
		w->sec->dropped++;
		return;
	}
	w->sec->busy++;
	w->home.debt += w->s->home.busy_cost *
	    w->home.mean[STEP_AUTHENTICATE][is_map(j)];
	reply(w, j, e);
}

void
home_job(struct world *w, const struct job *j)
{
	struct home *h = &w->home;

	w->sec_load += mean_of(h, j);
	if (h->factor > STANDSTILL && h->busy < h->servers && h->count == 0) {
		serve(w, h->idle[h->busy++], j);
	} else if (h->count < h->size) {
		h->queue[(h->head + h->count++) % h->size] = *j;
		h->waiting += mean_of(h, j);
	} else {
		turned_away(w, j);
	}
}

void
home_event(struct world *w, uint32_t server)
{
	struct home *h = &w->home;
	struct job j = h->serving[server];

	h->idle[--h->busy] = server;
	finished(w, &j);
	start_more(w);
}

void
home_resume(struct world *w)
{
	start_more(w);
}

/* Its own overload report: so much less that what comes is what it can do. */
void
home_second(struct world *w)
{
	struct home *h = &w->home;
	double queue = h->waiting / h->servers, load;
	uint64_t limit = w->s->home.doic_queue;
	uint32_t reduction = 100;

	if (limit == 0 || queue < (double)limit)
		return;
	load = w->sec_load / (LAB_S * (double)h->servers * h->factor);
	if (h->factor > STANDSTILL)
		reduction = load <= 1 ? 0 : (uint32_t)(100 * (1 - 1 / load));
	if (reduction < REDUCTION_LEAST)
		reduction = REDUCTION_LEAST;
	h->report.sequence++;
	h->report.reduction = reduction;
	h->report.validity = (uint32_t)(w->s->home.doic_validity / LAB_S);
	h->report_until = w->now + w->s->home.doic_validity;
}

bool
home_open(struct world *w)
{
	const struct scenario_home *s = &w->s->home;
	struct home *h = &w->home;
	double whole = s->servers * (double)LAB_S / s->capacity;
	double rest = whole * (1 - s->authenticate);
	uint32_t i;

	h->size = s->queue;
	h->servers = s->servers;
	h->factor = 1;
	h->mean[STEP_AUTHENTICATE][0] = h->mean[STEP_AUTHENTICATE][1] =
	    whole * s->authenticate;
	h->mean[STEP_UPDATE][0] = rest;
	h->mean[STEP_UPDATE][1] = 0.8 * rest;
	h->mean[STEP_INSERT][1] = 0.2 * rest;
	h->queue = malloc((h->size + (size_t)1) * sizeof(*h->queue));
	h->serving = calloc(h->servers, sizeof(*h->serving));
	h->idle = calloc(h->servers, sizeof(*h->idle));
	if (h->queue == NULL || h->serving == NULL || h->idle == NULL)
		return false;
	for (i = 0; i < h->servers; i++)
		h->idle[i] = i;
	return true;
}

void
home_close(struct world *w)
{
	free(w->home.queue);
	free(w->home.serving);
	free(w->home.idle);
}
