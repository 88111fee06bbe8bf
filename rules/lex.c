/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * From octets to tokens.  Words of the language are found in one hashed list,
 * subjects of tests too.
 */
#include <string.h>

#include "keys.h"
#include "lex_impl.h"
#include "parse.h"
#include "words.h"

static const struct {
	const char	*word;
	int		 code;
} keywords[] = {
	{ "home", T_HOME }, { "partner", T_PARTNER }, { "table", T_TABLE },
	{ "category", T_CATEGORY }, { "class", T_CLASS }, { "link", T_LINK },
	{ "protect", T_PROTECT }, { "storm", T_STORM },
	{ "screen", T_SCREEN }, { "include", T_INCLUDE },
	{ "plmn", T_PLMN }, { "imsi", T_IMSI }, { "msisdn", T_MSISDN },
	{ "gt", T_GT }, { "mgt", T_MGT }, { "realm", T_REALM },
	{ "host", T_HOST }, { "pc", T_PC }, { "ip", T_IP },
	{ "state", T_STATE }, { "rate", T_RATE }, { "carries", T_CARRIES },
	{ "trust", T_TRUST }, { "drmp", T_DRMP }, { "roaming", T_ROAMING },
	{ "memory", T_MEMORY }, { "subscribers", T_SUBSCRIBERS },
	{ "transactions", T_TRANSACTIONS }, { "sources", T_SOURCES },
	{ "answer", T_ANSWER }, { "forget", T_FORGET },
	{ "geography", T_GEOGRAPHY }, { "check", T_CHECK },
	{ "blacklist", T_BLACKLIST }, { "greylist", T_GREYLIST },
	{ "only", T_ONLY }, { "expires", T_EXPIRES },
	{ "op", T_OP }, { "map-op", T_MAP_OP }, { "cap-op", T_CAP_OP },
	{ "command", T_COMMAND }, { "priority", T_PRIORITY },
	{ "reserve", T_RESERVE }, { "floor", T_FLOOR },
	{ "capacity", T_CAPACITY }, { "latency", T_LATENCY },
	{ "devices", T_DEVICES }, { "source", T_SOURCE },
	{ "subscriber", T_SUBSCRIBER },
	{ "sinkhole", T_SINKHOLE }, { "term", T_TERM },
	{ "longest", T_LONGEST }, { "probation", T_PROBATION },
	{ "on", T_ON }, { "per", T_PER }, { "overall", T_OVERALL },
	{ "enter", T_ENTER }, { "leave", T_LEAVE }, { "for", T_FOR },
	{ "auto", T_AUTO }, { "file", T_FILE }, { "persist", T_PERSIST },
	{ "size", T_SIZE }, { "timeout", T_TIMEOUT },
	{ "in", T_IN }, { "out", T_OUT }, { "monitor", T_MONITOR },
	{ "learn", T_LEARN },
	{ "log", T_LOG }, { "label", T_LABEL }, { "set", T_SET },
	{ "pass", T_PASS }, { "match", T_MATCH }, { "drop", T_DROP },
	{ "reject", T_REJECT }, { "sink", T_SINK }, { "steer", T_STEER },
	{ "to", T_TO }, { "away", T_AWAY }, { "back-off", T_BACK_OFF },
	{ "block", T_BLOCK }, { "faster", T_FASTER }, { "than", T_THAN },
	{ "same", T_SAME }, { "under", T_UNDER }, { "begins", T_BEGINS },
	{ "bit", T_BIT }, { "calling", T_CALLING }, { "called", T_CALLED },
	{ "malformed", T_BARE }, { "moved", T_BARE }, { "error", T_ERROR },
};

_Static_assert((int)T_YYerror == (int)LEX_ERROR, "code of the token error");

enum { KEYWORDS = sizeof(keywords) / sizeof(keywords[0]) };

/* ---- words ---- */

/* Word i: the keywords, then the subjects. */
static const char *
word_name(size_t i)
{
	return i < KEYWORDS ? keywords[i].word :
	    subject_name((unsigned)(i - KEYWORDS));
}

static size_t
word_hash(const char *text)
{
	uint32_t hash = UINT32_C(2166136261);

	while (*text != '\0')
		hash = (hash ^ (uint8_t)*text++) * UINT32_C(16777619);
	return (hash ^ hash >> 16) % LEX_SLOTS;
}

