/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Counts over time in a fixed number of buckets.
 *
 * Several series share the buckets, which are 1/512 s wide at first and double
 * in width whenever the span of what was seen asks for more of them than there
 * are: so they are always whole fractions or multiples of a second, and begin
 * at multiples of their width.  Time may also run backwards.
 */
#ifndef FW_TIMELINE_H
#define FW_TIMELINE_H

#include <stddef.h>
#include <stdint.h>

enum { TIMELINE_BUCKETS = 240 };

struct timeline;

/* NULL: no memory. */
struct timeline	*timeline_new(size_t series);
void		 timeline_free(struct timeline *);

/* One more at ts, nanoseconds. */
void		 timeline_add(struct timeline *, size_t series, uint64_t ts);

/* Buckets in use, from the first to the last that counted; 0: none yet. */
size_t		 timeline_buckets(const struct timeline *);
uint64_t	 timeline_width(const struct timeline *);	/* ns */
uint64_t	 timeline_start(const struct timeline *); /* of bucket 0 */
uint64_t	 timeline_count(const struct timeline *, size_t series,
		    size_t bucket);

#endif
