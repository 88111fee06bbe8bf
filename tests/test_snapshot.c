/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Snapshots: there and back, cut and bent in every place.
 */
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <zlib.h>

#include "snapshot_help.h"

enum { FILE_MAX = 4096, FLAGS_OLD = 71 };

/* In this run beta is number 900, and nobody knows alpha. */
static uint16_t
otherwise(void *arg, const char *name)
{
	++*(unsigned *)arg;
	return strcmp(name, names[2]) == 0 ? 900 : 0;
}

/* ---- files ---- */

struct file {
	uint8_t		 octets[FILE_MAX];
	size_t		 len;
};

static void
file_get(struct file *f)
{
	FILE *in = fopen(path, "r");

	ck_assert_ptr_nonnull(in);
	f->len = fread(f->octets, 1, sizeof(f->octets), in);
	ck_assert_uint_lt(f->len, sizeof(f->octets));
	fclose(in);
}

/* Over what is there: emptied first, some file systems wait for the disk. */
static void
file_put(const struct file *f)
{
	int fd = open(path, O_WRONLY | O_CREAT, 0600);

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(write(fd, f->octets, f->len), (ssize_t)f->len);
	ck_assert_int_eq(ftruncate(fd, (off_t)f->len), 0);
	close(fd);
}

static void
put(struct file *f, size_t at, unsigned n, uint64_t v)
{
	for (; n > 0; n--, v >>= 8)
		f->octets[at++] = (uint8_t)v;
}

/* The length and the sum become right again. */
static void
file_seal(struct file *f)
{
	put(f, 32, 8, f->len);
	put(f, f->len - 4, 4, crc32(0, f->octets, (uInt)(f->len - 4)));
}

/* Refused with one sentence, and the table stays as it was. */
static void
refused(const struct file *f, struct subscribers *t, unsigned n,
    const char *sentence)
{
	uint64_t at = 1;

	file_put(f);
	ck_assert(!load(t, &at));
	ck_assert_uint_eq(at, 0);
	ck_assert(strncmp(error, path, strlen(path)) == 0);
	ck_assert_ptr_null(strchr(error, '\n'));
	ck_assert_uint_gt(strlen(error), strlen(path) + 10);
	if (sentence != NULL)
		ck_assert_str_eq(error + strlen(path) + 2, sentence);
	holds_people(t, n);
}

/* ---- there and back ---- */

START_TEST(there_and_back)
{
	static const unsigned sizes[] = { 0, 1, 2, 100, 2046, 2047, 2048,
	    MANY };
	struct subscribers *t, *u;
	struct stat st;
	unsigned i;

	for (i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		t = people(sizes[i], 1);
		u = subscribers_new(sizes[i], 2);
		must_save(t, NOW + i);
		ck_assert_int_eq(stat(path, &st), 0);
		ck_assert_uint_eq(st.st_mode & 0777, 0600);
		ck_assert_int_eq(st.st_size, 70 + 32 * sizes[i]);
		must_load(u, NOW + i);
		holds_people(u, sizes[i]);
		must_load(u, NOW + i);	/* again: nothing changes */
		holds_people(u, sizes[i]);
		subscribers_free(t);
		subscribers_free(u);
	}
}
END_TEST

