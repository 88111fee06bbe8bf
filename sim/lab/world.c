/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A run from its beginning to its end.
 */
#include <stdlib.h>
#include <string.h>

#include "../../dissectors/prefetch.h"
#include "pages.h"
#include "world.h"

enum { TICK_MS = 100, TICKS = 10, NS_S = 1000000000 };

void
world_add(struct world *w, uint64_t due, enum event_kind kind, uint32_t who,
    uint16_t gen, uint8_t arg)
{
	struct agenda_event e = { due, who, gen, (uint8_t)kind, arg };

	agenda_add(w->agenda, &e);
}

uint64_t
world_imsi(const struct world *w, uint32_t device)
{
	unsigned p = w->device[device].population;

	return w->s->population[p].imsi + (device - w->first_of[p]);
}

bool
world_find(const struct world *w, uint64_t imsi, unsigned *population,
    uint32_t *device)
{
	const struct scenario_population *p;
	unsigned i;

	for (i = 0; i < w->s->populations; i++) {
		p = &w->s->population[i];
		if (imsi >= p->imsi && imsi - p->imsi < p->count) {
			*population = i;
			*device = w->first_of[i] + (uint32_t)(imsi - p->imsi);
			return true;
		}
	}
	return false;
}

/* ---- the beginning ---- */

static void
device_start(struct world *w, struct device *d, unsigned population)
{
	const struct scenario_population *p = &w->s->population[population];

	d->population = d->behaviour = (uint8_t)population;
	d->txn = NOBODY;
	d->first_ms = d->back_ms = NEVER_MS;
	if (p->registered < 1 && draw_unit(device_draw(w, d)) >=
	    p->registered)
		return;
	d->flags = DEVICE_REGISTERED;
	w->registered[p->cls]++;
	if (p->periodic > 0) {
		device_state(w, d, DEVICE_IDLE);
		device_timer(w, d, draw_below(device_draw(w, d), p->periodic),
		    TIMER_PERIODIC);
	} else {
		device_quiet(w, d);
	}
}

static size_t
devices_size(const struct world *w)
{
	return (w->devices + (size_t)1) * sizeof(*w->device);
}

static bool
devices_open(struct world *w)
{
	unsigned i, population;
	uint32_t n;

	for (i = 0; i < w->s->populations; i++) {
		w->first_of[i] = w->devices;
		w->devices += w->s->population[i].count;
		w->behaviour[i] = w->s->population[i].behaviour;
	}
	w->first_of[i] = w->devices;
	for (i = 0; i < w->s->events; i++)
		w->behaviour[SCENARIO_POPULATIONS + i] =
		    w->s->event[i].behaviour;
	w->device = pages_get(devices_size(w));
	if (w->device == NULL)
		return false;
	for (population = 0; population < w->s->populations; population++)
		for (n = w->first_of[population];
		    n < w->first_of[population + 1]; n++)
			device_start(w, &w->device[n], population);
	return true;
}

static bool
visited_open(struct world *w)
{
	struct visited *v;
	unsigned i, tech;

	for (i = 0; i < w->s->networks; i++) {
		v = &w->visited[i];
		v->up = w->s->network[i].up;
		v->mme = calloc(w->s->network[i].mmes + (size_t)1,
		    sizeof(*v->mme));
		if (v->mme == NULL)
			return false;
		for (tech = 0; tech < LAB_TECH_COUNT; tech++) {
			v->heard[tech] = calloc(visited_nodes(
			    &w->s->network[i], (enum lab_tech)tech) +
			    (size_t)1, sizeof(*v->heard[tech]));
			if (v->heard[tech] == NULL)
				return false;
		}
	}
	return true;
}

static bool
policy_open(struct world *w, const struct scenario_policy *p)
{
	struct policy_env env = { w->s, p, w->octets, w->seed };

	if (w->ideal != NULL)
		return true;
	w->policy = p->kind == LAB_POLICY_BREAKWATER ? w->options->breakwater :
	    policy_ops(p->kind);
	if (w->policy == NULL)
		return false;
	w->policy_arg = w->policy->open(&env);
	return w->policy_arg != NULL;
}

