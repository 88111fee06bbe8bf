/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Warnings: exactly which ones a configuration gets, and that a rule said to be
 * never reached is never reached, whatever the message.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../rules/judge.h"
#include "../rules/warn.h"
#include "conf_text.h"
#include "random_view.h"

/* Is the rule in that line said to be never reached? */
static bool
says_never(const char *text, unsigned line)
{
	struct conf_errors e = { NULL, 0, 0 };
	struct conf *conf = conf_parse("a.conf", text, strlen(text), &e);
	char start[40];
	bool found = false;
	size_t i;

	ck_assert_msg(conf != NULL, "%s\n%s", text, e.n > 0 ? e.line[0] : "");
	shadow_warn(conf, &e);
	snprintf(start, sizeof(start), "a.conf:%u:", line);
	for (i = 0; i < e.n; i++)
		found = found || (strncmp(e.line[i], start, strlen(start)) ==
		    0 && strstr(e.line[i], ": this rule is never reached: the"
		    " one in line ") != NULL);
	conf_free(conf);
	conf_errors_free(&e);
	return found;
}

/* Rules in line 4 and on, in a world that is fine. */
#define WORLD	"home { plmn 001-01 gt 88210* realm h.org }\n"		\
	"partner a { gt 9991* realm a.org } "				\
	"partner b { gt 9992* state test } "				\
	"screen out { pass }\nscreen in {\n"

START_TEST(shadowed)
{
	static const struct {
		const char	*first, *second;
		bool		 hidden;
	} cases[] = {
		/* narrower sets */
		{ "drop imsi 00101*", "drop imsi 001012*", true },
		{ "drop imsi 001012*", "drop imsi 00101*", false },
		{ "drop imsi 00101*", "drop imsi 00101", true },
		{ "drop imsi 00101", "drop imsi 00101*", false },
		{ "drop imsi { 0* 9* }", "drop imsi { 91* 02 03 }", true },
		{ "drop imsi { 0* 9* }", "drop imsi { 91* 12 }", false },
		{ "drop imsi any", "drop imsi 1*", true },
		{ "drop imsi any", "drop imsi ! home", false },
		{ "drop imsi any", "drop imsi none", false },
		{ "drop imsi none", "drop imsi none op reset", true },
		{ "drop imsi ! 0*", "drop imsi ! { 0* 9* }", true },
		{ "drop imsi ! { 0* 9* }", "drop imsi ! 0*", false },
		{ "drop imsi ! 0*", "drop imsi 9*", false },
		{ "drop origin_host *.x.org", "drop origin_host A.X.org",
		    true },
		{ "drop origin_host *.x.org", "drop origin_host x.org", false },
		{ "drop origin_host *.x.org", "drop origin_host ax.org",
		    false },
		{ "drop origin_host *.x.org", "drop origin_host *.y.x.org",
		    true },
		{ "drop src 192.0.2.0/24", "drop src 192.0.2.128/25", true },
		{ "drop src 192.0.2.0/25", "drop src 192.0.2.0/24", false },
		{ "drop src ::/0", "drop src 192.0.2.0/24", false },
		{ "drop rat > 5", "drop rat { 6-9 1004 }", true },
		{ "drop rat > 5", "drop rat { 5-9 }", false },
		{ "drop rat >= 5", "drop rat > 5", true },
		{ "drop rat > 5", "drop rat >= 5", false },
		{ "drop rat < 0", "drop rat 0", false },
		{ "drop rat 3-9", "drop rat 4-5", true },
		{ "drop visited 999-01", "drop visited 999-010", false },
		{ "drop opc 2-100-1", "drop opc 4897", true },
		{ "drop moved", "drop moved op reset", true },
		{ "drop moved", "drop moved faster than 5km/h", false },
		{ "drop moved faster than 5km/h",
		    "drop moved faster than 6km/h", true },
		{ "drop moved faster than 5km/h", "drop moved", false },
		/* owners */
		{ "drop from test", "drop from partner b", true },
		{ "drop from test", "drop from partner a", false },
		{ "drop from active", "drop from home", true },
		{ "drop from partner b", "drop from test", false },
		{ "drop from origin", "drop from link", false },
		/* operations */
		{ "drop op all", "drop op reset", true },
		{ "drop op all", "drop op some", true },
		{ "drop op some", "drop op all", false },
		{ "drop op { reset purge }", "drop op all", false },
		/* what memory gives */
		{ "drop finding { scan flood }", "drop finding scan", true },
		{ "drop finding scan", "drop finding { scan flood }", false },
		{ "drop within all", "drop within reset", true },
		{ "drop within any", "pass within reset", true },
		{ "pass opener home", "drop opener home", true },
		{ "drop op all", "drop within reset", false },
		{ "pass device grey", "drop device grey", false },
		/* more tests, fewer tests */
		{ "drop op reset", "pass op reset from home", true },
		{ "drop op reset from home", "pass op reset", false },
		{ "drop malformed", "drop malformed op reset", true },
		{ "drop malformed", "drop op reset", false },
		/* any value, all values */
		{ "drop imsi home", "pass imsi home", true },
		{ "pass imsi home", "drop imsi home", false },
		{ "pass imsi home", "pass imsi home op reset", true },
		{ "pass from home", "drop from home", true },
		{ "pass imsi any", "drop imsi any", true },
		{ "pass vlr none", "drop vlr none", true },
		/* what does not decide, or not always */
		{ "match op reset", "drop op reset", false },
		{ "drop op reset monitor", "drop op reset", false },
		{ "drop op reset", "match op reset", true },
		{ "steer away (1 in 1m) op reset", "pass op reset", false },
		{ "drop rate > 1/s per from", "drop rate > 1/s per from",
		    false },
		{ "drop op reset rate > 1/s per from", "drop op reset",
		    false },
		{ "pass calling gt <still>", "pass calling gt <still>", true },
		{ "pass calling gt <moving>", "pass calling gt <moving>",
		    false },
		{ "drop class m", "drop class m op reset", true },
		{ "drop class > m", "drop class > m", true },
		{ "drop class >= m", "drop class > m", false },
		{ "drop apn \"a\"", "drop apn { \"a\" \"b\" }", false },
		{ "drop apn { \"a\" \"b\" }", "drop apn \"b\"", true },
		{ "drop dest_host same origin_host",
		    "drop dest_host same origin_host op reset", true },
		{ "drop dest_host same origin_host",
		    "drop dest_host same origin_realm", false },
	};
	char text[2000];
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		snprintf(text, sizeof(text), WORLD "%s\n%s\n"
		    "match rate > 1/s per calling block in <moving>\n}\n"
		    "table <still> gt table <moving> gt class m priority 1\n"
		    "category all { op { some purge } } category some {"
		    " op reset }", cases[i].first, cases[i].second);
		ck_assert_msg(says_never(text, 5) == cases[i].hidden,
		    "%s, then %s", cases[i].first, cases[i].second);
	}
}
END_TEST

