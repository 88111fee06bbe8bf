/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The edge of our own over TLS, with certificates that fit and others.
 */
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <signal.h>

#include "peers_help.h"
#include "tls_help.h"

#define HOST	"dra1.alpha.example.org"
#define REALM	"alpha.example.org"

static struct world w;
static char dir[] = "/tmp/test_peers_tls.XXXXXX";
static uint8_t mem[MESSAGE_MAX], more[MESSAGE_MAX];

static void
files_make(void)
{
	struct authority a, other;

	ck_assert_ptr_nonnull(mkdtemp(dir));
	a = authority_make("test authority");
	other = authority_make("other authority");
	pem_write(dir, "ca.pem", a.cert, NULL);
	certificate_files(&a, dir, "fw", "fw1.home.example.org",
	    "DNS:fw1.home.example.org");
	certificate_files(&a, dir, "dra", "x.example.org",
	    "DNS:other.example.org,DNS:" HOST);
	certificate_files(&a, dir, "cn", HOST, NULL);
	certificate_files(&a, dir, "wrong", HOST, "DNS:dra2." REALM);
	certificate_files(&other, dir, "foreign", HOST, "DNS:" HOST);
	crl_file(&a, dir, "none.crl", NULL, 3600);
	crl_file(&a, dir, "dra.crl", "dra", 3600);
	crl_file(&a, dir, "old.crl", NULL, -60);
	crl_file(&other, dir, "other.crl", NULL, 3600);
	authority_free(&a);
	authority_free(&other);
}

static void
files_remove(void)
{
	static const char *const names[] = { "ca.pem", "fw.pem", "fw.key",
	    "dra.pem", "dra.key", "cn.pem", "cn.key", "wrong.pem",
	    "wrong.key", "foreign.pem", "foreign.key", "none.crl", "dra.crl",
	    "old.crl", "other.crl", "said" };
	char path[300];
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		snprintf(path, sizeof(path), "%s/%s", dir, names[i]);
		unlink(path);
	}
	rmdir(dir);
}

/* key: one more of "diameter", or nothing. */
static const char *
conf_text(const char *connect, const char *key)
{
	static char text[3000];

	snprintf(text, sizeof(text),
	    "home { plmn 001-01 imsi 00101* realm home.example.org\n"
	    "	link { hss } }\n"
	    "partner \"alpha\" { plmn 999-01 imsi 99901*\n"
	    "	realm alpha.example.org link { dra-a } }\n"
	    "link \"hss\" { ip 192.0.2.1 host hss1.home.example.org }\n"
	    "link \"dra-a\" { ip 127.0.0.1 host *.alpha.example.org tls %s }\n"
	    "screen in { pass }\n"
	    "diameter { host fw1.home.example.org realm home.example.org\n"
	    "	listen tls 127.0.0.1 port 0 listen tcp 127.0.0.1 port 0\n"
	    "	certificate \"%s/fw.pem\" key \"%s/fw.key\"\n"
	    "	authority \"%s/ca.pem\" output 256k %s }\n", connect, dir,
	    dir, dir, key);
	return text;
}

static void
open_world(const char *connect)
{
	world_open(&w, conf_text(connect, ""));
}

static SSL_CTX *
far_context(const char *name)
{
	SSL_CTX *x = SSL_CTX_new(TLS_method());
	char path[300];

	ck_assert_ptr_nonnull(x);
	if (name == NULL)
		return x;
	snprintf(path, sizeof(path), "%s/%s.pem", dir, name);
	ck_assert_int_eq(SSL_CTX_use_certificate_chain_file(x, path), 1);
	snprintf(path, sizeof(path), "%s/%s.key", dir, name);
	ck_assert_int_eq(SSL_CTX_use_PrivateKey_file(x, path,
	    SSL_FILETYPE_PEM), 1);
	return x;
}

/* A neighbour: its socket does not block, its TLS turns our loop. */
struct far {
	int		 fd;
	SSL		*ssl;
};

static bool
far_again(const struct far *f, int got)
{
	int error = SSL_get_error(f->ssl, got);

	return error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE;
}

static int
far_handshake(struct far *f, int fd, SSL_CTX *x, bool accepts)
{
	int got;

	f->fd = fd;
	ck_assert_int_eq(fcntl(fd, F_SETFL, O_NONBLOCK), 0);
	f->ssl = SSL_new(x);
	SSL_set_fd(f->ssl, fd);
	if (accepts)
		SSL_set_accept_state(f->ssl);
	else
		SSL_set_connect_state(f->ssl);
	ERR_clear_error();
	WAIT(&w, (got = SSL_do_handshake(f->ssl)) == 1 || !far_again(f, got));
	return got;
}

