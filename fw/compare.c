/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which messages another rule set would treat differently.
 *
 * Every message is judged by both.  Treatment is what the message meets: that
 * a rule under monitor would have done something, or that another rule does
 * the same, is no difference.  Groups are kept by hash in a table of fixed
 * size; numbers of rules are the key, which no stranger chooses.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "../dissectors/hash.h"
#include "compare.h"

enum { SLOTS = 2 * COMPARE_GROUPS };	/* a power of two */

/* What one rule set says. */
struct side {
	uint8_t		 action;
	uint8_t		 direction;
	bool		 monitor;
	int32_t		 rule;		/* -1: none decided */
};

struct example {
	const char	*file;
	uint64_t	 frame;
	uint32_t	 idx;
	uint16_t	 from;
	uint8_t		 op;
	uint8_t		 digits;	/* of the IMSI, 0: none */
	const char	*name;		/* of the message, static, or NULL */
	struct sig_digits imsi;
};

struct group {
	struct side	 here, there;
	uint64_t	 count;
	uint32_t	 order;		/* of appearance, from 0 */
	struct example	 example[COMPARE_EXAMPLES];
};

struct compare {
	const struct ruleset *here, *there;
	struct judge	*judge;		/* of there */
	uint64_t	 messages, different;
	uint64_t	 ungrouped;	/* when there are too many groups */
	uint32_t	 ngroup;
	uint16_t	 slot[SLOTS];	/* number of a group + 1, 0: free */
	struct group	 group[COMPARE_GROUPS];
};

struct compare *
compare_new(const struct ruleset *here, const struct ruleset *there,
    uint64_t secret)
{
	struct compare *c = calloc(1, sizeof(*c));

	if (c == NULL)
		return NULL;
	c->here = here;
	c->there = there;
	c->judge = judge_new(there, secret);
	if (c->judge == NULL) {
		free(c);
		return NULL;
	}
	return c;
}

void
compare_free(struct compare *c)
{
	if (c == NULL)
		return;
	judge_free(c->judge);
	free(c);
}

static struct side
side_of(const struct verdict *v)
{
	return (struct side){ .action = v->action, .direction = v->direction,
	    .monitor = v->monitor, .rule = v->rule };
}

static const struct conf_rule *
side_rule(const struct ruleset *rules, const struct side *s)
{
	return s->rule < 0 ? NULL :
	    ruleset_rule(rules, s->direction, (size_t)s->rule);
}

/* What is carried out. */
static unsigned
treatment(const struct side *s)
{
	return s->monitor ? ACTION_PASS : s->action;
}

/* The same link, or none in both. */
static bool
same_target(const struct conf_rule *a, const struct conf_rule *b)
{
	if (a->to == NULL || b->to == NULL)
		return a->to == b->to;
	return strcmp(a->to, b->to) == 0;
}

static bool
same_reject(const struct conf_rule *a, const struct conf_rule *b)
{
	return a->error == b->error && a->back_off == b->back_off &&
	    a->back_off_auto == b->back_off_auto &&
	    a->back_off_ns == b->back_off_ns;
}

static bool
same_treatment(const struct compare *c, const struct side *here,
    const struct side *there)
{
	const struct conf_rule *a = side_rule(c->here, here);
	const struct conf_rule *b = side_rule(c->there, there);
	unsigned action = treatment(here);

	if (action != treatment(there))
		return false;
	if (action == ACTION_PASS || a == NULL || b == NULL)
		return true;
	return action == ACTION_REJECT ? same_reject(a, b) : same_target(a, b);
}

static uint64_t
side_hash(uint64_t h, const struct side *s)
{
	h = hash_u64(h, (uint64_t)s->rule);
	return hash_u64(h, s->action | (uint64_t)s->direction << 8 |
	    (uint64_t)s->monitor << 16);
}

static bool
side_same(const struct side *a, const struct side *b)
{
	return a->rule == b->rule && a->action == b->action &&
	    a->direction == b->direction && a->monitor == b->monitor;
}

/* The group of a pair, a new one when there is none yet; NULL: too many. */
static struct group *
group_get(struct compare *c, const struct side *here,
    const struct side *there)
{
	uint64_t h = side_hash(side_hash(HASH_C, here), there);
	struct group *g;
	size_t i;

	for (i = h % SLOTS; c->slot[i] != 0; i = (i + 1) % SLOTS) {
		g = &c->group[c->slot[i] - 1];
		if (side_same(&g->here, here) && side_same(&g->there, there))
			return g;
	}
	if (c->ngroup == COMPARE_GROUPS)
		return NULL;
	g = &c->group[c->ngroup];
	g->here = *here;
	g->there = *there;
	g->order = c->ngroup++;
	c->slot[i] = (uint16_t)c->ngroup;
	return g;
}

