/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Honest lives that look like two at once: phones at a border, switches that
 * serve the guests of another network's MME, and networks that let go of
 * somebody long after he left.
 *
 * 3GPP TS 23.012 4.1, TS 23.272 5.2 and 7, TS 29.272 5.2.1.
 */
#include "story_impl.h"

#define SUBMIT	"01000b918812000010f0000002e834"
#define USSD	"30{04=0f 04=aa180c3602}"
#define HONEST(what)							\
	{ STORY_CLASS_HONEST, STORY_PASS, what }

/* What he does over SS7 as a guest of that node. */
static uint64_t
lives(struct story *s, const struct guest *g, uint64_t at)
{
	static const struct scene message = HONEST("a message at the border");
	static const struct scene ussd = HONEST("USSD at the border");
	static const struct scene service = HONEST("a service at the border");
	uint64_t what = story_random(s, 3);
	struct names n;
	struct talk t;

	guest_names(&n, s, g);
	talk_make(&t, s, &n, what == 0 ? &message : what == 1 ? &ussd :
	    &service, g->place, false, what == 0 ? AC_MO : what == 1 ?
	    AC_USSD : AC_SS, what == 0 ? 3 : 2);
	t.ts = at;
	if (what == 0)
		talk_ask(&t, OP_MO, "30{84:smsc 82:msisdn 04=" SUBMIT
		    " 04:imsi}", "30{}");
	else if (what == 1)
		talk_ask(&t, OP_USSD, USSD, USSD);
	else
		talk_ask(&t, OP_INTERROGATE, "30{04=21 83=11}",
		    "a3{30{83=11 84=07 85:forwarded}}");
	return t.ts;
}

static uint64_t
seconds(struct story *s, unsigned least, unsigned most)
{
	return (least + story_random(s, most - least)) * SECOND;
}

static unsigned
over_the_border(struct story *s, const struct guest *g)
{
	static const uint8_t roles[] = { STORY_NEAR, STORY_NEIGHBOUR };
	unsigned role = roles[g->place == STORY_NEAR];

	return role_fits(s, role, g->kind) && s->plan->km[g->place][role] == 0
	    ? role : STORY_HOME;
}

/* LTE over there and the old network's 2G or 3G by turns: his VLR keeps him as
 * long as he registers for data alone over there, and his MME over there as
 * long as nobody tells it that he left. */
static void
to_and_fro(struct story *s)
{
	struct guest *g = victim(s, 1U << KIND_LTE_CS, 1U << STORY_NEAR |
	    1U << STORY_NEIGHBOUR), there, *lte;
	unsigned role, turns;
	struct names n;
	uint64_t at;

	if (g == NULL || (role = over_the_border(s, g)) == STORY_HOME)
		return;
	there = *g;
	there.place = (uint8_t)role;
	lte = g;
	at = guest_again(s, g, s->now);
	for (turns = 1 + (unsigned)story_random(s, 3); turns > 0; turns--) {
		at += seconds(s, 20, 400);
		guest_names(&n, s, &there);
		if (lte != &there) {
			at = s6a_authenticate(s, &scene_honest, &n, role, at);
			at = s6a_update(s, &scene_honest, &n, role, lte, at);
			lte = &there;
		} else if (story_chance(s, 20)) {
			at = s6a_authenticate(s, &scene_honest, &n, role, at);
		}
		if (story_chance(s, 40))
			at = s6a_authenticate(s, &scene_honest, &n, role,
			    at + seconds(s, 5, 300));
		at += seconds(s, 10, 400);
		guest_names(&n, s, g);
		if (story_chance(s, 60))
			at = register_authenticate(s, &scene_honest, &n,
			    g->place, false, at);
		if (story_chance(s, 30))
			at = map_update(s, &scene_honest, &n, g->place, false,
			    NULL, at);
		at = lives(s, g, at + seconds(s, 2, 90));
		if (story_chance(s, 50)) {
			at = s6a_authenticate(s, &scene_honest, &n, g->place,
			    at);
			at = s6a_update(s, &scene_honest, &n, g->place,
			    lte == g ? NULL : lte, at);
			lte = g;
		}
	}
	guest_names(&n, s, g);
	if (lte != g)
		at = s6a_update(s, &scene_honest, &n, g->place, lte,
		    at + MINUTE);
	g->free = at + MINUTE;
	g->seen = at;
}

/* The MME's operator has no 2G and 3G: calls and messages go by the switch of
 * another one of the country, for an hour here. */
