/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Putting pieces together: IP fragments, SCTP fragments, SCCP segments.
 *
 * All memory is handed in at the start; nothing is allocated later.  When it
 * is full, the set that has waited longest is given up and counted, so that
 * strangers can push out only what is older than their own.
 */
#ifndef DISSECTORS_REASM_H
#define DISSECTORS_REASM_H

#include "cursor.h"

struct reasm;

struct reasm_conf {
	size_t		 octets;	/* memory for pieces, at least 128 KiB */
	uint32_t	 sets;		/* messages under way at once */
	uint64_t	 timeout;	/* ns after which a set is given up */
	uint64_t	 secret;	/* keys the hash */
};

/*
 * One piece.  Positions count in whatever unit the caller uses: a piece covers
 * [at, at + span), modulo 2^32.  The set is whole when a piece said first, a
 * piece said last, and all between is covered.
 */
struct reasm_piece {
	uint32_t	 at, span;
	bool		 first, last;
	struct cur	 octets;	/* copied */
};

enum reasm_result {
	REASM_MORE,	/* kept, others are missing */
	REASM_WHOLE,	/* *whole is set; valid until the next reasm_add */
	REASM_AGAIN,	/* the same piece was here before, octets equal */
	REASM_CONFLICT,	/* overlaps another with different octets; set dropped */
	REASM_TOO_LONG,	/* longer than 64 KiB or too many pieces; dropped */
};

struct reasm_stats {
	uint64_t	 whole, evicted, expired, conflict, too_long;
	uint32_t	 waiting;	/* sets under way now */
};

/* Octets that reasm_init needs. */
size_t		 reasm_size(const struct reasm_conf *);
/* mem: reasm_size() octets, aligned for any type, the caller's; it is freed by
 * the caller after the last use. */
struct reasm	*reasm_init(void *mem, const struct reasm_conf *);
/* key: at most 96 octets that name the set. */
enum reasm_result reasm_add(struct reasm *, const void *key, size_t keylen,
		    uint64_t now, const struct reasm_piece *, struct cur *whole);
const struct reasm_stats *reasm_stats(const struct reasm *);

#endif
