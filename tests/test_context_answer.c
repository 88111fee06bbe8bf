/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Who answers, who does not, and what SCCP gives back.
 */
#include "../rules/notice.h"
#include "../rules/state/far.h"
#include "context_help.h"

/* ---- who answers ---- */

#define REALM_HUB	"ipx.example.org"

/* Home asks for a guest's data, and somebody answers. */
static const struct sig_msg *
asks_red(void)
{
	return input_diameter(&in, &(struct diameter_input){
	    .host = "mme1." REALM_HOME, .realm = REALM_HOME,
	    .dest_realm = REALM_RED });
}

/* A hub may say that it gets no further, and nothing else in the place of a
 * network that it carries; nobody may for one that he does not carry. */
START_TEST(a_hub_says_that_it_gets_no_further)
{
	world(WORLD "partner \"ipx\" { realm " REALM_HUB " carries red }\n"
	    "check peer-changed enforce\n"
	    "screen in { drop finding peer-changed label changed\n"
	    "pass label fine }\n");
	judge(asks_red());
	ck_assert_str_eq(judge(answers("dra1." REALM_HUB, REALM_HUB, 0x40,
	    "268=5012")), "drop changed");
	ck_assert_str_eq(judge(answers("hss1." REALM_BLUE, REALM_BLUE, 0x60,
	    "268=3002")), "drop changed");
	ck_assert_str_eq(judge(answers("dra1." REALM_HUB, REALM_HUB, 0x60,
	    "268=3002")), "pass fine");
	judge(asks_red());
	ck_assert_str_eq(judge(answers("hss1." REALM_RED, REALM_RED, 0x40,
	    "268=2001")), "pass fine");
	rules_close(&r);
}
END_TEST

/* ---- what SCCP gives back ---- */

static uint64_t unanswered, stayed_away;

static void
look_for_home(void *arg, const struct far *f)
{
	(void)arg;
	if (f->node.len == 4 && memcmp(f->node.name, "home", 4) == 0)
		unanswered = f->unanswered;
}

static void
note(void *arg, const struct notice *n)
{
	(void)arg;
	stayed_away += n->type == NOTICE_UNANSWERED;
}

#define RETURNED WORLD "check peer-changed enforce\n"			\
    "screen in { drop finding peer-changed label changed\n"		\
    "pass label fine }\nscreen out { pass label told }\n"

static void
watch(void)
{
	world(RETURNED);
	judge_notices(r.judge, note, NULL);
	unanswered = stayed_away = 0;
}

static uint64_t
unanswered_by_home(void)
{
	memory_far(judge_memory(r.judge), false, look_for_home, NULL);
	return unanswered;
}

/* A request of that id to a node comes back to who asked. */
static const struct sig_msg *
gives_back(const char *to, const char *from, uint32_t otid)
{
	return input_map(&in, &(struct map_input){ .calling = from,
	    .called = to, .otid = otid, .returned = true });
}

/* Nobody waits for its answer any more, nor says later that none came. */
START_TEST(a_request_that_home_returns)
{
	uint64_t asked;

	watch();
	ck_assert_str_eq(judge(ul()), "pass fine");
	ck_assert(r.v.waits);
	asked = r.v.serial;
	ck_assert_str_eq(judge(gives_back(HOME_HLR, RED_VLR, 1)), "pass told");
	ck_assert_uint_eq(r.v.request, asked);
	ck_assert_uint_eq(r.v.answer_ns, SECOND / 10);
	ck_assert_uint_eq(r.v.within, SIG_OP_UPDATE_LOCATION);
	ck_assert_uint_eq(unanswered_by_home(), 1);
	/* once; nor does what home says of it now teach anything */
	judge(gives_back(HOME_HLR, RED_VLR, 1));
	ck_assert_uint_eq(r.v.request, 0);
	judge(home_accepts(RED_VLR, 7, 2));
	ck_assert_uint_eq(r.v.request, 0);
	ck_assert_uint_eq(subscribers_count(memory_subscribers(
	    judge_memory(r.judge))), 0);
	now += 3600 * SECOND;
	judge(input_map(&in, &(struct map_input){ .otid = 2 }));
	ck_assert_uint_eq(stayed_away, 0);
	ck_assert_uint_eq(unanswered_by_home(), 1);
	/* late: that was told before, and is not told again */
	now += 60 * SECOND;
	judge(input_map(&in, &(struct map_input){ .otid = 3 }));
	ck_assert_uint_eq(stayed_away, 1);
	ck_assert_uint_eq(unanswered_by_home(), 2);
	judge(gives_back(HOME_HLR, RED_VLR, 2));
	ck_assert_uint_ne(r.v.request, 0);
	ck_assert_uint_eq(stayed_away, 1);
	ck_assert_uint_eq(unanswered_by_home(), 2);
	rules_close(&r);
}
END_TEST

