/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Memory for what is large and read in no order: in huge pages where the system
 * has them, so that a miss is one miss and not that of a page table besides.
 */
#ifndef SIM_LAB_PAGES_H
#define SIM_LAB_PAGES_H

#include <stddef.h>

enum { PAGES_HUGE = 1 << 21 };

/* Zeros; NULL: no memory, or size is 0.  The caller owns it. */
void		*pages_get(size_t size);
/* Gives back what pages_get() gave for that size; NULL: nothing. */
void		 pages_put(void *, size_t size);

#endif
