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

static void
world(void)
{
	now = 1000 * SECOND;
	rules_open(&r, BOTH);
}

static const char *
after(unsigned s, const struct sig_msg *m)
{
	now += s * SECOND;
	return rules_judge(&r, m, now);
}

enum { UL = 2, READY = 66, PURGE = 67, SAI = 56, ULR = 316, AIR = 318,
	PUR = 321, NOR = 323 };

#define FINE	"pass fine"
#define TWO	"drop two"

/* Did the node that let go of him have him (TS 29.272 5.2.1.3.3)? */
static bool frozen = true;

/* What is said of a message, and whether home is to answer it. */
static bool
is_said(unsigned s, unsigned net, unsigned what, const struct sig_msg *m,
    const char *want)
{
	const char *said = after(s, m);

	if (strcmp(said, want) != 0)
		ck_abort_msg("%u of %s: %s, not %s", what, nets[net].plmn,
		    said, want);
	return strcmp(want, FINE) == 0;
}

static void
home_answers(const struct sig_msg *m)
{
	ck_assert_str_eq(after(0, m), "pass (no rules)");
}

/* An operation about him by that network over SS7, and what home says to it. */
static void
maps_by(unsigned s, unsigned net, unsigned op, unsigned version,
    const char *want)
{
	const struct sig_msg *m = input_map(&in, &(struct map_input){
	    .op = op, .version = version, .vlr = nets[net].vlr,
	    .calling = nets[net].vlr });
	char text[80];

	if (!is_said(s, net, op, m, want))
		return;
	(void)snprintf(text, sizeof(text), "a2{02=01 30{02=%02x %s}}", op,
	    op != PURGE ? "30{04:hlr}" : version == 3 && frozen ?
	    "30{80=}" : "30{}");
	home_answers(input_end(&in, &(struct map_end){
	    .called = nets[net].vlr, .components = text }));
}

static void
maps(unsigned s, unsigned net, unsigned op, const char *want)
{
	maps_by(s, net, op, 3, want);
}

/* The same over Diameter. */
static void
asks(unsigned s, unsigned net, unsigned code, const char *want)
{
	const struct sig_msg *m = input_diameter(&in,
	    &(struct diameter_input){ .code = code, .host = nets[net].host,
	    .realm = nets[net].realm, .plmn = nets[net].plmn });

	if (is_said(s, net, code, m, want))
		home_answers(input_answer(&in,
		    &(struct diameter_answer_input){ .code = code,
		    .result = code == PUR && frozen ?
		    "268=2001 1442=1" : "268=2001" }));
}

/* ---- tests ---- */

/* His MME has him still and hears of him, and somebody next door acts for him,
 * who registered him meanwhile. */
START_TEST(two_at_a_border)
{
	world();
	asks(0, NEAR, ULR, FINE);
	maps(60, NEXT, UL, FINE);
	maps(5, NEXT, READY, FINE);	/* nothing speaks against it yet */
	asks(60, NEAR, AIR, FINE);
	maps(20, NEXT, READY, TWO);
	maps(580, NEXT, READY, TWO);	/* for ten minutes */
	maps(1, NEXT, READY, FINE);
	asks(1, NEAR, AIR, FINE);
	maps(1, NEXT, READY, TWO);
	maps(1, NEXT, UL, FINE);	/* he may be there, if he says so */
	maps(1, NEXT, READY, FINE);
	rules_close(&r);
}
END_TEST

/* He registers over there for data, and comes back to a VLR that has him. */
START_TEST(over_the_border_and_back)
{
	unsigned i;

	world();
	maps(0, NEAR, UL, FINE);
	for (i = 0; i < 3; i++) {
		asks(60, NEXT, AIR, FINE);
		asks(1, NEXT, ULR, FINE);
		asks(30, NEXT, AIR, FINE);
		maps(40, NEAR, READY, FINE);
		maps(1, NEAR, SAI, FINE);
		maps(1, NEAR, READY, FINE);
	}
	rules_close(&r);
}
END_TEST

