/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Devices: selection of a network, attempts, and what they do when attached.
 *
 * 3GPP TS 24.301 5.5.1 (attach), 5.5.3 (periodic update); TS 24.008 4.4.4,
 * 4.7.3; TS 23.122 4.4 (network selection, higher priority search).  T3213,
 * which is for failures of the radio, has no part in this.
 */
#include "world.h"

static bool
state_waits(unsigned state)
{
	return state >= DEVICE_RETRY && state <= DEVICE_NO_SERVICE;
}

void
device_state(struct world *w, struct device *d, enum device_state state)
{
	if (state_waits(d->state))
		w->waiting--;
	if (state_waits(state))
		w->waiting++;
	d->state = (uint8_t)state;
}

void
device_timer(struct world *w, struct device *d, uint64_t due,
    enum device_timer what)
{
	world_add(w, due, EVENT_DEVICE, device_number(w, d), ++d->gen,
	    (uint8_t)what);
}

static void
registered_set(struct world *w, struct device *d, bool is)
{
	int cls = population_of(w, d)->cls;

	if (is == ((d->flags & DEVICE_REGISTERED) != 0))
		return;
	d->flags ^= DEVICE_REGISTERED;
	if (is)
		w->registered[cls]++;
	else
		w->registered[cls]--;
}

void
device_concern(struct world *w, struct device *d)
{
	if (!(d->flags & DEVICE_CONCERNED))
		w->concerned++;
	else if (d->flags & DEVICE_BACK)
		w->back--;
	d->flags |= DEVICE_CONCERNED;
	d->flags &= (uint8_t)~(DEVICE_BACK | DEVICE_TRIED);
	d->first_ms = d->back_ms = NEVER_MS;
	if (w->out->start == LAB_NEVER)
		w->out->start = w->now;
}

void
device_lose(struct world *w, struct device *d)
{
	device_concern(w, d);
	registered_set(w, d, false);
}

/* ---- networks ---- */

static bool
usable(const struct world *w, const struct device *d, unsigned place)
{
	unsigned n = (unsigned)population_of(w, d)->network[place];

	return w->visited[n].up && ((d->forbidden | d->excluded |
	    d->barred) >> n & 1) == 0;
}

/* The device stays where it is as long as it can. */
static bool
choose(struct world *w, struct device *d)
{
	unsigned i, n = population_of(w, d)->networks;

	if (d->barred != 0 && w->now / LAB_S >= d->barred_s)
		d->barred = 0;
	if (usable(w, d, d->network))
		return true;
	for (i = 0; i < n; i++)
		if (usable(w, d, i)) {
			d->network = (uint8_t)i;
			d->areas = d->attempts = 0;
			return true;
		}
	return false;
}

/* None can ever be had again without help. */
static bool
hopeless(const struct world *w, const struct device *d)
{
	const struct scenario_population *p = population_of(w, d);
	unsigned i;

	for (i = 0; i < p->networks; i++)
		if (((d->forbidden | d->excluded) >> p->network[i] & 1) == 0)
			return false;
	return true;
}

/* A power cycle would lift all but forbidden networks: whoever does that decides
 * once, when service is lost. */
static void
no_service(struct world *w, struct device *d)
{
	const struct scenario_behaviour *b = &w->behaviour[d->behaviour];
	uint64_t at = w->now + b->no_service, lifted = LAB_NEVER, again;
	bool stuck = hopeless(w, d);

	if (!stuck && d->barred != 0)
		lifted = d->barred_s * LAB_S + LAB_S;
	again = (d->excluded | d->barred) == 0 ||
	    d->state == DEVICE_NO_SERVICE ? LAB_NEVER :
	    device_restarts(w, d, stuck);
	device_state(w, d, stuck ? DEVICE_DEAD : DEVICE_NO_SERVICE);
	if (again < lifted) {
		device_timer(w, d, again, TIMER_RESTART);
		return;
	}
	if (stuck) {
		d->gen++;
		return;
	}
	if (lifted < at)
		at = lifted;
	if (at <= w->now)
		at = w->now + LAB_S;
	device_timer(w, d, at, TIMER_TRY);
}

/* ---- attempts ---- */

static void
first_attempt(struct world *w, struct device *d)
{
	if (!(d->flags & DEVICE_CONCERNED) || d->flags & DEVICE_TRIED)
		return;
	d->flags |= DEVICE_TRIED;
	w->sec->first++;
	d->first_ms = (uint32_t)(w->now / LAB_MS);
	if (w->out->first == LAB_NEVER)
		w->out->first = w->now;
}

static void
ask(struct world *w, struct device *d, unsigned flags)
{
	device_state(w, d, DEVICE_TRYING);
	d->gen++;		/* its node sets TIMER_ANSWER */
	w->out->attempts++;
	w->out->cls[population_of(w, d)->cls].attempts++;
	visited_attach(w, d, flags);
}

