/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What happened between messages, as one JSON object a line.
 */
#include "../rules/check.h"
#include "../rules/state/capacity.h"
#include "../rules/state/storm.h"
#include "../rules/state/sunk.h"
#include "event.h"
#include "json.h"

static const char *const notices[] = {
	[NOTICE_LINK_STALLED] = "link-stalled",
	[NOTICE_LINK_RECOVERED] = "link-recovered",
	[NOTICE_PARTNER_STALLED] = "partner-stalled",
	[NOTICE_PARTNER_RECOVERED] = "partner-recovered",
	[NOTICE_MODE] = "check-learned",
	[NOTICE_STORM] = "storm",
	[NOTICE_CAPACITY] = "capacity",
	[NOTICE_SUNK] = "sinkhole",
	[NOTICE_LINK_UP] = "link-up",
	[NOTICE_LINK_DOWN] = "link-down",
};

static uint64_t
whole(double rate)
{
	return rate > 0 ? (uint64_t)(rate + 0.5) : 0;
}

static void
put_storm(struct json *j, const struct ruleset *rules, const struct notice *n)
{
	const struct conf_storm *s = &ruleset_conf(rules)->storm[n->what];

	json_text(j, "storm", s->name);
	if (s->scope == STORM_PARTNER)
		json_text(j, "partner", ruleset_owner_name(rules, n->owner));
	else if (s->scope == STORM_PROTECT)
		json_text(j, "protect", s->protect_name->text);
	json_text(j, "from", storm_state_name(n->from));
	json_text(j, "to", storm_state_name(n->to));
	json_uint(j, "rate", whole(n->rate));
	json_uint(j, "threshold", whole(n->threshold));
	if (n->usual > 0)
		json_uint(j, "usual", whole(n->usual));
}

static void
put_capacity(struct json *j, const struct ruleset *rules,
    const struct notice *n)
{
	json_text(j, "protect", ruleset_conf(rules)->protect[n->what].name);
	json_text(j, "why", capacity_why_name(n->to));
	json_uint(j, "rate", whole(n->rate));
	json_uint(j, "configured", whole(n->threshold));
}

/* Octets of a name that are no printable ASCII are shown as "?". */
static void
put_name(struct json *j, const struct sunk_view *v)
{
	char text[SUNK_NAME_MAX + 1];
	unsigned i;

	for (i = 0; i < v->len; i++)
		text[i] = (char)(v->name[i] > ' ' && v->name[i] < 0x7f ?
		    v->name[i] : '?');
	text[i] = '\0';
	json_text(j, "name", text);
}

static void
put_sunk(struct json *j, const struct ruleset *rules, const struct notice *n)
{
	const struct sunk_view *v = &n->sunk->view;

	json_text(j, "change", sunk_change_name(n->sunk->change));
	json_text(j, "scope", sunk_scope_name(v->source.scope));
	put_name(j, v);
	json_text(j, "partner", ruleset_owner_name(rules, n->owner));
	json_text(j, "by", sunk_how_name(v->how));
	if (v->why[0] != '\0')
		json_text(j, "why", v->why);
	if (v->until != SUNK_ALWAYS)
		json_time(j, "until", v->until);
	json_uint(j, "times", v->times);
	json_uint(j, "messages", v->messages);
	json_uint(j, "subscribers", v->subscribers);
}

void
event_notice(FILE *f, const struct ruleset *rules, const struct notice *n)
{
	struct json j = { .f = f };

	if (n->type == NOTICE_UNANSWERED)
		return;
	putc('{', f);
	json_text(&j, "event", notices[n->type]);
	json_time(&j, "ts", n->now);
	if (n->type == NOTICE_STORM) {
		put_storm(&j, rules, n);
	} else if (n->type == NOTICE_CAPACITY) {
		put_capacity(&j, rules, n);
	} else if (n->type == NOTICE_SUNK) {
		put_sunk(&j, rules, n);
	} else if (n->type == NOTICE_MODE) {
		json_text(&j, "check", check_name(n->check));
		json_text(&j, "mode", check_mode_name(n->mode));
	} else if (n->link >= 0) {
		json_text(&j, "link", ruleset_link_name(rules, n->link));
	} else {
		json_text(&j, "partner", ruleset_owner_name(rules, n->owner));
	}
	json_end(&j);
}
