/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What was sunk, kept in a ring: for replay.
 */
#ifndef FW_EVIDENCE_H
#define FW_EVIDENCE_H

#include "event.h"
#include "ring.h"

struct evidence;

/* NULL: no memory, or octets are out of the range of a ring. */
struct evidence	*evidence_new(size_t octets);
void		 evidence_free(struct evidence *);
/* A message that was judged, and the frame that was read last (NULL: none);
 * it matters where the verdict is sink. */
void		 evidence_message(struct evidence *, const struct event *,
		    const struct wire_frame *now);
/* All messages of that frame were judged: it is kept if one was sunk. */
void		 evidence_frame(struct evidence *, const struct wire_frame *);
/* Everything as pcapng; what is not in it is told on standard error. */
void		 evidence_write(const struct evidence *, FILE *,
		    const char *path);

#endif
