/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What operators do by hand: entries of tables, sources that are sunk, devices
 * that are steered away.
 */
#include <ctype.h>
#include <string.h>

#include "../../rules/block.h"
#include "../../rules/control.h"
#include "../../rules/judge.h"
#include "../../rules/state/subscriber.h"
#include "../../rules/state/sunk.h"
#include "engine.h"
#include "operate_impl.h"
#include "show_impl.h"

enum { SOURCE_TEXT_MAX = 3000 };

/* ---- tables ---- */

/* As written in the rules, or without its brackets; -1: there is none. */
static int
table_find(const struct conf *conf, const char *name)
{
	size_t len = strlen(name), i;

	if (len > 2 && name[0] == '<' && name[len - 1] == '>') {
		name++;
		len -= 2;
	}
	for (i = 0; i < conf->ntable; i++)
		if (strlen(conf->table[i].name) == len &&
		    memcmp(conf->table[i].name, name, len) == 0)
			return (int)i;
	return -1;
}

/* The entry in the form in which a message's value is looked up. */
static bool
entry_key(struct call *c, unsigned type, const char *entry,
    char key[BLOCK_KEY_MAX + 1], size_t *len)
{
	const char *p = entry;
	size_t n = 0;

	for (; *p != '\0' && n < BLOCK_KEY_MAX; p++) {
		if (type == TABLE_HOST || type == TABLE_REALM)
			key[n++] = (char)tolower((unsigned char)*p);
		else if (isdigit((unsigned char)*p))
			key[n++] = *p;
		else if (type != TABLE_PLMN || *p != '-' || p == entry)
			return call_refuse(c, "a table of type %s holds "
			    "whole numbers, not \"%.40s\"",
			    conf_table_type_name(type), entry);
	}
	if (type == TABLE_IMEI && *p == '\0') {
		if (n < IMEI_DIGITS)
			return call_refuse(c, "expected an IMEI of 14 digits "
			    "or more, not \"%.40s\"", entry);
		n = IMEI_DIGITS;	/* that are its own */
	}
	key[n] = '\0';
	*len = n;
	return (*p == '\0' && n > 0) || call_refuse(c, "expected an entry of "
	    "1 to %d characters", BLOCK_KEY_MAX);
}

struct entry {
	struct block	*block;
	const struct conf_table *table;
	char		 key[BLOCK_KEY_MAX + 1];
	size_t		 len;
};

static bool
entry_find(struct call *c, const char *table, const char *entry,
    struct entry *e)
{
	const struct conf *conf = ruleset_conf(engine_rules(c->env->engine));
	struct judge *j = call_judge(c);
	int i = table_find(conf, table);

	if (j == NULL)
		return false;
	if (i < 0)
		return call_refuse(c, "no table \"%.60s\"", table);
	e->table = &conf->table[i];
	e->block = judge_block(j, (size_t)i);
	if (e->block == NULL)
		return call_refuse(c, "entries are added to tables that say "
		    "\"persist\" or that a rule blocks in; \"%.60s\" does not",
		    e->table->name);
	return entry_key(c, e->table->type, entry, e->key, &e->len);
}

static bool
entry_add(struct call *c, const struct entry *e, uint64_t term)
{
	uint64_t now = engine_now(c->env->engine);
	uint64_t until = term > UINT64_MAX - now ? UINT64_MAX : now + term;

	if (!block_add(e->block, (const uint8_t *)e->key, e->len, now, until))
		return call_refuse(c, "the entry is too long");
	fprintf(c->f, "%s is in <%s>, %s", e->key, e->table->name,
	    until == UINT64_MAX ? "until it is released\n" : "until ");
	if (until != UINT64_MAX)
		show_when(c->f, until);
	return true;
}

/* For ever when neither the operator nor the table says how long. */
static bool
term_of(struct call *c, uint64_t *term)
{
	*term = 0;
	return call_term(c, term);
}

