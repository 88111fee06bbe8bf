/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Values of scenarios that are names, or several words.
 */
#include <stdlib.h>
#include <string.h>

#include "../../rules/words.h"
#include "scenario_read_impl.h"

enum { WHAT_MAX = 80 };

/* ---- names ---- */

bool
read_name(struct reader *r, char name[SCENARIO_NAME], const char *what)
{
	if (!(read_is_word(r) || r->t.quoted) || r->t.text[0] == '\0')
		return read_expected(r, what);
	if (strlen(r->t.text) >= SCENARIO_NAME)
		read_error(r, r->t.at, "expected a name of at most %d octets, "
		    "not %zu", SCENARIO_NAME - 1, strlen(r->t.text));
	snprintf(name, SCENARIO_NAME, "%s", r->t.text);
	read_next(r);
	return true;
}

const char *
key_place_name(const struct scenario *s, enum key_kind kind, int i)
{
	unsigned n = (unsigned)i;

	if (i < 0)
		return NULL;
	switch (kind) {
	case KEY_CLASS:
		return n < s->classes ? s->cls[n].name : NULL;
	case KEY_NETWORK:
		return n < s->networks ? s->network[n].name : NULL;
	case KEY_POPULATION:
		return n < s->populations ? s->population[n].name : NULL;
	default:
		return NULL;
	}
}

bool
read_place(struct reader *r, enum key_kind kind, int *to)
{
	const char *what = kind == KEY_CLASS ? "class" : kind == KEY_NETWORK ?
	    "network" : "population", *name;
	char expected[WHAT_MAX];
	int i;

	snprintf(expected, sizeof(expected), "the name of a %s", what);
	if (!(read_is_word(r) || r->t.quoted))
		return read_expected(r, expected);
	for (i = 0; (name = key_place_name(r->s, kind, i)) != NULL; i++)
		if (strcmp(name, r->t.text) == 0) {
			*to = i;
			read_next(r);
			return true;
		}
	if (r->t.first)
		return read_expected(r, expected);
	read_error(r, r->t.at, "%s \"%.40s\" is not defined before this", what,
	    r->t.text);
	r->told.line = 0;	/* nothing else of the line is wrong */
	read_next(r);
	return true;
}

static bool
read_place_or_all(struct reader *r, enum key_kind kind, int *to)
{
	if (!read_is(r, "all"))
		return read_place(r, kind, to);
	*to = SCENARIO_ALL;
	read_next(r);
	return true;
}

static bool
add_network(struct reader *r, struct scenario_population *p)
{
	int place = SCENARIO_ALL;
	unsigned i;
	struct conf_at at = r->t.at;

	if (!read_place(r, KEY_NETWORK, &place))
		return false;
	if (place == SCENARIO_ALL)
		return true;
	for (i = 0; i < p->networks; i++)
		if (p->network[i] == place) {
			read_error(r, at, "network \"%s\" is there twice",
			    r->s->network[place].name);
			return true;
		}
	p->network[p->networks++] = place;	/* as many as there are */
	return true;
}

static bool
read_networks(struct reader *r, struct scenario_population *p)
{
	p->networks = 0;
	if (!read_is(r, "{"))
		return add_network(r, p);
	read_next(r);
	while (!read_is(r, "}")) {
		if (read_is(r, ","))
			read_next(r);
		if (!add_network(r, p))
			return false;
	}
	read_next(r);
	return true;
}

/* ---- things of several words ---- */

static bool
read_cause_number(struct reader *r, const char *what, uint64_t least,
    uint64_t most, uint64_t *to)
{
	if (!read_is_word(r) || !word_number(r->t.text, most, to) ||
	    *to < least)
		return read_expected(r, what);
	read_next(r);
	return true;
}

/* "cause 5012 is 17", "cause map 34 is 17", "cause experimental 5420
 * diagnostic 1 is 7". */
