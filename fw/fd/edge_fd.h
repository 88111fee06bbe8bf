/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The edge that is freeDiameter, inside: what its threads share.
 *
 * One lock is over all of it.  It is held for copying and book-keeping alone:
 * nothing of freeDiameter is called under it, nothing is written to a file,
 * and so no thread can be cancelled that has it (freeDiameter cancels its own
 * when it ends).
 *
 *	reader	(ours)		channel -> queue of send.c
 *	sender	(ours)		queue -> fd_msg_send(), which may wait
 *	routing-out (theirs)	picks the peer that the engine picked
 *	peer	(theirs)	octets and message come together (raw.c)
 *	routing-in (theirs)	takes every message, octets -> channel buffer
 *	writer	(ours)		channel buffer -> channel
 *	clock	(ours)		who is open, what is overdue
 */
#ifndef FW_FD_EDGE_FD_H
#define FW_FD_EDGE_FD_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <freeDiameter/freeDiameter-host.h>
#include <freeDiameter/libfdcore.h>

#include "../run/channel.h"

enum fd_limit {
	OUT_MAX = 16 << 20,		/* octets that wait for the engine */
	OUT_RESERVE = 256 << 10,	/* of it for what is no message */
	ASKS_MAX = 1 << 16,		/* requests of the engine's, open */
	QUERIES_MAX = 1 << 12,		/* of the home's */
	ORPHANS_MAX = 1 << 12,		/* that freeDiameter did not end */
	QUEUE_MAX = 1 << 14,		/* messages for fd_msg_send(), ... */
	QUEUE_OCTETS = 32 << 20,	/* ... and octets of them */
	LIVE_MAX = 1 << 14,		/* messages from peers, in all */
	STUCK_SECONDS = 20,		/* that fd_msg_send() may take */
	EXPIRY_MARGIN_MS = 1000,	/* the engine gives up first */
	CLOCK_MS = 50,
	REFUSAL_MAX = 2048,		/* octets of an answer of our own */
	MESSAGE_MAX = 64 << 10,		/* until the engine tells */
};

#define NS	UINT64_C(1000000000)
#define NS_MS	UINT64_C(1000000)

enum result {
	RESULT_UNABLE_TO_DELIVER = 3002,
	RESULT_TOO_BUSY = 3004,
};

/* A Diameter node that freeDiameter has. */
struct neighbour {
	bool		 known, up;
	bool		 seen;		/* while the list is walked */
	bool		 told;		/* that it can not be reached */
	char		 host[EDGE_NAME_MAX];
	uint32_t	 number;	/* the next one, or that of now */
	uint32_t	 credit;	/* of its requests */
	uint32_t	 owed;		/* to the engine, no room yet */
};

/* A request of the engine's, from fd_msg_send_timeout() to its end. */
struct ask {
	struct edge	*edge;
	struct ask	*next;		/* free ones */
	bool		 used, orphan;
	bool		 routed;	/* has been given to its peer once */
	uint32_t	 hop_by_hop;	/* the engine's */
	uint32_t	 number;	/* of the neighbour */
	uint32_t	 cost;
	uint64_t	 until;
};

/* A request of a neighbour's that the engine has. */
struct query {
	struct msg	*msg;		/* NULL: free */
	uint32_t	 round;		/* high part of its identifier */
	uint32_t	 number;	/* of the neighbour */
	uint64_t	 until;
};

/* To be sent: octets that are ours, for a neighbour or a query. */
struct item {
	uint8_t		*octets;
	size_t		 n;
	uint32_t	 number;
	struct msg	*query;		/* or NULL: by its identifier */
};

struct edge {
	pthread_mutex_t	 lock;

	/* pipe.c */
	int		 fd;
	pthread_cond_t	 more;		/* for the writer */
	uint8_t		*out, *spare;
	size_t		 out_len;
	bool		 ready;		/* the engine said hello */
	size_t		 message;	/* octets of one at most */
	uint64_t	 expiry;	/* ns */

	/* neighbour.c */
	struct neighbour neighbour[CHANNEL_NEIGHBOURS];
	bool		 stop_asked, stopping;

