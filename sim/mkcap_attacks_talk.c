/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Honest dialogues, both ways and to their end: what a partner asks of home
 * and home of a partner, with results, errors, rejects and aborts, operations
 * within, several components, long messages, and what comes back undelivered.
 *
 * 3GPP TS 29.002 7.3, 17.3, 23.3; TS 29.078 4; ITU-T Q.714 2.1.
 */
#include "mkcap_attacks.h"

#define COUNT(a)	(sizeof(a) / sizeof((a)[0]))

enum {
	SSN_HLR = 6, SSN_GMLC = 145, SSN_SCF = 147, SSN_CSS = 248,
	OP_UPDATE = 2, OP_INSERT = 7, OP_ERASE = 11, OP_PASSWORD = 17,
	OP_GET_PASSWORD = 18, OP_UPDATE_GPRS = 23, OP_MT = 44,
	OP_ROUTING_SM = 45, OP_MO = 46, OP_REPORT_SM = 47, OP_ALERT_1 = 49,
	OP_BEGIN_ACTIVITY = 54, OP_USSD = 59, OP_USSD_REQUEST = 60,
	OP_ALERT = 64,
	AC_SS = 18, AC_USSD = 19, AC_MT = 25,
	CAP_INITIAL = 0, CAP_RELEASE = 22, CAP_EVENT = 24, CAP_REPORT = 36,
	CAP_INITIAL_SMS = 60, CAP_CONTINUE_SMS = 65, CAP_CONTINUE_GPRS = 75,
	NP_E214 = 7,
};

struct talk {
	struct set		*s;
	const struct map_form	*f;
	enum net		 side[2];	/* initiator, responder */
	struct build_ids	 ids;
	struct change_store	 store;
	uint32_t		 tid[2];
	bool			 accepted;
	bool			 e214;		/* how home is addressed */
	bool			 no_reference;
	enum expect		 expect;	/* of what is said next */
	const char		*what;
};

static const char *
open_text(const struct talk *t)
{
	if ((t->f->ac == AC_SS || t->f->ac == AC_USSD) && !t->no_reference)
		return "a0{80:imsi@96 81:vlr}";
	return NULL;
}

static struct tcap_head
head_make(struct talk *t, int way, enum tcap_type type, char *ac, size_t size)
{
	struct tcap_head h = { .type = type, .otid = t->tid[way],
	    .dtid = t->tid[1 - way], .ids = &t->ids };

	h.ac = t->f->cap_ac != NULL ? t->f->cap_ac :
	    map_ac(ac, size, t->f->ac, t->f->version);
	if (t->f->version == 1 && t->f->cap_ac == NULL)
		return h;
	if (type == TCAP_BEGIN) {
		h.dialogue = TCAP_AARQ;
		h.user = open_text(t);
	} else if (way == 1 && !t->accepted && type != TCAP_ABORT) {
		h.dialogue = TCAP_AARE;
		t->accepted = true;
	}
	return h;
}

static struct sccp_head
parties(const struct talk *t, int way)
{
	const struct nets *n = t->s->nets;
	struct sccp_head h = { .type = SCCP_UDT };
	unsigned from = way == 0 ? t->f->from : t->f->to;
	unsigned to = way == 0 ? t->f->to : t->f->from;

	h.calling = net_party(n, t->side[way], from, way == 0);
	h.called = net_party(n, t->side[1 - way], to, way == 1);
	/* a VLR knows nothing but the IMSI yet; the answer tells the number */
	if (t->e214 && way == 0) {
		h.called.np = NP_E214;
		h.called.gt = n->e214[t->side[1]];
	}
	return h;
}

/* Home stands on side 1 of every path. */
static void
say(struct talk *t, int way, const struct tcap_head *h, const char *components)
{
	struct sccp_head p = parties(t, way);
	struct wbuf *w = lab_buffer(t->s->lab, LAB_TCAP);
	bool home = t->side[way] == NET_HOME;
	enum net far = home ? t->side[1 - way] : t->side[way];
	size_t at = tcap_open(w, h), part;

	if (components != NULL) {
		part = tcap_components(w);
		ber_pattern(w, components, &t->ids);
		ber_close(w, part);
	}
	ber_close(w, at);
	t->s->failed = t->s->failed || !wbuf_ok(w);
	lab_tcap(t->s->lab, &t->s->ss7[far], home, &p, wbuf_cur(w));
	set_label(t->s, t->expect, NULL, "operation %u version %u, %s: %s",
	    t->f->op, t->f->version, home ? "from home" :
	    "from a partner", t->what);
}

