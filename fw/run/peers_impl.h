/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The inside of the edge: what its files share.
 */
#ifndef FW_RUN_PEERS_IMPL_H
#define FW_RUN_PEERS_IMPL_H

#include "../../rules/conf.h"
#include "conn.h"
#include "peers.h"

struct owners;
struct rate;
struct ssl_ctx_st;

enum peers_limit {
	ACCEPTS_MAX = 16,		/* of a listener, each wake-up */
	UNIDENTIFIED_MAX = 512,		/* of all, ... */
	UNIDENTIFIED_UNKNOWN = 128,	/* ... from addresses of no link, ... */
	UNIDENTIFIED_SOURCE = 64,	/* ... from one address */
	HANDSHAKES = 20,		/* of TLS, from one address at once, ... */
	HANDSHAKE_SOURCES = 4096,	/* ... of so many remembered */
	FAILED_MAX = 256,		/* neighbours remembered as failed */
};

/* Times, ns. */
struct peers_times {
	uint64_t	 watchdog;	/* Tw */
	uint64_t	 connect;	/* and handshake */
	uint64_t	 capabilities;	/* until CER, CEA */
	uint64_t	 goodbye;	/* until DPA, or the end after it */
	uint64_t	 stalled;	/* without progress in writing */
	uint64_t	 redial, redial_first;	/* Tc, and what leads to it */
};

struct listener {
	struct peers	*peers;
	struct listener	*next;
	const struct conf_end *end, *later;	/* in the configuration, and
					 * in the one to come */
	const struct transport *transport;
	int		 fd;
	struct event	 accept, pause;
	bool		 keep, fresh;	/* while rules are swapped */
};

/* A link that we dial. */
struct dial {
	struct peers	*peers;
	struct dial	*next;
	unsigned	 link, later;	/* the same */
	struct conn	*conn;		/* under way or open, or NULL */
	struct event	 timer;
	unsigned	 tries;		/* that failed in a row */
	bool		 keep, fresh;
};

/* Neighbours that the watchdog gave up, until they are well again. */
struct failed {
	uint64_t	 key;		/* of host and link's name, 0: none */
};

/* Lines that were written of late, and that were not. */
struct told {
	uint64_t	 from;
	unsigned	 lines, more;
};

struct peers {
	struct engine	*engine;
	const struct conf *conf;
	struct owners	*owners;
	struct event_base *base;
	uint64_t	 secret, draws;
	struct base_self self;
	struct peers_times times;
	struct ssl_ctx_st *tls;		/* or NULL */
	struct rate	*handshakes;	/* by address */
	struct listener	*listeners;
	struct dial	*dials;
	struct conn	*conns, *dirty, *dead;
	bool		 stopping;
	struct failed	 failed[FAILED_MAX];
	unsigned	 nfailed;
	struct peers_counts counts;
	unsigned	 nconn;
	unsigned	 unknown;	/* unidentified, of no link's address */
	uint8_t		*buffer;	/* CONN_READ octets */
	uint64_t	 now;		/* of this wake-up */
	struct told	 told[2];	/* of strangers, of neighbours */
};

/* ---- peers.c ---- */

uint64_t	 peers_now(void);	/* ns of a clock that only goes on */
/* Random, below n. */
uint64_t	 peers_draw(struct peers *, uint64_t n);
/* v, more or less by up to range. */
uint64_t	 peers_jitter(struct peers *, uint64_t v, uint64_t range);
const struct transport *transport_find(unsigned transport);

/* For tests: other times than the configuration has. */
void		 peers_set_times(struct peers *, const struct peers_times *);

/* ---- tell.c ---- */

void		 tell_open(struct conn *);
void		 tell_stranger(struct conn *, const char *host,
		    const char *realm);
void		 tell_gone(struct conn *);

/* ---- failed.c, self.c ---- */

bool		 peer_has_failed(const struct peers *, const struct conn *);
void		 peer_set_failed(struct peers *, const struct conn *, bool);
void		 self_set(struct base_self *, const struct conf_diameter *);
/* The same, as the far side of the connection sees us. */
struct base_self peer_self(const struct conn *);

/* ---- ident.c ---- */

/* The link that the connection belongs to, by what it says and by what is known
 * of it; -1: none. */
int		 ident_link(const struct conn *, const char *host,
		    const char *realm);
/* Might some link have that address on its far side? */
bool		 ident_address(const struct peers *, const uint8_t *, size_t);
bool		 ident_same_name(const char *, const char *);
/* Is the neighbour the one that its link dials? */
bool		 ident_dialled(const struct conn *);

/* ---- peer.c: the state machine ---- */

enum peer_state { PEER_CONNECTING, PEER_WAIT_CEA, PEER_WAIT_CER, PEER_ELECT,
	PEER_OPEN, PEER_CLOSING, PEER_LEAVING, PEER_STATES };

void		 conn_started(struct conn *);	/* both can talk */
/* A whole message, its header as it was read. */
void		 peer_message(struct conn *, const struct base_header *,
		    uint8_t *, size_t);
void		 peer_time(struct conn *, uint64_t now);
void		 peer_gone(struct conn *);	/* before it is freed */
/* What waited has gone out. */
void		 peer_flushed(struct conn *);
/* Says goodbye, or ends what is not open yet. */
void		 peer_goodbye(struct conn *, uint32_t cause);
bool		 peer_unidentified(const struct conn *);
void		 peer_write(struct conn *, const struct wbuf *);

/* ---- meet.c: capabilities exchange and election ---- */

void		 peer_cer(struct conn *, const struct base_header *, uint8_t *,
		    size_t);
void		 peer_cea(struct conn *, const struct base_header *, uint8_t *,
		    size_t);
/* The connection that one lost its election to is gone. */
void		 meet_gone(const struct conn *);

/* ---- watch.c: while it is open ---- */

void		 peer_open(struct conn *);
void		 peer_down(struct conn *, const char *why);
unsigned	 peer_watch(struct conn *, enum watchdog_event);
void		 peer_pass(struct conn *, const struct base_header *,
		    uint8_t *, size_t);

/* ---- listen.c, dial.c ---- */

/* Opens those of conf that are not open; false after a sentence.  Then settle
 * drops those that conf has not, or undo those that were opened. */
bool		 listeners_open(struct peers *, const struct conf *);
void		 listeners_settle(struct peers *);
void		 listeners_undo(struct peers *);
void		 listeners_close(struct peers *);
bool		 dials_open(struct peers *, const struct conf *);
void		 dials_settle(struct peers *);
void		 dials_undo(struct peers *);
void		 dials_close(struct peers *);
/* Its connection is over. */
void		 dial_over(struct conn *);
/* Nobody is open on the link any more that came by itself. */
void		 dial_again(struct peers *, int link);

#endif
