/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tables of the configuration: entries inline and in files, and what is told
 * about files that are none.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../rules/table.h"
#include "../rules/words.h"

enum { ITEMS = 8, MANY = 100000 };

static char dir[] = "/tmp/test_table.XXXXXX", path[64];
static struct conf conf;
static struct conf_table want;
static struct conf_errors errors;
static struct conf_item items[ITEMS];

static void
set_up(void)
{
	memset(&conf, 0, sizeof(conf));
	memset(&errors, 0, sizeof(errors));
	conf.file[0].path = "breakwater.conf";
	conf.nfile = 1;
	want = (struct conf_table){ .name = "t", .at = { 0, 3, 7 },
	    .file = "entries", .file_at = { 0, 9, 4 } };
	ck_assert_ptr_nonnull(mkdtemp(dir));
	snprintf(path, sizeof(path), "%s/entries", dir);
	want.path = path;
}

static void
tear_down(void)
{
	conf_errors_free(&errors);
	(void)unlink(path);
	(void)rmdir(dir);
}

static void
put(const char *text, size_t len)
{
	FILE *f = fopen(path, "w");

	ck_assert_ptr_nonnull(f);
	ck_assert_uint_eq(fwrite(text, 1, len, f), len);
	ck_assert_int_eq(fclose(f), 0);
}

static void
inline_entry(unsigned subject, const char *text)
{
	char why[WORD_WHY_MAX];
	struct conf_item *it = &items[want.set.n];

	ck_assert_msg(word_item(it, subject, text, false, why), "%s", why);
	it->at = (struct conf_at){ 0, (uint16_t)(10 + want.set.n), 3 };
	want.set.item = items;
	want.set.n++;
}

static struct table *
load(enum table_type type, const char *text)
{
	want.type = (uint8_t)type;
	if (text != NULL)
		put(text, strlen(text));
	else
		want.path = NULL;
	return table_load(&conf, &want, &errors);
}

static bool
has(const struct table *t, const char *text)
{
	struct sig_digits d = { { 0, 0 } };
	unsigned i, n = (unsigned)strlen(text);

	for (i = 0; i < n; i++)
		d.w[i / 16] |= (uint64_t)(text[i] - '0') << 4 * (i % 16);
	return table_has_digits(t, &d, n);
}

static bool
has_name(const struct table *t, const char *text)
{
	return table_has_name(t, (const uint8_t *)text, strlen(text));
}

START_TEST(numbers)
{
	struct table *t;

	inline_entry(SIG_IMSI, "001015*");
	inline_entry(SIG_IMSI, "999700000000001");
	t = load(TABLE_IMSI, "imsi,device,since\r\n"
	    "# gauges\n\n"
	    "  00101600000001,\"a, b\",2024\r\n"
	    "00101700* # a whole block\n"
	    "\"001018*\";x\n"
	    "\t001019*#\n"
	    "999700000000001\n"
	    "00102*");
	ck_assert_ptr_nonnull(t);
	ck_assert_uint_eq(table_count(t), 7);
	ck_assert_uint_eq(table_file_count(t), 6);
	ck_assert(has(t, "001015123456789") && has(t, "999700000000001"));
	ck_assert(has(t, "00101600000001") && !has(t, "001016000000012"));
	ck_assert(has(t, "001017000000000") && !has(t, "001017010000000"));
	ck_assert(has(t, "001018000000000") && has(t, "001019000000000"));
	ck_assert(has(t, "001020000000000") && !has(t, "001030000000000"));
	ck_assert(!has(t, "99970000000000") && !has(t, ""));
	ck_assert(!has_name(t, "imsi"));
	table_free(t);
	ck_assert_uint_eq(errors.n, 0);
}
END_TEST

START_TEST(names)
{
	struct table *t;

	inline_entry(SIG_ORIGIN_HOST, "*.Example.org");
	t = load(TABLE_HOST, "\xef\xbb\xbfhss.example.NET\n*.example.com,x\n"
	    "home\n");
	ck_assert_ptr_nonnull(t);
	ck_assert_uint_eq(table_count(t), 4);
	ck_assert(has_name(t, "MME1.example.org"));
	ck_assert(!has_name(t, "example.org") && has_name(t, "HOME"));
	ck_assert(has_name(t, "hss.example.net"));
	ck_assert(!has_name(t, "a.hss.example.net"));
	ck_assert(has_name(t, "a.b.example.com") && !has_name(t, ""));
	ck_assert(!has(t, "001"));
	table_free(t);
}
END_TEST

