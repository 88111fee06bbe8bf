/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the tests of judging share: usual messages, rules held against what
 * they say, and the running of a file's tests.
 */
#ifndef TESTS_JUDGE_CASE_H
#define TESTS_JUDGE_CASE_H

#include "judge_input.h"

#define REALM_RED	"epc.mnc070.mcc999.3gppnetwork.org"
#define REALM_BLUE	"epc.mnc080.mcc999.3gppnetwork.org"
#define REALM_HOME	"epc.mnc001.mcc001.3gppnetwork.org"

static struct input in;
static struct rules r;

/* updateLocation, and ULR, of a roamer in the red network. */
static inline const struct sig_msg *
ul(void)
{
	return input_map(&in, &(struct map_input){ 0 });
}

static inline const struct sig_msg *
ulr(void)
{
	return input_diameter(&in, &(struct diameter_input){ 0 });
}

/* A rule list, or from '!' on a whole configuration, and what it says of one
 * message. */
struct judged_case {
	const char	*rules, *want;
};

static inline void
judge_cases(const struct judged_case *c, size_t n, const struct sig_msg *m)
{
	char text[2000];
	size_t i;

	for (i = 0; i < n; i++) {
		(void)snprintf(text, sizeof(text), *c[i].rules == '!' ? "%s" :
		    "screen in { %s }\n", c[i].rules);
		if (strcmp(judged(&r, text, m), c[i].want) != 0)
			ck_abort_msg("%s: %s, not %s", c[i].rules, r.said,
			    c[i].want);
	}
}

#define CASES(m, ...)	do {						\
	static const struct judged_case cases[] = { __VA_ARGS__ };	\
	judge_cases(cases, sizeof(cases) / sizeof(cases[0]), (m));	\
} while (0)

/* Runs the tests that add() adds; the status for exit(). */
static inline int
judge_main(const char *name, void (*add)(TCase *))
{
	Suite *s = suite_create(name);
	TCase *tc = tcase_create("rules");
	SRunner *sr;
	int failed;

	add(tc);
	suite_add_tcase(s, tc);
	sr = srunner_create(s);
	srunner_run_all(sr, CK_ENV);
	failed = srunner_ntests_failed(sr);
	srunner_free(sr);
	return failed != 0;
}

#endif
