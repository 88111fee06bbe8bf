/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What an edge and the engine say to each other.
 *
 * An edge has neighbours: Diameter nodes, or application servers of SS7, that it
 * exchanges whole messages with.  One that is open is a way of the engine's.
 * The edge hands over each message that is not between neighbours alone (CER,
 * DWR, DPR stay with it), untouched; what the engine has for a neighbour it
 * hands back as whole octets.
 *
 * The hop-by-hop identifier is the ticket: the engine gives out its own for
 * what it sends to a way, and gives back the neighbour's in what it answers
 * (RFC 6733 3, 6.2).
 */
#ifndef FW_RUN_EDGE_H
#define FW_RUN_EDGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct engine;
struct iovec;
struct way;

enum edge_limit {
	EDGE_ADDRESS_MAX = 16,		/* octets of an IP address */
	EDGE_NAME_MAX = 256,		/* of a DiameterIdentity, with its end */
	EDGE_WAYS_MAX = 4096,
	EDGE_PARTS_MAX = 4,		/* of a message that is sent */
};

/* What an edge does for a way; the first argument is the edge's own. */
struct way_ops {
	/* Takes a whole message in n parts, which are the caller's again
	 * after.  False: it is not open, or too much waits for it already; then
	 * nothing was taken.  Calls no function of the engine. */
	bool	(*send)(void *, const struct iovec *, int n);
	/* Says goodbye (RFC 6733 5.4) and calls engine_down() when it is over,
	 * or before it returns. */
	void	(*close)(void *);
	size_t	(*waiting)(const void *);	/* octets that wait to go out */
	/* Reads no more from it, or again: it is over its share. */
	void	(*hold)(void *, bool);
};

/* Who is at the other end, as the edge made sure of it. */
struct way_end {
	unsigned	 link;		/* number in the configuration */
	const char	*host, *realm;	/* DiameterIdentity, terminated */
	/* Addresses of the far side and of ours, 4 or 16 octets; 0: none. */
	uint8_t		 src[EDGE_ADDRESS_MAX], dst[EDGE_ADDRESS_MAX];
	uint8_t		 address_len;
	uint16_t	 sport, dport;
	const char	*transport;	/* "tcp", "sctp", "tls", static */
	/* A neighbour of SS7: messages are M3UA DATA (RFC 4666 3.3.1), the
	 * host is the name of its application server, the realm is empty. */
	bool		 ss7;
};

/* What a neighbour of SS7 tells, besides messages: of the way itself, or of a
 * point code that it is said to lead to (RFC 4666 3.4). */
#define WAY_EVENTS(X)							\
X(ASP_DOWN, "asp-down")		/* others of the same server are active */ \
X(ASP_UP, "asp-up")							\
X(UNAVAILABLE, "unavailable")		/* DUNA */			\
X(AVAILABLE, "available")		/* DAVA */			\
X(CONGESTED, "congested")		/* SCON, with its level */	\
X(RESTRICTED, "restricted")		/* DRST */			\
X(USER_UNAVAILABLE, "user-unavailable")	/* DUPU */

enum way_event_what {
#define X(sym, name)	WAY_EVENT_##sym,
	WAY_EVENTS(X)
#undef X
	WAY_EVENT_COUNT
};

struct way_event {
	enum way_event_what what;
	uint8_t		 level;		/* of congestion, 0 to 3 */
	uint8_t		 mask;		/* low bits of pc that are any */
	uint32_t	 pc;		/* affected; 0 where there is none */
};

/*
 * A neighbour is open.  The end is copied.  NULL: there are EDGE_WAYS_MAX.  The
 * way stays until engine_down(), which ends or moves every request that was
 * waiting on it; after that the engine calls none of the ops.  why: static.
 */
struct way	*engine_up(struct engine *, const struct way_end *,
		    const struct way_ops *, void *);
void		 engine_down(struct engine *, struct way *, const char *why);
/* News of point codes are judged as the messages that they came by. */
void		 engine_link(struct engine *, struct way *,
		    const struct way_event *);
/* Before the messages of a wake-up: what follows happens now. */
void		 engine_wake(struct engine *);
/*
 * A whole message, header checked: version 1, n octets as its length says, a
 * multiple of four, 20 at least; of SS7 any octets.  They may be changed by the
 * engine and are the edge's again after.
 */
void		 engine_message(struct engine *, struct way *, uint8_t *, size_t n);

#endif
