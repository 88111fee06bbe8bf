/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Files that a command writes, none of which may be one that it reads.
 */
#ifndef FW_OUTPUT_H
#define FW_OUTPUT_H

#include <stdbool.h>
#include <stdio.h>
#include <sys/types.h>

enum { OUTPUTS_MAX = 8, OUTPUT_PATH_MAX = 4096 };

struct output {
	FILE		*f;
	const char	*path;		/* as named, "-": standard output */
	bool		 aside;		/* written aside, then renamed */
	int		 error;		/* errno of the first failure */
	dev_t		 dev;
	ino_t		 ino;
};

/* All of one command; zero it. */
struct outputs {
	struct output	 list[OUTPUTS_MAX];
	size_t		 n;
};

/* True when path names a file that is open for writing already. */
bool	outputs_has(const struct outputs *, const char *path);

/*
 * Opens one more.  It must not be any of the n inputs ("-": standard input),
 * nor one that is open already.  NULL after one sentence on standard error;
 * the path must last.  What is written aside gets its name by outputs_close().
 */
FILE	*output_open(struct outputs *, const char *path, bool aside,
	    const char *const input[], size_t n);
/* There is trouble with writing, so that going on is of no use.  To be asked
 * right after writing, for it notes errno. */
bool	outputs_failed(struct outputs *);
/* Closes all; fine: what was written aside is whole.  False after a sentence
 * about each that could not be written. */
bool	outputs_close(struct outputs *, bool fine);

#endif
