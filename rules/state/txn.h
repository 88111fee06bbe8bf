/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Open TCAP dialogues and Diameter requests: what an answer answers.
 *
 * ITU-T Q.771 to Q.775 (transactions, invoke ids), 3GPP TS 29.002 6.1 (which
 * addresses), RFC 6733 3 and 6.2 (hop-by-hop and end-to-end identifiers).
 *
 * A TCAP transaction id belongs to the node that gave it out: a dialogue is
 * found by (address of its opener, his id) and by (address of the responder,
 * his id).  The address is the digits of the global title, or else a point
 * code.  Ids are compared as numbers: 01 and 00 00 00 01 are one id, because
 * there are receivers that read an id as a number and send it back in another
 * length, and a message is to be judged by what such a receiver takes it for.
 * Should a node give out both at once, the later one ends the earlier.
 *
 * Memory is bounded and got once: when it is full, the transaction that has
 * been quiet for longest is given up.  All work is bounded and no key can be
 * made to collide by who does not know the secret.  Time is an argument and
 * may go back: then nothing ends early, and what is left from before counts
 * from the time when it is met.
 */
#ifndef RULES_STATE_TXN_H
#define RULES_STATE_TXN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct sig_msg;
struct txns;

enum txn_what {
	/* has no transaction: unidirectional, returned by SCCP (but see
	 * ENDS), management of links, subsystems and Diameter peers, a Begin
	 * without an id */
	TXN_NONE,
	TXN_OPENS,		/* Begin, request */
	TXN_WITHIN,		/* Continue of one that is open */
	/* End, Abort, answer of one that is open; or the Begin of one that has
	 * no answer yet, returned by SCCP to its opener */
	TXN_ENDS,
	TXN_UNASKED,		/* belongs to none that is open */
};

/* ns: somebody talks for so long without a word of his exchange's. */
#define TXN_CALL	(UINT64_C(4) * 3600 * 1000000000)

enum {
	TXN_INVOKES = 8,	/* remembered of one dialogue */
	TXN_EXPIRE_MAX = 64,	/* transactions one txns_expire() looks at */
};

/* One open transaction.  The caller fills in and changes what is his. */
struct txn {
	uint64_t	 started;	/* ns: the opening message */
	uint64_t	 active;	/* ns: the latest message */
	uint64_t	 frame;		/* capture frame that opened it */
	uint64_t	 imsi, imei;	/* the caller's */
	uint64_t	 user;		/* the caller's, and so the next two */
	uint64_t	 source, identity, named;
	uint16_t	 from, to;	/* the caller's: owners */
	uint16_t	 network, country; /* the caller's: place claimed */
	int16_t		 link, out, cls; /* the caller's */
	/* enum sig_op that it was opened for.  A Begin without components:
	 * that of the opener's first invoke, and until then SIG_OP_NONE. */
	uint8_t		 op;
	uint8_t		 ac, ac_version; /* MAP context, 0: none */
	uint8_t		 proto;		/* enum sig_proto */
	uint8_t		 direction;	/* the caller's */
	bool		 refused;	/* the caller's: no answer is owed */
	bool		 answered;	/* the responder has said something */
	bool		 overdue;	/* its time-out was told */
	uint8_t		 counted;	/* the caller's */

	/* private */
	uint8_t		 state;
	uint8_t		 by_opener;	/* bit per invoke: the opener's */
	uint8_t		 done;		/* bit per invoke: answered */
	uint8_t		 next_invoke;	/* place of the next */
	uint8_t		 flags;
	uint64_t	 key[2];	/* opener's id, responder's; 0: none */
	uint32_t	 opener, responder;	/* addresses, hashed */
	uint32_t	 prev, next;	/* of those in the same state */
	uint32_t	 called;	/* where the Begin was sent, hashed */
	int8_t		 invoke_id[TXN_INVOKES];
	uint8_t		 invoke_op[TXN_INVOKES];	/* SIG_OP_NONE: free */
};

_Static_assert(sizeof(struct txn) <= 160, "two cache lines and a half");

