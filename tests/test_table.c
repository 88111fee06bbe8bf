/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tables of the configuration: entries inline and in files, and what is told
 * about files that are none.
 */
#include "suite.h"
#include "table_file.h"

enum { MANY = 100000 };

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
	    "35000002000001\n3500000300000199\n35000004*\n350000050000*\n");

	ck_assert_ptr_nonnull(t);
	ck_assert(has(t, "350000010000010") && has(t, "35000001000001"));
	ck_assert(has(t, "3500000100000123") && !has(t, "350000010000027"));
	ck_assert(has(t, "350000020000017") && has(t, "350000030000010"));
	ck_assert(has(t, "350000040000010") && !has(t, "3500000600001"));
	ck_assert(has(t, "350000050000012") && !has(t, "3500000100000"));
	table_free(t);
}
END_TEST

/* A type allocation code alone is all of its devices. */
START_TEST(models)
{
	struct table *t = load(TABLE_IMEI, "35000001\n35000004*\n");

	ck_assert_ptr_nonnull(t);
	ck_assert(has(t, "350000010000017") && has(t, "35000001999999"));
	ck_assert(has(t, "3500000112345678") && has(t, "35000001"));
	ck_assert(!has(t, "350000020000017") && !has(t, "3500000"));
	ck_assert(has(t, "350000040000017") && !has(t, "35000005"));
	table_free(t);
	t = load(TABLE_GT, "88210001\n");	/* of other types it is whole */
	ck_assert_ptr_nonnull(t);
	ck_assert(has(t, "88210001") && !has(t, "882100011"));
	table_free(t);
}
END_TEST

/* Lines count by their second column. */
START_TEST(only)
{
	struct table *t;

	want.only = "black";
	t = load(TABLE_IMEI, "imei,list,until\n"
	    "35000001000001,black\n"
	    "35000001000002,white\n"
	    "35000001000003;BLACK;x\n"
	    "35000001000004 Black\n"
	    "35000001000005\t\tblack # a comment\n"
	    "35000001000006 , \"black\" , 2020-01-01\n"
	    "\"35000001000007\",black\n"
	    "35000001000008,,black\n"
	    "35000001000009,black list\n"
	    "35000001000010\n"
	    "35000001000011 #black\n"
	    "nonsense,grey\n"
	    "\033,white\n"
	    "35000001000012, black \r\n"
	    "35000001000013,black;\n"
	    "35000001000014 black list\n"
	    "35000001000015,\"black \"\n"
	    "35000001000016,blac\n"
	    "35000001000017,blackk\n");
	ck_assert_ptr_nonnull(t);
	ck_assert_uint_eq(table_file_count(t), 8);
	ck_assert(has(t, "35000001000001") && !has(t, "35000001000002"));
	ck_assert(has(t, "35000001000003") && has(t, "35000001000004"));
	ck_assert(has(t, "35000001000005") && has(t, "35000001000006"));
	ck_assert(has(t, "35000001000007") && !has(t, "35000001000008"));
	ck_assert(!has(t, "35000001000009") && !has(t, "35000001000010"));
	ck_assert(!has(t, "35000001000011") && has(t, "35000001000012"));
	ck_assert(!has(t, "35000001000013") && has(t, "35000001000014"));
	ck_assert(!has(t, "35000001000015") && !has(t, "35000001000016"));
	ck_assert(!has(t, "35000001000017"));
	ck_assert(has(t, "35000001000006"));
	table_free(t);
	want.only = "a, b";
	t = load(TABLE_REALM, "example.org,\"A, B\"\nexample.com,a\n");
	ck_assert_ptr_nonnull(t);
	ck_assert(has_name(t, "example.org") && !has_name(t, "example.com"));
	table_free(t);
	ck_assert_uint_eq(errors.n, 0);
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

/* Excel takes the noughts from the front of an IMEI, and a quote that is not
 * closed a line from the list. */
START_TEST(bad_equipment)
{
#define IMEI "expected an IMEI of 14 digits or more, 8 digits that tell a" \
	" model, or a prefix such as 35000001*, not "
	static const char *const sentences[] = {
		":3:1: " IMEI "\"1000001000001\"",
		":4:1: " IMEI "\"3500000\"",
		":5:1: expected a quote at the end of this column",
		":6:16: expected a quote at the end of this column",
		(":8:1: expected at most 16 digits, not "
		 "\"35000001000001999\""),
	};
	static const char text[] = "imei,list,until\n35000001000001,black\n"
	    "1000001000001,black\n3500000;black\n"
	    "\"35000001000001,black\n35000001000001,\"black\n"
	    "1,white\n35000001000001999,black\n";

	want.only = "black";
	refused(TABLE_IMEI, text, sizeof(text) - 1, sentences, 5);
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

/* Takes minutes with the instruments of gcc. */
#ifndef __SANITIZE_ADDRESS__
START_TEST(too_many)
{
	static char lines[2 * MANY];
	FILE *f = fopen(path, "w");
	char whole[256];
	unsigned i;

	ck_assert_ptr_nonnull(f);
	for (i = 0; i < MANY; i++)
		memcpy(lines + 2 * i, "8\n", 2);
	for (i = 0; i < 10000000 / MANY; i++)
		ck_assert_uint_eq(fwrite(lines, sizeof(lines), 1, f), 1);
	want.type = TABLE_GT;
	ck_assert_int_ge(fputs("\n88211*\n88212*\n", f), 0);
	ck_assert_int_eq(fclose(f), 0);
	ck_assert_ptr_null(table_load(&conf, &want, &errors));
	ck_assert_uint_eq(errors.n, 1);
	snprintf(whole, sizeof(whole), "%s:10000002:1: there are more than"
	    " 10000000 entries", path);
	ck_assert_str_eq(errors.line[0], whole);
}
END_TEST
#endif

static void
add(TCase *t)
{
	tcase_add_checked_fixture(t, set_up, tear_down);
	tcase_add_test(t, numbers);
	tcase_add_test(t, names);
	tcase_add_test(t, plmns);
	tcase_add_test(t, equipment);
	tcase_add_test(t, models);
	tcase_add_test(t, only);
	tcase_add_test(t, empty);
	tcase_add_test(t, bad_entries);
	tcase_add_test(t, bad_equipment);
	tcase_add_test(t, long_lines);
	tcase_add_test(t, garbage);
	tcase_add_test(t, bad_files);
	tcase_add_test(t, bad_inline);
	tcase_add_test(t, many);
#ifndef __SANITIZE_ADDRESS__
	tcase_add_test(t, too_many);
#endif
}

int
main(void)
{
	return suite_main("table", add);
}
