/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The wheel: 1,024 slots of 2^20 ns, 1,024 of 2^30 ns, 1,024 of 2^40 ns.
 *
 * A slot is a list of blocks that are filled one after the other, so adding
 * writes to one place and emptying reads in order.  When the clock reaches a
 * slot of a higher level its events go down one level.  A slot of the lowest
 * level is sorted when its time has come (by radix where there are many: the
 * sort keeps the order of equals); what is added to the slot that is open goes
 * to a heap beside it.
 *
 * G. Varghese, T. Lauck, "Hashed and Hierarchical Timing Wheels", 1987.
 */
#include "agenda.h"

#include <stdlib.h>
#include <string.h>

#include "../../dissectors/prefetch.h"
#include "pages.h"

enum {
	LEVELS = 3,
	SLOTS = 1024,
	SLOT_BITS = 10,
	TICK_BITS = 20,
	BLOCK_EVENTS = 63,
	SLAB_BLOCKS = 2048,		/* a huge page */
	NONE = -1,
	FEW = 48,			/* sorted by insertion */
	AHEAD = 8,			/* events, when they go down */
	RADIX_BITS = 10,
};

/* All blocks of a slot are full but the last. */
struct block {
	int32_t		 next, unused;
	struct agenda_event e[BLOCK_EVENTS];
};
_Static_assert(SLAB_BLOCKS * sizeof(struct block) <= PAGES_HUGE,
    "a slab is a page");

struct slot {
	int32_t		 first, last;
	uint32_t	 n;		/* in the last block */
};

/* Added to the open slot: a heap by time, then by serial. */
struct late {
	struct agenda_event e;
	uint64_t	 serial;
};

struct agenda {
	struct slot	 slot[LEVELS][SLOTS];
	uint64_t	 tick;		/* the open slot */
	struct agenda_event *open, *spare;	/* sorted, and room to sort */
	size_t		 opened, taken, room;
	struct late	*late;
	size_t		 lates, late_room;
	uint64_t	 serial;
	struct block	**slab;
	size_t		 slabs;
	int32_t		 idle;		/* blocks to be used again */
	uint32_t	 fresh;		/* blocks of slabs never used */
	size_t		 count;
	uint64_t	 batches;	/* slots opened that held something */
	size_t		 lowest;	/* of count: on the lowest level */
	bool		 failed;
};

static struct block *
block_at(struct agenda *a, int32_t i)
{
	return &a->slab[i / SLAB_BLOCKS][i % SLAB_BLOCKS];
}

static bool
slab_add(struct agenda *a)
{
	struct block **more, *blocks;

	more = realloc(a->slab, (a->slabs + 1) * sizeof(*more));
	if (more == NULL)
		return false;
	a->slab = more;
	blocks = pages_get(PAGES_HUGE);
	if (blocks == NULL)
		return false;
	a->slab[a->slabs++] = blocks;
	return true;
}

static int32_t
block_get(struct agenda *a)
{
	int32_t i = a->idle;
	struct block *b;

	if (i != NONE) {
		a->idle = block_at(a, i)->next;
	} else {
		if (a->fresh == a->slabs * SLAB_BLOCKS && !slab_add(a))
			return NONE;
		i = (int32_t)a->fresh++;
	}
	b = block_at(a, i);
	b->next = NONE;
	return i;
}

static bool
slot_add(struct agenda *a, struct slot *s, const struct agenda_event *e)
{
	int32_t i;

	if (s->last == NONE || s->n == BLOCK_EVENTS) {
		i = block_get(a);
		if (i == NONE) {
			a->failed = true;
			a->count--;
			return false;
		}
		if (s->last == NONE)
			s->first = i;
		else
			block_at(a, s->last)->next = i;
		s->last = i;
		s->n = 0;
	}
	block_at(a, s->last)->e[s->n++] = *e;
	return true;
}

static bool
late_before(const struct late *a, const struct late *b)
{
	return a->e.due != b->e.due ? a->e.due < b->e.due :
	    a->serial < b->serial;
}

static void
late_add(struct agenda *a, const struct agenda_event *e)
{
	struct late l = { *e, a->serial++ }, *more;
	size_t i, up, room;

	if (a->lates == a->late_room) {
		room = a->late_room == 0 ? 64 : 2 * a->late_room;
		more = realloc(a->late, room * sizeof(*more));
		if (more == NULL) {
			a->failed = true;
			a->count--;
			return;
		}
		a->late = more;
		a->late_room = room;
	}
	for (i = a->lates++; i > 0; i = up) {
		up = (i - 1) / 2;
		if (!late_before(&l, &a->late[up]))
			break;
		a->late[i] = a->late[up];
	}
	a->late[i] = l;
}