/* The layout, so that it stays. */
START_TEST(octet_by_octet)
{
	static const uint8_t want[] = {
		'B', 'W', 'P', 'L', 'A', 'C', 'E', 'S', 3, 0, 0, 0,
		2, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0,
		8, 7, 6, 5, 4, 3, 2, 1, 108, 0, 0, 0, 0, 0, 0, 0,
		1, 0, 0, 0, 0, 0, 0, 0,
		0, 0, 4, 0, 'h', 'o', 'm', 'e',
		0x15, 0x81, 0xe9, 0x7d, 0xf4, 0x10, 0x22, 0x0f,
		0x39, 0x30, 0, 0, 0, 0, 0, 5,
		0xef, 0xbe, 0xad, 0xde, 1, 0, 0xe7, 0x17,
		0, 0, 0, 0, 0, 0, 1, 0x28,
		0x39, 0x30, 0, 0, 0, 0, 0, 5,
		0x15, 0x81, 0xe9, 0x7d, 0xf4, 0x10, 0x22, 0x0f,
	};
	const char *const name[] = { NULL, "home" };
	struct snapshot_names two = { name, 2 };
	struct subscribers *t = subscribers_new(1, 1);
	struct aliases *a = aliases_new(1, 1);
	struct snapshot_tables all = { t, a };
	struct subscriber *s;
	struct file f;

	s = subscriber_get(t, UINT64_C(15) << 56 | 9589128232108309);
	s->key = UINT64_C(0x0f2210f47de98115);
	s->imei = UINT64_C(5) << 56 | 12345;
	place_set(&s->place[PLACE_SS7], 0xdeadbeef, 1, 999,
	    PLACE_THERE | PLACE_STAYS);
	place_set(&s->place[PLACE_DIAMETER], 0, 0, 1,
	    PLACE_GONE | PLACE_TOGETHER);
	alias_set(a, s->imei, s->key);
	ck_assert(snapshot_save(path, &all, &two, 0x0102030405060708, error));
	file_get(&f);
	ck_assert_uint_eq(f.len, sizeof(want) + 4);
	ck_assert(memcmp(f.octets, want, sizeof(want)) == 0);
	ck_assert_uint_eq(f.octets[104] | f.octets[105] << 8 |
	    f.octets[106] << 16 | (uint32_t)f.octets[107] << 24,
	    crc32(0, want, sizeof(want)));
	subscribers_free(t);
	aliases_free(a);
}
END_TEST

/* Version 1, which had no MSISDNs. */
START_TEST(of_an_older_program)
{
	static const uint8_t old[] = {
		'B', 'W', 'P', 'L', 'A', 'C', 'E', 'S', 1, 0, 0, 0,
		2, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0,
		8, 7, 6, 5, 4, 3, 2, 1, 84, 0, 0, 0, 0, 0, 0, 0,
		0, 0, 4, 0, 'h', 'o', 'm', 'e',
		1, 0xf4, 0xb0, 0x28, 0xeb, 0, 0, 0xf,
		0x39, 0x30, 0, 0, 0, 0, 0, 5,
		0xef, 0xbe, 0xad, 0xde, 1, 0, 0xe7, 0x07,
		0, 0, 0, 0, 0, 0, 1, 0x08,
	};
	struct subscribers *t = subscribers_new(1, 1);
	struct aliases *a = aliases_new(1, 1);
	struct snapshot_tables all = { t, a };
	struct file f = { .len = sizeof(old) };
	unsigned asked = 0;
	uint64_t at;

	memcpy(f.octets, old, sizeof(old));
	f.len += 4;
	file_seal(&f);
	file_put(&f);
	if (!snapshot_load(path, &all, otherwise, &asked, &at, error))
		ck_abort_msg("%s", error);
	ck_assert_uint_eq(at, 0x0102030405060708);
	ck_assert_uint_eq(subscribers_count(t), 1);
	ck_assert_uint_eq(aliases_count(a), 0);
	/* nor had it what places have since */
	subscribers_free(t);
	t = subscribers_new(1, 1);
	put(&f, FLAGS_OLD, 1, 0x17);
	file_seal(&f);
	refused(&f, t, 0, "is damaged: subscriber 0 is none");
	subscribers_free(t);
	aliases_free(a);
}
END_TEST

/* Version 2 has the form of version 3, and the last programs that wrote it set
 * all flags. */
