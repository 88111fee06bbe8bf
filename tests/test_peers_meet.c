/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Who is let in, watchdog, goodbye, other rules.
 */
#define _GNU_SOURCE			/* memmem() */
#include "peers_help.h"
#include "suite.h"

#define TEXT(links, more)						\
    "home { plmn 001-01 imsi 00101* realm home.example.org link { hss } }\n" \
    "partner \"alpha\" { plmn 999-01 imsi 99901* realm alpha.example.org\n" \
    "	link { dra-a open-a } }\n"					\
    "partner \"beta\" { plmn 999-02 imsi 99902* realm beta.example.org\n" \
    "	link { dra-b } }\n"						\
    links								\
    "link \"hss\" { ip 192.0.2.1 host hss1.home.example.org }\n"	\
    "screen in { pass }\n"						\
    "diameter { host fw1.home.example.org realm home.example.org\n"	\
    "	listen tcp 127.0.0.1 port 0 " more " }\n"

#define DRA_A								\
    "link \"dra-a\" { ip 127.0.0.0/8 host { dra1.alpha.example.org\n"	\
    "	*.dra.alpha.example.org } }\n"

static const char plain[] = TEXT(
    "link \"dra-b\" { ip 198.51.100.0/24 host dra1.beta.example.org }\n"
    DRA_A
    "link \"open-a\" { ip 127.0.0.0/8 }\n", "");

#define HOST	"dra1.alpha.example.org"
#define REALM	"alpha.example.org"

static struct world w;
static uint8_t mem[MESSAGE_MAX];

static void
setup(void)
{
	world_open(&w, plain);
}

static void
teardown(void)
{
	world_close(&w);
}

static uint32_t
meet(const char *host, const char *realm)
{
	int fd = far_connect(peers_port(w.peers, 0));
	uint32_t result = far_meet(&w, fd, host, realm);

	if (result != BASE_SUCCESS)
		far_closed(&w, fd);
	else
		close(fd);
	return result;
}

/* ---- who ---- */

START_TEST(identities)
{
	static const struct {
		const char	*host, *realm;
		int		 link;	/* -1: refused */
	} who[] = {
		{ HOST, REALM, 1 },
		{ "DRA1.alpha.Example.ORG", REALM, 1 },
		{ HOST, "elsewhere.example.org", 1 },
		{ "a.dra.alpha.example.org", REALM, 1 },
		{ "dra.alpha.example.org", REALM, 2 },
		{ "dra.alpha.example.org", "beta.example.org", -1 },
		{ "dra1.beta.example.org", "beta.example.org", -1 },
		{ "hss1.home.example.org", "home.example.org", -1 },
		{ "hss1.home.example.org", REALM, 2 },
		{ "xdra1.alpha.example.org", REALM, 2 },
		{ "dra9.nobody.example.org", "nobody.example.org", -1 },
		{ "fw1.home.example.org", REALM, -1 },	/* our own */
	};
	unsigned i, ups = 0, strangers = 0;
	uint32_t result;

	for (i = 0; i < sizeof(who) / sizeof(who[0]); i++) {
		result = meet(who[i].host, who[i].realm);
		ck_assert_msg(result == (who[i].link == -1 ?
		    BASE_UNKNOWN_PEER : BASE_SUCCESS), "%s %s: %u",
		    who[i].host, who[i].realm, result);
		strangers += who[i].link == -1;
		ups += who[i].link != -1;
		ck_assert_uint_eq(world_counts(&w).strangers, strangers);
		ck_assert_uint_eq(w.engine.ups, ups);
		if (who[i].link != -1)
			ck_assert_int_eq((int)w.engine.way[ups - 1].end.link,
			    who[i].link);
		WAIT(&w, w.peers->conns == NULL);
	}
}
END_TEST

