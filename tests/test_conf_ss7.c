/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What running inline between nodes of SS7 needs of a configuration: what it
 * becomes, what is warned of, and exactly what is said about each mistake.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../rules/warn.h"
#include "conf_text.h"
#include "suite.h"

#define FILE_OF	"ss7 { sigtran \"cs7.cfg\" "

/* ---- what it becomes ---- */

START_TEST(defaults)
{
	struct conf *c = parse("home { } link a { pc 1 }");

	ck_assert(!c->ss7.there);
	ck_assert_uint_eq(c->ss7.hops, 15);
	ck_assert_ptr_null(c->ss7.sigtran);
	ck_assert_ptr_null(c->link[0].as);
	ck_assert_ptr_null(c->link[0].pair);
	conf_free(c);
	c = parse("home { }\n " FILE_OF "}");
	ck_assert(c->ss7.there);
	ck_assert_uint_eq(c->ss7.at.line, 2);
	ck_assert_uint_eq(c->ss7.at.column, 2);
	ck_assert_str_eq(c->ss7.sigtran, "cs7.cfg");
	ck_assert_str_eq(c->ss7.sigtran_path, "some/dir/cs7.cfg");
	ck_assert_uint_eq(c->ss7.hops, 15);
	ck_assert_uint_eq(c->ss7.pc.n, 0);
	ck_assert_uint_eq(c->ss7.nroute, 0);
	conf_free(c);
}
END_TEST

static const char nodes[] =
    "link \"to\" { pc 0-125-1 sigtran as \"~!#\" instance 0 }\n"
    "link \"gt\" { pc { 5 } sigtran as instance instance 15 }\n"
    "link \"pc\" { sigtran as \"~!#\" instance 1 pair \"pc2\" pc 16383 }\n"
    "link pc2 { pc 8 sigtran as other instance 2 }\n";

START_TEST(links)
{
	char text[600];
	struct conf *c;
	const struct conf_link *l;

	snprintf(text, sizeof(text), "home { } " FILE_OF "}\n%s", nodes);
	c = parse(text);
	l = c->link;
	ck_assert_str_eq(l[0].as, "~!#");
	ck_assert_uint_eq(l[0].instance, 0);
	ck_assert_uint_eq(l[0].pc.n, 1);
	ck_assert_ptr_null(l[0].pair);
	ck_assert_str_eq(l[1].as, "instance");
	ck_assert_uint_eq(l[1].instance, 15);
	ck_assert_str_eq(l[2].as, "~!#");
	ck_assert_uint_eq(l[2].pc.n, 1);
	ck_assert_uint_eq(l[2].pair->index, 3);
	ck_assert_int_eq(l[2].pair->kind, ITEM_VIA);
	/* whom it names has it, too */
	ck_assert_uint_eq(l[3].pair->index, 2);
	ck_assert_int_eq(l[3].pair->kind, ITEM_VIA);
	ck_assert_str_eq(l[3].pair->text, "pc");
	conf_free(c);
}
END_TEST

START_TEST(pairs_both_ways)
{
	struct conf *c = parse("home { } " FILE_OF "}\n"
	    "link a { pair b sigtran as x instance 1 }\n"
	    "link b { sigtran as x instance 2 pair a }");

	ck_assert_uint_eq(c->link[0].pair->index, 1);
	ck_assert_uint_eq(c->link[1].pair->index, 0);
	ck_assert_uint_eq(c->link[1].pair->at.line, 3);
	conf_free(c);
}
END_TEST

