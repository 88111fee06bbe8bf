/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A report as one HTML page that needs nothing but itself: no script, no font,
 * no picture from elsewhere.
 *
 * Whatever came over the wire or from a configuration is cut and escaped.
 */
#include <string.h>

#include "report_control.h"
#include "report_memory.h"
#include "report_page.h"

void
page_text(FILE *f, const char *text)
{
	for (; *text != '\0'; text++)
		switch (*text) {
		case '&':
			fputs("&amp;", f);
			break;
		case '<':
			fputs("&lt;", f);
			break;
		case '>':
			fputs("&gt;", f);
			break;
		case '"':
			fputs("&quot;", f);
			break;
		default:
			fputc(*text, f);
		}
}

void
page_cut(FILE *f, size_t width, const void *text, size_t len, bool utf8)
{
	char buf[4 * PAGE_RULE + 4];

	page_text(f, show_text(buf, sizeof(buf), width, text, len, utf8));
}

void
page_name(FILE *f, const char *name)
{
	page_cut(f, PAGE_NAME, name, strlen(name), true);
}

void
page_count(FILE *f, uint64_t n)
{
	char buf[SHOW_MAX];

	fputs(show_count(buf, n), f);
}

void
page_count_cell(FILE *f, uint64_t n)
{
	fputs("<td class=n>", f);
	if (n > 0)
		page_count(f, n);
}

void
page_seen_cells(FILE *f, const struct report *r, const struct report_seen *s)
{
	char buf[SHOW_MAX], examples[256];

	if (s->count == 0) {
		fputs("<td><td><td>\n", f);
		return;
	}
	fprintf(f, "<td class=k>%s", report_time(buf, r, s->first));
	fprintf(f, "<td class=k>%s<td>", report_time(buf, r, s->last));
	report_examples(examples, sizeof(examples), s);
	page_text(f, examples);
	fputc('\n', f);
}

static void
files(FILE *f, const struct report_head *head)
{
	size_t i;

	if (head->conf != NULL) {
		fputs("<p class=soft>Rules: ", f);
		page_cut(f, 200, head->conf, strlen(head->conf), true);
		fputs("</p>\n", f);
	}
	if (head->nfile == 0)
		return;
	fputs("<p class=soft>Captures: ", f);
	for (i = 0; i < head->nfile && i < PAGE_FILES; i++) {
		if (i > 0)
			fputs(", ", f);
		page_cut(f, 200, head->file[i], strlen(head->file[i]), true);
	}
	if (head->nfile > PAGE_FILES)
		fprintf(f, " and %zu more", head->nfile - PAGE_FILES);
	fputs("</p>\n", f);
}

static void
when(FILE *f, const struct report *r)
{
	char date[SHOW_MAX], clock[SHOW_MAX];

	fprintf(f, "<p class=soft>%s %s", show_date(date, r->first),
	    show_clock(clock, r->first, 0));
	fprintf(f, " to %s %s UTC", show_date(date, r->last),
	    show_clock(clock, r->last, 0));
	if (r->last > r->first)
		fprintf(f, " (%s)", show_span(date, r->last - r->first));
	fputs("</p>\n", f);
}

static void
tile(FILE *f, unsigned verdict, const char *what, uint64_t n, uint64_t whole)
{
	char buf[SHOW_MAX];

	if (verdict < REPORT_VERDICTS)
		fprintf(f, "<div class=k%u>", verdict);
	else
		fputs("<div>", f);
	fprintf(f, "<b>%s</b>%s", show_count(buf, n), what);
	if (whole > 0)
		fprintf(f, " <span>%s</span>", show_share(buf, n, whole));
	fputs("</div>", f);
}

static void
verdicts_sum(const struct report *r, uint64_t verdict[REPORT_VERDICTS])
{
	size_t v;

	for (v = 0; v < REPORT_VERDICTS; v++)
		verdict[v] = r->verdict[DIRECTION_IN][v] +
		    r->verdict[DIRECTION_OUT][v];
}

