/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Far ends: who answers us, how fast, and with what errors.
 *
 * One table for networks, one for links; the caller numbers them from 0, and
 * what has a number beyond the table is not counted.  A far end is stalled when
 * it sends to us and yet has answered none of our last FAR_STALL_REQUESTS
 * requests, each of which has waited for FAR_STALL_NS; its next answer ends
 * that.  Beginning and end are told once each, by what the functions return.
 */
#ifndef RULES_STATE_FAR_H
#define RULES_STATE_FAR_H

#include "node.h"

enum {
	FAR_CODES = 8,
	FAR_STALL_REQUESTS = 5,
};

#define FAR_STALL_NS	UINT64_C(30000000000)

enum far_event {
	FAR_NONE,
	FAR_STALLED,		/* begins */
	FAR_RECOVERED,		/* ends */
};

struct far_code {
	uint64_t	 count;		/* 0: no more codes */
	uint32_t	 code;
	uint8_t		 domain;	/* whose code, by the caller */
};

struct far {
	/* by lines of the cache: each request, each answer, the rest */
	uint64_t	 last, first;	/* ns: heard of */
	uint64_t	 asked;
	uint64_t	 sent;		/* requests of its own */
	bool		 known;		/* was heard of at all */
	bool		 stalled;
	uint64_t	 answered, unanswered;
	uint64_t	 late;		/* of answered: after their time-out */
	uint64_t	 answer_ns;	/* sum; stops at its largest value */
	uint64_t	 answer_max;
	uint64_t	 errors;	/* all of them */
	uint64_t	 other;		/* of these: not in the table */
	uint64_t	 stalls;	/* how often it was stalled */
	struct far_code	 code[FAR_CODES];
	struct node_name node;		/* its key is the number */
};

struct fars;

/* max: far ends; NULL: no memory, or max is 0 or above NODE_MAX. */
struct fars	*fars_new(size_t max);
void		 fars_free(struct fars *);
/* What it is called in reports. */
void		 far_name(struct fars *, uint32_t number, const char *);
/* A request went to it. */
enum far_event	 far_asked(struct fars *, uint32_t number, uint64_t now);
/* The last one did not, after all. */
void		 far_unasked(struct fars *, uint32_t number, uint64_t now);
/* It answered one, after ns; late: after its time-out, which was counted as
 * unanswered before. */
enum far_event	 far_answered(struct fars *, uint32_t number, uint64_t now,
		    uint64_t ns, bool late);
/* The answer, counted by far_answered, was an error.  A full table of codes
 * puts one that was seen once among the others. */
void		 far_error(struct fars *, uint32_t number, uint64_t now,
		    unsigned domain, uint32_t code);
/* The time-out of a request has come. */
enum far_event	 far_unanswered(struct fars *, uint32_t number, uint64_t now);
/* It sent a request of its own. */
enum far_event	 far_sent(struct fars *, uint32_t number, uint64_t now);
/* NULL: nothing was heard of it. */
const struct far *far_find(const struct fars *, uint32_t number);
/* The k-th of from is the n-th of to, which keeps its own name; numbers beyond
 * the end are nobody's. */
void		 far_keep(struct fars *to, uint32_t n, const struct fars *from,
		    uint32_t k);
size_t		 fars_octets(const struct fars *);
size_t		 fars_stalled(const struct fars *);	/* now */
/* All that were heard of, by number. */
void		 fars_walk(const struct fars *,
		    void (*visit)(void *, const struct far *), void *);

#endif