START_TEST(node)
{
	char text[1000];
	struct conf *c;
	const struct conf_ss7 *s;
	const struct conf_route *r;

	snprintf(text, sizeof(text), "home { } x = { 88210* } ss7 {\n"
	    "pc { 0-100-1, 2 } hops 1 route gt 88210* to to\n"
	    "route gt { $x 9997 } from { \"to\" gt } to { gt, \"pc\" }\n"
	    "\tpc 2-100-1 route\n"
	    "gt 1234567890123456* to \"pc\" sigtran \"/a\" }\n%s", nodes);
	c = parse(text);
	s = &c->ss7;
	r = s->route;
	ck_assert_str_eq(s->sigtran_path, "/a");
	ck_assert_uint_eq(s->pc.n, 2);
	ck_assert_uint_eq(s->pc.item[0].low, 100 << 3 | 1);
	ck_assert_uint_eq(s->pc.item[1].low, 2);
	ck_assert_uint_eq(s->hops, 1);
	ck_assert_uint_eq(s->nroute, 3);
	ck_assert_uint_eq(r[0].at.line, 2);
	ck_assert_uint_eq(r[0].gt.n, 1);
	ck_assert(r[0].gt.item[0].prefix);
	ck_assert_uint_eq(r[0].gt.item[0].digits.w[0], 0x01288);
	ck_assert_uint_eq(r[0].from.n, 0);
	ck_assert_uint_eq(r[0].to.n, 1);
	ck_assert_uint_eq(r[0].to.item[0].index, 0);
	ck_assert(!r[0].has_pc);
	ck_assert_uint_eq(r[1].gt.n, 2);
	ck_assert(!r[1].gt.item[1].prefix);
	ck_assert_uint_eq(r[1].from.n, 2);
	ck_assert_uint_eq(r[1].from.item[1].index, 1);
	ck_assert_uint_eq(r[1].to.n, 2);
	ck_assert_uint_eq(r[1].to.item[0].index, 1);
	ck_assert_uint_eq(r[1].to.item[1].index, 2);
	ck_assert(r[1].has_pc);
	ck_assert_uint_eq(r[1].pc, 2 << 11 | 100 << 3 | 1);
	ck_assert_uint_eq(r[2].gt.item[0].len, 16);
	ck_assert(!r[2].has_pc);
	conf_free(c);
}
END_TEST

/* Our own point codes stand before the routes or behind another key. */
START_TEST(whose_point_code)
{
	struct conf *c = parse("home { } " FILE_OF
	    "route gt 1* to a pc 7 pc 8 }\n"
	    "link a { sigtran as a instance 0 }");

	ck_assert_uint_eq(c->ss7.route[0].pc, 7);
	ck_assert_uint_eq(c->ss7.pc.item[0].low, 8);
	conf_free(c);
	c = parse("home { } " FILE_OF "route gt 1* to a hops 3 pc 8 }\n"
	    "link a { sigtran as a instance 0 pc 9 }");
	ck_assert(!c->ss7.route[0].has_pc);
	ck_assert_uint_eq(c->ss7.pc.item[0].low, 8);
	conf_free(c);
}
END_TEST

/* Prefixes of each other, a whole number, one with "from": no two the same. */
START_TEST(nothing_twice)
{
	struct conf *c = parse("home { } " FILE_OF "pc 1 route gt 10* to a\n"
	    "route gt { 1* 010* 10 100* } to a route gt 10* from a to a\n"
	    "route gt { 10 10* } from b to a }\n"
	    "link a { sigtran as a instance 0 pc 9 }\n"
	    "link b { sigtran as b instance 0 }");

	ck_assert_uint_eq(c->ss7.nroute, 4);
	conf_free(c);
}
END_TEST

/* ---- mistakes ---- */

#define A	"link a { sigtran as a instance 0 pc 5 }\n"
#define B	"link b { sigtran as b instance 1 pc 6 }\n"
#define NO_FILE	"2:1: expected sigtran \"file\" in ss7 { ... }: the "	\
	"configuration of its cs7 instances\n"
#define AS	"expected the name of an application server: 1 to 64 "	\
	"octets without spaces"
#define PREFIX	"expected a global title prefix of 1 to 16 digits "	\
	"such as 88210*"
#define OWN	"expected pc in ss7 { ... } before its routes: our "	\
	"own point code; behind a route it is the one that the route "	\
	"leads to\n"
#define L64	"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaabbbbbbbbbbbbbbbbbbbb"	\
	"bbbbbbbbbbbb"

/* What is written behind "home { }" in line 1, and what is said, line by line
 * without the name of the file. */
