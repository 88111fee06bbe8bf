/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a run of the storm lab is about: devices, visited networks, home, what
 * happens, what is compared and what is expected.  Plain values; a parser
 * fills them in, the *_default() functions say what stands where it is silent.
 *
 * Times and durations are nanoseconds of the virtual clock, which starts at 0;
 * rates are per second; shares lie between 0 and 1.  Things refer to each other
 * by their place in the lists.
 *
 * 3GPP TS 24.301 10.2, TS 24.008 11.2 (timers), TS 23.122 (network selection),
 * TS 29.272 annex A, TS 29.010 (errors to causes), TS 29.002 17.1.2, RFC 6733,
 * RFC 7683, TR 37.868 6.1.1 (arrivals), GSMA TS.34 (IoT back-off).
 */
#ifndef SIM_LAB_SCENARIO_H
#define SIM_LAB_SCENARIO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define LAB_MS		UINT64_C(1000000)
#define LAB_S		UINT64_C(1000000000)
#define LAB_MIN		(60 * LAB_S)
#define LAB_HOUR	(3600 * LAB_S)

enum scenario_limit {
	SCENARIO_NAME = 32,		/* octets of a name with its end */
	SCENARIO_PATH = 256,
	SCENARIO_CLASSES = 16,
	SCENARIO_NETWORKS = 32,		/* a bit each in a device */
	SCENARIO_POPULATIONS = 64,
	SCENARIO_EVENTS = 64,
	SCENARIO_POLICIES = 16,
	SCENARIO_EXPECTATIONS = 128,
	SCENARIO_ARRIVALS = 1024,	/* steps of a replayed time series */
	SCENARIO_CAUSES = 32,
	SCENARIO_NODES = 9999,		/* of one kind in a network */
	SCENARIO_DEVICES = 20000000,
	SCENARIO_SECONDS = 7 * 86400,
	SCENARIO_ALL = -1,		/* instead of a place in a list */
};

/* Words: X(symbol, word in the scenario language). */
#define SCENARIO_TECHS(X)						\
X(S6A, "s6a") X(MAP_CS, "map-cs") X(MAP_PS, "map-ps")
#define SCENARIO_BEHAVIOURS(X)						\
X(STANDARD, "standard")		/* NAS as it is written */		\
X(IOT, "iot")			/* and a back-off of its own, TS.34 */	\
X(AGGRESSIVE, "aggressive")	/* resets the modem, counters lost */	\
X(HANDSET, "handset")		/* NAS, and a user who restarts it */
#define SCENARIO_ARRIVES(X)						\
X(STEP, "step")			/* all at the same time */		\
X(UNIFORM, "uniform")		/* TR 37.868 model 1 */			\
X(BETA, "beta")			/* model 2: Beta(3,4) */		\
X(SERIES, "series")		/* weights of equal steps of "over" */
#define SCENARIO_SERVICES(X)						\
X(EXPONENTIAL, "exponential") X(CONSTANT, "constant")			\
X(ERLANG, "erlang")		/* of 4 phases */			\
X(LOGNORMAL, "lognormal")	/* coefficient of variation 1 */
#define SCENARIO_FULLS(X)						\
X(BUSY, "busy")			/* 3004, systemFailure */		\
X(SILENT, "silent")
#define SCENARIO_REACTIONS(X)	/* of a node to DOIC, to the device */	\
X(T3346, "t3346")		/* cause 22 with the time */		\
X(CAUSE, "cause")		/* the cause of "throttled" */		\
X(NONE, "none")			/* supports it not */
#define SCENARIO_HAPPENINGS(X)						\
X(OUTAGE, "outage")		/* network down; devices go elsewhere */\
X(BLACKOUT, "blackout")		/* devices without power, then back */	\
X(REREGISTER, "reregister")	/* devices are told to attach anew */	\
X(RESTART, "restart")		/* nodes lose their registrations */	\
X(RESET, "reset")		/* of HSS/HLR: told nodes update theirs */\
X(LINK, "link")			/* links of a network down */		\
X(CAPACITY, "capacity")		/* home's capacity times factor */	\
X(FLOOD, "flood")		/* hostile, identities of populations */\
X(SCAN, "scan")			/* hostile, one IMSI after the other */	\
X(FIRMWARE, "firmware")		/* a population behaves otherwise */
#define SCENARIO_POLICY_LIST(X)						\
X(NONE, "none")			/* no firewall */			\
X(RATE, "rate")			/* plain limit, 3004 above it */	\
X(PRIORITY, "priority")		/* limit, high classes first */		\
X(BACKOFF, "backoff")		/* and a fixed back-off per device */	\
X(DOIC, "doic")			/* overload reports only */		\
X(BREAKWATER, "breakwater")

