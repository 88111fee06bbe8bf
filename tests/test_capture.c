/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Capture files: pcap and pcapng in every byte order and time resolution,
 * whole, cut at every octet, and damaged; and the sentence for each.
 */
#define _GNU_SOURCE	/* memfd_create */
#include <check.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include <zlib.h>

#include "../fw/capture.h"
#include "capture_file.h"
#include "suite.h"

enum { FRAMES_MAX = 8 };

#define NS	UINT64_C(1000000000)

/* What was read of one. */
struct frames {
	int		 n, rc;		/* rc: the last one of capture_next */
	struct {
		int		 link;
		size_t		 caplen, len;
		uint64_t	 ts, number;
		uint8_t		 first;
	} f[FRAMES_MAX];
	char		 error[CAPTURE_ERROR_MAX];
};

/* Everything of the octets, through a file without a name. */
static void
read_octets(const void *octets, size_t n, struct frames *r)
{
	char path[64];
	int fd = memfd_create("capture", 0);
	struct capture *c;
	struct wire_frame f;

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(write(fd, octets, n), (ssize_t)n);
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	memset(r, 0, sizeof(*r));
	r->rc = -1;
	c = capture_open(path, r->error);
	while (c != NULL && (r->rc = capture_next(c, &f, r->error)) == 1) {
		ck_assert_int_lt(r->n, FRAMES_MAX);
		r->f[r->n].link = f.link;
		r->f[r->n].caplen = cur_left(&f.octets);
		r->f[r->n].len = f.len;
		r->f[r->n].ts = f.ts;
		r->f[r->n].number = f.number;
		r->f[r->n].first = cur_peek(&f.octets);
		r->n++;
	}
	capture_close(c);
	close(fd);
}

static void
read_file(const struct file *f, struct frames *r)
{
	read_octets(f->d, f->n, r);
}

#define ck_error(r, frames, sentence)					\
do {									\
	ck_assert_str_eq((r).error, sentence);				\
	ck_assert_int_eq((r).rc, -1);					\
	ck_assert_int_eq((r).n, frames);				\
} while (0)

#define ck_frame(r, i, link_, caplen_, len_, ts_)			\
do {									\
	ck_assert_int_eq((r).f[i].link, link_);				\
	ck_assert_uint_eq((r).f[i].caplen, caplen_);			\
	ck_assert_uint_eq((r).f[i].len, len_);				\
	ck_assert_uint_eq((r).f[i].ts, ts_);				\
	ck_assert_uint_eq((r).f[i].first, (caplen_) > 0);		\
} while (0)

START_TEST(pcap_orders_and_resolutions)
{
	static const struct {
		uint32_t	 magic;
		bool		 big;
		uint32_t	 part;
	} c[] = {
		{ 0xa1b2c3d4, false, 123456 }, { 0xa1b2c3d4, true, 123456 },
		{ 0xa1b23c4d, false, 123456789 },
		{ 0xa1b23c4d, true, 123456789 },
	};
	uint64_t part = _i < 2 ? 123456000 : 123456789;
	struct file f;
	struct frames r;

	pcap_begin(&f, c[_i].magic, c[_i].big, 142);
	pcap_frame(&f, 1700000000, c[_i].part, 20, 20);
	pcap_frame(&f, 1700000001, 0, 20, 300);
	pcap_frame(&f, 0, 0, 0, 0);
	read_file(&f, &r);
	ck_assert_int_eq(r.rc, 0);
	ck_assert_int_eq(r.n, 3);
	ck_frame(r, 0, 142, 20, 20, 1700000000 * NS + part);
	ck_frame(r, 1, 142, 20, 300, 1700000001 * NS);
	ck_frame(r, 2, 142, 0, 0, 0);
	ck_assert_uint_eq(r.f[2].number, 3);
}
END_TEST

/* Seconds have 32 bits and no sign: 2106, not 1902. */
START_TEST(pcap_after_2038)
{
	struct file f;
	struct frames r;

	pcap_begin(&f, 0xa1b2c3d4, false, 142);
	pcap_frame(&f, 0xf0000000, 7, 1, 1);
	read_file(&f, &r);
	ck_assert_int_eq(r.n, 1);
	ck_assert_uint_eq(r.f[0].ts, 0xf0000000 * NS + 7000);
}
END_TEST

