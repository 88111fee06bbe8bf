/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The engine: what becomes of one request.
 */
#include "../rules/context.h"
#include "../rules/control.h"
#include "../rules/judge.h"
#include "engine_help.h"

START_TEST(forwarded_and_answered)
{
	struct way_counts c;
	struct sent first;
	uint8_t octets[MESSAGE_MAX];
	size_t n = ask_make(octets, &(struct ask){ .hbh = 7, .e2e = 9 });

	world();
	take(&alpha, octets, n);
	ck_assert_uint_eq(hss1.nsent, 1);
	first = *peer_last(&hss1);
	/* octet for octet, but for length, identifier and Route-Record */
	ck_assert_uint_gt(first.n, n);
	ck_assert(memcmp(first.p + 4, octets + 4, 8) == 0);
	ck_assert(memcmp(first.p + 16, octets + 16, n - 16) == 0);
	ck_assert(avp_is(&first, 282, 1, alpha.host));
	ck_assert_uint_eq(event_last()->v.action, ACTION_PASS);
	ck_assert(event_last()->v.waits);
	ck_assert_uint_eq(engine_open(engine), 1);
	answer(&hss1, &first);
	ck_assert_uint_eq(alpha.nsent, 1);
	ck_assert_uint_eq(hbh_of(peer_last(&alpha)), 7);
	ck_assert_uint_eq(result_of(peer_last(&alpha)), 2001);
	ck_assert_uint_eq(nnoted, 2);
	ck_assert_uint_eq(event_last()->hbh, 7);
	ck_assert_uint_eq(event_last()->v.request, 1);
	ck_assert_uint_eq(event_last()->v.direction, DIRECTION_OUT);
	c = totals();
	ck_assert_uint_eq(c.end[END_ANSWERED], 1);
	ck_assert_uint_eq(c.sent, 1);
	ck_assert_uint_eq(c.sent_answers, 1);
	ck_assert_uint_eq(c.answers, 1);
	ck_assert_uint_eq(engine_verdicts(engine, ACTION_PASS), 2);
	world_end();
}
END_TEST

START_TEST(verdicts_are_carried_out)
{
	static const struct {
		const char	*imsi;
		enum engine_end	 end;
		unsigned	 answers;
		uint32_t	 result;
	} cases[] = {
	    { IMSI_DROP, END_DROPPED, 0, 0 },
	    { IMSI_REJECT, END_REFUSED, 1, 5003 },
	    { IMSI_SILENT, END_DROPPED, 0, 0 },
	    { IMSI_SINK, END_SUNK, 0, 0 },
	    { IMSI_SINK_TO, END_SUNK, 0, 0 },
	    { IMSI_AWAY, END_REFUSED, 1, 5012 },
	};
	unsigned i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		world();
		peer_up(&probe);
		ask(&alpha, (struct ask){ .hbh = 5, .imsi = cases[i].imsi });
		ck_assert_uint_eq(ended(cases[i].end), 1);
		ck_assert_uint_eq(alpha.nsent, cases[i].answers);
		ck_assert_uint_eq(hss1.nsent, 0);
		ck_assert_uint_eq(probe.nsent,
		    strcmp(cases[i].imsi, IMSI_SINK_TO) == 0);
		ck_assert_uint_eq(engine_open(engine), 0);
		if (cases[i].answers > 0) {
			ck_assert_uint_eq(result_of(peer_last(&alpha)),
			    cases[i].result);
			ck_assert_uint_eq(hbh_of(peer_last(&alpha)), 5);
		}
		world_end();
	}
}
END_TEST

/* Nothing is awaited of who got a copy. */
START_TEST(sunk_copy)
{
	world();
	peer_up(&probe);
	ask(&alpha, (struct ask){ .hbh = 5, .imsi = IMSI_SINK_TO });
	answer(&probe, peer_last(&probe));
	ck_assert_uint_eq(alpha.nsent, 0);
	ck_assert_uint_eq(totals().unasked, 1);
	world_end();
}
END_TEST