static bool
world_open(struct world *w, const struct scenario_policy *p)
{
	w->seed = draw_mix(w->s->seed);
	w->agenda = agenda_new();
	w->octets = octets_new(w->s);
	if (w->agenda == NULL || w->octets == NULL || !home_open(w) ||
	    !visited_open(w) || !series_open(w) || !devices_open(w) ||
	    !policy_open(w, p))
		return false;
	happen_open(w);
	world_add(w, TICK_MS * LAB_MS, EVENT_TICK, 1, 0, 0);
	return true;
}

/* ---- the middle ---- */

/* Everybody is back, nothing more will happen, and that for a while. */
static bool
is_calm(struct world *w)
{
	if (w->happening > 0 || w->turns > 0 || w->back < w->concerned ||
	    w->concerned == 0) {
		w->calm_since = LAB_NEVER;
		return false;
	}
	if (w->calm_since == LAB_NEVER)
		w->calm_since = w->now;
	return w->s->calm > 0 && w->now - w->calm_since >= w->s->calm;
}

static void
second(struct world *w)
{
	const struct outcome_second *s;
	struct run_progress p;

	home_second(w);
	series_second(w);
	if (w->failed || is_calm(w)) {
		w->stopped = true;
		return;
	}
	if (w->options->progress == NULL)
		return;
	s = &w->out->second[w->out->seconds - 1];
	p = (struct run_progress){ w->now, w->s->length, w->out->messages,
	    w->concerned, w->back, (double)s->load };
	if (!w->options->progress(w->options->arg, &p))
		w->stopped = true;
}

static void
tick(struct world *w, uint32_t n)
{
	if (w->policy != NULL && w->policy->tick != NULL)
		w->policy->tick(w->policy_arg, w->now);
	if (n % TICKS == 0)
		second(w);
	world_add(w, (uint64_t)(n + 1) * TICK_MS * LAB_MS, EVENT_TICK, n + 1,
	    0, 0);
}

static void
handle(struct world *w, const struct agenda_event *e)
{
	switch ((enum event_kind)e->kind) {
	case EVENT_DEVICE:
		if (w->device[e->who].gen == e->gen)
			device_event(w, &w->device[e->who],
			    (enum device_timer)e->arg);
		break;
	case EVENT_TXN:
		if (w->txn[e->who].gen == e->gen &&
		    w->txn[e->who].flags & TXN_BUSY)
			visited_event(w, e->who, (enum txn_timer)e->arg);
		break;
	case EVENT_SERVER:
		home_event(w, e->who);
		break;
	case EVENT_HAPPENS:
		happen_event(w, e->who, e->arg != 0);
		break;
	case EVENT_HOSTILE:
		hostile_event(w, e->who);
		break;
	case EVENT_TICK:
		tick(w, e->who);
		break;
	}
}

/* The memory that events will want is fetched two milliseconds before, and that
 * of the device that a transaction is for a millisecond later, when the
 * transaction is there to tell. */
static void
fetch_device(const struct world *w, uint32_t i)
{
	const uint8_t *d = (const uint8_t *)&w->device[i];

	prefetch(d);
	prefetch(d + sizeof(w->device[i]) - 1);
}

static void
fetch_first(void *arg, const struct agenda_event *e)
{
	const struct world *w = arg;
	const uint8_t *t = (const uint8_t *)&w->txn[e->who];

	if (e->kind == EVENT_DEVICE) {
		fetch_device(w, e->who);
		if (w->ideal != NULL)
			ideal_expect(w->ideal, e->who);
	} else if (e->kind == EVENT_TXN) {
		prefetch(t);
		prefetch(t + sizeof(w->txn[e->who]) - 1);
	}
}

static void
fetch_second(void *arg, const struct agenda_event *e)
{
	const struct world *w = arg;

	if (e->kind == EVENT_TXN && w->txn[e->who].gen == e->gen &&
	    w->txn[e->who].device < w->devices)
		fetch_device(w, w->txn[e->who].device);
}

