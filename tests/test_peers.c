/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The edge of our own over TCP, with neighbours that behave and others.
 */
#include <malloc.h>

#include "peers_help.h"
#include "random.h"

static const char text[] =
    "home { plmn 001-01 imsi 00101* realm home.example.org link { hss } }\n"
    "partner \"alpha\" { plmn 999-01 imsi 99901* realm alpha.example.org\n"
    "	link { dra-a open-a } }\n"
    "link \"dra-a\" { ip 127.0.0.0/8 host { dra1.alpha.example.org\n"
    "	*.dra.alpha.example.org } }\n"
    "link \"open-a\" { ip 127.0.0.0/8 }\n"
    "link \"hss\" { ip 192.0.2.1 host hss1.home.example.org }\n"
    "screen in { pass }\n"
    "diameter { host fw1.home.example.org realm home.example.org\n"
    "	listen tcp 127.0.0.1 port 0 connections 300 output 256k }\n";

#define HOST	"dra1.alpha.example.org"
#define REALM	"alpha.example.org"

static struct world w;
static uint8_t mem[MESSAGE_MAX], more[MESSAGE_MAX];

static void
setup(void)
{
	world_open(&w, text);
}

static void
teardown(void)
{
	world_close(&w);
}

static int
open_one(const char *host)
{
	int fd = far_connect(peers_port(w.peers, 0));

	ck_assert_uint_eq(far_meet(&w, fd, host, REALM), BASE_SUCCESS);
	WAIT(&w, w.engine.nway > 0 && w.engine.way[w.engine.nway - 1].up);
	return fd;
}

START_TEST(thin_whole)
{
	int fd = open_one(HOST);
	struct base_self self = far_self(HOST, REALM);
	struct wbuf b = wbuf_make(more, sizeof(more));
	struct base_message m;
	size_t n = far_request(mem, 1, 100);

	ck_assert_str_eq(w.engine.way[0].host, HOST);
	ck_assert_str_eq(w.engine.way[0].end.transport, "tcp");
	ck_assert_uint_eq(w.engine.way[0].end.link, 0);
	w.engine.echo = true;
	far_send(fd, mem, n);
	WAIT(&w, w.engine.messages == 1);
	ck_assert_uint_eq(w.engine.len, n);
	ck_assert_mem_eq(w.engine.last, mem, n);
	ck_assert_uint_eq(far_read(&w, fd, more), n);
	mem[4] &= 0x7f;
	ck_assert_mem_eq(more, mem, n);

	base_dwr(&b, &self, 77, 78);
	far_write(fd, &b);
	far_expect(&w, fd, &m, BASE_DW, false);
	ck_assert_uint_eq(m.result, BASE_SUCCESS);
	ck_assert_uint_eq(m.header.hop, 77);

	/* commands of the base that are not for neighbours alone: ACR, RAR */
	memcpy(mem + 5, "\0\1\x0f\0\0\0\0", 7);
	far_send(fd, mem, n);
	mem[7] = 2;
	far_send(fd, mem, n);
	WAIT(&w, w.engine.messages == 3);

	wbuf_reset(&b);
	base_dpr(&b, &self, 79, 80, BASE_REBOOTING);
	far_write(fd, &b);
	far_expect(&w, fd, &m, BASE_DP, false);
	ck_assert_uint_eq(m.result, BASE_SUCCESS);
	WAIT(&w, !w.engine.way[0].up);
	close(fd);
	WAIT(&w, w.peers->conns == NULL);
}
END_TEST

/* However the octets are cut, the messages are the same. */
START_TEST(cut_at_every_octet)
{
	int fd = open_one(HOST);
	size_t n = far_request(mem, 1, 33), m, i;
	unsigned want = 0;
	uint64_t sum = 0;

	m = n + far_request(mem + n, 2, 200);
	for (i = 0; i < m; i++)
		sum += mem[i];
	for (i = 1; i < m; i++) {
		far_send(fd, mem, i);
		want += i >= n;
		WAIT(&w, w.engine.messages == want &&
		    (i == n ? w.peers->conns->rest.len == 0 :
		    w.peers->conns->rest.len == (i > n ? i - n : i)));
		far_send(fd, mem + i, m - i);
		want += i >= n ? 1 : 2;
		WAIT(&w, w.engine.messages == want);
		ck_assert_uint_eq(w.engine.sum, sum * i);
		ck_assert_ptr_null(w.peers->conns->rest.p);
	}
	close(fd);
}
END_TEST

