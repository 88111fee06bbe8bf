/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The inside of a rule set and of what judges by it, for the files that build,
 * evaluate and explain.
 */
#ifndef RULES_RULESET_IMPL_H
#define RULES_RULESET_IMPL_H

#include "block.h"
#include "index.h"
#include "judge.h"
#include "owner.h"
#include "rate.h"
#include "set.h"

enum ruleset_limit {
	RATE_ENTRIES = 1 << 16,		/* keys that rates remember */
	BLOCK_ENTRIES = 10000,		/* of a table that says no size */
	LINK_CACHE = 256,		/* ingress links by address ... */
	LINK_ADDRESS = 16,		/* ... of that many octets at most */
};

/* ns that time may go back and is taken as standing still; further back the
 * clock was set, or another capture has begun. */
#define CLOCK_SLACK	UINT64_C(1000000000)

struct look;

/* One test of a rule: the predicate and what it needs. */
struct test {
	bool		 (*holds)(struct look *, const struct test *);
	const struct conf_test *written;
	uint16_t	 subject;	/* enum subject, or a field */
	bool		 negated;
	bool		 all;		/* every value must satisfy, not any */
	bool		 watched;	/* under monitor: blocks nothing */
	uint8_t		 type;		/* enum subject_type */
	uint64_t	 number;	/* compared with; of CLASS: priority */
	struct set	 set;
	uint64_t	 key;		/* of RATE: tells rules apart */
};

struct rule {
	const struct conf_rule *written;
	struct test	*test;		/* cheapest first */
	size_t		 ntest;
	size_t		 nopen;		/* those before are open, the index
					 * has decided the rest */
	char		*reason;	/* its tests as text */
};

struct rule_list {
	bool		 there, monitor;
	struct rule	*rule;
	size_t		 n;
	struct index	*index;		/* narrows the rules down */
};

struct class_tests {
	struct test	*test;
	size_t		 ntest;
};

struct ruleset {
	struct conf	*conf;
	struct owners	*owners;
	struct geo	*geo;		/* or NULL */
	struct gt_routes *routes;
	unsigned	 nowner;
	struct table	**table;
	struct class_tests *class;
	struct set	*storm;		/* operations, by storm */
	const struct table *expected;	/* first that an IMSI is looked up in
					 * for its class, or NULL */
	uint8_t		 type[SUBJECT_COUNT];	/* enum subject_type */
	int		 other_class;	/* the one without tests, or -1 */
	bool		 watches;	/* some partner is under monitor */
	struct rule_list list[DIRECTION_COUNT];
};

/* By address and point code, either of which may be missing. */
struct link_cache {
	uint8_t		 address[LINK_ADDRESS];
	uint8_t		 len;
	bool		 full, has_pc;
	int16_t		 link;
	uint32_t	 pc;
};

struct judge {
	const struct ruleset *rs;
	uint64_t	 secret;
	uint64_t	 now;		/* of the latest message */
	struct memory	*recall;	/* or NULL: remembers nothing */
	struct control	*control;	/* or NULL: controls nothing */
	void		(*notice)(void *, const struct notice *);
	void		*notice_arg;
	struct rate	*rate;
	struct block	**block;	/* by table, NULL: nothing adds to it */
	uint64_t	*matches[DIRECTION_COUNT];
	struct index_memory *memory[DIRECTION_COUNT];
	struct link_cache links[LINK_CACHE];
};

/* compile.c */
bool		 tests_build(struct test **, const struct ruleset *,
		    const struct conf_test *, size_t n, bool all,
		    uint64_t key);
void		 tests_free(struct test *, size_t n);

#endif
