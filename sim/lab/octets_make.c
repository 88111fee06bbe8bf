/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Making the lab's messages, once a network.
 *
 * A message is built with marks where identities stand, and the marks are
 * looked up in its octets.
 *
 * 3GPP TS 29.272 7.2.3 to 7.2.6 (ULR, ULA, AIR, AIA), 7.2.15, 7.2.16 (RSR,
 * RSA), RFC 7683 7 (DOIC), TS 29.002 17.6.1, 17.6.3 (location and
 * authentication), 10.3 (reset), 17.7.1 (data types).
 */
#include "octets_impl.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "../build.h"

#define MARK_IMSI	"009876501234567"
#define MARK_IMEI	"86420975310864"
#define MARK_NODE	"7351"
#define MARK_SESSION	"5eed0001;5eed0002"
#define MARK_ID		0xd1a10c01U
#define MARK_HOME_ID	0xd1a10c02U
#define MARK_E2E	0xd1a10c03U
#define MARK_PC		0x2abcU
#define MARK_CODE	0xd1a10c04U
#define MARK_CODE_TEXT	"3516992516"
#define MARK_ERROR	0x4d
#define RAND16		"00112233445566778899aabbccddeeff"
#define VECTOR								\
	"1413{1414{1419=1 1447=" RAND16 " 1448=0102030405060708 1449="	\
	RAND16 " 1450=" RAND16 RAND16 "}}"
#define SUBSCRIPTION							\
	"1406=1 1400{1424=0 701:msisdn 1417=2 1435{516=50000000 "	\
	"515=100000000} 1429{1423=1 1428=0 1430{1423=1 1456=0 "		\
	"493\"internet\" 1431{1028=9 1034{1046=8 1047=1 1048=1}}}}} "
#define QUINTUPLET							\
	"30{04=" RAND16 " 04=0102030405060708 04=" RAND16 " 04=" RAND16	\
	" 04=" RAND16 "}"

enum {
	S6A = 16777251,
	CODE_AUTHENTICATE = 318, CODE_UPDATE = 316, CODE_RESET = 322,
	OP_SAI = 56, OP_UL = 2, OP_UGL = 23, OP_ISD = 7, OP_RESET = 37,
	AC_SAI = 14, AC_UL = 1, AC_UGL = 32, AC_RESET = 10,
	SSN_HLR = 6, SSN_VLR = 7, SSN_SGSN = 149,
	PART = 1024, SLS_BEHIND_PC = 11,
};

/* Texts of a network, and the identities that patterns name. */
struct names {
	/* home: its origin; order: also towards the node */
	struct build_ids ids, home, order;
	char		 host[96], realm[64], home_host[96], home_realm[64];
	char		 session[128], home_session[128];
	char		 vlr[24], sgsn[24], msc[24];
	const char	*hlr;
};

/* ---- finding the marks ---- */

static void
patch_add(struct template *t, size_t at, enum octets_patch what)
{
	assert(t->patches < TEMPLATE_PATCHES);
	t->patch[t->patches].at = (uint16_t)at;
	t->patch[t->patches++].what = (uint8_t)what;
}

/* Each place where the octets stand; skip: what is patched starts so much
 * further.  Returns how many there are. */
static unsigned
mark_find(struct template *t, const void *octets, size_t len, size_t skip,
    enum octets_patch what)
{
	unsigned n = 0;
	size_t i;

	for (i = 0; i + len <= t->len; i++)
		if (memcmp(t->octets + i, octets, len) == 0) {
			patch_add(t, i + skip, what);
			n++;
		}
	return n;
}

static unsigned
mark_number(struct template *t, uint32_t v, enum octets_patch what)
{
	uint8_t octets[4] = { (uint8_t)(v >> 24), (uint8_t)(v >> 16),
	    (uint8_t)(v >> 8), (uint8_t)v };

	return mark_find(t, octets, 4, 0, what);
}

static unsigned
mark_tbcd(struct template *t, const char *digits, size_t patched,
    enum octets_patch what)
{
	uint8_t mem[24];
	struct wbuf w = wbuf_make(mem, sizeof(mem));

	build_tbcd(&w, digits);
	return mark_find(t, mem, w.len, w.len - patched, what);
}

static void
template_take(struct template *t, const struct wbuf *w)
{
	assert(wbuf_ok(w) && w->len <= TEMPLATE_OCTETS);
	memset(t, 0, sizeof(*t));
	t->len = (uint16_t)w->len;
	memcpy(t->octets, w->p, w->len);
}

