/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The keys of scenarios, block by block.
 */
#include <string.h>

#include "scenario_read_impl.h"

#define WORDS(list)							\
static const char *							\
list##_word(unsigned i)							\
{									\
	return lab_##list##_word((enum lab_##list)i);			\
}
WORDS(tech)
WORDS(behave)
WORDS(arrive)
WORDS(service)
WORDS(full)
WORDS(react)
#undef WORDS

#define KEY(text, which, type, member)					\
	.name = (text), .kind = KEY_##which,				\
	.offset = offsetof(struct type, member),			\
	.size = sizeof(((struct type *)NULL)->member)
#define RANGE(least, most)	.min = (least), .max = (most)
#define BLOCK(which, title)						\
const struct block block_##which = { title, which,			\
    sizeof(which) / sizeof((which)[0]) }

static const struct key scenario[] = {
	{ KEY("title", TEXT, scenario, title), .shown = true },
	{ KEY("seed", NUMBER, scenario, seed), RANGE(0, 1e15), .shown = true },
	{ KEY("length", TIME, scenario, length), .shown = true },
	{ KEY("calm", NEVER, scenario, calm) },
};
BLOCK(scenario, "the scenario");

static const struct key home[] = {
	{ KEY("capacity", RATE, scenario_home, capacity), RANGE(1e-3, 1e7),
	    .shown = true },
	{ KEY("servers", NUMBER, scenario_home, servers), RANGE(1, 1000),
	    .shown = true },
	{ KEY("service", WORD, scenario_home, service), .word = service_word,
	    .shown = true },
	{ KEY("authenticate", SHARE, scenario_home, authenticate) },
	{ KEY("queue", NUMBER, scenario_home, queue), RANGE(0, 1e9),
	    .shown = true },
	{ KEY("full", WORD, scenario_home, full), .word = full_word,
	    .shown = true },
	{ KEY("busy-cost", FACTOR, scenario_home, busy_cost), RANGE(0, 1) },
	{ KEY("doic-queue", NEVER, scenario_home, doic_queue) },
	{ KEY("doic-validity", TIME, scenario_home, doic_validity) },
	{ KEY("plmn", PLMN, scenario_home, plmn) },
	{ KEY("gt", DIGITS, scenario_home, gt), RANGE(6, 16) },
};
BLOCK(home, "home");

static const struct key network[] = {
	{ KEY("plmn", PLMN, scenario_network, plmn), .shown = true },
	{ KEY("gt", DIGITS, scenario_network, gt), RANGE(4, 8),
	    .shown = true },
	{ KEY("mmes", NUMBER, scenario_network, mmes),
	    RANGE(1, SCENARIO_NODES) },
	{ KEY("vlrs", NUMBER, scenario_network, vlrs),
	    RANGE(1, SCENARIO_NODES) },
	{ KEY("sgsns", NUMBER, scenario_network, sgsns),
	    RANGE(1, SCENARIO_NODES) },
	{ KEY("delay", TIME, scenario_network, delay) },
	{ KEY("access", TIME, scenario_network, access) },
	{ KEY("timeout", TIME, scenario_network, timeout) },
	{ KEY("retries", NUMBER, scenario_network, retries), RANGE(0, 100) },
	{ KEY("map-timeout", TIME, scenario_network, map_timeout) },
	{ KEY("cause", CAUSE, scenario_network, cause) },
	{ KEY("cause-busy", NUMBER, scenario_network, cause_busy),
	    RANGE(2, 111) },
	{ KEY("cause-timeout", NUMBER, scenario_network, cause_timeout),
	    RANGE(2, 111) },
	{ KEY("cause-other", NUMBER, scenario_network, cause_other),
	    RANGE(2, 111) },
	{ KEY("t3346", SPAN_NONE, scenario_network, t3346_least) },
	{ KEY("doic", SHARE, scenario_network, doic) },
	{ KEY("react", WORD, scenario_network, react), .word = react_word },
	{ KEY("throttled", NUMBER, scenario_network, throttled), RANGE(2, 111)
	    },
	{ KEY("rogue", SHARE, scenario_network, rogue) },
	{ KEY("repeat", TIME, scenario_network, repeat) },
	{ KEY("up", YES, scenario_network, up) },
};
BLOCK(network, "network");

static const struct key population[] = {
	{ KEY("count", NUMBER, scenario_population, count), RANGE(1,
	    SCENARIO_DEVICES), .shown = true },
	{ KEY("class", CLASS, scenario_population, cls), .shown = true },
	{ KEY("imsi", IMSI, scenario_population, imsi), .shown = true },
	{ KEY("tac", NUMBER, scenario_population, tac), RANGE(1e7, 99999999) },
	{ KEY("tech", TECH, scenario_population, tech), .word = tech_word,
	    .shown = true },
	{ KEY("networks", NETWORKS, scenario_population, network),
	    .shown = true },
	{ KEY("registered", SHARE, scenario_population, registered) },
	{ KEY("periodic", NEVER, scenario_population, periodic) },
	{ KEY("behaviour", BEHAVIOUR, scenario_population, behaviour), .word =
	    behave_word, .shown = true },
};
BLOCK(population, "population");

