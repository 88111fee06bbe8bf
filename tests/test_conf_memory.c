/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Memory, checks and lists of devices in the configuration: what they become,
 * and exactly what is said about mistakes in them.
 */
#include <check.h>
#include <stdio.h>
#include <string.h>

#include "conf_text.h"
#include "suite.h"

#define STATEMENTS							\
	"home, partner, table, category, class, link, protect, storm, "	\
	"sinkhole, memory, check, blacklist, greylist, diameter, run, "	\
	"ss7, screen, include or name = value"

#define SECOND	UINT64_C(1000000000)

START_TEST(memory)
{
	struct conf *c = parse("home { }");

	ck_assert(!c->memory.there);
	conf_free(c);
	c = parse("home { } memory { }");
	ck_assert(c->memory.there);
	ck_assert_uint_eq(c->memory.at.column, 10);
	ck_assert_uint_eq(c->memory.subscribers, 1000000);
	ck_assert_uint_eq(c->memory.transactions, 100000);
	ck_assert_uint_eq(c->memory.sources, 10000);
	ck_assert_uint_eq(c->memory.answer, 30 * SECOND);
	ck_assert_uint_eq(c->memory.forget, 600 * SECOND);
	ck_assert_ptr_null(c->memory.geography);
	conf_free(c);
	c = parse("home { } memory { forget 48h geography \"a.csv\" sources 100"
	    " answer 1h subscribers 100000000 transactions 10000000 }");
	ck_assert_uint_eq(c->memory.subscribers, 100000000);
	ck_assert_uint_eq(c->memory.transactions, 10000000);
	ck_assert_uint_eq(c->memory.sources, 100);
	ck_assert_uint_eq(c->memory.answer, 3600 * SECOND);
	ck_assert_uint_eq(c->memory.forget, 48 * 3600 * SECOND);
	ck_assert_str_eq(c->memory.geography, "a.csv");
	ck_assert_str_eq(c->memory.path, "some/dir/a.csv");
	ck_assert_uint_eq(c->memory.geography_at.column, 40);
	conf_free(c);
	c = parse("home { } memory { answer 10s forget 10s subscribers 1000"
	    " transactions 100 sources 1000000 geography \"/a.csv\" }");
	ck_assert_uint_eq(c->memory.forget, c->memory.answer);
	ck_assert_str_eq(c->memory.path, "/a.csv");
	conf_free(c);
}
END_TEST

/* Without a statement: by the list in check.h. */
START_TEST(check_defaults)
{
	static const uint64_t learns[CHECK_COUNT] = {
		[CHECK_UNASKED] = 600, [CHECK_PEER_CHANGED] = 600,
		[CHECK_SUBSCRIBER_CHANGED] = 600,
	};
	struct conf *c = parse("home { }");
	const struct conf_check *k = c->check;
	size_t i;

	for (i = 0; i < CHECK_COUNT; i++) {
		ck_assert(!k[i].written);
		ck_assert_uint_eq(k[i].mode, CHECK_LEARN);
		ck_assert_uint_eq(k[i].then, CHECK_ENFORCE);
		ck_assert_uint_eq(k[i].learn_ns, (learns[i] != 0 ? learns[i] :
		    3600) * SECOND);
	}
	ck_assert_uint_eq(k[CHECK_UNASKED].coverage, 90);
	ck_assert_uint_eq(k[CHECK_VELOCITY].speed, 1000);
	ck_assert_uint_eq(k[CHECK_VELOCITY].slack, 100);
	ck_assert_uint_eq(k[CHECK_TWO_PLACES].within, 600 * SECOND);
	ck_assert_uint_eq(k[CHECK_PIVOT].within, 600 * SECOND);
	ck_assert_uint_eq(k[CHECK_SCAN].within, 600 * SECOND);
	ck_assert_uint_eq(k[CHECK_SCAN].over, 50);
	ck_assert_uint_eq(k[CHECK_SCAN].over_ns, 0);
	ck_assert_uint_eq(k[CHECK_SEQUENTIAL].over, 20);
	ck_assert_uint_eq(k[CHECK_FLOOD].over, 100);
	ck_assert_uint_eq(k[CHECK_FLOOD].over_ns, SECOND);
	conf_free(c);
}
END_TEST

