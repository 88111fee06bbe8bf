/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What has to stand together for inline SS7: links with the statement "ss7",
 * pairs with each other, routes with where they lead.
 */
#include <stdlib.h>
#include <string.h>

#include "names.h"
#include "warn.h"
#include "words.h"

/* A prefix that comes from a link, or from any: from is -1. */
struct entry {
	const struct conf_item *gt;
	const struct conf_item *via;	/* or NULL */
	long		 from;
	size_t		 order;		/* as they are written */
};

/* ---- links ---- */

static void
check_kind(const struct conf *conf, struct conf_errors *errors,
    const struct conf_link *l)
{
	const char *other = l->dials ? "connect" : l->freediameter ?
	    "edge freediameter" : l->tls ? "tls" : l->host.n > 0 ? "host" :
	    NULL;

	if (other != NULL)
		conf_error(errors, conf, l->dials ? l->connect.at : l->at,
		    "expected %s or sigtran in link \"%s\", not both", other,
		    l->name);
	if (!conf->ss7.there)
		conf_error(errors, conf, l->at, "link \"%s\": sigtran needs"
		    " ss7 { sigtran \"file\" }, which is missing", l->name);
}

static void
check_as(const struct conf *conf, struct conf_errors *errors, size_t i)
{
	const struct conf_link *l = &conf->link[i], *k;
	char where[WHERE_MAX];

	for (k = conf->link; k < l; k++) {
		if (k->as == NULL || k->instance != l->instance ||
		    strcmp(k->as, l->as) != 0)
			continue;
		conf_error(errors, conf, l->at, "application server \"%s\" of"
		    " instance %u is the one of link \"%s\" already (%s)",
		    l->as, l->instance, k->name, where_text(where, conf,
		    l->at, k->at));
		return;
	}
}

/* Pairs are mutual: who is named becomes the pair of who names it. */
static bool
pair_back(struct conf *conf, const struct conf_link *l)
{
	struct conf_link *other = &conf->link[l->pair->index];
	struct conf_item *back;

	if (other->pair != NULL)
		return true;
	if ((back = conf_alloc(conf, sizeof(*back))) == NULL)
		return false;
	*back = (struct conf_item){ .kind = ITEM_VIA, .at = l->pair->at,
	    .index = (uint32_t)(l - conf->link), .text = l->name };
	other->pair = back;
	return true;
}

static void
check_pair(struct conf *conf, struct conf_errors *errors,
    const struct conf_link *l)
{
	const struct conf_item *pair = l->pair;
	const struct conf_link *other = &conf->link[pair->index];
	char where[WHERE_MAX];

	if (l->as == NULL)
		conf_error(errors, conf, pair->at, "pair needs sigtran in"
		    " link \"%s\"", l->name);
	else if (other->as == NULL || other->instance == l->instance)
		conf_error(errors, conf, pair->at, "expected a link with"
		    " sigtran of another instance than %u as pair of link"
		    " \"%s\", not \"%s\"", l->instance, l->name, other->name);
	else if (!pair_back(conf, l))
		conf_error(errors, conf, pair->at, "no memory");
	else if (&conf->link[other->pair->index] != l)
		conf_error(errors, conf, pair->at, "link \"%s\" is paired with"
		    " \"%s\" (%s), not with \"%s\"", other->name,
		    other->pair->text, where_text(where, conf, pair->at,
		    other->pair->at), l->name);
}

/* It is one of those that we have, and a pair keeps what it finds. */
static void
check_own(const struct conf *conf, struct conf_errors *errors,
    const struct conf_link *l)
{
	const struct conf_set *ours = &conf->ss7.pc;
	const struct conf_item *own = l->own.item;
	size_t i;

	if (l->pair != NULL)
		conf_error(errors, conf, own->at, "expected own or pair in"
		    " link \"%s\", not both", l->name);
	for (i = 0; i < ours->n; i++)
		if (own->low >= ours->item[i].low &&
		    own->low <= ours->item[i].high)
			return;
	conf_error(errors, conf, own->at, "expected a point code of ours, such"
	    " as pc of ss7 { ... } has, not %s", own->text);
}

static void
check_links(struct conf *conf, struct conf_errors *errors)
{
	size_t i;

	for (i = 0; i < conf->nlink; i++) {
		if (conf->link[i].as != NULL) {
			check_kind(conf, errors, &conf->link[i]);
			check_as(conf, errors, i);
			if (conf->link[i].own.n > 0)
				check_own(conf, errors, &conf->link[i]);
		}
		if (conf->link[i].pair != NULL)
			check_pair(conf, errors, &conf->link[i]);
	}
}