#define X(sym, word)	LAB_TECH_##sym,
enum lab_tech { SCENARIO_TECHS(X) LAB_TECH_COUNT };
#undef X
#define X(sym, word)	LAB_BEHAVE_##sym,
enum lab_behave { SCENARIO_BEHAVIOURS(X) LAB_BEHAVE_COUNT };
#undef X
#define X(sym, word)	LAB_ARRIVE_##sym,
enum lab_arrive { SCENARIO_ARRIVES(X) LAB_ARRIVE_COUNT };
#undef X
#define X(sym, word)	LAB_SERVICE_##sym,
enum lab_service { SCENARIO_SERVICES(X) LAB_SERVICE_COUNT };
#undef X
#define X(sym, word)	LAB_FULL_##sym,
enum lab_full { SCENARIO_FULLS(X) LAB_FULL_COUNT };
#undef X
#define X(sym, word)	LAB_REACT_##sym,
enum lab_react { SCENARIO_REACTIONS(X) LAB_REACT_COUNT };
#undef X
#define X(sym, word)	LAB_EVENT_##sym,
enum lab_event { SCENARIO_HAPPENINGS(X) LAB_EVENT_COUNT };
#undef X
#define X(sym, word)	LAB_POLICY_##sym,
enum lab_policy { SCENARIO_POLICY_LIST(X) LAB_POLICY_COUNT };
#undef X

/* When those concerned by an event come, from its time "at" on. */
struct scenario_arrival {
	enum lab_arrive	 kind;		/* uniform */
	uint64_t	 over;		/* T, ns; 10 s */
	/* weights of equal steps of "over"; need not sum to anything */
	uint32_t	 steps;		/* 0 */
	float		*weight;	/* malloc'd; the scenario frees it */
};

struct scenario_class {
	char		 name[SCENARIO_NAME];
	uint8_t		 priority;	/* 0 highest to 15; its place */
};

/* How devices of a population behave.  Timers of TS 24.301, TS 24.008. */
struct scenario_behaviour {
	enum lab_behave	 kind;		/* standard */
	uint8_t		 attempts;	/* counter; 5, map-cs 4 */
	uint64_t	 t_answer;	/* T3410, T3310: 15 s, T3210: 20 s */
	uint64_t	 t_retry;	/* T3411: 10 s, T3311, T3211: 15 s */
	uint64_t	 t_long;	/* T3402, T3302: 12 min, T3212: 1 h */
	uint64_t	 search;	/* for another network; 10 s */
	uint64_t	 no_service;	/* none found: next search; 2 min */
	/* a forbidden area (13, 15) or a network left after 42 is tried again
	 * after this; 30 min */
	uint64_t	 bar;
	/* areas or RATs of one network that 15 makes it try one by one; 1 */
	uint8_t		 areas;
	/* share of devices that look for another network when the counter is
	 * used up, instead of waiting for t_long; 0 */
	double		 leave;
	/* a device away from its first network looks for it this often; 0:
	 * never */
	uint64_t	 look_home;
	/* iot: first back-off, doubled by failure up to the last, drawn between
	 * half and one and a half of it by IMSI and failures; 60 s, 1 h */
	uint64_t	 backoff_first, backoff_most;
	/* aggressive: failures until the modem is reset, how long that takes;
	 * 1, 5 s.  T3346 is lost by it as well. */
	uint8_t		 reset_after;
	uint64_t	 reset_time;
	/* handset: share of users that restart it when it has a long timer
	 * running or is dead, and within which time; 0.3, 1 min to 5 min */
	double		 restart;
	uint64_t	 restart_least, restart_most;
	/* attaches anew this often although registered (bad firmware); 0 */
	uint64_t	 loop;
};

struct scenario_population {
	char		 name[SCENARIO_NAME];
	int		 cls;		/* in classes */
	uint32_t	 count;		/* devices; 1000 */
	uint64_t	 imsi;		/* of the first; 001010000000000, then
					 * the next free one */
	uint32_t	 tac;		/* 8 digits of the IMEI; 35938603 */
	enum lab_tech	 tech;		/* s6a */
	struct scenario_behaviour behaviour;
	/* networks that it can reach, preferred first; the first one is where
	 * it is registered when the run starts */
	int		 network[SCENARIO_NETWORKS];
	unsigned	 networks;
	/* registered at the start (share); 1 */
	double		 registered;
	/* periodic update that makes its node authenticate it again; mean
	 * distance of an otherwise even process, ns; 0: never */
	uint64_t	 periodic;
};

