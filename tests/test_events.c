/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Events of a running engine to files: octet by octet what replay writes, on a
 * full disk, rotated, reopened, and to other files by other rules.
 */
#define _GNU_SOURCE	/* open_memstream(), asprintf() */
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>

#include "events_help.h"

/* Octet by octet as replay has them, requests with their answers. */
START_TEST(as_replay_writes_them)
{
	const char *file;
	uint32_t one, two;
	char *text;

	world_open();
	begin_to(EVENTS_FILE, file = path("events"), 0);
	one = request(false);
	two = request(false);
	request(true);
	pass_time(20 * MS);
	answer_to(two);
	turn();
	file_has(file, 0, NULL);
	pass_time(20 * MS);
	answer_to(one);
	request(true);
	turn();
	pending_flush(pending);
	fflush(like);
	text = text_of(file);
	ck_assert_str_eq(text, like_text);
	free(text);
	file_has(file, 6, "\"answer_ms\":40.000");
	ck_assert_uint_eq(counts().written, 6);
	ck_assert_uint_eq(counts().lost, 0);
	world_close();
	tidy();
}
END_TEST

START_TEST(a_line_waits_for_the_answer_no_longer_than_the_engine)
{
	const char *file;

	world_open();
	begin_to(EVENTS_FILE, file = path("events"), 0);
	request(false);
	request(true);
	pass_time(10 * SECOND - 1);
	turn();
	file_has(file, 0, NULL);
	pass_time(1);
	turn();
	file_has(file, 2, ",\"answer\":\"none\"}\n");
	world_close();
	tidy();
}
END_TEST

/* What passed and reached nobody: its line goes, and those behind it do. */
START_TEST(a_line_that_nobody_will_answer_waits_no_longer)
{
	struct notice n = { .type = NOTICE_UNDELIVERED, .link = -1 };
	const char *file;

	world_open();
	file = path("events");
	goes_to(EVENTS_FILE, file, 0);
	begin();
	request(false);
	n.serial = r.v.serial;
	request(true);
	turn();
	file_has(file, 0, "");
	events_notice(events, r.rs, &n);
	turn();
	file_has(file, 2, ",\"answer\":\"undelivered\"}\n");
	/* once told it stays so */
	events_notice(events, r.rs, &n);
	turn();
	ck_assert_uint_eq(counts().written, 2);
	world_close();
	tidy();
}
END_TEST

/* So it is when home's network gives it back, which is seen in a capture. */
START_TEST(a_line_whose_request_comes_back)
{
	const char *file;

	world_open();
	begin_to(EVENTS_FILE, file = path("events"), 0);
	judged_now(input_map(&in, &(struct map_input){ .src = LINK_RED,
	    .dst = LINK_HSS }));
	turn();
	file_has(file, 0, "");
	pass_time(20 * MS);
	judged_now(input_map(&in, &(struct map_input){ .src = LINK_HSS,
	    .dst = LINK_RED, .returned = true }));
	turn();
	file_has(file, 2, ",\"answer\":\"undelivered\",\"answer_frame\":0,"
	    "\"answer_ms\":20.000}\n");
	pending_flush(pending);
	fflush(like);
	ck_assert_ptr_nonnull(strstr(like_text,
	    ",\"answer\":\"undelivered\","));
	world_close();
	tidy();
}
END_TEST

START_TEST(only_what_is_wanted)
{
	const char *all, *bad;

	world_open();
	goes_to(EVENTS_FILE, all = path("all"), 0);
	begin_to(EVENTS_FILE, bad = path("bad"), DROPPED);
	request(false);
	request(true);
	turn();
	/* waits for nobody else's answer */
	file_has(bad, 1, "\"verdict\":\"drop\"");
	world_close();
	file_has(all, 2, NULL);
	tidy();
}
END_TEST

START_TEST(a_full_disk)
{
	struct events_counts c;
	struct timespec t0, t1;
	size_t i;

	world_open();
	listen_in();
	begin_to(EVENTS_FILE, "/dev/full", DROPPED);
	clock_gettime(CLOCK_MONOTONIC, &t0);
	for (i = 0; i < 5000; i++) {
		request(true);
		if (i % 100 == 0)
			turn();
	}
	clock_gettime(CLOCK_MONOTONIC, &t1);
	ck_assert_int_lt(t1.tv_sec - t0.tv_sec, 20);	/* it blocks nobody */
	c = counts();
	ck_assert_uint_eq(c.written, 0);
	ck_assert_uint_gt(c.lost, 1000);
	world_close();
	heard(2, "No space left on device", " 5000 were lost");
	tidy();
}
END_TEST

