/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The event of one message that was judged, as JSON and as a sentence.
 */
#include <string.h>

#include "../rules/check.h"
#include "../rules/state/admit.h"
#include "event.h"
#include "json.h"
#include "line.h"
#include "utf8.h"

static const struct conf_rule *
rule_find(const struct event *e, int32_t rule)
{
	return rule < 0 ? NULL :
	    ruleset_rule(e->rules, e->v->direction, (size_t)rule);
}

const struct conf_rule *
event_rule(const struct event *e)
{
	return rule_find(e, e->v->rule);
}

const struct conf_rule *
event_would(const struct event *e)
{
	return rule_find(e, e->v->would);
}

bool
event_monitor(const struct event *e)
{
	return e->v->monitor && e->v->action != ACTION_PASS;
}

bool
event_selected(const struct event *e, uint32_t only)
{
	return only == 0 || only >> e->v->action & 1 ||
	    (event_monitor(e) && only >> ONLY_MONITOR & 1) ||
	    (event_would(e) != NULL && only >> ONLY_WOULD & 1);
}

unsigned
event_partner(const struct event *e)
{
	return e->v->direction == DIRECTION_IN ? e->v->from : e->v->to;
}

static const char *
rule_file(const struct event *e, const struct conf_rule *r)
{
	return ruleset_conf(e->rules)->file[r->at.file].path;
}

/* Where the rule stands; the name of the main file goes without saying. */
static void
place(struct json *j, const struct event *e, const struct conf_rule *r,
    const char *line, const char *file)
{
	json_uint(j, line, r->at.line);
	if (r->at.file != 0)
		json_text(j, file, rule_file(e, r));
}

static void
outcome(struct json *j, const struct event *e)
{
	const struct conf_rule *r = event_rule(e);
	char reason[CONF_REASON_MAX];

	json_text(j, "verdict", conf_action_name(e->v->action));
	if (e->m->ncomp > 1)
		json_uint(j, "component", e->v->comp);
	if (r != NULL)
		place(j, e, r, "rule", "rule_file");
	json_text(j, "label", e->v->label);
	judge_reason(e->judge, e->m, e->v, reason);
	json_text(j, "reason", reason);
	if (e->v->action == ACTION_REJECT)
		json_text(j, "reject_error", conf_error_name(e->v->error));
	if (r != NULL)
		json_text(j, "target", r->to);
	if (e->v->back_off != 0)
		json_uint(j, "backoff_ms", e->v->back_off / 1000000);
	if (e->v->admission != 0)
		json_text(j, "admission",
		    admit_why_name(e->v->admission - 1U));
	if (e->v->why == WHY_ADMISSION)
		json_uint(j, "refused", e->v->refused);
	if (event_monitor(e))
		json_true(j, "monitor");
}

static void
would(struct json *j, const struct event *e)
{
	const struct conf_rule *r = event_would(e);

	if (r == NULL)
		return;
	json_text(j, "would_verdict", conf_action_name(r->action));
	place(j, e, r, "would_rule", "would_rule_file");
	json_text(j, "would_label", r->label);
}

/* What memory found: what rules could act on, and what it only told. */
static void
findings(struct json *j, const char *name, uint32_t found)
{
	const char *text[CHECK_COUNT];
	size_t n = 0;
	unsigned i;

	for (i = 0; i < CHECK_COUNT; i++)
		if (found >> i & 1)
			text[n++] = check_name(i);
	if (n > 0)
		json_texts(j, name, text, n);
}

static void
memory(struct json *j, const struct event *e)
{
	findings(j, "findings", e->v->enforced);
	findings(j, "findings_not_enforced", e->v->found & ~e->v->enforced);
	if (e->v->last_place != OWNER_NOBODY) {
		json_text(j, "last_place",
		    ruleset_owner_name(e->rules, e->v->last_place));
		json_uint(j, "last_seen", e->v->last_seen);
		json_uint(j, "last_km", e->v->last_km);
		json_uint(j, "last_kmh", e->v->last_kmh);
	}
	json_text(j, "within", sig_op_name(e->v->within));
	if (e->v->request == 0)
		return;
	json_uint(j, "request_frame", e->v->request_frame);
	json_ms(j, "answer_ms", e->v->answer_ns);
}

