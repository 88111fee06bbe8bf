/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * When those concerned by an event come.
 *
 * 3GPP TR 37.868 6.1.1: model 1 is uniform, model 2 Beta(3,4).  The third
 * smallest of six uniform numbers has exactly that distribution.
 */
#include "draw.h"
#include "world.h"

static double
beta_3_4(uint64_t draw)
{
	double u[6], x;
	unsigned i, j;

	for (i = 0; i < 6; i++) {
		x = draw_unit(draw_u64(draw, i, 0));
		for (j = i; j > 0 && u[j - 1] > x; j--)
			u[j] = u[j - 1];
		u[j] = x;
	}
	return u[2];
}

/* Where the weights up to there are the share x of all. */
static double
series_at(const struct scenario_arrival *a, double x)
{
	double sum = 0, so_far = 0;
	uint32_t i;

	for (i = 0; i < a->steps; i++)
		sum += (double)a->weight[i];
	x *= sum;
	for (i = 0; i < a->steps; i++) {
		if (a->weight[i] > 0 && so_far + (double)a->weight[i] > x)
			return (i + (x - so_far) / (double)a->weight[i]) /
			    a->steps;
		so_far += (double)a->weight[i];
	}
	return 1;
}

uint64_t
arrival_at(const struct scenario_arrival *a, uint64_t draw)
{
	double x = 0;

	switch (a->kind) {
	case LAB_ARRIVE_UNIFORM:
		x = draw_unit(draw);
		break;
	case LAB_ARRIVE_BETA:
		x = beta_3_4(draw);
		break;
	case LAB_ARRIVE_SERIES:
		x = series_at(a, draw_unit(draw));
		break;
	default:
		break;
	}
	return (uint64_t)(x * (double)a->over);
}
