/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * M3UA messages that are checked, cut at every place and damaged at every
 * octet; and what the engine's side does with an edge of SS7 that says
 * something wrong.
 */
#include <check.h>
#include <errno.h>

#include "guard.h"
#include "sigtran_help.h"

enum { ROOM = 4096 };

static const struct m3ua_label label = { .opc = PC_FAR, .dpc = PC_NEAR,
	.si = M3UA_SCCP, .ni = 2, .mp = 1, .sls = 255 };

static const uint8_t sccp[] = { 9, 0, 3, 5, 9, 2, 0x42, 6 };

static void
data_put(struct wbuf *w, const struct m3ua_label *l, size_t n)
{
	size_t i;

	m3ua_data_head(w, l, n);
	for (i = 0; i < n; i++)
		wbuf_u8(w, sccp[i % sizeof(sccp)]);
	wbuf_fill(w, 0, m3ua_padding(n));
}

static void
head(struct wbuf *w, unsigned kind)
{
	wbuf_be32(w, 1 << 24 | kind);
	wbuf_be32(w, 8);
}

static void
parameter(struct wbuf *w, size_t from, unsigned tag, const char *p, size_t n)
{
	wbuf_be16(w, tag);
	wbuf_be16(w, (unsigned)(4 + n));
	wbuf_octets(w, p, n);
	wbuf_fill(w, 0, m3ua_padding(n));
	wbuf_patch(w, from + 4, 4, w->len - from);
}

START_TEST(data_is_what_was_put)
{
	uint8_t octets[ROOM];
	struct m3ua m;
	struct wbuf w;
	size_t n;

	for (n = 1; n <= CHANNEL_M3UA_MAX - M3UA_DATA_HEAD; n++) {
		w = wbuf_make(octets, sizeof(octets));
		data_put(&w, &label, n);
		ck_assert_uint_eq(w.len, M3UA_DATA_HEAD + n + m3ua_padding(n));
		ck_assert(m3ua_data_get(wbuf_cur(&w), &m));
		ck_assert_mem_eq(&m.label, &label, sizeof(label));
		ck_assert_uint_eq(cur_left(&m.data), n);
		ck_assert_ptr_null(m3ua_check(octets, w.len, &m));
		ck_assert_uint_eq(cur_left(&m.data), n);
		ck_assert(!m.has_context);
	}
}
END_TEST

/* What no DATA of SCCP between edge and engine is. */
START_TEST(data_that_is_none)
{
	static const struct { size_t at; uint8_t v; } wrong[] = {
		{ 0, 2 }, { 2, 2 }, { 3, 2 }, { 7, 31 }, { 7, 36 }, { 8, 0 },
		{ 9, 0x0b }, { 11, 15 }, { 11, 25 }, { 12, 1 }, { 16, 1 },
		{ 20, 5 }, { 21, 4 }, { 22, 4 },
	};
	uint8_t octets[ROOM];
	struct m3ua_label l = label;
	struct m3ua m;
	struct wbuf w;
	size_t i;

	for (i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		w = wbuf_make(octets, sizeof(octets));
		data_put(&w, &label, 8);
		octets[wrong[i].at] = wrong[i].v;
		ck_assert_msg(!m3ua_data_get(wbuf_cur(&w), &m), "%zu", i);
	}
	/* without octets of the user; with a second parameter */
	w = wbuf_make(octets, sizeof(octets));
	data_put(&w, &l, 0);
	ck_assert(!m3ua_data_get(wbuf_cur(&w), &m));
	w = wbuf_make(octets, sizeof(octets));
	data_put(&w, &l, 8);
	parameter(&w, 0, 0x0006, "\0\0\0\1", 4);
	ck_assert(!m3ua_data_get(wbuf_cur(&w), &m));
	ck_assert_ptr_null(m3ua_check(octets, w.len, &m));
	ck_assert(m.has_context && m.context == 1);
}
END_TEST

