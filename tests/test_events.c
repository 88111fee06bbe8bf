/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Events of a running engine: to files, sockets and syslog, and what becomes of
 * them when the disk is full or nobody reads.
 */
#define _GNU_SOURCE	/* open_memstream(), asprintf() */
#include <dirent.h>
#include <event2/event.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "../fw/capture.h"
#include "../fw/event.h"
#include "../fw/pending.h"
#include "../fw/run/events.h"
#include "../fw/run/events_impl.h"
#include "control_world.h"

enum { FILES = 4, BIG = 1 << 20 };

static char dir[] = "/tmp/breakwater-events-XXXXXX";
static struct conf conf;		/* that of the rules, with a "run" */
static struct conf_events list[FILES];
static struct event_base *base;
static struct events *events;
static FILE *like;			/* what replay would write */
static char *like_text;
static size_t like_len;
static struct pending *pending;

static const char rules[] =
    "screen in { drop imsi 0010122* label bad\npass label fine }\n"
    "screen out { pass label fine }\n" MEMORY;

static char *
path(const char *name)
{
	char *p;

	ck_assert_int_gt(asprintf(&p, "%s/%s", dir, name), 0);
	return p;
}

static char *
text_of(const char *file)
{
	FILE *f = fopen(file, "r");
	char *text = calloc(1, BIG);

	ck_assert_ptr_nonnull(f);
	ck_assert_uint_lt(fread(text, 1, BIG - 1, f), BIG - 1);
	fclose(f);
	return text;
}

/* ---- a world, and what goes on in it ---- */

static void
on_notice(void *arg, const struct notice *n)
{
	(void)arg;
	events_notice(events, r.rs, n);
	if (n->type == NOTICE_UNANSWERED) {
		event_unanswered(pending_stream(pending));
		pending_answer(pending, n->serial);
		return;
	}
	event_notice(pending_stream(pending), r.rs, n);
	pending_add(pending, 0, false);
}

static void
world_open(void)
{
	(void)more;
	umask(022);
	ck_assert_ptr_nonnull(mkdtemp(dir));
	world(rules);
	home_answers = false;
	judge_notices(r.judge, on_notice, NULL);
	conf = *ruleset_conf(r.rs);
	memset(&conf.run, 0, sizeof(conf.run));
	conf.run.there = true;
	conf.run.events = list;
	conf.diameter.answer = 10 * SECOND;
	base = event_base_new();
	like = open_memstream(&like_text, &like_len);
	pending = pending_new(like);
}

static void
goes_to(unsigned to, const char *where, uint32_t only)
{
	list[conf.run.nevents++] = (struct conf_events){ .to = (uint8_t)to,
	    .path = where, .only = only };
}

static void
begin(void)
{
	events = events_open(&conf, base);
	ck_assert_ptr_nonnull(events);
	events_turn(events, now);
}

static void
judged_now(const struct sig_msg *m)
{
	struct event e = { .m = m, .rules = r.rs, .judge = r.judge,
	    .v = &r.v };

	in.m.ts = now;
	rules_judge(&r, m, now);
	events_message(events, &e);
	if (r.v.request != 0) {
		event_answer(pending_stream(pending), &e);
		pending_answer(pending, r.v.request);
	}
	event_json(pending_stream(pending), &e);
	pending_add(pending, r.v.serial, r.v.waits);
}

/* A request that goes to home, or is dropped. */
static uint32_t
request(bool bad)
{
	char imsi[16];

	snprintf(imsi, sizeof(imsi), "%s%08u", bad ? "0010122" : "0010155",
	    ++last);
	judged_now(input_diameter(&in, &(struct diameter_input){
	    .imsi = imsi, .host = "mme1." REALM_RED, .hbh = last,
	    .src = LINK_RED, .dst = LINK_HSS, .code = ULR }));
	return last;
}

static void
answer_to(uint32_t hbh)
{
	const struct diameter_form *f = diameter_form_find(ULR);
	struct diameter_head h = { .flags = 0x40, .code = ULR, .app = f->app,
	    .hbh = hbh, .e2e = hbh };
	struct build_ids ids = build_ids_default;
	struct wbuf w = wbuf_make(in.octets, sizeof(in.octets));

	ids.v[BUILD_ID_ORIGIN_HOST] = "hss1." REALM_HOME;
	ids.v[BUILD_ID_ORIGIN_REALM] = REALM_HOME;
	diameter_answer(&w, f, &h, &ids, "268=2001", true);
	input_read(&in, SIG_ENTRY_DIAMETER, &w, LINK_HSS, LINK_RED);
	judged_now(&in.m);
}

