/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The engine when neighbours come and go, when requests are sent twice, when
 * rules change, when it stops, and what it hides.
 */
#define _GNU_SOURCE	/* memmem() */
#include "engine_help.h"
#include "../rules/owner.h"

/* ---- fail-over and fail-back (RFC 6733 5.5.4) ---- */

START_TEST(fail_over_and_back)
{
	struct engine_way w;
	uint32_t before;

	world();
	peer_up(&hss2);
	ask(&alpha, (struct ask){ .hbh = 3, .e2e = 1, .dhost = "" });
	ck_assert_uint_eq(hss1.nsent, 1);
	before = hbh_of(peer_last(&hss1));
	peer_down(&hss1);
	ck_assert_uint_eq(hss2.nsent, 1);
	ck_assert(engine_way(engine, 0, &w) && !w.up && w.waits == 0);
	ck_assert_uint_eq(peer_last(&hss2)->p[4], 0xd0);
	ck_assert_uint_eq(hbh_of(peer_last(&hss2)), before);
	ck_assert_uint_eq(peer_last(&hss2)->n, hss1.sent[0].n);
	ck_assert(memcmp(peer_last(&hss2)->p + 16, hss1.sent[0].p + 16,
	    peer_last(&hss2)->n - 16) == 0);
	answer(&hss2, peer_last(&hss2));
	ck_assert_uint_eq(hbh_of(peer_last(&alpha)), 3);
	ck_assert_uint_eq(ended(END_ANSWERED), 1);
	ask(&alpha, (struct ask){ .e2e = 2, .dhost = "" });
	ck_assert_uint_eq(hss2.nsent, 2);
	ck_assert_uint_eq(peer_last(&hss2)->p[4], 0xc0);
	peer_up(&hss1);
	ask(&alpha, (struct ask){ .e2e = 3, .dhost = "" });
	ck_assert_uint_eq(hss1.nsent, 1);
	ck_assert_uint_eq(hss2.nsent, 2);
	world_end();
}
END_TEST

/* Not for ever. */
START_TEST(moved_twice_at_most)
{
	unsigned i;

	world();
	for (i = 0; i < 2; i++) {
		ck_assert_uint_eq(engine_open(engine), i);
		if (i == 0)
			ask(&alpha, (struct ask){ .e2e = 1, .dhost = "" });
		peer_up(&hss2);
		peer_down(&hss1);
		peer_up(&hss1);
		peer_down(&hss2);
	}
	ck_assert_uint_eq(ended(END_NO_WAY), 1);
	ck_assert_uint_eq(result_of(peer_last(&alpha)), 3002);
	world_end();
}
END_TEST

START_TEST(goes_when_nobody_is_left)
{
	world();
	ask(&alpha, (struct ask){ .hbh = 8, .e2e = 1 });
	ask(&alpha, (struct ask){ .hbh = 9, .e2e = 2 });
	peer_down(&hss1);
	ck_assert_uint_eq(ended(END_NO_WAY), 2);
	ck_assert_uint_eq(alpha.nsent, 2);
	ck_assert_uint_eq(hbh_of(&alpha.sent[0]), 8);
	ck_assert_uint_eq(hbh_of(&alpha.sent[1]), 9);
	ask(&alpha, (struct ask){ .e2e = 3 });
	ck_assert_uint_eq(ended(END_NO_WAY), 3);
	peer_up(&hss1);
	ask(&alpha, (struct ask){ .e2e = 4 });
	ck_assert_uint_eq(engine_open(engine), 1);
	peer_down(&alpha);
	peer_down(&hss1);
	ck_assert_uint_eq(ended(END_ASKER_GONE), 1);
	world_end();
}
END_TEST

