/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * An SS7 edge and a peer over SCTP that the test plays: what it says that is
 * wrong, is for nobody here, or too much.
 */
#include <check.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/sctp.h>
#include <poll.h>

#include "sigtran_help.h"

enum { PPID = 3, PPID_SUA = 4, ROOM = 4096, LONG = 20000, MUTANTS = 100000 };

static struct lab lab;
static int listener, peer = -1;
static unsigned links;			/* associations there were */

static const struct m3ua_label label = { .opc = PC_FAR, .dpc = PC_NEAR,
	.si = M3UA_SCCP, .ni = 3, .mp = 2, .sls = 200 };

/* ---- the peer ---- */

static void
peer_listen(void)
{
	struct sockaddr_in a = { .sin_family = AF_INET,
	    .sin_addr = { htonl(INADDR_LOOPBACK) } };
	socklen_t n = sizeof(a);

	listener = socket(AF_INET, SOCK_STREAM, IPPROTO_SCTP);
	ck_assert_int_ge(listener, 0);
	ck_assert_int_eq(bind(listener, (struct sockaddr *)&a, n), 0);
	ck_assert_int_eq(listen(listener, 8), 0);
	ck_assert_int_eq(getsockname(listener, (struct sockaddr *)&a, &n), 0);
	fcntl(listener, F_SETFL, O_NONBLOCK);
	lab.port = ntohs(a.sin_port);
}

static bool
peer_say(const struct wbuf *w, unsigned ppid, unsigned stream)
{
	return sctp_sendmsg(peer, w->p, w->len, NULL, 0, htonl(ppid), 0,
	    (uint16_t)stream, 0, 0) == (int)w->len;
}

static void
parameter(struct wbuf *w, unsigned tag, uint32_t value)
{
	wbuf_be32(w, tag << 16 | 8);
	wbuf_be32(w, value);
	wbuf_patch(w, 4, 4, w->len);
}

static void
head(struct wbuf *w, unsigned kind)
{
	wbuf_be32(w, 1 << 24 | kind);
	wbuf_be32(w, 8);
}

static void
say(unsigned kind, unsigned tag, uint32_t value)
{
	uint8_t octets[64];
	struct wbuf w = wbuf_make(octets, sizeof(octets));

	head(&w, kind);
	if (tag != 0)
		parameter(&w, tag, value);
	(void)peer_say(&w, PPID, 0);
}

static void
data_put(struct wbuf *w, const struct m3ua_label *l, size_t n)
{
	m3ua_data_head(w, l, n);
	wbuf_fill(w, 9, n);
	wbuf_fill(w, 0, m3ua_padding(n));
}

static bool
say_data(const struct m3ua_label *l, size_t n)
{
	static uint8_t octets[LONG + ROOM];
	struct wbuf w = wbuf_make(octets, sizeof(octets));

	data_put(&w, l, n);
	wbuf_be32(&w, 0x0006 << 16 | 8);
	wbuf_be32(&w, CONTEXT_NEAR);
	wbuf_patch(&w, 4, 4, w.len);
	return peer_say(&w, PPID, 1);
}

/* What a signalling gateway answers (RFC 4666 4.3). */
static void
peer_heard(const uint8_t *p, ssize_t n)
{
	struct cur c = cur_make(p, n > 0 ? (size_t)n : 0);
	uint32_t kind;

	if (n <= 0) {
		close(peer);
		peer = -1;
		return;
	}
	if (!cur_be32(&c, &kind))
		return;
	switch (kind & 0xffff) {
	case M3UA_ASP_UP:
		say(M3UA_UP_ACK, 0, 0);
		say(M3UA_NOTIFY, 0x000d, 1 << 16 | 2);
		break;
	case M3UA_ACTIVE:
		say(M3UA_ACTIVE_ACK, 0x0006, CONTEXT_NEAR);
		break;
	case M3UA_DATA:
		lab.far.context++;
		break;
	}
}

static bool peer_reads = true;

static void
peer_turn(void)
{
	uint8_t octets[ROOM];
	ssize_t n;
	int fd;

	fd = accept(listener, NULL, NULL);
	if (fd >= 0) {
		if (peer >= 0)
			close(peer);
		peer = fd;
		fcntl(peer, F_SETFL, O_NONBLOCK);
		links++;
	}
	while (peer >= 0 && peer_reads) {
		n = recv(peer, octets, sizeof(octets), 0);
		if (n == -1 && (errno == EAGAIN || errno == EINTR))
			return;
		peer_heard(octets, n);
	}
}