static void
turn(void)
{
	events_turn(events, now);
	event_base_loop(base, EVLOOP_NONBLOCK);
}

static struct events_counts
counts(void)
{
	struct events_counts c;

	events_counts(events, &c);
	return c;
}

/* Run last: with it goes all that was written. */
static void
tidy(void)
{
	DIR *d = opendir(dir);
	struct dirent *e;
	char *p;

	while (d != NULL && (e = readdir(d)) != NULL) {
		p = path(e->d_name);
		(void)unlink(p);
		free(p);
	}
	if (d != NULL)
		closedir(d);
	(void)rmdir(dir);
}

static void
world_close(void)
{
	events_close(events);
	events = NULL;
	pending_free(pending);
	fclose(like);
	free(like_text);
	rules_close(&r);
	event_base_free(base);
}

static size_t
lines_of(const char *text)
{
	size_t n = 0;

	for (; (text = strchr(text, '\n')) != NULL; text++)
		n++;
	return n;
}

/* All of a text are whole lines, each an object. */
static void
whole(const char *text)
{
	const char *end;

	for (; *text != '\0'; text = end + 1) {
		end = strchr(text, '\n');
		ck_assert_ptr_nonnull(end);
		ck_assert_int_eq(text[0], '{');
		ck_assert_int_eq(end[-1], '}');
	}
}

/* ---- what is said on standard error ---- */

static int saved_stderr;

static void
listen_in(void)
{
	char *p = path("stderr");
	int fd = open(p, O_RDWR | O_CREAT | O_TRUNC, 0600);

	fflush(stderr);
	saved_stderr = dup(STDERR_FILENO);
	dup2(fd, STDERR_FILENO);
	close(fd);
	free(p);
}

static char *
heard(void)
{
	char *p = path("stderr"), *text;

	fflush(stderr);
	dup2(saved_stderr, STDERR_FILENO);
	text = text_of(p);
	free(p);
	return text;
}

/* ---- files ---- */

/* Octet by octet as replay has them, requests with their answers. */
START_TEST(as_replay_writes_them)
{
	uint32_t one, two;
	char *file, *text;

	world_open();
	file = path("events");
	goes_to(EVENTS_FILE, file, 0);
	begin();
	one = request(false);
	two = request(false);
	request(true);
	pass_time(20 * MS);
	answer_to(two);
	turn();
	text = text_of(file);
	ck_assert_str_eq(text, "");
	free(text);
	pass_time(20 * MS);
	answer_to(one);
	request(true);
	turn();
	pending_flush(pending);
	fflush(like);
	text = text_of(file);
	ck_assert_str_eq(text, like_text);
	ck_assert_uint_eq(lines_of(text), 6);
	ck_assert_ptr_nonnull(strstr(text, "\"answer_ms\":40.000"));
	ck_assert_uint_eq(counts().written, 6);
	ck_assert_uint_eq(counts().lost, 0);
	world_close();
	free(text);
	free(file);
	tidy();
}
END_TEST

START_TEST(a_line_waits_for_the_answer_no_longer_than_the_engine)
{
	char *file, *text;

	world_open();
	file = path("events");
	goes_to(EVENTS_FILE, file, 0);
	begin();
	request(false);
	request(true);
	pass_time(10 * SECOND - 1);
	turn();
	text = text_of(file);
	ck_assert_str_eq(text, "");
	free(text);
	pass_time(1);
	turn();
	text = text_of(file);
	ck_assert_uint_eq(lines_of(text), 2);
	ck_assert_ptr_nonnull(strstr(text, ",\"answer\":\"none\"}\n"));
	world_close();
	free(text);
	free(file);
	tidy();
}
END_TEST

