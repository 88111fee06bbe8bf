/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Lines over virtual time as pictures.
 *
 * As in fw/report_picture.c shapes are SVG that stretches with the page (a
 * point is ten units from the next, the plot a thousand high) and words stand
 * beside in HTML, so that they keep their size on a narrow screen and on paper.
 */
#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "../../fw/axis.h"
#include "../../fw/report_page.h"
#include "report_chart.h"

enum {
	UNIT = 10,		/* from one point to the next */
	HIGH = 1000,
	HOVERS = 120,		/* places for the pointer to rest on */
	TICKS = 10,		/* marks on the axis of time, at most */
	TICKS_SMALL = 4,
	TICKS_NARROW = 3,	/* one in so many is left on a narrow screen */
	MARK_ROWS = 8,
};

#define SECOND	UINT64_C(1000000000)
#define LEAST	1e-3		/* where a logarithmic axis begins */
#define MARK_LETTER	.6	/* its width, per cent of a wide picture ... */
#define MARK_NARROW	2.	/* ... and of a narrow one */

struct scale {
	double		 seconds;	/* of a point */
	size_t		 n;		/* points */
	double		 top, step;
	bool		 log;
	double		 decades;
};

const char *
chart_text(char buf[SHOW_MAX], enum chart_unit unit, double value)
{
	char part[SHOW_MAX];

	switch (unit) {
	case CHART_SHARE:
		if (value > 0 && value < .001)
			return strcpy(buf, "<0.1 %");
		if (value > .999 && value < 1)
			return strcpy(buf, ">99.9 %");
		snprintf(buf, SHOW_MAX, value == 0 || value == 1 ? "%.0f %%" :
		    "%.1f %%", 100 * value);
		return buf;
	case CHART_TIME:
		return show_span(buf, (uint64_t)(value * 1e9 + .5));
	case CHART_RATE:
		snprintf(buf, SHOW_MAX, "%s/s", show_count(part,
		    (uint64_t)(value + .5)));
		return buf;
	default:
		return show_count(buf, (uint64_t)(value + .5));
	}
}

/* ---- points ---- */

/* The value of point i; NAN: there is none. */
static double
point(const struct chart_line *l, const struct scale *s, size_t i)
{
	size_t from = (size_t)((double)i * s->seconds);
	size_t to = (size_t)((double)(i + 1) * s->seconds), n = 0;
	double sum = 0, most = NAN;

	for (to = to > from ? to : from + 1; from < to && from < l->n; from++) {
		double v = (double)l->value[from];

		if (isnan(v))
			continue;
		sum += v;
		n++;
		if (!(v <= most) || l->fold == CHART_LAST)
			most = v;
	}
	if (n == 0)
		return NAN;
	return l->fold == CHART_MEAN ? sum / (double)n : most;
}

static void
scale_time(struct scale *s, const struct chart *c)
{
	double seconds = c->seconds > 1 ? c->seconds : 1;

	s->seconds = ceil(seconds / CHART_BUCKETS);
	s->n = (size_t)ceil(seconds / s->seconds);
}

double
chart_max(const struct chart *c)
{
	struct scale s;
	double max = 0, v;
	size_t i, k;

	scale_time(&s, c);
	for (k = 0; k < c->n; k++)
		for (i = 0; i < s.n; i++)
			if ((v = point(&c->line[k], &s, i)) > max)
				max = v;
	return max;
}

static void
scale_value(struct scale *s, const struct chart *c)
{
	double max = c->top > 0 ? c->top : chart_max(c);

	if (c->top == 0 && c->level > max)
		max = c->level;
	s->log = c->unit == CHART_TIME;
	if (s->log) {
		s->decades = ceil(log10(max > 2 * LEAST ? max / LEAST : 2));
		s->top = LEAST * pow(10, s->decades);
		return;
	}
	if (c->unit == CHART_SHARE) {
		s->top = max > 1 ? max : 1;
		s->step = s->top > 2 ? .5 : .25;
		return;
	}
	max = max < 1 ? 1 : max > 1e18 ? 1e18 : max;
	s->step = (double)axis_step((uint64_t)ceil(max));
	s->top = ceil(max / s->step) * s->step;
}

/* 0 at the foot of the plot, 1 at its top. */
static double
height(const struct scale *s, double v)
{
	double h = s->log ? (v <= LEAST ? 0 : log10(v / LEAST) / s->decades) :
	    v / s->top;

	return h > 1 ? 1 : h;
}

/* ---- shapes ---- */

static double
across(size_t i)
{
	return UNIT * ((double)i + .5);
}

static double
down(const struct scale *s, double v)
{
	return HIGH * (1 - height(s, v));
}