/* ---- the lab ---- */

static void
turn(void)
{
	struct timeval tick = { 0, 2000 };

	event_base_loopexit(lab.base, &tick);
	event_base_loop(lab.base, EVLOOP_ONCE);
	home_turn(lab.near.home);
	peer_turn();
}

static bool
until(bool (*done)(unsigned), unsigned arg)
{
	uint64_t end = clock_ns() + 3 * (uint64_t)DEADLINE * NS;

	while (!done(arg)) {
		if (clock_ns() > end)
			return false;
		turn();
	}
	return true;
}

static bool
is_up(unsigned n)
{
	return lab.near.engine->nup == n;
}

static bool
has(unsigned n)
{
	return lab.near.engine->answers >= n;
}

static bool
has_events(unsigned n)
{
	return lab.near.engine->links >= n;
}

/* So many of each that the test counts, and what is more. */
static bool
has_lost(unsigned n)
{
	return home_lost(lab.near.home, CHANNEL_LOSS_USER) >= n &&
	    home_lost(lab.near.home, CHANNEL_LOSS_SERVER) >= n &&
	    home_lost(lab.near.home, CHANNEL_LOSS_REGISTER) >= n;
}

static bool
peer_has(unsigned n)
{
	return lab.far.context >= n;
}

static void
begin(void)
{
	lab = (struct lab){ .m3ua = true, .base = event_base_new(),
	    .rules = rules_make(lab_rules), .near = { .name = "near",
	    .pc = "2.2.2", .other = "1.1.1", .context = CONTEXT_NEAR } };
	lab.near.engine = calloc(1, sizeof(*lab.near.engine));
	lab.near.home = home_new(lab.near.engine, lab.rules, lab.base,
	    CHANNEL_M3UA);
	lab.near.vty = port_free();
	lab.near.port = port_free();
	peer_listen();
	side_conf(&lab, &lab.near);
	side_begin(&lab.near);
	ck_assert(until(is_up, 1));
}

static void
end(void)
{
	side_end(&lab.near);
	close(listener);
	if (peer >= 0)
		close(peer);
	peer = -1;
	links = 0;
	peer_reads = true;
	ruleset_free(lab.rules);
	event_base_free(lab.base);
}

static void
check_last(const struct m3ua_label *l, size_t n)
{
	struct m3ua m;

	ck_assert(m3ua_data_get(cur_make(lab.near.engine->last,
	    lab.near.engine->last_n), &m));
	ck_assert_mem_eq(&m.label, l, sizeof(*l));
	ck_assert_uint_eq(cur_left(&m.data), n);
}

/* ---- cases ---- */

/* The label is as it was, and its point codes are the engine's to judge: the
 * library routes nothing by itself. */
START_TEST(label_kept)
{
	struct m3ua_label l = label;
	unsigned i;

	begin();
	ck_assert(say_data(&l, 100));
	ck_assert(until(has, 1));
	check_last(&l, 100);
	for (i = 0; i < 16; i++) {
		l = (struct m3ua_label){ .opc = i == 0 ? PC_NEAR : i * 1000,
		    .dpc = i == 1 ? PC_FAR : i * 77, .si = M3UA_SCCP,
		    .ni = i & 3, .mp = i >> 2, .sls = (uint8_t)(i * 16) };
		ck_assert(say_data(&l, i + 1));
		ck_assert(until(has, i + 2));
		check_last(&l, i + 1);
	}
	ck_assert(side_send(&lab.near, &(struct m3ua_label){ .opc = 5,
	    .dpc = PC_FAR, .si = M3UA_SCCP }, (const uint8_t *)"x", 1));
	ck_assert(until(peer_has, 1));
	ck_assert_uint_eq(lab.far.context, 1);
	end();
}
END_TEST

