/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Numbers and prefixes that end: collected, then handed to a prefix table with
 * their ends as its values.
 *
 * A look-up finds the longest entry only.  So that one which has ended does not
 * hide a shorter one which has not, each is given the latest end of all that
 * hold it: an answer is then one look-up, whatever the dates.
 */
#ifndef RULES_ENDING_H
#define RULES_ENDING_H

#include "prefix.h"

enum { ENDING_NEVER = 0 };		/* in place of an end */

struct ending;

/* NULL: no memory. */
struct ending	*ending_new(void);
void		 ending_free(struct ending *);
/* until: s since 1970.  len: at most PREFIX_DIGITS_MAX.  False: no memory. */
bool		 ending_add(struct ending *, const struct sig_digits *,
		    unsigned len, bool whole, uint32_t until);
/* All of them go into the table, which is not sealed yet. */
bool		 ending_give(struct ending *, struct prefix *);

/*
 * "2026-12-31", which lasts to the end of that day, or "2026-12-31T23:59:59Z":
 * the first second (UTC) at which it has ended.  What is beyond 2105 never
 * ends.  False: it is no date.
 */
bool		 ending_date(const char *, uint32_t *until);

#endif
