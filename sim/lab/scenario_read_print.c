/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Scenarios as canonical text.
 *
 * What is as it would be without a word is left out: the same key of an element
 * with nothing but defaults is printed too, and compared.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../../rules/out.h"
#include "scenario_read_impl.h"
#include "table.h"

enum { VALUE_MAX = 400 };

/* ---- names and values ---- */

/* Words that would be something else where a name may stand. */
static bool
is_taken(const char *name)
{
	return strcmp(name, "all") == 0 || strcmp(name, "others") == 0;
}

static void
put_name(struct out *o, const char *name)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyz"
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-";

	if (name[0] == '\0' || strspn(name, plain) != strlen(name) ||
	    is_taken(name))
		out_quoted(o, name);
	else
		out_put(o, "%s", name);
}

static uint64_t
get_number(const void *from, size_t size)
{
	uint64_t n64 = 0;
	uint32_t n32;
	uint16_t n16;
	uint8_t n8;

	switch (size) {
	case 1:
		memcpy(&n8, from, size);
		return n8;
	case 2:
		memcpy(&n16, from, size);
		return n16;
	case 4:
		memcpy(&n32, from, size);
		return n32;
	default:
		memcpy(&n64, from, sizeof(n64));
		return n64;
	}
}

static void
put_time(struct out *o, uint64_t ns)
{
	if (ns == 0)
		out_put(o, "0");
	else
		out_time(o, ns);
}

static void
put_span(struct out *o, const uint64_t span[2])
{
	put_time(o, span[0]);
	out_put(o, " to ");
	put_time(o, span[1]);
}

/* Twelve digits, without a point at the end. */
static void
put_decimal(struct out *o, double v)
{
	char text[64], *end;

	snprintf(text, sizeof(text), "%.*f", v >= 1e9 ? 3 : v >= 1e5 ? 6 :
	    9, v);
	end = text + strlen(text);
	while (end[-1] == '0')
		*--end = '\0';
	if (end[-1] == '.')
		*--end = '\0';
	out_put(o, "%s", text);
}

static void
put_place(struct out *o, const struct scenario *s, enum key_kind kind, int i)
{
	const char *name = key_place_name(s, kind, i);

	if (name == NULL)
		out_put(o, "all");
	else
		put_name(o, name);
}

/* ---- things of several words ---- */

static void
put_networks(struct out *o, const struct scenario *s,
    const struct scenario_population *p)
{
	unsigned i;

	out_put(o, "{");
	for (i = 0; i < p->networks; i++) {
		out_put(o, " ");
		put_place(o, s, KEY_NETWORK, p->network[i]);
	}
	out_put(o, " }");
}

static void
put_cause(struct out *o, const struct scenario_cause *c)
{
	out_put(o, "%s%lu", c->map ? "map " : c->experimental ?
	    "experimental " : "", (unsigned long)c->error);
	if (c->diagnostic >= 0)
		out_put(o, " diagnostic %d", c->diagnostic);
	out_put(o, " is %u", c->cause);
}

static void
put_arrival(struct out *o, const struct scenario_arrival *a)
{
	unsigned i;

	out_put(o, "%s", lab_arrive_word(a->kind));
	if (a->kind == LAB_ARRIVE_STEP)
		return;
	out_put(o, " over ");
	put_time(o, a->over);
	if (a->kind != LAB_ARRIVE_SERIES)
		return;
	out_put(o, " {");
	for (i = 0; i < a->steps; i++) {
		out_put(o, " ");
		put_decimal(o, (double)a->weight[i]);
	}
	out_put(o, " }");
}

/* ---- keys ---- */

static void
put_quantity(struct out *o, const struct key *k, const void *at)
{
	const uint64_t *time = at;
	const double *real = at;

	switch (k->kind) {
	case KEY_TIME:
		put_time(o, *time);
		break;
	case KEY_NEVER:
		if (*time == 0)
			out_put(o, "never");
		else
			out_time(o, *time);
		break;
	case KEY_SPAN:
	case KEY_SPAN_NONE:
		if (k->kind == KEY_SPAN_NONE && time[1] == 0)
			out_put(o, "none");
		else
			put_span(o, time);
		break;
	case KEY_NUMBER:
		out_put(o, "%llu", (unsigned long long)get_number(at,
		    k->size));
		break;
	case KEY_IMSI:
		out_put(o, "%015llu", (unsigned long long)*time);
		break;
	case KEY_SHARE:
		put_decimal(o, 100 * *real);
		out_put(o, "%%");
		break;
	case KEY_RATE:
		put_decimal(o, *real);
		out_put(o, "/s");
		break;
	default:
		put_decimal(o, *real);
	}
}