START_TEST(pcap_cut_at_every_octet)
{
	struct file f;
	struct frames r;
	char want[80];
	int whole;

	pcap_begin(&f, 0xa1b2c3d4, false, 142);
	pcap_frame(&f, 1, 0, 9, 9);
	pcap_frame(&f, 2, 0, 9, 9);
	for (size_t n = 0; n <= f.n; n++) {
		read_octets(f.d, n, &r);
		whole = n < 24 ? 0 : (int)(n - 24) / 25;
		ck_assert_int_eq(r.n, whole);
		if (n >= 24 && (n - 24) % 25 == 0) {
			ck_assert_int_eq(r.rc, 0);
			continue;
		}
		snprintf(want, sizeof(want), "is cut off after frame %d; "
		    "what stood before it was read", whole);
		ck_error(r, whole, n == 0 ?
		    "is empty; expected a pcap or pcapng capture" : n < 24 ?
		    "is cut off within its file header" : want);
	}
}
END_TEST

START_TEST(pcap_damaged)
{
	struct file f;
	struct frames r;

	pcap_begin(&f, 0xa1b2c3d4, false, 142);
	pcap_frame(&f, 1, 0, 9, 9);
	put(&f, 2, 8);
	put(&f, 0x7fffffff, 8);
	read_file(&f, &r);
	ck_error(r, 1, "is damaged after frame 1: invalid packet capture "
	    "length 2147483647, bigger than snaplen of 65535");
	pcap_begin(&f, 0xa1b2c3d4, false, 197);
	read_file(&f, &r);
	ck_error(r, 0, "link type 197 (ERF) is not one that carries signalling "
	    "here; breakwater(8) lists those that do");
	read_octets("some text, no capture at all", 28, &r);
	ck_error(r, 0, "is no capture; expected pcap or pcapng, plain or gzip");
}
END_TEST

/* Interfaces that differ in everything, and sections of both orders. */
START_TEST(pcapng_everything)
{
	struct file f = { .big = _i & 1 };
	struct frames r;

	section(&f, _i & 1);
	interface(&f, 1, 100, 0, 0);
	interface(&f, 142, 0, 9, -100);
	interface(&f, 248, 10, 0x80 | 20, 3600);
	packet(&f, 0, 1700000000123456, 5, 5);
	packet(&f, 1, 1700000000123456789, 8, 60);
	packet(&f, 2, UINT64_C(1700000000) << 20 | 1 << 19, 4, 4);
	simple_packet(&f, 7, 7);
	obsolete_packet(&f, 1, 1700000000 * NS, 6);
	section(&f, _i >> 1 & 1);
	interface(&f, 101, 6, 0, 0);
	simple_packet(&f, 9, 6);
	packet(&f, 0, 42, 0, 0);
	read_file(&f, &r);
	ck_assert_msg(r.rc == 0, "%s", r.error);
	ck_assert_int_eq(r.n, 7);
	ck_frame(r, 0, 1, 5, 5, 1700000000 * NS + 123456000);
	ck_frame(r, 1, 142, 8, 60, 1699999900 * NS + 123456789);
	ck_frame(r, 2, 248, 4, 4, 1700003600 * NS + 500000000);
	ck_frame(r, 3, 1, 7, 7, 0);
	ck_frame(r, 4, 142, 6, 6, 1699999900 * NS);
	ck_frame(r, 5, 101, 6, 9, 0);
	ck_frame(r, 6, 101, 0, 0, 42000);
	ck_assert_uint_eq(r.f[6].number, 7);
}
END_TEST

