/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tests and checks that can never hold for want of what they need: memory, the
 * geography, lists of devices, a check that is on.
 */
#include "names.h"
#include "warn.h"

/* The first test of each kind; line 0: there is none. */
struct needed {
	struct conf_at	 subject[SUBJECT_COUNT];
	struct conf_at	 finding[CHECK_COUNT];
	struct conf_at	 speed, place;	/* moved faster than ..., moved */
	struct conf_at	 list[DEVICE_LISTS];
};

static void
note(struct conf_at *first, struct conf_at at)
{
	if (first->line == 0)
		*first = at;
}

static bool
wants_memory(unsigned subject)
{
	return subject == SUBJECT_FINDING || subject == SUBJECT_WITHIN ||
	    subject == SUBJECT_OPENER || subject == SUBJECT_DEVICE ||
	    subject == SUBJECT_MOVED;
}

static void
look(struct needed *n, const struct conf_test *t, size_t count)
{
	const struct conf_item *it;
	size_t i, k;

	for (i = 0; i < count; i++) {
		if (!wants_memory(t[i].subject))
			continue;
		note(&n->subject[t[i].subject], t[i].at);
		if (t[i].subject == SUBJECT_MOVED)
			note(t[i].number > 0 ? &n->speed : &n->place, t[i].at);
		for (k = 0; k < t[i].set.n; k++) {
			it = &t[i].set.item[k];
			if (it->kind != ITEM_WORD)
				continue;
			if (t[i].subject == SUBJECT_FINDING)
				note(&n->finding[it->index], it->at);
			else if (t[i].subject == SUBJECT_DEVICE)
				note(&n->list[it->index], it->at);
		}
	}
}

static void
look_all(struct needed *n, const struct conf *conf)
{
	size_t i;

	for (i = 0; i < conf->nclass; i++)
		look(n, conf->class[i].test, conf->class[i].ntest);
	for (i = 0; i < conf->in.n; i++)
		look(n, conf->in.rule[i].test, conf->in.rule[i].ntest);
	for (i = 0; i < conf->out.n; i++)
		look(n, conf->out.rule[i].test, conf->out.rule[i].ntest);
}

/* Once a check and once a subject. */
static void
warn_memory(const struct conf *conf, struct conf_errors *errors,
    const struct needed *n)
{
	unsigned i;

	for (i = 0; i < CHECK_COUNT; i++)
		if (conf->check[i].written && conf->check[i].mode != CHECK_OFF)
			conf_error(errors, conf, conf->check[i].at, "check %s"
			    " needs memory { ... }, which is missing",
			    check_name(i));
	for (i = 0; i < SUBJECT_COUNT; i++)
		if (n->subject[i].line != 0 && i != SUBJECT_DEVICE)
			conf_error(errors, conf, n->subject[i], "%s needs"
			    " memory { ... }, which is missing: no message"
			    " has it", subject_name(i));
	if (n->subject[SUBJECT_DEVICE].line != 0)
		conf_error(errors, conf, n->subject[SUBJECT_DEVICE], "device"
		    " needs memory { ... }, which is missing: only messages"
		    " that carry an IMEI have it");
}

static void
warn_geography(const struct conf *conf, struct conf_errors *errors,
    const struct needed *n)
{
	const struct conf_check *c = &conf->check[CHECK_VELOCITY];

	if (conf->memory.geography != NULL)
		return;
	if (n->speed.line != 0)
		conf_error(errors, conf, n->speed, "a speed needs geography"
		    " in memory { ... }: this test never holds");
	if (c->written && c->mode != CHECK_OFF)
		conf_error(errors, conf, c->at, "check velocity needs"
		    " geography in memory { ... }: it finds nothing");
	else if (n->finding[CHECK_VELOCITY].line != 0 && c->mode != CHECK_OFF)
		conf_error(errors, conf, n->finding[CHECK_VELOCITY],
		    "finding velocity needs geography in memory { ... }: no"
		    " message has it");
}

