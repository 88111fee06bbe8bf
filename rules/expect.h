/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the parser waits for, in words.  For the parser only.
 */
#ifndef RULES_EXPECT_H
#define RULES_EXPECT_H

#include <stdbool.h>
#include <stddef.h>

struct parse;

/* A syntax error: is it to be told?  One sentence a line: what follows an error
 * on its line is damage. */
bool	expect_wanted(struct parse *);
/* "expected a, b or c, not "x"": of the names that parse.y gives its tokens,
 * and the token that was read last. */
void	expect_tell(struct parse *, const char *const *name, size_t n);
/* The stack of the parser is full. */
void	expect_too_deep(struct parse *);

#endif