START_TEST(pcapng_resolutions)
{
	static const struct {
		uint8_t		 resolution;
		uint64_t	 ticks, ns;
	} c[] = {
		{ 3, 1700000000500, 1700000000 * NS + 500000000 },
		{ 6, 1700000000500000, 1700000000 * NS + 500000000 },
		{ 9, 1700000000500000001, 1700000000 * NS + 500000001 },
		{ 12, 5000000000001, 5 * NS },
		{ 127, UINT64_MAX, 0 },
		{ 0x80, 1700000000, 1700000000 * NS },
		{ 0x80 | 10, UINT64_C(1700000000) << 10 | 256,
		    1700000000 * NS + 250000000 },
		{ 0x80 | 32, UINT64_C(1700000000) << 32 | 0x80000000,
		    1700000000 * NS + 500000000 },
		{ 0x80 | 33, UINT64_C(1700000000) << 33 | UINT64_C(1) << 31,
		    1700000000 * NS + 250000000 },
		{ 0x80 | 50, UINT64_C(5) << 50 | UINT64_C(1) << 49,
		    5 * NS + 500000000 },
		{ 0x80 | 63, UINT64_C(1) << 63, NS },
		{ 0x80 | 64, UINT64_C(1) << 63, 500000000 },
		{ 0xff, UINT64_MAX, 0 },
	};
	struct file f = { .n = 0 };
	struct frames r;

	for (size_t i = 0; i < sizeof(c) / sizeof(c[0]); i++) {
		f.n = 0;
		section(&f, false);
		interface(&f, 142, 0, c[i].resolution, 0);
		packet(&f, 0, c[i].ticks, 1, 1);
		read_file(&f, &r);
		ck_assert_int_eq(r.n, 1);
		ck_assert_msg(r.f[0].ts == c[i].ns, "%#x: %llu",
		    c[i].resolution, (unsigned long long)r.f[0].ts);
	}
}
END_TEST

/* At every octet: what stood before is read, and one of two sentences said. */
START_TEST(pcapng_cut_at_every_octet)
{
	size_t ends[8], n, k = 0, at;
	struct file f = { .n = 0 };
	struct frames r;
	char want[80];
	int whole;

	section(&f, _i);
	ends[k++] = f.n;
	interface(&f, 142, 0, 9, 1);
	ends[k++] = f.n;
	packet(&f, 0, 1, 5, 5);
	ends[k++] = f.n;
	simple_packet(&f, 5, 5);
	ends[k++] = f.n;
	obsolete_packet(&f, 0, 1, 5);
	ends[k++] = f.n;
	for (n = 4; n <= f.n; n++) {
		read_octets(f.d, n, &r);
		for (at = 0; at < k && ends[at] <= n; at++)
			continue;
		whole = at < 2 ? 0 : (int)at - 2;
		if (at > 0 && ends[at - 1] == n) {
			ck_assert_int_eq(r.rc, 0);
			ck_assert_int_eq(r.n, whole);
			continue;
		}
		snprintf(want, sizeof(want), "is cut off after frame %d; "
		    "what stood before it was read", whole);
		ck_error(r, whole, want);
	}
}
END_TEST

/* A block of "len" octets, its length said to be "said", behind one frame. */
static void
odd_block(uint32_t type, uint32_t said, size_t body, const char *sentence)
{
	struct file f = { .n = 0 };
	struct frames r;
	size_t at;

	section(&f, false);
	interface(&f, 142, 0, 0, 0);
	packet(&f, 0, 1, 4, 4);
	at = block(&f, type);
	for (size_t i = 0; i < body; i++)
		put(&f, 0, 1);
	block_end(&f, at);
	if (said != 0) {
		f.n = at + 4;
		put(&f, said, 4);
		f.n = at + BLOCK_HEAD + body + 4;
	}
	read_file(&f, &r);
	ck_error(r, 1, sentence);
}

START_TEST(pcapng_damaged)
{
	static const char length[] =
	    "is damaged after frame 1: block with an impossible length";
	static const char packet_short[] =
	    "is damaged after frame 1: packet block too short";
	static const uint32_t lengths[] = { 4, 8, 11, 13, 0x01000004,
	    0x7ffffffc, 0xfffffffc, 0xffffffff };

	for (size_t i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++)
		odd_block(6, lengths[i], 40, length);
	odd_block(6, 0x01000000, 40,
	    "is cut off after frame 1; what stood before it was read");
	for (size_t n = 0; n < 20; n += 4)
		odd_block(6, 0, n, packet_short);
	odd_block(2, 0, 0, packet_short);
	odd_block(2, 0, 16, packet_short);
	odd_block(3, 0, 0, packet_short);
	odd_block(1, 0, 4,
	    "is damaged after frame 1: interface block too short");
	odd_block(0x0a0d0d0a, 0, 16,
	    "is damaged after frame 1: section without a byte order");
}
END_TEST

