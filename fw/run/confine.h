/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a process may ask of the kernel from here on: seccomp(2).
 *
 * Each role has a list of calls.  One that only an attacker would make (execve,
 * ptrace, mount and their like) ends the process; any other that is not on the
 * list does not exist (ENOSYS), so that a library that tries a new call first
 * goes on with the old one.  Nothing can be made executable any more.
 */
#ifndef FW_RUN_CONFINE_H
#define FW_RUN_CONFINE_H

#include <stdbool.h>

enum confine_role {
	CONFINE_ENGINE,
	CONFINE_EDGE,			/* a foreign stack, with its threads */
	CONFINE_SIGTRAN,		/* another one; it changes no file */
};

/* All threads of this process, for good.  False after a sentence. */
bool	confine(enum confine_role);
/* False: built with sanitizers, which need other calls; then confine() does
 * nothing. */
bool	confine_able(void);

#endif
