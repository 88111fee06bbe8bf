/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The pictures of the HTML page: time lines, bars, the matrix.
 *
 * Shapes are SVG that stretches with the page (a bucket is ten units wide, the
 * plot a thousand high); words stand beside in HTML, so that they keep their
 * size on a narrow screen.
 */
#include <inttypes.h>
#include <string.h>

#include "axis.h"
#include "report_page.h"

enum {
	UNIT = 10,		/* width of a bucket */
	BAR = 9,		/* of its bar */
	HIGH = 1000,
	BUCKETS_MIN = 40,	/* a plot is never narrower */
	LEAST = 6,		/* height of what counts at all */
	TICKS = 10,		/* marks on the axis of time, at most */
	TICKS_NARROW = 3,	/* one in so many is left on a narrow screen */
};

#define SECOND	UINT64_C(1000000000)

const uint8_t page_verdicts[REPORT_VERDICTS] = {
	ACTION_DROP, ACTION_SINK, ACTION_REJECT, ACTION_STEER, ACTION_PASS,
};

void
page_shares(FILE *f, const uint64_t verdict[REPORT_VERDICTS])
{
	uint64_t sum = report_sum(verdict), at = 0, w;
	size_t i;

	fputs("<svg class=share viewBox=\"0 0 1000 10\" "
	    "preserveAspectRatio=none aria-hidden=true>", f);
	for (i = 0; i < REPORT_VERDICTS && sum > 0; i++) {
		const unsigned v = page_verdicts[i];

		if (verdict[v] == 0)
			continue;
		w = (uint64_t)(1000.0 * (double)verdict[v] / (double)sum + .5);
		w = w < 4 ? 4 : w;
		if (v == ACTION_PASS)	/* the last one fills up */
			w = at < 1000 ? 1000 - at : 0;
		fprintf(f, "<path class=v%u d=\"M%" PRIu64 " 0h%" PRIu64
		    "v10h-%" PRIu64 "z\"/>", v, at, w, w);
		at += w;
	}
	fputs("</svg>", f);
}

static bool
shown(unsigned verdict, bool refused)
{
	return !refused || verdict != ACTION_PASS;
}

/* Messages of a bucket that a panel shows. */
static uint64_t
bucket_sum(const struct report *r, size_t bucket, bool refused)
{
	uint64_t sum = 0;
	unsigned v;

	for (v = 0; v < REPORT_VERDICTS; v++)
		if (shown(v, refused))
			sum += timeline_count(r->timeline, v, bucket);
	return sum;
}

static unsigned
height(uint64_t count, uint64_t top)
{
	unsigned h = (unsigned)((double)count * HIGH / (double)top + .5);

	return count == 0 ? 0 : h < LEAST ? LEAST : h;
}

/* The bars of one verdict, on top of those that come before it. */
static void
bars(FILE *f, const struct report *r, unsigned *foot, unsigned v, uint64_t top)
{
	size_t n = timeline_buckets(r->timeline), i;
	unsigned h;
	bool any = false;

	for (i = 0; i < n; i++) {
		h = height(timeline_count(r->timeline, v, i), top);
		if (h == 0)
			continue;
		if (!any)
			fprintf(f, "<path class=v%u d=\"", v);
		any = true;
		foot[i] += h;
		fprintf(f, "M%zu %dh%dv%uh-%dz", i * UNIT,
		    HIGH - (int)foot[i], BAR, h, BAR);
	}
	if (any)
		fputs("\"/>", f);
}

/* What to read when the pointer rests on a bucket. */
static void
hover(FILE *f, const struct report *r, size_t i)
{
	uint64_t at = timeline_start(r->timeline) +
	    i * timeline_width(r->timeline), n;
	char date[SHOW_MAX], clock[SHOW_MAX], count[SHOW_MAX];
	size_t k;

	if (bucket_sum(r, i, false) == 0)
		return;
	fprintf(f, "<rect class=t x=%zu y=0 width=%d height=%d><title>%s %s",
	    i * UNIT, UNIT, HIGH, show_date(date, at), show_clock(clock, at,
	    timeline_width(r->timeline) < SECOND ? 3 : 0));
	for (k = 0; k < REPORT_VERDICTS; k++) {
		n = timeline_count(r->timeline, page_verdicts[k], i);
		if (n > 0)
			fprintf(f, "\n%s %s", conf_action_name(
			    page_verdicts[k]), show_count(count, n));
	}
	fputs("</title></rect>", f);
}

static size_t
plot_buckets(const struct report *r)
{
	size_t n = timeline_buckets(r->timeline);

	return n < BUCKETS_MIN ? BUCKETS_MIN : n;
}

