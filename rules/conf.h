/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A configuration as written: what the parser makes and the checks complete,
 * what is printed back, and what ruleset.c turns into tables.
 *
 * Everything in it is owned by the struct conf and freed with it.  Lists are
 * arrays with a count; names that stand for other things of the configuration
 * have been looked up (conf_item.index) once conf_load() has returned it.
 */
#ifndef RULES_CONF_H
#define RULES_CONF_H

#include <stddef.h>
#include <stdio.h>

#include "check.h"
#include "subject.h"

enum conf_limit {
	CONF_FILES_MAX = 64,		/* with all includes */
	CONF_FILE_OCTETS = 1 << 20,	/* one file of the language */
	CONF_DEPTH_MAX = 8,		/* includes in includes */
	CONF_NAME_MAX = 64,		/* octets of a name of ours */
	CONF_ERRORS_MAX = 20,		/* reported, then "and more" */
	CONF_PARTNERS_MAX = 4000,
	CONF_LINKS_MAX = 1000,
	CONF_CLASSES_MAX = 32,
	CONF_RULES_MAX = 20000,		/* of one direction */
	CONF_TABLES_MAX = 1000,
	CONF_STORMS_MAX = 64,
	CONF_LISTEN_MAX = 64,
	CONF_ADDRESSES_MAX = 8,		/* of one end */
	CONF_EVENTS_MAX = 16,
	CONF_ROUTES_MAX = 100000,	/* of SS7, each prefix from each link */
	CONF_ROUTE_TO_MAX = 16,		/* links that share one: an SLS has
					 * four bits */
	CONF_REASON_MAX = 200,		/* of a verdict; the rest is cut off */
	CONF_PRIORITY_MAX = 15,		/* the lowest, RFC 7944 */
};

/* Where a word stands: file is an index into conf.file; from 1. */
struct conf_at {
	uint16_t	 file;
	uint16_t	 column;
	uint32_t	 line;
};

/* Owners: nobody, the home network, then the partners in their order. */
enum conf_owner {
	OWNER_NOBODY,
	OWNER_HOME,
	OWNER_PARTNER,			/* the first of them */
};

enum item_kind {
	ITEM_ANY,			/* the subject is there */
	ITEM_NONE,			/* it is not */
	ITEM_HOME,
	ITEM_ORIGIN,			/* same owner as the calling address */
	ITEM_LINK,			/* owner is behind the ingress link */
	ITEM_UNKNOWN,			/* nobody owns it */
	ITEM_STATE,			/* owner in that state: index */
	ITEM_PARTNER,			/* "partner name": index */
	ITEM_TABLE,			/* <name>: index */
	ITEM_DIGITS,			/* digits; prefix: any that begin so */
	ITEM_PLMN,			/* digits: MCC and MNC */
	ITEM_NAME,			/* text; wild: it begins with "*." */
	ITEM_TEXT,			/* text, whole */
	ITEM_ADDRESS,			/* address, bits */
	ITEM_NUMBER,			/* low to high; also point codes */
	ITEM_BIT,			/* bit number low is set */
	ITEM_WORD,			/* enum, or neutral operation: index */
	ITEM_CATEGORY,			/* of operations: index */
	ITEM_CLASS,			/* index */
	ITEM_VIA,			/* name of a link: index */
	ITEM_STORM,			/* index */
	ITEM_SAME,			/* same value as subject index */
	ITEM_UNDER,			/* name within that of subject index */
	ITEM_BEGINS,			/* text that begins with that subject */
	ITEM_REALM_FORM,		/* "3gpp": a realm of TS 23.003 19.2 */
	ITEM_PAIR,			/* map-op and ac: low, high */
};

struct conf_item {
	uint8_t		 kind;		/* enum item_kind */
	uint8_t		 len;		/* digits, or octets of the address */
	uint8_t		 bits;		/* of the address that count */
	bool		 prefix;	/* DIGITS */
	bool		 wild;		/* NAME */
	struct conf_at	 at;
	uint32_t	 index;
	const char	*text;		/* as it is printed back */
	union {
		struct sig_digits digits;
		uint8_t		 address[16];
		struct { uint64_t low, high; };
	};
};

struct conf_set {
	struct conf_item *item;
	size_t		 n;
};

enum conf_compare { COMPARE_NONE, COMPARE_LT, COMPARE_LE, COMPARE_GT,
	COMPARE_GE };

