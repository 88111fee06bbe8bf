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

enum { NET_TEXT_MAX = 96 };

/* What a case needs of the networks. */
struct nets {
	char	text[NETS_COUNT][BUILD_ID_COUNT][NET_TEXT_MAX];
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
void		 nets_make(struct nets *);
struct roles	 roles_read(const char *letters);
/* Identities by role; change: "vlr:b imsi:x ohost=text", or NULL.  The texts
 * live as long as nets and the pattern store. */
struct change_store {
	char	text[4][NET_TEXT_MAX];
	size_t	n;
};
void		 ids_make(struct build_ids *, const struct nets *,
		    const struct roles *, const char *change,
		    struct change_store *);
void		 ids_change(struct build_ids *, const struct nets *,
		    const char *change, struct change_store *);
/* The number of a node of that subsystem in that network. */
const char	*net_number(const struct nets *, enum net, unsigned ssn);

/* A capture and its labels. */
struct set {
	struct lab	*lab;
	FILE		*labels;
	uint64_t	 start;		/* of the first frame */
	struct nets	 nets;
	struct path	 ss7[NETS_COUNT], sctp[NETS_COUNT], tcp[NETS_COUNT];
	bool		 failed;
};

enum expect {
	PASS,
	REFUSE,			/* dropped or rejected */
	EITHER,
};

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
/* Every form of the case in that shape. */
void		 map_case_put(struct set *, const struct map_case *,
		    enum shape);
void		 map_own_put(struct set *, const struct map_own *);
/* Also as an XUDT and in segments. */
void		 map_cases_put(struct set *, const struct map_case *, size_t n);

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