/* Of what is too long to be kept whole it is known who asked. */
START_TEST(long_requests_are_not_moved)
{
	static uint8_t octets[MESSAGE_MAX];
	struct ask a = { .hbh = 6, .e2e = 1 };
	size_t n = ask_make(octets, &a), more = 10000;

	octets[n] = 0;
	octets[n + 1] = 0;
	octets[n + 2] = 1;
	octets[n + 3] = 25;		/* Class */
	memset(octets + n + 4, 'x', more - 4);
	octets[n + 4] = 0x40;
	octets[n + 5] = 0;
	octets[n + 6] = (uint8_t)(more >> 8);
	octets[n + 7] = (uint8_t)more;
	n += more;
	octets[2] = (uint8_t)(n >> 8);
	octets[3] = (uint8_t)n;
	world();
	peer_up(&hss2);
	take(&alpha, octets, n);
	ck_assert_uint_eq(peer_last(&hss1)->n, n + 8 + strlen(alpha.host) +
	    -strlen(alpha.host) % 4);
	peer_down(&hss1);
	ck_assert_uint_eq(hss2.nsent, 0);
	ck_assert_uint_eq(ended(END_NO_WAY), 1);
	ck_assert_uint_eq(result_of(peer_last(&alpha)), 3002);
	ck_assert_uint_eq(hbh_of(peer_last(&alpha)), 6);
	ck_assert(avp_is(peer_last(&alpha), 263, 0, "mme1;1;1"));
	world_end();
}
END_TEST

/* One that takes nothing is passed over; the next one of the link, the next
 * link. */
START_TEST(full_ways_are_passed_over)
{
	world();
	peer_up(&hss2);
	hss1.full = true;
	ask(&alpha, (struct ask){ .e2e = 1 });
	ck_assert_uint_eq(hss2.nsent, 1);
	hss2.full = true;
	ask(&alpha, (struct ask){ .hbh = 12, .e2e = 2 });
	ck_assert_uint_eq(ended(END_NO_WAY), 1);
	ck_assert_uint_eq(hbh_of(peer_last(&alpha)), 12);
	ck_assert_uint_eq(result_of(peer_last(&alpha)), 3002);
	world_end();
}
END_TEST

/* A session keeps to one of two neighbours on a link, who share them. */
START_TEST(sessions_are_spread)
{
	struct peer other = { .link = L_HSS1, .host = "hss3." REALM_HOME,
	    .realm = REALM_HOME };
	unsigned i, first = 0;
	char session[32];

	world();
	peer_up(&other);
	for (i = 0; i < 50; i++) {
		snprintf(session, sizeof(session), "s;%u", i / 2);
		ask(&alpha, (struct ask){ .e2e = i, .session = session,
		    .dhost = "other." REALM_HOME });
		if (i % 2 == 0)
			first = hss1.nsent;
		else
			ck_assert_uint_eq((hss1.nsent - first) % 2,
			    hss1.nsent == first ? 0 : 1);
	}
	ck_assert_uint_eq(hss1.nsent + other.nsent, 50);
	ck_assert_uint_eq(hss1.nsent % 2, 0);
	ck_assert_uint_gt(hss1.nsent, 10);
	ck_assert_uint_gt(other.nsent, 10);
	/* to the host that is asked for, whatever the session */
	first = other.nsent;
	ask(&alpha, (struct ask){ .e2e = 60, .dhost = "HSS3." REALM_HOME });
	ask(&alpha, (struct ask){ .e2e = 61, .session = "t;2",
	    .dhost = "hss3." REALM_HOME });
	ck_assert_uint_eq(other.nsent, first + 2);
	peer_down(&other);
	world_end();
}
END_TEST

/* ---- sent twice ---- */

START_TEST(sent_again_over_another_link)
{
	world();
	peer_up(&alpha2);
	ask(&alpha, (struct ask){ .hbh = 1, .e2e = 5 });
	ask(&alpha2, (struct ask){ .hbh = 2, .e2e = 5,
	    .flags = FLAGS | RETRANSMITTED });
	ck_assert_uint_eq(hss1.nsent, 1);
	ck_assert_uint_eq(ended(END_DUPLICATE), 1);
	ck_assert_uint_eq(engine_open(engine), 1);
	answer(&hss1, peer_last(&hss1));
	ck_assert_uint_eq(alpha.nsent, 0);
	ck_assert_uint_eq(alpha2.nsent, 1);
	ck_assert_uint_eq(hbh_of(peer_last(&alpha2)), 2);
	/* answered: it goes on again */
	ask(&alpha2, (struct ask){ .hbh = 3, .e2e = 5,
	    .flags = FLAGS | RETRANSMITTED });
	ck_assert_uint_eq(hss1.nsent, 2);
	world_end();
}
END_TEST

