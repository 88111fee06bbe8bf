/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What became of the messages of an audit, class by class.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "audit.h"

enum { NAME_WIDTH = 37 };

void
coverage_lacks(struct coverage *t, size_t cls, const char *why)
{
	struct audit_class *c = &t->class[cls];
	size_t i;

	c->count.lacking++;
	for (i = 0; i < c->nreason; i++)
		if (strcmp(c->reason[i].why, why) == 0)
			break;
	if (i == AUDIT_REASONS_MAX)
		return;
	if (i == c->nreason)
		c->reason[c->nreason++] = (struct reason){ why, 0 };
	c->reason[i].n++;
}

/* The configuration is loaded more than once. */
static bool
same_rule(const struct conf_rule *a, const struct conf_rule *b)
{
	return a == b || (a != NULL && b != NULL && a->at.file == b->at.file &&
	    a->at.line == b->at.line && a->at.column == b->at.column);
}

/* Under the rule that did it; the first message is told in the warning. */
static void
blocker_note(struct coverage *t, const struct outcome *o, const char *what)
{
	size_t i;

	for (i = 0; i < t->nblocker; i++)
		if (same_rule(t->blocker[i].rule, o->rule)) {
			t->blocker[i].n++;
			return;
		}
	if (i == AUDIT_RULES_MAX) {
		t->more++;
		return;
	}
	t->blocker[i] = (struct blocker){ o->rule, 1, strdup(what) };
	t->nblocker++;
}

void
coverage_message(struct coverage *t, size_t cls, bool attack,
    const struct outcome *o, const char *what)
{
	struct audit_class *c = &t->class[cls];

	if (attack) {
		c->count.passed += o->passed;
		c->count.blocked += !o->passed;
	} else {
		c->count.fine += o->passed;
		c->count.refused += !o->passed;
		if (!o->passed)
			blocker_note(t, o, what);
	}
	if (attack == o->passed && t->findings != NULL)
		fprintf(t->findings, "%s: %s: %s\n    %s\n", attack ?
		    "attack passed" : "honest blocked", c->name, what,
		    o->text);
}

static bool
is_tried(const struct audit_class *c)
{
	return c->count.blocked + c->count.passed > 0;
}

/* Of what is found by what was before, the first ones may get through. */
static bool
is_open(const struct audit_class *c)
{
	const struct tally *n = &c->count;

	return 100 * n->passed > c->slack * (n->blocked + n->passed);
}

static const char *
state(const struct audit_class *c)
{
	if (is_open(c))
		return "open";
	if (!is_tried(c) && c->count.fine + c->count.refused == 0)
		return "n/a";
	return "";
}

static void
line_print(FILE *f, const char *how, const struct audit_class *c)
{
	const struct tally *n = &c->count;

	fprintf(f, "%-5s%-*s%8" PRIu64 "%8" PRIu64 "%8" PRIu64 "%8" PRIu64
	    "%6" PRIu64 "\n", how, NAME_WIDTH, c->name, n->blocked,
	    n->passed, n->fine, n->refused, n->lacking);
}

static void
add(struct tally *to, const struct tally *n)
{
	to->blocked += n->blocked;
	to->passed += n->passed;
	to->fine += n->fine;
	to->refused += n->refused;
	to->lacking += n->lacking;
}

void
coverage_print(FILE *f, const struct coverage *t, const char *const groups[])
{
	struct audit_class all = { .name = "all" };
	unsigned group = UINT32_MAX;
	size_t i;

	fprintf(f, "%-5s%-*s%16s%16s%6s\n%-5s%-*s%8s%8s%8s%8s\n", "",
	    NAME_WIDTH, "", "attacks", "honest", "n/a", "", NAME_WIDTH, "",
	    "blocked", "passed", "passed", "blocked");
	for (i = 0; i < t->nclass; i++) {
		if (t->class[i].group != group)
			fprintf(f, "%s\n", groups[t->class[i].group]);
		group = t->class[i].group;
		line_print(f, state(&t->class[i]), &t->class[i]);
		add(&all.count, &t->class[i].count);
	}
	line_print(f, "", &all);
}

void
coverage_reasons(FILE *f, const struct coverage *t)
{
	const struct audit_class *c;
	size_t i, k;

	for (i = 0; i < t->nclass; i++) {
		c = &t->class[i];
		for (k = 0; k < c->nreason; k++)
			fprintf(f, "not applicable: %s: %" PRIu64 ": %s\n",
			    c->name, c->reason[k].n, c->reason[k].why);
	}
}

void
coverage_warn(FILE *f, const struct coverage *t, const struct conf *conf)
{
	const struct blocker *b;
	size_t i;

	for (i = 0; i < t->nblocker; i++) {
		b = &t->blocker[i];
		if (b->rule == NULL)
			fprintf(f, "warning: no rule lets in ");
		else
			fprintf(f, "warning: %s:%u: \"%s\" blocks ",
			    conf->file[b->rule->at.file].path,
			    b->rule->at.line, b->rule->label != NULL ?
			    b->rule->label : "");
		fprintf(f, "%" PRIu64 " honest message%s, such as: %s\n", b->n,
		    b->n == 1 ? "" : "s", b->first != NULL ? b->first : "");
	}
	if (t->more > 0)
		fprintf(f, "warning: and other rules %" PRIu64 " more\n",
		    t->more);
}

size_t
coverage_open(const struct coverage *t, size_t *tried)
{
	size_t i, n = 0;

	*tried = 0;
	for (i = 0; i < t->nclass; i++) {
		n += is_open(&t->class[i]);
		*tried += is_tried(&t->class[i]);
	}
	return n;
}

void
coverage_free(struct coverage *t)
{
	size_t i;

	for (i = 0; i < t->nblocker; i++)
		free(t->blocker[i].first);
	free(t->class);
}
