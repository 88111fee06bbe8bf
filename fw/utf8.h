/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Characters of terminated text that should be UTF-8 (RFC 3629 4).
 */
#ifndef FW_UTF8_H
#define FW_UTF8_H

#include <stddef.h>
#include <stdint.h>

/* Octets of the character at p, 0 when it is none.  Never looks beyond the
 * octet that ends the text. */
static inline size_t
utf8_len(const uint8_t *p)
{
	size_t n = p[0] < 0x80 ? 1 : p[0] < 0xc2 ? 0 : p[0] < 0xe0 ? 2 :
	    p[0] < 0xf0 ? 3 : p[0] < 0xf5 ? 4 : 0, i;

	/* no over-long form, no surrogate, nothing above U+10FFFF */
	if ((p[0] == 0xe0 && p[1] < 0xa0) || (p[0] == 0xed && p[1] > 0x9f) ||
	    (p[0] == 0xf0 && p[1] < 0x90) || (p[0] == 0xf4 && p[1] > 0x8f))
		return 0;
	for (i = 1; i < n; i++)
		if ((p[i] & 0xc0) != 0x80)
			return 0;
	return n;
}

#endif
