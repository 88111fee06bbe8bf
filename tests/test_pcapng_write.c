/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * pcapng files as they are written: read again, and looked at block by block.
 */
#define _GNU_SOURCE	/* memfd_create */
#include <check.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "../fw/capture.h"
#include "../fw/pcapng_write.h"
#include "suite.h"

#define NS	UINT64_C(1000000000)

enum { FRAMES_MAX = 16, TYPE_SECTION = 0x0a0d0d0a };

/* A file under construction, in memory. */
struct made {
	FILE		*f;
	char		*octets;
	size_t		 n;
	struct pcapng_writer w;
};

static void
made_begin(struct made *m)
{
	m->octets = NULL;
	m->f = open_memstream(&m->octets, &m->n);
	ck_assert_ptr_nonnull(m->f);
	pcapng_write_begin(&m->w, m->f, "test");
}

static void
made_end(struct made *m)
{
	ck_assert_int_eq(fclose(m->f), 0);
}

/* Octets that tell frames apart. */
static const uint8_t *
content(void)
{
	static uint8_t octets[256];
	size_t i;

	for (i = 0; i < sizeof(octets); i++)
		octets[i] = (uint8_t)(i * 7 + 1);
	return octets;
}

static struct wire_frame
frame(int link, size_t caplen, size_t len, uint64_t ts)
{
	return (struct wire_frame){ .link = link, .len = len, .ts = ts,
	    .octets = cur_make(content(), caplen) };
}

/* The next n octets as a number, without the reader of the program. */
static uint64_t
little(const struct made *m, size_t at, size_t n)
{
	uint64_t v = 0;

	ck_assert_uint_le(at + n, m->n);
	while (n-- > 0)
		v = v << 8 | (uint8_t)m->octets[at + n];
	return v;
}

/* Where block number i begins; that all before it are well formed. */
static size_t
block_find(const struct made *m, size_t i)
{
	size_t at = 0, len;

	for (; at < m->n; at += len, i--) {
		len = little(m, at + 4, 4);
		ck_assert_uint_ge(len, 12);
		ck_assert_uint_eq(len % 4, 0);
		ck_assert_uint_le(len, m->n - at);
		ck_assert_uint_eq(little(m, at + len - 4, 4), len);
		if (i == 0)
			return at;
	}
	return at;
}

/* Comment number i of the packet block at "at", as terminated text in out, and
 * that its options end as they should; false when there are fewer. */
static bool
comment_find(const struct made *m, size_t at, size_t i, char *out)
{
	size_t end = at + little(m, at + 4, 4) - 4, len;
	size_t o = at + 28 + (little(m, at + 20, 4) + 3) / 4 * 4;
	bool found = false;

	if (o == end)
		return false;
	for (;; o += 4 + (len + 3) / 4 * 4) {
		ck_assert_uint_le(o + 4, end);
		len = little(m, o + 2, 2);
		ck_assert_uint_le(o + 4 + len, end);
		if (little(m, o, 2) == 0)
			break;
		ck_assert_uint_eq(little(m, o, 2), 1);
		if (i-- != 0)
			continue;
		memcpy(out, m->octets + o + 4, len);
		out[len] = '\0';
		found = true;
	}
	ck_assert_uint_eq(len, 0);
	ck_assert_uint_eq(o + 4, end);
	return found;
}

/* What is made is read, frame by frame; the number of frames. */
static size_t
read_all(const struct made *m, struct wire_frame list[FRAMES_MAX])
{
	char path[64], error[CAPTURE_ERROR_MAX];
	int fd = memfd_create("pcapng", 0), rc;
	struct capture *c;
	struct wire_frame f;
	size_t n = 0;

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(write(fd, m->octets, m->n), (ssize_t)m->n);
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	c = capture_open(path, error);
	ck_assert_msg(c != NULL, "%s", error);
	while ((rc = capture_next(c, &f, error)) == 1) {
		ck_assert_uint_lt(n, FRAMES_MAX);
		ck_assert_mem_eq(f.octets.p, content(), cur_left(&f.octets));
		f.octets = cur_make(content(), cur_left(&f.octets));
		list[n++] = f;
	}
	ck_assert_msg(rc == 0, "%s", error);
	capture_close(c);
	close(fd);
	return n;
}