static void
put_value(struct out *o, const struct scenario *s, const struct key *k,
    const void *base)
{
	const void *at = (const char *)base + k->offset;
	const int *place = at;

	switch (k->kind) {
	case KEY_WORD:
	case KEY_TECH:
		out_put(o, "%s", k->word((unsigned)get_number(at, k->size)));
		break;
	case KEY_TEXT:
		out_quoted(o, at);
		break;
	case KEY_PLMN:
		out_put(o, "%.3s-%s", (const char *)at, (const char *)at + 3);
		break;
	case KEY_DIGITS:
		out_put(o, "%s", (const char *)at);
		break;
	case KEY_YES:
		out_put(o, "%s", *(const bool *)at ? "yes" : "no");
		break;
	case KEY_CLASS:
	case KEY_NETWORK:
	case KEY_POPULATION:
		put_place(o, s, k->kind, *place);
		break;
	case KEY_NETWORKS:
		put_networks(o, s, base);
		break;
	case KEY_ARRIVAL:
		put_arrival(o, at);
		break;
	case KEY_CAUSE:
	case KEY_BEHAVIOUR:	/* not in one line */
		break;
	default:
		put_quantity(o, k, at);
	}
}

/* Does it differ from what it would be? */
static bool
differs(const struct scenario *s, const struct key *k, const void *base,
    const void *usual)
{
	char text[VALUE_MAX], other[VALUE_MAX];
	struct out o;

	out_text(&o, text, sizeof(text));
	put_value(&o, s, k, base);
	out_text(&o, other, sizeof(other));
	put_value(&o, s, k, usual);
	return strcmp(text, other) != 0;
}

struct put {
	struct out	 o;
	const struct scenario *s;
	enum lab_tech	 tech;		/* of the behaviour at hand */
};

static void	put_keys(struct put *, const struct block *, const void *base,
    const void *usual, unsigned only, const char *indent);

static bool
any_differs(const struct scenario *s, const struct block *b, const void *base,
    const void *usual)
{
	size_t i;

	for (i = 0; i < b->n; i++)
		if (differs(s, &b->key[i], base, usual))
			return true;
	return false;
}

static void
put_behaviour(struct put *p, const struct scenario_behaviour *b)
{
	struct scenario_behaviour usual;

	behaviour_default(&usual, b->kind, p->tech);
	out_put(&p->o, "\tbehaviour %s", lab_behave_word(b->kind));
	if (any_differs(p->s, &block_behaviour, b, &usual)) {
		out_put(&p->o, " {\n");
		put_keys(p, &block_behaviour, b, &usual, 0, "\t\t");
		out_put(&p->o, "\t}");
	}
	out_put(&p->o, "\n");
}

static void
put_causes(struct put *p, const struct scenario_network *n)
{
	unsigned i;

	for (i = 0; i < n->causes; i++) {
		out_put(&p->o, "\tcause ");
		put_cause(&p->o, &n->cause[i]);
		out_put(&p->o, "\n");
	}
}

static void
put_keys(struct put *p, const struct block *b, const void *base,
    const void *usual, unsigned only, const char *indent)
{
	const struct key *k;

	for (k = b->key; k < b->key + b->n; k++) {
		if (k->only != 0 && !(k->only & only))
			continue;
		if (k->kind == KEY_BEHAVIOUR) {
			put_behaviour(p, (const void *)((const char *)base +
			    k->offset));
		} else if (k->kind == KEY_CAUSE) {
			put_causes(p, base);
		} else if (k->shown || differs(p->s, k, base, usual)) {
			out_put(&p->o, "%s%s ", indent, k->name);
			put_value(&p->o, p->s, k, base);
			out_put(&p->o, "\n");
		}
	}
}

/* ---- elements ---- */

static void
put_head(struct put *p, const struct scenario *usual)
{
	unsigned i;

	put_keys(p, &block_scenario, p->s, usual, 0, "");
	for (i = 0; i < p->s->classes; i++) {
		out_put(&p->o, "%sclass ", i == 0 ? "\n" : "");
		put_name(&p->o, p->s->cls[i].name);
		out_put(&p->o, " priority %u\n", p->s->cls[i].priority);
	}
	out_put(&p->o, "\nhome {\n");
	put_keys(p, &block_home, &p->s->home, &usual->home, 0, "\t");
	out_put(&p->o, "}\n");
}

static void
put_elements(struct put *p, const struct scenario_network *network,
    const struct scenario_population *population)
{
	unsigned i;

	for (i = 0; i < p->s->networks; i++) {
		out_put(&p->o, "\nnetwork ");
		put_name(&p->o, p->s->network[i].name);
		out_put(&p->o, " {\n");
		put_keys(p, &block_network, &p->s->network[i], network, 0,
		    "\t");
		out_put(&p->o, "}\n");
	}
	for (i = 0; i < p->s->populations; i++) {
		p->tech = p->s->population[i].tech;
		out_put(&p->o, "\npopulation ");
		put_name(&p->o, p->s->population[i].name);
		out_put(&p->o, " {\n");
		put_keys(p, &block_population, &p->s->population[i],
		    population, 0, "\t");
		out_put(&p->o, "}\n");
	}
}