START_TEST(of_the_last_program)
{
	struct subscribers *t = people(40, 1), *u = subscribers_new(40, 2);
	struct file f;

	must_save(t, NOW);
	file_get(&f);
	ck_assert_uint_eq(f.octets[8], 3);
	put(&f, 8, 4, 2);
	file_seal(&f);
	file_put(&f);
	must_load(u, NOW);
	holds_people(u, 40);
	subscribers_free(t);
	subscribers_free(u);
}
END_TEST

START_TEST(numbers_of_subscribers)
{
	struct subscribers *t = people(3, 1), *u = subscribers_new(3, 2);
	struct aliases *a = aliases_new(1000, 1), *b = aliases_new(1000, 2);
	struct snapshot_tables from = { t, a }, to = { u, b };
	uint64_t at, i, number = UINT64_C(12) << 56 | 882105550000;

	for (i = 0; i < 700; i++)
		alias_set(a, number + i, imsi((unsigned)i));
	ck_assert(snapshot_save(path, &from, &three, NOW, error));
	ck_assert(snapshot_load(path, &to, as_before, NULL, &at, error));
	ck_assert_uint_eq(aliases_count(b), aliases_count(a));
	for (i = 0; i < 700; i++)
		ck_assert_uint_eq(alias_find(b, number + i),
		    alias_find(a, number + i));
	subscribers_free(t);
	subscribers_free(u);
	aliases_free(a);
	aliases_free(b);
}
END_TEST

START_TEST(networks_by_name)
{
	static const uint16_t now[] = { 0, 0, 900 };
	struct subscribers *t = people(100, 1), *u = subscribers_new(100, 2);
	const struct subscriber *was, *is;
	unsigned i, p, asked = 0;
	uint64_t at;

	subscriber_find(t, imsi(7))->place[0].network = 3;	/* no name */
	must_save(t, NOW);
	ck_assert(snapshot_load(path, alone(u), otherwise, &asked, &at, error));
	ck_assert_uint_eq(asked, 2);
	for (i = 0; i < 100; i++)
		for (p = 0; p < PLACE_PROTOS; p++) {
			was = subscriber_look(t, imsi(i));
			is = subscriber_look(u, imsi(i));
			ck_assert_uint_eq(is->place[p].network,
			    was->place[p].network < 3 ?
			    now[was->place[p].network] : 0);
			ck_assert_uint_eq(is->place[p].country,
			    was->place[p].country);
			ck_assert_uint_eq(is->place[p].seen,
			    was->place[p].seen);
			ck_assert_uint_eq(is->place[p].flags,
			    was->place[p].flags);
		}
	subscribers_free(t);
	subscribers_free(u);
}
END_TEST

/* Who is there already: the later place counts, and the IMEI he has now. */
START_TEST(later_place_counts)
{
	struct subscribers *t = subscribers_new(10, 1);
	struct subscribers *u = subscribers_new(10, 2);
	struct subscriber *s = subscriber_get(t, imsi(1));

	place_set(&s->place[0], 100, 1, 10, PLACE_THERE);
	place_set(&s->place[1], 100, 1, 10, PLACE_THERE);
	s->imei = imsi(77);
	s = subscriber_get(t, imsi(2));
	place_set(&s->place[1], 50, 1, 10, PLACE_GONE);
	s->imei = imsi(78);
	s = subscriber_get(u, imsi(1));
	place_set(&s->place[0], 99, 2, 20, PLACE_THERE);
	place_set(&s->place[1], 101, 2, 20, PLACE_GONE);
	s->imei = imsi(88);
	subscriber_get(u, imsi(2))->imei = 0;
	must_save(t, NOW);
	must_load(u, NOW);
	s = subscriber_find(u, imsi(1));
	ck_assert_uint_eq(s->imei, imsi(88));
	ck_assert_uint_eq(s->place[0].seen, 100);
	ck_assert_uint_eq(s->place[0].country, 10);
	ck_assert_uint_eq(s->place[1].seen, 101);
	ck_assert_uint_eq(s->place[1].country, 20);
	s = subscriber_find(u, imsi(2));
	ck_assert_uint_eq(s->imei, imsi(78));
	ck_assert_uint_eq(s->place[1].flags, PLACE_GONE);
	ck_assert_uint_eq(s->place[1].seen, 50);
	ck_assert_uint_eq(subscribers_count(u), 2);
	subscribers_free(t);
	subscribers_free(u);
}
END_TEST

