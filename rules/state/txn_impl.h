/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Inside the memory of transactions: records, index, lists.
 *
 * The index is one open hash table with linear probing.  A place holds half of
 * a key and a record; the key itself stands in the record.  A key is there at
 * most once: who comes later has it.  Two keys a record and three places make
 * it two thirds full at most, and taking out moves the others up, so that
 * nothing is left behind that would have to be swept.
 *
 * A record is in one of four lists by what is waited for, each in the order
 * of its latest messages: the quietest one is at one of four heads.
 */
#ifndef RULES_STATE_TXN_IMPL_H
#define RULES_STATE_TXN_IMPL_H

#include "txn.h"

enum txn_state {
	TXN_FREE,
	TXN_WAITING,		/* for the first answer */
	TXN_TOLD,		/* so too, and that was told */
	TXN_GOING,		/* answered, or sent again after told */
	TXN_CALLING,		/* likewise, and is about a call */
	TXN_STATES,
};

enum txn_flag {
	TXN_PEER = 1,		/* key[1] and responder are known */
	TXN_SPILLED = 2,	/* an open invoke had to be forgotten */
};

enum {
	TXN_EARLY = 1024,	/* recent unasked answers, and recent ends */
	TXN_PLACES = 3,		/* of the index, a record */
};

#define TXN_NOBODY	UINT32_MAX
/* Between an answer and its request that a capture has in the wrong order;
 * time that goes back by more was set. */
#define TXN_BACK	UINT64_C(1000000000)
/* From the place where a message was seen first to the next one. */
#define TXN_AGAIN	UINT64_C(2000000000)

struct txn_place {
	uint32_t	 tag;		/* the upper half of the key */
	uint32_t	 at;		/* record + 1, 0: free */
};

struct txn_early {
	uint64_t	 key, when;
};

struct txns {
	struct txn	*record;
	struct txn_place *place;
	size_t		 max, places;
	size_t		 fresh;		/* records used so far */
	size_t		 n;		/* open */
	uint32_t	 freed;		/* first of those free again */
	uint32_t	 first[TXN_STATES], last[TXN_STATES];
	uint64_t	 lost;
	uint64_t	 latest;	/* time of the latest message or sweep */
	uint64_t	 due;		/* nothing ends before, see txns_expire() */
	uint64_t	 answer, forget;	/* for which that is so */
	uint64_t	 salt_address, salt_tid, salt_request, salt_session;
	struct txn_early early[TXN_EARLY];
	struct txn_early ended[TXN_EARLY];
};

/* Of Diameter: a record's key[0] is the one with the session, where there is
 * one. */
static inline uint64_t
txn_main_key(const struct txn_meeting *meeting)
{
	return meeting->key[meeting->key[1] != 0];
}

/* txn_store.c; a key is never 0. */
struct txn	*txn_lookup(const struct txns *, uint64_t key);
void		 txn_index(struct txns *, uint64_t key, struct txn *);
/* A new one, all zero but for its times, waiting and without a key; when full
 * it is that of the quietest. */
struct txn	*txn_new(struct txns *, uint64_t now);
/* Its contents stay up to the next txn_new(). */
void		 txn_end(struct txns *, struct txn *);
/* The key will be looked up; a little later, for what it leads to. */
void		 txn_expect_key(const struct txns *, uint64_t key);
void		 txn_expect_record(const struct txns *, uint64_t key);
/* What txn_touch() and txn_end() will need. */
void		 txn_prefetch(const struct txns *, const struct txn *);
/* There was a message. */
void		 txn_touch(struct txns *, struct txn *, enum txn_state,
		    uint64_t now);

/* txn_invoke.c: takes note of what is asked and what answered. */
void		 txn_note(struct txn *, const struct sig_msg *, bool by_opener);

#endif