static void
late_take(struct agenda *a, struct agenda_event *e)
{
	struct late l;
	size_t i = 0, child;

	*e = a->late[0].e;
	l = a->late[--a->lates];
	for (; (child = 2 * i + 1) < a->lates; i = child) {
		if (child + 1 < a->lates &&
		    late_before(&a->late[child + 1], &a->late[child]))
			child++;
		if (!late_before(&a->late[child], &l))
			break;
		a->late[i] = a->late[child];
	}
	a->late[i] = l;
}

/* The lowest level that reaches that tick, which is to come. */
static unsigned
level_of(const struct agenda *a, uint64_t tick)
{
	unsigned level = 0;

	while (level < LEVELS - 1 &&
	    tick >> SLOT_BITS * (level + 1) != a->tick >> SLOT_BITS *
	    (level + 1))
		level++;
	return level;
}

static struct slot *
slot_of(struct agenda *a, unsigned level, uint64_t tick)
{
	return &a->slot[level][tick >> SLOT_BITS * level & (SLOTS - 1)];
}

static void
place(struct agenda *a, const struct agenda_event *e)
{
	uint64_t tick = e->due >> TICK_BITS;
	unsigned level;

	if (tick <= a->tick) {
		late_add(a, e);
		return;
	}
	level = level_of(a, tick);
	if (slot_add(a, slot_of(a, level, tick), e) && level == 0)
		a->lowest++;
}

/* Where it will be placed soon: that memory is sent for. */
static void
place_expect(struct agenda *a, const struct agenda_event *e)
{
	uint64_t tick = e->due >> TICK_BITS;
	const struct slot *s;

	if (tick <= a->tick)
		return;
	s = slot_of(a, level_of(a, tick), tick);
	if (s->last != NONE && s->n < BLOCK_EVENTS)
		prefetch(&block_at(a, s->last)->e[s->n]);
}

void
agenda_add(struct agenda *a, const struct agenda_event *e)
{
	a->count++;
	place(a, e);
}

/* Lets the events of a slot go down. */
static void
slot_lower(struct agenda *a, struct slot *s)
{
	int32_t i = s->first, next;
	uint32_t n, last = s->n, in;

	s->first = s->last = NONE;
	for (; i != NONE; i = next) {
		in = block_at(a, i)->next == NONE ? last : BLOCK_EVENTS;
		for (n = 0; n < in; n++) {
			if (n + AHEAD < in)
				place_expect(a, &block_at(a, i)->e[n + AHEAD]);
			place(a, &block_at(a, i)->e[n]);
		}
		next = block_at(a, i)->next;
		block_at(a, i)->next = a->idle;
		a->idle = i;
	}
}

static bool
open_room(struct agenda *a, size_t n)
{
	struct agenda_event *more;
	size_t room = a->room == 0 ? 1024 : a->room;

	while (room < n)
		room *= 2;
	if (room == a->room)
		return true;
	more = realloc(a->open, room * sizeof(*more));
	if (more == NULL)
		return false;
	a->open = more;
	more = realloc(a->spare, room * sizeof(*more));
	if (more == NULL)
		return false;
	a->spare = more;
	a->room = room;
	return true;
}

/* Counting sort by RADIX_BITS bits of the time, from open to spare. */
static void
sort_pass(struct agenda *a, unsigned shift)
{
	size_t at[1 << RADIX_BITS] = { 0 }, sum = 0, n, i;
	struct agenda_event *swap;

	for (i = 0; i < a->opened; i++)
		at[a->open[i].due >> shift & ((1 << RADIX_BITS) - 1)]++;
	for (i = 0; i < 1 << RADIX_BITS; i++) {
		n = at[i];
		at[i] = sum;
		sum += n;
	}
	for (i = 0; i < a->opened; i++)
		a->spare[at[a->open[i].due >> shift &
		    ((1 << RADIX_BITS) - 1)]++] = a->open[i];
	swap = a->open;
	a->open = a->spare;
	a->spare = swap;
}

static void
sort_few(struct agenda_event *e, size_t n)
{
	struct agenda_event x;
	size_t i, j;

	for (i = 1; i < n; i++) {
		x = e[i];
		for (j = i; j > 0 && e[j - 1].due > x.due; j--)
			e[j] = e[j - 1];
		e[j] = x;
	}
}

