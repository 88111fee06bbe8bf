/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a configuration defines and never names.
 */
#include <stdlib.h>

#include "names.h"
#include "warn.h"

struct used {
	bool		*of[NAME_KINDS];	/* by index */
};

static void
mark(struct used *u, enum name_kind kind, size_t index)
{
	u->of[kind][index] = true;
}

static void
mark_set(struct used *u, const struct conf_set *set)
{
	const struct conf_item *it;
	size_t i;

	for (i = 0; i < set->n; i++) {
		it = &set->item[i];
		switch (it->kind) {
		case ITEM_TABLE:
			mark(u, NAME_TABLE, it->index);
			break;
		case ITEM_CATEGORY:
			mark(u, NAME_CATEGORY, it->index);
			break;
		case ITEM_CLASS:
			mark(u, NAME_CLASS, it->index);
			break;
		case ITEM_VIA:
			mark(u, NAME_LINK, it->index);
			break;
		case ITEM_STORM:
			mark(u, NAME_STORM, it->index);
			break;
		default:
			break;
		}
	}
}

static void
mark_tests(struct used *u, const struct conf_test *t, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++) {
		mark_set(u, &t[i].set);
		if (t[i].subject == SUBJECT_RATE && t[i].rate.block)
			mark(u, NAME_TABLE, t[i].rate.table);
	}
}

static void
mark_screen(struct used *u, const struct conf_screen *s)
{
	const struct conf_rule *r;
	size_t i;

	for (i = 0; i < s->n; i++) {
		r = &s->rule[i];
		mark_tests(u, r->test, r->ntest);
		if (r->has_class)
			mark(u, NAME_CLASS, r->cls);
		if (r->to_link != NULL)
			mark(u, NAME_LINK, r->to_link->index);
	}
}

static void
mark_all(struct used *u, const struct conf *conf)
{
	size_t i;

	mark_set(u, &conf->home.link);
	mark_set(u, &conf->black);
	mark_set(u, &conf->grey);
	for (i = 0; i < conf->npartner; i++)
		mark_set(u, &conf->partner[i].link);
	for (i = 0; i < conf->ncategory; i++)
		mark_set(u, &conf->category[i].op);
	for (i = 0; i < conf->nclass; i++)
		mark_tests(u, conf->class[i].test, conf->class[i].ntest);
	for (i = 0; i < conf->nprotect; i++)
		mark_set(u, &conf->protect[i].link);
	for (i = 0; i < conf->nstorm; i++)
		mark_set(u, &conf->storm[i].op);
	mark_screen(u, &conf->in);
	mark_screen(u, &conf->out);
}

static void
tell(const struct conf *conf, struct conf_errors *errors, const struct used *u,
    enum name_kind kind, const char *sentence)
{
	char text[NAME_TEXT_MAX];
	struct named named;
	size_t i;

	for (i = 0; i < names_count(conf, kind); i++) {
		named = names_at(conf, kind, i);
		if (!u->of[kind][i])
			conf_error(errors, conf, named.at, "%s %s",
			    name_text(text, kind, named.name), sentence);
	}
}

/* Classes also serve protection and storms, without being named. */
static void
tell_all(const struct conf *conf, struct conf_errors *errors,
    const struct used *u)
{
	static const char nowhere[] = "is defined and used by nothing";

	tell(conf, errors, u, NAME_LINK, "is named by no network");
	tell(conf, errors, u, NAME_TABLE, nowhere);
	tell(conf, errors, u, NAME_CATEGORY, nowhere);
	if (conf->nprotect == 0 && conf->nstorm == 0)
		tell(conf, errors, u, NAME_CLASS, nowhere);
	tell(conf, errors, u, NAME_STORM, nowhere);
}

void
unused_warn(const struct conf *conf, struct conf_errors *errors)
{
	struct used u = { { NULL } };
	bool fine = true;
	int kind;

	for (kind = 0; kind < NAME_KINDS; kind++) {
		u.of[kind] = calloc(names_count(conf, (enum name_kind)kind) +
		    1, sizeof(bool));
		fine = fine && u.of[kind] != NULL;
	}
	if (fine) {
		mark_all(&u, conf);
		tell_all(conf, errors, &u);
	}
	for (kind = 0; kind < NAME_KINDS; kind++)
		free(u.of[kind]);
}
