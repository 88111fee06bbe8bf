/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What guests do, and what is done about them, as it should be: messages,
 * calls, services, changes of their data, and moves from one network into the
 * next.
 *
 * 3GPP TS 29.002 18 to 23, TS 29.272 5.2, TS 29.078 4.
 */
#include "story_impl.h"

#define DELIVER	"040b918812000010f000006211211200000002e834"
#define SUBMIT	"01000b918812000010f0000002e834"
#define USSD	"30{04=0f 04=aa180c3602}"
#define HONEST(what)							\
	{ STORY_CLASS_HONEST, STORY_PASS, what }

/* A dialogue about a guest with the network where he is. */
static void
make(struct talk *t, struct story *s, struct names *n,
    const struct scene *scene, const struct guest *g, bool from_home,
    unsigned ac, unsigned version, uint64_t at)
{
	guest_names(n, s, g);
	talk_make(t, s, n, scene, g->place, from_home, ac, version);
	t->ts = at;
}

static uint64_t
authenticates(struct story *s, struct guest *g, uint64_t at)
{
	struct names n;

	guest_names(&n, s, g);
	if (on_s6a(g))
		at = s6a_authenticate(s, &scene_honest, &n, g->place, at);
	else
		at = register_authenticate(s, &scene_honest, &n, g->place,
		    g->kind == KIND_CS_PS && story_chance(s, 50), at);
	if (g->registered)
		g->seen = at;
	return at;
}

static uint64_t
message_to(struct story *s, struct guest *g, uint64_t at)
{
	static const struct scene scene = HONEST("a message to him");
	unsigned version = story_chance(s, 20) ? 2 : 3;
	struct names n;
	struct talk t;

	if (!on_map(g))
		return 0;
	make(&t, s, &n, &scene, g, true, AC_MT, version, at);
	if (version == 2)
		talk_ask(&t, OP_MO, "30{80:imsi 84:smsc 04=" DELIVER "}",
		    NULL);
	else if (story_chance(s, 5))
		talk_invoke(&t, 0, TCAP_BEGIN, OP_MT, "30{80:imsi 84:smsc 04="
		    DELIVER "}");	/* and no answer */
	else
		talk_ask(&t, OP_MT, "30{80:imsi 84:smsc 04=" DELIVER "}",
		    "30{}");
	return t.ts;
}

/* Too long for the first envelope, and a second one behind it. */
static uint64_t
message_long(struct story *s, struct guest *g, uint64_t at)
{
	static const struct scene scene = HONEST("a long message to him");
	struct names n;
	struct talk t;

	if (!on_map(g))
		return 0;
	make(&t, s, &n, &scene, g, true, AC_MT, 3, at);
	talk_say(&t, 0, TCAP_BEGIN, NULL);
	talk_say(&t, 1, TCAP_CONTINUE, NULL);
	talk_invoke(&t, 0, TCAP_CONTINUE, OP_MT, "30{80:imsi 84:smsc 04="
	    DELIVER " 05=}");
	talk_result(&t, 1, TCAP_CONTINUE, OP_MT, NULL);
	talk_say(&t, 0, TCAP_CONTINUE, "a1{02=02 02=2c 30{85= 85= 04=" DELIVER
	    "}}");
	talk_say(&t, 1, TCAP_END, "a2{02=02}");
	return t.ts;
}

static uint64_t
message_from(struct story *s, struct guest *g, uint64_t at)
{
	static const struct scene scene = HONEST("a message of his");
	struct names n;
	struct talk t;

	if (!on_map(g))
		return 0;
	make(&t, s, &n, &scene, g, false, AC_MO, 3, at);
	talk_ask(&t, OP_MO, "30{84:smsc 82:msisdn 04=" SUBMIT " 04:imsi}",
	    "30{}");
	return t.ts;
}