START_TEST(classes_change)
{
	warn(WORLD "drop class m\ndrop class m op reset\n"
	    "match op reset set class m\npass from ! home\n}\n"
	    "class m priority 1", "");
	warn(WORLD "pass op reset from ! home\ndrop\nmatch op reset\n"
	    "drop op purge\n}",
	    "a.conf:6:1: from here on no rule is reached: the one in line 5 has"
	    " no tests\n");
	warn(WORLD "pass from ! home\ndrop\n}", "");
}
END_TEST

START_TEST(networks)
{
	warn("home { realm h.org host { *.h.org *.x.h.org *.org n.net } }\n"
	    "partner a { realm a.org host *.b.org } partner b { }\n"
	    "partner c { link l } link l { } partner d { link l carries e }\n"
	    "partner e { host *.anything }\n"
	    "screen in { pass } screen out { pass }",
	    "a.conf:1:45: host *.org is wider than the realms of home\n"
	    "a.conf:2:30: host *.b.org is wider than the realms of \"a\"\n"
	    "a.conf:2:40: partner \"b\" has no identities: no message can come"
	    " from it\n"
	    "a.conf:3:1: partner \"c\" has links, but neither identities nor"
	    " partners that it carries\n"
	    "a.conf:2:30: host *.b.org of \"a\" lies within host *.org of home"
	    " (line 1)\n");
	warn("home { }",
	    "a.conf:1:1: screen in has no rules: everything may come in\n"
	    "a.conf:1:1: screen out has no rules: everything may go out\n"
	    "a.conf:1:1: home has no identities: nothing is known to be its"
	    " own\n");
}
END_TEST