static void
diameter_marks(struct template *t, const struct wbuf *w)
{
	template_take(t, w);
	mark_find(t, MARK_IMSI, 15, 0, PATCH_IMSI_TEXT);
	mark_find(t, MARK_IMEI, 14, 0, PATCH_IMEI_TEXT);
	mark_find(t, "mme" MARK_NODE, 7, 3, PATCH_NODE_TEXT);
	mark_find(t, MARK_SESSION, 17, 0, PATCH_SESSION);
	mark_number(t, MARK_ID, PATCH_ID);
	mark_number(t, MARK_E2E, PATCH_E2E);
	mark_number(t, MARK_CODE, PATCH_CODE);
}

static void
map_marks(struct template *t, const struct wbuf *w, const struct names *n)
{
	static const uint8_t error[] = { 0x02, 0x01, MARK_ERROR };
	unsigned i;
	size_t at;

	template_take(t, w);
	mark_tbcd(t, MARK_IMSI, 8, PATCH_IMSI_TBCD);
	mark_tbcd(t, MARK_IMEI, 7, PATCH_IMEI_TBCD);
	mark_tbcd(t, n->vlr, 2, PATCH_NODE_TBCD);
	mark_tbcd(t, n->sgsn, 2, PATCH_NODE_TBCD);
	mark_tbcd(t, n->msc, 2, PATCH_NODE_TBCD);
	mark_number(t, MARK_ID, PATCH_ID);
	mark_number(t, MARK_HOME_ID, PATCH_HOME_ID);
	mark_find(t, error, sizeof(error), 2, PATCH_ERROR);
	i = t->patches;
	if (mark_number(t, MARK_PC, PATCH_WAY) == 0)
		return;
	/* Routing label: OPC, DPC, SI, NI, MP, SLS. */
	at = t->patch[i].at;
	patch_add(t, t->octets[at + 8] == 3 ? at + SLS_BEHIND_PC :
	    at + SLS_BEHIND_PC - 4, PATCH_SLS);
}

/* ---- Diameter ---- */

static void
diameter_make(struct templates *t, const struct names *n, enum lab_step step)
{
	struct diameter_form f = { step == STEP_AUTHENTICATE ?
	    CODE_AUTHENTICATE : CODE_UPDATE, S6A, DIAMETER_3GPP, false, NULL,
	    NULL };
	struct diameter_head h = { 0xc0, f.code, S6A, MARK_ID, MARK_E2E };
	struct template (*fail)[FAILURE_FORMS] = t->failure[LAB_TECH_S6A];
	static const char *const result[FAILURE_FORMS] = {
		"268=" MARK_CODE_TEXT, "268=" MARK_CODE_TEXT,
		"297{266=10415 298=" MARK_CODE_TEXT "}",
	};
	uint8_t mem[PART];
	struct wbuf w = wbuf_make(mem, sizeof(mem));
	unsigned doic, i;

	f.request = step == STEP_AUTHENTICATE ?
	    "1:imsi 1408{1410=1 1412=0} 1407:plmn" :
	    "1:imsi 1401{1402:imei} 1032=1004 1405=34 1407:plmn";
	f.answer = step == STEP_AUTHENTICATE ? VECTOR : SUBSCRIPTION;
	for (doic = 0; doic < 2; doic++) {
		wbuf_reset(&w);
		h.flags = 0xc0;
		diameter_request(&w, &f, &h, &n->ids,
		    doic ? "621{622=1}" : NULL);
		diameter_marks(&t->request[LAB_TECH_S6A][step][doic], &w);
		wbuf_reset(&w);
		h.flags = 0x40;
		diameter_answer(&w, &f, &h, &n->home, "268=2001", true);
		diameter_marks(&t->result[LAB_TECH_S6A][step][doic], &w);
	}
	for (i = 0; i < FAILURE_FORMS; i++) {
		wbuf_reset(&w);
		h.flags = i == FAILURE_PROTOCOL ? 0x60 : 0x40;
		diameter_answer(&w, &f, &h, &n->home, result[i], false);
		diameter_marks(&fail[step][i], &w);
	}
}

static void
diameter_reset(struct templates *t, const struct names *n)
{
	const struct diameter_form f = { CODE_RESET, S6A, DIAMETER_3GPP, true,
	    "", "" };
	struct diameter_head h = { 0xc0, CODE_RESET, S6A, MARK_ID, MARK_E2E };
	struct build_ids node = n->order;
	uint8_t mem[PART];
	struct wbuf w = wbuf_make(mem, sizeof(mem));

	diameter_request(&w, &f, &h, &n->order, NULL);
	diameter_marks(&t->reset[LAB_TECH_S6A], &w);
	wbuf_reset(&w);
	h.flags = 0x40;
	node.v[BUILD_ID_ORIGIN_HOST] = n->host;
	node.v[BUILD_ID_ORIGIN_REALM] = n->realm;
	diameter_answer(&w, &f, &h, &node, "268=2001", true);
	diameter_marks(&t->reset_done, &w);
}