/* The first slot that holds the word, or an empty one; later ones may hold it
 * again, as a subject. */
static size_t
word_slot(const struct lex *lx, const char *text, size_t slot)
{
	while (lx->slot[slot] != 0 &&
	    strcmp(word_name(lx->slot[slot] - 1U), text) != 0)
		slot = (slot + 1) % LEX_SLOTS;
	return slot;
}

void
lex_words(struct lex *lx)
{
	size_t i, slot;

	for (i = 0; i < (size_t)KEYWORDS + SUBJECT_COUNT; i++) {
		slot = word_hash(word_name(i));
		while (lx->slot[slot] != 0)
			slot = (slot + 1) % LEX_SLOTS;
		lx->slot[slot] = (uint16_t)(i + 1);
	}
}

static void
word_classify(const struct lex *lx, const char *text, int *code,
    uint16_t *subject)
{
	size_t i, slot = word_hash(text);

	*code = T_WORD;
	*subject = SUBJECT_COUNT;
	for (; lx->slot[slot = word_slot(lx, text, slot)] != 0;
	    slot = (slot + 1) % LEX_SLOTS) {
		i = lx->slot[slot] - 1U;
		if (i < KEYWORDS)
			*code = keywords[i].code;
		else
			*subject = (uint16_t)(i - KEYWORDS);
	}
	if (*code == T_WORD && *subject != SUBJECT_COUNT)
		*code = T_FIELD;
}

unsigned
lex_subject(const struct lex *lx, const char *text)
{
	uint16_t subject;
	int code;

	word_classify(lx, text, &code, &subject);
	return subject;
}

bool
lex_is_plain(const struct lex *lx, const char *text)
{
	uint16_t subject;
	size_t i;
	int code;

	for (i = 0; text[i] != '\0'; i++)
		if (!lex_is_word(text[i]))
			return false;
	word_classify(lx, text, &code, &subject);
	return i > 0 && code == T_WORD && strcmp(text, "any") != 0 &&
	    strcmp(text, "none") != 0;
}

static int
fail_octet(struct lex *lx, struct conf_at at, char c, const char *where)
{
	if (c > ' ' && c < 0x7f)
		return lex_fail(lx, at, "unexpected \"%c\"%s", c, where);
	return lex_fail(lx, at, "unexpected octet 0x%02x%s", (uint8_t)c, where);
}

/* ---- the text ---- */

/* n octets from here as a text of the configuration; they are not taken. */
static const char *
keep(struct lex *lx, const char *octets, size_t n)
{
	char *text = conf_alloc(lx->conf, n + 1);

	if (text != NULL)
		memcpy(text, octets, n);
	return text;
}

/* Does "=" follow on the same line? */
static bool
defines(const struct source *s)
{
	size_t i = 0;

	while (lex_ahead(s, i) == ' ' || lex_ahead(s, i) == '\t')
		i++;
	return lex_ahead(s, i) == '=';
}

/* Does a name follow the last token?  "partner" is also what storms are counted
 * by, "link" also an item of sets. */
static bool
wants_name(const struct lex *lx)
{
	int before = lx->before.code;

	switch (lx->last.code) {
	case T_CATEGORY: case T_PROTECT:
		return true;
	case T_PARTNER:
		return before != T_PER;
	case T_LINK:
		return lx->last.first || (before != '!' && before != T_GT &&
		    before != T_PC && lx->before.subject == SUBJECT_COUNT);
	default:
		return false;
	}
}

/* Do braces follow, behind white space? */
static bool
opens(struct source s)
{
	lex_skip_space(&s);
	return lex_ahead(&s, 0) == '{';
}

static bool
begins_line(const struct token *t)
{
	return t->first && t->at.column == 1;
}

/* Statements whose words are free for names: braces follow them where a
 * statement can stand. */
static int
statement_word(const struct lex *lx, const struct source *s,
    const struct token *t)
{
	static const struct {
		const char *word;
		int	 code;
	} statements[] = { { "diameter", T_DIAMETER }, { "run", T_RUN },
	    { "ss7", T_SS7 } };
	size_t i, n = sizeof(statements) / sizeof(statements[0]);

	for (i = 0; i < n; i++)
		if (strcmp(t->text, statements[i].word) == 0)
			break;
	if (i < n && (lx->depth == 0 || begins_line(t)) && opens(*s) &&
	    !wants_name(lx))
		return statements[i].code;
	return t->code;
}

