/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Messages to judge, written by the builders of sim/ and dissected, and the
 * few lines of configuration that judge them.
 */
#ifndef TESTS_JUDGE_INPUT_H
#define TESTS_JUDGE_INPUT_H

#include <check.h>
#include <stdio.h>
#include <string.h>

#include "../dissectors/digits.h"
#include "../rules/judge.h"
#include "../sim/build.h"

enum {
	INPUT_MAX = 4096,
	INPUT_SECRET = 7,
	UDT_DATA = 180,			/* fits whatever the addresses */
};

#define SECOND	UINT64_C(1000000000)
#define ADDRESS_OF(a, b, c, d)						\
	((uint32_t)(a) << 24 | (uint32_t)(b) << 16 | (uint32_t)(c) << 8 | (d))

/* A Begin with one or two invokes; what is 0 or NULL is the usual. */
struct map_input {
	unsigned	 op, version;	/* updateLocation, 3 */
	const char	*argument;	/* that of the operation */
	unsigned	 op2;		/* a second one */
	const char	*argument2;
	const char	*imsi;
	const char	*vlr;
	const char	*calling, *called;	/* global titles */
	uint8_t		 called_np;
	const char	*user;		/* MAP dialogue PDU */
	uint32_t	 otid;		/* 1 */
	uint32_t	 opc, dpc;
	uint32_t	 src, dst;	/* IPv4 addresses */
	bool		 returned;	/* to whom it is from */
};

struct diameter_input {
	unsigned	 code;		/* 316 */
	const char	*imsi;
	const char	*host, *realm;	/* of the origin */
	const char	*dest_realm;
	const char	*session;
	const char	*plmn, *node;	/* visited; number of its MME and SGSN */
	const char	*more;		/* AVPs behind the others */
	uint32_t	 hbh;		/* 1; also the end-to-end one */
	uint32_t	 src, dst;
};

/* An End to such a Begin; what is 0 or NULL is home's to the usual one. */
struct map_end {
	const char	*calling, *called;
	uint8_t		 calling_ssn, called_ssn;	/* 6, 7 */
	uint32_t	 dtid;		/* 1 */
	bool		 inwards;	/* over the way of the Begin */
	const char	*components;
};

/* The answer to such a request; likewise. */
struct diameter_answer_input {
	unsigned	 code;
	const char	*host, *realm;	/* of the origin */
	unsigned	 flags;		/* 0x40 */
	const char	*result;	/* "268=2001" */
};

/* A message and the octets that it points into. */
struct input {
	struct sig_msg	 m;
	uint8_t		 tcap[INPUT_MAX], sccp[INPUT_MAX], octets[INPUT_MAX];
	uint8_t		 src[4], dst[4];
};

static inline struct cur
input_address(uint8_t octets[4], uint32_t a)
{
	unsigned i;

	for (i = 0; i < 4; i++)
		octets[i] = (uint8_t)(a >> (24 - 8 * i));
	return cur_make(octets, a == 0 ? 0 : 4);
}

static inline void
input_read(struct input *in, enum sig_entry entry, const struct wbuf *w,
    uint32_t src, uint32_t dst)
{
	ck_assert(wbuf_ok(w));
	memset(&in->m, 0, sizeof(in->m));
	in->m.src = input_address(in->src, src);
	in->m.dst = input_address(in->dst, dst);
	ck_assert(sig_dissect(entry, wbuf_cur(w), NULL, &in->m));
}

static inline void
input_invoke(struct wbuf *w, int id, unsigned op, unsigned version,
    const char *argument, const struct build_ids *ids)
{
	const struct map_form *f = map_form_find(op, version);

	ck_assert(f != NULL || argument != NULL);
	tcap_invoke(w, id, (int)op, argument != NULL ? argument : f->argument,
	    ids);
}

static inline struct cur
input_tcap(struct input *in, const struct map_input *i,
    const struct map_form *f, const struct build_ids *ids)
{
	struct wbuf w = wbuf_make(in->tcap, sizeof(in->tcap));
	char ac[32];
	struct tcap_head t = { .type = TCAP_BEGIN, .dialogue = TCAP_AARQ,
	    .otid = i->otid != 0 ? i->otid : 1, .ac = map_ac(ac, sizeof(ac), f->ac, f->version),
	    .user = i->user, .ids = ids };
	size_t at = tcap_open(&w, &t), part = tcap_components(&w);

	input_invoke(&w, 1, f->op, f->version, i->argument, ids);
	if (i->op2 != 0)
		input_invoke(&w, 2, i->op2, f->version, i->argument2, ids);
	ber_close(&w, part);
	ber_close(&w, at);
	ck_assert(wbuf_ok(&w));
	return wbuf_cur(&w);
}