START_TEST(check_modes)
{
	static const struct {
		const char	*text;
		unsigned	 mode, then;
		uint64_t	 learn_s;
	} cases[] = {
		{ "off", CHECK_OFF, CHECK_OFF, 0 },
		{ "test", CHECK_TEST, CHECK_TEST, 0 },
		{ "enforce", CHECK_ENFORCE, CHECK_ENFORCE, 0 },
		{ "learn", CHECK_LEARN, CHECK_LEARN, 0 },
		{ "learn 5m", CHECK_LEARN, CHECK_ENFORCE, 300 },
		{ "learn 5m then enforce", CHECK_LEARN, CHECK_ENFORCE, 300 },
		{ "learn 1d then test", CHECK_LEARN, CHECK_TEST, 86400 },
	};
	char text[200];
	struct conf *c;
	size_t i, k;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		for (k = 0; k < CHECK_COUNT; k++) {
			snprintf(text, sizeof(text), "home { }\ncheck %s %s",
			    check_name((unsigned)k), cases[i].text);
			c = parse(text);
			ck_assert(c->check[k].written);
			ck_assert_uint_eq(c->check[k].at.line, 2);
			ck_assert_uint_eq(c->check[k].mode, cases[i].mode);
			ck_assert_uint_eq(c->check[k].then, cases[i].then);
			ck_assert_uint_eq(c->check[k].learn_ns,
			    cases[i].learn_s * SECOND);
			conf_free(c);
		}
}
END_TEST

START_TEST(check_options)
{
	struct conf *c = parse("home { } check unasked learn coverage 5%\n"
	    "check velocity learn 1h slack 0km speed 7km/h\n"
	    "check two-places learn 1h then test within 1s\n"
	    "check scan enforce over 1000000 within 3s check flood off over"
	    " 7/m\nx = y\ncheck sequential test\n\tover 1\nlink over { }");
	const struct conf_check *k = c->check;

	ck_assert_uint_eq(k[CHECK_UNASKED].coverage, 5);
	ck_assert_uint_eq(k[CHECK_UNASKED].learn_ns, 0);
	ck_assert_uint_eq(k[CHECK_VELOCITY].slack, 0);
	ck_assert_uint_eq(k[CHECK_VELOCITY].speed, 7);
	ck_assert_uint_eq(k[CHECK_TWO_PLACES].within, SECOND);
	ck_assert_uint_eq(k[CHECK_TWO_PLACES].then, CHECK_TEST);
	ck_assert_uint_eq(k[CHECK_SCAN].over, 1000000);
	ck_assert_uint_eq(k[CHECK_SCAN].within, 3 * SECOND);
	ck_assert_uint_eq(k[CHECK_FLOOD].over, 7);
	ck_assert_uint_eq(k[CHECK_FLOOD].over_ns, 60 * SECOND);
	ck_assert_uint_eq(k[CHECK_SEQUENTIAL].over, 1);
	ck_assert(!k[CHECK_PIVOT].written);
	ck_assert_str_eq(c->link[0].name, "over");
	conf_free(c);
}
END_TEST

