/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Frames of the channel: cut at every place, damaged at every octet; and what
 * the engine's side does with an edge that says something wrong.
 */
#include <check.h>
#include <errno.h>

#include "../fw/run/channel.h"
#include "guard.h"
#include "home_help.h"

enum { STREAM_MAX = 8192 };

static const struct channel_up up_one = {
	.transport = CHANNEL_SCTP, .address_len = 4, .sport = 3868,
	.dport = 40000, .src = { 192, 0, 2, 1 }, .dst = { 192, 0, 2, 2 },
	.host = "hss1." REALM, .realm = REALM,
};

static void
message_put(struct wbuf *w, uint32_t neighbour, unsigned flags, uint32_t hop,
    size_t n)
{
	size_t from;

	channel_head(w, CHANNEL_MESSAGE, neighbour, n);
	from = w->len;
	head_put(w, flags, ULR, 16777251, hop, 1);
	wbuf_fill(w, 0, n - 20);
	wbuf_patch(w, from + 1, 3, n);
}

static const uint32_t stream_lost[CHANNEL_LOSS_COUNT] = { 1, 2, 3,
	[CHANNEL_LOSS_DOWN] = UINT32_MAX };

/* One of each. */
static void
stream_put(struct wbuf *w)
{
	static const struct channel_hello hello = { CHANNEL_VERSION, 10000,
	    65536 };

	channel_hello_put(w, &hello);
	channel_up_put(w, 256, &up_one);
	message_put(w, 256, 0xc0, 0xdeadbeef, 40);
	message_put(w, 256, 0x40, 2, 20);
	channel_credit_put(w, 256, 7);
	channel_head(w, CHANNEL_CLOSE, 256, 0);
	channel_down_put(w, 256, CHANNEL_WHY_SILENT);
	channel_head(w, CHANNEL_STOP, 0, 0);
	channel_losses_put(w, stream_lost);
}

static const uint8_t stream_kinds[] = { CHANNEL_HELLO, CHANNEL_UP,
	CHANNEL_MESSAGE, CHANNEL_MESSAGE, CHANNEL_CREDIT_BACK, CHANNEL_CLOSE,
	CHANNEL_DOWN, CHANNEL_STOP, CHANNEL_LOSSES };
enum { KINDS = sizeof(stream_kinds) };

START_TEST(frames_say_what_was_put)
{
	uint8_t octets[STREAM_MAX];
	struct wbuf w = wbuf_make(octets, sizeof(octets));
	struct channel_hello hello;
	struct channel_frame f[KINDS];
	struct channel_up up;
	size_t at = 0, used, i;
	uint32_t count, lost[CHANNEL_LOSS_COUNT];
	const char *why;

	stream_put(&w);
	for (i = 0; i < KINDS; i++, at += used) {
		ck_assert_int_eq(channel_next(octets + at, w.len - at,
		    CHANNEL_DIAMETER, 65536, &f[i], &used, &why),
		    CHANNEL_FRAME);
		ck_assert_uint_eq(f[i].kind, stream_kinds[i]);
	}
	ck_assert_uint_eq(at, w.len);
	ck_assert(channel_hello_get(&f[0], &hello));
	ck_assert_uint_eq(hello.answer_ms, 10000);
	ck_assert_uint_eq(hello.message, 65536);
	ck_assert(channel_up_get(&f[1], &up));
	ck_assert_mem_eq(&up, &up_one, sizeof(up));
	ck_assert(channel_is_request(&f[2]));
	ck_assert_uint_eq(f[2].n, 40);
	ck_assert(!channel_is_request(&f[3]));
	ck_assert(channel_count_get(&f[4], &count));
	ck_assert_uint_eq(count, 7);
	ck_assert_uint_eq(f[5].neighbour, 256);
	ck_assert_str_eq(channel_why_get(&f[6]), "watchdog not answered");
	ck_assert(channel_losses_get(&f[8], lost));
	ck_assert_mem_eq(lost, stream_lost, sizeof(lost));
	/* none of them is another kind */
	ck_assert(!channel_losses_get(&f[7], lost));
	ck_assert(!channel_hello_get(&f[1], &hello));
	ck_assert(!channel_up_get(&f[0], &up));
	ck_assert(!channel_count_get(&f[6], &count));
	ck_assert_ptr_null(channel_why_get(&f[4]));
}
END_TEST