START_TEST(octet_by_octet)
{
	int fd = far_connect(peers_port(w.peers, 0));
	size_t n = far_cer(mem, HOST, REALM), i;
	struct base_message m;

	for (i = 0; i < n; i++) {
		far_send(fd, mem + i, 1);
		world_turn(&w);
	}
	far_expect(&w, fd, &m, BASE_CE, false);
	ck_assert_uint_eq(m.result, BASE_SUCCESS);
	n = far_request(mem, 1, 50);
	for (i = 0; i < n; i++) {
		far_send(fd, mem + i, 1);
		world_turn(&w);
	}
	WAIT(&w, w.engine.messages == 1);
	ck_assert_mem_eq(w.engine.last, mem, n);
	close(fd);
}
END_TEST

/* Many at once, CER among them; larger ones than what is read at a time. */
START_TEST(merged)
{
	int fd = far_connect(peers_port(w.peers, 0));
	static uint8_t all[600000];
	size_t n = far_cer(all, HOST, REALM), sent = 0, room, i;
	uint64_t sum = 0;
	unsigned count = 0;
	ssize_t got;

	room = n;
	for (; n + MESSAGE_MAX < sizeof(all); count++)
		n += far_request(all + n, count,
		    count % 7 == 0 ? 64000 : 100 + count % 50);
	for (i = room; i < n; i++)
		sum += all[i];
	while (sent < n) {
		got = send(fd, all + sent, n - sent, MSG_DONTWAIT);
		if (got > 0)
			sent += (size_t)got;
		world_turn(&w);
	}
	WAIT(&w, w.engine.messages == count);
	ck_assert_uint_eq(w.engine.sum, sum);
	close(fd);
}
END_TEST

static const struct {
	const char	*octets;
	size_t		 n;
} bad[] = {
	{ "\0", 1 },			/* version */
	{ "\2\0\0\x14\x80\0\1\1", 8 },
	{ "GET / HTTP/1.1\r\n\r\n     ", 24 },
	{ "\x16\3\1\2\0\1\0\1\xfc\3\3xxxxxxxxxxxx", 24 },	/* TLS */
#define REST "\x80\0\1\1\0\0\0\0\0\0\0\1\0\0\0\1"
	{ "\1\0\0\0" REST, 20 },	/* length */
	{ "\1\0\0\x10" REST, 20 },
	{ "\1\0\0\x15" REST, 20 },
	{ "\1\0\0\x16" REST, 20 },
	{ "\1\xff\xff\xfc" REST, 20 },	/* 16 MB */
	{ "\1\1\0\4" REST, 20 },	/* one more than 64 k */
#undef REST
};

START_TEST(garbage_before_cer)
{
	int fd = far_connect(peers_port(w.peers, 0));

	far_send(fd, bad[_i].octets, bad[_i].n);
	far_closed(&w, fd);
	ck_assert_uint_eq(world_counts(&w).garbage, 1);
	ck_assert_uint_eq(world_counts(&w).unidentified, 0);
	ck_assert_uint_eq(w.engine.ups, 0);
}
END_TEST

START_TEST(garbage_after_cer)
{
	int fd = open_one(HOST);
	size_t n = far_request(mem, 1, 10);

	far_send(fd, mem, n);
	far_send(fd, bad[_i].octets, bad[_i].n);
	far_closed(&w, fd);
	ck_assert_uint_eq(w.engine.messages, 1);
	ck_assert_uint_eq(world_counts(&w).garbage, 1);
	ck_assert_uint_eq(w.engine.downs, 1);
	ck_assert_str_eq(w.engine.way[0].why, "sends what is no message");
}
END_TEST

/* Nothing but a CER may come first, and it may not be as long as others. */
START_TEST(not_a_cer)
{
	int fd = far_connect(peers_port(w.peers, 0));

	far_send(fd, mem, far_request(mem, 1, 10));
	far_closed(&w, fd);
	ck_assert_uint_eq(world_counts(&w).strangers, 1);
	fd = far_connect(peers_port(w.peers, 0));
	far_send(fd, mem, far_request(mem, 1, CONN_CER_MAX));
	far_closed(&w, fd);
	ck_assert_uint_eq(world_counts(&w).garbage, 1);
	ck_assert_uint_eq(w.engine.messages, 0);
}
END_TEST