struct conf_rate {
	uint32_t	 count;		/* more than so many ... */
	uint64_t	 ns;		/* ... in so long */
	bool		 partner;	/* the partner's own rate instead */
	uint16_t	 per;		/* subject that is the key */
	bool		 block;
	uint32_t	 table;		/* index, with block */
	struct conf_item *table_name;	/* ITEM_TABLE, with block, or NULL */
	uint64_t	 block_ns;	/* 0: for ever */
};

struct conf_test {
	uint16_t	 subject;
	bool		 negated;	/* ! */
	uint8_t		 compare;	/* enum conf_compare, for the next */
	uint64_t	 number;	/* NUMBER, CLASS (index), LOAD (%),
					 * MOVED (km/h, 0: any) */
	struct conf_at	 at;
	struct conf_set	 set;
	struct conf_rate rate;		/* SUBJECT_RATE */
};

/* In the order of their severity: of several components the worst counts. */
enum action { ACTION_PASS, ACTION_STEER, ACTION_REJECT, ACTION_SINK,
	ACTION_DROP, ACTION_MATCH, ACTION_COUNT };

/* Errors of "reject", neutral: X(symbol, name, MAP error or -1, Diameter
 * Result-Code or 0, 3GPP Experimental-Result-Code or 0).  Silence is no answer
 * at all: the timers of whoever asked decide what comes of it.  Undelivered:
 * over SS7 the message itself comes back, as one that reached nobody; elsewhere
 * it is no-route.  Those up to silence tell a device when to come again. */
#define REJECT_ERRORS(X)						\
X(NOT_ALLOWED, "not-allowed", 21, 5003, 0)				\
X(BUSY, "busy", 34, 3004, 0)						\
X(UNABLE, "unable", 34, 5012, 0)					\
X(NO_ROUTE, "no-route", 34, 3002, 0)					\
X(REALM, "realm-not-served", 34, 3003, 0)				\
X(COMMAND, "unsupported", 21, 3001, 0)					\
X(APPLICATION, "application-unsupported", 21, 3007, 0)			\
X(AVP, "bad-value", 36, 5004, 0)					\
X(MISSING, "missing", 35, 5005, 0)					\
X(AUTH_DATA, "authentication-unavailable", 34, 0, 4181)		\
X(UNKNOWN_SUBSCRIBER, "unknown-subscriber", 1, 0, 5001)		\
X(ROAMING, "roaming-not-allowed", 8, 0, 5004)				\
X(SUBSCRIPTION, "unknown-subscription", 1, 0, 5420)			\
X(RAT, "rat-not-allowed", 8, 0, 5421)					\
X(SILENCE, "silence", -1, 0, 0)						\
X(UNDELIVERED, "undelivered", 34, 3002, 0)

enum reject_error {
#define X(sym, ...)	REJECT_##sym,
	REJECT_ERRORS(X)
#undef X
	REJECT_COUNT
};

/* What "sink" diverts: this message, or all of whoever sent it for a time. */
enum sink_what { SINK_MESSAGE, SINK_SOURCE, SINK_SUBSCRIBER, SINK_PARTNER };

struct conf_rule {
	uint8_t		 action;	/* enum action */
	bool		 log, monitor;
	bool		 has_class;	/* set class */
	bool		 back_off, back_off_auto; /* of reject */
	uint8_t		 error;		/* enum reject_error */
	uint8_t		 sink;		/* enum sink_what */
	uint64_t	 sink_ns;	/* 0: the term of the sinkhole */
	uint32_t	 steer_times;	/* steer away (times in ns) */
	uint64_t	 steer_ns;
	uint16_t	 steer_network, steer_country;	/* at most so often by
					 * one, in one; 0: any */
	uint64_t	 back_off_ns;
	uint32_t	 cls;		/* with has_class */
	struct conf_item *cls_name;	/* ITEM_CLASS, with has_class */
	const char	*label;		/* or NULL */
	const char	*to;		/* sink to, steer to: a link, or NULL */
	struct conf_item *to_link;	/* looked up, or NULL */
	struct conf_at	 at;
	struct conf_test *test;
	size_t		 ntest;
};

/* "screen in", "screen out"; several of one direction follow each other. */
struct conf_screen {
	bool		 there;		/* the configuration has one */
	bool		 monitor;	/* all of it */
	struct conf_rule *rule;
	size_t		 n;
};

/* Where subscribers may roam: ours there (OUT), theirs here (IN). */
enum conf_roaming { ROAMING_BOTH, ROAMING_IN, ROAMING_OUT, ROAMING_NONE,
	ROAMING_COUNT };