static void
example_fill(struct example *e, const struct sig_msg *m, unsigned from,
    const char *file)
{
	const struct sig_value *imsi = sig_get(m, SIG_IMSI);

	*e = (struct example){ .file = file, .frame = m->frame,
	    .idx = m->idx, .from = (uint16_t)from };
	if (m->ncomp > 0) {
		e->op = m->comp[0].op;
		e->name = m->comp[0].name;
	}
	if (e->name == NULL)
		e->name = m->type;
	if (imsi != NULL) {
		e->imsi = imsi->digits;
		e->digits = (uint8_t)(imsi->len < SIG_DIGITS_MAX ? imsi->len :
		    SIG_DIGITS_MAX);
	}
}

void
compare_message(struct compare *c, const struct sig_msg *m,
    const struct verdict *v, const char *file)
{
	struct verdict other;
	struct side here = side_of(v), there;
	struct group *g;

	c->messages++;
	judge_message(c->judge, m, m->ts, &other);
	there = side_of(&other);
	if (same_treatment(c, &here, &there))
		return;
	c->different++;
	g = group_get(c, &here, &there);
	if (g == NULL) {
		c->ungrouped++;
		return;
	}
	if (g->count < COMPARE_EXAMPLES)
		example_fill(&g->example[g->count], m, v->from, file);
	g->count++;
}

/* Large groups first, then as they appeared. */
static int
group_order(const void *va, const void *vb)
{
	const struct group *a = *(const struct group *const *)va;
	const struct group *b = *(const struct group *const *)vb;

	if (a->count != b->count)
		return a->count < b->count ? 1 : -1;
	return a->order < b->order ? -1 : 1;
}

static void
side_print(FILE *f, const char *which, const struct ruleset *rules,
    const struct side *s)
{
	const struct conf *conf = ruleset_conf(rules);
	const struct conf_rule *r = side_rule(rules, s);

	fprintf(f, "              %-6s ", which);
	if (r == NULL) {
		fprintf(f, "%s, no rule decided", conf_action_name(s->action));
	} else {
		fprintf(f, "%s:%u: ", conf->file[r->at.file].path, r->at.line);
		conf_print_rule(f, conf, r);
	}
	fprintf(f, "%s\n", s->monitor ? " (under monitor)" : "");
}

static void
example_print(FILE *f, const struct compare *c, const struct example *e)
{
	char imsi[SIG_DIGITS_MAX];

	fprintf(f, "              %s%sframe %" PRIu64,
	    e->file != NULL ? e->file : "", e->file != NULL ? " " : "",
	    e->frame);
	if (e->idx > 0)
		fprintf(f, ".%" PRIu32, e->idx);
	if (e->op != SIG_OP_NONE)
		fprintf(f, "  %s", sig_op_name(e->op));
	else if (e->name != NULL)
		fprintf(f, "  %s", e->name);
	if (e->from == OWNER_HOME)
		fputs("  from home", f);
	else if (e->from != OWNER_NOBODY)
		fprintf(f, "  from \"%s\"",
		    ruleset_owner_name(c->here, e->from));
	if (e->digits > 0)
		fprintf(f, "  imsi %.*s",
		    (int)sig_digits_text(&e->imsi, e->digits, imsi), imsi);
	putc('\n', f);
}

static void
group_print(FILE *f, const struct compare *c, const struct group *g)
{
	size_t i;

	fprintf(f, "%12" PRIu64 "  %s -> %s\n", g->count,
	    conf_action_name(treatment(&g->here)),
	    conf_action_name(treatment(&g->there)));
	side_print(f, "here", c->here, &g->here);
	side_print(f, "there", c->there, &g->there);
	for (i = 0; i < COMPARE_EXAMPLES && i < g->count; i++)
		example_print(f, c, &g->example[i]);
}

void
compare_text(FILE *f, const struct compare *c)
{
	const struct group *sorted[COMPARE_GROUPS];
	uint32_t i;

	fprintf(f, "%s would treat %" PRIu64 " of %" PRIu64
	    " messages differently\n", ruleset_conf(c->there)->file[0].path,
	    c->different, c->messages);
	for (i = 0; i < c->ngroup; i++)
		sorted[i] = &c->group[i];
	qsort(sorted, c->ngroup, sizeof(sorted[0]), group_order);
	for (i = 0; i < c->ngroup; i++)
		group_print(f, c, sorted[i]);
	if (c->ungrouped > 0)
		fprintf(f, "%12" PRIu64 "  in more groups than the %d that "
		    "are told apart\n", c->ungrouped, COMPARE_GROUPS);
}