/* One operator's switch and another one's MME. */
START_TEST(a_borrowed_switch)
{
	unsigned i;

	world();
	asks(0, NEAR, ULR, FINE);
	maps(2, RIVAL, UL, FINE);
	for (i = 0; i < 5; i++) {
		asks(100, NEAR, AIR, FINE);
		maps(100, RIVAL, READY, FINE);
	}
	maps(4000, RIVAL, UL, FINE);	/* once more, and it is the same */
	asks(10, NEAR, AIR, FINE);
	maps(10, RIVAL, READY, FINE);
	rules_close(&r);
}
END_TEST

/* The same a minute later is somebody else; and over a border it is not done
 * at all. */
START_TEST(no_borrowed_switch)
{
	static const unsigned late[] = { 31, 2 }, net[] = { RIVAL, NEXT };
	size_t i;

	for (i = 0; i < 2; i++) {
		world();
		asks(0, NEAR, ULR, FINE);
		maps(late[i], net[i], UL, FINE);
		asks(100, NEAR, AIR, FINE);
		maps(100, net[i], READY, TWO);
		rules_close(&r);
	}
	/* nor when the MME is another one than at that time */
	world();
	asks(0, RIVAL, ULR, FINE);
	maps(1, NEAR, UL, FINE);
	asks(500, NEXT, ULR, FINE);
	maps(1, NEAR, UL, FINE);
	asks(100, NEXT, AIR, FINE);
	maps(10, NEAR, READY, TWO);
	rules_close(&r);
}
END_TEST

/* Whoever lets go of him does not say that he is there, be it far away; one
 * who does not have him has nothing to let go of. */
START_TEST(letting_go)
{
	world();
	asks(0, FAR, ULR, FINE);
	now += 43200 * SECOND;
	maps(0, NEAR, UL, FINE);
	asks(60, FAR, NOR, TWO);
	asks(1, NEXT, PUR, FINE);	/* of a neighbour: no two places */
	asks(1, FAR, PUR, FINE);
	asks(1, FAR, PUR, TWO);
	rules_close(&r);
}
END_TEST

#define ELSEWHERE "drop elsewhere"

/* A node that he left long ago lets go of him late: home says yes, and has him
 * at another node of that network all the same. */
START_TEST(letting_go_late)
{
	rules_open(&r, WORLD "check previous-place enforce\n"
	    "screen in { drop finding previous-place label elsewhere\n"
	    "pass label fine }\n");
	now = 1000 * SECOND;
	maps(0, NEAR, UL, FINE);
	maps(60, NEXT, READY, ELSEWHERE);
	frozen = false;
	maps(60, NEAR, PURGE, FINE);
	maps(1, NEXT, READY, ELSEWHERE);
	frozen = true;
	maps(60, NEAR, PURGE, FINE);
	maps(1, NEXT, READY, FINE);	/* nobody has him */
	maps(1, NEAR, UL, FINE);
	maps_by(1, NEAR, PURGE, 2, FINE);	/* which cannot say so */
	maps(1, NEXT, READY, FINE);
	asks(0, NEAR, ULR, FINE);
	frozen = false;
	asks(60, NEAR, PUR, FINE);
	asks(1, NEXT, NOR, ELSEWHERE);
	frozen = true;
	asks(60, NEAR, PUR, FINE);
	asks(1, NEXT, NOR, FINE);
	rules_close(&r);
}
END_TEST

START_TEST(far_away)
{
	world();
	asks(0, NEAR, ULR, FINE);
	maps(590, FAR, UL, TWO);
	maps(11, FAR, UL, FINE);
	asks(1, NEAR, AIR, TWO);
	rules_close(&r);
}
END_TEST

/* A clock that is set back: what lies ahead says nothing, and does no harm. */
START_TEST(a_clock_set_back)
{
	world();
	now += 7200 * SECOND;
	asks(0, NEAR, ULR, FINE);
	now -= 7000 * SECOND;
	maps(0, FAR, UL, FINE);
	maps(1, FAR, READY, FINE);
	asks(1, NEAR, AIR, TWO);
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
	tcase_add_test(tc, far_away);
	tcase_add_test(tc, a_clock_set_back);
}

int
main(void)
{
	return judge_main("place", add);
}
