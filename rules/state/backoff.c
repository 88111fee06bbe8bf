/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Sets of four, a cache line each; a key has two of them and stands in any
 * place of either (Y. Azar et al., "Balanced allocations", 1999).
 *
 * A newcomer goes where there is more room.  Where both sets are full, one who
 * stands in them moves to his other set if that has a place, and only when
 * none can does one go.  At five places for three promised devices the latter
 * does not happen before the promise is kept.
 *
 * Nothing is taken out: an entry that is over is a free place.  So a search
 * looks at both sets, whose memory it sends for at the same time.
 */
#include "backoff.h"

#include <stdlib.h>
#include <sys/mman.h>

#include "../../dissectors/hash.h"
#include "../../dissectors/prefetch.h"

enum {
	WAYS = 4,
	CHOICES = 2,
	LOAD = 60,		/* % of the places that are promised */
};

#define UNIT		(UINT64_C(1000000000) / BACKOFF_UNITS)
#define HUGE_PAGE	((size_t)2 << 20)
#define PAGE		((size_t)64 << 10)	/* of any machine, at most */
#define SETS_MAX	(UINT64_C(1) << 32)

struct set {
	struct backoff	 way[WAYS];
};

static_assert(sizeof(struct set) == 64, "a cache line");

struct backoffs {
	struct set	*set;
	uint64_t	 sets;
	uint64_t	 secret;
	size_t		 count;
	size_t		 mapped;	/* octets at set */
	uint64_t	 evicted;
};

struct spot {
	struct set	*set[CHOICES];
};

/* ---- time ---- */

uint32_t
backoff_units(uint64_t ns)
{
	return (uint32_t)(ns / UNIT);
}

/* How far a time is behind now, in units; below 0: ahead. */
static int32_t
behind(uint32_t units, uint64_t now)
{
	return (int32_t)(backoff_units(now) - units);
}

uint64_t
backoff_time(uint32_t units, uint64_t now)
{
	int64_t by = behind(units, now);
	int64_t at = (int64_t)(now / UNIT) - by;

	return at > 0 ? (uint64_t)at * UNIT : 0;
}

/* What lies further ahead than can be told, or was admitted later than now, is
 * from before the clock was set. */
