/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Policies side by side, for a terminal of 80 columns.
 */
#include <math.h>
#include <string.h>

#include "../../fw/show.h"
#include "table.h"

enum { NAME = 16, CELL = 12, SMALL = 9, BUF = 160 };

/* The name of a policy or class, cut to the column. */
static void
name(FILE *f, const char *indent, const char *text)
{
	char buf[BUF];
	int width = NAME - (int)strlen(indent);

	show_text(buf, sizeof(buf), (size_t)width - 1, text, strlen(text),
	    true);
	fprintf(f, "%s%s%*s", indent, buf, width - (int)show_width(buf), "");
}

static void
head(FILE *f, const struct lab_result *r)
{
	char buf[BUF], number[SHOW_MAX], a[TABLE_TEXT], b[TABLE_TEXT];
	const struct scenario *s = r->s;
	const struct outcome *o = NULL;
	unsigned i;

	for (i = 0; i < s->policies && o == NULL; i++)
		if (r->ran[i])
			o = &r->outcome[i];
	show_text(buf, sizeof(buf), 78 - strlen(s->name), s->title,
	    strlen(s->title), true);
	fprintf(f, "%s%s%s\n", s->name, s->title[0] == '\0' ? "" : ": ", buf);
	fprintf(f, "%s devices", show_count(number, scenario_devices(s)));
	fprintf(f, ", home %s procedures/s, seed %llu\n", show_count(number,
	    (uint64_t)(s->home.capacity + .5)), (unsigned long long)s->seed);
	if (o == NULL)
		return;
	if (o->concerned == 0) {
		fprintf(f, "nobody lost a registration\n");
		return;
	}
	fprintf(f, "%s lost their registration; ", show_count(number,
	    o->concerned));
	if (o->reachable[LAB_Q100] == LAB_NEVER)
		fprintf(f, "all cannot be back\nin %s\n", table_bound(a,
		    s->length));
	else
		fprintf(f, "all could be back in %s (reachable;\nfluid %s)\n",
		    table_bound(a, o->reachable[LAB_Q100]), table_bound(b,
		    o->fluid[LAB_Q100]));
}

/* Who compares has to know that this one had no means. */
static void
no_doic(FILE *f, const struct lab_result *r)
{
	unsigned i;

	for (i = 0; i < r->s->policies; i++)
		if (r->ran[i] && r->s->policy[i].kind == LAB_POLICY_DOIC &&
		    !scenario_doic(r->s))
			fprintf(f, "  (%s: no network announces it, so nothing "
			    "holds anybody back)\n", r->outcome[i].policy);
}

/* ---- when they are back ---- */

static void
back_row(FILE *f, const struct outcome *o)
{
	char buf[TABLE_TEXT];
	size_t q;

	name(f, "  ", o->policy);
	for (q = 0; q < LAB_QUANTILES; q++)
		fprintf(f, "%*s", CELL, table_metric(buf, o, LAB_METRIC_DONE,
		    SCENARIO_ALL, lab_quantiles[q]));
	fprintf(f, "%8s", table_metric(buf, o, LAB_METRIC_DONE_REACHABLE,
	    SCENARIO_ALL, 1));
	fprintf(f, "%8s\n", table_metric(buf, o, LAB_METRIC_DONE_FLUID,
	    SCENARIO_ALL, 1));
}

static void
bound_row(FILE *f, const char *what, const uint64_t bound[LAB_QUANTILES])
{
	char buf[TABLE_TEXT];
	size_t q;

	name(f, "  ", what);
	for (q = 0; q < LAB_QUANTILES; q++)
		fprintf(f, "%*s", CELL, table_bound(buf, bound[q]));
	fputc('\n', f);
}

static void
back(FILE *f, const struct lab_result *r)
{
	const struct outcome *o = NULL;
	unsigned i;

	fprintf(f, "\n%-*s%*s%*s%*s%*s%8s%8s\n", NAME, "registered again",
	    CELL, "50 %", CELL, "95 %", CELL, "99 %", CELL, "100 %", "/reach",
	    "/fluid");
	for (i = 0; i < r->s->policies; i++)
		if (r->ran[i])
			back_row(f, o = &r->outcome[i]);
	if (o == NULL || o->concerned == 0)
		return;
	bound_row(f, "(reachable)", o->reachable);
	bound_row(f, "(fluid)", o->fluid);
	no_doic(f, r);
}

