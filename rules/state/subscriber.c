/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A cuckoo table with buckets: a key has two groups of eight places, and goes
 * into the second only when the first is full.
 *
 * A group is four cache lines; a key begins at the line that its hash says and
 * takes the first free place from there, so that one line is mostly enough.
 * Where both groups are full, one who stands there moves to his other group,
 * if need be after one there has moved to his, and only when that fails or the
 * table is crowded does the one seen longest ago go.
 *
 * Nothing is ever taken out, only replaced: a place once taken stays taken, so
 * a search ends at the first free place, in either group.
 */
#include "subscriber.h"

#include <stdlib.h>
#include <sys/mman.h>

#include "../../dissectors/hash.h"
#include "../../dissectors/sig.h"

enum {
	PLACES = 8,		/* of a group */
	LINE = 2,		/* of a cache line */
	CHOICES = 2,
	LOAD = 82,		/* % of the places that are promised */
	CROWDED = 95,		/* % from which nobody is moved about */
	NUMBER_BITS = 56,	/* below the count of digits */
};

#define HUGE_PAGE	((size_t)2 << 20)
#define PAGE		((size_t)64 << 10)	/* of any machine, at most */
#define GROUPS_MAX	(UINT64_C(1) << 32)

struct group {
	struct subscriber place[PLACES];
};

static_assert(sizeof(struct group) == 256, "four cache lines");

struct subscribers {
	struct group	*group;
	uint64_t	 groups;
	uint64_t	 secret;
	size_t		 count;
	size_t		 crowded;	/* count from which it is */
	size_t		 max;
	size_t		 mapped;	/* octets at group */
	uint64_t	 evicted;
};

/* Where a key can be. */
struct spot {
	struct group	*group[CHOICES];
	unsigned	 start;		/* first place to look at, in both */
};

/* ---- numbers ---- */

static const uint64_t ten_to[NUMBER_MAX + 1] = {
	1, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000,
	1000000000, 10000000000, 100000000000, 1000000000000, 10000000000000,
	100000000000000, 1000000000000000, 10000000000000000,
};

/* Sixteen half octets, the most significant digit lowest, to a number: pairs,
 * then pairs of pairs, and so on. */
static uint64_t
number_of(uint64_t w)
{
	w = (w & 0x0f0f0f0f0f0f0f0f) * 10 + (w >> 4 & 0x0f0f0f0f0f0f0f0f);
	w = (w & 0x00ff00ff00ff00ff) * 100 + (w >> 8 & 0x00ff00ff00ff00ff);
	w = (w & 0x0000ffff0000ffff) * 10000 + (w >> 16 & 0x0000ffff0000ffff);
	return (w & 0xffffffff) * 100000000 + (w >> 32);
}

uint64_t
number_pack(const struct sig_digits *d, unsigned len)
{
	uint64_t w;

	if (len < NUMBER_MIN || len > NUMBER_MAX)
		return 0;
	w = d->w[0] << 4 * (NUMBER_MAX - len);
	/* a digit above 9 has its highest bit and one of the two below it */
	if ((w & (w << 1 | w << 2) & 0x8888888888888888) != 0)
		return 0;
	return number_of(w) | (uint64_t)len << NUMBER_BITS;
}

static uint64_t
number_value(uint64_t number)
{
	return number & ((UINT64_C(1) << NUMBER_BITS) - 1);
}

bool
number_valid(uint64_t number)
{
	uint64_t len = number >> NUMBER_BITS;

	return len >= NUMBER_MIN && len <= NUMBER_MAX &&
	    number_value(number) < ten_to[len];
}

unsigned
number_text(uint64_t number, char text[NUMBER_MAX + 1])
{
	uint64_t v = number_value(number);
	unsigned len = 0, i;

	if (number_valid(number))
		len = (unsigned)(number >> NUMBER_BITS);
	for (i = len; i-- > 0; v /= 10)
		text[i] = (char)('0' + v % 10);
	text[len] = '\0';
	return len;
}

/* ---- memory ---- */

/* Zeroed, and on a boundary of huge pages where it is larger than one: a table
 * of small pages spends as long on page tables as on itself. */
