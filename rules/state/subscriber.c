/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A cuckoo table: a key has two cache lines of two places, and all that a
 * look-up reads is these.
 *
 * Both are read at once and compared without a jump, so that the machine need
 * not guess which it will be and can go on to the next message before memory
 * has answered.  Where both are full, somebody moves to the other of his
 * lines, if need be after one there has moved on, and so on for a few steps.
 *
 * Lines are parts of groups of four.  When no step helps, the key goes to
 * another place of its two groups: apart from its lines.  An octet a group has
 * bits that say so; a look-up that met nobody looks further only where the
 * key's bit is set.  In a table as full as was promised two of a thousand
 * stand apart.  When both groups are full and no move helps, or the
 * table is crowded, the one seen longest ago of the sixteen goes.
 *
 * Nothing is ever taken out, only replaced: a place once taken stays taken.
 */
#include "subscriber.h"

#include <stdbool.h>
#include <stdlib.h>

#include "../../dissectors/hash.h"
#include "../../dissectors/prefetch.h"
#include "pages.h"

enum {
	PLACES = 8,		/* of a group */
	LINE = 2,		/* of a cache line */
	LINE_OCTETS = 64,
	CHOICES = 2,
	STEPS = 3,		/* moves for one newcomer, see line_room() */
	LOAD = 82,		/* % of the places that are promised */
	CROWDED = 95,		/* % from which nobody is moved about */
};

#define GROUPS_MAX	(UINT64_C(1) << 32)

struct group {
	struct subscriber place[PLACES];
};

static_assert(sizeof(struct group) == 256, "four cache lines");
static_assert(LINE * sizeof(struct subscriber) == LINE_OCTETS, "a cache line");

struct subscribers {
	struct group	*group;
	uint8_t		*apart;		/* of each group, see the top */
	uint64_t	 groups;
	uint64_t	 secret;
	size_t		 count;
	size_t		 crowded;	/* count from which it is */
	size_t		 max;
	uint64_t	 evicted;
};

/* Where a key can be. */
struct spot {
	struct group	*group[CHOICES];
	unsigned	 start;		/* first place of its line, in both */
	uint8_t		*apart;
	uint8_t		 bit;		/* of that octet */
};

/* ---- memory ---- */

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
	t->group = pages_new(t->groups * sizeof(*t->group));
	t->apart = pages_new(t->groups * sizeof(*t->apart));
	if (t->group == NULL || t->apart == NULL) {
		subscribers_free(t);
		return NULL;
	}
	return t;
}

void
subscribers_free(struct subscribers *t)
{
	if (t == NULL)
		return;
	pages_free(t->group, t->groups * sizeof(*t->group));
	pages_free(t->apart, t->groups * sizeof(*t->apart));
	free(t);
}

/* ---- search ---- */

/* Folded twice: numbers that follow each other shall not be neighbours. */
static inline uint64_t
hash_of(const struct subscribers *t, uint64_t key)
{
	return hash_fold(hash_u64(t->secret, key) ^ HASH_C,
	    t->secret ^ HASH_D);
}

/* The second group is any but the first, all as likely. */
static inline struct spot
spot_of(const struct subscribers *t, uint64_t key)
{
	uint64_t h = hash_of(t, key), low = h & 0xffffffff;
	uint64_t i = (h >> 32) * t->groups >> 32;
	uint64_t k = i + 1 + (low * (t->groups - 1) >> 32);

	return (struct spot){
		.group = { &t->group[i],
		    &t->group[k < t->groups ? k : k - t->groups] },
		.start = (unsigned)(h % (PLACES / LINE) * LINE),
		.apart = &t->apart[i],
		.bit = (uint8_t)(1U << (h / (PLACES / LINE) & 7)),
	};
}

static inline struct subscriber *
line_of(const struct spot *w, unsigned choice)
{
	return &w->group[choice]->place[w->start];
}

/* In one of its lines, or NULL.  Where is worked out instead of chosen, for it
 * cannot be guessed; whether it is there mostly can. */
static inline struct subscriber *
in_lines(const struct spot *w, uint64_t key)
{
	struct subscriber *a = line_of(w, 0), *b = line_of(w, 1), *s;
	uintptr_t at_b1 = b[1].key == key, at_b = at_b1 | (b[0].key == key);
	uintptr_t at_1 = at_b1 | (a[1].key == key);

	s = (struct subscriber *)(((uintptr_t)a & (at_b - 1)) |
	    ((uintptr_t)b & (0 - at_b))) + at_1;
	return s->key == key ? s : NULL;
}

/* Anywhere in its groups. */
static struct subscriber *
in_groups(const struct spot *w, uint64_t key)
{
	struct subscriber *s;
	unsigned c, i;

	for (c = 0; c < CHOICES; c++)
		for (i = 0; i < PLACES; i++) {
			s = &w->group[c]->place[(w->start + i) % PLACES];
			if (s->key == key)
				return s;
		}
	return NULL;
}

static inline struct subscriber *
find(const struct spot *w, uint64_t key)
{
	struct subscriber *s = in_lines(w, key);

	if (s == NULL && *w->apart & w->bit)
		s = in_groups(w, key);
	return s;
}

void
subscribers_expect(const struct subscribers *t, uint64_t key)
{
	struct spot w = spot_of(t, key);

	prefetch(line_of(&w, 0));
	prefetch(line_of(&w, 1));
	prefetch(w.apart);
}

struct subscriber *
subscriber_find(struct subscribers *t, uint64_t key)
{
	struct spot w = spot_of(t, key);

	return key == 0 ? NULL : find(&w, key);
}