/* Nobody takes over what another network asked. */
START_TEST(sent_again_by_a_stranger)
{
	struct peer gamma = { .link = L_PROBE, .host = "x.example.org",
	    .realm = "example.org" };

	world();
	peer_up(&gamma);
	ask(&alpha, (struct ask){ .hbh = 1, .e2e = 5 });
	ask(&gamma, (struct ask){ .hbh = 2, .e2e = 5,
	    .flags = FLAGS | RETRANSMITTED });
	ck_assert_uint_eq(hss1.nsent, 2);
	ck_assert_uint_eq(ended(END_DUPLICATE), 0);
	answer(&hss1, &hss1.sent[0]);
	ck_assert_uint_eq(alpha.nsent, 1);
	ck_assert_uint_eq(gamma.nsent, 0);
	/* another session, or another end-to-end identifier, is another one */
	ask(&alpha, (struct ask){ .e2e = 6, .flags = FLAGS | RETRANSMITTED });
	ask(&alpha, (struct ask){ .e2e = 6, .session = "mme1;1;2",
	    .flags = FLAGS | RETRANSMITTED });
	ck_assert_uint_eq(hss1.nsent, 4);
	peer_down(&gamma);
	world_end();
}
END_TEST

/* Its time-out answers the one that was sent last. */
START_TEST(sent_again_and_not_answered)
{
	world();
	peer_up(&alpha2);
	ask(&alpha, (struct ask){ .hbh = 1, .e2e = 5 });
	ask(&alpha2, (struct ask){ .hbh = 2, .e2e = 5,
	    .flags = FLAGS | RETRANSMITTED });
	peer_down(&alpha);
	wait_for(11 * S);
	ck_assert_uint_eq(hbh_of(peer_last(&alpha2)), 2);
	ck_assert_uint_eq(ended(END_UNANSWERED), 1);
	world_end();
}
END_TEST

/* ---- other rules ---- */

/* The links in another order, and one of them gone. */
#define OTHER								\
    "diameter { host " US " realm " REALM_HOME " }\n"			\
    "link \"alpha\" { ip 198.51.100.1 }\n"				\
    "link \"hss1\" { ip 192.0.2.1 }\n"					\
    "home { plmn 001-01 realm " REALM_HOME " link { \"hss1\" } }\n"	\
    "partner \"alpha\" { plmn 999-70 realm " REALM_ALPHA		\
    " link { \"alpha\" } }\n"						\
    "memory { subscribers 1000 transactions 5000 sources 100 }\n"	\
    "screen in { drop imsi " IMSI_FINE "\npass }\n"			\
    "screen out { pass }\n"

START_TEST(swapped_under_load)
{
	struct engine_way w;
	unsigned i, n = 0;

	world();
	peer_up(&hss2);
	alpha2.lingers = true;
	peer_up(&alpha2);
	ask(&alpha, (struct ask){ .hbh = 21, .e2e = 1 });
	ask(&alpha, (struct ask){ .hbh = 22, .e2e = 2, .dhost = HSS2 });
	ask(&alpha2, (struct ask){ .hbh = 23, .e2e = 3 });
	ck_assert(engine_swap(engine, world_rules(OTHER, NULL)));
	/* what waited for a neighbour who is none any more is moved */
	ck_assert(hss2.closed && hss2.way == NULL);
	ck_assert(alpha2.closed && !alpha.closed && !hss1.closed);
	ck_assert_uint_eq(hss1.nsent, 3);
	ck_assert_uint_eq(engine_open(engine), 3);
	for (i = 0; i < 3; i++)
		answer(&hss1, &hss1.sent[i]);
	ck_assert_uint_eq(ended(END_ANSWERED), 3);
	ck_assert_uint_eq(alpha.nsent, 2);
	ck_assert_uint_eq(alpha2.nsent, 1);
	ask(&alpha, (struct ask){ .e2e = 4 });
	ck_assert_uint_eq(ended(END_DROPPED), 1);
	ask(&alpha, (struct ask){ .e2e = 5, .imsi = IMSI_DROP });
	ck_assert_uint_eq(hss1.nsent, 4);
	ck_assert_int_eq(event_last()->v.link, 0);
	/* no neighbour any more, and not yet gone */
	ask(&alpha2, (struct ask){ .e2e = 6, .imsi = IMSI_DROP });
	ck_assert_uint_eq(ended(END_NO_WAY), 1);
	for (i = 0; engine_way(engine, i, &w); i++)
		n += w.link == (unsigned)LINK_UNKNOWN;
	ck_assert_uint_eq(i, 4);
	ck_assert_uint_eq(n, 2);
	world_end();
}
END_TEST

