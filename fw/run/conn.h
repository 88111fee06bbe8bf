/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One connection: what of it is the same over each transport.
 *
 * Octets are read into one buffer of the process and whole messages are handed
 * on where they lie; only the rest of one that is not whole yet is kept with
 * the connection.  What is sent waits in a bounded buffer and goes out once a
 * turn of the loop.  A connection that failed is marked and swept at the end of
 * the turn, so that whoever is at work with it can finish.
 */
#ifndef FW_RUN_CONN_H
#define FW_RUN_CONN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>
#include <sys/types.h>
#include <netinet/in.h>

#include <event2/event.h>
#include <event2/event_struct.h>

#include "base.h"
#include "edge.h"
#include "watchdog.h"

struct bufferevent;
struct conf_end;
struct dial;
struct peers;

enum conn_limit {
	CONN_READ = 64 * 1024,		/* read at a time, of one while the
					 * others wait */
	CONN_MESSAGES = 64,		/* the same, of SCTP */
	CONN_CER_MAX = 8192,		/* octets of one before CER, CEA */
	CONN_WHY_MAX = 160,
};

#define MS	UINT64_C(1000000)
#define SEC	(1000 * MS)

/* Why nothing is read from it: bits. */
enum conn_hold {
	HOLD_ENGINE = 1,		/* the engine says so */
	HOLD_OUTPUT = 2,		/* it does not read itself */
};

/* What a failed connection is counted as. */
enum conn_end { CONN_LOST, CONN_GARBAGE, CONN_SILENT, CONN_STALLED,
	CONN_STRANGER, CONN_DONE };

struct conn;

struct transport {
	const char	*name;
	/* A socket that listens, or that connects; -1 with a reason. */
	int		(*listen)(const struct conf_end *,
			    char why[CONN_WHY_MAX]);
	int		(*dial)(const struct conf_end *,
			    char why[CONN_WHY_MAX]);
	/* It is connected: settles its options and begins to read, or to
	 * shake hands; conn_started() follows, perhaps before it returns. */
	bool		(*start)(struct conn *);
	/* Reads once, and hands on; true: there may be more. */
	bool		(*readable)(struct conn *);
	void		(*flush)(struct conn *);	/* as much as goes */
	/* NULL of the following: it has nothing of its own between us and its
	 * socket, and nobody is certified over it. */
	void		(*reading)(struct conn *, bool);
	size_t		(*waiting)(const struct conn *); /* below the buffer */
	void		(*shut)(struct conn *);	/* no more goes out */
	void		(*end)(struct conn *);	/* frees what it has */
	bool		(*certified)(const struct conn *, const char *host);
};

extern const struct transport transport_tcp, transport_sctp, transport_tls;

/* A message that is not whole yet. */
struct rest {
	uint8_t		 head[BASE_HEADER];
	uint8_t		*p;		/* room for all of it, or NULL */
	uint32_t	 len, need;	/* octets; need 0: not known yet */
};

struct output {
	uint8_t		*p;
	size_t		 at, end, size;	/* from at to end it waits */
};

struct conn {
	struct peers	*peers;
	const struct transport *transport;
	struct conn	*next, **prev;	/* of all */
	struct conn	*next_dirty, *next_dead;
	bool		 dirty, dead;
	bool		 swept;		/* to be freed when not dirty */
	bool		 dialled;
	bool		 unknown;	/* its address is of no link */
	bool		 writing;	/* waits until it can be written to */
	bool		 told;		/* why it ends */
	bool		 last;		/* nothing follows what waits */
	uint8_t		 held;		/* enum conn_hold bits */
	uint8_t		 state;		/* enum peer_state */
	uint8_t		 end;		/* enum conn_end, of a dead one */
	const char	*why;		/* the same */
	int		 fd;
	struct event	 read, write, timer;
	uint64_t	 timer_at;	/* 0: it does not run */
	struct bufferevent *bev;	/* TLS */
	uint16_t	 streams, stream;	/* SCTP: of ours, the last */

	struct rest	 rest;
	struct output	 out;
	uint64_t	 progress;	/* when some of it went out last */
	uint64_t	 held_at;

	uint8_t		 src[EDGE_ADDRESS_MAX], dst[EDGE_ADDRESS_MAX];
	uint8_t		 address_len;
	uint16_t	 sport, dport;

	/* who it is: peer.c */
	struct dial	*dial;		/* that began it, or NULL */
	int		 link;		/* -1: not known */
	char		*host, *realm;	/* or NULL */
	struct base_header cer;		/* of one that waits for an election */
	struct way	*way;		/* of the engine, or NULL */
	struct watchdog	 watchdog;
	uint64_t	 watch_at;	/* 0: it is not watched */
	uint64_t	 watch_for;	/* Tw, this time */
	uint64_t	 deadline;	/* of the state, 0: none */
	uint32_t	 cause;		/* of a DPR that came, + 1 */
	uint32_t	 hop;		/* identifiers of our own requests */
	uint32_t	 asked;		/* hop-by-hop of CER, DPR */
};

/* Takes the socket, also when it fails (NULL). */
struct conn	*conn_new(struct peers *, const struct transport *, int fd,
		    bool dialled);
void		 conn_free(struct conn *);
/* Octets came: hands each message on.  False when the connection is dead. */
bool		 conn_feed(struct conn *, uint8_t *, size_t);
/* The same, and they end where a message has to. */
bool		 conn_feed_end(struct conn *, uint8_t *, size_t, bool end);
/* False: too much waits already.  What neighbours say to each other has some
 * room of its own, so that the watchdog goes on. */
bool		 conn_send(struct conn *, const struct iovec *, int n);
bool		 conn_send_own(struct conn *, const struct iovec *, int n);
size_t		 conn_waiting(const struct conn *);
/* n octets of what waits went out, none more can for now. */
void		 conn_sent(struct conn *, size_t n);
void		 conn_blocked(struct conn *, bool);
void		 conn_hold(struct conn *, enum conn_hold, bool);
/* What a transport has to do, or what all do that have only a socket. */
void		 conn_reading(struct conn *, bool);
void		 conn_shut(struct conn *);
bool		 conn_certified(const struct conn *, const char *host);
/* Of a socket: n is what reading gave, 0 or below; sending did not go, true: it
 * is to be tried again. */
void		 conn_unread(struct conn *, ssize_t n);
bool		 conn_unsent(struct conn *);
/* Marks it; why: static. */
void		 conn_fail(struct conn *, enum conn_end, const char *why);
/* The timer runs for the next of what is due. */
void		 conn_timer(struct conn *);
void		 conn_addresses(struct conn *);
/* Of a socket address: octets, their number, and the port. */
uint8_t		 address_take(const struct sockaddr_storage *,
		    uint8_t octets[EDGE_ADDRESS_MAX], uint16_t *port);
socklen_t	 address_make(struct sockaddr_storage *,
		    const struct conf_end *, size_t i);

#endif