static bool
far_put(struct far *f, const uint8_t *p, size_t n)
{
	int got;

	ERR_clear_error();
	WAIT(&w, (got = SSL_write(f->ssl, p, (int)n)) > 0 ||
	    !far_again(f, got));
	return got == (int)n;
}

/* A whole message; 0: the end. */
static size_t
far_get(struct far *f, uint8_t p[MESSAGE_MAX])
{
	size_t has = 0, need = BASE_HEADER;
	int got;

	while (has < need) {
		ERR_clear_error();
		WAIT(&w, (got = SSL_read(f->ssl, p + has, (int)(need - has)))
		    > 0 || !far_again(f, got));
		if (got <= 0)
			return 0;
		has += (size_t)got;
		if (has == BASE_HEADER)
			need = text_be32(p) & 0xffffff;
	}
	return has;
}

static void
far_end(struct far *f)
{
	SSL_free(f->ssl);
	close(f->fd);
}

/* What becomes of a neighbour with that certificate: the result of its CEA, 0:
 * closed before. */
static uint32_t
come(struct far *f, const char *cert, const char *host, int version)
{
	SSL_CTX *x = far_context(cert);
	struct base_message m = { .result = 0 };
	uint32_t result;
	size_t n;

	if (version != 0)
		SSL_CTX_set_max_proto_version(x, version);
	SSL_CTX_set_security_level(x, version == TLS1_1_VERSION ? 0 : 1);
	if (far_handshake(f, far_connect(peers_port(w.peers, 0)), x, false)
	    == 1 && far_put(f, mem, far_cer(mem, host, REALM)) &&
	    (n = far_get(f, more)) > 0) {
		result = base_read(&m, cur_make(more, n));
		ck_assert_uint_eq(result, BASE_SUCCESS);
	}
	SSL_CTX_free(x);
	return m.result;
}

static const struct {
	const char	*cert, *host;
	int		 version;
	uint32_t	 result;
} cases[] = {
	{ "dra", HOST, 0, BASE_SUCCESS },
	{ "dra", HOST, TLS1_2_VERSION, BASE_SUCCESS },
	{ "dra", HOST, TLS1_1_VERSION, 0 },
	{ "cn", HOST, 0, BASE_SUCCESS },
	{ "dra", "dra2." REALM, 0, BASE_UNKNOWN_PEER },
	{ "dra", "other.example.org", 0, BASE_UNKNOWN_PEER },
	{ "wrong", HOST, 0, BASE_UNKNOWN_PEER },
	{ "foreign", HOST, 0, 0 },
	{ NULL, HOST, 0, 0 },
};

START_TEST(certificates)
{
	struct far f;

	open_world("");
	ck_assert_uint_eq(come(&f, cases[_i].cert, cases[_i].host,
	    cases[_i].version), cases[_i].result);
	ck_assert_uint_eq(w.engine.ups, cases[_i].result == BASE_SUCCESS);
	if (w.engine.ups > 0)
		ck_assert_str_eq(w.engine.way[0].end.transport, "tls");
	far_end(&f);
	WAIT(&w, w.peers->conns == NULL);
	world_close(&w);
}
END_TEST

/* ---- who is revoked ---- */

static const char *
crl_text(const char *name)
{
	static char key[400];

	snprintf(key, sizeof(key), "crl \"%s/%s\"", dir, name);
	return conf_text("", key);
}

/* From here on what is said goes to a file; ... */
static void
said_begin(void)
{
	char path[300];

	snprintf(path, sizeof(path), "%s/said", dir);
	ck_assert_ptr_nonnull(freopen(path, "w", stderr));
}

/* ... is that there? */
static bool
said(const char *what)
{
	char path[300], text[4000];
	FILE *f;
	size_t n;

	snprintf(path, sizeof(path), "%s/said", dir);
	fflush(stderr);
	ck_assert_ptr_nonnull(f = fopen(path, "r"));
	n = fread(text, 1, sizeof(text) - 1, f);
	text[n] = '\0';
	fclose(f);
	return strstr(text, what) != NULL;
}

static const struct {
	const char	*crl, *cert;
	uint32_t	 result;
	const char	*said;		/* of why not, or of the list */
} revoked[] = {
	{ "none.crl", "dra", BASE_SUCCESS, "" },
	{ "dra.crl", "dra", 0, "certificate revoked" },
	{ "dra.crl", "cn", BASE_SUCCESS, "" },
	{ "old.crl", "dra", 0, "CRL has expired" },
	{ "old.crl", "dra", 0, "nobody whom /CN=test authority vouches for" },
	{ "other.crl", "dra", 0, "unable to get certificate CRL" },
};

