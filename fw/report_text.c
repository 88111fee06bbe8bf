/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A report for a terminal: tables of at most 100 columns, worst first.
 */
#include <inttypes.h>
#include <string.h>

#include "report_impl.h"

enum text_limit {
	TEXT_COLUMNS = 100,
	TEXT_NETWORKS = 20,	/* rows, then the others in one */
	TEXT_OPS = 25,
	TEXT_RULES = 40,
	TEXT_SOURCES = 10,
	TEXT_NEVER = 5,		/* lines of rules that never matched */
	NAME_WIDTH = 26, COUNT_WIDTH = 11, SHARE_WIDTH = 8, LABEL_WIDTH = 25,
	PLACE_WIDTH = 25,	/* of a rule */
};

/* In the order of columns: worst first. */
static const uint8_t verdicts[] = {
	ACTION_DROP, ACTION_SINK, ACTION_REJECT, ACTION_STEER, ACTION_PASS,
};

#define EACH_VERDICT(i)	(i = 0; i < sizeof(verdicts); i++)

/* A name of ours in the last column: cut. */
static void
name_last(FILE *f, const char *name, size_t width)
{
	char buf[4 * TEXT_COLUMNS];

	fputs(show_text(buf, sizeof(buf), width, name, strlen(name), true), f);
}

/* In a column before others: filled up with spaces, too. */
static void
name_cell(FILE *f, const char *name, size_t width)
{
	char buf[4 * TEXT_COLUMNS];

	show_text(buf, sizeof(buf), width, name, strlen(name), true);
	fprintf(f, "%s%*s", buf, (int)(width - show_width(buf)), "");
}

/* A count to the right of its column, in short when it is too long. */
static void
count_cell(FILE *f, uint64_t n, size_t width)
{
	char buf[SHOW_MAX];

	if (strlen(show_count(buf, n)) >= width)
		show_compact(buf, n);
	fprintf(f, "%*s", (int)width, n == 0 ? "-" : buf);
}

static void
head(FILE *f, const struct report *r)
{
	char count[SHOW_MAX], date[2][SHOW_MAX], clock[2][SHOW_MAX];
	char span[SHOW_MAX];

	fprintf(f, "%s message%s", show_count(count, r->messages),
	    r->messages == 1 ? "" : "s");
	if (r->messages > 0) {
		show_date(date[0], r->first);
		show_date(date[1], r->last);
		fprintf(f, ", %s %s to %s%s%s UTC", date[0],
		    show_clock(clock[0], r->first, 0),
		    strcmp(date[0], date[1]) == 0 ? "" : date[1],
		    strcmp(date[0], date[1]) == 0 ? "" : " ",
		    show_clock(clock[1], r->last, 0));
	}
	if (r->last > r->first)
		fprintf(f, " (%s)", show_span(span, r->last - r->first));
	fputc('\n', f);
}

