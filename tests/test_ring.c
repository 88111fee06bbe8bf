/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The ring of evidence against a list of what was put in, and what is written
 * of it, read again.
 */
#define _GNU_SOURCE	/* memfd_create */
#include <check.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "../fw/capture.h"
#include "../fw/pcapng_write.h"
#include "../fw/ring.h"
#include "random.h"
#include "suite.h"

#define NS	UINT64_C(1000000000)

enum { STEPS = 3000, OCTETS_MAX = 5000 };

/* ---- what was put in ---- */

struct put {
	int		 link;
	size_t		 caplen, len;
	uint64_t	 ts;
	uint8_t		 fill;
	char		 comment[256];	/* "": none */
};

static struct put put[STEPS];

static bool
ring_put(struct ring *r, const struct put *p)
{
	static struct pcapng_comments c;
	static uint8_t octets[OCTETS_MAX];
	struct wire_frame f = { .link = p->link, .len = p->len, .ts = p->ts,
	    .octets = cur_make(octets, p->caplen) };
	bool kept;

	memset(octets, p->fill, p->caplen);
	c.n = 0;
	if (p->comment[0] != '\0')
		ck_assert(pcapng_comment(&c, p->comment));
	kept = ring_add(r, &f, &c);
	/* it keeps nothing of the caller's */
	memset(octets, ~p->fill, p->caplen);
	return kept;
}

/* What is written of the ring, as a file in memory. */
static int
written(const struct ring *r, size_t *left_out)
{
	int fd = memfd_create("ring", 0), copy;
	FILE *f;

	ck_assert_int_ge(fd, 0);
	copy = dup(fd);
	f = fdopen(copy, "w");
	ck_assert_ptr_nonnull(f);
	*left_out = ring_write(r, f, "test");
	ck_assert_int_eq(fclose(f), 0);
	return fd;
}

static bool
all_are(struct cur c, uint8_t fill)
{
	for (; c.p < c.end; c.p++)
		if (*c.p != fill)
			return false;
	return true;
}

/* Is the text somewhere in the file? */
static bool
file_has(int fd, const char *text)
{
	off_t n = lseek(fd, 0, SEEK_END);
	char *p = mmap(NULL, (size_t)n, PROT_READ, MAP_PRIVATE, fd, 0);
	bool has;

	ck_assert_ptr_ne(p, MAP_FAILED);
	has = memmem(p, (size_t)n, text, strlen(text)) != NULL;
	munmap(p, (size_t)n);
	return has;
}

/* The ring holds the n last of those up to "to", and writes them. */
static void
compare(const struct ring *r, unsigned to, const unsigned *kept, unsigned n)
{
	char path[64], error[CAPTURE_ERROR_MAX];
	const struct put *p;
	struct capture *c;
	struct wire_frame f;
	size_t left_out;
	int fd = written(r, &left_out);
	unsigned i;

	ck_assert_uint_eq(left_out, 0);
	ck_assert_uint_eq(ring_count(r), n);
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	c = capture_open(path, error);
	ck_assert_msg(c != NULL, "%s", error);
	for (i = 0; i < n; i++) {
		p = &put[kept[i]];
		ck_assert_int_eq(capture_next(c, &f, error), 1);
		if (f.link != p->link || f.ts != p->ts || f.len != p->len ||
		    cur_left(&f.octets) != p->caplen ||
		    !all_are(f.octets, p->fill))
			ck_abort_msg("step %u: frame %u of %u", to, i, n);
		if (i < 3 && p->comment[0] != '\0')
			ck_assert(file_has(fd, p->comment));
	}
	ck_assert_int_eq(capture_next(c, &f, error), 0);
	capture_close(c);
	close(fd);
}