START_TEST(devices)
{
	static const unsigned roaming[] = { ROAMING_BOTH, ROAMING_IN,
	    ROAMING_OUT, ROAMING_NONE };
	struct conf *c = parse("home { } table <a> imei file \"a.csv\" expires"
	    " only black table <b> imei table <c> imei\n"
	    "greylist { <b> { <c> } } blacklist <a>\n"
	    "class x priority 1 imsi any critical class y priority 2 listed"
	    " critical imei any class z priority 3\n"
	    "partner p { } partner q { roaming in } partner r { roaming out }"
	    " partner s { roaming none }");
	size_t i;

	ck_assert(c->table[0].expires && !c->table[1].expires);
	ck_assert_str_eq(c->table[0].only, "black");
	ck_assert_ptr_null(c->table[1].only);
	ck_assert_uint_eq(c->black.n, 1);
	ck_assert_uint_eq(c->black_at.column, 26);
	ck_assert_uint_eq(c->grey.n, 2);
	ck_assert_uint_eq(c->grey.item[1].kind, ITEM_TABLE);
	ck_assert_uint_eq(c->grey.item[1].index, 2);
	ck_assert(c->class[0].critical && !c->class[0].listed);
	ck_assert(c->class[1].critical && c->class[1].listed);
	ck_assert_uint_eq(c->class[1].ntest, 1);
	ck_assert(!c->class[2].critical && !c->class[2].listed);
	for (i = 0; i < 4; i++)
		ck_assert_uint_eq(c->partner[i].roaming, roaming[i]);
	conf_free(c);
}
END_TEST

START_TEST(remembered)
{
	const struct conf_test *t;
	struct conf *c;

	c = parse("home { } partner p { } screen in { drop finding { scan"
	    " velocity } within update-location opener ! { home partner p }"
	    " device black }");
	t = c->in.rule[0].test;
	ck_assert_uint_eq(c->in.rule[0].ntest, 4);
	ck_assert_uint_eq(t[0].subject, SUBJECT_FINDING);
	ck_assert_uint_eq(t[0].set.item[0].index, CHECK_SCAN);
	ck_assert_uint_eq(t[0].set.item[1].index, CHECK_VELOCITY);
	ck_assert_uint_eq(t[1].subject, SUBJECT_WITHIN);
	ck_assert_uint_eq(t[1].set.item[0].index, SIG_OP_UPDATE_LOCATION);
	ck_assert(t[2].subject == SUBJECT_OPENER && t[2].negated);
	ck_assert_uint_eq(t[2].set.item[1].kind, ITEM_PARTNER);
	ck_assert_uint_eq(t[3].subject, SUBJECT_DEVICE);
	ck_assert_uint_eq(t[3].set.item[0].index, DEVICE_BLACK);
	conf_free(c);
}
END_TEST