static const struct {
	unsigned	 kind, tag;
	const char	*p;
	size_t		 n;
	bool		 fine;
} messages[] = {
	{ M3UA_NOTIFY, 0x000d, "\0\1\0\2", 4, true },
	{ M3UA_NOTIFY, 0x000d, "\0\1\0", 3, false },
	{ M3UA_NOTIFY, 0x0004, "text", 4, false },
	{ M3UA_ERROR, 0x000c, "\0\0\0\1", 4, true },
	{ M3UA_ERROR, 0x0007, "\0\0\0\1", 4, false },
	{ M3UA_ACTIVE, 0x000b, "\0\0\0\2", 4, true },
	{ M3UA_ACTIVE, 0x000b, "\0\0\0\4", 4, false },
	{ M3UA_ACTIVE, 0x000b, "\0\0\0\0", 4, false },
	{ M3UA_ACTIVE, 0x0006, "\0\0\0\1\0\0\0\2", 8, true },
	{ M3UA_ACTIVE, 0x0006, "\0\0\0\1\0", 5, false },
	{ M3UA_ACTIVE, 0x0006, "", 0, false },
	{ M3UA_UNAVAILABLE, 0x0012, "\0\0\1\2", 4, true },
	{ M3UA_UNAVAILABLE, 0x0012, "\0\0\1\2\3", 5, false },
	{ M3UA_UNAVAILABLE, 0x0006, "\0\0\1\2", 4, false },
	{ M3UA_CONGESTION, 0x0205, "\0\0\0\2", 4, false },
	{ M3UA_USER_UNAVAILABLE, 0x0012, "\0\0\1\2", 4, false },
	{ M3UA_DATA, 0x0210, "\0\0\0\1\0\0\0\2\3\2\0", 11, false },
	{ M3UA_DATA, 0x0210, "\1\0\0\1\0\0\0\2\3\2\0\0\1", 13, false },
	{ M3UA_BEAT, 0x0009, "anything", 8, true },
	{ M3UA_BEAT, 0x7777, "", 0, true },
};

START_TEST(messages_checked)
{
	uint8_t octets[ROOM];
	struct wbuf w = wbuf_make(octets, sizeof(octets));
	struct m3ua m;

	head(&w, messages[_i].kind);
	parameter(&w, 0, messages[_i].tag, messages[_i].p, messages[_i].n);
	ck_assert_int_eq(m3ua_check(octets, w.len, &m) == NULL,
	    messages[_i].fine);
	ck_assert_uint_eq(m.kind, messages[_i].kind);
	if (!messages[_i].fine)
		return;
	/* twice is once too often, but for what nobody knows */
	parameter(&w, 0, messages[_i].tag, messages[_i].p, messages[_i].n);
	ck_assert_int_eq(m3ua_check(octets, w.len, &m) == NULL,
	    messages[_i].tag == 0x7777);
}
END_TEST

/* A text is nobody's any more; what else there is stays. */
START_TEST(texts_painted)
{
	uint8_t octets[ROOM], before[ROOM];
	struct wbuf w = wbuf_make(octets, sizeof(octets));
	struct m3ua m;

	head(&w, M3UA_UNAVAILABLE);
	parameter(&w, 0, 0x0012, "\0\0\1\2\3\0\1\3", 8);
	parameter(&w, 0, 0x0004, "a text", 6);
	memcpy(before, octets, w.len);
	ck_assert_ptr_null(m3ua_check(octets, w.len, &m));
	ck_assert_uint_eq(m.naffected, 2);
	ck_assert_uint_eq(m.affected[0], 0x000102);
	ck_assert_uint_eq(m.affected[1], 0x03000103);
	ck_assert_uint_eq(octets[20], 0xff);
	octets[20] = 0;
	ck_assert_mem_eq(octets, before, w.len);
	/* the padding of the last one may be missing (RFC 4666 3.1.4) */
	wbuf_patch(&w, 4, 4, w.len - 2);
	ck_assert_ptr_null(m3ua_check(octets, w.len - 2, &m));
}
END_TEST

/* Octets that end at a page that nobody may read, and are where they can be
 * written to. */