/* ---- routes ---- */

/* Where it leads needs a point code there: its own, or the one of the link. */
static void
check_to(const struct conf *conf, struct conf_errors *errors,
    const struct conf_route *r, size_t i)
{
	const struct conf_item *it = &r->to.item[i];
	size_t k;

	for (k = 0; k < i; k++)
		if (r->to.item[k].index == it->index) {
			conf_error(errors, conf, it->at, "link \"%s\" is"
			    " there twice in one route", it->text);
			return;
		}
	if (!r->has_pc && conf->link[it->index].pc.n != 1)
		conf_error(errors, conf, it->at, "expected one pc in link"
		    " \"%s\", or pc behind the route: which point code it"
		    " leads to", it->text);
}

static void
check_sigtran(const struct conf *conf, struct conf_errors *errors,
    const struct conf_set *links)
{
	const struct conf_item *it;
	size_t i;

	for (i = 0; i < links->n; i++) {
		it = &links->item[i];
		if (conf->link[it->index].as == NULL)
			conf_error(errors, conf, it->at, "expected a link with"
			    " sigtran in a route, not \"%s\"", it->text);
	}
}

static void
check_route(const struct conf *conf, struct conf_errors *errors,
    const struct conf_route *r)
{
	const struct conf_set *own = &conf->ss7.pc;
	size_t i;

	check_sigtran(conf, errors, &r->from);
	check_sigtran(conf, errors, &r->to);
	for (i = 0; i < r->to.n; i++)
		check_to(conf, errors, r, i);
	for (i = 0; r->has_pc && i < own->n; i++)
		if (own->item[i].low == r->pc) {
			conf_error(errors, conf, r->at, "expected the point"
			    " code of another node behind the route: %s is"
			    " our own", own->item[i].text);
			return;
		}
}

static int
compare(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;
	int c = memcmp(&x->gt->digits, &y->gt->digits, sizeof(x->gt->digits));

	if (c == 0)
		c = x->gt->len - y->gt->len;
	if (c == 0)
		c = x->gt->prefix - y->gt->prefix;
	if (c == 0)
		c = (x->from > y->from) - (x->from < y->from);
	return c;
}

static int
compare_ordered(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;
	int c = compare(a, b);

	return c != 0 ? c : (x->order > y->order) - (x->order < y->order);
}

static void
tell_twice(const struct conf *conf, struct conf_errors *errors,
    const struct entry *first, const struct entry *e)
{
	char where[WHERE_MAX];

	where_text(where, conf, e->gt->at, first->gt->at);
	if (e->via == NULL)
		conf_error(errors, conf, e->gt->at, "route gt %s is there"
		    " twice: first in %s", e->gt->text, where);
	else
		conf_error(errors, conf, e->gt->at, "route gt %s from \"%s\""
		    " is there twice: first in %s", e->gt->text, e->via->text,
		    where);
}

static size_t
fill(struct entry *e, const struct conf_ss7 *s)
{
	const struct conf_route *r;
	const struct conf_item *via;
	size_t n = 0, at, i, k;

	for (at = 0; at < s->nroute; at++) {
		r = &s->route[at];
		for (i = 0; i < r->gt.n; i++)
			for (k = 0; k == 0 || k < r->from.n; k++) {
				via = r->from.n == 0 ? NULL :
				    &r->from.item[k];
				e[n] = (struct entry){ &r->gt.item[i], via,
				    via == NULL ? -1 : (long)via->index, n };
				n++;
			}
	}
	return n;
}

/* How many prefixes from how many links, or 0 when they are too many: told. */
static size_t
count(const struct conf *conf, struct conf_errors *errors)
{
	const struct conf_ss7 *s = &conf->ss7;
	const struct conf_route *r;
	size_t n = 0, i;

	for (i = 0; i < s->nroute; i++) {
		r = &s->route[i];
		n += r->gt.n * (r->from.n == 0 ? 1 : r->from.n);
		if (n > CONF_ROUTES_MAX) {
			conf_error(errors, conf, r->at, "route is one too"
			    " many: %d are the most, each prefix from each"
			    " link counted", CONF_ROUTES_MAX);
			return 0;
		}
	}
	return n;
}

static void
check_twice(const struct conf *conf, struct conf_errors *errors)
{
	size_t i, first = 0, n = count(conf, errors);
	struct entry *e = calloc(n + 1, sizeof(*e));

	if (e == NULL) {
		conf_error(errors, conf, conf->ss7.at, "no memory");
		return;
	}
	if (n > 0)
		qsort(e, fill(e, &conf->ss7), sizeof(*e), compare_ordered);
	for (i = 1; i < n; i++) {
		if (compare(&e[first], &e[i]) == 0)
			tell_twice(conf, errors, &e[first], &e[i]);
		else
			first = i;
	}
	free(e);
}

