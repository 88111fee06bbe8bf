/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Links that we dial, and elections.
 */
#include "peers_help.h"
#include "suite.h"

#define HOST	"dra1.alpha.example.org"
#define REALM	"alpha.example.org"

static struct world w;
static uint8_t mem[MESSAGE_MAX];

static void
setup_dial(struct world *world, uint16_t port, const char *self,
    const char *host)
{
	char text[2000];

	snprintf(text, sizeof(text),
	    "home { plmn 001-01 imsi 00101* realm home.example.org\n"
	    "	link { hss } }\n"
	    "partner \"alpha\" { plmn 999-01 imsi 99901*\n"
	    "	realm alpha.example.org link { dra-a } }\n"
	    "link \"hss\" { ip 192.0.2.1 host hss1.home.example.org }\n"
	    "link \"dra-a\" { ip 127.0.0.1 host %s\n"
	    "	connect tcp 127.0.0.1 port %u }\n"
	    "screen in { pass }\n"
	    "diameter { host %s realm home.example.org\n"
	    "	listen tcp 127.0.0.1 port 0 }\n", host, port, self);
	world_open(world, text);
}

static void
welcome(int fd, const char *host, uint32_t result)
{
	struct base_self self = far_self(host, REALM);
	uint8_t out[BASE_WRITE_MAX];
	struct wbuf b = wbuf_make(out, sizeof(out));
	struct base_message m;

	far_expect(&w, fd, &m, BASE_CE, true);
	ck_assert_str_eq(m.host, "fw1.home.example.org");
	base_cea(&b, &self, &m, result);
	far_write(fd, &b);
}

START_TEST(dials)
{
	static const struct {
		const char	*host;
		uint32_t	 result;
		unsigned	 ups;
	} tries[] = {
		{ HOST, BASE_UNKNOWN_PEER, 0 },
		{ "dra2.alpha.example.org", BASE_SUCCESS, 0 },
		{ HOST, BASE_SUCCESS, 1 },
		{ HOST, BASE_SUCCESS, 2 },
	};
	struct base_self self = far_self(HOST, REALM);
	uint8_t out[BASE_WRITE_MAX];
	struct wbuf b = wbuf_make(out, sizeof(out));
	struct base_message m;
	int listens, fd;
	uint16_t port;
	unsigned i;

	listens = far_listen(&port);
	setup_dial(&w, port, "fw1.home.example.org", HOST);
	for (i = 0; i < sizeof(tries) / sizeof(tries[0]); i++) {
		fd = far_accept(&w, listens);
		welcome(fd, tries[i].host, tries[i].result);
		if (tries[i].ups > w.engine.downs) {
			WAIT(&w, w.engine.ups == tries[i].ups);
			ck_assert_str_eq(w.engine.way[0].host, HOST);
			close(fd);
			WAIT(&w, w.engine.downs == tries[i].ups);
		} else {
			far_closed(&w, fd);
		}
		ck_assert_uint_eq(w.engine.ups, tries[i].ups);
	}
	ck_assert_uint_eq(world_counts(&w).strangers, 1);
	/* one that does not want us is left alone for long */
	fd = far_accept(&w, listens);
	welcome(fd, HOST, BASE_SUCCESS);
	WAIT(&w, w.engine.ups == 3);
	base_dpr(&b, &self, 1, 2, BASE_DO_NOT_WANT);
	far_write(fd, &b);
	far_expect(&w, fd, &m, BASE_DP, false);
	close(fd);
	world_pass(&w, 600);
	ck_assert_int_eq(accept(listens, NULL, NULL), -1);
	close(listens);
	world_close(&w);
}
END_TEST

/* Nobody listens; each time it waits longer, up to the most. */
START_TEST(dials_nobody)
{
	unsigned tries = 0;
	uint64_t end;
	uint16_t port;
	int fd = far_listen(&port);

	close(fd);
	setup_dial(&w, port, "fw1.home.example.org", HOST);
	for (end = clock_ms() + 1500; clock_ms() < end;) {
		world_turn(&w);
		if (w.peers->dials->tries != tries) {
			ck_assert_uint_eq(w.peers->dials->tries, tries + 1);
			tries++;
		}
	}
	/* 20, 40, 80, 160, then 200 ms: about nine */
	ck_assert_uint_ge(tries, 6);
	ck_assert_uint_le(tries, 13);
	world_close(&w);
}
END_TEST

/* Both dialled: who has the greater name keeps the one that the other began
 * (RFC 6733 5.6.4). */
