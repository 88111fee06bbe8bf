/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The inside of a run: devices, the transactions of their nodes, home, and what
 * is counted.  For the files of sim/lab that make it move.
 *
 * A device is 48 octets and has one timer; a transaction exists while a node
 * has something under way for it.  Both know their events by a generation: an
 * event of an older one is nothing any more.
 */
#ifndef SIM_LAB_WORLD_H
#define SIM_LAB_WORLD_H

#include "agenda.h"
#include "draw.h"
#include "octets.h"
#include "outcome.h"
#include "run.h"

enum world_limit {
	BEHAVIOURS = SCENARIO_POPULATIONS + SCENARIO_EVENTS,
	TXN_GEN_BITS = 8,		/* of a hop-by-hop or TCAP id */
	TXN_MAX = (1 << (32 - TXN_GEN_BITS)) - 2,
	ID_NOBODY = -1,			/* of hostile requests */
};
#define NOBODY	UINT32_MAX
#define NEVER_MS UINT32_MAX

/* Kinds of events, and their arguments. */
enum event_kind {
	EVENT_DEVICE,			/* enum device_timer */
	EVENT_TXN,			/* enum txn_timer */
	EVENT_SERVER,			/* home: one has finished */
	EVENT_HAPPENS,			/* 0 begins, 1 ends */
	EVENT_HOSTILE,
	EVENT_TICK,			/* each 100 ms; 1: a second ends */
};

enum device_timer {
	TIMER_ANSWER,			/* T3410, T3310, T3210 */
	TIMER_TRY,			/* attempt to attach, select before */
	TIMER_RESTART,			/* power cycle, then attach */
	TIMER_TURN,			/* of an event: attach anew */
	TIMER_PERIODIC,			/* authenticate again */
	TIMER_UPDATE,			/* after a reset of home */
	TIMER_LOOK,			/* for its first network */
	TIMER_LOOP,			/* bad firmware */
};

enum txn_timer { TXN_SEND, TXN_TIMEOUT, TXN_OUTCOME };

enum device_state {
	DEVICE_OFF,			/* or never attached */
	DEVICE_IDLE,			/* has what it wants, or waits for its
					 * turn */
	DEVICE_TRYING,
	DEVICE_RETRY,			/* short timer */
	DEVICE_LONG,			/* T3402, T3212 */
	DEVICE_PARKED,			/* T3346 */
	DEVICE_SEARCH,			/* for a network */
	DEVICE_NO_SERVICE,
	DEVICE_DEAD,			/* until a power cycle */
	DEVICE_STATES,
};

enum device_flag {
	DEVICE_REGISTERED = 1,
	DEVICE_CONCERNED = 2,
	DEVICE_TRIED = 4,		/* since it was concerned */
	DEVICE_TURN = 8,		/* its turn is still to come */
	DEVICE_BACK = 16,		/* concerned, and registered again */
};

struct device {
	uint32_t	 first_ms, back_ms;	/* since the last loss */
	uint32_t	 txn;		/* or NOBODY */
	uint32_t	 forbidden;	/* networks: 11, outlives power */
	uint32_t	 excluded;	/* 14: until a power cycle */
	uint32_t	 barred;	/* 13, 15, 42: until barred_s */
	uint32_t	 barred_s;
	uint32_t	 draws;
	uint16_t	 gen, messages, refusals;
	uint8_t		 population, behaviour, state, flags;
	uint8_t		 attempts, failures, network, areas;
};

enum txn_flag {
	TXN_BUSY = 1,			/* in use */
	TXN_DOIC = 2,
	TXN_REFRESH = 4,		/* authenticate only */
	TXN_UPDATE = 8,			/* update only, device unaware */
	TXN_ROGUE = 16,
	TXN_ORPHAN = 32,		/* its device does not wait for it */
};

/* What a node has under way for a device. */
struct txn {
	uint64_t	 session;
	uint64_t	 deadline;	/* ns: of the request sent */
	uint64_t	 until;		/* ns: see txn_event() */
	uint64_t	 work;		/* home's, ns, so far */
	uint32_t	 device;	/* NOBODY: gone elsewhere meanwhile */
	uint16_t	 gen, node;
	uint16_t	 time_s;	/* of the outcome: T3346, 0: none */
	uint8_t		 tries, flags, network, cause;
	uint8_t		 step : 2, tech : 2, way : 1;
};

struct visited_node {			/* MMEs only: what DOIC told it */
	uint64_t	 until, sequence;
	uint8_t		 reduction;
};

struct visited {
	struct visited_node *mme;
	bool		*heard[LAB_TECH_COUNT];	/* nodes: home's last reset */
	unsigned	 down;		/* ways */
	bool		 up;
};

