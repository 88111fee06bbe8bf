/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a named table of the configuration holds from the start: its inline
 * entries and its file.  Read only once loaded; entries that rules add while
 * running are in block.h.
 *
 * A file has one entry a line, in its first column (columns end with a comma,
 * semicolon or white space, so that CSV serves); empty lines and what follows
 * a # are skipped, a first line that is no entry but words is a heading.
 * Entries are written as in the configuration.
 */
#ifndef RULES_TABLE_H
#define RULES_TABLE_H

#include "conf.h"

struct table;

/* NULL with sentences in the errors (file:line:column) when a file cannot be
 * read or an entry is none; an empty file is fine. */
struct table	*table_load(const struct conf *, const struct conf_table *,
		    struct conf_errors *);
void		 table_free(struct table *);
size_t		 table_count(const struct table *);
size_t		 table_file_count(const struct table *);	/* of the file */

bool		 table_has_digits(const struct table *,
		    const struct sig_digits *, unsigned len);
void		 table_expect_digits(const struct table *,
		    const struct sig_digits *, unsigned len);
bool		 table_has_name(const struct table *, const uint8_t *, size_t);

#endif