/* They are only read: what would write to them crashes. */
static uint8_t *
end_put(const uint8_t *octets, size_t n)
{
	return (uint8_t *)(uintptr_t)guard_put(octets, n);
}

START_TEST(sockets)
{
	static const char *const none[] = { "", "x", "1x", "-1", "99999",
	    "999999999999999999999" };
	int pair[2], files[2];
	char text[20];
	unsigned i;

	for (i = 0; i < sizeof(none) / sizeof(none[0]); i++)
		ck_assert_int_eq(channel_socket(none[i]), -1);
	ck_assert_int_eq(pipe(files), 0);
	snprintf(text, sizeof(text), "%d", files[0]);
	ck_assert_int_eq(channel_socket(text), -1);
	ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
	snprintf(text, sizeof(text), "%d", pair[1]);
	ck_assert_int_eq(channel_socket(text), pair[1]);
	for (i = 0; i < 2; i++) {
		close(pair[i]);
		close(files[i]);
	}
}
END_TEST

/* Whatever arrives first, nothing is seen before it is whole. */
START_TEST(frames_cut)
{
	uint8_t octets[STREAM_MAX], *at_end;
	struct wbuf w = wbuf_make(octets, sizeof(octets));
	struct channel_frame f;
	size_t cut, at, used, frames;
	const char *why;

	stream_put(&w);
	for (cut = 0; cut <= w.len; cut++) {
		at_end = end_put(octets, cut);
		for (at = frames = 0; channel_next(at_end + at, cut - at,
		    CHANNEL_DIAMETER, 65536, &f, &used, &why) ==
		    CHANNEL_FRAME; frames++)
			at += used;
		ck_assert_ptr_null(why);
		ck_assert(frames == KINDS ? at == w.len : cut < w.len);
		guard_free(at_end, cut);
	}
}
END_TEST

START_TEST(frames_damaged)
{
	uint8_t octets[STREAM_MAX], copy[STREAM_MAX], *p;
	struct wbuf w = wbuf_make(octets, sizeof(octets));
	struct channel_hello hello;
	struct channel_frame f;
	struct channel_up up;
	size_t i, at, used;
	const char *why;
	uint32_t count;
	unsigned v, bad = 0;

	stream_put(&w);
	for (i = 0; i < w.len; i++)
		for (v = 1; v < 256; v += 2) {
			memcpy(copy, octets, w.len);
			copy[i] ^= (uint8_t)v;
			p = end_put(copy, w.len);
			at = 0;
			while (channel_next(p + at, w.len - at,
			    CHANNEL_DIAMETER, 65536, &f, &used, &why) ==
			    CHANNEL_FRAME) {
				ck_assert_uint_ge(used, CHANNEL_HEADER);
				ck_assert_uint_le(used, w.len - at);
				channel_hello_get(&f, &hello);
				if (channel_up_get(&f, &up))
					ck_assert_uint_gt(strlen(up.host), 0);
				channel_count_get(&f, &count);
				channel_why_get(&f);
				at += used;
			}
			bad += why != NULL;
			guard_free(p, w.len);
		}
	ck_assert_uint_gt(bad, 1000);
}
END_TEST

