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
/* A value as octets of a key: digits and numbers as text, names in lower case.
 * Returns the length, at most BLOCK_KEY_MAX. */
size_t		 member_key(const struct got *, uint8_t key[BLOCK_KEY_MAX]);

#endif
