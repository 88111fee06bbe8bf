/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Property: what judges fast (rules/) and what judges naively (oracle.h) say
 * the same of random views under random configurations; explaining says the
 * same too, and changes nothing.
 *
 * A difference is shrunk, then shown with all that is needed to see why:
 * PROPERTY_SEED and PROPERTY_ROUNDS in the environment choose other ones.
 */
#include <check.h>

#include "../fw/json.h"
#include "oracle.h"
#include "random_view.h"

enum { VIEWS = 24, OFTEN = 5, EVENTS = 3 * VIEWS, SECRET = 7 };

static struct oracle oracle;
static struct random_conf conf;
static struct random_view view[VIEWS];
/* Every view comes about more than once, or with rates few very often. */
static uint64_t when[EVENTS];
static size_t which[EVENTS];
static uint64_t pairs, differences;
static bool quiet;			/* while shrinking */

/* What an explanation told of the rule that decided. */
struct told {
	const struct verdict *of;	/* of the judgement */
	unsigned	 last_comp;
	size_t		 last_rule;
	bool		 decides, backwards;
};

static struct conf *
parse(const char *text)
{
	struct conf_errors errors = { NULL, 0, 0 };
	struct conf *c = conf_parse("random.conf", text, strlen(text), &errors);
	size_t i;

	for (i = 0; i < errors.n && !quiet; i++)
		printf("%s\n", errors.line[i]);
	conf_errors_free(&errors);
	return c;
}

static struct ruleset *
build(const char *text)
{
	struct conf_errors errors = { NULL, 0, 0 };
	struct conf *c = parse(text);
	struct ruleset *rs = c == NULL ? NULL : ruleset_build(c, &errors);

	conf_errors_free(&errors);
	return rs;
}