/* A request at home. */
struct job {
	uint64_t	 arrived, session, imsi;
	double		 work;		/* ns of it that were done */
	uint32_t	 id;
	uint16_t	 node;
	uint8_t		 network, way, tech, step, population;
	bool		 doic, hostile, known, more;
};

struct home {
	struct job	*queue, *serving;	/* ring; a place a server */
	uint32_t	 size, head, count;
	unsigned	 servers, busy;
	uint32_t	*idle;		/* servers */
	double		 mean[STEPS + 1][2];	/* ns by step, S6a or MAP */
	double		 factor, debt;	/* ns of busy answers to be made up */
	double		 waiting;	/* ns of work in the queue */
	uint64_t	 draws;
	struct octets_report report;	/* its own DOIC */
	uint64_t	 report_until;
};

struct hostile {
	uint64_t	 n;		/* requests so far */
	uint16_t	 gen;
	bool		 on;
};

/* Ideal admission, see bound.c; NULL in every other run. */
struct ideal;

struct world {
	const struct scenario *s;
	const struct run_options *options;
	const struct policy_ops *policy;
	void		*policy_arg;
	struct ideal	*ideal;
	uint64_t	 now, seed, serial;
	struct agenda	*agenda;
	struct octets	*octets;

	struct device	*device;
	uint32_t	 devices;
	uint32_t	 first_of[SCENARIO_POPULATIONS + 1];
	struct scenario_behaviour behaviour[BEHAVIOURS];
	struct visited	 visited[SCENARIO_NETWORKS];
	struct txn	*txn;
	uint32_t	 txns, txn_room;
	uint32_t	*txn_free;	/* ring of txn_room places */
	uint32_t	 txn_head, txn_frees;
	struct home	 home;
	struct hostile	 hostile[SCENARIO_EVENTS];

	struct outcome	*out;
	struct outcome_second *sec;	/* the running one */
	uint32_t	 seconds_room;
	double		 sec_load, sec_used, sec_latency, sec_latency_most;
	uint32_t	 sec_latencies;
	uint32_t	 registered[SCENARIO_CLASSES];
	uint32_t	 waiting;	/* devices with a back-off */
	uint32_t	 concerned, back, turns;
	uint64_t	 batches;	/* of the agenda, fetched ahead */
	uint64_t	 calm_since, clock_sum, clock_n;
	uint64_t	 useful;	/* of home's work */
	unsigned	 happening;	/* events that have not ended */
	bool		 failed, stopped;

	struct sig_msg	 view, answer_view;
	uint8_t		 mem[3][POLICY_ANSWER_MAX];
};

/* ---- world.c ---- */
void		 world_add(struct world *, uint64_t due, enum event_kind,
		    uint32_t who, uint16_t gen, uint8_t arg);
/* One run; ideal: NULL but for bounds.  False: no memory, or no policy. */
bool		 world_run(const struct scenario *,
		    const struct scenario_policy *, const struct run_options *,
		    struct ideal *, struct outcome *);
/* The population of a device with this IMSI, and it; false: none. */
bool		 world_find(const struct world *, uint64_t imsi,
		    unsigned *population, uint32_t *device);
uint64_t	 world_imsi(const struct world *, uint32_t device);

static inline const struct scenario_population *
population_of(const struct world *w, const struct device *d)
{
	return &w->s->population[d->population];
}

static inline uint32_t
device_number(const struct world *w, const struct device *d)
{
	return (uint32_t)(d - w->device);
}

/* The next random number of a device. */
static inline uint64_t
device_draw(struct world *w, struct device *d)
{
	return draw_u64(w->seed, device_number(w, d) + UINT64_C(0x100000000),
	    d->draws++);
}

/* Around a decision of the policy: some of them are timed; 0: not this one. */
static inline uint64_t
world_clock(const struct world *w)
{
	return w->options->clock != NULL && (w->out->messages & 15) == 0 ?
	    w->options->clock() : 0;
}

static inline void
world_clocked(struct world *w, uint64_t at)
{
	if (at == 0)
		return;
	w->clock_sum += w->options->clock() - at;
	w->clock_n++;
}

/* ---- device.c ---- */
void		 device_state(struct world *, struct device *,
		    enum device_state);
void		 device_timer(struct world *, struct device *, uint64_t due,
		    enum device_timer);
/* Its registration is gone, or will be when its turn comes. */
void		 device_concern(struct world *, struct device *);
void		 device_lose(struct world *, struct device *);
void		 device_try(struct world *, struct device *);
void		 device_event(struct world *, struct device *,
		    enum device_timer);
/* What its node tells it; time_s: T3346 with cause 22, 0: none. */
void		 device_accept(struct world *, struct device *);
void		 device_reject(struct world *, struct device *,
		    unsigned cause, uint32_t time_s);
/* Its refresh is answered; cause 0: well; time_s as above. */
void		 device_refreshed(struct world *, struct device *,
		    unsigned cause, uint32_t time_s);
