/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Countries: what is said of files that are wrong, to the letter.
 */
#include <check.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../rules/state/geo.h"
#include "suite.h"

enum { LINES = 300 };

static char dir[] = "/tmp/test_geo.XXXXXX", path[64];

static void
start(void)
{
	ck_assert_ptr_nonnull(mkdtemp(dir));
	snprintf(path, sizeof(path), "%s/f", dir);
}

static void
stop(void)
{
	unlink(path);
	rmdir(dir);
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
refused_octets(const char *text, size_t len, const char *sentence)
{
	char error[GEO_ERROR_MAX];

	put(text, len);
	ck_assert_ptr_null(geo_load(path, error));
	ck_assert_int_eq(strncmp(error, path, strlen(path)), 0);
	ck_assert_str_eq(error + strlen(path), sentence);
}

static void
refused(const char *text, const char *sentence)
{
	refused_octets(text, strlen(text), sentence);
}

#define LINE	"999;XX;0;0;1;991;\n"

START_TEST(errors_columns)
{
	refused("", ":1:1: expected a country at least, not \"\"");
	refused("# a\n\n", ":3:1: expected a country at least, not \"\"");
	refused("999;XX;0;0;1;991\n", ":1:17: expected 7 columns with \";\""
	    " between them, not \"\"");
	refused(LINE "\n999\n", ":3:4: expected 7 columns with \";\" between"
	    " them, not \"\"");
	refused("999;XX;0;0;1;991;;\n", ":1:19: expected the end of the line"
	    " after 7 columns, not \"\"");
	refused("999;XX;0;0;1;991;;x;y", ":1:19: expected the end of the line"
	    " after 7 columns, not \"x;y\"");
	refused("  " LINE, ":1:1: expected a mobile country code of three"
	    " digits, not \"\"");
	refused("999;XX;0;0;1;991;\r\n", ":1:18: expected a country of this"
	    " file, not \"?\"");
	refused_octets("999;XX;0;0;1;9\0001;\n", 18, ":1:14: expected a"
	    " calling code of 1 to 15 digits, not \"9?1\"");
}
END_TEST

START_TEST(errors_codes)
{
	refused(";XX;0;0;1;991;\n", ":1:1: expected a mobile country code of"
	    " three digits, not \"\"");
	refused("99;XX;0;0;1;991;\n", ":1:1: expected a mobile country code of"
	    " three digits, not \"99\"");
	refused("000;XX;0;0;1;991;\n", ":1:1: expected a mobile country code"
	    " of three digits, not \"000\"");
	refused("999 1000;XX;0;0;1;991;\n", ":1:5: expected a mobile country"
	    " code of three digits, not \"1000\"");
	refused("999 99a;XX;0;0;1;991;\n", ":1:5: expected a mobile country"
	    " code of three digits, not \"99a\"");
	refused("999  001;XX;0;0;1;991;\n", ":1:5: expected a mobile country"
	    " code of three digits, not \"\"");
	refused(LINE "001 999;XY;0;0;1;992;\n", ":2:5: expected a mobile"
	    " country code that stands here only, not \"999\"");
	refused("999 999;XX;0;0;1;991;\n", ":1:5: expected a mobile country"
	    " code that stands here only, not \"999\"");
	refused("999;Xx;0;0;1;991;\n", ":1:5: expected two capital letters,"
	    " not \"Xx\"");
	refused("999;;0;0;1;991;\n", ":1:5: expected two capital letters, not"
	    " \"\"");
	refused(LINE "001;XX;0;0;1;992;\n", ":2:5: expected a country that has"
	    " no line yet, not \"XX\"");
	refused("999;XX;0;0;1;991 ;\n", ":1:18: expected a calling code of 1"
	    " to 15 digits, not \"\"");
	refused("999;XX;0;0;1;+991;\n", ":1:14: expected a calling code of 1"
	    " to 15 digits, not \"+991\"");
	refused("999;XX;0;0;1;9910000000000000;\n", ":1:14: expected a calling"
	    " code of 1 to 15 digits, not \"9910000000000000\"");
	refused(LINE "001;XY;0;0;1;992 991;\n", ":2:18: expected a calling"
	    " code that stands here only, not \"991\"");
}
END_TEST

START_TEST(errors_circles)
{
	refused("999;XX;north;0;1;991;\n", ":1:8: expected a latitude in"
	    " degrees as -12.34, not \"north\"");
	refused("999;XX;1e1;0;1;991;\n", ":1:8: expected a latitude in degrees"
	    " as -12.34, not \"1e1\"");
	refused("999;XX;+1;0;1;991;\n", ":1:8: expected a latitude in degrees"
	    " as -12.34, not \"+1\"");
	refused("999;XX;0;5.;1;991;\n", ":1:10: expected a longitude in"
	    " degrees as -12.34, not \"5.\"");
	refused("999;XX;0;.5;1;991;\n", ":1:10: expected a longitude in"
	    " degrees as -12.34, not \".5\"");
	refused("999;XX;0;-;1;991;\n", ":1:10: expected a longitude in degrees"
	    " as -12.34, not \"-\"");
	refused("999;XX;nan;0;1;991;\n", ":1:8: expected a latitude in degrees"
	    " as -12.34, not \"nan\"");
	refused("999;XX;0;1.2345678;1;991;\n", ":1:10: expected a longitude in"
	    " degrees as -12.34, not \"1.2345678\"");
	refused("999;XX;90.01;0;1;991;\n", ":1:8: expected a latitude from -90"
	    " to 90, not \"90.01\"");
	refused("999;XX;0 -91;0 0;1 1;991;\n", ":1:10: expected a latitude"
	    " from -90 to 90, not \"-91\"");
	refused("999;XX;0;-180.5;1;991;\n", ":1:10: expected a longitude from"
	    " -180 to 180, not \"-180.5\"");
	refused("999;XX;0;0;0;991;\n", ":1:12: expected a radius from 1 to"
	    " 20000 km, not \"0\"");
	refused("999;XX;0;0;20001;991;\n", ":1:12: expected a radius from 1 to"
	    " 20000 km, not \"20001\"");
	refused("999;XX;0;0;1.5;991;\n", ":1:12: expected a radius from 1 to"
	    " 20000 km, not \"1.5\"");
	refused("999;XX;0 1;0 1;1;991;\n", ":1:17: expected as many latitudes,"
	    " longitudes and radii, not \"\"");
	refused("999;XX;0;0 1;1 1;991;\n", ":1:9: expected as many latitudes,"
	    " longitudes and radii, not \"\"");
	refused("999;XX;0 0 0 0 0 0 0 0 7;0 0 0 0 0 0 0 0 0;"
	    "1 1 1 1 1 1 1 1 1;991;\n", ":1:24: expected at most 8 circles,"
	    " not \"7\"");
}
END_TEST

START_TEST(errors_neighbours)
{
	refused("999;XX;0;0;1;991;XY\n", ":1:18: expected a country of this"
	    " file, not \"XY\"");
	refused("999;XX;0;0;1;991;X\n", ":1:18: expected a country of this"
	    " file, not \"X\"");
	refused("999;XX;0;0;1;991;XX\n", ":1:18: expected another country than"
	    " its own, not \"XX\"");
	refused("999;XX;0;0;1;991;XY\n001;XY;0;0;1;992;XX XX\n", ":2:21:"
	    " expected each neighbour once, not \"XX\"");
	refused("999;XX;0;0;1;991;\n001;XY;0;0;1;992;\n"
	    "# between\n002;XZ;0;0;1;993;XX XY\n", ":4:18: expected a country"
	    " that names XZ as well, not \"XX\"");
	refused("999;XX;0;0;1;991;XZ\n001;XY;0;0;1;992;\n"
	    "002;XZ;0;0;1;993;XX XY\n", ":3:21: expected a country that names"
	    " XZ as well, not \"XY\"");
	refused("999;XX;0;0;1;991;XY \n001;XY;0;0;1;992;XX\n", ":1:21:"
	    " expected a country of this file, not \"\"");
	refused("999;XX;0;0;1;991; XY\n001;XY;0;0;1;992;XX\n", ":1:18:"
	    " expected a country of this file, not \"\"");
	/* what a terminal would obey */
	refused("999;XX;0;0;1;991;\033[2J\377\n", ":1:18: expected a country"
	    " of this file, not \"?[2J?\"");
	refused("999;XX;0;0;1;991;0123456789012345678901234567890123456789XY\n",
	    ":1:18: expected a country of this file, not"
	    " \"0123456789012345678901234567890123456789\"");
}
END_TEST

static char *
many_lines(unsigned n)
{
	char *text = calloc(n + 1, 32), *p = text;
	unsigned i;

	for (i = 0; i < n; i++)
		p += sprintf(p, "%03u;%c%c;0;0;1;%u;\n", i + 1, 'A' + i / 26,
		    'A' + i % 26, 100000 + i);
	return text;
}

START_TEST(errors_limits)
{
	char *text = many_lines(LINES), *calling, *p, error[GEO_ERROR_MAX];
	size_t large = 1 << 20, i;
	struct geo *g;

	put(text, strlen(text));
	g = geo_load(path, error);
	ck_assert_ptr_nonnull(g);
	ck_assert_uint_eq(geo_count(g), LINES);
	geo_free(g);
	free(text);
	text = many_lines(LINES + 1);
	refused(text, ":301:1: expected at most 300 countries, not"
	    " \"301;LO;0;0;1;100300;\"");
	free(text);
	text = malloc(large + 1);
	memset(text, '\n', large + 1);
	memcpy(text, LINE, strlen(LINE));
	put(text, large);
	g = geo_load(path, error);
	ck_assert_ptr_nonnull(g);
	geo_free(g);
	refused_octets(text, large + 1, ": expected at most 1 MiB");
	free(text);
	/* twelve digits of their own for each */
	calling = malloc(large);
	p = calling + sprintf(calling, "999;XX;0;0;1;");
	for (i = 0; i < 3000; i++)
		p += sprintf(p, "%s%04zu0000000000", i > 0 ? " " : "", i);
	memcpy(p, ";\n", 3);
	put(calling, strlen(calling));
	ck_assert_ptr_null(geo_load(path, error));
	ck_assert_ptr_nonnull(strstr(error, ": expected fewer calling codes,"
	    " not \"1"));
	free(calling);
}
END_TEST

START_TEST(errors_files)
{
	char error[GEO_ERROR_MAX], want[GEO_ERROR_MAX], name[4000];

	unlink(path);
	ck_assert_ptr_null(geo_load(path, error));
	snprintf(want, sizeof(want), "%s: cannot be read: %s", path,
	    strerror(ENOENT));
	ck_assert_str_eq(error, want);
	ck_assert_ptr_null(geo_load(dir, error));
	snprintf(want, sizeof(want), "%s: cannot be read: %s", dir,
	    strerror(EISDIR));
	ck_assert_str_eq(error, want);
	/* a long name leaves room for the sentence */
	memset(name, '/', sizeof(name));
	snprintf(name + sizeof(name) - 80, 80, "%s", path);
	put("999\n", 4);
	ck_assert_ptr_null(geo_load(name, error));
	ck_assert_ptr_nonnull(strstr(error, "///:1:4: expected 7 columns"));
}
END_TEST

/* Each beginning of the file, and each octet changed, ends in a sentence or in
 * countries, and in nothing worse. */
START_TEST(any_octets)
{
	static const char octets[] = ";  \n-.#0X\377";
	char text[] = "999 001;XX;0 -1.50;2 3;4 5;991 9920;XY\n"
	    "002;XY;-90;180;20000;99;XX XZ\n003;XZ;1;1;1;;XY\n";
	size_t i, k, loaded = 0, refusals = 0;
	char error[GEO_ERROR_MAX], was;
	struct geo *g;

	for (i = 0; i < sizeof(text) - 1; i++)
		for (k = 0; k < sizeof(octets); k++) {
			was = text[i];
			text[i] = octets[k];
			put(text, k == 0 ? i : sizeof(text) - 1);
			text[i] = was;
			g = geo_load(path, error);
			loaded += g != NULL;
			refusals += g == NULL && strstr(error, "expected ");
			if ((g == NULL) != (error[0] != '\0'))
				ck_abort_msg("octet %zu: %s", i, error);
			geo_free(g);
		}
	ck_assert_uint_gt(loaded, 50);
	ck_assert_uint_eq(loaded + refusals, i * k);
}
END_TEST

static void
add(TCase *t)
{
	tcase_add_unchecked_fixture(t, start, stop);
	tcase_add_test(t, errors_columns);
	tcase_add_test(t, errors_codes);
	tcase_add_test(t, errors_circles);
	tcase_add_test(t, errors_neighbours);
	tcase_add_test(t, errors_limits);
	tcase_add_test(t, errors_files);
	tcase_add_test(t, any_octets);
}

int
main(void)
{
	return suite_main("geo errors", add);
}
