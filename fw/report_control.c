/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What storm control did: kept while messages go by, and as text.
 */
#include <stdlib.h>
#include <string.h>

#include "../dissectors/sig.h"
#include "../rules/state/admit.h"
#include "report_control_impl.h"

enum { NAME = 32 };

struct report_control *
report_control_new(const struct ruleset *rules)
{
	struct report_control *c = calloc(1, sizeof(*c));

	if (c == NULL)
		return NULL;
	c->rules = rules;
	if ((c->timeline = timeline_new(SERIES_COUNT)) != NULL)
		return c;
	free(c);
	return NULL;
}

void
report_control_free(struct report_control *c)
{
	if (c == NULL)
		return;
	timeline_free(c->timeline);
	free(c);
}

/* ---- while messages go by ---- */

void
report_control_message(struct report_control *c, const struct sig_msg *m,
    const struct verdict *v)
{
	c->last = m->ts;
	c->steered += v->action == ACTION_STEER;
	c->sunk += v->why == WHY_SUNK;
	if (v->admission == 0)
		return;
	c->decided++;
	timeline_add(c->timeline, v->admission == ADMIT_EARLY + 1 ?
	    SERIES_EARLY : v->why == WHY_ADMISSION ? SERIES_REFUSED :
	    SERIES_ADMITTED, m->ts);
}

static struct storm_row *
storm_open(struct report_control *c, const struct notice *n)
{
	size_t i;

	for (i = c->nstorm; i-- > 0;)
		if (c->storm[i].ended == 0 && c->storm[i].storm == n->what &&
		    c->storm[i].owner == n->owner)
			return &c->storm[i];
	return NULL;
}

static void
storm_note(struct report_control *c, const struct notice *n)
{
	struct storm_row *s = storm_open(c, n);

	if (s == NULL && n->to == STORM_STORM) {
		c->storms++;
		if (c->nstorm == STORMS_MAX)
			return;
		s = &c->storm[c->nstorm++];
		*s = (struct storm_row){ .begun = n->now, .storm = n->what,
		    .owner = n->owner, .threshold = n->threshold };
	}
	if (s == NULL)
		return;
	if (n->peak > s->peak)
		s->peak = n->peak;
	if (n->to == STORM_CALM)
		s->ended = n->now;
}

static void
sunk_note(struct report_control *c, const struct sunk_event *e)
{
	if (e->change != SUNK_RELEASED && e->change != SUNK_REMOVED &&
	    e->change != SUNK_EVICTED)
		return;
	c->went++;
	if (c->ngone < GONE_MAX)
		c->gone[c->ngone++] = e->view;
}

void
report_control_notice(struct report_control *c, const struct notice *n)
{
	if (n->type == NOTICE_STORM)
		storm_note(c, n);
	else if (n->type == NOTICE_SUNK)
		sunk_note(c, n->sunk);
	else if (n->type == NOTICE_CAPACITY && c->nrate < RATES_MAX)
		c->rate[c->nrate++] = (struct rate_row){ .at = n->now,
		    .rate = n->rate, .group = n->what };
}

/* ---- words ---- */

bool
report_control_any(const struct report_control *c, struct judge *j)
{
	struct control *control = judge_control(j);

	return control != NULL && (c->decided > 0 || c->storms > 0 ||
	    c->steered > 0 || c->went > 0 ||
	    sunks_count(control_sunks(control)) > 0);
}

const char *
report_storm_owner(const struct report_control *c, const struct storm_row *s)
{
	const struct conf *conf = ruleset_conf(c->rules);

	switch (conf->storm[s->storm].scope) {
	case STORM_PARTNER:
		return ruleset_owner_name(c->rules, s->owner);
	case STORM_PROTECT:
		return conf->storm[s->storm].protect_name->text;
	default:
		return "overall";
	}
}

const char *
report_class_names(char *text, size_t size, const struct ruleset *rules,
    unsigned priority)
{
	const struct conf *conf = ruleset_conf(rules);
	size_t i, n = 0;
	int len;

	text[0] = '\0';
	for (i = 0; i < conf->nclass && n < size; i++) {
		if (conf->class[i].priority != priority)
			continue;
		len = snprintf(text + n, size - n, "%s%s", n > 0 ? ", " : "",
		    conf->class[i].name);
		n += len > 0 ? (size_t)len : 0;
	}
	if (n == 0)
		(void)snprintf(text, size, "priority %u", priority);
	return text;
}

const char *
report_sunk_name(char text[SUNK_NAME_MAX + 1], const struct sunk_view *v)
{
	unsigned i;

	for (i = 0; i < v->len; i++)
		text[i] = (char)(v->name[i] > ' ' && v->name[i] < 0x7f ?
		    v->name[i] : '?');
	text[i] = '\0';
	return text;
}

