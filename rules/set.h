/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The set of a test made ready: one look-up a kind of item, however many items
 * there are.
 */
#ifndef RULES_SET_H
#define RULES_SET_H

#include "conf.h"

struct table;

enum { SET_SMALL = 4096 };		/* numbers below have a bit each */

struct set_range {
	uint64_t	 low, high;
};

/* Operations: neutral ones, and codes of the protocols. */
struct set_ops {
	uint64_t	 op[(SIG_OP_COUNT + 63) / 64];
	uint64_t	 map[4], cap[4];	/* by code, 0 to 255 */
	struct set_range *pair;		/* MAP code, application context */
	size_t		 npair;
	struct set_range *command;
	size_t		 ncommand;
};

struct set {
	bool		 any, none;	/* the set is that alone */
	bool		 origin, link;
	bool		 owners_alone;	/* nothing but owner items */
	bool		 realm_form;	/* "3gpp" */
	uint64_t	*owners;	/* bit per owner, or NULL */
	struct prefix	*digits;	/* or NULL; value 0 */
	struct domain	*names;
	uint64_t	 words[4];	/* of an ENUM, a bit each */
	uint64_t	 bits;		/* of a number: any of them set */
	struct set_range *range;
	size_t		 nrange;
	uint64_t	*small;		/* SET_SMALL bits for the ranges, or
					 * NULL: there are few */
	struct set_ops	*ops;
	const struct conf_item **rest;	/* TABLE, TEXT, ADDRESS, SAME, UNDER,
					 * BEGINS, VIA, CLASS, STORM */
	size_t		 nrest;
};

/* From a set as written; owners is their number.  False: no memory, and then
 * set_free() may still be called. */
bool		 set_build(struct set *, const struct conf *, unsigned owners,
		    const struct conf_set *, enum subject_type);
void		 set_free(struct set *);
/* The set of owners, that a rule set by heart decides, whatever the message:
 * no "origin" and no "link" in it. */
static inline bool
set_of_owners_only(const struct set *s)
{
	return s->owners != NULL && !s->origin && !s->link && !s->any &&
	    !s->none && s->nrest == 0;
}

static inline bool
set_bit(const uint64_t *words, unsigned bit)
{
	return words[bit / 64] >> (bit % 64) & 1;
}

bool		 number_compares(uint64_t, unsigned compare, uint64_t with);
bool		 set_has_number(const struct set *, uint64_t);

#endif
