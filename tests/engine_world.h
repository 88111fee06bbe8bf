/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the tests of the engine share, whatever they relay: neighbours that note
 * what they are sent, events that are only noted, time, counts.
 */
#ifndef TESTS_ENGINE_WORLD_H
#define TESTS_ENGINE_WORLD_H

#include <check.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>

#include "../dissectors/diameter.h"
#include "../fw/event.h"
#include "../fw/run/engine.h"
#include "../fw/run/events.h"
#include "../sim/build.h"
#include "suite.h"

#define S		UINT64_C(1000000000)
#define START		(UINT64_C(1700000000) * S)

/* The longest message of Diameter, and of SS7. */
enum { MESSAGE_MAX = 16384, OCTETS_MAX = 8192, SENT_MAX = 64, EVENTS_MAX = 64 };

/* Numbers of IMSIs that rules of the world treat in their own way. */
#define IMSI_DROP	"001010000000001"
#define IMSI_REJECT	"001010000000002"
#define IMSI_SILENT	"001010000000003"
#define IMSI_SINK	"001010000000004"
#define IMSI_SINK_TO	"001010000000005"
#define IMSI_STEER	"001010000000006"
#define IMSI_AWAY	"001010000000007"
#define IMSI_RETURN	"001010000000008"
#define IMSI_FINE	"001010000000100"

/* What a neighbour was sent. */
struct sent {
	uint8_t		 p[MESSAGE_MAX];
	size_t		 n;
};

struct peer {
	struct way	*way;
	unsigned	 link;
	const char	*host, *realm;
	bool		 full, closed, held, ss7;
	bool		 lingers;	/* goes down later than it is closed */
	unsigned	 takes;		/* so many more, when full */
	unsigned	 nsent;
	struct sent	 sent[SENT_MAX];	/* the latest, in a ring */
};

/* An event, by its verdict and what was seen of the message. */
struct noted {
	struct verdict	 v;
	uint32_t	 hbh;
	uint8_t		 proto, defect, link_in, link_out;
	bool		 request;
	const char	*type;
};

static struct noted noted[EVENTS_MAX];
static unsigned nnoted, nnotices;
static uint64_t undelivered;		/* the last request that was told so */
static struct engine *engine;
static uint64_t now;

/* ---- events ---- */

/* Looks at each. */
static void (*event_hook)(const struct event *);

/* In place of those that are written. */
void
events_message(struct events *events, const struct event *e)
{
	struct noted *n = &noted[nnoted++ % EVENTS_MAX];

	(void)events;
	*n = (struct noted){ .v = *e->v, .hbh = e->m->hbh,
	    .proto = e->m->proto, .defect = e->m->defect,
	    .link_in = (uint8_t)e->m->link_in,
	    .link_out = (uint8_t)e->m->link_out,
	    .request = (e->m->flags & DIAMETER_REQUEST) != 0,
	    .type = e->m->type };
	if (event_hook != NULL)
		event_hook(e);
}

void
events_notice(struct events *events, const struct ruleset *rules,
    const struct notice *n)
{
	(void)events;
	(void)rules;
	if (n->type == NOTICE_UNDELIVERED)
		undelivered = n->serial;
	else
		nnotices++;
}

static inline const struct noted *
event_last(void)
{
	ck_assert_uint_gt(nnoted, 0);
	return &noted[(nnoted - 1) % EVENTS_MAX];
}

/* ---- neighbours ---- */

/* The header of Diameter says how long the message is. */
static inline void
sent_length(const struct sent *s)
{
	ck_assert_uint_eq(s->n, (size_t)s->p[1] << 16 | (size_t)s->p[2] << 8 |
	    s->p[3]);
	ck_assert_uint_eq(s->n % 4, 0);
}

static bool
peer_send(void *arg, const struct iovec *part, int n)
{
	struct peer *p = arg;
	struct sent *s = &p->sent[p->nsent % SENT_MAX];
	int i;

	ck_assert(p->way != NULL);
	ck_assert_int_le(n, EDGE_PARTS_MAX);
	if (p->full && p->takes == 0)
		return false;
	p->takes -= p->full;
	p->nsent++;
	for (i = 0, s->n = 0; i < n; i++) {
		ck_assert_uint_le(s->n + part[i].iov_len, p->ss7 ? OCTETS_MAX :
		    MESSAGE_MAX);
		memcpy(s->p + s->n, part[i].iov_base, part[i].iov_len);
		s->n += part[i].iov_len;
	}
	if (!p->ss7)
		sent_length(s);
	return true;
}

