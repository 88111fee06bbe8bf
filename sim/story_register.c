/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Registering, moving and leaving, by MAP and by S6a, as networks do it: with
 * answers that are lost or late, tries that are repeated, and the old place
 * cancelled before or after the answer to the new one.
 *
 * 3GPP TS 23.012 4.1, TS 29.002 19.1, TS 29.272 5.2.1; TS 23.060 6.
 */
#include "story_impl.h"

#define KEY		"00112233445566778899aabbccddeeff"
#define VECTORS								\
	"a3{a1{30{04=" KEY " 04=0102030405060708 04=" KEY " 04=" KEY	\
	" 04=" KEY "}}}"
#define PHONE		"1401{1402:imei 1403\"01\"} "
#define DATA_LONG							\
	"30{81:msisdn 82=0a 83=00 a4{04=17} a6{04=11 04=21 04=22} "	\
	"a7{a0{04=21 30{30{83=11 84=07 85:msisdn}}} a3{04=11 84=05}} "	\
	"b0{a1{30{02=01 90=f121 92=1b9311 94=036d326d} "		\
	"30{02=02 90=f121 92=1b9311 94=03696d73} "			\
	"30{02=03 90=f121 92=1b9311 94=03776170}}} 98=00}"

const struct scene scene_honest = { STORY_CLASS_HONEST, STORY_PASS,
    "as it should be" };

struct scene
scene_say(const struct scene *scene, const char *what)
{
	struct scene said = *scene;

	if (scene->cls == STORY_CLASS_HONEST)
		said.what = what;
	return said;
}

void
guest_names(struct names *n, struct story *s, const struct guest *g)
{
	story_names_make(n, s, STORY_HOME, g->n, g->place, g->node);
}

uint64_t
register_authenticate(struct story *s, const struct scene *scene, struct names *n,
    unsigned role, bool sgsn, uint64_t at)
{
	struct scene said = scene_say(scene, "sendAuthenticationInfo");
	bool old = role == STORY_FARTHER && story_chance(s, 30);
	const char *argument = old ? "04:imsi" :
	    "30{80:imsi 02=01 83=00 84:plmn}";
	struct talk t;

	talk_make(&t, s, n, &said, role, false, AC_AUTHENTICATE, old ? 2 : 3);
	t.ts = at;
	if (sgsn)
		talk_ssn(&t, SSN_SGSN, SSN_HLR);
	if (story_chance(s, 60))
		talk_e214(&t);
	talk_invoke(&t, 0, TCAP_BEGIN, OP_AUTHENTICATE, argument);
	if (story_chance(s, 1)) {	/* once more, under the same id */
		talk_wait(&t, 4 * SECOND);
		talk_invoke(&t, 0, TCAP_BEGIN, OP_AUTHENTICATE, argument);
	}
	if (story_chance(s, 1))
		talk_error(&t, 1, 34, old ? "0a=01" : "30{0a=01}");
	else
		talk_result(&t, 1, TCAP_END, OP_AUTHENTICATE, old ?
		    "30{30{04=" KEY " 04=01020304 04=0102030405060708}}" :
		    VECTORS);
	return t.ts;
}

uint64_t
map_cancel(struct story *s, const struct guest *was, bool sgsn, uint64_t at)
{
	struct scene said = scene_say(&scene_honest, "cancelLocation");
	struct names n;
	struct talk t;

	guest_names(&n, s, was);
	talk_make(&t, s, &n, &said, was->place, true, AC_CANCEL, 3);
	t.ts = at;
	if (sgsn)
		talk_ssn(&t, SSN_HLR, SSN_SGSN);
	talk_ask(&t, OP_CANCEL, "a3{04:imsi 0a=00}", "30{}");
	return t.ts;
}

static const char *
update_text(bool sgsn, unsigned version, bool imei)
{
	if (sgsn)
		return imei ? "30{04:imsi 04:sgsn 04:sgsnip a4{80:imeisv}}" :
		    "30{04:imsi 04:sgsn 04:sgsnip}";
	if (version < 3)
		return "30{04:imsi 81:msc 04:vlr}";
	return imei ? "30{04:imsi 81:msc 04:vlr a6{80=0480} ad{80:imeisv}}" :
	    "30{04:imsi 81:msc 04:vlr a6{80=0480}}";
}

/* The subscriber's data, in one or more components of the dialogue. */
static void
data_within(struct story *s, struct talk *t)
{
	unsigned i, n = 1 + (unsigned)story_random(s, 2);

	if (story_chance(s, 4))		/* in segments */
		talk_invoke(t, 1, TCAP_CONTINUE, OP_INSERT, DATA_LONG);
	else if (story_chance(s, 5))
		talk_say(t, 1, TCAP_CONTINUE, "a1{02=02 02=07 30{81:msisdn "
		    "83=00}} a1{02=03 02=07 30{a4{04=17}}}");
	else
		talk_invoke(t, 1, TCAP_CONTINUE, OP_INSERT,
		    "30{81:msisdn 82=0a 83=00 a4{04=17} a6{04=11 04=21}}");
	talk_result(t, 0, TCAP_CONTINUE, OP_INSERT, "30{a1{04=22}}");
	for (i = 1; i < n; i++) {
		talk_invoke(t, 1, TCAP_CONTINUE, OP_INSERT,
		    "30{a6{04=12 04=41 04=42}}");
		talk_result(t, 0, TCAP_CONTINUE, OP_INSERT, "30{}");
	}
}

