/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the tests of admission share: a home, and requests of three classes.
 */
#ifndef TESTS_ADMIT_HELP_H
#define TESTS_ADMIT_HELP_H

#include <check.h>

#include "crowd.h"

enum { RATE = 2000 };

static inline struct admit_setup
setup_make(uint32_t rate)
{
	struct admit_setup s = { .capacity = { .rate = rate,
	    .latency = 500 * MS }, .devices = 1000000, .secret = 0x5ec2e7 };

	s.class[1] = (struct admit_class){ .there = true, .reserve = 10 };
	s.class[5].there = true;
	s.class[9].there = true;
	return s;
}

/* No second, beginning anywhere after the first two, has more than that. */
static inline void
no_second_above(const struct crowd *c, uint32_t most)
{
	uint32_t i;

	for (i = 0; i + most < c->nadmitted; i++)
		if (c->admitted[i] >= START + 2 * S &&
		    c->admitted[i + most] - c->admitted[i] < S)
			ck_abort_msg("more than %u from %f on", most,
			    (double)(c->admitted[i] - START) / 1e9);
}

static inline struct admit_request
request(uint64_t key, unsigned priority)
{
	return (struct admit_request){ .key = key, .priority =
	    (uint8_t)priority, .reach = reach_any, .nreach = 1 };
}

/* It needs no other request before it, and pays for two. */
static inline struct admit_request
update(uint64_t key, unsigned priority)
{
	struct admit_request r = request(key, priority);

	r.continues = true;
	return r;
}

#endif