/* More than the table of this run holds. */
START_TEST(into_a_smaller_table)
{
	struct subscribers *t = people(MANY, 1), *u = subscribers_new(100, 2);

	must_save(t, NOW);
	must_load(u, NOW);
	ck_assert_uint_eq(subscribers_count(u) + subscribers_evicted(u), MANY);
	ck_assert_uint_ge(subscribers_count(u), 100);
	subscribers_free(t);
	subscribers_free(u);
}
END_TEST

/* ---- bent files ---- */

START_TEST(every_truncation)
{
	struct subscribers *t = people(12, 1), *u = people(5, 2);
	struct file whole, f;

	must_save(t, NOW);
	file_get(&whole);
	for (f = whole; f.len-- > 0;)
		refused(&f, u, 5, NULL);
	for (f = whole; f.len < whole.len + 40;) {
		f.octets[f.len++] = 0;
		refused(&f, u, 5, NULL);
	}
	f = whole;
	f.len = 43;
	refused(&f, u, 5, "is no snapshot: 43 octets");
	f.len = 100;
	refused(&f, u, 5, "has 100 octets where it says 454");
	/* also where the length was made to fit */
	for (f = whole; f.len-- > 44;) {
		memcpy(f.octets, whole.octets, f.len);
		file_seal(&f);
		refused(&f, u, 5, NULL);
	}
	file_put(&whole);
	must_load(u, NOW);
	holds_people(u, 12);
	subscribers_free(t);
	subscribers_free(u);
}
END_TEST

START_TEST(every_bit)
{
	struct subscribers *t = people(12, 1), *u = people(5, 2);
	struct file f;
	size_t i;

	must_save(t, NOW);
	file_get(&f);
	for (i = 0; i < 8 * f.len; i++) {
		f.octets[i / 8] ^= (uint8_t)(1 << i % 8);
		refused(&f, u, 5, NULL);
		f.octets[i / 8] ^= (uint8_t)(1 << i % 8);
	}
	file_put(&f);
	must_load(u, NOW);
	subscribers_free(t);
	subscribers_free(u);
}
END_TEST

