/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Networks are kept by their names, for the next configuration may number them
 * otherwise.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../rules/context.h"
#include "../rules/ruleset.h"
#include "snapshot.h"
#include "state.h"

static uint16_t
number_of(void *arg, const char *name)
{
	const struct ruleset *rs = arg;
	unsigned i;

	for (i = OWNER_PARTNER; i < ruleset_owners(rs); i++)
		if (strcmp(ruleset_owner_name(rs, i), name) == 0)
			return (uint16_t)i;
	return OWNER_NOBODY;
}

static bool
remembers(const struct memory *m)
{
	if (m == NULL)
		fprintf(stderr, "breakwater: the configuration has no "
		    "\"memory\", so there is nothing to load or save\n");
	return m != NULL;
}

static bool
fails(const char *error)
{
	fprintf(stderr, "breakwater: %s\n", error);
	return false;
}

static struct snapshot_tables
tables_of(struct memory *m)
{
	return (struct snapshot_tables){ memory_subscribers(m),
	    memory_aliases(m) };
}

bool
state_load(const char *path, const struct ruleset *rs, struct memory *m)
{
	char error[SNAPSHOT_ERROR_MAX];
	struct snapshot_tables tables;
	uint64_t saved_at;

	if (!remembers(m))
		return false;
	tables = tables_of(m);
	if (!snapshot_load(path, &tables, number_of,
	    (void *)(uintptr_t)rs, &saved_at, error))
		return fails(error);
	memory_loaded(m, saved_at);
	return true;
}

bool
state_may_save(const char *path, const struct memory *m)
{
	char error[SNAPSHOT_ERROR_MAX];

	return remembers(m) && (snapshot_may_replace(path, error) ||
	    fails(error));
}

bool
state_may_create(const char *path)
{
	char error[SNAPSHOT_ERROR_MAX];

	return snapshot_may_create(path, error) || fails(error);
}

bool
state_save(const char *path, const struct ruleset *rs, struct memory *m)
{
	char error[SNAPSHOT_ERROR_MAX] = "no memory";
	struct snapshot_names names = { .n = ruleset_owners(rs) };
	struct snapshot_tables tables;
	struct memory_stats stats;
	const char **name;
	size_t i;
	bool fine;

	if (!remembers(m))
		return false;
	name = calloc(names.n, sizeof(*name));
	if (name == NULL)
		return fails(error);
	for (i = OWNER_PARTNER; i < names.n; i++)
		name[i] = ruleset_owner_name(rs, (unsigned)i);
	names.name = name;
	memory_stats(m, &stats);
	tables = tables_of(m);
	fine = snapshot_save(path, &tables, &names, stats.now, error);
	free(name);
	return fine || fails(error);
}
