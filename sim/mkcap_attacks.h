/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The parts of "mkcap attacks": networks, messages made of tables of cases,
 * and a file of labels beside each capture.
 */
#ifndef SIM_MKCAP_ATTACKS_H
#define SIM_MKCAP_ATTACKS_H

#include "mkcap.h"

/*
 * The networks of tests/attacks/world.conf, each with the letter by which cases
 * name it: X(symbol, letter, first five digits of its numbers, MCC and MNC,
 * name of its realm, last octet of its gateway and thousand of its point code).
 */
#define NETS(X)								\
X(HOME, 'h', "88210", "00101", "mnc001.mcc001", 1)			\
X(ALPHA, 'a', "99970", "99970", "mnc070.mcc999", 10)			\
X(BETA, 'b', "99980", "99980", "mnc080.mcc999", 20)			\
X(GAMMA, 'g', "99960", "999123", "mnc123.mcc999", 70)	/* by the hub */ \
X(DELTA, 'd', "99950", "99950", "mnc050.mcc999", 50)	/* suspended */	\
X(OMEGA, 'o', "99940", "99940", "mnc040.mcc999", 60)	/* no link */	\
X(HUB, 'i', "99930", "99930", "mnc030.mcc999", 70)			\
X(NOBODY, 'x', "99900", "99900", "mnc099.mcc999", 90)

enum net {
#define X(sym, ...)	NET_##sym,
	NETS(X)
#undef X
	NETS_COUNT
};

enum {
	NET_TEXT_MAX = 160,
	NET_HEAD_MAX = 20,		/* digits of a prefix, terminated */
	NET_HEADS_MAX = 4,
};

/* What the numbers of a network begin with, or a few that are whole. */
struct net_heads {
	char		 text[NET_HEADS_MAX][NET_HEAD_MAX];
	unsigned	 n;
	bool		 whole;
};

/* Where its messages come from, and those of home go to. */
struct net_gate {
	const char	*lacks;		/* why there is no way, or NULL */
	const char	*back_lacks;	/* none from home, or NULL */
	uint8_t		 version;	/* of IP */
	uint8_t		 far[16], near[16];
	/* the same from home, which may be by the other version */
	uint8_t		 back_version, back_near[16], back_far[16];
	uint32_t	 opc, dpc;
	int		 link;		/* by address and point code, ... */
	int		 bare;		/* ... by address alone */
};

/*
 * A network as messages show it.  What it lacks is of nobody.  In the fixed
 * world all are there; made of a configuration one that the configuration does
 * not have is not, and its numbers are nobody's.
 */
struct net_who {
	const char	*lacks;		/* why it is not there, or NULL */
	const char	*name;
	unsigned	 owner;		/* enum conf_owner */
	struct net_heads gt, msisdn, imsi, mgt;
	char		 plmn[8];
	char		 realm[NET_TEXT_MAX];
	char		 other_realm[NET_TEXT_MAX];	/* "": none */
	char		 short_realm[NET_TEXT_MAX];	/* MNC of two digits */
	char		 address[36];	/* of a node, hexadecimal; "": none */
};

struct owners;

/* What a case needs of the networks. */
struct nets {
	struct net_who	 who[NETS_COUNT];
	struct net_gate	 ss7[NETS_COUNT], diameter[NETS_COUNT];
	char		 text[NETS_COUNT][BUILD_ID_COUNT][NET_TEXT_MAX];
	/* what a network's HLR is addressed by as long as nothing but an IMSI
	 * is known (E.214) */
	char		 e214[NETS_COUNT][NET_TEXT_MAX];
	/* nobody's name, under which no network has its own */
	char		 stranger[NET_TEXT_MAX];
	/* of a configuration, NULL in the fixed world: */
	const struct owners *owners;
	bool		 owned[NETS_COUNT][BUILD_ID_COUNT];
	bool		 out;		/* rules for what home sends */
};

/*
 * Who is who in a message, as letters: the sender of its lowest address, the
 * visited network, the home network, that of the subscriber, and the gateway
 * it comes through.
 */
struct roles {
	enum net	from, visited, home, subscriber, via;
};

enum net	 net_of_letter(char);
char		 net_letter(enum net);
/* The networks of the fixed world. */
void		 nets_make(struct nets *);
/*
 * A number of the network in place of the one of build.h: as long as that, or
 * longer where what it begins with leaves no room to tell nodes apart.  And an
 * IMSI, or a range of them.
 */
void		 net_number_make(char *, const struct net_heads *,
		    enum build_id);
void		 net_imsi_make(char *, const struct net_heads *, enum build_id);
/* Every identity of a network, of what its numbers and names begin with. */
void		 net_texts(struct nets *, enum net);
struct roles	 roles_read(const char *letters);
/*
 * Identities by role.  change: "vlr:b imsi:x ohost=text", or NULL.  Within the
 * text behind "=", "%" and two letters stand for a text of the network of the
 * second letter:
 *	i the identity itself		c the same, partly in capitals
 *	h its host that sends		p what its IMSIs begin with
 *	f the first five digits of p	r its realm
 *	o another realm of its own	s its realm with an MNC of two digits
 *	a the address of a node of it	n a name of nobody
 * A word that begins with "." is not told.  The texts live as long as nets and
 * the store.
 */