/* As a service message, with cause 1. */
static inline void
input_give_back(struct sccp_head *h, struct mtp3_label *l)
{
	struct sccp_party party = h->calling;
	uint32_t pc = l->opc;

	h->type = (enum sccp_type)(h->type + 1);
	h->cls = 1;
	h->calling = h->called;
	h->called = party;
	l->opc = l->dpc;
	l->dpc = pc;
}

static inline const struct sig_msg *
input_map(struct input *in, const struct map_input *i)
{
	const struct map_form *f = map_form_find(i->op != 0 ? i->op : 2,
	    i->version != 0 ? i->version : 3);
	struct build_ids ids = build_ids_default;
	struct sccp_head h = { .type = SCCP_UDT };
	struct mtp3_label l = { .opc = i->opc != 0 ? i->opc : 1,
	    .dpc = i->dpc != 0 ? i->dpc : 2, .si = 3 };
	struct wbuf sccp = wbuf_make(in->sccp, sizeof(in->sccp));
	struct wbuf w = wbuf_make(in->octets, sizeof(in->octets));
	struct cur tcap;

	ck_assert_ptr_nonnull(f);
	if (i->imsi != NULL)
		ids.v[BUILD_ID_IMSI] = i->imsi;
	if (i->vlr != NULL)
		ids.v[BUILD_ID_VLR] = ids.v[BUILD_ID_MSC] = i->vlr;
	h.calling = (struct sccp_party){ .ssn = f->from,
	    .gt = i->calling != NULL ? i->calling : "99970000012" };
	h.called = (struct sccp_party){ .ssn = f->to, .np = i->called_np,
	    .gt = i->called != NULL ? i->called : "88210000001" };
	tcap = input_tcap(in, i, f, &ids);
	if (cur_left(&tcap) > UDT_DATA)
		h.type = SCCP_LUDT;
	if (i->returned)
		input_give_back(&h, &l);
	sccp_build(&sccp, &h, tcap);
	ck_assert(wbuf_ok(&sccp));
	mtp3_build(&w, &l, wbuf_cur(&sccp));
	input_read(in, SIG_ENTRY_MTP3, &w, i->src, i->dst);
	return &in->m;
}

static inline const struct sig_msg *
input_diameter(struct input *in, const struct diameter_input *i)
{
	const struct diameter_form *f = diameter_form_find(i->code != 0 ?
	    i->code : 316);
	struct build_ids ids = build_ids_default;
	struct wbuf w = wbuf_make(in->octets, sizeof(in->octets));
	struct diameter_head h = { .flags = 0xc0, .code = f->code,
	    .app = f->app, .hbh = i->hbh != 0 ? i->hbh : 1 };

	h.e2e = h.hbh;
	if (i->imsi != NULL)
		ids.v[BUILD_ID_IMSI] = i->imsi;
	if (i->host != NULL)
		ids.v[BUILD_ID_ORIGIN_HOST] = i->host;
	if (i->realm != NULL)
		ids.v[BUILD_ID_ORIGIN_REALM] = i->realm;
	if (i->dest_realm != NULL)
		ids.v[BUILD_ID_DEST_REALM] = i->dest_realm;
	if (i->session != NULL)
		ids.v[BUILD_ID_SESSION] = i->session;
	if (i->plmn != NULL)
		ids.v[BUILD_ID_PLMN] = i->plmn;
	if (i->node != NULL)
		ids.v[BUILD_ID_MME] = ids.v[BUILD_ID_SGSN] = i->node;
	diameter_request(&w, f, &h, &ids, i->more);
	input_read(in, SIG_ENTRY_DIAMETER, &w, i->src, i->dst);
	return &in->m;
}

static inline const struct sig_msg *
input_end(struct input *in, const struct map_end *e)
{
	const struct build_ids *ids = &build_ids_default;
	struct tcap_head t = { .type = TCAP_END,
	    .dtid = e->dtid != 0 ? e->dtid : 1, .ids = ids };
	struct sccp_head h = { .type = SCCP_UDT };
	struct mtp3_label l = { .opc = e->inwards ? 1 : 2,
	    .dpc = e->inwards ? 2 : 1, .si = 3 };
	struct wbuf tcap = wbuf_make(in->tcap, sizeof(in->tcap));
	struct wbuf sccp = wbuf_make(in->sccp, sizeof(in->sccp));
	struct wbuf w = wbuf_make(in->octets, sizeof(in->octets));
	size_t at = tcap_open(&tcap, &t), part = tcap_components(&tcap);

	h.calling = (struct sccp_party){
	    .gt = e->calling != NULL ? e->calling : "88210000001",
	    .ssn = e->calling_ssn != 0 ? e->calling_ssn : 6 };
	h.called = (struct sccp_party){
	    .gt = e->called != NULL ? e->called : "99970000012",
	    .ssn = e->called_ssn != 0 ? e->called_ssn : 7 };
	ber_pattern(&tcap, e->components, ids);
	ber_close(&tcap, part);
	ber_close(&tcap, at);
	sccp_build(&sccp, &h, wbuf_cur(&tcap));
	mtp3_build(&w, &l, wbuf_cur(&sccp));
	input_read(in, SIG_ENTRY_MTP3, &w, 0, 0);
	return &in->m;
}

