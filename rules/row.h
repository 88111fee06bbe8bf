/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What follows a key of link, diameter or run: a row of cells, each a word or
 * a string, or several in braces.  For the parser only.
 *
 * A row is read from its first cell on.  Upon the first thing that is wrong one
 * sentence is told, and from then on whatever is asked of the row is false.
 */
#ifndef RULES_ROW_H
#define RULES_ROW_H

#include "build.h"

struct row {
	struct parse	*p;
	struct token	 key;
	size_t		 i;		/* the next cell */
	bool		 told;
};

/* The parser's part: the cells, braces among them. */
void		 row_begin(struct parse *);
void		 row_add(struct parse *, const struct token *);

/*
 * The row behind the key, which is number n of its statement.  False: the key
 * was there before, which is told unless it may come often.
 */
bool		 row_start(struct row *, struct parse *,
		    const struct token *key, unsigned n, bool often);
/* "expected WHAT, not "..."" of the cell that was read last; false. */
bool		 row_refuse(struct row *, const char *what);
/* Takes the next cell when it is that word. */
bool		 row_word(struct row *, const char *word);
/* The same, or it is told that nothing else could stand there. */
bool		 row_must(struct row *, const char *word);
/* Another cell than WHAT is next, or none: told; false. */
bool		 row_other(struct row *, const char *what);
/* The next cell, which is WHAT; NULL: told. */
const struct token *row_next(struct row *, const char *what);
/* The next cell, or those of the next braces, max at most, each WHAT; their
 * number, or 0: told. */
size_t		 row_cells(struct row *, const char *what,
		    const struct token *cell[], size_t max);
/* Nothing is left of it; else WHAT ("", or "a, b or ") could have followed. */
bool		 row_end(struct row *, const char *what);

bool		 row_time(struct row *, uint64_t min, uint64_t max,
		    const char *what, uint64_t *ns);
bool		 row_size(struct row *, uint64_t min, uint64_t max,
		    const char *what, uint64_t *octets);
bool		 row_number(struct row *, uint64_t min, uint64_t max,
		    uint32_t *);
/* A path as written and as found from here, of so many octets. */
bool		 row_path(struct row *, size_t max, const char **text,
		    const char **path);
/* "ADDRESS port N", or several addresses in braces over SCTP; the transport is
 * set.  N is port unless it is written, and least at the least. */
bool		 row_address(struct row *, struct conf_end *, uint16_t port,
		    unsigned least);
/* The same behind "tcp", "sctp" or "tls", with the port that is usual. */
bool		 row_transport(struct row *, struct conf_end *, unsigned least);

#endif
