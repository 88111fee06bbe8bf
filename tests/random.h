/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Numbers that look random and are the same each time (xorshift64*). */
#ifndef TESTS_RANDOM_H
#define TESTS_RANDOM_H

#include <stdint.h>

static uint64_t seed = 1;	/* never 0 */

static inline unsigned
random_below(unsigned n)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return (unsigned)((seed * UINT64_C(0x2545f4914f6cdd1d)) >> 33) % n;
}

#endif