/* He could not be reached; later he can. */
static uint64_t
absent(struct story *s, struct names *n, unsigned role, uint64_t at)
{
	static const struct scene report = HONEST("reportSM-DeliveryStatus");
	static const struct scene alert = HONEST("alertServiceCentre");
	struct talk t;

	talk_make(&t, s, n, &report, role, false, AC_ROUTING_SM, 3);
	t.ts = at + 2 * SECOND;
	talk_ask(&t, OP_REPORT_SM, "30{04:msisdn 04:smsc 0a=01}", "30{}");
	at = t.ts;
	talk_make(&t, s, n, &alert, role, true, AC_ALERT, 2);
	t.ts = at + 40 * SECOND;
	talk_ask(&t, OP_ALERT, "30{04:msisdn 04:smsc}", NULL);
	return t.ts;
}

uint64_t
honest_enquiry(struct story *s, const struct guest *g, unsigned role,
    unsigned node, uint64_t at)
{
	static const struct scene scene = HONEST("sendRoutingInfoForSM");
	static const struct scene none = HONEST("sendRoutingInfoForSM about "
	    "nobody");
	bool nobody = story_chance(s, 4);
	struct names n;
	struct talk t;

	guest_names(&n, s, g);
	names_set(&n, s, BUILD_ID_SMSC, role, node);
	if (nobody)
		names_subscriber(&n, s, STORY_HOME,
		    (uint32_t)(900000 + story_random(s, 90000)));
	talk_make(&t, s, &n, nobody ? &none : &scene, role, false,
	    AC_ROUTING_SM, 3 - (unsigned)story_random(s, 2));
	t.ts = at;
	if (story_chance(s, 70))
		talk_by_number(&t);
	talk_invoke(&t, 0, TCAP_BEGIN, OP_ROUTING_SM,
	    "30{80:msisdn 81=ff 82:smsc}");
	if (nobody) {
		talk_error(&t, 1, 1, t.version == 3 ? "30{0a=00}" : NULL);
		return t.ts;
	}
	talk_result(&t, 1, TCAP_END, OP_ROUTING_SM, "30{04:imsi a0{81:msc}}");
	return story_chance(s, 20) ? absent(s, &n, role, t.ts) : t.ts;
}

/* A service centre of any partner looks for him; that of the network where he
 * is to bid him welcome. */
static uint64_t
looked_for(struct story *s, struct guest *g, uint64_t at)
{
	unsigned role = story_chance(s, 30) ? g->place :
	    role_other(s, STORY_HOME, KIND_CS);

	if (!role_map(s, role))
		return 0;
	return honest_enquiry(s, g, role,
	    1 + (unsigned)story_random(s, HONEST_NODES), at);
}

static uint64_t
ussd(struct story *s, struct guest *g, uint64_t at)
{
	static const struct scene scene = HONEST("USSD");
	static const struct scene menu = HONEST("USSD with a menu");
	unsigned i, turns = (unsigned)story_random(s, 4);
	struct names n;
	struct talk t;

	if (!on_map(g))
		return 0;
	make(&t, s, &n, turns == 0 ? &scene : &menu, g, false, AC_USSD, 2, at);
	talk_invoke(&t, 0, TCAP_BEGIN, OP_USSD, USSD);
	for (i = 0; i < turns; i++) {
		talk_say(&t, 1, TCAP_CONTINUE, i == 0 ?
		    "a1{02=02 02=3c " USSD "}" : "a1{02=03 02=3c " USSD "}");
		talk_wait(&t, (3 + story_random(s, 100)) * SECOND);
		talk_say(&t, 0, TCAP_CONTINUE, i == 0 ?
		    "a2{02=02 30{02=3c 30{04=0f 04=31}}}" :
		    "a2{02=03 30{02=3c 30{04=0f 04=31}}}");
	}
	if (turns == 3)
		talk_abort(&t, 1);
	else
		talk_result(&t, 1, TCAP_END, OP_USSD, USSD);
	return t.ts;
}