static void
totals(FILE *f, const struct report *r)
{
	uint64_t verdict[REPORT_VERDICTS], watched = 0;
	size_t i;

	verdicts_sum(r, verdict);
	fputs("<div class=tiles>", f);
	tile(f, UINT32_MAX, "messages", r->messages, 0);
	for (i = 0; i < REPORT_VERDICTS; i++) {
		const unsigned v = page_verdicts[i];

		watched += r->watched[v];
		if (verdict[v] > 0 || v == ACTION_PASS || v == ACTION_DROP)
			tile(f, v, conf_action_name(v), verdict[v],
			    r->messages);
	}
	fputs("</div>\n<div class=big>", f);
	page_shares(f, verdict);
	fputs("</div>\n<p>In: ", f);
	page_count(f, report_sum(r->verdict[DIRECTION_IN]));
	fputs(", of them refused: ", f);
	page_count(f, report_refused(r->verdict[DIRECTION_IN]));
	fputs(". Out: ", f);
	page_count(f, report_sum(r->verdict[DIRECTION_OUT]));
	fputs(", of them refused: ", f);
	page_count(f, report_refused(r->verdict[DIRECTION_OUT]));
	fputs(".", f);
	if (watched > 0) {
		fputs(" <b>", f);
		page_count(f, watched);
		fputs(" verdicts were not carried out: their list is under "
		    "monitor.</b>", f);
	}
	if (r->would > 0) {
		fputs(" ", f);
		page_count(f, r->would);
		fputs(" messages met a rule under monitor that would have "
		    "decided.", f);
	}
	fputs("</p>\n", f);
}

static void
legend(FILE *f, const uint64_t verdict[REPORT_VERDICTS], bool refused)
{
	size_t i;

	fputs("<div class=legend>", f);
	for (i = 0; i < REPORT_VERDICTS; i++) {
		const unsigned v = page_verdicts[i];

		if (verdict[v] > 0 && !(refused && v == ACTION_PASS))
			fprintf(f, "<span class=v%u>%s</span>", v,
			    conf_action_name(v));
	}
	fputs("</div>\n", f);
}

static void
timelines(FILE *f, const struct report *r)
{
	uint64_t verdict[REPORT_VERDICTS];
	char buf[SHOW_MAX];

	verdicts_sum(r, verdict);
	show_span(buf, timeline_width(r->timeline));
	fprintf(f, "<h2>Over time</h2>\n<p class=soft>Messages in %s, by "
	    "verdict; times are UTC.</p>\n<figure style=\"margin:0\">", buf);
	legend(f, verdict, false);
	page_timeline(f, r, false);
	fputs("</figure>\n", f);
	if (report_sum(verdict) == verdict[ACTION_PASS] ||
	    verdict[ACTION_PASS] == 0)
		return;		/* nothing else, or the same picture again */
	fprintf(f, "<figure style=\"margin:0\"><p class=soft>Of these, what "
	    "did not pass, on a scale of its own.</p>\n");
	page_timeline(f, r, true);
	fputs("</figure>\n", f);
}

/* The names of a few, most often first, and whether there were more. */
static void
few_names(FILE *f, const struct report *r, struct few few, bool owners)
{
	size_t i;

	few_sort(&few);
	for (i = 0; i < 3 && few.count[i] > 0; i++) {
		fputs(i > 0 ? ", <span class=k>" : "<span class=k>", f);
		page_name(f, owners ? report_owner_name(r, few.id[i]) :
		    report_op_name(few.id[i]));
		fputs(i == 2 && few.count[3] > 0 ? " ...</span>" : "</span>",
		    f);
	}
}

static void
finding_row(FILE *f, const struct report *r, size_t id)
{
	const struct report_finding *d = &r->finding[id];
	char buf[SHOW_MAX];
	const char *comma = "";
	size_t i;

	fputs("<tr><th scope=row>", f);
	page_name(f, report_finding_label(r, d));
	fputs("<td>", f);
	for (i = 0; i < REPORT_VERDICTS; i++)
		if (d->verdict[page_verdicts[i]] > 0) {
			fprintf(f, "%s%s", comma,
			    conf_action_name(page_verdicts[i]));
			comma = ", ";
		}
	if (d->would.count > 0)
		fprintf(f, "%smonitor %s", comma,
		    show_count(buf, d->would.count));
	page_count_cell(f, d->seen.count);
	fputs("<td class=k>", f);
	if (id < REPORT_SERIES && d->seen.count > 0)
		page_spark(f, r, REPORT_VERDICTS + id);
	fputs("<td>", f);
	few_names(f, r, d->owner, true);
	fputs("<td>", f);
	few_names(f, r, d->op, false);
	page_seen_cells(f, r, d->seen.count > 0 ? &d->seen : &d->would);
}

static void
findings(FILE *f, const struct report *r)
{
	size_t n = report_finding_rows(r), i;

	fputs("<h2>Findings</h2>\n", f);
	if (n == 0) {
		fputs("<p>Every message passed.</p>\n", f);
		return;
	}
	fputs("<p class=soft>What did not simply pass, by the label of the "
	    "rule. Examples are frames of the capture.</p>\n"
	    "<div class=wide><table><thead><tr><th>label<th>verdict"
	    "<th class=n>messages<th>over time<th>networks<th>operations"
	    "<th>first<th>last<th>frames</thead>\n", f);
	for (i = 0; i < n && i < PAGE_FINDINGS; i++)
		finding_row(f, r, r->row[i].id);
	fputs("</table></div>\n", f);
	if (n > PAGE_FINDINGS)
		fprintf(f, "<p>%zu more labels.</p>\n", n - PAGE_FINDINGS);
}