static void
fetch(struct world *w)
{
	if (agenda_batches(w->agenda) == w->batches)
		return;
	w->batches = agenda_batches(w->agenda);
	agenda_coming(w->agenda, 1, fetch_first, w);
	agenda_coming(w->agenda, 0, fetch_second, w);
}

static void
loop(struct world *w)
{
	struct agenda_event e;

	while (!w->stopped && !w->failed &&
	    agenda_next(w->agenda, w->s->length + 1, &e)) {
		fetch(w);
		w->now = e.due > w->now ? e.due : w->now;
		handle(w, &e);
	}
	if (agenda_failed(w->agenda))
		w->failed = true;
}

/* ---- the end ---- */

/* What the run does not count itself. */
static void
figures_take(struct world *w)
{
	struct policy_figures f = { 0, 0, 0, 0 };

	w->out->memory = sizeof(*w) + agenda_memory(w->agenda) +
	    octets_memory(w->octets) + w->devices * sizeof(*w->device) +
	    w->txn_room * (sizeof(*w->txn) + sizeof(*w->txn_free)) +
	    w->home.size * sizeof(*w->home.queue) +
	    w->seconds_room * sizeof(*w->out->second);
	if (w->policy != NULL && w->policy->figures != NULL)
		w->policy->figures(w->policy_arg, &f);
	w->out->policy_memory = f.memory;
	w->out->early = f.early;
	if (w->concerned > 0)
		w->out->early_device = (double)f.early / w->concerned;
	if (w->clock_n > 0)
		w->out->policy_ns = (double)w->clock_sum /
		    (double)w->clock_n;
}

static void
world_close(struct world *w)
{
	unsigned i, tech;

	if (w->policy_arg != NULL)
		w->policy->close(w->policy_arg);
	for (i = 0; i < w->s->networks; i++) {
		free(w->visited[i].mme);
		for (tech = 0; tech < LAB_TECH_COUNT; tech++)
			free(w->visited[i].heard[tech]);
	}
	home_close(w);
	txns_close(w);
	pages_put(w->device, devices_size(w));
	octets_free(w->octets);
	agenda_free(w->agenda);
	free(w);
}

static void
outcome_start(struct outcome *o, const struct scenario *s,
    const struct scenario_policy *p)
{
	unsigned i, j;

	memset(o, 0, sizeof(*o));
	memcpy(o->policy, p->name, sizeof(o->policy));
	o->kind = p->kind;
	o->seed = s->seed;
	o->start = o->first = LAB_NEVER;
	o->use_least = 1e9;
	for (i = 0; i < LAB_QUANTILES; i++) {
		o->done[i] = o->fluid[i] = o->reachable[i] = LAB_NEVER;
		for (j = 0; j < SCENARIO_CLASSES; j++)
			o->cls[j].delay[i] = o->cls[j].done[i] = LAB_NEVER;
	}
}

bool
world_run(const struct scenario *s, const struct scenario_policy *p,
    const struct run_options *options, struct ideal *ideal,
    struct outcome *o)
{
	struct world *w = calloc(1, sizeof(*w));
	uint64_t began;
	bool ok;

	outcome_start(o, s, p);
	if (w == NULL)
		return false;
	w->s = s;
	w->options = options;
	w->ideal = ideal;
	w->out = o;
	w->calm_since = LAB_NEVER;
	began = options->clock == NULL ? 0 : options->clock();
	ok = world_open(w, p);
	if (ok) {
		loop(w);
		series_close(w);
		figures_take(w);
		ok = !w->failed;
	}
	if (options->clock != NULL)
		o->run_seconds = (double)(options->clock() - began) / NS_S;
	world_close(w);
	if (!ok)
		outcome_free(o);
	return ok;
}

bool
run_policy(const struct scenario *s, unsigned policy,
    const struct run_options *options, struct outcome *o)
{
	return world_run(s, &s->policy[policy], options, NULL, o);
}