/* Mutated CERs, and after a good one mutated messages: whatever comes of it,
 * nobody else is hurt and nothing stays behind. */
START_TEST(mutated)
{
	int good = open_one(HOST), fd;
	unsigned i, k, opened = w.engine.ups;
	size_t n;

	for (i = 0; i < 600; i++) {
		fd = far_connect(peers_port(w.peers, 0));
		n = far_cer(mem, i % 2 ? "x.dra.alpha.example.org" : HOST,
		    REALM);
		if (i % 4 == 3) {
			far_send(fd, mem, n);
			n = far_request(mem, i, 40);
		}
		for (k = 0; k <= random_below(4); k++)
			mem[random_below((unsigned)n)] ^=
			    (uint8_t)(1 + random_below(255));
		(void)send(fd, mem, n, MSG_NOSIGNAL);
		world_turn(&w);
		close(fd);
		if (i % 16 == 0)
			world_pass(&w, 3);
	}
	WAIT(&w, world_counts(&w).unidentified == 0 &&
	    world_counts(&w).open == 1);
	ck_assert_uint_gt(w.engine.ups, opened);
	ck_assert(w.engine.way[0].up);
	far_send(good, mem, far_request(mem, 9, 40));
	k = w.engine.way[0].messages;
	WAIT(&w, w.engine.way[0].messages == k + 1);
	close(good);
}
END_TEST

/* Who connects and says nothing has two seconds here. */
START_TEST(half_open)
{
	struct peers_times t = world_times();
	int fd[200], good = open_one(HOST);
	unsigned i;

	t.capabilities = 300 * MS;
	peers_set_times(w.peers, &t);
	for (i = 0; i < 200; i++)
		fd[i] = far_connect(peers_port(w.peers, 0));
	WAIT(&w, world_counts(&w).accepted + world_counts(&w).refused == 201);
	ck_assert_uint_eq(world_counts(&w).unidentified, UNIDENTIFIED_SOURCE);
	ck_assert_uint_eq(world_counts(&w).refused, 200 - UNIDENTIFIED_SOURCE);
	far_send(good, mem, far_request(mem, 9, 40));
	WAIT(&w, w.engine.messages == 1);
	WAIT(&w, world_counts(&w).unidentified == 0);
	ck_assert_uint_eq(world_counts(&w).silent, UNIDENTIFIED_SOURCE);
	for (i = 0; i < 200; i++)
		close(fd[i]);
	close(good);
}
END_TEST

/* A neighbour that does not read: what waits for it is bounded, then it is
 * closed; another one notices nothing. */
START_TEST(stalled)
{
	int fd = open_one(HOST), other = open_one("x.dra.alpha.example.org");
	size_t n = far_request(mem, 1, 4000);
	struct iovec part[2] = { { mem, 20 }, { mem + 20, n - 20 } };
	struct way *way = &w.engine.way[0];
	struct peers_times t = world_times();
	unsigned taken = 0;

	t.stalled = 400 * MS;
	peers_set_times(w.peers, &t);
	while (taken < 10000) {
		if (!way->ops->send(way->arg, part, 2))
			break;
		if (++taken % 16 == 0)
			peers_turn(w.peers);
	}
	ck_assert_uint_lt(taken, 10000);
	ck_assert_uint_gt(taken, 50);
	ck_assert_uint_le(way->ops->waiting(way->arg), 256 * 1024);
	ck_assert_uint_gt(way->ops->waiting(way->arg), 200 * 1024);
	/* and it is not read from for a while */
	far_send(fd, mem, far_request(mem, 1, 10));
	world_pass(&w, 50);
	ck_assert_uint_eq(w.engine.messages, 0);
	w.engine.echo = true;
	far_send(other, mem, n = far_request(mem, 1, 10));
	ck_assert_uint_eq(far_read(&w, other, more), n);
	WAIT(&w, !way->up);
	ck_assert_str_eq(way->why, "does not read");
	ck_assert_uint_eq(world_counts(&w).stalled, 1);
	ck_assert(w.engine.way[1].up);
	close(fd);
	close(other);
}
END_TEST