/* ---- MAP ---- */

/* SCCP and M3UA around it. */
static void
map_wrap(struct template *t, const struct names *n, bool cs, bool from_home,
    const struct wbuf *tcap)
{
	struct sccp_party node = { .gt = cs ? n->vlr : n->sgsn,
	    .ssn = cs ? SSN_VLR : SSN_SGSN };
	struct sccp_party home = { .gt = n->hlr, .ssn = SSN_HLR };
	struct sccp_head s = { .type = SCCP_UDT,
	    .calling = from_home ? home : node,
	    .called = from_home ? node : home };
	struct mtp3_label l = { .opc = from_home ? PC_HOME : MARK_PC,
	    .dpc = from_home ? MARK_PC : PC_HOME, .si = 3 };
	struct xua_extra x = { .has_rc = true, .rc = 100 };
	uint8_t sccp[PART], mem[PART];
	struct wbuf a = wbuf_make(sccp, sizeof(sccp));
	struct wbuf b = wbuf_make(mem, sizeof(mem));

	assert(wbuf_ok(tcap));
	sccp_build(&a, &s, wbuf_cur(tcap));
	assert(wbuf_ok(&a));
	m3ua_build(&b, &l, &x, wbuf_cur(&a));
	map_marks(t, &b, n);
}

/* What one message says, in a dialogue. */
struct map_say {
	enum tcap_type	 type;
	enum tcap_dialogue dialogue;
	unsigned	 ac;
	int		 op;
	const char	*argument, *result, *error;	/* patterns */
	bool		 from_home, fails;
};

static void
map_say(struct template *t, const struct names *n, bool cs,
    const struct map_say *say)
{
	char ac[32];
	struct tcap_head h = { .type = say->type, .dialogue = say->dialogue,
	    .otid = say->from_home ? MARK_HOME_ID : MARK_ID,
	    .dtid = say->from_home ? MARK_ID : MARK_HOME_ID,
	    .ac = map_ac(ac, sizeof(ac), say->ac, 3), .ids = &n->ids };
	uint8_t mem[PART];
	struct wbuf w = wbuf_make(mem, sizeof(mem));
	size_t at, part;

	at = tcap_open(&w, &h);
	part = tcap_components(&w);
	if (say->fails)
		tcap_error(&w, 1, MARK_ERROR, say->error, &n->ids);
	else if (say->argument != NULL)
		tcap_invoke(&w, 1, say->op, say->argument, &n->ids);
	else
		tcap_result(&w, 1, say->op, say->result, &n->ids);
	ber_close(&w, part);
	ber_close(&w, at);
	map_wrap(t, n, cs, say->from_home, &w);
}

static void
map_failures(struct templates *t, const struct names *n, enum lab_tech tech,
    enum lab_step step, const struct map_say *begin)
{
	struct map_say say = { .type = TCAP_END, .dialogue = TCAP_AARE,
	    .ac = begin->ac, .op = begin->op, .from_home = true,
	    .fails = true };

	map_say(&t->failure[tech][step][FAILURE_MAP], n,
	    tech == LAB_TECH_MAP_CS, &say);
	say.error = "30{0a=00}";
	map_say(&t->failure[tech][step][FAILURE_ROAMING], n,
	    tech == LAB_TECH_MAP_CS, &say);
	t->failure[tech][step][FAILURE_EXPERIMENTAL] =
	    t->failure[tech][step][FAILURE_MAP];
}

static void
map_make(struct templates *t, const struct names *n, enum lab_tech tech)
{
	bool cs = tech == LAB_TECH_MAP_CS;
	struct template (*q)[2] = t->request[tech], (*r)[2] = t->result[tech];
	unsigned ac = cs ? AC_UL : AC_UGL;
	int op = cs ? OP_UL : OP_UGL;
	const struct map_say say[2][STEPS] = { {
		{ .type = TCAP_BEGIN, .dialogue = TCAP_AARQ, .ac = AC_SAI,
		    .op = OP_SAI, .argument = "30{80:imsi 02=01 84:plmn}" },
		{ .type = TCAP_BEGIN, .dialogue = TCAP_AARQ, .ac = ac,
		    .op = op, .argument = cs ?
		    "30{04:imsi 81:msc 04:vlr ad{80:imeisv}}" :
		    "30{04:imsi 04:sgsn 04:sgsnip a4{80:imeisv}}" },
		{ .type = TCAP_CONTINUE, .op = OP_ISD, .ac = ac,
		    .result = "30{}" },
	}, {
		{ .type = TCAP_END, .dialogue = TCAP_AARE, .ac = AC_SAI,
		    .op = OP_SAI, .from_home = true,
		    .result = "a3{a1{" QUINTUPLET "}}" },
		{ .type = TCAP_END, .ac = ac, .op = op, .from_home = true,
		    .result = "30{04:hlr}" },
		{ .type = TCAP_CONTINUE, .dialogue = TCAP_AARE, .ac = ac,
		    .op = OP_ISD, .from_home = true, .argument =
		    "30{81:msisdn 82=0a 83=00 a4{04=17} a6{04=11 04=21}}" },
	} };
	unsigned step, doic;

	for (step = 0; step < STEPS; step++) {
		for (doic = 0; doic < 2; doic++) {
			map_say(&q[step][doic], n, cs, &say[0][step]);
			map_say(&r[step][doic], n, cs, &say[1][step]);
		}
		map_failures(t, n, tech, (enum lab_step)step, &say[0][step]);
	}
}

