/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tickets: an array of places, those that are free in a stack, so that the few
 * that are in use stay in the cache.
 */
#include <stdlib.h>
#include <string.h>

#include "ticket.h"

#define NONE	UINT32_MAX

enum {
	PLACE_MASK = (1 << TICKET_BITS) - 1,
	GENERATION_MASK = (1 << (32 - TICKET_BITS)) - 1,
	COPY_STEP = 512,		/* sizes of copies are multiples */
	TRIM_MAX = 256,			/* copies one turn gives back */
};

struct tickets {
	struct ticket	*place;
	uint32_t	 size;		/* places there are, ... */
	uint32_t	 max;		/* ... may be open, ... */
	uint32_t	 used;		/* ... were, since nothing was open */
	uint32_t	 open;
	uint32_t	 copies;	/* places from here on have none */
	uint32_t	 free;		/* of those used */
	uint32_t	 first, last;	/* open */
	uint32_t	*bucket;	/* by name */
	uint64_t	 mask;
};

static uint32_t
place_of(const struct tickets *x, const struct ticket *t)
{
	return (uint32_t)(t - x->place);
}

static struct ticket *
ticket_at(struct tickets *x, uint32_t place)
{
	return place == NONE ? NULL : &x->place[place];
}

/* ---- all of them ---- */

static size_t
bounded(size_t max)
{
	return max < 1 ? 1 : max > TICKETS_MAX ? TICKETS_MAX : max;
}

static size_t
buckets_for(size_t max)
{
	size_t n = 64;

	while (n < max)
		n *= 2;
	return n;
}

struct tickets *
tickets_new(size_t max)
{
	struct tickets *x = calloc(1, sizeof(*x));

	if (x == NULL)
		return NULL;
	x->free = x->first = x->last = NONE;
	if (tickets_resize(x, max))
		return x;
	tickets_free(x);
	return NULL;
}

void
tickets_free(struct tickets *x)
{
	uint32_t i;

	if (x == NULL)
		return;
	for (i = 0; i < x->copies; i++)
		free(x->place[i].copy);
	free(x->place);
	free(x->bucket);
	free(x);
}

static void
bucket_add(struct tickets *x, struct ticket *t)
{
	uint32_t *b = &x->bucket[t->name & x->mask];

	t->same = *b;
	*b = place_of(x, t);
}

static bool
buckets_resize(struct tickets *x, size_t n)
{
	uint32_t *bucket = malloc(n * sizeof(*bucket)), i;

	if (bucket == NULL)
		return false;
	memset(bucket, 0xff, n * sizeof(*bucket));	/* NONE */
	free(x->bucket);
	x->bucket = bucket;
	x->mask = n - 1;
	for (i = x->first; i != NONE; i = x->place[i].next)
		if (x->place[i].name != 0)
			bucket_add(x, &x->place[i]);
	return true;
}

bool
tickets_resize(struct tickets *x, size_t max)
{
	struct ticket *place;

	max = bounded(max);
	if (max > x->size) {
		place = realloc(x->place, max * sizeof(*place));
		if (place == NULL)
			return false;
		memset(place + x->size, 0, (max - x->size) * sizeof(*place));
		x->place = place;
		x->size = (uint32_t)max;
		if (!buckets_resize(x, buckets_for(max)))
			return false;
	}
	x->max = (uint32_t)max;
	return true;
}

size_t
tickets_open(const struct tickets *x)
{
	return x->open;
}

void
tickets_turn(struct tickets *x)
{
	unsigned n;
	struct ticket *t;

	if (x->open > 0)
		return;
	for (n = 0; n < TRIM_MAX && x->copies > TICKET_COPIES_IDLE; n++) {
		t = &x->place[--x->copies];
		free(t->copy);
		t->copy = NULL;
		t->size = 0;
	}
}

/* ---- one ---- */

