/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The home side: engine and server with the freeDiameter edge between.
 */
#include "home_world.h"

/* What the server saw of the request, from its answer. */
static struct cur
echo_of(const uint8_t *p, size_t n)
{
	struct cur c = cur_make(p, n), before, whole;
	struct diameter_avp a;

	ck_assert(cur_skip(&c, 20));
	for (before = c; diameter_avp_next(&c, &a); before = c)
		if (a.code == ECHO_AVP && a.vendor == ECHO_VENDOR) {
			ck_assert(cur_take(&before, cur_left(&before) -
			    cur_left(&c), &whole));
			ck_assert(cur_skip(&whole, 12));
			return whole;
		}
	ck_abort_msg("no echo");
}

START_TEST(request_and_answer)
{
	uint8_t octets[MESSAGE_MAX];
	unsigned want = 1;
	struct cur seen;
	size_t n;

	begin(1);
	ck_assert_uint_eq(engine_way_of(world.engine, HSS1)->end.link, 1);
	ask(HSS1, 0x12345678, 5, octets, &n);
	ck_assert(world_until(&world, has_answers, &want));
	/* with our identifier, whatever was on the wire */
	ck_assert_uint_eq(be32_at(world.engine->last, 12), 0x12345678);
	ck_assert_uint_eq(be32_at(world.engine->last, 4), ULR | 0x40 << 24);
	seen = echo_of(world.engine->last, world.engine->last_n);
	ck_assert_uint_eq(cur_left(&seen), n);
	ck_assert_mem_eq(seen.p, octets, 12);
	ck_assert_mem_eq(seen.p + 16, octets + 16, n - 16);
	world_end(&world);
}
END_TEST

/* What freeDiameter does change: padding that is not zero. */
START_TEST(padding)
{
	uint8_t octets[MESSAGE_MAX];
	struct wbuf w = wbuf_make(octets, sizeof(octets));
	size_t i, differ = 0;
	struct cur seen;

	begin(1);
	request_put(&w, ULR, 3, HSS1, 5);
	octets[20 + 8 + 30] = octets[20 + 8 + 31] = 0xee;  /* Session-Id's */
	octets[w.len - 1] = octets[w.len - 2] = octets[w.len - 3] = 0xee;
	ck_assert(way_send(engine_way_of(world.engine, HSS1), w.p, w.len));
	ck_assert(until_answers(1));
	seen = echo_of(world.engine->last, world.engine->last_n);
	ck_assert_uint_eq(cur_left(&seen), w.len);
	for (i = 16; i < w.len; i++)
		if (seen.p[i] != octets[i]) {
			ck_assert_uint_eq(octets[i], 0xee);
			ck_assert_uint_eq(seen.p[i], 0);
			differ++;
		}
	ck_assert_uint_eq(differ, 5);
	world_end(&world);
}
END_TEST

START_TEST(home_asks)
{
	begin(1);
	hss[0].ask = 3;
	ck_assert(until_server(0, 0, 3));
	ck_assert_uint_eq(world.engine->requests, 3);
	ck_assert_uint_eq(hss[0].answer_hop, 0xc1000001);
	ck_assert_uint_eq(hss[0].answer_result, 2001);
	/* its octets, with an identifier of the edge's */
	ck_assert_uint_eq(be32_at(world.engine->last, 16),
	    0xc1000001 ^ 0x5a5a5a5a);
	world_end(&world);
}
END_TEST

/* The engine chooses, whatever freeDiameter would. */
START_TEST(chosen_server)
{
	uint8_t octets[MESSAGE_MAX];
	size_t n;

	begin(2);
	ck_assert_uint_eq(engine_way_of(world.engine, HSS2)->end.link, 2);
	ask(HSS2, 7, 0, octets, &n);
	ck_assert(until_answers(1));
	ck_assert_uint_eq(hss[0].requests, 0);
	ck_assert_uint_eq(hss[1].requests, 1);
	world_end(&world);
}
END_TEST