/* A statement whose braces may hold nothing. */
static void
put_optional(struct put *p, const struct block *b, const void *base,
    const void *usual, unsigned only)
{
	size_t i;
	bool any = false;

	for (i = 0; i < b->n; i++) {
		const struct key *k = &b->key[i];

		if (k->only == 0 || (k->only & only))
			any = any || k->shown || differs(p->s, k, base, usual);
	}
	if (any) {
		out_put(&p->o, " {\n");
		put_keys(p, b, base, usual, only, "\t");
		out_put(&p->o, "}");
	}
	out_put(&p->o, "\n");
}

static void
put_event(struct put *p, struct scenario *scratch,
    const struct scenario_event *e)
{
	const struct scenario_event *usual;

	scratch->events = 0;
	usual = scenario_add_event(scratch, e->kind);
	p->tech = e->population >= 0 ? p->s->population[e->population].tech :
	    LAB_TECH_S6A;
	out_put(&p->o, "at ");
	put_time(&p->o, e->at);
	out_put(&p->o, " %s", lab_event_word(e->kind));
	put_optional(p, &block_event, e, usual, 1U << e->kind);
}

static void
put_policy(struct put *p, struct scenario *scratch,
    const struct scenario_policy *of)
{
	const struct scenario_policy *usual;

	scratch->policies = 0;
	scratch->home = p->s->home;	/* limits go by it */
	usual = scenario_add_policy(scratch, of->kind);
	out_put(&p->o, "policy %s", lab_policy_word(of->kind));
	if (strcmp(of->name, usual->name) != 0) {
		out_put(&p->o, " ");
		out_quoted(&p->o, of->name);
	}
	put_optional(p, &block_policy, of, usual, 1U << of->kind);
}

/* ---- expectations ---- */

static void
put_amount(struct out *o, enum lab_metric m, double v)
{
	switch (table_unit(m)) {
	case TABLE_TIME:
		put_time(o, (uint64_t)v);
		break;
	case TABLE_SHARE:
		put_decimal(o, 100 * v);
		out_put(o, "%%");
		break;
	default:
		put_decimal(o, v);
	}
}

static void
put_expectation(struct out *o, const struct scenario *s,
    const struct scenario_expectation *e)
{
	static const char *const compare[] = { "<", "<=", ">", ">=" };
	const bool reachable = e->metric == LAB_METRIC_DONE_REACHABLE;
	const bool within = reachable || e->metric == LAB_METRIC_DONE_FLUID;

	out_put(o, "expect ");
	put_name(o, s->policy[e->policy].name);
	if (e->cls != SCENARIO_ALL) {
		out_put(o, " class ");
		put_name(o, s->cls[e->cls].name);
	}
	out_put(o, " %s", lab_metric_word(within ? LAB_METRIC_DONE :
	    e->metric));
	if (within || e->metric == LAB_METRIC_DONE)
		out_put(o, " %.0f%%", 100 * e->quantile);
	else if (e->metric == LAB_METRIC_DELAY)
		out_put(o, " p%.0f", 100 * e->quantile);
	if (within) {
		out_put(o, " within ");
		put_decimal(o, e->value);
		out_put(o, reachable ? " reachable" : " fluid");
		return;
	}
	out_put(o, " %s ", compare[e->compare]);
	if (e->other != SCENARIO_ALL)
		put_name(o, s->policy[e->other].name);
	else
		put_amount(o, e->metric, e->value);
}

void
scenario_print_expectation(FILE *f, const struct scenario *s,
    const struct scenario_expectation *e)
{
	struct out o;

	out_file(&o, f);
	put_expectation(&o, s, e);
}

/* ---- all of it ---- */

static void
put_rest(struct put *p, struct scenario *scratch)
{
	unsigned i;

	for (i = 0; i < p->s->events; i++) {
		out_put(&p->o, "%s", i == 0 ? "\n" : "");
		put_event(p, scratch, &p->s->event[i]);
	}
	for (i = 0; i < p->s->policies; i++) {
		out_put(&p->o, "%s", i == 0 ? "\n" : "");
		put_policy(p, scratch, &p->s->policy[i]);
	}
	for (i = 0; i < p->s->expectations; i++) {
		out_put(&p->o, "%s", i == 0 ? "\n" : "");
		put_expectation(&p->o, p->s, &p->s->expectation[i]);
		out_put(&p->o, "\n");
	}
}

void
scenario_print(FILE *f, const struct scenario *s)
{
	struct put p = { .s = s };
	struct scenario *usual = scenario_new();
	const struct scenario_network *network;
	const struct scenario_population *population;

	if (usual == NULL)
		return;
	network = scenario_add_network(usual);
	population = scenario_add_population(usual);
	out_file(&p.o, f);
	put_head(&p, usual);
	put_elements(&p, network, population);
	put_rest(&p, usual);
	scenario_free(usual);
}
