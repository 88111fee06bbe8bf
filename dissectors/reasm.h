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

enum { REASM_LAYERS = 16 };

/* Where the first piece of a set came from; who makes it and what it holds is
 * the caller's affair. */
struct reasm_origin {
	uint64_t	 frame, ts;
	uint32_t	 idx;
	uint16_t	 sport, dport;
	uint8_t		 addrlen;	/* octets of each address */
	uint8_t		 nlayers;
	uint8_t		 addr[32];	/* source, destination */
	uint8_t		 layer[REASM_LAYERS];
};

typedef void	 reasm_note(void *arg, struct reasm_origin *);

struct reasm_conf {
	size_t		 octets;	/* memory for pieces, at least 128 KiB */
	uint32_t	 sets;		/* messages under way at once */
	uint64_t	 timeout;	/* ns after which a set is given up */
	uint64_t	 secret;	/* keys the hash */
	reasm_note	*note;		/* fills in the origin of a new set */
	void		*note_arg;
};

/*
 * One piece.  Positions count in whatever unit the caller uses: a piece covers
 * [at, at + span), modulo 2^32.  The set is whole when a piece said first, a
 * piece said last, and all between is covered.
 */
struct reasm_piece {
	uint32_t	 at, span;
	bool		 first, last;
	bool		 quiet;		/* nobody asks what became of it */
	uint8_t		 tag;		/* of a first piece: reasm_tag() */
	uint8_t		 marks;		/* bits, of any piece */
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
	uint64_t	 untold;	/* given up without a place to say so */
	uint32_t	 waiting;	/* sets under way now */
	uint32_t	 lost;		/* given up, to be collected */
};

/* Octets that reasm_init needs. */
size_t		 reasm_size(const struct reasm_conf *);
/* mem: reasm_size() octets, aligned for any type, the caller's; it is freed by
 * the caller after the last use. */
struct reasm	*reasm_init(void *mem, const struct reasm_conf *);
/* key: at most 96 octets that name the set. */
enum reasm_result reasm_add(struct reasm *, const void *key, size_t keylen,
		    uint64_t now, const struct reasm_piece *, struct cur *whole);
/* Of the set that was whole last: the tag of its first piece, and the marks of
 * all its pieces. */
uint8_t		 reasm_tag(const struct reasm *, uint8_t *marks);
/* Put the pieces of the set "from" to those of the set "to", where all come
 * before or all come behind them; else nothing happens. */
void		 reasm_merge(struct reasm *, const void *to, const void *from,
		    size_t keylen);
/* The next set that was given up unfinished, unless all its pieces were quiet;
 * one call of reasm_add or reasm_give_up gives up fewer than are kept. */
bool		 reasm_lost(struct reasm *, struct reasm_origin *);
/* Give up the set that waits longest; false when there is none. */
bool		 reasm_give_up(struct reasm *);
const struct reasm_stats *reasm_stats(const struct reasm *);

#endif