START_TEST(steered_to_a_link)
{
	world();
	peer_up(&hss2);
	ask(&alpha, (struct ask){ .imsi = IMSI_STEER });
	ck_assert_uint_eq(hss1.nsent, 0);
	ck_assert_uint_eq(hss2.nsent, 1);
	peer_down(&hss2);
	/* nowhere else */
	ck_assert_uint_eq(hss1.nsent, 0);
	ck_assert_uint_eq(ended(END_NO_WAY), 1);
	ck_assert_uint_eq(result_of(peer_last(&alpha)), 3002);
	world_end();
}
END_TEST

static void
monitored(struct conf *c)
{
	c->in.monitor = true;
}

START_TEST(monitor_passes_all)
{
	static const char *const imsi[] = { IMSI_DROP, IMSI_REJECT,
	    IMSI_SILENT, IMSI_SINK_TO, IMSI_STEER, IMSI_AWAY };
	unsigned i, n = sizeof(imsi) / sizeof(imsi[0]);

	world_with(WORLD, monitored, false);
	peer_up(&hss1);
	peer_up(&alpha);
	for (i = 0; i < n; i++) {
		ask(&alpha, (struct ask){ .e2e = i, .imsi = imsi[i] });
		ck_assert(event_last()->v.monitor);
		answer(&hss1, peer_last(&hss1));
	}
	ck_assert_uint_eq(ended(END_ANSWERED), n);
	world_end();
}
END_TEST

START_TEST(unjudged_passes_all)
{
	world_with(WORLD, NULL, true);
	peer_up(&hss1);
	peer_up(&alpha);
	ask(&alpha, (struct ask){ .imsi = IMSI_DROP });
	answer_with(&hss1, peer_last(&hss1), "268=5012");
	ck_assert_uint_eq(ended(END_ANSWERED), 1);
	ck_assert_uint_eq(nnoted, 0);
	ck_assert(engine_judge(engine) == NULL);
	world_end();
}
END_TEST

/* RFC 6733 6.1.3, 3, 7.1.3, 7.1.5: judged all the same. */
START_TEST(what_a_relay_refuses)
{
	static const struct {
		struct ask	 ask;
		enum engine_end	 end;
		uint32_t	 result;
	} cases[] = {
	    { { .more = "282\"a.example.org\" 282\"" US "\"" }, END_LOOP,
	    3005 },
	    { { .flags = 0xe0 }, END_INVALID, 3008 },
	    { { .flags = 0x80 }, END_INVALID, 3008 },
	    { { .dhost = US }, END_INVALID, 3007 },
	    { { .drealm = "nowhere.example.org" }, END_NO_WAY, 3002 },
	    { { .drealm = REALM_BETA }, END_NO_WAY, 3002 },
	    { { .drealm = REALM_ALPHA }, END_NO_WAY, 3002 },
	    { { .more = "283\"" REALM_BETA "\"" }, END_NO_WAY, 3002 },
	};
	unsigned i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		world();
		peer_up(&ipx);
		ask(&alpha, cases[i].ask);
		ck_assert_uint_eq(ended(cases[i].end), 1);
		ck_assert_uint_eq(result_of(peer_last(&alpha)),
		    cases[i].result);
		ck_assert_uint_eq(peer_last(&alpha)->p[4] & 0xa0, 0x20);
		ck_assert(avp_is(peer_last(&alpha), 264, 0, US));
		ck_assert(avp_is(peer_last(&alpha), 296, 0, REALM_HOME));
		ck_assert_uint_eq(nnoted, 1);
		ck_assert_uint_eq(ipx.nsent + hss1.nsent, 0);
		world_end();
	}
}
END_TEST

/* What a rule drops stays without an answer. */
START_TEST(dropped_loop)
{
	world();
	ask(&alpha, (struct ask){ .imsi = IMSI_DROP,
	    .more = "282\"" US "\"" });
	ck_assert_uint_eq(ended(END_DROPPED), 1);
	ck_assert_uint_eq(alpha.nsent, 0);
	world_end();
}
END_TEST

