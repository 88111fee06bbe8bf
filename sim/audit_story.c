/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The story of what only memory finds, told among the networks of a
 * configuration: who plays whom, and how far apart they are.
 */
#include <stdlib.h>
#include <string.h>

#include "../rules/owner.h"
#include "../rules/state/geo.h"
#include "audit.h"
#include "story.h"

enum {
	PATH_TEXT_MAX = 1024, WHAT_TEXT_MAX = 512,
	PORT_M3UA = 2905, PORT_DIAMETER = 3868,
	CANDIDATES_MAX = 64,
};

/* 1 January 2026, 00:00 UTC */
#define STORY_START	(UINT64_C(1767225600) * 1000000000)

/* A network that could play a part. */
struct player {
	unsigned	 owner;
	unsigned	 country;
	bool		 ss7, diameter;
};

struct telling {
	const struct conf *conf;
	const struct owners *o;
	const struct listener *l;
	struct nets	*n;		/* one network after the other */
	struct geo	*geo;		/* or NULL */
	struct player	 player[CANDIDATES_MAX];
	size_t		 nplayer;
	struct story_plan plan;
	struct net_who	 who[STORY_ROLE_COUNT];	/* texts of the plan */
	char		 mme[STORY_ROLE_COUNT][NET_TEXT_MAX];
	char		 hss[STORY_ROLE_COUNT][NET_TEXT_MAX];
	unsigned	 country[STORY_ROLE_COUNT];
	struct path	 ss7[STORY_ROLE_COUNT], sctp[STORY_ROLE_COUNT];
	struct lab	*lab;
	FILE		*labels;	/* or NULL */
};

/* ---- who plays whom ---- */

static unsigned
country_of(const struct telling *t, const char *plmn)
{
	unsigned mcc = 0;

	if (t->geo == NULL || sscanf(plmn, "%3u", &mcc) != 1)
		return 0;
	return geo_by_mcc(t->geo, mcc);
}

/* What the story can tell of it: numbers that begin with some digits, over a
 * way that leads to it. */
static bool
player_make(struct telling *t, struct player *p, unsigned owner)
{
	const struct net_who *who = &t->n->who[NET_ALPHA];
	struct net_gate gate;

	p->owner = owner;
	net_of_conf(t->n, NET_ALPHA, t->conf, t->o, owner, &p->ss7,
	    &p->diameter);
	if (who->imsi.whole || !t->n->owned[NET_ALPHA][BUILD_ID_PLMN])
		return false;
	p->ss7 = p->ss7 && !who->gt.whole && !who->msisdn.whole;
	if (owner != OWNER_HOME && p->ss7) {
		gate_find(&gate, t->conf, t->o, owner, false, false);
		p->ss7 = gate.lacks == NULL && gate.back_lacks == NULL;
	}
	if (owner != OWNER_HOME && p->diameter) {
		gate_find(&gate, t->conf, t->o, owner, false, true);
		p->diameter = gate.lacks == NULL && gate.back_lacks == NULL;
	}
	p->country = country_of(t, who->plmn);
	return p->ss7 || p->diameter;
}

