/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Messages by the network at the other side and the verdict.
 */
#ifndef FW_RUN_TALLY_H
#define FW_RUN_TALLY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../../rules/conf.h"

struct tally;

/* NULL: no memory.  What stands in old (or NULL) under the same names goes on;
 * old stays the caller's. */
struct tally	*tally_new(const struct conf *, const struct tally *old);
void		 tally_free(struct tally *);
void		 tally_add(struct tally *, unsigned owner, unsigned action);
/* Of enum conf_owner; 0 for what is none. */
uint64_t	 tally_count(const struct tally *, unsigned owner,
		    unsigned action);

#endif
