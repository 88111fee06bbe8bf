/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The channel between the engine and an edge that is a process of its own:
 * frames on a stream socket, and how much of them may be under way.
 *
 * A frame is a header of twelve octets, big endian: its length with the header
 * (4), kind (1), zero (3), number of the neighbour (4); then what the kind
 * has.  Each side begins with HELLO.
 *
 * A neighbour has a number from UP to DOWN, and never that number again: its
 * low octets are the place in a table of CHANNEL_NEIGHBOURS, the rest counts.
 * After DOWN nothing of it comes any more.
 *
 * An edge speaks one protocol, and its messages are whole ones of that.  Those
 * of SS7 are M3UA DATA (RFC 4666 3.3.1) with Protocol Data and nothing else,
 * SI 3; which network and routing context they belong to is the edge's matter.
 *
 * Requests need credit, so that what waits anywhere is bounded.  Towards the
 * edge it is CHANNEL_CREDIT from UP on, and the edge gives back what a request
 * took when that request has ended: answered, expired, undeliverable.  Towards
 * the engine it is what the engine gave, first when it has made the neighbour
 * a way: without credit the edge answers by itself.  Answers need none: there
 * are no more of them than requests that were let in.  In SS7, where nothing is
 * answered here, each message is a request: it has ended when the edge's stack
 * has it to send, and without credit what comes is lost.
 *
 * Neither side trusts the other: what is wrong here ends the channel, and with
 * it the edge's process, which its parent starts again.
 */
#ifndef FW_RUN_CHANNEL_H
#define FW_RUN_CHANNEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../../dissectors/wbuf.h"
#include "edge.h"

enum channel_number {
	CHANNEL_VERSION = 3,
	CHANNEL_HEADER = 12,
	CHANNEL_NEIGHBOURS = 256,
	CHANNEL_MESSAGE_MIN = 20,	/* a Diameter header */
	CHANNEL_M3UA_MAX = 1524,	/* octets that libosmo-sigtran sends */
	CHANNEL_MESSAGE_MAX = (1 << 24) - 4,	/* that it can tell */
	CHANNEL_CREDIT = 1024,		/* of a neighbour, each way */
	CHANNEL_SHARE = 2048,		/* octets that a credit is good for */
	CHANNEL_SILENCE = 5,		/* s without octets: it hangs */
	CHANNEL_UP_MAX = 7 + 2 * (EDGE_ADDRESS_MAX + EDGE_NAME_MAX),
};

enum channel_protocol { CHANNEL_DIAMETER, CHANNEL_M3UA };

enum channel_kind {
	CHANNEL_HELLO = 1,	/* version, ms until an answer is too late,
				 * octets of a message at most */
	CHANNEL_UP,		/* of the edge: struct channel_up */
	CHANNEL_DOWN,		/* of the edge: enum channel_why */
	CHANNEL_MESSAGE,	/* a whole one */
	CHANNEL_CREDIT_BACK,	/* how much */
	CHANNEL_CLOSE,		/* of the engine: no more from it */
	CHANNEL_STOP,		/* of the engine: goodbye to all, and end */
	CHANNEL_ALIVE,		/* of the edge, every second */
	CHANNEL_EVENT,		/* of the edge: struct way_event */
	CHANNEL_LOSSES,		/* of an edge of SS7: how many of each
				 * enum channel_loss since the last one */
	CHANNEL_KINDS
};

#define CHANNEL_WHYS(X)							\
X(LOST, "connection lost")						\
X(GOODBYE, "said goodbye")						\
X(SILENT, "watchdog not answered")					\
X(STOPPING, "edge is stopping")						\
X(INACTIVE, "no application server process is active")

enum channel_why {
#define X(sym, text)	CHANNEL_WHY_##sym,
	CHANNEL_WHYS(X)
#undef X
	CHANNEL_WHY_COUNT
};

/* What an edge of SS7 does not pass on: X(symbol, word, text) */
#define CHANNEL_LOSS(X)							\
X(FORM, "form", "octets that are no M3UA message")			\
X(LENGTH, "length", "messages longer than the library takes")		\
X(STATE, "state", "messages of a peer that is not active")		\
X(SERVER, "server", "messages of no application server of the instance") \
X(USER, "user", "messages of other users than SCCP")			\
X(REGISTER, "register", "registrations, which nobody may make")		\
X(CREDIT, "credit", "messages that the engine had no room for")		\
X(ROUTE, "route", "messages of the engine's that no route leads to "	\
    "their application server")						\