START_TEST(only_what_is_wanted)
{
	char *all, *bad, *text;

	world_open();
	all = path("all");
	bad = path("bad");
	goes_to(EVENTS_FILE, all, 0);
	goes_to(EVENTS_FILE, bad, 1U << ACTION_DROP);
	begin();
	request(false);
	request(true);
	turn();
	text = text_of(bad);		/* waits for nobody else's answer */
	ck_assert_uint_eq(lines_of(text), 1);
	ck_assert_ptr_nonnull(strstr(text, "\"verdict\":\"drop\""));
	world_close();
	free(text);
	text = text_of(all);
	ck_assert_uint_eq(lines_of(text), 2);
	free(text);
	free(all);
	free(bad);
	tidy();
}
END_TEST

START_TEST(a_full_disk)
{
	struct events_counts c;
	struct timespec t0, t1;
	char *text;
	size_t i;

	world_open();
	goes_to(EVENTS_FILE, "/dev/full", 1U << ACTION_DROP);
	listen_in();
	begin();
	clock_gettime(CLOCK_MONOTONIC, &t0);
	for (i = 0; i < 5000; i++) {
		request(true);
		if (i % 100 == 0)
			turn();
	}
	clock_gettime(CLOCK_MONOTONIC, &t1);
	ck_assert_int_lt(t1.tv_sec - t0.tv_sec, 20);
	c = counts();
	ck_assert_uint_eq(c.written, 0);
	ck_assert_uint_gt(c.lost, 1000);
	world_close();
	text = heard();
	ck_assert_uint_eq(lines_of(text), 2);
	ck_assert_ptr_nonnull(strstr(text, "No space left on device"));
	ck_assert_ptr_nonnull(strstr(text, " 5000 were lost"));
	free(text);
	tidy();
}
END_TEST

/* A limit in the place of a disk: it fills within a line, and room is made. */
START_TEST(room_again)
{
	struct rlimit limit = { 10000, RLIM_INFINITY };
	struct events_counts c;
	char *file, *text, *said;
	size_t i;

	signal(SIGXFSZ, SIG_IGN);
	world_open();
	file = path("events");
	goes_to(EVENTS_FILE, file, 1U << ACTION_DROP);
	listen_in();
	begin();
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
	said = heard();
	ck_assert_uint_eq(lines_of(said), 2);
	ck_assert_ptr_nonnull(strstr(said, "written again"));
	free(said);
	said = malloc(1 << 22);
	{
		FILE *f = fopen(file, "r");

		said[fread(said, 1, (1 << 22) - 1, f)] = '\0';
		fclose(f);
	}
	whole(said);
	ck_assert_uint_eq(lines_of(said), c.written);
	free(said);
	free(file);
	tidy();
}
END_TEST

START_TEST(rotation)
{
	static const char *const names[] = { "events", "events.1",
	    "events.2", "events.3" };
	uint64_t newest = UINT64_MAX, hbh;
	struct stat st;
	char *file, *text, *p;
	size_t i;

	world_open();
	file = path("events");
	goes_to(EVENTS_FILE, file, 1U << ACTION_DROP);
	list[0].rotate = 4000;
	list[0].keep = 2;
	begin();
	for (i = 0; i < 60; i++) {
		request(true);
		if (i % 7 == 0)
			turn();
	}
	world_close();
	for (i = 0; i < 4; i++) {
		p = path(names[i]);
		if (i == 3) {
			ck_assert_int_eq(access(p, F_OK), -1);
			free(p);
			break;
		}
		ck_assert_int_eq(stat(p, &st), 0);
		ck_assert_uint_eq(st.st_mode & 0777, 0640);
		ck_assert_uint_le((uint64_t)st.st_size, 4000);
		text = text_of(p);
		whole(text);
		ck_assert_uint_gt(lines_of(text), 0);
		hbh = strtoull(strstr(text, "\"hbh\":") + 6, NULL, 10);
		ck_assert_uint_lt(hbh, newest);
		newest = hbh;
		free(text);
		free(p);
	}
	free(file);
	tidy();
}
END_TEST