/* A CER of ours with some octets exchanged for others of the same length. */
static uint32_t
meet_changed(const char *from, const char *to, size_t n)
{
	size_t len = far_cer(mem, HOST, REALM), i;
	int fd = far_connect(peers_port(w.peers, 0));
	struct base_message m;
	unsigned found = 0;

	for (i = 0; i + n <= len; i++)
		if (memcmp(mem + i, from, n) == 0) {
			memcpy(mem + i, to, n);
			found++;
		}
	ck_assert_uint_gt(found, 0);
	far_send(fd, mem, len);
	far_expect(&w, fd, &m, BASE_CE, false);
	far_closed(&w, fd);
	return m.result;
}

/* AVP flags and lengths as far_cer() has them. */
#define FOUR	"\x40\0\0\x0c"

START_TEST(capabilities)
{
	static const struct {
		const char	*from, *to;
		size_t		 n;
		uint32_t	 result;
	} change[] = {
		/* no application but the base's: twice as Auth */
		{ "\0\0\1\2" FOUR, "\0\0\3\2" FOUR, 8,
		    BASE_NO_COMMON_APPLICATION },
		{ "\0\0\1\x2b" FOUR "\0\0\0\0", "\0\0\1\x2b" FOUR "\0\0\0\1",
		    12, BASE_NO_COMMON_SECURITY },
		{ "\0\0\1\x01\x40", "\0\0\2\x01\x40", 5, BASE_MISSING },
		{ "\0\0\1\x0d\0", "\0\0\2\x0d\0", 5, BASE_MISSING },
		{ "\0\0\1\x28\x40", "\0\0\2\x28\x40", 5, BASE_MISSING },
		{ "\0\0\1\2" FOUR, "\0\0\1\2\x40\0\0\x0b", 8,
		    BASE_INVALID_LENGTH },
		{ "dra1.alpha", "dra1/alpha", 10, BASE_INVALID_VALUE },
		{ "\0\0\1\2" FOUR, "\0\0\1\2\x40\0\x70\x0c", 8,
		    BASE_INVALID_LENGTH },
	};
	unsigned i;
	uint32_t result;

	for (i = 0; i < sizeof(change) / sizeof(change[0]); i++) {
		result = meet_changed(change[i].from, change[i].to,
		    change[i].n);
		ck_assert_msg(result == change[i].result, "%u: %u", i, result);
	}
	ck_assert_uint_eq(world_counts(&w).strangers, i);
	ck_assert_uint_eq(w.engine.ups, 0);
}
END_TEST

START_TEST(cea_says_who_we_are)
{
	static const uint8_t app[] = { 0x01, 0x00, 0x00, 0x23 };
	int fd = far_connect(peers_port(w.peers, 0));
	uint8_t cea[MESSAGE_MAX];
	struct base_message m;
	size_t n;

	far_send(fd, mem, far_cer(mem, HOST, REALM));
	n = far_read(&w, fd, cea);
	ck_assert_uint_eq(base_read(&m, cur_make(cea, n)), BASE_SUCCESS);
	ck_assert_str_eq(m.host, "fw1.home.example.org");
	ck_assert_str_eq(m.realm, "home.example.org");
	ck_assert(m.application);
	ck_assert(m.security);
	ck_assert_ptr_nonnull(memmem(cea, n, "Breakwater", 10));
	ck_assert_ptr_nonnull(memmem(cea, n, app, sizeof(app)));
	ck_assert_ptr_nonnull(memmem(cea, n, "\0\1\x7f\0\0\1", 6));
	close(fd);
}
END_TEST

/* ---- two connections of one neighbour ---- */

START_TEST(second_is_refused)
{
	int fd = far_connect(peers_port(w.peers, 0)), second;

	ck_assert_uint_eq(far_meet(&w, fd, HOST, REALM), BASE_SUCCESS);
	ck_assert_uint_eq(meet(HOST, REALM), BASE_UNABLE);
	ck_assert(w.engine.way[0].up);
	ck_assert_uint_eq(w.engine.ups, 1);
	/* another host of the same link is another neighbour */
	second = far_connect(peers_port(w.peers, 0));
	ck_assert_uint_eq(far_meet(&w, second, "b.dra.alpha.example.org",
	    REALM), BASE_SUCCESS);
	ck_assert_uint_eq(world_counts(&w).open, 2);
	close(fd);
	close(second);
}
END_TEST

