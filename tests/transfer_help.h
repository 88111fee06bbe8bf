/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the tests of SS7 in the engine share: links transparent and owned, and
 * MAP messages.
 */
#ifndef TESTS_TRANSFER_HELP_H
#define TESTS_TRANSFER_HELP_H

#include "engine_world.h"

enum { SRI_SM = 45, UL = 2, ATI = 71, PC_US = 257, PC_HOME = 1002,
	PC_HOME2 = 1003, PC_ALPHA = 2001, PC_ALPHA2 = 2002, PC_BETA = 2003,
	PC_LAB = 3001, NI = 2, SI_SCCP = 3, LABEL_AT = 12, SCCP_AT = 24 };

/* Their links; of the first and the fourth each has the other as its pair. */
enum { L_HOME, L_HOME1, L_HOME2, L_ALPHA, L_BETA, L_BETA2, L_LAB, L_COUNT };

#define HOME_GT		"88210000001"
#define HOME_GT2	"88210700001"
#define ALPHA_GT	"99970000012"
#define BETA_GT		"99980000012"

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
    "reject (undelivered) imsi " IMSI_RETURN "\n"			\
    "pass\n}\n"								\
    "screen out { drop imsi " IMSI_DROP "\npass }\n"

#define WORLD		WORLD_NETS WORLD_RULES

static struct peer home = { .link = L_HOME, .host = "home" };
static struct peer home1 = { .link = L_HOME1, .host = "home1" };
static struct peer home2 = { .link = L_HOME2, .host = "home2" };
static struct peer alpha = { .link = L_ALPHA, .host = "alpha" };
static struct peer beta = { .link = L_BETA, .host = "beta" };
static struct peer beta2 = { .link = L_BETA2, .host = "beta2" };
static struct peer lab = { .link = L_LAB, .host = "lab" };
static struct peer *const everyone[L_COUNT] = { &home, &home1, &home2, &alpha,
    &beta, &beta2, &lab };

static inline void
peer_up(struct peer *d)
{
	struct way_end end = { .link = d->link, .host = d->host, .realm = "",
	    .transport = "m3ua", .ss7 = true };

	peer_open(d, &end);
}

static inline void
world_up(const char *text, void (*change)(struct conf *), bool unjudged)
{
	unsigned i;

	world_with(text, change, unjudged);
	for (i = 0; i < L_COUNT; i++)
		peer_up(everyone[i]);
	/* that they came up was judged, unless nothing is */
	ck_assert_uint_eq(nnoted, unjudged ? 0 : L_COUNT);
	nnoted = 0;
}

static inline void
world(void)
{
	world_up(WORLD, NULL, false);
}

static inline void
world_end(void)
{
	world_close(everyone, L_COUNT);
}

static inline unsigned
sent_all(void)
{
	unsigned i, n = 0;

	for (i = 0; i < L_COUNT; i++)
		n += everyone[i]->nsent;
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

static inline void
ask(struct peer *d, struct ask a)
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

#endif