/* A request that has been there already is refused, and nothing else ends. */
START_TEST(route_record)
{
	uint8_t octets[MESSAGE_MAX];
	struct wbuf w = wbuf_make(octets, sizeof(octets));

	begin(1);
	request_put(&w, ULR, 77, HSS1, 0);
	avp_text(&w, 282, HSS1);
	length_put(&w);
	ck_assert(way_send(engine_way_of(world.engine, HSS1), w.p, w.len));
	ck_assert(until_answers(1));
	ck_assert_uint_eq(result_of(world.engine->last, world.engine->last_n),
	    3002);
	ck_assert_uint_eq(be32_at(world.engine->last, 12), 77);
	ck_assert_uint_eq(world.engine->last[4], 0x60);
	ck_assert_uint_eq(hss[0].requests, 0);
	ck_assert_uint_eq(world.engine->nup, 1);
	world_end(&world);
}
END_TEST

/* Asks again and again, one at a time, until a request is served. */
static bool
is_served(struct world *w, void *arg)
{
	static unsigned asked;

	(void)w;
	(void)arg;
	if (hss[0].ask > 0 || hss[0].answers == asked)
		return false;
	if (asked != 0 && hss[0].answer_result == 2001)
		return true;
	asked = hss[0].answers;
	hss[0].ask = 1;
	return false;
}

/* Closed by the engine: its requests are refused, and nobody hears of them. */
START_TEST(way_closed)
{
	struct way *way;

	begin(1);
	way = engine_way_of(world.engine, HSS1);
	way->ops->close(way->arg);
	ck_assert(!way->up);
	hss[0].ask = 1;
	ck_assert(until_server(0, 0, 1));
	ck_assert_uint_ge(hss[0].answer_result, 3002);
	ck_assert_uint_eq(world.engine->requests, 0);
	/* other rules: it has a link again */
	home_swap(world.home, world.rules);
	ck_assert_uint_eq(world.engine->nup, 1);
	ck_assert(world_until(&world, is_served, NULL));
	/* and the one before, if it was under way as the edge refused it */
	ck_assert_uint_ge(world.engine->requests, 1);
	ck_assert_uint_le(world.engine->requests, 2);
	world_end(&world);
}
END_TEST

/* Held: it gets as far as its credit, and the rest is refused. */
START_TEST(way_held)
{
	unsigned answers;
	struct way *way;

	begin(1);
	way = engine_way_of(world.engine, HSS1);
	way->ops->hold(way->arg, true);
	hss[0].ask = 1100;
	ck_assert(until_server(0, 0, 1100));
	ck_assert_uint_eq(world.engine->requests, 1024);
	ck_assert_uint_eq(hss[0].busy, 1100 - 1024);
	way->ops->hold(way->arg, false);
	ck_assert(world_until(&world, is_served, NULL));
	answers = hss[0].answers;
	hss[0].ask = 1000;
	ck_assert(until_server(0, 0, answers + 1000));
	ck_assert_uint_eq(world.engine->requests, 2025);
	ck_assert_uint_eq(hss[0].answer_result, 2001);
	world_end(&world);
}
END_TEST

/* A server that no link leads to. */
START_TEST(stranger)
{
	begin(0);
	world_end(&world);
	hss_begin(&hss[0], "hss9." REALM, false);
	world_begin(&world, hss, 1);
	hss[0].ask = 1;
	ck_assert(until_server(0, 0, 1));
	ck_assert_uint_ge(hss[0].answer_result, 3002);
	ck_assert_uint_eq(world.engine->ups, 0);
	world_end(&world);
}
END_TEST