/* All in a slot of the lowest level differ in TICK_BITS bits only. */
_Static_assert(2 * RADIX_BITS == TICK_BITS, "two passes sort a slot");

static void
slot_open(struct agenda *a, struct slot *s)
{
	int32_t i = s->first, next;
	uint32_t in;
	struct block *b;

	a->opened = a->taken = 0;
	s->first = s->last = NONE;
	for (; i != NONE; i = next) {
		b = block_at(a, i);
		next = b->next;
		in = next == NONE ? s->n : BLOCK_EVENTS;
		a->lowest -= in;
		if (open_room(a, a->opened + in)) {
			memcpy(a->open + a->opened, b->e,
			    in * sizeof(b->e[0]));
			a->opened += in;
		} else {
			a->failed = true;
			a->count -= in;
		}
		b->next = a->idle;
		a->idle = i;
	}
	a->batches += a->opened > 0;
	if (a->opened <= FEW) {
		sort_few(a->open, a->opened);
		return;
	}
	sort_pass(a, 0);
	sort_pass(a, RADIX_BITS);
}

static void
advance(struct agenda *a)
{
	unsigned level;

	a->tick++;
	for (level = LEVELS - 1; level > 0; level--)
		if ((a->tick & ((UINT64_C(1) << SLOT_BITS * level) - 1)) == 0)
			slot_lower(a, &a->slot[level][a->tick >> SLOT_BITS *
			    level & (SLOTS - 1)]);
	slot_open(a, &a->slot[0][a->tick & (SLOTS - 1)]);
}

bool
agenda_next(struct agenda *a, uint64_t until, struct agenda_event *e)
{
	bool open, late;

	for (;;) {
		open = a->taken < a->opened;
		late = a->lates > 0;
		if (open || late)
			break;
		if (a->lowest == 0 && (((a->tick | (SLOTS - 1)) + 1) <<
		    TICK_BITS) < until)
			a->tick |= SLOTS - 1;	/* nothing before that */
		if (a->count == 0 || (a->tick + 1) << TICK_BITS >= until)
			return false;
		advance(a);
	}
	/* What stood in the slot was added before what came late. */
	if (open && late)
		late = a->late[0].e.due < a->open[a->taken].due;
	if ((late ? a->late[0].e.due : a->open[a->taken].due) >= until)
		return false;
	if (late)
		late_take(a, e);
	else
		*e = a->open[a->taken++];
	a->count--;
	return true;
}

uint64_t
agenda_batches(const struct agenda *a)
{
	return a->batches;
}

/* What still has to go down a level is not known yet. */
void
agenda_coming(const struct agenda *a, unsigned after,
    void (*look)(void *, const struct agenda_event *), void *arg)
{
	uint64_t tick = a->tick + 1 + after;
	const struct slot *s = &a->slot[0][tick & (SLOTS - 1)];
	const struct block *b;
	uint32_t n, in;
	int32_t i;

	if (tick >> SLOT_BITS != a->tick >> SLOT_BITS)
		return;
	for (i = s->first; i != NONE; i = b->next) {
		b = &a->slab[i / SLAB_BLOCKS][i % SLAB_BLOCKS];
		in = b->next == NONE ? s->n : BLOCK_EVENTS;
		for (n = 0; n < in; n++)
			look(arg, &b->e[n]);
	}
}

struct agenda *
agenda_new(void)
{
	struct agenda *a = calloc(1, sizeof(*a));
	unsigned i, j;

	if (a == NULL)
		return NULL;
	for (i = 0; i < LEVELS; i++)
		for (j = 0; j < SLOTS; j++)
			a->slot[i][j] = (struct slot){ NONE, NONE, 0 };
	a->idle = NONE;
	return a;
}

void
agenda_free(struct agenda *a)
{
	if (a == NULL)
		return;
	while (a->slabs > 0)
		pages_put(a->slab[--a->slabs], PAGES_HUGE);
	free(a->slab);
	free(a->open);
	free(a->spare);
	free(a->late);
	free(a);
}

bool
agenda_failed(const struct agenda *a)
{
	return a->failed;
}

size_t
agenda_count(const struct agenda *a)
{
	return a->count;
}

size_t
agenda_memory(const struct agenda *a)
{
	return sizeof(*a) + a->slabs * (size_t)PAGES_HUGE +
	    2 * a->room * sizeof(*a->open) + a->late_room * sizeof(*a->late);
}
