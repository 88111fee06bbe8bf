/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The page of the storm lab: what was expected, policies side by side, and what
 * happened second by second.  No script, no font, no picture from elsewhere.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../../fw/report_page.h"
#include "report.h"
#include "report_chart.h"
#include "report_series.h"
#include "scenario_read.h"

/* The one whose figures stand on top: ours, or else the one that brings most of
 * them back soonest; -1: none was run. */
static int
subject(const struct lab_result *r)
{
	double least = 0, v;
	int i, found = -1;

	for (i = 0; i < (int)r->s->policies; i++) {
		if (!r->ran[i])
			continue;
		if (r->s->policy[i].kind == LAB_POLICY_BREAKWATER)
			return i;
		if (!outcome_metric(&r->outcome[i], LAB_METRIC_DONE,
		    SCENARIO_ALL, .99, &v))
			v = INFINITY;
		if (found < 0 || v < least) {
			found = i;
			least = v;
		}
	}
	return found;
}

static int
first_class(const struct lab_result *r)
{
	int i, first = -1;

	for (i = 0; i < (int)r->s->classes; i++)
		if (first < 0 || r->s->cls[i].priority <
		    r->s->cls[first].priority)
			first = i;
	return first;
}

/* ---- the head ---- */

static void
top(FILE *f, const struct scenario *s)
{
	const char *title = s->title[0] != '\0' ? s->title : s->name;

	fputs("<!DOCTYPE html>\n<html lang=en><head><meta charset=utf-8>\n"
	    "<meta name=viewport content=\"width=device-width,"
	    "initial-scale=1\">\n"
	    "<meta name=color-scheme content=\"light dark\">\n<title>", f);
	page_text(f, title);
	fprintf(f, "</title>\n<style>\n%s%s</style></head><body>\n<h1>",
	    page_style, report_style);
	page_text(f, title);
	fputs("</h1>\n", f);
}

static void
facts(FILE *f, const struct lab_result *r, const struct outcome *o)
{
	char buf[TABLE_TEXT];

	fputs("<p class=soft>Scenario ", f);
	page_name(f, r->s->name);
	fprintf(f, ", seed %llu: %s devices", (unsigned long long)r->s->seed,
	    show_count(buf, scenario_devices(r->s)));
	fprintf(f, ", home with %s procedures/s.</p>\n", show_count(buf,
	    (uint64_t)(r->s->home.capacity + .5)));
	if (o == NULL || o->concerned == 0)
		return;
	fprintf(f, "<p>%s devices lose their registration. ",
	    show_count(buf, o->concerned));
	if (o->reachable[LAB_Q100] == LAB_NEVER) {
		fprintf(f, "All of them cannot be back in %s.</p>\n",
		    table_bound(buf, r->s->length));
		return;
	}
	fprintf(f, "With the timers they have, all of them could be back "
	    "%s after the first one tries again (the reachable bound); ",
	    table_bound(buf, o->reachable[LAB_Q100]));
	fprintf(f, "by capacity alone, %s (the fluid bound).</p>\n",
	    table_bound(buf, o->fluid[LAB_Q100]));
}

static void
tile(FILE *f, const char *value, const char *what, const char *cls)
{
	fprintf(f, "<div class=\"%s\"><b>%s</b>", cls, value);
	page_text(f, what);
	fputs("</div>", f);
}

static void
tile_expected(FILE *f, const struct lab_result *r)
{
	char text[TABLE_TEXT];
	double value, against;
	unsigned i, tried = 0, unmet = table_unmet(r);

	for (i = 0; i < r->s->expectations; i++)
		tried += table_expectation(r, &r->s->expectation[i], &value,
		    &against) != TABLE_UNTRIED;
	if (tried == 0)
		return;
	snprintf(text, sizeof(text), "%u of %u", tried - unmet, tried);
	tile(f, text, "expectations met", unmet > 0 ? "k4" : "k5");
}

static void
tiles(FILE *f, const struct lab_result *r, const struct outcome *o)
{
	char buf[TABLE_TEXT], what[120];
	const int first = first_class(r);

	fputs("<div class=tiles>", f);
	tile_expected(f, r);
	snprintf(what, sizeof(what), "until all are back, %s", o->policy);
	tile(f, table_metric(buf, o, LAB_METRIC_DONE, SCENARIO_ALL, 1), what,
	    "");
	tile(f, table_metric(buf, o, LAB_METRIC_DONE_REACHABLE, SCENARIO_ALL,
	    1), "times the reachable bound", "");
	if (first >= 0 && o->cls[first].concerned > 0) {
		snprintf(what, sizeof(what), "delay of class %s, p99",
		    r->s->cls[first].name);
		tile(f, table_metric(buf, o, LAB_METRIC_DELAY, first, .99),
		    what, "");
	}
	tile(f, table_metric(buf, o, LAB_METRIC_LOAD, SCENARIO_ALL, 1),
	    "greatest load at home in a second", "");
	fputs("</div>\n", f);
}