START_TEST(overlaps)
{
	warn("home { plmn 001-01 gt 88210* } screen in { pass }\n"
	    "screen out { pass } partner a { gt { 8821* 999* } plmn 999-01\n"
	    "imsi { 001012* 99901* } } partner b { gt { 9991* 9991 9992 }\n"
	    "ip 192.0.2.0/24 plmn 999-010 } partner c { ip 192.0.2.1\n"
	    "realm c.org } partner d { host *.d.c.org mgt 1* } partner e"
	    " { mgt 12* }",
	    "a.conf:1:23: prefix 88210 of home lies within prefix 8821 of \"a\""
	    " (line 2)\n"
	    "a.conf:3:8: prefix 001012 of \"a\" lies within PLMN 001-01 of home"
	    " (line 1)\n"
	    "a.conf:3:44: prefix 9991 of \"b\" lies within prefix 999 of \"a\""
	    " (line 2)\n"
	    "a.conf:3:55: number 9992 of \"b\" lies within prefix 999 of \"a\""
	    " (line 2)\n"
	    "a.conf:4:22: PLMN 999-010 of \"b\" lies within prefix 99901 of"
	    " \"a\" (line 3)\n"
	    "a.conf:4:47: address 192.0.2.1 of \"c\" lies within network"
	    " 192.0.2.0/24 of \"b\" (line 4)\n"
	    "a.conf:5:32: host *.d.c.org of \"d\" lies within realm c.org of"
	    " \"c\" (line 5)\n"
	    "a.conf:5:67: prefix 12 of \"e\" lies within prefix 1 of \"d\""
	    " (line 5)\n");
}
END_TEST

#define NOT_IN	"a.conf:2:1: no rule of screen in lets in what comes "	\
	"from partner \"a\"\n"
#define NOT_IN_B "a.conf:2:36: no rule of screen in lets in what "	\
	"comes from partner \"b\"\n"

START_TEST(let_in)
{
	static const struct {
		const char	*rules, *expected;
	} cases[] = {
		{ "drop op reset", NOT_IN NOT_IN_B },
		{ "pass from home", NOT_IN NOT_IN_B },
		{ "pass from partner b op reset", NOT_IN },
		{ "pass from ! partner b", NOT_IN_B },
		{ "pass from active", NOT_IN_B },
		{ "pass from { unknown test }", NOT_IN },
		{ "pass from link imsi home", "" },
		{ "pass from ! link", "" },
		{ "drop from test\npass op reset", NOT_IN_B },
		{ "drop from test op purge\npass op reset", "" },
		{ "drop from test monitor\npass op reset", "" },
		{ "match from any\nsteer to l op reset", "" },
		{ "pass op reset monitor", NOT_IN NOT_IN_B },
	};
	char text[2000];
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		snprintf(text, sizeof(text), WORLD "%s\n}\npartner s { gt 9993*"
		    " state suspended link l } link l { }", cases[i].rules);
		warn(text, cases[i].expected);
	}
}
END_TEST

#define IN(what, category)						\
	"this rule lets in " what " of category " category		\
	", whoever sends it\n"

START_TEST(first_category)
{
	static const struct {
		const char	*rules, *expected;
	} cases[] = {
		{ "pass op send-imsi", "a.conf:4:1: " IN("send-imsi", "cat1") },
		{ "pass op cat1", "a.conf:4:1: " IN("send-imsi", "cat1") },
		{ "pass op { reset cat1-more }", "a.conf:4:1: "
		    IN("any-time-interrogation", "cat1-more") },
		{ "pass", "a.conf:4:1: this rule lets in send-imsi of category"
		    " cat1, and 1 more, whoever sends it\n" },
		{ "pass imsi home to home", "a.conf:4:1: this rule lets in"
		    " send-imsi of category cat1, and 1 more, whoever sends"
		    " it\n" },
		{ "pass op ! send-imsi", "a.conf:4:1: "
		    IN("any-time-interrogation", "cat1-more") },
		{ "pass op send-imsi from active\npass op cat2", "a.conf:4:1: "
		    IN("send-imsi", "cat1") },
		{ "pass op send-imsi kind answer\npass op cat2", "" },
		{ "pass op send-imsi kind { answer request }", "a.conf:4:1: "
		    IN("send-imsi", "cat1") },
		{ "drop op { cat1 cat1-more }\npass", "" },
		{ "drop op cat1 from ! partner a\npass op cat1", "" },
		{ "drop op cat1 imsi home\npass op cat1", "a.conf:5:1: "
		    IN("send-imsi", "cat1") },
		{ "drop op cat1 kind answer\npass op cat1", "a.conf:5:1: "
		    IN("send-imsi", "cat1") },
		{ "pass proto sccp\npass op cat2", "" },
		{ "drop from unknown\npass op send-imsi", "a.conf:5:1: "
		    IN("send-imsi", "cat1") },
	};
	char text[2000];
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		snprintf(text, sizeof(text), "home { gt 88210* }\n"
		    "partner a { gt 9991* } screen out { pass }\n"
		    "screen in { match op { cat1 cat1-more cat2 }\n"
		    "%s\npass from partner a\n}\n"
		    "category cat1 { op send-imsi }\ncategory cat1-more { op"
		    " any-time-interrogation }\ncategory cat2 { op purge }",
		    cases[i].rules);
		if (strcmp(cases[i].rules, "pass") == 0 ||
		    strstr(cases[i].rules, "\npass") != NULL)
			memset(strstr(text, "pass from partner a\n}"), ' ',
			    strlen("pass from partner a"));
		warn(text, cases[i].expected);
	}
}
END_TEST