START_TEST(avps_that_lead_nowhere)
{
	uint8_t octets[MESSAGE_MAX];
	size_t n = ask_make(octets, &(struct ask){ .more = "281\"abcd\"" });
	struct cur c;

	world();
	octets[n - 5] = 200;
	take(&alpha, octets, n);
	ck_assert_uint_eq(ended(END_INVALID), 1);
	ck_assert_uint_eq(result_of(peer_last(&alpha)), 5014);
	ck_assert_uint_eq(peer_last(&alpha)->p[4] & 0xa0, 0);
	/* Failed-AVP: its code, and no data */
	ck_assert(avp_of(peer_last(&alpha), 279, 0, &c));
	ck_assert_uint_eq(cur_left(&c), 8);
	ck_assert_uint_eq(c.p[3], 281 & 0xff);
	world_end();
}
END_TEST

/* Octets that hardly are a message end somewhere, too. */
START_TEST(garbage)
{
	uint8_t octets[MESSAGE_MAX];
	size_t n;

	world();
	n = ask_make(octets, &(struct ask){ .e2e = 1 });
	for (; n >= 20; n -= 4) {
		octets[1] = (uint8_t)(n >> 16);
		octets[2] = (uint8_t)(n >> 8);
		octets[3] = (uint8_t)n;
		octets[19]++;
		take(&alpha, octets, n);
	}
	wait_for(20 * S);
	ck_assert_uint_eq(engine_open(engine), 0);
	world_end();
}
END_TEST

START_TEST(unasked_answers)
{
	uint8_t octets[MESSAGE_MAX];
	struct sent s;
	size_t n;

	world();
	peer_up(&hss2);
	ask(&alpha, (struct ask){ .hbh = 1, .e2e = 2 });
	s = *peer_last(&hss1);
	/* of another neighbour, another identifier, another command */
	answer(&hss2, &s);
	n = answer_make(octets, &s, HSS1, REALM_HOME, "268=2001");
	octets[19] ^= 1;
	take(&hss1, octets, n);
	octets[19] ^= 1;
	octets[7] ^= 1;
	take(&hss1, octets, n);
	octets[7] ^= 1;
	octets[12] ^= 0x80;
	take(&hss1, octets, n);
	ck_assert_uint_eq(totals().unasked, 4);
	ck_assert_uint_eq(alpha.nsent, 0);
	answer(&hss1, &s);
	ck_assert_uint_eq(alpha.nsent, 1);
	answer(&hss1, &s);		/* once more */
	ck_assert_uint_eq(alpha.nsent, 1);
	ck_assert_uint_eq(totals().unasked, 5);
	ck_assert_uint_eq(totals().late, 1);
	ck_assert_uint_eq(nnoted, 7);
	world_end();
}
END_TEST

START_TEST(answer_dropped_by_a_rule)
{
	world();
	ask(&alpha, (struct ask){ .e2e = 2 });
	answer_with(&hss1, peer_last(&hss1), "268=5012");
	ck_assert_uint_eq(alpha.nsent, 0);
	ck_assert_uint_eq(ended(END_ANSWER_DROPPED), 1);
	world_end();
}
END_TEST

START_TEST(who_asked_is_gone_or_full)
{
	world();
	ask(&alpha, (struct ask){ .e2e = 2 });
	peer_down(&alpha);
	answer(&hss1, peer_last(&hss1));
	ck_assert_uint_eq(ended(END_ASKER_GONE), 1);
	peer_up(&alpha);
	ask(&alpha, (struct ask){ .e2e = 3 });
	/* he is back, and knows nothing of what he asked before */
	peer_down(&alpha);
	peer_up(&alpha);
	answer(&hss1, peer_last(&hss1));
	ck_assert_uint_eq(ended(END_ASKER_GONE), 2);
	ask(&alpha, (struct ask){ .e2e = 4 });
	alpha.full = true;
	answer(&hss1, peer_last(&hss1));
	ck_assert_uint_eq(ended(END_ASKER_FULL), 1);
	ck_assert_uint_eq(engine_open(engine), 0);
	world_end();
}
END_TEST

