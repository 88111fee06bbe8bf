/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Admission, once a second and when the rate changes: what each class asks for,
 * what follows from it for its shares of the bucket and its guarantee, and what
 * the drain schedule may promise.
 *
 * The schedule is told what classes above take without appointments, and what is
 * guaranteed to those below who want it, so that it promises what is left.
 */
#include "admit_impl.h"

enum {
	BUSY_WEIGHT = 12,		/* of a class that has come of late */
};

static const double FILL = 0.995;	/* of the rate: slots */
static const double CALM = 0.75;	/* of the rate: asked for, all pass */
static const double USUAL_S = 600;
static const double DEMAND_S = 4;
static const double WORTH_S = 10;
static const double LEAVE = 0.03, LEAVE_MAX = 16;	/* of a rate; tokens */

static double
guarantee(const struct admit_class *c, double rate)
{
	double reserve = rate * c->reserve / 100, floor;

	floor = (double)c->floor * (double)S /
	    (double)(c->floor_ns > 0 ? c->floor_ns : S);
	return reserve > floor ? reserve : floor;
}

/* More than there is cannot be guaranteed: all get less. */
static void
rights_set(struct admit *a, uint64_t now)
{
	double sum = 0, part;
	unsigned i;

	for (i = 0; i < ADMIT_CLASSES; i++)
		sum += guarantee(&a->setup.class[i], a->rate);
	part = sum > a->rate ? a->rate / sum : 1;
	for (i = 0; i < ADMIT_CLASSES; i++) {
		struct right *g = &a->of[i].right;

		g->rate = guarantee(&a->setup.class[i], a->rate) * part;
		g->interval = g->rate > 0 ? (uint64_t)((double)S / g->rate) : 0;
		right_bound(g, now);
	}
}

/* From the top down, to each class its band. */
static void
shares_set(struct admit *a)
{
	unsigned weight[ADMIT_CLASSES], sum = 0, i;
	double top = SHARE_TOP, band;

	for (i = 0; i < ADMIT_CLASSES; i++) {
		weight[i] = a->setup.class[i].there;
		if (a->of[i].demand > a->rate / 500)
			weight[i] = BUSY_WEIGHT;
		sum += weight[i];
	}
	for (i = 0; i < ADMIT_CLASSES; i++) {
		struct of_class *c = &a->of[i];

		band = (SHARE_TOP - SHARE_BOTTOM) * (double)weight[i] /
		    (sum > 0 ? sum : 1);
		c->again = (uint16_t)top;
		c->pressed = (uint16_t)(top - band / 8);
		c->kept = (uint16_t)(top - band / 4);
		c->registered = (uint16_t)(top - band * 11 / 16);
		c->other = (uint16_t)(top - band * 13 / 16);
		top -= band;
	}
}

static void
schedule_set(struct admit *a, uint64_t now)
{
	double others[ADMIT_CLASSES], above = 0, below = 0, want;
	unsigned i;

	for (i = 0; i < ADMIT_CLASSES; i++) {
		others[i] = above;
		above += a->of[i].usual;
	}
	for (i = ADMIT_CLASSES; i-- > 0;) {
		const struct of_class *c = &a->of[i];

		others[i] += below;
		if (others[i] > FILL * a->rate - c->right.rate)
			others[i] = FILL * a->rate - c->right.rate;
		want = c->demand < c->right.rate ? c->demand : c->right.rate;
		below += want;
	}
	drain_rate(a->drain, FILL * a->rate, others, now);
}

/* Those above, who ask for so much, come by chance: the more they are the more
 * of them come at once. */
static double
room_for(double rate, double above)
{
	double most = LEAVE * rate, part = above / (0.5 * rate), leave;

	leave = (most < LEAVE_MAX ? most : LEAVE_MAX) * (part < 1 ? part : 1);
	return leave >= 1 ? leave : 0;
}

/* Up to which class all together ask for less than there is. */
static void
calm_set(struct admit *a)
{
	double left = CALM * a->rate;
	unsigned i;

	a->crowded = ADMIT_CLASSES;
	for (i = 0; i < ADMIT_CLASSES; i++) {
		a->of[i].calm = left;
		a->of[i].leave = room_for(a->rate, CALM * a->rate - left);
		left -= a->of[i].demand;
		if (left < 0 && i < a->crowded)
			a->crowded = i;
	}
}

/* Of procedures that are a single request half a token is used. */
static void
worth_learn(struct of_class *c, double seconds)
{
	double weight = seconds / (WORTH_S + seconds);

	c->begun += (c->taken / seconds - c->begun) * weight;
	c->stayed += (c->alone / seconds - c->stayed) * weight;
	c->worth = 1;
	if (c->stayed > 0)
		c->worth = c->stayed < c->begun ? 1 - c->stayed / c->begun / 2 :
		    0.5;
}

static void
second_end(struct admit *a, double seconds)
{
	unsigned i;

	for (i = 0; i < ADMIT_CLASSES; i++) {
		struct of_class *c = &a->of[i];
		double usual = seconds / (USUAL_S + seconds);
		double demand = seconds / (DEMAND_S + seconds);
		double free = c->free - c->alone / 2.0;

		worth_learn(c, seconds);
		c->usual += ((free > 0 ? free : 0) / seconds - c->usual) *
		    usual;
		c->demand += (c->offered * c->worth / seconds - c->demand) *
		    demand;
		c->free = c->offered = c->taken = c->alone = 0;
	}
}

/* What is paid for a second request that does not come is given back. */
static void
halves_back(struct admit *a, uint64_t now)
{
	uint32_t alone[LONE_CLASSES] = { 0 };
	unsigned i;

	if (lone_turn(&a->lone, now, alone) == 0)
		return;
	for (i = 0; i < ADMIT_CLASSES; i++) {
		a->of[i].alone += alone[i];
		capacity_give_back(&a->capacity, alone[i]);
	}
}

void
admit_bring(struct admit *a, uint64_t now)
{
	uint64_t second = now / S;
	double rate;

	halves_back(a, now);
	rate = capacity_rate(&a->capacity);
	if (second == a->second && rate == a->rate)
		return;
	if (second != a->second) {
		second_end(a, second > a->second ?
		    (double)(second - a->second) : 1);
		a->second = second;
	}
	a->rate = rate;
	rights_set(a, now);
	shares_set(a);
	calm_set(a);
	schedule_set(a, now);
}
