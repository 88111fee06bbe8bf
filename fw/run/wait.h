/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Lines that wait for what is to be put at their end, in the order of their
 * messages: what fw/pending.h is for captures, with an end in time and without
 * an allocation for a line.
 *
 * Bounded: when WAIT_LINES wait, or WAIT_OCTETS of text, the first goes out as
 * it is.
 */
#ifndef FW_RUN_WAIT_H
#define FW_RUN_WAIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	WAIT_LINES = 1 << 16,
	WAIT_OCTETS = 64 << 20,
	WAIT_MORE = 512,	/* octets that a line may get at its end */
};

struct wait;

/* Lines go to out in their order.  NULL: no memory; it counts as used page by
 * page. */
struct wait	*wait_new(void (*out)(void *, const char *, size_t), void *);
void		 wait_free(struct wait *);	/* without writing */

/* A line, one object and a newline.  number: of its message, rising, 0 for one
 * that is none's; waits: for an answer. */
void		 wait_add(struct wait *, uint64_t number, bool waits,
		    uint64_t now, const char *text, size_t len);
/* Does the line of that message still wait? */
bool		 wait_has(const struct wait *, uint64_t number);
/* More members for it, `"name":value,...`; it waits no longer. */
void		 wait_answer(struct wait *, uint64_t number, const char *text,
		    size_t len);
/* Lines that have waited for so long get these members instead. */
void		 wait_turn(struct wait *, uint64_t now, uint64_t longest,
		    const char *text, size_t len);
void		 wait_flush(struct wait *);	/* writes what still waits */
size_t		 wait_count(const struct wait *);

#endif