static const struct key behaviour[] = {
	{ KEY("attempts", NUMBER, scenario_behaviour, attempts), RANGE(1, 255)
	    },
	{ KEY("answer", TIME, scenario_behaviour, t_answer) },
	{ KEY("retry", TIME, scenario_behaviour, t_retry) },
	{ KEY("long", TIME, scenario_behaviour, t_long) },
	{ KEY("search", TIME, scenario_behaviour, search) },
	{ KEY("no-service", TIME, scenario_behaviour, no_service) },
	{ KEY("bar", TIME, scenario_behaviour, bar) },
	{ KEY("areas", NUMBER, scenario_behaviour, areas), RANGE(1, 255) },
	{ KEY("leave", SHARE, scenario_behaviour, leave) },
	{ KEY("look-home", NEVER, scenario_behaviour, look_home) },
	{ KEY("back-off", SPAN, scenario_behaviour, backoff_first) },
	{ KEY("reset-after", NUMBER, scenario_behaviour, reset_after), RANGE(1,
	    255) },
	{ KEY("reset-time", TIME, scenario_behaviour, reset_time) },
	{ KEY("restart", SHARE, scenario_behaviour, restart) },
	{ KEY("restart-within", SPAN, scenario_behaviour, restart_least) },
	{ KEY("loop", NEVER, scenario_behaviour, loop) },
};
BLOCK(behaviour, "behaviour");

_Static_assert(offsetof(struct scenario_behaviour, backoff_most) ==
    offsetof(struct scenario_behaviour, backoff_first) + sizeof(uint64_t) &&
    offsetof(struct scenario_behaviour, restart_most) ==
    offsetof(struct scenario_behaviour, restart_least) + sizeof(uint64_t) &&
    offsetof(struct scenario_network, t3346_most) ==
    offsetof(struct scenario_network, t3346_least) + sizeof(uint64_t),
    "spans are two times");

#define ON(kind)	(1U << LAB_EVENT_##kind)
#define ATTACKS		(ON(FLOOD) | ON(SCAN))

static const struct key event[] = {
	{ KEY("until", NEVER, scenario_event, until), .only = ON(OUTAGE) |
	    ON(BLACKOUT) | ON(LINK) | ON(CAPACITY) | ATTACKS | ON(FIRMWARE) },
	{ KEY("network", NETWORK, scenario_event, network), .only =
	    ~(ON(CAPACITY) | ON(FIRMWARE)) },
	{ KEY("population", POPULATION, scenario_event, population), .only =
	    ON(OUTAGE) | ON(BLACKOUT) | ON(REREGISTER) | ON(FLOOD) |
	    ON(FIRMWARE) },
	{ KEY("share", SHARE, scenario_event, share), .only = ~(ON(CAPACITY) |
	    ATTACKS) },
	{ KEY("arrivals", ARRIVAL, scenario_event, arrival), .word =
	    arrive_word, .only = ON(OUTAGE) | ON(BLACKOUT) | ON(REREGISTER) |
	    ON(RESTART) | ON(RESET) },
	{ KEY("factor", FACTOR, scenario_event, factor), RANGE(0, 1000), .only
	    = ON(CAPACITY), .shown = true },
	{ KEY("ways", NUMBER, scenario_event, ways), RANGE(1, 2), .only =
	    ON(LINK) },
	{ KEY("rate", RATE, scenario_event, rate), RANGE(1e-3, 1e7), .only =
	    ATTACKS, .shown = true },
	{ KEY("tech", WORD, scenario_event, tech), .word = tech_word, .only =
	    ATTACKS },
	{ KEY("imsi", IMSI, scenario_event, imsi), .only = ON(SCAN) },
	{ KEY("own-node", YES, scenario_event, own_node), .only = ATTACKS },
	{ KEY("behaviour", BEHAVIOUR, scenario_event, behaviour), .word =
	    behave_word, .only = ON(FIRMWARE), .shown = true },
};
BLOCK(event, "event");

/* What stands before the braces. */
static const struct key event_head[] = {
	{ KEY("at", TIME, scenario_event, at) },
};
BLOCK(event_head, "event");

static const struct key class[] = {
	{ KEY("priority", NUMBER, scenario_class, priority), RANGE(0, 15) },
};
BLOCK(class, "class");

#undef ON
#define ON(kind)	(1U << LAB_POLICY_##kind)
#define BY_CLASS	(ON(PRIORITY) | ON(BACKOFF) | ON(BREAKWATER))

static const struct key policy[] = {
	{ KEY("limit", RATE, scenario_policy, limit), RANGE(1e-3, 1e7), .only =
	    ~ON(NONE) },
	{ KEY("back-off", TIME, scenario_policy, backoff), .only =
	    ON(BACKOFF) },
	{ KEY("reserve", SHARE, scenario_policy, reserve), .only = BY_CLASS },
	{ KEY("sink", RATE, scenario_policy, sink), RANGE(1e-3, 1e7), .only =
	    ON(BREAKWATER) },
	{ KEY("conf", TEXT, scenario_policy, conf), .only = ON(BREAKWATER) },
};
BLOCK(policy, "policy");

const struct key *
key_find(const struct block *b, const char *name, unsigned only)
{
	size_t i;

	for (i = 0; i < b->n; i++)
		if (strcmp(b->key[i].name, name) == 0)
			return b->key[i].only == 0 || (b->key[i].only & only) ?
			    &b->key[i] : NULL;
	return NULL;
}