enum conf_state { STATE_ACTIVE, STATE_SUSPENDED, STATE_TEST, STATE_COUNT };

/* What belongs to the home network or to a partner. */
struct conf_network {
	const char	*name;		/* "home", or of the partner */
	struct conf_at	 at;
	uint8_t		 state;		/* enum conf_state */
	uint8_t		 roaming;	/* enum conf_roaming */
	bool		 trust_drmp;
	bool		 monitor;	/* judged, and passed whatever comes
					 * of it; ... */
	bool		 learn;		/* ... and then also: what it does is
					 * usual */
	uint32_t	 rate;		/* messages, 0: not limited ... */
	uint64_t	 rate_ns;	/* ... in so long */
	struct conf_set	 plmn, imsi, msisdn, gt, mgt, realm, host, pc, ip;
	struct conf_set	 link;		/* ITEM_VIA */
	struct conf_set	 carries;	/* ITEM_PARTNER: a hub for them */
};

enum table_type { TABLE_IMSI, TABLE_MSISDN, TABLE_GT, TABLE_IMEI, TABLE_HOST,
	TABLE_REALM, TABLE_PLMN, TABLE_COUNT };

/* 3GPP TS 23.003 6.2.1: a type allocation code, and the digits that tell one
 * device from all others. */
enum { TAC_DIGITS = 8, IMEI_DIGITS = 14 };

struct conf_table {
	const char	*name;
	struct conf_at	 at;
	uint8_t		 type;		/* enum table_type */
	bool		 persist;	/* kept when rules are swapped */
	bool		 expires;	/* third column: until when */
	const char	*only;		/* second column: that alone, or NULL */
	uint32_t	 size;		/* entries that rules may add */
	uint64_t	 timeout;	/* ns, of those; 0: none */
	const char	*file;		/* as written, or NULL */
	const char	*path;		/* the same from here, or NULL */
	struct conf_at	 file_at;
	struct conf_set	 set;		/* inline entries */
};

struct conf_category {
	const char	*name;
	struct conf_at	 at;
	struct conf_set	 op;		/* ITEM_WORD, ITEM_CATEGORY */
	struct conf_set	 map_op;	/* ITEM_NUMBER, ITEM_PAIR */
	struct conf_set	 cap_op, command; /* ITEM_NUMBER */
};

struct conf_class {
	const char	*name;
	struct conf_at	 at;
	uint8_t		 priority;
	bool		 critical;	/* black and grey lists do not count */
	bool		 listed;	/* they do all the same */
	uint32_t	 reserve;	/* per cent of the capacity */
	uint32_t	 floor;		/* procedures, in ... */
	uint64_t	 floor_ns;
	struct conf_test *test;		/* none: the class of the others */
	size_t		 ntest;
};

/* What carries Diameter (RFC 6733 2.1). */
enum conf_transport { TRANSPORT_TCP, TRANSPORT_SCTP, TRANSPORT_TLS,
	TRANSPORT_COUNT };

/* "TRANSPORT ADDRESS [port N]": where to listen, or whom to dial. */
struct conf_end {
	uint8_t		 transport;	/* enum conf_transport */
	uint16_t	 port;
	struct conf_at	 at;
	struct conf_set	 address;	/* ITEM_ADDRESS, whole; of SCTP
					 * perhaps several */
};

struct conf_link {
	const char	*name;
	struct conf_at	 at;
	struct conf_set	 ip, pc;	/* of the node on its far side */
	/* Diameter, inline */
	struct conf_set	 host;		/* ITEM_NAME: who may say to be there;
					 * none: whoever is of its owners */
	bool		 dials;		/* we connect to it, by: */
	struct conf_end	 connect;
	bool		 tls;		/* over TLS alone; also when we dial
					 * so */
	bool		 freediameter;	/* freeDiameter leads to it */
	/* SS7, inline */
	const char	*as;		/* its application server, or NULL: not
					 * through libosmo-sigtran */
	uint8_t		 instance;	/* of cs7, 0 to 15 */
	struct conf_set	 own;		/* the point code of ours that it has,
					 * or none: whichever it wrote to */
	struct conf_item *pair;		/* ITEM_VIA: what comes from one goes
					 * to the other as it is; or NULL */
};