static void
source_row(FILE *f, const struct report *r, const struct topn_entry *e,
    const struct report_source *s, uint64_t max, bool owner)
{
	struct few why = s->finding;

	few_sort(&why);
	fputs("<tr><td class=n>", f);
	if (e->error > 0)
		fputs("&le; ", f);
	page_count(f, e->count);
	fprintf(f, "<span class=\"bar%s\" style=\"width:%.0f%%\"></span>"
	    "<td class=a><code>", owner ? "" : " q",
	    100 * (double)e->count / (double)max);
	page_cut(f, PAGE_SOURCE, e->key, e->len, false);
	fputs("</code>", f);
	if (owner) {
		fputs("<td>", f);
		page_name(f, report_owner_name(r, s->owner));
	}
	fputs("<td>", f);
	page_name(f, report_finding_label(r, &r->finding[why.id[0]]));
	page_seen_cells(f, r, &s->seen);
}

static void
sources(FILE *f, const struct report *r, const struct topn *t,
    const struct report_source *source, bool owner)
{
	struct topn_entry e[REPORT_TOP];
	size_t n = report_sources(t, e, REPORT_TOP), i;
	bool most = false;

	if (topn_count(t) == 0)
		return;
	for (i = 0; i < n; i++)
		most = most || e[i].error > 0;
	fputs(owner ? "<h2>Sources of what was refused</h2>\n" :
	    "<h2>Addresses that nobody owns</h2>\n", f);
	fprintf(f, "<p class=soft>%s%zu of %s%zu%s</p>\n", owner ?
	    "Global titles and hosts that messages claim to come from; " : "",
	    n, topn_count(t) == REPORT_SOURCES ? "at least " : "",
	    topn_count(t), most ? "; &le; marks the most that "
	    "it can have been." : n == 0 ? ": none is sure to have come twice."
	    : ".");
	if (n == 0)
		return;
	fprintf(f, "<div class=wide><table><thead><tr><th class=n>messages"
	    "<th>address%s<th>mostly<th>first<th>last<th>frames</thead>\n",
	    owner ? "<th>network" : "");
	for (i = 0; i < n; i++)
		source_row(f, r, &e[i], &source[e[i].slot], e[0].count, owner);
	fputs("</table></div>\n", f);
}

static void
matrix(FILE *f, const struct report *r)
{
	fputs("<h2>Partners by operation</h2>\n<p class=soft>The network at "
	    "the far end, and what the messages asked for. The stronger a cell, "
	    "the more messages; its red foot is the share that was refused.</p>\n",
	    f);
	page_matrix(f, r);
}

static void
top(FILE *f, const struct report_head *head)
{
	const char *title = head->title != NULL ? head->title :
	    "Breakwater replay";

	fputs("<!DOCTYPE html>\n<html lang=en><head><meta charset=utf-8>\n"
	    "<meta name=viewport content=\"width=device-width,"
	    "initial-scale=1\">\n"
	    "<meta name=color-scheme content=\"light dark\">\n<title>", f);
	page_name(f, title);
	fprintf(f, "</title>\n<style>\n%s</style></head><body>\n<h1>",
	    page_style);
	page_name(f, title);
	fputs("</h1>\n", f);
	files(f, head);
}

bool
report_html(FILE *f, const struct report *r, const struct report_head *head)
{
	static const struct report_head none;
	bool fine;

	if (head == NULL)
		head = &none;
	top(f, head);
	if (r->messages > 0) {
		when(f, r);
		totals(f, r);
		timelines(f, r);
		findings(f, r);
		sources(f, r, r->talker, r->talker_source, true);
		sources(f, r, r->unowned, r->unowned_source, false);
		matrix(f, r);
		page_operations(f, r);
	} else {
		fputs("<p>No signalling message was found.</p>\n", f);
	}
	fine = r->messages == 0 || page_rules(f, r);
	if (head->control != NULL)
		report_control_html(f, head->control, head->judge);
	report_memory_html(f, r->rules, head->memory);
	page_odds(f, r, true);
	page_odds(f, r, false);
	if (head->wire != NULL)
		page_capture(f, head->wire);
	fputs("</body></html>\n", f);
	return fflush(f) == 0 && !ferror(f) && fine;
}