/* The line, and with area what lies under it. */
static void
path(FILE *f, const struct chart_line *l, const struct scale *s, bool filled)
{
	size_t i;
	bool open = false;
	double v;

	fprintf(f, "<path class=\"%s l%u\" d=\"", filled ? "a" : "l",
	    l->style);
	for (i = 0; i < s->n; i++) {
		v = point(l, s, i);
		if (isnan(v) && open && filled)
			fprintf(f, "V%dz", HIGH);
		if (!isnan(v) && !open && filled)
			fprintf(f, "M%.0f %dV%.0f", across(i), HIGH,
			    down(s, v));
		else if (!isnan(v))
			fprintf(f, "%s%.0f %.0f", open ? "L" : "M", across(i),
			    down(s, v));
		if (!isnan(v) && !open && !filled)
			fputs("h1", f);		/* one point shows, too */
		open = !isnan(v);
	}
	if (open && filled)
		fprintf(f, "V%dz", HIGH);
	fputs("\"/>", f);
}

static void
grid(FILE *f, const struct chart *c, const struct scale *s, uint64_t step)
{
	const double wide = (double)s->n * UNIT;
	double y;
	uint64_t ts;
	int d;

	fputs("<path class=grid d=\"", f);
	for (d = 1; s->log && d <= (int)s->decades; d++)
		fprintf(f, "M0 %.0fh%.0f", HIGH * (1 - d / s->decades), wide);
	for (y = s->step; !s->log && y < s->top * 1.001; y += s->step)
		fprintf(f, "M0 %.0fh%.0f", down(s, y), wide);
	for (ts = step; (double)ts < c->seconds * 1e9; ts += step)
		fprintf(f, "M%.1f 0v%d", (double)ts / 1e9 / s->seconds * UNIT,
		    HIGH);
	fputs("\"/>", f);
}

static void
hover(FILE *f, const struct chart *c, const struct scale *s, size_t i,
    size_t points)
{
	char buf[SHOW_MAX];
	double v;
	size_t k;

	fprintf(f, "<rect class=t x=%zu y=0 width=%zu height=%d><title>%s",
	    i * UNIT, points * UNIT, HIGH, show_clock(buf, (uint64_t)((double)i
	    * s->seconds * 1e9), 0));
	for (k = 0; k < c->n; k++) {
		v = point(&c->line[k], s, i + points / 2);
		if (c->line[k].unlisted || isnan(v))
			continue;
		fputs("\n", f);
		page_name(f, c->line[k].name);
		fprintf(f, " %s", chart_text(buf, c->unit, v));
	}
	fputs("</title></rect>", f);
}

static void
hovers(FILE *f, const struct chart *c, const struct scale *s)
{
	size_t points = (s->n + HOVERS - 1) / HOVERS, i;

	for (i = 0; i < s->n; i += points)
		hover(f, c, s, i, points < s->n - i ? points : s->n - i);
}

/* ---- words ---- */

static const char *
axis_text(char buf[SHOW_MAX], enum chart_unit unit, double v)
{
	switch (unit) {
	case CHART_SHARE:
		snprintf(buf, SHOW_MAX, "%.0f %%", 100 * v);
		return buf;
	case CHART_TIME:
		snprintf(buf, SHOW_MAX, v < 1 ? "%.0f ms" : "%.0f s", v < 1 ?
		    v * 1000 : v);
		return buf;
	default:
		return show_compact(buf, (uint64_t)(v + .5));
	}
}

static void
values(FILE *f, const struct chart *c, const struct scale *s)
{
	char buf[SHOW_MAX];
	double y;
	int d;

	for (d = 0; s->log && d <= (int)s->decades; d++)
		fprintf(f, "<span class=y style=\"bottom:%.1f%%\">%s</span>",
		    100 * d / s->decades, axis_text(buf, c->unit,
		    LEAST * pow(10, d)));
	for (y = 0; !s->log && y < s->top * 1.001; y += s->step)
		fprintf(f, "<span class=y style=\"bottom:%.1f%%\">%s</span>",
		    100 * y / s->top, axis_text(buf, c->unit, y));
}

/* Hours and minutes; seconds where marks stand closer. */
static void
times(FILE *f, const struct chart *c, const struct scale *s, uint64_t step)
{
	const double whole = (double)s->n * s->seconds * 1e9;
	char clock[SHOW_MAX];
	uint64_t ts;
	double at;
	size_t i = 0;

	fputs("<div class=x>", f);
	for (ts = 0; (double)ts < c->seconds * 1e9; ts += step) {
		at = 100 * (double)ts / whole;
		fprintf(f, "<span class=\"%s%s\" style=\"left:%.2f%%\">%.*s"
		    "</span>", at < 3 ? "first" : at > 96 ? "last" : "",
		    !c->small && i++ % TICKS_NARROW != 0 ? " more" :
		    "", at,
		    step < 60 * SECOND ? 8 : 5, show_clock(clock, ts, 0));
	}
	fputs("</div>", f);
}

/* ---- marks ---- */