/* What a cause in an answer becomes (vendor variants). */
struct scenario_cause {
	uint32_t	 error;		/* Result-Code, or MAP error code */
	bool		 experimental;	/* of Experimental-Result */
	bool		 map;
	int16_t		 diagnostic;	/* Error-Diagnostic; -1: whichever */
	uint8_t		 cause;		/* NAS cause */
};

/* A visited network with its nodes.  Nodes share the load by IMSI. */
struct scenario_network {
	char		 name[SCENARIO_NAME];
	char		 plmn[7];	/* MCC, MNC: 5 or 6 digits; 99901.. */
	char		 gt[9];		/* 4 to 8 digits, even; 999700.. */
	unsigned	 mmes, vlrs, sgsns;	/* 4 each */
	uint64_t	 delay;		/* node to firewall, one way; 20 ms */
	uint64_t	 access;	/* device to node, one way; 100 ms */
	/* S6a: time-out of a request; 5 s; further peers it then tries; 1 */
	uint64_t	 timeout;
	unsigned	 retries;
	uint64_t	 map_timeout;	/* timer m, 15 s to 30 s; 20 s */
	/* deviations from TS 29.272 annex A and TS 29.010, first match */
	struct scenario_cause cause[SCENARIO_CAUSES];
	unsigned	 causes;	/* 0 */
	uint8_t		 cause_busy;	/* 3004; 17 */
	uint8_t		 cause_timeout;	/* no answer; 17 */
	uint8_t		 cause_other;	/* what no table lists; 42 */
	/* cause 22: T3346 drawn from this range, ns; 15 min to 30 min, of
	 * which GPRS timer 2 can say each minute; most 0: without T3346 */
	uint64_t	 t3346_least, t3346_most;
	/* share of nodes that announce DOIC; 0; what they do with a report:
	 * t3346 is drawn from the rest of its validity */
	double		 doic;
	enum lab_react	 react;		/* t3346 */
	uint8_t		 throttled;	/* with react cause; 22 */
	/* share of nodes that ignore every refusal and each time-out and
	 * repeat after repeat, until answered; 0, 2 s */
	double		 rogue;
	uint64_t	 repeat;
	bool		 up;		/* at the start; true */
};

struct scenario_home {
	double		 capacity;	/* procedures a second; 2000 */
	unsigned	 servers;	/* 8 */
	enum lab_service service;	/* exponential */
	/* share of a procedure's work: authenticate; the rest is the update,
	 * of which MAP's insert takes a fifth; 0.5 */
	double		 authenticate;
	uint32_t	 queue;		/* messages waiting; 40000 */
	enum lab_full	 full;		/* busy */
	double		 busy_cost;	/* busy answer, in messages; 0.02 */
	/* DOIC of its own: reports when the queue holds more than this (ns of
	 * work); 0: none; validity; 30 s */
	uint64_t	 doic_queue, doic_validity;
	char		 plmn[7];	/* 00101 */
	char		 gt[17];	/* HLR, even digits; 8821000001 */
};

struct scenario_event {
	enum lab_event	 kind;
	uint64_t	 at, until;	/* ns; until 0: to the end */
	/* whom it concerns: SCENARIO_ALL or a place */
	int		 network, population;
	double		 share;		/* of the devices or nodes; 1 */
	/* outage: when they notice, from at on.  blackout: when they are back,
	 * from until on.  reregister, restart, reset: from at on. */
	struct scenario_arrival arrival;
	double		 factor;	/* capacity; 0.5; 0: stands still */
	/* link: how many of the two ways are down, 1 or 2; 2 */
	unsigned	 ways;
	/* flood, scan: requests a second; 1000; technology; forged identities
	 * are those of the population (flood) or count up from imsi (scan) */
	double		 rate;
	enum lab_tech	 tech;
	uint64_t	 imsi;		/* scan; 001019000000000 */
	bool		 own_node;	/* from one that no device uses; false:
					 * from all of the network */
	struct scenario_behaviour behaviour;	/* firmware */
};

struct scenario_policy {
	enum lab_policy	 kind;
	char		 name[SCENARIO_NAME];	/* as in reports; its word */
	double		 limit;		/* procedures a second; home capacity */
	uint64_t	 backoff;	/* fixed back-off; 5 min */
	double		 reserve;	/* of the limit, highest class; 0.1 */
	double		 sink;		/* breakwater, its own rules: a node
					 * with more than this a second is
					 * sunk; 0: none is */
	char		 conf[SCENARIO_PATH];	/* breakwater: rules; "" own */
};