/* What is warned of, or is not, with the shipped categories. */
static const struct {
	const char	*rules;
	unsigned	 line;		/* 0: no warning */
} mistakes[] = {
	{ "pass", 3 }, { "pass imsi home", 3 }, { "pass op ! cat3", 3 },
	/* anybody */
	{ "pass from active", 3 }, { "pass from link", 3 },
	{ "pass from ! unknown", 3 }, { "pass from any", 3 },
	{ "pass from { active test }", 3 },
	{ "pass from ! partner a", 3 },
	{ "pass from { unknown partner a }", 3 },
	{ "pass calling gt ! 9991*", 3 },
	{ "pass calling gt any", 3 }, { "pass calling gt link", 3 },
	{ "pass origin_realm ! home", 3 }, { "pass src ::/0", 3 },
	{ "pass calling ssn 6", 3 }, { "pass calling tt 0", 3 },
	{ "pass calling np 1", 3 }, { "pass calling nai 4", 3 },
	{ "pass calling es 1", 3 }, { "pass calling ri gt", 3 },
	{ "pass calling gti 4", 3 }, { "pass calling pc 1", 3 },
	/* somebody */
	{ "pass from partner a", 0 },
	{ "pass from { home partner a }", 0 },
	{ "pass calling gt 9991*", 0 }, { "pass calling gt <t>", 0 },
	{ "pass origin_host hss.a.org", 0 },
	{ "pass origin_realm a.org", 0 }, { "pass via l", 0 },
	{ "pass src 192.0.2.0/24", 0 }, { "pass opc 1-2-3", 0 },
	{ "pass from active calling gt 9991*", 0 },
	/* in whose dialogue */
	{ "pass op any-time-interrogation opener home", 0 },
	{ "pass op any-time-interrogation opener { home partner a }", 0 },
	{ "pass op any-time-interrogation opener ! home", 3 },
	{ "pass op any-time-interrogation opener unknown", 3 },
	{ "pass op any-time-interrogation within update-location", 3 },
	{ "drop op cat1 opener ! home\npass op cat1", 4 },
	/* anything, or just that */
	{ "pass proto map kind request", 3 },
	{ "pass proto diameter", 3 }, { "pass proto ! cap", 3 },
	{ "pass proto cap", 0 }, { "pass proto ! { map diameter }", 0 },
	{ "pass proto map kind ! request", 0 },
	{ "pass map-op 71", 3 }, { "pass map-op { 2 70-72 }", 3 },
	{ "pass map-op > 70", 3 }, { "pass map-op ! 2", 3 },
	{ "pass map-op 2", 0 }, { "pass map-op < 3", 0 },
	{ "pass map-op any", 3 }, { "pass map-op none", 3 },
	{ "pass proto map map-op none", 0 },
	{ "pass map-op bit 6 proto map", 3 },
	{ "pass map-op 71 proto diameter", 0 },
	{ "pass map-op 71 op update-location", 0 },
	{ "pass command 8388622", 3 }, { "pass command 324", 3 },
	{ "pass command 316", 0 }, { "pass command >= 8388608", 3 },
	{ "pass command 8388622 proto map", 0 },
	{ "pass command 265", 3 },
	{ "pass cap-op 0", 0 },
	{ "pass called ssn 6", 3 },
	{ "pass called ssn 6 proto diameter", 0 },
	{ "pass called gt home", 3 }, { "pass dpc 1-2-3", 3 },
	{ "pass dest_realm home", 3 },
	{ "pass dest_realm home proto map", 0 },
	{ "pass dialogue begin", 3 }, { "pass dialogue continue", 3 },
	{ "pass dialogue { end abort }", 0 },
	{ "pass dialogue begin proto diameter", 0 },
	{ "pass ac 25", 0 }, { "pass map-op 71 ac 29", 3 },
	{ "pass monitor", 0 },
	{ "steer to l op any-time-interrogation", 3 },
	{ "steer to l", 3 }, { "steer to l from partner a", 0 },
	{ "steer away (4 in 10m) op send-imsi", 0 },
	/* refused before */
	{ "drop op { cat1 cat1-diameter }\npass", 0 },
	{ "drop op cat1 proto map\npass proto map", 0 },
	{ "drop op cat1 proto map\npass", 4 },
	{ "drop op cat1 from partner a\npass op cat1", 4 },
	{ "drop op cat1 from unknown\npass op cat1", 4 },
	{ "drop op cat1 from ! link\npass op cat1", 4 },
	{ "drop op cat1 calling ssn 6\npass op cat1", 4 },
	{ "drop op cat1 calling gt 999*\npass op cat1", 4 },
	{ "drop op cat1 monitor\npass op cat1", 4 },
	{ "drop op cat1 from ! partner a\npass op cat1", 0 },
	{ "drop op cat1 from ! home\npass op cat1", 0 },
	{ "drop op cat1 from any\npass op cat1", 0 },
	{ "drop map-op 71\npass map-op 71", 0 },
	{ "drop map-op 71\npass map-op { 71 58 }", 4 },
	{ "drop op cat1 dialogue begin\npass dialogue begin", 0 },
	{ "drop op cat1 dialogue begin\npass op cat1", 4 },
	{ "drop kind request\npass", 0 },
	{ "reject (busy) op cat1\npass op cat1", 0 },
};

