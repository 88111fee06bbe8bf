/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Random numbers without state: a number for a seed, for whom, and for which
 * time it is.  What one device draws does not depend on what others do, so
 * that it does the same under every policy as long as it meets the same.
 *
 * The mixing is the finalizer of a 64-bit linear congruential generator
 * (Steele, Lea, Flood, "Fast splittable pseudorandom number generators", 2014).
 */
#ifndef SIM_LAB_DRAW_H
#define SIM_LAB_DRAW_H

#include <stdint.h>

static inline uint64_t
draw_mix(uint64_t x)
{
	x = (x ^ x >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	x = (x ^ x >> 27) * UINT64_C(0x94d049bb133111eb);
	return x ^ x >> 31;
}

static inline uint64_t
draw_u64(uint64_t seed, uint64_t who, uint64_t time)
{
	return draw_mix(draw_mix(seed + who * UINT64_C(0x9e3779b97f4a7c15)) +
	    (time + 1) * UINT64_C(0xd1b54a32d192ed03));
}

/* In [0, 1). */
static inline double
draw_unit(uint64_t u)
{
	return (double)(u >> 11) * 0x1p-53;
}

/* In [0, n); 0 for 0. */
static inline uint64_t
draw_below(uint64_t u, uint64_t n)
{
	__extension__ typedef unsigned __int128 wide;

	return (uint64_t)((wide)u * n >> 64);
}

#endif
