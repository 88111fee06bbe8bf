/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Times and how long they are as text: 2026-01-31T12:00:00.5Z (RFC 3339 5.6,
 * UTC only) and 90m, exact to the nanosecond.
 */
#ifndef RULES_STATE_SUNK_TIME_H
#define RULES_STATE_SUNK_TIME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { SUNK_TIME_MAX = 40 };

void		 sunk_time_text(uint64_t ns, char text[SUNK_TIME_MAX]);
void		 sunk_term_text(uint64_t ns, char text[SUNK_TIME_MAX]);

/* Of len octets, all of them; false: it is none, or beyond 64 bits. */
bool		 sunk_number(const char *, size_t len, uint64_t *);
bool		 sunk_time(const char *, size_t len, uint64_t *ns);
/* Not 0. */
bool		 sunk_term(const char *, size_t len, uint64_t *ns);

#endif
