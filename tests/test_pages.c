/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Memory of tables: zeroed, on its boundary, writable to its end, given back.
 */
#include <check.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "../rules/state/pages.h"
#include "suite.h"

enum { HUGE_PAGE = 2 << 20 };

static const size_t sizes[] = { 1, 63, 64, 65, 4096, 100000, HUGE_PAGE - 1,
	HUGE_PAGE, HUGE_PAGE + 1, 3 * HUGE_PAGE - 5, 20 * HUGE_PAGE };

enum { SIZES = sizeof(sizes) / sizeof(sizes[0]) };

static bool
is_zero(const uint8_t *p, size_t n)
{
	return p[0] == 0 && memcmp(p, p + 1, n - 1) == 0;
}

START_TEST(zeroed_and_whole)
{
	size_t i, n;
	uint8_t *p;

	for (i = 0; i < SIZES; i++) {
		n = sizes[i];
		p = pages_new(n);
		ck_assert_ptr_nonnull(p);
		ck_assert_uint_eq((uintptr_t)p % (n < HUGE_PAGE ? 64 :
		    HUGE_PAGE), 0);
		ck_assert(is_zero(p, n));
		memset(p, 0xff, n);
		ck_assert_uint_ge(pages_octets(n), n);
		ck_assert_uint_lt(pages_octets(n), n + (n < HUGE_PAGE ? 64 :
		    65536));
		pages_free(p, n);
	}
}
END_TEST

/* KiB of addresses that the process has. */
static unsigned long
mapped(void)
{
	FILE *f = fopen("/proc/self/statm", "r");
	unsigned long pages = 0;

	ck_assert_ptr_nonnull(f);
	ck_assert_int_eq(fscanf(f, "%lu", &pages), 1);
	fclose(f);
	return pages * 4;
}

START_TEST(all_is_given_back)
{
	unsigned long before = mapped();
	unsigned i;

	for (i = 0; i < 200; i++)
		pages_free(pages_new(3 * HUGE_PAGE + 1),
		    3 * HUGE_PAGE + 1);
	ck_assert_uint_lt(mapped(), before + 8 * HUGE_PAGE / 1024);
}
END_TEST

START_TEST(edges)
{
	ck_assert_ptr_null(pages_new(0));
	ck_assert_ptr_null(pages_new(SIZE_MAX));
	ck_assert_ptr_null(pages_new(SIZE_MAX - HUGE_PAGE));
	ck_assert_ptr_null(pages_new(SIZE_MAX / 2));
	pages_free(NULL, 5);
	pages_free(NULL, 5 * HUGE_PAGE);
}
END_TEST

static void
add(TCase *t)
{
	tcase_add_test(t, zeroed_and_whole);
	tcase_add_test(t, all_is_given_back);
	tcase_add_test(t, edges);
}

int
main(void)
{
	return suite_main("pages", add);
}