/* Names that are no DiameterIdentity never get to be a neighbour's. */
START_TEST(names)
{
	static const char *const bad[] = { "", "a b", "h\ns", "h\"s", "h/s",
	    "h\x80s" };
	uint8_t octets[STREAM_MAX];
	struct channel_up up, got;
	struct channel_frame f;
	struct wbuf w;
	const char *why;
	size_t i, used;

	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		up = up_one;
		snprintf(up.host, sizeof(up.host), "%s", bad[i]);
		w = wbuf_make(octets, sizeof(octets));
		channel_up_put(&w, 1, &up);
		ck_assert_int_eq(channel_next(octets, w.len,
		    CHANNEL_DIAMETER, 65536, &f, &used, &why),
		    CHANNEL_FRAME);
		ck_assert(!channel_up_get(&f, &got));
	}
}
END_TEST

/* ---- home.c against an edge that the test plays ---- */

static struct world world;
static int edge;

static void
turns(void)
{
	struct timeval tick = { 0, 2000 };

	event_base_loopexit(world.base, &tick);
	event_base_loop(world.base, 0);
	home_turn(world.home);
}

static void
play_begin(void)
{
	int pair[2];

	world.base = event_base_new();
	world.engine = calloc(1, sizeof(*world.engine));
	world.rules = rules_make(world_rules);
	world.home = home_new(world.engine, world.rules, world.base,
	    CHANNEL_DIAMETER);
	ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
	fcntl(pair[1], F_SETFL, O_NONBLOCK);
	home_attach(world.home, pair[0]);
	edge = pair[1];
}

static void
play_end(void)
{
	home_free(world.home);
	close(edge);
	ruleset_free(world.rules);
	free(world.engine);
	event_base_free(world.base);
}

static void
play(const struct wbuf *w)
{
	ck_assert_int_eq(send(edge, w->p, w->len, MSG_NOSIGNAL),
	    (ssize_t)w->len);
	turns();
}

/* Has our side closed the channel?  Reads what it had said. */
static bool
is_closed(void)
{
	uint8_t octets[STREAM_MAX];
	ssize_t n;

	while ((n = recv(edge, octets, sizeof(octets), 0)) > 0)
		continue;
	return n == 0 || errno != EAGAIN;
}

static void
greet(struct wbuf *w)
{
	static const struct channel_hello hello = { CHANNEL_VERSION, 0, 0 };

	channel_hello_put(w, &hello);
}

START_TEST(fine_at_every_split)
{
	uint8_t octets[STREAM_MAX];
	struct wbuf w, part;
	size_t cut;

	for (cut = 1; cut < 260; cut++) {
		play_begin();
		w = wbuf_make(octets, sizeof(octets));
		greet(&w);
		channel_up_put(&w, 256, &up_one);
		message_put(&w, 256, 0xc0, 3, 40);
		message_put(&w, 256, 0x40, 4, 40);
		channel_down_put(&w, 256, CHANNEL_WHY_LOST);
		part = w;
		part.len = cut < w.len ? cut : w.len;
		play(&part);
		part = wbuf_make(octets + part.len, w.len - part.len);
		part.len = part.size;
		play(&part);
		ck_assert_uint_eq(world.engine->requests, 1);
		ck_assert_uint_eq(world.engine->answers, 1);
		ck_assert_uint_eq(world.engine->ups, 1);
		ck_assert_uint_eq(world.engine->downs, 1);
		ck_assert(!is_closed());
		play_end();
	}
}
END_TEST

enum wrong { NO_HELLO, TWO_HELLOS, OTHER_VERSION, UP_TWICE, UP_BAD_NAME,
	DOWN_UNKNOWN, DOWN_TWICE, MESSAGE_UNKNOWN, MESSAGE_OLD, MESSAGE_LONG,
	MESSAGE_SHORT, MESSAGE_LENGTH, CREDIT_NOT_TAKEN, CREDIT_HUGE,
	TOO_MANY_REQUESTS, ENGINES_FRAME, KIND_UNKNOWN, LENGTH_SHORT,
	LENGTH_LONG, WRONG_COUNT };

