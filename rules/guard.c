/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Protected groups: what goes to home, through their admission.
 *
 * Requests that open something are decided on, what goes on in an open dialogue
 * always passes.  An update-location may be the second half of a procedure
 * whose authenticate was admitted; then it passes and is counted with it.
 */
#include <stdlib.h>
#include <string.h>

#include "../dissectors/diameter.h"
#include "../dissectors/hash.h"
#include "control_impl.h"
#include "state/backoff.h"
#include "state/number.h"

enum { LOWEST = CONTROL_PRIORITIES - 1,
	FAITH_ENOUGH = 20, FAITH_MAX = 1 << 16, OC_LOSS = 1 };

/* So long after it was given up, a partner is tried again. */
#define FAITH_FADES	(900 * NS_A_SECOND)

/* ---- what it is made of ---- */

static bool
links_new(struct control *c)
{
	const struct conf *conf = c->rs->conf;
	const struct conf_set *s;
	size_t i, k;

	c->group_of = calloc(conf->nlink + 1, sizeof(*c->group_of));
	c->group_rest = -1;
	if (c->group_of == NULL)
		return false;
	for (i = 0; i < conf->nlink; i++)
		c->group_of[i] = -1;
	for (i = 0; i < conf->nprotect; i++) {
		s = &conf->protect[i].link;
		if (s->n == 0)
			c->group_rest = (int)i;
		for (k = 0; k < s->n; k++)
			c->group_of[s->item[k].index] = (int16_t)i;
	}
	return true;
}

static void
setup_of(struct admit_setup *s, const struct conf *conf,
    const struct conf_protect *p, uint64_t secret)
{
	const struct conf_class *cls;
	struct admit_class *to;
	size_t i;

	*s = (struct admit_setup){ .secret = secret, .devices =
	    p->devices > 0 ? p->devices : CONTROL_DEVICES };
	s->capacity = (struct capacity_setup){ .rate = p->capacity,
	    .rate_ns = p->capacity_ns, .latency = p->latency };
	for (i = 0; i < conf->nclass; i++) {
		cls = &conf->class[i];
		to = &s->class[cls->priority < LOWEST ? cls->priority :
		    LOWEST];
		to->there = true;
		to->reserve += cls->reserve;	/* of classes that share one */
		if (cls->floor > 0) {
			to->floor = cls->floor;
			to->floor_ns = cls->floor_ns;
		}
	}
}

bool
guard_new(struct control *c)
{
	const struct conf *conf = c->rs->conf;
	struct admit_setup s;
	size_t i;

	c->group = calloc(conf->nprotect + 1, sizeof(*c->group));
	if (c->group == NULL || !links_new(c))
		return false;
	for (i = 0; i < conf->nprotect; i++) {
		setup_of(&s, conf, &conf->protect[i], c->secret);
		c->group[i].conf = &conf->protect[i];
		c->group[i].admit = admit_new(&s, 0);
		if (c->group[i].admit == NULL)
			return false;
	}
	return true;
}

void
guard_free(struct control *c)
{
	size_t i;

	for (i = 0; c->group != NULL && i < c->rs->conf->nprotect; i++)
		admit_free(c->group[i].admit);
	free(c->group);
	free(c->group_of);
}

static bool
same_classes(const struct admit_class *a, const struct admit_class *b)
{
	size_t i;

	for (i = 0; i < ADMIT_CLASSES; i++)
		if (a[i].there != b[i].there ||
		    a[i].reserve != b[i].reserve ||
		    a[i].floor != b[i].floor ||
		    a[i].floor_ns != b[i].floor_ns)
			return false;
	return true;
}

static bool
same_setup(const struct admit_setup *s, const struct admit_setup *t)
{
	return s->capacity.rate == t->capacity.rate &&
	    s->capacity.rate_ns == t->capacity.rate_ns &&
	    s->capacity.latency == t->capacity.latency &&
	    same_classes(s->class, t->class);
}

/* All of a group of that name, or what its devices were told. */
static void
group_keep(struct control *to, struct group *a, struct control *from,
    struct group *b)
{
	struct group kept = *b;
	struct admit_setup s, t;

	setup_of(&s, to->rs->conf, a->conf, 0);
	setup_of(&t, from->rs->conf, b->conf, 0);
	if (s.devices != t.devices)
		return;
	if (!same_setup(&s, &t)) {
		admit_keep(a->admit, b->admit);
		return;
	}
	kept.conf = a->conf;
	b->admit = a->admit;
	*a = kept;
}

void
guard_keep(struct control *to, struct control *from)
{
	struct group *a, *b;
	size_t i, k;

	for (i = 0; i < to->rs->conf->nprotect; i++)
		for (k = 0; k < from->rs->conf->nprotect; k++) {
			a = &to->group[i];
			b = &from->group[k];
			if (strcmp(a->conf->name, b->conf->name) == 0)
				group_keep(to, a, from, b);
		}
}

