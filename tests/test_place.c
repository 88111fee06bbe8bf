/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Places over both protocols: who is found in two, and who only crosses a
 * border.  Countries are real for the way between them, networks are not.
 */
#include "../rules/context.h"
#include "judge_case.h"

#define NEAR_REALM	"epc.mnc099.mcc234.3gppnetwork.org"
#define RIVAL_REALM	"epc.mnc098.mcc234.3gppnetwork.org"
#define NEXT_REALM	"epc.mnc099.mcc208.3gppnetwork.org"
#define FAR_REALM	"epc.mnc099.mcc440.3gppnetwork.org"
#define WORLD								\
    "!home { plmn 001-01 gt 88210* realm " REALM_HOME " }\n"		\
    "partner \"near\" { plmn 234-99 gt 4499* realm " NEAR_REALM " }\n"	\
    "partner rival { plmn 234-98 gt 4498* realm " RIVAL_REALM " }\n"	\
    "partner \"next\" { plmn 208-99 gt 3399* realm " NEXT_REALM " }\n"	\
    "partner \"far\" { plmn 440-99 gt 8199* realm " FAR_REALM " }\n"	\
    "memory { geography \"rules/countries.csv\" }\n"
#define BOTH WORLD "check two-places enforce\n"				\
    "screen in { drop finding two-places label two pass label fine }\n"

#define PREVIOUS WORLD "check previous-place enforce\n"			\
    "screen in { drop finding previous-place label elsewhere\n"		\
    "pass label fine }\n"

enum { NEAR, RIVAL, NEXT, FAR };

static const struct {
	const char	*vlr, *realm, *host, *plmn;
} nets[] = {
	{ "44990000012", NEAR_REALM, "mme1." NEAR_REALM, "23499" },
	{ "44980000012", RIVAL_REALM, "mme1." RIVAL_REALM, "23498" },
	{ "33990000012", NEXT_REALM, "mme1." NEXT_REALM, "20899" },
	{ "81990000012", FAR_REALM, "mme1." FAR_REALM, "44099" },
};

static uint64_t now;

/* What is said about him, and what home says to it. */
enum { UL, READY, PURGE, PURGE_LATE, PURGE_OLD, SAI, ULR, AIR, PUR, PUR_LATE,
	NOR, UL_REFUSED, ULR_REFUSED };

static const struct {
	unsigned	 code, version;	/* 0: Diameter */
	const char	*result;
} ops[] = {
	[UL] = { 2, 3, "30{04:hlr}" },
	[READY] = { 66, 3, "30{}" },
	/* home freezes his identity if the node that lets go of him had him
	 * (TS 29.272 5.2.1.3.3), and version 2 cannot say so */
	[PURGE] = { 67, 3, "30{80=}" },
	[PURGE_LATE] = { 67, 3, "30{}" },
	[PURGE_OLD] = { 67, 2, "30{}" },
	[SAI] = { 56, 3, "a3{}" },
	[ULR] = { 316, 0, "268=2001" },
	[AIR] = { 318, 0, "268=2001" },
	[PUR] = { 321, 0, "268=2001 1442=1" },
	[PUR_LATE] = { 321, 0, "268=2001" },
	[NOR] = { 323, 0, "268=2001" },
	[UL_REFUSED] = { 2, 3, "" },
	[ULR_REFUSED] = { 316, 0, "297{266=10415 298=5420}" },
};

/* So many seconds later a network says something about him. */
struct step {
	unsigned	 after, net, op;
	const char	*want;
};

#define FINE		"pass fine"
#define TWO		"drop two"
#define ELSEWHERE	"drop elsewhere"

static const struct sig_msg *
asks(const struct step *p)
{
	unsigned code = ops[p->op].code;

	if (ops[p->op].version != 0)
		return input_map(&in, &(struct map_input){ .op = code,
		    .version = ops[p->op].version, .vlr = nets[p->net].vlr,
		    .calling = nets[p->net].vlr });
	return input_diameter(&in, &(struct diameter_input){ .code = code,
	    .host = nets[p->net].host, .realm = nets[p->net].realm,
	    .plmn = nets[p->net].plmn });
}

