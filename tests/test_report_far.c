/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Errors of far ends in reports, and how far a check has learned.
 */
#include "../fw/report_far.h"
#include "../fw/report_memory.h"
#include "../rules/context.h"
#include "../rules/state/far.h"
#include "judge_case.h"

static struct report_error errors[REPORT_ERRORS + 1];

static void
come(struct fars *f, unsigned domain, uint32_t code, unsigned n)
{
	while (n-- > 0)
		far_error(f, 0, SECOND, domain, code);
}

START_TEST(worst_first)
{
	struct fars *f = fars_new(1);

	come(f, MEMORY_ERROR_MAP, 8, 2);
	ck_assert_uint_eq(report_errors(far_find(f, 0), errors), 1);
	ck_assert_str_eq(errors[0].text, "MAP 8 roamingNotAllowed");
	come(f, MEMORY_ERROR_3GPP, 5001, 5);
	come(f, MEMORY_ERROR_RESULT, 5001, 4);
	ck_assert_uint_eq(report_errors(far_find(f, 0), errors), 3);
	ck_assert_str_eq(errors[0].text, "3GPP 5001 user-unknown");
	ck_assert_uint_eq(errors[0].count, 5);
	ck_assert_str_eq(errors[1].text, "Diameter 5001 avp-unsupported");
	ck_assert_uint_eq(errors[1].count, 4);
	ck_assert_str_eq(errors[2].text, "MAP 8 roamingNotAllowed");
	come(f, MEMORY_ERROR_VENDOR, UINT32_MAX, 9);
	come(f, MEMORY_ERROR_MAP, 255, 1);
	ck_assert_uint_eq(report_errors(far_find(f, 0), errors), 4);
	ck_assert_str_eq(errors[0].text, "vendor's 4294967295");
	ck_assert_str_eq(errors[3].text, "other errors");
	ck_assert_uint_eq(errors[3].count, 3);
	fars_free(f);
}
END_TEST

/* What has no place in the table of codes is counted all the same. */
START_TEST(more_codes_than_places)
{
	struct fars *f = fars_new(1);
	uint64_t sum = 0;
	size_t n;
	unsigned i;

	for (i = 0; i < 50; i++)
		come(f, MEMORY_ERROR_RESULT, 5000 + i, 2);
	n = report_errors(far_find(f, 0), errors);
	ck_assert_uint_eq(n, REPORT_ERRORS + 1);
	while (n-- > 0)
		sum += errors[n].count;
	ck_assert_uint_eq(sum, 100);
	fars_free(f);
}
END_TEST

START_TEST(no_errors)
{
	struct fars *f = fars_new(1);

	(void)far_asked(f, 0, SECOND);
	ck_assert_uint_eq(report_errors(far_find(f, 0), errors), 0);
	fars_free(f);
}
END_TEST

static const char *
mode(uint64_t gone, uint64_t asked, uint64_t known)
{
	static char text[SHOW_MAX];
	struct check_stats c = { .mode = CHECK_LEARN, .asked = asked,
	    .known = known, .learned_ns = gone };

	report_mode_text(text, r.rs, &c, CHECK_UNASKED);
	return text;
}

START_TEST(what_learning_lacks)
{
	rules_open(&r, "memory { }\n");
	ck_assert_str_eq(mode(60 * SECOND, 9, 9), "learn, 1 min of 10 min");
	ck_assert_str_eq(mode(600 * SECOND, 9, 9), "learn, 9 of 20 answers");
	ck_assert_str_eq(mode(600 * SECOND, 80, 60),
	    "learn, knows 75.0 % of 90 %");
	rules_close(&r);
}
END_TEST

static void
add(TCase *tc)
{
	tcase_add_test(tc, worst_first);
	tcase_add_test(tc, more_codes_than_places);
	tcase_add_test(tc, no_errors);
	tcase_add_test(tc, what_learning_lacks);
}

int
main(void)
{
	return judge_main("report of far ends", add);
}
