/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The predicates of tests, a small function a kind.
 */
#ifndef RULES_TEST_H
#define RULES_TEST_H

#include "look.h"

/* The predicate for a test whose other members are filled in, and what it
 * costs: tests of a rule are tried in rising order. */
bool		 (*test_predicate(const struct test *))(struct look *,
		    const struct test *);
unsigned	 test_cost(const struct test *);

/* test_memory.c: the same for a test on what is remembered; NULL: it is on
 * something else. */
bool		 (*test_memory(const struct test *))(struct look *,
		    const struct test *);

/* For field.c: one value, with the negation; any subject, the general way. */
bool		 test_value(struct look *, const struct test *,
		    const struct got *);
bool		 test_values(struct look *, const struct test *);

/* field.c: the predicate of a test on a field. */
bool		 (*field_predicate(const struct test *))(struct look *,
		    const struct test *);

#endif
