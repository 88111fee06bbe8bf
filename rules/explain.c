/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Judging once more, step by step and without the index: every rule in its
 * order, its tests as they were written, and what each was held against.
 */
#include <stdio.h>
#include <string.h>

#include "look.h"

enum { SAW_MAX = 512 };

struct telling {
	struct look	 look;
	struct context	 context;
	void		(*step)(void *, const struct judge_step *);
	void		*arg;
	char		 saw[SAW_MAX];
	size_t		 len;
};

static void
say(struct telling *t, const char *text, size_t len)
{
	size_t i;
	unsigned char c;

	for (i = 0; i < len && t->len + 1 < sizeof(t->saw); i++) {
		c = (unsigned char)text[i];
		t->saw[t->len++] = c < 0x20 || c > 0x7e ? '.' : (char)c;
	}
	t->saw[t->len] = '\0';
}

static void
say_text(struct telling *t, const char *text)
{
	say(t, text, strlen(text));
}

static void
say_address(struct telling *t, struct cur c)
{
	char text[48];
	size_t i, n = cur_left(&c), at = 0;

	if (n == 4) {
		snprintf(text, sizeof(text), "%u.%u.%u.%u", c.p[0], c.p[1],
		    c.p[2], c.p[3]);
	} else {
		text[0] = '\0';
		for (i = 0; i + 1 < n && i < 16; i += 2)
			at += (size_t)snprintf(text + at, sizeof(text) - at,
			    i == 0 ? "%x" : ":%x", c.p[i] * 256U + c.p[i + 1]);
	}
	say_text(t, text);
}

static bool
has_owner(const struct got *g)
{
	return (g->type == TYPE_DIGITS && g->field != SIG_IMEI) ||
	    g->type == TYPE_PLMN || g->type == TYPE_NAME ||
	    g->type == TYPE_ADDRESS;
}

static void
say_number(struct telling *t, const struct got *g)
{
	const struct ruleset *rs = t->look.rs;
	const char *word = NULL;
	char text[24];

	if (g->type == TYPE_OWNER)
		word = ruleset_owner_name(rs, (unsigned)g->number);
	else if (g->type == TYPE_LINK)
		word = ruleset_link_name(rs, (int)g->number);
	else if (g->type == TYPE_OP)
		word = sig_op_name((enum sig_op)g->number);
	else if (g->type == TYPE_FLAG)
		word = sig_defect_name((enum sig_defect)g->number);
	else if (g->type == TYPE_ENUM)
		word = subject_word(g->field, (unsigned)g->number);
	if (word == NULL) {
		snprintf(text, sizeof(text), "%llu",
		    (unsigned long long)g->number);
		word = text;
	}
	say_text(t, word);
}

static void
say_value(struct telling *t, const struct got *g)
{
	char digits[SIG_DIGITS_MAX];

	if (t->len > 0)
		say_text(t, ", ");
	switch (g->type) {
	case TYPE_DIGITS:
	case TYPE_PLMN:
		say(t, digits, sig_digits_text(g->digits, g->len, digits));
		break;
	case TYPE_NAME:
	case TYPE_TEXT:
		say(t, (const char *)g->text.p, cur_left(&g->text));
		break;
	case TYPE_OCTETS:
		say_text(t, "octets");
		break;
	case TYPE_ADDRESS:
		say_address(t, g->text);
		break;
	default:
		say_number(t, g);
	}
	if (has_owner(g)) {
		say_text(t, " (");
		say_text(t, ruleset_owner_name(t->look.rs,
		    look_owner(&t->look, g)));
		say_text(t, ")");
	}
}

static void
say_class(struct telling *t)
{
	const char *name = ruleset_class_name(t->look.rs, look_class(&t->look));

	say_text(t, name != NULL ? name : "no class");
}

/* What lists are held against, be it remembered. */
static void
say_device(struct telling *t)
{
	struct walk w;
	struct got g;

	t->look.recalls = true;
	walk_start(&w, &t->look, SIG_IMEI);
	while (walk_next(&w, &g))
		say_value(t, &g);
	t->look.recalls = false;
}

/* The values that the test is held against. */
static void
saw(struct telling *t, const struct test *test)
{
	struct walk w;
	struct got g;
	unsigned subject = test->type == TYPE_RATE ? test->written->rate.per :
	    test->subject;

	t->len = 0;
	t->saw[0] = '\0';
	if (test->type == TYPE_CLASS) {
		say_class(t);
		return;
	}
	memset(&g, 0, sizeof(g));
	walk_start(&w, &t->look, subject);
	while (walk_next(&w, &g))
		say_value(t, &g);
	if (subject == SUBJECT_DEVICE)
		say_device(t);
	if (t->len == 0)
		say_text(t, "absent");
	if (test->subject == SUBJECT_FROM && test->set.link) {
		say_text(t, " over ");
		say_text(t, t->look.link == LINK_UNKNOWN ? "no known link" :
		    ruleset_link_name(t->look.rs, t->look.link));
	}
}

static const struct test *
test_of(const struct rule *r, const struct conf_test *written)
{
	size_t i;

	for (i = 0; i < r->ntest && r->test[i].written != written; i++)
		;
	return &r->test[i];
}

/* All tests of a rule, and what comes of it; whether it decides. */
static bool
rule_told(struct telling *t, const struct rule *r, size_t n,
    struct verdict *v)
{
	struct judge_step s = { .direction = t->look.direction,
	    .comp = t->look.comp, .rule = n };
	const struct test *test;
	bool all = true;
	size_t i;

	t->look.tested = false;
	for (i = 0; i < r->ntest && all; i++) {
		test = test_of(r, &r->written->test[i]);
		s.test = (int)i;
		s.holds = test->holds(&t->look, test);
		saw(t, test);
		s.saw = t->saw;
		t->step(t->arg, &s);
		all = s.holds;
	}
	s.test = -1;
	s.holds = all;
	s.decides = all && judge_decides(&t->look, v, r, n);
	s.saw = "";
	t->step(t->arg, &s);
	return s.decides;
}

static bool
component_told(struct telling *t, const struct rule_list *list,
    struct verdict *v)
{
	size_t n;

	t->look.cls_known = false;
	for (n = 0; n < list->n; n++)
		if (rule_told(t, &list->rule[n], n, v))
			return true;
	return false;
}

void
judge_explain(struct judge *j, const struct sig_msg *m, uint64_t now,
    struct verdict *v, void (*step)(void *, const struct judge_step *),
    void *arg)
{
	const struct rule_list *list;
	struct telling t;
	struct verdict told;

	memset(&t, 0, sizeof(t));
	t.step = step;
	t.arg = arg;
	look_start(&t.look, j, m, now);
	t.look.asks = true;
	context_ask(&t.look, &t.context);
	judge_quietly(j, m, now, v);
	list = &j->rs->list[t.look.direction];
	if (!list->there)
		return;
	do {
		memset(&told, 0, sizeof(told));
		told.would = -1;
		(void)component_told(&t, list, &told);
	} while (++t.look.comp < m->ncomp);
}