/* The request came to nothing, and is made anew. */
static void
lost(struct talk *t, struct story *s, unsigned op, const char *argument)
{
	talk_invoke(t, 0, TCAP_BEGIN, op, argument);
	talk_wait(t, 20 * SECOND);
	t->id[0] = ++s->tid;
	t->id_len[0] = 4;
}

uint64_t
map_update(struct story *s, const struct scene *scene, struct names *n,
    unsigned role, bool sgsn, const struct guest *was, uint64_t at)
{
	struct scene said = scene_say(scene, sgsn ? "updateGprsLocation" :
	    "updateLocation");
	unsigned version = !sgsn && role == STORY_FARTHER &&
	    story_chance(s, 30) ? 1 + (unsigned)story_random(s, 2) : 3;
	unsigned op = sgsn ? OP_UPDATE_GPRS : OP_UPDATE;
	const char *argument = update_text(sgsn, version, story_chance(s, 50));
	bool before = story_chance(s, 60);
	struct talk t;

	talk_make(&t, s, n, &said, role, false, sgsn ? AC_UPDATE_GPRS :
	    AC_UPDATE, version);
	t.ts = at;
	if (story_chance(s, 60))
		talk_e214(&t);
	if (version == 3 && role == STORY_FAR && story_chance(s, 2)) {
		/* a base that is of version 2 */
		talk_invoke(&t, 0, TCAP_BEGIN, op, argument);
		talk_refuse(&t, 1);
		t.id[0] = ++s->tid;
		t.id_len[0] = 4;
		t.version = 2;
		argument = update_text(sgsn, 2, false);
	}
	if (story_chance(s, 1))
		lost(&t, s, op, argument);
	talk_invoke(&t, 0, TCAP_BEGIN, op, argument);
	if (was != NULL && before)
		(void)map_cancel(s, was, sgsn, t.ts);
	data_within(s, &t);
	if (story_chance(s, 1))
		talk_wait(&t, (35 + story_random(s, 60)) * SECOND);
	talk_result(&t, 1, TCAP_END, op, version == 1 && t.version == 1 ?
	    "04:hlr" : "30{04:hlr}");
	if (was != NULL && !before)
		(void)map_cancel(s, was, sgsn, t.ts);
	return t.ts;
}

uint64_t
s6a_authenticate(struct story *s, const struct scene *scene, struct names *n,
    unsigned role, uint64_t at)
{
	struct scene said = scene_say(scene, "AIR");
	struct ask a;

	ask_make(&a, s, n, &said, role, false, AIR);
	a.ts = at;
	if (story_random(s, 400) == 0 && scene->cls == STORY_CLASS_HONEST) {
		/* the capture has the answer first */
		a.scene.expect = STORY_EITHER;
		a.scene.what = "an answer before its request";
		ask_answer(&a, "268=2001");
		a.scene = said;
		ask_request(&a, "1:imsi 1408{1410=1 1412=0} 1407:plmn");
		return a.ts;
	}
	ask_request(&a, "1:imsi 1408{1410=1 1412=0} 1407:plmn");
	if (story_chance(s, 1)) {
		ask_wait(&a, 5 * SECOND);
		a.again = true;
		ask_request(&a, "1:imsi 1408{1410=1 1412=0} 1407:plmn");
	}
	ask_answer(&a, "268=2001 1413{1414{1419=1 1447=" KEY
	    " 1448=0102030405060708 1449=" KEY " 1450=" KEY KEY "}}");
	return a.ts;
}

uint64_t
s6a_cancel(struct story *s, const struct guest *was, uint64_t at)
{
	struct scene said = scene_say(&scene_honest, "CLR");
	struct names n;
	struct ask a;

	guest_names(&n, s, was);
	ask_make(&a, s, &n, &said, was->place, true, CLR);
	a.ts = at;
	ask_request(&a, "1:imsi 1420=0");
	ask_answer(&a, "268=2001");
	return a.ts;
}

