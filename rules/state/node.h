/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Nodes of other networks, and bounded tables of what is known of each.
 *
 * A node is a global title, an Origin-Host, a link or a whole partner; tables
 * know it by a number that the caller makes (a keyed hash of its name, or the
 * partner's number).  struct nodes finds the place of a node in an array that
 * belongs to the user of the table.  A full table gives up the node that has
 * been quiet longest; those that are marked come last, as long as they are not
 * more than half of the table: marking many does not drive all others out.
 */
#ifndef RULES_STATE_NODE_H
#define RULES_STATE_NODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct sig_digits;

#define NODE_NONE	UINT32_MAX

enum {
	NODE_NAME_MAX = 64,
	NODE_MAX = 1 << 26,	/* nodes of one table */
};

/* A node as a message shows it.  The name is copied at first sight, cut to
 * NODE_NAME_MAX octets; it comes from outside, as it is. */
struct node {
	uint64_t	 key;
	const uint8_t	*name;		/* may be NULL with len 0, ... */
	const struct sig_digits *digits; /* ... or with these, len of them */
	size_t		 len;
	uint16_t	 partner;	/* number given by the caller */
};

/* A node as it is remembered. */
struct node_name {
	uint64_t	 key;
	uint16_t	 partner;
	uint8_t		 len;
	uint8_t		 name[NODE_NAME_MAX];
};

struct nodes;

/* max: nodes at most, 1 to NODE_MAX; secret keys the hash.  NULL: no memory,
 * or max is out of range. */
struct nodes	*nodes_new(size_t max, uint64_t secret);
void		 nodes_free(struct nodes *);
/* The place of a node, 0 to max - 1, or NODE_NONE. */
uint32_t	 nodes_find(const struct nodes *, uint64_t key);
/* The same, which makes it the one heard last; a place that was not its own
 * until now is *fresh: what its array holds there is another's. */
uint32_t	 nodes_get(struct nodes *, uint64_t key, bool *fresh);
/* A key will be asked for soon: its memory is sent for, in two steps, as what is
 * found first tells where the rest is.  The second one returns where the node
 * may be, or NODE_NONE. */
void		 nodes_expect(const struct nodes *, uint64_t key);
uint32_t	 nodes_expect_place(const struct nodes *, uint64_t key);
/* One that is kept longer. */
void		 nodes_mark(struct nodes *, uint32_t place);
/* All of them, marked ones first, each kind from the one heard last on: starts
 * after NODE_NONE and ends with it. */
uint32_t	 nodes_next(const struct nodes *, uint32_t place);
size_t		 nodes_count(const struct nodes *);
uint64_t	 nodes_lost(const struct nodes *);	/* given up when full */
size_t		 nodes_octets(const struct nodes *);

void		 node_name_set(struct node_name *, const struct node *);

#endif
