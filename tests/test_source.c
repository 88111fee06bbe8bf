/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What sources do: honest big ones, scans, runs and floods, and the limits from
 * both sides.
 */
#include "source_help.h"

/* ---- scans ---- */

START_TEST(scan_by_enquiries)
{
	unsigned i;

	for (i = 0; i < SCAN; i++)	/* each one twice */
		ck_assert_uint_eq(enquiry(1, spread(i), false, START + i) |
		    enquiry(1, spread(i), false, START + i), 0);
	/* what it serves is no enquiry */
	for (i = 0; i < 40; i++)
		ck_assert_uint_eq(request(1, spread(900 + i), START + 2 * S),
		    0);
	ck_assert_uint_eq(enquiry(1, 0, false, START + 2 * S), 0);
	ck_assert_uint_eq(enquiry(1, spread(SCAN), false, START + 3 * S),
	    SOURCE_SCAN);
	ck_assert_uint_eq(request(1, 0, START + 3 * S), SOURCE_SCAN);
	ck_assert_uint_eq(request(2, 0, START + 3 * S), 0);
	ck_assert_uint_eq(seen_of(1, START + 3 * S).identity, spread(SCAN));
	ck_assert_uint_eq(seen_of(1, START + 3 * S).found_at, START + 3 * S);
	(void)bad(1, spread(999), START + 4 * S);	/* not the example */
	ck_assert_uint_eq(seen_of(1, START + 4 * S).identity, spread(SCAN));
	ck_assert_uint_eq(sources_found(s, SOURCE_SCAN), 1);
}
END_TEST

START_TEST(scan_by_bad)
{
	unsigned i;

	for (i = 0; i < SCAN; i++) {
		ck_assert_uint_eq(request(1, spread(i), START + i * S), 0);
		ck_assert_uint_eq(bad(1, spread(i), START + i * S), 0);
		ck_assert_uint_eq(bad(1, 0, START + i * S), 0);
	}
	ck_assert_uint_eq(seen_of(1, START + i * S).bad_now, SCAN);
	ck_assert_uint_lt(seen_of(1, START + WINDOW).bad_now, SCAN);
	ck_assert_uint_eq(seen_of(1, START + WINDOW + SCAN * S).bad_now, 0);
	ck_assert_uint_eq(bad(1, spread(SCAN), START + SCAN * S), SOURCE_SCAN);
	ck_assert_uint_eq(request(1, spread(3), START + 60 * S), SOURCE_SCAN);
	ck_assert_uint_eq(seen_of(1, START).bad, 2 * SCAN + 1);
}
END_TEST

/* As many as the limit allows, evenly, for a day; then a little faster. */
START_TEST(scan_slow_and_fast)
{
	uint64_t gap = WINDOW / SCAN, now = START;
	unsigned i, n;

	for (i = 0; i < 144 * SCAN; i++, now += gap)
		if (bad(1, spread(i), now) || enquiry(2, spread(i), false, now))
			ck_abort_msg("%u", i);
	/* the window is at least 15/16 of its length */
	gap = (WINDOW - TICK) / (SCAN + 1);
	for (n = 0; n < 2 * SCAN; i++, n++, now += gap)
		if (bad(1, spread(i), now))
			break;
	ck_assert_uint_lt(n, 2 * SCAN);
	/* all at once, by a new one */
	for (n = 0; bad(3, spread(n), now) == 0; n++)
		;
	ck_assert_uint_eq(n, SCAN);
}
END_TEST

/* Half of the limit now and half later is too much, half much later is not. */
START_TEST(scan_window_rolls)
{
	unsigned i;

	for (i = 0; i < SCAN; i++)
		ck_assert_uint_eq(bad(1, spread(i), START) |
		    bad(2, spread(i), START), 0);
	ck_assert_uint_eq(bad(1, spread(i), START + WINDOW - TICK),
	    SOURCE_SCAN);
	for (; i < 2 * SCAN; i++)
		ck_assert_uint_eq(bad(2, spread(i), START + WINDOW), 0);
	ck_assert_uint_eq(bad(2, spread(i), START + WINDOW), SOURCE_SCAN);
}
END_TEST

