/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Text that grows to a limit and then stays as it is.
 */
#ifndef FW_LINE_H
#define FW_LINE_H

#include <stddef.h>

struct line {
	char		*text;
	size_t		 size, n;	/* room with the NUL; octets so far */
};

void	line_add(struct line *, const char *, ...)
	    __attribute__((format(printf, 2, 3)));

#endif
