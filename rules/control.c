/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Storm control: what it is made of, and its place around the rules.
 */
#include <stdlib.h>
#include <string.h>

#include "../dissectors/hash.h"
#include "control_impl.h"
#include "state/number.h"

static bool
rule_sinks(const struct conf_rule *r)
{
	return r->sink != SINK_MESSAGE;
}

static bool
rule_steers_away(const struct conf_rule *r)
{
	return r->steer_times > 0;
}

static bool
any_rule(const struct ruleset *rs, bool (*does)(const struct conf_rule *))
{
	size_t d, i;

	for (d = 0; d < DIRECTION_COUNT; d++)
		for (i = 0; i < rs->list[d].n; i++)
			if (does(rs->list[d].rule[i].written))
				return true;
	return false;
}

static bool
is_wanted(const struct ruleset *rs)
{
	return rs->conf->nprotect > 0 || rs->conf->nstorm > 0 ||
	    any_rule(rs, rule_sinks) || any_rule(rs, rule_steers_away);
}

/* No more than the subscribers that are remembered at all. */
static size_t
steered(const struct conf *conf)
{
	size_t n = conf->memory.there ? conf->memory.subscribers :
	    CONTROL_STEERED;

	return n < CONTROL_STEERED ? n : CONTROL_STEERED;
}

static bool
names_new(struct control *c)
{
	const char *name;
	unsigned i;

	c->name = calloc(c->rs->nowner, sizeof(*c->name));
	for (i = 0; c->name != NULL && i < c->rs->nowner; i++) {
		name = ruleset_owner_name(c->rs, i);
		c->name[i] = i < OWNER_PARTNER ? c->secret ^ i :
		    hash_octets(c->secret, (const uint8_t *)name,
		    strlen(name));
	}
	return c->name != NULL;
}

static bool
parts_new(struct control *c)
{
	const struct conf_sinkhole *s = &c->rs->conf->sinkhole;
	const struct sunk_limits limits = { s->sources, s->term, s->longest,
	    s->probation };

	c->sunks = sunks_new(&limits, c->secret);
	c->steers = steers_new(steered(c->rs->conf), c->secret);
	c->faith = calloc(c->rs->conf->npartner + OWNER_PARTNER,
	    sizeof(*c->faith));
	c->pace = pace_new(c->rs->conf->npartner + OWNER_PARTNER);
	return c->sunks != NULL && c->steers != NULL && c->faith != NULL &&
	    c->pace != NULL && names_new(c) &&
	    guard_new(c) && alarm_new(c, 0);
}

struct control *
control_new(const struct ruleset *rs, uint64_t secret, bool *fine)
{
	struct control *c;

	*fine = !is_wanted(rs);
	if (*fine || (c = calloc(1, sizeof(*c))) == NULL)
		return NULL;
	c->rs = rs;
	c->secret = secret;
	c->steers_away = any_rule(rs, rule_steers_away);
	*fine = parts_new(c);
	if (*fine)
		return c;
	control_free(c);
	return NULL;
}

void
control_free(struct control *c)
{
	if (c == NULL)
		return;
	guard_free(c);
	alarm_free(c);
	sunks_free(c->sunks);
	steers_free(c->steers);
	pace_free(c->pace);
	free(c->faith);
	free(c->name);
	free(c);
}

/* Numbers of owners mean the same in both; new partners come last. */
static bool
same_partners(const struct conf *a, const struct conf *b)
{
	size_t i;

	if (a->npartner < b->npartner)
		return false;
	for (i = 0; i < b->npartner; i++)
		if (strcmp(a->partner[i].name, b->partner[i].name) != 0)
			return false;
	return true;
}

/* Sources go on as they are where the table may, else by their names: without
 * those of partners that are gone, and those that found no memory. */
static void
sunk_keep(struct control *to, struct control *from, bool same)
{
	const struct conf_sinkhole *c = &to->rs->conf->sinkhole;
	struct sunks *sunks = to->sunks;

	if (!same || c->sources != from->rs->conf->sinkhole.sources) {
		control_sunk_copy(to, from);
		return;
	}
	sunks_times(from->sunks, c->term, c->longest, c->probation);
	to->sunks = from->sunks;
	from->sunks = sunks;
}

void
control_keep(struct control *to, struct control *from)
{
	bool same = same_partners(to->rs->conf, from->rs->conf);
	struct steers *steers = to->steers;

	guard_keep(to, from);
	alarm_keep(to, from, same);
	sunk_keep(to, from, same);
	if (!same)
		return;
	to->steers = from->steers;
	from->steers = steers;
}

void
control_notices(struct control *c,
    void (*notice)(void *, const struct notice *), void *arg)
{
	c->notice = notice;
	c->notice_arg = arg;
}

