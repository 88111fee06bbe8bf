/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Attacks by form: every shape of every sort of operation, addresses between
 * networks, management of subsystems and links, a flood.
 *
 * 3GPP TS 29.002 6.1.3.1, 17.1.2.1; ITU-T Q.713 5.3, RFC 4666 3.
 */
#include "../rules/owner.h"
#include "mkcap_attacks.h"

#define COUNT(a)	(sizeof(a) / sizeof((a)[0]))

/* What hides behind a form, by category; all of it would be refused plain. */
static const struct map_case hidden[] = {
{ "ahaha", 70, 0, REFUSE, NULL, NULL, "provideSubscriberInfo" },
{ "ahaha", 71, 0, REFUSE, NULL, NULL, "anyTimeInterrogation" },
{ "ahaha", 7, 2, REFUSE, NULL, NULL, "insertSubscriberData" },
{ "ahaha", 3, 0, REFUSE, NULL, NULL, "cancelLocation" },
{ "aahba", 56, 0, REFUSE, NULL, NULL, "sendAuthenticationInfo" },
{ "aahha", 2, 0, REFUSE, "vlr:b", NULL, "updateLocation" },
{ "aahha", 22, 0, REFUSE, NULL, NULL, "sendRoutingInfo" },
{ "aahba", 45, 0, REFUSE, "smsc:a", NULL, "sendRoutingInfoForSM" },
{ "aahba", 67, 0, REFUSE, NULL, NULL, "purgeMS" },
};

/* What would pass plain, and in the forms that real stacks have. */
static const struct map_case plain[] = {
{ "ahaaa", 70, 0, PASS, NULL, NULL, "provideSubscriberInfo" },
{ "ahaaa", 7, 2, PASS, NULL, NULL, "insertSubscriberData" },
{ "ahaaa", 3, 0, PASS, NULL, NULL, "cancelLocation" },
{ "ahaaa", 4, 0, PASS, NULL, NULL, "provideRoamingNumber" },
{ "aahha", 56, 0, PASS, NULL, NULL, "sendAuthenticationInfo" },
{ "aahha", 2, 0, PASS, NULL, NULL, "updateLocation" },
{ "aahha", 23, 0, PASS, NULL, NULL, "updateGprsLocation" },
{ "aahha", 45, 0, PASS, "smsc:a", NULL, "sendRoutingInfoForSM" },
{ "aahha", 67, 0, PASS, NULL, NULL, "purgeMS" },
};

/* The same content in a form that no network writes. */
static const struct map_case twisted[] = {
{ "ahaaa", 70, 0, REFUSE, NULL, NULL, "provideSubscriberInfo" },
{ "ahaaa", 88, 0, REFUSE, NULL, NULL, "ist-Command" },
{ "aahha", 56, 3, REFUSE, NULL, NULL, "sendAuthenticationInfo" },
{ "aahha", 67, 0, REFUSE, NULL, NULL, "purgeMS" },
{ "ahaaa", 73, 0, REFUSE, NULL, NULL, "setReportingState" },
};

void
set_evasion(struct set *s)
{
	static const enum shape usual[] = { SHAPE_USUAL, SHAPE_INDEFINITE,
	    SHAPE_LONG_LENGTH, SHAPE_SEGMENTS, SHAPE_EXTENDED, SHAPE_SUA,
	    SHAPE_M2PA, SHAPE_M2UA };
	static const enum shape odd[] = { SHAPE_GLOBAL_OPCODE,
	    SHAPE_PADDED_OPCODE, SHAPE_AC_EXTENDED, SHAPE_AC_UNKNOWN,
	    SHAPE_AC_OTHER, SHAPE_AC_VERSION, SHAPE_AC_MISSING,
	    SHAPE_LONG_TID, SHAPE_HIGH_TAG, SHAPE_CONSTRUCTED,
	    SHAPE_TRAILING, SHAPE_RIDER };
	unsigned shape;
	size_t i, k;

	for (shape = 0; shape < SHAPES_COUNT; shape++)
		for (k = 0; k < COUNT(hidden); k++)
			map_case_put(s, &hidden[k], (enum shape)shape,
			    CLASSES_COUNT);
	for (i = 0; i < COUNT(usual); i++)
		for (k = 0; k < COUNT(plain); k++)
			map_case_put(s, &plain[k], usual[i], CLASSES_COUNT);
	for (i = 0; i < COUNT(odd); i++)
		for (k = 0; k < COUNT(twisted); k++)
			map_case_put(s, &twisted[k], odd[i], CLASSES_COUNT);
}

