/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A small story: devices of network 001-01 roam in network 999-70.  One
 * attaches over S6a, one over MAP; short messages and queries follow,
 * then answers that refuse, and ends with attempts to find a subscriber, by
 * the evasions that are known.
 *
 * 3GPP TS 29.272 5.2, TS 29.002 19 and 23; RFC 6733 5.3 to 5.5.
 */
#include "mkcap.h"

enum { MS = 1000000 };

enum say {
	SAY_INVOKE,
	SAY_RESULT,
	SAY_ERROR,
	SAY_REJECT,
	SAY_NOTHING,
};

/* A TCAP dialogue. */
struct talk {
	struct lab		*lab;
	struct path		*p;
	const struct map_form	*f;
	const struct build_ids	*ids;
	uint32_t		 tid[2];
	bool			 accepted;
	bool			 from_home;	/* it went out first */
};

static void
pause_ms(struct lab *lab, unsigned int ms)
{
	lab->ts += (uint64_t)ms * MS;
}

static const char *
talk_user(const struct talk *t, enum tcap_type type)
{
	if (type == TCAP_BEGIN && (t->f->ac == 18 || t->f->ac == 19))
		return "a0{80:imsi@96 81:vlr}";
	return NULL;
}

/* One message; way 0 is from the initiator.  code: operation, error, or
 * problem of a reject. */
static void
talk_say(struct talk *t, int way, enum tcap_type type, enum say say,
    int code, const char *pattern)
{
	struct wbuf *w = lab_buffer(t->lab, LAB_TCAP);
	struct sccp_head h = way == 0 ? lab_head(t->f->from, t->f->to, t->ids)
	    : lab_head(t->f->to, t->f->from, t->ids);
	char ac[32];
	struct tcap_head head = { .type = type, .otid = t->tid[way],
	    .dtid = t->tid[1 - way], .ac = map_ac(ac, sizeof(ac), t->f->ac,
	    t->f->version), .user = talk_user(t, type), .ids = t->ids };
	size_t at, part;

	if (t->f->version > 1 && type == TCAP_BEGIN)
		head.dialogue = TCAP_AARQ;
	else if (t->f->version > 1 && way == 1 && !t->accepted)
		head.dialogue = TCAP_AARE;
	t->accepted = t->accepted || way == 1;
	at = tcap_open(w, &head);
	if (say != SAY_NOTHING) {
		part = tcap_components(w);
		if (say == SAY_INVOKE)
			tcap_invoke(w, way + 1, code, pattern, t->ids);
		else if (say == SAY_RESULT)
			tcap_result(w, 2 - way, code, pattern, t->ids);
		else if (say == SAY_ERROR)
			tcap_error(w, 2 - way, code, pattern, t->ids);
		else
			tcap_reject(w, 2 - way, 1, (unsigned int)code);
		ber_close(w, part);
	}
	ber_close(w, at);
	lab_tcap(t->lab, t->p, way ^ t->from_home, &h, wbuf_cur(w));
}

/* Does the initiator's number belong to the home network? */
static bool
is_home(const struct map_form *f, const struct build_ids *ids)
{
	const char *gt = lab_party(f->from, ids).gt;

	return gt != NULL && strncmp(gt, "8821", 4) == 0;
}

static struct talk
talk_begin(struct lab *lab, struct path *p, unsigned int op,
    unsigned int version, const struct build_ids *ids)
{
	struct talk t = { lab, p, map_form_find(op, version), ids,
	    { lab->transaction + 1, lab->transaction + 0x80000001 }, false,
	    false };

	t.from_home = is_home(t.f, ids);
	lab->transaction++;
	pause_ms(lab, 700);
	talk_say(&t, 0, TCAP_BEGIN, SAY_INVOKE, t.f->op, t.f->argument);
	return t;
}

/* Begin and End. */
static void
ask(struct lab *lab, struct path *p, unsigned int op, unsigned int version,
    const struct build_ids *ids)
{
	struct talk t = talk_begin(lab, p, op, version, ids);

	talk_say(&t, 1, TCAP_END, SAY_RESULT, t.f->op, t.f->result);
}

/* Update of location with the subscriber's data inside the dialogue. */
static void
register_map(struct lab *lab, struct path *p, unsigned int op,
    const struct build_ids *ids)
{
	struct talk t = talk_begin(lab, p, op, 3, ids);
	const struct map_form *isd = map_form_find(7, 2);

	talk_say(&t, 1, TCAP_CONTINUE, SAY_INVOKE, 7, isd->argument);
	talk_say(&t, 0, TCAP_CONTINUE, SAY_RESULT, 7, isd->result);
	talk_say(&t, 1, TCAP_END, SAY_RESULT, t.f->op, t.f->result);
}

