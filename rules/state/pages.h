/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Memory of tables: zeroed, got once, on a boundary of cache lines.
 *
 * What is no smaller than a huge page begins on the boundary of one, asks for
 * them (madvise(2), MADV_HUGEPAGE) and counts as used page by page as it is
 * written: a table that is read here and there would otherwise spend as long on
 * page tables as on itself.  Where the system has none, or does not give them,
 * it is slower and no harm.
 */
#ifndef RULES_STATE_PAGES_H
#define RULES_STATE_PAGES_H

#include <stddef.h>

/* NULL: no memory, or none was asked for.  To be freed with the same size. */
void	*pages_new(size_t octets);
void	 pages_free(void *, size_t octets);	/* NULL: nothing */
/* What that takes of the system when all of it is used. */
size_t	 pages_octets(size_t octets);

#endif
