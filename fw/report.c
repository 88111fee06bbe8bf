/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Counts over judged messages.
 *
 * Everything is an array by number (network, operation, rule, label) but the
 * sources, which strangers choose: for them only the heavy hitters are kept.
 */
#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "report_impl.h"

static int
label_by_text(const void *a, const void *b)
{
	const struct report_label *x = a, *y = b;
	int c = strcmp(x->text, y->text);

	if (c != 0)
		return c;
	return (x->finding > y->finding) - (x->finding < y->finding);
}

static int
label_by_address(const void *a, const void *b)
{
	uintptr_t x = (uintptr_t)((const struct report_label *)a)->text;
	uintptr_t y = (uintptr_t)((const struct report_label *)b)->text;

	return (x > y) - (x < y);
}

/* Rules of the same label share the finding of the first of them; at first
 * each has the one of its own number. */
static void
labels_join(struct report *r)
{
	size_t i, first = 0;

	for (i = 0; i < r->nrule; i++) {
		r->rule[i].finding = (uint32_t)i;
		r->finding[i].rule = &r->rule[i];
		if (r->rule[i].rule == NULL ||
		    r->rule[i].rule->label == NULL)
			continue;
		r->finding[i].label = r->rule[i].rule->label;
		r->label[r->nlabel++] = (struct report_label){
		    r->rule[i].rule->label, (uint32_t)i };
	}
	r->nfinding = r->nrule;
	qsort(r->label, r->nlabel, sizeof(*r->label), label_by_text);
	for (i = 0; i < r->nlabel; i++) {
		if (strcmp(r->label[i].text, r->label[first].text) != 0)
			first = i;
		r->rule[r->label[i].finding].finding = r->label[first].finding;
		r->label[i].finding = r->label[first].finding;
	}
	qsort(r->label, r->nlabel, sizeof(*r->label), label_by_address);
}

/* Most rules of an operator's configuration may stand in an included file. */
static size_t
files_most(const struct report *r)
{
	size_t count[CONF_FILES_MAX] = { 0 }, most = 0, i;

	for (i = 0; i < r->nrule; i++)
		if (r->rule[i].rule != NULL &&
		    r->rule[i].rule->at.file < CONF_FILES_MAX)
			count[r->rule[i].rule->at.file]++;
	for (i = 1; i < CONF_FILES_MAX; i++)
		if (count[i] > count[most])
			most = i;
	return most;
}

static void
rules_take(struct report *r)
{
	struct report_rule *rule = r->rule;
	unsigned d, why;
	size_t i, n;

	for (d = 0; d < DIRECTION_COUNT; d++) {
		r->before[d] = (size_t)(rule - r->rule);
		n = ruleset_rules(r->rules, d);
		for (i = 0; i < n; i++, rule++) {
			rule->direction = (uint8_t)d;
			rule->why = WHY_RULE;
			rule->number = i;
			rule->rule = ruleset_rule(r->rules, d, i);
		}
	}
	for (why = WHY_DEFAULT; why < WHY_COUNT; why++)
		for (d = 0; d < DIRECTION_COUNT; d++, rule++) {
			rule->direction = (uint8_t)d;
			rule->why = (uint8_t)why;
		}
	r->file = files_most(r);
	labels_join(r);
}

/* Everything that depends on the number of rules and networks. */
static bool
arrays_new(struct report *r)
{
	size_t n = r->nrule > r->nowner ? r->nrule : r->nowner;

	if (n < SIG_OP_COUNT)
		n = SIG_OP_COUNT;
	if (n < SIG_ANOMALY_COUNT)
		n = SIG_ANOMALY_COUNT;
	if (n < SIG_DEFECT_COUNT)
		n = SIG_DEFECT_COUNT;
	r->owner = calloc(r->nowner, sizeof(*r->owner));
	r->matrix = calloc(r->nowner, sizeof(*r->matrix));
	r->rule = calloc(r->nrule, sizeof(*r->rule));
	r->finding = calloc(r->nrule, sizeof(*r->finding));
	r->label = calloc(r->nrule, sizeof(*r->label));
	r->row = calloc(n, sizeof(*r->row));
	return r->owner != NULL && r->matrix != NULL && r->rule != NULL &&
	    r->finding != NULL && r->label != NULL && r->row != NULL;
}

static bool
sources_new(struct report *r)
{
	uint64_t secret[2];

	if (getrandom(secret, sizeof(secret), 0) != sizeof(secret))
		return false;
	r->talker = topn_new(REPORT_SOURCES, secret[0]);
	r->unowned = topn_new(REPORT_SOURCES, secret[1]);
	r->talker_source = calloc(REPORT_SOURCES, sizeof(*r->talker_source));
	r->unowned_source = calloc(REPORT_SOURCES, sizeof(*r->unowned_source));
	return r->talker != NULL && r->unowned != NULL &&
	    r->talker_source != NULL && r->unowned_source != NULL;
}

