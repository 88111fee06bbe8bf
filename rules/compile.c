/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tests as written into tests made ready.
 */
#include <stdlib.h>
#include <string.h>

#include "ruleset_impl.h"
#include "test.h"

static bool
test_build(struct test *t, const struct ruleset *rs, const struct conf_test *c)
{
	t->written = c;
	t->subject = c->subject;
	t->type = (uint8_t)subject_type(c->subject);
	t->negated = c->negated;
	t->number = c->number;
	if (!set_build(&t->set, rs->conf, rs->nowner, &c->set,
	    subject_type(c->subject)))
		return false;
	t->holds = test_predicate(t);
	return true;
}

bool
tests_build(struct test **tests, const struct ruleset *rs,
    const struct conf_test *c, size_t n, bool all, uint64_t key)
{
	struct test *t, late;
	size_t i, k;

	*tests = t = calloc(n + 1, sizeof(*t));
	if (t == NULL)
		return false;
	for (i = 0; i < n; i++) {
		t[i].all = all;
		t[i].key = key;
		if (!test_build(&t[i], rs, &c[i])) {
			tests_free(t, n);
			*tests = NULL;
			return false;
		}
	}
	for (i = 1; i < n; i++) {	/* insertion: equals keep their order */
		late = t[i];
		for (k = i; k > 0 && test_cost(&t[k - 1]) > test_cost(&late);
		    k--)
			t[k] = t[k - 1];
		t[k] = late;
	}
	return true;
}

void
tests_free(struct test *t, size_t n)
{
	size_t i;

	if (t == NULL)
		return;
	for (i = 0; i < n; i++)
		set_free(&t[i].set);
	free(t);
}