/* What is measured: X(symbol, word).  The unit is that of outcome.h. */
#define SCENARIO_METRICS(X)						\
X(DONE, "done")			/* ns until "quantile" registered */	\
X(DONE_REACHABLE, "done-reachable")	/* the same by reachable bound */\
X(DONE_FLUID, "done-fluid")	/* and by the fluid one */		\
X(DELAY, "delay")		/* ns, quantile of a class */		\
X(SUCCESS, "success")		/* share of a class */			\
X(LOAD, "load")			/* greatest home load in a second */	\
X(USE, "use")			/* least while a backlog is there */	\
X(OVERLOAD, "overload")		/* ns of home overload */		\
X(WASTED, "wasted")		/* share of home's work */		\
X(RETRANSMITTED, "retransmitted")	/* share of requests sent again */\
X(MESSAGES, "messages")		/* a device */				\
X(REFUSALS, "refusals")		/* a device, mean */			\
X(EARLY, "early")		/* refused before their time, a device */\
X(GOODPUT, "goodput")		/* mean until done, by capacity */
#define X(sym, word)	LAB_METRIC_##sym,
enum lab_metric { SCENARIO_METRICS(X) LAB_METRIC_COUNT };
#undef X

enum lab_compare { LAB_LESS, LAB_LESS_EQUAL, LAB_MORE, LAB_MORE_EQUAL };

struct scenario_expectation {
	int		 policy;	/* in policies */
	enum lab_metric	 metric;
	int		 cls;		/* or SCENARIO_ALL */
	double		 quantile;	/* 0.99 */
	enum lab_compare compare;
	double		 value;		/* in the metric's unit */
	/* compared with that of another policy instead; or SCENARIO_ALL */
	int		 other;
	unsigned	 line;		/* in the file, for the report */
};

struct scenario {
	char		 name[SCENARIO_NAME];
	char		 title[160];
	uint64_t	 seed;		/* 1 */
	uint64_t	 length;	/* 1 h */
	/* the run ends earlier when all are registered and calm for this
	 * long; 60 s; 0: never earlier */
	uint64_t	 calm;
	struct scenario_class cls[SCENARIO_CLASSES];
	struct scenario_population population[SCENARIO_POPULATIONS];
	struct scenario_network network[SCENARIO_NETWORKS];
	struct scenario_home home;
	struct scenario_event event[SCENARIO_EVENTS];
	struct scenario_policy policy[SCENARIO_POLICIES];
	struct scenario_expectation expectation[SCENARIO_EXPECTATIONS];
	unsigned	 classes, populations, networks, events, policies,
			 expectations;
};

/* An empty scenario with defaults; NULL: no memory. */
struct scenario	*scenario_new(void);
void		 scenario_free(struct scenario *);

/* The next element with its defaults, which count from now on; NULL: the list
 * is full. */
struct scenario_class *scenario_add_class(struct scenario *);
struct scenario_population *scenario_add_population(struct scenario *);
struct scenario_network *scenario_add_network(struct scenario *);
struct scenario_event *scenario_add_event(struct scenario *, enum lab_event);
struct scenario_policy *scenario_add_policy(struct scenario *,
		    enum lab_policy);
struct scenario_expectation *scenario_add_expectation(struct scenario *);

/* Those of a kind and a technology. */
void		 behaviour_default(struct scenario_behaviour *,
		    enum lab_behave, enum lab_tech);

/* Devices of all populations. */
uint64_t	 scenario_devices(const struct scenario *);
/* A node of some network announces DOIC and reacts to reports. */
bool		 scenario_doic(const struct scenario *);
/* Every count of devices and capacity, and servers, queue and rates with them,
 * times factor. */
void		 scenario_scale(struct scenario *, double factor);
/* Do they? */
bool		 scenario_share_imsis(const struct scenario_population *,
		    const struct scenario_population *);
/* Who shares IMSIs with one before him begins behind that one. */
void		 scenario_part(struct scenario *);
/* The same network, by MCC and MNC: 999-01 is 999-001. */
bool		 scenario_same_plmn(const char *, const char *);
/* Is it whole: references, ranges, overlapping IMSI, sums?  Otherwise why. */
bool		 scenario_check(const struct scenario *, char *why,
		    size_t size) __attribute__((warn_unused_result));

/* The words of the lists above; NULL outside. */
const char	*lab_tech_word(enum lab_tech);
const char	*lab_behave_word(enum lab_behave);
const char	*lab_arrive_word(enum lab_arrive);
const char	*lab_service_word(enum lab_service);
const char	*lab_full_word(enum lab_full);
const char	*lab_react_word(enum lab_react);
const char	*lab_event_word(enum lab_event);
const char	*lab_policy_word(enum lab_policy);
const char	*lab_metric_word(enum lab_metric);

#endif