static const struct refused refused[] = {
	/* the statement */
	{ "ss7 { }", NO_FILE },
	{ "ss7 { hops 3 }", NO_FILE },
	{ "ss7", "2:1: expected \"{\" after \"ss7\"\n" },
	{ FILE_OF "}\nss7 { }", "3:1: ss7 is there twice: first in line 2\n" },
	{ FILE_OF "sigtran \"b\" }",
	    "2:25: expected one value of sigtran, not two\n" },
	{ "ss7 { sigtran cs7.cfg }",
	    "2:15: expected a path in quotes, not \"cs7.cfg\"\n" },
	{ "ss7 { sigtran }",
	    "2:7: expected a path in quotes after \"sigtran\"\n" },
	{ FILE_OF "foo 5 }",
	    "2:25: expected the next key, not \"foo\"\n" },
	{ "ss7 { foo }",
	    "2:7: expected sigtran, pc, hops, route or \"}\", not \"foo\"\n" },
	{ FILE_OF "hops <t> }",
	    "2:30: expected a value, sigtran, pc, hops, route or \"}\", not"
	    " <t>\n" },
	{ FILE_OF "hops 0 }",
	    "2:30: expected a number from 1 to 15, not \"0\"\n" },
	{ FILE_OF "hops 16 }",
	    "2:30: expected a number from 1 to 15, not \"16\"\n" },
	{ FILE_OF "hops 3 4 }", "2:32: expected the next key, not \"4\"\n" },
	{ FILE_OF "pc 8-0-0 }",
	    "2:28: expected a point code such as 2-100-1, not \"8-0-0\"\n" },
	{ FILE_OF "pc { 1 any } }",
	    "2:32: expected a point code such as 2-100-1, not \"any\"\n" },
	{ FILE_OF "pc 1 2 }", "2:30: expected the next key, not \"2\"\n" },
	{ FILE_OF "pc 1 pc 2 }",
	    "2:30: expected one value of pc, not two\n" },
	{ "ss7 {\n\tsigtran \"x\"\nlink b { }",
	    "4:1: expected \"}\" for the \"{\" of line 2 before \"link\"\n" },

	/* links */
	{ "link a { sigtran }", "2:10: expected as after \"sigtran\"\n" },
	{ "link a { sigtran a }", "2:18: expected as, not \"a\"\n" },
	{ "link a { sigtran as }", "2:18: " AS " after \"as\"\n" },
	{ "link a { sigtran as \"\" instance 0 }",
	    "2:21: " AS ", not \"\"\n" },
	{ "link a { sigtran as \"a b\" instance 0 }",
	    "2:21: " AS ", not \"a b\"\n" },
	{ "link a { sigtran as \"ü\" instance 0 }",
	    "2:21: " AS ", not \"ü\"\n" },
	{ "link a { sigtran as " L64 "c instance 0 }",
	    "2:21: " AS ", not \"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
	    "bbbbbbbbbbbbbbbb...\"\n" },
	{ "link a { sigtran as " L64 " instance 0 }",
	    "2:6: link \"a\": sigtran needs ss7 { sigtran \"file\" }, which"
	    " is missing\n" },
	{ "link a { sigtran as b }",
	    "2:21: expected instance after \"b\"\n" },
	{ "link a { sigtran as b inst 0 }",
	    "2:23: expected instance, not \"inst\"\n" },
	{ "link a { sigtran as b instance 16 }",
	    "2:32: expected a number from 0 to 15, not \"16\"\n" },
	{ "link a { sigtran as b instance }",
	    "2:23: expected a number from 0 to 15 after \"instance\"\n" },
	{ "link a { sigtran as b instance 0 1 }",
	    "2:34: expected own or the next key, not \"1\"\n" },
	{ "link a { sigtran as b instance 0 own }",
	    "2:34: expected a point code such as 2-100-1 after \"own\"\n" },
	{ "link a { sigtran as b instance 0 own x }",
	    "2:38: expected a point code such as 2-100-1, not \"x\"\n" },
	{ "link a { sigtran as b instance 0 own 1 2 }",
	    "2:40: expected the next key, not \"2\"\n" },
	{ FILE_OF "pc 7 }\nlink a { sigtran as a instance 0 own 0-1-0 }",
	    "3:38: expected a point code of ours, such as pc of ss7 { ... }"
	    " has, not 0-1-0\n" },
	{ FILE_OF "pc 8 }\nlink a { sigtran as a instance 0 own 0-1-0"
	    " pair b }\n" B, "3:38: expected own or pair in link \"a\", not"
	    " both\n" },
	{ FILE_OF "}\n" A "link b { sigtran as a instance 0 }",
	    "4:6: application server \"a\" of instance 0 is the one of link"
	    " \"a\" already (line 3)\n" },
	{ FILE_OF "}\nlink a { sigtran as a instance 0 edge freediameter host"
	    " h.example.org } diameter { host a.example.org realm b"
	    " freediameter \"f\" }",
	    "3:6: expected edge freediameter or sigtran in link \"a\", not"
	    " both\n" },
	{ FILE_OF "}\nlink a { sigtran as a instance 0 connect tcp 192.0.2.1 }"
	    " diameter { host a.example.org realm b }",
	    "3:42: expected connect or sigtran in link \"a\", not both\n" },
	{ FILE_OF "}\nlink a { sigtran as a instance 0 tls } diameter { host"
	    " a.example.org realm b certificate \"c\" key \"k\" authority"
	    " \"a\" }",
	    "3:6: expected tls or sigtran in link \"a\", not both\n" },

	{ FILE_OF "}\nlink a { sigtran as a instance 0 host a.example.org }",
	    "3:6: expected host or sigtran in link \"a\", not both\n" },

	/* pairs */
	{ "link a { pair }",
	    "2:10: expected the name of a link after \"pair\"\n" },
	{ "link a { pair { b } }",
	    "2:15: expected the name of a link, not \"{\"\n" },
	{ "link a { pair b c }",
	    "2:17: expected the next key, not \"c\"\n" },
	{ "link a { pair b }", "2:15: link \"b\" is not defined\n" },
	{ "link b { } link a { pair b }",
	    "2:26: pair needs sigtran in link \"a\"\n" },
	{ FILE_OF "}\nlink a { sigtran as a instance 3 pair a }",
	    "3:39: expected a link with sigtran of another instance than 3"
	    " as pair of link \"a\", not \"a\"\n" },
	{ FILE_OF "}\n" A "link b { sigtran as b instance 0 pair a }",
	    "4:39: expected a link with sigtran of another instance than 0"
	    " as pair of link \"b\", not \"a\"\n" },
	{ FILE_OF "}\nlink c { }\nlink b { sigtran as b instance 0 pair c }",
	    "4:39: expected a link with sigtran of another instance than 0"
	    " as pair of link \"b\", not \"c\"\n" },
	{ FILE_OF "}\nlink a { sigtran as a instance 0 pair b }\n"
	    "link b { sigtran as b instance 1 pair c }\n"
	    "link c { sigtran as c instance 2 }",
	    "3:39: link \"b\" is paired with \"c\" (line 4), not with"
	    " \"a\"\n" },
	{ FILE_OF "}\nlink a { sigtran as a instance 0 pair b }\n" B
	    "link c { sigtran as c instance 2 pair b }",
	    "5:39: link \"b\" is paired with \"a\" (line 3), not with"
	    " \"c\"\n" },

	/* routes */
	{ FILE_OF "route }", "2:25: expected gt after \"route\"\n" },
	{ FILE_OF "route 88210* to a }",
	    "2:31: expected gt, not \"88210*\"\n" },
	{ FILE_OF "route gt }", "2:31: " PREFIX " after \"gt\"\n" },
	{ FILE_OF "route gt { 1* * 2a 12345678901234567 any } to a }",
	    "2:39: " PREFIX ", not \"*\"\n"
	    "2:41: " PREFIX ", not \"2a\"\n"
	    "2:44: " PREFIX ", not \"12345678901234567\"\n"
	    "2:62: " PREFIX ", not \"any\"\n" },
	{ FILE_OF "route gt 1* }",
	    "2:34: expected from or to and a link after \"1*\"\n" },
	{ FILE_OF "route gt 1* 2* to a }",
	    "2:37: expected from or to and a link, not \"2*\"\n" },
	{ FILE_OF "route gt 1* from a }",
	    "2:42: expected to and a link after \"a\"\n" },
	{ FILE_OF "route gt 1* to }",
	    "2:37: expected the name of a link after \"to\"\n" },
	{ FILE_OF "route gt 1* to a b }",
	    "2:42: expected pc or the next key, not \"b\"\n" },
	{ FILE_OF "route gt 1* to a from b }",
	    "2:42: expected pc or the next key, not \"from\"\n" },
	{ FILE_OF "route gt 1* to a pc }",
	    "2:42: expected a point code such as 2-100-1 after \"pc\"\n" },
	{ FILE_OF "route gt 1* to a pc { 1 2 } }",
	    "2:49: expected at most 1 of them after \"pc\"\n" },
	{ FILE_OF "route gt 1* to { a b c d e f g h i j k l m n o p q } }",
	    "2:74: expected at most 16 of them after \"route\"\n" },
	{ FILE_OF "pc 1 route gt 1* from x to { a y } }\n" A,
	    "2:47: link \"x\" is not defined\n"
	    "2:56: link \"y\" is not defined\n" },
	{ FILE_OF "pc 1 route gt 1* to { a b a } }\n" A B,
	    "2:51: link \"a\" is there twice in one route\n" },
	{ FILE_OF "pc 1 route gt 1* from b to { a b } }\n" A
	    "link b { pc 7 }",
	    "2:47: expected a link with sigtran in a route, not \"b\"\n"
	    "2:56: expected a link with sigtran in a route, not \"b\"\n" },
	{ FILE_OF "pc 1 route gt 1* to { a b c } route gt 2* to c pc 1 }\n"
	    A "link b { sigtran as b instance 0 }\n"
	    "link c { sigtran as c instance 0 pc { 1 2 } }",
	    "2:49: expected one pc in link \"b\", or pc behind the route:"
	    " which point code it leads to\n"
	    "2:51: expected one pc in link \"c\", or pc behind the route:"
	    " which point code it leads to\n"
	    "2:55: expected the point code of another node behind the route:"
	    " 1 is our own\n" },
	{ FILE_OF "route gt 1* to a }\n" A, "2:1: " OWN },
	{ FILE_OF "route gt 1* to a pc 1 }\n" A, "2:1: " OWN },
	{ FILE_OF "pc 1 route gt 1* to a\nroute gt { 2* 1* } to b }\n" A B,
	    "3:15: route gt 1* is there twice: first in line 2\n" },
	{ FILE_OF "pc 1 route gt 1* from { a b a } to a }\n" A B,
	    "2:39: route gt 1* from \"a\" is there twice: first in line"
	    " 2\n" },
	{ FILE_OF "pc 1 route gt 1 to a route gt 1* to a\n"
	    "route gt { 1 1 } from b to a route gt 1 from { a b } to a }\n"
	    A B,
	    "3:14: route gt 1 from \"b\" is there twice: first in line 3\n"
	    "3:39: route gt 1 from \"b\" is there twice: first in line 3\n" },
};

