/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Configurations that are refused: exactly what is said about them, and that
 * one mistake gives one sentence.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../rules/conf.h"
#include "guard.h"
#include "suite.h"

#define KEYS								\
	"expected plmn, imsi, msisdn, gt, mgt, realm, host, pc, ip, "	\
	"link, state, rate, carries, trust, roaming, monitor, learn or \"}\""
#define STATEMENTS							\
	"home, partner, table, category, class, link, protect, storm, "	\
	"sinkhole, memory, check, blacklist, greylist, diameter, run, "	\
	"ss7, screen, include or name = value"
#define STATEMENT	"expected " STATEMENTS
#define QUOTES	"expected a name or a text in quotes; "
#define NEEDS	" is a word of the language and needs quotes to be one\n"
#define RULE	"expected a test, a modifier, a rule or \"}\""

/* What is written behind "home { }" in line 1, and what is said, line by line
 * without the name of the file. */
static const struct refused {
	const char	*text, *errors;
} refused[] = {
	/* octets and strings */
	{ "\001", "2:1: unexpected octet 0x01\n" },
	{ "\303\251 = x", "2:1: unexpected octet 0xc3\n" },
	{ "link a { ip @ }", "2:13: unexpected \"@\"\n" },
	{ "link \"a { }\nlink b { }", "2:6: expected a second \" on the line "
	    "of the first\n" },
	{ "link \"a", "2:6: expected a second \" on the line of the first\n" },
	{ "link \"a\tb\" { }", "2:8: unexpected octet 0x09 in a string\n" },
	{ "link \"a\\n\" { }", "2:8: expected \\\" or \\\\ after a backslash "
	    "in a string\n" },
	{ "link \"\300\200\" { }", "2:7: unexpected octet 0xc0 in a string: "
	    "expected UTF-8\n" },
	{ "link \"\355\240\200\" { }", "2:7: unexpected octet 0xed in a string:"
	    " expected UTF-8\n" },
	{ "link \"\302\205\" { }", "2:7: unexpected octet 0xc2 in a string: "
	    "expected UTF-8\n" },
	{ "table <> imsi", "2:7: expected a table such as <blocked>, not"
	    " \"<\"\n" },

	/* statements */
	{ "blah", "2:1: " STATEMENT ", not \"blah\"\n" },
	{ "blah {\n\tblah\n}\nblah blah\nlink a { }",
	    "2:1: " STATEMENT ", not \"blah\"\n" },
	{ "}\n}\nlink a { }", "2:1: " STATEMENT ", not \"}\"\n" },
	{ "screen inn { drop }", "2:8: expected \"in\" or \"out\", not"
	    " \"inn\"\n" },
	{ "home { }", "2:1: home is there twice: first in line 1\n" },
	{ "include foo", "2:9: expected a text in quotes, not \"foo\"\n" },
	{ "partner { gt 99* }\nlink { }\nscreen in { foo }",
	    "2:9: expected a name or a text in quotes, not \"{\"\n"
	    "3:6: expected a name or a text in quotes, not \"{\"\n"
	    "4:13: expected a rule or \"}\", not \"foo\"\n" },
	{ "partner imsi { }", "2:9: " QUOTES "\"imsi\"" NEEDS },
	{ "partner home { }", "2:9: " QUOTES "\"home\"" NEEDS },
	{ "partner calling { }", "2:9: " QUOTES "\"calling\"" NEEDS },
	{ "partner vlr { }", "2:9: " QUOTES "\"vlr\"" NEEDS },
	{ "partner \"home { }\" }", "2:20: expected \"{\", not \"}\"\n" },
	{ "partner\nlink a { }", "3:1: expected a name or a text in quotes,"
	    " not \"link\"\n" },
	{ "partner <a> { }", "2:9: expected a name or a text in quotes, not"
	    " <a>\n" },

	/* networks */
	{ "partner p {\n\tfoo 12\n\trate fast\n\tstate closed\n\tgt 99*\n}",
	    "3:2: " KEYS ", not \"foo\"\n"
	    "4:7: expected a rate such as 400/s or 20/m, not \"fast\"\n"
	    "5:8: expected active, suspended or test, not \"closed\"\n" },
	{ "partner p {\n\tgt\n\trate 4/s\n}",
	    "4:2: expected a name or a text in quotes or \"{\", not"
	    " \"rate\"\n" },
	{ "partner p { gt home }", "2:16: expected a name or a text in quotes"
	    " or \"{\", not \"home\"\n" },
	{ "partner p { gt { 99* realm } }", "2:22: expected a name or a text"
	    " in quotes or \"}\", not \"realm\"\n" },
	{ "partner p { imsi 23x }", "2:18: expected an IMSI prefix such as"
	    " 00101*, not \"23x\"\n" },
	{ "partner p { gt * }", "2:16: expected a global title prefix such as"
	    " 88210*, or any in a test, not \"*\"\n" },
	{ "partner p { realm * }", "2:19: expected a realm such as"
	    " mme.example.org or *.example.org, or any in a test, not"
	    " \"*\"\n" },
	{ "\357\273\277", "2:1: unexpected octet 0xef\n" },
	{ "partner p { trust me }", "2:19: expected \"drmp\", not \"me\"\n" },
	{ "partner p { carries q }", "2:21: partner \"q\" is not defined\n" },
	{ "partner p { }\npartner \"p\" { }",
	    "3:1: partner \"p\" is there twice: first in line 2\n" },
	{ "link a { rate 4/s }", "2:10: expected ip, pc, host, connect, tls, edge,"
	    " sigtran, pair or \"}\", not \"rate\"\n" },

	/* braces that were forgotten */
	{ "partner p {\n\tgt 99*\npartner q { }",
	    "4:1: expected \"}\" for the \"{\" of line 2 before"
	    " \"partner\"\n" },
	{ "partner p {\n\tgt { 99* 98*\n\trate 4/s\n}\npartner q { foo }",
	    "4:2: expected a name or a text in quotes or \"}\", not"
	    " \"rate\"\n6:13: " KEYS ", not \"foo\"\n" },
	{ "screen in {\n\tdrop op { reset\n\tdrop op reset\n\tdrop foo\n}",
	    "4:2: expected a value or \"}\", not \"drop\"\n"
	    "5:7: " RULE ", not \"foo\"\n" },
	{ "link a {\n\tip 192.0.2.1\nlink b { }\nlink c { }",
	    "4:1: expected \"}\" for the \"{\" of line 2 before"
	    " \"link\"\n" },
	{ "screen in {", "2:12: expected \"}\" for the \"{\" of line 2, not"
	    " the end of the file\n" },
	{ "screen in {\n\tdrop op {", "3:11: expected \"}\" for the \"{\" of"
	    " line 3, not the end of the file\n" },
	{ "screen in { drop op { { { { { { { { a", "2:35: braces stand more"
	    " than 8 deep in each other\n" },

	/* tables, categories, classes, protected groups, storms */
	{ "table blocked gt", "2:7: expected a table such as <blocked>, not"
	    " \"blocked\"\n" },
	{ "table <a> foo", "2:11: expected imsi, msisdn, gt, imei, host, realm"
	    " or plmn, not \"foo\"\n" },
	{ "table <a> foo { 99* x }\nscreen in { drop calling gt <a> }",
	    "2:11: expected imsi, msisdn, gt, imei, host, realm or plmn, not"
	    " \"foo\"\n" },
	{ "table <a> gt {", "2:15: expected \"}\" for the \"{\" of line 2, not"
	    " the end of the file\n" },
	{ "table <a> gt size 0", "2:19: expected a number from 1 to 10000000,"
	    " not \"0\"\n" },
	{ "table <a> gt timeout 10", "2:22: expected a time such as 500ms, 3s"
	    " or 10m, not \"10\"\n" },
	{ "table <a> gt size\ntable <b> gt <c>",
	    "3:1: expected a word, not \"table\"\n" },
	{ "table <b> gt <c>", "2:14: expected an option of the table or "
	    STATEMENTS ", not <c>\n" },
	{ "class a priority 16", "2:18: expected a number from 0 to 15, not"
	    " \"16\"\n" },
	{ "class a imsi 00101*", "2:9: expected \"priority\", not \"imsi\"\n" },
	{ "class \"drop\" priority 1", "2:7: expected a name that is one word"
	    " and none of the language, not \"drop\"\n" },
	{ "category \"a b\" { }", "2:10: expected a name that is one word and"
	    " none of the language, not \"a b\"\n" },
	{ "protect p { link a }\nlink a { }", "2:20: expected a capacity such"
	    " as 2000/s in protect \"p\"\n" },
	{ "storm s on reset enter 1/s for 1s", "2:7: expected \"leave\" in"
	    " storm \"s\"\n" },
	{ "storm s on reset enter fast for ever",
	    "2:24: expected a rate such as 400/s or 20/m, not \"fast\"\n"
	    "2:33: expected a time such as 500ms, 3s or 10m, not \"ever\"\n"
	    "2:7: expected \"leave\" in storm \"s\"\n" },
	{ "storm s on reset enter 1/s for 1s leave auto for 1s", "2:7: \"leave"
	    " auto\" goes with \"enter auto\" alone; expected a rate to leave"
	    " storm \"s\"\n" },

	/* macros */
	{ "x = a\nx = b", "3:1: macro $x is there twice: first in line 2\n" },
	{ "screen in { drop op $x }", "2:21: macro $x is not defined before"
	    " this\n" },
	{ "link $ { }", "2:6: expected the name of a macro after $\n" },
	{ "a.b = c", "2:1: expected a macro name of at most 64 letters,"
	    " digits, _ and -\n" },
	{ "x = { a b", "2:10: expected \"}\" for the \"{\" of line 2, not the"
	    " end of the file\n" },
	{ "x = 23x\npartner p { imsi $x }", "3:18: expected an IMSI prefix"
	    " such as 00101*, not \"23x\"\n" },

	/* rules */
	{ "screen in {\n\tdrop imsi\n\tpass op foo\n\tdrop imsi }",
	    "4:2: expected a value, a comparison or \"{\", not \"pass\"\n"
	    "5:12: expected a value, a comparison or \"{\", not \"}\"\n" },
	{ "screen in { reject busy }", "2:20: expected \"(\", not \"busy\"\n" },
	{ "screen in { reject (busy op reset }", "2:26: expected \"back-off\""
	    " or \")\", not \"op\"\n" },
	{ "screen in { reject (funny) }", "2:21: expected an error such as"
	    " not-allowed or busy, not \"funny\"\n" },
	{ "screen in { reject (undelivered, back-off auto) }", "2:21: expected"
	    " another error with back-off than undelivered, which tells nobody"
	    " when to come again\n" },
	{ "screen in { reject (unknown-subscriber, back-off 1h) }", "2:21:"
	    " expected another error with back-off than unknown-subscriber,"
	    " after which a device does not come again before it is switched"
	    " off and on\n" },
	{ "screen in { reject (busy, back-off soon) }", "2:36: expected a time"
	    " such as 500ms, 3s or 10m, not \"soon\"\n" },
	{ "screen in { steer op reset }", "2:13: expected \"steer to\" and a"
	    " link, or \"steer away (4 in 10m)\"\n" },
	{ "screen in { steer away (0 in 10m) }", "2:25: expected a number from"
	    " 1 to 1000, not \"0\"\n" },
	{ "screen in { steer away (4 in 10m, 2 network) }", "2:35: expected"
	    " network or country, not \"2\"\n" },
	{ "screen in { steer away (4 in 10m, network 2 country 256) }",
	    "2:53: expected a number from 1 to 255, not \"256\"\n" },
	{ "screen in { steer away (4 in 10m, network 2, network 3) }",
	    "2:46: expected one limit by network, not two\n" },
	{ "screen in { sink source for }", "2:29: expected a word, not"
	    " \"}\"\n" },
	{ "sinkhole { term 1h }\nsinkhole { }", "3:1: sinkhole is there twice:"
	    " first in line 2\n" },
	{ "sinkhole { term 1h term 2h sources 16 sources 17 }", "2:25: expected"
	    " one value of term, not two\n2:47: expected one value of sources,"
	    " not two\n" },
	{ "sinkhole { term 999ms longest 366d probation x sources 15 }",
	    "2:17: expected a time from 1s to 365d, not \"999ms\"\n"
	    "2:31: expected a time from 1s to 365d, not \"366d\"\n"
	    "2:46: expected a time from 1s to 365d, not \"x\"\n"
	    "2:56: expected a number from 16 to 1048576, not \"15\"\n" },
	{ "sinkhole { term 2h longest 1h }", "2:28: expected longest (1h) not"
	    " to be less than term (2h)\n" },
	{ "sinkhole { term 8d }", "2:17: expected longest (7d) not to be less"
	    " than term (8d)\n" },
	{ "sinkhole { foo }", "2:12: expected term, longest, probation, sources"
	    " or \"}\", not \"foo\"\n" },
	{ "screen in { sink to a to b }\nlink a { } link b { }",
	    "2:26: expected one place to go to in a rule, not two\n" },
	{ "screen in { drop to a }", "2:21: expected home, origin, link,"
	    " unknown, active, suspended, test or partner \"name\", not"
	    " \"a\"\n" },
	{ "screen in { drop calling foo 3 }", "2:26: expected gt, ssn, pc, ri,"
	    " gti, tt, np, nai or es after calling, not \"foo\"\n" },
	{ "screen in { drop label \"a\" label \"b\" }", "2:34: expected one"
	    " label in a rule, not two\n" },
	{ "screen in { drop label \"\" }", "2:24: expected a label of 1 to 128"
	    " octets\n" },
	{ "screen in { drop hops > many }", "2:25: expected a number such as"
	    " 7 or 3-9, not \"many\"\n" },
	{ "screen in { drop hops > 3-9 }", "2:25: expected one number, not"
	    " \"3-9\"\n" },
	{ "screen in { drop imsi > 5 }", "2:25: expected a set: imsi is no"
	    " number that can be compared\n" },
	{ "screen in { drop moved faster than light }", "2:36: expected a"
	    " speed such as 1000km/h, not \"light\"\n" },
	{ "screen in { drop malformed faster than 1km/h }",
	    "2:40: malformed has no speed\n" },
	{ "screen in { drop load 80% }", "2:18: expected a comparison such as"
	    " load > 80%\n" },
	{ "screen in { drop load > 80 }", "2:25: expected a share such as 10%,"
	    " not \"80\"\n" },
	{ "screen in { drop rate < 5/s per imsi }", "2:23: expected \">\", not"
	    " \"<\"\n" },
	{ "screen in { drop idr_flags bit 64 }", "2:32: expected a bit from 0"
	    " to 63, not \"64\"\n" },
	{ "screen in { drop op \"a\" foo }", "2:25: " RULE ", not \"foo\"\n" },
	{ "screen in { drop calling gt <blocked> }",
	    "2:29: table <blocked> is not defined\n" },

	/* what stands alone where something must follow */
	{ "screen in { drop rat > > 5 }", "2:24: expected a number, not"
	    " \">\"\n" },
	{ "screen in { drop rat > \"5\" }", "2:24: expected a number, not"
	    " \"5\"\n" },
	{ "screen in { drop hops > }", "2:25: expected a number, not"
	    " \"}\"\n" },
	{ "screen in { steer to }", "2:22: expected the name of a link or a"
	    " value, not \"}\"\n" },
	{ "screen in { sink to drop }", "2:21: expected the name of a link or a"
	    " value, not \"drop\"\n" },
	{ "screen in { drop to }", "2:21: expected a value, a comparison or"
	    " \"{\", not \"}\"\n" },
	{ "screen in { steer to a to }\nlink a { ip 192.0.2.1 }",
	    "2:27: expected a value, a comparison or \"{\", not \"}\"\n" },
	{ "screen in { drop label drop }", "2:24: " QUOTES "\"drop\"" NEEDS },
};