static void
time_mark(FILE *f, uint64_t ts, uint64_t step, bool days, double at, bool more)
{
	char date[SHOW_MAX], clock[SHOW_MAX];

	fprintf(f, "<span class=\"%s%s\" style=\"left:%.2f%%\">",
	    at < 4 ? "first" : at > 95 ? "last" : "", more ? " more" : "", at);
	show_date(date, ts);
	if (step >= 86400 * SECOND)
		fputs(date, f);
	else if (days)
		fprintf(f, "%s %.5s", date + 5, show_clock(clock, ts, 0));
	else
		fprintf(f, "%.*s", step >= 60 * SECOND ? 5 : 12,
		    show_clock(clock, ts, step < SECOND ? 3 : 0));
	fputs("</span>", f);
}

/* Calls for every mark: a line into the plot, or the words under it. */
static void
time_marks(FILE *f, const struct report *r, bool lines)
{
	const uint64_t width = timeline_width(r->timeline);
	const uint64_t start = timeline_start(r->timeline);
	const size_t n = plot_buckets(r);
	const uint64_t span = n * width, step = axis_time_step(span, TICKS);
	const uint64_t end = span > UINT64_MAX - start ? UINT64_MAX :
	    start + span;
	uint64_t ts = start / step * step;
	double at;
	size_t i = 0;

	for (; ts < end && ts <= UINT64_MAX - step; ts += step) {
		if (ts < start)
			continue;
		at = (double)(ts - start) / (double)span;
		if (lines)
			fprintf(f, "M%.1f 0v%d", at * (double)(n * UNIT), HIGH);
		else
			time_mark(f, ts, step, start / (86400 * SECOND) !=
			    end / (86400 * SECOND), 100 * at,
			    i++ % TICKS_NARROW != 0);
	}
}

void
page_timeline(FILE *f, const struct report *r, bool refused)
{
	size_t n = timeline_buckets(r->timeline), i;
	unsigned foot[TIMELINE_BUCKETS] = { 0 };
	uint64_t max = 1, sum, step, top, y;
	char buf[SHOW_MAX];

	for (i = 0; i < n; i++)
		if ((sum = bucket_sum(r, i, refused)) > max)
			max = sum;
	step = axis_step(max);
	top = (max + step - 1) / step * step;
	fprintf(f, "<div class=\"plot%s\"><svg viewBox=\"0 0 %zu %d\" "
	    "preserveAspectRatio=none aria-hidden=true><path class=grid d=\"",
	    refused ? " low" : "", plot_buckets(r) * UNIT, HIGH);
	for (y = step; y <= top; y += step)
		fprintf(f, "M0 %ih%zu", HIGH - (int)height(y, top),
		    plot_buckets(r) * UNIT);
	time_marks(f, r, true);
	fputs("\"/>", f);
	for (i = 0; i < REPORT_VERDICTS; i++)
		if (shown(page_verdicts[i], refused))
			bars(f, r, foot, page_verdicts[i], top);
	for (i = 0; i < n; i++)
		hover(f, r, i);
	fputs("</svg>", f);
	for (y = 0; y <= top; y += step)
		fprintf(f, "<span class=y style=\"bottom:%.1f%%\">%s</span>",
		    100 * (double)y / (double)top, show_compact(buf, y));
	fputs("<div class=x>", f);
	time_marks(f, r, false);
	fputs("</div></div>\n", f);
}

void
page_spark(FILE *f, const struct report *r, size_t series)
{
	size_t n = timeline_buckets(r->timeline), i;
	uint64_t max = 1, c;

	for (i = 0; i < n; i++)
		if ((c = timeline_count(r->timeline, series, i)) > max)
			max = c;
	fprintf(f, "<svg class=spark viewBox=\"0 0 %zu %d\" "
	    "preserveAspectRatio=none aria-hidden=true><path d=\"",
	    plot_buckets(r) * UNIT, HIGH);
	for (i = 0; i < n; i++) {
		unsigned h = height(timeline_count(r->timeline, series, i),
		    max);

		if (h > 0)
			fprintf(f, "M%zu %dh%dv%uh-%dz", i * UNIT,
			    HIGH - (int)h, UNIT, h, UNIT);
	}
	fputs("\"/></svg>", f);
}

static double
bits(uint64_t n)
{
	return n == 0 ? 0 : 64 - __builtin_clzll(n);
}

/* How dark a cell is: by magnitude, so that few beside many still show. */
static double
heat(uint64_t count, uint64_t max)
{
	return .06 + .5 * bits(count) / bits(max);
}

