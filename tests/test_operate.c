/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Operators at the control socket: commands and their answers, and those who
 * do not behave.
 */
#define _GNU_SOURCE	/* asprintf(), memmem() */
#include <event2/event.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../fw/command.h"
#include "../fw/run/events.h"
#include "../fw/run/operate.h"
#include "../rules/block.h"
#include "../rules/state/sunk.h"
#include "engine_fake.h"

enum { REPLY_MAX = 1 << 22 };

static char dir[] = "/tmp/breakwater-operate-XXXXXX";
static char *control, *status;
static struct conf conf;
static struct event_base *base;
static struct operate *operate;
static struct events *events;
static struct operate_env env;
static char reply[REPLY_MAX];
static unsigned stops, reloads;
static void (*reload_done)(void *, bool, const char *);
static void *reload_arg;
static bool reload_later;

static const char rules[] =
    "table <bad> imsi persist\n"
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

static void
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

static void
on_stop(void *arg)
{
	(void)arg;
	stops++;
}

static void
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
	    .peers = &fake_peers, .events = events, .reload = on_reload,
	    .stop = on_stop };
	operate = operate_open(&conf, base, &env);
	ck_assert_ptr_nonnull(operate);
}

static void
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

static int
dial(const char *path)
{
	struct sockaddr_un sa = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0);

	snprintf(sa.sun_path, sizeof(sa.sun_path), "%s", path);
	ck_assert_int_eq(connect(fd, (struct sockaddr *)&sa, sizeof(sa)), 0);
	return fd;
}

static void
turn(void)
{
	ck_assert_int_ge(event_base_loop(base, EVLOOP_NONBLOCK), 0);
}

/* Until the end of what comes, which is put into "reply"; false: it did not
 * come within a second. */
static bool
hear(int fd)
{
	size_t n = 0;
	ssize_t got;
	int i;

	for (i = 0; i < 1000; i++) {
		turn();
		got = read(fd, reply + n, sizeof(reply) - 1 - n);
		if (got > 0) {
			n += (size_t)got;
			i = 0;
		}
		reply[n] = '\0';
		if (got == 0) {
			close(fd);
			return true;
		}
		if (got < 0)
			usleep(1000);
	}
	return false;
}

static const char *
asks_at(const char *path, const char *line)
{
	int fd = dial(path);

	ck_assert_int_eq(write(fd, line, strlen(line)), (ssize_t)strlen(line));
	ck_assert_int_eq(write(fd, "\n", 1), 1);
	ck_assert(hear(fd));
	return reply;
}

static const char *
says(const char *line)
{
	return asks_at(control, line);
}

static void
fine(const char *line)
{
	says(line);
	if (strncmp(reply, "fine\n", 5) != 0)
		ck_abort_msg("%s: %s", line, reply);
}

static void
refused(const char *line, const char *why)
{
	says(line);
	if (strncmp(reply, "fine\n", 5) == 0 || strstr(reply, why) == NULL ||
	    strchr(reply, '\n') != reply + strlen(reply) - 1)
		ck_abort_msg("%s: %s", line, reply);
}

static void
has(const char *text)
{
	if (strstr(reply, text) == NULL)
		ck_abort_msg("no \"%s\" in: %s", text, reply);
}

/* ---- commands ---- */

START_TEST(words_and_quotes)
{
	open_all(rules);
	fine("help");
	has("show peers");
	has("sink SCOPE");
	fine("  help  ");
	fine("\"help\"");
	refused("", "expected a command");
	refused("nothing", "no such command");
	refused("show", "no such command");
	refused("show nothing", "no such command");
	refused("help me", "expected: help");
	refused("\"help", "quote is not closed");
	refused("\"help\"x", "quote is not closed");
	refused("help\x01", "printable");
	refused("a b c d e f g h i j k l m n o p q r s t u v w x y z",
	    "too many words");
	close_all();
}
END_TEST

