/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Attacks on guests that only memory finds: from where they are not, from
 * where they cannot be yet, and by one protocol after the other.
 *
 * What a firewall refuses has no answer, as if it stood between; a few have one
 * all the same, which must change nothing.
 */
#include "story_impl.h"

#define USSD	"30{04=0f 04=aa180c3602}"
#define SUBMIT	"01000b918812000010f0000002e834"
#define REFUSE(cls, what)						\
	{ STORY_CLASS_##cls, STORY_REFUSE, what }

enum { TRIES = 2000 };

/* A request to home and what it would answer. */
struct move {
	struct scene	 scene;
	uint8_t		 ac, version, op;	/* ac 0: Diameter */
	bool		 sgsn;
	uint32_t	 code;
	const char	*request, *answer;
};

struct guest *
victim(struct story *s, unsigned kinds, unsigned roles)
{
	struct guest *g;
	unsigned i;

	for (i = 0; i < TRIES; i++) {
		g = &s->guest[story_random(s, s->guests)];
		if (!g->registered || g->detached || g->dated ||
		    g->spoiled || g->free > s->now ||
		    (kinds & 1U << g->kind) == 0 ||
		    (roles & 1U << g->place) == 0)
			continue;
		g->free = s->now + 90 * MINUTE;
		return g;
	}
	return NULL;
}

unsigned
attacker_node(struct story *s)
{
	return story_chance(s, 70) ?
	    FOREIGN_NODE + (unsigned)story_random(s, 3) :
	    1 + (unsigned)story_random(s, HONEST_NODES);
}

/* Where a guest is not: at least so far and at most so far away. */
static unsigned
elsewhere(struct story *s, const struct guest *g, unsigned least,
    unsigned most, bool map)
{
	unsigned i, role, km;

	for (i = 0; i < 64; i++) {
		role = role_other(s, g->place, map ? KIND_CS : KIND_LTE);
		km = s->plan->km[g->place][role];
		if (role != STORY_HOME && km >= least && km <= most)
			return role;
	}
	return STORY_HOME;
}

/* It, about that guest by that network; the time when it is over. */
static uint64_t
move_do(struct story *s, const struct move *m, const struct guest *g,
    unsigned role, uint64_t at)
{
	bool answered = story_chance(s, 12);
	struct names n;
	struct talk t;
	struct ask a;

	story_names_make(&n, s, STORY_HOME, g->n, role, attacker_node(s));
	if (m->ac == 0) {
		ask_make(&a, s, &n, &m->scene, role, false, m->code);
		a.ts = at;
		ask_request(&a, m->request);
		a.scene.expect = STORY_EITHER;
		if (answered)
			ask_answer(&a, m->answer);
		return a.ts;
	}
	talk_make(&t, s, &n, &m->scene, role, false, m->ac, m->version);
	t.ts = at;
	if (m->sgsn)
		talk_ssn(&t, SSN_SGSN, SSN_HLR);
	talk_invoke(&t, 0, TCAP_BEGIN, m->op, m->request);
	t.scene.expect = STORY_EITHER;
	if (answered)
		talk_result(&t, 1, TCAP_END, m->op, m->answer);
	return t.ts;
}

static void
previous_place(struct story *s)
{
	static const struct move moves[] = {
		{ REFUSE(PREVIOUS_PLACE, "purgeMS"), AC_PURGE, 3, OP_PURGE,
		    false, 0, "a3{04:imsi 80:vlr}", "30{80=}" },
		{ REFUSE(PREVIOUS_PLACE, "restoreData"), AC_UPDATE, 3,
		    OP_RESTORE, false, 0, "30{04:imsi}", "30{04:hlr}" },
		{ REFUSE(PREVIOUS_PLACE, "registerSS"), AC_SS, 2, OP_REGISTER,
		    false, 0, "30{04=21 83=11 84:forwarded}",
		    "a0{04=21 30{30{83=11 84=07 85:forwarded}}}" },
		{ REFUSE(PREVIOUS_PLACE, "eraseSS"), AC_SS, 2, OP_ERASE,
		    false, 0, "30{04=21 83=11}",
		    "a0{04=21 30{30{83=11 84=04}}}" },
		{ REFUSE(PREVIOUS_PLACE, "activateSS"), AC_SS, 2, OP_ACTIVATE,
		    false, 0, "30{04=9a 83=11}",
		    "a1{04=9a 30{30{83=11 84=05}}}" },
		{ REFUSE(PREVIOUS_PLACE, "interrogateSS"), AC_SS, 2,
		    OP_INTERROGATE, false, 0, "30{04=21 83=11}",
		    "a3{30{83=11 84=07 85:forwarded}}" },
		{ REFUSE(PREVIOUS_PLACE, "registerPassword"), AC_SS, 2,
		    OP_PASSWORD, false, 0, "04=21", "12\"1234\"" },
		{ REFUSE(PREVIOUS_PLACE, "USSD"), AC_USSD, 2, OP_USSD, false,
		    0, USSD, USSD },
		{ REFUSE(PREVIOUS_PLACE, "readyForSM"), AC_READY, 3, OP_READY,
		    false, 0, "30{80:imsi 0a=00}", "30{}" },
		{ REFUSE(PREVIOUS_PLACE, "authenticationFailureReport"),
		    AC_FAILURE, 3, OP_FAILURE, false, 0,
		    "30{04:imsi 0a=00 80:vlr}", "30{}" },
		{ REFUSE(PREVIOUS_PLACE, "PUR"), 0, 0, 0, false, PUR,
		    "1:imsi 1635=1", "268=2001 1442=1" },
		{ REFUSE(PREVIOUS_PLACE, "NOR"), 0, 0, 0, false, NOR,
		    "1:imsi 1434=0 1443=1", "268=2001" },
	};
	/* two are Diameter */
	const struct move *m = by_map(s, 60) ?
	    &moves[story_random(s, COUNT(moves) - 2)] :
	    &moves[COUNT(moves) - 1 - story_random(s, 2)];
	struct guest *g;
	unsigned role;

	g = victim(s, m->ac == 0 ? ON_S6A : ON_MAP, ANYWHERE);
	if (g == NULL)
		return;
	role = elsewhere(s, g, 0, UINT32_MAX, m->ac != 0);
	if (role != STORY_HOME)
		g->free = move_do(s, m, g, role, s->now);
}

static void
previous_service(struct story *s)
{
	struct scene scene = REFUSE(PREVIOUS_SERVICE, "mo-forwardSM");
	struct guest *g = victim(s, ON_MAP, ANYWHERE);
	const struct map_form *f = map_forms;
	unsigned role;
	struct names n;
	struct talk t;

	if (g == NULL)
		return;
	role = elsewhere(s, g, 0, UINT32_MAX, true);
	if (role == STORY_HOME)
		return;
	story_names_make(&n, s, STORY_HOME, g->n, role, attacker_node(s));
	if (story_chance(s, 60)) {
		talk_make(&t, s, &n, &scene, role, false, AC_MO, 3);
		talk_invoke(&t, 0, TCAP_BEGIN, OP_MO,
		    "30{84:smsc 82:msisdn 04=" SUBMIT " 04:imsi}");
	} else {
		while (f->cap_ac == NULL || f->op != 0 || f->version != 2)
			f++;
		scene.what = "initialDP";
		talk_make(&t, s, &n, &scene, role, false, 0, 2);
		t.cap_ac = f->cap_ac;
		talk_invoke(&t, 0, TCAP_BEGIN, f->op, f->argument);
	}
	g->free = t.ts;
}

/* Registrations, and the vectors that are got for one. */
#define REGISTRATIONS(cls)						\
	{ REFUSE(cls, "updateLocation"), AC_UPDATE, 3, OP_UPDATE,	\
	    false, 0, "30{04:imsi 81:msc 04:vlr}", "30{04:hlr}" },	\
	{ REFUSE(cls, "sendAuthenticationInfo"), AC_AUTHENTICATE, 3,	\
	    OP_AUTHENTICATE, false, 0, "30{80:imsi 02=01 83=00 84:plmn}", \
	    "a3{}" },							\
	{ REFUSE(cls, "updateGprsLocation"), AC_UPDATE_GPRS, 3,		\
	    OP_UPDATE_GPRS, true, 0, "30{04:imsi 04:sgsn 04:sgsnip}",	\
	    "30{04:hlr}" },						\
	{ REFUSE(cls, "ULR"), 0, 0, 0, false, ULR,			\
	    "1:imsi 1032=1004 1405=34 1407:plmn", "268=2001 1406=1" },	\
	{ REFUSE(cls, "AIR"), 0, 0, 0, false, AIR,			\
	    "1:imsi 1408{1410=1 1412=0} 1407:plmn", "268=2001" },	\
	{ REFUSE(cls, "ULR"), 0, 0, 0, false, ULR,			\
	    "1:imsi 1032=1004 1405=2 1407:plmn", "268=2001 1406=1" }

enum { MAP_ONES = 3 };	/* of them, at the head */

static const struct move *
registration(struct story *s, const struct move *moves, unsigned role,
    bool *map)
{
	*map = role_map(s, role) &&
	    (!role_diameter(s, role) || story_chance(s, 50));
	return &moves[(*map ? 0 : MAP_ONES) + story_random(s, MAP_ONES)];
}

static void
velocity(struct story *s)
{
	static const struct move moves[] = { REGISTRATIONS(VELOCITY) };
	struct guest *g = victim(s, ON_MAP | ON_S6A, ANYWHERE);
	const struct move *m;
	bool map = by_map(s, 50);
	uint64_t at;
	unsigned role;

	if (g == NULL || (role = elsewhere(s, g, DISTANT, UINT32_MAX, map)) ==
	    STORY_HOME)
		return;
	m = registration(s, moves, role, &map);
	at = guest_again(s, g, s->now);
	at = move_do(s, m, g, role, at + (20 + story_random(s, 3600)) *
	    SECOND);
	if (story_chance(s, 30))	/* and where he is nothing changes */
		at = guest_again(s, g, at + 5 * SECOND);
	g->free = at;
}

/* Alive on one protocol here, and minutes later on the other one far away. */
static void
two_places(struct story *s)
{
	static const struct move moves[] = { REGISTRATIONS(TWO_PLACES) };
	bool lte = story_chance(s, 60);
	struct guest *g = victim(s, lte ? 1U << KIND_LTE : 1U << KIND_CS |
	    1U << KIND_CS_PS, ANYWHERE);
	unsigned role;
	uint64_t at;

	if (g == NULL || (role = elsewhere(s, g, DISTANT, UINT32_MAX, lte)) ==
	    STORY_HOME)
		return;
	at = guest_again(s, g, s->now);
	at = move_do(s, &moves[(lte ? 0 : MAP_ONES) +
	    story_random(s, MAP_ONES)], g, role,
	    at + (20 + story_random(s, 400)) * SECOND);
	g->free = at + 10 * MINUTE;
}

/* Next door, which may be the border; but he goes on where he was. */
static void
two_neighbours(struct story *s)
{
	static const struct scene maybe = { STORY_CLASS_TWO_PLACES,
	    STORY_EITHER, "next door meanwhile" };
	static const struct move move = { REFUSE(TWO_PLACES, "registerSS"),
	    AC_SS, 2, OP_REGISTER, false, 0, "30{04=21 83=11 84:forwarded}",
	    "a0{04=21 30{30{83=11 84=07 85:forwarded}}}" };
	struct guest *g = victim(s, 1U << KIND_LTE, ANYWHERE);
	struct names n, own;
	unsigned role;
	uint64_t at;

	if (g == NULL || (role = elsewhere(s, g, 0, 0, true)) == STORY_HOME)
		return;
	at = guest_again(s, g, s->now);
	story_names_make(&n, s, STORY_HOME, g->n, role, FOREIGN_NODE);
	at = register_authenticate(s, &maybe, &n, role, false, at + 90 * SECOND);
	at = map_update(s, &maybe, &n, role, false, NULL, at);
	guest_names(&own, s, g);
	at = s6a_authenticate(s, &maybe, &own, g->place, at + 60 * SECOND);
	at = move_do(s, &move, g, role, at + (20 + story_random(s, 90)) *
	    SECOND);
	g->spoiled = true;
	g->free = at + 30 * MINUTE;
}

/* Refused without memory: whereabouts asked for over SS7, or Diameter. */
static uint64_t
probe(struct story *s, const struct guest *g, bool map)
{
	static const struct scene ati = REFUSE(PROBE, "anyTimeInterrogation");
	static const struct scene psi = REFUSE(PROBE, "provideSubscriberInfo");
	static const struct scene idr = REFUSE(PROBE, "IDR");
	unsigned role = elsewhere(s, g, 0, UINT32_MAX, map);
	struct names n;
	struct talk t;
	struct ask a;

	if (role == STORY_HOME)
		return 0;
	story_names_make(&n, s, STORY_HOME, g->n, STORY_HOME, 1);
	if (!map) {
		names_set(&n, s, BUILD_ID_HSS_NAME, role, 1);
		names_set(&n, s, BUILD_ID_HSS_REALM, role, 1);
		ask_make(&a, s, &n, &idr, role, false, IDR);
		ask_request(&a, "1:imsi 1400{1424=0} 1490=24");
		return a.ts;
	}
	if (story_chance(s, 50)) {
		names_set(&n, s, BUILD_ID_GSMSCF, role, FOREIGN_NODE);
		talk_make(&t, s, &n, &ati, role, false, AC_ANY_TIME, 3);
		talk_invoke(&t, 0, TCAP_BEGIN, OP_ANY_TIME,
		    "30{a0{80:imsi} a1{80=} 83:gsmscf}");
	} else {
		names_set(&n, s, BUILD_ID_HLR, role, FOREIGN_NODE);
		talk_make(&t, s, &n, &psi, role, false, AC_ENQUIRY, 3);
		talk_invoke(&t, 0, TCAP_BEGIN, OP_ENQUIRY,
		    "30{80:imsi a2{80=}}");
	}
	return t.ts;
}

static void
pivot(struct story *s)
{
	static const struct move moves[] = { REGISTRATIONS(PIVOT) };
	struct guest *g = victim(s, ON_MAP | ON_S6A, ANYWHERE);
	bool map = story_chance(s, 50);
	unsigned role;
	uint64_t at;

	if (g == NULL)
		return;
	/* next door where there is a door, so that nothing else finds it */
	role = elsewhere(s, g, 0, 0, !map);
	if (role == STORY_HOME)
		role = elsewhere(s, g, 0, UINT32_MAX, !map);
	if (role == STORY_HOME || (at = probe(s, g, map)) == 0)
		return;
	if (story_chance(s, 50))	/* where he is, life goes on */
		at = guest_again(s, g, at + 2 * SECOND);
	at = move_do(s, &moves[(map ? MAP_ONES : 0) +
	    story_random(s, MAP_ONES)], g, role,
	    at + (10 + story_random(s, 450)) * SECOND);
	g->free = at + 20 * MINUTE;
}

static void
no_roaming(struct story *s)
{
	static const struct move moves[] = { REGISTRATIONS(NO_ROAMING) };
	const struct move *m;
	static const struct move suspended[] = { REGISTRATIONS(PROBE) };
	struct guest g = { .n = (uint32_t)(600000 + story_random(s, 90000)) };
	bool map;

	if (story_chance(s, 30) &&
	    s->plan->net[STORY_SUSPENDED].name != NULL) {
		m = registration(s, suspended, STORY_SUSPENDED, &map);
		(void)move_do(s, m, &g, STORY_SUSPENDED, s->now);
	}

	m = registration(s, moves, STORY_CLOSED, &map);
	(void)move_do(s, m, &g, STORY_CLOSED, s->now);
}

void
attack_do(struct story *s, unsigned cls)
{
	switch (cls) {
	case STORY_CLASS_PREVIOUS_PLACE:
		previous_place(s);
		break;
	case STORY_CLASS_PREVIOUS_SERVICE:
		previous_service(s);
		break;
	case STORY_CLASS_VELOCITY:
		velocity(s);
		break;
	case STORY_CLASS_TWO_PLACES:
		if (story_chance(s, 60))
			two_places(s);
		else
			two_neighbours(s);
		break;
	case STORY_CLASS_PIVOT:
		pivot(s);
		break;
	case STORY_CLASS_NO_ROAMING:
		no_roaming(s);
		break;
	default:
		break;
	}
}
