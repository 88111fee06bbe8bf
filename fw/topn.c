/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Space saving: slots found through a keyed hash, and a heap that has the
 * smallest count on top.
 *
 * Which of several smallest slots is taken over depends on the order of the
 * keys alone, never on the hash: results are the same with every secret.
 */
#include <stdlib.h>
#include <string.h>

#include "../dissectors/hash.h"
#include "topn.h"

struct slot {
	uint64_t	 hash, count, error;
	uint16_t	 heap;		/* place in the heap */
	uint16_t	 next;		/* of the same bucket: slot + 1, or 0 */
	uint8_t		 len;
	uint8_t		 key[TOPN_KEY_MAX];
};

struct topn {
	uint64_t	 secret;
	size_t		 size, n;
	size_t		 mask;		/* buckets - 1 */
	struct slot	*slot;
	uint16_t	*heap;		/* slots, smallest count first */
	uint16_t	*bucket;	/* first slot + 1, or 0 */
};

struct topn *
topn_new(size_t size, uint64_t secret)
{
	struct topn *t = calloc(1, sizeof(*t));
	size_t buckets = 1;

	if (t == NULL)
		return NULL;
	while (buckets < 2 * size)
		buckets *= 2;
	t->secret = secret;
	t->size = size;
	t->mask = buckets - 1;
	t->slot = calloc(size, sizeof(*t->slot));
	t->heap = calloc(size, sizeof(*t->heap));
	t->bucket = calloc(buckets, sizeof(*t->bucket));
	if (t->slot == NULL || t->heap == NULL || t->bucket == NULL) {
		topn_free(t);
		return NULL;
	}
	return t;
}

void
topn_free(struct topn *t)
{
	if (t == NULL)
		return;
	free(t->bucket);
	free(t->heap);
	free(t->slot);
	free(t);
}

/* The slot of the key, or the number of slots when it has none. */
static size_t
find(const struct topn *t, uint64_t hash, const void *key, size_t len)
{
	uint16_t i = t->bucket[hash & t->mask];
	const struct slot *s;

	for (; i != 0; i = s->next) {
		s = &t->slot[i - 1];
		if (s->hash == hash && s->len == len &&
		    memcmp(s->key, key, len) == 0)
			return (size_t)(i - 1);
	}
	return t->size;
}

static void
heap_put(struct topn *t, size_t place, uint16_t slot)
{
	t->heap[place] = slot;
	t->slot[slot].heap = (uint16_t)place;
}

/* The count of the slot at this place has grown: down with it. */
static void
heap_down(struct topn *t, size_t place)
{
	uint16_t slot = t->heap[place];
	uint64_t count = t->slot[slot].count;
	size_t child;

	while ((child = 2 * place + 1) < t->n) {
		if (child + 1 < t->n && t->slot[t->heap[child + 1]].count <
		    t->slot[t->heap[child]].count)
			child++;
		if (t->slot[t->heap[child]].count >= count)
			break;
		heap_put(t, place, t->heap[child]);
		place = child;
	}
	heap_put(t, place, slot);
}

/* A new slot begins with the smallest count there is, none: up with it. */
static void
heap_up(struct topn *t, size_t place)
{
	uint16_t slot = t->heap[place];

	while (place > 0 && t->slot[t->heap[(place - 1) / 2]].count >
	    t->slot[slot].count) {
		heap_put(t, place, t->heap[(place - 1) / 2]);
		place = (place - 1) / 2;
	}
	heap_put(t, place, slot);
}

static void
forget(struct topn *t, size_t slot)
{
	uint16_t *link = &t->bucket[t->slot[slot].hash & t->mask];

	while (*link != slot + 1)
		link = &t->slot[*link - 1].next;
	*link = t->slot[slot].next;
}

/* A slot for a new key: one that is free, or the smallest with its count. */
static size_t
take(struct topn *t, uint64_t hash, const void *key, size_t len)
{
	size_t i = t->n;
	struct slot *s;

	if (t->n < t->size) {
		t->n++;
		t->slot[i].count = 0;
		t->slot[i].error = 0;
		heap_put(t, i, (uint16_t)i);
		heap_up(t, i);
	} else {
		i = t->heap[0];
		forget(t, i);
		t->slot[i].error = t->slot[i].count;
	}
	s = &t->slot[i];
	s->hash = hash;
	s->len = (uint8_t)len;
	memcpy(s->key, key, len);
	s->next = t->bucket[hash & t->mask];
	t->bucket[hash & t->mask] = (uint16_t)(i + 1);
	return i;
}

size_t
topn_add(struct topn *t, const void *key, size_t len, bool *fresh)
{
	uint64_t hash;
	size_t i;

	if (len > TOPN_KEY_MAX)
		len = TOPN_KEY_MAX;
	hash = hash_octets(t->secret, key, len);
	i = find(t, hash, key, len);
	*fresh = i == t->size;
	if (*fresh)
		i = take(t, hash, key, len);
	t->slot[i].count++;
	heap_down(t, t->slot[i].heap);
	return i;
}

size_t
topn_count(const struct topn *t)
{
	return t->n;
}

static bool
before(const struct slot *a, const struct slot *b)
{
	size_t len = a->len < b->len ? a->len : b->len;
	int c;

	if (a->count != b->count)
		return a->count > b->count;
	if (a->error != b->error)
		return a->error < b->error;
	c = memcmp(a->key, b->key, len);
	return c != 0 ? c < 0 : a->len < b->len;
}

size_t
topn_list(const struct topn *t, struct topn_entry *list, size_t n)
{
	size_t i, j, kept = 0;

	for (i = 0; i < t->n; i++) {
		const struct slot *s = &t->slot[i];

		for (j = kept; j > 0 &&
		    before(s, &t->slot[list[j - 1].slot]); j--)
			if (j < n)
				list[j] = list[j - 1];
		if (j == n)
			continue;
		list[j] = (struct topn_entry){ s->key, s->len, s->count,
		    s->error, i };
		if (kept < n)
			kept++;
	}
	return kept;
}

void
few_add(struct few *f, uint32_t id)
{
	size_t i, least = 0;

	for (i = 0; i < FEW_SIZE; i++) {
		if (f->count[i] != 0 && f->id[i] == id) {
			f->count[i]++;
			return;
		}
		if (f->count[i] < f->count[least])
			least = i;
	}
	f->id[least] = id;
	f->count[least]++;
}

void
few_sort(struct few *f)
{
	size_t i, j;

	for (i = 1; i < FEW_SIZE; i++) {
		uint64_t count = f->count[i];
		uint32_t id = f->id[i];

		for (j = i; j > 0 && (f->count[j - 1] < count ||
		    (f->count[j - 1] == count && f->id[j - 1] > id)); j--) {
			f->count[j] = f->count[j - 1];
			f->id[j] = f->id[j - 1];
		}
		f->count[j] = count;
		f->id[j] = id;
	}
}
