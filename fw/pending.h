/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Events that wait for the answer to their request, in the order of their
 * messages: what a request led to stands in its own event.
 *
 * Bounded: when PENDING_MAX wait, or PENDING_OCTETS of text, the first goes out
 * as it is.
 */
#ifndef FW_PENDING_H
#define FW_PENDING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

enum {
	PENDING_MAX = 1 << 16,
	PENDING_OCTETS = 256 << 20,
};

struct pending;

/* Takes lines from pending_stream() to out.  NULL: no memory. */
struct pending	*pending_new(FILE *out);
/* Writes what still waits. */
void		 pending_flush(struct pending *);
void		 pending_free(struct pending *);	/* without writing */

/* Where to write what the next call takes. */
FILE		*pending_stream(struct pending *);
/* An event, one object and a newline.  number: of its message, rising, 0 for
 * one that is none's; waits: for an answer. */
void		 pending_add(struct pending *, uint64_t number, bool waits);
/* More members for the event of that message, `"name":value,...`; it waits no
 * longer.  Nothing when it has gone out, or never was one. */
void		 pending_answer(struct pending *, uint64_t number);

#endif