/* Link types, times to the nanosecond, lengths of every remainder. */
START_TEST(read_again)
{
	static const struct pcapng_comments none;
	static const int links[] = { WIRE_ETHERNET, WIRE_MTP3,
	    WIRE_LINUX_SLL2, WIRE_ETHERNET, WIRE_SCCP, WIRE_MTP3, WIRE_NULL,
	    WIRE_ETHERNET };
	struct wire_frame list[FRAMES_MAX], f;
	struct made m;
	size_t i, n = sizeof(links) / sizeof(links[0]);

	made_begin(&m);
	for (i = 0; i < n; i++) {
		f = frame(links[i], i * 3, i * 3 + i % 2 * 1000,
		    UINT64_C(4102444800) * NS + i * 123456789 + i);
		ck_assert(pcapng_write_frame(&m.w, &f, &none));
	}
	made_end(&m);
	ck_assert_uint_eq(read_all(&m, list), n);
	for (i = 0; i < n; i++) {
		ck_assert_int_eq(list[i].link, links[i]);
		ck_assert_uint_eq(cur_left(&list[i].octets), i * 3);
		ck_assert_uint_eq(list[i].len, i * 3 + i % 2 * 1000);
		ck_assert_uint_eq(list[i].ts, UINT64_C(4102444800) * NS +
		    i * 123456789 + i);
	}
	/* section, five interfaces, eight packets */
	ck_assert_uint_eq(little(&m, 0, 4), TYPE_SECTION);
	ck_assert_uint_lt(block_find(&m, 13), m.n);
	ck_assert_uint_eq(block_find(&m, 14), m.n);
	free(m.octets);
}
END_TEST

/* Comments of every length, beside octets of every length. */
START_TEST(comments)
{
	static struct pcapng_comments c;
	char text[64], back[64];
	struct wire_frame f = frame(WIRE_ETHERNET, (size_t)_i, (size_t)_i, NS);
	struct wire_frame list[FRAMES_MAX];
	struct made m;
	size_t i;

	c.n = 0;
	made_begin(&m);
	for (i = 0; i < 9; i++) {
		memset(text, 'a' + (int)i, i);
		text[i] = '\0';
		ck_assert(pcapng_comment(&c, text));
	}
	ck_assert(pcapng_write_frame(&m.w, &f, &c));
	c.n = 0;
	ck_assert(pcapng_write_frame(&m.w, &f, &c));
	made_end(&m);
	for (i = 0; i < 9; i++) {
		memset(text, 'a' + (int)i, i);
		text[i] = '\0';
		ck_assert(comment_find(&m, block_find(&m, 2), i, back));
		ck_assert_str_eq(back, text);
	}
	ck_assert(!comment_find(&m, block_find(&m, 2), 9, back));
	ck_assert(!comment_find(&m, block_find(&m, 3), 0, back));
	ck_assert_uint_eq(read_all(&m, list), 2);
	ck_assert_uint_eq(cur_left(&list[0].octets), (size_t)_i);
	free(m.octets);
}
END_TEST

/* A long comment is cut between characters; of many, those that fit stay. */
START_TEST(comments_without_end)
{
	static struct pcapng_comments c;
	static char text[8192], back[8192];
	struct wire_frame f = frame(WIRE_SCTP, 5, 5, NS), list[FRAMES_MAX];
	struct made m;
	size_t n = 0, i;

	for (i = 0; i + 2 < sizeof(text); i += 2)
		memcpy(text + 1 + i, "\xc3\xa4", 2);
	text[0] = 'x';
	text[sizeof(text) - 1] = '\0';
	c.n = 0;
	while (pcapng_comment(&c, text))
		n++;
	ck_assert_uint_ge(n, 2);
	ck_assert(pcapng_comment(&c, "short"));
	made_begin(&m);
	ck_assert(pcapng_write_frame(&m.w, &f, &c));
	made_end(&m);
	ck_assert(comment_find(&m, block_find(&m, 2), 0, back));
	ck_assert_uint_eq(strlen(back) % 2, 1);
	ck_assert_uint_ge(strlen(back), 4094);
	ck_assert_mem_eq(back, text, strlen(back));
	ck_assert(comment_find(&m, block_find(&m, 2), n, back));
	ck_assert_str_eq(back, "short");
	ck_assert_uint_eq(read_all(&m, list), 1);
	free(m.octets);
}
END_TEST

/* One link type more than a file may have: refused, and the rest is whole. */
START_TEST(too_many_links)
{
	static const struct pcapng_comments none;
	struct wire_frame f;
	struct made m;
	int i;

	made_begin(&m);
	for (i = 0; i < PCAPNG_WRITE_LINKS; i++) {
		f = frame(1000 + i, 1, 1, NS);
		ck_assert(pcapng_write_frame(&m.w, &f, &none));
	}
	f = frame(1, 1, 1, NS);
	ck_assert(!pcapng_write_frame(&m.w, &f, &none));
	f = frame(1000, 1, 1, NS);
	ck_assert(pcapng_write_frame(&m.w, &f, &none));
	made_end(&m);
	/* section, interfaces, packets */
	ck_assert_uint_eq(block_find(&m, 2 * PCAPNG_WRITE_LINKS + 2), m.n);
	ck_assert_uint_lt(block_find(&m, 2 * PCAPNG_WRITE_LINKS + 1), m.n);
	free(m.octets);
}
END_TEST

static void
add(TCase *t)
{
	tcase_add_test(t, read_again);
	tcase_add_loop_test(t, comments, 0, 6);
	tcase_add_test(t, comments_without_end);
	tcase_add_test(t, too_many_links);
}

int
main(void)
{
	return suite_main("pcapng_write", add);
}