static const char *
check_at_end(const uint8_t *octets, size_t n, struct m3ua *m)
{
	uint8_t *copy = malloc(n + 1);
	const uint8_t *end;
	const char *why;
	struct m3ua data;

	memcpy(copy, octets, n);
	why = m3ua_check(copy, n, m);
	free(copy);
	end = guard_put(octets, n);
	(void)m3ua_data_get(cur_make(end, n), &data);
	guard_free(end, n);
	return why;
}

START_TEST(damaged)
{
	uint8_t octets[ROOM], copy[ROOM];
	struct wbuf w = wbuf_make(octets, sizeof(octets));
	unsigned v, bad = 0;
	struct m3ua m;
	size_t i;

	data_put(&w, &label, 11);
	parameter(&w, 0, 0x0006, "\0\0\0\1", 4);
	parameter(&w, 0, 0x0004, "text", 4);
	parameter(&w, 0, 0x0012, "\0\0\0\1\0\0\0\2", 8);
	for (i = 0; i <= w.len; i++)
		ck_assert_int_eq(check_at_end(octets, i, &m) == NULL,
		    i == w.len);
	for (i = 0; i < w.len; i++)
		for (v = 1; v < 256; v++) {
			memcpy(copy, octets, w.len);
			copy[i] ^= (uint8_t)v;
			bad += check_at_end(copy, w.len, &m) != NULL;
			ck_assert_uint_le(m.naffected, M3UA_AFFECTED_MAX);
		}
	ck_assert_uint_gt(bad, 4000);
}
END_TEST

/* ---- home.c against an edge that the test plays ---- */

static struct lab lab;
static int edge;

static void
play_begin(void)
{
	int pair[2];

	lab = (struct lab){ .base = event_base_new(),
	    .rules = rules_make(lab_rules), .near.name = "near" };
	lab.near.engine = calloc(1, sizeof(*lab.near.engine));
	lab.near.home = home_new(lab.near.engine, lab.rules, lab.base,
	    CHANNEL_M3UA);
	ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
	fcntl(pair[0], F_SETFL, O_NONBLOCK);
	fcntl(pair[1], F_SETFL, O_NONBLOCK);
	home_attach(lab.near.home, pair[0]);
	edge = pair[1];
}

static void
play_end(void)
{
	home_free(lab.near.home);
	close(edge);
	ruleset_free(lab.rules);
	free(lab.near.engine);
	event_base_free(lab.base);
}

static void
play(const struct wbuf *w)
{
	struct timeval tick = { 0, 2000 };

	ck_assert(wbuf_ok(w));
	ck_assert_int_eq(send(edge, w->p, w->len, MSG_NOSIGNAL),
	    (ssize_t)w->len);
	event_base_loopexit(lab.base, &tick);
	event_base_loop(lab.base, 0);
	home_turn(lab.near.home);
}

/* Octets that our side has said, or -1: it has closed the channel. */
static ssize_t
heard(uint8_t *p, size_t size)
{
	ssize_t n, all = 0;

	while ((n = recv(edge, p + all, size - (size_t)all, 0)) > 0)
		all += n;
	return n == 0 || errno != EAGAIN ? -1 : all;
}

static void
up_put(struct wbuf *w, uint32_t number, const char *as, unsigned instance)
{
	struct channel_up u = { .transport = CHANNEL_OVER_M3UA,
	    .instance = (uint8_t)instance, .address_len = 4,
	    .src = { 192, 0, 2, 1 }, .dst = { 192, 0, 2, 2 } };

	snprintf(u.host, sizeof(u.host), "%s", as);
	channel_up_put(w, number, &u);
}

static void
greeting_put(struct wbuf *w)
{
	static const struct channel_hello hello = { CHANNEL_VERSION, 0, 0 };

	channel_hello_put(w, &hello);
	up_put(w, 256, "near", 3);
}

static void
message_put(struct wbuf *w, uint32_t number, size_t n)
{
	channel_head(w, CHANNEL_MESSAGE, number, M3UA_DATA_HEAD + n +
	    m3ua_padding(n));
	data_put(w, &label, n);
}

