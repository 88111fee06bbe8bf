/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Places of nodes: a hash table with chains to find one, and two lists by when
 * they were heard last, of plain and of marked ones, to know whom to give up.
 *
 * All memory is taken at the start.  Places are used from the first on, so that
 * a table that stays small never touches most of it.
 */
#include "node.h"

#include <stdlib.h>
#include <string.h>

#include "../../dissectors/hash.h"
#include "../../dissectors/prefetch.h"
#include "../../dissectors/sig.h"

enum { PLAIN, MARKED, LISTS };

struct link {
	uint64_t	 key;
	uint32_t	 chain;		/* next of the same hash */
	uint32_t	 newer, older;
	uint32_t	 list;
};

struct list {
	uint32_t	 newest, oldest, n;
};

struct nodes {
	struct link	*link;
	uint32_t	*head;		/* of chains */
	uint32_t	 size, used;
	size_t		 mask;
	struct list	 list[LISTS];
	uint64_t	 secret, lost;
};

static uint32_t *
chain_of(const struct nodes *t, uint64_t key)
{
	return &t->head[hash_u64(t->secret, key) & t->mask];
}

static void
list_take(struct nodes *t, uint32_t place)
{
	const struct link *k = &t->link[place];
	struct list *l = &t->list[k->list];

	if (k->newer == NODE_NONE)
		l->newest = k->older;
	else
		t->link[k->newer].older = k->older;
	if (k->older == NODE_NONE)
		l->oldest = k->newer;
	else
		t->link[k->older].newer = k->newer;
	l->n--;
}

static void
list_put(struct nodes *t, uint32_t place, uint32_t list)
{
	struct link *k = &t->link[place];
	struct list *l = &t->list[list];

	k->list = list;
	k->newer = NODE_NONE;
	k->older = l->newest;
	if (l->newest == NODE_NONE)
		l->oldest = place;
	else
		t->link[l->newest].newer = place;
	l->newest = place;
	l->n++;
}

static void
unchain(struct nodes *t, uint32_t place)
{
	uint32_t *at = chain_of(t, t->link[place].key);

	while (*at != place)
		at = &t->link[*at].chain;
	*at = t->link[place].chain;
}

/* A place for one more: unused, or that of the quietest. */
static uint32_t
place_free(struct nodes *t)
{
	uint32_t place;

	if (t->used < t->size)
		return t->used++;
	if (t->list[PLAIN].n > 0 && t->list[MARKED].n <= t->size / 2)
		place = t->list[PLAIN].oldest;
	else
		place = t->list[MARKED].oldest;
	list_take(t, place);
	unchain(t, place);
	t->lost++;
	return place;
}

struct nodes *
nodes_new(size_t max, uint64_t secret)
{
	struct nodes *t;
	size_t heads = 1;
	unsigned i;

	if (max == 0 || max > NODE_MAX || (t = calloc(1, sizeof(*t))) == NULL)
		return NULL;
	while (heads < max)
		heads *= 2;
	t->link = calloc(max, sizeof(*t->link));
	t->head = calloc(heads, sizeof(*t->head));
	if (t->link == NULL || t->head == NULL) {
		nodes_free(t);
		return NULL;
	}
	memset(t->head, 0xff, heads * sizeof(*t->head));	/* NODE_NONE */
	t->size = (uint32_t)max;
	t->mask = heads - 1;
	for (i = 0; i < LISTS; i++)
		t->list[i] = (struct list){ NODE_NONE, NODE_NONE, 0 };
	t->secret = secret;
	return t;
}

void
nodes_free(struct nodes *t)
{
	if (t == NULL)
		return;
	free(t->link);
	free(t->head);
	free(t);
}

uint32_t
nodes_find(const struct nodes *t, uint64_t key)
{
	uint32_t place = *chain_of(t, key);

	while (place != NODE_NONE && t->link[place].key != key)
		place = t->link[place].chain;
	return place;
}

void
nodes_expect(const struct nodes *t, uint64_t key)
{
	prefetch(chain_of(t, key));
}

uint32_t
nodes_expect_place(const struct nodes *t, uint64_t key)
{
	uint32_t place = *chain_of(t, key);

	if (place != NODE_NONE)
		prefetch(&t->link[place]);
	return place;
}

uint32_t
nodes_get(struct nodes *t, uint64_t key, bool *fresh)
{
	uint32_t place = nodes_find(t, key), list, *head;

	*fresh = place == NODE_NONE;
	if (*fresh) {
		place = place_free(t);
		head = chain_of(t, key);
		t->link[place].key = key;
		t->link[place].chain = *head;
		*head = place;
		list_put(t, place, PLAIN);
	} else {
		list = t->link[place].list;
		if (t->list[list].newest != place) {
			list_take(t, place);
			list_put(t, place, list);
		}
	}
	return place;
}

void
nodes_mark(struct nodes *t, uint32_t place)
{
	if (t->link[place].list == MARKED)
		return;
	list_take(t, place);
	list_put(t, place, MARKED);
}

/* Marked ones first. */
uint32_t
nodes_next(const struct nodes *t, uint32_t place)
{
	uint32_t next;

	if (place == NODE_NONE)
		return t->list[MARKED].n > 0 ? t->list[MARKED].newest :
		    t->list[PLAIN].newest;
	next = t->link[place].older;
	if (next == NODE_NONE && t->link[place].list == MARKED)
		next = t->list[PLAIN].newest;
	return next;
}

size_t
nodes_count(const struct nodes *t)
{
	return t->used;
}

uint64_t
nodes_lost(const struct nodes *t)
{
	return t->lost;
}

size_t
nodes_octets(const struct nodes *t)
{
	return sizeof(*t) + t->size * sizeof(*t->link) +
	    (t->mask + 1) * sizeof(*t->head);
}

void
node_name_set(struct node_name *to, const struct node *from)
{
	to->key = from->key;
	to->partner = from->partner;
	to->len = from->len > NODE_NAME_MAX ? NODE_NAME_MAX :
	    (uint8_t)from->len;
	memset(to->name, 0, sizeof(to->name));
	if (to->len > 0 && from->name != NULL)
		memcpy(to->name, from->name, to->len);
	else if (to->len > 0)
		(void)sig_digits_text(from->digits, to->len,
		    (char *)to->name);
}
