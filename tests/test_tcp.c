/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * tcp.c: Diameter messages out of streams however they are cut up.
 */
#include "suite.h"
#include "wire_help.h"

enum { SYN = 2, FIN = 1, RST = 4, ACK = 16, CLIENT = 40000 };

static uint8_t stream[400000];
static uint32_t nstream;
static uint32_t lens[2000], nmessages;

/* Send octets of a direction; forward is from the client. */
static unsigned
seg(bool forward, uint16_t port, uint32_t seq, uint32_t ack, uint8_t flags,
    const void *d, size_t n)
{
	ip4(6, forward ? 1 : 2, forward ? 2 : 1, 0, 0, 20 + n);
	put(forward ? CLIENT : port, 2);
	put(forward ? port : CLIENT, 2);
	put(seq, 4);
	put(ack, 4);
	put(0x50, 1);
	put(flags, 1);
	put(0, 6);
	put_octets(d, n);
	return send_all();
}

static unsigned
data(uint32_t seq, const void *d, size_t n)
{
	return seg(true, 3868, seq, 0, ACK, d, n);
}

/* n messages of various lengths, back to back. */
static void
stream_make(uint32_t n, uint32_t longest)
{
	nstream = 0;
	nmessages = n;
	for (uint32_t i = 0; i < n; i++) {
		uint32_t len = 20 + (uint32_t)rand() % (longest / 4 - 4) * 4;

		ck_assert_uint_le(nstream + len, sizeof(stream));
		memcpy(stream + nstream, dia(len, 1000 + i), len);
		lens[i] = len;
		nstream += len;
	}
}

/* All messages were seen, once each, in order, unmarked. */
static void
expect_all(void)
{
	uint32_t at = 0;

	ck_assert_uint_eq(nseen, nmessages);
	for (uint32_t i = 0; i < nmessages; i++) {
		ck_assert_int_eq(seen[i].entry, SIG_ENTRY_DIAMETER);
		ck_assert_uint_eq(seen[i].len, lens[i]);
		ck_assert_uint_eq(seen[i].sum,
		    sum_of(cur_make(stream + at, lens[i])));
		ck_assert_uint_eq(seen[i].anomalies, 0);
		at += lens[i];
	}
	ck_assert_uint_eq(wire_stats(w)->waiting, 0);
}

/* Every cut of three messages into two segments, with and without SYN. */
START_TEST(splits)
{
	srand(3);
	stream_make(3, 100);
	for (uint32_t i = 1; i < nstream; i++) {
		wire_new(&wire_conf_default);
		if (i % 2)
			seg(true, 3868, UINT32_MAX - 51, 0, SYN, "", 0);
		data(UINT32_MAX - 50, stream, i);
		data(UINT32_MAX - 50 + i, stream + i, nstream - i);
		expect_all();
		ck_assert_uint_eq(last()->frame, frame.number);
	}
}
END_TEST

START_TEST(octet_by_octet)
{
	srand(4);
	stream_make(20, 60);
	for (uint32_t i = 0; i < nstream; i++)
		data(77 + i, stream + i, 1);
	expect_all();
}
END_TEST

/* Random segments, doubled, swapped, overlapping, over the wrap. */
START_TEST(shuffled)
{
	uint32_t at[1000], len[1000], n, pos, base;

	srand((unsigned)_i);
	stream_make(200, _i % 2 ? 3000 : 200);
	base = UINT32_MAX - (uint32_t)rand() % nstream;
	for (n = 0, pos = 0; pos < nstream && n < 1000; n++) {
		at[n] = pos;
		len[n] = 1 + (uint32_t)rand() % 1460;
		if (len[n] > nstream - pos)
			len[n] = nstream - pos;
		pos += len[n];
		if (rand() % 4 == 0 && pos > 300 && pos < nstream)
			pos -= (uint32_t)rand() % 200;
	}
	nstream = pos;
	for (uint32_t i = 0; i + 8 < n; i++) {
		uint32_t k = i + (uint32_t)rand() % 8, a = at[i], l = len[i];

		at[i] = at[k];
		len[i] = len[k];
		at[k] = a;
		len[k] = l;
	}
	seg(true, 3868, base - 1, 0, SYN, "", 0);
	for (uint32_t i = 0; i < n; i++) {
		data(base + at[i], stream + at[i], len[i]);
		if (rand() % 5 == 0)
			data(base + at[i], stream + at[i], len[i]);
		if (rand() % 5 == 0)	/* keep-alive */
			data(base - 1, "", 1);
	}
	expect_all();
}
END_TEST

