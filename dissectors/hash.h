/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A keyed hash of octets: multiply two words, fold the halves of the product.
 *
 * For tables whose keys strangers choose and for telling a repetition from a
 * forgery.  Safe as long as the key is secret and the values are never shown;
 * it is no message authentication code.  Four lanes hide the latency of the
 * multiplication.  Reads whole words by memcpy, never beyond p + len.
 */
#ifndef DISSECTORS_HASH_H
#define DISSECTORS_HASH_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* Odd constants with as many ones as zeros: digits of pi, phi, e, sqrt 2. */
#define HASH_A	UINT64_C(0x243f6a8885a308d3)
#define HASH_B	UINT64_C(0x9e3779b97f4a7c15)
#define HASH_C	UINT64_C(0xb7e151628aed2a6b)
#define HASH_D	UINT64_C(0x6a09e667f3bcc909)

static inline uint64_t
hash_fold(uint64_t a, uint64_t b)
{
	__extension__ typedef unsigned __int128 wide;
	wide w = (wide)a * b;

	return (uint64_t)w ^ (uint64_t)(w >> 64);
}

static inline uint64_t
hash_word(const uint8_t *p)
{
	uint64_t v;

	memcpy(&v, p, sizeof(v));
	return v;
}

static inline uint64_t
hash_pair(uint64_t key, const uint8_t *p, uint64_t salt)
{
	return hash_fold(hash_word(p) ^ salt, hash_word(p + 8) ^ key);
}

/* One more number into a hash. */
static inline uint64_t
hash_u64(uint64_t key, uint64_t v)
{
	return hash_fold(v ^ HASH_A ^ (key << 32 | key >> 32), key ^ HASH_B);
}

static inline uint64_t
hash_octets(uint64_t key, const uint8_t *p, size_t len)
{
	uint64_t a = key, b = key ^ HASH_B, c = key ^ HASH_C, d = key ^ HASH_D;
	uint64_t tail[2] = { 0, 0 };
	size_t left = len;

	for (; left >= 64; left -= 64, p += 64) {
		a = hash_pair(a, p, HASH_A);
		b = hash_pair(b, p + 16, HASH_B);
		c = hash_pair(c, p + 32, HASH_C);
		d = hash_pair(d, p + 48, HASH_D);
	}
	for (; left >= 16; left -= 16, p += 16)
		a = hash_pair(a, p, HASH_C);
	if (left > 0 && len >= 16) {	/* the last sixteen, some again */
		tail[0] = hash_word(p + left - 16);
		tail[1] = hash_word(p + left - 8);
	} else if (left > 0) {
		memcpy(tail, p, left);
	}
	a = hash_fold(tail[0] ^ HASH_D ^ b, tail[1] ^ a);
	return hash_fold(a ^ c ^ HASH_A, d ^ HASH_B ^ (uint64_t)len);
}

#endif
