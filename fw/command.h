/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The commands of breakwater(8): each takes its own arguments, the name of the
 * command first, and returns the exit status.
 */
#ifndef FW_COMMAND_H
#define FW_COMMAND_H

#include <stdint.h>

enum {
	EXIT_FINE = 0,
	EXIT_PROBLEM = 1,	/* with the input, or a test failed */
	EXIT_USAGE = 2,
};

int	audit_command(int argc, char *argv[]);	/* in sim/ */
int	check_command(int argc, char *argv[]);
int	ctl_command(int argc, char *argv[]);	/* in run/ */
int	dissect_command(int argc, char *argv[]);
int	explain_command(int argc, char *argv[]);
int	replay_command(int argc, char *argv[]);
int	run_command(int argc, char *argv[]);	/* in run/ */
int	sim_command(int argc, char *argv[]);	/* in sim/lab/ */

/* command.c: what they share. */

/*
 * The secret of every hash while captures are judged.  It is the same in every
 * run on purpose: where a table that is full gives up an entry, the hash has a
 * say in which one, and the same capture under the same rules must give the
 * same octets.  Nobody waits for the answer to an old capture; where somebody
 * does, the secret is drawn by lot.
 */
extern const uint64_t command_secret;

/* One sentence about the option on which getopt_long() said c, '?' or ':'. */
void	command_option(const char *command, int c, char *const argv[]);

struct conf_errors;
struct ruleset;

/* NULL after the sentences about what is wrong, on standard error. */
struct ruleset	*command_rules(const char *path);
/* Prints the sentences with a prefix, and frees them. */
void	command_errors(const char *prefix, struct conf_errors *);

#endif