/* One frame: the end of one message, whole ones, the start of another. */
START_TEST(many_a_frame)
{
	srand(5);
	stream_make(40, 400);
	data(1, stream, lens[0] - 8);
	data(1 + lens[0] - 8, stream + lens[0] - 8,
	    nstream - lens[0] - 8);
	ck_assert_uint_eq(nseen, 39);
	ck_assert_uint_eq(last()->idx, 38);
	ck_assert_uint_eq(wire_stats(w)->waiting, 1);
	data(1 + nstream - 16, stream + nstream - 16, 16);
	expect_all();
}
END_TEST

START_TEST(longest)
{
	uint8_t big[4] = { 1, 1, 0, 4 };
	uint32_t sizes[] = { 65536, 400, 65536 };

	nstream = 0;
	nmessages = 3;
	for (int i = 0; i < 3; i++) {
		lens[i] = sizes[i];
		memcpy(stream + nstream, dia(sizes[i], 7), sizes[i]);
		nstream += sizes[i];
	}
	for (uint32_t i = 0; i < nstream; i += 60000)
		data(i, stream + i, nstream - i < 60000 ? nstream - i :
		    60000);
	expect_all();
	/* one more octet than that */
	ck_assert_uint_eq(data(nstream, big, 4), 1);
	ck_assert_uint_eq(last()->defect, SIG_DEFECT_TOO_LONG);
	ck_assert_uint_eq(data(nstream + 4, dia(40, 1), 40), 1);
	ck_assert_uint_eq(last()->anomalies, ANOMALY(RESYNCHRONISED));
}
END_TEST

START_TEST(mid_stream)
{
	uint8_t d[300];

	/* capture starts within a message; false version octets on the way */
	memset(d, 1, sizeof(d));
	memcpy(d + 101, dia(100, 1), 100);
	memcpy(d + 201, dia(96, 2), 96);
	ck_assert_uint_eq(data(1, d, 297), 2);
	ck_assert_uint_eq(seen[0].len, 100);
	ck_assert_uint_eq(seen[0].anomalies, ANOMALY(RESYNCHRONISED));
	ck_assert_uint_eq(seen[1].anomalies, 0);
	/* a header that no other follows is none */
	wire_new(&wire_conf_default);
	memset(d + 201, 1, 10);
	memcpy(d + 211, dia(80, 2), 80);
	ck_assert_uint_eq(data(1, d, 291), 1);
	ck_assert_uint_eq(last()->len, 80);
}
END_TEST

START_TEST(junk)
{
	uint8_t d[600] = { 2 };

	seg(true, 3868, 0, 0, SYN, "", 0);
	memcpy(d + 200, dia(100, 1), 100);
	memcpy(d + 300, dia(100, 2), 100);
	ck_assert_uint_eq(data(1, d, 400), 3);
	ck_assert_uint_eq(seen[0].defect, SIG_DEFECT_DIAMETER_HEADER);
	ck_assert_uint_eq(seen[1].anomalies, ANOMALY(RESYNCHRONISED));
	ck_assert_uint_eq(seen[2].anomalies, 0);
	/* a length that is no multiple of 4, and below the header */
	memcpy(d, dia(40, 1), 40);
	d[3] = 41;
	ck_assert_uint_eq(data(401, d, 40), 1);
	ck_assert_uint_eq(last()->defect, SIG_DEFECT_DIAMETER_HEADER);
	ck_assert_uint_eq(data(441, dia(40, 9), 40), 1);
	ck_assert_uint_eq(last()->anomalies, ANOMALY(RESYNCHRONISED));
	d[3] = 16;
	ck_assert_uint_eq(data(481, d, 40), 1);
	ck_assert_uint_eq(last()->defect, SIG_DEFECT_DIAMETER_HEADER);
}
END_TEST

