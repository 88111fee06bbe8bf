/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The inside of what is remembered, for the files that look and learn.
 */
#ifndef RULES_CONTEXT_IMPL_H
#define RULES_CONTEXT_IMPL_H

#include "context.h"
#include "look.h"
#include "notice.h"
#include "state/alias.h"
#include "state/far.h"
#include "state/geo.h"
#include "state/habit.h"
#include "state/probe.h"
#include "state/source.h"

#define NS_A_SECOND	UINT64_C(1000000000)

enum context_limit {
	/* what all nodes of a partner may do together, times what one may */
	PARTNER_SCAN = 2,
	PARTNER_SEQUENTIAL = 4,
	MEMORY_PROBES = PROBES_USUAL,
	/* the network that was refused is held to it for so much longer */
	PIVOT_OWN = 6,
};

/* Whose runs of identities a request lengthened. */
enum context_counted { COUNTED_NODE = 1, COUNTED_PARTNER = 2 };

/* How far a check has come. */
struct progress {
	uint64_t	 asked, known;	/* times it had something to say */
	uint64_t	 found;
};

/* Messages in a row that were held against the same checks, which are not yet
 * counted check by check. */
struct alike {
	uint32_t	 asked, known;
	uint64_t	 times;
};

/* Are most answers still seen to be asked for?  Counted in spans; times are
 * memory.gone. */
struct coverage {
	uint64_t	 begun;		/* the span at hand, ... */
	struct progress	 then;		/* ... and the counts at its start */
	double		 usual;		/* known answers a ns, 0: not known */
	bool		 fell;		/* learns again ... */
	uint64_t	 since;		/* ... since then, ... */
	struct progress	 again;		/* ... with these counts at its start */
};

struct memory {
	const struct ruleset *rs;
	uint64_t	 secret;
	uint64_t	 serial;	/* messages met */
	bool		 began;		/* met one */
	uint64_t	 start;		/* ns, of the first */
	uint64_t	 latest;	/* ns, as far as time has gone ... */
	uint64_t	 gone;		/* ... by so much, jumps left out */
	uint64_t	 now;		/* of the message at hand */
	uint64_t	 moded;		/* when the modes were worked out */
	bool		 yarded;	/* yardstick.c worked it out ... */
	uint64_t	 yard_at;	/* ... at that time of gone */
	uint32_t	 enforced, tested;	/* bits of enum check */
	uint32_t	 learned;	/* learning is over ... */
	uint32_t	 loaded;	/* ... of these by what was loaded, ... */
	uint64_t	 saved_at;	/* ... and saved at this time */
	struct progress	 progress[CHECK_COUNT];
	struct coverage	 coverage;	/* of CHECK_UNASKED */
	struct alike	 alike[2];	/* answers, requests */
	struct txns	*txns;
	struct subscribers *subscribers;
	struct aliases	*aliases;	/* MSISDN to IMSI, of home's */
	struct sources	*sources;	/* nodes, ... */
	struct sources	*partners;	/* ... and those of a partner as one */
	struct habits	*habits;	/* contexts, by owner */
	struct fars	*networks;	/* far ends, by owner ... */
	struct fars	*links;		/* ... and by link */
	struct probes	*probes;
	struct control	*control;	/* judge's, or NULL */
	uint16_t	*country;	/* by owner, 0: of several */
	size_t		 owners;	/* how many that is */
	void		(*notice)(void *, const struct notice *);
	void		*notice_arg;
};

void		 memory_notice(struct memory *, const struct notice *);

/* context.c: the node that sent a message, for the tables of sources. */
struct node	 context_source(const struct look *, const struct context *);
/* Its key, 0: it has no name.  Names of hosts are the same in capitals. */
uint64_t	 context_source_key(uint64_t secret, const struct sig_msg *);
bool		 context_enquires(unsigned op);
/* What the partner does is usual, as far as it is learned: what "asked" is
 * about, or else the message. */
void		 context_habit(struct look *, const struct context *,
		    const struct txn *asked);

/* The partner as one node. */
struct node	 context_partner(unsigned partner);

/* result.c: what an answer says, or one component of it. */
bool		 result_accepts(const struct sig_msg *, unsigned comp);
/* There is no such subscriber. */
bool		 result_unknown(const struct sig_msg *, unsigned comp);
/* Does home know what that was about?  Whoever is told that there is no such
 * thing, or that it is none of his business, shows no habit of anybody's. */
bool		 result_knows(const struct sig_msg *);
/* What was let go of is not there any more, rather than long elsewhere;
 * version of the context of the request. */
bool		 result_lets_go(const struct sig_msg *, unsigned ac_version);
/* The number of the error, and whose it is (enum memory_error); 0: none. */
uint32_t	 result_error(const struct sig_msg *, unsigned *domain);

/* place.c: where the subscriber may be. */
/* Is it known where he is, or was last, and that this is not there? */
bool		 place_elsewhere(const struct context *);
bool		 place_fresh(const struct subscriber *, unsigned proto,
		    uint64_t now);
bool		 place_serves(const struct subscriber *, unsigned network);
/* km/h to where it is said to be, from the place known; 0: not known. */
uint64_t	 place_speed(const struct memory *, const struct context *,
		    uint64_t now);
void		 place_claim(struct look *, struct context *);
uint32_t	 place_checks(const struct look *, struct context *);
void		 place_learn(struct memory *, const struct txn *,
		    uint64_t now);
void		 place_refresh(struct memory *, const struct txn *,
		    uint64_t now);
/* The network says which device he has, and is believed where it has him. */
void		 place_device(struct memory *, uint64_t imsi, uint64_t imei,
		    unsigned network);
void		 place_leave(struct memory *, uint64_t imsi, unsigned proto,
		    unsigned network);

/* modes.c */
void		 modes_update(struct memory *, uint64_t now);
/* A message, held against what its context says. */
void		 progress_count(struct memory *, const struct context *,
		    bool request);
struct progress	 progress_get(const struct memory *, unsigned check);
/* Likewise, in the present time of learning; and how long that is. */
struct progress	 progress_learning(const struct memory *, unsigned check);
uint64_t	 learned_ns(const struct memory *, unsigned check);

/* yardstick.c: bounds what is usual of those who ask, once in a while. */
void		 yardstick_update(struct memory *, uint64_t now);

/* One message that the check is about. */
static inline void
progress_note(struct context *c, unsigned check, bool known)
{
	c->asked |= UINT32_C(1) << check;
	c->known |= (uint32_t)known << check;
}

/* Is what it sees still to be taken for usual?  A check that never was to learn
 * has no such time. */
static inline bool
is_learning(const struct memory *m, unsigned check)
{
	return m->rs->conf->check[check].mode == CHECK_LEARN &&
	    !(m->learned >> check & 1);
}

/* Is its learning over? */
static inline bool
has_learned(const struct memory *m, unsigned check)
{
	return m->learned >> check & 1;
}

static inline uint64_t
elapsed(uint64_t now, uint64_t then)
{
	return now > then ? now - then : 0;
}

static inline unsigned
place_proto(unsigned sig_proto)
{
	return sig_proto == SIG_PROTO_DIAMETER ? PLACE_DIAMETER : PLACE_SS7;
}

#endif
