/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Looks every name of a configuration up, finds what is there twice and what is
 * beyond the limits.
 */
#include <stdlib.h>
#include <string.h>

#include "names.h"
#include "words.h"

enum { CATEGORY_DEPTH_MAX = 8 };	/* categories in categories */

struct resolve {
	struct conf	*conf;
	struct conf_errors *errors;
	struct names	 names;
	size_t		 before;	/* errors */
};

static const size_t limits[NAME_KINDS] = {
	[NAME_PARTNER] = CONF_PARTNERS_MAX,
	[NAME_TABLE] = CONF_TABLES_MAX,
	[NAME_CATEGORY] = CONF_TABLES_MAX,
	[NAME_CLASS] = CONF_CLASSES_MAX,
	[NAME_LINK] = CONF_LINKS_MAX,
	[NAME_PROTECT] = CONF_LINKS_MAX,
	[NAME_STORM] = CONF_STORMS_MAX,
};

/* ---- names ---- */

static bool
find(const struct resolve *r, enum name_kind kind, struct conf_item *item)
{
	char text[NAME_TEXT_MAX];
	long found = names_find(&r->names, kind, item->text);

	item->index = found < 0 ? 0 : (uint32_t)found;
	if (found >= 0)
		return true;
	if (kind == NAME_CATEGORY)
		conf_error(r->errors, r->conf, item->at,
		    "\"%.*s\" is neither an operation nor a category",
		    CONF_NAME_MAX, item->text);
	else
		conf_error(r->errors, r->conf, item->at, "%s is not defined",
		    name_text(text, kind, item->text));
	return false;
}

/* True when all names of the set are found. */
static bool
find_set(const struct resolve *r, struct conf_set *set)
{
	static const struct {
		uint8_t	 item, name;
	} kinds[] = {
		{ ITEM_PARTNER, NAME_PARTNER }, { ITEM_TABLE, NAME_TABLE },
		{ ITEM_CATEGORY, NAME_CATEGORY }, { ITEM_CLASS, NAME_CLASS },
		{ ITEM_VIA, NAME_LINK }, { ITEM_STORM, NAME_STORM },
	};
	bool fine = true;
	size_t i, k;

	for (i = 0; i < set->n; i++)
		for (k = 0; k < sizeof(kinds) / sizeof(kinds[0]); k++)
			if (set->item[i].kind == kinds[k].item &&
			    !find(r, (enum name_kind)kinds[k].name,
			    &set->item[i]))
				fine = false;
	return fine;
}

static void
check_one_name(const struct resolve *r, enum name_kind kind, size_t index)
{
	struct named own = names_at(r->conf, kind, index);
	char text[NAME_TEXT_MAX], where[WHERE_MAX];
	long first = names_find(&r->names, kind, own.name);
	size_t len = strlen(own.name);
	struct conf_item op;
	char why[WORD_WHY_MAX];

	if (len == 0 || len > CONF_NAME_MAX)
		conf_error(r->errors, r->conf, own.at,
		    "expected a name of 1 to %d octets", CONF_NAME_MAX);
	if (first >= 0 && (size_t)first < index)
		conf_error(r->errors, r->conf, own.at,
		    "%s is there twice: first in %s",
		    name_text(text, kind, own.name), where_text(where, r->conf,
		    own.at, names_at(r->conf, kind, (size_t)first).at));
	if (kind == NAME_PARTNER && strcmp(own.name, "home") == 0)
		conf_error(r->errors, r->conf, own.at, "expected another name:"
		    " \"home\" is the home network");
	if (kind == NAME_CATEGORY && word_item(&op, SUBJECT_OP, own.name, true,
	    why) && op.kind == ITEM_WORD)
		conf_error(r->errors, r->conf, own.at, "expected another name:"
		    " \"%s\" is an operation", own.name);
}

static void
check_names(const struct resolve *r)
{
	char text[NAME_TEXT_MAX];
	struct named over;
	size_t i, n;
	int kind;

	for (kind = 0; kind < NAME_KINDS; kind++) {
		n = names_count(r->conf, (enum name_kind)kind);
		for (i = 0; i < n; i++)
			check_one_name(r, (enum name_kind)kind, i);
		if (n <= limits[kind])
			continue;
		over = names_at(r->conf, (enum name_kind)kind, limits[kind]);
		conf_error(r->errors, r->conf, over.at,
		    "%s is one too many: %zu are the most",
		    name_text(text, (enum name_kind)kind, over.name),
		    limits[kind]);
	}
}

