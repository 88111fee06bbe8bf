/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the tests of the control socket share: a world that listens there, and
 * operators who ask it.
 */
#ifndef TESTS_OPERATE_HELP_H
#define TESTS_OPERATE_HELP_H

#include <event2/event.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "../fw/run/events.h"
#include "../fw/run/operate.h"
#include "engine_fake.h"
#include "hear.h"
#include "suite.h"

static char dir[] = "/tmp/breakwater-operate-XXXXXX";
static char *control, *status;
static struct conf conf;
static struct operate *operate;
static struct events *events;
static struct operate_env env;
static unsigned stops, reloads;
static void (*reload_done)(void *, bool, const char *);
static void *reload_arg;
static bool reload_later;

static const char rules[] =
    "table <bad> imsi persist\n"
    "table <stolen> imei persist\n"
    "table <away> imsi persist timeout 1h\n"
    "table <hosts> host persist\n"
    "table <fixed> imsi { 001019000000001 }\n"
    "storm \"crowd\" on { authenticate update-location } per partner "
    "enter 300/s for 3s leave 150/s for 30s\n"
    "protect \"home\" { capacity 1000/s }\n"
    "memory { subscribers 10000 }\n"
    "screen in { drop imsi <bad> label \"by hand\"\n"
    "steer away (4 in 10m) op update-location imsi <away>\n"
    "drop imsi <fixed> drop origin_host <hosts>\n"
    "pass label \"fine\" }\n";

/* ---- a world ---- */

static inline void
on_reload(void *arg, void (*done)(void *, bool, const char *), void *done_arg)
{
	(void)arg;
	reloads++;
	if (reload_later) {
		reload_done = done;
		reload_arg = done_arg;
	} else {
		done(done_arg, true, "it is the same\n");
	}
}

static inline void
on_stop(void *arg)
{
	(void)arg;
	stops++;
}

static inline void
open_all(const char *text)
{
	(void)more;
	ck_assert_ptr_nonnull(mkdtemp(dir));
	ck_assert_int_gt(asprintf(&control, "%s/control", dir), 0);
	ck_assert_int_gt(asprintf(&status, "%s/status", dir), 0);
	world(text);
	conf = *ruleset_conf(r.rs);
	memset(&conf.run, 0, sizeof(conf.run));
	conf.run.control = control;
	conf.run.status = status;
	base = event_base_new();
	events = events_open(&conf, base);
	env = (struct operate_env){ .engine = &fake_engine,
	    .peers = &fake_peers, .events = events,
	    .sigtran = &fake_edge, .reload = on_reload,
	    .stop = on_stop };
	operate = operate_open(&conf, base, &env);
	ck_assert_ptr_nonnull(operate);
}

static inline void
close_all(void)
{
	operate_close(operate);
	ck_assert_int_eq(access(control, F_OK), -1);
	ck_assert_int_eq(access(status, F_OK), -1);
	events_close(events);
	event_base_free(base);
	rules_close(&r);
	ck_assert_int_eq(rmdir(dir), 0);
	free(control);
	free(status);
}

static inline int
dial(const char *path)
{
	struct sockaddr_un sa = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0);

	snprintf(sa.sun_path, sizeof(sa.sun_path), "%s", path);
	ck_assert_int_eq(connect(fd, (struct sockaddr *)&sa, sizeof(sa)), 0);
	return fd;
}

static inline const char *
asks_at(const char *path, const char *line)
{
	int fd = dial(path);

	ck_assert_int_eq(write(fd, line, strlen(line)), (ssize_t)strlen(line));
	ck_assert_int_eq(write(fd, "\n", 1), 1);
	ck_assert(hear(fd));
	return reply;
}

static inline const char *
says(const char *line)
{
	return asks_at(control, line);
}

static inline void
fine(const char *line)
{
	says(line);
	if (strncmp(reply, "fine\n", 5) != 0)
		ck_abort_msg("%s: %s", line, reply);
}

static inline void
refused(const char *line, const char *why)
{
	says(line);
	if (strncmp(reply, "fine\n", 5) == 0 || strstr(reply, why) == NULL ||
	    strchr(reply, '\n') != reply + strlen(reply) - 1)
		ck_abort_msg("%s: %s", line, reply);
}

static inline void
has(const char *text)
{
	if (strstr(reply, text) == NULL)
		ck_abort_msg("no \"%s\" in: %s", text, reply);
}

#endif