/* A limit in the place of a disk: it fills within a line, and room is made. */
START_TEST(room_again)
{
	struct rlimit limit = { 10000, RLIM_INFINITY };
	struct events_counts c;
	const char *file;
	char *text;
	size_t i;

	signal(SIGXFSZ, SIG_IGN);
	world_open();
	listen_in();
	begin_to(EVENTS_FILE, file = path("events"), DROPPED);
	ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
	for (i = 0; i < 5000; i++) {
		request(true);
		pass_time(MS);
		turn();
	}
	text = text_of(file);
	whole(text);
	ck_assert_uint_gt(strlen(text), 8000);
	free(text);
	limit.rlim_cur = RLIM_INFINITY;
	setrlimit(RLIMIT_FSIZE, &limit);
	pass_time(SECOND);
	turn();
	request(true);
	turn();
	c = counts();
	ck_assert_uint_gt(c.lost, 1000);
	ck_assert_uint_eq(c.written + c.lost, 5001);
	world_close();
	heard(2, "written again", NULL);
	file_has(file, c.written, NULL);
	tidy();
}
END_TEST

/* The number of its first event, which is in at most so many octets. */
static uint64_t
oldest_in(const char *file, uint64_t most)
{
	struct stat st;
	uint64_t hbh;
	char *text;

	ck_assert_int_eq(stat(file, &st), 0);
	ck_assert_uint_eq(st.st_mode & 0777, 0640);
	ck_assert_uint_le((uint64_t)st.st_size, most);
	text = text_of(file);
	whole(text);
	ck_assert_uint_gt(lines_of(text), 0);
	hbh = strtoull(strstr(text, "\"hbh\":") + 6, NULL, 10);
	free(text);
	return hbh;
}

START_TEST(rotation)
{
	static const char *const names[] = { "events", "events.1",
	    "events.2" };
	uint64_t newest = UINT64_MAX, hbh;
	size_t i;

	world_open();
	goes_to(EVENTS_FILE, path("events"), DROPPED);
	list[0].rotate = 4000;
	list[0].keep = 2;
	begin();
	for (i = 0; i < 60; i++) {
		request(true);
		if (i % 7 == 0)
			turn();
	}
	world_close();
	for (i = 0; i < 3; i++) {
		hbh = oldest_in(path(names[i]), 4000);
		ck_assert_uint_lt(hbh, newest);
		newest = hbh;
	}
	ck_assert_int_eq(access(path("events.3"), F_OK), -1);
	tidy();
}
END_TEST

START_TEST(reopened_on_demand)
{
	const char *file, *old;

	world_open();
	old = path("moved");
	begin_to(EVENTS_FILE, file = path("events"), DROPPED);
	request(true);
	ck_assert_int_eq(rename(file, old), 0);
	events_reopen(events);
	request(true);
	request(true);
	world_close();
	file_has(old, 1, NULL);
	file_has(file, 2, NULL);
	tidy();
}
END_TEST

/* ---- pseudonyms ---- */

/* One request, its Session-Id as given, dropped. */
static void
about(const char *imsi, const char *session)
{
	judged_now(input_diameter(&in, &(struct diameter_input){
	    .imsi = imsi, .host = "mme1." REALM_RED, .hbh = ++last,
	    .session = session, .src = LINK_RED, .dst = LINK_HSS,
	    .code = ULR }));
}

/* Text with the first of what is looked for replaced, as often as it stands
 * there; the caller's to free. */
static char *
replaced(const char *text, const char *what, const char *by)
{
	char *to = calloc(1, 4 * strlen(text) + 1);
	const char *at;

	for (; (at = strstr(text, what)) != NULL; text = at + strlen(what)) {
		strncat(to, text, (size_t)(at - text));
		strcat(to, by);
	}
	return strcat(to, text);
}

/* One file has numbers, the other one what stands for them wherever they are,
 * and is the same but for that. */
