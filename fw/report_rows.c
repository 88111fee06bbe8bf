/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What of a report is shown, in which order (worst first) and by what names.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report_impl.h"

static int
row_compare(const void *a, const void *b)
{
	const struct report_row *x = a, *y = b;

	if (x->worst != y->worst)
		return x->worst < y->worst ? 1 : -1;
	if (x->count != y->count)
		return x->count < y->count ? 1 : -1;
	return (x->id > y->id) - (x->id < y->id);
}

static size_t
sorted(const struct report *r, size_t n)
{
	qsort(r->row, n, sizeof(*r->row), row_compare);
	return n;
}

static size_t
verdict_rows(const struct report *r, uint64_t (*verdict)[REPORT_VERDICTS],
    size_t n)
{
	size_t i, rows = 0;

	for (i = 0; i < n; i++)
		if (report_sum(verdict[i]) > 0)
			r->row[rows++] = (struct report_row){
			    report_refused(verdict[i]),
			    report_sum(verdict[i]), (uint32_t)i };
	return sorted(r, rows);
}

size_t
report_owner_rows(const struct report *r)
{
	return verdict_rows(r, r->owner, r->nowner);
}

size_t
report_op_rows(const struct report *r)
{
	const uint64_t (*op)[REPORT_VERDICTS] = r->op;
	size_t i, rows = 0;

	for (i = 0; i < SIG_OP_COUNT; i++)
		if (report_sum(op[i]) > 0)
			r->row[rows++] = (struct report_row){
			    report_refused(op[i]), report_sum(op[i]),
			    (uint32_t)i };
	return sorted(r, rows);
}

uint64_t
report_matches(const struct report *r, const struct report_rule *rule)
{
	if (rule->why != WHY_RULE)
		return rule->decided.count;
	return r->judge == NULL ? 0 :
	    judge_matches(r->judge, rule->direction, rule->number);
}

bool
report_never(const struct report *r, const struct report_rule *rule)
{
	return rule->why == WHY_RULE && report_matches(r, rule) == 0 &&
	    rule->decided.count == 0 && rule->would.count == 0;
}

static bool
same_line(const struct report_rule *a, const struct report_rule *b)
{
	return a->rule != NULL && b->rule != NULL &&
	    a->direction == b->direction &&
	    a->rule->at.file == b->rule->at.file &&
	    a->rule->at.line == b->rule->at.line;
}

size_t
report_never_next(const struct report *r, size_t i)
{
	size_t k;

	for (; i < r->nrule; i++) {
		if (!report_never(r, &r->rule[i]))
			continue;
		for (k = i; k > 0 && same_line(&r->rule[k - 1], &r->rule[i]) &&
		    !report_never(r, &r->rule[k - 1]); k--)
			continue;
		if (k == 0 || !same_line(&r->rule[k - 1], &r->rule[i]))
			break;
	}
	return i;
}

size_t
report_sources(const struct topn *t, struct topn_entry *list, size_t max)
{
	struct topn_entry all[REPORT_SOURCES];
	size_t n = topn_list(t, all, REPORT_SOURCES), i, kept = 0;

	for (i = 0; i < n && kept < max; i++)
		if (n <= max || all[i].count - all[i].error >= 2)
			list[kept++] = all[i];
	return kept;
}

/* What comes of it without a rule that says so. */
static unsigned
by_itself(unsigned why)
{
	return why == WHY_DEFAULT || why == WHY_POLICED ? ACTION_DROP : why == WHY_ADMISSION ?
	    ACTION_REJECT : why == WHY_SUNK ? ACTION_SINK : ACTION_PASS;
}

/* Refusing rules first, then those under "monitor", steer, pass, match. */
static uint64_t
rule_rank(const struct report_rule *rule)
{
	unsigned action = rule->rule != NULL ? rule->rule->action :
	    by_itself(rule->why);

	if (rule->decided.count == 0 && rule->would.count > 0)
		return 4;
	if (report_refuses(action))
		return 5;
	return action == ACTION_STEER ? 3 : action == ACTION_PASS ? 2 : 1;
}

size_t
report_rule_rows(const struct report *r)
{
	size_t i, rows = 0;

	for (i = 0; i < r->nrule; i++) {
		const struct report_rule *rule = &r->rule[i];
		uint64_t count = rule->decided.count + rule->would.count;

		if (count == 0)
			count = report_matches(r, rule);
		if (count > 0)
			r->row[rows++] = (struct report_row){ rule_rank(rule),
			    count, (uint32_t)i };
	}
	return sorted(r, rows);
}

size_t
report_finding_rows(const struct report *r)
{
	size_t i, rows = 0;

	for (i = 0; i < r->nfinding; i++) {
		const struct report_finding *f = &r->finding[i];

		if (f->seen.count + f->would.count > 0)
			r->row[rows++] = (struct report_row){
			    report_refused(f->verdict),
			    f->seen.count + f->would.count, (uint32_t)i };
	}
	return sorted(r, rows);
}