/* "route gt PREFIX [from LINK] to LINKS [pc P]" */
struct conf_route {
	struct conf_at	 at;
	struct conf_set	 gt;		/* ITEM_DIGITS, of the called party */
	struct conf_set	 from;		/* ITEM_VIA; none: from any */
	struct conf_set	 to;		/* ITEM_VIA, in order of preference */
	bool		 has_pc;	/* the DPC there; else that of the
					 * link, which has one only */
	uint32_t	 pc;
};

/* Ourselves as a node of SS7, inline. */
struct conf_ss7 {
	bool		 there;
	struct conf_at	 at;
	const char	*sigtran;	/* configuration file of its cs7, ... */
	const char	*sigtran_path;	/* ... as found from here */
	struct conf_set	 pc;		/* our own point codes */
	uint8_t		 hops;		/* 1 to 15 */
	struct conf_route *route;
	size_t		 nroute;
};

/* Ourselves as a Diameter node, inline (RFC 6733; RFC 3539). */
struct conf_diameter {
	bool		 there;
	struct conf_at	 at;
	const char	*host, *realm;	/* NULL: not written */
	struct conf_end	*listen;
	size_t		 nlisten;
	/* PEM files, as written and as found from here; all three or none */
	const char	*certificate, *key, *authority;
	const char	*certificate_path, *key_path, *authority_path;
	const char	*crl, *crl_path; /* with them, or not there */
	const char	*freediameter;	/* its configuration file */
	const char	*freediameter_path;
	uint64_t	 watchdog;	/* ns, Tw of RFC 3539 */
	uint64_t	 answer;	/* ns, then a request is answered 3002 */
	uint32_t	 requests;	/* open ones of one neighbour */
	uint32_t	 connections;	/* at most, those unidentified too */
	uint32_t	 output;	/* octets that wait for one neighbour */
	uint32_t	 message;	/* octets of one message */
	bool		 hide;		/* names of home hosts from partners */
};

/* What a verdict must be for its event to be written: 1 << enum action, and
 * these. */
enum conf_only { ONLY_MONITOR = ACTION_COUNT, ONLY_WOULD, ONLY_COUNT };

enum conf_events_to { EVENTS_FILE, EVENTS_SOCKET, EVENTS_SYSLOG,
	EVENTS_COUNT };

/* "events": where JSON Lines go. */
struct conf_events {
	uint8_t		 to;		/* enum conf_events_to */
	struct conf_at	 at;
	const char	*path;		/* as found from here; not of syslog */
	const char	*text;		/* the same as it is printed back */
	uint32_t	 only;		/* 0: all */
	uint64_t	 rotate;	/* octets, 0: never */
	uint32_t	 keep;		/* older files */
	bool		 pseudonyms;	/* in place of subscribers' numbers */
};

/* "run": the process. */
struct conf_run {
	bool		 there;
	struct conf_at	 at;
	const char	*user;		/* to become, when started by root */
	const char	*control, *status; /* sockets; status only shows */
	struct conf_end	 metrics;	/* address.n 0: none; TCP */
	struct conf_events *events;
	size_t		 nevents;
	const char	*ring;		/* capture of what was refused, ... */
	uint64_t	 ring_octets;
	const char	*state;		/* snapshot of memory, ... */
	uint64_t	 state_every;	/* ... ns */
	bool		 failure_pass;	/* when the engine fails again and
					 * again: go on without judging */
	/* The paths above are as found from here; as they are printed back: */
	const char	*control_text, *status_text, *ring_text, *state_text;
};

struct conf_protect {
	const char	*name;
	struct conf_at	 at;
	struct conf_set	 link;		/* none: all of home that no other
					 * group has */
	uint32_t	 capacity;
	uint64_t	 capacity_ns;
	uint64_t	 latency;	/* ns, 0: not given */
	uint32_t	 devices;	/* in back-off, 0: not given */
};

enum storm_scope { STORM_OVERALL, STORM_PARTNER, STORM_PROTECT };

struct conf_storm {
	const char	*name;
	struct conf_at	 at;
	struct conf_set	 op;
	uint8_t		 scope;		/* enum storm_scope */
	uint32_t	 protect;	/* index */
	struct conf_item *protect_name;
	bool		 auto_enter, auto_leave;	/* then they are 0 */
	uint32_t	 enter, leave;
	uint64_t	 enter_ns, leave_ns;	/* unit of the rate */
	uint64_t	 enter_for, leave_for;
};

/* For how long sources are sunk, and how many at most. */
struct conf_sinkhole {
	bool		 there;		/* written; the values stand anyway */
	struct conf_at	 at;
	uint64_t	 term;		/* ns, where a rule says no other ... */
	uint64_t	 longest;	/* ... and that doubling leads to */
	uint64_t	 probation;
	uint32_t	 sources;
};

