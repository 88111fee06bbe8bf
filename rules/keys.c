/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Keys that are words of the language inside one statement only.
 */
#include <stddef.h>
#include <string.h>

#include "keys.h"

struct key {
	const char	*word;
	bool		 takes;
};

#define X(sym, name, values)	{ name, values },
static const struct key link_keys[] = { LINK_KEYS(X) };
static const struct key diameter_keys[] = { DIAMETER_KEYS(X) };
static const struct key run_keys[] = { RUN_KEYS(X) };
static const struct key ss7_keys[] = { SS7_KEYS(X) };
#undef X

static const struct {
	const struct key *key;
	int		 n;
} lists[KEYS_COUNT] = {
	[KEYS_LINK] = { link_keys, LINK_KEYS_END },
	[KEYS_DIAMETER] = { diameter_keys, DIAMETER_KEYS_END },
	[KEYS_RUN] = { run_keys, RUN_KEYS_END },
	[KEYS_SS7] = { ss7_keys, SS7_KEYS_END },
};

int
keys_find(enum keys keys, const char *word)
{
	int i;

	for (i = 0; i < lists[keys].n; i++)
		if (strcmp(lists[keys].key[i].word, word) == 0)
			return i;
	return -1;
}

bool
keys_takes(enum keys keys, int key)
{
	return key >= 0 && key < lists[keys].n && lists[keys].key[key].takes;
}