/* In braces that have keys of their own: those, but not where the last one
 * wants a value; in some of them no other word means anything. */
static int
key_word(const struct lex *lx, const struct token *t)
{
	static const int codes[KEYS_COUNT] = { [KEYS_LINK] = T_LINK_KEY,
	    [KEYS_DIAMETER] = T_DIAMETER_KEY, [KEYS_RUN] = T_RUN_KEY,
	    [KEYS_SS7] = T_SS7_KEY };
	int code = codes[lx->keys];
	bool wanted = lx->last.code == code &&
	    keys_takes(lx->keys, keys_find(lx->keys, lx->last.text));

	if (begins_line(t) && lex_begins(LEX_STATEMENT, t->code))
		return t->code;
	if (!wanted && keys_find(lx->keys, t->text) >= 0)
		return code;
	return wanted || lx->keys != KEYS_LINK ? T_WORD : t->code;
}

void
lex_keys(struct lex *lx, enum keys keys)
{
	lx->keys = keys;
}

static int
lex_word(struct lex *lx, struct source *s, struct token *t)
{
	size_t n = lex_word_len(s, 0);
	const char *octets = s->text + s->pos;

	s->pos += n;
	if (n > LEX_WORD_MAX)
		return lex_fail(lx, t->at, "expected a word of at most %d"
		    " octets, not of %zu", LEX_WORD_MAX, n);
	if ((t->text = keep(lx, octets, n)) == NULL)
		return lex_fail_memory(lx, t->at);
	word_classify(lx, t->text, &t->code, &t->subject);
	if (defines(s))
		return T_MACRO;
	t->code = statement_word(lx, s, t);
	return lx->keys == KEYS_NONE ? t->code : key_word(lx, t);
}

/* "<name>", or a comparison. */
static int
lex_angle(struct lex *lx, struct source *s, struct token *t)
{
	size_t n = lex_word_len(s, 1);

	if (lex_ahead(s, 1) == '=') {
		t->text = "<=";
		s->pos += 2;
		return T_LE;
	}
	if (n == 0 || lex_ahead(s, n + 1) != '>') {
		t->text = "<";
		s->pos++;
		return '<';
	}
	s->pos += n + 2;
	if (n > CONF_NAME_MAX)
		return lex_fail(lx, t->at, "expected a name of at most %d"
		    " octets, not of %zu", CONF_NAME_MAX, n);
	t->text = keep(lx, s->text + s->pos - n - 1, n);
	return t->text == NULL ? lex_fail_memory(lx, t->at) : T_NAME;
}

/* Octets that the next character of a string takes up, its backslash with it;
 * 0: told, and the string ends there. */
static size_t
string_step(struct lex *lx, const struct source *s)
{
	char c = lex_ahead(s, 0);
	size_t n;

	if (c == '\\') {
		if (lex_ahead(s, 1) == '"' || lex_ahead(s, 1) == '\\')
			return 2;
		lex_fail(lx, lex_here(s), "expected \\\" or \\\\ after a"
		    " backslash in a string");
		return 0;
	}
	if ((uint8_t)c < 0x80) {
		if ((uint8_t)c >= ' ' && c != 0x7f)
			return 1;
		fail_octet(lx, lex_here(s), c, " in a string");
		return 0;
	}
	if ((n = lex_utf8_len(s->text + s->pos, s->len - s->pos)) == 0)
		lex_fail(lx, lex_here(s), "unexpected octet 0x%02x in a string:"
		    " expected UTF-8", (uint8_t)c);
	return n;
}

static int
lex_string(struct lex *lx, struct source *s, struct token *t)
{
	char text[LEX_STRING_MAX + 4];
	size_t n = 0, step, take;

	for (s->pos++; lex_ahead(s, 0) != '"'; s->pos += step) {
		if (s->pos == s->len || lex_ahead(s, 0) == '\n')
			return lex_fail(lx, t->at, "expected a second \" on the"
			    " line of the first");
		if ((step = string_step(lx, s)) == 0) {
			s->pos++;
			return T_YYerror;
		}
		take = lex_ahead(s, 0) == '\\' ? 1 : step;
		if (n + take > LEX_STRING_MAX)
			return lex_fail(lx, t->at, "expected a string of at"
			    " most %d octets", LEX_STRING_MAX);
		memcpy(text + n, s->text + s->pos + step - take, take);
		n += take;
	}
	s->pos++;
	t->quoted = true;
	if ((t->text = keep(lx, text, n)) == NULL)
		return lex_fail_memory(lx, t->at);
	return T_STRING;
}