/* Whatever goes is the oldest, and the rest is as it was put in. */
START_TEST(against_list)
{
	static const int links[] = { WIRE_ETHERNET, WIRE_SCTP, WIRE_MTP3 };
	static unsigned kept[STEPS];
	static const size_t sizes[] = { RING_OCTETS_MIN, 5000, 20011, 70000 };
	size_t size = sizes[_i], most = 0, before;
	struct ring *r = ring_new(size);
	unsigned n = 0, i, gone, lost = 0, large = 0;
	struct put *p;
	bool fits;

	seed = 0x5eed + (uint64_t)_i;
	ck_assert_ptr_nonnull(r);
	for (i = 0; i < STEPS; i++) {
		p = &put[i];
		*p = (struct put){ .link = links[random_below(3)],
		    .caplen = random_below(random_below(40) ? 300 :
		    OCTETS_MAX), .ts = NS * i + random_below(1000),
		    .fill = (uint8_t)i };
		p->len = p->caplen + random_below(2) * 100;
		if (random_below(4) != 0)
			snprintf(p->comment, sizeof(p->comment),
			    "comment %u%.*s", i, (int)random_below(200),
			    "........................................"
			    "........................................");
		before = ring_count(r);
		fits = ring_put(r, p);
		if (!fits) {
			/* larger than all of it, and nothing is changed */
			ck_assert_uint_gt(p->caplen + sizeof(p->comment) +
			    200, size);
			ck_assert_uint_eq(ring_count(r), before);
			large++;
			lost++;
		} else {
			gone = (unsigned)(before + 1 - ring_count(r));
			ck_assert_uint_le(gone, n);
			memmove(kept, kept + gone, (n - gone) *
			    sizeof(*kept));
			n -= gone;
			kept[n++] = i;
			lost += gone;
		}
		ck_assert_uint_eq(ring_lost(r), lost);
		ck_assert_uint_le(ring_octets(r), size);
		most = ring_octets(r) > most ? ring_octets(r) : most;
		if (i % 41 == 0)
			compare(r, i, kept, n);
	}
	compare(r, i, kept, n);
	ck_assert_uint_gt(lost, STEPS / 4);
	ck_assert_uint_gt(most, size / 10 * 9);
	ck_assert_uint_eq(large > 0, size < 2 * OCTETS_MAX);
	ring_free(r);
}
END_TEST

/* Of a file read again: frames rise by their time, are as they were put in, and
 * are those up to the last that had not gone before they were written. */
static unsigned
pieces_compare(int fd, unsigned first, unsigned last)
{
	char path[64], error[CAPTURE_ERROR_MAX];
	struct wire_frame f;
	struct capture *c;
	unsigned n = 0, at = first;

	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	c = capture_open(path, error);
	ck_assert_msg(c != NULL, "%s", error);
	for (; capture_next(c, &f, error) == 1; n++, at++) {
		ck_assert_uint_ge(f.ts / NS, at);
		at = (unsigned)(f.ts / NS);
		ck_assert_uint_le(at, last);
		ck_assert_uint_eq(cur_left(&f.octets), put[at].caplen);
		ck_assert(all_are(f.octets, put[at].fill));
	}
	capture_close(c);
	return n;
}

/* While it is written others come, faster and slower than it goes. */
START_TEST(in_pieces)
{
	static const size_t sizes[] = { RING_OCTETS_MIN, 20011, 70000 };
	struct ring *r = ring_new(sizes[_i % 3]);
	struct ring_reader k = { .next = 0 };
	struct pcapng_writer w;
	unsigned i, first = 0, last = 0, files = 0, frames = 0;
	FILE *f = NULL;
	int fd = -1;

	seed = 0xbeef + (uint64_t)_i;
	for (i = 0; i < STEPS; i++) {
		put[i] = (struct put){ .link = WIRE_RAW,
		    .caplen = random_below(900), .ts = NS * i,
		    .fill = (uint8_t)i };
		put[i].len = put[i].caplen;
		ck_assert(ring_put(r, &put[i]));
		if (f == NULL) {
			fd = memfd_create("ring", 0);
			f = fdopen(dup(fd), "w");
			pcapng_write_begin(&w, f, "test");
			ring_read_begin(r, &k);
			last = i;
			first = i + 1 - (unsigned)ring_count(r);
		}
		if (random_below(3) == 0 ||
		    ring_read(r, &k, &w, random_below(3000)))
			continue;
		ck_assert_int_eq(fclose(f), 0);
		f = NULL;
		frames += pieces_compare(fd, first, last);
		files++;
		close(fd);
	}
	if (f != NULL) {
		fclose(f);
		close(fd);
	}
	ck_assert_uint_gt(files, 10);
	ck_assert_uint_gt(frames, 50);
	ring_free(r);
}
END_TEST

/* It holds what its size promises: no more is given up than has to be. */
START_TEST(nothing_goes_early)
{
	struct ring *r = ring_new(64 * 1024);
	struct put p = { .link = WIRE_SCTP, .caplen = 1000, .len = 1000 };
	unsigned i;

	for (i = 0; i < 60; i++)
		ck_assert(ring_put(r, &p));
	ck_assert_uint_eq(ring_count(r), 60);
	ck_assert_uint_eq(ring_lost(r), 0);
	for (i = 0; i < 1000; i++) {
		ck_assert(ring_put(r, &p));
		ck_assert_uint_ge(ring_count(r), 60);
		ck_assert_uint_le(ring_count(r), 64);
	}
	ring_free(r);
}
END_TEST

START_TEST(sizes)
{
	struct ring *r;
	struct put p = { .link = 1, .caplen = RING_OCTETS_MIN };
	size_t left_out;
	int fd;

	ck_assert_ptr_null(ring_new(0));
	ck_assert_ptr_null(ring_new(RING_OCTETS_MIN - 1));
	ck_assert_ptr_null(ring_new(RING_OCTETS_MAX + 1));
	r = ring_new(RING_OCTETS_MIN);
	ck_assert(!ring_put(r, &p));
	ck_assert_uint_eq(ring_lost(r), 1);
	ck_assert_uint_eq(ring_count(r), 0);
	p.caplen = 0;
	ck_assert(ring_put(r, &p));
	ck_assert_uint_eq(ring_count(r), 1);
	fd = written(r, &left_out);
	ck_assert_int_gt(lseek(fd, 0, SEEK_END), 0);
	close(fd);
	ring_free(r);
	ring_free(NULL);
}
END_TEST