START_TEST(reopened_on_demand)
{
	char *file, *old, *text;

	world_open();
	file = path("events");
	old = path("moved");
	goes_to(EVENTS_FILE, file, 1U << ACTION_DROP);
	begin();
	request(true);
	ck_assert_int_eq(rename(file, old), 0);
	events_reopen(events);
	request(true);
	request(true);
	world_close();
	text = text_of(old);
	ck_assert_uint_eq(lines_of(text), 1);
	free(text);
	text = text_of(file);
	ck_assert_uint_eq(lines_of(text), 2);
	free(text);
	free(file);
	free(old);
	tidy();
}
END_TEST

/* ---- sockets ---- */

static int
collector(const char *where, int type)
{
	struct sockaddr_un sa = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, type | SOCK_NONBLOCK, 0);

	snprintf(sa.sun_path, sizeof(sa.sun_path), "%s", where);
	unlink(where);
	ck_assert_int_eq(bind(fd, (struct sockaddr *)&sa, sizeof(sa)), 0);
	if (type == SOCK_STREAM)
		ck_assert_int_eq(listen(fd, 4), 0);
	return fd;
}

/* Until something comes, at most a second. */
static int
collect(int fd)
{
	int i, got = -1;

	for (i = 0; i < 1000 && got == -1; i++) {
		event_base_loop(base, EVLOOP_NONBLOCK);
		got = accept(fd, NULL, NULL);
		if (got == -1)
			usleep(1000);
	}
	ck_assert_int_ne(got, -1);
	fcntl(got, F_SETFL, O_NONBLOCK);
	return got;
}

static size_t
drink(int fd, char *text, size_t size)
{
	ssize_t n = read(fd, text, size - 1);

	n = n < 0 ? 0 : n;
	text[n] = '\0';
	return (size_t)n;
}

START_TEST(a_collector_comes_goes_and_comes)
{
	static char text[BIG];
	char *where, *said;
	int fd, got;

	world_open();
	where = path("collector");
	goes_to(EVENTS_SOCKET, where, 1U << ACTION_DROP);
	listen_in();
	begin();			/* nobody is there */
	request(true);
	turn();
	fd = collector(where, SOCK_STREAM);
	got = collect(fd);
	drink(got, text, sizeof(text));
	ck_assert_uint_eq(lines_of(text), 1);
	request(true);
	turn();
	drink(got, text, sizeof(text));
	ck_assert_uint_eq(lines_of(text), 1);
	close(got);
	request(true);
	turn();
	turn();
	request(true);
	turn();
	got = collect(fd);
	turn();
	drink(got, text, sizeof(text));
	ck_assert_uint_ge(lines_of(text), 1);	/* one may have gone before
						 * we knew */
	whole(text);
	ck_assert_uint_eq(counts().lost, 0);
	world_close();
	said = heard();
	ck_assert_uint_eq(lines_of(said), 4);
	free(said);
	close(got);
	close(fd);
	free(where);
	tidy();
}
END_TEST

START_TEST(a_collector_that_does_not_read)
{
	static char text[BIG];
	struct events_counts c;
	char *where, *said;
	size_t i, n = 0;
	int fd, got;

	world_open();
	where = path("collector");
	fd = collector(where, SOCK_STREAM);
	goes_to(EVENTS_SOCKET, where, 1U << ACTION_DROP);
	listen_in();
	begin();
	got = collect(fd);
	for (i = 0; i < 6000; i++) {
		request(true);
		turn();
	}
	c = counts();
	ck_assert_uint_gt(c.lost, 1000);
	for (i = 0; i < 500; i++) {	/* it begins to */
		drink(got, text, sizeof(text));
		n += lines_of(text);
		turn();
	}
	c = counts();
	ck_assert_uint_eq(c.written + c.lost, 6000);
	ck_assert_uint_eq(n, c.written);
	world_close();
	said = heard();
	ck_assert_uint_eq(lines_of(said), 2);
	free(said);
	close(got);
	close(fd);
	free(where);
	tidy();
}
END_TEST

/* ---- syslog ---- */

