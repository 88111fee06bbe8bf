/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Attacks by somebody who knows what is looked for: slowly, over several nodes,
 * out of the country where his victim is, long after the first attempt, and
 * loud from the very first minute, so that it is taken for usual.
 */
#include "story_impl.h"

#define REFUSE(cls, what)						\
	{ STORY_CLASS_##cls, STORY_REFUSE, what }

enum {
	SLOW_LENGTH = 400,	/* identities of one that takes hours ... */
	SLOW_SURE = 260,	/* ... after so many it must be found */
	LOUD_NODE = 95,
	LOUD_ASKS = 2300,	/* in ten minutes */
	LOUD_SURE = 1550,	/* eight times the second loudest */
	LOUD_FLOOD = 400, FLOOD_SURE = 220,
	NOBODY = 500000,
};

/* ---- many questions ---- */

struct question {
	uint8_t		 ac, op;
	const char	*argument;
	unsigned	 error;		/* that home answers with, or 0 */
	const char	*answer;
};

static const struct question vectors = { AC_AUTHENTICATE, OP_AUTHENTICATE,
	"30{80:imsi 02=01 83=00 84:plmn}", 0, "a3{}" };
static const struct question vectors_of_nobody = { AC_AUTHENTICATE,
	OP_AUTHENTICATE, "30{80:imsi 02=01 83=00 84:plmn}", 1, "30{0a=00}" };
static const struct question whereabouts = { AC_ROUTING_SM, OP_ROUTING_SM,
	"30{80:msisdn 81=ff 82:smsc}", 0, "30{04:imsi a0{81:msc}}" };
static const struct question status = { AC_CC, OP_STATUS,
	"30{80:imsi a1{80=00}}", 21, NULL };

/* One of them, at most so much later; what home says to it is of no account. */
static void
asks(struct story *s, struct names *n, const struct scene *scene,
    unsigned role, const struct question *q, uint64_t at, uint64_t later)
{
	struct talk t;

	talk_make(&t, s, n, scene, role, false, q->ac, 3);
	t.ts = at + (later > 0 ? story_random(s, later) : 0);
	talk_invoke(&t, 0, TCAP_BEGIN, q->op, q->argument);
	t.scene.expect = STORY_EITHER;
	if (q->error != 0)
		talk_error(&t, 1, q->error, q->answer);
	else
		talk_result(&t, 1, TCAP_END, q->op, q->answer);
}

/* ---- slowly ---- */

/* Nobody's numbers, one of these nodes after the other. */
static void
slow_scan(struct story *s)
{
	struct scene scene = REFUSE(SLOW_SCAN, "one of many, slowly");
	unsigned role = role_other(s, STORY_HOME, KIND_CS), i;
	unsigned nodes = 1 + (unsigned)story_random(s, 3), first;
	/* 25 to 40 of each node in ten minutes */
	uint64_t gap = (15 + story_random(s, 9)) * SECOND / nodes;
	uint64_t at = s->now;
	struct names n;

	if (role == STORY_HOME)
		return;
	first = 20 + (unsigned)story_random(s, 60);
	for (i = 0; i < SLOW_LENGTH && at < s->end; i++, at += gap) {
		story_names_make(&n, s, STORY_HOME, 29, role,
		    first + i % nodes);
		names_subscriber(&n, s, STORY_HOME, (uint32_t)(NOBODY +
		    story_random(s, 400000)));
		scene.expect = i < SLOW_SURE ? STORY_EITHER : STORY_REFUSE;
		asks(s, &n, &scene, role, &vectors_of_nobody, at,
		    gap / 2 + 1);
	}
}

/* ---- loud while it is learned what is usual ---- */

/* Which home's guests it asks for: all of them, one after the other. */
static void
loud_ask(struct story *s, bool learning, unsigned turn)
{
	struct scene scene = REFUSE(LEARNED, "asks for everybody as from the "
	    "first minute");
	uint64_t at = s->now;
	struct names n;
	unsigned i;

	for (i = 0; i < LOUD_ASKS; i++, at += (200 + story_random(s, 100)) *
	    MS) {
		story_names_make(&n, s, STORY_HOME, s->guest[(turn * LOUD_ASKS
		    + i) * 7919U % s->guests].n, STORY_FARTHER, LOUD_NODE);
		names_set(&n, s, BUILD_ID_SMSC, STORY_FARTHER, LOUD_NODE);
		scene.expect = learning || i < LOUD_SURE ? STORY_EITHER :
		    STORY_REFUSE;
		asks(s, &n, &scene, STORY_FARTHER, &whereabouts, at, 0);
	}
}

/* Vectors of a few, over and over. */
static void
loud_flood(struct story *s, bool learning)
{
	struct scene scene = REFUSE(LEARNED, "floods as from the first "
	    "minute");
	uint64_t at = s->now;
	struct names n;
	unsigned i;

	for (i = 0; i < LOUD_FLOOD; i++, at += 3 * MS) {
		story_names_make(&n, s, STORY_HOME, 1000 + 29 * (i % 5),
		    STORY_FAR, LOUD_NODE);
		scene.expect = learning || i < FLOOD_SURE ? STORY_EITHER :
		    STORY_REFUSE;
		asks(s, &n, &scene, STORY_FAR, &vectors, at, 0);
	}
}

/* What this network has no use for, refused by home each time. */
static void
loud_context(struct story *s, bool learning)
{
	struct scene scene = REFUSE(LEARNED, "a context that home always "
	    "refused");
	struct names n;

	story_names_make(&n, s, STORY_HOME, 1000, STORY_NEAR, LOUD_NODE);
	scene.expect = learning ? STORY_EITHER : STORY_REFUSE;
	asks(s, &n, &scene, STORY_NEAR, &status, s->now, 0);
}

void
hard_learning(struct story *s, unsigned turn)
{
	if (role_map(s, STORY_FARTHER))
		loud_ask(s, true, turn);
	if (turn % 2 == 0 && role_map(s, STORY_FAR))
		loud_flood(s, true);
	if (role_map(s, STORY_NEAR))
		loud_context(s, true);
}

static void
learned(struct story *s)
{
	uint64_t what = story_random(s, 10);

	if (what < 3 && role_map(s, STORY_FARTHER))
		loud_ask(s, false, (unsigned)story_random(s, 100));
	else if (what < 5 && role_map(s, STORY_FAR))
		loud_flood(s, false);
	else if (role_map(s, STORY_NEAR))
		loud_context(s, false);
}

/* ---- places ---- */

/* The network next to the one where he is, in the same country. */
static void
same_country(struct story *s)
{
	static const struct {
		struct scene	 scene;
		uint8_t		 ac, op;
		const char	*argument;
	} forms[] = {
		{ REFUSE(SAME_COUNTRY, "purgeMS"), AC_PURGE, OP_PURGE,
		    "a3{04:imsi 80:vlr}" },
		{ REFUSE(SAME_COUNTRY, "restoreData"), AC_UPDATE, OP_RESTORE,
		    "30{04:imsi}" },
		{ REFUSE(SAME_COUNTRY, "registerSS"), AC_SS, OP_REGISTER,
		    "30{04=21 83=11 84:forwarded}" },
		{ REFUSE(SAME_COUNTRY, "readyForSM"), AC_READY, OP_READY,
		    "30{80:imsi 0a=00}" },
	};
	static const struct scene nor = REFUSE(SAME_COUNTRY, "NOR");
	struct guest *g = victim(s, ON_MAP | ON_S6A, 1U << STORY_NEAR);
	size_t i = story_random(s, COUNT(forms));
	struct names n;
	struct talk t;
	struct ask a;

	if (g == NULL || s->plan->net[STORY_RIVAL].name == NULL)
		return;
	story_names_make(&n, s, STORY_HOME, g->n, STORY_RIVAL,
	    attacker_node(s));
	if (g->kind == KIND_LTE) {
		ask_make(&a, s, &n, &nor, STORY_RIVAL, false, NOR);
		ask_request(&a, "1:imsi 1434=0 1443=1");
		g->free = a.ts;
		return;
	}
	talk_make(&t, s, &n, &forms[i].scene, STORY_RIVAL, false, forms[i].ac,
	    forms[i].ac == AC_SS ? 2 : 3);
	talk_invoke(&t, 0, TCAP_BEGIN, forms[i].op, forms[i].argument);
	g->free = t.ts;
}

/* Whereabouts are asked for, in vain; an hour later vectors next door. */
static void
long_pivot(struct story *s)
{
	static const struct scene ati = REFUSE(PROBE, "anyTimeInterrogation");
	static const struct scene air = REFUSE(LONG_PIVOT, "AIR");
	struct guest *g = victim(s, ON_MAP | ON_S6A, 1U << STORY_NEAR);
	struct names n;
	struct talk t;
	struct ask a;

	if (g == NULL || !role_map(s, STORY_NEIGHBOUR) ||
	    !role_diameter(s, STORY_NEIGHBOUR))
		return;
	story_names_make(&n, s, STORY_HOME, g->n, STORY_NEIGHBOUR,
	    attacker_node(s));
	names_set(&n, s, BUILD_ID_GSMSCF, STORY_NEIGHBOUR, FOREIGN_NODE);
	talk_make(&t, s, &n, &ati, STORY_NEIGHBOUR, false, AC_ANY_TIME, 3);
	talk_invoke(&t, 0, TCAP_BEGIN, OP_ANY_TIME,
	    "30{a0{80:imsi} a1{80=} 83:gsmscf}");
	ask_make(&a, s, &n, &air, STORY_NEIGHBOUR, false, AIR);
	a.ts = t.ts + (11 + story_random(s, 45)) * MINUTE;
	ask_request(&a, "1:imsi 1408{1410=1 1412=0} 1407:plmn");
	g->free = a.ts + MINUTE;
}

/* ---- dialogues ---- */

/* Under another number, and by another way, somebody goes on in it; what is
 * said next is said after that. */
static void
goes_on(struct talk *t, const struct scene *scene, unsigned side,
    const char *gt, unsigned via, enum tcap_type type, const char *components)
{
	struct talk other = *t;

	other.scene = *scene;
	other.gt[side] = gt;
	other.via = (uint8_t)via;
	talk_say(&other, side, type, components);
	t->ts = other.ts;
}

/* Home asks; its first answer may come under another number, the second under
 * a third may not, be it one of the same network. */
static void
third_number(struct story *s)
{
	static const struct scene right = { STORY_CLASS_HONEST, STORY_PASS,
	    "a long message to him" };
	static const struct scene wrong = REFUSE(PEER_CHANGED,
	    "a third number goes on");
	struct guest *g = victim(s, ON_MAP, ANYWHERE);
	struct names n, other;
	struct talk t;

	if (g == NULL)
		return;
	guest_names(&n, s, g);
	story_names_make(&other, s, STORY_HOME, g->n, g->place, LOUD_NODE);
	talk_make(&t, s, &n, &right, g->place, true, AC_MT, 3);
	talk_say(&t, 0, TCAP_BEGIN, NULL);
	t.gt[1] = n.ids.v[BUILD_ID_VLR];	/* the legal change */
	talk_say(&t, 1, TCAP_CONTINUE, NULL);
	talk_invoke(&t, 0, TCAP_CONTINUE, OP_MT, "30{80:imsi 84:smsc "
	    "04=040b918812000010f000006211211200000002e834}");
	goes_on(&t, &wrong, 1, other.ids.v[BUILD_ID_MSC], t.via, TCAP_END,
	    "a2{02=01}");
	talk_result(&t, 1, TCAP_END, OP_MT, NULL);
	g->free = t.ts;
}

/* A network opens a dialogue under the id of somebody else's that is open, and
 * goes on with that one. */
static void
id_of_another(struct story *s)
{
	static const struct scene right = { STORY_CLASS_HONEST, STORY_PASS,
	    "USSD with a menu" };
	static const struct scene wrong = REFUSE(PEER_CHANGED,
	    "the id of another's dialogue");
	struct guest *g = victim(s, ON_MAP, ANYWHERE);
	struct names n, other;
	struct talk t;
	unsigned role;

	if (g == NULL || (role = role_other(s, g->place, KIND_CS)) ==
	    STORY_HOME)
		return;
	guest_names(&n, s, g);
	story_names_make(&other, s, STORY_HOME, g->n, role, LOUD_NODE);
	talk_make(&t, s, &n, &right, g->place, false, AC_USSD, 2);
	talk_invoke(&t, 0, TCAP_BEGIN, OP_USSD, "30{04=0f 04=aa180c3602}");
	talk_say(&t, 1, TCAP_CONTINUE,
	    "a1{02=02 02=3c 30{04=0f 04=aa180c3602}}");
	goes_on(&t, &wrong, 0, other.ids.v[BUILD_ID_VLR],
	    s->plan->net[role].via, TCAP_CONTINUE,
	    "a2{02=02 30{02=3c 30{04=0f 04=32}}}");
	talk_say(&t, 0, TCAP_CONTINUE, "a2{02=02 30{02=3c 30{04=0f 04=31}}}");
	talk_result(&t, 1, TCAP_END, OP_USSD, "30{04=0f 04=aa180c3602}");
	g->free = t.ts;
}

void
hard_do(struct story *s, unsigned cls)
{
	switch (cls) {
	case STORY_CLASS_SLOW_SCAN:
		slow_scan(s);
		break;
	case STORY_CLASS_LEARNED:
		learned(s);
		break;
	case STORY_CLASS_SAME_COUNTRY:
		same_country(s);
		break;
	case STORY_CLASS_LONG_PIVOT:
		long_pivot(s);
		break;
	case STORY_CLASS_PEER_CHANGED:
		if (story_chance(s, 50))
			third_number(s);
		else
			id_of_another(s);
		break;
	default:
		border_do(s);
		break;
	}
}