/* Of a wrong kind or length. */
static void
wrong_frame_put(struct wbuf *w, enum wrong wrong)
{
	size_t from = w->len;

	switch (wrong) {
	case MESSAGE_LONG:
		channel_head(w, CHANNEL_MESSAGE, 256, 65536 + 4);
		break;
	case MESSAGE_SHORT:
		channel_head(w, CHANNEL_MESSAGE, 256, 16);
		break;
	case MESSAGE_LENGTH:
		message_put(w, 256, 0x40, 1, 40);
		wbuf_patch(w, from + 12 + 1, 3, 44);
		break;
	case ENGINES_FRAME:
		channel_head(w, CHANNEL_STOP, 0, 0);
		break;
	case KIND_UNKNOWN:
		channel_head(w, CHANNEL_KINDS, 256, 0);
		break;
	case LENGTH_SHORT:
		channel_head(w, CHANNEL_CLOSE, 256, 0);
		wbuf_patch(w, from, 4, 11);
		break;
	case LENGTH_LONG:
		channel_head(w, CHANNEL_CREDIT_BACK, 256, UINT32_MAX - 12);
		break;
	default:
		break;
	}
}

/* What a fine edge said, and then what is wrong. */
static void
wrong_put(struct wbuf *w, enum wrong wrong)
{
	static const struct channel_hello other = { CHANNEL_VERSION + 1, 0, 0 };
	struct channel_up up = up_one;
	unsigned i;

	if (wrong == OTHER_VERSION) {
		channel_hello_put(w, &other);
		return;
	}
	if (wrong != NO_HELLO)
		greet(w);
	channel_up_put(w, 256, &up);
	switch (wrong) {
	case TWO_HELLOS:
		greet(w);
		break;
	case UP_TWICE:
		channel_up_put(w, 512, &up);
		break;
	case UP_BAD_NAME:
		up.realm[0] = ' ';
		channel_up_put(w, 257, &up);
		break;
	case DOWN_TWICE:
		channel_down_put(w, 256, CHANNEL_WHY_LOST);
		channel_down_put(w, 256, CHANNEL_WHY_LOST);
		break;
	case DOWN_UNKNOWN:
		channel_down_put(w, 257, CHANNEL_WHY_LOST);
		break;
	case MESSAGE_UNKNOWN:
		message_put(w, 257, 0x40, 1, 20);
		break;
	case MESSAGE_OLD:
		message_put(w, 512, 0x40, 1, 20);
		break;
	case CREDIT_NOT_TAKEN:
		channel_credit_put(w, 256, 1);
		break;
	case CREDIT_HUGE:
		channel_credit_put(w, 256, UINT32_MAX);
		break;
	case TOO_MANY_REQUESTS:
		world.engine->mute = true;
		for (i = 0; i < 2; i++)
			message_put(w, 257, 0xc0, i, 20);
		break;
	default:
		wrong_frame_put(w, wrong);
		break;
	}
}

/* One that no link leads to gets no credit, and must not ask. */
static void
stranger_put(struct wbuf *w)
{
	struct channel_up up = up_one;

	snprintf(up.host, sizeof(up.host), "stranger.example.org");
	channel_up_put(w, 257, &up);
}

START_TEST(wrong_ends_the_channel)
{
	uint8_t octets[STREAM_MAX];
	struct wbuf w, s;
	unsigned ways;

	play_begin();
	if (_i == TOO_MANY_REQUESTS) {
		s = wbuf_make(octets, sizeof(octets));
		greet(&s);
		stranger_put(&s);
		message_put(&s, 257, 0xc0, 1, 20);
		play(&s);
		ck_assert(is_closed());
		ck_assert_uint_eq(world.engine->requests, 0);
		play_end();
		return;
	}
	w = wbuf_make(octets, sizeof(octets));
	wrong_put(&w, (enum wrong)_i);
	play(&w);
	ck_assert(is_closed());
	ways = _i != NO_HELLO && _i != OTHER_VERSION;
	ck_assert_uint_eq(world.engine->ups, ways);
	ck_assert_uint_eq(world.engine->downs, ways);
	ck_assert_uint_eq(world.engine->answers, 0);
	play_end();
}
END_TEST