/* ---- addresses ---- */

enum part { GTI, NP, TT, NAI, SSN, NO_SSN, ON_SSN, WITH_PC, PC_ONLY };

static const struct {
	bool		 called;
	uint8_t		 part;		/* enum part */
	uint8_t		 value;
	uint8_t		 ni;
	uint8_t		 expect;
	const char	*what;
} addresses[] = {
{ false, TT, 0, 0, PASS, "as it should be" },
{ false, NP, 6, 0, REFUSE, "calling: E.212" },
{ false, NP, 7, 0, REFUSE, "calling: E.214" },
{ false, TT, 9, 0, REFUSE, "calling: translation type" },
{ false, GTI, 2, 0, REFUSE, "calling: global title without a plan" },
{ false, GTI, 3, 0, REFUSE, "calling: global title without a nature" },
{ false, ON_SSN, 0, 0, REFUSE, "calling: routed on SSN despite a title" },
{ false, WITH_PC, 0, 0, REFUSE, "calling: point code beside the title" },
{ false, NO_SSN, 0, 0, REFUSE, "calling: no SSN" },
{ false, SSN, 0, 0, REFUSE, "calling: SSN 0" },
{ false, SSN, 254, 0, REFUSE, "calling: SSN of BSSAP" },
{ false, PC_ONLY, 0, 0, PASS, "calling: routed by point code" },
{ false, GTI, 2, 2, PASS, "calling: national form in a national network" },
{ false, TT, 9, 2, PASS, "calling: national translation type" },
{ false, NAI, 3, 2, PASS, "calling: national number" },
{ true, NP, 6, 0, REFUSE, "called: E.212" },
{ true, TT, 9, 0, REFUSE, "called: translation type" },
{ true, GTI, 2, 0, REFUSE, "called: global title without a plan" },
{ true, NO_SSN, 0, 0, REFUSE, "called: no SSN" },
{ true, SSN, 0, 0, REFUSE, "called: SSN 0" },
{ true, SSN, 99, 0, REFUSE, "called: SSN of nothing" },
{ true, SSN, 255, 0, REFUSE, "called: SSN 255" },
{ true, SSN, 9, 0, REFUSE, "called: SSN of an EIR" },
{ true, TT, 128, 0, PASS, "called: translation type of call-related" },
{ true, NP, 7, 0, PASS, "called: E.214" },
{ true, PC_ONLY, 0, 0, PASS, "called: routed by point code" },
{ true, ON_SSN, 0, 0, PASS, "called: translated already" },
{ true, WITH_PC, 0, 0, PASS, "called: point code of the last hop" },
};

static void
address_change(struct sccp_party *a, enum part part, uint8_t value,
    uint32_t pc)
{
	a->pc = pc;
	switch (part) {
	case GTI:
		a->gti = value;
		break;
	case NP:
		a->np = value;
		break;
	case TT:
		a->tt = value;
		break;
	case NAI:
		a->nai = value;
		break;
	case SSN:
		a->ssn = value;
		break;
	case NO_SSN:
		a->no_ssn = true;
		break;
	case ON_SSN:
		a->on_ssn = true;
		break;
	case PC_ONLY:
		a->gt = NULL;
		a->on_ssn = true;
		/* FALLTHROUGH */
	case WITH_PC:
		a->has_pc = true;
		break;
	}
}

