/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Why a message was judged so, in a line: the tests of the rule as written, but
 * for defects and anomalies, of which those are named that the message has.
 */
#include <stdio.h>
#include <string.h>

#include "context_impl.h"
#include "state/admit.h"

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

/* "(last in alpha 12 min before, 9500 km away: 47500 km/h)" */
static void
add_place(struct text *t, const struct judge *j, const struct verdict *v)
{
	static const struct {
		const char	*name;
		uint32_t	 seconds, up_to;
	} units[] = { { "s", 1, 2 * 60 }, { "min", 60, 2 * 3600 },
	    { "h", 3600, UINT32_MAX } };
	char text[CONF_REASON_MAX];
	unsigned u = 0;

	while (v->last_ago >= units[u].up_to && u < 2)
		u++;
	snprintf(text, sizeof(text), "(last in %s %u %s before%s",
	    ruleset_owner_name(j->rs, v->last_place),
	    (unsigned)(v->last_ago / units[u].seconds), units[u].name,
	    v->last_km > 0 ? "," : ")");
	add(t, text);
	if (v->last_km == 0)
		return;
	snprintf(text, sizeof(text), "%u km away: %u km/h)",
	    (unsigned)v->last_km, (unsigned)v->last_kmh);
	add(t, text);
}

/* What memory found, and what it rests on. */
static void
add_findings(struct text *t, const struct judge *j, const struct verdict *v,
    const struct set *s)
{
	unsigned i;

	add(t, "finding");
	for (i = 0; i < CHECK_COUNT; i++)
		if ((s->any || s->words[0] >> i & 1) && v->found >> i & 1)
			add(t, check_name(i));
	if (v->last_place == OWNER_NOBODY)
		return;
	add_place(t, j, v);
}

static void
add_test(struct text *t, const struct judge *j, const struct sig_msg *m,
    const struct verdict *v, const struct rule *r,
    const struct conf_test *written)
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
	} else if (written->subject == SUBJECT_FINDING && !written->negated &&
	    !r->test[i].set.none) {
		add_findings(t, j, v, &r->test[i].set);
	} else {
		conf_test_text(text, sizeof(text), j->rs->conf, written);
		add(t, text);
	}
}

/* No room: where, what that bears, and when the device may come. */
static void
add_admission(struct text *t, const struct judge *j, const struct verdict *v)
{
	bool early = v->admission == ADMIT_EARLY + 1;
	char text[CONF_REASON_MAX];

	snprintf(text, sizeof(text), "%s \"%s\" (%u/s): %s in %u s",
	    early ? "comes before its time to" : "no room in",
	    j->rs->conf->protect[v->group].name, (unsigned)v->rate,
	    early ? "it is expected" : "to come again",
	    (unsigned)((v->back_off + NS_A_SECOND - 1) / NS_A_SECOND));
	add(t, text);
}

static void
add_rule(struct text *t, const struct judge *j, const struct sig_msg *m,
    const struct verdict *v)
{
	const struct rule *r = &j->rs->list[v->direction].rule[v->rule];
	size_t i;

	if (r->ntest == 0)
		add(t, "all");
	for (i = 0; i < r->written->ntest; i++)
		add_test(t, j, m, v, r, &r->written->test[i]);
}

/* Why it passed all the same, when that is not for the whole list. */
static void
add_partner(struct text *t, const struct judge *j, const struct verdict *v)
{
	unsigned owner = v->direction == DIRECTION_IN ? v->from : v->to;
	char text[CONF_REASON_MAX];
	bool learns;

	if (!v->monitor || v->action == ACTION_PASS ||
	    owner < OWNER_PARTNER || j->rs->list[v->direction].monitor)
		return;
	learns = j->rs->conf->partner[owner - OWNER_PARTNER].learn;
	snprintf(text, sizeof(text), "(partner \"%s\" is %s)",
	    ruleset_owner_name(j->rs, owner), learns ? "being learned" :
	    "under monitor");
	add(t, text);
}

void
judge_reason(const struct judge *j, const struct sig_msg *m,
    const struct verdict *v, char text[CONF_REASON_MAX])
{
	struct text t = { text, CONF_REASON_MAX, 0 };

	text[0] = '\0';
	switch (v->why) {
	case WHY_RULE:
		add_rule(&t, j, m, v);
		break;
	case WHY_DEFAULT:
		add(&t, "no rule decides");
		break;
	case WHY_NO_RULES:
		add(&t, "no rules for this direction");
		break;
	case WHY_SUNK:
		add(&t, "its source is sunk");
		break;
	case WHY_POLICED:
		add(&t, "it never goes on, whatever the rules say");
		break;
	case WHY_ADMISSION:
		add_admission(&t, j, v);
		break;
	}
	add_partner(&t, j, v);
}
