/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the tests of events share: a folder, a judge whose events are written
 * where a configuration says, and what is said on standard error.
 */
#ifndef TESTS_EVENTS_HELP_H
#define TESTS_EVENTS_HELP_H

#include <dirent.h>
#include <event2/event.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../fw/event.h"
#include "../fw/pending.h"
#include "../fw/run/events.h"
#include "../fw/run/events_impl.h"
#include "control_world.h"
#include "suite.h"

enum { FILES = 4, PATHS = 16, BIG = 1 << 22, DROPPED = 1 << ACTION_DROP };

static char dir[] = "/tmp/breakwater-events-XXXXXX";
static struct conf conf;		/* that of the rules, with a "run" */
static struct conf_events list[FILES];
static struct event_base *base;
static struct events *events;
static FILE *like;			/* what replay would write */
static char *like_text;
static size_t like_len;
static struct pending *pending;
static char *paths[PATHS];
static size_t npaths;

static const char rules[] =
    "screen in { drop imsi 0010122* label bad\npass label fine }\n"
    "screen out { pass label fine }\n" MEMORY;

/* Of a file in the test's folder, until it is tidy() again. */
static inline const char *
path(const char *name)
{
	char *p;

	ck_assert_uint_lt(npaths, PATHS);
	ck_assert_int_gt(asprintf(&p, "%s/%s", dir, name), 0);
	return paths[npaths++] = p;
}

/* All of a file; the caller frees it. */
static inline char *
text_of(const char *file)
{
	FILE *f = fopen(file, "r");
	char *text = calloc(1, BIG);

	ck_assert_ptr_nonnull(f);
	ck_assert_uint_lt(fread(text, 1, BIG - 1, f), BIG - 1);
	fclose(f);
	return text;
}

static inline size_t
lines_of(const char *text)
{
	size_t n = 0;

	for (; (text = strchr(text, '\n')) != NULL; text++)
		n++;
	return n;
}

/* All of a text are whole lines, each an object. */
static inline void
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

/* So many whole lines are in a file, and this text, if any, in one. */
static inline void
file_has(const char *file, size_t n, const char *text)
{
	char *all = text_of(file);

	whole(all);
	ck_assert_uint_eq(lines_of(all), n);
	if (text != NULL)
		ck_assert_ptr_nonnull(strstr(all, text));
	free(all);
}

/* ---- what is said on standard error ---- */

static int saved_stderr;

static inline void
listen_in(void)
{
	int fd = open(path("stderr"), O_RDWR | O_CREAT | O_TRUNC, 0600);

	fflush(stderr);
	saved_stderr = dup(STDERR_FILENO);
	dup2(fd, STDERR_FILENO);
	close(fd);
}

/* So many sentences were, and these texts, if any, are in them. */
static inline void
heard(size_t n, const char *one, const char *another)
{
	char *text;

	fflush(stderr);
	dup2(saved_stderr, STDERR_FILENO);
	text = text_of(path("stderr"));
	ck_assert_uint_eq(lines_of(text), n);
	if (one != NULL)
		ck_assert_ptr_nonnull(strstr(text, one));
	if (another != NULL)
		ck_assert_ptr_nonnull(strstr(text, another));
	free(text);
}

/* ---- a world, and what goes on in it ---- */

static inline void
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

static inline void
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

static inline void
goes_to(unsigned to, const char *where, uint32_t only)
{
	list[conf.run.nevents++] = (struct conf_events){ .to = (uint8_t)to,
	    .path = where, .only = only };
}

static inline void
begin(void)
{
	events = events_open(&conf, base);
	ck_assert_ptr_nonnull(events);
	events_turn(events, now);
}

/* Begins with one place for the events of these verdicts (0: all). */
static inline void
begin_to(unsigned to, const char *where, uint32_t only)
{
	goes_to(to, where, only);
	begin();
}

static inline void
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
static inline uint32_t
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

static inline void
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

static inline void
turn(void)
{
	events_turn(events, now);
	event_base_loop(base, EVLOOP_NONBLOCK);
}

static inline struct events_counts
counts(void)
{
	struct events_counts c;

	events_counts(events, &c);
	return c;
}

/* Run last: with it goes all that was written. */
static inline void
tidy(void)
{
	DIR *d = opendir(dir);
	struct dirent *e;

	while (d != NULL && (e = readdir(d)) != NULL)
		(void)unlinkat(dirfd(d), e->d_name, 0);
	if (d != NULL)
		closedir(d);
	(void)rmdir(dir);
	while (npaths > 0)
		free(paths[--npaths]);
}

static inline void
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

#endif