X(DOWN, "down", "messages of the engine's for who is not active any more")

enum channel_loss {
#define X(sym, ...)	CHANNEL_LOSS_##sym,
	CHANNEL_LOSS(X)
#undef X
	CHANNEL_LOSS_COUNT
};

struct channel_frame {
	uint8_t		 kind;		/* enum channel_kind */
	uint32_t	 neighbour;
	uint8_t		*p;		/* behind the header */
	size_t		 n;
};

struct channel_hello {
	uint32_t	 version, answer_ms, message;
};

/* What UP tells: the far side and ours, as in struct way_end. */
struct channel_up {
	uint8_t		 transport;	/* enum channel_transport */
	uint8_t		 address_len;	/* 0, 4 or 16 */
	uint8_t		 instance;	/* of cs7 */
	uint16_t	 sport, dport;
	uint8_t		 src[EDGE_ADDRESS_MAX], dst[EDGE_ADDRESS_MAX];
	char		 host[EDGE_NAME_MAX];
	char		 realm[EDGE_NAME_MAX];	/* of SS7: empty */
};

enum channel_transport { CHANNEL_TCP, CHANNEL_SCTP, CHANNEL_TLS,
	CHANNEL_OVER_M3UA, CHANNEL_OVER_IPA, CHANNEL_TRANSPORTS };

/* The stream socket whose number an edge was started with, or -1. */
int		 channel_socket(const char *arg);

enum channel_read {
	CHANNEL_FRAME,			/* one is there */
	CHANNEL_MORE,			/* it is not whole yet */
	CHANNEL_BAD,			/* why tells, and nothing else counts */
};

/*
 * The first frame of n octets, with a message of no more than so many; *used:
 * octets of it.  It points into p.  A frame that is there has a kind of the
 * list, a length that its kind can have and, in a MESSAGE, a Diameter header
 * that fits (RFC 6733 3), or it is M3UA DATA as said above.  why: static.
 */
enum channel_read channel_next(uint8_t *p, size_t n, enum channel_protocol,
		    size_t message, struct channel_frame *, size_t *used,
		    const char **why);
/* What a frame of that kind says; false when it is not so. */
bool		 channel_hello_get(const struct channel_frame *,
		    struct channel_hello *);
bool		 channel_up_get(const struct channel_frame *,
		    struct channel_up *);
bool		 channel_event_get(const struct channel_frame *,
		    struct way_event *);
bool		 channel_count_get(const struct channel_frame *, uint32_t *);
bool		 channel_losses_get(const struct channel_frame *,
		    uint32_t lost[CHANNEL_LOSS_COUNT]);
/* static, or NULL */
const char	*channel_why_get(const struct channel_frame *);
const char	*channel_transport_name(unsigned);
const char	*channel_loss_name(enum channel_loss);	/* a word */
/* A request, or else an answer, in a MESSAGE. */
bool		 channel_is_request(const struct channel_frame *);

/* The header of a frame that has n octets behind it. */
void		 channel_head(struct wbuf *, enum channel_kind,
		    uint32_t neighbour, size_t n);
/* Whole frames. */
void		 channel_hello_put(struct wbuf *, const struct channel_hello *);
void		 channel_up_put(struct wbuf *, uint32_t neighbour,
		    const struct channel_up *);
void		 channel_down_put(struct wbuf *, uint32_t neighbour,
		    enum channel_why);
void		 channel_event_put(struct wbuf *, uint32_t neighbour,
		    const struct way_event *);
void		 channel_credit_put(struct wbuf *, uint32_t neighbour,
		    uint32_t credit);
void		 channel_losses_put(struct wbuf *,
		    const uint32_t lost[CHANNEL_LOSS_COUNT]);

/* The credit that a request of n octets takes. */
static inline uint32_t
channel_cost(size_t n)
{
	return 1 + (uint32_t)(n / CHANNEL_SHARE);
}

static inline bool
channel_is_ss7(const struct channel_up *u)
{
	return u->transport >= CHANNEL_OVER_M3UA;
}

static inline unsigned
channel_place(uint32_t neighbour)
{
	return neighbour % CHANNEL_NEIGHBOURS;
}

#endif
