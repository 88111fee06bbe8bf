/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Diameter identities: hosts and realms, whole or as "*.suffix", each with a
 * value.  Case counts for nothing (RFC 6733 4.3.1, RFC 4343).  A whole name
 * counts before suffixes, a longer suffix before a shorter one; "*.example"
 * does not match "example" itself.  Built once, then only read.
 */
#ifndef RULES_DOMAIN_H
#define RULES_DOMAIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { DOMAIN_NAME_MAX = 255, DOMAIN_NOTHING = UINT32_MAX };

struct domain;

struct domain	*domain_new(void);
void		 domain_free(struct domain *);
enum domain_result { DOMAIN_ADDED, DOMAIN_EXISTS, DOMAIN_NO_MEMORY };
/* name without "*." when wild; len 1 to DOMAIN_NAME_MAX.  An entry that exists
 * keeps its value. */
enum domain_result domain_add(struct domain *, const uint8_t *name,
		    size_t len, bool wild, uint32_t value);
bool		 domain_seal(struct domain *);
size_t		 domain_count(const struct domain *);

/* The value, or DOMAIN_NOTHING; any octets of any length. */
uint32_t	 domain_find(const struct domain *, const uint8_t *name,
		    size_t len);
/* Equal but for case; a name that ends in ".other", or is it. */
bool		 domain_same(const uint8_t *, size_t, const uint8_t *, size_t);
bool		 domain_under(const uint8_t *name, size_t len,
		    const uint8_t *other, size_t other_len);

#endif
