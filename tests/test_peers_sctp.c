/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The edge of our own over SCTP.  Where the kernel has none, it is that which
 * is tested: one sentence, and no edge.
 */
#include <netinet/in.h>
#include <netinet/sctp.h>

#include "peers_help.h"

#define HOST	"dra1.alpha.example.org"
#define REALM	"alpha.example.org"

static struct world w;
static uint8_t mem[MESSAGE_MAX], more[MESSAGE_MAX];

static const char format[] =
    "home { plmn 001-01 imsi 00101* realm home.example.org link { hss } }\n"
    "partner \"alpha\" { plmn 999-01 imsi 99901* realm alpha.example.org\n"
    "	link { dra-a } }\n"
    "link \"hss\" { ip 192.0.2.1 host hss1.home.example.org }\n"
    "link \"dra-a\" { ip 127.0.0.0/8 host dra1.alpha.example.org %s }\n"
    "screen in { pass }\n"
    "diameter { host fw1.home.example.org realm home.example.org\n"
    "	listen sctp { 127.0.0.1 127.0.0.2 } port 0 output 256k }\n";

static bool
has_sctp(void)
{
	int fd = socket(AF_INET, SOCK_STREAM, IPPROTO_SCTP);

	if (fd == -1)
		return false;
	close(fd);
	return true;
}

static void
open_world(const char *connect)
{
	char text[2000];

	snprintf(text, sizeof(text), format, connect);
	world_open(&w, text);
}

/* ---- without ---- */

START_TEST(none)
{
	char text[2000];

	snprintf(text, sizeof(text), format, "");
	memset(&w, 0, sizeof(w));
	w.rules = world_rules(text);
	w.base = event_base_new();
	ck_assert_ptr_null(peers_new(&w.engine, w.rules, w.base, 1));
	event_base_free(w.base);
	ruleset_free(w.rules);
}
END_TEST

/* ---- with ---- */

static struct sockaddr_in
at(uint32_t address, uint16_t port)
{
	struct sockaddr_in in = { .sin_family = AF_INET,
	    .sin_port = htons(port) };

	in.sin_addr.s_addr = htonl(address);
	return in;
}

static int
sctp_far(void)
{
	struct sctp_initmsg init = { .sinit_num_ostreams = 4,
	    .sinit_max_instreams = 4 };
	int fd = socket(AF_INET, SOCK_STREAM, IPPROTO_SCTP), on = 1;

	ck_assert_int_ne(fd, -1);
	ck_assert_int_eq(setsockopt(fd, IPPROTO_SCTP, SCTP_INITMSG, &init,
	    sizeof(init)), 0);
	ck_assert_int_eq(setsockopt(fd, IPPROTO_SCTP, SCTP_RECVRCVINFO, &on,
	    sizeof(on)), 0);
	ck_assert_int_eq(setsockopt(fd, IPPROTO_SCTP, SCTP_NODELAY, &on,
	    sizeof(on)), 0);
	return fd;
}

static int
sctp_far_connect(uint32_t address)
{
	struct sockaddr_in in = at(address, peers_port(w.peers, 0));
	int fd = sctp_far();

	ck_assert_int_eq(connect(fd, (struct sockaddr *)&in, sizeof(in)), 0);
	return fd;
}

/* One user message whole, and on which stream it came. */
static size_t
take(int fd, uint8_t p[MESSAGE_MAX], unsigned *stream)
{
	struct iovec part;
	uint8_t control[256];
	struct sctp_rcvinfo info;
	struct msghdr m;
	struct cmsghdr *c;
	size_t has = 0;
	ssize_t n;

	do {
		part = (struct iovec){ p + has, MESSAGE_MAX - has };
		m = (struct msghdr){ .msg_iov = &part, .msg_iovlen = 1,
		    .msg_control = control,
		    .msg_controllen = sizeof(control) };
		WAIT(&w, (n = recvmsg(fd, &m, MSG_DONTWAIT)) != -1 ||
		    errno != EAGAIN);
		if (n <= 0)
			return 0;
		has += (size_t)n;
		for (c = CMSG_FIRSTHDR(&m); c != NULL; c = CMSG_NXTHDR(&m, c))
			if (c->cmsg_level == IPPROTO_SCTP &&
			    c->cmsg_type == SCTP_RCVINFO) {
				memcpy(&info, CMSG_DATA(c), sizeof(info));
				*stream = info.rcv_sid;
				ck_assert_uint_eq(ntohl(info.rcv_ppid), 46);
			}
	} while ((m.msg_flags & MSG_EOR) == 0);
	return has;
}

static void
put(int fd, const uint8_t *p, size_t n, uint16_t stream)
{
	ssize_t sent;

	WAIT(&w, (sent = sctp_sendmsg(fd, p, n, NULL, 0, htonl(46), 0, stream,
	    0, 0)) != -1 || errno != EAGAIN);
	ck_assert_int_eq(sent, (ssize_t)n);
}

static uint32_t
meet(int fd)
{
	struct base_message m;
	unsigned stream;
	uint32_t result;
	size_t n;

	put(fd, mem, far_cer(mem, HOST, REALM), 0);
	n = take(fd, more, &stream);
	result = base_read(&m, cur_make(more, n));
	ck_assert_uint_eq(result, BASE_SUCCESS);
	ck_assert_uint_eq(stream, 0);
	return m.result;
}

