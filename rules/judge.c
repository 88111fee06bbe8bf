/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Judging a message: the rules that the index leaves, in their order.
 */
#include <stdlib.h>
#include <string.h>

#include "context.h"
#include "context_impl.h"
#include "control.h"
#include "follow.h"

static bool
blocks_into(const struct ruleset *rs, size_t table)
{
	const struct conf_rate *rate;
	size_t d, r, t;

	for (d = 0; d < DIRECTION_COUNT; d++)
		for (r = 0; r < rs->list[d].n; r++)
			for (t = 0; t < rs->list[d].rule[r].ntest; t++) {
				rate = &rs->list[d].rule[r].written->test[t].rate;
				if (rate->block && rate->table == table)
					return true;
			}
	return rs->conf->table[table].persist;
}

static bool
blocks_new(struct judge *j)
{
	const struct ruleset *rs = j->rs;
	size_t i, size;

	j->block = calloc(rs->conf->ntable + 1, sizeof(struct block *));
	if (j->block == NULL)
		return false;
	for (i = 0; i < rs->conf->ntable; i++) {
		size = rs->conf->table[i].size;
		if (!blocks_into(rs, i))
			continue;
		j->block[i] = block_new(size != 0 ? size : BLOCK_ENTRIES,
		    j->secret);
		if (j->block[i] == NULL)
			return false;
	}
	return true;
}

/* What belongs to one rule set; false: no memory, half of it may be there. */
static bool
parts_new(struct judge *j, const struct ruleset *rs)
{
	size_t d;

	j->rs = rs;
	if (!blocks_new(j))
		return false;
	for (d = 0; d < DIRECTION_COUNT; d++) {
		j->matches[d] = calloc(rs->list[d].n + 1,
		    sizeof(*j->matches[d]));
		j->memory[d] = index_memory_new(rs->list[d].index);
		if (j->matches[d] == NULL || j->memory[d] == NULL)
			return false;
	}
	return true;
}

static void
parts_free(struct judge *j)
{
	size_t i;

	for (i = 0; j->block != NULL && i < j->rs->conf->ntable; i++)
		block_free(j->block[i]);
	free(j->block);
	for (i = 0; i < DIRECTION_COUNT; i++) {
		free(j->matches[i]);
		index_memory_free(j->memory[i]);
	}
}

struct judge *
judge_new(const struct ruleset *rs, uint64_t secret)
{
	struct judge *j = calloc(1, sizeof(*j));
	bool fine, controls;

	if (j == NULL)
		return NULL;
	j->secret = secret;
	j->rate = rate_new(RATE_ENTRIES);
	j->recall = memory_new(rs, secret, &fine);
	j->control = control_new(rs, secret, &controls);
	if (j->recall != NULL)
		j->recall->control = j->control;
	if (parts_new(j, rs) && j->rate != NULL && fine && controls)
		return j;
	judge_free(j);
	return NULL;
}

void
judge_free(struct judge *j)
{
	if (j == NULL)
		return;
	parts_free(j);
	rate_free(j->rate);
	memory_free(j->recall);
	control_free(j->control);
	free(j);
}

/* The tables of the old rule set that say persist, into those of the new one
 * that are the same and say so too. */
static void
blocks_keep(struct judge *old, struct judge *new)
{
	const struct conf *a = old->rs->conf, *b = new->rs->conf;
	struct block *kept;
	size_t i, k;

	for (i = 0; i < a->ntable; i++)
		for (k = 0; k < b->ntable; k++) {
			if (!a->table[i].persist || !b->table[k].persist ||
			    a->table[i].type != b->table[k].type ||
			    a->table[i].size != b->table[k].size ||
			    strcmp(a->table[i].name, b->table[k].name) != 0)
				continue;
			kept = old->block[i];
			old->block[i] = new->block[k];
			new->block[k] = kept;
		}
}

/* Memory under other rules: one that goes over, or begins; false: none. */
static bool
memory_change(struct judge *j, const struct ruleset *rs, struct judge *new,
    struct follow **follow)
{
	bool fine = true;

