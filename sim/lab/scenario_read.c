/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Scenarios: statements and the braces of blocks.
 *
 * Tokens come from the lexer of the configuration, whose own words mean nothing
 * here: what counts is the text of a token and whether it was quoted.  Things
 * are defined before they are named, so that one pass is enough.  After an
 * error the rest of its line is damage: reading goes on with the next key or
 * statement that begins a line, and says nothing more about this one.
 */
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "../../rules/build.h"
#include "../../rules/source.h"
#include "scenario_read_impl.h"

enum { SENTENCE_MAX = 600 };

/* ---- tokens ---- */

void
read_next(struct reader *r)
{
	int code;

	do
		code = lex_next(r->lex, &r->t);
	while (code != 0 && lex_is_end(&r->t));	/* of an included file */
	if (lex_failed(r->lex) && r->t.text[0] == '\0' && code != 0) {
		r->broken = true;
		r->told = r->t.at;
	}
}

bool
read_is_end(const struct reader *r)
{
	return r->t.code == 0;
}

bool
read_is(const struct reader *r, const char *word)
{
	return !r->t.quoted && !lex_is_table(&r->t) && !read_is_end(r) &&
	    strcmp(r->t.text, word) == 0;
}

bool
read_is_word(const struct reader *r)
{
	return !r->t.quoted && !lex_is_table(&r->t) && !read_is_end(r) &&
	    r->t.text[0] != '\0' && strchr("{}(),!=<>", r->t.text[0]) == NULL;
}

void
read_error(struct reader *r, struct conf_at at, const char *format, ...)
{
	char sentence[SENTENCE_MAX];
	va_list ap;

	va_start(ap, format);
	vsnprintf(sentence, sizeof(sentence), format, ap);
	va_end(ap);
	conf_error(r->errors, r->conf, at, "%s", sentence);
	r->broken = true;
	r->told = at;
}

bool
read_expected(struct reader *r, const char *what)
{
	const struct token *t = &r->t;
	char shown[BUILD_SHOWN_MAX];

	r->broken = true;
	if (r->told.line == t->at.line && r->told.file == t->at.file)
		return false;
	if (read_is_end(r))
		read_error(r, t->at, "expected %s, not the end of the file",
		    what);
	else if (lex_is_table(t))
		read_error(r, t->at, "expected %s, not <%s>", what,
		    build_shown(shown, t->text));
	else
		read_error(r, t->at, "expected %s, not \"%s\"", what,
		    build_shown(shown, t->text));
	return false;
}

/* ---- statements begin so ---- */

static const char *const statements[] = {
	"title", "seed", "length", "calm", "class", "home", "network",
	"population", "at", "policy", "expect", "include",
};

static const char expected_statement[] = "title, seed, length, calm, class,"
    " home, network, population, at, policy, expect, include or name = value";

bool
read_begins_statement(const struct reader *r)
{
	size_t i;

	for (i = 0; i < sizeof(statements) / sizeof(statements[0]); i++)
		if (read_is(r, statements[i]))
			return true;
	return false;
}

/* Skips what belongs to the statement that went wrong. */
static void
resume_statement(struct reader *r)
{
	struct conf_at from = r->t.at;
	unsigned depth = 0;

	while (!read_is_end(r)) {
		if (r->t.first && (depth == 0 || r->t.at.column == 1) &&
		    read_begins_statement(r) && (r->t.at.line != from.line ||
		    r->t.at.file != from.file))
			return;
		if (read_is(r, "{"))
			depth++;
		else if (read_is(r, "}") && depth > 0)
			depth--;
		read_next(r);
	}
}

/* ---- statements ---- */

static bool
open_block(struct reader *r, const struct block *b, void *base, unsigned only)
{
	if (!read_is(r, "{"))
		return read_expected(r, "\"{\"");
	read_block(r, b, base, only);
	return true;
}

static bool
full(struct reader *r, struct conf_at at, unsigned max, const char *what)
{
	read_error(r, at, "there are more than %u %s", max, what);
	return false;
}

/* A new name for one of a list: none may have it yet. */
static bool
new_name(struct reader *r, enum key_kind kind, const char *what,
    char name[SCENARIO_NAME])
{
	struct conf_at at = r->t.at;
	const char *other;
	char expected[64];
	int i;

	snprintf(expected, sizeof(expected), "the name of a %s", what);
	if (!read_name(r, name, expected))
		return false;
	for (i = 0; (other = key_place_name(r->s, kind, i)) != NULL; i++)
		if (strcmp(other, name) == 0) {
			read_error(r, at, "%s \"%s\" is there twice", what,
			    name);
			return true;
		}
	return true;
}

static bool
read_class(struct reader *r)
{
	struct conf_at at = r->t.at;
	struct scenario_class *c;
	char name[SCENARIO_NAME];

	if (!new_name(r, KEY_CLASS, "class", name))
		return false;
	if (!read_is(r, "priority"))
		return read_expected(r, "\"priority\"");
	read_next(r);
	if ((c = scenario_add_class(r->s)) == NULL)
		return full(r, at, SCENARIO_CLASSES, "classes");
	strcpy(c->name, name);
	return read_value(r, &block_class.key[0], c);
}

