/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Metrics as text: https://prometheus.io/docs/instrumenting/exposition_formats/
 */
#include <inttypes.h>
#include <string.h>

#include "metrics_out.h"

static const struct {
	const char	*name, *type, *help;
} metrics[METRIC_COUNT] = {
#define X(sym, n, t, h)	[METRIC_##sym] = { n, t, h },
	METRICS(X)
#undef X
};

void
metrics_family(struct metrics_out *o, enum metric m)
{
	o->now = m;
	o->begun = false;
}

static void
head(struct metrics_out *o)
{
	if (o->begun)
		return;
	o->begun = true;
	fprintf(o->f, "# HELP breakwater_%s %s\n# TYPE breakwater_%s %s\n",
	    metrics[o->now].name, metrics[o->now].help, metrics[o->now].name,
	    metrics[o->now].type);
}

static void
value_text(FILE *f, const char *p)
{
	size_t n;

	for (;; p++) {
		n = strcspn(p, "\\\"\n");
		(void)fwrite_unlocked(p, 1, n, f);
		p += n;
		if (*p == '\0')
			return;
		putc('\\', f);
		putc(*p == '\n' ? 'n' : *p, f);
	}
}

static void
labels_text(struct metrics_out *o, const struct metrics_label *l, size_t n)
{
	const char *before = "{";
	size_t i;

	head(o);
	fprintf(o->f, "breakwater_%s", metrics[o->now].name);
	for (i = 0; i < n; i++) {
		if (l[i].value == NULL)
			continue;
		fprintf(o->f, "%s%s=\"", before, l[i].name);
		value_text(o->f, l[i].value);
		putc('"', o->f);
		before = ",";
	}
	fputs(*before == ',' ? "} " : " ", o->f);
}

void
metrics_count(struct metrics_out *o, uint64_t n,
    const struct metrics_label *l, size_t nl)
{
	labels_text(o, l, nl);
	fprintf(o->f, "%" PRIu64 "\n", n);
}

void
metrics_rate(struct metrics_out *o, double v, const struct metrics_label *l,
    size_t nl)
{
	labels_text(o, l, nl);
	fprintf(o->f, "%.3f\n", v > 0 ? v : 0);
}

void
metrics_single(struct metrics_out *o, enum metric m, uint64_t n)
{
	metrics_family(o, m);
	metrics_count(o, n, NULL, 0);
}

void
metrics_named(struct metrics_out *o, const char *name, const char *value,
    uint64_t n)
{
	const struct metrics_label l = { name, value };

	metrics_count(o, n, &l, 1);
}
