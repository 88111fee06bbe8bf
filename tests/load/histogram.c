/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How long answers took: counts by size, each step a 64th of its octave. */
#include "load.h"

enum { BITS = 6, STEPS = 64 * 40 };

static unsigned
step_of(uint64_t ns)
{
	unsigned top;

	if (ns < 1 << (BITS + 1))
		return (unsigned)ns;
	top = 63 - (unsigned)__builtin_clzll(ns) - BITS;
	return (top << BITS) + (unsigned)(ns >> top);
}

/* The middle of a step. */
static uint64_t
step_value(unsigned i)
{
	unsigned top;

	if (i < 1 << (BITS + 1))
		return i;
	top = (i >> BITS) - 1;
	return ((uint64_t)(i - (top << BITS)) << top) +
	    (UINT64_C(1) << top) / 2;
}

void
histogram_add(struct histogram *h, uint64_t ns)
{
	unsigned i = step_of(ns);

	h->step[i < STEPS ? i : STEPS - 1]++;
	h->n++;
	if (ns > h->max)
		h->max = ns;
}

uint64_t
histogram_at(const struct histogram *h, double share)
{
	uint64_t need = (uint64_t)((double)h->n * share), sum = 0;
	unsigned i;

	for (i = 0; i < STEPS; i++) {
		sum += h->step[i];
		if (sum > need)
			return step_value(i);
	}
	return h->max;
}
