/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The parent process: starts the others, and again when they die; hands on
 * signals.  It talks to nobody else.
 */
#ifndef FW_RUN_PARENT_H
#define FW_RUN_PARENT_H

struct ruleset;

/* Until it is told to stop; takes the rules, which conf was read to.  The exit
 * status of the command. */
int	parent_run(const char *conf, struct ruleset *);

#endif