/* ---- what was expected ---- */

static void
expectation(FILE *f, const struct lab_result *r,
    const struct scenario_expectation *e)
{
	static const char *const words[] = { "met", "not met", "not tried" };
	static const char *const classes[] = { "fine", "bad", "soft" };
	char buf[TABLE_TEXT], *text = NULL;
	double value, against;
	enum table_verdict v = table_expectation(r, e, &value, &against);
	size_t size = 0;
	FILE *memory = open_memstream(&text, &size);

	if (memory == NULL)
		return;
	scenario_print_expectation(memory, r->s, e);
	fclose(memory);
	fprintf(f, "<tr><td class=\"k %s\">%s<td><code>", classes[v],
	    words[v]);
	page_text(f, text);
	fprintf(f, "</code><td class=n>%s<td class=n>%s\n", v == TABLE_UNTRIED ?
	    "" : table_value(buf, e->metric, value), e->line > 0 ? "line" : "");
	if (e->line > 0)
		fprintf(f, " %u\n", e->line);
	free(text);
}

static void
expectations(FILE *f, const struct lab_result *r)
{
	unsigned i;

	if (r->s->expectations == 0)
		return;
	fputs("<h2>What was expected</h2>\n<div class=wide><table><thead><tr>"
	    "<th><th>expected<th class=n>found<th class=n></thead>\n", f);
	for (i = 0; i < r->s->expectations; i++)
		expectation(f, r, &r->s->expectation[i]);
	fputs("</table></div>\n", f);
}

/* ---- policies side by side ---- */

struct column {
	const char	*head;
	enum lab_metric	 metric;
	double		 quantile;
	int		 better;	/* 1: more, -1: less, 0: neither */
};

static const struct column columns[] = {
	{ "50 % back", LAB_METRIC_DONE, .5, -1 },
	{ "95 %", LAB_METRIC_DONE, .95, -1 },
	{ "99 %", LAB_METRIC_DONE, .99, -1 },
	{ "100 %", LAB_METRIC_DONE, 1, -1 },
	{ "by reachable", LAB_METRIC_DONE_REACHABLE, 1, -1 },
	{ "by fluid", LAB_METRIC_DONE_FLUID, 1, -1 },
	{ "peak load", LAB_METRIC_LOAD, 1, -1 },
	{ "least use", LAB_METRIC_USE, 1, 1 },
	{ "overload", LAB_METRIC_OVERLOAD, 1, -1 },
	{ "wasted work", LAB_METRIC_WASTED, 1, -1 },
};

static const struct column firewall_columns[] = {
	{ "messages a device", LAB_METRIC_MESSAGES, 1, -1 },
	{ "requests sent again", LAB_METRIC_RETRANSMITTED, 1, -1 },
	{ "refusals a device", LAB_METRIC_REFUSALS, 1, 0 },
	{ "early returns a device", LAB_METRIC_EARLY, 1, 0 },
};

enum {
	COLUMNS = sizeof(columns) / sizeof(columns[0]),
	FIREWALL_COLUMNS = sizeof(firewall_columns) /
	    sizeof(firewall_columns[0]),
};

/* NAN: there is none. */
static double
metric(const struct outcome *o, const struct column *c, int cls)
{
	double v;

	return outcome_metric(o, c->metric, cls, c->quantile, &v) ? v : NAN;
}

/* Is no other policy better at it, and one worse? */
static bool
is_best(const struct lab_result *r, unsigned policy, const struct column *c,
    int cls)
{
	const double v = metric(&r->outcome[policy], c, cls);
	bool worse = false;
	double other;
	unsigned i;

	for (i = 0; c->better != 0 && i < r->s->policies; i++) {
		if (!r->ran[i])
			continue;
		other = metric(&r->outcome[i], c, cls);
		if (c->better > 0 ? other > v : other < v)
			return false;
		worse = worse || (c->better > 0 ? other < v : other > v);
	}
	return worse && !isinf(v) && !isnan(v);
}

static void
cells(FILE *f, const struct lab_result *r, unsigned policy,
    const struct column *c, size_t n, int cls)
{
	char buf[TABLE_TEXT];

	for (; n > 0; n--, c++)
		fprintf(f, "<td class=\"n%s\">%s", is_best(r, policy, c, cls) ?
		    " best" : "", table_value(buf, c->metric, metric(
		    &r->outcome[policy], c, cls)));
}

