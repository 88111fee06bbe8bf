/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Routes by global title, held against a walk over all of them.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "../rules/gt_route.h"
#include "../rules/ruleset_impl.h"
#include "random.h"

enum { LINKS = 6, TABLES = 150, LOOKS = 2000, PREFIXES_MAX = 4, WIDE = 16 };

static unsigned
digit(const struct sig_digits *d, unsigned i)
{
	return d->w[i / 16] >> 4 * (i % 16) & 0xf;
}

static void
set_digit(struct sig_digits *d, unsigned i, unsigned value)
{
	d->w[i / 16] &= ~(UINT64_C(0xf) << 4 * (i % 16));
	d->w[i / 16] |= (uint64_t)value << 4 * (i % 16);
}

static unsigned
digits_of(const char *text, struct sig_digits *d)
{
	unsigned i;

	memset(d, 0, sizeof(*d));
	for (i = 0; text[i] != '\0'; i++)
		set_digit(d, i, (unsigned)(text[i] - '0'));
	return i;
}

/* ---- the naive walk ---- */

static bool
begins(const struct conf_item *gt, const struct sig_digits *d, unsigned len)
{
	unsigned i;

	if (gt->prefix ? len < gt->len : len != gt->len)
		return false;
	for (i = 0; i < gt->len; i++)
		if (digit(&gt->digits, i) != digit(d, i))
			return false;
	return true;
}

static bool
comes_from(const struct conf_route *r, int link)
{
	size_t i;

	for (i = 0; i < r->from.n; i++)
		if ((int)r->from.item[i].index == link)
			return true;
	return r->from.n == 0;
}

/* What gt_route.h says, word by word. */
static const struct conf_route *
naive(const struct conf_ss7 *s, const struct sig_digits *d, unsigned len,
    int link)
{
	const struct conf_route *best = NULL;
	unsigned most = 0, worth;
	size_t i, k;

	for (i = 0; i < s->nroute; i++)
		for (k = 0; k < s->route[i].gt.n; k++) {
			const struct conf_item *gt = &s->route[i].gt.item[k];

			if (!comes_from(&s->route[i], link) ||
			    !begins(gt, d, len))
				continue;
			worth = 1 + 2 * (gt->prefix ? gt->len : 99U) +
			    (s->route[i].from.n > 0);
			if (worth > most) {
				most = worth;
				best = &s->route[i];
			}
		}
	return best;
}

/* ---- tables at random ---- */

static struct conf_item *
items(size_t n)
{
	struct conf_item *item = calloc(n + 1, sizeof(*item));

	ck_assert_ptr_nonnull(item);
	return item;
}

static void
random_digits(struct conf_item *gt, unsigned most)
{
	unsigned i;

	gt->kind = ITEM_DIGITS;
	gt->prefix = random_below(4) != 0;
	gt->len = (uint8_t)(1 + random_below(most));
	for (i = 0; i < gt->len; i++)
		set_digit(&gt->digits, i, i < 12 ? random_below(2) :
		    random_below(10));
}

static bool
same_gt(const struct conf_item *a, const struct conf_item *b)
{
	return a->len == b->len && a->prefix == b->prefix &&
	    memcmp(&a->digits, &b->digits, sizeof(a->digits)) == 0;
}

/* Two routes that would say two things about the same. */
static bool
collide(const struct conf_route *a, const struct conf_route *b)
{
	bool share = a->from.n == 0 && b->from.n == 0;
	size_t i, k;

	for (i = 0; i < a->from.n && b->from.n > 0; i++)
		share = share || comes_from(b, (int)a->from.item[i].index);
	for (i = 0; share && i < a->gt.n; i++)
		for (k = 0; k < b->gt.n; k++)
			if (same_gt(&a->gt.item[i], &b->gt.item[k]))
				return true;
	return false;
}

static bool
is_new(const struct conf_ss7 *s, const struct conf_route *r)
{
	size_t i, k;

	for (i = 0; i < r->gt.n; i++)
		for (k = 0; k < i; k++)
			if (same_gt(&r->gt.item[i], &r->gt.item[k]))
				return false;
	for (i = 0; i < s->nroute; i++)
		if (collide(&s->route[i], r))
			return false;
	return true;
}