static uint64_t
service(struct story *s, struct guest *g, uint64_t at)
{
	static const struct scene scene = HONEST("a supplementary service");
	struct names n;
	struct talk t;

	if (!on_map(g))
		return 0;
	make(&t, s, &n, &scene, g, false, AC_SS, 2, at);
	switch (story_random(s, 4)) {
	case 0:
		talk_ask(&t, OP_REGISTER, "30{04=21 83=11 84:forwarded}",
		    "a0{04=21 30{30{83=11 84=07 85:forwarded}}}");
		break;
	case 1:
		talk_ask(&t, OP_ERASE, "30{04=21 83=11}",
		    "a0{04=21 30{30{83=11 84=04}}}");
		break;
	case 2:
		talk_invoke(&t, 0, TCAP_BEGIN, OP_PASSWORD, "04=21");
		talk_invoke(&t, 1, TCAP_CONTINUE, OP_GET_PASSWORD, "0a=00");
		talk_wait(&t, 20 * SECOND);
		talk_result(&t, 0, TCAP_CONTINUE, OP_GET_PASSWORD,
		    "12\"1234\"");
		talk_result(&t, 1, TCAP_END, OP_PASSWORD, "12\"1234\"");
		break;
	default:
		talk_ask(&t, OP_INTERROGATE, "30{04=21 83=11}",
		    "a3{30{83=11 84=07 85:forwarded}}");
	}
	return t.ts;
}

static uint64_t
called(struct story *s, struct guest *g, uint64_t at)
{
	static const struct scene scene = HONEST("a call to him");
	struct names n;
	struct talk t;

	if (!on_map(g))
		return 0;
	make(&t, s, &n, &scene, g, true, AC_ROAMING, 3, at);
	talk_invoke(&t, 0, TCAP_BEGIN, OP_ROAMING, "30{80:imsi 81:msc "
	    "82:msisdn 88:gmsc 89=0102030405}");
	if (story_chance(s, 10))	/* answers under its other number */
		t.gt[1] = n.ids.v[BUILD_ID_MSC];
	if (story_chance(s, 5))
		talk_error(&t, 1, 27, "30{}");
	else
		talk_result(&t, 1, TCAP_END, OP_ROAMING, "30{04:roaming}");
	return t.ts;
}

static uint64_t
enquired(struct story *s, struct guest *g, uint64_t at)
{
	static const struct scene scene = HONEST("provideSubscriberInfo");
	struct names n;
	struct talk t;

	if (!on_map(g))
		return 0;
	make(&t, s, &n, &scene, g, true, AC_ENQUIRY, 3, at);
	talk_ask(&t, OP_ENQUIRY, "30{80:imsi a2{80=}}",
	    "30{30{a0{02=05 81:vlr} a1{80=}}}");
	return t.ts;
}

static uint64_t
calls(struct story *s, struct guest *g, uint64_t at)
{
	static const struct scene scene = HONEST("a call of his, by CAMEL");
	const struct map_form *f = map_forms;
	struct names n;
	struct talk t;

	if (!on_map(g))
		return 0;
	while (f->cap_ac == NULL || f->op != 0 || f->version != 2)
		f++;
	make(&t, s, &n, &scene, g, false, 0, 2, at);
	t.cap_ac = f->cap_ac;
	talk_invoke(&t, 0, TCAP_BEGIN, f->op, f->argument);
	talk_say(&t, 1, TCAP_CONTINUE, "a1{02=01 02=17 30{a0{30{80=07 81=01}"
	    "}}} a1{02=02 02=1f}");
	talk_wait(&t, (5 + story_random(s, 400)) * SECOND);
	talk_say(&t, 0, TCAP_CONTINUE, "a1{02=02 02=18 30{80=07 a3{81=01}}}");
	talk_say(&t, 1, TCAP_END, "a1{02=03 02=16 04=8090}");
	return t.ts;
}