/* The other socket shows, and that is all it does. */
START_TEST(who_may_only_look)
{
	struct stat st;

	open_all(rules);
	ck_assert_int_eq(stat(control, &st), 0);
	ck_assert_uint_eq(st.st_mode & 0777, 0660);
	ck_assert_int_eq(stat(status, &st), 0);
	ck_assert_uint_eq(st.st_mode & 0777, 0666);
	asks_at(status, "show rules");
	has("fine\n");
	asks_at(status, "help");
	ck_assert_ptr_null(strstr(reply, "block TABLE"));
	asks_at(status, "block bad 001015500000001");
	has("this socket only shows\n");
	asks_at(status, "stop");
	has("this socket only shows\n");
	ck_assert_uint_eq(stops, 0);
	close_all();
}
END_TEST

/* Lines are no wider than a terminal, whatever stands in them. */
static void
narrow(void)
{
	const char *line = reply, *end;

	for (; (end = strchr(line, '\n')) != NULL; line = end + 1)
		ck_assert_int_le(end - line, 100);
}

START_TEST(everything_can_be_shown)
{
	static const char *const what[] = { "totals", "ends", "peers",
	    "partners", "rules", "tables", "tables bad", "storm", "backoff",
	    "backoff 001015500000001", "sunk", "steered",
	    "place 001015500000001", "memory", "events" };
	struct engine *e = &fake_engine;
	char line[80];
	const char *p;
	size_t i;

	open_all(rules);
	e->nway = 2;
	e->way[0] = (struct engine_way){ .link = 1, .up = true,
	    .host = "mme1.with.a.very.long.name.that.goes.on.example.org",
	    .realm = "x", .transport = "sctp", .since = now - 3 * SECOND,
	    .open = 1234567, .counts = { .requests = UINT64_MAX } };
	e->way[1] = (struct engine_way){ .link = 0, .host = "h\x1b[2J\"",
	    .realm = "x", .transport = "tcp", .why = "it said goodbye",
	    .since = now, .counts = { .end = { [END_NO_WAY] = 7 } } };
	(void)asks(imsi_of(1), ULR);
	for (i = 0; i < sizeof(what) / sizeof(what[0]); i++) {
		snprintf(line, sizeof(line), "show %s", what[i]);
		fine(line);
		narrow();
		ck_assert_ptr_null(strchr(reply, '\x1b'));
		snprintf(line, sizeof(line), "json show %s", what[i]);
		fine(line);
		for (p = strchr(reply, '\n') + 1; *p != '\0';
		    p = strchr(p, '\n') + 1) {
			ck_assert_int_eq(*p, '{');
			ck_assert_int_eq(strchr(p, '\n')[-1], '}');
		}
		ck_assert_ptr_null(strchr(reply, '\x1b'));
	}
	fine("show peers");
	has("it said goodbye");
	fine("json show peers");
	has("\"end_no_way\":7");
	has("\"host\":\"h\\u001b[2J\\\"\"");
	has("\"state\":\"up\",\"since_ms\":3000.000");
	fine("show rules");
	has("test.conf:");
	has("by hand");
	refused("show place 1", "expected an IMSI");
	refused("show tables nothing", "no table");
	close_all();
}
END_TEST

START_TEST(what_the_configuration_lacks)
{
	open_all("screen in { pass }\n");
	refused("show storm", "neither storms");
	refused("show memory", "no \"memory\"");
	refused("show place 001015500000001", "no \"memory\"");
	refused("sink host x partner red", "neither storms");
	refused("steer 001015500000001", "no rule steers by a table");
	refused("ring", "no \"ring\"");
	fine("show tables");
	has("there are no tables");
	close_all();
}
END_TEST

