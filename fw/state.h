/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a judge remembers of subscribers, from one run to the next.
 */
#ifndef FW_STATE_H
#define FW_STATE_H

#include <stdbool.h>

struct memory;
struct ruleset;

/* False after one sentence on standard error.  A file that is not there yet is
 * an error too; memory is NULL when the configuration asks for none. */
bool	state_load(const char *path, const struct ruleset *, struct memory *);
/* Before anything is read: may the file be written in the end? */
bool	state_may_save(const char *path, const struct memory *);
/* Is its directory there, and may files be made in it? */
bool	state_may_create(const char *path);
bool	state_save(const char *path, const struct ruleset *,
	    struct memory *);

#endif
