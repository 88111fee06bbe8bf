/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The digits as a number below, how many they are above.
 */
#include "number.h"

#include "../../dissectors/sig.h"

enum { NUMBER_BITS = 56 };		/* below the count of digits */

static const uint64_t ten_to[NUMBER_MAX + 1] = {
	1, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000,
	1000000000, 10000000000, 100000000000, 1000000000000, 10000000000000,
	100000000000000, 1000000000000000, 10000000000000000,
};

/* Sixteen half octets, the most significant digit lowest, to a number: pairs,
 * then pairs of pairs, and so on. */
static uint64_t
number_of(uint64_t w)
{
	w = (w & 0x0f0f0f0f0f0f0f0f) * 10 + (w >> 4 & 0x0f0f0f0f0f0f0f0f);
	w = (w & 0x00ff00ff00ff00ff) * 100 + (w >> 8 & 0x00ff00ff00ff00ff);
	w = (w & 0x0000ffff0000ffff) * 10000 + (w >> 16 & 0x0000ffff0000ffff);
	return (w & 0xffffffff) * 100000000 + (w >> 32);
}

uint64_t
number_pack(const struct sig_digits *d, unsigned len)
{
	uint64_t w;

	if (len < NUMBER_MIN || len > NUMBER_MAX)
		return 0;
	w = d->w[0] << 4 * (NUMBER_MAX - len);
	/* a digit above 9 has its highest bit and one of the two below it */
	if ((w & (w << 1 | w << 2) & 0x8888888888888888) != 0)
		return 0;
	return number_of(w) | (uint64_t)len << NUMBER_BITS;
}

static uint64_t
number_value(uint64_t number)
{
	return number & ((UINT64_C(1) << NUMBER_BITS) - 1);
}

bool
number_valid(uint64_t number)
{
	uint64_t len = number >> NUMBER_BITS;

	return len >= NUMBER_MIN && len <= NUMBER_MAX &&
	    number_value(number) < ten_to[len];
}

unsigned
number_text(uint64_t number, char text[NUMBER_MAX + 1])
{
	uint64_t v = number_value(number);
	unsigned len = 0, i;

	if (number_valid(number))
		len = (unsigned)(number >> NUMBER_BITS);
	for (i = len; i-- > 0; v /= 10)
		text[i] = (char)('0' + v % 10);
	text[len] = '\0';
	return len;
}
