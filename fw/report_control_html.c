/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Storm control as a section of a page: who was admitted over time beside what
 * home could bear, then storms, groups and sources.
 */
#include <inttypes.h>
#include <string.h>

#include "axis.h"
#include "report_control_impl.h"
#include "report_page.h"

enum { UNIT = 10, BAR = 9, HIGH = 1000, BUCKETS_MIN = 40, LEAST = 6,
	TICKS = 8, ROWS = 50 };

#define SECOND	UINT64_C(1000000000)

struct plot {
	FILE		*f;
	const struct report_control *c;
	size_t		 n;		/* buckets drawn */
	uint64_t	 start, width;	/* ns */
	double		 top;		/* messages in a bucket */
};

/* Bars are stacked in this order, in the colours of these verdicts. */
static const struct {
	uint8_t		 series, colour;
	const char	*name;
} layers[SERIES_COUNT] = {
	{ SERIES_ADMITTED, ACTION_PASS, "admitted" },
	{ SERIES_REFUSED, ACTION_REJECT, "refused with a time" },
	{ SERIES_EARLY, ACTION_STEER, "answered early" },
};

/* ---- the picture ---- */

/* Procedures per second of all groups together, from a time on. */
static double
bears(const struct report_control *c, uint64_t at)
{
	const struct conf *conf = ruleset_conf(c->rules);
	double sum = 0, one;
	size_t i, k;

	for (i = 0; i < conf->nprotect; i++) {
		one = (double)conf->protect[i].capacity * (double)SECOND /
		    (double)(conf->protect[i].capacity_ns > 0 ?
		    conf->protect[i].capacity_ns : SECOND);
		for (k = 0; k < c->nrate && c->rate[k].at <= at; k++)
			if (c->rate[k].group == i)
				one = c->rate[k].rate;
		sum += one;
	}
	return sum;
}

static uint64_t
asked(const struct plot *p, size_t bucket)
{
	uint64_t sum = 0;
	size_t i;

	for (i = 0; i < SERIES_COUNT; i++)
		sum += timeline_count(p->c->timeline, i, bucket);
	return sum;
}

static double
capacity_of(const struct plot *p, size_t bucket)
{
	return bears(p->c, p->start + (bucket + 1) * p->width) *
	    (double)p->width / (double)SECOND;
}

static int
height(const struct plot *p, double count)
{
	int h = (int)(count * HIGH / p->top + .5);

	return count > 0 && h < LEAST ? LEAST : h;
}

static void
bars(const struct plot *p, int foot[TIMELINE_BUCKETS], size_t layer)
{
	uint64_t n;
	size_t i;
	int h;

	fprintf(p->f, "<path class=v%u d=\"", layers[layer].colour);
	for (i = 0; i < timeline_buckets(p->c->timeline); i++) {
		n = timeline_count(p->c->timeline, layers[layer].series, i);
		if (n == 0)
			continue;
		h = height(p, (double)n);
		foot[i] += h;
		fprintf(p->f, "M%zu %dh%dv%dh-%dz", i * UNIT, HIGH - foot[i],
		    BAR, h, BAR);
	}
	fputs("\"/>", p->f);
}

/* What home bears, as a line of steps. */
static void
line(const struct plot *p)
{
	size_t i;

	fputs("<path class=bears d=\"", p->f);
	for (i = 0; i < p->n; i++)
		fprintf(p->f, "%c%zu %dh%d", i == 0 ? 'M' : 'L', i * UNIT,
		    HIGH - height(p, capacity_of(p, i)), UNIT);
	fputs("\"/>", p->f);
}

static void
hover(const struct plot *p, size_t i)
{
	char a[SHOW_MAX], b[SHOW_MAX];
	uint64_t at = p->start + i * p->width;
	size_t k;

	if (asked(p, i) == 0)
		return;
	fprintf(p->f, "<rect class=t x=%zu y=0 width=%d height=%d><title>%s "
	    "%s", i * UNIT, UNIT, HIGH, show_date(a, at), show_clock(b, at,
	    p->width < SECOND ? 3 : 0));
	for (k = 0; k < SERIES_COUNT; k++)
		fprintf(p->f, "\n%s %s", layers[k].name, show_count(a,
		    timeline_count(p->c->timeline, layers[k].series, i)));
	fprintf(p->f, "\ncapacity %s</title></rect>", show_count(a,
	    (uint64_t)(capacity_of(p, i) + .5)));
}

