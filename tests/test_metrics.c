/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Metrics over HTTP, read as strictly as their format asks for.
 */
#define _GNU_SOURCE	/* open_memstream() */
#include <arpa/inet.h>
#include <ctype.h>
#include <event2/event.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "../fw/event.h"
#include "../fw/run/events.h"
#include "../fw/run/metrics.h"
#include "../fw/run/operate_impl.h"
#include "engine_fake.h"
#include "hear.h"

enum { SERIES = 40000, LINE_MAX_OCTETS = 2000 };

static struct conf conf;
static struct events *events;
static struct operate_env env;
static struct metrics *metrics;

static const char rules[] =
    "storm \"crowd\" on { authenticate update-location } per partner "
    "enter 300/s for 3s leave 150/s for 30s\n"
    "storm \"all\" on { authenticate } "
    "enter 300/s for 3s leave 150/s for 30s\n"
    "protect \"home\" { capacity 1000/s }\n"
    "memory { subscribers 10000 } ss7 { sigtran \"x.cs7\" pc 1-1-1 }\n"
    "screen in { drop imsi 0010122* label \"bad\"\n"
    "drop imsi 0010123* label \"bad\"\ndrop imsi 0010124*\n"
    "pass label \"fine\" }\n";

static void
open_all(const char *text)
{
	(void)more;
	world(text);
	conf = *ruleset_conf(r.rs);
	memset(&conf.run, 0, sizeof(conf.run));
	base = event_base_new();
	events = events_open(&conf, base);
	env = (struct operate_env){ .engine = &fake_engine,
	    .peers = &fake_peers, .events = events,
	    .sigtran = &fake_edge };
}

static void
serve(void)
{
	static struct conf_item item = { .kind = ITEM_ADDRESS, .len = 4,
	    .bits = 32, .address = { 127, 0, 0, 1 } };
	struct conf_end end = { .address = { &item, 1 } };

	metrics = metrics_open(&end, base, &env, 1);
	ck_assert_ptr_nonnull(metrics);
	ck_assert_uint_ne(metrics_port(metrics), 0);
}

static void
close_all(void)
{
	metrics_close(metrics);
	events_close(events);
	event_base_free(base);
	rules_close(&r);
}

static void
judged_now(const char *imsi)
{
	struct event e = { .m = &in.m, .rules = r.rs, .judge = r.judge,
	    .v = &r.v };

	(void)asks(imsi, ULR);
	events_message(events, &e);
}

/* ---- HTTP ---- */

static int
dial(void)
{
	struct sockaddr_in sa = { .sin_family = AF_INET,
	    .sin_port = htons(metrics_port(metrics)),
	    .sin_addr = { htonl(INADDR_LOOPBACK) } };
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	ck_assert_int_eq(connect(fd, (struct sockaddr *)&sa, sizeof(sa)), 0);
	fcntl(fd, F_SETFL, O_NONBLOCK);
	return fd;
}

/* The status, with the body at the start of "reply". */
static int
get(const char *request)
{
	int fd = dial(), code;
	char *body;

	ck_assert_int_eq(write(fd, request, strlen(request)),
	    (ssize_t)strlen(request));
	ck_assert(hear(fd));
	ck_assert_int_eq(sscanf(reply, "HTTP/1.%*d %d", &code), 1);
	body = strstr(reply, "\r\n\r\n");
	ck_assert_ptr_nonnull(body);
	if (code == 200)
		ck_assert_ptr_nonnull(strstr(reply,
		    "Content-Type: text/plain; version=0.0.4"));
	memmove(reply, body + 4, strlen(body + 4) + 1);
	return code;
}

/* ---- the format ---- */

static char series[SERIES][LINE_MAX_OCTETS / 4];
static size_t nseries;
static char family[200], type[20];
static char families[METRIC_COUNT][200];
static size_t nfamilies;

static size_t
name_len(const char *p)
{
	size_t n = 0;

	while (isalnum((unsigned char)p[n]) || p[n] == '_' || p[n] == ':')
		n++;
	ck_assert(n > 0 && !isdigit((unsigned char)p[0]));
	return n;
}