static uint64_t
term_or(uint64_t term, const struct conf_table *t)
{
	return term != 0 ? term : t->timeout != 0 ? t->timeout : UINT64_MAX;
}

bool
act_block(struct call *c)
{
	struct entry e;
	uint64_t term;

	if (!term_of(c, &term))
		return false;
	if (c->argc != 2)
		return call_refuse(c, "expected: block TABLE ENTRY [for "
		    "TIME]");
	c->changed = entry_find(c, c->argv[0], c->argv[1], &e) &&
	    entry_add(c, &e, term_or(term, e.table));
	return c->changed;
}

static bool
release_entry(struct call *c)
{
	struct entry e;

	if (c->argc != 2)
		return call_refuse(c, "expected: release TABLE ENTRY");
	if (!entry_find(c, c->argv[0], c->argv[1], &e))
		return false;
	return block_remove(e.block, (const uint8_t *)e.key, e.len) ||
	    call_refuse(c, "\"%.60s\" was not added to <%.60s>", e.key,
	    e.table->name);
}

/* ---- sources ---- */

static struct control *
control_of(struct call *c)
{
	struct judge *j = call_judge(c);
	struct control *k = j == NULL ? NULL : judge_control(j);

	if (j != NULL && k == NULL)
		(void)call_refuse(c, "the configuration has neither storms "
		    "nor protected groups nor rules that sink or steer, so "
		    "nothing is kept of sources and devices");
	return k;
}

static size_t
add(char text[SOURCE_TEXT_MAX], size_t n, const char *word, const char *name)
{
	static const char digits[] = "0123456789abcdef";

	n += (size_t)snprintf(text + n, SOURCE_TEXT_MAX - n, "%s \"", word);
	for (; *name != '\0' && n + 8 < SOURCE_TEXT_MAX; name++) {
		if (*name != '"' && *name != '\\' && *name >= ' ' &&
		    *name <= '~') {
			text[n++] = *name;
			continue;
		}
		text[n++] = '\\';
		text[n++] = 'x';
		text[n++] = digits[(unsigned char)*name >> 4];
		text[n++] = digits[*name & 15];
	}
	return n + (size_t)snprintf(text + n, SOURCE_TEXT_MAX - n, "\" ");
}

/* The words of an operator as a line of the sinkhole. */
static bool
source_text(struct call *c, char text[SOURCE_TEXT_MAX], bool sinks)
{
	char term[80];
	size_t n;
	int i;

	if (c->argc < 2 || c->argc % 2 != 0 || strlen(c->argv[0]) > 20)
		return call_refuse(c, "expected host, gt, pc, subscriber or "
		    "partner and its name, then pairs of words");
	n = add(text, 0, c->argv[0], c->argv[1]);
	for (i = 2; i < c->argc; i += 2) {
		if (strcmp(c->argv[i], "partner") == 0 ||
		    (sinks && strcmp(c->argv[i], "why") == 0)) {
			n = add(text, n, c->argv[i], c->argv[i + 1]);
			continue;
		}
		if (!sinks || strcmp(c->argv[i], "for") != 0)
			return call_refuse(c, sinks ? "expected partner, for "
			    "or why, not \"%.40s\"" : "expected partner, not "
			    "\"%.40s\"", c->argv[i]);
		if (strcmp(c->argv[i + 1], "ever") == 0)
			continue;
		(void)snprintf(term, sizeof(term), "term %.60s ",
		    c->argv[i + 1]);
		if (strchr(term + 5, ' ') != term + strlen(term) - 1)
			return call_refuse(c, "expected how long, such as "
			    "30s, 90m, 12h, 7d or ever");
		n += (size_t)snprintf(text + n, SOURCE_TEXT_MAX - n, "%s",
		    term);
	}
	return n + 1 < SOURCE_TEXT_MAX || call_refuse(c, "too long");
}

