/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Events as a line to read, for syslog: the verdict and why, then what of whom.
 * Numbers of subscribers are not in it but what stands for them.
 */
#include "../../rules/check.h"
#include "../../rules/state/capacity.h"
#include "../../rules/state/storm.h"
#include "../../rules/state/sunk.h"
#include "../event.h"
#include "../line.h"
#include "events_impl.h"

enum { COMMENT_MAX = 560, NAME_MAX_SHOWN = 100 };

/* From outside: what is not printable is shown as a question mark. */
static void
add_name(struct line *w, const uint8_t *p, size_t len)
{
	size_t i;

	len = len < NAME_MAX_SHOWN ? len : NAME_MAX_SHOWN;
	for (i = 0; i < len && w->n + 1 < w->size; i++)
		w->text[w->n++] = (char)(p[i] > ' ' && p[i] < 0x7f ? p[i] :
		    '?');
	w->text[w->n] = '\0';
}

static void
add_subscriber(struct line *w, const struct events *ev,
    const struct sig_msg *m)
{
	static const uint8_t fields[] = { SIG_IMSI, SIG_MSISDN, SIG_IMEI };
	char digits[SIG_DIGITS_MAX], alias[EVENTS_ALIAS_MAX];
	const struct sig_value *v;
	size_t i;

	for (i = 0; i < sizeof(fields); i++) {
		v = sig_get(m, fields[i]);
		if (v == NULL || v->type != SIG_TYPE_DIGITS)
			continue;
		events_alias(ev, digits, sig_digits_text(&v->digits, v->len,
		    digits), alias);
		line_add(w, ", %s %s", sig_field_name(fields[i]), alias);
	}
}

static void
add_sender(struct line *w, const struct sig_msg *m)
{
	const struct sig_value *v = sig_get(m, SIG_ORIGIN_HOST);
	char digits[SIG_DIGITS_MAX];

	if (v != NULL && v->type == SIG_TYPE_TEXT) {
		line_add(w, " from ");
		add_name(w, v->text, v->len);
	} else if (m->calling.has_gt) {
		line_add(w, " from %.*s", (int)sig_digits_text(
		    &m->calling.digits, m->calling.len, digits), digits);
	}
}

size_t
events_words(char text[EVENTS_WORDS_MAX], const struct events *ev,
    const struct event *e)
{
	struct line w = { .text = text, .size = EVENTS_WORDS_MAX };
	char comment[EVENT_COMMENT_MAX];
	const char *op = e->m->ncomp > 0 ?
	    sig_op_name(e->m->comp[e->v->comp < e->m->ncomp ? e->v->comp :
	    0].op) : NULL;
	unsigned partner = event_partner(e);
	const char *link = ruleset_link_name(e->rules, e->v->link);

	event_comment(comment, e);
	line_add(&w, "%.*s; %s %s", (int)COMMENT_MAX, comment,
	    op != NULL ? op : e->m->type != NULL ? e->m->type : "message",
	    sig_kind_name(e->m->kind));
	line_add(&w, e->v->direction == DIRECTION_IN ? " of " : " to ");
	line_add(&w, "%.*s", NAME_MAX_SHOWN, partner == OWNER_NOBODY ?
	    "nobody" : ruleset_owner_name(e->rules, partner));
	if (link != NULL)
		line_add(&w, " over %.*s", NAME_MAX_SHOWN, link);
	add_sender(&w, e->m);
	add_subscriber(&w, ev, e->m);
	return w.n;
}

/* ---- between messages ---- */

static void
storm(struct line *w, const struct ruleset *rs, const struct notice *n)
{
	const struct conf_storm *s = &ruleset_conf(rs)->storm[n->what];

	line_add(w, "storm: %s", s->name);
	if (s->scope == STORM_PARTNER)
		line_add(w, " of %s", ruleset_owner_name(rs, n->owner));
	else if (s->scope == STORM_PROTECT)
		line_add(w, " before %s", s->protect_name->text);
	line_add(w, " goes from %s to %s at %.0f/s, the threshold being %.0f/s",
	    storm_state_name(n->from), storm_state_name(n->to), n->rate,
	    n->threshold);
}

static void
capacity(struct line *w, const struct ruleset *rs, const struct notice *n)
{
	const char *why = capacity_why_name(n->to);

	line_add(w, "capacity: %s bears %.0f/s of %.0f/s",
	    ruleset_conf(rs)->protect[n->what].name, n->rate, n->threshold);
	if (why != NULL)
		line_add(w, ": %s", why);
}

static void
sunk(struct line *w, const struct events *ev, const struct ruleset *rs,
    const struct notice *n)
{
	const struct sunk_view *v = &n->sunk->view;
	char alias[EVENTS_ALIAS_MAX];

	line_add(w, "sinkhole: %s: %s ", sunk_change_name(n->sunk->change),
	    sunk_scope_name(v->source.scope));
	if (v->source.scope == SUNK_SUBSCRIBER) {
		events_alias(ev, (const char *)v->name, v->len, alias);
		line_add(w, "%s", alias);
	} else {
		add_name(w, v->name, v->len);
	}
	line_add(w, " of %s, by %s", ruleset_owner_name(rs, n->owner),
	    sunk_how_name(v->how));
	if (v->why[0] != '\0')
		line_add(w, ": %s", v->why);
}

size_t
events_notice_words(char text[EVENTS_WORDS_MAX], const struct events *ev,
    const struct ruleset *rs, const struct notice *n)
{
	struct line w = { .text = text, .size = EVENTS_WORDS_MAX };
	bool stalled = n->type == NOTICE_LINK_STALLED ||
	    n->type == NOTICE_PARTNER_STALLED;

	text[0] = '\0';
	if (n->type == NOTICE_STORM)
		storm(&w, rs, n);
	else if (n->type == NOTICE_CAPACITY)
		capacity(&w, rs, n);
	else if (n->type == NOTICE_SUNK)
		sunk(&w, ev, rs, n);
	else if (n->type == NOTICE_MODE)
		line_add(&w, "check: %s: %s", check_name(n->check),
		    check_mode_name(n->mode));
	else if (n->type == NOTICE_LINK_UP || n->type == NOTICE_LINK_DOWN)
		line_add(&w, "link %s: %s", n->type == NOTICE_LINK_UP ? "up" :
		    "down", ruleset_link_name(rs, n->link));
	else if (n->type != NOTICE_UNANSWERED)
		line_add(&w, "%s: %s %s", stalled ? "stalled" : "recovered",
		    n->link >= 0 ? "link" : "partner", n->link >= 0 ?
		    ruleset_link_name(rs, n->link) :
		    ruleset_owner_name(rs, n->owner));
	return w.n;
}
