/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Entries that rules add to a table while running, with their expiry.
 *
 * Keys are whole values (digits, or text of at most BLOCK_KEY_MAX octets, case
 * folded); bounded: a full table gives up the entry that ends first.  Outlives
 * a swap of rules when its table says persist.
 */
#ifndef RULES_BLOCK_H
#define RULES_BLOCK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { BLOCK_KEY_MAX = 255 };

struct block;

/* size: entries at most; secret keys the hash; NULL: no memory. */
struct block	*block_new(size_t size, uint64_t secret);
void		 block_free(struct block *);
/* until: ns, UINT64_MAX for ever.  A later end replaces an earlier one.
 * False: the key is too long. */
bool		 block_add(struct block *, const uint8_t *key, size_t len,
		    uint64_t now, uint64_t until);
bool		 block_remove(struct block *, const uint8_t *key, size_t len);
bool		 block_has(const struct block *, const uint8_t *key, size_t len,
		    uint64_t now);
/* Nothing was added, or all of it was removed again: the first question to ask
 * for a message, before its key is made. */
bool		 block_empty(const struct block *);
size_t		 block_count(const struct block *, uint64_t now);
uint64_t	 block_lost(const struct block *);	/* given up when full */
/* Every entry that has not ended at now, in no order. */
void		 block_walk(const struct block *, uint64_t now,
		    void (*visit)(void *, const uint8_t *key, size_t len,
		    uint64_t until), void *);

#endif
