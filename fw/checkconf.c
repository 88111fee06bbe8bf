/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * breakwater check: what is wrong with a configuration, what may not be meant,
 * and what it holds.
 */
#define _GNU_SOURCE	/* getopt_long() that takes options behind files too */
#include <errno.h>
#include <getopt.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "../rules/judge.h"
#include "command.h"

static const char usage[] =
    "usage: breakwater check [-p] conf\n"
    "  -p  print the configuration in its canonical form\n";

static void
warn(const struct ruleset *rules)
{
	const struct conf *conf = ruleset_conf(rules);
	const struct conf_table *t;
	struct conf_errors warnings = { .n = 0 };
	size_t i;

	conf_warn(conf, &warnings);
	for (i = 0; i < conf->ntable; i++) {
		t = &conf->table[i];
		if (t->file != NULL && ruleset_table_file_count(rules, i) == 0)
			conf_error(&warnings, conf, t->file_at,
			    "table <%s>: file \"%s\" is empty", t->name,
			    t->file);
	}
	command_errors("warning: ", &warnings);
}

static void
count(const char *what, size_t n)
{
	printf("%-14s %8zu\n", what, n);
}

static void
tables(const struct ruleset *rules)
{
	const struct conf *conf = ruleset_conf(rules);
	const struct conf_table *t;
	size_t i;

	count("tables", conf->ntable);
	for (i = 0; i < conf->ntable; i++) {
		t = &conf->table[i];
		printf("  <%s> %s, %zu entries", t->name,
		    conf_table_type_name(t->type),
		    ruleset_table_count(rules, i));
		if (t->file != NULL)
			printf(", %zu of them from \"%s\"",
			    ruleset_table_file_count(rules, i), t->file);
		putchar('\n');
	}
}

/* All, and those of which every message passes. */
static void
partners(const struct conf *conf)
{
	size_t i, watched = 0;

	for (i = 0; i < conf->npartner; i++)
		watched += conf->partner[i].monitor;
	count("partners", conf->npartner);
	if (watched > 0)
		count("  monitored", watched);
}

static void
counts(const struct ruleset *rules)
{
	const struct conf *conf = ruleset_conf(rules);

	count("files", conf->nfile);
	partners(conf);
	count("links", conf->nlink);
	count("classes", conf->nclass);
	count("categories", conf->ncategory);
	tables(rules);
	count("protects", conf->nprotect);
	count("storms", conf->nstorm);
	count("rules in", ruleset_rules(rules, DIRECTION_IN));
	count("rules out", ruleset_rules(rules, DIRECTION_OUT));
}

static bool
check(const char *path, bool print)
{
	struct ruleset *rules = command_rules(path);

	if (rules == NULL)
		return false;
	warn(rules);
	if (print)
		conf_print(stdout, ruleset_conf(rules));
	else
		counts(rules);
	ruleset_free(rules);
	if (fflush(stdout) != 0 || ferror(stdout)) {
		fprintf(stderr, "breakwater: writing output: %s\n",
		    strerror(errno));
		return false;
	}
	return true;
}

static int
wrong(void)
{
	fputs(usage, stderr);
	return EXIT_USAGE;
}

int
check_command(int argc, char *argv[])
{
	static const struct option longs[] = {
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 },
	};
	bool print = false;
	int c;

	opterr = 0;
	while ((c = getopt_long(argc, argv, ":hp", longs, NULL)) != -1) {
		if (c == 'p') {
			print = true;
		} else if (c == 'h') {
			fputs(usage, stdout);
			return EXIT_FINE;
		} else {
			command_option("check", c, argv);
			return wrong();
		}
	}
	if (argc - optind != 1) {
		fputs("breakwater check: expected one configuration\n",
		    stderr);
		return wrong();
	}
	return check(argv[optind], print) ? EXIT_FINE : EXIT_PROBLEM;
}
