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

#endif
