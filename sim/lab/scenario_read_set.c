/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One value of a scenario from the command line: the text is read as it would
 * be behind its key in a file.
 *
 * A name is KEY of the scenario itself, home.KEY, LIST.KEY (of all elements
 * that have it) or LIST.WHICH.KEY, where WHICH is a name, and of events the
 * place in the file from 1 on or the kind.
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

/* Elements that a value is set in. */
struct list {
	const char	*name;
	const struct block *block;
	char		*base;
	size_t		 size, called;	/* of an element; where its name is */
	size_t		 n;
};

#define LIST(thing, member, many)					\
	{ #thing, &block_##thing, (char *)s->member,			\
	    sizeof(s->member[0]), offsetof(struct scenario_##thing, name), \
	    s->many }

static bool
list_find(struct list *l, struct scenario *s, const char *name)
{
	const struct list lists[] = {
		LIST(class, cls, classes),
		LIST(network, network, networks),
		LIST(population, population, populations),
		LIST(policy, policy, policies),
		{ "event", &block_event, (char *)s->event,
		    sizeof(s->event[0]), 0, s->events },
	};
	size_t i;

	for (i = 0; i < sizeof(lists) / sizeof(lists[0]); i++)
		if (strcmp(lists[i].name, name) == 0) {
			*l = lists[i];
			return true;
		}
	return false;
}

static const struct scenario_event *
event_of(const struct list *l, size_t i)
{
	return l->block == &block_event ?
	    (const struct scenario_event *)(const void *)(l->base +
	    i * l->size) : NULL;
}

/* The name of an element; of an event its kind. */
static const char *
name_of(const struct list *l, size_t i)
{
	const struct scenario_event *e = event_of(l, i);

	return e == NULL ? l->base + i * l->size + l->called :
	    lab_event_word(e->kind);
}

/* which: a name, of events also a number; NULL: all of them. */
static bool
is_called(const struct list *l, size_t i, const char *which)
{
	char number[24];

	if (which == NULL || strcmp(which, name_of(l, i)) == 0)
		return true;
	snprintf(number, sizeof(number), "%zu", i + 1);
	return event_of(l, i) != NULL && strcmp(which, number) == 0;
}

/* ""green" or "blue"", "1 (outage) or 2 (flood)". */
static void
names_put(const struct list *l, char *to, size_t size)
{
	char number[24] = "";
	size_t i, n = 0;

	to[0] = '\0';
	for (i = 0; i < l->n && n < size; i++) {
		if (event_of(l, i) != NULL)
			snprintf(number, sizeof(number), "%zu ", i + 1);
		n += (size_t)snprintf(to + n, size - n, number[0] == '\0' ?
		    "%s%s\"%s\"" : "%s%s(%s)", i == 0 ? "" : i + 1 == l->n ?
		    " or " : ", ", number, name_of(l, i));
	}
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

static size_t
keys_put(const struct block *b, unsigned only, char *to, size_t size, size_t n)
{
	size_t i;

	for (i = 0; i < b->n && n < size; i++)
		if (b->key[i].only == 0 || (b->key[i].only & only))
			n += (size_t)snprintf(to + n, size - n, "%s%s",
			    n == 0 ? "" : ", ", b->key[i].name);
	return n;
}

/* There is no such key; more: another block whose keys do, or NULL. */
static bool
no_key(const struct set *set, const struct block *b, unsigned only,
    const struct block *more)
{
	char keys[600];
	size_t n = 0;

	if (b == &block_event)
		n = keys_put(&block_event_head, 0, keys, sizeof(keys), n);
	n = keys_put(b, only, keys, sizeof(keys), n);
	if (more != NULL)
		keys_put(more, 0, keys, sizeof(keys), n);
	return fail(set, "no value is called so; expected one of ", keys);
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
set_key(const struct set *set, const struct block *b, unsigned only,
    void *base, const char *key, struct scenario_behaviour *behaviour,
    enum lab_tech tech)
{
	struct conf_errors errors = { .n = 0 };
	struct conf_at seen[KEYS_MAX] = { { 0, 0, 0 } };
	struct reader r = { .errors = &errors, .s = set->s,
	    .behaviour = behaviour, .tech = tech };
	char text[512];

	snprintf(text, sizeof(text), "%s %s", key, set->text);
	r.conf = calloc(1, sizeof(*r.conf));
	r.lex = r.conf == NULL ? NULL : lex_new(r.conf, &errors,
	    "a value");
	if (r.lex == NULL || !lex_text(r.lex, "-", text, strlen(text))) {
		r.broken = !fail(set, "there is no memory", "");
	} else {
		read_next(&r);
		if (read_key(&r, b, base, only, seen) && !read_is_end(&r))
			(void)read_expected(&r, "nothing behind the value");
		r.broken = r.broken || lex_failed(r.lex);
	}
	lex_free(r.lex);
	conf_free(r.conf);
	errors_take(set, &errors);
	return !r.broken;
}

/* A population has the keys of its behaviour, too, and so has an event that
 * gives one; the time of an event stands before its kind. */
static bool
set_element(const struct set *set, const struct list *l, size_t i,
    const char *key)
{
	void *base = l->base + i * l->size;
	const struct block *b = l->block;
	struct scenario_behaviour *behaviour = NULL;
	struct scenario_population *p = base;
	struct scenario_event *e = base;
	enum lab_tech tech = LAB_TECH_S6A;
	unsigned only = 0;

	if (b == &block_population) {
		behaviour = &p->behaviour;
		tech = p->tech;
	} else if (b == &block_event) {
		only = 1U << e->kind;
		if (e->kind == LAB_EVENT_FIRMWARE)
			behaviour = &e->behaviour;
		if (e->population >= 0)
			tech = set->s->population[e->population].tech;
		if (key_find(&block_event_head, key, 0) != NULL)
			b = &block_event_head;
	} else if (b == &block_policy) {
		only = ~0U;		/* of those that have it */
	}
	if (behaviour != NULL && key_find(b, key, only) == NULL &&
	    key_find(&block_behaviour, key, 0) != NULL)
		return set_key(set, &block_behaviour, 0, behaviour, key,
		    behaviour, tech);
	if (key_find(b, key, only) == NULL)
		return no_key(set, b, only, behaviour == NULL ? NULL :
		    &block_behaviour);
	return set_key(set, b, only, base, key, behaviour, tech);
}

/* Without a name of one, events of other kinds need not have the key. */
static bool
may_pass(const struct list *l, size_t i, const char *which, const char *key)
{
	const struct scenario_event *e = event_of(l, i);

	return e != NULL && which == NULL &&
	    key_find(&block_event_head, key, 0) == NULL &&
	    key_find(&block_event, key, 1U << e->kind) == NULL &&
	    (e->kind != LAB_EVENT_FIRMWARE ||
	    key_find(&block_behaviour, key, 0) == NULL);
}

static bool
set_list(const struct set *set, const struct list *l, const char *which,
    const char *key)
{
	char what[80], names[400];
	bool called = false, set_one = false;
	size_t i;

	for (i = 0; i < l->n; i++) {
		if (!is_called(l, i, which))
			continue;
		called = true;
		if (may_pass(l, i, which, key))
			continue;
		set_one = true;
		if (!set_element(set, l, i, key))
			return false;
	}
	if (set_one)
		return true;
	if (called) {
		snprintf(what, sizeof(what), "no event of the scenario has "
		    "\"%.40s\"", key);
		return fail(set, what, "");
	}
	names_put(l, names, sizeof(names));
	snprintf(what, sizeof(what), l->n == 0 ? "the scenario has no %s" :
	    "the scenario has no such %s; expected ", l->name);
	return fail(set, what, names);
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
		return set_key(&set, &block_scenario, 0, s, part[0], NULL,
		    LAB_TECH_S6A);
	if (n == 2 && strcmp(part[0], "home") == 0 &&
	    key_find(&block_home, part[1], 0) == NULL)
		return no_key(&set, &block_home, 0, NULL);
	if (n == 2 && strcmp(part[0], "home") == 0)
		return set_key(&set, &block_home, 0, &s->home, part[1], NULL,
		    LAB_TECH_S6A);
	if ((n == 2 || n == 3) && list_find(&l, s, part[0])) {
		if (!set_list(&set, &l, n == 3 ? part[1] : NULL, part[n - 1]))
			return false;
		if (strcmp(part[n - 1], "count") == 0)
			scenario_part(s);
		return true;
	}
	return fail(&set, "no value is called so; expected title, seed, "
	    "length, calm, home.KEY, or class, network, population, policy or "
	    "event with .KEY or .NAME.KEY, such as home.capacity, "
	    "network.green.doic, event.1.arrivals", "");
}