static void
part_give(struct telling *t, unsigned role, const struct player *p)
{
	struct story_net *net = &t->plan.net[role];
	struct net_who *who = &t->who[role];
	const struct conf_network *written = p->owner == OWNER_HOME ?
	    &t->conf->home : &t->conf->partner[p->owner - OWNER_PARTNER];
	struct net_gate gate;
	bool ss7, diameter;

	net_of_conf(t->n, NET_ALPHA, t->conf, t->o, p->owner, &ss7, &diameter);
	*who = t->n->who[NET_ALPHA];
	*net = (struct story_net){ .name = written->name,
	    .gt = p->ss7 ? who->gt.text[0] : NULL,
	    .mgt = p->ss7 && who->mgt.n > 0 && !who->mgt.whole ?
	    who->mgt.text[0] : NULL,
	    .plmn = who->plmn, .imsi = who->imsi.text[0],
	    .msisdn = p->ss7 ? who->msisdn.text[0] : NULL,
	    .realm = p->diameter ? who->realm : NULL, .via = role };
	if (written->host.n > 0) {
		memcpy(t->mme[role], t->n->text[NET_ALPHA]
		    [BUILD_ID_ORIGIN_HOST], NET_TEXT_MAX);
		memcpy(t->hss[role], t->n->text[NET_ALPHA]
		    [BUILD_ID_HSS_NAME], NET_TEXT_MAX);
		net->mme = t->mme[role];
		net->hss = t->hss[role];
	}
	t->country[role] = p->country;
	if (role == STORY_HOME)
		return;
	gate_find(&gate, t->conf, t->o, p->owner, false, false);
	gate_path(&t->ss7[role], &gate, PORT_M3UA, role);
	gate_find(&gate, t->conf, t->o, p->owner, false, true);
	gate_path(&t->sctp[role], &gate, PORT_DIAMETER, role);
}

static unsigned
km(const struct telling *t, unsigned a, unsigned b)
{
	return t->geo == NULL ? 0 : geo_km(t->geo, a, b);
}

/* Takes one of those that are left: the farthest from both places, or the
 * nearest; in SS7 and Diameter, if there is one. */
static void
part_choose(struct telling *t, unsigned role, const unsigned from[2],
    bool farthest)
{
	struct player *p, *best = NULL;
	unsigned way, other, best_way = 0;
	size_t i;

	for (i = 0; i < t->nplayer; i++) {
		p = &t->player[i];
		way = km(t, p->country, from[0]);
		other = km(t, p->country, from[1]);
		way = other < way ? other : way;
		way = farthest ? way : 100000 - way;
		way = 2 * way + (p->ss7 && p->diameter);
		if (best == NULL || way > best_way) {
			best = p;
			best_way = way;
		}
	}
	if (best == NULL)
		return;
	part_give(t, role, best);
	*best = t->player[--t->nplayer];
}

/* Networks apart from the crowd. */
static bool
apart(struct telling *t, const struct conf_network *p, unsigned owner)
{
	bool closed = p->roaming == ROAMING_NONE || p->roaming == ROAMING_IN;
	unsigned role = p->state == STATE_SUSPENDED ? STORY_SUSPENDED :
	    STORY_CLOSED;
	struct player one;

	if (p->state != STATE_SUSPENDED && !closed)
		return false;
	if (t->plan.net[role].name == NULL && player_make(t, &one, owner))
		part_give(t, role, &one);
	return true;
}

static void
players_find(struct telling *t)
{
	const struct conf_network *p;
	struct player *one;
	size_t i;

	for (i = 0; i < t->conf->npartner; i++) {
		p = &t->conf->partner[i];
		one = &t->player[t->nplayer];
		if (!apart(t, p, OWNER_PARTNER + (unsigned)i) &&
		    t->nplayer + 1 < CANDIDATES_MAX &&
		    player_make(t, one, OWNER_PARTNER + (unsigned)i))
			t->nplayer++;
	}
}

static void
plan_make(struct telling *t)
{
	struct player home;
	unsigned a, b, near[2] = { 0, 0 };

	t->plan.start = STORY_START;
	t->plan.seed = 4;
	if (!player_make(t, &home, OWNER_HOME))
		return;
	part_give(t, STORY_HOME, &home);
	players_find(t);
	part_choose(t, STORY_NEAR, near, false);
	near[0] = near[1] = t->country[STORY_NEAR];
	part_choose(t, STORY_FAR, near, true);
	near[1] = t->country[STORY_FAR];
	part_choose(t, STORY_FARTHER, near, true);
	near[1] = near[0];
	part_choose(t, STORY_NEIGHBOUR, near, false);
	for (a = 0; a < STORY_ROLE_COUNT; a++)
		for (b = 0; b < STORY_ROLE_COUNT; b++)
			t->plan.km[a][b] = km(t, t->country[a],
			    t->country[b]);
}

