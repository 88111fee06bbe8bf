/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Entries with an end: a hash table with chains to find one, a heap by their
 * end to know which one ends first.
 *
 * All memory is taken at the start.  Places are used from the first on, so that
 * a table that stays small never touches most of it.
 */
#include "block.h"

#include <stdlib.h>
#include <string.h>

#include "../dissectors/hash.h"

#define NONE	UINT32_MAX

enum { FEW = 4 };

struct entry {
	uint64_t	 until;
	uint64_t	 hash;
	uint32_t	 next;		/* of its chain, or of those free */
	uint32_t	 heap;		/* place in the heap; NONE: free */
	uint8_t		 len;
	uint8_t		 key[BLOCK_KEY_MAX];
};

struct block {
	struct entry	*entry;
	uint32_t	*head;		/* of chains */
	uint32_t	*heap;		/* the one that ends first on top */
	size_t		 size, mask, n;
	size_t		 fresh;		/* places used so far */
	uint32_t	 freed;		/* first of those free again */
	uint64_t	 secret, lost;
};

struct key {
	uint64_t	 hash;
	size_t		 len;
	uint8_t		 octets[BLOCK_KEY_MAX];
};

/* False: longer than a key. */
static bool
key_make(struct key *k, const struct block *b, const uint8_t *key, size_t len)
{
	size_t i;

	if (len > BLOCK_KEY_MAX)
		return false;
	for (i = 0; i < len; i++)
		k->octets[i] = (uint8_t)(key[i] |
		    ((uint8_t)(key[i] - 'A') <= 'Z' - 'A') << 5);
	k->len = len;
	k->hash = hash_octets(b->secret, k->octets, len);
	return true;
}

static uint32_t
entry_find(const struct block *b, const struct key *k)
{
	uint32_t at = b->head[k->hash & b->mask];
	const struct entry *e;

	for (; at != NONE; at = e->next) {
		e = &b->entry[at];
		if (e->hash == k->hash && e->len == k->len &&
		    memcmp(e->key, k->octets, k->len) == 0)
			break;
	}
	return at;
}

static void
heap_put(struct block *b, uint32_t place, uint32_t at)
{
	b->heap[place] = at;
	b->entry[at].heap = place;
}

static uint64_t
heap_end(const struct block *b, size_t place)
{
	return b->entry[b->heap[place]].until;
}

/* Moves the entry that belongs to a place up or down to where its end puts
 * it. */
static void
heap_settle(struct block *b, uint32_t place)
{
	uint32_t at = b->heap[place], child;
	uint64_t until = b->entry[at].until;

	for (; place > 0 && heap_end(b, (place - 1) / 2) > until;
	    place = (place - 1) / 2)
		heap_put(b, place, b->heap[(place - 1) / 2]);
	for (; (child = 2 * place + 1) < b->n; place = child) {
		if (child + 1 < b->n &&
		    heap_end(b, child + 1) < heap_end(b, child))
			child++;
		if (heap_end(b, child) >= until)
			break;
		heap_put(b, place, b->heap[child]);
	}
	heap_put(b, place, at);
}

static void
unchain(struct block *b, uint32_t at)
{
	uint32_t *link = &b->head[b->entry[at].hash & b->mask];

	while (*link != at)
		link = &b->entry[*link].next;
	*link = b->entry[at].next;
}

static void
entry_remove(struct block *b, uint32_t at)
{
	struct entry *e = &b->entry[at];
	uint32_t place = e->heap, last;

	unchain(b, at);
	last = b->heap[--b->n];
	if (last != at) {
		heap_put(b, place, last);
		heap_settle(b, place);
	}
	e->heap = NONE;
	e->next = b->freed;
	b->freed = at;
}

/* Those that have ended make room, a few at a time; when there are none, the
 * first to end does. */
