/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A configuration made ready for judging: ownership tables, sets, rules in the
 * order in which they are tried.  Never changes once built; what changes while
 * messages pass is struct judge (judge.h).
 */
#ifndef RULES_RULESET_H
#define RULES_RULESET_H

#include "conf.h"

struct ruleset;

/* Reads, checks and builds; NULL with sentences in the errors. */
struct ruleset	*ruleset_load(const char *path, struct conf_errors *);
/* The same of a configuration, which it takes, also when it fails. */
struct ruleset	*ruleset_build(struct conf *, struct conf_errors *);
void		 ruleset_free(struct ruleset *);

const struct conf *ruleset_conf(const struct ruleset *);
/* Entries of a table and of its file. */
size_t		 ruleset_table_count(const struct ruleset *, size_t table);
size_t		 ruleset_table_file_count(const struct ruleset *, size_t table);

/* Owners are enum conf_owner: 0 nobody, 1 home, then partners. */
size_t		 ruleset_owners(const struct ruleset *);
const char	*ruleset_owner_name(const struct ruleset *, unsigned owner);
/* Name of a link, class (the first is 0); NULL for -1. */
const char	*ruleset_link_name(const struct ruleset *, int link);
const char	*ruleset_class_name(const struct ruleset *, int class);

/* Rules of one direction in their order; text of a rule's tests. */
size_t		 ruleset_rules(const struct ruleset *, unsigned direction);
const struct conf_rule *ruleset_rule(const struct ruleset *,
		    unsigned direction, size_t rule);
const char	*ruleset_rule_reason(const struct ruleset *,
		    unsigned direction, size_t rule);

#endif
