/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Outcomes for programs: one JSON object (RFC 8259) of all, with the series of
 * each policy column by column; or the series alone as CSV.  Names are stable;
 * what did not happen is left out, or null.
 */
#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "../../fw/json.h"
#include "scenario_read.h"
#include "table.h"

#define COUNTS(X)							\
X(offered) X(continuation) X(hostile) X(admitted) X(refused)		\
X(discarded) X(lost) X(throttled) X(answered) X(late) X(busy)		\
X(dropped) X(done) X(queue) X(backing_off)
#define REALS(X)							\
X(capacity) X(load) X(used) X(latency) X(latency_most)
#define TOTALS(X)							\
X(messages) X(octets) X(offered) X(continuation) X(hostile)		\
X(admitted) X(refused) X(discarded) X(lost) X(throttled) X(answered)	\
X(late) X(busy) X(dropped) X(succeeded) X(retransmitted)		\
X(unreadable) X(attempts) X(concerned) X(back) X(dead)			\
X(refusals_most) X(early) X(policy_memory)

/* ---- objects and arrays within ---- */

static void
open_in(struct json *j, const char *name, char with)
{
	if (j->comma)
		fputc(',', j->f);
	if (name != NULL)
		fprintf(j->f, "\"%s\":", name);
	fputc(with, j->f);
	j->comma = false;
}

static void
close_in(struct json *j, char with)
{
	fputc(with, j->f);
	j->comma = true;
}

static void
real(FILE *f, double v)
{
	if (isnan(v) || isinf(v))
		fputs("null", f);
	else
		fprintf(f, "%.9g", v);
}

static void
json_real(struct json *j, const char *name, double v)
{
	if (j->comma)
		fputc(',', j->f);
	if (name != NULL)
		fprintf(j->f, "\"%s\":", name);
	real(j->f, v);
	j->comma = true;
}

static double
seconds(uint64_t ns)
{
	return ns == LAB_NEVER ? NAN : (double)ns / 1e9;
}

static void
quantiles(struct json *j, const char *name, const uint64_t ns[LAB_QUANTILES])
{
	char key[16];
	size_t i;

	open_in(j, name, '{');
	for (i = 0; i < LAB_QUANTILES; i++) {
		snprintf(key, sizeof(key), "%.0f", 100 * lab_quantiles[i]);
		json_real(j, key, seconds(ns[i]));
	}
	close_in(j, '}');
}

/* ---- one policy ---- */

static void
metrics(struct json *j, const struct outcome *o)
{
	double v;
	int i;

	open_in(j, "metrics", '{');
	for (i = 0; i < LAB_METRIC_COUNT; i++) {
		enum lab_metric m = (enum lab_metric)i;

		if (m == LAB_METRIC_DONE || m == LAB_METRIC_DELAY)
			continue;	/* quantiles, beside */
		if (!outcome_metric(o, m, SCENARIO_ALL, 1, &v))
			v = NAN;
		json_real(j, lab_metric_word(m), table_unit(m) == TABLE_TIME ?
		    v / 1e9 : v);
	}
	close_in(j, '}');
}

static void
classes(struct json *j, const struct scenario *s, const struct outcome *o)
{
	unsigned i;

	open_in(j, "classes", '[');
	for (i = 0; i < s->classes; i++) {
		const struct outcome_class *c = &o->cls[i];

		open_in(j, NULL, '{');
		json_text(j, "name", s->cls[i].name);
		json_uint(j, "priority", s->cls[i].priority);
		json_uint(j, "devices", c->devices);
		json_uint(j, "concerned", c->concerned);
		json_uint(j, "back", c->back);
		json_uint(j, "dead", c->dead);
		json_uint(j, "attempts", c->attempts);
		json_uint(j, "failures", c->failures);
		json_uint(j, "refused", c->refused);
		quantiles(j, "delay", c->delay);
		quantiles(j, "done", c->done);
		close_in(j, '}');
	}
	close_in(j, ']');
}

static void
refused_times(struct json *j, const struct outcome *o)
{
	size_t i;

	open_in(j, "refused_times", '[');
	for (i = 0; i < sizeof(o->refused_times) / sizeof(o->refused_times[0]);
	    i++)
		json_real(j, NULL, o->refused_times[i]);
	close_in(j, ']');
}

static void
registered(struct json *j, const struct scenario *s, const struct outcome *o)
{
	uint32_t i;
	unsigned c;

	open_in(j, "registered", '[');
	for (c = 0; c < s->classes; c++) {
		open_in(j, NULL, '[');
		for (i = 0; i < o->seconds; i++)
			json_real(j, NULL, o->second[i].registered[c]);
		close_in(j, ']');
	}
	close_in(j, ']');
}