START_TEST(plmns)
{
	struct table *t;

	inline_entry(SIG_VISITED_PLMN, "001-01");
	t = load(TABLE_PLMN, "plmn\n999-70\n999-701\n");
	ck_assert_ptr_nonnull(t);
	ck_assert_uint_eq(table_count(t), 3);
	ck_assert(has(t, "00101") && has(t, "99970") && has(t, "999701"));
	ck_assert(!has(t, "001010") && !has(t, "999702") && !has(t, "999"));
	table_free(t);
}
END_TEST

/* Lists have a check digit, what is sent has a zero or a version. */
START_TEST(equipment)
{
	struct table *t = load(TABLE_IMEI, "350000010000017\n"
	    "35000002000001\n3500000300000199\n35000004*\n350000050000\n");

	ck_assert_ptr_nonnull(t);
	ck_assert(has(t, "350000010000010") && has(t, "35000001000001"));
	ck_assert(has(t, "3500000100000123") && !has(t, "350000010000027"));
	ck_assert(has(t, "350000020000017") && has(t, "350000030000010"));
	ck_assert(has(t, "350000040000010") && !has(t, "3500000500001"));
	ck_assert(has(t, "350000050000") && !has(t, "3500000100000"));
	table_free(t);
}
END_TEST

START_TEST(empty)
{
	struct table *t = load(TABLE_GT, "");

	ck_assert_ptr_nonnull(t);
	ck_assert_uint_eq(table_count(t), 0);
	ck_assert_uint_eq(table_file_count(t), 0);
	ck_assert(!has(t, "882100") && !has(t, ""));
	table_free(t);
	t = load(TABLE_GT, "gt\n# nothing");
	ck_assert_ptr_nonnull(t);
	ck_assert_uint_eq(table_file_count(t), 0);
	table_free(t);
	t = load(TABLE_REALM, NULL);
	ck_assert_ptr_nonnull(t);
	ck_assert(!has_name(t, "example.org"));
	table_free(t);
	table_free(NULL);
}
END_TEST

/* The sentences, of which each begins with the path of the file. */
static void
refused(enum table_type type, const char *text, size_t len,
    const char *const *sentence, size_t n)
{
	char whole[512];
	size_t i;

	want.type = (uint8_t)type;
	put(text, len);
	ck_assert_ptr_null(table_load(&conf, &want, &errors));
	ck_assert_uint_eq(errors.n, n);
	for (i = 0; i < n; i++) {
		snprintf(whole, sizeof(whole), "%s%s", path, sentence[i]);
		ck_assert_str_eq(errors.line[i], whole);
	}
	conf_errors_free(&errors);
	memset(&errors, 0, sizeof(errors));
}

START_TEST(bad_entries)
{
	static const char *const sentences[] = {
		":1:1: expected an IMSI prefix such as 00101*, not \"23x\"",
		":3:3: expected an IMSI prefix such as 00101*, not \"imsi\"",
		":4:1: unexpected octet 0x1b",
		":5:1: unexpected octet 0x00",
		":6:1: unexpected octet 0xc3",
		":8:1: expected an IMSI prefix such as 00101*, not \"\"",
		":9:1: expected at most 15 digits, not \"0010100000000001\"",
		(":10:1: expected an IMSI prefix such as 00101*, or any in a "
		 "test, not \"*\""),
		":11:1: expected an IMSI prefix such as 00101*, not \"home\"",
	};
	static const char text[] = "23x\n00101*\n  imsi\n001\033[2J\n00\0001\n"
	    "\xc3\x9f\n00102*\n,x\n0010100000000001\n*\nhome\n";

	refused(TABLE_IMSI, text, sizeof(text) - 1, sentences, 9);
}
END_TEST

