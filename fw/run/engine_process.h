/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The process that strangers talk to: engine, peers, events, what operators
 * ask, one loop for all.
 */
#ifndef FW_RUN_ENGINE_PROCESS_H
#define FW_RUN_ENGINE_PROCESS_H

#include <stdbool.h>

struct privilege;
struct ruleset;

/* Its exit status; any other is that of an accident. */
enum engine_status {
	ENGINE_DONE = 0,		/* stopped as asked */
	ENGINE_CANNOT = 1,		/* something cannot be opened: told */
	ENGINE_AGAIN = 3,		/* start it again, judging */
};

struct engine_env {
	const char	*conf;		/* for a reload */
	struct ruleset	*rules;		/* taken */
	int		 notes;		/* to the parent; taken */
	bool		 unjudged;
	const struct privilege *privilege;
};

enum engine_status engine_process(const struct engine_env *);

#endif