START_TEST(refusals)
{
	refuse(refused[_i].text, refused[_i].errors);
}
END_TEST

/* Prefixes from links; each of a route's prefixes from each of its links
 * counts. */
static struct conf *
parse_routes(size_t n, unsigned prefixes, struct conf_errors *e)
{
	size_t size = n * (prefixes * 9 + 40) + 200, len = 0, i;
	char *text = malloc(size);
	struct conf *conf;
	unsigned k;

	ck_assert_ptr_nonnull(text);
	len = (size_t)snprintf(text, size, "home { } " A B FILE_OF "pc 1");
	for (i = 0; i < n; i++) {
		len += (size_t)snprintf(text + len, size - len,
		    "\nroute gt {");
		for (k = 0; k < prefixes; k++)
			len += (size_t)snprintf(text + len, size - len,
			    " %zu*", i * prefixes + k);
		len += (size_t)snprintf(text + len, size - len,
		    " } from { a b } to a");
	}
	len += (size_t)snprintf(text + len, size - len, " }");
	ck_assert_uint_lt(len, size);
	conf = conf_parse("x", text, len, e);
	free(text);
	return conf;
}

START_TEST(as_many_as_there_may_be)
{
	struct conf_errors e = { NULL, 0, 0 };
	struct conf *c = parse_routes(CONF_ROUTES_MAX / 2000, 1000, &e);

	ck_assert_msg(c != NULL, "%s", e.n > 0 ? e.line[0] : "");
	ck_assert_uint_eq(c->ss7.nroute, CONF_ROUTES_MAX / 2000);
	conf_free(c);
	ck_assert_ptr_null(parse_routes(CONF_ROUTES_MAX / 2000 + 1, 1000, &e));
	ck_assert_uint_eq(e.n, 1);
	ck_assert_str_eq(e.line[0], "x:54:1: route is one too many: 100000"
	    " are the most, each prefix from each link counted");
	conf_errors_free(&e);
	ck_assert_ptr_null(parse_routes(1, 1001, &e));
	ck_assert_uint_eq(e.n, 1);
	ck_assert_ptr_nonnull(strstr(e.line[0],
	    ": expected at most 1000 of them after \"route\""));
	conf_errors_free(&e);
}
END_TEST

