/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Numbers in binary coded decimal.
 */
#include <endian.h>
#include <string.h>

#include "digits.h"

static const char digit_chars[16] = {
	'0', '1', '2', '3', '4', '5', '6', '7',
	'8', '9', '*', '#', 'a', 'b', 'c', 'f',
};

/* The eight half octets of w, one an octet, the lowest first. */
static inline uint64_t
spread(uint32_t w)
{
	uint64_t x = w;

	x = (x | x << 16) & UINT64_C(0x0000ffff0000ffff);
	x = (x | x << 8) & UINT64_C(0x00ff00ff00ff00ff);
	return (x | x << 4) & UINT64_C(0x0f0f0f0f0f0f0f0f);
}

/* Does any half octet of w exceed 9? */
static inline bool
has_strange(uint64_t w)
{
	return ((w >> 3) & ((w >> 2) | (w >> 1)) &
	    UINT64_C(0x1111111111111111)) != 0;
}

/* One half octet after the other. */
static uint8_t
unpack_each(struct cur c, struct sig_msg *m, char *d)
{
	uint8_t n = 0, octet, half;
	int i;

	while (cur_u8(&c, &octet)) {
		for (i = 0; i < 2; i++) {
			half = i == 0 ? octet & 0xf : octet >> 4;
			if (half == 0xf) {
				if (i == 0 || cur_left(&c) > 0)
					sig_anomaly(m, SIG_ANOMALY_DIGITS);
				return n;
			}
			if (half > 9)
				sig_anomaly(m, SIG_ANOMALY_DIGITS);
			d[n++] = digit_chars[half];
		}
	}
	return n;
}

/* Eight octets, all their halves 0 to 9, as sixteen characters. */
static inline void
store16(char *d, uint64_t w)
{
	uint64_t text;

	text = htole64(spread((uint32_t)w) | UINT64_C(0x3030303030303030));
	memcpy(d, &text, sizeof(text));
	text = htole64(spread((uint32_t)(w >> 32)) |
	    UINT64_C(0x3030303030303030));
	memcpy(d + 8, &text, sizeof(text));
}

/* More than eight octets, or strange ones. */
static uint8_t
unpack_slow(struct cur c, struct sig_msg *m, char *d)
{
	if (cur_left(&c) > SIG_DIGITS_MAX / 2) {
		sig_anomaly(m, SIG_ANOMALY_DIGITS_LENGTH);
		c = cur_take_most(&c, SIG_DIGITS_MAX / 2);
	}
	return unpack_each(c, m, d);
}

/* Nearly every number has up to eight octets and no strange half but a filler
 * in the last place. */
uint8_t
digits_unpack(struct cur c, struct sig_msg *m, char *d)
{
	size_t len = cur_left(&c);
	uint64_t w;
	uint8_t n;

	if (len > 8)
		return unpack_slow(c, m, d);
	if (len == 0)
		return 0;
	w = cur_word(&c);
	n = (uint8_t)(2 * len);
	if (w >> (8 * len - 4) == 0xf) {
		w &= ~(UINT64_C(0xf) << (8 * len - 4));
		n--;
	}
	if (has_strange(w))
		return unpack_slow(c, m, d);
	store16(d, w);
	return n;
}

void
digits_tbcd(struct sig_msg *m, enum sig_field f, struct cur c, size_t min,
    size_t max)
{
	struct sig_value *v = sig_add(m, f);
	size_t len = cur_left(&c);

	if (v == NULL)
		return;
	if (len < min || len > max)
		sig_anomaly(m, SIG_ANOMALY_DIGITS_LENGTH);
	v->len = digits_unpack(c, m, v->d);
}

void
digits_address(struct sig_msg *m, enum sig_field f, struct cur c)
{
	struct sig_value *v = sig_add(m, f);
	uint8_t ton_npi;

	if (v == NULL)
		return;
	if (!cur_u8(&c, &ton_npi)) {
		sig_anomaly(m, SIG_ANOMALY_DIGITS_LENGTH);
		return;
	}
	v->nai = ton_npi >> 4 & 7;
	v->np = ton_npi & 0xf;
	v->len = digits_unpack(c, m, v->d);
}

void
digits_isup(struct sig_msg *m, enum sig_field f, struct cur c)
{
	struct sig_value *v = sig_add(m, f);
	uint8_t nature, plan;

	if (v == NULL)
		return;
	if (!cur_u8(&c, &nature) || !cur_u8(&c, &plan)) {
		sig_anomaly(m, SIG_ANOMALY_DIGITS_LENGTH);
		return;
	}
	v->nai = nature & 0x7f;
	v->np = plan >> 4 & 7;
	v->len = digits_unpack(c, m, v->d);
	if (nature & 0x80 && v->len > 0 && v->len == 2 * cur_left(&c))
		v->len--;
}

void
digits_plmn(struct sig_msg *m, enum sig_field f, struct cur c)
{
	struct sig_value *v = sig_add(m, f);
	uint8_t o[3], half[6];
	int i, n = 0;

	if (v == NULL)
		return;
	if (!cur_u8(&c, &o[0]) || !cur_u8(&c, &o[1]) || !cur_u8(&c, &o[2])) {
		sig_anomaly(m, SIG_ANOMALY_DIGITS_LENGTH);
		return;
	}
	half[0] = o[0] & 0xf;
	half[1] = o[0] >> 4;
	half[2] = o[1] & 0xf;
	half[3] = o[2] & 0xf;
	half[4] = o[2] >> 4;
	half[5] = o[1] >> 4;
	for (i = 0; i < 6; i++) {
		if (half[i] > 9 && !(i == 5 && half[i] == 0xf))
			sig_anomaly(m, SIG_ANOMALY_DIGITS);
		if (half[i] != 0xf)
			v->d[n++] = digit_chars[half[i]];
	}
	v->len = (uint16_t)n;
}