struct report *
report_new(const struct ruleset *rules)
{
	struct report *r = calloc(1, sizeof(*r));
	size_t series;

	if (r == NULL)
		return NULL;
	r->rules = rules;
	r->nowner = ruleset_owners(rules);
	if (r->nowner < OWNER_PARTNER)
		r->nowner = OWNER_PARTNER;
	r->nrule = ruleset_rules(rules, DIRECTION_IN) +
	    ruleset_rules(rules, DIRECTION_OUT) + (WHY_COUNT - WHY_DEFAULT) *
	    DIRECTION_COUNT;
	series = r->nrule < REPORT_SERIES ? r->nrule : REPORT_SERIES;
	r->timeline = timeline_new(REPORT_VERDICTS + series);
	if (r->timeline == NULL || !arrays_new(r) || !sources_new(r)) {
		report_free(r);
		return NULL;
	}
	rules_take(r);
	return r;
}

void
report_free(struct report *r)
{
	if (r == NULL)
		return;
	timeline_free(r->timeline);
	topn_free(r->talker);
	topn_free(r->unowned);
	free(r->talker_source);
	free(r->unowned_source);
	free(r->owner);
	free(r->matrix);
	free(r->rule);
	free(r->finding);
	free(r->label);
	free(r->row);
	free(r);
}

static void
seen_add(struct report_seen *s, const struct sig_msg *m, const char *file)
{
	if (s->count < REPORT_EXAMPLES)
		s->example[s->count] = (struct report_frame){ file, m->frame,
		    m->idx };
	if (s->count == 0 || m->ts < s->first)
		s->first = m->ts;
	if (s->count == 0 || m->ts > s->last)
		s->last = m->ts;
	s->count++;
}

/* What decided: a rule, or what stands for none. */
static struct report_rule *
rule_of(const struct report *r, const struct verdict *v, int32_t number)
{
	unsigned d = v->direction < DIRECTION_COUNT ? v->direction : 0;
	size_t none = r->nrule - (WHY_COUNT - WHY_DEFAULT) * DIRECTION_COUNT;

	if (number >= 0 && (size_t)number < ruleset_rules(r->rules, d))
		return &r->rule[r->before[d] + (size_t)number];
	if (v->why > WHY_DEFAULT)
		none += (size_t)(v->why - WHY_DEFAULT) * DIRECTION_COUNT;
	return &r->rule[none + d];
}

/* The finding of the label; it may be that of a "match" before. */
static uint32_t
finding_of(const struct report *r, const struct report_rule *rule,
    const struct verdict *v)
{
	const struct report_label key = { v->label, 0 }, *found;

	if (v->label == NULL ||
	    (rule->rule != NULL && rule->rule->label == v->label))
		return rule->finding;
	found = bsearch(&key, r->label, r->nlabel, sizeof(*r->label),
	    label_by_address);
	return found != NULL ? found->finding : rule->finding;
}

/* An address as a key: digits, a name without its case, or what there is. */
static size_t
address_digits(char text[TOPN_KEY_MAX + 1], const struct sig_addr *a)
{
	if (!a->has_gt || a->len == 0)
		return 0;
	return sig_digits_text(&a->digits, a->len, text);
}

static size_t
address_name(char text[TOPN_KEY_MAX + 1], const struct sig_msg *m,
    enum sig_field f)
{
	const struct sig_value *v = sig_get(m, f);
	size_t i, len;

	if (v == NULL || v->type != SIG_TYPE_TEXT)
		return 0;
	len = v->len < TOPN_KEY_MAX ? v->len : TOPN_KEY_MAX;
	for (i = 0; i < len; i++)
		text[i] = (char)(v->text[i] >= 'A' && v->text[i] <= 'Z' ?
		    v->text[i] | 0x20 : v->text[i]);
	return len;
}

static size_t
address_pc(char text[TOPN_KEY_MAX + 1], bool there, uint32_t pc)
{
	if (!there)
		return 0;
	if (pc > 0x3fff)
		return (size_t)snprintf(text, TOPN_KEY_MAX, "pc %u", pc);
	return (size_t)snprintf(text, TOPN_KEY_MAX, "pc %u-%u-%u", pc >> 11,
	    pc >> 3 & 0xff, pc & 7);
}

static size_t
address_ip(char text[TOPN_KEY_MAX + 1], struct cur c)
{
	size_t len = cur_left(&c);

	if ((len != 4 && len != 16) || inet_ntop(len == 4 ? AF_INET : AF_INET6,
	    c.p, text, TOPN_KEY_MAX) == NULL)
		return 0;
	return strlen(text);
}

/* Who sent it, by the best address that it carries. */
static size_t
sender(char text[TOPN_KEY_MAX + 1], const struct sig_msg *m)
{
	size_t len;

	if ((len = address_digits(text, &m->calling)) > 0 ||
	    (len = address_name(text, m, SIG_ORIGIN_HOST)) > 0 ||
	    (len = address_name(text, m, SIG_ORIGIN_REALM)) > 0 ||
	    (len = address_pc(text, m->calling.has_pc, m->calling.pc)) > 0 ||
	    (len = address_pc(text, m->has_label, m->opc)) > 0)
		return len;
	return address_ip(text, m->src);
}