void
device_try(struct world *w, struct device *d)
{
	if (d->flags & DEVICE_TURN) {
		d->flags &= (uint8_t)~DEVICE_TURN;
		w->turns--;
	}
	first_attempt(w, d);
	registered_set(w, d, false);
	if (!choose(w, d)) {
		no_service(w, d);
		return;
	}
	ask(w, d, 0);
}

/* Between half and one and a half of a time. */
static uint64_t
about(struct world *w, struct device *d, uint64_t ns)
{
	return ns / 2 + draw_below(device_draw(w, d), ns);
}

/* What comes next of its own accord for a device that is attached. */
void
device_quiet(struct world *w, struct device *d)
{
	const struct scenario_behaviour *b = &w->behaviour[d->behaviour];
	uint64_t periodic = population_of(w, d)->periodic;
	uint64_t best = LAB_NEVER, at;
	enum device_timer what = TIMER_PERIODIC;

	device_state(w, d, DEVICE_IDLE);
	d->gen++;
	if (periodic > 0)
		best = about(w, d, periodic);
	if (b->loop > 0 && (at = about(w, d, b->loop)) < best) {
		best = at;
		what = TIMER_LOOP;
	}
	if (b->look_home > 0 && d->network > 0 &&
	    (at = about(w, d, b->look_home)) < best) {
		best = at;
		what = TIMER_LOOK;
	}
	if (best != LAB_NEVER)
		device_timer(w, d, w->now + best, what);
}

void
device_accept(struct world *w, struct device *d)
{
	registered_set(w, d, true);
	d->attempts = d->failures = d->areas = 0;
	if ((d->flags & (DEVICE_CONCERNED | DEVICE_TRIED | DEVICE_BACK)) ==
	    (DEVICE_CONCERNED | DEVICE_TRIED)) {
		d->flags |= DEVICE_BACK;
		d->back_ms = (uint32_t)(w->now / LAB_MS);
		w->back++;
	}
	device_quiet(w, d);
}

/* A registered device whose update was not confirmed keeps its registration
 * and asks again, by the same counter and timers; time_s: T3346, 0: none. */
static void
refresh_failed(struct world *w, struct device *d, uint32_t time_s)
{
	const struct scenario_behaviour *b = &w->behaviour[d->behaviour];
	uint64_t wait = b->t_retry;

	if (time_s > 0) {
		d->attempts = 0;
		wait = time_s * LAB_S;
	} else if (++d->attempts >= b->attempts) {
		d->attempts = 0;
		wait = b->t_long;
	}
	device_state(w, d, DEVICE_IDLE);
	device_timer(w, d, w->now + wait, TIMER_PERIODIC);
}

void
device_refreshed(struct world *w, struct device *d, unsigned cause,
    uint32_t time_s)
{
	switch (cause) {
	case 0:
		d->attempts = 0;
		device_quiet(w, d);
		break;
	case 2: case 3: case 6: case 7: case 8:
	case 11: case 12: case 13: case 14: case 15: case 42:
		device_lose(w, d);
		first_attempt(w, d);
		device_reject(w, d, cause, 0);
		break;
	default:
		refresh_failed(w, d, cause == 22 ? time_s : 0);
	}
}

/* ---- timers ---- */

static void
answer_late(struct world *w, struct device *d)
{
	visited_abandon(w, d);
	if (d->flags & DEVICE_REGISTERED)
		refresh_failed(w, d, 0);
	else
		device_failed(w, d);
}

/* A more preferred network, or else nothing happens. */
static void
look_home(struct world *w, struct device *d)
{
	unsigned i;

	for (i = 0; i < d->network; i++)
		if (usable(w, d, i)) {
			d->network = (uint8_t)i;
			device_try(w, d);
			return;
		}
	device_quiet(w, d);
}

/* The periodic update of a network that is not there finds out. */
static void
refresh(struct world *w, struct device *d)
{
	if (!usable(w, d, d->network)) {
		device_lose(w, d);
		device_try(w, d);
		return;
	}
	ask(w, d, TXN_REFRESH);
}

void
device_event(struct world *w, struct device *d, enum device_timer what)
{
	switch (what) {
	case TIMER_ANSWER:
		answer_late(w, d);
		break;
	case TIMER_RESTART:
		device_power(d);
		device_try(w, d);
		break;
	case TIMER_TURN:
		d->attempts = d->failures = d->areas = 0;
		device_try(w, d);
		break;
	case TIMER_TRY:
	case TIMER_LOOP:
		device_try(w, d);
		break;
	case TIMER_PERIODIC:
		refresh(w, d);
		break;
	case TIMER_UPDATE:
		visited_attach(w, d, TXN_UPDATE);
		break;
	case TIMER_LOOK:
		look_home(w, d);
		break;
	}
}
