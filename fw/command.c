/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the commands share.
 */
#include <getopt.h>
#include <stdio.h>

#include "../rules/ruleset.h"
#include "command.h"

const uint64_t command_secret = UINT64_C(0x6272656b77617472);

void
command_option(const char *command, int c, char *const argv[])
{
	const char *word = argv[optind - 1];

	if (c == ':' && optopt != 0 && (word[0] != '-' || word[1] != '-'))
		fprintf(stderr, "breakwater %s: option -%c needs an argument\n",
		    command, optopt);
	else if (c == ':')
		fprintf(stderr, "breakwater %s: option %s needs an argument\n",
		    command, word);
	else if (optopt != 0 && (word[0] != '-' || word[1] != '-'))
		fprintf(stderr, "breakwater %s: no option -%c\n", command,
		    optopt);
	else
		fprintf(stderr, "breakwater %s: no option %s\n", command,
		    word);
}

void
command_errors(const char *prefix, struct conf_errors *e)
{
	size_t i;

	for (i = 0; i < e->n; i++)
		fprintf(stderr, "%s%s\n", prefix, e->line[i]);
	if (e->more > 0)
		fprintf(stderr, "%sand %zu more\n", prefix, e->more);
	conf_errors_free(e);
}

struct ruleset *
command_rules(const char *path)
{
	struct conf_errors errors = { .n = 0 };
	struct ruleset *rules = ruleset_load(path, &errors);

	command_errors("", &errors);
	return rules;
}
