/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * From a configuration to a rule set.
 */
#include <stdlib.h>
#include <string.h>

#include "cover.h"
#include "gt_route.h"
#include "ruleset_impl.h"
#include "state/geo.h"
#include "table.h"

static bool
rule_build(struct rule *r, const struct ruleset *rs,
    const struct conf_rule *written, bool monitor, uint64_t key)
{
	size_t i;
	char text[CONF_REASON_MAX];

	r->written = written;
	if (!tests_build(&r->test, rs, written->test, written->ntest,
	    !rule_refuses(written), key))
		return false;
	r->ntest = r->nopen = written->ntest;
	for (i = 0; i < r->ntest; i++)
		r->test[i].watched = monitor || written->monitor;
	conf_tests_text(text, sizeof(text), rs->conf, written->test,
	    written->ntest);
	if (strlen(text) == sizeof(text) - 1)
		memcpy(text + sizeof(text) - 4, "...", 4);
	r->reason = strdup(text);
	return r->reason != NULL;
}

static bool
list_build(struct ruleset *rs, unsigned direction,
    const struct conf_screen *written)
{
	struct rule_list *l = &rs->list[direction];
	uint64_t key;

	l->there = written->there;
	l->monitor = written->monitor;
	l->rule = calloc(written->n + 1, sizeof(*l->rule));
	if (l->rule == NULL)
		return false;
	for (; l->n < written->n; l->n++) {
		key = (uint64_t)l->n * DIRECTION_COUNT + direction;
		if (!rule_build(&l->rule[l->n], rs, &written->rule[l->n],
		    written->monitor, key)) {
			l->n++;		/* freed with the others */
			return false;
		}
	}
	l->index = index_new(rs, l);
	return l->index != NULL;
}

/* The table of IMSIs that nearly every message asks for. */
static const struct table *
expected(const struct ruleset *rs, const struct conf_class *c)
{
	const struct conf_set *s;
	size_t i, k;

	for (i = 0; i < c->ntest; i++) {
		s = &c->test[i].set;
		for (k = 0; c->test[i].subject == SIG_IMSI && k < s->n; k++)
			if (s->item[k].kind == ITEM_TABLE)
				return rs->table[s->item[k].index];
	}
	return NULL;
}

static bool
classes_build(struct ruleset *rs)
{
	const struct conf *conf = rs->conf;
	size_t i;

	rs->other_class = -1;
	rs->class = calloc(conf->nclass + 1, sizeof(*rs->class));
	if (rs->class == NULL)
		return false;
	for (i = 0; i < conf->nclass; i++) {
		if (conf->class[i].ntest == 0 && rs->other_class < 0)
			rs->other_class = (int)i;
		if (!tests_build(&rs->class[i].test, rs, conf->class[i].test,
		    conf->class[i].ntest, true, 0))
			return false;
		rs->class[i].ntest = conf->class[i].ntest;
		if (rs->expected == NULL)
			rs->expected = expected(rs, &conf->class[i]);
	}
	return true;
}

static bool
storms_build(struct ruleset *rs)
{
	const struct conf *conf = rs->conf;
	size_t i;

	rs->storm = calloc(conf->nstorm + 1, sizeof(*rs->storm));
	if (rs->storm == NULL)
		return false;
	for (i = 0; i < conf->nstorm; i++)
		if (!set_build(&rs->storm[i], conf, rs->nowner,
		    &conf->storm[i].op, TYPE_OP))
			return false;
	return true;
}

/* Every table is tried, so that all their mistakes are told at once. */
static bool
tables_load(struct ruleset *rs, struct conf_errors *errors)
{
	bool fine = true;
	size_t i;

	rs->table = calloc(rs->conf->ntable + 1, sizeof(struct table *));
	if (rs->table == NULL)
		return false;
	for (i = 0; i < rs->conf->ntable; i++) {
		rs->table[i] = table_load(rs->conf, &rs->conf->table[i],
		    errors);
		fine = fine && rs->table[i] != NULL;
	}
	return fine;
}

/* No geography is fine. */
static bool
geography_load(struct ruleset *rs, struct conf_errors *errors)
{
	const struct conf_memory *m = &rs->conf->memory;
	char error[GEO_ERROR_MAX];

	if (m->path == NULL)
		return true;
	rs->geo = geo_load(m->path, error);
	if (rs->geo == NULL)
		conf_error(errors, rs->conf, m->geography_at, "%s", error);
	return rs->geo != NULL;
}

