/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Messages by network and verdict.
 */
#include <stdlib.h>
#include <string.h>

#include "tally.h"

struct row {
	char		*name;		/* of a partner; NULL: not one */
	uint64_t	 count[ACTION_COUNT];
};

struct tally {
	size_t		 n;
	struct row	 row[];
};

static void
inherit(struct row *to, const struct tally *old, size_t number)
{
	size_t i = to->name == NULL ? number : OWNER_PARTNER;

	for (; i < old->n; i++)
		if (to->name == NULL || strcmp(to->name, old->row[i].name) ==
		    0) {
			memcpy(to->count, old->row[i].count,
			    sizeof(to->count));
			return;
		}
}

struct tally *
tally_new(const struct conf *conf, const struct tally *old)
{
	size_t n = OWNER_PARTNER + conf->npartner, i;
	struct tally *t = calloc(1, sizeof(*t) + n * sizeof(t->row[0]));

	if (t == NULL)
		return NULL;
	t->n = n;
	for (i = 0; i < n; i++) {
		if (i >= OWNER_PARTNER && (t->row[i].name = strdup(
		    conf->partner[i - OWNER_PARTNER].name)) == NULL) {
			tally_free(t);
			return NULL;
		}
		if (old != NULL)
			inherit(&t->row[i], old, i);
	}
	return t;
}

void
tally_free(struct tally *t)
{
	size_t i;

	if (t == NULL)
		return;
	for (i = 0; i < t->n; i++)
		free(t->row[i].name);
	free(t);
}

void
tally_add(struct tally *t, unsigned owner, unsigned action)
{
	if (owner < t->n && action < ACTION_COUNT)
		t->row[owner].count[action]++;
}

uint64_t
tally_count(const struct tally *t, unsigned owner, unsigned action)
{
	return owner < t->n && action < ACTION_COUNT ?
	    t->row[owner].count[action] : 0;
}
