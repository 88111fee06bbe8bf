/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The edge that is libosmo-sigtran, inside.
 *
 * One thread, libosmocore's select loop:
 *
 *	peer -> guard.c (octets checked, who it is) -> library -> user.c
 *	     -> pipe.c -> engine
 *	engine -> pipe.c -> neighbour.c (queue) -> user.c -> library -> peer
 *
 * and all octets of peers by way of stream.c.
 */
#ifndef FW_SS7_EDGE_SS7_H
#define FW_SS7_EDGE_SS7_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>

#include <osmocom/core/msgb.h>
#include <osmocom/core/select.h>
#include <osmocom/sigtran/osmo_ss7.h>

#include "../run/channel.h"
#include "../run/m3ua.h"

struct sctp_sndrcvinfo;

enum ss7_limit {
	OUT_MAX = 8 << 20,		/* octets that wait for the engine */
	OUT_RESERVE = 256 << 10,	/* of it for what is no message */
	IN_MAX = 256 << 10,
	INSTANCE_MAX = 15,		/* number of one, cs7 */
	ASPS_MAX = 16,			/* of an application server */
	PASS_MAX = 8,			/* messages that the library holds for
					 * an application server */
	CREDIT_MUCH = CHANNEL_CREDIT / 4,
	SCCP_MAX_IPA = 1100,		/* octets that it can send over IPA */
	OTHER_MAX = 1500,		/* of a message that is not DATA, which
					 * it may send back */
	OFTEN = 10,			/* lines a second of what may be many */
};

/* An application server of an instance. */
struct neighbour {
	struct osmo_ss7_as *as;		/* NULL: nobody's place */
	bool		 up;
	bool		 seen;		/* while the lists are walked */
	uint32_t	 number;	/* the next one, or that of now */
	uint32_t	 credit;	/* of its messages */
	uint32_t	 owed;		/* to the engine */
	uint16_t	 active;	/* its processes that are, as bits; */
	uint16_t	 standby;	/* of these, those that another host's
					 * have taken over from, ... */
	uint16_t	 again;		/* ... and which it has left since */
	struct llist_head queue;	/* of MTP-TRANSFER.req for it, ... */
	unsigned	 queued;	/* ... so many */
};

struct edge {
	/* pipe.c */
	struct osmo_fd	 ofd;
	uint8_t		*out, *in;
	size_t		 out_from, out_len, in_len;
	bool		 ready;		/* the engine said hello */
	bool		 stop;

	/* neighbour.c */
	struct neighbour neighbour[CHANNEL_NEIGHBOURS];

	/* user.c */
	struct osmo_ss7_user user[INSTANCE_MAX + 1];

	uint32_t	 lost[CHANNEL_LOSS_COUNT];	/* since it was told */
};

/* log.c */
void		 tell(const char *, ...) __attribute__((format(printf, 1, 2)));
void		 log_begin(void *context);
/* Ends the process at once, and its parent starts it again. */
void		 give_up(const char *why) __attribute__((noreturn));

/* guard.c */
/* What came last from a peer, until it is taken. */
struct ingress {
	struct osmo_ss7_asp *asp;	/* NULL: nothing */
	struct osmo_ss7_as *as;
	uint8_t		 ni, mp;
};
/* False after a sentence: the library does not call us where it has to. */
bool		 guard_begin(struct edge *);
bool		 guard_came(struct ingress *);
/* While the library sends for us, no point code is ours. */
void		 guard_sends(bool);
/* Of its connection, or NULL. */
struct osmo_fd	*guard_ofd(const struct osmo_ss7_asp *);
/* A function by its name that is behind ours, as a pointer that is none of
 * data; is it ours that a library finds? */
bool		 guard_next(const char *name, void *function, size_t size);
bool		 guard_is_first(const char *name);

/* stream.c */
/* False: the library does not call us. */
bool		 streams_begin(void);
/* Between them the library reads from that connection; NULL: as ever. */
void		 stream_read_begin(struct osmo_fd *);
void		 stream_read_end(void);
/* Does something wait that the kernel does not take? */
bool		 stream_busy(struct osmo_fd *);
/* What the library has to write is taken, ... */
void		 stream_write(struct osmo_fd *);
/* ... and written; the library gets all that was read. */
void		 streams_flush(void);
void		 streams_read(void);

/* stream_sctp.c */
typedef int	 sctp_reader(int, void *, size_t, struct sockaddr *,
		    socklen_t *, struct sctp_sndrcvinfo *, int *);
/* False: the library does not call us. */
bool		 sctp_begin(void);
/* For the library, the message that was read ahead, or the kernel's next. */
sctp_reader	 sctp_next;
/* The rest of a message that is longer than the library takes, which would be
 * taken for another one, is read.  False: it is not all there, or has no
 * end. */
bool		 sctp_rest(int fd);
/* One came by that connection, so there may be more. */
void		 sctp_more(struct osmo_fd *);
void		 sctp_forget(const struct osmo_fd *);
void		 sctp_read(void);

/* pipe.c; false: no room. */
bool		 pipe_begin(struct edge *, int fd);
bool		 pipe_small(struct edge *, const struct wbuf *);
bool		 pipe_message(struct edge *, uint32_t number,
		    const struct m3ua_label *, const uint8_t *, size_t n);
void		 pipe_turn(struct edge *);
void		 pipe_end(struct edge *);	/* what is there goes out */

/* neighbour.c */
struct neighbour *neighbour_of(struct edge *, uint32_t number);
struct neighbour *neighbour_as(struct edge *, const struct osmo_ss7_as *);
/* Who is active and who is not any more; queues go on. */
void		 neighbours_look(struct edge *);
void		 neighbours_stop(struct edge *);
/* An MTP-TRANSFER.req, which is taken.  False: more than there was credit
 * for. */
bool		 neighbour_queue(struct neighbour *, struct msgb *);
/* A process of ours was told that, enum m3ua_status. */
void		 neighbour_status(struct edge *, const struct osmo_ss7_asp *,
		    uint32_t status);
void		 neighbour_event(struct edge *, struct osmo_ss7_asp *,
		    const struct way_event *);

/* user.c */
/* Of all instances that are.  False after a sentence. */
bool		 users_begin(struct edge *);
/* MTP-TRANSFER.req, of an M3UA DATA message that was checked.  NULL: no
 * memory. */
struct msgb	*user_request(const struct m3ua *);
/* Takes it. */
void		 user_send(struct edge *, struct neighbour *, struct msgb *);

/* main.c */
void		 lose(struct edge *, enum channel_loss);

#endif