START_TEST(entries_of_tables)
{
	open_all(rules);
	ck_assert(asks(imsi_of(1), AIR));
	fine("block bad 001015500000001 for 10m");
	has("001015500000001 is in <bad>, until 2023-11-14 22:23:");
	fine("block <bad> 001015500000002");
	has("until it is released");
	ck_assert(!asks("001015500000001", AIR));
	ck_assert_str_eq(r.said, "drop by hand");
	fine("show tables bad");
	has("001015500000002");
	has("for ever");
	pass_time(601 * SECOND);
	ck_assert(asks("001015500000001", AIR));
	ck_assert(!asks("001015500000002", AIR));
	fine("release bad 001015500000002");
	ck_assert(asks("001015500000002", AIR));
	refused("release bad 001015500000002", "was not added");
	fine("block hosts MME1." REALM_RED);
	ck_assert(!asks("001015500000002", AIR));
	fine("release <hosts> mme1." REALM_RED);
	ck_assert(asks("001015500000002", AIR));
	refused("block nothing 1", "no table \"nothing\"");
	refused("block fixed 1", "entries are added to tables that say");
	refused("block bad 00101*", "whole numbers");
	refused("block bad \"\"", "1 to 255");
	refused("block bad 1 for long", "how long, such as");
	refused("block bad 1 2", "expected: block");
	refused("block bad", "expected: block");
	close_all();
}
END_TEST

START_TEST(sources_are_sunk)
{
	struct sunks *s;

	open_all(rules);
	s = control_sunks(judge_control(r.judge));
	ck_assert(asks(imsi_of(1), AIR));
	fine("sink host mme1." REALM_RED " partner red for 10m "
	    "why \"by hand\"");
	ck_assert_uint_eq(sunks_count(s), 1);
	ck_assert_uint_eq(notices_of(NOTICE_SUNK), 1);
	ck_assert(!asks(imsi_of(2), AIR));
	ck_assert_uint_eq(r.v.why, WHY_SUNK);
	fine("show sunk");
	has("mme1.");
	has("diverted");
	refused("release source host other partner red", "it is not sunk");
	refused("release source host mme1." REALM_RED, "expected partner");
	fine("release source host MME1." REALM_RED " partner red");
	ck_assert_uint_eq(sunks_count(s), 0);
	ck_assert_uint_eq(notices_of(NOTICE_SUNK), 2);
	ck_assert(asks(imsi_of(3), AIR));
	/* the others */
	fine("sink subscriber 001015500000004 partner red");
	ck_assert(!asks("001015500000004", AIR));
	ck_assert_uint_eq(r.v.why, WHY_SUNK);
	ck_assert(asks("001015500000005", AIR));
	fine("sink gt 99970000012 partner red for 1h");
	fine("sink pc 1234 partner red for 1h");
	fine("sink partner red for 1m");
	ck_assert(!asks("001015500000005", AIR));
	fine("release source partner red");
	ck_assert(asks("001015500000005", AIR));
	ck_assert_uint_eq(sunks_count(s), 3);
	refused("sink host x", "expected partner");
	refused("sink host x partner nobody", "the name of a partner");
	refused("sink host \"\" partner red", "a name in quotes");
	refused("sink rock x partner red", "expected host, gt");
	refused("sink gt 12x partner red", "the name of a gt");
	refused("sink host x partner red for \"1h by rule\"", "how long");
	refused("sink host x partner red state diverted", "expected partner");
	refused("sink host x partner", "pairs of words");
	fine("sink host \"a\\\"\\\\b\" partner red why \"\\\" until removed\"");
	close_all();
}
END_TEST

/* A global title that is sunk by hand is the one of messages. */
START_TEST(a_global_title_is_that_of_messages)
{
	open_all(rules);
	rules_judge(&r, input_map(&in, &(struct map_input){ .src = LINK_RED,
	    .dst = LINK_HSS }), now);
	ck_assert_uint_ne(r.v.why, WHY_SUNK);
	fine("sink gt 99970000012 partner red");
	rules_judge(&r, input_map(&in, &(struct map_input){ .src = LINK_RED,
	    .dst = LINK_HSS, .otid = 7 }), now);
	ck_assert_uint_eq(r.v.why, WHY_SUNK);
	close_all();
}
END_TEST