/* ---- networks ---- */

static void
resolve_network(const struct resolve *r, struct conf_network *net)
{
	size_t i;

	fit_values(r->conf, r->errors, &net->plmn, SIG_VISITED_PLMN);
	fit_values(r->conf, r->errors, &net->imsi, SIG_IMSI);
	fit_values(r->conf, r->errors, &net->msisdn, SIG_MSISDN);
	fit_values(r->conf, r->errors, &net->gt, SUBJECT_CALLING_GT);
	fit_values(r->conf, r->errors, &net->mgt, SUBJECT_CALLING_GT);
	fit_values(r->conf, r->errors, &net->realm, SIG_ORIGIN_REALM);
	fit_values(r->conf, r->errors, &net->host, SIG_ORIGIN_HOST);
	fit_values(r->conf, r->errors, &net->pc, SUBJECT_OPC);
	fit_values(r->conf, r->errors, &net->ip, SUBJECT_SRC);
	fit_values(r->conf, r->errors, &net->link, SUBJECT_VIA);
	find_set(r, &net->link);
	if (!find_set(r, &net->carries))
		return;
	for (i = 0; i < net->carries.n; i++)
		if (net != &r->conf->home &&
		    &r->conf->partner[net->carries.item[i].index] == net)
			conf_error(r->errors, r->conf, net->carries.item[i].at,
			    "expected another partner: \"%s\" need not carry"
			    " itself", net->name);
}

static void
resolve_networks(const struct resolve *r)
{
	static const struct conf_at top = { 0, 1, 1 };
	size_t i;

	if (r->conf->has_home)
		resolve_network(r, &r->conf->home);
	else
		conf_error(r->errors, r->conf, top,
		    "expected home { ... }: the home network is missing");
	for (i = 0; i < r->conf->npartner; i++)
		resolve_network(r, &r->conf->partner[i]);
	if (r->errors->n == r->before)	/* or they would tell it again */
		claims_check(r->conf, r->errors);
}

/* ---- categories ---- */

static void
too_deep(const struct resolve *r, const struct conf_item *it)
{
	conf_error(r->errors, r->conf, it->at,
	    "category %s stands more than %d deep in categories", it->text,
	    CATEGORY_DEPTH_MAX);
}

/*
 * How deep categories stand in this one, itself included.  Level counts those
 * on the way down, which depth marks as GREY; what was too deep is not looked
 * at again.
 */
static unsigned
category_depth(const struct resolve *r, size_t index, unsigned level,
    uint8_t *depth)
{
	enum { GREY = UINT8_MAX };
	const struct conf_category *c = &r->conf->category[index];
	const struct conf_item *it;
	unsigned deepest = 0, d;
	size_t i;

	if (depth[index] != 0)
		return depth[index];
	depth[index] = GREY;
	for (i = 0; i < c->op.n; i++) {
		it = &c->op.item[i];
		if (it->kind != ITEM_CATEGORY)
			continue;
		d = depth[it->index] == GREY ? (unsigned)GREY :
		    level == CATEGORY_DEPTH_MAX ? level :
		    category_depth(r, it->index, level + 1, depth);
		if (d == GREY)
			conf_error(r->errors, r->conf, it->at,
			    "category %s contains itself by way of %s",
			    c->name, it->text);
		else if (d >= CATEGORY_DEPTH_MAX)
			too_deep(r, it);
		else if (d > deepest)
			deepest = d;
	}
	return depth[index] = (uint8_t)(deepest + 1);
}

