/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Basic Encoding Rules (ITU-T X.690 8.1).
 */
#include "ber.h"

/* Identifier octets (X.690 8.1.2); the number of the high form in full. */
static bool
tag_read(struct cur *c, struct ber *b, struct sig_msg *m)
{
	uint8_t first, octet;
	uint32_t num;
	int i;

	if (!cur_u8(c, &first))
		return false;
	b->constructed = (first & 0x20) != 0;
	num = first & 0x1f;
	if (num == 0x1f) {
		num = 0;
		i = 0;
		do {
			if (i++ == 4 || !cur_u8(c, &octet))
				return false;
			num = num << 7 | (octet & 0x7f);
		} while (octet & 0x80);
		if (num < 0x1f || (i > 1 && num < 0x80))
			sig_anomaly(m, SIG_ANOMALY_HIGH_TAG);
	}
	b->tag = (uint8_t)((first & 0xc0) | (num < 63 ? num : 63));
	return true;
}

/* Length octets (X.690 8.1.3); *indefinite instead of a length. */
static bool
length_read(struct cur *c, size_t *len, bool *indefinite, struct sig_msg *m)
{
	uint8_t first;
	uint64_t n;
	size_t octets;

	*len = 0;
	*indefinite = false;
	if (!cur_u8(c, &first))
		return false;
	if (first < 0x80) {
		*len = first;
		return true;
	}
	if (first == 0x80) {
		*indefinite = true;
		return true;
	}
	octets = first & 0x7f;
	while (octets > 4 && cur_left(c) > 0 && cur_peek(c) == 0) {
		if (!cur_skip(c, 1))
			return false;
		octets--;
		sig_anomaly(m, SIG_ANOMALY_LONG_LENGTH);
	}
	if (octets > 4 || !cur_uint(c, octets, &n))
		return false;
	if (n < 0x80 || (octets > 1 && n >> (8 * (octets - 1)) == 0))
		sig_anomaly(m, SIG_ANOMALY_LONG_LENGTH);
	*len = (size_t)n;
	return true;
}

/*
 * The contents of an element of indefinite length: up to the end-of-contents
 * octets that match.  Elements of indefinite length inside count the depth;
 * those of definite length are stepped over.
 */
static bool
indefinite_read(struct cur *c, struct cur *contents, struct sig_msg *m)
{
	struct cur start = *c, inner;
	struct ber b;
	size_t len, depth = 1;
	bool indefinite;

	for (;;) {
		inner = *c;
		if (cur_left(c) >= 2 && cur_peek(c) == 0 && cur_at(c, 1) == 0) {
			if (!cur_skip(c, 2))
				return false;
			if (--depth > 0)
				continue;
			*contents = (struct cur){ start.p, inner.p };
			return true;
		}
		if (!tag_read(c, &b, m) ||
		    !length_read(c, &len, &indefinite, m))
			return false;
		if (indefinite) {
			if (++depth > SIG_DEPTH_MAX) {
				sig_defect(m, SIG_DEFECT_BER_DEPTH);
				return false;
			}
		} else if (!cur_skip(c, len)) {
			return false;
		}
	}
}

bool
ber_next_slow(struct cur *c, struct ber *b, struct sig_msg *m)
{
	struct cur start;
	size_t len;
	bool indefinite;

	*b = (struct ber){ .v = { c->end, c->end } };
	if (cur_left(c) == 0)
		return false;
	if (!tag_read(c, b, m) || !length_read(c, &len, &indefinite, m)) {
		sig_defect(m, SIG_DEFECT_BER_LENGTH);
		c->p = c->end;
		return false;
	}
	start = *c;
	if (indefinite) {
		sig_anomaly(m, SIG_ANOMALY_INDEFINITE_LENGTH);
		if (indefinite_read(c, &b->v, m))
			return true;
	} else if (cur_take(c, len, &b->v)) {
		return true;
	}
	sig_defect(m, SIG_DEFECT_BER_LENGTH);
	b->v = start;
	c->p = c->end;
	return true;
}

bool
ber_int_slow(const struct ber *b, struct sig_msg *m, int64_t *v)
{
	struct cur c = b->v;
	size_t len = cur_left(&c);
	uint64_t u;
	uint8_t first = cur_peek(&c), second = cur_at(&c, 1);

	*v = 0;
	if (len > 1 && ((first == 0 && second < 0x80) ||
	    (first == 0xff && second >= 0x80)))
		sig_anomaly(m, SIG_ANOMALY_PADDED_INTEGER);
	while (cur_left(&c) > 8 && cur_peek(&c) == 0 && cur_skip(&c, 1))
		continue;
	len = cur_left(&c);
	if (b->constructed || len == 0 || !cur_uint(&c, len, &u)) {
		sig_defect(m, SIG_DEFECT_BER_LENGTH);
		return false;
	}
	if (first >= 0x80 && len < 8)
		u |= ~UINT64_C(0) << (8 * len);
	*v = (int64_t)u;
	return true;
}

struct cur
ber_string_join(const struct ber *b, struct sig_msg *m)
{
	uint8_t *buf = m->scratch + m->nscratch, octet;
	size_t size = (size_t)(SIG_SCRATCH_MAX - m->nscratch);
	size_t n = 0, depth = 0;
	struct cur level[4];
	struct ber part;

	sig_anomaly(m, SIG_ANOMALY_CONSTRUCTED_STRING);
	level[0] = b->v;
	for (;;) {
		if (!ber_next(&level[depth], &part, m)) {
			if (depth-- == 0)
				break;
			continue;
		}
		if (part.constructed && depth + 1 < 4) {
			level[++depth] = part.v;
			continue;
		}
		while (n < size && cur_u8(&part.v, &octet))
			buf[n++] = octet;
		if (part.constructed || cur_left(&part.v) > 0)
			sig_defect(m, SIG_DEFECT_ARGUMENT);
	}
	m->nscratch = (uint16_t)(m->nscratch + n);
	return cur_make(buf, n);
}