static bool
watches(const struct conf *conf)
{
	size_t i;

	for (i = 0; i < conf->npartner; i++)
		if (conf->partner[i].monitor)
			return true;
	return false;
}

struct ruleset *
ruleset_build(struct conf *conf, struct conf_errors *errors)
{
	struct ruleset *rs = calloc(1, sizeof(*rs));
	struct conf_at nowhere = { 0, 1, 1 };
	size_t before = errors->n + errors->more;
	unsigned i;

	if (rs == NULL) {
		conf_error(errors, conf, nowhere, "no memory");
		conf_free(conf);
		return NULL;
	}
	rs->conf = conf;
	for (i = 0; i < SUBJECT_COUNT; i++)
		rs->type[i] = (uint8_t)subject_type(i);
	if (tables_load(rs, errors) && geography_load(rs, errors) &&
	    (rs->owners = owners_new(conf)) != NULL) {
		rs->nowner = owners_count(rs->owners);
		rs->watches = watches(conf);
		rs->routes = gt_routes_new(&conf->ss7, conf->nlink);
		if (rs->routes != NULL && classes_build(rs) &&
		    storms_build(rs) &&
		    list_build(rs, DIRECTION_IN, &conf->in) &&
		    list_build(rs, DIRECTION_OUT, &conf->out))
			return rs;
	}
	if (errors->n + errors->more == before)
		conf_error(errors, conf, nowhere, "no memory");
	ruleset_free(rs);
	return NULL;
}

struct ruleset *
ruleset_load(const char *path, struct conf_errors *errors)
{
	struct conf *conf = conf_load(path, errors);

	return conf == NULL ? NULL : ruleset_build(conf, errors);
}

static void
list_free(struct rule_list *l)
{
	size_t i;

	for (i = 0; i < l->n; i++) {
		tests_free(l->rule[i].test, l->rule[i].ntest);
		free(l->rule[i].reason);
	}
	free(l->rule);
	index_free(l->index);
}

void
ruleset_free(struct ruleset *rs)
{
	size_t i;

	if (rs == NULL)
		return;
	for (i = 0; i < DIRECTION_COUNT; i++)
		list_free(&rs->list[i]);
	for (i = 0; rs->class != NULL && i < rs->conf->nclass; i++)
		tests_free(rs->class[i].test, rs->class[i].ntest);
	free(rs->class);
	for (i = 0; rs->storm != NULL && i < rs->conf->nstorm; i++)
		set_free(&rs->storm[i]);
	free(rs->storm);
	for (i = 0; rs->table != NULL && i < rs->conf->ntable; i++)
		table_free(rs->table[i]);
	free(rs->table);
	owners_free(rs->owners);
	gt_routes_free(rs->routes);
	geo_free(rs->geo);
	conf_free(rs->conf);
	free(rs);
}

const struct conf *
ruleset_conf(const struct ruleset *rs)
{
	return rs->conf;
}

size_t
ruleset_table_count(const struct ruleset *rs, size_t table)
{
	return table_count(rs->table[table]);
}

size_t
ruleset_table_file_count(const struct ruleset *rs, size_t table)
{
	return table_file_count(rs->table[table]);
}

size_t
ruleset_owners(const struct ruleset *rs)
{
	return rs->nowner;
}

const char *
ruleset_owner_name(const struct ruleset *rs, unsigned owner)
{
	if (owner >= OWNER_PARTNER && owner < rs->nowner)
		return rs->conf->partner[owner - OWNER_PARTNER].name;
	return owner == OWNER_HOME ? "home" : "unknown";
}

const char *
ruleset_link_name(const struct ruleset *rs, int link)
{
	return link < 0 ? NULL : rs->conf->link[link].name;
}

const char *
ruleset_class_name(const struct ruleset *rs, int class)
{
	return class < 0 ? NULL : rs->conf->class[class].name;
}

size_t
ruleset_rules(const struct ruleset *rs, unsigned direction)
{
	return rs->list[direction].n;
}

const struct conf_rule *
ruleset_rule(const struct ruleset *rs, unsigned direction, size_t rule)
{
	return rs->list[direction].rule[rule].written;
}

const char *
ruleset_rule_reason(const struct ruleset *rs, unsigned direction, size_t rule)
{
	return rs->list[direction].rule[rule].reason;
}