static void
lower_layers(FILE *f, const struct wire_stats *w)
{
	const struct { uint64_t n; const char *text; } parts[] = {
		{ w->other, "without signalling" },
		{ w->bad, "with a broken lower layer" },
		{ w->cut_off, "cut off by the capture" },
		{ w->retransmitted, "retransmissions, seen once" },
		{ w->tcp_lost, "gaps in TCP streams" },
		{ w->expired, "given up for age" },
		{ w->evicted, "given up for room" },
		{ w->waiting, "still incomplete at the end" },
	};
	char count[SHOW_MAX];
	size_t i;

	fprintf(f, "%s frame%s\n", show_count(count, w->frames),
	    w->frames == 1 ? "" : "s");
	for (i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
		if (parts[i].n > 0) {
			count_cell(f, parts[i].n, COUNT_WIDTH);
			fprintf(f, "  %s\n", parts[i].text);
		}
}

static void
totals(FILE *f, const struct report *r)
{
	uint64_t watched = 0, n;
	char buf[SHOW_MAX];
	size_t i, bar;

	fprintf(f, "\n%-9s%11s%10s%12s%12s\n", "verdict", "messages", "share",
	    "in", "out");
	for EACH_VERDICT(i) {
		const unsigned v = verdicts[i];

		n = r->verdict[DIRECTION_IN][v] + r->verdict[DIRECTION_OUT][v];
		watched += r->watched[v];
		if (n == 0)
			continue;
		fprintf(f, "%-9s", conf_action_name(v));
		count_cell(f, n, 11);
		fprintf(f, "%10s", show_share(buf, n, r->messages));
		count_cell(f, r->verdict[DIRECTION_IN][v], 12);
		count_cell(f, r->verdict[DIRECTION_OUT][v], 12);
		bar = (size_t)(40.0 * (double)n / (double)r->messages + 0.5);
		fprintf(f, "%s%.*s\n", bar > 0 ? "  " : "", (int)bar,
		    "########################################");
	}
	if (watched > 0)
		fprintf(f, "%s of them were not carried out: their list is "
		    "under monitor\n", show_count(buf, watched));
	if (r->would > 0)
		fprintf(f, "%s met a rule under monitor that would have "
		    "decided\n", show_count(buf, r->would));
}

/* Which verdicts are worth a column. */
static unsigned
columns(const struct report *r)
{
	unsigned used = 0;
	size_t i;

	for EACH_VERDICT(i)
		if (r->verdict[DIRECTION_IN][verdicts[i]] > 0 ||
		    r->verdict[DIRECTION_OUT][verdicts[i]] > 0)
			used |= 1U << verdicts[i];
	return used;
}

static void
verdict_head(FILE *f, const char *name, unsigned used)
{
	size_t i;

	fprintf(f, "\n%-*s%*s%*s", NAME_WIDTH, name, COUNT_WIDTH, "messages",
	    SHARE_WIDTH, "refused");
	for EACH_VERDICT(i)
		if ((used >> verdicts[i] & 1) != 0)
			fprintf(f, "%*s", COUNT_WIDTH,
			    conf_action_name(verdicts[i]));
	fputc('\n', f);
}

static void
verdict_row(FILE *f, const char *name, unsigned used,
    const uint64_t verdict[REPORT_VERDICTS])
{
	uint64_t refused = report_refused(verdict);
	char buf[SHOW_MAX];
	size_t i;

	name_cell(f, name, NAME_WIDTH);
	count_cell(f, report_sum(verdict), COUNT_WIDTH);
	fprintf(f, "%*s", SHARE_WIDTH, refused == 0 ? "-" :
	    show_share(buf, refused, report_sum(verdict)));
	for EACH_VERDICT(i)
		if ((used >> verdicts[i] & 1) != 0)
			count_cell(f, verdict[verdicts[i]], COUNT_WIDTH);
	fputc('\n', f);
}

/* Networks or operations: the first rows, then the others in one. */
static void
verdict_table(FILE *f, const struct report *r, bool networks)
{
	size_t n = networks ? report_owner_rows(r) : report_op_rows(r), i, v;
	const size_t max = networks ? TEXT_NETWORKS : TEXT_OPS;
	uint64_t others[REPORT_VERDICTS] = { 0 };
	unsigned used = columns(r);
	char name[NAME_WIDTH + 1];

	if (n == 0)
		return;
	verdict_head(f, networks ? "partner" : "operation", used);
	for (i = 0; i < n; i++) {
		const uint32_t id = r->row[i].id;
		const uint64_t *verdict = networks ? r->owner[id] : r->op[id];

		if (i < max || n == max + 1)
			verdict_row(f, networks ? report_owner_name(r, id) :
			    report_op_name(id), used, verdict);
		else
			for (v = 0; v < REPORT_VERDICTS; v++)
				others[v] += verdict[v];
	}
	if (report_sum(others) > 0) {
		snprintf(name, sizeof(name), "%zu more", n - max);
		verdict_row(f, name, used, others);
	}
}

static void
time_cell(FILE *f, const struct report *r, uint64_t ts)
{
	char buf[SHOW_MAX];

	fprintf(f, "  %s", report_time(buf, r, ts));
}

static size_t
time_width(const struct report *r)
{
	char buf[SHOW_MAX];

	return 2 + strlen(report_time(buf, r, r->first));
}

/* What the table of rules takes beside the place and the label of a rule. */
static size_t
rule_columns(const struct report *r)
{
	return 13 + COUNT_WIDTH + 2 * time_width(r) + 2 + 2;
}

static void
rule_row(FILE *f, const struct report *r, const struct report_rule *rule,
    size_t width, size_t label)
{
	const struct report_seen *s = rule->decided.count > 0 ?
	    &rule->decided : &rule->would;
	char text[128];
	size_t left;

	report_rule_name(text, sizeof(text), r, width, rule);
	name_cell(f, text, width);
	fprintf(f, " %-12s", report_rule_action(rule));
	count_cell(f, s->count > 0 ? s->count : report_matches(r, rule),
	    COUNT_WIDTH);
	if (s->count > 0) {
		time_cell(f, r, s->first);
		time_cell(f, r, s->last);
	} else {
		fprintf(f, "%*s", (int)(2 * time_width(r)), "");
	}
	fputs("  ", f);
	report_examples(text, sizeof(text), s);
	left = TEXT_COLUMNS - (width + rule_columns(r) + label);
	if (text[0] != '\0' && show_width(text) <= left) {
		name_cell(f, report_rule_label(r, rule), label);
		fprintf(f, "  %s\n", text);
		return;
	}
	name_last(f, report_rule_label(r, rule), label + 2 + left);
	if (text[0] != '\0')
		fprintf(f, "\n%*s%s", (int)width + 1, "", text);
	fputc('\n', f);
}

/* As wide as what is shown in them needs, so that frames have room. */
static void
rule_widths(const struct report *r, size_t shown, size_t *width, size_t *label)
{
	size_t max = TEXT_COLUMNS - rule_columns(r) - LABEL_WIDTH, i, len;
	const struct report_rule *rule;
	char name[4 * REPORT_NAME];

	if (max > PLACE_WIDTH)
		max = PLACE_WIDTH;
	*width = 6;
	*label = 12;
	for (i = 0; i < shown; i++) {
		rule = &r->rule[r->row[i].id];
		report_rule_name(name, sizeof(name), r, max, rule);
		if ((len = show_width(name)) > *width)
			*width = len;
		len = show_width(report_rule_label(r, rule));
		if (len > *label)
			*label = len > LABEL_WIDTH ? LABEL_WIDTH : len;
	}
}

static void
rules(FILE *f, const struct report *r)
{
	size_t n = report_rule_rows(r), i, width, label;
	size_t shown = n > TEXT_RULES + 1 ? TEXT_RULES : n;
	char name[4 * TEXT_COLUMNS];

	if (n == 0)
		return;
	rule_widths(r, shown, &width, &label);
	fprintf(f, "\nrules by line of %s\n%-*s %-12s%*s%*s%*s  %-*s  %s\n",
	    report_file_name(name, sizeof(name), 60,
	    ruleset_conf(r->rules)->file[r->file].path), (int)width, "rule",
	    "verdict", COUNT_WIDTH, "messages", (int)time_width(r), "first",
	    (int)time_width(r), "last", (int)label, "label", "frames");
	for (i = 0; i < shown; i++)
		rule_row(f, r, &r->rule[r->row[i].id], width, label);
	if (shown < n)
		fprintf(f, "%zu more rules matched\n", n - shown);
}

/* Rules that never matched, in a few lines: those of a direction follow its
 * name. */
static void
never(FILE *f, const struct report *r)
{
	size_t column = 0, line = 0, left = 0, i, skip, len;
	unsigned direction = DIRECTION_COUNT;
	char name[128];

	for (i = report_never_next(r, 0); i < r->nrule;
	    i = report_never_next(r, i + 1)) {
		report_rule_name(name, sizeof(name), r, PLACE_WIDTH,
		    &r->rule[i]);
		skip = r->rule[i].direction == direction ?
		    strcspn(name, " ") + 1 : 0;
		len = show_width(name + skip);
		if (left > 0 || (column + len + 2 > TEXT_COLUMNS - 16 &&
		    line == TEXT_NEVER)) {
			left++;
			continue;
		}
		if (line == 0) {
			column = (size_t)fprintf(f, "\nnever matched: ") - 1;
			line = 1;
		} else if (column + len + 3 > TEXT_COLUMNS) {
			column = (size_t)fprintf(f, ",\n  ") - 2;
			line++;
		} else {
			column += (size_t)fprintf(f, "%s", skip > 0 ? ", " :
			    "; ");
		}
		direction = r->rule[i].direction;
		column += len;
		fputs(name + skip, f);
	}
	if (left > 0)
		fprintf(f, " and %zu more", left);
	if (line > 0)
		fputc('\n', f);
}

static void
source_row(FILE *f, const struct report *r, const struct topn_entry *e,
    const struct report_source *s, bool owner)
{
	char text[4 * TEXT_COLUMNS];
	struct few why = s->finding;
	const size_t width = owner ? 38 : 57;

	few_sort(&why);
	count_cell(f, e->count, COUNT_WIDTH);
	fputs(e->error > 0 ? " <  " : "    ", f);
	show_text(text, sizeof(text), width, e->key, e->len, false);
	fprintf(f, "%-*s  ", (int)width, text);
	if (owner) {
		name_cell(f, report_owner_name(r, s->owner), 17);
		fputs("  ", f);
	}
	name_last(f, report_finding_label(r, &r->finding[why.id[0]]), 26);
	fputc('\n', f);
}

static void
sources(FILE *f, const struct report *r, const struct topn *t,
    const struct report_source *source, bool owner)
{
	struct topn_entry e[TEXT_SOURCES];
	size_t n = report_sources(t, e, TEXT_SOURCES), i;
	bool most = false;

	if (topn_count(t) == 0)
		return;
	if (owner)
		fprintf(f, "\n%*s    %-38s  %-17s  %s\n", COUNT_WIDTH,
		    "refused", "source", "network", "mostly");
	else
		fprintf(f, "\n%*s    %-57s  %s\n", COUNT_WIDTH, "messages",
		    "address that nobody owns", "mostly");
	for (i = 0; i < n; i++) {
		source_row(f, r, &e[i], &source[e[i].slot], owner);
		most = most || e[i].error > 0;
	}
	if (topn_count(t) > n)
		fprintf(f, "%*s    %s%s%zu %s\n", COUNT_WIDTH, "",
		    n > 0 ? "and others, " : "",
		    topn_count(t) == REPORT_SOURCES ? "at least " : "",
		    topn_count(t) - n, n > 0 ? "more" :
		    "of which none is sure to have come twice");
	if (most)
		fprintf(f, "%*s <  at most so many\n", COUNT_WIDTH, "");
}

static void
odds(FILE *f, const struct report *r, const char *title, bool defects)
{
	const struct report_odd *odd = defects ? r->defect : r->anomaly;
	size_t n = report_odd_rows(r, odd, defects ? (size_t)SIG_DEFECT_COUNT :
	    (size_t)SIG_ANOMALY_COUNT), i;

	if (n == 0)
		return;
	fprintf(f, "\n%-*s%*s%13s\n", NAME_WIDTH, title, COUNT_WIDTH,
	    "messages", "let through");
	for (i = 0; i < n; i++) {
		const uint32_t id = r->row[i].id;

		name_cell(f, defects ? sig_defect_name(id) :
		    sig_anomaly_name(id), NAME_WIDTH);
		count_cell(f, odd[id].count, COUNT_WIDTH);
		count_cell(f, odd[id].passed, 13);
		fputs("  ", f);
		name_last(f, defects ? sig_defect_text(id) :
		    sig_anomaly_text(id), TEXT_COLUMNS - NAME_WIDTH -
		    COUNT_WIDTH - 15);
		fputc('\n', f);
	}
}

void
report_text(FILE *f, const struct report *r, const struct wire_stats *wire)
{
	head(f, r);
	if (wire != NULL)
		lower_layers(f, wire);
	if (r->messages > 0) {
		totals(f, r);
		rules(f, r);
		never(f, r);
	}
	sources(f, r, r->talker, r->talker_source, true);
	sources(f, r, r->unowned, r->unowned_source, false);
	verdict_table(f, r, true);
	verdict_table(f, r, false);
	odds(f, r, "defect", true);
	odds(f, r, "anomaly", false);
}
