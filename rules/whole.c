/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * read() and write(), as often as it takes.
 */
#include "whole.h"

#include <errno.h>
#include <unistd.h>

int
whole_read(int fd, void *to, size_t size, size_t *len)
{
	char *p = to;
	ssize_t n;

	for (*len = 0; *len < size; *len += (size_t)n) {
		n = read(fd, p + *len, size - *len);
		if (n == 0)
			break;
		if (n < 0 && errno != EINTR)
			return errno;
		if (n < 0)
			n = 0;
	}
	return 0;
}

int
whole_write(int fd, const void *octets, size_t len)
{
	const char *p = octets;
	ssize_t n;

	for (; len > 0; p += n, len -= (size_t)n) {
		n = write(fd, p, len);
		if (n == 0)
			return ENOSPC;
		if (n < 0 && errno != EINTR)
			return errno;
		if (n < 0)
			n = 0;
	}
	return 0;
}