static void
marks(const struct plot *p)
{
	uint64_t span = p->n * p->width, step = axis_time_step(span, TICKS);
	uint64_t ts = (p->start + step - 1) / step * step;
	char clock[SHOW_MAX];
	double at;

	fputs("<div class=x>", p->f);
	for (; ts < p->start + span; ts += step) {
		at = 100 * (double)(ts - p->start) / (double)span;
		fprintf(p->f, "<span class=\"%s\" style=\"left:%.2f%%\">%s"
		    "</span>", at < 4 ? "first" : at > 95 ? "last" : "", at,
		    show_clock(clock, ts, step < SECOND ? 3 : 0));
	}
	fputs("</div>", p->f);
}

static void
keys(const struct plot *p)
{
	char span[SHOW_MAX];
	size_t i;

	fprintf(p->f, "<p class=soft>Requests for protected groups in %s: ",
	    show_span(span, p->width));
	for (i = 0; i < SERIES_COUNT; i++)
		fprintf(p->f, "<svg class=key viewBox=\"0 0 10 10\" "
		    "aria-hidden=true><path class=v%u d=\"M0 0h10v10h-10z\"/>"
		    "</svg> %s, ", layers[i].colour, layers[i].name);
	fputs("<svg class=key viewBox=\"0 0 10 10\" aria-hidden=true>"
	    "<path class=bears d=\"M0 5h10\"/></svg> what home bears in "
	    "procedures.</p>\n", p->f);
}

static void
picture(FILE *f, const struct report_control *c)
{
	struct plot p = { .f = f, .c = c, .n = timeline_buckets(c->timeline),
	    .start = timeline_start(c->timeline),
	    .width = timeline_width(c->timeline), .top = 1 };
	int foot[TIMELINE_BUCKETS] = { 0 };
	char buf[SHOW_MAX];
	uint64_t step, y;
	size_t i;

	p.n = p.n < BUCKETS_MIN ? BUCKETS_MIN : p.n;
	for (i = 0; i < p.n; i++) {
		if ((double)asked(&p, i) > p.top)
			p.top = (double)asked(&p, i);
		if (capacity_of(&p, i) > p.top)
			p.top = capacity_of(&p, i);
	}
	step = axis_step((uint64_t)(p.top + .999));
	p.top = (double)(((uint64_t)(p.top + .999) + step - 1) / step * step);
	keys(&p);
	fprintf(f, "<div class=plot><svg viewBox=\"0 0 %zu %d\" "
	    "preserveAspectRatio=none aria-hidden=true><path class=grid d=\"",
	    p.n * UNIT, HIGH);
	for (y = step; y <= (uint64_t)p.top; y += step)
		fprintf(f, "M0 %ih%zu", HIGH - height(&p, (double)y),
		    p.n * UNIT);
	fputs("\"/>", f);
	for (i = 0; i < SERIES_COUNT; i++)
		bars(&p, foot, i);
	line(&p);
	for (i = 0; i < timeline_buckets(c->timeline); i++)
		hover(&p, i);
	fputs("</svg>", f);
	for (y = 0; y <= (uint64_t)p.top; y += step)
		fprintf(f, "<span class=y style=\"bottom:%.1f%%\">%s</span>",
		    100 * (double)y / p.top, show_compact(buf, y));
	marks(&p);
	fputs("</div>\n", f);
}

/* ---- tables ---- */

static void
storms(FILE *f, const struct report_control *c)
{
	char a[SHOW_MAX], b[SHOW_MAX], d[SHOW_MAX];
	const struct storm_row *s;
	size_t i;

	if (c->storms == 0)
		return;
	fputs("<h3>Storms</h3>\n<div class=wide><table><thead><tr><th>storm"
	    "<th>of<th>begun<th class=n>lasted<th class=n>peak, per second"
	    "<th class=n>threshold</thead>\n", f);
	for (i = 0; i < c->nstorm && i < ROWS; i++) {
		s = &c->storm[i];
		fputs("<tr><td>", f);
		page_name(f, ruleset_conf(c->rules)->storm[s->storm].name);
		fputs("<td>", f);
		page_name(f, report_storm_owner(c, s));
		fprintf(f, "<td class=k>%s %s<td class=n>%s",
		    show_date(a, s->begun), show_clock(b, s->begun, 0),
		    s->ended == 0 ? "goes on" : show_span(d, s->ended -
		    s->begun));
		page_count_cell(f, (uint64_t)(s->peak + .5));
		page_count_cell(f, (uint64_t)(s->threshold + .5));
	}
	fputs("</table></div>\n", f);
	if (c->storms > i)
		fprintf(f, "<p class=soft>And %zu more.</p>\n", c->storms - i);
}

