/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a named table of the configuration holds from the start: its inline
 * entries and its file.  Read only once loaded; entries that rules add while
 * running are in block.h.
 *
 * A file has one entry a line, in its first column (column.h: CSV serves); a
 * first line that is no entry but words is a heading.  Entries are written as
 * in the configuration.
 *
 * "only" lets those lines count whose second column is that word, whatever the
 * case of its letters; with "expires" the third column, when there is one and
 * it is not empty, is the day (UTC) or the second until which the entry counts.
 * Of several entries that a number matches one is enough: it is held until the
 * last of them ends.
 *
 * Entries of type imei are those of rules: 8 digits mean a model, 14 and more
 * count by the first 14 (words.h).
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
/* Those of the file alone. */
size_t		 table_file_count(const struct table *);

/* now: ns since 1970; an entry that has ended is not there. */
bool		 table_has_digits(const struct table *,
		    const struct sig_digits *, unsigned len, uint64_t now);
void		 table_expect_digits(const struct table *,
		    const struct sig_digits *, unsigned len);
bool		 table_has_name(const struct table *, const uint8_t *, size_t);

#endif