/* What a message has to do with what is open. */
struct txn_meeting {
	uint8_t		 what;		/* enum txn_what */
	bool		 by_opener;	/* sent by the side that opened */
	/* Within a dialogue, but from or to another address than that of the
	 * side it was with, or with another id of that side.  Never so for the
	 * first message of the responder: he may have another address than
	 * the one the Begin was sent to. */
	bool		 peer_changed;
	/* OPENS with the id of an open one, which ends. */
	bool		 reused;
	/* OPENS, and is a Diameter request that is open already: sent again.
	 * It is the same transaction, and stays that. */
	bool		 again;
	/* OPENS, and an answer to it, unasked then, came within the last
	 * second.  The transaction counts as answered and stays open. */
	bool		 answered_before;
	/* UNASKED, and ends a dialogue that another one ended less than two
	 * seconds ago: seen once more, at another place of its way. */
	bool		 ended_before;
	/* ENDS, because its Begin is returned: there is no answer to come. */
	bool		 returned;
	struct txn	*txn;		/* of WITHIN and ENDS, otherwise NULL */

	/* private: what was looked up, so that it need not be hashed again */
	uint64_t	 key[2];	/* 0: none */
	uint32_t	 sender, receiver;	/* addresses, hashed */
	struct txn	*found;		/* the open one it concerns */
	uint64_t	 found_key;	/* and its key, to know it again */
};

/* max: transactions at most; secret keys the hashes; NULL: no memory. */
struct txns	*txns_new(size_t max, uint64_t secret);
void		 txns_free(struct txns *);

/*
 * What the message has to do with what is open at now (ns).  Changes nothing.
 * The meeting holds until the next txn_commit() or txns_expire().
 */
void		 txn_find(struct txns *, const struct sig_msg *, uint64_t now,
		    struct txn_meeting *);
/* The same in steps, with other work between them: the first one sends for the
 * memory that the others will look at, the second, which may be left out, for
 * what that leads to. */
void		 txn_expect(const struct txns *, const struct sig_msg *,
		    struct txn_meeting *);
void		 txn_expect_more(const struct txns *,
		    const struct txn_meeting *);
void		 txn_meet(struct txns *, const struct sig_msg *, uint64_t now,
		    struct txn_meeting *);
/*
 * The message goes its way, or was refused and is to be known: opens, goes on
 * or ends.  Also for UNASKED: a request that comes a little later is known to
 * be answered by it.  Returns the transaction; one that ended is readable up
 * to the next txn_commit() or txns_expire().  NULL: there is none.
 *
 * OPENS: one that is zero but for started, active, frame, op, ac, proto and
 * answered, for the caller to fill in; for one that is sent again the open one,
 * as the caller left it.
 */
struct txn	*txn_commit(struct txns *, const struct sig_msg *, uint64_t now,
		    struct txn_meeting *);
/* The message opened one that was committed and is open: it ends without an
 * answer, and is readable as above.  NULL: there is no such. */
struct txn	*txn_undo(struct txns *, const struct sig_msg *, uint64_t now);
/*
 * enum sig_op that component "comp" of the message, a result, error or reject,
 * answers; before txn_commit(), which takes note that it is answered.
 * SIG_OP_NONE: that was never asked of its sender in this dialogue, or has had
 * its answer.  SIG_OP_UNALLOCATED: asked, but not known what.
 */
unsigned	 txn_asked(const struct txn_meeting *, const struct sig_msg *,
		    unsigned comp);

/*
 * Tells those, refused ones left out, that have been waiting for longer than
 * answer (ns) for a first answer, once each, and forgets those without a
 * message for longer than forget; dialogues about calls (CAP) that have gone on
 * not before TXN_CALL.  Looks at TXN_EXPIRE_MAX at most; true: there
 * may be more to do.  The function called must not call any of these.  May be
 * called for each message: as long as nothing is due it looks at nothing.
 */
bool		 txns_expire(struct txns *, uint64_t now, uint64_t answer,
		    uint64_t forget, void (*unanswered)(void *, struct txn *),
		    void *);

/* Every one that is open, for the caller to change what is his. */
void		 txns_walk(struct txns *, void (*visit)(void *, struct txn *),
		    void *);
size_t		 txns_count(const struct txns *);	/* open */
uint64_t	 txns_lost(const struct txns *);	/* given up when full */
size_t		 txns_octets(const struct txns *);	/* got at the start */

#endif
