/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Metrics as text, and what became of what was expected.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../../fw/show.h"
#include "scenario_read.h"
#include "table.h"

_Static_assert((int)TABLE_TEXT >= (int)SHOW_MAX, "values come from show.h");

enum table_unit
table_unit(enum lab_metric m)
{
	switch (m) {
	case LAB_METRIC_DONE:
	case LAB_METRIC_DELAY:
	case LAB_METRIC_OVERLOAD:
		return TABLE_TIME;
	case LAB_METRIC_SUCCESS:
	case LAB_METRIC_LOAD:
	case LAB_METRIC_USE:
	case LAB_METRIC_WASTED:
	case LAB_METRIC_RETRANSMITTED:
	case LAB_METRIC_GOODPUT:
		return TABLE_SHARE;
	default:
		return TABLE_NUMBER;
	}
}

bool
table_by_class(enum lab_metric m)
{
	return m == LAB_METRIC_DONE || m == LAB_METRIC_DELAY ||
	    m == LAB_METRIC_SUCCESS || m == LAB_METRIC_REFUSALS;
}

/* Nothing is rounded to what it is not: 99.96 % is not 100 %. */
static void
share(char buf[TABLE_TEXT], double v)
{
	double percent = 100 * v;

	if (v > 0 && percent < .1)
		strcpy(buf, "<0.1 %");
	else if (v < 1 && percent > 99.9)
		strcpy(buf, ">99.9 %");
	else if (percent >= 1000)
		snprintf(buf, TABLE_TEXT, "%.0f %%", percent);
	else
		snprintf(buf, TABLE_TEXT, "%.1f %%", percent);
	if (strstr(buf, ".0 %") != NULL && buf[0] != '<' && buf[0] != '>')
		strcpy(strstr(buf, ".0 %"), " %");
}

const char *
table_value(char buf[TABLE_TEXT], enum lab_metric m, double v)
{
	if (isnan(v))
		return strcpy(buf, "-");
	if (isinf(v))
		return strcpy(buf, "never");
	switch (table_unit(m)) {
	case TABLE_TIME:
		return v < 1 ? strcpy(buf, "0 s") : show_span(buf,
		    (uint64_t)v);
	case TABLE_SHARE:
		share(buf, v);
		return buf;
	default:
		snprintf(buf, TABLE_TEXT, "%.2f", v);
		return buf;
	}
}

const char *
table_metric(char buf[TABLE_TEXT], const struct outcome *o, enum lab_metric m,
    int cls, double quantile)
{
	double v;

	if (!outcome_metric(o, m, cls, quantile, &v))
		v = NAN;
	return table_value(buf, m, v);
}

const char *
table_bound(char buf[TABLE_TEXT], uint64_t ns)
{
	return table_value(buf, LAB_METRIC_DONE, ns == LAB_NEVER ? INFINITY :
	    (double)ns);
}

/* ---- expectations ---- */

static double
metric_of(const struct lab_result *r, const struct scenario_expectation *e,
    int policy)
{
	double v;

	if (!r->ran[policy] || !outcome_metric(&r->outcome[policy], e->metric,
	    e->cls, e->quantile, &v))
		return NAN;
	return v;
}

static bool
holds(enum lab_compare compare, double a, double b)
{
	switch (compare) {
	case LAB_LESS:
		return a < b;
	case LAB_LESS_EQUAL:
		return a <= b;
	case LAB_MORE:
		return a > b;
	default:
		return a >= b;
	}
}

/* What has no value does not meet anything: nobody of a class was concerned,
 * say, so that the scenario asks for what it cannot tell. */
enum table_verdict
table_expectation(const struct lab_result *r,
    const struct scenario_expectation *e, double *value, double *against)
{
	*value = metric_of(r, e, e->policy);
	*against = e->other != SCENARIO_ALL ? metric_of(r, e, e->other) :
	    e->value;
	if (!r->ran[e->policy] ||
	    (e->other != SCENARIO_ALL && !r->ran[e->other]))
		return TABLE_UNTRIED;
	return holds(e->compare, *value, *against) ? TABLE_MET : TABLE_UNMET;
}

unsigned
table_unmet(const struct lab_result *r)
{
	double value, against;
	unsigned i, n = 0;

	for (i = 0; i < r->s->expectations; i++)
		n += table_expectation(r, &r->s->expectation[i], &value,
		    &against) == TABLE_UNMET;
	return n;
}

void
table_expectations(FILE *f, const struct lab_result *r)
{
	const struct scenario_expectation *e = r->s->expectation;
	char buf[TABLE_TEXT];
	double value, against;
	enum table_verdict v;
	unsigned untried = 0;

	for (; e < r->s->expectation + r->s->expectations; e++) {
		v = table_expectation(r, e, &value, &against);
		untried += v == TABLE_UNTRIED;
		if (v == TABLE_UNTRIED)
			continue;
		fputs(v == TABLE_MET ? "  met    " : "  UNMET  ", f);
		scenario_print_expectation(f, r->s, e);
		fprintf(f, ": %s", table_value(buf, e->metric, value));
		if (e->other != SCENARIO_ALL)
			fprintf(f, " against %s", table_value(buf, e->metric,
			    against));
		fputc('\n', f);
	}
	if (untried > 0)
		fprintf(f, "  not tried, for their policies were not run: %u\n",
		    untried);
}
