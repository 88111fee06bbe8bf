/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Numbers, times and names as people read them, in bounded buffers.
 */
#ifndef FW_SHOW_H
#define FW_SHOW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { SHOW_MAX = 48 };			/* holds a number or a time */

/* 1234567 as "1,234,567"; as "1.23M", at most five characters. */
const char	*show_count(char buf[SHOW_MAX], uint64_t);
const char	*show_compact(char buf[SHOW_MAX], uint64_t);
/* Part of a whole as "12.3 %"; "0 %" and "100 %" are exact, "<0.1 %" and
 * ">99.9 %" are not. */
const char	*show_share(char buf[SHOW_MAX], uint64_t part, uint64_t whole);

/* Times are UTC, ns since 1970. */
const char	*show_date(char buf[SHOW_MAX], uint64_t ts);	/* 2026-11-21 */
/* 08:00:01; with so many decimals, 0 to 9, cut and not rounded. */
const char	*show_clock(char buf[SHOW_MAX], uint64_t ts, unsigned decimals);
/* How long: "250 ms", "7.81 ms", "1 min 5 s", "3 d 4 h". */
const char	*show_span(char buf[SHOW_MAX], uint64_t ns);

/*
 * Text from outside, cut to width characters with ">" for the rest (width is
 * below size) and terminated: octets that are not printable become dots.
 * With utf8 well-formed UTF-8 from U+00A0 on stays too, a character each:
 * for names of our own, not for what came over the wire.
 */
const char	*show_text(char *buf, size_t size, size_t width,
		    const void *text, size_t len, bool utf8);
/* Characters of such a text. */
size_t		 show_width(const char *);

#endif