static bool
address_begin(struct set *s, size_t i, const struct roles *roles,
    enum shape shape)
{
	const struct nets *n = s->nets;
	enum part part = (enum part)addresses[i].part;
	enum attack_class cls = addresses[i].called && (part == NO_SSN ||
	    part == SSN) ? CLASS_SSN : CLASS_ADDRESSES;
	const char *why = NULL;

	if (part == PC_ONLY && !addresses[i].called)
		why = net_pc_lacks(n, roles->from);
	if (shape == SHAPE_SUA && n->owners != NULL &&
	    !link_leads_to(n->owners, n->ss7[roles->via].bare,
	    n->who[roles->from].owner))
		why = "no address of a node tells its link";
	if (why != NULL)
		return set_begin_unless(s, cls, why);
	return set_begin(s, cls, (enum expect)addresses[i].expect, roles,
	    NULL);
}

static void
address_put(struct set *s, size_t i, unsigned op, const char *letters,
    enum shape shape)
{
	const struct map_form *f = map_form_find(op, op == 7 ? 2 : 3);
	struct roles roles = roles_read(letters);
	struct path *p = &s->ss7[roles.via];
	struct change_store store;
	struct map_shot shot;
	struct build_ids ids;

	if (!address_begin(s, i, &roles, shape))
		return;
	ids_make(&ids, s->nets, &roles, NULL, &store);
	shot_make(&shot, s, f, &ids, &roles);
	address_change(addresses[i].called ? &shot.head.called :
	    &shot.head.calling, (enum part)addresses[i].part,
	    addresses[i].value, addresses[i].called ? p->label.dpc :
	    p->label.opc);
	p->label.ni = addresses[i].ni;
	shot.shape = shape;
	shot_fire(s, &shot);
	p->label.ni = 0;
	set_label(s, (enum expect)addresses[i].expect, NULL,
	    "operation %u %s: %s", op, letters, addresses[i].what);
}

void
set_address(struct set *s)
{
	static const struct {
		uint8_t op;
		const char *roles;
	} cases[] = {
		{ 2, "aahha" }, { 56, "aahha" }, { 23, "bbhhb" },
		{ 67, "aahha" }, { 7, "ahaaa" }, { 70, "ahaaa" },
		{ 3, "bhbbb" }, { 89, "aahha" },
	};
	size_t i, k;

	for (i = 0; i < COUNT(addresses); i++)
		for (k = 0; k < COUNT(cases); k++)
			address_put(s, i, cases[k].op, cases[k].roles,
			    SHAPE_USUAL);
	/* plans of numbers also where no label tells the network */
	for (i = 0; i < COUNT(addresses); i++)
		if (addresses[i].part == NP)
			address_put(s, i, cases[0].op, cases[0].roles,
			    SHAPE_SUA);
}

/* ---- management ---- */

static void
scmg_put(struct set *s, unsigned type, unsigned ssn, uint32_t pc,
    enum expect expect, const char *what)
{
	struct path *p = &s->ss7[NET_ALPHA];
	struct sccp_head h = { .type = SCCP_UDT,
	    .calling = { .ssn = 1, .on_ssn = true, .has_pc = true,
	    .pc = p->label.opc },
	    .called = { .ssn = 1, .on_ssn = true, .has_pc = true,
	    .pc = p->label.dpc } };
	struct wbuf *w = lab_buffer(s->lab, LAB_TCAP), *out;
	const struct roles roles = roles_read("aahha");

	if (!set_begin(s, CLASS_MANAGEMENT, expect, &roles, NULL))
		return;
	scmg_build(w, type, ssn, pc, 3);
	out = lab_buffer(s->lab, LAB_SCCP);
	sccp_build(out, &h, wbuf_cur(w));
	lab_sccp(s->lab, p, 0, wbuf_cur(out));
	set_label(s, expect, NULL, "SCCP management %u, SSN %u: %s", type, ssn,
	    what);
}

/* From one address to another with nothing but an empty dialogue or octets
 * that are none. */
