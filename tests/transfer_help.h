/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the tests of SS7 in the engine share: links transparent and owned,
 * neighbours that note what they are sent, and MAP messages.
 */
#ifndef TESTS_TRANSFER_HELP_H
#define TESTS_TRANSFER_HELP_H

#include <check.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>

#include "../fw/event.h"
#include "../fw/run/engine.h"
#include "../fw/run/events.h"
#include "../sim/build.h"

#define S		UINT64_C(1000000000)
#define START		(UINT64_C(1700000000) * S)

enum { OCTETS_MAX = 8192, SENT_MAX = 64, EVENTS_MAX = 64, SRI_SM = 45, UL = 2,
	ATI = 71, PC_US = 257, PC_HOME = 1002, PC_HOME2 = 1003,
	PC_ALPHA = 2001, PC_ALPHA2 = 2002, PC_BETA = 2003, PC_LAB = 3001,
	NI = 2, SI_SCCP = 3, LABEL_AT = 12, SCCP_AT = 24 };

/* Their links; of the first and the fourth each has the other as its pair. */
enum { L_HOME, L_HOME1, L_HOME2, L_ALPHA, L_BETA, L_BETA2, L_LAB, L_COUNT };

#define HOME_GT		"88210000001"
#define HOME_GT2	"88210700001"
#define ALPHA_GT	"99970000012"
#define BETA_GT		"99980000012"
#define IMSI_DROP	"001010000000001"
#define IMSI_REJECT	"001010000000002"
#define IMSI_SILENT	"001010000000003"
#define IMSI_SINK	"001010000000004"
#define IMSI_SINK_TO	"001010000000005"
#define IMSI_STEER	"001010000000006"
#define IMSI_AWAY	"001010000000007"
#define IMSI_FINE	"001010000000100"

/* home (1002) - us, transparent - alpha; home1, home2 - us (257) - beta. */
#define WORLD_NETS							\
    "home { plmn 001-01 gt 88210* "					\
    "link { \"home\" \"home1\" \"home2\" } }\n"				\
    "link \"home\" { pc 1002 sigtran as \"home\" instance 1 }\n"	\
    "link \"home1\" { pc 1002 sigtran as \"home1\" instance 2 }\n"	\
    "link \"home2\" { pc 1003 sigtran as \"home2\" instance 2 }\n"	\
    "link \"alpha\" { pc 2001 sigtran as \"alpha\" instance 0 "	\
    "pair \"home\" }\n"							\
    "link \"beta\" { pc 2002 sigtran as \"beta\" instance 2 }\n"	\
    "link \"beta2\" { pc 2003 sigtran as \"beta2\" instance 2 }\n"	\
    "link \"lab\" { pc 3001 sigtran as \"lab\" instance 2 }\n"		\
    "partner \"alpha\" { plmn 999-70 gt 9997* link \"alpha\" }\n"	\
    "partner \"beta\" { plmn 999-80 gt 9998* "				\
    "link { \"beta\" \"beta2\" } }\n"					\
    "ss7 {\nsigtran \"cs7.cfg\"\npc 257\nhops 12\n"			\
    "route gt 88210* to { \"home1\" \"home2\" }\n"			\
    "route gt 882107* to \"home2\"\n"					\
    "route gt 9998* to { \"beta\" \"beta2\" }\n"			\
    "route gt 882107* from \"beta2\" to \"home1\" pc 1003\n"		\
    "route gt 999* to \"lab\"\n"					\
    "route gt 88210777 to \"beta2\"\n}\n"

#define WORLD_RULES							\
    "memory { subscribers 1000 transactions 5000 sources 100 }\n"	\
    "screen in {\n"							\
    "drop imsi " IMSI_DROP " label dropped\n"				\
    "reject (not-allowed) imsi " IMSI_REJECT "\n"			\
    "reject (silence) imsi " IMSI_SILENT "\n"				\
    "sink imsi " IMSI_SINK "\n"						\
    "sink to \"lab\" imsi " IMSI_SINK_TO "\n"				\
    "steer to \"lab\" imsi " IMSI_STEER "\n"				\
    "steer away (4 in 10m) imsi " IMSI_AWAY "\n"			\
    "pass\n}\n"								\
    "screen out { drop imsi " IMSI_DROP "\npass }\n"

#define WORLD		WORLD_NETS WORLD_RULES

struct sent {
	uint8_t		 p[OCTETS_MAX];
	size_t		 n;
};

struct node {
	struct way	*way;
	unsigned	 link;
	const char	*host;
	bool		 full, closed;
	unsigned	 takes;		/* so many more, when full */
	unsigned	 nsent;
	struct sent	 sent[SENT_MAX];	/* the latest, in a ring */
};

struct noted {
	struct verdict	 v;
	uint8_t		 proto, defect, link_in, link_out;
	const char	*type;
};