/* One sentence a line, as "2:1: ...\n". */
static void
join(const struct conf_errors *e, const char *path, char *text, size_t size)
{
	size_t i, n = 0;

	text[0] = '\0';
	for (i = 0; i < e->n; i++) {
		ck_assert_ptr_nonnull(strstr(e->line[i], path));
		n += (size_t)snprintf(text + n, size - n, "%s\n", e->line[i] +
		    strlen(path) + 1);
		ck_assert_uint_lt(n, size);
	}
}

/* All that is said of the text, which ends at an unreadable page. */
static void
errors_of(const char *text, size_t len, char *said, size_t size)
{
	struct conf_errors e = { NULL, 0, 0 };
	const uint8_t *octets = guard_put(text, len);
	struct conf *conf;

	conf = conf_parse("no/where.conf", (const char *)octets, len, &e);
	ck_assert_int_eq(conf == NULL, e.n > 0);
	ck_assert(e.more == 0 || e.n == CONF_ERRORS_MAX);
	join(&e, "no/where.conf", said, size);
	conf_free(conf);
	conf_errors_free(&e);
	guard_free(octets, len);
}

START_TEST(refusals)
{
	const struct refused *r = &refused[_i];
	char text[1000], said[8000];

	snprintf(text, sizeof(text), "home { }\n%s", r->text);
	errors_of(text, strlen(text), said, sizeof(said));
	ck_assert_msg(strcmp(said, r->errors) == 0, "%s\nsaid\n%s\nnot\n%s",
	    text, said, r->errors);
}
END_TEST