static void
borrowed_switch(struct story *s)
{
	struct guest *g, cs;
	uint64_t at, end;
	struct names n;

	if (!role_map(s, STORY_RIVAL) || !role_diameter(s, STORY_NEAR))
		return;
	g = victim(s, 1U << KIND_LTE_CS, 1U << STORY_NEAR);
	if (g == NULL)
		return;
	cs = *g;
	cs.place = STORY_RIVAL;
	guest_names(&n, s, g);
	at = s6a_authenticate(s, &scene_honest, &n, g->place, s->now);
	at = s6a_update(s, &scene_honest, &n, g->place, NULL, at);
	guest_names(&n, s, &cs);
	at = map_update(s, &scene_honest, &n, STORY_RIVAL, false, g,
	    at + story_random(s, 4000) * MS);
	for (end = at + HOUR; at < end; at += seconds(s, 30, 900)) {
		at = lives(s, &cs, at + seconds(s, 1, 300));
		guest_names(&n, s, g);
		if (story_chance(s, 60))
			at = s6a_authenticate(s, &scene_honest, &n, g->place,
			    at);
		guest_names(&n, s, &cs);
		if (story_chance(s, 20))
			at = register_authenticate(s, &scene_honest, &n,
			    STORY_RIVAL, false, at + SECOND);
	}
	/* back to a switch of the same network */
	guest_names(&n, s, g);
	at = map_update(s, &scene_honest, &n, g->place, false, &cs, at);
	g->free = at;
	g->seen = at;
}

/* 3G next door; where he was for LTE they let go of him when he has been quiet
 * for an hour (TS 24.301 5.3.5), and he may be busy just then. */
static void
let_go(struct story *s)
{
	static const struct scene purge = HONEST("an MME lets go of him");
	struct guest *g = victim(s, 1U << KIND_LTE_CS, 1U << STORY_NEAR |
	    1U << STORY_NEIGHBOUR), there;
	struct names n;
	struct ask a;
	uint64_t at, ends;
	unsigned role;

	if (g == NULL || (role = over_the_border(s, g)) == STORY_HOME)
		return;
	there = *g;
	there.place = (uint8_t)role;
	guest_names(&n, s, &there);
	at = register_authenticate(s, &scene_honest, &n, role, false, s->now);
	at = map_update(s, &scene_honest, &n, role, false, g, at);
	ends = at + 58 * MINUTE;
	while (at < ends) {
		if (story_chance(s, 40))
			at = register_authenticate(s, &scene_honest, &n, role,
			    false, at);
		at = lives(s, &there, at) + seconds(s, 60, 900);
	}
	guest_names(&n, s, g);
	ask_make(&a, s, &n, &purge, g->place, false, PUR);
	a.ts = at;
	ask_request(&a, "1:imsi 1635=1");
	ask_answer(&a, "268=2001 1442=1");
	at = lives(s, &there, a.ts + 2 * SECOND);
	/* and comes back */
	guest_names(&n, s, g);
	at = s6a_authenticate(s, &scene_honest, &n, g->place, at + MINUTE);
	at = s6a_update(s, &scene_honest, &n, g->place, NULL, at);
	at = map_update(s, &scene_honest, &n, g->place, false, &there, at);
	g->free = g->seen = at;
}

/* A node of the first days counts its dialogues from 1 to 3. */
static void
few_ids(struct story *s)
{
	static const struct scene scene = HONEST("an id of one octet, at once "
	    "again");
	struct guest *g = victim(s, ON_MAP, ANYWHERE);
	uint64_t at = s->now;
	struct names n;
	struct talk t;
	unsigned i;

	if (g == NULL)
		return;
	guest_names(&n, s, g);
	for (i = 0; i < 9; i++) {
		talk_make(&t, s, &n, &scene, g->place, false, AC_SS, 2);
		t.ts = at;
		t.id[0] = 1 + i % 3;
		t.id_len[0] = 1;
		/* one of them is never answered, and its id serves again */
		if (i == 4)
			talk_invoke(&t, 0, TCAP_BEGIN, OP_INTERROGATE,
			    "30{04=21 83=11}");
		else
			talk_ask(&t, OP_INTERROGATE, "30{04=21 83=11}",
			    "a3{30{83=11 84=07 85:forwarded}}");
		at = t.ts;
	}
	g->free = at;
}

void
border_do(struct story *s)
{
	switch (story_random(s, 4)) {
	case 0:
		borrowed_switch(s);
		break;
	case 1:
		let_go(s);
		break;
	case 2:
		few_ids(s);
		break;
	default:
		to_and_fro(s);
	}
}
