/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Visited networks with a proven problem (GSMA CLP.14 5.6.2): a sorted list,
 * and a bit for each network that is in it.
 */
#include <stdlib.h>
#include <string.h>

#include "steer.h"

struct problems {
	uint64_t	 has[(UINT16_MAX + 1) / 64];
	size_t		 n;
	struct problem	 list[PROBLEM_MAX];
};

static unsigned
rank(unsigned network, enum problem_how how)
{
	return network * PROBLEM_HOWS + how;
}

/* Where an entry stands or would stand. */
static size_t
place_of(const struct problems *p, unsigned network, enum problem_how how)
{
	size_t low = 0, high = p->n, middle;
	const struct problem *e;

	while (low < high) {
		middle = (low + high) / 2;
		e = &p->list[middle];
		if (rank(e->network, e->how) < rank(network, how))
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static struct problem *
entry_at(struct problems *p, size_t i, unsigned network, enum problem_how how)
{
	struct problem *e = &p->list[i];

	return i < p->n && e->network == network && e->how == how ? e : NULL;
}

/* The bit of a network says what the list does. */
static void
bit_set(struct problems *p, unsigned network)
{
	size_t i = place_of(p, network, PROBLEM_ORDER);
	uint64_t bit = UINT64_C(1) << network % 64;

	if (i < p->n && p->list[i].network == network)
		p->has[network / 64] |= bit;
	else
		p->has[network / 64] &= ~bit;
}

static void
take(struct problems *p, size_t i)
{
	unsigned network = p->list[i].network;

	p->n--;
	memmove(&p->list[i], &p->list[i + 1],
	    (p->n - i) * sizeof(p->list[0]));
	bit_set(p, network);
}

struct problems *
problems_new(void)
{
	return calloc(1, sizeof(struct problems));
}

void
problems_free(struct problems *p)
{
	free(p);
}

/* A clock that was set back gives nobody longer than he had. */
static uint64_t
left(const struct problem *e, uint64_t now)
{
	uint64_t all = e->until - e->since;

	if (e->until == UINT64_MAX)
		return UINT64_MAX;
	if (now < e->since)
		return all;
	return now < e->until ? e->until - now : 0;
}

bool
problem_add(struct problems *p, unsigned network, unsigned classes,
    uint64_t ns, enum problem_how how, uint64_t now)
{
	size_t i = place_of(p, network, how);
	struct problem *e, new = { .since = now, .network = (uint16_t)network,
	    .classes = (uint16_t)classes, .how = (uint8_t)how };

	if (network == 0 || network > UINT16_MAX || how >= PROBLEM_HOWS)
		return false;
	e = entry_at(p, i, network, how);
	if (e == NULL && p->n == PROBLEM_MAX)
		return false;
	ns = ns == 0 ? UINT64_MAX : ns;
	if (e != NULL && how == PROBLEM_FINDING && left(e, now) > 0) {
		new.classes |= e->classes;
		ns = ns > left(e, now) ? ns : left(e, now);
	}
	new.until = ns > UINT64_MAX - now ? UINT64_MAX : now + ns;
	if (e == NULL) {
		e = &p->list[i];
		memmove(e + 1, e, (p->n - i) * sizeof(*e));
		p->n++;
	}
	*e = new;
	bit_set(p, network);
	return true;
}

bool
problem_remove(struct problems *p, unsigned network, enum problem_how how)
{
	size_t i;

	if (network > UINT16_MAX || how >= PROBLEM_HOWS)
		return false;
	i = place_of(p, network, how);
	if (entry_at(p, i, network, how) == NULL)
		return false;
	take(p, i);
	return true;
}

bool
problem_holds(const struct problems *p, unsigned network, unsigned priority,
    uint64_t now)
{
	size_t i;

	if (network > UINT16_MAX || priority >= STEER_PRIORITIES ||
	    (p->has[network / 64] >> network % 64 & 1) == 0)
		return false;
	i = place_of(p, network, PROBLEM_ORDER);
	for (; i < p->n && p->list[i].network == network; i++)
		if (left(&p->list[i], now) > 0)
			return p->list[i].classes >> priority & 1;
	return false;
}

bool
problems_turn(struct problems *p, uint64_t now, struct problem *ended)
{
	struct problem *e;
	size_t i;

	for (i = 0; i < p->n; i++) {
		e = &p->list[i];
		if (left(e, now) == 0) {
			*ended = *e;
			take(p, i);
			return true;
		}
		if (now < e->since && e->until != UINT64_MAX) {
			e->until = now + left(e, now);
			e->since = now;
		}
	}
	return false;
}

const struct problem *
problems_get(const struct problems *p, size_t i)
{
	return i < p->n ? &p->list[i] : NULL;
}

size_t
problems_count(const struct problems *p)
{
	return p->n;
}