void
report_sunk_each(const struct report_control *c, struct judge *j,
    void (*row)(void *, const struct sunk_view *, bool gone), void *arg)
{
	const struct sunks *s = control_sunks(judge_control(j));
	struct sunk_view v;
	uint32_t place;
	size_t i;

	for (place = sunks_next(s, SUNK_NONE); place != SUNK_NONE;
	    place = sunks_next(s, place)) {
		sunk_view(s, place, &v);
		row(arg, &v, false);
	}
	for (i = 0; i < c->ngone; i++)
		row(arg, &c->gone[i], true);
}

/* ---- as text ---- */

static void
storms(FILE *f, const struct report_control *c)
{
	char a[SHOW_MAX], b[SHOW_MAX], d[SHOW_MAX], name[NAME + 8];
	const struct storm_row *s;
	const char *text;
	size_t i;

	if (c->storms > 0)
		fprintf(f, "\n%-24s %-24s %-19s %9s %9s %9s\n", "storm", "of",
		    "begun", "lasted", "peak/s", "enter/s");
	for (i = 0; i < c->nstorm && i < CONTROL_ROWS; i++) {
		s = &c->storm[i];
		text = report_storm_owner(c, s);
		fprintf(f, "%-24.24s %-24s %s %s %9s %9.0f %9.0f\n",
		    ruleset_conf(c->rules)->storm[s->storm].name,
		    show_text(name, sizeof(name), 24, text, strlen(text),
		    true), show_date(a, s->begun), show_clock(b, s->begun, 0),
		    s->ended == 0 ? "goes on" : show_span(d, s->ended -
		    s->begun), s->peak, s->threshold);
	}
	if (c->storms > i)
		fprintf(f, "and %zu more\n", c->storms - i);
}

static void
group(FILE *f, const struct report_control *c, const struct control_group *g)
{
	char name[80], a[SHOW_MAX], b[SHOW_MAX], d[SHOW_MAX];
	unsigned p;

	fprintf(f, "\n\"%s\": %.0f procedures/s, at least %.0f%s%s; "
	    "appointments kept %s, ", g->name, g->full, g->lowest,
	    g->lowest_why != NULL ? ", being " : "",
	    g->lowest_why != NULL ? g->lowest_why : "",
	    show_count(a, g->kept));
	fprintf(f, "lost %s\n%-40s %12s %12s %12s\n", show_count(a, g->lost),
	    "  class", "admitted", "refused", "early");
	for (p = 0; p < sizeof(g->class) / sizeof(g->class[0]); p++)
		if (g->class[p].admitted + g->class[p].refused +
		    g->class[p].early > 0)
			fprintf(f, "  %-38.38s %12s %12s %12s\n",
			    report_class_names(name, sizeof(name), c->rules, p),
			    show_count(a, g->class[p].admitted),
			    show_count(b, g->class[p].refused),
			    show_count(d, g->class[p].early));
}

struct rows {
	FILE		*f;
	const struct report_control *c;
	size_t		 n;
};

static void
sunk_row(void *arg, const struct sunk_view *v, bool gone)
{
	struct rows *r = arg;
	char text[SUNK_NAME_MAX + 1], name[NAME + 8], a[SHOW_MAX], b[SHOW_MAX];

	if (r->n++ >= CONTROL_ROWS)
		return;
	if (r->n == 1)
		fprintf(r->f, "\n%-34s %-22s %-12s %10s %11s\n", "sunk", "why",
		    "now", "messages", "subscribers");
	report_sunk_name(text, v);
	fprintf(r->f, "%-34s %-22.22s %-12s %10s %11s\n", show_text(name,
	    sizeof(name), 34, text, strlen(text), false), v->why,
	    gone ? "released" : sunk_state_name(v->state),
	    show_count(a, v->messages), show_count(b, v->subscribers));
}

void
report_control_text(FILE *f, const struct report_control *c, struct judge *j)
{
	struct rows r = { f, c, 0 };
	struct control_group g;
	char a[SHOW_MAX];
	size_t i;

	if (!report_control_any(c, j))
		return;
	fputs("\nstorm control\n", f);
	storms(f, c);
	for (i = 0; i < control_groups(judge_control(j)); i++) {
		control_group(judge_control(j), i, c->last, &g);
		group(f, c, &g);
	}
	report_sunk_each(c, j, sunk_row, &r);
	if (r.n > CONTROL_ROWS)
		fprintf(f, "and %zu more\n", r.n - CONTROL_ROWS);
	if (c->steered > 0)
		fprintf(f, "\n%s messages steered\n", show_count(a,
		    c->steered));
}
