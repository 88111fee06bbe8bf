/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The commands of breakwater(8): each takes its own arguments, the name of the
 * command first, and returns the exit status.
 */
#ifndef FW_COMMAND_H
#define FW_COMMAND_H

enum {
	EXIT_FINE = 0,
	EXIT_PROBLEM = 1,	/* with the input, or a test failed */
	EXIT_USAGE = 2,
};

int	dissect_command(int argc, char *argv[]);

#endif
