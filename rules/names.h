/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a configuration defines, by name: for the files that check one.
 */
#ifndef RULES_NAMES_H
#define RULES_NAMES_H

#include "conf.h"

enum name_kind { NAME_PARTNER, NAME_TABLE, NAME_CATEGORY, NAME_CLASS,
	NAME_LINK, NAME_PROTECT, NAME_STORM, NAME_KINDS };

/* What every definition of conf.h begins with. */
struct named {
	const char	*name;
	struct conf_at	 at;
};

struct name_entry {
	const char	*name;
	uint32_t	 index;
};

struct names {
	struct {
		struct name_entry *entry;	/* sorted */
		size_t	 n;
	} of[NAME_KINDS];
};

/* Names point into the configuration.  False: no memory, and then
 * names_free() may still be called. */
bool		 names_make(struct names *, const struct conf *);
void		 names_free(struct names *);
/* Index of the first that has the name, or -1. */
long		 names_find(const struct names *, enum name_kind,
		    const char *name);
size_t		 names_count(const struct conf *, enum name_kind);
struct named	 names_at(const struct conf *, enum name_kind, size_t index);

enum { NAME_TEXT_MAX = CONF_NAME_MAX + 48 };

/* "partner "uk"", "table <blocked>", "class meter"; returns text. */
const char	*name_text(char text[NAME_TEXT_MAX], enum name_kind,
		    const char *name);
/* "line 12", or "line 12 of other.conf" when here is another file. */
enum { WHERE_MAX = 160 };
const char	*where_text(char text[WHERE_MAX], const struct conf *,
		    struct conf_at here, struct conf_at there);

/* Anything that messages can be known to come from it by, but for links. */
bool		 network_has_identity(const struct conf_network *);

/* claims.c: identities that two networks have, prefixes within prefixes. */
void		 claims_check(const struct conf *, struct conf_errors *);
void		 claims_warn(const struct conf *, struct conf_errors *);

/* diameter.c: links and what we listen on, with the rest of it. */
void		 diameter_check(const struct conf *, struct conf_errors *);

/* ss7.c: links of SS7, whose names are looked up, with the rest of it; makes
 * pairs mutual. */
void		 ss7_check(struct conf *, struct conf_errors *);

/* fit.c: what may stand in a test, its names looked up; of a rule. */
void		 fit_test(const struct conf *, struct conf_errors *,
		    const struct conf_test *);
/* Entries of an inline table, identities of a network. */
void		 fit_values(const struct conf *, struct conf_errors *,
		    const struct conf_set *, unsigned subject);

#endif