static bool
copy_make(struct tickets *x, struct ticket *t, const uint8_t *p, size_t n)
{
	size_t kept = n < TICKET_COPY_MAX ? n : TICKET_COPY_MAX, size;

	if (t->size < kept) {
		size = (kept + COPY_STEP - 1) / COPY_STEP * COPY_STEP;
		free(t->copy);
		t->size = 0;
		t->copy = malloc(size);
		if (t->copy == NULL)
			return false;
		t->size = (uint32_t)size;
		if (x->copies <= place_of(x, t))
			x->copies = place_of(x, t) + 1;
	}
	memcpy(t->copy, p, kept);
	t->len = (uint32_t)n;
	t->kept = (uint32_t)kept;
	return true;
}

static void
give_back(struct tickets *x, struct ticket *t)
{
	t->next = x->free;
	x->free = place_of(x, t);
}

struct ticket *
ticket_open(struct tickets *x, const uint8_t *p, size_t n)
{
	struct ticket *t;

	if (x->open >= x->max)
		return NULL;
	if (x->free != NONE) {
		t = &x->place[x->free];
		x->free = t->next;
	} else if (x->used < x->size) {
		t = &x->place[x->used++];
	} else {
		return NULL;
	}
	if (!copy_make(x, t, p, n)) {
		give_back(x, t);
		return NULL;
	}
	t->generation++;
	t->open = true;
	t->name = 0;
	t->prev = x->last;
	t->next = NONE;
	if (x->last != NONE)
		x->place[x->last].next = place_of(x, t);
	else
		x->first = place_of(x, t);
	x->last = place_of(x, t);
	x->open++;
	return t;
}

static void
name_drop(struct tickets *x, struct ticket *t)
{
	uint32_t *b = &x->bucket[t->name & x->mask], me = place_of(x, t);

	if (t->name == 0)
		return;
	while (*b != me)
		b = &x->place[*b].same;
	*b = t->same;
	t->name = 0;
}

void
ticket_close(struct tickets *x, struct ticket *t)
{
	name_drop(x, t);
	if (t->prev != NONE)
		x->place[t->prev].next = t->next;
	else
		x->first = t->next;
	if (t->next != NONE)
		x->place[t->next].prev = t->prev;
	else
		x->last = t->prev;
	t->open = false;
	if (t->size > TICKET_COPY_USUAL) {
		free(t->copy);
		t->copy = NULL;
		t->size = 0;
	}
	give_back(x, t);
	if (--x->open == 0) {		/* begin in front again */
		x->free = NONE;
		x->used = 0;
	}
}

static uint32_t
id_make(uint32_t generation, uint32_t place)
{
	return (generation & GENERATION_MASK) << TICKET_BITS | place;
}

uint32_t
ticket_id(const struct tickets *x, const struct ticket *t)
{
	return id_make(t->generation, place_of(x, t));
}

uint32_t
ticket_nobody(void)
{
	return id_make(0, PLACE_MASK);
}

struct ticket *
ticket_find(struct tickets *x, uint32_t id)
{
	uint32_t place = id & PLACE_MASK;
	struct ticket *t;

	if (place >= x->size)
		return NULL;
	t = &x->place[place];
	return t->open && ticket_id(x, t) == id ? t : NULL;
}

bool
ticket_late(const struct tickets *x, uint32_t id, const struct way *to)
{
	uint32_t place = id & PLACE_MASK;
	const struct ticket *t;

	if (place >= x->size)
		return false;
	t = &x->place[place];
	return !t->open && t->generation > 0 && ticket_id(x, t) == id &&
	    t->to == to;
}

struct ticket *
ticket_first(struct tickets *x)
{
	return ticket_at(x, x->first);
}

struct ticket *
ticket_next(struct tickets *x, const struct ticket *t)
{
	return ticket_at(x, t->next);
}

void
ticket_name(struct tickets *x, struct ticket *t, uint64_t name)
{
	name_drop(x, t);
	t->name = name;
	if (name != 0)
		bucket_add(x, t);
}

struct ticket *
ticket_named(struct tickets *x, uint64_t name)
{
	uint32_t i = x->bucket[name & x->mask];

	while (i != NONE && x->place[i].name != name)
		i = x->place[i].same;
	return ticket_at(x, i);
}
