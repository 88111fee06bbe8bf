/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Series of outcomes as pictures: policies overlaid in one, or side by side.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../../fw/report_page.h"
#include "report_chart.h"
#include "report_series.h"

enum { MARK_TEXT = 64, STYLES = 8 };

_Static_assert((int)CHART_MARKS >= 2 * (int)SCENARIO_EVENTS + 2,
    "each event begins and ends, and there are two bounds");

/* What of a second is shown; -1 or a class. */
typedef float	 series_get(const struct outcome *, uint32_t second, int cls);

struct marks {
	struct chart_mark mark[CHART_MARKS];
	char		 text[CHART_MARKS][MARK_TEXT];
	size_t		 n;
};

/* ---- policies ---- */

unsigned
series_style(const struct lab_result *r, unsigned policy)
{
	static const uint8_t style[LAB_POLICY_COUNT] = {
		[LAB_POLICY_BREAKWATER] = 0, [LAB_POLICY_NONE] = 1,
		[LAB_POLICY_RATE] = 2, [LAB_POLICY_PRIORITY] = 3,
		[LAB_POLICY_BACKOFF] = 4, [LAB_POLICY_DOIC] = 5,
	};
	const struct scenario_policy *p = r->s->policy;
	unsigned i, again = 0;

	for (i = 0; i < policy; i++)
		again += p[i].kind == p[policy].kind;
	return again == 0 ? style[p[policy].kind] :
	    (LAB_POLICY_COUNT + again - 1) % STYLES;
}

double
series_seconds(const struct lab_result *r)
{
	double most = 0;
	unsigned i;

	for (i = 0; i < r->s->policies; i++)
		if (r->ran[i] && r->outcome[i].seconds > most)
			most = r->outcome[i].seconds;
	return most;
}

double
series_near(const struct lab_result *r)
{
	const double whole = series_seconds(r);
	double near = whole, bound;
	unsigned i;

	for (i = 0; i < r->s->policies; i++) {
		const struct outcome *o = &r->outcome[i];

		if (!r->ran[i] || o->reachable[LAB_Q100] == LAB_NEVER ||
		    o->first == LAB_NEVER)
			continue;
		bound = ((double)o->first + 3 * (double)o->reachable[LAB_Q100])
		    / 1e9;
		near = 60 * ceil((bound + 60) / 60);
		break;
	}
	return near > whole ? whole : near;
}

/* ---- marks ---- */

static void
mark_add(struct marks *m, uint64_t at, const char *what, const char *of)
{
	char *text = m->text[m->n];

	if (m->n == CHART_MARKS)
		return;
	snprintf(text, MARK_TEXT, "%.24s%s%.31s", what, of[0] == '\0' ? "" :
	    " ", of);
	m->mark[m->n].at = (double)at / 1e9;
	m->mark[m->n++].text = text;
}

static const char *
concerned(const struct scenario *s, const struct scenario_event *e)
{
	if (e->network >= 0)
		return s->network[e->network].name;
	return e->population >= 0 ? s->population[e->population].name : "";
}

/* When all could be back. */
static void
mark_bound(struct marks *m, const struct lab_result *r)
{
	unsigned i;

	for (i = 0; i < r->s->policies; i++) {
		const struct outcome *o = &r->outcome[i];

		if (!r->ran[i] || o->reachable[LAB_Q100] == LAB_NEVER ||
		    o->first == LAB_NEVER)
			continue;
		mark_add(m, o->first + o->reachable[LAB_Q100],
		    "reachable bound", "");
		return;
	}
}

static void
marks_take(struct marks *m, const struct lab_result *r)
{
	const struct scenario *s = r->s;
	char what[MARK_TEXT];
	unsigned i;

	for (i = 0; i < s->events; i++) {
		const struct scenario_event *e = &s->event[i];

		mark_add(m, e->at, lab_event_word(e->kind), concerned(s, e));
		if (e->until == 0)
			continue;
		snprintf(what, sizeof(what), "%s ends",
		    lab_event_word(e->kind));
		mark_add(m, e->until, what, concerned(s, e));
	}
	mark_bound(m, r);
}

/* ---- one picture ---- */

static float *
values(const struct outcome *o, series_get *get, int cls)
{
	float *v = calloc(o->seconds > 0 ? o->seconds : 1, sizeof(*v));
	uint32_t i;

	for (i = 0; v != NULL && i < o->seconds; i++)
		v[i] = get(o, i, cls);
	return v;
}

/* One more line; false: no memory. */
static bool
line_add(struct chart *c, const char *name, unsigned style, float *v, size_t n,
    enum chart_fold fold)
{
	if (v == NULL || c->n == CHART_LINES_MAX) {
		free(v);
		return c->n == CHART_LINES_MAX;
	}
	c->line[c->n++] = (struct chart_line){ .name = name, .style = style,
	    .value = v, .n = n, .fold = fold };
	return true;
}