/* Does the file begin with the byte order mark of UTF-16? */
static bool
is_utf16(const struct source *s)
{
	return s->pos == 0 && s->len >= 2 &&
	    (memcmp(s->text, "\xff\xfe", 2) == 0 ||
	    memcmp(s->text, "\xfe\xff", 2) == 0);
}

/* No octet of it means what it would mean here: nothing more is read. */
static int
fail_utf16(struct lex *lx, struct conf_at at)
{
	lex_stop(lx);
	return lex_fail(lx, at, "the file is in UTF-16; expected UTF-8");
}

static int
lex_mark(struct lex *lx, struct source *s, struct token *t)
{
	static const char marks[] = "{}(),!=>";
	static const char *const texts[] = { "{", "}", "(", ")", ",", "!", "=",
	    ">" };
	char c = lex_ahead(s, 0);
	const char *mark = c == '\0' ? NULL : strchr(marks, c);

	s->pos++;
	if (mark == NULL)
		return fail_octet(lx, t->at, c, "");
	t->text = texts[mark - marks];
	if (c != '>' || lex_ahead(s, 0) != '=')
		return c;
	s->pos++;
	t->text = ">=";
	return T_GE;
}

int
lex_text_token(struct lex *lx, struct source *s, struct token *t)
{
	char c = lex_ahead(s, 0);

	if (is_utf16(s))
		return fail_utf16(lx, t->at);
	if (lex_is_word(c))
		return lex_word(lx, s, t);
	if (c == '"')
		return lex_string(lx, s, t);
	if (c == '<')
		return lex_angle(lx, s, t);
	return lex_mark(lx, s, t);
}

/* ---- codes ---- */

static bool
begins_statement(int code)
{
	switch (code) {
	case T_HOME: case T_PARTNER: case T_TABLE: case T_CATEGORY:
	case T_CLASS: case T_LINK: case T_PROTECT: case T_STORM:
	case T_SCREEN: case T_INCLUDE: case T_MACRO: case T_MEMORY:
	case T_CHECK: case T_BLACKLIST: case T_GREYLIST: case T_SINKHOLE:
	case T_DIAMETER: case T_RUN: case T_SS7:
		return true;
	default:
		return false;
	}
}

static bool
begins_key(int code)
{
	switch (code) {
	case T_PLMN: case T_IMSI: case T_MSISDN: case T_GT: case T_MGT:
	case T_REALM: case T_HOST: case T_PC: case T_IP: case T_LINK:
	case T_STATE: case T_RATE: case T_CARRIES: case T_TRUST:
	case T_ROAMING: case T_SUBSCRIBERS: case T_TRANSACTIONS:
	case T_SOURCES: case T_ANSWER: case T_FORGET: case T_GEOGRAPHY:
	case T_OP: case T_MAP_OP: case T_CAP_OP: case T_COMMAND:
	case T_CAPACITY: case T_LATENCY: case T_TERM: case T_LONGEST:
	case T_PROBATION: case T_MONITOR: case T_LINK_KEY:
	case T_DIAMETER_KEY: case T_RUN_KEY: case T_SS7_KEY:
		return true;
	default:
		return false;
	}
}

bool
lex_begins(enum lex_resume what, int code)
{
	switch (what) {
	case LEX_STATEMENT:
		return begins_statement(code);
	case LEX_KEY:
		return begins_key(code);
	case LEX_RULE:
		return code == T_PASS || code == T_MATCH || code == T_DROP ||
		    code == T_REJECT || code == T_SINK || code == T_STEER;
	}
	return false;
}

int
lex_end(bool everything)
{
	return everything ? T_YYEOF : T_END_FILE;
}

bool
lex_is_end(const struct token *t)
{
	return t->code == T_YYEOF || t->code == T_END_FILE;
}

bool
lex_is_table(const struct token *t)
{
	return t->code == T_NAME;
}

bool
lex_is_keyword(const struct token *t)
{
	return t->code != T_WORD && t->code != T_STRING && t->code != T_NAME &&
	    t->code != T_MACRO && t->code != T_YYerror &&
	    t->text[0] >= 'a' && t->text[0] <= 'z';
}