/* ---- the end ---- */

START_TEST(stops_when_all_is_answered)
{
	world();
	ask(&alpha, (struct ask){ .hbh = 1, .e2e = 1 });
	engine_stop(engine);
	ck_assert(!engine_stopped(engine));
	ask(&alpha, (struct ask){ .hbh = 2, .e2e = 2 });
	ck_assert_uint_eq(result_of(peer_last(&alpha)), 3004);
	ck_assert_uint_eq(ended(END_TOO_MANY), 1);
	engine_turn(engine);
	ck_assert(!alpha.closed);
	answer(&hss1, peer_last(&hss1));
	ck_assert_uint_eq(hbh_of(peer_last(&alpha)), 1);
	ck_assert(engine_stopped(engine));
	engine_turn(engine);
	ck_assert(alpha.closed && hss1.closed);
	world_end();
}
END_TEST

/* ---- who is shown ---- */

START_TEST(neighbours_are_shown)
{
	struct engine_way w;

	world();
	ask(&alpha, (struct ask){ .e2e = 1 });
	ck_assert(engine_way(engine, 0, &w));
	ck_assert(w.up && strcmp(w.host, HSS1) == 0 && w.waits == 1);
	ck_assert_str_eq(w.transport, "tcp");
	ck_assert_uint_eq(w.waiting, 1);
	ck_assert(engine_way(engine, 1, &w));
	ck_assert_uint_eq(w.open, 1);
	peer_down(&alpha);
	ck_assert(engine_way(engine, 1, &w));
	ck_assert(!w.up);
	ck_assert_str_eq(w.why, "test");
	peer_up(&alpha);		/* at his place */
	ck_assert(engine_way(engine, 1, &w));
	ck_assert(w.up && w.counts.requests == 1);
	ck_assert(!engine_way(engine, 2, &w));
	world_end();
}
END_TEST

/* Neighbours with ever other names take the places of those who have gone, and
 * nothing that was counted is lost. */
START_TEST(neighbours_without_end)
{
	struct peer one = { .link = L_ALPHA, .realm = REALM_ALPHA };
	struct engine_way w;
	char host[64];
	unsigned i;

	world();
	for (i = 0; i < EDGE_WAYS_MAX + 100; i++) {
		snprintf(host, sizeof(host), "h%u." REALM_ALPHA, i);
		one.host = host;
		peer_up(&one);
		ask(&one, (struct ask){ .e2e = i, .imsi = IMSI_DROP });
		peer_down(&one);
	}
	ck_assert(engine_way(engine, EDGE_WAYS_MAX - 1, &w));
	ck_assert(!engine_way(engine, EDGE_WAYS_MAX, &w));
	ck_assert_uint_eq(ended(END_DROPPED), EDGE_WAYS_MAX + 100);
	world_end();
}
END_TEST

/* ---- hidden names ---- */

static void
hiding(struct conf *c)
{
	c->diameter.hide = true;
}

static bool
mentions(const struct sent *s, const char *text)
{
	return memmem(s->p, s->n, text, strlen(text)) != NULL;
}