START_TEST(pcapng_wrong_numbers)
{
	struct file f = { .n = 0 };
	struct frames r;
	size_t at;

	section(&f, false);
	simple_packet(&f, 4, 4);
	read_file(&f, &r);
	ck_error(r, 0, "is damaged after frame 0: packet of an interface that "
	    "is not there");
	f.n = 0;
	section(&f, false);
	interface(&f, 142, 0, 0, 0);
	packet(&f, 1, 1, 4, 4);
	read_file(&f, &r);
	ck_error(r, 0, "is damaged after frame 0: packet of an interface that "
	    "is not there");
	/* interfaces belong to their section */
	f.n = 0;
	section(&f, false);
	interface(&f, 142, 0, 0, 0);
	section(&f, false);
	packet(&f, 0, 1, 4, 4);
	read_file(&f, &r);
	ck_error(r, 0, "is damaged after frame 0: packet of an interface that "
	    "is not there");
	f.n = 0;
	section(&f, false);
	interface(&f, 142, 0, 0, 0);
	at = f.n;
	packet(&f, 0, 1, 4, 4);
	f.d[at + 20] = 9;	/* captured length */
	read_file(&f, &r);
	ck_error(r, 0,
	    "is damaged after frame 0: packet longer than its block");
}
END_TEST

/* One interface that carries no signalling does not hide the others. */
START_TEST(pcapng_other_links)
{
	static const char other[] = "link type 197 (ERF) is not one that "
	    "carries signalling here; breakwater(8) lists those that do";
	char want[CAPTURE_ERROR_MAX];
	struct file f = { .n = 0 };
	struct frames r;

	section(&f, false);
	interface(&f, 197, 0, 0, 0);
	packet(&f, 0, 1, 4, 4);
	read_file(&f, &r);
	ck_error(r, 0, other);
	interface(&f, 142, 0, 0, 0);
	packet(&f, 1, 2, 4, 4);
	packet(&f, 0, 3, 4, 4);
	packet(&f, 1, 4, 4, 4);
	read_file(&f, &r);
	snprintf(want, sizeof(want), "%s; 2 of 4 frames were left out", other);
	ck_error(r, 2, want);
	ck_assert_uint_eq(r.f[0].number, 2);
	ck_assert_uint_eq(r.f[1].number, 4);
}
END_TEST

START_TEST(pcapng_unknown_blocks)
{
	struct file f = { .n = 0 };
	struct frames r;
	size_t at;

	section(&f, true);
	for (uint32_t type = 4; type < 0x20000; type = type * 3 + 1) {
		if (type == 6)
			continue;
		at = block(&f, type);
		put_data(&f, type % 9);
		block_end(&f, at);
	}
	interface(&f, 142, 0, 0, 0);
	packet(&f, 0, 1, 4, 4);
	read_file(&f, &r);
	ck_assert_int_eq(r.rc, 0);
	ck_assert_int_eq(r.n, 1);
}
END_TEST

/* gzip of f; returns its length. */
static size_t
squeeze(const struct file *f, uint8_t *out, size_t size)
{
	z_stream z = { .next_in = (Bytef *)(uintptr_t)f->d,
	    .avail_in = (uInt)f->n, .next_out = out, .avail_out = (uInt)size };

	ck_assert_int_eq(deflateInit2(&z, 9, Z_DEFLATED, 15 + 16, 8,
	    Z_DEFAULT_STRATEGY), Z_OK);
	ck_assert_int_eq(deflate(&z, Z_FINISH), Z_STREAM_END);
	ck_assert_int_eq(deflateEnd(&z), Z_OK);
	return z.total_out;
}