static void
room(struct block *b, uint64_t now)
{
	unsigned i;

	for (i = 0; i < FEW && b->n > 0 && heap_end(b, 0) <= now; i++)
		entry_remove(b, b->heap[0]);
	if (b->n < b->size)
		return;
	entry_remove(b, b->heap[0]);
	b->lost++;
}

static void
entry_add(struct block *b, const struct key *k, uint64_t until)
{
	uint32_t at = b->freed, *head = &b->head[k->hash & b->mask];
	struct entry *e;

	if (at == NONE)
		at = (uint32_t)b->fresh++;
	else
		b->freed = b->entry[at].next;
	e = &b->entry[at];
	e->until = until;
	e->hash = k->hash;
	e->len = (uint8_t)k->len;
	memcpy(e->key, k->octets, k->len);
	e->next = *head;
	*head = at;
	heap_put(b, (uint32_t)b->n++, at);
	heap_settle(b, e->heap);
}

struct block *
block_new(size_t size, uint64_t secret)
{
	struct block *b = calloc(1, sizeof(*b));
	size_t heads = 1;

	if (size == 0)
		size = 1;
	if (b == NULL || size > UINT32_MAX / 4) {
		free(b);
		return NULL;
	}
	while (heads < size)
		heads *= 2;
	b->entry = calloc(size, sizeof(*b->entry));
	b->heap = calloc(size, sizeof(*b->heap));
	b->head = calloc(heads, sizeof(*b->head));
	if (b->entry == NULL || b->heap == NULL || b->head == NULL) {
		block_free(b);
		return NULL;
	}
	memset(b->head, 0xff, heads * sizeof(*b->head));	/* NONE */
	b->size = size;
	b->mask = heads - 1;
	b->freed = NONE;
	b->secret = secret;
	return b;
}

void
block_free(struct block *b)
{
	if (b == NULL)
		return;
	free(b->entry);
	free(b->heap);
	free(b->head);
	free(b);
}

bool
block_add(struct block *b, const uint8_t *key, size_t len, uint64_t now,
    uint64_t until)
{
	struct key k;
	uint32_t at;

	if (!key_make(&k, b, key, len))
		return false;
	if (until <= now)
		return true;
	at = entry_find(b, &k);
	if (at == NONE) {
		room(b, now);
		entry_add(b, &k, until);
	} else if (until > b->entry[at].until) {
		b->entry[at].until = until;
		heap_settle(b, b->entry[at].heap);
	}
	return true;
}

bool
block_remove(struct block *b, const uint8_t *key, size_t len)
{
	struct key k;
	uint32_t at;

	if (!key_make(&k, b, key, len) || (at = entry_find(b, &k)) == NONE)
		return false;
	entry_remove(b, at);
	return true;
}

bool
block_has(const struct block *b, const uint8_t *key, size_t len, uint64_t now)
{
	struct key k;
	uint32_t at;

	if (b->n == 0 || !key_make(&k, b, key, len))
		return false;
	at = entry_find(b, &k);
	return at != NONE && b->entry[at].until > now;
}

bool
block_empty(const struct block *b)
{
	return b->n == 0;
}

/* What has ended is on top of the heap: nothing below one that has not. */
size_t
block_count(const struct block *b, uint64_t now)
{
	size_t ended = 0, i = 0;

	for (;;) {
		if (i < b->n && heap_end(b, i) <= now) {
			ended++;
			i = 2 * i + 1;
			continue;
		}
		while (i > 0 && i % 2 == 0)	/* a right one: up again */
			i = (i - 1) / 2;
		if (i == 0)
			return b->n - ended;
		i++;
	}
}

uint64_t
block_lost(const struct block *b)
{
	return b->lost;
}

void
block_walk(const struct block *b, uint64_t now,
    void (*visit)(void *, const uint8_t *key, size_t len, uint64_t until),
    void *arg)
{
	const struct entry *e;
	size_t i;

	for (i = 0; i < b->n; i++) {
		e = &b->entry[b->heap[i]];
		if (e->until > now)
			visit(arg, e->key, e->len, e->until);
	}
}