static bool
read_network(struct reader *r)
{
	struct conf_at at = r->t.at;
	struct scenario_network *n;
	char name[SCENARIO_NAME];

	if (!new_name(r, KEY_NETWORK, "network", name))
		return false;
	if ((n = scenario_add_network(r->s)) == NULL)
		return full(r, at, SCENARIO_NETWORKS, "networks");
	strcpy(n->name, name);
	return open_block(r, &block_network, n, 0);
}

static bool
read_population(struct reader *r)
{
	struct conf_at at = r->t.at;
	struct scenario_population *p;
	char name[SCENARIO_NAME];

	if (!new_name(r, KEY_POPULATION, "population", name))
		return false;
	if ((p = scenario_add_population(r->s)) == NULL)
		return full(r, at, SCENARIO_POPULATIONS, "populations");
	strcpy(p->name, name);
	p->cls = SCENARIO_ALL;
	r->behaviour = &p->behaviour;
	r->tech = p->tech;
	r->behaves = false;
	if (!open_block(r, &block_population, p, 0))
		return false;
	if (!r->broken && p->networks == 0)
		read_error(r, at, "expected networks in population \"%s\"",
		    name);
	if (!r->broken && p->cls == SCENARIO_ALL)
		read_error(r, at, "expected class in population \"%s\"", name);
	return true;
}

static int
event_kind(const struct reader *r)
{
	int i;

	for (i = 0; i < LAB_EVENT_COUNT; i++)
		if (read_is(r, lab_event_word((enum lab_event)i)))
			return i;
	return -1;
}

static bool
read_at(struct reader *r)
{
	struct scenario_event *e;
	uint64_t at;
	int kind;

	if (!read_time(r, &at))
		return false;
	kind = event_kind(r);
	if (kind < 0)
		return read_expected(r, "outage, blackout, reregister, restart,"
		    " reset, link, capacity, flood, scan or firmware");
	if ((e = scenario_add_event(r->s, (enum lab_event)kind)) == NULL)
		return full(r, r->t.at, SCENARIO_EVENTS, "events");
	e->at = at;
	read_next(r);
	r->behaviour = &e->behaviour;
	r->tech = LAB_TECH_S6A;
	r->behaves = false;
	if (read_is(r, "{"))
		read_block(r, &block_event, e, 1U << kind);
	return true;
}

static int
policy_kind(const struct reader *r)
{
	int i;

	for (i = 0; i < LAB_POLICY_COUNT; i++)
		if (read_is(r, lab_policy_word((enum lab_policy)i)))
			return i;
	return -1;
}

static void
policies_all(struct scenario *s)
{
	int i;

	for (i = 0; i < LAB_POLICY_COUNT; i++)
		(void)scenario_add_policy(s, (enum lab_policy)i);
}

static bool
policy_name(struct reader *r, struct scenario_policy *p, struct conf_at at)
{
	char name[SCENARIO_NAME];
	unsigned i;

	if (r->t.quoted) {
		at = r->t.at;
		if (!read_name(r, name, "the name of a policy"))
			return false;
		strcpy(p->name, name);
	}
	for (i = 0; i + 1 < r->s->policies; i++)
		if (strcmp(r->s->policy[i].name, p->name) == 0) {
			read_error(r, at, "policy \"%s\" is there twice: give "
			    "one of them a name in quotes", p->name);
			break;
		}
	return true;
}

static bool
read_policy(struct reader *r)
{
	struct scenario_policy *p;
	struct conf_at at = r->t.at;
	int kind = policy_kind(r);

	if (kind < 0)
		return read_expected(r, "none, rate, priority, backoff, doic or"
		    " breakwater");
	if (r->s->expectations > 0)
		read_error(r, at, "policies stand before what is expected of"
		    " them");
	if ((p = scenario_add_policy(r->s, (enum lab_policy)kind)) == NULL)
		return full(r, at, SCENARIO_POLICIES, "policies");
	read_next(r);
	if (!policy_name(r, p, at))
		return false;
	if (read_is(r, "{"))
		read_block(r, &block_policy, p, 1U << p->kind);
	return true;
}

static bool
read_home(struct reader *r, struct conf_at *seen)
{
	if (seen->line != 0)
		read_error(r, r->t.at, "home is there twice: first in line %u",
		    seen->line);
	*seen = r->t.at;
	return open_block(r, &block_home, &r->s->home, 0);
}

static bool
read_macro(struct reader *r, const struct token *name)
{
	unsigned depth = 0;

	lex_macro(r->lex, name);
	read_next(r);
	do {
		if (read_is_end(r))
			return read_expected(r, "a value of the macro");
		depth += read_is(r, "{");
		depth -= depth > 0 && read_is(r, "}");
		lex_macro_add(r->lex, &r->t);
		if (depth == 0)
			lex_macro_end(r->lex);
		read_next(r);
	} while (depth > 0);
	return true;
}