void
control_notice(struct control *c, const struct notice *n)
{
	if (c->notice != NULL)
		c->notice(c->notice_arg, n);
}

/* ---- around the rules ---- */

static void
tick(struct control *c, uint64_t now)
{
	if (now - c->ticked < TICK_NS)
		return;
	c->ticked = now;
	alarm_tick(c, now);
	guard_tick(c, now);
	divert_tick(c, now);
}

void
control_expect(const struct look *l)
{
	if (l->direction == DIRECTION_IN && l->rs->conf->nprotect > 0)
		guard_expect(l);
}

bool
control_meet(struct look *l, struct verdict *v)
{
	if (l->asks)
		return false;
	tick(l->judge->control, l->now);
	if (l->direction == DIRECTION_IN && look_kind(l) == SIG_KIND_REQUEST)
		alarm_count(l);
	else if (l->direction == DIRECTION_OUT && l->link != LINK_UNKNOWN &&
	    l->m->proto != SIG_PROTO_DIAMETER)
		outcome_congestion(l);
	return divert_meet(l, v);
}

/* The subscriber for whom devices are counted, 0: none. */
static uint64_t
imsi_of(const struct look *l)
{
	const struct sig_value *v;

	if (l->context != NULL && l->context->imsi != 0)
		return l->context->imsi;
	v = sig_get(l->m, SIG_IMSI);
	return v == NULL ? 0 : number_pack(&v->digits, v->len);
}

static struct steer_limits
limits_of(const struct conf_rule *r)
{
	return (struct steer_limits){ .times = (uint16_t)r->steer_times,
	    .network = r->steer_network, .country = r->steer_country,
	    .ns = r->steer_ns };
}

/* Sent once more, for its answer has not come or was lost. */
static bool
is_repeated(const struct look *l)
{
	return l->context != NULL && l->context->meeting.what == TXN_OPENS &&
	    l->context->meeting.again;
}

bool
control_turned_away(const struct look *l, const struct verdict *v)
{
	const struct conf_rule *r;

	if (v->action == ACTION_STEER)
		return true;
	if (v->why == WHY_ADMISSION)
		return true;
	if (v->action != ACTION_REJECT || v->rule < 0)
		return false;
	r = l->rs->list[v->direction].rule[v->rule].written;
	return r->error == REJECT_BUSY || r->back_off;
}

/* The sinkhole behind the rules: what one component did counts for all. */
static void
divert(struct look *l, const struct verdict *v)
{
	l->comp = v->comp;
	if (v->action == ACTION_SINK)
		divert_decide(l, v);
	if (!v->monitor && !control_turned_away(l, v))
		divert_offence(l);
	l->comp = 0;
}

void
control_decide(struct look *l, struct verdict *v)
{
	const struct conf_rule *r = v->rule < 0 ? NULL :
	    l->rs->list[v->direction].rule[v->rule].written;
	struct control *c = l->judge->control;
	struct steer_limits limits;

	if (r != NULL && r->steer_times > 0 && v->action == ACTION_STEER &&
	    !is_repeated(l)) {
		limits = limits_of(r);
		(void)steer_ask(c->steers, imsi_of(l), l->from,
		    l->context == NULL ? 0 : l->context->country, &limits,
		    false, l->now);
	}
	if (v->action != ACTION_PASS)
		divert(l, v);
	else if (!v->monitor)
		guard_decide(l, v);
}

bool
control_steers(const struct look *l, const struct conf_rule *r)
{
	struct control *c = l->judge->control;
	struct look asked = *l;
	int cls = look_class(&asked);
	const struct steer_limits limits = limits_of(r);
	bool never = (cls >= 0 && l->rs->conf->class[cls].critical) ||
	    alarm_any(l);

	return steer_would(c->steers, imsi_of(l), l->from,
	    l->context == NULL ? 0 : l->context->country, &limits, never,
	    l->now) == STEER_AWAY;
}

void
control_accepted(struct control *c, const struct txn *t, uint64_t now)
{
	/* where nobody is sent away, it need not be known who is not to be */
	steer_accepted(c->steers, t->imsi, t->from, !c->steers_away, now);
}

/* ---- for reports ---- */

struct sunks *
control_sunks(struct control *c)
{
	return c->sunks;
}

size_t
control_octets(struct control *c, uint64_t now)
{
	size_t octets = sunks_octets(c->sunks) + steers_octets(c->steers), i;
	struct control_group g;

	for (i = 0; i < c->rs->conf->nprotect; i++) {
		control_group(c, i, now, &g);
		octets += g.octets;
	}
	return octets;
}

size_t
control_steered(const struct control *c, uint64_t *evicted)
{
	*evicted = steers_evicted(c->steers);
	return steers_count(c->steers);
}
