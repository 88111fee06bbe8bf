/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Bounded reads of octets from outside.
 *
 * A cursor is a window [p, end).  Every read checks before it moves and zeroes
 * its output when it fails; nothing else in the dissectors touches octets.  A
 * length read from the wire becomes a child cursor at once (cur_take), and a
 * child cannot reach beyond its parent.  Cursors own nothing.
 */
#ifndef DISSECTORS_CURSOR_H
#define DISSECTORS_CURSOR_H

#include <endian.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct cur {
	const uint8_t	*p;
	const uint8_t	*end;
};

/* Usual forms are recognised by ways of their own, faster than the general
 * ones and with the same outcome; 0 leaves them out, to compare. */
#ifndef CUR_FAST
#define CUR_FAST	1
#endif

#define CUR_CHECK	__attribute__((warn_unused_result)) static inline

CUR_CHECK struct cur
cur_make(const void *octets, size_t len)
{
	const uint8_t *p = octets;

	return (struct cur){ p, p == NULL ? NULL : p + len };
}

CUR_CHECK size_t
cur_left(const struct cur *c)
{
	return (size_t)(c->end - c->p);
}

/* The next octet without taking it; 0 when there is none. */
CUR_CHECK uint8_t
cur_peek(const struct cur *c)
{
	return c->p < c->end ? *c->p : 0;
}

/* Octet i of what is left, without taking it; 0 when there is none. */
CUR_CHECK uint8_t
cur_at(const struct cur *c, size_t i)
{
	return i < cur_left(c) ? c->p[i] : 0;
}

CUR_CHECK bool
cur_u8(struct cur *c, uint8_t *v)
{
	if (c->p == c->end) {
		*v = 0;
		return false;
	}
	*v = *c->p++;
	return true;
}

/* n octets (at most 8), the most significant first. */
CUR_CHECK bool
cur_uint(struct cur *c, size_t n, uint64_t *v)
{
	*v = 0;
	if (n > 8 || cur_left(c) < n)
		return false;
	for (; n > 0; n--)
		*v = *v << 8 | *c->p++;
	return true;
}

CUR_CHECK bool
cur_be16(struct cur *c, uint16_t *v)
{
	if (cur_left(c) < 2) {
		*v = 0;
		return false;
	}
	*v = (uint16_t)(c->p[0] << 8 | c->p[1]);
	c->p += 2;
	return true;
}

CUR_CHECK bool
cur_le16(struct cur *c, uint16_t *v)
{
	if (cur_left(c) < 2) {
		*v = 0;
		return false;
	}
	*v = (uint16_t)(c->p[1] << 8 | c->p[0]);
	c->p += 2;
	return true;
}

CUR_CHECK bool
cur_be24(struct cur *c, uint32_t *v)
{
	if (cur_left(c) < 3) {
		*v = 0;
		return false;
	}
	*v = (uint32_t)c->p[0] << 16 | (uint32_t)c->p[1] << 8 | c->p[2];
	c->p += 3;
	return true;
}

CUR_CHECK bool
cur_be32(struct cur *c, uint32_t *v)
{
	if (cur_left(c) < 4) {
		*v = 0;
		return false;
	}
	*v = (uint32_t)c->p[0] << 24 | (uint32_t)c->p[1] << 16 |
	    (uint32_t)c->p[2] << 8 | c->p[3];
	c->p += 4;
	return true;
}

CUR_CHECK bool
cur_le32(struct cur *c, uint32_t *v)
{
	if (cur_left(c) < 4) {
		*v = 0;
		return false;
	}
	*v = (uint32_t)c->p[3] << 24 | (uint32_t)c->p[2] << 16 |
	    (uint32_t)c->p[1] << 8 | c->p[0];
	c->p += 4;
	return true;
}

CUR_CHECK bool
cur_le64(struct cur *c, uint64_t *v)
{
	uint32_t low, high;

	*v = 0;
	if (cur_left(c) < 8 || !cur_le32(c, &low) || !cur_le32(c, &high))
		return false;
	*v = (uint64_t)high << 32 | low;
	return true;
}

CUR_CHECK bool
cur_skip(struct cur *c, size_t n)
{
	if (cur_left(c) < n)
		return false;
	c->p += n;
	return true;
}

/* The next n octets become *child, and are taken from c. */
CUR_CHECK bool
cur_take(struct cur *c, size_t n, struct cur *child)
{
	if (cur_left(c) < n) {
		*child = (struct cur){ c->end, c->end };
		return false;
	}
	*child = (struct cur){ c->p, c->p + n };
	c->p += n;
	return true;
}

/* Up to n octets: what is there, for input that may be cut off. */
CUR_CHECK struct cur
cur_take_most(struct cur *c, size_t n)
{
	struct cur child;

	if (n > cur_left(c))
		n = cur_left(c);
	child = (struct cur){ c->p, c->p + n };
	c->p += n;
	return child;
}

/*
 * An element with a tag of one octet and a length of one octet below 128, the
 * form of nearly all BER: 1 and taken; 0 at the end of c; -1 when the element
 * has another form or does not fit, and then c has not moved.
 */
CUR_CHECK int
cur_tlv(struct cur *c, uint8_t *tag, struct cur *v)
{
	const uint8_t *p = c->p;
	size_t left = (size_t)(c->end - p);

	if (left == 0)
		return 0;
	if (left < 2 || (p[0] & 0x1f) == 0x1f || p[1] >= 0x80 ||
	    left - 2 < p[1])
		return -1;
	*tag = p[0];
	v->p = p + 2;
	v->end = c->p = p + 2 + p[1];
	return 1;
}

/* Up to eight octets, the first one in the low octet; the others are zero.
 * Takes nothing. */
CUR_CHECK uint64_t
cur_word(const struct cur *c)
{
	size_t left = cur_left(c);
	uint64_t w = 0, tail;
	uint32_t half;

	if (left >= 8) {
		memcpy(&w, c->p, 8);
		return le64toh(w);
	}
	if (left >= 4) {	/* two halves that overlap */
		memcpy(&half, c->p, 4);
		w = le32toh(half);
		memcpy(&half, c->end - 4, 4);
		tail = le32toh(half);
		return w | tail << (8 * (left - 4));
	}
	while (left-- > 0)
		w = w << 8 | c->p[left];
	return w;
}

/* Do the n octets at "octets" stand at the start of c? */
CUR_CHECK bool
cur_begins(const struct cur *c, const void *octets, size_t n)
{
	return cur_left(c) >= n && memcmp(c->p, octets, n) == 0;
}

#endif
