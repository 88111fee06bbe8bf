/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The edge towards Diameter neighbours that is our own: transports on libevent,
 * the peer state machine, and nothing above (RFC 6733 2.1, 5; RFC 3539).
 *
 * Who a neighbour is comes from where it connects from, from its certificate
 * over TLS, and from the configuration of its link; what it says of itself has
 * to fit that.
 */
#ifndef FW_RUN_PEERS_H
#define FW_RUN_PEERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "edge.h"

struct conf;
struct event_base;
struct peers;
struct ruleset;

/*
 * Listens and dials as the configuration says.  The rule set (its owners tell
 * who may be behind a link) stays the caller's and must last until
 * peers_swap() or peers_free().  NULL after one sentence on standard error
 * about what cannot be.
 */
struct peers	*peers_new(struct engine *, const struct ruleset *,
		    struct event_base *, uint64_t secret);
/* Closes everything at once; engine_down() for each that was open. */
void		 peers_free(struct peers *);
/* Other rules: what stays the same stays open.  False after a sentence, and
 * then all stays as it was. */
bool		 peers_swap(struct peers *, const struct ruleset *);
/* Accepts and dials no more; says goodbye to those that are open. */
void		 peers_stop(struct peers *);
bool		 peers_stopped(const struct peers *);
/* After each turn of the loop: what was given to send goes out. */
void		 peers_turn(struct peers *);

/* The port of the i-th "listen" as it really is, where 0 was asked for; 0: it
 * is not listened on. */
uint16_t	 peers_port(const struct peers *, size_t i);

struct peers_counts {
	uint64_t	 accepted;	/* connections, ... */
	uint64_t	 refused;	/* ... for there were too many, ... */
	uint64_t	 strangers;	/* ... not who they should be, ... */
	uint64_t	 silent;	/* ... without a CER in time */
	uint64_t	 garbage;	/* closed for octets that are no message */
	uint64_t	 stalled;	/* closed for it did not read */
	uint32_t	 open, unidentified; /* now */
};
void		 peers_counts(const struct peers *, struct peers_counts *);

#endif