/* What a check brings to no rule, neither now nor later. */
static void
warn_finding(const struct conf *conf, struct conf_errors *errors,
    unsigned check, struct conf_at at)
{
	unsigned then = conf->check[check].then;

	if (at.line != 0 && (then == CHECK_OFF || then == CHECK_LEARN))
		conf_error(errors, conf, at, "check %s %s: this never holds",
		    check_name(check), then == CHECK_OFF ? "is off" :
		    "learns for ever");
}

/* The checks of places also say when a move counts. */
static void
warn_findings(const struct conf *conf, struct conf_errors *errors,
    const struct needed *n)
{
	unsigned i;

	for (i = 0; i < CHECK_COUNT; i++)
		warn_finding(conf, errors, i, n->finding[i]);
	warn_finding(conf, errors, CHECK_PREVIOUS_PLACE, n->place);
	warn_finding(conf, errors, CHECK_VELOCITY, n->speed);
}

static void
warn_lists(const struct conf *conf, struct conf_errors *errors,
    const struct needed *n)
{
	static const char *const names[DEVICE_LISTS] = {
		[DEVICE_BLACK] = "blacklist", [DEVICE_GREY] = "greylist",
	};
	const struct conf_at there[DEVICE_LISTS] = {
		[DEVICE_BLACK] = conf->black_at, [DEVICE_GREY] = conf->grey_at,
	};
	size_t i;

	for (i = 0; i < DEVICE_LISTS; i++) {
		if (n->list[i].line != 0 && there[i].line == 0)
			conf_error(errors, conf, n->list[i], "there is no %s:"
			    " no device is on it", names[i]);
		if (n->subject[SUBJECT_DEVICE].line == 0 && there[i].line != 0)
			conf_error(errors, conf, there[i], "%s is used by no"
			    " rule: none tests device", names[i]);
	}
	for (i = 0; i < conf->nclass; i++)
		if (conf->class[i].listed && conf->black_at.line == 0 &&
		    conf->grey_at.line == 0)
			conf_error(errors, conf, conf->class[i].at, "class %s"
			    " is held to lists of devices, and there is"
			    " neither blacklist nor greylist",
			    conf->class[i].name);
}

/* Storm control: what chooses an answer for groups that are not there, and what
 * learns nothing from answers that nobody holds against their requests. */
static void
warn_control(const struct conf *conf, struct conf_errors *errors)
{
	const struct conf_rule *r;
	size_t i;

	for (i = 0; i < conf->in.n; i++) {
		r = &conf->in.rule[i];
		if (!r->back_off_auto || conf->nprotect > 0)
			continue;
		conf_error(errors, conf, r->at, "back-off auto needs protect"
		    " \"...\" { ... }, which is missing: without it this"
		    " rejects all that it matches");
		break;
	}
	for (i = 0; i < conf->out.n; i++) {
		r = &conf->out.rule[i];
		if (!r->back_off_auto)
			continue;
		conf_error(errors, conf, r->at, "back-off auto in screen out:"
		    " what goes out waits for no room, so this rejects all"
		    " that it matches");
		break;
	}
	if (conf->nprotect > 0 && !conf->memory.there)
		conf_error(errors, conf, conf->protect[0].at, "protect \"%s\""
		    " learns nothing from answers without memory { ... }:"
		    " its capacity is as configured",
		    conf->protect[0].name);
}

void
needs_warn(const struct conf *conf, struct conf_errors *errors)
{
	struct needed n = { .place = { 0, 0, 0 } };

	look_all(&n, conf);
	if (conf->memory.there) {
		warn_geography(conf, errors, &n);
		warn_findings(conf, errors, &n);
	} else {
		warn_memory(conf, errors, &n);
	}
	warn_lists(conf, errors, &n);
	warn_control(conf, errors);
}