static void
series(struct json *j, const struct scenario *s, const struct outcome *o)
{
	uint32_t i;

	open_in(j, "series", '{');
#define X(member)							\
	open_in(j, #member, '[');					\
	for (i = 0; i < o->seconds; i++)				\
		json_real(j, NULL, (double)o->second[i].member);	\
	close_in(j, ']');
	COUNTS(X)
	REALS(X)
#undef X
	registered(j, s, o);
	close_in(j, '}');
}

static void
policy(struct json *j, const struct scenario *s, const struct outcome *o)
{
	open_in(j, NULL, '{');
	json_text(j, "name", o->policy);
	json_text(j, "kind", lab_policy_word(o->kind));
	json_real(j, "start", seconds(o->start));
	json_real(j, "first", seconds(o->first));
	json_real(j, "end", seconds(o->end));
	if (o->recovered)
		json_true(j, "recovered");
	quantiles(j, "done", o->done);
	metrics(j, o);
#define X(member)	json_uint(j, #member, o->member);
	TOTALS(X)
#undef X
	json_real(j, "policy_ns", o->policy_ns);
	refused_times(j, o);
	classes(j, s, o);
	series(j, s, o);
	close_in(j, '}');
}

/* ---- all of it ---- */

static void
expectations(struct json *j, const struct lab_result *r)
{
	static const char *const words[] = { "met", "unmet", "untried" };
	double value, against;
	unsigned i;

	open_in(j, "expectations", '[');
	for (i = 0; i < r->s->expectations; i++) {
		const struct scenario_expectation *e = &r->s->expectation[i];
		enum table_verdict v = table_expectation(r, e, &value,
		    &against);

		open_in(j, NULL, '{');
		json_uint(j, "line", e->line);
		json_text(j, "policy", r->s->policy[e->policy].name);
		json_text(j, "metric", lab_metric_word(e->metric));
		json_text(j, "verdict", words[v]);
		json_real(j, "value", value);
		json_real(j, "against", against);
		close_in(j, '}');
	}
	close_in(j, ']');
}

void
table_json(FILE *f, const struct lab_result *r)
{
	struct json j = { f, false };
	const struct outcome *any = NULL;
	unsigned i;

	for (i = 0; i < r->s->policies; i++)
		if (r->ran[i])
			any = &r->outcome[i];
	open_in(&j, NULL, '{');
	json_text(&j, "scenario", r->s->name);
	json_text(&j, "title", r->s->title);
	json_uint(&j, "seed", r->s->seed);
	json_uint(&j, "devices", scenario_devices(r->s));
	json_real(&j, "capacity", r->s->home.capacity);
	if (any != NULL) {
		quantiles(&j, "fluid", any->fluid);
		quantiles(&j, "reachable", any->reachable);
	}
	expectations(&j, r);
	open_in(&j, "policies", '[');
	for (i = 0; i < r->s->policies; i++)
		if (r->ran[i])
			policy(&j, r->s, &r->outcome[i]);
	close_in(&j, ']');
	close_in(&j, '}');
	fputc('\n', f);
}

/* ---- CSV, RFC 4180 ---- */

static void
quoted(FILE *f, const char *text)
{
	fputc('"', f);
	for (; *text != '\0'; text++) {
		if (*text == '"')
			fputc('"', f);
		fputc(*text, f);
	}
	fputc('"', f);
}

static void
csv_row(FILE *f, const struct scenario *s, const struct outcome *o, uint32_t i)
{
	const struct outcome_second *z = &o->second[i];
	unsigned c;

	quoted(f, o->policy);
	fprintf(f, ",%" PRIu32, i);
#define X(member)	fprintf(f, ",%" PRIu32, z->member);
	COUNTS(X)
#undef X
#define X(member)	fprintf(f, ",%.6g", (double)z->member);
	REALS(X)
#undef X
	for (c = 0; c < s->classes; c++)
		fprintf(f, ",%" PRIu32, z->registered[c]);
	fputs("\r\n", f);
}

void
table_csv(FILE *f, const struct lab_result *r)
{
	char column[SCENARIO_NAME + 16];
	uint32_t i;
	unsigned p;

	fputs("policy,second", f);
#define X(member)	fputs("," #member, f);
	COUNTS(X)
	REALS(X)
#undef X
	for (p = 0; p < r->s->classes; p++) {
		snprintf(column, sizeof(column), "registered %s",
		    r->s->cls[p].name);
		fputc(',', f);
		quoted(f, column);
	}
	fputs("\r\n", f);
	for (p = 0; p < r->s->policies; p++)
		for (i = 0; r->ran[p] && i < r->outcome[p].seconds; i++)
			csv_row(f, r->s, &r->outcome[p], i);
}
