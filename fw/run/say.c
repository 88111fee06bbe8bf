/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One line to standard error.
 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "say.h"

enum { SAY_MAX = 1024 };

void
say(const char *format, ...)
{
	static const char who[] = "breakwater: ";
	char text[SAY_MAX];
	size_t len = sizeof(who) - 1;
	va_list ap;
	int n;

	memcpy(text, who, len);
	va_start(ap, format);
	n = vsnprintf(text + len, sizeof(text) - len, format, ap);
	va_end(ap);
	if (n < 0)
		return;
	len += (size_t)n < sizeof(text) - len ? (size_t)n :
	    sizeof(text) - len - 1;
	text[len++] = '\n';
	/* nobody could be told that nobody can be told */
	if (write(STDERR_FILENO, text, len) < 0)
		return;
}
