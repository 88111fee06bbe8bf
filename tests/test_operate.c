/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Operators at the control socket: commands and their answers.
 */
#define _GNU_SOURCE	/* asprintf() */
#include <sys/stat.h>

#include "../rules/block.h"
#include "../rules/state/sunk.h"
#include "operate_help.h"

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

START_TEST(a_device_with_an_appointment)
{
	open_all(rules);
	fill();
	ck_assert(!asks(imsi_of(500), ULR));
	fine("show backoff 001012000000500");
	narrow();
	has("red");
	has("booked");
	fine("show backoff 001012000000501");
	has("it was told nothing");
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
	fine("block stolen 359386030656817");
	has("35938603065681 is in <stolen>");	/* the digits of its own */
	refused("block stolen 35938603", "expected an IMEI of 14 digits");
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

static void
add(TCase *tc)
{
	tcase_add_test(tc, words_and_quotes);
	tcase_add_test(tc, who_may_only_look);
	tcase_add_test(tc, everything_can_be_shown);
	tcase_add_test(tc, a_device_with_an_appointment);
	tcase_add_test(tc, what_the_configuration_lacks);
	tcase_add_test(tc, entries_of_tables);
	tcase_add_test(tc, sources_are_sunk);
	tcase_add_test(tc, a_global_title_is_that_of_messages);
	tcase_add_test(tc, devices_are_steered);
	tcase_add_test(tc, reload_and_stop);
	tcase_add_test(tc, aliases_and_files);
	tcase_add_test(tc, where_nothing_is_judged);
}

int
main(void)
{
	return suite_main("operate", add);
}