struct change_store {
	char	text[4][NET_TEXT_MAX];
	size_t	n;
	char	told[3 * NET_TEXT_MAX];	/* the change, " " before it, or "" */
};
void		 ids_make(struct build_ids *, const struct nets *,
		    const struct roles *, const char *change,
		    struct change_store *);
void		 ids_change(struct build_ids *, const struct nets *,
		    const char *change, struct change_store *);
/* The number of a node of that subsystem in that network. */
const char	*net_number(const struct nets *, enum net, unsigned ssn);

/*
 * What attacks are counted by: X(symbol, group, name).  Category by public
 * approximations of FS.11, checks on Diameter by their number in the public
 * description of a well-known screening application, and known evasions.
 */
#define CLASSES(X)							\
X(CAT1, MAP, "category 1: not between networks")			\
X(CAT2, MAP, "category 2: of a home network")			\
X(CAT3, MAP, "category 3: of a visited network")		\
X(SMS, MAP, "short messages")						\
X(CAMEL, MAP, "CAMEL")							\
X(ADDRESSES, MAP, "addresses")						\
X(SPOOFED, MAP, "spoofed origins")					\
X(MANAGEMENT, MAP, "subsystems and links")			\
X(DIALOGUES, MAP, "dialogues, from both sides")			\
X(OUT, MAP, "what home must not send")					\
X(ENUMERATION, MAP, "enumeration")				\
X(D1, DIAMETER, " 1 applications")					\
X(D2, DIAMETER, " 2 commands of the application")			\
X(D3, DIAMETER, " 3 realms")						\
X(D4, DIAMETER, " 4 origin host and realm, and the path")		\
X(D5, DIAMETER, " 5 destination and origin realm")			\
X(D6, DIAMETER, " 6 visited network and realm")			\
X(D7, DIAMETER, " 7 realm and IMSI")					\
X(D8, DIAMETER, " 8 subscriber identity")				\
X(D9, DIAMETER, " 9 AVPs that harm")					\
X(D10, DIAMETER, "10 AVPs more than once")				\
X(D11, DIAMETER, "11 AVPs that are not listed")			\
X(D12, DIAMETER, "12 form of the origin")				\
X(D13, DIAMETER, "13 session")						\
X(D14, DIAMETER, "14 form of the destination")				\
X(DSPOOFED, DIAMETER, "spoofed origins in Diameter")			\
X(DHONEST, DIAMETER, "honest S6a: requests and answers")		\
X(GLOBAL_OPCODE, EVASION, "global operation code")			\
X(CONTEXT_EXTENDED, EVASION, "context with more arcs, or unknown")	\
X(LONG_TID, EVASION, "long transaction id")				\
X(SSN, EVASION, "missing or invalid called SSN")			\
X(HIGH_TAG, EVASION, "high tag number")				\
X(BEHIND, EVASION, "second component behind a good one")		\
X(LENGTHS, EVASION, "indefinite and long lengths")			\
X(PADDED, EVASION, "padded operation code")				\
X(CONTEXT_MISSING, EVASION, "no context for a new operation")		\
X(CONTEXT_OTHER, EVASION, "context of other operations")		\
X(WITHIN, EVASION, "sender unlike the addresses within")		\
X(SEGMENTS, EVASION, "in segments, and in an XUDT")			\
X(RIDER, EVASION, "unknown operation riding along")			\
X(FORMS, EVASION, "strings in pieces, twice, with a tail")		\
X(DIGITS, EVASION, "digits that are none, or too many")		\
X(LAYERS, EVASION, "over SUA, M2PA and M2UA")

enum attack_class {
#define X(sym, ...)	CLASS_##sym,
	CLASSES(X)
#undef X
	CLASSES_COUNT
};

enum class_group { GROUP_MAP, GROUP_DIAMETER, GROUP_EVASION };

enum expect {
	PASS,
	REFUSE,			/* dropped or rejected */
	EITHER,
	USUALLY,		/* passes, unless the limits are tighter */
};

/* Who wants to know what is built while it is built; anything may be NULL. */
struct listener {
	void	*arg;
	/* a case that does not go on from what was before */
	void	(*begin)(void *arg);
	/* the frame completed a message of which that is expected */
	void	(*message)(void *arg, enum attack_class, enum expect,
		    const char *what);
	/* one that these networks do not have */
	void	(*lacks)(void *arg, enum attack_class, const char *why);
	void	(*frame)(void *arg, uint64_t ts, struct cur);
};

/* A capture and its labels, for as far as anything is written. */
struct set {
	struct lab	*lab;
	FILE		*labels;	/* or NULL */
	const struct listener *listener; /* or NULL */
	const struct nets *nets;
	enum attack_class cls;		/* of the case at hand */
	bool		 diameter;	/* all of it */
	struct path	 ss7[NETS_COUNT], sctp[NETS_COUNT], tcp[NETS_COUNT];
	bool		 failed;
};

