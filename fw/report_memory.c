/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Memory as text for a terminal.
 */
#include <inttypes.h>

#include "../rules/context.h"
#include "../rules/ruleset.h"
#include "../rules/state/far.h"
#include "../rules/state/source.h"
#include "report_far.h"
#include "report_memory.h"
#include "show.h"

enum { ROWS = 12, NAME = 24, SOURCE = 32 };

/* ---- how full ---- */

static void
fill(FILE *f, const char *what, uint64_t n, uint64_t max, uint64_t lost)
{
	char a[SHOW_MAX], b[SHOW_MAX], c[SHOW_MAX];

	fprintf(f, "  %-14s %12s of %12s", what, show_count(a, n),
	    show_count(b, max));
	if (lost > 0)
		fprintf(f, ", %s given up for want of room",
		    show_count(c, lost));
	fputc('\n', f);
}

static void
sizes(FILE *f, const struct memory_stats *s)
{
	char a[SHOW_MAX];

	fprintf(f, "\nremembered, in at most %s MiB\n",
	    show_count(a, (uint64_t)s->octets >> 20));
	fill(f, "subscribers", s->subscribers, s->subscribers_max, s->evicted);
	fill(f, "their numbers", s->numbers, s->subscribers_max,
	    s->numbers_lost);
	fill(f, "transactions", s->transactions, s->transactions_max,
	    s->transactions_lost);
	fill(f, "sources", s->sources, s->sources_max, s->sources_lost);
}

/* ---- checks ---- */

/* Its time is over, and yet it learns. */
static void
lacking(char text[SHOW_MAX], const struct check_stats *c, unsigned coverage)
{
	char share[SHOW_MAX];

	if (c->asked < MEMORY_ANSWERS_ENOUGH)
		snprintf(text, SHOW_MAX, "learn, %u of %u answers",
		    (unsigned)c->asked, (unsigned)MEMORY_ANSWERS_ENOUGH);
	else
		snprintf(text, SHOW_MAX, "learn, knows %.10s of %u %%",
		    show_share(share, c->known, c->asked), coverage);
}

void
report_mode_text(char text[SHOW_MAX], const struct ruleset *rs,
    const struct check_stats *c, unsigned check)
{
	const struct conf_check *w = &ruleset_conf(rs)->check[check];
	char a[SHOW_MAX], b[SHOW_MAX];

	if (c->mode != CHECK_LEARN)
		snprintf(text, SHOW_MAX, "%s", check_mode_name(c->mode));
	else if (w->learn_ns == 0)
		snprintf(text, SHOW_MAX, "learn");
	else if (c->learned_ns >= w->learn_ns && check == CHECK_UNASKED)
		lacking(text, c, w->coverage);
	else
		snprintf(text, SHOW_MAX, "learn, %s of %s",
		    show_span(a, c->learned_ns < w->learn_ns ?
		    c->learned_ns : w->learn_ns),
		    show_span(b, w->learn_ns));
}

static void
checks(FILE *f, const struct ruleset *rs, const struct memory *m)
{
	char a[SHOW_MAX], b[SHOW_MAX], d[SHOW_MAX], mode[SHOW_MAX];
	struct check_stats c;
	unsigned i;

	fprintf(f, "\n%-20s %-27s %11s %9s %12s\n", "check", "mode", "asked",
	    "coverage", "found");
	for (i = 0; i < CHECK_COUNT; i++) {
		memory_check(m, i, &c);
		if (c.mode == CHECK_OFF)
			continue;
		report_mode_text(mode, rs, &c, i);
		fprintf(f, "%-20s %-27s %11s %9s %12s\n", check_name(i), mode,
		    show_count(a, c.asked), c.asked == 0 ? "-" :
		    show_share(b, c.known, c.asked), show_count(d, c.found));
	}
}

/* ---- far ends ---- */

struct rows {
	FILE		*f;
	const struct ruleset *rs;
	const char	*title;
	size_t		 n;
};