static const struct sig_msg *
home_answers(const struct step *p)
{
	char text[80];

	if (ops[p->op].version == 0)
		return input_answer(&in, &(struct diameter_answer_input){
		    .code = ops[p->op].code, .result = ops[p->op].result });
	(void)snprintf(text, sizeof(text), "a2{02=01 30{02=%02x %s}}",
	    ops[p->op].code, ops[p->op].result);
	return input_end(&in, &(struct map_end){ .called = nets[p->net].vlr,
	    .components = p->op == UL_REFUSED ? "a3{02=01 02=08}" : text });
}

static void
tell(const struct step *p, size_t n)
{
	const char *said;
	size_t i;

	for (i = 0; i < n; i++, p++) {
		now += p->after * SECOND;
		said = rules_judge(&r, asks(p), now);
		if (strcmp(said, p->want) != 0)
			ck_abort_msg("step %zu, %u of %s: %s, not %s", i,
			    ops[p->op].code, nets[p->net].plmn, said,
			    p->want);
		if (strcmp(said, FINE) == 0)
			ck_assert_str_eq(rules_judge(&r, home_answers(p),
			    now), "pass (no rules)");
	}
}

#define TELL(...)	do {						\
	static const struct step steps[] = { __VA_ARGS__ };		\
	tell(steps, sizeof(steps) / sizeof(steps[0]));			\
} while (0)

static void
world(const char *text)
{
	now = 1000 * SECOND;
	rules_open(&r, text);
}

/* ---- tests ---- */

/* His MME has him still and hears of him, and somebody next door acts for him,
 * who registered him meanwhile. */
START_TEST(two_at_a_border)
{
	world(BOTH);
	TELL({ 0, NEAR, ULR, FINE },
	    { 60, NEXT, UL, FINE },
	    { 5, NEXT, READY, FINE },	/* nothing speaks against it yet */
	    { 60, NEAR, AIR, FINE },
	    { 20, NEXT, READY, TWO },
	    { 580, NEXT, READY, TWO },	/* for ten minutes */
	    { 1, NEXT, READY, FINE },
	    { 1, NEAR, AIR, FINE },
	    { 1, NEXT, READY, TWO },
	    { 1, NEXT, UL, FINE },	/* he may be there, if he says so */
	    { 1, NEXT, READY, FINE });
	rules_close(&r);
}
END_TEST

/* He registers over there for data, and comes back to a VLR that has him. */
START_TEST(over_the_border_and_back)
{
	unsigned i;

	world(BOTH);
	TELL({ 0, NEAR, UL, FINE });
	for (i = 0; i < 3; i++)
		TELL({ 60, NEXT, AIR, FINE },
		    { 1, NEXT, ULR, FINE },
		    { 30, NEXT, AIR, FINE },
		    { 40, NEAR, READY, FINE },
		    { 1, NEAR, SAI, FINE },
		    { 1, NEAR, READY, FINE });
	rules_close(&r);
}
END_TEST

/* One operator's switch and another one's MME. */
START_TEST(a_borrowed_switch)
{
	unsigned i;

	world(BOTH);
	TELL({ 0, NEAR, ULR, FINE }, { 2, RIVAL, UL, FINE });
	for (i = 0; i < 5; i++)
		TELL({ 100, NEAR, AIR, FINE }, { 100, RIVAL, READY, FINE });
	TELL({ 4000, RIVAL, UL, FINE },	/* once more, and it is the same */
	    { 10, NEAR, AIR, FINE },
	    { 10, RIVAL, READY, FINE });
	rules_close(&r);
}
END_TEST

/* The same a minute later is somebody else; and over a border it is not done
 * at all; nor when the MME is another one than at that time. */
START_TEST(no_borrowed_switch)
{
	world(BOTH);
	TELL({ 0, NEAR, ULR, FINE }, { 31, RIVAL, UL, FINE },
	    { 100, NEAR, AIR, FINE }, { 100, RIVAL, READY, TWO });
	rules_close(&r);
	world(BOTH);
	TELL({ 0, NEAR, ULR, FINE }, { 2, NEXT, UL, FINE },
	    { 100, NEAR, AIR, FINE }, { 100, NEXT, READY, TWO });
	rules_close(&r);
	world(BOTH);
	TELL({ 0, RIVAL, ULR, FINE }, { 1, NEAR, UL, FINE },
	    { 500, NEXT, ULR, FINE }, { 1, NEAR, UL, FINE },
	    { 100, NEXT, AIR, FINE }, { 10, NEAR, READY, TWO });
	rules_close(&r);
}
END_TEST

