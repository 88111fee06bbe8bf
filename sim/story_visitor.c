/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Partners' subscribers who are guests at home: the same procedures the other
 * way round, home as the visited network.
 *
 * 3GPP TS 29.002 19 to 23, TS 29.272 5.2.
 */
#include "story_impl.h"

#define DELIVER	"040b918812000010f000006211211200000002e834"
#define HONEST(what)							\
	{ STORY_CLASS_HONEST, STORY_PASS, what }
#define KEY	"00112233445566778899aabbccddeeff"

static void
make(struct talk *t, struct story *s, struct names *n,
    const struct scene *scene, const struct visitor *v, bool from_home,
    unsigned ac)
{
	story_names_make(n, s, v->from, v->n, STORY_HOME, v->node);
	talk_make(t, s, n, scene, v->from, from_home, ac,
	    ac == AC_SS || ac == AC_USSD ? 2 : 3);
}

static void
make_ask(struct ask *a, struct story *s, struct names *n,
    const struct scene *scene, const struct visitor *v, bool from_home,
    uint32_t code)
{
	story_names_make(n, s, v->from, v->n, STORY_HOME, v->node);
	ask_make(a, s, n, scene, v->from, from_home, code);
}

static uint64_t
registers_s6a(struct story *s, struct visitor *v)
{
	static const struct scene air = HONEST("a visitor's AIR");
	static const struct scene ulr = HONEST("a visitor's ULR");
	struct names n;
	struct ask a;
	uint64_t at;

	make_ask(&a, s, &n, &air, v, true, AIR);
	ask_request(&a, "1:imsi 1408{1410=1 1412=0} 1407:plmn");
	ask_answer(&a, "268=2001 1413{1414{1419=1 1447=" KEY
	    " 1448=0102030405060708 1449=" KEY " 1450=" KEY KEY "}}");
	at = a.ts;
	ask_make(&a, s, &n, &ulr, v->from, true, ULR);
	a.ts = at;
	ask_request(&a, "1:imsi 1032=1004 1405=34 1407:plmn");
	if (story_chance(s, 1))
		return a.ts;		/* no answer */
	ask_answer(&a, "268=2001 1406=1 1400{1424=0 701:msisdn 1417=2 "
	    "1435{516=50000000 515=100000000}}");
	return a.ts;
}

static uint64_t
registers(struct story *s, struct visitor *v)
{
	static const struct scene sai = HONEST("a visitor's "
	    "sendAuthenticationInfo");
	static const struct scene update = HONEST("a visitor's "
	    "updateLocation");
	struct names n;
	struct talk t;
	uint64_t at;

	v->registered = true;
	if (v->lte)
		return registers_s6a(s, v);
	make(&t, s, &n, &sai, v, true, AC_AUTHENTICATE);
	talk_e214(&t);
	talk_ask(&t, OP_AUTHENTICATE, "30{80:imsi 02=01 83=00 84:plmn}",
	    "a3{a1{30{04=" KEY " 04=0102030405060708 04=" KEY " 04=" KEY
	    " 04=" KEY "}}}");
	at = t.ts;
	make(&t, s, &n, &update, v, true, AC_UPDATE);
	t.ts = at;
	talk_e214(&t);
	talk_invoke(&t, 0, TCAP_BEGIN, OP_UPDATE,
	    "30{04:imsi 81:msc 04:vlr a6{80=0480}}");
	/* the data name the subscriber, or leave that to the dialogue */
	talk_invoke(&t, 1, TCAP_CONTINUE, OP_INSERT, story_chance(s, 30) ?
	    "30{80:imsi 81:msisdn 83=00}" : "30{81:msisdn 83=00}");
	talk_result(&t, 0, TCAP_CONTINUE, OP_INSERT, "30{a1{04=22}}");
	if (story_chance(s, 50)) {
		talk_say(&t, 1, TCAP_CONTINUE,
		    "a1{02=04 02=07 30{98=00}} a1{02=05 02=26}");
		talk_say(&t, 0, TCAP_CONTINUE,
		    "a2{02=04 30{02=07 30{}}} a2{02=05}");
	}
	talk_result(&t, 1, TCAP_END, OP_UPDATE, "30{04:hlr}");
	return t.ts;
}

/* His home network about him. */
static uint64_t
about_s6a(struct story *s, struct visitor *v)
{
	static const struct scene scenes[] = { HONEST("IDR about a visitor"),
	    HONEST("DSR about a visitor"), HONEST("CLR of a visitor") };
	static const uint32_t codes[] = { IDR, DSR, CLR };
	static const char *const asks[] = {
		"1:imsi 1400{1424=0 701:msisdn} 1490=0",
		"1:imsi 1421=1 1423=1", "1:imsi 1420=0",
	};
	static const char *const answers[] = { "268=2001 1441=0",
	    "268=2001 1422=0", "268=2001" };
	size_t i = story_random(s, COUNT(codes));
	struct names n;
	struct ask a;

	make_ask(&a, s, &n, &scenes[i], v, false, codes[i]);
	ask_request(&a, asks[i]);
	ask_answer(&a, answers[i]);
	if (codes[i] == CLR)
		v->registered = false;
	return a.ts;
}

