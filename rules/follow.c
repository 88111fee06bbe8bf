/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Memory under other rules: owners, links and classes are numbered by the
 * configuration, and what is remembered of them goes over by their names.
 *
 * Sizes of tables stay what they were at the start.  What is counted of nodes
 * begins again where it would be held against other limits, or partners that
 * were there have other numbers; places and transactions of those that are no
 * more name nobody.
 */
#include <stdlib.h>
#include <string.h>

#include "context_impl.h"
#include "follow.h"
#include "owner.h"
#include "remember.h"

/* Old numbers to new ones. */
struct numbers {
	uint16_t	*owner;		/* OWNER_NOBODY: gone */
	int16_t		*link, *class;	/* -1: gone */
	size_t		 owners, links, classes;
	bool		 same;		/* owners that were have theirs */
};

struct follow {
	const struct ruleset *rs;
	struct numbers	 n;
	bool		 keeps;		/* what is counted of nodes, ... */
	bool		 keeps_partners; /* ... and of partners */
	struct memory	 new;		/* arrays, and tables or NULL */
};

static unsigned
owner_number(const struct ruleset *from, const struct ruleset *to, unsigned i)
{
	const char *name = ruleset_owner_name(from, i);
	unsigned k;

	if (i < OWNER_PARTNER)
		return i;
	if (i < ruleset_owners(to) &&
	    strcmp(ruleset_owner_name(to, i), name) == 0)
		return i;
	for (k = OWNER_PARTNER; k < ruleset_owners(to); k++)
		if (strcmp(ruleset_owner_name(to, k), name) == 0)
			return k;
	return OWNER_NOBODY;
}

static int
link_number(const struct conf *to, const char *name)
{
	size_t k;

	for (k = 0; k < to->nlink; k++)
		if (strcmp(to->link[k].name, name) == 0)
			return (int)k;
	return LINK_UNKNOWN;
}

static int
class_number(const struct conf *to, const char *name)
{
	size_t k;

	for (k = 0; k < to->nclass; k++)
		if (strcmp(to->class[k].name, name) == 0)
			return (int)k;
	return -1;
}

static bool
numbers_make(struct numbers *n, const struct ruleset *from,
    const struct ruleset *to)
{
	const struct conf *old = from->conf;
	size_t i;

	n->owners = ruleset_owners(from);
	n->links = old->nlink;
	n->classes = old->nclass;
	n->owner = calloc(n->owners, sizeof(*n->owner));
	n->link = calloc(n->links + 1, sizeof(*n->link));
	n->class = calloc(n->classes + 1, sizeof(*n->class));
	if (n->owner == NULL || n->link == NULL || n->class == NULL)
		return false;
	n->same = true;
	for (i = 0; i < n->owners; i++) {
		n->owner[i] = (uint16_t)owner_number(from, to, (unsigned)i);
		n->same = n->same && n->owner[i] == i;
	}
	for (i = 0; i < n->links; i++)
		n->link[i] = (int16_t)link_number(to->conf,
		    old->link[i].name);
	for (i = 0; i < n->classes; i++)
		n->class[i] = (int16_t)class_number(to->conf,
		    old->class[i].name);
	return true;
}

struct follow *
follow_new(const struct memory *m, const struct ruleset *rs)
{
	struct follow *f = calloc(1, sizeof(*f));

	if (f == NULL)
		return NULL;
	f->rs = rs;
	f->new.rs = rs;
	f->new.secret = m->secret;
	if (!numbers_make(&f->n, m->rs, rs) || !remember_arrays(&f->new)) {
		follow_free(f);
		return NULL;
	}
	f->keeps = f->n.same && remember_alike(m->rs->conf, rs->conf);
	f->keeps_partners = f->keeps && f->n.owners == f->new.owners;
	if ((f->keeps || remember_sources(&f->new)) &&
	    (f->keeps_partners || remember_partners(&f->new)))
		return f;
	follow_free(f);
	return NULL;
}

void
follow_free(struct follow *f)
{
	if (f == NULL)
		return;
	memory_parts_free(&f->new);
	free(f->n.owner);
	free(f->n.link);
	free(f->n.class);
	free(f);
}

/* ---- going over ---- */

static uint16_t
new_owner(const struct numbers *n, unsigned owner)
{
	return owner < n->owners ? n->owner[owner] : OWNER_NOBODY;
}

static int16_t
new_number(const int16_t *map, size_t n, int number)
{
	return number >= 0 && (size_t)number < n ? map[number] : -1;
}

static void
transaction_follow(void *arg, struct txn *t)
{
	const struct numbers *n = arg;

	t->from = new_owner(n, t->from);
	t->to = new_owner(n, t->to);
	t->network = new_owner(n, t->network);
	t->link = new_number(n->link, n->links, t->link);
	t->out = new_number(n->link, n->links, t->out);
	t->cls = new_number(n->class, n->classes, t->cls);
}

static void
subscriber_follow(void *arg, struct subscriber *s)
{
	const struct numbers *n = arg;
	unsigned i;

	for (i = 0; i < PLACE_PROTOS; i++)
		s->place[i].network = new_owner(n, s->place[i].network);
}

static void
arrays_follow(struct memory *to, const struct memory *from,
    const struct numbers *n)
{
	size_t i;

	for (i = 0; i < n->owners; i++) {
		if (i > 0 && n->owner[i] == OWNER_NOBODY)
			continue;
		habit_keep(to->habits, n->owner[i], from->habits, (uint32_t)i);
		far_keep(to->networks, n->owner[i], from->networks,
		    (uint32_t)i);
	}
	for (i = 0; i < n->links; i++)
		if (n->link[i] >= 0)
			far_keep(to->links, (uint32_t)n->link[i], from->links,
			    (uint32_t)i);
}

/* The new takes the place of the old, which is left to be freed. */
#define CHANGE(a, b) do {						\
	void *kept = (a);						\
	(a) = (b);							\
	(b) = kept;							\
} while (0)

void
follow_commit(struct follow *f, struct memory *m)
{
	arrays_follow(&f->new, m, &f->n);
	txns_walk(m->txns, transaction_follow, &f->n);
	if (!f->n.same)
		subscribers_change(m->subscribers, subscriber_follow, &f->n);
	if (!f->keeps)
		CHANGE(m->sources, f->new.sources);
	if (!f->keeps_partners)
		CHANGE(m->partners, f->new.partners);
	CHANGE(m->habits, f->new.habits);
	CHANGE(m->networks, f->new.networks);
	CHANGE(m->links, f->new.links);
	CHANGE(m->country, f->new.country);
	m->owners = f->new.owners;
	m->rs = f->rs;
	m->moded = 0;
}
