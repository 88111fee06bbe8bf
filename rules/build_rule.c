/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Rules and the tests of rules and classes.
 */
#include <string.h>

#include "build.h"
#include "words.h"

enum { PARTY_MAX = 16, STEER_MAX = 1000,
	STEER_LIMIT_MAX = 255 };

/* ---- tests ---- */

/* Room for a test in what is being read: the rule, or the class. */
static struct conf_test *
test_new(struct parse *p, unsigned subject, struct conf_at at)
{
	struct conf_test **test = p->screen != NULL ? &p->rule.test :
	    &p->class.test, *grown;
	size_t *n = p->screen != NULL ? &p->rule.ntest : &p->class.ntest;

	if (*n == BUILD_TESTS_MAX) {
		build_error(p, at, "expected at most %d tests in one %s",
		    BUILD_TESTS_MAX, p->screen != NULL ? "rule" : "class");
		return NULL;
	}
	grown = build_grow(p, *test, *n, sizeof(*grown));
	if (grown == NULL)
		return NULL;
	*test = grown;
	grown += (*n)++;
	*grown = (struct conf_test){ .subject = (uint16_t)subject, .at = at };
	return grown;
}

unsigned
build_party(struct parse *p, const struct token *side,
    const struct token *part)
{
	char name[PARTY_MAX], shown[BUILD_SHOWN_MAX];
	unsigned subject;

	snprintf(name, sizeof(name), "%s %s", side->text,
	    part == NULL ? "gt" : part->text);
	subject = lex_subject(p->lex, name);
	if (subject == SUBJECT_COUNT)
		build_error(p, part == NULL ? side->at : part->at,
		    "expected gt, ssn, pc, ri, gti, tt, np, nai or es after %s,"
		    " not \"%s\"", side->text,
		    build_shown(shown, part == NULL ? "" : part->text));
	return subject;
}

/* "to" names the link of sink and steer, unless an owner follows. */
static bool
takes_link(struct parse *p)
{
	char why[WORD_WHY_MAX];
	struct conf_item item;

	return p->screen != NULL && (p->rule.action == ACTION_SINK ||
	    p->rule.action == ACTION_STEER) && !p->negated && !p->listed &&
	    p->nraw == 1 && p->raw[0].form == RAW_WORD &&
	    !word_item(&item, SUBJECT_TO, p->raw[0].text, p->raw[0].quoted,
	    why);
}

static void
take_link(struct parse *p)
{
	const struct token name = { .text = p->raw[0].text,
	    .at = p->raw[0].at };

	if (p->rule.to != NULL || p->rule.steer_times != 0)
		build_error(p, name.at, "expected one place to go to in a"
		    " rule, not two");
	p->rule.to = name.text;
	p->rule.to_link = build_item(p, ITEM_VIA, &name);
}

void
build_test_set(struct parse *p, const struct token *subject)
{
	struct conf_test *t;

	if (subject->subject == SUBJECT_COUNT)
		return;
	if (subject->subject == SUBJECT_TO && takes_link(p)) {
		take_link(p);
		return;
	}
	if (subject_type(subject->subject) == TYPE_LOAD) {
		build_error(p, subject->at, "expected a comparison such as"
		    " load > 80%%");
		return;
	}
	if ((t = test_new(p, subject->subject, subject->at)) == NULL)
		return;
	t->negated = p->negated;
	build_values(p, subject->subject, &t->set);
}

void
build_test_bare(struct parse *p, const struct token *subject,
    const struct token *speed)
{
	struct conf_test *t = test_new(p, subject->subject, subject->at);
	char shown[BUILD_SHOWN_MAX];
	uint32_t km_per_h;

	if (t == NULL || speed == NULL)
		return;
	if (subject->subject != SUBJECT_MOVED)
		build_error(p, speed->at, "%s has no speed", subject->text);
	else if (!word_speed(speed->text, &km_per_h))
		build_error(p, speed->at, "expected a speed such as 1000km/h,"
		    " not \"%s\"", build_shown(shown, speed->text));
	else
		t->number = km_per_h;
}

/* The number that values of the subject are compared with. */
static void
compare_number(struct parse *p, struct conf_test *t, const struct token *than)
{
	char why[WORD_WHY_MAX], shown[BUILD_SHOWN_MAX];
	struct conf_item item;

	if (!word_item(&item, t->subject, than->text, than->quoted, why))
		build_error(p, than->at, "%s", why);
	else if (item.kind != ITEM_NUMBER || item.low != item.high)
		build_error(p, than->at, "expected one number, not \"%s\"",
		    build_shown(shown, than->text));
	else
		t->number = item.low;
}

static void
compare_class(struct parse *p, struct conf_test *t, const struct token *than)
{
	build_set(p, false);
	build_raw(p, RAW_WORD, than);
	build_values(p, SUBJECT_CLASS, &t->set);
}

void
build_test_compare(struct parse *p, const struct token *subject,
    enum conf_compare compare, const struct token *than)
{
	struct conf_test *t;
	uint32_t percent;

