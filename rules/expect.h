/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the parser waits for, in words.  For the parser only.
 */
#ifndef RULES_EXPECT_H
#define RULES_EXPECT_H

#include <stddef.h>

enum { EXPECT_MAX = 400 };

/* "a, b or c" of the names that parse.y gives its tokens. */
void	expect_text(char text[EXPECT_MAX], const char *const *name, size_t n);

#endif