/* Marks in front of a text that say how it is written. */
START_TEST(byte_order)
{
	static const struct {
		const char	*text;
		size_t		 len;
		const char	*errors;
	} cases[] = {
#define T(text)	text, sizeof(text) - 1
		{ T("\357\273\277home { }"), "" },
		{ T("\357\273\277 home { } link @"), "1:16: unexpected"
		    " \"@\"\n" },
		{ T("\357\273\277@"), "1:1: unexpected \"@\"\n" },
		{ T("\357\273home { }"), "1:1: unexpected octet 0xef\n" },
		{ T("\357"), "1:1: unexpected octet 0xef\n" },
		{ T("\357\273\277\357\273\277home { }"), "1:1: unexpected"
		    " octet 0xef\n" },
		{ T("\377\376h\0o\0m\0e\0 \0{\0 \0}\0\n\0@\0"), "1:1: the"
		    " file is in UTF-16; expected UTF-8\n" },
		{ T("\376\377\0h\0o\0m\0e\0 \0{\0 \0}\0\n\0@"), "1:1: the"
		    " file is in UTF-16; expected UTF-8\n" },
		{ T("\377"), "1:1: unexpected octet 0xff\n" },
		{ T("home { }\n\377\376"), "2:1: unexpected octet 0xff\n" },
#undef T
	};
	char said[8000];
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		errors_of(cases[i].text, cases[i].len, said, sizeof(said));
		ck_assert_str_eq(said, cases[i].errors);
	}
}
END_TEST