static inline void
peer_down(struct peer *p)
{
	struct way *w = p->way;

	if (w == NULL)
		return;
	engine_down(engine, w, "test");
	p->way = NULL;
}

static void
peer_close(void *arg)
{
	struct peer *p = arg;

	p->closed = true;
	if (!p->lingers)
		peer_down(p);
}

static size_t
peer_waiting(const void *arg)
{
	const struct peer *p = arg;

	return p->nsent;
}

static void
peer_hold(void *arg, bool held)
{
	struct peer *p = arg;

	p->held = held;
}

static const struct way_ops peer_ops = { peer_send, peer_close, peer_waiting,
    peer_hold };

static inline void
peer_open(struct peer *p, const struct way_end *end)
{
	ck_assert(p->way == NULL);
	p->closed = p->full = p->held = false;
	p->nsent = p->takes = 0;
	p->ss7 = end->ss7;
	p->way = engine_up(engine, end, &peer_ops, p);
	ck_assert(p->way != NULL);
}

static inline struct sent *
peer_last(struct peer *p)
{
	ck_assert_uint_gt(p->nsent, 0);
	return &p->sent[(p->nsent - 1) % SENT_MAX];
}

/* ---- the world ---- */

static inline struct ruleset *
world_rules(const char *text, void (*change)(struct conf *))
{
	struct conf_errors e;
	struct ruleset *rules = NULL;
	struct conf *c;
	size_t i;

	memset(&e, 0, sizeof(e));
	c = conf_parse("world.conf", text, strlen(text), &e);
	if (c != NULL) {
		if (change != NULL)
			change(c);
		rules = ruleset_build(c, &e);
	}
	for (i = 0; i < e.n; i++)
		fprintf(stderr, "%s\n", e.line[i]);
	conf_errors_free(&e);
	ck_assert(rules != NULL);
	return rules;
}

static inline void
world_with(const char *text, void (*change)(struct conf *), bool unjudged)
{
	struct engine_config c = { .rules = world_rules(text, change),
	    .secret = 42, .unjudged = unjudged,
	    .events = (struct events *)(void *)&nnoted };

	now = START;
	nnoted = nnotices = 0;
	undelivered = 0;
	engine = engine_new(&c, now);
	ck_assert(engine != NULL);
}

/* Everybody goes, and nothing is left over. */
static inline void
world_close(struct peer *const *p, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		peer_down(p[i]);
	ck_assert_uint_eq(engine_open(engine), 0);
	engine_free(engine);
	event_hook = NULL;
	for (i = 0; i < n; i++)
		p[i]->lingers = false;
}

/* Time goes by in steps that count whole. */
static inline void
wait_for(uint64_t ns)
{
	uint64_t step;

	for (; ns > 0; ns -= step) {
		step = ns < S ? ns : S;
		now += step;
		engine_time(engine, now);
		engine_turn(engine);
	}
}

static inline struct way_counts
totals(void)
{
	struct way_counts c;

	engine_totals(engine, &c);
	return c;
}

static inline uint64_t
ended(enum engine_end end)
{
	return totals().end[end];
}

/* Requests are those that have ended, and those that have not. */
static inline void
balance(void)
{
	struct way_counts c = totals();
	uint64_t sum = engine_open(engine);
	unsigned i;

	for (i = 0; i < END_COUNT; i++)
		sum += c.end[i];
	ck_assert_uint_eq(sum, c.requests);
}

/* ---- messages ---- */

static inline const char *
or(const char *a, const char *b)
{
	return a != NULL ? a : b;
}

/* The octets as an edge hands them over: its own, and gone after. */
static inline void
take(struct peer *p, const uint8_t *octets, size_t n)
{
	uint8_t *copy = malloc(n);

	ck_assert(copy != NULL);
	memcpy(copy, octets, n);
	engine_message(engine, p->way, copy, n);
	free(copy);
	balance();
}

#endif