const struct subscriber *
subscriber_look(const struct subscribers *t, uint64_t key)
{
	struct spot w = spot_of(t, key);

	return key == 0 ? NULL : find(&w, key);
}

/* ---- making room ---- */

static struct subscriber *
line_at(struct subscriber *s)
{
	return (struct subscriber *)((uintptr_t)s &
	    ~(uintptr_t)(LINE_OCTETS - 1));
}

/* The key of the spot gets this place. */
static void
note_apart(const struct spot *w, struct subscriber *s)
{
	if (line_at(s) != line_of(w, 0) && line_at(s) != line_of(w, 1))
		*w->apart |= w->bit;
}

/* The line in which one who stands there could stand as well. */
static struct subscriber *
other_line(const struct subscribers *t, struct subscriber *s)
{
	struct spot w = spot_of(t, s->key);

	return line_of(&w, line_at(s) == line_of(&w, 0));
}

/*
 * A free place of the line, or one that gets free when its owner moves to his
 * other line, in so many steps.  With three at most a line that is met twice
 * does no harm: whoever moves has not been moved himself.  The place is then
 * to be taken by someone else at once.
 */
static struct subscriber *
line_room(const struct subscribers *t, struct subscriber *line, unsigned steps)
{
	struct subscriber *to;
	unsigned i;

	for (i = 0; i < LINE; i++)
		if (line[i].key == 0)
			return &line[i];
	for (i = 0; i < LINE && steps > 0; i++) {
		to = line_room(t, other_line(t, &line[i]), steps - 1);
		if (to != NULL) {
			*to = line[i];
			return &line[i];
		}
	}
	return NULL;
}

/* In one of the key's lines, with as few steps as will do. */
static struct subscriber *
room_by_lines(const struct subscribers *t, const struct spot *w, unsigned most)
{
	struct subscriber *s;
	unsigned steps, c;

	for (steps = 0; steps <= most; steps++)
		for (c = 0; c < CHOICES; c++) {
			s = line_room(t, line_of(w, c), steps);
			if (s != NULL)
				return s;
		}
	return NULL;
}

/* The first free place of a group, from the line of the spot on. */
static struct subscriber *
group_free(const struct spot *w, unsigned choice)
{
	struct subscriber *s;
	unsigned i;

	for (i = 0; i < PLACES; i++) {
		s = &w->group[choice]->place[(w->start + i) % PLACES];
		if (s->key == 0)
			return s;
	}
	return NULL;
}

/* Who stands at s in g goes to his other group, if there is a place. */
static bool
move(const struct subscribers *t, const struct group *g,
    const struct subscriber *s)
{
	struct spot w = spot_of(t, s->key);
	struct subscriber *to = group_free(&w, w.group[0] == g);

	if (to == NULL)
		return false;
	*to = *s;
	note_apart(&w, to);
	return true;
}

/* The same where somebody in the other group has to move before. */
static bool
move_two(const struct subscribers *t, const struct group *g,
    const struct subscriber *s)
{
	struct spot w = spot_of(t, s->key);
	struct group *other = w.group[w.group[0] == g];
	unsigned i;

	for (i = 0; i < PLACES; i++)
		if (move(t, other, &other->place[i])) {
			other->place[i] = *s;
			note_apart(&w, &other->place[i]);
			return true;
		}
	return false;
}

static struct subscriber *
room_by(const struct subscribers *t, const struct spot *w,
    bool (*make)(const struct subscribers *, const struct group *,
    const struct subscriber *))
{
	unsigned c, i;

	for (c = 0; c < CHOICES; c++)
		for (i = 0; i < PLACES; i++)
			if (make(t, w->group[c], &w->group[c]->place[i]))
				return &w->group[c]->place[i];
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
oldest(const struct spot *w)
{
	struct subscriber *found = &w->group[0]->place[0], *s;
	unsigned i;

	for (i = 1; i < CHOICES * PLACES; i++) {
		s = &w->group[i / PLACES]->place[i % PLACES];
		if (last_seen(s) < last_seen(found))
			found = s;
	}
	return found;
}

/* A place that nobody has, or has any more. */
static struct subscriber *
room_make(struct subscribers *t, const struct spot *w)
{
	bool crowded = t->count >= t->crowded;
	struct subscriber *s = room_by_lines(t, w, crowded ? 0 : STEPS);

	if (s == NULL)
		s = group_free(w, 0);
	if (s == NULL)
		s = group_free(w, 1);
	if (s == NULL && !crowded) {
		s = room_by(t, w, move);
		if (s == NULL)
			s = room_by(t, w, move_two);
	}
	if (s == NULL) {
		s = oldest(w);
		t->evicted++;
		t->count--;
	}
	return s;
}

struct subscriber *
subscriber_get(struct subscribers *t, uint64_t key)
{
	struct spot w = spot_of(t, key);
	struct subscriber *s;

	if (key == 0)
		return NULL;
	s = find(&w, key);
	if (s != NULL)
		return s;
	s = room_make(t, &w);
	note_apart(&w, s);
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
	return sizeof(*t) + pages_octets(t->groups * sizeof(*t->group)) +
	    pages_octets(t->groups * sizeof(*t->apart));
}

size_t
subscribers_apart(const struct subscribers *t)
{
	struct subscriber *s;
	struct spot w;
	size_t n = 0, i;

	for (i = 0; i < t->groups * PLACES; i++) {
		s = &t->group[i / PLACES].place[i % PLACES];
		w = spot_of(t, s->key);
		n += s->key != 0 && in_lines(&w, s->key) == NULL;
	}
	return n;
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