START_TEST(too_many_links)
{
	struct ring *r = ring_new(RING_OCTETS_MIN);
	struct put p = { .caplen = 4 };
	size_t left_out;

	for (p.link = 1000; p.link < 1000 + PCAPNG_WRITE_LINKS + 3; p.link++)
		ck_assert(ring_put(r, &p));
	close(written(r, &left_out));
	ck_assert_uint_eq(left_out, 3);
	ck_assert_uint_eq(ring_count(r), PCAPNG_WRITE_LINKS + 3);
	ring_free(r);
}
END_TEST

/* Who sent it comes from outside. */
static void
comment_is(const char *name, size_t len, const char *text, const char *want)
{
	static struct pcapng_comments c;
	size_t n = strlen(want);

	c.n = 0;
	ck_assert(ring_comment(&c, (const uint8_t *)name, len, text));
	ck_assert_uint_eq(c.octets[2] | c.octets[3] << 8, n);
	ck_assert_mem_eq(c.octets + 4, want, n);
}

START_TEST(comments)
{
	static struct pcapng_comments c;
	char name[600], want[600], text[4000];
	unsigned i;

	comment_is("mme1.example.org", 16, "sink: scan",
	    "from mme1.example.org: sink: scan");
	comment_is(NULL, 0, "sink", "from a node without a name: sink");
	comment_is("a\0b\n\xff\x1b[2J\xc3\xa4", 11, "sp\xc3\xa4t",
	    "from a?b???[2J??: sp\xc3\xa4t");
	comment_is("x", 1, "a\xff", "from x: a?");
	memset(name, 'n', sizeof(name));
	snprintf(want, sizeof(want), "from %.255s: t", name);
	comment_is(name, sizeof(name), "t", want);
	/* long ones are cut between characters, or the rest is no character */
	for (i = 0; i + 2 < sizeof(text); i += 2)
		memcpy(text + i, "\xc3\xa4", 2);
	text[sizeof(text) - 1] = text[sizeof(text) - 2] = '\0';
	c.n = 0;
	while (ring_comment(&c, (uint8_t *)name, 7, text))
		ck_assert_uint_le(c.n, sizeof(c.octets));
	ck_assert_uint_gt(c.n, 1000);
}
END_TEST

START_TEST(options)
{
	static const struct {
		const char	*text, *path;	/* path NULL: refused */
		size_t		 octets;
	} cases[] = {
		{ "a.pcapng", "a.pcapng", RING_OCTETS_DEFAULT },
		{ "a:4k", "a", 4096 }, { "a:4096", "a", 4096 },
		{ "a:3M", "a", 3 << 20 }, { "a:1G", "a", 1 << 30 },
		{ "a:b", "a:b", RING_OCTETS_DEFAULT },
		{ "a:", "a:", RING_OCTETS_DEFAULT },
		{ "a:b:5k", "a:b", 5120 }, { "-:5k", "-", 5120 },
		{ "-", "-", RING_OCTETS_DEFAULT },
		{ "", NULL, 0 }, { ":4k", NULL, 0 }, { "a:4095", NULL, 0 },
		{ "a:3k", NULL, 0 }, { "a:1025M", NULL, 0 },
		{ "a:2G", NULL, 0 }, { "a:4kB", NULL, 0 }, { "a:0", NULL, 0 },
		{ "a:4m", NULL, 0 }, { "a:18446744073709555712", NULL, 0 },
		{ "a:18446744073709551617G", NULL, 0 },
	};
	char text[64];
	size_t i, octets;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		strcpy(text, cases[i].text);
		if (ring_option(text, &octets) != (cases[i].path != NULL))
			ck_abort_msg("%s", cases[i].text);
		if (cases[i].path == NULL) {
			ck_assert_str_eq(text, cases[i].text);
			continue;
		}
		ck_assert_str_eq(text, cases[i].path);
		ck_assert_uint_eq(octets, cases[i].octets);
	}
}
END_TEST

static void
add(TCase *t)
{
	tcase_add_loop_test(t, against_list, 0, 4);
	tcase_add_loop_test(t, in_pieces, 0, 9);
	tcase_add_test(t, nothing_goes_early);
	tcase_add_test(t, sizes);
	tcase_add_test(t, too_many_links);
	tcase_add_test(t, comments);
	tcase_add_test(t, options);
}

int
main(void)
{
	return suite_main("ring", add);
}