static struct noted noted[EVENTS_MAX];
static unsigned nnoted, nnotices;
static struct engine *engine;
static struct node home = { .link = L_HOME, .host = "home" };
static struct node home1 = { .link = L_HOME1, .host = "home1" };
static struct node home2 = { .link = L_HOME2, .host = "home2" };
static struct node alpha = { .link = L_ALPHA, .host = "alpha" };
static struct node beta = { .link = L_BETA, .host = "beta" };
static struct node beta2 = { .link = L_BETA2, .host = "beta2" };
static struct node lab = { .link = L_LAB, .host = "lab" };
static struct node *const nodes[L_COUNT] = { &home, &home1, &home2, &alpha,
    &beta, &beta2, &lab };
static uint64_t now;

/* Looks at each. */
static void (*event_hook)(const struct event *);

/* In place of those that are written. */
void
events_message(struct events *events, const struct event *e)
{
	struct noted *n = &noted[nnoted++ % EVENTS_MAX];

	(void)events;
	*n = (struct noted){ .v = *e->v, .proto = e->m->proto,
	    .defect = e->m->defect, .link_in = (uint8_t)e->m->link_in,
	    .link_out = (uint8_t)e->m->link_out, .type = e->m->type };
	if (event_hook != NULL)
		event_hook(e);
}

void
events_notice(struct events *events, const struct ruleset *rules,
    const struct notice *n)
{
	(void)events;
	(void)rules;
	(void)n;
	nnotices++;
}

static inline const struct noted *
event_last(void)
{
	ck_assert_uint_gt(nnoted, 0);
	return &noted[(nnoted - 1) % EVENTS_MAX];
}

/* ---- neighbours ---- */

static bool
node_send(void *arg, const struct iovec *part, int n)
{
	struct node *d = arg;
	struct sent *s = &d->sent[d->nsent % SENT_MAX];
	int i;

	ck_assert(d->way != NULL);
	ck_assert_int_le(n, EDGE_PARTS_MAX);
	if (d->full && d->takes == 0)
		return false;
	d->takes -= d->full;
	d->nsent++;
	for (i = 0, s->n = 0; i < n; i++) {
		ck_assert_uint_le(s->n + part[i].iov_len, OCTETS_MAX);
		memcpy(s->p + s->n, part[i].iov_base, part[i].iov_len);
		s->n += part[i].iov_len;
	}
	return true;
}

static inline void
node_down(struct node *d)
{
	struct way *w = d->way;

	if (w == NULL)
		return;
	engine_down(engine, w, "test");
	d->way = NULL;
}

static void
node_close(void *arg)
{
	struct node *d = arg;

	d->closed = true;
	node_down(d);
}

static size_t
node_waiting(const void *arg)
{
	(void)arg;
	return 0;
}

static void
node_hold(void *arg, bool held)
{
	(void)arg;
	(void)held;
}

static const struct way_ops node_ops = { node_send, node_close, node_waiting,
    node_hold };

static inline void
node_up(struct node *d)
{
	struct way_end end = { .link = d->link, .host = d->host, .realm = "",
	    .transport = "m3ua", .ss7 = true };

	ck_assert(d->way == NULL);
	d->closed = d->full = false;
	d->nsent = d->takes = 0;
	d->way = engine_up(engine, &end, &node_ops, d);
	ck_assert(d->way != NULL);
}

static inline const struct sent *
node_last(const struct node *d)
{
	ck_assert_uint_gt(d->nsent, 0);
	return &d->sent[(d->nsent - 1) % SENT_MAX];
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
	c = conf_parse("transfer.conf", text, strlen(text), &e);
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
	unsigned i;

	now = START;
	nnoted = nnotices = 0;
	engine = engine_new(&c, now);
	ck_assert(engine != NULL);
	for (i = 0; i < L_COUNT; i++)
		node_up(nodes[i]);
}

static inline void
world(void)
{
	world_with(WORLD, NULL, false);
}

static inline void
world_end(void)
{
	unsigned i;

	for (i = 0; i < L_COUNT; i++)
		node_down(nodes[i]);
	engine_free(engine);
	event_hook = NULL;
}

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

static inline void
balance(void)
{
	struct way_counts c = totals();
	uint64_t sum = 0;
	unsigned i;

	for (i = 0; i < END_COUNT; i++)
		sum += c.end[i];
	ck_assert_uint_eq(sum, c.requests);
}

static inline unsigned
sent_all(void)
{
	unsigned i, n = 0;

	for (i = 0; i < L_COUNT; i++)
		n += nodes[i]->nsent;
	return n;
}

/* ---- messages ---- */

/* A Begin of a MAP operation; what is zero is the usual. */
struct ask {
	unsigned	 op, version, type, cls, hops, ssn;
	uint32_t	 opc, dpc, otid;
	uint8_t		 sls, si;
	const char	*imsi, *called, *calling;
	bool		 response;	/* an End that answers instead */
	/* one of several, which has octets [at, at + len) of the data */
	bool		 segmented, first;
	unsigned	 remaining, at, len;
	uint32_t	 reference;
	bool		 transparent;	/* between home and alpha's nodes */
};

