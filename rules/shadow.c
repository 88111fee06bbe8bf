/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Rules that are never reached, because an earlier one decides whatever they
 * would match.
 */
#include <stdlib.h>

#include "cover.h"
#include "names.h"
#include "warn.h"

/* Then nothing more is looked for: a second or two have passed. */
enum { COMPARISONS_MAX = 50 * 1000 * 1000 };

/* Which subjects a rule tests, folded into a word: a rule that tests one which
 * another does not test cannot cover it. */
static uint64_t
subjects(const struct conf_rule *r)
{
	uint64_t in = 0;
	size_t i;

	for (i = 0; i < r->ntest; i++)
		in |= UINT64_C(1) << (r->test[i].subject % 64);
	return in;
}

static void
mark_changes(const struct conf_screen *s, bool *tables, bool *classes)
{
	const struct conf_rule *r;
	size_t i, k;

	for (i = 0; i < s->n; i++) {
		r = &s->rule[i];
		if (r->has_class)
			*classes = true;
		for (k = 0; k < r->ntest; k++)
			if (r->test[k].subject == SUBJECT_RATE &&
			    r->test[k].rate.block)
				tables[r->test[k].rate.table] = true;
	}
}

static void
tell(const struct conf *conf, struct conf_errors *errors,
    const struct conf_rule *hidden, const struct conf_rule *by)
{
	char where[WHERE_MAX];

	conf_error(errors, conf, hidden->at, "this rule is never reached: the"
	    " one in %s decides whatever it would match",
	    where_text(where, conf, hidden->at, by->at));
}

/* The first rule without tests that decides; what is behind it counts for
 * nothing, and one sentence is enough.  Returns the number of rules that are
 * left. */
static size_t
find_end(const struct conf *conf, struct conf_errors *errors,
    const struct conf_screen *s)
{
	char where[WHERE_MAX];
	size_t i;

	for (i = 0; i + 1 < s->n; i++)
		if (s->rule[i].ntest == 0 && rule_decides(&s->rule[i])) {
			conf_error(errors, conf, s->rule[i + 1].at,
			    "from here on no rule is reached: the one in %s"
			    " has no tests", where_text(where, conf,
			    s->rule[i + 1].at, s->rule[i].at));
			return i + 1;
		}
	return s->n;
}

static void
screen(struct cover *c, struct conf_errors *errors,
    const struct conf_screen *s, uint64_t *subject)
{
	size_t i, k, n = find_end(c->conf, errors, s);

	for (i = 0; i < n; i++)
		subject[i] = subjects(&s->rule[i]);
	for (i = 1; i < n && c->left > 0; i++) {
		for (k = 0; k < i; k++)
			if ((subject[k] & ~subject[i]) == 0 &&
			    s->rule[k].ntest > 0 &&
			    rule_decides(&s->rule[k]) &&
			    cover_rule(c, &s->rule[k], &s->rule[i]))
				break;
		if (k < i)
			tell(c->conf, errors, &s->rule[i], &s->rule[k]);
	}
}

void
shadow_warn(const struct conf *conf, struct conf_errors *errors)
{
	size_t n = conf->in.n > conf->out.n ? conf->in.n : conf->out.n;
	uint64_t *subject = calloc(n + 1, sizeof(*subject));
	bool *tables = calloc(conf->ntable + 1, sizeof(*tables));
	struct cover c = { conf, tables, false, COMPARISONS_MAX };

	if (subject != NULL && tables != NULL) {
		mark_changes(&conf->in, tables, &c.classes_change);
		mark_changes(&conf->out, tables, &c.classes_change);
		screen(&c, errors, &conf->in, subject);
		screen(&c, errors, &conf->out, subject);
	}
	free(subject);
	free(tables);
}