START_TEST(long_lines)
{
	static const char *const sentences[] = {
		":1:1: expected an entry of at most 300 octets",
		":2:60001: expected a host such as mme.example.org or "
		    "*.example.org, not \"a..b\"",
		":3:65535: expected a host such as mme.example.org or "
		    "*.example.org, not \"..\"",
	};
	static char text[400000];

	memset(text, 'a', sizeof(text));
	text[99999] = '\n';
	memset(text + 100000, ' ', 60000);
	memcpy(text + 160000, "a..b\n", 5);
	memset(text + 160005, ' ', 70000);
	memcpy(text + 230005, "..\nc\n#", 6);
	refused(TABLE_HOST, text, sizeof(text), sentences, 3);
}
END_TEST

START_TEST(garbage)
{
	static char text[10000000];
	size_t i;

	for (i = 0; i < sizeof(text); i++)
		text[i] = (char)(i * 2654435761U >> 13);
	put(text, sizeof(text));
	ck_assert_ptr_null(table_load(&conf, &want, &errors));
	ck_assert_uint_eq(errors.n, CONF_ERRORS_MAX);
}
END_TEST

START_TEST(bad_files)
{
	char whole[256];

	ck_assert_ptr_null(table_load(&conf, &want, &errors));
	want.path = dir;
	ck_assert_ptr_null(table_load(&conf, &want, &errors));
	want.path = "/dev/zero";
	ck_assert_ptr_null(table_load(&conf, &want, &errors));
	ck_assert_uint_eq(errors.n, 3);
	snprintf(whole, sizeof(whole), "breakwater.conf:4:9: table <t>: \"%s\" "
	    "cannot be read: No such file or directory", path);
	ck_assert_str_eq(errors.line[0], whole);
	snprintf(whole, sizeof(whole), "breakwater.conf:4:9: table <t>: \"%s\" "
	    "is no file of entries", dir);
	ck_assert_str_eq(errors.line[1], whole);
	ck_assert_str_eq(errors.line[2], "breakwater.conf:4:9: table <t>: "
	    "\"/dev/zero\" is no file of entries");
}
END_TEST

START_TEST(bad_inline)
{
	inline_entry(SIG_IMSI, "001015*");
	inline_entry(SIG_IMSI, "home");
	inline_entry(SIG_ORIGIN_HOST, "hss.example.org");
	ck_assert_ptr_null(load(TABLE_IMSI, NULL));
	ck_assert_uint_eq(errors.n, 2);
	ck_assert_str_eq(errors.line[0], "breakwater.conf:3:11: expected an "
	    "entry of a table of type imsi, not \"home\"");
	ck_assert_str_eq(errors.line[1], "breakwater.conf:3:12: expected an "
	    "entry of a table of type imsi, not \"hss.example.org\"");
}
END_TEST

START_TEST(many)
{
	FILE *f = fopen(path, "w");
	char text[24];
	struct table *t;
	unsigned i;

	ck_assert_ptr_nonnull(f);
	for (i = 0; i < MANY; i++)
		fprintf(f, "00101%010u;x\n", 7 * i);
	ck_assert_int_eq(fclose(f), 0);
	want.type = TABLE_IMSI;
	t = table_load(&conf, &want, &errors);
	ck_assert_ptr_nonnull(t);
	ck_assert_uint_eq(table_file_count(t), MANY);
	for (i = 0; i < MANY; i++) {
		snprintf(text, sizeof(text), "00101%010u", i);
		if (has(t, text) != (i % 7 == 0))
			ck_abort_msg("%s", text);
	}
	table_free(t);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("table");
	TCase *t = tcase_create("all");
	SRunner *r = srunner_create(s);
	int failed;

	tcase_set_timeout(t, 60);
	tcase_add_checked_fixture(t, set_up, tear_down);
	tcase_add_test(t, numbers);
	tcase_add_test(t, names);
	tcase_add_test(t, plmns);
	tcase_add_test(t, equipment);
	tcase_add_test(t, empty);
	tcase_add_test(t, bad_entries);
	tcase_add_test(t, long_lines);
	tcase_add_test(t, garbage);
	tcase_add_test(t, bad_files);
	tcase_add_test(t, bad_inline);
	tcase_add_test(t, many);
	suite_add_tcase(s, t);
	srunner_run_all(r, CK_NORMAL);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed != 0;
}