/* ---- what is told ---- */

static void
told(void *arg, const struct story_message *said)
{
	static const enum expect expects[] = { [STORY_PASS] = PASS,
	    [STORY_REFUSE] = REFUSE, [STORY_EITHER] = EITHER };
	static const char *const verdicts[] = { [STORY_PASS] = "pass",
	    [STORY_REFUSE] = "drop|reject",
	    [STORY_EITHER] = "pass|drop|reject" };
	struct telling *t = arg;
	struct sccp_head head = said->head;
	char what[WHAT_TEXT_MAX];

	t->lab->ts = said->ts;
	if (said->proto == STORY_DIAMETER)
		lab_sctp(t->lab, &t->sctp[said->via], said->way, PPID_DIAMETER,
		    said->octets);
	else
		lab_tcap(t->lab, &t->ss7[said->via], said->way, &head,
		    said->octets);
	snprintf(what, sizeof(what), "%s: %s, %s %s",
	    story_class_name(said->cls), said->what,
	    said->way == 0 ? "from" : "to", t->plan.net[said->via].name);
	if (t->labels != NULL)
		fprintf(t->labels, "%llu\t0\t%s\t-\t%s\n",
		    (unsigned long long)t->lab->frames,
		    verdicts[said->expect], what);
	t->l->message(t->l->arg, (enum attack_class)(CLASSES_COUNT +
	    said->cls), expects[said->expect], what);
}

static bool
tell(struct telling *t, const char *directory)
{
	char path[PATH_TEXT_MAX];
	bool ok;

	if (directory != NULL) {
		snprintf(path, sizeof(path), "%s/memory.tsv", directory);
		t->labels = fopen(path, "w");
		if (t->labels == NULL)
			return false;
		snprintf(path, sizeof(path), "%s/memory.pcap", directory);
	}
	t->lab = lab_open(directory == NULL ? NULL : path, WRITER_MICRO, 1);
	ok = t->lab != NULL;
	if (ok) {
		t->lab->step = 1000;	/* segments of one message */
		t->lab->listen = t->l->frame;
		t->lab->arg = t->l->arg;
		t->l->begin(t->l->arg);
		ok = story_tell(&t->plan, told, t);
		ok = lab_close(t->lab) && ok;
	}
	if (t->labels != NULL) {
		ok = ferror(t->labels) == 0 && ok;
		ok = fclose(t->labels) == 0 && ok;
	}
	return ok;
}

/* Why classes are not told; true when all of them are not. */
static bool
lacking(const struct telling *t)
{
	const char *why = t->conf->memory.there ? NULL :
	    "the configuration remembers nothing (memory)";
	const char *all = why;
	unsigned cls;

	if (all == NULL)
		all = story_lacks(&t->plan, STORY_CLASS_HONEST);
	for (cls = 0; cls < STORY_CLASS_COUNT; cls++) {
		why = all != NULL ? all : story_lacks(&t->plan, cls);
		if (why != NULL)
			t->l->lacks(t->l->arg, (enum attack_class)
			    (CLASSES_COUNT + cls), why);
	}
	return all != NULL;
}

bool
story_audit(const struct conf *conf, const struct owners *o,
    const char *directory, const struct listener *l)
{
	struct telling *t = calloc(1, sizeof(*t));
	struct nets *n = calloc(1, sizeof(*n));
	char error[GEO_ERROR_MAX];
	bool ok = t != NULL && n != NULL;

	if (ok) {
		t->conf = conf;
		t->o = o;
		t->l = l;
		t->n = n;
		nets_of_conf(n, conf, o, false);
		if (conf->memory.path != NULL)
			t->geo = geo_load(conf->memory.path, error);
		plan_make(t);
		if (!lacking(t))
			ok = tell(t, directory);
		geo_free(t->geo);
	}
	free(n);
	free(t);
	return ok;
}
