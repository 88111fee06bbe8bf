/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Memory goes over to other rules in two steps: the first one may fail and
 * changes nothing, the second one cannot.
 */
#ifndef RULES_FOLLOW_H
#define RULES_FOLLOW_H

struct follow;
struct memory;
struct ruleset;

/* NULL: no memory. */
struct follow	*follow_new(const struct memory *, const struct ruleset *);
void		 follow_commit(struct follow *, struct memory *);
void		 follow_free(struct follow *);

#endif