size_t
report_odd_rows(const struct report *r, const struct report_odd *odd, size_t n)
{
	size_t i, rows = 0;

	for (i = 0; i < n; i++)
		if (odd[i].count > 0)
			r->row[rows++] = (struct report_row){ odd[i].passed,
			    odd[i].count, (uint32_t)i };
	return sorted(r, rows);
}

const char *
report_owner_name(const struct report *r, unsigned owner)
{
	const char *name;

	if (owner == OWNER_NOBODY)
		return "(unknown)";
	name = ruleset_owner_name(r->rules, owner);
	return name != NULL ? name : "?";
}

const char *
report_op_name(unsigned op)
{
	const char *name = sig_op_name((enum sig_op)op);

	return name != NULL ? name : "(no operation)";
}

const char *
report_file_name(char *buf, size_t size, size_t width, const char *path)
{
	const char *slash = strrchr(path, '/');
	const char *name = slash != NULL && slash[1] != '\0' ? slash + 1 : path;

	return show_text(buf, size, width, name, strlen(name), true);
}

void
report_rule_name(char *buf, size_t size, const struct report *r,
    size_t width, const struct report_rule *rule)
{
	const char *direction = rule->direction == DIRECTION_IN ? "in" : "out";
	const struct conf *conf = ruleset_conf(r->rules);
	char file[4 * REPORT_NAME], line[16];
	size_t used;

	if (rule->rule == NULL)
		snprintf(buf, size, "%s -", direction);
	else if (rule->rule->at.file == r->file ||
	    rule->rule->at.file >= conf->nfile)
		snprintf(buf, size, "%s %" PRIu32, direction,
		    rule->rule->at.line);
	else {
		snprintf(line, sizeof(line), ":%" PRIu32,
		    rule->rule->at.line);
		used = strlen(direction) + 1 + strlen(line);
		snprintf(buf, size, "%s %s%s", direction,
		    report_file_name(file, sizeof(file), width > used ?
		    width - used : 1, conf->file[rule->rule->at.file].path),
		    line);
	}
}

const char *
report_rule_action(const struct report_rule *rule)
{
	static const char *const would[ACTION_COUNT] = {
		"would pass", "would steer", "would reject", "would sink",
		"would drop", "match",
	};
	const char *name;

	if (rule->rule == NULL)
		return conf_action_name(by_itself(rule->why));
	if (rule->decided.count == 0 && rule->would.count > 0 &&
	    rule->rule->action < ACTION_COUNT)
		return would[rule->rule->action];
	if (rule->decided.count == 0 && rule->rule->back_off_auto)
		return "if no room";
	name = conf_action_name(rule->rule->action);
	return name != NULL ? name : "?";
}

const char *
report_rule_label(const struct report *r, const struct report_rule *rule)
{
	const char *text;

	if (rule->why == WHY_DEFAULT)
		return "(no rule decided)";
	if (rule->why == WHY_NO_RULES)
		return "(no rules)";
	if (rule->why == WHY_ADMISSION)
		return "(no room)";
	if (rule->why == WHY_SUNK)
		return "(source sunk)";
	if (rule->why == WHY_POLICED)
		return "(never goes on)";
	if (rule->rule->label != NULL)
		return rule->rule->label;
	text = ruleset_rule_reason(r->rules, rule->direction, rule->number);
	return text != NULL ? text : "";
}

const char *
report_finding_label(const struct report *r, const struct report_finding *f)
{
	if (f->label != NULL)
		return f->label;
	if (f->rule->why == WHY_DEFAULT)
		return f->rule->direction == DIRECTION_IN ?
		    "(no rule decided, in)" : "(no rule decided, out)";
	return report_rule_label(r, f->rule);
}

const char *
report_time(char buf[SHOW_MAX], const struct report *r, uint64_t ts)
{
	const uint64_t second = 1000000000;
	char first[SHOW_MAX], last[SHOW_MAX], clock[SHOW_MAX];

	show_clock(clock, ts, r->last - r->first < 10 * second ? 3 : 0);
	if (strcmp(show_date(first, r->first), show_date(last, r->last)) == 0)
		return strcpy(buf, clock);
	snprintf(buf, SHOW_MAX, "%.5s %.5s", show_date(first, ts) + 5, clock);
	return buf;
}

void
report_examples(char *buf, size_t size, const struct report_seen *s)
{
	const char *file = NULL;
	char name[80], idx[16];
	size_t i, used = 0;
	int n;

	buf[0] = '\0';
	for (i = 0; i < REPORT_EXAMPLES && i < s->count; i++) {
		const struct report_frame *e = &s->example[i];
		bool named = e->file != NULL && e->file != file;

		idx[0] = '\0';
		if (e->idx > 0)
			snprintf(idx, sizeof(idx), ".%" PRIu32, e->idx);
		if (named)
			report_file_name(name, sizeof(name), 24, e->file);
		n = snprintf(buf + used, size - used, "%s%s%s%" PRIu64 "%s",
		    i > 0 ? ", " : "", named ? name : "", named ? " " : "",
		    e->frame, idx);
		if (n < 0 || (size_t)n >= size - used) {
			buf[used] = '\0';	/* whole ones only */
			return;
		}
		used += (size_t)n;
		file = e->file;
	}
}
