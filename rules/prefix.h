/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Longest digit prefix: numbers, IMSIs, global titles, PLMNs, from a handful
 * to millions of entries, each with a value.
 *
 * An entry is a prefix, or a whole number that matches only itself.  Of those
 * that match, the whole number counts before the prefixes, and a longer prefix
 * before a shorter one.  Built once, then only read: by any number of threads.
 */
#ifndef RULES_PREFIX_H
#define RULES_PREFIX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../dissectors/sig.h"

enum { PREFIX_DIGITS_MAX = 16 };	/* of an entry */
enum { PREFIX_NOTHING = UINT32_MAX };	/* no entry matches */

struct prefix;

/* NULL when there is no memory. */
struct prefix	*prefix_new(void);
void		 prefix_free(struct prefix *);
enum prefix_result { PREFIX_ADDED, PREFIX_EXISTS, PREFIX_NO_MEMORY };
/* len: 0 (matches every number) to PREFIX_DIGITS_MAX; value is not
 * PREFIX_NOTHING.  An entry that exists keeps its value. */
enum prefix_result prefix_add(struct prefix *, const struct sig_digits *,
		    unsigned len, bool whole, uint32_t value);
/* After the last addition, before the first look-up; false: no memory. */
bool		 prefix_seal(struct prefix *);
size_t		 prefix_count(const struct prefix *);
size_t		 prefix_octets(const struct prefix *);	/* memory taken */

/* The value, or PREFIX_NOTHING. */
uint32_t	 prefix_find(const struct prefix *, const struct sig_digits *,
		    unsigned len);
/* That number will be looked up soon: fetches what is out of cache then. */
void		 prefix_expect(const struct prefix *, const struct sig_digits *,
		    unsigned len);

#endif