static bool
read_include(struct reader *r)
{
	struct token path = r->t;

	if (!r->t.quoted)
		return read_expected(r, "a text in quotes");
	lex_include(r->lex, &path);
	read_next(r);
	return true;
}

struct seen {
	struct conf_at	 key[KEYS_MAX];	/* of the scenario itself */
	struct conf_at	 home;
};

static bool
read_statement(struct reader *r, struct seen *seen)
{
	static const struct {
		const char	*word;
		bool		(*read)(struct reader *);
	} readers[] = {
		{ "class", read_class }, { "network", read_network },
		{ "population", read_population }, { "at", read_at },
		{ "policy", read_policy }, { "include", read_include },
	};
	struct token word = r->t;
	size_t i;

	for (i = 0; i < sizeof(readers) / sizeof(readers[0]); i++)
		if (read_is(r, readers[i].word)) {
			read_next(r);
			return readers[i].read(r);
		}
	if (read_is(r, "home")) {
		read_next(r);
		return read_home(r, &seen->home);
	}
	if (read_is(r, "expect")) {
		if (r->s->policies == 0)
			policies_all(r->s);
		read_next(r);
		return read_expect(r);
	}
	if (read_is_word(r) && key_find(&block_scenario, r->t.text, 0) != NULL)
		return read_key(r, &block_scenario, r->s, 0, seen->key);
	if (!read_is_word(r) || r->t.at.line == r->told.line)
		return read_expected(r, expected_statement);
	read_next(r);
	if (read_is(r, "="))
		return read_macro(r, &word);
	r->t = word;		/* nothing is lost: it is skipped */
	return read_expected(r, expected_statement);
}

/* ---- a file ---- */

static void
read_all(struct reader *r)
{
	struct seen seen = { .home = { 0, 0, 0 } };
	char why[200];

	read_next(r);
	while (!read_is_end(r))
		if (!read_statement(r, &seen))
			resume_statement(r);
	if (r->s->policies == 0)
		policies_all(r->s);
	if (!r->broken && !lex_failed(r->lex) &&
	    !scenario_check(r->s, why, sizeof(why)))
		read_error(r, (struct conf_at){ 0, 0, 0 }, "%s", why);
	r->broken = r->broken || lex_failed(r->lex);
}

/* "scenarios/dos-flood.sim" is called dos-flood. */
static void
name_take(struct scenario *s, const char *path)
{
	const char *base = strrchr(path, '/');
	size_t n;

	base = base == NULL ? path : base + 1;
	n = strlen(base);
	if (n > 4 && strcmp(base + n - 4, ".sim") == 0)
		n -= 4;
	snprintf(s->name, sizeof(s->name), "%.*s", (int)n, base);
}

static struct scenario *
no_memory(struct reader *r, const char *path)
{
	struct conf none = { .nfile = 1 };

	none.file[0].path = path;
	conf_error(r->errors, &none, (struct conf_at){ 0, 0, 0 },
	    "there is no memory");
	return NULL;
}

static struct scenario *
load(const char *path, const char *text, size_t len,
    struct conf_errors *errors)
{
	struct reader r = { .errors = errors };
	bool fine;

	r.conf = calloc(1, sizeof(*r.conf));
	r.lex = r.conf == NULL ? NULL : lex_new(r.conf, errors,
	    "a scenario");
	r.s = r.lex == NULL ? NULL : scenario_new();
	if (r.s == NULL) {
		no_memory(&r, path);
	} else {
		name_take(r.s, path);
		fine = text == NULL ? lex_file(r.lex, path) :
		    lex_text(r.lex, path, text, len);
		if (fine)
			read_all(&r);
		if (!fine || r.broken) {
			scenario_free(r.s);
			r.s = NULL;
		}
	}
	lex_free(r.lex);
	conf_free(r.conf);
	return r.s;
}

struct scenario *
scenario_load(const char *path, struct conf_errors *errors)
{
	return load(path, NULL, 0, errors);
}

struct scenario *
scenario_parse(const char *path, const char *text, size_t len,
    struct conf_errors *errors)
{
	return load(path, text, len, errors);
}

bool
scenario_paths(struct scenario *s, const char *path)
{
	struct conf *conf = calloc(1, sizeof(*conf));
	bool fine = conf != NULL;
	const char *from_here;
	unsigned i;

	for (i = 0; fine && i < s->policies; i++) {
		char *name = s->policy[i].conf;

		if (name[0] == '\0')
			continue;
		from_here = source_path(conf, path, name);
		fine = from_here != NULL && strlen(from_here) < SCENARIO_PATH;
		if (fine)
			strcpy(name, from_here);
	}
	conf_free(conf);
	return fine;
}