static void
far_row(void *arg, const struct far *e)
{
	char a[SHOW_MAX], b[SHOW_MAX], c[SHOW_MAX], d[SHOW_MAX], name[NAME + 8];
	struct rows *r = arg;

	if (e->asked == 0 && !e->stalled)
		return;
	if (r->n++ >= ROWS)
		return;
	if (r->n == 1)
		fprintf(r->f, "\n%-24s %10s %10s %10s %8s %9s %9s\n", r->title,
		    "asked", "answered", "unanswered", "late", "errors",
		    "mean");
	show_text(name, sizeof(name), NAME, e->node.name, e->node.len, true);
	fprintf(r->f, "%-24s %10s %10s %10s ", name, show_count(a, e->asked),
	    show_count(b, e->answered), show_count(c, e->unanswered));
	fprintf(r->f, "%8s %9s %9s%s\n", show_count(a, e->late),
	    show_count(b, e->errors), e->answered == 0 ? "-" :
	    show_span(d, e->answer_ns / e->answered),
	    e->stalled ? " stalled" : "");
}

static void
far_ends(FILE *f, const struct ruleset *rs, const struct memory *m, bool links)
{
	struct rows r = { f, rs, links ? "link" : "network", 0 };

	memory_far(m, links, far_row, &r);
	if (r.n > ROWS)
		fprintf(f, "and %zu more\n", r.n - ROWS);
}

static void
error_rows(void *arg, const struct far *e)
{
	struct report_error errors[REPORT_ERRORS + 1];
	char a[SHOW_MAX], name[NAME + 8];
	struct rows *r = arg;
	size_t i, n = report_errors(e, errors);

	if (n == 0 || r->n++ >= ROWS)
		return;
	if (r->n == 1)
		fprintf(r->f, "\n%-24s %10s  %s\n", "errors from", "answers",
		    "error");
	show_text(name, sizeof(name), NAME, e->node.name, e->node.len, true);
	for (i = 0; i < n; i++)
		fprintf(r->f, "%-24s %10s  %s\n", i == 0 ? name : "",
		    show_count(a, errors[i].count), errors[i].text);
}

/* Of networks; those of their links are the same ones again. */
static void
errors(FILE *f, const struct ruleset *rs, const struct memory *m)
{
	struct rows r = { f, rs, NULL, 0 };

	memory_far(m, false, error_rows, &r);
	if (r.n > ROWS)
		fprintf(f, "and %zu more\n", r.n - ROWS);
}

/* ---- sources ---- */

const char *
report_found_names(char text[SHOW_MAX], unsigned found)
{
	static const uint8_t checks[SOURCE_BITS] = { CHECK_SCAN,
	    CHECK_SEQUENTIAL, CHECK_FLOOD };
	size_t n = 0;
	unsigned i;

	text[0] = '\0';
	for (i = 0; i < SOURCE_BITS && n < SHOW_MAX; i++)
		if (found >> i & 1)
			n += (size_t)snprintf(text + n, SHOW_MAX - n, "%s%s",
			    n > 0 ? ", " : "", check_name(checks[i]));
	return text;
}

static void
source_row(void *arg, const struct source_seen *s)
{
	char a[SHOW_MAX], b[SHOW_MAX], why[SHOW_MAX], name[SOURCE + 8];
	struct rows *r = arg;

	if (r->n++ >= ROWS)
		return;
	if (r->n == 1)
		fprintf(r->f, "\n%-32s %-17s %10s %10s  %s\n",
		    "sources that stand out", "network", "requests", "refused",
		    "for");
	show_text(name, sizeof(name), SOURCE, s->node.name, s->node.len,
	    false);
	fprintf(r->f, "%-32s %-17.17s %10s %10s  %s\n", name,
	    ruleset_owner_name(r->rs, s->node.partner),
	    show_count(a, s->requests), show_count(b, s->bad),
	    report_found_names(why, s->found));
}

void
report_memory_text(FILE *f, const struct ruleset *rs, const struct memory *m)
{
	struct rows r = { f, rs, NULL, 0 };
	struct memory_stats s;

	if (m == NULL)
		return;
	memory_stats(m, &s);
	sizes(f, &s);
	checks(f, rs, m);
	far_ends(f, rs, m, false);
	far_ends(f, rs, m, true);
	errors(f, rs, m);
	memory_sources(m, source_row, &r);
	if (r.n > ROWS)
		fprintf(f, "and %zu more\n", r.n - ROWS);
}