/* Files that are wrong though their sum is right: n octets at one place. */
START_TEST(wrong_and_sealed)
{
	static const struct {
		size_t		 at;
		unsigned	 n;
		uint64_t	 v;
		const char	*sentence;
	} cases[] = {
		{ 0, 1, 'b', "is no snapshot" },
		{ 8, 4, 4, "has version 4, and this program reads up to "
		    "version 3" },
		{ 8, 4, UINT32_MAX, "has version 4294967295, and this program "
		    "reads up to version 3" },
		{ 8, 4, 0, "has version 0, and this program reads up to "
		    "version 3" },
		{ 12, 4, 65537, "is damaged: number of names 65537 is none" },
		{ 12, 4, 0xffffffff,
		    "is damaged: number of names 4294967295 is none" },
		{ 12, 4, 2, "is damaged: subscriber 0 is none" },
		{ 12, 4, 60000, "is damaged: name 3 is none" },
		{ 16, 8, 2, "is damaged: more follows its last entry" },
		{ 16, 8, 4, "is damaged: subscriber 3 is none" },
		{ 16, 8, UINT64_MAX, "is damaged: subscriber 3 is none" },
		{ 40, 8, 1, "is damaged: number 0 is none" },
		{ 48, 2, 256, "is damaged: name 0 is none" },
		{ 50, 2, 65535, "is damaged: name 1 is none" },
		{ 54, 1, 0, "is damaged: name 1 is none" },
		{ 66, 8, 0, "is damaged: subscriber 0 is none" },
		{ 66, 8, UINT64_C(5) << 56 | 100000,
		    "is damaged: subscriber 0 is none" },
		{ 98 + 7, 1, 17, "is damaged: subscriber 1 is none" },
		{ 98 + 8, 8, 1, "is damaged: subscriber 1 is none" },
		{ 98 + 20, 2, 3, "is damaged: subscriber 1 is none" },
		{ 130 + 22, 2, 0x4000, "is damaged: subscriber 2 is none" },
		{ 130 + 30, 2, 0x8000, "is damaged: subscriber 2 is none" },
	};
	struct subscribers *t = people(3, 1), *u = people(5, 2);
	struct file whole, f;
	unsigned i;

	must_save(t, NOW);
	file_get(&whole);
	ck_assert_uint_eq(whole.len, 70 + 3 * 32);
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		f = whole;
		put(&f, cases[i].at, cases[i].n, cases[i].v);
		file_seal(&f);
		refused(&f, u, 5, cases[i].sentence);
	}
	f = whole;
	f.octets[f.len - 1] ^= 1;
	refused(&f, u, 5, "is damaged: its octets do not have the checksum "
	    "that it says");
	/* of what is damaged only that is said; the first are of its kind */
	for (i = 4; i < sizeof(cases) / sizeof(cases[0]); i++) {
		f = whole;
		put(&f, cases[i].at, cases[i].n, cases[i].v);
		refused(&f, u, 5, "is damaged: its octets do not have the "
		    "checksum that it says");
	}
	f = whole;
	put(&f, 130 + 22, 2, 0x3fff);	/* the most that place can have */
	file_seal(&f);
	file_put(&f);
	must_load(u, NOW);
	subscribers_free(t);
	subscribers_free(u);
}
END_TEST

START_TEST(no_file)
{
	struct subscribers *u = people(5, 2);
	uint64_t at;

	unlink(path);
	ck_assert(!load(u, &at));
	ck_assert_int_eq(errno, ENOENT);
	ck_assert_str_eq(error + strlen(path), ": No such file or directory");
	ck_assert_int_eq(mkdir(path, 0700), 0);
	ck_assert(!load(u, &at));
	ck_assert_int_ne(errno, ENOENT);
	ck_assert_str_eq(error + strlen(path), ": is no file");
	ck_assert(!save(u, NOW));
	ck_assert_str_eq(error + strlen(path),
	    ": is there and is no snapshot, so it is not replaced");
	ck_assert_int_ne(access(aside, F_OK), 0);
	ck_assert_int_eq(rmdir(path), 0);
	ck_assert_int_eq(mkfifo(path, 0600), 0);
	ck_assert(!load(u, &at));
	ck_assert_str_eq(error + strlen(path), ": is no file");
	unlink(path);
	holds_people(u, 5);
	subscribers_free(u);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("snapshot");
	TCase *t = tcase_create("all");
	SRunner *r = srunner_create(s);
	int failed;

	if (!directory_make())
		return 1;
	tcase_set_timeout(t, 60);
	tcase_add_test(t, there_and_back);
	tcase_add_test(t, octet_by_octet);
	tcase_add_test(t, of_an_older_program);
	tcase_add_test(t, of_the_last_program);
	tcase_add_test(t, numbers_of_subscribers);
	tcase_add_test(t, networks_by_name);
	tcase_add_test(t, later_place_counts);
	tcase_add_test(t, into_a_smaller_table);
	tcase_add_test(t, every_truncation);
	tcase_add_test(t, every_bit);
	tcase_add_test(t, wrong_and_sealed);
	tcase_add_test(t, no_file);
	suite_add_tcase(s, t);
	srunner_run_all(r, CK_NORMAL);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	directory_remove();
	return failed != 0;
}
