/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Sources as the tests of them make and ask them.
 */
#ifndef TESTS_SOURCE_HELP_H
#define TESTS_SOURCE_HELP_H

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../rules/state/source.h"
#include "random.h"

enum { SCAN = 50, SEQ = 20, FLOOD = 100 };
enum { LEARNS = SOURCE_SCAN | SOURCE_FLOOD,
	FOUND = (1 << SOURCE_BITS) - 1 };

#define S	UINT64_C(1000000000)
#define MS	UINT64_C(1000000)
#define WINDOW	(600 * S)
#define TICK	(WINDOW / 16)
#define START	(UINT64_C(1700000000) * S)
#define IMSI	UINT64_C(1010000000000)		/* 001 01 ... */

static const struct source_limits usual = { .scan = SCAN, .scan_ns = WINDOW,
	.sequential = SEQ, .flood = FLOOD, .flood_ns = S };

static struct sources *s;

static inline void
setup(void)
{
	seed = 0x5eed;
	s = sources_new(64, &usual, 0x5ec2e7);
}

static inline void
teardown(void)
{
	sources_free(s);
}

/* With one check only. */
static inline void
only(uint32_t scan, uint32_t sequential, uint32_t flood)
{
	struct source_limits l = usual;

	l.scan = scan;
	l.sequential = sequential;
	l.flood = flood;
	sources_free(s);
	s = sources_new(64, &l, 0x5ec2e7);
}

static inline struct node
node(uint64_t key)
{
	static char name[32];
	struct node n = { .key = key, .name = (const uint8_t *)name,
	    .partner = (uint16_t)(key % 7) };

	n.len = (size_t)snprintf(name, sizeof(name), "88210%u",
	    (unsigned)key);
	return n;
}

static inline unsigned
request(uint64_t key, uint64_t identity, uint64_t now)
{
	struct node n = node(key);

	return source_request(s, &n, identity, false, 0, now, true) & FOUND;
}

static inline unsigned
enquiry(uint64_t key, uint64_t identity, bool learning, uint64_t now)
{
	struct node n = node(key);

	return source_request(s, &n, identity, true,
	    learning ? LEARNS : 0, now, true) & FOUND;
}

static inline unsigned
bad(uint64_t key, uint64_t identity, uint64_t now)
{
	struct node n = node(key);

	return source_bad(s, &n, identity, now);
}

/* Identities that are no run of numbers. */
static inline uint64_t
spread(unsigned n)
{
	return IMSI + n * UINT64_C(7919) % 1000003 * 1000;
}

struct search {
	uint64_t	 key;
	struct source_seen seen;
	unsigned	 n;
};

static inline void
search_visit(void *arg, const struct source_seen *seen)
{
	struct search *look = arg;

	look->n++;
	if (seen->node.key == look->key)
		look->seen = *seen;
}

static inline struct source_seen
seen_of(uint64_t key, uint64_t now)
{
	struct search look = { .key = key };

	sources_walk(s, now, search_visit, &look);
	ck_assert_uint_eq(look.n, sources_count(s));
	return look.seen;
}

/* So many different ones, evenly over a window. */
static inline unsigned
ask_window(uint64_t key, unsigned window, unsigned n, bool learning)
{
	uint64_t now = START + window * WINDOW;
	unsigned i, found = 0;

	for (i = 0; i < n; i++)
		found |= enquiry(key, spread(random_below(1000000)), learning,
		    now + i * (WINDOW / n));
	return found;
}

/* per second, for so many seconds; the worst of it */
static inline unsigned
flow(uint64_t key, unsigned rate, unsigned seconds, bool learning,
    uint64_t now)
{
	struct node n = node(key);
	unsigned i, found = 0;

	for (i = 0; i < rate * seconds; i++)
		found |= source_request(s, &n, 0, false,
		    learning ? LEARNS : 0,
		    now + i * (S / rate), true) & FOUND;
	return found;
}

#endif