static void
head_cells(FILE *f, const struct column *c, size_t n)
{
	for (; n > 0; n--, c++)
		fprintf(f, "<th class=n>%s", c->head);
}

static void
policy_head(FILE *f, const struct lab_result *r, unsigned policy)
{
	fprintf(f, "<tr><th scope=row class=\"p l%u\">",
	    series_style(r, policy));
	page_name(f, r->outcome[policy].policy);
}

static void
bound_row(FILE *f, const char *what, const uint64_t bound[LAB_QUANTILES])
{
	char buf[TABLE_TEXT];
	size_t q;

	fprintf(f, "<tr class=soft><th scope=row>%s", what);
	for (q = 0; q < LAB_QUANTILES; q++)
		fprintf(f, "<td class=n>%s", table_bound(buf, bound[q]));
	fprintf(f, "<td colspan=%d>\n", COLUMNS - LAB_QUANTILES);
}

static void
policies(FILE *f, const struct lab_result *r)
{
	const struct outcome *o = NULL;
	unsigned i;

	fputs("<h2>Policies side by side</h2>\n<p class=soft>Times run from "
	    "the first attempt to register again. Load, use and waste are "
	    "shares of home's capacity and work; the best of a column is "
	    "bold.", f);
	if (!scenario_doic(r->s))
		fputs(" No network announces DOIC here, so that a policy of "
		    "overload reports alone holds nobody back.", f);
	fputs("</p>\n<div class=wide><table class=tight><thead><tr>"
	    "<th>policy", f);
	head_cells(f, columns, COLUMNS);
	fputs("</thead>\n", f);
	for (i = 0; i < r->s->policies; i++) {
		if (!r->ran[i])
			continue;
		o = &r->outcome[i];
		policy_head(f, r, i);
		cells(f, r, i, columns, COLUMNS, SCENARIO_ALL);
		fputc('\n', f);
	}
	if (o != NULL) {
		bound_row(f, "reachable bound", o->reachable);
		bound_row(f, "fluid bound", o->fluid);
	}
	fputs("</table></div>\n", f);
}

/* ---- what the firewall did ---- */

static void
firewall(FILE *f, const struct lab_result *r)
{
	char buf[SHOW_MAX];
	unsigned i;

	fputs("<h2>At the firewall</h2>\n<p class=soft>Early returns: met "
	    "before the time that the device was given. Without an answer: "
	    "messages that were left to the time-outs of who sent them. The "
	    "time that a message takes is that of this computer.</p>\n"
	    "<div class=wide><table class=tight><thead><tr><th>policy", f);
	head_cells(f, firewall_columns, FIREWALL_COLUMNS);
	fputs("<th class=n>most refusals of one<th class=n>without an answer"
	    "<th class=n>ns a message<th class=n>memory</thead>\n", f);
	for (i = 0; i < r->s->policies; i++) {
		const struct outcome *o = &r->outcome[i];

		if (!r->ran[i])
			continue;
		policy_head(f, r, i);
		cells(f, r, i, firewall_columns, FIREWALL_COLUMNS,
		    SCENARIO_ALL);
		fprintf(f, "<td class=n>%u", o->refusals_most);
		fprintf(f, "<td class=n>%s", show_count(buf, o->discarded));
		fprintf(f, "<td class=n>%.0f<td class=n>%.1f MB\n",
		    o->policy_ns, (double)o->policy_memory / 1e6);
	}
	fputs("</table></div>\n", f);
}

/* ---- by class ---- */

static const struct column class_columns[] = {
	{ "success", LAB_METRIC_SUCCESS, 1, 1 },
	{ "delay p50", LAB_METRIC_DELAY, .5, -1 },
	{ "p95", LAB_METRIC_DELAY, .95, -1 },
	{ "p99", LAB_METRIC_DELAY, .99, -1 },
	{ "longest", LAB_METRIC_DELAY, 1, -1 },
	{ "all back after", LAB_METRIC_DONE, 1, -1 },
};

enum { CLASS_COLUMNS = sizeof(class_columns) / sizeof(class_columns[0]) };

static void
class_head(FILE *f, const struct lab_result *r, int cls,
    const struct outcome_class *c)
{
	char buf[SHOW_MAX];

	fprintf(f, "<tr class=group><th colspan=%d>", CLASS_COLUMNS + 3);
	page_name(f, r->s->cls[cls].name);
	fprintf(f, " <span class=soft>priority %u, ", r->s->cls[cls].priority);
	fprintf(f, "%s devices, ", show_count(buf, c->devices));
	fprintf(f, "%s of them concerned</span>\n", show_count(buf,
	    c->concerned));
}

