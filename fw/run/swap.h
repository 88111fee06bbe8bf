/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Other rules for all parts of the engine process, or for none.
 */
#ifndef FW_RUN_SWAP_H
#define FW_RUN_SWAP_H

#include <stdbool.h>

struct engine;
struct events;
struct home;
struct operate;
struct peers;
struct ruleset;

struct parts {
	struct events	*events;
	struct engine	*engine;
	struct peers	*peers;
	struct home	*home, *sigtran;
	struct operate	*operate;
};

/* Takes the rules.  False after a sentence, and all is as it was. */
bool	swap(const struct parts *, struct ruleset *);

#endif