/* Home changes what he may. */
static uint64_t
changed(struct story *s, struct guest *g, uint64_t at)
{
	static const struct scene data = HONEST("insertSubscriberData");
	static const struct scene idr = HONEST("IDR");
	static const struct scene dsr = HONEST("DSR");
	bool remove = story_chance(s, 30);
	struct names n;
	struct talk t;
	struct ask a;

	if (!on_s6a(g)) {
		make(&t, s, &n, &data, g, true, AC_DATA, 3, at);
		if (remove)
			talk_ask(&t, OP_DELETE, "30{80:imsi a1{83=11}}",
			    "30{}");
		else
			talk_ask(&t, OP_INSERT, "30{80:imsi 81:msisdn 83=00}",
			    "30{a1{04=22}}");
		return t.ts;
	}
	guest_names(&n, s, g);
	ask_make(&a, s, &n, remove ? &dsr : &idr, g->place, true,
	    remove ? DSR : IDR);
	a.ts = at;
	ask_request(&a, remove ? "1:imsi 1421=1 1423=1" :
	    "1:imsi 1400{1424=0 701:msisdn} 1490=0");
	ask_answer(&a, remove ? "268=2001 1422=0" : "268=2001 1441=0");
	return a.ts;
}

static uint64_t
notifies(struct story *s, struct guest *g, uint64_t at)
{
	static const struct scene scene = HONEST("NOR");
	struct names n;
	struct ask a;

	if (!on_s6a(g))
		return 0;
	guest_names(&n, s, g);
	ask_make(&a, s, &n, &scene, g->place, false, NOR);
	a.ts = at;
	ask_request(&a, "1:imsi 1434=0 1443=1");
	ask_answer(&a, "268=2001");
	return a.ts;
}

/* The VLR has forgotten him: a call finds out, and it asks for his data. */
uint64_t
honest_restore(struct story *s, struct guest *g, uint64_t at)
{
	static const struct scene scene = HONEST("restoreData");
	struct names n;
	struct talk t;

	if (!on_map(g))
		return 0;
	if (story_chance(s, 50))
		at = called(s, g, at);
	make(&t, s, &n, &scene, g, false, AC_UPDATE, 3, at);
	if (story_chance(s, 60))
		talk_e214(&t);
	talk_invoke(&t, 0, TCAP_BEGIN, OP_RESTORE, "30{04:imsi}");
	talk_invoke(&t, 1, TCAP_CONTINUE, OP_INSERT, "30{81:msisdn 83=00}");
	talk_result(&t, 0, TCAP_CONTINUE, OP_INSERT, "30{}");
	talk_result(&t, 1, TCAP_END, OP_RESTORE, "30{04:hlr}");
	return t.ts;
}

static uint64_t
ready(struct story *s, struct guest *g, uint64_t at)
{
	static const struct scene scene = HONEST("readyForSM");
	struct names n;
	struct talk t;

	if (!on_map(g))
		return 0;
	make(&t, s, &n, &scene, g, false, AC_READY, 3, at);
	talk_ask(&t, OP_READY, "30{80:imsi 0a=00}", "30{}");
	return t.ts;
}

/* Somebody who may not, or whom home does not know. */
static uint64_t
refused(struct story *s, struct guest *g, uint64_t at)
{
	static const struct scene may_not = HONEST("one who may not roam");
	static const struct scene unknown = HONEST("one whom home does not "
	    "know");
	bool known = story_chance(s, 60);
	const struct scene *scene = known ? &may_not : &unknown;
	struct names n;
	struct talk t;
	struct ask a;

	guest_names(&n, s, g);
	names_subscriber(&n, s, STORY_HOME,
	    (uint32_t)(700000 + story_random(s, 90000)));
	if (on_s6a(g)) {
		ask_make(&a, s, &n, scene, g->place, false, known ? ULR : AIR);
		a.ts = at;
		ask_request(&a, known ? "1:imsi 1032=1004 1405=34 1407:plmn" :
		    "1:imsi 1408{1410=1 1412=0} 1407:plmn");
		ask_answer(&a, known ? "297{266=10415 298=5004}" :
		    "297{266=10415 298=5001}");
		return a.ts;
	}
	talk_make(&t, s, &n, scene, g->place, false, known ? AC_UPDATE :
	    AC_AUTHENTICATE, 3);
	t.ts = at;
	talk_invoke(&t, 0, TCAP_BEGIN, known ? OP_UPDATE : OP_AUTHENTICATE,
	    known ? "30{04:imsi 81:msc 04:vlr}" :
	    "30{80:imsi 02=01 83=00 84:plmn}");
	talk_error(&t, 1, known ? 8 : 1, "30{0a=00}");
	return t.ts;
}