bool
control_guards(const struct control *c)
{
	return c != NULL && c->rs->conf->nprotect > 0;
}

struct group *
guard_by_link(struct control *c, int link)
{
	int i = link >= 0 && c->group_of[link] >= 0 ? c->group_of[link] :
	    c->group_rest;

	return i < 0 ? NULL : &c->group[i];
}

/* With one group only, all that goes to home goes there unless its link is
 * known and says otherwise. */
struct group *
guard_group(const struct look *l)
{
	struct control *c = l->judge->control;
	int link;

	if (l->direction != DIRECTION_IN || c->rs->conf->nprotect == 0)
		return NULL;
	link = c->rs->conf->nlink == 0 ? LINK_UNKNOWN : look_link_out(l);
	if (link < 0 && c->group_rest < 0 && c->rs->conf->nprotect == 1)
		return &c->group[0];
	return guard_by_link(c, link);
}

/* ---- deciding ---- */

/* Does it open something?  A dialogue that was opened empty is opened by its
 * first request.  Without transactions only the message can tell. */
static bool
opens(const struct look *l)
{
	const struct txn_meeting *meeting;

	if (look_kind(l) != SIG_KIND_REQUEST || l->m->ncomp == 0 ||
	    (l->m->proto == SIG_PROTO_DIAMETER &&
	    l->m->app == DIAMETER_APP_BASE))
		return false;
	if (l->context != NULL) {
		meeting = &l->context->meeting;
		return meeting->what == TXN_OPENS ||
		    meeting->what == TXN_NONE || (meeting->by_opener &&
		    meeting->txn != NULL && meeting->txn->op == SIG_OP_NONE);
	}
	return l->m->proto == SIG_PROTO_DIAMETER ||
	    l->m->dialogue == SIG_DIALOGUE_BEGIN;
}

/* The mark of a partner who is trusted with it (RFC 7944) counts for no more
 * than the class next below those that are critical. */
static unsigned
marked(const struct look *l, unsigned priority)
{
	const struct conf *conf = l->rs->conf;
	const struct sig_value *v = sig_get(l->m, SIG_DRMP);
	unsigned best = 0;
	size_t i;

	if (v == NULL || l->from < OWNER_PARTNER ||
	    !conf->partner[l->from - OWNER_PARTNER].trust_drmp)
		return priority;
	for (i = 0; i < conf->nclass; i++)
		if (conf->class[i].critical && conf->class[i].priority >= best)
			best = conf->class[i].priority + 1U;
	best = v->num > best ? (unsigned)v->num : best;
	return best < priority ? best : priority;
}

/* A device in one network: whoever names it elsewhere takes nothing of what it
 * was promised there. */
static uint64_t
key_in(const struct control *c, unsigned from, uint64_t imsi)
{
	return imsi == 0 ? 0 : hash_u64(c->name[from], imsi) | 1;
}

static uint64_t
key_of(const struct look *l)
{
	const struct sig_value *v = sig_get(l->m, SIG_IMSI);
	uint64_t imsi = v == NULL ? 0 : number_pack(&v->digits, v->len);

	if (l->context != NULL && l->context->imsi != 0)
		imsi = l->context->imsi;
	return key_in(l->judge->control, l->from, imsi);
}

void
guard_expect(const struct look *l)
{
	const struct control *c = l->judge->control;
	uint64_t key = key_of(l);
	size_t i;

	for (i = 0; key != 0 && i < c->rs->conf->nprotect; i++)
		admit_expect(c->group[i].admit, key);
}

/* Of several components the class that matters least. */
static const struct conf_class *
class_of(struct look *l, const struct verdict *v)
{
	const struct conf_class *all = l->rs->conf->class;
	int cls = v->cls, other;

	for (l->comp = 1; l->comp < l->m->ncomp && cls >= 0; l->comp++) {
		l->cls_known = false;
		other = look_class(l);
		if (other < 0 || all[other].priority > all[cls].priority)
			cls = other;
	}
	l->comp = 0;
	return cls < 0 ? NULL : &all[cls];
}

static void
request_of(struct look *l, const struct verdict *v, struct admit_request *r)
{
	const struct conf_class *cls = class_of(l, v);
	const struct context *c = l->context;

	*r = (struct admit_request){ .key = key_of(l), .continues =
	    l->m->ncomp == 1 && look_op(l) == SIG_OP_UPDATE_LOCATION };
	if (c != NULL && c->who != NULL)
		r->registered = place_serves(c->who, l->from);
	r->emergency = cls != NULL && cls->critical;
	r->again = (c != NULL && c->meeting.again) || (l->m->proto ==
	    SIG_PROTO_DIAMETER && l->m->flags & DIAMETER_RETRANSMITTED);
	r->priority = (uint8_t)marked(l, cls == NULL ? LOWEST :
	    cls->priority);
}