static void
family_begins(const char *line)
{
	size_t n = name_len(line), i;

	snprintf(family, sizeof(family), "%.*s", (int)n, line);
	ck_assert_int_eq(strncmp(family, "breakwater_", 11), 0);
	for (i = 0; i < nfamilies; i++)
		ck_assert_str_ne(families[i], family);
	ck_assert_uint_lt(nfamilies, METRIC_COUNT);
	strcpy(families[nfamilies++], family);
	ck_assert_int_eq(line[n], ' ');
	ck_assert_int_eq(line[strlen(line) - 1], '.');
	type[0] = '\0';
}

static void
type_said(const char *line)
{
	size_t n = name_len(line);

	ck_assert_str_eq(type, "");
	ck_assert_uint_eq(n, strlen(family));
	ck_assert_int_eq(strncmp(line, family, n), 0);
	snprintf(type, sizeof(type), "%s", line + n + 1);
	ck_assert(strcmp(type, "counter") == 0 || strcmp(type, "gauge") == 0);
	ck_assert_int_eq(strcmp(type, "counter") == 0,
	    n > 6 && strcmp(family + n - 6, "_total") == 0);
}

static const char *
labels_end(const char *p)
{
	for (p++; ; p++) {
		p += name_len(p);
		ck_assert(p[0] == '=' && p[1] == '"');
		for (p += 2; *p != '"'; p++) {
			ck_assert_int_ne(*p, '\0');
			if (*p == '\\')
				ck_assert_ptr_nonnull(strchr("\\\"n", *++p));
		}
		if (*++p == '}')
			return p + 1;
		ck_assert_int_eq(*p, ',');
	}
}

static void
sample(const char *line)
{
	const char *p = line + name_len(line);
	char *end;
	size_t n, i;

	ck_assert_uint_eq((size_t)(p - line), strlen(family));
	ck_assert_int_eq(strncmp(line, family, strlen(family)), 0);
	ck_assert_str_ne(type, "");
	if (*p == '{')
		p = labels_end(p);
	n = (size_t)(p - line);
	ck_assert_int_eq(*p, ' ');
	ck_assert_double_ge(strtod(p + 1, &end), 0);
	ck_assert(end > p + 1 && *end == '\0');
	ck_assert_uint_lt(nseries, SERIES);
	ck_assert_uint_lt(n, sizeof(series[0]));
	memcpy(series[nseries], line, n);
	series[nseries][n] = '\0';
	/* those of one family are few in a test */
	for (i = nseries; i-- > 0 && strncmp(series[i], family,
	    strlen(family)) == 0 && nseries - i < 3000;)
		ck_assert_str_ne(series[i], series[nseries]);
	nseries++;
}

/* How many series there are. */
static size_t
parsed(void)
{
	char *line = reply, *end, copy[LINE_MAX_OCTETS];

	nseries = nfamilies = 0;
	family[0] = type[0] = '\0';
	for (; *line != '\0'; line = end + 1) {
		end = strchr(line, '\n');
		ck_assert_ptr_nonnull(end);
		ck_assert_uint_lt((size_t)(end - line), sizeof(copy));
		memcpy(copy, line, (size_t)(end - line));
		copy[end - line] = '\0';
		if (strncmp(copy, "# HELP ", 7) == 0)
			family_begins(copy + 7);
		else if (strncmp(copy, "# TYPE ", 7) == 0)
			type_said(copy + 7);
		else
			sample(copy);
	}
	return nseries;
}

static void
has(const char *line)
{
	size_t n = strlen(line);
	const char *p = reply;

	while ((p = strstr(p, line)) != NULL && p[n] != '\n')
		p++;
	if (p == NULL)
		ck_abort_msg("no \"%s\" in %.3000s", line, reply);
}

/* ---- tests ---- */

static const char usual[] =
    "GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n";