/* It takes the place of one that has become suspect. */
START_TEST(second_replaces_suspect)
{
	struct peers_times t = world_times();
	int fd, second;

	t.watchdog = 100 * MS;
	peers_set_times(w.peers, &t);
	fd = far_connect(peers_port(w.peers, 0));
	ck_assert_uint_eq(far_meet(&w, fd, HOST, REALM), BASE_SUCCESS);
	WAIT(&w, w.engine.downs == 1);
	ck_assert_uint_eq(world_counts(&w).open, 1);
	second = far_connect(peers_port(w.peers, 0));
	ck_assert_uint_eq(far_meet(&w, second, HOST, REALM), BASE_SUCCESS);
	WAIT(&w, w.engine.ups == 2);
	far_closed(&w, fd);
	ck_assert_uint_eq(world_counts(&w).open, 1);
	close(second);
}
END_TEST

/* ---- watchdog ---- */

static void
answer_dwr(int fd)
{
	struct base_self self = far_self(HOST, REALM);
	uint8_t out[BASE_WRITE_MAX];
	struct wbuf b = wbuf_make(out, sizeof(out));
	struct base_message m;

	far_expect(&w, fd, &m, BASE_DW, true);
	base_answer(&b, &self, &m.header, BASE_SUCCESS);
	far_write(fd, &b);
}

/* Silence is asked about; an answer or any message brings it back; without
 * one it is closed, and the next time three answers are wanted. */
START_TEST(watchdog)
{
	struct peers_times t = world_times();
	int fd, i;

	t.watchdog = 150 * MS;
	peers_set_times(w.peers, &t);
	fd = far_connect(peers_port(w.peers, 0));
	ck_assert_uint_eq(far_meet(&w, fd, HOST, REALM), BASE_SUCCESS);
	for (i = 0; i < 3; i++)
		answer_dwr(fd);
	ck_assert_uint_eq(w.engine.downs, 0);
	/* suspect, and back by a message that is none of the watchdog's */
	WAIT(&w, w.engine.downs == 1);
	ck_assert_str_eq(w.engine.way[0].why, "no answer to the watchdog");
	far_send(fd, mem, far_request(mem, 1, 10));
	WAIT(&w, w.engine.ups == 2 && w.engine.messages == 1);
	/* and gone */
	far_closed(&w, fd);
	ck_assert_uint_eq(w.engine.downs, 2);
	ck_assert_uint_eq(w.peers->nfailed, 1);

	fd = far_connect(peers_port(w.peers, 0));
	ck_assert_uint_eq(far_meet(&w, fd, HOST, REALM), BASE_SUCCESS);
	answer_dwr(fd);
	ck_assert_uint_eq(w.engine.ups, 2);
	answer_dwr(fd);
	/* a request meanwhile may go elsewhere */
	far_send(fd, mem, far_request(mem, 5, 10));
	do
		ck_assert_uint_gt(far_read(&w, fd, mem), 0);
	while (mem[4] != 0x60);
	ck_assert_ptr_nonnull(memmem(mem, 100, "\0\0\x0b\xbc", 4));
	ck_assert_uint_eq(w.engine.ups, 2);
	answer_dwr(fd);
	WAIT(&w, w.engine.ups == 3);
	ck_assert_uint_eq(w.peers->nfailed, 0);
	close(fd);
}
END_TEST

START_TEST(traffic_keeps_it_quiet)
{
	struct peers_times t = world_times();
	uint64_t end;
	unsigned n = 0;
	int fd;

	t.watchdog = 200 * MS;
	peers_set_times(w.peers, &t);
	fd = far_connect(peers_port(w.peers, 0));
	ck_assert_uint_eq(far_meet(&w, fd, HOST, REALM), BASE_SUCCESS);
	for (end = clock_ms() + 600; clock_ms() < end; n++) {
		far_send(fd, mem, far_request(mem, n, 10));
		world_pass(&w, 20);
	}
	ck_assert_int_eq(recv(fd, mem, 1, MSG_DONTWAIT), -1);
	WAIT(&w, w.engine.messages == n);
	close(fd);
}
END_TEST