void		 device_quiet(struct world *, struct device *);
/* device_fail.c */
void		 device_failed(struct world *, struct device *);
void		 device_power(struct device *);	/* cycled: what it forgets */
/* When its user or application restarts a device that has no service; stuck: it
 * will not try again otherwise.  LAB_NEVER: they do not. */
uint64_t	 device_restarts(struct world *, struct device *, bool stuck);
/* The back-off of a device of the kind iot after so many failures. */
uint64_t	 device_backoff(const struct world *, const struct device *,
		    unsigned failures);

/* ---- visited.c, visited_answer.c ---- */
/* Which node of its network it has; flags: TXN_ROGUE, TXN_DOIC or none. */
uint16_t	 visited_node(const struct world *, const struct device *,
		    unsigned *flags);
/* The device asks its node to attach it (or to authenticate it again). */
void		 visited_attach(struct world *, struct device *,
		    unsigned flags);
void		 visited_abandon(struct world *, struct device *);
void		 visited_event(struct world *, uint32_t txn, enum txn_timer);
/* An answer, seen, that leaves for the node's network now; true: somebody
 * waits for it. */
bool		 visited_answer(struct world *, const struct sig_msg *,
		    const struct octets_who *);
/* Through the policy to home; true: home has it. */
bool		 visited_request(struct world *, struct cur,
		    const struct octets_who *, struct device *,
		    const struct job *);
/* A node is told that home lost its devices: it answers where that has an
 * answer.  False: its link is down. */
bool		 visited_reset(struct world *, const struct octets_who *);
unsigned	 visited_nodes(const struct scenario_network *, enum lab_tech);
bool		 visited_way_up(const struct world *, unsigned network,
		    unsigned way);
/* txn.c.  NOBODY: no room. */
/* Hop-by-hop identifier, or the transaction id of a TCAP dialogue, which stays
 * what it was when the dialogue goes on with an insert. */
static inline uint32_t
txn_id(const struct txn *t, uint32_t number)
{
	uint32_t gen = t->gen - (uint32_t)(t->step == STEP_INSERT);

	return number << TXN_GEN_BITS | (gen & ((1U << TXN_GEN_BITS) - 1));
}

uint32_t	 txn_get(struct world *);
void		 txn_put(struct world *, uint32_t number);
void		 txns_close(struct world *);
/* What happens to it next.  A device that asked waits up to t->until; its timer
 * is set when what comes next is not before that, and hardly ever in a storm:
 * most are told something long before. */
void		 txn_event(struct world *, uint32_t number, uint64_t due,
		    enum txn_timer);
/* Sets the timer of its device. */
void		 txn_patience(struct world *, struct txn *);
/* What the device will be told, and when; cause 0: success. */
void		 txn_outcome(struct world *, uint32_t number, unsigned cause,
		    uint32_t time_s, uint64_t at);
/* cause.c: of an answer; 0: success. */
unsigned	 nas_cause(const struct scenario_network *, enum lab_tech,
		    const struct sig_msg *);
/* GPRS timer 2 rounds so, TS 24.008 10.5.7.4; at least 2 s. */
uint32_t	 nas_timer(uint64_t ns);

/* ---- home.c ---- */
bool		 home_open(struct world *);
void		 home_close(struct world *);
void		 home_job(struct world *, const struct job *);
void		 home_event(struct world *, uint32_t server);
void		 home_resume(struct world *);	/* after a standstill */
void		 home_second(struct world *);
/* Home lost who is registered at this node, and says so; true: it is heard. */
bool		 home_reset(struct world *, const struct octets_who *);

/* ---- happen.c ---- */
void		 happen_open(struct world *);
void		 happen_event(struct world *, uint32_t event, bool ends);
void		 hostile_event(struct world *, uint32_t event);

/* ---- series.c ---- */
bool		 series_open(struct world *);
void		 series_second(struct world *);
void		 series_close(struct world *);

/* ---- arrival.c ---- */
/* When, from 0 on, the one with this random number comes. */
uint64_t	 arrival_at(const struct scenario_arrival *, uint64_t draw);

/* ---- ideal.c ---- */
/* The device will come soon: its memory is sent for. */
void		 ideal_expect(const struct ideal *, uint32_t device);
/* Instead of a request: admits or refuses the device. */
void		 ideal_attach(struct world *, struct device *);
struct ideal	*ideal_new(const struct scenario *);	/* NULL: no memory */
/* For a further run, which knows what was taken in the last one; false: there
 * is none to be made.  alike: then without regard to lengths of timers. */
bool		 ideal_again(struct ideal *, bool alike);
/* No second of the last run was given twice. */
bool		 ideal_sound(const struct ideal *);
void		 ideal_free(struct ideal *);

#endif
