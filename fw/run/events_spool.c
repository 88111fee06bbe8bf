/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Lines that wait to be written, in one piece of memory.
 */
#include <stdlib.h>
#include <string.h>

#include "events_impl.h"

bool
spool_new(struct spool *s)
{
	*s = (struct spool){ .p = malloc(EVENTS_SPOOL) };
	return s->p != NULL;
}

/* Moves what is left to the front, but not for every line when the reader is
 * just a little too slow. */
bool
spool_add(struct spool *s, const char *text, size_t len)
{
	if (len > EVENTS_SPOOL - s->end) {
		if (s->line < EVENTS_SPOOL / 4)
			return false;
		memmove(s->p, s->p + s->line, s->end - s->line);
		s->sent -= s->line;
		s->end -= s->line;
		s->line = 0;
		if (len > EVENTS_SPOOL - s->end)
			return false;
	}
	memcpy(s->p + s->end, text, len);
	s->end += len;
	return true;
}

uint64_t
spool_sent(struct spool *s, size_t n)
{
	const char *from = s->p + s->sent, *to;
	uint64_t lines = 0;

	s->sent += n;
	while ((to = memchr(from, '\n', (size_t)(s->p + s->sent - from))) !=
	    NULL) {
		from = to + 1;
		s->line = (size_t)(from - s->p);
		lines++;
	}
	if (s->line == s->end)
		s->line = s->sent = s->end = 0;
	return lines;
}

void
spool_back(struct spool *s)
{
	s->sent = s->line;
}

uint64_t
spool_lines(const struct spool *s)
{
	const char *p = s->p + s->line, *end = s->p + s->end;
	uint64_t n = 0;

	for (; (p = memchr(p, '\n', (size_t)(end - p))) != NULL; p++)
		n++;
	return n;
}