START_TEST(lists)
{
	struct far f;

	said_begin();
	world_open(&w, crl_text(revoked[_i].crl));
	ck_assert_uint_eq(come(&f, revoked[_i].cert, HOST, 0),
	    revoked[_i].result);
	ck_assert_uint_eq(w.engine.ups, revoked[_i].result == BASE_SUCCESS);
	far_end(&f);
	WAIT(&w, w.peers->conns == NULL);
	world_close(&w);
	ck_assert_msg(said(revoked[_i].said), "not said: %s",
	    revoked[_i].said);
}
END_TEST

static bool
swap_to(const char *crl)
{
	struct ruleset *rs = world_rules(crl_text(crl));

	if (!peers_swap(w.peers, rs)) {
		ruleset_free(rs);
		return false;
	}
	ruleset_free(w.rules);
	w.rules = rs;
	return true;
}

/* Other lists end the connections of who is revoked by them, and no others. */
START_TEST(lists_change)
{
	struct base_message m;
	struct far f;
	uint32_t result;
	size_t n;

	said_begin();
	world_open(&w, crl_text("none.crl"));
	ck_assert_uint_eq(come(&f, "dra", HOST, 0), BASE_SUCCESS);
	ck_assert(swap_to("old.crl"));
	ck_assert(!swap_to("ca.pem"));
	ck_assert(said("ca.pem\" cannot be used"));
	ck_assert(swap_to("none.crl"));
	world_pass(&w, 50);
	ck_assert(w.engine.way[0].up);
	ck_assert(far_put(&f, mem, far_request(mem, 1, 10)));
	WAIT(&w, w.engine.messages == 1);
	ck_assert(swap_to("dra.crl"));
	n = far_get(&f, more);
	ck_assert_uint_gt(n, 0);
	result = base_read(&m, cur_make(more, n));
	ck_assert_uint_eq(result, BASE_SUCCESS);
	ck_assert_uint_eq(m.header.command, BASE_DP);
	WAIT(&w, w.engine.downs == 1);
	far_end(&f);
	world_close(&w);
}
END_TEST

/* The same names without TLS are not let in over that link. */
START_TEST(without_tls)
{
	int fd;

	open_world("");
	fd = far_connect(peers_port(w.peers, 1));
	ck_assert_uint_eq(far_meet(&w, fd, HOST, REALM), BASE_UNKNOWN_PEER);
	close(fd);
	world_close(&w);
}
END_TEST

START_TEST(messages)
{
	struct far f;
	unsigned i;
	size_t n;

	open_world("");
	w.engine.echo = true;
	ck_assert_uint_eq(come(&f, "dra", HOST, 0), BASE_SUCCESS);
	for (i = 0; i < 300; i++) {
		n = far_request(mem, i, i * 211 % 60000);
		ck_assert(far_put(&f, mem, n));
		ck_assert_uint_eq(far_get(&f, more), n);
		mem[4] &= 0x7f;
		ck_assert_mem_eq(mem, more, n);
	}
	/* several before the first answer is read */
	for (i = 0; i < 40; i++)
		ck_assert(far_put(&f, mem, far_request(mem, i, 3000)));
	for (i = 0; i < 40; i++) {
		ck_assert_uint_gt(far_get(&f, more), 0);
		ck_assert_uint_eq(text_be32(more + 12), i);
	}
	far_end(&f);
	WAIT(&w, w.engine.downs == 1);
	world_close(&w);
}
END_TEST

START_TEST(stalled)
{
	struct peers_times t = world_times();
	struct iovec part = { mem, 0 };
	struct far f;
	struct way *way = &w.engine.way[0];
	unsigned taken = 0;

	open_world("");
	t.stalled = 400 * MS;
	peers_set_times(w.peers, &t);
	ck_assert_uint_eq(come(&f, "dra", HOST, 0), BASE_SUCCESS);
	part.iov_len = far_request(mem, 1, 4000);
	/* what its kernel and ours take in the meantime has an end */
	while (way->up) {
		ck_assert_uint_lt(taken, 10000);
		ck_assert_uint_le(way->ops->waiting(way->arg), 256 * 1024);
		if (way->ops->send(way->arg, &part, 1))
			taken++;
		else
			world_turn(&w);
	}
	ck_assert_str_eq(way->why, "does not read");
	far_end(&f);
	world_close(&w);
}
END_TEST