START_TEST(scan_holds)
{
	uint64_t now = START;
	unsigned i;

	for (i = 0; i <= SCAN; i++)
		(void)bad(1, spread(i), now) , (void)bad(2, spread(i), now);
	ck_assert_uint_eq(request(1, 0, now + WINDOW - 1), SOURCE_SCAN);
	ck_assert_uint_eq(source_holds(s, 1, now + WINDOW - 1), SOURCE_SCAN);
	ck_assert_uint_eq(source_holds(s, 1, now + WINDOW), 0);
	ck_assert_uint_eq(request(1, 0, now + WINDOW), 0);
	ck_assert_uint_eq(sources_found(s, SOURCE_SCAN), 2);
	/* half of the limit and one: it goes on; half: it ends */
	for (; now < START + 10 * WINDOW; now += WINDOW / (SCAN / 2 + 3))
		ck_assert_uint_eq(bad(2, spread(i++), now), SOURCE_SCAN);
	for (; now < START + 12 * WINDOW; now += WINDOW / (SCAN / 2))
		(void)bad(2, spread(i++), now);
	ck_assert_uint_eq(request(2, 0, now), 0);
	ck_assert_uint_eq(sources_found(s, SOURCE_SCAN), 2);
	ck_assert_uint_eq(seen_of(2, now).found, SOURCE_SCAN);
	ck_assert_uint_eq(seen_of(2, now).holds, 0);
}
END_TEST

/* A day: nearly nothing at night, much at noon. */
static unsigned
load(unsigned window, unsigned noon)
{
	static const unsigned percent[] = { 8, 5, 4, 4, 5, 8, 15, 30, 50, 65,
	    80, 95, 100, 95, 90, 90, 90, 95, 100, 90, 70, 50, 30, 15 };

	return noon * percent[window / 6 % 24] / 100;
}

/* A centre that learned at night is no scan by day nor in a week, one that
 * learned nothing is, and the first is when it asks twenty times as much. */
START_TEST(sms_centre)
{
	unsigned w;

	only(SCAN, 0, 0);
	for (w = 0; w < 6; w++)
		ck_assert_uint_eq(ask_window(1, w, load(w, 2000), true), 0);
	for (; w < 7 * 144; w++)
		if (ask_window(1, w, load(w, 2000), false) != 0)
			ck_abort_msg("window %u", w);
	ck_assert_uint_eq(ask_window(2, w, 200, false), SOURCE_SCAN);
	w = 7 * 144 + 72;
	ck_assert_uint_gt(seen_of(1, START).asked_usual, 1000);
	ck_assert_uint_lt(seen_of(1, START).asked_usual, 2500);
	ck_assert_uint_eq(ask_window(1, w, 2000, false), 0);
	ck_assert_uint_eq(ask_window(1, w + 1, 40000, false), SOURCE_SCAN);
}
END_TEST

/* What goes on for a week does not become usual. */
START_TEST(scan_is_never_usual)
{
	unsigned w;

	only(SCAN, 0, 0);
	for (w = 0; w < 7 * 144; w++)
		ck_assert_uint_eq(ask_window(1, w, 2 * SCAN, false),
		    SOURCE_SCAN);
	ck_assert_uint_eq(seen_of(1, START).asked_usual, 0);
	ck_assert_uint_eq(sources_found(s, SOURCE_SCAN), 1);
	/* nor while learning, when it was found by what was bad */
	for (w = 0; w <= SCAN; w++)
		(void)bad(2, spread(w), START);
	ck_assert_uint_eq(ask_window(2, 0, 2 * SCAN, true), SOURCE_SCAN);
	ck_assert_uint_eq(seen_of(2, START).asked_usual, 0);
}
END_TEST

/* What comes after a scan may become usual again. */
START_TEST(learns_after_a_scan)
{
	unsigned w, found = 0;

	only(SCAN, 0, 0);
	ck_assert_uint_eq(ask_window(1, 0, 2 * SCAN, false), SOURCE_SCAN);
	for (w = 5; w < 60; w++)
		found |= ask_window(1, w, SCAN / 2, false);
	ck_assert_uint_eq(found, 0);
	ck_assert_uint_ge(seen_of(1, START).asked_usual, SCAN / 2 - 2);
	ck_assert_uint_eq(ask_window(1, w, 3 * SCAN, false), 0);
}
END_TEST

/* The patient: always just below what would be found.  It takes hours. */
START_TEST(growing_takes_time)
{
	unsigned w, n = SCAN - 1, most;

	only(SCAN, 0, 0);
	for (w = 0; n < 5000; w++) {
		ck_assert_uint_eq(ask_window(1, w, n, false), 0);
		most = seen_of(1, START + w * WINDOW).asked_usual * 6;
		n = most > n ? most : n;
		ck_assert_uint_lt(w, 100);
	}
	ck_assert_uint_gt(w, 9);
}
END_TEST

