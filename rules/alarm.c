/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Storms of the configuration: one detector for each scope of each, fed with
 * the requests that come for home.
 */
#include <stdlib.h>
#include <string.h>

#include "control_impl.h"
#include "member.h"

static size_t
scopes(const struct conf *conf, const struct conf_storm *s)
{
	return s->scope == STORM_PARTNER ? conf->npartner + OWNER_PARTNER : 1;
}

static struct storm_setup
setup(const struct conf_storm *s)
{
	return (struct storm_setup){ .automatic = s->auto_enter,
	    .enter = s->enter, .leave = s->leave, .enter_ns = s->enter_ns,
	    .leave_ns = s->leave_ns, .enter_for = s->enter_for,
	    .leave_for = s->leave_for };
}

bool
alarm_new(struct control *c, uint64_t now)
{
	const struct conf *conf = c->rs->conf;
	struct storm_setup s;
	size_t i, k, n;

	c->storm = calloc(conf->nstorm + 1, sizeof(*c->storm));
	c->peak = calloc(conf->nstorm + 1, sizeof(*c->peak));
	if (c->storm == NULL || c->peak == NULL)
		return false;
	for (i = 0; i < conf->nstorm; i++) {
		n = scopes(conf, &conf->storm[i]);
		c->storm[i] = calloc(n, sizeof(*c->storm[i]));
		c->peak[i] = calloc(n, sizeof(*c->peak[i]));
		if (c->storm[i] == NULL || c->peak[i] == NULL)
			return false;
		s = setup(&conf->storm[i]);
		for (k = 0; k < n; k++)
			if ((c->storm[i][k] = storm_new(&s, now)) == NULL)
				return false;
	}
	return true;
}

void
alarm_free(struct control *c)
{
	const struct conf *conf = c->rs->conf;
	size_t i, k;

	for (i = 0; c->storm != NULL && i < conf->nstorm; i++) {
		for (k = 0; c->storm[i] != NULL &&
		    k < scopes(conf, &conf->storm[i]); k++)
			storm_free(c->storm[i][k]);
		free(c->storm[i]);
	}
	for (i = 0; c->peak != NULL && i < conf->nstorm; i++)
		free(c->peak[i]);
	free(c->storm);
	free(c->peak);
}

static bool
same_group(const struct conf_storm *a, const struct conf_storm *b)
{
	return a->scope != STORM_PROTECT ||
	    strcmp(a->protect_name->text, b->protect_name->text) == 0;
}

static bool
is_same(const struct conf_storm *a, const struct conf_storm *b)
{
	return strcmp(a->name, b->name) == 0 && a->scope == b->scope &&
	    same_group(a, b) &&
	    a->auto_enter == b->auto_enter &&
	    a->auto_leave == b->auto_leave && a->enter == b->enter &&
	    a->leave == b->leave && a->enter_ns == b->enter_ns &&
	    a->leave_ns == b->leave_ns && a->enter_for == b->enter_for &&
	    a->leave_for == b->leave_for;
}

static void
teach(void *arg, const char *storm, const char *partner, const float *usual)
{
	control_teach(arg, storm, partner, usual);
}

/* same: partners are the same in both, but for new ones; else storms per partner
 * begin anew.  One that does, or is another by its numbers, knows what the one
 * of its name has learned. */
void
alarm_keep(struct control *to, struct control *from, bool same)
{
	const struct conf *a = to->rs->conf, *b = from->rs->conf;
	struct storm *kept;
	size_t i, k, n;

	for (i = 0; i < a->nstorm; i++)
		for (k = 0; k < b->nstorm; k++) {
			if (!is_same(&a->storm[i], &b->storm[k]) ||
			    (a->storm[i].scope == STORM_PARTNER && !same))
				continue;
			for (n = scopes(b, &b->storm[k]); n-- > 0;) {
				kept = from->storm[k][n];
				from->storm[k][n] = to->storm[i][n];
				to->storm[i][n] = kept;
				to->peak[i][n] = from->peak[k][n];
			}
		}
	control_usual(from, teach, to);
}

static void
tell(struct control *c, size_t storm, size_t scope,
    const struct storm_change *change, uint64_t now)
{
	const struct conf_storm *s = &c->rs->conf->storm[storm];
	struct notice n = { .type = NOTICE_STORM, .link = -1, .now = now,
	    .what = (uint32_t)storm, .from = (uint8_t)change->from,
	    .to = (uint8_t)change->to, .rate = change->rate,
	    .threshold = change->threshold, .usual = change->usual,
	    .peak = c->peak[storm][scope] };

	if (s->scope == STORM_PARTNER)
		n.owner = (uint16_t)scope;
	control_notice(c, &n);
}

