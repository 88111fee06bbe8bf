/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The edge of our own over TCP, with neighbours that behave and others.
 */
#include "peers_help.h"

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

static Suite *
suite(void)
{
	Suite *s = suite_create("peers");
	TCase *t = tcase_create("tcp");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_set_timeout(t, 60);
	tcase_add_test(t, thin_whole);
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