START_TEST(devices_are_steered)
{
	open_all(rules);
	ck_assert(asks("001015500000001", ULR));
	fine("steer 001015500000002 for 1m");
	has("<away>");
	ck_assert(!asks("001015500000002", ULR));
	ck_assert_uint_eq(r.v.action, ACTION_STEER);
	fine("show steered");
	has("devices remembered");
	fine("release away 001015500000002");
	ck_assert(asks("001015500000002", ULR));
	fine("release steered 001015500000002");
	fine("steer 001015500000003 in away");
	has("until 2023-11-14 23:");	/* the table says for how long */
	refused("steer 001015500000003 in nothing", "no table");
	refused("steer a b", "expected: steer");
	close_all();
}
END_TEST

/* ---- the process ---- */

START_TEST(reload_and_stop)
{
	int fd, again;

	open_all(rules);
	fine("reload");
	has("it is the same\n");
	ck_assert_uint_eq(reloads, 1);
	reload_later = true;
	fd = dial(control);
	ck_assert_int_eq(write(fd, "reload\n", 7), 7);
	turn();
	turn();
	ck_assert_uint_eq(reloads, 2);
	refused("reload", "already");
	ck_assert_uint_eq(reloads, 2);
	reload_done(reload_arg, false, "a.conf:1:1: expected a statement");
	ck_assert(hear(fd));
	ck_assert_str_eq(reply, "the configuration was not taken\n"
	    "a.conf:1:1: expected a statement\n");
	/* who has asked goes before the end */
	again = dial(control);
	ck_assert_int_eq(write(again, "reload\n", 7), 7);
	turn();
	turn();
	ck_assert_uint_eq(reloads, 3);
	close(again);
	turn();
	reload_done(reload_arg, true, NULL);
	turn();
	fine("stop");
	ck_assert_uint_eq(stops, 1);
	/* a reload that ends after us calls nobody */
	fd = dial(control);
	ck_assert_int_eq(write(fd, "reload\n", 7), 7);
	turn();
	turn();
	ck_assert_uint_eq(reloads, 4);
	close_all();
	reload_done(reload_arg, true, NULL);
	close(fd);
}
END_TEST

START_TEST(aliases_and_files)
{
	char first[64];

	open_all(rules);
	fine("alias 001015500000001");
	ck_assert_int_eq(reply[5], '~');
	snprintf(first, sizeof(first), "%.60s", reply);
	fine("alias 001015500000001");
	ck_assert_str_eq(reply, first);
	fine("alias 001015500000002");
	ck_assert_str_ne(reply, first);
	fine("reopen");
	fine("show events");
	has("events go nowhere");
	close_all();
}
END_TEST

/* An engine that only passes on has no judge. */
START_TEST(where_nothing_is_judged)
{
	open_all(rules);
	fake_unjudged = true;
	refused("show rules", "nothing is judged");
	refused("show tables", "nothing is judged");
	refused("show storm", "nothing is judged");
	refused("show memory", "nothing is judged");
	refused("show place 001015500000001", "nothing is judged");
	refused("block bad 001015500000001", "nothing is judged");
	refused("release bad 001015500000001", "nothing is judged");
	refused("steer 001015500000001", "nothing is judged");
	refused("sink partner red", "nothing is judged");
	fine("show peers");
	fine("show partners");
	fine("show totals");
	fake_unjudged = false;
	close_all();
}
END_TEST

/* ---- those who do not behave ---- */

START_TEST(lines_without_an_end)
{
	static char long_line[10000];
	int fd[40], i, open = 0;
	char octet;

	open_all(rules);
	memset(long_line, 'x', sizeof(long_line));
	fd[0] = dial(control);
	(void)!write(fd[0], long_line, sizeof(long_line));
	ck_assert(hear(fd[0]));
	ck_assert_str_eq(reply, "the line is too long\n");
	/* more than there is room for; those that are there go on */
	for (i = 0; i < 40; i++) {
		fd[i] = dial(control);
		turn();
	}
	for (i = 0; i < 40; i++)
		open += read(fd[i], &octet, 1) == -1;
	ck_assert_int_eq(open, 32);
	ck_assert_int_eq(write(fd[0], "he", 2), 2);
	turn();
	ck_assert_int_eq(write(fd[0], "lp\nhelp\n", 8), 8);
	ck_assert(hear(fd[0]));
	ck_assert_int_eq(strncmp(reply, "fine\n", 5), 0);
	for (i = 1; i < 40; i++)
		close(fd[i]);
	turn();
	turn();
	fine("help");
	close_all();
}
END_TEST