START_TEST(home_is_hidden)
{
	static const struct ask clr = { .command = CLR, .ohost = HSS2,
	    .orealm = REALM_HOME, .dhost = MME_ALPHA, .drealm = REALM_ALPHA,
	    .session = "s;1", .more = "282\"" HSS2 "\"" };

	world_with(WORLD, hiding, false);
	peer_up(&hss1);
	peer_up(&hss2);
	peer_up(&alpha);
	/* for us, and nobody is known: to whom the realm leads */
	ask(&alpha, (struct ask){ .e2e = 1, .dhost = US });
	ck_assert(!avp_is(peer_last(&hss1), 293, 0, US));
	ck_assert(!mentions(peer_last(&hss1), US));
	answer(&hss1, peer_last(&hss1));
	ck_assert(avp_is(peer_last(&alpha), 264, 0, US));
	ck_assert(!mentions(peer_last(&alpha), HSS1));
	ck_assert_uint_eq(result_of(peer_last(&alpha)), 2001);
	/* then to whom it was */
	ask(&alpha, (struct ask){ .e2e = 2, .dhost = US });
	ck_assert(avp_is(peer_last(&hss1), 293, 0, HSS1));
	ck_assert(avp_is(peer_last(&hss1), 264, 0, MME_ALPHA));
	answer_with(&hss1, peer_last(&hss1),
	    "268=3002 294\"" HSS1 "\" 281\"why\"");
	ck_assert(avp_is(peer_last(&alpha), 294, 0, US));
	ck_assert(avp_is(peer_last(&alpha), 281, 0, "why"));
	/* another one of home speaks of him */
	ask(&hss2, clr);
	ck_assert(avp_is(peer_last(&alpha), 264, 0, US));
	ck_assert(avp_is(peer_last(&alpha), 293, 0, MME_ALPHA));
	ck_assert(!mentions(peer_last(&alpha), HSS2));
	ck_assert(avp_is(peer_last(&alpha), 282, 0, US));
	ck_assert(avp_is(peer_last(&alpha), 282, 1, US));
	answer(&alpha, peer_last(&alpha));
	ck_assert(avp_is(peer_last(&hss2), 264, 0, alpha.host));
	ask(&alpha, (struct ask){ .e2e = 3, .dhost = US });
	ck_assert_uint_eq(hss2.nsent, 2);
	ck_assert(avp_is(peer_last(&hss2), 293, 0, HSS2));
	/* what a rule says is said by us, too */
	ask(&alpha, (struct ask){ .imsi = IMSI_REJECT, .dhost = US });
	ck_assert(avp_is(peer_last(&alpha), 264, 0, US));
	/* moved, it is hidden again */
	peer_down(&hss2);
	ck_assert(avp_is(peer_last(&hss1), 293, 0, HSS2));
	world_end();
}
END_TEST

/* Octets changed at will, in what is asked and in what is answered, with names
 * that are hidden: all of it ends, and nothing reads beyond. */
START_TEST(mutated_messages)
{
	static uint8_t octets[MESSAGE_MAX];
	uint64_t seed = 0x3a17;
	struct sent s;
	unsigned n, k;
	size_t len;

	world_with(WORLD, hiding, false);
	peer_up(&hss1);
	peer_up(&alpha);
	for (n = 0; n < 10000; n++) {
		if (n % 2 == 0 || hss1.nsent == 0) {
			len = ask_make(octets, &(struct ask){ .hbh = n,
			    .e2e = n, .dhost = n % 4 ? US : HSS1,
			    .more = "282\"" US "\"" });
			len -= n % 3 ? 8 + ((strlen(US) + 3) & ~3UL) : 0;
			octets[2] = (uint8_t)(len >> 8);
			octets[3] = (uint8_t)len;
		} else {
			s = *peer_last(&hss1);
			len = answer_make(octets, &s, HSS1, REALM_HOME,
			    "268=2001");
		}
		for (k = 0; k < n % 7; k++) {
			seed = seed * UINT64_C(6364136223846793005) + 1;
			octets[4 + (seed >> 33) % (len - 4)] =
			    (uint8_t)(seed >> 24);
		}
		take(octets[4] & 0x80 ? &alpha : &hss1, octets, len);
		if (n % 64 == 0)
			wait_for(S);
	}
	wait_for(10 * S);
	ck_assert_uint_eq(engine_open(engine), 0);
	ck_assert_uint_gt(ended(END_ANSWERED), 100);
	ck_assert_uint_gt(ended(END_LOOP), 100);
	ck_assert_uint_gt(totals().unasked, 100);
	world_end();
}
END_TEST

static void
add(TCase *t)
{
	tcase_add_test(t, fail_over_and_back);
	tcase_add_test(t, moved_twice_at_most);
	tcase_add_test(t, goes_when_nobody_is_left);
	tcase_add_test(t, long_requests_are_not_moved);
	tcase_add_test(t, full_ways_are_passed_over);
	tcase_add_test(t, sessions_are_spread);
	tcase_add_test(t, sent_again_over_another_link);
	tcase_add_test(t, sent_again_by_a_stranger);
	tcase_add_test(t, sent_again_and_not_answered);
	tcase_add_test(t, swapped_under_load);
	tcase_add_test(t, stops_when_all_is_answered);
	tcase_add_test(t, neighbours_are_shown);
	tcase_add_test(t, neighbours_without_end);
	tcase_add_test(t, home_is_hidden);
	tcase_add_test(t, mutated_messages);
}

int
main(void)
{
	return suite_main("engine_ways", add);
}
