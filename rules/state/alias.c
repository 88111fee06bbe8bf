/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The other name of a subscriber: sets of one cache line, in the order in which
 * their records were written last.  A number has two sets by a keyed hash and
 * goes to the emptier one; where both are full, one of theirs that has room in
 * its other set goes there.  Then four fifths of all places can be taken before
 * one in a thousand is lost.
 */
#include "alias.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "../../dissectors/hash.h"
#include "../../dissectors/prefetch.h"

enum {
	WAYS = 4,
	CHOICES = 2,
	SET_OCTETS = 64,
	LOAD = 80,		/* per cent of the places */
	HUGE_PAGE = 1 << 21,
};

#define SETS_MAX	(UINT64_C(1) << 32)	/* half of a hash chooses */

struct name {
	uint64_t	 number;	/* 0: no record */
	uint64_t	 imsi;
};

struct set {
	struct name	 way[WAYS];
};

_Static_assert(sizeof(struct set) == SET_OCTETS, "a cache line");

struct aliases {
	void		*memory;
	struct set	*set;		/* in it, by cache lines */
	uint64_t	 sets, secret, lost;
	size_t		 count;
};

/* Where a number may be: by both halves of its hash. */
static struct set *
set_of(const struct aliases *a, uint64_t hash, unsigned choice)
{
	uint64_t half = choice == 0 ? hash >> 32 : hash & UINT32_MAX;

	return &a->set[half * a->sets >> 32];
}

static uint64_t
hash_of(const struct aliases *a, uint64_t number)
{
	return hash_fold(hash_u64(a->secret, number) ^ HASH_C,
	    a->secret ^ HASH_D);
}

/* The record of a number, or without one the first that is free; WAYS: it has
 * none. */
static unsigned
way_of(const struct set *s, uint64_t number)
{
	unsigned i;

	for (i = 0; i < WAYS; i++)
		if (s->way[i].number == number)
			break;
	return i;
}

static void
put(struct set *s, unsigned way, uint64_t number, uint64_t imsi)
{
	memmove(&s->way[1], &s->way[0], way * sizeof(s->way[0]));
	s->way[0] = (struct name){ number, imsi };
}

/* A record of a full set moves to its other one: its way, or WAYS. */
static unsigned
make_room(struct aliases *a, struct set *s)
{
	unsigned i, k, way;
	struct set *other;
	uint64_t h;

	for (i = WAYS; i-- > 0;) {
		h = hash_of(a, s->way[i].number);
		for (k = 0; k < CHOICES; k++) {
			other = set_of(a, h, k);
			way = way_of(other, 0);
			if (other != s && way < WAYS) {
				other->way[way] = s->way[i];
				return i;
			}
		}
	}
	return WAYS;
}

/* Small pages would cost as much as what is in them; refused where the system
 * has no others, and no harm. */
static void
pages_large(void *memory, size_t len)
{
	uintptr_t from = ((uintptr_t)memory + HUGE_PAGE - 1) / HUGE_PAGE *
	    HUGE_PAGE, to = ((uintptr_t)memory + len) / HUGE_PAGE * HUGE_PAGE;

	if (from < to)
		(void)madvise((void *)from, to - from, MADV_HUGEPAGE);
}

struct aliases *
aliases_new(size_t max, uint64_t secret)
{
	struct aliases *a;

	if (max >= SETS_MAX || (a = calloc(1, sizeof(*a))) == NULL)
		return NULL;
	a->sets = max * 100 / LOAD / WAYS + 1;
	a->secret = secret;
	/* zeroed by the system, page by page as it is used */
	a->memory = calloc(a->sets + 1, sizeof(*a->set));
	if (a->memory == NULL) {
		free(a);
		return NULL;
	}
	pages_large(a->memory, (a->sets + 1) * sizeof(*a->set));
	a->set = (struct set *)(((uintptr_t)a->memory + SET_OCTETS - 1) /
	    SET_OCTETS * SET_OCTETS);
	return a;
}

void
aliases_free(struct aliases *a)
{
	if (a == NULL)
		return;
	free(a->memory);
	free(a);
}

void
alias_expect(const struct aliases *a, uint64_t number)
{
	uint64_t h = hash_of(a, number);
	unsigned i;

	for (i = 0; i < CHOICES; i++)
		prefetch(set_of(a, h, i));
}

/* In a set where it is, or the one with more room, or the first. */
void
alias_set(struct aliases *a, uint64_t number, uint64_t imsi)
{
	uint64_t h = hash_of(a, number);
	struct set *s, *room = NULL;
	unsigned i, way, taken = WAYS;

	if (number == 0 || imsi == 0)
		return;
	for (i = 0; i < CHOICES; i++) {
		s = set_of(a, h, i);
		way = way_of(s, number);
		if (way < WAYS) {
			/* mostly it is told what is known */
			if (way > 0 || s->way[0].imsi != imsi)
				put(s, way, number, imsi);
			return;
		}
		way = way_of(s, 0);
		if (way < taken) {
			room = s;
			taken = way;
		}
	}
	for (i = 0; i < CHOICES && room == NULL; i++) {
		taken = make_room(a, set_of(a, h, i));
		room = taken < WAYS ? set_of(a, h, i) : NULL;
	}
	if (room != NULL) {
		a->count++;
		put(room, taken, number, imsi);
	} else {
		a->lost++;
		put(set_of(a, h, 0), WAYS - 1, number, imsi);
	}
}

uint64_t
alias_find(const struct aliases *a, uint64_t number)
{
	uint64_t h = hash_of(a, number);
	const struct set *s;
	unsigned i, way;

	if (number == 0)
		return 0;
	for (i = 0; i < CHOICES; i++) {
		s = set_of(a, h, i);
		way = way_of(s, number);
		if (way < WAYS)
			return s->way[way].imsi;
	}
	return 0;
}

void
aliases_walk(const struct aliases *a,
    void (*visit)(void *, uint64_t number, uint64_t imsi), void *arg)
{
	uint64_t i;
	unsigned k;

	for (i = 0; i < a->sets; i++)
		for (k = WAYS; k-- > 0;)
			if (a->set[i].way[k].number != 0)
				visit(arg, a->set[i].way[k].number,
				    a->set[i].way[k].imsi);
}

size_t
aliases_count(const struct aliases *a)
{
	return a->count;
}

uint64_t
aliases_lost(const struct aliases *a)
{
	return a->lost;
}

size_t
aliases_octets(const struct aliases *a)
{
	return sizeof(*a) + (a->sets + 1) * sizeof(*a->set);
}
