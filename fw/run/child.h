/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A child of the parent process.
 */
#ifndef FW_RUN_CHILD_H
#define FW_RUN_CHILD_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "restart.h"

struct privilege;

enum { CHILD_PATH_MAX = 4096 };

struct child {
	const char	*name;		/* for sentences */
	pid_t		 pid;		/* 0: not there */
	uint64_t	 since;		/* when it was started, ... */
	uint64_t	 due;		/* ... is to be, ... */
	uint64_t	 kill;		/* ... and is killed; 0: not */
	struct restart	 restart;
};

/* fork(), and in the child no signal blocked or handled and a session of its
 * own, so that a terminal's signals come by way of the parent alone. */
pid_t	child_fork(struct child *, uint64_t now);
/* It ended with that status of waitpid(): says so when it died, and when it is
 * due again.  often: it dies too often. */
void	child_died(struct child *, int status, uint64_t now, bool *often);
/* Asks it to end; after so long it is killed. */
void	child_end(struct child *, uint64_t now, uint64_t ns);

/* Where the program of an edge is, which a word of the configuration asks for.
 * False after a sentence. */
bool	child_program(char path[CHILD_PATH_MAX], const char *program,
	    const char *word);
/* In the child: becomes that program, and the channel is all it has open.  Ends
 * the process when that fails. */
void	child_edge(const char *path, const char *program, const char *file,
	    int channel, const struct privilege *) __attribute__((noreturn));

#endif
