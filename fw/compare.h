/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which messages another rule set would treat differently: grouped by what
 * either says, with examples.
 */
#ifndef FW_COMPARE_H
#define FW_COMPARE_H

#include <stdio.h>

#include "../rules/judge.h"

enum compare_limit {
	COMPARE_GROUPS = 1024,		/* more are only counted */
	COMPARE_EXAMPLES = 5,		/* of each group */
};

struct compare;

/* Both outlive it.  The secret is that of the other judge.  NULL: no memory. */
struct compare	*compare_new(const struct ruleset *here,
		    const struct ruleset *there, uint64_t secret);
void		 compare_free(struct compare *);

/* Every message, in order, with the verdict here.  The name of the file, which
 * examples tell, lasts as long; NULL: there is only one. */
void		 compare_message(struct compare *, const struct sig_msg *,
		    const struct verdict *here, const char *file);
void		 compare_text(FILE *, const struct compare *);

#endif