	if (subject->subject == SUBJECT_COUNT ||
	    (t = test_new(p, subject->subject, subject->at)) == NULL)
		return;
	t->compare = (uint8_t)compare;
	switch (subject_type(subject->subject)) {
	case TYPE_NUMBER:
		compare_number(p, t, than);
		break;
	case TYPE_CLASS:
		compare_class(p, t, than);
		break;
	case TYPE_LOAD:
		build_share(p, than, &percent);
		t->number = percent;
		break;
	default:
		build_error(p, than->at, "expected a set: %s is no number that"
		    " can be compared", subject_name(subject->subject));
	}
}

void
build_test_rate(struct parse *p, const struct token *at,
    const struct token *rate, unsigned per)
{
	struct conf_test *t = test_new(p, SUBJECT_RATE, at->at);

	if (t == NULL)
		return;
	t->compare = COMPARE_GT;
	t->rate.partner = rate == NULL;
	t->rate.per = (uint16_t)(per == SUBJECT_COUNT ? SUBJECT_FROM : per);
	if (rate != NULL)
		build_rate(p, rate, &t->rate.count, &t->rate.ns);
}

void
build_test_block(struct parse *p, const struct token *table,
    const struct token *time)
{
	size_t n = p->screen != NULL ? p->rule.ntest : p->class.ntest;
	struct conf_test *t = p->screen != NULL ? p->rule.test : p->class.test;
	struct conf_rate *r;

	if (n == 0 || t[n - 1].subject != SUBJECT_RATE)
		return;		/* the rate was one test too many */
	r = &t[n - 1].rate;
	r->table_name = build_item(p, ITEM_TABLE, table);
	r->block = r->table_name != NULL;
	if (time != NULL)
		build_time(p, time, &r->block_ns);
}

/* ---- rules ---- */

void
build_screen(struct parse *p, struct conf_screen *screen)
{
	screen->there = true;
	p->screen = screen;
}

void
build_rule(struct parse *p, const struct token *t, enum action action)
{
	p->rule = (struct conf_rule){ .action = (uint8_t)action,
	    .at = t->at };
}

void
build_reject(struct parse *p, const struct token *t)
{
	char shown[BUILD_SHOWN_MAX];
	int error = word_error(t->text);

	if (error < 0)
		build_error(p, t->at, "expected an error such as not-allowed"
		    " or busy, not \"%s\"", build_shown(shown, t->text));
	p->rule.error = (uint8_t)(error < 0 ? 0 : error);
}

void
build_back_off(struct parse *p, const struct token *error)
{
	p->rule.back_off = true;
	if (p->rule.error == REJECT_UNDELIVERED)
		build_error(p, error->at, "expected another error with"
		    " back-off than undelivered, which tells nobody when to"
		    " come again");
	/* cause #8, TS 24.301 5.5.1.2.5 */
	if (p->rule.error == REJECT_UNKNOWN_SUBSCRIBER)
		build_error(p, error->at, "expected another error with"
		    " back-off than unknown-subscriber, after which a device"
		    " does not come again before it is switched off and on");
}

void
build_label(struct parse *p, const struct token *t)
{
	size_t n = strlen(t->text);

	if (p->rule.label != NULL)
		build_error(p, t->at, "expected one label in a rule, not two");
	else if (n == 0 || n > BUILD_LABEL_MAX)
		build_error(p, t->at, "expected a label of 1 to %d octets",
		    BUILD_LABEL_MAX);
	p->rule.label = t->text;
}

void
build_set_class(struct parse *p, const struct token *t)
{
	if (p->rule.has_class)
		build_error(p, t->at, "expected one class in a rule, not two");
	p->rule.cls_name = build_item(p, ITEM_CLASS, t);
	p->rule.has_class = p->rule.cls_name != NULL;
}

void
build_steer(struct parse *p, const struct token *times,
    const struct token *time)
{
	p->rule.steer_times = (uint32_t)build_number(p, times, 1, STEER_MAX);
	build_time(p, time, &p->rule.steer_ns);
}

void
build_steer_limit(struct parse *p, const struct token *what,
    const struct token *times)
{
	char shown[BUILD_SHOWN_MAX];
	uint16_t *to = strcmp(what->text, "network") == 0 ?
	    &p->rule.steer_network : strcmp(what->text, "country") == 0 ?
	    &p->rule.steer_country : NULL;

	if (to == NULL)
		build_error(p, what->at, "expected network or country, not"
		    " \"%s\"", build_shown(shown, what->text));
	else if (*to != 0)
		build_error(p, what->at, "expected one limit by %s, not two",
		    what->text);
	else
		*to = (uint16_t)build_number(p, times, 1, STEER_LIMIT_MAX);
}

void
build_sink(struct parse *p, unsigned whom, const struct token *time)
{
	p->rule.sink = (uint8_t)whom;
	if (time != NULL)
		build_time(p, time, &p->rule.sink_ns);
}

void
build_rule_end(struct parse *p)
{
	struct conf_screen *s = p->screen;
	struct conf_rule *grown;

	if (p->rule.action == ACTION_STEER && p->rule.to == NULL &&
	    p->rule.steer_times == 0)
		build_error(p, p->rule.at, "expected \"steer to\" and a link,"
		    " or \"steer away (4 in 10m)\"");
	grown = build_grow(p, s->rule, s->n, sizeof(*grown));
	if (grown == NULL)
		return;
	s->rule = grown;
	s->rule[s->n++] = p->rule;
}