/* Who was heard while learning, or is for a day, is not new. */
START_TEST(new_ones)
{
	struct node n = node(1), other = node(2);
	unsigned i;

	ck_assert_uint_eq(source_request(s, &n, IMSI, true, 0, START, true),
	    SOURCE_NEW);
	ck_assert_uint_eq(source_request(s, &n, IMSI, true, 0, START + 86399 *
	    S, true), SOURCE_NEW);
	ck_assert_uint_eq(source_request(s, &n, IMSI, true, 0, START + 86400 *
	    S, true), 0);
	ck_assert_uint_eq(source_request(s, &other, IMSI, true, LEARNS, START,
	    true), 0);
	ck_assert_uint_eq(source_request(s, &other, IMSI, true, 0, START, true),
	    0);
	/* two are usual of it: sixteen are no more than that eight times */
	(void)enquiry(2, IMSI + 100, true, START);
	for (i = 2; i < 16; i++)
		(void)enquiry(2, spread(i), false, START);
	ck_assert(source_asks_usual(s, 2, START));
	(void)enquiry(2, spread(i), false, START);
	ck_assert(!source_asks_usual(s, 2, START));
	ck_assert(source_asks_usual(s, 2, START + WINDOW));
	ck_assert(!source_asks_usual(s, 3, START));
	ck_assert(source_asks_usual(s, 1, START + 2 * 86400 * S));
}
END_TEST

/* ---- honest ones ---- */

/* A VLR with a hundred thousand guests out of a dense range of numbers, 150
 * messages a second, after an hour. */
START_TEST(honest_vlr)
{
	uint64_t now = START;
	struct node n = node(1);
	unsigned i, found;

	for (i = 0; i < 900000; i++) {
		now += random_below((unsigned)(2 * S / 150));
		found = source_request(s, &n, IMSI + random_below(100000),
		    false, now < START + 3600 * S ? LEARNS : 0, now, true);
		if (found != 0)
			ck_abort_msg("message %u: %u", i, found);
		if (i % 50000 == 0)	/* one is barred, now and then */
			(void)source_bad(s, &n, IMSI + i, now);
	}
	ck_assert_uint_gt(now, START + 5400 * S);
	ck_assert_uint_gt(seen_of(1, now).rate_usual, 150);
	ck_assert_uint_lt(seen_of(1, now).rate_usual, 300);
	ck_assert_uint_eq(seen_of(1, now).requests, 900000);
	ck_assert_uint_eq(seen_of(1, now).found, 0);
}
END_TEST

/* ---- runs of identities ---- */

static unsigned
run(uint64_t key, uint64_t from, int step, unsigned n, uint64_t now)
{
	unsigned found = 0;

	for (; n > 0; n--, from += (uint64_t)(int64_t)step)
		found = request(key, from, now++);
	return found;
}

START_TEST(sequential_limits)
{
	only(0, SEQ, 0);
	ck_assert_uint_eq(run(1, IMSI, 1, SEQ, START), 0);
	ck_assert_uint_eq(run(1, IMSI + SEQ, 1, 1, START), SOURCE_SEQUENTIAL);
	ck_assert_uint_eq(run(2, IMSI + 900, -8, SEQ, START), 0);
	ck_assert_uint_eq(run(3, IMSI + 900, -8, SEQ + 1, START),
	    SOURCE_SEQUENTIAL);
	ck_assert_uint_eq(run(4, IMSI, 60, 1000, START), 0);
	ck_assert_uint_eq(run(5, IMSI + 60000, -60, 1000, START), 0);
	ck_assert_uint_eq(run(8, IMSI, 9, SEQ + 1, START), SOURCE_SEQUENTIAL);
	ck_assert_uint_eq(run(6, IMSI, 0, 1000, START), 0);
	ck_assert_uint_eq(run(7, UINT64_MAX - SEQ, 1, SEQ + 1, START),
	    SOURCE_SEQUENTIAL);
	ck_assert_uint_eq(seen_of(1, START).identity, IMSI + SEQ);
}
END_TEST

START_TEST(sequential_repeated)
{
	unsigned i, found = 0;

	for (i = 0; i < 3 * (SEQ + 1); i++)	/* each one three times */
		found = request(1, IMSI + i / 3, START + i);
	ck_assert_uint_eq(found, SOURCE_SEQUENTIAL);
}
END_TEST

/* every: one in so many is another's. */
static unsigned
interleaved(uint64_t key, unsigned every)
{
	unsigned i, found = 0;

	for (i = 0; i < 60 * every; i++)
		found |= request(key, i % every == 0 ? spread(500 + i) :
		    IMSI + i, START + i);
	return found;
}