START_TEST(sentences_to_syslog)
{
	char text[2048], alias[EVENTS_ALIAS_MAX], alias2[EVENTS_ALIAS_MAX];
	char *where;
	int fd, i;

	world_open();
	where = path("log");
	fd = collector(where, SOCK_DGRAM);
	events_log_path = where;
	goes_to(EVENTS_SYSLOG, NULL, 1U << ACTION_DROP);
	begin();
	request(false);
	ck_assert_uint_eq(drink(fd, text, sizeof(text)), 0);
	request(true);
	ck_assert_uint_gt(drink(fd, text, sizeof(text)), 0);
	ck_assert_int_eq(strncmp(text, "<29>", 4), 0);
	ck_assert_ptr_nonnull(strstr(text, " breakwater["));
	ck_assert_ptr_nonnull(strstr(text, "]: drop: bad - imsi 0010122* "
	    "(test.conf:"));
	ck_assert_ptr_nonnull(strstr(text, "; update-location request of red "
	    "over red from mme1."));
	/* no number of a subscriber, but always the same for him */
	ck_assert_ptr_null(strstr(text, "001012200000002"));
	events_alias(events, "001012200000002", 15, alias);
	events_alias(events, "001012200000003", 15, alias2);
	ck_assert_str_ne(alias, alias2);
	ck_assert_ptr_nonnull(strstr(text, alias));
	/* nobody reads: lost at once */
	last = 0;
	while (counts().lost == 0 && last < 400)
		request(true);
	ck_assert_uint_gt(counts().lost, 0);
	close(fd);
	fd = collector(where, SOCK_DGRAM);
	request(true);
	pass_time(SECOND);
	request(true);
	ck_assert_uint_gt(drink(fd, text, sizeof(text)), 0);
	/* more than anybody would read: their number */
	for (i = 0; i < EVENTS_SENTENCES + 50; i++) {
		request(true);
		(void)drink(fd, text, sizeof(text));
	}
	pass_time(SECOND);
	request(true);
	ck_assert_uint_gt(drink(fd, text, sizeof(text)), 0);
	ck_assert_ptr_nonnull(strstr(text, "]: 51 events more were above "));
	world_close();
	close(fd);
	free(where);
	tidy();
}
END_TEST

/* ---- other rules ---- */

START_TEST(swapped)
{
	char *a, *b, *text;

	world_open();
	a = path("a");
	b = path("b");
	goes_to(EVENTS_FILE, a, 1U << ACTION_DROP);
	begin();
	request(true);
	/* what cannot be opened leaves all as it was */
	goes_to(EVENTS_FILE, b, 0);
	goes_to(EVENTS_FILE, "/nonexistent/x", 0);
	listen_in();
	ck_assert(!events_swap(events, &conf));
	text = heard();
	ck_assert_uint_eq(lines_of(text), 1);
	free(text);
	request(true);
	turn();
	text = text_of(a);
	ck_assert_uint_eq(lines_of(text), 2);
	free(text);
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
	text = text_of(a);
	ck_assert_uint_eq(lines_of(text), 2);
	free(text);
	text = text_of(b);
	ck_assert_uint_eq(lines_of(text), 2);
	free(text);
	free(a);
	free(b);
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
	free(heard());
	conf.run.nevents = 0;
	begin();
	request(true);
	world_close();
	tidy();
}
END_TEST

/* ---- the ring ---- */

START_TEST(what_was_refused_as_a_capture)
{
	char text[EVENTS_TEXT_MAX], error[CAPTURE_ERROR_MAX];
	struct wire_frame frame;
	struct capture *c;
	char *file;
	size_t n = 0;

	world_open();
	file = path("ring");
	conf.run.ring = file;
	conf.run.ring_octets = 1 << 16;
	begin();
	request(true);
	request(false);
	request(true);
	ck_assert(events_ring(events, text));
	ck_assert_int_eq(strncmp(text, "2 frames go into ", 17), 0);
	ck_assert(!events_ring(events, text));
	ck_assert_ptr_nonnull(strstr(text, "already"));
	ck_assert_int_eq(access(file, F_OK), -1);
	request(true);		/* not one of these two */
	turn();
	c = capture_open(file, error);
	ck_assert_ptr_nonnull(c);
	while (capture_next(c, &frame, error) == 1) {
		n++;
		ck_assert_int_eq(frame.link, WIRE_RAW);
		ck_assert_uint_eq(frame.ts, now);
		/* IPv4 and TCP without options, then the message */
		ck_assert_uint_eq(frame.octets.p[40], 1);
		ck_assert(memmem(frame.octets.p, frame.len, "0010122", 7) !=
		    NULL);
	}
	ck_assert_uint_eq(n, 2);
	capture_close(c);
	/* at most so many a second */
	for (n = 0; n < 3000; n++)
		request(true);
	pass_time(SECOND);
	request(true);
	ck_assert(events_ring(events, text));
	ck_assert_ptr_nonnull(strstr(text, " 1003 were above 2000"));
	ck_assert_int_eq(chmod(dir, 0500), 0);
	world_close();
	chmod(dir, 0700);
	free(file);
	tidy();
}
END_TEST