static const struct {
	struct scene	 scene;
	uint8_t		 ac, op;
	const char	*argument, *value;
} asks[] = {
	{ HONEST("insertSubscriberData of a visitor"), AC_DATA,
	    OP_INSERT, "30{80:imsi 81:msisdn 83=00}",
	    "30{a1{04=22}}" },
	{ HONEST("deleteSubscriberData of a visitor"), AC_DATA,
	    OP_DELETE, "30{80:imsi a1{83=11}}", "30{}" },
	{ HONEST("a call to a visitor"), AC_ROAMING, OP_ROAMING,
	    "30{80:imsi 81:msc 82:msisdn 88:gmsc 89=0102030405}",
	    "30{04:roaming}" },
	{ HONEST("provideSubscriberInfo of a visitor"), AC_ENQUIRY,
	    OP_ENQUIRY, "30{80:imsi a2{80=}}", "30{30{a1{80=}}}" },
	{ HONEST("a message to a visitor"), AC_MT, OP_MT,
	    "30{80:imsi 84:smsc 04=" DELIVER "}", "30{}" },
	{ HONEST("cancelLocation of a visitor"), AC_CANCEL, OP_CANCEL,
	    "a3{04:imsi 0a=00}", "30{}" },
};

static uint64_t
about(struct story *s, struct visitor *v, size_t i)
{
	struct names n;
	struct talk t;

	make(&t, s, &n, &asks[i].scene, v, false, asks[i].ac);
	talk_ask(&t, asks[i].op, asks[i].argument, asks[i].value);
	if (asks[i].op == OP_CANCEL)
		v->registered = false;
	return t.ts;
}

/* What he himself wants. */
static uint64_t
wants(struct story *s, struct visitor *v)
{
	static const struct scene ussd = HONEST("a visitor's USSD");
	static const struct scene purge = HONEST("a visitor is purged");
	bool gone = story_chance(s, 20);
	struct names n;
	struct talk t;

	make(&t, s, &n, gone ? &purge : &ussd, v, true,
	    gone ? AC_PURGE : AC_USSD);
	if (gone) {
		talk_ask(&t, OP_PURGE, "a3{04:imsi 80:vlr}", "30{80=}");
		v->registered = false;
		return t.ts;
	}
	talk_invoke(&t, 0, TCAP_BEGIN, OP_USSD, "30{04=0f 04=aa180c3602}");
	talk_say(&t, 1, TCAP_CONTINUE,
	    "a1{02=02 02=3c 30{04=0f 04=aa180c3602}}");
	talk_wait(&t, (2 + story_random(s, 60)) * SECOND);
	talk_result(&t, 0, TCAP_CONTINUE, OP_USSD_REQUEST,
	    "30{04=0f 04=31}");
	talk_result(&t, 1, TCAP_END, OP_USSD, "30{04=0f 04=aa180c3602}");
	return t.ts;
}

void
visitor_do(struct story *s, struct visitor *v)
{
	if (v->free > s->now)
		return;
	if (!v->registered)
		v->free = registers(s, v);
	else if (v->lte)
		v->free = about_s6a(s, v);
	else if (story_chance(s, 70))
		v->free = about(s, v, story_random(s, COUNT(asks)));
	else
		v->free = wants(s, v);
}

/* Ends of what began before: of calls, of USSD, answers. */
void
visitor_each(struct story *s, unsigned from)
{
	struct visitor *v = s->visitor;
	size_t i;

	while (v < s->visitor + s->visitors &&
	    (v->lte || v->from != from || v->free > s->now))
		v++;
	if (v == s->visitor + s->visitors)
		return;
	for (i = 0; i < COUNT(asks); i++) {
		v->free = about(s, v, i);
		queue_run(s, v->free);
	}
}

void
visitor_before(struct story *s)
{
	static const struct scene scene = HONEST("began before the story");
	struct guest g = { .n = 900, .kind = KIND_CS, .node = 1 };
	struct names n;
	struct talk t;
	struct ask a;
	unsigned i, role;

	for (i = 0; i < 24; i++) {
		g.n = 900 + 29 * i;
		role = role_other(s, STORY_HOME, i % 3 == 0 ? KIND_LTE :
		    KIND_CS);
		if (role == STORY_HOME)
			continue;
		g.place = (uint8_t)role;
		guest_names(&n, s, &g);
		if (i % 3 == 0) {
			ask_make(&a, s, &n, &scene, role, i % 2 == 0, i % 2 ==
			    0 ? IDR : ULR);
			a.ts += i * 80 * MS;
			ask_answer(&a, "268=2001");
			continue;
		}
		talk_make(&t, s, &n, &scene, role, i % 2 == 0, i % 2 == 0 ?
		    AC_ROAMING : AC_USSD, i % 2 == 0 ? 3 : 2);
		t.ts += i * 80 * MS;
		t.accepted = true;
		if (i % 2 != 0)
			talk_say(&t, 0, TCAP_CONTINUE,
			    "a2{02=02 30{02=3c 30{04=0f 04=31}}}");
		talk_result(&t, 1, TCAP_END, i % 2 == 0 ? OP_ROAMING :
		    OP_USSD, i % 2 == 0 ? "30{04:roaming}" :
		    "30{04=0f 04=aa180c3602}");
	}
}