static bool
way_ask(struct way *way, size_t n, unsigned flags)
{
	uint8_t octets[MESSAGE_MAX];
	struct wbuf w = wbuf_make(octets, sizeof(octets));

	head_put(&w, flags, ULR, 16777251, 1, 1);
	wbuf_fill(&w, 0, n - 20);
	length_put(&w);
	return way_send(way, w.p, w.len);
}

/* A window of requests, by their octets; answers need no credit. */
START_TEST(credit)
{
	uint8_t octets[STREAM_MAX];
	struct wbuf w = wbuf_make(octets, sizeof(octets));
	struct way *way;
	unsigned n;

	play_begin();
	greet(&w);
	channel_up_put(&w, 256, &up_one);
	play(&w);
	way = engine_way_of(world.engine, up_one.host);
	ck_assert_ptr_nonnull(way);
	for (n = 0; way_ask(way, 4000, 0xc0); n++)
		continue;
	ck_assert_uint_eq(n, 512);
	ck_assert(!way_ask(way, 20, 0x80));
	ck_assert(way_ask(way, 4000, 0x40));
	ck_assert_uint_gt(way->ops->waiting(way->arg), 512 * 4000);
	wbuf_reset(&w);
	channel_credit_put(&w, 256, 3);
	play(&w);
	ck_assert(way_ask(way, 4000, 0xc0) && way_ask(way, 20, 0xc0));
	ck_assert(!way_ask(way, 20, 0xc0));
	/* an edge that does not read gets no more answers after a while */
	for (n = 0; n < 10000 && way_ask(way, 4000, 0x40); n++)
		continue;
	ck_assert_uint_lt(n, 1100);
	ck_assert_uint_le(way->ops->waiting(way->arg), 4 << 20);
	play_end();
}
END_TEST

/* A window the other way: more requests than that end the channel, held ones
 * are given back later. */
START_TEST(credit_of_the_edge)
{
	uint8_t octets[64 << 10];
	struct wbuf w = wbuf_make(octets, sizeof(octets));
	struct way *way;
	unsigned i;

	play_begin();
	world.engine->mute = true;
	greet(&w);
	channel_up_put(&w, 256, &up_one);
	play(&w);
	way = engine_way_of(world.engine, up_one.host);
	way->ops->hold(way->arg, true);
	for (i = 0; i < 1024; i++) {
		wbuf_reset(&w);
		message_put(&w, 256, 0xc0, i, 20);
		play(&w);
	}
	ck_assert_uint_eq(world.engine->requests, 1024);
	ck_assert(!is_closed());
	way->ops->hold(way->arg, false);
	play(&w);
	ck_assert_uint_eq(world.engine->requests, 1025);
	way->ops->hold(way->arg, true);
	for (i = 0; i < 2000 && way->up; i++) {
		wbuf_reset(&w);
		message_put(&w, 256, 0xc0, i, 20);
		play(&w);
	}
	ck_assert_uint_eq(i, 1025);
	ck_assert(is_closed());
	play_end();
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("channel");
	TCase *t = tcase_create("all");
	SRunner *r = srunner_create(s);
	int failed;

	tcase_set_timeout(t, 60);
	tcase_add_test(t, frames_say_what_was_put);
	tcase_add_test(t, sockets);
	tcase_add_test(t, frames_cut);
	tcase_add_test(t, frames_damaged);
	tcase_add_test(t, names);
	tcase_add_test(t, fine_at_every_split);
	tcase_add_loop_test(t, wrong_ends_the_channel, 0, WRONG_COUNT);
	tcase_add_test(t, credit);
	tcase_add_test(t, credit_of_the_edge);
	suite_add_tcase(s, t);
	srunner_run_all(r, CK_NORMAL);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed != 0;
}
