/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Why a message was judged so, in a line: the tests of the rule as written, but
 * for defects and anomalies, of which those are named that the message has.
 */
#include <stdio.h>
#include <string.h>

#include "ruleset_impl.h"

struct text {
	char		*p;
	size_t		 size, len;
};

static void
add(struct text *t, const char *word)
{
	int n;

	if (t->len + 1 >= t->size)
		return;
	n = snprintf(t->p + t->len, t->size - t->len, "%s%s",
	    t->len > 0 ? " " : "", word);
	t->len += n > 0 ? (size_t)n : 0;
	if (t->len >= t->size) {	/* cut, and says so */
		t->len = t->size - 1;
		if (t->size > 3)
			memcpy(t->p + t->size - 4, "...", 4);
	}
}

static void
add_anomalies(struct text *t, const struct sig_msg *m, const struct set *s,
    bool negated)
{
	uint64_t in = negated ? ~s->words[0] : s->words[0];
	unsigned i;

	add(t, "anomaly");
	for (i = 0; i < SIG_ANOMALY_COUNT; i++)
		if ((s->any || in >> i & 1) && m->anomalies >> i & 1)
			add(t, sig_anomaly_name((enum sig_anomaly)i));
}

static void
add_test(struct text *t, const struct judge *j, const struct sig_msg *m,
    const struct rule *r, const struct conf_test *written)
{
	char text[CONF_REASON_MAX];
	size_t i;

	for (i = 0; i + 1 < r->ntest && r->test[i].written != written; i++)
		;
	if (m->defect != SIG_DEFECT_NONE &&
	    (written->subject == SUBJECT_MALFORMED ||
	    written->subject == SUBJECT_DEFECT)) {
		add(t, "defect");
		add(t, sig_defect_name((enum sig_defect)m->defect));
	} else if (written->subject == SUBJECT_ANOMALY &&
	    !r->test[i].set.none) {
		add_anomalies(t, m, &r->test[i].set, written->negated);
	} else {
		conf_test_text(text, sizeof(text), j->rs->conf, written);
		add(t, text);
	}
}

void
judge_reason(const struct judge *j, const struct sig_msg *m,
    const struct verdict *v, char text[CONF_REASON_MAX])
{
	struct text t = { text, CONF_REASON_MAX, 0 };
	const struct rule *r;
	size_t i;

	text[0] = '\0';
	if (v->why == WHY_DEFAULT)
		add(&t, "no rule decides");
	if (v->why == WHY_NO_RULES)
		add(&t, "no rules for this direction");
	if (v->why != WHY_RULE)
		return;
	r = &j->rs->list[v->direction].rule[v->rule];
	if (r->ntest == 0)
		add(&t, "all");
	for (i = 0; i < r->written->ntest; i++)
		add_test(&t, j, m, r, &r->written->test[i]);
}