static bool
same_text(const char *a, const char *b)
{
	return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

/* What the verdicts differ in, or NULL. */
static const char *
unlike(const struct verdict *a, const struct verdict *b)
{
#define SAME(member)	if (a->member != b->member) return #member
	SAME(direction);
	SAME(link);
	SAME(from);
	SAME(to);
	SAME(comp);
	SAME(rule);
	SAME(action);
	SAME(why);
	SAME(cls);
	SAME(would);
	SAME(log);
	SAME(monitor);
	SAME(back_off);
#undef SAME
	return same_text(a->label, b->label) ? NULL : "label";
}

/* ---- explaining ---- */

static void
told_step(void *arg, const struct judge_step *s)
{
	struct told *t = arg;

	if (s->comp < t->last_comp ||
	    (s->comp == t->last_comp && s->rule < t->last_rule))
		t->backwards = true;
	t->last_comp = s->comp;
	t->last_rule = s->rule;
	if (s->test < 0 && s->decides && s->comp == t->of->comp &&
	    (int32_t)s->rule == t->of->rule)
		t->decides = true;
}

static const char *
explained(struct judge *j, const struct sig_msg *m, uint64_t now,
    const struct verdict *first, struct verdict *v)
{
	struct told told = { .of = first };
	const char *what;

	judge_explain(j, m, now, v, told_step, &told);
	what = unlike(first, v);
	if (what != NULL)
		return what;
	if (told.backwards)
		return "order of steps";
	return first->rule < 0 || told.decides ? NULL : "steps";
}

/* ---- one configuration and its views ---- */

struct result {
	size_t		 event;
	const char	*what;		/* what differs, or NULL */
	const char	*who;
	struct verdict	 fast, slow;
};

/* As it counts nothing, an explanation cannot know what the message itself adds
 * to a rate: by components before, by the same value twice, by blocking. */
static bool
explainable(const struct sig_msg *m)
{
	unsigned i;

	for (i = 0; conf.rates && i < m->nval; i++)
		if (m->val[i].next != 0)
			return false;
	return !conf.rates || (m->ncomp <= 1 && !conf.blocks);
}

static void
one_event(struct judge *j, size_t i, struct result *res)
{
	const struct sig_msg *m = view[which[i]].p;
	struct verdict before;

	res->event = i;
	judge_explain(j, m, when[i], &before, told_step,
	    &(struct told){ .of = &before });
	judge_message(j, m, when[i], &res->fast);
	oracle_judge(&oracle, m, when[i], &res->slow);
	res->what = unlike(&res->fast, &res->slow);
	res->who = "judging, and the oracle";
	if (res->what != NULL || !explainable(m))
		return;
	res->who = "judging, and explaining before it";
	res->slow = before;
	res->what = unlike(&res->fast, &before);
	if (res->what != NULL || conf.rates)
		return;
	res->who = "judging, and explaining after it";
	res->what = explained(j, m, when[i], &res->fast, &res->slow);
}

/* True when anything differs. */
static bool
run_events(const char *text, const bool *gone, struct result *res)
{
	struct conf *c = parse(text);
	struct ruleset *rs = build(text);
	struct judge *j;
	size_t i;

	res->what = NULL;
	if (quiet && rs == NULL) {
		conf_free(c);
		return false;
	}
	ck_assert_ptr_nonnull(c);
	ck_assert_ptr_nonnull(rs);
	j = judge_new(rs, SECRET);
	ck_assert_ptr_nonnull(j);
	oracle_init(&oracle, c);
	for (i = 0; i < EVENTS && res->what == NULL; i++)
		if (!gone[i])
			one_event(j, i, res);
	/* names in verdicts are the rule sets' */
	res->fast.label = res->slow.label = NULL;
	judge_free(j);
	ruleset_free(rs);
	conf_free(c);
	return res->what != NULL;
}

static bool
differs(const bool *gone, struct result *res)
{
	char *text = random_conf_text(&conf);
	bool yes = run_events(text, gone, res);

	free(text);
	return yes;
}

/* ---- shrinking and showing ---- */

/* Lines of the configuration before its rules, where it still parses. */
static void
shrink_head(const bool *gone, struct result *res)
{
	static char whole[RANDOM_HEAD];
	struct result smaller;
	char *line = conf.head, *end;

	while (*line != '\0') {
		strcpy(whole, conf.head);
		end = strchr(line, '\n') + 1;
		memmove(line, end, strlen(end) + 1);
		if (differs(gone, &smaller)) {
			*res = smaller;
		} else {
			strcpy(conf.head, whole);
			line = end;
		}
	}
}

static void
shrink(bool *gone, struct result *res)
{
	struct result smaller;
	size_t i;

	quiet = true;
	for (i = 0; i < EVENTS; i++) {
		gone[i] = true;
		if (differs(gone, &smaller))
			*res = smaller;
		else
			gone[i] = false;
	}
	i = conf.pad;
	conf.pad = 0;
	if (differs(gone, &smaller))
		*res = smaller;
	else
		conf.pad = i;
	for (i = 0; i < conf.nrule; i++) {
		conf.gone[i] = true;
		if (differs(gone, &smaller))
			*res = smaller;
		else
			conf.gone[i] = false;
	}
	shrink_head(gone, res);
	quiet = false;
}

static void
show_verdict(const char *who, const struct verdict *v)
{
	printf("%s: %s why %u rule %d comp %u dir %u link %d from %u to %u "
	    "class %d would %d log %d\n", who, conf_action_name(v->action),
	    v->why, v->rule, v->comp, v->direction, v->link, v->from, v->to,
	    v->cls, v->would, v->log);
}

static void
show(uint64_t seed, const bool *gone, const struct result *res)
{
	char *text = random_conf_text(&conf);
	size_t i;

	printf("---- seed %llu\n%s", (unsigned long long)seed, text);
	for (i = 0; i < EVENTS; i++)
		if (!gone[i]) {
			printf("at %llu ns ", (unsigned long long)when[i]);
			json_message(stdout, view[which[i]].p, NULL);
		}
	printf("differ in %s: %s\n", res->what, res->who);
	show_verdict("  first", &res->fast);
	show_verdict(" second", &res->slow);
	fflush(stdout);
	free(text);
}

/* ---- rounds ---- */

static uint64_t
environment(const char *name, uint64_t otherwise)
{
	const char *text = getenv(name);

	return text != NULL ? strtoull(text, NULL, 10) : otherwise;
}

static void
round_of(uint64_t seed, size_t nrule, size_t pad, enum random_bias bias)
{
	struct random r = { seed * UINT64_C(0x9e3779b97f4a7c15) + 1 };
	static const uint64_t later[] = { 0, 0, 10000000, 250000000,
		UINT64_C(1000000000) };
	bool gone[EVENTS] = { false };
	uint64_t now = UINT64_C(1000000000000);
	struct result res;
	size_t i;

	random_conf(&r, &conf, nrule, bias);
	conf.pad = pad;
	for (i = 0; i < VIEWS; i++)
		random_view(&r, &view[i]);
	for (i = 0; i < EVENTS; i++) {
		which[i] = bias == BIAS_RATE ? random_below(&r, OFTEN) :
		    i % VIEWS;
		when[i] = (now += RANDOM_OF(&r, later) / (1 + i / VIEWS)) -
		    (random_chance(&r, 5) ? 100000000 : 0);
	}
	pairs += EVENTS;
	if (!differs(gone, &res))
		return;
	differences++;
	shrink(gone, &res);
	show(seed, gone, &res);
}

static void
rounds(uint64_t first, uint64_t n, size_t rules_max, size_t pad,
    enum random_bias bias)
{
	uint64_t seed = environment("PROPERTY_SEED", first), i;
	struct random r;

	n = environment("PROPERTY_ROUNDS", n);
	pairs = differences = 0;
	for (i = 0; i < n && differences < 3; i++) {
		r.s = seed + i + 1;
		(void)random_next(&r);
		round_of(seed + i, 1 + random_below(&r, rules_max), pad, bias);
	}
	ck_assert_uint_eq(differences, 0);
	ck_assert_uint_eq(pairs, n * EVENTS);
}

START_TEST(short_lists)
{
	rounds(1000, 900, 12, 0, BIAS_NONE);
}
END_TEST

START_TEST(long_lists)
{
	rounds(5000, 80, RANDOM_RULES, 0, BIAS_NONE);
}
END_TEST

START_TEST(literal_prefixes)
{
	rounds(9000, 150, RANDOM_RULES, 0, BIAS_LITERAL);
}
END_TEST

START_TEST(rates_and_blocking)
{
	rounds(17000, 400, 10, 0, BIAS_RATE);
}
END_TEST

/* So many rules that the summary of the index is more than one word. */
START_TEST(deep_lists)
{
	rounds(13000, 12, 100, 4100, BIAS_LITERAL);
}
END_TEST

/* The random world is not a dull one: every verdict and every reason for one
 * comes about. */
START_TEST(world_is_mixed)
{
	unsigned action[ACTION_COUNT] = { 0 }, why[3] = { 0 }, n = 0;
	uint64_t seed;
	struct random r;
	struct conf *c;
	struct verdict v = { 0 };
	char *text;
	size_t i;

	for (seed = 1; seed <= 60; seed++) {
		r.s = seed;
		random_conf(&r, &conf, 8, BIAS_NONE);
		conf.pad = 0;
		text = random_conf_text(&conf);
		c = parse(text);
		ck_assert_ptr_nonnull(c);
		oracle_init(&oracle, c);
		for (i = 0; i < VIEWS; i++, n++) {
			random_view(&r, &view[0]);
			oracle_judge(&oracle, view[0].p, i, &v);
			action[v.action]++;
			why[v.why]++;
		}
		conf_free(c);
		free(text);
	}
	for (i = 0; i < ACTION_MATCH; i++)
		ck_assert_uint_gt(action[i], n / 100);
	ck_assert_uint_gt(why[WHY_RULE], n / 4);
	ck_assert_uint_gt(why[WHY_DEFAULT], n / 20);
	ck_assert_uint_gt(why[WHY_NO_RULES], n / 100);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("property");
	TCase *tc = tcase_create("judge");
	SRunner *sr;
	int failed;

	tcase_set_timeout(tc, 120);
	tcase_add_test(tc, world_is_mixed);
	tcase_add_test(tc, short_lists);
	tcase_add_test(tc, long_lists);
	tcase_add_test(tc, literal_prefixes);
	tcase_add_test(tc, rates_and_blocking);
	tcase_add_test(tc, deep_lists);
	suite_add_tcase(s, tc);
	sr = srunner_create(s);
	srunner_run_all(sr, CK_ENV);
	failed = srunner_ntests_failed(sr);
	srunner_free(sr);
	return failed != 0;
}
