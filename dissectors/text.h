/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What octets a text has, several at a time: identities (RFC 6733 4.3.1),
 * printable text, digits.
 *
 * The text_odd_* functions set bit 7 of every octet that does not belong.
 */
#ifndef DISSECTORS_TEXT_H
#define DISSECTORS_TEXT_H

#include "cursor.h"

enum { TEXT_LONG = 16 };

#define TEXT_ONES	UINT64_C(0x0101010101010101)
#define TEXT_HIGH	UINT64_C(0x8080808080808080)

/* Eight, four or two octets; the caller has checked that they are there. */
static inline uint64_t
text_eight(const uint8_t *p)
{
	uint64_t w;

	memcpy(&w, p, sizeof(w));
	return w;
}

static inline uint64_t
text_le64(const uint8_t *p)
{
	return le64toh(text_eight(p));
}

static inline uint64_t
text_be64(const uint8_t *p)
{
	return be64toh(text_eight(p));
}

static inline uint32_t
text_le32(const uint8_t *p)
{
	uint32_t w;

	memcpy(&w, p, sizeof(w));
	return le32toh(w);
}

static inline uint16_t
text_be16(const uint8_t *p)
{
	return (uint16_t)(p[0] << 8 | p[1]);
}

static inline uint32_t
text_be32(const uint8_t *p)
{
	uint32_t w;

	memcpy(&w, p, sizeof(w));
	return be32toh(w);
}

/* Which of the eight octets of w, all below 128, lie in lo to hi: bit 7. */
static inline uint64_t
text_within(uint64_t w, uint8_t lo, uint8_t hi)
{
	return (w + TEXT_ONES * (uint64_t)(0x80 - lo)) &
	    ~(w + TEXT_ONES * (uint64_t)(0x7f - hi));
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

/*
 * Sixteen octets at p, the caller has checked that they are there: those that
 * do not belong leave bits in odd.  Plain loops, so that compilers turn each
 * into a few instructions on all sixteen.
 */
static inline void
text_note_identity(uint8_t odd[TEXT_LONG], const uint8_t *p)
{
	bool letter, mark;
	int i;

	for (i = 0; i < TEXT_LONG; i++) {
		letter = (uint8_t)((p[i] | 0x20) - 'a') <= 'z' - 'a';
		mark = (uint8_t)(p[i] - '-') <= '9' - '-';	/* digit too */
		odd[i] |= !(letter | mark | (p[i] == '_')) | (p[i] == '/');
	}
}

static inline void
text_note_printable(uint8_t odd[TEXT_LONG], const uint8_t *p)
{
	int i;

	for (i = 0; i < TEXT_LONG; i++)
		odd[i] |= (uint8_t)(p[i] - ' ') > '~' - ' ';
}

/* Is c an identity?  It has sixteen octets at least, and the last sixteen may
 * overlap those before them. */
static inline bool
text_is_identity(struct cur c)
{
	uint8_t odd[TEXT_LONG] = { 0 };

	for (; cur_left(&c) > TEXT_LONG; c.p += TEXT_LONG)
		text_note_identity(odd, c.p);
	text_note_identity(odd, c.end - TEXT_LONG);
	return (text_eight(odd) | text_eight(odd + 8)) == 0;
}

static inline bool
text_is_printable(struct cur c)
{
	uint8_t odd[TEXT_LONG] = { 0 };

	for (; cur_left(&c) > TEXT_LONG; c.p += TEXT_LONG)
		text_note_printable(odd, c.p);
	text_note_printable(odd, c.end - TEXT_LONG);
	return (text_eight(odd) | text_eight(odd + 8)) == 0;
}

/* The same for fewer octets. */
static inline bool
text_is_short_identity(struct cur c)
{
	uint64_t odd = cur_left(&c) == 0;

	while (cur_left(&c) > 0)
		odd |= text_odd_identity(text_word(&c));
	return odd == 0;
}

static inline bool
text_is_short_printable(struct cur c)
{
	uint64_t odd = cur_left(&c) == 0;

	while (cur_left(&c) > 0)
		odd |= text_odd_printable(text_word(&c));
	return odd == 0;
}

/* How many digits c starts with. */
static inline size_t
text_digits(struct cur c)
{
	size_t n = cur_left(&c);
	uint8_t octet;

	if (CUR_FAST && n >= 8 && n <= 16 &&
	    (text_odd_digits(text_le64(c.p)) |
	    text_odd_digits(text_le64(c.p + n - 8))) == 0)
		return n;
	n = 0;
	while (cur_u8(&c, &octet) && octet >= '0' && octet <= '9')
		n++;
	return n;
}

#endif