/* Whoever lets go of him does not say that he is there, be it far away; one
 * who does not have him has nothing to let go of. */
START_TEST(letting_go)
{
	world(BOTH);
	TELL({ 0, FAR, ULR, FINE }, { 43200, NEAR, UL, FINE },
	    { 60, FAR, NOR, TWO },
	    { 1, NEXT, PUR, FINE },	/* of a neighbour: no two places */
	    { 1, FAR, PUR, FINE },
	    { 1, FAR, PUR, TWO });
	rules_close(&r);
}
END_TEST

/* A node that he left long ago lets go of him late: home says yes, and has him
 * at another node of that network all the same. */
START_TEST(letting_go_late)
{
	world(PREVIOUS);
	TELL({ 0, NEAR, UL, FINE },
	    { 60, NEXT, READY, ELSEWHERE },
	    { 60, NEXT, ULR, FINE },
	    { 60, NEAR, PURGE_LATE, FINE },
	    { 1, NEAR, READY, FINE },
	    { 60, NEAR, PURGE, FINE },
	    { 1, NEAR, READY, ELSEWHERE },
	    { 1, NEAR, UL, FINE },
	    { 1, NEAR, PURGE_OLD, FINE },
	    { 1, NEAR, READY, ELSEWHERE },
	    { 1, NEAR, UL, FINE },
	    { 60, NEXT, PUR_LATE, FINE },
	    { 1, NEXT, NOR, FINE },
	    { 60, NEXT, PUR, FINE },
	    { 1, NEXT, NOR, ELSEWHERE });
	rules_close(&r);
}
END_TEST

/* Nobody has him: whoever has him next registers him first. */
START_TEST(nobody_has_him)
{
	world(PREVIOUS);
	TELL({ 0, NEXT, READY, FINE },	/* nothing is known */
	    { 1, NEAR, ULR, FINE }, { 1, NEAR, PUR, FINE },
	    { 1, NEXT, READY, ELSEWHERE },
	    { 1, NEAR, PUR, FINE },	/* said twice, and he is back */
	    { 1, NEAR, NOR, FINE },
	    { 1, FAR, SAI, FINE }, { 1, FAR, READY, ELSEWHERE },
	    { 1, FAR, UL, FINE }, { 1, FAR, READY, FINE },
	    { 1, NEAR, READY, ELSEWHERE },
	    { 1, FAR, PURGE, FINE },
	    { 1, FAR, READY, FINE }, { 1, NEAR, READY, FINE },
	    { 1, NEXT, READY, ELSEWHERE });
	rules_close(&r);
}
END_TEST

/* Home tells the node that he left: but when he came to that network a moment
 * ago it is another one of its nodes. */
START_TEST(home_cancels)
{
	static const struct map_input cancels = { .op = 3,
		.calling = "88210000001", .called = "44990000012" };

	world(PREVIOUS);
	TELL({ 0, NEAR, UL, FINE }, { 30, NEXT, READY, ELSEWHERE });
	ck_assert_str_eq(rules_judge(&r, input_map(&in, &cancels), now),
	    "pass (no rules)");
	TELL({ 1, NEXT, READY, ELSEWHERE }, { 60, NEXT, READY, ELSEWHERE });
	ck_assert_str_eq(rules_judge(&r, input_map(&in, &cancels), now),
	    "pass (no rules)");
	TELL({ 1, NEXT, ULR, FINE }, { 1, NEAR, READY, ELSEWHERE });
	rules_close(&r);
}
END_TEST

/* What home refuses, and what the rules refuse though home answers it in a
 * capture, teaches no place. */