/* One that reads slowly gets everything in its order. */
START_TEST(slow_reader)
{
	int fd = open_one(HOST);
	struct way *way = &w.engine.way[0];
	struct iovec part = { mem, 0 };
	unsigned sent = 0, got = 0, full = 0;
	bool taken;
	size_t n;

	while (got < 3000) {
		taken = false;
		if (sent < 3000) {
			part.iov_len = far_request(mem, sent, sent % 900);
			taken = way->ops->send(way->arg, &part, 1);
			sent += taken;
		}
		if (!taken || sent % 3 == 0) {
			full += !taken && sent < 3000;
			n = far_read(&w, fd, more);
			ck_assert_uint_eq(text_be32(more + 12), got);
			ck_assert_uint_eq(n, far_request(mem, got,
			    got % 900));
			ck_assert_mem_eq(more, mem, n);
			got++;
		}
	}
	ck_assert_uint_eq(way->ops->waiting(way->arg), 0);
	ck_assert_uint_gt(full, 0);
	close(fd);
}
END_TEST

/* The engine holds one: it is not read from until it is let go. */
START_TEST(held)
{
	int fd = open_one(HOST);
	struct way *way = &w.engine.way[0];

	way->ops->hold(way->arg, true);
	far_send(fd, mem, far_request(mem, 1, 10));
	world_pass(&w, 30);
	ck_assert_uint_eq(w.engine.messages, 0);
	way->ops->hold(way->arg, false);
	WAIT(&w, w.engine.messages == 1);
	close(fd);
}
END_TEST

/* As much as fits into the sockets from one, then a message of another: that is
 * not the last in the row. */
START_TEST(flood)
{
	int fd = open_one(HOST), other = open_one("x.dra.alpha.example.org");
	static uint8_t all[400 * 500];
	unsigned sent = 0;
	size_t n = 0;
	ssize_t got;

	while (n + 500 <= sizeof(all))
		n += far_request(all + n, sent, 460);
	while ((got = send(fd, all, n, MSG_DONTWAIT)) == (ssize_t)n)
		sent += 1;
	ck_assert_uint_gt(sent, 3);
	far_send(other, mem, far_request(mem, 1, 10));
	WAIT(&w, w.engine.way[1].messages == 1);
	ck_assert_uint_le(w.engine.way[0].messages, 3 * CONN_READ / 480);
	close(fd);
	close(other);
}
END_TEST

START_TEST(engine_is_full)
{
	int fd = far_connect(peers_port(w.peers, 0));

	w.engine.full = true;
	far_send(fd, mem, far_cer(mem, HOST, REALM));
	far_closed(&w, fd);
	ck_assert_uint_eq(w.engine.ups, 0);
}
END_TEST

static const char small[] =
    "home { plmn 001-01 imsi 00101* realm home.example.org link { hss } }\n"
    "partner \"alpha\" { plmn 999-01 imsi 99901* realm alpha.example.org\n"
    "	link { dra-a } }\n"
    "link \"dra-a\" { ip 127.0.0.0/8 host *.alpha.example.org }\n"
    "link \"hss\" { ip 192.0.2.1 host hss1.home.example.org }\n"
    "screen in { pass }\n"
    "diameter { host fw1.home.example.org realm home.example.org\n"
    "	listen tcp 127.0.0.1 port 0 connections 10 }\n";

/* Ten at most, whoever they are; when one goes there is room again. */
START_TEST(connections)
{
	char host[64];
	int fd[10], more_fd;
	unsigned i;

	world_open(&w, small);
	for (i = 0; i < 10; i++) {
		snprintf(host, sizeof(host), "d%u.alpha.example.org", i);
		fd[i] = open_one(host);
	}
	more_fd = far_connect(peers_port(w.peers, 0));
	far_closed(&w, more_fd);
	ck_assert_uint_eq(world_counts(&w).refused, 1);
	ck_assert_uint_eq(world_counts(&w).open, 10);
	close(fd[3]);
	WAIT(&w, world_counts(&w).open == 9);
	fd[3] = open_one("d10.alpha.example.org");
	for (i = 0; i < 10; i++)
		close(fd[i]);
	world_close(&w);
}
END_TEST

static const char elsewhere[] =
    "home { plmn 001-01 imsi 00101* realm home.example.org link { hss } }\n"
    "link \"hss\" { ip 192.0.2.1 host hss1.home.example.org }\n"
    "screen in { pass }\n"
    "diameter { host fw1.home.example.org realm home.example.org\n"
    "	listen tcp 127.0.0.1 port 0 }\n";