/* The policy under test is drawn last, over the others. */
static bool
lines_add(struct chart *c, const struct lab_result *r, series_get *get,
    int cls, enum chart_fold fold)
{
	unsigned i, last;

	for (last = 0; last < 2; last++)
		for (i = 0; i < r->s->policies; i++) {
			const struct outcome *o = &r->outcome[i];

			if (!r->ran[i] || (series_style(r, i) == 0) != last)
				continue;
			if (!line_add(c, o->policy, series_style(r, i),
			    values(o, get, cls), o->seconds, fold))
				return false;
		}
	return true;
}

static void
chart_end(struct chart *c)
{
	size_t i;

	for (i = 0; i < c->n; i++)
		free((void *)(uintptr_t)c->line[i].value);
	c->n = 0;
}

/* All policies in one. */
static bool
overlaid(FILE *f, const struct lab_result *r, struct chart *c, series_get *get,
    int cls, enum chart_fold fold)
{
	bool fine = lines_add(c, r, get, cls, fold);

	if (fine)
		chart_html(f, c);
	chart_end(c);
	return fine;
}

/* ---- registered ---- */

static float
get_registered(const struct outcome *o, uint32_t second, int cls)
{
	double n = 0, all = 0;
	int i;

	for (i = 0; i < SCENARIO_CLASSES; i++)
		if (cls == SCENARIO_ALL || cls == i) {
			n += o->second[second].registered[i];
			all += o->cls[i].devices;
		}
	return all > 0 ? (float)(n / all) : NAN;
}

static const char *
first_minutes(char buf[SHOW_MAX + 16], double seconds)
{
	char span[SHOW_MAX];

	snprintf(buf, SHOW_MAX + 16, "The first %s", show_span(span,
	    (uint64_t)(seconds * 1e9)));
	return buf;
}

static bool
registered_all(FILE *f, const struct lab_result *r, const struct marks *m)
{
	const double whole = series_seconds(r), near = series_near(r);
	char title[SHOW_MAX + 16];
	struct chart c = { .title = first_minutes(title, near),
	    .unit = CHART_SHARE, .legend = true, .seconds = near,
	    .mark = m->mark, .nmark = m->n };
	bool fine = overlaid(f, r, &c, get_registered, SCENARIO_ALL,
	    CHART_LAST);

	if (!fine || near * 1.5 > whole)
		return fine;
	c.title = "The whole run";
	c.nmark = 0;
	c.seconds = whole;
	c.legend = false;
	c.low = true;
	return overlaid(f, r, &c, get_registered, SCENARIO_ALL, CHART_LAST);
}

/* Devices of a class; 0: there are none, or nothing was run. */
static uint32_t
class_devices(const struct lab_result *r, unsigned cls)
{
	unsigned i;

	for (i = 0; i < r->s->policies; i++)
		if (r->ran[i])
			return r->outcome[i].cls[cls].devices;
	return 0;
}

bool
series_registered(FILE *f, const struct lab_result *r)
{
	char title[SCENARIO_NAME + SHOW_MAX], count[SHOW_MAX];
	struct marks m = { .n = 0 };
	struct chart c;
	unsigned i;
	bool fine;

	marks_take(&m, r);
	fputs("<h2>Registered devices</h2>\n", f);
	fine = registered_all(f, r, &m);
	if (r->s->classes < 2)
		return fine;
	fputs("<h3>By class</h3><div class=charts>\n", f);
	for (i = 0; fine && i < r->s->classes; i++) {
		if (class_devices(r, i) == 0)
			continue;
		snprintf(title, sizeof(title), "%s, %s devices",
		    r->s->cls[i].name, show_count(count, class_devices(r, i)));
		c = (struct chart){ .title = title, .unit = CHART_SHARE,
		    .small = true, .seconds = series_near(r) };
		fine = overlaid(f, r, &c, get_registered, (int)i, CHART_LAST);
	}
	fputs("</div>\n", f);
	return fine;
}

/* ---- load ---- */

static float
get_offered(const struct outcome *o, uint32_t second, int cls)
{
	(void)cls;
	return (float)o->second[second].offered;
}

static float
get_admitted(const struct outcome *o, uint32_t second, int cls)
{
	(void)cls;
	return (float)o->second[second].admitted;
}

static float
get_capacity(const struct outcome *o, uint32_t second, int cls)
{
	(void)cls;
	return o->second[second].capacity;
}

static float
get_done(const struct outcome *o, uint32_t second, int cls)
{
	(void)cls;
	return (float)o->second[second].done;
}

static float
get_load(const struct outcome *o, uint32_t second, int cls)
{
	(void)cls;
	return o->second[second].load;
}

enum { STYLE_OFFERED = 20, STYLE_ADMITTED = 21, STYLE_DONE = 23,
	STYLE_CAPACITY = 24 };

