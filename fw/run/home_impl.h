/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Between the files of the engine's side of an edge with a channel.
 */
#ifndef FW_RUN_HOME_IMPL_H
#define FW_RUN_HOME_IMPL_H

#include "home.h"

struct event;

enum home_limit {
	IN_MAX = 256 << 10,		/* and a message */
	OUT_MAX = 4 << 20,
	OUT_RESERVE = 64 << 10,		/* of it for what is no request */
	MESSAGE_DEFAULT = 64 << 10,
	ANSWER_MS_DEFAULT = 10000,
	HELLO_ROOM = 64,
};

struct neighbour {
	struct home	*home;
	bool		 up;		/* UP came, and no DOWN */
	bool		 hold;
	uint32_t	 number;
	struct channel_up end;
	struct way	*way;		/* NULL: no link leads to it */
	uint32_t	 credit;	/* of ours, towards it */
	uint32_t	 theirs;	/* of its, towards us */
	uint32_t	 owed;		/* of its, not given back yet */
	bool		 owing;		/* so it is in home's list */
	struct neighbour *owing_next;
};

struct home {
	struct engine	*engine;
	const struct ruleset *rules;
	enum channel_protocol protocol;
	const char	*name;		/* for sentences */
	struct event_base *base;
	struct event	*readable, *writable, *silent;
	int		 fd;		/* -1: no edge */
	bool		 greeted;
	bool		 waits;		/* for the socket to take more */
	bool		 heard;		/* since "silent" came last */
	size_t		 message;	/* octets of one at most */
	uint8_t		*in, *out;
	size_t		 in_len, in_size;
	size_t		 out_from, out_len;	/* what waits lies between */
	struct neighbour *owing;	/* while frames are read */
	uint64_t	 lost[CHANNEL_LOSS_COUNT];
	struct neighbour neighbour[CHANNEL_NEIGHBOURS];
};

/* home.c: room for n octets behind what waits to go out, or NULL; a small
 * frame, for which there always is room where the edge reads. */
uint8_t		*home_room(struct home *, size_t n);
void		 home_put(struct home *, enum channel_kind, uint32_t neighbour,
		    uint32_t count);

/* home_neighbour.c: makes a neighbour a way, where it has a link, and lets it
 * ask; what a frame of the edge's leads to: NULL, or what is wrong with it;
 * credit for all that was read at once. */
void		 neighbour_open(struct neighbour *);
const char	*home_frame(struct home *, const struct channel_frame *);
void		 neighbours_credit(struct home *);

#endif