static void
ussd(struct lab *lab, struct path *p)
{
	struct talk t = talk_begin(lab, p, 59, 2, &build_ids_default);
	const struct map_form *menu = map_form_find(60, 2);

	talk_say(&t, 1, TCAP_CONTINUE, SAY_INVOKE, 60, menu->argument);
	talk_say(&t, 0, TCAP_CONTINUE, SAY_RESULT, 60, menu->result);
	talk_say(&t, 1, TCAP_END, SAY_RESULT, t.f->op, t.f->result);
}

static void
story_map(struct lab *lab, struct path *p)
{
	const struct build_ids *ids = &build_ids_default;
	struct build_ids other = *ids, sms = *ids;
	struct talk t;

	sms.v[BUILD_ID_SMSC] = "99970000005";
	ask(lab, p, 56, 3, ids);
	register_map(lab, p, 2, ids);
	register_map(lab, p, 23, ids);
	ask(lab, p, 70, 3, ids);
	ask(lab, p, 45, 3, &sms);
	ussd(lab, p);
	ask(lab, p, 7, 3, ids);		/* long: in segments */
	ask(lab, p, 3, 3, ids);
	ask(lab, p, 67, 3, ids);
	/* an unknown subscriber, a network that may not be used, overload */
	other.v[BUILD_ID_IMSI] = "001010999999999";
	t = talk_begin(lab, p, 56, 2, &other);
	talk_say(&t, 1, TCAP_END, SAY_ERROR, 1, NULL);
	other.v[BUILD_ID_IMSI] = "001010000000042";
	t = talk_begin(lab, p, 2, 3, &other);
	talk_say(&t, 1, TCAP_END, SAY_ERROR, 8, "30{0a=00}");
	t = talk_begin(lab, p, 2, 3, &other);
	talk_say(&t, 1, TCAP_END, SAY_ERROR, 34, "30{0a=01}");
	t = talk_begin(lab, p, 2, 3, &other);
	talk_say(&t, 1, TCAP_END, SAY_REJECT, 3, NULL);
}

#define DIALOGUE(ac)							\
	"6b{28{06=00118605010101 a0{60{80=0780 a1{06=04000001001c03" ac	\
	"}}}}} "
#define ARGUMENT "30{80:imsi a2{80=}}"
#define INVOKE	 "02=01 02=46 " ARGUMENT

/* One Begin of provideSubscriberInfo each, but for the SSN. */
static const char *const evasions[] = {
	DIALOGUE("") "6c{a1{02=01 06=04000001000146 " ARGUMENT "}}",
	DIALOGUE("") "6c{a1{02=01 02=3b 30{04=0f 04=aa180c3602}} "
	    "a1{02=02 02=46 " ARGUMENT "}}",
	DIALOGUE("") "!6c80 a1{" INVOKE "} !0000",
	DIALOGUE("") "6c{a1~4{" INVOKE "}}",
	DIALOGUE("") "6c{a1{02=01 02=0046 " ARGUMENT "}}",
	DIALOGUE("") "6c{a1{02=01 02=46 30{9f00:imsi a2{80=}}}}",
	"6c{a1{" INVOKE "}}",
	"6b{28{06=00118605010101 a0{60{80=0780 a1{06=04000001000103}}}}} "
	    "6c{a1{" INVOKE "}}",
	DIALOGUE("01") "6c{a1{" INVOKE "}}",
};

static void
evade(struct lab *lab, struct path *p, const struct build_ids *ids,
    const char *pattern, bool long_tid, bool no_ssn)
{
	struct sccp_head h = lab_head(6, 7, ids);
	struct wbuf *w = lab_buffer(lab, LAB_TCAP);
	size_t at = ber_open(w, TCAP_BEGIN), tid = ber_open(w, 0x48);

	if (long_tid)
		wbuf_u8(w, 0);
	wbuf_be32(w, ++lab->transaction);
	ber_close(w, tid);
	ber_pattern(w, pattern, ids);
	ber_close(w, at);
	h.called.no_ssn = no_ssn;
	pause_ms(lab, 200);
	lab_tcap(lab, p, 0, &h, wbuf_cur(w));
}

/* Somebody in the visited network, or behind it, asks where our subscriber is:
 * openly, in the home network's name, then in forms that may not be seen. */
