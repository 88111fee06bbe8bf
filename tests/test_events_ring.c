/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a running engine refused, as a capture.
 */
#define _GNU_SOURCE	/* open_memstream(), asprintf(), memmem() */
#include <sys/stat.h>

#include "../fw/capture.h"
#include "events_help.h"

static void
ring_open(void)
{
	world_open();
	conf.run.ring = path("ring");
	conf.run.ring_octets = 1 << 16;
	begin();
}

START_TEST(what_was_refused_as_a_capture)
{
	char text[EVENTS_TEXT_MAX], error[CAPTURE_ERROR_MAX];
	struct wire_frame frame;
	struct capture *c;
	size_t n = 0;

	ring_open();
	request(true);
	request(false);
	request(true);
	ck_assert(events_ring(events, text));
	ck_assert_int_eq(strncmp(text, "2 frames go into ", 17), 0);
	ck_assert(!events_ring(events, text));
	ck_assert_ptr_nonnull(strstr(text, "already"));
	ck_assert_int_eq(access(conf.run.ring, F_OK), -1);
	request(true);		/* not one of these two */
	turn();
	c = capture_open(conf.run.ring, error);
	ck_assert_ptr_nonnull(c);
	while (capture_next(c, &frame, error) == 1) {
		n++;
		ck_assert_int_eq(frame.link, WIRE_RAW);
		ck_assert_uint_eq(frame.ts, now);
		/* IPv4 and TCP without options, then the message */
		ck_assert_uint_eq(frame.octets.p[40], 1);
		ck_assert(memmem(frame.octets.p, frame.len, "0010122", 7) !=
		    NULL);
	}
	ck_assert_uint_eq(n, 2);
	capture_close(c);
	/* at most so many a second */
	for (n = 0; n < 3000; n++)
		request(true);
	pass_time(SECOND);
	request(true);
	ck_assert(events_ring(events, text));
	ck_assert_ptr_nonnull(strstr(text, " 1003 were above 2000"));
	ck_assert_int_eq(chmod(dir, 0500), 0);
	world_close();
	chmod(dir, 0700);
	tidy();
}
END_TEST

/* SS7 comes without addresses. */
START_TEST(what_was_refused_of_ss7)
{
	static const uint8_t octets[] = { 1, 0, 1, 1, 0, 0, 0, 28, 2, 0x10, 0,
	    20, 0, 0, 0, 1, 0, 0, 0, 2, 3, 2, 0, 5, 1, 2, 3, 4 };
	char text[EVENTS_TEXT_MAX], error[CAPTURE_ERROR_MAX];
	struct verdict v = { .action = ACTION_DROP, .rule = -1, .would = -1,
	    .why = WHY_POLICED };
	struct event e = { .rules = r.rs, .judge = r.judge, .v = &v };
	static struct sig_msg m;
	struct wire_frame frame;
	struct capture *c;

	ring_open();
	e.rules = r.rs;
	e.judge = r.judge;
	e.m = &m;
	memset(&m, 0, offsetof(struct sig_msg, proto));
	m.ts = now;
	(void)sig_dissect(SIG_ENTRY_M3UA, cur_make(octets, sizeof(octets)),
	    NULL, &m);
	events_message(events, &e);
	ck_assert(events_ring(events, text));
	turn();
	c = capture_open(conf.run.ring, error);
	ck_assert_ptr_nonnull(c);
	ck_assert_int_eq(capture_next(c, &frame, error), 1);
	/* IPv4, SCTP and a DATA chunk of M3UA on its port */
	ck_assert_uint_eq(frame.octets.p[9], 132);
	ck_assert(memcmp(frame.octets.p + 20, "\013\131\013\131", 4) == 0);
	ck_assert_uint_eq(frame.octets.p[20 + 12 + 15], 3);
	ck_assert(memcmp(frame.octets.p + 20 + 12 + 16, octets,
	    sizeof(octets)) == 0);
	ck_assert_int_eq(capture_next(c, &frame, error), 0);
	capture_close(c);
	world_close();
	tidy();
}
END_TEST

START_TEST(a_ring_that_cannot_be_written)
{
	char text[EVENTS_TEXT_MAX];

	world_open();
	begin();
	ck_assert(!events_ring(events, text));
	conf.run.ring = "/nonexistent/ring";
	conf.run.ring_octets = 1 << 16;
	ck_assert(events_swap(events, &conf));
	ck_assert(!events_ring(events, text));
	ck_assert_ptr_nonnull(strstr(text, "No such file"));
	listen_in();
	world_close();
	heard(1, NULL, NULL);
	tidy();
}
END_TEST

static void
add(TCase *tc)
{
	tcase_add_test(tc, what_was_refused_as_a_capture);
	tcase_add_test(tc, what_was_refused_of_ss7);
	tcase_add_test(tc, a_ring_that_cannot_be_written);
}

int
main(void)
{
	return suite_main("events ring", add);
}
