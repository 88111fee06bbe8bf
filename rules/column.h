/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The lines of a file in columns, so that CSV serves.
 *
 * What stands behind the first column says what ends the columns of that line:
 * a comma, a semicolon, or else white space.  White space around columns, empty
 * lines and what follows a # are skipped; a column may stand in double quotes.
 */
#ifndef RULES_COLUMN_H
#define RULES_COLUMN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

enum {
	COLUMN_OCTETS = 300,		/* that are kept of a column */
	COLUMNS_MAX = 3,
};

struct column {
	char		 text[COLUMN_OCTETS + 1];
	size_t		 len;		/* may be more than kept */
	int		 strange;	/* octet that is no text, -1: none */
	uint16_t	 at;		/* column of its first octet, from 1 */
	bool		 quoted;
	bool		 open;		/* its last quote is missing */
};

struct columns {
	FILE		*stream;
	unsigned	 n;		/* columns that are wanted, from 1 */
	uint32_t	 line;		/* from 1 */
	size_t		 at;		/* in it */
	struct column	 column[COLUMNS_MAX];
};

/* False with the reason in why, "cannot be read: ..." or another; then
 * columns_close() need not be called. */
enum { COLUMNS_WHY_MAX = 160 };
bool	columns_open(struct columns *, const char *path, unsigned n,
	    char why[COLUMNS_WHY_MAX]);
void	columns_close(struct columns *);
/* The next line that has a first column, which may be empty; those that a line
 * lacks are empty.  False: the end, or columns_failed(). */
bool	columns_next(struct columns *);
bool	columns_failed(const struct columns *, char why[COLUMNS_WHY_MAX]);

#endif