/* Two dialogues under one id, the second as soon as the first is over. */
static uint64_t
reuses(struct story *s, struct guest *g, uint64_t at)
{
	static const struct scene scene = HONEST("an id used again");
	struct names n;
	struct talk t;
	uint32_t id;
	uint8_t len;

	if (!on_map(g))
		return 0;
	make(&t, s, &n, &scene, g, false, AC_SS, 2, at);
	id = t.id[0];
	len = t.id_len[0];
	talk_ask(&t, OP_INTERROGATE, "30{04=21 83=11}",
	    "a3{30{83=11 84=07 85:forwarded}}");
	at = t.ts;
	make(&t, s, &n, &scene, g, false, AC_USSD, 2, at);
	t.id[0] = id;
	t.id_len[0] = len;
	talk_ask(&t, OP_USSD, USSD, USSD);
	return t.ts;
}

/* Purged after a while, and there again hours later. */
static uint64_t
sleeps(struct story *s, struct guest *g, uint64_t at)
{
	if (!g->registered || g->dated)
		return 0;
	at = guest_purge(s, g, at);
	g->to = g->place;
	date_set(s, g, at + (5 + story_random(s, 120)) * MINUTE);
	return at;
}

/* Home for a while: told to the old place when he registers at home. */
static uint64_t
visits_home(struct story *s, struct guest *g, uint64_t at)
{
	if (!g->registered || g->dated)
		return 0;
	at = guest_home(s, g, at);
	g->to = g->place;
	date_set(s, g, at + (60 + story_random(s, 240)) * MINUTE);
	return at;
}

static bool
borders(unsigned role)
{
	return role == STORY_NEAR || role == STORY_NEIGHBOUR ||
	    role == STORY_BEHIND;
}

/* Over the border, and sometimes back in a moment. */
static uint64_t
moves(struct story *s, struct guest *g, uint64_t at)
{
	unsigned was = g->place, to = role_other(s, g->place, g->kind);

	if (to == STORY_HOME || s->plan->km[was][to] != 0 ||
	    !borders(was) || !borders(to))
		to = was;	/* within the network */
	at = guest_move(s, g, to, at);
	if (to != was && !g->dated && story_chance(s, 40)) {
		g->to = (uint8_t)was;
		date_set(s, g, at + (20 + story_random(s, 900)) * SECOND);
	}
	return at;
}

static const struct {
	uint64_t	(*act)(struct story *, struct guest *, uint64_t);
	unsigned	 share;
} doings[] = {
	{ authenticates, 14 }, { guest_again, 10 }, { message_to, 11 },
	{ message_long, 2 }, { message_from, 11 }, { looked_for, 14 },
	{ ussd, 5 }, { service, 4 }, { called, 7 }, { enquired, 4 },
	{ calls, 4 }, { changed, 4 }, { notifies, 3 }, { honest_restore, 2 },
	{ ready, 2 }, { refused, 2 }, { reuses, 2 }, { sleeps, 2 },
	{ visits_home, 1 }, { moves, 9 },
};
const size_t honest_count = COUNT(doings);

uint64_t
honest_do(struct story *s, struct guest *g, size_t i, uint64_t at)
{
	at = doings[i].act(s, g, at);
	if (at > g->free)
		g->free = at;
	return at;
}

uint64_t
honest_any(struct story *s, struct guest *g, uint64_t at)
{
	unsigned sum = 0, pick;
	size_t i;

	for (i = 0; i < COUNT(doings); i++)
		sum += doings[i].share;
	pick = (unsigned)story_random(s, sum);
	for (i = 0; pick >= doings[i].share; i++)
		pick -= doings[i].share;
	return honest_do(s, g, i, at);
}