/* What is remembered, and how much of it at most. */
struct conf_memory {
	bool		 there;		/* without it nothing is remembered */
	struct conf_at	 at;
	uint32_t	 subscribers, transactions, sources;
	uint64_t	 answer;	/* ns: then it is unanswered ... */
	uint64_t	 forget;	/* ... and after so long forgotten */
	const char	*geography;	/* as written, or NULL */
	const char	*path;		/* the same from here, or NULL */
	struct conf_at	 geography_at;
};

/* As it is in effect, written or not.  A check learns for learn_ns, or for
 * ever when that is 0 and mode is LEARN, and is in the mode then from there
 * on; one that does not learn first has the same mode in both. */
struct conf_check {
	bool		 written;
	struct conf_at	 at;		/* when it is */
	uint8_t		 mode, then;	/* enum check_mode */
	uint64_t	 learn_ns;
	uint32_t	 coverage;	/* per cent, before learning ends */
	uint32_t	 speed;		/* km/h */
	uint32_t	 slack;		/* km */
	uint64_t	 within;	/* ns */
	uint32_t	 over;		/* more than so many ... */
	uint64_t	 over_ns;	/* ... in so long, of a rate; or 0 */
};

struct conf_file {
	const char	*path;
	struct conf_at	 from;		/* of the include; line 0: none */
};

struct conf {
	struct conf_file file[CONF_FILES_MAX];
	size_t		 nfile;
	bool		 has_home;
	struct conf_network home;
	struct conf_network *partner;
	struct conf_table *table;
	struct conf_category *category;
	struct conf_class *class;
	struct conf_link *link;
	struct conf_protect *protect;
	struct conf_storm *storm;
	size_t		 npartner, ntable, ncategory, nclass, nlink, nprotect,
			 nstorm;
	struct conf_sinkhole sinkhole;
	struct conf_memory memory;
	struct conf_diameter diameter;
	struct conf_ss7	 ss7;
	struct conf_run	 run;
	struct conf_check check[CHECK_COUNT];
	struct conf_set	 black, grey;	/* ITEM_TABLE: lists of devices */
	struct conf_at	 black_at, grey_at;	/* line 0: there is none */
	struct conf_screen in, out;
	void		*chunks;	/* all of the above lies in them */
};

/* Sentences about a configuration, "file:line:column: sentence", sorted as
 * they were found.  Zero it before the first use; conf_errors_free() ends
 * it. */
struct conf_errors {
	char		**line;
	size_t		 n, more;	/* more: beyond CONF_ERRORS_MAX */
};

/*
 * Reads, includes included, and looks every name up.  NULL with sentences in
 * the errors when anything is wrong; then nothing remains of it.
 * conf_parse() takes the text instead of reading it; path names it in errors
 * and is what includes and table files are relative to.
 */
struct conf	*conf_load(const char *path, struct conf_errors *);
struct conf	*conf_parse(const char *path, const char *text, size_t len,
		    struct conf_errors *);
void		 conf_free(struct conf *);

/* Canonical text of all of it; what it prints parses to the same again. */
void		 conf_print(FILE *, const struct conf *);
/* A rule without its indent and newline; its tests alone ("all" when there are
 * none), cut to size and terminated. */
void		 conf_print_rule(FILE *, const struct conf *,
		    const struct conf_rule *);
void		 conf_tests_text(char *text, size_t size, const struct conf *,
		    const struct conf_test *, size_t n);
void		 conf_test_text(char *text, size_t size, const struct conf *,
		    const struct conf_test *);

/* What is allowed but hardly meant: unreachable rules, overlaps, and so on. */
void		 conf_warn(const struct conf *, struct conf_errors *);

void		 conf_error(struct conf_errors *, const struct conf *,
		    struct conf_at, const char *format, ...)
		    __attribute__((format(printf, 4, 5)));
void		 conf_errors_free(struct conf_errors *);

/* Words of the language; NULL outside the lists. */
const char	*conf_action_name(unsigned action);
const char	*conf_error_name(unsigned reject_error);
const char	*conf_state_name(unsigned state);
const char	*conf_roaming_name(unsigned roaming);
const char	*conf_table_type_name(unsigned type);
const char	*conf_transport_name(unsigned transport);
const char	*conf_events_name(unsigned to);
const char	*conf_only_name(unsigned only);	/* enum conf_only, action */

#endif