static void
count(struct control *c, size_t storm, size_t scope, uint32_t n, uint64_t now)
{
	const struct storm *s = c->storm[storm][scope];
	double *peak = &c->peak[storm][scope];
	struct storm_change change;
	bool changed = storm_count(c->storm[storm][scope], n, now, &change);

	if (storm_state(s) != STORM_CALM && storm_rate(s) > *peak)
		*peak = storm_rate(s);
	if (changed)
		tell(c, storm, scope, &change, now);
	if (storm_state(s) == STORM_CALM)
		*peak = 0;
}

/* The network whose requests it is counted with: the one it names, unless it
 * came over a link that does not lead there. */
static unsigned
network_of(const struct look *l)
{
	if (l->direction == DIRECTION_OUT)
		return l->to;
	if (l->link == LINK_UNKNOWN ||
	    link_leads_to(l->rs->owners, l->link, l->from))
		return l->from;
	return owner_of_link(l->rs->owners, l->link);
}

/* Which of its detectors a message is for, -1: none. */
static long
scope_of(const struct look *l, const struct conf_storm *s)
{
	const struct control *c = l->judge->control;

	if (s->scope == STORM_PARTNER)
		return network_of(l);
	if (s->scope == STORM_PROTECT)
		return guard_group(l) == &c->group[s->protect] ? 0 : -1;
	return 0;
}

void
alarm_count(const struct look *l)
{
	const struct conf *conf = l->rs->conf;
	long scope;
	size_t i;

	for (i = 0; i < conf->nstorm; i++) {
		if (!l->rs->storm[i].any &&
		    !member_ops(l, l->rs->storm[i].ops))
			continue;
		scope = scope_of(l, &conf->storm[i]);
		if (scope >= 0)
			count(l->judge->control, i, (size_t)scope, 1, l->now);
	}
}

/* Silence, too, ends a storm. */
void
alarm_tick(struct control *c, uint64_t now)
{
	const struct conf *conf = c->rs->conf;
	size_t i, k;

	for (i = 0; i < conf->nstorm; i++)
		for (k = 0; k < scopes(conf, &conf->storm[i]); k++)
			count(c, i, k, 0, now);
}

/* ---- what was learned ---- */

static const char *
partner_of(const struct control *c, size_t storm, size_t scope)
{
	return c->rs->conf->storm[storm].scope == STORM_PARTNER ?
	    ruleset_owner_name(c->rs, (unsigned)scope) : "";
}

void
control_usual(const struct control *c, control_usual_fn *visit, void *arg)
{
	const struct conf *conf = c->rs->conf;
	float usual[STORM_QUARTERS];
	size_t i, k;

	for (i = 0; i < conf->nstorm; i++)
		for (k = 0; k < scopes(conf, &conf->storm[i]); k++)
			if (storm_learned(c->storm[i][k], usual))
				visit(arg, conf->storm[i].name,
				    partner_of(c, i, k), usual);
}

void
control_teach(struct control *c, const char *storm, const char *partner,
    const float *usual)
{
	const struct conf *conf = c->rs->conf;
	size_t i, k;

	for (i = 0; i < conf->nstorm; i++)
		for (k = 0; k < scopes(conf, &conf->storm[i]); k++)
			if (strcmp(conf->storm[i].name, storm) == 0 &&
			    strcmp(partner_of(c, i, k), partner) == 0)
				storm_teach(c->storm[i][k], usual);
}

static bool
rages(const struct storm *s)
{
	return storm_state(s) == STORM_STORM ||
	    storm_state(s) == STORM_RECOVERY;
}

bool
control_storm(const struct look *l, unsigned storm)
{
	const struct control *c = l->judge->control;
	long scope = scope_of(l, &l->rs->conf->storm[storm]);

	return scope >= 0 && rages(c->storm[storm][scope]);
}

bool
alarm_any(const struct look *l)
{
	unsigned i;

	for (i = 0; i < l->rs->conf->nstorm; i++)
		if (control_storm(l, i))
			return true;
	return false;
}

void
control_storms(const struct control *c, uint64_t now,
    void (*visit)(void *, const struct control_storm *), void *arg)
{
	const struct conf *conf = c->rs->conf;
	struct control_storm v;
	const struct storm *s;
	size_t i, k;

	for (i = 0; i < conf->nstorm; i++)
		for (k = 0; k < scopes(conf, &conf->storm[i]); k++) {
			s = c->storm[i][k];
			v = (struct control_storm){ .storm = (uint32_t)i,
			    .owner = conf->storm[i].scope == STORM_PARTNER ?
			    (uint16_t)k : OWNER_NOBODY,
			    .state = (uint8_t)storm_state(s),
			    .since = storm_since(s), .rate = storm_rate(s),
			    .enter = storm_enter(s, now),
			    .leave = storm_leave(s, now) };
			if (k > 0 || conf->storm[i].scope != STORM_PARTNER)
				visit(arg, &v);
		}
}