START_TEST(only_what_is_accepted)
{
	world(PREVIOUS);
	TELL({ 0, NEAR, UL_REFUSED, FINE }, { 1, NEXT, READY, FINE },
	    { 1, NEAR, ULR_REFUSED, FINE }, { 1, NEXT, READY, FINE });
	rules_close(&r);
	world(WORLD "check previous-place enforce\n"
	    "screen in { drop op update-location label closed\n"
	    "drop finding previous-place label elsewhere pass label fine }\n");
	TELL({ 0, NEAR, UL, "drop closed" });
	ck_assert_str_eq(rules_judge(&r, home_answers(&(struct step){
	    .net = NEAR, .op = UL }), now), "pass (no rules)");
	TELL({ 1, NEXT, READY, FINE });
	rules_close(&r);
}
END_TEST

START_TEST(far_away)
{
	world(BOTH);
	TELL({ 0, NEAR, ULR, FINE }, { 590, FAR, UL, TWO },
	    { 11, FAR, UL, FINE }, { 1, NEAR, AIR, TWO });
	rules_close(&r);
}
END_TEST

#define HOURS		* 3600
#define FAST		"drop fast"
#define SPEED(check, rule)						\
    WORLD check " screen in { " rule " label fast pass label fine }\n"

/* London and Tokyo are more than 9,000 km apart: how fast, and how much of the
 * way is left out, is for the operator to say.  Who is not accepted there has
 * not gone there. */
START_TEST(too_fast)
{
	static const struct {
		const char	*rules;
		const char	*after5, *after15, *after40, *next;
	} cases[] = {
		{ SPEED("check velocity enforce", "drop finding velocity"),
		    FAST, FINE, FINE, FINE },
		{ SPEED("check velocity enforce speed 300km/h",
		    "drop finding velocity"), FAST, FAST, FINE, FINE },
		{ SPEED("check velocity enforce slack 20000km",
		    "drop finding velocity"), FINE, FINE, FINE, FINE },
		{ SPEED("check velocity enforce slack 6000km",
		    "drop finding velocity"), FINE, FINE, FINE, FINE },
		{ SPEED("check velocity test", "drop finding velocity"),
		    FINE, FINE, FINE, FINE },
		{ SPEED("check velocity enforce",
		    "drop moved faster than 300km/h"), FAST, FAST, FINE, FINE },
		{ SPEED("check velocity off", "drop moved faster than "
		    "300km/h"), FINE, FINE, FINE, FINE },
		{ SPEED("check previous-place enforce", "drop moved"),
		    FAST, FAST, FAST, FAST },
	};
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct step steps[] = {
			{ 0, NEAR, UL, FINE },
			{ 5 HOURS, FAR, SAI, cases[i].after5 },
			{ 10 HOURS, FAR, SAI, cases[i].after15 },
			{ 25 HOURS, FAR, SAI, cases[i].after40 },
			{ 1, NEXT, UL, cases[i].next },
		};

		world(cases[i].rules);
		tell(steps, sizeof(steps) / sizeof(steps[0]));
		rules_close(&r);
	}
}
END_TEST

/* A clock that is set back: what lies ahead says nothing, and does no harm. */
START_TEST(a_clock_set_back)
{
	world(BOTH);
	TELL({ 7200, NEAR, ULR, FINE });
	now -= 7000 * SECOND;
	TELL({ 0, FAR, UL, FINE }, { 1, FAR, READY, FINE },
	    { 1, NEAR, AIR, TWO });
	rules_close(&r);
}
END_TEST

static void
add(TCase *tc)
{
	tcase_add_test(tc, two_at_a_border);
	tcase_add_test(tc, over_the_border_and_back);
	tcase_add_test(tc, a_borrowed_switch);
	tcase_add_test(tc, no_borrowed_switch);
	tcase_add_test(tc, letting_go);
	tcase_add_test(tc, letting_go_late);
	tcase_add_test(tc, nobody_has_him);
	tcase_add_test(tc, home_cancels);
	tcase_add_test(tc, only_what_is_accepted);
	tcase_add_test(tc, far_away);
	tcase_add_test(tc, too_fast);
	tcase_add_test(tc, a_clock_set_back);
}

int
main(void)
{
	return judge_main("place", add);
}
