/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Who asked about a subscriber on which protocol, for pivots: a probe on one
 * protocol that is followed by another on the other.
 *
 * One record for a subscriber and protocol, the latest.  A full set of the
 * table gives up the record that was written longest ago.
 */
#ifndef RULES_STATE_PROBE_H
#define RULES_STATE_PROBE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { PROBES_USUAL = 65536 };

struct probe {
	uint64_t	 imsi;		/* as a number; 0: no record */
	uint32_t	 seen;		/* s since 1970 */
	uint16_t	 network;	/* number given by the caller */
	uint8_t		 proto;		/* likewise */
	uint8_t		 refused : 1;
	uint8_t		 spent : 1;	/* was held against another network */
};

struct probes;

/* max is rounded up to a power of two.  NULL: no memory, or far too many. */
struct probes	*probes_new(size_t max, uint64_t secret);
void		 probes_free(struct probes *);
/* Remembers one; that of imsi 0 is nobody's. */
void		 probe_add(struct probes *, const struct probe *);
/* This subscriber will be asked for: its memory is sent for. */
void		 probe_expect(const struct probes *, uint64_t imsi);
/* The one on that protocol was held against another network: probe_add() of the
 * same keeps this for as long as the caller wants. */
void		 probe_spend(struct probes *, uint64_t imsi, unsigned proto);
/* The latest on that protocol, or NULL.  Stays until the next probe_add. */
const struct probe *probe_find(const struct probes *, uint64_t imsi,
		    unsigned proto);
size_t		 probes_count(const struct probes *);
uint64_t	 probes_lost(const struct probes *);	/* given up when full */
size_t		 probes_octets(const struct probes *);

#endif
