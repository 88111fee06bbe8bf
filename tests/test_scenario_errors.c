/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Scenarios that are refused: exactly what is said about them, and that one
 * mistake gives one sentence.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../sim/lab/scenario_read.h"
#include "suite.h"

#define STATEMENT							\
	"expected title, seed, length, calm, class, home, network, "	\
	"population, at, policy, expect, include or name = value"
#define HOME								\
	"expected capacity, servers, service, authenticate, queue, "	\
	"full, busy-cost, doic-queue, doic-validity, plmn, gt or \"}\""
#define TIME	"expected a time such as 500ms, 3s or 10m"
#define RATE	"expected a rate such as 400/s or 20/m"
#define ALL	"none, rate, priority, backoff, doic or breakwater"

/* What is written behind a whole scenario in line 1, and what is said, line by
 * line without the name of the file. */
static const struct refused {
	const char	*text, *errors;
} refused[] = {
	/* statements */
	{ "titel \"x\"", "2:1: " STATEMENT ", not \"titel\"\n" },
	{ "}", "2:1: " STATEMENT ", not \"}\"\n" },
	{ "foo bar\nlength fast", "2:1: " STATEMENT ", not \"foo\"\n"
	    "3:8: " TIME ", not \"fast\"\n" },
	{ "title x", "2:7: expected a text in quotes, not \"x\"\n" },
	{ "seed 1\nseed 2", "3:1: seed is there twice: first in line 2\n" },
	{ "seed -1", "2:6: expected a number from 0 to 1000000000000000, not"
	    " \"-1\"\n" },
	{ "length", "2:7: " TIME ", not the end of the file\n" },
	{ "calm often", "2:6: expected a time such as 500ms, 3s or 10m, or"
	    " never, not \"often\"\n" },
	{ "include foo", "2:9: expected a text in quotes, not \"foo\"\n" },
	{ "include \"no-such-file\"", "2:9: \"no-such-file\" cannot be read:"
	    " No such file or directory\n" },
	{ "x = ", "2:5: expected a value of the macro, not the end of the"
	    " file\n" },
	{ "seed $x", "2:6: macro $x is not defined before this\n" },
	{ "seed \001", "2:6: unexpected octet 0x01\n" },
	{ "title \"x", "2:7: expected a second \" on the line of the"
	    " first\n" },

	/* classes, home */
	{ "class a priority 1", "2:7: class \"a\" is there twice\n" },
	{ "class b", "2:8: expected \"priority\", not the end of the file\n" },
	{ "class b priority 16", "2:18: expected a number from 0 to 15, not"
	    " \"16\"\n" },
	{ "class { }", "2:7: expected the name of a class, not \"{\"\n" },
	{ "home capacity 5/s", "2:6: expected \"{\", not \"capacity\"\n" },
	{ "home { capacity }", "2:17: " RATE ", not \"}\"\n" },
	{ "home { capacity 5 }", "2:17: " RATE ", not \"5\"\n" },
	{ "home { capacity 0/s }", "2:17: " RATE ", not \"0/s\"\n" },
	{ "home { service slow }", "2:16: expected exponential, constant,"
	    " erlang or lognormal, not \"slow\"\n" },
	{ "home { authenticate 101% }", "2:21: expected a share from 0% to"
	    " 100%, not \"101%\"\n" },
	{ "home { busy-cost 2 }", "2:18: expected a number from 0 to 1, such"
	    " as 0.5, not \"2\"\n" },
	{ "home { plmn 0a }", "2:13: expected a network code such as 999-70,"
	    " not \"0a\"\n" },
	{ "home { gt 123 }", "2:11: expected 6 to 16 digits, an even number of"
	    " them, not \"123\"\n" },
	{ "home { colour red\n queue 5 servers 0 }",
	    "2:8: " HOME ", not \"colour\"\n"
	    "3:18: expected a number from 1 to 1000, not \"0\"\n" },
	{ "home { queue 5 queue 6 }", "2:16: queue is there twice: first in"
	    " line 2\n" },
	{ "home { }\nhome { }", "3:6: home is there twice: first in line 2\n" },
	{ "home {", "2:7: expected \"}\" for the \"{\" of line 2, not the end"
	    " of the file\n" },
	{ "home {\n\tqueue 5\nnetwork x { }", "4:1: expected \"}\" for the"
	    " \"{\" of line 2 before \"network\"\n" },

	/* networks */
	{ "network n { }", "2:9: network \"n\" is there twice\n" },
	{ "network m { t3346 5m }", "2:22: expected \"to\" and a second time,"
	    " not \"}\"\n" },
	{ "network m { t3346 5m to 1m }", "2:19: the first time is longer than"
	    " the second\n" },
	{ "network m { t3346 long }", "2:19: expected two times such as 15m to"
	    " 30m, or none, not \"long\"\n" },
	{ "network m { cause x is 17 }", "2:19: expected an error such as"
	    " 3004, map 34 or experimental 5420, not \"x\"\n" },
	{ "network m { cause 3004 17 }", "2:24: expected \"is\" and a cause,"
	    " not \"17\"\n" },
	{ "network m { cause map 34 is 112 }", "2:29: expected a cause from 2"
	    " to 111, not \"112\"\n" },
	{ "network m { up maybe }", "2:16: expected yes or no, not"
	    " \"maybe\"\n" },
	{ "network 12345678901234567890123456789012 { }", "2:9: expected a"
	    " name of at most 31 octets, not 32\n" },

	/* populations and their behaviour */
	{ "population p { }", "2:12: population \"p\" is there twice\n" },
	{ "population q { class a }", "2:12: expected networks in population"
	    " \"q\"\n" },
	{ "population q { networks n }", "2:12: expected class in population"
	    " \"q\"\n" },
	{ "population q { class b networks { n m } }", "2:22: class \"b\" is"
	    " not defined before this\n2:37: network \"m\" is not defined"
	    " before this\n" },
	{ "population q { networks { n n } }", "2:29: network \"n\" is there"
	    " twice\n" },
	{ "population q { imsi 00101 }", "2:21: expected an IMSI of 15 digits,"
	    " not \"00101\"\n" },
	{ "population q { tech gsm }", "2:21: expected s6a, map-cs or map-ps,"
	    " not \"gsm\"\n" },
	{ "population q { behaviour iot tech s6a }", "2:35: expected tech"
	    " before behaviour, which goes by it\n" },
	{ "population q { behaviour iot { attempts 0 foo } }",
	    "2:41: expected a number from 1 to 255, not \"0\"\n" },
	{ "population q { behaviour iot {\n\tfoo\n\tretry 5\n\t} }",
	    "3:2: expected attempts, answer, retry, long, search, no-service,"
	    " bar, areas, leave, look-home, back-off, reset-after, reset-time,"
	    " restart, restart-within, loop or \"}\", not \"foo\"\n"
	    "4:8: " TIME ", not \"5\"\n" },

	/* events */
	{ "at soon outage", "2:4: " TIME ", not \"soon\"\n" },
	{ "at 5m explode", "2:7: expected outage, blackout, reregister,"
	    " restart, reset, link, capacity, flood, scan or firmware, not"
	    " \"explode\"\n" },
	{ "at 5m capacity { network n }", "2:18: expected until, factor or"
	    " \"}\", not \"network\"\n" },
	{ "at 5m outage { arrivals series over 1m }", "2:40: expected the"
	    " weights of its steps: \"{\", not \"}\"\n" },
	{ "at 5m outage { arrivals series { 1 x } }", "2:36: expected a number"
	    " from 0 to 1000000000, such as 0.5, not \"x\"\n" },
	{ "at 5m outage { arrivals series { 0 } }", "2:32: expected weights"
	    " that are not all 0\n" },
	{ "at 5m outage { network m }", "2:24: network \"m\" is not defined"
	    " before this\n" },

	/* policies and expectations */
	{ "policy strange", "2:8: expected " ALL ", not \"strange\"\n" },
	{ "policy rate { limit 5/s sink 5/s }", "2:25: expected limit or"
	    " \"}\", not \"sink\"\n" },
	{ "policy none { limit 5/s }", "2:15: expected \"}\", not"
	    " \"limit\"\n" },
	{ "policy breakwater { back-off 5m }", "2:21: expected limit, reserve,"
	    " sink, conf or \"}\", not \"back-off\"\n" },
	{ "policy rate\npolicy rate", "3:8: policy \"rate\" is there twice:"
	    " give one of them a name in quotes\n" },
	{ "expect none load < 1%\npolicy rate", "3:8: policies stand before"
	    " what is expected of them\n"
	    "3:8: policy \"rate\" is there twice: give one of them a name in"
	    " quotes\n" },
	{ "expect me load < 1%", "2:8: expected " ALL ", not \"me\"\n" },
	{ "policy rate\nexpect none load < 1%", "3:8: expected rate, not"
	    " \"none\"\n" },
	{ "expect none lod < 1%", "2:13: expected class, done, delay, success,"
	    " load, use, overload, wasted, retransmitted, messages, refusals,"
	    " early or goodput, not"
	    " \"lod\"\n" },
	{ "expect none class a load < 1%", "2:26: load is not known by"
	    " class\n" },
	{ "expect none done 98% < 1s", "2:18: expected 50%, 95%, 99% or 100%,"
	    " not \"98%\"\n" },
	{ "expect none delay 99% < 1s", "2:19: expected p50, p95, p99 or p100,"
	    " not \"99%\"\n" },
	{ "expect none done 99% = 1s", "2:22: expected <, <=, >, >= or within,"
	    " not \"=\"\n" },
	{ "expect none load within 1 fluid", "2:18: expected <, <=, > or >=,"
	    " not \"within\"\n" },
	{ "expect none done 99% within 1.1 reach", "2:33: expected reachable"
	    " or fluid, not \"reach\"\n" },
	{ "expect none done 99% within x fluid", "2:29: expected a number such"
	    " as 1.10, not \"x\"\n" },
	{ "expect none load < 1s", "2:20: expected a share such as 102%, or a"
	    " policy, not \"1s\"\n" },
	{ "expect none overload < 1", "2:24: expected a time such as 2s, or a"
	    " policy, not \"1\"\n" },
	{ "expect none messages < 1s", "2:24: expected a number, or a policy,"
	    " not \"1s\"\n" },

	{ "network m { cause 3004 is 0 }", "2:27: expected a cause from 2 to"
	    " 111, not \"0\"\n" },

	/* what only the whole of it shows */
	{ "network m { plmn 999-01 }", " networks n and m share a PLMN or a"
	    " title prefix\n" },
	{ "network m { plmn 999-001 }", " networks n and m share a PLMN or a"
	    " title prefix\n" },
	{ "network m { gt 999700 }", " networks n and m share a PLMN or a"
	    " title prefix\n" },
	{ "home { plmn 999-01 }", " network n has the PLMN of home\n" },
	{ "population q { class a networks n imsi 001010000000500 }",
	    " populations p and q share IMSIs\n" },
	{ "at 5m blackout", " event 1 (blackout) needs an end\n" },
};

