/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The tables of a memory, made for its rule set (.rs) and secret.
 */
#ifndef RULES_REMEMBER_H
#define RULES_REMEMBER_H

#include <stdbool.h>

struct conf;
struct memory;

/* False: no memory; what there is of it is freed with the parts. */
bool	remember_sources(struct memory *);	/* nodes */
bool	remember_partners(struct memory *);	/* those of a partner as one */
bool	remember_arrays(struct memory *);	/* by owner and link */
/* Do both hold nodes against the same limits? */
bool	remember_alike(const struct conf *, const struct conf *);
void	memory_parts_free(struct memory *);

#endif