START_TEST(let_in_by_mistake)
{
	struct conf_errors e = { NULL, 0, 0 };
	struct conf *conf;
	char text[2000], start[40];
	size_t i, k, found;

	for (i = 0; i < sizeof(mistakes) / sizeof(mistakes[0]); i++) {
		snprintf(text, sizeof(text), "home { gt 88210* } partner a {"
		    " gt 9991* }\nscreen in {\n%s\n}\nlink l { }"
		    " table <t> gt\ninclude \"rules/categories.conf\"",
		    mistakes[i].rules);
		conf = conf_parse("a.conf", text, strlen(text), &e);
		ck_assert_msg(conf != NULL, "%s: %s", mistakes[i].rules,
		    e.n > 0 ? e.line[0] : "");
		admit_warn(conf, &e);
		snprintf(start, sizeof(start), "a.conf:%u:1: this rule lets in",
		    mistakes[i].line);
		for (k = found = 0; k < e.n; k++)
			found += strstr(e.line[k], "this rule lets in") != NULL;
		ck_assert_msg(found == (mistakes[i].line != 0), "%s: %s",
		    mistakes[i].rules, found > 0 ? e.line[e.n - 1] : "nothing");
		ck_assert_msg(found == 0 || strncmp(e.line[e.n - 1], start,
		    strlen(start)) == 0, "%s", mistakes[i].rules);
		conf_free(conf);
		conf_errors_free(&e);
	}
}
END_TEST

/* The shipped policy says everything on purpose. */
START_TEST(shipped)
{
	static const char *const files[] = { "rules/breakwater.conf",
	    "rules/inline.conf", "tests/attacks/world.conf" };
	struct conf_errors e = { NULL, 0, 0 };
	struct conf *conf;
	size_t i;

	for (i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		conf = conf_load(files[i], &e);
		ck_assert_msg(conf != NULL, "%s", e.n > 0 ? e.line[0] : "");
		conf_warn(conf, &e);
		ck_assert_msg(e.n == 0, "%s", e.n > 0 ? e.line[0] : "");
		conf_free(conf);
		conf_errors_free(&e);
	}
}
END_TEST