static const char whole[] = "class a priority 1 network n { } "
    "population p { class a networks n }\n";

/* All sentences, without the path. */
static void
errors_text(char *text, size_t size, const struct conf_errors *e)
{
	size_t i, n = 0;

	text[0] = '\0';
	for (i = 0; i < e->n && n < size; i++)
		n += (size_t)snprintf(text + n, size - n, "%s\n",
		    strchr(e->line[i], ':') + 1);
}

START_TEST(refused_exactly)
{
	const struct refused *c = &refused[_i];
	struct conf_errors errors = { .n = 0 };
	char text[1000], said[4000];
	struct scenario *s;

	snprintf(text, sizeof(text), "%s%s", whole, c->text);
	s = scenario_parse("t.sim", text, strlen(text), &errors);
	errors_text(said, sizeof(said), &errors);
	if (s != NULL || strcmp(said, c->errors) != 0)
		ck_abort_msg("%s\nsaid:     %sexpected: %s", c->text, said,
		    c->errors);
	ck_assert_uint_eq(errors.more, 0);
	conf_errors_free(&errors);
}
END_TEST

/* Without what is wrong the same text is fine. */
START_TEST(whole_is_fine)
{
	struct conf_errors errors = { .n = 0 };
	struct scenario *s = scenario_parse("t.sim", whole, strlen(whole),
	    &errors);

	ck_assert_ptr_nonnull(s);
	ck_assert_uint_eq(errors.n, 0);
	scenario_free(s);
}
END_TEST

