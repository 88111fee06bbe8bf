/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is expected of policies:
 *
 *	expect breakwater class critical delay p99 < 2s
 *	expect breakwater done 100% within 1.10 reachable
 *	expect breakwater done 100% < others
 *	expect none overload > 60s
 */
#include <math.h>
#include <string.h>

#include "../../rules/out.h"
#include "../../rules/words.h"
#include "scenario_read_impl.h"
#include "table.h"

static const struct {
	const char	*word;
	enum lab_compare compare;
} comparisons[] = {
	{ "<", LAB_LESS }, { "<=", LAB_LESS_EQUAL },
	{ ">", LAB_MORE }, { ">=", LAB_MORE_EQUAL },
};

enum { COMPARISONS = sizeof(comparisons) / sizeof(comparisons[0]) };

/* Metrics that are said by "within ... reachable" have no word of their own. */
static bool
has_word(enum lab_metric m)
{
	return m != LAB_METRIC_DONE_REACHABLE && m != LAB_METRIC_DONE_FLUID;
}

static const char expected_metric[] = "class, done, delay, success, load, use,"
    " overload, wasted, retransmitted, messages, refusals, early or goodput";

static bool
read_metric(struct reader *r, enum lab_metric *to)
{
	int i;

	for (i = 0; i < LAB_METRIC_COUNT; i++)
		if (has_word((enum lab_metric)i) &&
		    read_is(r, lab_metric_word((enum lab_metric)i))) {
			*to = (enum lab_metric)i;
			read_next(r);
			return true;
		}
	return read_expected(r, expected_metric);
}

/* "p99" of a delay, "99%" of devices. */
static bool
read_quantile(struct reader *r, enum lab_metric m, double *to)
{
	const char *text = r->t.text;
	char word[8];
	size_t i;

	for (i = 0; read_is_word(r) && i < LAB_QUANTILES; i++) {
		snprintf(word, sizeof(word), m == LAB_METRIC_DELAY ? "p%.0f" :
		    "%.0f%%", 100 * lab_quantiles[i]);
		if (strcmp(text, word) == 0) {
			*to = lab_quantiles[i];
			read_next(r);
			return true;
		}
	}
	return read_expected(r, m == LAB_METRIC_DELAY ?
	    "p50, p95, p99 or p100" : "50%, 95%, 99% or 100%");
}

static bool
read_compare(struct reader *r, bool done, enum lab_compare *to)
{
	size_t i;

	for (i = 0; i < COMPARISONS; i++)
		if (read_is(r, comparisons[i].word)) {
			*to = comparisons[i].compare;
			read_next(r);
			return true;
		}
	return read_expected(r, done ? "<, <=, >, >= or within" :
	    "<, <=, > or >=");
}

/* A share that may be above one: "102%". */
static bool
read_percent(struct reader *r, double *to)
{
	const char *end = read_is_word(r) ? decimal(r->t.text, to) : NULL;

	if (end == NULL || strcmp(end, "%") != 0)
		return read_expected(r, "a share such as 102%, or a policy");
	*to /= 100;
	read_next(r);
	return true;
}

static bool
read_amount(struct reader *r, enum lab_metric m, double *to)
{
	const char *end;
	uint64_t ns;

	switch (table_unit(m)) {
	case TABLE_TIME:
		if (!read_is_word(r) || !word_time(r->t.text, &ns))
			return read_expected(r, "a time such as 2s, or a "
			    "policy");
		*to = (double)ns;
		break;
	case TABLE_SHARE:
		return read_percent(r, to);
	default:
		end = read_is_word(r) ? decimal(r->t.text, to) : NULL;
		if (end == NULL || *end != '\0')
			return read_expected(r, "a number, or a policy");
	}
	read_next(r);
	return true;
}

/* The place of the policy that the token names; -1: none. */
static int
policy_place(const struct reader *r)
{
	unsigned i;

	for (i = 0; (read_is_word(r) || r->t.quoted) && i < r->s->policies; i++)
		if (strcmp(r->s->policy[i].name, r->t.text) == 0)
			return (int)i;
	return -1;
}

static bool
read_policy_place(struct reader *r, int *to)
{
	char what[200] = "";
	size_t n = 0;
	unsigned i;

	*to = policy_place(r);
	if (*to >= 0) {
		read_next(r);
		return true;
	}
	for (i = 0; i < r->s->policies && n < sizeof(what) - 40; i++)
		n += (size_t)snprintf(what + n, sizeof(what) - n, "%s%s",
		    i == 0 ? "" : i + 1 == r->s->policies ? " or " : ", ",
		    r->s->policy[i].name);
	return read_expected(r, what);
}

static void
add(struct reader *r, const struct scenario_expectation *e)
{
	struct scenario_expectation *to = scenario_add_expectation(r->s);

	if (to == NULL)
		read_error(r, r->t.at, "there are more than %d expectations",
		    SCENARIO_EXPECTATIONS);
	else
		*to = *e;
}

/* One for each policy but that one. */
static void
add_others(struct reader *r, struct scenario_expectation *e)
{
	unsigned i;

	for (i = 0; i < r->s->policies; i++)
		if ((int)i != e->policy) {
			e->other = (int)i;
			add(r, e);
		}
}

/* "1.10 reachable" */
static bool
read_within(struct reader *r, struct scenario_expectation *e)
{
	const char *end;

	read_next(r);
	e->compare = LAB_LESS_EQUAL;
	end = read_is_word(r) ? decimal(r->t.text, &e->value) : NULL;
	if (end == NULL || *end != '\0')
		return read_expected(r, "a number such as 1.10");
	read_next(r);
	if (!read_is(r, "reachable") && !read_is(r, "fluid"))
		return read_expected(r, "reachable or fluid");
	e->metric = read_is(r, "fluid") ? LAB_METRIC_DONE_FLUID :
	    LAB_METRIC_DONE_REACHABLE;
	read_next(r);
	add(r, e);
	return true;
}

static bool
read_right(struct reader *r, struct scenario_expectation *e)
{
	if (!read_compare(r, e->metric == LAB_METRIC_DONE, &e->compare))
		return false;
	if (read_is(r, "others")) {
		read_next(r);
		add_others(r, e);
		return true;
	}
	e->other = policy_place(r);
	if (e->other < 0)
		e->other = SCENARIO_ALL;
	if (e->other >= 0)
		read_next(r);
	else if (!read_amount(r, e->metric, &e->value))
		return false;
	add(r, e);
	return true;
}

bool
read_expect(struct reader *r)
{
	struct scenario_expectation e = { .cls = SCENARIO_ALL,
	    .other = SCENARIO_ALL, .quantile = 1, .line = r->t.at.line };

	if (!read_policy_place(r, &e.policy))
		return false;
	if (read_is(r, "class")) {
		read_next(r);
		if (!read_place(r, KEY_CLASS, &e.cls))
			return false;
	}
	if (!read_metric(r, &e.metric))
		return false;
	if (e.cls != SCENARIO_ALL && !table_by_class(e.metric))
		read_error(r, r->t.at, "%s is not known by class",
		    lab_metric_word(e.metric));
	if ((e.metric == LAB_METRIC_DONE || e.metric == LAB_METRIC_DELAY) &&
	    !read_quantile(r, e.metric, &e.quantile))
		return false;
	if (e.metric == LAB_METRIC_DONE && read_is(r, "within"))
		return read_within(r, &e);
	return read_right(r, &e);
}