static inline const struct sig_msg *
input_answer(struct input *in, const struct diameter_answer_input *a)
{
	const struct diameter_form *f = diameter_form_find(a->code != 0 ?
	    a->code : 316);
	struct diameter_head h = {
	    .flags = (uint8_t)(a->flags != 0 ? a->flags : 0x40),
	    .code = f->code, .app = f->app, .hbh = 1, .e2e = 1 };
	struct build_ids ids = build_ids_default;
	struct wbuf w = wbuf_make(in->octets, sizeof(in->octets));

	ids.v[BUILD_ID_ORIGIN_HOST] = a->host != NULL ? a->host :
	    "hss1.epc.mnc001.mcc001.3gppnetwork.org";
	ids.v[BUILD_ID_ORIGIN_REALM] = a->realm != NULL ? a->realm :
	    "epc.mnc001.mcc001.3gppnetwork.org";
	diameter_answer(&w, f, &h, &ids, a->result != NULL ? a->result :
	    "268=2001", false);
	input_read(in, SIG_ENTRY_DIAMETER, &w, 0, 0);
	return &in->m;
}

/* ---- rules ---- */

struct rules {
	struct ruleset	*rs;
	struct judge	*judge;
	struct verdict	 v;		/* the latest */
	char		 said[160];	/* it as text */
};

/* Home and partners of the messages above: but for what begins with '!', which
 * stands for itself, text stands behind these. */
static const char input_world[] =
    "home {\n"
    "	plmn 001-01 gt 88210* mgt 88217*\n"
    "	realm epc.mnc001.mcc001.3gppnetwork.org\n"
    "}\n"
    "partner \"red\" {\n"
    "	plmn 999-70 gt 9997*\n"
    "	realm epc.mnc070.mcc999.3gppnetwork.org\n"
    "}\n"
    "partner \"blue\" {\n"
    "	plmn 999-80 gt 9998* state suspended\n"
    "	realm epc.mnc080.mcc999.3gppnetwork.org\n"
    "}\n";

static inline void
rules_open(struct rules *r, const char *text)
{
	char whole[8192];
	struct conf_errors errors = { NULL, 0, 0 };
	struct conf *c;
	int n;

	n = snprintf(whole, sizeof(whole), "%s%s", *text == '!' ? "" :
	    input_world, text + (*text == '!'));
	ck_assert(n > 0 && (size_t)n < sizeof(whole));
	c = conf_parse("test.conf", whole, (size_t)n, &errors);
	if (c == NULL)
		ck_abort_msg("%s", errors.n > 0 ? errors.line[0] : "?");
	r->rs = ruleset_build(c, &errors);
	ck_assert_ptr_nonnull(r->rs);
	conf_errors_free(&errors);
	r->judge = judge_new(r->rs, INPUT_SECRET);
	ck_assert_ptr_nonnull(r->judge);
}

static inline void
rules_close(struct rules *r)
{
	judge_free(r->judge);
	ruleset_free(r->rs);
}

/* "drop", "drop label", "drop (default)", "pass (no rules)". */
static inline const char *
rules_judge(struct rules *r, const struct sig_msg *m, uint64_t now)
{
	judge_message(r->judge, m, now, &r->v);
	snprintf(r->said, sizeof(r->said), "%s%s%s",
	    conf_action_name(r->v.action), r->v.label != NULL ? " " :
	    r->v.why == WHY_DEFAULT ? " (default)" :
	    r->v.why == WHY_NO_RULES ? " (no rules)" : "",
	    r->v.label != NULL ? r->v.label : "");
	return r->said;
}

/* One message under some rules. */
static inline const char *
judged(struct rules *r, const char *text, const struct sig_msg *m)
{
	rules_open(r, text);
	rules_judge(r, m, SECOND);
	rules_close(r);
	return r->said;
}

#endif