static size_t
receiver(char text[TOPN_KEY_MAX + 1], const struct sig_msg *m)
{
	size_t len;

	if ((len = address_digits(text, &m->called)) > 0 ||
	    (len = address_name(text, m, SIG_DEST_HOST)) > 0 ||
	    (len = address_pc(text, m->called.has_pc, m->called.pc)) > 0 ||
	    (len = address_pc(text, m->has_label, m->dpc)) > 0)
		return len;
	return 0;
}

/* Whom nobody owns: what the owner was looked up by comes first, that is, the
 * realm before the host.  A Diameter answer names no receiver, which is no
 * finding. */
static size_t
stranger(char text[TOPN_KEY_MAX + 1], const struct sig_msg *m, bool out)
{
	size_t len;

	if ((len = address_name(text, m, out ? SIG_DEST_REALM :
	    SIG_ORIGIN_REALM)) > 0)
		return len;
	return out ? receiver(text, m) : sender(text, m);
}

static void
source_add(struct topn *t, struct report_source *sources, const char *text,
    size_t len, unsigned owner, uint32_t finding, const struct sig_msg *m,
    const char *file)
{
	struct report_source *s;
	bool fresh;

	if (len == 0)
		return;
	s = &sources[topn_add(t, text, len, &fresh)];
	if (fresh)
		memset(s, 0, sizeof(*s));
	s->owner = (uint16_t)owner;
	few_add(&s->finding, finding);
	seen_add(&s->seen, m, file);
}

static void
odd_add(struct report_odd *o, bool passed)
{
	o->count++;
	o->passed += passed;
}

static void
odds_add(struct report *r, const struct sig_msg *m, bool passed)
{
	uint64_t anomalies = m->anomalies;
	unsigned i;

	if (m->defect != SIG_DEFECT_NONE && m->defect < SIG_DEFECT_COUNT)
		odd_add(&r->defect[m->defect], passed);
	for (; anomalies != 0; anomalies &= anomalies - 1) {
		i = (unsigned)__builtin_ctzll(anomalies);
		if (i < SIG_ANOMALY_COUNT)
			odd_add(&r->anomaly[i], passed);
	}
}

/* A message that did not simply pass. */
static void
finding_add(struct report *r, uint32_t number, unsigned action, unsigned owner,
    unsigned op, const struct sig_msg *m, const char *file)
{
	struct report_finding *f = &r->finding[number];

	seen_add(&f->seen, m, file);
	f->verdict[action]++;
	few_add(&f->owner, owner);
	few_add(&f->op, op);
	if (number < REPORT_SERIES)
		timeline_add(r->timeline, REPORT_VERDICTS + number, m->ts);
}

static unsigned
op_of(const struct sig_msg *m, const struct verdict *v)
{
	if (m->ncomp == 0)
		return SIG_OP_NONE;
	return m->comp[v->comp < m->ncomp ? v->comp : 0].op;
}

static void
totals_add(struct report *r, const struct sig_msg *m, const struct verdict *v,
    unsigned owner, unsigned op)
{
	if (r->messages == 0 || m->ts < r->first)
		r->first = m->ts;
	if (r->messages == 0 || m->ts > r->last)
		r->last = m->ts;
	r->messages++;
	r->verdict[v->direction][v->action]++;
	r->watched[v->action] += v->monitor && v->action != ACTION_PASS;
	r->op[op][v->action]++;
	r->owner[owner][v->action]++;
	r->matrix[owner][op].count++;
	r->matrix[owner][op].refused += report_refuses(v->action);
	timeline_add(r->timeline, v->action, m->ts);
}

void
report_message(struct report *r, const struct sig_msg *m,
    const struct verdict *v, const struct judge *judge, const char *file)
{
	unsigned owner = v->direction == DIRECTION_OUT ? v->to : v->from;
	unsigned op = op_of(m, v);
	struct report_rule *rule = rule_of(r, v, v->rule);
	uint32_t finding = finding_of(r, rule, v);
	char text[TOPN_KEY_MAX + 1];

	if (owner >= r->nowner)
		owner = OWNER_NOBODY;
	r->judge = judge;
	totals_add(r, m, v, owner, op);
	seen_add(&rule->decided, m, file);
	if (v->action != ACTION_PASS)
		finding_add(r, finding, v->action, owner, op, m, file);
	if (v->would >= 0) {
		struct report_rule *would = rule_of(r, v, v->would);

		r->would++;
		seen_add(&would->would, m, file);
		seen_add(&r->finding[would->finding].would, m, file);
	}
	if ((m->anomalies | m->defect) != 0)
		odds_add(r, m, v->monitor || !report_refuses(v->action));
	if (report_refuses(v->action))
		source_add(r->talker, r->talker_source, text, sender(text, m),
		    v->from < r->nowner ? v->from : OWNER_NOBODY, finding, m,
		    file);
	if (owner == OWNER_NOBODY)
		source_add(r->unowned, r->unowned_source, text,
		    stranger(text, m, v->direction == DIRECTION_OUT), owner,
		    finding, m, file);
}