static void
class_rows(FILE *f, const struct lab_result *r, int cls)
{
	char buf[SHOW_MAX];
	bool first = true;
	unsigned i;

	for (i = 0; i < r->s->policies; i++) {
		const struct outcome_class *c = &r->outcome[i].cls[cls];

		if (!r->ran[i] || c->devices == 0)
			continue;
		if (first)
			class_head(f, r, cls, c);
		first = false;
		policy_head(f, r, i);
		cells(f, r, i, class_columns, CLASS_COLUMNS, cls);
		fprintf(f, "<td class=n>%.2f", c->concerned == 0 ? 0 :
		    (double)c->attempts / c->concerned);
		fprintf(f, "<td class=n>%s\n", show_count(buf, c->dead));
	}
}

static void
classes(FILE *f, const struct lab_result *r)
{
	unsigned i;

	fputs("<h2>By class</h2>\n<p class=soft>Delay: from a device's first "
	    "attempt to its registration. Dead: will not try again by "
	    "itself.</p>\n<div class=wide><table><thead><tr><th>policy",
	    f);
	head_cells(f, class_columns, CLASS_COLUMNS);
	fputs("<th class=n>attempts a device<th class=n>dead</thead>\n", f);
	for (i = 0; i < r->s->classes; i++)
		class_rows(f, r, (int)i);
	fputs("</table></div>\n", f);
}

/* ---- refusals ---- */

enum { TIMES = sizeof(((struct outcome *)NULL)->refused_times) /
    sizeof(uint32_t) };

/* The most times that any device of any policy was refused, within bounds. */
static size_t
times_most(const struct lab_result *r)
{
	size_t most = 0, k;
	unsigned i;

	for (i = 0; i < r->s->policies; i++)
		for (k = 0; r->ran[i] && k < TIMES; k++)
			if (r->outcome[i].refused_times[k] > 0 && k > most)
				most = k;
	return most;
}

static void
refusals_row(FILE *f, const struct outcome *o, size_t most)
{
	uint64_t all = 0;
	char buf[SHOW_MAX];
	size_t k;

	for (k = 0; k <= most; k++)
		all += o->refused_times[k];
	for (k = 0; k <= most; k++) {
		const double share = all == 0 ? 0 :
		    (double)o->refused_times[k] / (double)all;

		if (o->refused_times[k] == 0) {
			fputs("<td>", f);
			continue;
		}
		fprintf(f, "<td class=n title=\"%s devices\" style=\"background"
		    ":rgba(var(--heat),%.2f)\">", show_count(buf,
		    o->refused_times[k]), .05 + .5 * sqrt(share));
		fputs(show_share(buf, o->refused_times[k], all), f);
	}
	fputc('\n', f);
}

static void
refusals(FILE *f, const struct lab_result *r)
{
	const size_t most = times_most(r);
	unsigned i;
	size_t k;

	if (most == 0)
		return;
	fputs("<h2>How often a device was refused</h2>\n<p class=soft>By an "
	    "answer of the firewall; silence is none.</p>\n<div class=wide>"
	    "<table class=\"matrix times\"><thead><tr><th>policy", f);
	for (k = 0; k <= most; k++)
		fprintf(f, "<th class=n>%zu%s", k, k == TIMES - 1 ? "+" : "");
	fputs("</thead>\n", f);
	for (i = 0; i < r->s->policies; i++)
		if (r->ran[i]) {
			policy_head(f, r, i);
			refusals_row(f, &r->outcome[i], most);
		}
	fputs("</table></div>\n", f);
}

/* ---- the scenario itself ---- */

static bool
text(FILE *f, const struct scenario *s)
{
	char *buf = NULL;
	size_t size = 0;
	FILE *memory = open_memstream(&buf, &size);

	if (memory == NULL)
		return false;
	scenario_print(memory, s);
	fclose(memory);
	fputs("<h2>The scenario</h2>\n<p class=soft>What stands in no line is "
	    "as breakwater.sim(5) says.</p>\n<pre>", f);
	page_text(f, buf);
	fputs("</pre>\n", f);
	free(buf);
	return true;
}

bool
lab_report_html(FILE *f, const struct lab_result *r)
{
	const int which = subject(r);
	bool fine = true;

	top(f, r->s);
	facts(f, r, which < 0 ? NULL : &r->outcome[which]);
	if (which >= 0) {
		tiles(f, r, &r->outcome[which]);
		policies(f, r);
		fine = series_registered(f, r) && series_load(f, r) &&
		    series_waiting(f, r);
		classes(f, r);
		firewall(f, r);
		refusals(f, r);
		expectations(f, r);
	} else {
		fputs("<p>No policy was run.</p>\n", f);
	}
	fine = text(f, r->s) && fine;
	fputs("</body></html>\n", f);
	return fine;
}