START_TEST(unused)
{
	warn(WORLD "pass from ! home during t op c calling gt <b> via n\n}\n"
	    "link l { } link m { } link n { }"
	    " protect p { link m capacity 1/s }\n"
	    "table <a> gt table <b> gt category c { op d } category d { }\n"
	    "category e { } class x priority 1\n"
	    "storm s on reset per partner enter auto for 1s leave 1/s for 1s\n"
	    "storm t on reset per partner enter auto for 1s leave 1/s for 1s"
	    " memory { }",
	    "a.conf:6:6: link \"l\" is named by no network\n"
	    "a.conf:7:7: table <a> is defined and used by nothing\n"
	    "a.conf:8:10: category e is defined and used by nothing\n"
	    "a.conf:9:7: storm \"s\" is defined and used by nothing\n");
	warn(WORLD "pass from ! home\n}\nclass x priority 1",
	    "a.conf:6:7: class x is defined and used by nothing\n");
}
END_TEST

/* ---- never reached is never reached ---- */

enum { ROUNDS = 3000, PAIRS = 4, VIEWS = 60 };

static struct random_conf random_world;
static struct random_view view;

/* Two rules, the second with the subjects of the first and perhaps one more. */
static void
random_pair(struct random *r, unsigned n)
{
	static const char *const actions[] = { "pass", "drop",
	    "reject (busy)", "sink" };
	struct random_text t[2];
	unsigned i, k, subject;

	for (i = 0; i < 2; i++) {
		t[i] = (struct random_text){ random_world.rule[i],
		    RANDOM_RULE_TEXT, 0 };
		random_say(&t[i], "%s", RANDOM_OF(r, actions));
		random_world.out[i] = false;
	}
	for (k = 0; k < n; k++) {
		subject = RANDOM_OF(r, random_subjects);
		for (i = 0; i < 2; i++)
			random_test_of(r, &t[i], subject);
	}
	if (random_chance(r, 30))
		random_test(r, &t[1], false);
}

/* True when the second rule is said to be never reached: then it is not. */
static bool
try_pair(struct random *r, unsigned *reached)
{
	struct conf_errors e = { NULL, 0, 0 };
	char *text = random_conf_text(&random_world);
	struct conf *conf = conf_parse("r.conf", text, strlen(text), &e);
	struct ruleset *rs;
	struct judge *j;
	struct verdict v;
	bool never;
	size_t i;

	ck_assert_msg(conf != NULL, "%s\n%s", text, e.n > 0 ? e.line[0] : "");
	ck_assert_uint_eq(conf->in.n, 2);
	never = says_never(text, conf->in.rule[1].at.line);
	rs = ruleset_build(conf, &e);
	ck_assert_ptr_nonnull(rs);
	j = judge_new(rs, 1);
	ck_assert_ptr_nonnull(j);
	for (i = 0; i < VIEWS; i++) {
		random_view(r, &view);
		judge_message(j, view.p, i, &v);
	}
	*reached += judge_matches(j, DIRECTION_IN, 1) > 0;
	ck_assert_msg(!never || judge_matches(j, DIRECTION_IN, 1) == 0,
	    "reached, said never:\n%s\n%s", random_world.rule[0],
	    random_world.rule[1]);
	judge_free(j);
	ruleset_free(rs);
	free(text);
	return never;
}

START_TEST(never_is_never)
{
	struct random r = { 20261121 };
	unsigned i, k, never = 0, reached = 0;

	for (i = 0; i < ROUNDS / PAIRS; i++) {
		random_conf(&r, &random_world, 2, BIAS_NONE);
		for (k = 0; k < PAIRS; k++) {
			random_pair(&r, 1 + random_below(&r, 2));
			never += try_pair(&r, &reached);
		}
	}
	ck_assert_uint_gt(never, ROUNDS / 50);
	ck_assert_uint_gt(reached, ROUNDS / 20);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("warn");
	TCase *tc = tcase_create("warn");
	SRunner *sr;
	int failed;

	tcase_set_timeout(tc, 120);
	tcase_add_test(tc, shadowed);
	tcase_add_test(tc, classes_change);
	tcase_add_test(tc, networks);
	tcase_add_test(tc, overlaps);
	tcase_add_test(tc, let_in);
	tcase_add_test(tc, first_category);
	tcase_add_test(tc, let_in_by_mistake);
	tcase_add_test(tc, shipped);
	tcase_add_test(tc, unused);
	tcase_add_test(tc, never_is_never);
	suite_add_tcase(s, tc);
	sr = srunner_create(s);
	srunner_run_all(sr, CK_ENV);
	failed = srunner_ntests_failed(sr);
	srunner_free(sr);
	return failed != 0;
}
