/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Octets that end at an unreadable page: an over-read crashes in any build.
 */
#ifndef TESTS_GUARD_H
#define TESTS_GUARD_H

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static inline size_t
guard_pages(size_t len)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);

	return (len + page - 1) / page * page + page;
}

/* A copy of the octets whose end is the end of readable memory. */
static inline const uint8_t *
guard_put(const void *octets, size_t len)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	size_t all = guard_pages(len);
	uint8_t *mem;

	mem = mmap(NULL, all, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (mem == MAP_FAILED)
		abort();
	if (len > 0)
		memcpy(mem + all - page - len, octets, len);
	if (mprotect(mem + all - page, page, PROT_NONE) != 0 ||
	    mprotect(mem, all - page, PROT_READ) != 0)
		abort();
	return mem + all - page - len;
}

static inline void
guard_free(const uint8_t *p, size_t len)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	size_t all = guard_pages(len);

	munmap((void *)(uintptr_t)(p + len + page - all), all);
}

#endif