static void
bare_put(struct set *s, int way, enum net from, enum net to,
    enum sccp_type type, const char *octets, enum expect expect,
    const char *label)
{
	struct sccp_head h = { .type = type,
	    .calling = net_party(s->nets, from, 6, true),
	    .called = net_party(s->nets, to, 7, false) };
	struct wbuf *w = lab_buffer(s->lab, LAB_TCAP), *out;
	const struct roles roles = { NET_ALPHA, from, NET_HOME, to, NET_ALPHA };
	struct change_store store;
	struct build_ids ids;

	if (way == 1 && expect == REFUSE && !s->nets->out) {
		set_begin_unless(s, CLASS_OUT, "no screen out");
		return;
	}
	if (!set_begin(s, way == 1 && expect == REFUSE ? CLASS_OUT :
	    CLASS_MANAGEMENT, expect, &roles, NULL))
		return;
	ids_make(&ids, s->nets, &roles, "imsi:h", &store);
	ber_pattern(w, octets, &ids);
	out = lab_buffer(s->lab, LAB_SCCP);
	sccp_build(out, &h, wbuf_cur(w));
	lab_sccp(s->lab, &s->ss7[NET_ALPHA], way, wbuf_cur(out));
	set_label(s, expect, label, "%s: %s", way == 0 ? "from a partner" :
	    "from home", octets);
}

/* Continue, Begin of cancelLocation without context, and no TCAP at all. */
static void
bare(struct set *s)
{
	static const char more[] = "65{48=01020304 49=05060708}";
	static const char cancel[] = "62{48=01020304 6c{a1{02=01 02=03 "
	    "04:imsi}}}";
	static const char none[] = "62{49=01020304}";

	bare_put(s, 0, NET_ALPHA, NET_HOME, SCCP_UDT, more, PASS, NULL);
	bare_put(s, 0, NET_ALPHA, NET_BETA, SCCP_UDT, more, REFUSE, "transit");
	bare_put(s, 0, NET_ALPHA, NET_ALPHA, SCCP_UDT, more, REFUSE, "transit");
	bare_put(s, 0, NET_ALPHA, NET_HOME, SCCP_UDT, none, REFUSE,
	    "malformed");
	bare_put(s, 1, NET_HOME, NET_ALPHA, SCCP_UDT, more, PASS, NULL);
	bare_put(s, 1, NET_HOME, NET_ALPHA, SCCP_UDT, cancel, PASS, NULL);
	bare_put(s, 1, NET_HOME, NET_ALPHA, SCCP_UDT, none, REFUSE,
	    "malformed");
	bare_put(s, 1, NET_HOME, NET_ALPHA, SCCP_UDTS, more, PASS, NULL);
	bare_put(s, 1, NET_ALPHA, NET_ALPHA, SCCP_UDTS, cancel, PASS, NULL);
	bare_put(s, 1, NET_BETA, NET_ALPHA, SCCP_UDT, more, REFUSE,
	    "not ours");
	bare_put(s, 1, NET_NOBODY, NET_ALPHA, SCCP_UDT, more, REFUSE,
	    "not ours");
}

/* A signalling link is tested, over M2PA. */
static void
link_test(struct set *s, int way)
{
	struct path *p = &s->ss7[NET_ALPHA];
	struct mtp3_label l = p->label;
	struct wbuf *w = lab_buffer(s->lab, LAB_MTP3), *out;
	const struct roles roles = roles_read("aahha");

	if (!set_begin(s, CLASS_MANAGEMENT, PASS, &roles, NULL))
		return;
	l.si = 1;
	mtp3_build(w, &l, cur_make("\x11\x10" "a", 3));
	out = lab_buffer(s->lab, LAB_XUA);
	m2pa_build(out, 1, 1, wbuf_cur(w));
	lab_sctp(s->lab, p, way, PPID_M2PA, wbuf_cur(out));
	set_label(s, PASS, NULL, "signalling link test");
}