static void
random_route(struct conf_route *r, unsigned most)
{
	unsigned link = random_below(LINKS), i;

	*r = (struct conf_route){ .gt = { items(PREFIXES_MAX),
	    1 + random_below(PREFIXES_MAX) }, .from = { items(LINKS), 0 } };
	for (i = 0; i < r->gt.n; i++)
		random_digits(&r->gt.item[i], most);
	if (random_below(2) == 0)
		return;
	r->from.n = 1 + random_below(LINKS - 1);	/* each once */
	for (i = 0; i < r->from.n; i++)
		r->from.item[i].index = (link + i) % LINKS;
}

static void
routes_free(struct conf_ss7 *s)
{
	size_t i;

	for (i = 0; i < s->nroute; i++) {
		free(s->route[i].gt.item);
		free(s->route[i].from.item);
	}
	free(s->route);
}

static void
random_routes(struct conf_ss7 *s, unsigned n, unsigned most)
{
	struct conf_route *r;
	unsigned i;

	*s = (struct conf_ss7){ .route = calloc(n + 1, sizeof(*r)) };
	ck_assert_ptr_nonnull(s->route);
	for (i = 0; i < n; i++) {
		r = &s->route[s->nroute];
		random_route(r, most);
		if (is_new(s, r)) {
			s->nroute++;
			continue;
		}
		free(r->gt.item);
		free(r->from.item);
	}
}

/* A number about some prefix, longer or shorter, or any; of up to 32 digits. */
static unsigned
random_number(const struct conf_ss7 *s, struct sig_digits *d)
{
	unsigned len = random_below(SIG_DIGITS_MAX + 1), i, base, from = 0;
	const struct conf_set *gt;

	memset(d, 0, sizeof(*d));
	base = random_below(3) == 0 ? WIDE : 2;
	if (s->nroute > 0 && random_below(4) != 0) {
		gt = &s->route[random_below((unsigned)s->nroute)].gt;
		*d = gt->item[0].digits;
		from = gt->item[0].len;
		len = from + random_below(3);
		if (random_below(8) == 0)
			len = from - 1;
	}
	for (i = from; i < len; i++)
		set_digit(d, i, random_below(base));
	return len;
}

START_TEST(as_the_walk_finds)
{
	unsigned most = 1 + (unsigned)_i % 16, i, len, found = 0;
	struct sig_digits d;
	struct gt_routes *g;
	struct conf_ss7 s;
	int link;

	seed = (uint64_t)_i + 1;
	random_routes(&s, random_below(300), most);
	g = gt_routes_new(&s, LINKS);
	ck_assert_ptr_nonnull(g);
	for (i = 0; i < LOOKS; i++) {
		len = random_number(&s, &d);
		link = (int)random_below(LINKS + 2) - 1;
		found += naive(&s, &d, len, link) != NULL;
		if (gt_route_find(g, &d, len, link) !=
		    naive(&s, &d, len, link))
			ck_abort_msg("table %d, look-up %u: length %u, link"
			    " %d", _i, i, len, link);
	}
	ck_assert(s.nroute < 10 || found > 0);
	gt_routes_free(g);
	routes_free(&s);
}
END_TEST

/* ---- as a configuration has them ---- */

static const char world[] =
    "home { plmn 001-01 }\n"
    "ss7 { sigtran \"cs7.cfg\" pc 1\n"
    "route gt 99* to b\n"
    "route gt { 88210* 88213* } to a\n"
    "route gt 88210* from { b c } to c pc 9\n"
    "route gt 882101* to b\n"
    "route gt 88210155 from a to c\n"
    "route gt 88210155* to a\n"
    "route gt 88210155* from b to b }\n"
    "link a { sigtran as a instance 0 pc 5 }\n"
    "link b { sigtran as b instance 0 pc 6 }\n"
    "link c { sigtran as c instance 0 pc 7 }\n"
    "link d { sigtran as d instance 0 pc 8 }\n";

/* The line of the route; 0: none. */
static unsigned
line_of(const struct ruleset *rs, const char *number, int link)
{
	struct sig_digits d;
	unsigned len = digits_of(number, &d);
	const struct conf_route *r = gt_route_find(rs->routes, &d, len, link);

	return r == NULL ? 0 : r->at.line;
}

