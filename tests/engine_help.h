/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the tests of the engine share: a world of links, neighbours that note
 * what they are sent, requests and answers, and events that are only noted.
 */
#ifndef TESTS_ENGINE_HELP_H
#define TESTS_ENGINE_HELP_H

#include <check.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>

#include "../dissectors/diameter.h"
#include "../fw/event.h"
#include "../fw/run/engine.h"
#include "../fw/run/events.h"
#include "../sim/build.h"

#define S		UINT64_C(1000000000)
#define START		(UINT64_C(1700000000) * S)
#define REALM_HOME	"epc.mnc001.mcc001.3gppnetwork.org"
#define REALM_ALPHA	"epc.mnc070.mcc999.3gppnetwork.org"
#define REALM_BETA	"epc.mnc123.mcc999.3gppnetwork.org"
#define US		"fw1." REALM_HOME
#define HSS1		"hss1." REALM_HOME
#define HSS2		"hss2." REALM_HOME
#define MME_ALPHA	"mme1." REALM_ALPHA
#define MME_BETA	"mme1." REALM_BETA

enum { ULR = 316, CLR = 317, AIR = 318, FLAGS = 0xc0, RETRANSMITTED = 0x10,
	MESSAGE_MAX = 16384, SENT_MAX = 64, EVENTS_MAX = 64 };

enum { L_HSS1, L_HSS2, L_ALPHA, L_ALPHA2, L_IPX, L_PROBE, L_COUNT };

/* Numbers of IMSIs that rules of the world treat in their own way. */
#define IMSI_DROP	"001010000000001"
#define IMSI_REJECT	"001010000000002"
#define IMSI_SILENT	"001010000000003"
#define IMSI_SINK	"001010000000004"
#define IMSI_SINK_TO	"001010000000005"
#define IMSI_STEER	"001010000000006"
#define IMSI_AWAY	"001010000000007"
#define IMSI_FINE	"001010000000100"

#define WORLD_NETS							\
    "diameter { host " US " realm " REALM_HOME				\
    " requests 100  answer 10s }\n"					\
    "home { plmn 001-01 realm " REALM_HOME " link { \"hss1\" \"hss2\" } }\n" \
    "link \"hss1\" { ip 192.0.2.1 }\nlink \"hss2\" { ip 192.0.2.2 }\n"	\
    "link \"alpha\" { ip 198.51.100.1 }\n"				\
    "link \"alpha2\" { ip 198.51.100.2 }\n"				\
    "link \"ipx\" { ip 198.51.100.3 }\nlink \"probe\" { ip 192.0.2.9 }\n" \
    "partner \"alpha\" { plmn 999-70 realm " REALM_ALPHA		\
    " link { \"alpha\" \"alpha2\" } }\n"				\
    "partner \"beta\" { plmn 999-123 realm " REALM_BETA " }\n"		\
    "partner \"ipx\" { realm ipx.example.org link \"ipx\" "		\
    "carries { \"alpha\" \"beta\" } }\n"

#define WORLD_RULES							\
    "memory { subscribers 1000 transactions 5000 sources 100 }\n"	\
    "screen in {\n"							\
    "drop imsi " IMSI_DROP " label dropped\n"				\
    "reject (not-allowed) imsi " IMSI_REJECT "\n"			\
    "reject (silence) imsi " IMSI_SILENT "\n"				\
    "sink imsi " IMSI_SINK "\n"						\
    "sink to \"probe\" imsi " IMSI_SINK_TO "\n"			\
    "steer to \"hss2\" imsi " IMSI_STEER "\n"				\
    "steer away (4 in 10m) imsi " IMSI_AWAY "\n"			\
    "pass\n}\n"								\
    "screen out { drop result 5012\npass }\n"

#define WORLD		WORLD_NETS WORLD_RULES

/* What a neighbour was sent. */
struct sent {
	uint8_t		 p[MESSAGE_MAX];
	size_t		 n;
};

struct peer {
	struct engine	*engine;
	struct way	*way;
	unsigned	 link;
	const char	*host, *realm;
	bool		 full, closed, held;
	bool		 lingers;	/* goes down later than it is closed */
	unsigned	 nsent;
	struct sent	 sent[SENT_MAX];	/* the latest, in a ring */
};

/* An event, by its verdict. */
struct noted {
	struct verdict	 v;
	uint32_t	 hbh;
	bool		 request;
};

static struct noted noted[EVENTS_MAX];
static unsigned nnoted, nnotices;
static struct engine *engine;
static struct peer hss1 = { .link = L_HSS1, .host = HSS1,
    .realm = REALM_HOME };
