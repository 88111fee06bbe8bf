/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The answers to rejected messages as a capture: what the firewall would send
 * back, in packets that Wireshark opens.
 *
 * An answer goes the way of its request with both ends swapped: over Ethernet,
 * IP and SCTP or TCP with numbers that rise for each pair of ends; where there
 * was no IP, as an SCCP message of its own link type.
 */
#ifndef FW_ANSWER_WRITE_H
#define FW_ANSWER_WRITE_H

#include <stdio.h>

#include "answer.h"
#include "event.h"

struct answer_writer;

/* What the answer to a judged message says, but for what only storm control
 * knows: the error of the rule, and as whom.  A request for the home network
 * is answered as by home, any other one as by whom it was for.  It points into
 * the event, and to the overload report where there is one to be told.  False:
 * the message gets no answer. */
bool	answer_from_event(const struct event *, struct answer *,
	    struct answer_overload *);

/* NULL: no memory.  The file stays the caller's, as do its errors. */
struct answer_writer *answer_writer_new(FILE *, const char *application);
void	answer_writer_free(struct answer_writer *);
/* Writes the answer when the event is a reject that was carried out. */
void	answer_write(struct answer_writer *, const struct event *);
/* Rejected messages that got none: answers themselves, and what gives no way
 * to answer. */
uint64_t answer_writer_silent(const struct answer_writer *);

#endif
