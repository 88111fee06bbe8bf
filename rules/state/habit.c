/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Habits: a bit for each context, and how many requests taught them.
 */
#include "habit.h"

#include <stdlib.h>
#include <string.h>

enum { LINE = 64, BITS = 64 };

struct habit {
	_Alignas(LINE) uint64_t used[HABIT_CONTEXTS / BITS];
	uint32_t	 learned;	/* requests while learning */
};

struct habits {
	struct habit	*habit;
	size_t		 max;
	uint32_t	 enough;
	uint32_t	 users[HABIT_CONTEXTS];	/* who learned each */
};

struct habits *
habits_new(size_t max, uint32_t enough)
{
	struct habits *h;

	if (max == 0 || max > HABIT_MAX || (h = calloc(1, sizeof(*h))) == NULL)
		return NULL;
	h->max = max;
	h->enough = enough;
	h->habit = aligned_alloc(LINE, max * sizeof(*h->habit));
	if (h->habit == NULL) {
		free(h);
		return NULL;
	}
	memset(h->habit, 0, max * sizeof(*h->habit));
	return h;
}

void
habits_free(struct habits *h)
{
	if (h == NULL)
		return;
	free(h->habit);
	free(h);
}

void
habit_learn(struct habits *h, uint32_t number, unsigned context,
    bool learning)
{
	uint64_t bit = UINT64_C(1) << (context % BITS);
	struct habit *t;

	if (number >= h->max)
		return;
	t = &h->habit[number];
	if (!learning && t->learned >= h->enough)
		return;
	if (t->learned < UINT32_MAX)
		t->learned++;
	if (context >= HABIT_CONTEXTS || t->used[context / BITS] & bit)
		return;
	t->used[context / BITS] |= bit;
	h->users[context]++;
}

bool
habit_unusual(struct habits *h, uint32_t number, unsigned context,
    bool learning, bool count)
{
	uint64_t bit = UINT64_C(1) << (context % BITS);
	const struct habit *t;
	bool unusual;

	if (number >= h->max)
		return false;
	t = &h->habit[number];
	unusual = !learning && t->learned >= h->enough &&
	    context < HABIT_CONTEXTS && !(t->used[context / BITS] & bit) &&
	    h->users[context] < HABIT_OTHERS;
	if (count)
		habit_learn(h, number, context, learning);
	return unusual;
}

void
habit_keep(struct habits *to, uint32_t n, const struct habits *from, uint32_t k)
{
	const struct habit *t;
	unsigned i;

	if (n >= to->max || k >= from->max)
		return;
	t = &from->habit[k];
	to->habit[n] = *t;
	for (i = 0; i < HABIT_CONTEXTS; i++)
		to->users[i] += (uint32_t)(t->used[i / BITS] >> i % BITS) & 1;
}

size_t
habits_octets(const struct habits *h)
{
	return sizeof(*h) + h->max * sizeof(*h->habit);
}