static void
story_attack(struct lab *lab, struct path *p)
{
	struct build_ids ids = build_ids_default;
	struct talk t;
	size_t i;

	ids.v[BUILD_ID_GSMSCF] = "99970000078";
	(void)talk_begin(lab, p, 71, 3, &ids);
	ids.v[BUILD_ID_HLR] = "99970000077";
	ids.v[BUILD_ID_VLR] = "88210000012";	/* at home, then */
	(void)talk_begin(lab, p, 70, 3, &ids);
	t = (struct talk){ .lab = lab, .p = p, .f = map_form_find(3, 3),
	    .ids = &build_ids_default, .tid = { ++lab->transaction, 0 } };
	talk_say(&t, 0, TCAP_BEGIN, SAY_INVOKE, t.f->op, t.f->argument);
	for (i = 0; i < sizeof(evasions) / sizeof(evasions[0]); i++)
		evade(lab, p, &ids, evasions[i], false, false);
	evade(lab, p, &ids, DIALOGUE("") "6c{a1{" INVOKE "}}", true, false);
	evade(lab, p, &ids, DIALOGUE("") "6c{a1{" INVOKE "}}", false, true);
}

static void
command(struct lab *lab, struct path *p, uint32_t code, const char *result,
    bool tcp)
{
	const struct diameter_form *f = diameter_form_find(code);
	const struct build_ids *ids = &build_ids_default;
	struct build_ids home = *ids;
	uint32_t id = ++lab->transaction;
	uint8_t proxiable = f->usual == DIAMETER_PEER ? 0 : 0x40;
	struct diameter_head h = { (uint8_t)(0x80 | proxiable), code, f->app,
	    id, id };
	struct wbuf *w = lab_buffer(lab, LAB_TCAP);
	int way = f->from_home;

	home.v[BUILD_ID_ORIGIN_HOST] = ids->v[BUILD_ID_DEST_HOST];
	home.v[BUILD_ID_ORIGIN_REALM] = ids->v[BUILD_ID_DEST_REALM];
	home.v[BUILD_ID_DEST_HOST] = ids->v[BUILD_ID_ORIGIN_HOST];
	home.v[BUILD_ID_DEST_REALM] = ids->v[BUILD_ID_ORIGIN_REALM];
	pause_ms(lab, 300);
	diameter_request(w, f, &h, way == 1 ? &home : ids, NULL);
	if (tcp)
		lab_tcp(lab, p, way, wbuf_cur(w));
	else
		lab_sctp(lab, p, way, PPID_DIAMETER, wbuf_cur(w));
	h.flags = proxiable;
	if (strncmp(result, "268=3", 5) == 0)
		h.flags |= 0x20;
	w = lab_buffer(lab, LAB_TCAP);
	diameter_answer(w, f, &h, way == 1 ? ids : &home, result,
	    strncmp(result, "268=2", 5) == 0);
	if (tcp)
		lab_tcp(lab, p, 1 - way, wbuf_cur(w));
	else
		lab_sctp(lab, p, 1 - way, PPID_DIAMETER, wbuf_cur(w));
}

static void
story_diameter(struct lab *lab, struct path *sctp, struct path *tcp)
{
	static const uint32_t codes[] = { 257, 280, 318, 316, 323, 319, 320,
	    317, 321, 322 };
	size_t i;

	for (i = 0; i < sizeof(codes) / sizeof(codes[0]); i++)
		command(lab, sctp, codes[i], "268=2001", false);
	command(lab, sctp, 316, "297{266=10415 298=5004} 1614=3", false);
	command(lab, sctp, 316, "297{266=10415 298=5420} 1614=1", false);
	command(lab, sctp, 318, "268=3004 623{624=9 626=0 627=40 625=60}",
	    false);
	command(lab, tcp, 257, "268=2001", true);
	command(lab, tcp, 318, "268=2001", true);
	command(lab, tcp, 316, "268=2001", true);
	command(lab, tcp, 282, "268=2001", true);
}

bool
mkcap_demo(const char *file)
{
	size_t len = strlen(file);
	bool ng = len > 2 && strcmp(file + len - 2, "ng") == 0;
	struct lab *lab = lab_open(file, ng ? WRITER_NG : WRITER_MICRO, 1);
	struct path ss7, sctp, tcp;

	if (lab == NULL)
		return false;
	path_make(&ss7, 4, 2905);
	path_make(&sctp, 4, 3868);
	path_make(&tcp, 6, 3868);
	lab->step = 35 * MS;
	story_diameter(lab, &sctp, &tcp);
	story_map(lab, &ss7);
	story_attack(lab, &ss7);
	return lab_close(lab);
}
