/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Scenarios as text: in the words and with the lexer of the configuration,
 * includes and macros too.  breakwater.sim(5) is its manual.
 */
#ifndef SIM_LAB_SCENARIO_READ_H
#define SIM_LAB_SCENARIO_READ_H

#include <stdio.h>

#include "../../rules/conf.h"
#include "scenario.h"

/*
 * NULL with sentences, "file:line:column: what was expected", when anything is
 * wrong.  Without a policy in it all are compared.  scenario_parse() takes the
 * text instead of reading it; path names it in errors, gives the scenario its
 * name, and is what includes are relative to.
 */
struct scenario	*scenario_load(const char *path, struct conf_errors *);
struct scenario	*scenario_parse(const char *path, const char *text,
		    size_t len, struct conf_errors *);

/* Paths in it, which are relative to its file, as they are from here.  False:
 * one is too long. */
bool		 scenario_paths(struct scenario *, const char *path)
		    __attribute__((warn_unused_result));

/* Canonical text, without what is as it would be anyway; reading that gives
 * the same again. */
void		 scenario_print(FILE *, const struct scenario *);
void		 scenario_print_expectation(FILE *, const struct scenario *,
		    const struct scenario_expectation *);

/*
 * Sets one value, such as "home.capacity", "network.green.doic" (of all
 * networks: "network.doic") or "length", to what the text says.  False with a
 * sentence.
 */
bool		 scenario_set(struct scenario *, const char *name,
		    const char *text, struct conf_errors *)
		    __attribute__((warn_unused_result));

#endif
