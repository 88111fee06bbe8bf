/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Narrowing a list of rules down: for each thing that is cheap to know of a
 * message (operation, kind, owner of the sender, soundness, and the numbers
 * that rules name) a bit vector of the rules that it leaves possible; their
 * intersection, 64 rules a word and 64 words a bit of a summary, holds every
 * rule that can match, and few others.
 *
 * T. V. Lakshman and D. Stiliadis, "High-Speed Policy-based Packet Forwarding
 * Using Efficient Multi-dimensional Range Matching", SIGCOMM 1998; F. Baboescu
 * and G. Varghese, "Scalable Packet Classification", SIGCOMM 2001.
 */
#ifndef RULES_INDEX_H
#define RULES_INDEX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct index;
struct look;
struct rule_list;
struct ruleset;
struct test;

/* NULL: no memory.  Sorts the tests that the index decides alone to the end of
 * each rule (rule.nopen). */
struct index	*index_new(const struct ruleset *, struct rule_list *);
void		 index_free(struct index *);

/*
 * Most messages are alike in all that narrows but for their numbers: what the
 * rows of a message leave is remembered for the next one like it.  One memory
 * for each that judges; NULL: none could be had.
 */
struct index_memory;
struct index_memory *index_memory_new(const struct index *);
void		 index_memory_free(struct index_memory *);

enum { INDEX_ROWS = 16 };		/* that count for a message */

/* Goes through the rules that may match, in their order. */
struct index_walk {
	const struct index *index;
	const uint64_t	*bits[INDEX_ROWS], *summary[INDEX_ROWS];
	unsigned	 n;		/* rows */
	size_t		 top;		/* word of the summary */
	uint64_t	 words;		/* of it, not yet looked at */
	size_t		 word;
	uint64_t	 rules;		/* of that word, not yet given */
};

void		 index_start(struct index_walk *, const struct index *,
		    struct index_memory *, const struct look *);
/* The next rule's number, -1 at the end. */
long		 index_next(struct index_walk *);

#endif
