/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Is a value in the set of a test?
 */
#ifndef RULES_MEMBER_H
#define RULES_MEMBER_H

#include "look.h"

/* One value, before negation. */
bool		 member(struct look *, const struct test *,
		    const struct got *);
/* Is the operation of the component among these? */
bool		 member_ops(const struct look *, const struct set_ops *);
/* Is the owner among those of the set? */
static inline bool
member_owner(const struct look *l, const struct set *s, unsigned owner)
{
	return (s->owners != NULL && set_bit(s->owners, owner)) ||
	    (s->origin && owner != OWNER_NOBODY && owner == l->from) ||
	    (s->link && link_leads_to(l->rs->owners, l->link, owner));
}

/* The parts of that for predicates that know what is in their set. */
bool		 member_table(const struct look *, uint32_t table,
		    const struct got *);
bool		 member_realm_form(struct cur name);
/* item: SAME, UNDER or BEGINS. */
bool		 member_relates(const struct conf_item *, const struct got *,
		    const struct got *other);
/* A value as octets of a key: digits and numbers as text, names in lower case.
 * Returns the length, at most BLOCK_KEY_MAX. */
size_t		 member_key(const struct got *, uint8_t key[BLOCK_KEY_MAX]);

#endif
