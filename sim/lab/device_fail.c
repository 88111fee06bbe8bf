/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a device does when it was refused, or was not answered.
 *
 * 3GPP TS 24.301 5.5.1.2.5 (causes), 5.5.1.2.6 (abnormal cases, attempt
 * counter), 5.3.9 (T3346); TS 24.008 4.4.4.7, 4.4.4.9, 4.7.3.1.4; TS 23.122
 * 3.1 (forbidden lists); GSMA TS.34 (back-off by IMSI and failures).
 */
#include "world.h"

/* What a power cycle makes it forget; the list of forbidden networks stands on
 * the SIM. */
void
device_power(struct device *d)
{
	d->attempts = d->failures = d->areas = 0;
	d->excluded = d->barred = 0;
}

uint64_t
device_restarts(struct world *w, struct device *d, bool stuck)
{
	const struct scenario_behaviour *b = &w->behaviour[d->behaviour];

	if (b->kind == LAB_BEHAVE_AGGRESSIVE && (stuck ||
	    d->failures % b->reset_after == 0))
		return w->now + b->reset_time;
	if (b->kind == LAB_BEHAVE_HANDSET &&
	    draw_unit(device_draw(w, d)) < b->restart)
		return w->now + b->restart_least + draw_below(device_draw(w,
		    d), b->restart_most - b->restart_least + 1);
	return LAB_NEVER;
}

/* Until due, or for good; unless it is restarted before. */
static void
wait_long(struct world *w, struct device *d, enum device_state state,
    uint64_t due)
{
	uint64_t at = device_restarts(w, d, due == LAB_NEVER);

	device_state(w, d, state);
	if (at < due)
		device_timer(w, d, at, TIMER_RESTART);
	else if (due != LAB_NEVER)
		device_timer(w, d, due, TIMER_TRY);
	else
		d->gen++;
}

static void
dead(struct world *w, struct device *d)
{
	wait_long(w, d, DEVICE_DEAD, LAB_NEVER);
}

static unsigned
network_of(const struct world *w, const struct device *d)
{
	return (unsigned)population_of(w, d)->network[d->network];
}

static void
search(struct world *w, struct device *d)
{
	d->attempts = 0;
	device_state(w, d, DEVICE_SEARCH);
	device_timer(w, d, w->now + w->behaviour[d->behaviour].search,
	    TIMER_TRY);
}

/* Not here for a while. */
static void
bar(struct world *w, struct device *d)
{
	d->barred |= UINT32_C(1) << network_of(w, d);
	d->barred_s = (uint32_t)((w->now +
	    w->behaviour[d->behaviour].bar) / LAB_S);
	search(w, d);
}

static bool
elsewhere(const struct world *w, const struct device *d)
{
	const struct scenario_population *p = population_of(w, d);
	uint32_t not = d->forbidden | d->excluded | d->barred;
	unsigned i;

	for (i = 0; i < p->networks; i++)
		if (i != d->network && w->visited[p->network[i]].up &&
		    (not >> p->network[i] & 1) == 0)
			return true;
	return false;
}

/* The counter is used up. */
static void
exhausted(struct world *w, struct device *d)
{
	const struct scenario_behaviour *b = &w->behaviour[d->behaviour];

	d->attempts = 0;
	if (b->leave > 0 && draw_unit(device_draw(w, d)) < b->leave &&
	    elsewhere(w, d))
		bar(w, d);
	else
		wait_long(w, d, DEVICE_LONG, w->now + b->t_long);
}

/* Doubled by failure, and spread by IMSI and number of failures. */
uint64_t
device_backoff(const struct world *w, const struct device *d,
    unsigned failures)
{
	const struct scenario_behaviour *b = &w->behaviour[d->behaviour];
	unsigned shift = failures == 0 ? 0 : failures - 1;
	uint64_t ns = b->backoff_most;

	if (shift < 32 && b->backoff_first << shift < b->backoff_most)
		ns = b->backoff_first << shift;
	return ns / 2 + draw_below(draw_u64(world_imsi(w,
	    device_number(w, d)), failures, 0), ns + 1);
}

/*
 * An abnormal case: the counter goes up and T3411 runs, or T3402 when it is
 * used up.
 */
void
device_failed(struct world *w, struct device *d)
{
	const struct scenario_behaviour *b = &w->behaviour[d->behaviour];
	uint64_t wait = b->t_retry, own;

	if (d->failures < UINT8_MAX)
		d->failures++;
	d->attempts++;
	w->out->cls[population_of(w, d)->cls].failures++;
	if (b->kind == LAB_BEHAVE_AGGRESSIVE &&
	    d->failures % b->reset_after == 0) {
		device_state(w, d, DEVICE_RETRY);
		device_timer(w, d, w->now + b->reset_time, TIMER_RESTART);
		return;
	}
	if (d->attempts >= b->attempts) {
		exhausted(w, d);
		return;
	}
	if (b->kind == LAB_BEHAVE_IOT) {
		own = device_backoff(w, d, d->failures);
		if (own > wait) {
			/* The modem waits: its counter starts anew. */
			d->attempts = 0;
			wait = own;
		}
	}
	device_state(w, d, DEVICE_RETRY);
	device_timer(w, d, w->now + wait, TIMER_TRY);
}

static void
rejected_for_good(struct world *w, struct device *d)
{
	w->out->cls[population_of(w, d)->cls].failures++;
	if (d->failures < UINT8_MAX)
		d->failures++;
}

void
device_reject(struct world *w, struct device *d, unsigned cause,
    uint32_t time_s)
{
	const struct scenario_behaviour *b = &w->behaviour[d->behaviour];

	switch (cause) {
	case 2: case 3: case 6: case 7: case 8:
		rejected_for_good(w, d);
		dead(w, d);
		break;
	case 11:
		rejected_for_good(w, d);
		d->forbidden |= UINT32_C(1) << network_of(w, d);
		search(w, d);
		break;
	case 14:
		rejected_for_good(w, d);
		d->excluded |= UINT32_C(1) << network_of(w, d);
		search(w, d);
		break;
	case 12:		/* stays with its network, in another area */
		rejected_for_good(w, d);
		d->attempts = 0;
		wait_long(w, d, DEVICE_LONG, w->now + b->bar);
		break;
	case 13:
		rejected_for_good(w, d);
		bar(w, d);
		break;
	case 15:
		rejected_for_good(w, d);
		if (++d->areas < b->areas) {
			search(w, d);
			break;
		}
		d->areas = 0;
		bar(w, d);
		break;
	case 22:
		if (time_s == 0) {
			device_failed(w, d);
			break;
		}
		rejected_for_good(w, d);
		d->attempts = 0;
		wait_long(w, d, DEVICE_PARKED, w->now + time_s * LAB_S);
		break;
	case 42:
		rejected_for_good(w, d);
		bar(w, d);
		break;
	default:
		device_failed(w, d);
	}
}
