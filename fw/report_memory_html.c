/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Memory as sections of a page.
 */
#include "../rules/context.h"
#include "../rules/ruleset.h"
#include "../rules/state/far.h"
#include "../rules/state/source.h"
#include "report_far.h"
#include "report_memory.h"
#include "report_page.h"

enum { ROWS = 50, NAME = 40 };

static void
fill(FILE *f, const char *what, uint64_t n, uint64_t max, uint64_t lost)
{
	fprintf(f, "<tr><td>%s", what);
	page_count_cell(f, n);
	page_count_cell(f, max);
	page_count_cell(f, lost);
}

static void
sizes(FILE *f, const struct memory_stats *s)
{
	char buf[SHOW_MAX];

	fprintf(f, "<p class=soft>At most %s MiB, whatever comes.</p>\n"
	    "<div class=wide><table><thead><tr><th>of<th class=n>known"
	    "<th class=n>room for<th class=n>given up</thead>\n",
	    show_count(buf, (uint64_t)s->octets >> 20));
	fill(f, "subscribers", s->subscribers, s->subscribers_max, s->evicted);
	fill(f, "their numbers", s->numbers, s->subscribers_max,
	    s->numbers_lost);
	fill(f, "transactions", s->transactions, s->transactions_max,
	    s->transactions_lost);
	fill(f, "sources", s->sources, s->sources_max, s->sources_lost);
	fputs("</table></div>\n", f);
}

static void
check_row(FILE *f, const struct ruleset *rs, const struct check_stats *c,
    unsigned check)
{
	char mode[SHOW_MAX], share[SHOW_MAX];

	report_mode_text(mode, rs, c, check);
	fprintf(f, "<tr><td>%s<td>%s", check_name(check), mode);
	page_count_cell(f, c->asked);
	fprintf(f, "<td class=n>%s", c->asked == 0 ? "" :
	    show_share(share, c->known, c->asked));
	page_count_cell(f, c->found);
}

static void
checks(FILE *f, const struct ruleset *rs, const struct memory *m)
{
	struct check_stats c;
	unsigned i;

	fputs("<div class=wide><table><thead><tr><th>check<th>mode"
	    "<th class=n>asked<th class=n>coverage<th class=n>found"
	    "</thead>\n", f);
	for (i = 0; i < CHECK_COUNT; i++) {
		memory_check(m, i, &c);
		if (c.mode != CHECK_OFF)
			check_row(f, rs, &c, i);
	}
	fputs("</table></div>\n", f);
}

struct rows {
	FILE		*f;
	const struct ruleset *rs;
	const char	*title;
	size_t		 n;
};

static void
far_row(void *arg, const struct far *e)
{
	char mean[SHOW_MAX], most[SHOW_MAX];
	struct rows *r = arg;

	if ((e->asked == 0 && !e->stalled) || r->n++ >= ROWS)
		return;
	if (r->n == 1)
		fprintf(r->f, "<div class=wide><table><thead><tr><th>%s"
		    "<th class=n>asked<th class=n>answered"
		    "<th class=n>unanswered<th class=n>late<th class=n>errors"
		    "<th class=n>mean<th class=n>longest</thead>\n", r->title);
	fputs("<tr><td>", r->f);
	page_cut(r->f, NAME, e->node.name, e->node.len, true);
	fputs(e->stalled ? " <b>stalled</b>" : "", r->f);
	page_count_cell(r->f, e->asked);
	page_count_cell(r->f, e->answered);
	page_count_cell(r->f, e->unanswered);
	page_count_cell(r->f, e->late);
	page_count_cell(r->f, e->errors);
	if (e->answered == 0)
		fputs("<td><td>", r->f);
	else
		fprintf(r->f, "<td class=n>%s<td class=n>%s",
		    show_span(mean, e->answer_ns / e->answered),
		    show_span(most, e->answer_max));
}

static void
far_ends(FILE *f, const struct ruleset *rs, const struct memory *m, bool links)
{
	struct rows r = { f, rs, links ? "link" : "network", 0 };

	memory_far(m, links, far_row, &r);
	if (r.n > 0)
		fputs("</table></div>\n", f);
}

static void
error_rows(void *arg, const struct far *e)
{
	struct report_error errors[REPORT_ERRORS + 1];
	struct rows *r = arg;
	size_t i, n = report_errors(e, errors);

	if (n == 0 || r->n++ >= ROWS)
		return;
	if (r->n == 1)
		fputs("<h3>With what errors</h3>\n<div class=wide><table>"
		    "<thead><tr><th>network<th class=n>answers<th>error"
		    "</thead>\n", r->f);
	for (i = 0; i < n; i++) {
		fputs("<tr><td>", r->f);
		if (i == 0)
			page_cut(r->f, NAME, e->node.name, e->node.len, true);
		page_count_cell(r->f, errors[i].count);
		fputs("<td>", r->f);
		page_text(r->f, errors[i].text);
	}
}

static void
errors(FILE *f, const struct ruleset *rs, const struct memory *m)
{
	struct rows r = { f, rs, NULL, 0 };

	memory_far(m, false, error_rows, &r);
	if (r.n > 0)
		fputs("</table></div>\n", f);
}

static void
source_row(void *arg, const struct source_seen *s)
{
	struct rows *r = arg;
	char why[SHOW_MAX];

	if (r->n++ >= ROWS)
		return;
	if (r->n == 1)
		fputs("<h3>Sources that stand out</h3>\n<div class=wide><table>"
		    "<thead><tr><th>source<th>network<th class=n>requests"
		    "<th class=n>refused or unknown<th>for</thead>\n", r->f);
	fputs("<tr><td class=a><code>", r->f);
	page_cut(r->f, NAME, s->node.name, s->node.len, false);
	fputs("</code><td>", r->f);
	page_name(r->f, ruleset_owner_name(r->rs, s->node.partner));
	page_count_cell(r->f, s->requests);
	page_count_cell(r->f, s->bad);
	fprintf(r->f, "<td>%s", report_found_names(why, s->found));
}

void
report_memory_html(FILE *f, const struct ruleset *rs, const struct memory *m)
{
	struct rows r = { f, rs, NULL, 0 };
	struct memory_stats s;

	if (m == NULL)
		return;
	memory_stats(m, &s);
	fputs("<h2>Memory</h2>\n", f);
	sizes(f, &s);
	fputs("<p class=soft>Coverage: of the messages that a check is about, "
	    "those of which it knew enough to judge.</p>\n", f);
	checks(f, rs, m);
	fputs("<h3>Who answers</h3>\n", f);
	far_ends(f, rs, m, false);
	far_ends(f, rs, m, true);
	errors(f, rs, m);
	memory_sources(m, source_row, &r);
	if (r.n > 0)
		fputs("</table></div>\n", f);
}