static struct peer hss2 = { .link = L_HSS2, .host = HSS2,
    .realm = REALM_HOME };
static struct peer alpha = { .link = L_ALPHA,
    .host = "dra1." REALM_ALPHA, .realm = REALM_ALPHA };
static struct peer alpha2 = { .link = L_ALPHA2,
    .host = "dra2." REALM_ALPHA, .realm = REALM_ALPHA };
static struct peer ipx = { .link = L_IPX, .host = "dra1.ipx.example.org",
    .realm = "ipx.example.org" };
static struct peer probe = { .link = L_PROBE, .host = "probe.example.org",
    .realm = "example.org" };
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
	n->v = *e->v;
	n->hbh = e->m->hbh;
	n->request = (e->m->flags & DIAMETER_REQUEST) != 0;
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
peer_send(void *arg, const struct iovec *part, int n)
{
	struct peer *p = arg;
	struct sent *s = &p->sent[p->nsent % SENT_MAX];
	int i;

	ck_assert(p->way != NULL);
	ck_assert_int_le(n, EDGE_PARTS_MAX);
	if (p->full)
		return false;
	p->nsent++;
	for (i = 0, s->n = 0; i < n; i++) {
		ck_assert_uint_le(s->n + part[i].iov_len, MESSAGE_MAX);
		memcpy(s->p + s->n, part[i].iov_base, part[i].iov_len);
		s->n += part[i].iov_len;
	}
	/* its header says how long it is */
	ck_assert_uint_eq(s->n, (size_t)s->p[1] << 16 | (size_t)s->p[2] << 8 |
	    s->p[3]);
	ck_assert_uint_eq(s->n % 4, 0);
	return true;
}

static void
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
peer_up(struct peer *p)
{
	struct way_end end = { .link = p->link, .host = p->host,
	    .realm = p->realm, .src = { 203, 0, 113, 1 },
	    .dst = { 203, 0, 113, 2 }, .address_len = 4, .sport = 40000,
	    .dport = 3868, .transport = "tcp" };

	ck_assert(p->way == NULL);
	p->closed = p->full = p->held = false;
	p->nsent = 0;
	p->way = engine_up(engine, &end, &peer_ops, p);
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
	c = conf_parse("engine.conf", text, strlen(text), &e);
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
	engine = engine_new(&c, now);
	ck_assert(engine != NULL);
}

static inline void
world(void)
{
	world_with(WORLD, NULL, false);
	peer_up(&hss1);
	peer_up(&alpha);
}