uint64_t
s6a_update(struct story *s, const struct scene *scene, struct names *n,
    unsigned role, const struct guest *was, uint64_t at)
{
	struct scene said = scene_say(scene, "ULR");
	const char *avps = story_chance(s, 70) ?
	    "1:imsi " PHONE "1032=1004 1405=34 1407:plmn" :
	    "1:imsi 1032=1004 1405=34 1407:plmn";
	bool before = story_chance(s, 60);
	struct ask a;

	ask_make(&a, s, n, &said, role, false, ULR);
	a.ts = at;
	if (story_chance(s, 1)) {	/* the answer is lost */
		ask_request(&a, avps);
		ask_wait(&a, 10 * SECOND);
		a.again = story_chance(s, 50);
		a.hbh = ++s->hbh;
	}
	ask_request(&a, avps);
	if (was != NULL && before)
		(void)s6a_cancel(s, was, a.ts);
	if (story_chance(s, 1))
		ask_wait(&a, (35 + story_random(s, 60)) * SECOND);
	ask_answer(&a, "268=2001 1406=1 1400{1424=0 701:msisdn 1417=2 "
	    "1435{516=50000000 515=100000000}}");
	if (was != NULL && !before)
		(void)s6a_cancel(s, was, a.ts);
	return a.ts;
}

static uint64_t
enroll(struct story *s, struct guest *g, const struct guest *was, uint64_t at)
{
	struct names n;

	guest_names(&n, s, g);
	if (g->kind >= KIND_LTE_CS) {
		at = s6a_authenticate(s, &scene_honest, &n, g->place, at);
		at = s6a_update(s, &scene_honest, &n, g->place, was, at);
	}
	if (g->kind <= KIND_LTE_CS) {
		if (g->kind != KIND_LTE_CS || story_chance(s, 30))
			at = register_authenticate(s, &scene_honest, &n, g->place,
			    false, at);
		at = map_update(s, &scene_honest, &n, g->place, false, was,
		    at);
	}
	if (g->kind == KIND_CS_PS) {
		if (story_chance(s, 50))
			at = register_authenticate(s, &scene_honest, &n, g->place,
			    true, at);
		at = map_update(s, &scene_honest, &n, g->place, true, was, at);
	}
	g->registered = true;
	g->detached = false;
	g->seen = g->free = at;
	return at;
}

/* The cancel is lost, and the old place purges him when it cleans up: about
 * somebody who has long been elsewhere, so it does not matter. */
static void
forgotten(struct story *s, const struct guest *was, uint64_t at)
{
	static const struct scene scene = { STORY_CLASS_HONEST, STORY_EITHER,
	    "purge by a place he has left" };
	struct names n;
	struct talk t;

	guest_names(&n, s, was);
	talk_make(&t, s, &n, &scene, was->place, false, AC_PURGE, 3);
	t.ts = at + 40 * MINUTE;
	talk_ask(&t, OP_PURGE, "a3{04:imsi 80:vlr}", "30{}");
}

uint64_t
guest_move(struct story *s, struct guest *g, unsigned to, uint64_t at)
{
	struct guest was = *g;
	bool told = g->registered && !g->detached;

	if (told && on_map(g) && story_chance(s, 2)) {
		forgotten(s, g, at);
		told = false;
	}
	g->place = (uint8_t)to;
	g->node = (uint8_t)(1 + story_random(s, HONEST_NODES));
	told = told && (was.place != to || was.node != g->node);
	return enroll(s, g, told ? &was : NULL, at);
}

uint64_t
guest_again(struct story *s, struct guest *g, uint64_t at)
{
	return enroll(s, g, NULL, at);
}

uint64_t
guest_purge(struct story *s, struct guest *g, uint64_t at)
{
	struct scene said = scene_say(&scene_honest, "purge");
	struct names n;
	struct talk t;
	struct ask a;

	guest_names(&n, s, g);
	if (g->kind >= KIND_LTE_CS) {
		ask_make(&a, s, &n, &said, g->place, false, PUR);
		a.ts = at;
		ask_request(&a, "1:imsi 1635=1");
		ask_answer(&a, "268=2001 1442=1");
		at = a.ts;
	}
	if (g->kind <= KIND_LTE_CS) {
		talk_make(&t, s, &n, &said, g->place, false, AC_PURGE, 3);
		t.ts = at;
		talk_ask(&t, OP_PURGE, "a3{04:imsi 80:vlr}", "30{80=}");
		at = t.ts;
	}
	if (g->kind == KIND_CS_PS) {
		talk_make(&t, s, &n, &said, g->place, false, AC_PURGE, 3);
		t.ts = at;
		talk_ssn(&t, SSN_SGSN, SSN_HLR);
		talk_ask(&t, OP_PURGE, "a3{04:imsi 81:sgsn}", "30{81=}");
		at = t.ts;
	}
	g->detached = true;
	g->seen = g->free = at;
	return at;
}

uint64_t
guest_home(struct story *s, struct guest *g, uint64_t at)
{
	if (g->kind >= KIND_LTE_CS)
		at = s6a_cancel(s, g, at);
	if (g->kind <= KIND_LTE_CS)
		at = map_cancel(s, g, false, at);
	if (g->kind == KIND_CS_PS)
		at = map_cancel(s, g, true, at);
	g->detached = true;
	g->free = at;
	return at;
}
