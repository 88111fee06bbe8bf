/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What happens in a scenario: outages, orders, resets, floods.
 */
#include <math.h>

#include "world.h"

/* What an event draws has nothing to do with what devices draw. */
static uint64_t
event_draw(const struct world *w, uint32_t event, uint64_t who, unsigned what)
{
	return draw_u64(w->seed ^ (event + 1) * UINT64_C(0x6576656e74), who,
	    what);
}

static bool
concerns(const struct world *w, const struct scenario_event *e,
    uint32_t event, const struct device *d)
{
	const struct scenario_population *p = population_of(w, d);

	if (e->population != SCENARIO_ALL && e->population != d->population)
		return false;
	if (e->network != SCENARIO_ALL &&
	    p->network[d->network] != e->network)
		return false;
	return e->share >= 1 || draw_unit(event_draw(w, event,
	    device_number(w, d), 0)) < e->share;
}

static void
turn_at(struct world *w, struct device *d, uint64_t at,
    enum device_timer what)
{
	if (!(d->flags & DEVICE_TURN)) {
		d->flags |= DEVICE_TURN;
		w->turns++;
	}
	device_state(w, d, d->state == DEVICE_OFF ? DEVICE_OFF : DEVICE_IDLE);
	device_timer(w, d, at, what);
}

static uint64_t
turn_of(const struct world *w, const struct scenario_event *e, uint32_t event,
    const struct device *d)
{
	return arrival_at(&e->arrival, event_draw(w, event,
	    device_number(w, d), 1));
}

/* Those without their registration look after themselves already. */
static void
outage(struct world *w, struct device *d, const struct scenario_event *e,
    uint32_t event)
{
	if (!(d->flags & DEVICE_REGISTERED))
		return;
	visited_abandon(w, d);
	device_lose(w, d);
	turn_at(w, d, w->now + turn_of(w, e, event, d), TIMER_TURN);
}

static void
blackout(struct world *w, struct device *d, const struct scenario_event *e,
    uint32_t event)
{
	if (d->state == DEVICE_OFF && !(d->flags & DEVICE_TURN))
		return;
	visited_abandon(w, d);
	device_lose(w, d);
	device_state(w, d, DEVICE_OFF);
	device_power(d);
	turn_at(w, d, e->until + turn_of(w, e, event, d), TIMER_TURN);
}

/* They keep their registration until their turn; without power, or a first turn
 * to come, nobody hears of it. */
static void
reregister(struct world *w, struct device *d, const struct scenario_event *e,
    uint32_t event)
{
	if (d->state == DEVICE_OFF ? d->flags & DEVICE_TURN :
	    !(d->flags & DEVICE_REGISTERED))
		return;
	visited_abandon(w, d);
	device_concern(w, d);
	turn_at(w, d, w->now + turn_of(w, e, event, d), TIMER_TURN);
}

static bool
is_used(const struct scenario *s, enum lab_tech tech)
{
	unsigned i;

	for (i = 0; i < s->populations; i++)
		if (s->population[i].tech == tech)
			return true;
	return false;
}

/* Home tells the nodes of a network, each by the next of its two ways. */
static void
nodes_reset(struct world *w, unsigned network)
{
	const struct scenario_network *n = &w->s->network[network];
	struct octets_who who = { .network = (uint16_t)network };
	unsigned node;

	for (who.tech = 0; who.tech < LAB_TECH_COUNT; who.tech++)
		for (node = 0; is_used(w->s, who.tech) &&
		    node < visited_nodes(n, who.tech); node++) {
			who.node = (uint16_t)node;
			who.session = ++w->serial;
			who.id = who.e2e = (uint32_t)who.session;
			who.way = node & 1;
			w->visited[network].heard[who.tech][node] =
			    w->ideal == NULL && home_reset(w, &who);
		}
}

/* What a node that has heard of it does for a device: one whose turn to attach
 * is to come needs no update. */