/* ---- much of it ---- */

static char *
repeat(const char *text, size_t size)
{
	size_t n = strlen(text), i;
	char *all = malloc(size + 1);

	ck_assert_ptr_nonnull(all);
	for (i = 0; i < size; i++)
		all[i] = text[i % n];
	all[size] = '\0';
	return all;
}

static const struct {
	const char	*text;
	const char	*first;		/* what is said first */
	bool		 more;		/* than the limit of errors */
} garbage[] = {
	{ "drop drop foo { { ", "1:1: " STATEMENT ", not \"drop\"\n", false },
	{ "partner {\n", "1:9: expected a name or a text in quotes, not"
	    " \"{\"\n", true },
	{ "{ ", "1:1: " STATEMENT ", not \"{\"\n", false },
	{ "\377\376", "1:1: the file is in UTF-16; expected UTF-8\n", false },
	{ "\377 \376", "1:1: unexpected octet 0xff\n", false },
	{ "link { \"\n", "1:6: expected a name or a text in quotes, not"
	    " \"{\"\n", true },
	{ "screen in {\n drop drop drop imsi imsi\n ",
	    "2:22: expected a value, a comparison or \"{\", not"
	    " \"imsi\"\n", true },
	{ "x", "1:1: expected a word of at most 300 octets, not of 1000000\n",
	    false },
	{ "$x ", "1:1: macro $x is not defined before this\n", false },
	{ "home { gt 1* }\n", "2:1: home is there twice: first in line 1\n",
	    true },
};