/* A gap, given up because of ack, age, or want of room (_i). */
START_TEST(lost)
{
	unsigned n;

	srand(6);
	stream_make(3, 400);
	seg(true, 3868, 0, 0, SYN, "", 0);
	data(1, stream, 12);		/* of the first message */
	n = data(1 + lens[0], stream + lens[0], nstream - lens[0]);
	ck_assert_uint_eq(n, 0);
	ck_assert_uint_eq(wire_stats(w)->waiting, 1);
	/* an acknowledgement of what we saw frees nothing */
	ck_assert_uint_eq(seg(false, 3868, 1, 13, ACK, "", 0), 0);
	if (_i == 0) {
		n = seg(false, 3868, 1, 1 + nstream, ACK, "", 0);
	} else if (_i == 1) {
		frame.ts += 31 * SEC;
		n = data(1 + nstream, "", 0);
	} else if (_i == 2) {
		frame.ts -= 100 * SEC;
		n = data(1 + nstream, "", 0);
	} else {
		for (uint32_t i = 0; i < 40 && n == 0; i++)
			n = data(2000 + 10 * i, stream, 5);
	}
	ck_assert_uint_eq(n, 3);
	ck_assert(seen[0].cut);
	ck_assert_uint_eq(seen[0].len, 12);
	ck_assert_uint_eq(seen[0].sport, CLIENT);
	ck_assert_uint_eq(seen[1].len, lens[1]);
	ck_assert_uint_eq(seen[1].anomalies, ANOMALY(RESYNCHRONISED));
	ck_assert_uint_eq(seen[2].len, lens[2]);
	ck_assert_uint_eq(seen[2].anomalies, 0);
	ck_assert_uint_eq(wire_stats(w)->tcp_lost, 1);
}
END_TEST

START_TEST(overlap)
{
	uint8_t d[100];

	memcpy(d, dia(100, 1), 100);
	ck_assert_uint_eq(data(1, d, 60), 0);
	d[50] ^= 1;
	ck_assert_uint_eq(data(41, d + 40, 60), 1);
	d[50] ^= 1;
	ck_assert_uint_eq(last()->anomalies, ANOMALY(OVERLAP));
	ck_assert_uint_eq(last()->sum, sum_of(cur_make(d, 100)));
	ck_assert_uint_eq(data(101, d, 100), 1);
	ck_assert_uint_eq(last()->anomalies, 0);
	ck_assert_uint_eq(data(101, d, 100), 0);
	ck_assert_uint_eq(wire_stats(w)->retransmitted, 1);
}
END_TEST

/* One forged segment far off, one forged RST or SYN: nothing is lost. */
START_TEST(forged)
{
	uint32_t at = 1;

	seg(true, 3868, 0, 0, SYN, "", 0);
	ck_assert_uint_eq(data(at, dia(100, 1), 100), 1);
	at += 100;
	ck_assert_uint_eq(data(at + 0x40000000, dia(60, 9), 60), 1);
	ck_assert_uint_eq(last()->anomalies, ANOMALY(RESYNCHRONISED));
	ck_assert_uint_eq(data(at, dia(100, 2), 50), 0);
	seg(true, 3868, at + 1000, 0, RST, "", 0);
	ck_assert_uint_eq(data(at + 50, dia(100, 2) + 50, 50), 1);
	ck_assert_uint_eq(last()->anomalies, 0);
	at += 100;
	seg(true, 3868, at + 0x50000000, 0, SYN, "", 0);
	ck_assert_uint_eq(data(at, dia(100, 3), 100), 1);
	at += 100;
	ck_assert_uint_eq(data(at, dia(100, 4), 100), 1);
	at += 100;
	ck_assert_uint_eq(data(at, dia(100, 5), 100), 1);
	ck_assert_uint_eq(last()->anomalies, 0);
	/* the true end; then the ports are used again */
	seg(true, 3868, at + 100, 0, FIN | ACK, "", 0);
	seg(true, 3868, 4000000000, 0, SYN, "", 0);
	ck_assert_uint_eq(data(4000000001, dia(100, 6), 100), 1);
	ck_assert_uint_eq(last()->anomalies, 0);
}
END_TEST

