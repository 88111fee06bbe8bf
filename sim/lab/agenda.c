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
	BLOCK_OCTETS = 1024,
	SLAB_BLOCKS = PAGES_HUGE / BLOCK_OCTETS,
	FEW = 48,			/* sorted by insertion */
	AHEAD = 8,			/* events, when they go down */
	RADIX_BITS = 7,
};

/* All blocks of a slot are full but the last. */
struct block {
	struct agenda_event e[BLOCK_EVENTS];
	struct block	*next;
	uint64_t	 unused;
};
_Static_assert(sizeof(struct block) == BLOCK_OCTETS,
    "where an event stands tells which of its block it is");

struct slot {
	struct block	*first;		/* NULL: empty */
	struct agenda_event *end;	/* behind the last of the last block */
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
	struct block	*idle;		/* to be used again */
	size_t		 fresh;		/* blocks of slabs never used */
	size_t		 count;
	uint64_t	 batches;	/* slots opened that held something */
	size_t		 lowest;	/* of count: on the lowest level */
	bool		 failed;
};

/* How many events of its block stand before that place. */
static size_t
place_in(const struct agenda_event *e)
{
	return (uintptr_t)e % BLOCK_OCTETS / sizeof(*e);
}

static struct block *
block_of(const struct slot *s)
{
	return (struct block *)(s->end - place_in(s->end));
}

/* Of a block of the slot: the last is the one that may not be full. */
static size_t
block_events(const struct slot *s, const struct block *b)
{
	return b->next == NULL ? place_in(s->end) : BLOCK_EVENTS;
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

static struct block *
block_get(struct agenda *a)
{
	struct block *b = a->idle;

	if (b != NULL) {
		a->idle = b->next;
	} else {
		if (a->fresh == a->slabs * SLAB_BLOCKS && !slab_add(a))
			return NULL;
		b = &a->slab[a->fresh / SLAB_BLOCKS][a->fresh % SLAB_BLOCKS];
		a->fresh++;
	}
	b->next = NULL;
	return b;
}

static void
block_put(struct agenda *a, struct block *b)
{
	b->next = a->idle;
	a->idle = b;
}

/* False: no memory, and the event is lost. */
static bool
slot_extend(struct agenda *a, struct slot *s)
{
	struct block *b = block_get(a);

	if (b == NULL) {
		a->failed = true;
		a->count--;
		return false;
	}
	if (s->first == NULL)
		s->first = b;
	else
		block_of(s)->next = b;
	s->end = b->e;
	return true;
}

static bool
slot_add(struct agenda *a, struct slot *s, const struct agenda_event *e)
{
	if ((s->first == NULL || place_in(s->end) == BLOCK_EVENTS) &&
	    !slot_extend(a, s))
		return false;
	*s->end++ = *e;
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
	prefetch(s->end);
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
	struct slot from = *s;
	struct block *b, *next;
	size_t n, in;

	s->first = NULL;
	for (b = from.first; b != NULL; b = next) {
		next = b->next;
		in = block_events(&from, b);
		for (n = 0; n < in; n++) {
			if (n + AHEAD < in)
				place_expect(a, &b->e[n + AHEAD]);
			place(a, &b->e[n]);
		}
		block_put(a, b);
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
	uint32_t at[1 << RADIX_BITS] = { 0 }, sum = 0, n;
	size_t i;
	struct agenda_event *swap;

	for (i = 0; i < a->opened; i++)
		at[a->open[i].due >> shift & ((1 << RADIX_BITS) - 1)]++;
	for (i = 0; i < 1U << RADIX_BITS; i++) {
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
_Static_assert(3 * RADIX_BITS >= TICK_BITS, "three passes sort a slot");

static void
slot_open(struct agenda *a, struct slot *s)
{
	struct block *b, *next;
	size_t in;

	a->opened = a->taken = 0;
	for (b = s->first; b != NULL; b = next) {
		next = b->next;
		in = block_events(s, b);
		a->lowest -= in;
		if (open_room(a, a->opened + in)) {
			memcpy(a->open + a->opened, b->e,
			    in * sizeof(b->e[0]));
			a->opened += in;
		} else {
			a->failed = true;
			a->count -= in;
		}
		block_put(a, b);
	}
	s->first = NULL;
	a->batches += a->opened > 0;
	if (a->opened <= FEW) {
		sort_few(a->open, a->opened);
		return;
	}
	sort_pass(a, 0);
	sort_pass(a, RADIX_BITS);
	sort_pass(a, 2 * RADIX_BITS);
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
	size_t n, in;

	if (tick >> SLOT_BITS != a->tick >> SLOT_BITS)
		return;
	for (b = s->first; b != NULL; b = b->next) {
		in = block_events(s, b);
		for (n = 0; n < in; n++)
			look(arg, &b->e[n]);
	}
}

struct agenda *
agenda_new(void)
{
	return calloc(1, sizeof(struct agenda));
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
