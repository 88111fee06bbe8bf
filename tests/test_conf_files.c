/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Configurations of several files: what is found where, and what is refused.
 */
#include <sys/stat.h>

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../rules/conf.h"

static char dir[] = "/tmp/breakwater-conf-XXXXXX";

static void
enter_dir(void)
{
	strcpy(dir, "/tmp/breakwater-conf-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(dir));
	ck_assert_int_eq(chdir(dir), 0);
}

static void
leave_dir(void)
{
	char command[80];

	snprintf(command, sizeof(command), "rm -rf %s", dir);
	ck_assert_int_eq(chdir("/"), 0);
	ck_assert_int_eq(system(command), 0);
}

static void
put_file(const char *name, const char *text)
{
	FILE *f = fopen(name, "w");

	ck_assert_ptr_nonnull(f);
	ck_assert_int_ge(fputs(text, f), 0);
	ck_assert_int_eq(fclose(f), 0);
}

/* Loads main.conf of the directory: is that what is said? */
static void
check_load(const char *errors)
{
	struct conf_errors e = { NULL, 0, 0 };
	struct conf *conf = conf_load("main.conf", &e);
	char said[8000] = "";
	size_t i;

	for (i = 0; i < e.n; i++) {
		strcat(said, e.line[i]);
		strcat(said, "\n");
	}
	ck_assert_str_eq(said, errors);
	ck_assert_int_eq(conf == NULL, e.n > 0);
	conf_free(conf);
	conf_errors_free(&e);
}

START_TEST(includes)
{
	check_load("main.conf: cannot be read: No such file or directory\n");
	ck_assert_int_eq(mkdir("sub", 0700), 0);
	put_file("main.conf", "x = reset home { } include \"sub/a.conf\""
	    " category $y { op reset }");
	put_file("sub/a.conf", "include \"b.conf\" y = c include"
	    " \"../d.conf\"");
	put_file("sub/b.conf", "# nothing");
	put_file("d.conf", "category d { op { $x $y } }");
	check_load("");
	put_file("d.conf", "\n\nlink @");
	check_load("sub/../d.conf:3:6: unexpected \"@\"\n");
}
END_TEST

START_TEST(includes_refused)
{
	char big[200];
	FILE *f;
	int i;

	put_file("main.conf", "home { }\n include \"main.conf\"");
	check_load("main.conf:2:10: \"main.conf\" includes itself in the"
	    " end\n");
	put_file("main.conf", "home { } include \"a.conf\" home { }");
	put_file("a.conf", "include \"./b.conf\"");
	put_file("b.conf", "\n  include \"a.conf\" ");
	check_load("./b.conf:2:11: \"a.conf\" includes itself in the end\n"
	    "main.conf:1:27: home is there twice: first in line 1\n");
	put_file("main.conf", "include \"none\" include \"/\""
	    " include \"/dev/zero\" include \"big\"");
	ck_assert_ptr_nonnull(f = fopen("big", "w"));
	memset(big, 'x', sizeof(big));
	for (i = 0; i < 10 * 1000 * 1000; i += (int)sizeof(big))
		ck_assert_uint_eq(fwrite(big, sizeof(big), 1, f), 1);
	fclose(f);
	check_load("main.conf:1:9: \"none\" cannot be read: No such file or"
	    " directory\n"
	    "main.conf:1:24: \"/\" is a directory; expected a file of"
	    " rules\n"
	    "main.conf:1:36: \"/dev/zero\" is no regular file; expected a"
	    " file of rules\n"
	    "main.conf:1:56: \"big\" has more than 1048576 octets; expected"
	    " a file of rules\n");
	/* a pipe that nobody writes into holds nothing */
	ck_assert_int_eq(mkfifo("pipe", 0600), 0);
	put_file("main.conf", "home { } include \"pipe\" link @");
	check_load("main.conf:1:30: unexpected \"@\"\n");
	/* a file ends what was begun in it */
	put_file("main.conf", "home { }\ninclude \"open\"\nlink a { }");
	put_file("open", "partner p {\n gt 99*\n");
	check_load("open:3:1: expected \"}\" for the \"{\" of line 1, not"
	    " the end of the file\n");
}
END_TEST

START_TEST(includes_limits)
{
	char name[32], text[64];
	int i;

	for (i = 0; i < 10; i++) {
		snprintf(name, sizeof(name), "%d.conf", i);
		snprintf(text, sizeof(text), "include \"%d.conf\"", i + 1);
		put_file(name, text);
	}
	put_file("main.conf", "home { } include \"1.conf\"");
	check_load("8.conf:1:9: files include each other more than 8 deep\n");
	put_file("main.conf", "home { } include \"2.conf\"");
	put_file("9.conf", "");
	check_load("");
	put_file("empty", "");
	put_file("main.conf", "x = \"empty\"\nhome { }\n");
	for (i = 0; i < CONF_FILES_MAX; i++) {
		FILE *f = fopen("main.conf", "a");

		ck_assert_ptr_nonnull(f);
		fputs("include $x\n", f);
		fclose(f);
	}
	check_load("main.conf:66:9: there are more than 64 files\n");
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("conf files");
	TCase *t = tcase_create("conf files");
	SRunner *sr = srunner_create(s);
	int failures;

	tcase_set_timeout(t, 60);
	tcase_add_checked_fixture(t, enter_dir, leave_dir);
	tcase_add_test(t, includes);
	tcase_add_test(t, includes_refused);
	tcase_add_test(t, includes_limits);
	suite_add_tcase(s, t);
	srunner_run_all(sr, CK_NORMAL);
	failures = srunner_ntests_failed(sr);
	srunner_free(sr);
	return failures != 0;
}
