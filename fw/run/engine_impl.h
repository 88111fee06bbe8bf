/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Between the files of the engine.
 */
#ifndef FW_RUN_ENGINE_IMPL_H
#define FW_RUN_ENGINE_IMPL_H

#include <sys/uio.h>

#include "../../rules/ruleset_impl.h"
#include "../answer.h"
#include "../event.h"
#include "engine.h"
#include "events.h"
#include "hide.h"
#include "route.h"
#include "segments.h"
#include "ticket.h"

enum engine_limit {
	/* Tickets are so many times the requests that one neighbour may have
	 * open; TICKETS_MAX at most. */
	ENGINE_TICKETS = 4,
	ENGINE_MOVES = 2,		/* times a request is sent again */
	ENGINE_EXPIRE_MAX = 1024,	/* requests one turn ends */
	ENGINE_LAYERS = 2,
	ENGINE_RECORD_MAX = 8 + EDGE_NAME_MAX,
};

/* What is not written in the configuration (by who makes it by hand). */
#define ENGINE_ANSWER	(UINT64_C(10) * 1000000000)
#define ENGINE_REQUESTS	10000
#define ENGINE_MESSAGE	65536
/* Time goes on by that much at once at most, for time-outs: beyond, the clock
 * was set, or answers that came meanwhile have yet to be read. */
#define ENGINE_STEP	(UINT64_C(2) * 1000000000)

/* A neighbour.  Its place stays when it goes, for who shows it, until another
 * one needs it. */
struct way {
	const struct way_ops *ops;
	void		*arg;
	bool		 up, closing;
	bool		 home;		/* its link is */
	bool		 ss7;
	int		 link;		/* LINK_UNKNOWN: is no more */
	uint32_t	 ups;		/* times it came up */
	uint32_t	 open, waits;	/* tickets from it, to it */
	struct way	*beside;	/* next open one of its link */
	uint64_t	 host_hash;
	size_t		 host_len;
	uint8_t		 nlayers, layer[ENGINE_LAYERS];
	uint8_t		 address_len;
	uint8_t		 src[EDGE_ADDRESS_MAX], dst[EDGE_ADDRESS_MAX];
	uint16_t	 sport, dport;
	uint16_t	 record_len;
	uint8_t		 record[ENGINE_RECORD_MAX];	/* Route-Record */
	struct segments_owner held;	/* of its segments */
	struct way_counts counts;
	uint64_t	 events, events_told;	/* of SS7 links */
	const char	*transport, *why;
	uint64_t	 since;
	char		 host[EDGE_NAME_MAX], realm[EDGE_NAME_MAX];
};

struct engine {
	struct ruleset	*rules;
	struct judge	*judge;		/* NULL: unjudged */
	struct events	*events;	/* or NULL */
	const struct clock *time;	/* or NULL */
	struct routes	*routes;
	struct tickets	*tickets;
	struct hide	*hide;		/* or NULL: nothing is hidden */
	struct transfer	*transfer;	/* of SS7, and NULL until there is any: */
	struct segments	*segments;
	struct reasm	*reasm;		/* reads one message at a time */
	uint64_t	 secret;
	uint64_t	 now;		/* ns since 1970 */
	uint64_t	 clock;		/* ns, for time-outs */
	uint64_t	 messages;
	uint64_t	 verdicts[ACTION_COUNT];
	bool		 stopping;

	/* of the configuration */
	struct cur	 host, realm;	/* ours */
	uint64_t	 answer_ns;
	uint32_t	 requests;
	uint8_t		 record[ENGINE_RECORD_MAX];	/* of ourselves */
	uint16_t	 record_len;

	struct way	*way[EDGE_WAYS_MAX];
	size_t		 nway;
	struct way_counts gone;		/* of those without a place */

	struct sig_msg	 m;		/* the one at hand */
	uint8_t		 answer[ANSWER_MAX];
	uint8_t		 segment[SEGMENTS_MESSAGE];
};

/* The first octets of a message (RFC 6733 3). */
enum header { HEADER_LENGTH = 1, HEADER_FLAGS = 4, HEADER_COMMAND = 5,
	HEADER_HBH = 12, HEADER_E2E = 16, HEADER_LEN = 20 };

static inline uint32_t
octets_be32(const uint8_t *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 |
	    (uint32_t)p[2] << 8 | p[3];
}

static inline void
octets_put24(uint8_t *p, uint32_t v)
{
	p[0] = (uint8_t)(v >> 16);
	p[1] = (uint8_t)(v >> 8);
	p[2] = (uint8_t)v;
}

static inline void
octets_put32(uint8_t *p, uint32_t v)
{
	p[0] = (uint8_t)(v >> 24);
	octets_put24(p + 1, v);
}

/* For sending, which changes nothing. */
static inline struct iovec
octets_part(struct cur c)
{
	return (struct iovec){ .iov_base = (void *)(uintptr_t)c.p,
	    .iov_len = cur_left(&c) };
}

/* way.c */
/* The Route-Record AVP that names a host (RFC 6733 6.7.1). */
size_t		 record_make(uint8_t record[ENGINE_RECORD_MAX], struct cur);
/* Is who asked still there, as it was? */
static inline bool
asker_there(const struct ticket *t)
{
	return t->from->up && t->from->ups == t->from_up;
}
void		 ways_close(struct engine *);	/* all of them */
/* Links have other numbers; those whose link is no more are closed. */
void		 ways_follow(struct engine *, const struct conf *old);

/* view.c */
/* All of e->m up to what is read from the message. */
void		 view_begin(struct engine *, const struct way *);
/* The view of what came over a way, in e->m. */
void		 view_make(struct engine *, const struct way *,
		    const uint8_t *, size_t n);
/* The same of SS7; false: a segment that waits for others in r. */
bool		 view_ss7(struct engine *, const struct way *, const uint8_t *,
		    size_t n, struct reasm *r);
/* Judged, counted and told, unless everything passes; and what never goes on is
 * dropped, whatever the rules say. */
void		 view_police(struct engine *, struct event *, struct verdict *,
		    bool stops);
/* Judged, counted and told, unless everything passes. */
void		 view_judge(struct engine *, struct event *, struct verdict *);
/* It passed, and nobody will answer it: its event ends, and memory knows. */
void		 view_undelivered(struct engine *, const struct verdict *);

/* local.c: what we say ourselves. */
/* To the sender of the request in e->m: an error of ours (RFC 6733 7). */
void		 local_error(struct engine *, struct way *, uint32_t result,
		    const char *message);
/* What a rule says; false: that is no answer. */
bool		 local_verdict(struct engine *, struct way *,
		    const struct event *);
/* SS7: it comes back with that cause (Q.713 3.12), when its sender wants so. */
bool		 local_return(struct engine *, struct way *, unsigned cause);
/* To who asked, from the copy of what he asked. */
void		 local_ticket(struct engine *, struct ticket *,
		    uint32_t result, const char *message);

/* relay.c */
void		 relay_request(struct engine *, struct way *, uint8_t *,
		    size_t n);
/* The neighbour it waited for is gone: over another one, or it ends. */
void		 relay_move(struct engine *, struct ticket *);
/* It has ended so. */
void		 relay_end(struct engine *, struct ticket *, enum engine_end);

/* reply.c */
void		 reply_take(struct engine *, struct way *, uint8_t *,
		    size_t n);

#endif