/* Whom we do not read from is not thought to be silent. */
START_TEST(held_is_not_silent)
{
	struct peers_times t = world_times();
	int fd;

	t.watchdog = 60 * MS;
	peers_set_times(w.peers, &t);
	fd = far_connect(peers_port(w.peers, 0));
	ck_assert_uint_eq(far_meet(&w, fd, HOST, REALM), BASE_SUCCESS);
	w.engine.way[0].ops->hold(w.engine.way[0].arg, true);
	world_pass(&w, 300);
	ck_assert_uint_eq(w.engine.downs, 0);
	w.engine.way[0].ops->hold(w.engine.way[0].arg, false);
	WAIT(&w, w.engine.downs == 1);
	close(fd);
}
END_TEST

/* ---- goodbye ---- */

START_TEST(stop)
{
	struct base_self self = far_self(HOST, REALM);
	int fd = far_connect(peers_port(w.peers, 0)), other, silent;
	uint8_t out[BASE_WRITE_MAX];
	struct wbuf b = wbuf_make(out, sizeof(out));
	struct base_message m;

	ck_assert_uint_eq(far_meet(&w, fd, HOST, REALM), BASE_SUCCESS);
	other = far_connect(peers_port(w.peers, 0));
	ck_assert_uint_eq(far_meet(&w, other, "b.dra.alpha.example.org",
	    REALM), BASE_SUCCESS);
	silent = far_connect(peers_port(w.peers, 0));
	WAIT(&w, world_counts(&w).unidentified == 1);
	ck_assert(!peers_stopped(w.peers));
	peers_stop(w.peers);
	far_closed(&w, silent);
	far_expect(&w, fd, &m, BASE_DP, true);
	ck_assert_uint_eq(m.cause, BASE_REBOOTING);
	/* what was on its way still comes */
	far_send(fd, mem, far_request(mem, 1, 10));
	WAIT(&w, w.engine.messages == 1);
	base_answer(&b, &self, &m.header, BASE_SUCCESS);
	far_write(fd, &b);
	far_closed(&w, fd);
	ck_assert(!w.engine.way[0].up);
	ck_assert(!peers_stopped(w.peers));
	WAIT(&w, peers_stopped(w.peers));	/* the other never answers */
	ck_assert_uint_eq(w.engine.downs, 2);
	close(other);
}
END_TEST

/* The engine closes one. */
START_TEST(closed_by_engine)
{
	int fd = far_connect(peers_port(w.peers, 0));
	struct iovec part = { mem, 0 };
	struct base_message m;

	ck_assert_uint_eq(far_meet(&w, fd, HOST, REALM), BASE_SUCCESS);
	w.engine.way[0].ops->close(w.engine.way[0].arg);
	part.iov_len = far_request(mem, 1, 10);
	ck_assert(!w.engine.way[0].ops->send(w.engine.way[0].arg, &part, 1));
	far_expect(&w, fd, &m, BASE_DP, true);
	close(fd);
	WAIT(&w, w.engine.downs == 1);
}
END_TEST

/* ---- other rules ---- */