/* ---- what home has to bear ---- */

static void
load_row(FILE *f, const struct outcome *o)
{
	static const enum lab_metric metrics[] = { LAB_METRIC_LOAD,
	    LAB_METRIC_USE, LAB_METRIC_OVERLOAD, LAB_METRIC_WASTED,
	    LAB_METRIC_GOODPUT };
	char buf[TABLE_TEXT];
	size_t i;

	name(f, "  ", o->policy);
	for (i = 0; i < sizeof(metrics) / sizeof(metrics[0]); i++)
		fprintf(f, "%*s", metrics[i] == LAB_METRIC_OVERLOAD ? CELL :
		    SMALL, table_metric(buf, o, metrics[i], SCENARIO_ALL, 1));
	fputc('\n', f);
}

static void
load(FILE *f, const struct lab_result *r)
{
	unsigned i;

	fprintf(f, "\n%-*s%*s%*s%*s%*s%*s\n", NAME, "at home", SMALL, "peak",
	    SMALL, "least", CELL, "overload", SMALL, "wasted", SMALL, "good");
	fprintf(f, "%-*s%*s%*s%*s%*s%*s\n", NAME, "", SMALL, "load", SMALL,
	    "use", CELL, "lasts", SMALL, "work", SMALL, "use");
	for (i = 0; i < r->s->policies; i++)
		if (r->ran[i])
			load_row(f, &r->outcome[i]);
}

/* ---- what the firewall does ---- */

static void
firewall_row(FILE *f, const struct outcome *o)
{
	static const enum lab_metric metrics[] = { LAB_METRIC_MESSAGES,
	    LAB_METRIC_REFUSALS, LAB_METRIC_EARLY };
	char buf[TABLE_TEXT];
	size_t i;

	name(f, "  ", o->policy);
	for (i = 0; i < sizeof(metrics) / sizeof(metrics[0]); i++)
		fprintf(f, "%*s", SMALL, table_metric(buf, o, metrics[i],
		    SCENARIO_ALL, 1));
	fprintf(f, "%*u", SMALL, o->refusals_most);
	fprintf(f, "%*s", CELL, show_count(buf, o->discarded));
	snprintf(buf, sizeof(buf), "%.0f", o->policy_ns);
	fprintf(f, "%7s", o->policy_ns > 0 ? buf : "-");
	snprintf(buf, sizeof(buf), "%.1f MB", (double)o->policy_memory / 1e6);
	fprintf(f, "%*s\n", SMALL, buf);
}

static void
firewall(FILE *f, const struct lab_result *r)
{
	unsigned i;

	fprintf(f, "\n%-*s%*s%*s%*s%*s%*s%7s%*s\n", NAME, "at the firewall",
	    SMALL, "messages", SMALL, "refused", SMALL, "early", SMALL,
	    "refused", CELL, "without", "ns a", SMALL, "memory");
	fprintf(f, "%-*s%*s%*s%*s%*s%*s%7s\n", NAME, "", SMALL, "a device",
	    SMALL, "a device", SMALL, "a device", SMALL, "most", CELL,
	    "an answer", "msg");
	for (i = 0; i < r->s->policies; i++)
		if (r->ran[i])
			firewall_row(f, &r->outcome[i]);
}

/* ---- by class ---- */

static void
class_row(FILE *f, const struct outcome *o, int cls)
{
	char buf[TABLE_TEXT];

	name(f, "    ", o->policy);
	fprintf(f, "%*s", CELL, table_metric(buf, o, LAB_METRIC_SUCCESS, cls,
	    1));
	fprintf(f, "%*s", CELL, table_metric(buf, o, LAB_METRIC_DELAY, cls,
	    .5));
	fprintf(f, "%*s", CELL, table_metric(buf, o, LAB_METRIC_DELAY, cls,
	    .99));
	fprintf(f, "%*s", CELL, table_metric(buf, o, LAB_METRIC_DONE, cls, 1));
	fprintf(f, "%*s\n", CELL, show_count(buf,
	    o->cls[cls].dead));
}