/* One message with components as a pattern, or none. */
static void
speak(struct talk *t, int way, enum tcap_type type, const char *components,
    const char *what)
{
	char ac[32];
	struct tcap_head h = head_make(t, way, type, ac, sizeof(ac));

	t->what = what;
	say(t, way, &h, components);
}

static void
invoke(struct talk *t, int way, enum tcap_type type, unsigned op,
    const char *argument, const char *what)
{
	char text[2048];

	snprintf(text, sizeof(text), "a1{02=0%d 02=%02x %s}", way + 1, op,
	    argument == NULL ? "" : argument);
	speak(t, way, type, text, what);
}

static void
result(struct talk *t, int way, enum tcap_type type, unsigned op,
    const char *value)
{
	char text[2048];

	if (value == NULL)
		snprintf(text, sizeof(text), "a2{02=0%d}", 2 - way);
	else
		snprintf(text, sizeof(text), "a2{02=0%d 30{02=%02x %s}}",
		    2 - way, op, value);
	speak(t, way, type, text, "result");
}

static bool
is_mt(const struct map_form *f)
{
	return f->op == OP_MT || (f->op == OP_MO && f->ac == AC_MT);
}

/* Who is who, when far asks home (way 0) or home asks far (way 1): a dialogue
 * of its own.  That the networks are there was looked up before. */
static void
talk_make(struct talk *t, struct set *s, const struct map_form *f,
    enum net far, int way)
{
	enum net i = way == 0 ? far : NET_HOME, r = way == 0 ? NET_HOME : far;
	bool from_hlr = f->from == SSN_HLR || f->from == SSN_GMLC ||
	    f->from == SSN_SCF || f->from == SSN_CSS;
	struct roles roles = { i, i, r, r, far };

	set_begin_unless(s, s->cls, NULL);
	memset(t, 0, sizeof(*t));
	if (from_hlr || is_mt(f))
		roles = (struct roles){ i, r, i, i, far };
	t->s = s;
	t->f = f;
	t->side[0] = i;
	t->side[1] = r;
	ids_make(&t->ids, s->nets, &roles, NULL, &t->store);
	if (f->op == OP_ROUTING_SM || f->op == OP_REPORT_SM)
		t->ids.v[BUILD_ID_SMSC] = s->nets->text[i][BUILD_ID_SMSC];
	else if (f->op == OP_ALERT || f->op == OP_ALERT_1)
		t->ids.v[BUILD_ID_SMSC] = s->nets->text[r][BUILD_ID_SMSC];
	t->tid[0] = ++s->lab->transaction;
	t->tid[1] = t->tid[0] + 0x80000000U;
}

static void
begin(struct talk *t)
{
	invoke(t, 0, TCAP_BEGIN, t->f->op, t->f->argument, "begins");
}

static void
plain(struct set *s, const struct map_form *f, enum net far, int way)
{
	const char *why = form_lacks(s->nets, f, way == 0 ? far : NET_HOME);
	struct talk t;

	if (why != NULL && !set_begin_unless(s, CLASS_DIALOGUES, why))
		return;
	talk_make(&t, s, f, far, way);
	begin(&t);
	result(&t, 1, TCAP_END, f->op, f->result);
}

/* Refusals of every sort. */
static void
refused(struct set *s, const struct map_form *f, enum net far, int way)
{
	static const struct {
		enum tcap_type	 type;
		enum tcap_dialogue dialogue;
		const char	*components, *user, *what;
	} ends[] = {
		{ TCAP_END, TCAP_AARE, "a3{02=01 02=22 30{0a=01}}", NULL,
		    "systemFailure" },
		{ TCAP_END, TCAP_AARE, "a3{02=01 02=01 30{0a=00}}", NULL,
		    "unknownSubscriber" },
		{ TCAP_END, TCAP_AARE, "a3{02=01 02=08 30{0a=00}}", NULL,
		    "roamingNotAllowed" },
		{ TCAP_END, TCAP_AARE, "a4{02=01 81=02}", NULL, "reject" },
		{ TCAP_END, TCAP_AARE, NULL, NULL, "empty end" },
		{ TCAP_CONTINUE, TCAP_AARE, NULL, NULL, "empty continue" },
		{ TCAP_ABORT, TCAP_NO_DIALOGUE, NULL, NULL, "P-Abort" },
		{ TCAP_ABORT, TCAP_ABRT, NULL, "a4{83=02}", "U-Abort" },
		{ TCAP_ABORT, TCAP_REFUSED, NULL, "a3{0a=00}", "refused" },
	};
	struct tcap_head h;
	struct talk t;
	char ac[32];
	size_t i;

	for (i = 0; i < COUNT(ends); i++) {
		talk_make(&t, s, f, far, way);
		begin(&t);
		h = head_make(&t, 1, ends[i].type, ac, sizeof(ac));
		h.dialogue = f->version == 1 ? TCAP_NO_DIALOGUE :
		    ends[i].dialogue;
		h.user = ends[i].user;
		t.what = ends[i].what;
		say(&t, 1, &h, ends[i].components);
	}
}

