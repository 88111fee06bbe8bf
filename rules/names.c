/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Definitions of a configuration sorted by name, a list a kind.
 */
#include <stdlib.h>
#include <string.h>

#include "names.h"

/* names_at() reads all of them alike. */
#define ALIKE(type)							\
	_Static_assert(offsetof(struct type, name) ==			\
	    offsetof(struct named, name) &&				\
	    offsetof(struct type, at) == offsetof(struct named, at),	\
	    "name and place come first")
ALIKE(conf_network);
ALIKE(conf_table);
ALIKE(conf_category);
ALIKE(conf_class);
ALIKE(conf_link);
ALIKE(conf_protect);
ALIKE(conf_storm);

static const char *const kinds[NAME_KINDS] = {
	[NAME_PARTNER] = "partner",
	[NAME_TABLE] = "table",
	[NAME_CATEGORY] = "category",
	[NAME_CLASS] = "class",
	[NAME_LINK] = "link",
	[NAME_PROTECT] = "protect",
	[NAME_STORM] = "storm",
};

size_t
names_count(const struct conf *conf, enum name_kind kind)
{
	switch (kind) {
	case NAME_PARTNER:
		return conf->npartner;
	case NAME_TABLE:
		return conf->ntable;
	case NAME_CATEGORY:
		return conf->ncategory;
	case NAME_CLASS:
		return conf->nclass;
	case NAME_LINK:
		return conf->nlink;
	case NAME_PROTECT:
		return conf->nprotect;
	case NAME_STORM:
		return conf->nstorm;
	case NAME_KINDS:
		break;
	}
	return 0;
}

struct named
names_at(const struct conf *conf, enum name_kind kind, size_t index)
{
	struct named named = { NULL, { 0, 0, 0 } };
	const void *from = NULL;

	switch (kind) {
	case NAME_PARTNER:
		from = &conf->partner[index];
		break;
	case NAME_TABLE:
		from = &conf->table[index];
		break;
	case NAME_CATEGORY:
		from = &conf->category[index];
		break;
	case NAME_CLASS:
		from = &conf->class[index];
		break;
	case NAME_LINK:
		from = &conf->link[index];
		break;
	case NAME_PROTECT:
		from = &conf->protect[index];
		break;
	case NAME_STORM:
		from = &conf->storm[index];
		break;
	case NAME_KINDS:
		return named;
	}
	memcpy(&named, from, sizeof(named));
	return named;
}

/* By name; of equal ones the first of the configuration first. */
static int
compare(const void *a, const void *b)
{
	const struct name_entry *x = a, *y = b;
	int order = strcmp(x->name, y->name);

	return order != 0 ? order : (x->index > y->index) -
	    (x->index < y->index);
}

bool
names_make(struct names *names, const struct conf *conf)
{
	struct name_entry *entry;
	size_t i, n;
	int kind;

	memset(names, 0, sizeof(*names));
	for (kind = 0; kind < NAME_KINDS; kind++) {
		n = names_count(conf, (enum name_kind)kind);
		entry = calloc(n + 1, sizeof(*entry));
		if (entry == NULL)
			return false;
		for (i = 0; i < n; i++) {
			entry[i].name = names_at(conf, (enum name_kind)kind,
			    i).name;
			entry[i].index = (uint32_t)i;
		}
		qsort(entry, n, sizeof(*entry), compare);
		names->of[kind].entry = entry;
		names->of[kind].n = n;
	}
	return true;
}

void
names_free(struct names *names)
{
	int kind;

	for (kind = 0; kind < NAME_KINDS; kind++)
		free(names->of[kind].entry);
	memset(names, 0, sizeof(*names));
}

long
names_find(const struct names *names, enum name_kind kind, const char *name)
{
	const struct name_entry *entry = names->of[kind].entry;
	size_t low = 0, high = names->of[kind].n, middle;

	while (low < high) {
		middle = low + (high - low) / 2;
		if (strcmp(entry[middle].name, name) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low < names->of[kind].n && strcmp(entry[low].name, name) == 0 ?
	    (long)entry[low].index : -1;
}

const char *
name_text(char text[NAME_TEXT_MAX], enum name_kind kind, const char *name)
{
	const char *cut = strlen(name) > CONF_NAME_MAX ? "..." : "";
	const char *before = "\"", *behind = "\"";

	if (kind == NAME_TABLE) {
		before = "<";
		behind = ">";
	} else if (kind == NAME_CATEGORY || kind == NAME_CLASS) {
		before = behind = "";
	}
	snprintf(text, NAME_TEXT_MAX, "%s %s%.*s%s%s", kinds[kind], before,
	    CONF_NAME_MAX, name, cut, behind);
	return text;
}

const char *
where_text(char text[WHERE_MAX], const struct conf *conf,
    struct conf_at here, struct conf_at there)
{
	if (here.file == there.file)
		snprintf(text, WHERE_MAX, "line %u", (unsigned)there.line);
	else
		snprintf(text, WHERE_MAX, "line %u of %s",
		    (unsigned)there.line, conf->file[there.file].path);
	return text;
}

bool
network_has_identity(const struct conf_network *n)
{
	return n->plmn.n + n->imsi.n + n->msisdn.n + n->gt.n + n->mgt.n +
	    n->realm.n + n->host.n + n->pc.n + n->ip.n > 0;
}
