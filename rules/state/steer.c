/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Steering of roaming: what a device was told, and networks with a problem.
 *
 * A device is 32 octets: its key in a cache line with those of seven others,
 * and 24 of state behind.  It can be in either of two groups of eight and goes
 * into the emptier one; where both are full, somebody there moves to his other
 * one, so that 82 % of the places are taken before anybody has to go.
 *
 * Networks and countries of a device stand in the order in which they were
 * asked about last, so that the one that has to go is the last one.
 */
#include "steer.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "../../dissectors/hash.h"

enum {
	PLACES = 8,		/* of a group */
	CHOICES = 2,
	LOAD = 82,		/* % of the places that are promised */
	LINE = 64,
};

#define GROUPS_MAX	(UINT64_C(1) << 31)
#define SECOND		UINT64_C(1000000000)

/* What is known of one device; all zero: nothing. */
struct steer {
	uint32_t	 start;		/* s since 1970, of the window */
	uint16_t	 accepted;	/* network, 0: none */
	uint16_t	 times;		/* refused in the window */
	uint16_t	 network[STEER_NETWORKS];
	uint16_t	 country[STEER_COUNTRIES];
	uint8_t		 by_network[STEER_NETWORKS];
	uint8_t		 by_country[STEER_COUNTRIES];
};

struct group {
	uint64_t	 key[PLACES];	/* 0: nobody */
	struct steer	 state[PLACES];
};

_Static_assert(sizeof(struct steer) == 24, "32 octets with the key");
_Static_assert(sizeof(struct group) == 4 * LINE, "four cache lines");

struct steers {
	struct group	*group;
	uint64_t	 groups;
	uint64_t	 secret;
	size_t		 count;
	uint64_t	 evicted;
};

struct place {
	struct group	*group;
	unsigned	 i;
};

/* ---- table ---- */

/* Folded twice: numbers that follow each other shall not be neighbours. */
static void
groups_of(const struct steers *t, uint64_t key, struct group *group[CHOICES])
{
	uint64_t h = hash_u64(hash_u64(t->secret, key), t->secret), i, by;

	i = (h >> 32) * t->groups >> 32;
	by = 1 + ((h & UINT32_MAX) * (t->groups - 1) >> 32);
	group[0] = &t->group[i];
	group[1] = &t->group[i + by < t->groups ? i + by : i + by - t->groups];
}

static struct steer *
state_find(const struct steers *t, uint64_t key)
{
	struct group *group[CHOICES];
	unsigned c, i;

	if (key == 0)
		return NULL;
	groups_of(t, key, group);
	for (c = 0; c < CHOICES; c++)
		for (i = 0; i < PLACES; i++)
			if (group[c]->key[i] == key)
				return &group[c]->state[i];
	return NULL;
}

/* Which free place of a group, PLACES: none; and how many there are. */
static unsigned
free_place(const struct group *g, unsigned *n)
{
	unsigned i, found = PLACES;

	*n = 0;
	for (i = PLACES; i-- > 0;)
		if (g->key[i] == 0) {
			found = i;
			++*n;
		}
	return found;
}

/* Its window is over for ns, and it is accepted nowhere. */
static bool
says_nothing(const struct steer *s, uint32_t now, uint64_t seconds)
{
	uint32_t gone = now > s->start ? now - s->start : 0;

	return s->accepted == 0 && (s->times == 0 || gone >= seconds);
}

/* One of those in both groups whose state says nothing; false: none. */
static bool
idle_find(struct group *const group[CHOICES], uint32_t now, uint64_t seconds,
    struct place *p)
{
	unsigned i;

	for (i = 0; i < CHOICES * PLACES; i++) {
		*p = (struct place){ group[i / PLACES], i % PLACES };
		if (says_nothing(&p->group->state[p->i], now, seconds))
			return true;
	}
	return false;
}

/* One of them moves to his other group; false: all of those are full. */
static bool
move(const struct steers *t, struct group *const group[CHOICES],
    struct place *p)
{
	struct group *both[CHOICES], *to;
	unsigned i, place, n;

	for (i = 0; i < CHOICES * PLACES; i++) {
		*p = (struct place){ group[i / PLACES], i % PLACES };
		groups_of(t, p->group->key[p->i], both);
		to = both[both[0] == p->group];
		place = free_place(to, &n);
		if (n == 0)
			continue;
		to->key[place] = p->group->key[p->i];
		to->state[place] = p->group->state[p->i];
		return true;
	}
	return false;
}

static void
oldest_find(struct group *const group[CHOICES], struct place *p)
{
	struct group *g;
	unsigned i;

	*p = (struct place){ group[0], 0 };
	for (i = 1; i < CHOICES * PLACES; i++) {
		g = group[i / PLACES];
		if (g->state[i % PLACES].start < p->group->state[p->i].start)
			*p = (struct place){ g, i % PLACES };
	}
}

/* A place for a key that is not there. */
static struct steer *
state_new(struct steers *t, uint64_t key, uint32_t now, uint64_t seconds)
{
	struct group *group[CHOICES];
	unsigned place[CHOICES], n[CHOICES], i;
	struct place p;

	groups_of(t, key, group);
	for (i = 0; i < CHOICES; i++)
		place[i] = free_place(group[i], &n[i]);
	i = n[1] > n[0];
	t->count++;
	if (n[i] > 0) {
		p = (struct place){ group[i], place[i] };
	} else if (idle_find(group, now, seconds, &p)) {
		t->count--;
	} else if (!move(t, group, &p)) {
		oldest_find(group, &p);
		t->count--;
		t->evicted++;
	}
	p.group->key[p.i] = key;
	p.group->state[p.i] = (struct steer){ .start = now };
	return &p.group->state[p.i];
}

