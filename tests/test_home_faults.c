/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The home side, when servers or the edge die, hang, or do not read.
 */
#include "home_world.h"

/* Nothing that a server left unanswered goes to the other one by itself. */
START_TEST(server_killed)
{
	uint8_t octets[MESSAGE_MAX];
	struct way *way;
	unsigned i;
	size_t n;

	begin(2);
	hss[0].silent = true;
	way = engine_way_of(world.engine, HSS1);
	for (i = 0; i < 100; i++)
		ask(HSS1, i, 0, octets, &n);
	ck_assert(until_server(0, 100, 0));
	hss[0].shut = true;
	ck_assert(until_ways(1));
	ck_assert(!way->up);
	ck_assert_str_eq(way->why, "connection lost");
	hss[0].silent = hss[0].shut = false;
	ck_assert(until_ways(2));
	ask(HSS1, 1000, 0, octets, &n);
	ask(HSS2, 1001, 0, octets, &n);
	ck_assert(until_answers(2));
	ck_assert_uint_eq(hss[0].requests, 101);
	ck_assert_uint_eq(hss[1].requests, 1);
	ck_assert_uint_eq(world.engine->answers, 2);
	world_end(&world);
}
END_TEST

START_TEST(edge_killed)
{
	uint8_t octets[MESSAGE_MAX];
	int status, fd;
	size_t n;

	begin(2);
	ask(HSS1, 1, 0, octets, &n);
	ck_assert(until_answers(1));
	kill(world.pid, SIGKILL);
	ck_assert(until_ways(0));
	ck_assert_uint_eq(world.engine->downs, 2);
	waitpid(world.pid, &status, 0);
	world.pid = edge_begin(world.conf, &fd);
	home_attach(world.home, fd);
	ck_assert(until_ways(2));
	ask(HSS1, 2, 0, octets, &n);
	ck_assert(until_answers(2));
	world_end(&world);
}
END_TEST

/* A process that is there and does nothing. */
START_TEST(edge_hangs)
{
	struct way *way;

	begin(1);
	way = engine_way_of(world.engine, HSS1);
	kill(world.pid, SIGSTOP);
	ck_assert(until_ways(0));
	ck_assert_str_eq(way->why, "edge is gone");
	kill(world.pid, SIGKILL);
	world_end(&world);
}
END_TEST

START_TEST(edge_stopped)
{
	struct way *way;
	int status;

	begin(1);
	way = engine_way_of(world.engine, HSS1);
	kill(world.pid, SIGTERM);
	ck_assert(until_ways(0));
	ck_assert_str_eq(way->why, "edge is stopping");
	ck_assert_int_eq(waitpid(world.pid, &status, 0), world.pid);
	ck_assert(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	home_free(world.home);
}
END_TEST

/* Sends until it may no more; returns how many. */
static unsigned
fill(const char *host, size_t extra)
{
	struct way *way = engine_way_of(world.engine, host);
	uint8_t octets[MESSAGE_MAX];
	struct wbuf w = wbuf_make(octets, sizeof(octets));
	unsigned n;

	ck_assert_ptr_nonnull(way);
	request_put(&w, ULR, 5, HSS1, extra);
	for (n = 0; n < 100000 && way_send(way, w.p, w.len); n++)
		home_turn(world.home);
	return n;
}

static bool
may_send(struct world *w, void *arg)
{
	uint8_t octets[MESSAGE_MAX];
	struct wbuf b = wbuf_make(octets, sizeof(octets));
	struct way *way = engine_way_of(w->engine, arg);

	request_put(&b, ULR, 5, HSS1, 0);
	return way != NULL && way_send(way, b.p, b.len);
}

/* Until that many windows and some have been sent. */
static bool
sends_more(struct world *w, void *arg)
{
	const size_t *windows = arg;

	(void)w;
	fill(HSS1, 0);
	return hss[0].requests > (1 + *windows) * 1024 + 100;
}

/* What is not answered is bounded, and is forgotten in time. */
START_TEST(silent_server)
{
	size_t memory, i;

	begin(1);
	hss[0].silent = true;
	ck_assert_uint_eq(fill(HSS1, 0), 1024);
	ck_assert(until_server(0, 1024, 0));
	memory = process_memory(world.pid);
	for (i = 0; i < 3; i++)
		ck_assert(world_until(&world, sends_more, &i));
	ck_assert_uint_eq(world.engine->answers, 0);
	ck_assert_uint_lt(process_memory(world.pid), memory + MEMORY_MORE);
	hss[0].silent = false;
	ck_assert(world_until(&world, may_send, HSS1));
	ck_assert(until_answers(1));
	world_end(&world);
}
END_TEST

/* One server does not even read: the other one is served, and memory stays. */
START_TEST(stalled_server)
{
	uint8_t octets[MESSAGE_MAX];
	struct way *way;
	size_t memory, n;
	unsigned i;

	begin(2);
	memory = process_memory(world.pid);
	way = engine_way_of(world.engine, HSS1);
	hss[0].stall = true;
	ck_assert_uint_eq(fill(HSS1, 2500), 512);
	for (i = 1; i <= 50; i++) {
		ask(HSS2, i, 0, octets, &n);
		ck_assert(until_answers(i));
	}
	ck_assert_uint_lt(process_memory(world.pid), memory + MEMORY_MORE);
	/* the watchdog notices, twice TwTimer later at most */
	ck_assert(until_ways(1));
	ck_assert(!way->up);
	ck_assert_str_eq(way->why, "watchdog not answered");
	hss[0].stall = false;
	ck_assert(until_ways(2));
	world_end(&world);
}
END_TEST

/* One does not read, and the network takes little: freeDiameter's threads wait
 * for each other until it breaks that connection, a second or two, and then the
 * other one is served. */
START_TEST(blocked_sender)
{
	uint8_t octets[MESSAGE_MAX];
	struct way *way;
	size_t n;

	narrow = true;
	begin(2);
	way = engine_way_of(world.engine, HSS1);
	hss[0].stall = true;
	ck_assert_uint_eq(fill(HSS1, 2500), 512);
	ask(HSS2, 1, 0, octets, &n);
	ck_assert(until_answers(1));
	ck_assert(until_ways(1));
	ck_assert(!way->up);
	hss[0].stall = false;
	ck_assert(until_ways(2));
	ask(HSS1, 2, 0, octets, &n);
	ck_assert(until_answers(2));
	ck_assert_uint_eq(hss[1].requests, 1);
	world_end(&world);
}
END_TEST

static void
add(TCase *tc)
{
	tcase_add_test(tc, server_killed);
	tcase_add_test(tc, edge_killed);
	tcase_add_test(tc, edge_hangs);
	tcase_add_test(tc, edge_stopped);
	tcase_add_test(tc, silent_server);
	tcase_add_test(tc, stalled_server);
	tcase_add_test(tc, blocked_sender);
}

int
main(void)
{
	return suite_main("home faults", add);
}