static inline struct cur
ask_tcap(struct wbuf *w, const struct ask *a)
{
	struct build_ids ids = build_ids_default;
	const struct map_form *f = map_form_find(a->op != 0 ? a->op : UL,
	    a->version != 0 ? a->version : 3);
	char ac[32];
	struct tcap_head t = { .type = a->response ? TCAP_END : TCAP_BEGIN,
	    .otid = a->otid + 1, .dtid = a->otid + 1,
	    .dialogue = a->response ? TCAP_AARE : TCAP_AARQ, .ids = &ids };
	size_t at, part;

	ck_assert(f != NULL);
	t.ac = map_ac(ac, sizeof(ac), f->ac, f->version);
	ids.v[BUILD_ID_IMSI] = a->imsi != NULL ? a->imsi : IMSI_FINE;
	at = tcap_open(w, &t);
	part = tcap_components(w);
	if (a->response)
		tcap_result(w, 1, f->op, f->result, &ids);
	else
		tcap_invoke(w, 1, f->op, f->argument, &ids);
	ber_close(w, part);
	ber_close(w, at);
	return wbuf_cur(w);
}

static inline const char *
or(const char *a, const char *b)
{
	return a != NULL ? a : b;
}

static inline struct sccp_head
ask_sccp(const struct ask *a)
{
	const char *home_gt = HOME_GT,
	    *gt = a->transparent ? ALPHA_GT : BETA_GT;
	struct sccp_head h = { .type = a->type != 0 ?
	    (enum sccp_type)a->type : SCCP_UDT, .cls = (uint8_t)a->cls,
	    .hops = (uint8_t)a->hops, .segmented = a->segmented,
	    .first = a->first, .remaining = (uint8_t)a->remaining,
	    .reference = a->reference,
	    .called = { .gt = or(a->called, home_gt), .ssn = 6 },
	    .calling = { .gt = or(a->calling, gt), .ssn = 7 } };

	if (a->ssn != 0)
		h.called.ssn = (uint8_t)a->ssn;
	return h;
}

/* Around some data; without a global title when an empty one is asked for. */
static inline size_t
data_make(uint8_t p[OCTETS_MAX], const struct ask *a, struct cur data)
{
	uint8_t mem[OCTETS_MAX];
	struct wbuf sccp = wbuf_make(mem, sizeof(mem)),
	    w = wbuf_make(p, OCTETS_MAX);
	struct sccp_head h = ask_sccp(a);
	struct mtp3_label l = { .opc = a->opc, .dpc = a->dpc, .ni = NI,
	    .si = a->si != 0 ? a->si : SI_SCCP, .sls = a->sls };

	if (a->opc == 0)
		l.opc = a->transparent ? PC_ALPHA : PC_BETA;
	if (a->dpc == 0)
		l.dpc = a->transparent ? PC_HOME : PC_US;
	if (h.called.gt[0] == '\0')
		h.called.gt = NULL;
	sccp_build(&sccp, &h, data);
	m3ua_build(&w, &l, NULL, wbuf_cur(&sccp));
	ck_assert(wbuf_ok(&w) && wbuf_ok(&sccp));
	return w.len;
}

static inline size_t
ask_make(uint8_t p[OCTETS_MAX], const struct ask *a)
{
	uint8_t mem[OCTETS_MAX];
	struct wbuf w = wbuf_make(mem, sizeof(mem));
	struct cur data = ask_tcap(&w, a);

	if (a->segmented && a->len > 0) {
		ck_assert_uint_le(a->at + a->len, cur_left(&data));
		data = cur_make(data.p + a->at, a->len);
	}
	return data_make(p, a, data);
}

/* The octets as an edge hands them over: its own, and gone after. */
static inline void
take(struct node *d, const uint8_t *octets, size_t n)
{
	uint8_t *copy = malloc(n);

	ck_assert(copy != NULL);
	memcpy(copy, octets, n);
	engine_message(engine, d->way, copy, n);
	free(copy);
	balance();
}

static inline void
ask(struct node *d, struct ask a)
{
	uint8_t octets[OCTETS_MAX];

	take(d, octets, ask_make(octets, &a));
}

/* Through the pair. */
static inline void
ask_alpha(struct ask a)
{
	a.transparent = true;
	ask(&alpha, a);
}

static inline bool
is_octets(const struct sent *s, const uint8_t *p, size_t n)
{
	return s->n == n && memcmp(s->p, p, n) == 0;
}

/* What was sent, read by our own dissector. */
static inline const struct sig_msg *
read_sent(const struct sent *s)
{
	static struct sig_msg m;

	memset(&m, 0, offsetof(struct sig_msg, proto));
	ck_assert(sig_dissect(SIG_ENTRY_M3UA, cur_make(s->p, s->n), NULL, &m));
	return &m;
}

/* Runs the tests that add() adds; the status for exit(). */
static inline int
transfer_main(const char *name, void (*add)(TCase *))
{
	Suite *s = suite_create(name);
	TCase *t = tcase_create(name);
	SRunner *r;
	int failed;

	add(t);
	tcase_set_timeout(t, 120);
	suite_add_tcase(s, t);
	r = srunner_create(s);
	srunner_run_all(r, CK_NORMAL);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

#endif