START_TEST(a_megabyte)
{
	struct conf_errors e = { NULL, 0, 0 };
	size_t size = 1000 * 1000;
	char *text = repeat(garbage[_i].text, size), said[8000];

	ck_assert_ptr_null(conf_parse("x", text, size, &e));
	join(&e, "x", said, sizeof(said));
	ck_assert_msg(strncmp(said, garbage[_i].first,
	    strlen(garbage[_i].first)) == 0, "%s", said);
	ck_assert_int_eq(e.more > 0, garbage[_i].more);
	conf_errors_free(&e);
	free(text);
}
END_TEST

/* Macros within macros that would make 10^9 words. */
START_TEST(macros_explode)
{
	char text[2000], said[8000];
	int i, k, n = snprintf(text, sizeof(text), "a0 = { x x }\n");

	for (i = 1; i < 10; i++) {
		n += snprintf(text + n, sizeof(text) - (size_t)n, "a%d = {", i);
		for (k = 0; k < 10; k++)
			n += snprintf(text + n, sizeof(text) - (size_t)n,
			    " $a%d", i - 1);
		n += snprintf(text + n, sizeof(text) - (size_t)n, " }\n");
	}
	errors_of(text, (size_t)n, said, sizeof(said));
	ck_assert_ptr_nonnull(strstr(said,
	    ": there are more than 1048576 words in all files\n"));
	ck_assert_ptr_eq(strchr(said, '\n'), strrchr(said, '\n'));
}
END_TEST

