/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What octets a text has, eight at a time: identities (RFC 6733 4.3.1), digits.
 *
 * The text_odd_* functions set bit 7 of every octet that does not belong.
 */
#ifndef DISSECTORS_TEXT_H
#define DISSECTORS_TEXT_H

#include "cursor.h"

#define TEXT_HIGH	UINT64_C(0x8080808080808080)

/* Which of the eight octets of w, all below 128, lie in lo to hi: bit 7. */
static inline uint64_t
text_within(uint64_t w, uint8_t lo, uint8_t hi)
{
	const uint64_t ones = UINT64_C(0x0101010101010101);

	return (w + ones * (uint64_t)(0x80 - lo)) &
	    ~(w + ones * (uint64_t)(0x7f - hi));
}

/* Belong: letters, digits, ".", "-" and "_". */
static inline uint64_t
text_odd_identity(uint64_t w)
{
	uint64_t low = w & ~TEXT_HIGH, ok;

	ok = text_within(low | (TEXT_HIGH >> 2), 'a', 'z') |
	    text_within(low, '0', '9') | text_within(low, '-', '.') |
	    text_within(low, '_', '_');
	return (w | ~ok) & TEXT_HIGH;
}

/* Belong: the printable ones of ASCII, space too. */
static inline uint64_t
text_odd_printable(uint64_t w)
{
	return (w | ~text_within(w & ~TEXT_HIGH, ' ', '~')) & TEXT_HIGH;
}

static inline uint64_t
text_odd_digits(uint64_t w)
{
	return (w | ~text_within(w & ~TEXT_HIGH, '0', '9')) & TEXT_HIGH;
}

/* The next eight octets of c; fewer are filled up with letters. */
static inline uint64_t
text_word(struct cur *c)
{
	uint64_t w = UINT64_C(0x6161616161616161);
	uint32_t lo, hi;
	uint8_t octet;

	if (cur_left(c) >= 8 && cur_le32(c, &lo) && cur_le32(c, &hi))
		return (uint64_t)hi << 32 | lo;
	while (cur_u8(c, &octet))
		w = w << 8 | octet;
	return w;
}

/* How many digits c starts with. */
static inline size_t
text_digits(struct cur c)
{
	size_t n = cur_left(&c);
	struct cur head = c, tail = c;
	uint8_t octet;

	if (n >= 8 && n <= 16 && cur_skip(&tail, n - 8) &&
	    text_odd_digits(text_word(&head)) == 0 &&
	    text_odd_digits(text_word(&tail)) == 0)
		return n;
	n = 0;
	while (cur_u8(&c, &octet) && octet >= '0' && octet <= '9')
		n++;
	return n;
}

#endif
