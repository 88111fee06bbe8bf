/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Large memory, on the boundaries of huge pages.
 */
#include "pages.h"

#include <stdint.h>
#include <sys/mman.h>

enum { SMALL_PAGE = 4096 };

/* As it is mapped. */
static size_t
whole(size_t size)
{
	size_t page = size < PAGES_HUGE ? SMALL_PAGE : PAGES_HUGE;

	return size > SIZE_MAX - 2 * PAGES_HUGE ? 0 :
	    (size + page - 1) / page * page;
}

void *
pages_get(size_t size)
{
	size_t len = whole(size), more = len < PAGES_HUGE ? 0 : PAGES_HUGE;
	size_t before;
	uint8_t *p;

	if (len == 0)
		return NULL;
	p = mmap(NULL, len + more, PROT_READ | PROT_WRITE, MAP_PRIVATE |
	    MAP_ANONYMOUS, -1, 0);
	if (p == MAP_FAILED)
		return NULL;
	if (more == 0)
		return p;
	before = (PAGES_HUGE - (uintptr_t)p % PAGES_HUGE) % PAGES_HUGE;
	if (before > 0)
		munmap(p, before);
	if (more > before)
		munmap(p + before + len, more - before);
	/* refused where the system has none: slower, and no harm */
	(void)madvise(p + before, len, MADV_HUGEPAGE);
	return p + before;
}

void
pages_put(void *p, size_t size)
{
	if (p != NULL)
		munmap(p, whole(size));
}