/* Answers by OC-OLR are believed to reach devices as long as those keep to
 * them. */
static void
faith_note(struct faith *f, const struct admit_answer *a)
{
	if (a->admitted || a->kind != REACH_DOIC)
		return;
	f->early += a->why == ADMIT_EARLY && !reach_planned(a->left);
	f->told += a->why != ADMIT_EARLY;
	if (f->told + f->early < FAITH_MAX)
		return;
	f->told /= 2;
	f->early /= 2;
}

static bool
understands_doic(const struct look *l)
{
	const struct sig_value *v = sig_get(l->m, SIG_OC_FEATURES);

	return l->m->proto == SIG_PROTO_DIAMETER && v != NULL &&
	    v->num & OC_LOSS;
}

static bool
tells_devices(const struct look *l)
{
	const struct faith *f = &l->judge->control->faith[l->from];

	return understands_doic(l) &&
	    (f->told < FAITH_ENOUGH || f->early * 4 < f->told);
}

/* What the group reports of itself this second: as much less as would bring
 * what is asked down to what it bears. */
static void
report_now(struct group *g, uint64_t now)
{
	struct told_report *r = &g->told_report;
	double rate = capacity_rate(admit_capacity(g->admit));
	uint64_t second = now / NS_A_SECOND, gone;
	double asked;

	if (second == g->second)
		return;
	gone = second > g->second ? second - g->second : 1;
	asked = (double)g->asked / (double)gone;
	r->percent = (uint8_t)(asked > rate ? 100 - rate * 100 / asked : 0);
	if (r->percent < REPORT_LEAST)
		r->percent = REPORT_LEAST;
	g->second = second;
	g->asked = 0;
}

/*
 * Each device is told its own time by a report of the host.  It is newer than
 * those before it (RFC 7683 5.2.1.2), also after a restart, and asks nothing of
 * requests that do not name the host.
 */
static void
tell_report(const struct look *l, struct verdict *v, struct group *g)
{
	uint64_t us = l->now / 1000;

	g->told_report.sequence = us > g->told_report.sequence ? us :
	    g->told_report.sequence + 1;
	v->overload = true;
	v->sequence = g->told_report.sequence;
	v->reduction = g->told_report.percent;
	v->validity = (uint32_t)((v->back_off + NS_A_SECOND - 1) /
	    NS_A_SECOND);
}

static void
refuse(struct look *l, struct verdict *v, struct group *g,
    const struct admit_answer *a)
{
	const struct control *c = l->judge->control;
	double rate = capacity_rate(admit_capacity(g->admit));

	v->action = ACTION_REJECT;
	v->why = WHY_ADMISSION;
	v->rule = l->plan;
	v->error = (uint8_t)reach_error(a->kind);
	v->back_off = a->when > l->now ? a->when - l->now : 0;
	if (a->kind == REACH_DOIC)
		v->back_off = reach_tell(v->back_off, pace_late(c->pace,
		    l->from, REACH_DOIC));
	if (a->kind == REACH_DOIC && understands_doic(l))
		tell_report(l, v, g);
	v->refused = a->refused;
	v->group = (uint8_t)(g - c->group);
	v->rate = (uint32_t)rate;
	if (l->plan >= 0 && l->rs->list[v->direction].rule[l->plan].written->
	    label != NULL)
		v->label = l->rs->list[v->direction].rule[l->plan].written->
		    label;
}

/* The ways in which its device can be brought back, as they are known of its
 * network. */
static unsigned
ways_of(struct drain_reach reach[REACH_MAX], const struct look *l)
{
	const struct control *c = l->judge->control;
	unsigned n, i;
	int error = -1;

	if (l->plan >= 0)
		error = l->rs->list[DIRECTION_IN].rule[l->plan].written->error;
	n = tells_devices(l) ? reach_told(reach) : reach_of(reach, l, error);
	for (i = 0; i < n; i++)
		reach_late(&reach[i], pace_late(c->pace, l->from,
		    reach[i].kind));
	return n;
}