START_TEST(played)
{
	struct way_event ev = { .what = WAY_EVENT_CONGESTED, .level = 2,
	    .pc = PC_FAR }, got;
	uint8_t octets[ROOM];
	struct wbuf w = wbuf_make(octets, sizeof(octets));
	struct way *way;

	play_begin();
	greeting_put(&w);
	up_put(&w, 257, "near", 4);	/* of an instance without a link */
	up_put(&w, 258, "nobody", 3);
	message_put(&w, 256, 9);
	channel_event_put(&w, 256, &ev);
	channel_event_put(&w, 258, &ev);
	play(&w);
	ck_assert_uint_eq(lab.near.engine->nup, 1);
	way = engine_way_of(lab.near.engine, "near");
	ck_assert_uint_eq(way->end.link, 2);
	ck_assert(way->end.ss7);
	ck_assert_str_eq(way->end.realm, "");
	ck_assert_str_eq(way->end.transport, "sctp");
	ck_assert_uint_eq(lab.near.engine->answers, 1);
	ck_assert_uint_eq(lab.near.engine->last_n, M3UA_DATA_HEAD + 12);
	ck_assert_uint_eq(lab.near.engine->links, 1);
	got = lab.near.engine->link;
	ck_assert_mem_eq(&got, &ev, sizeof(ev));
	ck_assert_int_ge(heard(octets, sizeof(octets)), 0);
	play_end();
}
END_TEST

/* What the edge loses is added up, whichever process it is. */
START_TEST(losses)
{
	uint32_t lost[CHANNEL_LOSS_COUNT] = { 0 };
	uint8_t octets[ROOM];
	struct wbuf w = wbuf_make(octets, sizeof(octets));
	enum channel_loss i;

	play_begin();
	greeting_put(&w);
	lost[CHANNEL_LOSS_FORM] = 3;
	lost[CHANNEL_LOSS_DOWN] = UINT32_MAX;
	channel_losses_put(&w, lost);
	lost[CHANNEL_LOSS_FORM] = 1;
	channel_losses_put(&w, lost);
	play(&w);
	for (i = 0; i < CHANNEL_LOSS_COUNT; i++)
		ck_assert_uint_eq(home_lost(lab.near.home, i),
		    i == CHANNEL_LOSS_FORM ? 4 :
		    i == CHANNEL_LOSS_DOWN ? UINT64_C(2) * UINT32_MAX : 0);
	ck_assert_uint_eq(lab.near.engine->nup, 1);
	play_end();
}
END_TEST

/* Every message takes credit, each way. */
START_TEST(credit)
{
	static uint8_t octets[(CHANNEL_CREDIT + 2) * 64];
	struct wbuf w = wbuf_make(octets, sizeof(octets));
	unsigned i;

	play_begin();
	greeting_put(&w);
	play(&w);
	for (i = 0; side_send(&lab.near, &label, sccp, sizeof(sccp)); i++)
		ck_assert_uint_lt(i, CHANNEL_CREDIT);
	ck_assert_uint_eq(i, CHANNEL_CREDIT);
	w = wbuf_make(octets, sizeof(octets));
	channel_credit_put(&w, 256, 3);
	play(&w);
	for (i = 0; side_send(&lab.near, &label, sccp, sizeof(sccp)); i++)
		continue;
	ck_assert_uint_eq(i, 3);
	/* and it may not say more than it was given, which a held way is not */
	engine_way_of(lab.near.engine, "near")->ops->hold(
	    engine_way_of(lab.near.engine, "near")->arg, true);
	w = wbuf_make(octets, sizeof(octets));
	for (i = 0; i < CHANNEL_CREDIT; i++)
		message_put(&w, 256, 4);
	play(&w);
	ck_assert_uint_eq(lab.near.engine->answers, CHANNEL_CREDIT);
	ck_assert_uint_eq(lab.near.engine->nup, 1);
	w = wbuf_make(octets, sizeof(octets));
	message_put(&w, 256, 4);
	play(&w);
	ck_assert_uint_eq(lab.near.engine->answers, CHANNEL_CREDIT);
	ck_assert_uint_eq(lab.near.engine->nup, 0);
	play_end();
}
END_TEST

