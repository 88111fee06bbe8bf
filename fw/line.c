/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Sentences put together in a buffer.
 */
#include "line.h"

#include <stdarg.h>
#include <stdio.h>

void
line_add(struct line *l, const char *format, ...)
{
	va_list ap;
	int n;

	va_start(ap, format);
	n = vsnprintf(l->text + l->n, l->size - l->n, format, ap);
	va_end(ap);
	if (n > 0)
		l->n += (size_t)n;
	if (l->n >= l->size)
		l->n = l->size - 1;
}
