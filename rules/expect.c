/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the parser waits for, in words that say what is meant instead of all
 * the tokens that it could begin with.
 */
#include <stdio.h>
#include <string.h>

#include "build.h"
#include "expect.h"

enum {
	EXPECT_MAX = 400,		/* octets of what is expected */
	ALTERNATIVES_MAX = 4,
	TOKENS_MAX = 160,
	MEMBERS_MAX = 24,
};

#define KEYS_OF_LINK	"ip, pc, host, connect, tls, edge, sigtran, pair"
#define KEYS_OF_DIAMETER						\
	"host, realm, listen, certificate, key, authority, crl, "	\
	"watchdog, answer, requests, connections, output, message, "	\
	"hide, freediameter"
#define KEYS_OF_RUN							\
	"user, events, ring, control, status, metrics, state, on"
#define KEYS_OF_SS7	"sigtran, pc, hops, route"

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
	{ "an option of the check", { "a subject", "a word", "learn" } },
	{ "a name or a text in quotes", { "a string", "a word" } },
	{ "critical, listed, reserve, floor", { "reserve", "floor",
	    "a word" } },
	{ "a number", { "a number", "a word" } },
	{ "the name of a check", { "a check", "a word" } },
	{ "off, learn, test or enforce", { "a mode", "a word", "learn" } },
	{ "both, in, out or none", { "a word", "in", "out" } },
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
	    "timeout", "only", "expires" } },
	{ "on, per, enter, leave", { "enter", "on", "per", "leave" } },
	{ "a value", { "begins", "a word", "a string", "<name>", "partner",
	    "same", "under", "bit", "home", "link", "gt", "ip", "error",
	    "reject", "answer", "calling", "called", "a subject", "pc", "imsi",
	    "msisdn" } },
	{ "a comparison", { "<=", ">=", "<", ">" } },
	{ "a rule", { "pass", "match", "drop", "reject", "sink", "steer" } },
	{ "plmn, imsi, msisdn, gt, mgt, realm, host, pc, ip, link, state, rate,"
	    " carries, trust, roaming, monitor, learn", { "carries", "plmn", "imsi",
	    "msisdn", "gt", "mgt", "realm", "host", "pc", "ip", "link",
	    "state", "rate", "trust", "roaming", "monitor", "learn" } },
	{ KEYS_OF_LINK, { "a key of link", "pc", "ip", "host" } },
	{ "a value, " KEYS_OF_LINK, { "a string", "a key of link", "a word",
	    "{", "pc", "ip", "host" } },
	{ "a value, " KEYS_OF_DIAMETER, { "a string", "a key of diameter",
	    "a word", "{" } },
	{ "a value, " KEYS_OF_RUN, { "a string", "a key of run", "a word",
	    "{" } },
	{ "a value, " KEYS_OF_SS7, { "a string", "a key of ss7", "a word",
	    "{" } },
	{ "subscribers, transactions, sources, answer, forget, geography",
	    { "subscribers", "transactions", "sources", "answer", "forget",
	    "geography" } },
	{ "term, longest, probation, sources", { "term", "longest",
	    "probation", "sources" } },
	{ "home, partner, table, category, class, link, protect, storm,"
	    " sinkhole, memory, check, blacklist, greylist, diameter, run,"
	    " ss7, screen, include or name = value",
	    { "include", "home", "partner", "table", "category", "class",
	    "link", "protect", "storm", "sinkhole", "memory", "check",
	    "blacklist", "greylist", "diameter", "run", "ss7", "screen",
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
	{ "a key of diameter", KEYS_OF_DIAMETER },
	{ "a key of run", KEYS_OF_RUN },
	{ "a key of ss7", KEYS_OF_SS7 },
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

static void
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

/* A name and nothing else is expected, and a word stands there that has a
 * meaning of its own: a forgotten name has its next word on the next line. */
static bool
wants_quotes(const struct token *t, const char *const *name, size_t n)
{
	return n == 2 && !t->first && lex_is_keyword(t) &&
	    ((strcmp(name[0], "a word") == 0 &&
	    strcmp(name[1], "a string") == 0));
}

/* A statement whose word is one of the language before "{" alone. */
static bool
wants_brace(const struct token *t, const char *const *name, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (!t->quoted && strcmp(name[i], t->text) == 0)
			return true;
	return false;
}

/* "to" of a rule that sends its messages somewhere. */
static bool
wants_link(const struct parse *p)
{
	return strcmp(lex_before(p->lex)->text, "to") == 0 &&
	    !lex_before(p->lex)->quoted && p->screen != NULL &&
	    (p->rule.action == ACTION_STEER ||
	    p->rule.action == ACTION_SINK) && p->rule.to == NULL;
}

static void
tell_found(struct parse *p, const struct token *t, const char *expected)
{
	char shown[BUILD_SHOWN_MAX];
	struct conf_at open = lex_open(p->lex);

	if (t->first && t->at.column == 1 && open.line != 0 &&
	    lex_begins_statement(t))
		build_error(p, t->at, "expected \"}\" for the \"{\" of line"
		    " %u before \"%s\"", open.line, t->text);
	else if (!lex_is_end(t))
		build_error(p, t->at, lex_is_table(t) ?
		    "expected %s, not <%s>" : "expected %s, not \"%s\"",
		    expected, build_shown(shown, t->text));
	else if (open.line != 0)
		build_error(p, t->at, "expected \"}\" for the \"{\" of line"
		    " %u, not the end of the file", open.line);
	else
		build_error(p, t->at, "expected %s, not the end of the file",
		    expected);
}

bool
expect_wanted(struct parse *p)
{
	const struct token *t = lex_last(p->lex);

	p->broken = true;
	if (lex_stopped(p->lex) || (p->told.line == t->at.line &&
	    p->told.file == t->at.file))
		return false;
	if (p->errors->n == CONF_ERRORS_MAX) {	/* those are only counted */
		p->errors->more++;
		return false;
	}
	return true;
}

void
expect_too_deep(struct parse *p)
{
	build_error(p, lex_last(p->lex)->at, "things stand too deep in each"
	    " other");
	p->broken = true;
}

void
expect_tell(struct parse *p, const char *const *name, size_t n)
{
	const struct token *t = lex_last(p->lex);
	char text[EXPECT_MAX], shown[BUILD_SHOWN_MAX];

	expect_text(text, name, n);
	if (wants_link(p))
		snprintf(text, sizeof(text), "the name of a link or a value");
	if (wants_brace(t, name, n))
		build_error(p, t->at, "expected \"{\" after \"%s\"",
		    t->text);
	else if (wants_quotes(t, name, n))
		build_error(p, t->at, "expected %s; \"%s\" is a word of the"
		    " language and needs quotes to be one", text,
		    build_shown(shown, t->text));
	else
		tell_found(p, t, text);
}