static void
reset(struct world *w, struct device *d, const struct scenario_event *e,
    uint32_t event)
{
	const struct scenario_population *p = population_of(w, d);
	unsigned flags;

	if (d->flags & DEVICE_TURN || !(d->flags & DEVICE_REGISTERED) ||
	    d->txn != NOBODY || !w->visited[p->network[d->network]].
	    heard[p->tech][visited_node(w, d, &flags)])
		return;
	device_timer(w, d, w->now + turn_of(w, e, event, d), TIMER_UPDATE);
}

static void
firmware(struct world *w, struct device *d, unsigned behaviour)
{
	d->behaviour = (uint8_t)behaviour;
	if (d->flags & DEVICE_REGISTERED && d->state == DEVICE_IDLE &&
	    !(d->flags & DEVICE_TURN))
		device_quiet(w, d);
}

static void
each_device(struct world *w, const struct scenario_event *e, uint32_t event)
{
	struct device *d;
	uint32_t i;

	for (i = 0; i < w->devices; i++) {
		d = &w->device[i];
		if (!concerns(w, e, event, d))
			continue;
		switch (e->kind) {
		case LAB_EVENT_OUTAGE:
			outage(w, d, e, event);
			break;
		case LAB_EVENT_BLACKOUT:
			blackout(w, d, e, event);
			break;
		case LAB_EVENT_REREGISTER:
		case LAB_EVENT_RESTART:
			reregister(w, d, e, event);
			break;
		case LAB_EVENT_RESET:
			reset(w, d, e, event);
			break;
		case LAB_EVENT_FIRMWARE:
			firmware(w, d, SCENARIO_POPULATIONS + event);
			break;
		default:
			break;
		}
	}
}

/* The next update mends it, unless another one has come meanwhile. */
static void
firmware_ends(struct world *w, uint32_t event)
{
	uint32_t i;

	for (i = 0; i < w->devices; i++)
		if (w->device[i].behaviour == SCENARIO_POPULATIONS + event)
			firmware(w, &w->device[i], w->device[i].population);
}

static void
resets(struct world *w, const struct scenario_event *e, uint32_t event)
{
	unsigned i;

	for (i = 0; i < w->s->networks; i++)
		if (e->network == SCENARIO_ALL || (unsigned)e->network == i)
			nodes_reset(w, i);
	each_device(w, e, event);
}

/* Events of a kind may overlap: the end of one is not that of another. */
static bool
in_force(const struct world *w, const struct scenario_event *e,
    enum lab_event kind)
{
	return e->kind == kind && e->at <= w->now &&
	    (e->until == 0 || w->now < e->until);
}

/* Of those in force the last one in the file counts, as for the bounds. */
static void
capacity_set(struct world *w)
{
	const struct scenario_event *e = w->s->event;

	w->home.factor = 1;
	for (; e < w->s->event + w->s->events; e++)
		if (in_force(w, e, LAB_EVENT_CAPACITY))
			w->home.factor = e->factor;
	home_resume(w);
}

/* Down by any of those in force. */
static void
network_set(struct world *w, unsigned network, enum lab_event kind)
{
	const struct scenario_event *e = w->s->event;
	struct visited *v = &w->visited[network];
	unsigned down = 0;

	for (; e < w->s->event + w->s->events; e++)
		if (in_force(w, e, kind) && (e->network == SCENARIO_ALL ||
		    (unsigned)e->network == network) && e->ways > down)
			down = e->ways;
	if (kind == LAB_EVENT_OUTAGE)
		v->up = down == 0;
	else
		v->down = down;
}

static void
networks_set(struct world *w, const struct scenario_event *e)
{
	unsigned i;

	for (i = 0; i < w->s->networks; i++)
		if (e->network == SCENARIO_ALL || (unsigned)e->network == i)
			network_set(w, i, e->kind);
}