/* One of the captures; false when it could not be written.  directory: NULL,
 * nothing is. */
extern const size_t	 sets_count;
bool		 set_is_diameter(size_t);
const char	*set_name(size_t);
bool		 set_run(size_t, const char *directory, const struct nets *,
		    const struct listener *);

/* Between a network's gateway and home.  Several networks may come by one node;
 * each has a number, and ports of its own, then. */
void		 gate_path(struct path *, const struct net_gate *,
		    uint16_t port, unsigned number);

/*
 * A case begins, of that class.  False: the networks do not have what it needs,
 * and nothing of it is to be built.  The way over the gateway is right for the
 * sender, unless the class is that of spoofed origins.
 */
bool		 set_begin(struct set *, enum attack_class, enum expect,
		    const struct roles *, const char *change);
/* The same for the reason, or begun when that is NULL. */
bool		 set_begin_unless(struct set *, enum attack_class,
		    const char *why);
/* What the networks lack for it, or NULL. */
const char	*nets_lack(const struct nets *, const struct roles *,
		    const char *change);

/* The frame written last completed a message of which that is expected. */
void		 set_label(struct set *, enum expect, const char *label,
		    const char *format, ...)
		    __attribute__((format(printf, 4, 5)));

/* How a message is put, where that differs from the usual. */
#define SHAPES(X)							\
X(USUAL, "usual")							\
X(INDEFINITE, "indefinite length")					\
X(LONG_LENGTH, "length in four octets")					\
X(GLOBAL_OPCODE, "global operation code")				\
X(PADDED_OPCODE, "padded operation code")				\
X(AC_EXTENDED, "context with one arc more")				\
X(AC_UNKNOWN, "context that does not exist")				\
X(AC_OTHER, "context of another operation")				\
X(AC_VERSION, "context version 9")					\
X(AC_MISSING, "no context")						\
X(LONG_TID, "transaction id of five octets")				\
X(HIGH_TAG, "high tag number")						\
X(CONSTRUCTED, "string in pieces")					\
X(DUPLICATE, "parameter twice")						\
X(TRAILING, "octets behind the argument")				\
X(BEHIND, "second component behind a good one")				\
X(RIDER, "with an unknown operation")					\
X(SEGMENTS, "in segments")						\
X(EXTENDED, "in an XUDT")						\
X(SUA, "over SUA")							\
X(M2PA, "over M2PA")							\
X(M2UA, "over M2UA")

enum shape {
#define X(sym, name)	SHAPE_##sym,
	SHAPES(X)
#undef X
	SHAPES_COUNT
};

/* A MAP or CAP operation that opens a dialogue towards home. */
struct map_case {
	const char	*roles;
	uint8_t		 op;
	uint8_t		 version;	/* 0: all there are */
	uint8_t		 expect;	/* enum expect */
	const char	*change;	/* or NULL */
	const char	*label;		/* or NULL: any */
	const char	*what;
};

/* The same with an argument of its own instead of the form's. */
struct map_own {
	struct map_case	 c;
	const char	*argument;
};

struct map_shot {			/* one message of it */
	const struct map_form *form;
	const struct build_ids *ids;
	struct roles	 roles;
	enum shape	 shape;
	const char	*good;		/* IMSI of the good first component */
	struct sccp_head head;
};

/* The form's dialogue, opened; the frames are written. */
void		 shot_fire(struct set *, struct map_shot *);
void		 shot_make(struct map_shot *, const struct set *,
		    const struct map_form *, const struct build_ids *,
		    const struct roles *);
/* What a party of that subsystem shows; a switch under CAMEL shows the number
 * of an MSC. */
struct sccp_party net_party(const struct nets *, enum net, unsigned ssn,
		    bool initiator);
/* Every form of the case in that shape.  CLASSES_COUNT: its class is that of
 * its shape. */
void		 map_case_put(struct set *, const struct map_case *,
		    enum shape, enum attack_class);
void		 map_own_put(struct set *, const struct map_own *);
/* Also as an XUDT and in segments. */
void		 map_cases_put(struct set *, const struct map_case *, size_t n,
		    enum attack_class);
/* What the form needs of the visited network, or NULL. */
const char	*form_lacks(const struct nets *, const struct map_form *,
		    enum net visited);
/* A party with no global title there: the point code tells too little, or
 * NULL. */
const char	*net_pc_lacks(const struct nets *, enum net);

/* Sets; each fills one capture. */
void		 set_cat1(struct set *);
void		 set_cat2(struct set *);
void		 set_cat3(struct set *);
void		 set_spoofed(struct set *);
void		 set_sms(struct set *);
void		 set_camel(struct set *);
void		 set_address(struct set *);
void		 set_evasion(struct set *);
void		 set_management(struct set *);
void		 set_flood(struct set *);
void		 set_dialogues(struct set *);
void		 set_within(struct set *);
void		 set_diameter(struct set *);
void		 set_diameter_checks(struct set *);
void		 set_diameter_apps(struct set *);

#endif