static int
contest(const char *host, int *theirs)
{
	int listens;
	uint16_t port;

	listens = far_listen(&port);
	setup_dial(&w, port, "fw1.home.example.org", host);
	*theirs = far_accept(&w, listens);
	close(listens);
	return far_connect(peers_port(w.peers, 0));
}

START_TEST(election_won)
{
	int theirs, ours = contest("a.example.org", &theirs);

	ck_assert_uint_eq(far_meet(&w, ours, "a.example.org", REALM),
	    BASE_SUCCESS);
	far_closed(&w, theirs);
	ck_assert_uint_eq(w.engine.ups, 1);
	ck_assert_uint_eq(world_counts(&w).open, 1);
	/* and it is not dialled while that is open */
	world_pass(&w, 100);
	ck_assert_uint_eq(w.engine.ups, 1);
	close(ours);
	world_close(&w);
}
END_TEST

START_TEST(election_lost)
{
	int theirs, ours = contest("z.example.org", &theirs);
	struct base_message m;

	far_send(ours, mem, far_cer(mem, "z.example.org", REALM));
	world_pass(&w, 50);
	ck_assert_int_eq(recv(ours, mem, 1, MSG_DONTWAIT), -1);
	welcome(theirs, "z.example.org", BASE_SUCCESS);
	far_expect(&w, ours, &m, BASE_CE, false);
	ck_assert_uint_eq(m.result, BASE_ELECTION_LOST);
	far_closed(&w, ours);
	ck_assert_uint_eq(w.engine.ups, 1);
	ck_assert(w.engine.way[0].up);
	close(theirs);
	world_close(&w);
}
END_TEST

/* Lost, but our own connection comes to nothing. */
START_TEST(election_returns)
{
	int theirs, ours = contest("z.example.org", &theirs);
	struct base_message m;

	far_send(ours, mem, far_cer(mem, "z.example.org", REALM));
	WAIT(&w, w.peers->conns->state == PEER_ELECT);
	close(theirs);
	far_expect(&w, ours, &m, BASE_CE, false);
	ck_assert_uint_eq(m.result, BASE_SUCCESS);
	ck_assert_uint_eq(m.header.hop, 0x1234);
	WAIT(&w, w.engine.ups == 1);
	close(ours);
	world_close(&w);
}
END_TEST

/* Thought to be the same, for they share an address, and is not. */
START_TEST(election_of_others)
{
	struct base_message m;
	int listens, theirs, ours;
	uint16_t port;

	listens = far_listen(&port);
	setup_dial(&w, port, "fw1.home.example.org", "*.example.org");
	theirs = far_accept(&w, listens);
	ours = far_connect(peers_port(w.peers, 0));
	far_send(ours, mem, far_cer(mem, "z.example.org", REALM));
	WAIT(&w, w.peers->conns->state == PEER_ELECT);
	welcome(theirs, "y.example.org", BASE_SUCCESS);
	far_expect(&w, ours, &m, BASE_CE, false);
	ck_assert_uint_eq(m.result, BASE_SUCCESS);
	WAIT(&w, w.engine.ups == 2);
	close(theirs);
	close(ours);
	close(listens);
	world_close(&w);
}
END_TEST

/* A neighbour that is busy is left alone for four times as long. */
START_TEST(busy)
{
	struct base_self self = far_self(HOST, REALM);
	uint8_t out[BASE_WRITE_MAX];
	struct wbuf b = wbuf_make(out, sizeof(out));
	struct base_message m;
	int listens, fd;
	uint64_t begin;
	uint16_t port;

	listens = far_listen(&port);
	setup_dial(&w, port, "fw1.home.example.org", HOST);
	fd = far_accept(&w, listens);
	welcome(fd, HOST, BASE_SUCCESS);
	WAIT(&w, w.engine.ups == 1);
	base_dpr(&b, &self, 1, 2, BASE_BUSY);
	far_write(fd, &b);
	far_expect(&w, fd, &m, BASE_DP, false);
	close(fd);
	begin = clock_ms();
	fd = far_accept(&w, listens);
	ck_assert_uint_ge(clock_ms() - begin, 550);	/* 800, less jitter */
	close(fd);
	close(listens);
	world_close(&w);
}
END_TEST

static void
add(TCase *d)
{
	tcase_add_test(d, dials);
	tcase_add_test(d, dials_nobody);
	tcase_add_test(d, election_won);
	tcase_add_test(d, election_lost);
	tcase_add_test(d, election_returns);
	tcase_add_test(d, election_of_others);
	tcase_add_test(d, busy);
}

int
main(void)
{
	return suite_main("peers dial", add);
}