static void
hostile_next(struct world *w, uint32_t event)
{
	struct hostile *h = &w->hostile[event];
	double wait = -log(1 - draw_unit(event_draw(w, event, h->n, 2)));

	world_add(w, w->now + (uint64_t)(wait * (double)LAB_S /
	    w->s->event[event].rate), EVENT_HOSTILE, event, h->gen, 0);
}

void
happen_event(struct world *w, uint32_t event, bool ends)
{
	const struct scenario_event *e = &w->s->event[event];

	if (ends || e->until == 0)
		w->happening--;
	switch (e->kind) {
	case LAB_EVENT_LINK:
		networks_set(w, e);
		break;
	case LAB_EVENT_OUTAGE:
		networks_set(w, e);
		if (!ends)
			each_device(w, e, event);
		break;
	case LAB_EVENT_CAPACITY:
		capacity_set(w);
		break;
	case LAB_EVENT_FLOOD:
	case LAB_EVENT_SCAN:
		w->hostile[event].on = !ends;
		if (!ends)
			hostile_next(w, event);
		break;
	case LAB_EVENT_RESET:
		if (!ends)
			resets(w, e, event);
		break;
	case LAB_EVENT_FIRMWARE:
		if (ends)
			firmware_ends(w, event);
		else
			each_device(w, e, event);
		break;
	default:
		if (!ends)
			each_device(w, e, event);
	}
}

/* A request that no node ever sent, from a network where somebody can: the
 * identities of its nodes, and those of subscribers. */
void
hostile_event(struct world *w, uint32_t event)
{
	const struct scenario_event *e = &w->s->event[event];
	struct hostile *h = &w->hostile[event];
	unsigned network = e->network == SCENARIO_ALL ?
	    (unsigned)draw_below(event_draw(w, event, h->n, 3),
	    w->s->networks) : (unsigned)e->network;
	struct wbuf out = wbuf_make(w->mem[0], sizeof(w->mem[0]));
	struct octets_who who = { .network = (uint16_t)network,
	    .tech = (uint8_t)e->tech, .id = (uint32_t)ID_NOBODY };
	uint64_t draw = event_draw(w, event, h->n, 4);
	unsigned population = e->population == SCENARIO_ALL ?
	    (unsigned)draw_below(draw_mix(draw), w->s->populations) :
	    (unsigned)e->population;
	unsigned nodes;
	uint32_t device;
	struct job job;

	if (!h->on || w->ideal != NULL)
		return;
	nodes = visited_nodes(&w->s->network[network], e->tech);
	who.node = (uint16_t)(e->own_node ? nodes :
	    draw_below(draw_mix(draw + 1), nodes));
	who.imsi = e->kind == LAB_EVENT_SCAN ? e->imsi + h->n :
	    w->s->population[population].imsi + draw_below(draw,
	    w->s->population[population].count);
	who.session = ++w->serial;
	who.e2e = (uint32_t)who.session;
	who.way = (uint8_t)(draw & 1);
	h->n++;
	job = (struct job){ .arrived = w->now, .session = who.session,
	    .imsi = who.imsi, .id = who.id, .node = who.node,
	    .network = (uint8_t)network, .way = who.way, .tech = who.tech,
	    .step = STEP_AUTHENTICATE, .population = SCENARIO_POPULATIONS,
	    .hostile = true,
	    .known = world_find(w, who.imsi, &population, &device) };
	octets_request(w->octets, STEP_AUTHENTICATE, &who, &out);
	(void)visited_request(w, wbuf_cur(&out), &who, NULL, &job);
	hostile_next(w, event);
}

void
happen_open(struct world *w)
{
	const struct scenario_event *e;
	uint32_t i;

	for (i = 0; i < w->s->events; i++) {
		e = &w->s->event[i];
		w->happening++;
		world_add(w, e->at, EVENT_HAPPENS, i, 0, 0);
		if (e->until != 0)
			world_add(w, e->until, EVENT_HAPPENS, i, 0, 1);
	}
}