/* One asks for much and takes nothing; the next one is served all the same,
 * and the answer is bounded. */
START_TEST(a_slow_client_is_nobody_elses_trouble)
{
	struct engine *e = &fake_engine;
	int slow;
	size_t i;

	open_all(rules);
	e->nway = FAKE_WAYS;
	for (i = 0; i < FAKE_WAYS; i++)
		e->way[i] = (struct engine_way){ .host = "h.example.org",
		    .realm = "x", .transport = "tcp", .up = true };
	slow = dial(control);
	ck_assert_int_eq(write(slow, "json show peers\n", 16), 16);
	for (i = 0; i < 10; i++)
		turn();
	fine("show totals");
	ck_assert(hear(slow));
	ck_assert_uint_gt(strlen(reply), 1000000);
	ck_assert_int_eq(reply[strlen(reply) - 1], '\n');
	close_all();
}
END_TEST

START_TEST(garbage)
{
	uint64_t seed = 7;
	char line[64];
	size_t i, k, n;
	int fd;

	open_all(rules);
	for (i = 0; i < 500; i++) {
		fd = dial(i % 2 ? control : status);
		for (k = 0; k + 1 < sizeof(line); k++) {
			seed = seed * UINT64_C(6364136223846793005) + 1;
			line[k] = (char)(seed >> 56);
		}
		n = (seed >> 40) % sizeof(line);
		line[n] = '\n';
		ck_assert_int_gt(write(fd, line, n + 1), 0);
		ck_assert(hear(fd));
		ck_assert_int_ne(strncmp(reply, "fine\n", 5), 0);
	}
	close_all();
}
END_TEST

/* ---- where it listens ---- */

START_TEST(sockets_that_are_left_or_taken)
{
	struct operate *other;
	char *path;
	int fd, saved, null = open("/dev/null", O_WRONLY);

	open_all(rules);
	saved = dup(STDERR_FILENO);
	dup2(null, STDERR_FILENO);
	/* somebody listens there */
	other = operate_open(&conf, base, &env);
	ck_assert_ptr_null(other);
	fine("help");
	/* a file is no socket */
	ck_assert_int_gt(asprintf(&path, "%s/file", dir), 0);
	fd = open(path, O_CREAT | O_WRONLY, 0600);
	close(fd);
	conf.run.status = path;
	ck_assert(!operate_swap(operate, &conf));
	ck_assert_int_eq(unlink(path), 0);
	fine("help");
	asks_at(status, "help");
	/* another place */
	ck_assert(operate_swap(operate, &conf));
	ck_assert_int_eq(access(status, F_OK), -1);
	asks_at(path, "help");
	conf.run.status = status;
	ck_assert(operate_swap(operate, &conf));
	/* left behind by who was killed */
	conf.run.status = NULL;
	ck_assert(operate_swap(operate, &conf));
	ck_assert_int_eq(access(status, F_OK), -1);
	{
		struct sockaddr_un sa = { .sun_family = AF_UNIX };

		snprintf(sa.sun_path, sizeof(sa.sun_path), "%s", status);
		fd = socket(AF_UNIX, SOCK_STREAM, 0);
		ck_assert_int_eq(bind(fd, (struct sockaddr *)&sa,
		    sizeof(sa)), 0);
		close(fd);
	}
	conf.run.status = status;
	ck_assert(operate_swap(operate, &conf));
	asks_at(status, "help");
	conf.run.status = conf.run.control;
	ck_assert(!operate_swap(operate, &conf));
	dup2(saved, STDERR_FILENO);
	close(null);
	close(saved);
	free(path);
	close_all();
}
END_TEST

/* ---- breakwater ctl ---- */

