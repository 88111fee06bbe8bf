/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * breakwater run: judges messages as they pass.
 */
#include <getopt.h>
#include <stdbool.h>
#include <stdio.h>

#include "../../rules/ruleset.h"
#include "../command.h"
#include "parent.h"
#include "say.h"

static const char usage[] =
    "usage: breakwater run [-n] -c conf\n"
    "  -c conf  what to listen to and the rules to judge by\n"
    "  -n       only look through the configuration\n"
    "It stays in the foreground and tells what happens on standard error.\n";

static int
wrong(const char *what)
{
	if (what != NULL)
		fprintf(stderr, "breakwater run: %s\n", what);
	fputs(usage, stderr);
	return EXIT_USAGE;
}

static int
run(const char *conf, bool only_check)
{
	struct ruleset *rules = command_rules(conf);
	const struct conf *c;
	bool there;

	if (rules == NULL)
		return EXIT_PROBLEM;
	c = ruleset_conf(rules);
	there = c->diameter.there || c->ss7.there;
	if (!there)
		say("%s has no \"diameter\" and no \"ss7\", so there is nothing "
		    "to run", conf);
	if (there && !only_check)
		return parent_run(conf, rules);
	ruleset_free(rules);
	return there ? EXIT_FINE : EXIT_PROBLEM;
}

int
run_command(int argc, char *argv[])
{
	static const struct option longs[] = {
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 },
	};
	const char *conf = NULL;
	bool only_check = false;
	int c;

	opterr = 0;
	while ((c = getopt_long(argc, argv, ":c:hn", longs, NULL)) != -1) {
		if (c == 'c') {
			conf = optarg;
		} else if (c == 'n') {
			only_check = true;
		} else if (c == 'h') {
			fputs(usage, stdout);
			return EXIT_FINE;
		} else {
			command_option("run", c, argv);
			return wrong(NULL);
		}
	}
	if (conf == NULL)
		return wrong("expected a configuration: -c conf");
	if (optind != argc)
		return wrong("expected nothing behind the options");
	return run(conf, only_check);
}
