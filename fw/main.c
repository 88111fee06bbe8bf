/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * breakwater(8): a roaming signalling firewall.
 */
#include <stdio.h>
#include <string.h>

#include "command.h"

#ifndef BREAKWATER_VERSION
#error "BREAKWATER_VERSION comes from the Makefile"
#endif

static const struct {
	const char	*name;
	int		(*run)(int, char *[]);
	const char	*text;
} commands[] = {
	{ "dissect", dissect_command, "print the messages of captures" },
	{ "replay", replay_command, "judge the messages of captures" },
	{ "explain", explain_command, "show how a message is judged" },
	{ "audit", audit_command, "try known attacks on a configuration" },
	{ "sim", sim_command, "try a signalling storm" },
	{ "run", run_command, "judge messages between networks, live" },
	{ "check", check_command, "look through a configuration" },
	{ "ctl", ctl_command, "talk to the firewall that runs" },
};

static void
usage(FILE *f)
{
	size_t i;

	fputs("usage: breakwater command [argument ...]\n"
	    "       breakwater -V\n", f);
	for (i = 0; i < sizeof(commands) / sizeof(commands[0]); i++)
		fprintf(f, "  %-10s %s\n", commands[i].name, commands[i].text);
	fputs("The manual is breakwater(8).\n", f);
}

int
main(int argc, char *argv[])
{
	size_t i;

	if (argc > 1 && (strcmp(argv[1], "-V") == 0 ||
	    strcmp(argv[1], "--version") == 0)) {
		puts("breakwater " BREAKWATER_VERSION);
		return EXIT_FINE;
	}
	if (argc > 1 && (strcmp(argv[1], "-h") == 0 ||
	    strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "help") == 0)) {
		usage(stdout);
		return EXIT_FINE;
	}
	for (i = 0; argc > 1 && i < sizeof(commands) / sizeof(commands[0]); i++)
		if (strcmp(argv[1], commands[i].name) == 0)
			return commands[i].run(argc - 1, argv + 1);
	if (argc > 1)
		fprintf(stderr, "breakwater: no command \"%s\"\n", argv[1]);
	usage(stderr);
	return EXIT_USAGE;
}
