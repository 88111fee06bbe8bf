/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Rates per key: the generic cell rate algorithm (ITU-T I.371 annex A).
 *
 * A key has one number: the time at which it would have nothing left to wait
 * for.  A message puts that off by one interval, NS / COUNT, and is one too
 * many where it lies more than COUNT - 1 intervals ahead.  An entry whose time
 * has come says nothing more than no entry, so its place is free.
 *
 * A set is one cache line, ordered from the key seen last to the one that has
 * been quiet longest.
 */
#include "rate.h"

#include <stdlib.h>
#include <string.h>

enum {
	WAYS = 4,
	SET_OCTETS = 64,
};

struct entry {
	uint64_t	 key;
	uint64_t	 until;		/* 0: nothing here */
};

struct set {
	struct entry	 way[WAYS];
};

_Static_assert(sizeof(struct set) == SET_OCTETS, "a cache line");

struct rate {
	struct set	*set;
	size_t		 mask;
	uint64_t	 lost;
};

static uint64_t
sum(uint64_t a, uint64_t b)
{
	return a > UINT64_MAX - b ? UINT64_MAX : a + b;
}

/* How far an entry's time is ahead.  Further than it can get: it is from before
 * the clock was set, and says nothing. */
static uint64_t
ahead_of(const struct entry *e, uint64_t ns, uint64_t now)
{
	if (e->until <= now || e->until - now > ns)
		return 0;
	return e->until - now;
}

/* One more is too many. */
static bool
too_many(uint64_t ahead, uint32_t count, uint64_t ns)
{
	return ahead > (count - 1) * (ns / count);
}

static unsigned
way_of(const struct set *s, uint64_t key)
{
	unsigned i;

	for (i = 0; i < WAYS; i++)
		if (s->way[i].key == key && s->way[i].until != 0)
			break;
	return i;
}

/* Entry i goes to the front, those before it one back. */
static void
front(struct set *s, unsigned i)
{
	struct entry e = s->way[i];

	memmove(&s->way[1], &s->way[0], i * sizeof(e));
	s->way[0] = e;
}

/* The place for a key that is not there: one that says nothing any more, or
 * that of the quietest. */
static unsigned
victim(struct rate *r, const struct set *s, uint64_t now)
{
	unsigned i;

	for (i = WAYS; i-- > 0;)
		if (s->way[i].until <= now)
			return i;
	r->lost++;
	return WAYS - 1;
}

static struct entry *
entry_get(struct rate *r, uint64_t key, uint64_t now)
{
	struct set *s = &r->set[key & r->mask];
	unsigned i = way_of(s, key);

	if (i == WAYS) {
		i = victim(r, s, now);
		s->way[i] = (struct entry){ key, 0 };
	}
	front(s, i);
	return &s->way[0];
}

struct rate *
rate_new(size_t entries)
{
	struct rate *r;
	size_t sets = 1;

	if (entries > SIZE_MAX / 4 / sizeof(struct entry))
		return NULL;
	while (sets * WAYS < entries)
		sets *= 2;
	r = calloc(1, sizeof(*r));
	if (r == NULL)
		return NULL;
	r->set = aligned_alloc(SET_OCTETS, sets * sizeof(*r->set));
	if (r->set == NULL) {
		free(r);
		return NULL;
	}
	memset(r->set, 0, sets * sizeof(*r->set));
	r->mask = sets - 1;
	return r;
}

void
rate_free(struct rate *r)
{
	if (r == NULL)
		return;
	free(r->set);
	free(r);
}

bool
rate_over(struct rate *r, uint64_t key, uint32_t count, uint64_t ns,
    uint64_t now)
{
	struct entry *e;
	uint64_t ahead;

	if (count == 0)
		return true;
	e = entry_get(r, key, now);
	ahead = ahead_of(e, ns, now);
	if (too_many(ahead, count, ns))
		return true;
	e->until = sum(now + ahead, ns / count);
	return false;
}

bool
rate_would(const struct rate *r, uint64_t key, uint32_t count, uint64_t ns,
    uint64_t now)
{
	const struct set *s = &r->set[key & r->mask];
	unsigned i = way_of(s, key);

	if (count == 0)
		return true;
	return i < WAYS && too_many(ahead_of(&s->way[i], ns, now), count, ns);
}

uint64_t
rate_lost(const struct rate *r)
{
	return r->lost;
}
