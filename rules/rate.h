/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Rates per key, in bounded memory: is this one more than COUNT in NS?
 *
 * A key is a hash of rule and value, made with a secret.  The first COUNT
 * messages of a key pass at once, later ones at the pace of COUNT each NS
 * (generic cell rate algorithm, ITU-T I.371 annex A).  A full set of the table
 * forgets the key that has been quiet longest.
 */
#ifndef RULES_RATE_H
#define RULES_RATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct rate;

/* entries is rounded up to a power of two; NULL: no memory. */
struct rate	*rate_new(size_t entries);
void		 rate_free(struct rate *);
/* Counts one message at now, ns.  Time stands still or goes on; back it goes
 * where the clock was set, and what a key had is forgotten then.  True when it
 * is one too many; those do not count. */
bool		 rate_over(struct rate *, uint64_t key, uint32_t count,
		    uint64_t ns, uint64_t now);
/* The same answer without counting. */
bool		 rate_would(const struct rate *, uint64_t key, uint32_t count,
		    uint64_t ns, uint64_t now);
/* Keys that were forgotten before they were idle. */
uint64_t	 rate_lost(const struct rate *);

#endif
