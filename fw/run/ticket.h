/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Requests that were forwarded and wait for their answer.
 *
 * The hop-by-hop identifier that a request is sent on with is its ticket: place
 * and generation, so that what comes back for an earlier user of the place is
 * not taken for an answer.  A copy of the request stays with the place, to be
 * sent again or answered; the memory of copies is reused, and given back when
 * nothing is open.
 *
 * Open tickets are in the order in which they were opened, and may have a name,
 * a hash by which the same request is found when it is sent again.
 */
#ifndef FW_RUN_TICKET_H
#define FW_RUN_TICKET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct tickets;
struct way;

enum ticket_limit {
	TICKET_BITS = 18,		/* of an identifier: the place */
	TICKETS_MAX = (1 << TICKET_BITS) - 1, /* the last is nobody's */
	/* Octets kept of a request; of a longer one it is enough to answer it,
	 * but it is not sent again. */
	TICKET_COPY_MAX = 8192,
	TICKET_COPY_USUAL = 2048,	/* more is given back at once */
	TICKET_COPIES_IDLE = 1024,	/* kept while nothing is open */
};

/* Private: prev, next, same, generation, open, copy's size. */
struct ticket {
	struct way	*from, *to;	/* the caller's, and so up to moves */
	uint64_t	 since;
	uint64_t	 device;	/* whom it is about, hashed, or 0 */
	uint32_t	 from_up;	/* how often "from" had come up */
	uint32_t	 hbh, e2e, code;
	int16_t		 only;		/* link that a rule named, or -1 */
	bool		 known;		/* memory waits for its answer */
	uint8_t		 moves;		/* times it was sent again */
	bool		 open;
	uint32_t	 generation;
	uint64_t	 name;		/* 0: none */
	uint32_t	 prev, next, same;
	uint32_t	 len;		/* of the request */
	uint32_t	 kept;		/* octets of it */
	uint32_t	 size;
	uint8_t		*copy;
};

/* NULL: no memory. */
struct tickets	*tickets_new(size_t max);
void		 tickets_free(struct tickets *);
/* Other numbers of them; those that are open stay.  False: no memory for more,
 * and all stays as it was. */
bool		 tickets_resize(struct tickets *, size_t max);
size_t		 tickets_open(const struct tickets *);
/* After each turn: gives memory back when nothing is open. */
void		 tickets_turn(struct tickets *);

/* With a copy of the request.  NULL: all are open, or no memory. */
struct ticket	*ticket_open(struct tickets *, const uint8_t *, size_t n);
void		 ticket_close(struct tickets *, struct ticket *);
uint32_t	 ticket_id(const struct tickets *, const struct ticket *);
/* The open one of that identifier, or NULL. */
struct ticket	*ticket_find(struct tickets *, uint32_t id);
/* The identifier was that of the latest user of its place, sent to that way,
 * and he is closed. */
bool		 ticket_late(const struct tickets *, uint32_t id,
		    const struct way *);
/* No ticket's ever. */
uint32_t	 ticket_nobody(void);

/* In their order, from the first; NULL: no more. */
struct ticket	*ticket_first(struct tickets *);
struct ticket	*ticket_next(struct tickets *, const struct ticket *);

/* A hash as its name, from there on; several may have the same. */
void		 ticket_name(struct tickets *, struct ticket *, uint64_t);
/* The latest of that name, or NULL. */
struct ticket	*ticket_named(struct tickets *, uint64_t name);

#endif