/* What is written behind "home { }" in line 1, and what is said. */
static const struct refused refused[] = {
	/* memory */
	{ "memory { sources 500 }\nmemory { answer 20s  sources 600 }",
	    "3:30: expected one value of sources, not two\n" },
	{ "memory { geography \"a\" }\nmemory { geography \"b\" }",
	    "3:20: expected one value of geography, not two\n" },
	{ "memory 5", "2:8: expected \"{\", not \"5\"\n" },
	{ "memory {\n\tsubscriber 5\n\tsources 99\n}",
	    "3:2: expected subscribers, transactions, sources, answer, forget,"
	    " geography or \"}\", not \"subscriber\"\n"
	    "4:10: expected a number from 100 to 1000000, not \"99\"\n" },
	{ "memory { subscribers 999 }", "2:22: expected a number from 1000 to"
	    " 100000000, not \"999\"\n" },
	{ "memory { subscribers 100000001 }", "2:22: expected a number from"
	    " 1000 to 100000000, not \"100000001\"\n" },
	{ "memory { transactions 99 }", "2:23: expected a number from 100 to"
	    " 10000000, not \"99\"\n" },
	{ "memory { transactions 10000001 }", "2:23: expected a number from"
	    " 100 to 10000000, not \"10000001\"\n" },
	{ "memory { sources 1000001 }", "2:18: expected a number from 100 to"
	    " 1000000, not \"1000001\"\n" },
	{ "memory { sources many }", "2:18: expected a number from 100 to"
	    " 1000000, not \"many\"\n" },
	{ "memory { sources }", "2:18: expected a number, not \"}\"\n" },
	{ "memory { answer 999ms }", "2:17: expected a time from 1s to 1h, not"
	    " \"999ms\"\n" },
	{ "memory { answer 61m forget 2h }", "2:17: expected a time from 1s to"
	    " 1h, not \"61m\"\n" },
	{ "memory { forget 9s answer 5s }", "2:17: expected a time from 10s to"
	    " 48h, not \"9s\"\n" },
	{ "memory { forget 49h }", "2:17: expected a time from 10s to 48h, not"
	    " \"49h\"\n" },
	{ "memory { forget 20s }", "2:17: expected forget (20s) not to be less"
	    " than answer (30s)\n" },
	{ "memory { answer 11m }", "2:17: expected forget (10m) not to be less"
	    " than answer (11m)\n" },
	{ "memory { answer 5s answer 6s }", "2:27: expected one value of"
	    " answer, not two\n" },
	{ "memory { sources 100 sources 100 }", "2:30: expected one value of"
	    " sources, not two\n" },
	{ "memory { geography \"a\" geography \"b\" }", "2:34: expected one"
	    " value of geography, not two\n" },
	{ "memory { geography a }", "2:20: expected a text in quotes, not"
	    " \"a\"\n" },

	/* checks */
	{ "check", "2:6: expected the name of a check, not the end of the"
	    " file\n" },
	{ "check speed test", "2:7: expected unasked, peer-changed,"
	    " subscriber-changed, previous-place, velocity, two-places, pivot,"
	    " no-roaming, scan, sequential, flood, unusual-context or"
	    " stalled, not"
	    " \"speed\"\n" },
	{ "check scan", "2:11: expected off, learn, test or enforce, not the"
	    " end of the file\n" },
	{ "check scan on", "2:12: expected off, learn, test or enforce, not"
	    " \"on\"\n" },
	{ "check scan maybe", "2:12: expected off, learn, test or enforce, not"
	    " \"maybe\"\n" },
	{ "check scan test\ncheck flood test\ncheck scan off over 5",
	    "4:1: check scan is there twice: first in line 2\n" },
	{ "check scan learn soon", "2:18: expected a time such as 10m, within,"
	    " over or the next statement, not \"soon\"\n" },
	{ "check scan learn 10q", "2:18: expected a time such as 500ms, 3s or"
	    " 10m, not \"10q\"\n" },
	{ "check pivot learn then test", "2:19: expected a time such as 10m,"
	    " within or the next statement, not \"then\"\n" },
	{ "check pivot learn 1h now", "2:22: expected then, within or the next"
	    " statement, not \"now\"\n" },
	{ "check pivot learn 1h then off", "2:27: expected test or enforce, not"
	    " \"off\"\n" },
	{ "check pivot learn 1h then", "2:22: expected test or enforce after"
	    " then\n" },
	{ "check no-roaming test now", "2:23: expected the next statement, not"
	    " \"now\"\n" },
	{ "check no-roaming test then enforce", "2:23: expected the next"
	    " statement, not \"then\"\n" },
	{ "check no-roaming off over 5", "2:22: check no-roaming has no"
	    " over\n" },
	{ "check scan test speed 5km/h", "2:17: check scan has no speed\n" },
	{ "check scan test over 5 over 6", "2:24: expected one over in check"
	    " scan, not two\n" },
	{ "check scan test over", "2:17: expected a value after over\n" },
	{ "check scan test over 0", "2:22: expected a number from 1 to 1000000,"
	    " not \"0\"\n" },
	{ "check scan test over 5/s", "2:22: expected a number from 1 to"
	    " 1000000, not \"5/s\"\n" },
	{ "check flood test over 5", "2:23: expected a rate such as 400/s or"
	    " 20/m, not \"5\"\n" },
	{ "check scan test within often", "2:24: expected a time such as 500ms,"
	    " 3s or 10m, not \"often\"\n" },
	{ "check unasked learn 1h coverage 101%", "2:33: expected a share such"
	    " as 90%, not \"101%\"\n" },
	{ "check velocity test speed 5km", "2:27: expected a speed such as"
	    " 1000km/h, not \"5km\"\n" },
	{ "check velocity test slack 5km/h", "2:27: expected a distance such as"
	    " 100km, not \"5km/h\"\n" },
	{ "check scan test {", "2:17: expected an option of the check or "
	    STATEMENTS ", not \"{\"\n" },
	{ "check scan {", "2:12: expected off, learn, test or enforce, not"
	    " \"{\"\n" },

	/* devices, roaming, what memory gives to rules */
	{ "blacklist stolen", "2:11: expected a table such as <blocked> or"
	    " \"{\", not \"stolen\"\n" },
	{ "blacklist { <a> b }", "2:17: expected a table such as <blocked> or"
	    " \"}\", not \"b\"\n" },
	{ "blacklist <a>", "2:11: table <a> is not defined\n" },
	{ "table <a> imei table <b> gt\ngreylist { <a> <b> }",
	    "3:16: expected a table of type imei for greylist, not <b> of type"
	    " gt\n" },
	{ "table <a> imei\ngreylist <a>\nblacklist <a>\ngreylist <a>",
	    "5:1: greylist is there twice: first in line 3\n" },
	{ "table <a> imei only \"black\"", "2:21: expected file \"path\" in"
	    " table <a>: \"only\" is about its columns\n" },
	{ "table <a> imei expires", "2:16: expected file \"path\" in table"
	    " <a>: \"expires\" is about its columns\n" },
	{ "table <a> imei file \"x\" only \"\"", "2:30: expected a word of 1 to"
	    " 64 octets in the second column of the file\n" },
	{ "table <a> imei file \"x\" only\n", "3:1: expected a name or a text"
	    " in quotes, not the end of the file\n" },
	{ "table <a> host file \"x\" expires", "2:25: expected a table of"
	    " numbers for expires: entries of type host do not end\n" },
	{ "class a priority 1 listed", "2:7: expected critical in class a:"
	    " others are held to the lists of devices without \"listed\"\n" },
	{ "class a priority 1 vital", "2:20: expected critical, listed,"
	    " reserve, floor, a test or the next statement, not \"vital\"\n" },
	{ "class a priority 1 {", "2:20: expected critical, listed, reserve,"
	    " floor, a test or " STATEMENTS ", not \"{\"\n" },
	{ "home { roaming in }", "2:1: home is there twice: first in line 1\n"
	    "2:16: expected roaming of a partner: the home network roams with"
	    " each of them as that one says\n" },
	{ "partner p { roaming yes }", "2:21: expected both, in, out or none,"
	    " not \"yes\"\n" },
	{ "partner p { roaming { } }", "2:21: expected both, in, out or none,"
	    " not \"{\"\n" },
	{ "screen in { drop finding speed }", "2:26: expected a check such as"
	    " velocity, not \"speed\"\n" },
	{ "screen in { drop finding > 5 }", "2:28: expected a set: finding is"
	    " no number that can be compared\n" },
	{ "screen in { drop finding home }", "2:26: expected a check such as"
	    " velocity, not \"home\"\n" },
	{ "screen in { drop device pink }", "2:25: expected black or grey, not"
	    " \"pink\"\n" },
	{ "screen in { drop layer pink }", "2:24: expected a layer such as"
	    " sctp, not \"pink\"\n" },
	{ "screen in { drop within foo }", "2:25: \"foo\" is neither an"
	    " operation nor a category\n" },
	{ "screen in { drop opener imsi }", "2:25: expected a value, a"
	    " comparison or \"{\", not \"imsi\"\n" },
	{ "screen in { drop opener 99* }", "2:25: expected home, origin, link,"
	    " unknown, active, suspended, test or partner \"name\", not"
	    " \"99*\"\n" },
	{ "screen in { drop rate > 5/s per finding }", "2:18: expected a rate"
	    " per number, name, address, from or via, not per finding\n" },
};

START_TEST(refusals)
{
	refuse(refused[_i].text, refused[_i].errors);
}
END_TEST

static void
add(TCase *t)
{
	tcase_add_test(t, memory);
	tcase_add_test(t, check_defaults);
	tcase_add_test(t, check_modes);
	tcase_add_test(t, check_options);
	tcase_add_test(t, devices);
	tcase_add_test(t, remembered);
	tcase_add_loop_test(t, refusals, 0,
	    sizeof(refused) / sizeof(refused[0]));
}

int
main(void)
{
	return suite_main("conf memory", add);
}
