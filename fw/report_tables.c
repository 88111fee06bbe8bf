/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The tables of the HTML page that tell everything: operations, rules, defects
 * and anomalies, the capture.
 */
#include <stdlib.h>
#include <string.h>

#include "report_page.h"

void
page_operations(FILE *f, const struct report *r)
{
	size_t n = report_op_rows(r), i, v;
	char buf[SHOW_MAX];

	fputs("<h2>Operations</h2>\n<div class=wide><table><thead><tr>"
	    "<th>operation<th class=n>messages<th class=n>refused<th>", f);
	for (v = 0; v < REPORT_VERDICTS; v++)
		fprintf(f, "<th class=n>%s",
		    conf_action_name(page_verdicts[v]));
	fputs("</thead>\n", f);
	for (i = 0; i < n; i++) {
		const uint64_t *verdict = r->op[r->row[i].id];
		const uint64_t refused = report_refused(verdict);

		fputs("<tr><th scope=row class=k>", f);
		page_name(f, report_op_name(r->row[i].id));
		page_count_cell(f, report_sum(verdict));
		fprintf(f, "<td class=n>%s<td class=w>", refused == 0 ? "" :
		    show_share(buf, refused, report_sum(verdict)));
		page_shares(f, verdict);
		for (v = 0; v < REPORT_VERDICTS; v++)
			page_count_cell(f, verdict[page_verdicts[v]]);
		fputc('\n', f);
	}
	fputs("</table></div>\n", f);
}

/* The rule as it is written. */
static bool
rule_text(FILE *f, const struct report *r, const struct report_rule *rule)
{
	char *text = NULL;
	size_t len = 0;
	FILE *m;

	if (rule->rule == NULL) {
		page_text(f, report_rule_label(r, rule));
		return true;
	}
	m = open_memstream(&text, &len);
	if (m == NULL)
		return false;
	conf_print_rule(m, ruleset_conf(r->rules), rule->rule);
	if (fclose(m) != 0) {
		free(text);
		return false;
	}
	fputs("<code>", f);
	page_cut(f, PAGE_RULE, text, len, true);
	fputs("</code>", f);
	free(text);
	return true;
}

static bool
rule_row(FILE *f, const struct report *r, const struct report_rule *rule)
{
	const struct report_seen *s = rule->decided.count > 0 ?
	    &rule->decided : &rule->would;
	char name[128];

	report_rule_name(name, sizeof(name), r, REPORT_NAME, rule);
	fputs("<tr><td class=k>", f);
	page_text(f, name);
	fprintf(f, "<td class=k>%s<td class=a>", report_rule_action(rule));
	if (!rule_text(f, r, rule))
		return false;
	page_count_cell(f, report_matches(r, rule));
	page_count_cell(f, s->count);
	page_seen_cells(f, r, s);
	return true;
}

static void
never(FILE *f, const struct report *r)
{
	unsigned direction = DIRECTION_COUNT;
	size_t n = 0, i, skip;
	char name[128];

	for (i = report_never_next(r, 0); i < r->nrule;
	    i = report_never_next(r, i + 1)) {
		if (n < PAGE_NEVER) {
			report_rule_name(name, sizeof(name), r, REPORT_NAME,
			    &r->rule[i]);
			skip = r->rule[i].direction == direction ?
			    strcspn(name, " ") + 1 : 0;
			direction = r->rule[i].direction;
			fputs(n == 0 ? "<p>Never matched: " : skip > 0 ?
			    ", " : "; ", f);
			page_text(f, name + skip);
		}
		n++;
	}
	if (n > PAGE_NEVER)
		fprintf(f, " and %zu more", n - PAGE_NEVER);
	if (n > 0)
		fputs(".</p>\n", f);
}

bool
page_rules(FILE *f, const struct report *r)
{
	size_t n = report_rule_rows(r), i;
	char name[256];

	fputs("<h2>Rules</h2>\n<p class=soft>By line of ", f);
	page_text(f, report_file_name(name, sizeof(name), 60,
	    ruleset_conf(r->rules)->file[r->file].path));
	fputs(", worst first.</p>\n", f);
	if (n > 0)
		fputs("<div class=wide><table><thead><tr><th>line<th>verdict"
		    "<th>rule<th class=n>matched<th class=n>decided<th>first"
		    "<th>last<th>frames</thead>\n", f);
	for (i = 0; i < n && i < PAGE_RULES; i++)
		if (!rule_row(f, r, &r->rule[r->row[i].id]))
			return false;
	if (n > 0)
		fputs("</table></div>\n", f);
	if (n > PAGE_RULES)
		fprintf(f, "<p>%zu more rules matched.</p>\n", n - PAGE_RULES);
	never(f, r);
	return true;
}

void
page_odds(FILE *f, const struct report *r, bool defects)
{
	const struct report_odd *odd = defects ? r->defect : r->anomaly;
	size_t n = report_odd_rows(r, odd, defects ? (size_t)SIG_DEFECT_COUNT :
	    (size_t)SIG_ANOMALY_COUNT), i;

	if (n == 0)
		return;
	fprintf(f, "<h2>%s</h2>\n<div class=wide><table><thead><tr><th>name"
	    "<th class=n>messages<th class=n>let through<th>what it means"
	    "</thead>\n", defects ? "Defects" : "Anomalies");
	for (i = 0; i < n; i++) {
		const uint32_t id = r->row[i].id;

		fprintf(f, "<tr><th scope=row>%s", defects ?
		    sig_defect_name(id) : sig_anomaly_name(id));
		page_count_cell(f, odd[id].count);
		page_count_cell(f, odd[id].passed);
		fputs("<td>", f);
		page_text(f, defects ? sig_defect_text(id) :
		    sig_anomaly_text(id));
		fputc('\n', f);
	}
	fputs("</table></div>\n", f);
}

void
page_capture(FILE *f, const struct wire_stats *w)
{
	const struct { const char *name; uint64_t n; } rows[] = {
		{ "frames", w->frames },
		{ "without signalling", w->other },
		{ "with a broken lower layer", w->bad },
		{ "cut off by the capture", w->cut_off },
		{ "retransmissions, seen once", w->retransmitted },
		{ "gaps in TCP streams", w->tcp_lost },
		{ "given up for age", w->expired },
		{ "given up for room", w->evicted },
		{ "still incomplete at the end", w->waiting },
	};
	size_t i;

	fputs("<h2>Capture</h2>\n<table style=\"width:auto\"><tbody>\n", f);
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (i == 0 || rows[i].n > 0) {
			fprintf(f, "<tr><td>%s<td class=n>", rows[i].name);
			page_count(f, rows[i].n);
			fputc('\n', f);
		}
	fputs("</table>\n", f);
}
