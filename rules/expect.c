/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the parser waits for, in words that say what is meant instead of all
 * the tokens that it could begin with.
 */
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "expect.h"

enum { ALTERNATIVES_MAX = 4, TOKENS_MAX = 128, MEMBERS_MAX = 24 };

struct expect {
	const char *const *name;	/* of tokens */
	bool		 left[TOKENS_MAX];	/* not told yet */
	size_t		 n;
	const char	*phrase[ALTERNATIVES_MAX];
	bool		 quoted[ALTERNATIVES_MAX];
	size_t		 nphrase;	/* may be more */
};

/*
 * Tokens that are told as one thing when the first two of them are expected.
 * Later entries take their tokens before earlier ones do.
 */
static const struct {
	const char	*phrase;
	const char	*member[MEMBERS_MAX];	/* ends with NULL */
} phrases[] = {
	{ "a name or a text in quotes", { "a string", "a word" } },
	{ "gt, ssn, pc, ri, gti, tt, np, nai or es", { "gt", "pc", "a word" } },
	{ "the name of a field", { "a subject", "imsi", "msisdn", "drmp", "op",
	    "map-op", "cap-op", "command", "to", "error", "calling",
	    "called" } },
	{ "a test", { "malformed", "a subject", "imsi", "msisdn", "drmp", "op",
	    "map-op", "cap-op", "command", "to", "error", "calling", "called",
	    "rate", "class" } },
	{ "a modifier", { "log", "monitor", "label", "set" } },
	{ "imsi, msisdn, gt, imei, host, realm or plmn", { "host", "imsi",
	    "msisdn", "gt", "a subject", "realm", "plmn", "a word" } },
	{ "an option of the table", { "persist", "{", "file", "size",
	    "timeout" } },
	{ "on, per, enter, leave", { "enter", "on", "per", "leave" } },
	{ "a value", { "begins", "a word", "a string", "<name>", "partner",
	    "same", "under", "bit", "home", "link", "gt", "ip", "error",
	    "reject", "calling", "called", "a subject", "pc", "imsi",
	    "msisdn" } },
	{ "a comparison", { "<=", ">=", "<", ">" } },
	{ "a rule", { "pass", "match", "drop", "reject", "sink", "steer" } },
	{ "plmn, imsi, msisdn, gt, mgt, realm, host, pc, ip, link, state, rate,"
	    " carries, trust", { "carries", "plmn", "imsi", "msisdn", "gt",
	    "mgt", "realm", "host", "pc", "ip", "link", "state", "rate",
	    "trust" } },
	{ "home, partner, table, category, class, link, protect, storm, screen,"
	    " include or name = value", { "include", "home", "partner",
	    "table", "category", "class", "link", "protect", "storm", "screen",
	    "a macro", "the end of the file", "the end" } },
};

enum { PHRASES = sizeof(phrases) / sizeof(phrases[0]) };

/* Single tokens that are no words to be written as they are. */
static const struct {
	const char	*name, *phrase;
} singles[] = {
	{ "a word", "a word" },
	{ "a string", "a text in quotes" },
	{ "<name>", "a table such as <blocked>" },
};

/* The index of a token that is expected and not told yet, or -1. */
static int
find(const struct expect *e, const char *name)
{
	size_t i;

	for (i = 0; i < e->n; i++)
		if (e->left[i] && strcmp(e->name[i], name) == 0)
			return (int)i;
	return -1;
}

static bool
take(struct expect *e, const char *name)
{
	int i = find(e, name);

	if (i >= 0)
		e->left[i] = false;
	return i >= 0;
}

static bool
take_phrase(struct expect *e, size_t i)
{
	const char *const *member = phrases[i].member;
	size_t k;

	if (find(e, member[0]) < 0 || find(e, member[1]) < 0)
		return false;
	for (k = 0; k < MEMBERS_MAX && member[k] != NULL; k++)
		take(e, member[k]);
	return true;
}

static void
add(struct expect *e, const char *phrase, bool quoted)
{
	if (e->nphrase < ALTERNATIVES_MAX) {
		e->phrase[e->nphrase] = phrase;
		e->quoted[e->nphrase] = quoted;
	}
	e->nphrase++;
}

static void
add_single(struct expect *e, const char *name)
{
	size_t i;

	for (i = 0; i < sizeof(singles) / sizeof(singles[0]); i++)
		if (strcmp(name, singles[i].name) == 0) {
			add(e, singles[i].phrase, false);
			return;
		}
	add(e, name, true);
}

static void
join(const struct expect *e, char text[EXPECT_MAX])
{
	size_t i, n = 0;
	int len;

	text[0] = '\0';
	for (i = 0; i < e->nphrase && i < ALTERNATIVES_MAX; i++) {
		len = snprintf(text + n, EXPECT_MAX - n,
		    e->quoted[i] ? "%s\"%s\"" : "%s%s",
		    i == 0 ? "" : i + 1 == e->nphrase ? " or " : ", ",
		    e->phrase[i]);
		if (len < 0 || (size_t)len >= EXPECT_MAX - n)
			return;
		n += (size_t)len;
	}
	if (e->nphrase > ALTERNATIVES_MAX)
		snprintf(text + n, EXPECT_MAX - n, " ...");
}

void
expect_text(char text[EXPECT_MAX], const char *const *name, size_t n)
{
	struct expect e = { .name = name,
	    .n = n < TOKENS_MAX ? n : (size_t)TOKENS_MAX };
	bool spoken[PHRASES];
	size_t i;

	for (i = 0; i < e.n; i++)
		e.left[i] = true;
	take(&e, "!");
	take(&e, ",");
	if (find(&e, "}") >= 0)
		take(&e, "{");
	for (i = PHRASES; i > 0; i--)
		spoken[i - 1] = take_phrase(&e, i - 1);
	for (i = 0; i < PHRASES; i++)
		if (spoken[i])
			add(&e, phrases[i].phrase, false);
	for (i = 0; i < e.n; i++)
		if (e.left[i])
			add_single(&e, name[i]);
	join(&e, text);
}