struct steers *
steers_new(size_t max, uint64_t secret)
{
	struct steers *t;

	if (max >= GROUPS_MAX || (t = calloc(1, sizeof(*t))) == NULL)
		return NULL;
	t->groups = (uint64_t)max * 100 / LOAD / PLACES + CHOICES;
	t->secret = secret;
	/* zero, and counts as used page by page, as devices come */
	t->group = mmap(NULL, t->groups * sizeof(*t->group), PROT_READ |
	    PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (t->group == MAP_FAILED) {
		free(t);
		return NULL;
	}
	return t;
}

void
steers_free(struct steers *t)
{
	if (t == NULL)
		return;
	(void)munmap(t->group, t->groups * sizeof(*t->group));
	free(t);
}

size_t
steers_count(const struct steers *t)
{
	return t->count;
}

uint64_t
steers_evicted(const struct steers *t)
{
	return t->evicted;
}

size_t
steers_octets(const struct steers *t)
{
	return sizeof(*t) + t->groups * sizeof(*t->group);
}

/* ---- counts ---- */

static uint32_t
seconds_of(uint64_t now)
{
	return now / SECOND < UINT32_MAX ? (uint32_t)(now / SECOND) :
	    UINT32_MAX;
}

static uint64_t
window_of(const struct steer_limits *limits)
{
	return limits->ns / SECOND + (limits->ns % SECOND != 0);
}

/* Forgets what was counted in a window that is over; one that begins in the
 * future begins now, for the clock was set back. */
static void
window_look(struct steer *s, uint32_t now, uint64_t seconds)
{
	if (s->start > now)
		s->start = now;
	if (s->times > 0 && now - s->start >= seconds)
		*s = (struct steer){ .start = now, .accepted = s->accepted };
}

/* How often a number of a list was counted. */
static unsigned
counted(const uint16_t *list, const uint8_t *count, unsigned n, unsigned number)
{
	unsigned i;

	for (i = 0; i < n; i++)
		if (number != 0 && list[i] == number)
			return count[i];
	return 0;
}

/* One more for a number, which becomes the first of its list. */
static void
count(uint16_t *list, uint8_t *counts, unsigned n, unsigned number)
{
	unsigned i;
	uint8_t c;

	if (number == 0 || number > UINT16_MAX)
		return;
	for (i = 0; i < n - 1 && list[i] != number; i++)
		;
	c = list[i] == number ? counts[i] : 0;
	memmove(list + 1, list, i * sizeof(*list));
	memmove(counts + 1, counts, i * sizeof(*counts));
	list[0] = (uint16_t)number;
	counts[0] = (uint8_t)(c + (c < STEER_COUNT_MAX));
}

/* No count gets beyond STEER_COUNT_MAX, so that a higher limit is none. */
static bool
reached(unsigned is, unsigned limit)
{
	return limit != 0 && is >= limit;
}

/* s: after window_look(). */
static enum steer_answer
answer(const struct steer *s, unsigned network, unsigned country,
    const struct steer_limits *limits)
{
	if (network != 0 && s->accepted == network)
		return STEER_ACCEPTED;
	if (s->times >= limits->times)
		return STEER_TIMES;
	if (reached(counted(s->network, s->by_network, STEER_NETWORKS,
	    network), limits->network))
		return STEER_NETWORK;
	if (reached(counted(s->country, s->by_country, STEER_COUNTRIES,
	    country), limits->country))
		return STEER_COUNTRY;
	return STEER_AWAY;
}

enum steer_answer
steer_would(const struct steers *t, uint64_t key, unsigned network,
    unsigned country, const struct steer_limits *limits, bool never,
    uint64_t now)
{
	const struct steer *found;
	struct steer s = { .start = 0 };

	if (never || key == 0 || limits->times == 0 || limits->ns == 0)
		return STEER_NEVER;
	found = state_find(t, key);
	if (found != NULL)
		s = *found;
	window_look(&s, seconds_of(now), window_of(limits));
	return answer(&s, network, country, limits);
}

enum steer_answer
steer_ask(struct steers *t, uint64_t key, unsigned network, unsigned country,
    const struct steer_limits *limits, bool never, uint64_t now)
{
	uint32_t second = seconds_of(now);
	uint64_t seconds = window_of(limits);
	enum steer_answer a;
	struct steer *s;

	if (never || key == 0 || limits->times == 0 || limits->ns == 0)
		return STEER_NEVER;
	s = state_find(t, key);
	if (s == NULL)
		s = state_new(t, key, second, seconds);
	window_look(s, second, seconds);
	a = answer(s, network, country, limits);
	if (a != STEER_AWAY)
		return a;
	if (s->times == 0)
		s->start = second;
	s->times++;
	count(s->network, s->by_network, STEER_NETWORKS, network);
	count(s->country, s->by_country, STEER_COUNTRIES, country);
	return a;
}

void
steer_accepted(struct steers *t, uint64_t key, unsigned network,
    bool preferred, uint64_t now)
{
	struct steer *s = state_find(t, key);

	if (network > UINT16_MAX)
		network = 0;
	if (s == NULL && !preferred && key != 0 && network != 0)
		s = state_new(t, key, seconds_of(now), UINT64_MAX);
	if (s != NULL)
		s->accepted = (uint16_t)network;
}

void
steer_forget(struct steers *t, uint64_t key)
{
	struct group *group[CHOICES];
	unsigned c, i;

	if (key == 0)
		return;
	groups_of(t, key, group);
	for (c = 0; c < CHOICES; c++)
		for (i = 0; i < PLACES; i++)
			if (group[c]->key[i] == key) {
				group[c]->key[i] = 0;
				t->count--;
				return;
			}
}