static void
resolve_categories(const struct resolve *r)
{
	struct conf_category *c;
	uint8_t *depth;
	bool fine = true;
	size_t i;

	for (i = 0; i < r->conf->ncategory; i++) {
		c = &r->conf->category[i];
		fit_values(r->conf, r->errors, &c->op, SUBJECT_OP);
		fit_values(r->conf, r->errors, &c->map_op, SUBJECT_MAP_OP);
		fit_values(r->conf, r->errors, &c->cap_op, SUBJECT_CAP_OP);
		fit_values(r->conf, r->errors, &c->command, SUBJECT_COMMAND);
		if (!find_set(r, &c->op))
			fine = false;
	}
	depth = calloc(r->conf->ncategory + 1, sizeof(*depth));
	for (i = 0; fine && depth != NULL && i < r->conf->ncategory; i++)
		(void)category_depth(r, i, 1, depth);
	free(depth);
}

/* ---- tests, rules, classes ---- */

static void
resolve_test(const struct resolve *r, struct conf_test *t)
{
	if (!find_set(r, &t->set))
		return;
	if (t->subject == SUBJECT_CLASS && t->compare != COMPARE_NONE &&
	    t->set.n == 1)
		t->number = t->set.item[0].index;
	if (t->subject == SUBJECT_RATE && t->rate.block) {
		if (!find(r, NAME_TABLE, t->rate.table_name))
			return;
		t->rate.table = t->rate.table_name->index;
	}
	fit_test(r->conf, r->errors, t);
}

static void
resolve_rule(const struct resolve *r, struct conf_rule *rule)
{
	size_t i, rates = 0;

	for (i = 0; i < rule->ntest; i++) {
		resolve_test(r, &rule->test[i]);
		if (rule->test[i].subject == SUBJECT_RATE && ++rates == 2)
			conf_error(r->errors, r->conf, rule->test[i].at,
			    "expected one rate in a rule, not two");
	}
	if (rule->has_class && find(r, NAME_CLASS, rule->cls_name))
		rule->cls = rule->cls_name->index;
	if (rule->to_link != NULL)
		(void)find(r, NAME_LINK, rule->to_link);
}

static void
resolve_screen(const struct resolve *r, struct conf_screen *s)
{
	size_t i;

	for (i = 0; i < s->n; i++)
		resolve_rule(r, &s->rule[i]);
	if (s->n > CONF_RULES_MAX)
		conf_error(r->errors, r->conf, s->rule[CONF_RULES_MAX].at,
		    "rule is one too many: %d are the most of one direction",
		    CONF_RULES_MAX);
}

static void
resolve_classes(const struct resolve *r)
{
	const struct conf_class *others = NULL;
	struct conf_class *c;
	char where[WHERE_MAX];
	uint64_t reserve = 0;
	size_t i, k;

	for (i = 0; i < r->conf->nclass; i++) {
		c = &r->conf->class[i];
		for (k = 0; k < c->ntest; k++)
			resolve_test(r, &c->test[k]);
		if (c->ntest == 0 && others != NULL)
			conf_error(r->errors, r->conf, c->at, "expected tests:"
			    " class %s (%s) is the one of the others already",
			    others->name, where_text(where, r->conf, c->at,
			    others->at));
		else if (c->ntest == 0)
			others = c;
		reserve += c->reserve;
		if (reserve > 100 && reserve - c->reserve <= 100)
			conf_error(r->errors, r->conf, c->at, "expected"
			    " reserves of at most 100%% in all classes"
			    " together, not %llu%%",
			    (unsigned long long)reserve);
	}
}

/* A class that depends on classes would depend on itself. */
static void
check_class_tests(const struct resolve *r)
{
	const struct conf_class *c;
	size_t i, k;

	for (i = 0; i < r->conf->nclass; i++) {
		c = &r->conf->class[i];
		for (k = 0; k < c->ntest; k++)
			if (c->test[k].subject == SUBJECT_CLASS ||
			    c->test[k].subject == SUBJECT_RATE)
				conf_error(r->errors, r->conf, c->test[k].at,
				    "expected a test other than %s: it cannot"
				    " tell which class a message is of",
				    subject_name(c->test[k].subject));
	}
}

/* ---- the rest ---- */

static void
resolve_tables(const struct resolve *r)
{
	const struct conf_table *t;
	size_t i;

	for (i = 0; i < r->conf->ntable; i++) {
		t = &r->conf->table[i];
		fit_values(r->conf, r->errors, &t->set,
		    word_table_subject(t->type));
	}
}