/* SS7 comes without addresses. */
START_TEST(what_was_refused_of_ss7)
{
	static const uint8_t octets[] = { 1, 0, 1, 1, 0, 0, 0, 28, 2, 0x10, 0,
	    20, 0, 0, 0, 1, 0, 0, 0, 2, 3, 2, 0, 5, 1, 2, 3, 4 };
	char text[EVENTS_TEXT_MAX], error[CAPTURE_ERROR_MAX];
	struct verdict v = { .action = ACTION_DROP, .rule = -1, .would = -1,
	    .why = WHY_POLICED };
	struct event e = { .rules = r.rs, .judge = r.judge, .v = &v };
	static struct sig_msg m;
	struct wire_frame frame;
	struct capture *c;
	char *file;

	world_open();
	file = path("ring");
	conf.run.ring = file;
	conf.run.ring_octets = 1 << 16;
	begin();
	e.rules = r.rs;
	e.judge = r.judge;
	e.m = &m;
	memset(&m, 0, offsetof(struct sig_msg, proto));
	m.ts = now;
	(void)sig_dissect(SIG_ENTRY_M3UA, cur_make(octets, sizeof(octets)),
	    NULL, &m);
	events_message(events, &e);
	ck_assert(events_ring(events, text));
	turn();
	c = capture_open(file, error);
	ck_assert_ptr_nonnull(c);
	ck_assert_int_eq(capture_next(c, &frame, error), 1);
	/* IPv4, SCTP and a DATA chunk of M3UA on its port */
	ck_assert_uint_eq(frame.octets.p[9], 132);
	ck_assert(memcmp(frame.octets.p + 20, "\013\131\013\131", 4) == 0);
	ck_assert_uint_eq(frame.octets.p[20 + 12 + 15], 3);
	ck_assert(memcmp(frame.octets.p + 20 + 12 + 16, octets,
	    sizeof(octets)) == 0);
	ck_assert_int_eq(capture_next(c, &frame, error), 0);
	capture_close(c);
	world_close();
	free(file);
	tidy();
}
END_TEST

START_TEST(a_ring_that_cannot_be_written)
{
	char text[EVENTS_TEXT_MAX], *said;

	world_open();
	begin();
	ck_assert(!events_ring(events, text));
	conf.run.ring = "/nonexistent/ring";
	conf.run.ring_octets = 1 << 16;
	ck_assert(events_swap(events, &conf));
	ck_assert(!events_ring(events, text));
	ck_assert_ptr_nonnull(strstr(text, "No such file"));
	listen_in();
	world_close();
	said = heard();
	ck_assert_uint_eq(lines_of(said), 1);
	free(said);
	tidy();
}
END_TEST

static void
add(TCase *tc)
{
	tcase_set_timeout(tc, 60);
	tcase_add_test(tc, as_replay_writes_them);
	tcase_add_test(tc,
	    a_line_waits_for_the_answer_no_longer_than_the_engine);
	tcase_add_test(tc, only_what_is_wanted);
	tcase_add_test(tc, a_full_disk);
	tcase_add_test(tc, room_again);
	tcase_add_test(tc, rotation);
	tcase_add_test(tc, reopened_on_demand);
	tcase_add_test(tc, a_collector_comes_goes_and_comes);
	tcase_add_test(tc, a_collector_that_does_not_read);
	tcase_add_test(tc, sentences_to_syslog);
	tcase_add_test(tc, swapped);
	tcase_add_test(tc, the_same_twice);
	tcase_add_test(tc, what_was_refused_as_a_capture);
	tcase_add_test(tc, what_was_refused_of_ss7);
	tcase_add_test(tc, a_ring_that_cannot_be_written);
}

int
main(void)
{
	return judge_main("events", add);
}
