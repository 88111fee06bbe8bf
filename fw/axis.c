/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where the lines and marks of an axis stand.
 */
#include <stddef.h>

#include "axis.h"

#define SECOND	UINT64_C(1000000000)

static const uint64_t steps[] = { 1, 2, 5 };

uint64_t
axis_step(uint64_t max)
{
	uint64_t ten = 1;
	size_t i;

	for (;; ten *= 10)
		for (i = 0; i < 3; i++)
			if (max / 4 < steps[i] * ten ||
			    max == 4 * steps[i] * ten)
				return steps[i] * ten;
}

uint64_t
axis_time_step(uint64_t span, unsigned ticks)
{
	static const uint64_t seconds[] = { 1, 2, 5, 10, 15, 30, 60, 120, 300,
	    600, 900, 1800, 3600, 7200, 10800, 21600, 43200, 86400 };
	uint64_t step, ten;
	size_t i;

	for (ten = 1000000; ten < SECOND; ten *= 10)
		for (i = 0; i < 3; i++)
			if (span / (steps[i] * ten) < ticks)
				return steps[i] * ten;
	for (i = 0; i < sizeof(seconds) / sizeof(seconds[0]); i++)
		if (span / (seconds[i] * SECOND) < ticks)
			return seconds[i] * SECOND;
	for (step = 86400 * SECOND; span / step >= ticks; step *= 2)
		;
	return step;
}