bool
act_sink(struct call *c)
{
	char text[SOURCE_TEXT_MAX], error[CONTROL_ERROR_MAX];
	struct control *k = control_of(c);

	if (k == NULL || !source_text(c, text, true))
		return false;
	c->changed = control_sink(k, text, engine_now(c->env->engine), error);
	return c->changed || call_refuse(c, "%s", error);
}

static bool
release_source(struct call *c)
{
	char text[SOURCE_TEXT_MAX], error[CONTROL_ERROR_MAX];
	struct control *k = control_of(c);

	c->argc--;
	memmove(c->argv, c->argv + 1, ((size_t)c->argc + 1) *
	    sizeof(c->argv[0]));
	if (k == NULL || !source_text(c, text, false))
		return false;
	return control_release(k, text, engine_now(c->env->engine), error) ||
	    call_refuse(c, "%s", error);
}

/* ---- devices ---- */

static bool
release_steered(struct call *c)
{
	struct control *k = control_of(c);
	uint64_t imsi;

	if (k == NULL || !show_imsi(c, c->argv[1], &imsi))
		return false;
	control_forget(k, imsi);
	fputs("it counts as one that was never steered away\n", c->f);
	return true;
}

/* The next table that a steer rule asks for, from *i on; -1: no more. */
static int
steer_table(const struct ruleset *rs, unsigned d, size_t rule, size_t *i)
{
	const struct conf_rule *r = ruleset_rule(rs, d, rule);
	size_t n = 0, t, k;

	for (t = 0; r->action == ACTION_STEER && t < r->ntest; t++)
		for (k = 0; !r->test[t].negated && k < r->test[t].set.n; k++)
			if (r->test[t].set.item[k].kind == ITEM_TABLE &&
			    n++ == *i) {
				++*i;
				return (int)r->test[t].set.item[k].index;
			}
	return -1;
}

/* The only table of steer rules that takes entries; -1 and a sentence. */
static int
steer_only(struct call *c)
{
	const struct ruleset *rs = engine_rules(c->env->engine);
	struct judge *j = call_judge(c);
	int found = -1, t;
	size_t r, i;
	unsigned d;

	for (d = 0; j != NULL && d < DIRECTION_COUNT; d++)
		for (r = 0; r < ruleset_rules(rs, d); r++)
			for (i = 0; (t = steer_table(rs, d, r, &i)) >= 0;) {
				if (judge_block(j, (size_t)t) == NULL)
					continue;
				if (found >= 0 && found != t) {
					(void)call_refuse(c, "rules steer by "
					    "several tables; say in which");
					return -1;
				}
				found = t;
			}
	if (j != NULL && found < 0)
		(void)call_refuse(c, "no rule steers by a table that takes "
		    "entries, such as \"steer away (4 in 10m) imsi <away>\" "
		    "with \"table <away> imsi persist\"");
	return found;
}

bool
act_steer(struct call *c)
{
	const struct conf *conf = ruleset_conf(engine_rules(c->env->engine));
	const char *table;
	struct entry e;
	uint64_t term;
	int i;

	if (!term_of(c, &term))
		return false;
	if (c->argc == 3 && strcmp(c->argv[1], "in") == 0) {
		table = c->argv[2];
	} else if (c->argc == 1) {
		if ((i = steer_only(c)) < 0)
			return false;
		table = conf->table[i].name;
	} else {
		return call_refuse(c, "expected: steer ENTRY [in TABLE] [for "
		    "TIME]");
	}
	c->changed = entry_find(c, table, c->argv[0], &e) &&
	    entry_add(c, &e, term_or(term, e.table));
	return c->changed;
}

bool
act_release(struct call *c)
{
	c->changed = true;		/* unless it is refused */
	if (strcmp(c->argv[0], "source") == 0)
		return release_source(c);
	if (strcmp(c->argv[0], "steered") == 0 && c->argc == 2)
		return release_steered(c);
	return release_entry(c);
}