	*follow = NULL;
	if (j->recall == NULL || !rs->conf->memory.there) {
		new->recall = memory_new(rs, j->secret, &fine);
		return fine;
	}
	*follow = follow_new(j->recall, rs);
	return *follow != NULL;
}

bool
judge_swap(struct judge *j, const struct ruleset *rs)
{
	struct judge old = *j, new = *j;
	struct follow *follow;
	bool fine, remembers;

	new.block = NULL;
	memset(new.matches, 0, sizeof(new.matches));
	memset(new.memory, 0, sizeof(new.memory));
	memset(new.links, 0, sizeof(new.links));
	new.rs = rs;
	new.rate = rate_new(RATE_ENTRIES);
	new.control = control_new(rs, j->secret, &fine);
	remembers = memory_change(j, rs, &new, &follow);
	if (!parts_new(&new, rs) || new.rate == NULL || !fine || !remembers) {
		parts_free(&new);
		rate_free(new.rate);
		control_free(new.control);
		if (new.recall != old.recall)
			memory_free(new.recall);
		follow_free(follow);
		return false;
	}
	blocks_keep(&old, &new);
	if (follow != NULL)
		follow_commit(follow, new.recall);
	else
		memory_free(old.recall);
	if (new.recall != NULL)
		new.recall->control = new.control;
	judge_notices(&new, j->notice, j->notice_arg);
	if (new.control != NULL && old.control != NULL)
		control_keep(new.control, old.control);
	follow_free(follow);
	parts_free(&old);
	rate_free(old.rate);
	control_free(old.control);
	*j = new;
	return true;
}

static bool
matches(struct look *l, const struct rule *r)
{
	size_t i;

	l->tested = false;
	for (i = 0; i < r->nopen; i++)
		if (!r->test[i].holds(l, &r->test[i]))
			return false;
	return true;
}

bool
judge_decides(struct look *l, struct verdict *v, const struct rule *r, size_t n)
{
	const struct conf_rule *w = r->written;

	if (w->steer_times > 0 && !control_steers(l, w))
		return false;
	v->log = v->log || w->log;
	if (w->monitor || l->tested) {
		if (v->would < 0 && w->action != ACTION_MATCH)
			v->would = (int32_t)n;
		return false;
	}
	if (w->back_off_auto && l->direction == DIRECTION_IN &&
	    control_guards(l->judge->control)) {
		l->plan = l->plan < 0 ? (int32_t)n : l->plan;
		return false;
	}
	if (w->label != NULL)
		v->label = w->label;
	if (w->has_class) {
		l->cls = (int16_t)w->cls;
		l->cls_known = true;
	}
	if (w->action == ACTION_MATCH)
		return false;
	v->action = w->action;
	v->why = WHY_RULE;
	v->rule = (int32_t)n;
	v->back_off = w->back_off ? w->back_off_ns : 0;
	v->error = w->error;
	return true;
}

static void
judge_component(struct look *l, const struct rule_list *list,
    struct verdict *v)
{
	struct index_walk w;
	long n;

	l->cls_known = false;
	v->comp = (uint8_t)l->comp;
	v->action = ACTION_DROP;
	v->why = WHY_DEFAULT;
	v->log = false;
	v->rule = v->would = -1;
	v->label = NULL;
	v->back_off = 0;
	v->error = 0;
	index_start(&w, list->index, l->judge->memory[l->direction], l);
	while ((n = index_next(&w)) >= 0) {
		if (!matches(l, &list->rule[n]))
			continue;
		if (!l->asks)
			l->judge->matches[l->direction][n]++;
		if (judge_decides(l, v, &list->rule[n], (size_t)n))
			break;
	}
	v->cls = (int16_t)look_class(l);
}

/* Who gets what goes out: a Diameter answer does not say it. */
static unsigned
receiver(const struct look *l)
{
	if (l->to != OWNER_NOBODY)
		return l->to;
	if (l->context != NULL && l->context->meeting.txn != NULL)
		return l->context->meeting.txn->from;
	return owner_of_link(l->rs->owners, look_link_out(l));
}