static size_t
everything(char *text, size_t size)
{
	FILE *f = fopen("tests/conf/everything.conf", "r");
	size_t len;

	ck_assert_ptr_nonnull(f);
	len = fread(text, 1, size, f);
	fclose(f);
	ck_assert_uint_lt(len, size);
	return len;
}

/* Every construct, cut off at every octet: refused or not, never read beyond
 * its end. */
START_TEST(cut_anywhere)
{
	static char text[20000];
	char said[8000];
	size_t len = everything(text, sizeof(text)), n, fine = 0;

	for (n = 0; n <= len; n++) {
		errors_of(text, n, said, sizeof(said));
		fine += said[0] == '\0';
	}
	ck_assert_str_eq(said, "");
	ck_assert_uint_lt(fine, len / 10);
}
END_TEST

/* Words from the one at "at" to white space are blanked out. */
static size_t
blank_word(char *text, size_t len, size_t at)
{
	while (at < len && strchr(" \t\n", text[at]) != NULL)
		at++;
	for (; at < len && strchr(" \t\n", text[at]) == NULL; at++)
		text[at] = ' ';
	return at;
}

/* Every construct with any one word left out: one mistake, and mostly one
 * sentence. */
START_TEST(one_word_missing)
{
	static char text[20000], damaged[20000];
	struct conf_errors e = { NULL, 0, 0 };
	size_t len = everything(text, sizeof(text)), at, one = 0, many = 0;
	struct conf *conf;

	for (at = 0; at < len;) {
		memcpy(damaged, text, len);
		at = blank_word(damaged, len, at);
		conf = conf_parse("x", damaged, len, &e);
		ck_assert_int_eq(conf == NULL, e.n > 0);
		ck_assert_msg(e.n <= 3, "%s\n%s", e.line[0], e.line[1]);
		one += e.n == 1;
		many += e.n > 1;
		conf_free(conf);
		conf_errors_free(&e);
	}
	ck_assert_uint_gt(one, 300);
	ck_assert_uint_lt(many * 10, one);
}
END_TEST

static void
add(TCase *t)
{
	tcase_add_loop_test(t, refusals, 0,
	    sizeof(refused) / sizeof(refused[0]));
	tcase_add_loop_test(t, a_megabyte, 0,
	    sizeof(garbage) / sizeof(garbage[0]));
	tcase_add_test(t, byte_order);
	tcase_add_test(t, macros_explode);
	tcase_add_test(t, cut_anywhere);
	tcase_add_test(t, one_word_missing);
}

int
main(void)
{
	return suite_main("conf errors", add);
}
