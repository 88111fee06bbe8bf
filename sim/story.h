/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A story of a day between a home network and its partners: subscribers of
 * both sides register, move, write and are called, and among them happens what
 * looks perfect message by message and is found only by what was before.
 *
 * The story knows no file and no address of its own: who the networks are is
 * told by the caller, and every message is handed to him in order of time, with
 * what a firewall should make of it.  The first hour is honest throughout, so
 * that it can be learned from, unless the story is to be hard.
 */
#ifndef SIM_STORY_H
#define SIM_STORY_H

#include "build.h"

/*
 * The parts that networks play.  Near and neighbour lie beside each other, far
 * and farther on other continents.
 */
#define STORY_ROLES(X)							\
X(HOME, "home")								\
X(NEAR, "near")								\
X(NEIGHBOUR, "neighbour")						\
X(FAR, "far")								\
X(FARTHER, "farther")							\
X(BEHIND, "behind")		/* comes by the hub */			\
X(HUB, "hub")			/* carries, and has no guests */	\
X(SUSPENDED, "suspended")						\
X(CLOSED, "closed")		/* none of ours may be there */	\
X(RIVAL, "rival")		/* in the country of near */

enum story_role {
#define X(sym, name)	STORY_##sym,
	STORY_ROLES(X)
#undef X
	STORY_ROLE_COUNT
};

/* What a message is an example of. */
#define STORY_CLASSES(X)						\
X(HONEST, "honest")							\
X(PROBE, "probe")		/* refused without memory */		\
X(PREVIOUS_PLACE, "previous place")					\
X(PREVIOUS_SERVICE, "previous place of a service")			\
X(VELOCITY, "velocity")							\
X(TWO_PLACES, "two places")						\
X(PIVOT, "pivot")							\
X(UNASKED, "unasked")							\
X(PEER_CHANGED, "peer changed")						\
X(SUBSCRIBER_CHANGED, "subscriber changed")				\
X(DATA_WITHIN, "data within")						\
X(NO_ROAMING, "no roaming")						\
X(SCAN, "scan")								\
X(SEQUENTIAL, "sequential")						\
X(FLOOD, "flood")							\
X(CONTEXT, "unusual context")

/* What only a hard story has. */
#define STORY_HARD_CLASSES(X)						\
X(SLOW_SCAN, "slow scan")						\
X(LEARNED, "loud while learning")					\
X(SAME_COUNTRY, "previous place next door")				\
X(LONG_PIVOT, "pivot after long")					\
X(BORDER, "border")		/* honest */

enum story_class {
#define X(sym, name)	STORY_CLASS_##sym,
	STORY_CLASSES(X)
	STORY_CLASS_COUNT,
	STORY_HARD_CLASSES(X)
#undef X
	STORY_CLASS_END
};

/*
 * One network.  Texts live as long as the story; digits are the leading ones of
 * its numbers, which the story fills up.  A network without gt has no SS7, one
 * without realm no Diameter, and one without either does not exist.
 */
struct story_net {
	const char	*name;		/* NULL: there is no such network */
	const char	*gt;		/* of its nodes' numbers, or NULL */
	const char	*mgt;		/* E.214, or NULL: addressed by E.164 */
	const char	*plmn;		/* MCC and MNC, 5 or 6 digits */
	const char	*imsi;		/* NULL: plmn */
	const char	*msisdn;	/* NULL: gt */
	const char	*realm;		/* or NULL */
	const char	*mme, *hss;	/* hosts; NULL: mme1... of the realm */
	unsigned	 via;		/* role of the gateway it uses */
	/* Of its gateway, or of our side: for the caller, the story does not
	 * look at them. */
	uint8_t		 ip_version;
	uint8_t		 ip[16];
	uint32_t	 pc;
};

struct story_plan {
	struct story_net net[STORY_ROLE_COUNT];
	/* Kilometres that lie between their countries for certain; 0: beside
	 * each other, the same, or not known. */
	unsigned	 km[STORY_ROLE_COUNT][STORY_ROLE_COUNT];
	uint64_t	 start;		/* ns since 1970 */
	unsigned	 subscribers;	/* of home, abroad; 0: 3,000 */
	unsigned	 procedures;	/* honest, after learning; 0: 13,000 */
	uint64_t	 seed;
	/* Shares of kinds and places by the seed; lives at borders, attackers
	 * who know what is looked for, and some who are loud in the first
	 * hour too. */
	bool		 hard;
};

enum story_expect {
	STORY_PASS,
	STORY_REFUSE,			/* dropped or rejected */
	STORY_EITHER,
};

enum story_proto {
	STORY_TCAP,			/* octets are TCAP, in SCCP by head */
	STORY_DIAMETER,
};

struct story_message {
	uint64_t	 ts;		/* ns since 1970; never goes back */
	uint8_t		 via;		/* role of the far gateway */
	uint8_t		 way;		/* 0: from there to home, 1: back */
	uint8_t		 proto;		/* enum story_proto */
	uint8_t		 expect;	/* enum story_expect */
	uint8_t		 cls;		/* enum story_class */
	struct sccp_head head;		/* of TCAP; as lab_tcap() takes it */
	struct cur	 octets;	/* valid during the call */
	const char	*what;		/* a few words */
};

typedef void story_emit(void *, const struct story_message *);

/* How long the story is honest, and how long it lasts; ns. */
#define STORY_LEARNING	(UINT64_C(3600) * 1000000000)
#define STORY_LENGTH	(UINT64_C(16) * 3600 * 1000000000)

/* Tells it.  false: no memory, or a message that could not be built. */
bool		 story_tell(const struct story_plan *, story_emit *, void *);
const char	*story_role_name(unsigned);
const char	*story_class_name(unsigned);
/* What these networks lack for a class of attacks: a few words; NULL: nothing,
 * it is told. */
const char	*story_lacks(const struct story_plan *, unsigned cls);

#endif