/* Lists of devices. */
static void
resolve_list(const struct resolve *r, struct conf_set *list, const char *name)
{
	const struct conf_table *t;
	size_t i;

	if (!find_set(r, list))
		return;
	for (i = 0; i < list->n; i++) {
		t = &r->conf->table[list->item[i].index];
		if (t->type != TABLE_IMEI)
			conf_error(r->errors, r->conf, list->item[i].at,
			    "expected a table of type imei for %s, not <%s> of"
			    " type %s", name, t->name,
			    conf_table_type_name(t->type));
	}
}

/* Without links a group is all that is in no other one. */
static void
resolve_rest(const struct resolve *r, const struct conf_protect *p,
    const struct conf_protect **rest)
{
	char where[WHERE_MAX];

	if (p->link.n > 0)
		return;
	if (*rest != NULL)
		conf_error(r->errors, r->conf, p->at, "expected link in protect"
		    " \"%s\": \"%s\" protects all of home already (%s)",
		    p->name, (*rest)->name, where_text(where, r->conf, p->at,
		    (*rest)->at));
	*rest = p;
}

/* A link is in one protected group only. */
static void
resolve_protects(const struct resolve *r)
{
	const struct conf_protect *p, *rest = NULL, **by = calloc(
	    r->conf->nlink + 1, sizeof(*by));
	const struct conf_item *it;
	char where[WHERE_MAX];
	size_t i, k;

	for (i = 0; i < r->conf->nprotect; i++) {
		p = &r->conf->protect[i];
		resolve_rest(r, p, &rest);
		fit_values(r->conf, r->errors, &p->link, SUBJECT_VIA);
		if (!find_set(r, &r->conf->protect[i].link) || by == NULL)
			continue;
		for (k = 0; k < p->link.n; k++) {
			it = &p->link.item[k];
			if (by[it->index] != NULL && by[it->index] != p)
				conf_error(r->errors, r->conf, it->at,
				    "link \"%s\" is protected by \"%s\""
				    " already (%s)", it->text,
				    by[it->index]->name, where_text(where,
				    r->conf, it->at, by[it->index]->at));
			by[it->index] = p;
		}
	}
	free(by);
}

static void
resolve_storms(const struct resolve *r)
{
	struct conf_storm *s;
	size_t i;

	for (i = 0; i < r->conf->nstorm; i++) {
		s = &r->conf->storm[i];
		fit_values(r->conf, r->errors, &s->op, SUBJECT_OP);
		find_set(r, &s->op);
		if (s->scope == STORM_PROTECT &&
		    find(r, NAME_PROTECT, s->protect_name))
			s->protect = s->protect_name->index;
	}
}

static void
resolve_ss7(const struct resolve *r)
{
	struct conf_ss7 *s = &r->conf->ss7;
	struct conf_link *l;
	bool fine = true;
	size_t i;

	for (i = 0; i < r->conf->nlink; i++) {
		l = &r->conf->link[i];
		if (l->pair != NULL && !find(r, NAME_LINK, l->pair))
			fine = false;
	}
	for (i = 0; i < s->nroute; i++) {
		fine = find_set(r, &s->route[i].from) && fine;
		fine = find_set(r, &s->route[i].to) && fine;
	}
	if (fine)
		ss7_check(r->conf, r->errors);
}

bool
conf_resolve(struct conf *conf, struct conf_errors *errors)
{
	struct resolve r = { conf, errors, { { { NULL, 0 } } },
	    errors->n };
	static const struct conf_at top = { 0, 1, 1 };
	size_t before = errors->n + errors->more;

	if (names_make(&r.names, conf)) {
		check_names(&r);
		resolve_networks(&r);
		diameter_check(conf, errors);
		resolve_ss7(&r);
		resolve_tables(&r);
		resolve_categories(&r);
		resolve_classes(&r);
		check_class_tests(&r);
		resolve_list(&r, &conf->black, "blacklist");
		resolve_list(&r, &conf->grey, "greylist");
		resolve_protects(&r);
		resolve_storms(&r);
		resolve_screen(&r, &conf->in);
		resolve_screen(&r, &conf->out);
	} else {
		conf_error(errors, conf, top, "no memory");
	}
	names_free(&r.names);
	return errors->n + errors->more == before;
}