START_TEST(ports)
{
	/* any port when a segment begins with a header; TLS on 5658 is not
	 * read, clear text is */
	ck_assert_uint_eq(seg(true, 9999, 1, 0, ACK, "GET /", 5), 0);
	ck_assert_uint_eq(wire_stats(w)->other, 1);
	ck_assert_uint_eq(seg(true, 9999, 6, 0, ACK, dia(100, 1), 60), 0);
	ck_assert_uint_eq(seg(true, 9999, 66, 0, ACK, dia(100, 1) + 60, 40),
	    1);
	seg(true, 5658, 0, 0, SYN, "", 0);
	ck_assert_uint_eq(seg(true, 5658, 1, 0, ACK,
	    "\x16\x03\x01\0\x50\1\0\0\x4c\3\3", 11), 0);
	ck_assert_uint_eq(seg(true, 5658, 12, 0, ACK, dia(100, 1), 100), 0);
	seg(true, 5658, 999, 0, SYN, "", 0);
	ck_assert_uint_eq(seg(true, 5658, 1000, 0, ACK, dia(100, 1), 100),
	    1);
}
END_TEST

/* A capture that begins within a stream, with messages that are possible but
 * not plausible. */
START_TEST(first_odd)
{
	static const struct { unsigned at; uint8_t v; } odd[] = {
		{ 4, 0xcf },		/* reserved flags */
		{ 8, 0x7f },		/* application */
		{ 5, 0x7f },		/* command */
	};
	uint8_t d[300];

	memset(d, 0, sizeof(d));
	memcpy(d, dia(100, 1), 20);
	d[27] = 80;			/* length of the first AVP */
	d[odd[_i].at] = odd[_i].v;
	ck_assert_uint_eq(data(1, d, 100), 1);
	ck_assert_int_eq(last()->entry, SIG_ENTRY_DIAMETER);
	ck_assert_uint_eq(last()->anomalies, 0);
	/* in two segments, and on 5658; not on other ports */
	wire_new(&wire_conf_default);
	for (uint32_t i = 1; i < 100; i++) {
		data(1000 * i, d, i);
		data(1000 * i + i, d + i, 100 - i);
		ck_assert_uint_eq(nseen, i);
		ck_assert_uint_eq(last()->len, 100);
		seg(true, 3868, 1000 * i + 100, 0, FIN, "", 0);
	}
	ck_assert_uint_eq(seg(true, 5658, 1, 0, ACK, d, 100), 1);
	ck_assert_uint_eq(seg(true, 9999, 1, 0, ACK, d, 100), 0);
	/* behind the end of a message that began earlier: said, then read */
	wire_new(&wire_conf_default);
	memset(d + 100, 7, 100);
	ck_assert_uint_eq(data(1, d + 100, 100), 1);
	ck_assert_uint_eq(last()->defect, SIG_DEFECT_DIAMETER_HEADER);
	ck_assert_uint_eq(data(101, d + 100, 100), 0);
	ck_assert_uint_eq(data(201, d, 100), 1);
	ck_assert_uint_eq(last()->anomalies, ANOMALY(RESYNCHRONISED));
	ck_assert_uint_eq(last()->len, 100);
}
END_TEST

/* Version 2 between two good messages, with SYN (_i) and without. */
START_TEST(version)
{
	uint8_t d[300];

	for (uint32_t i = 0; i < 3; i++)
		memcpy(d + 100 * i, dia(100, i), 100);
	d[100] = 2;
	if (_i)
		seg(true, 3868, 0, 0, SYN, "", 0);
	ck_assert_uint_eq(data(1, d, 300), 3);
	ck_assert_uint_eq(seen[0].len, 100);
	ck_assert_uint_eq(seen[1].defect, SIG_DEFECT_DIAMETER_HEADER);
	ck_assert_uint_eq(seen[2].len, 100);
	ck_assert_uint_eq(seen[2].anomalies, ANOMALY(RESYNCHRONISED));
	/* one a segment */
	wire_new(&wire_conf_default);
	for (uint32_t i = 0; i < 3; i++)
		ck_assert_uint_eq(data(1 + 100 * i, d + 100 * i, 100), 1);
	ck_assert_uint_eq(seen[1].defect, SIG_DEFECT_DIAMETER_HEADER);
}
END_TEST