/* ---- warnings ---- */

/* What is said of a configuration that has these links, in home those. */
static void
warned_by(void (*warns)(const struct conf *, struct conf_errors *),
    const char *home, const char *text, const char *want)
{
	struct conf_errors e = { NULL, 0, 0 };
	char whole[1000];
	struct conf *c;
	int n = snprintf(whole, sizeof(whole), "home { plmn 001-01 link { %s }"
	    " }\n%s\nscreen in { drop }\nscreen out { drop }", home, text);

	ck_assert_uint_lt((size_t)n, sizeof(whole));
	c = parse(whole);
	warns(c, &e);
	said_is(&e, CONF_PATH ":", whole, want);
	conf_free(c);
}

static void
warned_home(const char *home, const char *text, const char *want)
{
	warned_by(ss7_warn, home, text, want);
}

static void
warned(const char *text, const char *want)
{
	warned_home("a", text, want);
}

#define NOWHERE	" has no pair, and ss7 { ... } has no route: what "	\
	"comes over it goes nowhere\n"

START_TEST(nowhere)
{
	warned(FILE_OF "pc 1 } " A B,
	    "2:37: link \"a\"" NOWHERE "3:6: link \"b\"" NOWHERE);
	warned(FILE_OF "} link a { } " B,
	    "1:1: home has no link with sigtran: what partners send over SS7"
	    " goes nowhere\n2:43: link \"b\"" NOWHERE);
	warned(FILE_OF "pc 1 route gt 1* to a } " A B, "");
	warned(FILE_OF "} " A "link b { sigtran as b instance 1 pair a }", "");
	/* nobody comes over it by Diameter */
	warned_by(conf_warn, "a",
	    FILE_OF "} diameter { host a.example.org realm b }\n"
	    "link a { sigtran as a instance 0 pair b } " B
	    "partner p { plmn 999-70 link b }",
	    "4:1: no rule of screen in lets in what comes from partner"
	    " \"p\"\n");
}
END_TEST

