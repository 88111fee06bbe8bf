/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Attacks by one source upon many: scans, runs of identities, floods.
 *
 * The first messages of each may pass, for nobody can know yet; home answers
 * those.  Limits are those that a configuration has when it says nothing: 50
 * identities in ten minutes, 20 in a row, 100 requests in a second.
 */
#include "story_impl.h"

#define SCENE(cls, what)						\
	{ STORY_CLASS_##cls, STORY_REFUSE, what }

enum {
	SCAN_LENGTH = 260, SCAN_SURE = 80,	/* of 50 */
	RUN_LENGTH = 120, RUN_SURE = 55,	/* of 20, with others between */
	FLOOD_LENGTH = 500, FLOOD_SURE = 220,	/* of 100 a second */
	NOBODY = 500000,	/* numbers from here on are nobody's */
};

/* One request of that source about somebody; answered while it may pass. */
static uint64_t
request(struct story *s, const struct scene *scene, struct names *n,
    unsigned role, uint32_t code, unsigned ac, bool known, uint64_t at)
{
	bool answered = scene->expect == STORY_EITHER || s->plan->hard;
	struct talk t;
	struct ask a;

	if (code != 0) {
		ask_make(&a, s, n, scene, role, false, code);
		a.ts = at;
		ask_request(&a, "1:imsi 1408{1410=1 1412=0} 1407:plmn");
		a.scene.expect = STORY_EITHER;
		if (answered)
			ask_answer(&a, known ? "268=2001" :
			    "297{266=10415 298=5001}");
		return a.ts;
	}
	talk_make(&t, s, n, scene, role, false, ac, 3);
	t.ts = at;
	if (ac == AC_ROUTING_SM)
		talk_invoke(&t, 0, TCAP_BEGIN, OP_ROUTING_SM,
		    "30{80:msisdn 81=ff 82:smsc}");
	else
		talk_invoke(&t, 0, TCAP_BEGIN, OP_AUTHENTICATE,
		    "30{80:imsi 02=01 83=00 84:plmn}");
	t.scene.expect = STORY_EITHER;
	if (!answered)
		return t.ts;
	if (!known)
		talk_error(&t, 1, 1, "30{0a=00}");
	else if (ac == AC_ROUTING_SM)
		talk_result(&t, 1, TCAP_END, OP_ROUTING_SM,
		    "30{04:imsi a0{81:msc}}");
	else
		talk_result(&t, 1, TCAP_END, OP_AUTHENTICATE, "a3{}");
	return t.ts;
}

/* Which of those a network can do; code 0 and ac 0: none. */
static void
sort_choose(struct story *s, unsigned role, bool routing, uint32_t *code,
    unsigned *ac)
{
	*code = 0;
	*ac = 0;
	if (role_diameter(s, role) && (!role_map(s, role) ||
	    story_chance(s, 40)))
		*code = AIR;
	else if (role_map(s, role))
		*ac = routing && story_chance(s, 60) ? AC_ROUTING_SM :
		    AC_AUTHENTICATE;
}

/* Names of one source: a node that nobody else has, a new one each time. */
static void
source_names(struct names *n, struct story *s, unsigned role)
{
	unsigned node = 10 + (unsigned)story_random(s, 80);

	story_names_make(n, s, STORY_HOME, 29, role, node);
	names_set(n, s, BUILD_ID_SMSC, role, node);
}

/* Identities at random, or those of subscribers whom a new centre asks for. */
static void
scan(struct story *s)
{
	struct scene scene = SCENE(SCAN, "one of many identities");
	unsigned role = role_other(s, STORY_HOME, story_chance(s, 60) ?
	    KIND_CS : KIND_LTE);
	unsigned i, ac;
	uint64_t at = s->now;
	uint32_t code, number;
	struct names n;
	bool known;

	if (role == STORY_HOME)
		return;
	sort_choose(s, role, true, &code, &ac);
	known = ac == AC_ROUTING_SM && story_chance(s, 40);
	source_names(&n, s, role);
	for (i = 0; i < SCAN_LENGTH; i++) {
		number = known ? s->guest[(i * 7U + 3U) % s->guests].n :
		    (uint32_t)(NOBODY + story_random(s, 400000));
		names_subscriber(&n, s, STORY_HOME, number);
		scene.expect = i < SCAN_SURE ? STORY_EITHER : STORY_REFUSE;
		(void)request(s, &scene, &n, role, code, ac, known, at);
		at += (300 + story_random(s, 900)) * MS;
	}
}

static void
sequential(struct story *s)
{
	struct scene scene = SCENE(SEQUENTIAL, "one of a row of identities");
	unsigned role = role_other(s, STORY_HOME, story_chance(s, 50) ?
	    KIND_CS : KIND_LTE);
	unsigned i, ac, step = 1 + (unsigned)story_random(s, 3);
	uint32_t code, number = (uint32_t)(NOBODY +
	    story_random(s, 400000));
	uint64_t at = s->now;
	struct names n;

	if (role == STORY_HOME)
		return;
	sort_choose(s, role, false, &code, &ac);
	source_names(&n, s, role);
	for (i = 0; i < RUN_LENGTH; i++) {
		number += step;
		/* something else now and then */
		names_subscriber(&n, s, STORY_HOME, i % 13 == 12 ?
		    number + 5000 : number);
		scene.expect = i < RUN_SURE || i % 13 == 12 ? STORY_EITHER :
		    STORY_REFUSE;
		(void)request(s, &scene, &n, role, code, ac, false, at);
		at += (800 + story_random(s, 2000)) * MS;
	}
}

/* About a few who are there, over and over. */
static void
flood(struct story *s)
{
	struct scene scene = SCENE(FLOOD, "one of a flood");
	struct guest *g = victim(s, ON_MAP | ON_S6A, ANYWHERE);
	unsigned i, ac;
	uint64_t at = s->now;
	uint32_t code;
	struct names n;

	if (g == NULL)
		return;
	sort_choose(s, g->place, false, &code, &ac);
	source_names(&n, s, g->place);
	names_subscriber(&n, s, STORY_HOME, g->n);
	for (i = 0; i < FLOOD_LENGTH; i++) {
		scene.expect = i < FLOOD_SURE ? STORY_EITHER : STORY_REFUSE;
		(void)request(s, &scene, &n, g->place, code, ac, true, at);
		at += 3 * MS + story_random(s, MS);
	}
	g->free = at + MINUTE;
}

void
source_do(struct story *s, unsigned cls)
{
	switch (cls) {
	case STORY_CLASS_SCAN:
		scan(s);
		break;
	case STORY_CLASS_SEQUENTIAL:
		sequential(s);
		break;
	case STORY_CLASS_FLOOD:
		flood(s);
		break;
	default:
		break;
	}
}