void
set_management(struct set *s)
{
	static const uint8_t subsystems[] = { 6, 7, 8, 149 };
	static const struct {
		uint8_t cls, type;
	} links[] = {
		{ 3, 1 }, { 3, 3 }, { 3, 4 }, { 4, 1 }, { 4, 3 }, { 2, 4 },
	};
	struct path *p = &s->ss7[NET_ALPHA];
	const struct roles roles = roles_read("aahha");
	struct wbuf *w;
	size_t i;

	for (i = 0; i < COUNT(subsystems); i++) {
		scmg_put(s, 2, subsystems[i], p->label.dpc, REFUSE,
		    "ours is said to be prohibited");
		scmg_put(s, 6, subsystems[i], p->label.dpc, REFUSE,
		    "ours is said to be congested");
		scmg_put(s, 2, subsystems[i], p->label.opc, PASS,
		    "its own is prohibited");
		scmg_put(s, 1, subsystems[i], p->label.opc, PASS,
		    "its own is allowed");
	}
	bare(s);
	link_test(s, 0);
	link_test(s, 1);
	for (i = 0; i < COUNT(links); i++) {
		if (!set_begin(s, CLASS_MANAGEMENT, PASS, &roles, NULL))
			continue;
		w = lab_buffer(s->lab, LAB_XUA);
		xua_build(w, links[i].cls, links[i].type, cur_make("", 0));
		lab_sctp(s->lab, p, 0, PPID_M3UA, wbuf_cur(w));
		set_label(s, PASS, NULL, "M3UA class %u type %u",
		    links[i].cls, links[i].type);
		lab_sctp(s->lab, p, 1, PPID_M3UA, wbuf_cur(w));
		set_label(s, PASS, NULL, "M3UA class %u type %u from home",
		    links[i].cls, links[i].type);
	}
}

/* ---- a flood ---- */

/* Digits at the end of our subscribers' numbers that may be any. */
static size_t
flood_tail(const struct nets *n, size_t most)
{
	const struct net_heads *h = &n->who[NET_HOME].msisdn;
	size_t rest = strlen(n->text[NET_HOME][BUILD_ID_MSISDN]);

	if (h->whole)
		return 0;
	rest -= strlen(h->text[0]);
	return rest < most ? rest : most;
}

/*
 * One number asks about a thousand subscribers in a second, which is twenty
 * times what the policy allows; another goes on at its ease.  How many get
 * through first is a matter of the limiter.
 */
void
set_flood(struct set *s)
{
	enum { MESSAGES = 1000, ALLOWED = 50, SURELY = 80, OTHER = 50,
	    TAIL = 6 };
	const struct map_form *f = map_form_find(45, 2);
	struct roles bad = roles_read("aahha"), good = roles_read("bbhhb");
	const char *usual = s->nets->text[NET_HOME][BUILD_ID_MSISDN];
	char msisdn[NET_TEXT_MAX], digits[TAIL + 6];
	size_t tail = flood_tail(s->nets, TAIL);
	struct change_store store;
	struct map_shot shot;
	struct build_ids ids;
	bool beside = nets_lack(s->nets, &good, "smsc:b") == NULL;
	unsigned i;

	if (!set_begin(s, CLASS_ENUMERATION, REFUSE, &bad, "smsc:a"))
		return;
	s->lab->step = 1000000;
	for (i = 0; i < MESSAGES; i++) {
		snprintf(digits, sizeof(digits), "%06u", i * 7919 % 1000000);
		snprintf(msisdn, sizeof(msisdn), "%.*s%s",
		    (int)(strlen(usual) - tail), usual, digits + TAIL - tail);
		ids_make(&ids, s->nets, &bad, "smsc:a", &store);
		ids.v[BUILD_ID_MSISDN] = msisdn;
		shot_make(&shot, s, f, &ids, &bad);
		shot_fire(s, &shot);
		set_label(s, i < ALLOWED ? USUALLY : i < SURELY ? EITHER :
		    REFUSE, "enumeration", "request %u of a flood", i + 1);
		if (i % OTHER != 0 || !beside)
			continue;
		ids_make(&ids, s->nets, &good, "smsc:b", &store);
		shot_make(&shot, s, f, &ids, &good);
		shot_fire(s, &shot);
		set_label(s, PASS, NULL, "beside the flood");
	}
}
