/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Numbers of subscribers and of equipment as keys.
 */
#ifndef RULES_STATE_NUMBER_H
#define RULES_STATE_NUMBER_H

#include <stdbool.h>
#include <stdint.h>

struct sig_digits;

enum number_limit {
	NUMBER_MIN = 5,		/* digits of a number that is a key */
	NUMBER_MAX = 16,
};

/*
 * A number of NUMBER_MIN to NUMBER_MAX decimal digits as one word, different
 * for different numbers, leading zeros counted; 0 when it has another length
 * or another digit.  number_valid() is true for what this gives, but for 0.
 */
uint64_t	 number_pack(const struct sig_digits *, unsigned len);
bool		 number_valid(uint64_t);
/* The digits as characters, terminated; returns how many, 0 for no number. */
unsigned	 number_text(uint64_t, char text[NUMBER_MAX + 1]);

#endif