void
ss7_check(struct conf *conf, struct conf_errors *errors)
{
	const struct conf_ss7 *s = &conf->ss7;
	size_t i;

	check_links(conf, errors);
	if (s->nroute > 0 && s->pc.n == 0)
		conf_error(errors, conf, s->at, "expected pc in ss7 { ... }"
		    " before its routes: our own point code; behind a route"
		    " it is the one that the route leads to");
	for (i = 0; i < s->nroute; i++)
		check_route(conf, errors, &s->route[i]);
	check_twice(conf, errors);
}

/* ---- what goes nowhere ---- */

static bool
has_link(const struct conf_set *links, size_t i)
{
	size_t k;

	for (k = 0; k < links->n; k++)
		if (links->item[k].index == i)
			return true;
	return false;
}

static bool
is_home(const struct conf *conf, size_t link)
{
	return has_link(&conf->home.link, link);
}

/* From a partner it goes to home, from home to a partner. */
static void
warn_sides(const struct conf *conf, struct conf_errors *errors)
{
	size_t side[2] = { 0, 0 }, i;

	for (i = 0; i < conf->nlink; i++)
		if (conf->link[i].as != NULL)
			side[is_home(conf, i)]++;
	if (side[true] == 0 && side[false] > 0)
		conf_error(errors, conf, conf->home.at, "home has no link with"
		    " sigtran: what partners send over SS7 goes nowhere");
	if (side[false] == 0 && side[true] > 0)
		conf_error(errors, conf, conf->ss7.at, "all links with sigtran"
		    " are home's: over SS7 nothing comes, and nothing goes"
		    " anywhere");
}

static void
warn_pair(const struct conf *conf, struct conf_errors *errors, size_t i)
{
	const struct conf_link *l = &conf->link[i];
	bool home = is_home(conf, i);

	/* each pair once, where it is written first */
	if (l->pair == NULL || l->pair->index < i ||
	    is_home(conf, l->pair->index) != home)
		return;
	conf_error(errors, conf, l->at, "link \"%s\" and its pair \"%s\" are"
	    " both %s: nothing goes from one to the other", l->name,
	    conf->link[l->pair->index].name, home ? "home's" : "partners'");
}

/* Storm control holds back what goes to a group, and nothing else. */
static void
warn_protect(const struct conf *conf, struct conf_errors *errors, size_t i)
{
	size_t k;

	for (k = 0; k < conf->nprotect; k++)
		if (conf->protect[k].link.n == 0 ||
		    has_link(&conf->protect[k].link, i))
			return;
	if (conf->nprotect > 0 && is_home(conf, i))
		conf_error(errors, conf, conf->link[i].at, "link \"%s\" is in"
		    " no protect: what goes to home over it is never held"
		    " back", conf->link[i].name);
}

static bool
may_come(const struct conf *conf, const struct conf_route *r, size_t i)
{
	return conf->link[i].as != NULL && conf->link[i].pair == NULL &&
	    (r->from.n == 0 || has_link(&r->from, i));
}

static void
warn_route(const struct conf *conf, struct conf_errors *errors,
    const struct conf_route *r)
{
	size_t i, k;

	for (i = 0; i < conf->nlink; i++)
		for (k = 0; k < r->to.n && may_come(conf, r, i); k++)
			if (is_home(conf, i) !=
			    is_home(conf, r->to.item[k].index))
				return;
	conf_error(errors, conf, r->at, "nothing takes this route: it goes from"
	    " a partner to home, or from home to a partner, and there is no"
	    " such link that it could come by");
}

void
ss7_warn(const struct conf *conf, struct conf_errors *errors)
{
	const struct conf_link *l;
	size_t i;

	warn_sides(conf, errors);
	for (i = 0; i < conf->nlink; i++) {
		l = &conf->link[i];
		if (l->as == NULL)
			continue;
		if (conf->ss7.nroute == 0 && l->pair == NULL)
			conf_error(errors, conf, l->at, "link \"%s\" has no"
			    " pair, and ss7 { ... } has no route: what comes"
			    " over it goes nowhere", l->name);
		warn_pair(conf, errors, i);
		warn_protect(conf, errors, i);
	}
	for (i = 0; i < conf->ss7.nroute; i++)
		warn_route(conf, errors, &conf->ss7.route[i]);
}