/* Every component; the worst verdict stands. */
static void
judge_look(struct look *l, struct verdict *v)
{
	const struct rule_list *list = &l->rs->list[l->direction];
	struct verdict other;

	memset(v, 0, sizeof(*v));
	v->direction = l->direction;
	v->link = l->link;
	v->from = l->from;
	v->to = (uint16_t)(l->direction == DIRECTION_OUT ? receiver(l) :
	    l->to);
	if (!list->there) {
		v->action = ACTION_PASS;
		v->why = WHY_NO_RULES;
		v->rule = v->would = -1;
		v->cls = (int16_t)look_class(l);
		return;
	}
	v->monitor = list->monitor || l->watched;
	judge_component(l, list, v);
	other = *v;
	for (l->comp = 1; l->comp < l->m->ncomp; l->comp++) {
		judge_component(l, list, &other);
		other.would = v->would < 0 ? other.would : v->would;
		other.log = other.log || v->log;
		v->would = other.would;
		v->log = other.log;
		if (other.action > v->action)
			*v = other;
	}
}

/*
 * Does it come from, or go to, a partner that is under monitor?  Who only says
 * that it comes from there, over a link that does not lead there, is not
 * believed: that would be a way around every rule.
 */
static bool
is_watched(const struct look *l)
{
	unsigned owner;

	if (!l->rs->watches)
		return false;
	owner = l->direction == DIRECTION_IN ? l->from : receiver(l);
	return owner >= OWNER_PARTNER &&
	    l->rs->conf->partner[owner - OWNER_PARTNER].monitor &&
	    (l->direction == DIRECTION_OUT ||
	    link_leads_to(l->rs->owners, l->link, owner));
}

/* The rules, between the two halves of storm control. */
static void
judge_controlled(struct look *l, struct verdict *v)
{
	bool controls = l->judge->control != NULL;

	l->watched = is_watched(l);
	if (controls && control_meet(l, v))
		return;
	judge_look(l, v);
	l->comp = 0;
	if (controls)
		control_decide(l, v);
}

void
judge_message(struct judge *j, const struct sig_msg *m, uint64_t now,
    struct verdict *v)
{
	struct context c;
	struct look l;

	if (j->recall != NULL)
		context_expect(j, m, &c);
	look_start(&l, j, m, now);
	if (j->control != NULL)
		control_expect(&l);
	j->now = l.now;
	if (j->recall != NULL) {
		l.context = &c;
		context_meet(&l, &c);
	}
	judge_controlled(&l, v);
	if (j->recall != NULL)
		context_account(&l, &c, v);
}

void
judge_quietly(struct judge *j, const struct sig_msg *m, uint64_t now,
    struct verdict *v)
{
	struct context c;
	struct look l;

	look_start(&l, j, m, now);
	l.asks = true;
	context_ask(&l, &c);
	l.watched = is_watched(&l);
	judge_look(&l, v);
	if (j->recall != NULL) {
		v->found = c.found;
		v->enforced = c.enforced;
		evidence_find(&l, &c, v);
	}
}

void
judge_ended(struct judge *j, const struct sig_msg *request,
    enum judge_end end, uint64_t now)
{
	if (j->recall != NULL)
		context_ended(j->recall, request, end, now);
}

uint64_t
judge_matches(const struct judge *j, unsigned direction, size_t rule)
{
	return j->matches[direction][rule];
}

struct control *
judge_control(struct judge *j)
{
	return j->control;
}

struct memory *
judge_memory(struct judge *j)
{
	return j->recall;
}

void
judge_notices(struct judge *j, void (*notice)(void *, const struct notice *),
    void *arg)
{
	j->notice = notice;
	j->notice_arg = arg;
	if (j->control != NULL)
		control_notices(j->control, notice, arg);
	if (j->recall == NULL)
		return;
	j->recall->notice = notice;
	j->recall->notice_arg = arg;
}

struct block *
judge_block(struct judge *j, size_t table)
{
	return j->block[table];
}