enum wrong { WRONG_DIAMETER, WRONG_UP, WRONG_REALM, WRONG_EVENT,
	WRONG_EVENT_PC, WRONG_EVENT_OF, WRONG_LONG, WRONG_USER, WRONG_KIND,
	WRONG_LOSSES, WRONG_COUNT };

static void
wrong_put(struct wbuf *w, enum wrong wrong)
{
	struct way_event ev = { .what = WAY_EVENT_UNAVAILABLE, .pc = 1 };
	struct channel_up u = { .transport = CHANNEL_SCTP, .host = "near",
	    .realm = "example.org" };
	size_t from = w->len;

	switch (wrong) {
	case WRONG_DIAMETER:
		channel_head(w, CHANNEL_MESSAGE, 256, 20);
		head_put(w, 0x80, ULR, 1, 2, 3);
		wbuf_patch(w, from + 13, 3, 20);
		break;
	case WRONG_UP:
		channel_up_put(w, 257, &u);
		break;
	case WRONG_REALM:
		u.transport = CHANNEL_OVER_IPA;
		channel_up_put(w, 257, &u);
		break;
	case WRONG_EVENT:
		ev.what = WAY_EVENT_COUNT;
		channel_event_put(w, 256, &ev);
		break;
	case WRONG_EVENT_PC:
		ev.pc = M3UA_PC_MAX + 1;
		channel_event_put(w, 256, &ev);
		break;
	case WRONG_EVENT_OF:
		channel_event_put(w, 512, &ev);
		break;
	case WRONG_LONG:
		message_put(w, 256, CHANNEL_M3UA_MAX);
		break;
	case WRONG_USER:
		message_put(w, 256, 4);
		wbuf_patch(w, from + CHANNEL_HEADER + 20, 1, 5);
		break;
	case WRONG_KIND:
		message_put(w, 256, 4);
		wbuf_patch(w, from + CHANNEL_HEADER + 3, 1, 2);
		break;
	case WRONG_LOSSES:
		channel_head(w, CHANNEL_LOSSES, 256, 4 * CHANNEL_LOSS_COUNT);
		wbuf_fill(w, 0, 4 * CHANNEL_LOSS_COUNT);
		break;
	case WRONG_COUNT:
		break;
	}
}

START_TEST(wrong_ends_the_channel)
{
	uint8_t octets[ROOM];
	struct wbuf w = wbuf_make(octets, sizeof(octets));

	play_begin();
	greeting_put(&w);
	play(&w);
	ck_assert_uint_eq(lab.near.engine->nup, 1);
	w = wbuf_make(octets, sizeof(octets));
	wrong_put(&w, (enum wrong)_i);
	play(&w);
	ck_assert_int_eq(heard(octets, sizeof(octets)), -1);
	ck_assert_uint_eq(lab.near.engine->nup, 0);
	ck_assert_uint_eq(lab.near.engine->answers, 0);
	ck_assert_uint_eq(lab.near.engine->links, 0);
	play_end();
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("sigtran");
	TCase *t = tcase_create("all");
	SRunner *r = srunner_create(s);
	int failed;

	tcase_set_timeout(t, 60);
	tcase_add_test(t, data_is_what_was_put);
	tcase_add_test(t, data_that_is_none);
	tcase_add_loop_test(t, messages_checked, 0,
	    sizeof(messages) / sizeof(messages[0]));
	tcase_add_test(t, texts_painted);
	tcase_add_test(t, damaged);
	tcase_add_test(t, played);
	tcase_add_test(t, losses);
	tcase_add_test(t, credit);
	tcase_add_loop_test(t, wrong_ends_the_channel, 0, WRONG_COUNT);
	suite_add_tcase(s, t);
	srunner_run_all(r, CK_NORMAL);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed != 0;
}
