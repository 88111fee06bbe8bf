/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What was added while running is saved: little at once, much by a copy of the
 * process, and the last change is in the file whichever it was.
 */
#include <check.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "../fw/run/keeper.h"
#include "../fw/run/kept.h"
#include "../rules/block.h"
#include "../rules/judge.h"
#include "../rules/ruleset.h"

enum { MANY = 4 * KEEPER_AT_ONCE, PATIENCE = 60 };

static const uint64_t now = UINT64_C(1700000000) * 1000000000;

static char dir[] = "/tmp/test_keeper.XXXXXX";
static struct ruleset *rules;
static struct judge *judge;
static struct keeper keeper;

static struct judge *
judge_make(const struct ruleset *rs)
{
	struct judge *j = judge_new(rs, 42);

	ck_assert_ptr_nonnull(j);
	return j;
}

static void
setup(void)
{
	struct conf_errors errors = { .n = 0 };
	struct conf *c;
	char text[600];

	ck_assert_ptr_nonnull(mkdtemp(dir));
	snprintf(text, sizeof(text), "home { plmn 001-01 }\n"
	    "partner a { plmn 999-70 }\n"
	    "table <t> imsi persist size %d\n"
	    "screen in { drop imsi <t> pass }\n"
	    "run { state \"%s/state\" }\n", MANY + 10, dir);
	c = conf_parse("test.conf", text, strlen(text), &errors);
	rules = c == NULL ? NULL : ruleset_build(c, &errors);
	if (rules == NULL)
		ck_abort_msg("%s", errors.n > 0 ? errors.line[0] : "?");
	judge = judge_make(rules);
	keeper = (struct keeper){ .writer = 0 };
}

static void
teardown(void)
{
	char path[300];

	judge_free(judge);
	ruleset_free(rules);
	snprintf(path, sizeof(path), "%s/state.kept", dir);
	(void)unlink(path);
	ck_assert_int_eq(rmdir(dir), 0);
}

static void
add(unsigned from, unsigned n)
{
	char key[16];
	unsigned i;

	for (i = from; i < from + n; i++) {
		snprintf(key, sizeof(key), "%015u", i);
		ck_assert(block_add(judge_block(judge, 0),
		    (const uint8_t *)key, 15, now, UINT64_MAX));
	}
}

/* Entries that the next engine has. */
static size_t
saved(void)
{
	struct judge *next = judge_make(rules);
	size_t n;

	kept_load(rules, next, now);
	n = block_count(judge_block(next, 0), now);
	judge_free(next);
	return n;
}

static void
turn_until_saved(size_t n)
{
	const struct timespec ms = { .tv_nsec = 1000000 };
	time_t until = time(NULL) + PATIENCE;

	while (keeper.writer != 0 || saved() != n) {
		ck_assert_int_lt(time(NULL), until);
		(void)nanosleep(&ms, NULL);
		keeper_turn(&keeper, rules, judge, now);
	}
}

START_TEST(little_at_once)
{
	add(0, 3);
	keeper_save(&keeper, rules, judge, now);
	ck_assert_int_eq(keeper.writer, 0);
	ck_assert_uint_eq(saved(), 3);
	add(3, KEEPER_AT_ONCE - 3);
	keeper_save(&keeper, rules, judge, now);
	ck_assert_int_eq(keeper.writer, 0);
	ck_assert_uint_eq(saved(), KEEPER_AT_ONCE);
}
END_TEST

START_TEST(much_by_a_copy)
{
	add(0, MANY);
	keeper_save(&keeper, rules, judge, now);
	ck_assert_int_ne(keeper.writer, 0);
	/* these come too late for it, and are not lost */
	add(MANY, 2);
	keeper_save(&keeper, rules, judge, now);
	add(MANY + 2, 1);
	keeper_save(&keeper, rules, judge, now);
	turn_until_saved(MANY + 3);
	ck_assert(!keeper.again);
}
END_TEST

/* Whoever ends waits for the copy, lest it replaces what is newer. */
START_TEST(the_end)
{
	add(0, MANY);
	keeper_save(&keeper, rules, judge, now);
	add(MANY, 1);
	keeper_end(&keeper, rules, judge, now);
	ck_assert_int_eq(keeper.writer, 0);
	ck_assert_uint_eq(saved(), MANY + 1);
}
END_TEST

/* A copy that outlives its engine, and writes still when the next one does: it
 * must not have its file taken away, nor put half of one in the other's
 * place. */
START_TEST(two_that_save)
{
	char aside[300], half[] = "half";
	struct stat before, after;
	int fd;

	snprintf(aside, sizeof(aside), "%s/state.kept.new", dir);
	add(0, 3);
	ck_assert(kept_save(rules, judge, now));
	fd = open(aside, O_RDWR | O_CREAT, 0600);
	ck_assert_int_eq(flock(fd, LOCK_EX), 0);
	ck_assert_int_eq(write(fd, half, sizeof(half)), sizeof(half));
	ck_assert_int_eq(fstat(fd, &before), 0);
	add(3, 1);
	ck_assert(!kept_save(rules, judge, now));
	ck_assert_int_eq(stat(aside, &after), 0);
	ck_assert_uint_eq(after.st_ino, before.st_ino);
	ck_assert_int_eq(after.st_size, before.st_size);
	ck_assert_uint_eq(saved(), 3);
	/* what somebody left who was killed is in nobody's way */
	close(fd);
	ck_assert(kept_save(rules, judge, now));
	ck_assert_int_ne(stat(aside, &after), 0);
	ck_assert_uint_eq(saved(), 4);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("keeper");
	TCase *t = tcase_create("keeper");
	SRunner *r = srunner_create(s);
	int failed;

	tcase_set_timeout(t, 2 * PATIENCE);
	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, little_at_once);
	tcase_add_test(t, much_by_a_copy);
	tcase_add_test(t, the_end);
	tcase_add_test(t, two_that_save);
	suite_add_tcase(s, t);
	srunner_run_all(r, CK_ENV);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed != 0;
}