/* Who comes from where no link leads learns that he is unknown, and there is
 * room for few of them. */
START_TEST(no_link_there)
{
	int fd;

	world_open(&w, elsewhere);
	fd = far_connect(peers_port(w.peers, 0));
	WAIT(&w, w.peers->unknown == 1);
	ck_assert_uint_eq(far_meet(&w, fd, "hss1.home.example.org",
	    "home.example.org"), BASE_UNKNOWN_PEER);
	far_closed(&w, fd);
	WAIT(&w, w.peers->unknown == 0);
	world_close(&w);
}
END_TEST

static const char ss7[] =
    "home { plmn 001-01 realm home.example.org }\n"
    "partner \"alpha\" { plmn 999-01 realm alpha.example.org\n"
    "	link { stp-a stp-b } }\n"
    "link \"stp-a\" { sigtran as a instance 0 }\n"
    "link \"stp-b\" { ip 127.0.0.0/8 pc 1 sigtran as b instance 0 }\n"
    "screen in { pass }\n"
    "ss7 { sigtran \"cs7.cfg\" pc 2 }\n"
    "diameter { host fw1.home.example.org realm home.example.org\n"
    "	listen tcp 127.0.0.1 port 0 }\n";

/* Nor does a link of SS7 lead here, whoever its partner is. */
START_TEST(links_of_ss7)
{
	int fd;

	world_open(&w, ss7);
	fd = far_connect(peers_port(w.peers, 0));
	ck_assert_uint_eq(far_meet(&w, fd, HOST, REALM), BASE_UNKNOWN_PEER);
	far_closed(&w, fd);
	WAIT(&w, w.peers->unknown == 0);
	world_close(&w);
}
END_TEST

/* What a half-open connection costs, and that all of it comes back. */
START_TEST(memory)
{
	int fd[UNIDENTIFIED_SOURCE];
	struct mallinfo2 before, during, after;
	unsigned i, round;

	for (round = 0; round < 3; round++) {
		before = mallinfo2();
		for (i = 0; i < UNIDENTIFIED_SOURCE; i++)
			fd[i] = far_connect(peers_port(w.peers, 0));
		WAIT(&w, world_counts(&w).unidentified ==
		    UNIDENTIFIED_SOURCE);
		during = mallinfo2();
		for (i = 0; i < UNIDENTIFIED_SOURCE; i++)
			close(fd[i]);
		WAIT(&w, w.peers->conns == NULL);
		after = mallinfo2();
	}
	/* the loop's own tables have their size by the first round */
	ck_assert_uint_le(during.uordblks - before.uordblks,
	    UNIDENTIFIED_SOURCE * 2048);
	ck_assert_uint_le(after.uordblks, before.uordblks + 1024);
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("peers");
	TCase *t = tcase_create("tcp"), *l = tcase_create("limits");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_set_timeout(t, 60);
	tcase_add_test(t, thin_whole);
	tcase_add_test(t, cut_at_every_octet);
	tcase_add_test(t, octet_by_octet);
	tcase_add_test(t, merged);
	tcase_add_loop_test(t, garbage_before_cer, 0,
	    sizeof(bad) / sizeof(bad[0]));
	tcase_add_loop_test(t, garbage_after_cer, 0,
	    sizeof(bad) / sizeof(bad[0]));
	tcase_add_test(t, not_a_cer);
	tcase_add_test(t, mutated);
	tcase_add_test(t, half_open);
	tcase_add_test(t, stalled);
	tcase_add_test(t, slow_reader);
	tcase_add_test(t, held);
	tcase_add_test(t, flood);
	tcase_add_test(t, engine_is_full);
	tcase_add_test(t, memory);
	suite_add_tcase(s, t);
	tcase_set_timeout(l, 60);
	tcase_add_test(l, connections);
	tcase_add_test(l, no_link_there);
	tcase_add_test(l, links_of_ss7);
	suite_add_tcase(s, l);
	return s;
}

int
main(void)
{
	SRunner *r = srunner_create(suite());
	int failed;

	seed = 0x5eed;
	srunner_run_all(r, CK_ENV);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed == 0 ? 0 : 1;
}