START_TEST(gzip)
{
	uint8_t gz[FILE_MAX];
	struct file f = { .n = 0 };
	struct frames r;
	size_t n, len;

	if (_i == 0) {
		pcap_begin(&f, 0xa1b2c3d4, false, 142);
		pcap_frame(&f, 1, 0, 9, 9);
		pcap_frame(&f, 2, 0, 9, 9);
	} else {
		section(&f, true);
		interface(&f, 142, 0, 0, 0);
		packet(&f, 0, 1, 9, 9);
		packet(&f, 0, 2, 9, 9);
	}
	len = squeeze(&f, gz, sizeof(gz));
	read_octets(gz, len, &r);
	ck_assert_int_eq(r.rc, 0);
	ck_assert_int_eq(r.n, 2);
	/* it is an error where it is cut, even within the check sum */
	for (n = 1; n < len; n++) {
		read_octets(gz, n, &r);
		ck_assert_int_eq(r.rc, -1);
		ck_assert_msg(strncmp(r.error, "is cut off ", 11) == 0,
		    "%zu: %s", n, r.error);
	}
	ck_error(r, 2, "is cut off after frame 2; what stood before it was "
	    "read");
	gz[len - 8] ^= 1;
	read_octets(gz, len, &r);
	ck_assert_int_eq(r.rc, -1);
	ck_assert_str_eq(r.error, "is damaged gzip: incorrect data check");
	gz[2] = 9;
	read_octets(gz, len, &r);
	ck_error(r, 0, "is damaged gzip: unknown compression method");
}
END_TEST

/* Standard input is a pipe that cannot go back. */
START_TEST(standard_input)
{
	struct file f = { .n = 0 };
	struct wire_frame frame;
	struct capture *c;
	char error[CAPTURE_ERROR_MAX];
	uint8_t gz[FILE_MAX];
	const uint8_t *octets = f.d;
	size_t len;
	int fd[2], old = dup(STDIN_FILENO);

	if (_i & 1) {
		pcap_begin(&f, 0xa1b2c3d4, true, 142);
		pcap_frame(&f, 1, 0, 9, 9);
	} else {
		section(&f, true);
		interface(&f, 142, 0, 0, 0);
		packet(&f, 0, NS / 1000, 9, 9);
	}
	len = f.n;
	if (_i & 2) {
		len = squeeze(&f, gz, sizeof(gz));
		octets = gz;
	}
	ck_assert_int_eq(pipe(fd), 0);
	ck_assert_int_eq(write(fd[1], octets, len), (ssize_t)len);
	close(fd[1]);
	ck_assert_int_eq(dup2(fd[0], STDIN_FILENO), STDIN_FILENO);
	close(fd[0]);
	c = capture_open("-", error);
	ck_assert_ptr_nonnull(c);
	ck_assert_double_lt(capture_progress(c), 0);
	ck_assert_int_eq(capture_next(c, &frame, error), 1);
	ck_assert_uint_eq(frame.ts, NS);
	ck_assert_uint_eq(cur_left(&frame.octets), 9);
	ck_assert_int_eq(capture_next(c, &frame, error), 0);
	capture_close(c);
	/* what is no capture, and nothing at all */
	c = capture_open("-", error);
	ck_assert_ptr_null(c);
	ck_assert_str_eq(error, "is empty; expected a pcap or pcapng capture");
	dup2(old, STDIN_FILENO);
	close(old);
}
END_TEST

START_TEST(not_there)
{
	char error[CAPTURE_ERROR_MAX];

	ck_assert_ptr_null(capture_open("/nowhere/at/all", error));
	ck_assert_str_eq(error, "No such file or directory");
	ck_assert_ptr_null(capture_open("/", error));
	ck_assert_str_eq(error, "is a directory; expected a capture file");
	ck_assert_ptr_null(capture_open("/dev/null", error));
	ck_assert_str_eq(error, "is empty; expected a pcap or pcapng capture");
	capture_close(NULL);
}
END_TEST

static void
add(TCase *t)
{
	tcase_add_loop_test(t, pcap_orders_and_resolutions, 0, 4);
	tcase_add_test(t, pcap_after_2038);
	tcase_add_test(t, pcap_cut_at_every_octet);
	tcase_add_test(t, pcap_damaged);
	tcase_add_loop_test(t, pcapng_everything, 0, 4);
	tcase_add_test(t, pcapng_resolutions);
	tcase_add_loop_test(t, pcapng_cut_at_every_octet, 0, 2);
	tcase_add_test(t, pcapng_damaged);
	tcase_add_test(t, pcapng_wrong_numbers);
	tcase_add_test(t, pcapng_other_links);
	tcase_add_test(t, pcapng_unknown_blocks);
	tcase_add_loop_test(t, gzip, 0, 2);
	tcase_add_loop_test(t, standard_input, 0, 4);
	tcase_add_test(t, not_there);
}

int
main(void)
{
	return suite_main("capture", add);
}