/* Registration: the subscriber's data come within, named or not, some with
 * the last result. */
static void
registers(struct set *s, const struct map_form *f, enum net far, int way)
{
	static const char *const data[] = {
		"30{80:imsi 81:msisdn 83=00}", "30{a4{04=17} a6{04=11 04=21}}",
	};
	struct talk t;
	size_t i;

	talk_make(&t, s, f, far, way);
	t.e214 = true;
	begin(&t);
	for (i = 0; i < COUNT(data); i++) {
		invoke(&t, 1, TCAP_CONTINUE, OP_INSERT, data[i],
		    "data within");
		result(&t, 0, TCAP_CONTINUE, OP_INSERT, "30{a1{04=22}}");
	}
	speak(&t, 1, TCAP_CONTINUE, "a1{02=04 02=07 30{98=00}} a1{02=05 02=26}",
	    "two components within");
	result(&t, 1, TCAP_END, f->op, f->result);
}

static void
sessions(struct set *s, enum net far, int way)
{
	struct talk t;

	/* USSD with a menu */
	talk_make(&t, s, map_form_find(OP_USSD, 2), far, way);
	begin(&t);
	invoke(&t, 1, TCAP_CONTINUE, OP_USSD_REQUEST, "30{04=0f 04=aa180c3602}",
	    "a menu within");
	result(&t, 0, TCAP_CONTINUE, OP_USSD_REQUEST, "30{04=0f 04=31}");
	result(&t, 1, TCAP_END, OP_USSD, "30{04=0f 04=aa180c3602}");
	/* a new password, asked for three times */
	talk_make(&t, s, map_form_find(OP_PASSWORD, 2), far, way);
	begin(&t);
	invoke(&t, 1, TCAP_CONTINUE, OP_GET_PASSWORD, "0a=00", "password?");
	result(&t, 0, TCAP_CONTINUE, OP_GET_PASSWORD, "12\"1234\"");
	result(&t, 1, TCAP_END, OP_PASSWORD, "12\"1234\"");
	/* USSD that names its subscriber by number */
	talk_make(&t, s, map_form_find(OP_USSD, 2), far, way);
	t.no_reference = true;
	begin(&t);
	speak(&t, 1, TCAP_ABORT, NULL, "no");
	talk_make(&t, s, map_form_find(OP_USSD_REQUEST, 2), far, way);
	t.no_reference = true;
	begin(&t);
	result(&t, 1, TCAP_END, OP_USSD_REQUEST, "30{04=0f 04=31}");
	/* version 1: the subscriber in a component before the service */
	talk_make(&t, s, map_form_find(OP_BEGIN_ACTIVITY, 1), far, way);
	speak(&t, 0, TCAP_BEGIN, "a1{02=01 02=36 30{04:imsi 04:vlr}} "
	    "a1{02=02 02=0b 30{04=21 83=11}}", "two components");
	result(&t, 1, TCAP_END, OP_ERASE, "a0{04=21 30{30{83=11 84=04}}}");
	/* a message too long for the envelope, and a second one */
	talk_make(&t, s, map_form_find(OP_MT, 3), far, way);
	speak(&t, 0, TCAP_BEGIN, NULL, "empty begin");
	speak(&t, 1, TCAP_CONTINUE, NULL, "go on");
	invoke(&t, 0, TCAP_CONTINUE, OP_MT, t.f->argument, "the message");
	result(&t, 1, TCAP_CONTINUE, OP_MT, NULL);
	invoke(&t, 0, TCAP_CONTINUE, OP_MT, "30{85= 85= 04=040b9188}",
	    "another message");
	result(&t, 1, TCAP_END, OP_MT, NULL);
	/* the same in version 2 */
	talk_make(&t, s, map_form_find(OP_MO, 2), far, way);
	begin(&t);
	result(&t, 1, TCAP_END, OP_MO, NULL);
	/* routing with what the centre wants to know besides */
	talk_make(&t, s, map_form_find(OP_ROUTING_SM, 3), far, way);
	begin(&t);
	speak(&t, 1, TCAP_END, "a2{02=01 30{02=2d 30{04:imsi a0{81:msc}}}} "
	    "a1{02=01 02=3f 30{04:msisdn 03=0240}}", "result and informSC");
}

