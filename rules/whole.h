/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Octets that are read or written whole: a part of them, or a signal on the
 * way, is not the end.
 */
#ifndef RULES_WHOLE_H
#define RULES_WHOLE_H

#include <stddef.h>

/* As many as come until the end, at most size, which *len tells also after a
 * failure.  errno, or 0. */
int	whole_read(int fd, void *to, size_t size, size_t *len)
	    __attribute__((warn_unused_result));
/* errno, or 0; ENOSPC where nothing more is taken. */
int	whole_write(int fd, const void *octets, size_t len)
	    __attribute__((warn_unused_result));

#endif
