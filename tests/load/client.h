/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * MMEs with the devices of a class: what they are to offer, and what they saw.
 */
#ifndef TESTS_LOAD_CLIENT_H
#define TESTS_LOAD_CLIENT_H

#include "load.h"

/* What devices ask. */
enum mix {
	MIX_ULR,
	MIX_AIR,
	MIX_BOTH,			/* in turn, of the same device */
	MIX_ATTACH,			/* a ULR once the AIR succeeded */
};

struct result_count {
	unsigned	 code;
	uint64_t	 n;
};

struct group {
	/* what is asked for */
	char		 name[32], imsi[16];	/* first digits */
	char		 host[64], realm[128];
	unsigned	 devices, conns, window;
	double		 rate;		/* a second, 0: as the window lets */
	enum mix	 mix;
	/* what came of it; all of the run */
	uint64_t	 sent, answered, unanswered, unasked, lost;
	struct result_count code[LOAD_CODES_MAX];
	/* while it was measured */
	uint64_t	 measured_sent, measured;
	struct histogram all, fine;	/* answers; those of success */
};

struct plan {
	struct group	*group;
	unsigned	 ngroups;
	struct sockaddr_in to;
	uint64_t	 warm, time, wait;	/* ns */
	uint64_t	 count;			/* of each group, 0: no limit */
};

/* client_conn.c */
struct conn;

struct conn	*conn_new(struct group *, unsigned number,
		    const struct sockaddr_in *);
int		 conn_fd(const struct conn *);
/* Sends what is due at that time; returns when more is due, 0: only after an
 * answer. */
uint64_t	 conn_offer(struct conn *, uint64_t now, bool measure);
/* Begins to count its time from here. */
void		 conn_begin(struct conn *, uint64_t now);
/* Takes what came.  False: the connection is over, its requests are lost. */
bool		 conn_readable(struct conn *, bool measure);
bool		 conn_writable(struct conn *);
bool		 conn_waits(const struct conn *);	/* for answers */
/* Requests without an answer for so long are unanswered. */
void		 conn_expire(struct conn *, uint64_t now, uint64_t wait);
void		 conn_end(struct conn *);

#endif
