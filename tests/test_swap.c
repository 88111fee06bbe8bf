/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Other rules for all parts or for none: whichever part cannot, those before it
 * go back to what they had, the last first, and the engine never sees them.
 */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "../fw/run/engine.h"
#include "../fw/run/events.h"
#include "../fw/run/home.h"
#include "../fw/run/operate.h"
#include "../fw/run/peers.h"
#include "../fw/run/swap.h"
#include "../rules/ruleset.h"

static const char text[] =
    "home { plmn 001-01 realm epc.mnc001.mcc001.3gppnetwork.org }\n"
    "screen in { pass }\n";

static const char *fails;		/* name of the part that cannot */
static const struct ruleset *old, *new;
static char calls[256];			/* who was given which */

static bool
call(const char *name, const struct conf *conf)
{
	strcat(calls, name);
	strcat(calls, conf == ruleset_conf(new) ? "+ " : "- ");
	/* what it had a moment ago it can have again */
	return conf != ruleset_conf(new) || fails == NULL ||
	    strcmp(fails, name) != 0;
}

bool
events_swap(struct events *p, const struct conf *conf)
{
	(void)p;
	return call("events", conf);
}

bool
operate_swap(struct operate *p, const struct conf *conf)
{
	(void)p;
	return call("operate", conf);
}

bool
peers_swap(struct peers *p, const struct ruleset *rules)
{
	(void)p;
	return call("peers", ruleset_conf(rules));
}

void
home_swap(struct home *p, const struct ruleset *rules)
{
	(void)p;
	(void)call("home", ruleset_conf(rules));
}

bool
engine_swap(struct engine *p, struct ruleset *rules)
{
	(void)p;
	return call("engine", ruleset_conf(rules));
}

const struct ruleset *
engine_rules(const struct engine *p)
{
	(void)p;
	return old;
}

static struct ruleset *
rules_make(void)
{
	struct conf_errors errors = { .n = 0 };
	struct ruleset *rules = ruleset_build(conf_parse("test", text,
	    sizeof(text) - 1, &errors), &errors);

	ck_assert_ptr_nonnull(rules);
	conf_errors_free(&errors);
	return rules;
}

static void
expect(const char *who_fails, const char *want)
{
	const struct parts parts = { .events = NULL };
	struct ruleset *mine = rules_make(), *other = rules_make();
	bool fine;

	fails = who_fails;
	old = mine;
	new = other;
	calls[0] = '\0';
	fine = swap(&parts, other);
	ck_assert_str_eq(calls, want);
	ck_assert(fine == (who_fails == NULL));
	/* when it fails they are freed, else the engine has them */
	if (fine)
		ruleset_free(other);
	ruleset_free(mine);
}

START_TEST(swap_all_or_none)
{
	expect(NULL, "events+ operate+ peers+ home+ home+ engine+ ");
	expect("events", "events+ ");
	expect("operate", "events+ operate+ events- ");
	expect("peers", "events+ operate+ peers+ operate- events- ");
	/* home stands for both edges */
	expect("engine", "events+ operate+ peers+ home+ home+ engine+ "
	    "home- home- peers- operate- events- ");
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("swap");
	TCase *t = tcase_create("swap");
	SRunner *r;
	int failed;

	tcase_add_test(t, swap_all_or_none);
	suite_add_tcase(s, t);
	r = srunner_create(s);
	srunner_run_all(r, CK_NORMAL);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