static void
class_rows(FILE *f, const struct lab_result *r, int cls)
{
	char number[SHOW_MAX], buf[BUF];
	const struct outcome *o = NULL;
	unsigned i;

	for (i = 0; i < r->s->policies; i++)
		if (r->ran[i])
			o = &r->outcome[i];
	if (o == NULL || o->cls[cls].devices == 0)
		return;
	show_text(buf, sizeof(buf), 30, r->s->cls[cls].name,
	    strlen(r->s->cls[cls].name), true);
	fprintf(f, "  %s (%s)\n", buf, show_count(number,
	    o->cls[cls].concerned));
	for (i = 0; i < r->s->policies; i++)
		if (r->ran[i])
			class_row(f, &r->outcome[i], cls);
}

static void
classes(FILE *f, const struct lab_result *r)
{
	unsigned i;

	fprintf(f, "\n%-*s%*s%*s%*s%*s%*s\n", NAME, "by class", CELL, "success",
	    CELL, "delay p50", CELL, "delay p99", CELL, "all back", CELL,
	    "dead");
	for (i = 0; i < r->s->classes; i++)
		class_rows(f, r, (int)i);
}

void
table_text(FILE *f, const struct lab_result *r)
{
	head(f, r);
	back(f, r);
	load(f, r);
	firewall(f, r);
	classes(f, r);
	if (r->s->expectations > 0) {
		fprintf(f, "\nexpected\n");
		table_expectations(f, r);
	}
}

/* ---- sweeps ---- */

void
table_sweep_head(FILE *f, const char *parameter)
{
	fprintf(f, "%s\n%-*s%*s%*s%8s%*s%*s%*s%7s\n", parameter, NAME, "",
	    CELL, "99 % back", CELL, "all back", "/reach", SMALL, "load",
	    CELL, "first p99", SMALL, "wasted", "unmet");
}

/* Expectations about that policy that are not met. */
static unsigned
unmet_of(const struct lab_result *r, unsigned policy)
{
	double value, against;
	unsigned i, n = 0;

	for (i = 0; i < r->s->expectations; i++)
		n += r->s->expectation[i].policy == (int)policy &&
		    table_expectation(r, &r->s->expectation[i], &value,
		    &against) == TABLE_UNMET;
	return n;
}

static int
first_class(const struct scenario *s)
{
	unsigned i, first = 0;

	for (i = 1; i < s->classes; i++)
		if (s->cls[i].priority < s->cls[first].priority)
			first = i;
	return (int)first;
}

void
table_sweep(FILE *f, const char *value, const struct lab_result *r)
{
	char buf[TABLE_TEXT];
	unsigned i;

	fprintf(f, "%.60s\n", value);
	for (i = 0; i < r->s->policies; i++) {
		const struct outcome *o = &r->outcome[i];

		if (!r->ran[i])
			continue;
		name(f, "  ", o->policy);
		fprintf(f, "%*s", CELL, table_metric(buf, o, LAB_METRIC_DONE,
		    SCENARIO_ALL, .99));
		fprintf(f, "%*s", CELL, table_metric(buf, o, LAB_METRIC_DONE,
		    SCENARIO_ALL, 1));
		fprintf(f, "%8s", table_metric(buf, o,
		    LAB_METRIC_DONE_REACHABLE, SCENARIO_ALL, 1));
		fprintf(f, "%*s", SMALL, table_metric(buf, o, LAB_METRIC_LOAD,
		    SCENARIO_ALL, 1));
		fprintf(f, "%*s", CELL, table_metric(buf, o, LAB_METRIC_DELAY,
		    first_class(r->s), .99));
		fprintf(f, "%*s%7u\n", SMALL, table_metric(buf, o,
		    LAB_METRIC_WASTED, SCENARIO_ALL, 1), unmet_of(r, i));
	}
}
