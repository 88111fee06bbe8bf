/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One value of a scenario from the command line: the text is read as it would
 * be behind its key in a file.
 */
#include <stdlib.h>
#include <string.h>

#include "scenario_read_impl.h"

enum { PARTS = 3, PART_MAX = 64 };

/* "network.green.doic" in three parts; how many. */
static unsigned
split(char part[PARTS][PART_MAX], const char *name)
{
	unsigned n = 0;
	const char *end;
	size_t len;

	for (;; name = end + 1) {
		end = strchr(name, '.');
		if (n == PARTS - 1)
			end = NULL;
		len = end == NULL ? strlen(name) : (size_t)(end - name);
		if (n == PARTS || len >= PART_MAX)
			return 0;
		memcpy(part[n], name, len);
		part[n++][len] = '\0';
		if (end == NULL)
			return n;
	}
}

/* Elements with names that a value is set in. */
struct list {
	const char	*name;
	const struct block *block;
	char		*base;
	size_t		 size, called;	/* of an element; where its name is */
	size_t		 n;
};

static bool
list_find(struct list *l, struct scenario *s, const char *name)
{
	const struct list lists[] = {
		{ "network", &block_network, (char *)s->network,
		    sizeof(s->network[0]), offsetof(struct scenario_network,
		    name), s->networks },
		{ "population", &block_population, (char *)s->population,
		    sizeof(s->population[0]), offsetof(
		    struct scenario_population, name), s->populations },
		{ "policy", &block_policy, (char *)s->policy,
		    sizeof(s->policy[0]), offsetof(struct scenario_policy,
		    name), s->policies },
	};
	size_t i;

	for (i = 0; i < sizeof(lists) / sizeof(lists[0]); i++)
		if (strcmp(lists[i].name, name) == 0) {
			*l = lists[i];
			return true;
		}
	return false;
}

struct set {
	struct scenario	*s;
	const char	*name, *text;	/* as given */
	struct conf_errors *errors;
};

static bool
fail(const struct set *set, const char *what, const char *more)
{
	struct conf none = { .nfile = 1 };

	none.file[0].path = set->name;
	conf_error(set->errors, &none, (struct conf_at){ 0, 0, 0 }, "%s%s",
	    what, more);
	return false;
}

/* As an error of a file, without its place, which is the whole word. */
static void
errors_take(const struct set *set, struct conf_errors *from)
{
	const char *why;
	size_t i;

	for (i = 0; i < from->n; i++) {
		why = strstr(from->line[i], ": ");
		(void)fail(set, why == NULL ? from->line[i] : why + 2, "");
	}
	conf_errors_free(from);
}

/* Reads "key text" into the element at base. */
static bool
set_key(const struct set *set, const struct block *b, void *base,
    const char *key, struct scenario_behaviour *behaviour, enum lab_tech tech)
{
	struct conf_errors errors = { .n = 0 };
	struct conf_at seen[KEYS_MAX] = { { 0, 0, 0 } };
	struct reader r = { .errors = &errors, .s = set->s,
	    .behaviour = behaviour, .tech = tech };
	char text[512];

	snprintf(text, sizeof(text), "%s %s", key, set->text);
	r.conf = calloc(1, sizeof(*r.conf));
	r.lex = r.conf == NULL ? NULL : lex_new(r.conf, &errors);
	if (r.lex == NULL || !lex_text(r.lex, "-", text, strlen(text))) {
		r.broken = !fail(set, "there is no memory", "");
	} else {
		read_next(&r);
		if (read_key(&r, b, base, 0, seen) && !read_is_end(&r))
			(void)read_expected(&r, "nothing behind the value");
		r.broken = r.broken || lex_failed(r.lex);
	}
	lex_free(r.lex);
	conf_free(r.conf);
	errors_take(set, &errors);
	return !r.broken;
}

/* A population has the keys of its behaviour, too. */
static bool
set_element(const struct set *set, const struct list *l, size_t i,
    const char *key)
{
	void *base = l->base + i * l->size;
	struct scenario_population *p = l->block == &block_population ? base :
	    NULL;

	if (p == NULL)
		return set_key(set, l->block, base, key, NULL, LAB_TECH_S6A);
	if (key_find(l->block, key, 0) == NULL &&
	    key_find(&block_behaviour, key, 0) != NULL)
		return set_key(set, &block_behaviour, &p->behaviour, key,
		    &p->behaviour, p->tech);
	return set_key(set, l->block, base, key, &p->behaviour, p->tech);
}

static bool
set_list(const struct set *set, const struct list *l, const char *called,
    const char *key)
{
	size_t i, n = 0;

	for (i = 0; i < l->n; i++) {
		if (called != NULL && strcmp(called, l->base + i * l->size +
		    l->called) != 0)
			continue;
		n++;
		if (!set_element(set, l, i, key))
			return false;
	}
	return n > 0 || fail(set, "the scenario has no such ", l->name);
}

bool
scenario_set(struct scenario *s, const char *name, const char *text,
    struct conf_errors *errors)
{
	const struct set set = { s, name, text, errors };
	char part[PARTS][PART_MAX];
	unsigned n = split(part, name);
	struct list l;

	if (n == 1 && key_find(&block_scenario, part[0], 0) != NULL)
		return set_key(&set, &block_scenario, s, part[0], NULL,
		    LAB_TECH_S6A);
	if (n == 2 && strcmp(part[0], "home") == 0)
		return set_key(&set, &block_home, &s->home, part[1], NULL,
		    LAB_TECH_S6A);
	if ((n == 2 || n == 3) && list_find(&l, s, part[0]))
		return set_list(&set, &l, n == 3 ? part[1] : NULL,
		    part[n - 1]);
	return fail(&set, "no value is called so; expected such as "
	    "home.capacity, network.doic, network.NAME.doic, population.NAME."
	    "count, policy.NAME.reserve, length", "");
}