START_TEST(sequential_interleaved)
{
	only(0, SEQ, 0);
	ck_assert_uint_eq(interleaved(1, 10), SOURCE_SEQUENTIAL);
	ck_assert_uint_eq(interleaved(2, 4), SOURCE_SEQUENTIAL);
	ck_assert_uint_eq(interleaved(3, 2), SOURCE_SEQUENTIAL);
}
END_TEST

/* Whatever the order: pairs that are swapped, a block that is shuffled, and
 * several others for each. */
START_TEST(sequential_hidden)
{
	unsigned i, k, found[3] = { 0, 0, 0 };

	only(0, SEQ, 0);
	for (i = 0; i < 100; i++) {
		found[0] |= request(1, IMSI + (i ^ 1), START + i);
		found[1] |= request(2, IMSI + i * 37 % 100, START + i);
		found[2] |= request(3, IMSI + i, START + i);
		for (k = 0; k < 3; k++)
			found[2] |= request(3, spread(3 * i + k), START + i);
	}
	for (i = 0; i < 3; i++)
		ck_assert_uint_eq(found[i], SOURCE_SEQUENTIAL);
}
END_TEST

/* Meters after a power cut: home takes each of them, a little later. */
START_TEST(sequential_accepted)
{
	unsigned i;

	only(0, SEQ, 0);
	for (i = 0; i < 5000; i++) {
		ck_assert_uint_eq(request(1, IMSI + i, START + i), 0);
		ck_assert_uint_eq(request(1, IMSI + i, START + i), 0);
		if (i >= SEQ / 2)
			source_accepted(s, 1, IMSI + i - SEQ / 2);
		source_accepted(s, 1, spread(i));	/* who did not ask */
		source_accepted(s, 2, IMSI + i);	/* nor is known */
	}
	ck_assert_uint_eq(run(1, IMSI + i, 1, SEQ + 1, START + i),
	    SOURCE_SEQUENTIAL);
}
END_TEST

/* A limit beyond a block. */
START_TEST(sequential_of_many)
{
	enum { MANY = 5000 };

	only(0, MANY, 0);
	ck_assert_uint_eq(run(1, IMSI, 1, MANY - 64, START), 0);
	ck_assert_uint_eq(run(1, IMSI + MANY - 64, 1, 128, START),
	    SOURCE_SEQUENTIAL);
}
END_TEST

/* Short messages for a few of a thousand subscribers are no row of them. */
START_TEST(enquiries_in_a_small_network)
{
	unsigned i, found = 0;

	only(0, SEQ, 0);
	for (i = 0; i < 60; i++)
		ck_assert_uint_eq(enquiry(1, IMSI + random_below(1000), false,
		    START + i), 0);
	for (i = 0; i < SEQ + 2; i++)
		found = enquiry(2, IMSI + i, false, START + i);
	ck_assert_uint_eq(found, SOURCE_SEQUENTIAL);
}
END_TEST

/* To and fro is no run. */
START_TEST(sequential_zigzag)
{
	unsigned i;

	only(0, SEQ, 0);
	for (i = 0; i < 1000; i++)
		ck_assert_uint_eq(request(1, IMSI + i % 4, START + i), 0);
}
END_TEST

START_TEST(sequential_quiet)
{
	uint64_t now = START + WINDOW;
	unsigned i;

	only(0, SEQ, 0);
	ck_assert_uint_eq(run(1, IMSI, 1, SEQ, START), 0);
	ck_assert_uint_eq(request(1, IMSI + SEQ, now + SEQ), 0);
	ck_assert_uint_eq(run(2, IMSI, 1, SEQ, START), 0);
	ck_assert_uint_eq(request(2, IMSI + SEQ, now - 1), SOURCE_SEQUENTIAL);
	ck_assert_uint_eq(source_holds(s, 2, now + WINDOW - 2),
	    SOURCE_SEQUENTIAL);
	ck_assert_uint_eq(source_holds(s, 2, now + WINDOW - 1), 0);
	/* what is left of a run is more than half of the limit: it holds on */
	for (i = 0; i < SEQ / 4; i++)
		(void)request(2, spread(500 + i), now);
	(void)request(2, IMSI + SEQ + 1, now + S);
	ck_assert_uint_eq(source_holds(s, 2, now + S + WINDOW - 1),
	    SOURCE_SEQUENTIAL);
	/* a new one of half is not */
	for (i = 0; i < SEQ; i++)
		(void)request(2, spread(600 + i), now + S);
	(void)run(2, IMSI + 5000, 1, SEQ / 2, now + 2 * S);
	ck_assert_uint_eq(source_holds(s, 2, now + S + WINDOW), 0);
}
END_TEST

