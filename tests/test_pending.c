/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Events that wait for an answer: their order, what an answer adds, and lines
 * that are too short to take any.
 */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "../fw/pending.h"

static struct pending *p;
static FILE *out;
static char *text;
static size_t len;

static void
setup(void)
{
	out = open_memstream(&text, &len);
	p = pending_new(out);
	ck_assert_ptr_nonnull(p);
}

static void
teardown(void)
{
	pending_free(p);
	fclose(out);
	free(text);
}

static void
add(const char *line, uint64_t number, bool waits)
{
	fputs(line, pending_stream(p));
	pending_add(p, number, waits);
}

static void
answer(const char *members, uint64_t number)
{
	fputs(members, pending_stream(p));
	pending_answer(p, number);
}

static const char *
said(void)
{
	fflush(out);
	return text;
}

START_TEST(in_order)
{
	add("{\"a\":1}\n", 1, false);
	ck_assert_str_eq(said(), "{\"a\":1}\n");
	add("{\"a\":2}\n", 2, true);
	add("{\"a\":3}\n", 3, false);
	add("{\"a\":4}\n", 4, true);
	answer("\"b\":4", 4);
	answer("\"b\":9", 9);		/* of none */
	ck_assert_str_eq(said(), "{\"a\":1}\n");
	answer("\"b\":2", 2);
	answer("\"b\":2", 2);		/* once */
	ck_assert_str_eq(said(), "{\"a\":1}\n{\"a\":2,\"b\":2}\n{\"a\":3}\n"
	    "{\"a\":4,\"b\":4}\n");
}
END_TEST

START_TEST(too_short)
{
	add("", 1, true);
	add("\n", 2, true);
	add("{\"a\":3}\n", 3, false);
	answer("\"b\":1", 1);
	answer("\"b\":2", 2);
	ck_assert_str_eq(said(), "\n{\"a\":3}\n");
}
END_TEST

START_TEST(flushed)
{
	add("{\"a\":1}\n", 1, true);
	add("{\"a\":2}\n", 2, true);
	ck_assert_str_eq(said(), "");
	pending_flush(p);
	ck_assert_str_eq(said(), "{\"a\":1}\n{\"a\":2}\n");
	answer("\"b\":1", 1);
	ck_assert_str_eq(said(), "{\"a\":1}\n{\"a\":2}\n");
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("pending");
	TCase *t = tcase_create("all");
	SRunner *r = srunner_create(s);
	int failed;

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, in_order);
	tcase_add_test(t, too_short);
	tcase_add_test(t, flushed);
	suite_add_tcase(s, t);
	srunner_run_all(r, CK_NORMAL);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed != 0;
}