static bool
panel(FILE *f, const struct lab_result *r, unsigned policy, double seconds,
    double top)
{
	const struct outcome *o = &r->outcome[policy];
	struct chart c = { .title = o->policy, .unit = CHART_RATE,
	    .small = true, .seconds = seconds, .top = top };
	char note[120], peak[SHOW_MAX];
	bool fine;

	fine = line_add(&c, "offered", STYLE_OFFERED, values(o, get_offered,
	    SCENARIO_ALL), o->seconds, CHART_MEAN);
	snprintf(note, sizeof(note), "offered: at most %s in a second",
	    show_count(peak, (uint64_t)chart_max(&c)));
	c.note = note;
	fine = fine && line_add(&c, "admitted", STYLE_ADMITTED, values(o,
	    get_admitted, SCENARIO_ALL), o->seconds, CHART_MEAN) &&
	    line_add(&c, "registered", STYLE_DONE, values(o, get_done,
	    SCENARIO_ALL), o->seconds, CHART_MEAN) &&
	    line_add(&c, "capacity", STYLE_CAPACITY, values(o, get_capacity,
	    SCENARIO_ALL), o->seconds, CHART_LAST);
	c.line[0].area = c.line[1].area = true;
	if (fine)
		chart_html(f, &c);
	chart_end(&c);
	return fine;
}

/* The panels share an axis of four times the capacity at most, so that what
 * home can bear stays visible beside what comes. */
static double
panel_top(const struct lab_result *r)
{
	const double cut = 4 * r->s->home.capacity;
	double most = r->s->home.capacity * 1.25;
	uint32_t k;
	unsigned i;

	for (i = 0; i < r->s->policies; i++)
		for (k = 0; r->ran[i] && k < r->outcome[i].seconds; k++)
			if (r->outcome[i].second[k].offered > most)
				most = r->outcome[i].second[k].offered;
	return most > cut ? cut : most;
}

static void
panels_legend(FILE *f)
{
	static const struct { const char *name; unsigned style; bool area; }
	keys[] = {
		{ "admitted", STYLE_ADMITTED, true },
		{ "refused: the rest of what was offered", STYLE_OFFERED,
		    true },
		{ "procedures that ended well", STYLE_DONE, false },
		{ "capacity", STYLE_CAPACITY, false },
	};
	size_t i;

	fputs("<div class=\"legend lines\">", f);
	for (i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		fprintf(f, "<span><svg viewBox=\"0 0 30 10\" aria-hidden=true>"
		    "<path class=\"%s l%u\" d=\"%s\"/></svg>%s</span>",
		    keys[i].area ? "a" : "l", keys[i].style, keys[i].area ?
		    "M0 0h30v10h-30z" : "M0 5h30", keys[i].name);
	fputs("</div>\n", f);
}

bool
series_load(FILE *f, const struct lab_result *r)
{
	const double near = series_near(r), top = panel_top(r);
	char title[SHOW_MAX + 16];
	struct chart c = { .title = "Work that came to home, by its capacity",
	    .unit = CHART_SHARE, .legend = true, .seconds = near,
	    .level = 1 };
	bool fine = true;
	double most;
	unsigned i;

	fprintf(f, "<h2>Offered, admitted and refused load</h2>\n"
	    "<p class=soft>Procedures a second. %s; scales are the same, and "
	    "cut at four times the capacity.</p>\n",
	    first_minutes(title, near));
	panels_legend(f);
	fputs("<div class=charts>\n", f);
	for (i = 0; fine && i < r->s->policies; i++)
		if (r->ran[i])
			fine = panel(f, r, i, near, top);
	fputs("</div>\n", f);
	if (!fine || !lines_add(&c, r, get_load, SCENARIO_ALL, CHART_MAX)) {
		chart_end(&c);
		return false;
	}
	most = chart_max(&c);
	c.top = most > 3 ? 3 : most < 1.25 ? 1.25 : most;
	c.note = most > 3 ? "Greatest second of each point; the scale is cut "
	    "at three times the capacity." : "Greatest second of each point.";
	chart_html(f, &c);
	chart_end(&c);
	return true;
}

/* ---- who waits ---- */

static float
get_backing_off(const struct outcome *o, uint32_t second, int cls)
{
	(void)cls;
	return (float)o->second[second].backing_off;
}

static float
get_latency(const struct outcome *o, uint32_t second, int cls)
{
	(void)cls;
	if (o->second[second].answered == 0 && o->second[second].late == 0 &&
	    o->second[second].latency <= 0)
		return NAN;
	return o->second[second].latency;
}

bool
series_waiting(FILE *f, const struct lab_result *r)
{
	struct chart off = { .unit = CHART_COUNT, .legend = true,
	    .seconds = series_near(r) };
	struct chart latency = { .unit = CHART_TIME, .legend = true,
	    .seconds = series_near(r) };

	fputs("<h2>Devices in back-off</h2>\n<p class=soft>Those that wait for "
	    "a timer of their own before they try again.</p>\n", f);
	if (!overlaid(f, r, &off, get_backing_off, SCENARIO_ALL, CHART_MEAN))
		return false;
	fputs("<h2>Latency of home</h2>\n<p class=soft>Mean of its answers, "
	    "also those that nobody awaits any more; the scale is logarithmic."
	    "</p>\n", f);
	return overlaid(f, r, &latency, get_latency, SCENARIO_ALL,
	    CHART_MEAN);
}