/* Octets that are no message cost a server its connection, and no more. */
START_TEST(garbage)
{
	static const char *const bad[] = {
		/* no version, short, no multiple of four */
		"00000014c000013d010000230000000100000001",
		"01000010c000013d0100002300000001",
		"01000016c000013d010000230000000100000001ffff",
		/* a watchdog's AVPs that do not fit, or are Proxy-Info */
		"0100001c80000118000000000000000100000001000001084000000c",
		"0100001c800001180000000000000001000000010000011c40000008",
	};
	unsigned i, octet;
	const char *p;

	begin(1);
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		for (p = bad[i]; sscanf(p, "%2x", &octet) == 1; p += 2)
			hss[0].bad[(size_t)(p - bad[i]) / 2] = (uint8_t)octet;
		hss[0].garbage = (unsigned)strlen(bad[i]) / 2;
		ck_assert(until_ways(0));
		ck_assert(until_ways(1));
	}
	ck_assert_uint_eq(world.engine->requests, 0);
	hss[0].ask = 1;
	ck_assert(until_server(0, 0, 1));
	ck_assert_uint_eq(hss[0].answer_result, 2001);
	world_end(&world);
}
END_TEST

/* Whatever stands in AVPs, the engine gets to judge it or its credit is out:
 * each is answered, over one connection. */
START_TEST(mutants)
{
	begin(1);
	hss[0].mutants = 10000;
	ck_assert(until_server(0, 0, 10000));
	ck_assert_uint_gt(world.engine->requests, 1024);
	ck_assert_uint_eq(world.engine->downs, 0);
	world_end(&world);
}
END_TEST

/* The same from the other side: what the engine lets through may be odd.  Each
 * is answered by the server or by the edge, and nothing ends. */
START_TEST(mutants_of_the_engine)
{
	uint8_t octets[MESSAGE_MAX];
	struct wbuf w = wbuf_make(octets, sizeof(octets));
	struct way *way;
	uint64_t seed = 2;
	unsigned i;

	begin(1);
	way = engine_way_of(world.engine, HSS1);
	for (i = 1; i <= 10000; i++) {
		wbuf_reset(&w);
		request_put(&w, ULR, i, HSS1, i % 64);
		avp_damage(&w, &seed);
		ck_assert(way_send(way, w.p, w.len));
		if (i % 500 == 0 && !until_answers(i))
			ck_abort_msg("%u of %u, %u down", world.engine->answers,
			    i, world.engine->downs);
	}
	ck_assert_uint_gt(hss[0].requests, 5000);
	ck_assert_uint_eq(world.engine->downs, 0);
	world_end(&world);
}
END_TEST

/* freeDiameter's own daemon at the far side: it has no such application, and
 * says so. */
START_TEST(daemon_answers)
{
	uint8_t octets[MESSAGE_MAX];
	char conf[512];
	unsigned way = 1;
	pid_t pid;
	int status;
	size_t n;

	if (access(DAEMON, X_OK) != 0)
		return;
	hss[0] = (struct hss){ .host = HSS1, .port = port_free() };
	snprintf(conf, sizeof(conf), "%s.daemon", home_conf_path());
	pid = daemon_begin(conf, &hss[0]);
	world_begin(&world, hss, 1);
	ck_assert(world_until(&world, has_ways, &way));
	ask(HSS1, 99, 0, octets, &n);
	ck_assert(until_answers(1));
	ck_assert_uint_eq(be32_at(world.engine->last, 12), 99);
	ck_assert_uint_eq(world.engine->last[4] & 0xa0, 0x20);
	ck_assert_uint_eq(result_of(world.engine->last, world.engine->last_n),
	    3007);
	kill(pid, SIGTERM);
	ck_assert(until_ways(0));
	waitpid(pid, &status, 0);
	unlink(conf);
	world_end(&world);
}
END_TEST

static void
add(TCase *tc)
{
	tcase_add_test(tc, request_and_answer);
	tcase_add_test(tc, padding);
	tcase_add_test(tc, home_asks);
	tcase_add_test(tc, chosen_server);
	tcase_add_test(tc, route_record);
	tcase_add_test(tc, way_closed);
	tcase_add_test(tc, way_held);
	tcase_add_test(tc, stranger);
	tcase_add_test(tc, garbage);
	tcase_add_test(tc, mutants);
	tcase_add_test(tc, mutants_of_the_engine);
	tcase_add_test(tc, daemon_answers);
}

int
main(void)
{
	return suite_main("home", add);
}