static void
map_reset(struct templates *t, const struct names *n, enum lab_tech tech)
{
	const struct map_say say = { .type = TCAP_BEGIN, .dialogue = TCAP_AARQ,
	    .ac = AC_RESET, .op = OP_RESET, .argument = "30{04:hlr}",
	    .from_home = true };

	map_say(&t->reset[tech], n, tech == LAB_TECH_MAP_CS, &say);
}

/* ---- names ---- */

static void
realm_text(char *to, size_t size, const char *plmn)
{
	snprintf(to, size, "epc.mnc%s%s.mcc%.3s.3gppnetwork.org",
	    strlen(plmn) == 5 ? "0" : "", plmn + 3, plmn);
}

static void
names_make(struct names *n, const struct scenario *s, unsigned network)
{
	const struct scenario_network *v = &s->network[network];

	n->ids = build_ids_default;
	realm_text(n->realm, sizeof(n->realm), v->plmn);
	realm_text(n->home_realm, sizeof(n->home_realm), s->home.plmn);
	snprintf(n->host, sizeof(n->host), "mme" MARK_NODE ".%s", n->realm);
	snprintf(n->home_host, sizeof(n->home_host), "hss1.%s",
	    n->home_realm);
	snprintf(n->session, sizeof(n->session), "%s;" MARK_SESSION, n->host);
	snprintf(n->home_session, sizeof(n->home_session), "%s;" MARK_SESSION,
	    n->home_host);
	snprintf(n->vlr, sizeof(n->vlr), "%s01" MARK_NODE, v->gt);
	snprintf(n->sgsn, sizeof(n->sgsn), "%s02" MARK_NODE, v->gt);
	snprintf(n->msc, sizeof(n->msc), "%s03" MARK_NODE, v->gt);
	n->hlr = s->home.gt;
	n->ids.v[BUILD_ID_IMSI] = MARK_IMSI;
	n->ids.v[BUILD_ID_IMEI] = MARK_IMEI;
	n->ids.v[BUILD_ID_IMEISV] = MARK_IMEI "01";
	n->ids.v[BUILD_ID_SESSION] = n->session;
	n->ids.v[BUILD_ID_ORIGIN_HOST] = n->host;
	n->ids.v[BUILD_ID_ORIGIN_REALM] = n->realm;
	n->ids.v[BUILD_ID_DEST_HOST] = n->home_host;
	n->ids.v[BUILD_ID_DEST_REALM] = n->home_realm;
	n->ids.v[BUILD_ID_PLMN] = v->plmn;
	n->ids.v[BUILD_ID_VLR] = n->vlr;
	n->ids.v[BUILD_ID_SGSN] = n->sgsn;
	n->ids.v[BUILD_ID_MSC] = n->msc;
	n->ids.v[BUILD_ID_HLR] = s->home.gt;
	n->home = n->ids;
	n->home.v[BUILD_ID_ORIGIN_HOST] = n->home_host;
	n->home.v[BUILD_ID_ORIGIN_REALM] = n->home_realm;
	n->order = n->home;
	n->order.v[BUILD_ID_SESSION] = n->home_session;
	n->order.v[BUILD_ID_DEST_HOST] = n->host;
	n->order.v[BUILD_ID_DEST_REALM] = n->realm;
}

void
templates_make(struct templates *t, const struct scenario *s,
    unsigned network)
{
	struct names n;

	memset(t, 0, sizeof(*t));
	names_make(&n, s, network);
	t->pc = PC_NETWORK + 2 * network;
	diameter_make(t, &n, STEP_AUTHENTICATE);
	diameter_make(t, &n, STEP_UPDATE);
	diameter_reset(t, &n);
	map_make(t, &n, LAB_TECH_MAP_CS);
	map_make(t, &n, LAB_TECH_MAP_PS);
	map_reset(t, &n, LAB_TECH_MAP_CS);
	map_reset(t, &n, LAB_TECH_MAP_PS);
}