START_TEST(all_of_it)
{
	struct engine *e = &fake_engine;

	open_all(rules);
	serve();
	e->totals.requests = 12;
	e->totals.end[END_NO_WAY] = 5;
	e->verdicts[ACTION_DROP] = 3;
	e->nway = 4;
	e->way[0] = (struct engine_way){ .link = 0, .up = true,
	    .host = "mme1.example.org", .waits = 4,
	    .counts = { .requests = 7 } };
	e->way[1] = (struct engine_way){ .link = 2, .host = "hss\"\\\n" };
	e->way[2] = (struct engine_way){ .link = 0,
	    .host = "mme1.example.org", .counts = { .requests = 3 } };
	e->way[3] = (struct engine_way){ .link = 1, .up = true, .ss7 = true,
	    .host = "stp", .held = 2, .news = 9, .counts = { .stopped = 5 } };
	fake_peers.counts.strangers = 2;
	fake_edge.lost[CHANNEL_LOSS_FORM] = 7;
	home_answers = false;
	judged_now("001015500000001");
	judged_now("001012200000001");
	judged_now("001012300000001");
	judged_now("001012400000001");
	ck_assert_int_eq(get(usual), 200);
	ck_assert_uint_gt(parsed(), 60);
	/* each that there is but for those of sinks */
	ck_assert_uint_eq(nfamilies, METRIC_COUNT - 1);
	has("breakwater_messages_total{partner=\"red\",verdict=\"pass\"} 1");
	has("breakwater_messages_total{partner=\"red\",verdict=\"drop\"} 3");
	has("breakwater_requests_total 12");
	has("breakwater_requests_ended_total{end=\"no-way\"} 5");
	has("breakwater_verdicts_total{verdict=\"drop\"} 3");
	/* a neighbour that came twice is one */
	has("breakwater_peer_up{link=\"red\",host=\"mme1.example.org\"} 1");
	has("breakwater_peer_requests_total{link=\"red\","
	    "host=\"mme1.example.org\"} 10");
	has("breakwater_peer_answers_stopped_total{link=\"blue\","
	    "host=\"stp\"} 5");
	has("breakwater_peer_messages_held{link=\"blue\",host=\"stp\"} 2");
	has("breakwater_peer_link_events_total{link=\"blue\","
	    "host=\"stp\"} 9");
	ck_assert_ptr_null(strstr(reply, "messages_held{link=\"red\""));
	has("breakwater_edge_messages_lost_total{why=\"form\"} 7");
	has("breakwater_edge_messages_lost_total{why=\"down\"} 0");
	has("breakwater_peer_up{link=\"hss\",host=\"hss\\\"\\\\\\n\"} 0");
	has("breakwater_connections_closed_total{why=\"stranger\"} 2");
	/* rules of one label are one, others have their place */
	has("breakwater_rule_matches_total{direction=\"in\",label=\"bad\"} 2");
	has("breakwater_rule_matches_total{direction=\"in\","
	    "label=\"test.conf:16\"} 1");
	has("breakwater_storm_state{storm=\"crowd\",partner=\"red\"} 0");
	has("breakwater_storm_state{storm=\"all\"} 0");
	has("breakwater_protect_capacity{protect=\"home\"} 1000.000");
	has("breakwater_protect_admission_total{protect=\"home\","
	    "priority=\"9\",decision=\"admitted\"} 1");
	has("breakwater_memory_entries_max{of=\"subscribers\"} 10000");
	has("breakwater_events_lost_total 0");
	close_all();
}
END_TEST

/* Also where nothing else is remembered. */
START_TEST(a_sinkhole_that_is_full)
{
	char line[64], error[CONTROL_ERROR_MAX];
	unsigned i;

	open_all("sinkhole { sources 16 }\n"
	    "protect \"home\" { capacity 1000/s }\nscreen in { pass }\n");
	serve();
	for (i = 0; i < 18; i++) {
		snprintf(line, sizeof(line), "host \"mme%u.example.org\" "
		    "partner \"red\"", i);
		ck_assert(control_sink(judge_control(engine_judge(
		    &fake_engine)), line, START, error));
	}
	ck_assert_int_eq(get(usual), 200);
	(void)parsed();
	has("breakwater_sunk_sources 16");
	has("breakwater_memory_lost_total{of=\"sunk\"} 2");
	has("breakwater_memory_lost_total{of=\"steered\"} 0");
	close_all();
}
END_TEST

START_TEST(next_to_nothing)
{
	open_all("screen in { pass }\n");
	env.events = NULL;
	env.peers = NULL;
	fake_engine.nway = 0;
	serve();
	ck_assert_int_eq(get(usual), 200);
	ck_assert_uint_gt(parsed(), 10);
	fake_unjudged = true;
	ck_assert_int_eq(get(usual), 200);
	ck_assert_uint_gt(parsed(), 10);
	close_all();
}
END_TEST

