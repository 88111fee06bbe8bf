/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Warnings of what never holds for want of memory, geography or lists.
 */
#include <check.h>
#include <stdio.h>
#include <string.h>

#include "conf_text.h"
#include "suite.h"

/* Rules in line 4 and on, in a world that is fine. */
#define WORLD	"home { plmn 001-01 gt 88210* realm h.org }\n"		\
	"partner a { gt 9991* realm a.org } "				\
	"partner b { gt 9992* state test } "				\
	"screen out { pass }\nscreen in {\n"

START_TEST(without_memory)
{
	warn(WORLD "drop finding scan\npass from ! home within reset\n"
	    "drop opener unknown finding flood\n"
	    "drop device grey\ndrop moved\n}\n"
	    "table <a> imei blacklist <a> greylist <a>\n"
	    "check scan test check flood off",
	    "a.conf:11:1: check scan needs memory { ... }, which is missing\n"
	    "a.conf:8:6: moved needs memory { ... }, which is missing: no"
	    " message has it\n"
	    "a.conf:4:6: finding needs memory { ... }, which is missing: no"
	    " message has it\n"
	    "a.conf:5:18: within needs memory { ... }, which is missing: no"
	    " message has it\n"
	    "a.conf:6:6: opener needs memory { ... }, which is missing: no"
	    " message has it\n"
	    "a.conf:7:6: device needs memory { ... }, which is missing: only"
	    " messages that carry an IMEI have it\n");
	warn(WORLD "pass from ! home\n}\n"
	    "table <a> imei greylist <a>\ncheck velocity off",
	    "a.conf:6:16: greylist is used by no rule: none tests"
	    " device\n");
}
END_TEST

/* The checks of places also say when rules act on "moved". */
START_TEST(moved)
{
	warn(WORLD "drop moved\ndrop moved faster than 7km/h\n"
	    "pass from ! home\n}\nmemory { geography \"a\" }"
	    " check velocity learn check previous-place off",
	    "a.conf:4:6: check previous-place is off: this never holds\n"
	    "a.conf:5:6: check velocity learns for ever: this never holds\n");
	warn(WORLD "drop moved\ndrop moved faster than 7km/h\n"
	    "pass from ! home\n}\nmemory { geography \"a\" }"
	    " check velocity test check previous-place learn 1s",
	    "");
}
END_TEST

/* A rule whose check is in test does not decide: the next one is reached. */
START_TEST(in_test)
{
	static const struct {
		const char	*first, *second, *checks;
		bool		 hidden;
	} cases[] = {
		{ "finding scan", "finding scan", "", true },
		{ "finding scan", "finding scan", "check scan enforce", true },
		{ "finding scan", "finding scan", "check scan test", false },
		{ "finding scan", "finding scan",
		    "check scan learn 1s then test", false },
		{ "finding { flood scan }", "finding flood", "check scan test",
		    false },
		{ "finding flood", "finding flood", "check scan test", true },
		{ "finding any", "finding flood", "check scan test", false },
		{ "finding any", "finding flood", "", true },
		{ "finding ! flood", "finding ! flood", "check flood enforce"
		    " check pivot test", false },
		{ "moved", "moved op reset", "check velocity test", true },
		{ "moved", "moved op reset", "check previous-place test",
		    false },
		{ "moved faster than 1km/h", "moved faster than 2km/h",
		    "check velocity test", false },
		{ "op reset", "op reset finding scan", "check scan test",
		    true },
	};
	char text[1000];
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		snprintf(text, sizeof(text), WORLD "drop %s\ndrop %s\n"
		    "pass from ! home\n}\nmemory { geography \"a\" }\n%s",
		    cases[i].first, cases[i].second, cases[i].checks);
		warn(text, cases[i].hidden ? "a.conf:5:1: this rule is never"
		    " reached: the one in line 4 decides whatever it would"
		    " match\n" : "");
	}
}
END_TEST

/* What storm control cannot do, and what it then does. */
START_TEST(control)
{
	static const char rules[] = WORLD
	    "reject (busy, back-off auto) op reset\n"
	    "pass from ! home\n}\n";
	char text[1000];

	warn(rules, "a.conf:4:1: back-off auto needs protect \"...\" { ... },"
	    " which is missing: without it this rejects all that it"
	    " matches\n");
	snprintf(text, sizeof(text), "%sprotect p { capacity 1/s }", rules);
	warn(text, "a.conf:7:9: protect \"p\" learns nothing from answers"
	    " without memory { ... }: its capacity is as configured\n");
	snprintf(text, sizeof(text), "%sprotect p { capacity 1/s } memory { }",
	    rules);
	warn(text, "");
}
END_TEST

START_TEST(with_memory)
{
	warn(WORLD "drop finding { scan velocity }\n"
	    "drop device { black grey } moved faster than 5km/h\n"
	    "pass from ! home\n}\n"
	    "memory { geography \"a\" } table <a> imei blacklist <a>"
	    " greylist <a>\ncheck scan test\n", "");
	warn("class c priority 1 critical listed imsi any protect p {"
	    " link l capacity 1/s } link l { }\n"
	    "home { plmn 001-01 gt 88210* realm h.org link l }"
	    " screen out { pass } screen in { drop finding scan drop moved\n"
	    "pass opener home within reset }\nmemory { }",
	    "a.conf:1:7: class c is held to lists of devices, and there is"
	    " neither blacklist nor greylist\n");
	warn(WORLD "drop finding velocity\ndrop moved faster than 5km/h\n"
	    "drop moved finding { scan two-places flood }\npass from ! home\n"
	    "}\nmemory { } check scan off check two-places learn check flood"
	    " test\n",
	    "a.conf:5:6: a speed needs geography in memory { ... }: this test"
	    " never holds\n"
	    "a.conf:4:14: finding velocity needs geography in memory { ... }:"
	    " no message has it\n"
	    "a.conf:6:27: check two-places learns for ever: this never"
	    " holds\n"
	    "a.conf:6:22: check scan is off: this never holds\n");
	warn(WORLD "drop finding velocity device grey\npass from ! home\n}\n"
	    "memory { } check velocity learn table <a> imei blacklist <a>\n",
	    "a.conf:7:12: check velocity needs geography in memory { ... }: it"
	    " finds nothing\n"
	    "a.conf:4:14: check velocity learns for ever: this never"
	    " holds\n"
	    "a.conf:4:30: there is no greylist: no device is on it\n");
}
END_TEST

static void
add(TCase *tc)
{
	tcase_add_test(tc, without_memory);
	tcase_add_test(tc, control);
	tcase_add_test(tc, with_memory);
	tcase_add_test(tc, moved);
	tcase_add_test(tc, in_test);
}

int
main(void)
{
	return suite_main("needs", add);
}
