/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Attacks on dialogues: answers that nobody asked for, another who takes over,
 * another subscriber halfway, data where none belong, and contexts that a
 * partner never uses.
 *
 * ITU-T Q.774 3.2; 3GPP TS 29.002 6.1.3, 7.3; RFC 6733 6.2.
 */
#include "story_impl.h"

#define DELIVER	"040b918812000010f000006211211200000002e834"
#define USSD	"30{04=0f 04=aa180c3602}"
#define REFUSE(cls, what)						\
	{ STORY_CLASS_##cls, STORY_REFUSE, what }
#define HONEST(what)							\
	{ STORY_CLASS_HONEST, STORY_PASS, what }

/* Any role that takes guests and has SS7. */
static unsigned
any_map(struct story *s)
{
	return role_other(s, STORY_HOME, KIND_CS);
}

/* A visitor with SS7, at rest. */
static struct visitor *
any_visitor(struct story *s)
{
	struct visitor *v;
	unsigned i;

	for (i = 0; i < 400 && s->visitors > 0; i++) {
		v = &s->visitor[story_random(s, s->visitors)];
		if (!v->lte && v->free <= s->now && role_map(s, v->from)) {
			v->free = s->now + 5 * MINUTE;
			return v;
		}
	}
	return NULL;
}

static void
unasked_map(struct story *s)
{
	static const struct {
		struct scene	 scene;
		uint8_t		 ac, op, side;
		bool		 from_home;
		enum tcap_type	 type;
		const char	*components;	/* NULL: an abort */
	} forms[] = {
		{ REFUSE(UNASKED, "where a guest is, in an End"), AC_ENQUIRY,
		    OP_ENQUIRY, 1, true, TCAP_END,
		    "a2{02=01 30{02=46 30{30{a1{80=}}}}}" },
		{ REFUSE(UNASKED, "data in a Continue"), AC_UPDATE, OP_UPDATE,
		    1, true, TCAP_CONTINUE,
		    "a1{02=02 02=07 30{83=00 a4{04=17}}}" },
		{ REFUSE(UNASKED, "a place in an End"), AC_UPDATE, OP_UPDATE,
		    1, true, TCAP_END, "a2{02=01 30{02=02 30{04:hlr}}}" },
		{ REFUSE(UNASKED, "vectors in an End"), AC_AUTHENTICATE,
		    OP_AUTHENTICATE, 1, true, TCAP_END,
		    "a2{02=01 30{02=38 a3{}}}" },
		{ REFUSE(UNASKED, "a roaming number in an End"), AC_ROAMING,
		    OP_ROAMING, 1, true, TCAP_END,
		    "a2{02=01 30{02=04 30{04:roaming}}}" },
		{ REFUSE(UNASKED, "an error"), AC_AUTHENTICATE,
		    OP_AUTHENTICATE, 1, true, TCAP_END,
		    "a3{02=01 02=01 30{0a=00}}" },
		{ REFUSE(UNASKED, "of an opener, in a Continue"), AC_USSD,
		    OP_USSD, 0, false, TCAP_CONTINUE,
		    "a2{02=02 30{02=3c 30{04=0f 04=31}}}" },
		{ REFUSE(UNASKED, "restoreData in a Continue"), AC_UPDATE,
		    OP_RESTORE, 0, false, TCAP_CONTINUE,
		    "a1{02=01 02=39 30{04:imsi}}" },
		{ REFUSE(UNASKED, "an abort"), AC_USSD, OP_USSD, 1, true,
		    TCAP_ABORT, NULL },
	};
	size_t i = story_random(s, COUNT(forms));
	/* as if home had opened it for a guest of its own */
	bool visitor = forms[i].from_home && (forms[i].ac == AC_UPDATE ||
	    forms[i].ac == AC_AUTHENTICATE);
	unsigned role = any_map(s);
	struct names n;
	struct talk t;

	if (role == STORY_HOME)
		return;
	story_names_make(&n, s, visitor ? role : STORY_HOME,
	    (uint32_t)(1000 + 29 * story_random(s, 2000)),
	    visitor ? STORY_HOME : role, attacker_node(s));
	talk_make(&t, s, &n, &forms[i].scene, role, forms[i].from_home,
	    forms[i].ac, 3);
	t.id_len[0] = t.id_len[1] = 4;
	t.id[0] = (uint32_t)story_random(s, 0x7fffffff) | 0x40000000U;
	t.accepted = story_chance(s, 60);
	if (forms[i].components == NULL)
		talk_abort(&t, forms[i].side);
	else
		talk_say(&t, forms[i].side, forms[i].type,
		    forms[i].components);
}

static void
unasked_s6a(struct story *s)
{
	static const struct scene scene = REFUSE(UNASKED, "an answer");
	static const struct {
		uint32_t	 code;
		const char	*result;
	} forms[] = {
		{ ULR, "268=2001 1406=1 1400{1424=0 701:msisdn}" },
		{ AIR, "268=2001" },
		{ ULR, "297{266=10415 298=5004}" },
		{ AIR, "268=3004" },
		{ CLR, "268=2001" },
		{ IDR, "268=2001 1441=0" },
	};
	size_t i = story_random(s, COUNT(forms));
	unsigned role = role_other(s, STORY_HOME, KIND_LTE);
	bool of_base = forms[i].code == CLR || forms[i].code == IDR;
	struct names n;
	struct ask a;

	if (role == STORY_HOME)
		return;
	if (of_base)	/* to home's own question about a guest there */
		story_names_make(&n, s, STORY_HOME, 29, role, attacker_node(s));
	else
		story_names_make(&n, s, role, 29, STORY_HOME, 1);
	ask_make(&a, s, &n, &scene, role, true, forms[i].code);
	a.hbh = (uint32_t)story_random(s, 0x7fffffff) | 0x40000000U;
	ask_answer(&a, forms[i].result);
}

/* One message of a dialogue is said by another, over his own gateway. */
static void
say_other(struct talk *t, unsigned side, enum tcap_type type,
    const char *components, const char *gt, unsigned via,
    const struct scene *scene)
{
	struct talk other = *t;

	other.gt[side] = gt;
	other.via = (uint8_t)via;
	other.scene = *scene;
	other.scene.expect = STORY_REFUSE;
	talk_say(&other, side, type, components);
	t->ts = other.ts;
}

/* In a registration, or in USSD, of a guest, whose network opened it. */
static void
peer_of_opener(struct story *s, struct guest *g, unsigned role, bool same)
{
	static const struct scene wrong = REFUSE(PEER_CHANGED,
	    "the opener is another");
	static const struct scene right = HONEST("updateLocation");
	struct names n, other;
	struct talk t;

	guest_names(&n, s, g);
	/* of another network, or another node of the same */
	story_names_make(&other, s, STORY_HOME, g->n, same ? g->place : role,
	    FOREIGN_NODE + 1);
	talk_make(&t, s, &n, &right, g->place, false, AC_UPDATE, 3);
	talk_invoke(&t, 0, TCAP_BEGIN, OP_UPDATE, "30{04:imsi 81:msc 04:vlr}");
	talk_invoke(&t, 1, TCAP_CONTINUE, OP_INSERT, "30{81:msisdn 83=00}");
	say_other(&t, 0, TCAP_CONTINUE, "a2{02=02}",
	    other.ids.v[BUILD_ID_VLR], same ? t.via :
	    s->plan->net[role].via, &wrong);
	talk_result(&t, 0, TCAP_CONTINUE, OP_INSERT, "30{}");
	talk_result(&t, 1, TCAP_END, OP_UPDATE, "30{04:hlr}");
	g->free = t.ts;
	g->seen = t.ts;
}

/* Home asked; another answers, before the one who was asked. */
static void
peer_of_responder(struct story *s, struct guest *g, unsigned role)
{
	static const struct scene wrong = REFUSE(PEER_CHANGED,
	    "another answers");
	static const struct scene right = HONEST("provideSubscriberInfo");
	static const struct scene lengthy = HONEST("a long message to him");
	struct names n, other;
	struct talk t;

	guest_names(&n, s, g);
	story_names_make(&other, s, STORY_HOME, g->n, role, FOREIGN_NODE + 1);
	if (story_chance(s, 50)) {
		talk_make(&t, s, &n, &right, g->place, true, AC_ENQUIRY, 3);
		talk_invoke(&t, 0, TCAP_BEGIN, OP_ENQUIRY,
		    "30{80:imsi a2{80=}}");
		say_other(&t, 1, TCAP_END,
		    "a2{02=01 30{02=46 30{30{a1{80=}}}}}",
		    other.ids.v[BUILD_ID_VLR], s->plan->net[role].via, &wrong);
		talk_result(&t, 1, TCAP_END, OP_ENQUIRY, "30{30{a1{80=}}}");
	} else {
		talk_make(&t, s, &n, &lengthy, g->place, true, AC_MT, 3);
		talk_say(&t, 0, TCAP_BEGIN, NULL);
		talk_say(&t, 1, TCAP_CONTINUE, NULL);
		talk_invoke(&t, 0, TCAP_CONTINUE, OP_MT,
		    "30{80:imsi 84:smsc 04=" DELIVER "}");
		say_other(&t, 1, TCAP_END, "a2{02=01}",
		    other.ids.v[BUILD_ID_MSC], s->plan->net[role].via, &wrong);
		talk_result(&t, 1, TCAP_END, OP_MT, NULL);
	}
	g->free = t.ts;
}

static void
peer_of_s6a(struct story *s, struct guest *g, unsigned role)
{
	static const struct scene wrong = REFUSE(PEER_CHANGED,
	    "another answers the IDR");
	static const struct scene right = HONEST("IDR");
	struct names n, other;
	struct ask a, b;

	guest_names(&n, s, g);
	story_names_make(&other, s, STORY_HOME, g->n, role, FOREIGN_NODE + 1);
	ask_make(&a, s, &n, &right, g->place, true, IDR);
	ask_request(&a, "1:imsi 1400{1424=0} 1490=0");
	b = a;
	b.scene = wrong;
	b.names = &other;
	b.role = (uint8_t)role;
	b.via = (uint8_t)s->plan->net[role].via;
	ask_answer(&b, "268=2001 1441=0");
	a.ts = b.ts;
	ask_answer(&a, "268=2001 1441=0");
	g->free = a.ts;
}

static void
peer_changed(struct story *s)
{
	bool map = by_map(s, 75);
	struct guest *g = victim(s, map ? ON_MAP : ON_S6A, ANYWHERE);
	unsigned role;

	if (g == NULL)
		return;
	role = role_other(s, g->place, map ? KIND_CS : KIND_LTE);
	if (role == STORY_HOME)
		return;
	if (!map)
		peer_of_s6a(s, g, role);
	else if (story_chance(s, 50))
		peer_of_responder(s, g, role);
	else
		peer_of_opener(s, g, role, story_chance(s, 40));
}

/* Says it about another subscriber than the dialogue is about. */
static void
say_about(struct talk *t, unsigned home, uint32_t other, unsigned side,
    enum tcap_type type, const char *components, const struct scene *scene)
{
	struct scene was = t->scene;
	struct names *own = t->names, n = *t->names;

	names_subscriber(&n, t->s, home, other);
	t->names = &n;
	t->scene = *scene;
	talk_say(t, side, type, components);
	t->scene = was;
	t->names = own;
}

static void
visitor_changed(struct story *s, struct visitor *v)
{
	static const struct scene update = HONEST("a visitor's "
	    "updateLocation");
	static const struct scene data = REFUSE(SUBSCRIBER_CHANGED,
	    "data of another visitor");
	static const struct scene message = HONEST("a message to a visitor");
	static const struct scene second = REFUSE(SUBSCRIBER_CHANGED,
	    "the next message to another visitor");
	struct names n;
	struct talk t;

	story_names_make(&n, s, v->from, v->n, STORY_HOME, v->node);
	if (story_chance(s, 60)) {
		talk_make(&t, s, &n, &update, v->from, true, AC_UPDATE, 3);
		talk_e214(&t);
		talk_invoke(&t, 0, TCAP_BEGIN, OP_UPDATE,
		    "30{04:imsi 81:msc 04:vlr}");
		say_about(&t, v->from, v->n + 7, 1, TCAP_CONTINUE,
		    "a1{02=02 02=07 30{80:imsi 83=00}}", &data);
		talk_invoke(&t, 1, TCAP_CONTINUE, OP_INSERT,
		    "30{80:imsi 83=00}");
		talk_result(&t, 0, TCAP_CONTINUE, OP_INSERT, "30{}");
		talk_result(&t, 1, TCAP_END, OP_UPDATE, "30{04:hlr}");
		v->registered = true;
	} else {
		talk_make(&t, s, &n, &message, v->from, false, AC_MT, 3);
		talk_invoke(&t, 0, TCAP_BEGIN, OP_MT, "30{80:imsi 84:smsc 04="
		    DELIVER " 05=}");
		talk_result(&t, 1, TCAP_CONTINUE, OP_MT, NULL);
		say_about(&t, v->from, v->n + 7, 0, TCAP_CONTINUE,
		    "a1{02=02 02=2c 30{80:imsi 84:smsc 04=" DELIVER "}}",
		    &second);
		talk_say(&t, 0, TCAP_CONTINUE, "a1{02=03 02=2c 30{85= 85= 04="
		    DELIVER "}}");
		talk_say(&t, 1, TCAP_END, "a2{02=03}");
	}
	v->free = t.ts;
}

static void
subscriber_changed(struct story *s)
{
	static const struct scene right = HONEST("updateLocation");
	static const struct scene wrong = REFUSE(SUBSCRIBER_CHANGED,
	    "restoreData of another");
	struct visitor *v = story_chance(s, 60) ? any_visitor(s) : NULL;
	struct guest *g, *other;
	struct names n;
	struct talk t;

	if (v != NULL) {
		visitor_changed(s, v);
		return;
	}
	g = victim(s, ON_MAP, ANYWHERE);
	if (g == NULL)
		return;
	other = victim(s, ON_MAP, 1U << g->place);
	if (other == NULL)
		return;
	other->free = s->now + MINUTE;
	guest_names(&n, s, g);
	talk_make(&t, s, &n, &right, g->place, false, AC_UPDATE, 3);
	talk_invoke(&t, 0, TCAP_BEGIN, OP_UPDATE, "30{04:imsi 81:msc 04:vlr}");
	talk_invoke(&t, 1, TCAP_CONTINUE, OP_INSERT, "30{81:msisdn 83=00}");
	say_about(&t, STORY_HOME, other->n, 0, TCAP_CONTINUE,
	    "a1{02=03 02=39 30{04:imsi}}", &wrong);
	talk_result(&t, 0, TCAP_CONTINUE, OP_INSERT, "30{}");
	talk_result(&t, 1, TCAP_END, OP_UPDATE, "30{04:hlr}");
	g->free = g->seen = t.ts;
}

/* A subscriber's data, or a question, in a dialogue that is not theirs. */
static const struct intrusion {
	struct scene	 wrong, right;
	uint8_t		 ac, op;
	bool		 visitor, from_home;
	const char	*argument, *middle, *value;
} intrusions[] = {
	{ REFUSE(DATA_WITHIN, "data in sendAuthenticationInfo"),
	    HONEST("a visitor's sendAuthenticationInfo"),
	    AC_AUTHENTICATE, OP_AUTHENTICATE, true, true,
	    "30{80:imsi 02=01 83=00 84:plmn}",
	    "a1{02=05 02=07 30{83=00 a4{04=17}}}", "a3{}" },
	{ REFUSE(DATA_WITHIN, "data in provideSubscriberInfo"),
	    HONEST("provideSubscriberInfo"), AC_ENQUIRY, OP_ENQUIRY,
	    false, true, "30{80:imsi a2{80=}}",
	    "a1{02=05 02=07 30{83=00 a4{04=17}}}", "30{30{a1{80=}}}" },
	{ REFUSE(DATA_WITHIN, "USSD in updateLocation"),
	    HONEST("a visitor's updateLocation"), AC_UPDATE,
	    OP_UPDATE, true, true, "30{04:imsi 81:msc 04:vlr}",
	    "a1{02=05 02=3c " USSD "}", "30{04:hlr}" },
	{ REFUSE(DATA_WITHIN, "data from the opener"),
	    HONEST("updateLocation"), AC_UPDATE, OP_UPDATE, false,
	    false, "30{04:imsi 81:msc 04:vlr}",
	    "a1{02=05 02=07 30{83=00 a4{04=17}}}", "30{04:hlr}" },
	{ REFUSE(DATA_WITHIN, "a password in USSD"), HONEST("USSD"),
	    AC_USSD, OP_USSD, false, false, USSD,
	    "a1{02=05 02=12 0a=00}", USSD },
};

static void
data_within(struct story *s)
{
	const struct intrusion *in = &intrusions[story_random(s,
	    COUNT(intrusions))];
	unsigned far = in->from_home, role;
	struct visitor *v = NULL;
	struct guest *g = NULL;
	struct names n;
	struct talk t;

	if (in->visitor && (v = any_visitor(s)) == NULL)
		return;
	if (!in->visitor && (g = victim(s, ON_MAP, ANYWHERE)) == NULL)
		return;
	role = v != NULL ? v->from : g->place;
	if (v != NULL)
		story_names_make(&n, s, v->from, v->n, STORY_HOME, v->node);
	else
		guest_names(&n, s, g);
	talk_make(&t, s, &n, &in->right, role, in->from_home, in->ac,
	    in->ac == AC_USSD ? 2 : 3);
	talk_invoke(&t, 0, TCAP_BEGIN, in->op, in->argument);
	if (far == 0)		/* home goes on first */
		talk_say(&t, 1, TCAP_CONTINUE, in->ac == AC_USSD ?
		    "a1{02=02 02=3c " USSD "}" :
		    "a1{02=02 02=07 30{81:msisdn 83=00}}");
	else if (story_chance(s, 50))
		talk_say(&t, 1, TCAP_CONTINUE, NULL);
	/* the context stands in the first answer, or nowhere */
	t.accepted = true;
	t.scene = in->wrong;
	talk_say(&t, far, TCAP_CONTINUE, in->middle);
	t.scene = in->right;
	talk_result(&t, 1, TCAP_END, in->op, in->value);
	if (v != NULL)
		v->free = t.ts;
	else
		g->free = t.ts;
}

/* By the networks that are known well enough; about guests who are there. */
static void
context(struct story *s)
{
	static const struct {
		struct scene	 scene;
		uint8_t		 ac, op;
		const char	*argument;
	} forms[] = {
		{ REFUSE(CONTEXT, "istAlert"), AC_IST, OP_IST,
		    "30{80:imsi}" },
		{ REFUSE(CONTEXT, "statusReport"), AC_CC, OP_STATUS,
		    "30{80:imsi a1{80=00}}" },
		{ REFUSE(CONTEXT, "noteMM-Event"), AC_EVENT, OP_EVENT,
		    "30{02=01 80=00 81:imsi 82:msisdn a3{02=05 81:vlr}}" },
	};
	size_t i = story_random(s, COUNT(forms));
	struct guest *g = victim(s, ON_MAP, 1U << STORY_NEAR |
	    1U << STORY_NEIGHBOUR);
	struct names n;
	struct talk t;

	if (g == NULL)
		return;
	guest_names(&n, s, g);
	talk_make(&t, s, &n, &forms[i].scene, g->place, false, forms[i].ac, 3);
	talk_invoke(&t, 0, TCAP_BEGIN, forms[i].op, forms[i].argument);
	g->free = t.ts;
}

void
dialogue_do(struct story *s, unsigned cls)
{
	switch (cls) {
	case STORY_CLASS_UNASKED:
		if (by_map(s, 60))
			unasked_map(s);
		else
			unasked_s6a(s);
		break;
	case STORY_CLASS_PEER_CHANGED:
		peer_changed(s);
		break;
	case STORY_CLASS_SUBSCRIBER_CHANGED:
		subscriber_changed(s);
		break;
	case STORY_CLASS_DATA_WITHIN:
		data_within(s);
		break;
	case STORY_CLASS_CONTEXT:
		context(s);
		break;
	default:
		break;
	}
}