static double
mark_at(const struct scale *s, const struct chart_mark *m)
{
	return 100 * m->at / ((double)s->n * s->seconds);
}

static bool
mark_right(double at)
{
	return at > 70;
}

/* Do their words, about so wide a letter, lie in the same place? */
static bool
mark_meets(const struct scale *s, const struct chart_mark *a,
    const struct chart_mark *b, double letter)
{
	double x = mark_at(s, a), y = mark_at(s, b),
	    xs = letter * (double)(strlen(a->text) + 1),
	    ys = letter * (double)(strlen(b->text) + 1);

	if (mark_right(x))
		x -= xs;
	if (mark_right(y))
		y -= ys;
	return x < y + ys && y < x + xs;
}

/* Of the marks before the n-th, does it meet one of that row? */
static bool
row_taken(const struct scale *s, const struct chart *c, const uint8_t *row,
    size_t n, unsigned of, double letter)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (row[i] == of && mark_meets(s, &c->mark[i], &c->mark[n],
		    letter))
			return true;
	return false;
}

/* Each in the first row that has room for it; on a narrow screen some of them
 * have none. */
static void
marks(FILE *f, const struct chart *c, const struct scale *s)
{
	uint8_t row[CHART_MARKS], narrow[CHART_MARKS];
	double at;
	size_t i;

	for (i = 0; i < c->nmark && i < CHART_MARKS; i++) {
		at = mark_at(s, &c->mark[i]);
		row[i] = narrow[i] = MARK_ROWS;
		if (at < 0 || at > 100)
			continue;
		for (row[i] = 0; row[i] < MARK_ROWS - 1 && row_taken(s, c,
		    row, i, row[i], MARK_LETTER); row[i]++)
			;
		if (!row_taken(s, c, narrow, i, row[i], MARK_NARROW))
			narrow[i] = row[i];
		fprintf(f, "<span class=\"m%s%s\" style=\"%s:%.2f%%;"
		    "top:%.1frem\">", mark_right(at) ? " r" : "",
		    narrow[i] == MARK_ROWS ? " more" : "",
		    mark_right(at) ? "right" : "left", mark_right(at) ?
		    100 - at : at, .1 + 1.15 * row[i]);
		page_name(f, c->mark[i].text);
		fputs("</span>", f);
	}
}

static void
level(FILE *f, const struct chart *c, const struct scale *s)
{
	char buf[SHOW_MAX];

	fprintf(f, "<span class=level style=\"bottom:%.2f%%\">",
	    100 * height(s, c->level));
	if (c->level_name != NULL) {
		page_name(f, c->level_name);
		fprintf(f, " %s", chart_text(buf, c->unit, c->level));
	}
	fputs("</span>", f);
}

static void
legend(FILE *f, const struct chart *c)
{
	size_t i;

	fputs("<div class=\"legend lines\">", f);
	for (i = 0; i < c->n; i++) {
		if (c->line[i].unlisted)
			continue;
		fprintf(f, "<span class=l%u><svg viewBox=\"0 0 30 10\" "
		    "aria-hidden=true>", c->line[i].style);
		fprintf(f, c->line[i].area ? "<path class=\"a l%u\" d=\"M0 0h30"
		    "v10h-30z\"/>" : "<path class=\"l l%u\" d=\"M0 5h30\"/>",
		    c->line[i].style);
		fputs("</svg>", f);
		page_name(f, c->line[i].name);
		fputs("</span>", f);
	}
	fputs("</div>\n", f);
}

static void
plot(FILE *f, const struct chart *c, const struct scale *s)
{
	const uint64_t step = axis_time_step((uint64_t)(c->seconds * 1e9),
	    c->small ? TICKS_SMALL : TICKS);
	size_t i;

	fprintf(f, "<div class=\"plot%s\"><svg viewBox=\"0 0 %zu %d\" "
	    "preserveAspectRatio=none aria-hidden=true>",
	    c->low || c->small ? " low" : "", s->n * UNIT, HIGH);
	grid(f, c, s, step);
	for (i = 0; i < c->n; i++)
		path(f, &c->line[i], s, c->line[i].area);
	hovers(f, c, s);
	fputs("</svg>", f);
	if (c->level > 0)
		level(f, c, s);
	marks(f, c, s);
	values(f, c, s);
	times(f, c, s, step);
	fputs("</div>\n", f);
}

void
chart_html(FILE *f, const struct chart *c)
{
	struct scale s = { 0 };

	scale_time(&s, c);
	scale_value(&s, c);
	fputs("<figure class=chart>", f);
	if (c->title != NULL) {
		fputs("<h3>", f);
		page_name(f, c->title);
		fputs("</h3>", f);
	}
	if (c->note != NULL) {
		fputs("<p class=soft>", f);
		page_text(f, c->note);
		fputs("</p>", f);
	}
	if (c->legend)
		legend(f, c);
	plot(f, c, &s);
	fputs("</figure>\n", f);
}