static int
ctl(const char *const argv[])
{
	char *out, *copy[12] = { NULL };
	int state = 0, i, fd;
	pid_t pid;

	ck_assert_int_gt(asprintf(&out, "%s/out", dir), 0);
	fflush(NULL);
	pid = fork();
	if (pid == 0) {
		fd = open(out, O_CREAT | O_TRUNC | O_WRONLY, 0600);
		dup2(fd, STDOUT_FILENO);
		dup2(fd, STDERR_FILENO);
		for (i = 0; argv[i] != NULL; i++)
			copy[i] = strdup(argv[i]);
		i = ctl_command(i, copy);
		fflush(NULL);
		_exit(i);
	}
	while (waitpid(pid, &state, WNOHANG) == 0) {
		turn();
		usleep(500);
	}
	ck_assert(WIFEXITED(state));
	fd = open(out, O_RDONLY);
	reply[read(fd, reply, sizeof(reply) - 1)] = '\0';
	close(fd);
	unlink(out);
	free(out);
	return WEXITSTATUS(state);
}

#define CTL(...)	ctl((const char *const[]){ "ctl", __VA_ARGS__, NULL })

START_TEST(from_the_command_line)
{
	char *path;
	FILE *f;

	open_all(rules);
	ck_assert_int_eq(CTL("-s", control, "show", "totals"), EXIT_FINE);
	has("requests open");
	ck_assert_ptr_null(strstr(reply, "fine"));
	ck_assert_int_eq(CTL("-j", "-s", control, "show", "rules"), EXIT_FINE);
	has("{\"direction\":\"in\"");
	ck_assert_int_eq(CTL("-s", control, "sink", "host", "a b\"c",
	    "partner", "red", "why", "words of mine"), EXIT_FINE);
	ck_assert_uint_eq(sunks_count(control_sunks(judge_control(r.judge))),
	    1);
	ck_assert_int_eq(CTL("-s", control, "block", "nothing", "1"),
	    EXIT_PROBLEM);
	ck_assert_str_eq(reply, "breakwater ctl: no table \"nothing\"\n");
	ck_assert_int_eq(CTL("-s", "/nonexistent", "help"), EXIT_PROBLEM);
	has("/nonexistent: No such file");
	ck_assert_int_eq(CTL("-s", control), EXIT_USAGE);
	ck_assert_int_eq(CTL("-x", "help"), EXIT_USAGE);
	ck_assert_int_eq(CTL("-s", control, "-c", "x", "help"), EXIT_USAGE);
	ck_assert_int_eq(CTL("-s", control, "a\nb"), EXIT_USAGE);
	ck_assert_int_eq(CTL("-h"), EXIT_FINE);
	ck_assert_int_eq(CTL("-c", "/nonexistent", "help"), EXIT_PROBLEM);
	ck_assert_int_gt(asprintf(&path, "%s/a.conf", dir), 0);
	f = fopen(path, "w");
	fprintf(f, "home { plmn 001-01 }\nrun { control \"%s\" }\n", control);
	fclose(f);
	ck_assert_int_eq(CTL("-c", path, "help"), EXIT_FINE);
	unlink(path);
	free(path);
	close_all();
}
END_TEST

static void
add(TCase *tc)
{
	tcase_set_timeout(tc, 60);
	tcase_add_test(tc, words_and_quotes);
	tcase_add_test(tc, who_may_only_look);
	tcase_add_test(tc, everything_can_be_shown);
	tcase_add_test(tc, what_the_configuration_lacks);
	tcase_add_test(tc, entries_of_tables);
	tcase_add_test(tc, sources_are_sunk);
	tcase_add_test(tc, a_global_title_is_that_of_messages);
	tcase_add_test(tc, devices_are_steered);
	tcase_add_test(tc, reload_and_stop);
	tcase_add_test(tc, aliases_and_files);
	tcase_add_test(tc, where_nothing_is_judged);
	tcase_add_test(tc, lines_without_an_end);
	tcase_add_test(tc, a_slow_client_is_nobody_elses_trouble);
	tcase_add_test(tc, garbage);
	tcase_add_test(tc, sockets_that_are_left_or_taken);
	tcase_add_test(tc, from_the_command_line);
}

int
main(void)
{
	return judge_main("operate", add);
}