static inline void
world_end(void)
{
	struct peer *all[] = { &hss1, &hss2, &alpha, &alpha2, &ipx, &probe };
	size_t i;

	for (i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		peer_down(all[i]);
	ck_assert_uint_eq(engine_open(engine), 0);
	engine_free(engine);
	for (i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		all[i]->lingers = false;
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

/* A request; what is zero is the usual. */
struct ask {
	unsigned	 command, flags;
	uint32_t	 hbh, e2e;
	const char	*imsi, *session;
	const char	*ohost, *orealm, *dhost, *drealm;
	const char	*more;		/* AVPs at its end */
	bool		 no_host;	/* without Destination-Host */
};

static inline const char *
or(const char *a, const char *b)
{
	return a != NULL ? a : b;
}

/* An AVP taken out of a message. */
static inline void
avp_cut(struct wbuf *w, uint32_t code)
{
	struct cur c = cur_make(w->p + 20, w->len - 20), at = c;
	struct diameter_avp a;
	size_t len;

	for (; diameter_avp_next(&c, &a); at = c) {
		if (a.code != code)
			continue;
		len = (size_t)(c.p - at.p);
		memmove(w->p + (at.p - w->p), c.p, (size_t)(c.end - c.p));
		w->len -= len;
		wbuf_patch(w, 1, 3, w->len);
		return;
	}
}

static inline size_t
ask_make(uint8_t p[MESSAGE_MAX], const struct ask *a)
{
	struct wbuf w = wbuf_make(p, MESSAGE_MAX);
	struct diameter_head h = { .flags = (uint8_t)(a->flags != 0 ?
	    a->flags : FLAGS), .code = a->command != 0 ? a->command : ULR,
	    .app = 16777251, .hbh = a->hbh, .e2e = a->e2e };
	const struct diameter_form *f = diameter_form_find(h.code);
	struct build_ids ids = build_ids_default;

	ids.v[BUILD_ID_IMSI] = or(a->imsi, IMSI_FINE);
	ids.v[BUILD_ID_SESSION] = or(a->session, "mme1;1;1");
	ids.v[BUILD_ID_ORIGIN_HOST] = or(a->ohost, MME_ALPHA);
	ids.v[BUILD_ID_ORIGIN_REALM] = or(a->orealm, REALM_ALPHA);
	ids.v[BUILD_ID_DEST_HOST] = or(a->dhost, HSS1);
	ids.v[BUILD_ID_DEST_REALM] = or(a->drealm, REALM_HOME);
	diameter_request(&w, f, &h, &ids, a->more);
	if (a->no_host)
		avp_cut(&w, 293);
	ck_assert(wbuf_ok(&w));
	return w.len;
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

static inline void
ask(struct peer *p, struct ask a)
{
	uint8_t octets[MESSAGE_MAX];

	take(p, octets, ask_make(octets, &a));
}

static inline uint32_t
word_at(const struct sent *s, size_t at)
{
	return (uint32_t)s->p[at] << 24 | (uint32_t)s->p[at + 1] << 16 |
	    (uint32_t)s->p[at + 2] << 8 | s->p[at + 3];
}

static inline uint32_t
hbh_of(const struct sent *s)
{
	return word_at(s, 12);
}

/* The n-th AVP of a code from 0; false: there is none. */
static inline bool
avp_of(const struct sent *s, uint32_t code, unsigned n, struct cur *data)
{
	struct cur c = cur_make(s->p + 20, s->n - 20), at = c;
	struct diameter_avp a;
	size_t head;

	for (; diameter_avp_next(&c, &a); at = c) {
		if (a.code != code || n-- > 0)
			continue;
		head = at.p[4] & 0x80 ? 12 : 8;
		*data = cur_make(at.p + head, ((size_t)at.p[5] << 16 |
		    (size_t)at.p[6] << 8 | at.p[7]) - head);
		return true;
	}
	return false;
}

static inline uint32_t
result_of(const struct sent *s)
{
	struct cur c;
	uint32_t v;

	if (!avp_of(s, 268, 0, &c) || !cur_be32(&c, &v))
		return 0;
	return v;
}

static inline bool
avp_is(const struct sent *s, uint32_t code, unsigned n, const char *text)
{
	struct cur c;

	return avp_of(s, code, n, &c) && cur_left(&c) == strlen(text) &&
	    memcmp(c.p, text, strlen(text)) == 0;
}

/* What a neighbour answers to what it was sent. */
static inline size_t
answer_make(uint8_t octets[MESSAGE_MAX], const struct sent *s,
    const char *host, const char *realm, const char *result)
{
	struct wbuf w = wbuf_make(octets, MESSAGE_MAX);
	uint32_t word = word_at(s, 4);
	struct diameter_head h = { .flags = word >> 24 & 0x40,
	    .code = word & 0xffffff, .app = word_at(s, 8), .hbh = hbh_of(s),
	    .e2e = word_at(s, 16) };
	const struct diameter_form *f = diameter_form_find(h.code);
	struct build_ids ids = build_ids_default;
	char session[256] = "";
	struct cur c;

	if (avp_of(s, 263, 0, &c)) {
		c = cur_take_most(&c, sizeof(session) - 1);
		memcpy(session, c.p, cur_left(&c));
	}
	if (f == NULL)			/* no command that we know */
		f = diameter_form_find(ULR);
	ids.v[BUILD_ID_SESSION] = session;
	ids.v[BUILD_ID_ORIGIN_HOST] = host;
	ids.v[BUILD_ID_ORIGIN_REALM] = realm;
	diameter_answer(&w, f, &h, &ids, result, strcmp(result,
	    "268=2001") == 0);
	ck_assert(wbuf_ok(&w));
	return w.len;
}

static inline void
answer_with(struct peer *p, const struct sent *s, const char *result)
{
	uint8_t octets[MESSAGE_MAX];

	take(p, octets, answer_make(octets, s, p->host, p->realm, result));
}

static inline void
answer(struct peer *p, const struct sent *s)
{
	answer_with(p, s, "268=2001");
}

/* Runs the tests that add() adds; the status for exit(). */
static inline int
engine_main(const char *name, void (*add)(TCase *))
{
	Suite *s = suite_create(name);
	TCase *t = tcase_create(name);
	SRunner *r;
	int failed;

	add(t);
	tcase_set_timeout(t, 60);
	suite_add_tcase(s, t);
	r = srunner_create(s);
	srunner_run_all(r, CK_NORMAL);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

#endif
