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
#include "../fw/snapshot.h"
#include "../rules/block.h"
#include "../rules/control.h"
#include "../rules/judge.h"
#include "../rules/ruleset.h"
#include "../rules/state/storm.h"

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

/* hold: how long it takes until there is a storm. */
static struct ruleset *
rules_make(const char *hold)
{
	struct conf_errors errors = { .n = 0 };
	struct ruleset *rs;
	struct conf *c;
	char text[800];

	snprintf(text, sizeof(text), "home { plmn 001-01 }\n"
	    "partner a { plmn 999-70 }\n"
	    "table <t> imsi persist size %d\n"
	    "storm \"theirs\" on authenticate per partner"
	    " enter auto for %s leave auto for 9s\n"
	    "storm \"all\" on authenticate per overall"
	    " enter auto for 3s leave auto for 9s\n"
	    "storm \"fixed\" on authenticate per overall"
	    " enter 9/s for 3s leave 5/s for 9s\n"
	    "screen in { drop imsi <t> pass }\n"
	    "run { state \"%s/state\" }\n", MANY + 10, hold, dir);
	c = conf_parse("test.conf", text, strlen(text), &errors);
	rs = c == NULL ? NULL : ruleset_build(c, &errors);
	if (rs == NULL)
		ck_abort_msg("%s", errors.n > 0 ? errors.line[0] : "?");
	return rs;
}

static void
setup(void)
{
	ck_assert_ptr_nonnull(mkdtemp(dir));
	rules = rules_make("3s");
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

/* ---- what storms learned ---- */

static char learned[400];

static void
note_usual(void *arg, const char *storm, const char *partner,
    const float *usual)
{
	size_t n = strlen(learned);

	(void)arg;
	(void)snprintf(learned + n, sizeof(learned) - n,
	    "%s of \"%s\": %g %g %g;", storm, partner, (double)usual[0],
	    (double)usual[1], (double)usual[STORM_QUARTERS - 1]);
}

static const char *
learned_now(struct judge *j)
{
	learned[0] = '\0';
	control_usual(judge_control(j), note_usual, NULL);
	return learned;
}

/* What the next engine has learned before its first message. */
static const char *
learned_next(void)
{
	struct judge *next = judge_make(rules);

	kept_load(rules, next, now);
	(void)learned_now(next);
	judge_free(next);
	return learned;
}

static void
teach(const char *storm, const char *partner, float first, float last)
{
	float usual[STORM_QUARTERS];
	unsigned i;

	for (i = 0; i < STORM_QUARTERS; i++)
		usual[i] = -1;
	usual[0] = first;
	usual[STORM_QUARTERS - 1] = last;
	control_teach(judge_control(judge), storm, partner, usual);
}

START_TEST(storms_learned)
{
	ck_assert(kept_save(rules, judge, now));
	ck_assert_str_eq(learned_next(), "");
	teach("all", "", .25F, 5000000);
	teach("theirs", "a", 0, 12.5F);
	/* of storms and partners that are not there, or do not learn */
	teach("theirs", "b", 1, 2);
	teach("all", "a", 1, 2);
	teach("fixed", "", 1, 2);
	teach("ours", "", 1, 2);
	add(0, 2);
	ck_assert(kept_save(rules, judge, now));
	ck_assert_str_eq(learned_next(), "theirs of \"a\": 0 -1 12.5;"
	    "all of \"\": 0.25 -1 4e+06;");
	ck_assert_uint_eq(saved(), 2);
}
END_TEST

/* Other numbers are another storm, which knows what the one before did. */
START_TEST(storms_reloaded)
{
	static const char *const usual = "theirs of \"a\": 0 -1 12.5;"
	    "all of \"\": 1 -1 2;";
	struct ruleset *more = rules_make("5s"), *old = rules;

	teach("theirs", "a", 0, 12.5F);
	teach("all", "", 1, 2);
	ck_assert(judge_swap(judge, more));
	rules = more;
	ck_assert_str_eq(learned_now(judge), usual);
	ck_assert(judge_swap(judge, old));
	rules = old;
	ck_assert_str_eq(learned_now(judge), usual);
	ruleset_free(more);
}
END_TEST

/* One entry, as version 1 wrote it. */
static size_t
old_put(uint8_t p[64])
{
	static const uint8_t file[] = "BWKEPT\r\n" "\1\0\0\0" "\1\0\0\0"
	    "\x34\0\0\0\0\0\0\0" "\0\0\0\0\0\0\0\0"
	    "\1\0" "\0" "\3" "\377\377\377\377\377\377\377\377" "t" "123";
	size_t n = sizeof(file) - 1;
	uint32_t sum;

	memcpy(p, file, n);
	p[34] = ruleset_conf(rules)->table[0].type;
	sum = snapshot_sum(0, p, n);
	p[n++] = (uint8_t)sum;
	p[n++] = (uint8_t)(sum >> 8);
	p[n++] = (uint8_t)(sum >> 16);
	p[n++] = (uint8_t)(sum >> 24);
	return n;
}

static void
file_put(const uint8_t *p, size_t n)
{
	char path[300];
	FILE *f;

	snprintf(path, sizeof(path), "%s/state.kept", dir);
	f = fopen(path, "w");
	ck_assert_ptr_nonnull(f);
	ck_assert_uint_eq(fwrite(p, 1, n, f), n);
	fclose(f);
}

START_TEST(older_and_damaged)
{
	uint8_t octets[64], whole[2048];
	char path[300];
	size_t n = old_put(octets), i;
	FILE *f;

	ck_assert_uint_eq(n, 52);
	file_put(octets, n);
	ck_assert_uint_eq(saved(), 1);
	ck_assert_str_eq(learned_next(), "");
	teach("all", "", 1, 2);
	add(0, 1);
	ck_assert(kept_save(rules, judge, now));
	snprintf(path, sizeof(path), "%s/state.kept", dir);
	f = fopen(path, "r");
	n = fread(whole, 1, sizeof(whole), f);
	fclose(f);
	ck_assert_uint_gt(n, 4 * STORM_QUARTERS);
	/* cut anywhere, or one octet of it changed: nothing is taken */
	for (i = 0; i < n; i += 7) {
		file_put(whole, i);
		ck_assert_str_eq(learned_next(), "");
		whole[i] ^= 0x10;
		file_put(whole, n);
		ck_assert_str_eq(learned_next(), "");
		ck_assert_uint_eq(saved(), 0);
		whole[i] ^= 0x10;
	}
	file_put(whole, n);
	ck_assert_str_eq(learned_next(), "all of \"\": 1 -1 2;");
	ck_assert_uint_eq(saved(), 1);
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
	tcase_add_test(t, storms_learned);
	tcase_add_test(t, storms_reloaded);
	tcase_add_test(t, older_and_damaged);
	suite_add_tcase(s, t);
	srunner_run_all(r, CK_ENV);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed != 0;
}