START_TEST(swap)
{
	static const char second[] = TEXT(
	    "link \"new\" { ip 192.0.2.77 host x.example.org }\n"
	    "link \"open-a\" { ip 127.0.0.0/8 }\n"
	    DRA_A
	    "link \"dra-b\" { ip 198.51.100.0/24\n"
	    "	host dra1.beta.example.org }\n", "");
	static const char third[] = TEXT(
	    "link \"open-a\" { ip 127.0.0.0/8 host nobody.example.org }\n"
	    "link \"dra-b\" { ip 198.51.100.0/24\n"
	    "	host dra1.beta.example.org }\n"
	    "link \"dra-a\" { ip 127.0.0.0/8 host other.example.org }\n", "");
	struct ruleset *two = world_rules(second), *three = world_rules(third);
	int fd = far_connect(peers_port(w.peers, 0));
	uint16_t port = peers_port(w.peers, 0);
	struct base_message m;

	ck_assert_uint_eq(far_meet(&w, fd, HOST, REALM), BASE_SUCCESS);
	ck_assert(peers_swap(w.peers, two));
	ruleset_free(w.rules);
	w.rules = two;
	ck_assert_uint_eq(peers_port(w.peers, 0), port);
	far_send(fd, mem, far_request(mem, 1, 10));
	WAIT(&w, w.engine.messages == 1);
	ck_assert_uint_eq(w.engine.downs, 0);
	ck_assert(peers_swap(w.peers, three));
	ruleset_free(w.rules);
	w.rules = three;
	far_expect(&w, fd, &m, BASE_DP, true);
	close(fd);
	WAIT(&w, w.engine.downs == 1);
}
END_TEST

/* Another address to listen on: nobody comes to the one before, who came stays.
 * Another name of ours: they have to be met again. */
START_TEST(swap_ends)
{
	char text[3000];
	struct ruleset *next;
	uint16_t before = peers_port(w.peers, 0), port;
	int fd = far_connect(before), spare = far_listen(&port), second;
	struct base_message m;

	close(spare);
	ck_assert_uint_eq(far_meet(&w, fd, HOST, REALM), BASE_SUCCESS);
	snprintf(text, sizeof(text), "%s", plain);
	snprintf(strstr(text, "port 0"), 80, "port %u }\n", port);
	next = world_rules(text);
	ck_assert(peers_swap(w.peers, next));
	ruleset_free(w.rules);
	w.rules = next;
	ck_assert_uint_eq(peers_port(w.peers, 0), port);
	ck_assert_uint_eq(w.engine.downs, 0);
	ck_assert(!far_reaches(before));
	second = far_connect(port);
	ck_assert_uint_eq(far_meet(&w, second, "b.dra.alpha.example.org",
	    REALM), BASE_SUCCESS);

	memcpy(strstr(text, "fw1.home"), "fw2", 3);
	next = world_rules(text);
	ck_assert(peers_swap(w.peers, next));
	ruleset_free(w.rules);
	w.rules = next;
	far_expect(&w, fd, &m, BASE_DP, true);
	ck_assert_uint_eq(m.cause, BASE_REBOOTING);
	ck_assert_str_eq(m.host, "fw2.home.example.org");
	close(fd);
	close(second);
	WAIT(&w, w.engine.downs == 2);
}
END_TEST

/* What cannot be listened on leaves all as it was. */
START_TEST(swap_refused)
{
	char text[2000];
	struct ruleset *bad;
	uint16_t taken;
	int other = far_listen(&taken), fd;

	snprintf(text, sizeof(text), "%s", plain);
	snprintf(strstr(text, "port 0"), 80,
	    "port 0 listen tcp 127.0.0.1 port %u }\n", taken);
	bad = world_rules(text);
	ck_assert(!peers_swap(w.peers, bad));
	ruleset_free(bad);
	fd = far_connect(peers_port(w.peers, 0));
	ck_assert_uint_eq(far_meet(&w, fd, HOST, REALM), BASE_SUCCESS);
	close(fd);
	close(other);
}
END_TEST

static void
add(TCase *t)
{
	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, identities);
	tcase_add_test(t, capabilities);
	tcase_add_test(t, cea_says_who_we_are);
	tcase_add_test(t, second_is_refused);
	tcase_add_test(t, second_replaces_suspect);
	tcase_add_test(t, watchdog);
	tcase_add_test(t, traffic_keeps_it_quiet);
	tcase_add_test(t, held_is_not_silent);
	tcase_add_test(t, stop);
	tcase_add_test(t, closed_by_engine);
	tcase_add_test(t, swap);
	tcase_add_test(t, swap_ends);
	tcase_add_test(t, swap_refused);
}

int
main(void)
{
	return suite_main("peers meet", add);
}