START_TEST(time_out)
{
	struct sent s;

	world();
	ask(&alpha, (struct ask){ .hbh = 77, .e2e = 2 });
	s = *peer_last(&hss1);
	wait_for(9 * S);
	ck_assert_uint_eq(alpha.nsent, 0);
	wait_for(S);
	ck_assert_uint_eq(ended(END_UNANSWERED), 1);
	ck_assert_uint_eq(totals().unanswered, 1);
	ck_assert_uint_eq(result_of(peer_last(&alpha)), 3002);
	ck_assert_uint_eq(hbh_of(peer_last(&alpha)), 77);
	ck_assert(avp_is(peer_last(&alpha), 263, 0, "mme1;1;1"));
	answer(&hss1, &s);
	ck_assert_uint_eq(totals().late, 1);
	ck_assert_uint_eq(alpha.nsent, 1);
	world_end();
}
END_TEST

/* Requests that memory has open. */
static size_t
remembered(void)
{
	struct memory_stats s;

	memory_stats(judge_memory(engine_judge(engine)), &s);
	return s.transactions;
}

/* What the engine ends by itself is open nowhere, and home is held to what it
 * was asked alone. */
START_TEST(memory_hears_of_the_end)
{
	struct control_group g;
	struct sent s;
	unsigned i;

	world_with(WORLD "protect \"hss\" { link { \"hss1\" \"hss2\" } "
	    "capacity 1000000/s }\n", NULL, false);
	peer_up(&alpha);
	for (i = 0; i < 50; i++)	/* nobody is there */
		ask(&alpha, (struct ask){ .hbh = i, .e2e = i });
	ck_assert_uint_eq(ended(END_NO_WAY), 50);
	ck_assert_uint_eq(remembered(), 0);
	peer_up(&hss1);
	ask(&alpha, (struct ask){ .hbh = 90, .e2e = 90 });
	answer(&hss1, peer_last(&hss1));
	for (i = 0; i < 20; i++) {	/* dropped by a rule */
		ask(&alpha, (struct ask){ .hbh = i, .e2e = i });
		answer_with(&hss1, peer_last(&hss1), "268=5012");
	}
	ck_assert_uint_eq(ended(END_ANSWER_DROPPED), 20);
	ck_assert_uint_eq(remembered(), 0);
	for (i = 0; i < 101; i++)	/* one more than it may have open */
		ask(&alpha, (struct ask){ .hbh = 200 + i, .e2e = i });
	ck_assert_uint_eq(ended(END_TOO_MANY), 1);
	ck_assert_uint_eq(remembered(), 100);
	ck_assert_uint_eq(nnotices, 0);
	control_group(judge_control(engine_judge(engine)), 0, now, &g);
	ck_assert_uint_eq(g.sent, 121);
	ck_assert_uint_eq(g.failed, 0);
	s = *peer_last(&hss1);
	peer_down(&hss1);
	ck_assert_uint_eq(ended(END_NO_WAY), 150);
	ck_assert_uint_eq(remembered(), 0);
	ck_assert_uint_eq(nnotices, 100);
	control_group(judge_control(engine_judge(engine)), 0, now, &g);
	ck_assert_uint_eq(g.failed, 100);
	/* and what comes after is unasked there, too */
	peer_up(&hss1);
	answer(&hss1, &s);
	ck_assert_int_eq(event_last()->v.waits, false);
	ck_assert_uint_eq(event_last()->v.request, 0);
	world_end();
}
END_TEST

/* What was sent again is one request, under its later name. */
START_TEST(memory_hears_of_what_is_taken_over)
{
	struct control_group g;

	world_with(WORLD "protect \"hss\" { link { \"hss1\" \"hss2\" } "
	    "capacity 1000000/s }\n", NULL, false);
	peer_up(&hss1);
	peer_up(&alpha);
	ask(&alpha, (struct ask){ .hbh = 7, .e2e = 2 });
	peer_down(&alpha);
	peer_up(&alpha);
	ask(&alpha, (struct ask){ .hbh = 8, .e2e = 2, .flags = FLAGS |
	    RETRANSMITTED });
	ck_assert_uint_eq(hss1.nsent, 1);
	ck_assert_uint_eq(remembered(), 1);
	control_group(judge_control(engine_judge(engine)), 0, now, &g);
	ck_assert_uint_eq(g.sent, 1);
	answer(&hss1, peer_last(&hss1));
	ck_assert_uint_eq(ended(END_ANSWERED), 1);
	ck_assert_uint_eq(remembered(), 0);
	world_end();
}
END_TEST