bool
backoff_over(const struct backoff *b, uint64_t now)
{
	int32_t gone = behind(b->when, now);

	if (b->state == BACKOFF_ADMITTED && gone < 0)
		return true;
	return b->key == 0 || gone > b->span || gone < -BACKOFF_AHEAD_MAX;
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

struct backoffs *
backoffs_new(size_t max, uint64_t secret)
{
	struct backoffs *t;

	if (max >= SETS_MAX)
		return NULL;
	t = calloc(1, sizeof(*t));
	if (t == NULL)
		return NULL;
	t->sets = max * 100 / LOAD / WAYS + CHOICES;
	t->secret = secret;
	t->mapped = (t->sets * sizeof(struct set) + PAGE - 1) / PAGE * PAGE;
	t->set = memory_get(t->mapped);
	if (t->set == NULL) {
		free(t);
		return NULL;
	}
	return t;
}

void
backoffs_free(struct backoffs *t)
{
	if (t == NULL)
		return;
	munmap(t->set, t->mapped);
	free(t);
}

/* ---- search ---- */

/* Folded twice: numbers that follow each other shall not be neighbours. */
static struct spot
spot_of(const struct backoffs *t, uint64_t key)
{
	uint64_t h = hash_fold(hash_u64(t->secret, key) ^ HASH_C,
	    t->secret ^ HASH_D);
	uint64_t i = (h >> 32) * t->sets >> 32;
	uint64_t j = i + 1 + ((h & 0xffffffff) * (t->sets - 1) >> 32);

	return (struct spot){ { &t->set[i],
	    &t->set[j < t->sets ? j : j - t->sets] } };
}

void
backoffs_expect(const struct backoffs *t, uint64_t key)
{
	struct spot p = spot_of(t, key);

	prefetch(p.set[0]);
	prefetch(p.set[1]);
}

static struct backoff *
way_in(struct set *s, uint64_t key)
{
	unsigned i;

	for (i = 0; i < WAYS; i++)
		if (s->way[i].key == key)
			return &s->way[i];
	return NULL;
}

static struct backoff *
find(const struct spot *p, uint64_t key)
{
	struct backoff *b;

	prefetch(p->set[1]);
	b = way_in(p->set[0], key);
	return b != NULL ? b : way_in(p->set[1], key);
}

struct backoff *
backoff_find(struct backoffs *t, uint64_t key, uint64_t now)
{
	struct spot p;
	struct backoff *b;

	if (key == 0)
		return NULL;
	p = spot_of(t, key);
	b = find(&p, key);
	return b != NULL && !backoff_over(b, now) ? b : NULL;
}

/* ---- making room ---- */

/* A free place, and how many there are. */
static struct backoff *
free_in(struct set *s, uint64_t now, unsigned *n)
{
	struct backoff *b = NULL;
	unsigned i;

	for (i = *n = 0; i < WAYS; i++)
		if (backoff_over(&s->way[i], now)) {
			b = &s->way[i];
			++*n;
		}
	return b;
}

/* Where there is more room; NULL: nowhere. */
static struct backoff *
free_at(const struct spot *p, uint64_t now)
{
	unsigned n, m;
	struct backoff *b = free_in(p->set[0], now, &n);
	struct backoff *c = free_in(p->set[1], now, &m);

	return m > n ? c : b;
}

/* One of the set moves to its other one; its old place is free then. */
static struct backoff *
move(struct backoffs *t, struct set *s, uint64_t now)
{
	struct backoff *to;
	struct spot p;
	unsigned i, n;

	for (i = 0; i < WAYS; i++) {
		p = spot_of(t, s->way[i].key);
		to = free_in(p.set[p.set[0] == s], now, &n);
		if (to != NULL) {
			t->count += to->key == 0;
			*to = s->way[i];
			return &s->way[i];
		}
	}
	return NULL;
}

/* Who goes before the other: the lower class; then who is over first. */
static bool
before(const struct backoff *a, const struct backoff *b)
{
	if (a->class != b->class)
		return a->class > b->class;
	return (int32_t)(a->when + a->span - b->when - b->span) < 0;
}

static struct backoff *
victim(const struct spot *p)
{
	struct backoff *found = &p->set[0]->way[0], *b;
	unsigned i;

	for (i = 1; i < CHOICES * WAYS; i++) {
		b = &p->set[i / WAYS]->way[i % WAYS];
		if (before(b, found))
			found = b;
	}
	return found;
}

static struct backoff *
room_make(struct backoffs *t, const struct spot *p, unsigned class,
    uint64_t now, struct backoff *gone)
{
	struct backoff *b = move(t, p->set[0], now);

	if (b == NULL)
		b = move(t, p->set[1], now);
	if (b == NULL) {
		b = victim(p);
		if (b->class < class)
			return NULL;
		*gone = *b;
		t->evicted++;
	}
	return b;
}

struct backoff *
backoff_get(struct backoffs *t, uint64_t key, unsigned class, uint64_t now,
    struct backoff *gone)
{
	struct backoff *b;
	struct spot p;

	*gone = (struct backoff){ 0 };
	if (key == 0)
		return NULL;
	p = spot_of(t, key);
	b = find(&p, key);
	if (b != NULL && !backoff_over(b, now))
		return b;
	if (b == NULL)
		b = free_at(&p, now);
	if (b == NULL)
		b = room_make(t, &p, class, now, gone);
	else
		t->count += b->key == 0;
	if (b == NULL)
		return NULL;
	*b = (struct backoff){ .key = key, .when = backoff_units(now),
	    .class = class & 15 };
	return b;
}

/* ---- figures ---- */

size_t
backoffs_count(const struct backoffs *t)
{
	return t->count;
}

uint64_t
backoffs_evicted(const struct backoffs *t)
{
	return t->evicted;
}

size_t
backoffs_octets(const struct backoffs *t)
{
	return sizeof(*t) + t->mapped;
}