/* ---- floods ---- */

START_TEST(flood_of_a_new_one)
{
	unsigned i;

	for (i = 0; i < FLOOD; i++)
		ck_assert_uint_eq(request(1, 0, START), 0);
	ck_assert_uint_eq(request(1, 0, START), SOURCE_FLOOD);
	/* at the limit, above and below */
	ck_assert_uint_eq(flow(2, FLOOD, 30, false, START), 0);
	ck_assert_uint_eq(flow(3, FLOOD - 1, 30, false, START), 0);
	ck_assert_uint_eq(flow(4, FLOOD + 2, 30, false, START), SOURCE_FLOOD);
	/* as many within one and the next second */
	for (i = 0; i < FLOOD; i++)
		(void)request(5, 0, START + S - 1);
	ck_assert_uint_eq(request(5, 0, START + 3 * S / 2), SOURCE_FLOOD);
	for (i = 0; i < FLOOD; i++)
		(void)request(6, 0, START);
	for (i = 0; i < FLOOD; i++)
		ck_assert_uint_eq(request(6, 0, START + 2 * S), 0);
	ck_assert_uint_eq(sources_found(s, SOURCE_FLOOD), 3);
	/* holds, by half of the limit too */
	ck_assert_uint_eq(source_holds(s, 1, START + WINDOW - 1),
	    SOURCE_FLOOD);
	ck_assert_uint_eq(source_holds(s, 1, START + WINDOW), 0);
	(void)flow(1, FLOOD / 2 + 2, 10, false, START + 60 * S);
	ck_assert_uint_eq(source_holds(s, 1, START + WINDOW + 68 * S),
	    SOURCE_FLOOD);
	(void)flow(1, FLOOD / 2, 10, false, START + 80 * S);
	ck_assert_uint_eq(source_holds(s, 1, START + WINDOW + 72 * S), 0);
}
END_TEST

/* One that learned 80 a second may send 640; in time, it may without. */
START_TEST(flood_of_an_old_one)
{
	unsigned w;

	ck_assert_uint_eq(flow(1, 80, 60, true, START), 0);
	ck_assert_uint_eq(seen_of(1, START).rate_usual, 80);
	ck_assert_uint_eq(flow(1, 630, 30, false, START + 100 * S), 0);
	ck_assert_uint_eq(flow(1, 650, 30, false, START + 200 * S),
	    SOURCE_FLOOD);
	for (w = 0; w < 24; w++)
		ck_assert_uint_eq(flow(2, 80, 30, false, START + w * WINDOW),
		    0);
	ck_assert_uint_gt(seen_of(2, START).rate_usual, 70);
	ck_assert_uint_le(seen_of(2, START).rate_usual, 80);
	ck_assert_uint_eq(flow(2, 500, 30, false, START + w * WINDOW), 0);
	ck_assert_uint_eq(flow(2, 650, 30, false, START + w * WINDOW +
	    100 * S), SOURCE_FLOOD);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("source");
	TCase *t = tcase_create("all");
	SRunner *r = srunner_create(suite);
	int failed;

	tcase_set_timeout(t, 60);
	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, scan_by_enquiries);
	tcase_add_test(t, scan_by_bad);
	tcase_add_test(t, scan_slow_and_fast);
	tcase_add_test(t, scan_window_rolls);
	tcase_add_test(t, scan_holds);
	tcase_add_test(t, sms_centre);
	tcase_add_test(t, scan_is_never_usual);
	tcase_add_test(t, learns_after_a_scan);
	tcase_add_test(t, growing_takes_time);
	tcase_add_test(t, new_ones);
	tcase_add_test(t, honest_vlr);
	tcase_add_test(t, sequential_limits);
	tcase_add_test(t, sequential_repeated);
	tcase_add_test(t, sequential_interleaved);
	tcase_add_test(t, sequential_hidden);
	tcase_add_test(t, sequential_accepted);
	tcase_add_test(t, sequential_of_many);
	tcase_add_test(t, enquiries_in_a_small_network);
	tcase_add_test(t, sequential_zigzag);
	tcase_add_test(t, sequential_quiet);
	tcase_add_test(t, flood_of_a_new_one);
	tcase_add_test(t, flood_of_an_old_one);
	suite_add_tcase(suite, t);
	srunner_run_all(r, CK_NORMAL);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed != 0;
}