/* The place of a message again, with another one. */
START_TEST(replaced)
{
	uint8_t d[200];

	memcpy(d, dia(100, 1), 100);
	memcpy(d + 100, dia(100, 2), 100);
	ck_assert_uint_eq(data(1, d, 200), 2);
	ck_assert_uint_eq(data(1, d, 200), 0);
	ck_assert_uint_eq(data(1, d, 150), 0);
	ck_assert_uint_eq(data(51, d + 50, 150), 0);
	d[150] ^= 1;
	ck_assert_uint_eq(data(1, d, 200), 1);
	ck_assert_uint_eq(last()->anomalies, ANOMALY(OVERLAP));
	ck_assert_uint_eq(last()->sum, sum_of(cur_make(d + 100, 100)));
	/* a shorter one */
	ck_assert_uint_eq(data(101, dia(40, 9), 40), 1);
	ck_assert_uint_eq(last()->anomalies, ANOMALY(OVERLAP));
	ck_assert_uint_eq(data(201, dia(100, 3), 100), 1);
	ck_assert_uint_eq(last()->anomalies, 0);
}
END_TEST

/* Messages without an end are told with the frame that they were seen in. */
START_TEST(finished)
{
	seg(true, 3868, 0, 0, SYN, "", 0);
	ck_assert_uint_eq(data(1, dia(100, 1), 60), 0);
	ck_assert_uint_eq(data(201, dia(100, 2), 100), 0);
	ck_assert_uint_eq(seg(false, 3868, 1, 0, ACK, "\1\0\0", 3), 0);
	wire_finish(w, record, NULL);
	ck_assert_uint_eq(nseen, 3);
	ck_assert(seen[0].cut);
	ck_assert_uint_eq(seen[0].defect, SIG_DEFECT_CUT_OFF);
	ck_assert_uint_eq(seen[0].frame, 3);
	ck_assert_uint_eq(seen[0].sport, CLIENT);
	ck_assert_uint_eq(seen[1].len, 100);
	ck_assert_uint_eq(seen[2].defect, SIG_DEFECT_DIAMETER_HEADER);
	ck_assert_uint_eq(seen[2].sport, 3868);
	ck_assert_uint_eq(wire_stats(w)->waiting, 1);
	wire_finish(w, record, NULL);
	ck_assert_uint_eq(nseen, 3);
}
END_TEST

START_TEST(eviction)
{
	struct wire_conf conf = wire_conf_default;

	conf.streams = 2;
	conf.stream_octets = 8192;
	wire_new(&conf);
	for (uint16_t port = 1; port < 4; port++) {
		/* each holds a gap when it goes */
		seg(true, port, 0, 0, ACK, dia(100, 1), 50);
		seg(true, port, 70, 0, ACK, "x", 1);
	}
	ck_assert_uint_eq(wire_stats(w)->evicted, 1);
	ck_assert_uint_eq(nseen, 1);
	ck_assert(last()->cut);
	ck_assert_uint_eq(last()->frame, 2);
	ck_assert_uint_eq(wire_stats(w)->waiting, 2);
	ck_assert_uint_eq(seg(true, 3, 50, 0, ACK, dia(100, 1) + 50, 50), 1);
	/* a message beyond half the buffer */
	ck_assert_uint_eq(seg(true, 3, 100, 0, ACK, dia(4100, 1), 400), 1);
	ck_assert_uint_eq(last()->defect, SIG_DEFECT_TOO_LONG);
}
END_TEST

static void
add(TCase *t)
{
	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, splits);
	tcase_add_test(t, octet_by_octet);
	tcase_add_loop_test(t, shuffled, 0, 30);
	tcase_add_test(t, many_a_frame);
	tcase_add_test(t, longest);
	tcase_add_test(t, mid_stream);
	tcase_add_test(t, junk);
	tcase_add_loop_test(t, lost, 0, 4);
	tcase_add_test(t, overlap);
	tcase_add_test(t, forged);
	tcase_add_test(t, ports);
	tcase_add_loop_test(t, first_odd, 0, 3);
	tcase_add_loop_test(t, version, 0, 2);
	tcase_add_test(t, replaced);
	tcase_add_test(t, finished);
	tcase_add_test(t, eviction);
}

int
main(void)
{
	return suite_main("tcp", add);
}
