/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Octets written as hexadecimal, and dissecting them before a guard page.
 */
#ifndef TESTS_HEX_H
#define TESTS_HEX_H

#include <stdio.h>

#include "../dissectors/sig.h"
#include "guard.h"

enum { HEX_MAX = 4096 };

static inline size_t
hex_octets(const char *text, uint8_t *octets)
{
	size_t n = 0;
	unsigned v;

	for (; *text != '\0' && n < HEX_MAX; text++) {
		if (*text == ' ')
			continue;
		if (sscanf(text, "%2x", &v) != 1)
			abort();
		octets[n++] = (uint8_t)v;
		text++;
	}
	return n;
}

/*
 * Dissects the octets whole and at every shorter length, each time before an
 * unreadable page; m is the view of the whole, its text pointing into octets.
 */
static inline bool
hex_dissect(enum sig_entry entry, const char *text, struct sig_msg *m)
{
	static uint8_t octets[HEX_MAX];
	size_t len = hex_octets(text, octets), n;
	const uint8_t *p;

	for (n = 0; n <= len; n++) {
		memset(m, 0, offsetof(struct sig_msg, proto));
		p = guard_put(octets, n);
		(void)sig_dissect(entry, cur_make(p, n), NULL, m);
		guard_free(p, n);
	}
	memset(m, 0, offsetof(struct sig_msg, proto));
	return sig_dissect(entry, cur_make(octets, len), NULL, m);
}

static inline bool
hex_digits(const struct sig_digits *d, size_t len, const char *want)
{
	char text[SIG_DIGITS_MAX];

	return sig_digits_text(d, len, text) == strlen(want) &&
	    memcmp(text, want, len) == 0;
}

static inline bool
hex_is(const struct sig_msg *m, enum sig_field f, const char *digits)
{
	const struct sig_value *v = sig_get(m, f);

	if (v == NULL)
		return false;
	if (v->type == SIG_TYPE_TEXT)
		return v->len == strlen(digits) &&
		    memcmp(v->text, digits, v->len) == 0;
	return hex_digits(&v->digits, v->len, digits);
}

static inline uint64_t
hex_bit(enum sig_anomaly a)
{
	return UINT64_C(1) << a;
}

#endif