#define NOTHING	"nothing takes this route: it goes from a partner to home, "	\
	"or from home to a partner, and there is no such link that it could "	\
	"come by\n"

START_TEST(sides)
{
	static const char more[] = "link c { pc 7 sigtran as c instance 3 } "
	    "link d { pc 9 sigtran as d instance 2 pair c }\n";
	char text[600];

	warned_home("a b", FILE_OF "pc 1 } " A B, "2:1: all links with sigtran"
	    " are home's: over SS7 nothing comes, and nothing goes anywhere\n"
	    "2:37: link \"a\"" NOWHERE "3:6: link \"b\"" NOWHERE);
	snprintf(text, sizeof(text), FILE_OF "pc 1 route gt 1* to a } " A B
	    "%s", more);
	warned(text, "4:6: link \"c\" and its pair \"d\" are both partners':"
	    " nothing goes from one to the other\n");
	warned_home("a c d", text, "4:6: link \"c\" and its pair \"d\" are both"
	    " home's: nothing goes from one to the other\n");
	warned_home("a c", text, "");
}
END_TEST

START_TEST(routes_that_nothing_takes)
{
	warned(FILE_OF "pc 1 route gt 1* to a\n"
	    "route gt 2* to b\nroute gt 3* from a to b\n"
	    "route gt 4* from { a b } to b } " A B, "");
	warned(FILE_OF "pc 1 route gt 1* to a\n"
	    "route gt 3* from b to b } " A B, "3:1: " NOTHING);
	warned(FILE_OF "pc 1 route gt 1* to a\n"
	    "route gt 3* from a to a } " A B, "3:1: " NOTHING);
	/* what comes by a pair takes no route */
	warned(FILE_OF "pc 1 route gt 1* to a } " A
	    "link b { sigtran as b instance 1 pair a }", "2:30: " NOTHING);
}
END_TEST

#define UNHELD	" is in no protect: what goes to home over it is never held "	\
	"back\n"

START_TEST(not_protected)
{
	static const char routed[] = FILE_OF "pc 1 route gt 1* to a } " A B
	    "protect x { %s capacity 9/s } link d { }\n";
	char text[600];

	snprintf(text, sizeof(text), routed, "link d");
	warned_home("a d", text, "2:54: link \"a\"" UNHELD);
	snprintf(text, sizeof(text), routed, "link { a d }");
	warned_home("a d", text, "");
	snprintf(text, sizeof(text), routed, "");
	warned_home("a d", text, "");
}
END_TEST

static void
add(TCase *t)
{
	tcase_add_test(t, defaults);
	tcase_add_test(t, links);
	tcase_add_test(t, pairs_both_ways);
	tcase_add_test(t, node);
	tcase_add_test(t, whose_point_code);
	tcase_add_test(t, nothing_twice);
	tcase_add_loop_test(t, refusals, 0,
	    sizeof(refused) / sizeof(refused[0]));
	tcase_add_test(t, as_many_as_there_may_be);
	tcase_add_test(t, nowhere);
	tcase_add_test(t, sides);
	tcase_add_test(t, routes_that_nothing_takes);
	tcase_add_test(t, not_protected);
}

int
main(void)
{
	return suite_main("conf ss7", add);
}