START_TEST(longest)
{
	size_t n = CHANNEL_M3UA_MAX - M3UA_DATA_HEAD;
	uint8_t octets[CHANNEL_M3UA_MAX] = { 9 };

	begin();
	ck_assert(say_data(&label, n));
	ck_assert(until(has, 1));
	check_last(&label, n);
	/* more than it can tell, and more than the library has room for */
	ck_assert(say_data(&label, n + 1));
	ck_assert(say_data(&label, 4));
	ck_assert(until(has, 2));
	check_last(&label, 4);
	ck_assert(side_send(&lab.near, &(struct m3ua_label){ .opc = PC_NEAR,
	    .dpc = PC_FAR, .si = M3UA_SCCP }, octets, n));
	ck_assert(until(peer_has, 1));
	/* more than it reads at once, and more than we do */
	ck_assert(say_data(&label, 3000));
	ck_assert(say_data(&label, 5));
	ck_assert(until(has, 3));
	check_last(&label, 5);
	ck_assert(say_data(&label, LONG));
	ck_assert(say_data(&label, LONG));
	ck_assert(say_data(&label, 6));
	ck_assert(until(has, 4));
	check_last(&label, 6);
	ck_assert_uint_eq(links, 1);
	ck_assert_int_eq(kill(lab.near.pid, 0), 0);
	end();
}
END_TEST

START_TEST(events)
{
	uint8_t octets[64];
	struct wbuf w = wbuf_make(octets, sizeof(octets));
	const struct way_event *ev;

	begin();
	ev = &lab.near.engine->link;
	say(M3UA_UNAVAILABLE, 0x0012, 3 << 24 | PC_FAR);
	ck_assert(until(has_events, 1));
	ck_assert_int_eq(ev->what, WAY_EVENT_UNAVAILABLE);
	ck_assert_uint_eq(ev->pc, PC_FAR);
	ck_assert_uint_eq(ev->mask, 3);
	say(M3UA_AVAILABLE, 0x0012, PC_FAR);
	ck_assert(until(has_events, 2));
	ck_assert_int_eq(ev->what, WAY_EVENT_AVAILABLE);
	head(&w, M3UA_CONGESTION);
	parameter(&w, 0x0012, PC_FAR);
	parameter(&w, 0x0205, 2);
	ck_assert(peer_say(&w, PPID, 0));
	ck_assert(until(has_events, 3));
	ck_assert_int_eq(ev->what, WAY_EVENT_CONGESTED);
	ck_assert_uint_eq(ev->level, 2);
	ck_assert_uint_eq(lab.near.engine->nup, 1);
	end();
}
END_TEST

/* What nobody here has a use for leads to nothing. */
START_TEST(nobodys)
{
	struct m3ua_label isup = label;
	uint8_t octets[128];
	struct wbuf w = wbuf_make(octets, sizeof(octets));
	unsigned i;

	begin();
	isup.si = 5;
	ck_assert(say_data(&isup, 20));
	data_put(&w, &label, 20);
	ck_assert(peer_say(&w, PPID_SUA, 1));
	parameter(&w, 0x0006, CONTEXT_FAR);	/* of another server */
	ck_assert(peer_say(&w, PPID, 1));
	say(M3UA_REGISTER, 0x0207, 1);
	for (i = 0; i < 0x10; i++)
		say(0x0a00 + i, 0x0012, i);
	ck_assert(say_data(&label, 7));
	ck_assert(until(has, 1));
	check_last(&label, 7);
	ck_assert_uint_eq(lab.near.engine->answers, 1);
	ck_assert_uint_eq(lab.near.engine->links, 0);
	ck_assert_uint_eq(links, 1);
	/* the edge tells of it once a second */
	ck_assert(until(has_lost, 1));
	/* not active any more: what it sends now is lost */
	say(M3UA_INACTIVE_ACK, 0x0006, CONTEXT_NEAR);
	(void)say_data(&label, 8);
	ck_assert(until(is_up, 0));
	ck_assert_uint_eq(lab.near.engine->answers, 1);
	end();
}
END_TEST