static void
cell(FILE *f, struct report_cell c, uint64_t max, const char *name, uint32_t op)
{
	char buf[SHOW_MAX];

	if (c.count == 0) {
		fputs("<td>", f);
		return;
	}
	fputs("<td title=\"", f);
	page_name(f, name);
	fprintf(f, ", %s: %s messages, ", op == UINT32_MAX ? "others" :
	    report_op_name(op), show_count(buf, c.count));
	fprintf(f, "%s refused\" style=\"background:rgba(var(--heat),%.2f)\">",
	    show_count(buf, c.refused), heat(c.count, max));
	if (c.refused > 0)
		fprintf(f, "<i style=\"width:%.0f%%\"></i>",
		    c.refused == c.count ? 100 : 5 + 94 * (double)c.refused /
		    (double)c.count);
	fputs(show_compact(buf, c.count), f);
}

struct matrix {
	uint32_t	 op[PAGE_OPS];
	size_t		 nop;
	bool		 others;	/* a column for all the other ones */
	uint64_t	 max;		/* of any one cell */
};

static void
cell_add(struct report_cell *sum, struct report_cell c)
{
	sum->count += c.count;
	sum->refused += c.refused;
}

/* The cells of one network by column; the last one is the others'. */
static void
cells_add(struct report_cell *sum, const struct matrix *m,
    const struct report_cell *of)
{
	struct report_cell all = { 0, 0 };
	size_t i;

	for (i = 0; i < SIG_OP_COUNT; i++)
		cell_add(&all, of[i]);
	for (i = 0; i < m->nop; i++) {
		cell_add(&sum[i], of[m->op[i]]);
		all.count -= of[m->op[i]].count;
		all.refused -= of[m->op[i]].refused;
	}
	cell_add(&sum[PAGE_OPS], all);
}

static void
matrix_row(FILE *f, const struct matrix *m, const char *name,
    const struct report_cell *cells, const uint64_t verdict[REPORT_VERDICTS])
{
	char buf[SHOW_MAX];
	size_t i;

	fputs("<tr><th scope=row>", f);
	page_name(f, name);
	fprintf(f, "<td class=n>%s<td class=n>",
	    show_count(buf, report_sum(verdict)));
	if (report_refused(verdict) > 0)
		fputs(show_share(buf, report_refused(verdict),
		    report_sum(verdict)), f);
	fputs("<td class=w>", f);
	page_shares(f, verdict);
	for (i = 0; i < m->nop; i++)
		cell(f, cells[i], m->max, name, m->op[i]);
	if (m->others)
		cell(f, cells[PAGE_OPS], m->max, name, UINT32_MAX);
	fputc('\n', f);
}

static void
matrix_head(FILE *f, const struct matrix *m)
{
	char text[64];
	size_t i;

	fputs("<div class=wide><table class=matrix><thead><tr><th>partner"
	    "<th class=n>messages<th class=n>refused<th>", f);
	for (i = 0; i < m->nop; i++)
		fprintf(f, "<th class=up><span>%s</span>", show_text(text,
		    sizeof(text), 26, report_op_name(m->op[i]),
		    strlen(report_op_name(m->op[i])), false));
	if (m->others)
		fputs("<th class=up><span>others</span>", f);
	fputs("</thead>\n", f);
}

static void
matrix_columns(const struct report *r, struct matrix *m)
{
	size_t n = report_op_rows(r), i, k;

	m->nop = n < PAGE_OPS ? n : PAGE_OPS;
	m->others = n > m->nop;
	for (i = 0; i < m->nop; i++)
		m->op[i] = r->row[i].id;
	m->max = 1;
	for (i = 0; i < r->nowner; i++)
		for (k = 0; k < SIG_OP_COUNT; k++)
			if (r->matrix[i][k].count > m->max)
				m->max = r->matrix[i][k].count;
}

void
page_matrix(FILE *f, const struct report *r)
{
	struct report_cell rest[PAGE_OPS + 1] = { { 0, 0 } };
	uint64_t verdict[REPORT_VERDICTS] = { 0 };
	struct matrix m;
	size_t n, i, v;
	char name[32];

	matrix_columns(r, &m);
	matrix_head(f, &m);
	n = report_owner_rows(r);
	for (i = 0; i < n; i++) {
		const uint32_t id = r->row[i].id;
		struct report_cell cells[PAGE_OPS + 1] = { { 0, 0 } };

		if (i >= PAGE_NETWORKS && n > PAGE_NETWORKS + 1) {
			cells_add(rest, &m, r->matrix[id]);
			for (v = 0; v < REPORT_VERDICTS; v++)
				verdict[v] += r->owner[id][v];
			continue;
		}
		cells_add(cells, &m, r->matrix[id]);
		matrix_row(f, &m, report_owner_name(r, id), cells,
		    r->owner[id]);
	}
	if (n > PAGE_NETWORKS + 1) {
		snprintf(name, sizeof(name), "%zu more", n - PAGE_NETWORKS);
		matrix_row(f, &m, name, rest, verdict);
	}
	fputs("</table></div>\n", f);
}