/* Garbage and silence instead of a handshake. */
START_TEST(no_handshake)
{
	struct peers_times t = world_times();
	int fd, silent;

	open_world("");
	t.capabilities = 200 * MS;
	peers_set_times(w.peers, &t);
	silent = far_connect(peers_port(w.peers, 0));
	fd = far_connect(peers_port(w.peers, 0));
	far_send(fd, mem, far_cer(mem, HOST, REALM));
	far_closed(&w, fd);
	far_closed(&w, silent);
	ck_assert_uint_eq(world_counts(&w).silent, 1);
	ck_assert_uint_eq(world_counts(&w).unidentified, 0);
	world_close(&w);
}
END_TEST

/* Many that begin a handshake: most are told no at once. */
START_TEST(handshakes)
{
	int fd[4 * HANDSHAKES];
	unsigned i;

	open_world("");
	for (i = 0; i < 3 * HANDSHAKES; i++)
		fd[i] = far_connect(peers_port(w.peers, 0));
	WAIT(&w, world_counts(&w).accepted + world_counts(&w).refused == i);
	ck_assert_uint_ge(world_counts(&w).accepted, HANDSHAKES);
	ck_assert_uint_lt(world_counts(&w).accepted, 2 * HANDSHAKES);
	while (i-- > 0)
		close(fd[i]);
	world_close(&w);
}
END_TEST

START_TEST(held)
{
	struct far f;
	struct way *way = &w.engine.way[0];

	open_world("");
	ck_assert_uint_eq(come(&f, "dra", HOST, 0), BASE_SUCCESS);
	way->ops->hold(way->arg, true);
	ck_assert(far_put(&f, mem, far_request(mem, 1, 10)));
	world_pass(&w, 30);
	ck_assert_uint_eq(w.engine.messages, 0);
	way->ops->hold(way->arg, false);
	WAIT(&w, w.engine.messages == 1);
	far_end(&f);
	world_close(&w);
}
END_TEST

/* We dial, and look at the certificate of who is there. */
static const struct {
	const char	*cert;
	bool		 up;
} far_ends[] = { { "dra", true }, { "wrong", false }, { "foreign", false } };

START_TEST(dials)
{
	struct base_self self = far_self(HOST, REALM);
	SSL_CTX *x = far_context(far_ends[_i].cert);
	uint8_t out[BASE_WRITE_MAX];
	struct wbuf b = wbuf_make(out, sizeof(out));
	struct base_message m;
	uint16_t port;
	int listens = far_listen(&port);
	char connect[80];
	struct far f;
	uint32_t result;
	size_t n;

	snprintf(connect, sizeof(connect), "connect tls 127.0.0.1 port %u",
	    port);
	open_world(connect);
	(void)far_handshake(&f, far_accept(&w, listens), x, true);
	n = far_get(&f, more);
	if (n > 0) {
		result = base_read(&m, cur_make(more, n));
		ck_assert_uint_eq(result, BASE_SUCCESS);
		base_cea(&b, &self, &m, BASE_SUCCESS);
		ck_assert(far_put(&f, b.p, b.len));
		if (far_ends[_i].up)
			WAIT(&w, w.engine.ups == 1);
		else
			ck_assert_uint_eq(far_get(&f, more), 0);
	}
	ck_assert_uint_eq(w.engine.ups, far_ends[_i].up);
	far_end(&f);
	SSL_CTX_free(x);
	close(listens);
	world_close(&w);
}
END_TEST

static Suite *
suite(void)
{
	Suite *s = suite_create("peers tls");
	TCase *t = tcase_create("tls");

	tcase_set_timeout(t, 60);
	tcase_add_unchecked_fixture(t, files_make, files_remove);
	tcase_add_loop_test(t, certificates, 0,
	    sizeof(cases) / sizeof(cases[0]));
	tcase_add_loop_test(t, lists, 0,
	    sizeof(revoked) / sizeof(revoked[0]));
	tcase_add_test(t, lists_change);
	tcase_add_test(t, without_tls);
	tcase_add_test(t, messages);
	tcase_add_test(t, stalled);
	tcase_add_test(t, no_handshake);
	tcase_add_test(t, handshakes);
	tcase_add_test(t, held);
	tcase_add_loop_test(t, dials, 0,
	    sizeof(far_ends) / sizeof(far_ends[0]));
	suite_add_tcase(s, t);
	return s;
}

int
main(void)
{
	SRunner *r = srunner_create(suite());
	int failed;

	signal(SIGPIPE, SIG_IGN);
	srunner_run_all(r, CK_ENV);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed == 0 ? 0 : 1;
}
