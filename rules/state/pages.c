/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Memory of large tables.
 */
#include "pages.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#define HUGE_PAGE	((size_t)2 << 20)
#define PAGE		((size_t)64 << 10)	/* of any machine, at most */
#define LINE		((size_t)64)

size_t
pages_octets(size_t octets)
{
	size_t unit = octets < HUGE_PAGE ? LINE : PAGE;

	return (octets + unit - 1) / unit * unit;
}

/* More is mapped than asked for, and what is before the boundary and behind the
 * end is given back. */
static void *
huge_new(size_t size)
{
	uint8_t *p = mmap(NULL, size + HUGE_PAGE, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	size_t before;

	if (p == MAP_FAILED)
		return NULL;
	before = (HUGE_PAGE - (uintptr_t)p % HUGE_PAGE) % HUGE_PAGE;
	if (before > 0)
		munmap(p, before);
	if (before < HUGE_PAGE)
		munmap(p + before + size, HUGE_PAGE - before);
	(void)madvise(p + before, size, MADV_HUGEPAGE);
	return p + before;
}

void *
pages_new(size_t octets)
{
	size_t size = pages_octets(octets);
	void *p;

	if (octets == 0 || size < octets || size > SIZE_MAX - HUGE_PAGE)
		return NULL;
	if (octets >= HUGE_PAGE)
		return huge_new(size);
	p = aligned_alloc(LINE, size);
	if (p != NULL)
		memset(p, 0, size);
	return p;
}

void
pages_free(void *p, size_t octets)
{
	if (octets < HUGE_PAGE)
		free(p);
	else if (p != NULL)
		munmap(p, pages_octets(octets));
}