/* Another network can end with it what it can end with an answer: nothing. */
START_TEST(who_may_return_a_request)
{
	uint64_t asked;

	watch();
	judge(ul());
	asked = r.v.serial;
	/* the sender's own side, his neighbours, and home about another */
	judge(gives_back(RED_VLR, HOME_HLR, 1));
	ck_assert_uint_eq(r.v.request, 0);
	ck_assert_str_eq(judge(gives_back(RED_VLR, RED_VLR, 1)),
	    "drop changed");
	ck_assert_uint_eq(r.v.request, 0);
	ck_assert_str_eq(judge(gives_back(BLUE_VLR, RED_VLR, 1)),
	    "drop changed");
	ck_assert_uint_eq(r.v.request, 0);
	judge(gives_back(HOME_HLR, BLUE_VLR, 1));
	ck_assert_uint_eq(r.v.request, 0);
	judge(home_accepts(RED_VLR, 7, 2));
	ck_assert_uint_eq(r.v.request, asked);
	/* what was answered is not given back */
	judge(gives_back(HOME_HLR, RED_VLR, 1));
	ck_assert_uint_eq(r.v.request, 0);
	/* what home asks comes back from where it went */
	judge(input_map(&in, &(struct map_input){ .op = 7,
	    .calling = HOME_HLR, .called = RED_VLR, .otid = 5 }));
	ck_assert_uint_eq(r.v.direction, DIRECTION_OUT);
	asked = r.v.serial;
	ck_assert_str_eq(judge(gives_back(BLUE_VLR, HOME_HLR, 5)),
	    "drop changed");
	ck_assert_uint_eq(r.v.request, 0);
	ck_assert_str_eq(judge(gives_back(RED_VLR, HOME_HLR, 5)), "pass fine");
	ck_assert_uint_eq(r.v.request, asked);
	rules_close(&r);
}
END_TEST

/* ---- who only sends ---- */

static unsigned heard_of[NOTICE_UNDELIVERED + 1];

static void
count(void *arg, const struct notice *n)
{
	(void)arg;
	heard_of[n->type]++;
	if (n->type == NOTICE_LINK_STALLED || n->type == NOTICE_LINK_RECOVERED)
		ck_assert_str_eq(ruleset_link_name(r.rs, n->link), "red");
	if (n->type == NOTICE_PARTNER_STALLED)
		ck_assert_str_eq(ruleset_owner_name(r.rs, n->owner), "red");
}

static const struct sig_msg *
red_registers(void)
{
	return input_map(&in, &(struct map_input){ .otid = 77 });
}

/* None of home's last five requests is answered, each for half a minute; and
 * over that link, and from that partner, something comes. */
START_TEST(a_link_that_only_sends)
{
	uint32_t i;

	world("!home { plmn 001-01 gt 88210* link \"home\" }\n"
	    "partner \"red\" { plmn 999-70 gt 9997* link \"red\" }\n"
	    "link \"home\" { pc 2 } link \"red\" { pc 1 }\n"
	    "memory { } check stalled enforce\n"
	    "screen in { drop finding stalled label stalled pass label fine }"
	    "\nscreen out { pass label sent }\n");
	judge_notices(r.judge, count, NULL);
	memset(heard_of, 0, sizeof(heard_of));
	for (i = 1; i <= 5; i++)
		ck_assert_str_eq(judge(input_map(&in, &(struct map_input){
		    .op = 70, .calling = HOME_HLR, .called = RED_VLR,
		    .opc = 2, .dpc = 1, .otid = i })), "pass sent");
	now += 20 * SECOND;
	ck_assert_str_eq(judge(red_registers()), "pass fine");
	now += 10 * SECOND;
	ck_assert_str_eq(judge(red_registers()), "pass fine");
	ck_assert_uint_eq(heard_of[NOTICE_LINK_STALLED], 1);
	ck_assert_uint_eq(heard_of[NOTICE_PARTNER_STALLED], 1);
	ck_assert_str_eq(judge(red_registers()), "drop stalled");
	now += 60 * SECOND;
	ck_assert_str_eq(judge(red_registers()), "drop stalled");
	ck_assert_uint_eq(heard_of[NOTICE_LINK_STALLED], 1);
	/* it answers one of them, late */
	ck_assert_str_eq(judge(input_end(&in, &(struct map_end){
	    .calling = RED_VLR, .calling_ssn = 7, .called = HOME_HLR,
	    .called_ssn = 6, .dtid = 4, .inwards = true,
	    .components = "a2{02=01 30{02=46 30{}}}" })), "pass fine");
	ck_assert_uint_eq(heard_of[NOTICE_LINK_RECOVERED], 1);
	ck_assert_uint_eq(heard_of[NOTICE_PARTNER_RECOVERED], 1);
	ck_assert_str_eq(judge(red_registers()), "pass fine");
	rules_close(&r);
}
END_TEST

static void
add(TCase *tc)
{
	tcase_add_test(tc, a_link_that_only_sends);
	tcase_add_test(tc, a_hub_says_that_it_gets_no_further);
	tcase_add_test(tc, a_request_that_home_returns);
	tcase_add_test(tc, who_may_return_a_request);
}

int
main(void)
{
	return judge_main("context: answers", add);
}