/* A call under CAMEL. */
static void
call(struct set *s, const struct map_form *f, enum net far, int way)
{
	struct talk t;

	talk_make(&t, s, f, far, way);
	begin(&t);
	if (f->op != CAP_INITIAL) {
		invoke(&t, 1, TCAP_END, f->op == CAP_INITIAL_SMS ?
		    CAP_CONTINUE_SMS : CAP_CONTINUE_GPRS, NULL, "continue");
		return;
	}
	speak(&t, 1, TCAP_CONTINUE, "a1{02=01 02=17 30{a0{30{80=07 81=01}}}} "
	    "a1{02=02 02=23 30{80=a00480020bb8 a2{80=01}}} a1{02=03 02=1f}",
	    "three operations");
	invoke(&t, 0, TCAP_CONTINUE, CAP_EVENT, "30{80=07 a3{81=01}}", "event");
	invoke(&t, 0, TCAP_CONTINUE, CAP_REPORT,
	    "04=a00aa003810101a103800105", "charging");
	invoke(&t, 1, TCAP_END, CAP_RELEASE, "04=8090", "release");
}

/* Undelivered: the message comes back, addresses turned round. */
static void
returned(struct set *s, enum net far)
{
	static const uint8_t ops[] = { 70, 3, 45, 71 };
	struct sccp_head h;
	struct wbuf *w;
	struct talk t;
	char ac[32];
	struct tcap_head head;
	size_t i, at, part;

	for (i = 0; i < COUNT(ops); i++) {
		talk_make(&t, s, map_form_find(ops[i], 3), far, 1);
		head = head_make(&t, 0, TCAP_BEGIN, ac, sizeof(ac));
		w = lab_buffer(s->lab, LAB_TCAP);
		at = tcap_open(w, &head);
		part = tcap_components(w);
		tcap_invoke(w, 1, ops[i], t.f->argument, &t.ids);
		ber_close(w, part);
		ber_close(w, at);
		h = parties(&t, 1);
		h.type = SCCP_UDTS;
		h.cls = (uint8_t)i;
		s->failed = s->failed || !wbuf_ok(w);
		sccp_build(lab_buffer(s->lab, LAB_SCCP), &h, wbuf_cur(w));
		lab_sccp(s->lab, &s->ss7[far], 0,
		    wbuf_cur(&s->lab->w[LAB_SCCP]));
		set_label(s, PASS, NULL, "operation %u undelivered", ops[i]);
	}
}

/* What no dialogue of ours may bring in: about home's subscribers, behind a
 * good answer, of category 1, with other identities than those asked about. */
static void
within(struct set *s, enum net far)
{
	static const struct {
		enum tcap_type	 type;
		enum net	 about;
		const char	*components, *what;
	} bad[] = {
		{ TCAP_CONTINUE, NET_HOME, "a1{02=04 02=07 30{80:imsi "
		    "81:msisdn}}", "data of home's subscriber" },
		{ TCAP_CONTINUE, NET_BETA, "a1{02=04 02=07 30{80:imsi "
		    "81:msisdn}}", "data of another's subscriber" },
		{ TCAP_CONTINUE, NET_HOME, "a1{02=04 02=46 30{80:imsi "
		    "a2{80=}}}", "where home's subscriber is" },
		{ TCAP_CONTINUE, NET_HOME, "a2{02=01 30{02=02 30{04:hlr}}} "
		    "a1{02=05 02=47 30{a0{80:imsi} a1{80=} 83:gsmscf}}",
		    "behind a result" },
		{ TCAP_END, NET_HOME, "a2{02=01 30{02=02 30{04:hlr}}} "
		    "a1{02=05 02=03 a3{04:imsi}}", "behind the last result" },
		{ TCAP_CONTINUE, NET_ALPHA, "a1{02=04 02=32 30{80:imsi "
		    "81=0001}}", "tracing" },
		{ TCAP_CONTINUE, NET_ALPHA, "a1{02=04 06=04000001000107 "
		    "30{80:imsi}}", "global operation code" },
		{ TCAP_CONTINUE, NET_HOME, "!6c80 !0000", "no component" },
		{ TCAP_CONTINUE, NET_BETA, "a1{02=04 02=02 30{04:imsi 81:msc "
		    "04:vlr}}", "another's subscriber registers" },
	};
	struct roles roles = { far, far, NET_HOME, NET_HOME, far };
	struct talk t;
	size_t i;

	for (i = 0; i < COUNT(bad); i++) {
		roles.subscriber = bad[i].about;
		if (!set_begin(s, CLASS_DIALOGUES, REFUSE, &roles, NULL))
			continue;
		talk_make(&t, s, map_form_find(OP_UPDATE, 3), far, 1);
		begin(&t);
		t.ids.v[BUILD_ID_IMSI] =
		    s->nets->text[bad[i].about][BUILD_ID_IMSI];
		t.expect = REFUSE;
		speak(&t, 1, bad[i].type, bad[i].components, bad[i].what);
	}
}