void
guard_decide(struct look *l, struct verdict *v)
{
	struct control *c = l->judge->control;
	struct group *g = guard_group(l);
	struct drain_reach reach[REACH_MAX];
	struct admit_request r;
	struct admit_answer a;
	bool exact;

	if (g == NULL || !opens(l))
		return;
	report_now(g, l->now);
	g->asked++;
	request_of(l, v, &r);
	if (r.key != 0)
		pace_came(c->pace, r.key, l->now);
	r.reach = reach;
	r.nreach = (uint8_t)ways_of(reach, l);
	a = admit_decide(g->admit, &r, l->now);
	v->admission = (uint8_t)(a.why + 1);
	faith_note(&c->faith[l->from], &a);
	if (a.admitted)
		return;
	refuse(l, v, g, &a);
	if (r.key == 0 || r.again)
		return;
	exact = a.kind == REACH_DOIC;
	pace_told(c->pace, l->from, a.kind, r.key, exact ? v->back_off :
	    reach_step(l, a.kind), exact, l->now);
}

/* ---- once a second ---- */

static void
faith_fade(struct control *c, uint64_t now)
{
	size_t i;

	if (now - c->faded < FAITH_FADES)
		return;
	c->faded = now;
	for (i = 0; i < c->rs->conf->npartner + OWNER_PARTNER; i++) {
		c->faith[i].told /= 2;
		c->faith[i].early /= 2;
	}
}

void
guard_tick(struct control *c, uint64_t now)
{
	struct notice n = { .type = NOTICE_CAPACITY, .link = -1, .now = now };
	struct capacity *k;
	struct group *g;
	bool reduced;
	size_t i;

	faith_fade(c, now);
	for (i = 0; i < c->rs->conf->nprotect; i++) {
		g = &c->group[i];
		k = admit_capacity(g->admit);
		(void)capacity_tick(k, now);
		if (g->lowest <= 0 || capacity_rate(k) < g->lowest) {
			g->lowest = capacity_rate(k);
			g->lowest_why = capacity_why(k);
		}
		reduced = capacity_rate(k) < capacity_full(k) * 0.95;
		if (reduced == g->told && (!reduced ||
		    capacity_why(k) == g->why))
			continue;
		g->told = reduced;
		g->why = capacity_why(k);
		n.what = (uint32_t)i;
		n.to = (uint8_t)(reduced ? g->why : CAPACITY_FULL);
		n.rate = capacity_rate(k);
		n.threshold = capacity_full(k);
		control_notice(c, &n);
	}
}

/* ---- for rules and reports ---- */

unsigned
control_load(const struct look *l)
{
	struct control *c = l->judge->control;
	const struct group *g = guard_group(l);
	unsigned most = 0, load;
	size_t i;

	for (i = 0; i < c->rs->conf->nprotect; i++) {
		if (g != NULL && g != &c->group[i])
			continue;
		load = capacity_load(admit_capacity(c->group[i].admit)) * 100 /
		    256;
		most = load > most ? load : most;
	}
	return most;
}

size_t
control_groups(const struct control *c)
{
	return c->rs->conf->nprotect;
}

void
control_group(struct control *c, size_t i, uint64_t now,
    struct control_group *to)
{
	struct group *g = &c->group[i];
	struct capacity *k = admit_capacity(g->admit);
	struct admit_figures f;
	unsigned p;

	admit_figures(g->admit, now, &f);
	*to = (struct control_group){ .name = g->conf->name,
	    .rate = capacity_rate(k), .full = capacity_full(k),
	    .sent = g->sent, .failed = g->failed, .lost = f.lost,
	    .lowest = g->lowest > 0 ? g->lowest : capacity_rate(k),
	    .remembered = f.remembered, .octets = f.octets };
	if (to->rate < to->full)
		to->why = capacity_why_name(capacity_why(k));
	if (to->lowest < to->full)
		to->lowest_why = capacity_why_name(g->lowest_why);
	for (p = 0; p < CONTROL_PRIORITIES; p++)
		to->kept += f.why[p][ADMIT_KEPT];
	for (p = 0; p < CONTROL_PRIORITIES; p++)
		to->class[p] = (struct control_class){
		    .admitted = f.why[p][ADMIT_CONTINUES] +
			f.why[p][ADMIT_FREE] + f.why[p][ADMIT_GUARANTEED] +
			f.why[p][ADMIT_KEPT],
		    .refused = f.why[p][ADMIT_FULL] + f.why[p][ADMIT_BUMPED],
		    .early = f.why[p][ADMIT_EARLY] };
}

bool
control_told(struct control *c, size_t i, unsigned from, uint64_t imsi,
    uint64_t now, struct control_told *to)
{
	uint64_t key = key_in(c, from, imsi);
	struct backoff b;

	if (key == 0 || !admit_told(c->group[i].admit, key, now, &b))
		return false;
	*to = (struct control_told){ .when = backoff_time(b.when, now),
	    .class = b.class, .refused = b.refused,
	    .booked = b.state == BACKOFF_BOOKED,
	    .admitted = b.state == BACKOFF_ADMITTED };
	to->until = to->when + b.span * (NS_A_SECOND / BACKOFF_UNITS);
	return true;
}