START_TEST(bounded)
{
	struct engine *e = &fake_engine;
	static char host[FAKE_WAYS][40];
	size_t i;

	open_all(rules);
	serve();
	e->nway = 4096;
	for (i = 0; i < e->nway; i++) {
		snprintf(host[i], sizeof(host[i]), "h%zu.example.org", i);
		e->way[i] = (struct engine_way){ .host = host[i] };
	}
	ck_assert_int_eq(get(usual), 200);
	ck_assert_uint_lt(parsed(), 7 * METRICS_WAYS + 500);
	close_all();
}
END_TEST

START_TEST(nothing_else)
{
	open_all(rules);
	serve();
	ck_assert_int_eq(get("GET / HTTP/1.1\r\nHost: x\r\n\r\n"), 404);
	ck_assert_int_eq(get("GET /metrics/../etc HTTP/1.1\r\nHost: x\r\n"
	    "\r\n"), 404);
	ck_assert_int_eq(get("POST /metrics HTTP/1.1\r\nHost: x\r\n"
	    "Content-Length: 0\r\n\r\n"), 501);
	ck_assert_int_eq(get(usual), 200);
	close_all();
}
END_TEST

/* Those who connect and say nothing, or too much, keep nobody else out for
 * longer than they are borne. */
START_TEST(a_bounded_number_of_clients)
{
	static char big[20000];
	int fd[40], i, n = 0;

	open_all(rules);
	serve();
	for (i = 0; i < 40; i++) {
		fd[i] = dial();
		turn();
	}
	for (i = 0; i < 40; i++) {
		ck_assert_int_gt(write(fd[i], usual, sizeof(usual) - 1), 0);
		turn();
		close(fd[i]);
	}
	for (i = 0; i < 50; i++)
		turn();
	ck_assert_int_eq(get(usual), 200);
	fd[0] = dial();
	memset(big, 'x', sizeof(big));
	memcpy(big, "GET /", 5);
	(void)!write(fd[0], big, sizeof(big));
	(void)hear(fd[0]);
	ck_assert_ptr_null(strstr(reply, "200 OK"));
	ck_assert_int_eq(get(usual), 200);
	/* who is beyond the number waits in the queue of the system */
	for (i = 0; i < 17; i++) {
		fd[i] = dial();
		turn();
	}
	ck_assert_int_gt(write(fd[16], usual, sizeof(usual) - 1), 0);
	for (i = 0; i < 20; i++) {
		turn();
		usleep(1000);
		n += recv(fd[16], reply, 1, MSG_PEEK) == 1;
	}
	ck_assert_int_eq(n, 0);
	close(fd[0]);
	ck_assert(hear(fd[16]));
	ck_assert_ptr_nonnull(strstr(reply, "200 OK"));
	for (i = 1; i < 16; i++)
		close(fd[i]);
	close_all();
}
END_TEST

START_TEST(an_address_that_is_taken)
{
	struct conf_item item = { .kind = ITEM_ADDRESS, .len = 4,
	    .address = { 127, 0, 0, 1 } };
	struct conf_end end = { .address = { &item, 1 } };
	int saved = dup(STDERR_FILENO), null = open("/dev/null", O_WRONLY);

	open_all(rules);
	serve();
	end.port = metrics_port(metrics);
	dup2(null, STDERR_FILENO);
	ck_assert_ptr_null(metrics_open(&end, base, &env, 1));
	dup2(saved, STDERR_FILENO);
	close_all();
}
END_TEST

static void
add(TCase *tc)
{
	tcase_set_timeout(tc, 60);
	tcase_add_test(tc, all_of_it);
	tcase_add_test(tc, a_sinkhole_that_is_full);
	tcase_add_test(tc, next_to_nothing);
	tcase_add_test(tc, bounded);
	tcase_add_test(tc, nothing_else);
	tcase_add_test(tc, a_bounded_number_of_clients);
	tcase_add_test(tc, an_address_that_is_taken);
}

int
main(void)
{
	return judge_main("metrics", add);
}