/* What home must not send: as a home network about others' subscribers, as a
 * visited one about its own, under another's name. */
static void
leaks(struct set *s, enum net far)
{
	static const struct {
		uint8_t		 op, version;
		enum net	 about;
	} bad[] = {
		{ 3, 3, NET_ALPHA }, { 3, 1, NET_BETA }, { 7, 2, NET_ALPHA },
		{ 70, 3, NET_NOBODY }, { 2, 3, NET_HOME }, { 56, 3, NET_HOME },
		{ 23, 3, NET_NOBODY }, { 45, 3, NET_HOME }, { 47, 2, NET_HOME },
	};
	struct roles roles = { NET_HOME, far, NET_HOME, NET_HOME, far };
	struct talk t;
	size_t i;

	for (i = 0; i < COUNT(bad); i++) {
		roles.subscriber = bad[i].about;
		if (s->nets->out ? !set_begin(s, CLASS_OUT, REFUSE, &roles,
		    NULL) : !set_begin_unless(s, CLASS_OUT, "no screen out"))
			continue;
		talk_make(&t, s, map_form_find(bad[i].op, bad[i].version), far,
		    1);
		t.ids.v[BUILD_ID_IMSI] =
		    s->nets->text[bad[i].about][BUILD_ID_IMSI];
		t.ids.v[BUILD_ID_MSISDN] =
		    s->nets->text[bad[i].about][BUILD_ID_MSISDN];
		t.expect = REFUSE;
		begin(&t);
	}
}

/* Operations that begin a dialogue between networks. */
static bool
opens(const struct map_form *f)
{
	static const uint8_t ops[] = { 2, 3, 4, 7, 8, 10, 11, 12, 13, 14, 15,
	    17, 23, 37, 44, 45, 46, 47, 48, 49, 54, 56, 57, 59, 60, 61, 64, 66,
	    67, 70, 73, 74, 75, 87, 88, 89 };
	size_t i;

	if (f->cap_ac != NULL)
		return false;
	if (f->ac == AC_SS && f->version == 1 && f->op != OP_BEGIN_ACTIVITY)
		return false;	/* names no subscriber */
	if (f->op == OP_MO && strstr(f->argument, "83:roaming") != NULL)
		return false;
	for (i = 0; i < COUNT(ops); i++)
		if (ops[i] == f->op)
			return true;
	return false;
}

/* Everything that one side may say to the other. */
static void
talk_all(struct set *s, enum net far, int way)
{
	const struct map_form *f;
	size_t i;

	for (i = 0; i < map_forms_count; i++) {
		f = &map_forms[i];
		if (f->cap_ac != NULL)
			call(s, f, far, way);
		else if (opens(f))
			plain(s, f, far, way);
	}
	for (i = 1; i <= 3; i++)
		registers(s, map_form_find(OP_UPDATE, (unsigned)i), far, way);
	registers(s, map_form_find(OP_UPDATE_GPRS, 3), far, way);
	refused(s, map_form_find(OP_UPDATE, 3), far, way);
	refused(s, map_form_find(OP_UPDATE, 1), far, way);
	sessions(s, far, way);
	returned(s, far);
}

void
set_dialogues(struct set *s)
{
	static const enum net far[] = { NET_ALPHA, NET_GAMMA, NET_OMEGA };
	struct roles roles;
	size_t k;
	int way;

	for (k = 0; k < COUNT(far); k++)
		for (way = 0; way < 2; way++) {
			roles = (struct roles){ far[k], far[k], NET_HOME,
			    NET_HOME, far[k] };
			if (set_begin(s, CLASS_DIALOGUES, PASS, &roles, NULL))
				talk_all(s, far[k], way);
		}
}

void
set_within(struct set *s)
{
	within(s, NET_ALPHA);
	within(s, NET_OMEGA);
	leaks(s, NET_ALPHA);
	leaks(s, NET_GAMMA);
}