START_TEST(pseudonyms_in_place)
{
	/* within a name, behind other digits, behind an escape, split by one,
	 * and in what is no string */
	static const char *const sessions[] = { "s;1;001012200000007",
	    "46001012200000007x001012200000007",
	    "\x01" "001012200000007", "00101\x02" "2200000007",
	    "\\" "001012200000007", "\"001012200000007" };
	static const char imsi[] = "001012200000007";
	char alias[EVENTS_ALIAS_MAX], imei_alias[EVENTS_ALIAS_MAX];
	char *clear, *hidden, *want, *imei, *both;
	const char *a, *b;
	size_t i;

	world_open();
	a = path("clear");
	b = path("hidden");
	goes_to(EVENTS_FILE, a, 0);
	goes_to(EVENTS_FILE, b, 0);
	list[1].pseudonyms = true;
	begin();
	for (i = 0; i < sizeof(sessions) / sizeof(sessions[0]); i++)
		about(imsi, sessions[i]);
	/* a number that might be part of any other is left alone */
	about("1795", "s;1795");
	events_alias(events, imsi, strlen(imsi), alias);
	imei = strdup(build_ids_default.v[BUILD_ID_IMEI]);
	events_alias(events, imei, strlen(imei), imei_alias);
	pass_time(20 * SECOND);
	world_close();
	clear = text_of(a);
	hidden = text_of(b);
	ck_assert_ptr_nonnull(strstr(clear, imsi));
	ck_assert_ptr_null(strstr(hidden, imsi));
	ck_assert_ptr_nonnull(strstr(hidden, "\"s;1795\""));
	want = replaced(clear, imsi, alias);
	both = replaced(want, imei, imei_alias);
	ck_assert(strcmp(want, both) != 0);
	ck_assert(strcmp(hidden, both) == 0);	/* too long to be shown */
	free(imei);
	free(want);
	free(both);
	free(clear);
	free(hidden);
	tidy();
}
END_TEST

/* ---- other rules ---- */

START_TEST(swapped)
{
	const char *a, *b;

	world_open();
	b = path("b");
	begin_to(EVENTS_FILE, a = path("a"), DROPPED);
	request(true);
	/* what cannot be opened leaves all as it was */
	goes_to(EVENTS_FILE, b, 0);
	goes_to(EVENTS_FILE, "/nonexistent/x", 0);
	listen_in();
	ck_assert(!events_swap(events, &conf));
	heard(1, NULL, NULL);
	request(true);
	turn();
	file_has(a, 2, NULL);
	/* one goes on, with another selection, and one is new */
	conf.run.nevents = 2;
	list[0].only = 1U << ACTION_REJECT;
	ck_assert(events_swap(events, &conf));
	request(true);
	list[0] = list[1];
	conf.run.nevents = 1;
	ck_assert(events_swap(events, &conf));
	request(true);
	ck_assert_uint_eq(counts().written, 2);
	world_close();
	file_has(a, 2, NULL);
	file_has(b, 2, NULL);
	tidy();
}
END_TEST

START_TEST(the_same_twice)
{
	world_open();
	goes_to(EVENTS_FILE, "x", 0);
	goes_to(EVENTS_FILE, "x", 0);
	listen_in();
	ck_assert_ptr_null(events_open(&conf, base));
	heard(1, NULL, NULL);
	conf.run.nevents = 0;
	begin();
	request(true);
	world_close();
	tidy();
}
END_TEST

static void
add(TCase *tc)
{
	tcase_add_test(tc, as_replay_writes_them);
	tcase_add_test(tc,
	    a_line_waits_for_the_answer_no_longer_than_the_engine);
	tcase_add_test(tc, a_line_that_nobody_will_answer_waits_no_longer);
	tcase_add_test(tc, a_line_whose_request_comes_back);
	tcase_add_test(tc, only_what_is_wanted);
	tcase_add_test(tc, a_full_disk);
	tcase_add_test(tc, room_again);
	tcase_add_test(tc, rotation);
	tcase_add_test(tc, reopened_on_demand);
	tcase_add_test(tc, pseudonyms_in_place);
	tcase_add_test(tc, swapped);
	tcase_add_test(tc, the_same_twice);
}

int
main(void)
{
	return suite_main("events", add);
}