/* A clock that is set, forth or back, ends nothing. */
START_TEST(clock_jumps)
{
	world();
	ask(&alpha, (struct ask){ .e2e = 2 });
	engine_time(engine, now + 86400 * S);
	engine_turn(engine);
	engine_time(engine, now - 86400 * S);
	engine_turn(engine);
	ck_assert_uint_eq(engine_open(engine), 1);
	now -= 86400 * S;
	wait_for(10 * S);
	ck_assert_uint_eq(ended(END_UNANSWERED), 1);
	world_end();
}
END_TEST

static void
few(struct conf *c)
{
	c->diameter.requests = 3;
}

START_TEST(limits)
{
	unsigned i;

	world_with(WORLD, few, false);
	peer_up(&hss1);
	peer_up(&alpha);
	peer_up(&alpha2);
	for (i = 0; i < 5; i++)
		ask(&alpha, (struct ask){ .hbh = i, .e2e = i });
	ck_assert_uint_eq(ended(END_TOO_MANY), 2);
	ck_assert_uint_eq(result_of(peer_last(&alpha)), 3004);
	ck_assert_uint_eq(engine_open(engine), 3);
	ask(&alpha2, (struct ask){ .e2e = 9 });
	ck_assert_uint_eq(engine_open(engine), 4);
	answer(&hss1, &hss1.sent[0]);
	ask(&alpha, (struct ask){ .e2e = 10 });
	ck_assert_uint_eq(ended(END_TOO_MANY), 2);
	world_end();
}
END_TEST

START_TEST(from_home_to_a_partner)
{
	static const struct ask clr = { .command = CLR, .ohost = HSS1,
	    .orealm = REALM_HOME, .dhost = MME_BETA, .drealm = REALM_BETA };
	struct ask a = clr;

	world();
	peer_up(&hss2);
	peer_up(&ipx);
	ask(&hss1, a);		/* by the hub */
	ck_assert_uint_eq(ipx.nsent, 1);
	a.drealm = REALM_ALPHA;
	a.dhost = MME_ALPHA;
	ask(&hss1, a);		/* his own link first */
	ck_assert_uint_eq(alpha.nsent, 1);
	peer_down(&alpha);		/* and moved to the hub */
	ck_assert_uint_eq(ipx.nsent, 2);
	a.drealm = REALM_HOME;
	a.dhost = HSS2;
	ask(&hss1, a);
	ck_assert_uint_eq(hss2.nsent, 0);
	ck_assert_uint_eq(result_of(peer_last(&hss1)), 3002);
	world_end();
}
END_TEST

static void
add(TCase *t)
{
	tcase_add_test(t, forwarded_and_answered);
	tcase_add_test(t, verdicts_are_carried_out);
	tcase_add_test(t, sunk_copy);
	tcase_add_test(t, steered_to_a_link);
	tcase_add_test(t, monitor_passes_all);
	tcase_add_test(t, unjudged_passes_all);
	tcase_add_test(t, what_a_relay_refuses);
	tcase_add_test(t, dropped_loop);
	tcase_add_test(t, avps_that_lead_nowhere);
	tcase_add_test(t, garbage);
	tcase_add_test(t, unasked_answers);
	tcase_add_test(t, answer_dropped_by_a_rule);
	tcase_add_test(t, who_asked_is_gone_or_full);
	tcase_add_test(t, time_out);
	tcase_add_test(t, memory_hears_of_the_end);
	tcase_add_test(t, memory_hears_of_what_is_taken_over);
	tcase_add_test(t, clock_jumps);
	tcase_add_test(t, limits);
	tcase_add_test(t, from_home_to_a_partner);
}

int
main(void)
{
	return suite_main("engine", add);
}