static void *
memory_get(size_t size)
{
	size_t more = size < HUGE_PAGE ? 0 : HUGE_PAGE, before;
	uint8_t *p = mmap(NULL, size + more, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (p == MAP_FAILED)
		return NULL;
	if (more == 0)
		return p;
	before = (HUGE_PAGE - (uintptr_t)p % HUGE_PAGE) % HUGE_PAGE;
	if (before > 0)
		munmap(p, before);
	munmap(p + before + size, more - before);
	/* refused where the system has none: slower, and no harm */
	(void)madvise(p + before, size, MADV_HUGEPAGE);
	return p + before;
}

struct subscribers *
subscribers_new(size_t max, uint64_t secret)
{
	struct subscribers *t;

	if (max >= GROUPS_MAX)
		return NULL;
	t = calloc(1, sizeof(*t));
	if (t == NULL)
		return NULL;
	t->groups = max * 100 / LOAD / PLACES + CHOICES;
	t->secret = secret;
	t->max = max;
	t->crowded = t->groups * PLACES * CROWDED / 100;
	t->mapped = (t->groups * sizeof(struct group) + PAGE - 1) / PAGE * PAGE;
	t->group = memory_get(t->mapped);
	if (t->group == NULL) {
		free(t);
		return NULL;
	}
	return t;
}

void
subscribers_free(struct subscribers *t)
{
	if (t == NULL)
		return;
	munmap(t->group, t->mapped);
	free(t);
}

/* ---- search ---- */

/* Folded twice: numbers that follow each other shall not be neighbours. */
static uint64_t
hash_of(const struct subscribers *t, uint64_t key)
{
	return hash_fold(hash_u64(t->secret, key) ^ HASH_C,
	    t->secret ^ HASH_D);
}

static struct group *
first_group(const struct subscribers *t, uint64_t h)
{
	return &t->group[(h >> 32) * t->groups >> 32];
}

/* Any group but the first, all as likely. */
static struct group *
second_group(const struct subscribers *t, uint64_t h)
{
	uint64_t i = (h >> 32) * t->groups >> 32;

	i += 1 + ((h & 0xffffffff) * (t->groups - 1) >> 32);
	return &t->group[i < t->groups ? i : i - t->groups];
}

static unsigned
first_place(uint64_t h)
{
	return (unsigned)h % (PLACES / LINE) * LINE;
}

/* The key's place, or else the first free one; NULL: it is not in the group
 * and cannot get into it. */
static inline struct subscriber *
place_in(struct group *g, unsigned start, uint64_t key)
{
	struct subscriber *s;
	unsigned i;

	for (i = 0; i < PLACES; i++) {
		s = &g->place[(start + i) % PLACES];
		if (s->key == key || s->key == 0)
			return s;
	}
	return NULL;
}

void
subscribers_expect(const struct subscribers *t, uint64_t key)
{
	uint64_t h = hash_of(t, key);
	const struct group *g = first_group(t, h);
	unsigned start = first_place(h);

	__builtin_prefetch(&g->place[start], 1);
	__builtin_prefetch(&g->place[(start + LINE) % PLACES], 1);
}

/* The place of the key or the one it would get; NULL when both are full. */
static struct subscriber *
place_of(const struct subscribers *t, uint64_t key, uint64_t h)
{
	struct group *g = first_group(t, h);
	unsigned start = first_place(h);
	struct subscriber *s;

	/* where it is not in its line it is often in the next */
	__builtin_prefetch(&g->place[(start + LINE) % PLACES], 1);
	s = place_in(g, start, key);
	if (s == NULL)
		s = place_in(second_group(t, h), start, key);
	return s;
}

struct subscriber *
subscriber_find(struct subscribers *t, uint64_t key)
{
	struct subscriber *s = place_of(t, key, hash_of(t, key));

	return s != NULL && s->key != 0 ? s : NULL;
}

const struct subscriber *
subscriber_look(const struct subscribers *t, uint64_t key)
{
	const struct subscriber *s = place_of(t, key, hash_of(t, key));

	return s != NULL && s->key != 0 ? s : NULL;
}

/* ---- making room ---- */

/* The group in which one who stands in g could stand as well. */
static struct group *
other_group(const struct subscribers *t, const struct group *g, uint64_t h)
{
	struct group *first = first_group(t, h);

	return first == g ? second_group(t, h) : first;
}

/* Who stands at s in g goes to his other group, if there is a place; his old
 * one is then to be taken by someone else at once. */
static bool
move(const struct subscribers *t, const struct group *g,
    const struct subscriber *s)
{
	uint64_t h = hash_of(t, s->key);
	struct subscriber *to = place_in(other_group(t, g, h), first_place(h),
	    0);

	if (to == NULL)
		return false;
	*to = *s;
	return true;
}

/* The same where somebody in the other group has to move before. */
static bool
move_two(const struct subscribers *t, const struct group *g,
    const struct subscriber *s)
{
	struct group *other = other_group(t, g, hash_of(t, s->key));
	unsigned i;

	for (i = 0; i < PLACES; i++)
		if (move(t, other, &other->place[i])) {
			other->place[i] = *s;
			return true;
		}
	return false;
}

static struct subscriber *
room_by(const struct subscribers *t, struct group *const group[CHOICES],
    bool (*make)(const struct subscribers *, const struct group *,
    const struct subscriber *))
{
	unsigned c, i;

	for (c = 0; c < CHOICES; c++)
		for (i = 0; i < PLACES; i++)
			if (make(t, group[c], &group[c]->place[i]))
				return &group[c]->place[i];
	return NULL;
}

static uint32_t
last_seen(const struct subscriber *s)
{
	uint32_t seen = 0;
	unsigned i;

	for (i = 0; i < PLACE_PROTOS; i++)
		if (s->place[i].seen > seen)
			seen = s->place[i].seen;
	return seen;
}

static struct subscriber *
oldest(struct group *const group[CHOICES])
{
	struct subscriber *found = &group[0]->place[0], *s;
	unsigned i;

	for (i = 1; i < CHOICES * PLACES; i++) {
		s = &group[i / PLACES]->place[i % PLACES];
		if (last_seen(s) < last_seen(found))
			found = s;
	}
	return found;
}

/* Both groups are full.  The place that is returned has nobody any more. */
static struct subscriber *
room_make(struct subscribers *t, uint64_t h)
{
	struct group *group[CHOICES] = { first_group(t, h),
	    second_group(t, h) };
	struct subscriber *s = NULL;

	if (t->count < t->crowded) {
		s = room_by(t, group, move);
		if (s == NULL)
			s = room_by(t, group, move_two);
	}
	if (s == NULL) {
		s = oldest(group);
		t->evicted++;
		t->count--;
	}
	return s;
}

struct subscriber *
subscriber_get(struct subscribers *t, uint64_t key)
{
	uint64_t h = hash_of(t, key);
	struct subscriber *s;

	if (key == 0)
		return NULL;
	s = place_of(t, key, h);
	if (s == NULL)
		s = room_make(t, h);
	else if (s->key == key)
		return s;
	t->count++;
	*s = (struct subscriber){ .key = key };
	return s;
}

/* ---- figures ---- */

size_t
subscribers_count(const struct subscribers *t)
{
	return t->count;
}

size_t
subscribers_max(const struct subscribers *t)
{
	return t->max;
}

size_t
subscribers_places(const struct subscribers *t)
{
	return t->groups * PLACES;
}

uint64_t
subscribers_evicted(const struct subscribers *t)
{
	return t->evicted;
}

size_t
subscribers_octets(const struct subscribers *t)
{
	return sizeof(*t) + t->mapped;
}

void
subscribers_walk(const struct subscribers *t,
    void (*visit)(void *, const struct subscriber *), void *arg)
{
	size_t g;
	unsigned i;

	for (g = 0; g < t->groups; g++)
		for (i = 0; i < PLACES; i++)
			if (t->group[g].place[i].key != 0)
				visit(arg, &t->group[g].place[i]);
}

void
subscribers_change(struct subscribers *t,
    void (*change)(void *, struct subscriber *), void *arg)
{
	size_t g;
	unsigned i;

	for (g = 0; g < t->groups; g++)
		for (i = 0; i < PLACES; i++)
			if (t->group[g].place[i].key != 0)
				change(arg, &t->group[g].place[i]);
}