void
event_json(FILE *f, const struct event *e)
{
	struct json j;
	unsigned partner = event_partner(e);

	json_begin(&j, f, e->m, e->file);
	json_text(&j, "link", ruleset_link_name(e->rules, e->v->link));
	json_text(&j, "direction",
	    e->v->direction == DIRECTION_IN ? "in" : "out");
	if (partner != OWNER_NOBODY)
		json_text(&j, "partner",
		    ruleset_owner_name(e->rules, partner));
	json_text(&j, "class", ruleset_class_name(e->rules, e->v->cls));
	outcome(&j, e);
	would(&j, e);
	memory(&j, e);
	json_end(&j);
}

/* The kind of the component that answers; the others of a message may ask. */
static const struct sig_comp *
answering(const struct sig_msg *m)
{
	unsigned i;

	for (i = 0; i < m->ncomp; i++)
		if (m->comp[i].kind != SIG_KIND_REQUEST)
			return &m->comp[i];
	return NULL;
}

static void
number(struct json *j, const struct sig_msg *m, const char *name,
    enum sig_field f)
{
	const struct sig_value *v = sig_get(m, f);

	if (v != NULL)
		json_uint(j, name, v->num);
}

void
event_answer(FILE *f, const struct event *e)
{
	const struct sig_comp *c = answering(e->m);
	struct json j = { .f = f };

	json_text(&j, "answer", e->m->has_cause ? "undelivered" : c != NULL ?
	    sig_kind_name(c->kind) : e->m->type);
	json_uint(&j, "answer_frame", e->m->frame);
	json_ms(&j, "answer_ms", e->v->answer_ns);
	number(&j, e->m, "answer_result", SIG_RESULT);
	number(&j, e->m, "answer_experimental_result",
	    SIG_EXPERIMENTAL_RESULT);
	if (c != NULL && c->has_error)
		json_uint(&j, "answer_error", (uint32_t)c->error);
	if (e->m->has_p_abort)
		json_uint(&j, "answer_p_abort", e->m->p_abort);
}

void
event_unanswered(FILE *f)
{
	struct json j = { .f = f };

	json_text(&j, "answer", "none");
}

void
event_undelivered(FILE *f)
{
	struct json j = { .f = f };

	json_text(&j, "answer", "undelivered");
}

static void
add_place(struct line *w, const struct event *e, const struct conf_rule *r)
{
	if (r != NULL)
		line_add(w, " (%s:%u)", rule_file(e, r), r->at.line);
}

/* What is no UTF-8, in the name of a file or where the text was cut, becomes a
 * question mark. */
static void
clean(char *text)
{
	size_t n;

	for (; *text != '\0'; text += n) {
		n = utf8_len((const uint8_t *)text);
		if (n == 0) {
			*text = '?';
			n = 1;
		}
	}
}

static void
sentence(struct line *c, const struct event *e)
{
	const struct conf_rule *r = event_rule(e), *w = event_would(e);
	char reason[CONF_REASON_MAX];

	if (e->m->idx > 0)
		line_add(c, "message %u: ", (unsigned)e->m->idx);
	line_add(c, "%s", conf_action_name(e->v->action));
	if (e->v->action == ACTION_REJECT)
		line_add(c, " (%s)", conf_error_name(e->v->error));
	if (r != NULL && r->to != NULL)
		line_add(c, " to \"%s\"", r->to);
	if (event_monitor(e))
		line_add(c, ", not carried out");
	if (e->v->label != NULL)
		line_add(c, ": %s", e->v->label);
	judge_reason(e->judge, e->m, e->v, reason);
	line_add(c, "%s%s", e->v->label != NULL ? " - " : ": ", reason);
	add_place(c, e, r);
	if (w == NULL)
		return;
	line_add(c, "; %s if not under monitor", conf_action_name(w->action));
	if (w->label != NULL)
		line_add(c, ": %s", w->label);
	add_place(c, e, w);
}

void
event_comment(char text[EVENT_COMMENT_MAX], const struct event *e)
{
	struct line w = { .text = text, .size = EVENT_COMMENT_MAX };

	text[0] = '\0';
	sentence(&w, e);
	clean(text);
}