	/* ask.c */
	struct ask	*ask, *ask_free;
	unsigned	 orphans;

	/* query.c */
	struct query	*query;
	uint32_t	 query_next;

	/* send.c */
	struct item	*item;
	unsigned	 item_first, items;
	size_t		 item_octets;
	pthread_cond_t	 item_more, item_fewer;
	uint64_t	 sending_since;	/* 0: it is not */

	uint64_t	 lost;		/* no room towards the engine */
};

/* log.c */
void		 tell(const char *, ...) __attribute__((format(printf, 1, 2)));
bool		 log_may(void);		/* one more, of what may be many */
void		 log_begin(void);
void		 log_runs(void);	/* less of freeDiameter's, ... */
void		 log_ends(void);	/* ... and nothing */
uint64_t	 clock_ns(void);	/* that nobody sets */
/* Ends the process at once, and its parent starts it again. */
void		 give_up(const char *why) __attribute__((noreturn));
/* Ends it in order, soon. */
void		 stop_ask(struct edge *);

/* pipe.c; the first two with the lock held.  False: no room. */
bool		 pipe_small(struct edge *, const struct wbuf *);
bool		 pipe_message(struct edge *, uint32_t number,
		    const uint8_t *, size_t n, uint32_t hop_by_hop);
bool		 pipe_begin(struct edge *, int fd);
void		 pipe_end(struct edge *);	/* what is there goes out */

/* neighbour.c; with the lock held, but for the last three. */
struct neighbour *neighbour_of(struct edge *, uint32_t number);
struct neighbour *neighbour_named(struct edge *, const char *, size_t);
void		 neighbour_credit(struct edge *, uint32_t number,
		    uint32_t credit);	/* gives it back to the engine */
void		 neighbour_gone(struct edge *, uint32_t number,
		    enum channel_why);
void		 neighbours_look(struct edge *);
bool		 neighbour_open(const char *host, size_t len);
/* A connection to it failed: true when that is to be told, the first time
 * since it was open. */
bool		 neighbour_failed(struct edge *, const char *host, size_t len);

/* ask.c */
bool		 asks_begin(struct edge *);
/* Sends a request of the engine's; the octets are taken. */
void		 ask_send(struct edge *, struct item *);
/* The request behind it, when it is one of ours and open, else NULL. */
struct ask	*ask_of(struct msg *);
/* With the lock held: it is over. */
void		 ask_end(struct ask *);
/* It is over with this result, which the engine is told. */
void		 ask_refuse(struct ask *, struct msg *, enum result);
void		 asks_overdue(struct edge *, uint64_t now);

/* query.c */
bool		 queries_begin(struct edge *);
/* A request of a neighbour's, which is taken, with its octets. */
void		 query_came(struct edge *, struct msg *, const uint8_t *,
		    size_t);
/* An answer to one; the octets are taken, so is the query where it has one. */
void		 query_answer(struct edge *, struct item *);
void		 queries_close(struct edge *, uint32_t number);
void		 queries_overdue(struct edge *, uint64_t now);

/* send.c; waits for room, but for a message that is refused: false then. */
bool		 send_begin(struct edge *);
void		 send_put(struct edge *, const struct item *);
bool		 send_try(struct edge *, const struct item *);

/* raw.c: the octets that a message was made of. */
struct fd_hook_permsgdata {
	struct fd_hook_permsgdata *next;
	uint8_t		*p;		/* or NULL: it is between neighbours */
	size_t		 n;
	struct msg	*msg;
};
bool		 raw_begin(struct fd_hook_data_hdl **);
/* Keeps the octets and paints them over.  False: no memory. */
bool		 raw_take(struct fd_hook_permsgdata *, uint8_t *, size_t);
void		 raw_note(struct fd_hook_permsgdata *, struct msg *);
struct cur	 raw_of(struct msg *);
void		 raw_wait(void);	/* while there are too many messages */

/* refuse.c */
bool		 refuse_put(struct wbuf *, struct cur request, enum result);

/* hook.c */
bool		 hooks_begin(struct edge *);

#endif