static bool
read_cause(struct reader *r, struct scenario_network *n)
{
	struct scenario_cause c = { .diagnostic = -1 };
	struct conf_at at = r->t.at;
	uint64_t number;

	c.map = read_is(r, "map");
	c.experimental = read_is(r, "experimental");
	if (c.map || c.experimental)
		read_next(r);
	if (!read_cause_number(r, "an error such as 3004, map 34 or "
	    "experimental 5420", 0, c.map ? 255 : 65535, &number))
		return false;
	c.error = (uint32_t)number;
	if (c.experimental && read_is(r, "diagnostic")) {
		read_next(r);
		if (!read_cause_number(r, "an error diagnostic", 0, 255,
		    &number))
			return false;
		c.diagnostic = (int16_t)number;
	}
	if (!read_is(r, "is"))
		return read_expected(r, "\"is\" and a cause");
	read_next(r);
	if (!read_cause_number(r, "a cause from 2 to 111", 2, 111, &number))
		return false;
	c.cause = (uint8_t)number;
	if (n->causes == SCENARIO_CAUSES)
		read_error(r, at, "there are more than %d causes",
		    SCENARIO_CAUSES);
	else
		n->cause[n->causes++] = c;
	return true;
}

static bool
read_weights(struct reader *r, struct scenario_arrival *a)
{
	float *weight = calloc(SCENARIO_ARRIVALS, sizeof(*weight));
	double v, sum = 0;
	struct conf_at at = r->t.at;

	free(a->weight);
	a->weight = weight;
	a->steps = 0;
	if (weight == NULL) {
		read_error(r, at, "there is no memory");
		return false;
	}
	for (read_next(r); !read_is(r, "}"); ) {
		if (a->steps == SCENARIO_ARRIVALS) {
			read_error(r, r->t.at, "there are more than %d steps",
			    SCENARIO_ARRIVALS);
			return false;
		}
		if (!read_is_word(r) || !read_factor(r, &v, 1e9))
			return read_expected(r, "a number or \"}\"");
		weight[a->steps++] = (float)v;
		sum += v;
	}
	read_next(r);
	if (!r->broken && sum <= 0)
		read_error(r, at, "expected weights that are not all 0");
	return true;
}

static bool
read_arrival(struct reader *r, const struct key *k, struct scenario_arrival *a)
{
	int kind;

	if (!read_word(r, k, &kind))
		return false;
	if (kind < 0)
		return true;
	a->kind = (enum lab_arrive)kind;
	if (read_is(r, "over")) {
		read_next(r);
		if (!read_time(r, &a->over))
			return false;
	}
	if (a->kind != LAB_ARRIVE_SERIES)
		return true;
	return read_is(r, "{") ? read_weights(r, a) :
	    read_expected(r, "the weights of its steps: \"{\"");
}

/* The defaults of a behaviour go by the technology, so that comes first. */
static bool
read_behaviour(struct reader *r, const struct key *k)
{
	int kind;

	if (!read_word(r, k, &kind))
		return false;
	r->behaves = true;
	if (kind >= 0)
		behaviour_default(r->behaviour, (enum lab_behave)kind,
		    r->tech);
	if (read_is(r, "{"))
		read_block(r, &block_behaviour, r->behaviour, 0);
	return true;
}

static bool
read_tech(struct reader *r, const struct key *k, enum lab_tech *to)
{
	struct conf_at at = r->t.at;
	int tech;

	if (!read_word(r, k, &tech))
		return false;
	if (tech < 0)
		return true;
	if (r->behaves) {
		read_error(r, at, "expected tech before behaviour, which goes "
		    "by it");
		return true;
	}
	*to = r->tech = (enum lab_tech)tech;
	behaviour_default(r->behaviour, r->behaviour->kind, r->tech);
	return true;
}

static bool
read_population_name(struct reader *r, int *to)
{
	if (!read_place_or_all(r, KEY_POPULATION, to))
		return false;
	if (*to >= 0)
		r->tech = r->s->population[*to].tech;
	return true;
}

/* ---- all of them ---- */

bool
read_things(struct reader *r, const struct key *k, void *base, void *to)
{
	switch (k->kind) {
	case KEY_CLASS:
		return read_place(r, k->kind, to);
	case KEY_NETWORK:
		return read_place_or_all(r, k->kind, to);
	case KEY_POPULATION:
		return read_population_name(r, to);
	case KEY_NETWORKS:
		return read_networks(r, base);
	case KEY_CAUSE:
		return read_cause(r, base);
	case KEY_ARRIVAL:
		return read_arrival(r, k, to);
	case KEY_BEHAVIOUR:
		return read_behaviour(r, k);
	default:
		return read_tech(r, k, to);
	}
}
