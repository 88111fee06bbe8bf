/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Reading an outcome.
 */
#include "outcome.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

void
outcome_free(struct outcome *o)
{
	free(o->second);
	memset(o, 0, sizeof(*o));
}

static double
time_of(uint64_t ns)
{
	return ns == LAB_NEVER ? (double)INFINITY : (double)ns;
}

/* The least of those kept that is not below the one asked for; the kept ones
 * are few. */
static unsigned
place_of(double quantile)
{
	unsigned i;

	for (i = 0; i < LAB_QUANTILES - 1; i++)
		if (quantile <= lab_quantiles[i] + 1e-9)
			break;
	return i;
}

static bool
of_class(const struct outcome *o, enum lab_metric m, int cls, unsigned q,
    double *v)
{
	const struct outcome_class *c = &o->cls[cls];

	if (c->concerned == 0)
		return false;
	switch (m) {
	case LAB_METRIC_DELAY:
		*v = time_of(c->delay[q]);
		return true;
	case LAB_METRIC_DONE:
		*v = time_of(c->done[q]);
		return true;
	case LAB_METRIC_SUCCESS:
		*v = (double)c->back / c->concerned;
		return true;
	case LAB_METRIC_REFUSALS:
		*v = (double)c->refusals / c->concerned;
		return true;
	default:
		return false;
	}
}

/* Of all classes the worst one counts. */
static bool
delay_of(const struct outcome *o, unsigned q, double *v)
{
	double one;
	bool any = false;
	int i;

	for (*v = 0, i = 0; i < SCENARIO_CLASSES; i++)
		if (of_class(o, LAB_METRIC_DELAY, i, q, &one)) {
			any = true;
			*v = one > *v ? one : *v;
		}
	return any;
}

bool
outcome_metric(const struct outcome *o, enum lab_metric m, int cls,
    double quantile, double *v)
{
	unsigned q = place_of(quantile);

	*v = 0;
	if (cls != SCENARIO_ALL)
		return cls >= 0 && cls < SCENARIO_CLASSES &&
		    of_class(o, m, cls, q, v);
	switch (m) {
	case LAB_METRIC_DONE:
		*v = time_of(o->done[q]);
		return o->concerned > 0;
	case LAB_METRIC_DONE_REACHABLE:
	case LAB_METRIC_DONE_FLUID:
		*v = time_of(o->done[q]) / (double)(m == LAB_METRIC_DONE_FLUID ?
		    o->fluid[q] : o->reachable[q]);
		return o->concerned > 0 && o->fluid[q] != LAB_NEVER &&
		    o->reachable[q] != LAB_NEVER && o->fluid[q] > 0;
	case LAB_METRIC_DELAY:
		return delay_of(o, q, v);
	case LAB_METRIC_SUCCESS:
		*v = o->concerned == 0 ? 0 : (double)o->back / o->concerned;
		return o->concerned > 0;
	case LAB_METRIC_LOAD:
		*v = o->load_most;
		break;
	case LAB_METRIC_USE:
		*v = o->use_least;
		break;
	case LAB_METRIC_OVERLOAD:
		*v = (double)o->overload;
		break;
	case LAB_METRIC_WASTED:
		*v = o->work == 0 ? 0 : (double)o->wasted / (double)o->work;
		break;
	case LAB_METRIC_RETRANSMITTED:
		*v = (double)(o->offered + o->continuation + o->lost);
		*v = *v > 0 ? (double)o->retransmitted / *v : 0;
		break;
	case LAB_METRIC_MESSAGES:
		*v = o->messages_device;
		break;
	case LAB_METRIC_REFUSALS:
		*v = o->refusals_device;
		break;
	case LAB_METRIC_EARLY:
		*v = o->early_device;
		break;
	case LAB_METRIC_GOODPUT:
		*v = o->goodput;
		break;
	default:
		return false;
	}
	return true;
}