/* One of what a peer can say, and something wrong with it. */
static void
mutant_put(struct wbuf *w, unsigned i)
{
	static const unsigned kinds[] = { M3UA_ERROR, M3UA_NOTIFY,
	    M3UA_UNAVAILABLE, M3UA_AUDIT, M3UA_CONGESTION, M3UA_BEAT,
	    M3UA_ASP_UP, M3UA_UP_ACK, M3UA_ACTIVE, M3UA_ACTIVE_ACK,
	    M3UA_REGISTER, M3UA_DEREGISTERED, M3UA_BEAT_ACK, M3UA_RESTRICTED };
	static const unsigned tags[] = { 0x0004, 0x0006, 0x0007, 0x0009,
	    0x000b, 0x000c, 0x000d, 0x0011, 0x0012, 0x0013, 0x0200, 0x0204,
	    0x0205, 0x0207, 0x0210 };
	unsigned n = 1 + (unsigned)random() % 4;

	if (i % 2 == 0) {
		data_put(w, &label, 1 + (unsigned)random() % 200);
	} else {
		head(w, kinds[(unsigned)random() % 14]);
		while (n-- > 0)
			parameter(w, tags[(unsigned)random() % 15],
			    (uint32_t)random() & 0xffff);
	}
	for (n = (unsigned)random() % 4; n > 0; n--)
		w->p[(size_t)random() % w->len] ^= (uint8_t)random();
	if (random() % 8 == 0)
		w->len = 1 + (size_t)random() % w->len;
}

/* Nothing of it ends the process or makes it grow, and after an end of the link
 * at most it goes on. */
START_TEST(mutants)
{
	const char *many = getenv("SIGTRAN_MUTANTS");
	unsigned i, n = many != NULL ? (unsigned)atoi(many) : MUTANTS, before;
	uint8_t octets[ROOM];
	size_t memory = 0;
	struct wbuf w;

	begin();
	srandom(8);
	for (i = 0; i < n; i++) {
		w = wbuf_make(octets, sizeof(octets));
		mutant_put(&w, i);
		ck_assert(wbuf_ok(&w));
		if (peer < 0 || !peer_say(&w, PPID, 1)) {
			turn();
			continue;
		}
		if (i % 64 == 0)
			turn();
		if (i == n / 4)
			memory = process_memory(lab.near.pid);
	}
	printf("%u of %u came through, %u events, %u associations\n",
	    lab.near.engine->answers, n, lab.near.engine->links, links);
	ck_assert_uint_gt(lab.near.engine->answers, n / 20);
	if (!until(is_up, 1) || peer < 0)
		ck_abort_msg("the link is not up again");
	turn();
	before = lab.near.engine->answers;
	while (say_data(&label, 250))
		if (turn(), lab.near.engine->answers > before)
			break;
	ck_assert(until(has, before + 1));
	ck_assert_uint_le(process_memory(lab.near.pid), memory + MEMORY_MORE);
	ck_assert_uint_eq(lab.near.engine->ups - lab.near.engine->downs, 1);
	end();
}
END_TEST

/* A peer that does not read: no more waits than there is credit for. */
START_TEST(stalled)
{
	uint8_t octets[1000] = { 9 };
	unsigned i, sent = 0;
	size_t memory;

	begin();
	memory = process_memory(lab.near.pid);
	peer_reads = false;
	for (i = 0; i < 8 * CHANNEL_CREDIT; i++) {
		sent += side_send(&lab.near, &(struct m3ua_label){
		    .opc = PC_NEAR, .dpc = PC_FAR, .si = M3UA_SCCP }, octets,
		    sizeof(octets));
		if (i % 8 == 0)
			turn();
	}
	ck_assert_uint_ge(sent, CHANNEL_CREDIT);
	ck_assert_uint_lt(sent, 4 * CHANNEL_CREDIT);
	ck_assert_uint_le(process_memory(lab.near.pid), memory + MEMORY_MORE);
	peer_reads = true;
	ck_assert(until(peer_has, sent));
	ck_assert_uint_eq(lab.far.context, sent);
	end();
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("sigtran_peer");
	TCase *t = tcase_create("all");
	SRunner *r = srunner_create(s);
	int failed, fd = socket(AF_INET, SOCK_STREAM, IPPROTO_SCTP);

	if (fd < 0) {
		puts("this kernel has no SCTP");
		return 77;
	}
	close(fd);
	tcase_set_timeout(t, 600);
	tcase_add_test(t, label_kept);
	tcase_add_test(t, longest);
	tcase_add_test(t, events);
	tcase_add_test(t, nobodys);
	tcase_add_test(t, mutants);
	tcase_add_test(t, stalled);
	suite_add_tcase(s, t);
	srunner_run_all(r, CK_NORMAL);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed != 0;
}