START_TEST(of_a_rule_set)
{
	static const struct {
		const char	*number;
		unsigned	 from[5];	/* none, a, b, c, d */
	} cases[] = {
		{ "", { 0, 0, 0, 0, 0 } },
		{ "9", { 0, 0, 0, 0, 0 } },
		{ "99", { 3, 3, 3, 3, 3 } },
		{ "88210", { 4, 4, 5, 5, 4 } },
		{ "8821099", { 4, 4, 5, 5, 4 } },
		{ "8821399", { 4, 4, 4, 4, 4 } },
		{ "882101", { 6, 6, 6, 6, 6 } },
		{ "8821015", { 6, 6, 6, 6, 6 } },
		{ "88210155", { 8, 7, 9, 8, 8 } },
		{ "882101551", { 8, 8, 9, 8, 8 } },
		{ "88210155123456789012345678901234", { 8, 8, 9, 8, 8 } },
		{ "88211", { 0, 0, 0, 0, 0 } },
	};
	struct conf_errors e = { NULL, 0, 0 };
	struct conf *conf = conf_parse("x", world, sizeof(world) - 1, &e);
	struct ruleset *rs;
	size_t i;
	int link;

	ck_assert_msg(conf != NULL, "%s", e.n > 0 ? e.line[0] : "");
	rs = ruleset_build(conf, &e);
	ck_assert_ptr_nonnull(rs);
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		for (link = -1; link < 4; link++)
			ck_assert_msg(line_of(rs, cases[i].number, link) ==
			    cases[i].from[link + 1], "%s from %d",
			    cases[i].number, link);
	ck_assert_uint_eq(line_of(rs, "88210", 4), 4);	/* no such link */
	ruleset_free(rs);
	conf_errors_free(&e);
}
END_TEST

START_TEST(none_without_ss7)
{
	static const char text[] = "home { }";
	struct conf_errors e = { NULL, 0, 0 };
	struct ruleset *rs = ruleset_build(conf_parse("x", text,
	    sizeof(text) - 1, &e), &e);

	ck_assert_ptr_nonnull(rs);
	ck_assert_uint_eq(line_of(rs, "88210", 0), 0);
	ck_assert_uint_eq(line_of(rs, "", -1), 0);
	ruleset_free(rs);
	conf_errors_free(&e);
}
END_TEST

/* ---- many ---- */

/* As many as there may be, each a number of six digits or more: built within a
 * second, and each found again. */
START_TEST(many)
{
	struct conf_item *gt = items(CONF_ROUTES_MAX), from = { .index = 3 };
	struct conf_ss7 s = { .nroute = CONF_ROUTES_MAX,
	    .route = calloc(CONF_ROUTES_MAX, sizeof(*s.route)) };
	struct gt_routes *g;
	char text[40];
	clock_t began;
	size_t i;

	ck_assert_ptr_nonnull(s.route);
	for (i = 0; i < s.nroute; i++) {
		snprintf(text, sizeof(text), "%06zu%0*d", i, (int)(i % 10), 7);
		gt[i].len = (uint8_t)digits_of(text, &gt[i].digits);
		gt[i].prefix = i % 5 != 0;
		s.route[i].gt = (struct conf_set){ &gt[i], 1 };
		if (i % 3 == 0)
			s.route[i].from = (struct conf_set){ &from, 1 };
	}
	began = clock();
	g = gt_routes_new(&s, LINKS);
	ck_assert_ptr_nonnull(g);
	ck_assert_msg(clock() - began < CLOCKS_PER_SEC, "%g s",
	    (double)(clock() - began) / CLOCKS_PER_SEC);
	for (i = 0; i < s.nroute; i++) {
		ck_assert(gt_route_find(g, &gt[i].digits, gt[i].len, 3) ==
		    &s.route[i]);
		ck_assert(gt_route_find(g, &gt[i].digits, gt[i].len, 2) ==
		    (i % 3 == 0 ? NULL : &s.route[i]));
	}
	gt_routes_free(g);
	free(s.route);
	free(gt);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("gt route");
	TCase *t = tcase_create("gt route");
	SRunner *sr = srunner_create(s);
	int failures;

	tcase_set_timeout(t, 60);
	tcase_add_loop_test(t, as_the_walk_finds, 0, TABLES);
	tcase_add_test(t, of_a_rule_set);
	tcase_add_test(t, none_without_ss7);
	tcase_add_test(t, many);
	suite_add_tcase(s, t);
	srunner_run_all(sr, CK_NORMAL);
	failures = srunner_ntests_failed(sr);
	srunner_free(sr);
	return failures != 0;
}