START_TEST(many_are_counted)
{
	struct conf_errors errors = { .n = 0 };
	char text[2000] = "";
	int i;

	for (i = 0; i < 30; i++)
		strcat(text, "seed x\n");
	ck_assert_ptr_null(scenario_parse("t.sim", text, strlen(text),
	    &errors));
	/* the first is wrong; the others are wrong and there twice */
	ck_assert_uint_eq(errors.n, CONF_ERRORS_MAX);
	ck_assert_uint_eq(errors.n + errors.more, 59);
	conf_errors_free(&errors);
}
END_TEST

START_TEST(no_such_file)
{
	struct conf_errors errors = { .n = 0 };

	ck_assert_ptr_null(scenario_load("/nonexistent/x.sim", &errors));
	ck_assert_uint_eq(errors.n, 1);
	ck_assert_str_eq(errors.line[0], "/nonexistent/x.sim: cannot be "
	    "read: No such file or directory");
	conf_errors_free(&errors);
}
END_TEST

static void
add(TCase *t)
{
	tcase_add_loop_test(t, refused_exactly, 0,
	    sizeof(refused) / sizeof(refused[0]));
	tcase_add_test(t, whole_is_fine);
	tcase_add_test(t, many_are_counted);
	tcase_add_test(t, no_such_file);
}

int
main(void)
{
	return suite_main("refused scenarios", add);
}
