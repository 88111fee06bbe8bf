/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Heavy hitters in bounded memory: the space-saving algorithm of A. Metwally,
 * D. Agrawal and A. El Abbadi, "Efficient computation of frequent and top-k
 * elements in data streams", ICDT 2005.
 *
 * A key that is not there while all slots are taken takes over the slot with
 * the smallest count, and its count too: that may be too much and is kept as
 * the slot's error.  So a count is never too small, at most "error" too large,
 * and whatever came more than total / size times has a slot.
 */
#ifndef FW_TOPN_H
#define FW_TOPN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { TOPN_KEY_MAX = 255, TOPN_SIZE_MAX = 32768 };

struct topn;

struct topn_entry {
	const uint8_t	*key;
	size_t		 len;
	uint64_t	 count;		/* at least what is true */
	uint64_t	 error;		/* count - error: at most what is */
	size_t		 slot;
};

/* size: slots, 1 to TOPN_SIZE_MAX; secret keys the hash and changes no result.
 * NULL: no memory. */
struct topn	*topn_new(size_t size, uint64_t secret);
void		 topn_free(struct topn *);

/* Counts the key, of which TOPN_KEY_MAX octets matter.  Returns its slot;
 * *fresh: the slot held another key before, or none. */
size_t		 topn_add(struct topn *, const void *key, size_t len,
		    bool *fresh);

size_t		 topn_count(const struct topn *);	/* slots taken */
/* The first n by count, ties by key; returns how many there are. */
size_t		 topn_list(const struct topn *, struct topn_entry *, size_t n);

/* The same for a handful of small numbers, within another structure; all zero
 * at first. */
enum { FEW_SIZE = 8 };

struct few {
	uint64_t	 count[FEW_SIZE];
	uint32_t	 id[FEW_SIZE];
};

void		 few_add(struct few *, uint32_t id);
/* Puts the highest count first, ties by id; those without a count are last. */
void		 few_sort(struct few *);

#endif