/* By either of our addresses, on several streams, large ones too. */
START_TEST(messages)
{
	unsigned stream, seen = 0, i;
	size_t n;
	int fd;

	open_world("");
	w.engine.echo = true;
	fd = sctp_far_connect(INADDR_LOOPBACK + (unsigned)_i);
	ck_assert_uint_eq(meet(fd), BASE_SUCCESS);
	WAIT(&w, w.engine.ups == 1);
	ck_assert_str_eq(w.engine.way[0].end.transport, "sctp");
	for (i = 0; i < 60; i++) {
		n = far_request(mem, i, i * 1013 % 60000);
		put(fd, mem, n, (uint16_t)(i % 4));
		ck_assert_uint_eq(take(fd, more, &stream), n);
		mem[4] &= 0x7f;
		ck_assert_mem_eq(mem, more, n);
		seen |= 1U << stream;
	}
	/* none of it on the first, where the base protocol is */
	ck_assert_uint_eq(seen, 0xe);
	close(fd);
	WAIT(&w, w.engine.downs == 1);
	world_close(&w);
}
END_TEST

/* A user message is a whole message of ours. */
START_TEST(half)
{
	int fd;

	open_world("");
	fd = sctp_far_connect(INADDR_LOOPBACK);
	ck_assert_uint_eq(meet(fd), BASE_SUCCESS);
	put(fd, mem, far_request(mem, 1, 100) - 4, 0);
	far_closed(&w, fd);
	ck_assert_uint_eq(world_counts(&w).garbage, 1);
	ck_assert_uint_eq(w.engine.messages, 0);
	world_close(&w);
}
END_TEST

START_TEST(stalled)
{
	struct peers_times t = world_times();
	struct iovec part = { mem, 0 };
	struct way *way = &w.engine.way[0];
	unsigned taken = 0;
	int fd;

	open_world("");
	t.stalled = 400 * MS;
	peers_set_times(w.peers, &t);
	fd = sctp_far_connect(INADDR_LOOPBACK);
	ck_assert_uint_eq(meet(fd), BASE_SUCCESS);
	WAIT(&w, w.engine.ups == 1);
	part.iov_len = far_request(mem, 1, 4000);
	while (way->up) {
		ck_assert_uint_lt(taken, 10000);
		ck_assert_uint_le(way->ops->waiting(way->arg), 256 * 1024);
		if (way->ops->send(way->arg, &part, 1))
			taken++;
		else
			world_turn(&w);
	}
	ck_assert_str_eq(way->why, "does not read");
	close(fd);
	world_close(&w);
}
END_TEST

START_TEST(goodbye)
{
	struct base_message m;
	unsigned stream;
	uint32_t result;
	size_t n;
	int fd;

	open_world("");
	fd = sctp_far_connect(INADDR_LOOPBACK);
	ck_assert_uint_eq(meet(fd), BASE_SUCCESS);
	WAIT(&w, w.engine.ups == 1);
	peers_stop(w.peers);
	n = take(fd, more, &stream);
	result = base_read(&m, cur_make(more, n));
	ck_assert_uint_eq(result, BASE_SUCCESS);
	ck_assert_uint_eq(m.header.command, BASE_DP);
	close(fd);
	WAIT(&w, peers_stopped(w.peers));
	world_close(&w);
}
END_TEST

/* We dial both addresses of the far side. */
START_TEST(dials)
{
	struct sockaddr_in in = at(INADDR_LOOPBACK, 0), other;
	struct base_self self = far_self(HOST, REALM);
	uint8_t out[BASE_WRITE_MAX];
	struct wbuf b = wbuf_make(out, sizeof(out));
	socklen_t len = sizeof(in);
	struct base_message m;
	int listens = sctp_far(), fd;
	char connect[100];
	unsigned stream;
	uint32_t result;
	size_t n;

	ck_assert_int_eq(bind(listens, (struct sockaddr *)&in, sizeof(in)), 0);
	ck_assert_int_eq(getsockname(listens, (struct sockaddr *)&in, &len),
	    0);
	other = at(INADDR_LOOPBACK + 2, ntohs(in.sin_port));
	ck_assert_int_eq(sctp_bindx(listens, (struct sockaddr *)&other, 1,
	    SCTP_BINDX_ADD_ADDR), 0);
	ck_assert_int_eq(listen(listens, 4), 0);
	ck_assert_int_eq(fcntl(listens, F_SETFL, O_NONBLOCK), 0);
	snprintf(connect, sizeof(connect),
	    "connect sctp { 127.0.0.3 127.0.0.1 } port %u",
	    ntohs(in.sin_port));
	open_world(connect);
	fd = far_accept(&w, listens);
	n = take(fd, more, &stream);
	result = base_read(&m, cur_make(more, n));
	ck_assert_uint_eq(result, BASE_SUCCESS);
	ck_assert_uint_eq(m.header.command, BASE_CE);
	base_cea(&b, &self, &m, BASE_SUCCESS);
	put(fd, b.p, b.len, 0);
	WAIT(&w, w.engine.ups == 1);
	close(fd);
	close(listens);
	world_close(&w);
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("peers sctp");
	TCase *t = tcase_create("sctp");

	tcase_set_timeout(t, 60);
	if (has_sctp()) {
		tcase_add_loop_test(t, messages, 0, 2);
		tcase_add_test(t, half);
		tcase_add_test(t, stalled);
		tcase_add_test(t, goodbye);
		tcase_add_test(t, dials);
	} else {
		tcase_add_test(t, none);
	}
	suite_add_tcase(s, t);
	return s;
}

int
main(void)
{
	SRunner *r = srunner_create(suite());
	int failed;

	srunner_run_all(r, CK_ENV);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed == 0 ? 0 : 1;
}