static void
group(FILE *f, const struct report_control *c, const struct control_group *g)
{
	char name[120], a[SHOW_MAX];
	unsigned p;

	fputs("<h3>Protected group ", f);
	page_name(f, g->name);
	fprintf(f, "</h3>\n<p>%.0f procedures per second configured, %.0f at "
	    "the lowest%s%s. ", g->full, g->lowest, g->lowest_why != NULL ?
	    ": " : "", g->lowest_why != NULL ? g->lowest_why : "");
	fprintf(f, "%s appointments were kept, ", show_count(a, g->kept));
	fprintf(f, "to %s nobody came.</p>\n", show_count(a, g->lost));
	fputs("<div class=wide><table><thead><tr><th>class<th class=n>admitted"
	    "<th class=n>refused with a time<th class=n>answered early"
	    "</thead>\n", f);
	for (p = 0; p < sizeof(g->class) / sizeof(g->class[0]); p++) {
		if (g->class[p].admitted + g->class[p].refused +
		    g->class[p].early == 0)
			continue;
		fputs("<tr><td>", f);
		page_name(f, report_class_names(name, sizeof(name), c->rules,
		    p));
		page_count_cell(f, g->class[p].admitted);
		page_count_cell(f, g->class[p].refused);
		page_count_cell(f, g->class[p].early);
	}
	fputs("</table></div>\n", f);
}

struct sunk_rows {
	FILE		*f;
	const struct report_control *c;
	size_t		 n;
};

static void
sunk_row(void *arg, const struct sunk_view *v, bool gone)
{
	struct sunk_rows *r = arg;
	char name[SUNK_NAME_MAX + 1], a[SHOW_MAX], b[SHOW_MAX];

	if (r->n++ >= ROWS)
		return;
	if (r->n == 1)
		fputs("<h3>Sunk sources</h3>\n<div class=wide><table><thead>"
		    "<tr><th>source<th>partner<th>why<th>since<th>now"
		    "<th class=n>messages<th class=n>subscribers</thead>\n",
		    r->f);
	fprintf(r->f, "<tr><td>%s ", sunk_scope_name(v->source.scope));
	page_name(r->f, report_sunk_name(name, v));
	fputs("<td>", r->f);
	page_name(r->f, ruleset_owner_name(r->c->rules, v->source.partner));
	fputs("<td>", r->f);
	page_name(r->f, v->why);
	fprintf(r->f, "<td class=k>%s %s<td>%s", show_date(a, v->since),
	    show_clock(b, v->since, 0), gone ? "released" :
	    sunk_state_name(v->state));
	page_count_cell(r->f, v->messages);
	page_count_cell(r->f, v->subscribers);
}

void
report_control_html(FILE *f, const struct report_control *c, struct judge *j)
{
	struct sunk_rows r = { f, c, 0 };
	struct control_group g;
	char a[SHOW_MAX];
	size_t i;

	if (!report_control_any(c, j))
		return;
	fputs("<h2>Storm control</h2>\n", f);
	if (c->decided > 0)
		picture(f, c);
	storms(f, c);
	for (i = 0; i < control_groups(judge_control(j)); i++) {
		control_group(judge_control(j), i, c->last, &g);
		group(f, c, &g);
	}
	report_sunk_each(c, j, sunk_row, &r);
	if (r.n > 0)
		fputs("</table></div>\n", f);
	if (r.n > ROWS)
		fprintf(f, "<p class=soft>And %zu more.</p>\n", r.n - ROWS);
	if (c->steered > 0)
		fprintf(f, "<p>%s messages were steered: sent another way, or "
		    "their devices away.</p>\n", show_count(a, c->steered));
}
