/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Ourselves as a node of SS7, and the keys of links that are about it; what has
 * to stand together in both is looked at in ss7.c.
 *
 * ITU-T Q.713 3.18 (a hop counter is 1 to 15).
 */
#include <string.h>

#include "row.h"
#include "source.h"
#include "words.h"

enum {
	HOPS_MAX = 15,
	INSTANCE_MAX = 15,		/* of "cs7 instance" */
	CELLS_MAX = 1000,		/* prefixes or links of one route */
};

static const char a_link[] = "the name of a link";
static const char a_pc[] = "a point code such as 2-100-1";

/* ---- links ---- */

/* What a VTY takes as one word. */
static bool
is_as(const char *text)
{
	size_t n = strlen(text), i;

	for (i = 0; i < n; i++)
		if (text[i] <= ' ' || text[i] > '~')
			return false;
	return n > 0 && n <= CONF_NAME_MAX;
}

/* The next cell or braces as values; false: told. */
static bool	values(struct row *, struct conf_set *, unsigned subject,
		    size_t max, const char *what);

void
build_link_sigtran(struct row *r, struct conf_link *l)
{
	static const char what[] = "the name of an application server:"
	    " 1 to 64 octets without spaces";
	const struct token *as;
	uint32_t instance;

	if (!row_must(r, "as") || (as = row_next(r, what)) == NULL)
		return;
	if (!is_as(as->text)) {
		row_refuse(r, what);
		return;
	}
	if (!row_must(r, "instance") ||
	    !row_number(r, 0, INSTANCE_MAX, &instance) ||
	    (row_word(r, "own") &&
	    !values(r, &l->own, SUBJECT_OPC, 1, a_pc)) ||
	    !row_end(r, l->own.n == 0 ? "own or " : ""))
		return;
	l->as = as->text;
	l->instance = (uint8_t)instance;
}

void
build_link_pair(struct row *r, struct conf_link *l)
{
	const struct token *t = row_next(r, a_link);

	if (t != NULL && row_end(r, ""))
		l->pair = build_item(r->p, ITEM_VIA, t);
}

/* ---- ss7 ---- */

void
build_ss7(struct parse *p, const struct token *t)
{
	struct conf_ss7 *s = &p->conf->ss7;

	p->again = s->there;
	if (s->there)
		build_twice(p, t->at, "ss7", s->at);
	s->there = true;
	s->at = t->at;
	p->keys = 0;
	p->behind_route = false;
	lex_keys(p->lex, KEYS_SS7);
}

void
build_ss7_end(struct parse *p)
{
	lex_keys(p->lex, KEYS_NONE);
	if (p->again || p->broken)	/* what is missing may be lost */
		return;
	if (!(p->keys & 1U << SS7_SIGTRAN))
		build_error(p, p->conf->ss7.at, "expected sigtran \"file\" in"
		    " ss7 { ... }: the configuration of its cs7 instances");
}

static void
sigtran_key(struct row *r, struct conf_ss7 *s)
{
	const char *text, *path;

	if (!row_path(r, SOURCE_PATH_MAX, &text, &path) || !row_end(r, ""))
		return;
	s->sigtran = text;
	s->sigtran_path = path;
}

/* The cell as a value of that subject, added to the set. */
static bool
add(struct row *r, struct conf_set *set, unsigned subject,
    const struct token *t, const char *what)
{
	char why[WORD_WHY_MAX];
	struct conf_item item, *grown;

	if (!word_item(&item, subject, t->text, true, why)) {
		build_expected(r->p, t, what);
		return false;
	}
	item.at = t->at;
	item.text = t->text;
	if ((grown = build_grow(r->p, set->item, set->n,
	    sizeof(*grown))) == NULL)
		return false;
	set->item = grown;
	set->item[set->n++] = item;
	return true;
}

static bool
values(struct row *r, struct conf_set *set, unsigned subject, size_t max,
    const char *what)
{
	const struct token *cell[CELLS_MAX];
	size_t i, n = row_cells(r, what, cell, max);
	bool fine = n > 0;

	for (i = 0; i < n; i++)
		fine = add(r, set, subject, cell[i], what) && fine;
	if (!fine)
		r->told = r->p->broken = true;
	return fine;
}

/* Behind a route it is the point code there. */
static void
route_pc(struct parse *p, const struct token *t)
{
	struct conf_set pc = { NULL, 0 };
	struct row r;

	if (!row_start(&r, p, t, SS7_KEYS_END, true) ||
	    !values(&r, &pc, SUBJECT_OPC, 1, a_pc) || !row_end(&r, "") ||
	    p->route == NULL)
		return;
	p->route->has_pc = true;
	p->route->pc = (uint32_t)pc.item[0].low;
}

static bool
route_links(struct row *r, struct conf_route *route)
{
	if (row_word(r, "from") && !values(r, &route->from, SUBJECT_VIA,
	    CELLS_MAX, a_link))
		return false;
	if (!row_word(r, "to"))
		return row_other(r, route->from.n > 0 ? "to and a link" :
		    "from or to and a link");
	return values(r, &route->to, SUBJECT_VIA, CONF_ROUTE_TO_MAX, a_link);
}

static struct conf_route *
route_key(struct row *r, struct conf_ss7 *s)
{
	struct conf_route route = { .at = r->key.at }, *grown;

	if (!row_must(r, "gt") || !values(r, &route.gt, SUBJECT_CALLED_GT,
	    CELLS_MAX, "a global title prefix of 1 to 16 digits such as"
	    " 88210*") || !route_links(r, &route) || !row_end(r, "pc or ") ||
	    (grown = build_grow(r->p, s->route, s->nroute,
	    sizeof(*grown))) == NULL)
		return NULL;
	s->route = grown;
	s->route[s->nroute] = route;
	return &s->route[s->nroute++];
}

static void
hops_key(struct row *r, struct conf_ss7 *s)
{
	uint32_t hops;

	if (row_number(r, 1, HOPS_MAX, &hops) && row_end(r, ""))
		s->hops = (uint8_t)hops;
}

void
build_ss7_key(struct parse *p, const struct token *t)
{
	enum ss7_key key = (enum ss7_key)keys_find(KEYS_SS7, t->text);
	bool behind = p->behind_route;
	struct conf_ss7 *s = &p->conf->ss7;
	struct row r;

	p->behind_route = key == SS7_ROUTE;
	if (key == SS7_PC && behind) {
		route_pc(p, t);
		return;
	}
	if (!row_start(&r, p, t, key, key == SS7_ROUTE))
		return;
	switch (key) {
	case SS7_SIGTRAN:
		sigtran_key(&r, s);
		break;
	case SS7_PC:
		if (values(&r, &s->pc, SUBJECT_OPC, CELLS_MAX, a_pc))
			row_end(&r, "");
		break;
	case SS7_HOPS:
		hops_key(&r, s);
		break;
	default:
		p->route = route_key(&r, s);
	}
}
